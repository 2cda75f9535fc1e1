# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the place and the lens of a camera depend on into a hash: parents, constraints, rigs, paths, curves.

Not what those look like: a camera that tracks a character does not change when the character is painted.
"""

from __future__ import annotations

from typing import Any

import bpy

from .content import Reader
from .hashing import Animated, animated

_PLACE = (
    "location", "rotation_mode", "rotation_euler", "rotation_quaternion", "rotation_axis_angle", "scale",
    "delta_location", "delta_rotation_euler", "delta_rotation_quaternion", "delta_scale", "parent_type", "parent_bone",
)  # fmt: skip
_LENS = (
    "type", "lens", "sensor_width", "sensor_height", "sensor_fit", "shift_x", "shift_y", "ortho_scale",
)  # fmt: skip
_FOCUS = ("use_dof", "focus_distance", "aperture_fstop")
_MOVES = (bpy.types.Object, bpy.types.Camera, bpy.types.Curve, bpy.types.Armature)


class Placing(Reader):
    """Follows from a camera to whatever moves it."""

    def camera(self, camera: Any) -> None:
        """Where a camera stands and how it looks."""
        self.things([camera])

    def _refer(self, block: Any) -> None:
        if block is None or isinstance(block, _MOVES):
            super()._refer(block)
        else:
            self._add(block.name_full)

    def block(self, block: Any) -> None:
        """What of a data-block moves a camera."""
        moved = animated(block)
        self._movement(block)
        if isinstance(block, bpy.types.Object):
            self._stand(block, moved)
        elif isinstance(block, bpy.types.Camera):
            self._lens(block, moved)
        elif isinstance(block, bpy.types.Curve):
            self._curve(block, moved)
        else:
            self._armature(block, moved)

    def _stand(self, thing: Any, moved: Animated) -> None:
        for name in _PLACE:
            self._named(thing, name, "", moved)
        self._add([f"{value:.6g}" for row in thing.matrix_parent_inverse for value in row])
        self._refer(thing.parent)
        if thing.type in {"CAMERA", "ARMATURE", "CURVE"}:
            self._refer(thing.data)
        for constraint in thing.constraints:
            self._constraint(constraint, f'constraints["{constraint.name}"].', moved)
        if thing.pose is not None:
            self._pose(thing, moved)

    def _lens(self, lens: Any, moved: Animated) -> None:
        for name in _LENS:
            self._add(name, self._still(getattr(lens, name), name, moved))
        if lens.dof.use_dof:
            for name in _FOCUS:
                self._add(name, self._still(getattr(lens.dof, name), f"dof.{name}", moved))
            self._refer(lens.dof.focus_object)
