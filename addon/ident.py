# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names the extension goes by: its package (which Blender chooses), its properties, its command."""

# `bl_ext.<repository>.animatic_gateway` when installed, `addon` from a source checkout.
PACKAGE: str = __package__ or "addon"

PROPERTY = "animatic"
"""The pointers on bpy types: Scene.animatic, Strip.animatic. Classes begin with ANIMATIC."""
COMMAND = "animatic"
"""On the command line: `blender FILM --command animatic`, scripts/animatic.py."""
FILM_FOLDER_SUFFIX = ".animatic"
