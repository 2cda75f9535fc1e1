# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for words: see and copy the exact text, take over what the scene says, edit in a text block."""

from typing import Any

import bpy
from bpy.props import CollectionProperty, EnumProperty, StringProperty

from ...second import compat
from .. import registry
from ..engine import thumbnails
from ..operators import Operator
from ..properties import film, find_shot
from ..properties.shot import BLOCKS
from ..ui import words as draw_words
from ..values import to_model
from .chosen import OnActiveShot, active_shot, length_of

BLOCK_ITEMS = tuple((name, name.title(), "") for name in BLOCKS)
DIALOG_LETTERS = 84
"""Letters of a line in the dialog's 560 pixels."""


class ANIMATIC_OT_exact_text(OnActiveShot, Operator):
    """Show the shot's prompt and negative prompt exactly as they would be sent; confirming copies them"""

    bl_idname = "animatic.exact_text"
    bl_label = "Exact Text…"
    bl_options = {"REGISTER"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active shot")
    prompt: StringProperty(name="Prompt", options={"HIDDEN", "SKIP_SAVE"})
    negative: StringProperty(name="Negative", options={"HIDDEN", "SKIP_SAVE"})
    problems: StringProperty(name="Problems", options={"HIDDEN", "SKIP_SAVE"}, description="One a line")
    heading: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

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
        from . import words

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


class ANIMATIC_OT_take_over_words(OnActiveShot, Operator):
    """Give up your own words in this block for what the scene says now"""

    bl_idname = "animatic.take_over_words"
    bl_label = "Take Over Words"
    bl_options = {"REGISTER", "UNDO"}

    block: EnumProperty(name="Block", items=BLOCK_ITEMS, options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        active_shot(compat.edit_scene(context)).block(self.block).revert()
        return {"FINISHED"}


class ANIMATIC_OT_keep_words(OnActiveShot, Operator):
    """Keep your own words in this block and no longer be told that the scene says something else"""

    bl_idname = "animatic.keep_words"
    bl_label = "Keep My Words"
    bl_options = {"REGISTER", "UNDO"}

    block: EnumProperty(name="Block", items=BLOCK_ITEMS, options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        active_shot(compat.edit_scene(context)).block(self.block).changed = False
        return {"FINISHED"}


class ANIMATIC_OT_edit_words(OnActiveShot, Operator):
    """Write these words in a Text Editor beside the Sequencer; what you type there is the shot's at once"""

    bl_idname = "animatic.edit_words"
    bl_label = "Edit in Text Editor"
    bl_options = {"REGISTER", "UNDO"}

    block: EnumProperty(name="Block", items=BLOCK_ITEMS, default="action", options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import text_blocks

        text = text_blocks.text_of(active_shot(compat.edit_scene(context)), self.block)
        if not text_blocks.show(context, text):
            self.report({"WARNING"}, f"There is no room for a Text Editor here; the text block is {text.name}")
        return {"FINISHED"}


class ANIMATIC_PG_written(bpy.types.PropertyGroup):
    """What happens in one shot, as it is typed."""

    uuid: StringProperty()
    words: StringProperty(name="Action", description="What happens in this shot; Tab goes on to the next one")


TABLE = 12
"""Shots that are written at once: those of a longer film are chosen by groups."""
_groups: list[tuple[str, str, str]] = []
"""First and last shot of each group; Blender keeps no copy of what a callback returns."""


def _group_items(operator: Any, context: Any) -> list[tuple[str, str, str]]:
    return _groups or [("0", "", "")]


class ANIMATIC_OT_write_words(OnActiveShot, Operator):
    """Write what happens in all shots, one below the other: Tab goes on to the next one"""

    bl_idname = "animatic.write_words"
    bl_label = "Write All Shots…"
    bl_options = {"REGISTER", "UNDO"}

    rows: CollectionProperty(type=ANIMATIC_PG_written, options={"HIDDEN", "SKIP_SAVE"})
    group: EnumProperty(
        name="Shots", description="Which shots are written", items=_group_items, options={"HIDDEN", "SKIP_SAVE"}
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        settings = film(compat.edit_scene(context))
        shots = sorted((shot for shot in settings.shots if not shot.gone), key=lambda shot: shot.frame_start)
        self.rows.clear()
        for shot in shots:
            row = self.rows.add()
            row.uuid, row.words = shot.uuid, shot.block("action").text
        parts = [(n, shots[n : n + TABLE]) for n in range(0, len(shots), TABLE)]
        _groups[:] = [(str(n), f"{part[0].name} to {part[-1].name}", "") for n, part in parts]
        chosen = next((n for n, shot in enumerate(shots) if shot == active_shot(compat.edit_scene(context))), 0)
        self.group = str(chosen // TABLE * TABLE)
        return context.window_manager.invoke_props_dialog(self, width=700, title="What Happens", confirm_text="Keep")

    def draw(self, context: bpy.types.Context) -> None:
        edit, layout = compat.edit_scene(context), self.layout
        if len(_groups) > 1:
            layout.row().prop(self, "group", expand=len(_groups) <= TABS_MAX)
        first = int(self.group or 0)
        for number, row in enumerate(self.rows[first : first + TABLE]):
            shot = find_shot(edit, row.uuid)
            if shot is not None:
                line = layout.row(align=True)
                thumbnails.put(line, row.uuid)
                parts = line.split(factor=0.25, align=True)
                parts.label(text=f"{shot.name}  {length_of(shot)}")
                parts.activate_init = not number  # one can type at once
                parts.prop(row, "words", text="", placeholder="What happens: @Mia waves")
        draw_words(layout, "Tab goes on to the next shot, Enter keeps what is typed.", width=DIALOG_LETTERS)

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        written = [(shot, row.words) for row in self.rows if (shot := find_shot(edit, row.uuid)) is not None]
        changed = [(shot, typed) for shot, typed in written if shot.block("action").text != typed]
        for shot, typed in changed:
            shot.write("action", typed)
        many = "1 shot has" if len(changed) == 1 else f"{len(changed)} shots have"
        self.report({"INFO"}, f"{many} new words" if changed else "No words were changed")
        return {"FINISHED"} if changed else {"CANCELLED"}


TABS_MAX = 5
"""Groups that are chosen side by side; more of them from a list."""

classes = (
    ANIMATIC_PG_written,
    ANIMATIC_OT_exact_text,
    ANIMATIC_OT_take_over_words,
    ANIMATIC_OT_keep_words,
    ANIMATIC_OT_edit_words,
    ANIMATIC_OT_write_words,
)


def register() -> None:
    registry.classes(*classes)
