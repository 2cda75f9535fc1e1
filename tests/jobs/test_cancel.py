# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cancel, wherever the job is, with the real client, the real host and a gateway that stands still."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import errno
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from job_parts import (
    FAST,
    PATIENCE,
    SECRET,
    FakeCamera,
    GatewayProcess,
    Studio,
    make_job,
    quick_catalog,
    tail,
    video_bytes,
)

from addon.core.errors import AnimaticError, Billed
from addon.core.gateway.failures import InvalidRequest
from addon.core.jobs.agreed import Agreed
from addon.core.jobs.events import Progress
from addon.core.jobs.job import REHEARSAL, REHEARSED, ErrorRecord, Job, Mode, utc_now
from addon.core.jobs.ledger import Ledger, read_jobs
from addon.core.jobs.states import State
from addon.core.jobs.steps.run import AttachedFilm, Run

BODY = b"\0" * (24 * 1024 * 1024)
"""More than the buffers of a loopback connection hold: the upload really stands still in the middle of its body."""


class HeavyCamera(FakeCamera):
    """Films 24 MB."""

    def content(self, key: str) -> bytes:
        return tail(video_bytes() + (8 + len(BODY)).to_bytes(4, "big") + b"free" + BODY, key)


@dataclass(frozen=True)
class Case:
    """Where the job stands still, and what is true about its charge there."""

    state: State
    charge: Billed
    words: str
    faults: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    there: Callable[[Studio, GatewayProcess, str], bool] = lambda studio, gateway, job_id: True
    mode: Mode = Mode.ASYNC
    captures: tuple[str, ...] = ()


def asked(endpoint: str) -> Callable[[Studio, GatewayProcess, str], bool]:
    return lambda studio, gateway, job_id: gateway.summary()["requests"].get(endpoint, 0) > 0


def bytes_went(studio: Studio, gateway: GatewayProcess, job_id: str) -> bool:
    return any(isinstance(e, Progress) and e.step == State.HOSTING and 0 < e.done < e.total for e in studio.listen())


NOTHING = "Cancelled before it was sent; nothing is charged."
IF_ACCEPTED = "if it was accepted, it is charged"
IF_SUCCEEDS = "it is charged if it succeeds"
CASES = {
    "uploading a body that nobody reads": Case(
        State.HOSTING, Billed.NO, NOTHING, {"blob-put": "stall"}, there=bytes_went, captures=("heavy",)
    ),
    "waiting for the host's answer": Case(
        State.HOSTING, Billed.NO, NOTHING, {"blob-head": "stall-after-accept"}, captures=("light",)
    ),
    "sending, nobody reads": Case(State.SUBMITTING, Billed.UNKNOWN, IF_ACCEPTED, {"start": "stall"}),
    "sending, accepted without an answer": Case(
        State.SUBMITTING, Billed.UNKNOWN, IF_ACCEPTED, {"start": "stall-after-accept"}, there=asked("start")
    ),
    "an open request": Case(
        State.SUBMITTING, Billed.UNKNOWN, IF_ACCEPTED, {"generate": "stall-after-accept"}, mode=Mode.SSE
    ),
    "generating, between two questions": Case(State.RUNNING, Billed.UNKNOWN, IF_SUCCEEDS, options={"latency": 3600}),
    "generating, a question without an answer": Case(
        State.RUNNING, Billed.UNKNOWN, IF_SUCCEEDS, {"status": "stall-after-accept"}, there=asked("status")
    ),
    "downloading": Case(
        State.DOWNLOADING, Billed.YES, "the video is paid", {"download": "stall-after-accept"}, there=asked("download")
    ),
}


