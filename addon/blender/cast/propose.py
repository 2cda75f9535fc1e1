# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who Is in This Shot: proposes the cast of shots from what their cameras see, and says why others are left out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...second import named
from .. import registry
from ..engine import slices
from ..properties import film, find_shot
from ..values import cast_to_model, film_values, to_model
from . import references
from .members import cast_in

if TYPE_CHECKING:
    from ...core.models import Shot
    from ...core.plans.presence import Proposal, Watched


left_out: dict[str, tuple[str, ...]] = {}
"""Why members were left out of a shot when it was looked at last, by the shot's id: the panel shows it."""


class Proposed(NamedTuple):
    """`blind` shots have no camera to look through; to `left` shots the work did not come before it was stopped."""

    proposals: "list[Proposal]"
    blind: int
    left: int


def propose(edit: bpy.types.Scene, shots: Sequence[Any]) -> "list[Proposal]":
    """Look through the cameras of shots and give each the cast that it sees. A shot without a camera keeps its own.

    The scenes are left as they were."""
    proposed: Proposed = slices.whole(proposing(edit, shots))
    return proposed.proposals


def proposing(edit: bpy.types.Scene, shots: Sequence[Any]) -> slices.Work:
    """`propose` in slices. Stopped, it leaves the shots that it has not come to as they are."""
    from ...core.plans.presence import rank
    from ..edit import sources
    from ..shots import presence

    settings = film(edit)
    located = yield from slices.told(sources.locating(edit), 0, len(shots))
    shared, models = film_values(edit), []
    for shot in shots:
        models.append(to_model(shot, edit, located=located, shared=shared))
        yield 0, len(shots)
    seen = [presence.member_of(m.uuid, m.name, m.collection) for m in settings.cast if _has_collection(m)]
    watched = yield from presence.watching(models, seen)
    proposals = []
    for model in models:
        shot = find_shot(edit, model.uuid)
        if shot is None or model.uuid not in watched:
            continue
        slots = Counter(ref.member for ref in shot.cast)
        everybody = [*watched[model.uuid], *_unseen(settings.cast, slots)]
        proposal = rank(model.name, everybody, _fits(model, settings.cast, slots))
        _write(shot, proposal.members, slots)
        references.start_on_reference([shot])
        references.give_up_reference([shot])
        left_out[shot.uuid] = tuple(f"{name}: {why}" for name, why in proposal.left_out)
        proposals.append(proposal)
    rest = [model for model in models if model.uuid not in watched]
    blind = sum(named.scene(model.scene) is None or sources.camera_of(model) is None for model in rest)
    return Proposed(proposals, blind, len(rest) - blind)


def _has_collection(member: Any) -> bool:
    return member.source_kind == "collection" and member.collection is not None


def _unseen(cast: Any, slots: Mapping[str, int]) -> "list[Watched]":
    """Members that no camera can see (pictures, files, addresses) and that the artist put into the shot: they stay.
    Of those that nobody put there, there is nothing to say."""
    from ...core.plans.presence import Watched

    here = [member for member in cast if not _has_collection(member) and member.uuid in slots]
    return [Watched(member.uuid, member.name, absent="not in the scene", keep=True) for member in here]


def _fits(model: "Shot", cast: Any, slots: Mapping[str, int]) -> Callable[[Sequence[str]], str]:
    """What the shot's model takes; a member that had two slots needs two."""
    from ...core.models import Route
    from ...core.plans import planning
    from ...core.plans.presence import room
    from ..capture.members import kind_of
    from ..engine import prices

    known = prices.catalog()
    chosen = planning.model_of(model.model_copy(update={"route": Route.REFERENCE}), known)
    if chosen.route is not Route.REFERENCE:  # its model belongs to another route: the cast is for when it changes
        chosen = known.choose(Route.REFERENCE, model.tier)
    fits = room(chosen, {member.uuid: kind_of(cast_to_model(member)) for member in cast})
    return lambda members: fits([uuid for uuid in members for _ in range(max(1, slots.get(uuid, 1)))])


def _write(shot: Any, members: Sequence[str], slots: Mapping[str, int]) -> None:
    near = {ref.member for ref in shot.cast if ref.near}
    unseen = {ref.member for ref in shot.cast if ref.unseen}
    named_in_words = {ref.member for ref in shot.cast if ref.named}
    shot.cast.clear()
    for uuid in members:
        for _ in range(max(1, slots.get(uuid, 1))):
            cast_in(shot, uuid, named=uuid in named_in_words)
    for ref in shot.cast:
        ref.near, ref.unseen = ref.member in near, ref.member in unseen


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    left_out.clear()


def register() -> None:
    registry.then(left_out.clear)
    registry.handler("load_post", _film_opened)
