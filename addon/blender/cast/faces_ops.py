# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist says of a small view: that it shows the face, or the back of the head. One click then puts a wrong
front right, for the filming told which side of the character each view shows.
"""

from pathlib import Path
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..operators import Operator
from ..properties import find_member
from ..properties.choices import FRONTS, SHOWN
from . import references

OPPOSITE = {"front": "back", "back": "front", "left": "right", "right": "left"}
VIEWS = 3
"""How many views somebody has."""
SIDES = tuple(front for front in FRONTS if front[0] in OPPOSITE)


class ANIMATIC_OT_set_front(Operator):
    """Say what this picture shows, and so which side is the character's front"""

    bl_idname = "animatic.set_front"
    bl_label = "Set Front"
    bl_options = {"REGISTER", "UNDO"}

    member: StringProperty(options={"HIDDEN"})
    side: EnumProperty(name="Side", description="The side of the character that the picture shows", items=SIDES)
    shown: EnumProperty(name="Shows", description="What the picture shows", items=SHOWN, default="face")

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return next(said for shown, _, said in SHOWN if shown == properties.shown)

    def execute(self, context: bpy.types.Context) -> set[str]:
        member = find_member(compat.edit_scene(context), self.member)
        if member is None:
            return {"CANCELLED"}
        member.front = self.side if self.shown == "face" else OPPOSITE[self.side]
        return {"FINISHED"}


def of(state: references.State, number: int) -> str:
    """The side that a view is straight before; empty for a corner, and for views of somebody who changed since."""
    return state.sides[number] if number < len(state.sides) else ""


def picture(state: references.State, number: int) -> int:
    """The icon of a view; 0, which draws nothing, where it is not there yet."""
    if number >= len(state.views):
        return 0
    return thumbnails.icon(f"{state.sha256}_{number}", Path(state.views[number]), is_movie=False)


def draw(layout: Any, member: Any, side: str, *, is_first: bool) -> None:
    """The buttons of a view of a side; the first one shows the front."""
    is_front = side == member.front if member.front in OPPOSITE else is_first
    for shown, word, _ in SHOWN:
        said = layout.operator("animatic.set_front", text=word, depress=is_front and shown == "face")
        said.member, said.side, said.shown = member.uuid, side, shown


def register() -> None:
    registry.classes(ANIMATIC_OT_set_front)
