# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moves, trims and adds many strips at once, for an imported edit.

A strip that meets another on its channel is pushed aside by Blender (and 4.5 hangs when it is given an occupied one):
so what changes first goes to a place of its own behind the film, is trimmed there, and comes back to free room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy

from ...core import frames
from ...second import compat
from .. import timeline
from ..properties import shot_of, tag
from ..values import edit_rate

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


def rearrange(edit: bpy.types.Scene, places: Mapping[str, Place]) -> list[str]:
    """Put shots (by id) elsewhere: source, take, sound, text and placeholder together, each as far over the shot's
    edges as it was. Markers of shots go along. Answers the ids of shots with strips inside meta strips, which stay.

    Makes no undo step. Raises UserError where every channel is in use."""
    editor = edit.sequence_editor
    nested: list[str] = []
    aims: list[_Aim] = []
    for strip in editor.strips_all if editor else ():
        place = places.get(shot_of(strip))
        if place is None:
            continue
        if strip.parent_meta() is not None:
            nested.append(shot_of(strip))
            continue
        start = place.start + compat.strip_start(strip) - place.old_start
        end = place.end + compat.strip_end(strip) - place.old_end
        aims.append(_Aim(strip, place, strip.channel, start, max(end, start + 1)))
    with timeline.unselected(edit):
        _set_out(edit, aims)
        for aim in sorted(aims, key=lambda a: (a.start, a.channel)):
            _bring_home(edit, aim)
    for mark in edit.timeline_markers:
        place = places.get(shot_of(mark))
        if place is not None:
            mark.frame += place.start - place.old_start
    return list(dict.fromkeys(nested))


def _set_out(edit: bpy.types.Scene, aims: Sequence[_Aim]) -> None:
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


def _bring_home(edit: bpy.types.Scene, aim: _Aim) -> None:
    strip = aim.strip
    channel = timeline.free_channel(edit, edit.sequence_editor.strips, aim.start, aim.end, aim.channel, [strip])
    if channel != strip.channel:
        strip.channel = channel
    shift = aim.start - compat.strip_start(strip)
    compat.set_content_start(strip, compat.content_start(strip) + shift)
    mark = tag(strip)
    if mark.role in {"take", "placeholder", "clip"}:
        mark.placed = (aim.start, aim.end, aim.place.start, aim.place.end)


def add_slug(edit: bpy.types.Scene, name: str, start: int, end: int, channel: int) -> Any:
    """An empty strip where no picture is known yet."""
    strips = edit.sequence_editor.strips
    free = timeline.free_channel(edit, strips, start, end, channel)
    strip = compat.new_effect(strips, name=name, type="COLOR", channel=free, start=start, length=end - start)
    strip.color = (0.05, 0.05, 0.05)
    strip.select = False
    return strip


def add_text(edit: bpy.types.Scene, name: str, text: str, start: int, end: int, channel: int) -> Any:
    """A line at the foot of the picture."""
    strips = edit.sequence_editor.strips
    free = timeline.free_channel(edit, strips, start, end, channel)
    strip = compat.new_effect(strips, name=name, type="TEXT", channel=free, start=start, length=end - start)
    strip.text = text
    strip.font_size = edit.render.resolution_y / 24
    strip.location = (0.5, 0.08)
    strip.use_shadow = True
    strip.wrap_width = 0.9
    strip.blend_type = "ALPHA_OVER"
    strip.select = False
    return strip


def add_picture(edit: bpy.types.Scene, name: str, file: Path, start: int, end: int, channel: int) -> Any:
    """A still, held over its span and fitted to the film."""
    strips = edit.sequence_editor.strips
    free = timeline.free_channel(edit, strips, start, end, channel)
    strip = strips.new_image(
        name=name, filepath=timeline.stored(file), channel=free, frame_start=start, fit_method="FIT"
    )
    compat.set_strip_end(strip, end)
    strip.select = False
    return strip


def add_movie(
    edit: bpy.types.Scene, name: str, file: Path, start: int, end: int, channel: int, *, head: Fraction, speed: Fraction
) -> Any | None:
    """A movie at the film's rate, `head` timeline frames of it cut off; None where Blender cannot read it as one."""
    strips = edit.sequence_editor.strips
    bench = timeline.empty_channel(edit.sequence_editor)
    strip = strips.new_movie(
        name=name, filepath=timeline.stored(file), channel=bench, frame_start=start, fit_method="FIT"
    )
    rate = strip.elements[0].orig_fps if strip.elements else 0
    if rate <= 0:
        strips.remove(strip)
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
    strip.channel = timeline.free_channel(edit, strips, start, end, channel, [strip])
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
        timeline.remove_strip(edit, strip)
    return len(found)
