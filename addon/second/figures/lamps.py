# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lamps a character carries, as a lantern or a glowing visor, and which light its set: files bring both along.

Only stdlib, numpy and bpy here; the artist's Blender asks, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from mathutils import Vector

from . import stand_ins

NEAR = 0.5
"""Of a character's longest side, that a lamp which it carries is away from its box at most."""
_BODIES = {"MESH", "CURVE", "SURFACE", "FONT", "META", "CURVES", "POINTCLOUD", "ARMATURE"}


def carried(things: Iterable[Any]) -> list[Any]:
    """Of the lamps among a character's things those that hang on it, or shine close to it; a sun is never close."""
    bodies, lamps = _split(things)
    if not lamps:
        return []
    low, high = _box(bodies)
    reach = NEAR * float((high - low).max())
    return [
        lamp for lamp in lamps if _hangs(lamp, bodies) or (lamp.data.type != "SUN" and _away(lamp, low, high) <= reach)
    ]


def of_a_set(things: Iterable[Any]) -> list[Any]:
    """The others: a studio that was left in the file."""
    bodies, lamps = _split(things)
    own = set(carried([*bodies, *lamps]))
    return [lamp for lamp in lamps if lamp not in own]


def _split(things: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    seen = [thing for thing in things if not stand_ins.is_never_seen(thing)]
    return [t for t in seen if t.type in _BODIES], [t for t in seen if t.type == "LIGHT" and t.data.energy]


def _hangs(lamp: Any, bodies: list[Any]) -> bool:
    holder = lamp.parent
    while holder is not None and holder not in bodies:
        holder = holder.parent
    return holder is not None


def _box(bodies: list[Any]) -> tuple[Any, Any]:
    """The corners of all bodies in the world, the lowest and the highest."""
    shown = [body for body in bodies if body.type != "ARMATURE"]
    corners = np.array([body.matrix_world @ Vector(corner) for body in shown for corner in body.bound_box])
    return (corners.min(axis=0), corners.max(axis=0)) if len(corners) else (np.zeros(3), np.zeros(3))


def _away(lamp: Any, low: Any, high: Any) -> float:
    place = np.array(lamp.matrix_world.translation)
    return float(np.linalg.norm(place - np.clip(place, low, high)))
