# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A seventh set of materials: what figures of studios and of games wear that no earlier set had: libraries, modifiers,
attributes, ways to lay a picture, tricks of light and of ink. Each case says what is right: that is seen in its
picture, or told. Written down before any was filmed. Runs in the bpy module, by `first.main`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .brought import BLUE, GOLD, RED, nodes_of, over_two_tiles
from .first import INK, SHIRT, SKIN, Figure, checked, halves, noded, painted, picture, shader_of
from .fresh import mixed, on_disk, output_of
from .imported import again

GREEN = (0.02, 0.5, 0.05, 1)


def gltf_lacquer(f: Figure) -> None:
    """Red squares under a shining coat: glTF's clear coat."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    f.shader.inputs["Roughness"].default_value = 0.9
    f.shader.inputs["Coat Weight"].default_value, f.shader.inputs["Coat Roughness"].default_value = 1.0, 0.02
    again(f, "glb")


def gltf_slid_picture(f: Figure) -> None:
    """Squares three times as dense: glTF's transform of a texture."""
    place, scale, seen = f.node("UVMap"), f.node("Mapping", Scale=(3, 3, 3)), picture(f)
    f.link(place.outputs[0], scale.inputs[0])
    f.link(scale.outputs[0], seen.inputs[0])
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])
    again(f, "glb")


def gltf_unlit(f: Figure) -> None:
    """Squares without a shade: glTF's unlit material."""
    mark, seen = f.node("Background"), picture(f)
    f.link(seen.outputs[0], mark.inputs["Color"])
    f.surface(mark.outputs[0])
    again(f, "glb")


def gltf_strong_light(f: Figure) -> None:
    """A face of blazing orange: glTF's strength of emission."""
    f.shader.inputs["Emission Color"].default_value = (1, 0.25, 0.02, 1)
    f.shader.inputs["Emission Strength"].default_value = 8.0
    again(f, "glb")


def gltf_petrol(f: Figure) -> None:
    """Copper: Blender's own exporter of glTF writes no iridescence; what it imports is another case."""
    f.shader.inputs["Metallic"].default_value, f.shader.inputs["Roughness"].default_value = 1.0, 0.2
    f.shader.inputs["Thin Film Thickness"].default_value, f.shader.inputs["Thin Film IOR"].default_value = 450.0, 1.8
    again(f, "glb")


def hair_by_nodes(f: Figure) -> None:
    """Green locks on the head, which nodes grow of its points and give a material."""
    green = noded("Locks")
    shader_of(green).inputs["Base Color"].default_value = GREEN
    tree, (given, points, line, instance, ring, tube, dress, join, out) = nodes_of(
        f.head, "Hair", "GeometryNodeMeshToPoints", "GeometryNodeCurvePrimitiveLine", "GeometryNodeInstanceOnPoints",
        "GeometryNodeCurvePrimitiveCircle", "GeometryNodeCurveToMesh", "GeometryNodeSetMaterial",
        "GeometryNodeJoinGeometry",
    )  # fmt: skip
    line.inputs["End"].default_value = (0, 0, 0.35)
    ring.inputs["Resolution"].default_value, ring.inputs["Radius"].default_value = 4, 0.015
    dress.inputs["Material"].default_value = green
    tree.links.new(given.outputs[0], points.inputs[0])
    tree.links.new(line.outputs[0], tube.inputs["Curve"])
    tree.links.new(ring.outputs[0], tube.inputs[1])
    tree.links.new(tube.outputs[0], dress.inputs["Geometry"])
    tree.links.new(points.outputs[0], instance.inputs["Points"])
    tree.links.new(dress.outputs[0], instance.inputs["Instance"])
    tree.links.new(given.outputs[0], join.inputs[0])
    tree.links.new(instance.outputs[0], join.inputs[0])
    tree.links.new(join.outputs[0], out.inputs[0])


