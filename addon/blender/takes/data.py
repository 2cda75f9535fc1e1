# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The takes of a shot as data: which there are and which one is on the timeline. Moves no strips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..properties import active_take
from ..values import apply_take

if TYPE_CHECKING:
    from ...core.models import Take


def find(shot: Any, take_id: str) -> Any | None:
    """The shot's take with this id."""
    return next((take for take in shot.takes if take.id == take_id), None) if take_id else None


active = active_take


def add_take(shot: Any, model: Take) -> Any:
    """Record a take. The newest becomes the active one unless another is pinned. Adding it again only updates it.

    An older take that arrives late (a slow job, one found again after a restart) does not push a newer one away, nor
    does one for which the model ignored the references. The final of a pinned draft takes over its pin: promoting is
    asking for that.
    """
    known = find(shot, model.id)
    take = known or shot.takes.add()
    apply_take(take, model)
    if known is None:
        _sort(shot)
        current = active(shot)
        is_its_final = model.made_from == shot.active_take and model.tier == "final"
        better = (not shot.pinned or is_its_final) and not model.references_skipped
        if current is None or (better and current.number < model.number):
            shot.active_take = model.id
            choose_in_list(shot, model.id)
    return find(shot, model.id)


JUDGED = ("follows", "departs", "unsure")


def judged(take: Any) -> tuple[str, list[str]]:
    """The word for how a take follows its plan, one of JUDGED, and what was seen of it, in sentences. "" and none where
    it was not judged, or where the film says what no judging says: it comes from anybody."""
    found = take.fact("judged", None)
    if not isinstance(found, dict) or found.get("word") not in JUDGED:
        return "", []
    faults = found.get("faults")
    said = [found.get("sentence"), *(faults if isinstance(faults, list) else ())]
    return found["word"], [f"{line[:1].upper()}{line[1:]}" for line in said if isinstance(line, str) and line]


def choose_in_list(shot: Any, take_id: str) -> None:
    """Choose a take in the panel's list."""
    shot.take_index = next((n for n, take in enumerate(shot.takes) if take.id == take_id), 0)


def activate(shot: Any, take_id: str) -> bool:
    """Choose the take that the timeline shall show, and take back its rejection. False when the shot lacks it."""
    take = find(shot, take_id)
    if take is None:
        return False
    shot.active_take, take.rejected = take_id, False
    return True


def star(take: Any, *, starred: bool) -> None:
    """Mark a take as a favourite, which takes back its rejection; or unmark it."""
    take.starred = starred
    take.rejected = take.rejected and not starred


def reject(shot: Any, take_id: str) -> Any | None:
    """Mark a take as not to be used; if it was the active one, the best other takes its place.

    Answers the take that is active now; None when none is left."""
    take = find(shot, take_id)
    if take is None:
        return active(shot)
    take.rejected, take.starred = True, False
    if shot.active_take == take_id:
        take_over(shot)
    return active(shot)


def forget(shot: Any, take_id: str) -> None:
    """Take a take off the shot's list; if it was the active one, the best other takes its place."""
    number = next((n for n, take in enumerate(shot.takes) if take.id == take_id), None)
    if number is None:
        return
    shot.takes.remove(number)
    shot.take_index = max(0, min(shot.take_index, len(shot.takes) - 1))
    if shot.active_take == take_id:
        take_over(shot)


def best(shot: Any) -> Any | None:
    """The take to show where nobody chose one: the newest starred, else the newest that is not rejected."""
    usable = [take for take in shot.takes if not take.rejected]
    return max(usable, key=lambda take: (take.starred, take.number), default=None)


def take_over(shot: Any) -> None:
    """Let the best take be the active one; a pin was for the one before."""
    chosen = best(shot)
    shot.active_take, shot.pinned = chosen.id if chosen else "", False


def listed(shot: Any) -> Any | None:
    """The take that is chosen in the panel's list."""
    return shot.takes[shot.take_index] if 0 <= shot.take_index < len(shot.takes) else None


def origin_words(shot: Any, take: Any) -> str:
    """ "Final of t002", "Retake of t001"; empty for a take of the shot's own brief."""
    if not take.made_from:
        return ""
    origin = find(shot, take.made_from)
    was = f"t{origin.number:03d}" if origin else "a take that is gone"
    return f"{'Final' if take.tier == 'final' else 'Retake'} of {was}"


def cost_words(take: Any) -> str:
    """ "$0.30" that was billed, "about $0.30" that was estimated, "free"; empty where nothing is known."""
    if take.fact("rehearsal", False):
        return "free"
    whole, _, cents = take.usd.partition(".")
    price = f"${whole}.{cents.ljust(2, '0')}" if take.usd else ""
    return price if take.usd_is_actual or not price else f"about {price}"


def _sort(shot: Any) -> None:
    """Keep the list by number: a take that arrives late goes to its place."""
    last = len(shot.takes) - 1
    number = shot.takes[last].number
    place = next((n for n, take in enumerate(shot.takes) if take.number > number), last)
    if place != last:
        shot.takes.move(last, place)
