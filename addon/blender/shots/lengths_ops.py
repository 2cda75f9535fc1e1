# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for a shot's length: what is done with one that is too long, and one that goes on from another."""

from typing import TYPE_CHECKING, Any, NamedTuple

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import UserError
from ...second import compat
from .. import registry
from ..engine import slices
from ..operators import Operator
from ..properties import find_shot
from ..ui import words
from ..values import to_model
from .chosen import OnActiveShot, active_shot, chosen_shots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.models import Shot
    from ...core.plans.choices import Choice

FRAMED = ("first_frame", "first_last")
"""Routes whose first frame may come from the take before."""
DIALOG_WIDTH = 840
"""Pixels: a chain of two parts is told in 140 letters."""
DIALOG_LETTERS = 126
"""Letters of a line in it."""


_offered: list[tuple[str, str, str]] = []
"""Texts of the open dialog: Blender keeps no copy of what a callback returns."""


def _key(choice: "Choice") -> str:
    return f"{choice.kind} {choice.model} {choice.route}"


def _items(operator: Any, context: Any) -> list[tuple[str, str, str]]:
    return _offered or [("", "", "")]


class _Looked(NamedTuple):
    """A shot, and what was found for it: it is not sampled once more if it is still the same."""

    shot: "Shot"
    choices: "tuple[Choice, ...]"


def _fits(found: "Sequence[Choice]") -> bool:
    """Whether nothing need be done about a shot's length."""
    return found[0].kind == "as_is"


_looked: _Looked | None = None
"""On its way to the dialog, and while that is open."""


class ANIMATIC_OT_look_at_length(slices.Sliced, Operator):
    """Look at the shot for places to split it, then open its choices"""

    bl_idname = "animatic.look_at_length"
    bl_label = "Look at Length"
    bl_options = {"REGISTER", "INTERNAL"}
    doing = "Looking for places to split"
    begins_at_once = False

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active one")

    def work(self, context: bpy.types.Context) -> slices.Work:
        from . import lengths

        edit = compat.edit_scene(context)
        shot = shot_meant(edit, self.shot)
        model = to_model(shot, edit)
        try:
            yield 0, 1  # of a thousand shots it takes 10 ms
            return _Looked(model, (yield from lengths.choosing(edit, model)))
        except slices.StopWork:
            return None

    def conclude(self, result: _Looked | None) -> set[str]:
        global _looked
        if result is None:
            return {"CANCELLED"}
        _looked = result
        bpy.ops.animatic.shot_length("INVOKE_DEFAULT", shot=result.shot.uuid)
        return {"FINISHED"}


def shot_meant(edit: bpy.types.Scene, uuid: str) -> Any:
    """The shot with this id; without one the active shot. Raises UserError."""
    shot = find_shot(edit, uuid) if uuid else active_shot(edit)
    if shot is None:
        raise UserError("This shot is no longer in the film.", "Build the shots again.", code="no_shot")
    return shot


