# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Best of N on a real film, against the real rehearsal: takes that fail, a cancel, an uncertain request, and Blender
closed in between. Only the judge's words are given."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import bpy
import pytest
from test_cli import Run, World, accepted, film_file, jobs_of, put, run, wait_for, world  # noqa: F401

from addon.blender.cli import headless
from addon.blender.engine import session
from addon.blender.engine.view import current as view
from addon.blender.film import pump
from addon.blender.properties import film
from addon.blender.review import best_of, judging
from addon.core.errors import Billed
from addon.core.files import FilmFolder
from addon.core.jobs.job import Job
from addon.core.jobs.states import State
from addon.rehearsal.faults import Fault

Say = Callable[..., list[str]]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Say:
    """`say("departs", "follows")`: what the judge says of the takes, one after the other; answers those judged."""

    def given(*words: str) -> list[str]:
        judged: list[str] = []

        async def answer(command: Any, job: dict[str, Any]) -> dict[str, Any]:
            (take,) = [take for shot in job["shots"] for take in shot["takes"]]
            word = words[len(judged)]
            judged.append(take["id"])
            return {take["id"]: {"word": word, "sentence": "as said", "score": 1.0 / (1 + len(judged))}}

        monkeypatch.setattr(judging, "_asked", answer)
        return judged

    return given


def send(count: int = 3) -> list[Job]:
    """Agree to so many takes of SH010, and let the first go out."""
    edit = headless.edit_of_film()
    view.clear(FilmFolder(bpy.data.filepath).root)
    plans = headless.make_variations(edit, ["SH010"], count, Decimal(5))
    shown = [plan.fingerprint for plan in plans]
    return headless.send.send_plans(plans, shown, one_after_another=True, budget=Decimal(5))


def states(film_file: Path) -> list[State]:  # noqa: F811
    return [job.state for job in sorted(jobs_of(film_file), key=lambda job: job.take_number)]


def close_and_open(film_file: Path) -> None:  # noqa: F811
    """As one who saves, ends Blender and opens the film again."""
    bpy.ops.wm.save_mainfile()
    session.stop()
    view.clear(None)
    bpy.ops.wm.open_mainfile(filepath=str(film_file))


@pytest.mark.parametrize("kind", ["fails", "empty"])
def test_one_that_fails_is_followed_by_the_next(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
    kind: str,
) -> None:
    """Free, or paid and without a video."""
    world.faults = [Fault("start", kind, body="The model stumbled.")]
    judged = say("follows")
    run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert states(film_file) == [State.FAILED, State.PLACED, State.CANCELLED]
    charged = [job.charge for job in jobs_of(film_file)]
    assert (charged[0] is Billed.NO) == (kind == "fails")
    assert accepted(film_file) == 2
    assert len(judged) == 1
    assert film(bpy.context.scene).shots[0].active_take == judged[0]


