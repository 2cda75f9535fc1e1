# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""WebM and Matroska by their elements: sides, length, frames, sound, and whether the last block is really there.

The layout is RFC 8794 (EBML) and RFC 9559 (Matroska). Only headers are read, never the picture data.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .movies import Movie
from .source import Fault, Source, damaged, truncated

MAGIC = b"\x1aE\xdf\xa3"

MAX_ELEMENTS = 500_000
"""Elements we follow; an hour of 30 fps with sound has 300,000 blocks."""

_HEADER_BYTES = 12
_SMALL = 64 * 1024
"""Bytes of an element that is read whole: numbers and names."""

_EBML, _DOC_TYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
_INFO, _SCALE, _DURATION = 0x1549A966, 0x2AD7B1, 0x4489
_TRACKS, _ENTRY, _NUMBER, _TYPE, _CODEC, _FRAME_NS = 0x1654AE6B, 0xAE, 0xD7, 0x83, 0x86, 0x23E383
_VIDEO, _WIDTH, _HEIGHT, _ALPHA = 0xE0, 0xB0, 0xBA, 0x53C0
_CLUSTER, _CLUSTER_TIME, _BLOCK, _SIMPLE_BLOCK, _GROUP = 0x1F43B675, 0xE7, 0xA1, 0xA3, 0xA0
_OPEN_ENDED = frozenset({_SEGMENT, _CLUSTER})
"""Elements that a stream may begin without knowing their length."""

_INSIDE = frozenset({_SEGMENT, _CLUSTER, _GROUP})

_PICTURE, _SOUND = 1, 2
_CODECS = {
    "V_VP8": "vp8",
    "V_VP9": "vp9",
    "V_AV1": "av1",
    "V_MPEG4/ISO/AVC": "h264",
    "V_MPEGH/ISO/HEVC": "hevc",
    "V_PRORES": "prores",
    "A_OPUS": "opus",
    "A_VORBIS": "vorbis",
    "A_FLAC": "flac",
    "A_AC3": "ac3",
    "A_EAC3": "eac3",
}


@dataclass
class _Track:
    number: int = 0
    kind: int = 0
    codec: str = ""
    frame_ns: int = 0
    width: int = 0
    height: int = 0
    alpha: bool = False
    frames: int = 0


@dataclass
class _Film:
    doc_type: str = ""
    scale_ns: int = 1_000_000
    ticks: float = 0.0
    """Length as the header says, in `scale_ns`; 0: it does not."""
    tracks: tuple[_Track, ...] = ()
    first: int | None = None
    last: int = 0
    """Times of the first and the last frame of the picture."""

    @property
    def picture(self) -> _Track | None:
        return next((track for track in self.tracks if track.kind == _PICTURE), None)


def matroska(source: Source) -> Movie:
    """Walk the file once. Raises Fault for a file that is cut short, damaged, empty, or has sound only."""
    film = _Film()
    cluster = 0
    for kind, at, size in _walk(source):
        if kind == _EBML:
            film.doc_type = _text(_children(source, at, size).get(_DOC_TYPE, b""))
        elif kind == _INFO:
            _describe(film, _children(source, at, size))
        elif kind == _TRACKS:
            film.tracks = tuple(_tracks(source, at, size))
        elif kind == _CLUSTER_TIME:
            cluster = _whole(source.read(at, min(size, 8)))
        elif kind in (_BLOCK, _SIMPLE_BLOCK):
            _count(film, cluster, source.read(at, min(size, 11)))
    return _movie(film, source.size)


def _walk(source: Source) -> Iterator[tuple[int, int, int]]:
    """(id, start, bytes) of each element that matters, in order; containers are entered. What follows the segment is
    nobody's and is left alone. Raises Fault where an element runs past the end."""
    at, end = 0, source.size
    for _ in range(MAX_ELEMENTS):
        if at + 2 > end:
            return
        kind, body, size = _header(source, at)
        if size is None:
            if kind not in _OPEN_ENDED:
                raise damaged("a part of it has no length")
        elif body + size > source.size:
            raise truncated(f"{body + size - source.size:,} bytes are missing at its end")
        if kind == _SEGMENT:
            end = source.size if size is None else body + size
        if kind in _INSIDE or size is None:
            at = body
            continue
        yield kind, body, size
        at = body + size
    raise damaged("it has too many parts")


def _header(source: Source, at: int) -> tuple[int, int, int | None]:
    """(id, start of the body, its bytes or None when a stream did not know)."""
    raw = source.some(at, _HEADER_BYTES)
    id_bytes = _width(raw, 4)
    size_bytes = _width(raw[id_bytes:], 8)
    field = raw[id_bytes : id_bytes + size_bytes]
    size = _whole(field) & ((1 << 7 * size_bytes) - 1)
    unknown = size == (1 << 7 * size_bytes) - 1
    return _whole(raw[:id_bytes]), at + id_bytes + size_bytes, None if unknown else size


