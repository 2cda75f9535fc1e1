# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for what Retake, Variations and Promote order: from a take's own brief, or the shot's. Spends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bpy

from ...core.catalog import Catalog
from ...core.errors import Billed, UserError
from ...core.files import FilmFolder, door
from ...core.jobs.job import Job
from ...core.jobs.states import State
from ...core.jobs.takes import read_sidecar
from ...core.models import (
    CaptureKind,
    CaptureSpec,
    Level,
    Plan,
    PlanInput,
    Problem,
    Reference,
    Route,
    Shot,
    Take,
    Tier,
)
from ...core.plans.checks import problem
from ...core.plans.planning import model_of
from ..capture import continuing, specs
from ..capture.key import Seen
from ..capture.store import CaptureStore
from ..edit import sources
from ..edit.source import Source
from ..engine import prices, slices
from ..engine.view import current as view
from ..properties import film, names
from ..shots import gather
from ..values import film_folder, take_label, to_model
from . import carrying, data
from .orders import Order, from_text

BRIEF = (
    *("route", "seed", "audio", "multi_shot", "aspect", "blocks", "cast", "dialogue"),
    *("clip_look", "set_parts", "look_picture"),
)
"""What of a shot makes a picture: the rest is where it stands in the edit, which is always as it is now."""


def make_plans(edit: bpy.types.Scene, text: str) -> list[Plan]:
    """Plans for orders, in order. Raises UserError where a shot or take is gone, or nothing can be planned."""
    plans: list[Plan] = slices.whole(planning(edit, text))
    return plans


def planning(edit: bpy.types.Scene, text: str) -> slices.Work:
    """`make_plans` in slices."""
    wanted, asked = from_text(text), []
    planner = _Planner(edit, (yield from slices.told(sources.locating(edit), 0, len(wanted))))
    for order in wanted:
        yield 0, len(wanted)
        asked.append(planner.asked(order))
    plans = yield from gather.planning_of(edit, asked, planner.catalog)
    return [planner.titled(order, plan) for order, plan in zip(wanted, plans, strict=True)]


def whole_take(take: Any) -> Take | None:
    """What a take's sidecar says, its plan included; None when the sidecar is lost or tells of another take."""
    for folder in _folders():
        told = read_sidecar(folder.resolve(take.file).with_suffix(".json"))
        if told is not None and told.id == take.id and told.plan is not None:
            return told
    return None


def final_model(brief: Shot, model_id: str, known: Catalog) -> str:
    """The id of the model that finals of a draft are made with: the one its own model names, itself where it is
    for finals, else the catalog's."""
    try:
        own = known.get(model_id, brief.route)
        named = own.final or (own.id if own.tier is Tier.FINAL and own.route is brief.route else "")
    except UserError:
        named = ""
    return named or known.choose(brief.route, Tier.FINAL).id


