# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A take lands on its shot: at its frames, at its speed, in sync, and nothing else on the timeline moves."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest
from opened_files import Openings

from addon.blender import timeline
from addon.blender.properties import film, tag
from addon.blender.values import edit_rate
from addon.core.errors import MediaError, UserError
from addon.core.models import Rate, Shot, Take, Tier
from addon.second import compat


def shot_at(start: int, end: int, name: str = "SH010", rate: Rate | None = None) -> Shot:
    return Shot(uuid=f"uuid-{name}", name=name, frame_start=start, frame_end=end, rate=rate or Rate())


def take_of(shot: Shot, number: int = 1, **facts: Any) -> Take:
    values = dict(
        id=f"01TAKE{number}", shot_uuid=shot.uuid, shot_name=shot.name, number=number, file="take.mp4",
        model="alibaba/wan-v2.6-r2v-flash", tier=Tier.DRAFT, prompt="character1 waves", seed=2**31 - 1, size="160x96",
        seconds=5, fps=30, has_audio=True, created="2026-11-22T10:00:00Z", usd="0.25",
    )  # fmt: skip
    return Take(**{**values, **facts})


def strips(edit: bpy.types.Scene) -> Any:
    return edit.sequence_editor.strips_all


def snapshot(edit: bpy.types.Scene, but: set[str] = frozenset()) -> dict[str, tuple[Any, ...]]:
    return {
        s.name: (compat.strip_start(s), compat.strip_end(s), compat.content_start(s), s.channel, s.select, s.mute)
        for s in strips(edit)
        if s.name not in but
    }


def edges(edit: bpy.types.Scene, name: str) -> tuple[int, int]:
    return compat.strip_start(strips(edit)[name]), compat.strip_end(strips(edit)[name])


@pytest.mark.parametrize("media", [16, 24, 25, 30])
@pytest.mark.parametrize(("fps", "base"), [(24, 1.0), (25, 1.0), (30, 1.0), (24, 1.001), (30, 1.001)])
def test_every_frame_shows_its_moment(edit, movie, shown, media: int, fps: int, base: float) -> None:
    edit.render.fps, edit.render.fps_base = fps, base
    rate = edit_rate(edit)
    shot = shot_at(101, 101 + int(rate.fraction * 2), rate=rate)
    placed = timeline.place(edit, shot, take_of(shot, handle_in_frames=7), file=movie(media * 4, media))
    assert (placed.start, placed.end) == (shot.frame_start, shot.frame_end)
    ratio = media / rate.fraction
    errors = [abs(number - (n + 7) * ratio) for n, number in enumerate(shown(edit, shot.frame_start, shot.frame_end))]
    assert max(errors) < 1


@pytest.mark.parametrize(
    ("start", "end", "shown_first", "note"),
    [
        (101, 149, -15, "The shot begins 15 frames before it: its first picture is held there."),
        (101, 134, -15, "The shot begins 15 frames before it: its first picture is held there."),
        (126, 164, 10, None),
        (126, 174, 10, "The take is 10 frames shorter than the shot."),
    ],
)
def test_a_shot_that_begins_elsewhere_by_now_shows_the_same_moments(
    edit, movie, shown, start: int, end: int, shown_first: int, note: str | None
) -> None:
    """The artist moved the edge of its strip while the take of 48 frames from 116 on was made."""
    then = shot_at(116, 164).model_copy(update={"origin": "strip", "head": 20})
    now = then.model_copy(update={"frame_start": start, "frame_end": end, "head": 20 + start - 116})
    take = take_of(then, shot_head=then.head, scene_step=1.0, fps=24, seconds=2)
    placed = timeline.place(edit, now, take, file=movie(48, 24))
    assert placed.start == start
    assert placed.notes == ((note,) if note else ())
    (sound,) = placed.sound
    assert compat.content_start(strips(edit)[sound]) == compat.content_start(strips(edit)[placed.video[0]]) == 116
    numbers = shown(edit, start, placed.end)
    assert numbers == [max(0, number + shown_first) for number in range(placed.end - start)]
    again = timeline.place(edit, now, take.model_copy(update={"id": "01TAKE2", "number": 2}), file=movie(48, 24))
    assert (again.start, again.end) == (placed.start, placed.end)
    assert compat.content_start(strips(edit)[again.video[0]]) == 116


