# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as this server speaks it: requests read from a socket, answers written to it, and faults that spoil them."""

from __future__ import annotations

import json
import logging
import re
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ..core.files import door
from .faults import Fault

log = logging.getLogger(__name__)

_QUERY = re.compile(r"\?\S+")
"""Of a request's line: signatures and tokens are there, as at the real host."""

CHUNK = 256 * 1024
DRAIN_MAX = 256 * 1024 * 1024
"""Bytes of an unwanted body that are read so that its sender sees the refusal; more closes the connection."""
IDLE_SECONDS = 75.0
GARBAGE = "<!doctype html><html><title>502</title><h1>Bad gateway</h1></html>"


class Dropped(Exception):
    """The connection closes without a (further) answer: on purpose, or because the other side went away.

    With `reset`, what is still under way is lost too, as on a broken line; without, it arrives and then ends early."""

    def __init__(self, reset: bool = True) -> None:
        super().__init__()
        self.reset = reset


@dataclass
class Answer:
    """A status and a body in pieces; `length` None means chunked."""

    status: int = 200
    pieces: Iterable[bytes] = ()
    length: int | None = None
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Ends a request with its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, (body,), len(body), headers=dict(headers or {}))


def file_answer(file: Path, media_type: str, headers: Mapping[str, str], byte_range: str = "") -> Answer:
    """A file, or the part of it that a `Range` header asks for."""
    size = door.size(file)
    if size is None:
        return json_answer({"error": {"code": "not_found", "message": "Not found"}}, 404)
    own = {"accept-ranges": "bytes", **headers}
    span = _span(byte_range, size)
    if span is None:
        return Answer(200, _pieces(file, 0, size), size, media_type, own)
    start, end = span
    if start >= end:
        return Answer(416, (), 0, media_type, {**own, "content-range": f"bytes */{size}"})
    own["content-range"] = f"bytes {start}-{end - 1}/{size}"
    return Answer(206, _pieces(file, start, end), end - start, media_type, own)


