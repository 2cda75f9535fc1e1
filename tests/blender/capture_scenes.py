# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters of every make for the capture tests, and eyes for what was filmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np

RED, GREEN, BLUE, YELLOW = (0.8, 0.02, 0.02), (0.02, 0.6, 0.02), (0.02, 0.05, 0.8), (0.8, 0.6, 0.02)
FRONT, RIGHT, BACK, LEFT = RED, GREEN, BLUE, YELLOW
"""Colours of a figure's sides: its face looks along -Y, its own left hand is at +X (the viewer's right)."""

_CORNERS = [(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]
_FACES = {
    "front": (0, 4, 5, 1),
    "back": (2, 3, 7, 6),
    "left": (4, 6, 7, 5),
    "right": (0, 1, 3, 2),
    "bottom": (0, 2, 6, 4),
    "top": (1, 5, 7, 3),
}


def material(name: str, colour: tuple[float, float, float]) -> Any:
    """Coloured in its nodes alone, as artists do it; the viewport colour stays grey."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True
    shader = next(n for n in made.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (*colour, 1)
    return made


def box(name: str, size: Sequence[float], at: Sequence[float], *colours: tuple[float, float, float]) -> Any:
    """A box of one colour, or of four: front, right, back, left."""
    mesh = bpy.data.meshes.new(name)
    corners = [tuple(c * s for c, s in zip(corner, size, strict=True)) for corner in _CORNERS]
    mesh.from_pydata(corners, [], list(_FACES.values()))
    for number, colour in enumerate(colours):
        mesh.materials.append(material(f"{name} {number}", colour))
    if len(colours) == 4:
        for side, slot in (("front", 0), ("right", 1), ("back", 2), ("left", 3)):
            mesh.polygons[list(_FACES).index(side)].material_index = slot
    thing = bpy.data.objects.new(name, mesh)
    thing.location = at
    return thing


def collection(name: str, *things: Any, into: Any = None) -> Any:
    made = bpy.data.collections.new(name)
    (into or bpy.context.scene.collection).children.link(made)
    for thing in things:
        made.objects.link(thing)
    return made


def figure(name: str, *colours: tuple[float, float, float], at: Sequence[float] = (0, 0, 0)) -> Any:
    """A standing box of 0.6 x 0.4 x 1.8 m with its feet on the ground, sides coloured as FRONT, RIGHT, BACK, LEFT."""
    x, y, z = at
    return box(name, (0.6, 0.4, 1.8), (x, y, z + 0.9), *(colours or (FRONT, RIGHT, BACK, LEFT)))


def rig(name: str) -> Any:
    """An armature with one bone, "spine", from the ground up."""
    armature = bpy.data.armatures.new(name)
    thing = bpy.data.objects.new(name, armature)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    bone = armature.edit_bones.new("spine")
    bone.head, bone.tail = (0, 0, 0), (0, 0, 1.8)
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.context.scene.collection.objects.unlink(thing)
    return thing


def bind(thing: Any, to: Any) -> None:
    """Let a mesh follow the bone of a rig."""
    thing.parent = to
    thing.vertex_groups.new(name="spine").add(range(len(thing.data.vertices)), 1.0, "REPLACE")
    thing.modifiers.new("Rig", "ARMATURE").object = to


def walk(thing: Any, metres: float, frames: int) -> None:
    """Move along -Y, where its face looks, at even speed, with a step's bobbing."""
    for frame in range(1, frames + 1, 3):
        thing.location.y = -metres * (frame - 1) / frames
        thing.location.z = 0.05 * ((frame // 3) % 2)
        thing.keyframe_insert("location", frame=frame)


def turn_round(thing: Any, frames: int) -> None:
    """Turn once about its own axis in the sense that a camera on the turntable goes round."""
    for frame, angle in ((1, 0.0), (frames, 2 * pi)):
        thing.rotation_euler = (0, 0, angle)
        thing.keyframe_insert("rotation_euler", frame=frame)
    for curve in thing.animation_data.action.layers[0].strips[0].channelbags[0].fcurves:
        for key in curve.keyframe_points:
            key.interpolation = "LINEAR"


@dataclass(frozen=True)
class Look:
    """What one frame shows before its plain background. Shares of the frame's sides."""

    height: float
    cut: bool
    plain: bool
    colour: tuple[int, int, int]
    """Mean of what is not background, 8-bit sRGB."""
    pixels: Any

    def shows(self, colour: tuple[float, float, float], share: float = 0.2) -> bool:
        """Whether a colour (linear, as a material has it) fills more than `share` of the subject."""
        wanted = np.array([255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055) for c in colour])
        return bool((np.abs(self.pixels - wanted).max(axis=1) < 60).mean() > share)


def look(frame: Any) -> Look:
    rows_all, columns_all, _ = frame.shape
    different = np.abs(frame - frame[2, 2]).sum(axis=2) > 40
    rows, columns = np.flatnonzero(different.any(axis=1)), np.flatnonzero(different.any(axis=0))
    if len(rows) == 0:
        return Look(0.0, False, True, (0, 0, 0), np.empty((0, 3)))
    cut = rows[0] < 2 or rows[-1] > rows_all - 3 or columns[0] < 2 or columns[-1] > columns_all - 3
    return Look(
        height=(rows[-1] - rows[0] + 1) / rows_all,
        cut=bool(cut),
        plain=bool(frame[~different].std(axis=0).max() < 6),
        colour=tuple(int(c) for c in frame[different].mean(axis=0)),
        pixels=frame[different],
    )


def frames_of(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]
