# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which things throw a shadow where Workbench draws. Only stdlib, numpy and bpy here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import named
from ..figures import stand_ins

LARGE = 0.4
"""A thing of the set is large from this share of the largest's longest side."""
CORNERS_MAX = 2_000_000
"""Of the faces of a mesh that is looked at: 0.3 s for half a million."""
GRID = 1e5
"""Places along a mesh that are told apart."""


def hold(scene: Any, cast: Iterable[str] = ()) -> None:
    """Let large open things of the set throw no shadow: Workbench's, which is a volume of the mesh, leaks out of them
    as streaks over all that is near. Levels of games are such, seen from one side and of edges that meet no others.
    `cast`: the collections of those whose shadow says where they stand."""
    spared = {thing for name in cast if (found := named.collection(name)) for thing in named.within(found)}
    things = set(named.within(scene.collection)) - spared
    meshes = [thing for thing in things if thing.type == "MESH" and not stand_ins.is_never_seen(thing)]
    largest = max((max(thing.dimensions) for thing in meshes), default=0.0)
    open_ones: dict[str, bool] = {}
    for thing in meshes:
        if max(thing.dimensions) < LARGE * largest or thing.find_armature() or thing.parent_type == "BONE":
            continue
        known = open_ones.setdefault(thing.data.name_full, is_open(thing.data))
        thing.display.show_shadows = thing.display.show_shadows and not known


def is_open(mesh: Any) -> bool:
    """Whether a mesh has faces without a neighbour at the same place, however its vertices are shared: at every edge
    of a closed one as many faces go one way along it as the other."""
    count = len(mesh.loops)
    if not 0 < count <= CORNERS_MAX:
        return False
    places = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", places)
    grid = np.round(places.reshape(-1, 3) / (np.ptp(places) or 1.0) * GRID).astype(np.int64)
    _, same = np.unique(grid, axis=0, return_inverse=True)
    corners, starts, sizes = (np.empty(length, np.int32) for length in (count, *[len(mesh.polygons)] * 2))
    mesh.loops.foreach_get("vertex_index", corners)
    mesh.polygons.foreach_get("loop_start", starts)
    mesh.polygons.foreach_get("loop_total", sizes)
    following = np.arange(1, count + 1)
    following[starts + sizes - 1] = starts
    here = same.reshape(-1)[corners].astype(np.int64)
    there = here[following]
    _, edge = np.unique(np.minimum(here, there) * len(same) + np.maximum(here, there), return_inverse=True)
    balance = np.bincount(edge.reshape(-1), weights=np.sign(there - here))
    return bool(np.any(np.abs(balance) > 0.5))
