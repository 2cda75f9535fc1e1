# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step that spends: the request goes out once, whatever happens to the network, the gateway or this program.

The rules. The job says `submitting`, with its idempotency key, on disk before any byte leaves. A refusal before
acceptance is tried again with the same key. After that, `unsettled` marks that a request went out and its fate is not
known: it is tried again with the same key only, a few times, and only while the gateway surely remembers that key.
Beyond that, and for an open request that broke, the job is `uncertain`, which no program leaves.
"""

from __future__ import annotations

import asyncio
from typing import Any

from ...errors import AnimaticError, Billed
from ...gateway.failures import AnswerTimedOut, Conflict, GatewayError, NotConnected, NoVideo, ReferencesSkipped
from ...gateway.results import Completed, Started, Warned
from ...gateway.verdicts import shown
from ..agreed import sender
from ..job import Job, Mode, seconds_since, utc_now
from ..settings import Settings
from ..states import State
from . import opaque
from .fetching import sealed_video
from .references import hosted_references, reach, recall, sealed_urls, wire_files
from .run import Run
from .traffic import Backoff


class Uncertain(AnimaticError):
    """A request may have been accepted and cannot be sent again without risking a second charge."""

    code = "uncertain"
    billed = Billed.UNKNOWN


async def send(run: Run) -> Completed | None:
    """Send the request until it is accepted, refused for good, or uncertain; the job's state says which.

    Returns the answer of an open request; None for one that runs on by itself, and for one that ended here."""
    settings = run.shared.settings
    backoff = Backoff(settings.retry_first, settings.retry_longest)
    in_doubt = Backoff(settings.retry_first, settings.slow_longest, factor=2.5)
    waited = 0.0  # not the time in the queue: that is no sign of trouble
    conflicts = 0
    while True:
        unsettled = run.job.unsettled
        try:
            _check_safe(run.job, settings)
            return await _accepted(run, await _once(run))
        except Uncertain as danger:
            await run.move(State.UNCERTAIN, danger.user_message, error=run.record(danger))
            return None
        except AnimaticError as error:
            conflicts = conflicts + 1 if isinstance(error, Conflict) else 0
            if conflicts > settings.conflict_limit:
                await _uncertain(run, error)
                return None
            if await _settled(run, error, unsettled, waited):
                return None
            wait = (in_doubt if _in_doubt(error) else backoff).wait(getattr(error, "retry_after", None))
        await asyncio.sleep(wait)
        waited += wait


async def _once(run: Run) -> Started | Completed:
    """One request. Raises what the host or the client raises, before or after bytes were sent."""
    run.shared.ready()
    repeated = run.job.unsettled
    if repeated and not recall(run):
        raise Uncertain(
            f"The request was sent {_when(run.job)} with another gateway key and never confirmed; sent with this one,"
            " it could be charged twice.",
            "Set that key again: Send Again then takes up the same request. Or look at its usage in the gateway's"
            " dashboard, and cancel the job.",
        )
    if not repeated:
        await reach(run)
    run.waiting()
    await run.take_turn()
    _, pace = run.shared.model(run.job.plan.request.model)
    await pace.wait()
    # The queue may have taken hours: URLs end, and a key is not remembered for ever.
    if not repeated:
        await reach(run)
    _check_safe(run.job, run.shared.settings)
    return await _post(run)


async def _post(run: Run) -> Started | Completed:
    """Announce on disk what is allowed to go out, then send. From the announcement until the answer, the request is not
    settled. Raises Withheld; nothing was announced then."""
    job = run.job
    files = wire_files(run)
    known = {
        "sent": job.sent if job.unsettled else utc_now(),
        "sender": sender(job, run.shared.secret),
        "unsettled": True,
        "repeats": job.repeats + 1 if job.unsettled else 0,
        "hosted": hosted_references(run),
        "sealed": sealed_urls(run) if job.mode is Mode.ASYNC else "",
    }
    submitting = job if job.state is State.SUBMITTING else job.moved(State.SUBMITTING)
    await run.announce(submitting.changed().model_copy(update=known), first=run.shared.permission(job))
    request, route = job.plan.request, job.plan.route
    settings = run.shared.settings
    timeout = settings.open_request_timeout if job.mode is Mode.SSE else settings.start_timeout
    try:
        async with asyncio.timeout(timeout):
            if job.mode is Mode.SSE:
                return await run.shared.gateway.generate(request, route, files)
            return await run.shared.gateway.start(request, route, files, idempotency_key=job.key)
    except ReferencesSkipped as skipped:
        if isinstance(skipped.result, Started | Completed):
            return skipped.result  # it is accepted and paid all the same
        raise
    except TimeoutError as error:
        raise AnswerTimedOut() from error


async def _accepted(run: Run, answer: Started | Completed) -> Completed | None:
    known: dict[str, Any] = {
        "unsettled": False,
        "repeats": 0,
        "warnings": tuple(map(_words, answer.warnings[:WARNINGS_MAX])),
        "running_since": utc_now(),
        "generation_id": opaque.plain(answer.generation_id),
        "references_skipped": answer.references_skipped,
    }
    note = run.shared.agreed.note_accepted
    run.sent_here = True
    if isinstance(answer, Completed):
        await run.move(State.DOWNLOADING, sealed=sealed_video(run, answer), then=note, **known)
    else:
        await run.move(State.RUNNING, operation=opaque.packed(answer.operation), then=note, **known)
    return answer if isinstance(answer, Completed) else None


WARNINGS_MAX = 20
"""Of one answer; each is cut, too: they are kept with the job and with the take."""


def _words(warning: Warned) -> str:
    return shown(f"{warning.about}: {warning.text}" if warning.about else warning.text or warning.kind)


async def _settled(run: Run, error: AnimaticError, unsettled_before: bool, waited: float) -> bool:
    """What a failed try means: True when the job has left `submitting`, False to try again with the same key.

    `unsettled_before`: whether an earlier request's fate is open; `waited`: seconds between the tries so far."""
    maybe = isinstance(error, GatewayError) and error.may_have_been_accepted
    if isinstance(error, ReferencesSkipped | NoVideo):
        await run.fail(error, unsettled=False, generation_id=error.generation_id)
        return True
    if maybe and run.job.mode is Mode.SSE:
        await _uncertain(run, error)
        return True
    unsettled = unsettled_before or maybe
    if not unsettled and (not _passes(error) or waited > _patience(error, run.shared.settings)):
        await run.fail(error, unsettled=False, charge=Billed.NO)
        return True
    if unsettled and not maybe and not _passes(error):
        await _uncertain(run, error)
        return True
    if (retry_after := getattr(error, "retry_after", None)) is not None:
        run.shared.model(run.job.plan.request.model)[1].pause(retry_after)
    run.end_turn()
    if maybe:
        error.next_step = REPEATED
    if isinstance(error, NotConnected) and unsettled:  # nothing went out: that was no repeat
        await run.trouble(error, unsettled=True, repeats=max(0, run.job.repeats - 1))
    else:
        await run.trouble(error, unsettled=unsettled)
    return False


