# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An eleventh set of materials, kept aside until all that the tenth brought up was mended: the same kinds and counts,
each made in another way than in any set before. Each case says what is right: that is seen in its picture, or told.
Written down before any was filmed; two files are with it in `files.csv`. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import bmesh
import bpy
import numpy as np

from .asked import BLACK, TEAL, kit, noise_picture, shown, used
from .brought import GOLD
from .exports import BROWN, half_ball
from .first import INK, SKIN, Figure, painted, picture, shader_of
from .fresh import output_of
from .kits import STEEL, between, blend, from_pixels, maths

ORANGE, BRONZE = (1, 0.3, 0.02, 1), (0.45, 0.25, 0.08, 1)


def hull_in_darker_squares(f: Figure) -> None:
    """Squares with an outline of darker squares: a shell, joined and turned inside out, in the picture times 0.2."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    ink = f.paint(f.head, "Ink")
    ink.use_backface_culling = True
    tree, glow = ink.node_tree, f.node("Emission", ink.node_tree)
    f.link(blend(f, tree, 1.0, picture(f, tree).outputs[0], (0.2, 0.2, 0.2, 1), "MULTIPLY"), glow.inputs[0], tree)
    f.link(glow.outputs[0], output_of(ink).inputs[0], tree)
    body = bmesh.new()
    body.from_mesh(f.head.data)
    shell = bmesh.ops.duplicate(body, geom=[*body.verts, *body.edges, *body.faces])["geom"]
    faces = [part for part in shell if isinstance(part, bmesh.types.BMFace)]
    for corner in {corner for face in faces for corner in face.verts}:
        corner.co += corner.normal * 0.05
    bmesh.ops.reverse_faces(body, faces=faces)
    for face in faces:
        face.material_index = 1
    body.to_mesh(f.head.data)
    body.free()


def hull_of_a_mirrored_half(f: Figure) -> None:
    """Skin with a dark outline: half a head is mirrored, and a modifier puts a shell of ink around the whole."""
    body = bmesh.new()
    body.from_mesh(f.head.data)
    bmesh.ops.delete(body, geom=[v for v in body.verts if v.co.x < -1e-3], context="VERTS")
    body.to_mesh(f.head.data)
    body.free()
    f.head.modifiers.new("Half", "MIRROR")
    ink = f.paint(f.head, "Ink")
    ink.use_backface_culling = True
    shader_of(ink).inputs["Base Color"].default_value = INK
    shell = f.head.modifiers.new("Line", "SOLIDIFY")
    shell.thickness, shell.offset, shell.use_flip_normals, shell.material_offset = 0.05, 1.0, True, 1
    shell.use_rim = False


def iris_that_lies_deeper(f: Figure) -> None:
    """Squares on a ball before the head: a group lays them from the front, moved by where one looks from."""
    eye = f.ball("Eye", 0.6, (0, -0.6, 0.1))
    outer = f.paint(eye, "Eye").node_tree
    tree, given, out = kit("Parallax", {"Depth": "Float"}, "Color")
    place, looks, parts, way, joined, seen = (
        f.node(k, tree)
        for k in ("TexCoord", "NewGeometry", "SeparateXYZ", "SeparateXYZ", "CombineXYZ", "TexImage")
    )  # fmt: skip
    seen.image = picture(f).image
    f.link(place.outputs["Object"], parts.inputs[0], tree)
    f.link(looks.outputs["Incoming"], way.inputs[0], tree)
    for number, name in enumerate(("X", "Z")):
        moved = maths(f, tree, "MULTIPLY_ADD", way.outputs[name], given.outputs[0], parts.outputs[name])
        f.link(moved, joined.inputs[number], tree)
    f.link(joined.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], out.inputs[0], tree)
    node = used(outer, tree)
    node.inputs[0].default_value = -0.3
    f.link(node.outputs[0], shader_of(eye.data.materials[0]).inputs["Base Color"], outer)


def large_and_fine(f: Figure) -> None:
    """Squares, and finer patches over them, brighter and darker: a group overlays a picture six times as dense."""
    tree, given, out = kit("Detail", {"Size": "Vector"}, "Color")
    place, scale = f.node("UVMap", tree), f.node("Mapping", tree)
    fine = shown(f, noise_picture("Detail", (0.2,) * 3, (0.8,) * 3), tree)
    f.link(place.outputs[0], scale.inputs[0], tree)
    f.link(given.outputs[0], scale.inputs["Scale"], tree)
    f.link(scale.outputs[0], fine.inputs[0], tree)
    grey = blend(f, tree, 0.4, picture(f, tree).outputs[0], (0.4, 0.4, 0.4, 1))
    f.link(blend(f, tree, 0.8, grey, fine.outputs[0], "OVERLAY"), out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs[0].default_value = (6, 6, 6)
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def watercolour(f: Figure) -> None:
    """Squares with wavering edges: a group adds noise to where its picture lies."""
    tree, _, out = kit("Watercolour", {}, "Color")
    place, noise, seen = f.node("TexCoord", tree), f.node("TexNoise", tree, Scale=12.0), picture(f, tree)
    away, moved = f.node("VectorMath", tree), f.node("VectorMath", tree)
    away.operation = moved.operation = "MULTIPLY_ADD"
    away.inputs[1].default_value, away.inputs[2].default_value = (0.15,) * 3, (-0.075,) * 3
    moved.operation = "ADD"
    f.link(place.outputs["UV"], noise.inputs["Vector"], tree)
    f.link(noise.outputs["Color"], away.inputs[0], tree)
    f.link(place.outputs["UV"], moved.inputs[0], tree)
    f.link(away.outputs[0], moved.inputs[1], tree)
    f.link(moved.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs[0], out.inputs[0], tree)
    f.link(used(f.tree, tree).outputs[0], f.shader.inputs["Base Color"])


def felt_of_a_kit(f: Figure) -> None:
    """Squares of felt, paler at the edge: a group adds a shader of sheen to a diffuse one of a picture."""
    tree, _, out = kit("Felt", {}, "Shader")
    cloth, sheen, both = f.node("BsdfDiffuse", tree), f.node("BsdfSheen", tree), f.node("AddShader", tree)
    sheen.inputs["Color"].default_value = (0.5, 0.5, 0.5, 1)
    f.link(picture(f, tree).outputs[0], cloth.inputs[0], tree)
    f.link(cloth.outputs[0], both.inputs[0], tree)
    f.link(sheen.outputs[0], both.inputs[1], tree)
    f.link(both.outputs[0], out.inputs[0], tree)
    f.surface(used(f.tree, tree).outputs[0])


def painterly(f: Figure) -> None:
    """Squares in three tones, with a light rim: a group turns a principled shader of its picture into steps."""
    tree, _, out = kit("Painterly", {}, "Shader")
    lit, shade, value, steps, rim, glow = (
        f.node(k, tree) for k in ("BsdfPrincipled", "ShaderToRGB", "RGBToBW", "ValToRGB", "Fresnel", "Emission")
    )
    lit.inputs["Base Color"].default_value, lit.inputs["Roughness"].default_value = (0.8, 0.8, 0.8, 1), 1.0
    steps.color_ramp.interpolation = "CONSTANT"
    for position, tone in ((0.0, 0.25), (0.2, 0.6), (0.45, 1.0)):
        at = steps.color_ramp.elements.new(position) if position else steps.color_ramp.elements[0]
        at.color = (tone, tone, tone, 1)
    steps.color_ramp.elements.remove(steps.color_ramp.elements[-1])
    f.link(lit.outputs[0], shade.inputs[0], tree)
    f.link(shade.outputs[0], value.inputs[0], tree)
    f.link(value.outputs[0], steps.inputs[0], tree)
    toned = blend(f, tree, 1.0, picture(f, tree).outputs[0], steps.outputs[0], "MULTIPLY")
    edge = maths(f, tree, "GREATER_THAN", rim.outputs[0], 0.35)
    f.link(blend(f, tree, edge, toned, (1, 0.95, 0.8, 1)), glow.inputs[0], tree)
    f.link(glow.outputs[0], out.inputs[0], tree)
    f.surface(used(f.tree, tree).outputs[0])


def glow_in_the_alpha_of_paint(f: Figure) -> None:
    """Black, and orange light on the left half: the alpha of painted colours is its strength."""
    painted(f.head, "Glow", lambda place: (1, 1, 1, 1.0 if place.x > 0 else 0.0))
    paint = f.node("VertexColor")
    paint.layer_name = "Glow"
    f.shader.inputs["Base Color"].default_value, f.shader.inputs["Emission Color"].default_value = BLACK, ORANGE
    f.link(maths(f, f.tree, "MULTIPLY", paint.outputs["Alpha"], 3.0), f.shader.inputs["Emission Strength"])


def light_on_a_pane(f: Figure) -> None:
    """Squares of cyan light before a face that is seen between and through them: a picture on black, added to what is
    transparent, and blended."""
    pane = f.cards("Display")
    pane.location, pane.rotation_euler = (0, -1.1, 0.1), (math.pi / 2, 0, 0)
    material = f.paint(pane, "Display")
    material.surface_render_method = "BLENDED"
    tree = material.node_tree
    lit = np.zeros((64, 64, 4))
    rows, columns = np.mgrid[0:64, 0:64] // 16
    lit[..., 3] = 1
    lit[(rows + columns) % 2 == 1, :3] = (0.05, 0.7, 0.9)
    clear, glow, both = f.node("BsdfTransparent", tree), f.node("Emission", tree), f.node("AddShader", tree)
    f.link(shown(f, from_pixels("Display", lit), tree).outputs[0], glow.inputs[0], tree)
    f.link(clear.outputs[0], both.inputs[0], tree)
    f.link(glow.outputs[0], both.inputs[1], tree)
    f.link(both.outputs[0], output_of(material).inputs[0], tree)


def ring_of_two_neons(f: Figure) -> None:
    """A ring around a head of skin, pink on one side and blue on the other: a ramp across it, of strength 25."""
    bpy.ops.mesh.primitive_torus_add(major_radius=1.3, minor_radius=0.06, rotation=(math.pi / 2, 0, 0))
    ring = f._own("Ring")
    material = f.paint(ring, "Neon")
    tree = material.node_tree
    place, parts, ramp, glow = (f.node(k, tree) for k in ("TexCoord", "SeparateXYZ", "ValToRGB", "Emission"))
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (1, 0.05, 0.5, 1), (0.05, 0.2, 1, 1)
    glow.inputs["Strength"].default_value = 25.0
    f.link(place.outputs["Generated"], parts.inputs[0], tree)
    f.link(parts.outputs["X"], ramp.inputs[0], tree)
    f.link(ramp.outputs[0], glow.inputs[0], tree)
    f.link(glow.outputs[0], output_of(material).inputs[0], tree)


def snow_by_paint(f: Figure) -> None:
    """White above and skin below with a ragged edge: paint, broken up by noise, through a hard ramp."""
    painted(f.head, "Snow", lambda place: (place.z + 0.5,) * 3 + (1,))
    paint, noise, ramp = f.node("Attribute"), f.node("TexNoise", Scale=6.0), f.node("ValToRGB")
    paint.attribute_name = "Snow"
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.95, 1.0
    f.link(maths(f, f.tree, "ADD", paint.outputs["Fac"], noise.outputs[0]), ramp.inputs[0])
    f.link(blend(f, f.tree, ramp.outputs[0], SKIN, (0.9, 0.92, 0.95, 1)), f.shader.inputs["Base Color"])


def paint_of_another_name(f: Figure) -> None:
    """Black, as it renders: squares times a layer of paint that the mesh calls otherwise; or told."""
    painted(f.head, "Color", lambda _: (1, 1, 1, 1))
    paint = f.node("VertexColor")
    paint.layer_name = "Col"
    mixed = blend(f, f.tree, 1.0, picture(f).outputs[0], paint.outputs[0], "MULTIPLY")
    f.link(mixed, f.shader.inputs["Base Color"])


def beard_of_strands(f: Figure) -> None:
    """A brown beard whose strands are clear at their tips: the alpha of hair by how far along a strand one is."""
    curves: Any = bpy.data.hair_curves.new("Beard")
    curves.add_curves([8] * 400)
    starts = np.random.default_rng(3).normal((0, -0.6, -0.75), (0.15, 0.1, 0.1), (400, 3)).repeat(8, axis=0)
    places = starts + np.tile(np.linspace(0, 0.6, 8), 400)[:, None] * (0, -0.3, -1)
    curves.points.foreach_set("position", places.astype(np.float32).ravel())
    radius = curves.attributes.get("radius") or curves.attributes.new("radius", "FLOAT", "POINT")
    radius.data.foreach_set("value", np.full(3200, 0.008, np.float32))
    thing: Any = bpy.data.objects.new("Beard", curves)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)
    hair = f.paint(thing, "Beard")
    along, shader = f.node("HairInfo", hair.node_tree), shader_of(hair)
    shader.inputs["Base Color"].default_value = BROWN
    f.link(
        maths(f, hair.node_tree, "SUBTRACT", 1.0, along.outputs["Intercept"]), shader.inputs["Alpha"], hair.node_tree
    )


def lashes_by_a_ramp(f: Figure) -> None:
    """Black lashes with soft edges, skin between them: a picture's alpha through a ramp, nothing for shadows."""
    lashes = f.paint(f.cards("Lashes"), "Lashes")
    lashes.surface_render_method = "DITHERED"
    tree = lashes.node_tree
    strands = np.zeros((64, 64, 4))
    strands[..., 3] = (0.5 + 0.5 * np.sin(np.arange(64) * np.pi / 4))[None, :] * np.linspace(1, 0.3, 64)[:, None]
    seen = shown(f, from_pixels("Lashes", strands), tree)
    ramp, ray, clear = f.node("ValToRGB", tree), f.node("LightPath", tree), f.node("BsdfTransparent", tree)
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.2, 0.7
    f.link(seen.outputs["Alpha"], ramp.inputs[0], tree)
    lit = maths(f, tree, "MULTIPLY", ramp.outputs[0], maths(f, tree, "SUBTRACT", 1.0, ray.outputs["Is Shadow Ray"]))
    shader_of(lashes).inputs["Base Color"].default_value = INK
    f.link(between(f, tree, lit, clear.outputs[0], shader_of(lashes).outputs[0]), output_of(lashes).inputs[0], tree)


