# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A move along one axis: one way, one way and back, back and forth, with its speed.

Every amount is measured against what it does to the picture: a pan in frame widths, a push in shares of the distance
to the subject, a truck in frame widths at that distance. So a drift that nobody sees is static, at any scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .math import moving_span, moving_time, turns
from .path import Path

WHIPPED = 0.5
"""Share of a way that must be gone as fast as a whip pan goes, where it rests on its way or goes on slowly."""
BURST = 0.75
"""Share of a whip pan's speed that it has from the sample before it to the one after it."""
BACK = 0.25
"""Share of its span that a move which comes back may end away from where it began."""
TURNS_BACK = 0.25
"""Share of the longer way that the other way must have to be told: less is a hand's correction."""
TO_AND_FRO = 0.4
"""Share of its span that a move which turns more than once may end away from where it began, to go back and forth."""
# The least amount of each move that shows, and what is slow and fast a second, in the move's own measure.
LEAST = {
    "pan": 0.12,
    "tilt": 0.15,
    "push": 0.06,
    "truck": 0.12,
    "crane": 0.15,
    "glide": 0.15,
    "zoom": 0.06,
    "spin": 15.0,
}
_SPEED = {
    "pan": (0.15, 0.6),
    "tilt": (0.2, 0.8),
    "push": (0.14, 0.4),
    "truck": (0.15, 0.6),
    "crane": (0.2, 0.7),
    "glide": (0.2, 0.7),
    "zoom": (0.12, 0.6),
    "spin": (12.0, 60.0),
    "orbit": (12.0, 50.0),
}
_WHIP = {"pan": 2.0, "tilt": 3.0}
"""Frame widths, and heights, a second: a whip pan, a whip tilt."""
_WORDS = {
    "pan": ("pan left", "pan right", "pan back and forth"),
    "tilt": ("tilt down", "tilt up", "tilt up and down"),
    "push": ("pull out", "push in", "push in and out"),
    "truck": ("truck left", "truck right", "truck back and forth"),
    "crane": ("crane down", "crane up", "crane up and down"),
    "glide": ("glide back", "glide forward", "glide forward and back"),
    "zoom": ("zoom in", "zoom out", "zoom in and out"),
    "spin": ("counterclockwise turn", "clockwise turn", "turn back and forth"),
}


@dataclass(frozen=True)
class Move:
    """One move; `weight` is how often it is above what shows at all, `during` from when to when it goes on, seconds."""

    words: str
    weight: float
    during: tuple[float, float]


def single(path: Path, kind: str, values: Sequence[float], *, least: float = 0.0) -> list[Move]:
    """One axis: a move one way, one way and then the other, or back and forth. `values` in the move's own measure."""
    net, span = values[-1] - values[0], max(values) - min(values)
    least = least or LEAST[kind]
    down, up, both = _WORDS[kind]
    during = moving_span(path.times, values)
    if span >= 1.5 * least and abs(net) < TO_AND_FRO * span and turns(values, 0.35 * span) > 1:
        return [Move(both, span / least, during)]
    if span >= 1.5 * least and abs(net) < BACK * span:
        rises_first = max(values) - values[0] > values[0] - min(values)
        whip = "whip " if kind in _WHIP and _fastest(path, path.quick[kind]) > _WHIP[kind] else ""
        return [Move(f"{whip}{up if rises_first else down}, then back", span / least, during)]
    if abs(net) < least:
        return []
    turning = _turning(list(values), least)
    ends = [0, turning, len(values) - 1] if turning else [0, len(values) - 1]
    return [_one_way(path, kind, values, slice(a, b + 1), least) for a, b in pairwise(ends)]


def _one_way(path: Path, kind: str, values: Sequence[float], part: slice, least: float) -> Move:
    """A part of a series that goes one way."""
    times, leg = path.times[part], values[part]
    way, (down, up, _) = abs(leg[-1] - leg[0]), _WORDS[kind]
    words = up if leg[-1] > leg[0] else down
    if kind in _WHIP and _is_whip(times, path.quick[kind][part], _WHIP[kind]):
        speed = "whip "
    else:
        speed = speed_word(kind, way / moving_time(times, leg))
    return Move(f"{speed}{words}", way / least, moving_span(times, leg))


def _is_whip(times: Sequence[float], values: Sequence[float], least: float) -> bool:
    """Whether a series goes faster than that, or most of its way in bursts that do, with rests between them."""
    way = abs(values[-1] - values[0])
    steps = [(abs(b - a), till - at) for (a, b), (at, till) in zip(pairwise(values), pairwise(times), strict=True)]
    bursts = [list(run) for quick, run in groupby(steps, lambda s: s[0] > least / 2 * s[1]) if quick]
    rushed = sum(gone for run in bursts if _is_burst(run, least) for gone, _ in run)
    return way / moving_time(times, values) > least or rushed > WHIPPED * way


def _is_burst(run: Sequence[tuple[float, float]], least: float) -> bool:
    """Whether steps in a row (way and time) are a whip pan's: the first and the last fall between two samples."""
    gone, time = sum(way for way, _ in run), sum(time for _, time in run)
    return gone > BURST * least * time and any(way > least * seconds for way, seconds in run)


def _turning(values: list[float], least: float) -> int:
    """Where a series turns back for a good part of its way, both ways enough to show; 0 where it does not."""
    if turns(values, TURNS_BACK * (max(values) - min(values))) != 1:
        return 0
    legs = {
        index: sorted((abs(values[index] - values[0]), abs(values[index] - values[-1])))
        for index in (values.index(max(values)), values.index(min(values)))
    }
    turning, (short, long) = max(legs.items(), key=lambda item: item[1][0])
    return turning if short >= max(TURNS_BACK * long, 1.5 * least) else 0


def _fastest(path: Path, values: Sequence[float]) -> float:
    """The most that a series changes in a second, from one sample to the next."""
    steps = zip(pairwise(values), pairwise(path.times), strict=True)
    return max(abs(b - a) / (till - at) for (a, b), (at, till) in steps)


def speed_word(kind: str, rate: float) -> str:
    slow, fast = _SPEED[kind]
    return "slow " if rate < slow else "fast " if rate > fast else ""
