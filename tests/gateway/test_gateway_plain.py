# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests by httpcore alone, against real sockets: which connections are kept, and what a request says of itself."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpcore
import pytest
from gateway_calls import generate, start, status
from gateway_server import SECRET, as_json, serving

from addon.core.gateway.auth import Credential
from addon.core.gateway.client import GatewayClient
from addon.core.gateway.failures import ConnectionLost, MaybeAccepted, NotConnected
from addon.core.network import plain
from addon.core.network.plain import Asked, Connections, place_of

ROOT = Path(__file__).parents[2]
PAYING = {"start": start, "generate": generate}
CALLS = {**PAYING, "status": status, "credits": lambda client: client.credits()}
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-One: a\r\nx-one: b\r\nX-Odd: \xe9\r\n\r\nok"


def asked(
    use: Callable[[Callable[..., Awaitable[Asked]]], Awaitable[Any]], hang_up: bool = False, reply: bytes = ANSWER
) -> tuple[Any, list]:
    """What `use` makes of a server that answers everything alike, and what that read, a list for each connection."""

    async def main() -> tuple[Any, list]:
        read: list[list[bytes]] = []

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            mine: list[bytes] = []
            read.append(mine)
            while piece := await reader.read(64 * 1024):
                mine.append(piece)
                writer.write(reply)
                if hang_up:
                    break
            writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        connections = Connections(no_tls)
        async with server:
            place = place_of(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v4/ä?q=1")
            assert place is not None

            async def ask(*, fresh: bool = False) -> Asked:
                return await connections.ask("POST", place, {"accept": "*/*"}, b"body", fresh=fresh)

            try:
                return await use(ask), read
            finally:
                await connections.close()

    return asyncio.run(main())


def no_tls() -> ssl.SSLContext:
    raise AssertionError("no line here needs it")


async def whole(answer: Asked) -> bytes:
    body = b"".join([piece async for piece in answer.pieces])
    await answer.close()
    return body


def test_a_request_says_where_it_goes_and_its_head_and_body_go_out_together() -> None:
    async def use(ask: Any) -> Any:
        answer = await ask()
        assert (answer.status, answer.headers["x-one"], answer.headers["x-odd"]) == (200, "a, b", "é")
        return await whole(answer)

    body, ((sent,),) = asked(use)
    head, _, content = sent.partition(b"\r\n\r\n")
    assert (body, content) == (b"ok", b"body")
    assert head.startswith(b"POST /v4/%C3%A4?q=1 HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"content-length: 4" in head


def test_a_connection_is_kept_unless_a_request_wants_its_own() -> None:
    async def use(ask: Any) -> None:
        for fresh in (False, False, True, False):
            await whole(await ask(fresh=fresh))

    _, read = asked(use)
    assert sorted(map(len, read)) == [1, 3]


def test_two_at_once_have_a_connection_each() -> None:
    async def use(ask: Any) -> list[bytes]:
        answers = await asyncio.gather(ask(), ask())
        return [await whole(answer) for answer in answers]

    bodies, read = asked(use)
    assert bodies == [b"ok", b"ok"]
    assert len(read) == 2


def test_a_kept_connection_that_ended_is_not_used() -> None:
    async def use(ask: Any) -> None:
        for _ in range(3):
            await whole(await ask())
            await asyncio.sleep(0.05)  # its end comes in

    _, read = asked(use, hang_up=True)
    assert len(read) == 3


def test_a_body_that_was_not_read_is_on_a_connection_that_ends() -> None:
    async def use(ask: Any) -> None:
        await (await ask()).close()
        await whole(await ask())

    _, read = asked(use)
    assert len(read) == 2


@pytest.mark.parametrize("fresh", [False, True])
def test_an_answer_that_announces_another_one_is_not_it(fresh: bool) -> None:
    async def use(ask: Any) -> bytes:
        answer = await ask(fresh=fresh)
        assert answer.status == 200
        return await whole(answer)

    early = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
    assert asked(use, reply=early + ANSWER)[0] == b"ok"


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_told_as_httpcore_tells_it(reply: bytes, fresh: bool) -> None:
    async def use(ask: Any) -> None:
        with pytest.raises(httpcore.RemoteProtocolError):
            await ask(fresh=fresh)

    asked(use, hang_up=True, reply=reply)


def test_a_body_that_breaks_off_is_told_as_httpcore_tells_it() -> None:
    async def use(ask: Any) -> None:
        answer = await ask()
        with pytest.raises(httpcore.RemoteProtocolError):
            await whole(answer)
        await answer.close()

    asked(use, hang_up=True, reply=ANSWER[:-1])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://gateway.example/v4", "gateway.example"),
        ("https://gateway.example:8443/v4", "gateway.example:8443"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[::1]:8080/", "[::1]:8080"),
        ("https://gäteway.example/", None),
        ("https://me@gateway.example/", None),
        ("https://gateway.example:99999/", None),
        ("ftp://gateway.example/", None),
    ],
)
def test_places(url: str, host: str | None) -> None:
    place = place_of(url)
    assert (place.host if place else None) == host


HTTPCORE = [
    kind for _, kind in sorted(vars(httpcore).items()) if isinstance(kind, type) and issubclass(kind, Exception)
]


@pytest.mark.parametrize("began", [False, True], ids=["before a byte", "after"])
@pytest.mark.parametrize("kind", HTTPCORE, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", CALLS)
def test_what_breaks_on_the_line_is_told_by_whether_a_byte_went_out(
    name: str, kind: type[Exception], began: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaking(plain.Connections):
        async def ask(self, *arguments: Any, sending: Callable[[], None], **more: Any) -> Asked:
            if began:
                sending()
            raise kind("as it comes")

    async def run() -> Any:
        client = GatewayClient("http://127.0.0.1:9/v4/ai", Credential("api-key", SECRET))
        with pytest.raises((NotConnected, MaybeAccepted, ConnectionLost)) as raised:
            await CALLS[name](client)
        return raised.value

    monkeypatch.setattr(plain, "Connections", Breaking)
    error = asyncio.run(run())
    assert isinstance(error, NotConnected) is not began
    assert error.may_have_been_accepted is (began and name in PAYING)
    assert kind.__name__ in error.detail


def test_where_no_proxy_stands_before_it_httpx_is_not_even_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addon.core.gateway.transport.Transport._client", lambda *_, **__: 1 / 0)

    async def run() -> None:
        async with serving(as_json({"balance": "1", "total_used": "0"})) as server:
            client = server.client()
            await client.credits()
            await client.close()

    asyncio.run(run())


def test_a_request_loads_neither_the_loop_of_anyio_nor_what_reads_proxies() -> None:
    """httpcore's own lock is anyio's, which takes 20 ms to load: a connection has asyncio's in its place."""
    code = """
import asyncio, sys
from addon.core.gateway.transport import Transport
from addon.core.gateway.failures import During

async def handle(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}")

async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    transport = Transport()
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    answer = await transport.request("GET", url, headers={}, during=During.STATUS, read=10.0)
    await transport.close()
    server.close()
    return answer.body

body = asyncio.run(main())
print(body, [name for name in ("anyio._backends._asyncio", "urllib.request") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "b'{}' []"
