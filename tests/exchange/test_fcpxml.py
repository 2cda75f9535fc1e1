# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Final Cut Pro 7 XML: what the library's adapter finds in ours, round trips, files from Premiere and Hiero."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from exchange_parts import film, sample, samples, timelines
from hypothesis import given

from addon.core.exchange import fcpxml
from addon.core.exchange.timeline import Clip, ClipKind, ExchangeError, Timeline, TrackKind, Transition


def test_what_premiere_and_resolve_ask_for_is_there() -> None:
    root = ElementTree.fromstring(fcpxml.write(film(Fraction(30000, 1001))))
    sequence = root.find("sequence")
    assert sequence is not None
    picture = sequence.find("./media/video/format/samplecharacteristics")
    assert picture is not None
    assert (picture.findtext("width"), picture.findtext("height")) == ("1280", "720")
    assert (sequence.findtext("./rate/timebase"), sequence.findtext("./rate/ntsc")) == ("30", "TRUE")
    assert sequence.findtext("./timecode/frame") == "108000"
    assert sequence.findtext(".//pathurl") == "file://localhost/films/film.animatic/takes/SH010/SH010_t002.mp4"
    files = [f.get("id") for f in sequence.iter("file") if len(f)]
    assert len(files) == len(set(files))


def test_the_librarys_adapter_reads_the_same_clips() -> None:
    library = pytest.importorskip("opentimelineio")
    read = library.adapters.read_from_string(fcpxml.write(film()).decode(), "fcp_xml")
    assert read.global_start_time.value == 86400
    pictures = [c for c in read.video_tracks()[0] if isinstance(c, library.schema.Clip)]
    assert [(c.name, c.range_in_parent().start_time.value, c.duration().value) for c in pictures] == [
        ("SH010", 0, 48), ("SH020", 48, 24), ("SH030", 96, 12)]  # fmt: skip
    assert pictures[0].source_range.start_time.value == 12
    assert pictures[0].media_reference.target_url.endswith("/takes/SH010/SH010_t002.mp4")
    assert [c.range_in_parent().start_time.value for c in read.audio_tracks()[0].find_clips()] == [0]


def shown(timeline: Timeline) -> list[Any]:
    return [
        (track.kind, track.enabled, [
            (c.name, c.start, c.frames, c.source_in, c.speed, c.kind, c.enabled, c.shown.path if c.shown else "")
            for c in track.clips
        ])
        for track in timeline.tracks
    ]  # fmt: skip


@given(timelines(whole=False))
def test_out_and_in_again_is_the_same_film(timeline: Timeline) -> None:
    again = fcpxml.read(fcpxml.write(timeline))
    assert shown(again.timeline) == shown(timeline)
    assert (again.timeline.rate, again.timeline.start, again.timeline.size) == (
        timeline.rate, timeline.start, timeline.size)  # fmt: skip
    assert not again.troubles


def test_sound_stills_markers_and_transitions_come_back() -> None:
    timeline = film()
    first = replace(timeline.tracks[0], transitions=(Transition(48, 6, 6), Transition(96, 0, 4)))
    timeline = replace(timeline, tracks=(first, *timeline.tracks[1:]))
    again = fcpxml.read(fcpxml.write(timeline)).timeline
    assert shown(again) == shown(timeline)
    assert again.markers == timeline.markers
    assert again.tracks[0].transitions == first.transitions
    assert again.tracks[0].clips[0].facts["shot_id"] == "a1"


def test_a_speed_that_somebody_changed_counts() -> None:
    text = fcpxml.write(film()).decode()
    assert "90.9090" in text
    start = text.index("90.9090")
    changed = text[:start] + "50" + text[text.index("<", start) :]
    assert fcpxml.read(changed).timeline.tracks[0].clips[1].speed == Fraction(1, 2)


@pytest.mark.parametrize("name", samples("fcpxml7"))
def test_samples_are_read_as_the_adapter_reads_them(name: str) -> None:
    library = pytest.importorskip("opentimelineio")
    path = sample(f"fcpxml7/{name}")
    ours = fcpxml.read(path.read_bytes()).timeline
    theirs = library.adapters.read_from_file(str(path), "fcp_xml")
    assert ours.start == theirs.global_start_time.value
    for kind, tracks in (("Video", theirs.video_tracks()), ("Audio", theirs.audio_tracks())):
        wanted = {
            (clip.name, clip.range_in_parent().start_time.value)
            for track in tracks
            for clip in track
            if isinstance(clip, library.schema.Clip) and clip.name != "sc01_sh010_anim.mov"
        }
        found = {(c.name, c.start) for c in ours.clips(TrackKind(kind))}
        assert wanted <= found


def test_premieres_sample_value_by_value() -> None:
    reading = fcpxml.read(sample("fcpxml7/premiere_example.xml").read_bytes())
    timeline = reading.timeline
    assert (timeline.rate, timeline.size, len(timeline.markers)) == (30, (1280, 720), 3)
    (slow,) = timeline.tracks[0].clips
    # Its clip counts 15 frames a second, its sequence 30: 50 frames of the one are 100 of the other.
    assert (slow.start, slow.frames, slow.speed) == (536, 100, 1)
    assert slow.media[0].path == "D:/media/sc01_sh010_anim.mov"
    top = timeline.tracks[3]
    assert top.transitions == (Transition(1164, 12, 13),)
    assert [(c.start, c.frames, c.source_in) for c in top.clips] == [(956, 208, 133), (1164, 82, 18)]
    assert sum("sequence within the sequence" in t.sentence for t in reading.troubles) == 3


def test_hieros_sample_value_by_value() -> None:
    timeline = fcpxml.read(sample("fcpxml7/hiero_xml_export.xml").read_bytes()).timeline
    first, second = timeline.clips()
    assert (timeline.start, first.start, first.frames, first.source_in, first.head) == (86400, 14, 1055, 1101071, 0)
    assert second.speed == Fraction(1, 4)


@pytest.mark.parametrize("name", samples("fcpx"))
def test_final_cut_pro_x_is_refused_by_name(name: str) -> None:
    with pytest.raises(ExchangeError, match="Final Cut Pro X") as refused:
        fcpxml.read(sample(f"fcpx/{name}").read_bytes())
    assert "OTIO" in refused.value.next_step


@pytest.mark.parametrize(
    "text", ["", "<xmeml/>", "<a>", "nonsense", '<!DOCTYPE x [<!ENTITY a "b">]><xmeml>&a;</xmeml>']
)
def test_what_is_no_sequence_is_refused_in_words(text: str) -> None:
    with pytest.raises(ExchangeError):
        fcpxml.read(text)


def test_the_place_of_a_mistake_is_told() -> None:
    with pytest.raises(ExchangeError, match="Line 2, column 3"):
        fcpxml.read("<xmeml>\n</xmel>")


def test_rates_that_the_format_lacks_are_refused() -> None:
    with pytest.raises(ExchangeError, match=r"no 12\.5 frames"):
        fcpxml.write(film(Fraction(25, 2)))


def test_signs_that_xml_cannot_hold_do_no_harm() -> None:
    timeline = film()
    clip = Clip("a\x00\x08 <&> é", 0, 10, kind=ClipKind.COLOR)
    track = replace(timeline.tracks[0], clips=(clip,))
    assert fcpxml.read(fcpxml.write(replace(timeline, tracks=(track,)))).timeline.tracks[0].clips[0].name == "a <&> é"
