# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What machines say of captures, claims on them, and lists: read from folders that anybody may have written to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from farm_parts import Store, film_set, png, spec

from addon.core.errors import AnimaticError, UserError
from addon.core.farm import claims, manifest, results, sets

KEY = f"{1:064x}"


def published(out: Path, value: int = 1) -> results.Result:
    out.mkdir(exist_ok=True)
    media = out / "made.png"
    media.write_bytes(png(8, 4, value))
    return results.publish(out, KEY, "SH010", media, [], 1, 0.5)


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = published(tmp_path / "out")
    assert results.read(tmp_path / "out", KEY) == made
    assert made.file == f"{made.sha256}.png"
    assert results.checked(tmp_path / "out", made, width=8, height=4, frames=1).is_file()


def test_a_picture_that_goes_within_a_request_is_a_jpeg(tmp_path: Path) -> None:
    media = tmp_path / "made.jpg"
    media.write_bytes(b"\xff\xd8\xff a picture")
    made = results.publish(tmp_path, KEY, "SH010", media, [], 1, 0.5)
    assert made.file == f"{made.sha256}.jpg"
    assert results.read(tmp_path, KEY) == made


def test_what_shows_nothing_is_told_by_the_machine_that_filmed_it(tmp_path: Path) -> None:
    """A person agrees to it before it is sent, wherever it was filmed."""
    media = tmp_path / "made.png"
    media.write_bytes(png(8, 4, 1))
    results.publish(tmp_path, KEY, "SH010", media, [], 1, 0.5, "one flat colour")
    found = results.read(tmp_path, KEY)
    assert found is not None
    assert found.blank == "one flat colour"
    heard: list[Any] = []
    sets.kept(tmp_path, spec(1), found, lambda *said: heard.append(said))
    assert heard[0][3].blank == "one flat colour"


@pytest.mark.parametrize("guessed", [True, False])
def test_a_guessed_front_is_told_by_the_machine_that_filmed_it(tmp_path: Path, *, guessed: bool) -> None:
    media = tmp_path / "made.png"
    media.write_bytes(png(8, 4, 1))
    sides = ("front", "", "right") if guessed else ()
    made = results.publish(tmp_path, KEY, "Mia", media, [], 1, 0.5, front_guessed=guessed, sides=sides)
    assert (made.front_guessed, made.sides) == (guessed, sides)
    assert results.read(tmp_path, KEY) == made


def test_what_is_to_be_known_of_a_capture_is_told_by_the_machine_that_filmed_it(tmp_path: Path) -> None:
    media = tmp_path / "made.png"
    media.write_bytes(png(8, 4, 1))
    said = "from frame 30: nothing of it is seen at frame 1"
    made = results.publish(tmp_path, KEY, "Mia", media, [], 1, 0.5, remark=said)
    assert made.remark == said
    assert results.read(tmp_path, KEY) == made


@pytest.mark.parametrize("sides", [["top"], ["front"] * 9, [["front"]], 3])
def test_a_side_that_nobody_has_is_believed_of_no_machine(tmp_path: Path, sides: object) -> None:
    media = tmp_path / "made.png"
    media.write_bytes(png(8, 4, 1))
    results.publish(tmp_path, KEY, "Mia", media, [], 1, 0.5)
    said = json.loads(results.result_path(tmp_path, KEY).read_text())
    results.result_path(tmp_path, KEY).write_text(json.dumps({**said, "sides": sides}))
    assert results.read(tmp_path, KEY) is None


def test_the_first_result_stays_and_a_failure_never_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = published(out, 1)
    assert published(out, 2) == first
    assert results.publish_failure(out, KEY, "SH010", AnimaticError("No.", code="x")) == first
    assert results.read(out, KEY) == first


def test_a_failure_gives_way_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    failure = results.publish_failure(out, KEY, "SH010", AnimaticError("No camera.", "Give it one.", code="camera"))
    assert results.read(out, KEY) == failure
    assert not failure.well
    assert failure.error().sentence == "No camera. Give it one."
    assert published(out).well
    found = results.read(out, KEY)
    assert found is not None
    assert found.well


