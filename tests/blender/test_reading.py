# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an edit shows as shots, in edits of every make: boards, meta strips, muted channels, holds, camera markers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import frames_of
from conftest import number_of
from test_shots import camera, colour, give_take, mark, table

from addon.blender import timeline
from addon.blender.capture import specs
from addon.blender.edit import sources
from addon.blender.edit.source import Cameras
from addon.blender.properties import film, tag
from addon.blender.shots import build
from addon.blender.values import take_to_model, to_model
from addon.core.models import ClipLook, Route
from addon.second import compat


def scene(name: str, length: int = 24, start: int = 1) -> bpy.types.Scene:
    made = bpy.data.scenes.new(name)
    made.frame_start, made.frame_end = start, start + length - 1
    made.camera = camera(made, f"{name} camera")
    return made


def scene_strip(edit: Any, of: bpy.types.Scene, start: int, channel: int = 1) -> Any:
    strip = edit.sequence_editor.strips.new_scene(name=of.name, scene=of, channel=channel, frame_start=start)
    strip.select = False
    return strip


def movie_strip(edit: Any, file: Path, name: str, start: int, channel: int = 1, length: int = 24) -> Any:
    strip = edit.sequence_editor.strips.new_movie(name=name, filepath=str(file), channel=channel, frame_start=start)
    compat.set_duration(strip, length)
    strip.select = False
    return strip


def meta(edit: Any, name: str, channel: int, start: int, end: int, *strips: Any) -> Any:
    made = edit.sequence_editor.strips.new_meta(name=name, channel=channel, frame_start=start)
    for strip in strips:
        strip.move_to_meta(made)
    compat.set_strip_end(made, end)
    made.select = False
    return made


def placed(edit: Any, file: Path, number: int = 0) -> Any:
    """A take of a shot, on the timeline."""
    shot = film(edit).shots[number]
    give_take(shot)
    timeline.place(edit, to_model(shot, edit), take_to_model(shot.takes[0], shot), file=file)
    return shot


class TestBoards:
    def test_boards_are_read_without_a_selection_the_topmost_and_not_those_laid_aside(self, edit, movie) -> None:
        clip = movie(24)
        for number in range(3):
            movie_strip(edit, clip, f"board{number}", 1 + 24 * number, channel=3)
            movie_strip(edit, clip, f"below{number}", 1 + 24 * number, channel=2)
            movie_strip(edit, clip, f"aside{number}", 1 + 24 * number, channel=5)
        edit.sequence_editor.channels[5].mute = True
        build.build_shots(edit)
        assert [s.source_name for s in film(edit).shots] == ["board0", "board1", "board2"]

    def test_boards_that_change_channels_are_all_read(self, edit, movie) -> None:
        for number in range(4):
            movie_strip(edit, movie(24), f"b{number}", 1 + 20 * number, channel=1 + number % 2)
        build.build_shots(edit)
        assert len(table(edit)) == 4

    def test_a_title_over_scene_strips_is_no_shot_and_a_board_between_them_is(self, edit, movie) -> None:
        scene_strip(edit, scene("A"), 1)
        scene_strip(edit, scene("B"), 49)
        movie_strip(edit, movie(24), "title", 5, channel=4, length=10)
        movie_strip(edit, movie(24), "board", 25, channel=4)
        build.build_shots(edit)
        assert [s.source_name for s in film(edit).shots] == ["A", "board", "B"]

    def test_a_reference_movie_under_camera_markers_is_none(self, edit, movie) -> None:
        edit.frame_start, edit.frame_end = 1, 48
        mark(edit, 1, camera(edit, "a"))
        movie_strip(edit, movie(48), "reference", 1)
        build.build_shots(edit)
        assert [s.origin for s in film(edit).shots] == ["camera_marker"]

    def test_the_whole_range_that_boards_replace_is_offered_for_removal(self, edit, movie) -> None:
        edit.frame_start, edit.frame_end = 1, 48
        build.build_shots(edit)
        for number in range(2):
            movie_strip(edit, movie(24), f"b{number}", 1 + 24 * number).select = True
        report = build.build_shots(edit)
        assert report.sentence.endswith("SH010 stood for the whole range: the minus takes it off the list.")
        assert [s.gone for s in film(edit).shots if s.origin == "range"] == [True]

    @pytest.mark.parametrize("bound", [True, False], ids=["to a marker", "the scene's own"])
    def test_an_empty_scene_in_the_place_of_the_artists_is_told(self, edit, bound: bool) -> None:
        """5.x shows no scene in a new Video Editing workspace, and a button that makes an empty one."""
        meant = scene("Street")
        eye = camera(meant, "Eye")
        meant.camera = None if bound else eye
        if bound:
            mark(meant, 1, eye)
        report = build.build_shots(edit)
        assert (
            "No camera is here; Street has some: show that scene in the Sequencer, and build again." in report.sentence
        )
        assert "Street" not in build.build_shots(edit).sentence, "told once, when it is new"

    def test_an_edit_with_a_camera_is_no_empty_scene(self, edit) -> None:
        meant = scene("Street")
        meant.camera = camera(meant, "Eye")
        edit.camera = camera(edit, "Mine")
        assert "Street" not in build.build_shots(edit).sentence

    def test_what_is_not_selected_is_offered(self, edit) -> None:
        """Blender's Storyboarding template selects the board under the playhead."""
        for number in range(2):
            scene_strip(edit, scene(f"S{number}"), 1 + 24 * number)
        edit.sequence_editor.strips["S0"].select = True
        report = build.build_shots(edit)
        assert report.sentence == "1 new. 1 strip that was not selected could be shots, too: Build All."
        bpy.ops.animatic.build_shots(everything=True)
        assert len(table(edit)) == 2
        assert build.left == 0


