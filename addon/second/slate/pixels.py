# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours made from a seed, and small soft pictures in them for the sequencer to enlarge. Standard library only."""

from __future__ import annotations

import colorsys
import math
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RGB = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """Display values from 0 to 1: a dark ground, three fields that go together, an accent that stands out."""

    ground: RGB
    fields: tuple[RGB, RGB, RGB]
    accent: RGB


def palette(seed: int) -> Palette:
    """The same seed, the same colours; neighbouring seeds look different."""
    choice = random.Random(seed)
    hue = choice.random()
    turn = choice.choice((0.07, -0.07, 0.11, -0.11))
    fields = (_rgb(hue, 0.72, 0.62), _rgb(hue + turn, 0.70, 0.50), _rgb(hue + 2 * turn, 0.62, 0.58))
    return Palette(_rgb(hue - turn, 0.60, 0.17), fields, _rgb(hue + turn, 0.48, 0.98))


def _rgb(hue: float, saturation: float, value: float) -> RGB:
    return colorsys.hsv_to_rgb(hue % 1.0, saturation, value)


def write_field(file: Path, width: int, height: int, colours: Palette, seed: int) -> None:
    """The ground with the three fields in it: an opaque PNG."""
    choice = random.Random(seed + 1)
    spots = [(choice.uniform(0.1, 0.9), choice.uniform(0.1, 0.9), choice.uniform(0.25, 0.5)) for _ in colours.fields]

    def pixel(x: float, y: float) -> bytes:
        mixed = list(colours.ground)
        for (at_x, at_y, radius), colour in zip(spots, colours.fields, strict=True):
            share = math.exp(-((x - at_x) ** 2 + (y - at_y) ** 2) / (radius * radius))
            mixed = [m + (c - m) * share for m, c in zip(mixed, colour, strict=True)]
        return bytes(round(255 * m) for m in mixed)

    _write_png(file, width, height, 3, pixel)


def write_glow(file: Path, side: int, colour: RGB, strength: float) -> None:
    """A round light that fades to nothing at the edge: a square PNG with alpha."""
    solid = bytes(round(255 * c) for c in colour)

    def pixel(x: float, y: float) -> bytes:
        distance = min(2 * math.hypot(x - 0.5, y - 0.5), 1.0)
        return solid + bytes([round(255 * strength * (1 - distance * distance) ** 2)])

    _write_png(file, side, side, 4, pixel)


def write_plain(file: Path, colour: RGB) -> None:
    """Four pixels of one colour, to be drawn out: cheaper in the sequencer than a colour strip, which is as large as
    the frame."""
    _write_png(file, 2, 2, 3, lambda x, y: bytes(round(255 * c) for c in colour))


def write_ring(file: Path, side: int, colour: RGB) -> None:
    """Two thin circles, one in the other, as on a film's leader: a square PNG with alpha."""
    solid = bytes(round(255 * c) for c in colour)
    pixel_size = 2 / side

    def pixel(x: float, y: float) -> bytes:
        distance = 2 * math.hypot(x - 0.5, y - 0.5)
        nearest = min(abs(distance - radius) for radius in (0.97, 0.84))
        cover = min(max(1.5 - nearest / pixel_size, 0.0), 1.0)
        return solid + bytes([round(255 * cover)])

    _write_png(file, side, side, 4, pixel)


def _write_png(file: Path, width: int, height: int, channels: int, pixel: Callable[[float, float], bytes]) -> None:
    """8-bit RGB or RGBA; `pixel` gets the middle of each pixel as parts of the width and height."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += pixel((x + 0.5) / width, (y + 0.5) / height)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6 if channels == 4 else 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows), 6))
    file.write_bytes(png + chunk(b"IEND", b""))