def test_no_piece_of_a_placement_opens_the_video_twice(edit, movie) -> None:
    from addon.blender.timeline.placing import placing

    shot, file = shot_at(1, 49), movie(150, 30)
    for number in (1, 2):  # the second takes the place of the first
        opened = Openings(file)
        pieces = [opened.since() for _ in placing(edit, shot, take_of(shot, number=number), file=file)]
        assert pieces == [1, 1], "the picture, then its sound"
        assert opened.since() <= 1, "the undo step: Blender evaluates the edit, and may load a new sound for it"
    opened = Openings(file)
    timeline.place(edit, shot, take_of(shot, number=3, has_audio=False), file=file)
    assert opened.since() == 1


def test_the_models_30_in_a_24_film_shows_the_nearest_frame(edit, movie, shown) -> None:
    shot = shot_at(1, 121)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert shown(edit, 1, 121) == [int(n * Fraction(5, 4) + Fraction(1, 2)) for n in range(120)]


def test_conforming_does_not_drift_over_the_longest_take(edit, movie, shown) -> None:
    edit.render.fps_base = 1.001
    shot = shot_at(1, 355, rate=edit_rate(edit))
    timeline.place(edit, shot, take_of(shot), file=movie(450, 30))
    ratio = 30 / edit_rate(edit).fraction
    last = shown(edit, 345, 355)
    assert all(abs(number - (344 + n) * ratio) < 1 for n, number in enumerate(last))


def test_sound_and_picture_share_edges_and_origin(edit, movie) -> None:
    shot = shot_at(50, 98)
    placed = timeline.place(edit, shot, take_of(shot, handle_in_frames=12), file=movie(150, 30))
    picture, sound = strips(edit)[placed.video[0]], strips(edit)[placed.sound[0]]
    assert edges(edit, picture.name) == edges(edit, sound.name) == (50, 98)
    assert compat.content_start(picture) == compat.content_start(sound) == 38
    assert (picture.channel, sound.channel) == (3, 2)


@pytest.mark.parametrize("base", [1.0, 1.001])
def test_a_click_is_heard_when_its_picture_is_seen(edit, movie, tmp_path: Path, base: float) -> None:
    edit.render.fps_base = base
    rate = edit_rate(edit)
    shot = shot_at(10, 90, rate=rate)
    timeline.place(edit, shot, take_of(shot, handle_in_frames=20), file=movie(150, 30, beep=2.5))
    edit.frame_start, edit.frame_end = 1, 100
    bpy.ops.sound.mixdown(filepath=str(tmp_path / "mix.wav"), container="WAV", codec="PCM")
    heard = first_sound(tmp_path / "mix.wav")
    expected = float(rate.seconds(10 - 20 - 1)) + 2.5
    assert heard == pytest.approx(expected, abs=0.5 / 24)


def test_a_slower_take_fills_a_longer_shot_in_sync(edit, movie, shown, tmp_path: Path) -> None:
    shot = shot_at(1, 133).model_copy(update={"speed": 120 / 132})
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30, beep=2.5))
    assert placed.missing == 0
    assert edges(edit, placed.video[0]) == edges(edit, placed.sound[0]) == (1, 133)
    assert all(abs(number - n * 150 / 132) < 1 for n, number in enumerate(shown(edit, 1, 133)))
    edit.frame_start, edit.frame_end = 1, 132
    bpy.ops.sound.mixdown(filepath=str(tmp_path / "mix.wav"), container="WAV", codec="PCM")
    assert first_sound(tmp_path / "mix.wav") == pytest.approx(2.5 * 132 / 120, abs=1 / 24)


def first_sound(path: Path) -> float:
    """Seconds until a file is first louder than a tenth."""
    import av
    import numpy as np

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        parts = [frame.to_ndarray().astype(float) for frame in container.decode(audio=0)]
        packed = stream.format.is_packed
        channels, rate = stream.channels, stream.rate
    wave = np.concatenate([p.reshape(-1, channels).T if packed else p for p in parts], axis=1)[0]
    wave /= max(np.abs(wave).max(), 1e-9)
    return int(np.argmax(np.abs(wave) > 0.1)) / rate


