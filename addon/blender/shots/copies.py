# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copied edit scene ("Edit v2") has shots of its own: new ids, the same words, cast and takes.

Blender copies the ids along. Until they are told apart, a take that is sent from the copy would land in the original.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import bpy

from ..properties import film, tag


def separate() -> list[str]:
    """Give every scene that carries another one's shot ids ids of its own; answers the names of those scenes.

    The original is the scene that the ids were given to, told by its name then; else the older one. The same copy gets
    the same ids whenever it is looked at, so that undo in between costs no take its shot. Cheap where nothing is new.
    """
    scenes = [scene for scene in bpy.data.scenes if scene.library is None and len(film(scene).shots)]
    if all(film(scene).ids_of == scene.name for scene in scenes):
        return []
    copied = []
    taken: set[str] = set()
    for scene in sorted(scenes, key=lambda s: (film(s).ids_of != s.name, s.session_uid)):
        ids = {shot.uuid for shot in film(scene).shots}
        if ids & taken:
            _give_own(scene, {uuid: _id_of_copy(uuid, scene) for uuid in ids & taken})
            copied.append(scene.name)
        taken |= {shot.uuid for shot in film(scene).shots}
        film(scene).ids_of = scene.name
    return copied


def _id_of_copy(uuid: str, scene: bpy.types.Scene) -> str:
    return uuid5(NAMESPACE_OID, f"{uuid} {scene.name}").hex


def others_names(shot: Any) -> set[str]:
    """Names of the shots in the film's other edits. Those of which this one is a copy, and of copies of it, aside: they
    are the same shot, told in two edits."""
    edit, takes = shot.id_data, {take.id for take in shot.takes}
    names: set[str] = set()
    for scene in bpy.data.scenes:
        if scene != edit:
            names |= {other.name for other in film(scene).shots if not _are_one(shot, other, takes)}
    return names


def _are_one(shot: Any, other: Any, takes: Collection[str]) -> bool:
    copied = shot.uuid == _id_of_copy(other.uuid, shot.id_data) or other.uuid == _id_of_copy(shot.uuid, other.id_data)
    return copied or any(take.id in takes for take in other.takes)


def _give_own(scene: bpy.types.Scene, ids: Mapping[str, str]) -> None:
    for shot in film(scene).shots:
        shot.uuid = ids.get(shot.uuid, shot.uuid)
        if shot.continues in ids:
            shot.continues = ids[shot.continues]
    for owner in _owners(scene):
        mark = tag(owner)
        if mark.shot in ids:
            mark.shot = ids[mark.shot]


def _owners(scene: bpy.types.Scene) -> list[Any]:
    strips = scene.sequence_editor.strips_all if scene.sequence_editor else ()
    return [*strips, *scene.timeline_markers]


def elsewhere(scene: bpy.types.Scene, take_ids: Collection[str]) -> set[str]:
    """Those of the takes that a shot of another scene has, too: a copied edit shares its videos."""
    others = (shot for other in bpy.data.scenes if other != scene for shot in film(other).shots)
    return {take.id for shot in others for take in shot.takes if take.id in take_ids}
