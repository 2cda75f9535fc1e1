# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings takes and placeholders along when their shots were trimmed or moved. What the artist moved by hand is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import bpy

from ...second import compat
from ..properties import shot_of, tag
from .channels import empty_channel, free_channel
from .selection import unselected

_FOLLOWING = ("take", "placeholder", "clip")
STEP_TOLERANCE = 1e-4
"""Of a speed: Blender keeps seven digits of it."""


class Spot(NamedTuple):
    """Where a shot is now: frames of the edit, `end` exclusive. `head`: frames of its strip's content before the first
    one; None for a marker's shot, whose content is the edit's own scene."""

    start: int
    end: int
    head: int | None = None
    step: float = 1.0
    """Frames of its scene that pass with each frame of the edit."""


class Followed(NamedTuple):
    """What was brought along, and what was left where the artist moved it: names of picture strips."""

    moved: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    retimed: tuple[str, ...] = ()
    """Ids of shots whose take must be placed anew, for it plays at another speed."""


class _Move(NamedTuple):
    """New edges of a strip, and the frame at which its content begins."""

    strip: Any
    start: int
    end: int
    content: int
    trimmed: int = 0

    def changes(self) -> bool:
        here = (*_edges(self.strip), int(compat.content_start(self.strip)))
        return here != (self.start, self.end, self.content)


def follow(edit: bpy.types.Scene, spots: Mapping[str, Spot], *, by_hand: Collection[str] = ()) -> Followed:
    """Give the takes and placeholders of shots (by id) their shots' present edges, at the same moments of each. Those
    of the shots `by_hand` even if the artist moved them. Makes no undo step; nothing changes where nothing moved."""
    if edit.sequence_editor is None:
        return Followed()
    pictures, sounds = _strips(edit, spots)
    moves: list[_Move] = []
    left: list[str] = []
    retimed: list[str] = []
    for uuid, strips in pictures.items():
        spot, forced = spots[uuid], uuid in by_hand
        astray = [strip for strip in strips if any(tag(strip).placed) and (forced or not _stayed(strip, spot))]
        for strip in astray:
            if _came_along(strip, spot):
                _note(strip, spot, 0)
            elif len(strips) > 1 or not (forced or _is_as_placed(strip)):
                left.append(strip.name)  # of one that was cut in pieces nobody can say which part goes where
            elif tag(strip).step and abs(tag(strip).step - spot.step) > STEP_TOLERANCE:
                retimed.append(uuid)
            elif (move := _moved(strip, spot)).changes():
                moves += [move, *(_along(sound, move) for sound in sounds[uuid])]
            else:
                _note(strip, spot, move.trimmed)
    _carry_out(edit, moves)
    carried = [move for move in moves if tag(move.strip).role != "sound"]
    for move in carried:
        _note(move.strip, spots[shot_of(move.strip)], move.trimmed)
    return Followed(tuple(move.strip.name for move in carried), tuple(left), tuple(retimed))


