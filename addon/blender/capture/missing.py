# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are not there although what is filmed is made of them: Blender films nothing for them, or magenta."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from ...second.materials import reach


def of(things: Iterable[Any], *, painted: bool = True, world: Any = None) -> dict[str, str]:
    """File name -> name of the first of these objects that needs it, or of the world that lights them: of pictures
    those that render. Looks at the disk once for each material; at none where they are filmed in plain colours (not
    `painted`)."""
    found: dict[str, str] = {}
    looked: dict[int, list[str]] = {}
    for thing in things:
        for block in (thing, thing.data, thing.instance_collection):
            if block is not None and block.is_missing:
                library = block.library
                found.setdefault(os.path.basename(library.filepath) if library else block.name, thing.name)
        for material in reach.materials_of([thing]) if painted else ():
            if material.as_pointer() not in looked:
                looked[material.as_pointer()] = reach.missing_pictures([material])
            for lost in looked[material.as_pointer()]:
                found.setdefault(lost, thing.name)
    for lost in reach.missing_pictures([world]) if painted and world is not None else ():
        found.setdefault(lost, world.name)
    return found
