# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Continuity between neighbours on the edit, from the geometry: free, before anything is generated.

The rules are those of the cutting room (the 180 and the 30 degree rule, screen direction, eyelines): what most films
keep, and break when they mean to. So each remark can be silenced for its cut. Where the geometry does not tell (a shot
along the line, from above, of somebody who turned), nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import acos, asin, degrees, hypot

from ..camera.math import Vec, dot, length, sub, unit
from ..camera.samples import Sample, Seen, is_shown
from ..camera.words import main_subject, shot_size

ON_THE_LINE = 20.0
"""Degrees between the view and the line within which a shot is neutral: it is on neither side."""
FROM_ABOVE = 0.85
"""How much a view points down or up (its unit vector's part) for left and right to mean nothing."""
BESIDE = 0.06
"""Frame widths between two for one to be left of the other, and a second for somebody to go left or right."""
SAME_WAY = 0.5
"""Cosine between two ways in the world that are still the same way."""
MOVES = 0.15
"""Heights of somebody a second, for them to be going somewhere."""
ANGLE = 30.0
"""Degrees that a cut turns around its subject, at least, or it jumps."""
ALIKE = 1.35
"""Ratio of two sizes of a subject that are the same size; an edit that changes the size by more does not jump."""
LENS = 2.4
"""Ratio of focal lengths between shots of about one size that shows as another space."""
NEAR_SIZE = 1.8
HEIGHT = 35.0
"""Degrees by which the view up or down at a subject changes between shots of about one size."""
IN_A_ROW = 3
INSIDE = 0.06
"""Frame widths from the edge within which somebody may be leaving."""
SOON = 1.0
"""Seconds of a place's time between two shots in which nobody walks away unseen."""
FACING = 6.0
"""Heights apart within which two are with each other."""


@dataclass(frozen=True)
class ShotSeen:
    """A shot on the edit, as its camera sees it. `place`: shots with the same one are in one place and time; "" is in
    none. `begin` and `end` are frames of the edit, end exclusive."""

    uuid: str
    name: str
    place: str
    begin: int
    end: int
    samples: Sequence[Sample]
    subject: str = ""
    times: tuple[float, float] = (0.0, 0.0)
    """Seconds of its place at its first and its last frame; the same for all where they are not known."""


@dataclass(frozen=True)
class Remark:
    """One sentence about a cut, from a shot to the next. `code` names the rule."""

    before: str
    after: str
    code: str
    sentence: str

    @property
    def key(self) -> str:
        """What a silenced remark is remembered by: rule and cut."""
        return f"{self.code}:{self.before}:{self.after}"


Rule = Callable[["Cut"], "str | None"]


@dataclass(frozen=True)
class Cut:
    """Two neighbours and the moments at which one becomes the other."""

    one: ShotSeen
    two: ShotSeen

    @property
    def before(self) -> Sample:
        return self.one.samples[-1]

    @property
    def after(self) -> Sample:
        return self.two.samples[0]

    def subject(self) -> str:
        """Who both shots are about; "" where that is not one."""
        first = self.one.subject or main_subject(self.one.samples[-1:])
        second = self.two.subject or main_subject(self.two.samples[:1])
        return first if first == second else ""

    def known(self) -> list[str]:
        """Members of the cast that both moments know of, shown or not."""
        return [seen.name for seen in self.before.cast if self.after.seen(seen.name) is not None]


def remarking(shots: Sequence[ShotSeen]) -> Generator[None, None, list[Remark]]:
    """What is to be said of the cuts between shots that follow each other without a gap, in the order of the edit; in
    steps, a cut each."""
    ordered = sorted((shot for shot in shots if shot.samples), key=lambda shot: shot.begin)
    found: list[Remark] = []
    for one, two in pairwise(ordered):
        yield
        if one.end == two.begin and one.place and one.place == two.place:
            found += _of_cut(Cut(one, two))
    found += _in_a_row(ordered)
    order = {shot.uuid: number for number, shot in enumerate(ordered)}
    return sorted(found, key=lambda remark: order[remark.after])


def _of_cut(cut: Cut) -> Iterator[Remark]:
    told: set[str] = set()
    for code, rule, unless in _RULES:
        if told & set(unless):
            continue
        sentence = rule(cut)
        if sentence:
            told.add(code)
            yield Remark(cut.one.uuid, cut.two.uuid, code, sentence)


def _line(cut: Cut) -> str | None:
    """The camera goes to the other side of the line between two who are in both shots."""
    pair = _pair(cut, lambda a, b: all(_both_shown(s, a, b) for s in (cut.before, cut.after)))
    if pair is None:
        return None
    sides = [_side(sample, *pair) for sample in (cut.before, cut.after)]
    if sides[0] * sides[1] >= 0 or _turned(cut, *pair):
        return None
    return f"crosses the line between {pair[0]} and {pair[1]}: left and right change places"


