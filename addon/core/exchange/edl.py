# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edit decision lists in the manner of the CMX 3600: one flattened picture track out; what editors really write in.

Ours and not pycmx's: that loses a record, every speed effect, names without a star and files that begin with an empty
line (docs/contributing.md). It and the library's adapter check ours in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from . import addresses, facts
from .timecode import DROPPING, PATTERN, TimecodeError, counted_rate, from_timecode, to_timecode
from .timeline import (
    Clip,
    ClipKind,
    ExchangeError,
    Marker,
    Media,
    Reading,
    Timeline,
    Track,
    TrackKind,
    Transition,
    Trouble,
    flattened,
    stacked,
)

REEL = 8
"""Letters of a reel's name that every reader keeps."""
LINE = 1000
"""Characters of the longest line that is looked at: file names of 128 are known."""
_OURS = "ANIMATIC"


# Out


def write(timeline: Timeline, *, drop: bool = False) -> str:
    """The picture as an EDL, lines ended as the format has them. `drop`: drop-frame timecode, where the rate has it.

    Raises TimecodeError, before anything is written, for a rate that timecode does not know or a film past 24 hours."""
    counted_rate(timeline.rate)
    return "\r\n".join([*_Writer(timeline, drop and timeline.rate in DROPPING).lines(), ""])


class _Writer:
    def __init__(self, timeline: Timeline, drop: bool) -> None:
        self.edit, self.drop = timeline, drop
        self.reels: dict[str, str] = {}
        self.taken: set[str] = set()

    def lines(self) -> Iterator[str]:
        clips = flattened(self.edit)
        turns = {turn.at: turn for turn in self._dissolves()}
        yield f"TITLE: {_line(self.edit.name)[:70]}"
        yield f"FCM: {'DROP FRAME' if self.drop else 'NON-DROP FRAME'}"
        before: Clip | None = None
        for number, clip in enumerate(clips, 1):
            turn = turns.get(clip.start)
            fits = turn is not None and before is not None and before.end == clip.start and turn.after <= clip.frames
            yield from self._event(number, clip, before if fits else None, turn if fits else None)
            before = clip

    def _dissolves(self) -> Iterator[Transition]:
        """Those whose two clips show in the flattened cut, whole: else what is mixed is no longer that."""
        shown = flattened(self.edit)
        cuts = {after.start: (before, after) for before, after in pairwise(shown)}
        for track in self.edit.tracks:
            for turn in track.transitions:
                pair = cuts.get(turn.at)
                if turn.before == 0 and pair is not None and all(clip in track.clips for clip in pair):
                    yield turn

    def _event(self, number: int, clip: Clip, before: Clip | None, turn: Transition | None) -> Iterator[str]:
        source, record = self._source(clip), (self._tc(clip.start, True), self._tc(clip.end, True))
        if before is not None and turn is not None:
            end = self._tc(round(_source_end(before)), False)
            yield _record(number, self._reel(before), "C", "", (end, end), (record[0], record[0]))
            yield _record(number, self._reel(clip), "D", f"{turn.after:03d}", source, record)
        else:
            yield _record(number, self._reel(clip), "C", "", source, record)
        if clip.speed != 1:
            fps = float(clip.speed) * counted_rate(self.edit.rate)
            yield f"M2   {self._reel(clip):<{REEL}}       {fps:05.1f}                {source[0]}"
        if before is not None and turn is not None:
            yield f"* FROM CLIP NAME: {_line(_shown_name(before))}"
            yield f"* TO CLIP NAME: {_line(_shown_name(clip))}"
        else:
            yield f"* FROM CLIP NAME: {_line(_shown_name(clip))}"
        yield from self._remarks(clip)
        if number == 1:  # not ahead of the events, where the library's adapter takes no remarks
            yield f"* {_OURS} START: {self._tc(0, True)}"

    def _remarks(self, clip: Clip) -> Iterator[str]:
        if clip.speed == 0:
            yield "* FREEZE FRAME"
        shown = clip.shown
        if shown is not None and shown.path:
            yield f"* SOURCE FILE: {_line(addresses.base_name(shown.path))}"
        for marker in clip.markers:
            place = self._tc(clip.start + marker.frame, True)
            yield f"* LOC: {place} {marker.color or 'GREEN':<7} {_line(marker.comment or marker.name)}".rstrip()
        own = facts.leaving({**clip.facts, "kind": str(clip.kind)}, facts.CLIP_FACTS)
        yield f"* {_OURS} NAME: {_line(clip.name)}"
        for name, value in own.items():
            yield f"* {_OURS} {name.upper()}: {_line(str(value))}"
        if clip.speed not in (0, 1) or clip.source_in.denominator != 1 or clip.speed < 0:
            yield f"* {_OURS} EXACT: {clip.source_in} {clip.speed}"

    def _reel(self, clip: Clip) -> str:
        """A reel a source, unique within eight letters: SH010T02 for take 2 of SH010."""
        shown = clip.shown
        key = (shown.path or shown.name or shown.key if shown else "") or clip.name
        if key not in self.reels:
            take = clip.facts.get("take")
            ending = f"T{int(take):02d}" if isinstance(take, int) and take > 0 else ""
            stem = re.sub(r"[^A-Z0-9]", "", str(clip.facts.get("shot") or clip.name).upper()) or "CLIP"
            reel, count = stem[-(REEL - len(ending)) :] + ending, 1
            while reel in self.taken or reel in {"BL", "AX"}:
                count += 1
                reel = f"{stem[: REEL - len(ending) - len(str(count))]}{count}{ending}"[:REEL]
            self.taken.add(reel)
            self.reels[key] = reel
        return self.reels[key]

    def _source(self, clip: Clip) -> tuple[str, str]:
        """In and out of the media. A held picture is one frame; what plays backwards is told forwards."""
        first, last = clip.source_in, _source_end(clip)
        low, high = (first, last) if last >= first else (last, first)
        start = max(round(low), 0)
        end = max(round(high), start) if clip.speed else start + 1
        if clip.speed == 1:
            end = start + clip.frames
        return self._tc(start, False), self._tc(end, False)

    def _tc(self, frame: int, recorded: bool) -> str:
        return to_timecode(frame + (self.edit.start if recorded else 0), self.edit.rate, drop=self.drop)


