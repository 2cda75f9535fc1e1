# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1 (RFC 9112) where no proxy stands before the server: a request, its answer's head, its body in the pieces in
which it came. httpx with httpcore and h11 takes four times the processor time for the same, and 0.15 s to load
(measured); what goes by way of a proxy stays with them."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from .reader import Reader, connect

HEAD_MOST = 100 * 1024
"""Bytes of an answer's status and headers, as h11 has it."""

KEPT_MOST = 20
KEPT_SECONDS = 5.0
"""How many connections wait for a next request, and how long: as httpx has it."""

_STATUS = re.compile(rb"HTTP/(1\.[01]) ([1-9][0-9]{2})(?: .*)?")
_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_SENDABLE = re.compile(r"[\t\x20-\x7e]*")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_TO_ENCODE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]|[\"<>]")


class Broken(Exception):
    """A line that could not be used: `kind` is the name of what httpx raises then."""

    def __init__(self, kind: str, why: str = "", *, timed_out: bool = False) -> None:
        super().__init__(why)
        self.kind, self.timed_out = kind, timed_out


class Place(NamedTuple):
    """Where a connection leads, and whom its certificate is for."""

    secure: bool
    host: str
    port: int
    name: str


@dataclass(frozen=True)
class Seconds:
    """How long each step may take without progress."""

    connect: float
    write: float
    read: float


class Client:
    """Connections to any number of servers, for one event loop. `tls` is asked when the first one needs it."""

    def __init__(self, tls: Callable[[], ssl.SSLContext]) -> None:
        self._tls = tls
        self._kept: dict[Place, list[tuple[float, _Line]]] = {}
        self._lines: set[_Line] = set()

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        seconds: Seconds,
        fresh: bool,
        name: str = "",
        sending: Callable[[], None],
    ) -> Response:
        """A request, and the head of its answer. `fresh`: over a new connection. `name`: the server's, where the URL
        has its address; `sending` is told before the first byte goes out. Raises Broken."""
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        host = parts.hostname or ""
        place = Place(secure, host, parts.port or (443 if secure else 80), name or host)
        head = _head(
            method, _target(parts.path, parts.query), {"host": parts.netloc.rpartition("@")[2], **headers}, body
        )
        line = (None if fresh else self._waiting(place)) or await self._connected(place, seconds)
        self._lines.add(line)
        try:
            sending()
            await line.write(head + (body or b""), seconds.write)
            status, told = await line.head(seconds.read)
            return Response(status, told, self, place, line, method, seconds.read)
        except BaseException:
            self.drop(line)
            raise

    def keep(self, place: Place, line: _Line) -> None:
        """A connection whose answer was read whole waits for the next request to the same place."""
        self._lines.discard(line)
        now = time.monotonic()
        self._shed(now)
        if sum(map(len, self._kept.values())) < KEPT_MOST:
            self._kept.setdefault(place, []).append((now, line))
        else:
            line.abort()

    def drop(self, line: _Line) -> None:
        self._lines.discard(line)
        line.abort()

    async def close(self) -> None:
        for line in (*self._lines, *(line for waiting in self._kept.values() for _, line in waiting)):
            line.abort()
        self._lines.clear()
        self._kept.clear()
        await asyncio.sleep(0)  # the sockets themselves are closed with the loop's next turn

    def _waiting(self, place: Place) -> _Line | None:
        self._shed(time.monotonic())
        waiting = self._kept.get(place)
        return waiting.pop()[1] if waiting else None

    def _shed(self, now: float) -> None:
        """Close what waited too long, and what ended or said something unasked meanwhile."""
        for place, waiting in list(self._kept.items()):
            good = [(since, line) for since, line in waiting if now - since < KEPT_SECONDS and line.quiet]
            if len(good) < len(waiting):
                for entry in waiting:
                    if entry not in good:
                        entry[1].abort()
                self._kept[place] = good
            if not good:
                del self._kept[place]

    async def _connected(self, place: Place, seconds: Seconds) -> _Line:
        tls = None
        if place.secure:
            tls = self._tls()
            tls.set_alpn_protocols(["http/1.1"])
        with _told("ConnectTimeout", "ConnectError"):
            async with asyncio.timeout(seconds.connect):
                name = place.name if place.secure else None
                transport, reader = await connect(place.host, place.port, tls=tls, server_hostname=name)
        return _Line(transport, reader)


@dataclass
class Response:
    """An answer whose body is still coming. Header names are lower case; one that came twice has both values."""

    status: int
    headers: Mapping[str, str]
    _client: Client = field(repr=False)
    _place: Place = field(repr=False)
    _line: _Line = field(repr=False)
    _method: str
    _seconds: float
    _whole: bool = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes, without its transfer's wrapping. Raises Broken where it is cut short."""
        async for piece in self._body():
            yield piece
        self._whole = True

    async def close(self) -> None:
        """Done with it: a connection that may serve again is kept, another one is cut off."""
        if (self._whole or self._length == 0) and self._serves_again and self._line.quiet:
            self._client.keep(self._place, self._line)
        else:
            self._client.drop(self._line)

    @property
    def _serves_again(self) -> bool:
        said = self.headers.get("connection", "").lower()
        return self._line.version == b"1.1" and "close" not in said and (self._is_chunked or self._length is not None)

    @property
    def _is_chunked(self) -> bool:
        return "transfer-encoding" in self.headers

    @property
    def _length(self) -> int | None:
        if self._method == "HEAD" or self.status in (204, 304):
            return 0
        lengths = {text.strip() for text in self.headers["content-length"].split(",")} if self._has_length else set()
        return int(lengths.pop()) if lengths else None

    @property
    def _has_length(self) -> bool:
        return "content-length" in self.headers and "transfer-encoding" not in self.headers

    def _body(self) -> AsyncIterator[bytes]:
        if self._length is not None:
            return self._line.exactly(self._length, self._seconds)
        if self._is_chunked:
            return self._line.chunks(self._seconds)
        return self._line.to_the_end(self._seconds)


