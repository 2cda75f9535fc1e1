# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are made again and again and never overwritten: film_v001.otio, film_v002.otio."""

from __future__ import annotations

import re
from pathlib import Path

from . import door
from .content import rename_new, write_atomic
from .disk import FileError
from .names import safe_name, ulid

ATTEMPTS = 20
"""Names that are tried while another program takes each."""


def next_version(folder: Path, stem: str, suffix: str) -> Path:
    """The first name of its kind that is above every one in the folder, whatever its ending. Raises FileError."""
    stem = safe_name(stem)
    names = door.names(folder)
    pattern = re.compile(rf"{re.escape(stem)}_v(\d+)\.\w+", re.IGNORECASE)
    numbers = [int(match[1]) for match in map(pattern.fullmatch, names) if match]
    return folder / f"{stem}_v{max(numbers, default=0) + 1:03d}{suffix}"


def write_version(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """Write `data` whole under the next name; answers the file. Raises FileError."""
    for _ in range(ATTEMPTS):
        target = next_version(folder, stem, suffix)
        try:
            write_new(target, data)
        except FileError as error:
            if error.code == "file_exists":
                continue
            raise
        return target
    raise FileError(f"{folder.name} fills faster than it can be written to.", "Try again.")


def write_new(target: Path, data: bytes) -> None:
    """Write a file whole, never over another one. Raises FileError, "file_exists" where the name is taken."""
    part = target.with_name(f".{ulid()}.part")
    write_atomic(part, data)
    try:
        rename_new(part, target)
    except FileError as error:
        door.remove(part)
        if error.code == "file_exists":
            raise FileError(f"{target.name} exists already.", "Choose another name.", code="file_exists") from error
        raise
