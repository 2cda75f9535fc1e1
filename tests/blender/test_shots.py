# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build Shots: finds the shots of both camps, follows them when the edit changes, and loses no take."""

from __future__ import annotations

import cProfile
import pstats
from typing import Any

import bpy
import pytest

from addon.blender import timeline
from addon.blender.edit import sources
from addon.blender.edit.strips import scene_map
from addon.blender.properties import film, find_shot, tag
from addon.blender.shots import build, chosen
from addon.blender.takes import data
from addon.blender.values import take_to_model, to_model
from addon.core.models import Route, ShotOrigin, Take, Tier
from addon.second import compat
from addon.steps import whole


def camera(edit: bpy.types.Scene, name: str) -> bpy.types.Object:
    made = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    edit.collection.objects.link(made)
    return made


def mark(edit: bpy.types.Scene, frame: int, eye: bpy.types.Object | None = None, name: str = "m") -> Any:
    marker = edit.timeline_markers.new(name, frame=frame)
    marker.camera = eye
    return marker


def colour(edit: bpy.types.Scene, name: str, start: int, length: int, channel: int = 1) -> Any:
    strip = compat.new_effect(
        edit.sequence_editor.strips, name=name, type="COLOR", channel=channel, start=start, length=length
    )
    strip.select = True
    return strip


def table(edit: bpy.types.Scene) -> list[tuple[str, int, int]]:
    return [(s.name, s.frame_start, s.frame_end) for s in film(edit).shots if not s.gone]


def give_take(shot: Any, number: int = 1) -> None:
    data.add_take(
        shot,
        Take(
            id=f"{shot.uuid}{number}", shot_uuid=shot.uuid, shot_name=shot.name, number=number, file="takes/a.mp4",
            model="m", tier=Tier.DRAFT, prompt="p", size="1280x720", seconds=5, fps=30, has_audio=True, created="",
        ),
    )  # fmt: skip


@pytest.fixture
def three_cameras(edit) -> bpy.types.Scene:
    """Three cameras on markers at 1, 85 and 145 of a film that ends at 228."""
    edit.frame_start, edit.frame_end = 1, 228
    for n, frame in enumerate((1, 85, 145)):
        mark(edit, frame, camera(edit, f"cam{n}"), f"F_{frame}")
    return edit


