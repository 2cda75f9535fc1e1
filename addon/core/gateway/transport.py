# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire itself: the one module of the gateway that knows httpx.

It tells "no byte went out" from "anything may have happened", which is what paying once depends on, and it never logs
a header or a query string.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import AnimaticError
from ..files.redaction import hide_secrets_in_http_logs, traced
from ..network import bodies, direct, environment, request_id
from . import jsontext
from .addresses import Target, is_loopback, resolve
from .failures import During, NotConnected, ResultRefused
from .streams import Basin, Stream, direct_stream, direct_words
from .verdicts import from_network, from_response, unreadable
from .wire import USER_AGENT

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""Bound of an answer held in memory. The gateway's model list is under 1 MB; videos are kept out of it (see inline)."""
MAX_REDIRECTS = 5

READ_BYTES = 1024 * 1024
"""Of a body at a time: a video in pieces of httpcore's own 64 KB costs a third more processor time (measured)."""

_ASIDE = "redirects-to"


@dataclass(frozen=True)
class Timeouts:
    """Seconds without progress. There is no total: a running job is never given up because of time."""

    connect: float = 10.0
    write: float = 60.0
    start: float = 120.0
    """Until the answer to a start; the gateway checks the request before it answers."""
    stream: float = 300.0
    """Between two pieces of an open request; heartbeats count as pieces."""
    answer: float = 60.0
    """Status, lists, credits."""
    download: float = 60.0
    """Between two pieces of a video."""


@dataclass(frozen=True)
class Answer:
    """A complete answer. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises ValueError."""
        return jsontext.parse(self.body)


