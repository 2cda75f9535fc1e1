# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts' one way to speak HTTP: httpx on first use, files streamed from disk, failures tried again.

Everything hosts send is addressed by content or free of effects, so every request may be repeated.
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
import random
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ..errors import AnimaticError
from ..files import door, explain_os_error, hide_secrets_in_http_logs, traced
from ..network import bodies, environment, request_id
from .errors import FileChanged, HostError, HostUnreachable, RateLimited, SettingsWrong

if TYPE_CHECKING:  # httpx takes 60 ms to import: not before the first request
    import httpx

log = logging.getLogger(__name__)

ATTEMPTS = 4
FIRST_WAIT = 0.5
"""Seconds before the second attempt; doubles, with jitter."""
LONGEST_WAIT = 60.0
"""Seconds; a host that asks for more gets an error instead, which says so."""
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
CHUNK = 256 * 1024
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 60.0


@dataclass(frozen=True)
class FileBody:
    """`length` bytes of a file from `start`, read while they are sent: memory stays flat whatever the size.

    `on_sent` gets the bytes of this body sent so far; it starts again at 0 when the request is repeated."""

    path: Path
    start: int
    length: int
    on_sent: Callable[[int], None]

    async def chunks(self) -> AsyncIterator[bytes]:
        """Raises FileChanged when the file has become shorter, or the AnimaticError of a file that cannot be read."""
        sent = 0
        self.on_sent(0)
        with await self._read(door.open_media, self.path) as file:
            await self._read(file.seek, self.start)
            while sent < self.length:
                data = await self._read(file.read, min(CHUNK, self.length - sent))
                if not data:
                    raise FileChanged(f"{self.path.name} became shorter while it was uploaded.", "Send the shot again.")
                yield data
                sent += len(data)
                self.on_sent(sent)

    async def _read(self, call: Callable[..., Any], argument: object) -> Any:
        """In a thread: a network disk may take its time, and the loop carries other jobs."""
        try:
            return await asyncio.to_thread(call, argument)
        except OSError as error:
            raise explain_os_error(error, self.path) from error


class Measured(NamedTuple):
    """What an address gives: its HTTP status, its size in bytes if told, and its server's name of the request."""

    status: int
    size: int | None
    request_id: str


class Web:
    """One HTTP client for one host, made on first use. Not for use from more than one event loop."""

    def __init__(self, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | FileBody | None = None,
        follow: bool = False,
    ) -> httpx.Response:
        """The answer, whatever its status; a passing failure is tried again up to ATTEMPTS times with a growing wait.

        Raises HostUnreachable without an answer, SettingsWrong for an address that is none."""

        for attempt in range(1, ATTEMPTS + 1):
            wait = FIRST_WAIT * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
            response = failure = None
            try:
                response = await self._once(method, url, headers or {}, body, follow)
            except AnimaticError:  # of the file that is sent
                raise
            except Exception as error:  # a SOCKS proxy's nonsense comes through httpx as it is
                failure = _in_words(error, url)
                if not failure.retryable or attempt == ATTEMPTS:
                    raise failure from None  # httpx's own texts quote URLs and headers
            if response is not None:
                if response.status_code not in TRY_AGAIN or attempt == ATTEMPTS:
                    return response
                wait = max(wait, retry_after(response.headers.get("retry-after")))
                if wait > LONGEST_WAIT:
                    return response
            log.info("%s %s: trying again in %.1f s (%s)", method, _host(url), wait, failure or response)
            await pause(wait)
        raise AssertionError("the last attempt returns or raises")

    async def measure(self, url: str) -> Measured:
        """What anyone gets from `url`, without fetching more than its start."""

        headers = {"range": "bytes=0-0"}
        try:
            async with self._open().stream("GET", url, headers=headers, follow_redirects=True) as answer:
                told = answer.headers
                total = told.get("content-range", "").rpartition("/")[2] or told.get("content-length", "")
                size = int(total) if total.isdigit() else None
                return Measured(answer.status_code, size, request_id.of(answer.headers))
        except Exception as error:
            raise _in_words(error, url) from None

    async def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | FileBody | None, follow: bool
    ) -> httpx.Response:
        if isinstance(body, FileBody):
            headers = {**headers, "content-length": str(body.length)}
            content: bytes | AsyncIterator[bytes] | None = body.chunks()
        else:
            content = body
        return await self._open().request(method, url, headers=headers, content=content, follow_redirects=follow)

    def _open(self) -> httpx.AsyncClient:
        import httpx

        if self._client is None:
            from ..network.lines import straight
            from .bounded import Bounded

            tls = environment.tls()
            mounts: dict[str, httpx.AsyncBaseTransport | None] = {}
            # A proxy in the environment must not catch the rehearsal store: loopback has none.
            for pattern, proxy in environment.proxies().items() if self._transport is None else ():
                mounts[pattern] = (
                    Bounded(straight(httpx.AsyncHTTPTransport(verify=tls, proxy=proxy))) if proxy else None
                )
            hide_secrets_in_http_logs()
            self._client = httpx.AsyncClient(
                transport=Bounded(self._transport or straight(httpx.AsyncHTTPTransport(verify=tls))),
                mounts=mounts,
                trust_env=False,  # read by `environment`, which names what is wrong with it
                timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS, pool=None),
                headers={"user-agent": "animatic-gateway", "accept-encoding": bodies.PLAIN},
            )
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