class TestReading:
    def test_camera_markers_until_the_next_one_or_the_end(self, three_cameras) -> None:
        edit = three_cameras
        mark(edit, 100, None, "note")
        assert build.build_shots(edit).sentence == "3 new"
        assert table(edit) == [("SH010", 1, 85), ("SH020", 85, 145), ("SH030", 145, 229)]
        shot = to_model(film(edit).shots[1], edit)
        assert (shot.origin, shot.scene, shot.camera) == (ShotOrigin.CAMERA_MARKER, edit.name, "cam1")
        assert (shot.scene_frame_start, shot.scene_step, shot.route) == (85, 1.0, Route.FIRST_FRAME)

    def test_plain_markers_when_none_has_a_camera(self, edit) -> None:
        edit.frame_start, edit.frame_end = 1, 100
        mark(edit, 1)
        mark(edit, 40)
        build.build_shots(edit)
        assert table(edit) == [("SH010", 1, 40), ("SH020", 40, 101)]
        assert film(edit).shots[0].route == "text"

    def test_the_whole_range_when_there_is_nothing_else(self, edit) -> None:
        edit.frame_start, edit.frame_end = 11, 60
        edit.camera = camera(edit, "Camera")
        build.build_shots(edit)
        assert table(edit) == [("SH010", 11, 61)]
        assert film(edit).shots[0].camera.name == "Camera"

    def test_scene_strips_before_markers_and_selected_strips_before_both(self, three_cameras) -> None:
        edit = three_cameras
        other = bpy.data.scenes.new("Sc1")
        other.frame_start, other.frame_end = 1, 48
        strip = edit.sequence_editor.strips.new_scene(name="s", scene=other, channel=1, frame_start=10)
        strip.select = False
        assert [s.origin for s in whole(sources.reading(edit)).sources] == ["scene_strip"]
        colour(edit, "board", 100, 24)
        assert [s.origin for s in whole(sources.reading(edit)).sources] == ["strip"]

    def test_markers_outside_the_range_and_on_one_frame_make_no_shot(self, edit) -> None:
        edit.frame_start, edit.frame_end = 10, 50
        for frame in (1, 20, 20, 51, 80):
            mark(edit, frame, camera(edit, "c"))
        build.build_shots(edit)
        assert [(start, end) for _, start, end in table(edit)] == [(10, 20), (20, 51)]

    def test_sound_text_effects_and_our_own_strips_are_no_shots(self, edit, movie) -> None:
        one, two = colour(edit, "a", 1, 20, 1), colour(edit, "b", 11, 20, 2)
        compat.new_effect(
            edit.sequence_editor.strips, name="x", type="CROSS", channel=5, start=11, length=10, inputs=(one, two)
        )
        compat.new_effect(edit.sequence_editor.strips, name="t", type="TEXT", channel=6, start=1, length=10)
        edit.sequence_editor.strips.new_sound(name="v", filepath=str(movie(24)), channel=7, frame_start=1)
        build.build_shots(edit)
        timeline.place_placeholder(edit, to_model(film(edit).shots[0], edit), "waiting")
        for strip in edit.sequence_editor.strips:
            strip.select = True
        assert [s.name for s in whole(sources.reading(edit)).sources] == ["a", "b"]

    def test_a_board_starts_from_its_picture_and_a_meta_strip_is_one_shot(self, edit, movie) -> None:
        board = edit.sequence_editor.strips.new_movie(name="b", filepath=str(movie(24)), channel=1, frame_start=1)
        with compat.strip_operators(edit, [board]):
            bpy.ops.sequencer.meta_make()
        build.build_shots(edit)
        assert table(edit) == [("SH010", 1, 25)]
        assert film(edit).shots[0].route == "first_frame"

    def test_a_scene_strip_is_filmed_by_its_own_camera_choice_or_the_scenes_markers(self, edit) -> None:
        other = bpy.data.scenes.new("Sc1")
        other.frame_start, other.frame_end = 101, 200
        first, second = camera(other, "first"), camera(other, "second")
        mark(other, 101, first)
        mark(other, 150, second)
        strip = edit.sequence_editor.strips.new_scene(name="s", scene=other, channel=1, frame_start=1)
        compat.set_strip_start(strip, 51)
        assert whole(sources.reading(edit)).sources[0].camera == "second"
        strip.scene_camera = first
        assert whole(sources.reading(edit)).sources[0].camera == "first"


