# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person may ask of a job, each as one change on disk; the engine then goes on from the new state."""

from __future__ import annotations

from typing import Any

from ..errors import AnimaticError, Billed, UserError
from ..gateway.results import Completed, Pending
from ..money import is_money
from .job import Job, Mode, new_key, seconds_since
from .sealing import unseal
from .settings import Settings
from .states import TABLE, Action, State
from .steps.polling import ask, gone, is_unknown, verdict
from .steps.references import forget
from .steps.run import Run


class NothingToAsk(AnimaticError):
    """The gateway gave no id before the line broke: only its dashboard knows."""

    code = "nothing_to_ask"
    billed = Billed.UNKNOWN


def check(job: Job, action: Action) -> None:
    """Raise UserError "not_now" unless the job offers the action in its present state."""
    if action not in job.actions:
        verb = action.replace("_", " ")
        here = job.state in (State.READY, State.PLACED)
        raise UserError(
            f"{job.shot_name} is “{job.word}” now: {verb} does not fit.",
            "For another take, generate the shot again." if here else "Look at the queue again; the job has moved on.",
            code="has_its_take" if here else "not_now",
        )


async def cancel(run: Run) -> None:
    """End the job here. The record says what may still be charged, for a sent request cannot be called back."""
    job = run.job
    charge, message, advice = _remains(job)
    error = AnimaticError(message, advice, code="cancelled", billed=charge)
    await run.move(State.CANCELLED, message, charge=charge, unsettled=job.unsettled, error=run.record(error))


def _remains(job: Job) -> tuple[Billed, str, str]:
    if job.state in (State.PLANNED, State.CAPTURING, State.HOSTING) or (
        job.state is State.SUBMITTING and not job.unsettled
    ):
        return Billed.NO, "Cancelled before it was sent; nothing is charged.", ""
    if job.state is State.DOWNLOADING:
        advice = "Look Up downloads it after all." if job.can_ask else "Look at your usage in the gateway's dashboard."
        return Billed.YES, "Cancelled while downloading; the video is paid.", advice
    if job.state is State.RUNNING:
        return (
            Billed.UNKNOWN,
            "Cancelled while generating; the gateway cannot stop a generation, so it is charged if it succeeds.",
            "Look Up fetches the video if it was finished.",
        )
    return (
        Billed.UNKNOWN,
        "Cancelled after the request had gone out; if it was accepted, it is charged.",
        "Send Again within the day takes up the same request instead of paying twice."
        if job.mode is Mode.ASYNC
        else "Look at your usage in the gateway's dashboard.",
    )


async def retry(run: Run) -> None:
    """Go on from where it stopped; a failed job that was never charged begins anew."""
    job = run.job
    if job.paused:
        await run.change("Tried again.", paused=False, error=None)
    elif job.fetchable:
        await run.move(State.DOWNLOADING, "The video is fetched again.")
    else:
        forget(run)
        await run.announce(job.new_attempt("Tried again."))


async def look_up(run: Run) -> None:
    """Ask what became of the request, and go on from the answer. Raises NothingToAsk, or what the client raises."""
    job = run.job
    if job.operation is not None:
        await _look_at_generation(run)
    elif job.link_kept:
        await run.move(State.DOWNLOADING, "Looked up: the link of the video is tried again.")
    elif job.generation_id:
        info = await run.shared.gateway.generation(job.generation_id)
        cost: dict[str, Any] = {}
        if info.total_cost is not None and is_money(info.total_cost):
            cost = {"usd": info.total_cost, "usd_is_actual": True}
        await run.change("The gateway lists this generation: it was accepted and charged.", charge=Billed.YES, **cost)
    else:
        raise NothingToAsk(
            "The gateway gave no number for this request before the connection broke.",
            "Look at your usage in the gateway's dashboard, then cancel the job or send it again.",
        )


async def _look_at_generation(run: Run) -> None:
    try:
        answer = await ask(run.shared, run.job)
    except AnimaticError as error:
        if not is_unknown(error):
            raise
        await run.change(f"Looked up: {gone().user_message}")
        raise gone() from error
    if isinstance(answer, Completed):
        await run.move(State.DOWNLOADING, "Looked up: the video is finished.")
    elif isinstance(answer, Pending):
        await run.move(State.RUNNING, "Looked up: the model is still at work.")
    else:
        end = verdict(answer)
        changes: dict[str, Any] = {"charge": end.billed, "error": run.record(end)}
        if State.FAILED in TABLE[run.job.state].moves:
            await run.move(State.FAILED, f"Looked up: {end.user_message}", **changes)
        else:
            await run.change(f"Looked up: {end.user_message}", **changes)


def taken_on(job: Job, secret: bytes) -> Job:
    """A job that came with the film's folder, as it goes on from here: with its own key where a request that went out
    with this gateway key may still be taken up, else from the beginning, with a key of its own."""
    if job.unsettled and unseal(job.sealed, secret) is not None:
        return job.changed("Sent from here.", left="", paused=False, error=None)
    fresh = job.model_copy(update={"state": State.PLANNED, "charge": Billed.NO, "references": (), "hosted": ()})
    return fresh.changed(
        "Sent from here.",
        left="",
        paused=False,
        error=None,
        key=new_key(),
        sent="",
        sender="",
        sealed="",
        unsettled=False,
        plan_fingerprint=job.plan.fingerprint,
        usd=job.plan.quote.usd,
        usd_is_actual=False,
    )


async def leave(run: Run) -> None:
    """Put away a job that was not sent from here. What it may have cost there is for its own folder to say."""
    message = "Left: it was not sent from here, and nothing was paid here."
    error = AnimaticError(message, "Generate the shot to send it yourself.", code="left")
    await run.move(State.CANCELLED, message, charge=Billed.NO, left="", error=run.record(error))


async def send_again(run: Run) -> None:
    """A person's decision to send although the first request may have been accepted. While the gateway surely
    remembers the first one's key it is sent with that key, and so paid once; else with a new one."""
    job = run.job
    if same_key_is_safe(job, run.shared.settings, run.shared.secret):
        await run.announce(job.moved(State.SUBMITTING, "Sent again with the same key.", unsettled=True, repeats=0))
    else:
        forget(run)
        await run.announce(job.new_attempt("Sent again as a new request."))


async def send_open(run: Run) -> None:
    """A person's decision, after reading OPEN_LINE_RISK: the same request on one open line."""
    forget(run)
    await run.announce(run.job.new_attempt("Sent as an open request.", Mode.SSE))


def same_key_is_safe(job: Job, settings: Settings, secret: bytes) -> bool:
    """Whether sending again takes up the first request if there was one: then a second charge cannot happen. `secret`:
    the gateway key, which must be the one that the first request was sent with."""
    if job.mode is Mode.SSE or job.operation is not None or not job.unsettled:
        return False
    return 0 <= seconds_since(job.sent) < settings.key_window and unseal(job.sealed, secret) is not None
