# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who says a line, and how: the brackets that screenplays and subtitles put behind a speaker or before the words."""

from __future__ import annotations

import re
from typing import NamedTuple

_BEHIND = re.compile(r"(?P<name>[^()]*[^()\s])\s*(?P<brackets>(?:\([^()]*\)\s*)+)")
_BEFORE = re.compile(r"\((?P<how>[^()]*)\)\s*(?P<words>.*\S.*)")
_OFF = frozenset("os oc off offscreen offcamera offstage outofframe horschamp imoff fueradecuadro fuoricampo".split())
_OVER = frozenset("vo voiceover voixoff vozenoff".split())
_GOES_ON = frozenset("contd cont continued continuing more beat abeat longbeat pause apause then".split())
"""What tells nothing of how a line is spoken."""
OFF_SCREEN = " off screen"


class Heard(NamedTuple):
    """A line as it is spoken. `how` stands after "says" and begins with a blank or a comma, or is empty."""

    who: str
    how: str
    words: str


def heard(speaker: str, line: str, known: frozenset[str] = frozenset()) -> Heard:
    """ "Mia (V.O.)" and "(whispering) Come." as who, how and words. A name that is `known` (in lower case) with its
    brackets keeps them."""
    who, brackets = without_brackets(speaker, known)
    how, words = "", line.strip()
    if before := _BEFORE.fullmatch(words):
        brackets, words = [*brackets, before["how"]], before["words"]
    manners = []
    for told in brackets:
        plain = _plain(told)
        if plain in _OFF:
            how = OFF_SCREEN
        elif plain in _OVER:
            how = " in voice-over"
        elif plain and plain not in _GOES_ON:
            manners.append(told.strip().lower() if told.isupper() else told.strip())
    return Heard(who, "".join([how, *(f", {manner}," for manner in manners)]).rstrip(","), words)


def is_off(brackets: str) -> bool:
    """Whether the brackets behind a name, "(V.O.) (CONT'D)", say that the voice comes from outside of the picture."""
    return any(_plain(told) in _OFF | _OVER for told in re.findall(r"\(([^()]*)\)", brackets))


def _plain(told: str) -> str:
    return "".join(letter for letter in told.casefold() if letter.isalpha())


def without_brackets(speaker: str, known: frozenset[str] = frozenset()) -> tuple[str, list[str]]:
    """ "Mia (V.O.)" as "Mia" and ["V.O."]."""
    found = None if speaker.casefold() in known else _BEHIND.fullmatch(speaker)
    return (found["name"], re.findall(r"\(([^()]*)\)", found["brackets"])) if found else (speaker, [])
