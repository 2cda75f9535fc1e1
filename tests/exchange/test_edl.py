# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""EDLs: what two other readers find in ours, round trips, and files as editors really write them."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pycmx
import pytest
from exchange_parts import film, sample, samples, timelines
from hypothesis import given

from addon.core.exchange import edl
from addon.core.exchange.timecode import TimecodeError
from addon.core.exchange.timeline import Clip, ClipKind, ExchangeError, Timeline, TrackKind, Transition, flattened

F24 = Fraction(24)


def lines(timeline: Timeline, **options: Any) -> list[str]:
    return edl.write(timeline, **options).split("\r\n")


def test_one_flattened_track_with_reels_names_and_our_ids() -> None:
    text = lines(film())
    assert text[:2] == ["TITLE: Film", "FCM: NON-DROP FRAME"]
    assert text[2] == "001  SH010T02 V     C        00:00:00:12 00:00:02:12 01:00:00:00 01:00:02:00"
    assert "* FROM CLIP NAME: SH010_t002.mp4" in text
    assert "* ANIMATIC SHOT_ID: a1" in text
    assert "M2   SH020T03       021.8                00:00:00:00" in text
    assert [line[:13] for line in text if line[:3].isdigit()] == ["001  SH010T02", "002  SH020T03", "003  SH030   "]


def test_pycmx_reads_our_events() -> None:
    found = pycmx.parse_cmx3600(io.StringIO(edl.write(film())))
    edits = [edit for event in found.events for edit in event.edits]
    assert [(e.source, e.record_in, e.record_out) for e in edits] == [
        ("SH010T02", "01:00:00:00", "01:00:02:00"),
        ("SH020T03", "01:00:02:00", "01:00:03:00"),
        ("SH030", "01:00:04:00", "01:00:04:12"),
    ]
    assert [e.clip_name for e in edits] == ["SH010_t002.mp4", "SH010_t003.mp4", "3 b#1.png"]


def test_the_librarys_adapter_reads_the_same_places_and_speeds() -> None:
    library = pytest.importorskip("opentimelineio")
    read = library.adapters.read_from_string(edl.write(film()), "cmx_3600", rate=24)
    clips = [item for item in read.tracks[0] if isinstance(item, library.schema.Clip)]
    starts = [clip.range_in_parent().start_time.value for clip in clips]
    assert [start - starts[0] for start in starts] == [0, 48, 96]
    assert [clip.duration().value for clip in clips] == [48, 24, 12]
    assert [clip.source_range.start_time.value for clip in clips] == [12, 0, 0]


def flat(timeline: Timeline) -> list[tuple[Any, ...]]:
    return [(c.name, c.start, c.frames, c.source_in, c.speed, c.facts["shot_id"]) for c in flattened(timeline)]


@given(timelines(whole=False))
def test_out_and_in_again_is_the_same_picture(timeline: Timeline) -> None:
    wanted = flat(timeline)
    if not wanted:
        return
    reading = edl.read(edl.write(timeline), rate=timeline.rate)
    assert flat(reading.timeline) == wanted
    assert reading.timeline.start == timeline.start
    assert not reading.troubles


@given(timelines())
def test_reels_are_eight_letters_and_one_a_file(timeline: Timeline) -> None:
    reels: dict[str, str] = {}
    shown = iter(flattened(timeline))
    for line in lines(timeline):
        if line[:3].isdigit():
            reel, clip = line[5:13].strip(), next(shown)
            assert reel.isalnum()
            assert clip.shown is not None
            assert reels.setdefault(clip.shown.path, reel) == reel
    assert len(set(reels.values())) == len(reels)


def test_drop_frame_is_written_and_read_where_the_rate_has_it() -> None:
    timeline = film(Fraction(30000, 1001))
    text = edl.write(timeline, drop=True)
    assert "FCM: DROP FRAME" in text
    assert ";" in text
    assert flat(edl.read(text, rate=timeline.rate).timeline) == flat(timeline)
    assert ";" not in edl.write(film(), drop=True)


@pytest.mark.parametrize("rate", [Fraction(12), Fraction(25, 2), Fraction(15), Fraction(16)])
def test_a_rate_without_timecode_is_refused_before_anything_is_written(rate: Fraction) -> None:
    with pytest.raises(TimecodeError, match="no timecode at"):
        edl.write(film(rate))


