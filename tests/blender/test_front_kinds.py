# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which side is the face of figures as public libraries have them, each kind built here: wheels with short names, eyes
in other languages, a rig's handles, fish, busts, birds, statues, and who stands at the ready.

Stages are built in this process and looked at without rendering."""

from __future__ import annotations

from math import degrees, isfinite, pi, radians
from typing import Any

import bmesh
import bpy
import pytest
from capture_scenes import RED, box, collection
from foreign_figures import BONES, skeleton
from mathutils import Matrix, Vector
from test_capture_front import capture, off

from addon.second import turntable
from addon.second.figures import weighing


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 100, 24


def whole(name: str, *parts: Any) -> Any:
    """One mesh of several, in a collection, as a file without names has it."""
    corners, faces, slots, materials = [], [], [], []
    for part in parts:
        start, first = len(corners), len(materials)
        corners += [tuple(part.matrix_basis @ vertex.co) for vertex in part.data.vertices]
        materials += list(part.data.materials)
        for polygon in part.data.polygons:
            faces.append([start + vertex for vertex in polygon.vertices])
            slots.append(first + polygon.material_index)
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    for material in materials:
        mesh.materials.append(material)
    mesh.polygons.foreach_set("material_index", slots)
    return collection(name, bpy.data.objects.new(name, mesh))


def turned(block: Any, angle: float) -> None:
    """Turn the meshes themselves: no axis of theirs says so."""
    for thing in block.objects:
        thing.data.transform(Matrix.Rotation(angle, 4, "Z"))


def ball(name: str, size: tuple[float, float, float], at: tuple[float, float, float]) -> Any:
    """What grew, and was not built of planes."""
    made = bmesh.new()
    bmesh.ops.create_icosphere(made, subdivisions=2, radius=0.5, matrix=Matrix.Diagonal((*size, 1)))
    mesh = bpy.data.meshes.new(name)
    made.to_mesh(mesh)
    made.free()
    thing = bpy.data.objects.new(name, mesh)
    thing.location = at
    return thing


def parts_of_legs(lean: float = 0.06) -> list[Any]:
    """Four legs that stand back of their feet, under a body along Y; the feet point along -Y."""
    made = [box("Body", (0.4, 1.6, 0.4), (0, 0, 0.9), RED)]
    for number, (x, y) in enumerate(((0.15, -0.6), (-0.15, -0.6), (0.15, 0.6), (-0.15, 0.6))):
        made += [
            box(f"Leg{number}{step}", (0.1, 0.1, 0.12), (x, y, z), RED)
            for step, z in enumerate((0.2, 0.32, 0.44, 0.56, 0.68))
        ]
        length = 0.1 + 2 * lean
        made += [
            box(f"Hoof{number}{part}", (0.1, length / 4, 0.02), (x, y - lean + (part - 1.5) * length / 4, 0.01), RED)
            for part in range(4)
        ]
        made.append(box(f"Ankle{number}", (0.1, 0.1, 0.05), (x, y, 0.085), RED))
    return made


@pytest.mark.parametrize("call", ["Wheel_{}", "{}W", "axle{}", "wheel.{}.001"])
@pytest.mark.parametrize("names", [("FL", "FR", "RL", "RR"), ("LF", "RF", "LB", "RB"), ("fl", "fr", "bl", "br")])
def test_wheels_with_short_names_tell(call: str, names: tuple[str, ...]) -> None:
    """The car was modelled backwards."""
    hull = box("Body", (1.8, 4, 1.2), (0, 0, 0.8), RED)
    places = ((0.8, 1.3), (-0.8, 1.3), (0.8, -1.3), (-0.8, -1.3))
    wheels = [
        box(call.format(name), (0.2, 0.6, 0.6), (x, y, 0.3), RED) for name, (x, y) in zip(names, places, strict=True)
    ]
    assert off(collection("Car", hull, *wheels), 180).max() < 1


def car(*parts: Any) -> list[Any]:
    """What says nothing of its ends but by these."""
    return [box("Hull", (1.8, 4, 1.2), (0, 0, 0.8), RED), *parts]


AHEAD = [
    "Head_Lights",
    "FrontWheels.001",
    "Tank_Gun",
    "RUEDA DELANTERA.002",
    "Motorhaube",
    "phare.L",
    "farol",
    "Фара_Л",
]
AFT = ["exhaust", "TailLight", "Spoiler.002", "Auspuff", "Rueda Trasera", "pot échappement", "Задний бампер", "後輪"]


@pytest.mark.parametrize(("name", "end"), [*((name, 1) for name in AHEAD), *((name, -1) for name in AFT)])
@pytest.mark.parametrize("turn", [180, 90])
def test_one_part_that_is_called_front_or_back_tells(name: str, end: int, turn: float) -> None:
    """Modelled backwards, and across; nothing has the opposite name."""
    block = collection("Car", *car(box(name, (1.0, 0.2, 0.2), (0, end * 1.9, 0.7), RED)))
    turned_things(block, radians(turn - 180))
    assert off(block, turn).max() < 1


def turned_things(block: Any, angle: float) -> None:
    """Turn where the parts are, and them."""
    for thing in block.objects:
        thing.data.transform(thing.matrix_basis)
        thing.matrix_basis = Matrix.Identity(4)
    turned(block, angle)


def test_a_part_tells_by_the_node_that_its_mesh_hangs_on() -> None:
    """As in files of glTF that call meshes by numbers."""
    lamp = box("Object_26", (1.0, 0.2, 0.2), (0, 1.9, 0.7), RED)
    node = bpy.data.objects.new("Front_11", None)
    lamp.parent = node
    assert off(collection("Car", *car(lamp), node), 180).max() < 1


@pytest.mark.parametrize(
    ("name", "size", "at"),
    [
        ("Seat and Front", (1.0, 1.6, 0.4), (0, 0.4, 1.5)),  # over the middle
        ("Fritz_FL", (1.0, 0.2, 0.2), (0, 1.9, 0.7)),  # letters alone
        ("frontal", (1.0, 0.2, 0.2), (0, 1.9, 0.7)),
        ("Begun", (1.0, 0.2, 0.2), (0, 1.9, 0.7)),
    ],
)
def test_a_part_over_the_middle_or_of_other_words_says_nothing(name: str, size: Any, at: Any) -> None:
    assert off(collection("Car", *car(box(name, size, at, RED))), 0).max() < 1


@pytest.mark.parametrize("name", ["Gun", "Pitch fork", "ScarfTail"])
def test_what_somebody_upright_holds_to_a_side_is_no_front(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever such a part is worth of what is low."""
    monkeypatch.setitem(weighing.WEIGHTS, "part", 30.0)
    body = [ball("Body", (0.5, 0.3, 1.2), (0, 0, 0.8)), ball("Head", (0.3, 0.3, 0.35), (0, 0, 1.6))]
    held = box(name, (0.06, 0.4, 0.06), (0.6, 0.1, 1.1), RED)
    assert off(collection("Mia", *body, ball("Arms", (1.3, 0.15, 0.15), (0, 0, 1.1)), held), 0).max() < 46


