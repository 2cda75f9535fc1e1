# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which moments of a scene become the frames of a file. Only stdlib and bpy here.

A capture wants `frame_end - frame_start` frames of `rate`, beginning at the scene's `frame_start` and `scene_step`
scene frames apart. Blender's time remapping does that: frame F of a render shows the scene at F x old / new.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

REMAP_MAX = 900
"""Highest number that Blender takes for either side of a remapping."""


def film(scene: Any, capture: dict[str, Any]) -> None:
    """Set the scene's range and rate so that an animation render gives the capture's frames."""
    render = scene.render
    render.fps, render.fps_base = capture["rate"]["fps"], capture["rate"]["base"]
    first, count = capture["frame_start"], max(1, capture["frame_end"] - capture["frame_start"])
    step = Fraction(capture.get("scene_step", 1.0)).limit_denominator(REMAP_MAX)
    if step != 1:
        step *= Fraction(render.frame_map_old, render.frame_map_new)
        step = _within(step)
        first = round(first * Fraction(render.frame_map_old, render.frame_map_new) / step)
        render.frame_map_old, render.frame_map_new = step.numerator, step.denominator
    scene.frame_step = 1
    # Both ends by way of the highest: a start beyond the present end would push it along, and an end before it.
    scene.frame_end = 1_000_000
    scene.frame_start, scene.frame_end = first, first + count - 1


def _within(step: Fraction) -> Fraction:
    """The nearest fraction whose sides Blender takes."""
    limit = REMAP_MAX
    while (near := step.limit_denominator(limit)).numerator > REMAP_MAX:
        limit = limit * REMAP_MAX // near.numerator
    return near


def seconds(capture: dict[str, Any]) -> float:
    """How long the capture plays."""
    frames = max(1, capture["frame_end"] - capture["frame_start"])
    return float(frames * capture["rate"]["base"] / capture["rate"]["fps"])


def scene_frame(scene: Any, frame: int) -> float:
    """The moment that frame `frame` of a render shows, in frames of the scene's animation."""
    return float(Fraction(frame * scene.render.frame_map_old, scene.render.frame_map_new))
