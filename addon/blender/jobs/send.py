# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chosen shots' plans, and the send: jobs are made of plans that were shown, written to disk, and begun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import bpy

from ..edit import sources
from ..edit.members import follow_strips
from ..engine import day_cap, placeholders, prices, session, slices
from ..engine.view import current as view
from ..operators import unforeseen
from ..properties import settings
from ..shots import copies
from ..values import film_folder, film_values, to_model

if TYPE_CHECKING:
    from ...core.jobs.job import Job
    from ...core.models import Plan


def make_plans(edit: bpy.types.Scene, shots: list[Any]) -> list[Plan]:
    """Plans for shots, with everything they need from the scene. Raises UserError where nothing can be planned."""
    plans: list[Plan] = slices.whole(planning(edit, shots))
    return plans


def planning(edit: bpy.types.Scene, shots: list[Any]) -> slices.Work:
    """`make_plans` in slices."""
    from ..shots import gather

    copies.separate_scenes()
    follow_strips(edit)
    count, shared, asked = len(shots), film_values(edit), []
    located = yield from slices.told(sources.locating_these(edit, shots), 0, count)
    for shot in shots:
        asked.append(gather.Asked(to_model(shot, edit, located=located, shared=shared)))
        yield 0, count
    return (yield from gather.planning_of(edit, asked, prices.catalog()))


def send_plans(
    plans: list[Plan],
    shown: Iterable[str],
    *,
    open_line: bool = False,
    one_after_another: bool = False,
    budget: Decimal | None = None,
    known: Sequence[Job] | None = None,
    elsewhere: Sequence[Job] | None = None,
) -> list[Any]:
    """Turn shown plans into jobs and send them. Raises AnimaticError, nothing being sent, for a plan that changed,
    is blocked, or breaks a cap. `open_line`: as open requests, which a person chose. `one_after_another`: best of
    several of a shot, for `budget` US dollars a shot at most. `known`: the film's jobs, `elsewhere`: those of others
    that paid today, where they were read a moment ago."""
    from ...core.jobs import admission
    from ...core.jobs.job import Mode

    folder = film_folder()
    running = session.ensure(folder)
    view.film = folder.root
    jobs = admission.create_jobs(
        plans,
        shown,
        settings.caps(),
        session.known_jobs(folder) if known is None else known,
        folder,
        elsewhere=day_cap.elsewhere(folder) if elsewhere is None else elsewhere,
        spent=day_cap.today(),
        mode=Mode.SSE if open_line else Mode.ASYNC,
        gateway=running.gateway,
        one_after_another=one_after_another,
        budget=budget,
    )
    running.send(folder, jobs)
    view.jobs.update((job.id, job) for job in jobs)
    for show in (view.refresh, lambda: placeholders.want(jobs)):
        try:
            show()
        except Exception as error:  # they are sent: to say otherwise would let them be sent, and paid, again
            unforeseen("showing what was sent", error)
    return list(jobs)