WORN = ["Backpack", "tank_rucksack", "Knight_Cape", "JetPack.001", "Quiver", "Mochila", "PonyTail"]


@pytest.mark.parametrize("name", WORN)
@pytest.mark.parametrize("turn", [180, 90])
def test_what_is_worn_on_the_back_lies_behind(name: str, turn: float) -> None:
    """On somebody upright, too; modelled backwards and across, and nothing else tells."""
    body = [ball("Body", (0.5, 0.3, 1.2), (0, 0, 0.8)), ball("Head", (0.3, 0.3, 0.35), (0, 0, 1.6))]
    block = collection("Mia", *body, ball(name, (0.3, 0.14, 0.4), (0, -0.16, 1.1)))
    turned_things(block, radians(turn - 180))
    assert off(block, turn).max() < 1


@pytest.mark.parametrize("name", ["Package", "Landscape", "Escape", "Backpacker"])
def test_other_words_are_worn_on_no_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(weighing.WEIGHTS, "part", 30.0)
    body = [ball("Body", (0.5, 0.3, 1.2), (0, 0, 0.8)), ball("Head", (0.3, 0.3, 0.35), (0, 0, 1.6))]
    assert off(collection("Mia", *body, ball(name, (0.3, 0.14, 0.4), (0, -0.16, 1.1)))).max() < 1


@pytest.mark.parametrize("skin", ["Face", "Gesicht"])
def test_eyes_tell_of_a_head_whose_skin_is_called_face_all_round(skin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "DETAIL", 0.0)  # small triangles would tell without any name
    head, eyes = box("Head", (0.5, 0.5, 0.5), (0, 0, 1.2), RED), box("E", (0.3, 0.02, 0.08), (0, 0.2405, 1.2), RED)
    block = whole("Robot", head, eyes, box("Body", (0.6, 0.6, 0.6), (0, 0, 0.6), RED))
    for slot, name in zip(block.objects[0].data.materials, (skin, "Eyes", "Steel"), strict=True):
        slot.name = name
    assert off(block, 180).max() < 1