def jar_of_water(f: Figure) -> None:
    """A head seen in blue water: a ball of glass whose volume absorbs."""
    material = f.paint(f.ball("Jar", 1.3), "Jar")
    tree = material.node_tree
    glass, water = f.node("BsdfGlass", tree, IOR=1.1), f.node("VolumeAbsorption", tree, Density=0.6)
    water.inputs["Color"].default_value = (0.2, 0.55, 1, 1)
    f.link(glass.outputs[0], output_of(material).inputs["Surface"], tree)
    f.link(water.outputs[0], output_of(material).inputs["Volume"], tree)


def dusty_dome(f: Figure) -> None:
    """A face seen through a dome with patches of grey dust: a picture mixes glass and what is dull."""
    material = f.paint(f.ball("Dome", 1.3), "Dusty")
    tree = material.node_tree
    glass, dust = f.node("BsdfGlass", tree, Roughness=0.0), f.node("BsdfDiffuse", tree)
    dust.inputs["Color"].default_value = (0.4, 0.38, 0.35, 1)
    patches = shown(f, noise_picture("Dust", (0.0,) * 3, (0.6,) * 3, data=True), tree)
    f.link(between(f, tree, patches.outputs[0], glass.outputs[0], dust.outputs[0]), output_of(material).inputs[0], tree)