class Transport:
    """HTTP for one engine loop. Not safe for use from several event loops.

    `allow_private`: result URLs may lead to this machine or its network; only for a gateway on loopback.
    `http_transport`: an httpx transport to use in place of the network (tests).
    """

    def __init__(
        self,
        timeouts: Timeouts | None = None,
        *,
        allow_private: bool = False,
        http_transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.timeouts = timeouts or Timeouts()
        self.allow_private = allow_private
        self._http_transport = http_transport
        self._clients: dict[tuple[bool, bool], httpx.AsyncClient] = {}
        self._unproxied: dict[httpx.AsyncClient, httpx.AsyncBaseTransport] = {}
        """Of the clients that know of no proxy, what they send by."""

    def ready(self, url: str) -> None:
        """Raise EnvironmentWrong where this machine's settings make no connection to `url` possible."""
        self._client(fresh=True, proxied=not is_loopback(url))

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        during: During,
        read: float,
        body: Any = None,
        content: AsyncIterator[bytes] | None = None,
        max_bytes: int = MAX_ANSWER_BYTES,
    ) -> Answer:
        """One request and its whole answer, whatever its status. `body` travels as JSON, `content` as it is.

        Raises NotConnected (nothing was sent), MaybeAccepted (paying calls) or ConnectionLost, BadResponse."""
        async with self.stream(
            method, url, headers=headers, during=during, read=read, body=body, content=content
        ) as stream:
            return Answer(stream.status, stream.headers, await stream.body(max_bytes))

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        during: During,
        read: float,
        body: Any = None,
        content: AsyncIterator[bytes] | None = None,
    ) -> AsyncIterator[Stream]:
        """An answer to be read while it comes. Redirects are never followed. Errors as `request`."""
        sent = content if body is None else jsontext.dump(body)
        # A kept connection may be dead without our knowing, and a paid request on it would be "maybe accepted".
        client = self._client(fresh=during.pays, proxied=not is_loopback(url))
        line = _Line()
        with _words(during, line):
            request = client.build_request(
                method,
                url,
                headers={**headers, "accept-encoding": bodies.PLAIN},
                content=sent,
                extensions={"trace": line.heard},
                timeout=self._timeout(read),
            )
            response = await self._sent(client, request)
        try:
            with request_id.kept(response.headers):
                yield _stream(response, during, line)
        finally:
            await response.aclose()

    async def download(
        self,
        url: str,
        sink: BinaryIO,
        *,
        max_bytes: int,
        on_progress: Callable[[int, int | None], None] | None = None,
        secrets: tuple[str, ...] = (),
    ) -> int:
        """Stream a result into `sink`; returns its bytes. `on_progress(done, total)`; total None when not said.

        Carries no credential. At most MAX_REDIRECTS, every hop checked after its name was resolved, and connected to
        the very address that was checked. Raises ResultRefused, ResultExpired, ResultTooLarge, NoVideo (empty),
        ConnectionLost (broken or cut short), NotConnected. What `sink` raises passes through.
        """
        previous = ""
        for _ in range(MAX_REDIRECTS + 1):
            target = await resolve(url, previous=previous, allow_private=self.allow_private)
            async with self._fetch(target) as stream:
                location = stream.headers.get(_ASIDE) or stream.headers.get("location")
                if stream.status in (301, 302, 303, 307, 308) and location:
                    previous, url = target.url, target.join(location)
                    continue
                if not 200 <= stream.status <= 299:
                    raise from_response(
                        stream.status, await stream.beginning(4096), stream.headers, During.DOWNLOAD, secrets=secrets
                    )
                return await stream.pour(Basin(stream.headers, sink, max_bytes, on_progress))
        raise ResultRefused("The video's link redirects too often.")

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
        self._unproxied.clear()

    @asynccontextmanager
    async def _fetch(self, target: Target) -> AsyncIterator[Stream]:
        """A GET to the first of the target's addresses that picks up: directly, or by httpx through a proxy."""
        # Compressed video gains nothing, and identity keeps content-length true.
        headers = {
            "host": target.netloc,
            "user-agent": USER_AGENT,
            "accept": "*/*",
            "accept-encoding": bodies.PLAIN,
        }
        ask = self._ask_by_httpx if target.proxied or self._http_transport else self._ask_directly
        last = len(target.addresses) - 1
        for index, address in enumerate(target.addresses):
            try:
                stream, close = await ask(target, address, headers)
            except NotConnected:
                if index == last:
                    raise
                continue
            try:
                with request_id.kept(stream.headers):
                    yield stream
            finally:
                await close()
            return

    async def _ask_by_httpx(
        self, target: Target, address: str, headers: dict[str, str]
    ) -> tuple[Stream, Callable[[], Awaitable[None]]]:
        client = self._client(fresh=True, proxied=target.proxied)
        line = _Line()
        with _words(During.DOWNLOAD, line):
            request = client.build_request(
                "GET",
                target.url_at(address),
                headers=headers,
                extensions={"sni_hostname": target.host, "trace": line.heard},
                timeout=self._timeout(self.timeouts.download),
            )
            response = await self._sent(client, request)
        return _stream(response, During.DOWNLOAD, line), response.aclose

    async def _ask_directly(
        self, target: Target, address: str, headers: dict[str, str]
    ) -> tuple[Stream, Callable[[], Awaitable[None]]]:
        with direct_words():
            line = await direct.Line.connected(address, target.port, target.url, self.timeouts.connect)
            try:
                wanted = {**headers, "connection": "close"}
                status, got = await line.aside(lambda: line.ask(wanted, self.timeouts.download))
            except BaseException:
                line.close()
                raise

        async def close() -> None:
            line.close()

        return direct_stream(status, got, line), close

    async def _sent(self, client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        """The answer, its body still coming. Where no proxy may stand before it, from the client's own transport: the
        client looks for cookies, redirects and a login besides, a seventh of what 4,000 questions cost (measured)."""
        transport = self._unproxied.get(client)
        return await (transport.handle_async_request(request) if transport else client.send(request, stream=True))

    def _client(self, *, fresh: bool, proxied: bool) -> httpx.AsyncClient:
        """The client for this kind of call: `fresh` keeps no connection open, `proxied` honours the proxy settings."""
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpcore
        import httpx

        from ..network.lines import straight

        key = (fresh, proxied)
        if key not in self._clients:
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0 if fresh else 20)
            tls = environment.tls()
            mounts: dict[str, httpx.AsyncBaseTransport | None] = {}
            if proxied and self._http_transport is None:
                for pattern, proxy in environment.proxies().items():
                    mounts[pattern] = (
                        straight(httpx.AsyncHTTPTransport(verify=tls, limits=limits, proxy=proxy)) if proxy else None
                    )
            hide_secrets_in_http_logs()
            httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = READ_BYTES
            transport = self._http_transport or straight(httpx.AsyncHTTPTransport(verify=tls, limits=limits))
            client = self._clients[key] = httpx.AsyncClient(
                transport=transport,
                mounts=mounts,
                trust_env=False,  # read by `environment`, which names what is wrong with it
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none is kept
                event_hooks={"response": [_set_location_aside]},
            )
            if not mounts:
                self._unproxied[client] = transport
        return self._clients[key]

    def _timeout(self, read: float) -> httpx.Timeout:
        import httpx

        seconds = self.timeouts
        return httpx.Timeout(connect=seconds.connect, write=seconds.write, read=read, pool=seconds.connect)


