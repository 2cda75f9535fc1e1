# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Few clicks: marks that tell shots apart, choices for many at once, cast from collections, exports with names."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest

from addon.blender.cast import from_collections
from addon.blender.engine.view import current as view
from addon.blender.export import data as export
from addon.blender.project import overview
from addon.blender.properties import film
from addon.blender.shots import build, chosen
from addon.blender.shots import ui as shots_ui


@pytest.fixture
def shots(edit: Any) -> Any:
    for number in range(3):
        edit.timeline_markers.new(f"m{number}", frame=1 + 48 * number)
    edit.frame_end = 144
    build.build_shots(edit)
    view.clear(None)
    yield film(edit).shots
    view.clear(None)


def take(shot: Any, *, stale: str = "", rejected: bool = False) -> Any:
    made = shot.takes.add()
    made.id, made.stale, made.rejected = f"take-{shot.name}", stale, rejected
    shot.active_take = made.id
    return made


def test_a_shots_mark_says_what_asks_for_the_artist(shots: Any) -> None:
    first, second, third = shots
    take(first)
    take(second, stale="the camera moved")
    assert [shots_ui.mark_of(shot) for shot in shots] == ["done", "late", "open"]
    view.latest = {
        first.uuid: SimpleNamespace(working=True, trouble=""),
        third.uuid: SimpleNamespace(working=False, trouble="x"),
    }  # type: ignore[dict-item]
    assert [shots_ui.mark_of(shot) for shot in shots] == ["working", "late", "trouble"]
    first.gone = True
    assert shots_ui.mark_of(first) == "gone"
    icons = bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys()
    assert set(shots_ui.MARKS.values()) <= set(icons)


def test_a_shots_line_says_seconds_frames_camera_and_first_words(edit: Any, shots: Any) -> None:
    shot = shots[0]
    shot.camera = bpy.data.objects.new("Cam A", bpy.data.cameras.new("Cam A"))
    shot.block("action").text = "Mia waves.\nThen she goes."
    assert shots_ui.length_of(shot) == "2 s, 48 f"
    assert shots_ui.first_words(shot) == "Cam A  Mia waves."


def test_out_of_date_shots_are_generated_together(edit: Any, shots: Any) -> None:
    first, second, third = shots
    take(first)
    take(second, stale="the camera moved")
    take(third, rejected=True)
    assert [s.name for s in chosen.shots_to_generate(edit, "stale")] == [second.name]
    assert [s.name for s in chosen.shots_to_generate(edit, "open")] == [third.name]
    view.jobs = {"a": SimpleNamespace(shot_uuid=second.uuid, working=True, paused=False)}  # type: ignore[dict-item]
    assert not chosen.shots_to_generate(edit, "stale")
    film(edit).generate_which = "stale"
    assert overview.look(edit).button == "Nothing else: 1 of 3 is on the way"
    view.jobs = {}
    second.takes[0].stale = ""
    assert overview.look(edit).button == "No take is out of date"


def test_choices_go_to_the_other_shots_at_once(edit: Any, shots: Any) -> None:
    film(edit).shot_index = 0
    shots[0].route, shots[0].tier, shots[0].seed = "first_frame", "final", "7"
    assert bpy.ops.animatic.set_for_selected(every=True) == {"FINISHED"}
    assert [(s.route, s.tier, s.seed) for s in shots] == [("first_frame", "final", "7")] + [
        ("first_frame", "final", "")
    ] * 2


def test_generate_stands_right_under_the_action(edit: Any, shots: Any) -> None:
    film(edit).cast.add().name = "Mia"
    film(edit).shot_index = 0
    drawn = canvas.draw(bpy.types.ANIMATIC_PT_shots).operators
    where = drawn.index("animatic.preflight")
    assert where < drawn.index("animatic.mention_cast"), "a larger cast must not push it down"
    assert drawn[where - 1] in ("animatic.write_words", "animatic.edit_words")


