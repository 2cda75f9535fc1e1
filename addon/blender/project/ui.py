# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Project panel: what has to be well before a send; the film's own settings within it; and a shot's panel in the 3D
viewport of its own scene, where board artists work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..properties import film, find_shot
from ..shots.chosen import active_shot, length_of
from ..ui import CATEGORY, SequencerPanel, words
from . import viewport

if TYPE_CHECKING:
    from . import overview

GROUPS = (
    ("New Shots", ("route", "tier")),
    ("Picture and Sound", ("draft_resolution", "final_resolution", "aspect", "audio", "look_picture")),
    ("Timeline", ("handle", "handle_frames", "fit_method", "video_channel", "sound_channel")),
    ("Names", ("name_prefix", "name_digits", "name_step", "file_pattern")),
    ("Providers", ("provider_order", "provider_only")),
)
"""Heading and properties of the film, in the order of the panel. Its look and negative are among the shots' words."""
PICTURE_SCALE = 6.0
"""A shot's picture in the 3D viewport, in rows."""
PICKS_MAX = 12
"""Shots of the scene that can be chosen there; the list in the Sequencer has all of them."""


class ANIMATIC_PT_project(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_project"
    bl_label = "Project"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        self.layout.operator("animatic.open_preferences", text="", icon="PREFERENCES", emboss=False)

    def draw(self, context: bpy.types.Context) -> None:
        from . import overview

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


class ANIMATIC_PT_viewport(bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_viewport"
    bl_label = "Shot"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = CATEGORY

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.scene is not None and context.scene.name in viewport.filmed_in

    def draw(self, context: bpy.types.Context) -> None:
        edit, layout = compat.edit_scene(context), self.layout
        here = viewport.filmed_in.get(context.scene.name, ())
        active = active_shot(edit)
        if len(here) > 1 or active is None or active.uuid not in here:
            picks = layout.grid_flow(row_major=True, columns=3, align=True)
            for uuid in here[:PICKS_MAX]:
                shot = find_shot(edit, uuid)
                if shot is not None:
                    chosen = active is not None and active.uuid == uuid
                    picks.operator("animatic.pick_shot", text=shot.name, depress=chosen).shot = uuid
        if active is not None and active.uuid in here:
            _draw_shot(layout, edit, active)


def _draw_shot(layout: Any, edit: bpy.types.Scene, shot: Any) -> None:
    from . import overview

    camera = shot.camera.name if shot.camera else "no camera"
    words(layout, f"{shot.name}, {length_of(shot)}, {camera}", icon="CAMERA_DATA" if shot.camera else "SEQUENCE")
    layout.prop(shot, "route")
    compat.prompt_field(layout, shot.block("action"), "text", lines=4, placeholder="What happens: @Mia waves")
    chips = layout.grid_flow(row_major=True, columns=3, align=True)
    for member in film(edit).cast:
        chips.operator("animatic.mention_cast", text=member.name, icon="ADD").member = member.uuid
    row = layout.row()
    row.scale_y = 1.3
    text = f"Generate, {overview.current.price}…" if overview.current.price else "Generate…"
    row.operator("animatic.preflight", text=text, icon="RENDER_ANIMATION").which = "chosen"
    layout.operator("animatic.go_to_shot", icon="PLAY")
    picture = thumbnails.of_shot(shot.uuid)
    if picture:  # below what is clicked: it comes by itself, and must not move it
        layout.template_icon(picture, scale=PICTURE_SCALE)


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


classes = (ANIMATIC_PT_project, ANIMATIC_PT_film, ANIMATIC_PT_viewport)


def register() -> None:
    registry.classes(*classes)
