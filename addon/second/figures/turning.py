# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a member of the cast is turned, and where its body faces, from moment to moment.

Reads the scene as it is evaluated. Of a rig its bones tell the front, at the first look, and what carries
the rig takes that along.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, sin
from typing import Any

from mathutils import Matrix, Vector

from . import skeletons
from .front import LEVEL, root_bone, turn_of


class Turn:
    """How far what carries a member is turned about Z; by that of its axes which lies flattest at the first look.
    `carriers`: the outermost first, each within what the one before instances. `tells_front`: whether bones are asked
    where the front is; where the artist says that, they may be wrong."""

    def __init__(self, carriers: Sequence[Any], *, tells_front: bool) -> None:
        self._carriers = carriers
        self._tells_front = tells_front
        rigs = [carrier for carrier in carriers if carrier.type == "ARMATURE" and carrier.data.bones]
        self._roots = {rig.as_pointer(): root_bone(rig.data.bones).name for rig in rigs}
        self._axis: int | None = None
        self._ahead: Any = None
        """Where the body faces, in the space of what carries it; None where nothing tells."""

    def at(self, depsgraph: Any, longest: float) -> tuple[float, float | None]:
        """Radians about Z, counterclockwise from above: how far it is turned, and where it faces, 0 along +X. None of
        who has no rig, or lies. `longest`: world units that the figure is large."""
        turned = self._turned(depsgraph)
        if self._axis is None:
            self._axis = max(range(3), key=lambda number: turned.col[number].normalized().xy.length)
            self._ahead = self._front(depsgraph, turned, longest) if self._tells_front else None
        across = turned.col[self._axis]
        ahead = (turned @ self._ahead).normalized() if self._ahead is not None else Vector()
        facing = atan2(ahead.y, ahead.x) if ahead.xy.length > LEVEL else None
        return atan2(across.y, across.x), facing

    def _turned(self, depsgraph: Any) -> Any:
        turned: Any = Matrix.Identity(3)
        for carrier in self._carriers:
            evaluated = carrier.evaluated_get(depsgraph)
            turned = turned @ evaluated.matrix_world.to_3x3()
            if root := self._roots.get(carrier.as_pointer()):
                turned = turned @ turn_of(evaluated.pose.bones[root])
        return turned

    def _front(self, depsgraph: Any, turned: Any, longest: float) -> Any:
        """Where the body faces now, by the bones of its rig, in the space of what carries it."""
        rig = self._carriers[-1]
        if rig.as_pointer() not in self._roots:
            return None
        unscaled = turned.to_quaternion().to_matrix()  # imported rigs are in centimetres
        told = skeletons.body(depsgraph, rig, unscaled, None, longest)
        return None if told is None else turned.inverted_safe() @ Vector((sin(told), -cos(told), 0.0))
