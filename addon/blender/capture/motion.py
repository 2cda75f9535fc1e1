# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Animation curves, and what of them shows between two moments. stdlib, numpy and bpy types."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

_COLUMNS = (("co", 2), ("handle_left", 2), ("handle_right", 2), ("amplitude", 1), ("back", 1), ("period", 1))
_CHOICES = ("interpolation", "easing")


class Motion:
    """Keys of many curves in one table. A key shows in a span if it or a neighbour bounds a piece of curve in it."""

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self._table: Any = None

    def add(self, curve: Any, *, everywhere: bool) -> None:
        """Take in a curve; `everywhere`: every key shows at all times (a curve that repeats, a strip that is moved)."""
        keys = curve.keyframe_points
        count = len(keys)
        rows = np.zeros((count, 3 + sum(width for _, width in _COLUMNS) + len(_CHOICES)))
        column = 3
        for name, width in _COLUMNS:
            values: Any = np.empty(count * width, dtype=np.float32)
            keys.foreach_get(name, values)
            rows[:, column : column + width] = values.reshape(count, width)
            column += width
        for name in _CHOICES:
            choice: Any = np.empty(count, dtype=np.int32)
            keys.foreach_get(name, choice)
            rows[:, column] = choice
            column += 1
        times = rows[:, 3].copy()
        # When its influence begins and ends: at the neighbouring keys.
        rows[:, 0] = -np.inf if everywhere else np.concatenate([[-np.inf], times[:-1]])[:count]
        rows[:, 1] = np.inf if everywhere else np.concatenate([times[1:], [np.inf]])[:count]
        rows[:, 2] = len(self._parts)
        self._parts.append(rows)
        self._table = None

    def digest(self, start: float, end: float) -> str:
        """Hash of what shows from `start` to `end`, both included, in scene frames."""
        if self._table is None:
            self._table = np.concatenate(self._parts) if self._parts else np.empty((0, 3))
        table = self._table
        shown = table[(table[:, 0] < end) & (table[:, 1] > start)]
        return hashlib.sha256(shown[:, 2:].tobytes()).hexdigest()


def curves_of(animation: Any) -> list[tuple[Any, bool]]:
    """The curves that move a data-block, and whether all their keys count at any time."""
    found = []
    if animation.action is not None:
        slot = getattr(animation, "action_slot_handle", 0)
        found += [(curve, _repeats(curve)) for curve in _of_action(animation.action, slot)]
    for track in animation.nla_tracks:
        for strip in track.strips:
            found += [(curve, True) for curve in strip.fcurves]
            if strip.action is not None:
                found += [(curve, True) for curve in _of_action(strip.action, getattr(strip, "action_slot_handle", 0))]
    return found


def moves(animation: Any) -> bool:
    """Whether a data-block's animation changes anything over time."""
    if animation is None:
        return False
    return any(_changes(curve) for curve, _ in curves_of(animation)) or len(animation.drivers) > 0


def _changes(curve: Any) -> bool:
    values = {round(key.co[1], 5) for key in curve.keyframe_points}
    return len(values) > 1 or len(curve.modifiers) > 0


def _repeats(curve: Any) -> bool:
    return len(curve.modifiers) > 0


def _of_action(action: Any, slot: int) -> list[Any]:
    """The curves of an action that are for `slot`, layered (4.4 and later)."""
    return [
        curve
        for layer in action.layers
        for strip in layer.strips
        for bag in strip.channelbags
        if bag.slot_handle == slot
        for curve in bag.fcurves
    ]
