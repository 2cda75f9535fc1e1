# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps the burn-in right: shots that move, takes that come, frames that go by."""

from __future__ import annotations

import logging
from typing import Any

import bpy

from ...second import compat
from .. import registry, timeline

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0


def words_of(edit: bpy.types.Scene) -> list[tuple[int, int, str]]:
    """Of each span of the edit, first frame and the one after the last, what stands over the picture."""
    from ..takes import told

    return told.spans(edit)


def tick() -> float:
    """Bring what is shown up to date. Answers the seconds until the next look."""
    try:
        edit = compat.edit_scene(bpy.context)
        if timeline.burn_in_counter(edit) and not timeline.can_edit_now():
            timeline.put_burn_in(edit, words_of(edit))
    except Exception:  # an exception would end Blender's timer for good
        log.exception("The burn-in could not be brought up to date")
    return LOOK_SECONDS


@bpy.app.handlers.persistent
def _frame_changed(scene: Any, *_: object) -> None:
    """Not while Blender renders: that reads the strips on a thread of its own. A movie's frames are counted in the
    second Blender."""
    if not bpy.app.is_job_running("RENDER"):
        timeline.count_burn_in(scene)


def register() -> None:
    registry.handler("frame_change_post", _frame_changed)
    registry.timer(tick, LOOK_SECONDS)
