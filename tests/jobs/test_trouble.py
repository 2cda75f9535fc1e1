# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can go wrong on the way, and what it must not cost."""

from __future__ import annotations

import dataclasses
import errno
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from job_parts import FAST, PATIENCE, SECRET, Studio, make_job, make_plan, quick_catalog, video_bytes

from addon.core.errors import AnimaticError, Billed
from addon.core.files import FileError
from addon.core.gateway.failures import (
    AuthenticationFailed,
    BadResponse,
    Conflict,
    ConnectionLost,
    InsufficientCredit,
    InvalidRequest,
    JobUnknown,
    MaybeAccepted,
    Moderated,
    NotConnected,
    NotListedYet,
    NoVideo,
    RateLimited,
    ReferencesSkipped,
    ResultExpired,
    ServerFault,
)
from addon.core.gateway.results import Cancelled, Completed, Failed, Pending, Started
from addon.core.jobs.events import JobChanged
from addon.core.jobs.job import Job, Mode
from addon.core.jobs.ledger import job_path, read_jobs
from addon.core.jobs.states import Action, State
from addon.core.jobs.steps import costs
from addon.core.models import VideoRequest

REFUSED_FOR_NOW = [NotConnected(), RateLimited(status=429, retry_after=0.01), ServerFault(status=503)]
MAYBE = [
    MaybeAccepted(),
    ServerFault(status=500, may_have_been_accepted=True, billed=Billed.UNKNOWN),
    BadResponse(may_have_been_accepted=True, billed=Billed.UNKNOWN),
    Conflict(status=409, may_have_been_accepted=True, billed=Billed.UNKNOWN),
]


# -- sending -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", REFUSED_FOR_NOW, ids=lambda e: e.code)
@pytest.mark.parametrize("mode", list(Mode))
def test_a_refusal_before_acceptance_is_tried_again_with_the_same_key(
    studio: Studio, fault: AnimaticError, mode: Mode
) -> None:
    studio.gateway.faults["start"] = [fault, fault]
    studio.gateway.faults["generate"] = [fault, fault]
    (job,) = studio.run(make_job(mode=mode))
    assert job.state is State.READY
    if mode is Mode.ASYNC:
        assert dict(studio.gateway.starts) == {job.key: 3}
    assert studio.gateway.accepted + studio.gateway.generated == 1


@pytest.mark.parametrize("fault", MAYBE, ids=lambda e: e.code)
@pytest.mark.parametrize("when", ["start", "start_late"])
def test_what_may_have_been_accepted_goes_out_with_the_same_key_only(
    studio: Studio, fault: AnimaticError, when: str
) -> None:
    studio.gateway.faults[when] = [fault, fault, fault]
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    assert dict(studio.gateway.starts) == {job.key: 4}
    assert studio.gateway.accepted == 1


def test_beyond_the_keys_window_nothing_is_sent_again(tmp_path: Path) -> None:
    studio = Studio(tmp_path, settings=dataclasses.replace(FAST, key_window=0.0))
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    (job,) = studio.run(make_job())
    assert job.state is State.UNCERTAIN
    assert job.actions == {Action.LOOK_UP, Action.SEND_AGAIN, Action.CANCEL}
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.UNCERTAIN
    assert [n.code for n in studio.notices()] == ["uncertain"]
    assert sum(studio.gateway.starts.values()) == 1
    assert studio.engine.send_again(job.id).result(PATIENCE).key != job.key
    studio.settle()
    assert studio.job(job.id).state is State.READY
    studio.close()
    assert sum(studio.gateway.starts.values()) == 2


def test_a_clock_that_was_set_back_makes_the_keys_age_unknown(studio: Studio) -> None:
    studio.gateway.faults["start_late"] = [MaybeAccepted()] * 100_000
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.starts[job.key] >= 1)
    studio.close()
    posts = studio.gateway.starts[job.key]
    (kept,) = read_jobs(studio.folder).jobs
    path = job_path(studio.folder, job.id)
    path.write_text(kept.model_copy(update={"sent": "2999-01-01T00:00:00.000Z"}).model_dump_json())
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.UNCERTAIN
    assert studio.gateway.starts[job.key] == posts


