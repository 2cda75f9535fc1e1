# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit as a timeline without Blender: what export writes and a re-edit is compared with. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core import frames
from ...core.errors import AnimaticError
from ...core.exchange import conform
from ...core.exchange.timeline import (
    PICTURES,
    Clip,
    ClipKind,
    Marker,
    Media,
    Timeline,
    Track,
    TrackKind,
    Transition,
    flattened,
)
from ...second import compat
from ...steps import whole
from ..edit.strips import scene_map
from ..properties import film, tag
from ..values import edit_rate

if TYPE_CHECKING:
    from ...core.files import FilmFolder

KINDS = {
    "MOVIE": ClipKind.MOVIE, "IMAGE": ClipKind.IMAGE, "SCENE": ClipKind.SCENE, "COLOR": ClipKind.COLOR,
    "TEXT": ClipKind.TEXT, "SOUND": ClipKind.SOUND, "MOVIECLIP": ClipKind.MOVIE, "MASK": ClipKind.COLOR,
}  # fmt: skip
OVERLAYS = {"compare", "burnin"}
"""Roles of strips that say something over the picture and are no part of the edit."""
TRANSITIONS = {
    "CROSS": ("SMPTE_Dissolve", "Dissolve"), "GAMMA_CROSS": ("SMPTE_Dissolve", "Dissolve"),
    "WIPE": ("Custom_Transition", "Wipe"),
}  # fmt: skip
START_HOUR = 3600
"""Seconds of timecode at which a film begins by custom: 01:00:00:00."""


def timeline(edit: bpy.types.Scene, folder: FilmFolder | None) -> Timeline:
    """The edit from the first frame of its range to its last strip. `folder` is where its takes lie; None: unsaved."""
    found: Timeline = whole(reading(edit, folder))
    return found


def reading(edit: bpy.types.Scene, folder: FilmFolder | None) -> Generator[None, None, Timeline]:
    """`timeline` in steps: a strip each."""
    return _Reader(edit, folder).reading()


class Named(NamedTuple):
    """What of a shot no strip says: its name, and that of its source."""

    name: str
    source: str


def named(edit: bpy.types.Scene) -> dict[str, Named]:
    """The film's shots by their ids."""
    return {shot.uuid: Named(shot.name, shot.source_name) for shot in film(edit).shots if not shot.gone}


def standings(shown: Timeline, shots: Mapping[str, Named]) -> list[conform.Standing]:
    """The shots that the edit shows, as a re-edit is compared with them. Needs no Blender."""
    left, found = dict(shots), []
    for clip in conform.whole(flattened(shown)):
        uuid = str(clip.facts.get("shot_id", ""))
        shot = left.pop(uuid, None)
        if shot is not None:
            files = [m.path or m.name for m in clip.media] + [shot.source]
            found.append(conform.Standing(uuid, shot.name, clip.start, clip.frames, clip.head, tuple(files)))
    return found


@dataclass
class _Window:
    """What of a level of strips shows: frames of the edit, and the channels of the meta strips around it."""

    start: int
    end: int
    channels: tuple[int, ...] = ()
    enabled: bool = True


@dataclass
class _Channel:
    """What lies on one channel."""

    pictures: list[Clip] = field(default_factory=list)
    sounds: list[Clip] = field(default_factory=list)
    turns: list[Transition] = field(default_factory=list)


@dataclass(frozen=True)
class _Join:
    """A dissolve or wipe strip. Both its strips show from `at` on in Blender; in other programs the first is cut there
    and the second follows on its track, `frames` of both mixed."""

    first: str
    second: str
    at: int
    frames: int
    kind: str
    name: str


def _joins(strips: Iterable[Any]) -> tuple[dict[str, _Join], dict[str, int]]:
    """The transitions of a level of strips by the name of their second strip, and the channel on which each of those
    goes on: the first one's. One whose second strip finds no room there is left out."""
    every = list(strips)
    channels = {strip.name: strip.channel for strip in every}
    spans = {strip.name: [compat.strip_start(strip), compat.strip_end(strip)] for strip in every}
    found: dict[str, _Join] = {}
    for strip in sorted((s for s in every if s.type in TRANSITIONS and not s.mute), key=compat.strip_start):
        first, second = strip.input_1, strip.input_2
        if first is None or second is None or not {first.type, second.type} <= KINDS.keys():
            continue
        start, end = compat.strip_start(strip), compat.strip_end(strip)
        inside = spans[first.name][0] < start and spans[second.name][0] <= start
        if not inside or spans[first.name][1] < end or second.name in found:
            continue
        cut = dict(spans) | {first.name: [spans[first.name][0], start], second.name: [start, spans[second.name][1]]}
        others = [s.name for s in every if s.type in KINDS and s.name != second.name]
        if any(
            channels[name] == channels[first.name] and cut[name][0] < cut[second.name][1] and cut[name][1] > start
            for name in others
        ):
            continue
        spans, channels[second.name] = cut, channels[first.name]
        found[second.name] = _Join(first.name, second.name, start, end - start, *TRANSITIONS[strip.type])
    return found, channels