def blush_of_a_bone(f: Figure) -> None:
    """Red cheeks by a property of the rig that drives the material; and told that it changes."""
    rig: Any = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    f.things.append(rig)
    rig["blush"] = 1.0
    mix = f.node("Mix")
    mix.data_type = "RGBA"
    mix.inputs[6].default_value, mix.inputs[7].default_value = SHIRT, (0.8, 0.02, 0.02, 1)
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])
    driver = mix.inputs[0].driver_add("default_value").driver
    variable = driver.variables.new()
    variable.targets[0].id, variable.targets[0].data_path = rig, '["blush"]'
    driver.expression = variable.name


def tile_that_is_lost(f: Figure) -> None:
    """Told: of two tiles the second is not there."""
    folder = Path(tempfile.mkdtemp(prefix="lost"))
    for number, colour in ((1001, RED), (1002, BLUE)):
        on_disk(f"skin.{number}", folder, colour)
    image: Any = bpy.data.images.load(str(folder / "skin.1001.png"))
    image.source = "TILED"
    image.filepath = str(folder / "skin.<UDIM>.png")
    image.tiles.new(1002)
    (folder / "skin.1002.png").unlink()
    over_two_tiles(f, image)


def library_of(f: Figure, remove: bool) -> Any:
    """The figure's collection in a library of its own, linked again; its picture lies beside it, or is gone."""
    folder = Path(tempfile.mkdtemp(prefix="library"))
    path = on_disk("skin", folder, BLUE)
    node = f.node("TexImage")
    node.image = bpy.data.images.load(str(path))
    node.image.filepath = "//skin.png"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])
    block: Any = bpy.data.collections.new("Hero")
    for thing in f.things:
        block.objects.link(thing)
    bpy.context.view_layer.update()
    library = str(folder / "hero.blend")
    bpy.data.libraries.write(library, {block})
    for thing in list(f.things):
        bpy.data.objects.remove(thing)
    bpy.data.collections.remove(block)
    for kind in (bpy.data.meshes, bpy.data.materials, bpy.data.images):
        for each in list(kind):
            kind.remove(each)
    if remove:
        path.unlink()
    with bpy.data.libraries.load(library, link=True) as (_, into):
        into.collections = ["Hero"]
    return bpy.data.collections["Hero"]


def override_of_a_library(f: Figure) -> None:
    """Blue by a picture that lies beside the library, of an overridden character; nothing is told missing."""
    hero = library_of(f, remove=False)
    made = hero.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    f.things[:], f.collection = list(made.all_objects), made


def instance_of_a_library(f: Figure) -> None:
    """Told by its name: the picture beside a linked and instanced character is gone."""
    hero = library_of(f, remove=True)
    stand: Any = bpy.data.objects.new("Stand", None)
    stand.instance_type, stand.instance_collection = "COLLECTION", hero
    bpy.context.scene.collection.objects.link(stand)
    f.things[:] = [stand]


def displaced_by_a_texture(f: Figure) -> None:
    """A lumpy head: subdivided and displaced by modifiers, in renders alone."""
    f.head.modifiers["Smooth"].show_viewport = False
    texture: Any = bpy.data.textures.new("Lumps", "CLOUDS")
    texture.noise_scale = 0.4
    lumps = f.head.modifiers.new("Lumps", "DISPLACE")
    lumps.texture, lumps.strength, lumps.show_viewport = texture, 0.5, False


def proxy_in_the_viewport(f: Figure) -> None:
    """A smooth head of squares: decimated in the viewport alone."""
    thin = f.head.modifiers.new("Proxy", "DECIMATE")
    thin.ratio, thin.show_render = 0.05, False
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])


def masked_body(f: Figure) -> None:
    """The lower half alone: the upper is masked out."""
    group = f.head.vertex_groups.new(name="Cover")
    group.add([v.index for v in f.head.data.vertices if v.co.z > 0.1], 1.0, "REPLACE")
    f.head.modifiers.clear()
    mask = f.head.modifiers.new("Cover", "MASK")
    mask.vertex_group, mask.invert_vertex_group = "Cover", True


def mirrored_shell(f: Figure) -> None:
    """A blue cape before the face: one-sided, but its object is mirrored and it looks at the camera."""
    sheet = f.cards("Cape")
    sheet.rotation_euler, sheet.location = (-1.4, 0, 0), (0, -1.2, 0)
    sheet.scale = (1, 1, -1)
    cape = f.paint(sheet, "Cape")
    cape.use_backface_culling = True
    shader_of(cape).inputs["Base Color"].default_value = SHIRT