class _Planner:
    """Turns orders into what the gatherer plans. `located`: where the shots stand (`sources.locate`)."""

    def __init__(self, edit: bpy.types.Scene, located: dict[str, Source]) -> None:
        self.edit = edit
        self.catalog = prices.catalog()
        self._located = located
        self._seen = Seen()
        self._folders = _folders()
        self._shots = {shot.uuid: shot for shot in film(edit).shots}

    def titled(self, order: Order, plan: Plan) -> Plan:
        """The plan with a summary that tells it from the others of its shot."""
        take = data.find(self._shots[order.shot], order.take)
        what = "another try" if plan.request.seed is None else f"seed {plan.request.seed}"
        if take is not None:
            what = f"{'final' if order.brief == 'final' else 'retake'} of t{take.number:03d}"
        return plan.model_copy(update={"summary": plan.summary.replace(":", f", {what}:", 1)})

    def asked(self, order: Order) -> gather.Asked:
        shot = self._shots.get(order.shot)
        if shot is None:
            raise UserError("The shot is no longer in the film.", "Choose another one.", code="no_shot")
        found = self._asked(order, shot)
        if order.shot in self._located:
            return found
        return replace(found, problems=(*found.problems, _has_no_place(shot.name)))

    def _asked(self, order: Order, shot: Any) -> gather.Asked:
        now = to_model(shot, self.edit, located=self._located)
        if order.brief == "shot":
            return gather.Asked(now if order.seed is None else _with(now, seed=order.seed), made_from=order.take)
        take = data.find(shot, order.take)
        if take is None:
            raise UserError(f"{shot.name} no longer has that take.", "Choose another one.", code="no_take")
        label = take_label(shot.name, take.number)
        told = whole_take(take)
        if told is None or told.plan is None or told.plan.shot is None:
            return gather.Asked(now, problems=(_brief_lost(label),), made_from=take.id)
        then = told.plan.shot
        brief = _with(now, **{name: getattr(then, name) for name in BRIEF})
        # The seed that was sent: the shot's own field may have been empty.
        seed = order.seed if order.seed is not None else told.seed
        handle = ""
        refused: tuple[Problem, ...] = ()
        if order.brief == "final":
            model, tier = final_model(then, told.model, self.catalog), Tier.FINAL
            resolution = film(self.edit).final_resolution
            handle, refused = self._finishing(told, resolution, label) if now.frames == then.frames else ("", ())
            model = told.model if handle else model
        else:
            model, tier, resolution = told.model, then.tier, then.resolution
        brief = _with(brief, seed=seed, model=model, tier=tier, resolution=resolution)
        inputs, lost = self._inputs(told.plan, told, label)
        kept: list[Problem] = []
        if order.brief == "final" and not handle:
            inputs, kept = self._at_its_size(brief, told.plan, inputs, label)
        problems = (*refused, *(() if handle else lost), *kept, *_changed(now, then, told, label))
        return gather.Asked(
            brief, inputs=inputs, problems=problems, made_from=take.id, draft_of=handle, made_of=told.made_of
        )

    def _finishing(self, told: Take, resolution: str, label: str) -> tuple[str, tuple[Problem, ...]]:
        """What the provider calls the draft, where it may still finish the very same video; else "", and why not."""
        known = next((m for m in self.catalog.models if m.id == told.model), None)
        if not told.draft_handle or known is None or known.draft is None or resolution not in known.draft.finals:
            return "", ()
        age = datetime.now(UTC) - datetime.fromisoformat(told.created)
        if known.draft.days and age > timedelta(days=known.draft.days):
            why = f"{known.name} no longer has the draft {label}: it is kept {known.draft.days} days."
            return "", (_note("draft_gone", f"{why} The same brief is sent."),)
        if any(_refused(job, told.draft_handle) for job in view.jobs.values()):
            why = f"The gateway refused to finish the very draft {label}; nothing was charged."
            return "", (_note("draft_refused", f"{why} The same brief is sent instead."),)
        return told.draft_handle, ()

    def _inputs(self, plan: Plan, told: Take, label: str) -> tuple[tuple[PlanInput, ...], list[Problem]]:
        """The very files that the take was made from: the plan's inputs with what was filmed for them since."""
        references = iter(told.references)
        found: list[PlanInput] = []
        problems: list[Problem] = []
        for item in plan.inputs:
            if item.url:
                found.append(item)
                continue
            reference = next(references, None)
            if reference is None or not self._bring(reference):
                problems.append(_reference_lost(item.name, label))
                continue
            seconds = reference.seconds or item.seconds
            found.append(
                PlanInput(name=item.name, kind=item.kind, reference=reference, seconds=seconds, role=item.role)
            )
        return tuple(found), problems

    def _at_its_size(
        self, brief: Shot, plan: Plan, inputs: tuple[PlanInput, ...], label: str
    ) -> tuple[tuple[PlanInput, ...], list[Problem]]:
        """A final's own frames, filmed at its size where the scene still is what the draft's frames were filmed of;
        references that show who somebody is stay the draft's very files. `brief` is the final's."""
        if brief.route not in (Route.FIRST_FRAME, Route.FIRST_LAST) or len(inputs) != len(plan.inputs):
            return inputs, []
        found: list[PlanInput] = []
        smaller = False
        for number, (then, item) in enumerate(zip(plan.inputs, inputs, strict=True)):
            drafted = then.capture
            now = self._still(brief, drafted, last=number > 0)
            found.append(item if now is None else now)
            smaller = smaller or (now is None and drafted is not None)
        return tuple(found), [_smaller_frame(label)] if smaller else []

    def _still(self, brief: Shot, drafted: CaptureSpec | None, *, last: bool) -> PlanInput | None:
        """The shot's frame at the size that `brief` asks for; None where it is another one than the draft's by now."""
        if drafted is not None and drafted.kind is CaptureKind.FRAME:
            return self._continued(brief, drafted)
        if drafted is None or drafted.kind is not CaptureKind.STILL:
            return None
        try:
            same = specs.still_spec(brief, f"{drafted.width}x{drafted.height}", last=last, seen=self._seen)
        except UserError:  # its camera or strip is gone
            return None
        if specs.pressed(same, drafted.max_bytes).key != drafted.key:
            return None
        model = model_of(brief, self.catalog)
        size, room = gather.still_size(brief, model), gather.room_for(model)
        final = specs.pressed(specs.still_spec(brief, size, last=last, seen=self._seen), room)
        return gather.captured(CaptureStore(self._folders[0]), final, names(film(self.edit).blank_agreed))

    def _continued(self, brief: Shot, drafted: CaptureSpec) -> PlanInput | None:
        """The same frame of the take before, at the size that `brief` asks for; None where another take is chosen."""
        model = model_of(brief, self.catalog)
        try:
            final = continuing.frame_spec(brief, gather.still_size(brief, model))
            final = specs.pressed(final, gather.room_for(model))
        except UserError:  # that shot, its take or its file is gone
            return None
        if (final.file, final.frame_start) != (drafted.file, drafted.frame_start):
            return None
        return gather.captured(CaptureStore(self._folders[0]), final, names(film(self.edit).blank_agreed))

    def _bring(self, reference: Reference) -> bool:
        """Whether a reference's file lies in the film's folder; from a film that this one was saved from it is taken
        along."""
        here, *others = (folder.resolve(reference.path) for folder in self._folders)
        if _is_whole(here, reference):
            return True
        other = next((path for path in others if _is_whole(path, reference)), None)
        if other is None:
            return False
        carrying.link_or_copy(other, here)
        return True


