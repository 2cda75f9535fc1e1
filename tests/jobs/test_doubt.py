# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers say while money is at stake: doubt keeps the key and has an end, a question's refusal never asks for
another payment, and what cannot be written down is written down in another way."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from job_parts import FAST, PATIENCE, SECRET, FakeGateway, FakeHost, Studio, make_job

from addon.core.errors import AnimaticError, Billed
from addon.core.gateway import failures
from addon.core.gateway.failures import AnswerTimedOut, BadResponse, During, NotConnected
from addon.core.gateway.results import Started
from addon.core.gateway.verdicts import from_response
from addon.core.jobs.edges import Connection
from addon.core.jobs.job import Job, Mode
from addon.core.jobs.states import Action, State
from addon.core.network.environment import EnvironmentWrong


def nested(kind: str | None, message: str = "no") -> bytes:
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": None}}).encode()


TEXTS = [
    nested("internal_server_error", "Failed to fetch response from provider"),
    nested("internal_server_error", "Unexpected failure in moderation service; please retry"),
    nested("internal_server_error", "upstream closed: invalid stream parameter"),
    nested("invalid_request_error", "The model no longer available"),
    nested("rate_limit_exceeded", "access denied by upstream"),
    nested(None, "content policy service unavailable"),
    b"<html>504 Gateway Time-out</html>",
    b"",
]
DOUBTFUL = [(code, body) for code in (408, 409, 499, 500, 502, 503, 504, 520, 524, 302, 303) for body in TEXTS]


@pytest.mark.parametrize(("code", "body"), DOUBTFUL)
def test_a_doubtful_answer_to_a_start_is_repeated_with_its_key_and_paid_once(
    tmp_path: Path, code: int, body: bytes
) -> None:
    error = from_response(code, body, {}, During.START)
    assert error.may_have_been_accepted
    assert error.billed is Billed.UNKNOWN
    studio = Studio(tmp_path)
    try:
        studio.gateway.faults["start_late"] = [error]
        (job,) = studio.run(make_job(captures=()))
        assert job.state is State.READY
        assert studio.gateway.accepted == 1
        assert list(studio.gateway.starts.values()) == [2]
    finally:
        studio.close()


EXACT = [
    "DataInspectionFailed: Input data may contain inappropriate content.",
    "Video generation failed. InvalidFile.FPS: bad",
    "InvalidParameter: size",
    "Arrearage: in bad standing",
    "InvalidApiKey: no",
]


@pytest.mark.parametrize("code", [500, 502, 504])
@pytest.mark.parametrize("text", EXACT)
def test_the_providers_own_code_is_believed(code: int, text: str) -> None:
    error = from_response(code, nested("internal_server_error", text), {}, During.START)
    assert not error.may_have_been_accepted
    assert error.billed is Billed.NO


QUESTIONS = [
    (code, body)
    for code in (302, 400, 401, 402, 403, 404, 405, 407, 413, 418, 422, 424, 429, 451, 500, 503)
    for body in (
        nested("invalid_request_error", "InvalidParameter: size"),
        nested("insufficient_funds"),
        nested("model_not_found"),
        nested("invalid_request_error", "DataInspectionFailed"),
        nested("no_providers_available"),
        b"<html>Sign in</html>",
        b"",
    )
]
PAYS_AGAIN = ("Shorten", "Choose another", "Change the", "send it again.", "Reword", "then retry", "Make the reference")


@pytest.mark.parametrize(("code", "body"), QUESTIONS)
def test_a_refused_question_never_advises_to_pay_again(code: int, body: bytes) -> None:
    error = from_response(code, body, {}, During.STATUS)
    assert error.billed is Billed.UNKNOWN
    assert not any(words in error.sentence for words in PAYS_AGAIN), error.sentence
    if type(error) is not failures.JobUnknown:
        assert "the generation goes on" in error.next_step
        assert "do not send the shot again" in error.next_step


def test_a_sign_in_page_does_not_end_a_generation() -> None:
    assert type(from_response(404, b"<html>no</html>", {}, During.STATUS)) is BadResponse
    assert type(from_response(404, nested("not_found"), {}, During.STATUS)) is failures.JobUnknown


def test_no_advice_of_a_request_is_shown_while_it_runs(studio: Studio) -> None:
    studio.gateway.faults["status"] = [failures.InvalidRequest(status=400)] * 100_000
    job = make_job(captures=())
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).error is not None)
    shown = studio.job(job.id).error
    assert shown is not None
    assert "do not send the shot again" in shown.next_step
    studio.gateway.faults["status"].clear()
    studio.settle()
    assert studio.job(job.id).state is State.READY


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Studio]:
    """A studio that does not wait long when it is in doubt."""
    studio = Studio(tmp_path, settings=dataclasses.replace(FAST, retry_longest=0.002))
    yield studio
    studio.close()


