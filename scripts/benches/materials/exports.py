# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenth set of materials: the kinds that characters most often have, as many of each, as studios, texture painters
and exporters leave them. Each case says what is right: that is seen in its picture, or told. Written down before any
was filmed; two files are with it in `files.csv`. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bmesh
import bpy
import numpy as np

from .asked import BLACK, TEAL, kit, noise_picture, shown, used
from .brought import BLUE, GOLD, RED, nodes_of, over_two_tiles
from .first import INK, SHIRT, SKIN, Figure, noded, painted, picture, shader_of
from .fresh import on_disk, output_of
from .kits import STEEL, between, blend, from_pixels, maths

BROWN, LEATHER = (0.15, 0.05, 0.02, 1), (0.2, 0.08, 0.03, 1)


def hull_of_two_inks(f: Figure) -> None:
    """Skin with a brown outline below, blue with a black one above: a modifier's shell, a slot of ink for each of
    paint, as wide as a group of vertices says."""
    shader_of(f.paint(f.head, "Hood")).inputs["Base Color"].default_value = SHIRT
    for face in f.head.data.polygons:
        face.material_index = int(face.center.z > 0.2)
    for colour in (BROWN, INK):
        ink = f.paint(f.head, "Line")
        ink.use_backface_culling = True
        shader_of(ink).inputs["Base Color"].default_value = colour
    width = f.head.vertex_groups.new(name="Width")
    for vertex in f.head.data.vertices:
        width.add([vertex.index], 1.0 if abs(vertex.co.x) > 0.3 else 0.6, "REPLACE")
    shell = f.head.modifiers.new("Line", "SOLIDIFY")
    shell.thickness, shell.offset, shell.use_flip_normals, shell.material_offset = 0.05, 1.0, True, 2
    shell.vertex_group, shell.use_rim = "Width", False


def lines_along_creases(f: Figure) -> None:
    """Skin with dark lines along its creases: nodes make tubes of the edges that bend, in ink."""
    ink = noded("Ink")
    shader_of(ink).inputs["Base Color"].default_value = INK
    tree, (given, bend, sharp, line, ring, tube, dress, both, out) = nodes_of(
        f.head, "Lines", "GeometryNodeInputMeshEdgeAngle", "FunctionNodeCompare", "GeometryNodeMeshToCurve",
        "GeometryNodeCurvePrimitiveCircle", "GeometryNodeCurveToMesh", "GeometryNodeSetMaterial",
        "GeometryNodeJoinGeometry",
    )  # fmt: skip
    sharp.inputs[1].default_value = 0.5
    ring.inputs["Resolution"].default_value, ring.inputs["Radius"].default_value = 6, 0.02
    dress.inputs["Material"].default_value = ink
    for source, target in (
        (bend.outputs[0], sharp.inputs[0]), (given.outputs[0], line.inputs["Mesh"]),
        (sharp.outputs[0], line.inputs["Selection"]), (line.outputs[0], tube.inputs["Curve"]),
        (ring.outputs[0], tube.inputs[1]), (tube.outputs[0], dress.inputs["Geometry"]),
        (dress.outputs[0], both.inputs[0]), (given.outputs[0], both.inputs[0]), (both.outputs[0], out.inputs[0]),
    ):  # fmt: skip
        tree.links.new(source, target)