REPEATED = "It is sent again by itself with the same key, which is charged once; do not send the shot anew."
"""All that is offered meanwhile is *Cancel*."""


def _in_doubt(error: AnimaticError) -> bool:
    return isinstance(error, GatewayError) and error.may_have_been_accepted


def _passes(error: AnimaticError) -> bool:
    """Whether the same request may be taken later, it having been refused for sure: nobody was reached, or the answer
    was "later" (429, 503). A host's trouble counts by its own word."""
    if isinstance(error, GatewayError) and not isinstance(error, NotConnected):
        return error.retryable and error.status in (429, 503)
    return error.retryable


def _patience(error: AnimaticError, settings: Settings) -> float:
    answered = isinstance(error, GatewayError) and error.status is not None
    return settings.refusal_patience if answered else settings.unreachable_patience


def _check_safe(job: Job, settings: Settings) -> None:
    """Raise Uncertain when sending (again) could be paid twice."""
    if not job.unsettled:
        return
    if job.mode is Mode.SSE:
        raise Uncertain(
            "The open request broke off; it may have been accepted, and such a request cannot be taken up again.",
            "Look at your usage in the gateway's dashboard, then cancel the job or send it again.",
        )
    if job.repeats >= settings.repeats:
        raise Uncertain(
            f"The request was sent {_when(job)} and {job.repeats} times again with the same key, and never confirmed;"
            " the gateway may have accepted it.",
            "Look at your usage in the gateway's dashboard, then cancel the job or send it again.",
        )
    if not -CLOCK_SLACK <= seconds_since(job.sent) < settings.key_window:
        raise Uncertain(
            f"The request was sent {_when(job)} and never confirmed; the gateway may have accepted it.",
            "Look at your usage in the gateway's dashboard, then cancel the job or send it again.",
        )


CLOCK_SLACK = 60.0
"""Seconds that a clock may be set back between two looks; more, and the age of a key is unknown."""


async def _uncertain(run: Run, error: AnimaticError) -> None:
    """An earlier try may have been accepted, and this answer says nothing about it."""
    problem = Uncertain(
        f"{error.user_message} Whether the request was accepted is not known.",
        "Look at your usage in the gateway's dashboard, then cancel the job or send it again.",
    )
    generation_id = opaque.plain(getattr(error, "generation_id", ""))
    await run.move(State.UNCERTAIN, problem.user_message, error=run.record(problem), generation_id=generation_id)


def _when(job: Job) -> str:
    return f"on {job.sent[:16].replace('T', ' at ')} UTC"
