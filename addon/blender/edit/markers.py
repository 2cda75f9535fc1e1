# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Markers as shots, each until the next one that begins a shot; and the whole range of an edit that has none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

import bpy

from ..properties import shot_of, tag
from .source import Cameras, Source, brings, first_of_each_frame


def of_tagged(edit: bpy.types.Scene, cameras: Cameras) -> Iterator[Source]:
    """A marker that lost its camera goes on as a shot, to the next one that begins a shot. One that was moved onto the
    frame of another begins none."""
    marks = cameras.bound(edit)
    taken = {mark.frame for mark in marks}
    others = first_of_each_frame(m for m in edit.timeline_markers if shot_of(m) and m.frame not in taken)
    yield from of_markers(edit, [mark for mark in marks if shot_of(mark)], cameras, bound=True)
    yield from of_markers(edit, others, cameras, bound=False)


def begins(edit: bpy.types.Scene, mark: Any) -> bool:
    """Whether a shot begins at a marker: not where another on its frame comes first."""
    there = [m for m in edit.timeline_markers if m.frame == mark.frame]
    first = next((m for m in there if brings(m)), None) or next(m for m in there if shot_of(m))
    return bool(first == mark)


def between_markers(edit: bpy.types.Scene, cameras: Cameras, *, bound: bool) -> Iterator[Source]:
    """From each marker (`bound`: each that brings a camera) to the next that begins a shot or the range's end, within
    the range. Of several on one frame the first of Blender's list, as for its cameras."""
    marks = cameras.bound(edit) if bound else first_of_each_frame(edit.timeline_markers)
    return of_markers(edit, marks, cameras, bound=bound)


def tagged_at(edit: bpy.types.Scene, frame: int) -> set[str]:
    """Ids of the shots that may go on at a frame: those of the last markers up to it that carry one."""
    marks = [(mark.frame, mark) for mark in edit.timeline_markers if mark.frame <= frame]
    last = max((at for at, mark in marks if shot_of(mark)), default=None)
    return {shot_of(mark) for at, mark in marks if at == last} - {""}


def of_markers(edit: bpy.types.Scene, marks: Iterable[Any], cameras: Cameras, *, bound: bool) -> Iterator[Source]:
    marks = list(marks)
    ends = _ends(edit, cameras) if marks else []
    for mark in marks:
        after = bisect_right(ends, mark.frame)
        following = ends[after] if after < len(ends) else edit.frame_end + 1
        source = _of_marker(edit, mark, following, cameras, bound=bound)
        if source:
            yield source


def _ends(edit: bpy.types.Scene, cameras: Cameras) -> list[int]:
    """Frames at which the shots of markers end: where some bring cameras, those and the ones that are shots already,
    for one may have lost its camera; else all."""
    only = bool(cameras.bound(edit))
    return sorted({int(m.frame) for m in edit.timeline_markers if not only or brings(m) or shot_of(m)})


def _of_marker(edit: bpy.types.Scene, mark: Any, following: int, cameras: Cameras, *, bound: bool) -> Source | None:
    """The shot from a marker to the `following` frame; None when nothing of it lies within the range."""
    start, end = max(mark.frame, edit.frame_start), min(following, edit.frame_end + 1)
    if end <= start:
        return None
    camera = mark.camera if bound else cameras.at(edit, start)
    return Source(
        uuid=tag(mark).shot,
        origin="camera_marker" if bound else "marker",
        start=start,
        end=end,
        filmed=edit if camera else None,
        eye=camera,
        scene_frame_start=start,
        name=mark.name,
        owner=mark,
    )


def whole(edit: bpy.types.Scene, cameras: Cameras) -> Source:
    camera = cameras.at(edit, edit.frame_start)
    return Source(
        uuid="",
        origin="range",
        start=edit.frame_start,
        end=edit.frame_end + 1,
        filmed=edit if camera else None,
        eye=camera,
        scene_frame_start=edit.frame_start,
    )