class TestMetaStrips:
    def test_scene_strips_in_meta_strips_are_shots_within_the_handles(self, edit) -> None:
        strips = [scene_strip(edit, scene(f"S{n}"), 1 + 24 * n) for n in range(4)]
        meta(edit, "SEQ0", 3, 1, 49, *strips[:2])
        meta(edit, "SEQ1", 4, 49, 90, *strips[2:])
        build.build_shots(edit)
        assert [(s.source_name, s.frame_start, s.frame_end) for s in film(edit).shots] == [
            ("S0", 1, 25), ("S1", 25, 49), ("S2", 49, 73), ("S3", 73, 90),
        ]  # fmt: skip
        assert sources.locate_shot(edit, film(edit).shots[2]).meta == "SEQ1"

    def test_of_an_audition_the_one_that_is_not_muted(self, edit) -> None:
        one, two, three = (scene_strip(edit, scene(n), 1, channel=c) for c, n in enumerate("ABC", 1))
        one.mute = three.mute = True
        meta(edit, "audition", 5, 1, 25, one, two, three)
        build.build_shots(edit)
        assert [s.source_name for s in film(edit).shots] == ["B"]
        two.mute, one.mute = True, False
        assert build.build_shots(edit).sentence == "1 new, 1 gone"

    def test_some_in_a_meta_strip_and_some_beside_it(self, edit) -> None:
        strips = [scene_strip(edit, scene(f"S{n}"), 1 + 24 * n) for n in range(3)]
        meta(edit, "SEQ", 3, 25, 73, *strips[1:])
        build.build_shots(edit)
        assert len(table(edit)) == 3

    def test_a_take_lands_inside_the_meta_strip(self, edit, movie) -> None:
        made = meta(edit, "SEQ", 3, 11, 35, scene_strip(edit, scene("S"), 11))
        build.build_shots(edit)
        timeline.place_placeholder(edit, to_model(film(edit).shots[0], edit), "waiting")
        assert {tag(s).role for s in made.strips} == {"source", "placeholder"}
        placed(edit, movie(60, 30))
        inside = {tag(s).role: (compat.strip_start(s), compat.strip_end(s)) for s in made.strips}
        assert inside == {"source": (11, 35), "take": (11, 35), "sound": (11, 35)}
        assert (compat.strip_start(made), compat.strip_end(made)) == (11, 35)
        assert made.strips["SH010 t001"].channel > made.strips["S"].channel


class TestMuted:
    @pytest.mark.parametrize("by", ["strip", "channel"])
    def test_muted_strips_and_strips_on_muted_channels_are_no_shots(self, edit, by: str) -> None:
        scene_strip(edit, scene("A"), 1)
        other = scene_strip(edit, scene("B"), 25, channel=2)
        if by == "strip":
            other.mute = other.select = True
        else:
            edit.sequence_editor.channels[2].mute = True
        build.build_shots(edit)
        assert [s.source_name for s in film(edit).shots] == ["A"]

    def test_a_shot_whose_take_covers_its_muted_strip_stays(self, edit, movie) -> None:
        strip = scene_strip(edit, scene("A"), 1)
        build.build_shots(edit)
        placed(edit, movie(60, 30))
        strip.mute = True
        assert build.build_shots(edit).sentence == "Nothing changed: 1 shot"
        timeline.remove_for_shot(edit, film(edit).shots[0].uuid)
        assert build.build_shots(edit).sentence == "1 gone"
        strip.mute = False
        assert build.build_shots(edit).sentence == "1 moved"

    def test_a_take_on_a_muted_channel_says_so_and_there_is_a_button(self, edit, movie) -> None:
        colour(edit, "a", 1, 24)
        build.build_shots(edit)
        shot = film(edit).shots[0]
        give_take(shot)
        edit.sequence_editor.channels[3].mute = True
        told = timeline.place(edit, to_model(shot, edit), take_to_model(shot.takes[0], shot), file=movie(48))
        assert "Channel 3 is muted, so it does not show" in told.sentence
        bpy.ops.animatic.open_channels()
        assert not edit.sequence_editor.channels[3].mute