@pytest.mark.parametrize("name", ["Auge", "EyeBall_L", "pupils", "Yeux", "ojo.L", "Goggles"])
def test_eyes_tell_in_other_words(name: str) -> None:
    head = box("Kugel", (0.5, 0.5, 0.5), (0, 0, 1.2), RED)
    eyes = box(name, (0.05, 0.3, 0.08), (-0.26, 0, 1.25), RED)
    assert off(collection("Spider", head, eyes, box("Leib", (0.6, 0.6, 0.6), (0.1, 0, 0.6), RED)), -90).max() < 1


def test_a_material_run_together_with_tex_tells() -> None:
    block = whole(
        "Spider", box("Skin", (0.5, 0.5, 0.5), (0, 0, 1), RED), box("E", (0.05, 0.3, 0.1), (-0.26, 0, 1), RED)
    )
    block.objects[0].data.materials[1].name = "Augentex"
    assert off(block, -90).max() < 1


def test_an_eye_on_top_is_no_face() -> None:
    """Its tusks shift the middle of what lies at the eye's height."""
    body = box("Mob", (2, 2, 0.8), (0, 0, 0.5), RED)
    eye = box("Eye", (0.8, 0.8, 0.3), (0, 0, 0.85), RED)
    tusks = [box(f"Tusk{x}", (0.3, 0.6, 0.3), (x, -1.3, 0.8), RED) for x in (0.6, -0.6)]
    assert off(collection("Mob", body, eye, *tusks)).max() < 1


def test_a_rigs_handles_are_no_toes() -> None:
    """Poles and targets hang on the foot and point everywhere; the face's material is right."""
    feet = {
        f"foot{part}.{side}": (parent.format(side), (sign * x, y, z))
        for side, sign in (("L", 1), ("R", -1))
        for part, parent, (x, y, z) in (
            ("", "Hips", (0.1, 0, 0.1)),
            ("_IK", "foot.{}", (0.1, 0.4, 0.1)),
            ("_pole", "foot_IK.{}", (0.4, 0.05, 0.1)),
        )
    }
    armature = skeleton("Robot rig", lambda bone: bone, {"Hips": ("", (0, 0, 0.9)), **feet})
    body = box("Robot", (0.6, 0.4, 1.8), (0, 0, 0.9), RED, RED, RED, RED)
    body.data.materials[0].name = "FaceMat"
    body.parent = armature
    body.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    assert off(collection("Robot", armature, body)).max() < 1


def test_a_fish_has_a_spine_and_no_feet() -> None:
    bones = {f"Main{n}": (f"Main{n - 1}" if n else "", (0, 0.2 * n - 0.4, 0.3)) for n in range(5)}
    armature = skeleton("Fish rig", lambda bone: bone, bones)
    body = box("Fish", (0.2, 1.2, 0.5), (0, 0.1, 0.3), RED)
    eyes = box("Eyes", (0.24, 0.08, 0.08), (0, -0.4, 0.35), RED)
    for thing in (body, eyes):
        thing.parent = armature
        thing.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    assert off(collection("Fish", armature, body, eyes)).max() < 1


@pytest.mark.parametrize("angle", [0.0, pi / 2, pi, -pi / 2])
def test_an_animal_without_names_stands_on_its_paws(angle: float) -> None:
    block = whole("Cow", *parts_of_legs())
    turned(block, angle)
    assert off(block, degrees(angle)).max() < 5


@pytest.mark.parametrize("angle", [0.0, pi])
def test_legs_of_a_table_say_nothing(angle: float) -> None:
    block = whole("Table", *parts_of_legs(lean=0.0))
    turned(block, angle)
    assert off(block).max() < 1, "as the file says"


def test_a_bust_stands_on_no_feet() -> None:
    """Its base reaches further back than its neck, as shoulders do."""
    bust = [
        box(f"Neck{n}", (0.3, 0.3 + 0.02 * (n == 0), 0.1), (0, 0.05 * (n == 0), 0.05 + 0.1 * n), RED) for n in range(5)
    ]
    assert off(whole("Bust", *bust, box("Skull", (0.4, 0.45, 0.5), (0, 0, 0.75), RED))).max() < 1


def test_claws_in_flight_are_no_feet() -> None:
    body = [box("Body", (0.3, 2.0, 0.3), (0, 0, 1), RED), box("Wings", (1.8, 0.5, 0.04), (0, 0, 1.1), RED)]
    claws = [
        box(f"Claw{x}{step}", (0.05, 0.1, 0.04), (x, 0.3 + 0.06 * (step == 0), 0.72 + 0.05 * step), RED)
        for x in (0.1, -0.1)
        for step in range(4)
    ]
    assert off(whole("Parrot", *body, *claws)).max() < 1


