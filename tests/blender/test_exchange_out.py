# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit leaves Blender whole: what other programs' readers find in it is what lies on the timeline."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import add_take, make_film, shot_named

from addon.blender.edit import sources
from addon.blender.exchange import reading, writing
from addon.blender.properties import film
from addon.blender.shots import build
from addon.core.errors import AnimaticError, UserError
from addon.core.exchange import conform, edl, fcpxml, otio
from addon.core.exchange.timeline import Clip, ClipKind, TrackKind, flattened
from addon.core.files import FilmFolder
from addon.second import compat

library = pytest.importorskip("opentimelineio")


@pytest.fixture
def takes_film(edit: bpy.types.Scene, movie: Callable[..., Path], tmp_path: Path) -> FilmFolder:
    """SH010 with two takes, SH020 with one, at 24 frames a second from takes of 30."""
    folder = make_film(edit, tmp_path / "film.blend")
    add_take(edit, shot_named("SH010"), movie(90, 30), seconds=3, fps=30)
    add_take(edit, shot_named("SH010"), movie(90, 30), seconds=3, fps=30, handle_in_frames=6)
    add_take(edit, shot_named("SH020"), movie(90, 30), seconds=3, fps=30)
    return folder


def shown(folder: FilmFolder) -> list[Clip]:
    return list(flattened(reading.timeline(bpy.context.scene, folder)))


def standings(edit: bpy.types.Scene, folder: FilmFolder) -> list[conform.Standing]:
    return reading.standings(reading.timeline(edit, folder), reading.named(edit))


def test_takes_trims_sound_and_markers_are_in_the_timeline(edit, takes_film: FilmFolder) -> None:
    found = reading.timeline(edit, takes_film)
    first, second = flattened(found)
    assert (first.name, first.start, first.frames, first.source_in, first.speed) == ("SH010", 0, 48, 6, 1)
    assert [m.key for m in first.media] == ["take-01", "take-02"]
    assert first.active == "take-02"
    assert (first.media[0].frames, first.media[0].rate) == (72, 30)
    assert (second.name, second.start, second.frames) == ("SH020", 48, 48)
    assert [c.kind for c in found.clips(TrackKind.AUDIO)] == [ClipKind.SOUND] * 2
    assert [m.frame for m in found.markers] == [0, 48]
    assert (found.start, found.size) == (86400, (160, 96))


def test_the_library_finds_the_takes_and_their_files(edit, takes_film: FilmFolder) -> None:
    written = writing.export(edit, takes_film, "otio")
    assert written.file == takes_film.exports / "film_v001.otio"
    assert written.note == ""
    read = library.adapters.read_from_file(str(written.file))
    clip = next(iter(read.video_tracks()[0].find_clips()))
    assert clip.media_reference.target_url == "../takes/SH010/SH010_t002_wan-v2.6-t2v_720p.mp4"
    assert (written.file.parent / clip.media_reference.target_url).resolve().is_file()
    assert clip.media_reference.metadata["animatic_gateway"]["model"].endswith("t2v")
    assert len(read.audio_tracks()) == 1


def test_nothing_is_overwritten_and_versions_count_over_all_formats(edit, takes_film: FilmFolder) -> None:
    names = [writing.export(edit, takes_film, key).file.name for key in ("otio", "edl", "otio", "xml", "csv")]
    assert names == ["film_v001.otio", "film_v002.edl", "film_v003.otio", "film_v004.xml", "film_v005.csv"]
    target = takes_film.exports / "mine.edl"
    writing.export(edit, takes_film, "edl", out=target)
    with pytest.raises(AnimaticError, match="exists already"):
        writing.export(edit, takes_film, "edl", out=target)
    assert not [f for f in takes_film.exports.iterdir() if f.name.startswith(".")]


@pytest.mark.parametrize(("fps", "base"), [(24, 1.0), (25, 1.0), (30, 1.001), (24, 1.001)])
def test_out_and_in_again_nothing_would_change(edit, movie, tmp_path: Path, fps: int, base: float) -> None:
    edit.render.fps, edit.render.fps_base = fps, base
    folder = make_film(edit, tmp_path / "film.blend")
    for name in ("SH010", "SH020"):
        add_take(edit, shot_named(name), movie(90, 30), seconds=3, fps=30, handle_in_frames=5)
    found = reading.timeline(edit, folder)
    for again in (
        otio.read(otio.write(found)),
        edl.read(edl.write(found), rate=found.rate),
        fcpxml.read(fcpxml.write(found)),
    ):
        told = conform.conform(standings(edit, folder), again.timeline)
        assert told.sentence == "Nothing would change", [c.words for c in told.changes]


