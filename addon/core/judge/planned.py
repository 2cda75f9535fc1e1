# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The image motion that a plan implies, block by block: from its cameras, and from where the rays of a grid end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

import numpy as np

from ..camera.math import Vec, dot, unit
from ..camera.samples import Pose, Sample

DIAGONAL = hypot(320, 180)
"""Pixels of the picture that everything is measured in."""
COLUMNS, ROWS = 16, 9
"""Blocks across and down."""
EDGE = 3.0
"""Pixels by which the four flows of a block differ where it lies on an edge in depth: such a block counts half."""
MARGIN = 0.25
"""Weight of blocks beside those of somebody who walks."""

Array = Any


@dataclass(frozen=True)
class Cameras:
    """The cameras of n moments as arrays; `half` is the frame's half height at a depth of 1, or of an orthographic
    camera at any depth."""

    position: Array
    right: Array
    up: Array
    forward: Array
    half: Array
    flat: Array
    aspect: Array
    shift: Array

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Cameras:
        return cls(
            position=np.array([s.pose.position for s in samples]),
            right=np.array([s.pose.right for s in samples]),
            up=np.array([s.pose.up for s in samples]),
            forward=np.array([s.pose.forward for s in samples]),
            half=np.array([s.half_height(1.0) for s in samples]),
            flat=np.array([not s.fov for s in samples]),
            aspect=np.array([s.aspect for s in samples]),
            shift=np.array([s.shift for s in samples]),
        )

    def project(self, moment: int, points: Array) -> tuple[Array, Array]:
        """Where world points (..., 3) are in the picture, 0 to 1 from the lower left as `Sample.project` has it, and
        their depth (...)."""
        offset = points - self.position[moment]
        depth = offset @ self.forward[moment]
        half = self.half[moment] * (1.0 if self.flat[moment] else np.maximum(depth, 1e-6))
        x = 0.5 - self.shift[moment, 0] + offset @ self.right[moment] / (2 * half * self.aspect[moment])
        y = 0.5 - self.shift[moment, 1] + offset @ self.up[moment] / (2 * half)
        return np.stack([x, y], axis=-1), depth


@dataclass(frozen=True)
class Geometry:
    """What a plan is made of: its samples, where the rays of a grid end at each (n, 2 ROWS, 2 COLUMNS, 3) in world
    units, top row first, and which of them are of somebody who leaves his place (n, 2 ROWS, 2 COLUMNS)."""

    samples: tuple[Sample, ...]
    points: Array
    walking: Array
    subject_distance: float | None = None
    """From the first camera, world units; None: what is in the picture's middle."""

    def at(self, moments: Array) -> Geometry:
        """The same at other moments, in seconds: cameras between two samples, and the grid of the nearest one."""
        times = np.array([sample.seconds for sample in self.samples])
        nearest = np.abs(times[None] - np.asarray(moments)[:, None]).argmin(axis=1)
        samples = tuple(_between(self.samples, times, float(moment)) for moment in moments)
        return Geometry(samples, self.points[nearest], self.walking[nearest], self.subject_distance)


def _between(samples: Sequence[Sample], times: Array, moment: float) -> Sample:
    after = int(np.clip(np.searchsorted(times, moment), 1, len(times) - 1))
    a, b = samples[after - 1], samples[after]
    share = float(np.clip((moment - a.seconds) / max(b.seconds - a.seconds, 1e-9), 0.0, 1.0))

    def mixed(one: Vec, other: Vec) -> Vec:
        return tuple(x + share * (y - x) for x, y in zip(one, other, strict=True))  # type: ignore[return-value]

    forward = unit(mixed(a.pose.forward, b.pose.forward))
    up = mixed(a.pose.up, b.pose.up)
    along = dot(up, forward)
    up = unit((up[0] - along * forward[0], up[1] - along * forward[1], up[2] - along * forward[2]))
    return replace(
        a,
        seconds=moment,
        pose=Pose(mixed(a.pose.position, b.pose.position), forward, up),
        fov=a.fov + share * (b.fov - a.fov),
        ortho_height=a.ortho_height + share * (b.ortho_height - a.ortho_height),
    )


