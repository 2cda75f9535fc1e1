# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the film are let go when no job wants anything from them, without a look at all jobs for each change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from addon.blender.capture import copies
from addon.blender.engine import still_filmed
from addon.blender.engine.capturer import Capturer
from addon.blender.engine.session import Session, blender_command
from addon.blender.engine.still_filmed import StillFilmed
from addon.core.errors import AnimaticError
from addon.core.files import FilmFolder
from addon.core.jobs.job import ErrorRecord, Job, utc_now
from addon.core.jobs.states import State

sys.path.append(str(Path(__file__).parents[1] / "jobs"))
from job_parts import make_job

WAY = (State.CAPTURING, State.HOSTING, State.SUBMITTING, State.RUNNING, State.DOWNLOADING, State.READY, State.PLACED)


class _Engine:
    """Has the jobs of one film, and counts how often it is asked for all of them."""

    def __init__(self) -> None:
        self.known: dict[str, Job] = {}
        self.asked = 0

    def jobs(self, _: FilmFolder) -> tuple[Job, ...]:
        self.asked += 1
        return tuple(self.known.values())


class Filmed:
    """A session of one film whose captures are filmed from a copy; `move` is what its engine would tell."""

    def __init__(self, blend: Path) -> None:
        self.folder = FilmFolder(blend)
        self.capturer = Capturer(self.folder, blender_command())
        self.engine: Any = _Engine()
        self.session: Any = Session.__new__(Session)
        self.session.engine, self.session._films = self.engine, {}
        self.session._capturers = {self.folder.root: self.capturer}

    def copy_for(self, *jobs: Job) -> Path:
        """Send jobs that are to be filmed from a copy of their own."""
        copy = copies.new()
        self.capturer.use_copy(copy, [item.capture for job in jobs for item in job.plan.inputs if item.capture])
        self.capturer.still.expect(jobs)
        self.engine.known.update((job.id, job) for job in jobs)
        return copy

    def tell(self, job: Job) -> Job:
        self.engine.known[job.id] = job
        self.session.let_go_copies(self.folder, job)
        return job

    def move(self, job: Job, *states: State) -> Job:
        for state in states:
            job = self.tell(job.moved(state))
        return job


@pytest.fixture
def filmed(edit: bpy.types.Scene, tmp_path: Path) -> Iterator[Filmed]:
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    made = Filmed(tmp_path / "film.blend")
    yield made
    made.capturer.close()


def failed(job: Job) -> Job:
    error = ErrorRecord.of(AnimaticError("Nothing shows.", "Light it.", code="dark"), utc_now(), job.state)
    return job.moved(State.FAILED, error=error)


def test_a_copy_stays_until_the_last_job_that_shares_a_capture_was_filmed(filmed: Filmed) -> None:
    first, second = make_job("SH010", captures=("hero",)), make_job("SH020", captures=("hero",))
    copy = filmed.copy_for(first, second)
    filmed.move(first, *WAY)
    assert copy.exists()
    filmed.move(second, State.CAPTURING)
    assert copy.exists()
    filmed.move(filmed.engine.known[second.id], State.HOSTING)
    assert not copy.parent.exists()


def test_a_copy_stays_for_a_job_that_may_be_tried_again(filmed: Filmed) -> None:
    first, second = make_job("SH010", captures=("hero",)), make_job("SH020", captures=("hero",))
    copy = filmed.copy_for(first, second)
    stopped = filmed.tell(failed(filmed.move(first, State.CAPTURING)))
    filmed.move(second, *WAY)
    assert copy.exists()
    filmed.move(stopped.moved(State.PLANNED), State.CANCELLED)
    assert not copy.parent.exists()


def test_a_copy_stays_for_jobs_that_the_engine_does_not_have_yet(filmed: Filmed) -> None:
    first, second = make_job("SH010", captures=("hero",)), make_job("SH020", captures=("hero",))
    copy = filmed.copy_for(first, second)
    del filmed.engine.known[second.id]
    filmed.move(first, *WAY)
    assert copy.exists()
    filmed.capturer.still.forget([second])
    filmed.tell(filmed.engine.known[first.id])
    assert not copy.parent.exists()


def test_jobs_that_came_with_the_film_are_seen_at_once(filmed: Filmed) -> None:
    """Those of an earlier Blender are told of one by one: the first must not let go what a later one wants."""
    over, left = make_job("SH010", captures=("hero",)), make_job("SH020", captures=("hero",))
    copy = filmed.copy_for(over, left)
    filmed.capturer.still = StillFilmed()  # nobody sent them here
    filmed.move(over, *WAY)
    assert copy.exists()


def test_each_change_looks_at_one_job(filmed: Filmed, monkeypatch: pytest.MonkeyPatch) -> None:
    """All share a character: its copy is wanted to the end."""
    looked = 0
    plainly: Callable[[Job], bool] = still_filmed._may_film

    def counting(job: Job) -> bool:
        nonlocal looked
        looked += 1
        return plainly(job)

    monkeypatch.setattr(still_filmed, "_may_film", counting)
    for count in (20, 40):
        looked, filmed.engine.asked = 0, 0
        batch = [make_job(f"SH{number:03}", captures=("hero", f"own{number}")) for number in range(count)]
        filmed.engine.known.clear()
        copy = filmed.copy_for(*batch)
        for job in batch:
            filmed.move(job, *WAY)
        assert not copy.parent.exists()
        assert filmed.engine.asked == 1
        assert looked == count * (1 + 1 + len(WAY)), "sent, told of for the first time, each state"


def test_what_was_filmed_is_not_looked_for_again(filmed: Filmed, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job(captures=("hero",))
    filmed.copy_for(job)
    job = filmed.move(job, State.CAPTURING, State.HOSTING)
    changes: list[Any] = []
    monkeypatch.setattr(filmed.capturer, "_change", changes.append)
    filmed.move(job, *WAY[2:])
    assert changes == []
