# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Kitsu panel: who asks, where takes go, what would be new there."""

from __future__ import annotations

import bpy

from ...second import compat
from .. import registry
from ..engine.view import current as view
from ..properties import film
from ..ui import SequencerPanel, words
from . import publishing

CHOICES = (
    ("animatic.kitsu_project", "kitsu_project", "Project"),
    ("animatic.kitsu_task", "kitsu_task", "Task"),
    ("animatic.kitsu_status", "kitsu_status", "Status"),
)


class ANIMATIC_PT_kitsu(SequencerPanel, bpy.types.Panel):
    bl_idname = "ANIMATIC_PT_kitsu"
    bl_parent_id = "ANIMATIC_PT_export"
    bl_label = "Kitsu"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.operator_context = "INVOKE_DEFAULT"
        known, work = publishing.known, publishing.work()
        if work is not None:
            row = layout.row(align=True)
            row.progress(factor=work.share, text="Asking Kitsu" if not work.share else f"Publishing: {work.share:.0%}")
            row.operator("animatic.kitsu_cancel", text="", icon="X")
        if known.trouble:
            words(layout, known.trouble, icon="ERROR")
        row = layout.row(align=True)
        row.operator("animatic.kitsu_log_in", text="Log In…", icon="USER")
        if known.projects:
            row.operator("animatic.kitsu_log_out", text="Log Out", icon="X")
        row.operator("animatic.kitsu_look", text="", icon="FILE_REFRESH")
        settings = film(compat.edit_scene(context))
        for operator, setting, label in CHOICES:
            split = layout.split(factor=0.3)
            split.label(text=label)
            split.operator_menu_enum(operator, "choice", text=getattr(settings, setting) or "Choose")
        self._draw_plan()

    def _draw_plan(self) -> None:
        layout = self.layout
        plan = publishing.known.plan if publishing.known.film == view.film else None
        count = len(plan.wanted) if plan is not None else 0
        if plan is not None:
            there = sum(line.published for line in plan.lines)
            strangers = sum(line.shot is None for line in plan.lines)
            words(layout, f"{count} new, {there} there already, {strangers} without a shot of that name", icon="INFO")
        layout.operator("animatic.publish_kitsu", text=f"Publish {count}…" if count else "Publish…", icon="EXPORT")
        layout.operator("animatic.kitsu_shots", icon="IMPORT")
        if (file := publishing.known.list_file) is not None:
            layout.operator_context = "EXEC_DEFAULT"
            layout.operator("animatic.import_edit", text=f"Import {file.name}…", icon="IMPORT").filepath = str(file)


classes = (ANIMATIC_PT_kitsu,)


def register() -> None:
    registry.classes(*classes)
