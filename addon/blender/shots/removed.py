# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shots that were taken off the list although they have takes: kept aside, words and all, until wanted back."""

from __future__ import annotations

from typing import Any

import bpy

from ..engine.view import current as view
from ..properties import film, owners, tag
from . import build, renaming
from .naming import unlike


def remove(edit: bpy.types.Scene, shot: Any) -> None:
    """Take a shot off the list. One with takes is kept aside; strips stay in the edit, videos on disk."""
    if len(shot.takes):
        with renaming.silent():
            _copy(shot, film(edit).removed.add())
    build.remove_shot(edit, shot.uuid)
    view.look_again = True


def bring_back(edit: bpy.types.Scene, uuid: str) -> str:
    """Put a removed shot on the list again, in the place of one without takes that was built from the same strip or
    marker since. Answers its name; empty where there is none of this id."""
    settings = film(edit)
    number = next((n for n, shot in enumerate(settings.removed) if shot.uuid == uuid), None)
    if number is None:
        return ""
    kept = settings.removed[number]
    twin = build.stand_in(edit, kept)
    if twin is not None:
        _hand_over(edit, twin.uuid, uuid)
        settings.shots.remove(next(n for n, shot in enumerate(settings.shots) if shot.uuid == twin.uuid))
    else:
        _tag_owner(edit, kept)
    shot = settings.shots.add()
    with renaming.silent():
        _copy(kept, shot)
        shot.name = unlike(shot.name, {other.name for other in settings.shots if other.uuid != uuid})
    name = str(shot.name)
    settings.removed.remove(number)
    build.build_shots(edit)
    view.look_again = True
    return name


def _hand_over(edit: bpy.types.Scene, old: str, new: str) -> None:
    for owner in owners(edit):
        if tag(owner).shot == old:
            tag(owner).shot = new


def _tag_owner(edit: bpy.types.Scene, kept: Any) -> None:
    """Let the strip or marker that a removed shot was built from, if it is still nobody's, be its own again."""
    of_strip = kept.origin in {"strip", "scene_strip"}
    for owner in owners(edit):
        if owner.name == kept.source_name and not tag(owner).shot and hasattr(tag(owner), "role") == of_strip:
            tag(owner).shot = kept.uuid
            if of_strip:
                tag(owner).role = "source"
            return


def _copy(source: Any, target: Any) -> None:
    """All properties of a group, those of the groups inside it too."""
    for prop in source.bl_rna.properties:
        name = prop.identifier
        if name in {"rna_type", "name"} and prop.is_readonly:
            continue
        value = getattr(source, name)
        if prop.type == "COLLECTION":
            target_items = getattr(target, name)
            target_items.clear()
            for item in value:
                _copy(item, target_items.add())
        elif prop.type == "POINTER" and isinstance(value, bpy.types.PropertyGroup):
            _copy(value, getattr(target, name))
        elif not prop.is_readonly and not prop.is_skip_save and value != getattr(target, name):
            setattr(target, name, value)
