# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two pictures of a shot beside, over or wiped against each other: strips above all others, there only while they are
compared. Nothing of the artist's is touched, so taking them away leaves the timeline as it was."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import UserError
from ...second import compat
from ..properties import role_of, tag
from .channels import CHANNELS, empty_channel
from .placing import add_copy
from .selection import unselected
from .strips import remove_strip

if TYPE_CHECKING:
    from ...core.models import Shot, Take

ROLE = "compare"
HALF = 0.5
"""Of the picture that the second one covers when it is wiped, and of its weight when it lies over the first."""


class Picture(NamedTuple):
    """One side: a take, or a clip told as one. `label` is written over it."""

    take: Take
    file: Path
    label: str


def showing_comparison(
    edit: bpy.types.Scene, shot: Shot, first: Picture, second: Picture, how: str
) -> Generator[None, None, None]:
    """Show two pictures of a shot: `how` is "beside", "over" or "wipe". Makes no undo step. A strip at a step, to be
    done to its end while nothing else edits. Raises UserError where no channels are left, MediaError for a file that is
    no video."""
    with unselected(edit):
        made: list[Any] = []
        try:
            made.append(_effect(edit, shot, "COLOR", f"{shot.name} comparison"))
            for side in (first, second):
                yield
                made.append(_picture(edit, shot, side))
            yield
            _lay(edit, made[1], made[2], how)
            made += _labels(edit, shot, first.label, second.label)
            _stack(edit, made, shot.frame_start, shot.frame_end)
        except Exception:
            for strip in made:
                remove_strip(edit, strip)
            raise
    compat.ensure_sequencer_scene(edit)


def remove_comparison(edit: bpy.types.Scene) -> int:
    """Take all comparisons away; answers how many strips. Makes no undo step."""
    strips = edit.sequence_editor.strips_all if edit.sequence_editor is not None else ()
    found = [strip for strip in strips if role_of(strip) == ROLE]
    if found:
        with unselected(edit):
            for strip in found:
                remove_strip(edit, strip)
    return len(found)


def _picture(edit: bpy.types.Scene, shot: Shot, side: Picture) -> Any:
    strip = add_copy(edit, shot, side.take, file=side.file, role=ROLE)
    strip.name = f"{shot.name} {side.label}"
    strip.channel = _bench(edit)
    return strip


def _effect(edit: bpy.types.Scene, shot: Shot, kind: str, name: str) -> Any:
    """A strip over the shot on a channel of its own."""
    strip = compat.new_effect(
        edit.sequence_editor.strips,
        name=name,
        type=kind,
        channel=_bench(edit),
        start=shot.frame_start,
        length=max(shot.frame_end - shot.frame_start, 1),
    )
    strip.select = False
    tag(strip).role, tag(strip).shot = ROLE, shot.uuid
    if kind == "COLOR":
        strip.color = (0, 0, 0)
    return strip


def _lay(edit: bpy.types.Scene, first: Any, second: Any, how: str) -> None:
    for strip in (first, second):
        strip.blend_type = "ALPHA_OVER"
    if how == "beside":
        for strip, side in ((first, -1), (second, 1)):
            strip.transform.scale_x *= HALF
            strip.transform.scale_y *= HALF
            strip.transform.offset_x = side * edit.render.resolution_x / 4
    elif how == "over":
        second.blend_alpha = HALF
    else:
        second.crop.min_x = round(second.elements[0].orig_width * HALF)


def _labels(edit: bpy.types.Scene, shot: Shot, *texts: str) -> list[Any]:
    """What is on which side, small, at the head of the picture."""
    made = []
    for text, x in zip(texts, (0.02, 0.52), strict=True):
        strip = _effect(edit, shot, "TEXT", f"{shot.name} label {text}")
        strip.text, strip.font_size = text, edit.render.resolution_y / 30
        strip.anchor_x, strip.anchor_y, strip.alignment_x = "LEFT", "TOP", "LEFT"
        strip.location, strip.blend_type = (x, 0.98), "ALPHA_OVER"
        strip.use_shadow = True
        made.append(strip)
    return made


def _bench(edit: bpy.types.Scene) -> int:
    return empty_channel(edit.sequence_editor)


def _stack(edit: bpy.types.Scene, strips: Sequence[Any], start: int, end: int) -> None:
    """Put strips above all that is there between two frames, in order, on channels that show."""
    editor = edit.sequence_editor
    own = {strip.channel for strip in strips}  # each was made on an empty one
    there = compat.strip_spans(editor.strips)  # once: each strip asked for each channel takes 0.3 s of 2,000
    top = max((n for n, first, after in there if n not in own and first < end and after > start), default=0)
    free = [n for n in range(top + 1, CHANNELS + 1) if not editor.channels[n].mute and not editor.channels[n].lock]
    free = [n for n in free if n not in own]
    if len(free) < len(strips):
        raise UserError("No channels are left above the shot.", "Free some and try again.", code="no_channel")
    for strip, channel in zip(strips, free, strict=False):
        strip.channel = channel
