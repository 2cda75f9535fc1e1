# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turntables of characters of every make: whole, at one size, from all sides, in their own colours.

All are filmed by one second Blender out of one copy, then looked at one by one.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from math import pi
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import (
    BACK,
    BLUE,
    FRONT,
    GREEN,
    LEFT,
    RED,
    RIGHT,
    Look,
    bind,
    box,
    collection,
    figure,
    frames_of,
    look,
    material,
    rig,
    turn_round,
    walk,
)

from addon.blender.capture import runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.core.blender_process import BlenderCommand
from addon.core.files import FilmFolder

ALIEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "alien.glb"
FRAMES = 24
SIZE = (192, 108)


def still() -> Any:
    return figure("Still")


def walker() -> Any:
    thing = figure("Walker")
    holder = bpy.data.objects.new("Walker root", None)
    thing.parent = holder
    walk(holder, 6.0, FRAMES)
    return collection("Walker", holder, thing)


def turner() -> Any:
    """Turns round with the camera: were it not followed, only its face would be seen."""
    armature = rig("Turner rig")
    thing = figure("Turner")
    bind(thing, armature)
    turn_round(armature, FRAMES * 2 // 3)
    return collection("Turner", armature, thing)


def jumper() -> Any:
    thing = figure("Jumper")
    for frame, height in ((1, 0.9), (8, 1.7), (16, 0.9)):
        thing.location.z = height
        thing.keyframe_insert("location", frame=frame)
    return collection("Jumper", thing)


def held_outside() -> Any:
    """Its rig lies outside its collection, and that is parented to something that moves."""
    wagon = bpy.data.objects.new("Wagon", None)
    armature = rig("Held rig")
    armature.parent = wagon
    walk(wagon, 3.0, FRAMES)
    collection("Outside", wagon, armature)
    thing = figure("Held")
    bind(thing, armature)
    return collection("Held outside", thing)


def in_children() -> Any:
    """In a collection inside the collection, hidden from view, left out of the layer, drawn as a box."""
    whole = collection("In children")
    thing = figure("Child")
    thing.display_type = "BOUNDS"
    thing.hide_viewport = True
    inner = collection("In children, inner", thing, into=whole)
    inner.hide_viewport = True
    whole.hide_render = True
    hidden = box("Guide", (3, 3, 3), (0, 0, 0), BLUE)
    hidden.hide_render = True
    whole.objects.link(hidden)
    return whole


def instance() -> Any:
    thing = figure("Instanced")
    source = collection("Asset", thing)
    source.instance_offset = (0, 0, 0.5)
    bpy.context.view_layer.layer_collection.children["Asset"].exclude = True
    holder = bpy.data.objects.new("Instance", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", source
    holder.location, holder.rotation_euler, holder.scale = (4, 5, 6), (0, 0, 1.0), (3, 3, 3)
    return collection("Instance", holder)


def linked() -> Any:
    """An instance of a collection in another file."""
    holder = bpy.data.objects.new("Linked", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", bpy.data.collections["Library"]
    return collection("Linked", holder)


def overridden() -> Any:
    """A linked collection made editable and moved."""
    scene = bpy.context.scene
    local = bpy.data.collections["Library"].override_hierarchy_create(scene, bpy.context.view_layer)
    for thing in local.all_objects:
        if thing.parent is None:
            thing.location.x += 2
    local.name = "Overridden"
    return local


def geometry_nodes() -> Any:
    """A body that nodes make out of nothing but an object of another collection, thrice on top of each other."""
    part = box("Part", (0.6, 0.4, 0.6), (0, 0, 0), RED)
    collection("Parts", part).hide_render = True
    tree = bpy.data.node_groups.new("Tower", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    line = tree.nodes.new("GeometryNodeMeshLine")
    line.inputs["Count"].default_value = 3
    line.inputs["Offset"].default_value = (0, 0, 0.6)
    info = tree.nodes.new("GeometryNodeObjectInfo")
    info.inputs["Object"].default_value = part
    on_points = tree.nodes.new("GeometryNodeInstanceOnPoints")
    out = tree.nodes.new("NodeGroupOutput")
    tree.links.new(line.outputs[0], on_points.inputs["Points"])
    tree.links.new(info.outputs["Geometry"], on_points.inputs["Instance"])
    tree.links.new(on_points.outputs[0], out.inputs[0])
    thing = bpy.data.objects.new("Tower", bpy.data.meshes.new("Tower"))
    thing.modifiers.new("Tower", "NODES").node_group = tree
    return collection("Geometry nodes", thing)


def shaped() -> Any:
    """Grows by a shape key while it is filmed."""
    thing = figure("Shaped")
    thing.shape_key_add(name="Basis")
    key = thing.shape_key_add(name="Tall")
    for point in key.data:
        point.co.z *= 1.2
    for frame, value in ((1, 0.0), (12, 1.0), (24, 0.0)):
        key.value = value
        key.keyframe_insert("value", frame=frame)
    return collection("Shaped", thing)


def curves() -> Any:
    """A thick bezier curve and a text, no mesh at all."""
    data = bpy.data.curves.new("Snake", "CURVE")
    data.dimensions, data.bevel_depth = "3D", 0.2
    spline = data.splines.new("POLY")
    spline.points.add(2)
    for point, co in zip(spline.points, ((0, 0, 0), (0.3, 0, 0.9), (0, 0, 1.8)), strict=True):
        point.co = (*co, 1)
    data.materials.append(material("Snake", GREEN))
    return collection("Curves", bpy.data.objects.new("Snake", data))


def grease_pencil() -> Any:
    """A drawn figure: a filled shape in the XZ plane."""
    pencils = bpy.data.grease_pencils_v3 if hasattr(bpy.data, "grease_pencils_v3") else bpy.data.grease_pencils
    data = pencils.new("Drawn")
    drawing = data.layers.new("Lines").frames.new(1).drawing
    drawing.add_strokes([4])
    corners = np.array([(-0.4, 0, 0), (0.4, 0, 0), (0.4, 0, 1.8), (-0.4, 0, 1.8)], dtype=np.float32)
    drawing.attributes["position"].data.foreach_set("vector", corners.ravel())
    drawing.strokes[0].cyclic = True
    ink = bpy.data.materials.new("Ink")
    bpy.data.materials.create_gpencil_data(ink)
    ink.grease_pencil.color = ink.grease_pencil.fill_color = (*BLUE, 1)
    with warnings.catch_warnings():  # 5.2 will give a stroke its own fill in 6.0
        warnings.simplefilter("ignore", DeprecationWarning)
        ink.grease_pencil.show_fill = True
    data.materials.append(ink)
    return collection("Grease pencil", bpy.data.objects.new("Drawn", data))


def pictured() -> Any:
    """Its colour is a picture that was painted and never saved."""
    thing = figure("Pictured", RED)
    thing.data.uv_layers.new(name="UV")
    picture = bpy.data.images.new("Painted", 8, 8)
    picture.pixels[:] = [*(0.9, 0.75, 0.05), 1.0] * 64
    tree = thing.data.materials[0].node_tree
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = picture
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    return collection("Pictured", thing)


def painted() -> Any:
    """Its colour is painted on its vertices."""
    thing = figure("Vertex painted", RED)
    colours = thing.data.color_attributes.new("Paint", "FLOAT_COLOR", "POINT")
    for point in colours.data:
        point.color = (*GREEN, 1)
    thing.data.color_attributes.new("Other", "FLOAT_COLOR", "POINT")
    tree = thing.data.materials[0].node_tree
    node = tree.nodes.new("ShaderNodeVertexColor")
    node.layer_name = "Paint"
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    return collection("Vertex painted", thing)


def glowing() -> Any:
    """Black but for the light that it gives."""
    thing = figure("Glowing", (0.0, 0.0, 0.0))
    tree = thing.data.materials[0].node_tree
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Emission Color"].default_value = (*GREEN, 1)
    shader.inputs["Emission Strength"].default_value = 1.0
    return collection("Glowing", thing)


def tiny() -> Any:
    thing = figure("Tiny")
    thing.scale = (0.001,) * 3
    thing.location = (100, 0, 0)
    return collection("Tiny", thing)


def huge() -> Any:
    thing = figure("Huge")
    thing.scale = (3000,) * 3
    return collection("Huge", thing)


def wide() -> Any:
    """Wider than a frame is: it may fill the width instead."""
    return collection("Wide", box("Wide", (9, 1, 1), (0, 0, 0), RED))


def subdivided() -> Any:
    """Hidden from the artist's view for speed: smooth and smaller in renders than in the viewport."""
    thing = figure("Subdivided", RED)
    modifier = thing.modifiers.new("Smooth", "SUBSURF")
    modifier.levels, modifier.render_levels, modifier.show_viewport = 0, 4, False
    return collection("Subdivided", thing)


def hairy() -> Any:
    """Nothing but hair: a curtain of curves with a material and a thickness of their own."""
    data = bpy.data.hair_curves.new("Hair")
    data.add_curves([2] * 60)
    points = np.array([(x / 100 - 0.3, 0, z) for x in range(60) for z in (0, 1.8)], dtype=np.float32)
    data.attributes["position"].data.foreach_set("vector", points.ravel())
    data.attributes.new("radius", "FLOAT", "POINT").data.foreach_set("value", [0.01] * len(points))
    data.materials.append(material("Hair", RED))
    return collection("Hair", bpy.data.objects.new("Hair", data))


def furry() -> Any:
    """A small body with long hair of the older kind: particles, red as its second material."""
    thing = box("Furry", (0.4, 0.4, 0.4), (0, 0, 0.2), BLUE)
    thing.data.materials.append(material("Fur", RED))
    made = collection("Furry", thing)
    system = thing.modifiers.new("Fur", "PARTICLE_SYSTEM").particle_system.settings
    system.type, system.count, system.hair_length = "HAIR", 400, 1.0
    system.material = 2
    return made


def far_away() -> Any:
    return collection("Far away", figure("Far away", at=(20_000, -30_000, 500)))


def elsewhere() -> Any:
    """In a scene of its own."""
    other = bpy.data.scenes.new("Casting")
    made = bpy.data.collections.new("Elsewhere")
    other.collection.children.link(made)
    made.objects.link(figure("Elsewhere"))
    return made


def imported() -> Any:
    """A skinned and animated character as other programs hand it over: written and read as glTF."""
    armature = rig("Exported rig")
    thing = figure("Exported", RED)
    bind(thing, armature)
    scene = bpy.context.scene
    for made in (armature, thing):
        scene.collection.objects.link(made)
    bone = armature.pose.bones["spine"]
    bone.rotation_mode = "XYZ"
    for frame, turn in ((1, 0.0), (12, 0.5), (24, 0.0)):
        bone.rotation_euler = (0, 0, turn)
        bone.keyframe_insert("rotation_euler", frame=frame)
    path = Path(bpy.app.tempdir) / "character.glb"
    bpy.ops.object.select_all(action="DESELECT")
    armature.select_set(True)
    thing.select_set(True)
    bpy.ops.export_scene.gltf(filepath=str(path), use_selection=True, export_animations=True)
    for made in (thing, armature):
        bpy.data.objects.remove(made)
    before = set(bpy.data.objects)
    bpy.ops.import_scene.gltf(filepath=str(path))
    found = [thing for thing in bpy.data.objects if thing not in before]
    for thing in found:
        for owner in list(thing.users_collection):
            owner.objects.unlink(thing)
    return collection("Imported", *found)


def alien() -> Any:
    """A character that nobody here made; its face looks along +Y."""
    before = set(bpy.data.objects)
    bpy.ops.import_scene.gltf(filepath=str(ALIEN))
    made = [thing for thing in bpy.data.objects if thing not in before]
    for thing in made:
        for owner in list(thing.users_collection):
            owner.objects.unlink(thing)
    return collection("Alien", *made)


MAKERS: dict[str, Any] = {
    "Still": lambda: collection("Still", still()),
    "Walker": walker,
    "Turner": turner,
    "Jumper": jumper,
    "Held outside": held_outside,
    "In children": in_children,
    "Instance": instance,
    "Linked": linked,
    "Overridden": overridden,
    "Geometry nodes": geometry_nodes,
    "Shaped": shaped,
    "Curves": curves,
    "Grease pencil": grease_pencil,
    "Pictured": pictured,
    "Vertex painted": painted,
    "Glowing": glowing,
    "Tiny": tiny,
    "Huge": huge,
    "Wide": wide,
    "Subdivided": subdivided,
    "Hair": hairy,
    "Furry": furry,
    "Far away": far_away,
    "Elsewhere": elsewhere,
    "Imported": imported,
    "Alien": alien,
}
if not ALIEN.is_file():
    del MAKERS["Alien"]

FOUR_SIDED = (
    "Still", "Walker", "Turner", "Held outside", "In children", "Linked", "Overridden", "Tiny", "Huge",
    "Far away", "Elsewhere",
)  # fmt: skip


UNEVEN = {"Jumper", "Wide", "Grease pencil", "Shaped", "Furry", "Hair"}


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Look]]:
    """What each frame of each character's turntable shows."""
    folder = tmp_path_factory.mktemp("subjects")
    _write_library(folder / "library.blend")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 100, 24
    scene.view_settings.view_transform = "AgX"
    scene.sequence_editor_create().strips.new_effect(
        name="in the way", type="COLOR", channel=1, frame_start=1, **_length(50)
    )
    with bpy.data.libraries.load(str(folder / "library.blend"), link=True) as (_, wanted):
        wanted.collections = ["Library"]
    made = {name: make() for name, make in MAKERS.items()}
    for block in made.values():
        block.name = block.name  # linked and overridden ones were renamed
    copy = folder / "copy.blend"
    wanted_specs = [
        specs.turntable_spec(name, block, scene).model_copy(
            update={"width": SIZE[0], "height": SIZE[1], "frame_end": 1 + FRAMES}
        )
        for name, block in made.items()
    ]
    save_copy(copy)
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    command = BlenderCommand(sys.executable, is_module=True)
    references = asyncio.run(runner.film(command, copy, wanted_specs, store, lambda *_: None))
    return {
        name: [look(frame) for frame in frames_of(store.folder.resolve(reference.path))]
        for name, reference in zip(made, references, strict=True)
    }


def _length(frames: int) -> dict[str, int]:
    return {"length": frames} if bpy.app.version >= (5, 0, 0) else {"frame_end": 1 + frames}


def _write_library(path: Path) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    armature = rig("Library rig")
    thing = figure("Library figure")
    bind(thing, armature)
    armature.rotation_euler.z = pi / 3
    collection("Library", armature, thing)
    bpy.ops.wm.save_as_mainfile(filepath=str(path))


@pytest.mark.parametrize("name", MAKERS)
def test_every_frame_shows_the_whole_subject_before_a_plain_background(
    filmed: dict[str, list[Look]], name: str
) -> None:
    looks = filmed[name]
    assert len(looks) == FRAMES
    assert not any(seen.cut for seen in looks), "the subject is cut off"
    assert all(seen.plain for seen in looks), "the background is not plain"
    assert all(seen.height > 0 for seen in looks), "the subject is gone"


@pytest.mark.parametrize("name", [name for name in MAKERS if name not in UNEVEN])
def test_the_subject_fills_about_eighty_percent_of_the_height(filmed: dict[str, list[Look]], name: str) -> None:
    heights = [seen.height for seen in filmed[name]]
    assert min(heights) >= 0.70
    assert max(heights) <= 0.88


@pytest.mark.parametrize("name", ["Jumper", "Shaped"])
def test_what_moves_up_or_grows_is_filmed_as_large_as_it_fits(filmed: dict[str, list[Look]], name: str) -> None:
    heights = [seen.height for seen in filmed[name]]
    assert min(heights) > 0.5
    assert max(heights) <= 0.88


def test_what_is_wider_than_the_frame_fills_its_width(filmed: dict[str, list[Look]]) -> None:
    assert all(seen.height < 0.6 for seen in filmed["Wide"])


@pytest.mark.parametrize("name", FOUR_SIDED)
def test_a_turn_shows_all_sides_from_the_face_to_the_face(filmed: dict[str, list[Look]], name: str) -> None:
    looks = filmed[name]
    turn = FRAMES * 2 // 3
    assert looks[0].shows(FRONT, 0.6)
    first = [[seen.shows(side, 0.6) for seen in looks[:turn]].index(True) for side in (LEFT, BACK, RIGHT)]
    assert first == sorted(first)
    assert all(seen.shows(FRONT, 0.6) for seen in looks[turn:]), "it stands before something else than the face"


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("Geometry nodes", RED),
        ("Curves", GREEN),
        ("Pictured", (0.79, 0.52, 0.004)),
        ("Vertex painted", GREEN),
        ("Glowing", GREEN),
        ("Subdivided", RED),
        ("Imported", RED),
    ],
)
def test_it_has_its_own_colour_from_all_sides(
    filmed: dict[str, list[Look]], name: str, colour: tuple[float, float, float]
) -> None:
    assert all(seen.shows(colour, 0.5) for seen in filmed[name])


def test_a_drawn_character_is_filmed(filmed: dict[str, list[Look]]) -> None:
    red, green, blue = filmed["Grease pencil"][0].colour
    assert blue > max(red, green), "its lines are blue"
    assert filmed["Grease pencil"][0].height == pytest.approx(0.8, abs=0.1)


@pytest.mark.parametrize("name", ["Hair", "Furry"])
def test_hair_is_filmed_whole_and_in_its_own_colour(filmed: dict[str, list[Look]], name: str) -> None:
    looks = filmed[name]
    assert all(seen.shows(RED, 0.15) for seen in looks[FRAMES * 2 // 3 :])
    assert all(0.4 < seen.height < 0.9 for seen in looks)


@pytest.mark.skipif("Alien" not in MAKERS, reason="the imported character is not on this machine")
def test_an_imported_character_is_seen_from_where_its_toes_point(filmed: dict[str, list[Look]]) -> None:
    """Its back is covered by a white pack; from the front it is green and orange."""
    white = [(seen.pixels.min(axis=1) > 190).mean() for seen in filmed["Alien"]]
    assert white[0] < 0.25
    assert white[-1] < 0.25
    assert max(white) > white[0]
