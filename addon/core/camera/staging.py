# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everybody is in the picture, and what brings them there: their own steps, or the camera's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import hypot
from statistics import median

from ..plans.prompt import mention
from .math import length, sub, turns
from .samples import SEEN_LEAST, Sample, is_shown, is_upright

APART = 0.05
"""Frame widths between two in the same third, for one to be left of the other."""
WANDERS = 0.25
"""Frame widths that somebody goes and comes back, to be told."""
AT_ONCE = 6
"""Parts of a shot within each of which it does not matter who comes, or goes, first."""
OWN = 0.5
"""Share of the way over the picture that somebody's own steps must make: else it is the camera that moves, and
nobody is said to walk."""


@dataclass(frozen=True)
class _Told:
    """What one does in the frame. `across`: where at the beginning and at the end, 0 to 1 from the left."""

    who: str
    does: str
    across: tuple[float, float]
    stays: bool = False
    """Nothing but a place is told, without its verb: others of the same place are told together."""
    depth: str = ""
    """How far away that is, as `does` says it."""
    leaves: bool = False
    """By their own steps, and comes no more."""


@dataclass(frozen=True)
class _Verbs:
    """How a way over the picture is told."""

    crosses: str
    enters: str
    exits: dict[str, str]
    moves: str


_WALKS = _Verbs(
    crosses="crosses from {came} to {went}",
    enters="enters",
    exits={
        "left": "exits to the left",
        "right": "exits to the right",
        "above": "exits above the frame",
        "below": "exits below the frame",
    },
    moves="moves from the {first} to the {last}",
)
_IS_CARRIED = _Verbs(
    crosses="passes through the frame from {came} to {went}",
    enters="comes into the frame",
    exits={
        "left": "leaves the frame on the left",
        "right": "leaves the frame on the right",
        "above": "leaves the frame above",
        "below": "leaves the frame below",
    },
    moves="is {first} at first and {last} at the end",
)
"""Of who stands while the camera moves: a model would make them walk."""


def staging(samples: Sequence[Sample], name: str) -> str:
    """Where everybody is, a clause each, names as the prompt's mentions; empty where nobody is seen. In the order in
    which it happens; of what happens at once, the shot's subject `name` first, then by their part in the picture."""
    names = dict.fromkeys(seen.name for sample in samples for seen in sample.cast)
    seen = {other: [is_shown(sample, other) for sample in samples] for other in names}
    told = {other: one for other in names if (one := _told(samples, other, name)) is not None}
    goes = name in told and told[name].leaves

    def order(other: str) -> tuple[int, int, bool, int]:
        comes = round(AT_ONCE * seen[other].index(True) / len(samples))
        gone = round(AT_ONCE * _last(seen[other]) / len(samples)) if goes and told[other].leaves else AT_ONCE
        return comes, gone, other != name, -sum(seen[other])

    groups: dict[str, list[_Told]] = {}
    for one in map(told.__getitem__, sorted(told, key=order)):
        groups.setdefault(one.does if one.stays else f"{one.who} {one.does}", []).append(one)
    return "; ".join(_together(group) for group in groups.values())


def _last(present: Sequence[bool]) -> int:
    return len(present) - 1 - present[::-1].index(True)


def _together(group: Sequence[_Told]) -> str:
    """ "@Mia and @Tom are on the left, from left to right": those who keep the same place, the first told at an end."""
    if not group[0].stays:
        return f"{group[0].who} {group[0].does}"
    in_order = sorted(group, key=lambda told: told.across[0])
    gaps = [b.across[moment] - a.across[moment] for a, b in pairwise(in_order) for moment in (0, 1)]
    way = ", from left to right"
    if 2 * in_order.index(group[0]) > len(group) - 1:
        in_order.reverse()
        way = ", from right to left"
    if not gaps or min(gaps) < APART:
        in_order, way = list(group), ""
    *others, last = [told.who for told in in_order]
    who = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    return f"{who} {group[0].does}{way}"


def _told(samples: Sequence[Sample], name: str, subject: str) -> _Told | None:
    """What one does; who walks out and comes again does one thing after another."""
    if (carrier := _carrier(samples, name)) and any(is_shown(sample, name) for sample in samples):
        return _Told(mention(name), f"with {mention(carrier)}", (0.0, 0.0), stays=True)
    gone = _walked_out(samples, name)
    before, after = (_one(part, name, subject) for part in (samples[:gone], samples[gone:])) if gone else (None, None)
    if before is None or after is None:
        return _one(samples, name, subject)
    does = f"{before.does}, then {after.does.removesuffix(before.depth) if before.depth else after.does}"
    return replace(before, does=does, across=(before.across[0], after.across[1]), leaves=after.leaves)


