# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe Cameras: what the scene's own cameras and characters come out as, in words."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
import pytest

from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine.slices import whole
from addon.blender.jobs import preflight_ops
from addon.blender.properties import film
from addon.blender.shots import build, describe, presence
from addon.second import compat


@pytest.fixture
def scene(edit: bpy.types.Scene) -> bpy.types.Scene:
    """A figure of 1.8 m at the origin, in a collection; 48 frames."""
    edit.render.resolution_x, edit.render.resolution_y = 1280, 720
    edit.frame_end = 48
    collection = bpy.data.collections.new("Mia")
    edit.collection.children.link(collection)
    mesh = bpy.data.meshes.new("Mia")
    corners = [(x, y, z) for x in (-0.25, 0.25) for y in (-0.2, 0.2) for z in (0, 1.8)]
    mesh.from_pydata(corners, [], [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6)])
    collection.objects.link(bpy.data.objects.new("Mia", mesh))
    return edit


def _camera(edit: Any, name: str, frame: int, *keys: tuple[int, tuple[float, float, float]], lens: float = 35) -> Any:
    camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    camera.data.lens = lens
    camera.rotation_euler = (radians(90), 0, 0)
    edit.collection.objects.link(camera)
    for at, position in keys:
        camera.location = position
        if len(keys) > 1:
            camera.keyframe_insert("location", frame=at)
    edit.timeline_markers.new(name, frame=frame).camera = camera
    return camera


def _described(edit: Any) -> Any:
    build.build_shots(edit)
    shots = film(edit).shots
    member = add_member(edit, "Mia", collection=bpy.data.collections["Mia"])
    for shot in shots:
        cast_in(shot, member.uuid)
    assert whole(describe.describing(edit)).done == len(shots)
    return shots


def test_a_push_in_and_a_static_close_up(scene: Any) -> None:
    _camera(scene, "Wide", 1, (1, (0, -9, 1.6)), (24, (0, -5, 1.6)))
    _camera(scene, "Close", 25, (25, (0, -1.4, 1.65)), lens=50)
    scene.frame_set(7)
    wide, close = _described(scene)
    assert "35 mm" in wide.block("camera").text
    assert "push in" in wide.block("camera").text
    assert "close-up" in close.block("camera").text
    assert "push" not in close.block("camera").text
    assert "@Mia" in wide.block("cast").text
    assert scene.frame_current == 7, "the playhead was left where it was sampled"


@pytest.mark.parametrize(("way", "said"), [("BEZIER", "whip pan left"), ("CONSTANT", "then a cut")])
def test_a_whip_of_four_frames_is_no_cut(scene: Any, way: str, said: str) -> None:
    """Between two of the moments that are looked at: the frames between tell one from the other."""
    camera = _camera(scene, "Wide", 1, (1, (0, -6, 1.6)))
    for frame, turn in ((1, -40), (21, -40), (25, 40)):
        camera.rotation_euler.z = radians(turn)
        camera.keyframe_insert("rotation_euler", frame=frame)
    for curve in compat.fcurves(camera):
        for key in curve.keyframe_points:
            key.interpolation = way
    (shot,) = _described(scene)
    assert said in shot.block("camera").text
    assert ("cut" in shot.block("camera").text) is (way == "CONSTANT")


def test_words_of_the_artist_stay_and_say_that_the_scene_changed(scene: Any) -> None:
    camera = _camera(scene, "Wide", 1, (1, (0, -9, 1.6)))
    (shot,) = _described(scene)
    block = shot.block("camera")
    block.text = "handheld, nervous"
    camera.data.lens = 85
    whole(describe.describing(scene))
    assert block.text == "handheld, nervous"
    assert block.changed
    block.revert()
    assert "85 mm" in block.text


def test_a_shot_without_a_camera_is_left_alone(edit: Any) -> None:
    build.build_shots(edit)
    assert whole(describe.describing(edit)).done == 0
    assert film(edit).shots[0].block("camera").text == ""


