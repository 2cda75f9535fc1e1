# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The burn-in's switch, and what keeps it right: shots that move, takes that come, frames that go by."""

from __future__ import annotations

import logging
from collections.abc import Generator
from time import perf_counter
from typing import Any

import bpy

from ...second import compat, named
from .. import registry, timeline

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks."""
BUSY_SECONDS = 0.05
"""Between two ticks of a look."""
SLICE_SECONDS = 0.01
"""Of a tick."""

_looking: Generator[None, None, None] | None = None
"""A look at the edit that has been begun."""


def switching(edit: bpy.types.Scene) -> timeline.Burning:
    """Show it, or take it away, while nothing else edits. Answers whether it is shown now."""
    _forget()
    if (yield from timeline.removing_burn_in(edit)):
        return False
    spans = yield from _telling(edit)
    yield from timeline.putting_burn_in(edit, spans)
    return True


def tick() -> float:
    """Bring what is shown up to date. Answers the seconds until the next look."""
    global _looking
    try:
        edit = compat.edit_scene(bpy.context)
        if not timeline.burn_in_counter(edit) or timeline.can_edit_now():
            _forget()
        elif _look_on(_looking or _looks(edit)):
            return BUSY_SECONDS
    except Exception:  # an exception would end Blender's timer for good
        _forget()
        log.exception("The burn-in could not be brought up to date")
    return LOOK_SECONDS


def _look_on(looks: Generator[None, None, None]) -> bool:
    """Go on with a look until the tick's time is up. Answers whether there is more to do."""
    global _looking
    _looking = looks
    until = _end_of_slice()
    for _ in looks:
        if perf_counter() >= until:
            return True
    _looking = None
    return False


def _looks(edit: bpy.types.Scene) -> Generator[None, None, None]:
    """Read what is to be said, then say it; between two steps the artist may edit. The scene is found again each time:
    undo moves it."""
    uid = edit.session_uid
    spans = yield from _telling(edit)
    while (now := named.scene_of(uid)) is not None and not _put_some(now, spans):
        yield


def _telling(edit: bpy.types.Scene) -> Generator[None, None, list[tuple[int, int, str]]]:
    """What is to be said, see `told.telling`."""
    from ..takes import told  # it brings all that reads an edit along, which enabling need not wait for

    return told.telling(edit)


def _put_some(edit: bpy.types.Scene, spans: list[tuple[int, int, str]]) -> bool:
    """Put what there is time for, and something in any case; answers whether that was all."""
    steps, until = timeline.putting_burn_in(edit, spans), 0.0
    try:
        for done, _ in enumerate(steps):
            if not done:  # it is known what is to be done
                until = _end_of_slice()
            elif perf_counter() >= until:
                return False
    finally:
        steps.close()
    return True


def _end_of_slice() -> float:
    """Without a window nobody waits."""
    return float("inf") if bpy.app.background else perf_counter() + SLICE_SECONDS


def _forget() -> None:
    global _looking
    _looking = None


@bpy.app.handlers.persistent
def _replaced(*_: object) -> None:
    """Undo, redo or another file: what was read may not be there any more."""
    _forget()


@bpy.app.handlers.persistent
def _frame_changed(scene: Any, *_: object) -> None:
    """Not while Blender renders: that reads the strips on a thread of its own. A movie's frames are counted in the
    second Blender."""
    if not bpy.app.is_job_running("RENDER"):
        timeline.count_burn_in(scene)


def register() -> None:
    registry.then(_forget)
    registry.handler("frame_change_post", _frame_changed)
    for name in ("undo_post", "redo_post", "load_post"):
        registry.handler(name, _replaced)
    registry.timer(tick, LOOK_SECONDS)
