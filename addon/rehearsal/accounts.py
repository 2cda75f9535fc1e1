# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rehearsal would have cost: prices from the catalog, one account that pays, refunds for failed jobs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .provider import Call

CLIP_FLOOR = {"480p": (5, 3), "720p": (5, 3), "1080p": (9, 5)}
"""A request with a clip is billed at least so many thirds or fifths of its output's seconds, rounded up
(docs.jiekou.ai, table of smallest charges)."""


class Bill(NamedTuple):
    """What a generation costs: US dollars to a hundredth of a cent, and what was counted. A price that the catalog does
    not know counts as nothing here."""

    usd: Decimal
    input_seconds: float = 0.0
    tokens: int = 0


def bill(call: Call, clips: Sequence[float], pictures: int) -> Bill:
    """What `call` costs with clips of so many seconds and so many pictures. Written apart from `core.pricing`, so that
    each checks the other."""
    model = call.model
    if model.options == "bytedance":
        return _by_tokens(call, sum(clips), with_clip=bool(clips))
    price = model.price
    rates = price.usd if call.audio or call.resolution not in price.silent else price.silent
    rate = rates.get(call.resolution, Decimal(0))
    counted = 0.0
    if model.options == "alibaba" and model.video is not None:
        # Alibaba's price list (30 May 2026): at most 5 s of input video; of 3.0 nobody says, so all of it here.
        counted = sum(clips) if model.family == "wan3.0" else min(sum(clips), 5.0)
    usd = rate * Decimal(str(round(call.seconds + counted, 3)))
    if model.options == "minimax":
        counted = sum(clips)
        usd = rate * Decimal(str(round(call.seconds + counted, 3))) + Decimal("0.04") * max(pictures - 5, 0)
    return Bill(_cents(usd), counted)


def _by_tokens(call: Call, clips: float, *, with_clip: bool) -> Bill:
    """ByteDance: pixels of all frames, input's and output's, by 1024; cheaper with a clip, but then with a floor."""
    width, height = (int(side) for side in call.size.split("x"))
    seconds = clips + call.seconds
    if with_clip:
        share, whole = CLIP_FLOOR.get(call.resolution, (1, 1))
        seconds = max(seconds, -(-call.seconds * share // whole))
    tokens = round(seconds * 24 * width * height / 1024)
    without, with_video = call.model.price.per_million[call.resolution]
    return Bill(_cents((with_video if with_clip else without) * tokens / 1_000_000), clips, tokens)


def _cents(usd: Decimal) -> Decimal:
    return usd.quantize(Decimal("0.0001"))


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
