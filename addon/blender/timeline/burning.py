# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Burn-in: strips of words above all others that say what the picture is. One switch puts and removes them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ...core.errors import UserError
from ...second import compat
from ...second.export import burnin
from ...second.slate.lettering import drawn
from ..properties import tag
from .selection import unselected
from .strips import remove_strip

ROLE = "burnin"


def burn_in_counter(edit: bpy.types.Scene) -> str:
    """Name of the strip that shows frame and timecode; "" while there is no burn-in."""
    return next((str(strip.name) for strip in _strips(edit) if tag(strip).number), "")


def put_burn_in(edit: bpy.types.Scene, spans: Sequence[tuple[int, int, str]]) -> bool:
    """Let the edit say what each span is (first frame, frame after the last, words); answers whether anything is new.
    Makes no undo step. Raises UserError where no channels are left."""
    shown = [(compat.strip_start(s), compat.strip_end(s), s.text) for s in _strips(edit) if not tag(s).number]
    wanted = [(start, end, drawn(text)) for start, end, text in spans]
    if sorted(shown) == sorted(wanted) and (burn_in_counter(edit) or not spans):
        return False
    with unselected(edit):
        _remove(edit)
        if not spans:
            return True
        try:
            base = burnin.channel_above(edit, 2)
        except ValueError:
            raise UserError("No channels are left above the edit.", "Free some first.", code="no_channel") from None
        for start, end, text in spans:
            _mark(burnin.add_text(edit, "Burn-In", text, start, end, base, "shot"))
        first, after = spans[0][0], max(end for _, end, _ in spans)
        words = burnin.counter_words(edit, edit.frame_current, edit.frame_start)
        _mark(burnin.add_text(edit, burnin.COUNTER, words, first, after, base + 1, "counter"), number=1)
    return True


def count_burn_in(edit: bpy.types.Scene) -> None:
    """Write the present frame on the counter, if there is one."""
    for strip in _strips(edit):
        if tag(strip).number:
            strip.text = burnin.counter_words(edit, edit.frame_current, edit.frame_start)


def remove_burn_in(edit: bpy.types.Scene) -> int:
    """Take it all away; answers how many strips. Makes no undo step."""
    if not _strips(edit):
        return 0
    with unselected(edit):
        return _remove(edit)


def _remove(edit: bpy.types.Scene) -> int:
    found = _strips(edit)
    for strip in found:
        remove_strip(edit, strip)
    return len(found)


def _strips(edit: bpy.types.Scene) -> list[Any]:
    strips = edit.sequence_editor.strips if edit.sequence_editor is not None else ()
    return [strip for strip in strips if tag(strip).role == ROLE]


def _mark(strip: Any, number: int = 0) -> None:
    tag(strip).role, tag(strip).number = ROLE, number