def test_dissolves_are_written_and_read() -> None:
    timeline = film()
    track = replace(timeline.tracks[0], transitions=(Transition(48, 0, 12),))
    text = edl.write(replace(timeline, tracks=(track,)))
    assert "002  SH010T02 V     C        00:00:02:12 00:00:02:12 01:00:02:00 01:00:02:00" in text
    assert "002  SH020T03 V     D    012 00:00:00:00" in text
    reading = edl.read(text, rate=F24).timeline
    assert reading.tracks[0].transitions == (Transition(48, 0, 12),)
    assert [(c.start, c.frames) for c in reading.clips()] == [(0, 48), (48, 24), (96, 12)]


@pytest.mark.parametrize("name", samples("edl"))
def test_samples_are_read_whole(name: str) -> None:
    text = sample(f"edl/{name}").read_text(encoding="utf-8")
    reading = edl.read(text, rate=Fraction(25 if name == "timecode_mismatch.edl" else 24))
    events = {line.split()[0] for line in text.splitlines() if line[:3].isdigit()}
    lengths = [c.frames for c in reading.timeline.clips()]
    assert len(lengths) == len(events)
    assert all(length > 0 for length in lengths)
    assert all(t.line for t in reading.troubles)


SAME_AS_ADAPTER = ["avid_example.edl", "nucoda_example.edl", "screening_example.edl", "cdl.edl"]


@pytest.mark.parametrize("name", SAME_AS_ADAPTER)
def test_samples_are_read_as_the_adapter_reads_them(name: str) -> None:
    library = pytest.importorskip("opentimelineio")
    path = sample(f"edl/{name}")
    read = library.adapters.read_from_file(str(path), "cmx_3600")
    theirs = [c for c in read.tracks[0] if isinstance(c, library.schema.Clip)]
    first = theirs[0].range_in_parent().start_time.value
    ours = list(edl.read(path.read_text(encoding="utf-8"), rate=F24).timeline.clips())
    assert [(c.name, c.start, c.frames, c.source_in) for c in ours] == [
        (c.name, c.range_in_parent().start_time.value - first, c.duration().value, c.source_range.start_time.value)
        for c in theirs
    ]


def test_speed_effects_of_a_sample() -> None:
    clips = list(edl.read(sample("edl/speed_effects_small.edl").read_text(), rate=F24).timeline.clips())
    assert [clip.speed for clip in clips] == [1, 0, 0, 1, Fraction(476, 240)]
    assert [clip.frames for clip in clips] == [126, 17, 1, 18, 36]


@pytest.mark.parametrize("name", ["dissolve_test.edl", "dissolve_test_fail.edl", "dissolve_test_2.edl"])
def test_dissolves_of_samples_even_with_a_wrong_number(name: str) -> None:
    timeline = edl.read(sample(f"edl/{name}").read_text(), rate=F24).timeline
    cut = 5 if name == "dissolve_test_2.edl" else 9
    assert timeline.tracks[0].transitions == (Transition(cut, 0, 10),)
    assert [(c.name, c.start) for c in timeline.clips()] == [("clip_A", 0), ("clip_B", cut), ("clip_B", cut + 10)]


def test_a_file_made_at_another_rate_says_where_it_shows() -> None:
    text = sample("edl/timecode_mismatch.edl").read_text()
    with pytest.raises(TimecodeError, match=r"Line 13, column 42: There is no 01:00:01:24 at 24") as refused:
        edl.read(text, rate=F24)
    assert refused.value.code == "wrong_rate"
    sources = edl.read(text, rate=Fraction(25))
    assert sources.troubles[0].sentence == "Line 13: the source lasts 49 frames but its place 47; the place counts."


HEAD = "TITLE: x\r\nFCM: NON-DROP FRAME\r\n"
EVENT = "001  AX       V     C        00:00:00:00 00:00:01:00 {} {}\r\n"


def event(number: int, start: str, end: str, name: str = "", reel: str = "AX", channels: str = "V") -> str:
    lines = f"{number:03d}  {reel:<8} {channels:<5} C        00:00:00:00 00:00:01:00 {start} {end}\r\n"
    return lines + (f"* FROM CLIP NAME: {name}\r\n" if name else "")


