# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three small views of a character as soon as its *Front* or its collection is chosen, and of who is new to a
preflight: whether that is the face, and whether it is a guess, is seen before anything is filmed or paid. Main thread;
the filming is beside.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from ...second import named
from .. import registry
from ..properties import find_member
from ..properties.cast import heard_collections, heard_fronts
from . import filming, references

if TYPE_CHECKING:
    from ...core.models import CaptureSpec
    from ..capture.key import Seen
    from ..engine import beside

log = logging.getLogger(__name__)

QUIET_SECONDS = 0.7
"""After the last choice: who goes through the sides with the mouse wheel films one of them."""
PAGE_SECONDS = 0.2
"""After a page that asks is shown."""
HEAVY = 256 * 1024 * 1024
"""Bytes of a film that is not copied only because somebody joins its cast: it takes Blender half a second and more."""

PATIENCE = 20
"""Looks of the timer after which the cast is read in one piece: where no Sequencer is shown nothing else reads it."""

_patience = 0
_waiting: set[tuple[int, str]] = set()
"""Id of the edit's scene in this session, and id of the members whose front or collection was chosen."""


def show_chosen(seen: Seen | None = None) -> beside.Work | None:
    """Film the views of those whose front or collection was chosen; None where nothing is to be filmed, or another
    filming has to end first. `seen`: what was read a moment ago."""
    if filming.under_way() is not None or filming.looking() is not None or not bpy.data.filepath:
        return None
    wanted: list[CaptureSpec] = []
    for uid, uuid in sorted(_waiting):
        edit = named.scene_of(uid)
        member = find_member(edit, uuid) if edit is not None else None
        try:
            spec = _views_wanted(edit, member, seen) if edit is not None and member is not None else None
        except AnimaticError:  # the panel says what is wrong with it
            spec = None
        wanted += [spec] if spec is not None else []
    _waiting.clear()
    return filming.film_specs(wanted, unasked=True)


def show_soon(edit: bpy.types.Scene, uuids: Iterable[str]) -> None:
    """Film the views of members of a film's cast as soon as what asks for them is shown."""
    _waiting.update((edit.session_uid, uuid) for uuid in uuids)
    registry.call_later(_timer, PAGE_SECONDS)


def are_coming() -> bool:
    """Whether views that nobody asked for are being filmed, or will be."""
    return bool(_waiting) or filming.looking() is not None


def _views_wanted(edit: bpy.types.Scene, member: Any, seen: Seen | None) -> CaptureSpec | None:
    """None, too, where the reference is filmed from that side already: its own views are shown."""
    from ..capture.store import CaptureStore
    from ..values import film_folder

    reference = references.spec_of(edit, member, seen)
    if reference is not None and CaptureStore(film_folder()).find(reference.key) is not None:
        return None
    return references.views_of(edit, member, seen)


def _collection_chosen(member: Any) -> None:
    if not _is_heavy():
        _film_soon(member)


def _front_chosen(member: Any) -> None:
    references.look_at(member)  # views that are there are shown at once
    _film_soon(member)


def _film_soon(member: Any) -> None:
    references.look_soon()
    _waiting.add((member.id_data.session_uid, member.uuid))
    registry.call_later(_timer, QUIET_SECONDS)


def _is_heavy() -> bool:
    try:
        return bool(bpy.data.filepath) and os.path.getsize(bpy.data.filepath) > HEAVY
    except OSError:  # gone: it is saved before it is filmed
        return True


def _timer() -> float | None:
    """A timer that fails is gone for good, so it does not fail. It lets the cast be read in slices before."""
    global _patience
    try:
        if filming.under_way() is not None or filming.looking() is not None:
            return QUIET_SECONDS
        seen = references.read()
        _patience = 0 if seen is not None else _patience + 1
        if seen is None and _patience < PATIENCE:
            return QUIET_SECONDS
        _patience = 0
        work = show_chosen(seen)
    except Exception:  # no room on the disk, no access: Make References says it when it is asked
        log.exception("The views of a chosen front could not be filmed")
        _waiting.clear()
        work = None
    if work is None:
        filming.tell_views(())
    return None


def register() -> None:
    registry.listener(heard_fronts, _front_chosen)
    registry.listener(heard_collections, _collection_chosen)
    registry.then(_waiting.clear)
    registry.then(lambda: registry.stop_timer(_timer))
