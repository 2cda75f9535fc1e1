# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shots are filmed in which scene: the panel of the 3D viewport shows them where board artists work."""

import time

import bpy

from .. import registry
from ..properties import film

LOOK_SECONDS = 1.0

filmed_in: dict[str, tuple[str, ...]] = {}
"""The shots, by id, that are filmed in each scene, by its name: found beside drawing."""
_next_look = 0.0


def refresh(edit: bpy.types.Scene) -> None:
    """Look which shots are filmed in which scene, when it is time."""
    global _next_look
    now = time.monotonic()
    if now < _next_look:
        return
    _next_look = now + LOOK_SECONDS
    found: dict[str, list[str]] = {}
    for shot in film(edit).shots:
        if not shot.gone and shot.scene is not None:
            found.setdefault(shot.scene.name, []).append(shot.uuid)
    filmed_in.clear()
    filmed_in.update((name, tuple(uuids)) for name, uuids in found.items())


def forget() -> None:
    """Another file is open."""
    global _next_look
    filmed_in.clear()
    _next_look = 0.0


def register() -> None:
    registry.then(forget)
