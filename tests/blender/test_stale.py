# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes know what they were made of: what changes in the scene is said on them by Check and by saving."""

from __future__ import annotations

from collections.abc import Callable
from math import radians
from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import RED, box, collection, figure, material
from take_parts import add_take

from addon.blender.cast.members import add_member, cast_in
from addon.blender.jobs import send
from addon.blender.properties import film
from addon.blender.shots import build
from addon.blender.shots.present import Present
from addon.blender.takes import stale
from addon.blender.values import to_model
from addon.core.models import MediaKind, Plan, Reference
from addon.second import compat


@pytest.fixture
def shot(edit: bpy.types.Scene, tmp_path: Path, movie: Any) -> Any:
    """One shot of 48 frames through a camera that pushes in and tracks Mia, with one take made just now."""
    edit.frame_end = 48
    edit.render.resolution_x, edit.render.resolution_y = 320, 180
    mia = figure("Mia")
    add_member(edit, "Mia", collection=collection("Mia", mia))
    add_member(edit, "Bo", collection=collection("Bo", figure("Bo", at=(2, 0, 0))))
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(camera)
    camera.rotation_euler = (radians(90), 0, 0)
    for frame, y in ((1, -8), (48, -6), (200, -5), (220, -4)):
        camera.location = (0, y, 1)
        camera.keyframe_insert("location", frame=frame)
    camera.constraints.new("TRACK_TO").target = mia
    edit.timeline_markers.new("A", frame=1).camera = camera
    build.build_shots(edit)
    (made,) = film(edit).shots
    made.route, made.block("action").text = "text", "@Mia waves."
    cast_in(made, film(edit).cast[0].uuid)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    (plan,) = send.make_plans(edit, [made])
    add_take(edit, made, movie(60, 30), made_of=plan.made_of)
    return film(edit).shots[0]


def _key(frame: int, x: float) -> None:
    camera = bpy.data.objects["Camera"]
    camera.location.x = x
    camera.keyframe_insert("location", frame=frame)


def _paint() -> None:
    bpy.data.objects["Mia"].data.materials[0] = material("Other", RED)


def _parent_camera() -> None:
    bpy.data.objects["Camera"].parent = bpy.data.objects["Bo"]


def _turn_the_picture() -> None:
    render = bpy.context.scene.render
    render.resolution_x, render.resolution_y = render.resolution_y, render.resolution_x