class TestHolds:
    @pytest.mark.parametrize("speed", [1.0, 2.0])
    def test_a_strip_beyond_its_scene_holds_the_first_and_last_frame(self, edit, numbered_scene, shown, speed) -> None:
        strip = scene_strip(edit, numbered_scene("Sc", 100, 123), 11)
        if speed != 1:
            with compat.strip_operators(edit, [strip]):
                bpy.ops.sequencer.retiming_segment_speed_set(speed=100 * speed)
            strip.select = False
        compat.set_strip_start(strip, 1)
        compat.set_strip_end(strip, 50)
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit)
        seen = shown(edit, 1, 50)
        told = 49 if speed == 1 else 22  # beyond, Blender holds the scene's very last frame, which speed 2 leaves out
        assert [int(shot.scene_frame(frame)) for frame in range(told)] == seen[:told]
        content = 11 + compat.content_duration(strip)
        assert (seen[0], seen[-1], shot.holds) == (100, 123, (10, 50 - content))

    @pytest.mark.parametrize("kind", ["clip", "blockout"])
    def test_its_clips_stand_still_where_the_edit_does(self, edit, numbered_scene, shown, tmp_path, kind: str) -> None:
        from addon.second import filming

        strip = scene_strip(edit, numbered_scene("Sc", 100, 123), 11)
        compat.set_strip_start(strip, 1)
        compat.set_strip_end(strip, 49)
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit).model_copy(update={"clip_look": ClipLook.SCENE})
        wanted = shown(edit, 1, 49)
        assert (wanted[0], wanted[11], wanted[33], wanted[-1]) == (100, 101, 123, 123)
        if kind == "clip":
            spec = specs.clip_spec(shot, "160x96")
        else:  # with six frames before the shot, and as many after it
            spec = specs.blockout_spec(shot, 3, 6, {}).model_copy(update={"width": 160, "height": 96})
            wanted = [100] * 6 + wanted + [123] * 18
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "copy.blend"))
        job = {
            "blend": bpy.data.filepath,
            "captures": [{**spec.model_dump(mode="json"), "out": str(tmp_path / "o.mp4")}],
        }
        filming.main(job, lambda _: None)
        assert [number_of(frame) for frame in frames_of(tmp_path / "o.mp4")] == wanted

    def test_plans_and_cuts_know_it_too(self, edit) -> None:
        from addon.blender.export import data
        from addon.blender.review import judging
        from addon.second.judging import depths

        made = scene("A", 24)
        eye = made.camera
        eye.keyframe_insert("location", index=0, frame=1)
        eye.location.x = 23
        eye.keyframe_insert("location", index=0, frame=24)
        for curve in compat.fcurves(eye):
            for key in curve.keyframe_points:
                key.interpolation = "LINEAR"
        strip = scene_strip(edit, made, 25)
        compat.set_strip_start(strip, 1)
        compat.set_strip_end(strip, 73)
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit)
        assert (shot.frames, shot.holds) == (72, (24, 24))
        plan = judging._plan(shot, (160, 96))
        geometry = depths.film_geometry(plan)
        ways = [sample.pose.position[0] for sample in geometry.samples]
        assert ways[:8] == pytest.approx([0] * 8, abs=1e-3)
        assert ways[-8:] == pytest.approx([23] * 8, abs=1e-3)
        floor = data._floor_plan(shot)
        assert (floor["frame_start"], floor["frames"]) == (1, 24)

    def test_a_strip_that_slipped_in_its_hold_is_another_clip(self, edit) -> None:
        strip = scene_strip(edit, scene("A", 24), 11)
        compat.set_strip_start(strip, 1)
        build.build_shots(edit)
        one = to_model(film(edit).shots[0], edit)
        keys = {specs.clip_spec(one.model_copy(update={"holds": holds}), "160x96").key for holds in ((10, 0), (4, 6))}
        assert len(keys) == 2

    def test_it_is_told(self, edit) -> None:
        from addon.core import catalog
        from addon.core.plans import checks, planning

        strip = scene_strip(edit, scene("A", 24), 1)
        compat.set_strip_end(strip, 49)
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit).model_copy(update={"route": Route.FIRST_FRAME})
        told = [p.message for p in checks.check_shot(shot, planning.model_of(shot, catalog.load()))]
        assert told == ["The strip of SH010 is longer than its scene's range and holds its last frame for 24 frames."]


