# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong with a host: one tree, every exception of the libraries below, and the host's name of the request."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

from addon.core.hosting import errors
from addon.core.hosting.base import ContentHost
from addon.core.hosting.s3 import S3Host
from addon.core.hosting.url import UrlHost
from addon.core.hosting.vercel_blob import VercelBlobHost

ASKED = "fra1::abc-1"
"""The host's own name of the request."""
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HostError)]
Answer = Callable[[httpx.Request], httpx.Response]


def blob(transport: httpx.AsyncBaseTransport) -> ContentHost:
    return VercelBlobHost("vercel_blob_rw_store_secret", base_url="https://blob.example", transport=transport)


def bucket(transport: httpx.AsyncBaseTransport) -> ContentHost:
    return S3Host("https://s3.example", "", "film", "AKIDFILM", "secret", "animatic/", transport=transport)


def space(transport: httpx.AsyncBaseTransport) -> ContentHost:
    return UrlHost("https://www.example", put_url="https://dav.example", transport=transport)


def refused(host: ContentHost, work: Callable[[ContentHost], Awaitable[Any]]) -> errors.HostError:
    async def main() -> None:
        try:
            await work(host)
        finally:
            await host.close()

    with pytest.raises(errors.HostError) as caught:
        asyncio.run(main())
    return caught.value


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    drawn = re.findall(r"^ {8}[+] ([A-Z]\w+)$", errors.__doc__ or "", re.MULTILINE)
    assert drawn == [kind.__name__ for kind in KINDS if kind is not errors.HostError]
    assert all(kind.__mro__[1] is errors.HostError for kind in KINDS if kind is not errors.HostError)


def exceptions_of(module: Any) -> list[type[Exception]]:
    found = (kind for _, kind in sorted(vars(module).items()) if isinstance(kind, type))
    return [kind for kind in found if issubclass(kind, Exception) and kind is not httpx.HTTPStatusError]


class Breaking:
    """Stands in for httpcore's pool of connections, below httpx's own translation of its exceptions."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def handle_async_request(self, _: Any) -> Any:
        raise self._error

    async def aclose(self) -> None: ...


def raised(kind: type[Exception]) -> Exception:
    try:
        return kind("as it comes")
    except TypeError:
        return kind()


@pytest.mark.parametrize("make", [blob, bucket, space])
@pytest.mark.parametrize(
    "kind",
    [*exceptions_of(httpx), *exceptions_of(httpcore)],
    ids=lambda kind: f"{kind.__module__.split('.')[0]}.{kind.__name__}",
)
def test_every_exception_of_httpx_and_httpcore_becomes_ours(
    kind: type[Exception],
    make: Callable[[httpx.AsyncBaseTransport], ContentHost],
    make_reference: Any,
    waits: list[float],
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise raised(kind)

    below: httpx.AsyncBaseTransport = httpx.MockTransport(fail)
    if issubclass(kind, tuple(exceptions_of(httpcore))):
        below = httpx.AsyncHTTPTransport()
        below._pool = Breaking(raised(kind))  # type: ignore[assignment]
    reference, file = make_reference()
    error = refused(make(below), lambda host: host.host(reference, file))
    assert error.user_message.endswith(".")
    assert error.next_step
    assert "as it comes" not in error.sentence, "the library's own texts quote URLs and headers"


def told(status: int, content: bytes = b"") -> Answer:
    return lambda request: httpx.Response(
        404 if request.method == "HEAD" and status != 200 else status, content=content, headers={"x-vercel-id": ASKED}
    )


def checked(request: httpx.Request) -> httpx.Response:
    """A bucket that takes everything, and gives back something else."""
    missing = request.method == "HEAD"
    content = b"" if request.method == "PUT" else b"else"
    return httpx.Response(404 if missing else 200, content=content, headers={"x-amz-request-id": ASKED})


def half_a_space(request: httpx.Request) -> httpx.Response:
    """Takes uploads, and shows nobody anything."""
    written = request.url.host == "dav.example" and request.method != "HEAD"
    return httpx.Response(201 if written else 404, headers={"cf-ray": ASKED})


@pytest.mark.parametrize(
    ("make", "answer", "kind", "check"),
    [
        (blob, told(403, json.dumps({"error": {"code": "forbidden"}}).encode()), errors.TokenRefused, False),
        (blob, told(429), errors.RateLimited, False),
        (blob, told(503), errors.HostDown, False),
        (blob, told(200, b"<html>sign in</html>"), errors.HostError, False),
        (blob, told(200, b'{"size": 3}'), errors.HostError, False),
        (
            blob,
            told(200, b'{"size": 16, "url": "https://x.public.blob.vercel-storage.com/a"}'),
            errors.AccessMismatch,
            False,
        ),
        (bucket, told(403), errors.TokenRefused, False),
        (bucket, told(503), errors.HostDown, False),
        (bucket, told(429), errors.RateLimited, False),
        (bucket, checked, errors.AddressUnreachable, True),
        (space, told(401), errors.TokenRefused, False),
        (space, told(507), errors.HostError, False),
        (space, half_a_space, errors.AddressUnreachable, False),
    ],
)
def test_every_error_of_an_answer_says_the_hosts_name_of_the_request(
    make: Callable[[httpx.AsyncBaseTransport], ContentHost],
    answer: Answer,
    kind: type[errors.HostError],
    check: bool,
    make_reference: Callable[..., tuple[Any, Path]],
    waits: list[float],
) -> None:
    reference, file = make_reference()
    host = make(httpx.MockTransport(answer))
    error = refused(host, lambda host: host.check() if check else host.host(reference, file))
    assert isinstance(error, kind), error.sentence
    assert error.request_id == ASKED
