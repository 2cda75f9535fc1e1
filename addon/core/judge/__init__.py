# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a take follows the planned camera: planned image motion against measured, told in words. numpy alone.

Everything is measured in pixels of a picture of 320 x 180 (other shapes: of the same diagonal), x to the right and y
up from the picture's centre, whatever the size of the files. Advice, never a gate.
"""