class TestAgain:
    def test_nothing_changes_when_nothing_changed(self, three_cameras) -> None:
        build.build_shots(three_cameras)
        before = [(s.uuid, s.name) for s in film(three_cameras).shots]
        assert build.build_shots(three_cameras).sentence == "Nothing changed: 3 shots"
        assert [(s.uuid, s.name) for s in film(three_cameras).shots] == before

    def test_new_moved_and_gone_are_told_and_gone_shots_keep_their_takes(self, three_cameras) -> None:
        edit = three_cameras
        build.build_shots(edit)
        give_take(film(edit).shots[0])
        first = film(edit).shots[0].uuid
        markers = {m.frame: m for m in edit.timeline_markers}
        edit.timeline_markers.remove(markers[1])
        markers[85].frame = 80
        mark(edit, 200, camera(edit, "late"))
        report = build.build_shots(edit)
        assert report.sentence == "1 new, 2 moved, 1 gone"
        assert table(edit) == [("SH020", 80, 145), ("SH030", 145, 200), ("SH040", 200, 229)]
        gone = find_shot(edit, first)
        assert (gone.gone, gone.name, len(gone.takes)) == (True, "SH010", 1)

    def test_a_shot_comes_back_with_its_marker(self, three_cameras) -> None:
        edit = three_cameras
        build.build_shots(edit)
        eye = edit.timeline_markers[0].camera
        uuid = film(edit).shots[0].uuid
        edit.timeline_markers.remove(edit.timeline_markers[0])
        build.build_shots(edit)
        mark(edit, 5, eye)
        assert build.build_shots(edit).sentence == "1 moved"
        assert not find_shot(edit, uuid).gone

    def test_a_marker_that_lost_its_camera_is_known(self, three_cameras) -> None:
        edit = three_cameras
        build.build_shots(edit)
        shot = film(edit).shots[1]
        assert not to_model(shot, edit).camera_lost
        bpy.data.objects.remove(bpy.data.objects["cam1"])
        found = to_model(shot, edit)
        assert (found.camera, found.camera_lost) == ("cam0", True)
        assert [to_model(other, edit).camera_lost for other in film(edit).shots] == [False, True, False]

    def test_a_remade_marker_is_known_by_camera_and_overlap(self, three_cameras) -> None:
        edit = three_cameras
        build.build_shots(edit)
        before = {s.camera.name: s.uuid for s in film(edit).shots}
        cameras = [(m.frame, m.camera) for m in edit.timeline_markers]
        edit.timeline_markers.clear()
        for frame, eye in cameras:
            mark(edit, frame + 2, eye)
        assert build.build_shots(edit).sentence == "3 moved"
        assert {s.camera.name: s.uuid for s in film(edit).shots} == before

    def test_the_range_becomes_the_first_camera_marker_that_shows_the_same(self, edit) -> None:
        edit.frame_start, edit.frame_end = 1, 100
        edit.camera = camera(edit, "A")
        build.build_shots(edit)
        uuid = film(edit).shots[0].uuid
        mark(edit, 1, edit.camera)
        mark(edit, 50, camera(edit, "B"))
        assert build.build_shots(edit).sentence == "1 new, 1 moved"
        assert film(edit).shots[0].uuid == uuid

    def test_a_selection_decides_what_becomes_a_shot_and_those_there_are_follow(self, edit) -> None:
        one, two = colour(edit, "a", 1, 24), colour(edit, "b", 25, 24)
        build.build_shots(edit)
        one.select = False
        assert build.build_shots(edit).sentence == "Nothing changed: 2 shots"
        compat.set_content_start(one, 60)
        assert build.build_shots(edit).sentence == "1 moved"
        assert table(edit) == [("SH020", 25, 49), ("SH010", 60, 84)]
        colour(edit, "c", 100, 24).select = False
        assert build.build_shots(edit).sentence == "Nothing changed: 2 shots"
        edit.sequence_editor.strips.remove(two)
        one.select = True
        assert build.build_shots(edit).sentence == "1 gone"

    def test_without_a_selection_the_shots_of_strips_are_updated_and_nothing_stands_in(self, edit) -> None:
        """Neither the whole range nor markers, which are notes there, become shots over them."""
        for number in range(2):
            colour(edit, f"s{number}", 1 + 24 * number, 24)
        build.build_shots(edit)
        for strip in edit.sequence_editor.strips:
            strip.select = False
        compat.set_strip_end(edit.sequence_editor.strips["s1"], 61)
        assert build.build_shots(edit).sentence == "1 moved"
        edit.timeline_markers.new("note", frame=30)
        assert build.build_shots(edit).sentence == "Nothing changed: 2 shots"

    def test_a_shot_follows_its_strip_before_it_is_built_again(self, edit) -> None:
        strip = colour(edit, "a", 1, 24)
        build.build_shots(edit)
        compat.set_content_start(strip, 101)
        shot = to_model(film(edit).shots[0], edit)
        assert (shot.frame_start, shot.frame_end) == (101, 125)

    def test_one_shot_is_found_where_all_are(self, three_cameras, movie) -> None:
        edit = three_cameras
        build.build_shots(edit)
        mark(edit, 100, None, "note")
        colour(edit, "a", 300, 24)
        build.build_shots(edit)
        edit.timeline_markers.remove(edit.timeline_markers[2])
        located = sources.locate(edit)
        assert len(located) == 3
        assert {s.uuid: sources.locate_shot(edit, s) for s in film(edit).shots} == {
            s.uuid: located.get(s.uuid) for s in film(edit).shots
        }

    def test_a_film_setting_of_the_range_follows_too(self, edit) -> None:
        build.build_shots(edit)
        edit.frame_end = 99
        assert to_model(film(edit).shots[0], edit).frame_end == 100

    def test_shots_survive_saving(self, three_cameras, tmp_path) -> None:
        build.build_shots(three_cameras)
        before = [(s.uuid, *row) for s, row in zip(film(three_cameras).shots, table(three_cameras), strict=True)]
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
        bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
        edit = bpy.context.scene
        assert build.build_shots(edit).sentence == "Nothing changed: 3 shots"
        assert [(s.uuid, *row) for s, row in zip(film(edit).shots, table(edit), strict=True)] == before