def test_a_keys_age_is_that_of_its_first_request(studio: Studio) -> None:
    """Renewed with every try, its window would never end."""
    studio.gateway.faults["start_late"] = [MaybeAccepted()] * 4
    (job,) = studio.run(make_job())
    assert studio.gateway.starts[job.key] == 5
    ages = {e.job.sent for e in studio.listen() if isinstance(e, JobChanged) and e.job.unsettled}
    assert ages == {job.sent}


def test_a_keys_age_is_looked_at_after_the_queue(tmp_path: Path) -> None:
    """The first job's fate is open; it waits for the only place until its key is too old to be sent again."""
    window = 1.5
    studio = Studio(tmp_path, settings=dataclasses.replace(FAST, key_window=window))
    studio.close()
    studio.catalog = quick_catalog(concurrency=1)
    studio.restart()
    studio.gateway.held = {"start_late"}
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    jobs = [make_job("SH010"), make_job("SH020")]
    studio.engine.submit(studio.film, jobs).result(PATIENCE)
    studio.wait(lambda: sum(studio.gateway.starts.values()) == 1)
    first, second = sorted(jobs, key=lambda job: -studio.gateway.starts[job.key])  # whichever came to the place first
    studio.gateway.held = {"start"}
    studio.wait(lambda: studio.gateway.starts[second.key] == 1)
    time.sleep(window + 0.2)
    studio.gateway.held = set()
    studio.settle()
    assert studio.job(second.id).state is State.READY
    assert studio.job(first.id).state is State.UNCERTAIN
    assert studio.gateway.starts[first.key] == 1
    studio.close()


def test_a_later_that_one_job_is_told_holds_for_all_of_its_model(studio: Studio) -> None:
    studio.gateway.faults["start"] = [RateLimited(status=429, retry_after=600)]
    refused, other = make_job("SH010"), make_job("SH020")
    studio.engine.submit(studio.film, [refused]).result(PATIENCE)
    studio.wait(lambda: studio.job(refused.id).error is not None)
    studio.engine.submit(studio.film, [other]).result(PATIENCE)
    studio.wait(lambda: any(getattr(e, "step", "") == "waiting" and e.job_id == other.id for e in studio.events))
    time.sleep(0.3)
    assert studio.gateway.starts == {refused.key: 1}


def test_a_link_that_has_ended_is_not_sent_by_the_next_job(studio: Studio) -> None:
    studio.host.life = FAST.url_life + 0.5
    (first,) = studio.run(make_job("SH010"))
    time.sleep(0.6)
    studio.host.life = 7 * 86400.0
    studio.run(make_job("SH020"))
    (_, _, sent), (_, _, anew) = studio.gateway.bodies
    assert first.state is State.READY
    assert sent[0].url != anew[0].url
    studio.run(make_job("SH030"))
    assert studio.gateway.bodies[-1][2][0].url == anew[0].url, "one that lives is sent again"


def test_a_urls_end_is_looked_at_after_the_queue(studio: Studio) -> None:
    """The first job holds the only place; the URL of the second ends meanwhile."""
    studio.close()
    studio.catalog = quick_catalog(concurrency=1)
    studio.restart()
    studio.host.life = FAST.url_life + 0.5
    studio.gateway.held = {"start"}
    jobs = [make_job("SH010", captures=("a",)), make_job("SH020", captures=("b",))]
    studio.engine.submit(studio.film, jobs).result(PATIENCE)
    studio.wait(lambda: studio.host.signed == 2)
    time.sleep(0.6)
    studio.gateway.held = set()
    studio.settle()
    assert {studio.job(job.id).state for job in jobs} == {State.READY}
    assert studio.host.signed >= 3


