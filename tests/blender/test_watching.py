# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second Blender on a film says who runs its jobs, shows how far they are, and goes on when that one is gone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest
import take_parts as parts

from addon.blender.engine import session, watching
from addon.blender.engine.view import current as view
from addon.blender.film import opening, pump
from addon.blender.jobs import asking, send
from addon.blender.project import overview
from addon.blender.properties import film, settings
from addon.core.files import FilmFolder
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.lock import LOCK_NAME, LockHeld
from addon.core.jobs.states import Action, State

ROOT = Path(__file__).parents[2]
OTHER = """
import sys
from pathlib import Path
from addon.core.jobs.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
lock.release()
"""
PATIENCE = 60.0


@pytest.fixture
def folder(edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FilmFolder]:
    """A saved film with a job at work, whose program was killed."""
    found = parts.make_film(edit, tmp_path / "a" / "film.blend", shots=1)
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.0)
    with settings.overriding(gateway="REHEARSAL"):
        plans = send.make_plans(bpy.context.scene, list(film(bpy.context.scene).shots))
        send.send_plans(plans, [plan.fingerprint for plan in plans])
        session.stop()
        yield found
    session.stop()
    view.clear(None)


@pytest.fixture
def other(folder: FilmFolder) -> Iterator[subprocess.Popen[str]]:
    """Another living program that runs the film's jobs."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(folder.jobs)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def write(folder: FilmFolder, **changes: Any) -> None:
    """What the other program writes of the film's only job."""
    (job,) = read_jobs(folder).jobs
    (folder.jobs / f"{job.id}.json").write_text(job.model_copy(update=changes).model_dump_json())


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        pump.tick()
        time.sleep(0.02)


def test_who_runs_the_jobs_is_said_and_nothing_is_started(folder: FilmFolder, other: subprocess.Popen[str]) -> None:
    opening.attach_open_film()
    assert session.current() is None
    assert view.owner is not None
    assert view.owner.pid == other.pid
    said = view.run_by
    assert said.startswith(f"Blender (process {other.pid}, since ")
    assert "runs this film's jobs" in said
    queue = canvas.draw(bpy.types.ANIMATIC_PT_queue)
    assert said in queue.text
    assert "animatic.job_action" in queue.greyed
    assert "animatic.take_over_jobs" not in queue.operators, "it lives on this machine"
    found = overview.look(bpy.context.scene)
    assert said in [line.text for line in found.lines if not line.well]
    assert "1 to look at" in found.summary or "to look at" in found.summary


def test_its_jobs_go_on_in_this_queue(folder: FilmFolder, other: subprocess.Popen[str]) -> None:
    opening.attach_open_film()
    write(folder, state=State.DOWNLOADING)
    pump.tick()
    assert [row.word for row in view.rows] == ["Downloading"]
    write(folder, state=State.PLACED)
    pump.tick()
    assert [row.word for row in view.rows] == ["Placed"]
    assert session.current() is None


def test_what_is_asked_here_is_refused_in_words(folder: FilmFolder, other: subprocess.Popen[str]) -> None:
    opening.attach_open_film()
    (job,) = view.jobs.values()
    with pytest.raises(LockHeld, match=str(other.pid)):
        asking.ask(Action.CANCEL, [job.id])
    for verb in (bpy.ops.animatic.preflight, bpy.ops.animatic.variations):
        with pytest.raises(RuntimeError, match="runs this film's jobs"):
            verb()
    with pytest.raises(RuntimeError, match="runs this film's jobs"):
        bpy.ops.animatic.job_action(job=job.id, action="cancel")
    assert session.current() is None


@pytest.mark.parametrize("how", ["closed", "killed"])
def test_its_end_is_seen_and_the_jobs_go_on_here(folder: FilmFolder, other: subprocess.Popen[str], how: str) -> None:
    opening.attach_open_film()
    pump.tick()
    assert session.current() is None
    if how == "killed":
        other.kill()
    else:
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
    other.wait()
    until(lambda: session.current() is not None)
    assert view.owner is None
    assert "taken_up" in [notice.code for notice in view.notices]
    until(lambda: film(bpy.context.scene).shots[0].takes)


