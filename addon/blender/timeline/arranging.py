# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moves, trims and adds many strips at once, for an imported edit.

A strip that meets another on its channel is pushed aside by Blender (and 4.5 hangs when it is given an occupied one):
so what changes first goes to a place of its own behind the film, is trimmed there, and comes back to free room.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy

from ...core import frames
from ...second import compat
from .. import timeline
from ..edit import sources
from ..properties import shot_of, tag
from ..values import edit_rate
from . import nested
from .channels import CHANNELS, Room

PLACED = {"take", "placeholder", "clip"}
"""Roles of strips that remember where they were put."""
AWAY = 1000
"""Frames between the film and what is being arranged behind it."""


@dataclass(frozen=True)
class Place:
    """Where a shot stood and where it goes, in frames of the edit. `slip`: timeline frames by which a later part of its
    picture shows."""

    old_start: int
    old_end: int
    start: int
    end: int
    slip: int = 0


@dataclass(frozen=True)
class _Aim:
    strip: Any
    place: Place
    channel: int
    start: int
    end: int


Rearranging = Generator[None, None, list[str]]


def rearranging(edit: bpy.types.Scene, places: Mapping[str, Place]) -> Rearranging:
    """Put shots (by id) elsewhere: source, take, sound, text and placeholder together, each as far over the shot's
    edges as it was. Markers of shots go along. A meta strip goes along whole, or reaches from the first to the last of
    its shots; one whose shots do not keep together is opened. Answers the names of those.

    Done strip by strip, to be done to its end. Makes no undo step. Raises UserError where every channel is in use."""
    editor = edit.sequence_editor
    if editor is None or not places:
        return []
    with timeline.unselected(edit):
        located = yield from sources.locating(edit)
        spans = {uuid: (found.start, found.end) for uuid, found in located.items()}
        spans |= {uuid: (place.start, place.end) for uuid, place in places.items()}
        yield
        opened = nested.open_torn(edit, places, spans)
        aims = [*_aims(editor.strips, places)]
        stretched = []
        for meta in nested.metas(edit, places):
            shift = nested.shift(meta, places)
            if shift is None:
                stretched.append((meta, nested.window(meta, spans)))
            else:
                aims.append(_whole(meta, shift))
        yield from _set_out(edit, aims)
        for meta, (start, end) in stretched:
            aims.append((yield from _stretch(edit, meta, start, end, places)))
        yield from _bring_home(edit, editor.strips, aims)
    for mark in edit.timeline_markers:
        place = places.get(shot_of(mark))
        if place is not None:
            mark.frame += place.start - place.old_start
    return opened


def _aims(strips: Any, places: Mapping[str, Place]) -> Iterator[_Aim]:
    """Of those strips of one level that are shots' own."""
    for strip in strips:
        place = places.get(shot_of(strip))
        if place is not None:
            start = place.start + compat.strip_start(strip) - place.old_start
            end = place.end + compat.strip_end(strip) - place.old_end
            yield _Aim(strip, place, strip.channel, start, max(end, start + 1))


def _whole(meta: Any, shift: int) -> _Aim:
    """A meta strip that goes along as it is; what is in it moves with it."""
    start, end = compat.strip_start(meta), compat.strip_end(meta)
    for strip in nested.inside(meta):
        mark = tag(strip)
        if mark.role in PLACED:
            mark.placed = [frame + shift for frame in mark.placed]
    return _Aim(meta, Place(start, end, start + shift, end + shift), meta.channel, start + shift, end + shift)


def _stretch(
    edit: bpy.types.Scene, meta: Any, start: int, end: int, places: Mapping[str, Place]
) -> Generator[None, None, _Aim]:
    """Arrange what is in a meta strip and let it show that, from `start` to `end`. It is on a channel of its own
    meanwhile: longer, it would be pushed aside."""
    first, last, channel = compat.strip_start(meta), compat.strip_end(meta), meta.channel
    strips = edit.sequence_editor.strips
    meta.channel = timeline.free_channel(edit, strips, min(first, start), max(last, end), CHANNELS, [meta])
    nested.trim_to(meta.strips, first, last, lambda strip: shot_of(strip) in places)
    aims = [*_aims(meta.strips, places)]
    yield from _set_out(edit, aims)
    yield from _bring_home(edit, meta.strips, aims)
    compat.set_strip_end(meta, max(end, compat.strip_start(meta) + 1))
    compat.set_strip_start(meta, start)
    compat.set_strip_end(meta, end)
    return _Aim(meta, Place(start, end, start, end), channel, start, end)