def test_an_open_request_that_broke_is_uncertain(studio: Studio) -> None:
    studio.gateway.faults["generate_late"] = [MaybeAccepted()]
    (job,) = studio.run(make_job(mode=Mode.SSE))
    assert job.state is State.UNCERTAIN
    assert job.charge is Billed.UNKNOWN
    error = studio.engine.look_up(job.id).exception(PATIENCE)
    assert isinstance(error, AnimaticError)
    assert error.code == "nothing_to_ask"
    assert studio.job(job.id).state is State.UNCERTAIN
    assert studio.gateway.generates == 1
    studio.engine.send_again(job.id).result(PATIENCE)
    studio.settle()
    ended = studio.job(job.id)
    assert ended.state is State.READY
    assert studio.gateway.generates == 2
    assert [(a.charge, a.key == ended.key) for a in ended.past] == [(Billed.UNKNOWN, False)]
    assert ended.usd_committed == 2 * (ended.usd or 0)  # the first may have been paid: caps count it


@pytest.mark.parametrize(
    "fault",
    [AuthenticationFailed(status=401), InsufficientCredit(status=402), InvalidRequest(status=400), Moderated()],
    ids=lambda e: e.code,
)
def test_a_clear_refusal_fails_without_a_charge_and_can_be_tried_again(studio: Studio, fault: AnimaticError) -> None:
    studio.gateway.faults["start"] = [fault]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    assert job.error is not None
    assert job.error.message == fault.user_message
    assert job.actions == {Action.RETRY}
    assert studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    ended = studio.job(job.id)
    assert ended.state is State.READY
    assert ended.key != job.key
    assert studio.gateway.accepted == 1


def test_a_clear_refusal_after_a_lost_request_says_nothing_about_the_first(studio: Studio) -> None:
    studio.gateway.faults["start_late"] = [MaybeAccepted()]
    studio.gateway.faults["start"] = [None, AuthenticationFailed(status=401)]
    (job,) = studio.run(make_job())
    assert job.state is State.UNCERTAIN
    # With the key mended, the same idempotency key finds the first request: one charge.
    assert studio.engine.send_again(job.id).result(PATIENCE).key == job.key
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_a_gateway_that_is_never_there_fails_with_nothing_sent(tmp_path: Path) -> None:
    studio = Studio(tmp_path, settings=dataclasses.replace(FAST, unreachable_patience=0.05))
    studio.gateway.faults["start"] = [NotConnected()] * 10_000
    (job,) = studio.run(make_job())
    studio.close()
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    assert job.error is not None
    assert job.error.retryable
    assert studio.gateway.accepted == 0


def skipped(answer: Started | Pending | Completed) -> ReferencesSkipped:
    """What the client raises when an answer says that the references were ignored."""
    error = ReferencesSkipped(billed=Billed.UNKNOWN)
    error.result = answer.model_copy(update={"references_skipped": True})
    return error


@pytest.mark.parametrize("when", ["start", "running", "completed", "open request"])
def test_a_video_without_its_references_is_paid_and_so_it_is_kept(studio: Studio, when: str) -> None:
    """The provider says so in a warning at the start, or later, and bills it (facts/gateway.md §9.3)."""
    job = make_job(mode=Mode.SSE if when == "open request" else Mode.ASYNC)
    answers = {
        "start": ("start_late", Started(operation={"gatewayJobId": f"job_{job.key}"})),
        "running": ("status", Pending()),
        "completed": ("status", studio.gateway.answer()),
        "open request": ("generate_late", studio.gateway.answer()),
    }
    call, answer = answers[when]
    studio.gateway.faults[call] = [skipped(answer)]
    (ended,) = studio.run(job)
    assert (ended.state, ended.charge, ended.references_skipped) == (State.READY, Billed.YES, True)
    assert studio.folder.resolve(ended.take_file).read_bytes() == video_bytes()
    (ready,) = studio.takes()
    assert ready.take.references_skipped
    (notice,) = studio.notices()
    assert "was charged" in notice.message
    assert studio.gateway.accepted + studio.gateway.generated == 1
    placed = studio.engine.mark_placed(job.id).result(PATIENCE)
    assert placed.error is not None, "the queue still says what is wrong with it"
    assert placed.error.code == "references_skipped"