def _width(raw: bytes, most: int) -> int:
    """Bytes of a number whose first byte tells its length by its leading zeros."""
    if not raw:
        raise truncated("it ends too early")
    width = 9 - raw[0].bit_length()
    if width > most:
        raise damaged("a part of it has an impossible name or length")
    if len(raw) < width:
        raise truncated("it ends too early")
    return width


def _children(source: Source, at: int, size: int) -> dict[int, bytes]:
    """The small elements inside one, by id; of several alike the first."""
    found: dict[int, bytes] = {}
    for kind, body, count in _inside(source, at, size):
        if count <= _SMALL:
            found.setdefault(kind, source.read(body, count))
    return found


def _inside(source: Source, at: int, size: int) -> Iterator[tuple[int, int, int]]:
    end = at + size
    while at + 2 <= end:
        kind, body, count = _header(source, at)
        if count is None or body + count > end:
            raise damaged("its index is broken")
        yield kind, body, count
        at = body + count


def _describe(film: _Film, info: dict[int, bytes]) -> None:
    film.scale_ns = _whole(info.get(_SCALE, b"")) or 1_000_000
    film.ticks = _real(info.get(_DURATION, b""))


def _tracks(source: Source, at: int, size: int) -> Iterator[_Track]:
    for kind, body, count in _inside(source, at, size):
        if kind != _ENTRY:
            continue
        fields = _children(source, body, count)
        track = _Track(
            number=_whole(fields.get(_NUMBER, b"")),
            kind=_whole(fields.get(_TYPE, b"")),
            codec=_text(fields.get(_CODEC, b"")),
            frame_ns=_whole(fields.get(_FRAME_NS, b"")),
        )
        for inner, start, length in _inside(source, body, count):
            if inner == _VIDEO:
                sides = _children(source, start, length)
                track.width, track.height = _whole(sides.get(_WIDTH, b"")), _whole(sides.get(_HEIGHT, b""))
                track.alpha = _whole(sides.get(_ALPHA, b"")) == 1
        yield track


def _count(film: _Film, cluster: int, block: bytes) -> None:
    width = _width(block, 8)
    number = _whole(block[:width]) & ((1 << 7 * width) - 1)
    track = next((track for track in film.tracks if track.number == number), None)
    if track is None or len(block) < width + 2:
        return
    track.frames += 1
    if track is film.picture:
        (offset,) = struct.unpack_from(">h", block, width)
        film.first = cluster + offset if film.first is None else min(film.first, cluster + offset)
        film.last = max(film.last, cluster + offset)


def _movie(film: _Film, file_size: int) -> Movie:
    picture = film.picture
    sound = next((track for track in film.tracks if track.kind == _SOUND and track.frames), None)
    if picture is None:
        what = "holds sound but no picture" if sound else "holds no picture"
        raise Fault("media_no_picture", f"{what}.", "Choose a file with a picture.")
    if picture.frames < 1:
        raise Fault("media_no_frames", "holds no frames.", "Export it again with at least one frame.")
    if not 0 < picture.width < 1 << 16 or not 0 < picture.height < 1 << 16 or picture.frames > file_size:
        raise damaged("its size is zero")
    fps = _fps(film, picture)
    seconds = film.ticks * film.scale_ns / 1e9 or picture.frames / fps
    if not 0 < seconds < 1e6:
        raise damaged("its index does not say how long it is")
    return Movie(
        media_type="video/webm" if film.doc_type == "webm" else "video/x-matroska",
        width=picture.width,
        height=picture.height,
        seconds=seconds,
        fps=fps,
        frames=picture.frames,
        has_alpha=picture.alpha,
        video_codec=_codec(picture.codec),
        audio_codec=_codec(sound.codec) if sound else "",
    )


def _fps(film: _Film, picture: _Track) -> float:
    """By the header, else by the frames' times; 24 for a single frame that does not say."""
    if picture.frame_ns:
        return 1e9 / picture.frame_ns
    span = (film.last - (film.first or 0)) * film.scale_ns / 1e9
    return (picture.frames - 1) / span if span > 0 and picture.frames > 1 else 24.0


def _codec(name: str) -> str:
    return _CODECS.get(name) or ("aac" if name.startswith("A_AAC") else name.partition("_")[2].lower())


def _whole(raw: bytes) -> int:
    return int.from_bytes(raw[:8], "big")


def _real(raw: bytes) -> float:
    if len(raw) not in (4, 8):
        return 0.0
    (value,) = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
    return float(value) if value > 0 and value != float("inf") else 0.0


def _text(raw: bytes) -> str:
    return raw.rstrip(b"\0")[:100].decode("ascii", "replace")
