# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything lies on a slate, in pixels from the top left corner. No Blender here."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

PLAIN, SIGNS = 0x530, (0x1E00, 0x2C00)
"""Letters of Blender's interface font: below PLAIN, and from the first to the second of SIGNS."""
WIDE, NARROW = 1.25, 0.62
"""Width of letters in fonts of one width, in sizes of the font: Chinese, Japanese and Korean ones have two cells, all
others one. A cell is a whole number of pixels, so they are up to 1.24 sizes wide (of 21 pixels)."""
LABEL = 30
"""Height of the line under a window that names its reference."""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Layout:
    """The bands at the top and bottom that carry the words, and the picture's area between them.

    `unit` is one pixel of a 720-line design; `tall` pictures have the prompt under the shot's name, not beside it."""

    width: int
    height: int
    unit: float
    tall: bool
    top: Box
    bottom: Box
    middle: Box
    margin: float

    @classmethod
    def of(cls, width: int, height: int) -> Layout:
        unit = min(width, height) / 720
        tall = width < 1.2 * height
        margin = round(48 * unit)
        top, bottom = round(56 * unit), round((236 if tall else 148) * unit)
        return cls(
            width=width,
            height=height,
            unit=unit,
            tall=tall,
            top=Box(0, 0, width, top),
            bottom=Box(0, height - bottom, width, bottom),
            middle=Box(0, top, width, height - top - bottom),
            margin=margin,
        )


def windows(area: Box, aspects: Sequence[float], gap: float, label: float) -> list[list[Box]]:
    """Rows of windows for pictures of these aspects (width / height), as large as the area lets them be.

    Every window has room for its label below. All in one row share a height; the rows are centred."""
    best: list[list[Box]] = []
    largest = -1.0
    for count in range(1, len(aspects) + 1):
        rows = _in_rows(area, _split(aspects, count), gap, label)
        covered = min(box.width * box.height for row in rows for box in row)
        if covered > largest:
            best, largest = rows, covered
    return best


def _split(aspects: Sequence[float], rows: int) -> list[list[float]]:
    """In order, so even that rows differ by one at most, the fuller first."""
    each, more = divmod(len(aspects), rows)
    found, start = [], 0
    for row in range(rows):
        end = start + each + (1 if row < more else 0)
        found.append(list(aspects[start:end]))
        start = end
    return found


def _in_rows(area: Box, rows: list[list[float]], gap: float, label: float) -> list[list[Box]]:
    highest = (area.height - gap * (len(rows) - 1)) / len(rows) - label
    heights = [min(highest, (area.width - gap * (len(row) - 1)) / sum(row)) for row in rows]
    y = area.y + (area.height - sum(heights) - len(rows) * label - gap * (len(rows) - 1)) / 2
    found = []
    for row, height in zip(rows, heights, strict=True):
        x = area.x + (area.width - sum(row) * height - gap * (len(row) - 1)) / 2
        boxes = []
        for aspect in row:
            boxes.append(Box(round(x), round(y), round(aspect * height), round(height)))
            x += aspect * height + gap
        found.append(boxes)
        y += height + label + gap
    return found


def around(area: Box, rows: Sequence[Sequence[Box]]) -> list[Box]:
    """Boxes that cover the area except its windows."""
    found, y = [], area.y
    for row in rows:
        top, bottom, x = row[0].y, row[0].bottom, area.x
        found.append(Box(area.x, y, area.width, top - y))
        for window in row:
            found.append(Box(x, top, window.x - x, bottom - top))
            x = window.right
        found.append(Box(x, top, area.right - x, bottom - top))
        y = bottom
    found.append(Box(area.x, y, area.width, area.bottom - y))
    return [box for box in found if box.width > 0 and box.height > 0]


def is_plain(text: str) -> bool:
    """Whether Blender's interface font has these letters: Latin, Greek, Cyrillic and signs. The sequencer looks for
    others (風, 안, ש) in Blender's other fonts only where a strip names no font of its own."""
    return all(ord(letter) < PLAIN or SIGNS[0] <= ord(letter) < SIGNS[1] for letter in text)


def width_of_others(text: str, size: float) -> float:
    """Pixels that text which is not plain takes, in the fonts that the sequencer finds: those of one width."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return size * (WIDE * wide + NARROW * (len(text) - wide))


def wrapped(text: str, measure: Callable[[str], float], width: float, lines: int) -> list[str]:
    """Lines that are no wider than `width`; what does not fit ends in an ellipsis. Words longer than a line, as in
    languages without spaces, break anywhere."""
    found: list[str] = []
    line = ""
    for word in text.split():
        if len(found) > lines:
            break
        candidate = f"{line} {word}".strip()
        if measure(candidate) <= width:
            line = candidate
            continue
        if line:
            found.append(line)
        line = word
        while len(line) > 1 and len(found) <= lines and measure(line) > width:
            cut = _fitting(line, measure, width)
            found.append(line[:cut])
            line = line[cut:]
    found.append(line)
    if len(found) <= lines:
        return found
    last = found[lines - 1]
    while last and measure(last + " …") > width:
        last = (last.rpartition(" ")[0] or last[:-1]).rstrip()
    return [*found[: lines - 1], last + " …"]


def _fitting(word: str, measure: Callable[[str], float], width: float) -> int:
    """How many characters of a word fit, at least one."""
    return max(bisect.bisect_right(range(1, len(word) + 1), width, key=lambda count: measure(word[:count])), 1)


def timecode(frame: int, fps: int) -> str:
    """HH:MM:SS:FF of a frame counted from 0."""
    seconds, frames = divmod(frame, fps)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}"
