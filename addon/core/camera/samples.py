# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sampled of a shot to tell it in words: camera and cast at even moments, and where the cast is in the frame.

A shot is sampled evenly, its first and last frame included: every frame where that is cheap, at least eight times a
second for handheld shake to show. Every member of the cast is in every sample, also while out of frame or hidden, or
the words about it are poorer. Positions are world units with Z up; where there is a subject, nothing depends on scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, log, radians, tan

from .math import Vec, cross, dot, length, sub, unit

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in the frame: 0 to 1 from the lower left corner, beyond that outside."""


@dataclass(frozen=True)
class Pose:
    """Where the camera is and how it looks: position, and unit vectors of its view and its upper edge, in the world."""

    position: Vec
    forward: Vec
    up: Vec

    @property
    def right(self) -> Vec:
        return cross(self.forward, self.up)

    @classmethod
    def of_matrix(cls, values: Sequence[float]) -> Pose:
        """From a camera's world matrix: 16 numbers, row by row as in Blender's `matrix_world`; scale is ignored."""
        backward = (values[2], values[6], values[10])
        up = (values[1], values[5], values[9])
        position = (values[3], values[7], values[11])
        return cls(position, unit((-backward[0], -backward[1], -backward[2])), unit(up))


@dataclass(frozen=True)
class Seen:
    """One member of the cast at one moment, also while out of frame: world bounds as the evaluated mesh has them."""

    name: str
    low: Vec
    high: Vec
    eyes: float | None = None
    """World height of the eyes; None: 8 % below the top."""
    visible: float = 1.0
    """Share that nothing else hides, by ray samples; 0 where it is hidden from render."""
    turned: float | None = None
    """Radians about Z by which what carries it is turned, counterclockwise from above; None: not known."""
    facing: float | None = None
    """Radians about Z towards which the body looks, 0 along +X, counterclockwise from above; None: nothing tells."""
    is_somebody: bool = True
    """Whether it has hips, shoulders and a face to speak of. A tower and a lamp post stand upright, too."""
    carried_by: str = ""
    """Whose hand or head a thing hangs on: it goes where they go, and is no company of theirs."""

    @property
    def centre(self) -> Vec:
        low, high = self.low, self.high
        return ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)

    @property
    def corners(self) -> list[Vec]:
        (left, front, floor), (right, back, top) = self.low, self.high
        return [(x, y, z) for x in (left, right) for y in (front, back) for z in (floor, top)]

    @property
    def height(self) -> float:
        return max(self.high[2] - self.low[2], 1e-6)

    @property
    def eye_point(self) -> Vec:
        level = self.high[2] - 0.08 * self.height if self.eyes is None else self.eyes
        return (self.centre[0], self.centre[1], level)


@dataclass(frozen=True)
class Sample:
    """One moment of a shot."""

    seconds: float
    """Since the shot's first frame."""
    pose: Pose
    fov: float = 0.0
    """Vertical angle of view in radians, for the rendered aspect; 0: orthographic.

    From Blender, whatever the sensor and fit: corners of `Camera.view_frame(scene=scene)`; 2 atan(height / 2 depth).
    Against `world_to_camera_view` of 4.5.15 and 5.2.3 the projection then differs by less than 4e-6 of the frame."""
    lens: float = 0.0
    """Focal length in millimetres as the camera says it; 0: not said."""
    ortho_height: float = 0.0
    """World units from the frame's lower to its upper edge, for an orthographic camera."""
    aspect: float = 16 / 9
    """Width over height of the picture."""
    shift: tuple[float, float] = (0.0, 0.0)
    """Of the lens, in frame widths and heights: how far the frame lies right of and above where the camera points."""
    focus: float | None = None
    """Distance of sharpness along the view in world units; None: everything is sharp."""
    panorama: str = ""
    """What a camera that shows more than a plane can is called, "fisheye lens"; empty for others."""
    joined: bool = False
    """The camera came here from the moment before by a way that shows in the frames between, however fast."""
    metre: float = 1.0
    """World units that are a metre of the scene: asked only where nobody is there to measure by."""
    cast: tuple[Seen, ...] = ()

    @property
    def unknown_distance(self) -> float:
        return UNKNOWN_DISTANCE * self.metre

    def half_height(self, depth: float) -> float:
        """World units from the frame's centre to its upper edge, at a depth."""
        return tan(self.fov / 2) * depth if self.fov else self.ortho_height / 2

    def seen(self, name: str) -> Seen | None:
        return next((seen for seen in self.cast if seen.name == name), None)

    def depth(self, point: Vec) -> float:
        """Distance along the view; negative behind the camera."""
        return dot(sub(point, self.pose.position), self.pose.forward)

    def project(self, point: Vec) -> tuple[float, float]:
        """Where a point is in the frame; a point behind the camera lands far out on its own side."""
        offset = sub(point, self.pose.position)
        half = max(self.half_height(max(self.depth(point), 1e-3 * length(offset))), 1e-9)
        x = 0.5 - self.shift[0] + dot(offset, self.pose.right) / (2 * half * self.aspect)
        y = 0.5 - self.shift[1] + dot(offset, self.pose.up) / (2 * half)
        return x, y

    def above_lower_edge(self, point: Vec) -> float:
        """World units by which a point is above the frame's lower edge, at its depth; linear in the point, also behind
        the camera."""
        reach = (1 - 2 * self.shift[1]) * self.half_height(self.depth(point))
        return dot(sub(point, self.pose.position), self.pose.up) + reach

    def rect(self, seen: Seen) -> Rect | None:
        """The box of a member in the frame; None where all of it is behind the camera."""
        corners = seen.corners
        if all(self.depth(corner) <= 0 for corner in corners):
            return None
        points = [self.project(corner) for corner in corners]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return min(xs), min(ys), max(xs), max(ys)

    def shown(self, seen: Seen) -> float:
        """How much of a member is in the frame: the share of the smaller of its box and the frame, times `visible`."""
        rect = self.rect(seen)
        if rect is None:
            return 0.0
        left, bottom, right, top = rect
        inside = max(min(right, 1) - max(left, 0), 0) * max(min(top, 1) - max(bottom, 0), 0)
        area = max((right - left) * (top - bottom), 1e-9)
        return seen.visible * inside / min(area, 1.0)


