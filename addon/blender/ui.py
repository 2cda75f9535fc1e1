# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all panels of the Animatic tab share. draw() reads properties and the view model; it computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
BESIDE = 4
"""Letters that an icon's button at the end of a line takes away."""
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


def words(layout: Any, text: str, *, icon: str = "NONE", width: int = 0) -> int:
    """Draw a sentence over as many lines as the sidebar needs, or of `width` letters; labels do not wrap. Answers how
    many."""
    lines = broken(text, width or letters())
    for number, line in enumerate(lines):
        layout.label(text=line, icon="BLANK1" if number and icon != "NONE" else icon)
    return len(lines)


def broken(text: str, width: int) -> list[str]:
    """A sentence in lines of so many letters, where it can be broken."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) + 1 <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def room(layout: Any, told: Iterable[tuple[str, str]], lines: int) -> None:
    """Draw sentences, each with its icon, on exactly so many lines: what comes and goes by itself must not move a
    button below, which a hand may be on its way to. What has no room is read on by the dots at the end of the last."""
    told = [(text, icon) for text, icon in told if text]
    drawn = [
        (line, "BLANK1" if number else icon)
        for text, icon in told
        for number, line in enumerate(broken(text, letters()))
    ]
    column = layout.column()
    for line, icon in drawn[: lines - 1] if len(drawn) > lines else drawn:
        column.label(text=line, icon=icon)
    if len(drawn) > lines:
        _read_on(column, drawn[lines - 1], [text for text, _ in told])
    for _ in range(lines - len(drawn)):
        column.label(text="")


def _read_on(column: Any, line: tuple[str, str], sentences: Sequence[str]) -> None:
    """The last line that has room, with the way to all that is said."""
    row = column.row(align=True)
    row.label(text=f"{line[0][: letters() - BESIDE]}…", icon=line[1])
    row.operator("animatic.read_on", text="", icon="THREE_DOTS", emboss=False).sentences = "\n".join(sentences)


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
