# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The preflight of some plans with what this Blender knows: caps, what today cost, what is hosted already, terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..engine import prices, session, slices
from ..properties import settings
from ..values import film_folder

if TYPE_CHECKING:
    from ...core.jobs.job import Job
    from ...core.models import Plan
    from ...core.plans.preflight import Preflight


def reading(count: int) -> slices.Work:
    """Read in steps what `make` and a send look through; told as all of so many shots. None for a film that was never
    saved, which they say."""
    from ...core.errors import UserError

    try:
        folder = film_folder()
    except UserError:
        return None
    return (yield from slices.told(session.reading_known(folder), count, count))


def reading_elsewhere(count: int) -> slices.Work:
    """The jobs of other films that paid today, read beside Blender. Raises UserError for one that was never saved."""
    from ..engine import day_cap

    folder = film_folder()
    return (yield from slices.aside(lambda: day_cap.elsewhere(folder), count, count))


def make(plans: Sequence[Plan], known: Sequence[Job] | None = None) -> Preflight:
    """The page for these plans. `known`: the film's jobs, where they were read a moment ago. Raises UserError for a
    film that was never saved."""
    page: Preflight = slices.whole(making(plans, known))
    return page


def making(plans: Sequence[Plan], known: Sequence[Job] | None = None) -> slices.Work:
    """`make` beside Blender: the page of 1,000 plans takes 0.2 s."""
    from datetime import datetime

    from ...core.jobs.spent import spent_on
    from ...core.plans.preflight import preflight
    from ..engine import day_cap

    folder = film_folder()
    jobs = session.known_jobs(folder) if known is None else known
    running = session.current()
    hosted = running.engine.hosted() if running is not None and running.serves(folder, settings.is_live()) else ()
    page = partial(
        preflight,
        catalog=prices.catalog(),
        host=_host(),
        hosted=hosted,
        rehearsal=not settings.is_live(),
        refusal=settings.sending_refusal(),
    )
    caps, count = settings.caps(), len(plans)

    def made() -> Preflight:
        today = datetime.now().astimezone().date()
        return page(plans, caps, max(day_cap.today(), spent_on([*jobs, *day_cap.elsewhere(folder)], today)))

    return (yield from slices.aside(made, count, count))


def _host() -> str:
    """Where references go, in the words of the preferences."""
    chosen = settings.preference("host")
    return next(name for identifier, name, _ in settings.HOSTS if identifier == chosen)
