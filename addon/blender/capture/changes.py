# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Blender says that it changed: by data-block, counted up. Main thread.

It tells of what the windows show, and of what was tagged: a script may write without a word. So this may save a look
that only informs; what is paid for is read from the data themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import bpy
from bpy.app.handlers import persistent

from .. import registry

_count = 0
_last: dict[int, int] = {}
"""By a data-block's session id, at which count it changed last."""
_all_at = 0
"""At which count every data-block may have become another one: a file was loaded, a step undone."""


def now() -> int:
    """The present count, to ask `since` with."""
    return _count


def since(count: int) -> set[int] | None:
    """Session ids of what changed after `now()` was `count`; None: anything may have, and what Python holds is dead."""
    if replaced(count):
        return None
    return {uid for uid, at in _last.items() if at > count} if _count > count else set()


def replaced(count: int) -> bool:
    """Whether what Python held when `now()` was `count` is dead: a file was loaded, a step undone."""
    return _all_at > count


def watched() -> set[int]:
    """Session ids of the data-blocks whose changes Blender tells: those that the windows' scenes are made of."""
    layers = {window.view_layer for window in bpy.context.window_manager.windows if window.view_layer is not None}
    return {block.original.session_uid for layer in layers for block in layer.depsgraph.ids}


def note(changed: Iterable[int]) -> None:
    """These changed."""
    global _count
    _count += 1
    for uid in changed:
        _last[uid] = _count


def forget() -> None:
    """Anything may have changed."""
    global _count, _all_at
    _count += 1
    _all_at = _count
    _last.clear()


@persistent
def _updated(_scene: Any, depsgraph: Any, *_: Any) -> None:
    updates: Collection[Any] = depsgraph.updates
    note(update.id.original.session_uid for update in updates)


@persistent
def _everything(*_: Any) -> None:
    forget()


def register() -> None:
    registry.then(forget)
    registry.handler("depsgraph_update_post", _updated)
    for name in ("undo_pre", "undo_post", "redo_pre", "redo_post", "load_pre", "load_post"):
        registry.handler(name, _everything)
