# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Screenplays as plain text: the Fountain grammar (fountain.io/syntax), with the lines that everything stands on.

Ours and not a library's: five were tried and each lost something that an animatic needs (docs/contributing.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Kind(StrEnum):
    """What an element is. A cue is a character's name above what they say."""

    HEADING = "heading"
    ACTION = "action"
    CUE = "cue"
    DIALOGUE = "dialogue"
    PARENTHETICAL = "parenthetical"
    LYRICS = "lyrics"
    TRANSITION = "transition"
    CENTERED = "centered"
    SECTION = "section"
    SYNOPSIS = "synopsis"
    NOTE = "note"
    PAGE_BREAK = "page break"


@dataclass(frozen=True)
class Element:
    """One paragraph or line. `line` counts from 1. `number`: a heading's scene number; `extension`: (V.O.) of a cue;
    `depth`: a section's; `dual`: a cue that speaks beside the one before."""

    kind: Kind
    text: str
    line: int
    number: str = ""
    extension: str = ""
    depth: int = 0
    dual: bool = False


@dataclass(frozen=True)
class Scene:
    """A heading and what follows it. What stands before the first heading has an empty one."""

    number: str
    heading: str
    line: int
    elements: tuple[Element, ...] = ()
    synopses: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """The sections that it lies in, the outermost first."""

    @property
    def name(self) -> str:
        """How a person calls it: "scene 12", else by its heading."""
        return f"scene {self.number}" if self.number else self.heading or "the beginning"


@dataclass(frozen=True)
class Screenplay:
    title: dict[str, str]
    elements: tuple[Element, ...]

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The scenes in order; a beginning without a heading only if somebody acts or speaks in it."""
        return tuple(_scenes(self.elements))


_HEADING = re.compile(r"(INT\.?\s?/\s?EXT|EXT\.?\s?/\s?INT|I\.?/E|INT|EXT|EST)[.\s-]\s*\S.*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*#([^#\s][^#]*)#\s*$")
_ENDINGS = frozenset({"FADE IN:", "FADE OUT.", "FADE OUT:", "FADE TO BLACK.", "CUT TO BLACK.", "FADE TO BLACK:"})
_CUE = re.compile(r"(?P<name>[^()^]+?)\s*(?P<extension>(?:\([^()]*\)\s*)*)(?P<dual>\^)?\s*")
_NOTE = re.compile(r"\[\[(?P<text>(?:(?!\n\n|\]\]|\[\[).)*)\]\]", re.DOTALL)
"""A note ends at an empty line; one of two blanks goes on. Each start is looked after until the next: linear."""
_CUE_LENGTH = 120
"""Characters of the longest line that may be a name."""
_TITLE = re.compile(r"(?P<key>[A-Za-z][^:\n]{0,40}):(?P<value>.*)")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.{1,400}?)(?<=\S)(?<!\\)\1", re.DOTALL)
_NESTED = 4
"""Underlined, bold and italic at once, and one more."""


def parse(text: str) -> Screenplay:
    """Read a screenplay. Nothing in it is an error: what is no element of another kind is action."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    text = _without_boneyards(text)
    notes: list[Element] = []

    def taken(match: re.Match[str]) -> str:
        line = text.count("\n", 0, match.start()) + 1
        notes.append(Element(Kind.NOTE, " ".join(match["text"].split()), line))
        return _only_line_ends(match)

    lines = _NOTE.sub(taken, text).split("\n")
    title, first = _title_page(lines)
    elements = [*_Parser(lines, first).elements(), *notes]
    return Screenplay(title, tuple(sorted(elements, key=lambda e: e.line)))


def plain(text: str) -> str:
    """Without the marks of emphasis and underlining."""
    for _ in range(_NESTED):
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"\\([*_])", r"\1", text)


def _without_boneyards(text: str) -> str:
    """Without what stands between /* and */, but for its line ends. One that never ends is text."""
    parts, at = [], 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 2
    return "".join([*parts, text[at:]])


