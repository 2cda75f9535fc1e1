# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe Cameras on small scenes as animators key them: cameras that hang on a walker, jumps without a way between,
whips, focus, lenses, panoramas, fences, panes, and one who is through in a second."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
import pytest
from capture_scenes import RED, box, collection
from foreign_figures import person
from test_describe_foreign import _figure, _told, camera, mia, scene  # noqa: F401 - fixtures

from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine.slices import whole
from addon.blender.properties import film
from addon.blender.shots import build, describe
from addon.second import compat


def keyed(thing: Any, path: str, *keys: tuple[int, Any], way: str = "BEZIER") -> None:
    for frame, value in keys:
        setattr(thing, path, value)
        thing.keyframe_insert(path, frame=frame)
    holder = thing.animation_data.action.layers[0].strips[0].channelbags[0]
    for curve in holder.fcurves:
        for key in curve.keyframe_points:
            key.interpolation = way


def turn(degrees: float) -> tuple[float, float, float]:
    """Level, counterclockwise from north."""
    return radians(90), 0, radians(degrees)


def test_a_camera_that_hangs_on_a_walker_who_turns(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    walker = mia.objects[0]
    camera.parent, camera.location = walker, (0, -2.2, 1.5)
    keyed(walker, "location", (1, (0, 9, 0)), (24, (0, 0, 0)), (48, (9, 0, 0)), way="LINEAR")
    keyed(
        walker, "rotation_euler", (1, (0, 0, 0)), (20, (0, 0, 0)), (28, (0, 0, radians(90))), (48, (0, 0, radians(90)))
    )
    said, _ = _told(scene, mia)
    assert "moving back ahead of @Mia" in said
    assert not any(word in said for word in ("orbit", "truck", "pan", "pull"))


def test_a_jump_by_constant_keys_is_a_cut(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    keyed(camera, "location", (1, (0, -1.5, 1.6)), (24, (0, -9, 1.6)), (48, (0, -9, 1.6)), way="CONSTANT")
    said, _ = _told(scene, mia)
    assert "static camera, then a cut to a wide shot" in said


def test_a_whip(scene: Any, camera: Any) -> None:  # noqa: F811
    keyed(camera, "rotation_euler", (1, turn(0)), (20, turn(0)), (25, turn(-80)), (48, turn(-80)))
    assert _told(scene)[0] == "35 mm lens, whip pan right"


def test_focus_from_one_to_the_other(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    tom = _figure(scene, "Tom")
    mia.objects[0].location, tom.objects[0].location = (-0.6, -1, 0), (0.9, 4, 0)
    camera.data.dof.use_dof = True
    for frame, value in ((1, 3.0), (20, 3.0), (30, 8.0)):
        camera.data.dof.focus_distance = value
        camera.data.keyframe_insert("dof.focus_distance", frame=frame)
    assert "static camera, focus pull from @Mia to @Tom" in _told(scene, mia, tom)[0]


def test_a_small_crane(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    keyed(camera, "location", (1, (0, -5, 1.2)), (48, (0, -5, 2.4)))
    assert "crane up" in _told(scene, mia)[0]


def test_a_pan_with_a_zoom(scene: Any, camera: Any) -> None:  # noqa: F811
    keyed(camera, "rotation_euler", (1, turn(12)), (48, turn(-12)))
    keyed(camera.data, "lens", (1, 35.0), (48, 60.0))
    said, _ = _told(scene)
    assert "pan right" in said
    assert "zoom in" in said


def test_a_panorama_claims_no_size(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    camera.data.type = "PANO"
    said, _ = _told(scene, mia)
    assert "shot" not in said
    assert "mm" not in said


def test_a_camera_in_somebody_shows_nobody(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    keyed(camera, "location", (1, (0, 0, 1.6)), (48, (0, 6, 1.6)), way="LINEAR")
    keyed(mia.objects[0], "location", (1, (0, 0, 0)), (48, (0, 6, 0)), way="LINEAR")
    said, where = _told(scene, mia)
    assert "close-up" not in said
    assert "@Mia" not in said
    assert where == ""


@pytest.mark.parametrize("kind", ["fence", "glass", "wall"])
def test_what_stands_before_somebody(scene: Any, camera: Any, mia: Any, kind: str) -> None:  # noqa: F811
    mesh = bpy.data.meshes.new("Pane")
    mesh.from_pydata([(-3, -2, 0), (3, -2, 0), (3, -2, 3), (-3, -2, 3)], [], [(0, 1, 2, 3)])
    mesh.uv_layers.new()
    pane = bpy.data.objects.new("Pane", mesh)
    scene.collection.objects.link(pane)
    material = bpy.data.materials.new("Pane")
    mesh.materials.append(material)
    if material.node_tree is None:  # 4.5
        material.use_nodes = True
    tree = material.node_tree
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    if kind == "glass":
        shader.inputs["Transmission Weight"].default_value = 1.0
    elif kind == "fence":
        image = bpy.data.images.new("Bars", 16, 16, alpha=True)
        image.pixels = [v for n in range(256) for v in (0.1, 0.1, 0.1, float(n % 8 == 0))]
        node = tree.nodes.new("ShaderNodeTexImage")
        node.image = image
        tree.links.new(node.outputs["Alpha"], shader.inputs["Alpha"])
    assert _told(scene, mia)[1] == ("" if kind == "wall" else "@Mia is in the centre")


def test_one_who_is_through_in_a_second_of_twenty(scene: Any, camera: Any, mia: Any) -> None:  # noqa: F811
    scene.frame_end = 20 * 24
    scene.render.fps = 24
    keyed(
        mia.objects[0], "location", (1, (-9, 0, 0)), (300, (-9, 0, 0)), (324, (9, 0, 0)), (480, (9, 0, 0)), way="LINEAR"
    )
    assert _told(scene, mia)[1] == "@Mia crosses from left to right"


@pytest.mark.parametrize("how", ["parent", "constraint"])
def test_what_a_hand_carries_goes_with_who_carries_it(scene: Any, camera: Any, how: str) -> None:  # noqa: F811
    armature, body = person("Hero")
    sword = box("Sword", (0.06, 0.06, 1.0), (0.5, 0, 1.0), RED)
    if how == "parent":
        sword.parent, sword.parent_type, sword.parent_bone = armature, "BONE", "mixamorig:Hips"
    else:
        held = sword.constraints.new("CHILD_OF")
        held.target, held.subtarget = armature, "mixamorig:Hips"
    hero, prop = collection("Hero", armature, body), collection("Sword", sword)
    post = collection("Post", box("Post", (0.1, 0.1, 1.0), (-0.6, 0, 0.5), RED))
    camera.location.y = -6
    keyed(camera, "location", (1, (-1.6, -6, 1.4)), (48, (1.6, -6, 1.4)))
    said, staged = _told(scene, hero, prop, post)
    assert "truck right" in said
    assert "@Sword is with @Hero" in staged.split("; ")
    assert "@Post is on the right at first" not in staged, "it is beside its hero, and the camera glides past both"
    assert staged.count("@Sword") == 1


@pytest.mark.parametrize(
    ("start", "end", "way", "said"),
    [
        (1, 97, -9, "35 mm lens, wide shot to medium full shot, push in"),
        (-47, 49, -9, "35 mm lens, wide shot to medium full shot, push in"),
        (1, 97, -4, "35 mm lens, medium full shot, static camera"),
        (-47, 97, -4.05, "35 mm lens, medium full shot, static camera"),
    ],
)
def test_a_strip_pulled_beyond_its_scene_holds_a_frame(
    scene: Any,  # noqa: F811
    camera: Any,  # noqa: F811
    mia: Any,  # noqa: F811
    start: int,
    end: int,
    way: float,
    said: str,
) -> None:
    """Of a scene of 48 frames, before and after which its camera goes elsewhere: that is never seen."""
    keys = ((-48, (0, 30, 1.6)), (1, (0, way, 1.6)), (48, (0, -4, 1.6)), (96, (0, 20, 1.6)))
    keyed(camera, "location", *keys, way="LINEAR")
    edit = bpy.data.scenes.new("Cut")
    edit.render.fps = 24
    strip = edit.sequence_editor_create().strips.new_scene(name="a", scene=scene, channel=1, frame_start=1)
    compat.set_strip_start(strip, start)
    compat.set_strip_end(strip, end)
    build.build_shots(edit)
    (shot,) = film(edit).shots
    assert (shot.frame_start, shot.frame_end) == (start, end)
    cast_in(shot, add_member(edit, "Mia", collection=mia).uuid)
    assert whole(describe.describing(edit)).done == 1
    assert (shot.camera_block.text, shot.cast_block.text) == (said, "@Mia is in the centre")