def rows_of_a_trim_sheet(f: Figure) -> None:
    """Patches of gold and black above, of blue and black below: a group puts the map onto a row of a sheet of four, by
    a number of the faces."""
    rows = np.ones((64, 64, 4))
    for row, colour in enumerate((RED, SHIRT, GOLD, TEAL)):
        rows[16 * row : 16 * row + 16, :, :3] = colour[:3]
        rows[16 * row : 16 * row + 16, (np.arange(64) // 8) % 2 == 1, :3] = 0.01
    numbers = f.head.data.attributes.new("Row", "INT", "FACE")
    for face, value in zip(f.head.data.polygons, numbers.data, strict=True):
        value.value = 2 if face.center.z > 0 else 1
    tree, _, out = kit("Trim", {}, "Color")
    place, parts, row, joined = (f.node(k, tree) for k in ("TexCoord", "SeparateXYZ", "Attribute", "CombineXYZ"))
    row.attribute_name = "Row"
    f.link(place.outputs["UV"], parts.inputs[0], tree)
    within = maths(f, tree, "MULTIPLY", maths(f, tree, "FRACT", parts.outputs["Y"]), 0.24)
    f.link(maths(f, tree, "MULTIPLY", parts.outputs["X"], 3.0), joined.inputs[0], tree)
    f.link(maths(f, tree, "MULTIPLY_ADD", row.outputs["Fac"], 0.25, within), joined.inputs[1], tree)
    sheet = shown(f, from_pixels("Trim", rows), tree)
    f.link(joined.outputs[0], sheet.inputs[0], tree)
    f.link(sheet.outputs[0], out.inputs[0], tree)
    f.link(used(f.tree, tree).outputs[0], f.shader.inputs["Base Color"])


def badge_on_its_own_map(f: Figure) -> None:
    """Squares, and a blue disc between the eyes: a group lays a second picture, clipped, by a map from the front."""
    layer = f.head.data.uv_layers.new(name="Badge")
    for loop, value in zip(f.head.data.loops, layer.data, strict=True):
        at = f.head.data.vertices[loop.vertex_index].co
        value.uv = (at.x * 1.2 + 0.5, at.z * 1.2 + 0.2) if at.y < 0 else (-2.0, -2.0)
    across, up = np.mgrid[-1:1:64j, -1:1:64j]
    disc = np.ones((64, 64, 4))
    disc[..., :3], disc[..., 3] = SHIRT[:3], across**2 + up**2 < 0.8
    tree, _, out = kit("Badge", {}, "Color")
    place, badge = f.node("UVMap", tree), shown(f, from_pixels("Disc", disc), tree)
    place.uv_map, badge.extension = "Badge", "CLIP"
    f.link(place.outputs[0], badge.inputs[0], tree)
    f.link(blend(f, tree, badge.outputs["Alpha"], picture(f, tree).outputs[0], badge.outputs[0]), out.inputs[0], tree)
    f.link(used(f.tree, tree).outputs[0], f.shader.inputs["Base Color"])


def cloth_that_is_dyed(f: Figure) -> None:
    """Squares of white and teal: a group takes the hue of a colour, all else of a picture that is red."""
    tree, given, out = kit("Dye", {"Dye": "Color"}, "Color")
    own, dye, both = (f.node(k, tree) for k in ("SeparateColor", "SeparateColor", "CombineColor"))
    own.mode = dye.mode = both.mode = "HSV"
    f.link(picture(f, tree).outputs[0], own.inputs[0], tree)
    f.link(given.outputs[0], dye.inputs[0], tree)
    for number, source in enumerate((dye.outputs[0], own.outputs[1], own.outputs[2])):
        f.link(source, both.inputs[number], tree)
    f.link(both.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs[0].default_value = TEAL
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def skin_of_layers(f: Figure) -> None:
    """Skin that shines at its edges: a group mixes diffuse with light from within, and gloss over both by Fresnel."""
    tree, given, out = kit("Layered Skin", {"Tone": "Color", "Depth": "Float"}, "Shader")
    cloth, within, shine, edge = (
        f.node(k, tree) for k in ("BsdfDiffuse", "SubsurfaceScattering", "BsdfGlossy", "Fresnel")
    )
    shine.inputs["Roughness"].default_value, within.inputs["Scale"].default_value = 0.4, 0.1
    for shader in (cloth, within):
        f.link(given.outputs["Tone"], shader.inputs["Color"], tree)
    soft = between(f, tree, given.outputs["Depth"], cloth.outputs[0], within.outputs[0])
    f.link(between(f, tree, edge.outputs[0], soft, shine.outputs[0]), out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs["Tone"].default_value, node.inputs["Depth"].default_value = SKIN, 0.5
    f.surface(node.outputs[0])


def hair_with_a_ring(f: Figure) -> None:
    """Two tones of plum with a pale ring around the crown: a group turns shading into colours and adds the ring."""
    tree, given, out = kit("Anime Hair", {"Tone": "Color"}, "Shader")
    cloth, shade, ramp, looks, parts, glow = (
        f.node(k, tree)
        for k in ("BsdfDiffuse", "ShaderToRGB", "ValToRGB", "NewGeometry", "SeparateXYZ", "Emission")
    )  # fmt: skip
    cloth.inputs["Color"].default_value = (1, 1, 1, 1)
    ramp.color_ramp.interpolation = "CONSTANT"
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.3, 0.3, 0.4, 1), (1, 1, 1, 1)
    ramp.color_ramp.elements[1].position = 0.35
    f.link(cloth.outputs[0], shade.inputs[0], tree)
    f.link(shade.outputs[0], ramp.inputs[0], tree)
    f.link(looks.outputs["Normal"], parts.inputs[0], tree)
    ring = maths(
        f, tree, "LESS_THAN", maths(f, tree, "ABSOLUTE", maths(f, tree, "SUBTRACT", parts.outputs[2], 0.7)), 0.1
    )
    tones = blend(f, tree, 1.0, given.outputs[0], ramp.outputs[0], "MULTIPLY")
    f.link(blend(f, tree, maths(f, tree, "MULTIPLY", ring, 0.7), tones, (1, 0.9, 1, 1)), glow.inputs["Color"], tree)
    f.link(glow.outputs[0], out.inputs[0], tree)
    node = used(f.tree, tree)
    node.inputs[0].default_value = (0.25, 0.03, 0.15, 1)
    f.surface(node.outputs[0])


def eyes_of_diodes(f: Figure) -> None:
    """Red and white squares that shine on a black visor before skin: their strength is a property of the visor."""
    visor = f.ball("Visor", 0.6, (0, -0.6, 0.1))
    visor["mood"] = 3.0
    tree = f.paint(visor, "Diodes").node_tree
    shader = shader_of(visor.data.materials[0])
    mood = f.node("Attribute", tree)
    mood.attribute_type, mood.attribute_name = "OBJECT", "mood"
    shader.inputs["Base Color"].default_value = BLACK
    f.link(picture(f, tree).outputs[0], shader.inputs["Emission Color"], tree)
    f.link(mood.outputs["Fac"], shader.inputs["Emission Strength"], tree)


def lines_of_a_hologram(f: Figure) -> None:
    """Black with level lines of cyan light: bands of a wave by height say how strong the light is."""
    place, wave = f.node("TexCoord"), f.node("TexWave", Scale=3.0)
    wave.bands_direction = "Z"
    f.shader.inputs["Base Color"].default_value = BLACK
    f.shader.inputs["Emission Color"].default_value = (0.05, 0.8, 1, 1)
    f.link(place.outputs["Object"], wave.inputs[0])
    lit = maths(f, f.tree, "GREATER_THAN", wave.outputs["Fac"], 0.7)
    f.link(maths(f, f.tree, "MULTIPLY", lit, 5.0), f.shader.inputs["Emission Strength"])


def letters_of_neon(f: Figure) -> None:
    """BAR in red neon before skin: letters with a bevel, over dark red, of strength 40."""
    bpy.ops.object.text_add(location=(-0.8, -1.1, -0.2), rotation=(math.pi / 2, 0, 0))
    sign = f._own("Sign")
    sign.data.body, sign.data.size, sign.data.extrude, sign.data.bevel_depth = "BAR", 0.8, 0.03, 0.02
    shader = shader_of(f.paint(sign, "Neon"))
    shader.inputs["Base Color"].default_value = (0.15, 0.0, 0.01, 1)
    shader.inputs["Emission Color"].default_value = (1, 0.08, 0.12, 1)
    shader.inputs["Emission Strength"].default_value = 40.0


def hue_of_paint(f: Figure) -> None:
    """Blue on one side, red on the other: the red of the paint is a hue."""
    painted(f.head, "Hue", lambda place: (0.62, 0, 0, 1) if place.x > 0 else BLACK)
    paint, parts, colour = f.node("VertexColor"), f.node("SeparateColor"), f.node("CombineColor")
    paint.layer_name, colour.mode = "Hue", "HSV"
    colour.inputs[1].default_value, colour.inputs[2].default_value = 0.9, 0.7
    f.link(paint.outputs[0], parts.inputs[0])
    f.link(parts.outputs["Red"], colour.inputs[0])
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])


def wet_to_the_waist(f: Figure) -> None:
    """Skin above, dark blue below, with a soft edge: nodes keep at the points how wet they are."""
    tree, (given, place, parts, span, keep, out) = nodes_of(
        f.head, "Wet", "GeometryNodeInputPosition", "ShaderNodeSeparateXYZ", "ShaderNodeMapRange",
        "GeometryNodeStoreNamedAttribute",
    )  # fmt: skip
    keep.inputs["Name"].default_value = "Wet"
    for name, value in (("From Min", -0.3), ("From Max", 0.3), ("To Min", 1.0), ("To Max", 0.0)):
        span.inputs[name].default_value = value
    for source, target in (
        (place.outputs[0], parts.inputs[0]), (parts.outputs["Z"], span.inputs["Value"]),
        (given.outputs[0], keep.inputs["Geometry"]), (span.outputs[0], keep.inputs["Value"]),
        (keep.outputs[0], out.inputs[0]),
    ):  # fmt: skip
        tree.links.new(source, target)
    wet = f.node("Attribute")
    wet.attribute_name = "Wet"
    f.link(blend(f, f.tree, wet.outputs["Fac"], SKIN, (0.02, 0.03, 0.1, 1)), f.shader.inputs["Base Color"])


def cards_of_two_pictures(f: Figure) -> None:
    """Brown strands that are thin at their tips, skin between them: one picture has colours, another says where hair
    is, and a mix with what is transparent follows it."""
    hair = f.paint(f.cards("Hair"), "Hair")
    hair.surface_render_method = "DITHERED"
    tree = hair.node_tree
    colours = shown(f, noise_picture("Strands", BROWN[:3], (0.3, 0.12, 0.04)), tree)
    soft = np.ones((128, 128, 4))
    columns = np.abs(np.sin(np.arange(128) * np.pi / 8))[None, :]
    soft[..., :3] = np.clip(columns * 1.6 * np.linspace(1.0, 0.1, 128)[:, None], 0, 1)[..., None]
    opacity = shown(f, from_pixels("Opacity", soft, data=True), tree)
    f.link(colours.outputs[0], shader_of(hair).inputs["Base Color"], tree)
    clear = f.node("BsdfTransparent", tree)
    both = between(f, tree, opacity.outputs[0], clear.outputs[0], shader_of(hair).outputs[0])
    f.link(both, output_of(hair).inputs[0], tree)


def braids_by_waves(f: Figure) -> None:
    """Strands, dark at the root and blond at the tip, three sheets one behind another in one mesh: bands of a wave are
    the alpha, a ramp along the map is the colour."""
    card = f.cards("Hair")
    card.modifiers.new("Sheets", "ARRAY").count = 3
    sheets = card.modifiers["Sheets"]
    sheets.use_relative_offset, sheets.use_constant_offset = False, True
    sheets.constant_offset_displace = (0.03, 0, 0.06)
    hair = f.paint(card, "Hair")
    tree, shader = hair.node_tree, shader_of(hair)
    place, parts, wave, ramp = (f.node(k, tree) for k in ("TexCoord", "SeparateXYZ", "TexWave", "ValToRGB"))
    wave.inputs["Scale"].default_value, wave.inputs["Distortion"].default_value = 4.0, 1.0
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.05, 0.02, 0.01, 1), (0.8, 0.55, 0.2, 1)
    f.link(place.outputs["UV"], parts.inputs[0], tree)
    f.link(place.outputs["UV"], wave.inputs[0], tree)
    f.link(parts.outputs["Y"], ramp.inputs[0], tree)
    f.link(ramp.outputs[0], shader.inputs["Base Color"], tree)
    f.link(wave.outputs["Fac"], shader.inputs["Alpha"], tree)


