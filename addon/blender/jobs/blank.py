# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send It Blank: a person types that a picture in which nothing shows shall be sent and paid all the same."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ...core.errors import AnimaticError, UserError
from ...second import compat
from .. import registry
from ..operators import Operator
from ..properties import film, find_shot, names
from ..shots.chosen import active_shot
from ..ui import words

if TYPE_CHECKING:
    from ...core.models import Reference


def blank_references(edit: bpy.types.Scene, shot: Any) -> "list[Reference]":
    """What was filmed for a shot, shows nothing, and may not be sent yet. Raises what planning raises."""
    from .send import make_plans

    (plan,) = make_plans(edit, [shot])
    return [i.reference for i in plan.inputs if i.reference is not None and i.reference.blank and not i.blank_agreed]


def agree(edit: bpy.types.Scene, shot: Any, typed: str) -> str:
    """Let a shot's blank pictures be sent, these very files and no others. Answers a sentence; raises UserError where
    nothing of the shot is blank, or its name was not typed."""
    found = blank_references(edit, shot)
    if not found:
        raise UserError(f"Nothing that was filmed for {shot.name} is blank.", "Generate it.", code="not_blank")
    if typed.strip() != shot.name:
        raise UserError(f"Nothing was agreed: type {shot.name}.", "Or mend the picture.", code="not_typed")
    settings = film(edit)
    known = dict.fromkeys([*names(settings.blank_agreed), *(reference.sha256 for reference in found)])
    settings.blank_agreed = ",".join(known)
    return f"{shot.name} may be sent as it is: generate it again"


class ANIMATIC_OT_agree_blank(Operator):
    """Let the shot be sent although nothing shows in what was filmed for it. It is asked for in writing, once"""

    bl_idname = "animatic.agree_blank"
    bl_label = "Send It Blank…"
    bl_options = {"REGISTER", "UNDO"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active one")
    typed: StringProperty(name="Type Its Name", options={"SKIP_SAVE"})
    told: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if active_shot(compat.edit_scene(context)) is None or not bpy.data.filepath:
            cls.poll_message_set("Choose a shot of a saved film")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        edit = compat.edit_scene(context)
        try:
            shot = self._shot(edit)
            found = blank_references(edit, shot)
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        if not found:
            self.report({"INFO"}, f"Nothing that was filmed for {shot.name} is blank")
            return {"CANCELLED"}
        what = "; ".join(f"{reference.name} is {reference.blank}" for reference in found)
        self.told = f"{what}. A take of it is charged like any other. Type {shot.name} to send it so."
        return context.window_manager.invoke_props_dialog(
            self, width=420, title="Send It Blank?", confirm_text="Send It Blank", cancel_default=True
        )

    def draw(self, context: bpy.types.Context) -> None:
        words(self.layout, self.told, icon="ERROR", width=64)
        self.layout.prop(self, "typed")

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        try:
            self.report({"INFO"}, agree(edit, self._shot(edit), self.typed))
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        return {"FINISHED"}

    def _shot(self, edit: bpy.types.Scene) -> Any:
        shot = find_shot(edit, self.shot) if self.shot else active_shot(edit)
        if shot is None:
            raise UserError("This shot is no longer in the film.", "Build the shots again.", code="no_shot")
        return shot


def register() -> None:
    registry.classes(ANIMATIC_OT_agree_blank)