class _Reader:
    def __init__(self, edit: bpy.types.Scene, folder: FilmFolder | None) -> None:
        self.edit, self.folder = edit, folder
        self.rate = edit_rate(edit).fraction
        self.first = edit.frame_start
        self.shots = {shot.uuid: shot for shot in film(edit).shots}
        self.channels: dict[tuple[int, ...], _Channel] = defaultdict(_Channel)

    def reading(self) -> Generator[None, None, Timeline]:
        editor = self.edit.sequence_editor
        if editor is not None:
            yield from self._level(editor.strips, _Window(self.first, 1 << 30))
        render = self.edit.render
        percent = render.resolution_percentage
        return Timeline(
            name=Path(bpy.data.filepath).stem or self.edit.name,
            rate=self.rate,
            tracks=tuple(self._tracks()),
            start=START_HOUR * round(self.rate),
            markers=tuple(self._markers()),
            size=(render.resolution_x * percent // 100, render.resolution_y * percent // 100),
        )

    def _markers(self) -> Iterator[Marker]:
        for mark in sorted(self.edit.timeline_markers, key=lambda m: m.frame):
            if mark.frame >= self.first:
                yield Marker(mark.frame - self.first, mark.name)

    def _tracks(self) -> Iterator[Track]:
        shown = self.edit.sequence_editor.channels if self.edit.sequence_editor else ()
        for kind in TrackKind:
            for channels, found in sorted(self.channels.items()):
                clips = found.pictures if kind is TrackKind.VIDEO else found.sounds
                if clips:
                    name = " / ".join([shown[channels[0]].name, *map(str, channels[1:])])
                    enabled = not shown[channels[0]].mute
                    turns = tuple(found.turns) if kind is TrackKind.VIDEO else ()
                    yield Track(name, kind, tuple(sorted(clips, key=lambda c: c.start)), turns, enabled)

    def _level(self, strips: Iterable[Any], window: _Window) -> Iterator[None]:
        """Meta strips come as what is inside them, on tracks of their own."""
        strips = [strip for strip in strips if tag(strip).role not in OVERLAYS]
        joins, channel_of = _joins(strips)
        cut_at = {join.first: join.at for join in joins.values()}
        for strip in strips:
            yield
            join = joins.get(strip.name)
            start = max(join.at if join else compat.strip_start(strip), window.start)
            end = min(cut_at.get(strip.name, compat.strip_end(strip)), window.end)
            if end <= start:
                continue
            channels = (*window.channels, channel_of[strip.name])
            enabled = window.enabled and not strip.mute
            if strip.type == "META":
                yield from self._level(strip.strips, _Window(start, end, channels, enabled))
            elif strip.type in KINDS:
                clip = self._clip(strip, enabled)
                clip = clip if (clip.start, clip.end) == (start, end) else clip.trimmed(start, end)
                place = self.channels[channels]
                clips = place.sounds if clip.kind is ClipKind.SOUND else place.pictures
                clips.append(replace(clip, start=clip.start - self.first))
                if join is not None and start == join.at:
                    place.turns.append(Transition(start - self.first, 0, join.frames, join.kind, join.name))

    def _clip(self, strip: Any, enabled: bool) -> Clip:
        """One strip; frames still of the edit."""
        mark = tag(strip)
        shot = self.shots.get(mark.shot) if mark.role in {"source", "take", "sound"} else None
        start, end = compat.strip_start(strip), compat.strip_end(strip)
        media, active = self._media(strip, shot)
        speed = self._speed(strip, shot, next((m for m in media if m.key == active), None))
        facts: dict[str, Any] = {"channel": strip.channel}
        if shot is not None:
            facts |= {"shot_id": shot.uuid, "shot": shot.name, "route": shot.route}
            facts |= {"take_id": mark.take, "take": mark.number} if mark.take else {}
        if strip.type == "SCENE" and strip.scene is not None:
            facts |= {"scene": strip.scene.name, "camera": strip.scene_camera.name if strip.scene_camera else ""}
        if strip.type == "TEXT":
            facts["text"] = strip.text
        return Clip(
            name=shot.name if shot is not None and strip.type != "SOUND" else strip.name,
            start=start,
            frames=end - start,
            kind=KINDS[strip.type],
            source_in=self._source_in(strip, speed, media[0] if media else None),
            speed=speed,
            media=media,
            active=active,
            enabled=enabled,
            facts=facts,
        )

    def _source_in(self, strip: Any, speed: Fraction, media: Media | None) -> Fraction:
        if strip.type in {"IMAGE", "COLOR", "TEXT", "MASK"}:
            return Fraction(0)
        before = Fraction(compat.strip_start(strip)) - Fraction(compat.content_start(strip)).limit_denominator(1000)
        if strip.type == "SCENE" and strip.scene is not None:
            position: Fraction = scene_map(strip).position(compat.strip_start(strip))
            return Fraction(position - strip.scene.frame_start)
        if speed < 0 and media is not None and media.frames is not None:
            return media.frames + before * speed
        trimmed = Fraction(compat.content_trim_start(strip))
        return (before + trimmed) * speed

    def _speed(self, strip: Any, shot: Any, media: Media | None) -> Fraction:
        """Timeline frames of media that pass with each frame: in seconds, so a take of 30 frames a second in a film of
        24 plays at 1."""
        if strip.type == "SCENE" and strip.scene is not None:
            step: Fraction = scene_map(strip).step
            return step
        if strip.type not in {"MOVIE", "MOVIECLIP"} or media is None or media.frames is None:
            return Fraction(1)
        content = compat.content_duration(strip)
        wanted = Fraction(shot.speed).limit_denominator(10_000) if shot is not None and tag(strip).take else Fraction(1)
        if compat.retiming_keys(strip) and abs(media.frames / wanted - content) < 1:
            speed = wanted  # conformed to the nearest frame
        else:
            speed = (media.frames / max(content, 1)).limit_denominator(1000)
        return -speed if strip.use_reverse_frames else speed

    def _media(self, strip: Any, shot: Any) -> tuple[tuple[Media, ...], str]:
        """The files that a strip may show, and the key of the one it does."""
        mark = tag(strip)
        if shot is not None and mark.take and self.folder is not None:
            takes = {take.id: self._take(take) for take in shot.takes}
            if mark.take in takes:
                return tuple(takes.values()), takes[mark.take].key
        path = _path(strip)
        if not path:
            return (), ""
        media = Media(name=Path(path).name, path=path)
        if strip.type == "MOVIE" and strip.elements:
            media = self._measured(strip, media)
        elif strip.type == "IMAGE" and len(strip.elements) > 1:
            media = replace(media, frames=Fraction(len(strip.elements)), rate=self.rate)
        return (media,), media.key

    def _measured(self, strip: Any, media: Media) -> Media:
        """How long a movie is. A retimed strip does not tell; then its file does, where it is understood."""
        rate = frames.rate_of(strip.elements[0].orig_fps) if strip.elements[0].orig_fps > 0 else None
        if rate is None:
            return media
        count = compat.content_duration(strip) + compat.content_trim_start(strip) + compat.content_trim_end(strip)
        if compat.retiming_keys(strip):
            from ...core.media.probing import probe

            try:
                count = probe(media.path).frames
            except (AnimaticError, OSError):
                return replace(media, frames=Fraction(count), rate=rate)
        return replace(media, frames=count * self.rate / rate, rate=rate)

    def _take(self, take: Any) -> Media:
        assert self.folder is not None
        seconds = Fraction(take.seconds).limit_denominator(100_000)
        facts = {name: take.fact(name) for name in ("model", "tier", "prompt", "negative", "seed", "usd", "created")}
        found = take.fact("judged", None)
        judged = " ".join(filter(None, [f"{found['word']}:", found["sentence"], *found["faults"]])) if found else ""
        own = {"take_id": take.id, "take": take.number, "usd_is_actual": take.usd_is_actual, "size": take.size}
        marks = {"starred": take.starred, "rejected": take.rejected, "note": take.note, "judged": judged}
        try:
            path = self.folder.resolve(take.file)
        except AnimaticError:
            path = Path(take.file)
        return Media(
            key=f"take-{take.number:02d}",
            name=path.name,
            path=str(path),
            frames=seconds * self.rate if seconds else None,
            rate=frames.rate_of(take.fps) if take.fps > 0 else None,
            facts={**facts, **own, **marks},
        )


def _path(strip: Any) -> str:
    """The absolute path of a strip's file; "" for one without."""
    library = getattr(strip, "sound", None)
    if strip.type == "MOVIE":
        stored = strip.filepath
    elif strip.type == "SOUND":
        stored = library.filepath if library is not None else ""
    elif strip.type == "IMAGE" and strip.elements:
        stored = (
            str(Path(strip.directory) / strip.elements[0].filename) if strip.directory else strip.elements[0].filename
        )
    elif strip.type == "MOVIECLIP" and getattr(strip, "clip", None):
        stored = strip.clip.filepath
    else:
        return ""
    return str(Path(bpy.path.abspath(stored))) if stored else ""


def effects_left(edit: bpy.types.Scene) -> int:
    """Effect and adjustment strips, which no format takes along; transitions between two pictures are none of them."""

    def left(strips: Iterable[Any]) -> int:
        strips = list(strips)
        inside: int = sum(left(strip.strips) for strip in strips if strip.type == "META")
        effects: int = sum(s.type not in KINDS and s.type != "META" for s in strips)
        return inside + effects - len(_joins(strips)[0])

    return left(edit.sequence_editor.strips) if edit.sequence_editor else 0


def has_pictures(found: Timeline) -> bool:
    """Whether there is anything to write."""
    return any(clip.kind in PICTURES for clip in found.clips())
