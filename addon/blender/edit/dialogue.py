# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in a shot: text strips that read `Mia: Hello there`, and sound strips that are named so.

A line belongs to the shot in which its middle lies, so that one over a cut is not said twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

import bpy

from ...second import compat
from ..properties import tag

Said = tuple[str, str]
"""Who, and what."""

_LINE = re.compile(r"\s*@?\"?(?P<who>[^\W\d_][^:：\"\n]{0,39}?)\"?\s*[:：]\s*(?P<what>\S.*)")
_COPY = re.compile(r"\.\d{3}$")
"""What Blender adds to a strip's name that is taken."""
_WORDS_MAX = 4
"""Words in a name; more is a sentence with a colon in it."""
LABELS = frozenset(
    "ambience atmo bgm caption fx music note notes scene score sfx shot sound take temp title todo".split()
)
"""What stands before a colon in a cutting room and is nobody's name."""


@lru_cache(maxsize=4096)
def said(text: str) -> tuple[Said, ...]:
    """The lines of a text in which somebody says something. Remembered: the panel asks again every second."""
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        who = match["who"].strip() if match else ""
        if match and who.casefold() not in LABELS and len(who.split()) <= _WORDS_MAX:
            found.append((who, match["what"].strip()))
    return tuple(found)


class Dialogue(NamedTuple):
    """All that is said in an edit, by the doubled frame of its middle."""

    middles: tuple[int, ...]
    lines: tuple[tuple[Said, ...], ...]

    def between(self, start: int, end: int) -> tuple[Said, ...]:
        """What is said from frame `start` to `end` (exclusive), in the order of speaking."""
        first, last = bisect_left(self.middles, 2 * start), bisect_left(self.middles, 2 * end)
        return tuple(line for lines in self.lines[first:last] for line in lines)


def read(edit: bpy.types.Scene) -> Dialogue:
    """One pass over the strips. Muted ones say nothing, nor do the takes' own sounds."""
    found = []
    for strip in edit.sequence_editor.strips_all if edit.sequence_editor else ():
        kind = strip.type
        text = strip.text if kind == "TEXT" else strip.name if kind == "SOUND" else ""
        lines = said(text if kind == "TEXT" else _COPY.sub("", text)) if ":" in text or "：" in text else ()
        if lines and not strip.mute and tag(strip).role == "none":
            start, end = compat.strip_start(strip), compat.strip_end(strip)
            found.append((start + end, start, lines))
    found.sort(key=lambda line: line[:2])
    return Dialogue(tuple(line[0] for line in found), tuple(line[2] for line in found))
