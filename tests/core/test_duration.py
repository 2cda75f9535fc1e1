# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked covers what is used, costs no more than it must, and splits add up to the frame."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.core import catalog
from addon.core.frames import conformed_length
from addon.core.models import Rate
from addon.core.plans.duration import Duration, Hints, Part, covered, slowed, solve, split

FILM = Rate(fps=24)
NTSC = Rate(fps=24, base=1.001)
R2V = tuple(range(2, 11))

rates = st.sampled_from(
    [FILM, NTSC, Rate(fps=25), Rate(fps=30), Rate(fps=30, base=1.001), Rate(fps=60), Rate(fps=12), Rate(fps=6)]
)
lengths = st.one_of(
    st.tuples(st.integers(1, 5), st.integers(5, 30)).map(lambda ends: tuple(range(ends[0], ends[1] + 1))),
    st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True).map(lambda found: tuple(sorted(found))),
)
handles = st.sampled_from(["in", "middle", "out"])


@pytest.mark.parametrize(
    ("frames", "rate", "allowed", "asked"),
    [
        (106, FILM, R2V, 5),  # 4.4 s
        (24, FILM, R2V, 2),  # below the minimum
        (48, FILM, R2V, 2),
        (49, FILM, R2V, 3),
        (240, FILM, R2V, 10),
        (120, NTSC, R2V, 5),  # 5.005 s: a take of 5 s conforms to 120 frames
        (121, NTSC, R2V, 6),
        (240, NTSC, R2V, 10),
        (120, FILM, (5, 10), 5),
        (121, FILM, (5, 10), 10),
        (1, FILM, (5, 10), 5),
    ],
)
def test_whole_seconds_that_cover_the_shot(frames: int, rate: Rate, allowed: tuple[int, ...], asked: int) -> None:
    solved = solve(frames, rate, allowed)
    assert (solved.asked, solved.used_frames, solved.too_long) == (asked, frames, False)


def test_a_frame_too_many_is_too_long() -> None:
    assert solve(241, FILM, R2V) == Duration(asked=10, used_frames=240, handle_in_frames=0, too_long=True)
    assert not solve(240, FILM, R2V).too_long


@pytest.mark.parametrize(("handle", "head"), [("in", 0), ("middle", 7), ("out", 14)])
def test_the_rest_is_a_handle_where_it_was_wanted(handle: str, head: int) -> None:
    assert solve(106, FILM, R2V, handle=handle).handle_in_frames == head  # type: ignore[arg-type]


@pytest.mark.parametrize(("handle", "head"), [("in", 12), ("middle", 19), ("out", 26)])
def test_handles_on_both_sides_are_asked_for(handle: str, head: int) -> None:
    solved = solve(106, FILM, R2V, handle=handle, extra_frames=12)  # type: ignore[arg-type]
    assert solved.asked == 6  # 130 frames are 5.4 s
    assert solved.handle_in_frames == head


def test_handles_that_do_not_fit_are_shortened_evenly() -> None:
    solved = solve(230, FILM, R2V, extra_frames=24)
    assert (solved.asked, solved.handle_in_frames, solved.too_long) == (10, 5, False)


@given(st.integers(1, 2000), rates, lengths, handles, st.integers(0, 48))
def test_asked_covers_used_and_trims_are_never_negative(
    frames: int, rate: Rate, allowed: tuple[int, ...], handle: str, extra: int
) -> None:
    solved = solve(frames, rate, allowed, handle=handle, extra_frames=extra)  # type: ignore[arg-type]
    available = conformed_length(solved.asked * 30, Fraction(30), rate.fraction)  # as the timeline conforms takes
    assert solved.asked in allowed
    assert solved.used_frames == min(frames, available)
    assert solved.too_long == (available < frames)
    assert solved.too_long == all(covered(seconds, rate) < frames for seconds in allowed)
    if not solved.too_long:
        assert 0 <= solved.handle_in_frames <= available - frames
    shorter = [s for s in allowed if s < solved.asked]
    assert all(covered(s, rate) < frames + 2 * extra for s in shorter)


