# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire itself: the one module of the gateway that knows httpx and httpcore.

It tells "no byte went out" from "anything may have happened", which is what paying once depends on, and it never logs
a header or a query string.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import AnimaticError
from ..files.redaction import hide_secrets_in_http_logs, traced
from ..network import bodies, direct, environment, request_id
from . import jsontext
from .addresses import Target, is_loopback, resolve
from .failures import During, NotConnected, ResultRefused
from .streams import Basin, Drawing, Pouring, Sink, Stream, direct_words, is_good
from .verdicts import from_network, from_response, unreadable
from .wire import USER_AGENT

if TYPE_CHECKING:
    import httpx

    from ..network.plain import Asked, Connections

log = logging.getLogger(__name__)

MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""Bound of an answer held in memory. The gateway's model list is under 1 MB; videos are kept out of it (see inline)."""
MAX_REDIRECTS = 5

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
        self._plain: Connections | None = None
        """What is sent by where no proxy may stand before it."""
        self._proxies: dict[str, str | None] | None = None

    def ready(self, url: str) -> None:
        """Raise EnvironmentWrong where this machine's settings make no connection to `url` possible."""
        if self._unproxied(url) is None:
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
        stream, close = await self._ask(method, url, headers, during, read, body, content)
        try:
            with request_id.kept(stream.headers):
                return Answer(stream.status, stream.headers, await stream.body(max_bytes))
        finally:
            await close()

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
        stream, close = await self._ask(method, url, headers, during, read, body, content)
        try:
            with request_id.kept(stream.headers):
                yield stream
        finally:
            await close()

    async def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        during: During,
        read: float,
        body: Any,
        content: AsyncIterator[bytes] | None,
    ) -> tuple[Stream, Callable[[], Awaitable[None]]]:
        """An answer whose body is still coming, and what is to be called whatever became of it."""
        sent = content if body is None else jsontext.dump(body)
        # A kept connection may be dead without our knowing, and a paid request on it would be "maybe accepted".
        headers = {**headers, "accept-encoding": bodies.PLAIN}
        plain = self._unproxied(url) if content is None else None
        if plain is not None:
            assert sent is None or isinstance(sent, bytes)
            return await self._ask_plainly(plain, method, url, headers, during, read, sent)
        return await self._ask_client(method, url, headers, during, read, sent)

    async def download(
        self,
        url: str,
        sink: Sink,
        *,
        max_bytes: int,
        on_progress: Callable[[int, int | None], None] | None = None,
        whole: Callable[[], None] | None = None,
        secrets: tuple[str, ...] = (),
    ) -> int:
        """Stream a result into `sink`; returns its bytes. `on_progress(done, total)`; total None when not said; with 0
        before the first byte is written, maybe on another thread. `whole`: done once all of it is written, by the
        thread that wrote it; not where the loop did.

        Carries no credential. At most MAX_REDIRECTS, every hop checked after its name was resolved, and connected to
        the very address that was checked. Raises ResultRefused, ResultExpired, ResultTooLarge, NoVideo (empty),
        ConnectionLost (broken or cut short), NotConnected. What `sink`, `on_progress` and `whole` raise passes through.
        """
        into = Pouring(lambda headers: Basin(headers, sink, max_bytes, on_progress), whole)
        previous = ""
        for _ in range(MAX_REDIRECTS + 1):
            target = await resolve(url, previous=previous, allow_private=self.allow_private)
            async with self._fetch(target, into) as stream:
                location = stream.headers.get(_ASIDE) or stream.headers.get("location")
                if stream.status in (301, 302, 303, 307, 308) and location:
                    previous, url = target.url, target.join(location)
                    continue
                if not is_good(stream.status):
                    raise from_response(
                        stream.status, await stream.beginning(4096), stream.headers, During.DOWNLOAD, secrets=secrets
                    )
                return await stream.pour(into)
        raise ResultRefused("The video's link redirects too often.")

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
        if self._plain is not None:
            await self._plain.close()

    @asynccontextmanager
    async def _fetch(self, target: Target, into: Pouring) -> AsyncIterator[Stream]:
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
                stream, close = await ask(target, address, headers, into)
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
        self, target: Target, address: str, headers: dict[str, str], _: Pouring
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
            response = await client.send(request, stream=True)
        return _stream(response, During.DOWNLOAD, line), response.aclose

    async def _ask_directly(
        self, target: Target, address: str, headers: dict[str, str], into: Pouring
    ) -> tuple[Stream, Callable[[], Awaitable[None]]]:
        with direct_words():
            line = direct.Line(address, target.port, target.url, self.timeouts.connect)
            try:
                wanted = {**headers, "connection": "close"}
                stream = await Drawing(line, into).answer(wanted, self.timeouts.download)
            except BaseException:
                line.close()
                raise

        async def close() -> None:
            line.close()

        return stream, close

    async def _ask_plainly(
        self,
        plain: Connections,
        method: str,
        url: str,
        headers: Mapping[str, str],
        during: During,
        read: float,
        content: bytes | None,
    ) -> tuple[Stream, Callable[[], Awaitable[None]]]:
        from ..network.plain import place_of

        place = place_of(url)
        assert place is not None
        line = _Line(traced=True)
        with _words(during, line):
            timeouts = {"connect": self.timeouts.connect, "write": self.timeouts.write, "read": read}
            asked = await plain.ask(
                method, place, headers, content, fresh=during.pays, timeouts=timeouts, sending=line.begin
            )
        return _plain_stream(asked, during, line), asked.close

    async def _ask_client(
        self, method: str, url: str, headers: Mapping[str, str], during: During, read: float, content: Any
    ) -> tuple[Stream, Callable[[], Awaitable[None]]]:
        client = self._client(fresh=during.pays, proxied=not is_loopback(url))
        line = _Line()
        with _words(during, line):
            request = client.build_request(
                method,
                url,
                headers=headers,
                content=content,
                extensions={"trace": line.heard},
                timeout=self._timeout(read),
            )
            response = await client.send(request, stream=True)
        return _stream(response, during, line), response.aclose

    def _unproxied(self, url: str) -> Connections | None:
        """What this is sent by; None where a proxy may stand before it, and for a stand-in's. Raises
        EnvironmentWrong."""
        if self._http_transport is not None or (not is_loopback(url) and self._known_proxies()):
            return None
        from ..network.plain import Connections, place_of

        if (place := place_of(url)) is None:
            return None
        if place.url.scheme == b"https":
            environment.tls()
        if self._plain is None:
            hide_secrets_in_http_logs()
            self._plain = Connections(environment.tls)
        return self._plain

    def _known_proxies(self) -> dict[str, str | None]:
        if self._proxies is None:
            self._proxies = environment.proxies()
        return self._proxies

    def _client(self, *, fresh: bool, proxied: bool) -> httpx.AsyncClient:
        """The client for this kind of call: `fresh` keeps no connection open, `proxied` honours the proxy settings."""
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        from ..network.lines import straight

        key = (fresh, proxied)
        if key not in self._clients:
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0 if fresh else 20)
            tls = environment.tls()
            mounts: dict[str, httpx.AsyncBaseTransport | None] = {}
            if proxied and self._http_transport is None:
                for pattern, proxy in self._known_proxies().items():
                    mounts[pattern] = (
                        straight(httpx.AsyncHTTPTransport(verify=tls, limits=limits, proxy=proxy)) if proxy else None
                    )
            hide_secrets_in_http_logs()
            transport = self._http_transport or straight(httpx.AsyncHTTPTransport(verify=tls, limits=limits))
            self._clients[key] = httpx.AsyncClient(
                transport=transport,
                mounts=mounts,
                trust_env=False,  # read by `environment`, which names what is wrong with it
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none is kept
                event_hooks={"response": [_set_location_aside]},
            )
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

    def begin(self) -> None:
        """Told where a line is ours alone: its connection is there, and the request goes out now."""
        self.sending = True

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


