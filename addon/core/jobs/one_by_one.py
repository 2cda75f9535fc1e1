# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Best of N: several takes of a shot that were agreed to together and are bought one after the other, the next only
while none of those that came follows the plan, and never beyond what was agreed.

All of them are jobs on disk from the send on, so a restart changes nothing: those that are `held` go out by a decision
that is made from what is on disk. One that a person sends once more stays among them, with what it cost before. Pure
functions; the engine asks `refusal` once more before it lets one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import UserError
from ..files import ulid
from ..models import Plan
from ..money import format_usd
from ..pricing import ZERO
from .job import Job, OneByOne
from .states import State

CAME = (State.READY, State.PLACED)


@dataclass(frozen=True)
class Step:
    """What is to be done for a group now; all empty: wait, or nothing is left to do."""

    judge: Job | None = None
    """Its take came and is not judged yet."""
    go: Job | None = None
    """Held, and now to be sent."""
    stop: tuple[Job, ...] = ()
    """Held, and not needed: to be cancelled, free. `why` says it in a sentence."""
    why: str = ""
    over: bool = False
    """All that came is judged, and no more will come."""


def within(plans: Sequence[Plan], budget: Decimal | None) -> list[Plan]:
    """Of each shot as many plans as the budget (US dollars for each shot; None: no limit) has room for, in order.
    Blocked ones stay, to be told. Raises UserError for a price that is not known, or a budget too small for one."""
    if budget is None:
        return list(plans)
    spent: dict[str, Decimal] = {}
    kept: list[Plan] = []
    for plan in plans:
        usd = plan.quote.usd
        if plan.blocked:
            kept.append(plan)
            continue
        if usd is None:
            raise UserError(
                f"What {plan.shot_name} costs is not known, so no budget can be kept.",
                "Choose a model whose price is known, or ask for variations without a budget.",
                code="price_unknown",
            )
        total = spent.get(plan.shot_uuid, ZERO) + usd
        if total <= budget:
            spent[plan.shot_uuid] = total
            kept.append(plan)
        elif plan.shot_uuid not in spent:
            raise UserError(
                f"One take of {plan.shot_name} costs {format_usd(usd)}, more than {format_usd(budget)}.",
                "Raise the budget, or choose a cheaper model.",
                code="budget",
            )
    return kept


def line_up(jobs: Sequence[Job], budget: Decimal | None) -> list[Job]:
    """New jobs of one send, of each shot the first to go out and the others held. Raises UserError where those of a
    shot are agreed to cost more than the budget."""
    by_shot: dict[str, list[Job]] = {}
    for job in jobs:
        by_shot.setdefault(job.shot_uuid, []).append(job)
    lined: dict[str, Job] = {}
    for group in by_shot.values():
        _check(group, budget)
        name = ulid()
        for number, job in enumerate(group, 1):
            place = OneByOne(group=name, number=number, of=len(group), budget=budget)
            lined[job.id] = job.model_copy(update={"best_of": place, "held": number > 1})
    return [lined[job.id] for job in jobs]


def _check(group: Sequence[Job], budget: Decimal | None) -> None:
    if budget is None:
        return
    prices = [job.plan.quote.usd for job in group]
    known = [usd for usd in prices if usd is not None]
    if len(known) < len(prices) or sum(known, ZERO) > budget:
        raise UserError(
            f"{len(group)} takes of {group[0].shot_name} may cost more than {format_usd(budget)}.",
            "Look at the preflight again.",
            code="budget",
        )


def groups(jobs: Iterable[Job], begun: Collection[str] = ()) -> list[list[Job]]:
    """The groups that still have held jobs, and those named in `begun`, each in order."""
    found: dict[str, list[Job]] = {}
    for job in jobs:
        if job.best_of is not None:
            found.setdefault(job.best_of.group, []).append(job)
    ordered = [sorted(group, key=_number) for group in found.values()]
    return [group for group in ordered if name_of(group) in begun or any(_waits(job) for job in group)]


def name_of(group: Sequence[Job]) -> str:
    """The name that the jobs of a group share."""
    return next((job.best_of.group for job in group if job.best_of is not None), "")


def is_under_way(job: Job) -> bool:
    """Whether it is one of a group, and may still go out, or come."""
    return job.best_of is not None and (_waits(job) or _open(job))


def next_step(group: Sequence[Job], words: Mapping[str, str]) -> Step:
    """What to do now. `words`: what was judged of takes that came, by job: "follows", "departs" or "unsure"."""
    held = tuple(job for job in group if _waits(job))
    sent = [job for job in group if not _waits(job)]
    if any(_open(job) for job in sent):
        return Step()
    came = [job for job in sent if job.state in CAME]
    for job in came:
        if held and words.get(job.id) == "follows":
            name = f"t{job.take_number:03d} of {job.shot_name}"
            return Step(stop=held, why=f"{name} follows the plan: no more is bought.")
    for job in came:
        if job.id not in words:
            return Step(judge=job)
    if not held:
        return Step(over=True)
    if why := refusal(held[0], group):
        return Step(stop=held, why=why)
    return Step(go=held[0])


def refusal(job: Job, group: Iterable[Job]) -> str:
    """Why a held job must not be sent, as far as money and persons say; "" when it may. What those before it cost, or
    may have cost, and its own price are together no more than what was agreed to for all of them."""
    everyone = list(group)
    sent = [other for other in everyone if not _waits(other)]
    name = job.shot_name
    if any(_open(other) for other in sent):
        return f"Another take of {name} is still at work."
    if any(other.state is State.CANCELLED for other in sent):
        return f"One of {name} was cancelled: no more is bought."
    if any(other.state is State.FAILED and other.error is not None and other.error.user_fault for other in sent):
        return f"One of {name} failed for a reason that you can put right first: no more is bought."
    limit = _limit(everyone)
    if limit is None:
        return ""
    price = job.plan.quote.usd
    if price is None or not all(other.cost_is_known for other in sent):
        return f"What a take of {name} costs is not known: no more is bought."
    spent = sum((other.usd_committed for other in sent), ZERO)
    if spent + price > limit:
        return f"{format_usd(spent)} of the agreed {format_usd(limit)} for {name} are spent: no more is bought."
    return ""


def _limit(group: Sequence[Job]) -> Decimal | None:
    """What was agreed to for all of them, US dollars; None for a rehearsal, and where a price was not known."""
    if any(job.is_rehearsal for job in group):
        return None
    budgets = [job.best_of.budget for job in group if job.best_of is not None and job.best_of.budget is not None]
    prices = [job.plan.quote.usd for job in group if job.plan.quote.usd is not None]
    agreed = [sum(prices, ZERO)] if len(prices) == len(group) else []
    return min([*budgets, *agreed], default=None)


def _waits(job: Job) -> bool:
    return job.held and job.state is State.PLANNED


def _open(job: Job) -> bool:
    """Whether it is not known yet what becomes of it."""
    return job.working or job.paused or bool(job.left) or job.state is State.UNCERTAIN


def _number(job: Job) -> int:
    return job.best_of.number if job.best_of is not None else 0
