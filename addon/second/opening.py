# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the copy of the artist's file that `blender/capture/copy.py` saved, with what a .blend cannot carry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy

CACHES = "blendcache_"
"""Before the stem of a .blend: the folder beside it in which Blender keeps point caches."""


def open_copy(copy: Path, *, trusted: bool = True, opened: bool = False) -> None:
    """Open a copy in the second Blender, trusted as far as the artist's session trusted the film (never where it is not
    `trusted`): drivers written in Python move a rig only then. `opened`: Blender was started with it, and has it as it
    was saved."""
    note: dict[str, Any] = json.loads(note_of(copy).read_bytes()) if note_of(copy).is_file() else {}
    if not opened:
        bpy.ops.wm.open_mainfile(filepath=str(copy), load_ui=False, use_scripts=trusted and bool(note.get("scripts")))
    images: Any = bpy.data.images  # by name and library: those of the copy itself
    things: Any = bpy.data.objects
    for name, file in note.get("pictures", {}).items():
        image = images[name, None]
        if image.packed_file is not None:
            image.unpack(method="REMOVE")
        image.source = "FILE"
        image.filepath = str(copy.with_name(file))
        image.reload()
    for name, places in note.get("folders", {}).items():
        for path, place in places.items():
            owner, _, value = path.rpartition(".")
            setattr(things[name, None].path_resolve(owner), value, place)


def note_of(copy: Path) -> Path:
    """Where the note beside a copy lies."""
    return copy.with_name(f"{copy.name}.json")