def _span(byte_range: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None: the whole file (no range, or one this server does not know)."""
    unit, _, spec = byte_range.partition("=")
    first, dash, last = spec.strip().partition("-")
    if unit.strip() != "bytes" or not dash or "," in spec or not (first + last).isdecimal():
        return None
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _pieces(file: Path, start: int, end: int) -> Iterator[bytes]:
    with door.open_file(file, door.MEDIA_BYTES) as stream:
        stream.seek(start)
        while start < end and (piece := stream.read(min(CHUNK, end - start))):
            start += len(piece)
            yield piece


class Request:
    """One request; its body is read once, by whoever wants it. `note` collects what goes into the journal."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        self.method = handler.command
        self.path = unquote(parts.path)
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.note: dict[str, Any] = {}
        self._handler = handler
        self._body = _body(handler)
        self._read = False

    def header(self, name: str) -> str:
        return str(self._handler.headers.get(name) or "").strip()

    @property
    def bearer(self) -> str:
        """The credential of an `Authorization: Bearer` header, or ""."""
        scheme, _, value = self.header("authorization").partition(" ")
        return value.strip() if scheme.lower() == "bearer" else ""

    def body(self) -> Iterator[bytes]:
        """The body's bytes as they come. Raises Dropped when the sender goes away in the middle."""
        self._read = True
        return self._body

    def read(self, limit: int) -> bytes | None:
        """The whole body; None when it is longer than `limit` bytes."""
        pieces, size = [], 0
        for piece in self.body():
            size += len(piece)
            if size > limit:
                return None
            pieces.append(piece)
        return b"".join(pieces)

    def save(self, file: IO[bytes]) -> int:
        """Write the body to `file`; answers its bytes."""
        size = 0
        for piece in self.body():
            size += file.write(piece)
        return size

    def drain(self) -> None:
        """Read and forget what is left, so that an early answer reaches the sender."""
        left = DRAIN_MAX
        for piece in self._body:
            left -= len(piece)
            if left < 0:
                raise Dropped

    @property
    def origin(self) -> str:
        """This server as the caller addresses it."""
        return f"http://{self.header('host')}"


def _body(handler: BaseHTTPRequestHandler) -> Iterator[bytes]:
    if "chunked" in str(handler.headers.get("transfer-encoding") or "").lower():
        yield from _chunks(handler.rfile)  # type: ignore[arg-type]
        return
    try:
        left = int(handler.headers.get("content-length") or 0)
    except ValueError as error:
        raise Dropped from error
    while left > 0:
        piece = handler.rfile.read(min(CHUNK, left))
        if not piece:
            raise Dropped
        left -= len(piece)
        yield piece


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The body of a request without a length: Node's fetch streams files that way."""
    while True:
        try:
            size = int(stream.readline(1024).split(b";")[0], 16)
        except ValueError as error:
            raise Dropped from error
        left = size
        while left > 0:
            piece = stream.read(min(CHUNK, left))
            if not piece:
                raise Dropped
            left -= len(piece)
            yield piece
        if size == 0:
            while stream.readline(8192).strip():
                pass
            return
        stream.readline(8)


Responder = Callable[[Request], tuple[Answer, Fault | None]]


class Handler(BaseHTTPRequestHandler):
    """One connection. `respond` answers a request, or raises Dropped."""

    protocol_version = "HTTP/1.1"
    server_version = "AnimaticRehearsal"
    sys_version = ""
    timeout = IDLE_SECONDS
    respond: Responder
    wait: Callable[[float], bool]
    """Sleeps so many seconds; True when the server is being stopped."""

    def _serve(self) -> None:
        request = Request(self)
        try:
            answer, fault = self.respond(request)
            if not request._read:
                request.drain()
            if fault is not None:
                answer = self._spoil(answer, fault)
            self._send(answer)
        except Dropped as dropped:
            self._drop(dropped.reset)
        except (ConnectionError, TimeoutError):
            self._drop(reset=False)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.length or answer.length is None:
            self.send_header("content-type", answer.media_type)
        if answer.length is None:
            self.send_header("transfer-encoding", "chunked")
        else:
            self.send_header("content-length", str(answer.length))
        self.end_headers()
        if self.command == "HEAD":
            return
        for piece in answer.pieces:
            if not piece:
                continue
            framed = b"%x\r\n%b\r\n" % (len(piece), piece) if answer.length is None else piece
            self.wfile.write(framed)
            self.wfile.flush()
        if answer.length is None:
            self.wfile.write(b"0\r\n\r\n")
            self.wfile.flush()

    def _spoil(self, answer: Answer, fault: Fault) -> Answer:
        """The answer as a fault leaves it; everything asked for has been done. Raises Dropped."""
        if fault.kind == "drop-after-accept":
            raise Dropped
        if fault.kind == "stall-after-accept":
            self.wait(fault.seconds)
            raise Dropped
        if fault.kind == "garbage":
            body = (fault.body or GARBAGE).encode()
            return Answer(200, (body,), len(body), "text/html")
        if fault.kind == "truncate":
            answer.pieces = _half(answer.pieces, answer.length)
        if fault.kind == "slow":
            answer.pieces = self._slowly(answer.pieces, fault.seconds)
        return answer

    def _slowly(self, pieces: Iterable[bytes], seconds: float) -> Iterator[bytes]:
        body = b"".join(pieces)
        step = max(len(body) // 20, 1)
        for start in range(0, len(body), step):
            if self.wait(seconds / 20):
                raise Dropped
            yield body[start : start + step]

    def _drop(self, reset: bool) -> None:
        self.close_connection = True
        try:
            if reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def log_message(self, format: str, *args: Any) -> None:
        log.debug("%s", _QUERY.sub("?***", format % args))


def _half(pieces: Iterable[bytes], length: int | None) -> Iterator[bytes]:
    """Pieces up to the middle: of the announced length, or of an open stream's first piece that is no comment."""
    left = length // 2 if length is not None else None
    for piece in pieces:
        if left is None and not piece.startswith(b":"):
            yield piece[: len(piece) // 2]
            raise Dropped(reset=False)
        if left is not None and len(piece) > left:
            yield piece[:left]
            raise Dropped(reset=False)
        left = left - len(piece) if left is not None else None
        yield piece
    raise Dropped(reset=False)


def timestamp(seconds: float | None = None) -> str:
    """ISO 8601 in UTC with milliseconds, as the services write times."""
    now = time.time() if seconds is None else seconds
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"
