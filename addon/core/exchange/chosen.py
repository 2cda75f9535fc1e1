# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that a person chose to read: whole, a regular one, of a bounded size."""

from __future__ import annotations

from pathlib import Path

from ..files import door
from .timeline import ExchangeError

MOST_BYTES = 128 * 1024**2
"""Of an edit, a list, a screenplay: a hundred times the largest that was seen."""


def read(path: Path) -> bytes:
    """The file's bytes. Raises ExchangeError for one beyond all measure, UnsafeFile, or OSError."""
    with door.open_media(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ExchangeError(f"{path.name} is larger than any edit or list.", "Choose the file that you exported.")
    return content