def test_the_strip_says_what_it_is(edit, movie) -> None:
    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot, number=3), file=movie(150, 30))
    strip = strips(edit)["SH010 t003"]
    mark = tag(strip)
    assert (mark.role, mark.shot, mark.take, mark.number) == ("take", shot.uuid, "01TAKE3", 3)
    assert (mark.model, mark.prompt) == ("alibaba/wan-v2.6-r2v-flash", "character1 waves")
    assert (mark.seed, mark.cost) == (str(2**31 - 1), "0.25")


def test_neighbours_selection_playhead_and_other_channels_stay(edit, movie) -> None:
    clip = str(movie(48, 24))
    for n, (channel, start) in enumerate([(3, 1), (3, 97), (1, 40), (7, 30)]):
        edit.sequence_editor.strips.new_movie(name=f"n{n}", filepath=clip, channel=channel, frame_start=start)
    for strip in strips(edit):
        strip.select = strip.name in {"n1", "n2"}
    strips(edit)["n2"].select_right_handle = True
    edit.sequence_editor.active_strip = strips(edit)["n1"]
    edit.frame_set(33)
    before = snapshot(edit)
    shot = shot_at(49, 97)
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert snapshot(edit, but={*placed.video, *placed.sound}) == before
    assert placed.video_channel == 3
    assert not placed.notes
    assert {s.name for s in strips(edit) if s.select} == {"n1", "n2"}
    assert strips(edit)["n2"].select_right_handle
    assert edit.sequence_editor.active_strip.name == "n1"
    assert edit.frame_current == 33


def test_keys_of_retiming_that_the_artist_selected_on_another_strip_stay_where_they_are(edit, movie) -> None:
    other = edit.sequence_editor.strips.new_movie("Other", str(movie(60, 24)), 3, 1)
    select_retiming_keys(edit, other)
    kept = retiming_of(other)
    shot = shot_at(101, 149)
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert len(kept) > 3
    assert retiming_of(strips(edit)["Other"]) == kept
    picture = strips(edit)[placed.video[0]]
    assert compat.content_duration(picture) == 120
    assert [strip.type for strip in strips(edit) if strip.type == "META"] == []


def select_retiming_keys(edit: bpy.types.Scene, strip: Any) -> None:
    """As an artist does who freezes a frame in the Sequencer: the new keys are selected then."""
    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda area: area.width * area.height)
    area.ui_type = "SEQUENCE_EDITOR"
    region = next(region for region in area.regions if region.type == "WINDOW")
    if hasattr(bpy.context.workspace, "sequencer_scene"):  # from 5.0
        bpy.context.workspace.sequencer_scene = edit
    strip.select, edit.sequence_editor.active_strip = True, strip
    with bpy.context.temp_override(window=window, area=area, region=region):
        bpy.ops.sequencer.retiming_show()
        edit.frame_current = 20
        bpy.ops.sequencer.retiming_key_add(timeline_frame=20)
        bpy.ops.sequencer.retiming_freeze_frame_add(duration=5)


def retiming_of(strip: Any) -> list[int]:
    return [key.timeline_frame for key in strip.retiming_keys]


def test_takes_are_placed_while_other_threads_run_python(movie) -> None:
    """4.5 crashed there: its operators take an override of the context for theirs without Python's lock."""
    code = (
        "import sys, os; sys.path[:0] = sys.argv[1:3]; import busy_placing; busy_placing.main(sys.argv[3]);"
        " sys.stdout.flush(); os._exit(0)"
    )
    here = Path(__file__).parent
    command = [sys.executable, "-c", code, str(here.parents[1]), str(here), str(movie(60, 30))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["placed 60"]), done.stderr


def test_an_occupied_channel_is_left_for_the_next_and_said(edit, movie) -> None:
    clip = str(movie(48, 24))
    edit.sequence_editor.strips.new_movie(name="title", filepath=clip, channel=3, frame_start=60)
    before = snapshot(edit)
    shot = shot_at(49, 97)
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert placed.video_channel == 4
    assert "Channel 3 is taken there, so the picture is on channel 4." in placed.sentence
    assert {n: v[:4] for n, v in snapshot(edit, but={*placed.video, *placed.sound}).items()} == {
        n: v[:4] for n, v in before.items()
    }


