# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How large the parts of a character are beside each other, and how far apart they lie. Only numpy and bpy here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from .following import SOLID

SMALL = 1 / 3
"""Of the picture's height or width, that a body fills less than: nobody would be told by it."""
FAR = 1 / 3
"""Of the way to the part that is farthest from the middle of all: parts beyond that lie off."""
DRAWN = SOLID | {"CURVE", "SURFACE", "FONT", "META"}


class Box(NamedTuple):
    """What a part fills of the world, in metres."""

    name: str
    low: Any
    high: Any

    @property
    def middle(self) -> Any:
        return (self.low + self.high) / 2


class Small(NamedTuple):
    """A body, what part of the picture it fills (0 to 1), and the largest of what is filmed with it."""

    body: str
    share: float
    beside: str


def small_body(things: Iterable[Any], aspect: float) -> Small | None:
    """A rig's body that is small beside other things of its collection; None where it is not, or nothing has a rig.
    `things` are filmed from all sides, all of them in the picture of an aspect; by Blender's own boxes, unevaluated."""
    things = [thing for thing in things if thing.type in DRAWN]
    carried = [thing for thing in things if rig_of(thing) is not None]
    others = [box_of(thing) for thing in things if rig_of(thing) is None]
    if not carried or not others:
        return None
    bodies = [box_of(thing) for thing in carried]
    share = _sides(bodies, aspect) / _sides([*bodies, *others], aspect)
    if share >= SMALL:
        return None
    largest = max(others, key=lambda box: float(np.linalg.norm(box.high - box.low)))
    return Small(rig_of(carried[0]).name, share, largest.name)


def rig_of(thing: Any) -> Any:
    """The armature that moves a thing, by its bones or as a part of it; None for others."""
    for modifier in thing.modifiers:
        if modifier.type == "ARMATURE" and modifier.object is not None:
            return modifier.object
    return thing.parent if thing.parent is not None and thing.parent.type == "ARMATURE" else None


def box_of(thing: Any) -> Box:
    """The box around a thing's own box in the world."""
    return _around(thing.name, np.array(thing.bound_box), np.array(thing.matrix_world))


def _around(name: str, points: Any, matrix: Any) -> Box:
    placed = points @ matrix[:3, :3].T + matrix[:3, 3]
    return Box(name, placed.min(axis=0), placed.max(axis=0))


def _sides(boxes: list[Box], aspect: float) -> float:
    """How high a picture must be, in metres, for boxes to fit it from all sides."""
    low, high = np.min([box.low for box in boxes], axis=0), np.max([box.high for box in boxes], axis=0)
    across, along, up = high - low
    return max(float(up), float(np.hypot(across, along)) / aspect, 1e-9)


def what_lies_off(boxes: list[Box]) -> str:
    """Which parts make a character's picture large by where they are, in words that follow ": "; else empty."""
    if len(boxes) < 2:
        return ""
    whole = _sides(boxes, 1.0)
    for box in boxes:
        if _sides([box], 1.0) > whole / 2:
            return f"{box.name} is {_sides([box], 1.0):,.0f} m large"
    middle = np.median([box.middle for box in boxes], axis=0)
    ways = [float(np.linalg.norm(box.middle - middle)) for box in boxes]
    off = [box for box, way in zip(boxes, ways, strict=True) if way > FAR * max(ways)]
    if len(boxes) == len(off) == 2:
        one, other = boxes
        return f"{one.name} and {other.name} lie {np.linalg.norm(one.middle - other.middle):,.0f} m apart"
    rest = [box for box in boxes if box not in off]
    if len(rest) <= len(off) or _sides(rest, 1.0) > whole / 2:  # most of it is where it belongs
        return ""
    names = f"{off[0].name} and {len(off) - 1} more lie" if len(off) > 1 else f"{off[0].name} lies"
    return f"{names} {max(ways):,.0f} m away"


def boxes_of(depsgraph: Any, local: Any) -> list[Box]:
    """The boxes of all that is shown, one for each thing, its instances together. `local`: a thing's points in its own
    space, see `following.local_points`."""
    found: dict[str, Box] = {}
    for instance in depsgraph.object_instances:
        thing = instance.object
        if not instance.show_self or thing.hide_render or thing.type not in SOLID or not len(points := local(thing)):
            continue
        box = _around(thing.name, points, np.array(instance.matrix_world))
        if not (np.isfinite(box.low).all() and np.isfinite(box.high).all()):
            continue
        known = found.get(thing.name)
        if known is not None:
            box = Box(box.name, np.minimum(known.low, box.low), np.maximum(known.high, box.high))
        found[thing.name] = box
    return list(found.values())