def alpha_of_the_object(f: Figure) -> None:
    """Teal with a quarter of gold: the alpha of the object's colour, 0.25, is the share."""
    f.head.color = (1, 1, 1, 0.25)
    share = f.node("ObjectInfo").outputs["Alpha"]
    f.link(blend(f, f.tree, share, TEAL, GOLD), f.shader.inputs["Base Color"])


def lost_tiles(f: Figure) -> None:
    """Told by its name: of a picture of tiles, beside the film, none is there."""
    node = f.node("TexImage")
    node.image = bpy.data.images.new("skin", 4, 4)
    node.image.source, node.image.filepath = "TILED", "//maps/hero_skin.<UDIM>.exr"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def chain_mail(f: Figure) -> None:
    """Steel with holes, skin seen through them: metal whose alpha is a picture, four times as dense, cut hard."""
    mail = f.ball("Mail", 1.0, (0, 0.15, 0.45))
    material = f.paint(mail, "Mail")
    tree, shader = material.node_tree, shader_of(material)
    place, scale = f.node("TexCoord", tree), f.node("Mapping", tree, Scale=(4, 4, 4))
    seen = picture(f, tree, name="Rings", holes=True)
    seen.interpolation = "Closest"
    for name, value in (("Base Color", STEEL), ("Metallic", 1.0), ("Roughness", 0.3)):
        shader.inputs[name].default_value = value
    f.link(place.outputs["UV"], scale.inputs[0], tree)
    f.link(scale.outputs[0], seen.inputs[0], tree)
    f.link(seen.outputs["Alpha"], shader.inputs["Alpha"], tree)


