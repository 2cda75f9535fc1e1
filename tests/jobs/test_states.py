# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of states holds what the artist is promised, and a job can only follow it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from job_parts import make_job

from addon.core.errors import Billed
from addon.core.jobs.job import HISTORY_MAX, ErrorRecord, Job, Mode, utc_now
from addon.core.jobs.states import FIRST, TABLE, TERMINAL, Action, IllegalMove, State

STATES = st.sampled_from(list(State))
WORKING = {state for state, row in TABLE.items() if row.works}
MAY_COST = {state for state, row in TABLE.items() if row.charge is not Billed.NO}


def test_every_state_has_words_and_a_colour() -> None:
    assert set(TABLE) == set(State)
    assert len({row.word for row in TABLE.values()}) == len(TABLE)
    assert len({row.colour for row in TABLE.values()}) == len(TABLE)
    assert all(row.meaning.endswith(".") for row in TABLE.values())


def test_a_state_is_at_work_or_waits_for_a_person() -> None:
    assert WORKING | TERMINAL == set(State)
    assert not WORKING & TERMINAL


def test_the_way_of_a_shot_is_legal() -> None:
    way = "planned capturing hosting submitting running downloading ready placed".split()
    for old, new in itertools.pairwise(way):
        assert new in TABLE[State(old)].moves


def test_everything_at_work_can_be_cancelled() -> None:
    assert all(Action.CANCEL in TABLE[state].actions and State.CANCELLED in TABLE[state].moves for state in WORKING)


def test_a_take_comes_of_what_is_at_work_waits_or_is_not_known() -> None:
    ended = {State.PLACED, State.FAILED, State.CANCELLED, State.EXPIRED}
    assert {state for state in State if not make_job().model_copy(update={"state": state}).coming} == ended


def test_money_can_be_spent_only_after_the_request_is_announced() -> None:
    assert {state for state in WORKING if state not in MAY_COST} == {State.PLANNED, State.CAPTURING, State.HOSTING}
    assert State.RUNNING not in set().union(
        *(TABLE[state].moves for state in (State.PLANNED, State.CAPTURING, State.HOSTING))
    )


def test_uncertain_is_left_only_by_what_a_person_asks() -> None:
    assert State.UNCERTAIN in TERMINAL
    assert TABLE[State.UNCERTAIN].actions == {Action.LOOK_UP, Action.SEND_AGAIN, Action.CANCEL}


def test_every_state_leads_to_an_end() -> None:
    """From every state READY or CANCELLED can be reached: no job is stuck."""
    for state in State:
        reached, frontier = {state}, {state}
        while frontier:
            frontier = set().union(*(TABLE[s].moves for s in frontier)) - reached
            reached |= frontier
        assert State.READY in reached


@given(moves=st.lists(STATES, max_size=60))
def test_a_job_makes_legal_moves_and_refuses_the_others(moves: list[State]) -> None:
    job = make_job()
    legal = 0
    for target in moves:
        before = job
        if target in TABLE[job.state].moves:
            job = job.moved(target)
            legal += 1
            assert (job.state, job.paused, job.error) == (target, False, None)
            if (charge := TABLE[target].charge) is not None:
                assert job.charge is charge
            assert job.key == before.key
        else:
            with pytest.raises(IllegalMove):
                job.moved(target)
            assert job == before
    assert len(job.history) == legal + 1
    assert Job.model_validate_json(job.model_dump_json()) == job


@given(
    state=STATES,
    charge=st.sampled_from(list(Billed)),
    paused=st.booleans(),
    failed_in=STATES,
    operation=st.sampled_from([None, {"gatewayJobId": "x"}]),
    mode=st.sampled_from(list(Mode)),
)
def test_retry_is_never_offered_for_what_may_be_paid_twice(
    state: State, charge: Billed, paused: bool, failed_in: State, operation: object, mode: Mode
) -> None:
    error = ErrorRecord(code="x", message="x", at=utc_now(), step=failed_in)
    job = make_job(mode=mode).model_copy(
        update={"state": state, "charge": charge, "paused": paused, "error": error, "operation": operation}
    )
    if Action.RETRY in job.actions and state is State.FAILED and charge is not Billed.NO:
        assert operation is not None  # then nothing is sent: the video is fetched
        assert failed_in is State.DOWNLOADING
    if state is State.UNCERTAIN and not paused:  # paused: only its own record waits to be written
        assert Action.RETRY not in job.actions


def test_a_new_attempt_has_a_new_key_and_remembers_the_old_charge() -> None:
    job = make_job().moved(FIRST.CAPTURING).moved(State.HOSTING).moved(State.SUBMITTING, sent=utc_now(), unsettled=True)
    job = job.moved(State.UNCERTAIN)
    again = job.new_attempt("Sent again.")
    assert again.state is State.PLANNED
    assert again.key != job.key
    assert (again.unsettled, again.operation, again.sent) == (False, None, "")
    assert [(a.key, a.charge) for a in again.past] == [(job.key, Billed.UNKNOWN)]
    assert job.usd is not None
    assert again.usd_committed == 2 * job.usd


def test_what_a_job_may_cost_counts_until_it_surely_does_not() -> None:
    job = make_job()
    assert job.usd_committed == job.usd
    assert job.moved(State.FAILED, charge=Billed.NO).usd_committed == 0
    assert job.moved(State.CANCELLED, charge=Billed.UNKNOWN).usd_committed == job.usd


def test_the_queue_names_no_sum_for_what_is_free() -> None:
    job = make_job()
    assert job.cost_words == "about $0.10"
    assert job.model_copy(update={"usd": None}).cost_words == "price unknown"
    assert job.model_copy(update={"usd_is_actual": True}).cost_words == "$0.10"
    assert job.model_copy(update={"gateway": "rehearsal"}).cost_words == "free"
    assert job.moved(State.FAILED, charge=Billed.NO).cost_words == "not billed"
    assert job.changed(paused=True).cost_words == "about $0.10"  # it goes on, and will cost


def test_the_history_of_a_stubborn_job_stays_small() -> None:
    job = make_job()
    for number in range(3 * HISTORY_MAX):
        job = job.changed(f"try {number}")
    assert len(job.history) == HISTORY_MAX
    assert job.history[0].note == ""
    assert job.history[-1].note == f"try {3 * HISTORY_MAX - 1}"
