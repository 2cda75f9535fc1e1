# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Money: estimates, totals, caps and reports, in US dollars as Decimal. An unknown price is None, never 0."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from pydantic import TypeAdapter, ValidationError

from .catalog import Model
from .errors import UserError
from .models import Frozen, MediaKind, Money, PlanInput

ZERO = Decimal(0)
CENT = Decimal("0.01")
MILL = Decimal("0.001")


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


def is_money(cost: Decimal) -> bool:
    """Whether a record can hold it, and be read again: what a server says may be any number."""
    try:
        TypeAdapter(Money).validate_python(cost)
    except ValidationError:
        return False
    return True


def billed_input_seconds(model: Model, inputs: Sequence[PlanInput]) -> Decimal:
    """Seconds of reference video that the provider bills as input: all clips together, at most the catalog's cap.
    A clip of unknown length counts as the cap, lest an estimate be too low.

    Alibaba's price list (30 May 2026): input video is billed with the output, at most 5 s; pictures are free."""
    if model.video is None:
        return ZERO
    most = Decimal(str(model.video.billed_seconds_max))
    clips = [item for item in inputs if item.kind is MediaKind.VIDEO]
    seconds = [item.clip_seconds for item in clips]
    if not all(seconds):
        return most  # a clip whose length only the provider will see
    return min(sum((Decimal(str(round(s, 3))) for s in seconds), ZERO), most)


def estimate(per_second: Decimal | None, seconds: int, input_seconds: Decimal = ZERO) -> Decimal | None:
    """Price of one generation; None when the price is unknown."""
    return None if per_second is None else per_second * (seconds + input_seconds)


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


def about(price: Decimal | None) -> str:
    """ "about $0.75" or "price unknown"."""
    return "price unknown" if price is None else f"about {format_usd(price)}"


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
