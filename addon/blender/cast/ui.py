# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cast panel: the film's characters, what shows them, and which of them play in the active shot."""

from __future__ import annotations

from typing import Any

import bpy

from .. import compat
from ..properties import film
from ..shots.ops import active_shot
from ..ui import SequencerPanel
from .ops import plays_in


class ANIMATIC_UL_cast(bpy.types.UIList):
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
        shot = active_shot(compat.edit_scene(context))
        row = layout.row(align=True)
        inside = shot is not None and plays_in(shot, item.uuid)
        row.operator(
            "animatic.toggle_cast", text="", icon="CHECKBOX_HLT" if inside else "CHECKBOX_DEHLT", emboss=False
        ).member = item.uuid
        row.prop(item, "name", text="", emboss=False)
        row.operator("animatic.mention_cast", text="", icon="ADD", emboss=False).member = item.uuid


class ANIMATIC_PT_cast(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_cast"
    bl_label = "Cast"

    def draw(self, context: bpy.types.Context) -> None:
        edit = compat.edit_scene(context)
        settings = film(edit)
        layout = self.layout
        row = layout.row()
        row.template_list("ANIMATIC_UL_cast", "", settings, "cast", settings, "cast_index", rows=3)
        side = row.column(align=True)
        side.operator("animatic.add_cast", text="", icon="ADD")
        side.operator("animatic.remove_cast", text="", icon="REMOVE")
        if not 0 <= settings.cast_index < len(settings.cast):
            return
        member = settings.cast[settings.cast_index]
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(member, "source_kind")
        column.prop(
            member, {"collection": "collection", "strip": "strip", "url": "url"}.get(member.source_kind, "file")
        )


classes = (ANIMATIC_UL_cast, ANIMATIC_PT_cast)


def register() -> None:
    for cls in classes:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