def body_of_metaballs(f: Figure) -> None:
    """A body of three balls that flow into one another, gold."""
    data: Any = bpy.data.metaballs.new("Blob")
    for place in ((0, 0, -1.2), (0.7, 0, -1.6), (-0.7, 0, -1.6)):
        element = data.elements.new()
        element.co, element.radius = place, 1.0
    data.render_resolution = 0.1
    blob: Any = bpy.data.objects.new("Blob", data)
    bpy.context.scene.collection.objects.link(blob)
    f.things.append(blob)
    gold = shader_of(f.paint(blob, "Gold"))
    gold.inputs["Base Color"].default_value, gold.inputs["Metallic"].default_value = GOLD, 1.0


def twins_turned_over(f: Figure) -> None:
    """Two heads of squares side by side: instances of instances, one of them mirrored."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    inner: Any = bpy.data.collections.new("Inner")
    for owner in list(f.head.users_collection):
        owner.objects.unlink(f.head)
    inner.objects.link(f.head)
    outer: Any = bpy.data.collections.new("Outer")
    one: Any = bpy.data.objects.new("One", None)
    one.instance_type, one.instance_collection = "COLLECTION", inner
    outer.objects.link(one)
    f.things.clear()
    for side in (1, -1):
        twin: Any = bpy.data.objects.new("Twin", None)
        twin.instance_type, twin.instance_collection, twin.location = "COLLECTION", outer, (side * 1.1, 0, 0)
        twin.scale = (side, 1, 1)
        bpy.context.scene.collection.objects.link(twin)
        f.things.append(twin)


def scales_of_faces(f: Figure) -> None:
    """Blue scales on the faces of a body that is not seen itself."""
    scale = f.ball("Scale", 0.06)
    shader_of(f.paint(scale, "Scale")).inputs["Base Color"].default_value = SHIRT
    scale.parent = f.head
    f.head.modifiers.clear()
    f.head.instance_type, f.head.show_instancer_for_render = "FACES", False


def bark_by_bump(f: Figure) -> None:
    """Skin with wrinkles: a bump of noise, nothing else."""
    noise, bump = f.node("TexNoise", Scale=8.0), f.node("Bump", Strength=1.0, Distance=0.3)
    f.link(noise.outputs[0], bump.inputs["Height"])
    f.link(bump.outputs[0], f.shader.inputs["Normal"])


def ink_at_the_edge(f: Figure) -> None:
    """Skin that turns to ink where it looks aside: a ramp by facing, without light."""
    weight, ramp, glow = f.node("LayerWeight", Blend=0.5), f.node("ValToRGB"), f.node("Emission")
    ramp.color_ramp.interpolation = "CONSTANT"
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = SKIN, INK
    ramp.color_ramp.elements[1].position = 0.6
    f.link(weight.outputs["Facing"], ramp.inputs[0])
    f.link(ramp.outputs[0], glow.inputs[0])
    f.surface(glow.outputs[0])


def rim_of_light(f: Figure) -> None:
    """A blue body with a bright rim: Fresnel mixes light over cloth."""
    edge, cloth, glow = f.node("Fresnel", IOR=1.3), f.node("BsdfDiffuse", Color=SHIRT), f.node("Emission", Strength=2.0)
    mixed(f, cloth.outputs[0], glow.outputs[0], factor=edge.outputs[0])


def window_in_the_belly(f: Figure) -> None:
    """A hole as in EEVEE (grey or clear), or told: a part's shader is Holdout, mixed by a picture."""
    mixed(f, f.shader.outputs[0], f.node("Holdout").outputs[0], factor=picture(f, holes=True).outputs["Alpha"])


def seen_by_the_camera_alone(f: Figure) -> None:
    """Green: what the camera sees; other rays see red."""
    ray = f.node("LightPath")
    other, seen = f.node("BsdfDiffuse", Color=(0.8, 0.02, 0.02, 1)), f.node("BsdfDiffuse", Color=GREEN)
    mixed(f, other.outputs[0], seen.outputs[0], factor=ray.outputs["Is Camera Ray"])


