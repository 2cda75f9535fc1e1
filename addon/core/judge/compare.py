# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far one camera's path is from another: aligned in time, and measured in what it does to the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .motion import CRANE, PAN, PUSH, ROLL, TILT, TRUCK, ZOOM

Array = Any

BAND = 8
"""Steps by which a take may be early or late."""
END = 0.6
"""How much the way's end counts against the way."""
LEAST = 8.0
"""Pixels: a path is compared as if it were at least this long, or noise would decide."""


@dataclass(frozen=True)
class Likeness:
    """What the comparison of a take's path with a plan's found."""

    score: float
    """1: the same path; 0 and below: as far from it as it is long."""
    gain: float
    """How much of the planned way was gone: 1 is all of it, negative the other way."""
    sideways: float
    """Part of the take's end that is not along the plan's, as a share of the longer of both."""
    plan: float
    take: float
    """Lengths: root mean square pixels over the picture, over the shot."""
    leaves: int | None
    """The moment from which the take goes its own way; None: it does not."""
    partner: tuple[int, ...]
    """For each moment of the take, the plan's that it was compared with."""


def norms(path: Array, metric: Array) -> Array:
    """Length of each moment's numbers (n, 7) in pixels over the picture."""
    return np.sqrt(np.maximum(np.einsum("ni,ij,nj->n", path, metric, path), 0.0))


def rms(path: Array, metric: Array) -> float:
    return float(np.sqrt(np.mean(norms(path, metric) ** 2)))


def compare(plan: Array, take: Array, metric: Array) -> Likeness:
    """Compare two paths (n, 7) under a metric (7, 7)."""
    apart = plan[:, None] - take[None]
    cost = np.maximum(np.einsum("abi,ij,abj->ab", apart, metric, apart), 0.0)
    warped, partner = _warped(cost)
    end = float(np.sqrt(cost[-1, -1]))
    length, other = rms(plan, metric), rms(take, metric)
    score = 1 - max(warped, END * end) / max(length, other, LEAST)
    ends = plan[-1], take[-1]
    planned, went = (float(np.sqrt(max(e @ metric @ e, 0.0))) for e in ends)
    along = float(ends[0] @ metric @ ends[1])
    gain = along / max(planned**2, 1e-6)
    beside = np.sqrt(max(went**2 - (along / max(planned, 1e-6)) ** 2, 0.0))
    sideways = float(beside / max(planned, went, 1e-6))
    return Likeness(score, gain, sideways, length, other, _leaves(cost, partner, max(planned, went)), tuple(partner))


def _warped(cost: Array) -> tuple[float, list[int]]:
    """Dynamic time warping with both ends fixed: root mean square distance along the best alignment, and for each
    moment of the take the plan's that it was compared with."""
    n, m = cost.shape
    total = np.full((n + 1, m + 1), np.inf)
    total[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(max(1, i - BAND), min(m, i + BAND) + 1):
            total[i, j] = cost[i - 1, j - 1] + min(total[i - 1, j - 1], total[i - 1, j], total[i, j - 1])
    i, j, way = n, m, []
    while i and j:
        way.append((i - 1, j - 1))
        i, j = min(((i - 1, j - 1), (i - 1, j), (i, j - 1)), key=lambda c: total[c])
    partner = [0] * m
    for a, b in way:
        partner[b] = a
    return float(np.sqrt(np.mean([cost[c] for c in way]))), partner


def _leaves(cost: Array, partner: list[int], length: float) -> int | None:
    """The first moment from which on the take stays away."""
    limit = max(5.0, 0.12 * length)
    away = [np.sqrt(cost[a, b]) > limit for b, a in enumerate(partner)]
    if not away[-1]:
        return None
    moment = len(away) - 1
    while moment and away[moment - 1]:
        moment -= 1
    return moment


KINDS: dict[str, tuple[int, float]] = {
    "pans right": (PAN, 1), "pans left": (PAN, -1), "tilts up": (TILT, 1), "tilts down": (TILT, -1),
    "rolls clockwise": (ROLL, 1), "rolls counterclockwise": (ROLL, -1), "zooms in": (ZOOM, 1), "zooms out": (ZOOM, -1),
    "trucks right": (TRUCK, 1), "trucks left": (TRUCK, -1), "cranes up": (CRANE, 1), "cranes down": (CRANE, -1),
    "pushes in": (PUSH, 1), "pulls out": (PUSH, -1),
}  # fmt: skip


def directions(subject: float) -> dict[str, Array]:
    """What each plain move is in the seven numbers; `subject` is the nearness of what an orbit goes around and a dolly
    zoom keeps its size."""
    found = {}
    for words, (axis, sign) in KINDS.items():
        found[words] = np.zeros(7)
        found[words][axis] = sign
    for words, sign in (("orbits right", 1.0), ("orbits left", -1.0)):
        found[words] = sign * (_axis(TRUCK) - subject * _axis(PAN))
    for words, sign in (("dollies in while it zooms out", 1.0), ("dollies out while it zooms in", -1.0)):
        found[words] = sign * (_axis(PUSH) - subject * _axis(ZOOM))
    return found


def _axis(number: int) -> Array:
    found = np.zeros(7)
    found[number] = 1.0
    return found


def cosine(one: Array, other: Array, metric: Array) -> float:
    """How alike two directions, or two whole paths, are in the picture: 1 the same, 0 nothing in common."""
    one, other = np.atleast_2d(one), np.atleast_2d(other)
    along = float(np.einsum("ni,ij,nj->", one, metric, other))
    sizes = (float(np.einsum("ni,ij,nj->", v, metric, v)) for v in (one, other))
    return along / max(float(np.sqrt(np.prod([max(s, 0.0) for s in sizes]))), 1e-9)
