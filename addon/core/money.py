# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Money: estimates, totals, caps and reports, in US dollars as Decimal. An unknown price is None, never 0."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from pydantic import TypeAdapter, ValidationError

from .catalog import Model
from .errors import UserError
from .models import Frozen, MediaKind, Money, Plan, PlanInput, Route
from .pricing import ZERO, Used

CENT = Decimal("0.01")
MILL = Decimal("0.001")


class Caps(Frozen):
    """What one send, and one day, may cost at most. None: no cap."""

    per_batch: Decimal | None = None
    per_day: Decimal | None = None
    unknown: bool = False
    """Whether what has no known price is sent all the same: no cap can count it. So it is in a rehearsal, which costs
    nothing, and where the artist chose it."""


class CapReached(UserError):
    """A send that would cost more than the artist allowed; nothing was sent."""

    code = "cap"


class ReportRow(Frozen):
    """One job of the money report."""

    created: str
    shot: str
    take: int
    model: str
    seconds: int
    state: str
    estimate_usd: Decimal | None
    cost_usd: Decimal | None
    cost_is: str
    """ "billed", "estimated", "not billed" or "unknown"."""
    job: str


def is_money(cost: Decimal) -> bool:
    """Whether a record can hold it, and be read again: what a server says may be any number."""
    try:
        _money().validate_python(cost)
    except ValidationError:
        return False
    return True


@cache
def _money() -> TypeAdapter[Decimal]:
    return TypeAdapter(Money)  # made once: that takes fifty times as long as to use it


def used(model: Model, inputs: Sequence[PlanInput], *, resolution: str, size: str, seconds: int, audio: bool) -> Used:
    """What a generation with these inputs asks for, for `Price.estimate`. A blockout's clip lasts as long as the
    output, also before it is known."""
    clips = tuple(item.clip_seconds for item in inputs if item.kind is MediaKind.VIDEO)
    if model.route is Route.BLOCKOUT and not clips:
        clips = (float(seconds),)
    return Used(
        resolution=resolution,
        size=size,
        seconds=seconds,
        audio=audio,
        clip_seconds=clips if model.video is not None else (),
        clips_at_most=model.video.seconds_at_most if model.video is not None else 0.0,
        pictures=sum(item.kind is MediaKind.IMAGE for item in inputs),
    )


def used_at_most(model: Model, plan: Plan) -> Used:
    """The same for a plan that somebody else's folder holds: how long its clips are is not believed."""
    inputs = [item.model_copy(update={"seconds": 0.0, "reference": None, "capture": None}) for item in plan.inputs]
    request = plan.request
    resolution = model.resolution_of(request.size) or ""
    found = used(model, inputs, resolution=resolution, size=request.size, seconds=request.seconds, audio=request.audio)
    return found._replace(clip_seconds=(0.0,)) if request.draft_of and model.video is not None else found


def total(prices: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None as soon as one price is unknown."""
    found = list(prices)
    return None if any(price is None for price in found) else sum((p for p in found if p is not None), ZERO)


def format_usd(price: Decimal | None) -> str:
    """ "$0.75", "$0.075", "$0.0004" (never rounded to nothing), or "unknown"."""
    if price is None:
        return "unknown"
    if price == price.quantize(CENT) or price >= 1:
        return f"${price.quantize(CENT, ROUND_HALF_UP)}"
    digits = 3 if price >= MILL else -price.adjusted()
    return f"${price.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP).normalize():f}"


def about(price: Decimal | None, low: Decimal | None = None) -> str:
    """ "about $0.75", "$0.50 to $0.75" where that is all that is known, or "price unknown"."""
    if price is None:
        return "price unknown"
    return f"about {format_usd(price)}" if low is None else f"{format_usd(low)} to {format_usd(price)}"


def rehearsed(price: Decimal | None) -> str:
    """ "free; live it would be about $0.75", or that nobody knows what it would be."""
    return f"free; live {'its price is unknown' if price is None else f'it would be {about(price)}'}"


def verdict(prices: Sequence[Decimal | None], spent_today: Decimal, caps: Caps) -> str:
    """How a send of these prices keeps the caps, in a sentence. Raises CapReached where it does not."""
    check_caps(prices, spent_today, caps)
    if caps.per_batch is None and caps.per_day is None:
        return "No cap is set."
    if None in prices:
        return f"A price is unknown: no cap counts it; {format_usd(spent_today)} spent today."
    return f"Within the caps; {format_usd(spent_today)} spent today."


def check_caps(prices: Iterable[Decimal | None], spent_today: Decimal, caps: Caps) -> None:
    """Raise CapReached when these prices break a cap; an unknown price breaks any cap, unless it is sent uncounted."""
    prices = list(prices)
    batch = total(price for price in prices if price is not None) if caps.unknown else total(prices)
    if caps.per_batch is None and caps.per_day is None:
        return
    if batch is None:
        raise CapReached(
            "A shot's price is unknown, so the caps cannot be kept.",
            "Choose another model, or allow Unknown Prices in the preferences: what it costs is known afterwards then.",
            code="cap_unknown",
        )
    if caps.per_batch is not None and batch > caps.per_batch:
        raise CapReached(
            f"This send would cost {about(batch)}; the cap per batch is {format_usd(caps.per_batch)}.",
            "Choose fewer shots, or raise the cap in the preferences.",
        )
    if caps.per_day is not None and spent_today + batch > caps.per_day:
        raise CapReached(
            f"With {format_usd(spent_today)} spent today, this send of about {format_usd(batch)} would pass the cap"
            f" per day of {format_usd(caps.per_day)}.",
            "Choose fewer shots, or raise the cap in the preferences.",
        )


def to_csv(rows: Iterable[ReportRow]) -> str:
    """The report as CSV with a header line and a total of what was or may have been billed."""
    out = io.StringIO()
    names = list(ReportRow.model_fields)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    cost = ZERO
    for row in rows:
        values = row.model_dump()
        writer.writerow([_cell(values[name]) for name in names])
        cost += row.cost_usd or ZERO
    end = {**dict.fromkeys(names, ""), names[0]: "total", "cost_usd": _cell(cost)}
    writer.writerow(end.values())
    return out.getvalue()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: names come from films that others made."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")):
        return f"'{value}"
    return "" if value is None else value
