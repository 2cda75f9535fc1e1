# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections for httpcore straight from asyncio. Its own go by way of anyio, which wakes a task, and opens and closes
a scope for the timeout, for every piece that comes: half of the processor time of reading a video (measured)."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections import deque
from collections.abc import Iterable
from typing import Any

import httpcore

READ_BYTES = 1024 * 1024
"""Of a body at a time: a video in pieces of httpcore's own 64 KB costs a third more processor time (measured)."""

SENT_AT_ONCE = 16 * 1024
"""Bytes that are not held back for what comes next."""

BUFFERED_MOST = 1024 * 1024
"""Bytes that wait to be read before the other side is made to wait."""

SECOND_ADDRESS_AFTER = 0.25
"""Seconds until a name's next address is tried beside the first (RFC 8305 section 8)."""


def straight(transport: Any) -> Any:
    """An httpx.AsyncHTTPTransport, with or without a proxy, whose pool connects by `Network`. httpx has no parameter
    for what httpcore has one for; both are pinned to the versions in which the two names below are so."""
    httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = READ_BYTES
    transport._pool._network_backend = Network()
    return transport


class Network(httpcore.AsyncNetworkBackend):
    """Where httpcore's pools get their connections from."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Line:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                transport, reader = await loop.create_connection(
                    _Reader,
                    host,
                    port,
                    local_addr=(local_address, 0) if local_address else None,
                    happy_eyeballs_delay=None if _is_address(host) else SECOND_ADDRESS_AFTER,
                )
        except OSError as error:
            raise _as_httpcore(error, httpcore.ConnectTimeout, httpcore.ConnectError) from error
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
        return Line(transport, reader)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Line(httpcore.AsyncNetworkStream):
    """One connection, with TLS or without."""

    def __init__(self, transport: asyncio.Transport, reader: _Reader) -> None:
        self._transport = transport
        self._reader = reader
        self._unsent = bytearray()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What came, in pieces as large as they wait there; b"" at the end."""
        try:
            self._send()
            if not self._reader.ready:
                await self._reader.wait(timeout)
            return self._reader.take()
        except OSError as error:
            raise _as_httpcore(error, httpcore.ReadTimeout, httpcore.ReadError) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send it with what comes next, or before anything is read: a request's head and body in one go."""
        try:
            self._reader.check()
            if self._transport.is_closing():
                raise ConnectionResetError("hung up")
            self._unsent += buffer
            if len(self._unsent) >= SENT_AT_ONCE:
                self._send()
            if self._reader.congested is not None:
                async with asyncio.timeout(timeout):
                    await self._reader.drained()
        except OSError as error:
            raise _as_httpcore(error, httpcore.WriteTimeout, httpcore.WriteError) from error

    def _send(self) -> None:
        if self._unsent:
            unsent, self._unsent = self._unsent, bytearray()
            self._transport.write(unsent)

    async def aclose(self) -> None:
        # What was not written by now is of no use: nobody waits for the answer.
        self._transport.abort()
        await asyncio.sleep(0)  # the socket itself is closed with the loop's next turn

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Line:
        loop = asyncio.get_running_loop()
        self._send()
        try:
            async with asyncio.timeout(timeout):
                transport = await loop.start_tls(
                    self._transport, self._reader, ssl_context, server_hostname=server_hostname
                )
            if transport is None:
                raise ConnectionResetError("hung up during TLS")
        except BaseException as error:
            self._transport.abort()
            if isinstance(error, OSError):
                raise _as_httpcore(error, httpcore.ConnectTimeout, httpcore.ConnectError) from error
            raise
        self._reader.connection_made(transport)
        return Line(transport, self._reader)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # of a line that is kept open: that it ended, or something came unasked
            return self._reader.ready
        names = {"ssl_object": "ssl_object", "client_addr": "sockname", "server_addr": "peername", "socket": "socket"}
        return self._transport.get_extra_info(names[info]) if info in names else None


class _Reader(asyncio.Protocol):
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

    async def wait(self, seconds: float | None) -> None:
        """Until `ready`. Raises TimeoutError; by a timer alone, for `asyncio.timeout` would make three things more."""
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = loop.call_later(seconds, self._late) if seconds is not None else None
        try:
            await self._waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    def _late(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

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


def _as_httpcore(error: OSError, timed_out: type[Exception], broken: type[Exception]) -> Exception:
    """A timeout may be of ours, or the system's own."""
    return (timed_out if isinstance(error, TimeoutError) else broken)(str(error))