def bronze_with_patina(f: Figure) -> None:
    """Bronze, green where it is creased; or told: occlusion and noise mix a metal with what is dull."""
    dirt, noise = f.node("AmbientOcclusion", Distance=0.3), f.node("TexNoise", Scale=8.0)
    green = f.node("BsdfDiffuse", Color=(0.1, 0.45, 0.3, 1))
    for name, value in (("Base Color", BRONZE), ("Metallic", 1.0), ("Roughness", 0.4)):
        f.shader.inputs[name].default_value = value
    open_ = maths(f, f.tree, "SUBTRACT", dirt.outputs["AO"], maths(f, f.tree, "MULTIPLY", noise.outputs[0], 0.4))
    clean = maths(f, f.tree, "GREATER_THAN", open_, 0.5)
    f.surface(between(f, f.tree, clean, green.outputs[0], f.shader.outputs[0]))


def visor_of_a_mirror(f: Figure) -> None:
    """A head behind a mirroring visor, orange above and blue below: metal without any roughness, by height."""
    visor = half_ball(f, "Visor", 1.1)
    material = f.paint(visor, "Iridium")
    tree, shader = material.node_tree, shader_of(material)
    place, parts, ramp = f.node("TexCoord", tree), f.node("SeparateXYZ", tree), f.node("ValToRGB", tree)
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.1, 0.2, 0.9, 1), (0.9, 0.4, 0.05, 1)
    shader.inputs["Metallic"].default_value, shader.inputs["Roughness"].default_value = 1.0, 0.0
    f.link(place.outputs["Generated"], parts.inputs[0], tree)
    f.link(parts.outputs["Z"], ramp.inputs[0], tree)
    f.link(ramp.outputs[0], shader.inputs["Base Color"], tree)


