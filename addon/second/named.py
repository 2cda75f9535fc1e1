# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections and scenes by name, where each linked file may have its own "Character" and its own "Scene".

Only bpy: the second Blender uses it too."""

from __future__ import annotations

from typing import Any

import bpy


def collection(name: str) -> Any | None:
    """The collection of a full name, as in "Character [mia.blend]" (`name_full`); a plain name prefers the file's own.

    None where there is none."""
    return _find(bpy.data.collections, name)


def scene(name: str) -> Any | None:
    """The scene of a full name, likewise."""
    return _find(bpy.data.scenes, name)


def _find(blocks: Any, name: str) -> Any | None:
    return blocks.get(name) or next((block for block in blocks if block.name_full == name), None)
