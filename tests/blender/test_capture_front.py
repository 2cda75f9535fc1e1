# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which side of a character the turntable begins and ends on: rigs and meshes of other programs, and the artist's word.

Stages are built in this process and looked at without rendering, but for those whose point is the picture."""

from __future__ import annotations

from itertools import pairwise
from math import cos, degrees, pi, radians, sin
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import RED, bind, box, collection, figure, rig, walk
from foreign_figures import BONES, creature, handed_over, person, skeleton, sway

from addon.blender.capture import members, specs
from addon.core.errors import UserError
from addon.core.models import CastMember
from addon.second import filming, turntable
from addon.second.figures import weighing

FRAMES = 36


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 100, 24


def capture(block: Any, **changes: Any) -> dict[str, Any]:
    spec = specs.turntable_spec(block.name, block, bpy.context.scene)
    whole = {**spec.model_dump(mode="json"), "width": 192, "height": 108, "frame_end": spec.frame_start + FRAMES}
    return {**whole, **changes}


def off(block: Any, face: float = 0.0, **changes: Any) -> Any:
    """Degrees between where the camera believes the face to be and where it is, at each frame."""
    stage = turntable.build(block, capture(block, **changes))
    return np.abs((np.degrees(stage.path.facing) - face + 180) % 360 - 180)


@pytest.mark.parametrize("kind", ["fbx", "glb"])
@pytest.mark.parametrize(
    "call", [lambda bone: f"mixamorig:{bone}", lambda bone: f"Node_{list(BONES).index(bone)}"], ids=["named", "unnamed"]
)
@pytest.mark.parametrize("turned", [0.0, pi / 2, 2.5])
def test_a_rig_of_another_program_is_seen_from_its_face(kind: str, call: Any, turned: float) -> None:
    made = person("Walker", call)
    sway(made[0], call("Hips"), FRAMES)
    block = handed_over("Walker", made, kind)
    top = next(thing for thing in block.objects if thing.type == "ARMATURE")
    holder = bpy.data.objects.new("Holder", None)
    block.objects.link(holder)
    top.parent = holder
    holder.rotation_euler.z = turned
    assert off(block, degrees(turned)).max() < 15


@pytest.mark.parametrize("kind", ["fbx", "glb"])
def test_a_creature_on_four_legs_is_seen_from_its_face(kind: str) -> None:
    """An FBX file ends each chain with a bone that is as long as its units make it; here they hang far below it."""
    made = creature("Creature")
    block = handed_over("Creature", made, kind)
    if kind == "fbx":
        rig_of = next(thing for thing in block.objects if thing.type == "ARMATURE")
        bpy.context.view_layer.objects.active = rig_of
        bpy.ops.object.mode_set(mode="EDIT")
        ends = [bone for bone in rig_of.data.edit_bones if bone.name.endswith("_end")]
        for number, bone in enumerate(ends):
            bone.head = (400 * (-1) ** number, 300, -1200)  # metres of a file that was written in millimetres
            bone.tail = (0, 0, -1300)
        bpy.ops.object.mode_set(mode="OBJECT")
        assert len(ends) == 6, "its exporter wrote them"
    assert off(block).max() < 15


def test_what_is_called_front_and_back_tells() -> None:
    """A cat along X whose bones have numbers, but for the targets of its paws, which are no feet to look at."""
    bones = {
        "Bone": ("", (0, 0, 0.4)),
        "Bone.001": ("Bone", (0.3, 0, 0.4)),
        **{
            f"IK{end}{side}": ("", (x, y, 0.1))
            for end, x in (("Front", 0.3), ("Back", -0.3))
            for side, y in (("Left", 0.1), ("Right", -0.1))
        },
    }
    armature = skeleton("Cat rig", lambda bone: bone, bones)
    body = box("Cat", (0.8, 0.2, 0.3), (0, 0, 0.4), RED)
    body.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    assert off(collection("Cat", armature, body), 90).max() < 1


@pytest.mark.parametrize("named", ["lights", "wheels"])
def test_a_cars_lights_and_wheels_tell(named: str) -> None:
    """Its axes say that it looks the other way."""
    hull = box("Car", (1.8, 4, 1.2), (0, 0, 0.8), RED, RED, RED, RED)
    parts = [hull]
    if named == "lights":
        hull.data.materials[2].name, hull.data.materials[0].name = "Headlights", "TailLights"
    else:
        parts += [box(f"{end}Wheels", (1.9, 0.6, 0.6), (0, y, 0.3), RED) for end, y in (("Front", 1.3), ("Back", -1.3))]
    assert off(collection("Car", *parts), 180).max() < 1


def test_a_foot_without_toes_tells_by_what_hangs_on_it() -> None:
    """Its file's convention says the other way."""
    bones = {"Hips": ("", (0, 0, 0.9)), "Foot.L": ("Hips", (0.1, 0, 0.1)), "Foot.R": ("Hips", (-0.1, 0, 0.1))}
    armature = skeleton("Suit rig", lambda bone: bone, bones)
    body = figure("Suit")
    boots = [box(f"Boot{side}", (0.12, 0.34, 0.12), (x, 0.1, 0.06), RED) for side, x in ((".L", 0.1), (".R", -0.1))]
    for boot in boots:
        boot.vertex_groups.new(name=f"Foot{boot.name[-2:]}").add(range(8), 1.0, "REPLACE")
    for thing in (body, *boots):
        thing.parent = armature
        thing.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    block = collection("Suit", armature, body, *boots)
    bpy.context.view_layer.update()
    assert off(block, 180).max() < 1


