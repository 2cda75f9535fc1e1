# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The surface of what is shown: its triangles in the world, and points that lie evenly on them.

Only stdlib and numpy here; what is asked of Blender comes in with its dependency graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

MANY = 100_000
"""Triangles that are looked at, of a figure."""
PLASTIC = (0.7548776662466927, 0.5698402909980532)
"""Steps that spread points evenly over a square: the R2 sequence, Martin Roberts 2018."""


def triangles(depsgraph: Any) -> Any:
    """World corners of the triangles of what is shown, three each; of figures of very many, of every so manieth."""
    return np.concatenate([np.empty((0, 3, 3), dtype=np.float32), *each(depsgraph, stride(depsgraph))])


def stride(depsgraph: Any) -> int:
    """Every how manieth triangle of what is shown is looked at."""
    return 1 + sum(len(instance.object.data.loop_triangles) for instance in shown(depsgraph)) // MANY


def each(depsgraph: Any, stride: int = 1) -> Iterable[Any]:
    """World corners of the triangles of each mesh that is shown, of every `stride`-th of them."""
    for instance in shown(depsgraph):
        mesh, matrix = instance.object.data, np.array(instance.matrix_world)
        corners: Any = np.empty(3 * len(mesh.loop_triangles), dtype=np.int32)
        mesh.loop_triangles.foreach_get("vertices", corners)
        points = points_of(mesh)[corners.reshape(-1, 3)[::stride].ravel()]
        yield (points @ matrix[:3, :3].T + matrix[:3, 3]).reshape(-1, 3, 3)


def points_of(mesh: Any) -> Any:
    """Corners of a mesh, in its own space."""
    points: Any = np.empty(len(mesh.vertices) * 3, dtype=np.float32)
    mesh.vertices.foreach_get("co", points)
    return points.reshape(-1, 3)


def spread(triangles: Any, number: int) -> tuple[Any, Any]:
    """So many points on triangles, as many on each as it is large, and which triangle each is on; always the same. None
    of what has no area."""
    chosen, weights = places(triangles, number)
    return np.einsum("nc,nca->na", weights, triangles[chosen]), chosen


def places(triangles: Any, number: int) -> tuple[Any, Any]:
    """The same as numbers of triangles and weights of their three corners."""
    sides = triangles[:, 1:] - triangles[:, :1]
    areas = np.nan_to_num(np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1))
    if not areas.sum():
        return np.empty(0, dtype=int), np.empty((0, 3))
    numbers = np.arange(number) + 0.5
    chosen = np.searchsorted(np.cumsum(areas), numbers * (areas.sum() / number))
    chosen = np.minimum(chosen, len(triangles) - 1)
    one, other = (numbers * share % 1.0 for share in PLASTIC)
    over = one + other > 1
    one, other = np.where(over, 1 - one, one), np.where(over, 1 - other, other)
    return chosen, np.column_stack([1 - one - other, one, other])


def shown(depsgraph: Any) -> Iterable[Any]:
    """Meshes that are shown, as instances."""
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "MESH" and instance.show_self and not thing.hide_render and thing.data.polygons:
            yield instance
