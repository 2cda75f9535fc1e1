# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all panels of the Animatic tab share. draw() reads properties and the view model; it computes nothing."""

from __future__ import annotations

from typing import Any

import bpy

from ..second import compat

CATEGORY = "Animatic"
POPOVER = 19
"""Width of a panel that opens from a header, in units of 20 pixels at 1x."""


class SequencerPanel:
    """Mix-in: a panel in the Sequencer's sidebar, in our tab."""

    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = CATEGORY
    bl_ui_units_x = POPOVER
    """Where it opens from the Sequencer's header."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return compat.edit_scene(context) is not None


LETTERS, LETTERS_LEAST = 44, 14
"""Of a line in a sidebar of the usual width, and in one that is drawn as narrow as it goes."""
PAGE_LETTERS = 114
"""Of a line in the preflight's dialog."""
NARROW = 34
"""Letters of a sidebar in which buttons side by side would lose their words."""
AROUND, LETTER = 75, 6.0
"""Pixels at 1x: the tabs, margins and icon beside a line; one letter, measured a little wide."""


def letters_in(pixels: float) -> int:
    """How many letters of a sentence show in a sidebar that is so wide, in pixels at 1x."""
    return max(LETTERS_LEAST, min(LETTERS, int((pixels - AROUND) / LETTER)))


def letters() -> int:
    """How many letters of a sentence show in the sidebar that is being drawn."""
    region = bpy.context.region
    if region is None or region.type != "UI":
        return LETTERS
    return letters_in(region.width / bpy.context.preferences.system.ui_scale)


def words(layout: Any, text: str, *, icon: str = "NONE", width: int = 0) -> None:
    """Draw a sentence over as many lines as the sidebar needs, or of `width` letters; labels do not wrap."""
    line, width = "", width or letters()
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            layout.label(text=line, icon=icon)
            line, icon = word, "BLANK1" if icon != "NONE" else "NONE"
        else:
            line = f"{line} {word}".strip()
    if line:
        layout.label(text=line, icon=icon)


def redraw(kind: str = "SEQUENCE_EDITOR") -> None:
    """Draw all editors of a kind again; of the 3D viewport the sidebar alone, for its scene may be heavy."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == kind == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()
            elif area.type == kind:
                area.tag_redraw()