@pytest.mark.parametrize("way", ["front", "back"])
def test_a_rig_that_turns_is_followed(way: str) -> None:
    """It turns about the vertical of its own space, which is Y in an FBX file, within a second and a half."""
    made = person("Turner")
    for frame, angle in ((1, 0.0), (FRAMES, pi if way == "back" else 0.0)):
        made[0].rotation_euler = (0, 0, angle)
        made[0].keyframe_insert("rotation_euler", frame=frame)
    block = handed_over("Turner", made, "fbx")
    facing = turntable.build(block, capture(block)).path.facing
    assert abs(degrees(facing[-1] - facing[0])) == pytest.approx(180 if way == "back" else 0, abs=20)


@pytest.mark.parametrize("turn", [2 * pi, -2 * pi])
def test_who_turns_a_somersault_keeps_their_side(turn: float) -> None:
    """Half way the face looks back, upside down."""
    thing = figure("Acrobat", RED)
    for frame, angle in ((1, 0.0), (FRAMES, turn)):
        thing.rotation_euler.x = angle
        thing.keyframe_insert("rotation_euler", frame=frame)
    nose = box("Nose", (0.1, 0.2, 0.1), (0, -0.35, 1.5), RED)
    nose.parent = thing
    assert off(collection("Acrobat", thing, nose)).max() < 5


def test_without_a_rig_eyes_and_noses_tell() -> None:
    head, nose = figure("Head", RED), box("Nose", (0.1, 0.2, 0.1), (0.35, 0, 1.5), RED)
    assert off(collection("By name", head, nose), 90).max() < 1


def test_a_material_that_is_called_eyes_tells() -> None:
    head = box("Robot", (0.8, 0.5, 0.5), (0, 0, 1), RED, RED, RED, RED)
    head.data.materials[2].name = "Eyes"  # of its back, along +Y
    assert off(collection("By material", head), 180).max() < 1


def test_who_goes_somewhere_looks_there() -> None:
    thing = figure("Goes")
    for frame, x in ((1, 0.0), (FRAMES, 6.0)):
        thing.location.x = x
        thing.keyframe_insert("location", frame=frame)
    assert off(collection("Goes", thing), 90).max() < 1


@pytest.mark.parametrize("way", [(6.0, 0.0), (-6.0, 0.0), (0.0, 6.0), (3.0, 5.0)])
def test_who_is_moved_aside_or_backwards_keeps_the_face_and_is_a_guess(way: tuple[float, float]) -> None:
    """A witch who slides by. That it is not sure is said."""
    armature, body, *more = person("Slides", lambda bone: bone)
    for frame, share in ((1, 0.0), (FRAMES, 1.0)):
        armature.location.xy = (share * way[0], share * way[1])
        armature.keyframe_insert("location", frame=frame)
    block = collection("Slides", armature, body, *more)
    path = turntable.build(block, capture(block)).path
    assert abs(degrees(path.facing[0])) < 15
    assert path.sure < weighing.SURE


