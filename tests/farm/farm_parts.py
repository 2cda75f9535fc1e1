# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures that cost nothing to film, for what farms do with many of them."""

from __future__ import annotations

import stat
import struct
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

from addon.core.farm import results, sets
from addon.core.models import CaptureKind, CaptureSpec, MediaKind, Rate, Reference

ROOT = Path(__file__).resolve().parents[2]
CHEAP = Path(__file__).with_name("cheap_worker.py")


def spec(number: int, **changes: object) -> CaptureSpec:
    values = {"kind": CaptureKind.STILL, "key": f"{number:064x}", "name": f"SH{number:04d}", "scene": "Scene"}
    size = {"width": 8, "height": 4, "rate": Rate(fps=24)}
    return CaptureSpec.model_validate({**values, **size, "frame_start": number, "frame_end": number + 1, **changes})


def png(width: int, height: int, value: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = b"\0" + struct.pack(">I", value)[1:] * width
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    )


def film_set(root: Path, specs: Sequence[CaptureSpec], name: str = "set") -> sets.CaptureSet:
    """A set in a film's folder, with a copy of the film that nobody opens."""
    folder = root / "farm" / "sets" / name
    folder.mkdir(parents=True)
    (folder / "film.blend").write_bytes(b"BLENDER")
    return sets.write(folder, specs, out="../../out")


class Store:
    """Keeps what came, as the film's store does."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def __call__(self, made: CaptureSpec, file: Path, views: Sequence[Path], told: results.Result) -> Reference:
        self.kept.append(made.key)
        return Reference(sha256=file.stem, kind=MediaKind.IMAGE, media_type="image/png", path=file.name, name=made.name)


def cheap_blender(folder: Path) -> str:
    """A program that stands for Blender on a machine: films a picture of 8 x 4 pixels in no time."""
    program = folder / "blender"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{CHEAP}" "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)
