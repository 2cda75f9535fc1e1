# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An eighth set of materials: the kinds that characters most often have, as many of each as they have them, each made
in another way than in any earlier set. Each case says what is right: that is seen in its picture, or told. Written
down before any was filmed; two files are with it in `files.csv`. Runs in the bpy module, by
`first.main`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import bmesh
import bpy
import numpy as np

from .brought import GOLD
from .first import INK, SHIRT, Figure, checked, halves, noded, painted, picture, shader_of
from .fresh import output_of

TEAL, BLACK = (0.02, 0.4, 0.35, 1), (0, 0, 0, 1)


def kit(name: str, inputs: dict[str, str], output: str) -> tuple[Any, Any, Any]:
    """A group of nodes as makers of shaders hand them out, with inputs by name and kind: the tree, its two ends."""
    tree: Any = bpy.data.node_groups.new(name, "ShaderNodeTree")
    for label, kind in inputs.items():
        tree.interface.new_socket(label, in_out="INPUT", socket_type=f"NodeSocket{kind}")
    tree.interface.new_socket(output, in_out="OUTPUT", socket_type=f"NodeSocket{output}")
    return tree, tree.nodes.new("NodeGroupInput"), tree.nodes.new("NodeGroupOutput")


def used(outer: Any, tree: Any) -> Any:
    node = outer.nodes.new("ShaderNodeGroup")
    node.node_tree = tree
    return node


def noise_picture(name: str, low: tuple[float, ...], high: tuple[float, ...], data: bool = False) -> Any:
    """A packed picture of 8 by 8 patches between two colours, of data where it is no colour."""
    image: Any = bpy.data.images.new(name, 64, 64, is_data=data)
    share = np.random.default_rng(len(name)).random((8, 8, 1)).repeat(8, axis=0).repeat(8, axis=1)
    pixels = np.ones((64, 64, 4), np.float32)
    pixels[..., :3] = np.array(low) * (1 - share) + np.array(high) * share
    image.pixels.foreach_set(pixels.ravel())
    image.pack()
    return image


def shown(f: Figure, image: Any, tree: Any = None) -> Any:
    node = f.node("TexImage", tree)
    node.image = image
    return node


def joined_hull(f: Figure) -> None:
    """Skin with a dark outline: the hull is a part of the head's own mesh, turned inside out, its ink culled."""
    ink = noded("Ink")
    ink.use_backface_culling = True
    glow = f.node("Emission", ink.node_tree, Color=INK)
    f.link(glow.outputs[0], output_of(ink).inputs[0], ink.node_tree)
    f.head.data.materials.append(ink)
    body = bmesh.new()
    body.from_mesh(f.head.data)
    hull = bmesh.ops.duplicate(body, geom=[*body.verts, *body.edges, *body.faces])["geom"]
    faces = [part for part in hull if isinstance(part, bmesh.types.BMFace)]
    for vertex in {corner for face in faces for corner in face.verts}:
        vertex.co *= 1.05
    bmesh.ops.reverse_faces(body, faces=faces)
    for face in faces:
        face.material_index = 1
    body.to_mesh(f.head.data)
    body.free()


def hull_of_a_kit(f: Figure) -> None:
    """Skin with a dark outline: the hull's material is a group that is ink from within and nothing from outside."""
    hull = f.head.copy()
    hull.data = f.head.data.copy()
    bpy.context.collection.objects.link(hull)
    f.things.append(hull)
    hull.data.materials.clear()
    hull.modifiers.new("Larger", "DISPLACE").strength = 0.04
    ink = f.paint(hull, "Ink")
    tree, given, out = kit("Outline", {"Ink": "Color"}, "Shader")
    side, mix, clear, line = (
        f.node(kind, tree) for kind in ("NewGeometry", "MixShader", "BsdfTransparent", "Emission")
    )
    f.link(given.outputs["Ink"], line.inputs["Color"], tree)
    f.link(side.outputs["Backfacing"], mix.inputs[0], tree)
    f.link(clear.outputs[0], mix.inputs[1], tree)
    f.link(line.outputs[0], mix.inputs[2], tree)
    f.link(mix.outputs[0], out.inputs[0], tree)
    node = used(ink.node_tree, tree)
    node.inputs["Ink"].default_value = INK
    f.link(node.outputs[0], output_of(ink).inputs[0], ink.node_tree)


def tiled_in_a_group(f: Figure) -> None:
    """Squares three times as dense: picture, mapping and coordinates are all in the group."""
    tree, _, out = kit("Cloth", {}, "Color")
    place, scale, seen = f.node("TexCoord", tree), f.node("Mapping", tree, Scale=(3, 3, 3)), picture(f, tree)
    f.link(place.outputs["UV"], scale.inputs[0], tree)
    f.link(scale.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], out.inputs[0], tree)
    f.link(used(f.tree, tree).outputs[0], f.shader.inputs["Base Color"])