class TestCopies:
    def test_a_duplicated_strip_has_words_and_cast_but_no_takes(self, edit, movie) -> None:
        clip = str(movie(48))
        edit.sequence_editor.strips.new_movie(name="a", filepath=clip, channel=1, frame_start=1)
        build.build_shots(edit)
        shot = film(edit).shots[0]
        member = film(edit).cast.add()
        member.uuid, member.name = "mia", "Mia"
        shot.cast.add().member = "mia"
        shot.action_block.text, shot.route, shot.seed = "She waves.", "reference", "7"
        give_take(shot)
        original = shot.uuid
        duplicate(edit, "a", 100)
        report = build.build_shots(edit)
        assert report.sentence == "1 new. SH020 is a copy of SH010: same words and cast, no takes."
        first, second = film(edit).shots
        assert (first.uuid, len(first.takes), first.frame_start) == (original, 1, 1)
        assert second.uuid != original
        assert (len(second.takes), second.active_take, second.seed) == (0, "", "")
        copy = to_model(second, edit)
        assert (copy.blocks.action, [m.name for m in copy.cast], copy.route) == ("She waves.", ["Mia"], Route.REFERENCE)

    @pytest.mark.parametrize(("at", "half"), [(41, "first"), (11, "second")])
    def test_a_cut_strip_keeps_its_takes_on_the_longer_part(self, edit, movie, at: int, half: str) -> None:
        strip = edit.sequence_editor.strips.new_movie(name="a", filepath=str(movie(48)), channel=1, frame_start=1)
        build.build_shots(edit)
        give_take(film(edit).shots[0])
        uuid = film(edit).shots[0].uuid
        strip.split(frame=at, split_method="SOFT")
        report = build.build_shots(edit)
        longer, shorter = ((1, 41), (41, 49)) if half == "first" else ((11, 49), (1, 11))
        kept = find_shot(edit, uuid)
        assert (kept.frame_start, kept.frame_end, len(kept.takes)) == (*longer, 1)
        other = next(s for s in film(edit).shots if s.uuid != uuid)
        assert (other.frame_start, other.frame_end, len(other.takes)) == (*shorter, 0)
        span = f"frames {longer[0]} to {longer[1] - 1}"
        assert f"SH010 was cut: its takes stay on the {half} part ({span}), the other part is {other.name}." in (
            report.sentence
        )

    def test_an_effect_strip_cut_in_three_is_told_in_one_sentence(self, edit) -> None:
        strip = colour(edit, "a", 1, 90)
        build.build_shots(edit)
        give_take(film(edit).shots[0])
        rest = strip.split(frame=41, split_method="SOFT")
        rest.split(frame=61, split_method="SOFT")
        assert build.build_shots(edit).notes == (
            "SH010 was cut: its takes stay on frames 1 to 40, the other parts are SH020 and SH030.",
        )

    def test_a_take_that_was_cut_along_goes_with_its_part(self, edit, movie) -> None:
        board = edit.sequence_editor.strips.new_movie(name="a", filepath=str(movie(48)), channel=1, frame_start=1)
        build.build_shots(edit)
        shot = film(edit).shots[0]
        give_take(shot)
        model = to_model(shot, edit)
        take = take_to_model(shot.takes[0], shot)
        timeline.place(edit, model, take, file=movie(150, 30))
        for strip in [board, *timeline.find_strips(edit, shot.uuid)]:
            strip.split(frame=31, split_method="SOFT")
        build.build_shots(edit)
        first, second = film(edit).shots
        spans = [
            sorted({(compat.strip_start(s), compat.strip_end(s)) for s in timeline.find_strips(edit, u)})
            for u in (first.uuid, second.uuid)
        ]
        assert spans == [[(1, 31)], [(31, 49)]]
        timeline.place(edit, to_model(second, edit), take.model_copy(update={"number": 2}), file=movie(150, 30))
        placed = timeline.find_strips(edit, second.uuid, ("take",))
        assert [(compat.strip_start(s), compat.strip_end(s), s.channel) for s in placed] == [(31, 49, 3)]

    def test_a_strip_pasted_from_another_film_is_a_new_shot(self, edit) -> None:
        strip = colour(edit, "a", 1, 24)
        tag(strip).shot, tag(strip).role = "from elsewhere", "source"
        build.build_shots(edit)
        assert film(edit).shots[0].uuid != "from elsewhere"
        assert tag(strip).shot == film(edit).shots[0].uuid


