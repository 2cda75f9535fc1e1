# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats, and what of an edit each of them can carry: the one place where that is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from .timeline import Clip, ClipKind, ExchangeError, Timeline, TrackKind, flattened


class Part(StrEnum):
    """Something that an edit may have and a format may not know."""

    TRACKS = "tracks"
    SOUND = "sound"
    TAKES = "takes"
    TEXT = "text"
    RETIMED = "retimed"
    HELD = "held"
    REVERSED = "reversed"
    MUTED = "muted"
    MARKERS = "markers"
    TRANSITIONS = "transitions"
    PATHS = "paths"
    SIZE = "size"


@dataclass(frozen=True)
class Format:
    """One row of the table. `suffix` with its dot; `reads`, `writes`: whether Import and Export offer it."""

    key: str
    label: str
    suffixes: tuple[str, ...]
    carries: frozenset[Part]
    reads: bool = True
    writes: bool = True

    @property
    def suffix(self) -> str:
        return self.suffixes[0]


_ALL = frozenset(Part)

FORMATS: tuple[Format, ...] = (
    Format("otio", "OpenTimelineIO", (".otio",), _ALL),
    Format(
        "edl",
        "EDL (CMX 3600)",
        (".edl",),
        frozenset({Part.RETIMED, Part.HELD, Part.REVERSED, Part.TRANSITIONS}),
    ),
    Format(
        "xml",
        "Final Cut Pro 7 XML",
        (".xml",),
        _ALL - {Part.TAKES, Part.TEXT},
    ),
    Format("csv", "Shot List (CSV)", (".csv", ".tsv", ".txt"), frozenset()),
    Format("fountain", "Fountain Screenplay", (".fountain", ".spmd"), frozenset(), writes=False),
)


def named(key: str) -> Format:
    """The format of a key. Raises KeyError."""
    return next(f for f in FORMATS if f.key == key)


def of_file(path: str) -> Format:
    """The format of a file to be read, by its ending. Raises ExchangeError for one that none has."""
    suffix = PurePath(path).suffix.lower()
    found = next((f for f in FORMATS if f.reads and suffix in f.suffixes), None)
    if found is None:
        endings = ", ".join(each for f in FORMATS if f.reads for each in f.suffixes)
        what = f"{suffix} files are" if suffix else "A file without an ending is"
        raise ExchangeError(f"{what} not read here.", f"Choose one of {endings}.", code="format")
    return found


def _is_hidden(timeline: Timeline) -> bool:
    """Whether flattening the picture leaves something out that is on it now."""
    tracks = [t for t in timeline.tracks if t.kind is TrackKind.VIDEO and t.enabled]
    seen = sum(clip.frames for clip in flattened(timeline))
    return seen < sum(c.frames for t in tracks for c in t.clips if c.enabled and c.kind is not ClipKind.TEXT)


def _any(test: Callable[[Clip], bool]) -> Callable[[Timeline], bool]:
    return lambda timeline: any(test(clip) for track in timeline.tracks for clip in track.clips)


_HAS: dict[Part, tuple[str, Callable[[Timeline], bool]]] = {
    Part.TRACKS: ("pictures under others", _is_hidden),
    Part.SOUND: ("sound", lambda timeline: any(timeline.clips(TrackKind.AUDIO))),
    Part.TAKES: ("the takes that are not shown", _any(lambda clip: len(clip.media) > 1)),
    Part.TEXT: ("text strips", _any(lambda clip: clip.kind is ClipKind.TEXT)),
    Part.RETIMED: ("changed speeds", _any(lambda clip: clip.speed not in (0, 1))),
    Part.HELD: ("held pictures", _any(lambda clip: clip.speed == 0)),
    Part.REVERSED: ("reversed strips", _any(lambda clip: clip.speed < 0)),
    Part.MUTED: ("muted strips", _any(lambda clip: not clip.enabled)),
    Part.MARKERS: ("markers", lambda timeline: bool(timeline.markers)),
    Part.TRANSITIONS: ("transitions", lambda timeline: any(track.transitions for track in timeline.tracks)),
    Part.PATHS: ("where the files lie", _any(lambda clip: bool(clip.media) and any(m.path for m in clip.media))),
    Part.SIZE: ("the picture's size", lambda timeline: any(timeline.size)),
}
_TOLD = tuple(part for part in Part if part not in {Part.PATHS, Part.SIZE})
"""What is worth telling. That a list of names has no paths is what everybody expects."""


def left_behind(timeline: Timeline, target: Format, *, compatible: bool = False) -> tuple[str, ...]:
    """What this edit has and the format does not carry, in words; empty where everything goes along."""
    carries = target.carries - {Part.TAKES} if compatible else target.carries
    return tuple(_HAS[part][0] for part in _TOLD if part not in carries and _HAS[part][1](timeline))


def sentence(timeline: Timeline, target: Format, *, compatible: bool = False) -> str:
    """ "An EDL (CMX 3600) does not carry sound and markers."; empty where everything goes along."""
    left = left_behind(timeline, target, compatible=compatible)
    if not left:
        return ""
    listed = left[0] if len(left) == 1 else f"{', '.join(left[:-1])} and {left[-1]}"
    return f"{target.label} does not carry {listed}."