def told_its_place(f: Figure) -> None:
    """Squares twice as dense, turned by 45 degrees: the picture is three groups deep, the mapping outside of them."""
    tree, given, out = kit("Deepest", {"Place": "Vector"}, "Color")
    seen = picture(f, tree)
    f.link(given.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], out.inputs[0], tree)
    for name in ("Middle", "Outer"):
        around, given, out = kit(name, {"Place": "Vector"}, "Color")
        node = used(around, tree)
        f.link(given.outputs[0], node.inputs[0], around)
        f.link(node.outputs[0], out.inputs[0], around)
        tree = around
    place, turn = f.node("UVMap"), f.node("Mapping", Scale=(2, 2, 2), Rotation=(0, 0, math.pi / 4))
    node = used(f.tree, tree)
    f.link(place.outputs[0], turn.inputs[0])
    f.link(turn.outputs[0], node.inputs[0])
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def dirt_over_a_picture(f: Figure) -> None:
    """Squares with darker patches: a group in a group multiplies two pictures, and the outer one makes them duller."""
    tree, given, out = kit("Dirt", {"Dirt": "Float"}, "Color")
    mix = f.node("Mix", tree)
    mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
    f.link(given.outputs[0], mix.inputs[0], tree)
    f.link(picture(f, tree).outputs[0], mix.inputs[6], tree)
    f.link(shown(f, noise_picture("Patches", (0.1,) * 3, (1.0,) * 3), tree).outputs[0], mix.inputs[7], tree)
    f.link(mix.outputs[2], out.inputs[0], tree)
    around, _, out = kit("Worn", {}, "Color")
    node, dull = used(around, tree), f.node("HueSaturation", around, Saturation=0.6)
    node.inputs[0].default_value = 0.8
    f.link(node.outputs[0], dull.inputs["Color"], around)
    f.link(dull.outputs[0], out.inputs[0], around)
    f.link(used(f.tree, around).outputs[0], f.shader.inputs["Base Color"])