class ANIMATIC_OT_shot_length(OnActiveShot, Operator):
    """Ways to make a shot that is longer than its model can: play it slower, use another model, or split it"""

    bl_idname = "animatic.shot_length"
    bl_label = "Length…"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active one")
    choice: EnumProperty(name="How", items=_items, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Looking at the shot comes first, in slices, and comes back here with what can be done."""
        from ...core.plans.choices import cheapest
        from . import lengths

        global _looked
        edit = compat.edit_scene(context)
        shot = shot_meant(edit, self.shot)
        model = to_model(shot, edit)
        if _looked is None or _looked.shot != model:
            if context.window is not None and not bpy.app.background:
                return bpy.ops.animatic.look_at_length("INVOKE_DEFAULT", shot=shot.uuid)
            _looked = _Looked(model, lengths.choices_of(edit, shot))
        found = _looked.choices
        _offered[:] = [(_key(choice), choice.line, "") for choice in found]
        self.choice = _key(cheapest(found))
        if _fits(found):  # told here, as what does not fit is: the status bar is not where one looks
            title = f"{shot.name} fits its model"
            return context.window_manager.invoke_props_dialog(self, width=DIALOG_WIDTH // 2, title=title)
        return context.window_manager.invoke_props_dialog(self, width=DIALOG_WIDTH, title="Longer than its model makes")

    def cancel(self, context: bpy.types.Context) -> None:
        global _looked
        _looked = None

    def draw(self, context: bpy.types.Context) -> None:
        if _looked is not None and _fits(_looked.choices):
            words(self.layout, f"{_offered[0][1]}; there is nothing to choose.", width=DIALOG_LETTERS // 2)
            return
        self.layout.column().prop(self, "choice", expand=True)
        told = "Splitting cuts the shot's strip or sets markers; the parts keep its words and cast."
        words(self.layout, told, width=DIALOG_LETTERS)

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import lengths

        global _looked
        edit = compat.edit_scene(context)
        shot = shot_meant(edit, self.shot)
        seen, _looked = _looked, None
        found = seen.choices if seen and seen.shot == to_model(shot, edit) else lengths.choices_of(edit, shot)
        named = {_key(choice): choice for choice in found}
        if self.choice not in named:
            raise UserError(f"{shot.name} has changed.", "Look at its choices again.", code="shot_changed")
        if _fits(found):
            return {"CANCELLED"}
        return ANIMATIC_OT_split_shot.go_on(self, context, lengths.applying(edit, shot, named[self.choice]))


class ANIMATIC_OT_split_shot(slices.GoesOn, Operator):
    """Split the shot as its choices said, in slices: of a film with many shots all are read again"""

    bl_idname = "animatic.split_shot"
    bl_label = "Split Shot"
    bl_options = {"UNDO", "INTERNAL"}
    edits_strips = True
    doing = "Splitting"


class ANIMATIC_OT_continue_shot(Operator):
    """Let the shot begin with the last frame that is shown of the chosen take of the shot before it, or with its own
    first frame again"""

    bl_idname = "animatic.continue_shot"
    bl_label = "Continue from the Shot Before"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        shot = active_shot(compat.edit_scene(context))
        if shot is None or shot.route not in FRAMED:
            cls.poll_message_set("Choose a shot on the route First Frame, or First and Last Frame")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import lengths

        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        if shot.continues:
            shot.continues = ""
            self.report({"INFO"}, f"{shot.name} begins with its own first frame")
            return {"FINISHED"}
        earlier = lengths.shot_before(edit, shot)
        if earlier is None:
            raise UserError(f"Nothing in the edit comes before {shot.name}.", "Choose a later shot.", code="no_shot")
        shot.continues = earlier.uuid
        self.report({"INFO"}, f"{shot.name} begins with the last frame of {earlier.name}")
        return {"FINISHED"}


class ANIMATIC_OT_split_at_cameras(slices.Sliced, OnActiveShot, Operator):
    """Cut the shots whose scene changes its camera there: each camera films a shot of its own"""

    bl_idname = "animatic.split_at_cameras"
    bl_label = "Split at Cameras"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True
    doing = "Splitting"

    def work(self, context: bpy.types.Context) -> slices.Work:
        return slices.to_the_end(_splitting_at_cameras(compat.edit_scene(context)))

    def conclude(self, result: str) -> set[str]:
        self.report({"INFO"}, result or "No shot here changes its camera")
        return {"FINISHED"} if result else {"CANCELLED"}


def _splitting_at_cameras(edit: bpy.types.Scene) -> slices.Work:
    from ..edit import sources
    from . import lengths

    chosen = chosen_shots(edit)
    yield 0, len(chosen)
    located = yield from slices.told(sources.locating_these(edit, chosen), 0, len(chosen))
    cuts = [(shot, located[shot.uuid].cuts) for shot in chosen if shot.uuid in located]
    return (yield from lengths.splitting(edit, cuts))


classes = (
    ANIMATIC_OT_look_at_length,
    ANIMATIC_OT_shot_length,
    ANIMATIC_OT_split_shot,
    ANIMATIC_OT_continue_shot,
    ANIMATIC_OT_split_at_cameras,
)


def register() -> None:
    registry.classes(*classes)
