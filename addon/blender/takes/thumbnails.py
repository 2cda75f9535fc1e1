# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures of takes. Asking for one opens no file: Blender reads it in the background when it is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews

from .. import registry

_previews: Any = None


def icon(take_id: str, file: Path, *, is_movie: bool = True) -> int:
    """The icon of a take's video, or of anything else that goes by an id; 0 where there is none."""
    if _previews is None or not take_id:
        return 0
    if take_id not in _previews:
        from ...core.files import door

        if door.exists(file) and not door.is_file(file):  # a link, say, in a film's folder: Blender would follow it
            return 0
        _previews.load(take_id, str(file), "MOVIE" if is_movie else "IMAGE")
    return int(_previews[take_id].icon_id)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    """256 x 256 pixels each: those of another film are let go."""
    if _previews is not None:
        _previews.clear()


def register() -> None:
    global _previews
    _previews = bpy.utils.previews.new()
    registry.then(_take_away)
    registry.handler("load_post", _film_opened)


def _take_away() -> None:
    global _previews
    bpy.utils.previews.remove(_previews)
    _previews = None