def test_a_figure_with_one_mirror_plane_looks_along_it() -> None:
    """A car of an OBJ file whose length lies along X: its sides are alike, its ends are not."""
    hull, cabin = box("Hull", (4, 1.8, 0.8), (0, 0, 0.6), RED), box("Cabin", (1.6, 1.6, 0.6), (-0.8, 0, 1.3), RED)
    found = off(collection("Car", hull, cabin), 90)
    assert min(found.max(), abs(found - 180).max()) < 1


@pytest.mark.parametrize(("side", "face"), [("front", 0), ("back", 180), ("left", -90), ("right", 90)])
def test_the_artist_says_which_side(side: str, face: float) -> None:
    made = person("Said")
    block = handed_over("Said", made, "fbx")
    assert off(block, face, front=side).max() < 2


def test_a_side_is_one_of_a_turned_characters_own() -> None:
    armature = rig("Turned rig")
    thing = figure("Turned")
    bind(thing, armature)
    armature.rotation_euler.z = 0.5
    assert off(collection("Turned", armature, thing), degrees(0.5) + 180, front="back").max() < 2


@pytest.mark.parametrize("turned", [0.0, 30.0, 45.0, 90.0, 135.0, 200.0])
@pytest.mark.parametrize("carried", [True, False], ids=["rig", "object"])
def test_each_side_is_another_one_however_a_character_is_turned(turned: float, carried: bool) -> None:
    """Also half way between two of the world's, where the nearest is one as well as the other. What the filming tells
    of a view is what chooses it."""
    thing = figure("Turned")
    things = [thing]
    if carried:
        things = [rig("Turned rig"), thing]
        bind(thing, things[0])
    things[0].rotation_euler.z = radians(turned)
    block = collection("Turned", *things)
    faces = set()
    for side in ("front", "right", "back", "left"):
        stage = turntable.build(block, capture(block, front=side))
        shown = [stage.side(angle) for angle in filming.VIEWS]
        sides = ["front", "right", "back", "left"] * 2
        assert shown == [side, "", sides[sides.index(side) + 1]]
        faces.add(round((degrees(stage.path.facing[0]) - turned) % 360) % 360)
    assert faces == {0, 90, 180, 270}


@pytest.mark.parametrize(("off", "shown"), [(10, ["front", "", "right"]), (45, ["", "right", ""])])
def test_a_view_of_a_corner_shows_no_side(off: float, shown: list[str]) -> None:
    marker = bpy.data.objects.new("Before the face", None)
    marker.location = (9 * sin(radians(off)), -9 * cos(radians(off)), 0)
    bpy.context.scene.collection.objects.link(marker)
    block = collection("Told", figure("Told"))
    stage = turntable.build(block, capture(block, front="object", front_object=marker.name))
    assert [stage.side(angle) for angle in filming.VIEWS] == shown


def test_an_object_says_where_the_face_is() -> None:
    marker = bpy.data.objects.new("Before the face", None)
    marker.location = (-2, 2, 1)
    bpy.context.scene.collection.objects.link(marker)
    block = collection("Told", figure("Told"))
    assert off(block, -135, front="object", front_object=marker.name).max() < 2


