# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets a short cycle go on for as long as it is filmed: a walk of 28 frames, as an action or as a strip of the NLA.

Only stdlib and bpy types here; the file is a copy that is thrown away, so it may be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .. import compat

STILL, ALIKE, CYCLIC = 1e-4, 0.1, 0.9
"""What no bone turns by; the share of its own span by which a bone of a cycle may end apart from where it began; and
the share of the bones that must."""


def go_on(things: Sequence[Any], until: float) -> None:
    """Repeat what begins and ends alike, places apart, and ends before the frame `until`. `things`: a rig, the parts
    that are moved together, or their shape keys."""
    curves = _moving([curve for thing in things for curve in compat.fcurves(thing)])
    ends = [curve.range() for curve in curves]
    if ends and max(end for _, end in ends) < until:
        start, end = min(begin for begin, _ in ends), max(end for _, end in ends)
        if _is_cycle(curves, start, end):
            _repeat(curves)
    for strip in _last_strips(things):
        _go_on_strip(strip, until)


def shape_keys_of(things: Iterable[Any]) -> list[Any]:
    """The shape keys of things: birds and horses of the web gallop by these alone."""
    found = {getattr(thing.data, "shape_keys", None): None for thing in things if thing.data is not None}
    found.pop(None, None)
    return list(found)


def _last_strips(things: Sequence[Any]) -> Iterator[Any]:
    """The strip that each track of the NLA ends with, where it plays forwards and its last pose is held."""
    for thing in things:
        animation = thing.animation_data
        for track in animation.nla_tracks if animation is not None and animation.use_nla else ():
            strip = track.strips[-1] if len(track.strips) and not track.mute else None
            if strip is None or strip.mute or strip.action is None or strip.use_reverse or strip.use_animated_time:
                continue
            if strip.extrapolation != "NOTHING":
                yield strip


def _go_on_strip(strip: Any, until: float) -> None:
    if strip.frame_end >= until:
        return
    curves = _moving(compat.curves_of(strip.action, strip.action_slot))
    start, end = strip.action_frame_start, strip.action_frame_end
    if not _is_cycle(curves, start, end):
        return
    longer = (until - strip.frame_start) / (strip.frame_end - strip.frame_start)
    if strip.repeat > 1:
        strip.repeat *= longer
    elif (start, end) == (min(c.range()[0] for c in curves), max(c.range()[1] for c in curves)):
        _repeat(curves)  # which takes who walks along, as a strip's own repetition does not
        strip.action_frame_end = start + longer * (end - start)
    else:
        strip.repeat = longer


def _moving(curves: list[Any]) -> list[Any]:
    return [c for c in curves if not c.data_path.startswith("hide") and len(c.keyframe_points) > 1]


def _is_cycle(curves: list[Any], start: float, end: float) -> bool:
    turning = [curve for curve in curves if not curve.data_path.endswith("location")]
    moving = [curve for curve in turning if _span(curve) > STILL]
    alike = [c for c in moving if abs(c.evaluate(end) - c.evaluate(start)) <= ALIKE * _span(c)]
    return bool(moving) and len(alike) >= CYCLIC * len(moving)


def _repeat(curves: list[Any]) -> None:
    for curve in curves:
        if not curve.modifiers:
            cycles = curve.modifiers.new("CYCLES")
            cycles.mode_after = "REPEAT_OFFSET" if curve.data_path.endswith("location") else "REPEAT"


def _span(curve: Any) -> float:
    values = [key.co.y for key in curve.keyframe_points]
    return float(max(values) - min(values))
