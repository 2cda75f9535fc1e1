# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Final Cut Pro 7's XML (xmeml), the road into Premiere and Resolve, written and read without a library.

Elements: developer.apple.com, "Final Cut Pro XML Interchange Format". `in` and `out` count a clip's own frames from its
file's first one; of a retimed clip they count retimed frames. otio-fcp-adapter checks ours in the tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

from . import addresses, facts
from .timecode import DROPPING, RATES, from_timecode, shown_rate, to_timecode
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
    stacked,
)

Element = ElementTree.Element
_NTSC = Fraction(1000, 1001)


# Out


def write(timeline: Timeline) -> bytes:
    """The timeline as xmeml 5. Raises ExchangeError, before anything is written, for a rate that the format lacks."""
    _timebase(timeline.rate)
    root = Element("xmeml", version="5")
    root.append(_Writer(timeline).sequence())
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n{body}\n'.encode()


def _timebase(rate: Fraction) -> tuple[int, bool]:
    """Whole frames a second, and whether they run a thousandth slower (ntsc)."""
    whole = round(rate)
    if rate == whole:
        return whole, False
    if rate == whole * _NTSC:
        return whole, True
    raise ExchangeError(
        f"Final Cut Pro XML knows no {shown_rate(rate)} frames a second.",
        "Set the film to a whole rate or an NTSC one, or export OTIO instead.",
        code="rate_without_timecode",
    )


def _add(parent: Element, tag: str, text: object = None, **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    if text is not None:
        child.text = _clean(str(text))
    return child


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)


def _rate(parent: Element, rate: Fraction) -> None:
    base, ntsc = _timebase(rate)
    element = _add(parent, "rate")
    _add(element, "timebase", base)
    _add(element, "ntsc", "TRUE" if ntsc else "FALSE")


