# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line on a real film, against the real rehearsal gateway with a short canned video."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import RED, box

import addon
from addon.blender.cast import members as cast_members
from addon.blender.cli import command as registration
from addon.blender.cli import headless
from addon.blender.cli import main as cli
from addon.blender.cli.terminal import Step, Terminal
from addon.blender.engine import day_cap, session
from addon.blender.properties import film, find_shot, settings
from addon.blender.review import judging
from addon.blender.shots import build, renaming
from addon.core import keys
from addon.core.blender_process import WorkerError
from addon.core.errors import Billed
from addon.core.files import FilmFolder
from addon.core.jobs.admission import create_jobs
from addon.core.jobs.job import OPEN_LINE_RISK, ErrorRecord, Job, Mode
from addon.core.jobs.ledger import Ledger, read_jobs
from addon.core.jobs.settings import Settings
from addon.core.jobs.states import State
from addon.core.money import Caps
from addon.rehearsal.faults import Fault
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("cli_driver.py")
SECRET = "vck_planted_secret_0123456789"
PATIENCE = 120.0
"""Seconds until a process that should have got somewhere is given up; not a measure of speed."""


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass
class World:
    """What the rehearsal gateway of the next session shall be like."""

    canned: Path
    latency: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    def start(self, folder: FilmFolder) -> Rehearsal:
        options = Options(canned=(self.canned,), latency=self.latency)
        return Rehearsal(options=options, faults=self.faults, state_dir=folder.root / "rehearsal").start()


@pytest.fixture
def world(movie: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(movie(60))
    monkeypatch.setattr(session, "_start_rehearsal", made.start)
    quick = partial(Settings, poll_first=0.05, poll_longest=0.1)
    monkeypatch.setattr("addon.core.jobs.settings.Settings", quick)
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    yield made
    session.stop()


@pytest.fixture
def film_file(edit: bpy.types.Scene, world: World, tmp_path: Path) -> Path:
    """A saved and open film with the text shots SH010 and SH020, two seconds each."""
    path = tmp_path / "film.blend"
    edit.frame_start, edit.frame_end = 1, 96
    edit.timeline_markers.new("A", frame=1)
    edit.timeline_markers.new("B", frame=49)
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "A robot waves."
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], world: World) -> Run:
    """`run("jobs", "list")`: the command on the open film, as `blender FILM --command animatic` runs it."""

    def command(*argv: str) -> Done:
        capfd.readouterr()
        with bpy.context.temp_override(window=None):  # as there: operators that ask for a screen refuse
            assert not bpy.ops.ed.undo_push.poll()
            code = cli.main(argv)
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return command


def jobs_of(film_file: Path) -> list[Job]:
    return list(read_jobs(FilmFolder(film_file)).jobs)


def accepted(film_file: Path) -> int:
    """How many generations the rehearsal gateway ever accepted for this film."""
    return len(list((FilmFolder(film_file).root / "rehearsal" / "jobs").glob("job_*.json")))


def takes_on_disk(film_file: Path) -> list[str]:
    """The active takes of the film as it was saved."""
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    shots = film(bpy.context.scene).shots
    return [shot.active_take for shot in sorted(shots, key=lambda shot: shot.frame_start)]


def put(film_file: Path, job: Job) -> None:
    ledger = Ledger(FilmFolder(film_file))
    ledger.write(job)
    ledger.close()


def agree(jobs: list[Job]) -> None:
    """As a send does, before it writes them."""
    for job in jobs:
        day_cap.store().agree([job], settings.gateway_secrets()[job.gateway])


# Looking


def test_shots(film_file: Path, run: Run) -> None:
    done = run("shots", "--json")
    assert done.code == 0
    assert [shot["name"] for shot in done.data["shots"]] == ["SH010", "SH020"]
    assert [(shot["frame_start"], shot["frame_end"]) for shot in done.data["shots"]] == [(1, 49), (49, 97)]
    assert "SH020" in run("shots").out


def test_shots_build_makes_and_saves_them(film_file: Path, edit: bpy.types.Scene, run: Run) -> None:
    film(edit).shots.clear()
    bpy.ops.wm.save_mainfile()
    assert run("shots", "--json").data["shots"] == []
    assert "--build" in run("shots").out
    assert [shot["name"] for shot in run("shots", "--build", "--json").data["shots"]] == ["SH010", "SH020"]
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    assert [shot.name for shot in film(bpy.context.scene).shots] == ["SH010", "SH020"]
    assert not (film_file.parent / "film.animatic" / "jobs").exists()


def test_shots_set_changes_and_saves_them(film_file: Path, edit: bpy.types.Scene, run: Run) -> None:
    cast_members.add_member(edit, "Mia")
    bpy.ops.wm.save_mainfile()
    words = ("route=blockout", "model=bytedance/seedance-2.5", "clip_look=clay", "cast=mia", "action=@Mia waves")
    done = run("shots", "set", "SH010", "SH020", *words, "multi_shot=no", "--json")
    assert done.code == 0, done.err
    assert done.data["shots"][1]["cast"] == "Mia"
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    for shot in film(bpy.context.scene).shots:
        facts = (shot.route, shot.model, shot.clip_look, len(shot.cast), shot.block("action").text)
        assert facts == ("blockout", "bytedance/seedance-2.5", "clay", 1, "@Mia waves")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("SH010",), "Say which shots"),
        (("route=text",), "Say which shots"),
        (("SH099", "route=text"), "There is no shot SH099"),
        (("SH010", "route=sideways"), "route cannot be sideways"),
        (
            ("SH010", "model=bytedance/seedance-9"),
            "The model bytedance/seedance-9 is not in the catalog. Choose one of",
        ),
        (("SH010", "takes=1"), "A shot has no takes"),
        (("SH010", "multi_shot=perhaps"), "multi_shot cannot be perhaps"),
        (("SH010", "speed=fast"), "speed cannot be fast"),
        (("SH010", "cast=Nobody"), "The cast has no Nobody"),
    ],
)
def test_shots_set_refuses_what_it_does_not_know(film_file: Path, run: Run, words: tuple[str, ...], told: str) -> None:
    before = film_file.read_bytes()
    done = run("shots", "set", *words)
    assert done.code == 2
    assert told in done.err
    assert film_file.read_bytes() == before


