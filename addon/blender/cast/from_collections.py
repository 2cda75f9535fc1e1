# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which collections may be characters, which of them are meant in the Outliner, and who most likely plays."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import bpy

from ...second import compat, named
from ..properties import film

SHOWN = {"MESH", "CURVE", "CURVES", "SURFACE", "META", "FONT", "GREASEPENCIL", "GPENCIL", "POINTCLOUD", "VOLUME"}
"""Kinds of objects that a film shows: a collection of lights or cameras is nobody."""
UNNAMED = re.compile(r"Collection[ .]?\d*")
"""What Blender calls a collection that nobody named: no name to write in a shot's action."""
TOOLS = re.compile(r"(glTF_not_exported|WGTS(_.*)?)([ .]\d+)?")
"""What the importer of glTF and Rigify call collections of shapes that bones are drawn with: nobody either."""


class Candidate(NamedTuple):
    """A collection that may be a character."""

    collection: bpy.types.Collection
    depth: int
    things: int
    rigged: bool


def in_the_cast(edit: bpy.types.Scene) -> set[Any]:
    return {member.collection for member in film(edit).cast if member.collection}


def selected_in_outliner(context: bpy.types.Context) -> list[bpy.types.Collection]:
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


def active_in_outliner(context: bpy.types.Context) -> bpy.types.Collection | None:
    """The Outliner's active collection, as long as it only holds others."""
    active = context.view_layer.active_layer_collection
    if active is None or (active.collection.objects and active.collection != context.scene.collection):
        return None
    return active.collection


def candidates(context: bpy.types.Context) -> list[Candidate]:
    """The collections of the film's scenes that show something and are not cast yet, each below its holder."""
    edit = compat.edit_scene(context)
    known, seen = in_the_cast(edit), set()
    scenes = dict.fromkeys([edit, *(shot.scene for shot in film(edit).shots if shot.scene is not None)])
    found = []
    for scene in scenes:
        for collection, depth in _tree(scene.collection.children, 0):
            if collection in seen or collection in known or TOOLS.fullmatch(collection.name):
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
