# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sixth set of materials: what figures bring along that come out of other programs and importers, or that a modifier,
a particle or a lamp dresses. Each case says what is right: that is seen in its picture, or told. Runs in the bpy
module, by `first.main`."""

from __future__ import annotations

import importlib
import math
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from . import imported
from .first import INK, SHIRT, SKIN, Figure, halves, noded, painted, picture, shader_of
from .fresh import on_disk, output_of

RED, BLUE, GOLD = (0.8, 0.05, 0.05), (0.05, 0.1, 0.8), (0.8, 0.5, 0.1, 1)


def nodes_of(thing: Any, name: str, *kinds: str) -> tuple[Any, list[Any]]:
    """A modifier of geometry nodes on a thing: its tree, and its nodes: the group's input, the given, its output."""
    tree: Any = bpy.data.node_groups.new(name, "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    made = [tree.nodes.new(kind) for kind in ("NodeGroupInput", *kinds, "NodeGroupOutput")]
    thing.modifiers.new(name, "NODES").node_group = tree
    return tree, made


def mapped(f: Figure, scale: float) -> Any:
    """A second map, so many times as dense as the first."""
    first = f.head.data.uv_layers[0]
    values = np.empty(len(first.data) * 2, np.float32)
    first.data.foreach_get("uv", values)
    other = f.head.data.uv_layers.new(name="Other")
    other.data.foreach_set("uv", values * scale)
    return other


def smoothness_in_alpha(f: Figure) -> None:
    """Squares without a hole: the picture's alpha says how dull it is, as game engines keep it."""
    seen = picture(f, holes=True)
    f.link(seen.outputs["Color"], f.shader.inputs["Base Color"])
    f.link(seen.outputs["Alpha"], f.shader.inputs["Roughness"])


def pointer_instead_of_a_picture(f: Figure) -> None:
    """Told: the file is there, but a repository left a few lines of text instead of the picture."""
    path = Path(tempfile.mkdtemp(prefix="pointer"), "skin.png")
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 123456\n")
    node = f.node("TexImage")
    node.image = bpy.data.images.load(str(path))
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def packed_tiles(f: Figure) -> None:
    """Two tiles, packed, whose files are gone: red and blue, and nothing told missing."""
    folder = Path(tempfile.mkdtemp(prefix="packed"))
    paths = [on_disk(f"skin.{number}", folder, colour) for number, colour in ((1001, RED), (1002, BLUE))]
    image: Any = bpy.data.images.load(str(paths[0]))
    image.source = "TILED"
    image.filepath = str(folder / "skin.<UDIM>.png")
    image.tiles.new(1002)
    image.pack()
    for path in paths:
        path.unlink()
    over_two_tiles(f, image)


def over_two_tiles(f: Figure, image: Any) -> None:
    """Colour the head by a picture of two tiles, a half of it by each."""
    layer = f.head.data.uv_layers.active
    values = np.empty(len(layer.data) * 2, np.float32)
    layer.data.foreach_get("uv", values)
    values[::2] *= 1.999
    layer.data.foreach_set("uv", values)
    node = f.node("TexImage")
    node.image = image
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def movie_on_a_screen(f: Figure) -> None:
    """The movie's first frame, a grey-green plane of its own, not the magenta of what is not there."""
    from addon.second import compat

    path = Path(tempfile.mkdtemp(prefix="movie"), "screen.mp4")
    scene: Any = bpy.data.scenes.new("Movie")
    scene.render.engine, scene.frame_start, scene.frame_end = "BLENDER_WORKBENCH", 1, 3
    scene.render.resolution_x = scene.render.resolution_y = 64
    bpy.ops.mesh.primitive_plane_add(size=0.5)
    board = bpy.context.object
    scene.collection.objects.link(board)
    bpy.context.collection.objects.unlink(board)
    board.color = (0.1, 0.6, 0.2, 1)
    scene.display.shading.color_type = "OBJECT"
    scene.camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    scene.collection.objects.link(scene.camera)
    scene.camera.location.z = 1
    compat.movie_output(scene.render)
    compat.output_to(scene.render, path)
    bpy.ops.render.render(animation=True, scene=scene.name)
    node = f.node("TexImage")
    node.image = bpy.data.images.load(str(path))
    node.image_user.frame_duration, node.image_user.use_auto_refresh = 3, True
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def pixel_art(f: Figure) -> None:
    """Eight by eight hard squares of an atlas: the filter is the nearest pixel."""
    node = f.node("TexImage")
    image: Any = bpy.data.images.new("Atlas", 8, 8)
    colours = np.random.default_rng(7).random((64, 4), np.float32)
    colours[:, 3] = 1
    image.pixels.foreach_set(colours.ravel())
    image.pack()
    node.image, node.interpolation = image, "Closest"
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def other_map_for_the_viewport(f: Figure) -> None:
    """Large squares: the map that renders, not the one that the artist edits, five times as dense."""
    other = mapped(f, 5)
    f.head.data.uv_layers[0].active_render = True
    f.head.data.uv_layers.active = other
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])


