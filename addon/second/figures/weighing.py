# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of a character's four sides is its front, by all that speaks for one of them: no sign of these is always right,
so each counts as much as it was right on figures that nobody here made.

A conditional logit over the four sides (McFadden 1974): a side's score is the sum of the weights of what speaks for it,
and the sides' probabilities are the softmax of their scores. The weights are fitted to labelled figures of public
repositories (see docs/performance.md, "Whether it is right"), drawn towards what a sign was thought to be worth, and
were judged by sets that were left out of their fit. Angles are about Z in radians, 0 along -Y.

Only stdlib and numpy here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from typing import Any, NamedTuple

import numpy as np

QUARTER = pi / 2
WEIGHTS = {
    "custom": 2.3,
    "body": 3.2,
    "face": 4.5,
    "ends": 4.3,
    "pairs": 4.0,
    "feet": 2.9,
    "aside": 2.8,
    "way": 4.0,
}
"""Natural logarithms of odds. "custom": the side that makers of files and importers choose; "body": what bones and
parts are called and how they lie; "face": what is called eyes, nose or face; "ends", "pairs": what is called front and
back, F and B; "feet": a shape's feet; "aside": the high end of what lies across the custom; "way": where it goes, which
few of the figures did: by judgement."""
EVEN = 15.2
"""Of the square of the share by which a figure is more like its mirror image along a side than across it: a little is
chance, and much never was."""
EVEN_MOST = 0.04
"""Of that square, where bones or parts tell: what is held in one hand makes a body uneven, and not its rig. The figures
that were left out of the fit were right as often with it as without."""
DETAIL, DETAIL_MOST = 5.8, 0.15
"""Of the share of its width by which a figure's upper triangles, each counted once, lie ahead of its upper surface: a
face has more and smaller ones than the back of a head. More than the second is taken for so much."""
SURE = 0.8
"""Probability below which a front is a guess: two of five figures that were left out of the fit were wrong then."""


class Verdict(NamedTuple):
    """`side`: radians about Z; `sure`: its probability, as the weights have it."""

    side: float
    sure: float


def weigh(own: float, told: Mapping[str, float], evenness: float = 0.0, detail: Any = (0.0, 0.0)) -> Verdict:
    """The side of a character, one of whose axes lies along `own`, that most speaks for. `told`: which way each sign of
    WEIGHTS points; `evenness`: how much more the figure is like its mirror image along `own` than across, -1 to 1;
    `detail`: where its upper triangles lie of its upper surface, in shares of its width."""
    sides = [own + number * QUARTER for number in range(4)]
    even = evenness * abs(evenness)
    if "body" in told:
        even = min(max(even, -EVEN_MOST), EVEN_MOST)
    scores = np.array([EVEN * even * (-1) ** number for number in range(4)])
    for sign, found in told.items():
        scores[nearest(own, found)] += WEIGHTS[sign]
    ahead = DETAIL * np.clip(detail, -DETAIL_MOST, DETAIL_MOST)
    scores += [float(ahead @ (sin(side), -cos(side))) for side in sides]
    odds = np.exp(scores - scores.max())
    best = int(odds.argmax())
    return Verdict(sides[best], float(odds[best] / odds.sum()))


def nearest(own: float, found: float) -> int:
    """Number of the side, in quarter turns from `own`, that an angle means."""
    return round((found - own) / QUARTER) % 4
