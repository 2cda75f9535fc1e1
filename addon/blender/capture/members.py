# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to film for a member of the cast: a turntable, a still sheet, or a strip from its in to its out. Main thread."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import bpy
from mathutils import Vector

from ...core.errors import UserError
from ...core.models import CaptureKind, CaptureSpec, CastMember, MediaKind, Rate, fingerprint
from ...second import named
from ...second.figures import voice
from ...second.figures.called import is_head
from . import key, segment, specs

UPRIGHT = 1.1
"""Height over width of whoever has head and shoulders."""
SHEET_SIZE = (1920, 1080)
"""Three pictures of 640 x 1080 side by side; models take sides of up to 5,000 pixels."""


VIEWS_SIZE = (540, 320)
CLOSE_UP_SIZE = (1024, 1024)


def spec_of(
    member: CastMember, scene: bpy.types.Scene, seen: key.Seen | None = None, *, begins: int | None = None
) -> CaptureSpec | None:
    """What to film for a member; None for one that is a file or an address as it is.

    `scene` is where a collection is filmed, `begins` where in it the shot begins whose light is wanted. Raises
    UserError for what cannot be filmed."""
    if member.source_kind == "collection":
        return _of_collection(member, scene, seen, begins)
    if member.source_kind == "strip":
        return _of_strip(member)
    return None


def kind_of(member: CastMember) -> MediaKind:
    """Whether a member's reference is a picture or a clip; no file is read, nothing has to be filmed yet.

    An address is what its path ends in, as the provider decides it."""
    if member.source_kind == "collection":
        return MediaKind.IMAGE if member.form == "sheet" else MediaKind.VIDEO
    if member.source_kind in ("image", "movie"):
        return MediaKind.VIDEO if member.source_kind == "movie" else MediaKind.IMAGE
    if member.source_kind == "strip":
        found = segment.find(member.source, member.edit)
        source = segment.whole_file(found[1]) if found is not None else ""
        if not source:  # a part of it, which is filmed
            return MediaKind.VIDEO
    else:
        source = urlsplit(member.source).path
    media_type = mimetypes.guess_type(source)[0] or ""
    return MediaKind.VIDEO if media_type.startswith("video/") else MediaKind.IMAGE


def close_up_of(member: CastMember, scene: bpy.types.Scene, seen: key.Seen | None = None) -> CaptureSpec:
    """The picture of a member's head and shoulders. Raises as `spec_of` does."""
    collection = _collection(member)
    spec = _picture(
        member, CaptureKind.CLOSE_UP, collection, scene, CLOSE_UP_SIZE, _start(member, collection, scene), seen
    )
    return spec.model_copy(update={"name": f"{member.name} (close-up)"})


def views_of(member: CastMember, scene: bpy.types.Scene, seen: key.Seen | None = None) -> CaptureSpec:
    """Small views of front, three quarter and profile for the panel alone, of as much of its action as its reference is
    filmed of: the way that somebody goes says where the face is. Raises as `spec_of` does."""
    form = "sheet" if member.form == "sheet" else "turntable"
    quick = member.model_copy(update={"film_with": "workbench", "form": form, "voice": ""})
    whole = _of_collection(quick, scene, seen, None)
    width, height = VIEWS_SIZE
    named_by = fingerprint(["views", whole.key, width, height])
    drawn = {"kind": CaptureKind.SHEET, "key": named_by, "width": width, "height": height}
    return whole.model_copy(update={**drawn, "name": called_views(member.name)})


def called_views(name: str) -> str:
    """What the views of a member go by in the store."""
    return f"{name}, views"


def has_head(member: CastMember) -> bool:
    """Whether a member has something that a close-up is of: a bone or part of that name, or an upright shape."""
    collection = named.collection(member.source) if member.source_kind == "collection" else None
    if collection is None:
        return False
    return has_head_part(collection) or _stands(list(named.within(collection)))


