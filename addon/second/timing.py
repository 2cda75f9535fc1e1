# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which moments of a scene become the frames of a file. Only stdlib and bpy here.

A capture wants `frame_end - frame_start` frames of `rate`, beginning at the scene's `frame_start` and `scene_step`
scene frames apart. With that step as p / q, time is stretched q times by Blender's remapping (frame F of a render shows
the scene at F x old / new) and every p-th frame of it is rendered: so each moment is met exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

REMAP_MAX = 900
"""Highest number that Blender takes for either side of a remapping."""
FRAME_MAX = 1_000_000
"""Blender's last frame is 1,048,574."""


def film(scene: Any, capture: dict[str, Any]) -> None:
    """Set the scene's range and rate so that an animation render gives the capture's frames."""
    render = scene.render
    render.fps, render.fps_base = capture["rate"]["fps"], capture["rate"]["base"]
    count = moving(capture)
    own = Fraction(render.frame_map_old, render.frame_map_new)
    wanted = Fraction(capture.get("scene_step", 1.0))
    last = capture["frame_start"] + count * wanted
    finest = min(REMAP_MAX // own.denominator, FRAME_MAX // max(1, int(last)))
    step = wanted.limit_denominator(max(1, finest))
    if step != 1:
        remapped = own / step.denominator
        render.frame_map_old, render.frame_map_new = remapped.numerator, remapped.denominator
    first = capture["frame_start"] * step.denominator
    scene.frame_step = step.numerator
    # Both ends by way of the highest: a start beyond the present end would push it along, and an end before it.
    scene.frame_end = FRAME_MAX
    scene.frame_start, scene.frame_end = first, first + (count - 1) * step.numerator


def moving(capture: dict[str, Any]) -> int:
    """How many of a capture's frames the scene is rendered for: not those over which it stands still."""
    return max(1, int(capture["frame_end"] - capture["frame_start"] - sum(capture.get("holds", ()))))


def frames(scene: Any) -> range:
    """The frames that an animation render of the scene goes through."""
    return range(scene.frame_start, scene.frame_end + 1, scene.frame_step)


def seconds(capture: dict[str, Any]) -> float:
    """How long the capture plays."""
    frames = max(1, capture["frame_end"] - capture["frame_start"])
    return float(frames * capture["rate"]["base"] / capture["rate"]["fps"])


def scene_frame(scene: Any, frame: int) -> float:
    """The moment that frame `frame` of a render shows, in frames of the scene's animation."""
    return float(Fraction(frame * scene.render.frame_map_old, scene.render.frame_map_new))