@pytest.mark.parametrize(
    "change",
    [
        {"file": "../../film.blend"},
        {"file": "/etc/passwd"},
        {"file": "x.png"},
        {"sha256": "../x"},
        {"size": -1},
        {"size": "many"},
        {"frames": 10**9},
        {"views": ["../../x.png"]},
        {"views": [1]},
        {"version": 2},
        {"key": f"{2:064x}"},
        {"name": 7},
        {"took": None},
    ],
)
def test_what_is_no_result_counts_as_not_filmed(tmp_path: Path, change: dict[str, Any]) -> None:
    out = tmp_path / "out"
    published(out)
    path = results.result_path(out, KEY)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert results.read(out, KEY) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"null", b"\xff", b"[" * 100_000, b"x" * 100_000])
def test_garbage_counts_as_not_filmed(tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "out"
    published(out)
    results.result_path(out, KEY).write_bytes(content)
    assert results.read(out, KEY) is None


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_links_in_a_films_folder_are_not_followed(tmp_path: Path) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "film.animatic" / "farm" / "out"
    made = published(elsewhere)
    out.mkdir(parents=True)
    (out / made.file).symlink_to(elsewhere / made.file)
    results.result_path(out, KEY).write_text(results.result_path(elsewhere, KEY).read_text())
    assert results.read(out, KEY) is None


def test_other_bytes_or_another_picture_are_refused_and_filmed_again(tmp_path: Path) -> None:
    made = film_set(tmp_path / "film.animatic", [spec(1)])
    made.out.mkdir(parents=True, exist_ok=True)
    media = made.out / "made.png"
    media.write_bytes(png(8, 4, 1))
    result = results.publish(made.out, KEY, "SH010", media, [], 1, 0.5)
    (made.out / result.file).write_bytes(png(8, 4, 1)[:-1] + b"\0")
    store = Store()
    (outcome,) = made.outcomes(store).values()
    assert isinstance(outcome, AnimaticError)
    assert outcome.code == "farm_file"
    assert store.kept == []
    assert results.read(made.out, KEY) is None
    for size in ((9, 4), (8, 5)):
        with pytest.raises(AnimaticError, match="pixels"):
            results.checked(
                tmp_path / "ok", published(tmp_path / "ok"), width=size[0] * 2, height=size[1] * 2, frames=1
            )


@pytest.mark.parametrize("key", ["", "../x", "a/b", "a.b", "x" * 200, ".", 5, None])
def test_what_is_no_key_names_no_file(key: Any) -> None:
    assert not results.is_key(key)


def test_what_is_in_the_films_store_is_swept_and_nothing_else(tmp_path: Path) -> None:
    """Kept: what nobody collected, and a file that another result names, too. A failure goes: nobody reads it."""
    out, keys = tmp_path / "out", [f"{number:064x}" for number in range(1, 6)]
    out.mkdir()
    for key, value in zip(keys[:4], (1, 2, 2, 4), strict=True):
        media = out / "made.png"
        media.write_bytes(png(8, 4, value))
        results.publish(out, key, "SH010", media, [], 1, 0.5)
    results.publish_failure(out, keys[4], "SH020", AnimaticError("No.", code="x"))
    results.sweep(out, {keys[0], keys[1], keys[3], keys[4]}, {keys[0], keys[1]})
    left = [results.read(out, key) for key in keys]
    assert [found is not None for found in left] == [False, False, True, True, False]
    assert len(list(out.glob("*.png"))) == 2
    assert len(list(out.glob("*.json"))) == 2


# -- claims ------------------------------------------------------------------------------------------------------------


def test_of_many_only_one_films_and_the_others_wait_for_it(tmp_path: Path) -> None:
    out, filmed, waited = tmp_path / "out", [], []
    out.mkdir()

    def work() -> None:
        with claims.claimed(out, KEY, lambda: results.read(out, KEY) is not None) as claim:
            if claim is None:
                waited.append(1)
                return
            filmed.append(claim.number)
            time.sleep(0.3)
            published(out)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (filmed, len(waited)) == ([1], 7)
    assert os.listdir(out / claims.FOLDER) == []


def claimed_elsewhere(out: Path, content: dict[str, Any]) -> None:
    (out / claims.FOLDER).mkdir(parents=True)
    (out / claims.FOLDER / f"{KEY}.1").write_text(json.dumps(content))


def test_a_machine_without_a_sign_of_life_is_taken_over_from(tmp_path: Path) -> None:
    out = tmp_path / "out"
    claimed_elsewhere(out, {"token": "t", "machine": "another", "pid": 1, "beat": 7})
    with claims.claimed(out, KEY, lambda: False, patience=0.3) as claim:
        assert claim is not None
        assert claim.number == 2
    assert os.listdir(out / claims.FOLDER) == []


def test_frames_stand_in_the_claim_and_are_read_with_care(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BEAT_SECONDS", 0.02)
    out = tmp_path / "out"
    with claims.claimed(out, KEY, lambda: False) as claim:
        assert claim is not None
        assert claims.frames(out, {KEY}) == {KEY: (0, 0)}
        claim.tell(12, 72)
        end = time.monotonic() + 30
        while claims.frames(out, {KEY}) != {KEY: (12, 72)}:
            assert time.monotonic() < end
        assert claims.frames(out, {"another"}) == {}
    assert claims.frames(out, {KEY}) == {}
    for said in (
        "{}",
        "[" * 5000,
        '{"done": 9, "total": 1}',
        '{"done": 1, "total": 1e300}',
        '{"done": "x", "total": 1}',
    ):
        (out / claims.FOLDER / f"{KEY}.1").write_text(said)
        assert claims.frames(out, {KEY}) == {KEY: (0, 0)}


def test_a_machine_that_lives_keeps_its_claim(tmp_path: Path) -> None:
    out = tmp_path / "out"
    claimed_elsewhere(out, {"token": "t", "machine": "another", "pid": 1, "beat": 0})
    over = threading.Event()

    def live() -> None:
        beat = 0
        while not over.wait(0.05):
            beat += 1
            part = out / claims.FOLDER / "part"
            part.write_text(json.dumps({"token": "t", "machine": "another", "pid": 1, "beat": beat}))
            os.replace(part, out / claims.FOLDER / f"{KEY}.1")
        published(out)

    thread = threading.Thread(target=live)
    thread.start()
    threading.Timer(2.0, over.set).start()
    with claims.claimed(out, KEY, lambda: results.read(out, KEY) is not None, patience=1.0) as claim:
        assert claim is None
    thread.join()


@pytest.mark.skipif(os.name != "posix", reason="ids of processes")
def test_a_dead_process_of_this_machine_is_taken_over_from_at_once(tmp_path: Path) -> None:
    out = tmp_path / "out"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    claimed_elsewhere(out, {"token": "t", "machine": claims.machine(), "pid": gone.pid, "beat": 0})
    with claims.claimed(out, KEY, lambda: False, patience=3600) as claim:
        assert claim is not None
        assert claim.number == 2


# -- lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("7", [7]), ("1-3", [1, 2, 3]), ("20-20", [20]), ("1-5:2", [1, 3, 5]), ("6,7,20", [6, 7, 20]), ("3, 3", [3])],
)
def test_numbers_as_farms_write_them(text: str, numbers: list[int]) -> None:
    assert manifest.numbers(text, 20) == numbers


@pytest.mark.parametrize("text", ["", "0", "21", "1-21", "a", "1--2", "-1", "1;2"])
def test_what_names_no_captures(text: str) -> None:
    with pytest.raises(UserError):
        manifest.numbers(text, 20)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 9},
        {"captures": []},
        {"captures": [{"key": "../x"}]},
        {"blend": "/etc/passwd"},
        {"out": "C:\\out"},
        {"patience": "long"},
    ],
)
def test_a_list_that_anybody_made_is_read_with_care(tmp_path: Path, change: dict[str, Any]) -> None:
    made = film_set(tmp_path / "film.animatic", [spec(1)])
    file = made.folder / manifest.NAME
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(UserError):
        manifest.read(file)
    assert sets.of_film(tmp_path / "film.animatic") == []
