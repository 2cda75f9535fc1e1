# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verb for taking the edit to another program."""

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty

from ...core.errors import AnimaticError
from ...second import compat
from .. import registry
from ..operators import Operator, is_saved
from ..ui import words

FORMATS = (
    (
        "otio",
        "OpenTimelineIO",
        "Everything: tracks, takes, trims, speeds, sound, markers. Resolve, Avid, xSTUDIO, OpenRV",
    ),
    ("edl", "EDL (CMX 3600)", "One picture track with reels and timecode. Every editor"),
    ("xml", "Final Cut Pro 7 XML", "Tracks, sound, speeds, markers. Premiere, Resolve, Hiero"),
    ("csv", "Shot List (CSV)", "A row a shot: times, camera, words, cast, take, cost. Excel, Kitsu, ShotGrid"),
)
WIDTH = 460
"""Pixels of the dialog at 1x."""


class ANIMATIC_OT_export_edit(Operator):
    """Write the edit for another program into the film's folder, as the next version: nothing is overwritten"""

    bl_idname = "animatic.export_edit"
    bl_label = "Export Edit"
    bl_options = {"REGISTER"}

    format: EnumProperty(name="Format", items=FORMATS, default="otio")
    compatible: BoolProperty(
        name="Compatible", description="Only the take that shows, for readers that know one media a clip (Clip.1)"
    )
    absolute: BoolProperty(
        name="Absolute Addresses", description="Name files by their full path: the export may then move, the films not"
    )
    drop: BoolProperty(name="Drop Frame", description="Drop-frame timecode, at 29.97 and 59.94 frames a second")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return is_saved(cls, "exports go into its folder")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        if self.format in {"csv", "xml"}:
            return self.execute(context)
        return context.window_manager.invoke_props_dialog(self, width=WIDTH, title="Export Edit", confirm_text="Export")

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(self, "format")
        if self.format == "otio":
            column.prop(self, "compatible")
            column.prop(self, "absolute")
        elif self.format == "edl":
            column.prop(self, "drop")
        words(self.layout, next(what for key, _, what in FORMATS if key == self.format) + ".", width=70)

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder
        from . import writing

        choices = writing.Choices(self.compatible, self.absolute, self.drop)
        folder = FilmFolder(bpy.data.filepath)
        try:
            written = writing.export(compat.edit_scene(context), folder, self.format, choices=choices)
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        self.report({"INFO"}, written.sentence)
        return {"FINISHED"}


classes = (ANIMATIC_OT_export_edit,)


def register() -> None:
    registry.classes(*classes)