class _Writer:
    def __init__(self, timeline: Timeline) -> None:
        self.edit = timeline
        self.files: dict[str, str] = {}
        self.count = 0

    def sequence(self) -> Element:
        edit = self.edit
        sequence = Element("sequence", id="sequence-1")
        _add(sequence, "name", edit.name)
        _add(sequence, "duration", edit.frames)
        _rate(sequence, edit.rate)
        self._timecode(sequence, edit.start)
        media = _add(sequence, "media")
        video, audio = _add(media, "video"), _add(media, "audio")
        self._video_format(video)
        sound = _add(_add(audio, "format"), "samplecharacteristics")
        _add(sound, "depth", 16)
        _add(sound, "samplerate", 48000)
        for track in edit.tracks:
            self._track(video if track.kind is TrackKind.VIDEO else audio, track)
        for marker in edit.markers:
            self._marker(sequence, marker, Fraction(0))
        return sequence

    def _timecode(self, parent: Element, frame: int) -> None:
        edit = self.edit
        timecode = _add(parent, "timecode")
        _rate(timecode, edit.rate)
        if edit.rate in RATES:  # beside the frame number, which is what counts
            _add(timecode, "string", to_timecode(frame, edit.rate, drop=edit.drop_frame))
        _add(timecode, "frame", frame)
        _add(timecode, "displayformat", "DF" if edit.drop_frame and edit.rate in DROPPING else "NDF")

    def _video_format(self, video: Element) -> None:
        """Resolve refuses a sequence without one."""
        picture = _add(_add(video, "format"), "samplecharacteristics")
        _rate(picture, self.edit.rate)
        width, height = self.edit.size
        if width and height:
            _add(picture, "width", width)
            _add(picture, "height", height)
        _add(picture, "anamorphic", "FALSE")
        _add(picture, "pixelaspectratio", "square")
        _add(picture, "fielddominance", "none")

    def _track(self, parent: Element, track: Track) -> None:
        element = _add(parent, "track")
        turns = {turn.at: turn for turn in track.transitions}
        ends: set[int] = set()
        for clip in track.clips:
            if clip.start in turns:
                self._transition(element, turns.pop(clip.start), black=clip.start not in ends)
            ends.add(clip.end)
            if clip.kind is not ClipKind.TEXT:
                self._clip(element, clip, track.kind)
        for turn in turns.values():
            self._transition(element, turn, black=True)
        _add(element, "enabled", _truth(track.enabled))
        _add(element, "locked", "FALSE")
        if track.kind is TrackKind.AUDIO:
            _add(element, "outputchannelindex", 1)

    def _transition(self, parent: Element, turn: Transition, *, black: bool) -> None:
        element = _add(parent, "transitionitem")
        _rate(element, self.edit.rate)
        _add(element, "start", turn.at - turn.before)
        _add(element, "end", turn.at + turn.after)
        side = "start" if not turn.before else "end" if not turn.after else "center"
        _add(element, "alignment", f"{side}-black" if black and side != "center" else side)
        effect = _add(element, "effect")
        _add(effect, "name", "Cross Dissolve" if turn.kind == "SMPTE_Dissolve" else turn.name or turn.kind)
        _add(effect, "effectid", "Cross Dissolve" if turn.kind == "SMPTE_Dissolve" else turn.kind)
        _add(effect, "effecttype", "transition")
        _add(effect, "mediatype", "video")

    def _clip(self, parent: Element, clip: Clip, kind: TrackKind) -> None:
        self.count += 1
        element = _add(parent, "clipitem", id=f"clipitem-{self.count}")
        _add(element, "name", clip.name)
        _add(element, "enabled", _truth(clip.enabled))
        shown = clip.shown
        held = shown.frames if shown and shown.frames is not None else clip.head + clip.frames * abs(clip.speed)
        pace = abs(clip.speed) or Fraction(1)
        _add(element, "duration", round(held / pace))
        _rate(element, self.edit.rate)
        first = max(round(self._first(clip, held) / pace), 0)
        _add(element, "start", clip.start)
        _add(element, "end", clip.end)
        _add(element, "in", first)
        _add(element, "out", first + clip.frames)
        if clip.kind is ClipKind.IMAGE or clip.speed == 0:
            _add(element, "stillframe", "TRUE")
        self._file(element, clip, round(held), kind)
        if clip.speed not in (0, 1):
            self._speed(element, clip.speed)
        for marker in clip.markers:
            self._marker(element, marker, first)
        self._told(element, clip)

    def _first(self, clip: Clip, held: Fraction) -> Fraction:
        """The first shown frame of the file; of a clip that plays backwards counted from the file's end."""
        return held - clip.head if clip.speed < 0 else clip.head

    def _file(self, parent: Element, clip: Clip, held: int, kind: TrackKind) -> None:
        shown = clip.shown
        path = shown.path if shown else ""
        name = (shown.name or addresses.base_name(path) if shown else "") or clip.name
        key = path or f"{clip.kind} {name}"
        known = key in self.files
        file_id = self.files.setdefault(key, f"file-{len(self.files) + 1}")
        element = _add(parent, "file", id=file_id)
        if known:  # told once, then by its id
            return
        _add(element, "name", name)
        if path:
            _add(element, "pathurl", addresses.to_file_url(path, localhost=True))
        _rate(element, self.edit.rate)
        _add(element, "duration", held)
        self._timecode(element, round(shown.start) if shown else 0)
        media = _add(element, "media")
        if kind is TrackKind.VIDEO:
            _add(_add(_add(media, "video"), "samplecharacteristics"), "pixelaspectratio", "square")
        else:
            _add(_add(media, "audio"), "channelcount", 2)

    def _speed(self, parent: Element, speed: Fraction) -> None:
        effect = _add(_add(parent, "filter"), "effect")
        for tag, text in (("name", "Time Remap"), ("effectid", "timeremap"), ("effectcategory", "motion"),
                          ("effecttype", "motion"), ("mediatype", "video")):  # fmt: skip
            _add(effect, tag, text)
        values = (("variablespeed", 0), ("speed", float(abs(speed) * 100)), ("reverse", _truth(speed < 0)))
        for name, value in (*values, ("frameblending", "FALSE")):
            parameter = _add(effect, "parameter")
            _add(parameter, "parameterid", name)
            _add(parameter, "name", name)
            _add(parameter, "value", value)

    def _marker(self, parent: Element, marker: Marker, zero: Fraction | int) -> None:
        element = _add(parent, "marker")
        _add(element, "name", marker.name)
        _add(element, "comment", marker.comment)
        first = round(zero) + marker.frame
        _add(element, "in", first)
        _add(element, "out", first + marker.frames if marker.frames else -1)
        if marker.color:
            _add(element, "animaticcolor", marker.color)

    def _told(self, parent: Element, clip: Clip) -> None:
        """Shot and take for a person, and what finds them again in a field that editors keep."""
        own = facts.leaving({**clip.facts, "kind": str(clip.kind)}, facts.CLIP_FACTS)
        if clip.facts.get("take"):
            log = _add(parent, "logginginfo")
            _add(log, "scene", clip.facts.get("shot") or clip.name)
            _add(log, "shottake", clip.facts["take"])
        if clip.speed != 1 or clip.source_in.denominator != 1:
            own |= {"source_in": str(clip.source_in), "speed": str(clip.speed)}
        comments = _add(parent, "comments")
        _add(comments, "clipcommenta", json.dumps({facts.NAMESPACE: own}, ensure_ascii=False))


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"