@pytest.fixture
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One of its own for each test: what stands still stays so until its end."""
    video = tmp_path_factory.mktemp("canned") / "video.mp4"
    video.write_bytes(video_bytes())
    process = GatewayProcess(video, results="url")
    yield process
    process.close()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_cancel_ends_what_stands_still_on_the_line(case: Case, gateway: GatewayProcess, tmp_path: Any) -> None:
    for endpoint, kind in case.faults.items():
        gateway.tell("faults", endpoint=endpoint, kind=kind, times=0)
    if case.options:
        gateway.tell("options", **case.options)
    studio = Studio(tmp_path, connect=gateway.connect)
    if "heavy" in case.captures:
        studio.film = dataclasses.replace(studio.film, capturer=HeavyCamera(studio.folder))
    job = make_job(mode=case.mode, captures=case.captures)
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).state is case.state and case.there(studio, gateway, job.id))
    if case.state is State.SUBMITTING:
        studio.wait(lambda: read_jobs(studio.folder).jobs[0].unsettled)

    cancelled = studio.engine.cancel(job.id).result(PATIENCE)

    assert studio.engine.idle, "the step itself has ended"
    assert (cancelled.state, cancelled.charge) == (State.CANCELLED, case.charge)
    assert cancelled.error is not None
    assert case.words in cancelled.error.message
    assert read_jobs(studio.folder).jobs == (cancelled,)
    assert not list(studio.folder.root.rglob("*.part"))
    studio.close()
    assert gateway.summary()["jobs"] <= 1


def test_a_job_that_waits_for_its_turn_never_goes_out(studio: Studio) -> None:
    studio.close()
    studio.catalog = quick_catalog(concurrency=1)
    studio.restart()
    studio.gateway.held = {"status"}
    first, second = make_job("SH010", captures=()), make_job("SH020", captures=())
    studio.engine.submit(studio.film, [first, second]).result(PATIENCE)
    studio.wait(lambda: len({e.job_id for e in studio.events if isinstance(e, Progress) and e.step == "waiting"}) == 2)
    studio.wait(lambda: studio.gateway.accepted == 1)
    waiting = second.id if first.key in studio.gateway.jobs else first.id
    cancelled = studio.engine.cancel(waiting).result(PATIENCE)
    assert (cancelled.charge, cancelled.error and cancelled.error.message) == (Billed.NO, NOTHING)
    studio.gateway.held = set()
    studio.settle()
    assert sum(studio.gateway.starts.values()) == 1


def test_jobs_of_a_film_that_was_not_open_are_cancelled_before_they_can_go_out(studio: Studio) -> None:
    """Two jobs that were planned when their program was killed: cancelling the first must not send the second."""
    studio.close()
    jobs = [make_job("SH010", captures=()), make_job("SH020", captures=())]
    ledger = Ledger(studio.folder)
    for job in jobs:
        ledger.write(job)
    ledger.close()
    studio.restart()
    for job in jobs:
        cancelled = studio.engine.cancel(job.id, studio.film).result(PATIENCE)
        assert (cancelled.state, cancelled.charge) == (State.CANCELLED, Billed.NO)
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert not studio.gateway.starts


def test_a_persons_command_moves_no_other_job_of_a_film_that_was_not_open(studio: Studio) -> None:
    studio.gateway.faults["start"] = [InvalidRequest(status=400)]
    (failed,) = studio.run(make_job("SH010", captures=()))
    studio.close()
    other = make_job("SH020", captures=())
    ledger = Ledger(studio.folder)
    ledger.write(other)
    ledger.close()
    Agreed().agree([other], SECRET)
    studio.restart()
    studio.engine.retry([failed.id], studio.film).result(PATIENCE)
    studio.settle()
    assert [studio.job(job.id).state for job in (failed, other)] == [State.READY, State.PLANNED]
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(other.id).state is State.READY


def test_a_paused_job_and_an_uncertain_one(studio: Studio) -> None:
    studio.gateway.faults["download"] = [OSError(errno.ENOSPC, "No space left on device")]
    (paused,) = studio.run(make_job("SH010"))
    assert paused.paused
    cancelled = studio.engine.cancel(paused.id).result(PATIENCE)
    assert (cancelled.state, cancelled.charge, cancelled.paused) == (State.CANCELLED, Billed.YES, False)
    studio.gateway.held = {"generate"}
    open_request = make_job("SH020", mode=Mode.SSE)
    studio.engine.submit(studio.film, [open_request]).result(PATIENCE)
    studio.wait(lambda: studio.gateway.generates == 1)
    studio.restart()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(open_request.id).state is State.UNCERTAIN
    cancelled = studio.engine.cancel(open_request.id).result(PATIENCE)
    assert (cancelled.state, cancelled.charge) == (State.CANCELLED, Billed.UNKNOWN)
    assert cancelled.error is not None
    assert IF_ACCEPTED in cancelled.error.message


def test_a_step_that_does_not_stop_changes_nothing_any_more(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is deaf to its cancellation: the artist has the answer all the same, and what it brings later is
    not written."""
    entered, came_back = threading.Event(), threading.Event()
    status = studio.gateway.status

    async def deaf(*arguments: Any, **options: Any) -> Any:
        entered.set()
        while studio.gateway.held:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)
        came_back.set()
        return await status(*arguments, **options)

    monkeypatch.setattr(studio.gateway, "status", deaf)
    monkeypatch.setattr("addon.core.jobs.engine.CANCEL_PATIENCE", 0.01)
    studio.gateway.held = {"nothing"}
    job = make_job(captures=())
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(entered.is_set)
    cancelled = studio.engine.cancel(job.id).result(PATIENCE)
    assert cancelled.state is State.CANCELLED
    assert not studio.engine.idle, "it is still at it"
    studio.gateway.held = set()
    studio.settle()
    assert came_back.is_set()
    assert read_jobs(studio.folder).jobs == (cancelled,)