def single_sided_from_behind(f: Figure) -> None:
    """Nothing of the cape before the face: it has one side, as files of games say, and it looks away."""
    sheet = f.cards("Cape")
    sheet.rotation_euler = (-1.4, 0, 0)
    cape = f.paint(sheet, "Cape")
    cape.use_backface_culling = True
    shader_of(cape).inputs["Base Color"].default_value = SHIRT


def drawn_in_front(f: Figure) -> None:
    """A head alone: what is within it is drawn in front in the viewport, to be animated."""
    brain = f.ball("Brain", 0.3)
    brain.show_in_front = True
    shader_of(f.paint(brain, "Brain")).inputs["Base Color"].default_value = SHIRT


def ghost_of_the_viewport(f: Figure) -> None:
    """Squares, opaque: an importer left the viewport's colour almost clear, which does not render."""
    f.material.diffuse_color = (0.8, 0.8, 0.8, 0.1)
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])


def lantern(f: Figure) -> None:
    """A face lit green from below by the lamp that it carries; or told."""
    lamp: Any = bpy.data.lights.new("Lantern", "POINT")
    lamp.energy, lamp.color = 120, (0.1, 1.0, 0.2)
    thing: Any = bpy.data.objects.new("Lantern", lamp)
    thing.location = (0, -1.5, -0.8)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)


def feathers_of_particles(f: Figure) -> None:
    """Feathers of light, orange, by particles whose object is not in the collection."""
    feather = f.ball("Feather", 0.5)
    glow, tree = f.paint(feather, "Glow"), None
    tree = glow.node_tree
    light = f.node("Emission", tree, Color=(1.0, 0.3, 0.02, 1), Strength=6.0)
    f.link(light.outputs[0], output_of(glow).inputs[0], tree)
    feather.location = (90, 0, 0)
    f.things.remove(feather)
    system = f.head.modifiers.new("Feathers", "PARTICLE_SYSTEM").particle_system.settings
    system.type, system.count, system.hair_length = "HAIR", 120, 0.2
    system.render_type, system.instance_object, system.particle_size = "OBJECT", feather, 0.2


def hair_of_particles(f: Figure) -> None:
    """Blue hair, by particles of the second slot, on skin."""
    blue = noded("Hair")
    shader_of(blue).inputs["Base Color"].default_value = SHIRT
    f.head.data.materials.append(blue)
    system = f.head.modifiers.new("Hair", "PARTICLE_SYSTEM").particle_system.settings
    system.type, system.count, system.hair_length, system.material = "HAIR", 600, 0.5, 2


def drawn_mouth(f: Figure) -> None:
    """A mouth drawn with a pencil before the face: dark red, filled."""
    pencils = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    data: Any = pencils.new("Mouth")
    drawing = data.layers.new("Lines").frames.new(1).drawing
    drawing.add_strokes([24])
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    places = np.stack([0.35 * np.cos(turn), np.full(24, -1.1), -0.35 + 0.15 * np.sin(turn)], axis=1)
    drawing.attributes["position"].data.foreach_set("vector", places.astype(np.float32).ravel())
    drawing.strokes[0].cyclic = True
    ink: Any = bpy.data.materials.new("Lips")
    bpy.data.materials.create_gpencil_data(ink)
    ink.grease_pencil.color = ink.grease_pencil.fill_color = (0.3, 0.01, 0.03, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        ink.grease_pencil.show_fill = True
    data.materials.append(ink)
    thing: Any = bpy.data.objects.new("Mouth", data)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)


