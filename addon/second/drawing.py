# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this machine can draw at all: EEVEE and Workbench need OpenGL or Vulkan, and end Blender where neither is
(4.5.15 and 5.2.3 without EGL). Asked in a process of its own. Standard library and bpy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from . import compat


def main(job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Draw one small picture. Blender is ended by it where it cannot."""
    scene: Any = bpy.data.scenes.new("Drawing")
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x = scene.render.resolution_y = 16
    scene.camera = bpy.data.objects.new("Drawing", bpy.data.cameras.new("Drawing"))
    with tempfile.TemporaryDirectory(prefix="drawing-") as folder:
        compat.output_to(scene.render, Path(folder, "drawn.png"))
        with bpy.context.temp_override(scene=scene):
            bpy.ops.render.render()
    return {}