def test_a_linked_object_of_the_same_name_is_another_one(tmp_path: Path) -> None:
    marker = bpy.data.objects.new("Face", None)
    marker.location = (2, 2, 1)
    bpy.data.libraries.write(str(tmp_path / "rig.blend"), {marker}, fake_user=True)
    marker.location = (-2, 2, 1)
    bpy.context.scene.collection.objects.link(marker)
    with bpy.data.libraries.load(str(tmp_path / "rig.blend"), link=True) as (_, wanted):
        wanted.objects = ["Face"]
    linked = wanted.objects[0]
    bpy.context.scene.collection.objects.link(linked)
    block = collection("Told", figure("Told"))
    assert (linked.name, linked.name_full) == ("Face", "Face [rig.blend]")
    assert off(block, -135, front="object", front_object=marker.name_full).max() < 2
    assert off(block, 135, front="object", front_object=linked.name_full).max() < 2
    bpy.context.view_layer.update()
    settings = [specs.Filmed("object", name).settings for name in (marker.name_full, linked.name_full)]
    assert settings == [("front", "object", -2.0, 2.0, 1.0), ("front", "object", 2.0, 2.0, 1.0)]


def test_another_front_is_another_capture() -> None:
    block = collection("Mia", figure("Mia"))
    keys = set()
    for front in ("auto", "front", "back"):
        for film_with in ("auto", "eevee"):
            member = CastMember(uuid="m", name="Mia", source=block.name, front=front, film_with=film_with)
            spec = members.spec_of(member, bpy.context.scene)
            assert (spec.front, spec.film_with) == (front, film_with)
            keys.add(spec.key)
    assert len(keys) == 6


def stray_vertex(block: Any) -> None:
    mesh = block.objects[0].data
    mesh.vertices.add(1)
    mesh.vertices[-1].co = (0, 0, 50)


def ruler(block: Any) -> None:
    mesh = bpy.data.meshes.new("Ruler")
    mesh.from_pydata([(0, 0, 0), (60, 0, 0)], [(0, 1)], [])
    block.objects.link(bpy.data.objects.new("Ruler", mesh))
    curve = bpy.data.curves.new("Path", "CURVE")
    curve.dimensions = "3D"
    spline = curve.splines.new("POLY")
    spline.points.add(1)
    spline.points[1].co = (0, 50, 0, 1)
    block.objects.link(bpy.data.objects.new("Path", curve))


def far_empty(block: Any) -> None:
    empty = bpy.data.objects.new("Far", None)
    empty.location = (50, 0, 0)
    block.objects.link(empty)


@pytest.mark.parametrize("add", [stray_vertex, ruler, far_empty])
def test_what_does_not_render_does_not_shrink_the_subject(add: Any) -> None:
    block = collection("Mia", figure("Mia"))
    add(block)
    assert turntable.build(block, capture(block)).path.size < 3


def checked(block: Any, out: Path) -> str:
    settings = capture(block, out=str(out))
    stage = turntable.build(block, settings)
    filming._only_3d(stage.scene, settings)
    return filming._hardly_seen(stage, settings)


def test_a_subject_that_nobody_could_tell_is_told(tmp_path: Path) -> None:
    """A thread of a face, 50 m long and a hair wide, that no pixel shows."""
    block = collection("Mia", figure("Mia"))
    mesh = bpy.data.meshes.new("Thread")
    mesh.from_pydata([(0, 0, 0), (1e-5, 0, 0), (0, 0, 50)], [], [(0, 1, 2)])
    block.objects.link(bpy.data.objects.new("Thread", mesh))
    assert checked(block, tmp_path / "out.mp4").startswith("too small to tell who it is")
    assert not list(tmp_path.iterdir()), "nothing is left beside the file"


def test_a_blank_reference_is_told(tmp_path: Path) -> None:
    block = collection("Mia", figure("Mia"))
    block.objects[0].scale = (1e-7, 1e-7, 1e-7)
    assert checked(block, tmp_path / "out.mp4") == "blank: nothing of it is seen at frame 1"


def test_one_whose_materials_came_in_clear_is_told_why(tmp_path: Path) -> None:
    """Files of Mixamo say that all is transparent, and Blender's importer of FBX believes them."""
    block = collection("Mia", figure("Mia"))
    for material in block.objects[0].data.materials:
        shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        shader.inputs["Alpha"].default_value = 0.0
    told = checked(block, tmp_path / "out.mp4")
    assert told.startswith("blank: nothing of it is seen at frame 1; its materials are clear all over")
    assert told.endswith("set their Alpha to 1")


