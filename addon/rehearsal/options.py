# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rehearsal gateway can be told to be: slow, poor, offline, or answering in another form."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

ResultForm = Literal["base64", "url", "data"]


@dataclass(frozen=True)
class Options:
    """Times in seconds, money in US dollars. The defaults are a healthy service that answers as fast as it can."""

    latency: float = 0.0
    """A generation takes at least this long."""
    heartbeat: float = 2.0
    """Between the comment lines of an open request. The real interval is not known; clients must take any."""
    results: ResultForm = "base64"
    """How a finished video travels. The official clients refuse URLs on loopback, so they need base64 or data."""
    result_seconds: float = 86400.0
    """How long the link to a finished video works: the provider keeps results for 24 h."""
    canned: tuple[Path, ...] = ()
    """Videos to answer with instead of rendering a slate, one after another."""
    credit: Decimal = Decimal("100")
    retired: tuple[str, ...] = ()
    """Catalog ids that this gateway no longer has."""
    generation_lag: float = 0.0
    """A generation can be looked up only this long after its end; the real service takes its time."""
    idempotency_seconds: float = 86400.0
    """How long a start's idempotency key is remembered."""
    starts_per_second: int = 0
    """More starts of one model within a second get 429; 0: no limit."""
    online: bool = True
    """False: references are fetched from this machine only."""
