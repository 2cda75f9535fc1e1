# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a re-edit would change: matched by our ids, by name, by media; boards and formats beside it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from exchange_parts import film, timelines
from hypothesis import given

from addon.core.exchange import boards, conform, edl, fcpxml, formats, otio
from addon.core.exchange.conform import How, Standing
from addon.core.exchange.timeline import Clip, ClipKind, Media, Timeline, Track, TrackKind

F24 = Fraction(24)


def shots(timeline: Timeline) -> list[Standing]:
    """The film's shots as they stand when a timeline was written from it."""
    clips = [c for c in timeline.tracks[0].clips]
    return [
        Standing(
            str(c.facts["shot_id"]), str(c.facts["shot"]), c.start, c.frames, c.head, tuple(m.path for m in c.media)
        )
        for c in clips
    ]


def edit(*clips: Clip) -> Timeline:
    return Timeline("x", F24, (Track("V1", TrackKind.VIDEO, tuple(sorted(clips, key=lambda c: c.start))),))


def test_nothing_changed_is_said_so_in_every_format() -> None:
    timeline = film()
    for again in (
        otio.read(otio.write(timeline)),
        edl.read(edl.write(timeline), rate=F24),
        fcpxml.read(fcpxml.write(timeline)),
    ):
        assert conform.conform(shots(timeline), again.timeline).sentence == "Nothing would change"


def test_moved_gone_new_and_trimmed_are_counted_and_told() -> None:
    one, two, three = film().tracks[0].clips
    changed = edit(
        replace(one, frames=40),
        replace(two, start=70, source_in=Fraction(4)),
        Clip("insert", 200, 10),
    )
    found = conform.conform(shots(film()), changed)
    assert found.sentence == "1 moved, 1 gone, 1 new, 2 trimmed"
    assert [(c.name, c.words) for c in found.changes] == [
        ("SH010", "8 frames shorter"),
        ("SH020", "moved 22 frames later, slipped 4 frames in"),
        ("insert", "new"),
        ("SH030", "gone: its strips go, its takes stay on the list"),
    ]
    assert three.name == "SH030"


@pytest.mark.parametrize(
    ("clip", "how"),
    [
        (Clip("anything", 5, 10, facts={"shot_id": "a1"}), How.ID),
        (Clip("SH010_t007_wan-v2.6.mp4", 5, 10), How.NAME),
        (Clip("sh010", 5, 10), How.NAME),
        (Clip("Clip 3", 5, 10, media=(Media(path="D:/elsewhere/TAKE_A.mp4"),)), How.MEDIA),
        (Clip("unknown", 5, 10), How.NOTHING),
    ],
)
def test_a_clip_is_recognized_by_id_then_name_then_media(clip: Clip, how: How) -> None:
    standing = Standing("a1", "SH010", 0, 10, media=("/films/takes/take_a.mp4",))
    change = conform.conform([standing], edit(clip)).changes[0]
    assert change.how is how


def test_a_shot_that_was_cut_stays_with_its_longer_part() -> None:
    (one, *_), standing = film().tracks[0].clips, shots(film())[:1]
    parts = edit(one.trimmed(0, 10), one.trimmed(10, 48))
    found = conform.conform(standing, parts)
    assert [(c.new, c.clip and c.clip.frames) for c in found.changes] == [(True, 10), (False, 38)]


def test_namesakes_go_to_the_nearest() -> None:
    standing = [Standing("a", "A", 0, 10), Standing("b", "A", 100, 10)]
    found = conform.conform(standing, edit(Clip("A", 98, 10), Clip("A", 2, 10)))
    assert [(c.shot and c.shot.uuid) for c in found.changes] == ["a", "b"]


@given(timelines(speeds=[Fraction(1)]))
def test_every_shot_and_every_clip_is_told_once(timeline: Timeline) -> None:
    standing = [replace(s, uuid=f"id{n}") for n, s in enumerate(shots(timeline))]
    found = conform.conform(standing, timeline).changes
    assert sorted(c.shot.uuid for c in found if c.shot) == sorted(s.uuid for s in standing)
    clips = [id(c.clip) for c in found if c.clip]
    assert len(clips) == len(set(clips))


def test_boards_are_sorted_as_people_number_them() -> None:
    files = ["10.png", "2.PNG", "1a.jpg", "1.png", "1b.png", ".hidden.png", "notes.txt", "Board 3.tif", "board_12.tif"]
    assert [b.file for b in boards.boards(files)] == [
        "1.png", "1a.jpg", "1b.png", "2.PNG", "10.png", "Board 3.tif", "board_12.tif"]  # fmt: skip
    assert boards.boards(["sc2_sh10.png", "sc2_sh9.png", "sc10_sh1.png"])[0].name == "sc2_sh9"
    assert [b.name for b in boards.boards(["01_02.png", "01.png", "1-10.png"])] == ["01", "01_02", "1-10"]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("otio", ""),
        ("edl", "EDL (CMX 3600) does not carry sound, the takes that are not shown, muted strips and markers."),
        ("xml", "Final Cut Pro 7 XML does not carry the takes that are not shown."),
    ],
)
def test_what_a_format_does_not_carry_is_one_sentence(key: str, sentence: str) -> None:
    assert formats.sentence(film(), formats.named(key)) == sentence


def test_nothing_is_missed_that_the_edit_does_not_have() -> None:
    plain = edit(Clip("a", 0, 10, media=(Media(path="/a.mp4"),)))
    assert [formats.sentence(plain, f) for f in formats.FORMATS if f.key != "csv"] == [""] * 4


def test_the_format_of_a_file_is_its_ending() -> None:
    assert formats.of_file("/a/Cut.EDL").key == "edl"
    with pytest.raises(otio.ExchangeError, match=r"\.prproj files are not read here"):
        formats.of_file("a.prproj")


def test_pictures_under_others_are_left_by_a_flattened_track() -> None:
    below, above = Clip("below", 0, 48), Clip("above", 12, 12)
    stack = Timeline("x", F24, (Track("1", clips=(below,)), Track("2", clips=(above,))))
    assert formats.left_behind(stack, formats.named("edl")) == ("pictures under others",)
    text = Clip("words", 0, 48, kind=ClipKind.TEXT)
    assert formats.left_behind(edit(text), formats.named("edl")) == ("text strips",)
