# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that no proxy stands before, by httpcore: what httpx sends by, without what it puts around it. Of 0.9 ms of
the processor that a question takes, httpx' own request, answer and client take 0.3, its pool of connections 0.2
(measured); a new connection for each that pays, and a few that are kept, need neither."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import httpcore

from .direct import wanted
from .lines import READ_BYTES, Network

KEPT_SECONDS = 5.0
"""How long a connection is kept that nobody uses, as httpx does: many servers hang up after as much."""
KEPT_MOST = 20
_PORTS = {"http": 80, "https": 443}


class Place(NamedTuple):
    """Where a URL leads, as httpcore wants it."""

    url: httpcore.URL
    origin: str
    host: str
    """The header's value."""


@dataclass(frozen=True)
class Asked:
    """An answer whose body is still coming. Header names in lower case; those of one name are joined."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]
    close: Callable[[], Awaitable[None]]
    """To be called, whatever became of the body."""


class Connections:
    """Those of one event loop. What goes wrong is one of httpcore's exceptions."""

    def __init__(self, tls: Callable[[], ssl.SSLContext]) -> None:
        """`tls`: asked with the first line that needs it, for it takes 30 ms to make."""
        httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = READ_BYTES
        self._tls = tls
        self._network = Network()
        self._kept: defaultdict[str, list[httpcore.AsyncHTTP11Connection]] = defaultdict(list)

    async def ask(
        self,
        method: str,
        place: Place,
        headers: Mapping[str, str],
        content: bytes | None,
        *,
        fresh: bool,
        timeouts: Mapping[str, float] | None = None,
        sending: Callable[[], None] | None = None,
    ) -> Asked:
        """Send a request and wait for the answer's beginning. `fresh`: on a connection of its own; `timeouts` as
        httpcore has them; `sending`: called with the connection there, before the first byte goes out."""
        all_headers = {"host": place.host, **headers}
        if content is not None or method not in ("GET", "HEAD"):
            all_headers["content-length"] = str(len(content or b""))
        timeouts = timeouts or {}
        request = httpcore.Request(method, place.url, content=content, extensions={"timeout": timeouts})
        # Given to it when it is made, each would be looked at for whether it is bytes, in three calls.
        request.headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in all_headers.items()]
        kept = self._kept[place.origin]
        connection = await self._kept_one([] if fresh else kept)
        if connection is None:
            connection = await self._new(place.url.origin, timeouts.get("connect"))
        if sending is not None:
            sending()
        response = await connection.handle_async_request(request)
        assert isinstance(response.stream, AsyncIterable)

        async def close() -> None:
            await response.aclose()
            if fresh or not connection.is_idle() or len(kept) >= KEPT_MOST:
                await connection.aclose()
            else:
                kept.append(connection)

        return Asked(response.status, _told(response.headers), aiter(response.stream), close)

    async def _kept_one(self, kept: list[httpcore.AsyncHTTP11Connection]) -> httpcore.AsyncHTTP11Connection | None:
        while kept:
            connection = kept.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    async def _new(self, origin: httpcore.Origin, seconds: float | None) -> httpcore.AsyncHTTP11Connection:
        host = origin.host.decode("ascii")
        tls = self._tls() if origin.scheme == b"https" else None
        line = await self._network.connect_tcp(host, origin.port, seconds)
        if tls is not None:
            tls.set_alpn_protocols(["http/1.1"])
            line = await line.start_tls(tls, host, seconds)
        connection = httpcore.AsyncHTTP11Connection(origin, line, KEPT_SECONDS)
        # Its own lock is anyio's, whose loop takes 20 ms to load; that of the loop that runs here is the same to it.
        connection._state_lock = asyncio.Lock()  # type: ignore[assignment]
        return connection

    async def close(self) -> None:
        for kept in self._kept.values():
            while kept:
                await kept.pop().aclose()


@lru_cache(maxsize=64)
def place_of(url: str) -> Place | None:
    """None for a URL that is left to httpx: with a user's name, or a host in other letters."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if not host.isascii() or not host or not port or parts.username is not None:
        return None
    named = f"[{host}]" if ":" in host else host
    there = httpcore.URL(
        scheme=parts.scheme.encode(), host=host.encode(), port=port, target=wanted(parts).encode("ascii")
    )
    return Place(there, str(there.origin), named if port == _PORTS[parts.scheme] else f"{named}:{port}")


def _told(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw in headers:
        name, value = raw_name.decode("latin-1").lower(), _text(raw)
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
