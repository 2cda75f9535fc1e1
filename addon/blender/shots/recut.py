# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring Takes to Their Shots: after a recut by itself, beside the artist's work, and as a verb for those moved by hand.

Strips are moved by Blender's own operators, whose undo step is made before anything of ours can run. So takes follow a
moment later and without a step of their own: undo takes both back, for the step before has both where they were, and
after redo they follow again.
"""

from __future__ import annotations

from collections.abc import Collection, Generator
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import bpy

from ...core.errors import AnimaticError
from ...second import compat
from ...steps import whole
from .. import timeline
from ..capture import changes
from ..edit import sources
from ..edit.source import Source
from ..properties import film, find_shot, tag
from ..values import take_to_model, to_model

SLICE_SECONDS = 0.02
"""Of bringing takes along beside the artist's work: a thousand of them take a second."""

_seen: tuple[Any, ...] = ()
"""What the edit looked like when takes were last brought along."""


class _Bringing(NamedTuple):
    """Takes that are being brought along."""

    steps: Generator[None, None, timeline.Followed]
    seen: tuple[Any, ...]
    """What the edit looked like after its last step."""
    since: int
    """Of `changes.now()`, when it began."""


_bringing: _Bringing | None = None


def bring(edit: bpy.types.Scene, by_hand: Collection[str] = ()) -> timeline.Followed:
    """Let the takes of all shots follow them; those of the shots `by_hand` (ids) even if the artist moved them. Makes
    no undo step."""
    return whole(bringing(edit, by_hand))


def bringing(edit: bpy.types.Scene, by_hand: Collection[str] = ()) -> Generator[None, None, timeline.Followed]:
    """`bring` in steps, while nothing else moves strips; after an undo or another file it must not go on."""
    spots = {uuid: _spot(source) for uuid, source in sources.standing(edit).items()}
    yield
    followed: timeline.Followed = yield from timeline.bringing_along(edit, spots, by_hand=by_hand)
    for uuid in followed.retimed:
        yield
        _place_anew(edit, uuid)
    return followed


def _spot(source: Source) -> timeline.Spot:
    of_strip = source.origin in {"strip", "scene_strip"}
    return timeline.Spot(source.start, source.end, source.before if of_strip else None, float(source.scene_step))


def _place_anew(edit: bpy.types.Scene, uuid: str) -> None:
    from ...core.files import FilmFolder

    shot = find_shot(edit, uuid)
    take = next((t for t in shot.takes if t.id == shot.active_take), None) if shot is not None else None
    if take is None:
        for strip in timeline.find_strips(edit, uuid, ("clip",)):  # its next filling has the new speed
            tag(strip).step = 0.0
        return
    model = take_to_model(take, shot)
    file = FilmFolder(bpy.data.filepath).resolve(model.file) if bpy.data.filepath else Path(model.file)
    try:
        timeline.place(edit, to_model(shot, edit), model, file=file, undo_step=False)
    except AnimaticError:  # its video is gone: the strip stays as it is
        for strip in timeline.find_strips(edit, uuid, ("take",)):
            tag(strip).step = 0.0


def told(followed: timeline.Followed) -> str:
    """A sentence about what was brought along and what was left, or nothing."""
    count = len(followed.moved) + len(followed.retimed)
    parts = [f"{count} {'take' if count == 1 else 'takes'} followed"] if count else []
    if followed.left:
        names = ", ".join(followed.left[:3]) + (f" and {len(followed.left) - 3} more" if len(followed.left) > 3 else "")
        stays = "was moved by hand and stays" if len(followed.left) == 1 else "were moved by hand and stay"
        parts.append(f"{names} {stays}: Bring Takes to Their Shots moves {'it' if len(followed.left) == 1 else 'them'}")
    return "; ".join(parts) + "." if parts else ""


def refresh(edit: bpy.types.Scene) -> bool:
    """Bring takes along if strips or markers moved since the last look, unless the artist is moving them just now: as
    many as there is time for, see `under_way`. Answers whether something was brought."""
    global _seen, _bringing
    if not film(edit).shots:
        return False
    seen = _look(edit)
    begun, _bringing = _bringing, None
    if begun is not None and (begun.seen != seen or changes.replaced(begun.since)):
        begun = None  # something else moved: it is read anew where all stands
    if (begun is None and seen == _seen) or timeline.can_edit_now():
        return False
    begun = begun or _Bringing(bringing(edit), seen, changes.now())
    followed, now = _brought(begun.steps), _look(edit)
    if followed is None:
        _bringing = begun._replace(seen=now)
        return now != seen
    _seen = now
    return bool(followed.moved or followed.retimed)


def _brought(steps: Generator[None, None, timeline.Followed]) -> timeline.Followed | None:
    """Go on until the tick's time is up; without a window nobody waits. Answers what it came to, None while there is
    more to do."""
    until = float("inf") if bpy.app.background else perf_counter() + SLICE_SECONDS
    try:
        while perf_counter() < until:
            next(steps)
    except StopIteration as end:
        followed: timeline.Followed = end.value
        return followed
    return None


def under_way() -> bool:
    """Whether takes are being brought along."""
    return _bringing is not None


def forget() -> None:
    """Another file is open."""
    global _seen, _bringing
    _seen, _bringing = (), None


def _look(edit: bpy.types.Scene) -> tuple[Any, ...]:
    strips = compat.strip_spans(edit.sequence_editor.strips_all) if edit.sequence_editor else []
    markers = [(mark.frame, mark.camera is not None) for mark in edit.timeline_markers]
    return (edit.session_uid, edit.frame_start, edit.frame_end, strips, markers)
