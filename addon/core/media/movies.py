# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""MP4 and MOV by their boxes: sides, length, frames, sound, and whether every frame's bytes are really there.

The layout is ISO/IEC 14496-12 and Apple's QuickTime file format. Only box headers and the index are read, never the
picture data.
"""

from __future__ import annotations

import itertools
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .source import Fault, Source, damaged, truncated

MAX_BOXES = 100_000
"""Top-level boxes we follow; a fragmented hour in half-second pieces has 14,400."""

MAX_INDEX = 16 * 1024 * 1024
"""Bytes of index we read; ten hours of 30 fps with sound need about 12 MB."""

TOP_LEVEL = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp", b"moof"})
"""What an MP4 or MOV file may start with."""

_KNOWN = TOP_LEVEL | {b"mfra", b"meta", b"uuid", b"sidx", b"ssix", b"prft", b"emsg", b"pdin", b"udta"}
"""Boxes that may follow the film; what is called otherwise there is padding or a stray page."""

_WHOLE = frozenset({b"moov", b"mdat"})

_CODECS = {
    b"avc1": "h264",
    b"avc3": "h264",
    b"hvc1": "hevc",
    b"hev1": "hevc",
    b"vp08": "vp8",
    b"vp09": "vp9",
    b"av01": "av1",
    b"mp4v": "mpeg4",
    b"mp4a": "aac",
    b"Opus": "opus",
    b"ac-3": "ac3",
    b"ec-3": "eac3",
    b"fLaC": "flac",
    b".mp3": "mp3",
    b"sowt": "pcm",
    b"twos": "pcm",
    b"lpcm": "pcm",
    b"ipcm": "pcm",
}


@dataclass(frozen=True)
class Movie:
    """The first picture track, with the first sound track's codec ("" for none)."""

    media_type: str
    width: int
    height: int
    seconds: float
    fps: float
    frames: int
    has_alpha: bool
    video_codec: str
    audio_codec: str


@dataclass
class _Track:
    id: int = 0
    handler: bytes = b""
    timescale: int = 0
    codec: bytes = b""
    width: int = 0
    height: int = 0
    depth: int = 0
    frames: int = 0
    ticks: int = 0
    """Length of all frames together, in units of 1 / timescale seconds."""
    frames_by_ticks: dict[int, int] = field(default_factory=dict)
    default_ticks: int = 0
    """A frame's length in a fragmented file that does not say it again (trex)."""

    def add(self, frames: int, ticks: int) -> None:
        self.frames += frames
        self.ticks += frames * ticks
        self.frames_by_ticks[ticks] = self.frames_by_ticks.get(ticks, 0) + frames


class _Box:
    """A box inside the index, already in memory."""

    def __init__(self, kind: bytes, body: memoryview) -> None:
        self.kind = kind
        self.body = body

    def children(self, skip: int = 0) -> Iterator[_Box]:
        return (_Box(kind, self.body[start:end]) for kind, start, end in self._parts(skip))

    def _parts(self, skip: int = 0) -> Iterator[tuple[bytes, int, int]]:
        """(kind, start of body, end) of each box within."""
        at, end = skip, len(self.body)
        while at + 8 <= end:
            size, kind = struct.unpack_from(">I4s", self.body, at)
            head = 8
            if size == 1:
                (size,) = struct.unpack_from(">Q", self.body, at + 8)
                head = 16
            elif size == 0:
                size = end - at
            if size < head or at + size > end:
                raise damaged("its index is broken")
            yield kind, at + head, at + size
            at += size

    def find(self, *path: bytes) -> _Box | None:
        box = self
        for wanted in path:
            for kind, start, end in box._parts():
                if kind == wanted:
                    box = _Box(kind, box.body[start:end])
                    break
            else:
                return None
        return box

    def need(self, *path: bytes) -> _Box:
        box = self.find(*path)
        if box is None:
            raise damaged(f"its index has no {path[-1].decode()}")
        return box

    def numbers(self, fmt: str, at: int = 0) -> tuple[int, ...]:
        return struct.unpack_from(f">{fmt}", self.body, at)

    def table(self, at: int, columns: int, letter: str = "I") -> tuple[int, ...]:
        """A counted table of big-endian numbers, flat. The count must fit the box, however large it claims to be."""
        (count,) = self.numbers("I", at)
        width = struct.calcsize(f">{letter}")
        if count * columns * width > len(self.body) - at - 4:
            raise damaged("its index is broken")
        return self.numbers(f"{count * columns}{letter}", at + 4)