def frosted_visor(f: Figure) -> None:
    """A face seen dimly through frosted glass: half a ball of the glass shader, of roughness 0.35."""
    visor = half_ball(f, "Visor", 1.3)
    material = f.paint(visor, "Frosted")
    glass = f.node("BsdfGlass", material.node_tree, Roughness=0.35, Color=(0.8, 0.95, 1, 1))
    f.link(glass.outputs[0], output_of(material).inputs[0], material.node_tree)


def half_ball(f: Figure, name: str, size: float) -> Any:
    """The half of a ball that is before a head."""
    ball = f.ball(name, size)
    body = bmesh.new()
    body.from_mesh(ball.data)
    bmesh.ops.delete(body, geom=[vertex for vertex in body.verts if vertex.co.y > 0.1], context="VERTS")
    body.to_mesh(ball.data)
    body.free()
    return ball


def visor_tinted_from_the_top(f: Figure) -> None:
    """A face seen through a visor that is dark blue at the top and clear below: alpha by height, under a varnish."""
    material = f.paint(half_ball(f, "Visor", 1.3), "Tinted")
    tree, shader = material.node_tree, shader_of(material)
    place, parts, span = f.node("TexCoord", tree), f.node("SeparateXYZ", tree), f.node("MapRange", tree)
    for name, value in (("From Min", 0.4), ("From Max", 0.9), ("To Min", 0.1), ("To Max", 0.95)):
        span.inputs[name].default_value = value
    shader.inputs["Base Color"].default_value, shader.inputs["Coat Weight"].default_value = (0.0, 0.02, 0.15, 1), 1.0
    f.link(place.outputs["Generated"], parts.inputs[0], tree)
    f.link(parts.outputs["Z"], span.inputs["Value"], tree)
    f.link(span.outputs[0], shader.inputs["Alpha"], tree)


