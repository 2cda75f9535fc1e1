# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections, scenes and objects by name, where each linked file may have its own "Character" and its own "Scene".

Only bpy: the second Blender uses it too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy


def collection(name: str) -> Any | None:
    """The collection of a full name, as in "Character [mia.blend]" (`name_full`); a plain name prefers the file's own.

    None where there is none."""
    return _find(bpy.data.collections, name)


def scene(name: str) -> Any | None:
    """The scene of a full name, likewise."""
    return _find(bpy.data.scenes, name)


def scene_of(uid: int) -> Any | None:
    """The scene that has this id in this session (`session_uid`): found again after an undo, and under another name."""
    return next((scene for scene in bpy.data.scenes if scene.session_uid == uid), None)


def thing(name: str, inside: Any | None = None) -> Any | None:
    """The object of a full name: in a scene, else in the file. A linked rig's "Camera [rig.blend]" is another one than
    the scene's own "Camera"."""
    found = _find(inside.objects, name) if inside is not None else None
    return found if found is not None else _find(bpy.data.objects, name)


def strip(name: str, scene_name: str = "") -> tuple[Any, Any] | None:
    """The scene and the strip of this name: that of the scene of a full name, where it has one, else of any scene. A
    strip's name is its own in its scene only."""
    first = scene(scene_name) if scene_name else None
    for owner in [*([first] if first is not None else []), *bpy.data.scenes]:
        editor: Any = owner.sequence_editor
        found = editor.strips_all.get(name) if editor is not None else None
        if found is not None:
            return owner, found
    return None


def _find(blocks: Any, name: str) -> Any | None:
    first = blocks.get(name)
    if first is not None and first.name_full == name:
        return first
    exact = next((block for block in blocks if block.name_full == name), None)
    return exact if exact is not None else first


def place_of(matrix: Any) -> tuple[float, ...]:
    """Tells instances of one object apart, by how they stand in the world."""
    return (*matrix.translation, *matrix[0])


def within(collection: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """The objects of a collection, and those that they instance, however deep."""
    seen = set() if seen is None else seen
    if collection.as_pointer() in seen:
        return
    seen.add(collection.as_pointer())
    for thing in collection.all_objects:
        yield thing
        if thing.instance_type == "COLLECTION" and thing.instance_collection is not None:
            yield from within(thing.instance_collection, seen)


def give_own(holder: Any) -> None:
    """Let an instance show things of its own, for what is set of them shall hold for no other instance of the same
    collection: two members may come out of one library. The copies follow the same rig, so they look and move as what
    they are copied from. Only for a file that is thrown away."""
    if holder.instance_type != "COLLECTION" or holder.instance_collection is None:
        return
    source = holder.instance_collection
    own: Any = bpy.data.collections.new(source.name)
    own.instance_offset = source.instance_offset
    for thing in source.all_objects:
        copy = thing.copy()
        own.objects.link(copy)
        give_own(copy)
    holder.instance_collection = own
