# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which engine films, and that it shows the materials' own colours. Only stdlib and bpy here.

Without a GPU, EEVEE and Cycles take 5 to 40 s for a 720p frame and Workbench 0.3 to 0.9 s (measured on two cores): a
still may take that long, a clip may not.
"""

from __future__ import annotations

from typing import Any

import bpy

from .. import compat

STILL_SAMPLES = 32
CLIP_SAMPLES = 16


def has_gpu() -> bool:
    """Whether drawing has a real graphics device behind it."""
    try:
        import gpu

        if hasattr(gpu, "init"):  # 5.2 draws in the background only after this
            gpu.init()
        return bool(gpu.platform.device_type_get() not in {"SOFTWARE", "UNKNOWN"})
    except Exception:  # 4.5 has no drawing in the background before the first render: count that as none
        return False


def for_still(scene: Any) -> None:
    """The scene's own look, with a bounded number of samples."""
    _bound_samples(scene, STILL_SAMPLES)
    _workbench_quality(scene)


def for_clip(scene: Any) -> None:
    """The scene's own look where there is a GPU, Workbench with the materials' colours otherwise."""
    if scene.render.engine == "BLENDER_WORKBENCH" or has_gpu():
        _bound_samples(scene, CLIP_SAMPLES)
    else:
        to_workbench(scene)
    _workbench_quality(scene)


def to_workbench(scene: Any) -> None:
    """Workbench, lit like a studio, in the materials' own colours."""
    scene.render.engine = "BLENDER_WORKBENCH"
    shading = scene.display.shading
    shading.type = "SOLID"
    shading.light = "STUDIO"
    shading.color_type = "TEXTURE" if show_own_colours() else "MATERIAL"
    shading.show_shadows = True
    shading.shadow_intensity = 0.35
    shading.show_cavity = True
    shading.cavity_type = "WORLD"
    shading.show_xray = False
    shading.show_object_outline = False
    shading.show_specular_highlight = True


def show_own_colours() -> bool:
    """Give every material the viewport colour that its nodes describe; True if any has a picture on it.

    Workbench knows only the viewport colour, which most artists never set, and the active picture node."""
    textured = False
    materials: Any = bpy.data.materials
    for material in materials:
        if material.node_tree is None:
            continue
        colour, picture = _base_colour(material.node_tree)
        if picture is not None:
            material.node_tree.nodes.active = picture
            textured = True
        elif colour is not None:
            material.diffuse_color = (*colour[:3], 1.0)
    return textured


def _base_colour(tree: Any) -> tuple[Any, Any]:
    """The colour that the surface shader is given: a value, or the picture node that it comes from."""
    output = next((n for n in tree.nodes if n.type == "OUTPUT_MATERIAL" and n.is_active_output), None)
    if output is None or not output.inputs["Surface"].is_linked:
        return None, None
    shader = output.inputs["Surface"].links[0].from_node
    for name in ("Base Color", "Color"):
        if name in shader.inputs:
            return _colour_of(shader.inputs[name], depth=8)
    return None, None


def _colour_of(socket: Any, depth: int) -> tuple[Any, Any]:
    if not socket.is_linked or depth == 0:
        value: Any = getattr(socket, "default_value", None)
        return (tuple(value), None) if hasattr(value, "__len__") and len(value) >= 3 else (None, None)
    node = socket.links[0].from_node
    if node.type == "TEX_IMAGE":
        return None, node
    if node.type == "RGB":
        return tuple(node.outputs[0].default_value), None
    for inner in node.inputs:
        if inner.type == "RGBA":
            return _colour_of(inner, depth - 1)
    return None, None


def _bound_samples(scene: Any, samples: int) -> None:
    if scene.render.engine == "CYCLES":
        scene.cycles.samples = min(scene.cycles.samples, samples)
        scene.cycles.use_denoising = True
    elif scene.render.engine == compat.eevee_id():
        scene.eevee.taa_render_samples = min(scene.eevee.taa_render_samples, samples)


def _workbench_quality(scene: Any) -> None:
    """FXAA costs a third of the default anti-aliasing and is as smooth in motion."""
    if scene.render.engine == "BLENDER_WORKBENCH":
        scene.display.render_aa = "FXAA"
