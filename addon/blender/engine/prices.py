# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which models the gateway offers today and what they cost: its public list, read beside the artist's work.

Only for the live gateway, and only where Blender allows network use. Until the list is there, and where it cannot be
read, the bundled catalog holds, with its own date; a price that turns out different is shown again before it is paid,
for it is part of what a send is bound to.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, NamedTuple

from ..properties import settings
from . import beside

if TYPE_CHECKING:
    from ...core.catalog import Catalog
    from ...core.gateway.client import ModelListing

log = logging.getLogger(__name__)

AGE_MAX = 3600.0
"""Seconds that a list is taken as today's."""
PATIENCE = 10.0
"""Seconds that the gateway has to send its list."""


class _Read(NamedTuple):
    """What is known of a gateway since `at` (monotonic seconds): the last list that could be read, None before one."""

    url: str
    at: float
    catalog: Catalog | None


_last: _Read | None = None
_reader: beside.Work | None = None


def catalog() -> Catalog:
    """The catalog that plans are made with: the gateway's own prices and absences over the bundled one. A list that is
    old is read again, for the next time."""
    from ...core import catalog as bundled

    begin()
    known = _last
    if known is not None and known.catalog is not None and settings.is_live() and known.url == _url():
        return known.catalog
    return bundled.load()


def begin() -> None:
    """Read the list in the background where it is old. Returns at once."""
    global _reader
    if not _wanted() or (_reader is not None and _reader.running):
        return
    url = _url()
    _reader = beside.begin("prices", lambda _: _read(url))


def read_now() -> None:
    """Read the list where it is old, and wait for it: for the command line."""
    begin()
    if _reader is not None:
        _reader.wait(PATIENCE)


def forget() -> None:
    """Drop what was read."""
    global _last
    _last = None


def _wanted() -> bool:
    if not settings.is_live() or settings.online_refusal():
        return False
    return _last is None or _last.url != _url() or time.monotonic() - _last.at > AGE_MAX


def _url() -> str:
    return str(settings.preference("gateway_url"))


async def _read(url: str) -> None:
    from datetime import UTC, datetime

    from ...core import catalog as bundled
    from ...core.errors import AnimaticError
    from ...core.plans import live_prices

    global _last
    merged = _last.catalog if _last is not None and _last.url == url else None  # an older list has its own date
    try:
        listings = await _listings(url)
        merged = live_prices.merge(bundled.load(), listings, datetime.now(UTC).date().isoformat())
    except (AnimaticError, TimeoutError) as error:
        log.info("The gateway's model list could not be read (%s).", type(error).__name__)
    _last = _Read(url, time.monotonic(), merged)


async def _listings(url: str) -> tuple[ModelListing, ...]:
    import asyncio

    from ...core.gateway.client import GatewayClient

    client = GatewayClient(url, None)
    try:
        return await asyncio.wait_for(client.models(), PATIENCE)
    finally:
        await client.close()
