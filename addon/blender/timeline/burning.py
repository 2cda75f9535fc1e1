# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Burn-in: strips of words above all others that say what the picture is. One switch puts and removes them all.

Blender takes nearly a millisecond to make or remove a strip among thousands: so it is done a strip at a step, and what
says already what it shall is left as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from typing import Any

import bpy

from ...core.errors import UserError
from ...second import compat
from ...second.export import burnin
from ...second.slate.lettering import drawn
from ..properties import role_of, tag
from .selection import unselected
from .strips import remove_strip

ROLE = "burnin"

Burning = Generator[None, None, bool]
"""Steps between which nothing else may edit; once they are left, begin anew. Answers whether anything is new."""


def burn_in_counter(edit: bpy.types.Scene) -> str:
    """Name of the strip that shows frame and timecode; "" while there is no burn-in."""
    strips: Any = edit.sequence_editor.strips if edit.sequence_editor is not None else None
    named = strips.get(burnin.COUNTER) if strips is not None else None
    if named is not None and _counts(named):  # all others need no look, unless the artist gave it another name
        return str(named.name)
    return next((str(strip.name) for strip in _strips(edit) if _counts(strip)), "")


def putting_burn_in(edit: bpy.types.Scene, spans: Sequence[tuple[int, int, str]]) -> Burning:
    """Let the edit say what each span is (first frame, frame after the last, words). Makes no undo step. Raises
    UserError where no channels are left."""
    wanted = [(start, end, drawn(text), 0) for start, end, text in spans]
    if spans:
        wanted.insert(0, (spans[0][0], max(end for _, end, _ in spans), "", 1))
    missing, old = Counter(wanted), []
    for strip in _strips(edit):
        if missing[_said(strip)] > 0:
            missing[_said(strip)] -= 1
        else:
            old.append(strip)
    if not old and not missing.total():
        return False
    with unselected(edit):
        yield from _removing(edit, old)
        base = _base(edit)
        if base is None:  # something lies above it by now, or there is none
            yield from _removing(edit, _strips(edit))
            missing, base = Counter(wanted), _channel_above(edit) if wanted else 0
        for start, end, text, number in missing.elements():
            _add(edit, start, end, text, base, number)
            yield
    return True


def count_burn_in(edit: bpy.types.Scene) -> None:
    """Write the present frame on the counter, if there is one."""
    name = burn_in_counter(edit)
    if name:
        words = burnin.counter_words(edit, edit.frame_current, edit.frame_start)
        edit.sequence_editor.strips[name].text = words


def removing_burn_in(edit: bpy.types.Scene) -> Burning:
    """Take it all away. Makes no undo step."""
    found = _strips(edit)
    if not found:
        return False
    with unselected(edit):
        yield from _removing(edit, found)
    return True


def _removing(edit: bpy.types.Scene, strips: Iterable[Any]) -> Generator[None, None, None]:
    """The counter last, and it is put first: wherever somebody stops, it is there and tells that there is a burn-in."""
    for strip in sorted(strips, key=_counts):
        yield
        remove_strip(edit, strip)


def _base(edit: bpy.types.Scene) -> int | None:
    """The channel of the words that are there, the counter above them, if all else lies below."""
    ours = _strips(edit)
    bases = {strip.channel - _counts(strip) for strip in ours}
    if len(bases) != 1:
        return None
    (base,) = bases
    there = Counter(channel for channel, _, _ in compat.strip_spans(edit.sequence_editor.strips))
    others = there - Counter(strip.channel for strip in ours)
    return int(base) if base < 128 and max(others, default=0) < base else None


def _channel_above(edit: bpy.types.Scene) -> int:
    try:
        return burnin.channel_above(edit, 2)
    except ValueError:
        raise UserError("No channels are left above the edit.", "Free some first.", code="no_channel") from None


def _add(edit: bpy.types.Scene, start: int, end: int, text: str, base: int, number: int) -> None:
    if number:
        words = burnin.counter_words(edit, edit.frame_current, edit.frame_start)
        strip = burnin.add_text(edit, burnin.COUNTER, words, start, end, base + 1, "counter")
    else:
        strip = burnin.add_text(edit, "Burn-In", text, start, end, base, "shot")
    tag(strip).role, tag(strip).number = ROLE, number


def _said(strip: Any) -> tuple[int, int, str, int]:
    """What a strip of it says, as it is wanted; the counter's words are each frame's own."""
    number = int(_counts(strip))
    return compat.strip_start(strip), compat.strip_end(strip), "" if number else strip.text, number


def _counts(strip: Any) -> bool:
    return role_of(strip) == ROLE and bool(tag(strip).number)


def _strips(edit: bpy.types.Scene) -> list[Any]:
    strips: Any = edit.sequence_editor.strips if edit.sequence_editor is not None else ()
    return [strip for strip in compat.of_type(strips, "TEXT") if role_of(strip) == ROLE]
