# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot in the 3D viewport of its own scene, where board artists work: its picture, camera, words, and Generate."""

import time
from typing import Any

import bpy
from bpy.props import StringProperty

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..operators import Operator
from ..properties import film, find_shot
from ..shots.chosen import activate, active_shot, length_of
from ..ui import CATEGORY, words

PICTURE_SCALE = 6.0
PICKS_MAX = 12
"""Shots of the scene that can be chosen here; the list in the Sequencer has all of them."""
LOOK_SECONDS = 1.0

_filmed_in: dict[str, tuple[str, ...]] = {}
"""The shots, by id, that are filmed in each scene, by its name: found beside drawing."""
_next_look = 0.0


def refresh(edit: bpy.types.Scene) -> None:
    """Look which shots are filmed in which scene, when it is time."""
    global _next_look
    now = time.monotonic()
    if now < _next_look:
        return
    _next_look = now + LOOK_SECONDS
    found: dict[str, list[str]] = {}
    for shot in film(edit).shots:
        if not shot.gone and shot.scene is not None:
            found.setdefault(shot.scene.name, []).append(shot.uuid)
    _filmed_in.clear()
    _filmed_in.update((name, tuple(uuids)) for name, uuids in found.items())


def forget() -> None:
    """Another file is open."""
    global _next_look
    _filmed_in.clear()
    _next_look = 0.0


class ANIMATIC_OT_pick_shot(Operator):
    """Show this shot, and choose it in the list"""

    bl_idname = "animatic.pick_shot"
    bl_label = "Choose Shot"
    bl_options = {"REGISTER", "UNDO"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id")

    def execute(self, context: bpy.types.Context) -> set[str]:
        if not activate(compat.edit_scene(context), self.shot):
            self.report({"WARNING"}, "This shot is no longer in the film")
            return {"CANCELLED"}
        return {"FINISHED"}


class ANIMATIC_PT_viewport(bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_viewport"
    bl_label = "Shot"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = CATEGORY

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.scene is not None and context.scene.name in _filmed_in

    def draw(self, context: bpy.types.Context) -> None:
        edit, layout = compat.edit_scene(context), self.layout
        here = _filmed_in.get(context.scene.name, ())
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

    picture = thumbnails.of_shot(shot.uuid)
    if picture:
        layout.template_icon(picture, scale=PICTURE_SCALE)
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


classes = (ANIMATIC_OT_pick_shot, ANIMATIC_PT_viewport)


def register() -> None:
    registry.classes(*classes)
    registry.then(forget)
