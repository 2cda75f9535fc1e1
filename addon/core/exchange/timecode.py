# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames to timecode and back (SMPTE ST 12-1, ST 12-3): exact, drop frame where a rate has it.

Ours and not a library's: `timecode` counts from one, takes labels that do not exist and goes by rounded rates
(docs/contributing.md). It checks ours in the tests.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ..errors import UserError

_NTSC = Fraction(1000, 1001)
RATES = frozenset(Fraction(n) for n in (24, 25, 30, 48, 50, 60)) | frozenset(n * _NTSC for n in (24, 30, 48, 60))
DROPPING = frozenset({30 * _NTSC, 60 * _NTSC})
"""29.97 and 59.94: the only rates whose clock may leave labels out."""

PATTERN = r"\d{1,2}[:;.,]\d{2}[:;.,]\d{2}[:;.,]\d{2,3}"
_TIMECODE = re.compile(r"(\d{1,2})[:;.,](\d{2})[:;.,](\d{2})([:;.,])(\d{2,3})")


class TimecodeError(UserError):
    """A timecode that does not exist, or a rate that timecode does not know."""

    code = "timecode"


def counted_rate(rate: Fraction) -> int:
    """Labels that a second of timecode has: 24 for 23.976. Raises TimecodeError for a rate without timecode."""
    if rate not in RATES:
        raise TimecodeError(
            f"There is no timecode at {shown_rate(rate)} frames a second.",
            "Set the film to 24, 25, 30, 48, 50 or 60 (or their NTSC kin), or export OTIO or CSV instead.",
            code="rate_without_timecode",
        )
    return round(rate)


def shown_rate(rate: Fraction) -> str:
    """ "24", "23.976" or "12.5"."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


def to_timecode(frame: int, rate: Fraction, *, drop: bool = False) -> str:
    """The label of a frame: "01:00:00:00", with a semicolon before the frames where labels are dropped.

    Raises TimecodeError for a rate without timecode, a negative frame, and one past 24 hours."""
    base = counted_rate(rate)
    drop = drop and rate in DROPPING
    if drop:
        frame += _dropped_before(frame, base)
    seconds, frames = divmod(frame, base)
    if frame < 0 or seconds >= 24 * 3600:
        raise TimecodeError("A timecode lies between 00:00:00:00 and 24 hours.", "Let the film begin earlier.")
    minutes, seconds = divmod(seconds, 60)
    mark = ";" if drop else ":"
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}{mark}{frames:02d}"


def _dropped_before(frame: int, base: int) -> int:
    """Labels left out until a frame: two (of 30) or four (of 60) at each minute but every tenth."""
    left_out = base // 15
    per_minute, per_ten = 60 * base - left_out, 600 * base - 9 * left_out
    tens, rest = divmod(frame, per_ten)
    return left_out * (9 * tens + max(0, (rest - left_out) // per_minute))


def from_timecode(text: str, rate: Fraction, *, drop: bool | None = None) -> int:
    """The frame that a label names. `drop`: None goes by the label's own semicolon.

    Raises TimecodeError for what is no label, and for one that the rate does not have."""
    base = counted_rate(rate)
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise TimecodeError(f"{text.strip()} is no timecode.", "It reads hours:minutes:seconds:frames.")
    hours, minutes, seconds, frames = (int(match[n]) for n in (1, 2, 3, 5))
    if minutes > 59 or seconds > 59 or frames >= base:
        raise TimecodeError(
            f"There is no {text.strip()} at {shown_rate(rate)} frames a second.",
            "Choose the frame rate that the file was made at.",
            code="wrong_rate" if frames >= base else None,
        )
    if drop is None:
        drop = match[4] in ";,"
    total = hours * 60 + minutes
    frame = (total * 60 + seconds) * base + frames
    if drop and rate in DROPPING:
        left_out = base // 15
        if seconds == 0 and frames < left_out and minutes % 10:
            raise TimecodeError(f"Drop frame leaves {text.strip()} out.", "Read the file as non-drop frame.")
        frame -= left_out * (total - total // 10)
    return frame