def test_a_take_lies_above_its_own_source_strip(edit, movie) -> None:
    source = edit.sequence_editor.strips.new_movie(name="board", filepath=str(movie(48, 24)), channel=6, frame_start=49)
    shot = shot_at(49, 97)
    tag(source).shot, tag(source).role = shot.uuid, "source"
    assert timeline.place(edit, shot, take_of(shot), file=movie(150, 30)).video_channel == 7


def test_a_retake_replaces_the_take_and_keeps_what_the_artist_did(edit, movie) -> None:
    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    old, sound = (
        timeline.find_strips(edit, shot.uuid, ("take",))[0],
        timeline.find_strips(edit, shot.uuid, ("sound",))[0],
    )
    old.blend_alpha, old.color_tag, old.mute, old.use_flip_x = 0.5, "COLOR_05", True, True
    old.transform.scale_x *= 2
    old.transform.scale_y *= 2
    old.transform.offset_x, old.transform.rotation = 12, 0.25
    old.crop.min_x = 10
    old.modifiers.new("Grade", "BRIGHT_CONTRAST").bright = 7
    sound.volume, sound.pan = 0.25, 0.5
    old.channel = 9
    timeline.place(edit, shot, take_of(shot, number=2), file=movie(90, 30, size=(320, 192)))
    assert sorted(s.name for s in strips(edit)) == ["SH010 t002", "SH010 t002 sound"]
    new = timeline.find_strips(edit, shot.uuid, ("take",))[0]
    assert (new.blend_alpha, new.color_tag, new.mute, new.use_flip_x) == (0.5, "COLOR_05", True, True)
    assert (new.transform.offset_x, new.transform.rotation) == (12, 0.25)
    assert new.transform.scale_x == pytest.approx(1.0)  # fitted at 0.5, enlarged twice
    assert new.crop.min_x == 20
    assert new.modifiers["Grade"].bright == 7
    assert new.channel == 9
    heard = timeline.find_strips(edit, shot.uuid, ("sound",))[0]
    assert (heard.volume, heard.pan) == (0.25, 0.5)
    assert [sound.users for sound in bpy.data.sounds if sound.users] == [1]


def test_animation_and_transitions_survive_a_retake(edit, movie) -> None:
    one, two = shot_at(1, 49, "SH010"), shot_at(37, 85, "SH020")
    timeline.place(edit, one, take_of(one), file=movie(150, 30))
    timeline.place(edit, two, take_of(two), file=movie(150, 30))
    first, second = (timeline.find_strips(edit, s.uuid, ("take",))[0] for s in (one, two))
    compat.new_effect(
        edit.sequence_editor.strips, name="dissolve", type="CROSS", channel=20, start=37, length=12,
        inputs=(first, second),
    )  # fmt: skip
    first.keyframe_insert("blend_alpha", frame=1)
    timeline.place(edit, one, take_of(one, number=2), file=movie(120, 24))
    dissolve = strips(edit)["dissolve"]
    assert tag(dissolve.input_1).number == 2
    assert edges(edit, "dissolve") == (37, 49)
    path = f'sequence_editor.strips_all["{dissolve.input_1.name}"].blend_alpha'
    assert [curve.data_path for curve in compat.fcurves(edit)] == [path]


def test_switching_takes_never_moves_an_edge(edit, movie, shown) -> None:
    shot = shot_at(10, 58)
    timeline.place(edit, shot, take_of(shot, handle_in_frames=6), file=movie(150, 30))
    strip = timeline.find_strips(edit, shot.uuid, ("take",))[0]
    compat.set_strip_start(strip, 14)
    compat.set_strip_end(strip, 50)
    timeline.switch_take(edit, shot, take_of(shot, number=2, handle_in_frames=0), file=movie(120, 24))
    assert edges(edit, "SH010 t002") == (14, 50)
    assert shown(edit, 14, 50) == list(range(4, 40))
    result = timeline.switch_take(edit, shot, take_of(shot, number=3), file=movie(20, 24))
    assert edges(edit, "SH010 t003") == (14, 50)
    assert shown(edit, 14, 50) == [*range(20), *[19] * 16]
    assert result.missing == 16


