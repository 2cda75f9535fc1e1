# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boards: a folder of pictures in the order in which people number them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

PICTURES = frozenset(".png .jpg .jpeg .tif .tiff .webp .bmp .exr .hdr .tga .psd .gif .jp2 .dpx".split())
"""What Blender's image strips open; of the others an animatic has none."""

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Board:
    """One picture and the name that it gives its shot."""

    file: str
    name: str


def boards(files: Iterable[str]) -> tuple[Board, ...]:
    """The pictures among file names, in order: 1, 1a, 2, 10. Hidden files are none."""
    found = [file for file in files if is_picture(file)]
    return tuple(Board(file, PurePath(file).stem) for file in sorted(found, key=lambda f: order(PurePath(f).stem)))


def is_picture(file: str) -> bool:
    path = PurePath(file)
    return path.suffix.lower() in PICTURES and not path.name.startswith(".")


def order(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """What sorts names as people count: numbers by their value, letters without case and accents' codes, and separators
    like "shot 2", "shot_2" and "shot-2" alike. The name itself decides between equals ("01" and "1")."""
    text = re.sub(r"[\s_\-.]+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()
    parts = [part.strip() for part in _NUMBER.split(text)]
    # A number sorts before a letter, and an end before both: 1, 1 2, 1a, 2.
    key = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)
    return key, name
