# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which frame plays when: edit frames to scene frames, video to edit lengths, the part of a take that a shot shows.

Exact fractions throughout; stdlib only, so the second Blender can use it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple


class FrameMap(NamedTuple):
    """`scene_frame` of the source plays at `edit_frame`, and `step` source frames pass with each edit frame.

    `exact` is False when Blender does not say enough to be sure (a speed ramp on a retimed strip).
    """

    edit_frame: int
    scene_frame: Fraction
    step: Fraction = Fraction(1)
    exact: bool = True

    def position(self, edit_frame: int | Fraction) -> Fraction:
        """The moment of the source, in source frames, at an edit frame."""
        return self.scene_frame + (edit_frame - self.edit_frame) * self.step

    def at(self, edit_frame: int) -> int:
        """The source frame that Blender shows at an edit frame (scene strips round down: 4.5.15, 5.2.3)."""
        return floor(self.position(edit_frame))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """First source frame shown in edit frames `start`..`end` (exclusive), and the one after the last shown."""
        first, last = sorted((self.at(start), self.at(end - 1)))
        return first, last + 1


def scene_strip_map(
    *,
    scene_start: int,
    scene_frames: int,
    content_start: int,
    trim_start: int = 0,
    keys: Sequence[int] = (),
    last_key_is_last_frame: bool = False,
    start: int,
    end: int,
    reverse: bool = False,
) -> FrameMap:
    """The map of a scene strip, whose content begins at edit frame `content_start` with scene frame `scene_start`.

    A scene strip plays its frames one to one whatever the two scenes' rates are, unless it is retimed. `scene_frames`
    is the length of the content before retiming, `trim_start` the frames a hard trim took off it, `keys` the edit
    frames of the retiming keys (the last one the content's end) and `start`..`end` the visible span.
    """
    first = Fraction(scene_start + trim_start)
    if reverse:
        forward = first + scene_frames - 1 - (start - content_start)
        return FrameMap(start, forward, Fraction(-1), exact=not keys)
    if len(keys) < 2:
        return FrameMap(start, first + start - content_start)
    spans = list(pairwise(keys))
    before = [span for span in spans if span[1] <= start]
    after = [span for span in spans if span[0] >= end]
    shown = spans[len(before) : len(spans) - len(after)] or spans
    if not after:
        # 4.5 runs its speed between the first and the last frame, one less than the lengths say.
        shown = [*shown[:-1], (shown[-1][0], shown[-1][1] - int(last_key_is_last_frame))]
        scene_frames -= int(last_key_is_last_frame)
    # Blender names the keys' frames but not their speeds. Setting the speed of a trimmed strip makes keys at its
    # handles and leaves what is outside them at its own speed, so what remains is the visible part's speed.
    untouched_head = sum(b - a for a, b in before)
    untouched_tail = sum(b - a for a, b in after)
    length = shown[-1][1] - shown[0][0]
    step = Fraction(scene_frames - untouched_head - untouched_tail, max(length, 1))
    if step <= 0:  # the guess cannot be right: the strip's whole content, evenly
        step, exact, origin, head = Fraction(scene_frames, max(keys[-1] - keys[0], 1)), False, keys[0], 0
    else:
        exact, origin, head = len(shown) == 1, shown[0][0], untouched_head
    return FrameMap(start, first + head + (start - origin) * step, step, exact)


def conformed_length(media_frames: int, media_rate: Fraction, edit_rate: Fraction) -> int:
    """Edit frames that a video of `media_frames` at `media_rate` lasts: the nearest whole number, at least 1."""
    return max(floor(media_frames * edit_rate / media_rate + Fraction(1, 2)), 1)


def last_before(end: int, length: int, media_frames: int) -> int:
    """The last frame of a video, from 0, that begins before edit frame `end`, where all of it plays in `length` edit
    frames: the video's own last frame where the whole of it is shown."""
    return min(max(ceil(Fraction(end * media_frames, max(length, 1))) - 1, 0), media_frames - 1)


def rate_of(fps: float) -> Fraction:
    """A media rate as an exact fraction: 29.97 and 23.976 of the NTSC family become 30000/1001 and 24000/1001."""
    whole = round(fps)
    ntsc = Fraction(round(fps * 1001 / 1000) * 1000, 1001)
    if abs(fps - whole) < 0.001:
        return Fraction(whole)
    if abs(fps - float(ntsc)) < 0.005:
        return ntsc
    return Fraction(fps).limit_denominator(1001)


class Cut(NamedTuple):
    """The part of a take that is shown: `head` edit frames are trimmed off before it, `frames` are shown. Of a negative
    head they begin so long before the take, whose first picture is held until then.

    `missing` frames of the wanted length have no picture."""

    head: int
    frames: int
    missing: int = 0


def cut(available: int, wanted: int, head: int, trimmed: int = 0) -> Cut:
    """Show `wanted` of a take's `available` edit frames after `head`; a head that leaves too few is shortened. Not so
    where `trimmed` of them, which may be negative, are there because the shot begins elsewhere since the take was made:
    its moments stay where they are, if any is left.

    A take that is only one frame short by rounding counts as whole: its last frame is held.
    """
    shown = min(available, head + wanted)
    if trimmed and shown > max(head, 0):
        missing = head + wanted - shown
        return Cut(head, wanted if missing <= 1 else wanted - missing, 0 if missing <= 1 else missing)
    if available <= wanted:
        missing = wanted - available
        return Cut(0, wanted if missing <= 1 else available, 0 if missing <= 1 else missing)
    return Cut(max(0, min(head, available - wanted)), wanted)
