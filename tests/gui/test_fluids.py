# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Smoke that was baked to disk is filmed as baked, out of a copy elsewhere. Here, for the bpy module cannot bake it.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import asyncio
import importlib
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy
import numpy as np

NAME = "bl_ext.user_default.animatic_gateway"
LAST = 12


def ours(module: str) -> Any:
    return importlib.import_module(f"{NAME}.{module}")


def cube(name: str, size: float, z: float) -> Any:
    bpy.ops.mesh.primitive_cube_add(size=size, location=(0, 0, z))
    bpy.context.object.name = name
    return bpy.context.object


def bake(scene: bpy.types.Scene) -> None:
    """A chimney's smoke in a box, and a camera before it."""
    scene.frame_end = LAST
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.render_aa = "OFF"
    scene.world = bpy.data.worlds.new("Sky")
    scene.world.color = (0.9, 0.9, 0.9)
    eye = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    eye.location, eye.rotation_euler = (0, -9, 0), (math.pi / 2, 0, 0)
    scene.collection.objects.link(eye)
    source, domain = cube("Source", 1.2, -1), cube("Domain", 4, 0)
    flow = source.modifiers.new("Fluid", "FLUID")
    flow.fluid_type = "FLOW"
    flow.flow_settings.flow_type, flow.flow_settings.flow_behavior = "SMOKE", "INFLOW"
    box = domain.modifiers.new("Fluid", "FLUID")
    box.fluid_type = "DOMAIN"
    settings = box.domain_settings
    settings.domain_type, settings.resolution_max = "GAS", 16
    settings.cache_type, settings.cache_frame_end, settings.cache_directory = "ALL", LAST, "//smoke"
    bpy.ops.wm.save_mainfile()
    bpy.ops.fluid.bake_all("EXEC_DEFAULT")
    bpy.ops.wm.save_mainfile()


def still(copy: Path, out: str) -> Any:
    """The pixels of frame LAST, filmed in a second Blender out of a copy of the film."""
    models = ours("core.models")
    ours("blender.capture.copy").save_copy(copy)
    facts = {"uuid": "u", "name": "SH010", "scene": bpy.context.scene.name, "camera": "Eye", "frame_start": 1}
    shot = models.Shot(**facts, frame_end=LAST, scene_frame_start=LAST, rate=models.Rate(fps=24))
    spec = ours("blender.capture.specs").still_spec(shot, "320x180")
    store = ours("blender.capture.store").CaptureStore(ours("core.files").FilmFolder(copy))
    command = ours("core.blender_process").BlenderCommand(bpy.app.binary_path, is_module=False)
    filming = ours("blender.capture.runner").film(command, copy, [spec], store, lambda *_: None)
    (reference,) = asyncio.run(filming)
    shutil.copy(store.folder.resolve(reference.path), out)
    image = bpy.data.images.load(out)
    return np.array(image.pixels[:]).reshape(180, 320, 4)[..., :3].mean(axis=2)


def steps() -> Iterator[float]:
    bpy.ops.wm.read_homefile(use_empty=True)
    yield 1.0
    Path("/tmp/film").mkdir()
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/film/film.blend")
    bake(bpy.context.scene)
    assert len(list(Path("/tmp/film/smoke/data").iterdir())) == LAST
    yield 0.5
    smoke = still(Path("/tmp/copies/deep/copy.blend"), "/out/01-smoke.png")
    Path("/tmp/film/smoke").rename("/tmp/film/away")
    nothing = still(Path("/tmp/others/deep/copy.blend"), "/out/02-without-the-bake.png")
    assert (smoke < 0.6).mean() > 0.1, "it fills a part of the picture"
    assert (nothing < 0.6).mean() < 0.05


bgui.run(steps)
