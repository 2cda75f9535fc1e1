# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a take to ask for: whole seconds that cover the shot, within the model's lengths; the rest is a handle.

Lengths are a model's own, in whole seconds, ascending. Takes are conformed on the timeline to the nearest whole number
of edit frames, so five seconds cover 120 frames at 23.976 (5.005 s) and nobody pays for a sixth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from ..frames import conformed_length
from ..models import Frozen, Rate

Handle = Literal["in", "middle", "out"]
"""Which part of a longer take is shown: its beginning, its middle or its end."""


class Duration(Frozen):
    """What is asked and what is used. Frames are the edit's."""

    asked: int
    """Whole seconds."""
    used_frames: int
    """The shot's, or of one that is too long what a take has for it."""
    handle_in_frames: int
    """Edit frames of the take before its first shown one."""
    too_long: bool = False
    """The model's longest take does not cover the shot."""


class Hints(Frozen):
    """Good places to split a shot, in edit frames after its first: camera cuts, moments when little moves, gaps in the
    dialogue."""

    cuts: tuple[int, ...] = ()
    still: tuple[int, ...] = ()
    gaps: tuple[int, ...] = ()


class Part(Frozen):
    """One piece of a split shot. Frames of the edit after the shot's first; seconds are whole."""

    start: int
    frames: int
    asked: int
    why: str
    """Why it begins where it does: "start", "camera cut", "little moves", "gap in the dialogue", "equal parts"."""


@lru_cache(maxsize=4096)
def covered(seconds: int, rate: Rate, speed: Fraction = Fraction(1)) -> int:
    """Edit frames that a take of whole seconds lasts on the timeline, played at `speed`."""
    return conformed_length(seconds, Fraction(1), rate.fraction / speed)


def solve(
    frames: int,
    rate: Rate,
    lengths: Sequence[int],
    *,
    handle: Handle = "in",
    extra_frames: int = 0,
    speed: Fraction = Fraction(1),
) -> Duration:
    """The shortest take that covers `frames` and, where it fits, `extra_frames` of handle on both sides."""
    return _solved(frames, rate, tuple(lengths), handle, extra_frames, speed)


@lru_cache(maxsize=1024)  # a plan asks twice, for the shot's clip and for its request
def _solved(
    frames: int, rate: Rate, lengths: tuple[int, ...], handle: Handle, extra_frames: int, speed: Fraction
) -> Duration:
    asked = _shortest(frames + 2 * extra_frames, rate, lengths, speed)
    spare = covered(asked, rate, speed) - frames
    if spare < 0:
        return Duration(asked=asked, used_frames=frames + spare, handle_in_frames=0, too_long=True)
    margin = min(extra_frames, spare // 2)
    head = {"in": margin, "middle": spare // 2, "out": spare - margin}[handle]
    return Duration(asked=asked, used_frames=frames, handle_in_frames=head)


def slowed(frames: int, rate: Rate, lengths: Sequence[int], bound: float) -> Fraction | None:
    """The speed (below 1) at which the longest take lasts as long as the shot; None beyond `bound`, the share of its
    speed that it may lose."""
    speed = Fraction(covered(lengths[-1], rate), frames)
    return speed if 1 - Fraction(str(bound)) <= speed < 1 else None


def split(frames: int, rate: Rate, lengths: Sequence[int], hints: Hints | None = None) -> tuple[Part, ...]:
    """The shot as parts that the model can make, which sum to it exactly: at camera cuts, where little moves, in gaps
    of the dialogue, else evenly."""
    points = _points(frames, hints or Hints())
    reach = [covered(seconds, rate) for seconds in lengths]
    cuts_before = _running(points)
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
    came_from = [0]
    for j in range(1, len(points)):
        options = []
        for i in range(j):
            pieces = _even(points[j][0] - points[i][0], reach[-1])
            count = sum(times for _, times in pieces)
            weight = count * _PART + (count - 1) * _ANYWHERE + _WEIGHT[points[j][1]]
            weight += _IGNORED_CUT * (cuts_before[j] - cuts_before[i + 1])
            weight += _SHORT * sum(times for piece, times in pieces if piece < reach[0])
            asked = sum(times * lengths[bisect_left(reach, piece)] for piece, times in pieces)
            squares = sum(times * piece * piece for piece, times in pieces)
            before = best[i]
            options.append((before[0] + weight, before[1] + asked, before[2] + squares, i))
        weight, asked, squares, origin = min(options)
        best.append((weight, asked, squares))
        came_from.append(origin)
    return _parts(points, came_from, reach, lengths)


# What a split costs beside money. A camera cut is free and ignoring one is not; a stub below the model's minimum is the
# last resort, for most of it would be paid and thrown away.
_PART, _ANYWHERE, _IGNORED_CUT, _SHORT = 1.0, 4.0, 2.0, 10.0
_WEIGHT = {"camera cut": 0.0, "little moves": 1.0, "gap in the dialogue": 2.0, "end": 0.0}
_POINTS_MAX = 200
"""The best places are searched among so many hints; the search is quadratic."""


def _points(frames: int, hints: Hints) -> list[tuple[int, str]]:
    """The shot's start, the hints inside it (the best reason for each frame), and its end."""
    found: dict[int, str] = {}
    for places, why in (
        (hints.cuts, "camera cut"),
        (hints.still, "little moves"),
        (hints.gaps, "gap in the dialogue"),
    ):
        for place in sorted(places):
            if 0 < place < frames and len(found) < _POINTS_MAX:
                found.setdefault(place, why)
    return [(0, "start"), *sorted(found.items()), (frames, "end")]


def _running(points: Sequence[tuple[int, str]]) -> list[int]:
    """How many camera cuts are among the points before each."""
    counts = [0]
    for _, why in points:
        counts.append(counts[-1] + (why == "camera cut"))
    return counts


def _even(frames: int, longest: int) -> tuple[tuple[int, int], ...]:
    """As few and as even pieces as possible: each length with how often it comes, the longer first."""
    count = -(-frames // longest)
    base, rest = divmod(frames, count)
    return ((base + 1, rest), (base, count - rest)) if rest else ((base, count),)


def _parts(
    points: Sequence[tuple[int, str]], came_from: Sequence[int], reach: Sequence[int], lengths: Sequence[int]
) -> tuple[Part, ...]:
    chosen = [len(points) - 1]
    while chosen[-1]:
        chosen.append(came_from[chosen[-1]])
    chosen.reverse()
    parts: list[Part] = []
    for i, j in pairwise(chosen):
        start, why = points[i]
        for piece, times in _even(points[j][0] - points[i][0], reach[-1]):
            for _ in range(times):
                parts.append(Part(start=start, frames=piece, asked=lengths[bisect_left(reach, piece)], why=why))
                start, why = start + piece, "equal parts"
    return tuple(parts)


def _shortest(frames: int, rate: Rate, lengths: tuple[int, ...], speed: Fraction) -> int:
    """The shortest length that covers `frames`; the longest where none does."""
    index = bisect_left(_reach(lengths, rate.fraction / speed), frames)
    return lengths[min(index, len(lengths) - 1)]


@lru_cache(maxsize=1024)
def _reach(lengths: tuple[int, ...], edit_rate: Fraction) -> tuple[int, ...]:
    """What each length covers, in edit frames. Kept: a plan of 1,000 shots asks for the same few 2,000 times."""
    return tuple(conformed_length(seconds, Fraction(1), edit_rate) for seconds in lengths)
