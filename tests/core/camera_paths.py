# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Camera moves made by formula, for the words to be tested against what a camera operator would call them.

A path is a function of u, 0 at the shot's first frame and 1 at its last. Metres, Z up; the stage's front is -Y.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import atan, cos, pi, radians, sin, tan

from addon.core.camera.math import Vec, cross, sub, unit
from addon.core.camera.samples import Pose, Sample, Seen, is_joined, jumps

View = tuple[Vec, Vec]
"""Position and direction of view."""
Path = Callable[[float], View]
Cast = Callable[[float], Sequence[Seen]]

EYES = 1.61
"""Eye height of `person()`."""


def person(name: str = "Mia", x: float = 0.0, y: float = 0.0, z: float = 0.0, *, visible: float = 1.0) -> Seen:
    """Somebody of 1.75 m, half a metre wide, standing at x, y."""
    return Seen(name, (x - 0.25, y - 0.2, z), (x + 0.25, y + 0.2, z + 1.75), visible=visible)


def alone(u: float) -> Sequence[Seen]:
    return (person(),)


def nobody(u: float) -> Sequence[Seen]:
    return ()


BETWEEN = 24
"""Frames a second that are looked at between two samples far apart."""


def film(
    path: Path,
    *,
    seconds: float = 4.0,
    rate: float = 24.0,
    lens: float | Callable[[float], float] = 35.0,
    aspect: float = 16 / 9,
    cast: Cast = alone,
    focus: Callable[[float], float] | None = None,
    roll: float | Callable[[float], float] = 0.0,
    shake: float = 0.0,
    noise: float = 0.0,
    scale: float = 1.0,
) -> list[Sample]:
    """The samples of a shot. `roll` in degrees; `shake` is a hand's, in degrees and centimetres; `noise` is the
    rounding of a physics or motion capture track, in degrees, new at every sample."""
    count = max(round(seconds * rate), 1) + 1
    dice = random.Random(7)
    sways = [[(dice.uniform(1.2, 4.0), dice.uniform(0, 2 * pi)) for _ in range(4)] for _ in range(5)]
    found: list[Sample] = []

    def at(u: float) -> Sample:
        moment = u * seconds
        position, forward = path(u)
        hand = [shake * sum(sin(2 * pi * f * moment + p) for f, p in sway) / 2 for sway in sways]
        forward = _turned(forward, hand[0] + dice.gauss(0, noise), hand[1] + dice.gauss(0, noise))
        position = tuple(p + 0.01 * h for p, h in zip(position, hand[2:], strict=True))  # type: ignore[assignment]
        angle = radians(roll(u) if callable(roll) else roll)
        right = unit(cross(forward, (0.0, 0.0, 1.0) if abs(forward[2]) < 0.999 else (0.0, 1.0, 0.0)))
        level = cross(right, forward)
        up = tuple(a * cos(angle) + b * sin(angle) for a, b in zip(level, right, strict=True))
        millimetres = lens(u) if callable(lens) else lens
        return Sample(
            seconds=moment,
            pose=Pose(_scaled(position, scale), forward, up),  # type: ignore[arg-type]
            fov=2 * atan(18 / millimetres / max(aspect, 1.0)),  # Blender's sensor fits the longer side
            lens=millimetres,
            aspect=aspect,
            focus=None if focus is None else focus(u) * scale,
            metre=scale,
            cast=tuple(_scaled_member(member, scale) for member in cast(u)),
        )

    for i in range(count):
        sample = at(i / (count - 1))
        if found and jumps(found[-1], sample):  # as Blender is asked
            frames = max(round(seconds * BETWEEN / (count - 1)), 1)
            way = [at((i - 1 + frame / frames) / (count - 1)) for frame in range(frames + 1)]
            sample = replace(sample, joined=is_joined(way))
        found.append(sample)
    return found


def ease(u: float) -> float:
    """Slow in, slow out, as Blender's curves are by default."""
    return u * u * (3 - 2 * u)


def stand(at: Vec = (0.0, -4.0, EYES), to: Vec | None = None, direction: Vec = (0.0, 1.0, 0.0)) -> Path:
    return lambda u: (at, unit(sub(to, at)) if to else unit(direction))


def turn(start: float, end: float, *, pitch: tuple[float, float] = (0.0, 0.0), at: Vec = (0.0, -4.0, EYES)) -> Path:
    """Heading from `start` to `end` degrees (clockwise, 0 is +Y), pitch likewise (up is positive)."""
    return lambda u: (at, heading(start + (end - start) * u, pitch[0] + (pitch[1] - pitch[0]) * u))


def travel(start: Vec, end: Vec, to: Vec | None = None, direction: Vec = (0.0, 1.0, 0.0)) -> Path:
    """A straight way, looking at `to` or along `direction`."""

    def path(u: float) -> View:
        at = between(start, end, u)
        return at, unit(sub(to, at)) if to else unit(direction)

    return path


def circle(start: float, end: float, radius: float = 4.0, height: float = EYES, centre: Vec = (0, 0, 1.2)) -> Path:
    """Around `centre`, looking at it; degrees counterclockwise seen from above, -90 is in front."""

    def path(u: float) -> View:
        angle = radians(start + (end - start) * u)
        at = (centre[0] + radius * cos(angle), centre[1] + radius * sin(angle), height)
        return at, unit(sub(centre, at))

    return path


def beside(way: Callable[[float], Vec], offset: Vec, look: float = 1.2) -> Path:
    """A camera that keeps its offset to somebody who goes his way, looking at him."""

    def path(u: float) -> View:
        x, y, z = way(u)
        at = (x + offset[0], y + offset[1], z + offset[2])
        return at, unit(sub((x, y, z + look), at))

    return path


def eased(path: Path) -> Path:
    return lambda u: path(ease(u))


def heading(degrees: float, pitch: float = 0.0) -> Vec:
    a, b = radians(degrees), radians(pitch)
    return (sin(a) * cos(b), cos(a) * cos(b), sin(b))


def between(a: Vec, b: Vec, u: float) -> Vec:
    return (a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u, a[2] + (b[2] - a[2]) * u)


def keeping_size(lens: float, start: float, end: float) -> Callable[[float], float]:
    """The lens of a dolly zoom: as long as the distance is, in proportion."""
    return lambda u: lens * (start + (end - start) * u) / start


def _turned(forward: Vec, across: float, upward: float) -> Vec:
    right = unit(cross(forward, (0.0, 0.0, 1.0) if abs(forward[2]) < 0.999 else (0.0, 1.0, 0.0)))
    up = cross(right, forward)
    a, b = tan(radians(across)), tan(radians(upward))
    return unit(tuple(f + a * r + b * v for f, r, v in zip(forward, right, up, strict=True)))  # type: ignore[arg-type]


def _scaled(point: Sequence[float], scale: float) -> Vec:
    return (point[0] * scale, point[1] * scale, point[2] * scale)


def _scaled_member(member: Seen, scale: float) -> Seen:
    return replace(member, low=_scaled(member.low, scale), high=_scaled(member.high, scale))
