# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole cast in one go: the collections that are selected in the Outliner, else those that are ticked in a dialog."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import bpy
from bpy.props import BoolProperty, CollectionProperty, IntProperty, StringProperty

from ...second import compat, named
from .. import registry
from ..operators import Operator
from ..properties import film
from ..ui import words
from .ops import add_member

WIDTH, LETTERS = 420, 66
"""Pixels of the dialog at 1x, and letters of a line in it."""
ROWS_MAX = 24
"""Collections that the dialog lists; those of a larger scene are found by the one that holds them."""
SHOWN = {"MESH", "CURVE", "CURVES", "SURFACE", "META", "FONT", "GREASEPENCIL", "GPENCIL", "POINTCLOUD", "VOLUME"}
"""Kinds of objects that a film shows: a collection of lights or cameras is nobody."""
UNNAMED = re.compile(r"Collection[ .]?\d*")
"""What Blender calls a collection that nobody named: no name to write in a shot's action."""


class Candidate(NamedTuple):
    """A collection that may be a character."""

    collection: bpy.types.Collection
    depth: int
    things: int
    rigged: bool


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
        if _selected(context):
            return self.execute(context)
        found = candidates(context)
        if not found:
            self.report({"WARNING"}, "No collection here holds anything new: put each character into one of its own")
            return {"CANCELLED"}
        self.inside, self.ticked_for = "", ""
        self.rows.clear()
        meant = guessed(found)
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
        edit = compat.edit_scene(context)
        known = _known(edit)
        found = [one for one in self._meant(context) if one not in known and one.all_objects]
        if not found:
            self.report({"WARNING"}, "Select the characters' collections in the Outliner, or tick them in the list")
            return {"CANCELLED"}
        names = [add_member(edit, collection.name, collection=collection).name for collection in found]
        self.report({"INFO"}, f"{', '.join(names)} joined the cast")
        return {"FINISHED"}

    def _meant(self, context: bpy.types.Context) -> list[bpy.types.Collection]:
        if self.rows:
            chosen = {row.uid for row in self.rows if row.chosen}
            return [one for one in bpy.data.collections if one.session_uid in chosen]
        selected = _selected(context)
        if selected:
            return selected
        holder = named.collection(self.inside) if self.inside else _active(context)
        return list(holder.children) if holder is not None else []


def _known(edit: bpy.types.Scene) -> set[Any]:
    return {member.collection for member in film(edit).cast if member.collection}


def _selected(context: bpy.types.Context) -> list[bpy.types.Collection]:
    """Those that are selected in an Outliner of this window. A single one may be what was clicked last, for whatever
    reason: it says nothing."""
    for area in context.screen.areas if context.screen else ():
        if area.type == "OUTLINER":
            region = next(region for region in area.regions if region.type == "WINDOW")
            with context.temp_override(area=area, region=region):
                ids = getattr(bpy.context, "selected_ids", ())
            chosen = [one for one in ids if isinstance(one, bpy.types.Collection)]
            if len(chosen) > 1:
                return chosen
    return []


def _active(context: bpy.types.Context) -> bpy.types.Collection | None:
    """The Outliner's active collection, as long as it only holds others."""
    active = context.view_layer.active_layer_collection
    if active is None or (active.collection.objects and active.collection != context.scene.collection):
        return None
    return active.collection


def candidates(context: bpy.types.Context) -> list[Candidate]:
    """The collections of the film's scenes that show something and are not cast yet, each below its holder."""
    edit = compat.edit_scene(context)
    known, seen = _known(edit), set()
    scenes = dict.fromkeys([edit, *(shot.scene for shot in film(edit).shots if shot.scene is not None)])
    found = []
    for scene in scenes:
        for collection, depth in _tree(scene.collection.children, 0):
            if collection in seen or collection in known:
                continue
            seen.add(collection)
            things = [thing for thing in collection.all_objects if thing.type in SHOWN or thing.instance_collection]
            if things:
                found.append(Candidate(collection, depth, len(things), _rigged(collection)))
    return found


def _tree(children: Iterable[Any], depth: int) -> Iterator[tuple[Any, int]]:
    for child in children:
        yield child, depth
        yield from _tree(child.children, depth + 1)


def _rigged(collection: bpy.types.Collection) -> bool:
    return any(thing.type == "ARMATURE" for thing in named.within(collection))


def guessed(found: list[Candidate]) -> set[Any]:
    """Who most likely plays: of what has a name and is rigged the outermost that holds no other character, else of all
    that has a name."""
    called = [one for one in found if not UNNAMED.fullmatch(one.collection.name)]
    among = [one for one in called if one.rigged] or called
    meant: set[Any] = set()
    for one in among:
        inner = [other for other in among if other.collection in set(one.collection.children)]
        holds_many = len(inner) > 1 and not one.collection.objects
        inside_one = any(one.collection in set(other.children_recursive) for other in meant)
        if not holds_many and not inside_one:
            meant.add(one.collection)
    return meant


classes = (ANIMATIC_PG_candidate, ANIMATIC_OT_add_cast_from_collections)


def register() -> None:
    registry.classes(*classes)