def _source_end(clip: Clip) -> Fraction:
    return clip.source_in + clip.frames * clip.speed


def _shown_name(clip: Clip) -> str:
    shown = clip.shown
    return (shown.name or addresses.base_name(shown.path) if shown else "") or clip.name


def _record(number: int, reel: str, kind: str, frames: str, source: tuple[str, str], record: tuple[str, str]) -> str:
    return f"{number:03d}  {reel:<{REEL}} V     {kind:<4} {frames:>3} {' '.join(source)} {' '.join(record)}"


def _line(text: str) -> str:
    """A name on one line: line ends would begin another statement."""
    return " ".join(text.split())


# In


@dataclass
class _Record:
    """One line of an event, and the remarks under it."""

    line: int
    number: str
    reel: str
    channels: str
    kind: str
    length: int
    source: tuple[int, int]
    record: tuple[int, int]
    event: _Event


@dataclass
class _Event:
    """What is said under the lines of one event number."""

    names: dict[str, str] = field(default_factory=dict)
    speeds: dict[str, Fraction] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    exact: str = ""
    freeze: bool = False
    locators: list[tuple[int, str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


_EVENT = re.compile(
    rf"(?P<number>\d{{1,6}})\s+(?P<reel>\S.*?)\s+(?P<channels>[A-Z0-9/]+)\s+(?P<kind>C|D|W\d*|K\s?B|K\s?O|K)\s+"
    rf"(?:(?P<length>\d{{1,4}})\s+)?(?P<times>{PATTERN}\s+{PATTERN}\s+{PATTERN}\s+{PATTERN})(?:\s.*)?",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\d{1,6}\s+\S")
_SPEED = re.compile(
    r"M2\s+(?P<reel>.*?)\s+(?P<fps>[+-]?\d+(?:\.\d+)?)(?:\s+(?P<at>[\d:;.,]{8,13}))?\s*$", re.IGNORECASE
)
_NAME = re.compile(r"\*?\s*(FROM CLIP NAME|TO CLIP NAME|FROM CLIP|FROM FILE|SOURCE FILE)\s*:\s*(.*)", re.IGNORECASE)
_LOCATOR = re.compile(rf"\*\s*LOC\s*:\s*(?P<at>{PATTERN})\s*(?P<color>\w*)\s*(?P<text>.*)", re.IGNORECASE)
_OWN = re.compile(rf"\*\s*{_OURS} (?P<name>[A-Z_]+): (?P<value>.*)")


def read(text: str, *, rate: Fraction) -> Reading:
    """A timeline from an EDL, which names no frame rate itself: `rate` is the film's, or what the artist says.

    Raises ExchangeError for a text without events, TimecodeError where a label shows that it was made at another rate.
    """
    reader = _Reader(rate)
    reader.lines(text.removeprefix("\ufeff"))
    return reader.reading()


class _Reader:
    def __init__(self, rate: Fraction) -> None:
        counted_rate(rate)
        self.rate = rate
        self.title = ""
        self.drop: bool | None = None
        self.start: int | None = None
        self.records: list[_Record] = []
        self.troubles: list[Trouble] = []
        self.event = _Event()

    def lines(self, text: str) -> None:
        for number, line in enumerate(text.splitlines(), 1):
            stripped = line.strip().strip("\x1a\x00")  # some end with the end mark of old disks
            if stripped:
                self._statement(stripped, number, line)
        if not self.records:
            raise ExchangeError("There are no events in this file.", "Export it as a CMX 3600 EDL.")

    def _statement(self, line: str, number: int, raw: str) -> None:
        upper = line.upper()
        if len(line) > LINE:
            self._tell(f"{line[:40]}… is too long for a statement; it was left out.", number)
        elif upper.startswith("TITLE:"):
            self.title = line[6:].strip()
        elif upper.startswith("FCM:"):
            self.drop = "NON" not in upper and "DROP" in upper
        elif _BEGINS.match(line):
            self._record(line, number, raw)
        elif match := _SPEED.fullmatch(line):
            self.event.speeds[match["reel"].strip()] = Fraction(match["fps"]) / counted_rate(self.rate)
        elif match := _NAME.fullmatch(line):
            self.event.names.setdefault(match[1].upper(), match[2].strip())
        elif line.startswith("*"):
            self._remark(line, number, raw)
        elif not upper.startswith(("REM", "AUD", "SPLIT", ">>>", "EFFECTS NAME", "FINAL CUT PRO", "BLEND", "RATE:")):
            self._tell(f"{line[:40]} is not understood; it was left out.", number, raw, line)

    def _remark(self, line: str, number: int, raw: str) -> None:
        if match := _OWN.fullmatch(line):
            if match["name"] == "START":
                self.start = self._frame(match["value"], number, raw)
            self.event.own[match["name"].lower()] = match["value"]
        elif match := _LOCATOR.fullmatch(line):
            at = self._frame(match["at"], number, raw)
            self.event.locators.append((at, match["color"].upper(), match["text"].strip()))
        else:
            self.event.freeze |= "FREEZE FRAME" in line.upper()
            self.event.remarks.append(line.lstrip("* "))

    def _record(self, line: str, number: int, raw: str) -> None:
        match = _EVENT.fullmatch(line)
        if match is None:
            self._tell(f"{line[:40]} is no event that could be read; it was left out.", number, raw, line)
            return
        times = [self._frame(label, number, raw) for label in match["times"].split()]
        # The two lines of a dissolve share what is said under them.
        last = self.records[-1] if self.records else None
        if last is None or last.number != match["number"] or not self._is_start_of_dissolve(last, match["kind"]):
            self.event = _Event()
        self.records.append(
            _Record(
                line=number,
                number=match["number"],
                reel=match["reel"].strip(),
                channels=match["channels"].upper(),
                kind=match["kind"].upper().replace(" ", ""),
                length=int(match["length"] or 0),
                source=(times[0], times[1]),
                record=(times[2], times[3]),
                event=self.event,
            )
        )

    def _is_start_of_dissolve(self, last: _Record, kind: str) -> bool:
        return kind.upper() != "C" and last.kind == "C"

    def _frame(self, label: str, number: int, raw: str) -> int:
        try:
            return from_timecode(label, self.rate, drop=self.drop)
        except TimecodeError as error:
            column = raw.find(label) + 1
            message = f"Line {number}, column {column}: {error.user_message}"
            raise TimecodeError(message, error.next_step, code=error.code) from error

    def _tell(self, message: str, number: int, raw: str = "", found: str = "") -> None:
        self.troubles.append(Trouble(message, number, raw.find(found) + 1 if found else 0))

    def reading(self) -> Reading:
        """The records as clips. Where they overlap they go on tracks of their own; their order in the file is free."""
        start = self.start
        if start is None:
            start = _first_frame([r.record[0] for r in self.records if r.record[1] > r.record[0]], self.rate)
        pictures: list[Clip] = []
        sounds: dict[str, list[Clip]] = {}
        turns: list[Transition] = []
        for record in self.records:
            if record.record[1] <= record.record[0] or record.reel.upper() == "BL":
                if record.record[1] < record.record[0]:
                    self._tell("the event ends before it begins; it was left out.", record.line)
                continue
            clip = self._clip(record, start)
            if "V" in record.channels or record.channels == "B":
                pictures.append(clip)
                if record.kind != "C" and record.length:
                    turns.append(self._turn(record, clip))
            for channel in _sound_channels(record.channels):
                sounds.setdefault(channel, []).append(replace(clip, kind=ClipKind.SOUND))
        tracks = [*stacked(pictures, "V1", TrackKind.VIDEO)]
        if tracks and turns:
            tracks[0] = Track(tracks[0].name, TrackKind.VIDEO, tracks[0].clips, tuple(turns))
        for channel, clips in sorted(sounds.items()):
            tracks += stacked(clips, channel, TrackKind.AUDIO)
        timeline = Timeline(self.title, self.rate, tuple(tracks), start, drop_frame=bool(self.drop))
        return Reading(timeline, tuple(self.troubles))

    def _clip(self, record: _Record, start: int) -> Clip:
        event = record.event
        frames = record.record[1] - record.record[0]
        speed = self._speed(record, frames)
        low, high = record.source
        source_in = Fraction(high if speed < 0 else low)
        if event.own.get("exact"):
            source_in, speed = _exact(event.own["exact"], source_in, speed)
        own: dict[str, Any] = {name: value for name, value in event.own.items() if name not in {"exact", "name"}}
        if str(own.get("take", "")).isdigit():
            own["take"] = int(own["take"])
        path = next((event.names[n] for n in ("FROM FILE", "FROM CLIP", "SOURCE FILE") if event.names.get(n)), "")
        shown = event.names.get("TO CLIP NAME") if record.kind != "C" else event.names.get("FROM CLIP NAME")
        name = event.own.get("name") or shown or event.names.get("FROM CLIP NAME") or record.reel
        media = Media(name=shown or name, path=addresses.from_url(path), facts={"reel": record.reel})
        markers = tuple(Marker(at - record.record[0], "", text, color) for at, color, text in event.locators)
        kind = own.get("kind")
        kinds = ClipKind(kind) if kind in set(ClipKind) else None
        return Clip(
            name=name,
            start=record.record[0] - start,
            frames=frames,
            kind=kinds or (ClipKind.IMAGE if addresses.is_still(path) else ClipKind.MOVIE),
            source_in=source_in,
            speed=speed,
            media=(media,),
            active=media.key,
            markers=tuple(m for m in markers if 0 <= m.frame < frames),
            facts={**own, **({"remarks": tuple(event.remarks)} if event.remarks else {})},
        )

    def _speed(self, record: _Record, frames: int) -> Fraction:
        told = record.event.speeds.get(record.reel)
        if told is None and len(record.event.speeds) == 1:
            told = next(iter(record.event.speeds.values()))
        if told is not None:
            return told
        length = record.source[1] - record.source[0]
        if record.event.freeze:
            return Fraction(0)
        if abs(length - frames) > 1 and length > 0:  # one frame is how others round the rates of sound
            self._tell(f"the source lasts {length} frames but its place {frames}; the place counts.", record.line)
        return Fraction(1)

    def _turn(self, record: _Record, clip: Clip) -> Transition:
        kind, name = ("SMPTE_Dissolve", "Dissolve") if record.kind == "D" else ("Custom_Transition", record.kind)
        return Transition(clip.start, 0, min(record.length, clip.frames), kind, name)


def _first_frame(starts: Sequence[int], rate: Fraction) -> int:
    """The timecode at which the film begins: the full hour before the first event, as films are laid out, unless that
    event begins at no such hour at all. A first shot that was cut off must not move the others."""
    first = min(starts, default=0)
    hour = 3600 * counted_rate(rate)
    return first // hour * hour if first % hour < hour // 6 else first


def _sound_channels(channels: str) -> Iterable[str]:
    if channels == "B":
        return ("A1",)
    if channels == "NONE":
        return ()
    found = re.findall(r"A(A|\d*)", channels)
    return ("A1", "A2") if "A" in found else sorted({f"A{number or 1}" for number in found})


def _exact(text: str, source_in: Fraction, speed: Fraction) -> tuple[Fraction, Fraction]:
    """The numbers that we wrote unrounded, unless somebody changed the rounded ones since."""
    place, _, pace = text.partition(" ")
    kept: Mapping[str, Any] = {"source_in": place, "speed": pace}
    pace_kept = facts.exact(kept, "speed", speed, Fraction(1, 10))
    return facts.exact(kept, "source_in", source_in, Fraction(2)), pace_kept
