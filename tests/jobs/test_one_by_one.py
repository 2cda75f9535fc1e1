# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Best of N: bought one after the other, inside what was agreed, never one more; also through kills."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from job_parts import PATIENCE, SECRET, GatewayProcess, Studio, make_job, make_plan, python
from test_kill import Driver

from addon.core.errors import Billed, UserError
from addon.core.files import FilmFolder
from addon.core.jobs import admission, one_by_one
from addon.core.jobs.agreed import Agreed, Withheld
from addon.core.jobs.job import Job, utc_now
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.states import State
from addon.core.money import CapReached, Caps

USD = Decimal("0.10")
"""What each plan of these tests costs."""


def four(budget: str | None = "0.40", count: int = 4) -> list[Job]:
    return one_by_one.line_up([make_job(number=n + 1) for n in range(count)], Decimal(budget) if budget else None)


def came(job: Job, usd: str = "0.10") -> Job:
    return job.model_copy(
        update={"state": State.READY, "held": False, "charge": Billed.YES, "usd": Decimal(usd), "sent": utc_now()}
    )


def test_the_first_goes_and_the_others_wait() -> None:
    jobs = four()
    assert [job.held for job in jobs] == [False, True, True, True]
    assert len({job.best_of.group for job in jobs if job.best_of}) == 1
    assert jobs[1].word == "Waits for the one before"
    assert jobs[1].usd_at_stake == USD, "it counts for the day from the send on"


def test_of_several_shots_each_has_its_own_first() -> None:
    jobs = one_by_one.line_up([make_job("SH010"), make_job("SH010", 2), make_job("SH020")], None)
    assert [job.held for job in jobs] == [False, True, False]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({}, "judge"),
        ({1: "departs"}, "go"),
        ({1: "unsure"}, "go"),
        ({1: "follows"}, "stop"),
    ],
)
def test_the_next_is_sent_only_if_none_follows(words: dict[int, str], what: str) -> None:
    jobs = four()
    group = [came(jobs[0]), *jobs[1:]]
    step = one_by_one.next_step(group, {group[n - 1].id: word for n, word in words.items()})
    assert {"judge": step.judge, "go": step.go, "stop": step.stop}[what]
    assert (step.go.id if step.go else "") == (jobs[1].id if what == "go" else "")
    assert step.stop == (tuple(jobs[1:]) if what == "stop" else ())


def test_the_last_one_is_judged_like_the_others_and_then_it_is_over() -> None:
    group = [came(job) for job in four()]
    words = {job.id: "departs" for job in group[:3]}
    assert one_by_one.groups(group) == []
    assert one_by_one.groups(group, {one_by_one.name_of(group)}) == [group]
    assert one_by_one.next_step(group, words).judge == group[3]
    assert one_by_one.next_step(group, {**words, group[3].id: "unsure"}).over
    assert one_by_one.next_step(group, {**words, group[3].id: "follows"}).over
    assert not any(one_by_one.is_under_way(job) for job in group)


def test_while_one_is_at_work_nothing_is_decided() -> None:
    assert one_by_one.next_step(four(), {}) == one_by_one.Step()


def sent_as(state: State, **facts: Any) -> list[Job]:
    jobs = four()
    return [jobs[0].model_copy(update={"state": state, "held": False, **facts}), *jobs[1:]]


def test_one_that_failed_free_is_followed_by_the_next() -> None:
    group = sent_as(State.FAILED)
    assert one_by_one.next_step(group, {}).go == group[1]


@pytest.mark.parametrize("charge", [Billed.YES, Billed.UNKNOWN])
def test_one_that_failed_and_cost_counts(charge: Billed) -> None:
    """Three of ten cents were agreed to for thirty: the first cost twenty and has no video, so one more may go."""
    jobs = four("0.30", count=3)
    failed = {"state": State.FAILED, "held": False, "charge": charge, "usd": Decimal("0.20")}
    group = [jobs[0].model_copy(update=failed), *jobs[1:]]
    assert one_by_one.next_step(group, {}).go == jobs[1]
    group = [group[0], came(jobs[1]), jobs[2]]
    step = one_by_one.next_step(group, {jobs[1].id: "departs"})
    assert (step.go, step.stop) == (None, (jobs[2],))
    assert "$0.30 of the agreed $0.30" in step.why


