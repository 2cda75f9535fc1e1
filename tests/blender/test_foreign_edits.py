# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits as other people make them: metas in metas, speed effects, one scene in two edits, scenes of equal names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import frames_of
from conftest import number_of
from test_reading import meta, placed, scene, scene_strip
from test_shots import table

from addon.blender import timeline
from addon.blender.capture import specs
from addon.blender.properties import film, tag
from addon.blender.shots import build, recut
from addon.blender.values import take_to_model, to_model
from addon.second import compat


def takes_of(edit: Any) -> list[tuple[str, int, int]]:
    strips = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    return [
        (getattr(s.parent_meta(), "name", ""), compat.strip_start(s), compat.strip_end(s))
        for s in strips
        if tag(s).role == "take"
    ]


class TestMetas:
    def test_in_a_meta_strip_of_a_meta_strip_what_both_show(self, edit: Any, movie: Callable[..., Path]) -> None:
        one, two = scene_strip(edit, scene("A", 48), 1, 2), scene_strip(edit, scene("B", 48), 49, 2)
        inner = meta(edit, "Scene 3", 2, 1, 97, one, two)
        outer = meta(edit, "Reel 1", 1, 1, 97, inner)
        compat.set_strip_start(inner, 13)
        compat.set_strip_end(outer, 85)
        build.build_shots(edit)
        assert table(edit) == [("SH010", 13, 49), ("SH020", 49, 85)]
        placed(edit, movie(48), 1)
        assert takes_of(edit) == [("Scene 3", 49, 85)]
        assert [to_model(shot, edit).scene_frame_start for shot in film(edit).shots] == [13, 1]
        compat.set_strip_start(outer, 25)  # the outer one is trimmed: the take goes along, and stays where it lies
        build.build_shots(edit)
        recut.bring(edit)
        assert table(edit) == [("SH010", 25, 49), ("SH020", 49, 85)]
        assert takes_of(edit) == [("Scene 3", 49, 85)]

    @pytest.mark.parametrize("by", ["outer", "channel of the outer", "channel of the inner"])
    def test_what_a_muted_meta_strip_holds_is_no_shot(self, edit: Any, by: str) -> None:
        inner = meta(edit, "Audition", 3, 1, 25, scene_strip(edit, scene("A"), 1, 2))
        outer = meta(edit, "Reel", 4, 1, 25, inner)
        kept = scene_strip(edit, scene("B"), 25, 1)
        if by == "outer":
            outer.mute = True
        elif by == "channel of the outer":
            edit.sequence_editor.channels[outer.channel].mute = True
        else:
            outer.channels[inner.channel].mute = True
        build.build_shots(edit)
        assert [(shot.source_name, shot.frame_start) for shot in film(edit).shots] == [(kept.name, 25)]
        outer.mute = False
        edit.sequence_editor.channels[outer.channel].mute = outer.channels[inner.channel].mute = False
        build.build_shots(edit)
        assert [(shot.frame_start, shot.frame_end) for shot in film(edit).shots] == [(1, 25), (25, 49)]


class TestSpeeds:
    @pytest.mark.parametrize(("control", "start"), [("MULTIPLY", 1), ("MULTIPLY", 13), ("STRETCH", 1)])
    def test_a_speed_effect_over_a_scene_strip_is_filmed_as_the_edit_shows_it(
        self, edit: Any, numbered_scene: Any, shown: Any, tmp_path: Path, control: str, start: int
    ) -> None:
        strip = scene_strip(edit, numbered_scene("Sc", 1, 96), 1)
        compat.set_strip_end(strip, 49)
        compat.set_strip_start(strip, start)
        effect = compat.new_effect(
            edit.sequence_editor.strips,
            name="Fast",
            type="SPEED",
            channel=2,
            start=start,
            length=49 - start,
            inputs=(strip,),
        )
        effect.speed_control, effect.speed_factor = control, 2.0
        effect.select = False
        build.build_shots(edit)
        assert table(edit) == [("SH010", start, 49)]
        wanted = shown(edit, start, 49)
        shot = to_model(film(edit).shots[0], edit)
        assert wanted[10] > start + 15, "the effect does what it says"
        told = [shot.scene_frame(frame) for frame in range(shot.frames)]
        assert told == pytest.approx(wanted, abs=2.01), "Blender rounds it to the frame before or after"
        spec = specs.clip_spec(shot, "160x96")
        effect.speed_control = "FRAME_NUMBER"
        assert to_model(film(edit).shots[0], edit).uneven
        assert filmed(spec, tmp_path) == [int(frame) for frame in told]

    def test_a_strip_that_is_trimmed_and_retimed_twice(
        self, edit: Any, numbered_scene: Callable[..., Any], shown: Callable[..., list[int]]
    ) -> None:
        strip = scene_strip(edit, numbered_scene("Sc", 1, 96), 1)
        with compat.strip_operators(edit, [strip]):
            bpy.ops.sequencer.retiming_segment_speed_set(speed=200)
        strip.select = False
        compat.set_strip_start(strip, 13)
        build.build_shots(edit)
        shot = to_model(film(edit).shots[0], edit)
        wanted = shown(edit, shot.frame_start, shot.frame_end)
        told = [shot.scene_frame(frame) for frame in range(shot.frames)]
        assert told == pytest.approx(wanted, abs=1.01), "4.5 plays 95 frames in 48"
        if compat.VERSION < (5, 0, 0):
            return  # what is trimmed off keeps its first speed there, and Blender tells nobody which that was
        with compat.strip_operators(edit, [strip]):
            bpy.ops.sequencer.retiming_segment_speed_set(speed=100)
        strip.select = False
        build.build_shots(edit)
        again = to_model(film(edit).shots[0], edit)
        assert again.scene_step == pytest.approx(1.0, abs=0.03)
        wanted = shown(edit, again.frame_start, again.frame_end)
        assert [again.scene_frame(frame) for frame in range(again.frames)] == pytest.approx(wanted, abs=1.01)