def shrunk_decal(f: Figure) -> None:
    """Red squares on the brow, skin between them: a sheet with holes that clings to it."""
    sheet = f.cards("Decal")
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.subdivide(number_cuts=4)
    bpy.ops.object.mode_set(mode="OBJECT")
    sheet.scale = (0.6,) * 3
    cling = sheet.modifiers.new("Cling", "SHRINKWRAP")
    cling.target, cling.offset, cling.wrap_mode = f.head, 0.01, "ABOVE_SURFACE"
    badge = f.paint(sheet, "Badge")
    seen = picture(f, badge.node_tree, name="Badge", holes=True)
    f.link(seen.outputs["Color"], shader_of(badge).inputs["Base Color"], badge.node_tree)
    f.link(seen.outputs["Alpha"], shader_of(badge).inputs["Alpha"], badge.node_tree)


def decal_by_an_empty(f: Figure) -> None:
    """Squares where an empty is, once, skin around them."""
    place: Any = bpy.data.objects.new("Stamp", None)
    place.location, place.rotation_euler, place.scale = (-0.3, -1, 0), (math.pi / 2, 0, 0), (0.6,) * 3
    bpy.context.scene.collection.objects.link(place)
    f.things.append(place)
    where, seen, mix = f.node("TexCoord"), picture(f), f.node("Mix")
    where.object, seen.extension = place, "CLIP"
    mix.data_type = "RGBA"
    mix.inputs[6].default_value = SKIN
    f.link(where.outputs["Object"], seen.inputs[0])
    f.link(seen.outputs["Alpha"], mix.inputs[0])
    f.link(seen.outputs["Color"], mix.inputs[7])
    f.link(mix.outputs[2], f.shader.inputs["Base Color"])


def matcap_by_nodes(f: Figure) -> None:
    """A picture laid by where the surface looks, as seen from the camera: a ball of squares."""
    side, turn, scale, glow = (f.node(k) for k in ("NewGeometry", "VectorTransform", "Mapping", "Emission"))
    turn.vector_type, turn.convert_from, turn.convert_to = "NORMAL", "WORLD", "CAMERA"
    scale.inputs["Location"].default_value = (0.5, 0.5, 0)
    scale.inputs["Scale"].default_value = (0.5, 0.5, 1)
    seen = picture(f)
    f.link(side.outputs["Normal"], turn.inputs[0])
    f.link(turn.outputs[0], scale.inputs[0])
    f.link(scale.outputs[0], seen.inputs[0])
    f.link(seen.outputs[0], glow.inputs[0])
    f.surface(glow.outputs[0])


def toon_by_a_number(f: Figure) -> None:
    """Two tones of skin by a light of the shader's own, from the left above, whatever lamps there are."""
    side, light, ramp, glow = (f.node(k) for k in ("NewGeometry", "VectorMath", "ValToRGB", "Emission"))
    light.operation = "DOT_PRODUCT"
    light.inputs[1].default_value = (-0.6, -0.5, 0.6)
    ramp.color_ramp.interpolation = "CONSTANT"
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = (0.25, 0.05, 0.1, 1), SKIN
    ramp.color_ramp.elements[1].position = 0.4
    f.link(side.outputs["Normal"], light.inputs[0])
    f.link(light.outputs["Value"], ramp.inputs[0])
    f.link(ramp.outputs[0], glow.inputs[0])
    f.surface(glow.outputs[0])


def worn_edges(f: Figure) -> None:
    """Told: where edges are worn light, which Cycles alone sees."""
    side, ramp = f.node("NewGeometry"), f.node("ValToRGB")
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.47, 0.53
    ramp.color_ramp.elements[0].color, ramp.color_ramp.elements[1].color = SHIRT, (0.9, 0.8, 0.2, 1)
    f.link(side.outputs["Pointiness"], ramp.inputs[0])
    f.link(ramp.outputs[0], f.shader.inputs["Base Color"])


