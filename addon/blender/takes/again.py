# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking again: Retake, Variations and Promote. Each opens the preflight; nothing is sent from here."""

from collections.abc import Iterable
from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from ...core.errors import UserError
from .. import registry
from ..engine.view import current as view
from ..operators import Operator, has_shots
from ..properties import film
from ..shots.chosen import chosen_shots
from ..values import film_folder, take_label
from .chosen import OnTakes, chosen_takes
from .ops import TAKE_ID
from .orders import Order, to_text

VARIATIONS_MAX = 20
SAME_BRIEF = (
    "Finals are made from the same brief as their drafts: the same references, words and seed, on the final model. "
    "A first frame is the same picture at the final's size. Finals are new pictures and resemble the drafts, they do "
    "not repeat them, unless a line says that the very draft is finished. The drafts stay among the takes."
)


def new_seed() -> int:
    """A whole number that every model of the catalog takes as a seed."""
    import secrets

    return secrets.randbelow(2**31)


def retakes(edit: bpy.types.Scene, take_id: str = "", change: str = "seed") -> list[Order]:
    """Orders to repeat the chosen takes with a new seed, or with the shot's words ("words") and the takes' seeds.

    Raises UserError where no take is chosen, or the seed is wanted of one whose seed only the model knows."""
    return [_retake(shot, take, change) for shot, take in chosen_takes(edit, take_id)]


def _retake(shot: Any, take: Any, change: str) -> Order:
    if change == "seed":
        return Order(shot.uuid, take.id, seed=new_seed(), brief="take")
    if not take.seed and not _takes_no_seed(take.model):
        raise UserError(
            f"The seed of {take_label(shot.name, take.number)} is not known: the model chose it.",
            "Retake it with a new seed: from then on it is known.",
            code="seed_unknown",
        )
    return Order(shot.uuid, take.id, seed=int(take.seed) if take.seed else None)


def _takes_no_seed(model_id: str) -> bool:
    from ...core import catalog

    known = catalog.load()
    return model_id in known.ids() and known.get(model_id).seed == "no"


def variations(edit: bpy.types.Scene, count: int) -> list[Order]:
    """Orders for `count` takes of each chosen shot, each with its own seed. Raises UserError where none is chosen."""
    shots = chosen_shots(edit)
    if not shots:
        raise UserError("No shot is chosen.", "Select its strip, or choose it in the list.", code="no_shot")
    return [Order(shot.uuid, seed=new_seed()) for shot in shots for _ in range(count)]


def promotions(edit: bpy.types.Scene, take_id: str = "", *, whole_film: bool = False) -> list[Order]:
    """Orders for the final of one take, or of all starred drafts of the chosen shots or the whole film that have none.

    Raises UserError where nothing is starred, or all of it has its finals."""
    if take_id:
        return [Order(shot.uuid, take.id, brief="final") for shot, take in chosen_takes(edit, take_id)]
    return finals_of(film(edit).shots if whole_film else chosen_shots(edit))


def finals_of(shots: Iterable[Any]) -> list[Order]:
    """Orders for the finals of these shots' starred drafts that have none, in edit order. Raises as `promotions`."""
    takes = [(shot, take) for shot, take in _starred_drafts(shots) if not _is_promoted(shot, take)]
    if not takes:
        raise UserError("All starred drafts have their finals.", "Promote one take to ask again.", code="promoted")
    return [Order(shot.uuid, take.id, brief="final") for shot, take in takes]


class _Asks(OnTakes):
    """Collects orders and shows them in the preflight."""

    bl_options = {"REGISTER"}  # No UNDO: it changes nothing; jobs are on disk.
    edits_strips = False

    def orders(self, edit: bpy.types.Scene) -> list[Order]:
        raise NotImplementedError

    def heading(self) -> str:
        raise NotImplementedError

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        film_folder()  # Raises, in words, for a film that is not saved.
        orders = self.orders(edit)
        bpy.ops.animatic.preflight(
            "INVOKE_DEFAULT", orders=to_text(orders), heading=self.heading(), best_of=self.one_by_one()
        )
        return ""

    def one_by_one(self) -> str:
        """US dollars for each shot at most where its takes are bought one after the other; "" where all are at once."""
        return ""


