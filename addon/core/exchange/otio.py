# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenTimelineIO's JSON, written and read without its library, which has no wheels for two of our platforms.

Schemas: opentimelineio.readthedocs.io, "Serialized Data"; the library itself checks ours in the tests."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from ..frames import rate_of
from . import addresses, facts
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

DEFAULT = "DEFAULT_MEDIA"


@dataclass(frozen=True)
class Options:
    """`folder`: where the file will lie; media addresses are then relative to it, else absolute. `compatible`: Clip.1
    with one media, for readers that know no other."""

    folder: str = ""
    compatible: bool = False


# Out


def write(timeline: Timeline, options: Options | None = None) -> str:
    """The timeline as .otio text."""
    return json.dumps(_Writer(timeline, options or Options()).timeline(), indent=1, ensure_ascii=False) + "\n"


class _Writer:
    def __init__(self, timeline: Timeline, options: Options) -> None:
        self.edit, self.options = timeline, options

    def timeline(self) -> dict[str, Any]:
        edit = self.edit
        stack = self._item("Stack.1", "tracks", markers=[self._marker(m, 0) for m in edit.markers])
        stack["children"] = [self._track(track) for track in edit.tracks]
        own = {"rate": str(edit.rate), "size": list(edit.size), "drop_frame": edit.drop_frame}
        return {
            "OTIO_SCHEMA": "Timeline.1",
            "metadata": {facts.NAMESPACE: own},
            "name": edit.name,
            "global_start_time": self._time(edit.start),
            "tracks": stack,
        }

    def _item(self, schema: str, name: str, **more: Any) -> dict[str, Any]:
        known: dict[str, Any] = {
            "OTIO_SCHEMA": schema,
            "metadata": {},
            "name": name,
            "source_range": None,
            "effects": [],
            "markers": [],
        }
        return {**known, "enabled": True, **more}

    def _track(self, track: Track) -> dict[str, Any]:
        children: list[dict[str, Any]] = []
        turns = {turn.at: turn for turn in track.transitions}
        reached = 0
        for clip in track.clips:
            if clip.start > reached:
                span = self._range(0, clip.start - reached)
                children.append(self._item("Gap.1", "", source_range=span))
            if clip.start in turns:
                children.append(self._transition(turns.pop(clip.start)))
            children.append(self._clip(clip))
            reached = clip.end
        children += [self._transition(turn) for at, turn in turns.items() if at == reached]
        return self._item("Track.1", track.name, children=children, kind=str(track.kind), enabled=track.enabled)

    def _transition(self, turn: Transition) -> dict[str, Any]:
        return {
            "OTIO_SCHEMA": "Transition.1",
            "metadata": {},
            "name": turn.name,
            "transition_type": turn.kind,
            "in_offset": self._time(turn.before),
            "out_offset": self._time(turn.after),
        }

    def _clip(self, clip: Clip) -> dict[str, Any]:
        own = facts.leaving({**clip.facts, "kind": str(clip.kind)}, facts.CLIP_FACTS)
        own |= {"source_in": str(clip.source_in), "speed": str(clip.speed)}
        item = self._item(
            "Clip.1" if self.options.compatible else "Clip.2",
            clip.name,
            source_range=self._range(clip.source_in, clip.frames),
            effects=list(self._effects(clip.speed)),
            markers=[self._marker(m, clip.source_in) for m in clip.markers],
            metadata={facts.NAMESPACE: own},
            enabled=clip.enabled,
        )
        if self.options.compatible:
            item["media_reference"] = self._media(clip, clip.shown)
            return item
        item["media_references"] = {m.key: self._media(clip, m) for m in clip.media} or {
            DEFAULT: self._media(clip, None)
        }
        item["active_media_reference_key"] = clip.shown.key if clip.shown else DEFAULT
        return item

    def _effects(self, speed: Fraction) -> Iterator[dict[str, Any]]:
        if speed == 1:
            return
        name = "FreezeFrame" if speed == 0 else "LinearTimeWarp"
        yield {
            "OTIO_SCHEMA": f"{name}.1",
            "metadata": {},
            "name": "",
            "effect_name": name,
            "time_scalar": float(speed),
        }

    def _media(self, clip: Clip, media: Media | None) -> dict[str, Any]:
        """What a clip shows. Adapters fail on a reference without a range, so one that nobody knows is what is used."""
        rate = (media and media.rate) or self.edit.rate
        start, frames = clip.source_in, Fraction(clip.frames)
        if media is not None and media.frames is not None:
            start, frames = media.start, media.frames
        reference: dict[str, Any] = {
            "OTIO_SCHEMA": "MissingReference.1",
            "metadata": {facts.NAMESPACE: facts.leaving(media.facts, facts.TAKE_FACTS)} if media else {},
            "name": media.name if media else clip.name,
            "available_range": self._range(start, frames, rate),
            "available_image_bounds": None,
        }
        if media is not None and media.path:
            folder = self.options.folder
            url = addresses.to_relative(media.path, folder) if folder else addresses.to_file_url(media.path)
            reference |= {"OTIO_SCHEMA": "ExternalReference.1", "target_url": url}
        elif clip.kind is ClipKind.COLOR:
            reference |= {"OTIO_SCHEMA": "GeneratorReference.1", "generator_kind": "SolidColor", "parameters": {}}
        return reference

    def _marker(self, marker: Marker, zero: Fraction | int) -> dict[str, Any]:
        return {
            "OTIO_SCHEMA": "Marker.2",
            "metadata": {},
            "name": marker.name,
            "color": marker.color.upper() or "GREEN",
            "comment": marker.comment,
            "marked_range": self._range(zero + marker.frame, marker.frames),
        }

    def _range(self, start: Fraction | int, frames: Fraction | int, rate: Fraction | None = None) -> dict[str, Any]:
        """Of timeline frames, told at another rate where one is given."""
        start_time, duration = self._time(start, rate), self._time(frames, rate)
        return {"OTIO_SCHEMA": "TimeRange.1", "start_time": start_time, "duration": duration}

    def _time(self, frames: Fraction | int, rate: Fraction | None = None) -> dict[str, Any]:
        rate = rate or self.edit.rate
        return {
            "OTIO_SCHEMA": "RationalTime.1",
            "rate": float(rate),
            "value": float(frames * rate / self.edit.rate),
        }


