# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's own settings: proxies and certificates. What cannot work is named before anything is sent."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gateway_calls import start
from gateway_server import SECRET

from addon.core.errors import AnimaticError
from addon.core.gateway.auth import Credential
from addon.core.gateway.client import GatewayClient
from addon.core.gateway.failures import MaybeAccepted, NotConnected
from addon.core.gateway.transport import Timeouts, Transport
from addon.core.hosting.vercel_blob import VercelBlobHost
from addon.core.models import MediaKind, Reference
from addon.core.network import environment


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)
    environment.tls.cache_clear()
    yield
    environment.tls.cache_clear()


def client(transport: Transport | None = None) -> GatewayClient:
    return GatewayClient("https://gateway.invalid/v4/ai", Credential("api-key", SECRET), transport)


WRONG = [
    ("ALL_PROXY", "socks4://127.0.0.1:1080"),
    ("all_proxy", "ftp://127.0.0.1:1080"),
    ("HTTPS_PROXY", "http://127.0.0.1:99999"),
    ("https_proxy", "http://127.0.0.1:port"),
    ("HTTPS_PROXY", "http://user:PASSWORD@:8080"),
    ("HTTPS_PROXY", "http://[::1"),
    ("HTTP_PROXY", "127.0.0.1:99999"),
    ("ALL_PROXY", "://"),
    ("SSL_CERT_FILE", "/missing/ca.pem"),
    ("SSL_CERT_FILE", __file__),
    ("SSL_CERT_DIR", "/missing/certs"),
    ("SSLKEYLOGFILE", "/missing/folder/keys.log"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_setting_that_cannot_work_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    for attempt in (client().ready, lambda: asyncio.run(start(client())), lambda: asyncio.run(host_something())):
        with pytest.raises(AnimaticError) as caught:
            attempt()
        assert caught.value.code == "environment"
        assert name in caught.value.user_message
        assert "PASSWORD" not in caught.value.sentence
        assert not getattr(caught.value, "may_have_been_accepted", False)


async def host_something() -> Any:
    host = VercelBlobHost("vercel_blob_rw_x_y", base_url="https://blob.invalid")
    file = Path(__file__)
    reference = Reference(sha256="0" * 64, kind=MediaKind.IMAGE, media_type="image/png", path="a.png", size=1)
    try:
        return await host.host(reference, file)
    finally:
        await host.close()


FINE = [
    ("ALL_PROXY", "socks5://127.0.0.1:1080"),
    ("ALL_PROXY", "socks5h://user:secret@proxy.example:1080"),
    ("ALL_PROXY", "socks://127.0.0.1:1080/"),
    ("HTTPS_PROXY", "proxy.example:3128"),
    ("HTTPS_PROXY", "http://[::1]:3128"),
    ("NO_PROXY", "fe80::/10"),
    ("NO_PROXY", "localhost,10.0.0.0/8,::1,[fe80::1],.example.com,*.studio,http://a:99999, ,<local>"),
    ("NO_PROXY", "*"),
    ("SSL_CERT_FILE", ""),
]


@pytest.mark.parametrize(("name", "value"), FINE)
def test_what_other_programs_take_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    if name != "HTTPS_PROXY":
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv(name, value)
    client().ready()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_proxy_never_catches_this_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "socks4://nonsense:99999")
    GatewayClient("http://127.0.0.1:9/v4/ai", Credential("api-key", SECRET)).ready()


async def through(answer: Any, scheme: str, monkeypatch: pytest.MonkeyPatch) -> tuple[AnimaticError, bytes]:
    """A start by way of a proxy that does as `answer` says; the error, and what the proxy was told."""
    heard = bytearray()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(4096))
        await answer(reader, writer, heard)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{port}")
    gateway = client(Transport(Timeouts(connect=2, write=2, start=2)))
    try:
        await start(gateway)
    except AnimaticError as error:
        return error, bytes(heard)
    finally:
        await gateway.close()
        server.close()
    raise AssertionError


def says(raw: bytes) -> Any:
    async def answer(_reader: Any, writer: asyncio.StreamWriter, _heard: Any) -> None:
        writer.write(raw)
        await writer.drain()

    return answer


@pytest.mark.parametrize("scheme", ["http", "socks5"])
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 40,
        b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\n\r\n<html>",
        b"HTTP/1.1 200 Connection established\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>Sign in</html>",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/9.9 banana",
        b"\x05\xff",
        b"\x05\x00",
    ],
)
def test_a_proxy_that_fails_before_tls_has_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, scheme: str, raw: bytes
) -> None:
    error, heard = asyncio.run(through(says(raw), scheme, monkeypatch))
    assert isinstance(error, NotConnected), error
    assert not isinstance(error, MaybeAccepted)
    assert not error.may_have_been_accepted
    assert SECRET.encode() not in heard


def test_socks_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The greeting, then the gateway's name for the proxy to look up (RFC 1928)."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: bytearray) -> None:
        writer.write(b"\x05\x00")
        await writer.drain()
        heard.extend(await reader.read(4096))
        writer.write(b"\x05\x04\x00\x01" + bytes(4) + struct.pack(">H", 0))  # host unreachable
        await writer.drain()

    error, heard = asyncio.run(through(answer, "socks", monkeypatch))
    assert heard.startswith(b"\x05")
    assert b"gateway.invalid" in heard
    assert isinstance(error, NotConnected)
