# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections straight from asyncio: opened, and what comes over them kept until it is read."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections import deque

BUFFERED_MOST = 1024 * 1024
"""Bytes that wait to be read before the other side is made to wait."""

SECOND_ADDRESS_AFTER = 0.25
"""Seconds until a name's next address is tried beside the first (RFC 8305 section 8)."""


async def connect(
    host: str,
    port: int,
    *,
    local_address: tuple[str, int] | None = None,
    tls: ssl.SSLContext | None = None,
    server_hostname: str | None = None,
) -> tuple[asyncio.Transport, Reader]:
    """A new connection, with TLS for `server_hostname` if there is a context. Raises OSError (ssl.SSLError too)."""
    return await asyncio.get_running_loop().create_connection(
        Reader,
        host,
        port,
        local_addr=local_address,
        ssl=tls,
        server_hostname=server_hostname,
        happy_eyeballs_delay=None if _is_address(host) else SECOND_ADDRESS_AFTER,
    )


class Reader(asyncio.Protocol):
    """What came over a connection and was not read yet."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.congested: asyncio.Future[None] | None = None
        """Done when the other side takes more again."""

    # -- told by asyncio -----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        if self._size >= BUFFERED_MOST:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._error = True, exc
        self._wake()
        self.resume_writing()

    def pause_writing(self) -> None:
        self.congested = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self.congested is not None and not self.congested.done():
            self.congested.set_result(None)
        self.congested = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- asked by the line ---------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether `take` has something, be it the end."""
        return bool(self._pieces) or self._ended

    async def wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def take(self) -> bytes:
        """All that waits; b"" at the end. Raises the error that ended the connection."""
        if not self._pieces:
            self.check()
            return b""
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        if self._size >= BUFFERED_MOST and not self._ended:
            self._transport.resume_reading()
        self._size = 0
        return data

    def check(self) -> None:
        if self._error is not None:
            raise self._error

    async def drained(self) -> None:
        if self.congested is not None:
            await asyncio.shield(self.congested)
        self.check()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