@dataclass(frozen=True)
class Planned:
    """The plan of n moments, n - 1 steps between them."""

    seconds: Array
    """Of each moment, since the shot's first frame: (n,)."""
    size: Array
    """Width and height of the picture in pixels: (2,)."""
    focal: Array
    """Focal length in pixels, for each step; of an orthographic camera, as if at its median depth: (n - 1,)."""
    places: Array
    """Centres of the blocks, from where the camera points: (ROWS, COLUMNS, 2)."""
    flow: Array
    """Pixels a step: (n - 1, ROWS, COLUMNS, 2)."""
    nearness: Array
    """1 / depth, as a share of the shot's own: root mean square 1: (n - 1, ROWS, COLUMNS)."""
    weight: Array
    """0 to 1: (n - 1, ROWS, COLUMNS)."""
    subject: float
    """Nearness of the subject, in the same measure."""


def picture_size(aspect: float) -> Array:
    """Width and height in pixels of a picture of DIAGONAL."""
    height = DIAGONAL / hypot(aspect, 1.0)
    return np.array([aspect * height, height])


def block_places(size: Array) -> Array:
    """Centres of the blocks in pixels from the picture's centre, y up, top row first."""
    x = ((np.arange(COLUMNS) + 0.5) / COLUMNS - 0.5) * size[0]
    y = (0.5 - (np.arange(ROWS) + 0.5) / ROWS) * size[1]
    return np.stack(np.meshgrid(x, y), axis=-1)


def plan_motion(plan: Geometry) -> Planned:
    """The planned motion between neighbouring samples."""
    samples, points = plan.samples, plan.points
    cameras = Cameras.of(samples)
    size = picture_size(float(samples[0].aspect))
    flows, near, focal = [], [], []
    for step in range(len(samples) - 1):
        before, depth = cameras.project(step, points[step])
        after, _ = cameras.project(step + 1, points[step])
        flows.append((after - before) * size)
        middle = float(np.median(depth))
        near.append(1.0 / (np.full_like(depth, middle) if cameras.flat[step] else np.maximum(depth, 1e-6)))
        wide = cameras.half[step] / (max(middle, 1e-6) if cameras.flat[step] else 1.0)
        focal.append(size[1] / 2 / wide)
    flow, spread = _pooled(np.array(flows))
    nearness, _ = _pooled(np.array(near)[..., None])
    scale = float(np.sqrt(np.mean(nearness**2))) or 1.0
    distance = plan.subject_distance or 1 / max(float(np.median(nearness[0, 3:7, 6:10])), 1e-9)
    return Planned(
        seconds=np.array([s.seconds for s in samples]),
        size=size,
        focal=np.array(focal),
        places=block_places(size) + cameras.shift.mean(axis=0) * size,
        flow=flow,
        nearness=nearness[..., 0] / scale,
        weight=_background(plan.walking[:-1]) / (1 + (spread / EDGE) ** 2),
        subject=1 / distance / scale,
    )


def _pooled(values: Array) -> tuple[Array, Array]:
    """Median of each two by two rays, and how far they are apart. The mean would be a motion that nothing has."""
    n, rows, columns, width = values.shape
    four = values.reshape(n, rows // 2, 2, columns // 2, 2, width).transpose(0, 1, 3, 2, 4, 5)
    four = four.reshape(n, rows // 2, columns // 2, 4, width)
    spread = np.linalg.norm(four.max(axis=3) - four.min(axis=3), axis=-1)
    return np.median(four, axis=3), spread


def _background(walking: Array) -> Array:
    """0 for blocks with somebody who walks, less for their neighbours, 1 for the rest."""
    n, rows, columns = walking.shape
    theirs = walking.reshape(n, rows // 2, 2, columns // 2, 2).any(axis=(2, 4))
    beside = np.zeros_like(theirs)
    beside[:, 1:] |= theirs[:, :-1]
    beside[:, :-1] |= theirs[:, 1:]
    beside[:, :, 1:] |= theirs[:, :, :-1]
    beside[:, :, :-1] |= theirs[:, :, 1:]
    return np.where(theirs, 0.0, np.where(beside, MARGIN, 1.0))
