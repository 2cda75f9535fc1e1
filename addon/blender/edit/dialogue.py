# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in a shot: text strips that read `Mia: Hello there`, and sound strips that are named so.

A line belongs to the shot in which its middle lies, so that one over a cut is not said twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Any, NamedTuple

import bpy

from ...core.plans import speech
from ...second import compat
from ..properties import film, tag

Said = tuple[str, str]
"""Who, and what."""

_LINE = re.compile(
    r"\s*@?[\"«“]?\s*(?P<who>[^\W_][^:：\"\n]{0,79}?)\s*[\"»”]?\s*(?P<colon>:|：)(?P<gap>\s*)(?P<what>\S.*)"
)
_NO_SPEECH = re.compile(r"://|^[^:：]*\d\s*[:：]\s*\d")
"""An address, and a time or a ratio before anything is said."""
_COPY = re.compile(r"\.\d{3}$")
"""What Blender adds to a strip's name that is taken."""
_WORDS_MAX = 3
"""Words in a name; more is a sentence with a colon in it."""
_NAME_MAX = 40
"""Letters in a name; what brackets say behind it is no part of it."""
LABELS = frozenset(
    "act ambience atmo bgm camera caption chapter cut date dir edit episode ext fx int location music note notes part"
    " place reel scene score sfx shot sound take temp time timecode title todo version vfx".split()
)
"""What stands before a colon in a cutting room and is nobody's name."""


@lru_cache(maxsize=4096)
def said(text: str, cast: frozenset[str] = frozenset()) -> tuple[Said, ...]:
    """The lines of a text in which somebody says something: one of the `cast` (names in lower case), or a name of a few
    words with a colon and a space after it. Remembered: the panel asks again every second."""
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        who = match["who"].strip() if match else ""
        name = speech.without_brackets(who, cast)[0]
        if match and (name.casefold() in cast or _may_speak(line, name, match)):
            found.append((who, match["what"].strip()))
    return tuple(found)


def _may_speak(line: str, who: str, match: re.Match[str]) -> bool:
    """Whether what stands before a colon can be the name of somebody who is not in the cast."""
    if (
        _NO_SPEECH.search(line)
        or any(letter.isdigit() for letter in who)
        or len(who) > _NAME_MAX
        or len(who.split()) > _WORDS_MAX
    ):
        return False
    label = any(word.strip(".,").casefold() in LABELS for word in who.split()[:1]) or "," in who
    return not label and (match["colon"] == "：" or bool(match["gap"]))


class Dialogue(NamedTuple):
    """All that is said in an edit, by the doubled frame of its middle."""

    middles: tuple[int, ...]
    lines: tuple[tuple[Said, ...], ...]

    def between(self, start: int, end: int) -> tuple[Said, ...]:
        """What is said from frame `start` to `end` (exclusive), in the order of speaking."""
        first, last = bisect_left(self.middles, 2 * start), bisect_left(self.middles, 2 * end)
        return tuple(line for lines in self.lines[first:last] for line in lines)


def _is_muted(edit: bpy.types.Scene, strip: Any) -> bool:
    """Whether a strip, its channel, or a meta strip around it is muted."""
    inner, around = strip, strip.parent_meta()
    while around is not None and not inner.mute and not around.channels[inner.channel].mute:
        inner, around = around, around.parent_meta()
    return bool(inner.mute or (around or edit.sequence_editor).channels[inner.channel].mute)


def read(edit: bpy.types.Scene) -> Dialogue:
    """One pass over the strips. Muted ones say nothing, nor those on muted channels, nor the takes' own sounds."""
    found = []
    cast = frozenset(member.name.casefold() for member in film(edit).cast)
    for strip in edit.sequence_editor.strips_all if edit.sequence_editor else ():
        kind = strip.type
        text = strip.text if kind == "TEXT" else strip.name if kind == "SOUND" else ""
        lines = said(text if kind == "TEXT" else _COPY.sub("", text), cast) if ":" in text or "：" in text else ()
        if lines and tag(strip).role == "none" and not _is_muted(edit, strip):
            start, end = compat.strip_start(strip), compat.strip_end(strip)
            found.append((start + end, start, lines))
    found.sort(key=lambda line: line[:2])
    return Dialogue(tuple(line[0] for line in found), tuple(line[2] for line in found))
