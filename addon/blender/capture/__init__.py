# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the second Blender is to film, told from the artist's Blender: specs, keys, copies, and the run itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

put_aside: list[Callable[[], AbstractContextManager[None]]] = []
"""What keeps out of a copy (`copy.py`) what the film has for a look only; each is entered while it is written. It
stands here because enabling adds to it, and is not to load what writes copies."""
