# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""When little moves in a shot: the moments at which a split shows least."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .math import length, sub
from .samples import Sample

QUIET = 1 / 3
"""A lull moves at most this share of what the shot moves on average."""


def quiet_moments(samples: Sequence[Sample]) -> tuple[float, ...]:
    """Seconds since the shot's start, one for the middle of each lull in the motion of camera and cast; none for a shot
    in which nothing moves at all, where every moment is as good as another."""
    motion = [_motion(a, b) for a, b in pairwise(samples)]
    average = sum(motion) / len(motion) if motion else 0.0
    if average < 1e-6:
        return ()
    lulls: list[list[int]] = []
    for index, amount in enumerate(motion):
        if amount > QUIET * average:
            continue
        if lulls and lulls[-1][-1] == index - 1:
            lulls[-1].append(index)
        else:
            lulls.append([index])
    return tuple((samples[lull[0]].seconds + samples[lull[-1] + 1].seconds) / 2 for lull in lulls)


def _motion(before: Sample, after: Sample) -> float:
    """How much the picture changes a second: turning in radians, travel and the cast's steps in parts of the frame."""
    seconds = max(after.seconds - before.seconds, 1e-6)
    turned = length(sub(after.pose.forward, before.pose.forward))
    travelled = length(sub(after.pose.position, before.pose.position)) / _distance(before)
    stepped = max((_step(before, after, seen.name) for seen in before.cast), default=0.0)
    zoomed = abs(after.fov - before.fov)
    return (turned + travelled + stepped + zoomed) / seconds


def _distance(sample: Sample) -> float:
    """World units to what is filmed: the nearest of the cast; without any, ten."""
    depths = [sample.depth(seen.centre) for seen in sample.cast]
    return min((depth for depth in depths if depth > 0), default=10.0)


def _step(before: Sample, after: Sample, name: str) -> float:
    one, other = before.seen(name), after.seen(name)
    if one is None or other is None:
        return 0.0
    (x, y), (u, v) = before.project(one.centre), before.project(other.centre)
    return min(abs(u - x) + abs(v - y), 1.0)
