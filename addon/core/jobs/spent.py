# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What requests cost, or may have cost: on one day, for the cap, and request by request, for the money report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from ..errors import Billed
from ..money import ReportRow
from ..pricing import ZERO
from .job import Attempt, Job


def spent_on(jobs: Iterable[Job], day: date) -> Decimal:
    """US dollars that the requests of one day (local time) cost, may cost, or will cost when they go on. Rehearsals
    cost nothing: they must not use up the cap of the day."""
    total = ZERO
    near = frozenset((day + timedelta(days=days)).isoformat() for days in (-1, 0, 1))
    for job in jobs:
        if job.is_rehearsal or job.left:
            continue
        for attempt in job.past:
            if attempt.charge is not Billed.NO and _is_on(attempt.sent, day, near):
                total += attempt.usd or ZERO
        if _is_on(job.sent or job.created, day, near):
            total += job.usd_at_stake
    return total


def _is_on(moment: str, day: date, near: frozenset[str]) -> bool:
    """Whether a moment is on a day of ours. `near`: that day and those beside it: only a moment on one of these days of
    UTC can be, and ten thousand are not read for it."""
    return moment[:10] in near and _local_day(moment) == day


def report(jobs: Iterable[Job]) -> list[ReportRow]:
    """The money report, oldest first: a row for each request, those of earlier attempts included."""
    rows = []
    for job in sorted(jobs, key=lambda job: job.id):
        for attempt in job.past:
            rows.append(_row(job, attempt.sent, "again", attempt))
        rows.append(_row(job, job.sent or job.created, job.state, job))
    return rows


def _row(job: Job, created: str, state: str, paid: Job | Attempt) -> ReportRow:
    billed = paid.charge is not Billed.NO
    if not billed:
        cost_is = "not billed"
    elif paid.usd_is_actual:
        cost_is = "billed"
    else:
        cost_is = "estimated" if paid.charge is Billed.YES else "unknown"
    return ReportRow(
        created=created,
        shot=job.shot_name,
        take=job.take_number,
        model=job.plan.request.model,
        seconds=job.plan.request.seconds,
        state=state,
        estimate_usd=job.plan.quote.usd,
        cost_usd=paid.usd if billed else ZERO,
        cost_is=cost_is,
        job=job.id,
    )


def _local_day(moment: str) -> date | None:
    return datetime.fromisoformat(moment).astimezone().date() if moment else None
