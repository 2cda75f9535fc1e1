# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a shot as they would be sent: the exact text, and what the panel tells about the active shot's.

Main thread. `refresh()` is called beside drawing, by `follow.tick()`; panels only read `told`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ..properties import film
from ..values import to_model

if TYPE_CHECKING:
    from ...core.catalog import Catalog, Model
    from ...core.models import CastMember, MediaKind, Plan, Shot

WORD_PROBLEMS = {
    *("mention_unknown", "reference_unmentioned", "prompt_long", "no_negative"),
    *("verb_refused", "same_colour", "blockout_refused", "model_route"),
}
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
    notes: tuple[str, ...] = ()
    """Who goes along because the words name them."""
    absent: tuple[tuple[str, str], ...] = ()
    """Ids and names of those of the film's cast whom the words name and who do not play in the shot."""
    keeps: str = ""
    """What the route keeps of the scene."""
    untested: str = ""
    assumed: str = ""
    """The day on which the model's row was written, where nobody has paid for a video yet."""
    takes: frozenset[str] = frozenset(("seed", "audio", "multi_shot", "look_picture"))
    """Which of the shot's own settings its model accepts."""
    said: tuple[str, ...] = ()
    """Who says what, as it is read from text and sound strips."""

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
    from ..capture import members
    from ..properties import settings

    chosen = settings.plan_settings(edit)
    model = planning.model_of(shot, catalog)
    cast = [(member, members.kind_of(member)) for member in shot.cast] if shot.route.sends_references else []
    inputs = []
    if shot.route is Route.BLOCKOUT:
        seconds = float(planning.length_of(shot, model, chosen).asked)
        inputs.append(PlanInput(name=shot.name, kind=MediaKind.VIDEO, seconds=seconds, role="clip"))
        # A collection is filmed as a picture then; a clip would lead, too, and stays.
        cast = [(m, MediaKind.IMAGE) for m, kind in cast if m.source_kind == "collection" or kind is MediaKind.IMAGE]
    inputs += [PlanInput(name=m.name, kind=kind, seconds=_seconds(m, kind)) for m, kind in cast]
    if shot.route.sends_references and shot.look_picture and model.counted_apart:
        inputs.append(PlanInput(name="Look", kind=MediaKind.IMAGE, role="look"))
    if shot.route in (Route.FIRST_FRAME, Route.FIRST_LAST):
        inputs += [PlanInput(name=shot.name, kind=MediaKind.IMAGE)] * (2 if shot.route is Route.FIRST_LAST else 1)
    return planning.plan(shot, catalog=catalog, settings=chosen, inputs=inputs, take_number=1)


def _seconds(member: CastMember, kind: MediaKind) -> float:
    """Of the clip that shows a member: what is filmed is known, what a file has is not looked at."""
    if str(kind) == "image":
        return 0.0
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
        keeps=plan.keeps,
        untested=model.untested,
        assumed=model.assumed,
        takes=_taken(model),
        said=tuple(f'{line.speaker} says "{line.line}"' for line in model_shot.dialogue),
        problems=tuple(p.message for p in plan.problems if p.code in WORD_PROBLEMS),
        notes=tuple(f"{p.message} {p.next_step}" for p in plan.problems if p.code == "named"),
        absent=_absent(edit, model_shot),
    )


def _absent(edit: bpy.types.Scene, shot: Shot) -> tuple[tuple[str, str], ...]:
    from ...core.plans import prompt

    text = "\n".join(getattr(shot.blocks, block) for block in prompt.ORDER)
    here = {member.uuid for member in shot.cast}
    others = {member.name: member.uuid for member in film(edit).cast if member.uuid not in here}
    # Among all names: "@Mia Lee" is not "@Mia".
    mentioned = prompt.named(text, [member.name for member in film(edit).cast])
    return tuple((others[name], name) for name in others if name in mentioned)


def _taken(model: Model) -> frozenset[str]:
    facts = {
        "seed": model.seed == "yes",
        "audio": model.audio == "switch",
        "multi_shot": model.shot_type,
        "look_picture": model.route.sends_references and model.counted_apart,
    }
    return frozenset(name for name, taken in facts.items() if taken)


def _fingerprint(edit: bpy.types.Scene, shot: Any) -> tuple[Any, ...]:
    """What a shot's words depend on; of its place in the edit, what is said there."""
    from ..edit import dialogue
    from ..properties.shot import BLOCKS

    settings = film(edit)
    return (
        edit.session_uid,
        shot.uuid,
        *(shot.block(name).text for name in BLOCKS),
        *((slot.member, slot.named) for slot in shot.cast),
        *((m.uuid, m.name, m.source_kind, m.form, m.seconds, m.description) for m in settings.cast),
        *(shot.route, shot.tier, shot.model, shot.seed, shot.multi_shot, settings.look, settings.negative),
        *(shot.clip_look, shot.look_picture, settings.look_picture, settings.draft_resolution),
        *(m.colour for m in settings.cast),
        *((p.word, p.collection and p.collection.name_full, p.colour) for p in settings.set_parts),
        dialogue.read(edit),
    )