def _refused(job: Job, handle: str) -> bool:
    """Whether a request to finish this draft was refused without a charge."""
    return job.plan.request.draft_of == handle and job.state is State.FAILED and job.charge is Billed.NO


def _folders() -> list[FilmFolder]:
    """The film's folder, and the one of the film that it was saved from."""
    here = film_folder()
    came_from = carrying.origin(here)
    return [here, came_from.folder] if came_from else [here]


def _is_whole(path: Path, reference: Reference) -> bool:
    return door.size(path) == reference.size


def _with(shot: Shot, **changes: Any) -> Shot:
    return shot.model_copy(update=changes)


def _has_no_place(name: str) -> Problem:
    return problem(
        "no_shot",
        f"{name} is no longer in the edit: a take would have no place to go to.",
        "Bring its strip or marker back, then build the shots again.",
    )


def _brief_lost(label: str) -> Problem:
    return problem(
        "brief_lost",
        f"What {label} was made from is not known: the .json file beside its video is missing, damaged, or of"
        " a newer version of the extension.",
        "Put the file back, or update; or use Generate, which asks with the shot's present words.",
    )


def _reference_lost(name: str, label: str) -> Problem:
    return problem(
        "reference_lost",
        f"The reference of {name} that {label} was made from is no longer in the film's folder.",
        "Put the file back into captures, or generate the shot anew: its reference is filmed again then.",
    )


def _smaller_frame(label: str) -> Problem:
    return _note(
        "frame_small",
        f"What its first frame shows changed since {label}: the final starts from that draft's own, smaller picture."
        " Generate a new draft for a larger one.",
    )


def _changed(now: Shot, then: Shot, told: Take, label: str) -> list[Problem]:
    """What is different in the film since the take was made: it does not stop the order, but shall be known."""
    found = []
    if (now.blocks, now.dialogue) != (then.blocks, then.dialogue):
        found.append(_note("words_changed", f"The words of {now.name} changed since; those of {label} are sent."))
    if now.route is not then.route:
        found.append(_note("route_changed", f"{now.name} is on another route now; that of {label} is used."))
    if now.route.sends_references and {m.uuid for m in now.cast} != {m.uuid for m in then.cast}:
        found.append(_note("cast_changed", f"The cast of {now.name} changed since; that of {label} is used."))
    if now.frames != then.frames:
        frames = f"{then.frames} to {now.frames} frames"
        found.append(
            problem(
                "length_changed",
                f"{now.name} went from {frames} since {label}: its timing will be another one.",
                "Generate a new draft first if the timing matters.",
                Level.WARNING,
            )
        )
    if told.references_skipped:
        found.append(
            problem(
                "references_skipped",
                f"The model ignored the references of {label}; it may do so again.",
                "Retake it, and promote one that shows the cast.",
                Level.WARNING,
            )
        )
    return found


def _note(code: str, message: str) -> Problem:
    return problem(code, message, level=Level.NOTE)
