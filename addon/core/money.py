# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Money: estimates, totals, caps and reports, in US dollars as Decimal. An unknown price is None, never 0."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from .catalog import Model
from .errors import UserError
from .models import Frozen, PlanInput

ZERO = Decimal(0)
CENT = Decimal("0.01")


class Caps(Frozen):
    """What one send, and one day, may cost at most. None: no cap."""

    per_batch: Decimal | None = None
    per_day: Decimal | None = None


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


def billed_input_seconds(model: Model, inputs: Sequence[PlanInput]) -> Decimal:
    """Seconds of reference video that the provider bills as input: all clips together, at most the catalog's cap.

    Alibaba's price list (30 May 2026): input video is billed with the output, at most 5 s; pictures are free."""
    if model.video is None:
        return ZERO
    clips = sum((Decimal(str(round(item.seconds, 3))) for item in inputs if item.seconds), ZERO)
    return min(clips, Decimal(str(model.video.billed_seconds_max)))


def estimate(per_second: Decimal | None, seconds: int, input_seconds: Decimal = ZERO) -> Decimal | None:
    """Price of one generation; None when the price is unknown."""
    return None if per_second is None else per_second * (seconds + input_seconds)


def total(prices: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None as soon as one price is unknown."""
    found = list(prices)
    return None if any(price is None for price in found) else sum((p for p in found if p is not None), ZERO)


def format_usd(price: Decimal | None) -> str:
    """ "$0.75", "$0.075" (never rounded to nothing), or "unknown"."""
    if price is None:
        return "unknown"
    cents = price.quantize(CENT, ROUND_HALF_UP)
    if cents == price:
        return f"${cents}"
    return f"${price.quantize(Decimal('0.001'), ROUND_HALF_UP).normalize():f}"


def check_caps(prices: Iterable[Decimal | None], spent_today: Decimal, caps: Caps) -> None:
    """Raise CapReached when these prices break a cap; an unknown price breaks any cap."""
    batch = total(prices)
    if caps.per_batch is None and caps.per_day is None:
        return
    if batch is None:
        raise CapReached(
            "A shot's price is unknown, so the caps cannot be kept.", "Choose another model, or lift the caps."
        )
    if caps.per_batch is not None and batch > caps.per_batch:
        raise CapReached(
            f"This send would cost about {format_usd(batch)}; the cap per batch is {format_usd(caps.per_batch)}.",
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
        writer.writerow(["" if values[name] is None else values[name] for name in names])
        cost += row.cost_usd or ZERO
    writer.writerow(["total", *[""] * 6, cost, *[""] * (len(names) - 8)])
    return out.getvalue()
