# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shots that are filmed in one batch: each goes on as soon as its own captures are there, and none is sent twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from job_parts import FAST, PATIENCE, Studio, capture_spec, make_job

from addon.core.errors import AnimaticError, Billed
from addon.core.jobs.job import Job
from addon.core.jobs.states import State
from addon.core.models import CaptureKind, MediaKind, PlanInput

TOGETHER = 0.5
"""Seconds in which all jobs of a test wish: they are one batch."""


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """One that has one second Blender."""
    studio = Studio(tmp_path, settings=replace(FAST, captures_at_once=1, captures_together=TOGETHER))
    yield studio
    studio.close()


def make_short_job(shot: str, key: str) -> Job:
    """Its one capture is filmed before all of 60 frames."""
    return make_job(shot, inputs=(PlanInput(name=key, kind=MediaKind.VIDEO, capture=capture_spec(key, 2)),))


def make_still_job(shot: str, key: str) -> Job:
    """Its one capture is a picture."""
    spec = capture_spec(key, 1).model_copy(update={"kind": CaptureKind.STILL})
    return make_job(shot, inputs=(PlanInput(name=key, kind=MediaKind.IMAGE, capture=spec),))


def send(studio: Studio, *jobs: Job) -> None:
    studio.engine.submit(studio.film, jobs).result(PATIENCE)


def is_home(studio: Studio, *jobs: Job) -> bool:
    return all(studio.job(job.id).state is State.READY for job in jobs)


def assert_sent_once(studio: Studio, *jobs: Job) -> None:
    assert studio.gateway.starts == {studio.job(job.id).key: 1 for job in jobs}


def test_a_shot_is_sent_and_comes_home_while_another_is_filmed(studio: Studio) -> None:
    studio.camera.slow = {"dear"}
    long, *short = (
        make_job("SH010", captures=("dear", "dear too")),
        *(make_short_job(f"SH0{n}0", f"c{n}") for n in (2, 3)),
    )
    send(studio, long, *short)
    studio.wait(lambda: is_home(studio, *short))
    assert studio.job(long.id).state is State.CAPTURING
    assert [sorted(call) for call in studio.camera.calls] == [["c2", "c3", "dear", "dear too"]], "they are one batch"
    assert_sent_once(studio, *short)
    studio.camera.slow = set()
    studio.settle()
    assert is_home(studio, long)
    assert set(studio.camera.filmed.values()) == {1}
    assert_sent_once(studio, long, *short)


def test_a_shot_waits_for_its_own_captures_alone_and_for_all_of_them(studio: Studio) -> None:
    """What two shots share is told to both."""
    studio.camera.slow = {"dear"}
    both, one = make_job("SH010", captures=("shared", "dear")), make_job("SH020", captures=("shared",))
    send(studio, both, one)
    studio.wait(lambda: is_home(studio, one))
    assert studio.job(both.id).state is State.CAPTURING
    studio.camera.slow = set()
    studio.settle()
    assert is_home(studio, both)
    assert studio.camera.filmed == {"shared": 1, "dear": 1}


def test_a_still_that_is_sent_later_does_not_wait_for_a_clip(studio: Studio) -> None:
    studio.camera.slow = {"dear", "dear too"}
    long = make_job("SH010", captures=("dear", "dear too"))
    send(studio, long)
    studio.wait(lambda: bool(studio.camera.calls))
    for shot in ("SH020", "SH030"):
        still = make_still_job(shot, f"still of {shot}")
        send(studio, still)
        studio.wait(lambda job=still: is_home(studio, job))
    assert studio.job(long.id).state is State.CAPTURING
    assert studio.camera.stopped == 0, "the clip was begun anew"
    studio.camera.slow = set()
    studio.settle()
    assert is_home(studio, long)
    assert set(studio.camera.filmed.values()) == {1}


def test_a_still_waits_for_a_clip_where_the_scene_has_no_room_once_more(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio.camera, "goes_beside", lambda spec: False)
    studio.camera.slow = {"dear"}
    send(studio, make_job("SH010", captures=("dear",)))
    studio.wait(lambda: bool(studio.camera.calls))
    send(studio, make_still_job("SH020", "still"))
    time.sleep(3 * TOGETHER)
    assert studio.camera.calls == [["dear"]]
    studio.camera.slow = set()
    studio.settle()
    assert studio.camera.filmed == {"dear": 1, "still": 1}


def test_no_second_blender_is_begun_for_a_still_where_others_are_filmed_already(studio: Studio) -> None:
    """Of forty that are sent together eight are filmed at a time: the next are not stuck."""
    studio.camera.slow = {"first"}
    send(studio, make_still_job("SH010", "first"))
    studio.wait(lambda: bool(studio.camera.calls))
    send(studio, make_still_job("SH020", "second"))
    time.sleep(3 * TOGETHER)
    assert studio.camera.calls == [["first"]]
    studio.camera.slow = set()
    studio.settle()
    assert studio.camera.filmed == {"first": 1, "second": 1}


def test_a_capture_that_fails_takes_nothing_back_and_nobody_along(studio: Studio) -> None:
    studio.camera.faults["bad"] = AnimaticError("SH020 has no camera.", "Give it one.", code="no_camera")
    short, bad, long = make_short_job("SH010", "quick"), make_job("SH020", captures=("bad",)), make_job("SH030")
    send(studio, short, bad, long)
    studio.settle()
    assert [studio.job(job.id).state for job in (short, bad, long)] == ["ready", "failed", "ready"]
    assert studio.job(bad.id).charge is Billed.NO
    assert len(studio.camera.calls[0]) == 3
    assert all("quick" not in call for call in studio.camera.calls[1:]), "it was there"
    assert_sent_once(studio, short, long)


@pytest.mark.parametrize("first", ["it is filmed", "it is cancelled"])
def test_a_blender_that_films_only_for_a_cancelled_shot_is_stopped(studio: Studio, first: str) -> None:
    """Whether the other shot of its batch went on before or goes on after."""
    studio.camera.slow = {"quick", "dear"}
    short, long = make_short_job("SH010", "quick"), make_job("SH020", captures=("dear",))
    send(studio, short, long)
    studio.wait(lambda: bool(studio.camera.calls))
    if first == "it is filmed":
        studio.camera.slow = {"dear"}
        studio.wait(lambda: is_home(studio, short))
    cancelled = studio.engine.cancel(long.id).result(PATIENCE)
    assert cancelled.charge is Billed.NO
    assert studio.camera.stopped == (first == "it is filmed"), "somebody waits for the other capture still"
    studio.camera.slow = {"dear"}
    studio.wait(lambda: studio.camera.stopped == 1)
    studio.settle()
    assert is_home(studio, short)
    third = make_short_job("SH030", "later")
    send(studio, third)
    studio.settle()
    assert is_home(studio, third)
    assert studio.camera.filmed == {"quick": 1, "later": 1}
    assert_sent_once(studio, short, third)


@pytest.mark.parametrize("state", [State.RUNNING, State.READY])
def test_a_program_that_ends_while_it_films_sends_nothing_twice(studio: Studio, state: State) -> None:
    if state is State.RUNNING:
        studio.gateway.held = {"status"}
    studio.camera.slow = {"dear"}
    short, long = make_short_job("SH010", "quick"), make_job("SH020", captures=("dear",))
    send(studio, short, long)
    studio.wait(lambda: studio.job(short.id).state is state)
    studio.restart()
    assert studio.camera.stopped == 1
    studio.camera.slow, studio.gateway.held = set(), set()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert is_home(studio, short, long)
    assert studio.camera.filmed == {"quick": 1, "dear": 1}
    assert_sent_once(studio, short, long)