def toon_of_a_kit(f: Figure) -> None:
    """Two tones of a picture with a light rim: a group that is given the picture lit and the picture in shade."""
    tree, given, out = kit("Toon", {"Lit": "Color", "Shade": "Color", "Rim": "Float"}, "Shader")
    light, seen, step = f.node("BsdfDiffuse", tree), f.node("ShaderToRGB", tree), f.node("Math", tree)
    step.operation, step.inputs[1].default_value = "GREATER_THAN", 0.35
    tone, edge, far, glow = (f.node(k, tree) for k in ("Mix", "Fresnel", "Mix", "Emission"))
    tone.data_type = far.data_type = "RGBA"
    far.blend_type = "ADD"
    f.link(light.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], step.inputs[0], tree)
    f.link(step.outputs[0], tone.inputs[0], tree)
    f.link(given.outputs["Shade"], tone.inputs[6], tree)
    f.link(given.outputs["Lit"], tone.inputs[7], tree)
    f.link(given.outputs["Rim"], far.inputs[0], tree)
    f.link(tone.outputs[2], far.inputs[6], tree)
    f.link(edge.outputs[0], far.inputs[7], tree)
    f.link(far.outputs[2], glow.inputs["Color"], tree)
    f.link(glow.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs["Shade"].default_value, node.inputs["Rim"].default_value = (0.25, 0.02, 0.1, 1), 0.5
    f.link(picture(f).outputs[0], node.inputs["Lit"])
    f.surface(node.outputs[0])


def cloth_of_a_kit(f: Figure) -> None:
    """Teal cloth, brighter at its edge: a group mixes its own principled shader with a glow by where it faces."""
    tree, given, out = kit("Hero Cloth", {"Tint": "Color", "Edge": "Float"}, "Shader")
    cloth, glow, mix, facing, weak = (
        f.node(k, tree) for k in ("BsdfPrincipled", "Emission", "MixShader", "LayerWeight", "Math")
    )
    weak.operation = "MULTIPLY"
    f.link(given.outputs["Tint"], cloth.inputs["Base Color"], tree)
    f.link(facing.outputs["Facing"], weak.inputs[0], tree)
    f.link(given.outputs["Edge"], weak.inputs[1], tree)
    f.link(weak.outputs[0], mix.inputs[0], tree)
    f.link(cloth.outputs[0], mix.inputs[1], tree)
    f.link(glow.outputs[0], mix.inputs[2], tree)
    f.link(mix.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs["Tint"].default_value, node.inputs["Edge"].default_value = TEAL, 0.7
    f.surface(node.outputs[0])


def face_on_a_screen(f: Figure) -> None:
    """A dark visor on which red and white squares shine, before skin: their light is a picture on black."""
    visor = f.ball("Visor", 0.6, (0, -0.6, 0.1))
    tree = f.paint(visor, "Visor").node_tree
    shader = shader_of(visor.data.materials[0])
    shader.inputs["Base Color"].default_value, shader.inputs["Roughness"].default_value = BLACK, 0.6
    shader.inputs["Emission Strength"].default_value = 1.5
    f.link(picture(f, tree).outputs[0], shader.inputs["Emission Color"], tree)


def lines_of_light(f: Figure) -> None:
    """Black with patches of blue light: one picture says where, a colour says which, an Emission adds it to black."""
    glow, tint, dark = f.node("Emission"), f.node("Mix"), f.node("BsdfDiffuse", Color=BLACK)
    add = f.node("MixShader", Fac=0.9)
    tint.data_type, tint.blend_type = "RGBA", "MULTIPLY"
    tint.inputs[0].default_value, tint.inputs[7].default_value = 1.0, (0.1, 0.4, 1, 1)
    f.link(shown(f, noise_picture("Lines", (0,) * 3, (1.0,) * 3)).outputs[0], tint.inputs[6])
    f.link(tint.outputs[2], glow.inputs["Color"])
    f.link(dark.outputs[0], add.inputs[1])
    f.link(glow.outputs[0], add.inputs[2])
    f.surface(add.outputs[0])


def neon_tube(f: Figure) -> None:
    """A ring of pink neon around a head of skin: a curve whose strength numbers multiply to 18."""
    bpy.ops.curve.primitive_bezier_circle_add(radius=1.3, rotation=(math.pi / 2.3, 0, 0))
    tube: Any = bpy.context.object
    tube.data.bevel_depth = 0.06
    f.things.append(tube)
    material = f.paint(tube, "Neon")
    glow, times = f.node("Emission", material.node_tree, Color=(1, 0.1, 0.5, 1)), f.node("Math", material.node_tree)
    times.operation = "MULTIPLY"
    times.inputs[0].default_value, times.inputs[1].default_value = 6.0, 3.0
    f.link(times.outputs[0], glow.inputs["Strength"], material.node_tree)
    f.link(glow.outputs[0], output_of(material).inputs[0], material.node_tree)


def paint_of_corners(f: Figure) -> None:
    """Green and yellow halves, and a hat of squares: paint of corners, in a group, beside a picture."""
    layer = f.head.data.color_attributes.new("Tint", "BYTE_COLOR", "CORNER")
    for loop, value in zip(f.head.data.loops, layer.data, strict=True):
        value.color = halves(f.head.data.vertices[loop.vertex_index].co)
    tree, _, out = kit("Paint", {}, "Color")
    colour = f.node("VertexColor", tree)
    colour.layer_name = "Tint"
    f.link(colour.outputs[0], out.inputs[0], tree)
    f.link(used(f.tree, tree).outputs[0], f.shader.inputs["Base Color"])
    hat = f.paint(f.ball("Hat", 0.4, (0, 0, 1.1)), "Hat")
    f.link(picture(f, hat.node_tree).outputs[0], shader_of(hat).inputs["Base Color"], hat.node_tree)


def paint_through_a_gamma(f: Figure) -> None:
    """Green and yellow halves, darker than painted: exported paint is turned back by a gamma."""
    painted(f.head, "COLOR_0", halves)
    colour, gamma = f.node("Attribute"), f.node("Gamma", Gamma=2.2)
    colour.attribute_name = "COLOR_0"
    f.link(colour.outputs["Color"], gamma.inputs[0])
    f.link(gamma.outputs[0], f.shader.inputs["Base Color"])


def _strands(f: Figure, method: str) -> Any:
    """Three cards of hair, one behind another, by one material."""
    first = f.cards("Hair")
    cards = f.paint(first, "Hair")
    cards.surface_render_method = method
    for step in (1, 2):
        card = first.copy()
        bpy.context.collection.objects.link(card)
        card.location.y += 0.25 * step
        card.rotation_euler.x += 0.2 * step
        f.things.append(card)
    return cards


def cards_of_a_mask(f: Figure) -> None:
    """Red squares of hair with sharp holes, dithered: a picture of grey apart says where they are, rounded."""
    cards = _strands(f, "DITHERED")
    tree, shader = cards.node_tree, shader_of(cards)
    seen, mask, cut, turn = (
        picture(f, tree),
        shown(f, checked("Mask"), tree),
        f.node("Math", tree),
        f.node("Invert", tree),
    )
    cut.operation = "ROUND"
    f.link(seen.outputs[0], shader.inputs["Base Color"], tree)
    split = f.node("SeparateColor", tree)
    f.link(mask.outputs[0], turn.inputs["Color"], tree)
    f.link(turn.outputs[0], split.inputs[0], tree)
    f.link(split.outputs["Green"], cut.inputs[0], tree)
    f.link(cut.outputs[0], shader.inputs["Alpha"], tree)


def cards_that_blend(f: Figure) -> None:
    """Squares of hair, half clear, blended over the brow: a picture's alpha times a half."""
    cards = _strands(f, "BLENDED")
    tree, shader = cards.node_tree, shader_of(cards)
    seen, half = picture(f, tree, name="Strands", holes=True), f.node("Math", tree)
    half.operation, half.inputs[1].default_value = "MULTIPLY", 0.6
    f.link(seen.outputs["Color"], shader.inputs["Base Color"], tree)
    f.link(seen.outputs["Alpha"], half.inputs[0], tree)
    f.link(half.outputs[0], shader.inputs["Alpha"], tree)


def visor_with_a_wall(f: Figure) -> None:
    """A face seen through an orange visor: half a ball with a wall, its shader all transmission, in a steel helmet."""
    visor = f.ball("Visor", 1.3)
    body = bmesh.new()
    body.from_mesh(visor.data)
    bmesh.ops.delete(body, geom=[vertex for vertex in body.verts if vertex.co.y > 0.2], context="VERTS")
    body.to_mesh(visor.data)
    body.free()
    visor.modifiers.new("Wall", "SOLIDIFY").thickness = 0.05
    shader = shader_of(f.paint(visor, "Visor"))
    shader.inputs["Base Color"].default_value = (1, 0.5, 0.1, 1)
    shader.inputs["Transmission Weight"].default_value, shader.inputs["Roughness"].default_value = 1.0, 0.0


def dome_without_shadow(f: Figure) -> None:
    """A face seen through a dome: glass for the camera, nothing for shadows, in a group."""
    dome = f.paint(f.ball("Dome", 1.3), "Dome")
    tree, given, out = kit("Fast Glass", {"Tint": "Color"}, "Shader")
    glass, clear, ray, mix, either = (
        f.node(k, tree) for k in ("BsdfGlass", "BsdfTransparent", "LightPath", "MixShader", "Math")
    )
    either.operation = "MAXIMUM"
    f.link(ray.outputs["Is Shadow Ray"], either.inputs[0], tree)
    f.link(ray.outputs["Is Diffuse Ray"], either.inputs[1], tree)
    f.link(given.outputs[0], glass.inputs["Color"], tree)
    f.link(either.outputs[0], mix.inputs[0], tree)
    f.link(glass.outputs[0], mix.inputs[1], tree)
    f.link(clear.outputs[0], mix.inputs[2], tree)
    f.link(mix.outputs[0], out.inputs[0], tree)
    node = used(dome.node_tree, tree)
    node.inputs[0].default_value = (0.8, 1, 0.9, 1)
    f.link(node.outputs[0], output_of(dome).inputs[0], dome.node_tree)


def colour_of_the_team(f: Figure) -> None:
    """Squares of white and the object's own teal: the red of a picture is a mask of its Object Info."""
    f.head.color = TEAL
    info, parts, mix = f.node("ObjectInfo"), f.node("SeparateColor"), f.node("Mix")
    mix.data_type = "RGBA"
    mix.inputs[7].default_value = (0.8, 0.8, 0.8, 1)
    f.link(picture(f).outputs[0], parts.inputs[0])
    f.link(parts.outputs["Green"], mix.inputs[0])
    f.link(info.outputs["Color"], mix.inputs[6])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])


