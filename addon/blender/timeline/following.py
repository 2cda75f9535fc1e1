# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings takes and placeholders along when their shots were trimmed or moved. What the artist moved by hand is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Generator, Mapping
from typing import Any, NamedTuple

import bpy

from ...second import compat
from ..properties import shot_of, tag
from .channels import Room, empty_channel, free_channel

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
    """New edges of a strip, and the frame at which its content begins. By its name: between two steps the artist may
    remove it."""

    name: str
    start: int
    end: int
    content: int
    trimmed: int = 0

    def changes(self, strip: Any) -> bool:
        here = (*_edges(strip), int(compat.content_start(strip)))
        return here != (self.start, self.end, self.content)


class _Going(NamedTuple):
    """A take that goes to its shot, its picture first, and then its sounds."""

    uuid: str
    moves: tuple[_Move, ...]
    by: int
    """Frames by which it goes: later ones first where that is to the right, so that each finds its new place free."""

    @property
    def order(self) -> tuple[bool, int]:
        return self.by < 0, -self.moves[0].start if self.by > 0 else self.moves[0].start


Following = Generator[None, None, Followed]


def bringing_along(edit: bpy.types.Scene, spots: Mapping[str, Spot], *, by_hand: Collection[str] = ()) -> Following:
    """Give the takes and placeholders of shots (by id) their shots' present edges, at the same moments of each. Those
    of the shots `by_hand` even if the artist moved them. Makes no undo step; nothing changes where nothing moved.

    A take at a step. Nobody else may move strips meanwhile; after an undo or another file it must not go on."""
    if edit.sequence_editor is None:
        return Followed()
    going, left, retimed = _looked(edit, spots, by_hand)
    yield
    moved: list[str] = []
    astray: list[tuple[str, int]] = []
    room = _Rooms(edit)
    for one in sorted(going, key=lambda one: one.order):
        strip = _strip(edit, one.moves[0].name)
        for move in one.moves:
            astray += _carry(edit, move, room)
        if strip is not None:
            _note(strip, spots[one.uuid], one.moves[0].trimmed)
            moved.append(strip.name)
        yield
    for name, channel in astray:  # what was in their way went its own way since
        _settle(edit, name, channel)
        yield
    return Followed(tuple(moved), tuple(left), tuple(retimed))


def _looked(
    edit: bpy.types.Scene, spots: Mapping[str, Spot], by_hand: Collection[str]
) -> tuple[list[_Going], list[str], list[str]]:
    """What goes where, what is left where the artist moved it, and whose take is placed anew."""
    pictures, sounds = _strips(edit, spots)
    going: list[_Going] = []
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
            elif (move := _moved(strip, spot)).changes(strip):
                along = (_along(sound, strip, move) for sound in sounds[uuid])
                going.append(_Going(uuid, (move, *along), move.start - compat.strip_start(strip)))
            else:
                _note(strip, spot, move.trimmed)
    return going, left, retimed


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
        return _Move(strip.name, spot.start, spot.end, spot.start, trimmed)
    before = compat.strip_start(strip) - int(compat.content_start(strip)) if _is_as_placed(strip) else mark.head
    content = spot.start - before - trimmed
    ends = spot.end
    if end < shot_end:
        ends = max(min(spot.end, content + compat.content_duration(strip)), spot.start + 1)
    return _Move(strip.name, spot.start, ends, content, trimmed)


def _along(sound: Any, picture: Any, move: _Move) -> _Move:
    """A take's sound, which may begin earlier or end later than its picture. It was left where it was, or moved along:
    it goes by the picture as it was placed or as it stands, whichever the two are more in sync by."""
    mark = tag(picture)
    plays = int(compat.content_start(sound))
    ways = [(int(compat.content_start(picture)), _edges(picture))]
    if not _is_as_placed(picture):
        ways.append((mark.placed[0] - mark.head, tuple(mark.placed)[:2]))
    begins, (before, after) = min(ways, key=lambda way: abs(plays - way[0]))
    start, end = _edges(sound)
    start, end = move.start + start - before, move.end + end - after
    return _Move(sound.name, start, max(end, start + 1), move.content + plays - begins)


class _Rooms:
    """The room on each level of the edit, by the meta strip that it is in."""

    def __init__(self, edit: bpy.types.Scene) -> None:
        self._edit = edit
        self._rooms: dict[str, Room] = {}

    def around(self, strip: Any) -> Room:
        meta = strip.parent_meta()
        name = "" if meta is None else meta.name
        if name not in self._rooms:
            self._rooms[name] = Room(self._edit, _level(self._edit, strip))
        return self._rooms[name]


def _level(edit: bpy.types.Scene, strip: Any) -> Any:
    """The strips among which a strip is."""
    meta = strip.parent_meta()
    return edit.sequence_editor.strips if meta is None else meta.strips


def _strip(edit: bpy.types.Scene, name: str) -> Any | None:
    return edit.sequence_editor.strips_all.get(name)


def _carry(edit: bpy.types.Scene, move: _Move, rooms: _Rooms) -> list[tuple[str, int]]:
    """Give a strip its new edges: in one go where it keeps its length and its place is free, else on an empty channel,
    where Blender pushes it nowhere. Answers the channel that it left because something is there now."""
    strip = _strip(edit, move.name)
    if strip is None:
        return []
    channel, room, (start, end) = strip.channel, rooms.around(strip), _edges(strip)
    room.leave(strip)
    by = move.start - start
    goes_whole = (move.end - end, move.content - int(compat.content_start(strip))) == (by, by)
    if goes_whole and room.is_free(channel, move.start, move.end):
        compat.set_content_start(strip, move.content)
    if (strip.channel, *_edges(strip)) != (channel, move.start, move.end):  # an effect that went along may be there
        strip.channel = empty_channel(edit.sequence_editor)
        _reshape(strip, move)
        strip.channel = free_channel(edit, _level(edit, strip), *_edges(strip), channel, [strip])
    room.enter(strip)
    return [(move.name, channel)] if strip.channel != channel else []


def _settle(edit: bpy.types.Scene, name: str, channel: int) -> None:
    """Put a strip back on its own channel, if there is room now."""
    strip = _strip(edit, name)
    if strip is None:
        return
    free = free_channel(edit, _level(edit, strip), *_edges(strip), channel, [strip])
    if free == channel != strip.channel:
        strip.channel = channel


def _reshape(strip: Any, move: _Move) -> None:
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
