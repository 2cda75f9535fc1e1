# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings what the engine reports into Blender: one persistent timer, a few milliseconds a tick, never a wait.

`tick()` is a module-level function: a bound method cannot be unregistered from Blender's timers. Tests and the command
line, where no timer runs, call it themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import Billed
from .. import registry, timeline
from ..engine import placeholders, session
from ..engine.view import current as view
from ..takes import landing, lost
from ..ui import redraw
from . import opening

if TYPE_CHECKING:
    from ...core.jobs.events import Event

log = logging.getLogger(__name__)

BUDGET_SECONDS = 0.008
"""Time that one tick may take from a frame of the interface."""
BUSY_SECONDS = 0.1
IDLE_SECONDS = 0.5

_showing_takes = 0.0
"""Seconds that making the view took the last time: a tick keeps them free."""

_look_again = False
"""Something changed since Lost and Found was looked through; that happens next at `_look_again_at`."""
_look_again_at = 0.0

_attach_first = False
"""The extension was enabled while a film may be open: register() itself must not look at it."""


def tick() -> float:
    """Apply what happened, for at most BUDGET_SECONDS; answers the seconds until it wants to be called again."""
    global _attach_first
    if _attach_first:
        _attach_first = False
        if view.film is None:
            opening.attach_open_film()
    start = perf_counter()
    deadline = start + BUDGET_SECONDS - min(_showing_takes, 0.75 * BUDGET_SECONDS)
    running = session.current()
    if running is None:
        placeholders.catch_up(deadline)
        return IDLE_SECONDS
    changed = False
    while perf_counter() < deadline:
        events = running.engine.poll(1)
        if not events:
            break
        _safely(_apply, events[0])
        changed = True
    waiting = landing.waiting
    while waiting and perf_counter() < deadline and not timeline.can_edit_now():
        _safely(landing.land, waiting.pop(next(iter(waiting))))
        changed = True
    placeholders.catch_up(deadline)
    busy = not running.engine.idle
    _show(start, changed=changed, busy=busy)
    return BUSY_SECONDS if changed or waiting or busy else IDLE_SECONDS


def _show(now: float, *, changed: bool, busy: bool) -> None:
    """Make the view anew when something changed; while jobs are at work their clocks go on twice a second. Lost and
    Found is looked through as often: that reads every take of the film."""
    global _look_again_at, _look_again, _showing_takes
    due = now >= _look_again_at
    _look_again = _look_again or changed
    if due and (_look_again or busy):
        _look_again, _look_again_at = False, now + IDLE_SECONDS
        view.lost = tuple(lost.lost_takes())
    elif not changed:
        return
    before = perf_counter()
    under_way = view.header
    view.refresh()
    if under_way and not view.header:
        _tell_finished()
    redraw()
    _showing_takes = perf_counter() - before


def _tell_finished() -> None:
    """Say once how a batch ended, when nothing of it is at work any more."""
    from ...core import money
    from ...core.jobs.events import Notice
    from ...core.jobs.states import State
    from ...core.models import Level

    batch = max((job.batch for job in view.jobs.values()), default="")
    jobs = [job for job in view.jobs.values() if job.batch == batch]
    came = sum(job.state in (State.READY, State.PLACED) for job in jobs)
    others = [f"{len(jobs) - came} did not"] if came < len(jobs) else []
    takes = f"{came} {'take' if came == 1 else 'takes'} came"
    spent = money.format_usd(sum((job.usd_committed for job in jobs), start=money.ZERO))
    if all(job.gateway == "rehearsal" for job in jobs):
        spent = "free"
    elif any(job.usd is None and job.charge is not Billed.NO for job in jobs):
        spent += " and what is of unknown price"
    message = f"The batch is finished: {', '.join([takes, *others])}; {spent}."
    view.put_notice(Notice(view.film or Path(), Level.NOTE, "batch_finished", message, ""))


def _safely(do: Callable[[Any], None], event: Event) -> None:
    """One event that cannot be applied must not stop the others: an exception would end Blender's timer for good."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    try:
        do(event)
    except Exception as error:
        log.exception("%s could not be applied", type(event).__name__)
        job_id = event.job.id if hasattr(event, "job") else ""
        view.put_notice(
            Notice(
                event.film,
                Level.ERROR,
                "internal",
                f"Something unexpected happened in Blender ({type(error).__name__}).",
                "Nothing paid is lost: save the film and open it again; the details are in the log.",
                job_id,
            )
        )


def _apply(event: Event) -> None:
    from ...core.jobs.events import JobChanged, Notice, Progress, TakeReady

    if isinstance(event, Notice):
        view.put_notice(event)
        return
    job_id = event.job_id if isinstance(event, Progress) else event.job.id
    if event.film != view.film and job_id not in view.follows.get(event.film, ()):
        return  # another film's: on disk, and told again when that film is opened
    if isinstance(event, JobChanged):
        _job_changed(event.film, event.job)
    elif isinstance(event, Progress):
        view.progress[job_id] = event
    elif isinstance(event, TakeReady):
        landing.waiting[job_id] = event


def _job_changed(folder: Path, job: Any) -> None:
    before = view.jobs.get(job.id)
    view.jobs[job.id] = job
    landing.reconcile(folder, job)
    if before is None or (before.state, before.paused) != (job.state, job.paused):
        placeholders.behind.add(job.shot_uuid)


def register() -> None:
    global _attach_first
    _attach_first = not bpy.app.background
    registry.then(_forget)
    registry.timer(tick, IDLE_SECONDS)


def _forget() -> None:
    landing.waiting.clear()
    view.clear(None)