def test_capture_films_without_sending(film_file: Path, edit: bpy.types.Scene, run: Run, tmp_path: Path) -> None:
    refused = run("capture", "SH010", "--as", "still")
    assert (refused.code, "no camera" in refused.err) == (2, True)
    camera = bpy.data.objects.new("Cam", bpy.data.cameras.new("Cam"))
    edit.collection.objects.link(camera)
    edit.render.engine = "BLENDER_WORKBENCH"
    for marker in edit.timeline_markers:
        marker.camera = camera
    build.build_shots(edit)
    bpy.ops.wm.save_mainfile()
    done = run("capture", "SH010", "--as", "still", "--out", str(tmp_path / "still.png"), "--json")
    assert done.code == 0, done.err
    assert (done.data["width"], done.data["height"], done.data["filmed"]) == (1280, 720, True)
    assert (tmp_path / "still.png").is_file()
    assert run("capture", "SH010", "--as", "still", "--json").data["filmed"] is False
    done = run("capture", "SH010", "--as", "still", "--out", str(tmp_path), "--json")
    assert done.data["file"] == str(tmp_path / "SH010_still.png"), "what it is, not the name that we keep it by"
    assert (tmp_path / "SH010_still.png").is_file()
    before = (tmp_path / "still.png").read_bytes()
    edit.collection.objects.link(box("Cube", (1, 1, 1), (0, 0, -5), RED))
    bpy.ops.wm.save_mainfile()
    done = run("capture", "SH010", "--as", "still", "--look", "clay", "--out", str(tmp_path / "still.png"), "--json")
    assert done.code == 0, done.err
    assert (done.data["look"], done.data["width"], done.data["filmed"]) == ("clay", 1280, True)
    assert (tmp_path / "still.png").read_bytes() != before
    for argv, told in (
        (("--as", "still", "--look", "depth", "--out", "still.gif"), "still.gif does not end in .png."),
        (("--out", "still.png"), "still.png does not end in .mp4."),
        (("--as", "turntable", "--look", "clay"), "A turntable shows its member as it is: a look is of a clip or a"),
        (("--farm", "bundle", "--look", "clay"), "--look is not for a farm"),
        (("--farm", "flamenco", "--as", "still"), "--as is not for a farm"),
    ):
        refused = run("capture", "SH010", *argv)
        assert refused.code == 2
        assert told in refused.err
        assert "Filming" not in refused.err
    assert not jobs_of(film_file)


@pytest.mark.parametrize(
    "argv",
    [
        ("shots", "--json", "set", "SH010", "action=Rain"),
        ("shots", "set", "--json", "SH010", "action=Rain"),
        ("shots", "set", "SH010", "--json", "action=Rain"),
        ("shots", "set", "SH010", "action=Rain", "--json"),
    ],
)
def test_an_option_may_stand_anywhere_after_the_command(film_file: Path, run: Run, argv: tuple[str, ...]) -> None:
    done = run(*argv)
    assert (done.code, done.err) == (0, "")
    assert done.data["shots"] == [{"shot": "SH010", "action": "Rain"}]
    page = run("preflight", "SH010", "--json", "SH020", "--cap", "1", "--rehearsal").data["preflight"]
    assert (len(page["rows"]), page["cap_per_batch"]) == (2, "1.0")
    assert run("preflight", "SH010", "--nothing").err.startswith("Unrecognized arguments: --nothing.")


def test_preflight(film_file: Path, run: Run) -> None:
    done = run("preflight", "--json", "--cap", "1")
    assert done.code == 0
    page = done.data["preflight"]
    assert (done.data["gateway"], page["ready"], page["allowed"], page["cap_per_batch"]) == (
        "rehearsal",
        2,
        True,
        "1.0",
    )
    assert len(run("preflight", "SH020", "--json").data["preflight"]["rows"]) == 1
    assert not jobs_of(film_file)


def test_preflight_says_no_with_the_users_exit_code(film_file: Path, edit: bpy.types.Scene, run: Run) -> None:
    film(edit).shots[0].block("action").text = ""
    film(edit).shots[0].block("camera").text = ""
    blocked = run("preflight", "--json")
    assert (blocked.code, blocked.data["exit_code"], blocked.data["preflight"]["blocked"]) == (2, 2, 1)
    capped = run("preflight", "SH020", "--cap", "0.01")
    assert capped.code == 2
    assert "cap" in capped.out


# Sending


def test_generate_places_and_saves(film_file: Path, run: Run) -> None:
    done = run("generate", "--yes", "--json")
    assert done.code == 0, done.err
    assert [(job["shot"], job["state"]) for job in done.data["jobs"]] == [("SH010", "placed"), ("SH020", "placed")]
    assert done.data["preflight"]["ready"] == 2
    assert "SH010 generating\n" in done.err
    assert accepted(film_file) == 2
    listed = run("takes", "--json").data["takes"]
    assert [(take["shot"], take["number"], take["active"]) for take in listed] == [
        ("SH010", 1, True),
        ("SH020", 1, True),
    ]
    assert "active" in run("takes", "SH020").out
    assert takes_on_disk(film_file) == [job["id"] for job in done.data["jobs"]]