class ANIMATIC_OT_retake(_Asks, Operator):
    """Ask for this take again: the same words with a new seed, or the shot's new words with the same seed"""

    bl_idname = "animatic.retake"
    bl_label = "Retake…"

    take: StringProperty(**TAKE_ID)
    change: EnumProperty(
        name="Change",
        items=(
            ("seed", "New Seed", "The same words and references, another try"),
            ("words", "New Words", "The shot's words as they are now, with the take's seed: only the words differ"),
        ),
        default="seed",
    )

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        if properties.change == "words":
            return "Ask again with the shot's words as they are now and the seed of this take"
        return "Ask again with the words and references of this take and a new seed"

    def heading(self) -> str:
        return {
            "seed": "Retake: the same words and references, a new seed.",
            "words": "Retake: the shot's words as they are now, the seed of the take.",
        }[self.change]

    def orders(self, edit: bpy.types.Scene) -> list[Order]:
        return retakes(edit, self.take, self.change)


class ANIMATIC_OT_variations(_Asks, Operator):
    """Ask for several takes of each chosen shot at once, each with its own seed. Each is paid for"""

    bl_idname = "animatic.variations"
    bl_label = "Variations…"

    count: IntProperty(name="Takes of Each Shot", default=4, min=2, max=VARIATIONS_MAX)
    until_one_follows: BoolProperty(
        name="Until One Follows the Plan",
        description="Buy them one after the other: each is judged, and the next is bought only if none follows the"
        " planned camera yet. You agree to all of them at once, and pay for those that are sent",
        default=False,
    )
    budget: FloatProperty(
        name="For Each Shot at Most",
        description="US dollars for each shot, by the estimated prices; 0: no other limit than their number",
        default=0.0,
        min=0.0,
        max=1000.0,
        precision=2,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_shots(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        if self.properties.is_property_set("count"):
            return self.execute(context)
        return context.window_manager.invoke_props_dialog(self, title="Variations", confirm_text="Show Preflight")

    def heading(self) -> str:
        if not self.until_one_follows:
            return f"{self.count} variations of each shot: the same words and references, {self.count} seeds."
        most = f", at most ${self.budget:.2f} for each shot" if self.budget else ""
        return (
            f"Best of {self.count}{most}: bought one after the other. Each is judged when it comes, and the next is"
            " sent only if none follows the plan yet. You agree to all that are listed; those not sent cost nothing."
        )

    def one_by_one(self) -> str:
        return f"{self.budget:.2f}" if self.until_one_follows else ""

    def orders(self, edit: bpy.types.Scene) -> list[Order]:
        return variations(edit, self.count)


class ANIMATIC_OT_promote(_Asks, Operator):
    """Ask for finals of starred drafts: the same brief on the final model and size. Finals replace their drafts"""

    bl_idname = "animatic.promote"
    bl_label = "Promote…"

    take: StringProperty(**TAKE_ID)
    whole_film: BoolProperty(name="Whole Film", description="The starred drafts of all shots", default=False)

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        whose = "all shots" if properties.whole_film else "the chosen shots"
        if properties.take:
            return "Ask for the final of this take: the same brief on the final model and size"
        return f"Ask for finals of the starred drafts of {whose}: the same brief on the final model and size"

    def heading(self) -> str:
        return SAME_BRIEF

    def orders(self, edit: bpy.types.Scene) -> list[Order]:
        return promotions(edit, self.take, whole_film=self.whole_film)


def _starred_drafts(shots: Iterable[Any]) -> list[tuple[Any, Any]]:
    found = [
        (shot, take)
        for shot in sorted(shots, key=lambda shot: shot.frame_start)
        for take in shot.takes
        if take.starred and take.tier == "draft" and not shot.gone
    ]
    if not found:
        raise UserError("No draft is starred.", "Star the drafts that shall become finals.", code="none_starred")
    return found


def _is_promoted(shot: Any, draft: Any) -> bool:
    """Whether a draft has its final, or one is being made: promoting all again must not pay for it twice."""
    if any(take.made_from == draft.id and take.tier == "final" for take in shot.takes):
        return True
    over = {"placed", "failed", "cancelled", "expired"}
    plans = (job.plan for job in view.jobs.values() if job.state not in over)
    return any(plan.made_from == draft.id and plan.tier == "final" for plan in plans)


classes = (ANIMATIC_OT_retake, ANIMATIC_OT_variations, ANIMATIC_OT_promote)


def register() -> None:
    registry.classes(*classes)
