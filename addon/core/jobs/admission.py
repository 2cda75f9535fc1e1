# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From plans that a person saw to jobs: nothing is spent unseen, blocked, or above a cap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from ..errors import UserError
from ..files import FilmFolder, carries_secret, ulid
from ..models import Level, Plan
from ..money import Caps, check_caps
from ..pricing import ZERO
from . import one_by_one
from .actions import same_key_is_safe
from .job import Job, Mode, new_job
from .settings import Settings
from .spent import spent_on
from .states import TABLE


class PlanChanged(UserError):
    """A plan is not the one that was shown; it has to be shown again."""

    code = "plan_changed"


class PlanBlocked(UserError):
    """A plan has an error that must be put right first."""

    code = "plan_blocked"


def create_jobs(
    plans: Sequence[Plan],
    shown: Iterable[str],
    caps: Caps,
    known: Sequence[Job],
    folder: FilmFolder,
    *,
    elsewhere: Iterable[Job] = (),
    spent: Decimal = ZERO,
    mode: Mode = Mode.ASYNC,
    gateway: str = "",
    one_after_another: bool = False,
    budget: Decimal | None = None,
    now: datetime | None = None,
) -> list[Job]:
    """One new job a plan, each with its idempotency key and a free take number; `Engine.submit` writes and runs them.

    `shown` are the fingerprints of the plans that the person saw, one for each; `known` all jobs of the film,
    `elsewhere` those of other films that count for the cap per day, `spent` what today cost at least. All plans pass
    or none: raises PlanChanged, PlanBlocked, CapReached, or UserError "nothing_to_send" or "url_signed".
    `one_after_another`: those of one shot are bought one by one, for `budget` US dollars at most (`one_by_one`)."""
    if not plans:
        raise UserError("There is nothing to send.", "Choose at least one shot.", code="nothing_to_send")
    _check_shown(plans, shown)
    for plan in plans:
        _check_ready(plan)
    today = max(spent, spent_on([*known, *elsewhere], _day(now)))
    check_caps([plan.quote.usd for plan in plans], today, caps)
    batch = ulid()
    taken: dict[str, list[int]] = {}
    for job in known:
        taken.setdefault(job.shot_name, []).append(job.take_number)
    jobs = []
    for plan in plans:
        numbers = taken.setdefault(plan.shot_name, [])
        numbers.append(folder.next_take_number(plan.shot_name, given=numbers))
        jobs.append(new_job(plan, batch=batch, take_number=numbers[-1], mode=mode, gateway=gateway))
    return one_by_one.line_up(jobs, budget) if one_after_another else jobs


def check_repeat(
    repeated: Sequence[Job],
    known: Sequence[Job],
    caps: Caps,
    settings: Settings,
    secrets: Mapping[str, bytes],
    *,
    spent: Decimal = ZERO,
    now: datetime | None = None,
) -> list[Decimal | None]:
    """What *retry* or *send again* of these jobs may cost anew, a price each; raises CapReached above a cap.

    Nothing for a video that is only fetched again, and for a request that the gateway recognizes by its key; `secrets`
    are the gateway keys that are set now, by the gateway's name, `known` all jobs that count for the cap per day,
    `spent` what today cost at least."""
    prices = [ZERO if _free(job, settings, secrets) else job.plan.quote.usd for job in repeated]
    check_caps(prices, max(spent, spent_on(known, _day(now))), caps)
    return prices


def check_left(plans: Sequence[Plan], spent: Decimal, caps: Caps) -> None:
    """Whether jobs that came with a film's folder may be sent, their plans priced anew; raises as `create_jobs`."""
    for plan in plans:
        _check_ready(plan)
    check_caps([plan.quote.usd for plan in plans], spent, caps)


def _check_shown(plans: Sequence[Plan], shown: Iterable[str]) -> None:
    unseen = Counter(plan.fingerprint for plan in plans) - Counter(shown)
    changed = [plan.shot_name for plan in plans if plan.fingerprint in unseen]
    if changed:
        raise PlanChanged(
            f"{_listed(changed)} changed since the preflight was shown; nothing was sent.",
            "Look at the preflight again, then send.",
        )


def _check_ready(plan: Plan) -> None:
    for problem in plan.problems:
        if problem.level is Level.ERROR:
            raise PlanBlocked(f"{plan.shot_name}: {problem.message}", problem.next_step)
    for item in plan.inputs:
        if carries_secret(item.url):  # the plan's own check says so, too; a plan may come from an older version
            raise UserError(
                f"{plan.shot_name}: the URL of {item.name} carries a secret, which must not be kept with the film.",
                "Give a public address without a signature, or the file itself.",
                code="url_signed",
            )


def _free(job: Job, settings: Settings, secrets: Mapping[str, bytes]) -> bool:
    secret = secrets.get(job.gateway, b"")
    return job.paused or job.fetchable or same_key_is_safe(job, settings, secret) or TABLE[job.state].works


def _day(now: datetime | None) -> date:
    return (now or datetime.now()).astimezone().date()


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
