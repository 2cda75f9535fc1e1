# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A video that no proxy stands before is read on a thread: from the address that was checked, with the certificate of
the name, and it ends at once when its task does."""

from __future__ import annotations

import asyncio
import gzip
import io
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from gateway_server import MP4, Reply, head, serving

from addon.core.errors import AnimaticError
from addon.core.gateway.failures import BadResponse, CertificateRefused, ConnectionLost, NotConnected
from addon.core.gateway.transport import Timeouts, Transport
from addon.core.network import environment

NAME = "results.example"


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let NAME lead to these addresses; answers what was asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def fetch(reply: Reply, url: str = "http://127.0.0.1:{port}/a.mp4", **options: Any) -> Any:
    async def run() -> Any:
        async with serving(reply) as server:
            transport, sink = Transport(allow_private=True, **options), io.BytesIO()
            try:
                await transport.download(url.format(port=server.port), sink, max_bytes=10**9)
            except Exception as error:
                return error, server
            return sink.getvalue(), server

    return asyncio.run(run())


def test_it_goes_to_the_first_checked_address_that_picks_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = named(monkeypatch, "127.0.0.2", "127.0.0.1")
    with socket.socket() as elsewhere:  # so that nothing listens there
        elsewhere.bind(("127.0.0.2", 0))
    video, server = fetch(Reply([head(content_length=str(len(MP4))) + MP4]), f"http://{NAME}:{{port}}/a%20b?sig=ü")
    assert video == MP4
    assert asked == [NAME], "a name that says something else the second time gains nothing"
    assert server.asked[0].headers["host"] == f"{NAME}:{server.port}"
    assert server.asked[0].target == "/a%20b?sig=%C3%BC"


PACKED = gzip.compress(MP4, mtime=0)


@pytest.mark.parametrize("body", [PACKED, PACKED[:-9]])
def test_a_body_that_comes_packed_all_the_same_is_unpacked(body: bytes) -> None:
    found, _ = fetch(Reply([head(content_encoding="gzip", content_length=str(len(body))) + body]))
    assert found == MP4 if body == PACKED else isinstance(found, BadResponse)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500 + b"\r\n",
    ],
)
def test_what_is_no_answer_is_a_broken_line(answer: bytes) -> None:
    error, _ = fetch(Reply([answer]))
    assert isinstance(error, ConnectionLost)
    assert error.retryable


def test_a_download_that_is_given_up_ends_at_once_and_writes_no_more() -> None:
    async def run() -> None:
        async with serving(Reply([head(content_length="99999") + MP4[:100]], "silence")) as server:
            transport, sink = Transport(allow_private=True), io.BytesIO()
            link = f"http://127.0.0.1:{server.port}/a.mp4"
            task = asyncio.create_task(transport.download(link, sink, max_bytes=10**9))
            while not sink.getvalue():
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)
            sink.close()  # nobody writes into it any more

    asyncio.run(run())


def test_what_is_to_be_done_with_a_video_is_done_once_it_is_whole_where_it_was_read() -> None:
    async def run() -> None:
        async with serving(Reply([head(content_length=str(len(MP4))) + MP4])) as server:
            sink, found = io.BytesIO(), []

            def whole() -> None:
                found.append((sink.getvalue(), threading.current_thread() is threading.main_thread()))

            link = f"http://127.0.0.1:{server.port}/a.mp4"
            await Transport(allow_private=True).download(link, sink, max_bytes=10**9, whole=whole)
            assert found == [(MP4, False)]

    asyncio.run(run())


@pytest.mark.parametrize(
    "reply",
    [
        Reply([head(content_length="99999") + MP4]),
        Reply([head(content_length="0")]),
        Reply([b"HTTP/1.1 403 No\r\ncontent-length: 2\r\n\r\nno"]),
    ],
)
def test_nothing_is_done_with_a_video_that_did_not_come(reply: Reply) -> None:
    async def run() -> None:
        async with serving(reply) as server:
            link, done = f"http://127.0.0.1:{server.port}/a.mp4", list[int]()
            with pytest.raises(AnimaticError):
                await Transport(allow_private=True).download(
                    link, io.BytesIO(), max_bytes=10**9, whole=lambda: done.append(1)
                )
            assert not done

    asyncio.run(run())


def test_a_video_without_a_length_that_is_given_up_is_not_whole() -> None:
    async def run() -> None:
        async with serving(Reply([b"HTTP/1.1 200 OK\r\n\r\n" + MP4[:100]], "silence")) as server:
            sink, done = io.BytesIO(), list[int]()
            link = f"http://127.0.0.1:{server.port}/a.mp4"
            bringing = Transport(allow_private=True).download(link, sink, max_bytes=10**9, whole=lambda: done.append(1))
            task = asyncio.create_task(bringing)
            while not sink.getvalue():
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 5)
            assert not done

    asyncio.run(run())


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of NAME, with its key in one file, and trusted."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    file = tmp_path / "both.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(tmp_path / "key"), "-out", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    environment.tls.cache_clear()
    return file


@pytest.mark.parametrize("host", [NAME, "other.example", "127.0.0.1"])
def test_the_certificate_is_checked_against_the_name(
    host: str, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head(content_length=str(len(MP4))) + MP4)
        await writer.drain()
        writer.close()

    async def run() -> Any:
        listening = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        async with listening:
            sink, port = io.BytesIO(), listening.sockets[0].getsockname()[1]
            try:
                await Transport(allow_private=True).download(f"https://{host}:{port}/a.mp4", sink, max_bytes=10**9)
            except Exception as error:
                return error
            return sink.getvalue()

    found = asyncio.run(run())
    environment.tls.cache_clear()
    assert found == MP4 if host == NAME else isinstance(found, CertificateRefused)


def test_a_server_that_does_not_speak_tls_was_sent_nothing() -> None:
    error, server = fetch(Reply([b"HTTP/1.1 400 X\r\n\r\n"]), "https://127.0.0.1:{port}/a.mp4")
    assert isinstance(error, NotConnected)
    assert server.asked == []


def test_a_handshake_that_stands_still_ends() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async def run() -> Any:
        listening = await asyncio.start_server(mute, "127.0.0.1", 0)
        async with listening:
            url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/a.mp4"
            transport = Transport(Timeouts(connect=0.2), allow_private=True)
            with pytest.raises(NotConnected):
                await transport.download(url, io.BytesIO(), max_bytes=10**9)

    asyncio.run(run())