def test_the_playhead_goes_to_the_shot(edit: Any, shots: Any) -> None:
    film(edit).shot_index = 2
    bpy.ops.animatic.go_to_shot()
    assert edit.frame_current == shots[2].frame_start


def made_collection(name: str, into: Any, *kinds: str) -> Any:
    made = bpy.data.collections.new(name)
    into.children.link(made)
    for kind in kinds:
        data = {"MESH": bpy.data.meshes, "ARMATURE": bpy.data.armatures, "CAMERA": bpy.data.cameras}[kind].new(name)
        made.objects.link(bpy.data.objects.new(name, data))
    return made


def test_a_cast_is_made_of_the_collections_in_one(edit: Any, shots: Any) -> None:
    people = made_collection("People", edit.collection)
    for name, kinds in (("Mia", ("MESH",)), ("Tom", ("MESH",)), ("Empty", ())):
        made_collection(name, people, *kinds)
    layer = bpy.context.view_layer
    layer.active_layer_collection = layer.layer_collection.children["People"]
    assert bpy.ops.animatic.add_cast_from_collections() == {"FINISHED"}
    assert [member.name for member in film(edit).cast] == ["Mia", "Tom"]
    assert bpy.ops.animatic.add_cast_from_collections(inside="People") == {"CANCELLED"}, "nobody joins twice"


def test_the_collection_that_was_clicked_last_is_nobody(edit: Any, shots: Any) -> None:
    made_collection("Chairs", edit.collection, "MESH")
    layer = bpy.context.view_layer
    layer.active_layer_collection = layer.layer_collection.children["Chairs"]
    assert bpy.ops.animatic.add_cast_from_collections() == {"CANCELLED"}
    assert not film(edit).cast


def test_the_list_of_collections_ticks_who_most_likely_plays(edit: Any, shots: Any) -> None:
    made_collection("Collection 1", edit.collection, "MESH")
    made_collection("Lights", edit.collection, "CAMERA")
    people = made_collection("People", edit.collection)
    for name in ("Mia", "Tom"):
        made_collection(f"{name} Hair", made_collection(name, people, "MESH"), "MESH")
    set_of_film = made_collection("Yard", edit.collection, "MESH")
    for tools in ("glTF_not_exported", "WGTS_rig", "WGTS_rig.001"):
        made_collection(tools, edit.collection, "MESH")
    found = from_collections.candidates(bpy.context)
    names = {one.collection.name: (one.depth, one.things) for one in found}
    assert names["Mia"] == (1, 2)
    assert "Lights" not in names
    assert not any(name.startswith(("glTF", "WGTS")) for name in names), "shapes that bones are drawn with"
    assert {one.name for one in from_collections.guessed(found)} == {"Mia", "Tom", "Yard"}
    for name in ("Mia", "Tom"):
        rig = bpy.data.objects.new(f"{name} Rig", bpy.data.armatures.new(name))
        bpy.data.collections[name].objects.link(rig)
    found = from_collections.candidates(bpy.context)
    assert {one.name for one in from_collections.guessed(found)} == {"Mia", "Tom"}
    assert set_of_film.name in names


def test_exports_count_up_and_overwrite_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "film.animatic" / "exports"
    assert export.free_name(folder, "film", ".mp4").name == "film_v001.mp4"
    folder.mkdir(parents=True)
    (folder / "film_v001.mp4").write_bytes(b"")
    (folder / "film_v002.mp4").write_bytes(b"")
    assert export.free_name(folder, "film", ".mp4").name == "film_v003.mp4"
    assert export.free_name(folder, "film_sheet", ".png").name == "film_sheet_v001.png"


def test_channels_that_takes_go_to_are_opened(edit: Any, shots: Any) -> None:
    channel = edit.sequence_editor.channels[film(edit).video_channel]
    channel.mute = channel.lock = True
    line = next(line for line in overview.look(edit).lines if line.operator == "animatic.open_channels")
    assert "muted" in line.text
    bpy.ops.animatic.open_channels()
    assert not channel.mute
    assert not channel.lock
