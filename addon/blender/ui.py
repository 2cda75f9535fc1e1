# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all panels of the Animatic tab share. draw() reads properties and the view model; it computes nothing."""

from __future__ import annotations

from typing import Any

import bpy

from . import compat

CATEGORY = "Animatic"


class SequencerPanel:
    """Mix-in: a panel in the Sequencer's sidebar, in our tab."""

    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"
    bl_category = CATEGORY

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return compat.edit_scene(context) is not None


def words(layout: Any, text: str, *, icon: str = "NONE", width: int = 44) -> None:
    """Draw a sentence over as many lines as a narrow sidebar needs; labels do not wrap by themselves."""
    line = ""
    for word in text.split():
        if line and len(line) + len(word) + 1 > width:
            layout.label(text=line, icon=icon)
            line, icon = word, "BLANK1" if icon != "NONE" else "NONE"
        else:
            line = f"{line} {word}".strip()
    if line:
        layout.label(text=line, icon=icon)