def test_one_of_which_nobody_knows_what_it_cost_ends_it() -> None:
    group = sent_as(State.FAILED, charge=Billed.UNKNOWN, usd=None)
    step = one_by_one.next_step(group, {})
    assert (step.go, step.stop) == (None, tuple(group[1:]))
    assert "is not known: no more is bought" in step.why


def test_one_that_is_sent_once_more_stays_among_them_with_what_it_cost_before() -> None:
    """Else the next would go out while it is at work, and what it cost would be nobody's."""
    paid = sent_as(State.FAILED, charge=Billed.YES, usd=Decimal("0.20"), sent=utc_now())
    again = paid[0].new_attempt("Sent again as a new request.")
    group = [again, *paid[1:]]
    assert one_by_one.name_of([again]) == one_by_one.name_of(paid[1:])
    assert one_by_one.next_step(group, {}) == one_by_one.Step(), "it is at work"
    group[0] = came(again)
    assert one_by_one.next_step(group, {}).judge == group[0]
    words = {again.id: "departs"}
    assert one_by_one.next_step(group, words).go == group[1], "thirty of forty cents"
    group[1] = came(group[1])
    step = one_by_one.next_step(group, {**words, group[1].id: "departs"})
    assert (step.go, step.stop) == (None, tuple(group[2:]))
    assert "$0.40 of the agreed $0.40" in step.why


def test_one_of_which_nobody_knows_what_it_cost_before_ends_it() -> None:
    unknown = sent_as(State.FAILED, charge=Billed.UNKNOWN, usd=None, sent=utc_now())
    group = [came(unknown[0].new_attempt("Sent again as a new request.")), *unknown[1:]]
    assert "is not known: no more is bought" in one_by_one.next_step(group, {group[0].id: "departs"}).why


def test_one_whose_fate_is_open_holds_all_others() -> None:
    assert one_by_one.next_step(sent_as(State.UNCERTAIN, charge=Billed.UNKNOWN), {}) == one_by_one.Step()
    assert one_by_one.next_step(sent_as(State.RUNNING, paused=True), {}) == one_by_one.Step()


def test_one_that_a_person_cancelled_ends_it() -> None:
    group = sent_as(State.CANCELLED)
    assert one_by_one.next_step(group, {}).stop == tuple(group[1:])


def test_it_ends_where_the_agreed_sum_would_be_passed() -> None:
    """The first cost more than was estimated: three more would be more than the 40 cents that were agreed to."""
    jobs = four()
    group = [came(jobs[0], "0.25"), *jobs[1:]]
    words = {group[0].id: "departs"}
    assert one_by_one.next_step(group, words).go == jobs[1]
    group = [came(jobs[0], "0.25"), came(jobs[1]), *jobs[2:]]
    words = {job.id: "departs" for job in group[:2]}
    step = one_by_one.next_step(group, words)
    assert step.go is None
    assert step.stop == tuple(jobs[2:])
    assert "$0.35 of the agreed $0.40" in step.why


def test_without_a_budget_the_sum_of_the_prices_is_what_was_agreed() -> None:
    jobs = four(budget=None, count=2)
    assert one_by_one.refusal(jobs[1], [came(jobs[0], "0.11"), jobs[1]])
    assert not one_by_one.refusal(jobs[1], [came(jobs[0]), jobs[1]])


def test_the_budget_says_how_many() -> None:
    plans = [make_plan(seed=n) for n in range(4)]
    assert len(one_by_one.within(plans, Decimal("0.35"))) == 3
    assert len(one_by_one.within([*plans, make_plan("SH020")], Decimal("0.20"))) == 3, "for each shot"
    with pytest.raises(UserError, match="more than"):
        one_by_one.within(plans, Decimal("0.05"))
    unknown = make_plan().quote.model_copy(update={"usd": None})
    with pytest.raises(UserError, match="not known"):
        one_by_one.within([make_plan(quote=unknown)], Decimal(1))
    with pytest.raises(UserError, match="may cost more"):
        four("0.35")