def laid_by(f: Figure, socket: str) -> Any:
    """A picture of squares by a texture coordinate."""
    place, seen = f.node("TexCoord"), picture(f)
    f.link(place.outputs[socket], seen.inputs[0])
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])
    return seen


def laid_by_its_box(f: Figure) -> None:
    """Squares from six sides by the object's own coordinates, blended."""
    seen = laid_by(f, "Object")
    seen.projection, seen.projection_blend = "BOX", 0.2


def laid_by_generated(f: Figure) -> None:
    """Squares through the head from above, by generated coordinates."""
    laid_by(f, "Generated")


def laid_by_the_camera(f: Figure) -> None:
    """Squares that stay with the camera, told or as in EEVEE."""
    laid_by(f, "Camera")


def laid_by_reflection(f: Figure) -> None:
    """A picture in the reflection, as painted metal of old games."""
    laid_by(f, "Reflection")


def laid_on_a_ball(f: Figure) -> None:
    """Squares by a spherical projection of the object's coordinates."""
    laid_by(f, "Object").projection = "SPHERE"


def laid_by_an_attribute(f: Figure) -> None:
    """Squares by the map, whose name an Attribute node says; three times as dense as the one that renders."""
    layer = f.head.data.uv_layers[0]
    values = np.empty(len(layer.data) * 2, np.float32)
    layer.data.foreach_get("uv", values)
    f.head.data.uv_layers.new(name="Dense").data.foreach_set("uv", values * 3)
    f.head.data.uv_layers[0].active_render = True
    place, seen = f.node("Attribute"), picture(f)
    place.attribute_name = "Dense"
    f.link(place.outputs["Vector"], seen.inputs[0])
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])


def strip_by_its_tangent(f: Figure) -> None:
    """Brushed metal: bright streaks along a tangent."""
    f.shader.inputs["Metallic"].default_value, f.shader.inputs["Anisotropic"].default_value = 1.0, 0.9
    f.shader.inputs["Roughness"].default_value = 0.3
    f.link(f.node("Tangent").outputs[0], f.shader.inputs["Tangent"])


def hat_of_renders(f: Figure) -> None:
    """A blue hat, which is hidden in the viewport and renders; the red helper renders not."""
    for name, colour, viewport, render in (("Hat", SHIRT, True, False), ("Helper", (*RED, 1), False, True)):
        ball = f.ball(name, 0.4, (0, 0, 1.1))
        ball.hide_viewport, ball.hide_render = viewport, render
        shader_of(f.paint(ball, name)).inputs["Base Color"].default_value = colour


def empty_slot(f: Figure) -> None:
    """Skin below, and white above: the second slot has no material."""
    f.head.data.materials.append(None)
    for polygon in f.head.data.polygons:
        polygon.material_index = int(polygon.center.z > 0.2)


def colour_of_faces(f: Figure) -> None:
    """Green and yellow halves, hard at the edge: a generic attribute of faces."""
    attribute = f.head.data.attributes.new("Team", "FLOAT_COLOR", "FACE")
    for polygon, value in zip(f.head.data.polygons, attribute.data, strict=True):
        value.color = halves(polygon.center)
    node = f.node("Attribute")
    node.attribute_name = "Team"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def cloth_by_a_selection(f: Figure) -> None:
    """Skin to the left and blue cloth to the right: a mix by a true or false of faces."""
    attribute = f.head.data.attributes.new("Cloth", "BOOLEAN", "FACE")
    for polygon, value in zip(f.head.data.polygons, attribute.data, strict=True):
        value.value = polygon.center.x > 0
    node, mix = f.node("Attribute"), f.node("Mix")
    node.attribute_name, mix.data_type = "Cloth", "RGBA"
    mix.inputs[6].default_value, mix.inputs[7].default_value = SKIN, SHIRT
    f.link(node.outputs["Fac"], mix.inputs[0])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])