UPRIGHT = 1.5
"""Height over the smaller side of whoever stands; the larger one may be two stretched arms."""
STANDS = 0.85
"""Height over the longer side of whoever stands, even with both arms stretched."""
SEEN_LEAST = 0.15
"""Share of a member that must be in the frame for it to be there."""


def is_upright(seen: Seen) -> bool:
    """Whether somebody has knees and hips: a car, a planet and a ship are not much higher than they are wide."""
    width, depth, height = sub(seen.high, seen.low)
    return seen.is_somebody and height >= UPRIGHT * min(width, depth) and height >= STANDS * max(width, depth)


def is_shown(sample: Sample, name: str) -> bool:
    seen = sample.seen(name)
    return seen is not None and sample.shown(seen) >= SEEN_LEAST


INSIDE = (0.8, 0.8, 1.0)
"""Part of a member's box, by axis, within which a camera looks out of the member: its eyes are near the top."""


def is_inside(sample: Sample, seen: Seen) -> bool:
    """Whether the camera is within somebody, as in a head or a car: it does not show who it is in."""
    return all(
        abs(at - middle) < part * (high - low) / 2
        for at, middle, low, high, part in zip(
            sample.pose.position, seen.centre, seen.low, seen.high, INSIDE, strict=True
        )
    )


CUT_TURN = radians(15)
"""A cut turns the view by more than this at once, or moves the camera by more than CUT_TRAVEL of the distance."""
CUT_TRAVEL = 0.3
CUT_ZOOM = 0.3
"""Logarithm of how much more or less of the picture another lens shows at once, likewise: 35 mm, then 50."""
CUT_ALONE = 5
"""Times as much as in the steps before and after, at least: a whip pan takes more than one step."""
CUT_SHARE = 0.8
"""Of all that the view changes from one moment to the next, what it changes in one of the frames between at a cut."""


def parts(samples: Sequence[Sample]) -> list[Sequence[Sample]]:
    """The stretches between cuts: where the camera jumps from one sample to the next, by keys without a way between."""
    steps = [_change(a, b) for a, b in pairwise(samples)]
    found, start = [], 0
    for number, step in enumerate(steps):
        beside = [*steps[max(number - 1, 0) : number], *steps[number + 1 : number + 2]]
        alone = step > 1 and beside and step > CUT_ALONE * max(beside)
        if alone and not samples[number + 1].joined:
            found.append(samples[start : number + 1])
            start = number + 1
    return [*found, samples[start:]]


def jumps(before: Sample, after: Sample) -> bool:
    """Whether the view changes by so much that it may be a cut: the frames between tell, see `is_joined`."""
    return _change(before, after) > 1


def is_joined(way: Sequence[Sample]) -> bool:
    """Whether a way of frames, both ends among them, is a move, a whip pan of three frames, and no cut."""
    steps = [_change(a, b) for a, b in pairwise(way)]
    return max(steps) < CUT_SHARE * sum(steps)


def _change(before: Sample, after: Sample) -> float:
    """How much the view changes from one sample to the next; more than 1 may be a cut."""
    turned = 2 * asin(min(length(sub(after.pose.forward, before.pose.forward)) / 2, 1.0))
    near = [_distance(before, seen) for seen in before.cast if before.depth(seen.centre) > 0]
    travelled = length(sub(after.pose.position, before.pose.position)) / min(near, default=before.unknown_distance)
    shown = [max(sample.half_height(1.0), 1e-9) for sample in (before, after)]
    return max(turned / CUT_TURN, travelled / CUT_TRAVEL, abs(log(shown[1] / shown[0])) / CUT_ZOOM)


def _distance(sample: Sample, seen: Seen) -> float:
    """World units to somebody; who is passed within arm's reach, or looks through the camera, counts as half their
    height away, or going by would be a jump."""
    return max(length(sub(seen.centre, sample.pose.position)), max(sub(seen.high, seen.low)) / 2, 1e-6)


UNKNOWN_DISTANCE = 5.0
"""Metres to what matters, where there is neither a subject nor a focus distance."""
