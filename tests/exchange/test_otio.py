# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What OpenTimelineIO itself reads in our files, value by value; round trips; files from elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from exchange_parts import RATES, film, sample, samples, timelines
from hypothesis import given

from addon.core.exchange import otio
from addon.core.exchange.timeline import Clip, ClipKind, ExchangeError, Timeline, Track, TrackKind, Transition

library = pytest.importorskip("opentimelineio")


def opened(text: str) -> Any:
    return library.adapters.read_from_string(text, "otio_json")


def test_the_library_reads_every_clip_with_its_takes_ranges_and_rates() -> None:
    timeline = film()
    read = opened(otio.write(timeline, otio.Options(folder="/films/film.animatic/exports")))
    assert read.global_start_time == library.opentime.RationalTime(86400, 24)
    assert [track.kind for track in read.tracks] == ["Video", "Video", "Audio"]
    first = read.tracks[0][0]
    assert (first.name, first.source_range.start_time.value, first.duration().value) == ("SH010", 12, 48)
    assert first.range_in_parent().start_time.value == 0
    assert first.media_reference.target_url == "../takes/SH010/SH010_t002.mp4"
    assert set(first.media_references()) == {"take-01", "take-02"}
    assert first.available_range().duration == library.opentime.RationalTime(90, 30)
    assert first.metadata["animatic_gateway"]["shot_id"] == "a1"
    assert first.media_reference.metadata["animatic_gateway"]["prompt"] == "A boy runs"
    second, gap, still = read.tracks[0][1], read.tracks[0][2], read.tracks[0][3]
    assert second.effects[0].time_scalar == pytest.approx(10 / 11)
    assert isinstance(gap, library.schema.Gap)
    assert gap.duration().value == 24
    assert still.media_reference.target_url == "../../boards/3%20b%231.png"
    assert not read.tracks[1][1].enabled
    assert read.tracks.markers[0].marked_range.start_time.value == 50
    assert read.tracks.markers[0].comment == "the drum"


def test_the_compatible_file_has_one_media_of_the_old_clip() -> None:
    text = otio.write(film(), otio.Options(compatible=True))
    assert "Clip.2" not in text
    clip = opened(text).tracks[0][0]
    assert clip.media_reference.name == "SH010_t002.mp4"
    assert clip.media_reference.target_url == "file:///films/film.animatic/takes/SH010/SH010_t002.mp4"


@pytest.mark.parametrize("rate", RATES)
def test_rates_are_exact_numbers_in_the_file(rate: Fraction) -> None:
    read = opened(otio.write(film(rate)))
    assert read.tracks[0][0].source_range.duration.rate == rate.numerator / rate.denominator


@given(timelines(whole=False))
def test_out_and_in_again_is_the_same_film(timeline: Timeline) -> None:
    assert otio.read(otio.write(timeline)).timeline == as_read(timeline)


@given(timelines())
def test_the_library_finds_every_clip_where_it_is(timeline: Timeline) -> None:
    read = opened(otio.write(timeline))
    for ours, theirs in zip(timeline.tracks, read.tracks, strict=True):
        found = [item for item in theirs if isinstance(item, library.schema.Clip)]
        assert [(c.range_in_parent().start_time.value, c.duration().value) for c in found] == [
            (c.start, c.frames) for c in ours.clips
        ]
        assert [c.active_media_reference_key for c in found] == [c.active for c in ours.clips]


def test_what_the_library_writes_again_is_read_as_the_same_film() -> None:
    timeline = film()
    again = library.adapters.write_to_string(opened(otio.write(timeline)), "otio_json")
    assert otio.read(again).timeline == otio.read(otio.write(timeline)).timeline


def as_read(timeline: Timeline) -> Timeline:
    """With what a reader adds to it: which track has no name of its own, and the exact numbers beside the rounded."""

    def clip(one: Clip) -> Clip:
        own = {**one.facts, "kind": str(one.kind), "source_in": str(one.source_in), "speed": str(one.speed)}
        media = tuple(replace(m, rate=timeline.rate) for m in one.media)
        return replace(one, facts=own, media=media)

    return replace(timeline, tracks=tuple(replace(t, clips=tuple(clip(c) for c in t.clips)) for t in timeline.tracks))


def test_a_signed_address_and_a_key_never_leave() -> None:
    timeline = film()
    first = timeline.tracks[0].clips[0]
    media = replace(first.media[0], path="https://me:pw@host/a%20b.mp4?X-Amz-Signature=abc#t", facts={
        "prompt": "with Bearer abcdefghijklmnop", "secret_token": "s3cret", "take": 1})  # fmt: skip
    track = replace(timeline.tracks[0], clips=(replace(first, media=(media,), active=media.key),))
    text = otio.write(replace(timeline, tracks=(track,)))
    for secret in ("Signature", "me:pw", "abcdefghijklmnop", "s3cret"):
        assert secret not in text
    assert "https://host/a%20b.mp4" in text


