# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes follow their shots through a recut: trimmed, moved, swapped, retimed; those moved by hand are left and told."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest
from take_parts import add_take, make_film, shot_named
from test_reading import scene_strip

from addon.blender import timeline
from addon.blender.properties import film, tag
from addon.blender.shots import build, recut
from addon.second import compat

NAMES = ("SH010", "SH020", "SH030")


def edges(strip: Any) -> tuple[int, int]:
    return compat.strip_start(strip), compat.strip_end(strip)


def take(edit: Any, name: str, role: str = "take") -> Any:
    (strip,) = timeline.find_strips(edit, shot_named(name).uuid, (role,))
    return strip


@pytest.fixture
def cut(edit: Any, tmp_path: Path, movie: Any, numbered_scene: Any) -> Any:
    """Three scene strips of 48 frames, one after the other, each with a take of 75 numbered frames at 30 fps."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    for number in range(3):
        strip = scene_strip(edit, numbered_scene(f"S{number}", 1, 48), 1 + 48 * number)
        strip.name = f"source{number}"
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "It waves."
        add_take(edit, shot, movie(75, 30))
    return edit


def source(edit: Any, number: int) -> Any:
    return edit.sequence_editor.strips[f"source{number}"]


class TestStrips:
    def test_a_trimmed_and_moved_strip_takes_its_take_along(self, cut: Any, shown: Any) -> None:
        strip = source(cut, 2)
        before = shown(cut, 97, 145)
        compat.set_strip_start(strip, 97 + 12)
        compat.set_content_start(strip, compat.content_start(strip) + 60)
        bpy.ops.animatic.build_shots()
        shot = shot_named("SH030")
        assert (shot.frame_start, shot.frame_end) == (169, 205)
        for role in ("take", "sound"):
            assert edges(take(cut, "SH030", role)) == (169, 205)
        assert shown(cut, 169, 205) == before[12:]
        assert [edges(take(cut, name)) for name in ("SH010", "SH020")] == [(1, 49), (49, 97)]

    def test_it_does_so_when_the_strip_is_moved_and_undo_takes_both_back(self, cut: Any) -> None:
        bpy.ops.ed.undo_push(message="before")
        recut.refresh(cut)
        compat.set_content_start(source(cut, 2), 300)
        bpy.ops.ed.undo_push(message="Move")
        assert recut.refresh(cut)
        assert edges(take(cut, "SH030")) == (300, 348)
        bpy.ops.ed.undo()
        edit = bpy.context.scene
        recut.refresh(edit)
        assert (edges(source(edit, 2)), edges(take(edit, "SH030"))) == ((97, 145), (97, 145))
        bpy.ops.ed.redo()
        edit = bpy.context.scene
        recut.refresh(edit)
        assert (edges(source(edit, 2)), edges(take(edit, "SH030"))) == ((300, 348), (300, 348))

    def test_shots_that_change_places(self, cut: Any) -> None:
        one, two = source(cut, 0), source(cut, 1)
        channels = {name: take(cut, name).channel for name in ("SH010", "SH020", "SH030")}
        for strip, to in ((one, 500), (two, 1), (one, 49)):
            compat.set_content_start(strip, to)
        recut.bring(cut)
        assert [edges(take(cut, name)) for name in ("SH010", "SH020", "SH030")] == [(49, 97), (1, 49), (97, 145)]
        assert {name: take(cut, name).channel for name in channels} == channels

    def test_a_longer_shot_has_a_longer_take(self, cut: Any, shown: Any) -> None:
        compat.set_strip_end(source(cut, 2), 151)
        recut.bring(cut)
        assert edges(take(cut, "SH030")) == (97, 151)

    def test_what_was_moved_by_hand_is_left_and_listed_until_it_is_asked_for(self, cut: Any) -> None:
        by_hand = take(cut, "SH030")
        compat.set_content_start(by_hand, 400)
        assert recut.bring(cut) == timeline.Followed()
        compat.set_content_start(source(cut, 2), 200)
        said = recut.told(recut.bring(cut))
        assert said == "SH030 t001 was moved by hand and stays: Bring Takes to Their Shots moves it."
        assert edges(take(cut, "SH030")) == (400, 448)
        bpy.ops.animatic.bring_takes(which="all")
        assert edges(take(cut, "SH030")) == (200, 248)
        assert recut.bring(cut) == timeline.Followed()

    @pytest.mark.parametrize("lead", [0, 12])
    @pytest.mark.parametrize("along", [True, False])
    def test_a_take_that_is_brought_back_is_in_sync_whether_its_sound_was_moved_along(
        self, cut: Any, along: bool, lead: int
    ) -> None:
        """Also with a sound that begins earlier than its picture, cut so by the artist."""
        picture = take(cut, "SH030")
        (sound,) = (s for s in timeline.find_strips(cut, shot_named("SH030").uuid) if s.type == "SOUND")
        compat.set_strip_start(sound, compat.strip_start(sound) + lead)
        before = edges(sound)
        for strip in (picture, sound) if along else (picture,):
            compat.set_content_start(strip, compat.content_start(strip) + 20)
        bpy.ops.animatic.bring_takes(which="all")
        assert edges(take(cut, "SH030")) == (97, 145)
        assert edges(sound) == before
        assert int(compat.content_start(sound)) == int(compat.content_start(picture))

    def test_a_take_that_was_moved_along_with_its_strip_stays_with_it(self, cut: Any) -> None:
        for strip in (source(cut, 2), *timeline.find_strips(cut, shot_named("SH030").uuid)):
            compat.set_content_start(strip, compat.content_start(strip) + 40)
        assert recut.bring(cut) == timeline.Followed()
        compat.set_content_start(source(cut, 2), 300)
        assert recut.bring(cut).moved == ("SH030 t001",)

    def test_a_slipped_take_stays_slipped(self, cut: Any, shown: Any) -> None:
        strip = take(cut, "SH030")
        compat.set_content_start(strip, compat.content_start(strip) - 6)
        compat.set_strip_start(strip, 97)
        compat.set_strip_end(strip, 145)
        before = shown(cut, 97, 145)
        compat.set_content_start(source(cut, 2), 300)
        recut.bring(cut)
        assert shown(cut, 300, 348) == before

    def test_next_take_goes_where_the_shot_is_and_shows_the_same_moments(
        self, cut: Any, movie: Any, shown: Any
    ) -> None:
        shot = shot_named("SH030")
        add_take(cut, shot, movie(75, 30))
        before = shown(cut, 97, 145)
        compat.set_strip_start(source(cut, 2), 107)
        compat.set_content_start(source(cut, 2), 190)
        for strip in cut.sequence_editor.strips_all:
            strip.select = strip == source(cut, 2)
        bpy.ops.animatic.next_take()
        assert take(cut, "SH030").name == "SH030 t001"
        assert edges(take(cut, "SH030")) == (200, 238)
        recut.bring(cut)
        for _ in range(2):
            bpy.ops.animatic.previous_take()
            assert edges(take(cut, "SH030")) == (200, 238)
            assert shown(cut, 200, 238) == before[10:]

    def test_a_retimed_strip_retimes_its_take(self, cut: Any, shown: Any) -> None:
        before = shown(cut, 97, 145)
        strip = source(cut, 2)
        with compat.strip_operators(cut, [strip]):
            bpy.ops.sequencer.retiming_segment_speed_set(speed=50.0)
        bpy.ops.animatic.build_shots()
        start, end = edges(source(cut, 2))
        assert (start, end) in {(97, 193), (97, 192)}  # 5.2 and 4.5
        assert edges(take(cut, "SH030")) == edges(take(cut, "SH030", "sound")) == (start, end)
        slow = shown(cut, start, end)
        assert max(abs(a - b) for a, b in zip(slow[::2], before, strict=True)) <= 1

    def test_takes_of_many_shots_follow_without_opening_their_videos(self, cut: Any, monkeypatch: Any) -> None:
        for number in range(3):
            compat.set_content_start(source(cut, 2 - number), 500 + 48 * (2 - number))
        monkeypatch.setattr(compat, "conform", lambda *_: pytest.fail("a video was opened"))
        assert len(recut.bring(cut).moved) == 3
        assert [edges(take(cut, name)) for name in ("SH010", "SH020", "SH030")] == [(500, 548), (548, 596), (596, 644)]

    def test_a_placeholder_follows_too(self, cut: Any) -> None:
        from addon.blender.values import to_model

        shot = shot_named("SH030")
        timeline.remove_for_shot(cut, shot.uuid)
        timeline.place_placeholder(cut, to_model(shot, cut), "waiting")
        compat.set_content_start(source(cut, 2), 300)
        recut.bring(cut)
        assert edges(take(cut, "SH030", "placeholder")) == (300, 348)

    def test_inside_a_meta_strip(self, cut: Any, movie: Any) -> None:
        from test_reading import meta

        inside = [source(cut, 2), *timeline.find_strips(cut, shot_named("SH030").uuid)]
        meta(cut, "SEQ", 9, 97, 145, *inside)
        compat.set_strip_start(source_in(cut, "source2"), 107)
        recut.bring(cut)
        assert edges(take(cut, "SH030")) == (107, 145)
        assert take(cut, "SH030").parent_meta().name == "SEQ"


def source_in(edit: Any, name: str) -> Any:
    return edit.sequence_editor.strips_all[name]


class TestMarkers:
    def test_a_trimmed_marker_trims_and_a_moved_one_moves(
        self, edit: Any, tmp_path: Path, movie: Any, shown: Any
    ) -> None:
        make_film(edit, tmp_path / "film.blend")
        for shot in film(edit).shots:
            add_take(edit, shot, movie(75, 30))
        before = shown(edit, 49, 97)
        markers = {m.name: m for m in edit.timeline_markers}
        markers["1"].frame = 61
        bpy.ops.animatic.build_shots()
        assert (edges(take(edit, "SH010")), edges(take(edit, "SH020"))) == ((1, 61), (61, 97))
        assert shown(edit, 61, 97) == before[12:]
        edit.frame_end = 300
        markers["0"].frame, markers["1"].frame = 101, 161
        recut.bring(edit)
        assert edges(take(edit, "SH010")) == (101, 161)
        assert tag(take(edit, "SH010")).placed[:] == (101, 161, 101, 161)


class TestBesideTheArtist:
    """Of a long film takes follow some at each look, and the artist works on between two of them."""

    @pytest.fixture(autouse=True)
    def in_a_window(self, cut: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        recut.refresh(cut)
        monkeypatch.setattr(recut, "bpy", SimpleNamespace(app=SimpleNamespace(background=False), data=bpy.data))
        monkeypatch.setattr(recut, "perf_counter", count(step=0.6 * recut.SLICE_SECONDS).__next__)

    def to_the_end(self, edit: Any) -> list[int]:
        """Looks until all is done; answers how many takes went at each."""
        went = []
        while True:
            before = [edges(take(edit, name)) for name in NAMES]
            recut.refresh(edit)
            went.append(sum(old != edges(take(edit, name)) for old, name in zip(before, NAMES, strict=True)))
            if not recut.under_way():
                return went

    def test_one_follows_at_each_look(self, cut: Any) -> None:
        for number in reversed(range(3)):
            compat.set_content_start(source(cut, number), 10 + 48 * number)
        channels = [take(cut, name).channel for name in NAMES]
        went = self.to_the_end(cut)
        assert (sum(went), max(went)) == (3, 1)
        assert [edges(take(cut, name)) for name in NAMES] == [(10, 58), (58, 106), (106, 154)]
        assert [take(cut, name).channel for name in NAMES] == channels
        assert [edges(take(cut, name, "sound")) for name in NAMES] == [edges(take(cut, name)) for name in NAMES]

    def test_who_change_places_are_on_their_channels_again(self, cut: Any) -> None:
        channels = [take(cut, name).channel for name in NAMES]
        for number, to in ((0, 500), (2, 1), (0, 97)):
            compat.set_content_start(source(cut, number), to)
        self.to_the_end(cut)
        assert [edges(take(cut, name)) for name in NAMES] == [(97, 145), (49, 97), (1, 49)]
        assert [take(cut, name).channel for name in NAMES] == channels

    def test_where_the_artist_moves_on_meanwhile_all_is_read_anew(self, cut: Any) -> None:
        for number in reversed(range(3)):
            compat.set_content_start(source(cut, number), 10 + 48 * number)
        while edges(take(cut, "SH030")) != (106, 154):
            recut.refresh(cut)
        assert recut.under_way()
        compat.set_content_start(source(cut, 2), 300)
        self.to_the_end(cut)
        assert [edges(take(cut, name)) for name in NAMES] == [(10, 58), (58, 106), (300, 348)]

    def test_after_an_undo_it_does_not_go_on_with_what_is_gone(self, cut: Any) -> None:
        bpy.ops.ed.undo_push(message="before")
        for number in reversed(range(3)):
            compat.set_content_start(source(cut, number), 10 + 48 * number)
        bpy.ops.ed.undo_push(message="Move")
        while edges(take(cut, "SH030")) != (106, 154):
            recut.refresh(cut)
        bpy.ops.ed.undo()
        edit = bpy.context.scene
        self.to_the_end(edit)
        assert [edges(take(edit, name)) for name in NAMES] == [(1, 49), (49, 97), (97, 145)]