def test_a_take_that_the_artist_cut_is_replaced_piece_by_piece(edit, movie, shown) -> None:
    shot = shot_at(1, 61)
    timeline.place(edit, shot, take_of(shot), file=movie(120, 24))
    strip = timeline.find_strips(edit, shot.uuid, ("take",))[0]
    right = strip.split(frame=31, split_method="SOFT")
    compat.set_content_start(right, compat.content_start(right) + 100)
    placed = timeline.place(edit, shot, take_of(shot, number=2), file=movie(100, 24))
    assert [edges(edit, name) for name in placed.video] == [(1, 31), (131, 161)]
    assert shown(edit, 1, 31) == list(range(30))
    assert shown(edit, 131, 161) == list(range(30, 60))


def test_a_take_that_the_artist_moved_is_replaced_where_it_stands_until_the_shot_moves(edit, movie) -> None:
    shot = shot_at(10, 58)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    strip = timeline.find_strips(edit, shot.uuid, ("take",))[0]
    compat.set_strip_end(strip, 40)
    compat.set_content_start(strip, 200)
    for number in (2, 3):
        timeline.place(edit, shot, take_of(shot, number=number), file=movie(120, 24))
        assert edges(edit, f"SH010 t{number:03d}") == (200, 230)
    moved = shot.model_copy(update={"frame_start": 300, "frame_end": 348})
    timeline.place(edit, moved, take_of(shot, number=4), file=movie(120, 24))
    assert edges(edit, "SH010 t004") == (300, 348)


def test_a_sound_that_begins_before_its_picture_still_does_after_a_retake(edit, movie) -> None:
    shot = shot_at(10, 58)
    timeline.place(edit, shot, take_of(shot, handle_in_frames=24), file=movie(150, 30))
    sound = timeline.find_strips(edit, shot.uuid, ("sound",))[0]
    compat.set_strip_start(sound, 4)
    placed = timeline.place(edit, shot, take_of(shot, number=2, handle_in_frames=24), file=movie(150, 30))
    assert edges(edit, placed.sound[0]) == (4, 58)
    assert edges(edit, placed.video[0]) == (10, 58)


def test_picture_and_sound_are_tied(edit, movie) -> None:
    shot = shot_at(10, 58)
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    picture = strips(edit)[placed.video[0]]
    if not hasattr(picture, "connections"):
        pytest.skip("before 5.2 Blender does not tell")
    assert [s.name for s in picture.connections] == list(placed.sound)
    timeline.place(edit, shot, take_of(shot, number=2), file=movie(150, 30))
    assert len(timeline.find_strips(edit, shot.uuid, ("take",))[0].connections) == 1


def test_a_locked_channel_is_left_alone(edit, movie) -> None:
    edit.sequence_editor.channels[3].lock = True
    shot = shot_at(10, 58)
    assert timeline.place(edit, shot, take_of(shot), file=movie(150, 30)).video_channel == 4


def test_a_full_timeline_is_refused_and_nothing_changes(edit, movie) -> None:
    for channel in range(1, 129):
        compat.new_effect(
            edit.sequence_editor.strips, name="c", type="COLOR", channel=channel, start=500 * (channel % 2), length=20
        )
    before = snapshot(edit)
    shot = shot_at(10, 58)
    with pytest.raises(UserError) as refused:
        timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert refused.value.next_step
    assert snapshot(edit) == before


def test_a_short_take_is_placed_and_the_shortfall_told(edit, movie) -> None:
    shot = shot_at(1, 121)
    placed = timeline.place(edit, shot, take_of(shot), file=movie(60, 30))
    assert (placed.start, placed.end, placed.missing) == (1, 49, 72)
    assert "72 frames shorter" in placed.sentence


@pytest.mark.parametrize("content", [b"", b"not a video at all", b"\0\0\0\x20ftypisom" + b"\0" * 64])
def test_an_unusable_file_is_refused_and_nothing_changes(edit, movie, tmp_path: Path, content: bytes) -> None:
    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    before = snapshot(edit)
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(content)
    with pytest.raises(MediaError) as refused:
        timeline.place(edit, shot, take_of(shot, number=2), file=bad)
    assert "bad.mp4" in refused.value.user_message
    with pytest.raises(MediaError):
        timeline.switch_take(edit, shot, take_of(shot, number=2), file=tmp_path / "missing.mp4")
    assert snapshot(edit) == before


