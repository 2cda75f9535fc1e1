# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the shape of a figure says of its front where nothing has a name: its toes, its paws, its two equal sides.

Angles are about Z in radians, 0 along -Y, as `front.angle` has them. Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import atan2, cos, sin
from typing import Any

import numpy as np

TOES = 0.10
"""Share of the height below which a standing figure has only feet."""
SHINS = (0.12, 0.28)
PROTRUDE = (0.01, 0.12)
"""Of the height that toes stand out before the shins; more is a tail or a train."""
LOPSIDED = 0.3
"""Of that, how far they may stand out to a side: a mirrored figure has two feet."""
FOOT = 0.3
"""Of the height that a foot is long at most: a bust stands on its shoulders."""
UPRIGHT = 1.1
"""Times higher than deep or wide: a figure that stands, not an animal on four legs or a car."""
PAWS, ANKLES = 0.05, (0.09, 0.22)
"""Shares of the height that feet fill, each for itself, and where the legs above them are looked at."""
LEGS = (2, 8)
"""How many feet a figure has, at least and at most, and of each one on either side; what has more stands on something
else."""
OWN = 0.65
"""Share of what is at the height of legs that is above the feet: of a bust, a statue's base and a car on wheels it is
between them, too."""
TALL = 0.4
"""Height over the longer side of whoever stands on legs, at least; a bird in flight does not."""
APART = 0.04
"""Of the height: two to three times that is between two feet; the corners of one are nearer."""
BLADE = 0.01
"""Of the height that a foot is wide at least."""
AROUND = 0.12
"""Of the height that a foot's own leg may be beside it."""
UNANIMOUS = 0.85
"""What feet point at together, of what they would if all pointed one way: wheels, stands and a dinosaur's columns do
not, and then nothing is told."""
LONG, LOW, TOP, RAISED = 1.25, 0.9, 0.85, 0.15
"""What lies along its front is so many times longer than wide and than high; the share of its height above which its
head is, and of its length that this is off the middle."""
UPPER = 0.6
"""Share of its height above which a figure's face is."""
CELLS = 12
"""Along the longer side, of the plan in which a figure is compared with its mirror image."""
MIRRORED, CROOKED, UNEVEN = 0.85, 0.7, 0.5
"""Share of the plan that its mirror image covers, of a figure with two equal sides, and of one without; below the last
it is chance what covers what."""


