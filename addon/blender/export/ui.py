# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Export panel: the contact sheet, the edit as a movie, the edit out to other editors and in from them."""

from __future__ import annotations

from typing import Any

import bpy

from ...second import compat
from .. import registry
from ..ui import SequencerPanel, words
from . import ops

OUT: tuple[tuple[str, str, Any], ...] = (
    ("otio", "OpenTimelineIO…", "SEQUENCE"),
    ("edl", "EDL…", "ALIGN_JUSTIFY"),
    ("xml", "Final Cut Pro 7 XML…", "FILE_CACHE"),
    ("csv", "Shot List (CSV)", "SPREADSHEET"),
)


class ANIMATIC_PT_export(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_export"
    bl_label = "Export and Import"
    bl_order = 2
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column(align=True)
        row = column.row(align=True)
        row.operator("animatic.export_sheet", icon="IMAGE_DATA")
        row.operator_context = "INVOKE_DEFAULT"
        row.operator("animatic.export_pdf", text="PDF…")
        column.operator("animatic.export_page", icon="URL")
        row = column.row(align=True)
        row.operator("animatic.export_movie", icon="RENDER_ANIMATION")
        button = row.operator("animatic.export_movie", text="With Burn-In")
        button.burn_in = button.label = True
        edit = compat.edit_scene(context)
        if edit.use_preview_range:
            span = f"frames {edit.frame_preview_start} to {edit.frame_preview_end}"
            words(column, f"Of the preview range, {span}", icon="INFO")
        for number, work in enumerate(ops.under_way()):
            row = self.layout.row(align=True)
            row.progress(factor=work.share, text=f"{work.words}: {work.share:.0%}")
            row.operator("animatic.cancel_export", text="", icon="X").number = number
        for file in reversed(ops.last_made):
            row = self.layout.row(align=True)
            row.operator("animatic.open_export", text=file.name, icon="FILE_TICK").file = str(file)
            button = row.operator("animatic.open_export", text="", icon="FILEBROWSER")
            button.file, button.folder = str(file), True
        column = self.layout.column(align=True)
        column.operator_context = "INVOKE_DEFAULT"
        for key, label, icon in OUT:
            column.operator("animatic.export_edit", text=label, icon=icon).format = key
        column = self.layout.column(align=True)
        column.operator_context = "INVOKE_DEFAULT"
        column.operator("animatic.import_edit", icon="IMPORT")
        column.operator("animatic.import_boards", icon="FILE_FOLDER")
        column.operator("animatic.scratch_voice", icon="SPEAKER")
        column = self.layout.column(align=True)
        column.operator_context = "INVOKE_DEFAULT"
        column.operator("animatic.write_farm_bundle", icon="NETWORK_DRIVE")
        column.operator("animatic.collect_from_folder", icon="FILE_FOLDER")


classes = (ANIMATIC_PT_export,)


def register() -> None:
    registry.classes(*classes)
