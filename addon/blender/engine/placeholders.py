# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the timeline while a take is coming: a strip on its shot that says how far its newest job is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import bpy

from ...core.errors import AnimaticError
from .. import registry, timeline
from ..properties import find_edit, tag
from ..values import to_model
from .view import current as view

if TYPE_CHECKING:
    from ...core.jobs.job import Job


_wanted: set[str] = set()
"""Shots that get a placeholder as soon as the timeline may be touched."""

behind: set[str] = set()
"""Shots whose placeholder may not say what is so: looked at as soon as the timeline may be touched."""


def want(jobs: Iterable[Job]) -> None:
    """Show on the timeline that takes of these jobs are coming: now, as one undo step, or as soon as it may be touched
    (which makes no step: by then the artist is at something else)."""
    jobs = list(jobs)
    if timeline.can_edit_now():
        _wanted.update(job.shot_uuid for job in jobs)
        return
    placed = [name for name in (_place_placeholder(job.shot_uuid) for job in jobs) if name]
    if placed:
        timeline.push_undo(f"Send {jobs[0].shot_name}" if len(jobs) == 1 else f"Send {len(jobs)} Takes")


def catch_up(deadline: float) -> None:
    """Bring placeholders up to date, unless strips must not be touched now."""
    while (behind or _wanted) and perf_counter() < deadline and not timeline.can_edit_now():
        if _wanted:
            uuid = _wanted.pop()
            _place_placeholder(uuid)
        else:
            uuid = behind.pop()
        update(uuid)


def _place_placeholder(shot_uuid: str) -> str:
    """Answers its name; empty where there is none. What keeps it from its place is told: the job goes on."""
    edit, shot = find_edit(shot_uuid)
    job = _awaited(shot_uuid)
    if edit is None or shot is None or job is None:
        return ""
    try:
        return timeline.place_placeholder(edit, to_model(shot, edit), job.word, undo_step=False)
    except AnimaticError as error:
        _tell(job, error)
        return ""


def _tell(job: Job, error: AnimaticError) -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    message = f"{job.shot_name} was sent; its placeholder has no place. {error.user_message}"
    notice = Notice(view.film or Path(), Level.NOTE, "no_placeholder", message, "Its take is placed when it comes.")
    if notice not in view.notices:
        view.put_notice(notice)


def update(shot_uuid: str) -> None:
    """Let a shot's placeholder say how far its newest job is; when none is at work, take it away."""
    edit, shot = find_edit(shot_uuid)
    if edit is None or shot is None:
        return
    job = _awaited(shot_uuid)
    if job is None:
        timeline.remove_for_shot(edit, shot_uuid, ("placeholder",))
    else:
        timeline.update_placeholder(edit, shot, job.word)


def _awaited(shot_uuid: str) -> Job | None:
    """The newest job whose take is still to come to a shot; other takes of it may have failed meanwhile."""
    from ...core.jobs.states import State

    coming = (
        job
        for job in view.jobs.values()
        if job.shot_uuid == shot_uuid and (job.working or job.paused or job.state in (State.READY, State.UNCERTAIN))
    )
    return max(coming, key=lambda job: job.id, default=None)


@bpy.app.handlers.persistent
def _timeline_replaced(*_: object) -> None:
    """Undo, redo or another file may bring placeholders back whose jobs are over."""
    for scene in bpy.data.scenes if view.jobs else ():
        strips = scene.sequence_editor.strips_all if scene.sequence_editor else ()
        behind.update(tag(strip).shot for strip in strips if tag(strip).role == "placeholder")


def register() -> None:
    registry.then(_wanted.clear)
    registry.then(behind.clear)
    for name in ("undo_post", "redo_post", "load_post"):
        registry.handler(name, _timeline_replaced)
