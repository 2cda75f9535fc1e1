# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders to ask again: of a take once more, of variations of a shot, of the finals of starred drafts."""

from collections.abc import Iterable
from typing import Any

import bpy

from ...core.errors import UserError
from ..engine.view import current as view
from ..properties import film
from ..shots.chosen import chosen_shots
from ..values import take_label
from .chosen import chosen_takes
from .orders import Order


def new_seed() -> int:
    """A whole number that every model of the catalog takes as a seed."""
    import secrets

    return secrets.randbelow(2**31)


def retakes(edit: bpy.types.Scene, take_id: str = "", change: str = "seed") -> list[Order]:
    """Orders to repeat the chosen takes with a new seed, or with the shot's words ("words") and the takes' seeds.

    Raises UserError where no take is chosen, or the seed is wanted of one whose seed only the model knows."""
    return [_retake(shot, take, change) for shot, take in chosen_takes(edit, take_id)]


def _retake(shot: Any, take: Any, change: str) -> Order:
    if change == "seed":
        return Order(shot.uuid, take.id, seed=new_seed(), brief="take")
    if not take.seed and not _takes_no_seed(take.model):
        raise UserError(
            f"The seed of {take_label(shot.name, take.number)} is not known: the model chose it.",
            "Retake it with a new seed: from then on it is known.",
            code="seed_unknown",
        )
    return Order(shot.uuid, take.id, seed=int(take.seed) if take.seed else None)


def _takes_no_seed(model_id: str) -> bool:
    from ...core import catalog

    known = catalog.load()
    return model_id in known.ids() and known.get(model_id).seed == "no"


def variations(edit: bpy.types.Scene, count: int) -> list[Order]:
    """Orders for `count` takes of each chosen shot, each with its own seed. Raises UserError where none is chosen."""
    shots = chosen_shots(edit)
    if not shots:
        raise UserError("No shot is chosen.", "Select its strip, or choose it in the list.", code="no_shot")
    return [Order(shot.uuid, seed=new_seed()) for shot in shots for _ in range(count)]


def promotions(edit: bpy.types.Scene, take_id: str = "", *, whole_film: bool = False) -> list[Order]:
    """Orders for the final of one take, or of all starred drafts of the chosen shots or the whole film that have none.

    Raises UserError where nothing is starred, or all of it has its finals."""
    if take_id:
        return [Order(shot.uuid, take.id, brief="final") for shot, take in chosen_takes(edit, take_id)]
    return finals_of(film(edit).shots if whole_film else chosen_shots(edit))


def finals_of(shots: Iterable[Any]) -> list[Order]:
    """Orders for the finals of these shots' starred drafts that have none, in edit order. Raises as `promotions`."""
    takes = [(shot, take) for shot, take in _starred_drafts(shots) if not _is_promoted(shot, take)]
    if not takes:
        raise UserError("All starred drafts have their finals.", "Promote one take to ask again.", code="promoted")
    return [Order(shot.uuid, take.id, brief="final") for shot, take in takes]


def _starred_drafts(shots: Iterable[Any]) -> list[tuple[Any, Any]]:
    found = [
        (shot, take)
        for shot in sorted(shots, key=lambda shot: shot.frame_start)
        for take in shot.takes
        if take.starred and take.tier == "draft" and not shot.gone
    ]
    if not found:
        raise UserError("No draft is starred.", "Star the drafts that shall become finals.", code="none_starred")
    return found


def _is_promoted(shot: Any, draft: Any) -> bool:
    """Whether a draft has its final, or one is being made: promoting all again must not pay for it twice."""
    if any(take.made_from == draft.id and take.tier == "final" for take in shot.takes):
        return True
    over = {"placed", "failed", "cancelled", "expired"}
    plans = (job.plan for job in view.jobs.values() if job.state not in over)
    return any(plan.made_from == draft.id and plan.tier == "final" for plan in plans)
