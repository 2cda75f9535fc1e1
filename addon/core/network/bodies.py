# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies as they come off the line. We ask for them as they are; one that comes packed all the same is unpacked in
small pieces, and never to many times its size: 1.8 KB of gzip in gzip are 2 GB."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

PLAIN = "identity"
"""What to ask for in `accept-encoding`."""

RATIO_MAX = 100
"""Text packs to a twentieth at best, video hardly at all; a bomb to a thousandth."""

FREE_BYTES = 1024 * 1024
"""Unpacked bytes from where the ratio counts."""

_PIECE = 64 * 1024


class BodyRefused(ValueError):
    """A body in a form that we did not ask for and do not read. `why` is one phrase."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def unpacked(raw: AsyncIterator[bytes], headers: Mapping[str, str]) -> AsyncIterator[bytes]:
    """The pieces of a body, unpacked if one plain gzip or deflate lies around it. Raises BodyRefused."""
    unpacker = unpacker_for(headers)
    async for piece in raw:
        for part in unpacker.feed(piece):
            yield part
    unpacker.close()


def unpacker_for(headers: Mapping[str, str]) -> Unpacker:
    """What unpacks a body with these headers, piece by piece. Raises BodyRefused, as its methods do."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", PLAIN):
        return Unpacker()
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused("compressed in a way that was not asked for")
    return _Inflater(gzip=encoding != "deflate")


class Unpacker:
    """Of a body that comes as it is."""

    def feed(self, piece: bytes) -> Iterable[bytes]:
        """What a piece unpacks to, in small parts."""
        return (piece,)

    def close(self) -> None:
        """The body is over; raises where its end is missing."""


class _Inflater(Unpacker):
    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._inflate = zlib.decompressobj(31 if gzip else 15)
        self._read = self._made = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        self._read += len(piece)
        part = b""
        while (piece or len(part) == _PIECE) and not self._inflate.eof:
            part = self._part(piece)
            self._made += len(part)
            if self._made > FREE_BYTES + RATIO_MAX * self._read:
                raise BodyRefused("compressed beyond all measure")
            yield part
            piece = self._inflate.unconsumed_tail

    def _part(self, piece: bytes) -> bytes:
        try:
            return self._inflate.decompress(piece, _PIECE)
        except zlib.error:
            if self._gzip or self._made:
                raise BodyRefused("broken compression") from None
        # Some servers send deflate without its wrapping (RFC 9110 section 8.4.1.2 names both).
        self._inflate = zlib.decompressobj(-15)
        self._made = 1
        try:
            return self._inflate.decompress(piece, _PIECE)
        except zlib.error:
            raise BodyRefused("broken compression") from None

    def close(self) -> None:
        if not self._inflate.eof and self._read:
            raise BodyRefused("broken compression")
