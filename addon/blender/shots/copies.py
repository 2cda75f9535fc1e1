# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies have shots of their own: those in a copied edit scene ("Edit v2"), with the same words, cast and takes; what
was made of a duplicated strip or marker, and of the parts of a cut one, with the same words and cast.

Blender copies the ids along. Until they are told apart, a take that is sent from the copy would land in the original.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, uuid4, uuid5

import bpy

from ...second import compat
from .. import timeline
from ..edit import sources
from ..edit.source import Cameras, Source
from ..properties import film, owners, tag


def separate_scenes() -> list[str]:
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
    for owner in owners(scene):
        mark = tag(owner)
        if mark.shot in ids:
            mark.shot = ids[mark.shot]


def elsewhere(scene: bpy.types.Scene, take_ids: Collection[str]) -> set[str]:
    """Those of the takes that a shot of another scene has, too: a copied edit shares its videos."""
    others = (shot for other in bpy.data.scenes if other != scene for shot in film(other).shots)
    return {take.id for shot in others for take in shot.takes if take.id in take_ids}


class Copy(NamedTuple):
    """A strip or marker that carried a shot's id twice: it is shot `uuid` from now on, made from shot `original`."""

    uuid: str
    original: str
    cut: bool
    first: bool
    """Of a cut: whether the original shot is the earlier half."""


def separating_strips(edit: bpy.types.Scene) -> Generator[None, None, dict[str, Copy]]:
    """Give every strip and marker that shares its shot's id with another one an id of its own, but the original. In
    steps, to be done to their end while nothing else edits.

    The original is the one that still covers most of the shot as it was last read: the longer half of a cut strip, the
    strip that a duplicate was made of.
    """
    known = {shot.uuid: shot for shot in film(edit).shots}
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in (yield from sources.tagging(edit, Cameras())):
        groups[source.uuid].append(source)
    copies: dict[str, Copy] = {}
    for uuid, group in groups.items():
        if len(group) == 1 or uuid not in known:
            continue
        yield
        shot = known[uuid]
        original = max(
            group,
            key=lambda s: (
                max(s.overlap(shot.frame_start, shot.frame_end), 0),
                s.end - s.start,
                s.name == shot.source_name,
                -s.start,
            ),
        )
        for source in group:
            if source is not original:
                cut = _is_cut(original, source) or _are_parts(group, shot)
                first = (original.head, original.start) < (source.head, source.start)
                copy = Copy(uuid4().hex, uuid, cut, first)
                copies[copy.uuid] = copy
                tag(source.owner).shot = copy.uuid
                _hand_over(edit, original, source, copy)
    return copies


def _is_cut(one: Source, other: Source) -> bool:
    """Whether two strips show different parts of the same content."""
    if one.origin not in {"strip", "scene_strip"}:
        return False
    first, last = sorted((one, other), key=lambda s: s.head)
    return first.head + (first.end - first.start) <= last.head


def _are_parts(group: Sequence[Source], shot: Any) -> bool:
    """Whether strips share the frames of the shot that they carry: cut effect strips, whose content does not tell."""
    parts = sorted(group, key=lambda s: s.start)
    inside = shot.frame_start <= parts[0].start and parts[-1].end <= shot.frame_end
    apart = all(a.end <= b.start for a, b in pairwise(parts))
    return inside and apart and {s.origin for s in group} <= {"strip", "scene_strip"}


def _hand_over(edit: bpy.types.Scene, original: Source, source: Source, copy: Copy) -> None:
    """Take strips that were cut or duplicated along with their shot's strip go with it, so that a new take replaces
    the right one."""
    for strip in timeline.find_strips(edit, original.uuid):
        start, end = compat.strip_start(strip), compat.strip_end(strip)
        inside = source.start <= start and end <= source.end
        if inside and not (original.start <= start and end <= original.end):
            tag(strip).shot = copy.uuid


def with_copies(edit: bpy.types.Scene, found: Sequence[Source], copies: dict[str, Copy]) -> sources.Sources:
    """The sources that were read, and every separated copy even if it was not selected, in steps."""
    if not copies:
        return list(found)
    read = {source.uuid for source in found}
    tagged = yield from sources.tagging(edit, Cameras())
    missing = [s for s in tagged if s.uuid in copies and s.uuid not in read]
    return sorted([*found, *missing], key=lambda s: (s.start, s.end))


def told(edit: bpy.types.Scene, copies: dict[str, Copy]) -> Iterable[str]:
    """A sentence for each cut shot, and for each duplicated one."""
    if not copies:
        return
    shots = {shot.uuid: shot for shot in film(edit).shots}
    parts: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies.values():
        if copy.cut:
            parts[copy.original].append(copy)
        else:
            yield f"{shots[copy.uuid].name} is a copy of {shots[copy.original].name}: same words and cast, no takes."
    for uuid, cut in parts.items():
        yield _told_cut(shots[uuid], sorted(shots[copy.uuid].name for copy in cut), cut)


def _told_cut(original: Any, others: Sequence[str], cut: Sequence[Copy]) -> str:
    takes = "its takes stay on" if original.takes else "it is now"
    span = f"frames {original.frame_start} to {original.frame_end - 1}"
    if len(others) == 1:
        half = "first" if cut[0].first else "second"
        return f"{original.name} was cut: {takes} the {half} part ({span}), the other part is {others[0]}."
    names = f"{', '.join(others[:-1])} and {others[-1]}"
    return f"{original.name} was cut: {takes} {span}, the other parts are {names}."