def test_all_of_them_are_under_the_caps(tmp_path: Path) -> None:
    plans = [make_plan(seed=n) for n in range(4)]
    shown = [plan.fingerprint for plan in plans]
    folder = FilmFolder(tmp_path / "film.blend")
    with pytest.raises(CapReached):
        admission.create_jobs(plans, shown, Caps(per_batch=Decimal("0.39")), [], folder, one_after_another=True)
    jobs = admission.create_jobs(plans, shown, Caps(per_batch=Decimal("0.40")), [], folder, one_after_another=True)
    assert [job.held for job in jobs] == [False, True, True, True]


def test_the_door_is_shut_for_one_that_waits(tmp_path: Path) -> None:
    store = Agreed(tmp_path)
    jobs = four()
    store.agree(jobs, SECRET)
    with pytest.raises(Withheld, match="waits for its turn"):
        store.permit(jobs[1], SECRET, Caps())
    store.permit(jobs[0], SECRET, Caps())


def test_the_engine_sends_one_and_then_those_that_are_let_go(studio: Studio) -> None:
    jobs = four(count=3)
    studio.run(*jobs)
    assert studio.gateway.accepted == 1
    assert [studio.job(job.id).state for job in jobs] == [State.READY, State.PLANNED, State.PLANNED]
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.gateway.accepted == 1, "opening the film again sends none of them"
    assert studio.engine.go_on_with(jobs[1].id).result(PATIENCE).held is False
    studio.settle()
    assert studio.gateway.accepted == 2
    assert studio.engine.cancel(jobs[2].id).result(PATIENCE).charge is Billed.NO
    assert studio.engine.go_on_with(jobs[2].id).result(PATIENCE).state is State.CANCELLED
    studio.settle()
    assert studio.gateway.accepted == 2


def test_one_at_work_keeps_the_engine_from_letting_go(studio: Studio) -> None:
    jobs = four(count=2)
    studio.gateway.held = {"status"}
    studio.engine.submit(studio.film, jobs).result(PATIENCE)
    studio.wait(lambda: studio.job(jobs[0].id).state is State.RUNNING)
    assert studio.engine.go_on_with(jobs[1].id).result(PATIENCE).held
    studio.gateway.held = set()
    studio.settle()
    assert studio.gateway.accepted == 1


# Kills


@pytest.fixture(scope="module")
def programs(gateway_process: GatewayProcess) -> Iterator[Driver]:
    process = python("kill_driver.py", str(gateway_process.video))
    yield Driver(gateway_process, process)
    process.communicate(timeout=60)


POINTS = [
    *((f"{state}.{moment}", 2) for state in ("planned", "submitting", "running") for moment in ("before", "after")),
    *(("any.before", nth) for nth in range(1, 24, 2)),
    *(("any.after", nth) for nth in range(1, 24, 3)),
    ("cancelled.before", 1),
    ("cancelled.after", 1),
    ("start.sent", 2),
    ("start.after", 2),
]


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_through_kills_no_more_is_bought_than_needed(programs: Driver, tmp_path: Path, point: str, nth: int) -> None:
    """The second of four follows: two are bought, each once, whenever the program dies."""
    programs.gateway.clear()
    film = FilmFolder(tmp_path / "film.blend")
    jobs = four()
    words = ["departs", "follows", "follows", "follows"]
    ended = programs.run(film, jobs, point, nth, then="one by one", words=words)
    for _ in range(3):
        if ended == {"exit": 0}:
            break
        ended = programs.run(film, jobs, then="one by one", words=words)
    assert ended == {"exit": 0}
    found = {job.id: job for job in read_jobs(film).jobs}
    paid = programs.gateway.summary()["jobs_by_key"]  # of all cases so far
    bought = {job.key: paid[job.key] for job in found.values() if job.key in paid}
    assert sorted(bought.values()) == [1, 1]
    assert set(bought) == {found[job.id].key for job in jobs[:2]}
    assert [found[job.id].state for job in jobs] == [State.READY, State.READY, State.CANCELLED, State.CANCELLED]
    spent = sum((job.usd_committed for job in found.values()), Decimal(0))
    assert spent <= Decimal("0.40")