def test_a_video_without_sound_gets_no_sound_strip(edit, movie) -> None:
    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    placed = timeline.place(edit, shot, take_of(shot, number=2), file=movie(150, 30, sound=False))
    assert placed.sound == ()
    assert "The video has no sound." in placed.sentence
    assert [s.type for s in strips(edit)] == ["MOVIE"]
    assert [sound.users for sound in bpy.data.sounds] == [0, 0], "Blender may be reading one for its waveform"


def test_sounds_that_nothing_plays_are_in_no_saved_file(edit, movie, tmp_path) -> None:
    shot = shot_at(1, 49)
    for number in (1, 2, 3):
        timeline.place(edit, shot, take_of(shot, number=number), file=movie(150, 30))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    assert len(bpy.data.sounds) == 1


def test_one_undo_takes_back_exactly_this_placement(edit, movie) -> None:
    bpy.context.preferences.edit.use_global_undo = True
    bpy.ops.ed.undo_push(message="before")
    one, two = shot_at(1, 49, "SH010"), shot_at(49, 97, "SH020")
    timeline.place(edit, one, take_of(one), file=movie(150, 30))
    timeline.place(edit, two, take_of(two), file=movie(150, 30))
    bpy.ops.ed.undo()
    edit = bpy.context.scene
    assert sorted({tag(s).shot for s in strips(edit)}) == [one.uuid]
    bpy.ops.ed.undo()
    assert not len(strips(bpy.context.scene))
    bpy.ops.ed.redo()
    assert len(timeline.find_strips(bpy.context.scene, one.uuid)) == 2


def test_many_takes_are_one_undo_step_and_leave_no_scene_behind(edit, movie) -> None:
    bpy.ops.ed.undo_push(message="before")
    shots = [shot_at(1 + 48 * n, 49 + 48 * n, f"SH{n:03d}") for n in range(5)]
    for shot in shots:
        timeline.place(edit, shot, take_of(shot), file=movie(150, 30), undo_step=False)
    timeline.push_undo("Place 5 Takes")
    assert len(strips(edit)) == 10
    assert [scene.name for scene in bpy.data.scenes] == [edit.name]
    bpy.ops.ed.undo()
    assert not len(strips(bpy.context.scene))
    assert len(bpy.data.scenes) == 1


def test_placing_does_not_evaluate_the_artists_scene(edit, movie) -> None:
    updates: list[str] = []

    def updated(scene: bpy.types.Scene, _: Any = None) -> None:
        updates.append(scene.name)

    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30), undo_step=False)
    bpy.context.view_layer.update()
    bpy.app.handlers.depsgraph_update_post.append(updated)
    try:
        timeline.place(edit, shot, take_of(shot, number=2), file=movie(120, 25), undo_step=False)
        assert edit.name not in updates
        bpy.context.view_layer.update()
        assert edit.name in updates
    finally:
        bpy.app.handlers.depsgraph_update_post.remove(updated)


def test_a_users_undo_after_a_placement_keeps_the_paid_take(edit, movie) -> None:
    bpy.ops.ed.undo_push(message="before")
    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    edit.timeline_markers.new("note", frame=5)
    bpy.ops.ed.undo_push(message="Add Marker")
    bpy.ops.ed.undo()
    assert len(timeline.find_strips(bpy.context.scene, shot.uuid)) == 2


def test_a_saved_film_keeps_place_speed_and_marks(edit, movie, shown, tmp_path: Path) -> None:
    shot = shot_at(20, 68)
    timeline.place(edit, shot, take_of(shot, handle_in_frames=10), file=movie(150, 30))
    before = snapshot(edit)
    path = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    edit = bpy.context.scene
    assert snapshot(edit) == before
    picture = timeline.find_strips(edit, shot.uuid, ("take",))[0]
    assert tag(picture).take == "01TAKE1"
    assert shown(edit, 20, 24) == [13, 14, 15, 16]  # 10 frames of 24 in 30: 12.5, 13.75, 15, 16.25


def test_the_sequencer_is_only_pointed_at_the_edit_when_it_shows_none(edit, movie) -> None:
    if not hasattr(bpy.context.workspace, "sequencer_scene"):
        pytest.skip("4.5 has no such setting")
    other = bpy.data.scenes.new("Other")
    bpy.context.workspace.sequencer_scene = None
    shot = shot_at(1, 49)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert bpy.context.workspace.sequencer_scene == edit
    bpy.context.workspace.sequencer_scene = other
    timeline.place(edit, shot, take_of(shot, number=2), file=movie(150, 30))
    assert bpy.context.workspace.sequencer_scene == other


