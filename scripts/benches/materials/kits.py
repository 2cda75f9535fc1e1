# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ninth set of materials: again the kinds that characters most often have, as many of each, as kits, asset packs and
importers build them. Each case says what is right: that is seen in its picture, or told. Written down before any was
filmed; two files are with it in `files.csv`. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import numpy as np

from .asked import BLACK, TEAL, kit, noise_picture, shown, used
from .brought import GOLD
from .first import INK, SHIRT, SKIN, Figure, halves, noded, painted, picture, shader_of
from .fresh import output_of

GREEN, RUST, STEEL = (0.05, 0.8, 0.15, 1), (0.25, 0.07, 0.02, 1), (0.55, 0.57, 0.6, 1)


def maths(f: Figure, tree: Any, operation: str, *values: Any) -> Any:
    """The output of a node that reckons with numbers and sockets."""
    node = f.node("Math", tree)
    node.operation = operation
    for socket, value in zip(node.inputs, values, strict=False):
        if isinstance(value, (int, float)):
            socket.default_value = value
        else:
            f.link(value, socket, tree)
    return node.outputs[0]


def blend(f: Figure, tree: Any, share: Any, one: Any, other: Any, how: str = "MIX") -> Any:
    """The colour between two, by a number or a socket."""
    mix = f.node("Mix", tree)
    mix.data_type, mix.blend_type = "RGBA", how
    for socket, value in ((mix.inputs[0], share), (mix.inputs[6], one), (mix.inputs[7], other)):
        if isinstance(value, (int, float, tuple)):
            socket.default_value = value
        else:
            f.link(value, socket, tree)
    return mix.outputs[2]


def between(f: Figure, tree: Any, share: Any, one: Any, other: Any) -> Any:
    """The shader between two, by a number or a socket."""
    mix = f.node("MixShader", tree)
    if isinstance(share, float):
        mix.inputs[0].default_value = share
    else:
        f.link(share, mix.inputs[0], tree)
    f.link(one, mix.inputs[1], tree)
    f.link(other, mix.inputs[2], tree)
    return mix.outputs[0]


def from_pixels(name: str, pixels: Any, data: bool = False) -> Any:
    """A packed picture of an array of rows, columns and RGBA."""
    image: Any = bpy.data.images.new(name, pixels.shape[1], pixels.shape[0], alpha=True, is_data=data)
    image.pixels.foreach_set(np.ascontiguousarray(pixels, np.float32).ravel())
    image.pack()
    return image


