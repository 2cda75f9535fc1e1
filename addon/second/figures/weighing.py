# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of a character's four sides is its front, by all that speaks for one of them: no sign of these is always right,
so each counts as much as it was right on figures that nobody here made.

A conditional logit over the four sides (McFadden 1974): a side's score is the sum of the weights of what speaks for it,
and the sides' probabilities are the softmax of their scores. The weights are fitted to labelled figures of public
repositories (see docs/measured.md), drawn towards what a sign was thought to be worth, and
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
    "custom": 1.9,
    "body": 3.3,
    "face": 4.8,
    "ends": 4.4,
    "pairs": 4.0,
    "part": 3.1,
    "feet": 3.1,
    "aside": 3.9,
    "aft": 1.0,
    "way": 3.0,
}
"""Natural logarithms of odds. "custom": the side that makers of files and importers choose; "body": what bones and
parts are called and how they lie; "face": what is called eyes, nose or face; "ends", "pairs": what is called front and
back, F and B; "part": what is called only one of them; "feet": a shape's feet; "aside": the high end of what grows,
where it lies across the custom; "aft": away from the high end of what is built, which is a car's cabin, a boat's
bridge, an aeroplane's tail; "way": where it goes, which few of the figures did: by judgement,
less than what bones are called, for some go sideways and backwards."""
EVEN = 22.6
"""Of the square of the share by which a figure is more like its mirror image along a side than across it: a little is
chance, and much never was."""
EVEN_MOST = 0.04
"""Of that square, where bones or parts tell: what is held in one hand makes a body uneven, and not its rig. The figures
that were left out of the fit were right as often with it as without."""
DETAIL, DETAIL_MOST = 6.9, 0.15
"""Of the share of its width by which a figure's upper triangles, each counted once, lie ahead of its upper surface: a
face has more and smaller ones than the back of a head. More than the second is taken for so much."""
REACH, REACH_MOST = 5.0, 0.2
"""Of the share of its length by which what is thin stands out of a figure to one side, and what is taken at most."""
THICK, THICK_MOST = -2.5, 2 / 3
"""Of how much thicker an end of what is built is than its four ends are on average, in shares of the whole: barrels,
bows and noses are ahead."""
CONTRAST, CONTRAST_MOST = 5.5, 0.25
"""Of the share by which a side is painted with more contrast than the opposite one: a face is, and so are radiators and
windscreens."""
LEANING, LEANING_MOST = 53.0, 0.03
"""Of the share of what was built that leans to one side more than to the other: windscreens and bonnets do, ahead."""
WIDE, WIDE_MOST = -15.7, 0.1
"""Of how much farther from the middle its surface lies in one half than in the other, in shares of its width: wings,
tailplanes and large wheels are aft."""
BLUNT = 1.0
"""Of the share by which an end of what grew, and is no taller than long, is thicker than the other: heads are, tails
are not."""
SURE, DOUBTFUL = 0.87, 0.75
"""Probability below which a front is a guess: of the figures whose makers were left out of the fit four of five wrong
ones are below it, and one of seven right ones; and the most that one is which AGAINST speaks against,
or whose body looks elsewhere than it goes."""
AGAINST = 2.5
"""Natural logarithm of the odds of the opposite side by all but custom and paint, above which a front is a guess: who
has a scarf's red end behind a small nose is painted there, and shaped the other way."""


class Look(NamedTuple):
    """A figure as its shape has it. `own`: where one of its axes lies; `evenness`: how much more it is like its mirror
    image along that than across, -1 to 1; `detail`: where its upper triangles lie of its upper surface, x and y in
    shares of its width; `reach`: how far what is thin stands out, x and y in shares of its length; `thickness`: how
    thick each of its four ends is, from `own` on, where it was built; `contrast`: by how much more contrast each of
    its sides is painted than the opposite one, from `own` on, -1 to 1, where that was looked at. Of what was built
    alone, from `own` on, `leaning`: how much of it leans to each side, in shares of its surface; `width`: how much
    farther from the middle each half is than the other. `bluntness`: of what grew alone, how much thicker each end
    is, -1 to 1."""

    own: float = 0.0
    evenness: float = 0.0
    detail: Any = (0.0, 0.0)
    reach: Any = (0.0, 0.0)
    thickness: Any = (0.0, 0.0, 0.0, 0.0)
    contrast: Any = (0.0, 0.0, 0.0, 0.0)
    leaning: Any = (0.0, 0.0, 0.0, 0.0)
    width: Any = (0.0, 0.0, 0.0, 0.0)
    bluntness: Any = (0.0, 0.0, 0.0, 0.0)


class Verdict(NamedTuple):
    """`side`: radians about Z; `sure`: its probability, as the weights have it; below SURE where custom and paint alone
    speak for it, and all else for the opposite side, or where it looks elsewhere than it goes."""

    side: float
    sure: float


def weigh(look: Look, told: Mapping[str, float]) -> Verdict:
    """The side of a character that most speaks for. `told`: which way each sign of WEIGHTS points."""
    sides = [look.own + number * QUARTER for number in range(4)]
    even = look.evenness * abs(look.evenness)
    if "body" in told:
        even = min(max(even, -EVEN_MOST), EVEN_MOST)
    thick: Any = np.asarray(look.thickness, dtype=float)
    scores: Any = EVEN * even * np.array([1.0, -1.0, 1.0, -1.0])
    scores += THICK * np.clip(thick - thick.mean(), -THICK_MOST, THICK_MOST)
    scores += LEANING * np.clip(look.leaning, -LEANING_MOST, LEANING_MOST)
    scores += WIDE * np.clip(look.width, -WIDE_MOST, WIDE_MOST)
    scores += BLUNT * np.asarray(look.bluntness, dtype=float)
    for sign, found in told.items():
        if sign != "custom":
            scores[nearest(look.own, found)] += WEIGHTS[sign]
    ahead = DETAIL * np.clip(look.detail, -DETAIL_MOST, DETAIL_MOST)
    ahead += REACH * np.clip(look.reach, -REACH_MOST, REACH_MOST)
    scores += [float(ahead @ (sin(side), -cos(side))) for side in sides]
    every = scores + CONTRAST * np.clip(look.contrast, -CONTRAST_MOST, CONTRAST_MOST)
    if "custom" in told:
        every[nearest(look.own, told["custom"])] += WEIGHTS["custom"]
    odds = np.exp(every - every.max())
    best = int(odds.argmax())
    against = scores[(best + 2) % 4] - scores[best] > AGAINST
    apart = {"body", "way"} <= told.keys() and nearest(told["body"], told["way"]) != 0
    return Verdict(sides[best], min(float(odds[best] / odds.sum()), DOUBTFUL if against or apart else 1.0))


def nearest(own: float, found: float) -> int:
    """Number of the side, in quarter turns from `own`, that an angle means."""
    return round((found - own) / QUARTER) % 4
