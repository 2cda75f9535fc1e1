# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1 straight from asyncio, against a real socket that says what servers say, and what they should not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from addon.core.network.http1 import HEAD_MOST, Broken, Client, Response, Seconds

SECONDS = Seconds(connect=5, write=5, read=5)


class Server:
    """Says the same to each request; `heads` are those that came, `lines` how many connections."""

    def __init__(self, said: bytes, pieces: int = 1, *, hangs_up: bool = False) -> None:
        self.said, self.pieces, self.hangs_up = said, pieces, hangs_up
        self.heads: list[bytes] = []
        self.lines = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                size = max(1, len(self.said) // self.pieces)
                for start in range(0, len(self.said), size):
                    writer.write(self.said[start : start + size])
                    await writer.drain()
                    await asyncio.sleep(0.001 if self.pieces > 1 else 0)
                if self.hangs_up:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def meet(server: Server, use: Callable[[Client], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/a"
        client = Client(ssl.create_default_context)
        async with listening:
            try:
                return await use(client)
            finally:
                await client.close()

    return asyncio.run(main())


async def ask(client: Client, server: Server, method: str = "GET", **kwargs: Any) -> Response:
    settings: dict[str, Any] = {"seconds": SECONDS, "fresh": False, "sending": lambda: None, **kwargs}
    headers = settings.pop("headers", {})
    return await client.send(method, settings.pop("url", server.url), headers, settings.pop("body", None), **settings)


async def whole(response: Response) -> bytes:
    try:
        return b"".join([piece async for piece in response.pieces()])
    finally:
        await response.close()


def read(server: Server, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    async def use(client: Client) -> tuple[int, dict[str, str], bytes]:
        response = await ask(client, server, method)
        return response.status, dict(response.headers), await whole(response)

    found: tuple[int, dict[str, str], bytes] = meet(server, use)
    return found


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nx: y\r\n\r\n"


@pytest.mark.parametrize("pieces", [1, 3, 1000])
@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        b"HTTP/1.1 200\nContent-Length: 11, 11\n\nhello world",
        CHUNKED,
    ],
    ids=["length", "continue", "bare", "chunked"],
)
def test_a_body_is_read_to_its_end_in_whatever_pieces_it_comes(said: bytes, pieces: int) -> None:
    assert read(Server(said, pieces))[::2] == (200, b"hello world")


def test_a_body_without_a_size_ends_with_the_line() -> None:
    assert read(Server(b"HTTP/1.0 200 OK\r\n\r\nhello", hangs_up=True))[2] == b"hello"


def test_headers_are_told_in_lower_case_and_once() -> None:
    said = b"HTTP/1.1 404 No\r\nX-A: 1\r\nx-a:2 \r\nFolded: one\r\n two\r\nContent-Length: 0\r\n\r\n"
    status, headers, body = read(Server(said))
    assert (status, body) == (404, b"")
    assert headers == {"x-a": "1, 2", "folded": "one two", "content-length": "0"}


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_is_not_waited_for(status: int) -> None:
    assert read(Server(f"HTTP/1.1 {status} x\r\n\r\n".encode()))[2] == b""


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello ",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 2 * HEAD_MOST,
    ],
)
def test_what_is_no_answer_or_half_of_one_is_told(said: bytes) -> None:
    with pytest.raises(Broken) as told:
        read(Server(said, hangs_up=True))
    assert told.value.kind == "RemoteProtocolError"


def test_a_connection_serves_the_next_request_and_a_fresh_one_is_kept_afterwards() -> None:
    server = Server(CHUNKED)

    async def use(client: Client) -> list[int]:
        seen = []
        for fresh in (True, False, False, True):
            await whole(await ask(client, server, fresh=fresh))
            seen.append(server.lines)
        return seen

    assert meet(server, use) == [1, 1, 1, 2]


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore than it said",
    ],
)
def test_a_connection_that_may_not_serve_again_does_not(said: bytes) -> None:
    server = Server(said)

    async def use(client: Client) -> int:
        for _ in range(2):
            await whole(await ask(client, server))
        return server.lines

    assert meet(server, use) == 2


def test_a_kept_connection_that_ended_or_spoke_unasked_is_not_used() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", hangs_up=True)

    async def use(client: Client) -> int:
        await whole(await ask(client, server))
        await asyncio.sleep(0.05)  # the end has to arrive
        await whole(await ask(client, server))
        return server.lines

    assert meet(server, use) == 2


def test_another_name_at_the_same_address_gets_a_connection_of_its_own() -> None:
    """The server's certificate was checked for one name alone."""
    server = Server(CHUNKED)

    async def use(client: Client) -> int:
        for name in ("a.example", "b.example"):
            await whole(await ask(client, server, name=name))
        return server.lines

    assert meet(server, use) == 2


def test_an_answer_that_was_not_read_whole_ends_its_connection() -> None:
    server = Server(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world", pieces=2)

    async def use(client: Client) -> int:
        await (await ask(client, server)).close()
        await whole(await ask(client, server))
        return server.lines

    assert meet(server, use) == 2


def test_nothing_is_sent_of_a_header_that_would_be_two() -> None:
    server = Server(CHUNKED)
    told: list[bool] = []

    async def use(client: Client) -> None:
        headers = {"authorization": "Bearer a\r\nx: y"}
        with pytest.raises(Broken) as broken:
            await ask(client, server, headers=headers, sending=lambda: told.append(True))
        assert broken.value.kind == "LocalProtocolError"
        assert "Bearer" not in str(broken.value)

    meet(server, use)
    assert not told
    assert not server.heads


def test_an_address_goes_out_as_it_may_be_written_and_a_signature_as_it_was() -> None:
    server = Server(CHUNKED)

    async def use(client: Client) -> None:
        await whole(await ask(client, server, url=f"{server.url}/ü b?sig=%2Fx%zz+&a=[1]#part"))

    meet(server, use)
    assert server.heads[0].split(b"\r\n")[0] == b"GET /a/%C3%BC%20b?sig=%2Fx%25zz+&a=[1] HTTP/1.1"


def test_an_answer_before_the_request_was_taken_whole_is_heard() -> None:
    class Refusing(Server):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            await reader.read()
            writer.close()

    server = Refusing(b"")

    async def use(client: Client) -> int:
        response = await ask(client, server, "POST", body=bytes(8 * 1024 * 1024))
        await response.close()
        return response.status

    assert meet(server, use) == 413


def test_a_silent_server_is_a_timeout_and_none_at_all_a_refusal() -> None:
    class Silent(Server):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

    server = Silent(b"")

    async def use(client: Client) -> None:
        with pytest.raises(Broken) as silent:
            await ask(client, server, seconds=Seconds(5, 5, 0.05))
        assert (silent.value.kind, silent.value.timed_out) == ("ReadTimeout", True)
        with pytest.raises(Broken) as nobody:
            await ask(client, server, url="http://127.0.0.1:1/")
        assert (nobody.value.kind, nobody.value.timed_out) == ("ConnectError", False)

    meet(server, use)


def test_a_server_without_tls_is_refused_before_anything_is_sent() -> None:
    server = Server(CHUNKED)
    told: list[bool] = []

    async def use(client: Client) -> None:
        secure = server.url.replace("http:", "https:")
        with pytest.raises(Broken) as broken:
            await ask(client, server, url=secure, sending=lambda: told.append(True))
        assert broken.value.kind in ("ConnectError", "ConnectTimeout")

    meet(server, use)
    assert not told
