# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step that waits: ask now and then, for as long as it takes. Time and network never end a running job."""

from __future__ import annotations

import asyncio

from ...errors import AnimaticError, Billed
from ...gateway.failures import GatewayError, GenerationCancelled, JobUnknown, NoVideo, ReferencesSkipped
from ...gateway.results import Cancelled, Completed, Failed, Pending, Status
from ..job import Job
from ..states import State
from . import opaque
from .run import Run, Shared
from .traffic import Backoff


class GenerationGone(AnimaticError):
    """The gateway no longer knows the generation: its result cannot be fetched any more."""

    code = "generation_gone"
    billed = Billed.UNKNOWN


async def poll(run: Run) -> Completed | None:
    """Ask until the gateway says how it ended: the answer with the video, or None with the job failed or expired."""
    run.claim_turn()
    settings = run.shared.settings
    calm = Backoff(settings.poll_first, settings.poll_longest, factor=1.25)
    rough = Backoff(settings.poll_first, settings.retry_longest)
    unknown = 0
    wait = calm.wait()
    while True:
        await asyncio.sleep(wait)
        try:
            answer = await ask(run.shared, run.job)
        except AnimaticError as error:
            unknown = unknown + 1 if is_unknown(error) else 0
            if unknown >= settings.not_found_limit:
                await run.move(State.EXPIRED, error=run.record(gone()))
                return None
            if isinstance(error, NoVideo):  # said about the generation, not about the asking
                await run.fail(error)
                return None
            await run.trouble(_while_it_runs(error))
            wait = rough.wait(getattr(error, "retry_after", None))
            continue
        unknown = 0
        rough.reset()
        await run.calm()
        if isinstance(answer, Completed):
            return answer
        if not isinstance(answer, Pending):
            await run.fail(verdict(answer), generation_id=opaque.plain(answer.generation_id) or run.job.generation_id)
            return None
        if answer.references_skipped and not run.job.references_skipped:
            await run.change(ReferencesSkipped.said, references_skipped=True)
        wait = calm.wait()


async def ask(shared: Shared, job: Job) -> Status:
    """One question about a running generation; few at a time. Raises what the client raises; an answer that says the
    references were ignored is an answer: the generation is paid, and its video is worth having."""
    timeout = shared.settings.status_timeout
    try:
        async with shared.status_calls, asyncio.timeout(timeout):
            token = opaque.unpacked(job.operation)
            return await shared.gateway.status(job.plan.request.model, token, idempotency_key=job.key)
    except ReferencesSkipped as skipped:
        if isinstance(skipped.result, Pending | Completed):
            return skipped.result
        raise
    except TimeoutError as error:
        raise AnimaticError(
            f"The gateway did not answer within {timeout:.0f} s.",
            "The generation goes on; it is asked again.",
            code="no_answer",
            retryable=True,
        ) from error


def _while_it_runs(error: AnimaticError) -> AnimaticError:
    """An error about a question, without the advice for a request: "Change the settings and send it again" would pay
    twice."""
    if isinstance(error, GatewayError) and not is_unknown(error) and error.next_step == error.advice:
        error.next_step = "The generation goes on and is asked about again by itself; do not send the shot again."
    return error


def is_unknown(error: AnimaticError) -> bool:
    return isinstance(error, JobUnknown)


def verdict(answer: Failed | Cancelled) -> AnimaticError:
    return answer.error if isinstance(answer, Failed) else GenerationCancelled()


def gone() -> GenerationGone:
    return GenerationGone(
        "The gateway no longer knows this generation, so its video cannot be fetched.",
        "If the gateway key was changed since, set the former one and use Look Up; otherwise look at your usage in the"
        " gateway's dashboard, then send the shot again.",
    )
