# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person asks of jobs that were sent before: under the caps, and in their own film, opened if need be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.errors import AnimaticError, UserError
from ..engine import session, watching
from ..engine.view import current as view
from ..properties import settings
from . import resuming

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ...core.files import FilmFolder
    from ...core.jobs.edges import Film
    from ...core.jobs.engine import Engine
    from ...core.jobs.job import Job
    from ...core.jobs.lock import Owner
    from ...core.jobs.states import Action
    from ...core.models import Plan


def retryable() -> list[Job]:
    """The open film's jobs that a Retry of all touches: failed or paused ones, of each shot only the newest."""
    return newest_that_stopped(view.jobs.values())


def newest_that_stopped(jobs: Iterable[Job]) -> list[Job]:
    """Jobs that offer Retry, oldest first; not one whose shot was sent again since. What a best of N never sent is no
    sending."""
    from ...core.jobs.states import Action

    newest = {job.shot_uuid: job for job in sorted(jobs, key=lambda job: job.id) if not job.was_let_go}
    return sorted((job for job in newest.values() if Action.RETRY in job.actions), key=lambda job: job.id)


def price(jobs: Sequence[Job]) -> list[Decimal | None]:
    """What each costs anew when it is retried or sent again, None where that is unknown. Raises CapReached."""
    from ...core.files import FilmFolder
    from ...core.jobs import admission
    from ...core.jobs.settings import Settings
    from ..engine import day_cap

    known: list[Job] = []
    if view.film is not None:
        folder = FilmFolder(view.film)
        known = [*session.shown_jobs(folder), *day_cap.kept_elsewhere(folder)]
    secrets, spent = settings.gateway_secrets(), day_cap.today()
    return admission.check_repeat(jobs, known, settings.caps(), Settings(), secrets, spent=spent)


def left_plans(jobs: Sequence[Job]) -> list[Plan]:
    """What jobs that came with the film's folder would send, at the price that they have today."""
    from ...core.plans.planning import priced_anew
    from ..engine import prices

    catalog = prices.catalog()
    return [priced_anew(job.plan, catalog) for job in jobs]


def send_left(folder: FilmFolder, jobs: Sequence[Job], plans: Sequence[Plan]) -> list[Job]:
    """Send jobs that came with the film's folder, as the preflight showed them. Raises AnimaticError, nothing being
    sent, where one is blocked, is another gateway's, or breaks a cap."""
    from ...core.errors import Billed
    from ...core.jobs import admission
    from ...core.money import ZERO, Caps
    from ..engine import day_cap

    running = session.ensure(folder)
    spent = day_cap.today() if running.live else ZERO
    admission.check_left(plans, spent, settings.caps() if running.live else Caps())
    fresh = [job.model_copy(update={"plan": plan}) for job, plan in zip(jobs, plans, strict=True)]
    running.save_copy_for(folder, resuming.filmable(fresh))
    try:
        sent = list(running.engine.send_left(fresh, running.film(folder)).result(session.SEND_SECONDS))
        view.sends += len(sent)
        return sent
    except TimeoutError:
        raise AnimaticError(
            "The disk has not taken the jobs in time; they may still be sent.",
            "Look at the queue before you send again.",
            code="disk_slow",
            billed=Billed.UNKNOWN,
        ) from None


def ask(action: Action, job_ids: Sequence[str]) -> list[Future[Any]]:
    """Start what a person asked for; the queue tells how it goes, refusals included.

    Raises UserError for jobs that are not in the open film, CapReached, and what `session.ensure` raises."""
    from ...core.files import FilmFolder
    from ...core.jobs.states import Action

    film_root, by_folder = _by_folder(job_ids)
    jobs = [job for part in by_folder.values() for job in part]
    sends = action in (Action.RETRY, Action.SEND_AGAIN, Action.SEND_OPEN)
    if action is Action.SEND_OPEN and not settings.preference("open_requests"):
        raise UserError(
            "Open requests are not allowed.",
            "Allow them in the preferences, where it says what they risk, or choose another model.",
            code="open_requests",
        )
    if sends:
        price(jobs)
    running = session.ensure(FilmFolder(film_root))
    for root, part in by_folder.items() if sends else ():  # all that may be refused comes before the first is sent
        running.save_copy_for(FilmFolder(root), resuming.filmable(part))
    view.sends += len(jobs) if sends else 0
    answers: list[Future[Any]] = []
    for root, part in by_folder.items():
        answers += _begin(action, part, running.engine, running.film(FilmFolder(root)))
    return answers


def _by_folder(job_ids: Sequence[str]) -> tuple[Path, dict[Path, list[Job]]]:
    """The open film's folder, and the jobs with these ids by the folder that each lies in. Raises UserError for jobs
    that are not in the open film, LockHeld for those that another program runs."""
    from ...core.files import FilmFolder
    from ...core.jobs.lock import LockHeld

    if view.film is None or any(job_id not in view.jobs for job_id in job_ids):
        raise UserError("This job is not in the open film.", "Open its film first.", code="job_not_open")
    found: dict[Path, list[Job]] = {}
    for job_id in job_ids:
        found.setdefault(view.folder_of(job_id) or view.film, []).append(view.jobs[job_id])
    for root in found:
        owner = watching.other_owner(FilmFolder(root))
        if owner is not None:
            raise LockHeld(owner)
    return view.film, found


def _begin(action: Action, jobs: Sequence[Job], engine: Engine, film: Film) -> list[Future[Any]]:
    """Let the engine do it to jobs of one folder; those that are tried once more together."""
    from ...core.jobs.states import Action

    if action is Action.RETRY:
        return [engine.retry([job.id for job in jobs], film)]
    do = {
        Action.CANCEL: engine.cancel,
        Action.LOOK_UP: engine.look_up,
        Action.SEND_AGAIN: engine.send_again,
        Action.SEND_OPEN: engine.send_open,
        Action.LEAVE: engine.leave,
    }
    return [do[action](job.id, film) for job in jobs]


def other_owner() -> Owner | None:
    """Who else runs the open film's jobs, as far as its lock says."""
    from ...core.files import FilmFolder

    return watching.other_owner(FilmFolder(view.film)) if view.film is not None else None


def take_over() -> None:
    """Let the open film's jobs go on here although another machine's lock is on them.

    Raises LockHeld for a program that lives on this machine (close it), and what `session.ensure` raises."""
    from ...core.files import FilmFolder
    from ...core.jobs.lock import LockHeld

    if view.film is None:
        raise UserError("No film is open.", "Open it first.", code="no_film")
    owner = other_owner()
    if owner is not None and owner.here:
        raise LockHeld(owner)
    folder = FilmFolder(view.film)
    resuming.resume(session.ensure(folder), folder, session.marked(session.shown_jobs(folder)), take_over=True)
    view.owner = None