def _set_out(edit: bpy.types.Scene, aims: Sequence[_Aim]) -> Iterator[None]:
    """Give each strip room of its own behind everything, and its new length there."""
    spans = compat.strip_spans(edit.sequence_editor.strips_all) if aims else []
    reach = max([0, *(end for _, _, end in spans), *(aim.end for aim in aims)]) + AWAY
    for aim in aims:
        strip, length = aim.strip, aim.end - aim.start
        before = compat.strip_start(strip) - compat.content_start(strip)
        room = length + compat.strip_duration(strip) + abs(aim.place.slip)
        compat.set_content_start(strip, reach + room - before)
        start = compat.strip_start(strip)
        if aim.place.slip:
            compat.set_content_start(strip, compat.content_start(strip) - aim.place.slip)
        compat.set_strip_end(strip, start + length)
        compat.set_strip_start(strip, start)
        reach = start + room + length
        yield


def _bring_home(edit: bpy.types.Scene, strips: Any, aims: Sequence[_Aim]) -> Iterator[None]:
    """Each strip to its place, on its channel or the next free one. What stands there is looked at once: those that
    come are behind everything till then."""
    room = Room(edit, strips)
    for aim in sorted(aims, key=lambda a: (a.start, a.channel)):
        strip = aim.strip
        room.leave(strip)
        channel = room.take(aim.start, aim.end, aim.channel)
        if channel != strip.channel:
            strip.channel = channel
        shift = aim.start - compat.strip_start(strip)
        compat.set_content_start(strip, compat.content_start(strip) + shift)
        mark = tag(strip)
        if mark.role in PLACED:
            mark.placed = (aim.start, aim.end, aim.place.start, aim.place.end)
        yield


def _free(edit: bpy.types.Scene, start: int, end: int, channel: int, room: Room | None, *ignored: Any) -> int:
    if room is not None:
        return room.take(start, end, channel)
    return timeline.free_channel(edit, edit.sequence_editor.strips, start, end, channel, ignored)


def add_slug(edit: bpy.types.Scene, name: str, start: int, end: int, channel: int, room: Room | None = None) -> Any:
    """An empty strip where no picture is known yet. `room`: what is known of the channels, where many are added."""
    strips = edit.sequence_editor.strips
    free = _free(edit, start, end, channel, room)
    strip = compat.new_effect(strips, name=name, type="COLOR", channel=free, start=start, length=end - start)
    strip.color = (0.05, 0.05, 0.05)
    strip.select = False
    return strip


def add_text(
    edit: bpy.types.Scene, name: str, text: str, start: int, end: int, channel: int, room: Room | None = None
) -> Any:
    """A line at the foot of the picture. `room` as for `add_slug`."""
    strips = edit.sequence_editor.strips
    free = _free(edit, start, end, channel, room)
    strip = compat.new_effect(strips, name=name, type="TEXT", channel=free, start=start, length=end - start)
    strip.text = text
    strip.font_size = edit.render.resolution_y / 24
    strip.location = (0.5, 0.08)
    strip.use_shadow = True
    strip.wrap_width = 0.9
    strip.blend_type = "ALPHA_OVER"
    strip.select = False
    return strip


def add_picture(
    edit: bpy.types.Scene, name: str, file: Path, start: int, end: int, channel: int, room: Room | None = None
) -> Any:
    """A still, held over its span and fitted to the film. `room` as for `add_slug`."""
    strips = edit.sequence_editor.strips
    free = _free(edit, start, end, channel, room)
    strip = strips.new_image(
        name=name, filepath=timeline.stored(file), channel=free, frame_start=start, fit_method="FIT"
    )
    compat.set_strip_end(strip, end)
    strip.select = False
    return strip