@pytest.mark.parametrize("axis", [0, 2])
def test_parts_that_fly_apart_are_told_as_that(axis: int, tmp_path: Path) -> None:
    """As eyes do whose scale an importer divided by; in none of its frames anything else is wrong with it."""
    eyes = box("Eyes", (0.2, 0.1, 0.1), (0, -0.2, 1.6), RED)
    for away, frame in ((0.0, 1), (48_000.0, 20)):
        eyes.location[axis] = away
        eyes.keyframe_insert("location", frame=frame)
    told = checked(collection("Robot", figure("Robot"), eyes), tmp_path / "out.mp4")
    assert told.startswith("blank: nothing of it is seen at frame 1; its parts come up to 48,0")
    assert told.endswith(" m apart in its frames")


@pytest.mark.parametrize("away", [(40, 0, 0.9), (0, 40, 0.9), (30, 30, 0.9), (0, 0, 25)])
def test_two_specks_are_no_wide_subject(away: Any, tmp_path: Path) -> None:
    """A crate that was left far off fills the picture together with her, and neither is seen."""
    block = collection("Mia", figure("Mia"), box("Crate", (1.8, 1.8, 1.8), away, RED))
    assert checked(block, tmp_path / "out.mp4").startswith("too small to tell who it is")


def test_a_wide_subject_is_not_refused(tmp_path: Path) -> None:
    assert checked(collection("Snake", box("Snake", (9, 0.3, 0.3), (0, 0, 0), RED)), tmp_path / "out.mp4") == ""


@pytest.mark.parametrize("playhead", [1, 40])
@pytest.mark.parametrize("path", ["hide_render", "hide_viewport"])
def test_a_keyed_visibility_is_filmed_where_it_is_seen(playhead: int, path: str) -> None:
    thing = figure("Late")
    for hidden, frame in ((True, 1), (False, 30)):
        thing.hide_render = thing.hide_viewport = hidden
        thing.keyframe_insert("hide_render", frame=frame)
        thing.keyframe_insert(path, frame=frame)
    block = collection("Late", thing)
    bpy.context.scene.frame_set(playhead)
    settings = capture(block)
    assert settings["frame_start"] == 30
    stage = turntable.build(block, settings)
    assert stage.first == 30
    early = turntable.build(block, capture(block, frame_start=10, frame_end=50))
    assert early.first == 30, "the pictures are of a frame in which it is seen"


def _driven(thing: Any) -> None:
    driver = thing.driver_add("hide_render").driver
    driver.type, driver.expression = "SCRIPTED", "frame < 30"


def _on_a_strip(thing: Any) -> None:
    for hidden, frame in ((True, 1), (False, 30)):
        thing.hide_render = hidden
        thing.keyframe_insert("hide_render", frame=frame)
    moved = thing.animation_data
    action, slot = moved.action, moved.action_slot
    moved.action = None
    moved.nla_tracks.new().strips.new("Late", 1, action).action_slot = slot


def _held_back_by_nodes(thing: Any) -> None:
    """Its shape comes out of the nodes from a frame on."""
    tree = bpy.data.node_groups.new("Late", "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    given, time, late, chosen, out = (
        tree.nodes.new(kind)
        for kind in (
            "NodeGroupInput",
            "GeometryNodeInputSceneTime",
            "ShaderNodeMath",
            "GeometryNodeSwitch",
            "NodeGroupOutput",
        )
    )
    chosen.input_type = "GEOMETRY"
    late.operation, late.inputs[1].default_value = "GREATER_THAN", 29.5
    tree.links.new(time.outputs["Frame"], late.inputs[0])
    tree.links.new(late.outputs[0], chosen.inputs["Switch"])
    tree.links.new(given.outputs[0], chosen.inputs["True"])
    tree.links.new(chosen.outputs[0], out.inputs[0])
    thing.modifiers.new("Late", "NODES").node_group = tree


