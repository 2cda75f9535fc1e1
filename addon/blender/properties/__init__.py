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

_places: dict[str, int] = {}
"""Where in its film's list each shot was when that was gone through last, by its id. Only a hint: undo, another file or
a sorting move it. With it a thousand shots are found in 20 ms, each by itself, and not in 0.4 s."""
PLACES_MAX = 20_000
"""Hints that are kept; more than those of one film, for a Blender that opens many."""


def find_member(edit: bpy.types.Scene, uuid: str) -> Any | None:
    """The cast member with this id, or None."""
    return next((member for member in film(edit).cast if member.uuid == uuid), None)


def find_shot(edit: bpy.types.Scene, uuid: str) -> Any | None:
    """The shot of a film by its id. Look it up each time: undo and loading a file move it in memory."""
    if not uuid:
        return None
    found = _at_its_place(edit, uuid)
    return found if found is not None else _searched(edit, uuid)


def _at_its_place(edit: bpy.types.Scene, uuid: str) -> Any | None:
    shots, place = film(edit).shots, _places.get(uuid, -1)
    shot = shots[place] if 0 <= place < len(shots) else None
    return shot if shot is not None and shot.uuid == uuid else None


def _searched(edit: bpy.types.Scene, uuid: str) -> Any | None:
    """Go through all shots, and note where each of them is."""
    shots = film(edit).shots
    places: dict[str, int] = {}
    for place, shot in enumerate(shots):
        places.setdefault(shot.uuid, place)
    if len(_places) > PLACES_MAX:
        _places.clear()
    _places.update(places)
    return shots[places[uuid]] if uuid in places else None


def active_take(shot: Any) -> Any | None:
    """The take that the timeline shows; None while there is none."""
    return next((take for take in shot.takes if take.id == shot.active_take), None) if shot.active_take else None


def find_edit(shot_uuid: str) -> tuple[bpy.types.Scene | None, Any | None]:
    """The edit that has a shot, and the shot; it may be any scene of the file."""
    for look in (_at_its_place, _searched) if shot_uuid else ():
        for scene in bpy.data.scenes:
            shot = look(scene, shot_uuid)
            if shot is not None:
                return scene, shot
    return None, None


def shot_names() -> dict[str, str]:
    """What the shots of all edits are called, those that were removed too, by their uuid."""
    films = [film(scene) for scene in bpy.data.scenes]
    return {shot.uuid: shot.name for one in films for shots in (one.removed, one.shots) for shot in shots}


def film(edit: bpy.types.Scene) -> Any:
    """The film settings of an edit scene."""
    return getattr(edit, ident.PROPERTY)


def tag(owner: Any) -> Any:
    """Our reference on a strip or marker."""
    return getattr(owner, ident.PROPERTY)


shot_of = attrgetter(f"{ident.PROPERTY}.shot")
"""The id of the shot on a strip or marker. In C: placing a take searches the whole timeline, 2,000 strips and more."""
role_of = attrgetter(f"{ident.PROPERTY}.role")
"""What a strip is to its shot; likewise."""


def names(listed: str) -> tuple[str, ...]:
    """The items of a comma-separated field."""
    return tuple(part for part in (part.strip() for part in listed.split(",")) if part)


def owners(edit: bpy.types.Scene) -> list[Any]:
    """All that can carry a reference of ours in an edit: its strips, inside metas too, and its markers."""
    return [*(edit.sequence_editor.strips_all if edit.sequence_editor else ()), *edit.timeline_markers]
