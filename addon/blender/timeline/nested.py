# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Meta strips whose shots an imported edit moves: which move whole, which are arranged inside, which must be opened.

Other programs know no meta strips: what comes back has each shot by itself. A meta strip stays as long as its shots
keep together, and is opened where something else comes between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import bpy

from ...second import compat
from ..properties import shot_of
from .channels import CHANNELS, no_channel

if TYPE_CHECKING:
    from .arranging import Place

Span = tuple[int, int]


def metas(edit: bpy.types.Scene, places: Mapping[str, Place]) -> list[Any]:
    """The meta strips of the top level in which some of these shots lie."""
    strips = edit.sequence_editor.strips if edit.sequence_editor else ()
    found = (strip for strip in strips if strip.type == "META")
    return [meta for meta in found if any(shot_of(strip) in places for strip in inside(meta))]


def inside(meta: Any) -> Iterator[Any]:
    """All strips in a meta strip, those of meta strips in it too."""
    for strip in meta.strips:
        yield strip
        if strip.type == "META":
            yield from inside(strip)


def shift(meta: Any, places: Mapping[str, Place]) -> int | None:
    """Frames by which all its shots move alike, and with them the meta strip as it is; None where they do not."""
    found = set()
    for strip in inside(meta):
        if uuid := shot_of(strip):
            place = places.get(uuid)
            found.add((place.start - place.old_start, place.end - place.old_end, place.slip) if place else (0, 0, 0))
    if len(found) != 1:
        return None
    head, tail, slip = found.pop()
    return head if head == tail and not slip else None


def window(meta: Any, spans: Mapping[str, Span]) -> Span:
    """First frame and the one after the last of what its shots will show. `spans`: where every shot will stand."""
    ours = [spans[uuid] for uuid in _shots(meta) if uuid in spans]
    return min(start for start, _ in ours), max(end for _, end in ours)


def open_torn(edit: bpy.types.Scene, places: Mapping[str, Place], spans: Mapping[str, Span]) -> list[str]:
    """Open the meta strips whose shots do not keep together; answers their names. Raises UserError where no channel is
    free."""
    opened: list[str] = []
    while torn := [meta for meta in metas(edit, places) if not _keeps_together(meta, places, spans)]:
        for meta in torn:
            opened.append(str(meta.name))
            _open(edit, meta)
    return opened


def _shots(meta: Any) -> set[str]:
    return {uuid for strip in inside(meta) if (uuid := shot_of(strip))}


def _keeps_together(meta: Any, places: Mapping[str, Place], spans: Mapping[str, Span]) -> bool:
    if shift(meta, places) is not None:
        return True
    if any(strip.type == "META" and _shots(strip) & places.keys() for strip in meta.strips):
        return False
    ours = _shots(meta)
    start, end = window(meta, spans)
    return not any(first < end and last > start for uuid, (first, last) in spans.items() if uuid not in ours)


def trim_to(strips: Any, start: int, end: int, wanted: Callable[[Any], bool] = lambda strip: True) -> None:
    """Cut off what a meta strip hid of strips; one that it hid whole is muted."""
    for strip in strips:
        if not wanted(strip) or getattr(strip, "input_1", None) is not None:  # a transition goes with its strips
            continue
        first, last = compat.strip_start(strip), compat.strip_end(strip)
        if first >= end or last <= start:
            strip.mute = True
            continue
        if last > end:
            compat.set_strip_end(strip, end)
        if first < start:
            compat.set_strip_start(strip, start)


def _open(edit: bpy.types.Scene, meta: Any) -> None:
    """What was in it comes to where it was, on channels that are free there."""
    trim_to(meta.strips, compat.strip_start(meta), compat.strip_end(meta))
    outside = list(edit.sequence_editor.strips)
    outside.remove(meta)
    for strip in sorted(meta.strips, key=lambda strip: strip.channel):
        strip.channel = _channel(edit, strip, meta, outside)
        strip.mute = strip.mute or meta.mute
    compat.end_prefetch(meta)
    meta.separate()


def _channel(edit: bpy.types.Scene, strip: Any, meta: Any, outside: list[Any]) -> int:
    """A channel that is free for a strip, both in its meta strip and around that."""
    start, end = compat.strip_start(strip), compat.strip_end(strip)
    around = [*outside, *(other for other in meta.strips if other != strip)]
    taken = Counter(s.channel for s in around if compat.strip_start(s) < end and compat.strip_end(s) > start)
    wanted = min(meta.channel + strip.channel - 1, CHANNELS)
    order = [*range(wanted, CHANNELS + 1), *range(wanted - 1, 0, -1)]
    free = next((n for n in order if not taken[n] and not edit.sequence_editor.channels[n].lock), 0)
    if not free:
        raise no_channel()
    return free