def has_head_part(collection: Any) -> bool:
    """Whether a bone or a part of a collection, or of what it instances, is called a head."""
    things = list(named.within(collection))
    outside = {m.object for thing in things for m in thing.modifiers if m.type == "ARMATURE" and m.object is not None}
    bones = [bone.name for rig in {*things, *outside} if rig.type == "ARMATURE" for bone in rig.data.bones]
    return any(is_head(name) for name in (*bones, *(thing.name for thing in things)))


def _stands(things: Iterable[Any]) -> bool:
    """Whether a shape is higher than it is wide, as far as the boxes around its parts tell."""
    corners = [
        t.matrix_world @ Vector(c) for t in things if key.renders(t) and t.type in key.SHOWN for c in t.bound_box
    ]
    if not corners:
        return False
    wide, deep, high = (max(axis) - min(axis) for axis in zip(*corners, strict=True))
    return bool(high > UPRIGHT * max(wide, deep))


def _collection(member: CastMember) -> Any:
    collection = named.collection(member.source)
    if collection is None:
        raise UserError(
            f"The collection of {member.name} is gone.", "Choose it in the cast.", code="collection_missing"
        )
    return collection


def _start(member: CastMember, collection: Any, scene: Any) -> int:
    if member.first_frame is not None:
        return member.first_frame
    return specs.first_seen(collection, scene.frame_start)


def _of_collection(member: CastMember, scene: Any, seen: key.Seen | None, begins: int | None) -> CaptureSpec:
    collection = _collection(member)
    start = _start(member, collection, scene)
    if member.form == "sheet":
        return _picture(member, CaptureKind.SHEET, collection, scene, SHEET_SIZE, start, seen)
    if member.form == "scene" and begins is not None and member.first_frame is None:
        start = begins
    table = specs.Turntable(
        seconds=member.seconds,
        start=start,
        voice=_voice(member),
        voice_scene=member.edit if member.voice else "",
        filmed=_filmed(member),
        lit=member.form == "scene",
    )
    return specs.turntable_spec(member.name, collection, scene, table, seen=seen)


def _picture(
    member: CastMember,
    kind: CaptureKind,
    collection: Any,
    scene: Any,
    size: tuple[int, int],
    start: int,
    seen: key.Seen | None,
) -> CaptureSpec:
    """A still of a character at one moment."""
    specs.require_shown(member.name, collection)
    width, height = size
    filmed = _filmed(member)
    settings = (kind.value, start, width, height, *filmed.settings, *specs.without(collection, scene))
    return CaptureSpec(
        kind=kind,
        key=key.of_collection(collection, (start, start), settings, seen),
        name=member.name,
        scene=scene.name_full,
        collection=collection.name_full,
        front=filmed.front,
        front_object=filmed.front_object,
        film_with=filmed.film_with,
        frame_start=start,
        frame_end=start + 1,
        width=width,
        height=height,
    )


def _filmed(member: CastMember) -> specs.Filmed:
    return specs.Filmed(member.front, member.front_object, member.film_with)


def _voice(member: CastMember) -> tuple[Any, ...]:
    """The name of the sound strip, and what its sound is: file, size, time, in and out."""
    if not member.voice:
        return ()
    strip = voice.find(member.voice, member.edit)
    if strip is None or not os.path.isfile(voice.file_of(strip)):
        raise UserError(
            f"The voice of {member.name} is missing: {member.voice}.",
            "Choose another sound strip in the cast, or none.",
            code="voice_missing",
        )
    return (member.voice, *voice.heard(strip))


def _of_strip(member: CastMember) -> CaptureSpec | None:
    found = segment.find(member.source, member.edit)
    if found is None:
        raise UserError(f"The strip of {member.name} is gone.", "Choose another one in the cast.", code="strip_missing")
    scene, strip = found
    if segment.whole_file(strip):
        return None
    render = scene.render
    start, end = segment.span(strip)
    width, height = specs.within(render.resolution_x, render.resolution_y)
    return CaptureSpec(
        kind=CaptureKind.SEGMENT,
        key=segment.key(scene, strip, ("segment", width, height)),
        name=member.name,
        scene=scene.name_full,
        strip=strip.name,
        frame_start=start,
        frame_end=end,
        rate=Rate(fps=render.fps, base=round(render.fps_base, 6)),
        width=width,
        height=height,
    )
