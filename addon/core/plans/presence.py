# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in a shot: ranks the cast by how much of the picture each fills over time, and says why the others do not.

Free of Blender: what the scene shows is measured in `blender/shots/presence.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..catalog import Model
from ..models import MediaKind

AREA_LEAST = 0.0005
"""Share of the picture, over the whole shot: below it (25 x 18 pixels of 720p) nobody tells who it is."""


@dataclass(frozen=True)
class Sight:
    """A member at one moment of a shot. Shares of the picture's area, 0 to 1."""

    area: float = 0.0
    """What is seen of it."""
    hidden: float = 0.0
    """What would be seen if nothing stood before it."""
    behind: tuple[str, ...] = ()
    """What stands before it, a name for each ray that was stopped."""


@dataclass(frozen=True)
class Watched:
    """A member over the moments of a shot. `absent`: why the scene cannot show it at all, "" where it can."""

    member: str
    name: str
    sights: tuple[Sight, ...] = ()
    absent: str = ""
    keep: bool = False
    """The artist put it into the shot, and the scene cannot say anything about it: a picture, a file, an address."""

    @property
    def area(self) -> float:
        """Area times time: the mean share of the picture."""
        return sum(sight.area for sight in self.sights) / max(len(self.sights), 1)


@dataclass(frozen=True)
class Proposal:
    """Who shall play in a shot, largest first, and who not and why: pairs of a name and a few words."""

    shot: str
    members: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """ "SH010: Mia, Rook; Bo left out: behind the wall"."""
        who = ", ".join(self.names) or "nobody of the cast"
        out = [f"{name} left out: {why}" for name, why in self.left_out]
        return "; ".join([f"{self.shot}: {who}", *out])


def rank(shot: str, watched: Sequence[Watched], fits: Callable[[Sequence[str]], str] = lambda members: "") -> Proposal:
    """Propose those who are seen most. `fits(members)` answers why a model does not take these together, else "".

    Members that the scene cannot show stay if the artist put them there; they come last, after those who are seen."""
    seen = sorted((w for w in watched if not w.absent and w.area >= AREA_LEAST), key=lambda w: -w.area)
    kept = [w for w in watched if w.absent and w.keep]
    members: list[str] = []
    names: list[str] = []
    out: list[tuple[str, str]] = []
    for one in [*seen, *kept]:
        refusal = fits([*members, one.member])
        if refusal:
            out.append((one.name, refusal))
        else:
            members.append(one.member)
            names.append(one.name)
    out += [(one.name, why(one)) for one in watched if one not in seen and one not in kept]
    return Proposal(shot, tuple(members), tuple(names), tuple(out))


def why(one: Watched) -> str:
    """Why a member is not in the picture."""
    if one.absent:
        return one.absent
    covered = sum(sight.hidden for sight in one.sights)
    seen = sum(sight.area for sight in one.sights)
    if covered <= 0:
        return "not in frame"
    blockers = Counter(name for sight in one.sights for name in sight.behind)
    if blockers and seen < covered / 2:
        return f"behind {blockers.most_common(1)[0][0]}"
    return "too small to see"


def room(model: Model, kinds: Mapping[str, MediaKind]) -> Callable[[Sequence[str]], str]:
    """Answers why a model does not take the references of some members together; "" when it does.

    `kinds` tells what each member's reference is; one that is missing counts as a clip."""

    def refusal(members: Sequence[str]) -> str:
        if len(members) > model.max_references:
            return f"{model.name} takes {model.max_references} references"
        for kind, rules, what in (
            (MediaKind.VIDEO, model.video, "clips"),
            (MediaKind.IMAGE, model.image, "pictures"),
        ):
            count = sum(kinds.get(member, MediaKind.VIDEO) is kind for member in members)
            limit = rules.max_count if rules is not None else 0
            if count > limit:
                return f"{model.name} takes {limit or 'no'} {what}"
        return ""

    return refusal