def colours_of_instances(f: Figure) -> None:
    """Balls, green left and yellow right, by an attribute that each instance has."""
    ball = f.ball("Bead", 0.2)
    ball.hide_render = True
    bead = f.paint(ball, "Bead")
    tint = f.node("Attribute", bead.node_tree)
    tint.attribute_type, tint.attribute_name = "INSTANCER", "tint"
    f.link(tint.outputs[0], shader_of(bead).inputs["Base Color"], bead.node_tree)
    bpy.ops.mesh.primitive_cube_add(size=1.2, location=(0, 0, 1.2))
    holder = f._own("Holder")
    tree, (given, thing, points, place, store, out) = nodes_of(
        holder, "Beads", "GeometryNodeObjectInfo", "GeometryNodeInstanceOnPoints", "GeometryNodeInputPosition",
        "GeometryNodeStoreNamedAttribute",
    )  # fmt: skip
    thing.inputs["Object"].default_value = ball
    store.data_type, store.domain = "FLOAT_COLOR", "INSTANCE"
    store.inputs["Name"].default_value = "tint"
    tree.links.new(given.outputs[0], points.inputs["Points"])
    tree.links.new(thing.outputs["Geometry"], points.inputs["Instance"])
    tree.links.new(points.outputs[0], store.inputs["Geometry"])
    tree.links.new(place.outputs[0], next(s for s in store.inputs if s.name == "Value" and s.enabled))
    tree.links.new(store.outputs[0], out.inputs[0])


def aura_by_nodes(f: Figure) -> None:
    """A head in blue mist, which nodes make of a cube."""
    bpy.ops.mesh.primitive_cube_add(size=1)
    aura = f._own("Aura")
    mist = noded("Mist")
    tree = mist.node_tree
    tree.nodes.clear()
    smoke, out = f.node("VolumePrincipled", tree, Color=(0.1, 0.3, 0.9, 1), Density=0.8), f.node("OutputMaterial", tree)
    f.link(smoke.outputs[0], out.inputs["Volume"], tree)
    tree, (_, cube, dress, out) = nodes_of(aura, "Aura", "GeometryNodeVolumeCube", "GeometryNodeSetMaterial")
    cube.inputs["Min"].default_value, cube.inputs["Max"].default_value = (-1.4, -1.4, -1.2), (1.4, 1.4, 1.2)
    dress.inputs["Material"].default_value = mist
    tree.links.new(cube.outputs[0], dress.inputs["Geometry"])
    tree.links.new(dress.outputs[0], out.inputs[0])


def baked_light(f: Figure) -> None:
    """Squares times the light that was baked on a map of its own, dark to the left."""
    mapped(f, 1)
    f.head.data.uv_layers[0].active_render = True
    image: Any = bpy.data.images.new("Baked", 64, 64)
    shade = np.ones((64, 64, 4), np.float32)
    shade[..., :3] = np.linspace(0.1, 1, 64)[None, :, None]
    image.pixels.foreach_set(shade.ravel())
    image.pack()
    place, baked, mix = f.node("UVMap"), f.node("TexImage"), f.tree.nodes.new("ShaderNodeMixRGB")
    place.uv_map, baked.image, mix.blend_type = "Other", image, "MULTIPLY"
    mix.inputs[0].default_value = 1.0
    f.link(place.outputs[0], baked.inputs[0])
    f.link(picture(f).outputs[0], mix.inputs[1])
    f.link(baked.outputs[0], mix.inputs[2])
    f.link(mix.outputs[0], f.shader.inputs["Base Color"])


def bytes_of_corners(f: Figure) -> None:
    """Green and yellow halves, by bytes at the corners, of the layer that renders; the node names none."""
    data = f.head.data
    layer = data.color_attributes.new("Painted", "BYTE_COLOR", "CORNER")
    for corner, value in zip(data.loops, layer.data, strict=True):
        value.color = halves(data.vertices[corner.vertex_index].co)
    painted(f.head, "Weights", lambda _: (1, 0, 1, 1))
    data.color_attributes.render_color_index = data.color_attributes.find("Painted")
    data.color_attributes.active_color_index = data.color_attributes.find("Weights")
    f.link(f.node("VertexColor").outputs[0], f.shader.inputs["Base Color"])


