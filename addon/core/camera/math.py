# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vectors, angles and series for telling camera moves: standard library only, a few hundred samples at most."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import exp, pi, sqrt
from operator import mul

Vec = tuple[float, float, float]


def sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vec) -> float:
    return sqrt(dot(a, a))


def unit(a: Vec) -> Vec:
    """The direction of a vector; of nothing, nothing."""
    size = length(a)
    return (a[0] / size, a[1] / size, a[2] / size) if size else a


def unwrap(angles: Iterable[float]) -> list[float]:
    """Angles in radians without jumps of a full turn."""
    found: list[float] = []
    for angle in angles:
        turns = round((found[-1] - angle) / (2 * pi)) if found else 0
        found.append(angle + turns * 2 * pi)
    return found


class Smoother:
    """Local straight lines under a bell of `sigma` seconds, twice: follows easing and straight ends, drops shake.

    One for each row of times: what depends on them alone is reckoned once."""

    def __init__(self, times: Sequence[float], sigma: float) -> None:
        self._rows = [_row(times, moment, sigma) for moment in times]

    def __call__(self, values: Sequence[float]) -> list[float]:
        first = self._once(values)
        rest = self._once([v - f for v, f in zip(values, first, strict=True)])
        return [f + r for f, r in zip(first, rest, strict=True)]

    def points(self, values: Sequence[Vec]) -> list[Vec]:
        xs, ys, zs = (self([v[i] for v in values]) for i in range(3))
        return list(zip(xs, ys, zs, strict=True))

    def _once(self, values: Sequence[float]) -> list[float]:
        return [sum(map(mul, row, values[low : low + len(row)])) for low, row in self._rows]


def _row(times: Sequence[float], moment: float, sigma: float) -> tuple[int, list[float]]:
    """What each neighbour, from the first one's index on, adds to the line at a moment."""
    low, high = bisect_left(times, moment - 3 * sigma), bisect_right(times, moment + 3 * sigma)
    xs = [t - moment for t in times[low:high]]
    weights = [exp(-0.5 * (x / sigma) ** 2) for x in xs]
    s0 = sum(weights)
    s1 = sum(map(mul, weights, xs))
    s2 = sum(w * x * x for w, x in zip(weights, xs, strict=True))
    spread = s0 * s2 - s1 * s1
    if spread < 1e-9:
        return low, [w / s0 for w in weights]
    return low, [w * (s2 - s1 * x) / spread for w, x in zip(weights, xs, strict=True)]


def turns(values: Sequence[float], least: float) -> int:
    """How often a series changes its direction, by at least `least` each time."""
    count, direction = 0, 0
    low = high = values[0]
    for value in values:
        low, high = min(low, value), max(high, value)
        if direction <= 0 and value - low >= least:
            count += direction < 0
            direction, high = 1, value
        elif direction >= 0 and high - value >= least:
            count += direction > 0
            direction, low = -1, value
    return count


RESTS = 0.1
"""Share of its mean speed below which a series rests."""


def moving_time(times: Sequence[float], values: Sequence[float]) -> float:
    """Seconds between the first and the last tenth of a series' way, without its rests: how long it really moves."""
    net = values[-1] - values[0]
    if not net:
        return times[-1] - times[0]
    done = [(value - values[0]) / net for value in values]
    begin = next(t for t, share in zip(times, done, strict=True) if share >= 0.1)
    end = next(t for t, share in zip(times, done, strict=True) if share >= 0.9)
    whole = max(end - begin, 1e-3)
    steps = zip(pairwise(times), pairwise(done), strict=True)
    rests = sum(b - a for (a, b), (x, y) in steps if begin <= a < end and y - x < RESTS * (b - a) / whole)
    return max(whole - rests, 1e-3) / 0.8


def moving_span(times: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """From when to when a series moves, in seconds: after a tenth of its span away from its first value, until a tenth
    away from its last."""
    tenth = (max(values) - min(values)) / 10
    begin = next((t for t, v in zip(times, values, strict=True) if abs(v - values[0]) > tenth), times[0])
    backwards = zip(reversed(times), reversed(values), strict=True)
    return begin, next((t for t, v in backwards if abs(v - values[-1]) > tenth), times[-1])


def rms(values: Sequence[float]) -> float:
    return sqrt(sum(v * v for v in values) / len(values))
