# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing, opening, undoing, renaming: a take comes to its shot once, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import gzip
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import bpy
import pytest

import addon
from addon import ident
from addon.blender import preferences, timeline
from addon.blender.capture import copies
from addon.blender.engine import beside, session
from addon.blender.engine.view import current as view
from addon.blender.film import opening, pump
from addon.blender.jobs import asking, preflight_page, testing
from addon.blender.jobs.send import make_plans, send_plans
from addon.blender.properties import film, find_shot, settings, tag
from addon.blender.shots import build
from addon.blender.takes import landing, lost
from addon.core import blender_process, keys
from addon.core.errors import Billed, UserError
from addon.core.files import FilmFolder
from addon.core.jobs.admission import create_jobs
from addon.core.jobs.events import Notice
from addon.core.jobs.job import ErrorRecord, Job
from addon.core.jobs.ledger import Ledger, read_jobs
from addon.core.jobs.lock import LOCK_NAME, Lock, LockHeld, Owner
from addon.core.jobs.settings import Settings
from addon.core.jobs.states import State
from addon.core.models import Level
from addon.core.money import CapReached, Caps
from addon.rehearsal.faults import Fault
from addon.rehearsal.options import Options
from addon.rehearsal.server import REHEARSAL_BLOB_TOKEN, REHEARSAL_KEY, Rehearsal
from addon.rehearsal.slate import Stopped
from addon.second import compat

ROOT = Path(__file__).resolve().parents[2]
SECRET = "vck_PLANTED0123456789abcdef9f2c"
PATIENCE = 60.0
"""Seconds until something that should have happened is given up; not a measure of speed."""


@dataclass
class World:
    """The rehearsal gateways of the next sessions: they answer at once, or hold every generation until `finish()`."""

    canned: Path
    started: list[Rehearsal] = field(default_factory=list)
    finished: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.finished.set()

    def start(self, folder: FilmFolder) -> Rehearsal:
        server = Rehearsal(options=Options(canned=(self.canned,)), state_dir=folder.root / "rehearsal")
        make = server._studio.make

        def make_when_let(slate: Any) -> Path:
            while not self.finished.wait(0.05):
                if server._stopping.is_set():
                    raise Stopped
            return make(slate)

        server._studio.make = make_when_let  # type: ignore[method-assign]
        self.started.append(server.start())
        return server

    def hold(self) -> None:
        self.finished.clear()

    def finish(self) -> None:
        self.finished.set()


