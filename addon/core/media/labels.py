# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words in an MP4's own metadata: the comment that players and asset managers show. Blender writes none for strips.

The box is iTunes' `moov/udta/meta/ilst/©cmt`, as FFmpeg reads and writes it. Only stdlib."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import IO

_WAY = (b"udta", b"meta", b"ilst")


def label_movie(file: Path, text: str) -> bool:
    """Write a comment into an MP4 whose index lies at its end, as Blender makes them: nothing before it moves. False,
    changing nothing, for any other file. Raises OSError."""
    with open(file, "r+b") as movie:
        start = _index(movie, os.fstat(movie.fileno()).st_size)
        if start is None:
            return False
        movie.seek(start)
        index = movie.read()
        movie.seek(start)
        movie.write(_box(b"moov", _with_comment(index[8:], _WAY, _comment(text))))
    return True


def _index(movie: IO[bytes], size: int) -> int | None:
    """Where the index begins, if it is the last box of the file."""
    at = 0
    while at + 8 <= size:
        movie.seek(at)
        head = movie.read(16)
        length, name = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        if length < 8:
            return None
        if name == b"moov":
            return at if at + length == size and length < 2**32 else None
        at += length
    return None


def _with_comment(body: bytes, way: tuple[bytes, ...], comment: bytes) -> bytes:
    """The content of a box with the comment in the box that the way leads to; what of it is missing is made."""
    if not way:
        return body + comment
    kept, found, at = b"", b"", 0
    while at + 8 <= len(body):
        length, name = struct.unpack(">I4s", body[at : at + 8])
        length = length if 8 <= length <= len(body) - at else len(body) - at
        if name == way[0] and not found:
            found = body[at + 8 : at + length]
        else:
            kept += body[at : at + length]
        at += length
    if way[0] == b"meta":  # a full box: four bytes of version and flags, and who handles it
        head = found[:4] if found else bytes(4)
        inner = found[4:] or _box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
        return kept + _box(b"meta", head + _with_comment(inner, way[1:], comment))
    return kept + _box(way[0], _with_comment(found, way[1:], comment))


def _comment(text: str) -> bytes:
    return _box(b"\xa9cmt", _box(b"data", struct.pack(">II", 1, 0) + text.encode()))


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body