def clay_of_a_view_layer(f: Figure) -> None:
    """Squares: clay on a view layer is how shots are checked, it is not what the character looks like."""
    clay = noded("Clay")
    bpy.context.view_layer.material_override = clay
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])


def raised_spikes(f: Figure) -> None:
    """Bumps that stand out of the head's outline: displaced by the material."""
    noise, raised = f.node("TexNoise", Scale=2.5), f.node("Displacement", Scale=1.0)
    f.material.displacement_method = "DISPLACEMENT"
    f.link(noise.outputs[0], raised.inputs["Height"])
    f.link(raised.outputs[0], output_of(f.material).inputs["Displacement"])


def keyed_eyes(f: Figure) -> None:
    """Red at the first frame, and told that it changes: drawings of a sequence, swapped by keys."""
    folder = Path(tempfile.mkdtemp(prefix="eyes"))
    for number, colour in ((1, RED), (2, BLUE)):
        on_disk(f"eyes_{number:04}", folder, colour)
    node = f.node("TexImage")
    node.image = bpy.data.images.load(str(folder / "eyes_0001.png"))
    node.image.source = "SEQUENCE"
    user = node.image_user
    user.frame_duration, user.frame_start, user.use_auto_refresh = 1, 1, True
    for frame, offset in ((1, 0), (10, 1)):
        user.frame_offset = offset
        user.keyframe_insert("frame_offset", frame=frame)
    f.link(node.outputs[0], f.shader.inputs["Base Color"])


def sliding_picture(f: Figure) -> None:
    """Told that it changes: treads that run by a driver of where the picture lies."""
    place, scale = f.node("TexCoord"), f.node("Mapping")
    seen = picture(f)
    f.link(place.outputs["UV"], scale.inputs[0])
    f.link(scale.outputs[0], seen.inputs[0])
    f.link(seen.outputs[0], f.shader.inputs["Base Color"])
    scale.inputs["Location"].driver_add("default_value", 0).driver.expression = "frame / 20"


def sliding_map(f: Figure) -> None:
    """Squares, moved by half of one: a modifier slides the map, keyed."""
    slide = f.head.modifiers.new("Slide", "UV_WARP")
    slide.uv_layer = f.head.data.uv_layers[0].name
    for frame, offset in ((1, 0.5), (20, 1.5)):
        slide.offset = (offset / 8, 0)
        slide.keyframe_insert("offset", frame=frame)
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])


def braid_and_name(f: Figure) -> None:
    """A gold braid, by a curve, and a dark name by letters; a head of squares."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    data: Any = bpy.data.curves.new("Braid", "CURVE")
    data.dimensions, data.bevel_depth = "3D", 0.12
    spline = data.splines.new("POLY")
    spline.points.add(2)
    for point, place in zip(spline.points, ((-0.8, 0, 0.9), (0, -0.3, 1.3), (0.8, 0, 0.9)), strict=True):
        point.co = (*place, 1)
    letters: Any = bpy.data.curves.new("Name", "FONT")
    letters.body, letters.size, letters.extrude, letters.align_x = "MIA", 0.5, 0.03, "CENTER"
    for made, colour, place in ((data, GOLD, (0, 0, 0)), (letters, INK, (0, -1.0, 0.55))):
        thing: Any = bpy.data.objects.new(made.name, made)
        thing.location, thing.rotation_euler = place, (math.pi / 2 if made is letters else 0, 0, 0)
        bpy.context.scene.collection.objects.link(thing)
        f.things.append(thing)
        shader_of(f.paint(thing, made.name)).inputs["Base Color"].default_value = colour


def eye_under_a_cornea(f: Figure) -> None:
    """Squares of the iris seen through a shining cornea."""
    f.link(picture(f).outputs[0], f.shader.inputs["Base Color"])
    cornea = f.paint(f.ball("Cornea", 1.25), "Cornea")
    shader = shader_of(cornea)
    shader.inputs["Transmission Weight"].default_value = 1.0
    shader.inputs["Roughness"].default_value, shader.inputs["IOR"].default_value = 0.0, 1.376


def instances_of_a_collection(f: Figure) -> None:
    """A blue twin in front of nothing: an instance of a collection whose head has the object's slot."""
    blue = noded("Blue")
    shader_of(blue).inputs["Base Color"].default_value = SHIRT
    f.head.material_slots[0].link = "OBJECT"
    f.head.material_slots[0].material = blue
    group: Any = bpy.data.collections.new("Prop")
    for owner in list(f.head.users_collection):
        owner.objects.unlink(f.head)
    group.objects.link(f.head)
    twin: Any = bpy.data.objects.new("Twin", None)
    twin.instance_type, twin.instance_collection = "COLLECTION", group
    bpy.context.scene.collection.objects.link(twin)
    f.things[:] = [twin]