def add_movie(
    edit: bpy.types.Scene,
    name: str,
    file: Path,
    start: int,
    end: int,
    channel: int,
    room: Room | None = None,
    *,
    head: Fraction,
    speed: Fraction,
) -> Any | None:
    """A movie at the film's rate, `head` timeline frames of it cut off; None where Blender cannot read it as one.
    `room` as for `add_slug`."""
    strips = edit.sequence_editor.strips
    bench = timeline.empty_channel(edit.sequence_editor)
    strip = strips.new_movie(
        name=name, filepath=timeline.stored(file), channel=bench, frame_start=start, fit_method="FIT"
    )
    rate = strip.elements[0].orig_fps if strip.elements else 0
    if rate <= 0:
        timeline.remove_strip(edit, strip)
        return None
    pace = abs(speed) or Fraction(1)
    length = frames.conformed_length(
        compat.content_duration(strip), frames.rate_of(rate), edit_rate(edit).fraction / pace
    )
    compat.conform(edit, strip, length)
    compat.set_content_start(strip, start - round(head / pace))
    compat.set_strip_end(strip, end)
    compat.set_strip_start(strip, start)
    strip.use_reverse_frames = speed < 0
    strip.channel = _free(edit, start, end, channel, room, strip)
    strip.select = False
    return strip


def add_sound(
    edit: bpy.types.Scene, name: str, file: Path, start: int, end: int, channel: int, *, head: Fraction
) -> Any | None:
    """A sound, `head` timeline frames of it cut off; None where there is none in the file."""
    strips = edit.sequence_editor.strips
    bench = timeline.empty_channel(edit.sequence_editor)
    strip = strips.new_sound(name=name, filepath=timeline.stored(file), channel=bench, frame_start=start - round(head))
    if strip.sound is None or strip.sound.channels == "INVALID":
        timeline.remove_strip(edit, strip)
        return None
    compat.set_strip_end(strip, end)
    compat.set_strip_start(strip, start)
    strip.channel = timeline.free_channel(edit, strips, start, end, channel, [strip])
    strip.select = False
    return strip


def reach_over(edit: bpy.types.Scene, first: Any, second: Any, count: int) -> int:
    """Let a strip reach `count` frames over the beginning of the next, or as far as its media goes; the next one makes
    room on a channel above. Answers how many frames."""
    strips = edit.sequence_editor.strips
    start, end = compat.strip_start(first), compat.strip_end(first)
    if first.type == "MOVIE":
        count = min(count, int(compat.content_start(first)) + compat.content_duration(first) - end)
    count = min(count, compat.strip_duration(second) - 1)
    if count < 1:
        return 0
    if second.channel == first.channel:
        spot = compat.strip_start(second), compat.strip_end(second)
        second.channel = timeline.free_channel(edit, strips, *spot, second.channel + 1, [second])
    channel = timeline.free_channel(edit, strips, start, end + count, first.channel, [first])
    if channel != first.channel:
        first.channel = channel
    compat.set_strip_end(first, end + count)
    _put_down(first)
    return count


def unmix(edit: bpy.types.Scene, effect: Any) -> None:
    """Take a dissolve or wipe away; its first strip ends where it began."""
    first, start = effect.input_1, compat.strip_start(effect)
    timeline.remove_strip(edit, effect)
    if first is not None and compat.strip_start(first) < start < compat.strip_end(first):
        compat.set_strip_end(first, start)
        _put_down(first)


def _put_down(strip: Any) -> None:
    """What is trimmed here is no trim of the artist's."""
    mark = tag(strip)
    if mark.role in PLACED:
        mark.placed = (compat.strip_start(strip), compat.strip_end(strip), *mark.placed[2:])


def mix(edit: bpy.types.Scene, first: Any, second: Any, *, wipe: bool = False) -> Any | None:
    """A dissolve or wipe over the frames that two strips share; None where they share none."""
    start, end = compat.strip_start(second), compat.strip_end(first)
    if end <= start:
        return None
    strips = edit.sequence_editor.strips
    above = max(first.channel, second.channel) + 1
    channel = timeline.free_channel(edit, strips, start, end, above)
    strip = compat.new_effect(
        strips, name=f"{first.name} to {second.name}", type="WIPE" if wipe else "CROSS", channel=channel,
        start=start, length=end - start, inputs=(first, second),
    )  # fmt: skip
    strip.select = False
    return strip


def remove_shots(edit: bpy.types.Scene, uuids: Sequence[str]) -> int:
    """Take the strips of shots off the timeline; answers how many. The shots keep their takes."""
    wanted = set(uuids)
    found = [s for s in (edit.sequence_editor.strips_all if edit.sequence_editor else ()) if shot_of(s) in wanted]
    for strip in found:
        around = strip.parent_meta()
        timeline.remove_strip(edit, strip)
        while around is not None and not len(around.strips):
            empty, around = around, around.parent_meta()
            timeline.remove_strip(edit, empty)
    return len(found)