def hull_of_nodes(f: Figure) -> None:
    """Skin with a dark outline: geometry nodes push the mesh along its normals, turn it over and give it ink."""
    ink = noded("Ink")
    ink.use_backface_culling = True
    shader_of(ink).inputs["Base Color"].default_value = INK
    tree: Any = bpy.data.node_groups.new("Outline", "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    given, out = tree.nodes.new("NodeGroupInput"), tree.nodes.new("NodeGroupOutput")
    normal, push, place, turn, paint, both = (
        tree.nodes.new(kind)
        for kind in (
            "GeometryNodeInputNormal", "ShaderNodeVectorMath", "GeometryNodeSetPosition", "GeometryNodeFlipFaces",
            "GeometryNodeSetMaterial", "GeometryNodeJoinGeometry",
        )
    )  # fmt: skip
    push.operation = "SCALE"
    push.inputs["Scale"].default_value = 0.04
    paint.inputs["Material"].default_value = ink
    f.link(normal.outputs[0], push.inputs[0], tree)
    f.link(push.outputs[0], place.inputs["Offset"], tree)
    f.link(given.outputs[0], place.inputs[0], tree)
    for source, target in ((place, turn), (turn, paint), (paint, both)):
        f.link(source.outputs[0], target.inputs[0], tree)
    f.link(given.outputs[0], both.inputs[0], tree)
    f.link(both.outputs[0], out.inputs[0], tree)
    f.head.modifiers.new("Outline", "NODES").node_group = tree


def hull_by_its_alpha(f: Figure) -> None:
    """Skin with a dark outline: a larger copy whose alpha is what the camera sees of its backs."""
    hull = f.head.copy()
    hull.data = f.head.data.copy()
    bpy.context.collection.objects.link(hull)
    f.things.append(hull)
    hull.data.materials.clear()
    hull.modifiers.new("Larger", "DISPLACE").strength = 0.04
    ink = f.paint(hull, "Ink")
    tree, shader = ink.node_tree, shader_of(ink)
    shader.inputs["Base Color"].default_value, shader.inputs["Specular IOR Level"].default_value = INK, 0.0
    side, ray = f.node("NewGeometry", tree), f.node("LightPath", tree)
    seen = maths(f, tree, "MULTIPLY", side.outputs["Backfacing"], ray.outputs["Is Camera Ray"])
    f.link(seen, shader.inputs["Alpha"], tree)


def cell_of_an_atlas(f: Figure) -> None:
    """Blue: a kit takes one cell of a picture of 4 by 4 colours, by its number, without a filter."""
    colours = np.random.default_rng(4).random((4, 4, 1)) * np.array([1.0, 0.3, 0.0]) + np.array([0, 0, 0.02])
    colours[0, 2] = SHIRT[:3]
    atlas = np.ones((64, 64, 4))
    atlas[..., :3] = colours.repeat(16, axis=0).repeat(16, axis=1)
    tree, given, out = kit("Palette", {"Column": "Float", "Row": "Float"}, "Color")
    place, seen = f.node("CombineXYZ", tree), shown(f, from_pixels("Palette", atlas), tree)
    seen.interpolation = "Closest"
    for number, name in enumerate(("Column", "Row")):
        middle = maths(f, tree, "MULTIPLY", maths(f, tree, "ADD", given.outputs[name], 0.5), 0.25)
        f.link(middle, place.inputs[number], tree)
    f.link(place.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs["Column"].default_value, node.inputs["Row"].default_value = 2, 0
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def second_outfit(f: Figure) -> None:
    """Patches of teal and black: a kit holds two outfits, and a number says that the second is worn."""
    tree, given, out = kit("Outfits", {"Outfit": "Float"}, "Color")
    first, second = picture(f, tree), shown(f, noise_picture("Second", BLACK[:3], TEAL[:3]), tree)
    chosen = maths(f, tree, "GREATER_THAN", given.outputs[0], 0.5)
    f.link(blend(f, tree, chosen, first.outputs[0], second.outputs[0]), out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs[0].default_value = 1.0
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def laid_from_three_sides(f: Figure) -> None:
    """Squares from three sides, mixed by where the surface looks: a kit's own nodes and the object's coordinates."""
    tree, given, out = kit("Three Sides", {"Size": "Float"}, "Color")
    place, scale, looks, parts, share = (
        f.node(k, tree) for k in ("TexCoord", "VectorMath", "NewGeometry", "SeparateXYZ", "SeparateXYZ")
    )
    scale.operation = "SCALE"
    f.link(place.outputs["Object"], scale.inputs[0], tree)
    f.link(given.outputs[0], scale.inputs["Scale"], tree)
    f.link(scale.outputs[0], parts.inputs[0], tree)
    f.link(looks.outputs["Normal"], share.inputs[0], tree)
    sides = []
    for one, other in ((1, 2), (0, 2), (0, 1)):
        flat, seen = f.node("CombineXYZ", tree), picture(f, tree)
        f.link(parts.outputs[one], flat.inputs[0], tree)
        f.link(parts.outputs[other], flat.inputs[1], tree)
        f.link(flat.outputs[0], seen.inputs[0], tree)
        sides.append(seen.outputs[0])
    aside, above = (maths(f, tree, "POWER", share.outputs[n], 2.0) for n in (0, 2))
    f.link(blend(f, tree, above, blend(f, tree, aside, sides[1], sides[0]), sides[2]), out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs[0].default_value = 0.8
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def toon_by_a_ramp_picture(f: Figure) -> None:
    """Three bands from plum to skin: a kit looks the light up in a ramp that is a picture, as ripped shaders do."""
    ramp = np.ones((4, 64, 4))
    ramp[:, :24, :3], ramp[:, 24:40, :3], ramp[:, 40:, :3] = (0.25, 0.03, 0.15), (0.5, 0.15, 0.1), SKIN[:3]
    tree, given, out = kit("Game Toon", {"Light": "Vector"}, "Shader")
    looks, falls, place = (f.node(k, tree) for k in ("NewGeometry", "VectorMath", "CombineXYZ"))
    falls.operation = "DOT_PRODUCT"
    seen, glow = shown(f, from_pixels("Ramp", ramp), tree), f.node("Emission", tree)
    seen.interpolation, seen.extension = "Closest", "EXTEND"
    f.link(looks.outputs["Normal"], falls.inputs[0], tree)
    f.link(given.outputs[0], falls.inputs[1], tree)
    f.link(maths(f, tree, "MULTIPLY_ADD", falls.outputs["Value"], 0.49, 0.5), place.inputs[0], tree)
    f.link(place.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], glow.inputs["Color"], tree)
    f.link(glow.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs[0].default_value = (0.5, -0.6, 0.6)
    f.surface(node.outputs[0])


def skin_of_a_kit(f: Figure) -> None:
    """Teal skin of an alien, darker in noisy patches: a kit of three outputs, the shader is its second."""
    tree, given, out = kit("Alien", {"Tone": "Color", "Spots": "Float"}, "Color")
    tree.interface.new_socket("Skin", in_out="OUTPUT", socket_type="NodeSocketShader")
    tree.interface.new_socket("Height", in_out="OUTPUT", socket_type="NodeSocketFloat")
    noise, skin = f.node("TexNoise", tree, Scale=5.0), f.node("BsdfPrincipled", tree)
    skin.inputs["Subsurface Weight"].default_value = 0.3
    spots = maths(f, tree, "GREATER_THAN", noise.outputs[0], 0.55)
    share = maths(f, tree, "MULTIPLY", spots, given.outputs["Spots"])
    tone = blend(f, tree, share, given.outputs["Tone"], (0.01, 0.1, 0.12, 1))
    f.link(tone, skin.inputs["Base Color"], tree)
    for source, target in ((tone, 0), (skin.outputs[0], 1), (noise.outputs[0], 2)):
        f.link(source, out.inputs[target], tree)
    node = used(f.tree, tree)
    node.inputs["Tone"].default_value, node.inputs["Spots"].default_value = TEAL, 1.0
    f.surface(node.outputs[1])


def display_of_dots(f: Figure) -> None:
    """Green dots that shine on a black visor before skin: a picture of light times a grid of dots."""
    visor = f.ball("Visor", 0.6, (0, -0.6, 0.1))
    tree = f.paint(visor, "Display").node_tree
    shader = shader_of(visor.data.materials[0])
    shader.inputs["Base Color"].default_value, shader.inputs["Emission Strength"].default_value = BLACK, 3.0
    rows, columns = np.mgrid[0:128, 0:128] % 8
    dots = np.zeros((128, 128, 4))
    dots[..., 3] = 1
    dots[(rows - 3.5) ** 2 + (columns - 3.5) ** 2 < 8] = 1
    lit = shown(f, noise_picture("Mood", (0, 0.1, 0), GREEN[:3]), tree)
    grid = shown(f, from_pixels("Dots", dots), tree)
    f.link(blend(f, tree, 1.0, lit.outputs[0], grid.outputs[0], "MULTIPLY"), shader.inputs["Emission Color"], tree)


def lines_in_the_alpha(f: Figure) -> None:
    """A dark suit with squares of cyan light: the strength is the alpha of its picture, four times."""
    f.shader.inputs["Base Color"].default_value = (0.01, 0.01, 0.012, 1)
    f.shader.inputs["Emission Color"].default_value = (0.05, 0.7, 1, 1)
    seen = picture(f, holes=True)
    f.link(maths(f, f.tree, "MULTIPLY", seen.outputs["Alpha"], 4.0), f.shader.inputs["Emission Strength"])


def blade_of_light(f: Figure) -> None:
    """A blade before skin, green at its edges and paler in its core: a ramp by facing, of strength 15."""
    bpy.ops.mesh.primitive_cylinder_add(radius=0.12, depth=2.4, location=(0.9, -0.8, 0.2), rotation=(0.2, 0.3, 0))
    blade = f._own("Blade")
    for polygon in blade.data.polygons:
        polygon.use_smooth = True
    material = f.paint(blade, "Blade")
    tree = material.node_tree
    facing, ramp, glow = f.node("LayerWeight", tree), f.node("ValToRGB", tree), f.node("Emission", tree, Strength=15.0)
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.6, 1, 0.65, 1), (0, 1, 0.1, 1)
    ramp.color_ramp.elements[1].position = 0.5
    f.link(facing.outputs["Facing"], ramp.inputs[0], tree)
    f.link(ramp.outputs[0], glow.inputs["Color"], tree)
    f.link(glow.outputs[0], output_of(material).inputs[0], tree)


def paint_times_shade(f: Figure) -> None:
    """Green and yellow halves, darker below: one layer of paint times another of baked shade."""
    painted(f.head, "Color", halves)
    painted(f.head, "Shade", lambda place: (1, 1, 1, 1) if place.z > 0 else (0.25, 0.25, 0.25, 1))
    colour, shade = f.node("VertexColor"), f.node("VertexColor")
    colour.layer_name, shade.layer_name = "Color", "Shade"
    mixed = blend(f, f.tree, 1.0, colour.outputs[0], shade.outputs[0], "MULTIPLY")
    f.link(mixed, f.shader.inputs["Base Color"])


def parts_by_paint(f: Figure) -> None:
    """Teal to the left, gold to the right, skin below: red and green of the paint say which of three colours."""

    def mask(place: Any) -> Any:
        return BLACK if place.z < -0.2 else (1, 0, 0, 1) if place.x > 0 else (0, 1, 0, 1)

    painted(f.head, "Mask", mask)
    colour, parts = f.node("Attribute"), f.node("SeparateColor")
    colour.attribute_name = "Mask"
    f.link(colour.outputs["Color"], parts.inputs[0])
    left = blend(f, f.tree, parts.outputs["Red"], SKIN, TEAL)
    f.link(blend(f, f.tree, parts.outputs["Green"], left, GOLD), f.shader.inputs["Base Color"])


def _braids(f: Figure, *materials: str) -> list[Any]:
    """A card of hair over the brow for each material, one before another."""
    made = []
    for number, name in enumerate(materials):
        card = f.cards(name)
        card.location.y -= 0.08 * number
        made.append(f.paint(card, name))
    return made


def cards_that_fade(f: Figure) -> None:
    """Brown hair, whole at the root and thin at the tip: strands of a picture times a ramp along the card."""
    (hair,) = _braids(f, "Hair")
    hair.surface_render_method = "DITHERED"
    tree, shader = hair.node_tree, shader_of(hair)
    shader.inputs["Base Color"].default_value = (0.15, 0.05, 0.02, 1)
    strands = np.ones((64, 64, 4))
    strands[:, :, 3] = (np.arange(64) % 8 < 5)[None, :]
    place, parts = f.node("TexCoord", tree), f.node("SeparateXYZ", tree)
    seen = shown(f, from_pixels("Strands", strands), tree)
    f.link(place.outputs["UV"], parts.inputs[0], tree)
    fade = maths(f, tree, "MULTIPLY", seen.outputs["Alpha"], parts.outputs["Y"])
    f.link(fade, shader.inputs["Alpha"], tree)


def cards_of_two_passes(f: Figure) -> None:
    """Red squares of hair, cut sharply, and the same squares blended over them: a core and a fringe."""
    core, fringe = _braids(f, "Core", "Fringe")
    core.surface_render_method, fringe.surface_render_method = "DITHERED", "BLENDED"
    for hair, least in ((core, 0.5), (fringe, 0.0)):
        tree, shader = hair.node_tree, shader_of(hair)
        seen = picture(f, tree, name="Strands", holes=True)
        f.link(seen.outputs["Color"], shader.inputs["Base Color"], tree)
        alpha = seen.outputs["Alpha"]
        cut = maths(f, tree, "GREATER_THAN", alpha, least) if least else maths(f, tree, "MULTIPLY", alpha, 0.4)
        f.link(cut, shader.inputs["Alpha"], tree)


def sunglasses(f: Figure) -> None:
    """Eyes seen through dark lenses: a grey transparent shader under a shine that grows at the edge."""
    for side in (-1, 1):
        lens = f.ball("Lens", 0.35, (0.33 * side, -0.75, 0.2))
        lens.scale.y = 0.3
        material = f.paint(lens, "Lens")
        tree = material.node_tree
        clear, shine, edge = f.node("BsdfTransparent", tree), f.node("BsdfGlossy", tree), f.node("Fresnel", tree)
        clear.inputs["Color"].default_value = (0.3, 0.3, 0.32, 1)
        shine.inputs["Roughness"].default_value = 0.05
        both = between(f, tree, edge.outputs[0], clear.outputs[0], shine.outputs[0])
        f.link(both, output_of(material).inputs[0], tree)


def bubble(f: Figure) -> None:
    """A head in a bubble, clear where one looks into it and blue at its edge: alpha by facing."""
    material = f.paint(f.ball("Bubble", 1.3), "Bubble")
    material.surface_render_method = "BLENDED"
    shader, facing = shader_of(material), f.node("LayerWeight", material.node_tree)
    shader.inputs["Base Color"].default_value = (0.1, 0.4, 0.9, 1)
    edge = maths(f, material.node_tree, "POWER", facing.outputs["Facing"], 2.0)
    f.link(edge, shader.inputs["Alpha"], material.node_tree)


def number_of_the_object(f: Figure) -> None:
    """Teal: the object's number, 2, chooses one of three colours on a ramp."""
    f.head.pass_index = 2
    info, ramp = f.node("ObjectInfo"), f.node("ValToRGB")
    ramp.color_ramp.interpolation = "CONSTANT"
    for position, colour in ((0.0, SKIN), (0.3, GOLD), (0.6, TEAL)):
        at = ramp.color_ramp.elements.new(position) if position else ramp.color_ramp.elements[0]
        at.color = colour
    ramp.color_ramp.elements[-1].color = TEAL
    f.link(maths(f, f.tree, "DIVIDE", info.outputs["Object Index"], 3.0), ramp.inputs[0])
    f.link(ramp.outputs[0], f.shader.inputs["Base Color"])


def lost_movie(f: Figure) -> None:
    """Told by its name: the movie on a screen before the face is gone."""
    visor = f.ball("Screen", 0.6, (0, -0.6, 0.1))
    tree = f.paint(visor, "Screen").node_tree
    node = f.node("TexImage", tree)
    node.image = bpy.data.images.new("Eyes", 4, 4)
    node.image.source, node.image.filepath = "MOVIE", "//footage/eyes_loop.mp4"
    f.link(node.outputs[0], shader_of(visor.data.materials[0]).inputs["Base Color"], tree)


def rusted_armour(f: Figure) -> None:
    """Steel with patches of rust: a metal and a dull shader, mixed by noise through a ramp."""
    noise, ramp, rust = f.node("TexNoise", Scale=4.0), f.node("ValToRGB"), f.node("BsdfDiffuse", Color=RUST)
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.48, 0.52
    for name, value in (("Base Color", STEEL), ("Metallic", 1.0), ("Roughness", 0.3)):
        f.shader.inputs[name].default_value = value
    f.link(noise.outputs[0], ramp.inputs[0])
    f.surface(between(f, f.tree, ramp.outputs[0], f.shader.outputs[0], rust.outputs[0]))


def shine_of_a_picture(f: Figure) -> None:
    """Blue with squares of gold shine: the older way of colour and specular pictures, a sum of cloth and gloss."""
    rows, columns = np.mgrid[0:64, 0:64] // 16
    bright = np.zeros((64, 64, 4))
    bright[..., 3] = 1
    bright[(rows + columns) % 2 == 1] = GOLD
    cloth, gloss, both = f.node("BsdfDiffuse", Color=SHIRT), f.node("BsdfGlossy", Roughness=0.25), f.node("AddShader")
    f.link(shown(f, from_pixels("Specular", bright)).outputs[0], gloss.inputs["Color"])
    f.link(cloth.outputs[0], both.inputs[0])
    f.link(gloss.outputs[0], both.inputs[1])
    f.surface(both.outputs[0])


def copper_of_two_tints(f: Figure) -> None:
    """Polished copper that is greenish at its edges: the shader of metals alone."""
    metal = f.node("BsdfMetallic", Base_Color=(0.8, 0.35, 0.2, 1), Roughness=0.2)
    metal.inputs["Edge Tint"].default_value = (0.5, 0.9, 0.4, 1)
    f.surface(metal.outputs[0])


def maps_of_another_engine(f: Figure) -> None:
    """Squares, shining in patches, with a relief: gloss turned round, and the green of the normals, too."""
    gloss = shown(f, noise_picture("Gloss", (0.1,) * 3, (0.9,) * 3, data=True))
    relief = shown(f, noise_picture("Relief", (0.35, 0.35, 0.9), (0.65, 0.65, 1.0), data=True))
    parts, joined, normal = f.node("SeparateColor"), f.node("CombineColor"), f.node("NormalMap")
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    f.link(maths(f, f.tree, "SUBTRACT", 1.0, gloss.outputs[0]), f.shader.inputs["Roughness"])
    f.link(relief.outputs[0], parts.inputs[0])
    f.link(parts.outputs["Red"], joined.inputs[0])
    f.link(maths(f, f.tree, "SUBTRACT", 1.0, parts.outputs["Green"]), joined.inputs[1])
    f.link(parts.outputs["Blue"], joined.inputs[2])
    f.link(joined.outputs[0], normal.inputs["Color"])
    f.link(normal.outputs[0], f.shader.inputs["Normal"])


def mask_of_four(f: Figure) -> None:
    """Squares without a hole, patches of metal: a mask of four holds metal, shade, detail and, in its alpha, gloss."""
    rows, columns = np.mgrid[0:64, 0:64] // 16
    mask = np.ones((64, 64, 4))
    mask[..., 0], mask[..., 3] = (rows % 2), 0.2 + 0.6 * (columns % 2)
    held = shown(f, from_pixels("Mask", mask, data=True))
    held.image.alpha_mode = "CHANNEL_PACKED"
    parts = f.node("SeparateColor")
    f.link(held.outputs["Color"], parts.inputs[0])
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    f.link(parts.outputs["Red"], f.shader.inputs["Metallic"])
    f.link(maths(f, f.tree, "SUBTRACT", 1.0, held.outputs["Alpha"]), f.shader.inputs["Roughness"])


CASES: tuple[Callable[[Figure], None], ...] = (
    hull_of_nodes, hull_by_its_alpha, cell_of_an_atlas, second_outfit, laid_from_three_sides, toon_by_a_ramp_picture,
    skin_of_a_kit, display_of_dots, lines_in_the_alpha, blade_of_light, paint_times_shade, parts_by_paint,
    cards_that_fade, cards_of_two_passes, sunglasses, bubble, number_of_the_object, lost_movie, rusted_armour,
    shine_of_a_picture, copper_of_two_tints, maps_of_another_engine, mask_of_four,
)  # fmt: skip
BY_EEVEE = {"hull_of_nodes"}
"""Compared with EEVEE: Cycles knows no back face culling."""
