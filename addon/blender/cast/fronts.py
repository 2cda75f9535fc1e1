# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three small views of a character as soon as its *Front* is chosen: whether that is the face is seen before anything
is filmed again. Main thread; the filming is beside.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from ...second import named
from .. import registry
from ..properties import film
from ..properties.cast import heard_fronts
from . import filming, references

if TYPE_CHECKING:
    from ...core.models import CaptureSpec
    from ..engine import beside

log = logging.getLogger(__name__)

QUIET_SECONDS = 0.7
"""After the last choice: who goes through the sides with the mouse wheel films one of them."""

_waiting: set[tuple[int, str]] = set()
"""Id of the edit's scene in this session, and id of the members whose front was chosen."""


def show_chosen() -> beside.Work | None:
    """Film the views of those whose front was chosen; None where nothing is to be filmed, or another filming has to
    end first."""
    if filming.under_way() is not None or not bpy.data.filepath:
        return None
    wanted: list[CaptureSpec] = []
    for uid, uuid in sorted(_waiting):
        edit = named.scene_of(uid)
        member = next((m for m in film(edit).cast if m.uuid == uuid), None) if edit is not None else None
        try:
            spec = _views_wanted(edit, member) if edit is not None and member is not None else None
        except AnimaticError:  # the panel says what is wrong with it
            spec = None
        wanted += [spec] if spec is not None else []
    _waiting.clear()
    return filming.film_specs(wanted)


def _views_wanted(edit: bpy.types.Scene, member: Any) -> CaptureSpec | None:
    """None, too, where the reference is filmed from that side already: its own views are shown."""
    from ..capture.store import CaptureStore
    from ..values import film_folder

    reference = references.spec_of(edit, member)
    if reference is not None and CaptureStore(film_folder()).find(reference.key) is not None:
        return None
    return references.views_of(edit, member)


def _front_chosen(member: Any) -> None:
    _waiting.add((member.id_data.session_uid, member.uuid))
    references.look_soon()
    registry.call_later(_timer, QUIET_SECONDS)


def _timer() -> float | None:
    """A timer that fails is gone for good, so it does not fail."""
    try:
        if filming.under_way() is not None:
            return QUIET_SECONDS
        show_chosen()
    except Exception:  # no room on the disk, no access: Make References says it when it is asked
        log.exception("The views of a chosen front could not be filmed")
    return None


def register() -> None:
    registry.listener(heard_fronts, _front_chosen)
    registry.then(_waiting.clear)
    registry.then(lambda: registry.stop_timer(_timer))
