# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit without Blender and without any file format: what every format is written from and read into.

Times are frames of the timeline's own rate, counted from its first frame, exact (Fractions where media is concerned).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ..errors import UserError


class ExchangeError(UserError):
    """A file of another program that cannot be read as what it is said to be."""

    code = "exchange"


class ClipKind(StrEnum):
    """What a clip shows."""

    MOVIE = "movie"
    IMAGE = "image"
    SCENE = "scene"
    COLOR = "color"
    TEXT = "text"
    SOUND = "sound"


@dataclass(frozen=True)
class Media:
    """A file that a clip may show; one a take. `path` is a path of its own system or a web address, "" where unknown.

    `start` and `frames` are what the file holds, in frames of the timeline (its own rate is `rate`); `frames` is None
    where nobody said."""

    key: str = "DEFAULT_MEDIA"
    name: str = ""
    path: str = ""
    start: Fraction = Fraction(0)
    frames: Fraction | None = None
    rate: Fraction | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Marker:
    """A note at `frame`: of the timeline, or of the clip's first visible frame where a clip has it."""

    frame: int
    name: str = ""
    comment: str = ""
    color: str = ""
    frames: int = 0


@dataclass(frozen=True)
class Clip:
    """One strip. `source_in` is the moment of the media (in timeline frames, from the media's own zero) that shows at
    `start`; each frame of the timeline passes `speed` frames of media: 0 holds one picture, below 0 plays backwards."""

    name: str
    start: int
    frames: int
    kind: ClipKind = ClipKind.MOVIE
    source_in: Fraction = Fraction(0)
    speed: Fraction = Fraction(1)
    media: tuple[Media, ...] = ()
    active: str = ""
    """Key of the media that shows."""
    enabled: bool = True
    markers: tuple[Marker, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.frames

    @property
    def shown(self) -> Media | None:
        """The media that shows; None where the clip names none."""
        return next((m for m in self.media if m.key == self.active), self.media[0] if self.media else None)

    @property
    def head(self) -> Fraction:
        """Timeline frames of the media before the first one shown."""
        return self.source_in - (self.shown.start if self.shown else 0)

    def trimmed(self, start: int, end: int) -> Clip:
        """The part between two frames of the timeline, showing at each frame what it showed there."""
        notes = tuple(replace(m, frame=m.frame - (start - self.start)) for m in self.markers)
        return replace(
            self,
            start=start,
            frames=end - start,
            source_in=self.source_in + (start - self.start) * self.speed,
            markers=tuple(m for m in notes if 0 <= m.frame < end - start),
        )


@dataclass(frozen=True)
class Transition:
    """A dissolve or wipe over the cut at frame `at`, from `before` frames ahead of it to `after` frames behind it."""

    at: int
    before: int
    after: int
    kind: str = "SMPTE_Dissolve"
    name: str = "Dissolve"


class TrackKind(StrEnum):
    VIDEO = "Video"
    AUDIO = "Audio"


@dataclass(frozen=True)
class Track:
    """One channel: clips in order of time, none over another."""

    name: str
    kind: TrackKind = TrackKind.VIDEO
    clips: tuple[Clip, ...] = ()
    transitions: tuple[Transition, ...] = ()
    enabled: bool = True


@dataclass(frozen=True)
class Timeline:
    """A whole edit, its tracks from the lowest to the highest. `start` is its first frame's timecode, as frames."""

    name: str
    rate: Fraction
    tracks: tuple[Track, ...] = ()
    start: int = 0
    markers: tuple[Marker, ...] = ()
    size: tuple[int, int] = (0, 0)
    drop_frame: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def frames(self) -> int:
        """From the first frame to the end of the last clip."""
        return max((clip.end for track in self.tracks for clip in track.clips), default=0)

    def clips(self, kind: TrackKind = TrackKind.VIDEO) -> Iterator[Clip]:
        """Every clip of a kind of track, track by track."""
        for track in self.tracks:
            if track.kind is kind:
                yield from track.clips


@dataclass(frozen=True)
class Trouble:
    """What could not be read of a file, and where: line and column count from 1, 0 where the format has none."""

    message: str
    line: int = 0
    column: int = 0

    @property
    def sentence(self) -> str:
        if not self.line:
            return self.message
        place = f"Line {self.line}, column {self.column}" if self.column else f"Line {self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Reading:
    """What a file said, and what of it was not understood."""

    timeline: Timeline
    troubles: tuple[Trouble, ...] = ()


def stacked(clips: Iterable[Clip], name: str, kind: TrackKind) -> tuple[Track, ...]:
    """Clips in any order on as few tracks as they need, so that none lies over another: the earlier ones lowest."""
    rows: list[list[Clip]] = []
    for clip in sorted(clips, key=lambda c: (c.start, c.end)):
        row = next((row for row in rows if row[-1].end <= clip.start), None)
        if row is None:
            rows.append(row := [])
        row.append(clip)
    return tuple(Track(name if n == 1 else f"{name} ({n})", kind, tuple(row)) for n, row in enumerate(rows, 1))


def settled(timeline: Timeline) -> Timeline:
    """The same edit with every transition behind its cut: of two strips that are mixed the second shows from the first
    mixed frame on, so that is where it begins. None begins before its media does."""
    tracks = [_settled(track) if track.kind is TrackKind.VIDEO else track for track in timeline.tracks]
    return replace(timeline, tracks=tuple(tracks))


def _settled(track: Track) -> Track:
    clips = {clip.start: clip for clip in track.clips}
    before = {clip.end: clip.start for clip in track.clips}
    turns = []
    for turn in sorted(track.transitions, key=lambda turn: turn.at):
        second, first = clips.get(turn.at), clips.get(before.get(turn.at, -1))
        count = 0
        if first is not None and second is not None:
            count = min(turn.before, first.frames - 1)
            if second.kind is ClipKind.MOVIE and second.shown is not None and second.shown.frames is not None:
                count = max(min(count, int(second.head / (abs(second.speed) or 1))), 0)
            clips[first.start] = replace(first, frames=first.frames - count)
            clips[turn.at] = replace(
                second,
                start=turn.at - count,
                frames=second.frames + count,
                source_in=second.source_in - count * second.speed,
                markers=tuple(replace(mark, frame=mark.frame + count) for mark in second.markers),
            )
        turns.append(replace(turn, at=turn.at - count, before=0, after=turn.after + count))
    return replace(track, clips=tuple(sorted(clips.values(), key=lambda c: c.start)), transitions=tuple(turns))


PICTURES = frozenset({ClipKind.MOVIE, ClipKind.IMAGE, ClipKind.SCENE, ClipKind.COLOR})


def flattened(timeline: Timeline) -> tuple[Clip, ...]:
    """The picture as one track: at each frame the highest clip that shows, cut where a higher one begins or ends."""
    shown: list[Clip] = []
    for track in timeline.tracks:
        if track.kind is not TrackKind.VIDEO or not track.enabled:
            continue
        for clip in track.clips:
            if clip.enabled and clip.kind in PICTURES and clip.frames > 0:
                shown = [*_around(shown, clip), clip]
    return tuple(sorted(shown, key=lambda c: c.start))


def _around(clips: Sequence[Clip], over: Clip) -> Iterator[Clip]:
    """What a clip that lies over others leaves to be seen of them."""
    for clip in clips:
        if clip.end <= over.start or clip.start >= over.end:
            yield clip
            continue
        if clip.start < over.start:
            yield clip.trimmed(clip.start, over.start)
        if clip.end > over.end:
            yield clip.trimmed(over.end, clip.end)