@pytest.mark.parametrize("end", [1, -1])
def test_a_statue_that_lies_along_x_looks_where_its_head_is_high(end: int) -> None:
    """No side of it is like the other."""
    coils = [ball(f"Coil{n}", (0.5, 0.6, 0.5), (0.6 * (n - 2), 0.2 * (-1) ** n, 0.25)) for n in range(5)]
    head = ball("Top", (0.5, 0.4, 0.9), (1.2 * end, 0.3, 0.95))
    horn = ball("Horn", (0.2, 0.2, 0.3), (-0.6, -0.5, 0.5))
    assert off(whole("Dragon", *coils, head, horn), 90 * end).max() < 1


def test_a_bust_that_its_file_turned_looks_along_its_two_equal_sides() -> None:
    head = [box("Skull", (0.3, 0.5, 0.5), (0, 0, 0.9), RED), box("Shoulders", (1.2, 0.4, 0.4), (0, 0.1, 0.3), RED)]
    block = whole("Bust", *head, box("Nose", (0.06, 0.1, 0.1), (0, -0.3, 0.9), RED))
    thing = block.objects[0]
    thing.data.transform(Matrix.Rotation(radians(-40), 4, "Z"))
    thing.rotation_euler.z = radians(40)
    assert off(block).max() < 1


@pytest.mark.parametrize("eyes", [False, True], ids=["", "eyes"])
@pytest.mark.parametrize("hips", [45.0, -60.0, 39.0])
def test_who_stands_at_the_ready_looks_where_the_head_does(hips: float, *, eyes: bool) -> None:
    """What is called eyes looks where the head does: that is not taken for where its body looks, and the head's turn
    added once more."""
    armature = skeleton("Soldier rig", lambda bone: f"mixamorig:{bone}", BONES)
    body = box("Soldier", (0.6, 0.4, 1.8), (0, 0, 0.9), RED)
    body.parent = armature
    body.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    looks = [box("Eyes", (0.2, 0.06, 0.06), (0, -0.21, 1.6), RED)] if eyes else []
    block = collection("Soldier", armature, body, *looks)
    for bone, angle in (("Hips", hips), ("Spine", -hips)):
        pose = armature.pose.bones[f"mixamorig:{bone}"]
        pose.rotation_mode = "XYZ"
        pose.rotation_euler.y = radians(angle)
        pose.keyframe_insert("rotation_euler", frame=1)
    found = off(block).max()
    assert found < 30, "a share of the hips is left"
    assert found > 5, "the hips were turned"


@pytest.mark.parametrize(
    ("one", "other"), [("arm{}Left", "arm{}Right"), ("Leg{}.L", "Leg{}.R"), ("l_shoe{}", "r_shoe{}")]
)
def test_left_and_right_parts_tell(one: str, other: str) -> None:
    """The pirate was modelled backwards: his left is where the viewer's is."""
    body = box("Body", (0.6, 0.3, 1.0), (0, 0, 1.0), RED)
    parts = [
        box(call.format(number), (0.2, 0.2, 0.5), (x, 0, 0.5 + number), RED)
        for call, x in ((one, -0.4), (other, 0.4))
        for number in range(2)
    ]
    assert off(collection("Pirate", body, *parts), 180).max() < 1


@pytest.mark.parametrize("turn", [0.0, pi / 2, pi])
def test_a_robot_on_stilts_is_told_by_its_left_and_right_bones(turn: float) -> None:
    """Its rig has no feet, and at rest it looks the other way than files do."""
    arms = {
        f"{bone}.{side}": (f"{above}.{side}" if above else "Hips", (sign * x, 0, z))
        for side, sign in (("L", -1), ("R", 1))
        for bone, above, x, z in (("Arm", "", 0.3, 1.4), ("Hand", "Arm", 0.6, 1.4), ("Stilt", "", 0.1, 0.8))
    }
    armature = skeleton("Robot rig", lambda bone: bone, {"Hips": ("", (0, 0, 0.9)), **arms})
    body = box("Robot", (0.6, 0.4, 1.8), (0, 0, 0.9), RED)
    body.parent = armature
    body.modifiers.new("Rig", "ARMATURE").object = armature
    armature.rotation_euler.z = turn
    bpy.context.scene.collection.objects.unlink(armature)
    assert off(collection("Robot", armature, body), 180 + degrees(turn)).max() < 1


