# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for words: see and copy the exact text, take over what the scene says, edit in a text block."""

from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...second import compat
from .. import registry
from ..operators import Operator
from ..properties import BLOCKS, find_shot
from ..ui import words as draw_words
from ..values import to_model
from . import text_blocks, words
from .chosen import active_shot

BLOCK_ITEMS = tuple((name, name.title(), "") for name in BLOCKS)
DIALOG_LETTERS = 84
"""Letters of a line in the dialog's 560 pixels."""


def _shot_meant(cls: Any, context: bpy.types.Context) -> bool:
    if active_shot(compat.edit_scene(context)) is None:
        cls.poll_message_set("Choose a shot first")
        return False
    return True


class ANIMATIC_OT_exact_text(Operator):
    """Show the shot's prompt and negative prompt exactly as they would be sent; confirming copies them"""

    bl_idname = "animatic.exact_text"
    bl_label = "Exact Text…"
    bl_options = {"REGISTER"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active shot")
    prompt: StringProperty(name="Prompt", options={"HIDDEN", "SKIP_SAVE"})
    negative: StringProperty(name="Negative", options={"HIDDEN", "SKIP_SAVE"})
    problems: StringProperty(name="Problems", options={"HIDDEN", "SKIP_SAVE"}, description="One a line")
    heading: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _shot_meant(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        self._read(context)
        return context.window_manager.invoke_props_dialog(self, width=560, title=self.heading, confirm_text="Copy")

    def execute(self, context: bpy.types.Context) -> set[str]:
        if not self.prompt:
            self._read(context)
        negative = f"\n\nNegative: {self.negative}" if self.negative else ""
        context.window_manager.clipboard = self.prompt + negative
        self.report({"INFO"}, f"Copied {len(self.prompt)} characters" + (" and the negative" if negative else ""))
        return {"FINISHED"}

    def _read(self, context: bpy.types.Context) -> None:
        from ...core.plans import planning
        from ..engine import prices

        edit = compat.edit_scene(context)
        shot = find_shot(edit, self.shot) or active_shot(edit)
        shot_now, catalog = to_model(shot, edit), prices.catalog()
        plan = words.draft_plan(edit, shot_now, catalog)
        model = planning.model_of(shot_now, catalog)
        self.prompt, self.negative = plan.request.prompt, plan.request.negative
        self.problems = "\n".join(p.message for p in plan.problems if p.code in words.WORD_PROBLEMS)
        self.heading = f"{shot_now.name}: {len(self.prompt)} of {model.prompt_max} characters for {model.name}"

    def draw(self, context: bpy.types.Context) -> None:
        box = self.layout.box()
        draw_words(box, self.prompt or "No words yet", width=DIALOG_LETTERS)
        if self.negative:
            self.layout.label(text="Negative")
            draw_words(self.layout.box(), self.negative, width=DIALOG_LETTERS)
        for problem in self.problems.splitlines():
            draw_words(self.layout, problem, icon="ERROR", width=DIALOG_LETTERS)


class ANIMATIC_OT_take_over_words(Operator):
    """Give up your own words in this block for what the scene says now"""

    bl_idname = "animatic.take_over_words"
    bl_label = "Take Over"
    bl_options = {"REGISTER", "UNDO"}

    block: EnumProperty(name="Block", items=BLOCK_ITEMS, options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _shot_meant(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        active_shot(compat.edit_scene(context)).block(self.block).revert()
        return {"FINISHED"}


class ANIMATIC_OT_keep_words(Operator):
    """Keep your own words in this block and no longer be told that the scene says something else"""

    bl_idname = "animatic.keep_words"
    bl_label = "Keep Mine"
    bl_options = {"REGISTER", "UNDO"}

    block: EnumProperty(name="Block", items=BLOCK_ITEMS, options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _shot_meant(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        active_shot(compat.edit_scene(context)).block(self.block).changed = False
        return {"FINISHED"}


class ANIMATIC_OT_edit_words(Operator):
    """Write these words in a Text Editor beside the Sequencer; what you type there is the shot's at once"""

    bl_idname = "animatic.edit_words"
    bl_label = "Edit in Text Editor"
    bl_options = {"REGISTER", "UNDO"}

    block: EnumProperty(name="Block", items=BLOCK_ITEMS, default="action", options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _shot_meant(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        text = text_blocks.text_of(active_shot(compat.edit_scene(context)), self.block)
        if not text_blocks.show(context, text):
            self.report({"WARNING"}, f"There is no room for a Text Editor here; the text block is {text.name}")
        return {"FINISHED"}


classes = (ANIMATIC_OT_exact_text, ANIMATIC_OT_take_over_words, ANIMATIC_OT_keep_words, ANIMATIC_OT_edit_words)


def register() -> None:
    registry.classes(*classes)