def test_skipped_references_with_nothing_to_fetch_are_a_failure_that_may_be_paid(studio: Studio) -> None:
    studio.gateway.faults["start"] = [ReferencesSkipped()]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.UNKNOWN)
    assert job.actions == {Action.SEND_AGAIN}
    assert studio.engine.retry([job.id]).result(PATIENCE) == ()
    assert sum(studio.gateway.starts.values()) == 1


def test_retry_touches_only_what_failed(studio: Studio) -> None:
    studio.gateway.faults["start"] = [InvalidRequest(status=400)]
    jobs = studio.run(*(make_job(f"SH{n:03}", captures=()) for n in range(4)))
    failed = [job for job in jobs if job.state is State.FAILED]
    assert len(failed) == 1
    again = studio.engine.retry([job.id for job in jobs]).result(PATIENCE)
    assert [job.id for job in again] == [failed[0].id]
    studio.settle()
    assert studio.gateway.accepted == 4


def test_an_upload_is_tried_again_while_the_network_is_away(studio: Studio) -> None:
    studio.host.faults = [ConnectionLost(), ConnectionLost()]
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    assert list(studio.host.uploads.values()) == [1]


def test_a_host_that_refuses_fails_the_shot_before_money(studio: Studio) -> None:
    studio.host.faults = [AnimaticError("The store refuses the token.", "Paste it again.", code="host_token")]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    assert not studio.gateway.starts


# -- waiting -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        ConnectionLost(),
        NotConnected(),
        ServerFault(status=500),
        RateLimited(status=429, retry_after=0.01),
        BadResponse(status=200),
        AuthenticationFailed(status=401),
        InsufficientCredit(status=402),
        JobUnknown(status=404),
    ],
    ids=lambda e: e.code,
)
def test_no_trouble_with_asking_ends_a_running_job(studio: Studio, fault: AnimaticError) -> None:
    studio.gateway.faults["status"] = [fault] * 4
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    assert any(fault.user_message in entry.note for entry in job.history)
    assert studio.gateway.accepted == 1


def test_a_running_job_says_since_when_it_is_out_of_reach(studio: Studio) -> None:
    studio.gateway.faults["status"] = [ConnectionLost()] * 100_000
    job = make_job()
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).error is not None)
    first = studio.job(job.id)
    assert first.state is State.RUNNING
    assert first.running_since
    assert first.error is not None
    count = len(studio.gateway.faults["status"])
    studio.wait(lambda: len(studio.gateway.faults["status"]) < count - 3)
    assert studio.job(job.id).error == first.error  # the same trouble, since the same moment
    studio.gateway.faults["status"].clear()
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.job(job.id).error is None


def test_a_failed_generation_costs_nothing_and_starts_anew(studio: Studio) -> None:
    studio.gateway.ends = [Failed(error=Moderated())]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    ended = studio.job(job.id)
    assert ended.state is State.READY
    assert [a.outcome for a in ended.past] == [Moderated().user_message]
    assert studio.gateway.accepted == 2


def test_a_generation_stopped_elsewhere_fails_and_may_have_cost(studio: Studio) -> None:
    studio.gateway.ends = [Cancelled()]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.UNKNOWN)
    assert Action.RETRY not in job.actions


def test_a_success_without_a_video_is_none(studio: Studio) -> None:
    studio.gateway.faults["status"] = [NoVideo()]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.UNKNOWN)


@pytest.mark.parametrize("between", [None, ConnectionLost()], ids=["an answer", "a broken line"])
def test_a_gateway_that_forgets_now_and_then_is_asked_on(studio: Studio, between: AnimaticError | None) -> None:
    """Only so many times in a row are believed: what lies between them counts anew."""
    unknown = [JobUnknown(status=404)] * (FAST.not_found_limit - 1)
    studio.gateway.pending = 3
    studio.gateway.faults["status"] = [*unknown, between, *unknown, between, *unknown]
    (job,) = studio.run(make_job())
    assert job.state is State.READY


