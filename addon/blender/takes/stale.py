# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks takes whose shot is no longer what they were made of: by *Check*, and in bounded time at each save."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from .. import registry
from ..engine import slices
from ..properties import film
from ..values import take_label, to_model

if TYPE_CHECKING:
    from ...core.models import MadeOf, Shot

log = logging.getLogger(__name__)

SAVE_SECONDS = 0.01
"""Time that a save may spend on this; the next one goes on with the shots that were left."""
SAVE_SHOTS_MAX = 200
"""Of an edit, to be located together at a save; of more each by itself, 8 ms of a thousand; all of them take 60."""
SAVE_VERTICES_MAX = 50_000
"""Of one member: more take longer than a frame and are left to *Check*."""

_checked: dict[str, int] = {}
"""By shot, at which save it was looked at last: those longest ago come first."""
_saves = 0


def mark(shot: Any, model: Shot, now: MadeOf) -> list[str]:
    """Say on each take of a shot what changed since; answers the labels of those that are out of date."""
    from ...core.models import MadeOf
    from ...core.plans.staleness import changes
    from ..shots.present import called_as_then

    found = []
    for take in shot.takes:
        stale = ""
        if made := take.fact("made_of", None):
            then = MadeOf.model_validate(made)
            stale = changes(then, called_as_then(now, model, then), _faces(take))
        if take.stale != stale:
            take.stale = stale
        if stale:
            found.append(f"{take_label(shot.name, take.number)}: {stale}")
    return found


def _faces(take: Any) -> dict[str, str]:
    """On which side of whom the references of a take show the face, by their names as they were sent."""
    sent = take.fact("references", [])
    return {each["name"]: each["sides"][0] for each in sent if any(each.get("sides", ())[:1])}


def check(edit: bpy.types.Scene) -> tuple[int, list[str]]:
    """Look at every take of an edit. Answers how many were looked at, and a line for each that is out of date."""
    found: tuple[int, list[str]] = slices.whole(checking(edit))
    return found


def checking(edit: bpy.types.Scene) -> slices.Work:
    """`check` in slices, a shot each; what a shot shows is read before it, in slices too. To be done while nothing else
    edits; stopped, it answers for what was looked at."""
    from ..edit import sources
    from ..shots import gather
    from ..shots.present import Present

    shots, stale, count = shots_with_takes(edit), list[str](), 0
    try:
        located = yield from slices.told(sources.locating(edit), 0, len(shots))
        present = Present()
        for done, shot in enumerate(shots):
            yield done, len(shots)
            model = _model(shot, edit, located)
            if model is None:
                continue
            for block in gather.moving(model):
                for _ in present.seen.ahead(block):
                    yield done, len(shots)
            count += sum(bool(take.fact("made_of", None)) for take in shot.takes)
            stale += mark(shot, model, present.of(model))
    except slices.StopWork:
        pass
    return count, stale


def shots_with_takes(edit: bpy.types.Scene) -> list[Any]:
    return [shot for shot in film(edit).shots if len(shot.takes) and not shot.gone]


def _model(shot: Any, edit: bpy.types.Scene, located: Any) -> Shot | None:
    try:
        return to_model(shot, edit, located=located)
    except AnimaticError:  # a seed that is no number: not what this is about
        return None


@bpy.app.handlers.persistent
def _before_saving(*_: object) -> None:
    """Mark what there is time for, so that the marks are saved with the film. Never stops a save."""
    try:
        check_some(SAVE_SECONDS)
    except Exception:
        log.exception("The takes could not be checked")


def check_some(seconds: float) -> None:
    """Check shots of all edits, those first that were not looked at for longest, until the time is up."""
    from ..edit import sources
    from ..shots.present import Present

    global _saves
    _saves += 1
    deadline = perf_counter() + seconds
    present = Present(SAVE_VERTICES_MAX)
    wanted = [(scene, shot) for scene in bpy.data.scenes for shot in shots_with_takes(scene)]
    located: dict[str, Any] = {}
    for scene, shot in sorted(wanted, key=lambda pair: _checked.get(pair[1].uuid, 0)):
        if perf_counter() > deadline:
            return
        if scene.name not in located:
            located[scene.name] = sources.locate(scene) if len(film(scene).shots) <= SAVE_SHOTS_MAX else None
        model = _model(shot, scene, located[scene.name])
        if model is not None:
            mark(shot, model, present.of(model))
        _checked[shot.uuid] = _saves


def register() -> None:
    registry.then(_checked.clear)
    registry.handler("save_pre", _before_saving)
