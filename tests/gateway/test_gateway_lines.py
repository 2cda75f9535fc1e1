# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections straight from asyncio, against real sockets: what httpcore expects of a line that stalls or breaks."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import httpcore
import pytest

from addon.core.network.lines import BUFFERED_MOST, Line, Network

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def meet(serve: Serve, use: Callable[[Line], Awaitable[Any]]) -> Any:
    """What `use` makes of a line to a server that does `serve`."""

    async def main() -> Any:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(reader, writer)
            finally:
                writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        async with server:
            line = await Network().connect_tcp("127.0.0.1", server.sockets[0].getsockname()[1], timeout=5)
            try:
                return await use(line)
            finally:
                await line.aclose()

    return asyncio.run(main())


async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


def test_all_that_was_sent_is_read_and_then_the_end() -> None:
    sent = bytes(range(256)) * (BUFFERED_MOST // 64)  # four times what waits at most

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()

    async def read(line: Line) -> bytes:
        came = bytearray()
        while piece := await line.read(1024, timeout=5):
            await asyncio.sleep(0.001)  # slower than it comes: the server has to wait
            assert len(piece) < 2 * BUFFERED_MOST
            came += piece
        return bytes(came)

    assert meet(serve, read) == sent


def test_what_the_other_side_does_not_take_is_waited_for() -> None:
    async def use(line: Line) -> None:
        with pytest.raises(httpcore.WriteTimeout):
            await line.write(bytes(64 * 1024 * 1024), timeout=0.2)

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2)

    meet(deaf, use)


def test_a_silent_line_is_a_read_timeout() -> None:
    async def use(line: Line) -> None:
        with pytest.raises(httpcore.ReadTimeout):
            await line.read(1024, timeout=0.05)

    meet(silence, use)


def test_a_reset_is_a_read_error_and_nothing_is_written_any_more() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    async def use(line: Line) -> None:
        await line.write(bytes(1024 * 1024), timeout=5)  # unread there, so that the end is a reset
        with pytest.raises(httpcore.ReadError):
            await line.read(1024, timeout=5)
        with pytest.raises(httpcore.WriteError):
            await line.write(b"more", timeout=5)

    meet(serve, use)


def test_nobody_there_is_a_connect_error() -> None:
    async def main() -> None:
        server = await asyncio.start_server(silence, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        with pytest.raises(httpcore.ConnectError):
            await Network().connect_tcp("127.0.0.1", port, timeout=5)

    asyncio.run(main())


def test_a_server_without_tls_is_a_connect_error() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async def use(line: Line) -> None:
        with pytest.raises(httpcore.ConnectError):
            await line.start_tls(ssl.create_default_context(), "gateway.example", timeout=5)

    meet(serve, use)


@pytest.mark.parametrize("unasked", [b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n"], ids=["hung up", "said something"])
def test_a_kept_line_that_is_no_longer_quiet_is_told(unasked: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(unasked)
        await writer.drain()

    async def use(line: Line) -> None:
        async with asyncio.timeout(5):
            while not line.get_extra_info("is_readable"):
                await asyncio.sleep(0.005)

    meet(serve, use)
