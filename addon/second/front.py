# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a character's face is: Blender's convention is -Y of its rig, but many imported figures look another way.

Toes point where faces look. Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

from math import atan2, pi
from typing import Any

import numpy as np
from mathutils import Matrix, Vector

QUARTER = pi / 2
TOES = 0.10
"""Share of the height below which a standing figure has only feet."""
SHINS = (0.12, 0.28)
PROTRUDE = (0.01, 0.12)
"""Of the height that toes stand out before the shins; more is a tail or a train."""
LOPSIDED = 0.3
"""Of that, how far they may stand out to a side: a mirrored figure has two feet."""
UPRIGHT = 1.1
"""Times higher than deep or wide: a figure that stands, not an animal on four legs or a car."""


def angle(direction: Any) -> float:
    """Direction about Z in radians; 0 looks along -Y, and the angle grows as a camera goes around to the right."""
    return atan2(direction.x, -direction.y) if direction.xy.length > 1e-6 else 0.0


class Front:
    """Tells where a character looks at any moment, from what its toes say at the first."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection
        self._turn: float | None = None

    def facing(self, depsgraph: Any, points: Any) -> float:
        """Direction of its face now, see `angle`; `points` are its points, in metres."""
        rig, turned = _rig(depsgraph)
        if rig is None:
            turned = _turned(self._collection, depsgraph)
        axis = angle(turned @ Vector((0, -1, 0)))
        if self._turn is None:
            toes = _bone_toes(rig) if rig is not None else _mesh_toes(points, axis)
            self._turn = 0.0 if toes is None else round(toes / QUARTER) * QUARTER
        return axis + self._turn


def _rig(depsgraph: Any) -> tuple[Any, Matrix]:
    """The armature of most bones on the stage, instanced or not, and its rotation with that of its root bone."""
    best, turned = None, Matrix.Identity(3)
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "ARMATURE" and len(thing.data.bones) > (len(best.data.bones) if best else 0):
            best = thing.original
            turned = instance.matrix_world.to_3x3() @ _root(thing)
    return best, turned


def _root(rig: Any) -> Any:
    """How the bone that carries most others is turned from its rest."""
    root = max((bone for bone in rig.pose.bones if bone.parent is None), key=lambda bone: len(bone.children_recursive))
    return root.matrix.to_3x3() @ root.bone.matrix_local.to_3x3().inverted()


def _turned(collection: Any, depsgraph: Any) -> Any:
    """Rotation of the first thing that has no parent in a collection; of the one that it instances, if it does."""
    things = list(collection.all_objects)
    owner = next((thing for thing in things if thing.parent is None or thing.parent not in things), None)
    if owner is None:
        return Matrix.Identity(3)
    turned = owner.evaluated_get(depsgraph).matrix_world.to_3x3()
    return turned @ _turned(owner.instance_collection, depsgraph) if owner.instance_collection else turned


def _bone_toes(rig: Any) -> float | None:
    """Angle of the toes in the rig's own space. By positions: the axes of imported bones point anywhere."""
    steps = [
        (child.head_local - bone.head_local).normalized()
        for bone in rig.data.bones
        if any(word in bone.name.lower() for word in ("foot", "ankle"))
        for child in bone.children
        if bone.use_deform and child.use_deform
    ]
    total = sum(steps, Vector((0, 0, 0)))
    return angle(total) if total.xy.length > 0.3 else None


def _mesh_toes(points: Any, axis: float) -> float | None:
    """Angle of the toes, less `axis`, from the shape of a standing figure."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    if size[2] < UPRIGHT * max(size[0], size[1]):
        return None
    height = (points[:, 2] - low[2]) / size[2]
    feet, shins = points[height < TOES], points[(height > SHINS[0]) & (height < SHINS[1])]
    if len(feet) == 0 or len(shins) == 0:
        return None
    ahead = Vector((*(_middle(feet) - _middle(shins)), 0.0))
    aside = min(abs(ahead.x), abs(ahead.y))
    believed = PROTRUDE[0] < ahead.length / size[2] < PROTRUDE[1] and aside < LOPSIDED * ahead.length
    return angle(ahead) - axis if believed else None


def _middle(points: Any) -> Any:
    return (points[:, :2].min(axis=0) + points[:, :2].max(axis=0)) / 2