def test_a_rehearsal_is_free_and_two_shots_of_one_name_are_not_guessed_at(film_file: Path, run: Run) -> None:
    assert run("generate", "SH010", "--yes").code == 0
    assert " free " in run("takes").out
    assert "$" not in run("takes").out
    first, second = film(bpy.context.scene).shots
    with renaming.silent():
        second.name = first.name
    refused = run("generate", "SH010", "--yes", "--json")
    assert (refused.code, refused.data["error"]["code"]) == (2, "same_name")
    assert second.uuid in refused.data["error"]["next_step"]
    assert accepted(film_file) == 1
    done = run("preflight", second.uuid, "--json")
    assert [row["shot_uuid"] for row in done.data["preflight"]["rows"]] == [second.uuid]


def test_a_film_that_cannot_be_read_is_not_called_unsaved(
    edit: bpy.types.Scene, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["blender", "broken.blend", "--command", "animatic", "takes"])
    done = run("takes", "--json")
    assert (done.code, done.data["error"]["code"]) == (2, "film_unreadable")
    assert "broken.blend" in done.err


def test_generate_one_shot_as_text(film_file: Path, run: Run) -> None:
    done = run("generate", "SH020")
    assert done.code == 0
    assert done.out.startswith("SH020  asks 2 s")
    assert "estimate $0.20  rehearsed, free  takes/SH020/" in done.out
    assert "Read blend" not in done.out
    assert "SH010" not in done.out
    assert "Rehearsal: nothing leaves this machine" in done.err


def test_promote_makes_finals_of_starred_drafts_once(film_file: Path, run: Run) -> None:
    run("generate", "--yes")
    none = run("promote", "--yes")
    assert (none.code, "No draft is starred" in none.err) == (2, True)
    assert "active, starred" in run("takes", "star", "SH010").out
    done = run("promote", "--yes", "--json")
    assert done.code == 0, done.err
    assert [(row["shot_name"], row["size"]) for row in done.data["preflight"]["rows"]] == [("SH010", "1920x1080")]
    takes = run("takes", "SH010", "--json").data["takes"]
    assert [(take["number"], take["active"]) for take in takes] == [(1, False), (2, True)]
    assert run("promote", "--yes").code == 2, "all starred drafts have their finals"
    assert accepted(film_file) == 3


def test_takes_are_starred_by_their_number_or_as_the_timeline_shows_them(film_file: Path, run: Run) -> None:
    for _ in range(2):
        run("generate", "SH010", "--yes")
    run("generate", "SH020", "--yes")

    def starred() -> list[tuple[str, int]]:
        bpy.ops.wm.open_mainfile(filepath=str(film_file))
        return sorted(
            (shot.name, take.number) for shot in film(bpy.context.scene).shots for take in shot.takes if take.starred
        )

    assert run("takes", "star", "SH010", "t001", "t002", "SH020").code == 0
    assert starred() == [("SH010", 1), ("SH010", 2), ("SH020", 1)]
    assert run("takes", "unstar", "SH010", "--json").data["takes"][1]["starred"] is False
    assert starred() == [("SH010", 1), ("SH020", 1)]
    film(bpy.context.scene).shots[0].takes[1].rejected = True
    bpy.ops.wm.save_mainfile()
    assert run("takes", "star", "SH010", "2").code == 0
    assert ("SH010", 2) in starred()
    assert not film(bpy.context.scene).shots[0].takes[1].rejected, "a favourite is not rejected"
    before = film_file.read_bytes()
    for words, told in (
        (("SH010", "t003"), "There is no SH010 t003. It has t001, t002."),
        (("SH099",), "There is no shot SH099"),
        (("t001",), "Say which takes"),
        ((), "Say which takes"),
    ):
        refused = run("takes", "star", *words)
        assert refused.code == 2
        assert told in refused.err
    assert film_file.read_bytes() == before


def test_a_failed_shot_ends_with_1_and_can_be_retried(film_file: Path, world: World, run: Run) -> None:
    world.faults = [Fault("start", "fails", body="The model stumbled.")]
    done = run("generate", "--yes", "--json")
    assert done.code == 1
    assert sorted(job["state"] for job in done.data["jobs"]) == ["failed", "placed"]
    failed = next(job for job in done.data["jobs"] if job["state"] == "failed")
    assert failed["error"]["message"]
    session.stop()
    world.faults = []
    again = run("jobs", "retry", "--json", "--yes")
    assert again.code == 0
    assert [(job["id"], job["state"]) for job in again.data["jobs"]] == [(failed["id"], "placed")]
    assert run("jobs", "retry").out == "There is nothing to retry.\n"


@pytest.mark.parametrize(("status", "code"), [(401, "gateway_authentication"), (402, "gateway_credit")])
def test_what_a_person_has_to_put_right_ends_with_2(
    film_file: Path, world: World, run: Run, status: int, code: str
) -> None:
    world.faults = [Fault.parse(f"start@1x2=status:{status}")]
    done = run("generate", "--yes", "--json")
    assert done.code == 2
    assert [job["error"]["code"] for job in done.data["jobs"]] == [code] * 2
    world.faults = [Fault.parse(f"start@1=status:{status}"), Fault("start", "fails", nth=2, body="The model fell.")]
    session.stop()
    assert run("generate", "--yes").code == 1, "one of two failed by itself"


def test_a_blocked_shot_sends_nothing(film_file: Path, edit: bpy.types.Scene, run: Run) -> None:
    film(edit).shots[1].block("action").text = ""
    film(edit).shots[1].block("camera").text = ""
    done = run("generate", "--yes", "--json")
    assert (done.code, done.data["error"]["code"]) == (2, "plan_blocked")
    assert done.err.rstrip().endswith("Write in one line what happens.")
    assert "SH020" in done.err
    assert not jobs_of(film_file)


def test_caps_hold_with_yes(film_file: Path, run: Run) -> None:
    done = run("generate", "--yes", "--cap", "0.30")
    assert done.code == 2
    assert done.err.endswith("is $0.30. Name fewer shots, or allow more with --cap or --cap-day.\n")
    assert not jobs_of(film_file)
    assert run("generate", "--yes", "--cap-day", "0.30").code == 2
    assert settings.preference("cap_batch") == settings.DEFAULTS["cap_batch"]