def all_sockets_linked(f: Figure) -> None:
    """Squares: no glow, no metal, no hole, no relief, no grain; an engine's exporter gave each input a picture."""

    def plain(name: str, value: float, blue: float) -> Any:
        pixels = np.full((8, 8, 4), value)
        pixels[..., 2], pixels[..., 3] = blue, 1.0
        return shown(f, from_pixels(name, pixels, data=True)).outputs[0]

    normal = f.node("NormalMap")
    f.link(plain("Normal", 0.5, 1.0), normal.inputs["Color"])
    f.link(normal.outputs[0], f.shader.inputs["Normal"])
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    for name, value in (("Metallic", 0.0), ("Roughness", 0.6), ("Alpha", 1.0), ("Emission Color", 0.0)):
        f.link(plain(name, value, value), f.shader.inputs[name])
    f.shader.inputs["Emission Strength"].default_value = 1.0


def skin_by_maps(f: Figure) -> None:
    """Skin in two tones, soft, dull and shining in patches: pictures of its tone and roughness, light from within."""
    tone = shown(f, noise_picture("Tone", (0.5, 0.2, 0.1), (0.8, 0.4, 0.25)))
    rough = shown(f, noise_picture("Roughness", (0.3,) * 3, (0.8,) * 3, data=True))
    f.link(tone.outputs[0], f.shader.inputs["Base Color"])
    f.link(rough.outputs[0], f.shader.inputs["Roughness"])
    for name, value in (("Subsurface Weight", 0.4), ("Subsurface Scale", 0.1), ("Sheen Weight", 0.1)):
        f.shader.inputs[name].default_value = value


CASES: tuple[Callable[[Figure], None], ...] = (
    hull_in_darker_squares, hull_of_a_mirrored_half, iris_that_lies_deeper, large_and_fine, watercolour, felt_of_a_kit,
    painterly, glow_in_the_alpha_of_paint, light_on_a_pane, ring_of_two_neons, snow_by_paint, paint_of_another_name,
    beard_of_strands, lashes_by_a_ramp, jar_of_water, dusty_dome, alpha_of_the_object, lost_tiles, chain_mail,
    bronze_with_patina, visor_of_a_mirror, all_sockets_linked, skin_by_maps,
)  # fmt: skip
BY_EEVEE = {"hull_in_darker_squares", "hull_of_a_mirrored_half", "painterly"}
"""Compared with EEVEE: Cycles knows neither back face culling nor shading that becomes a colour."""