def smoke_of_a_file(f: Figure) -> None:
    """A grey ball of smoke beside the head, out of a file of OpenVDB."""
    folder = next(Path(bpy.utils.resource_path("LOCAL")).rglob("openvdb*.so")).parent  # Blender's own
    sys.path.append(str(folder))
    vdb = importlib.import_module("openvdb")
    places = np.mgrid[-16:17, -16:17, -16:17]
    grid = vdb.FloatGrid()
    grid.copyFromArray(np.clip(1.2 - np.sqrt((places**2).sum(axis=0)) / 16, 0, 1).astype(np.float32))
    grid.name, grid.gridClass = "density", vdb.GridClass.FOG_VOLUME
    grid.transform = vdb.createLinearTransform(voxelSize=0.06)
    path = Path(tempfile.mkdtemp(prefix="smoke"), "smoke.vdb")
    vdb.write(str(path), grids=[grid])
    data: Any = bpy.data.volumes.new("Smoke")
    data.filepath = str(path)
    thing: Any = bpy.data.objects.new("Smoke", data)
    thing.location = (-0.96, -2.4, -0.4)
    bpy.context.scene.collection.objects.link(thing)
    f.things.append(thing)
    smoke = f.paint(thing, "Smoke")
    smoke.node_tree.nodes.clear()
    fog, out = (
        f.node("VolumePrincipled", smoke.node_tree, Density=6.0),
        f.node("OutputMaterial", smoke.node_tree),
    )
    f.link(fog.outputs[0], out.inputs["Volume"], smoke.node_tree)


def points_of_a_mesh(f: Figure) -> None:
    """The head as a cloud of points, green and yellow halves: a scan, made by nodes on all lines."""
    painted(f.head, "Col", halves)
    colour = f.node("Attribute")
    colour.attribute_name = "Col"
    f.link(colour.outputs[0], f.shader.inputs["Base Color"])
    tree, (given, points, dress, out) = nodes_of(f.head, "Cloud", "GeometryNodeMeshToPoints", "GeometryNodeSetMaterial")
    points.inputs["Radius"].default_value = 0.03
    dress.inputs["Material"].default_value = f.material
    tree.links.new(given.outputs[0], points.inputs[0])
    tree.links.new(points.outputs[0], dress.inputs["Geometry"])
    tree.links.new(dress.outputs[0], out.inputs[0])


CASES: tuple[Callable[[Figure], None], ...] = (
    imported.gltf_cut_out, imported.gltf_maps, imported.gltf_visor, imported.gltf_painted, imported.obj_clear_map,
    imported.obj_lost_map, imported.ply_scan, imported.usd_surface, imported.fbx_trooper,
    smoothness_in_alpha, pointer_instead_of_a_picture, packed_tiles, movie_on_a_screen, pixel_art,
    other_map_for_the_viewport, single_sided_from_behind, drawn_in_front, ghost_of_the_viewport, lantern,
    feathers_of_particles, hair_of_particles, drawn_mouth, shrunk_decal, decal_by_an_empty, matcap_by_nodes,
    toon_by_a_number, worn_edges, colours_of_instances, aura_by_nodes, baked_light, bytes_of_corners,
    clay_of_a_view_layer, raised_spikes, keyed_eyes, sliding_picture, sliding_map, braid_and_name,
    eye_under_a_cornea, instances_of_a_collection, smoke_of_a_file, points_of_a_mesh,
)  # fmt: skip
BY_EEVEE = {"single_sided_from_behind", "gltf_cut_out", "gltf_painted", "gltf_maps"}
"""Compared with EEVEE: Cycles knows no back face culling, which files of games have."""
