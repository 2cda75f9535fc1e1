# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers whose bodies are still coming, and where a video's body goes, whichever way it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from ..errors import Billed
from ..network import bodies, direct
from .failures import During, NoVideo, ResultTooLarge
from .verdicts import from_network, unreadable


class Sink(Protocol):
    """What a video's bytes are given to, piece by piece."""

    def write(self, piece: bytes, /) -> object: ...


class Basin:
    """Where a video's body goes: bounded, counted, written into `sink`. Raises ResultTooLarge, at once where the
    headers say so, and what `sink` and `on_progress` raise."""

    def __init__(
        self,
        headers: Mapping[str, str],
        sink: Sink,
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
        self._told = 0
        if on_progress:
            on_progress(0, self.total)  # the disk may have no room for it: known before the first byte is written

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

    async def pour(self, into: Pouring) -> int:
        """The whole body into a basin; returns its bytes."""
        basin = into.basin(self.headers)
        async for piece in self.pieces:
            basin.take(piece)
            basin.tell()
        return basin.whole()


@dataclass(frozen=True)
class Poured(Stream):
    """An answer whose body is in its basin already."""

    size: int

    async def pour(self, into: Pouring) -> int:
        return self.size


@dataclass(frozen=True)
class Pouring:
    """What becomes of a good answer's body."""

    basin: Callable[[Mapping[str, str]], Basin]
    """Where it goes, by the answer's headers."""
    whole: Callable[[], None] | None
    """What is done once all of it is there, by the thread that read it; not where the loop did."""


class Drawing:
    """A body that a thread reads, in one go: asked for, poured, and what is done with it then. To go to a thread and
    back for each of the three cost more than a small video (measured)."""

    def __init__(self, line: direct.Line, into: Pouring) -> None:
        self._line, self._into = line, into
        self._basin: Basin | None = None

    async def answer(self, headers: Mapping[str, str], seconds: float) -> Stream:
        """The answer to a question with these headers; a good one's body was poured. `seconds`: the longest silence."""
        status, got = await self._line.aside(lambda: self._draw(headers, seconds), self._tell)
        stream = direct_stream(status, got, self._line)
        if self._basin is None:
            return stream
        self._tell()
        return Poured(status, got, stream.pieces, During.DOWNLOAD, self._basin.done)

    def _draw(self, headers: Mapping[str, str], seconds: float) -> tuple[int, dict[str, str]]:
        status, got = self._line.ask(headers, seconds)
        if is_good(status):
            basin = self._basin = self._into.basin(got)
            for piece in _unpacked(self._line, got):
                basin.take(piece)
            basin.whole()
            if self._into.whole:
                self._into.whole()
        return status, got

    def _tell(self) -> None:
        if self._basin is not None:
            self._basin.tell()


def is_good(status: int) -> bool:
    """Whether an answer with it has the video."""
    return 200 <= status <= 299


def direct_stream(status: int, headers: Mapping[str, str], line: direct.Line) -> Stream:
    async def pieces() -> AsyncIterator[bytes]:
        with direct_words():
            coming = _unpacked(line, headers)
            while piece := await line.aside(lambda: next(coming, b"")):
                yield piece

    return Stream(status, headers, pieces(), During.DOWNLOAD)


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
