# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which engine films, and how long a picture may take. Only stdlib and bpy here.

Without a GPU, EEVEE and Cycles take 5 to 40 s for a 720p frame and Workbench 0.3 to 0.9 s (measured on two cores): a
still may take that long, a clip may not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import bpy

from ..core.errors import UserError
from . import compat, named
from .drawn import glow, grain, one_sided, palettes, shadows, velvet, wiring
from .materials import colours, reach

STILL_SAMPLES = 64
STILL_SAMPLES_WITHOUT_GPU = 8
"""EEVEE's; on two cores 15 s for 720p."""
STILL_SECONDS = 20.0
"""Cycles stops there and removes the noise that is left."""
CLIP_SAMPLES = 16
CLIP_SAMPLES_WITHOUT_GPU = 2
GRAINY_SAMPLES_WITHOUT_GPU = 8
"""EEVEE's for a character that has hair which fades, or the like, see `grain`."""
SKY_WITHOUT_GPU = "256"
"""Pixels across what EEVEE keeps of a world for reflections. It makes that anew for each picture, however small: 1,024
of them, as a new world has, are 1.7 of 1.9 CPU s, 256 a tenth of one, and look the same on what is rougher than a
mirror."""
CLIP_SECONDS = 2.0
"""Cycles' time for a frame of a character's clip where there is no graphics card."""
SMALLER = 2
"""By what the sides of a character's clip are divided where EEVEE films it on the processor."""
PANE, FROST = 0.2, 0.6
"""How much of itself glass shows, of what is behind it the rest; and how much more where it is as rough as can be: what
is seen through frosted glass is blurred, which few samples cannot do, so less of it is shown."""
SHINE = 0.1
"""The least roughness of a pane's shine: the studio's lamps would be points in less."""
STUDIO = "paint.sl"
"""The studio light of Blender's that is even from all sides and leaves a colour as it is: a red of (224, 85, 75) is
filmed as (232, 84, 75) in the light, by the default one as (176, 62, 58) with white highlights."""


_draws = True


def without_drawing() -> None:
    """From now on Cycles films all, on the processor: EEVEE and Workbench would end Blender on this machine."""
    global _draws
    _draws = False


def require_drawing(name: str) -> None:
    """Raise UserError (code "cannot_draw") for a clip that Workbench alone can film."""
    if not _draws:
        raise UserError(
            f"The clip of {name} cannot be filmed: this machine has no OpenGL, which the looks Colours, Clay and Depth"
            " are drawn with.",
            "Choose As the Scene, or film it on another machine. On Linux, libegl1 and Mesa bring it.",
            code="cannot_draw",
        )


def has_gpu() -> bool:
    """Whether drawing has a real graphics device behind it."""
    if not _draws:
        return False
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
        palettes.sharpen(bpy.data.materials)


def hide_handles(*, painted: bool = True) -> None:
    """Let no handle of a rig be seen, of one that is instanced neither: importers leave the shapes of bones where they
    render. `painted`: shapes with a material of their own, too; such a one may be a thing of the set."""
    things: Any = bpy.data.objects
    for thing in things:
        for bone in thing.pose.bones if thing.pose is not None else ():
            shape = bone.custom_shape
            if shape is not None and (painted or not any(slot.material for slot in shape.material_slots)):
                shape.hide_render = True


def hide_captions(scene: Any) -> None:
    """Leave out text that goes with the camera, a caption or a slate: a model draws it into the shot. A sign stays."""
    for thing in scene.objects:
        holder = thing.parent
        while holder is not None and holder.type != "CAMERA":
            holder = holder.parent
        if thing.type == "FONT" and holder is not None:
            thing.hide_render = True


def for_clip(scene: Any, cast: Iterable[str] = ()) -> bool:
    """The scene's own look where there is a GPU or the scene is made for Workbench; else Workbench in the materials'
    colours, in which the set throws no shadow that leaks. Answers whether materials were changed for it."""
    _known_engine(scene)
    hide_handles(painted=False)
    hide_captions(scene)
    if not _draws:
        _bound(scene, CLIP_SAMPLES_WITHOUT_GPU)
        scene.cycles.time_limit = CLIP_SECONDS
        return False
    if scene.render.engine == "BLENDER_WORKBENCH" or has_gpu():
        _bound(scene, CLIP_SAMPLES)
        return False
    own = scene.render.engine
    to_workbench(scene, bpy.data.materials)
    one_sided.show(scene, own)
    scene.display.shading.light = "STUDIO"
    scene.display.shading.show_shadows = True
    shadows.hold(scene, cast)
    scene.display.shading.shadow_intensity = 0.35
    return True


def engine_of(stage: Any, capture: dict[str, Any], lost: Callable[[], list[str]]) -> str:
    """The engine of a character's reference, as its member says; `lost` answers what Workbench would not show."""
    if not _draws:
        return "CYCLES"
    wanted = capture.get("film_with", "auto")
    if wanted == "scene":
        source = named.scene(capture["scene"])
        stage.render.engine = source.render.engine if source is not None else compat.eevee_id()
        _known_engine(stage)
        return str(stage.render.engine)
    if wanted == "workbench" or (wanted == "auto" and not has_gpu() and not lost()):
        return "BLENDER_WORKBENCH"
    return compat.eevee_id()