class _Line:
    """One connection, and what of its answer was taken from it and not used yet."""

    def __init__(self, transport: asyncio.Transport, reader: Reader) -> None:
        self._transport, self._reader = transport, reader
        self._rest = b""
        self.version = b""

    @property
    def quiet(self) -> bool:
        return not self._rest and not self._reader.ready and not self._transport.is_closing()

    def abort(self) -> None:
        self._transport.abort()  # what was not written by now is of no use: nobody waits for the answer

    async def write(self, data: bytes, seconds: float) -> None:
        with _told("WriteTimeout", ""):
            self._transport.write(data)
            if self._reader.congested is not None:
                try:
                    async with asyncio.timeout(seconds):
                        await self._reader.drained()
                except TimeoutError:
                    raise
                except OSError:
                    return  # it may have answered before it hung up

    async def head(self, seconds: float) -> tuple[int, dict[str, str]]:
        """The final answer's status and headers; those of `100 Continue` and the like are read past."""
        while True:
            self.version, status, headers = _read_head(await self._head_text(seconds))
            if status == 101:
                raise Broken("RemoteProtocolError", "switched to what was not asked for")
            if status >= 200:
                return status, headers

    async def _head_text(self, seconds: float) -> bytes:
        text = self._rest
        while (end := _HEAD_END.search(text)) is None:
            if len(text) > HEAD_MOST:
                raise Broken("RemoteProtocolError", "headers without end")
            if not (piece := await self._read(seconds)):
                raise Broken("RemoteProtocolError", "hung up before the answer")
            text += piece
        self._rest = text[end.end() :]
        return text[: end.start()]

    async def exactly(self, count: int, seconds: float) -> AsyncIterator[bytes]:
        while count:
            piece = await self._next(seconds)
            if len(piece) > count:
                piece, self._rest = piece[:count], piece[count:]
            count -= len(piece)
            yield piece

    async def chunks(self, seconds: float) -> AsyncIterator[bytes]:
        while True:
            told = _CHUNK.fullmatch(await self._text_line(seconds))
            if told is None:
                raise Broken("RemoteProtocolError", "no chunk's size")
            if not (size := int(told[1], 16)):
                break
            async for piece in self.exactly(size, seconds):
                yield piece
            if await self._text_line(seconds):
                raise Broken("RemoteProtocolError", "a chunk that is longer than it says")
        while await self._text_line(seconds):
            pass  # trailers: nobody asks for any

    async def to_the_end(self, seconds: float) -> AsyncIterator[bytes]:
        while piece := self._take() or await self._read(seconds):
            yield piece

    async def _text_line(self, seconds: float) -> bytes:
        text = self._take()
        while (end := text.find(b"\n")) < 0:
            if len(text) > HEAD_MOST:
                raise Broken("RemoteProtocolError", "a line without end")
            text += await self._next(seconds)
        self._rest = text[end + 1 :]
        return text[:end].removesuffix(b"\r")

    async def _next(self, seconds: float) -> bytes:
        piece = self._take() or await self._read(seconds)
        if not piece:
            raise Broken("RemoteProtocolError", "hung up before the end")
        return piece

    def _take(self) -> bytes:
        rest, self._rest = self._rest, b""
        return rest

    async def _read(self, seconds: float) -> bytes:
        with _told("ReadTimeout", "ReadError"):
            if not self._reader.ready:
                async with asyncio.timeout(seconds):
                    await self._reader.wait()
            return self._reader.take()


def _head(method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {_sendable(value)}" for name, value in headers.items())]
    lines.append("connection: keep-alive")
    if body is not None:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _sendable(value: str) -> str:
    if not _SENDABLE.fullmatch(value):
        raise Broken("LocalProtocolError", "a header that cannot be sent")
    return value


def _target(path: str, query: str) -> str:
    return _encoded(path or "/") + (f"?{_encoded(query)}" if query else "")


def _encoded(text: str) -> str:
    """What a URL may not hold as it is; what is encoded already stays so, for it may be signed."""
    return _TO_ENCODE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def _read_head(text: bytes) -> tuple[bytes, int, dict[str, str]]:
    first, *lines = text.lstrip(b"\r\n").replace(b"\r\n", b"\n").split(b"\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise Broken("RemoteProtocolError", "no HTTP answer")
    headers: dict[str, str] = {}
    for name, value in _fields(lines):
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    lengths = {length.strip() for length in headers.get("content-length", "0").split(",")}
    if len(lengths) != 1 or not all(length.isascii() and length.isdigit() for length in lengths):
        raise Broken("RemoteProtocolError", "no body's size")
    if headers.get("transfer-encoding", "chunked").strip().lower() != "chunked":
        raise Broken("RemoteProtocolError", "packed in a way that was not asked for")
    return status[1], int(status[2]), headers


def _fields(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    name, value = "", b""
    for line in lines:
        if line[:1] in (b" ", b"\t") and name:  # folded, as old servers do (RFC 9112 section 5.2)
            value += b" " + line.strip(b" \t")
            continue
        if name:
            yield name, value.decode("utf-8", "replace")
        key, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(key) or b"\0" in value:
            raise Broken("RemoteProtocolError", "no header")
        name, value = key.decode("ascii").lower(), value.strip(b" \t")
    if name:
        yield name, value.decode("utf-8", "replace")


@contextmanager
def _told(timed_out: str, broken: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:  # of ours, or the system's own
        raise Broken(timed_out, str(error), timed_out=True) from error
    except OSError as error:
        raise Broken(broken, str(error)) from error