def _strips(edit: bpy.types.Scene, spots: Mapping[str, Spot]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    pictures: dict[str, list[Any]] = defaultdict(list)
    sounds: dict[str, list[Any]] = defaultdict(list)
    for strip in edit.sequence_editor.strips_all:
        uuid = shot_of(strip)
        if uuid in spots:
            role = tag(strip).role
            if role in _FOLLOWING:
                pictures[uuid].append(strip)
            elif role == "sound":
                sounds[uuid].append(strip)
    return pictures, sounds


def _edges(strip: Any) -> tuple[int, int]:
    return compat.strip_start(strip), compat.strip_end(strip)


def _stayed(strip: Any, spot: Spot) -> bool:
    mark = tag(strip)
    return (spot.start, spot.end) == tuple(mark.placed)[2:] and not _head_moved(strip, spot)


def _head_moved(strip: Any, spot: Spot) -> bool:
    """Whether the shot begins elsewhere in its strip. Not known of markers, and of takes that a version placed
    which did not write it down."""
    return _knows_head(strip, spot) and spot.head != tag(strip).shot_head


def _knows_head(strip: Any, spot: Spot) -> bool:
    return spot.head is not None and bool(tag(strip).step)


def _is_as_placed(strip: Any) -> bool:
    return _edges(strip) == tuple(tag(strip).placed)[:2]


def _came_along(strip: Any, spot: Spot) -> bool:
    """Whether the artist moved the strip together with its shot's own."""
    start, end, shot_start, shot_end = tag(strip).placed
    here = _edges(strip)
    by = spot.start - shot_start
    whole = spot.end - shot_end == by and not _head_moved(strip, spot)
    return whole and bool(by) and (here[0] - start, here[1] - end) == (by, by)


def _moved(strip: Any, spot: Spot) -> _Move:
    """The strip over its shot. A take that was shorter than its shot stays as short as it is."""
    mark = tag(strip)
    _, end, shot_start, shot_end = mark.placed
    if spot.head is not None and _knows_head(strip, spot):
        trimmed = spot.head - mark.shot_head
    else:  # a marker's: what it begins stays where it is if only one of its ends moved
        trimmed = spot.start - shot_start if spot.end == shot_end else 0
    if mark.role == "placeholder":
        return _Move(strip, spot.start, spot.end, spot.start, trimmed)
    before = compat.strip_start(strip) - int(compat.content_start(strip)) if _is_as_placed(strip) else mark.head
    content = spot.start - before - trimmed
    ends = spot.end
    if end < shot_end:
        ends = max(min(spot.end, content + compat.content_duration(strip)), spot.start + 1)
    return _Move(strip, spot.start, ends, content, trimmed)


def _along(sound: Any, picture: _Move) -> _Move:
    """A take's sound, which may begin earlier or end later than its picture. It was left where it was, or moved along:
    it goes by the picture as it was placed or as it stands, whichever the two are more in sync by."""
    mark, here = tag(picture.strip), _edges(picture.strip)
    plays = int(compat.content_start(sound))
    ways = [(int(compat.content_start(picture.strip)), here)]
    if not _is_as_placed(picture.strip):
        ways.append((mark.placed[0] - mark.head, tuple(mark.placed)[:2]))
    begins, (before, after) = min(ways, key=lambda way: abs(plays - way[0]))
    start, end = _edges(sound)
    start, end = picture.start + start - before, picture.end + end - after
    return _Move(sound, start, max(end, start + 1), picture.content + plays - begins)


def _carry_out(edit: bpy.types.Scene, moves: list[_Move]) -> None:
    """All are lifted first, for shots change places; then each finds its edges on an empty channel, where Blender
    pushes it nowhere, and goes back to its own channel, or the next free one."""
    if not moves:
        return
    editor = edit.sequence_editor
    with unselected(edit):
        lifted = [(move, move.strip.channel) for move in moves]
        waiting = empty_channel(editor)
        for move, _ in lifted:
            move.strip.channel = waiting
        working = empty_channel(editor)
        for move, channel in lifted:
            move.strip.channel = working
            _reshape(move)
            meta = move.strip.parent_meta()
            container = editor.strips if meta is None else meta.strips
            move.strip.channel = free_channel(edit, container, move.start, move.end, channel, [move.strip])


def _reshape(move: _Move) -> None:
    strip = move.strip
    compat.set_content_start(strip, move.content)
    if move.end > compat.strip_start(strip):
        compat.set_strip_end(strip, move.end)
        compat.set_strip_start(strip, move.start)
    else:
        compat.set_strip_start(strip, move.start)
        compat.set_strip_end(strip, move.end)


def _note(strip: Any, spot: Spot, trimmed: int) -> None:
    """Remember where the strip stands now, and where its shot is."""
    mark = tag(strip)
    mark.placed = (*_edges(strip), spot.start, spot.end)
    if _knows_head(strip, spot):
        mark.shot_head = spot.head
    mark.head += trimmed
    mark.trimmed += trimmed
