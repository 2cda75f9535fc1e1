# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of raw sockets on loopback: sends any bytes in any pieces, breaks when told, remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from addon.core.gateway.auth import Credential
from addon.core.gateway.client import GatewayClient
from addon.core.gateway.transport import Timeouts, Transport
from addon.core.gateway.wire import WireFile
from addon.core.models import MediaKind, VideoRequest

SECRET = "vck_test_key_0123456789abcdef"
REQUEST = VideoRequest(
    model="alibaba/wan-v2.6-r2v-flash", prompt="character1 waves", size="1280x720", seconds=5, audio=True
)
SIGNED = "https://assets.example.com/c1.mp4?vercel-blob-signature=SIGNATURE1"
FILES = (WireFile(SIGNED, "video/mp4", MediaKind.VIDEO),)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
MP4_BASE64 = "AAAAGGZ0eXBpc29tAAACAGlzb21pc28y"
VIDEO = {"type": "base64", "data": MP4_BASE64, "mediaType": "video/mp4"}
RESULT = {"type": "result", "videos": [VIDEO], "warnings": [], "providerMetadata": {}}
QUICK = Timeouts(connect=5, write=5, start=0.3, stream=0.3, answer=0.3, download=0.3)
"""For tests of a silent server: it never answers, so the length of the wait decides nothing."""


@dataclass
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """Raw bytes in pieces, each sent on its own. `then`: "close", "reset" (RST), "silence" (keep the line open) or
    "next" (wait for another request on the same line)."""

    pieces: list[bytes]
    then: str = "close"


Answering = Callable[[Asked], Reply]


@dataclass
class Server:
    answering: Answering
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(
        self, *, key: str | None = SECRET, timeouts: Timeouts | None = None, version: str = "v4"
    ) -> GatewayClient:
        credential = Credential("api-key", key) if key else None
        transport = Transport(timeouts, allow_private=True) if timeouts else None
        return GatewayClient(f"{self.origin}/{version}/ai", credential, transport)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            reply = await self._answer(reader, writer)
            while reply.then == "next":
                reply = await self._answer(reader, writer)
            if reply.then == "silence":
                await reader.read()
            if reply.then == "reset":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Reply:
        asked = await _read(reader)
        self.asked.append(asked)
        reply = self.answering(asked)
        for piece in reply.pieces:
            writer.write(piece)
            await writer.drain()
            if len(reply.pieces) > 1:
                await asyncio.sleep(0)
        return reply


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, target, headers, body)


@asynccontextmanager
async def serving(answer: Reply | Answering) -> AsyncIterator[Server]:
    """A server that gives the same reply to everything, or asks `answer` for one."""
    server = Server((lambda _: answer) if isinstance(answer, Reply) else answer)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


def head(status: int = 200, kind: str = "application/json", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"content-type: {kind}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Reply([head(status, content_length=str(len(body)), **headers) + body])


def as_events(body: bytes, *, kind: str = "text/event-stream", then: str = "close", **headers: str) -> Reply:
    return Reply([head(200, kind, **headers), body], then)


def event(value: Any, ending: bytes = b"\n\n") -> bytes:
    return b"data: " + json.dumps(value).encode() + ending


def one_by_one(data: bytes) -> Iterable[bytes]:
    return (data[i : i + 1] for i in range(len(data)))


def ask(
    answer: Reply | Answering, call: Callable[[GatewayClient], Awaitable[Any]], **options: Any
) -> tuple[Any, Server]:
    """Run one call against a server; returns its result, or the exception it raised, and the server."""

    async def run() -> tuple[Any, Server]:
        async with serving(answer) as server:
            client = server.client(**options)
            try:
                return await call(client), server
            except Exception as error:
                return error, server
            finally:
                await client.close()

    return asyncio.run(run())