def lost_relief(f: Figure) -> None:
    """Squares, and told by its name: the picture of the relief is gone, of a mesh that is instanced twice deep."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    node, relief = f.node("TexImage"), f.node("NormalMap")
    node.image = bpy.data.images.new("Relief", 4, 4)
    node.image.source, node.image.filepath = "FILE", "C:\\Textures\\hero_normal.png"
    f.link(node.outputs[0], relief.inputs["Color"])
    f.link(relief.outputs[0], f.shader.inputs["Normal"])
    inner: Any = bpy.data.collections.new("Inner")
    bpy.context.collection.objects.unlink(f.head)
    inner.objects.link(f.head)
    block: Any = inner
    for name in ("Middle", "Hero"):
        holder: Any = bpy.data.objects.new(name, None)
        holder.instance_type, holder.instance_collection = "COLLECTION", block
        block = bpy.data.collections.new(name)
        block.objects.link(holder)
    bpy.context.scene.collection.children.link(block)
    f.collection = block


def steel_by_noise(f: Figure) -> None:
    """A steel helmet over a face of skin, here bright, there dull: metal whose roughness noise says."""
    helmet = f.ball("Helmet", 1.0, (0, 0.15, 0.45))
    material = f.paint(helmet, "Steel")
    tree, shader = material.node_tree, shader_of(material)
    noise, span = f.node("TexNoise", tree, Scale=6.0), f.node("MapRange", tree)
    span.inputs["To Min"].default_value, span.inputs["To Max"].default_value = 0.1, 0.6
    shader.inputs["Base Color"].default_value, shader.inputs["Metallic"].default_value = (0.55, 0.57, 0.6, 1), 1.0
    f.link(noise.outputs[0], span.inputs["Value"], tree)
    f.link(span.outputs[0], shader.inputs["Roughness"], tree)


def chrome_by_its_edge(f: Figure) -> None:
    """Dark lacquer that mirrors at its edges: cloth and shine, mixed by where it faces."""
    dark, shine, facing, mix = (f.node(k) for k in ("BsdfDiffuse", "BsdfGlossy", "LayerWeight", "MixShader"))
    dark.inputs["Color"].default_value, shine.inputs["Roughness"].default_value = (0.03, 0.005, 0.05, 1), 0.1
    f.link(facing.outputs["Facing"], mix.inputs[0])
    f.link(dark.outputs[0], mix.inputs[1])
    f.link(shine.outputs[0], mix.inputs[2])
    f.surface(mix.outputs[0])


def trim_of_gold(f: Figure) -> None:
    """Blue cloth to the left, gold to the right: painted numbers say where it is metal."""
    painted(f.head, "Trim", lambda place: (1, 1, 1, 1) if place.x > 0 else BLACK)
    mask, mix = f.node("Attribute"), f.node("Mix")
    mask.attribute_name, mix.data_type = "Trim", "RGBA"
    mix.inputs[6].default_value, mix.inputs[7].default_value = SHIRT, GOLD
    f.link(mask.outputs["Fac"], mix.inputs[0])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])
    f.link(mask.outputs["Fac"], f.shader.inputs["Metallic"])
    f.shader.inputs["Roughness"].default_value = 0.25


def maps_apart(f: Figure) -> None:
    """Squares, dull and shining in patches, with a relief: a picture each of colour, roughness and normals."""
    rough = shown(f, noise_picture("Rough", (0.2,) * 3, (0.9,) * 3, data=True))
    relief = shown(f, noise_picture("Normals", (0.35, 0.35, 0.9), (0.65, 0.65, 1.0), data=True))
    normal = f.node("NormalMap", Strength=0.8)
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    f.link(rough.outputs[0], f.shader.inputs["Roughness"])
    f.link(relief.outputs[0], normal.inputs["Color"])
    f.link(normal.outputs[0], f.shader.inputs["Normal"])


def maps_packed(f: Figure) -> None:
    """Squares that shade darkens in patches, some of metal: one picture holds shade, roughness and metal."""
    packed = shown(f, noise_picture("Packed", (0.3, 0.3, 0.0), (1.0, 0.9, 0.6), data=True))
    parts, mix = f.node("SeparateColor"), f.node("Mix")
    mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
    mix.inputs[0].default_value = 1.0
    f.link(packed.outputs[0], parts.inputs[0])
    f.link(picture(f).outputs[0], mix.inputs[6])
    f.link(parts.outputs["Red"], mix.inputs[7])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])
    f.link(parts.outputs["Green"], f.shader.inputs["Roughness"])
    f.link(parts.outputs["Blue"], f.shader.inputs["Metallic"])


CASES: tuple[Callable[[Figure], None], ...] = (
    joined_hull, hull_of_a_kit, tiled_in_a_group, told_its_place, dirt_over_a_picture, toon_of_a_kit, cloth_of_a_kit,
    face_on_a_screen, lines_of_light, neon_tube, paint_of_corners, paint_through_a_gamma, cards_of_a_mask,
    cards_that_blend, visor_with_a_wall, dome_without_shadow, colour_of_the_team, lost_relief, steel_by_noise,
    chrome_by_its_edge, trim_of_gold, maps_apart, maps_packed,
)  # fmt: skip
BY_EEVEE = {"joined_hull", "toon_of_a_kit"}
"""Compared with EEVEE: Cycles knows neither back face culling nor shading that becomes a colour."""