def test_a_generation_that_the_gateway_forgot_is_expired(studio: Studio) -> None:
    studio.gateway.faults["status"] = [JobUnknown(status=404)] * FAST.not_found_limit
    (job,) = studio.run(make_job())
    assert job.state is State.EXPIRED
    assert job.charge is Billed.UNKNOWN
    assert job.error is not None
    assert "no longer knows" in job.error.message
    assert "Look Up" in job.error.next_step, "another key may be another account, which would be paid anew"
    # It was only away: a look finds it again, and nothing is sent.
    studio.engine.look_up(job.id).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


# -- fetching ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>Sorry</html>", video_bytes()[:1000], video_bytes()[:-200], b"\0" * 5000],
    ids=["empty", "page", "head", "truncated", "zeros"],
)
def test_a_broken_download_is_fetched_again(studio: Studio, content: bytes) -> None:
    studio.gateway.faults["content"] = [content, content]
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    assert studio.folder.resolve(job.take_file).read_bytes() == video_bytes()
    assert studio.gateway.downloads == 3
    assert studio.gateway.accepted == 1


def test_a_download_that_is_always_broken_can_be_fetched_later(studio: Studio) -> None:
    studio.gateway.faults["content"] = [b"nothing"] * FAST.download_tries
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.FAILED, Billed.YES)
    assert job.actions == {Action.RETRY}
    assert not list(studio.folder.takes.rglob("*.part"))
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert sum(studio.gateway.starts.values()) == 1


def test_the_video_of_an_open_request_is_fetched_again_too(studio: Studio) -> None:
    studio.gateway.faults["content"] = [b"nothing"] * FAST.download_tries
    (job,) = studio.run(make_job(mode=Mode.SSE))
    assert (job.state, job.actions) == (State.FAILED, {Action.RETRY})
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.generates == 1


def test_the_video_of_an_open_request_survives_a_cancel_and_a_restart(studio: Studio) -> None:
    studio.gateway.held = {"download"}
    job = make_job(mode=Mode.SSE)
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.downloads == 1)
    assert Action.LOOK_UP in studio.engine.cancel(job.id).result(PATIENCE).actions
    studio.gateway.held = set()
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    assert "PLANTEDSIGNATURE" not in "".join(p.read_text() for p in studio.folder.jobs.glob("*.json"))
    studio.engine.look_up(job.id).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.generates == 1


def test_a_link_that_ended_is_renewed(studio: Studio) -> None:
    studio.gateway.faults["download"] = [ResultExpired(), ResultExpired()]
    (job,) = studio.run(make_job())
    assert job.state is State.READY


def test_a_link_that_is_refused_for_a_while_is_no_lost_video(studio: Studio) -> None:
    """Ten times 403 from a sign-in page or a proxy: the gateway still has the video, and says so."""
    studio.gateway.faults["download"] = [ResultExpired(status=403)] * 10
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    trouble = [entry.note for entry in job.history if "link" in entry.note]
    assert trouble, "the artist was told"
    assert studio.gateway.accepted == 1