def movie(source: Source) -> Movie:
    """Walk the file once. Raises Fault for a file that is cut short, damaged, empty, or has sound only."""
    index, fragments, brand, has_data = None, [], b"", False
    for kind, body, end in _top_level(source):
        if kind == b"ftyp":
            brand = source.read(body, 4)
        elif kind == b"mdat":
            has_data = True
        elif kind == b"moov" and index is None:
            index = _load(source, kind, body, end)
        elif kind == b"moof":
            fragments.append((body, end))
    if brand in (b"avif", b"heic", b"heix", b"mif1", b"msf1"):
        raise Fault("media_unknown", "is a HEIC or AVIF picture.", "Save it as PNG or JPEG.")
    if index is None:
        raise truncated("its index is missing, so it was never finished or the download broke off")
    tracks = [_track(box, source.size) for box in index.children() if box.kind == b"trak"]
    if fragments:
        _add_fragments(source, index, tracks, fragments)
    return _movie(tracks, brand, has_data, source.size)


def _top_level(source: Source) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start of body, end) of each box of the file; raises Fault when one runs past the end.

    Bytes that are no box, behind a film that is whole, are nobody's: players skip them, and so do we."""
    at = 0
    seen: set[bytes] = set()
    for _ in range(MAX_BOXES):
        if at + 8 > source.size:
            return
        size, kind = struct.unpack(">I4s", source.read(at, 8))
        if seen >= _WHOLE and kind not in _KNOWN:
            return
        seen.add(kind)
        head = 8
        if size == 1:
            (size,) = struct.unpack(">Q", source.read(at + 8, 8))
            head = 16
        elif size == 0:
            size = source.size - at
        if size < head:
            raise damaged("a part of it has an impossible length")
        if at + size > source.size:
            missing = at + size - source.size
            raise truncated(f"{missing:,} bytes are missing at its end")
        yield kind, at + head, at + size
        at += size
    raise damaged("it has too many parts")


def _load(source: Source, kind: bytes, body: int, end: int) -> _Box:
    if end - body > MAX_INDEX:
        raise damaged("its index is unreasonably large")
    return _Box(kind, memoryview(source.read(body, end - body)))


def _track(trak: _Box, file_size: int) -> _Track:
    track = _Track()
    header = trak.need(b"tkhd")
    (track.id,) = header.numbers("I", 20 if header.body[0] == 1 else 12)
    media = trak.need(b"mdia")
    times = media.need(b"mdhd")
    (track.timescale,) = times.numbers("I", 20 if times.body[0] == 1 else 12)
    track.handler = bytes(media.need(b"hdlr").body[8:12])
    samples = media.need(b"minf", b"stbl")
    _describe(track, samples.need(b"stsd"))
    stts = samples.need(b"stts").table(4, 2)
    for count, ticks in zip(stts[::2], stts[1::2], strict=True):
        track.add(count, ticks)
    _require_bytes(samples, file_size)
    return track


def _describe(track: _Track, stsd: _Box) -> None:
    """Codec and, for pictures, coded sides and colour depth of the first sample description."""
    entry = next(stsd.children(skip=8), None)
    if entry is None:
        return
    track.codec = entry.kind
    if track.handler == b"vide":
        track.width, track.height = entry.numbers("HH", 24)
        (track.depth,) = entry.numbers("H", 74)


def _require_bytes(samples: _Box, file_size: int) -> None:
    """Every chunk's samples must lie inside the file."""
    ends = _chunk_ends(samples)
    if ends and max(ends) > file_size:
        raise truncated(f"{max(ends) - file_size:,} bytes of its frames are missing")


def _chunk_ends(samples: _Box) -> list[int]:
    offsets = _chunk_offsets(samples)
    stsc = samples.find(b"stsc")
    stsz = samples.find(b"stsz")
    if not offsets or stsc is None or stsz is None:  # stz2 (4- or 8-bit sizes) is not written by anything we meet
        return list(offsets)
    runs = stsc.table(4, 3)
    uniform, count = stsz.numbers("II", 4)
    sums = None if uniform else list(itertools.accumulate(stsz.table(8, 1), initial=0))
    ends, sample, run = [], 0, 0
    for chunk, offset in enumerate(offsets, 1):
        while (run + 1) * 3 < len(runs) and runs[(run + 1) * 3] <= chunk:
            run += 1
        upto = min(sample + (runs[run * 3 + 1] if runs else 0), count)
        length = (upto - sample) * uniform if sums is None else sums[upto] - sums[sample]
        ends.append(offset + length)
        sample = upto
    return ends


