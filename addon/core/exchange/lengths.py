# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How people write how long something is: seconds, frames, timecode, "1 min 5"; decimal points and commas."""

from __future__ import annotations

import re
from fractions import Fraction

from .timecode import RATES, TimecodeError, from_timecode

_UNITS = {
    "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "std": 3600,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60, "'": 60, "′": 60,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "sek": 1, "seconde": 1, "secondes": 1, '"': 1, "″": 1,
}  # fmt: skip
_FRAMES = {"f", "fr", "fs", "frame", "frames", "bilder", "images", "img"}
_NUMBER = r"\d+(?:[.,]\d+)?"
_PART = re.compile(rf"\s*({_NUMBER})\s*([^\W\d_]+|['\"′″])?\s*")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d+)?)")


def number(text: str) -> Fraction | None:
    """ "3.5", "3,5", "1 024"; None for anything else."""
    text = re.sub(r"(?<=\d)[\s\u00a0\u202f'](?=\d{3}\b)", "", text.strip())
    return Fraction(text.replace(",", ".")) if re.fullmatch(_NUMBER, text) else None


def whole(text: str) -> int | None:
    found = re.fullmatch(r"[+-]?\d+(?:[.,]0+)?", text.strip())
    return int(re.split("[.,]", found[0])[0]) if found else None


def frames(text: str, rate: Fraction, *, bare_frames: bool = False) -> int | None:
    """Frames that a written length lasts at a rate, at least one; None where it cannot be understood.

    A number alone is seconds, or frames with `bare_frames`. Two numbers with a colon are minutes and seconds, three
    hours too, four timecode."""
    text = text.strip().rstrip(".")
    seconds: Fraction | None
    if text.count(":") + text.count(";") == 3 and rate in RATES:
        try:
            return from_timecode(text, rate) or None
        except TimecodeError:
            return None
    clock = _CLOCK.fullmatch(text)
    if clock:
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + Fraction(clock[3].replace(",", "."))
    elif (plain := number(text)) is not None:
        seconds = plain / rate if bare_frames else plain
    else:
        seconds = _sum_of_parts(text, rate)
    if not seconds:
        return None
    return max(int(seconds * rate + Fraction(1, 2)), 1)


def _sum_of_parts(text: str, rate: Fraction) -> Fraction | None:
    """ "1 min 5", "2m05s", "72 frames"; the last number may go without its unit, which is then the next smaller."""
    total, at, before = Fraction(0), 0, 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        value, unit = Fraction(part[1].replace(",", ".")), (part[2] or "").casefold()
        if unit in _FRAMES:
            total += value / rate
        elif unit in _UNITS:
            before = _UNITS[unit]
            total += value * before
        elif not unit and before == 60:
            total += value
        else:
            return None
        at = part.end()
    return total
