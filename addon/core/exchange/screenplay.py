# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a screenplay to shots: one at each paragraph of action, as long as its words take; what a rewrite changed."""

from __future__ import annotations

import difflib
import math
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..plans import speech
from .fountain import Element, Kind, Scene, Screenplay

LINE_WIDTH = 60
"""Characters of a line of action on a screenplay's page."""


@dataclass(frozen=True)
class Pace:
    """How long words take: `words` spoken a minute, `line` seconds for a printed line of action, `pause` seconds
    before each speech, and the `shortest` shot in seconds."""

    words: float = 150.0
    line: float = 2.0
    pause: float = 0.3
    shortest: float = 1.0


@dataclass(frozen=True)
class Speech:
    """What one character says in a shot: seconds from the shot's first frame."""

    who: str
    text: str
    start: float
    seconds: float
    line: int
    extension: str = ""
    """(V.O.) behind the name, brackets and all."""
    manner: str = ""
    """(whispering) above the words, likewise."""

    @property
    def cue(self) -> str:
        """ "MIA (V.O.) (whispering)": who, and how; no colon in it, which ends a cue on a text strip."""
        return " ".join(filter(None, (self.who, self.extension, self.manner))).replace(":", ",")


@dataclass
class ProposedShot:
    """One shot of a scene. `line` is the screenplay's own."""

    scene: str
    heading: str
    line: int
    action: str = ""
    seconds: float = 0.0
    speeches: list[Speech] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def cast(self) -> tuple[str, ...]:
        """Who speaks in the picture: a voice from off screen is none of it."""
        return tuple(dict.fromkeys(said.who for said in self.speeches if not speech.is_off(said.extension)))


def propose(screenplay: Screenplay, pace: Pace | None = None) -> list[ProposedShot]:
    """The shots of every scene, in order."""
    pace = pace or Pace()
    return [shot for scene in screenplay.scenes for shot in _shots(scene, pace)]


class _Cue(NamedTuple):
    """Who speaks next, and how."""

    who: Element | None = None
    manner: str = ""

    def with_more(self, element: Element) -> _Cue:
        return _Cue(element) if element.kind is Kind.CUE else self._replace(manner=_joined(element.text))


def _shots(scene: Scene, pace: Pace) -> Iterator[ProposedShot]:
    shots: list[ProposedShot] = []
    waiting: list[str] = list(scene.synopses)
    cue = _Cue()

    def current() -> ProposedShot:
        if not shots:
            shots.append(ProposedShot(scene.number, scene.heading, scene.line))
        return shots[-1]

    for element in scene.elements:
        if element.kind is Kind.ACTION:
            shots.append(ProposedShot(scene.number, scene.heading, element.line, _joined(element.text)))
            shots[-1].seconds = action_seconds(element.text, pace)
            cue = _Cue()
        elif element.kind in {Kind.CUE, Kind.PARENTHETICAL}:
            cue = cue.with_more(element)
        elif element.kind in {Kind.DIALOGUE, Kind.LYRICS}:
            _speak(current(), cue, element, pace)
            cue = cue._replace(manner="")
        elif element.kind is Kind.NOTE:
            (current().notes if shots else waiting).append(element.text)
    if shots:
        shots[0].notes[:0] = waiting
    for shot in shots:
        shot.seconds = max(shot.seconds, pace.shortest)
    yield from shots


def _speak(shot: ProposedShot, cue: _Cue, element: Element, pace: Pace) -> None:
    who = cue.who
    start = shot.seconds + pace.pause
    if who is not None and who.dual and shot.speeches:
        start = shot.speeches[-1].start  # both at once
    name, extension = (who.text, who.extension) if who else ("", "")
    seconds = spoken_seconds(element.text, pace)
    shot.speeches.append(Speech(name, _joined(element.text), start, seconds, element.line, extension, cue.manner))
    shot.seconds = max(shot.seconds, start + seconds)


def _joined(text: str) -> str:
    return " ".join(text.split())


def spoken_seconds(text: str, pace: Pace) -> float:
    """Time that it takes to say something. Scripts without blanks between words are counted by their signs, five to
    two words."""
    return max(_words(text), 1) * 60.0 / pace.words


def _words(text: str) -> int:
    dense = sum(1 for c in text if 0x2E80 <= ord(c) <= 0x9FFF or 0xAC00 <= ord(c) <= 0xD7AF)
    return sum(1 for word in text.split() if any(c.isalnum() for c in word)) + round(dense * 0.4)


def action_seconds(text: str, pace: Pace) -> float:
    """Time that a paragraph of action plays, by the lines that it takes on a page."""
    lines = sum(max(len(textwrap.wrap(line, LINE_WIDTH)), 1) for line in text.splitlines())
    return lines * pace.line


def frames(seconds: float, rate: float) -> int:
    """Whole frames, at least one."""
    return max(math.ceil(seconds * rate - 1e-6), 1)


# What a rewrite changed


@dataclass(frozen=True)
class SceneChange:
    """One scene before and after; None where it was not there."""

    before: Scene | None
    after: Scene | None
    lines: int = 0
    """Lines of the new scene, or of the old, that the other has not."""

    @property
    def words(self) -> str:
        """ "scene 12 changed: 2 lines"."""
        if self.before is None:
            return f"{self.name} is new"
        if self.after is None:
            return f"{self.name} is gone"
        said = []
        if self.before.heading != self.after.heading:
            said.append(f"now {self.after.heading}")
        if self.lines:
            said.append(f"{self.lines} {'line' if self.lines == 1 else 'lines'}")
        return f"{self.name} changed: {', '.join(said)}" if said else f"{self.name} is as it was"

    @property
    def name(self) -> str:
        scene = self.after or self.before
        return scene.name if scene else ""

    @property
    def changed(self) -> bool:
        return self.before is None or self.after is None or self.before.heading != self.after.heading or self.lines > 0


def compare(before: Sequence[Scene], after: Sequence[Scene]) -> list[SceneChange]:
    """Match the scenes of two versions by number, then by heading (the same one several times: in order)."""
    free: dict[str, list[Scene]] = defaultdict(list)
    numbers = {scene.number: scene for scene in before if scene.number}
    pairs: dict[int, Scene] = {}
    taken: set[int] = set()
    for place, scene in enumerate(after):
        old = numbers.get(scene.number) if scene.number else None
        if old is not None and id(old) not in taken:
            pairs[place] = old
            taken.add(id(old))
    for scene in before:
        if id(scene) not in taken:
            free[_key(scene)].append(scene)
    changes = []
    for place, scene in enumerate(after):
        old = pairs.get(place)
        if old is None and free[_key(scene)]:
            old = free[_key(scene)].pop(0)
            taken.add(id(old))
        changes.append(SceneChange(old, scene, _changed_lines(old, scene) if old else 0))
    return changes + [SceneChange(scene, None) for scene in before if id(scene) not in taken]


def _key(scene: Scene) -> str:
    return _joined(scene.heading).casefold()


def _changed_lines(before: Scene, after: Scene) -> int:
    old, new = (list(_lines(scene)) for scene in (before, after))
    changed = 0
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed += 0 if tag == "equal" else max(b - a, d - c)
    return changed


def _lines(scene: Scene) -> Iterator[str]:
    for element in scene.elements:
        if element.kind is not Kind.NOTE:
            yield from (line.strip() for line in element.text.splitlines())