def test_the_edit_need_not_be_the_scene_on_screen(edit, movie, shown) -> None:
    other = bpy.data.scenes.new("Edit")
    other.render.resolution_x, other.render.resolution_y, other.render.fps = 160, 96, 24
    other.view_settings.view_transform = "Standard"
    shot = shot_at(1, 49)
    timeline.place(other, shot, take_of(shot), file=movie(150, 30))
    assert not len(strips(edit))
    assert shown(other, 1, 5) == [0, 1, 3, 4]


def test_a_take_inside_a_meta_strip_is_replaced_there(edit, movie, shown) -> None:
    shot = shot_at(20, 68)
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    with compat.strip_operators(edit, timeline.find_strips(edit, shot.uuid)):
        bpy.ops.sequencer.meta_make()
    edit.sequence_editor.active_strip.name = "reel"
    outside = edit.sequence_editor.strips.new_movie(name="out", filepath=str(movie(48, 24)), channel=3, frame_start=200)
    before = edges(edit, "reel"), edges(edit, outside.name)
    timeline.place(edit, shot, take_of(shot, number=2), file=movie(120, 24))
    assert [s.parent_meta().name for s in timeline.find_strips(edit, shot.uuid)] == ["reel", "reel"]
    assert (edges(edit, "reel"), edges(edit, "out")) == before
    assert shown(edit, 20, 68) == list(range(48))


def test_placing_while_the_artist_is_inside_a_meta_strip(edit, movie, shown) -> None:
    meta = edit.sequence_editor.strips.new_meta(name="reel", channel=12, frame_start=200)
    edit.sequence_editor.display_stack(meta)
    shot = shot_at(20, 68)
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert [s.name for s in edit.sequence_editor.meta_stack] == ["reel"]
    assert strips(edit)[placed.video[0]].parent_meta() is None
    edit.sequence_editor.display_stack(None)
    assert shown(edit, 20, 25) == [0, 1, 3, 4, 5]


def test_a_placeholder_shows_status_and_gives_way_to_the_take(edit, movie) -> None:
    shot = shot_at(20, 68)
    name = timeline.place_placeholder(edit, shot, "waiting")
    assert name == "SH010"
    assert edges(edit, name) == (20, 68)
    timeline.update_placeholder(edit, shot, "filming 40 %")
    strip = timeline.find_strips(edit, shot.uuid)[0]
    assert (strip.name, strip.text) == ("SH010", "filming 40 %"), "Blender writes both on the strip"
    timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert {tag(s).role for s in timeline.find_strips(edit, shot.uuid)} == {"take", "sound"}
    assert timeline.place_placeholder(edit, shot, "waiting") == ""


def test_a_placeholder_that_the_artist_moved_is_where_the_take_lands(edit, movie) -> None:
    shot = shot_at(20, 68)
    strip = strips(edit)[timeline.place_placeholder(edit, shot, "waiting")]
    compat.set_strip_end(strip, 50)
    compat.set_content_start(strip, 120)
    strip.channel = 7
    strip.select = True
    placed = timeline.place(edit, shot, take_of(shot), file=movie(150, 30))
    assert (placed.start, placed.end, placed.video_channel) == (120, 150, 7)
    assert [s.name for s in strips(edit) if s.select] == ["SH010 t001"]
    moved = shot.model_copy(update={"frame_start": 200, "frame_end": 248})
    assert timeline.place(edit, moved, take_of(shot, number=2), file=movie(150, 30)).start == 200


def test_a_placeholder_follows_a_shot_that_moved_while_it_waited(edit, movie) -> None:
    shot = shot_at(20, 68)
    timeline.place_placeholder(edit, shot, "waiting")
    moved = shot.model_copy(update={"frame_start": 200, "frame_end": 230})
    placed = timeline.place(edit, moved, take_of(shot), file=movie(150, 30))
    assert (placed.start, placed.end) == (200, 230)
    assert len(strips(edit)) == 2


