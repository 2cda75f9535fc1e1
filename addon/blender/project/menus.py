# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs where hands already are: the strip's context menu, the Add menu, two keys. They work on the selection."""

from __future__ import annotations

from typing import Any

import bpy

from ...second import compat
from .. import registry
from ..properties import film

KEYS = (
    ("animatic.next_take", "UP_ARROW"),
    ("animatic.previous_take", "DOWN_ARROW"),
)
"""With Alt, in the Sequencer: free in Blender's and in the industry-compatible keymap of 4.5 and 5.2, where Alt with
left and right swaps strips."""


class ANIMATIC_MT_strip(bpy.types.Menu):
    """What can be done with the shots of the selected strips."""

    bl_idname = "ANIMATIC_MT_strip"
    bl_label = "Animatic"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("animatic.build_shots", text="Build Shots from Selected", icon="SEQUENCE")
        layout.operator("animatic.build_shots", text="Build All Shots").everything = True
        layout.operator("animatic.split_at_cameras")
        layout.operator("animatic.continue_shot")
        layout.operator("animatic.shot_from_strip")
        layout.separator()
        layout.operator("animatic.preflight", text="Generate…", icon="RENDER_ANIMATION")
        layout.operator("animatic.agree_blank")
        layout.operator("animatic.retake", text="Retake with New Seed…").change = "seed"
        layout.operator("animatic.retake", text="Retake with New Words…").change = "words"
        layout.operator("animatic.variations")
        layout.operator("animatic.promote", text="Promote Starred Drafts…")
        layout.separator()
        layout.operator("animatic.next_take", icon="TRIA_UP")
        layout.operator("animatic.previous_take", icon="TRIA_DOWN")
        layout.operator("animatic.bring_takes")
        layout.operator("animatic.fill_with_clips", text="Fill with Clips", icon="FILE_MOVIE").which = "chosen"
        layout.operator("animatic.pin_take", icon="PINNED")
        layout.operator("animatic.star_take", icon="SOLO_ON")
        layout.operator("animatic.reject_take", icon="X")
        layout.separator()
        layout.operator("animatic.restore_settings", icon="LOOP_BACK")
        layout.operator("animatic.reveal_take", icon="FILEBROWSER")
        layout.operator("animatic.copy_take_details", icon="COPYDOWN")
        layout.operator("animatic.delete_take", icon="TRASH")


class ANIMATIC_MT_add(bpy.types.Menu):
    """What can be added to the film from the Sequencer."""

    bl_idname = "ANIMATIC_MT_add"
    bl_label = "Animatic"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator("animatic.build_shots", text="Shots from Selected Strips or Markers", icon="SEQUENCE")
        layout.operator("animatic.shot_from_range", icon="PREVIEW_RANGE")
        layout.operator("animatic.cast_from_strip", icon="OUTLINER_OB_ARMATURE")
        layout.separator()
        layout.operator("animatic.import_edit", text="Edit, Shot List or Screenplay…", icon="IMPORT")
        layout.operator("animatic.import_boards", text="Boards…", icon="FILE_FOLDER")


def _draw_strip_menu(menu: Any, context: bpy.types.Context) -> None:
    menu.layout.separator()
    menu.layout.menu("ANIMATIC_MT_strip", icon="SEQUENCE")


def _draw_add_menu(menu: Any, context: bpy.types.Context) -> None:
    menu.layout.separator()
    menu.layout.menu("ANIMATIC_MT_add", icon="SEQUENCE")


def _draw_header(header: Any, context: bpy.types.Context) -> None:
    """Generate with its price while a shot is chosen, and the panels for where the sidebar is too low."""
    from ..shots.chosen import active_shot
    from . import overview

    edit, space = compat.edit_scene(context), context.space_data
    shown = edit is not None and (space is None or space.view_type != "PREVIEW")
    if shown and active_shot(edit) is not None:
        row = header.layout.row(align=True)
        for panel, icon in POPOVERS:
            row.popover(panel, text="", icon=icon)
        button = row.operator("animatic.preflight", text=overview.current.price or "Generate…", icon="RENDER_ANIMATION")
        button.which = film(edit).generate_which


POPOVERS: tuple[tuple[str, Any], ...] = (
    ("ANIMATIC_PT_shots", "SEQUENCE"),
    ("ANIMATIC_PT_cast", "OUTLINER_OB_ARMATURE"),
    ("ANIMATIC_PT_takes", "FILE_MOVIE"),
    ("ANIMATIC_PT_queue", "SORTTIME"),
)
"""Panels of the sidebar that open from the Sequencer's header, too: in the Storyboarding workspace it is 117 pixels
high."""

MENUS = (
    ("SEQUENCER_MT_context_menu", _draw_strip_menu),
    ("SEQUENCER_MT_add", _draw_add_menu),
)

classes = (ANIMATIC_MT_strip, ANIMATIC_MT_add)


def register() -> None:
    registry.classes(*classes)
    for menu, draw in MENUS:
        registry.menu(menu, draw)
    registry.menu("SEQUENCER_HT_header", _draw_header)
    for operator, key in KEYS:
        registry.key("Sequencer", operator, key, alt=True, repeat=True)
