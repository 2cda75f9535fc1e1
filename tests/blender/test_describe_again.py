# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe Cameras on small scenes as animators key them: cameras that hang on a walker, jumps without a way between,
whips, focus, lenses, panoramas, fences, panes, and one who is through in a second."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
import pytest
from test_describe_foreign import _figure, _told, camera, mia, scene  # noqa: F401 - fixtures


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
