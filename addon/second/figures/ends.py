# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the two ends of a figure say of its front: windscreens and bonnets lean back, wings and large wheels lie aft, a
head is thicker than a tail.

Sides are counted from `own`, one of a figure's axes in radians about Z, on by quarter turns. Only stdlib and numpy
here.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import numpy as np

from . import shape

LEANS = (0.2, 0.95)
"""Vertical share of the normals of what leans: walls do not, nor do roofs."""
SILL = 0.2
"""Of the height of what was built: below it are wheels and keels."""
MARGIN = 0.003
"""Share of the points on either side that may stand out: antennas do."""
END = 0.2
"""Of the length, that a head is, or the tail of what grew."""
LONG = 0.9
"""Times the longer side, from which on a side is as long."""
FEW = 5
"""Points of which nothing can be told."""


def leaning(faces: shape.Faces, points: Any, own: float) -> Any:
    """How much of a figure's surface looks up and to each of its sides at once, in shares of all of it: a windscreen
    leans more, and with it the bonnet, than what is behind. What leans across its length is none."""
    upright = faces.normals[:, 2]
    height = (faces.centres[:, 2] - points[:, 2].min()) / max(float(np.ptp(points[:, 2])), 1e-9)
    leans = (np.abs(upright) > LEANS[0]) & (np.abs(upright) < LEANS[1]) & (height > SILL)
    outside = faces.normals[leans, :2] * np.sign(upright[leans, None])  # whichever way the corners go around
    together = faces.areas[leans] @ outside / max(float(faces.areas.sum()), 1e-9)
    return _ahead(own) @ together * _lengthwise(points, own)


def width(spread: Any, own: float) -> Any:
    """How much farther from the middle the surface of each half of a figure's length lies than the other half's, in
    shares of the width. `spread`: points that lie evenly on it."""

    def of(along: Any, aside: Any) -> float:
        wide = max(float(np.ptp(np.quantile(aside, (MARGIN, 1 - MARGIN)))), 1e-9)
        return _difference(np.mean, aside, along > 0, along < 0) / wide

    return _both_ways(spread, own, of) * _lengthwise(spread, own)


def bluntness(spread: Any, own: float) -> Any:
    """How much thicker each end of a figure is than the opposite one, -1 to 1, a share of both."""

    def of(along: Any, aside: Any) -> float:
        ahead, behind = along > 0.5 - END, along < END - 0.5
        both = _difference(np.median, aside, ahead, behind, minus=-1.0)
        return _difference(np.median, aside, ahead, behind) / max(both, 1e-9)

    return _both_ways(spread, own, of)


def _ahead(own: float) -> Any:
    """Where each of the four sides looks, x and y."""
    return np.array([(sin(own + number * pi / 2), -cos(own + number * pi / 2)) for number in range(4)])


def _lengthwise(points: Any, own: float) -> Any:
    """Whether each of the four sides is at an end of a figure's length; of one as wide as it is long all are."""
    if not len(points):
        return np.zeros(4, dtype=bool)
    extents = np.ptp(points[:, :2] @ _ahead(own).T, axis=0)
    return extents >= LONG * extents.max()


def _both_ways(spread: Any, own: float, of: Any) -> Any:
    """What is asked of a figure along two of its axes, and the opposite of it for the other way round."""
    found = np.zeros(4)
    for number in range(2) if len(spread) else ():
        along, aside = spread[:, :2] @ _ahead(own)[number], spread[:, :2] @ _ahead(own)[number + 1]
        low, high = np.quantile(along, (MARGIN, 1 - MARGIN))
        shares = (along - (low + high) / 2) / max(float(high - low), 1e-9)
        found[number] = of(shares, aside - np.median(aside))
    found[2:] = -found[:2]
    return found


def _difference(usual: Any, aside: Any, ahead: Any, behind: Any, minus: float = 1.0) -> float:
    """Between how far from the middle the points ahead usually are and those behind; 0 of too few."""
    if min(np.count_nonzero(ahead), np.count_nonzero(behind)) <= FEW:
        return 0.0
    return float(usual(np.abs(aside[ahead])) - minus * usual(np.abs(aside[behind])))
