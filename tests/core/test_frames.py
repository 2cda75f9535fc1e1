# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frame arithmetic that money and sync rest on: maps, conforming, and the part of a take that shows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.frames import Cut, FrameMap, conformed_length, cut, rate_of, scene_strip_map

frames = st.integers(-10_000, 100_000)
lengths = st.integers(1, 10_000)
speeds = st.fractions(Fraction(1, 8), Fraction(8), max_denominator=1001)
rates = st.sampled_from([Fraction(n) for n in (8, 12, 16, 24, 25, 30, 48, 50, 60)] + [Fraction(24000, 1001)])


@given(frames, frames, speeds, lengths)
def test_a_map_never_runs_backwards_and_covers_what_it_shows(edit: int, scene: int, step: Fraction, n: int) -> None:
    frame_map = FrameMap(edit, Fraction(scene), step)
    shown = [frame_map.at(edit + i) for i in range(min(n, 200))]
    assert shown[0] == scene
    assert all(a <= b <= a + step + 1 for a, b in pairwise(shown))
    assert frame_map.span(edit, edit + len(shown)) == (shown[0], shown[-1] + 1)


@given(frames, frames, lengths, st.data())
def test_an_unretimed_scene_strip_is_one_to_one_wherever_it_is_moved_or_trimmed(
    scene_start: int, content: int, length: int, data: st.DataObject
) -> None:
    head = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(head + 1, length))
    frame_map = scene_strip_map(
        scene_start=scene_start,
        scene_frames=length,
        content_start=content,
        start=content + head,
        end=content + end,
    )
    assert frame_map.at(content + head) == scene_start + head
    assert frame_map.at(content + end - 1) == scene_start + end - 1
    assert frame_map.exact


@given(frames, frames, st.integers(2, 5000), st.integers(2, 5000))
def test_an_evenly_retimed_strip_plays_its_whole_content(scene: int, content: int, length: int, lasts: int) -> None:
    keys = (content, content + lasts)
    ends = {"start": content, "end": content + lasts}
    new = scene_strip_map(scene_start=scene, scene_frames=length, content_start=content, keys=keys, **ends)
    assert new.position(content + lasts) == scene + length
    old = scene_strip_map(
        scene_start=scene,
        scene_frames=length,
        content_start=content,
        keys=keys,
        last_key_is_last_frame=True,
        **ends,
    )
    assert old.at(content + lasts - 1) == scene + length - 1


def test_a_guess_that_cannot_be_right_is_called_unsure() -> None:
    frame_map = scene_strip_map(
        scene_start=1, scene_frames=50, content_start=1, keys=(1, 41, 61, 101), start=41, end=61
    )
    assert not frame_map.exact
    assert frame_map.step == Fraction(1, 2)


@given(st.integers(1, 5000), rates, rates)
def test_a_conformed_video_lasts_as_long_as_it_did(count: int, media: Fraction, edit: Fraction) -> None:
    length = conformed_length(count, media, edit)
    assert abs(length / edit - count / media) <= 1 / edit / 2 or length == 1


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (24.0, Fraction(24)),
        (29.97002983, Fraction(30000, 1001)),
        (23.976023, Fraction(24000, 1001)),
        (59.94006, Fraction(60000, 1001)),
        (30.0000019, Fraction(30)),
        (12.5, Fraction(25, 2)),
        (16.0, Fraction(16)),
    ],
)
def test_rates_are_read_exactly(fps: float, rate: Fraction) -> None:
    assert rate_of(fps) == rate


@given(lengths, lengths, st.integers(-100, 10_000))
def test_a_cut_lies_within_the_take(available: int, wanted: int, head: int) -> None:
    part = cut(available, wanted, head)
    assert part.head >= 0
    assert part.frames + part.missing == wanted
    if available >= wanted:
        assert part.head + part.frames <= available
        assert part.missing == 0
    if available - wanted >= head >= 0:
        assert part.head == head


@given(lengths, lengths, st.integers(0, 200), st.integers(-300, 300))
def test_what_a_shot_that_begins_elsewhere_shows_stays_in_sync(
    available: int, wanted: int, handle: int, trimmed: int
) -> None:
    part = cut(available, wanted, handle + trimmed, trimmed)
    shared = min(available, handle + trimmed + wanted) > max(handle + trimmed, 0)
    if trimmed and shared:
        assert part.head == handle + trimmed
        assert part.frames + part.missing == wanted
        assert part.head + part.frames <= available + 1
        assert part.frames > -part.head
    else:
        assert part == cut(available, wanted, handle + trimmed)


def test_a_shot_that_begins_earlier_holds_the_first_picture() -> None:
    assert cut(48, 63, -15, -15) == Cut(-15, 63)
    assert cut(48, 73, -15, -15) == Cut(-15, 63, 10)
    assert cut(48, 48, 10, 10) == Cut(10, 38, 10)
    assert cut(48, 10, -20, -20) == cut(48, 10, -20), "nothing of it shows: it begins with the shot"


def test_one_frame_short_by_rounding_is_held_not_missing() -> None:
    assert cut(119, 120, 0) == Cut(0, 120)
    assert cut(118, 120, 5) == Cut(0, 118, 2)