def tint_of_the_scene(f: Figure) -> None:
    """Green by a property of the scene, as an Attribute node of the view layer reads it."""
    bpy.context.scene["tint"] = GREEN[:3]
    node = f.node("Attribute")
    node.attribute_type, node.attribute_name = "VIEW_LAYER", "tint"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def picture_read_raw(f: Figure) -> None:
    """Pale squares: the picture is read as data, as whoever forgot to switch it has it."""
    seen = picture(f)
    seen.image.pixels.foreach_set(np.tile(np.array((0.5, 0.2, 0.2, 1), np.float32), 64 * 64))
    seen.image.pack()
    seen.image.colorspace_settings.name = "Non-Color"
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])


def alpha_that_is_ignored(f: Figure) -> None:
    """Squares without a hole: the picture's alpha is set to None."""
    seen = picture(f, holes=True)
    seen.image.alpha_mode = "NONE"
    f.link(seen.outputs["Color"], f.shader.inputs["Base Color"])
    f.link(seen.outputs["Alpha"], f.shader.inputs["Alpha"])


def dirt_in_creases(f: Figure) -> None:
    """Dark in the creases, by ambient occlusion; or told."""
    dirt, ramp = f.node("AmbientOcclusion", Distance=0.6), f.node("ValToRGB")
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = INK, (0.9, 0.8, 0.2, 1)
    f.link(dirt.outputs["AO"], ramp.inputs[0])
    f.link(ramp.outputs[0], f.shader.inputs["Base Color"])


def grid_of_wires(f: Figure) -> None:
    """Black with bright lines along its edges."""
    f.head.modifiers.clear()
    wire, glow, dark = f.node("Wireframe", Size=0.02), f.node("Emission", Color=(0, 1, 0.4, 1)), f.node("BsdfDiffuse")
    dark.inputs[0].default_value = INK
    mixed(f, dark.outputs[0], glow.outputs[0], factor=wire.outputs[0])


def skin_by_a_script(f: Figure) -> None:
    """Told: a script of the Open Shading Language, which EEVEE does not run."""
    text: Any = bpy.data.texts.new("skin.osl")
    text.write("shader skin(output color Col = color(0.1, 0.5, 0.1)) { Col = color(0.1, 0.5, 0.1); }")
    node = f.node("Script")
    node.mode, node.script = "INTERNAL", text
    if not node.outputs:
        node.outputs.new("NodeSocketColor", "Col")
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def line_art(f: Figure) -> None:
    """Black lines around the head, by a pencil's Line Art."""
    pencils = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    data: Any = pencils.new("Lines")
    data.layers.new("Lines").frames.new(1)
    ink: Any = bpy.data.materials.new("Line")
    bpy.data.materials.create_gpencil_data(ink)
    ink.grease_pencil.color = INK
    data.materials.append(ink)
    thing: Any = bpy.data.objects.new("Lines", data)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)
    art = thing.modifiers.new("Art", "LINEART")
    art.source_type, art.source_object = "OBJECT", f.head
    art.target_layer, art.target_material = "Lines", ink
    if hasattr(art, "radius"):
        art.radius = 0.02


def lens_of_the_eye(f: Figure) -> None:
    """A blue ball behind a refracting lens, larger than life; or told."""
    shader_of(f.paint(f.ball("Iris", 0.4, (0, -1.0, 0)), "Iris")).inputs["Base Color"].default_value = SHIRT
    lens = f.paint(f.ball("Lens", 0.7, (0, -1.1, 0)), "Lens")
    bend = f.node("BsdfRefraction", lens.node_tree, IOR=1.4)
    f.link(bend.outputs[0], output_of(lens).inputs[0], lens.node_tree)


def tinted_shine(f: Figure) -> None:
    """Dark, polished and green where it shines."""
    f.shader.inputs["Base Color"].default_value = (0.02, 0.02, 0.02, 1)
    f.shader.inputs["Specular IOR Level"].default_value = 1.0
    f.shader.inputs["Specular Tint"].default_value, f.shader.inputs["Roughness"].default_value = GREEN, 0.1