def _eyelines(cut: Cut) -> str | None:
    """One alone, then the other alone, who look at each other: both look to the same side of the frame."""
    first, second = main_subject((cut.before,)), main_subject((cut.after,))
    if not first or not second or first == second or not {first, second} <= set(cut.known()):
        return None
    if is_shown(cut.before, second) or is_shown(cut.after, first):
        return None
    if not _together(cut.before, first, second) or _turned(cut, first, second):
        return None
    if _side(cut.before, first, second) * _side(cut.after, first, second) >= 0:
        return None
    return f"eyelines of {first} and {second} do not meet: both look to the same side"


def _direction(cut: Cut) -> str | None:
    """Somebody goes on in the world, but the other way across the frame."""
    for name in cut.known():
        ways = [_way(shot, name, at_end=end) for shot, end in ((cut.one, True), (cut.two, False))]
        if any(length(way) < MOVES for way in ways) or dot(unit(ways[0]), unit(ways[1])) < SAME_WAY:
            continue
        across = [_across(shot, name, at_end=end) for shot, end in ((cut.one, True), (cut.two, False))]
        if across[0] * across[1] < 0 and min(map(abs, across)) >= BESIDE:
            return f"{name} goes {_way_word(across[0])}, then {_way_word(across[1])}: screen direction is reversed"
    return None


def _jump(cut: Cut) -> str | None:
    """Nearly the same picture of the same subject again."""
    name = cut.subject()
    if not name:
        return None
    sizes = [shot_size(sample, name)[0] for sample in (cut.before, cut.after)]
    if not all(sizes) or max(sizes) > ALIKE * min(sizes):
        return None
    turned = _angle_around(cut, name)
    if turned >= ANGLE or _nothing_changed(cut):
        return None
    return f"jump cut on {name}: the view turns by {turned:.0f} degrees and the size stays"


def _lens(cut: Cut) -> str | None:
    name = cut.subject()
    lenses = cut.before.lens, cut.after.lens
    if not name or not all(lenses) or not _about_one_size(cut, name) or max(lenses) < LENS * min(lenses):
        return None
    return f"lens jumps from {lenses[0]:.0f} to {lenses[1]:.0f} mm at about one size: the space behind {name} changes"


def _height(cut: Cut) -> str | None:
    name = cut.subject()
    if not name or not _about_one_size(cut, name):
        return None
    up = [degrees(asin(max(-1.0, min(1.0, sample.pose.forward[2])))) for sample in (cut.before, cut.after)]
    if abs(up[1] - up[0]) < HEIGHT:
        return None
    words = ["from above" if angle < -12 else "from below" if angle > 12 else "level" for angle in up]
    return f"camera height jumps: {name} {words[0]}, then {words[1]}" if words[0] != words[1] else None


def _vanishes(cut: Cut) -> str | None:
    """Somebody stood in the frame, the next frame shows the same place a moment later, and they are not there."""
    if not 0 <= cut.two.times[0] - cut.one.times[1] <= SOON:
        return None
    for seen in cut.before.cast:
        if not is_shown(cut.before, seen.name) or not _stays(cut.one, seen) or is_shown(cut.after, seen.name):
            continue
        place = cut.after.rect(seen)
        if place is None or cut.after.depth(seen.centre) <= 0:
            continue
        x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
        if not (INSIDE < x < 1 - INSIDE and INSIDE < y < 1 - INSIDE):
            continue
        there = cut.after.seen(seen.name)
        if there is None or there.visible <= 0 or length(sub(there.centre, seen.centre)) > 0.5 * seen.height:
            return f"{seen.name} vanishes: the next shot shows the place without them"
    return None


_RULES: tuple[tuple[str, Rule, tuple[str, ...]], ...] = (
    ("line", _line, ()),
    ("eyelines", _eyelines, ()),
    ("direction", _direction, ("line",)),
    ("jump", _jump, ("line",)),
    ("lens", _lens, ()),
    ("height", _height, ()),
    ("vanishes", _vanishes, ()),
)
"""Code, rule, and the codes after which it would say the same again."""


def _in_a_row(shots: Sequence[ShotSeen]) -> Iterator[Remark]:
    """The third shot of one size in one place; told once for a run."""
    run = 1
    for one, two in pairwise(shots):
        sizes = [_one_size(shot) for shot in (one, two)]
        same = one.end == two.begin and bool(one.place) and one.place == two.place
        run = run + 1 if same and sizes[0] and sizes[0] == sizes[1] else 1
        if run == IN_A_ROW:
            yield Remark(one.uuid, two.uuid, "row", f"third {sizes[1]} in a row")


def _one_size(shot: ShotSeen) -> str:
    name = shot.subject or main_subject(shot.samples)
    sizes = {shot_size(sample, name)[1] for sample in (shot.samples[0], shot.samples[-1])} if name else {""}
    return sizes.pop() if len(sizes) == 1 else ""


def _pair(cut: Cut, fits: Callable[[str, str], bool]) -> tuple[str, str] | None:
    """The two largest who are with each other in both moments."""
    names = cut.known()
    sized = sorted(names, key=lambda name: -shot_size(cut.before, name)[0])
    for number, one in enumerate(sized):
        for other in sized[number + 1 :]:
            if fits(one, other) and _together(cut.before, one, other):
                return one, other
    return None