@pytest.mark.parametrize("kind", ["turntable", "sheet"])
@pytest.mark.parametrize("late", [_driven, _on_a_strip, _held_back_by_nodes])
def test_what_only_playing_shows_is_filmed_from_there(late: Any, kind: str) -> None:
    """Keys alone tell without playing; a half rate of frames meets every second one."""
    thing = figure("Late")
    block = collection("Late", thing)
    late(thing)
    bpy.context.scene.frame_set(40)
    length = {"turntable": FRAMES, "sheet": 1}[kind]
    stage = turntable.build(block, capture(block, kind=kind, frame_start=1, frame_end=1 + length))
    assert stage.first == stage.scene.frame_start == 30
    assert len(range(stage.scene.frame_start, stage.scene.frame_end + 1)) == length
    assert stage.begins == "from frame 30: nothing of it is seen at frame 1"
    assert turntable.build(block, capture(block, frame_start=40, frame_end=60)).begins == ""


def test_what_is_never_seen_is_refused() -> None:
    thing = figure("Never")
    block = collection("Never", thing)
    driver = thing.driver_add("hide_render").driver
    driver.type, driver.expression = "SCRIPTED", "frame < 3000"
    with pytest.raises(UserError, match="shows nothing"):
        turntable.build(block, capture(block))


def test_a_sheet_fits_each_view_to_its_subject() -> None:
    tall, long = filming.sheet_cells([0.4, 0.5, 0.3], 1920, 1080), filming.sheet_cells([0.9, 2.2, 2.7], 1920, 1080)
    assert [cell[2:] for cell in tall] == [(640, 1080)] * 3
    assert long[2] == (0, 0, 1920, 540), "the profile has a row of its own"
    for cells in (tall, long):
        assert sum(width * height for _, _, width, height in cells) == 1920 * 1080


def test_a_look_fills_its_picture() -> None:
    car = collection("Car", box("Car", (1.8, 4.4, 1.4), (0, 0, 0.7), RED))
    stage = turntable.build(car, capture(car))
    stage.look(0.0, 320, 320)
    front = stage.camera.location.length
    stage.look(pi / 2, 320, 320)
    assert front < 0.75 * stage.camera.location.length, "the front is seen from nearer than the profile"


def test_a_walk_is_followed_from_its_face() -> None:
    thing = figure("Walker")
    holder = bpy.data.objects.new("Walker root", None)
    thing.parent = holder
    walk(holder, 6.0, FRAMES)
    assert off(collection("Walker", holder, thing)).max() < 5


@pytest.mark.parametrize("cyclic", [True, False])
def test_a_short_cycle_of_parts_goes_on_as_one(*, cyclic: bool) -> None:
    """A toy without a rig: its body bobs, its legs swing; bobbing alone says nothing."""
    body, leg = box("Body", (0.4, 0.3, 0.6), (0, 0, 0.6), RED), box("Leg", (0.1, 0.1, 0.3), (0, 0, 0.15), RED)
    for frame, high, turn in ((1, 0.6, 0.0), (6, 0.7, 0.4), (12, 0.6, 0.0 if cyclic else 0.8)):
        body.location.z, leg.rotation_euler.x = high, turn
        body.keyframe_insert("location", frame=frame)
        leg.keyframe_insert("rotation_euler", frame=frame)
    block = collection("Toy", body, leg)
    stage = turntable.build(block, capture(block))
    seen = set()
    for frame in range(20, FRAMES):
        stage.scene.frame_set(frame)
        depsgraph = stage.scene.view_layers[0].depsgraph
        parts = body.evaluated_get(depsgraph), leg.evaluated_get(depsgraph)
        seen.add((round(parts[0].location.z, 3), round(parts[1].rotation_euler.x, 3)))
    assert (len(seen) > 5) is cyclic


@pytest.mark.parametrize("cyclic", [True, False])
def test_a_short_cycle_goes_on_before_the_face(*, cyclic: bool) -> None:
    """A run of 12 frames; what ends otherwise than it began stays as it ended."""
    made = person("Runner")
    hips = made[0].pose.bones["mixamorig:Hips"]
    hips.rotation_mode = "XYZ"
    for frame, turn in ((1, 0.0), (6, 0.4), (12, 0.0 if cyclic else 0.8)):
        hips.rotation_euler = (turn, 0, 0)
        hips.keyframe_insert("rotation_euler", frame=frame)
    block = collection("Runner", *made)
    stage = turntable.build(block, capture(block))
    leans = set()
    for frame in range(20, FRAMES):
        stage.scene.frame_set(frame)
        shown = made[0].evaluated_get(stage.scene.view_layers[0].depsgraph)
        leans.add(round(shown.pose.bones["mixamorig:Hips"].rotation_euler.x, 3))
    assert (len(leans) > 5) is cyclic