def picture_through_a_curve(f: Figure) -> None:
    """A rope of squares: a curve with a bevel, by its own map."""
    data: Any = bpy.data.curves.new("Rope", "CURVE")
    data.dimensions, data.bevel_depth = "3D", 0.25
    spline = data.splines.new("POLY")
    spline.points.add(2)
    for point, place in zip(spline.points, ((-1, -1, -0.8), (0, -1.2, -0.4), (1, -1, -0.8)), strict=True):
        point.co = (*place, 1)
    thing: Any = bpy.data.objects.new("Rope", data)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)
    rope = f.paint(thing, "Rope")
    f.link(picture(f, rope.node_tree).outputs[0], shader_of(rope).inputs["Base Color"], rope.node_tree)


def eye_that_looks(f: Figure) -> None:
    """An iris that a shape key widens, and its shadow that a driver shows; blue."""
    ball = f.ball("Eye", 0.5, (0, -1.0, 0))
    ball.shape_key_add(name="Basis")
    wide = ball.shape_key_add(name="Wide")
    for point in wide.data:
        point.co = point.co * 1.6
    wide.value = 1.0
    shader_of(f.paint(ball, "Eye")).inputs["Base Color"].default_value = SHIRT
    hidden = f.ball("Lid", 0.9, (0, -1.0, 0))
    hidden.driver_add("hide_render").driver.expression = "1"
    hidden.hide_render = True


def two_tones_of_paint(f: Figure) -> None:
    """Squares above and paint below: one Mix by a painted mask, of pictures with two maps."""
    painted(f.head, "Mask", lambda place: (1, 1, 1, 1) if place.z > 0 else (0, 0, 0, 1))
    mask, mix, other = f.node("VertexColor"), f.node("Mix"), f.node("TexImage")
    mask.layer_name, mix.data_type = "Mask", "RGBA"
    other.image = checked("Other")
    other.image.pixels.foreach_set(np.tile(np.array((*BLUE, 1), np.float32), 64 * 64))
    other.image.pack()
    f.link(mask.outputs[0], mix.inputs[0])
    f.link(other.outputs[0], mix.inputs[6])
    f.link(picture(f).outputs[0], mix.inputs[7])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])


def wires_by_a_modifier(f: Figure) -> None:
    """A cage of red bars around blue skin, of one object: the modifier's bars have the second material."""
    shader_of(f.material).inputs["Base Color"].default_value = SHIRT
    bars = noded("Bars")
    shader_of(bars).inputs["Base Color"].default_value = (*RED, 1)
    f.head.data.materials.append(bars)
    f.head.modifiers.clear()
    cage = f.head.modifiers.new("Cage", "WIREFRAME")
    cage.use_replace, cage.material_offset, cage.thickness = False, 1, 0.05


CASES: tuple[Callable[[Figure], None], ...] = (
    gltf_lacquer, gltf_slid_picture, gltf_unlit, gltf_strong_light, gltf_petrol, hair_by_nodes, blush_of_a_bone,
    tile_that_is_lost, override_of_a_library, instance_of_a_library, displaced_by_a_texture, proxy_in_the_viewport,
    masked_body, mirrored_shell, body_of_metaballs, twins_turned_over, scales_of_faces, bark_by_bump, ink_at_the_edge,
    rim_of_light, window_in_the_belly, seen_by_the_camera_alone, laid_by_its_box, laid_by_generated,
    laid_by_the_camera, laid_by_reflection, laid_on_a_ball, laid_by_an_attribute, strip_by_its_tangent, hat_of_renders,
    empty_slot, colour_of_faces, cloth_by_a_selection, tint_of_the_scene, picture_read_raw, alpha_that_is_ignored,
    dirt_in_creases, grid_of_wires, skin_by_a_script, line_art, lens_of_the_eye, tinted_shine, picture_through_a_curve,
    eye_that_looks, two_tones_of_paint, wires_by_a_modifier,
)  # fmt: skip
BY_EEVEE = {"mirrored_shell", "gltf_lacquer", "gltf_slid_picture", "gltf_strong_light"}
"""Compared with EEVEE: Cycles knows no back face culling, which files of games have."""