@dataclass
class _Line:
    """What httpcore tells about one request while it is at it: the truth about whether a byte of it went out. Its
    exceptions do not say: a proxy that hangs up before TLS began looks like a gateway that hangs up after the body."""

    traced: bool = False
    sending: bool = False

    async def heard(self, event: str, info: Mapping[str, Any]) -> None:
        self.traced = True
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self.sending = True

    def sent(self, error: Exception) -> bool:
        """Whether a byte may have gone out when `error` came; by its class where nothing traces (tests)."""
        return self.sending if self.traced else not _before_sending(error)


def _before_sending(error: Exception) -> bool:
    import httpx

    kinds = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
        httpx.InvalidURL,
    )
    return isinstance(error, kinds)


@contextmanager
def _words(during: During, line: _Line) -> Iterator[None]:
    """Turns httpx's exceptions into ours. Theirs may quote headers and URLs, so only their name is kept."""
    import httpx

    try:
        yield
    except AnimaticError:
        raise
    except bodies.BodyRefused as error:
        raise unreadable(during, error.why) from None
    except Exception as error:
        if not isinstance(error, httpx.HTTPError | httpx.InvalidURL):  # a SOCKS proxy's nonsense comes as it is
            log.debug("unexpected on the line\n%s", traced(error))
        reason = type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            reason += " CERTIFICATE_VERIFY_FAILED"
        failure = from_network(
            during,
            sent=line.sent(error),
            timed_out=isinstance(error, httpx.TimeoutException),
            reason=reason,
        )
        raise failure from None


def load() -> None:
    """Load httpx and the certificates now, which the first request would wait 0.4 s for."""
    import httpx  # noqa: F401

    environment.tls()


def _stream(response: httpx.Response, during: During, line: _Line) -> Stream:
    headers = {name.lower(): value for name, value in response.headers.items()}

    async def pieces() -> AsyncIterator[bytes]:
        with _words(during, line):
            # A response that was whole from the start (a stand-in's) has nothing raw to give.
            # As they come: with a size httpx would hold back an open request's result until a piece is full.
            whole = response.is_stream_consumed
            raw = response.aiter_bytes() if whole else bodies.unpacked(response.aiter_raw(), headers)
            async for piece in raw:
                yield piece

    return Stream(response.status_code, headers, pieces(), during)


async def _set_location_aside(response: httpx.Response) -> None:
    # httpx 0.28 reads the header even when it shall not follow it, and fails on one that is no URL as if the line had
    # broken: a call that may be tried again, or a paid one in doubt.
    location = response.headers.pop("location", None)
    if location is not None:
        response.headers[_ASIDE] = location