class _words:
    """Turns the exceptions of httpx and httpcore into ours. Theirs may quote headers and URLs, so only their name is
    kept."""

    def __init__(self, during: During, line: _Line) -> None:
        self._during, self._line = during, line

    def __enter__(self) -> None:
        return

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, bodies.BodyRefused):
            raise unreadable(self._during, error.why) from None
        if isinstance(error, Exception) and not isinstance(error, AnimaticError):
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> AnimaticError:
        family = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("http")}
        if not family:  # a SOCKS proxy's nonsense comes as it is
            log.debug("unexpected on the line\n%s", traced(error))
        reason = type(error).__name__
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            reason += " CERTIFICATE_VERIFY_FAILED"
        return from_network(
            self._during,
            sent=self._line.sent(error),
            timed_out="TimeoutException" in family,
            reason=reason,
        )


def load() -> None:
    """Load httpcore and the certificates now, which the first request would wait 0.3 s for."""
    from ..network import plain  # noqa: F401

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


def _plain_stream(asked: Asked, during: During, line: _Line) -> Stream:
    async def pieces() -> AsyncIterator[bytes]:
        with _words(during, line):
            unpacker = bodies.unpacker_for(asked.headers)
            async for raw in asked.pieces:
                for piece in unpacker.feed(raw):
                    yield piece
            unpacker.close()

    return Stream(asked.status, asked.headers, pieces(), during)


async def _set_location_aside(response: httpx.Response) -> None:
    # httpx 0.28 reads the header even when it shall not follow it, and fails on one that is no URL as if the line had
    # broken: a call that may be tried again, or a paid one in doubt.
    location = response.headers.pop("location", None)
    if location is not None:
        response.headers[_ASIDE] = location