def test_a_video_whose_day_is_over_says_so(tmp_path: Path) -> None:
    studio = Studio(tmp_path, settings=dataclasses.replace(FAST, link_hour=0.0))
    try:
        studio.gateway.faults["download"] = [ResultExpired()] * 1000
        (job,) = studio.run(make_job())
        assert (job.state, job.charge) == (State.EXPIRED, Billed.YES)
        assert job.actions == {Action.LOOK_UP, Action.SEND_AGAIN}
        assert job.error is not None
        assert "Look Up" in job.error.next_step
    finally:
        studio.close()


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("alibaba/wan-v2.6-r2v-flash", "Wan 2.6 Reference Flash live 24 hours."),
        ("bytedance/seedance-2.0-mini", "Seedance 2.0 Mini live 24 hours."),
        ("klingai/kling-v3.0-i2v", "Kling 3.0 First Frame live 30 days."),
        ("google/veo-3.1-fast-generate-001", ""),
        ("nobody/knows-it", ""),
    ],
)
def test_how_long_links_live_is_said_of_the_model_that_made_the_video(studio: Studio, model: str, told: str) -> None:
    studio.gateway.faults["download"] = [ResultExpired(status=403)]
    made = make_job()
    request = made.plan.request.model_copy(update={"model": model})
    plan = made.plan.model_copy(update={"request": request})
    (job,) = studio.run(made.model_copy(update={"plan": plan}))
    assert job.state is State.READY
    (note,) = [entry.note for entry in job.history if "link" in entry.note]
    assert note.endswith(f"Links to videos of {told}" if told else "does not work now.")


@pytest.mark.parametrize(
    ("model", "state"), [("alibaba/wan-v2.6-r2v-flash", State.EXPIRED), ("klingai/kling-v3.0-i2v", State.READY)]
)
def test_a_dead_link_is_believed_when_the_models_own_time_is_over(tmp_path: Path, model: str, state: State) -> None:
    """Of a model whose links live 30 days one that is refused after a day is a sign-in page's."""
    studio = Studio(tmp_path, settings=dataclasses.replace(FAST, link_hour=0.01))
    try:
        studio.gateway.faults["download"] = [ResultExpired(status=403)] * 7
        made = make_job()
        request = made.plan.request.model_copy(update={"model": model})
        (job,) = studio.run(made.model_copy(update={"plan": made.plan.model_copy(update={"request": request})}))
        assert job.state is state
    finally:
        studio.close()


def test_a_video_that_the_gateway_no_longer_knows_says_so(studio: Studio) -> None:
    studio.gateway.faults["download"] = [ResultExpired()]
    studio.gateway.faults["status"] = [None, None, *[JobUnknown(status=404)] * FAST.not_found_limit]
    (job,) = studio.run(make_job())
    assert (job.state, job.charge) == (State.EXPIRED, Billed.YES)


@pytest.mark.parametrize("mode", Mode)
def test_bytes_that_cannot_be_read_are_kept(studio: Studio, mode: Mode) -> None:
    paid = b"RIFF\0\0\0\0AVI " + bytes(5000)
    studio.gateway.faults["content"] = [paid] * FAST.download_tries
    (job,) = studio.run(make_job(mode=mode))
    assert (job.state, job.actions) == (State.FAILED, {Action.RETRY})
    (kept,) = [file for file in studio.folder.takes.rglob("*") if file.is_file()]
    assert kept.read_bytes() == paid
    assert job.error is not None
    assert studio.folder.relative(kept) in job.error.next_step
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert not kept.exists(), "a take is home: the broken download is of no use any more"


@pytest.mark.parametrize(("form", "codec", "ending"), [("webm", "libvpx", ".webm"), ("matroska", "libx264", ".mkv")])
def test_what_blender_plays_is_a_take(studio: Studio, form: str, codec: str, ending: str) -> None:
    studio.gateway.video = video_bytes(form=form, codec=codec)
    (job,) = studio.run(make_job(captures=()))
    assert job.state is State.READY
    assert job.take_file.endswith(ending)
    assert studio.folder.resolve(job.take_file).read_bytes() == studio.gateway.video
    studio.restart()  # and is found again
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.wait(lambda: len(studio.takes()) > 1)
    assert studio.gateway.downloads == 1


def test_bytes_behind_a_whole_film_do_no_harm(studio: Studio) -> None:
    studio.gateway.video = video_bytes() + b"<!-- cached by the studio's proxy -->" * 30
    (job,) = studio.run(make_job())
    assert job.state is State.READY


