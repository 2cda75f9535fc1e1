# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Best of N in Blender: takes that come are judged, the next is let go while none follows, the best is shown. Main
thread.

Decided from the jobs and the takes alone, so that it goes on after Blender was closed. Buys nothing by itself: every
one of them was agreed to at the send, and the engine looks at that sum once more.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from .. import registry, timeline
from ..engine import session
from ..engine.view import current as view
from ..properties import find_edit
from ..takes.showing import show
from ..ui import redraw
from . import judging

if TYPE_CHECKING:
    from ...core.jobs.job import Job
    from ...core.jobs.one_by_one import Step

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between two looks at whether a decision is due."""
TRIES = 2
"""To judge a take; one that cannot be judged ends the buying: nobody would see what is bought."""

_begun: set[str] = set()
"""Groups of which takes were still to come, since the film was opened: their best is shown when all are judged."""
_known: set[str] = set()
"""Groups that were looked at since the film was opened: one that ended is not begun again."""
_tried: dict[str, int] = {}
"""How often a take was asked to be judged, by job."""
ASKED_SECONDS = 10.0
"""For the engine to tell what it did; then it is decided anew."""
_asked: dict[str, float] = {}
"""Jobs that the engine was asked to let go, or to cancel, and has not told of yet; when (seconds, monotonic)."""


def tick() -> float:
    """Do what is due. Answers the seconds until the next look."""
    try:
        _look()
    except Exception:  # an exception would end Blender's timer for good; held jobs stay held
        log.exception("Best of N could not be decided")
    return LOOK_SECONDS


def under_way() -> bool:
    """Whether a take is being judged for it now, or is about to be: all of its group came."""
    return judging.under_way() or any(_is_complete(group) for group in _groups())


def _look() -> None:
    if not _begun and not any(job.best_of is not None for job in view.jobs.values()):
        return
    from ...core.jobs import one_by_one

    _begun.update(one_by_one.name_of([job]) for job in view.jobs.values() if one_by_one.is_under_way(job))
    _begin_those_left()
    if not _begun:
        return
    if bpy.app.background:  # there no timer runs
        judging.tick()
    for group in _groups():
        if _landed(group):
            _do(group, one_by_one.next_step(group, _words(group)))


def _begin_those_left() -> None:
    """Blender was closed when the last of a group was there and not judged: its best is still to be shown, unless the
    artist chose another take meanwhile. Once for each group."""
    from ...core.jobs import one_by_one

    placed: dict[str, list[Job]] = {}
    for job in view.jobs.values():
        name = one_by_one.name_of([job])
        if name and name not in _known and job.state in one_by_one.CAME:
            placed.setdefault(name, []).append(job)
    _known.update(_begun, placed)
    words = _words([job for group in placed.values() for job in group])  # one look at all takes, not one for each group
    for name, group in placed.items():
        last = max(group, key=_arrived)
        shot = find_edit(last.shot_uuid)[1]
        shows_by_itself = last.take_number == max(job.take_number for job in group)
        unchosen = {last.id} if shows_by_itself else {job.id for job in group}
        if shot is not None and shot.active_take in unchosen and last.id not in words:
            _begun.add(name)


def _arrived(job: Job) -> str:
    """When its take came, which of one that was sent once more is not by its number."""
    return max((entry.at for entry in job.history if entry.state == "ready"), default=job.updated)


def _groups() -> list[list[Job]]:
    """Those that are at work, of the gateway that is asked now; those of which all came need none."""
    if not _begun:
        return []
    from ...core.jobs import one_by_one

    running = session.current()
    asked = running.gateway if running is not None else None
    found = one_by_one.groups(view.jobs.values(), _begun)
    return [group for group in found if all(asked == job.gateway for job in group) or _is_complete(group)]


def _is_complete(group: list[Job]) -> bool:
    from ...core.jobs import one_by_one

    return _landed(group) and not any(one_by_one.is_under_way(job) for job in group)


def _landed(group: list[Job]) -> bool:
    """Whether every take that came is on its shot, and what the engine was asked for was done."""
    now = time.monotonic()
    waits = any(job.held and now - _asked.get(job.id, -ASKED_SECONDS) < ASKED_SECONDS for job in group)
    return not waits and all(job.state != "ready" for job in group)


def _words(group: list[Job]) -> dict[str, str]:
    if not group:
        return {}
    pairs = judging.pairs_of([job.id for job in group])
    return {take.id: found.word for _, take in pairs if (found := judging.of(take)) is not None}


def _do(group: list[Job], step: Step) -> None:
    running = session.current()
    if step.judge is not None:
        _judge(group, step.judge)
    elif step.over:
        _end(group)
    elif step.go is not None and running is not None:
        _asked[step.go.id] = time.monotonic()
        running.engine.go_on_with(step.go.id)
    elif step.stop and running is not None:
        _stop(running, group, step.stop, step.why)


def _judge(group: list[Job], job: Job) -> None:
    if judging.under_way() or judging.is_wanted(job.id):
        return
    tries = _tried.get(job.id, 0)
    if tries >= TRIES or not judging.pairs_of([job.id]):
        held = tuple(other for other in group if other.held)
        running = session.current()
        if not held:
            _end(group)
        elif running is not None:
            _stop(running, group, held, f"A take of {job.shot_name} cannot be judged: no more is bought.")
        return
    _tried[job.id] = tries + 1
    judging.want(job.id)


def _stop(running: session.Session, group: list[Job], held: tuple[Job, ...], why: str) -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    for job in held:
        _asked[job.id] = time.monotonic()
        running.engine.cancel(job.id)
    if view.film is not None:
        view.put_notice(Notice(view.film, Level.NOTE, "best_of", why, "The takes that came are kept."))
    _show_best(group)


def _end(group: list[Job]) -> None:
    """Nothing more comes: once, so that the artist may choose another take after that."""
    from ...core.jobs import one_by_one

    _begun.discard(one_by_one.name_of(group))
    _show_best(group)


def _show_best(group: list[Job]) -> None:
    """Let the shot show its best take, if it shows one of these and nobody pinned it."""
    edit, shot = find_edit(group[0].shot_uuid)
    if edit is None or shot is None or shot.pinned or shot.active_take not in {job.id for job in group}:
        return
    best: Any = judging.best(shot)
    if best is None or best.id == shot.active_take or timeline.can_edit_now():
        return
    try:
        timeline.push_undo(f"Show {show(edit, shot, best)}")
        redraw()
    except AnimaticError as error:
        log.warning("%s", error.sentence)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    _forget()


def _forget() -> None:
    _begun.clear()
    _known.clear()
    _tried.clear()
    _asked.clear()


def register() -> None:
    registry.handler("load_post", _film_opened)
    registry.then(_forget)
    registry.timer(tick, LOOK_SECONDS)