def test_records_that_overlap_or_come_in_any_order() -> None:
    text = HEAD + event(2, "01:00:01:00", "01:00:02:00", "b") + event(1, "01:00:00:00", "01:00:01:00", "a")
    text += event(3, "01:00:00:12", "01:00:01:12", "c")
    timeline = edl.read(text, rate=F24).timeline
    assert [[(c.name, c.start) for c in t.clips] for t in timeline.tracks] == [[("a", 0), ("b", 24)], [("c", 12)]]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + event(1, "01:00:00:00", "01:00:01:00", "a"),
        "\n\n" + HEAD.replace("\r\n", "\n") + event(1, "01:00:00:00", "01:00:01:00", "a").replace("\r\n", "\r"),
        HEAD + "1\tAX\tV\tC\t00:00:00:00\t00:00:01:00\t01:00:00:00\t01:00:01:00\nFROM CLIP NAME: a\n",
        HEAD + "000001  a very long reel name.mov  V  C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n"
        "* FROM CLIP NAME: a",
        HEAD + event(1, "01:00:00:00", "01:00:01:00", "a", channels="B") + "\x1a",
    ],
    ids=["mark of UTF-8", "line ends", "tabs", "long reels", "end mark"],
)
def test_what_others_stumble_over(text: str) -> None:
    reading = edl.read(text, rate=F24)
    assert [(c.name, c.start, c.frames) for c in reading.timeline.clips()] == [("a", 0, 24)]
    assert not reading.troubles


def test_black_is_a_gap_and_sound_goes_on_its_own_track() -> None:
    text = HEAD + event(1, "01:00:00:00", "01:00:01:00", reel="BL") + event(2, "01:00:01:00", "01:00:02:00", "a")
    text += event(3, "01:00:01:00", "01:00:02:00", "voice", channels="A2") + event(
        4, "01:00:02:00", "01:00:03:00", "b", channels="AA/V"
    )
    timeline = edl.read(text, rate=F24).timeline
    assert [(t.name, t.kind, [c.name for c in t.clips]) for t in timeline.tracks] == [
        ("V1", TrackKind.VIDEO, ["a", "b"]),
        ("A1", TrackKind.AUDIO, ["b"]),
        ("A2", TrackKind.AUDIO, ["voice", "b"]),
    ]
    assert timeline.clips().__next__().start == 24
    assert all(c.kind is ClipKind.SOUND for c in timeline.clips(TrackKind.AUDIO))


def test_a_film_whose_first_shot_was_cut_off_stays_where_it_is() -> None:
    text = HEAD + event(1, "01:00:04:00", "01:00:05:00", "b")
    assert edl.read(text, rate=F24).timeline.tracks[0].clips[0].start == 96


def test_one_frame_more_or_less_of_sound_is_rounding_and_remarks_are_no_trouble() -> None:
    text = HEAD + "REM somebody's licence\n" + event(1, "01:00:00:00", "01:00:01:01", channels="A")
    reading = edl.read(text, rate=F24)
    assert not reading.troubles
    assert [c.frames for c in reading.timeline.clips(TrackKind.AUDIO)] == [25]


def test_what_is_not_understood_is_told_with_its_line() -> None:
    reading = edl.read(HEAD + event(1, "01:00:00:00", "01:00:01:00") + "  GARBAGE\r\n002  AX V C 1 2 3\r\n", rate=F24)
    assert [t.sentence for t in reading.troubles] == [
        "Line 4, column 3: GARBAGE is not understood; it was left out.",
        "Line 5, column 1: 002  AX V C 1 2 3 is no event that could be read; it was left out.",
    ]


def test_a_line_without_end_is_told_and_takes_no_time() -> None:
    reading = edl.read(HEAD + event(1, "01:00:00:00", "01:00:01:00") + "1 " + "A " * 100_000, rate=F24)
    assert "too long for a statement" in reading.troubles[0].sentence


@pytest.mark.parametrize("text", ["", "nonsense", HEAD, "<xml/>"])
def test_a_text_without_events_is_refused(text: str) -> None:
    with pytest.raises(ExchangeError, match="no events"):
        edl.read(text, rate=F24)


def test_names_with_line_ends_cannot_make_statements() -> None:
    clip = Clip("a\r\n001  BL  V  C", 0, 10, facts={"shot": "x"})
    timeline = film()
    evil = replace(timeline, name="T\nFCM: DROP FRAME", tracks=(replace(timeline.tracks[0], clips=(clip,)),))
    assert len(list(edl.read(edl.write(evil), rate=F24).timeline.clips())) == 1