@pytest.mark.parametrize("name", ["{}_Wheel", "Break{}", "fork {}"])
def test_one_letter_tells_of_two_of_the_same_name(name: str) -> None:
    frame = box("Bike", (1.6, 0.1, 0.6), (0, 0, 0.6), RED)
    wheels = [box(name.format(end), (0.6, 0.05, 0.6), (x, 0, 0.3), RED) for end, x in (("F", 0.7), ("B", -0.7))]
    assert off(collection("Bike", frame, *wheels), 90).max() < 1


@pytest.mark.parametrize("spear", [(0.04, 0.04, 2.6), (0.02, 0.3, 2.4)])
def test_a_close_up_leaves_out_what_is_held_above_the_head(spear: tuple[float, float, float]) -> None:
    """Nothing says where the head is; its crown is at 1.7 m."""
    body, skull = box("Body", (0.5, 0.3, 1.4), (0, 0, 0.7), RED), box("Top", (0.24, 0.24, 0.3), (0, 0, 1.55), RED)
    block = whole("Guard", body, skull, box("Spear", spear, (0.4, 0, spear[2] / 2), RED))
    stage = turntable.build(block, capture(block, front="front"))
    stage.close(192, 192)
    assert 1.3 < stage.camera.location.z < 1.5
    assert abs(stage.camera.location.x) < 0.1


def test_a_close_up_shows_a_face_that_hangs_on_bones_of_its_own() -> None:
    """Nothing but the hair hangs on the head's bone."""
    bones = {"Hips": ("", (0, 0, 0.9)), "Head": ("Hips", (0, 0, 1.4)), "Skin": ("Hips", (0, 0, 1.5))}
    armature = skeleton("Girl rig", lambda bone: bone, bones)
    body, skin = box("Body", (0.5, 0.3, 1.4), (0, 0, 0.7), RED), box("Skin", (0.3, 0.3, 0.3), (0, 0, 1.55), RED)
    hair = box("Hair", (0.4, 0.4, 0.3), (0, 0, 1.85), RED)
    for thing, bone in ((body, "Hips"), (skin, "Skin"), (hair, "Head")):
        thing.vertex_groups.new(name=bone).add(range(8), 1.0, "REPLACE")
        thing.parent = armature
        thing.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    block = collection("Girl", armature, body, skin, hair)
    stage = turntable.build(block, capture(block, front="front"))
    stage.close(192, 192)
    data = stage.camera.data
    half = data.sensor_width / data.lens / 2 * (-stage.camera.location.y - 0.2)
    assert stage.camera.location.z - half < 1.4, "the chin is in the picture"


