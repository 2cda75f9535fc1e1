# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a shot is made of now, as digests: its camera over its range, its cast, its words.

Nothing is evaluated and the playhead stays: what an evaluation starts from is hashed, as the captures' keys do.
Main thread, never while drawing: 100,000 vertices take about 50 ms.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from ...second import named
from ..capture import continuing, key, segment
from ..edit import sources

if TYPE_CHECKING:
    from ...core.models import CastMember, MadeOf, Shot


class Present:
    """Reads shots; what several share is read once. Use one while nothing changes.

    `vertices_max`: members that are heavier are not read (their digest is ""), for where there is no time."""

    def __init__(self, vertices_max: int | None = None) -> None:
        self._vertices_max = vertices_max
        self.seen = key.Seen()
        self._files: dict[str, Any] = {}

    def of(self, shot: Shot) -> MadeOf:
        """What a shot is made of now."""
        from ...core.models import MadeOf, MemberMade
        from ...core.plans import shape

        span = (float(shot.scene_frame_start), shot.scene_frame(max(shot.frames - 1, 0)))
        camera = sources.camera_of(shot)
        return MadeOf(
            by=read_by(),
            camera=key.framed(camera, span, self.seen) if camera is not None else "",
            words=_words(shot),
            frames=shot.frames,
            shape=shape.shown(shot),
            before=_continued(shot),
            cast=tuple(
                MemberMade(uuid=m.uuid, name=m.name, digest=self._member(m, span), front=_said(m)) for m in shot.cast
            ),
        )

    def _member(self, member: CastMember, span: key.Span) -> str:
        from ...core.models import fingerprint

        if member.source_kind == "strip":
            return self._strip(member)
        if member.source_kind != "collection":
            return fingerprint([member.source_kind, member.source, self._file(member)])[: key.DIGITS]
        collection: Any = named.collection(member.source)
        if collection is None:
            return "gone"
        if self._vertices_max is not None and _vertices(collection) > self._vertices_max:
            return ""
        return key.shown(collection, span, self.seen)

    def _strip(self, member: CastMember) -> str:
        """What a strip shows from its in to its out, wherever it stands; a scene strip's whole scene."""
        found = segment.find(member.source, member.edit)
        if found is None:
            return "gone"
        if self._vertices_max is not None and found[1].type == "SCENE":
            return ""
        return segment.key(*found, ())[: key.DIGITS]

    def _file(self, member: CastMember) -> Any:
        """Size and time of a picture's or movie's file."""
        if member.source_kind not in {"image", "movie"}:
            return None
        if member.source not in self._files:
            try:
                status = os.stat(bpy.path.abspath(member.source))
                self._files[member.source] = (status.st_size, status.st_mtime_ns)
            except OSError:
                self._files[member.source] = "missing"
        return self._files[member.source]


def called_as_then(now: MadeOf, shot: Shot, then: MadeOf) -> MadeOf:
    """What a shot is made of now, its words with the cast called as they were then: a new name, which mentions follow,
    says nothing else."""
    from ...core.plans.prompt import renamed

    were = {one.uuid: one.name for one in then.cast}
    others = {m.name: were[m.uuid] for m in shot.cast if were.get(m.uuid, m.name) != m.name}
    if not others:
        return now
    names = [member.name for member in shot.cast]
    blocks: dict[str, str] = dict(shot.blocks)
    for number, name in enumerate(others):  # by a name of nobody's: two may have changed theirs with each other
        blocks = {block: renamed(text, names, name, f"_{number}_") for block, text in blocks.items()}
    for number, was in enumerate(others.values()):
        blocks = {block: renamed(text, names, f"_{number}_", was) for block, text in blocks.items()}
    words = _words(shot.model_copy(update={"blocks": shot.blocks.model_copy(update=blocks)}))
    return now.model_copy(update={"words": words})


def _words(shot: Shot) -> str:
    from ...core.models import fingerprint

    return fingerprint(shot.model_dump(mode="json", include={"blocks", "dialogue"}))[: key.DIGITS]


def _said(member: CastMember) -> str:
    """The side that the artist says is a member's face; "" where it is found, or told by an object."""
    return "" if member.front in {"auto", "object"} or member.source_kind != "collection" else member.front


def _continued(shot: Shot) -> str:
    """Of the frame that a shot begins with, of the take before; "" where it has its own, or there is no take yet."""
    if not shot.continues:
        return ""
    try:
        return continuing.frame_spec(shot, "2x2").key
    except AnimaticError:
        return ""


def read_by() -> str:
    """Which program's digests these are: another Blender has other properties, another version reads others."""
    return f"{key.VERSION} {bpy.app.version_string}"


def _vertices(collection: Any) -> int:
    return sum(len(thing.data.vertices) for thing in collection.all_objects if thing.type == "MESH")