class TestCamerasOfAScene:
    def test_the_cuts_within_a_scene_strip_are_told_and_split_there(self, edit) -> None:
        made = scene("A", 96)
        for frame, name in ((1, "one"), (25, "two"), (49, "two again"), (73, "three")):
            mark(made, frame, camera(made, name))
        made.timeline_markers[2].camera = made.timeline_markers[1].camera
        strip = scene_strip(edit, made, 101)
        build.build_shots(edit)
        assert to_model(film(edit).shots[0], edit).cuts == (24, 72)
        assert "SH010 cuts between 3 cameras" in build.build_shots(edit).sentence
        bpy.ops.animatic.split_at_cameras()
        assert table(edit) == [("SH005", 101, 125), ("SH010", 125, 173), ("SH020", 173, 197)]
        assert [to_model(s, edit).camera for s in film(edit).shots] == ["one", "two", "three"]
        strip.scene_camera = made.timeline_markers[0].camera
        assert to_model(film(edit).shots[0], edit).cuts == ()


class TestMarkersOnOneFrame:
    @pytest.mark.parametrize("order", ["AB", "BA"])
    def test_blender_and_we_take_the_first_of_the_list(self, edit, order: str) -> None:
        edit.frame_start, edit.frame_end = 1, 60
        eyes = {name: camera(edit, name) for name in "AB"}
        mark(edit, 1, eyes["A"], "first")
        for name in order:
            mark(edit, 30, eyes[name], name)
        build.build_shots(edit)
        edit.frame_set(40)
        assert film(edit).shots[1].camera == edit.camera == eyes[order[0]]
        assert Cameras().at(edit, 40) == edit.camera
        assert len(table(edit)) == 2

    def test_one_that_was_dragged_onto_another(self, edit) -> None:
        edit.frame_start, edit.frame_end = 1, 60
        for frame, name in ((1, "A"), (30, "B"), (45, "C")):
            mark(edit, frame, camera(edit, name), name)
        build.build_shots(edit)
        edit.timeline_markers[2].frame = 30
        assert build.build_shots(edit).sentence == "1 moved, 1 gone"
        edit.frame_set(50)
        assert [s.camera.name for s in film(edit).shots if not s.gone] == ["A", edit.camera.name]

    def test_a_camera_that_is_hidden_in_renders_films_nothing(self, edit) -> None:
        edit.frame_start, edit.frame_end = 1, 60
        mark(edit, 1, camera(edit, "A"))
        mark(edit, 30, camera(edit, "B"))
        bpy.data.objects["B"].hide_render = True
        edit.frame_set(40)
        assert Cameras().at(edit, 40) == edit.camera == bpy.data.objects["A"]
        build.build_shots(edit)
        assert table(edit) == [("SH010", 1, 61)]

    def test_when_the_last_markers_camera_is_deleted_no_two_shots_overlap(self, edit) -> None:
        edit.frame_start, edit.frame_end = 1, 384
        for frame in (1, 217, 289):
            mark(edit, frame, camera(edit, f"c{frame}"))
        build.build_shots(edit)
        bpy.data.objects.remove(bpy.data.objects["c289"])
        build.build_shots(edit)
        assert [row[1:] for row in table(edit)] == [(1, 217), (217, 289), (289, 385)]

    def test_a_marker_bound_to_an_empty_is_named(self, edit) -> None:
        from addon.blender.capture import specs
        from addon.core.errors import UserError

        edit.frame_start, edit.frame_end = 1, 60
        empty = bpy.data.objects.new("Target", None)
        edit.collection.objects.link(empty)
        mark(edit, 1, empty)
        build.build_shots(edit)
        with pytest.raises(UserError, match="SH010 is filmed by Target, which is no camera"):
            specs.still_spec(to_model(film(edit).shots[0], edit), "1280x720")


class TestNestedEdits:
    def test_a_scene_strip_of_the_other_sequencer_is_filmed_as_the_edit_shows_it(self, edit, tmp_path) -> None:
        from test_boards import filmed, near, pixels

        from addon.blender.capture import specs

        inner = scene("Boards", 48)
        inner.sequence_editor_create()
        red = compat.new_effect(inner.sequence_editor.strips, name="red", type="COLOR", channel=1, start=1, length=48)
        red.color = (1, 0, 0)
        scene_strip(edit, inner, 1).scene_input = "SEQUENCER"
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit)
        assert (shot.camera, shot.route, shot.picture_strip) == ("", Route.FIRST_FRAME, "Boards")
        spec = specs.still_spec(shot, "320x192")
        (found,) = filmed(tmp_path, [spec])
        assert near(pixels(tmp_path, found)[96, 160], (255, 0, 0))
        red.color = (0, 1, 0)
        assert specs.still_spec(shot, "320x192").key != spec.key
