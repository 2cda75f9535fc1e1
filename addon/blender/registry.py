# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that was added to Blender, in one list: taken away in reverse, to the last entry, whatever happened meanwhile.

Another add-on may have cleared a list of handlers, an enabling may have stopped half way: taking away what is gone is
no error, and what cannot be taken away is logged and keeps nothing else.
"""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from typing import Any

import bpy

from .. import ident

log = logging.getLogger(__name__)

_added: list[Callable[[], object]] = []
"""What takes each away again, oldest first."""


def then(take_away: Callable[[], object]) -> None:
    """Call this when the extension is disabled, before what was added earlier is taken away."""
    _added.append(take_away)


def classes(*wanted: type) -> None:
    """Register classes of Blender's."""
    for cls in wanted:
        bpy.utils.register_class(cls)
        then(lambda cls=cls: bpy.utils.unregister_class(cls))


def pointer(owner: Any, cls: type) -> None:
    """Give a type of Blender's our properties."""
    setattr(owner, ident.PROPERTY, bpy.props.PointerProperty(type=cls))
    then(lambda: delattr(owner, ident.PROPERTY))


def handler(name: str, function: Callable[..., object]) -> None:
    """Let Blender call a function: `name` is that of a list of `bpy.app.handlers`; one that this Blender has not is
    passed over. Taken away once it may have been already: others clear such lists."""
    handlers = getattr(bpy.app.handlers, name, None)
    if handlers is not None:
        handlers.append(function)
        then(lambda: _no_more(name, function))


def listener(told: list[Any], function: Callable[..., object]) -> None:
    """Let a list of ours, of whoever is told of something, call a function."""
    told.append(function)
    then(lambda: told.remove(function) if function in told else None)


def timer(function: Callable[[], float | None], first: float) -> None:
    """Let Blender call a function again and again, for good; `first` is in seconds. It must not raise: Blender would
    never call it again. Nothing without a window, where no timer runs."""
    if not bpy.app.background:
        bpy.app.timers.register(function, first_interval=first, persistent=True)
    then(lambda: stop_timer(function))


def stop_timer(function: Callable[[], float | None]) -> None:
    """Let Blender call it no more, if it does."""
    if bpy.app.timers.is_registered(function):
        bpy.app.timers.unregister(function)


def call_later(function: Callable[[], float | None], seconds: float) -> None:
    """Let Blender call a function once that much time has gone by, counted anew if it waits already. It must not raise.
    Nothing without a window."""
    stop_timer(function)
    if not bpy.app.background:
        bpy.app.timers.register(function, first_interval=seconds)


def at_exit(function: Callable[[], object]) -> None:
    """Call a function when Blender ends, and when the extension is disabled."""
    atexit.register(function)
    then(lambda: atexit.unregister(function))
    then(function)


def leaving(function: Callable[..., object]) -> None:
    """Call a function as soon as Blender begins to end, where it tells of that (5.2), at the latest when Python ends,
    and when the extension is disabled. It must be marked persistent."""
    handler("exit_pre", function)
    at_exit(function)
    # Blender as a module tells of its end when Python has ended, and what a handler uses is gone.
    at_exit(lambda: _no_more("exit_pre", function))


def _no_more(name: str, function: Callable[..., object]) -> None:
    handlers = getattr(bpy.app.handlers, name, ())
    if function in handlers:
        handlers.remove(function)


def menu(name: str, draw: Callable[[Any, bpy.types.Context], None]) -> None:
    """Draw at the end of a menu of Blender's."""
    getattr(bpy.types, name).append(draw)
    then(lambda: getattr(bpy.types, name).remove(draw))


def key(keymap: str, operator: str, name: str, *, alt: bool = False, repeat: bool = False) -> None:
    """Let a key call an operator in the Sequencer's editor: `keymap` is one of its keymaps, `name` the key's. Nothing
    without a window."""
    configuration = bpy.context.window_manager.keyconfigs.addon
    if configuration is None:
        return
    items = configuration.keymaps.new(name=keymap, space_type="SEQUENCE_EDITOR").keymap_items
    pressed: Any = name
    item = items.new(operator, pressed, "PRESS", alt=alt, repeat=repeat)
    then(lambda: items.remove(item))


def take_all_away() -> None:
    """Leave Blender as it was."""
    while _added:
        try:
            _added.pop()()
        except Exception:  # half of it left over would keep the extension from being enabled again
            log.exception("Something that was added to Blender could not be taken away")