async def pause(seconds: float) -> None:
    await asyncio.sleep(seconds)


def retry_after(value: str | None) -> float:
    """Seconds that a Retry-After header asks for (a number or a date, RFC 9110 §10.2.3); 0 when it says nothing."""
    if not value:
        return 0.0
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0


def _host(url: str) -> str:
    return urlsplit(url).netloc.rsplit("@", 1)[-1]


def rate_limited(who: str, response: httpx.Response) -> RateLimited:
    wait = retry_after(response.headers.get("retry-after"))
    error = RateLimited(f"{who} takes no more requests for now.", f"Try again in {max(wait, 60):.0f} s.")
    error.retry_after = wait or None
    return error


def answered(error: HostError, response: httpx.Response) -> HostError:
    """An error that comes of an answer, with the host's own name of the request."""
    error.request_id = request_id.of(response.headers)
    return error


def _in_words(error: Exception, url: str) -> HostError:
    import httpx

    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return _bad_address(url)
    if isinstance(error, httpx.TransportError):
        return _unreachable(error, url)
    if isinstance(error, bodies.BodyRefused):
        return HostError(
            f"{_host(url)} gives an answer that is not a host's: {error.why}.",
            "Check the address, and for a sign-in page or proxy in this network.",
        )
    log.debug("unexpected on the line\n%s", traced(error))
    return HostError(f"{_host(url)} gives an answer that cannot be read.", "Check the address.")


def _bad_address(url: str) -> HostError:
    return SettingsWrong(
        f'"{url.split("?", 1)[0]}" is not an address.', "Give a full address that begins with https://."
    )


def _unreachable(error: httpx.TransportError, url: str) -> HostError:
    import httpx

    if _caused_by(error, ssl.SSLCertVerificationError):
        return HostUnreachable(
            f"The connection to {_host(url)} is not trusted.",
            "Check this computer's clock; behind a company proxy, set SSL_CERT_FILE to its certificate.",
            retryable=False,
        )
    if isinstance(error, httpx.TimeoutException):
        return HostUnreachable(f"{_host(url)} does not answer.", "Check the network connection, then try again.")
    if isinstance(error, httpx.ConnectError):
        return HostUnreachable(
            f"{_host(url)} cannot be reached.", "Check the network connection and the address, then try again."
        )
    return HostUnreachable(f"The connection to {_host(url)} broke.", "Check the network connection, then try again.")


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
