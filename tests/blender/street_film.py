# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small street of boxes at many depths, two cameras through it, and what they film."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from addon.second import compat

SIZE = (320, 180)
FRAMES, RATE = 48, 24
HIDDEN = "Hidden Wall"


def box(name: str, at: Any, size: Any, colour: Any) -> Any:
    corners = [(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    thing = bpy.data.objects.new(name, mesh)
    thing.location, thing.scale, thing.color = at, size, (*colour, 1)
    return thing


def street(scene: Any) -> None:
    """Boxes at many depths, Mia who stands, and a wall before the camera that does not render."""
    dice = random.Random(4)
    link = scene.collection.objects.link
    link(box("Ground", (0, 20, -0.05), (80, 90, 0.1), (0.4, 0.4, 0.4)))
    for _ in range(120):
        y = dice.uniform(-2, 30)
        at = (dice.uniform(-0.8, 0.8) * (y + 7), y, dice.uniform(0.2, 4))
        side = 0.07 * (y + 8)
        link(box("Box", at, (side, side, side * dice.uniform(0.5, 2)), [dice.random() for _ in range(3)]))
    mia = bpy.data.collections.new("Mia")
    scene.collection.children.link(mia)
    mia.objects.link(box("Mia", (0.5, 0, 0.9), (0.5, 0.4, 1.8), (0.8, 0.2, 0.2)))
    wall = box(HIDDEN, (0, -5, 1), (9, 0.1, 9), (1, 1, 1))
    wall.hide_render = True
    link(wall)


def camera(scene: Any, name: str, move: Callable[[Any, float], None]) -> Any:
    made = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    scene.collection.objects.link(made)
    for frame in range(1, FRAMES + 1):
        u = (frame - 1) / (FRAMES - 1)
        made.location, made.rotation_euler = (0, -6, 1.6), (np.pi / 2, 0, 0)
        move(made, u * u * (3 - 2 * u))
        made.keyframe_insert("location", frame=frame)
        made.keyframe_insert("rotation_euler", frame=frame)
    return made


def pan(made: Any, u: float) -> None:
    made.rotation_euler.z = -0.3 * u


def truck(made: Any, u: float) -> None:
    made.location.x = 2.0 * u


def film_take(scene: Any, seen_by: Any, file: Path) -> Path:
    scene.camera = seen_by
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.shading.color_type = "OBJECT"
    scene.display.render_aa = "OFF"
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    scene.render.fps = RATE
    scene.frame_start, scene.frame_end = 1, FRAMES
    compat.movie_output(scene.render)
    scene.render.filepath = str(file)
    bpy.ops.render.render(animation=True, scene=scene.name)
    return file
