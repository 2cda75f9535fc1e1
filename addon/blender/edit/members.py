# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which strips the cast is: by the member's id on the strip, for an artist renames strips. Main thread, not in draw."""

from __future__ import annotations

from typing import Any

import bpy

from ..properties import film, names, tag
from ..properties.cast import follow_strip, mark_strips


def follow_strips(edit: bpy.types.Scene) -> None:
    """Give the cast the present names of the strips that it was made of, and other strips of these names nothing."""
    cast = list(film(edit).cast)
    editor = edit.sequence_editor if cast else None
    strips: list[Any] = list(editor.strips_all) if editor is not None else []
    marked: dict[str, list[Any]] = {}  # at one look, not one for each member
    for strip in strips:
        for uuid in names(tag(strip).cast):
            marked.setdefault(uuid, []).append(strip)
    for member in cast:
        own = marked.get(member.uuid, [])
        for field, sounds in (("strip", False), ("voice", True)):
            chosen = getattr(member, field)
            mine = [strip for strip in own if (strip.type == "SOUND") == sounds]
            if not chosen or any(strip.name == chosen for strip in mine):
                continue
            if mine:  # a duplicate carries the id, too, under a longer name
                follow_strip(member, field, min(mine, key=lambda strip: (len(strip.name), strip.name)).name)
            elif any(strip.name == chosen for strip in strips):  # of a film from before strips had ids
                mark_strips(member)