def filmed(spec: Any, folder: Path) -> list[int]:
    """The numbers that the frames of a capture show. Opens a copy of the film in this Blender: nothing of it that a
    test holds is alive afterwards."""
    from addon.second import filming

    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "copy.blend"))
    out = folder / "out.mp4"
    captures = [{**spec.model_dump(mode="json"), "out": str(out)}]
    filming.main({"blend": bpy.data.filepath, "captures": captures}, lambda _: None)
    return [number_of(frame) for frame in frames_of(out)]


class TestScenes:
    def test_one_scene_in_two_edits_has_shots_of_each(self, edit: Any, movie: Callable[..., Path]) -> None:
        of = scene("Set", 96)
        trailer = bpy.data.scenes.new("Trailer")
        trailer.sequence_editor_create()
        scene_strip(edit, of, 1)
        compat.set_strip_end(scene_strip(trailer, of, 201), 249)
        build.build_shots(edit)
        build.build_shots(trailer)
        (ours,), (theirs,) = film(edit).shots, film(trailer).shots
        assert ours.uuid != theirs.uuid
        assert (theirs.frame_start, theirs.frame_end) == (201, 249)
        assert (ours.name, theirs.name) == ("SH010", "SH020"), "a take's folder has the shot's name"
        theirs.name = "SH010"
        assert theirs.name == "SH010A"
        placed(trailer, movie(48))
        assert takes_of(edit) == []
        assert takes_of(trailer) == [("", 201, 249)]
        assert to_model(theirs, trailer).edit == "Trailer"

    def test_linked_scenes_of_equal_names_are_told_apart(
        self, edit: Any, numbered_scene: Callable[..., Any], tmp_path: Path
    ) -> None:
        for number, first in enumerate((100, 200)):
            made = numbered_scene("Shot", first, first + 23)
            made.view_layers[0].update()
            bpy.data.libraries.write(str(tmp_path / f"{number}.blend"), {made}, fake_user=True)
            bpy.data.scenes.remove(made)
        linked = []
        for number in range(2):
            with bpy.data.libraries.load(str(tmp_path / f"{number}.blend"), link=True) as (_, wanted):
                wanted.scenes = ["Shot"]
            linked.append(wanted.scenes[0])
        assert [one.name for one in linked] == ["Shot", "Shot"]
        for number, one in enumerate(linked):
            strip = edit.sequence_editor.strips.new_scene(
                name=f"s{number}", scene=one, channel=1, frame_start=1 + 24 * number
            )
            strip.select = False
        build.build_shots(edit)
        shots = [to_model(shot, edit) for shot in film(edit).shots]
        assert len({shot.scene for shot in shots}) == 2
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        wanted_specs = [specs.clip_spec(shot, "160x96") for shot in shots]
        assert wanted_specs[0].key != wanted_specs[1].key
        assert filmed(wanted_specs[1], tmp_path / "b") == list(range(200, 224))

    def test_a_dissolve_between_two_scene_strips_keeps_both_whole(self, edit: Any, movie: Callable[..., Path]) -> None:
        one, two = scene_strip(edit, scene("A", 48), 1, 1), scene_strip(edit, scene("B", 48), 37, 2)
        cross = compat.new_effect(
            edit.sequence_editor.strips, name="Mix", type="CROSS", channel=3, start=37, length=12, inputs=(one, two)
        )
        cross.select = False
        build.build_shots(edit)
        assert table(edit) == [("SH010", 1, 49), ("SH020", 37, 85)]
        for number in (0, 1):
            placed(edit, movie(48), number)
        assert sorted(takes_of(edit)) == [("", 1, 49), ("", 37, 85)]
        assert len({s.channel for s in edit.sequence_editor.strips if tag(s).role == "take"}) == 2
        timeline.place(edit, to_model(film(edit).shots[0], edit), take_to_model(*_first(edit)), file=movie(48))
        assert sorted(takes_of(edit)) == [("", 1, 49), ("", 37, 85)]


def _first(edit: Any) -> tuple[Any, Any]:
    shot = film(edit).shots[0]
    return shot.takes[0], shot
