# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rehearsal would have cost: prices from the catalog, one account that pays, refunds for failed jobs."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from decimal import Decimal

from ..core.catalog import Model
from .provider import Call


def billed_input_seconds(model: Model, clips: Iterable[float]) -> float:
    """Seconds of reference video that are billed with the output: all clips together, up to the model's cap.

    Alibaba's price list (30 May 2026): at most 5 s of input video; pictures are free."""
    return 0.0 if model.video is None else min(sum(clips), model.video.billed_seconds_max)


def price(call: Call, seconds: float) -> Decimal:
    """US dollars for so many billed seconds of a generation, to a hundredth of a cent; a price that the catalog does
    not know counts as nothing here."""
    per_second = call.model.price(call.resolution, audio=call.audio) or Decimal(0)
    return (per_second * Decimal(str(round(seconds, 3)))).quantize(Decimal("0.0001"))


def plain(amount: Decimal) -> str:
    """An amount as the services write it: "0.50", "0.375", never an exponent."""
    whole, _, cents = f"{amount:.4f}".partition(".")
    return f"{whole}.{cents[:2]}{cents[2:].rstrip('0')}"


class Account:
    """Balance and spending in US dollars. Charged when a job is accepted, paid back when it fails."""

    def __init__(self, credit: Decimal) -> None:
        self._lock = threading.Lock()
        self._balance = credit
        self._used = Decimal(0)
        self._charges: dict[str, Decimal] = {}

    def charge(self, job: str, amount: Decimal) -> None:
        """Add to what `job` costs."""
        with self._lock:
            self._charges[job] = self._charges.get(job, Decimal(0)) + amount
            self._balance -= amount
            self._used += amount

    def refund(self, job: str) -> None:
        """Give back everything that `job` cost."""
        with self._lock:
            amount = self._charges.pop(job, Decimal(0))
            self._balance += amount
            self._used -= amount

    def set_balance(self, balance: Decimal) -> None:
        with self._lock:
            self._balance = balance

    @property
    def balance(self) -> Decimal:
        with self._lock:
            return self._balance

    @property
    def used(self) -> Decimal:
        with self._lock:
            return self._used

    def charges(self) -> dict[str, Decimal]:
        """What each job costs that was not paid back."""
        with self._lock:
            return dict(self._charges)
