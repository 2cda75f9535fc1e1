# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings what the engine reports into Blender: one persistent timer, a few milliseconds a tick, never a wait.

`tick()` is a module-level function: a bound method cannot be unregistered from Blender's timers. Tests and the command
line, where no timer runs, call it themselves.
"""

from __future__ import annotations

import logging
from collections import deque
from time import perf_counter
from typing import TYPE_CHECKING, Any

import bpy

from ..core.errors import AnimaticError
from . import session, timeline
from .properties import find_shot, to_model
from .takes import data as takes
from .view import current as view

if TYPE_CHECKING:
    from ..core.jobs.events import Event, TakeReady

log = logging.getLogger(__name__)

BUDGET_SECONDS = 0.008
"""Time that one tick may take from a frame of the interface."""
BUSY_SECONDS = 0.1
IDLE_SECONDS = 0.5

_waiting: deque[TakeReady] = deque()
"""Takes that came while the timeline must not be touched."""


def tick() -> float:
    """Apply what happened, for at most BUDGET_SECONDS; answers the seconds until it wants to be called again."""
    running = session.current()
    if running is None:
        return IDLE_SECONDS
    deadline = perf_counter() + BUDGET_SECONDS
    changed = False
    while perf_counter() < deadline:
        events = running.engine.poll(1)
        if not events:
            break
        _apply(events[0])
        changed = True
    while _waiting and perf_counter() < deadline and not timeline.can_edit_now():
        _place(_waiting.popleft())
        changed = True
    if changed or not running.engine.idle:
        view.refresh()
        redraw()
    return BUSY_SECONDS if changed or _waiting or not running.engine.idle else IDLE_SECONDS


def redraw() -> None:
    """Draw the Sequencers again."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "SEQUENCE_EDITOR":
                area.tag_redraw()


def _apply(event: Event) -> None:
    from ..core.jobs.events import JobChanged, Notice, Progress, TakeReady

    if isinstance(event, Notice):
        view.put_notice(event)
        return
    if event.film != view.film:
        return  # another film's: on disk, and told again when that film is opened
    if isinstance(event, JobChanged):
        _job_changed(event.job)
    elif isinstance(event, Progress):
        view.progress[event.job_id] = event
    elif isinstance(event, TakeReady):
        _waiting.append(event)


def _job_changed(job: Any) -> None:
    from ..core.jobs.states import State

    known = job.id in view.jobs
    view.jobs[job.id] = job
    edit, shot = find_edit(job.shot_uuid)
    if edit is None or shot is None:
        return
    if job.state is State.PLACED and not known and takes.find(shot, job.id) is None:
        # The film was closed without saving after the take had come: offer it again.
        running = session.current()
        if running is not None:
            running.engine.mark_unplaced(job.id)
    elif not timeline.can_edit_now():
        if job.working or job.state is State.READY:
            timeline.update_placeholder(edit, to_model(shot, edit), job.word)
        elif job.state is not State.PLACED:
            timeline.remove_for_shot(edit, shot.uuid, ("placeholder",))


def find_edit(shot_uuid: str) -> tuple[bpy.types.Scene | None, Any | None]:
    """The edit that has a shot, and the shot; it may be any scene of the file."""
    for scene in bpy.data.scenes:
        shot = find_shot(scene, shot_uuid)
        if shot is not None:
            return scene, shot
    return None, None


def _place(event: TakeReady) -> None:
    """Record a take on its shot and put it on the timeline where the shot is now; one undo step."""
    from ..core.files import FilmFolder
    from ..core.jobs.events import Notice
    from ..core.models import Level

    running = session.current()
    edit, shot = find_edit(event.take.shot_uuid)
    if edit is None or shot is None:
        view.put_notice(
            Notice(
                event.film,
                Level.WARNING,
                "lost_and_found",
                f"{event.take.shot_name} is no longer in the film; its take waits in Lost and Found.",
                f"It is the file {event.take.file}.",
                event.job.id,
            )
        )
        return
    takes.add_take(shot, event.take)
    try:
        if shot.active_take == event.take.id:
            file = FilmFolder(event.film).resolve(event.take.file)
            placed = timeline.place(edit, to_model(shot, edit), event.take, file=file)
            log.info("%s", placed.sentence)
        if running is not None:
            running.engine.mark_placed(event.job.id)
    except AnimaticError as error:
        view.put_notice(Notice(event.film, Level.ERROR, error.code, error.user_message, error.next_step, event.job.id))


def register() -> None:
    _waiting.clear()
    if not bpy.app.background:
        bpy.app.timers.register(tick, first_interval=IDLE_SECONDS, persistent=True)


def unregister() -> None:
    if bpy.app.timers.is_registered(tick):
        bpy.app.timers.unregister(tick)
    _waiting.clear()
    view.clear(None)
