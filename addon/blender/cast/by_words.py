# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is named in a shot's words plays in it: whoever writes `@Mia` means her, and her reference goes along. Who came
with the words leaves with them; who was ticked stays, and who was unticked is not ticked again by the same words.

Main thread. `refresh()` is called beside drawing, by `follow.tick()`, for what is typed into a panel.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import bpy

from .. import registry, timeline
from ..properties import film
from ..properties.shot import heard_words
from . import references
from .members import cast_in, plays_in, take_out


class _Look(NamedTuple):
    """The active shot's words as they were looked at last; ids, no pointers."""

    edit: int = 0
    shot: str = ""
    words: str = ""


_last = _Look()


def refresh(edit: bpy.types.Scene, shot: Any | None) -> bool:
    """Hear what was typed into the active shot since the last look. Answers whether anybody came or went, which is an
    undo step of its own: one that somebody made meanwhile would take it along."""
    global _last
    before, _last = _last, _Look(edit.session_uid, shot.uuid, shot.words) if shot is not None else _Look()
    if shot is None or before[:2] != _last[:2] or not hear(shot, before.words):
        return False
    timeline.push_undo(f"Cast of {shot.name} by Its Words")
    return True


def hear(shot: Any, before: str) -> bool:
    """Somebody wrote in a shot whose words were `before`. Answers whether anybody came or went."""
    if shot.words == before or "@" not in shot.words + before:
        return False
    now, then = (named_in(shot.id_data, text) for text in (shot.words, before))
    went = {ref.member for ref in shot.cast if ref.named} - now.keys()
    for uuid in went:
        take_out(shot, uuid)
    came = [uuid for uuid in now if uuid not in then and not plays_in(shot, uuid)]
    for uuid in came:
        cast_in(shot, uuid, named=True)
    references.start_on_reference([shot], named=bool(now.keys() - then.keys()))
    references.give_up_reference([shot])
    return bool(went or came)


def named_in(edit: bpy.types.Scene, text: str) -> dict[str, str]:
    """The members whom a text means by their `@name`, id to name, in the order of the cast."""
    from ...core.plans.prompt import named

    found = named(text, [member.name for member in film(edit).cast])
    return {member.uuid: member.name for member in film(edit).cast if member.name in found}


def forget() -> None:
    """The words are as they are: the next look compares with them."""
    global _last
    _last = _Look()


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    forget()


def register() -> None:
    registry.then(forget)
    registry.handler("load_post", _film_opened)
    registry.listener(heard_words, hear)