def colour_by_its_place(f: Figure) -> None:
    """A head of skin between two balls of one mesh and material, green and yellow: by where each object is."""
    material = noded("Placed")
    shader = shader_of(material)
    info, parts = f.node("ObjectInfo", material.node_tree), f.node("SeparateXYZ", material.node_tree)
    f.link(info.outputs["Location"], parts.inputs[0], material.node_tree)
    right = maths(f, material.node_tree, "GREATER_THAN", parts.outputs["X"], 0.0)
    colour = blend(f, material.node_tree, right, (0.75, 0.6, 0.05, 1), (0.1, 0.6, 0.15, 1))
    f.link(colour, shader.inputs["Base Color"], material.node_tree)
    ball = f.ball("Left", 0.35, (-0.9, -0.5, -0.6))
    ball.data.materials.append(material)
    twin = ball.copy()
    twin.location.x = 0.9
    bpy.context.collection.objects.link(twin)
    f.things.append(twin)


def lost_packed_maps(f: Figure) -> None:
    """Squares, and told by its name: the picture of shade, roughness and metal, in a group, is not beside the film."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    tree, _, out = kit("Maps", {}, "Color")
    node = f.node("TexImage", tree)
    node.image = bpy.data.images.new("hero_ORM", 4, 4, is_data=True)
    node.image.source, node.image.filepath = "FILE", "//textures/hero_ORM.png"
    f.link(node.outputs[0], out.inputs[0], tree)
    parts = f.node("SeparateColor")
    f.link(used(f.tree, tree).outputs[0], parts.inputs[0])
    f.link(parts.outputs["Green"], f.shader.inputs["Roughness"])
    f.link(parts.outputs["Blue"], f.shader.inputs["Metallic"])


def paint_of_a_car(f: Figure) -> None:
    """Red metal with flakes under a varnish: each cell of a Voronoi leans another way."""
    flakes, normal = f.node("TexVoronoi", Scale=60.0), f.node("NormalMap", Strength=0.3)
    for name, value in (("Base Color", (0.5, 0.01, 0.01, 1)), ("Metallic", 0.9), ("Roughness", 0.35),
                        ("Coat Weight", 1.0), ("Coat Roughness", 0.03)):  # fmt: skip
        f.shader.inputs[name].default_value = value
    f.link(flakes.outputs["Color"], normal.inputs["Color"])
    f.link(normal.outputs[0], f.shader.inputs["Normal"])


def helmet_of_a_half(f: Figure) -> None:
    """A steel helmet, brown inside, open before a face of skin: half of it is mirrored, a wall has the lining."""
    helmet = f.ball("Helmet", 1.25, (0, 0.1, 0.1))
    body = bmesh.new()
    body.from_mesh(helmet.data)
    gone = [v for v in body.verts if v.co.x < -1e-3 or (v.co.y < -0.3 and v.co.z < 0.6) or v.co.z < -0.8]
    bmesh.ops.delete(body, geom=gone, context="VERTS")
    body.to_mesh(helmet.data)
    body.free()
    helmet.modifiers.new("Half", "MIRROR")
    wall = helmet.modifiers.new("Wall", "SOLIDIFY")
    wall.thickness, wall.material_offset, wall.material_offset_rim = 0.06, 1, 1
    steel, lining = shader_of(f.paint(helmet, "Steel")), shader_of(f.paint(helmet, "Lining"))
    for name, value in (("Base Color", STEEL), ("Metallic", 1.0), ("Roughness", 0.25)):
        steel.inputs[name].default_value = value
    lining.inputs["Base Color"].default_value = LEATHER


def gold_by_its_shine(f: Figure) -> None:
    """Gold: a black colour and a golden shine, by EEVEE's own shader of specular maps."""
    gold = f.node("EeveeSpecular", Base_Color=BLACK, Specular=GOLD, Roughness=0.3)
    f.surface(gold.outputs[0])


