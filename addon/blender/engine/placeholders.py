# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the timeline while a take is coming: a strip on its shot that says how far its newest job is.

It is no undo step of the artist's: what was sent comes, whatever is undone, and its placeholder is put back.
"""

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


_wanted: dict[str, None] = {}
"""Shots that get a placeholder as soon as the timeline may be touched, in the order of their jobs."""

behind: set[str] = set()
"""Shots whose placeholder may not say what is so: looked at as soon as the timeline may be touched."""


_replaced = False
"""Undo, redo or another file replaced the timeline: placeholders may stand there whose jobs are over, or be missing."""


def want(jobs: Iterable[Job]) -> None:
    """Show on the timeline that takes of these jobs are coming: now, or as soon as it may be touched."""
    _wanted.update(dict.fromkeys(job.shot_uuid for job in jobs))
    catch_up(float("inf"))


def catch_up(deadline: float) -> None:
    """Bring placeholders up to date until `deadline` (of `perf_counter`), unless strips must not be touched now."""
    global _replaced
    if _replaced and not view.being_read:
        _replaced = False
        _look_through()
    while (behind or _wanted) and perf_counter() < deadline and not timeline.can_edit_now():
        if _wanted:
            uuid = next(iter(_wanted))
            del _wanted[uuid]
            _place_placeholder(uuid)
        else:
            uuid = behind.pop()
        update(uuid)


def _look_through() -> None:
    """Compare the film's placeholders with its jobs, where it has any."""
    if not view.jobs:
        return
    edits = [scene.sequence_editor for scene in bpy.data.scenes if scene.sequence_editor]
    marks = [tag(strip) for edit in edits for strip in edit.strips_all]
    standing = {mark.shot for mark in marks if mark.role == "placeholder"}
    behind.update(standing)
    coming = (job.shot_uuid for job in view.jobs.values() if _is_coming(job))
    _wanted.update(dict.fromkeys(uuid for uuid in coming if uuid not in standing))


def _place_placeholder(shot_uuid: str) -> None:
    """What keeps it from its place is told: the job goes on."""
    from ..edit import sources

    edit, shot = find_edit(shot_uuid)
    job = _awaited(shot_uuid)
    if edit is None or shot is None or job is None:
        return
    place = sources.locate_shot(edit, shot)
    if place is None:  # its strip or marker was deleted
        return
    try:
        located = to_model(shot, edit, located={shot_uuid: place})
        timeline.place_placeholder(edit, located, job.word, undo_step=False)
    except AnimaticError as error:
        _tell(shot.name, job, error)


def _tell(shot_name: str, job: Job, error: AnimaticError) -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    about = (
        f"{shot_name} was sent; its placeholder has no place. {error.user_message}",
        "Its take is placed when it comes.",
    )
    notice = Notice(view.film or Path(), Level.NOTE, "no_placeholder", *about, awaits=frozenset({job.id}))
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
    coming = (job for job in view.jobs.values() if job.shot_uuid == shot_uuid and _is_coming(job))
    return max(coming, key=lambda job: job.id, default=None)


def _is_coming(job: Job) -> bool:
    """Whether its take comes to its shot: else it waits in Lost and Found. Asked of every job of the film."""
    return job.coming and job.id not in view.homeless


@bpy.app.handlers.persistent
def _timeline_replaced(*_: object) -> None:
    global _replaced
    _replaced = True


def register() -> None:
    registry.then(_wanted.clear)
    registry.then(behind.clear)
    for name in ("undo_post", "redo_post", "load_post"):
        registry.handler(name, _timeline_replaced)