@pytest.mark.parametrize("how", ["action", "strip"])
@pytest.mark.parametrize("cyclic", [True, False])
def test_a_short_cycle_of_shape_keys_goes_on(how: str, *, cyclic: bool) -> None:
    """A bird that flaps by its shapes alone, as files of the web have it."""
    bird = figure("Bird")
    bird.shape_key_add(name="Basis")
    up = bird.shape_key_add(name="Up")
    for frame, high in ((1, 0.0), (6, 1.0), (12, 0.0 if cyclic else 1.0)):
        up.value = high
        up.keyframe_insert("value", frame=frame)
    keys = bird.data.shape_keys
    if how == "strip":
        action, slot = keys.animation_data.action, keys.animation_data.action_slot
        keys.animation_data.action = None
        keys.animation_data.nla_tracks.new().strips.new("Flap", 1, action).action_slot = slot
    block = collection("Bird", bird)
    stage = turntable.build(block, capture(block))
    flaps = set()
    for frame in range(20, FRAMES):
        stage.scene.frame_set(frame)
        shown = bird.evaluated_get(stage.scene.view_layers[0].depsgraph)
        flaps.add(round(shown.data.shape_keys.key_blocks["Up"].value, 3))
    assert (len(flaps) > 5) is cyclic


def runner(*, cyclic: bool) -> tuple[Any, Any, Any]:
    """A run of 12 frames as the one strip of a track, with hips that lean and go ahead; its collection, rig, strip."""
    made = person("Runner")
    hips = made[0].pose.bones["mixamorig:Hips"]
    hips.rotation_mode = "XYZ"
    for frame, turn in ((1, 0.0), (6, 0.4), (12, 0.0 if cyclic else 0.8)):
        hips.rotation_euler, hips.location = (turn, 0, 0), (0, 0, frame / 100)
        hips.keyframe_insert("rotation_euler", frame=frame)
        hips.keyframe_insert("location", frame=frame)
    animation = made[0].animation_data
    action, slot = animation.action, animation.action_slot
    animation.action = None
    strip = animation.nla_tracks.new().strips.new("Run", 1, action)
    strip.action_slot = slot
    return collection("Runner", *made), made[0], strip


def later(strip: Any) -> None:
    strip.frame_end, strip.frame_start = 20, 9


def repeated(strip: Any) -> None:
    strip.repeat = 1.5


def slowed(strip: Any) -> None:
    strip.scale = 2.0


def trimmed(strip: Any) -> None:
    strip.action_frame_end = 11.9


def lying_still(strip: Any) -> None:
    strip.extrapolation = "NOTHING"


@pytest.mark.parametrize(
    ("change", "cyclic", "goes_on"),
    [
        (later, True, True),
        (repeated, True, True),
        (slowed, True, True),
        (trimmed, True, True),
        (later, False, False),
        (lying_still, True, False),
    ],
)
def test_a_short_cycle_goes_on_as_a_strip_of_the_nla(change: Any, *, cyclic: bool, goes_on: bool) -> None:
    block, mover, strip = runner(cyclic=cyclic)
    change(strip)
    stage = turntable.build(block, capture(block))
    leans, ways = set(), []
    for frame in range(28, FRAMES):
        stage.scene.frame_set(frame)
        shown = mover.evaluated_get(stage.scene.view_layers[0].depsgraph)
        hips = shown.pose.bones["mixamorig:Hips"]
        leans.add(round(hips.rotation_euler.x, 3))
        ways.append(hips.location.z)
    assert (len(leans) > 5) is goes_on
    if goes_on and change in (later, slowed):
        assert all(after > before for before, after in pairwise(ways)), "who walks along walks on"