# In


def read(data: bytes | str) -> Reading:
    """A timeline from xmeml. Of several sequences the longest is the film.

    Raises ExchangeError, with line and column, for what is no Final Cut Pro 7 XML."""
    text = data.decode("utf-8-sig", "replace") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    if "<!ENTITY" in text[:4096].upper():
        raise ExchangeError("This file defines XML entities, which no editor writes.", "Export it again.")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        raise ExchangeError(
            f"Line {line}, column {column + 1}: this is no XML ({error.args[0].partition(':')[0]}).",
            "Export it again from the other editor.",
        ) from error
    if root.tag == "fcpxml":
        raise ExchangeError(
            "This is the XML of Final Cut Pro X, which is not read here.",
            "Export OTIO or an EDL, or turn it into Final Cut Pro 7 XML (xmeml).",
            code="fcpx",
        )
    inner = {id(found) for clip in root.iter("clipitem") for found in clip.iter("sequence")}
    sequences = [found for found in root.iter("sequence") if id(found) not in inner]
    if root.tag != "xmeml" or not sequences:
        raise ExchangeError("There is no sequence in this file.", "Export the sequence as Final Cut Pro 7 XML.")
    return _Reader(root, max(sequences, key=lambda s: _number(s, "duration") or 0)).reading()


class _Reader:
    def __init__(self, root: Element, sequence: Element) -> None:
        self.sequence = sequence
        self.troubles: list[Trouble] = []
        self.rate = _rate_of(sequence) or Fraction(24)
        self.files = {str(f.get("id")): f for f in root.iter("file") if len(f)}

    def reading(self) -> Reading:
        sequence = self.sequence
        tracks: list[Track] = []
        for kind, name in ((TrackKind.VIDEO, "video"), (TrackKind.AUDIO, "audio")):
            for number, element in enumerate(sequence.findall(f"./media/{name}/track"), 1):
                tracks += self._track(element, kind, f"{name[0].upper()}{number}")
        picture = sequence.find("./media/video/format/samplecharacteristics")
        width, height = (_number(picture, side) or Fraction(0) for side in ("width", "height"))
        timecode = sequence.find("timecode")
        timeline = Timeline(
            name=sequence.findtext("name") or "",
            rate=self.rate,
            tracks=tuple(tracks),
            start=self._start(timecode, self.rate),
            markers=tuple(self._markers(sequence, 0)),
            size=(round(width), round(height)),
            drop_frame=timecode is not None and timecode.findtext("displayformat") == "DF",
        )
        return Reading(timeline, tuple(self.troubles))

    def _start(self, timecode: Element | None, rate: Fraction) -> int:
        """The frame that a timecode element names, in frames of `rate`."""
        if timecode is None:
            return 0
        own = _rate_of(timecode) or rate
        frame = _number(timecode, "frame")
        if frame is None:
            label = timecode.findtext("string") or ""
            frame = Fraction(from_timecode(label, own) if label and own in RATES else 0)
        return round(frame * rate / own)

    def _track(self, element: Element, kind: TrackKind, name: str) -> list[Track]:
        items = [item for item in element if item.tag in {"clipitem", "generatoritem", "transitionitem"}]
        clips: list[Clip] = []
        turns: list[Transition] = []
        for number, item in enumerate(items):
            if item.tag == "transitionitem":
                turns.append(self._transition(item, number, items))
                continue
            clip = self._clip(item, kind, *self._place(item, number, items))
            if clip is not None:
                clips.append(clip)
        rows = list(stacked(clips, name, kind)) or [Track(name, kind)]
        enabled = (element.findtext("enabled") or "TRUE").upper() != "FALSE"
        rows[0] = Track(rows[0].name, kind, rows[0].clips, tuple(turns), enabled)
        return rows

    def _place(self, item: Element, number: int, items: list[Element]) -> tuple[int, int, int]:
        """Start, end, and frames of the clip before its start; -1 stands for the cut inside the transition beside the
        clip, whose own `in` is then where the transition begins."""
        start, end = (round(_number(item, tag) or 0) for tag in ("start", "end"))
        covered = 0
        if start < 0 and number:
            start = self._cut(items[number - 1])
            covered = start - round(_number(items[number - 1], "start") or start)
        if end < 0 and number + 1 < len(items):
            end = self._cut(items[number + 1])
        return start, end, covered

    def _cut(self, turn: Element) -> int:
        start, end = (round(_number(turn, tag) or 0) for tag in ("start", "end"))
        alignment = turn.findtext("alignment") or "center"
        return {"start-black": start, "start": start, "end-black": end, "end": end}.get(alignment, (start + end) // 2)

    def _transition(self, item: Element, number: int, items: list[Element]) -> Transition:
        start, end = (round(_number(item, tag) or 0) for tag in ("start", "end"))
        at = self._cut(item)
        following = items[number + 1] if number + 1 < len(items) else None
        begins = round(_number(following, "start") or -1) if following is not None else -1
        if start <= begins <= end:
            at = begins
        name = item.findtext("./effect/name") or "Cross Dissolve"
        dissolve = "dissolve" in name.lower()
        kind = "SMPTE_Dissolve" if dissolve else "Custom_Transition"
        return Transition(at, at - start, end - at, kind, "Dissolve" if dissolve else name)

    def _clip(self, item: Element, kind: TrackKind, start: int, end: int, covered: int) -> Clip | None:
        name = item.findtext("name") or "Clip"
        if end <= start:
            self._tell(f"{name} has no length; it was left out.")
            return None
        own = _own(item)
        media = self._media(item)
        nested = item.find("sequence") is not None
        if nested:
            self._tell(f"{name} is a sequence within the sequence; it came in as one clip.")
        rate = _rate_of(item) or self.rate
        first = (_number(item, "in") or Fraction(0)) * self.rate / rate + covered
        speed = self._speed(item)
        head = first * (abs(speed) or 1)
        if speed < 0 and media is not None and media.frames is not None:
            head = media.frames - head
        still = (item.findtext("stillframe") or "").upper() == "TRUE"
        shown = self._kind(item, own, kind, media, still)
        if still and shown is not ClipKind.IMAGE:
            speed = Fraction(0)
        speed = facts.exact(own, "speed", speed, Fraction(1, 1000))
        source_in = facts.exact(own, "source_in", head + (media.start if media else 0), abs(speed) + 1)
        return Clip(
            name=name,
            start=start,
            frames=end - start,
            kind=shown,
            source_in=source_in,
            speed=speed,
            media=(media,) if media else (),
            active=media.key if media else "",
            enabled=(item.findtext("enabled") or "TRUE").upper() != "FALSE",
            markers=tuple(self._markers(item, round(first))),
            facts=own,
        )

    def _kind(
        self, item: Element, own: Mapping[str, Any], kind: TrackKind, media: Media | None, still: bool
    ) -> ClipKind:
        if own.get("kind") in set(ClipKind):
            return ClipKind(str(own["kind"]))
        if kind is TrackKind.AUDIO:
            return ClipKind.SOUND
        if item.tag == "generatoritem":
            return ClipKind.COLOR
        path = media.path if media else ""
        return ClipKind.IMAGE if addresses.is_still(path) or (still and not path) else ClipKind.MOVIE

    def _media(self, item: Element) -> Media | None:
        found = item.find("file")
        if found is None:
            return None
        file = self.files.get(str(found.get("id")), found)
        rate = _rate_of(file) or self.rate
        frames = _number(file, "duration")
        path = addresses.from_url((file.findtext("pathurl") or "").strip())
        return Media(
            name=file.findtext("name") or addresses.base_name(path),
            path=path,
            start=Fraction(self._start(file.find("timecode"), self.rate)),
            frames=frames * self.rate / rate if frames is not None else None,
            rate=rate,
        )

    def _speed(self, item: Element) -> Fraction:
        speed = Fraction(1)
        for effect in item.findall("./filter/effect"):
            if effect.findtext("effectid") != "timeremap":
                continue
            values = {
                p.findtext("parameterid"): (p.findtext("value") or "").strip() for p in effect.findall("parameter")
            }
            try:
                speed = Fraction(values.get("speed") or "100").limit_denominator(100_000)
            except (ValueError, ZeroDivisionError):
                continue
            # Premiere and Final Cut say how the speed is meant and give per cent; Hiero gives the bare factor.
            if "variablespeed" in values or abs(speed) > 4:
                speed /= 100
            if (values.get("reverse") or "").upper() == "TRUE":
                speed = -abs(speed)
            if values.get("variablespeed") in {"1", "TRUE"}:
                self._tell(f"{item.findtext('name')} changes its speed on the way; it came in at its average.")
        return speed

    def _markers(self, element: Element, zero: int) -> Iterator[Marker]:
        for marker in element.findall("marker"):
            first = round(_number(marker, "in") or 0)
            last = round(_number(marker, "out") or -1)
            yield Marker(
                frame=first - zero,
                name=marker.findtext("name") or "",
                comment=marker.findtext("comment") or "",
                color=marker.findtext("animaticcolor") or "",
                frames=max(last - first, 0) if last >= 0 else 0,
            )

    def _tell(self, message: str) -> None:
        self.troubles.append(Trouble(message))


def _number(element: Element | None, tag: str) -> Fraction | None:
    """Hiero writes whole numbers as "1055.0"."""
    try:
        return Fraction((element.findtext(tag) or "").strip()) if element is not None else None
    except (ValueError, ZeroDivisionError):
        return None


def _rate_of(element: Element) -> Fraction | None:
    base = _number(element.find("rate"), "timebase")
    if not base or base <= 0:
        return None
    ntsc = (element.findtext("./rate/ntsc") or "").upper() == "TRUE"
    return base * _NTSC if ntsc else base


def _own(item: Element) -> dict[str, Any]:
    for comment in item.findall("./comments/*"):
        try:
            found = facts.ours(json.loads(comment.text or ""))
        except ValueError:
            continue
        if found:
            return found
    return {}