def for_turntable(stage: Any, engine: str, materials: Collection[Any]) -> None:
    """EEVEE or Cycles on a character's stage; without a graphics card with few samples, see `clip_size`, too."""
    stage.render.engine = engine
    _bound(stage, CLIP_SAMPLES)
    for material in materials:
        glow.keep_hue(material)
        if engine == compat.eevee_id():
            _see_through(material)
            _colour_hair(material)
            velvet.keep_to_the_edge(material)
    if not has_gpu():
        _hurry(stage, materials)
        stage.eevee.use_shadows = False


def for_lit(stage: Any, source: Any, materials: Collection[Any]) -> None:
    """A character in a scene's light: with that scene's engine; Workbench has no lamps, so EEVEE instead of it."""
    own = source.render.engine
    stage.render.engine = own if own != "BLENDER_WORKBENCH" else compat.eevee_id()
    _known_engine(stage)
    _bound(stage, CLIP_SAMPLES)
    if not has_gpu():
        _hurry(stage, materials)


def _hurry(stage: Any, materials: Collection[Any]) -> None:
    """Bound what the processor spends on a frame of a character's clip."""
    if stage.render.engine == compat.eevee_id():
        palettes.sharpen(materials)
        grain.blend(materials)
        if stage.world is not None:
            stage.world.probe_resolution = min(stage.world.probe_resolution, SKY_WITHOUT_GPU, key=int)
    grainy = any(map(grain.is_grainy, materials))
    stage.eevee.taa_render_samples = GRAINY_SAMPLES_WITHOUT_GPU if grainy else CLIP_SAMPLES_WITHOUT_GPU
    stage.cycles.samples, stage.cycles.time_limit = CLIP_SAMPLES_WITHOUT_GPU, CLIP_SECONDS


def _colour_hair(material: Any) -> None:
    """Let EEVEE, which knows hair by its colour alone, show that of its melanin."""
    for node in reach.nodes(material.node_tree):
        if node.type == "BSDF_HAIR_PRINCIPLED" and node.parametrization == "MELANIN":
            colour = colours.of_melanin(node)
            node.parametrization = "COLOR"  # first: before it there is no such input
            node.inputs["Color"].default_value = (*colour, 1)


def _see_through(material: Any) -> None:
    """Let who is in a helmet be seen. EEVEE shows nothing but the sky in glass; a thin pane keeps tint and shine."""
    found = list(reach.nodes(material.node_tree))
    if any(map(_is_even, found)):
        material.surface_render_method = "BLENDED"
    for node in found:
        through = node.inputs.get("Transmission Weight") if node.type == "BSDF_PRINCIPLED" else None
        if through is not None and (through.is_linked or through.default_value >= reach.OPAQUE):
            _thin(node, through)
            material.surface_render_method = "BLENDED"
        elif node.type in {"BSDF_GLASS", "BSDF_REFRACTION"}:
            _as_pane(node.id_data, node)
            material.surface_render_method = "BLENDED"


def _thin(node: Any, through: Any) -> None:
    """Let a shader's alpha do what its transmission says, also where a map does: times the alpha that it has. What is
    clear everywhere tints what is behind it."""
    alpha, links = node.inputs["Alpha"], node.id_data.links
    if not (through.is_linked or alpha.is_linked) and alpha.default_value == 1:
        through.default_value = 0.0
        _lay_over_tint(node)
        return
    pane, both = (node.id_data.nodes.new("ShaderNodeMath") for _ in range(2))
    pane.operation, both.operation = "MULTIPLY_ADD", "MULTIPLY"
    pane.inputs[0].default_value, pane.inputs[2].default_value = through.default_value, 1.0
    _cover(node, pane.inputs[1], PANE - 1)
    both.inputs[1].default_value = alpha.default_value
    for socket, target in ((through, pane.inputs[0]), (alpha, both.inputs[1])):
        for link in list(socket.links):
            links.new(link.from_socket, target)
            links.remove(link)
    links.new(pane.outputs[0], both.inputs[0])
    links.new(both.outputs[0], alpha)
    through.default_value = 0.0


def _lay_over_tint(node: Any) -> None:
    """Let one see through most of a shader, in its colour: light takes the root of it at each of a wall's two sides."""
    clear, root, both = (node.id_data.nodes.new(f"ShaderNode{k}") for k in ("BsdfTransparent", "Gamma", "MixShader"))
    root.inputs["Gamma"].default_value = 0.5
    links = node.id_data.links
    _cover(node, both.inputs[0])
    wiring.hand_on(node.inputs["Base Color"], root.inputs["Color"])
    links.new(root.outputs[0], clear.inputs["Color"])
    wiring.replace(node.outputs[0], both.outputs[0])
    links.new(clear.outputs[0], both.inputs[1])
    links.new(node.outputs[0], both.inputs[2])


