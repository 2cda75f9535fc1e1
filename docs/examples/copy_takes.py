# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An example add-on: copies every take that arrives, with its sidecar, into a folder of the studio.

Install it like any add-on, and set FOLDER. It needs no part of Animatic Gateway but its two lists of handlers.
"""

import importlib
import shutil
from pathlib import Path

import bpy

bl_info = {"name": "Copy Takes", "blender": (4, 5, 0), "category": "Sequencer"}

FOLDER = Path.home() / "takes"


def handlers():
    """The module of Animatic Gateway's handlers, wherever its extension was installed from; None where it is not."""
    for name in bpy.context.preferences.addons.keys():
        if name.rpartition(".")[2] == "animatic_gateway":
            return importlib.import_module(f"{name}.handlers")
    return None


def copy_take(take):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in (take["file"], take["sidecar"]):
        target = FOLDER / Path(path).name
        if not target.exists():
            shutil.copy2(path, target)


def register():
    found = handlers()
    if found is not None and copy_take not in found.on_take:
        found.on_take.append(copy_take)


def unregister():
    found = handlers()
    if found is not None and copy_take in found.on_take:
        found.on_take.remove(copy_take)