# In


def read(text: str, *, rate: Fraction | None = None, folder: str = "") -> Reading:
    """A timeline from .otio text. `rate`: for a file that says none itself; `folder`: where its relative media lies.

    Raises ExchangeError, with line and column, for what is no OTIO timeline."""
    try:
        root = _parsed(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ExchangeError(
            f"Line {error.lineno}, column {error.colno}: this is no OTIO file ({error.msg}).",
            "Export it again from the other editor.",
        ) from error
    except RecursionError as error:
        raise ExchangeError("This OTIO file is nested too deeply.", "Export it again, flattened.") from error
    return _Reader(_timeline_in(root), rate, folder).reading()


_INFINITE = re.compile(r"(?<=[:\[,])(\s*)-?Inf(?=\s*[,}\]])")


def _parsed(text: str) -> Any:
    """OTIO writes "Inf", which no other JSON has; nothing that is looked at may be one."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError:
        if not _INFINITE.search(text):
            raise
        return json.loads(_INFINITE.sub(r"\1null", text), parse_constant=lambda _: None)


def _schema(item: Any) -> str:
    """ "Clip" for Clip.2; the versions differ in what is looked at anyway."""
    return str(item.get("OTIO_SCHEMA", "")).partition(".")[0] if isinstance(item, Mapping) else ""


def _timeline_in(root: Any) -> Mapping[str, Any]:
    kind = _schema(root)
    if kind == "Timeline":
        return dict(root)
    if kind in {"Stack", "Track", "Sequence"}:
        inner = root if kind == "Stack" else {"OTIO_SCHEMA": "Stack.1", "children": [root]}
        return {"OTIO_SCHEMA": "Timeline.1", "name": root.get("name"), "tracks": inner}
    for child in _list(root, "children"):
        if _schema(child) == "Timeline":
            return dict(child)
    what = f"It holds a {kind}" if kind else "It is JSON of something else"
    raise ExchangeError(f"There is no timeline in this file. {what}.", "Export the whole timeline as OTIO.")


def _list(item: Any, name: str) -> list[Any]:
    found = item.get(name) if isinstance(item, Mapping) else None
    return found if isinstance(found, list) else []


def _text(item: Any, name: str) -> str:
    found = item.get(name) if isinstance(item, Mapping) else None
    return found if isinstance(found, str) else ""


@dataclass
class _Placed:
    """A clip of a composition, in seconds from the composition's first frame."""

    item: Mapping[str, Any]
    start: Fraction
    seconds: Fraction
    cut: Fraction = Fraction(0)
    """Seconds taken off its head by a composition around it."""
    level: int = 0


@dataclass
class _Laid:
    """The inside of a composition: clips, the transitions between them, how long it is."""

    clips: list[_Placed] = field(default_factory=list)
    turns: list[tuple[Fraction, Mapping[str, Any]]] = field(default_factory=list)
    seconds: Fraction = Fraction(0)


class _Reader:
    def __init__(self, root: Mapping[str, Any], rate: Fraction | None, folder: str) -> None:
        self.root, self.folder = root, folder
        self.troubles: list[Trouble] = []
        self.effects: Counter[str] = Counter()
        own = facts.ours(root.get("metadata"))
        self.own = own
        self.rate = self._rate(rate)

    def reading(self) -> Reading:
        stack = self.root.get("tracks")
        tracks: list[Track] = []
        for number, child in enumerate(_list(stack, "children"), 1):
            tracks += self._tracks(child, f"track {number}")
        size = self.own.get("size")
        sized = isinstance(size, list) and len(size) == 2 and all(isinstance(side, int) for side in size)
        zero = self._seconds(self.root.get("global_start_time"))
        if zero is None:
            zero = -min(
                (span[0] for span in map(self._track_range, _list(stack, "children")) if span), default=Fraction(0)
            )
            zero = max(zero, Fraction(0))
        timeline = Timeline(
            name=_text(self.root, "name"),
            rate=self.rate,
            tracks=tuple(tracks),
            start=round(zero * self.rate),
            markers=tuple(self._markers(stack, Fraction(0))),
            size=(size[0], size[1]) if sized and size else (0, 0),
            drop_frame=self.own.get("drop_frame") is True,
        )
        for effect, count in sorted(self.effects.items()):
            self._tell(f"the effect {effect} of {count} {'clip' if count == 1 else 'clips'} is not carried over.")
        return Reading(timeline, tuple(self.troubles))

    def _track_range(self, track: Any) -> tuple[Fraction, Fraction] | None:
        return self._range(track.get("source_range")) if isinstance(track, Mapping) else None

    def _rate(self, wanted: Fraction | None) -> Fraction:
        """The timeline's rate: ours as we wrote it, else that of its start, of the first picture clip, of anything."""
        try:
            return Fraction(str(self.own["rate"]))
        except (KeyError, ValueError, ZeroDivisionError):
            pass
        for time in _times(self.root.get("global_start_time")):
            return time
        for time in _times(self.root.get("tracks")):
            return time
        if wanted is None:
            raise ExchangeError("The file names no frame rate.", "Open the film that it belongs to, then import it.")
        return wanted

    def _tracks(self, item: Any, place: str) -> list[Track]:
        if _schema(item) not in {"Track", "Sequence", "Stack"}:
            self._tell(f"{place} holds a {_schema(item) or 'thing'} where a track belongs; it was left out.")
            return []
        laid = self._lay(item, place)
        kind = TrackKind.AUDIO if _text(item, "kind").casefold() == "audio" else TrackKind.VIDEO
        clips = [self._clip(placed, kind) for placed in laid.clips]
        levels = sorted({placed.level for placed in laid.clips}) or [0]
        name = _text(item, "name") or place.capitalize()
        turns = tuple(self._turn(at, turn) for at, turn in laid.turns)
        found: list[Track] = []
        for level in levels:
            own = [clip for clip, placed in zip(clips, laid.clips, strict=True) if placed.level == level]
            rows = stacked([c for c in own if c.frames > 0], f"{name} nested {level}" if level else name, kind)
            found += rows or (Track(name, kind),)
        found[0] = replace(found[0], transitions=turns, enabled=item.get("enabled") is not False)
        return found

    def _lay(self, item: Mapping[str, Any], place: str) -> _Laid:
        """Put a composition's children one after the other (a stack's: over each other), trimmed by its own range."""
        laid = _Laid()
        stacking = _schema(item) == "Stack"
        for number, child in enumerate(_list(item, "children"), 1):
            inner = self._inner(child, f"{place}, item {number}")
            at = Fraction(0) if stacking else laid.seconds
            deep = max((p.level for p in laid.clips), default=-1) + 1 if stacking else 0
            laid.clips += [replace(p, start=p.start + at, level=p.level + deep) for p in inner.clips]
            laid.turns += [(when + at, turn) for when, turn in inner.turns]
            laid.seconds = max(laid.seconds, inner.seconds) if stacking else laid.seconds + inner.seconds
        return _windowed(laid, self._range(item.get("source_range")))

    def _inner(self, child: Any, place: str) -> _Laid:
        kind = _schema(child)
        if kind in {"Track", "Sequence", "Stack"}:
            return self._lay(child, place)
        if kind == "Transition":
            return _Laid(turns=[(Fraction(0), child)])
        span = self._range(child.get("source_range")) if isinstance(child, Mapping) else None
        if kind in {"Gap", "Filler"}:
            return _Laid(seconds=span[1] if span else Fraction(0))
        if kind == "Clip":
            if span is None and child.get("source_range") is not None:
                self._tell(f"{place}, {_text(child, 'name')}: its range cannot be read; all of its media shows.")
            span = span or self._range(_reference(child).get("available_range"))
            if span is None:
                self._tell(f"{place}, {_text(child, 'name') or 'a clip'}, has no length; it was left out.")
                return _Laid()
            return _Laid([_Placed(child, Fraction(0), span[1])], seconds=span[1])
        self._tell(f"{place} is a {kind or 'thing'} that is not known here; its place stays empty.")
        return _Laid(seconds=span[1] if span else Fraction(0))

    def _clip(self, placed: _Placed, kind: TrackKind) -> Clip:
        item, reference = placed.item, _reference(placed.item)
        own = facts.ours(item.get("metadata"))
        span = self._range(item.get("source_range")) or self._range(reference.get("available_range"))
        start, end = self._frame(placed.start), self._frame(placed.start + placed.seconds)
        speed = self._speed(item, own)
        source_in = span[0] * self.rate if span else Fraction(0)
        source_in = facts.exact(own, "source_in", source_in, Fraction(1, 1000))
        media = tuple(self._all_media(item))
        return Clip(
            name=_text(item, "name") or addresses.base_name(media[0].path if media else "") or "Clip",
            start=start,
            frames=end - start,
            kind=_kind(own, kind, reference),
            source_in=source_in + placed.cut * self.rate * speed,
            speed=speed,
            media=media,
            active=_text(item, "active_media_reference_key") or (media[0].key if media else ""),
            enabled=item.get("enabled") is not False,
            markers=tuple(self._markers(item, source_in)),
            facts=own,
        )

    def _speed(self, item: Mapping[str, Any], own: Mapping[str, Any]) -> Fraction:
        speed = Fraction(1)
        for effect in _list(item, "effects"):
            kind = _schema(effect)
            if kind == "FreezeFrame":
                return Fraction(0)
            scalar = effect.get("time_scalar") if isinstance(effect, Mapping) else None
            if kind == "LinearTimeWarp" and isinstance(scalar, int | float):
                speed *= Fraction(scalar).limit_denominator(100_000)
            elif kind not in {"LinearTimeWarp", ""}:
                self.effects[_text(effect, "effect_name") or kind] += 1
        return facts.exact(own, "speed", speed, Fraction(1, 10_000))

    def _all_media(self, item: Mapping[str, Any]) -> Iterator[Media]:
        many = item.get("media_references")
        single = {DEFAULT: item.get("media_reference")}
        for key, reference in (many if isinstance(many, Mapping) else single).items():
            if isinstance(reference, Mapping):
                media = self._one_media(str(key), reference)
                if media is not None:
                    yield media

    def _one_media(self, key: str, reference: Mapping[str, Any]) -> Media | None:
        kind = _schema(reference)
        span = self._range(reference.get("available_range"))
        path = _text(reference, "target_url")
        if kind == "ImageSequenceReference":
            path = _sequence(reference)
        known = facts.ours(reference.get("metadata"))
        if kind == "MissingReference" and not known:
            return None
        return Media(
            key=key,
            name=_text(reference, "name"),
            path=addresses.from_url(path, self.folder),
            start=span[0] * self.rate if span else Fraction(0),
            frames=span[1] * self.rate if span else None,
            rate=next(_times(reference.get("available_range")), None),
            facts=known,
        )

    def _turn(self, at: Fraction, turn: Mapping[str, Any]) -> Transition:
        before, after = (self._seconds(turn.get(name)) or Fraction(0) for name in ("in_offset", "out_offset"))
        return Transition(
            at=self._frame(at),
            before=round(before * self.rate),
            after=round(after * self.rate),
            kind=_text(turn, "transition_type") or "SMPTE_Dissolve",
            name=_text(turn, "name"),
        )

    def _markers(self, item: Any, zero: Fraction) -> Iterator[Marker]:
        """Marker.1 to Marker.3: the last has a colour of its own kind."""
        for marker in _list(item, "markers"):
            span = self._range(marker.get("marked_range")) if isinstance(marker, Mapping) else None
            if span is None:
                self._tell(f"The marker {_text(marker, 'name')} has no place; it was left out.")
                continue
            color = marker.get("color")
            shade = _text(color, "name") if isinstance(color, Mapping) else str(color or "")
            yield Marker(
                frame=round(span[0] * self.rate - zero),
                name=_text(marker, "name"),
                comment=_text(marker, "comment"),
                color=shade.upper(),
                frames=round(span[1] * self.rate),
            )

    def _range(self, span: Any) -> tuple[Fraction, Fraction] | None:
        """Start and length in seconds; None where the file does not say."""
        start, length = (
            self._seconds(span.get(n)) if isinstance(span, Mapping) else None for n in ("start_time", "duration")
        )
        return None if start is None or length is None else (start, length)

    def _seconds(self, time: Any) -> Fraction | None:
        value = time.get("value") if isinstance(time, Mapping) else None
        rate = next(_times(time), None)
        return Fraction(value) / rate if isinstance(value, int | float) and rate else None

    def _frame(self, seconds: Fraction) -> int:
        return round(seconds * self.rate)

    def _tell(self, message: str) -> None:
        self.troubles.append(Trouble(message[:1].upper() + message[1:]))


def _windowed(laid: _Laid, window: tuple[Fraction, Fraction] | None) -> _Laid:
    """What a composition's own range shows of its inside."""
    if window is None:
        return laid
    # OTIO's own EDL reader writes where the tape began as a range that begins before zero.
    first = max(window[0], Fraction(0))
    last = first + window[1]
    clips = []
    for placed in laid.clips:
        start, end = max(placed.start, first), min(placed.start + placed.seconds, last)
        if end > start:
            cut = placed.cut + start - placed.start
            clips.append(replace(placed, start=start - first, seconds=end - start, cut=cut))
    turns = [(at - first, turn) for at, turn in laid.turns if first < at < last]
    return _Laid(clips, turns, window[1])


def _reference(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reference that a clip shows, whatever version of clip it is."""
    many = item.get("media_references")
    if isinstance(many, Mapping):
        active = many.get(_text(item, "active_media_reference_key"))
        found = active if isinstance(active, Mapping) else next(iter(many.values()), None)
    else:
        found = item.get("media_reference")
    return found if isinstance(found, Mapping) else {}


def _kind(own: Mapping[str, Any], track: TrackKind, reference: Mapping[str, Any]) -> ClipKind:
    if own.get("kind") in set(ClipKind):
        return ClipKind(str(own["kind"]))
    if track is TrackKind.AUDIO:
        return ClipKind.SOUND
    if _schema(reference) == "GeneratorReference":
        return ClipKind.COLOR
    return ClipKind.IMAGE if addresses.is_still(_text(reference, "target_url")) else ClipKind.MOVIE


def _sequence(reference: Mapping[str, Any]) -> str:
    """The first picture of a numbered sequence."""
    base, prefix, suffix = (_text(reference, f"{n}") for n in ("target_url_base", "name_prefix", "name_suffix"))
    start, digits = reference.get("start_frame"), reference.get("frame_zero_padding")
    number = f"{start if isinstance(start, int) else 0:0{digits if isinstance(digits, int) else 0}d}"
    return f"{base.rstrip('/')}/{prefix}{number}{suffix}" if base else f"{prefix}{number}{suffix}"


def _times(item: Any) -> Iterator[Fraction]:
    """The rates of every time in a part of the file, in its order, those of where clips begin and end first."""
    pending: list[Any] = [item]
    while pending:
        now = pending.pop()
        if isinstance(now, Mapping):
            rate = now.get("rate")
            if _schema(now) == "RationalTime" and isinstance(rate, int | float) and rate > 0:
                yield rate_of(rate)
            first = [now[n] for n in ("source_range", "children") if n in now]
            rest = [value for name, value in now.items() if name not in {"source_range", "children", "metadata"}]
            pending += reversed([*first, *rest])
        elif isinstance(now, list):
            pending += reversed(now)
