# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which channel a strip may go to. Asked before it changes channel: 4.5 hangs and 5.x moves it in time when something
is there already."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import bpy

from ...core.errors import UserError
from ...second import compat

CHANNELS = 128


def home_of(sources: Sequence[Any]) -> Any | None:
    """The meta strip that a shot's own strips lie in; None at the top."""
    return sources[0].parent_meta() if sources else None


def is_muted(edit: bpy.types.Scene, strip: Any) -> bool:
    """Whether the channel of a strip is muted, or that of a meta strip around it."""
    inner, around = strip, strip.parent_meta()
    while around is not None:
        if around.channels[inner.channel].mute:
            return True
        inner, around = around, around.parent_meta()
    return bool(edit.sequence_editor.channels[inner.channel].mute)


def above_source(sources: Sequence[Any], channel: int) -> int:
    """The wanted channel, or the one above the shot's own strips, which would hide a take below them."""
    home = home_of(sources)
    above: list[int] = [s.channel + 1 for s in sources if s.parent_meta() == home]
    return min(max([channel, *above]), CHANNELS)


def empty_channel(editor: Any) -> int:
    """A channel on which no strip is, for building a new one in peace."""
    used = {channel for channel, _, _ in compat.strip_spans(editor.strips_all)}
    channel = next((n for n in range(CHANNELS, 0, -1) if n not in used), 0)
    if not channel:
        raise no_channel()
    return channel


def free_channel(
    edit: bpy.types.Scene, strips: Any, start: int, end: int, wanted: int, ignored: Sequence[Any] = ()
) -> int:
    """The wanted channel if nothing but the `ignored` strips is on it between two frames, else the next free one above,
    else below. Locked channels count as taken.

    Must be asked before a strip changes channel: 4.5 hangs and 5.x moves it in time when the channel is occupied.
    """
    taken = Counter(channel for channel, first, after in compat.strip_spans(strips) if first < end and after > start)
    for strip in ignored:
        if compat.strip_start(strip) < end and compat.strip_end(strip) > start:
            taken[strip.channel] -= 1
    locked = _locked(edit)
    return _first(wanted, lambda n: taken[n] <= 0 and n not in locked)


class Room:
    """What `free_channel` answers while many strips are added and removed that only this knows of: what stands there is
    looked at once. For each of 2,000 strips anew it took most of the time."""

    def __init__(self, edit: bpy.types.Scene, strips: Any) -> None:
        self._locked = _locked(edit)
        self._taken: dict[int, list[tuple[int, int]]] = {}
        """By channel, in order: strips on one channel do not overlap."""
        for channel, start, end in sorted(compat.strip_spans(strips)):
            self._taken.setdefault(channel, []).append((start, end))

    def take(self, start: int, end: int, wanted: int) -> int:
        """A free channel between two frames, taken from here on. Raises UserError where there is none."""
        channel = _first(wanted, lambda n: n not in self._locked and self.is_free(n, start, end))
        insort(self._taken.setdefault(channel, []), (start, end))
        return channel

    def leave(self, strip: Any) -> None:
        """A strip is about to be removed, or to go elsewhere."""
        spans, span = self._taken.get(strip.channel, []), (compat.strip_start(strip), compat.strip_end(strip))
        if span in spans:
            spans.remove(span)

    def enter(self, strip: Any) -> None:
        """A strip has come."""
        insort(self._taken.setdefault(strip.channel, []), (compat.strip_start(strip), compat.strip_end(strip)))

    def is_free(self, channel: int, start: int, end: int) -> bool:
        """Whether nothing is on a channel between two frames."""
        spans = self._taken.get(channel, [])
        before = bisect_left(spans, (end,))
        return before == 0 or spans[before - 1][1] <= start


def _locked(edit: bpy.types.Scene) -> set[int]:
    return {n for n in range(1, CHANNELS + 1) if edit.sequence_editor.channels[n].lock}


def _first(wanted: int, free: Callable[[int], bool]) -> int:
    channel = next((n for n in [*range(wanted, CHANNELS + 1), *range(wanted - 1, 0, -1)] if free(n)), 0)
    if not channel:
        raise no_channel()
    return channel


def no_channel() -> UserError:
    return UserError("All channels of the timeline are in use there.", "Free one and try again.", code="no_channel")
