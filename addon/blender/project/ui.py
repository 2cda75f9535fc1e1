# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Project panel: what has to be well before a send, and the way to what is not."""

from __future__ import annotations

from typing import Any

import bpy

from ... import ident
from ...second import compat
from .. import registry, timeline
from ..operators import Operator
from ..properties import film
from ..ui import SequencerPanel, words
from . import overview


class ANIMATIC_PT_project(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_project"
    bl_label = "Project"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        self.layout.operator("animatic.open_preferences", text="", icon="PREFERENCES", emboss=False)

    def draw(self, context: bpy.types.Context) -> None:
        layout, known = self.layout, overview.current
        for line in known.lines:
            if not line.well:
                _draw_line(layout, line)
        header, body = layout.panel("animatic_checklist", default_closed=True)
        header.label(text=known.summary, icon="CHECKMARK" if known.well else "INFO")
        if body is not None:
            for line in known.lines:
                if line.well:
                    words(body, line.text, icon="CHECKMARK")


def _draw_line(layout: Any, line: overview.Line) -> None:
    words(layout, line.text, icon="ERROR")
    if line.operator:
        layout.operator(line.operator, text=line.button)


class ANIMATIC_OT_open_preferences(Operator):
    """Keys, gateway, host and spending caps"""

    bl_idname = "animatic.open_preferences"
    bl_label = "Animatic Preferences"

    def execute(self, context: bpy.types.Context) -> set[str]:
        bpy.ops.preferences.addon_show(module=ident.PACKAGE)
        return {"FINISHED"}


class ANIMATIC_OT_use_standard_view(Operator):
    """Show videos in their own colours: set the edit's view transform to Standard. It also plays faster"""

    bl_idname = "animatic.use_standard_view"
    bl_label = "Use Standard View Transform"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        compat.edit_scene(context).view_settings.view_transform = "Standard"
        return {"FINISHED"}


class ANIMATIC_OT_open_channels(Operator):
    """Unmute and unlock the channels that takes and their sound go to, and those that they are on"""

    bl_idname = "animatic.open_channels"
    bl_label = "Unmute and Unlock Channels"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        timeline.open_channels(compat.edit_scene(context))
        return {"FINISHED"}


class ANIMATIC_OT_use_scene_aspect(Operator):
    """Ask for each shot's video in the shape of its scene, as near as the model makes it"""

    bl_idname = "animatic.use_scene_aspect"
    bl_label = "Aspect as the Scene"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        film(compat.edit_scene(context)).aspect = "scene"
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_open_channels,
    ANIMATIC_OT_open_preferences,
    ANIMATIC_OT_use_standard_view,
    ANIMATIC_OT_use_scene_aspect,
    ANIMATIC_PT_project,
)


def register() -> None:
    registry.classes(*classes)
