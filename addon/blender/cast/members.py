# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in the film, and who plays in a shot: members join, play and leave."""

from typing import Any

import bpy

from ..properties import film


def add_member(edit: bpy.types.Scene, name: str, *, collection: bpy.types.Collection | None = None) -> Any:
    """A new member of the film's cast; its name is made unique, for `@name` must mean one character."""
    from uuid import uuid4

    settings = film(edit)
    member = settings.cast.add()
    member.uuid = uuid4().hex
    member.name = _free_name(name, {other.name for other in settings.cast if other.uuid != member.uuid})
    member.collection = collection
    member.colour = free_colour(settings)
    settings.cast_index = len(settings.cast) - 1
    return member


def free_colour(settings: Any) -> str:
    """A colour of its own, which stays: members that leave and join must not change what others are filmed in."""
    from ...core.plans.blockout import next_colour

    return next_colour(thing.colour for things in (settings.cast, settings.set_parts) for thing in things)


def joined(member: Any) -> str:
    """What the status bar says of a new member."""
    from ...core.plans.prompt import mention

    return f"{member.name} joined the cast: write {mention(member.name)} in a shot's action"


def cast_in(shot: Any, member_uuid: str, *, named: bool = False) -> None:
    """Let a member play in a shot; a second slot for the same member is a deliberate call more. `named`: because the
    words name it."""
    ref = shot.cast.add()
    ref.member, ref.named = member_uuid, named


def take_out(shot: Any, member_uuid: str) -> None:
    """Remove every slot of a member from a shot."""
    for number in reversed(range(len(shot.cast))):
        if shot.cast[number].member == member_uuid:
            shot.cast.remove(number)


def slots_of(shot: Any, member_uuid: str) -> int:
    """How many references of a member the shot sends."""
    return sum(slot.member == member_uuid for slot in shot.cast)


def plays_in(shot: Any, member_uuid: str) -> bool:
    return slots_of(shot, member_uuid) > 0


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = next(n for n in range(2, len(taken) + 3) if f"{name} {n}" not in taken)
    return f"{name} {number}"