def test_one_that_comes_later_is_seen_too(folder: FilmFolder) -> None:
    """The film was opened here first, without anything to do; then the other one sent."""
    write(folder, state=State.CANCELLED)
    opening.attach_open_film()
    assert view.owner is None
    write_lock(folder, "studio-4")
    write(folder, state=State.RUNNING)
    pump.tick()
    assert view.owner is not None
    assert [row.word for row in view.rows] == ["Generating"]


def write_lock(folder: FilmFolder, host: str) -> None:
    lock = {"pid": 7, "host": host, "birth": "1", "since": "2026-11-22T10:00:00Z", "token": "t"}
    (folder.jobs / LOCK_NAME).write_text(json.dumps(lock))


def test_another_machines_jobs_can_be_taken_over(folder: FilmFolder) -> None:
    write_lock(folder, "studio-4")
    opening.attach_open_film()
    assert "process 7 on studio-4" in view.run_by
    assert "only if that machine is off" in view.run_by
    queue = canvas.draw(bpy.types.ANIMATIC_PT_queue)
    assert "animatic.take_over_jobs" in queue.operators
    assert bpy.ops.animatic.take_over_jobs() == {"FINISHED"}
    assert view.run_by == ""
    until(lambda: film(bpy.context.scene).shots[0].takes)


def test_ones_own_lock_is_nobody_elses(folder: FilmFolder) -> None:
    opening.attach_open_film()
    until(lambda: film(bpy.context.scene).shots[0].takes)
    assert view.owner is None
    assert view.run_by == ""


# A film saved under another name, while what is under way in the old one is run by another Blender


@pytest.fixture
def followed(folder: FilmFolder, other: subprocess.Popen[str], tmp_path: Path) -> FilmFolder:
    """The new film's folder."""
    opening.attach_open_film()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a" / "film_v2.blend"))
    assert list(view.follows) == [folder.root]
    return FilmFolder(tmp_path / "a" / "film_v2.blend")


def test_who_runs_what_a_saved_as_film_waits_for_is_said(
    folder: FilmFolder, followed: FilmFolder, other: subprocess.Popen[str]
) -> None:
    assert session.current() is None
    assert view.run_by == "", "the new film is run by nobody"
    queue = canvas.draw(bpy.types.ANIMATIC_PT_queue)
    (said,) = view.followed_run_by
    assert said.startswith(f"Blender (process {other.pid}, since ")
    assert "runs the jobs of film, which this film was saved from" in said
    assert said in queue.text
    assert "animatic.job_action" in queue.greyed
    (job,) = view.jobs.values()
    asked = SimpleNamespace(job=job.id, action="cancel")
    assert bpy.types.ANIMATIC_OT_job_action.description(bpy.context, asked) + "." == said
    with pytest.raises(LockHeld, match=str(other.pid)):
        asking.ask(Action.CANCEL, [job.id])
    write(folder, state=State.DOWNLOADING)
    pump.tick()
    assert [row.word for row in view.rows] == ["Downloading"]


def test_what_it_waits_for_comes_when_that_blender_is_closed(
    folder: FilmFolder, followed: FilmFolder, other: subprocess.Popen[str]
) -> None:
    (job,) = view.jobs.values()
    pump.tick()
    other.kill()
    other.wait()
    until(lambda: film(bpy.context.scene).shots[0].takes)
    assert view.followed_run_by == []
    assert "taken_up" in [notice.code for notice in view.notices]
    assert "animatic.job_action" not in canvas.draw(bpy.types.ANIMATIC_PT_queue).greyed
    assert [take.id for take in film(bpy.context.scene).shots[0].takes] == [job.id]
    assert not list(followed.jobs.glob("*.json")), "the old folder's job stays there"