@pytest.mark.parametrize("name", samples("otio"))
def test_samples_are_read_as_the_library_reads_them(name: str) -> None:
    path = sample(f"otio/{name}")
    text = path.read_text(encoding="utf-8")
    if name.startswith("empty_"):
        with pytest.raises(ExchangeError, match="no timeline"):
            otio.read(text)
        return
    timeline = otio.read(text).timeline
    theirs = library.adapters.read_from_file(str(path), "otio_json")
    clips = [
        (clip.name, round(t.start_time.value), round(t.duration.value))
        for clip in theirs.find_clips()
        if (t := clip.transformed_time_range(clip.trimmed_range(), theirs.tracks)) is not None
    ]
    if name == "nested_example.otio":
        # Of clips inside a trimmed stack the library tells untrimmed places; those of the stacks themselves are right.
        shown = [item.range_in_parent() for item in theirs.tracks[0]]
        for clip in timeline.clips():
            around = next(r for r in shown if r.start_time.value <= clip.start < r.end_time_exclusive().value)
            assert clip.end <= around.end_time_exclusive().value
        assert timeline.frames == shown[-1].end_time_exclusive().value
        return
    ours = [(clip.name, clip.start, clip.frames) for clip in timeline.clips()]
    assert sorted(ours) == sorted(clips)


def test_dissolves_and_media_of_a_sample() -> None:
    timeline = otio.read(sample("otio/transition.otio").read_text(encoding="utf-8")).timeline
    assert timeline.tracks[0].transitions == (Transition(9, 2, 3, name="Transition"),)
    third = timeline.tracks[0].clips[2]
    assert (third.source_in, third.head) == (3, 2)
    assert third.media[0].path == "/folder/punchline.mov"


def test_markers_of_every_version_are_read() -> None:
    """Premiere's files have Marker.3, which the newest release of the library refuses."""
    text = (
        otio.write(film())
        .replace('"Marker.2"', '"Marker.3"')
        .replace(
            '"color": "RED"', '"color": {"OTIO_SCHEMA": "Color.1", "r": 1.0, "g": 0, "b": 0, "a": 1, "name": "Red"}'
        )
    )
    assert otio.read(text).timeline.markers[0].color == "RED"


def test_what_is_not_known_leaves_its_place_empty_and_is_told() -> None:
    parsed = json.loads(otio.write(film()))
    parsed["tracks"]["children"][0]["children"][0]["OTIO_SCHEMA"] = "Hologram.1"
    reading = otio.read(json.dumps(parsed))
    assert [c.start for c in reading.timeline.tracks[0].clips] == [48, 96]
    assert [t.sentence for t in reading.troubles] == [
        "Track 1, item 1 is a Hologram that is not known here; its place stays empty."
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"OTIO_SCHEMA": "Clip.2"}', "nonsense", '"text"', "[" * 100_000])
def test_what_is_no_timeline_is_refused_in_words(text: str) -> None:
    with pytest.raises(ExchangeError):
        otio.read(text)


def test_the_place_of_a_mistake_is_told() -> None:
    with pytest.raises(ExchangeError, match="Line 2, column 3"):
        otio.read("{\n  nonsense}")


def test_numbers_that_are_none_do_no_harm() -> None:
    text = otio.write(film()).replace('"value": 48.0', '"value": NaN', 1)
    reading = otio.read(text)
    assert reading.timeline.tracks[0].clips[0].frames == 72
    assert "all of its media shows" in reading.troubles[0].sentence


def test_a_range_that_begins_before_zero_is_where_the_tape_began() -> None:
    """So OpenTimelineIO writes what its EDL reader read: the clips are there all the same."""
    edl_text = "TITLE: x\n001  AX       V     C        00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n"
    theirs = library.adapters.read_from_string(edl_text, "cmx_3600", rate=24)
    text = library.adapters.write_to_string(theirs, "otio_json")
    timeline = otio.read(text).timeline
    assert [(c.start, c.frames) for c in timeline.clips()] == [(0, 24)]
    assert timeline.start == 86400


def test_effects_that_do_not_come_along_are_told_once_each() -> None:
    parsed = json.loads(otio.write(film()))
    for clip in parsed["tracks"]["children"][0]["children"][:2]:
        clip["effects"].append({"OTIO_SCHEMA": "Effect.1", "metadata": {}, "name": "", "effect_name": "Blur"})
    reading = otio.read(json.dumps(parsed))
    assert [t.sentence for t in reading.troubles] == ["The effect Blur of 2 clips is not carried over."]


def test_infinite_numbers_in_others_metadata_are_passed_over() -> None:
    parsed = library.adapters.read_from_string(otio.write(film()), "otio_json")
    parsed.metadata["theirs"] = {"inf": float("inf"), "list": [float("-inf"), float("nan")]}
    text = library.adapters.write_to_string(parsed, "otio_json")
    assert otio.read(text).timeline == otio.read(otio.write(film())).timeline


def test_media_of_other_systems_is_found() -> None:
    text = otio.write(film()).replace("file:///films/boards/3%20b%231.png", "file:///D:/boards/3%20b.png")
    assert otio.read(text).timeline.tracks[0].clips[2].media[0].path == "D:/boards/3 b.png"
    relative = otio.write(film(), otio.Options(folder="/films/film.animatic/exports"))
    read = otio.read(relative, folder="/moved/film.animatic/exports").timeline
    assert read.tracks[0].clips[0].media[1].path == "/moved/film.animatic/takes/SH010/SH010_t002.mp4"


def test_a_track_without_clips_and_a_transition_at_the_beginning() -> None:
    clip = Clip("a", 0, 10, kind=ClipKind.COLOR)
    turn = Transition(0, 0, 5)
    timeline = Timeline("x", Fraction(24), (Track("V1", TrackKind.VIDEO, (clip,), (turn,)), Track("V2")))
    text = otio.write(timeline)
    assert otio.read(text).timeline.tracks[0].transitions == (turn,)
    assert isinstance(opened(text).tracks[0][0], library.schema.Transition)


def test_a_file_is_the_same_on_every_run(tmp_path: Path) -> None:
    assert otio.write(film()) == otio.write(film())
