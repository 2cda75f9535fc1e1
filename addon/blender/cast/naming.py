# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever gets another name keeps their mentions: `@Mia` in the words becomes `@Maria`, in the same undo step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy

from .. import registry
from ..properties import film
from ..properties.cast import heard_names
from ..properties.shot import BLOCKS
from . import by_words


def _heard(member: Any) -> None:
    """Write a member's new name where the words have the old one. A name that somebody else has, or none, is no name
    yet: the words wait for the next."""
    from ...core.plans.prompt import name_key, renamed

    settings, old, new = film(member.id_data), member.called, member.name.strip()
    others = [other.name for other in settings.cast if other.uuid != member.uuid]
    if not new or name_key(new) in map(name_key, others):
        return
    member.called = new
    if not old or old == new:
        return
    for holder, field in _words(settings):
        before = getattr(holder, field)
        after = renamed(before, others, old, new)
        if after != before:
            setattr(holder, field, after)
    by_words.forget()  # nobody came or went


def _words(settings: Any) -> Iterator[tuple[Any, str]]:
    """Where a film's words are: its own, and those of its shots, of which some are out of the edit."""
    yield settings, "look"
    yield settings, "negative"
    for shot in [*settings.shots, *settings.removed]:
        for block in map(shot.block, BLOCKS):
            yield block, "own"
            yield block, "generated"


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    """Members of a film that was made before they were remembered by their words' name."""
    for scene in bpy.data.scenes:
        for member in film(scene).cast:
            if not member.called:
                member.called = member.name


def register() -> None:
    registry.listener(heard_names, _heard)
    registry.handler("load_post", _film_opened)
