# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switch of the burn-in, and what keeps it right: shots that move, takes that come, frames that go by."""

from __future__ import annotations

import logging
from typing import Any

import bpy

from ...second import compat
from .. import registry, timeline
from ..operators import OnShots, Operator

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0


class ANIMATIC_OT_burn_in(OnShots, Operator):
    """Show or hide shot, take, lens, tier, frame and timecode over the picture"""

    bl_idname = "animatic.burn_in"
    bl_label = "Burn-In"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        if timeline.remove_burn_in(edit):
            self.report({"INFO"}, "The burn-in is off")
            return {"FINISHED"}
        timeline.put_burn_in(edit, _told(edit))
        self.report({"INFO"}, "The burn-in is on; movies that you export have it, too")
        return {"FINISHED"}


def _told(edit: bpy.types.Scene) -> list[tuple[int, int, str]]:
    from ..takes import told

    return told.spans(edit)


def tick() -> float:
    """Bring what is shown up to date. Answers the seconds until the next look."""
    try:
        edit = compat.edit_scene(bpy.context)
        if timeline.burn_in_counter(edit) and not timeline.can_edit_now():
            timeline.put_burn_in(edit, _told(edit))
    except Exception:  # an exception would end Blender's timer for good
        log.exception("The burn-in could not be brought up to date")
    return LOOK_SECONDS


@bpy.app.handlers.persistent
def _frame_changed(scene: Any, *_: object) -> None:
    """Not while Blender renders: that reads the strips on a thread of its own. A movie's frames are counted in the
    second Blender."""
    if not bpy.app.is_job_running("RENDER"):
        timeline.count_burn_in(scene)


classes = (ANIMATIC_OT_burn_in,)


def register() -> None:
    registry.classes(*classes)
    registry.handler("frame_change_post", _frame_changed)
    registry.timer(tick, LOOK_SECONDS)
