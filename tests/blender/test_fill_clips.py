# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fill with Clips: shots without a take show their own clip at the right moments, until a take comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest
import take_parts as parts

from addon.blender import timeline
from addon.blender.edit import sources
from addon.blender.engine import beside
from addon.blender.properties import film, tag
from addon.blender.review import clips, fill
from addon.blender.shots import build, recut
from addon.blender.takes import trash
from addon.second import compat
from addon.steps import whole


@pytest.fixture
def two(
    edit: bpy.types.Scene, numbered_scene: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> bpy.types.Scene:
    """A saved film of two scene strips: SH010 shows scene frames 5 to 28, SH020 frames 40 to 63."""
    monkeypatch.setattr(clips, "PIXELS", 320 * 192)
    scene = numbered_scene("Set", 1, 100)
    strips = edit.sequence_editor.strips
    for number, first in enumerate((5, 40)):
        strip = strips.new_scene(name=f"s{number}", scene=scene, channel=1, frame_start=1)
        start = 1 + 24 * number
        compat.set_content_start(strip, start - (first - 1))
        compat.set_strip_start(strip, start)
        compat.set_strip_end(strip, start + 24)
    edit.frame_start, edit.frame_end = 1, 48
    build.build_shots(edit, everything=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return edit


def shots(edit: bpy.types.Scene) -> list[Any]:
    return list(film(edit).shots)


def clip_strips(edit: bpy.types.Scene) -> list[Any]:
    return [s for s in edit.sequence_editor.strips_all if tag(s).role == "clip"]


def test_every_shot_without_a_take_shows_its_clip(two: bpy.types.Scene, shown: Callable[..., list[int]]) -> None:
    wanted = shown(two, 1, 49)
    assert wanted == [*range(5, 29), *range(40, 64)], "what the scene strips show"
    before = parts.spans(two)
    assert bpy.ops.animatic.fill_with_clips(look="scene") == {"FINISHED"}
    found = clip_strips(two)
    assert sorted((s.name, compat.strip_start(s), compat.strip_end(s)) for s in found) == [
        ("SH010 clip", 1, 25),
        ("SH020 clip", 25, 49),
    ]
    for strip in two.sequence_editor.strips_all:
        strip.mute = tag(strip).role != "clip"
    assert shown(two, 1, 49) == wanted
    assert {k: v for k, v in parts.spans(two).items() if not k.startswith("clip")} == before, "nothing else moved"
    assert {s.color_tag for s in found} == {timeline.CLIP_TAG}
    assert [shot.active_take for shot in shots(two)] == ["", ""], "a clip is no take"


def test_clips_on_a_muted_channel_are_told_and_can_be_shown(
    two: bpy.types.Scene, shown: Callable[..., list[int]], capfd: pytest.CaptureFixture[str]
) -> None:
    channel = two.sequence_editor.channels[film(two).video_channel]
    channel.mute = True
    assert bpy.ops.animatic.fill_with_clips() == {"FINISHED"}
    assert f"{channel.name} is muted, so they do not show: Unmute, in the Project panel" in capfd.readouterr().out
    other = two.sequence_editor.channels[9]
    clip_strips(two)[0].channel, other.mute = 9, True
    assert bpy.ops.animatic.open_channels() == {"FINISHED"}
    assert not channel.mute
    assert not other.mute
    bpy.ops.animatic.fill_with_clips()
    assert "muted" not in capfd.readouterr().out


def test_a_take_takes_the_clips_place(two: bpy.types.Scene, movie: parts.Movie) -> None:
    bpy.ops.animatic.fill_with_clips()
    clip = clip_strips(two)[0]
    clip.transform.offset_x = 7
    channel = clip.channel
    parts.add_take(two, shots(two)[0], movie(60, 30))
    assert [tag(s).shot for s in clip_strips(two)] == [shots(two)[1].uuid]
    (take,) = parts.take_strips(two, shots(two)[0])
    assert (take.channel, take.transform.offset_x) == (channel, 7), "where the clip was, as it was framed"
    assert take.color_tag == "NONE", "the mark was the clip's"
    bpy.ops.animatic.fill_with_clips()
    assert len(clip_strips(two)) == 1, "a shot that has a take gets no clip"


def test_what_did_not_change_is_not_filmed_again(two: bpy.types.Scene) -> None:
    bpy.ops.animatic.fill_with_clips()
    work, _ = whole(fill.beginning(two, shots(two), "colours"))
    assert work is None
    names = {s.as_pointer() for s in clip_strips(two)}
    assert not any(fill.placing())
    assert {s.as_pointer() for s in clip_strips(two)} == names


def test_a_changed_scene_gets_another_clip_in_the_same_strip(two: bpy.types.Scene) -> None:
    bpy.ops.animatic.fill_with_clips()
    before = [tag(s).take for s in clip_strips(two)]
    bpy.data.objects["Set camera"].location.y += 1
    bpy.ops.animatic.fill_with_clips()
    after = [tag(s).take for s in clip_strips(two)]
    assert len(after) == 2
    assert not set(before) & set(after)


def test_clips_follow_their_shots_and_are_no_shots(two: bpy.types.Scene) -> None:
    bpy.ops.animatic.fill_with_clips()
    second = next(s for s in two.sequence_editor.strips_all if s.name == "s1")
    compat.set_content_start(second, compat.content_start(second) + 30)
    recut.bring(two)
    assert sorted(compat.strip_start(s) for s in clip_strips(two)) == [1, 55]
    build.build_shots(two, everything=True)
    assert len(shots(two)) == 2
    assert len(sources.locate(two)) == 2


def test_one_undo_takes_all_off_and_a_redo_brings_them_again(two: bpy.types.Scene, movie: parts.Movie) -> None:
    """Also when a take came in between: what is undone before it does not bring its clip back beside it."""
    bpy.ops.ed.undo_push(message="before")
    before = parts.spans(two)
    bpy.ops.animatic.fill_with_clips()
    bpy.ops.ed.undo_push(message="Fill with Clips")
    filled = parts.spans(two)
    bpy.ops.ed.undo()
    edit = bpy.context.scene
    assert parts.spans(edit) == before
    fill.tick()
    assert parts.spans(edit) == before, "they do not come back by themselves"
    bpy.ops.ed.redo()
    edit = bpy.context.scene
    assert parts.spans(edit) == filled
    parts.add_take(edit, shots(edit)[0], movie(60, 30))
    bpy.ops.ed.undo_push(message="Place Take")
    bpy.ops.ed.undo()
    edit = bpy.context.scene
    assert parts.spans(edit) == filled, "the take is undone: its clip is there again"
    bpy.ops.ed.redo()
    edit = bpy.context.scene
    assert len(clip_strips(edit)) == 1
    assert len(parts.take_strips(edit, shots(edit)[0])) == 1


def test_a_take_that_comes_while_the_clip_is_filmed_stays_alone(two: bpy.types.Scene, movie: parts.Movie) -> None:
    work, _ = whole(fill.beginning(two, shots(two), "colours"))
    assert work is not None
    parts.add_take(two, shots(two)[0], movie(60, 30))
    beside.finish(work)
    assert list(fill.placing()) == ["", "SH020"]
    assert [tag(s).shot for s in clip_strips(two)] == [shots(two)[1].uuid]


def test_a_take_that_goes_leaves_room_for_the_clip(two: bpy.types.Scene, movie: parts.Movie) -> None:
    bpy.ops.animatic.fill_with_clips()
    before = [(compat.strip_start(s), compat.strip_end(s), s.color_tag) for s in clip_strips(two)]
    parts.add_take(two, shots(two)[0], movie(60, 30))
    trash.delete(two, shots(two)[0], shots(two)[0].takes[0])
    assert not parts.take_strips(two, shots(two)[0])
    bpy.ops.animatic.fill_with_clips()
    found = sorted((compat.strip_start(s), compat.strip_end(s), s.color_tag) for s in clip_strips(two))
    assert found == sorted(before)


def test_undoing_is_taking_them_off(two: bpy.types.Scene) -> None:
    before = parts.spans(two)
    bpy.ops.animatic.fill_with_clips()
    assert bpy.ops.animatic.remove_clips() == {"FINISHED"}
    assert parts.spans(two) == before
    assert bpy.ops.animatic.remove_clips() == {"CANCELLED"}


def test_a_status_stands_over_the_clip_until_the_take_comes(two: bpy.types.Scene, movie: parts.Movie) -> None:
    from addon.blender.values import to_model

    bpy.ops.animatic.fill_with_clips()
    first = shots(two)[0]
    timeline.place_placeholder(two, to_model(first, two), "Generating", undo_step=False)
    status = timeline.find_strips(two, first.uuid, ("placeholder",))[0]
    (clip,) = timeline.find_strips(two, first.uuid, ("clip",))
    assert status.channel > clip.channel
    parts.add_take(two, first, movie(60, 30))
    assert {tag(s).role for s in timeline.find_strips(two, first.uuid)} == {"take", "sound"}


def test_a_film_without_cameras_is_told(edit: bpy.types.Scene, tmp_path: Path) -> None:
    parts.make_film(edit, tmp_path / "film.blend")
    with pytest.raises(RuntimeError, match="No camera films"):
        bpy.ops.animatic.fill_with_clips()


def test_a_clip_that_was_cut_keeps_its_cut(two: bpy.types.Scene, movie: parts.Movie) -> None:
    bpy.ops.animatic.fill_with_clips()
    first = shots(two)[0]
    (clip,) = timeline.find_strips(two, first.uuid, ("clip",))
    timeline.split_source(two, clip, [10])
    bpy.data.objects["Set camera"].location.y += 1
    bpy.ops.animatic.fill_with_clips()
    found = timeline.find_strips(two, first.uuid, ("clip",))
    assert [(compat.strip_start(s), compat.strip_end(s)) for s in found] == [(1, 10), (10, 25)]
    parts.add_take(two, first, movie(60, 30))
    assert [(compat.strip_start(s), compat.strip_end(s)) for s in parts.take_strips(two, first)] == [(1, 10), (10, 25)]
    assert not timeline.find_strips(two, first.uuid, ("clip",))
