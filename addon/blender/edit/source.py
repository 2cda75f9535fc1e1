# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One place in the edit that is a shot, and which camera films there. Plain values of what strips and markers say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import bpy

from .dialogue import Said


@dataclass(frozen=True)
class Source:
    """One place in the edit that is a shot: frames of the edit, `end` exclusive.

    `owner` (strip or marker; None for the range), `filmed` (the scene) and `eye` (the camera) are Blender's own: valid
    until the edit changes, never kept.
    """

    uuid: str
    origin: str
    start: int
    end: int
    filmed: Any = field(default=None, compare=False, repr=False)
    eye: Any = field(default=None, compare=False, repr=False)
    scene_frame_start: int = 0
    scene_step: Fraction = Fraction(1)
    unsure: bool = False
    picture: bool = False
    """Its strip shows a picture of its own."""
    head: int = 0
    """Frames of a strip's content before its first visible one: tells a cut strip's halves from a duplicate."""
    before: int = 0
    """Frames of a strip's content before the shot's first one, whatever its meta strip hides."""
    holds: tuple[int, int] = (0, 0)
    """Frames of the edit before and after a scene strip's content, over which its first and last frame stand still."""
    cuts: tuple[int, ...] = ()
    """Frames of the edit within the shot at which its scene's markers bring another camera."""
    meta: str = ""
    """Name of the meta strip that its strip lies in."""
    muted: bool = field(default=False, compare=False)
    name: str = ""
    owner: Any = field(default=None, compare=False, repr=False)
    said: tuple[Said, ...] = ()
    """Who says what in the shot, in the order of speaking."""

    @property
    def scene(self) -> str:
        return self.filmed.name_full if self.filmed else ""

    @property
    def camera(self) -> str:
        """The camera's full name: a linked rig's "Camera [rig.blend]" is not the scene's own "Camera"."""
        return self.eye.name_full if self.eye else ""

    @property
    def picture_strip(self) -> str:
        """Name of the strip whose own picture the shot is."""
        return self.name if self.picture else ""

    @property
    def place(self) -> tuple[str, str]:
        return (self.scene, self.camera)

    def overlap(self, start: int, end: int) -> int:
        """Frames shared with `start`..`end`."""
        return min(self.end, end) - max(self.start, start)


class Cameras:
    """Which camera films a scene at a frame: that of the last camera marker, else the scene's own.

    Read from the markers as Blender does it (4.5.15, 5.2.3): of several on one frame the first of its list, and none
    whose camera is hidden in renders. `scene.camera` follows them a frame late in 4.5. Sorted once: linear.
    """

    def __init__(self) -> None:
        self._bound: dict[str, list[Any]] = {}

    def bound(self, scene: bpy.types.Scene) -> list[Any]:
        """The scene's markers that bring a camera, by frame."""
        if scene.name_full not in self._bound:
            self._bound[scene.name_full] = first_of_each_frame(m for m in scene.timeline_markers if brings(m))
        return self._bound[scene.name_full]

    def at(self, scene: bpy.types.Scene, frame: int) -> Any | None:
        marks = self.bound(scene)
        if not marks:
            return scene.camera
        # Before the first marker Blender already uses its camera.
        return marks[max(bisect_right(marks, frame, key=_frame) - 1, 0)].camera

    def changes(self, scene: bpy.types.Scene, first: int, last: int) -> list[int]:
        """Frames after `first`, up to `last`, at which another camera takes over."""
        marks = self.bound(scene)
        inside = marks[bisect_right(marks, first, key=_frame) : bisect_right(marks, last, key=_frame)]
        found, eye = [], self.at(scene, first)
        for mark in inside:
            if mark.camera != eye:
                found.append(int(mark.frame))
            eye = mark.camera
        return found


def brings(marker: Any) -> bool:
    return marker.camera is not None and not marker.camera.hide_render


def _frame(marker: Any) -> int:
    return int(marker.frame)


def first_of_each_frame(markers: Iterable[Any]) -> list[Any]:
    first: dict[int, Any] = {}
    for mark in markers:
        first.setdefault(mark.frame, mark)
    return [first[frame] for frame in sorted(first)]
