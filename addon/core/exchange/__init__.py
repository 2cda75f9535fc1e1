# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Into the edit and out of it: other editors' formats, shot lists, screenplays, boards. One file a format; no bpy.

Standard library only, and every format is loaded by whoever needs it: nothing here costs time when Blender starts.
"""
