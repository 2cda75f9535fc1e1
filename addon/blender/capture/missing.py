# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are not there although what is filmed is made of them: Blender films nothing for them, or magenta."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

import bpy

from ...second.figures import reach


def of(things: Iterable[Any], *, painted: bool = True) -> dict[str, str]:
    """File name -> name of the first of these objects that needs it. Looks at the disk once for each picture; at none
    where they are filmed in plain colours (not `painted`)."""
    found: dict[str, str] = {}
    looked: dict[int, str] = {}
    for thing in things:
        for block in (thing, thing.data, thing.instance_collection):
            if block is not None and block.is_missing:
                library = block.library
                found.setdefault(os.path.basename(library.filepath) if library else block.name, thing.name)
        for slot in thing.material_slots if painted else ():
            for image in _images(slot.material.node_tree if slot.material is not None else None, set()):
                if image.as_pointer() not in looked:
                    looked[image.as_pointer()] = _lost(image)
                if lost := looked[image.as_pointer()]:
                    found.setdefault(lost, thing.name)
    return found


def _images(tree: Any, seen: set[int]) -> Iterator[Any]:
    if tree is None or tree.as_pointer() in seen:
        return
    seen.add(tree.as_pointer())
    for node in tree.nodes:
        if getattr(node, "image", None) is not None:
            yield node.image
        yield from _images(getattr(node, "node_tree", None), seen)


def _lost(image: Any) -> str:
    """The name of a picture's file, if it is not there; tiles and sequences are not looked at."""
    if image.source != "FILE" or image.packed_file is not None or (image.has_data and image.is_dirty):
        return ""
    path = bpy.path.abspath(image.filepath, library=image.library)
    return "" if not image.filepath or os.path.isfile(path) else reach.file_name(image)