def _chunk_offsets(samples: _Box) -> tuple[int, ...]:
    small = samples.find(b"stco")
    if small is not None:
        return small.table(4, 1)
    large = samples.find(b"co64")
    return large.table(4, 1, "Q") if large is not None else ()


def _add_fragments(source: Source, index: _Box, tracks: list[_Track], fragments: list[tuple[int, int]]) -> None:
    """Frames of a fragmented file (moof), with the defaults that the index (mvex/trex) gives."""
    by_id = {track.id: track for track in tracks}
    extends = index.find(b"mvex")
    for box in extends.children() if extends else ():
        if box.kind == b"trex":
            track_id, _description, ticks = box.numbers("III", 4)
            if track_id in by_id:
                by_id[track_id].default_ticks = ticks
    if sum(end - body for body, end in fragments) > MAX_INDEX:
        raise damaged("its index is unreasonably large")
    for body, end in fragments:
        for box in _load(source, b"moof", body, end).children():
            if box.kind == b"traf":
                _add_fragment(box, by_id)


def _add_fragment(traf: _Box, by_id: dict[int, _Track]) -> None:
    header = traf.need(b"tfhd")
    flags, track_id = header.numbers("II")
    track = by_id.get(track_id)
    if track is None:
        return
    ticks = track.default_ticks
    if flags & 0x08:
        (ticks,) = header.numbers("I", 8 + (8 if flags & 0x01 else 0) + (4 if flags & 0x02 else 0))
    before = track.ticks
    for run in traf.children():
        if run.kind == b"trun":
            _add_run(track, run, ticks)
    start = traf.find(b"tfdt")
    if start is not None:
        # FFmpeg writes length 0 for a fragment's last frame; the fragments' start times still tell the whole length.
        (at,) = start.numbers("Q" if start.body[0] == 1 else "I", 4)
        track.ticks = max(track.ticks, at + track.ticks - before)


def _add_run(track: _Track, run: _Box, ticks: int) -> None:
    flags, count = run.numbers("II")
    if not flags & 0x100:
        track.add(count, ticks)
        return
    at = 8 + (4 if flags & 0x01 else 0) + (4 if flags & 0x04 else 0)
    step = 4 * (flags >> 8 & 0xF).bit_count()
    if at + count * step > len(run.body):
        raise damaged("its index is broken")
    fields = run.numbers(f"{count * step // 4}I", at)
    for ticks, frames in Counter(fields[:: step // 4]).items():
        track.add(frames, ticks)


def _movie(tracks: list[_Track], brand: bytes, has_data: bool, file_size: int) -> Movie:
    picture = next((t for t in tracks if t.handler == b"vide"), None)
    sound = next((t for t in tracks if t.handler == b"soun" and t.frames), None)
    if picture is None:
        what = "holds sound but no picture" if sound else "holds no picture"
        raise Fault("media_no_picture", f"{what}.", "Choose a file with a picture.")
    if picture.frames < 1 or not has_data:
        raise Fault("media_no_frames", "holds no frames.", "Export it again with at least one frame.")
    # Each frame takes at least a byte: a larger count is a lie that would otherwise become an absurd length.
    if picture.frames > file_size or not picture.timescale or not picture.ticks:
        raise damaged("its index does not say how long it is")
    if not picture.width or not picture.height:
        raise damaged("its size is zero")
    seconds = picture.ticks / picture.timescale
    return Movie(
        media_type="video/quicktime" if brand in (b"qt  ", b"") else "video/mp4",
        width=picture.width,
        height=picture.height,
        seconds=seconds,
        fps=_fps(picture),
        frames=picture.frames,
        has_alpha=picture.depth == 32,
        video_codec=_codec(picture.codec),
        audio_codec=_codec(sound.codec) if sound else "",
    )


def _fps(track: _Track) -> float:
    """The rate that most frames keep: encoders give the last frame an odd length, which would make 30 fps 29.98."""
    ticks, frames = max(track.frames_by_ticks.items(), key=lambda item: item[1])
    if ticks and frames * 2 > track.frames:
        return track.timescale / ticks
    return track.frames * track.timescale / track.ticks


def _codec(kind: bytes) -> str:
    if kind[:2] == b"ap":  # apch, apcn, apcs, apco, ap4h, ap4x
        return "prores"
    return _CODECS.get(kind) or kind.decode("ascii", "replace").strip().lower()