def duplicate(edit: bpy.types.Scene, name: str, start: int) -> Any:
    """As Shift D does: a split leaves a copy with all properties; moved and given its whole content again."""
    strip = edit.sequence_editor.strips[name]
    end = compat.strip_end(strip)
    copy = strip.split(frame=end - 1, split_method="SOFT")
    compat.set_content_start(copy, start)
    compat.set_strip_start(copy, start)
    compat.set_strip_end(copy, start + compat.content_duration(copy))
    compat.set_strip_end(edit.sequence_editor.strips[name], end)
    return copy


class TestNames:
    def test_between_two_shots_there_is_room(self, three_cameras) -> None:
        edit = three_cameras
        build.build_shots(edit)
        mark(edit, 50, camera(edit, "between"))
        build.build_shots(edit)
        assert [name for name, _, _ in table(edit)] == ["SH010", "SH015", "SH020", "SH030"]

    def test_renumbering_goes_by_the_edit_and_takes_the_strips_along(self, three_cameras, movie) -> None:
        edit = three_cameras
        film(edit).name_prefix, film(edit).name_digits = "A_", 4
        build.build_shots(edit)
        mark(edit, 50, camera(edit, "between"))
        build.build_shots(edit)
        shot = to_model(film(edit).shots[2], edit)
        give_take(film(edit).shots[2])
        timeline.place(edit, shot, take_to_model(film(edit).shots[2].takes[0], film(edit).shots[2]), file=movie(48))
        assert whole(build.renumbering(edit)) == 3
        assert [name for name, _, _ in table(edit)] == ["A_0010", "A_0020", "A_0030", "A_0040"]
        assert timeline.find_strips(edit, shot.uuid, ("take",))[0].name == "A_0030 t001"

    def test_a_gone_shots_name_is_not_given_away(self, three_cameras) -> None:
        edit = three_cameras
        build.build_shots(edit)
        edit.timeline_markers.remove(edit.timeline_markers[2])
        build.build_shots(edit)
        mark(edit, 150, camera(edit, "new"))
        build.build_shots(edit)
        names = [s.name for s in film(edit).shots]
        assert len(set(names)) == len(names) == 4
        whole(build.renumbering(edit))
        names = [s.name for s in film(edit).shots]
        assert len(set(names)) == 4