def _both_shown(sample: Sample, one: str, other: str) -> bool:
    return is_shown(sample, one) and is_shown(sample, other)


def _together(sample: Sample, one: str, other: str) -> bool:
    a, b = sample.seen(one), sample.seen(other)
    if a is None or b is None:
        return False
    return length(sub(a.centre, b.centre)) <= FACING * max(a.height, b.height)


def _side(sample: Sample, one: str, other: str) -> float:
    """Which side of the line from one to the other the camera is on: positive where the other is right of the one;
    0 on the line, and from above."""
    a, b = sample.seen(one), sample.seen(other)
    if a is None or b is None or abs(sample.pose.forward[2]) > FROM_ABOVE:
        return 0.0
    line = sub(b.centre, a.centre)
    line = (line[0], line[1], 0.0)
    middle: Vec = tuple((p + q) / 2 for p, q in zip(a.centre, b.centre, strict=True))  # type: ignore[assignment]
    view = sub(middle, sample.pose.position)
    view = (view[0], view[1], 0.0)
    if not length(line) or not length(view):
        return 0.0
    turn = (view[0] * line[1] - view[1] * line[0]) / (length(view) * length(line))
    return 0.0 if abs(degrees(asin(max(-1.0, min(1.0, turn))))) < ON_THE_LINE else -turn


def _turned(cut: Cut, one: str, other: str) -> bool:
    """Whether two have changed places between the shots: then the line is a new one."""
    lines = []
    for sample in (cut.before, cut.after):
        a, b = sample.seen(one), sample.seen(other)
        assert a is not None
        assert b is not None
        lines.append(unit(sub(b.centre, a.centre)))
    return dot(*lines) < SAME_WAY


def _way(shot: ShotSeen, name: str, *, at_end: bool) -> Vec:
    """Where somebody goes in the half second at the cut: their own heights a second."""
    a, b = _moments(shot, at_end)
    first, last = a.seen(name), b.seen(name)
    if first is None or last is None or b.seconds <= a.seconds:
        return (0.0, 0.0, 0.0)
    way = sub(last.centre, first.centre)
    scale = first.height * (b.seconds - a.seconds)
    return (way[0] / scale, way[1] / scale, way[2] / scale)


def _across(shot: ShotSeen, name: str, *, at_end: bool) -> float:
    """Frame widths a second by which their own way, not the camera's, takes somebody to the right."""
    a, b = _moments(shot, at_end)
    here = b if at_end else a
    first, last = a.seen(name), b.seen(name)
    if first is None or last is None or not is_shown(here, name) or abs(here.pose.forward[2]) > FROM_ABOVE:
        return 0.0
    if min(here.depth(first.centre), here.depth(last.centre)) <= 0:
        return 0.0
    return (here.project(last.centre)[0] - here.project(first.centre)[0]) / (b.seconds - a.seconds)


def _moments(shot: ShotSeen, at_end: bool) -> tuple[Sample, Sample]:
    samples = shot.samples
    if at_end:
        last = samples[-1]
        return next((s for s in samples if last.seconds - s.seconds <= 0.5), samples[0]), last
    first = samples[0]
    return first, next((s for s in reversed(samples) if s.seconds - first.seconds <= 0.5), samples[-1])


def _way_word(across: float) -> str:
    return "right" if across > 0 else "left"


def _angle_around(cut: Cut, name: str) -> float:
    """Degrees between both views as seen from the subject."""
    ways = []
    for sample in (cut.before, cut.after):
        seen = sample.seen(name)
        assert seen is not None
        ways.append(unit(sub(sample.pose.position, seen.centre)))
    return degrees(acos(max(-1.0, min(1.0, dot(*ways)))))


def _nothing_changed(cut: Cut) -> bool:
    """One camera that goes on at the moment where it was: a shot divided in two, not a cut anybody sees."""
    a, b = cut.before, cut.after
    moved = length(sub(a.pose.position, b.pose.position))
    near = min((s.depth(seen.centre) for s in (a, b) for seen in s.cast if s.depth(seen.centre) > 0), default=1.0)
    stood = all(
        length(sub(seen.centre, other.centre)) < 0.1 * seen.height
        for seen in a.cast
        if (other := b.seen(seen.name)) is not None
    )
    return stood and moved < 0.01 * near and dot(a.pose.forward, b.pose.forward) > 0.9999 and abs(a.fov - b.fov) < 0.01


def _about_one_size(cut: Cut, name: str) -> bool:
    sizes = [shot_size(sample, name)[0] for sample in (cut.before, cut.after)]
    return all(sizes) and max(sizes) <= NEAR_SIZE * min(sizes)


def _stays(shot: ShotSeen, seen: Seen) -> bool:
    """Whether somebody stands still at the end of a shot: who walks may have walked out between the shots."""
    way = _way(shot, seen.name, at_end=True)
    return hypot(*way) < MOVES