def test_a_network_that_is_away_does_not_lose_a_finished_video(studio: Studio) -> None:
    studio.gateway.faults["download"] = [ConnectionLost()] * (3 * FAST.download_tries)
    (job,) = studio.run(make_job())
    assert job.state is State.READY


def test_takes_of_one_shot_that_end_together_get_names_of_their_own(studio: Studio) -> None:
    jobs = studio.run(*(make_job(number=1, captures=()) for _ in range(8)))
    assert {job.state for job in jobs} == {State.READY}
    assert sorted(job.take_number for job in jobs) == list(range(1, 9))
    assert len({job.take_file for job in jobs}) == 8


@pytest.mark.parametrize("pattern", ["{shot}", "one", "{take}/..", "{take:>9}", "{nobody}_{take}", "{", "x" * 300])
def test_a_pattern_that_makes_no_name_loses_no_paid_take(studio: Studio, pattern: str) -> None:
    (job,) = studio.run(make_job(captures=(), file_pattern=pattern))
    assert (job.state, Path(job.take_file).name) == (State.READY, "SH010_t001_wan-v2.6-t2v_720p.mp4")
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    assert [event.job.id for event in studio.takes()][-1] == job.id


def test_a_full_disk_pauses_the_download(studio: Studio) -> None:
    studio.gateway.faults["download"] = [OSError(errno.ENOSPC, "No space left on device")]
    (job,) = studio.run(make_job())
    assert (job.state, job.paused, job.word) == (State.DOWNLOADING, True, "Paused")
    assert job.error is not None
    assert job.error.code == "disk_full"
    assert Action.RETRY in job.actions
    assert not list(studio.folder.takes.rglob("*.part"))
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1


