# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog that adds a whole cast in one go: the Outliner's collections, else those that are ticked in it."""

from typing import Any

import bpy
from bpy.props import BoolProperty, CollectionProperty, IntProperty, StringProperty

from ...second import compat, named
from .. import registry
from ..operators import Operator
from ..ui import words
from .members import add_member

WIDTH, LETTERS = 420, 66
"""Pixels of the dialog at 1x, and letters of a line in it."""
ROWS_MAX = 24
"""Collections that the dialog lists; those of a larger scene are found by the one that holds them."""


class ANIMATIC_PG_candidate(bpy.types.PropertyGroup):
    """A collection that the dialog lists."""

    uid: IntProperty(description="The collection's id in this session")
    chosen: BoolProperty(name="Joins", description="Add this collection to the cast")
    depth: IntProperty()
    told: StringProperty()


class ANIMATIC_OT_add_cast_from_collections(Operator):
    """Add a character for each collection that is selected in the Outliner; with none selected there, choose from a
    list, or all in one collection"""

    bl_idname = "animatic.add_cast_from_collections"
    bl_label = "Add Cast from Collections"
    bl_options = {"REGISTER", "UNDO"}

    inside: StringProperty(name="All In", description="Tick every collection that is directly in this one")
    rows: CollectionProperty(type=ANIMATIC_PG_candidate, options={"HIDDEN", "SKIP_SAVE"})

    ticked_for = ""
    """The collection whose inner ones were ticked last."""

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from . import from_collections

        if from_collections.selected_in_outliner(context):
            return self.execute(context)
        found = from_collections.candidates(context)
        if not found:
            self.report({"WARNING"}, "No collection here holds anything new: put each character into one of its own")
            return {"CANCELLED"}
        self.inside, self.ticked_for = "", ""
        self.rows.clear()
        meant = from_collections.guessed(found)
        for one in found:
            row = self.rows.add()
            row.uid, row.depth = one.collection.session_uid, one.depth
            row.chosen = one.collection in meant
            row.told = f"{one.things} {'object' if one.things == 1 else 'objects'}{', rigged' if one.rigged else ''}"
        return context.window_manager.invoke_props_dialog(
            self, width=WIDTH, title="Who Is in the Film?", confirm_text="Add Cast"
        )

    def check(self, context: bpy.types.Context) -> bool:
        """A collection was chosen by name: those in it are ticked, and no others."""
        if self.inside == self.ticked_for:
            return False
        self.ticked_for = self.inside
        holder = named.collection(self.inside)
        if holder is not None:
            inner = {one.session_uid for one in holder.children}
            for row in self.rows:
                row.chosen = row.uid in inner
        return True

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        by_uid = {one.session_uid: one for one in bpy.data.collections}
        column = layout.column(align=True)
        for row in self.rows[:ROWS_MAX]:
            if row.uid in by_uid:
                line = column.split(factor=0.68, align=True)
                name = line.row(align=True)
                for _ in range(row.depth):
                    name.label(text="", icon="BLANK1")
                name.prop(row, "chosen", text=by_uid[row.uid].name)
                line.label(text=row.told)
        if len(self.rows) > ROWS_MAX:
            more = f"and {len(self.rows) - ROWS_MAX} more: choose below the one that holds your characters."
            words(layout, more, width=LETTERS)
        layout.prop_search(self, "inside", bpy.data, "collections")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import from_collections

        edit = compat.edit_scene(context)
        known = from_collections.in_the_cast(edit)
        found = [one for one in self._meant(context) if one not in known and one.all_objects]
        if not found:
            self.report({"WARNING"}, "Select the characters' collections in the Outliner, or tick them in the list")
            return {"CANCELLED"}
        names = [add_member(edit, collection.name, collection=collection).name for collection in found]
        self.report({"INFO"}, f"{', '.join(names)} joined the cast")
        return {"FINISHED"}

    def _meant(self, context: bpy.types.Context) -> list[bpy.types.Collection]:
        from . import from_collections

        if self.rows:
            chosen = {row.uid for row in self.rows if row.chosen}
            return [one for one in bpy.data.collections if one.session_uid in chosen]
        selected = from_collections.selected_in_outliner(context)
        if selected:
            return selected
        holder = named.collection(self.inside) if self.inside else from_collections.active_in_outliner(context)
        return list(holder.children) if holder is not None else []


classes = (ANIMATIC_PG_candidate, ANIMATIC_OT_add_cast_from_collections)


def register() -> None:
    registry.classes(*classes)