def test_an_orthographic_and_a_sharp_camera_do_not_trip(scene: Any) -> None:
    camera = _camera(scene, "Plan", 1, (1, (0, -9, 1.6)))
    camera.data.type = "ORTHO"
    camera.data.dof.use_dof = True
    camera.data.dof.focus_object = bpy.data.objects["Mia"]
    (shot,) = _described(scene)
    assert "mm" not in shot.block("camera").text


def test_it_says_what_it_did_and_what_it_had_no_time_for(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        _camera(scene, f"Camera{number}", 1 + 16 * number, (1, (0, -4, 1.6)))
    shots = _described(scene)
    shots[0].block("camera").text = "my own"
    bpy.data.objects["Camera0"].data.lens = 85
    assert whole(describe.describing(scene)).sentence == "3 shots described, 1 keeps your own words: see More Words"
    assert whole(describe.describing(scene, shots[1:2])).sentence == "1 shot described"
    shown: list[object] = []
    plainly = presence.as_rendered
    monkeypatch.setattr(presence, "as_rendered", lambda scene: shown.append(scene) or plainly(scene))
    assert whole(describe.describing(scene, seconds=-1)).sentence == "0 shots described, 3 left for Describe Cameras"
    assert not shown, "a scene that nobody looks at is not evaluated either"


def test_building_describes_what_is_new_or_shows_other_frames(scene: Any) -> None:
    camera = _camera(scene, "Wide", 1, (1, (0, -4, 1.6)))
    bpy.ops.animatic.build_shots()
    block = film(scene).shots[0].block("camera")
    assert block.text == "35 mm lens, static camera"
    camera.data.lens = 85
    bpy.ops.animatic.build_shots()
    assert block.text == "35 mm lens, static camera", "nothing changed in the edit"
    scene.frame_end = 40
    bpy.ops.animatic.build_shots(describe=False)
    assert block.text == "35 mm lens, static camera"
    scene.frame_end = 30
    bpy.ops.animatic.build_shots()
    assert block.text == "85 mm lens, static camera"


def test_the_halves_of_a_cut_shot_are_described_apart(scene: Any) -> None:
    _camera(scene, "Push", 1, (1, (0, -9, 1.6)), (20, (0, -5, 1.6)), (21, (0, -5, 1.6)))
    other = bpy.data.scenes.new("Cut")
    other.render.fps = 24
    strip = other.sequence_editor_create().strips.new_scene(name="a", scene=scene, channel=1, frame_start=1)
    build.build_shots(other)
    whole(describe.describing(other))
    strip.split(frame=25, split_method="SOFT")
    report = build.build_shots(other)
    first, second = film(other).shots
    assert report.refilmed == {first.uuid, second.uuid}
    whole(describe.describing(other))
    assert "push in" in first.block("camera").text
    assert "static camera" in second.block("camera").text


class Page:
    """The preflight's properties; its dialog exists only in a window."""

    bl_label = "Preflight"
    orders = jobs = ""
    which = "chosen"
    best_of = ""

    def _looking_over(self, edit: Any) -> Any:
        return preflight_ops.ANIMATIC_OT_preflight._looking_over(self, edit)  # type: ignore[arg-type]

    def report(self, *_: Any) -> None:
        pass


def test_the_preflight_looks_at_the_camera_as_it_is_now(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[str] = []

    def planning(edit: Any, *_: str) -> Any:
        planned.append(film(edit).shots[0].block("camera").text)
        yield
        return []

    monkeypatch.setattr(preflight_ops, "planning", planning)
    camera = _camera(scene, "Wide", 1, (1, (0, -4, 1.6)))
    _described(scene)
    camera.data.lens = 85
    page = Page()
    preflight_ops.ANIMATIC_OT_preflight.invoke(page, bpy.context, None)
    assert planned == ["85 mm lens, medium shot, static camera"]
