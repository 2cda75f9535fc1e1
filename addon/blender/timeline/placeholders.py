# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placeholders: what stands on the timeline while a take is coming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from ...second import compat
from ..properties import film, tag
from .channels import above_source, free_channel, home_of
from .selection import unselected
from .strips import find_strips, push_undo, remove_strip, strips_of

if TYPE_CHECKING:
    from ...core.models import Shot


def place_placeholder(
    edit: bpy.types.Scene,
    shot: Shot,
    status: str,
    *,
    undo_step: bool = True,
) -> str:
    """Show on the timeline that a take is coming: a text strip over the shot, its status as name. Answers that name.

    A shot that has a take keeps showing it and gets no placeholder: the answer is then empty.
    """
    ours = strips_of(edit, shot.uuid)
    if ours["take"]:
        return ""
    with unselected(edit):
        for strip in ours["placeholder"]:
            remove_strip(edit, strip)
        home = home_of(ours["source"])
        container = edit.sequence_editor.strips if home is None else home.strips
        wanted = above_source(ours["source"], film(edit).video_channel)
        strip = compat.new_effect(
            container,
            name=shot.name,
            type="TEXT",
            channel=free_channel(edit, container, shot.frame_start, shot.frame_end, wanted),
            start=shot.frame_start,
            length=shot.frame_end - shot.frame_start,
        )
        strip.text = status  # beside its name, which Blender writes on the strip before its text
        strip.font_size = edit.render.resolution_y / 24
        strip.location = (0.5, 0.08)
        strip.blend_type = "ALPHA_OVER"
        strip.color_tag = "COLOR_03"
        mark = tag(strip)
        mark.role, mark.shot = "placeholder", shot.uuid
        mark.placed, mark.shot_head = (shot.frame_start, shot.frame_end) * 2, shot.head
        mark.step = shot.scene_step
        name = strip.name
    compat.ensure_sequencer_scene(edit)
    if undo_step:
        push_undo(f"Placeholder for {shot.name}")
    return str(name)


def update_placeholder(edit: bpy.types.Scene, shot: Any, status: str) -> None:
    """Write a shot's new status on its placeholder, if it has one. Moves nothing and makes no undo step.

    Of the shot only its id and name are read; a whole one takes long to make (9 ms in an edit of 200)."""
    for strip in find_strips(edit, shot.uuid, ("placeholder",)):
        if strip.text != status:
            strip.text = status