def test_all_fail_and_no_more_are_sent_than_were_agreed(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    world.faults = [Fault("start", "empty", times=0)]
    judged = say()
    run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert states(film_file) == [State.FAILED] * 3
    assert accepted(film_file) == 3
    assert not judged


def test_what_a_person_has_to_put_right_first_ends_it(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    world.faults = [Fault.parse("start@1=status:402")]
    say()
    done = run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert states(film_file) == [State.FAILED, State.CANCELLED, State.CANCELLED]
    assert accepted(film_file) == 0
    assert any("put right first: no more is bought" in notice["message"] for notice in done.data["notices"])


def test_one_that_is_retried_is_judged_among_the_others(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    """Those that were let go are no sending: the one that failed is the newest that stopped."""
    world.faults = [Fault.parse("start@1=status:402")]
    judged = say("departs")
    run("generate", "SH010", "--best-of", "3", "--at-most", "5", "--json")
    assert states(film_file) == [State.FAILED, State.CANCELLED, State.CANCELLED]
    world.faults = []
    done = run("jobs", "retry", "--yes", "--json")
    assert done.code == 0, done.err
    assert states(film_file) == [State.PLACED, State.CANCELLED, State.CANCELLED]
    assert accepted(film_file) == 1, "what was let go stays so"
    assert judged == [job.id for job in jobs_of(film_file) if job.state is State.PLACED]


@pytest.mark.parametrize("closed", [False, True])
def test_the_best_shows_of_all_though_the_first_came_last(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
    closed: bool,
) -> None:
    """A take does not show by itself where one with a higher number is there; the first is the better one. Blender may
    be closed before it is judged."""
    world.faults = [Fault("start", "fails", body="The model stumbled.")]
    judged = say("departs", "follows")
    run("generate", "SH010", "--best-of", "2", "--at-most", "5", "--json")
    first, second = sorted(jobs_of(film_file), key=lambda job: job.take_number)
    assert states(film_file) == [State.FAILED, State.PLACED]
    world.faults = []
    if not closed:
        assert run("jobs", "retry", first.id, "--yes", "--json").code == 0
    else:
        running = session.ensure(FilmFolder(bpy.data.filepath))
        running.engine.retry([first.id], running.film(FilmFolder(bpy.data.filepath))).result(60)
        wait_for(lambda: (pump.tick(), states(film_file))[1] == [State.PLACED] * 2)
        close_and_open(film_file)
        wait_for(lambda: (pump.tick(), best_of.tick(), len(judged))[2] == 2)
    assert judged == [second.id, first.id]
    assert accepted(film_file) == 3
    shot = film(bpy.context.scene).shots[0]
    wait_for(lambda: (pump.tick(), best_of.tick(), shot.active_take)[2] == first.id)


def test_a_cancel_while_the_first_is_made_ends_it(
    film_file: Path,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    world.latency = 3600.0
    judged = say()
    jobs = send()
    wait_for(lambda: states(film_file)[0] is State.RUNNING)
    running = session.current()
    assert running is not None
    running.engine.cancel(jobs[0].id).result(60)
    headless.settle([job.id for job in jobs])
    wait_for(lambda: (best_of.tick(), pump.tick(), states(film_file))[2] == [State.CANCELLED] * 3)
    assert accepted(film_file) == 1
    assert not judged
    told = [notice.message for notice in view.notices]
    assert "One of SH010 was cancelled: no more is bought." in told


def test_a_cancel_of_those_that_wait_leaves_the_one_under_way(
    film_file: Path,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    """The artist has seen enough: what is paid comes, is judged and shown; nothing more goes out."""
    world.latency = 0.5
    judged = say("departs")
    jobs = send()
    running = session.current()
    assert running is not None
    for job in jobs[1:]:
        running.engine.cancel(job.id).result(60)
    headless.settle([job.id for job in jobs])
    assert states(film_file) == [State.PLACED, State.CANCELLED, State.CANCELLED]
    assert accepted(film_file) == 1
    assert judged == [jobs[0].id]


@pytest.mark.parametrize("when", ["while it is made", "before it is judged"])
def test_blender_is_closed_and_opened_in_between(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
    when: str,
) -> None:
    judged = say("departs", "follows")
    world.latency = 3600.0 if when == "while it is made" else 0.0
    jobs = send()
    if when == "while it is made":
        wait_for(lambda: states(film_file)[0] is State.RUNNING)
    else:
        wait_for(lambda: (pump.tick(), states(film_file))[1][0] is State.PLACED)
    assert not judged
    world.latency = 0.0
    close_and_open(film_file)
    done = run("jobs", "resume", "--json")
    assert done.code == 0, done.err
    assert judged == [job.id for job in jobs[:2]]
    assert states(film_file) == [State.PLACED, State.PLACED, State.CANCELLED]
    assert accepted(film_file) == 2
    assert film(bpy.context.scene).shots[0].active_take == judged[1]


def test_closed_before_the_last_was_judged_its_best_is_shown_all_the_same(
    film_file: Path,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    """The last one shows because it came last; the first, which is the better one, shows once it is judged."""
    judged = say("departs", "departs")
    jobs = send(2)
    wait_for(lambda: (len(judged) < 1 and best_of.tick(), pump.tick(), states(film_file))[2][0] is State.PLACED)
    wait_for(lambda: (len(judged) < 1 and best_of.tick(), pump.tick(), len(judged))[2] == 1)
    wait_for(lambda: (pump.tick(), judging.under_way())[1] is False)
    wait_for(lambda: (best_of.tick(), pump.tick(), jobs_of(film_file)[1].held)[2] is False)
    wait_for(lambda: (pump.tick(), states(film_file))[1] == [State.PLACED] * 2)
    assert len(judged) == 1
    close_and_open(film_file)
    shot = film(bpy.context.scene).shots[0]
    assert shot.active_take == jobs[1].id
    wait_for(lambda: (pump.tick(), best_of.tick(), len(judged))[2] == 2)
    wait_for(lambda: (pump.tick(), best_of.tick(), shot.active_take)[2] == jobs[0].id)


def test_a_request_of_which_nobody_knows_holds_the_others(
    film_file: Path,  # noqa: F811
    run: Run,  # noqa: F811
    world: World,  # noqa: F811
    say: Say,
) -> None:
    """It may have been accepted, so it may come and cost: the others wait for a person, across a restart too."""
    world.latency = 3600.0
    judged = say()
    jobs = send()
    wait_for(lambda: states(film_file)[0] is State.RUNNING)
    world.latency = 0.0
    session.stop()
    first = next(job for job in jobs_of(film_file) if job.id == jobs[0].id)
    unknown = {"state": State.UNCERTAIN, "operation": None, "generation_id": "", "charge": Billed.UNKNOWN}
    put(film_file, first.model_copy(update=unknown))
    close_and_open(film_file)
    for _ in range(2):
        assert run("jobs", "resume", "--json").code == 3
        assert states(film_file) == [State.UNCERTAIN, State.PLANNED, State.PLANNED]
        session.stop()
    assert accepted(film_file) == 1
    assert run("jobs", "cancel", first.id, "--json").code in (0, 3)
    run("jobs", "resume", "--json")
    assert states(film_file) == [State.CANCELLED] * 3
    assert accepted(film_file) == 1
    assert not judged
