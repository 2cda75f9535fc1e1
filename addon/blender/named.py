# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections by name, where each linked file may have its own "Character". Only bpy: the second Blender uses it."""

from __future__ import annotations

from typing import Any

import bpy


def collection(name: str) -> Any | None:
    """The collection of a full name, as in "Character [mia.blend]" (`name_full`); a plain name prefers the file's own.

    None where there is none."""
    found = bpy.data.collections.get(name)
    if found is not None:
        return found
    return next((one for one in bpy.data.collections if one.name_full == name), None)