@pytest.fixture
def world(movie: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(movie(60))
    monkeypatch.setattr(session, "_start_rehearsal", made.start)
    monkeypatch.setattr("addon.core.jobs.settings.Settings", partial(Settings, poll_first=0.05, poll_longest=0.1))
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keychain_seen", {})
    yield made
    session.stop(PATIENCE)


@pytest.fixture
def blend(edit: bpy.types.Scene, world: World, tmp_path: Path) -> Path:
    """A saved and open film with the text shots SH010 (1 to 49) and SH020 (49 to 97), made from markers."""
    path = tmp_path / "a" / "film.blend"
    path.parent.mkdir()
    edit.frame_start, edit.frame_end = 1, 96
    edit.timeline_markers.new("A", frame=1)
    edit.timeline_markers.new("B", frame=49)
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "A robot waves."
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    return path


def scene() -> bpy.types.Scene:
    return bpy.context.scene


def shots() -> dict[str, Any]:
    return {shot.name: shot for shot in film(scene()).shots}


def send(*names: str) -> list[Job]:
    plans = make_plans(scene(), [shots()[name] for name in names])
    return send_plans(plans, [plan.fingerprint for plan in plans])


def drive(until: Callable[[], Any]) -> None:
    """Tick as Blender's timer would, until something is so."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, ([job.state for job in view.jobs.values()], view.notices)
        pump.tick()
        time.sleep(0.02)


def on_disk(blend: Path) -> dict[str, State]:
    return {job.id: job.state for job in read_jobs(FilmFolder(blend)).jobs}


def wait_for(job: Job, state: State, blend: Path) -> None:
    drive(lambda: on_disk(blend)[job.id] is state)


def accepted(blend: Path) -> int:
    """How many generations the rehearsal gateway ever accepted for a film."""
    return len(list((FilmFolder(blend).root / "rehearsal" / "jobs").glob("job_*.json")))


def take_strips(shot: Any) -> list[tuple[int, int]]:
    """The edges of the shot's take on the timeline."""
    strips = timeline.find_strips(scene(), shot.uuid, ("take",))
    return [(compat.strip_start(strip), compat.strip_end(strip)) for strip in strips]


def placeholders() -> list[str]:
    return [s.name for s in scene().sequence_editor.strips_all if tag(s).role == "placeholder"]


def open_film(path: Path) -> None:
    bpy.ops.wm.open_mainfile(filepath=str(path))


def codes() -> list[str]:
    """What the queue says, the end of a batch aside."""
    return [notice.code for notice in view.notices if notice.code != "batch_finished"]


def marker(name: str) -> Any:
    return scene().timeline_markers[name]


# A take lands on its shot


def test_a_take_lands_exactly_on_its_shot(blend: Path) -> None:
    (job,) = send("SH020")
    assert len(placeholders()) == 1
    wait_for(job, State.PLACED, blend)
    shot = shots()["SH020"]
    assert take_strips(shot) == [(49, 97)]
    assert [take.id for take in shot.takes] == [shot.active_take] == [job.id]
    assert not shots()["SH010"].takes
    assert not placeholders()
    assert accepted(blend) == 1


def test_it_lands_where_the_shot_is_now(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH020")
    wait_for(job, State.RUNNING, blend)
    uuid = shots()["SH020"].uuid
    marker("B").frame = 61
    shots()["SH020"].name = "Finale"
    world.finish()
    wait_for(job, State.PLACED, blend)
    shot = find_shot(scene(), uuid)
    assert (shot.name, shot.takes[0].id, take_strips(shot)) == ("Finale", job.id, [(61, 97)])


ROOMS = ("film", "takes", "timeline")


def crossings(do: Callable[[], object]) -> list[tuple[str, str, str]]:
    """The calls of functions from one of these rooms into another one that were made meanwhile: from, to, which. What
    an answer says of itself is no call, nor is importing, nor the question whether strips may be touched."""
    asked = {"<module>", "__getattr__", "can_edit_now"}
    found: list[tuple[str, str, str]] = []

    def room(frame: Any) -> str:
        return Path(frame.f_code.co_filename).parent.name if "addon" in frame.f_code.co_filename else ""

    def watch(frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_back is not None and room(frame) in ROOMS:
            caller = room(frame.f_back)
            code = frame.f_code
            if caller in ROOMS and caller != room(frame) and "." not in code.co_qualname and code.co_name not in asked:
                found.append((caller, room(frame), code.co_name))

    sys.setprofile(watch)
    try:
        do()
    finally:
        sys.setprofile(None)
    return found


def test_a_finished_take_touches_pump_takes_and_timeline_once(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As docs/walk.md says: each room is entered once by what goes on to it, and none calls back."""
    send("SH010")
    with monkeypatch.context() as held:
        held.setattr(pump, "_land", lambda deadline: False)
        drive(lambda: landing.waiting)
    pieces = 0
    while landing.waiting or pump._landing is not None:
        found = crossings(lambda: pump._land(float("inf")))
        assert found == [("film", "takes", "land"), ("takes", "timeline", "placing")]
        pieces += 1
    assert pieces == 3, "the picture, its sound, the undo step"


def land_a_piece(name: str, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A take of a shot that is on the timeline by its picture alone."""
    (job,) = send(name)
    with monkeypatch.context() as held:
        held.setattr(pump, "_land", lambda deadline: False)
        drive(lambda: landing.waiting)
    pump._land(float("inf"))
    return job


def sounds() -> list[str]:
    return [s.name for s in bpy.context.scene.sequence_editor.strips_all if tag(s).role == "sound"]


def test_no_file_has_a_picture_that_waits_for_its_sound(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = land_a_piece("SH010", monkeypatch)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert not sounds()
    bpy.ops.wm.save_mainfile()
    assert sounds() == ["SH010 t001 sound"]
    wait_for(job, State.PLACED, blend)


def test_a_take_that_is_undone_before_its_sound_came_lands_anew(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bpy.ops.ed.undo_push(message="before")
    job = land_a_piece("SH010", monkeypatch)
    bpy.ops.ed.undo_push(message="something of the artist's")
    bpy.ops.ed.undo()
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert sounds() == ["SH010 t001 sound"]


def test_a_picture_that_is_removed_before_its_sound_came_gets_none(
    blend: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = land_a_piece("SH010", monkeypatch)
    timeline.remove_for_shot(bpy.context.scene, job.shot_uuid, ("take",))
    wait_for(job, State.PLACED, blend)
    assert not sounds()


# Lost and Found


def lose(blend: Path, world: World, *, name: str = "SH020") -> Job:
    """A job whose shot is deleted while it runs; its take is home."""
    world.hold()
    (job,) = send(name)
    wait_for(job, State.RUNNING, blend)
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.animatic.remove_shot(uuid=shots()[name].uuid)
    bpy.ops.ed.undo_push(message="removed")
    world.finish()
    drive(lambda: view.lost)
    return job


def test_a_deleted_shots_take_waits_in_lost_and_found(blend: Path, world: World) -> None:
    job = lose(blend, world)
    assert on_disk(blend) == {job.id: State.READY}
    assert [(lost.job_id, lost.title) for lost in view.lost] == [(job.id, "SH020 t001")]
    assert FilmFolder(blend).resolve(view.lost[0].file).is_file()
    assert codes() == ["lost_and_found"]
    assert "SH020" in view.notices[0].message
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    open_film(blend)
    drive(lambda: view.lost)
    assert [lost.job_id for lost in lost.lost_takes()] == [job.id]
    assert accepted(blend) == 1


def test_a_lost_take_can_go_to_its_shot_when_undo_brings_it_back(blend: Path, world: World) -> None:
    job = lose(blend, world)
    with pytest.raises(UserError, match="not in the film"):
        lost.place_lost(job.id)
    bpy.ops.ed.undo()
    assert "SH020" in shots()
    drive(lambda: [found.home for found in view.lost] == [shots()["SH020"].uuid])
    assert bpy.ops.animatic.place_lost_take(job=job.id, shot=view.lost[0].home) == {"FINISHED"}
    assert view.lost == ()
    assert codes() == [], "nothing waits any more, and nothing says so"
    assert take_strips(shots()["SH020"]) == [(49, 97)]
    wait_for(job, State.PLACED, blend)


def test_a_person_can_give_a_lost_take_to_another_shot(blend: Path, world: World) -> None:
    job = lose(blend, world)
    assert bpy.ops.animatic.place_lost_take(job=job.id, shot=shots()["SH010"].uuid) == {"FINISHED"}
    assert view.lost == ()
    wait_for(job, State.PLACED, blend)
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    open_film(blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert [take.id for take in shots()["SH010"].takes] == [job.id]
    assert lost.lost_takes() == ()
    assert accepted(blend) == 1


def test_a_lost_take_given_away_and_not_saved_is_lost_again(blend: Path, world: World) -> None:
    job = lose(blend, world)
    bpy.ops.wm.save_mainfile()
    lost.place_lost(job.id, shots()["SH010"].uuid)
    wait_for(job, State.PLACED, blend)
    session.stop(PATIENCE)
    open_film(blend)
    drive(lambda: view.lost)
    assert [lost.job_id for lost in view.lost] == [job.id]


def test_a_shot_whose_marker_is_deleted_is_lost_too(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH020")
    wait_for(job, State.RUNNING, blend)
    scene().timeline_markers.remove(marker("B"))
    world.finish()
    drive(lambda: view.lost)
    assert [lost.job_id for lost in view.lost] == [job.id]
    assert take_strips(shots()["SH020"]) == []
    drive(lambda: not placeholders())


def test_a_take_that_came_while_its_marker_was_deleted_is_put_back_on_its_shot(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH020")
    wait_for(job, State.RUNNING, blend)
    bpy.ops.ed.undo_push(message="before")
    scene().timeline_markers.remove(marker("B"))
    bpy.ops.ed.undo_push(message="deleted")
    world.finish()
    drive(lambda: view.lost)
    bpy.ops.ed.undo()
    drive(lambda: [found.home for found in view.lost] == [shots()["SH020"].uuid])
    drive(lambda: not placeholders())
    assert bpy.ops.animatic.place_lost_take(job=job.id, shot=view.lost[0].home) == {"FINISHED"}
    assert take_strips(shots()["SH020"]) == [(49, 97)]
    wait_for(job, State.PLACED, blend)


# Saved or not


def test_a_placement_that_was_not_saved_is_made_again_once(blend: Path) -> None:
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    session.stop(PATIENCE)
    open_film(blend)
    assert not shots()["SH010"].takes
    drive(lambda: shots()["SH010"].takes)
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert len(shots()["SH010"].takes) == 1
    assert accepted(blend) == 1


def test_a_placement_that_was_saved_is_not_made_twice(blend: Path) -> None:
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    strip = timeline.find_strips(scene(), shots()["SH010"].uuid, ("take",))[0]
    strip.name = "kept as it is"
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    open_film(blend)
    for _ in range(20):
        pump.tick()
        time.sleep(0.02)
    assert [s.name for s in timeline.find_strips(scene(), shots()["SH010"].uuid, ("take",))] == ["kept as it is"]
    assert len(shots()["SH010"].takes) == 1
    assert on_disk(blend) == {job.id: State.PLACED}


def test_a_saved_take_whose_ledger_missed_it_is_only_written_down(blend: Path) -> None:
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    timeline.find_strips(scene(), shots()["SH010"].uuid, ("take",))[0].name = "kept as it is"
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    ledger = Ledger(FilmFolder(blend))
    ledger.write(read_jobs(FilmFolder(blend)).jobs[0].moved(State.READY))
    ledger.close()
    open_film(blend)
    wait_for(job, State.PLACED, blend)
    assert [s.name for s in timeline.find_strips(scene(), shots()["SH010"].uuid, ("take",))] == ["kept as it is"]


def test_undo_and_redo_of_a_placement(blend: Path) -> None:
    bpy.ops.ed.undo_push(message="before")
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    bpy.ops.ed.undo()
    assert not shots()["SH010"].takes
    for _ in range(10):
        pump.tick()
        time.sleep(0.02)
    assert not shots()["SH010"].takes, "undone, and put back against the artist's will"
    bpy.ops.ed.redo()
    assert [take.id for take in shots()["SH010"].takes] == [job.id]
    assert take_strips(shots()["SH010"]) == [(1, 49)]


def test_an_undone_take_waits_in_lost_and_found(blend: Path) -> None:
    """Undone too far, and something else is done: no redo brings it back. It was paid for, and is put back there."""
    bpy.ops.ed.undo_push(message="before")
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    drive(lambda: not view.lost)
    bpy.ops.ed.undo()
    drive(lambda: view.lost)
    assert [(found.title, found.home) for found in view.lost] == [("SH010 t001", shots()["SH010"].uuid)]
    assert bpy.ops.animatic.place_lost_take(job=job.id, shot=view.lost[0].home) == {"FINISHED"}
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert view.lost == ()


def test_redo_takes_a_take_out_of_lost_and_found(blend: Path) -> None:
    bpy.ops.ed.undo_push(message="before")
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    bpy.ops.ed.undo()
    drive(lambda: view.lost)
    bpy.ops.ed.redo()
    drive(lambda: not view.lost)
    assert [take.id for take in shots()["SH010"].takes] == [job.id]


@pytest.mark.parametrize("jobs", ["there", "cleared away"])
def test_a_removed_shots_takes_are_lost_until_that_is_undone(blend: Path, jobs: str) -> None:
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    if jobs == "cleared away":
        bpy.ops.wm.save_mainfile()
        session.stop(PATIENCE)
        shutil.rmtree(FilmFolder(blend).jobs)
        open_film(blend)
        assert session.current() is None
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.animatic.remove_shot(uuid=shots()["SH010"].uuid)
    bpy.ops.ed.undo_push(message="removed")
    drive(lambda: [found.job_id for found in view.lost] == [job.id])
    bpy.ops.ed.undo()
    drive(lambda: not view.lost)


def test_revert_offers_the_take_again(blend: Path) -> None:
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    open_film(blend)  # the engine still runs
    assert not shots()["SH010"].takes
    drive(lambda: shots()["SH010"].takes)
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert accepted(blend) == 1
    assert list(view.jobs) == [job.id]


def test_revert_while_it_runs(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    open_film(blend)
    assert [row.job_id for row in view.rows] == [job.id]
    world.finish()
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert accepted(blend) == 1


def test_moved_and_renamed_between_two_sessions(blend: Path, world: World) -> None:
    world.hold()
    first, second = send("SH010", "SH020")
    wait_for(first, State.RUNNING, blend)
    wait_for(second, State.RUNNING, blend)
    session.stop(PATIENCE)
    world.finish()
    bpy.ops.wm.read_homefile(use_empty=True)
    moved = blend.parent.parent / "elsewhere" / "new name.blend"
    moved.parent.mkdir()
    blend.rename(moved)
    FilmFolder(blend).root.rename(FilmFolder(moved).root)
    open_film(moved)
    wait_for(first, State.PLACED, moved)
    wait_for(second, State.PLACED, moved)
    assert (take_strips(shots()["SH010"]), take_strips(shots()["SH020"])) == ([(1, 49)], [(49, 97)])
    assert accepted(moved) == 2
    assert not FilmFolder(blend).root.exists()


def shown_files() -> list[Path]:
    strips = [s for s in scene().sequence_editor.strips_all if tag(s).role in {"take", "sound"}]
    return [Path(bpy.path.abspath(s.filepath if s.type == "MOVIE" else s.sound.filepath)) for s in strips]


def test_a_film_that_is_moved_and_renamed_still_shows_its_takes(blend: Path) -> None:
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    bpy.ops.wm.read_homefile(use_empty=True)
    moved = blend.parent.parent / "elsewhere" / "film.blend"
    blend.parent.rename(moved.parent)
    open_film(moved)
    takes = FilmFolder(moved).takes
    assert shown_files()
    assert all(file.is_file() and takes in file.parents for file in shown_files()), "moved with its folder"
    facts = strip_facts()
    own = takes.parent.parent / "my own version.mp4"
    shutil.copy(shown_files()[0], own)
    scene().sequence_editor.strips_all[next(name for name in facts if "sound" not in name)].filepath = str(own)
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    renamed = moved.with_name("new name.blend")
    moved.rename(renamed)
    FilmFolder(moved).root.rename(FilmFolder(renamed).root)
    open_film(renamed)
    assert own in shown_files(), "a file that is there is the artist's choice"
    own.unlink()
    open_film(renamed)
    takes = FilmFolder(renamed).takes
    assert all(file.is_file() and takes in file.parents for file in shown_files()), "mended"
    assert strip_facts() == facts


def test_another_film_and_back(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert view.rows == []
    world.finish()
    drive(lambda: on_disk(blend)[job.id] is State.READY)
    open_film(blend)
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]


def test_the_queue_calls_a_job_as_its_shot_is_called_now(blend: Path, world: World) -> None:
    def titles() -> list[str]:
        return [row.title for row in view.rows]

    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    drive(lambda: titles() == ["SH010 t001"])
    bpy.ops.ed.undo_push(message="before")
    shots()["SH010"].name = "Opening"
    bpy.ops.ed.undo_push(message="renamed")
    drive(lambda: titles() == ["Opening t001"])
    bpy.ops.ed.undo()
    drive(lambda: titles() == ["SH010 t001"])
    bpy.ops.ed.redo()
    drive(lambda: titles() == ["Opening t001"])
    world.finish()
    drive(lambda: "batch_finished" in [notice.code for notice in view.notices])
    assert view.notices[-1].message == "Opening t001 is there; free."
    bpy.ops.wm.save_mainfile()
    open_film(blend)
    assert titles() == ["Opening t001"]
    bpy.ops.animatic.remove_shot(uuid=shots()["Opening"].uuid)
    drive(lambda: [found.title for found in view.lost] == ["Opening t001"])


# Save As


def test_save_as_takes_along_what_is_there_and_what_is_to_come(blend: Path, world: World) -> None:
    (first,) = send("SH010")
    wait_for(first, State.PLACED, blend)
    world.hold()
    session.stop(PATIENCE)
    bpy.ops.wm.save_mainfile()
    (second,) = send("SH020")
    wait_for(second, State.RUNNING, blend)
    other = blend.parent.parent / "b" / "film_v2.blend"
    other.parent.mkdir()
    bpy.ops.wm.save_as_mainfile(filepath=str(other))
    folder = FilmFolder(other)
    assert view.film == folder.root
    assert folder.resolve(shots()["SH010"].takes[0].file).is_file()
    assert codes() == ["saved_as"]
    assert "film.animatic" in view.notices[0].message
    assert [row.job_id for row in view.rows] == [second.id]
    world.finish()
    drive(lambda: shots()["SH020"].takes)
    assert take_strips(shots()["SH020"]) == [(49, 97)]
    drive(lambda: "saved_as" not in codes())
    assert folder.resolve(shots()["SH020"].takes[0].file).is_file()
    assert on_disk(other) == {}
    assert on_disk(blend)[second.id] is State.READY
    bpy.ops.wm.save_mainfile()
    open_film(blend)
    wait_for(second, State.PLACED, blend)
    assert take_strips(shots()["SH020"]) == [(49, 97)]
    assert accepted(blend) == 2


def test_after_save_as_the_queue_tells_of_the_take_that_came(blend: Path, world: World) -> None:
    from canvas import draw

    from addon.blender.jobs.ui import ANIMATIC_PT_queue

    def queue() -> str:
        return " ".join(draw(ANIMATIC_PT_queue).texts)

    world.hold()
    (job,) = send("SH020")
    wait_for(job, State.RUNNING, blend)
    bpy.ops.wm.save_as_mainfile(filepath=str(blend.with_name("film_v2.blend")))
    assert "SH020 t001" in queue()
    assert "Nothing was sent yet" not in queue()
    assert view.header == "0/1, free"
    world.finish()
    drive(lambda: "batch_finished" in [notice.code for notice in view.notices])
    assert len(shots()["SH020"].takes) == 1
    told = next(notice.message for notice in view.notices if notice.code == "batch_finished")
    assert told == "SH020 t001 is there; free."
    assert "Nothing was sent yet" not in queue()
    assert "0 takes" not in queue()
    assert placeholders() == []
    # And after it is opened again, with the old film's folder away: what came is told by the takes that are here.
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    FilmFolder(blend).root.rename(blend.parent / "elsewhere")
    open_film(blend.with_name("film_v2.blend"))
    assert "Nothing was sent yet" not in queue()
    assert FilmFolder(bpy.data.filepath).resolve(shots()["SH020"].takes[0].file).is_file()


def test_after_save_as_and_a_restart_the_take_still_comes(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH020")
    wait_for(job, State.RUNNING, blend)
    other = blend.with_name("film_v2.blend")
    bpy.ops.wm.save_as_mainfile(filepath=str(other))
    session.stop(PATIENCE)
    world.finish()
    moved = blend.parent.parent / "moved together"
    bpy.ops.wm.read_homefile(use_empty=True)
    blend.parent.rename(moved)
    open_film(moved / other.name)
    drive(lambda: shots()["SH020"].takes)
    assert take_strips(shots()["SH020"]) == [(49, 97)]
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    open_film(moved / other.name)
    assert view.follows == {}
    assert len(shots()["SH020"].takes) == 1
    assert on_disk(moved / blend.name) == {job.id: State.READY}
    assert accepted(moved / blend.name) == 1


def test_save_as_over_a_film_that_has_takes_of_the_same_name(blend: Path) -> None:
    (first,) = send("SH010")
    wait_for(first, State.PLACED, blend)
    other = blend.with_name("other.blend")
    folder = FilmFolder(other)
    shutil.copytree(FilmFolder(blend).takes, folder.takes)
    sidecar = next(folder.takes.rglob("*.json"))
    sidecar.write_text(sidecar.read_text().replace(first.id, "01ANOTHERTAKEOFANOTHERFILM"))
    theirs = sidecar.with_suffix(".mp4")
    theirs.write_bytes(b"theirs")
    bpy.ops.wm.save_as_mainfile(filepath=str(other))
    take = shots()["SH010"].takes[0]
    assert theirs.read_bytes() == b"theirs"
    assert "_t002_" in take.file
    assert folder.resolve(take.file).read_bytes() == next(FilmFolder(blend).takes.rglob("*.mp4")).read_bytes()


def strip_facts() -> dict[str, list[Any]]:
    """What an artist sees of the placed strips, files apart: edges, content, speed, size, channel."""
    return {
        strip.name: [
            strip.channel,
            compat.strip_start(strip),
            compat.strip_end(strip),
            compat.content_start(strip),
            compat.content_duration(strip),
            [key.timeline_frame for key in strip.retiming_keys],
            [strip.transform.scale_x, strip.transform.scale_y] if strip.type == "MOVIE" else strip.volume,
            tuple(tag(strip).placed),
        ]
        for strip in scene().sequence_editor.strips_all
        if tag(strip).role in {"take", "sound"}
    }


def test_after_save_as_the_strips_show_the_new_films_takes(
    blend: Path, movie: Callable[..., Path], world: World
) -> None:
    """The old film may be moved or thrown away."""
    world.canned = movie(75, 30)  # retimed on the timeline
    for name in ("SH010", "SH020"):
        (job,) = send(name)
        wait_for(job, State.PLACED, blend)
    bpy.ops.wm.save_mainfile()
    before = strip_facts()
    assert len(before) == 4, "pictures and sounds"
    other = blend.parent.parent / "b" / "film_v2.blend"
    other.parent.mkdir()
    bpy.ops.wm.save_as_mainfile(filepath=str(other))
    bpy.ops.wm.save_mainfile()
    session.stop(PATIENCE)
    shutil.rmtree(blend.parent)
    open_film(other)
    assert strip_facts() == before
    for strip in scene().sequence_editor.strips_all:
        if tag(strip).role in {"take", "sound"}:
            path = strip.filepath if strip.type == "MOVIE" else strip.sound.filepath
            assert path.startswith("//"), "the film may move with its folder"
            file = Path(bpy.path.abspath(path))
            assert file.is_file()
            assert FilmFolder(other).root in file.parents


def test_saving_and_saving_a_copy_are_not_save_as(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH020")
    wait_for(job, State.RUNNING, blend)
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.save_as_mainfile(filepath=str(blend.with_name("copy.blend")), copy=True)
    assert view.film == FilmFolder(blend).root
    assert not FilmFolder(blend.with_name("copy.blend")).root.exists()
    assert session.current() is not None


# Two Blenders


@pytest.fixture
def another_blender(blend: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has this film open and runs its jobs."""
    code = (
        "import sys; from pathlib import Path; from addon.core.jobs.lock import Lock;"
        "lock = Lock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(FilmFolder(blend).jobs)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield other
    other.kill()
    other.wait()


def test_a_film_that_another_blender_runs(
    blend: Path, world: World, another_blender: Callable[[], None], request: pytest.FixtureRequest
) -> None:
    other: subprocess.Popen[str] = another_blender  # type: ignore[assignment]
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(LockHeld, match=f"process {other.pid}"):
        send("SH010")
    assert on_disk(blend) == {}
    assert accepted(blend) == 0
    assert placeholders() == []
    other.kill()
    other.wait()
    (job,) = send("SH010")  # a lock whose owner is dead is taken over
    wait_for(job, State.PLACED, blend)


def test_opening_a_film_that_another_blender_runs(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    session.stop(PATIENCE)
    lock = Lock(FilmFolder(blend).jobs)
    open_film(blend)
    drive(lambda: "film_locked" in codes())
    notice = next(notice for notice in view.notices if notice.code == "film_locked")
    assert f"process {os.getpid()}" in notice.message
    assert [row.job_id for row in view.rows] == [job.id], "what the other one is at can be seen"
    lock.release()
    world.finish()
    session.stop(PATIENCE)
    open_film(blend)
    wait_for(job, State.PLACED, blend)
    assert accepted(blend) == 1


def test_jobs_of_a_machine_that_is_off_are_taken_over_by_a_person(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    session.stop(PATIENCE)
    lock = FilmFolder(blend).jobs / LOCK_NAME
    owner = Owner(pid=1, host="render-7", birth="unknown", since=job.created, token="t")
    lock.write_text(owner.model_dump_json())
    world.finish()
    open_film(blend)
    assert "process 1 on render-7" in view.run_by
    assert on_disk(blend)[job.id] is State.RUNNING
    assert bpy.ops.animatic.take_over_jobs() == {"FINISHED"}
    wait_for(job, State.PLACED, blend)
    assert accepted(blend) == 1


def test_jobs_of_a_program_that_lives_here_are_not_taken_over(
    blend: Path, another_blender: subprocess.Popen[str]
) -> None:
    assert another_blender.stdout is not None
    assert another_blender.stdout.readline() == "held\n"
    open_film(blend)
    with pytest.raises(RuntimeError, match="Another program is running this film's jobs"):
        bpy.ops.animatic.take_over_jobs()


# Which gateway


def test_live_without_a_key(blend: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    send("SH010")
    running = session.current()
    with settings.overriding(gateway="LIVE"), pytest.raises(UserError) as raised:
        send("SH020")
    assert raised.value.code == "no_key"
    assert session.current() is running, "what runs goes on"
    assert running is not None
    assert running.engine.alive


def test_live_without_online_access(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", REHEARSAL_KEY)
    assert not bpy.app.online_access
    with settings.overriding(gateway="LIVE"), pytest.raises(UserError) as raised:
        send("SH010")
    assert raised.value.code == "offline"
    assert "Allow Online Access is off" in raised.value.user_message
    assert on_disk(blend) == {}


def test_the_rehearsal_needs_no_online_access(blend: Path) -> None:
    assert not bpy.app.online_access
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    assert job.gateway == "rehearsal"


def test_changing_the_gateway_loses_nothing(blend: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    world.hold()
    (rehearsed,) = send("SH010")
    wait_for(rehearsed, State.RUNNING, blend)
    monkeypatch.setenv("AI_GATEWAY_API_KEY", REHEARSAL_KEY)
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", "vercel_blob_rw_rehearsal_offline")
    with Rehearsal(options=Options(canned=(world.canned,))) as live:
        with settings.overriding(gateway="LIVE", gateway_url=live.gateway_url):
            (paid,) = send("SH020")
            assert paid.gateway == "live"
            wait_for(paid, State.PLACED, blend)
        assert sum(entry["endpoint"] == "start" for entry in live.journal.entries()) == 1
    assert on_disk(blend)[rehearsed.id] is State.RUNNING
    assert "other_gateway" in codes()
    world.finish()
    with settings.overriding(gateway="REHEARSAL"):
        session.ensure(FilmFolder(blend))
        wait_for(rehearsed, State.PLACED, blend)
    assert accepted(blend) == 1


def test_a_shot_of_words_alone_needs_no_host(blend: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    monkeypatch.setenv("AI_GATEWAY_API_KEY", REHEARSAL_KEY)
    picture = shots()["SH020"]
    picture.route = "first_frame"
    scene().camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene().collection.objects.link(scene().camera)
    with (
        Rehearsal(options=Options(canned=(world.canned,))) as live,
        settings.overriding(gateway="LIVE", gateway_url=live.gateway_url),
    ):
        (plan,) = make_plans(scene(), [picture])
        assert "host_token_missing" in {problem.code for problem in plan.problems}
        with pytest.raises(UserError, match="no token for Vercel Blob"):
            send("SH020")
        (job,) = send("SH010")
        wait_for(job, State.PLACED, blend)
        assert sum(entry["endpoint"] == "start" for entry in live.journal.entries()) == 1
        session.stop()


def test_the_preferences_of_each_host_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in keys.Key:
        monkeypatch.setenv(key.value, f"{key.value} of mine")
    bucket = {"s3_bucket": "film", "s3_endpoint": "https://minio.example", "s3_style": "PATH", "s3_region": "eu"}
    with settings.overriding(host="S3", **bucket):
        config, secrets = settings.host_config()
    assert (config.bucket, config.endpoint, config.path_style) == ("film", "https://minio.example", True)
    assert secrets.access_key.startswith("AWS_ACCESS_KEY_ID")
    assert secrets.secret_key.startswith("AWS_SECRET_ACCESS_KEY")
    assert secrets.session_token.startswith("AWS_SESSION_TOKEN")
    server = {"url_base": "https://x.example/refs", "url_put": "https://x.example/dav", "url_user": "mia"}
    with settings.overriding(host="URL", **server):
        config, secrets = settings.host_config()
    assert (config.public_url, config.put_url, config.user) == (*server.values(),)
    assert secrets.password == "ANIMATIC_UPLOAD_PASSWORD of mine"


# The pump


def test_a_tick_keeps_time_for_showing_what_it_applied(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    seen: list[Any] = []

    def apply(event: Any) -> None:
        seen.append(event)
        clock[0] += 0.001

    def refresh() -> None:
        clock[0] += 0.004

    monkeypatch.setattr(session, "_current", FakeSession(FakeEngine(notices(50))))
    monkeypatch.setattr(pump, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(pump, "_showing_takes", 0.0)
    monkeypatch.setattr(pump, "_apply", apply)
    monkeypatch.setattr(view, "refresh", refresh)
    pump.tick()
    assert len(seen) == 8, "nobody knew yet how long showing takes"
    pump.tick()
    assert len(seen) == 12, "4 of the 8 ms are kept"
    monkeypatch.setattr(session, "_current", None)


@dataclass
class FakeEngine:
    """Gives events one after another; stands for the engine at the pump's edge."""

    events: list[Any]
    idle: bool = True
    placed: list[str] = field(default_factory=list)

    def poll(self, limit: int) -> list[Any]:
        taken, self.events = self.events[:limit], self.events[limit:]
        return taken

    def mark_placed(self, job_id: str) -> None:
        self.placed.append(job_id)


@dataclass
class FakeSession:
    engine: FakeEngine

    def farm_looks(self, films: object) -> tuple[list[Any], str]:
        return [], ""


def notices(count: int) -> list[Any]:
    return [Notice(Path(), Level.NOTE, str(n), "A sentence.") for n in range(count)]


def test_a_tick_stops_between_events_when_its_time_is_up(
    edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    seen: list[Any] = []

    def apply(event: Any) -> None:
        seen.append(event)
        clock[0] += 0.003

    engine = FakeEngine(notices(200))
    monkeypatch.setattr(session, "_current", FakeSession(engine))
    monkeypatch.setattr(pump, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(pump, "_showing_takes", 0.0)
    monkeypatch.setattr(pump, "_apply", apply)
    assert pump.tick() == pump.BUSY_SECONDS
    assert len(seen) == 3, "3 ms each: the third one ends the 8 ms"
    for _ in range(66):
        pump.tick()
    assert [event.code for event in seen] == [str(n) for n in range(200)]
    monkeypatch.setattr(session, "_current", None)


def test_one_bad_event_does_not_stop_the_others(
    edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Bad:
        film = Path()

    monkeypatch.setattr(session, "_current", FakeSession(FakeEngine([Bad(), *notices(1)])))
    monkeypatch.setattr(pump, "perf_counter", lambda: 0.0)  # writing the log may take longer than a tick has
    with caplog.at_level(logging.ERROR):
        pump.tick()
    monkeypatch.setattr(session, "_current", None)
    assert codes() == ["internal", "0"]
    assert "Bad could not be applied" in caplog.text
    assert view.notices[0].next_step


def test_of_many_takes_one_is_placed_a_tick(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[str] = []
    monkeypatch.setattr(landing, "land", lambda take: placed.append(take) or iter(()))
    monkeypatch.setattr(landing, "waiting", {name: name for name in "abc"})
    monkeypatch.setattr(session, "_current", FakeSession(FakeEngine([])))
    monkeypatch.setattr(pump, "perf_counter", lambda: 0.0)  # however quickly it went
    waits = [pump.tick() for _ in range(3)]
    monkeypatch.setattr(session, "_current", None)
    assert placed == ["a", "b", "c"]
    assert waits == [pump.SOON_SECONDS, pump.SOON_SECONDS, pump.BUSY_SECONDS]


def test_nothing_is_placed_while_strips_must_not_be_touched(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = send("SH010")
    with monkeypatch.context() as busy:
        busy.setattr(timeline, "can_edit_now", lambda: "Blender is rendering")
        wait_for(job, State.READY, blend)
        for _ in range(20):
            assert pump.tick() == pump.BUSY_SECONDS or not landing.waiting
            time.sleep(0.02)
        assert take_strips(shots()["SH010"]) == []
        assert not shots()["SH010"].takes
        assert bpy.ops.animatic.place_lost_take(job=job.id) == {"CANCELLED"}
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]


def test_enabling_goes_on_with_the_film_that_is_open(blend: Path, world: World) -> None:
    world.hold()
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    addon.unregister()
    world.finish()
    addon.register()
    assert view.film is None
    opening._wanted = True  # as register() has it in a Blender with a window
    wait_for(job, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert accepted(blend) == 1


def ours(handlers: Any) -> list[str]:
    return [f.__name__ for f in handlers if f.__module__.startswith("addon.")]


def everything_registered() -> list[Any]:
    lists = [getattr(bpy.app.handlers, name) for name in dir(bpy.app.handlers)]
    return [ours(handlers) for handlers in lists if isinstance(handlers, list)]


def test_the_timer_survives_a_new_file(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpy, "app", _Windowed())
    pump.register()
    assert bpy.app.timers.is_registered(pump.tick)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert bpy.app.timers.is_registered(pump.tick)
    addon.unregister()
    assert not bpy.app.timers.is_registered(pump.tick)
    addon.register()


class _Windowed:
    """bpy.app as it is with a window."""

    background = False
    real = bpy.app

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def test_nothing_is_left_after_disabling(blend: Path, world: World) -> None:
    before = set(threading.enumerate())  # other tests leave calls behind that nobody answers
    send("SH010")
    copy = copies.new()
    assert copy.is_file()
    for _ in range(2):
        addon.unregister()
        assert not any(everything_registered())
        assert not bpy.app.timers.is_registered(pump.tick)
        left = set(threading.enumerate()) - before
        assert [t.name for t in left if t.name.startswith(("animatic", "rehearsal"))] == []
        assert not hasattr(bpy.types, "ANIMATIC_OT_place_lost_take")
        addon.register()
        assert sum(map(len, everything_registered())) >= 2
    assert not copy.parent.exists()
    open_film(blend)
    drive(lambda: shots()["SH010"].takes)
    assert accepted(blend) == 1


# Filming again


@pytest.fixture
def figure(blend: Path) -> bpy.types.Object:
    """SH010 is sent with its first frame; a cube stands before its camera."""
    mesh = bpy.data.meshes.new("cube")
    mesh.from_pydata([(-1, 0, 0), (1, 0, 0), (0, 0, 2)], [], [(0, 1, 2)])
    cube = bpy.data.objects.new("cube", mesh)
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.location, camera.rotation_euler = (0, -6, 1), (1.5708, 0, 0)
    for thing in (cube, camera):
        scene().collection.objects.link(thing)
    scene().render.engine = "BLENDER_WORKBENCH"
    shot = shots()["SH010"]
    shot.route, shot.scene, shot.camera = "first_frame", scene(), camera
    for name in ("A", "B"):
        marker(name).camera = camera
    bpy.ops.wm.save_mainfile()
    return cube


@pytest.fixture
def killed(blend: Path, figure: bpy.types.Object, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job that was killed while it was planned: nothing filmed, the saved copy gone."""

    async def never(*_: Any) -> Any:
        await asyncio.sleep(3600)

    with monkeypatch.context() as held:
        held.setattr("addon.blender.capture.runner.film", never)
        (job,) = send("SH010")
        wait_for(job, State.CAPTURING, blend)
        session.stop()
    assert on_disk(blend) == {job.id: State.CAPTURING}
    return job


def test_cancel_ends_the_second_blender(
    blend: Path, figure: bpy.types.Object, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = blender_process._start

    async def watched(*arguments: Any) -> asyncio.subprocess.Process:
        process = await start(*arguments)
        started.append(process)
        return process

    monkeypatch.setattr(blender_process, "_start", watched)
    (job,) = send("SH010")
    drive(lambda: bool(started))
    assert started[0].returncode is None
    bpy.ops.animatic.job_action(job=job.id, action="cancel")
    wait_for(job, State.CANCELLED, blend)
    (cancelled,) = read_jobs(FilmFolder(blend)).jobs
    assert cancelled.error is not None
    assert cancelled.error.message == "Cancelled before it was sent; nothing is charged."
    drive(lambda: started[0].returncode is not None)
    assert not list((FilmFolder(blend).captures).glob("*.png"))
    assert accepted(blend) == 0


def test_a_killed_capture_is_filmed_again_from_a_new_copy(killed: Job, blend: Path) -> None:
    open_film(blend)
    wait_for(killed, State.PLACED, blend)
    assert take_strips(shots()["SH010"]) == [(1, 49)]
    assert accepted(blend) == 1


def test_a_killed_capture_of_a_scene_that_changed_fails_unbilled(killed: Job, blend: Path) -> None:
    session.stop(PATIENCE)
    bpy.data.objects["cube"].location.x = 0.5
    bpy.ops.wm.save_mainfile()
    open_film(blend)
    wait_for(killed, State.FAILED, blend)
    job = read_jobs(FilmFolder(blend)).jobs[0]
    assert job.error is not None
    assert (job.charge, job.error.code) == (Billed.NO, "scene_changed")
    assert "cannot be filmed as it was" in job.error.message
    assert accepted(blend) == 0


def test_a_preference_that_changes_while_jobs_are_filmed_lets_them_be_filmed(
    blend: Path, figure: bpy.types.Object, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another life of links is another session: the copy that the shot is being filmed from goes over to it."""

    async def never(*_: Any) -> Any:
        await asyncio.sleep(3600)

    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    monkeypatch.setenv("AI_GATEWAY_API_KEY", REHEARSAL_KEY)
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", "vercel_blob_rw_rehearsal_offline")
    chosen = settings.host_config
    with (
        Rehearsal(options=Options(canned=(world.canned,))) as live,
        settings.overriding(gateway="LIVE", gateway_url=live.gateway_url),
        monkeypatch.context() as host,
    ):

        def on_rehearsal() -> Any:
            config, secrets = chosen()
            return config.model_copy(update={"api_url": live.blob_url}), secrets

        host.setattr(settings, "host_config", on_rehearsal)
        with monkeypatch.context() as held:
            held.setattr("addon.blender.capture.runner.film", never)
            (job,) = send("SH010")
            wait_for(job, State.CAPTURING, blend)
        before = session.current()
        with settings.overriding(link_hours=48):
            assert session.ensure(FilmFolder(blend)) is not before
            wait_for(job, State.PLACED, blend)
            assert sum(entry["endpoint"] == "start" for entry in live.journal.entries()) == 1
            session.stop(PATIENCE)


def test_copies_left_by_a_killed_program_are_removed(blend: Path) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    left = Path(tempfile.mkdtemp(prefix=f"{copies.PREFIX}{done.pid}-"))
    (left / "film.blend").write_bytes(b"x")
    alive = Path(tempfile.mkdtemp(prefix=f"{copies.PREFIX}{os.getpid()}-"))
    session.ensure(FilmFolder(blend))
    assert not left.exists()
    assert alive.exists()
    alive.rmdir()


# Asking again


@pytest.fixture
def failed(blend: Path) -> list[Job]:
    """A film opened again whose jobs have all failed, unbilled, SH010 two of them: nothing needs an engine."""
    folder = FilmFolder(blend)
    ledger = Ledger(folder)
    made: list[Job] = []
    for name in ("SH010", "SH010", "SH020"):
        plans = make_plans(scene(), [shots()[name]])
        (job,) = create_jobs(plans, [plans[0].fingerprint], Caps(), made, folder, gateway="rehearsal")
        error = ErrorRecord(code="gateway_fault", message="It was refused.", at=job.created, step="submitting")
        made.append(job.moved(State.FAILED, charge=Billed.NO, error=error))
        ledger.write(made[-1])
    ledger.close()
    open_film(blend)
    assert session.current() is None
    return made


def test_retry_on_a_film_that_was_opened_again(failed: list[Job], blend: Path) -> None:
    assert bpy.ops.animatic.job_action(job=failed[2].id, action="retry") == {"FINISHED"}
    wait_for(failed[2], State.PLACED, blend)
    assert [on_disk(blend)[job.id] for job in failed] == [State.FAILED, State.FAILED, State.PLACED]


def test_retry_of_all_touches_the_newest_that_failed(failed: list[Job], blend: Path) -> None:
    assert bpy.ops.animatic.retry_failed() == {"FINISHED"}
    for job in failed[1:]:
        wait_for(job, State.PLACED, blend)
    assert on_disk(blend)[failed[0].id] is State.FAILED
    assert accepted(blend) == 2
    assert not bpy.ops.animatic.retry_failed.poll() or failed[0].id not in {job.id for job in asking.retryable()}


def test_retry_keeps_to_the_caps(failed: list[Job], blend: Path) -> None:
    with settings.overriding(cap_batch=0.30):
        with pytest.raises(RuntimeError, match=r"\$0.40.*cap"):
            bpy.ops.animatic.retry_failed()
        assert bpy.ops.animatic.job_action(job=failed[2].id, action="retry") == {"FINISHED"}
    wait_for(failed[2], State.PLACED, blend)
    assert accepted(blend) == 1


def test_a_job_of_another_film_is_refused(failed: list[Job]) -> None:
    with pytest.raises(RuntimeError, match="not in the open film"):
        bpy.ops.animatic.job_action(job="01ARZ3NDEKTSV4RRFFQ69G5FAV", action="retry")


def test_a_key_that_is_set_later_is_used_and_what_runs_goes_on(
    gateway: Rehearsal, blend: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text shot was sent without a host; then its token is pasted: the next shot must not be told there is none."""
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.delenv("BLOB_READ_WRITE_TOKEN")
    gateway.faults.add(Fault("status", "status:503", times=0))
    (job,) = send("SH010")
    wait_for(job, State.RUNNING, blend)
    before = session.current()
    assert session.ensure(FilmFolder(blend)) is before
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", REHEARSAL_BLOB_TOKEN)
    after = session.ensure(FilmFolder(blend))
    assert after is not before
    assert asyncio.run(after._connector().host.check()).startswith("Vercel Blob works")
    gateway.faults.clear()
    wait_for(job, State.PLACED, blend)
    monkeypatch.delenv("AI_GATEWAY_API_KEY")
    with pytest.raises(UserError, match="no key"):
        session.ensure(FilmFolder(blend))
    assert session.current() is after, "what runs goes on"
    assert sum(entry["endpoint"] == "start" for entry in gateway.journal.entries()) == 1
    session.stop()


# The Test button


@pytest.fixture
def gateway(blend: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """The live gateway, as far as the extension knows; its blob store, too."""
    monkeypatch.setattr(settings, "online_refusal", lambda: "")
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", REHEARSAL_BLOB_TOKEN)
    with Rehearsal(options=Options(canned=(world.canned,))) as server:
        host_config = settings.host_config

        def on_this_machine() -> Any:
            config, secrets = host_config()
            return config.model_copy(update={"api_url": server.blob_url}), secrets

        monkeypatch.setattr(settings, "host_config", on_this_machine)
        with settings.overriding(gateway="LIVE", gateway_url=server.gateway_url):
            yield server


def test_the_cap_of_a_day_holds_over_all_films(
    gateway: Rehearsal, blend: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved under a new name, the film has no jobs yet; the day's money is spent all the same."""
    monkeypatch.setenv("AI_GATEWAY_API_KEY", REHEARSAL_KEY)
    (job,) = send("SH010")
    wait_for(job, State.PLACED, blend)
    cost = job.plan.quote.usd
    bpy.ops.wm.save_as_mainfile(filepath=str(blend.with_name("film_v02.blend")))
    plans = make_plans(scene(), [shots()["SH020"]])
    assert preflight_page.make(plans).spent_today == cost > 0
    with settings.overriding(cap_day=float(cost) * 1.5), pytest.raises(CapReached):
        send("SH020")
    assert sum(entry["endpoint"] == "start" for entry in gateway.journal.entries()) == 1


def said() -> Notice:
    """What the Test button answers."""
    view.notices.clear()
    assert bpy.ops.animatic.test_gateway() == {"FINISHED"}
    for work in list(beside._all):
        work.wait(PATIENCE)
    pump.tick()
    (notice,) = view.notices
    assert (view.tested, view.testing) == (notice, False), "the preferences show it"
    return notice


def test_a_good_key(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    notice = said()
    assert (notice.level, notice.code) == (Level.NOTE, "tested")
    assert notice.message.startswith("The key works; $100")
    assert SECRET not in str(notice)
    assert gateway.account.used == 0


def test_a_model_that_is_gone(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    assert "The models are offered." in said().message
    gateway.set_options(replace(gateway.options, retired=("alibaba/wan-v2.6-t2v",)))
    notice = said()
    assert (notice.level, notice.code) == (Level.WARNING, "model_gone")
    assert "does not offer Wan 2.6 Text" in notice.message


def test_a_host_without_its_token(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.delenv("BLOB_READ_WRITE_TOKEN")
    notice = said()
    assert "The key works" in notice.message
    assert "no token for Vercel Blob" in notice.message
    assert [well for well, _ in view.tested_rows] == [True, True, False], "key, models, host"
    assert "text route need no host" in notice.next_step


def test_a_bad_key(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", "vck_bad_PLANTED0123456789")
    notice = said()
    assert notice.level is Level.ERROR
    assert "key" in notice.message.lower()
    assert notice.next_step
    assert "PLANTED" not in str(notice)


def test_no_credit(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway.account.set_balance(Decimal(0))
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    notice = said()
    assert notice.level is Level.WARNING
    assert "The key works" in notice.message
    assert "no credit" in notice.message
    assert notice.next_step


def test_a_wrong_host_token(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", "vercel_blob_rw_store_badPLANTED")
    notice = said()
    assert notice.level is Level.ERROR
    assert "The key works" in notice.message
    assert "Vercel Blob refuses this token" in notice.message
    assert "BLOB_READ_WRITE_TOKEN" in notice.next_step
    assert "PLANTED" not in str(notice)


def test_a_gateway_that_is_down(gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    gateway.stop()
    notice = said()
    assert notice.level is Level.ERROR
    assert notice.next_step
    assert SECRET not in str(notice)


def test_testing_without_a_key_or_online_access(blend: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="no key to test"):
        bpy.ops.animatic.test_gateway()
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    with pytest.raises(RuntimeError, match="Allow Online Access is off"):
        bpy.ops.animatic.test_gateway()


# Keys


def test_a_planted_key_is_in_no_file(
    gateway: Rehearsal, blend: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    resources = Path(os.environ["BLENDER_USER_RESOURCES"])
    monkeypatch.delenv("BLOB_READ_WRITE_TOKEN")
    with caplog.at_level(logging.DEBUG), _enabled() as chosen:
        chosen.keep_keys = "SESSION"
        chosen.gateway_key = f' "{SECRET}"\n'
        chosen.blob_key = f"{REHEARSAL_BLOB_TOKEN}PLANTED"
        assert settings.is_live()
        assert SECRET not in chosen.gateway_key
        (job,) = send("SH010")
        assert job.gateway == "live"
        wait_for(job, State.PLACED, blend)
        bpy.ops.wm.save_mainfile(compress=False)
        bpy.ops.wm.save_userpref()
        for backup in blend.parent.glob("*.blend1"):
            backup.unlink()  # from before the key was typed, and compressed
        assert said().code == "tested"
        session.stop()
    sent = [entry for entry in gateway.journal.entries() if entry["endpoint"] == "start"]
    assert len(sent) == 1
    files = [path for folder in (blend.parent, resources) for path in folder.rglob("*") if path.is_file()]
    assert b"keep_keys" in next(plain(path) for path in files if path.name == "userpref.blend")
    assert blend in files
    for path in files:
        assert b"PLANTED" not in plain(path), path
    out, err = capfd.readouterr()
    assert "PLANTED" not in caplog.text + out + err


@pytest.fixture
def no_key(edit: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Blender in which no key was ever given, on a machine without a keychain."""
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keychain_seen", {})
    monkeypatch.setattr(keys, "_keyring", lambda: None)


@pytest.mark.usefixtures("no_key")
def test_a_field_that_is_emptied_forgets_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with _enabled() as chosen:
        chosen.keep_keys = "SESSION"
        chosen.gateway_key = SECRET
        assert preferences._kept_key() == f"For this session only: {len(SECRET)} characters, ends in 9f2c"
        chosen.gateway_key = chosen.gateway_key  # as Blender does when the field is left
        assert settings.is_live()
        chosen.gateway_key = ""
        assert keys.find(keys.Key.GATEWAY) is None
        assert preferences._kept_key() == ""
        monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
        assert preferences._kept_key().startswith("From the environment (AI_GATEWAY_API_KEY): ")


class Layout:
    """Stands for Blender's layout, which exists only in a window: knows its functions and keeps the labels."""

    def __init__(self, labels: list[str]) -> None:
        self.labels = labels

    def __getattr__(self, name: str) -> Any:
        known = bpy.types.UILayout.bl_rna.functions[name].parameters

        def call(*arguments: Any, **options: Any) -> Any:
            assert options.keys() <= set(known.keys()), (name, options)
            if name == "prop":
                assert hasattr(arguments[0], arguments[1]), arguments[1]
            if name == "label":
                self.labels.append(options.get("text", ""))
            return Layout(self.labels)

        return call


@pytest.mark.usefixtures("no_key")
@pytest.mark.parametrize("host", ["BLOB_PRIVATE", "BLOB_PUBLIC", "S3", "URL"])
def test_the_preferences_show_the_key_in_use_and_what_the_test_found(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    def labels() -> list[str]:
        drawn: list[str] = []
        preferences.ANIMATIC_AP_preferences._draw_gateway(chosen, Layout(drawn))
        preferences.ANIMATIC_AP_preferences._draw_host(chosen, Layout(drawn))
        return [text for text in drawn if text]

    monkeypatch.setattr(view, "tested", None)
    with _enabled() as chosen:
        chosen.host = host
        assert labels() == []
        monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
        view.testing = True
        key = f"From the environment (AI_GATEWAY_API_KEY): {len(SECRET)} characters, ends in 9f2c"
        assert labels() == [key, "Asking the gateway and the host of the references"]
        view.testing = False
        rows = ((False, "The key works, but there is no credit left."), (True, "The models are offered."))
        view.tested = Notice(Path(), Level.WARNING, "no_credit", " ".join(text for _, text in rows), "Add credit.")
        monkeypatch.setattr(view, "tested_rows", rows)
        assert labels() == [key, rows[0][1], rows[1][1], "Add credit."]
        chosen.gateway_url = "https://proxy.example/v4/ai"
        assert labels() == [key], "the answer was about another gateway"


def test_an_answer_about_what_has_changed_meanwhile_is_dropped(
    gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    answer = testing._answer

    async def late(*asked: Any) -> Any:
        view.forget_test()
        return await answer(*asked)

    monkeypatch.setattr(testing, "_answer", late)
    view.notices.clear()
    testing.begin()
    for work in list(beside._all):
        work.wait(PATIENCE)
    pump.tick()
    assert (view.tested, view.testing, view.notices) == (None, False, [])


def plain(path: Path) -> bytes:
    """A file's bytes as they are inside a gzip (Blender's own cache); a key could hide in a compressed file."""
    content = path.read_bytes()
    assert not content.startswith(b"\x28\xb5\x2f\xfd"), f"{path} is a zstd"
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


@contextmanager
def _enabled() -> Iterator[Any]:
    """The extension's preferences, as they are when it is enabled."""
    entry = bpy.context.preferences.addons.new()
    entry.module = ident.PACKAGE
    try:
        yield entry.preferences
    finally:
        bpy.context.preferences.addons.remove(entry)


# Jobs that came with the folder


@pytest.fixture
def strange(blend: Path, gateway: Rehearsal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Job:
    """A colleague's film, opened with a key set: SH010 was queued there, at a price of their file's own."""
    monkeypatch.setenv("AI_GATEWAY_API_KEY", SECRET)
    folder = FilmFolder(blend)
    plans = make_plans(scene(), [shots()["SH010"]])
    (job,) = create_jobs(plans, [plans[0].fingerprint], Caps(), [], folder, gateway="live")
    quote = job.plan.quote.model_copy(update={"usd": Decimal("0.01")})
    job = job.model_copy(update={"plan": job.plan.model_copy(update={"quote": quote}), "usd": Decimal("0.01")})
    ledger = Ledger(folder)
    ledger.write(job)
    ledger.close()
    open_film(blend)
    for _ in range(20):
        pump.tick()
        time.sleep(0.02)
    return job


def posts(gateway: Rehearsal) -> list[str]:
    return [entry["path"] for entry in gateway.journal.entries() if entry["method"] != "GET"]


def test_a_colleagues_job_waits_with_its_words_and_our_price(strange: Job, gateway: Rehearsal, blend: Path) -> None:
    assert posts(gateway) == []
    assert session.current() is None
    (row,) = view.rows
    assert row.word == "Not sent by you"
    assert {"send", "leave"} <= row.actions
    assert not row.working
    assert "A robot waves." in row.trouble
    assert strange.plan.request.model in row.trouble
    assert row.cost == "about $0.20"
    assert on_disk(blend) == {strange.id: State.PLANNED}


def test_a_colleagues_job_is_sent_through_the_preflight(strange: Job, gateway: Rehearsal, blend: Path) -> None:
    from addon.blender.jobs import preflight_ops

    (plan,) = asking.left_plans([view.jobs[strange.id]])
    assert plan.quote.usd == Decimal("0.20")
    preflight_ops._shown[plan.fingerprint] = plan
    rows = [{"name": "", "fingerprint": plan.fingerprint, "chosen": True}]
    with settings.overriding(cap_batch=0.10), pytest.raises(RuntimeError, match="cap per batch"):
        bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True, jobs=strange.id)
    assert posts(gateway) == []
    assert bpy.ops.animatic.preflight("EXEC_DEFAULT", rows=rows, confirm=True, jobs=strange.id) == {"FINISHED"}
    wait_for(strange, State.PLACED, blend)
    assert sum(entry["endpoint"] == "start" for entry in gateway.journal.entries()) == 1


def test_a_colleagues_job_is_left(strange: Job, gateway: Rehearsal, blend: Path) -> None:
    assert bpy.ops.animatic.job_action(job=strange.id, action="leave") == {"FINISHED"}
    wait_for(strange, State.CANCELLED, blend)
    assert posts(gateway) == []


def test_a_note_that_came_with_the_folder_opens_no_other_film(blend: Path, tmp_path: Path) -> None:
    other = FilmFolder(tmp_path / "mine" / "film.blend")
    other.jobs.mkdir(parents=True)
    before = sorted(other.root.rglob("*"))
    note = FilmFolder(blend).root / "came_from.json"
    note.parent.mkdir(exist_ok=True)
    for content in (b'{"folder": "../../mine/film.animatic", "jobs": []}', b"[" * 100_000, b"[]", b'{"folder": 1}'):
        note.write_bytes(content)
        open_film(blend)
        assert view.follows == {}
    note.unlink(missing_ok=True)
    os.mkfifo(note)
    open_film(blend)
    assert sorted(other.root.rglob("*")) == before


def test_a_file_that_another_person_chose_is_named_and_warned_of(blend: Path, tmp_path: Path) -> None:
    """A cast member that points at ~/Pictures/passport.png is no "reference Mia, image"."""
    from addon.core.files import state

    passport = tmp_path / "Pictures" / "passport.png"
    passport.parent.mkdir()
    image = bpy.data.images.new("passport", 640, 640)
    image.filepath_raw, image.file_format = str(passport), "PNG"
    image.save()
    member = film(scene()).cast.add()
    member.uuid, member.name, member.source_kind, member.file = "mia", "Mia", "image", str(passport)
    shot = shots()["SH010"]
    shot.route = "reference"
    shot.cast.add().member = "mia"
    (plan,) = make_plans(scene(), [shot])
    assert [p.code for p in plan.problems if p.code.startswith("file_")] == ["file_elsewhere"]
    shutil.rmtree(state.state_folder() / "chosen")  # the film came from somebody else
    (plan,) = make_plans(scene(), [shot])
    (problem,) = [p for p in plan.problems if p.code.startswith("file_")]
    assert problem.code == "file_not_chosen"
    assert "passport.png" in problem.message
    with settings.overriding(gateway="LIVE"):
        page = preflight_page.make([plan])
    assert "passport.png" in page.leaves[0].text
    assert "passport" not in plan.model_dump_json(exclude={"problems"})
