# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that answer without measure, or through a page that stands in between."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from addon.core.hosting import errors
from addon.core.hosting.s3 import S3Host
from addon.core.hosting.url import UrlHost
from addon.core.hosting.vercel_blob import VercelBlobHost

TOKEN = "vercel_blob_rw_store_PLANTED"


def hosts(transport: httpx.AsyncBaseTransport) -> list[Any]:
    return [
        VercelBlobHost(TOKEN, base_url="https://blob.example", transport=transport),
        S3Host("https://s3.example", "", "film", "KEY", "SECRET", transport=transport),
        UrlHost("https://studio.example/refs", put_url="https://studio.example/dav", transport=transport),
    ]


class Endless(httpx.AsyncByteStream):
    given = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            Endless.given += 65536
            yield b" " * 65536


def endless(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, stream=Endless())


def redirects_without_end(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"location": "https://elsewhere.example/"}, stream=Endless())


def bomb(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(
        200,
        headers={"content-encoding": "gzip"},
        stream=httpx.ByteStream(gzip.compress(bytes(50 * 1024 * 1024))),
    )


def double(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers={"content-encoding": "gzip, gzip"}, stream=httpx.ByteStream(b"\x1f\x8b"))


@pytest.mark.parametrize("answer", [endless, redirects_without_end, bomb, double])
@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_body_has_an_end(make_reference, waits, answer: Callable[..., httpx.Response], kind: int) -> None:
    reference, file = make_reference()
    Endless.given = 0

    async def main() -> None:
        host = hosts(httpx.MockTransport(answer))[kind]
        try:
            with pytest.raises(errors.HostError):
                await host.host(reference, file)
        finally:
            await host.close()

    asyncio.run(main())
    assert Endless.given < 64 * 1024 * 1024


def test_hosts_are_asked_for_plain_answers(make_reference) -> None:
    reference, file = make_reference()
    asked = set()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.add(request.headers["accept-encoding"])
        return httpx.Response(200, headers={"etag": "e"})

    async def main() -> None:
        host = S3Host("https://s3.example", "", "film", "KEY", "SECRET", transport=httpx.MockTransport(answer))
        await host.host(reference, file)
        await host.close()

    asyncio.run(main())
    assert asked == {"identity"}


@pytest.mark.parametrize("status", [200, 302, 303, 307])
def test_a_sign_in_page_is_no_bucket(make_reference, waits, status: int) -> None:
    reference, file = make_reference()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            return httpx.Response(404)
        location = {"location": "https://hotel.example/login"} if status != 200 else {}
        headers = {"content-type": "text/html", **location}
        return httpx.Response(status, content=b"<html>Sign in</html>", headers=headers)

    async def main() -> None:
        host = S3Host("https://s3.example", "", "film", "KEY", "SECRET", transport=httpx.MockTransport(answer))
        try:
            with pytest.raises(errors.HostError) as caught:
                await host.host(reference, file)
        finally:
            await host.close()
        assert "region" not in caught.value.sentence
        assert "sign-in page" in caught.value.next_step

    asyncio.run(main())