def test_a_placeholder_can_be_read_in_the_picture(edit, tmp_path: Path) -> None:
    edit.render.resolution_x, edit.render.resolution_y = 320, 180
    timeline.place_placeholder(edit, shot_at(1, 10), "Waiting")
    compat.still_output(edit.render)
    edit.render.filepath = str(tmp_path / "still.png")
    edit.frame_set(5)
    saved = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(saved), copy=True)
    # In a process of its own: 5.2's module draws no text of a second file once it has rendered that of a first.
    code = "import bpy, sys; bpy.ops.wm.open_mainfile(filepath=sys.argv[1]); bpy.ops.render.render(write_still=True)"
    subprocess.run([sys.executable, "-c", f"{code}; import os; os._exit(0)", str(saved)], check=True, timeout=120)
    image = bpy.data.images.load(edit.render.filepath)
    values = list(image.pixels)[::4]
    bright = [n for n, value in enumerate(values) if value > 0.6]
    assert bright
    rows = {n // 320 for n in bright}
    assert max(rows) < 180 / 3  # at the bottom: the shot's own picture stays in view


def test_a_placeholder_is_removed_when_its_job_ends_without_a_take(edit) -> None:
    shot = shot_at(20, 68)
    timeline.place_placeholder(edit, shot, "waiting")
    assert timeline.remove_for_shot(edit, shot.uuid, ("placeholder",)) == 1
    assert not len(strips(edit))


def test_fit_is_the_films(edit, movie) -> None:
    film(edit).fit_method = "FILL"
    shot = shot_at(1, 49)
    tall = movie(60, 30, size=(96, 160))
    timeline.place(edit, shot, take_of(shot), file=tall)
    assert timeline.find_strips(edit, shot.uuid, ("take",))[0].transform.scale_x == pytest.approx(160 / 96)
    timeline.remove_for_shot(edit, shot.uuid)
    film(edit).fit_method = "FIT"
    timeline.place(edit, shot, take_of(shot), file=tall)
    assert timeline.find_strips(edit, shot.uuid, ("take",))[0].transform.scale_x == pytest.approx(0.6)


def test_a_strip_goes_when_blender_no_longer_prefetches() -> None:
    """In a window its thread goes through the list that the strip is taken from (`tests/gui/test_prefetch.py`)."""
    happened: list[str] = []

    class Strip:
        @property
        def name(self) -> str:
            return "SH010 t001"

        @name.setter
        def name(self, name: str) -> None:
            happened.append(f"called {name}")

        def parent_meta(self) -> None:
            return None

    container = SimpleNamespace(remove=lambda strip: happened.append("removed"))
    edit: Any = SimpleNamespace(sequence_editor=SimpleNamespace(strips=container))
    timeline.remove_strip(edit, Strip())
    assert happened == ["called SH010 t001", "removed"]


def test_editing_is_free_when_nothing_renders_or_plays(edit) -> None:
    assert timeline.can_edit_now() == ""


# A film of an older Blender


@pytest.fixture
def older_python() -> Path:
    """The Python of this checkout's environment for the older line of Blender."""
    if not compat.NEW_STRIP_TIMES:
        pytest.skip("this is the older line itself")
    folder = Path(__file__).resolve().parents[2] / ".env-3.11"
    found = next((path for path in (folder / "bin/python", folder / "Scripts/python.exe") if path.exists()), None)
    if found is None:
        pytest.skip("there is no environment for the older line here")
    return found


def test_takes_of_an_older_film_keep_their_last_frame(edit, movie, shown, older_python: Path, tmp_path: Path) -> None:
    """4.5 keeps a retimed strip's last key on the last frame, 5.2 behind it, and takes a frame off each."""
    film_of_before = Path(__file__).with_name("film_of_before.py")
    command = [str(older_python), str(film_of_before), str(movie(150, 30)), str(tmp_path / "film.blend")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    before = json.loads(next(line for line in told.splitlines() if line.startswith("{")))

    def now() -> dict[str, list[int]]:
        pictures = [strip for strip in strips(bpy.context.scene) if tag(strip).role == "take"]
        return {s.name: [compat.strip_start(s), compat.strip_end(s)] for s in pictures}

    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    assert now() == before
    assert shown(bpy.context.scene, 118, 121)[-1] == 149, "the movie's last"
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    assert now() == before, "once it is saved by this Blender, nothing is given back"