def test_doubt_has_an_end(quick: Studio) -> None:
    studio = quick
    unreadable = [BadResponse(may_have_been_accepted=True, billed=Billed.UNKNOWN) for _ in range(1000)]
    studio.gateway.faults["start_late"] = unreadable
    (job,) = studio.run(make_job(captures=()))
    assert (job.state, job.charge) == (State.UNCERTAIN, Billed.UNKNOWN)
    assert list(studio.gateway.starts.values()) == [1 + FAST.repeats]
    assert studio.gateway.accepted == 1
    # A person may say so, with the same key, and again only so often.
    studio.engine.send_again(job.id).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.UNCERTAIN
    assert len(studio.gateway.starts) == 1
    assert studio.gateway.accepted == 1


def test_the_repeats_are_counted_over_restarts(quick: Studio) -> None:
    studio = quick
    studio.gateway.faults["start_late"] = [AnswerTimedOut() for _ in range(1000)]
    job = make_job(captures=())
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    for _ in range(4):
        count = sum(studio.gateway.starts.values())
        studio.wait(lambda count=count: sum(studio.gateway.starts.values()) > count + 1)
        studio.restart()
        studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.UNCERTAIN
    assert sum(studio.gateway.starts.values()) <= 1 + FAST.repeats + 4


def test_a_network_that_is_away_is_no_repeat(quick: Studio) -> None:
    studio = quick
    studio.gateway.faults["start_late"] = [AnswerTimedOut()]
    studio.gateway.faults["start"] = [None, *[NotConnected() for _ in range(3 * FAST.repeats)]]
    (job,) = studio.run(make_job(captures=()))
    assert job.state is State.READY
    assert studio.gateway.accepted == 1


def test_a_network_that_is_away_settles_no_doubt(quick: Studio) -> None:
    """Else the job would fail as not charged, and a retry would pay a second time."""
    studio = quick
    studio.gateway.faults["start_late"] = [AnswerTimedOut()]
    studio.gateway.faults["start"] = [None, *[NotConnected() for _ in range(100_000)]]
    job = make_job(captures=())
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.starts[job.key] > 5)
    assert (studio.job(job.id).state, studio.job(job.id).unsettled) == (State.SUBMITTING, True)
    studio.gateway.faults["start"].clear()
    studio.settle()
    assert (studio.job(job.id).state, studio.job(job.id).unsettled) == (State.READY, False)
    assert list(studio.gateway.jobs) == [job.key]


def deep(levels: int) -> Any:
    value: Any = "end"
    for _ in range(levels):
        value = [value]
    return value


TOKENS = [
    deep(300),
    {"a": deep(256)},
    {"half": "\ud83d"},
    {"\udc00": 1},
    2**70,
    {"animatic:json": "null"},
    ["x"] * 20_000,
    "text",
    0,
    {"gatewayJobId": "job_1", "more": [1.5, None, True]},
]


@pytest.mark.parametrize("token", TOKENS, ids=[str(n) for n in range(len(TOKENS))])
def test_any_token_is_kept_and_handed_back_as_it_was(tmp_path: Path, token: Any) -> None:
    class Opaque(FakeGateway):
        async def start(self, *arguments: Any, idempotency_key: str) -> Started:
            self.key = idempotency_key
            await super().start(*arguments, idempotency_key=idempotency_key)
            return Started(operation=token)

        async def status(self, model: str, operation: Any, *, idempotency_key: str) -> Any:
            assert json.dumps(operation) == json.dumps(token)
            return await super().status(model, {"gatewayJobId": f"job_{self.key}"}, idempotency_key=idempotency_key)

    gateway = Opaque()
    studio = Studio(tmp_path, gateway=gateway)
    try:
        gateway.held = {"status"}
        job = make_job(captures=())
        studio.engine.submit(studio.film, [job]).result(PATIENCE)
        studio.wait(lambda: studio.job(job.id).state is State.RUNNING)
        studio.restart()  # from the disk
        gateway.held = set()
        studio.engine.resume(studio.film).result(PATIENCE)
        studio.settle()
        assert studio.job(job.id).state is State.READY
        assert gateway.accepted == 1
    finally:
        studio.close()


