# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking again: Retake, Variations and Promote. Each opens the preflight; nothing is sent from here."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, StringProperty

from .. import registry
from ..operators import Operator, has_shots
from ..values import film_folder
from .chosen import OnTakes
from .ops import TAKE_ID

if TYPE_CHECKING:
    from .orders import Order

VARIATIONS_MAX = 20
SAME_BRIEF = (
    "Finals are made from the same brief as their drafts: the same references, words and seed, on the final model. "
    "Where a first frame is sent, it is the same picture at the final's size. Finals are new pictures and resemble "
    "the drafts, they do not repeat them, unless a line says that the very draft is finished. The drafts stay among "
    "the takes."
)


class _Asks(OnTakes):
    """Collects orders and shows them in the preflight."""

    bl_options = {"REGISTER"}  # No UNDO: it changes nothing; jobs are on disk.
    edits_strips = False

    def orders(self, edit: bpy.types.Scene) -> "list[Order]":
        raise NotImplementedError

    def heading(self) -> str:
        raise NotImplementedError

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        from .orders import to_text

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

    def orders(self, edit: bpy.types.Scene) -> "list[Order]":
        from . import again

        return again.retakes(edit, self.take, self.change)


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
        name="At Most a Shot ($)",
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

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split, column.use_property_decorate = True, False
        column.prop(self, "count")
        column.prop(self, "until_one_follows")
        limit = column.row()
        limit.enabled = self.until_one_follows  # takes that go out at once are what the preflight says they cost
        limit.prop(self, "budget")

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

    def orders(self, edit: bpy.types.Scene) -> "list[Order]":
        from . import again

        return again.variations(edit, self.count)


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

    def orders(self, edit: bpy.types.Scene) -> "list[Order]":
        from . import again

        return again.promotions(edit, self.take, whole_film=self.whole_film)


classes = (ANIMATIC_OT_retake, ANIMATIC_OT_variations, ANIMATIC_OT_promote)


def register() -> None:
    registry.classes(*classes)