class TestSceneStrips:
    """The map from edit to scene, against what Blender renders."""

    @pytest.fixture
    def strip(self, edit, numbered_scene):
        def make(start: int = 11, fps: int = 24) -> Any:
            source = numbered_scene("Sc", 100, 199, fps)
            # A strip that is not retimed comes first: Blender then counts the keys of others from it.
            first = colour(edit, "first", 900, 5)
            first.select = False
            made = edit.sequence_editor.strips.new_scene(name="S", scene=source, channel=2, frame_start=start)
            made.select = False
            return made

        return make

    @staticmethod
    def check(edit, strip, shown, *, exact: bool = True) -> None:
        start, end = compat.strip_start(strip), compat.strip_end(strip)
        frames = scene_map(strip)
        assert frames.exact is exact
        seen = shown(edit, start, end)
        assert [frames.at(frame) for frame in range(start, end)] == seen
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit)
        assert (shot.frame_start, shot.frame_end, shot.scene_frame_start) == (start, end, seen[0])

    def test_whole(self, edit, strip, shown) -> None:
        self.check(edit, strip(), shown)

    @pytest.mark.parametrize(("fps", "edit_base"), [(12, 1.0), (30, 1.0), (24, 1.001), (25, 1.001)])
    def test_another_rate_plays_frame_by_frame(self, edit, strip, shown, fps: int, edit_base: float) -> None:
        edit.render.fps_base = edit_base
        made = strip(fps=fps)
        compat.set_strip_start(made, 31)
        compat.set_strip_end(made, 51)
        self.check(edit, made, shown)

    def test_trimmed_and_moved(self, edit, strip, shown) -> None:
        made = strip()
        compat.set_strip_start(made, 31)
        compat.set_strip_end(made, 61)
        compat.set_content_start(made, 300)
        self.check(edit, made, shown)

    def test_hard_trimmed(self, edit, strip, shown) -> None:
        made = strip()
        compat.set_strip_start(made, 31)
        compat.set_strip_end(made, 51)
        setattr(made, "content_trim_start" if compat.NEW_STRIP_TIMES else "animation_offset_start", 3)
        self.check(edit, made, shown)

    @pytest.mark.parametrize("speed", [1.25, 0.5, 2.0, 0.8])
    def test_retimed(self, edit, strip, shown, speed: float) -> None:
        made = strip()
        with compat.strip_operators(edit, [made]):
            bpy.ops.sequencer.retiming_segment_speed_set(speed=100 * speed)
        made.select = False
        compat.set_strip_start(made, 21)
        compat.set_strip_end(made, 51)
        self.check(edit, made, shown)

    @pytest.mark.parametrize("speed", [2.0, 0.5, 1.25])
    def test_retimed_after_trimming(self, edit, strip, shown, speed: float) -> None:
        made = strip()
        compat.set_strip_start(made, 21)
        compat.set_strip_end(made, 61)
        with compat.strip_operators(edit, [made]):
            bpy.ops.sequencer.retiming_segment_speed_set(speed=100 * speed)
        made.select = False
        self.check(edit, made, shown)

    def test_backwards(self, edit, strip, shown) -> None:
        made = strip()
        made.use_reverse_frames = True
        compat.set_strip_start(made, 21)
        compat.set_strip_end(made, 41)
        self.check(edit, made, shown)

    def test_a_speed_ramp_is_called_unsure(self, edit, strip) -> None:
        made = strip()
        compat.set_strip_start(made, 31)
        compat.set_strip_end(made, 61)
        with compat.strip_operators(edit, [made]):
            bpy.ops.sequencer.retiming_segment_speed_set(speed=200)
        compat.set_strip_start(made, 21)
        build.build_shots(edit)
        assert film(edit).shots[0].speed_unsure
        assert to_model(film(edit).shots[0], edit).uneven


def test_the_work_of_building_grows_with_the_markers_and_not_with_their_square(edit) -> None:
    def calls(count: int) -> int:
        film(edit).shots.clear()
        edit.timeline_markers.clear()
        edit.frame_end = 24 * count
        for number in range(count):
            edit.timeline_markers.new(f"m{number}", frame=1 + 24 * number).camera = edit.camera
        profile = cProfile.Profile()
        profile.runcall(build.build_shots, edit)
        assert len(film(edit).shots) == count
        return pstats.Stats(profile).total_calls  # type: ignore[attr-defined]

    edit.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    assert calls(800) < 4.4 * calls(200)


class TestOperators:
    def test_build_says_what_it_did_and_is_one_undo_step(self, three_cameras) -> None:
        bpy.ops.ed.undo_push(message="before")
        assert bpy.ops.animatic.build_shots("EXEC_DEFAULT", True) == {"FINISHED"}
        assert len(film(bpy.context.scene).shots) == 3
        bpy.ops.ed.undo()
        assert len(film(bpy.context.scene).shots) == 0

    def test_from_strip_to_shot_and_back(self, edit) -> None:
        colour(edit, "a", 1, 24)
        colour(edit, "b", 25, 24)
        bpy.ops.animatic.build_shots()
        edit.sequence_editor.active_strip = edit.sequence_editor.strips["b"]
        bpy.ops.animatic.shot_from_strip()
        assert chosen.active_shot(edit).name == "SH020"
        assert bpy.ops.animatic.select_shot_strips() == {"FINISHED"}
        assert [s.name for s in edit.sequence_editor.strips if s.select] == ["b"]

    def test_a_removed_shot_leaves_its_strips(self, edit) -> None:
        strip = colour(edit, "a", 1, 24)
        bpy.ops.animatic.build_shots()
        timeline.place_placeholder(edit, to_model(film(edit).shots[0], edit), "waiting")
        bpy.ops.animatic.remove_shot()
        assert len(film(edit).shots) == 0
        assert [s.name for s in edit.sequence_editor.strips] == ["a"]
        assert (tag(strip).shot, tag(strip).role) == ("", "none")

    def test_verbs_say_why_they_are_grey(self, edit) -> None:
        with pytest.raises(RuntimeError, match="Build the shots first"):
            bpy.ops.animatic.renumber_shots()
