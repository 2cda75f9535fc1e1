# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to film for a member of the cast: a turntable, a still sheet, or a strip from its in to its out. Main thread."""

from __future__ import annotations

import mimetypes
import os
from typing import Any
from urllib.parse import urlsplit

import bpy

from ...core.errors import UserError
from ...core.models import CaptureKind, CaptureSpec, CastMember, MediaKind, Rate
from ...second import named, voice
from . import key, segment, specs

SHEET_SIZE = (1920, 1080)
"""Three pictures of 640 x 1080 side by side; models take sides of up to 5,000 pixels."""


def spec_of(member: CastMember, scene: bpy.types.Scene, seen: key.Seen | None = None) -> CaptureSpec | None:
    """What to film for a member; None for one that is a file or an address as it is.

    `scene` is where a collection is filmed. Raises UserError for what cannot be filmed."""
    if member.source_kind == "collection":
        return _of_collection(member, scene, seen)
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


def _of_collection(member: CastMember, scene: Any, seen: key.Seen | None) -> CaptureSpec:
    collection = named.collection(member.source)
    if collection is None:
        raise UserError(
            f"The collection of {member.name} is gone.", "Choose it in the cast.", code="collection_missing"
        )
    start = specs.first_seen(collection, scene.frame_start) if member.first_frame is None else member.first_frame
    if member.form == "sheet":
        return _sheet(member, collection, scene, start, seen)
    return specs.turntable_spec(
        member.name,
        collection,
        scene,
        seconds=member.seconds,
        start=start,
        voice=_voice(member),
        voice_scene=member.edit if member.voice else "",
        filmed=_filmed(member),
        seen=seen,
    )


def _sheet(member: CastMember, collection: Any, scene: Any, start: int, seen: key.Seen | None) -> CaptureSpec:
    specs.require_shown(member.name, collection)
    width, height = SHEET_SIZE
    filmed = _filmed(member)
    return CaptureSpec(
        kind=CaptureKind.SHEET,
        key=key.of_collection(collection, (start, start), ("sheet", start, width, height, *filmed.settings), seen),
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
