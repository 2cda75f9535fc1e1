# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Takes panel: every result of the active shot, which one shows, and what the artist thinks of it."""

from __future__ import annotations

from typing import Any

import bpy

from .. import compat
from ..shots.ops import active_shot
from ..ui import SequencerPanel, words


class ANIMATIC_UL_takes(bpy.types.UIList):
    def draw_item(
        self,
        context: bpy.types.Context,
        layout: Any,
        data: Any,
        item: Any,
        icon: int,
        active_data: Any,
        active_property: str,
        index: int,
    ) -> None:
        row = layout.row(align=True)
        row.active = not item.rejected
        shown = data.active_take == item.id
        row.operator(
            "animatic.show_take", text="", icon="RADIOBUT_ON" if shown else "RADIOBUT_OFF", emboss=False
        ).take = item.id
        row.label(text=f"t{item.number:03d}")
        row.label(text=item.model.rsplit("/", 1)[-1])
        row.label(text=_price(item.usd))
        if item.stale:
            row.label(text="", icon="TIME")
        row.operator(
            "animatic.star_take", text="", icon="SOLO_ON" if item.starred else "SOLO_OFF", emboss=False
        ).take = item.id
        row.operator("animatic.reject_take", text="", icon="X", emboss=False).take = item.id


def _price(usd: str) -> str:
    """ "0.3" is stored, "$0.30" is read."""
    whole, _, cents = usd.partition(".")
    return f"${whole}.{cents.ljust(2, '0')}" if usd else ""


class ANIMATIC_PT_takes(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_takes"
    bl_label = "Takes"

    def draw(self, context: bpy.types.Context) -> None:
        shot = active_shot(compat.edit_scene(context))
        layout = self.layout
        if shot is None or not shot.takes:
            layout.label(text="No takes yet")
            return
        layout.template_list("ANIMATIC_UL_takes", "", shot, "takes", shot, "take_index", rows=3)
        row = layout.row(align=True)
        row.operator("animatic.step_take", text="Previous", icon="TRIA_LEFT").step = -1
        row.operator("animatic.step_take", text="Next", icon="TRIA_RIGHT").step = 1
        row.operator("animatic.pin_take", text="", icon="PINNED" if shot.pinned else "UNPINNED", depress=shot.pinned)
        if 0 <= shot.take_index < len(shot.takes):
            take = shot.takes[shot.take_index]
            layout.prop(take, "note")
            words(layout, take.prompt)


classes = (ANIMATIC_UL_takes, ANIMATIC_PT_takes)


def register() -> None:
    for cls in classes:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
