# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Animation curves, and what of them shows between two moments. stdlib, numpy and bpy types."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np

_COLUMNS = (("co", 2), ("handle_left", 2), ("handle_right", 2), ("amplitude", 1), ("back", 1), ("period", 1))
_CHOICES = ("interpolation", "easing")
_WIDTH = sum(width for _, width in _COLUMNS) + len(_CHOICES)
FAR = 1e7
"""Frames that curves are laid apart in one row of times: Blender's own go from -1,048,574 to 1,048,574."""
MANY = 20_000
"""Keys of one data-block, a baked performance, that are not copied into the table of whatever shows it."""


class Keys:
    """Keys of the curves of a data-block, or of several. A key shows in a span if it or a neighbour bounds a piece of
    curve in it. Full once it was asked for a digest."""

    def __init__(self) -> None:
        self._curves: list[tuple[Any, bool]] = []
        self._shown: dict[tuple[float, float, bool], bytes] = {}

    def __len__(self) -> int:
        return sum(len(rows) for rows, _ in self._curves)

    def add(self, curve: Any, *, everywhere: bool) -> None:
        """Take in a curve; `everywhere`: every key shows at all times (a curve that repeats, a strip that is moved)."""
        keys = curve.keyframe_points
        count = len(keys)
        rows = np.empty((count, _WIDTH), dtype=np.float32)
        column = 0
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
        in_order = bool((np.diff(rows[:, 0]) >= 0).all())
        if count:
            self._curves.append((rows, everywhere or not in_order))

    def join(self, other: Keys) -> None:
        """Take in the curves of another data-block."""
        self._curves += other._curves

    def digest(self, start: float, end: float, *, goes_on: bool) -> bytes:
        """Hash of what shows from `start` to `end`, both included, in scene frames. `goes_on`: a curve that ends before
        is repeated, so all of it shows."""
        span = (start, end, goes_on)
        if span not in self._shown:
            self._shown[span] = self._digest(start, end, goes_on=goes_on)
        return self._shown[span]

    def forget(self) -> None:
        """Other spans are asked for from now on."""
        self._shown.clear()

    def _digest(self, start: float, end: float, *, goes_on: bool) -> bytes:
        if not self._curves:
            return b""
        rows, times, first, last, always = self._table
        apart = np.arange(len(first)) * FAR
        if goes_on:
            always = always | (times[last] - apart < end)
        low = np.searchsorted(times, np.clip(start, -FAR / 3, FAR / 3) + apart, "right") - 1
        high = np.searchsorted(times, np.clip(end, -FAR / 3, FAR / 3) + apart, "left")
        low = np.where(always, first, np.clip(low, first, last))
        high = np.where(always, last, np.clip(high, first, last))
        counts = high - low + 1
        begins = np.cumsum(counts) - counts
        chosen = np.arange(counts.sum()) + np.repeat(low - begins, counts)
        shown = hashlib.sha256(counts.tobytes())
        shown.update(np.ascontiguousarray(rows[chosen]))
        return shown.digest()

    @cached_property
    def _table(self) -> tuple[Any, Any, Any, Any, Any]:
        """All keys, their times with the curves laid FAR apart, and of each curve its first key, its last, and whether
        all of them show at any time."""
        counts = np.array([len(rows) for rows, _ in self._curves])
        rows = np.concatenate([rows for rows, _ in self._curves])
        last = np.cumsum(counts) - 1
        times = rows[:, 0].astype(np.float64) + np.repeat(np.arange(len(counts)) * FAR, counts)
        return rows, times, last - counts + 1, last, np.array([everywhere for _, everywhere in self._curves])


class Motion:
    """All that moves of what a picture shows."""

    def __init__(self, parts: Iterable[Keys]) -> None:
        self._shown: dict[tuple[float, float, bool], str] = {}
        few = Keys()
        self._parts = [few]
        for keys in parts:
            if len(keys) > MANY:
                self._parts.append(keys)
            elif keys:
                few.join(keys)

    def digest(self, start: float, end: float, *, goes_on: bool = False) -> str:
        """Hash of what shows from `start` to `end`, both included, in scene frames; `goes_on`: see Keys."""
        span = (start, end, goes_on)
        if span not in self._shown:
            parts = b"".join(keys.digest(start, end, goes_on=goes_on) for keys in self._parts)
            self._shown[span] = hashlib.sha256(parts).hexdigest()
        return self._shown[span]


def curves_of(animation: Any) -> list[tuple[Any, bool]]:
    """The curves that move a data-block, and whether all their keys count at any time. Not those of tracks that are
    muted: files of games leave all of a character's actions there, tens of thousands of curves."""
    found = []
    if animation.action is not None:
        slot = getattr(animation, "action_slot_handle", 0)
        found += [(curve, _repeats(curve)) for curve in _of_action(animation.action, slot)]
    for track in animation.nla_tracks:
        for strip in () if track.mute and not track.is_solo else track.strips:
            found += [(curve, True) for curve in strip.fcurves]
            if strip.action is not None:
                found += [(curve, True) for curve in _of_action(strip.action, getattr(strip, "action_slot_handle", 0))]
    return found


def actions_of(animation: Any) -> list[Any]:
    """The actions that move a data-block."""
    used = [animation.action, *(strip.action for track in animation.nla_tracks for strip in track.strips)]
    return [action for action in used if action is not None]


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