def test_a_take_that_is_shorter_than_its_shot_is_still_one_clip_of_it(edit, movie, tmp_path: Path) -> None:
    strip = edit.sequence_editor.strips.new_image(name="board", filepath="b.png", channel=1, frame_start=1)
    compat.set_strip_end(strip, 97)
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    shot = film(edit).shots[0]
    shot.route = "text"
    shot.block("action").text = "A robot waves."
    add_take(edit, shot, movie(60, 30), seconds=2, fps=30)
    folder = FilmFolder(bpy.data.filepath)
    assert len(shown(folder)) == 2
    again = edl.read(edl.write(reading.timeline(edit, folder)), rate=Fraction(24)).timeline
    assert conform.conform(standings(edit, folder), again).sentence == "Nothing would change"


def test_speeds_stills_scenes_colours_metas_and_muted_strips(edit, movie, numbered_scene) -> None:
    strips = edit.sequence_editor.strips
    fast = strips.new_movie(name="fast", filepath=str(movie(60, 30)), channel=1, frame_start=1)
    scene = strips.new_scene(name="scene", scene=numbered_scene("set", 101, 160), channel=1, frame_start=100)
    compat.set_strip_start(scene, 110)
    colour = compat.new_effect(strips, name="black", type="COLOR", channel=2, start=200, length=24)
    colour.mute = True
    meta = strips.new_meta(name="meta", channel=3, frame_start=300)
    inner = compat.new_effect(meta.strips, name="inner", type="COLOR", channel=1, start=300, length=48)
    compat.set_strip_end(meta, 324)
    found = {clip.name: clip for clip in reading.timeline(edit, None).clips()}
    assert found["fast"].speed == Fraction(4, 5)  # 30 a second, shown one by one at 24
    assert (found["scene"].source_in, found["scene"].facts["scene"], found["scene"].start) == (10, "set", 109)
    assert not found["black"].enabled
    assert (found["inner"].start, found["inner"].frames) == (299, 24)
    assert (fast.name, inner.name) == ("fast", "inner")


def test_how_a_take_was_judged_goes_along_in_words(edit, movie, tmp_path: Path) -> None:
    folder = make_film(edit, tmp_path / "film.blend")
    judged = {"word": "departs", "sentence": "The camera stands.", "score": 0.1, "faults": ("It is silent.",)}
    add_take(edit, shot_named("SH010"), movie(60, 30), judged=judged)
    (media,) = shown(folder)[0].media
    assert media.facts["judged"] == "departs: The camera stands. It is silent."
    assert "The camera stands. It is silent." in writing.export(edit, folder, "otio").file.read_text(encoding="utf-8")
    assert next(writing.shot_rows(edit, sources.locate(edit))).state == "draft, plan: departs"


def test_strips_before_the_range_are_cut_at_its_first_frame(edit) -> None:
    edit.frame_start = 11
    compat.new_effect(edit.sequence_editor.strips, name="a", type="COLOR", channel=1, start=1, length=20)
    compat.new_effect(edit.sequence_editor.strips, name="before", type="COLOR", channel=2, start=1, length=5)
    assert [(c.name, c.start, c.frames) for c in reading.timeline(edit, None).clips()] == [("a", 0, 10)]


def test_the_shot_list_is_a_table_of_the_shots(edit, takes_film: FilmFolder) -> None:
    shot_named("SH010").block("action").text = "=HYPERLINK(1)"
    data = writing.export(edit, takes_film, "csv").file.read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [(r["Shot"], r["Start"], r["Frames"], r["Seconds"], r["Take"], r["Cost (USD)"]) for r in rows] == [
        ("SH010", "01:00:00:00", "48", "2", "SH010 t002", "0.25"),
        ("SH020", "01:00:02:00", "48", "2", "SH020 t001", "0.25"),
    ]
    assert rows[0]["Description"] == "'=HYPERLINK(1)"