def test_ids_that_cannot_be_written_do_not_lose_the_job(studio: Studio) -> None:
    studio.gateway.metadata = {"generationId": "gen_\ud83d" + "x" * 100_000, "cost": "0.25"}
    studio.gateway.costs = {}
    (job,) = studio.run(make_job(captures=()))
    assert job.state is State.READY
    assert len(job.generation_id) <= 200


def test_a_machine_that_cannot_send_is_told_before_anything_is_announced(tmp_path: Path) -> None:
    class Unready(FakeGateway):
        def ready(self) -> None:
            raise EnvironmentWrong("ALL_PROXY names no proxy that can be used. Nothing was sent.", "Correct it.")

    gateway = Unready()
    studio = Studio(tmp_path, connect=lambda: Connection(gateway, FakeHost(), SECRET))
    try:
        (job,) = studio.run(make_job(captures=()))
        assert (job.state, job.charge, job.sent) == (State.FAILED, Billed.NO, "")
        assert State.SUBMITTING not in [entry.state for entry in job.history]
        assert job.error is not None
        assert job.error.code == "environment"
        assert not gateway.starts
    finally:
        studio.close()


@pytest.mark.parametrize("error", [AnswerTimedOut(), BadResponse(may_have_been_accepted=True)])
def test_look_up_is_not_named_where_only_cancel_is_offered(studio: Studio, error: AnimaticError) -> None:
    studio.gateway.faults["start_late"] = [error] * 1000
    job = make_job(captures=())
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).error is not None)
    seen: Job = studio.job(job.id)
    if seen.state is State.SUBMITTING:
        assert seen.actions == {Action.CANCEL}
        assert seen.error is not None
        assert "look" not in seen.error.sentence.lower()
        assert "same key" in seen.error.next_step
    studio.gateway.faults["start_late"].clear()
    studio.settle()


def test_an_open_request_that_was_answered_in_doubt_is_never_posted_again(studio: Studio) -> None:
    for code, body in ((503, b"busy"), (503, b""), (502, b""), (409, nested("conflict"))):
        studio.gateway.faults["generate"] = [from_response(code, body, {}, During.GENERATE)]
        posts = studio.gateway.generates
        (job,) = studio.run(make_job(mode=Mode.SSE, captures=()))
        assert job.state is State.UNCERTAIN
        assert studio.gateway.generates == posts + 1


# -- the open request, as a person's choice ----------------------------------------------------------------------------

NOT_QUEUED = [
    (400, nested("invalid_request_error", "Model minimax/h3 does not support asynchronous generation.")),
    (400, nested("invalid_request_error", "Queued requests are not supported for this model")),
    (404, nested("not_found", "async video generation is not available")),
    (404, nested("not_found")),
]


@pytest.mark.parametrize(("code", "body"), NOT_QUEUED)
def test_a_model_without_a_queue_may_be_sent_on_an_open_line_by_a_person(
    studio: Studio, code: int, body: bytes
) -> None:
    studio.gateway.faults["start"] = [from_response(code, body, {}, During.START)]
    (job,) = studio.run(make_job(captures=()))
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    assert Action.SEND_OPEN in job.actions
    assert not studio.gateway.generates, "never by the program"
    studio.engine.send_open(job.id).result(PATIENCE)
    studio.settle()
    job = studio.job(job.id)
    assert (job.state, job.mode) == (State.READY, Mode.SSE)
    assert studio.gateway.generates == 1
    assert len(job.past) == 1


@pytest.mark.parametrize(
    "body", [nested("invalid_request_error", "seed is odd"), nested("internal_server_error", "async is not supported")]
)
def test_other_refusals_offer_no_open_line(studio: Studio, body: bytes) -> None:
    studio.gateway.faults["start"] = [from_response(400, body, {}, During.START)] if b"seed" in body else []
    studio.gateway.faults["start_late"] = [] if b"seed" in body else [from_response(502, body, {}, During.START)]
    (job,) = studio.run(make_job(captures=()))
    assert Action.SEND_OPEN not in job.actions


def test_an_open_line_that_breaks_is_offered_no_second_one(studio: Studio) -> None:
    studio.gateway.faults["start"] = [from_response(404, nested("not_found"), {}, During.START)]
    (job,) = studio.run(make_job(captures=()))
    studio.gateway.faults["generate"] = [from_response(503, b"busy", {}, During.GENERATE)]
    studio.engine.send_open(job.id).result(PATIENCE)
    studio.settle()
    job = studio.job(job.id)
    assert (job.state, job.charge) == (State.UNCERTAIN, Billed.UNKNOWN)
    assert Action.SEND_OPEN not in job.actions
    assert studio.gateway.generates == 1
