# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A motion of the picture as seven numbers a step: what a camera can do, told apart by the planned depths.

A pan moves near and far alike, a truck moves the near more: with each block's planned nearness, both are columns of
one system, and so are zoom and push. Plan and take are fitted with the same columns, so both have the same bias.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .planned import Planned

Array = Any

PAN, TILT, ROLL, ZOOM, TRUCK, CRANE, PUSH = range(7)
OUTLIER = (6.0, 4.0, 2.5, 1.5, 1.5, 1.5)
"""Pixels by which a block may differ before it counts half, round by round: wide at first, so that many wrong blocks do
not keep the right ones out."""
RIDGE = 1e-3
"""Of the weight: keeps apart what a picture cannot tell apart from growing without end."""


@dataclass(frozen=True)
class Fit:
    """Seven numbers a step (n - 1, 7): pixels by which pan, tilt, truck and crane move the picture's middle, and roll,
    zoom and push a point a third of the width beside it. Camera right, up, clockwise, in and forward are positive."""

    steps: Array
    normal: Array
    """The mean normal matrix (7, 7): with it, a difference is pixels over the picture, root mean square, and what
    cannot be told apart in this picture costs nothing."""
    used: Array
    """Share of the blocks' weight that went into each step: (n - 1,)."""

    @property
    def path(self) -> Array:
        """What the camera has done until each moment: (n, 7)."""
        return np.concatenate([np.zeros((1, 7)), np.cumsum(self.steps, axis=0)])


def columns(plan: Planned) -> Array:
    """The motion of each block for one pixel of each number: (n - 1, ROWS, COLUMNS, 2, 7)."""
    x, y = plan.places[..., 0], plan.places[..., 1]
    third = plan.size[0] / 3
    found = np.zeros((len(plan.focal), *x.shape, 2, 7))
    f = plan.focal[:, None, None]
    near = plan.nearness
    found[..., 0, PAN], found[..., 1, PAN] = -(1 + x * x / f**2), -(x * y / f**2)
    found[..., 0, TILT], found[..., 1, TILT] = -(x * y / f**2), -(1 + y * y / f**2)
    found[..., 0, ROLL], found[..., 1, ROLL] = -y / third, x / third
    found[..., 0, ZOOM], found[..., 1, ZOOM] = x / third, y / third
    found[..., 0, TRUCK] = -near
    found[..., 1, CRANE] = -near
    found[..., 0, PUSH], found[..., 1, PUSH] = x / third * near, y / third * near
    return found


def fit(plan: Planned, flow: Array, weight: Array, system: Array | None = None) -> Fit:
    """Fit the seven numbers to a motion (n - 1, ROWS, COLUMNS, 2) by reweighted least squares."""
    system = columns(plan) if system is None else system
    n = len(flow)
    a = system.reshape(n, -1, 2, 7)
    b = flow.reshape(n, -1, 2)
    own = weight.reshape(n, -1)
    w = own.copy()
    steps = np.zeros((n, 7))
    for outlier in OUTLIER:
        normal = np.einsum("nbci,nb,nbcj->nij", a, w, a)
        right = np.einsum("nbci,nb,nbc->ni", a, w, b)
        total = w.sum(axis=1)[:, None, None] + 1e-6
        steps = np.linalg.solve(normal + RIDGE * total * np.eye(7), right[..., None])[..., 0]
        error = np.linalg.norm(b - np.einsum("nbci,ni->nbc", a, steps), axis=-1)
        w = own / (1 + (error / outlier) ** 2)
    whole = np.einsum("nbci,nb,nbcj->ij", a, own, a) / max(float(own.sum()), 1e-6)
    return Fit(steps, whole, w.sum(axis=1) / np.maximum(own.sum(axis=1), 1e-6))