CHANGES: dict[str, tuple[Callable[[Any], None], str]] = {
    "a key of the camera in the shot": (lambda shot: _key(20, 1.0), "camera changed"),
    "the lens": (lambda shot: setattr(bpy.data.cameras["Camera"], "lens", 80), "camera changed"),
    "the camera's parent": (lambda shot: _parent_camera(), "camera changed"),
    "a light switch of the camera": (lambda shot: setattr(bpy.data.cameras["Camera"], "show_passepartout", False), ""),
    "a key of the camera after the shot": (lambda shot: _key(220, 1.0), ""),
    "Mia's colours": (lambda shot: _paint(), "cast: Mia changed"),
    "Bo, who is not in it": (lambda shot: setattr(bpy.data.objects["Bo"].data.vertices[0].co, "x", 9), ""),
    "the words": (lambda shot: setattr(shot.block("action"), "text", "@Mia runs."), "words changed"),
    "the film's look": (lambda shot: setattr(film(bpy.context.scene), "look", "Film noir"), "words changed"),
    "the length": (
        lambda shot: setattr(bpy.context.scene, "frame_end", 40),
        "length changed from 48 to 40 frames",
    ),
    "the film's aspect": (
        lambda shot: setattr(film(bpy.context.scene), "aspect", "9:16"),
        "shape changed from 16:9 to 9:16",
    ),
    "the same aspect by another name": (lambda shot: setattr(film(bpy.context.scene), "aspect", "16:9"), ""),
    "the scene's resolution": (lambda shot: _turn_the_picture(), "shape changed from 16:9 to 9:16"),
    "the draft's resolution": (lambda shot: setattr(film(bpy.context.scene), "draft_resolution", "1080p"), ""),
    "the seed": (lambda shot: setattr(shot, "seed", "7"), ""),
    "the playhead": (lambda shot: bpy.context.scene.frame_set(30), ""),
    "a wall": (lambda shot: bpy.context.scene.collection.objects.link(box("Wall", (1, 1, 1), (0, 0, 0))), ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_check_says_what_changed(edit: Any, shot: Any, change: str) -> None:
    do, said = CHANGES[change]
    do(shot)
    assert bpy.ops.animatic.check_takes() == {"FINISHED"}
    assert film(edit).shots[0].takes[0].stale == said


def test_moving_mia_is_a_change_of_hers_and_of_the_camera_that_tracks_her(edit: Any, shot: Any) -> None:
    bpy.data.objects["Mia"].location.x = 1
    stale.check(edit)
    assert shot.takes[0].stale == "camera changed, cast: Mia changed"


def test_putting_it_back_makes_the_take_good_again(edit: Any, shot: Any) -> None:
    lens = bpy.data.cameras["Camera"]
    lens.lens = 80
    assert stale.check(edit) == (1, ["SH010 t001: camera changed"])
    lens.lens = 50
    assert stale.check(edit) == (1, [])
    assert shot.takes[0].stale == ""


def test_a_front_that_is_put_right_marks_what_was_made_of_the_wrong_one(edit: Any, shot: Any, movie: Any) -> None:
    mia = film(edit).cast[0]
    plan = send.make_plans(edit, [shot])[0]
    sent = Reference(sha256="a" * 64, kind=MediaKind.VIDEO, media_type="video/mp4", path="captures/a.mp4", name="Mia")
    sent = sent.model_copy(update={"sides": ("left", "", "back")})
    add_take(edit, shot, movie(60, 30), filmed=(sent,), made_of=plan.made_of, place=False)
    assert stale.check(edit) == (2, [])
    mia.front = "left"
    assert stale.check(edit) == (2, [])
    mia.front = "right"
    mia.name = "Maria"
    assert stale.check(edit) == (2, ["SH010 t002: cast: Maria's front is another side"])


def test_another_name_is_no_other_words(edit: Any, shot: Any, movie: Any) -> None:
    """Its mentions follow; two may even change names. Words beside them are told."""
    mia, bo = film(edit).cast
    shot.block("action").text = "@Mia waves at @Bo."
    cast_in(shot, bo.uuid)
    (plan,) = send.make_plans(edit, [shot])
    add_take(edit, shot, movie(60, 30), made_of=plan.made_of, place=False)

    def told() -> list[str]:
        return [line for line in stale.check(edit)[1] if line.startswith("SH010 t002")]

    assert told() == []
    mia.name = "Old Man"
    assert told() == []
    bo.name = "Mia"
    mia.name = "Bo"
    assert shot.block("action").text == "@Bo waves at @Mia."
    assert told() == []
    shot.block("action").text = "@Mia waves at @Bo."
    assert told() == ["SH010 t002: words changed"]


def test_somebody_joins_and_somebody_leaves(edit: Any, shot: Any) -> None:
    shot.cast.clear()
    cast_in(shot, film(edit).cast[1].uuid)
    stale.check(edit)
    assert shot.takes[0].stale == "cast: Bo joined, cast: Mia left"


def test_who_a_strip_shows_changes_with_its_out_and_not_with_its_place(edit: Any, shot: Any, movie: Any) -> None:
    strip = edit.sequence_editor.strips.new_movie(name="Walk", filepath=str(movie(48)), channel=5, frame_start=100)
    member = add_member(edit, "Walker")
    member.source_kind, member.strip = "strip", "Walk"
    cast_in(shot, member.uuid)

    def digest() -> str:
        return Present().of(to_model(shot, edit)).cast[-1].digest

    before = digest()
    compat.set_content_start(strip, 150)
    assert digest() == before
    compat.set_strip_end(strip, 170)
    assert digest() != before
    member.strip = "Another"
    assert digest() == "gone"


def test_saving_marks_takes_and_the_marks_are_saved(edit: Any, shot: Any) -> None:
    bpy.data.cameras["Camera"].lens = 80
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert film(bpy.context.scene).shots[0].takes[0].stale == "camera changed"


def test_nothing_is_found_after_opening_the_film_again(edit: Any, shot: Any) -> None:
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert stale.check(bpy.context.scene) == (1, [])


def test_a_save_without_time_leaves_the_shots_for_the_next_one(edit: Any, shot: Any) -> None:
    bpy.data.cameras["Camera"].lens = 80
    stale.check_some(-1.0)
    assert shot.takes[0].stale == ""
    stale.check_some(60.0)
    assert shot.takes[0].stale == "camera changed"


def test_a_save_leaves_heavy_members_to_check(edit: Any, shot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _paint()
    monkeypatch.setattr(stale, "SAVE_VERTICES_MAX", 2)
    stale.check_some(60.0)
    assert shot.takes[0].stale == ""
    stale.check(edit)
    assert shot.takes[0].stale == "cast: Mia changed"


def test_a_take_of_before_these_were_kept_is_left_alone(edit: Any, shot: Any, movie: Any) -> None:
    add_take(edit, shot, movie(60, 30), place=False)
    bpy.data.cameras["Camera"].lens = 80
    assert stale.check(edit) == (1, ["SH010 t001: camera changed"])
    assert [take.stale for take in film(edit).shots[0].takes] == ["camera changed", ""]


def test_a_plan_is_the_same_to_a_person_whatever_it_was_made_of(edit: Any, shot: Any) -> None:
    """A moved camera changes nothing that a text request sends: it must not ask to be shown again."""

    def planned() -> Plan:
        return send.make_plans(edit, [film(edit).shots[0]])[0]

    before = planned()
    bpy.data.cameras["Camera"].lens = 80
    after = planned()
    assert before.made_of != after.made_of
    assert before.fingerprint == after.fingerprint
