# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The film's own settings, within the Project panel: picture, sound, timeline, names, providers."""

from __future__ import annotations

from typing import Any

import bpy

from ...second import compat
from .. import registry
from ..properties import film
from ..ui import SequencerPanel

GROUPS = (
    ("New Shots", ("route", "tier")),
    ("Picture and Sound", ("draft_resolution", "final_resolution", "aspect", "audio", "look_picture")),
    ("Timeline", ("handle", "handle_frames", "fit_method", "video_channel", "sound_channel")),
    ("Names", ("name_prefix", "name_digits", "name_step", "file_pattern")),
    ("Providers", ("provider_order", "provider_only")),
)
"""Heading and properties of the film, in the order of the panel. Its look and negative are among the shots' words."""


class ANIMATIC_PT_film(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_film"
    bl_label = "Film Settings"
    bl_parent_id = "ANIMATIC_PT_project"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        settings = film(compat.edit_scene(context))
        for heading, names in GROUPS:
            _draw_group(self.layout, settings, heading, names)


def _draw_group(layout: Any, settings: Any, heading: str, names: tuple[str, ...]) -> None:
    layout.label(text=heading)
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    for name in names:
        column.prop(settings, name)


classes = (ANIMATIC_PT_film,)


def register() -> None:
    registry.classes(*classes)
