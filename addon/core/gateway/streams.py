# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers whose bodies are still coming, and where a video's body goes, whichever way it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from ..errors import Billed
from ..network import bodies, direct
from .failures import During, NoVideo, ResultTooLarge
from .verdicts import from_network, unreadable

TOLD_EVERY = 0.1
"""Seconds between two looks at how much a thread has read: as often as the main thread asks."""


class Basin:
    """Where a video's body goes: bounded, counted, written into `sink`. Raises ResultTooLarge, at once where the
    headers say so, and what `sink` and `on_progress` raise."""

    def __init__(
        self,
        headers: Mapping[str, str],
        sink: BinaryIO,
        max_bytes: int,
        on_progress: Callable[[int, int | None], None] | None,
    ) -> None:
        packed = headers.get("content-encoding", bodies.PLAIN) != bodies.PLAIN
        announced = "" if packed else headers.get("content-length", "")
        self.total = int(announced) if announced.isascii() and announced.isdigit() else None
        if self.total is not None and self.total > max_bytes:
            raise ResultTooLarge
        self.done = 0
        self._sink, self._most, self._on_progress = sink, max_bytes, on_progress
        self._told = -1

    def take(self, piece: bytes) -> None:
        """Write a piece; on any thread."""
        if self.done + len(piece) > self._most:
            raise ResultTooLarge
        self._sink.write(piece)
        self.done += len(piece)

    def tell(self) -> None:
        """Say how much there is, if that is more than was said; on the loop's thread."""
        done = self.done
        if self._on_progress and done != self._told:
            self._told = done
            self._on_progress(done, self.total)

    def whole(self) -> int:
        """The bytes of a body that has ended. Raises NoVideo for none."""
        if not self.done:
            raise NoVideo("The video's link leads to an empty file.", billed=Billed.YES)
        return self.done


@dataclass(frozen=True)
class Stream:
    """An answer whose body is still coming, in decoded pieces."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes] = field(repr=False)
    during: During

    async def body(self, max_bytes: int) -> bytes:
        """The rest of the body. Raises BadResponse above `max_bytes`."""
        body = bytearray()
        async for piece in self.pieces:
            body += piece
            if len(body) > max_bytes:
                raise unreadable(self.during, "too large")
        return bytes(body)

    async def beginning(self, max_bytes: int) -> bytes:
        """At most `max_bytes` of the body: what an error has to say comes first."""
        body = bytearray()
        async for piece in self.pieces:
            body += piece
            if len(body) >= max_bytes:
                break
        return bytes(body[:max_bytes])

    async def pour(self, basin: Basin) -> int:
        """The whole body into a basin; returns its bytes."""
        async for piece in self.pieces:
            basin.take(piece)
            basin.tell()
        return basin.whole()


@dataclass(frozen=True)
class DirectStream(Stream):
    """The same of a line that a thread reads."""

    line: direct.Line = field(repr=False)

    async def pour(self, basin: Basin) -> int:
        basin.tell()  # the disk may have no room for it: that is known before the first byte is written
        with direct_words():
            reading = asyncio.ensure_future(self.line.aside(lambda: self._read_into(basin)))
            try:
                while not (await asyncio.wait({reading}, timeout=TOLD_EVERY))[0]:
                    basin.tell()
            except BaseException:
                reading.cancel()
                await asyncio.wait({reading})
                raise
            reading.result()
        basin.tell()
        return basin.whole()

    def _read_into(self, basin: Basin) -> None:
        for piece in _unpacked(self.line, self.headers):
            basin.take(piece)


def direct_stream(status: int, headers: Mapping[str, str], line: direct.Line) -> DirectStream:
    async def pieces() -> AsyncIterator[bytes]:
        with direct_words():
            coming = _unpacked(line, headers)
            while piece := await line.aside(lambda: next(coming, b"")):
                yield piece

    return DirectStream(status, headers, pieces(), During.DOWNLOAD, line)


def _unpacked(line: direct.Line, headers: Mapping[str, str]) -> Iterator[bytes]:
    unpacker = bodies.unpacker_for(headers)
    while piece := line.read():
        yield from unpacker.feed(piece)
    unpacker.close()


@contextmanager
def direct_words() -> Iterator[None]:
    """Turns what a direct line raises into ours."""
    try:
        yield
    except bodies.BodyRefused as error:
        raise unreadable(During.DOWNLOAD, error.why) from None
    except direct.Broken as error:
        raise from_network(During.DOWNLOAD, sent=error.sent, timed_out=error.timed_out, reason=error.reason) from None