def _cover(glass: Any, target: Any, least: float = PANE) -> None:
    """Let an input be how much a shader of glass shows of itself, by how rough it is. `least`: where it is smooth."""
    rough = glass.inputs["Roughness"]
    target.default_value = least + FROST * rough.default_value
    if not rough.is_linked:
        return
    share = glass.id_data.nodes.new("ShaderNodeMath")
    share.operation = "MULTIPLY_ADD"
    wiring.hand_on(rough, share.inputs[0])
    share.inputs[1].default_value, share.inputs[2].default_value = FROST, least
    glass.id_data.links.new(share.outputs[0], target)


def _is_even(node: Any) -> bool:
    """Whether a shader lets through the same share everywhere, or more from the front: few samples make noise of it.
    What a picture cuts out, as hair, stays exact so."""
    if node.type == "BSDF_PRINCIPLED":
        return not node.inputs["Alpha"].is_linked and bool(node.inputs["Alpha"].default_value < 1)
    if node.type == "EEVEE_SPECULAR":
        return not node.inputs["Transparency"].is_linked and bool(node.inputs["Transparency"].default_value > 0)
    if node.type != "MIX_SHADER":
        return False
    sources = [s.links[0].from_node.type if s.is_linked else "" for s in node.inputs]
    return "BSDF_TRANSPARENT" in sources[1:] and sources[0] in {"", "FRESNEL", "LAYER_WEIGHT"}


def _as_pane(tree: Any, glass: Any) -> None:
    """A glass shader as one that is transparent, dull where it is rough, and shines a little, in its colour."""
    clear, dull, shine = (tree.nodes.new(f"ShaderNodeBsdf{kind}") for kind in ("Transparent", "Diffuse", "Glossy"))
    frosted, both = (tree.nodes.new("ShaderNodeMixShader") for _ in range(2))
    _cover(glass, frosted.inputs[0], 0.0)
    both.inputs[0].default_value = PANE
    wiring.hand_on(glass.inputs["Roughness"], shine.inputs["Roughness"])
    shine.inputs["Roughness"].default_value = max(shine.inputs["Roughness"].default_value, SHINE)
    for pane in (clear, dull, shine):
        wiring.hand_on(glass.inputs["Color"], pane.inputs["Color"])
    for target, (one, other) in ((frosted, (clear, dull)), (both, (frosted, shine))):
        tree.links.new(one.outputs[0], target.inputs[1])
        tree.links.new(other.outputs[0], target.inputs[2])
    wiring.replace(glass.outputs[0], both.outputs[0])


def clip_size(stage: Any, capture: dict[str, Any]) -> dict[str, Any]:
    """The capture at the size at which its clip is filmed."""
    if stage.render.engine == "BLENDER_WORKBENCH" or has_gpu():
        return capture
    return {**capture, "width": capture["width"] // SMALLER, "height": capture["height"] // SMALLER}


def to_workbench(scene: Any, materials: Iterable[Any]) -> None:
    """Workbench in the materials' own colours, evenly lit: 0.35 s for a 720p frame on two cores. It shows no backs
    where no material has one."""
    drawn = list(materials)
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.render_aa = "FXAA"  # a third of the time of the default, and as smooth in motion
    shading = scene.display.shading
    shading.type = "SOLID"
    shading.light = "STUDIO"
    studio = next((light for light in bpy.context.preferences.studio_lights if light.name == STUDIO), None)
    if studio is not None:
        shading.studio_light = STUDIO
        for lamp in studio.solid_lights:  # one from behind is red: faces that turn away are (81, 51, 55) for a grey
            red, green, blue = lamp.diffuse_color
            grey = (red + green + blue) / 3
            lamp.diffuse_color = (grey, grey, grey)
    shading.use_world_space_lighting = False  # the light stays with the camera
    shading.color_type = colours.show(drawn)
    shading.show_shadows = False
    shading.show_cavity = False
    shading.show_xray = False
    shading.show_object_outline = False
    shading.show_specular_highlight = False
    shading.use_dof = False
    shading.show_backface_culling = bool(drawn) and all(material.use_backface_culling for material in drawn)
    _show_as_rendered()


def _show_as_rendered() -> None:
    """Undo what is set for the viewport alone and what Workbench goes by: things drawn through those before them, and
    the map of a mesh that is edited."""
    things: Any = bpy.data.objects
    for thing in things:
        if not thing.type.startswith(("GREASE", "GPENCIL")):  # whose strokes render so
            thing.show_in_front = False
    for mesh in bpy.data.meshes:
        rendered = next((layer for layer in mesh.uv_layers if layer.active_render), None)
        if rendered is not None and not rendered.active:
            mesh.uv_layers.active = rendered


def _known_engine(scene: Any) -> None:
    """An add-on's engine is not there in the second Blender: EEVEE shows the same materials best."""
    if not _draws:
        scene.render.engine = "CYCLES"
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
