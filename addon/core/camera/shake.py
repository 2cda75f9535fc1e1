# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a hand holds the camera: what trembles, and what floats to and fro."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from .axis import LEAST
from .math import cross, dot, length, rms, sub, turns
from .path import SHAKE_SECONDS, Path, steps_of
from .samples import Sample

SHAKE_LEAST, SHAKE_STRONG = 0.004, 0.025
"""Shares of the frame by which a handheld, and a shaky, picture trembles (root mean square)."""
RUSH = 0.8
"""Frame widths a second: faster turns, whip pans, leave traces that are no shake."""
CALM = 0.3
"""Share of a shot that must be calmer than that for a hand to be told."""
SHAKE_TURNS = 1.5
"""A hand changes direction this often a second, at least; easing in and out does not."""
SWAY_LEAST, SWAYS, SWAYS_PER_SECOND = 0.015, 3, 0.5
"""Frames that a view floats aside, how often it must turn back, and how often a second, for a hand to hold it."""
STEPPED = 0.4
"""And goes back this often, whatever else it does: a pan keyed on twos only waits between its steps."""


def _rushing(path: Path) -> list[bool]:
    """When the view turns so fast, or is about to, that smoothing lags behind: what is left then is no hand."""
    rates = [
        length(sub(b, a)) / path.angles[0] / max(t - s, 1e-6)
        for (a, b), (s, t) in zip(pairwise(path.forward), pairwise(path.times), strict=True)
    ]
    fast = [t for t, rate in zip(path.times, rates, strict=False) if rate > RUSH]
    return [any(abs(t - moment) < 2 * SHAKE_SECONDS for moment in fast) for t in path.times]


def sways(path: Path) -> bool:
    """Whether the view floats to and fro, slower than a hand trembles and by less than a pan: what noise curves of a
    large scale do, and an operator's breath."""
    least = max(SWAYS, SWAYS_PER_SECOND * (path.times[-1] - path.times[0]))
    ways = [_smooth_way(path, axis) for axis in (0, 1)]
    return any(max(way) - min(way) < LEAST["pan"] and turns(way, SWAY_LEAST) >= least for way in ways)


def _smooth_way(path: Path, axis: int) -> list[float]:
    """How far the smoothed camera has turned and gone across, or up, at each sample, in frames."""
    distance = median(path.distance)
    found = [0.0]
    ways = zip(steps_of(path.forward), steps_of(path.position), path.forward, path.right, strict=False)
    for turned, moved, forward, right in ways:
        across = right if axis == 0 else cross(right, forward)
        found.append(found[-1] + (dot(turned, across) + dot(moved, across) / distance) / path.angles[axis])
    return found


def shake_of(samples: Sequence[Sample], path: Path) -> float:
    """How much the picture trembles, as a share of the frame; 0 for what no hand does."""
    seconds = path.times[-1] - path.times[0]
    distance = median(path.distance)
    strongest = 0.0
    rushing = _rushing(path)
    for axis in (0, 1):
        turned, moved = [], []
        for sample, p, f, r in zip(samples, path.position, path.forward, path.right, strict=True):
            across = r if axis == 0 else cross(r, f)
            turned.append(dot(sub(sample.pose.forward, f), across) / path.angles[axis])
            moved.append(dot(sub(sample.pose.position, p), across) / distance / path.angles[axis])
        trembling = [a + b for a, b in zip(turned, moved, strict=True)]
        calm = [t for t, fast in zip(trembling, rushing, strict=True) if not fast]
        if len(calm) < CALM * len(trembling):
            continue
        # The median keeps a whip pan, which is over in a moment, from looking like a hand.
        size = min(1.5 * median(map(abs, calm)), rms(calm))
        own = [t + s for t, s in zip(trembling, _smooth_way(path, axis), strict=True)]
        if size and turns(calm, size) >= SHAKE_TURNS * seconds and turns(own, size) >= STEPPED * seconds:
            strongest = max(strongest, size)
    return strongest
