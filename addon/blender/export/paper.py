# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sizes of page that a contact sheet may have."""

from __future__ import annotations

Size = tuple[float, float]
"""Millimetres, width first."""

PAGES: dict[str, tuple[str, Size]] = {
    "A4_LANDSCAPE": ("A4 Landscape", (297, 210)),
    "A4": ("A4 Portrait", (210, 297)),
    "A3_LANDSCAPE": ("A3 Landscape", (420, 297)),
    "LETTER_LANDSCAPE": ("Letter Landscape", (279.4, 215.9)),
    "LETTER": ("Letter Portrait", (215.9, 279.4)),
    "TABLOID_LANDSCAPE": ("Tabloid Landscape", (431.8, 279.4)),
    "SCREEN": ("Screen 16:9", (338.6, 190.5)),
}
SIDES = (50.0, 2000.0)
"""Millimetres that a page's side may have."""
ITEMS = [
    *((key, name, f"{size[0]:g} x {size[1]:g} mm") for key, (name, size) in PAGES.items()),
    ("OWN", "Own Size", "Width and height as given below"),
]
"""For an enumeration of Blender's."""