def _carrier(samples: Sequence[Sample], name: str) -> str:
    """Who carries a thing all the time and is seen; empty where nobody does."""
    carriers = {seen.carried_by for sample in samples if (seen := sample.seen(name)) is not None}
    carrier = carriers.pop() if len(carriers) == 1 else ""
    return carrier if any(is_shown(sample, carrier) for sample in samples) else ""


def _walked_out(samples: Sequence[Sample], name: str) -> int:
    """The middle of the longest time for which somebody who went out of the frame is away, as an index; 0 where nobody
    went, or the camera looked away."""
    present = [is_shown(sample, name) for sample in samples]
    away = [
        (len(run), run[0], run[-1])
        for seen, run in _runs(present)
        if not seen and 0 < run[0] < run[-1] < len(present) - 1
    ]
    count, first, last = max(away, default=(0, 0, 0))
    if count <= max(len(samples) // 20, 1):
        return 0
    out, back = _edge(samples, first - 1, name, out=True), _edge(samples, last + 1, name)
    walks = _verbs(samples[first - 1], samples[first], name) is _verbs(samples[last], samples[last + 1], name) is _WALKS
    return (first + last + 1) // 2 if out and back and walks else 0


def _runs(present: Sequence[bool]) -> list[tuple[bool, list[int]]]:
    """Indices of moments in a row in which somebody is there, or is not."""
    return [(seen, list(run)) for seen, run in groupby(range(len(present)), key=present.__getitem__)]


def _one(samples: Sequence[Sample], name: str, subject: str) -> _Told | None:
    present = [is_shown(sample, name) for sample in samples]
    if not any(present):
        return None
    begin, end = present.index(True), _last(present)
    short = max(len(samples) // 20, 1)
    enters, leaves = begin > short, len(present) - 1 - end > short
    gap = _longest_gap(present[begin : end + 1])  # of who flickers in a strobe, no darkness is an entrance
    enters = enters and (begin > gap or bool(_edge(samples, begin, name)))
    leaves = leaves and (len(present) - 1 - end > gap or bool(_edge(samples, end, name, out=True)))
    first, last = _third(samples[begin], name), _third(samples[end], name)
    depth = _depth_words(samples[begin : end + 1], name, subject)
    came = _edge(samples, begin, name) if enters else ""
    went = _edge(samples, end, name, out=True) if leaves else ""
    way = "" if enters or leaves else _towards(samples[begin], samples[end], name)
    stays = not (enters or leaves or way) and first == last
    verbs = _IS_CARRIED if _stands(samples, name) else _verbs(samples[begin - enters], samples[end + leaves], name)
    if enters and leaves and {came, went} == {"left", "right"}:
        does = f"{verbs.crosses.format(came=came, went=went)}{depth}"
    elif enters and leaves:
        does = f"{_entry(verbs, came, first)}{depth}, then {_exit(verbs, went)}"
    elif enters and not came and first == last:
        does = f"appears {_place(last)}{depth}"
    elif enters:
        does = f"{_entry(verbs, came, first)} and {_ends(verbs, came, last)}{depth}"
    elif leaves:
        does = f"is {_place(first)}{depth}, then {_exit(verbs, went)}"
    elif stays and (wanders := _wanders(samples, name)):
        does, stays = f"{wanders}{depth}", False
    elif stays:
        does = f"{_place(first)}{depth}"
    elif first != last:
        does = f"{_moves(verbs, first, last)}{depth}{',' if depth and way else ''}{way}"
    else:
        does = f"is {_place(first)}{depth}{',' if depth else ''}{way}"
    across = (_across(samples[begin], name), _across(samples[end], name))
    return _Told(mention(name), does, across, stays, depth, leaves=leaves and verbs is _WALKS)


def _longest_gap(present: Sequence[bool]) -> int:
    """Moments in a row in which somebody is not seen, at most."""
    return max((len(run) for seen, run in _runs(present) if not seen), default=0)


def _wanders(samples: Sequence[Sample], name: str) -> str:
    """Of somebody who ends in the third of the frame in which they began: where their own steps led them meanwhile."""
    seen = [sample for sample in samples if is_shown(sample, name)]
    ways = [_across(sample, name) for sample in seen]
    far = max(range(len(ways)), key=lambda index: abs(ways[index] - ways[0]))
    first, there = _third(seen[0], name), _third(seen[far], name)
    if there == first or abs(ways[far] - ways[0]) < WANDERS or _verbs(seen[0], seen[far], name) is not _WALKS:
        return ""
    if turns(ways, 0.35 * (max(ways) - min(ways))) > 1:
        left, right = (_third(seen[ways.index(end(ways))], name) for end in (min, max))
        return f"moves back and forth between the {left} and the {right}"
    return f"moves from the {first} to the {there} and back"


def _stands(samples: Sequence[Sample], name: str) -> bool:
    """Whether somebody stays where they are, to a hand's breadth: also a camera that comes back moves, not they."""
    seen = [seen for sample in samples if (seen := sample.seen(name)) is not None]
    return all(length(sub(one.centre, seen[0].centre)) < 0.05 * max(sub(one.high, one.low)) for one in seen)


def _verbs(first: Sample, last: Sample, name: str) -> _Verbs:
    """Of somebody who goes, or of somebody whom the camera's own move brings from one place of the frame to another."""
    a, b = first.seen(name), last.seen(name)
    if a is None or b is None:
        return _WALKS
    start, end, own = first.project(a.centre), last.project(b.centre), first.project(b.centre)
    way = hypot((end[0] - start[0]) * first.aspect, end[1] - start[1])
    return _WALKS if hypot((own[0] - start[0]) * first.aspect, own[1] - start[1]) >= OWN * way else _IS_CARRIED


def _place(third: str) -> str:
    return "in the centre" if third == "centre" else f"on the {third}"


def _moves(verbs: _Verbs, first: str, last: str) -> str:
    if verbs is _WALKS:
        return verbs.moves.format(first=first, last=last)
    return verbs.moves.format(first=_place(first), last=_place(last))


def _across(sample: Sample, name: str) -> float:
    """Where somebody is, 0 to 1 from the left; of who is wider than the frame, where that is which is seen. Of who
    stands with both arms stretched the middle is the body, and the arms may be out of the frame."""
    seen = sample.seen(name)
    assert seen is not None
    rect = sample.rect(seen)
    if rect is not None and rect[2] - rect[0] > 1 and not is_upright(seen):
        return (max(rect[0], 0.0) + min(rect[2], 1.0)) / 2
    return sample.project(seen.centre)[0]


def _third(sample: Sample, name: str) -> str:
    x = _across(sample, name)
    return "left" if x < 1 / 3 else "right" if x > 2 / 3 else "centre"


def _edge(samples: Sequence[Sample], index: int, name: str, *, out: bool = False) -> str:
    """The side at which somebody comes in before sample `index`, or goes out after it; empty: behind something."""
    other = index + 1 if out else index - 1
    seen = samples[other].seen(name)
    if seen is None:
        return ""
    x, y = samples[other].project(seen.centre)
    rect = samples[other].rect(seen)
    inside = rect is not None and rect[0] > 0 and rect[2] < 1 and rect[1] > 0 and rect[3] < 1
    if inside or (seen.visible < SEEN_LEAST and 0 < x < 1 and 0 < y < 1):
        return ""  # a pillar at the frame's edge hides nobody who is still beyond it
    if abs(x - 0.5) * samples[other].aspect >= abs(y - 0.5) or 0 < y < 1:
        return "left" if x < 0.5 else "right"
    return "below" if y < 0.5 else "above"


def _entry(verbs: _Verbs, edge: str, first: str) -> str:
    if not edge:
        return f"appears {_place(first)}"
    return f"{verbs.enters} from the {edge}" if edge in ("left", "right") else f"{verbs.enters} from {edge}"


def _ends(verbs: _Verbs, came: str, last: str) -> str:
    """Who only shows, by the camera's move, from behind something does not walk to where they end."""
    if not came and verbs is _IS_CARRIED:
        return f"is {_place(last)} at the end"
    return f"{'stays' if came == last else 'ends'} {_place(last)}"


def _exit(verbs: _Verbs, edge: str) -> str:
    return verbs.exits.get(edge, "disappears")


def _depth_words(samples: Sequence[Sample], name: str, subject: str) -> str:
    """Nearer or farther than the subject, where that is somebody else. By depth while both are seen; two who are never
    seen at once compare by their distance, as a view that turns from one to the other changes their depths."""
    if name == subject or not subject:
        return ""
    both = [sample for sample in samples if is_shown(sample, name) and is_shown(sample, subject)]
    ratios = []
    for sample in both or samples:
        seen, main = sample.seen(name), sample.seen(subject)
        if seen is None or main is None:
            continue
        one, other = (
            (sample.depth(seen.eye_point), sample.depth(main.eye_point))
            if both
            else (length(sub(seen.centre, sample.pose.position)), length(sub(main.centre, sample.pose.position)))
        )
        if other > 0:
            ratios.append(one / other)
    if not ratios:
        return ""
    ratio = median(ratios)
    return ", in the foreground" if ratio < 0.6 else ", in the background" if ratio > 1.6 else ""


def _towards(first: Sample, last: Sample, name: str) -> str:
    """Somebody's own way along the view, where it is a good part of the distance."""
    a, b = first.seen(name), last.seen(name)
    assert a is not None
    assert b is not None
    near, now, unmoved = first.depth(a.centre), last.depth(b.centre), last.depth(a.centre)
    least = 0.35 * near
    if near <= 0 or abs(now - near) < least or abs(now - unmoved) < least or (now < near) != (now < unmoved):
        return ""
    return " and comes closer" if now < near else " and moves away"
