# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which way a camera looks, how far up and how it leans, from moment to moment: also of one that goes over the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, sin

from .math import Vec, cross, dot, length

STEEP = 0.9
"""Rise of a view from which on its upper edge tells which way it leads."""


@dataclass(frozen=True)
class Attitude:
    """Radians, unwrapped. A view that tilts past straight up keeps its heading, and its pitch goes on."""

    heading: float
    """Clockwise seen from above, 0 is +Y."""
    pitch: float
    """Up is positive."""
    roll: float
    """Clockwise as the camera leans."""

    @property
    def right(self) -> Vec:
        """The picture's level way to the right."""
        return (cos(self.heading), -sin(self.heading), 0.0)


def attitudes(views: Sequence[tuple[Vec, Vec]]) -> list[Attitude]:
    """Of each view, its direction and its upper edge, unit vectors."""
    found: list[Attitude] = []
    for forward, upper in views:
        heading, pitch = _reading(forward, upper)
        if found:
            heading, pitch = _near(heading, found[-1].heading), _near(pitch, found[-1].pitch)
            if upper[2] < 0 and abs(forward[2]) < STEEP:  # upside down: leant over, or tilted over the top
                other = _near(heading + pi, found[-1].heading), _near(pi - pitch, found[-1].pitch)
                heading, pitch = min((heading, pitch), other, key=lambda one: _apart(one, found[-1]))
        right = (cos(heading), -sin(heading), 0.0)
        roll = atan2(dot(upper, right), dot(upper, cross(right, forward)))
        found.append(Attitude(heading, pitch, _near(roll, found[-1].roll) if found else roll))
    return found


def _reading(forward: Vec, upper: Vec) -> tuple[float, float]:
    """Heading and pitch of one view alone."""
    x, y, z = forward
    if abs(z) < STEEP:
        return atan2(x, y), atan2(z, length((x, y, 0.0)))
    ahead = (x - z * upper[0], y - z * upper[1], 0.0)
    return atan2(ahead[0], ahead[1]), atan2(z, dot(forward, ahead) / (length(ahead) or 1.0))


def _near(angle: float, before: float) -> float:
    """The same angle without a jump of a full turn."""
    return angle + round((before - angle) / (2 * pi)) * 2 * pi


def _apart(reading: tuple[float, float], before: Attitude) -> float:
    return abs(reading[0] - before.heading) + abs(reading[1] - before.pitch)
