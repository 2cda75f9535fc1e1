# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who Is in This Shot: proposes the cast of shots from what their cameras see, and says why others are left out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy
from bpy.props import EnumProperty

from ...core.errors import UserError
from ...second import compat, named
from .. import registry
from ..engine import slices
from ..operators import Operator, has_shots
from ..properties import film, find_shot
from ..shots.chosen import active_shot
from ..values import cast_to_model, film_values, to_model
from . import references
from .ops import cast_in

if TYPE_CHECKING:
    from ...core.models import Shot
    from ...core.plans.presence import Proposal, Watched

SENTENCES_MAX = 3
"""Shots whose sentences fit into the status bar; more are counted there and told one by one in the Info editor."""

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
    shot.cast.clear()
    for uuid in members:
        for _ in range(max(1, slots.get(uuid, 1))):
            cast_in(shot, uuid)
    for ref in shot.cast:
        ref.near = ref.member in near


class ANIMATIC_OT_propose_cast(slices.Sliced, Operator):
    """Look through each shot's camera and cast whom it sees: largest and longest first, as many as the model takes.
    Says who was left out and why"""

    bl_idname = "animatic.propose_cast"
    bl_label = "Who Is in This Shot"
    bl_options = {"REGISTER", "UNDO"}

    doing = "Looking through the cameras"

    which: EnumProperty(
        name="Shots",
        items=(
            ("active", "Active", "The shot that the panel shows"),
            ("selected", "Selected", "The shots of the selected strips"),
            ("all", "All", "Every shot of the film"),
        ),
        default="active",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not has_shots(cls, context):
            return False
        if not film(compat.edit_scene(context)).cast:
            cls.poll_message_set("Add somebody to the cast first")
            return False
        return True

    def work(self, context: bpy.types.Context) -> slices.Work:
        edit = compat.edit_scene(context)
        shots = self._shots(edit)
        if not shots:
            raise UserError("No shot is chosen.", "Choose one in the list of shots.", code="no_shot")
        return (yield from proposing(edit, shots))

    def conclude(self, result: Proposed) -> set[str]:
        if not result.proposals and result.left:
            self.report({"INFO"}, "Stopped; no shot was changed")
            return {"CANCELLED"}
        if not result.proposals:
            self.report({"WARNING"}, "No camera to look through: give the shot a camera")
            return {"CANCELLED"}
        without = f"; {result.blind} without a camera" if result.blind else ""
        self._tell(result.proposals, without + (f"; {result.left} left" if result.left else ""))
        return {"FINISHED"}

    def _shots(self, edit: bpy.types.Scene) -> list[Any]:
        from ..shots.chosen import chosen_shots

        if self.which == "selected":
            return chosen_shots(edit)
        if self.which == "all":
            return [shot for shot in film(edit).shots if not shot.gone]
        active = active_shot(edit)
        return [active] if active is not None and not active.gone else []

    def _tell(self, proposals: "Sequence[Proposal]", others: str) -> None:
        if len(proposals) <= SENTENCES_MAX:
            self.report({"INFO"}, ". ".join(proposal.sentence for proposal in proposals) + others)
            return
        for proposal in proposals:
            self.report({"INFO"}, proposal.sentence)
        plays = Counter(name for proposal in proposals for name in proposal.names)
        who = ", ".join(f"{name} in {count}" for name, count in plays.most_common())
        self.report({"INFO"}, f"{len(proposals)} shots looked at: {who or 'nobody of the cast is seen'}{others}")


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    left_out.clear()


classes = (ANIMATIC_OT_propose_cast,)


def register() -> None:
    registry.then(left_out.clear)
    registry.classes(*classes)
    registry.handler("load_post", _film_opened)