def test_a_rate_without_timecode_is_refused_before_anything_is_written(edit, movie, tmp_path: Path) -> None:
    edit.render.fps = 12
    folder = make_film(edit, tmp_path / "film.blend")
    add_take(edit, shot_named("SH010"), movie(90, 30), seconds=3, fps=30)
    with pytest.raises(UserError, match="no timecode at 12"):
        writing.export(edit, folder, "edl")
    assert not folder.exports.exists()
    assert writing.export(edit, folder, "csv").file.is_file()
    assert writing.export(edit, folder, "otio").file.is_file()


def test_an_empty_edit_and_a_film_without_shots_are_refused_in_words(edit, tmp_path: Path) -> None:
    folder = FilmFolder(tmp_path / "film.blend")
    with pytest.raises(UserError, match="no picture in the edit"):
        writing.export(edit, folder, "otio")
    with pytest.raises(UserError, match="no shots yet"):
        writing.export(edit, folder, "csv")


def test_effects_are_told(edit, takes_film: FilmFolder) -> None:
    strips = edit.sequence_editor.strips
    compat.new_effect(strips, name="adjust", type="ADJUSTMENT", channel=9, start=1, length=10)
    assert writing.export(edit, takes_film, "otio").note == "1 effect strip stays in Blender."


def mixed(edit: bpy.types.Scene, movie: Callable[..., Path]) -> None:
    """Movies at 1 to 61, 49 to 97 and 97 to 145 at the film's rate: a dissolve, then a cut."""
    strips = edit.sequence_editor.strips
    for name, start, end, channel in (("a", 1, 61, 1), ("b", 49, 97, 2), ("c", 97, 145, 1)):
        strip = strips.new_movie(name=name, filepath=str(movie(120, 24)), channel=channel, frame_start=start - 12)
        compat.set_strip_start(strip, start)
        compat.set_strip_end(strip, end)
    compat.new_effect(
        strips, name="mix", type="CROSS", channel=3, start=49, length=12, inputs=(strips["a"], strips["b"])
    )


def test_a_dissolve_is_a_transition_over_one_track_in_every_format(edit, movie) -> None:
    mixed(edit, movie)
    found = reading.timeline(edit, None)
    (track,) = [track for track in found.tracks if track.kind is TrackKind.VIDEO]
    assert [(clip.name, clip.start, clip.frames) for clip in track.clips] == [
        ("a", 0, 48),
        ("b", 48, 48),
        ("c", 96, 48),
    ]
    assert [(t.at, t.before, t.after, t.kind) for t in track.transitions] == [(48, 0, 12, "SMPTE_Dissolve")]
    assert reading.effects_left(edit) == 0
    again = (
        edl.read(edl.write(found), rate=Fraction(24)),
        fcpxml.read(fcpxml.write(found)),
        otio.read(otio.write(found), rate=Fraction(24)),
    )
    for read in again:
        turns = [t for track in read.timeline.tracks for t in track.transitions]
        assert [(t.at, t.before, t.after) for t in turns] == [(48, 0, 12)]


@pytest.mark.parametrize("spoil", ["muted", "third on the track", "an adjustment below"])
def test_what_is_no_transition_of_two_pictures_stays_an_effect(edit, movie, spoil: str) -> None:
    mixed(edit, movie)
    strips = edit.sequence_editor.strips
    if spoil == "muted":
        strips["mix"].mute = True
    elif spoil == "third on the track":
        compat.new_effect(strips, name="title", type="COLOR", channel=1, start=70, length=10)
    else:
        low = compat.new_effect(strips, name="adjust", type="ADJUSTMENT", channel=9, start=1, length=80)
        strips["mix"].input_1 = low
    found = reading.timeline(edit, None)
    assert not any(track.transitions for track in found.tracks)
    assert next(c for c in found.clips() if c.name == "b").start == 48
    assert next(c for c in found.clips() if c.name == "a").frames == 60
    assert reading.effects_left(edit) >= 1


def test_the_operator_says_what_it_did(edit, takes_film: FilmFolder) -> None:
    assert bpy.ops.animatic.export_edit(format="edl") == {"FINISHED"}
    assert (takes_film.exports / "film_v001.edl").is_file()


def test_exporting_changes_nothing(edit, takes_film: FilmFolder) -> None:
    def snapshot() -> Any:
        return [
            (s.name, compat.strip_start(s), compat.strip_end(s), s.channel, s.select)
            for s in edit.sequence_editor.strips_all
        ]

    before = snapshot()
    for key in ("otio", "edl", "xml", "csv"):
        writing.export(edit, takes_film, key)
    assert snapshot() == before