def _toes(points: Any) -> float | None:
    """Angle of the toes of a standing figure: where all of its feet stand out before the shins."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    if size[2] < UPRIGHT * max(size[0], size[1]):
        return None
    height = (points[:, 2] - low[2]) / size[2]
    feet, shins = points[height < TOES], points[(height > SHINS[0]) & (height < SHINS[1])]
    if len(feet) == 0 or len(shins) == 0:
        return None
    ahead = middle(feet) - middle(shins)
    length, aside = float(np.linalg.norm(ahead)), float(np.abs(ahead).min())
    if length and np.ptp(feet[:, :2] @ (ahead / length)) > FOOT * size[2]:
        return None
    believed = PROTRUDE[0] < length / size[2] < PROTRUDE[1] and aside < LOPSIDED * length
    # Under a belly or a train heels lie further ahead than what is above them, but no toe does.
    believed = believed and float((feet[:, :2] @ ahead).max()) > float((shins[:, :2] @ ahead).max())
    return _angle(ahead) if believed else None


def _paws(points: Any) -> float | None:
    """Angle at which each foot stands out before its own leg, of whoever has several: an animal, too."""
    feet, legs = _legs(points)
    high = float(np.ptp(points[:, 2]))
    steps = [middle(foot) - middle(leg) for foot, leg in zip(feet, legs, strict=True) if len(leg)]
    if len(steps) < LEGS[0]:
        return None
    together = np.sum(steps, axis=0)
    length = float(np.linalg.norm(together))
    agreed = length > UNANIMOUS * sum(float(np.linalg.norm(step)) for step in steps)
    return _angle(together) if agreed and length > PROTRUDE[0] * high * len(steps) else None


def feet(points: Any) -> float | None:
    """Angle of a figure's feet: of each before its own leg, else, of an animal on legs, of its higher end, else of all
    before the shins."""
    asked = (ask(points) for ask in (_paws, _head_over_legs, _toes))
    return next((found for found in asked if found is not None), None)


def detail(triangles: Any) -> Any:
    """Where a figure's upper triangles lie, each counted once, of where its upper surface does: x and y, in shares of
    its longer side. `triangles`: three corners each."""
    centres = triangles.mean(axis=1)
    if not len(centres):
        return np.zeros(2)
    upper = centres[:, 2] > centres[:, 2].min() + UPPER * np.ptp(centres[:, 2])
    sides = triangles[upper, 1:] - triangles[upper, :1]
    areas, plan = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1), centres[upper, :2]
    if not areas.sum() or not np.ptp(plan, axis=0).any():
        return np.zeros(2)
    return (plan.mean(axis=0) - areas @ plan / areas.sum()) / np.ptp(plan, axis=0).max()


def _head_over_legs(points: Any) -> float | None:
    """Angle of the higher end of something long on legs, whose feet do not say more."""
    feet, _ = _legs(points)
    return raised_end(points) if len(feet) > LEGS[0] else None


def _legs(points: Any) -> tuple[list[Any], list[Any]]:
    """The feet of a figure, each for itself, and of each the points of its own leg; none of what has no legs."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    height = (points[:, 2] - low[2]) / max(size[2], 1e-9)
    above = points[(height > ANKLES[0]) & (height < ANKLES[1])][:, :2]
    if size[2] < TALL * max(size[0], size[1]) or not size[2] or not len(above):
        return [], []
    feet = _apart(points[height < PAWS][:, :2], APART * size[2])
    sizes = [np.ptp(foot, axis=0) for foot in feet]
    # The corners of one box are no feet, nor is a blade, nor a base.
    are_feet = all(side.min() > BLADE * size[2] and side.max() < FOOT * size[2] for side in sizes)
    if not LEGS[0] <= len(feet) <= LEGS[1] or len(feet) % 2 or not are_feet:
        return [], []
    middles = np.array([middle(foot) for foot in feet])
    off = np.abs(above[:, None] - middles[None]).max(axis=2)
    nearest = off.argmin(axis=1)
    reach = np.array([max(AROUND * size[2], float(side.max())) for side in sizes])
    near = off.min(axis=1) < reach[nearest]
    if near.mean() < OWN:
        return [], []
    return feet, [above[near & (nearest == number)] for number in range(len(feet))]


def _apart(ground: Any, cell: float) -> list[Any]:
    """Points on the ground in groups that are a cell or more apart."""
    at: dict[tuple[int, int], list[int]] = {}
    for number, (x, y) in enumerate(np.floor(ground / cell).astype(int).tolist()):
        at.setdefault((x, y), []).append(number)
    groups = []
    while at:
        found, waiting = [], [next(iter(at))]
        while waiting:
            x, y = waiting.pop()
            if (x, y) in at:
                found += at.pop((x, y))
                waiting += [(x + dx, y + dy) for dx in range(-2, 3) for dy in range(-2, 3)]
        groups.append(ground[found])
    return groups


def raised_end(points: Any) -> float | None:
    """Angle of the end at which something long and low rises highest, as an animal does where its head is."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    along = int(size[1] > size[0])
    if size[along] < max(LONG * size[1 - along], LOW * size[2]):
        return None
    top = points[points[:, 2] > low[2] + TOP * size[2]]
    ahead = np.zeros(2)
    ahead[along] = (middle(top) - middle(points))[along]
    return _angle(ahead) if abs(ahead[along]) > RAISED * size[along] else None


def mirrored(points: Any, front: float) -> float:
    """Share of a figure that its image in the plane along `front` covers."""
    right = np.array((cos(front), sin(front)))
    ahead = np.array((sin(front), -cos(front)))
    plan = (points[:, :2] - middle(points)) @ np.stack([right, ahead], axis=1)
    size = max(float(np.ptp(points, axis=0).max()), 1e-9)
    cells = {(int(x), int(y), int(z)) for x, y, z in _cells(plan, points, size)}
    image = {(int(x), int(y), int(z)) for x, y, z in _cells(plan * (-1, 1), points, size)}
    return len(cells & image) / max(len(cells | image), 1)


def _cells(plan: Any, points: Any, size: float) -> Iterable[Any]:
    cells: Iterable[Any] = np.round(np.column_stack([plan, points[:, 2] - points[:, 2].min()]) * (CELLS / size))
    return cells


def middle(points: Any) -> Any:
    """Of the box around points, seen from above."""
    return (points[:, :2].min(axis=0) + points[:, :2].max(axis=0)) / 2


def _angle(ahead: Any) -> float:
    return atan2(float(ahead[0]), -float(ahead[1]))
