# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a shot as they would be sent: the exact text, and what the panel tells about the active shot's.

Main thread. `refresh()` is called beside drawing, by `follow.tick()`; panels only read `told`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ..edit import dialogue
from ..properties import film
from ..values import to_model

if TYPE_CHECKING:
    from ...core.catalog import Catalog
    from ...core.models import CastMember, Plan, Shot

WORD_PROBLEMS = {"mention_unknown", "reference_unmentioned", "prompt_long", "no_negative"}
"""What is told beside the words; everything else is for the preflight."""


class Told(NamedTuple):
    """What the panel tells about a shot's words, in characters. A limit of 0: this model takes no such text."""

    shot: str = ""
    used: int = 0
    limit: int = 0
    negative_used: int = 0
    negative_limit: int = 0
    model: str = ""
    problems: tuple[str, ...] = ()

    @property
    def too_long(self) -> bool:
        return self.used > self.limit or self.negative_used > self.negative_limit

    @property
    def count(self) -> str:
        """ "412 of 1500 characters, negative 20 of 500"."""
        count = f"{self.used} of {self.limit} characters"
        return f"{count}, negative {self.negative_used} of {self.negative_limit}" if self.negative_used else count


told = Told()
"""Of the active shot."""

_seen: tuple[Any, ...] = ()


def refresh(edit: bpy.types.Scene, shot: Any | None) -> bool:
    """Tell of this shot's words anew, if anything in them changed. Answers whether it did."""
    global told, _seen
    seen = () if shot is None else _fingerprint(edit, shot)
    if seen == _seen:
        return False
    _seen = seen
    told = Told() if shot is None else _tell(edit, shot)
    return True


def forget() -> None:
    """Another file is open: nothing is known of its words."""
    global told, _seen
    told, _seen = Told(), ()


def draft_plan(edit: bpy.types.Scene, shot: Shot, catalog: Catalog) -> Plan:
    """A plan with the words that the shot would send if all its references can be had: needs no saved film, looks at
    no file."""
    from ...core.models import MediaKind, PlanInput, Route
    from ...core.plans import planning
    from .. import settings
    from ..capture import members

    cast = shot.cast if shot.route is Route.REFERENCE else ()
    inputs = [PlanInput(name=member.name, kind=members.kind_of(member), seconds=_seconds(member)) for member in cast]
    if shot.route is Route.FIRST_FRAME:
        inputs.append(PlanInput(name=shot.name, kind=MediaKind.IMAGE))
    return planning.plan(shot, catalog=catalog, settings=settings.plan_settings(edit), inputs=inputs, take_number=1)


def _seconds(member: CastMember) -> float:
    """Of the clip that shows a member: what is filmed is known, what a file has is not looked at."""
    return float(member.seconds) if (member.source_kind, member.form) == ("collection", "turntable") else 0.0


def _tell(edit: bpy.types.Scene, shot: Any) -> Told:
    from ...core import catalog
    from ...core.errors import UserError
    from ...core.plans import planning

    bundled = catalog.load()
    try:
        model_shot = to_model(shot, edit)
        plan = draft_plan(edit, model_shot, bundled)
    except UserError as error:
        return Told(shot=shot.uuid, problems=(error.sentence,))
    model = planning.model_of(model_shot, bundled)
    return Told(
        shot=shot.uuid,
        used=len(plan.request.prompt),
        limit=model.prompt_max,
        negative_used=len(plan.request.negative),
        negative_limit=model.negative_max,
        model=model.name,
        problems=tuple(p.message for p in plan.problems if p.code in WORD_PROBLEMS),
    )


def _fingerprint(edit: bpy.types.Scene, shot: Any) -> tuple[Any, ...]:
    """What a shot's words depend on; of its place in the edit, what is said there."""
    from ..properties import BLOCKS

    settings = film(edit)
    return (
        edit.session_uid,
        shot.uuid,
        *(shot.block(name).text for name in BLOCKS),
        *(slot.member for slot in shot.cast),
        *((m.uuid, m.name, m.source_kind, m.form, m.seconds, m.description) for m in settings.cast),
        *(shot.route, shot.tier, shot.model, shot.seed, shot.multi_shot, settings.look, settings.negative),
        dialogue.read(edit),
    )