def test_a_video_that_would_fill_the_disk_is_not_brought_home(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blender needs the room that is left: nothing is written to the last byte to find that out."""
    written: list[bytes] = []

    async def huge(video: Any, sink: Any, *, max_bytes: int, on_progress: Any, whole: Any) -> int:
        for piece in (b"a", b"b"):
            written.append(piece)
            sink.write(piece)
            on_progress(len(written), 10**18)
        raise AssertionError("it went on")

    with monkeypatch.context() as patched:
        patched.setattr(studio.gateway, "download", huge)
        (job,) = studio.run(make_job())
    assert (job.state, job.paused) == (State.DOWNLOADING, True)
    assert job.error is not None
    assert job.error.code == "disk_full"
    assert written == [b"a"]
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY


def test_a_disk_that_takes_longer_than_a_download_may_stand_still_keeps_one_take(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(video: Any, sink: Any, *, max_bytes: int, on_progress: Any, whole: Any) -> int:
        sink.write(studio.gateway.video)
        whole()
        raise TimeoutError

    monkeypatch.setattr(studio.gateway, "download", slow)
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    assert studio.folder.resolve(job.take_file).read_bytes() == studio.gateway.video
    assert len(list(studio.folder.takes.rglob("*.mp4"))) == 1


@pytest.mark.parametrize("state", [State.CAPTURING, State.SUBMITTING, State.RUNNING, State.DOWNLOADING, State.READY])
def test_a_state_that_cannot_be_written_pauses_and_nothing_is_sent_twice(
    studio: Studio, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    from addon.core.jobs.ledger import Ledger

    full = True
    write = Ledger.write

    def writing(self: Ledger, job: Job, **how: Any) -> None:
        if full and (job.state is state or job.paused):
            raise FileError("The disk is full.", "Free some space.", code="disk_full")
        write(self, job, **how)

    monkeypatch.setattr(Ledger, "write", writing)
    (job,) = studio.run(make_job())
    assert job.paused
    assert job.error is not None
    assert job.error.code == "disk_full"
    assert studio.gateway.accepted == (0 if state in (State.CAPTURING, State.SUBMITTING) else 1)
    if state not in (State.SUBMITTING, State.READY):  # whose job waits one state before, which the disk takes
        for _ in range(2):
            with pytest.raises(FileError):
                studio.engine.retry([job.id]).result(PATIENCE)
            assert studio.job(job.id) == job, "as it was, to be asked again"
    full = False
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1
    assert len(list(studio.folder.takes.rglob("*.mp4"))) == 1
    assert len(studio.takes()) == 1


def test_a_fault_of_the_program_ends_nothing_that_is_paid(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    studio.gateway.faults["status"] = [ZeroDivisionError(f"a bug that quotes {SECRET.decode()}")]
    (job,) = studio.run(make_job())
    assert (job.state, job.paused) == (State.RUNNING, True)
    assert "a bug that quotes" in caplog.text
    assert SECRET.decode() not in caplog.text + job.model_dump_json()
    studio.engine.retry([job.id]).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY


# -- cost --------------------------------------------------------------------------------------------------------------


def test_the_cost_that_the_answer_names_is_the_actual_one(studio: Studio) -> None:
    studio.gateway.metadata = {"generationId": "gen_1", "cost": "0.1234"}
    (job,) = studio.run(make_job())
    assert (job.usd, job.usd_is_actual, job.generation_id) == (Decimal("0.1234"), True, "gen_1")
    assert studio.takes()[0].take.usd == Decimal("0.1234")


def test_a_cost_that_is_listed_later_reaches_the_take(studio: Studio) -> None:
    studio.gateway.metadata = {"generationId": "gen_1"}
    studio.gateway.costs = {"gen_1": Decimal("0.2")}
    studio.gateway.faults["generation"] = [NotListedYet(), ConnectionLost()]
    (job,) = studio.run(make_job())
    studio.wait(lambda: studio.job(job.id).usd_is_actual)
    assert studio.job(job.id).usd == Decimal("0.2")
    sidecar = studio.folder.resolve(job.sidecar)
    studio.wait(lambda: '"usd": "0.2"' in sidecar.read_text())


NO_MONEY = [Decimal("NaN"), Decimal("1e30"), Decimal("-1"), Decimal("Infinity"), None]


@pytest.mark.parametrize("cost", NO_MONEY)
def test_a_cost_that_is_no_money_stays_an_estimate(studio: Studio, cost: Decimal | None) -> None:
    studio.gateway.metadata = {"generationId": "gen_1", "cost": str(cost)}
    studio.gateway.costs = {"gen_1": cost}
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    studio.wait(lambda: not studio.gateway.faults["generation"])
    assert (studio.job(job.id).usd, studio.job(job.id).usd_is_actual) == (job.plan.quote.usd, False)


def test_a_draft_is_known_by_what_the_provider_calls_it(studio: Studio) -> None:
    """Else the very video that was chosen could not be finished, and would be paid anew."""
    drafting = next(model for model in studio.catalog.models if model.draft is not None)
    assert drafting.draft is not None
    plan = make_plan(captures=())
    request = plan.request.model_copy(update={"model": drafting.id, "namespace": "provider"})
    draft = request.model_copy(update={"options": {drafting.draft.option: True}})
    told = {drafting.draft.handle: "task_7"}
    answer = studio.gateway.answer()

    def handle(request: VideoRequest, metadata: Any) -> str:
        made = plan.model_copy(update={"request": request})
        return str(costs.reported(answer.model_copy(update={"metadata": metadata}), made).get("draft_handle", ""))

    assert handle(draft, {"provider": told}) == "task_7"
    assert handle(request, {"provider": told}) == "", "it was no draft"
    assert handle(draft.model_copy(update={"model": "alibaba/wan-v2.6-t2v"}), {"provider": told}) == ""
    assert handle(draft, {"another": told}) == ""
    for odd in (None, [], "task_7", {}, {drafting.draft.handle: 7}):
        assert handle(draft, {"provider": odd}) == ""


def test_an_unknown_cost_stays_an_estimate(studio: Studio) -> None:
    (job,) = studio.run(make_job())
    assert (job.usd, job.usd_is_actual) == (job.plan.quote.usd, False)
