# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaving Blender with the result: the contact sheet and the edit as one movie, made in a second Blender."""
