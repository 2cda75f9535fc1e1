# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Review panel: what the film looks like now, before a cent and after."""

from __future__ import annotations

from typing import Any

import bpy

from ...second import compat
from .. import registry, timeline
from ..ui import SequencerPanel


class ANIMATIC_PT_review(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_review"
    bl_label = "Review"
    bl_order = 1
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        row = layout.row(align=True)
        row.operator("animatic.fill_with_clips", icon="FILE_MOVIE").look = "colours"
        row.operator("animatic.fill_with_clips", text="As the Scene").look = "scene"
        row.operator("animatic.remove_clips", text="", icon="X")
        row = layout.row(align=True)
        row.operator("animatic.compare", icon="SPLIT_VERTICAL")
        row.menu("ANIMATIC_MT_compare", text="", icon="DOWNARROW_HLT")
        shown = bool(timeline.burn_in_counter(compat.edit_scene(context)))
        layout.operator("animatic.burn_in", icon="FILE_TEXT", depress=shown)


classes = (ANIMATIC_PT_review,)


def register() -> None:
    registry.classes(*classes)