def relief_read_as_colours(f: Figure) -> None:
    """Squares with a relief that leans: the picture of normals is read as one of colours, as whoever forgot has it."""
    relief, normal = shown(f, noise_picture("Leaning", (0.35, 0.35, 0.9), (0.65, 0.65, 1.0))), f.node("NormalMap")
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    f.link(relief.outputs[0], normal.inputs["Color"])
    f.link(normal.outputs[0], f.shader.inputs["Normal"])


def tiles_of_two_maps(f: Figure) -> None:
    """Red and dull on one tile, blue and polished on the other: two tiles of colour, and two of roughness."""
    folder = Path(tempfile.mkdtemp(prefix="tiles"))
    for name, colours in (("skin", (RED, BLUE)), ("rough", ((0.9,) * 3, (0.1,) * 3))):
        paths = [on_disk(f"{name}.{1001 + n}", folder, colour[:3]) for n, colour in enumerate(colours)]
        image: Any = bpy.data.images.load(str(paths[0]))
        image.source, image.filepath = "TILED", str(folder / f"{name}.<UDIM>.png")
        image.tiles.new(1002)
        if name == "skin":
            over_two_tiles(f, image)
        else:
            image.colorspace_settings.name = "Non-Color"
            f.link(shown(f, image).outputs[0], f.shader.inputs["Roughness"])


CASES: tuple[Callable[[Figure], None], ...] = (
    hull_of_two_inks, lines_along_creases, rows_of_a_trim_sheet, badge_on_its_own_map, cloth_that_is_dyed,
    skin_of_layers, hair_with_a_ring, eyes_of_diodes, lines_of_a_hologram, letters_of_neon, hue_of_paint,
    wet_to_the_waist, cards_of_two_pictures, braids_by_waves, frosted_visor, visor_tinted_from_the_top,
    colour_by_its_place, lost_packed_maps, paint_of_a_car, helmet_of_a_half, gold_by_its_shine, relief_read_as_colours,
    tiles_of_two_maps,
)  # fmt: skip
BY_EEVEE = {"hull_of_two_inks", "hair_with_a_ring", "gold_by_its_shine"}
"""Compared with EEVEE: Cycles knows neither back face culling, nor shading that becomes a colour, nor that shader."""