@given(st.integers(1, 2000), st.integers(0, 200), rates, lengths, st.integers(0, 24))
def test_a_longer_shot_never_costs_less(
    frames: int, more: int, rate: Rate, allowed: tuple[int, ...], extra: int
) -> None:
    one, other = (solve(n, rate, allowed, extra_frames=extra).asked for n in (frames, frames + more))
    assert one <= other


@given(st.integers(1, 3000), rates, lengths, st.lists(st.integers(-10, 3100), max_size=12))
@settings(max_examples=150)
def test_parts_are_legal_and_sum_exactly(frames: int, rate: Rate, allowed: tuple[int, ...], places: list[int]) -> None:
    third = len(places) // 3
    hints = Hints(cuts=tuple(places[:third]), still=tuple(places[third : 2 * third]), gaps=tuple(places[2 * third :]))
    parts = split(frames, rate, allowed, hints)
    assert sum(part.frames for part in parts) == frames
    assert [part.start for part in parts] == [sum(p.frames for p in parts[:i]) for i in range(len(parts))]
    for part in parts:
        assert part.frames >= 1
        assert part.asked == solve(part.frames, rate, allowed).asked
        assert not solve(part.frames, rate, allowed).too_long


def starts(parts: tuple[Part, ...]) -> list[tuple[int, str]]:
    return [(part.start, part.why) for part in parts]


def test_a_split_takes_the_camera_cut() -> None:
    hints = Hints(cuts=(150,), still=(130,), gaps=(132,))
    assert starts(split(264, FILM, R2V, hints)) == [(0, "start"), (150, "camera cut")]


def test_then_where_little_moves_then_a_gap() -> None:
    assert starts(split(264, FILM, R2V, Hints(still=(90,), gaps=(132,)))) == [(0, "start"), (90, "little moves")]
    assert starts(split(264, FILM, R2V, Hints(gaps=(100,)))) == [(0, "start"), (100, "gap in the dialogue")]


def test_else_evenly() -> None:
    assert starts(split(264, FILM, R2V)) == [(0, "start"), (132, "equal parts")]
    assert [part.frames for part in split(500, FILM, R2V)] == [167, 167, 166]


def test_a_cut_is_kept_although_the_rest_needs_more_parts() -> None:
    found = starts(split(576, FILM, R2V, Hints(cuts=(72,))))
    assert found == [(0, "start"), (72, "camera cut"), (240, "equal parts"), (408, "equal parts")]


def test_a_hint_that_leaves_a_stub_is_left_alone() -> None:
    """One second of a model that makes two at least would be paid and thrown away."""
    assert starts(split(264, FILM, R2V, Hints(gaps=(20,)))) == [(0, "start"), (132, "equal parts")]


def test_a_thousand_hints_do_not_stall() -> None:
    parts = split(24_000, FILM, R2V, Hints(gaps=tuple(range(0, 24_000, 24))))
    assert sum(part.frames for part in parts) == 24_000


@pytest.mark.parametrize(("frames", "speed"), [(264, Fraction(240, 264)), (240, None), (300, None), (100, None)])
def test_a_take_may_be_slowed_within_bounds(frames: int, speed: Fraction | None) -> None:
    assert slowed(frames, FILM, R2V, 0.15) == speed


def test_every_model_of_the_catalog_has_lengths() -> None:
    for model in catalog.load().models:
        assert model.seconds[0] == model.min_seconds
        assert model.seconds[-1] == model.max_seconds
        assert list(model.seconds) == sorted(set(model.seconds))


def test_a_model_may_make_only_some_lengths() -> None:
    model = catalog.load().models[0].model_copy(update={"seconds_allowed": (10, 5)})
    assert model.seconds == (5, 10)
