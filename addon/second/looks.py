# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which engine films, and how long a picture may take. Only stdlib and bpy here.

Without a GPU, EEVEE and Cycles take 5 to 40 s for a 720p frame and Workbench 0.3 to 0.9 s (measured on two cores): a
still may take that long, a clip may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy

from . import colours, compat

STILL_SAMPLES = 64
STILL_SAMPLES_WITHOUT_GPU = 8
"""EEVEE's; on two cores 15 s for 720p."""
STILL_SECONDS = 20.0
"""Cycles stops there and removes the noise that is left."""
CLIP_SAMPLES = 16
STUDIO = "paint.sl"
"""The studio light of Blender's that is even from all sides and leaves a colour as it is: a red of (224, 85, 75) is
filmed as (232, 84, 75) in the light, by the default one as (176, 62, 58) with white highlights."""


def has_gpu() -> bool:
    """Whether drawing has a real graphics device behind it."""
    import gpu

    if hasattr(gpu, "init"):  # 5.2 draws in the background only after this
        gpu.init()
    try:
        return _device() not in {"SOFTWARE", "UNKNOWN"}
    except SystemError:  # before 5.2 there is no drawing in the background until something was rendered
        _render_nothing()
    try:
        return _device() not in {"SOFTWARE", "UNKNOWN"}
    except SystemError:
        return False


def _device() -> str:
    import gpu

    return str(gpu.platform.device_type_get())


def _render_nothing() -> None:
    scene: Any = bpy.data.scenes.new("Nothing")
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x = scene.render.resolution_y = 16
    scene.camera = bpy.data.objects.new("Nothing", bpy.data.cameras.new("Nothing"))
    bpy.ops.render.render(scene=scene.name)
    bpy.data.scenes.remove(scene)


def for_still(scene: Any) -> None:
    """The scene's own look, in a bounded time."""
    _known_engine(scene)
    _bound(scene, STILL_SAMPLES)
    if scene.render.engine == compat.eevee_id() and not has_gpu():
        scene.eevee.taa_render_samples = min(scene.eevee.taa_render_samples, STILL_SAMPLES_WITHOUT_GPU)


def for_clip(scene: Any) -> bool:
    """The scene's own look where there is a GPU or the scene is made for Workbench; else Workbench in the materials'
    colours. Answers whether materials were changed for it."""
    _known_engine(scene)
    if scene.render.engine == "BLENDER_WORKBENCH" or has_gpu():
        _bound(scene, CLIP_SAMPLES)
        return False
    to_workbench(scene, bpy.data.materials)
    scene.display.shading.light = "STUDIO"
    scene.display.shading.show_shadows = True
    scene.display.shading.shadow_intensity = 0.35
    return True


def to_workbench(scene: Any, materials: Iterable[Any]) -> None:
    """Workbench in the materials' own colours, evenly lit: 0.35 s for a 720p frame on two cores."""
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.render_aa = "FXAA"  # a third of the time of the default, and as smooth in motion
    shading = scene.display.shading
    shading.type = "SOLID"
    shading.light = "STUDIO"
    if any(light.name == STUDIO for light in bpy.context.preferences.studio_lights):
        shading.studio_light = STUDIO
    shading.use_world_space_lighting = False  # the light stays with the camera
    shading.color_type = colours.show(materials)
    shading.show_shadows = False
    shading.show_cavity = False
    shading.show_xray = False
    shading.show_object_outline = False
    shading.show_specular_highlight = False
    shading.use_dof = False
    shading.show_backface_culling = False


def _known_engine(scene: Any) -> None:
    """An add-on's engine is not there in the second Blender: EEVEE shows the same materials best."""
    if scene.render.engine not in {"BLENDER_WORKBENCH", "CYCLES", compat.eevee_id()}:
        scene.render.engine = compat.eevee_id()


def _bound(scene: Any, samples: int) -> None:
    if scene.render.engine == "CYCLES":
        scene.cycles.samples = min(scene.cycles.samples, samples)
        scene.cycles.time_limit = min(scene.cycles.time_limit or STILL_SECONDS, STILL_SECONDS)
        scene.cycles.use_denoising = True
    elif scene.render.engine == compat.eevee_id():
        scene.eevee.taa_render_samples = min(scene.eevee.taa_render_samples, samples)
    else:
        scene.display.render_aa = "FXAA"