def worn(name: str, armature: Any, *things: Any) -> Any:
    """A collection of a rig and of what it moves."""
    for thing in things:
        thing.parent = armature
        thing.modifiers.new("Rig", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    return collection(name, armature, *things)


@pytest.mark.parametrize("upright", [90, -90])
@pytest.mark.parametrize("turn", [0.0, 90.0, 200.0])
def test_a_file_that_was_stood_up_looks_ahead_either_way(upright: int, turn: float) -> None:
    """Where Y is up, and where it is down, as in files whose upright was Z before glTF's was Y."""
    body, nose = box("Body", (0.6, 0.4, 1.8), (0, 0, 0.9), RED), box("Peak", (0.1, 0.2, 0.1), (0, -0.3, 1.6), RED)
    block = whole("Inspector", body, nose)
    thing = block.objects[0]
    holder = bpy.data.objects.new("Model", None)
    block.objects.link(holder)
    thing.parent = holder
    thing.data.transform(Matrix.Rotation(radians(-upright), 4, "X"))
    holder.rotation_euler = radians(upright), 0, radians(turn)
    assert off(block, turn).max() < 1


def test_eyes_tell_more_than_toes_that_trail_behind() -> None:
    """A dragon that swims."""
    feet = {
        f"{side}_{part}": (parent.format(side), (x, y, 0.3))
        for side, x in (("l", 0.3), ("r", -0.3))
        for part, parent, y in (("foot", "Hips", 0.6), ("toes", "{}_foot", 0.8))
    }
    armature = skeleton("Dragon rig", lambda bone: bone, {"Hips": ("", (0, 0, 0.4)), **feet})
    body, head = box("Body", (0.5, 2.0, 0.5), (0, 0, 0.4), RED), box("Head", (0.5, 0.5, 0.5), (0, -1.2, 0.5), RED)
    eyes = [box(f"Eye{side}", (0.1, 0.1, 0.1), (x, -1.42, 0.6), RED) for side, x in (("L", 0.15), ("R", -0.15))]
    assert off(worn("Dragon", armature, body, head, *eyes)).max() < 1


@pytest.mark.parametrize("ahead", [0.1, -0.1])
def test_feet_of_one_bone_reach_to_the_mark_behind_it(ahead: float) -> None:
    """No bone has a name, and no foot a second one."""
    bones = {"Bone": ("", (0, 0, 0.9)), "Bone.001": ("Bone", (0, 0, 1.5))}
    for number, x in ((2, 0.1), (4, -0.1)):
        shin, foot = f"Bone.00{number}", f"Bone.00{number + 1}"
        bones[shin], bones[foot] = ("Bone", (x, 0, 0.5)), (shin, (x, 0, 0.05))
        bones[f"{foot}_end"] = (foot, (x, ahead, 0.03))
        bones[f"{foot}_end_end"] = (f"{foot}_end", (x, -40 * ahead, -7.0))
    armature = skeleton("Rig", lambda bone: bone, bones)
    block = worn("Outlaw", armature, box("Outlaw", (0.6, 0.4, 1.8), (0, 0, 0.9), RED))
    assert off(block, 180 if ahead > 0 else 0).max() < 1


@pytest.mark.parametrize("lean", [-0.03, 0.03])
def test_legs_that_lean_have_no_toes(lean: float) -> None:
    """Below the knee they go back or forth, and end without a foot."""
    legs = [
        box(f"Leg{n}{x}", (0.14, 0.12, 0.045), (x, lean * (1 - n / 9), 0.0225 + 0.045 * n), RED)
        for x in (0.08, -0.08)
        for n in range(10)
    ]
    assert off(whole("Kid", *legs, ball("Body", (0.5, 0.3, 1.2), (0, 0, 1.0)))).max() < 1


@pytest.mark.parametrize("belly", [-0.25, 0.25])
def test_heels_under_a_belly_are_no_toes(belly: float) -> None:
    """What is above the feet reaches further ahead than they do, and further back, too."""
    feet = [box(f"Foot{x}{n}", (0.2, 0.2, 0.04), (x, 0, 0.02 + 0.04 * n), RED) for x in (0.2, -0.2) for n in range(3)]
    legs = [box(f"Leg{x}", (0.2, 0.24, 0.1), (x, 0, 0.2), RED) for x in (0.2, -0.2)]
    trunk = box("Trunk", (0.3, 0.3, 1.2), (0, 0, 0.9), RED)
    paunch = box("Paunch", (0.3, 0.3, 0.1), (0, belly * 0.6, 0.3), RED)
    assert off(whole("Toy", *feet, *legs, trunk, paunch)).max() < 1


@pytest.mark.parametrize("end", [1, -1])
def test_an_animal_on_a_rig_without_names_lies_along_x(end: int) -> None:
    """It gallops: each of its hoofs points elsewhere, and straight down."""
    bones = {"Bone": ("", (-0.5 * end, 0, 1.0)), "Bone.001": ("Bone", (0.5 * end, 0, 1.0))}
    for number, (x, y) in enumerate(((0.7, 0.1), (0.5, -0.1), (-0.7, 0.1), (-0.5, -0.1))):
        bones[f"Leg.{number}"], bones[f"Leg.{number}.001"] = ("Bone", (x, y, 0.5)), (f"Leg.{number}", (x, y, 0.02))
    body, neck = box("Body", (1.6, 0.4, 0.5), (0, 0, 0.9), RED), box("Neck", (0.3, 0.2, 0.7), (0.9 * end, 0, 1.4), RED)
    legs = [box(f"Leg{x}", (0.1, 0.1, 0.7), (x, y, 0.35), RED) for x, y in ((0.7, 0.1), (0.5, -0.1), (-0.7, 0.1))]
    armature = skeleton("Rig", lambda bone: bone, bones)
    tail = box("Tail", (0.4, 0.06, 0.1), (-1.0 * end, 0.1, 1.0), RED)
    assert off(worn("Horse", armature, body, neck, tail, *legs), 90 * end).max() < 1


@pytest.mark.parametrize("wheel", [(0, 0, 180), (-180, 0, 0), (0, 90, 40)])
def test_a_part_that_is_turned_for_itself_does_not_turn_the_rest(wheel: tuple[float, float, float]) -> None:
    """A buckle, a wheel: it comes first by its name, nothing has a parent, and what is large is upright."""
    hull = box("Hull", (1.8, 4.0, 1.2), (0, 0, 0.8), RED)
    part = box("A part", (0.2, 0.6, 0.6), (0.9, 1.3, 0.3), RED)
    part.rotation_euler = tuple(map(radians, wheel))
    assert off(collection("Car", part, hull)).max() < 1


def plate(size: tuple[float, float, float], at: tuple[float, float, float]) -> Any:
    """A sloping one: what is made of nothing but cubes may be an animal."""
    made = box("Plate", size, at, RED)
    made.rotation_euler.x = radians(25)
    return made


def tank(end: int) -> list[Any]:
    """Its turret stands aft, its barrel points ahead."""
    turret = box("Turret", (0.9, 0.9, 0.6), (-0.5 * end, 0, 1.1), RED)
    hull = [box("Hull", (2.6, 1.6, 0.8), (0, 0, 0.4), RED), plate((2.6, 1.5, 0.3), (0, 0, 0.6))]
    return [*hull, turret, box("Barrel", (2, 0.1, 0.1), (end, 0, 1.1), RED)]


def boat(end: int) -> list[Any]:
    """Its bridge stands aft, its bow narrows."""
    bow = [box(f"Bow{n}", (0.3, 1.2 - 0.4 * n, 0.5), ((1.6 + 0.3 * n) * end, 0, 0.4), RED) for n in range(3)]
    hull = [box("Hull", (3, 1.4, 0.6), (0, 0, 0.3), RED), plate((3, 1.2, 0.3), (0, 0, 0.4))]
    return [*hull, box("Bridge", (0.7, 1, 1), (-1 * end, 0, 1.1), RED), *bow]


def cart(end: int) -> list[Any]:
    """Its cabin stands aft, its bonnet is long."""
    cabin = box("Cabin", (1.0, 1.5, 0.7), (-0.9 * end, 0, 1.35), RED)
    bonnet = box("Bonnet", (0.7, 1.2, 0.3), (1.5 * end, 0, 0.85), RED)
    return [box("Body", (3.4, 1.7, 0.6), (0, 0, 0.7), RED), plate((3.4, 1.6, 0.2), (0, 0, 0.7)), cabin, bonnet]


@pytest.mark.parametrize("end", [1, -1])
@pytest.mark.parametrize("made", [tank, boat, cart])
def test_what_is_built_has_its_high_end_aft(made: Any, end: int) -> None:
    """Along X, and no name says so; an animal of that shape has its head there."""
    assert off(whole("Made", *made(end)), 90 * end).max() < 1


@pytest.mark.parametrize("reach", [(0, 1.02), (0.9, 1.4), (-0.4, 0.9)])
def test_eyes_lie_ahead_of_a_body_without_corners_at_their_height(reach: tuple[float, float]) -> None:
    """Only its head has some there, all about its eyes."""
    body = [box("Hull", (0.8, 2.2, 1.0), (0, 0, 0.6), RED), box("Muzzle", (0.5, 0.1, 0.12), (0, 1.12, 0.7), RED)]
    eyes = [box(f"Eye{x}", (0.08, 0.06, 0.05), (x, 1.12, 0.7), RED) for x in (0.2, -0.2)]
    crest = box("Crest", (0.1, reach[1] - reach[0], 0.1), (0, sum(reach) / 2, 1.2), RED)
    assert off(collection("Spot", *body, *eyes, crest), 180).max() < 1


@pytest.mark.parametrize("origin", [(40, 30, 0), (-3, 0, 0), (0, 9, -9)])
def test_toes_that_were_left_at_a_files_origin_say_nothing(origin: tuple[float, float, float]) -> None:
    stray = {f"{side}ToeBase": (f"{side}Foot", origin) for side in ("Left", "Right")}
    armature = skeleton("Rig", lambda bone: bone, {**BONES, **stray})
    assert off(worn("Giraffe", armature, box("Body", (0.6, 0.4, 1.8), (0, 0, 0.9), RED))).max() < 1


@pytest.mark.parametrize("turn", [180.0, -120.0])
def test_a_head_that_was_at_rest_otherwise_turns_no_face(turn: float) -> None:
    armature = skeleton("Rig", lambda bone: bone)
    head = armature.pose.bones["Head"]
    head.rotation_mode = "AXIS_ANGLE"
    head.rotation_axis_angle = (radians(turn), *(head.bone.matrix_local.to_3x3().inverted() @ Vector((0, 0, 1))))
    assert off(worn("Converted", armature, box("Body", (0.6, 0.4, 1.8), (0, 0, 0.9), RED))).max() < 1


@pytest.mark.parametrize("held", [(0.05, 0.05, 2.4), (0.1, 0.6, 0.8), (0.5, 0.3, 0.4)])
def test_what_is_held_in_one_hand_moves_no_plane(held: tuple[float, float, float]) -> None:
    """A spear, a shield, a dog: the figure is as even as without."""
    body = [ball("Body", (0.6, 0.4, 1.2), (0, 0, 0.9)), ball("Hood", (0.4, 0.7, 0.4), (0, 0.2, 1.6))]
    block = whole("Guard", *body, ball("Nose", (0.1, 0.2, 0.1), (0, -0.2, 1.6)), box("Held", held, (1.0, 0, 1.2), RED))
    assert off(block).max() < 1


@pytest.mark.parametrize("angle", [45.0, 30.0, -60.0])
def test_a_mesh_that_was_modelled_aside_has_its_own_sides(angle: float) -> None:
    cat = [ball("Trunk", (0.4, 1.8, 0.5), (0, 0, 0.6)), ball("Skull", (0.4, 0.4, 0.5), (0, -0.9, 1.0))]
    legs = [ball(f"Leg{x}{y}", (0.15, 0.15, 0.6), (x, y, 0.3)) for x in (0.15, -0.15) for y in (0.5, -0.5)]
    block = whole("Cat", *cat, *legs, ball("Tail", (0.1, 1.0, 0.1), (0, 1.2, 0.8)))
    turned(block, radians(angle))
    found = off(block, angle)[0] % 90
    assert min(found, 90 - found) < 8, "one of its four sides, as far as planes are tried"


@pytest.mark.parametrize(
    "corners",
    [
        [(0, 0, 0), (1, 0, 0), (1, 1, 2)],
        [(0, 0, 0), (9000, 0, 0), (9000, 9000, 0)],
        [(0, 0, 0), (0, 0, 1), (0, 0, 2)],
        [(0, 5, 0), (0, 6, 0), (0, 5, 0)],
    ],
    ids=["triangle", "floor", "pole", "line"],
)
def test_what_is_hardly_a_figure_is_filmed_all_the_same(corners: list[tuple[float, float, float]]) -> None:
    mesh = bpy.data.meshes.new("Scrap")
    mesh.from_pydata(corners, [], [(0, 1, 2)])
    block = collection("Scrap", bpy.data.objects.new("Scrap", mesh))
    stage = turntable.build(block, capture(block))
    stage.close(192, 192)
    assert all(map(isfinite, stage.path.facing))


@pytest.mark.parametrize("arms", [0.0, 0.72, 0.86, 1.0], ids=["at the sides", "half out", "out", "far out"])
def test_arms_stretched_out_hide_no_toes(arms: float) -> None:
    """`arms`: how far the hands are from the middle, in metres; the feet touch each other, and point along +Y."""
    feet = [box(f"Foot{x}", (0.14, 0.3, 0.1), (x, 0.06, 0.05), RED) for x in (0.08, -0.08)]
    legs = [box(f"Leg{n}{x}", (0.14, 0.16, 0.2), (x, 0, 0.2 + 0.2 * n), RED) for x in (0.08, -0.08) for n in range(4)]
    hands = [ball(f"Hand{side}", (max(arms, 0.1), 0.1, 0.1), (side * (arms / 2 + 0.2), 0, 1.35)) for side in (1, -1)]
    trunk, head = ball("Trunk", (0.5, 0.3, 0.7), (0, 0, 1.2)), ball("Head", (0.3, 0.3, 0.4), (0, 0, 1.6))
    assert off(whole("Man", *feet, *legs, *hands, trunk, head), 180).max() < 1


@pytest.mark.parametrize(
    ("name", "size", "at"),
    [
        ("SteeringWheel", (0.4, 0.1, 0.4), (0.45, -0.8, 1.0)),
        ("Cannon", (0.1, 0.6, 0.1), (-0.5, -1.0, 0.9)),
        ("Headlight", (0.3, 0.1, 0.3), (0.5, -1.0, 0.5)),
        ("Eye", (0.2, 0.1, 0.2), (0.5, -0.98, 0.6)),
    ],
)
@pytest.mark.parametrize("turn", [0.0, 90.0])
def test_what_lies_aside_on_one_side_does_not_turn_a_figure(
    name: str, size: tuple[float, ...], at: tuple[float, ...], turn: float
) -> None:
    """The way to what has a name is aslant; what it is on has four sides."""
    block = collection("Cart", box("Chassis", (1.2, 2.0, 0.8), (0, 0, 0.5), RED), box(name, size, at, RED))
    for thing in block.objects:
        thing.data.transform(thing.matrix_basis)
        thing.matrix_basis = Matrix.Identity(4)
    turned(block, radians(turn))
    assert off(block, turn).max() < 1
