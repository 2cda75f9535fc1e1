# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film with thousands of takes is saved as another, opened and watched without Blender standing still: what lies on
disk is looked at beside it, and what is shown changes a piece at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest
import take_parts as parts

from addon.blender.engine import beside, day_cap, rows, session, watching
from addon.blender.engine.view import current as view
from addon.blender.film import opening, pump, save_as
from addon.blender.jobs import asking
from addon.blender.properties import film, tag
from addon.blender.takes import carrying
from addon.blender.timeline import strips
from addon.core.files import FilmFolder
from addon.core.jobs.ledger import read_jobs
from scripts.benches import long_film

WINDOW = SimpleNamespace(app=SimpleNamespace(background=False, is_job_running=lambda _: False), data=bpy.data)


@pytest.fixture
def takes(edit: bpy.types.Scene, tmp_path: Path, movie: parts.Movie) -> Iterator[FilmFolder]:
    """A film with seven placed takes."""
    found = parts.make_film(edit, tmp_path / "a" / "film.blend", shots=7)
    for number in range(7):
        parts.add_take(edit, parts.shot_named(f"SH{(number + 1) * 10:03}"), movie(24, 24))
    view.clear(found.root)
    yield found
    save_as.forget()
    view.clear(None)


def _in_a_window(monkeypatch: pytest.MonkeyPatch, *modules: Any) -> None:
    for module in modules:
        monkeypatch.setattr(module, "bpy", WINDOW)


def _shown(edit: Any) -> set[Path]:
    return {
        Path(bpy.path.abspath(strip.filepath)).parent
        for strip in edit.sequence_editor.strips_all
        if tag(strip).role == "take"
    }


def test_takes_come_along_beside_blender(
    edit: Any, takes: FilmFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand stopped it for 53 seconds."""
    on: list[threading.Thread] = []
    bring = carrying.bring_all
    held = threading.Event()

    def brought(*given: Any) -> Any:
        on.append(threading.current_thread())
        held.wait(60)
        return bring(*given)

    monkeypatch.setattr(carrying, "bring_all", brought)
    _in_a_window(monkeypatch, beside, save_as, opening)
    other = tmp_path / "b" / "other.blend"
    other.parent.mkdir()
    bpy.ops.wm.save_as_mainfile(filepath=str(other))
    folder = FilmFolder(other)
    assert view.film == folder.root
    assert carrying.origin(folder) is not None, "whatever comes between, its takes come along"
    assert not folder.takes.exists()
    held.set()
    for _ in range(2000):
        pump.tick()
        if _shown(edit) and all(folder.root in place.parents for place in _shown(edit)):
            break
        if save_as._bringing is not None:
            save_as._bringing.wait(0.05)
    assert [thread is threading.main_thread() for thread in on] == [False]
    for shot in film(edit).shots:
        for take in shot.takes:
            assert folder.resolve(take.file).samefile(takes.resolve(take.file))
            assert folder.resolve(take.file).with_suffix(".json").is_file(), "what it was made from comes along, too"


def test_saved_as_twice_in_a_row_no_take_is_left_behind(
    edit: Any, takes: FilmFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _in_a_window(monkeypatch, beside, save_as, opening)
    for name in ("b", "c"):
        (tmp_path / name).mkdir()
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / name / "film.blend"))
    save_as.finish()
    folder = FilmFolder(tmp_path / "c" / "film.blend")
    files = [take.file for shot in film(edit).shots for take in shot.takes]
    assert len(files) == 7
    assert all(folder.resolve(file).is_file() for file in files)


def test_strips_change_a_few_at_a_time(edit: Any, takes: FilmFolder, tmp_path: Path) -> None:
    """Blender opens each video anew."""
    new = {}
    for shot in film(edit).shots:
        for take in shot.takes:
            file = tmp_path / "elsewhere" / Path(take.file).name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(takes.resolve(take.file).read_bytes())
            new[take.id] = file
    count, before = [], 0
    for _ in strips.repointing(edit, new):
        now = sum(
            Path(bpy.path.abspath(strip.filepath)).parent.name == "elsewhere"
            for strip in edit.sequence_editor.strips_all
            if strip.type == "MOVIE"
        )
        count.append(now - before)
        before = now
    assert before == 7
    assert max(count) <= strips.OPENED


def test_opening_looks_for_the_takes_of_broken_strips_alone(edit: Any, takes: FilmFolder) -> None:
    """Of ten thousand takes each was looked for, for a second."""
    asked: list[str] = []
    look = save_as._There.get

    def get(self: Any, take: str, /) -> Path | None:
        asked.append(take)
        return look(self, take)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(save_as._There, "get", get)
        for _ in save_as.mending(takes):
            pass
        assert asked == []
        strip = next(s for s in edit.sequence_editor.strips_all if tag(s).role == "take")
        strip.filepath = "//gone/away.mp4"
        for _ in save_as.mending(takes):
            pass
        assert asked == [tag(strip).take]
    assert takes.root in Path(bpy.path.abspath(strip.filepath)).parents


def test_what_did_not_change_is_not_made_anew_for_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = long_film.jobs(20, 5)
    view.clear(None)
    view.jobs = {job.id: job for job in jobs}
    view.refresh()
    before = view.rows
    made: list[str] = []
    of_job = rows.of_job
    monkeypatch.setattr(rows, "of_job", lambda job, **more: (made.append(job.id), of_job(job, **more))[1])
    monkeypatch.setattr(rows, "between", lambda *_: pytest.fail("no moment is read again"))
    view.refresh()
    assert view.rows == before
    changed = jobs[3].changed("A word.").model_copy(update={"running_since": ""})
    view.jobs[changed.id] = changed
    view.refresh()
    assert made == [changed.id]
    assert [row.job_id for row in view.rows] == sorted((job.id for job in jobs), reverse=True)
    view.clear(None)


def test_a_price_waits_for_no_other_film(edit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its ten thousand jobs took 60 ms, for each dialog and once more for the send."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    film_here = long_film.write(tmp_path / "film.blend", long_film.jobs(3, 1))
    other = long_film.write(
        tmp_path / "other.blend", [job.model_copy(update={"gateway": "live"}) for job in long_film.jobs(5, 1)]
    )
    day_cap.note(other)
    view.clear(film_here.root)
    view.jobs = {job.id: job for job in read_jobs(film_here).jobs}
    on: list[bool] = []
    read = day_cap.elsewhere

    def reading(folder: FilmFolder) -> Any:
        on.append(threading.current_thread() is threading.main_thread())
        return read(folder)

    monkeypatch.setattr(day_cap, "elsewhere", reading)
    _in_a_window(monkeypatch, beside, day_cap, session)
    asking.price(list(view.jobs.values()))
    assert day_cap._reading is not None
    day_cap._reading.wait()
    beside.tell()
    assert [job.id for job in day_cap.kept_elsewhere(film_here)] == [job.id for job in read_jobs(other).jobs]
    asking.price(list(view.jobs.values()))
    assert on == [False], "read once, and not by the main thread"
    view.clear(None)


def test_what_another_blender_writes_is_read_beside_this_one(
    edit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    folder = long_film.write(tmp_path / "film.blend", long_film.jobs(6, 2))
    view.clear(folder.root)
    _in_a_window(monkeypatch, beside)
    watching._read(folder, 0.0)
    watching._read(folder, 5.0)
    assert not view.jobs
    assert watching._behind == {folder.root: 5.0}, "one look at a time"
    watching._reading[folder.root].wait()
    beside.tell()
    assert len(view.jobs) == len(view.rows) == 6
    watching._behind.clear()
    view.clear(None)
