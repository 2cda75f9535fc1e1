# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers of PNG, JPEG, WebP and BMP pictures: sides, alpha, and whether the file is complete."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from .source import Fault, Source, damaged, truncated

MAX_SEGMENTS = 100_000
"""PNG chunks or JPEG segments we follow; a 50 MB PNG in the usual 8 KiB chunks has 6,400."""

JPEG_SCAN_LIMIT = 64 * 1024 * 1024
"""Bytes of picture data searched for JPEG's end marker; ten times what any model accepts."""


@dataclass(frozen=True)
class Picture:
    """Sides in pixels."""

    media_type: str
    width: int
    height: int
    has_alpha: bool


def png(source: Source) -> Picture:
    """PNG (W3C, third edition): IHDR first, tRNS before IDAT, IEND last."""
    if source.read(12, 4) != b"IHDR":
        raise damaged("its header is missing")
    width, height, _depth, colour = struct.unpack(">IIBB", source.read(16, 10))
    alpha = colour in (4, 6)
    at, has_data = 8, False
    for _ in range(MAX_SEGMENTS):
        length, kind = struct.unpack(">I4s", source.read(at, 8))
        at += 12 + length
        if at > source.size:
            raise truncated("the picture breaks off")
        if kind == b"tRNS":
            alpha = True
        elif kind == b"IDAT":
            has_data = True
        elif kind == b"IEND":
            if not has_data:
                raise damaged("it holds no picture data")
            return _picture("image/png", width, height, alpha)
    raise damaged("it has too many parts")


# Start of frame, all coding processes; C4, C8 and CC in that range are tables (ITU-T T.81, table B.1).
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})


def jpeg(source: Source) -> Picture:
    """JPEG: sides from the frame header, then the end marker must follow the picture data."""
    at, sides = 2, None
    for _ in range(MAX_SEGMENTS):
        mark, code = source.read(at, 2)
        if mark != 0xFF:
            raise damaged("a marker is missing")
        if code == 0xFF:  # fill byte
            at += 1
            continue
        if code in _JPEG_BARE:
            at += 2
            continue
        if code == 0xD9:
            raise damaged("it holds no picture data")
        (length,) = struct.unpack(">H", source.read(at + 2, 2))
        if code in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", source.read(at + 5, 4))
            sides = (width, height)
        at += 2 + max(length, 2)
        if code == 0xDA:
            if sides is None:
                raise damaged("its size is missing")
            _require_jpeg_end(source, at)
            return _picture("image/jpeg", *sides, False)
    raise damaged("it has too many parts")


def _require_jpeg_end(source: Source, at: int) -> None:
    """Search for FF D9, which cannot occur inside picture data, from the front: phones append a movie behind it."""
    piece, limit, carry = 1 << 20, at + JPEG_SCAN_LIMIT, b""
    while at < source.size:
        if at >= limit:
            return
        data = source.some(at, piece)
        if not data:
            break
        if b"\xff\xd9" in carry + data:
            return
        carry, at = data[-1:], at + len(data)
    raise truncated("the picture breaks off")


def webp(source: Source) -> Picture:
    """WebP: VP8X (extended), VP8L (lossless) or VP8 (lossy) as the first chunk (RFC 9649)."""
    (riff,) = struct.unpack("<I", source.read(4, 4))
    if riff + 8 > source.size:
        raise truncated("the picture breaks off")
    kind = source.read(12, 4)
    if kind == b"VP8X":
        flags = source.read(20, 1)[0]
        if flags & 0x02:
            raise Fault("media_animated", "is an animated WebP.", "Save one frame of it as PNG or JPEG.")
        sides = source.read(24, 6)
        width, height = (int.from_bytes(sides[i : i + 3], "little") + 1 for i in (0, 3))
        return _picture("image/webp", width, height, bool(flags & 0x10))
    if kind == b"VP8L":
        signature, bits = struct.unpack("<BI", source.read(20, 5))
        if signature != 0x2F:
            raise damaged("its header is wrong")
        return _picture("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1))
    if kind == b"VP8 ":
        if source.read(23, 3) != b"\x9d\x01\x2a":
            raise damaged("its header is wrong")
        width, height = struct.unpack("<HH", source.read(26, 4))
        return _picture("image/webp", width & 0x3FFF, height & 0x3FFF, False)
    raise damaged("its header is wrong")


def bmp(source: Source) -> Picture:
    """BMP: OS/2 core header or any Windows header; alpha only where a mask announces it."""
    data_at, header = struct.unpack("<II", source.read(10, 8))
    if header == 12:
        width, height, _planes, bits = struct.unpack("<HHHH", source.read(18, 8))
        compression = 0
    elif header >= 40:
        width, height, _planes, bits, compression = struct.unpack("<iiHHI", source.read(18, 16))
    else:
        raise damaged("its header is wrong")
    height = abs(height)  # negative: top row first
    alpha = header >= 56 and struct.unpack("<I", source.read(66, 4))[0] != 0
    if compression == 0 and data_at + (width * bits + 31) // 32 * 4 * height > source.size:
        raise truncated("the picture breaks off")
    return _picture("image/bmp", width, height, alpha)


def _picture(media_type: str, width: int, height: int, alpha: bool) -> Picture:
    if width < 1 or height < 1:
        raise damaged("its size is zero")
    return Picture(media_type, width, height, alpha)
