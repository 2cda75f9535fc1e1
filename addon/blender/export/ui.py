# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Export panel: the contact sheet and the edit as a movie."""

from __future__ import annotations

import bpy

from .. import registry
from ..ui import SequencerPanel
from . import ops


class ANIMATIC_PT_export(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_export"
    bl_label = "Export"
    bl_order = 2
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column(align=True)
        column.operator("animatic.export_sheet", icon="IMAGE_DATA")
        column.operator("animatic.export_movie", icon="RENDER_ANIMATION")
        for number, work in enumerate(ops.under_way()):
            row = self.layout.row(align=True)
            row.progress(factor=work.share, text=f"{work.words}: {work.share:.0%}")
            row.operator("animatic.cancel_export", text="", icon="X").number = number
        for file in reversed(ops.last_made):
            row = self.layout.row(align=True)
            row.operator("animatic.open_export", text=file.name, icon="FILE_TICK").file = str(file)
            button = row.operator("animatic.open_export", text="", icon="FILEBROWSER")
            button.file, button.folder = str(file), True


classes = (ANIMATIC_PT_export,)


def register() -> None:
    registry.classes(*classes)
