# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planned camera looks at: rays on a grid over its picture, moment by moment. Standard library, numpy, bpy.

Rays are sent to the evaluated scene as it is in the view layer given; what does not render should be hidden in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from mathutils import Vector

COLUMNS, ROWS = 32, 18
"""Rays across and down the picture."""
FAR = 2000.0
"""World units along a ray that meets nothing: the sky."""


def hits(scene: Any, depsgraph: Any, camera: Any, owners: Mapping[int, int] | None = None) -> tuple[Any, Any]:
    """Where the rays of the evaluated `camera` end at the scene's present frame: world points (ROWS, COLUMNS, 3), top
    row first; and whose they are (ROWS, COLUMNS): what `owners` gives the pointer of an original object, else 0."""
    matrix = camera.matrix_world.normalized()
    turn, origin = matrix.to_3x3(), matrix.translation
    corners = camera.data.view_frame(scene=scene)
    left, right = min(c.x for c in corners), max(c.x for c in corners)
    bottom, top = min(c.y for c in corners), max(c.y for c in corners)
    flat = camera.data.type == "ORTHO"
    depth = -corners[0].z
    points = np.empty((ROWS, COLUMNS, 3), np.float32)
    cast = np.zeros((ROWS, COLUMNS), np.uint8)
    for row in range(ROWS):
        y = top - (top - bottom) * (row + 0.5) / ROWS
        for column in range(COLUMNS):
            x = left + (right - left) * (column + 0.5) / COLUMNS
            start = matrix @ Vector((x, y, 0.0)) if flat else origin
            way = turn @ (Vector((0.0, 0.0, -1.0)) if flat else Vector((x, y, -depth)).normalized())
            met, place, _, _, thing, _ = scene.ray_cast(depsgraph, start, way)
            points[row, column] = place if met else start + way * FAR
            if met and owners and thing is not None:
                cast[row, column] = owners.get(thing.original.as_pointer(), 0)
    return points, cast
