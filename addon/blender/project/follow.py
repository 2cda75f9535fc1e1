# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the list of shots and the selected strip together, and tells of the active shot's words. A timer, four times a
second: no message bus, no update callback, so nothing runs while drawing and undo cannot leave a stale pointer behind.

Nothing happens that the artist did not do: only a selection that changed since the last look is followed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import bpy
from bpy.app.handlers import persistent

from ...second import compat
from .. import registry
from ..cast import by_words
from ..engine import slices, thumbnails, warmup
from ..properties import film, find_shot, shot_of
from ..properties.scene import picked
from ..shots.chosen import activate, active_shot, go_to, select_none, select_strips
from ..takes import trash
from ..timeline import held
from ..ui import redraw
from . import viewport

log = logging.getLogger(__name__)

SECONDS = 0.25
BUSY_SECONDS = 0.03
"""While the price of many shots is being found, or many takes follow theirs."""
IDLE_SECONDS = 1.0
"""While no Sequencer is shown."""
SLICE_SECONDS = 0.02
"""Of looking, until the rest waits for the next look: in a film of a thousand shots all of it takes longer."""

_next_duty = 0
"""Which of the looks at the edit comes first."""


class _Look(NamedTuple):
    """What was chosen: the edit, the active strip, its shot, and the list's active shot. Names and ids, no pointers."""

    edit: str = ""
    strip: str = ""
    strip_shot: str = ""
    listed: str = ""


_last = _Look()


class _Click(NamedTuple):
    """A click into the list: when, in seconds of the monotonic clock, of which edit, on which shot."""

    at: float = float("-inf")
    edit: str = ""
    number: int = -1
    double: bool = False


_click = _Click()


def tick() -> float:
    """Look once; answers the seconds until the next look. An exception would end Blender's timer for good."""
    from ..shots import copies, recut
    from . import overview

    if held.by or not warmup.ready():
        return SECONDS
    all_done = True
    try:
        edits = _shown_edits()
        changed = bool(copies.separate_scenes()) | trash.forget_emptied()
        for edit in edits[:1]:
            changed |= follow(edit) | _follow_double_click(edit)
            looked, all_done = _look_on(edit)
            changed |= looked
        if changed:
            redraw()
            redraw("VIEW_3D")
    except Exception:
        log.exception("The list of shots could not follow the selection")
        return IDLE_SECONDS
    if overview.under_way() or recut.under_way() or not all_done:
        return BUSY_SECONDS
    return SECONDS if edits else IDLE_SECONDS


def _look_on(edit: bpy.types.Scene) -> tuple[bool, bool]:
    """The looks at the edit, from where the last tick stopped, until its time is up. Answers whether something changed,
    and whether all of them were done. What they need is loaded first, a module a tick."""
    from ..shots import recut, text_blocks, words
    from . import overview

    global _next_duty
    duties: tuple[Callable[[], object], ...] = (
        lambda: recut.refresh(edit),
        text_blocks.exchange,
        lambda: by_words.refresh(edit, active_shot(edit)),
        lambda: words.refresh(edit, active_shot(edit)),
        lambda: overview.refresh(edit),
        lambda: thumbnails.refresh(edit),
        lambda: viewport.refresh(edit),
    )
    in_window = not bpy.app.background
    if in_window and film(edit).shots and next(slices.loading(0), None) is not None:
        return False, False
    until, changed = time.perf_counter() + SLICE_SECONDS if in_window else float("inf"), False
    for _ in duties:
        duty, _next_duty = duties[_next_duty], (_next_duty + 1) % len(duties)
        changed |= bool(duty())
        if _next_duty and time.perf_counter() >= until:
            return changed, False
    return changed, True


def follow(edit: bpy.types.Scene) -> bool:
    """Another strip was chosen: list its shot. Another shot was chosen in the list: select its strips. Answers whether
    something changed."""
    global _last
    before, now = _last, _look(edit)
    _last = now
    if before.edit != now.edit or not film(edit).shots:
        return False
    if (before.strip, before.strip_shot) != (now.strip, now.strip_shot) and now.strip_shot != now.listed:
        changed = bool(now.strip_shot) and activate(edit, now.strip_shot)
    elif before.listed != now.listed and now.strip_shot != now.listed and find_shot(edit, before.listed):
        # Not after building, or removing the active shot: then nobody chose another one.
        changed = select_strips(edit, now.listed) or select_none(edit)
    else:
        return False
    _last = _look(edit)
    return changed


def _was_picked(settings: Any) -> None:
    """Notes a click into the list. Blender tells of each, also of one on the shot that is chosen already."""
    global _click
    now, edit = time.monotonic(), settings.id_data.name
    soon = now < _click.at + bpy.context.preferences.inputs.mouse_double_click_time / 1000
    again = soon and (edit, settings.shot_index) == (_click.edit, _click.number)
    _click = _Click(now, edit, settings.shot_index, again)


def _follow_double_click(edit: bpy.types.Scene) -> bool:
    """The playhead goes to a shot that was clicked twice. Answers whether it went."""
    global _click
    shot = active_shot(edit) if _click.double and _click.edit == edit.name else None
    if shot is None:
        return False
    _click = _Click()
    go_to(edit, shot)
    return True


def forget() -> None:
    """Another file is open: what is chosen in it is where looking begins."""
    from ..shots import build, recut, text_blocks, words
    from . import overview

    global _last, _click
    _last, _click = _Look(), _Click()
    words.forget()
    overview.forget()
    viewport.forget()
    text_blocks.forget()
    recut.forget()
    build.left = 0


def _look(edit: bpy.types.Scene) -> _Look:
    strip: Any = edit.sequence_editor.active_strip if edit.sequence_editor else None
    listed = active_shot(edit)
    return _Look(
        edit.name,
        strip.name if strip is not None else "",
        shot_of(strip) if strip is not None else "",
        listed.uuid if listed is not None else "",
    )


def _shown_edits() -> list[bpy.types.Scene]:
    """The edits of the windows that show a Sequencer."""
    found = []
    for window in bpy.context.window_manager.windows:
        if any(area.type == "SEQUENCE_EDITOR" for area in window.screen.areas):
            found.append(compat.edit_of_window(window))
    return [edit for edit in found if edit is not None]


@persistent
def _loaded(*_: Any) -> None:
    forget()


def register() -> None:
    registry.then(forget)
    registry.handler("load_post", _loaded)
    registry.listener(picked, _was_picked)
    registry.timer(tick, SECONDS)