def test_the_patience_with_a_step_keeps_the_promise_of_a_second() -> None:
    from addon.core.jobs.engine import CANCEL_PATIENCE

    assert 0 < CANCEL_PATIENCE < 1
    assert FAST.status_timeout > 1, "no test above ends because a call timed out"


def test_a_download_that_ends_after_the_cancel_does_not_undo_it(studio: Studio) -> None:
    """Its thread may wait for a slow disk for longer than a cancel has patience."""
    ledger = Ledger(studio.folder)
    job = make_job()
    attached = AttachedFilm(studio.folder, ledger, None, {job.id: job})  # type: ignore[arg-type]  # nothing is filmed
    noted: list[Job] = []
    shared = SimpleNamespace(agreed=SimpleNamespace(note_cost=noted.append))
    run = Run(shared, attached, job.id)  # type: ignore[arg-type]
    home = job.moved(State.SUBMITTING).moved(State.RUNNING).moved(State.DOWNLOADING).moved(State.READY)
    cancelled = job.moved(State.CANCELLED)
    run.over = True
    ledger.write(cancelled)
    run.land(home)
    assert read_jobs(studio.folder).jobs == (cancelled,)
    assert noted == []
    run.over = False
    run.land(home)
    assert read_jobs(studio.folder).jobs == (home,)
    assert noted == [home]
    ledger.close()


@pytest.mark.parametrize("gateway", [REHEARSAL, ""])
def test_a_rehearsal_says_that_it_is_free_where_a_real_one_might_cost(gateway: str, studio: Studio) -> None:
    studio.gateway.held = {"status"}
    job = make_job(captures=()).model_copy(update={"gateway": gateway})
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).state is State.RUNNING)
    cancelled = studio.engine.cancel(job.id).result(PATIENCE)
    assert cancelled.error is not None
    assert IF_SUCCEEDS in cancelled.error.message
    assert (REHEARSED in cancelled.error.message) == job.is_rehearsal
    studio.gateway.held = set()
    studio.settle()


@pytest.mark.parametrize("billed", list(Billed))
def test_every_error_of_a_rehearsal_that_tells_of_a_charge_does(billed: Billed) -> None:
    said = ErrorRecord.of(AnimaticError("It ended.", billed=billed), utc_now(), "running", rehearsal=True).message
    assert (REHEARSED in said) == (billed is not Billed.NO)
