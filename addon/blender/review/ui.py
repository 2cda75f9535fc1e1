# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Review panel: what the film looks like now, before a cent and after."""

from __future__ import annotations

from typing import Any

import bpy

from ...second import compat
from .. import registry, timeline
from ..ui import SequencerPanel
from . import compare


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


class ANIMATIC_MT_compare(bpy.types.Menu):
    """What the take is looked at against, and how."""

    bl_idname = "ANIMATIC_MT_compare"
    bl_label = "Compare"

    def draw(self, context: bpy.types.Context) -> None:
        layout: Any = self.layout
        for against, label in (("colours", "Its Clip"), ("scene", "Clip as the Scene"), ("take", "Another Take")):
            for how, name, _ in compare.WAYS:
                button = layout.operator("animatic.compare", text=f"{label}, {name}")
                button.how, button.against = how, against
            layout.separator()
        layout.operator("animatic.compare", text="Back to the Timeline", icon="LOOP_BACK")


classes = (ANIMATIC_PT_review, ANIMATIC_MT_compare)


def register() -> None:
    registry.classes(*classes)
