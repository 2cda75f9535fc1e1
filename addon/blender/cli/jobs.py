# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands about jobs: which ones are meant, and what a person may ask of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError, UserError
from ..engine import day_cap, session
from ..engine.view import current as view
from ..jobs import asking, preflight_page, resuming
from ..properties import settings
from . import headless
from .commands import Call, ended, job_row, text_table
from .options import Result

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from ...core.jobs.job import Job
    from ...core.jobs.states import Action

PATIENCE_SECONDS = 60.0
"""For the engine to answer a command; a look-up asks the gateway, whose own limit is as long."""

ID_TAIL = 8
"""Characters at the end of an id that the list shows: the beginning is the time, alike for a whole batch."""


def known_jobs(call: Call) -> list[Job]:
    """All jobs of the film, oldest first, read without taking them over; unreadable files are told."""
    return list(session.known_jobs(call.folder, lambda file: call.terminal.say(f"{file.message} {file.next_step}")))


def find_job(jobs: Sequence[Job], name: str, fits: Callable[[Job], bool] = lambda job: True) -> Job:
    """The job that `name` means: an id, its unique beginning or end, or a shot's newest job that fits. Raises
    UserError for none and for several."""
    of_shot = [job for job in jobs if job.shot_name.casefold() == name.casefold()]
    if of_shot:
        return next((job for job in reversed(of_shot) if fits(job)), of_shot[-1])
    part = name.upper()
    found = [job for job in jobs if job.id.startswith(part) or job.id.endswith(part)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(
            f"{name} fits {len(found)} jobs.", "Give more characters: see `jobs list --json`.", code="job_ambiguous"
        )
    raise UserError(f"There is no job {name}.", "See `jobs list`.", code="no_job")


def _find_all(jobs: Sequence[Job], names: Sequence[str], fits: Callable[[Job], bool]) -> list[Job]:
    return list({job.id: job for job in (find_job(jobs, name, fits) for name in names)}.values())


# Commands


def list_jobs(call: Call) -> Result:
    """Every job as it is on disk, and who runs them."""
    from ...core.jobs.lock import holder

    jobs = known_jobs(call)
    if call.options.jobs:
        wanted = {find_job(jobs, name).id for name in call.options.jobs} if jobs else set()
        shots = {name.casefold() for name in call.options.jobs}
        jobs = [job for job in jobs if job.id in wanted or job.shot_name.casefold() in shots]
    rows = [job_row(job) for job in jobs]
    columns = ("job", "shot", "take", "state", "gateway", "sent", "cost", "what can be done, or was wrong")
    table = [_list_cells(job) for job in jobs]
    text = text_table(columns, table) if rows else "There are no jobs yet."
    owner = holder(call.folder.jobs)
    if any(job.working for job in jobs):
        text += f"\nThey are run by {owner}." if owner else "\nNobody runs them now: `jobs resume` goes on with them."
    return Result({"film": bpy.data.filepath, "run_by": str(owner) if owner else "", "jobs": rows}, text)


def _list_cells(job: Job) -> tuple[str, ...]:
    actions = ", ".join(sorted(str(action).replace("_", "-") for action in job.actions))
    said = job.left or (job.error.message if job.error else "")
    return (
        job.id[-ID_TAIL:],
        job.shot_name,
        f"t{job.take_number:03d}",
        job.word,
        job.gateway,
        job.created[:16].replace("T", " "),
        job.cost_words,
        f"{actions}: {said}" if actions and said else actions or said,
    )


def resume(call: Call) -> Result:
    """Go on with jobs that were left, and place what is finished."""
    jobs = known_jobs(call)
    if call.options.jobs:
        chosen = _find_all(jobs, call.options.jobs, _unfinished)
    else:
        chosen = [job for job in jobs if _unfinished(job)]
    left = sum(bool(job.left) for job in jobs)
    if not chosen:
        told = f"\n{left} not sent by you: `jobs list` shows what, `jobs send` sends them." if left else ""
        return Result({"film": bpy.data.filepath, "jobs": [], "notices": []}, f"Nothing is left to go on with.{told}")
    return _work(
        call,
        chosen,
        lambda running, part: [resuming.resume(running, call.folder, jobs, take_over=call.options.take_over)],
    )


def _unfinished(job: Job) -> bool:
    from ...core.jobs.states import State

    if job.left:
        return False
    return job.working or job.paused or job.state is State.UNCERTAIN or headless.unsettled(job)


def send(call: Call) -> Result:
    """Send jobs that came with the film's folder: shown with words, model and today's price, asked about, then sent."""
    from ...core.jobs.states import Action
    from ...core.plans import preflight

    chosen = _chosen(call, known_jobs(call), Action.SEND)
    plans = asking.left_plans(chosen)
    with settings.overriding(**_gateway(chosen[0])):
        page = preflight_page.make(plans)
    call.terminal.say(preflight.table(page))
    free = page.rehearsal
    many = f"{len(chosen)} {'job' if len(chosen) == 1 else 'jobs'}"
    call.agree(f"Send {many}, {'free' if free else preflight.money.about(page.usd)}?", free=free)

    def ask(running: session.Session, part: Sequence[Job]) -> list[Future[Any]]:
        of_part = [plan for job, plan in zip(chosen, plans, strict=True) if job in part]
        asking.send_left(call.folder, part, of_part)
        return []

    return _work(call, chosen, ask)


def cancel(call: Call) -> Result:
    """Stop jobs. The answer says what may still be charged."""
    from ...core.jobs.states import Action

    chosen = _chosen(call, known_jobs(call), Action.CANCEL)
    with settings.overriding(gateway="REHEARSAL"):  # any will do: nobody is asked, and no key is needed to stop
        running = call.connect()
    film = running.film(call.folder)
    answers = [running.engine.cancel(job.id, film) for job in chosen]
    cancelled = [_done(answer) for answer in answers]
    text = "\n".join(f"{job.shot_name}: {job.error.sentence if job.error else job.word}" for job in cancelled)
    return Result({"film": bpy.data.filepath, "jobs": [job_row(job) for job in cancelled]}, text)


def retry(call: Call) -> Result:
    """Go on from where jobs failed."""
    from ...core.jobs.states import Action

    jobs = known_jobs(call)
    stopped = asking.newest_that_stopped(jobs)
    chosen = _chosen(call, jobs, Action.RETRY, default=lambda job: job in stopped)
    if not chosen:
        return Result({"film": bpy.data.filepath, "jobs": [], "notices": []}, "There is nothing to retry.")
    _agree(call, chosen, jobs)

    def ask(running: session.Session, part: Sequence[Job]) -> list[Future[Any]]:
        return [running.engine.retry([job.id for job in part], running.film(call.folder))]

    return _work(call, chosen, ask, sends=True)


def look_up(call: Call) -> Result:
    """Ask the gateway what became of jobs, and fetch what it has."""
    from ...core.jobs.states import Action

    chosen = _chosen(call, known_jobs(call), Action.LOOK_UP, default=lambda job: True)
    if not chosen:
        return Result({"film": bpy.data.filepath, "jobs": [], "notices": []}, "There is nothing to look up.")

    def ask(running: session.Session, part: Sequence[Job]) -> list[Future[Any]]:
        return [running.engine.look_up(job.id, running.film(call.folder)) for job in part]

    return _work(call, chosen, ask)


def send_again(call: Call) -> Result:
    """Send jobs again although their first request may be charged."""
    from ...core.jobs.states import Action

    jobs = known_jobs(call)
    chosen = _chosen(call, jobs, Action.SEND_AGAIN)
    _agree(call, chosen, jobs)

    def ask(running: session.Session, part: Sequence[Job]) -> list[Future[Any]]:
        return [running.engine.send_again(job.id, running.film(call.folder)) for job in part]

    return _work(call, chosen, ask, sends=True)


def send_open(call: Call) -> Result:
    """Send jobs on one open line each, after saying what that risks: their model takes no queued requests."""
    from ...core.jobs.job import OPEN_LINE_RISK
    from ...core.jobs.states import Action

    jobs = known_jobs(call)
    chosen = _chosen(call, jobs, Action.SEND_OPEN)
    call.terminal.say(OPEN_LINE_RISK)
    _agree(call, chosen, jobs)

    def ask(running: session.Session, part: Sequence[Job]) -> list[Future[Any]]:
        return [running.engine.send_open(job.id, running.film(call.folder)) for job in part]

    return _work(call, chosen, ask, sends=True)


# How


def _chosen(
    call: Call, jobs: Sequence[Job], action: Action, *, default: Callable[[Job], bool] = lambda job: False
) -> list[Job]:
    """The named jobs, else those that offer the action and meet `default`. Raises UserError for a named one that does
    not offer it now."""
    from ...core.jobs import actions

    def fits(job: Job) -> bool:
        return action in job.actions

    if not call.options.jobs:
        return [job for job in jobs if fits(job) and default(job)]
    chosen = _find_all(jobs, call.options.jobs, fits)
    for job in chosen:
        actions.check(job, action)
    return chosen


def _agree(call: Call, chosen: Sequence[Job], known: Sequence[Job]) -> None:
    """Show what these may cost anew and ask. Raises CapReached, or UserError when the person does not agree."""
    from ...core import money
    from ...core.jobs import admission
    from ...core.jobs.settings import Settings

    counted = [*known, *day_cap.elsewhere(call.folder)]
    secrets, spent = settings.gateway_secrets(), day_cap.today()
    prices = admission.check_repeat(chosen, counted, settings.caps(), Settings(), secrets, spent=spent)
    for job, price in zip(chosen, prices, strict=True):
        anew = "costs nothing anew" if price == 0 else f"costs {money.about(price)} anew"
        call.terminal.say(f"{job.shot_name} t{job.take_number:03d} ({job.word.lower()}) {anew}")
    total = money.total(prices)
    free = total == 0 or all(job.is_rehearsal for job in chosen)
    many = f"{len(chosen)} {'job' if len(chosen) == 1 else 'jobs'}"
    call.agree(f"Go on with {many}, {'free' if free else money.about(total)}?", free=free)


_Ask = Callable[["session.Session", Sequence["Job"]], list[Future[Any]]]


def _work(call: Call, jobs: Sequence[Job], ask: _Ask, *, sends: bool = False) -> Result:
    """Ask on each job's own gateway, wait until all is settled, save what was placed. Other jobs stay as they are.

    `sends`: the jobs begin anew, and may have to be filmed for that."""
    from ...core.jobs.events import Notice
    from ...core.jobs.lock import LockHeld
    from ...core.models import Level

    finished: list[Job] = []
    refusals: list[AnimaticError] = []
    gateways = dict.fromkeys(job.gateway for job in jobs)
    for gateway in gateways:
        part = [job for job in jobs if job.gateway == gateway]
        try:
            with settings.overriding(**_gateway(part[0])):
                running = call.connect()
                if sends:
                    running.save_copy_for(call.folder, resuming.filmable(part))
                finished += call.keep(lambda part=part, running=running: _go_on(call, part, ask(running, part)))
        except LockHeld:
            raise
        except AnimaticError as refusal:  # no key for the real gateway, say: the rehearsal's jobs go on all the same
            refusals.append(refusal)
            finished += part
    if len(refusals) == len(gateways):
        raise refusals[0]
    for refusal in refusals:
        view.put_notice(Notice(call.folder.root, Level.ERROR, refusal.code, refusal.user_message, refusal.next_step))
    data = {"film": bpy.data.filepath, "gateway": ", ".join(sorted(gateways))}
    return ended(call, finished, data)


def _go_on(call: Call, jobs: Sequence[Job], answers: Sequence[Future[Any]]) -> list[Job]:
    for answer in answers:
        try:
            _done(answer)
        except AnimaticError:
            log.debug("refused; the engine has told it as a notice, and the others go on", exc_info=True)
    return headless.settle([job.id for job in jobs], on_steps=call.terminal.progress)


def _done(future: Future[Any]) -> Any:
    try:
        return future.result(PATIENCE_SECONDS)
    except TimeoutError:
        raise AnimaticError(
            "The program did not answer in time.",
            "Run `jobs list`, then try again.",
            code="engine_slow",
            retryable=True,
        ) from None


def _gateway(job: Job) -> dict[str, str]:
    """The preference under which a job can go on: the gateway it was sent to. No other one knows it."""
    return {"gateway": job.gateway.upper()} if job.gateway else {}