def _only_line_ends(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _title_page(lines: list[str]) -> tuple[dict[str, str], int]:
    """Its keys in lower case, and the number of the first line after it."""
    title: dict[str, str] = {}
    key = ""
    for number, line in enumerate(lines):
        if not line.strip():
            return title, number
        match = _TITLE.fullmatch(line)
        if match and not line[0].isspace():
            following = lines[number + 1] if number + 1 < len(lines) else ""
            if not title and not match["value"].strip() and not following.startswith((" ", "\t")):
                return {}, 0  # "CUT TO:" is no title page
            key = match["key"].strip().casefold()
            title[key] = match["value"].strip()
        elif key and line[0].isspace():
            title[key] = f"{title[key]}\n{line.strip()}".strip()
        else:
            return title, number
    return title, len(lines)


def _number(line: str) -> re.Match[str] | None:
    """A heading's scene number, at its end between two signs."""
    return _NUMBER.search(line) if line.endswith("#") else None


class _Parser:
    """One pass over the lines, each with the one before and after it in view."""

    def __init__(self, lines: list[str], first: int) -> None:
        self.lines, self.at = lines, first

    def elements(self) -> Iterator[Element]:
        while self.at < len(self.lines):
            line = self.lines[self.at].strip()
            if not line:
                self.at += 1
                continue
            yield from self._special(line) or self._cue(line) or [self._action()]

    def _blank(self, number: int) -> bool:
        return not 0 <= number < len(self.lines) or not self.lines[number].strip()

    def _single(self, kind: Kind, text: str, number: str = "", depth: int = 0) -> list[Element]:
        self.at += 1
        return [Element(kind, text.strip(), self.at, number=number, depth=depth)]

    def _special(self, line: str) -> list[Element]:
        """An element that its own line tells."""
        if re.fullmatch("={3,}", line):
            return self._single(Kind.PAGE_BREAK, "")
        if line.startswith("#"):
            text = line.lstrip("#")
            return self._single(Kind.SECTION, text, depth=len(line) - len(text))
        if line.startswith("="):
            return self._single(Kind.SYNOPSIS, line[1:])
        if line.startswith("~"):
            return self._single(Kind.LYRICS, line[1:])
        if line.startswith(">"):
            centered = line.endswith("<")
            return self._single(Kind.CENTERED if centered else Kind.TRANSITION, line[1:].rstrip("<"))
        if self._is_heading(line):
            number = _number(line)
            text = line[: number.start()] if number else line
            text = text[1:] if text.startswith(".") else text
            return self._single(Kind.HEADING, plain(text), number=number[1].strip() if number else "")
        if self._is_transition(line):
            return self._single(Kind.TRANSITION, line)
        return []

    def _is_heading(self, line: str) -> bool:
        """Forced by a point, or by how it begins. Many leave the empty line above out; then it must be in capitals, for
        "Ext. 12, please" is something that somebody may say."""
        if re.match(r"\.\w", line):
            return True
        if not _HEADING.fullmatch(line):
            return False
        number = _number(line)
        return self._blank(self.at - 1) or line[: number.start() if number else None].isupper()

    def _is_transition(self, line: str) -> bool:
        if line in _ENDINGS:
            return True
        ends = line.endswith("TO:") and line == line.upper()
        return ends and self._blank(self.at - 1) and self._blank(self.at + 1)

    def _cue(self, line: str) -> list[Element]:
        """A character's name and all that they say under it."""
        forced = line.startswith("@")
        match = _CUE.fullmatch(line[:_CUE_LENGTH].removeprefix("@"))
        if (
            match is None
            or len(line) > _CUE_LENGTH
            or self._blank(self.at + 1)
            or not (forced or self._is_name(match["name"]))
        ):
            return []
        name, extension = match["name"].strip(), match["extension"].strip()
        self.at += 1
        found = [Element(Kind.CUE, plain(name), self.at, extension=extension, dual=bool(match["dual"]))]
        return found + list(self._spoken())

    def _is_name(self, name: str) -> bool:
        if not self._blank(self.at - 1) or name.startswith("!"):
            return False
        return name.isupper() and any(c.isalpha() for c in name)

    def _spoken(self) -> Iterator[Element]:
        """Until an empty line (one of two blanks goes on), or a heading that stands without one."""
        block: list[tuple[Kind, str, int]] = []
        while self.at < len(self.lines):
            raw = self.lines[self.at]
            line = raw.strip()
            if (not line and raw != "  ") or (line and self._is_heading(line)):
                break
            self.at += 1
            kind = Kind.DIALOGUE
            if line.startswith("(") and line.endswith(")"):
                kind = Kind.PARENTHETICAL
            elif line.startswith("~"):
                kind, line = Kind.LYRICS, line[1:].strip()
            block.append((kind, line, self.at))
        for kind, group in groupby(block, key=lambda part: part[0]):
            parts = list(group)
            yield Element(kind, plain("\n".join(text for _, text, _ in parts)), parts[0][2])

    def _action(self) -> Element:
        """Everything up to the next empty line or element."""
        first = self.at + 1
        texts: list[str] = []
        while self.at < len(self.lines) and self.lines[self.at].strip():
            line = self.lines[self.at].strip()
            if texts and not line.startswith("!") and self._interrupts(line):
                break
            texts.append(line.removeprefix("!"))
            self.at += 1
        return Element(Kind.ACTION, plain("\n".join(texts)), first)

    def _interrupts(self, line: str) -> bool:
        """Whether a line within a paragraph is another element: they need no empty line above."""
        return line.startswith(("~", "#", ">")) or self._is_heading(line)


def _scenes(elements: tuple[Element, ...]) -> Iterator[Scene]:
    sections: list[tuple[int, str]] = []
    head: Element | None = None
    inside: list[Element] = []
    ahead: list[Element] = []
    between = True  # until somebody acts or speaks, what is noted under a section is about the scenes to come
    path: tuple[str, ...] = ()
    for element in elements:
        if element.kind is Kind.SECTION:
            sections = [s for s in sections if s[0] < element.depth] + [(element.depth, element.text)]
            between = True
        elif element.kind is Kind.HEADING:
            yield from _scene(head, inside, path)
            head, inside, ahead, between = element, ahead, [], False
            path = tuple(text for _, text in sections)
        elif between and element.kind in {Kind.SYNOPSIS, Kind.NOTE}:
            ahead.append(element)
        else:
            between = False
            inside.append(element)
    yield from _scene(head, [*inside, *ahead], path)


_PLAYED = {Kind.ACTION, Kind.CUE, Kind.DIALOGUE, Kind.LYRICS}


def _scene(head: Element | None, inside: list[Element], path: tuple[str, ...]) -> Iterator[Scene]:
    if head is None and not any(e.kind in _PLAYED for e in inside):
        return
    yield Scene(
        number=head.number if head else "",
        heading=head.text if head else "",
        line=head.line if head else inside[0].line,
        elements=tuple(e for e in inside if e.kind is not Kind.SYNOPSIS),
        synopses=tuple(e.text for e in inside if e.kind is Kind.SYNOPSIS),
        sections=path,
    )