def test_live_asks_and_a_no_sends_nothing(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", f"vercel_blob_rw_store_{SECRET}")
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    done = run("generate", "--live")
    assert done.code == 2
    assert done.err.endswith("Nothing was sent: nobody could be asked. Add --yes to send.\n")
    monkeypatch.setattr(Terminal, "can_ask", lambda self: True)
    for answer in ("", "y\n", "no\n"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        done = run("generate", "--live")
        assert done.code == 2
        assert "Send 2 shots to the live gateway, about $0.40? Type yes:" in done.err
        assert SECRET not in done.out + done.err
    assert not jobs_of(film_file)


@pytest.mark.parametrize(
    ("words", "bought"),
    [(("follows",), 1), (("departs", "follows"), 2), (("departs", "unsure", "departs"), 3)],
)
def test_the_best_of_three_is_bought_one_by_one(
    film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], bought: int
) -> None:
    """The judge's words are given; everything else is real."""
    judged: list[str] = []

    async def say(command: Any, job: dict[str, Any]) -> dict[str, Any]:
        (take,) = [take for shot in job["shots"] for take in shot["takes"]]
        judged.append(words[len(judged)])
        return {take["id"]: {"word": judged[-1], "sentence": "as said", "score": float(len(judged))}}

    monkeypatch.setattr(judging, "_asked", say)
    done = run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert done.code == 0, done.err
    assert tuple(judged) == words
    assert accepted(film_file) == bought
    assert [job.state for job in jobs_of(film_file)] == [State.PLACED] * bought + [State.CANCELLED] * (3 - bought)
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    shot = film(bpy.context.scene).shots[0]
    assert len(shot.takes) == bought, "the rest is kept"
    if "follows" in words:
        assert judging.of(next(t for t in shot.takes if t.id == shot.active_take)).word == "follows"


@pytest.mark.parametrize(("fails", "bought"), [(1, 2), (99, 1)], ids=["once", "always"])
def test_a_take_that_cannot_be_judged_ends_the_buying(
    film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, fails: int, bought: int
) -> None:
    """It is tried once more; then nothing is bought that nobody would look at."""
    asked: list[str] = []

    async def say(command: Any, job: dict[str, Any]) -> dict[str, Any]:
        (take,) = [take for shot in job["shots"] for take in shot["takes"]]
        asked.append(take["id"])
        if len(asked) <= fails:
            raise WorkerError("The second Blender ended.", "Try again.", code="worker_ended")
        word = "departs" if len(asked) == fails + 1 else "follows"
        return {take["id"]: {"word": word, "sentence": "as said", "score": 0.5}}

    monkeypatch.setattr(judging, "_asked", say)
    done = run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert done.code == 0, done.err
    assert accepted(film_file) == bought
    assert [job.state for job in jobs_of(film_file)] == [State.PLACED] * bought + [State.CANCELLED] * (3 - bought)
    assert len(asked) == (3 if bought == 2 else 2)


def test_of_all_that_were_bought_the_best_is_shown(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """None follows: the last one is judged like the others, each once, and the likest of them is shown."""
    scores: dict[str, float] = {}

    async def say(command: Any, job: dict[str, Any]) -> dict[str, Any]:
        (take,) = [take for shot in job["shots"] for take in shot["takes"]]
        assert take["id"] not in scores
        scores[take["id"]] = (0.2, 0.5, 0.1)[len(scores)]
        return {take["id"]: {"word": "departs", "sentence": "as said", "score": scores[take["id"]]}}

    monkeypatch.setattr(judging, "_asked", say)
    done = run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert done.code == 0, done.err
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    shot = film(bpy.context.scene).shots[0]
    assert len(shot.takes) == len(scores) == 3
    assert scores[shot.active_take] == 0.5


def test_a_budget_says_how_many_of_them(film_file: Path, run: Run) -> None:
    """$0.20 a take here."""
    assert run("generate", "SH010", "--best-of", "4", "--at-most", "0.10").code == 2
    assert not jobs_of(film_file)
    assert run("generate", "SH010", "--at-most", "0.10").code == 2


def test_a_typed_yes_sends(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Terminal, "can_ask", lambda self: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Yes\n"))
    assert run("generate", "SH010").code == 0
    assert [job.state for job in jobs_of(film_file)] == [State.PLACED]


def test_live_without_key(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    done = run("generate", "--live", "--yes", "--json")
    assert (done.code, done.data["error"]["code"]) == (2, "no_key")
    assert done.err == (
        "There is no key for the gateway. Set AI_GATEWAY_API_KEY in the environment; only a rehearsal needs none.\n"
    )


def test_live_without_a_token_for_the_host(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    shot = film(bpy.context.scene).shots[0]
    shot.route = "first_frame"
    bpy.context.scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    bpy.context.scene.collection.objects.link(bpy.context.scene.camera)
    for command in (("generate", "--yes"), ("preflight",)):
        done = run(*command, "--live")
        assert done.code == 2
        assert "There is no token for Vercel Blob." in done.out + done.err
        assert "BLOB_READ_WRITE_TOKEN" in done.out + done.err
    assert not jobs_of(film_file)


def test_live_while_blender_is_offline(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.setattr(settings, "online_refusal", lambda: "Blender was started with --offline-mode.")
    done = run("generate", "--live", "--yes")
    assert done.code == 2
    assert done.err.startswith("Blender was started with --offline-mode.")
    assert not jobs_of(film_file)


def test_a_film_that_was_saved_meanwhile_is_left_alone(
    film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = headless.send_and_wait

    def send_while_the_artist_saves(*args: Any, **named: Any) -> list[Job]:
        jobs = send(*args, **named)
        film_file.write_bytes(film_file.read_bytes() + b"\0")
        return jobs

    monkeypatch.setattr(headless, "send_and_wait", send_while_the_artist_saves)
    before = film_file.stat().st_size
    done = run("generate", "SH010", "--yes")
    assert done.code == 1
    assert "was saved by another program meanwhile" in done.err
    assert film_file.stat().st_size == before + 1
    monkeypatch.undo()


# Jobs


@pytest.fixture
def left(film_file: Path, world: World, run: Run) -> Job:
    """The job of SH010 that was running when the program was stopped; the gateway goes on with it."""
    world.latency = 3600.0
    folder = FilmFolder(film_file)
    headless.pump.view.clear(folder.root)
    jobs = headless.send.send_plans(
        plans := headless.make_plans(headless.edit_of_film(), ["SH010"]),
        [plan.fingerprint for plan in plans],
    )
    wait_for(lambda: jobs_of(film_file)[0].state is State.RUNNING)
    session.stop()
    world.latency = 0.0
    return next(job for job in jobs_of(film_file) if job.id == jobs[0].id)


def wait_for(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def test_resume(film_file: Path, left: Job, run: Run) -> None:
    lines = run("jobs", "list").out.splitlines()
    assert lines[1].split()[:4] == [left.id[-8:], "SH010", "t001", "Generating"]
    assert lines[-1] == "Nobody runs them now: `jobs resume` goes on with them."
    done = run("jobs", "resume", "--json")
    assert (done.code, done.data["jobs"][0]["state"]) == (0, "placed"), done.err
    assert accepted(film_file) == 1
    assert takes_on_disk(film_file) == [left.id, ""]
    assert run("jobs", "resume").out == "Nothing is left to go on with.\n"


def test_resume_where_opening_the_film_resumed_already(film_file: Path, left: Job, run: Run) -> None:
    """As in `blender FILM --command`: the extension is there when the film opens."""
    headless.pump.view.clear(None)
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    assert session.current() is not None
    done = run("jobs", "resume", "--json")
    assert (done.code, done.data["jobs"][0]["state"]) == (0, "placed"), done.err
    assert accepted(film_file) == 1
    assert takes_on_disk(film_file) == [left.id, ""]


def test_a_job_goes_on_at_its_own_gateway_only(
    film_file: Path, left: Job, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    put(film_file, left.model_copy(update={"gateway": "live"}))
    done = run("jobs", "resume", "--json")
    assert (done.code, done.data["error"]["code"]) == (2, "no_key")
    assert [job.state for job in jobs_of(film_file)] == [State.RUNNING]
    assert accepted(film_file) == 1


@pytest.mark.slow
def test_resume_films_what_was_not_filmed_yet(film_file: Path, edit: bpy.types.Scene, run: Run) -> None:
    """Stopped between the send and the filming: the copy that the shot was to be filmed from went with the program."""
    edit.render.engine = "BLENDER_WORKBENCH"
    edit.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(edit.camera)
    bpy.ops.mesh.primitive_monkey_add(location=(0, 0, -5))  # a picture in which nothing shows is not sent
    shots = film(edit).shots
    for shot in shots:
        shot.route = "first_frame"
    bpy.ops.wm.save_mainfile()
    plans = headless.make_plans(edit)
    assert all(item.capture is not None for plan in plans for item in plan.inputs)
    jobs = create_jobs(plans, [p.fingerprint for p in plans], Caps(), [], FilmFolder(film_file), gateway="rehearsal")
    agree(jobs)
    for job in jobs:
        put(film_file, job)
    second = find_shot(edit, plans[1].shot_uuid)
    assert second is not None
    second.block("action").text = "Something else, but the same picture."
    done = run("jobs", "resume", "--json")
    assert done.code == 0, done.err
    assert [job["state"] for job in done.data["jobs"]] == ["placed", "placed"]


@pytest.mark.parametrize("name", ["whole", "head", "tail", "shot", "lower"])
def test_jobs_by_other_names(film_file: Path, left: Job, run: Run, name: str) -> None:
    named = {
        "whole": left.id,
        "head": left.id[:20],
        "tail": left.id[-6:],
        "shot": "sh010",
        "lower": left.id[-6:].lower(),
    }[name]
    done = run("jobs", "cancel", named, "--json")
    assert done.code == 0
    assert [(job["id"], job["state"], job["charged"]) for job in done.data["jobs"]] == [
        (left.id, "cancelled", "unknown")
    ]


def test_jobs_that_are_not_there(film_file: Path, left: Job, run: Run) -> None:
    put(film_file, left.model_copy(update={"id": f"{left.id[:-1]}{'0' if left.id[-1] != '0' else '1'}"}))
    several = run("jobs", "cancel", left.id[:12])
    assert several.code == 2
    assert "fits 2 jobs" in several.err
    none = run("jobs", "resume", "ZZZZ", "--json")
    assert (none.code, none.data["error"]["code"]) == (2, "no_job")


def test_an_action_that_does_not_fit(film_file: Path, left: Job, run: Run) -> None:
    done = run("jobs", "send-again", "SH010")
    assert done.code == 2
    assert done.err == "SH010 is “Generating” now: send again does not fit. See `jobs list`: the job has moved on.\n"


@pytest.fixture
def uncertain(film_file: Path, left: Job) -> Job:
    """A request of SH010 of which nobody knows whether it was accepted (as far as the file says)."""
    job = left.model_copy(
        update={"state": State.UNCERTAIN, "operation": None, "generation_id": "", "charge": Billed.UNKNOWN}
    )
    put(film_file, job)
    return job


def test_uncertain_waits_for_a_person(film_file: Path, uncertain: Job, run: Run) -> None:
    done = run("jobs", "resume", "--json")
    assert (done.code, done.data["exit_code"]) == (3, 3)
    assert done.data["jobs"][0]["actions"] == ["cancel", "look-up", "send-again"]
    assert accepted(film_file) == 1
    looked = run("jobs", "look-up", "--json")
    assert looked.code == 3
    assert looked.data["notices"][-1]["code"] == "nothing_to_ask"
    assert accepted(film_file) == 1


def test_send_again_is_a_persons_decision(film_file: Path, uncertain: Job, run: Run) -> None:
    assert run("jobs", "send-again").code == 2  # it never guesses which
    done = run("jobs", "send-again", "SH010", "--yes")
    assert done.code == 0, done.err
    assert "costs about $0.20 anew" in done.err
    assert accepted(film_file) == 2
    assert takes_on_disk(film_file) == [uncertain.id, ""]


def test_an_open_request_is_a_persons_choice_and_its_risk_is_told(
    film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = planned(film_file, "SH010")
    error = ErrorRecord(code="gateway_not_queued", message="It takes no queue.", at=job.created, step="submitting")
    put(film_file, job.moved(State.FAILED, charge=Billed.NO, error=error))
    assert run("jobs", "list", "--json").data["jobs"][0]["actions"] == ["retry", "send-open"]
    assert run("jobs", "send-open").code == 2  # it never guesses which
    monkeypatch.setattr(Terminal, "can_ask", lambda self: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    refused = run("jobs", "send-open", "SH010")
    assert (refused.code, accepted(film_file)) == (2, 0)
    assert run("jobs", "send-open", "SH010", "--cap", "0.01", "--yes").code == 2
    assert accepted(film_file) == 0
    done = run("jobs", "send-open", "SH010", "--yes")
    assert (done.code, accepted(film_file)) == (0, 1), done.err
    for said in (refused.err, done.err):
        assert said.index(OPEN_LINE_RISK) < said.index("costs about $0.20 anew")
    (sent,) = jobs_of(film_file)
    assert (sent.mode, sent.state) == (Mode.SSE, State.PLACED)
    assert run("jobs", "send-open", "SH010", "--yes").code == 2  # of what was sent nothing is offered


def test_shots_go_on_open_lines_only_where_that_is_said(film_file: Path, run: Run) -> None:
    assert OPEN_LINE_RISK not in run("generate", "SH010", "--yes").err
    done = run("generate", "SH020", "--open-line", "--yes")
    assert done.code == 0, done.err
    assert OPEN_LINE_RISK in done.err
    assert [job.mode for job in jobs_of(film_file)] == [Mode.ASYNC, Mode.SSE]
    assert run("preflight", "--open-line").code == 2


def failed(job: Job) -> Job:
    """Refused by the gateway before anything was paid."""
    error = ErrorRecord(code="gateway_invalid_request", message="It was refused.", at=job.created, step="submitting")
    return job.moved(State.FAILED, charge=Billed.NO, error=error)


def planned(film_file: Path, *names: str, gateway: str = "rehearsal") -> list[Job]:
    """Jobs as a program leaves them that is killed right after the send."""
    plans = headless.make_plans(headless.edit_of_film(), names)
    shown = [plan.fingerprint for plan in plans]
    jobs = create_jobs(plans, shown, Caps(), jobs_of(film_file), FilmFolder(film_file), gateway=gateway)
    agree(jobs)
    for job in jobs:
        put(film_file, job)
    return jobs


def test_jobs_that_came_with_the_folder_wait_and_are_sent_when_asked(film_file: Path, run: Run) -> None:
    (job,) = planned(film_file, "SH010")
    (day_cap.store().folder / "agreed.jsonl").unlink()  # another person's computer
    request = job.plan.request.model_copy(update={"prompt": "A robot \x1b]0;waves\x07\u202e."})
    put(film_file, job.model_copy(update={"plan": job.plan.model_copy(update={"request": request})}))
    listed = run("jobs", "list")
    assert "Not sent by you" in listed.out
    assert not set("\x1b\x07\u202e") & set(listed.out)
    assert "1 not sent by you" in run("jobs", "resume").out
    assert run("jobs", "retry").out == "There is nothing to retry.\n"
    assert accepted(film_file) == 0
    done = run("jobs", "send", "SH010", "--yes", "--json")
    assert (done.code, done.data["jobs"][0]["state"]) == (0, "placed"), done.err
    assert "$0.20" in done.err
    assert not set("\x1b\x07\u202e") & set(done.err)
    assert accepted(film_file) == 1


def test_retry_touches_only_what_failed_and_was_not_sent_again(film_file: Path, run: Run) -> None:
    (old,) = planned(film_file, "SH010")
    put(film_file, failed(old))
    (new,) = planned(film_file, "SH010")
    put(film_file, new.moved(State.CANCELLED, charge=Billed.NO))
    (other,) = planned(film_file, "SH020")
    put(film_file, failed(other))
    done = run("jobs", "retry", "--yes", "--json")
    assert (done.code, [job["id"] for job in done.data["jobs"]]) == (0, [other.id]), done.err
    assert "SH020 t001 (failed) costs about $0.20 anew" in done.err
    assert {job.id: job.state for job in jobs_of(film_file)} == {
        old.id: State.FAILED,
        new.id: State.CANCELLED,
        other.id: State.PLACED,
    }
    assert run("jobs", "retry").out == "There is nothing to retry.\n"
    assert run("jobs", "retry", "SH020", "--json").data["error"]["code"] == "has_its_take"


def test_the_report_names_what_failed(film_file: Path, run: Run) -> None:
    (job,) = planned(film_file, "SH010")
    put(film_file, failed(job))
    assert run("export", "report", "--json").data["report"]["failed"] == ["SH010"]


def test_retry_keeps_to_the_caps(film_file: Path, run: Run) -> None:
    for job in planned(film_file):
        put(film_file, failed(job))
    assert run("jobs", "retry", "--yes", "--cap", "0.30", "--json").data["error"]["code"] == "cap"
    assert run("jobs", "retry", "--yes", "--cap-day", "0.30").code == 2
    assert accepted(film_file) == 0


def test_cancelling_several_sends_none_of_them(film_file: Path, run: Run) -> None:
    planned(film_file)
    done = run("jobs", "cancel", "SH010", "SH020", "--json")
    assert done.code == 0, done.err
    assert {(job["state"], job["charged"]) for job in done.data["jobs"]} == {("cancelled", "no")}
    assert accepted(film_file) == 0


def test_one_gateway_that_refuses_does_not_hold_up_the_others_jobs(
    film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key for the real gateway: the rehearsal's jobs go on, and the others are told as waiting."""
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    planned(film_file, "SH010", gateway="live")
    planned(film_file, "SH020")
    done = run("jobs", "resume", "--json")
    assert done.code == 3
    assert {job["shot"]: job["state"] for job in done.data["jobs"]} == {"SH010": "planned", "SH020": "placed"}
    assert "no_key" in {notice["code"] for notice in done.data["notices"]}
    assert run("jobs", "cancel", "SH010").code == 0, "stopping needs no key"
    assert accepted(film_file) == 1


def test_look_up_fetches_what_is_finished(film_file: Path, left: Job, run: Run) -> None:
    put(film_file, left.moved(State.CANCELLED, charge=Billed.UNKNOWN))
    world_done = run("jobs", "look-up", "SH010", "--json")
    assert (world_done.code, world_done.data["jobs"][0]["state"]) == (0, "placed"), world_done.err
    assert accepted(film_file) == 1


def test_another_program_runs_the_jobs(film_file: Path, left: Job, run: Run) -> None:
    lock = FilmFolder(film_file).jobs / ".lock"
    owner = {"pid": 1, "host": "render-7", "birth": "unknown", "since": "2026-11-22T10:00:00Z", "token": "t"}
    lock.write_text(json.dumps(owner))
    for argv in (["generate", "--yes"], ["jobs", "resume"], ["jobs", "cancel", "SH010"]):
        done = run(*argv)
        assert done.code == 2
        assert "process 1 on render-7" in done.err
    assert run("jobs", "list").code == 0
    assert run("jobs", "resume", "--take-over").code == 0


# Money and export


def test_money(film_file: Path, run: Run) -> None:
    assert run("money").out == "Nothing was sent to the real gateway yet; see --rehearsal.\n"
    run("generate", "--yes")
    assert run("money", "--json").data["rows"] == []
    done = run("money", "--rehearsal", "--json")
    assert [row["shot"] for row in done.data["rows"]] == ["SH010", "SH020"]
    assert done.data["total_usd"] == "0.40"
    table = list(csv.DictReader(io.StringIO(run("money", "--rehearsal", "--csv").out)))
    assert [row["shot"] for row in table] == ["SH010", "SH020", ""]
    assert "In all $0.40 rehearsed" in run("money", "--rehearsal").out
    assert run("preflight", "--json", "--cap-day", "0.50").data["preflight"]["spent_today"] == "0"


@pytest.mark.slow
def test_export(film_file: Path, tmp_path: Path, run: Run) -> None:
    sheet = run("export", "sheet", "--out", str(tmp_path / "new" / "page.png"), "--json")
    assert sheet.code == 0, sheet.err
    assert Path(sheet.data["file"]).read_bytes().startswith(b"\x89PNG")
    run("generate", "--yes")
    movie = run("export", "movie", "--out", str(tmp_path))
    assert movie.code == 0, movie.err
    assert (tmp_path / "film_v001.mp4").stat().st_size > 0
    (tmp_path / "film_v002.mp4").write_bytes(b"")
    again = run("export", "movie", "--out", str(tmp_path), "--json")
    assert Path(again.data["file"]).name == "film_v003.mp4", "nothing is overwritten"
    assert [path.name for path in tmp_path.glob(".*")] == []
    pages = run("export", "pdf", "--page", "200x150", "--out", str(tmp_path / "shots.pdf"))
    assert pages.code == 0, pages.err
    assert (tmp_path / "shots.pdf").read_bytes().startswith(b"%PDF-")
    for size in ("a5", "20x20", "x", "nanx100"):
        strange = run("export", "pdf", "--page", size)
        assert (strange.code, strange.err.startswith(f"No page is called {size}.")) == (2, True)
    web = run("export", "html", "--out", str(tmp_path / "shots.html"))
    assert web.code == 0, web.err
    assert "<video" in (tmp_path / "shots.html").read_text(encoding="utf-8")
    wrong = run("export", "sheet", "--out", "page.jpg")
    assert (wrong.code, wrong.err) == (2, "page.jpg does not end in .png. Name a .png file or a folder.\n")


# What people get wrong


def test_bad_words(film_file: Path, run: Run) -> None:
    for argv in (["dance"], [], ["generate", "--cap", "much"], ["generate", "--live", "--rehearsal"], ["jobs"]):
        done = run(*argv)
        assert done.code == 2, argv
        assert done.err.count("\n") == 1
        assert done.err.endswith("--help.\n")
    assert run("dance", "--json").data["error"]["code"] == "usage"
    unknown = run("takes", "SH099")
    assert (unknown.code, unknown.err) == (2, "There is no shot SH099. The film's shots are: SH010, SH020.\n")


def test_help_says_the_exit_codes(film_file: Path, run: Run) -> None:
    done = run("generate", "--help")
    assert done.code == 0
    assert "130  interrupted" in done.out


def test_a_film_without_shots(film_file: Path, edit: bpy.types.Scene, run: Run) -> None:
    film(edit).shots.clear()
    for argv in (["generate", "--yes"], ["preflight"], ["takes"], ["export", "movie"]):
        done = run(*argv)
        assert (done.code, done.err) == (2, "There are no shots yet. Make them with `shots --build`.\n")


def test_a_film_that_was_never_saved(edit: bpy.types.Scene, run: Run) -> None:
    done = run("generate", "--yes", "--json")
    assert (done.code, done.data["error"]["code"]) == (2, "not_saved")


def test_no_traceback_for_the_unexpected(film_file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("addon.blender.cli.commands.live_shots", broken)
    done = run("shots", "--json")
    assert (done.code, done.data["error"]["code"]) == (1, "internal")
    assert "Traceback" not in done.err
    told = run("shots", "--verbose").err
    assert "Traceback" in told
    assert SECRET not in told + done.err


def test_progress_is_one_line_on_a_terminal() -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, plain = Screen(), io.StringIO()
    for err in (screen, plain):
        terminal = Terminal(io.StringIO(), err)
        terminal.progress([Step("a", "SH010", "Sending"), Step("b", "SH020", "Planned")])
        terminal.progress([Step("a", "SH010", "Generating", 10), Step("b", "SH020", "Planned")])
        terminal.progress([Step("a", "SH010", "Generating", 20), Step("b", "SH020", "Planned")])
        terminal.say("Done")
    assert screen.getvalue().count("\n") == 2
    assert screen.getvalue().endswith("\r\033[KSH010 generating 20 %  SH020 planned\nDone\n")
    assert plain.getvalue() == "SH010 sending\nSH020 planned\nSH010 generating\nDone\n"


def test_trouble_that_is_waited_out_is_told_once() -> None:
    plain = io.StringIO()
    terminal = Terminal(io.StringIO(), plain)
    for trouble in ("", "No network.", "No network.", "", "No network."):
        terminal.progress([Step("a", "SH010", "Uploading", trouble=trouble)])
    assert plain.getvalue().splitlines() == ["SH010 uploading", *["SH010 uploading: No network."] * 2]


def test_the_command_is_registered_once_and_taken_back(edit: bpy.types.Scene) -> None:
    assert registration._handle is not None
    addon.unregister()
    assert registration._handle is None
    addon.register()


# As a process


@dataclass
class Program:
    """The command line as a process on the film, with a slow gateway."""

    film: Path
    canned: Path
    latency: float = 0.0

    def start(self, *argv: str, film: Path | None = None) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error::DeprecationWarning", str(DRIVER), str(self.canned), str(self.latency)]
        environ = {name: value for name, value in os.environ.items() if name not in {key.value for key in keys.Key}}
        environ |= {"PYTHONPATH": str(ROOT), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        return subprocess.Popen(
            [*command, str(film or self.film), *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
        )

    def run(self, *argv: str, film: Path | None = None) -> Done:
        process = self.start(*argv, film=film)
        out, err = process.communicate(timeout=PATIENCE)
        return Done(process.returncode, out, err)


@pytest.fixture
def program(film_file: Path, world: World) -> Program:
    return Program(film_file, world.canned)


@pytest.mark.slow
def test_killed_and_resumed(program: Program, film_file: Path) -> None:
    """Killed while the model is at work: nothing is lost, nothing is sent twice."""
    program.latency = 3600.0
    process = program.start("generate", "--yes")
    wait_for(lambda: [job.state for job in jobs_of(film_file)] == [State.RUNNING] * 2)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = {job.id: job.key for job in jobs_of(film_file)}
    program.latency = 0.0
    done = program.run("jobs", "resume", "--json")
    assert done.code == 0, done.err
    assert {job["state"] for job in done.data["jobs"]} == {"placed"}
    assert {job.id: job.key for job in jobs_of(film_file)} == before
    assert accepted(film_file) == 2
    assert sorted(takes_on_disk(film_file)) == sorted(before)


@pytest.mark.slow
def test_ended_before_the_film_was_saved(program: Program, film_file: Path, run: Run) -> None:
    """The takes came and were placed, but the film on disk never heard of it: they are placed again."""
    unsaved = film_file.read_bytes()
    run("generate", "--yes")
    film_file.write_bytes(unsaved)
    done = program.run("jobs", "resume", "--json")
    assert done.code == 0, done.err
    assert {job["state"] for job in done.data["jobs"]} == {"placed"}
    assert accepted(film_file) == 2
    assert sorted(takes_on_disk(film_file)) == sorted(job.id for job in jobs_of(film_file))


@pytest.mark.slow
def test_interrupted_and_resumed(program: Program, film_file: Path) -> None:
    """Meanwhile no other program touches its jobs."""
    program.latency = 3600.0
    process = program.start("generate", "SH010", "--yes", "--json")
    wait_for(lambda: any(job.state is State.RUNNING for job in jobs_of(film_file)))
    elsewhere = program.run("jobs", "cancel", "SH010")
    assert (elsewhere.code, f"process {process.pid} on" in elsewhere.err) == (2, True)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert out == ""
    assert "`jobs resume`" in err
    assert "Traceback" not in err
    assert [job.state for job in jobs_of(film_file)] == [State.RUNNING]
    program.latency = 0.0
    assert program.run("jobs", "resume").code == 0
    assert accepted(film_file) == 1


@pytest.mark.slow
def test_files_that_are_no_films(program: Program, tmp_path: Path) -> None:
    text, broken = tmp_path / "notes.blend", tmp_path / "broken.blend"
    text.write_text("no film")
    broken.write_bytes(b"BLENDER-v405" + b"\0" * 100)
    for file, code in (
        (tmp_path / "none.blend", "film_missing"),
        (text, "film_not_blend"),
        (broken, "film_unreadable"),
        (tmp_path, None),
    ):
        done = program.run("shots", "--json", film=file)
        assert done.code == 2, done.err
        assert code in (None, done.data["error"]["code"])
        assert "Traceback" not in done.err
