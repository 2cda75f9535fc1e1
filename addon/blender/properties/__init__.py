# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the .blend keeps, found: the film of an edit, its shots and takes, what a strip or marker belongs to.

`shot.py` has shots, their words and takes; `cast.py` who plays; `scene.py` the film and its strips' marks. What can be
chosen of stands in `choices.py`. `blender/values.py` makes core values of these and back. Nothing secret is kept here.
"""

from operator import attrgetter
from typing import Any

import bpy

from ... import ident


def find_shot(edit: bpy.types.Scene, uuid: str) -> Any | None:
    """The shot of a film by its id. Look it up each time: undo and loading a file move it in memory."""
    return next((shot for shot in film(edit).shots if shot.uuid == uuid), None) if uuid else None


def active_take(shot: Any) -> Any | None:
    """The take that the timeline shows; None while there is none."""
    return next((take for take in shot.takes if take.id == shot.active_take), None) if shot.active_take else None


def find_edit(shot_uuid: str) -> tuple[bpy.types.Scene | None, Any | None]:
    """The edit that has a shot, and the shot; it may be any scene of the file."""
    for scene in bpy.data.scenes:
        shot = find_shot(scene, shot_uuid)
        if shot is not None:
            return scene, shot
    return None, None


def film(edit: bpy.types.Scene) -> Any:
    """The film settings of an edit scene."""
    return getattr(edit, ident.PROPERTY)


def tag(owner: Any) -> Any:
    """Our reference on a strip or marker."""
    return getattr(owner, ident.PROPERTY)


shot_of = attrgetter(f"{ident.PROPERTY}.shot")
"""The id of the shot on a strip or marker. In C: placing a take searches the whole timeline, 2,000 strips and more."""


def names(listed: str) -> tuple[str, ...]:
    """The items of a comma-separated field."""
    return tuple(part for part in (part.strip() for part in listed.split(",")) if part)


def owners(edit: bpy.types.Scene) -> list[Any]:
    """All that can carry a reference of ours in an edit: its strips, inside metas too, and its markers."""
    return [*(edit.sequence_editor.strips_all if edit.sequence_editor else ()), *edit.timeline_markers]
