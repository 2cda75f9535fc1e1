# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The step that waits: ask now and then, for as long as it takes. Time and network never end a running job."""

from __future__ import annotations

import asyncio

from ..errors import AnimaticError, Billed
from ..gateway.failures import GenerationCancelled, JobUnknown, NoVideo, ReferencesSkipped
from ..gateway.results import Cancelled, Completed, Failed, Pending, Status
from .costs import reported
from .job import Job
from .run import Run, Shop
from .states import State
from .traffic import Backoff


class GenerationGone(AnimaticError):
    """The gateway no longer knows the generation: its result cannot be fetched any more."""

    code = "generation_gone"
    billed = Billed.UNKNOWN


async def poll(run: Run) -> Completed | None:
    """Ask until the gateway says how it ended: the answer with the video, or None with the job failed or expired."""
    run.claim_turn()
    settings = run.shop.settings
    calm = Backoff(settings.poll_first, settings.poll_longest, factor=1.25)
    rough = Backoff(settings.poll_first, settings.retry_longest)
    unknown = 0
    wait = calm.wait()
    while True:
        await asyncio.sleep(wait)
        try:
            answer = await ask(run.shop, run.job)
        except AnimaticError as error:
            unknown = unknown + 1 if is_unknown(error) else 0
            if unknown >= settings.not_found_limit:
                await run.move(State.EXPIRED, error=run.record(gone()))
                return None
            if isinstance(error, NoVideo | ReferencesSkipped):  # said about the generation, not about the asking
                result = error.result if isinstance(error, ReferencesSkipped) else None
                paid = {"charge": Billed.YES, **reported(result)} if isinstance(result, Completed) else {}
                await run.fail(error, **paid)
                return None
            await run.trouble(error)
            wait = rough.wait(getattr(error, "retry_after", None))
            continue
        unknown = 0
        rough.reset()
        await run.calm()
        if isinstance(answer, Completed):
            return answer
        if not isinstance(answer, Pending):
            await run.fail(verdict(answer), generation_id=answer.generation_id or run.job.generation_id)
            return None
        wait = calm.wait()


async def ask(shop: Shop, job: Job) -> Status:
    """One question about a running generation; few at a time. Raises what the client raises."""
    timeout = shop.settings.status_timeout
    try:
        async with shop.status_calls, asyncio.timeout(timeout):
            return await shop.gateway.status(job.plan.request.model, job.operation, idempotency_key=job.key)
    except TimeoutError as error:
        raise AnimaticError(
            f"The gateway did not answer within {timeout:.0f} s.",
            "The generation goes on; it is asked again.",
            code="no_answer",
            retryable=True,
        ) from error


def is_unknown(error: AnimaticError) -> bool:
    return isinstance(error, JobUnknown)


def verdict(answer: Failed | Cancelled) -> AnimaticError:
    return answer.error if isinstance(answer, Failed) else GenerationCancelled()


def gone() -> GenerationGone:
    return GenerationGone(
        "The gateway no longer knows this generation, so its video cannot be fetched.",
        "Look at your usage in the gateway's dashboard, then send the shot again.",
    )
