# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit from another program: a new film from its clips, or the film brought to what the re-edit says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ...core.exchange import chosen, conform, formats
from ...core.exchange.conform import Change
from ...core.exchange.timeline import (
    Clip,
    ClipKind,
    ExchangeError,
    Reading,
    Timeline,
    TrackKind,
    Transition,
    flattened,
    settled,
)
from ...core.files import explain_os_error
from ...second import compat
from ..engine import slices
from ..properties import film
from ..timeline import arranging
from ..timeline.channels import Room
from ..values import edit_rate
from . import making, mixing, reading
from .proposal import Line, Proposal, Proposing, Steps, counted
from .relink import Finder

if TYPE_CHECKING:
    from ...core.files import FilmFolder

ABOVE = 4
"""Sounds of a new film go on this channel and above, over its pictures and takes."""


def read_file(path: Path, rate: Fraction) -> Reading:
    """A timeline file. Raises ExchangeError in words for what cannot be read, and OSError."""
    target = formats.of_file(path.name)
    data = chosen.read(path)
    if target.key == "xml":
        from ...core.exchange import fcpxml

        return fcpxml.read(data)
    text = data.decode("utf-8-sig", "replace")
    if target.key == "edl":
        from ...core.exchange import edl

        return edl.read(text, rate=rate)
    from ...core.exchange import otio

    return otio.read(text, rate=rate, folder=str(path.parent))


def proposing(
    edit: bpy.types.Scene,
    folder: FilmFolder | None,
    path: Path,
    *,
    relink: Path | None = None,
    rate: Fraction | None = None,
) -> Proposing:
    """What the file would change in the film. `relink`: where its media is looked for beside where it says; `rate`: an
    EDL's own, which it does not name. The film's strips are read in slices, what needs no Blender is done beside it."""
    film_rate, shots = edit_rate(edit).fraction, reading.named(edit)
    read = yield from slices.aside(lambda: _read(path, rate or film_rate), 0, len(shots))
    shown: Timeline = yield from slices.told(reading.reading(edit, folder), 0, len(shots))
    near = [*([relink] if relink else []), path.parent, *([folder.root] if folder else [])]
    told: _Compared = yield from slices.aside(lambda: _compare(read, film_rate, shown, shots, near), 0, len(shots))
    applier = _Applier(edit, told.timeline, told.changes, told.joins, told.finder)
    return Proposal(path.name, told.sentence, told.lines, told.troubles, applier.steps, notes=told.notes)


def _read(path: Path, rate: Fraction) -> Reading:
    try:
        read = read_file(path, rate)
    except OSError as error:
        raise explain_os_error(error, path) from error
    if not flattened(read.timeline):
        raise ExchangeError("There is no picture in this edit.", "Export the sequence with its video tracks.")
    return read


@dataclass(frozen=True)
class _Compared:
    """A file beside the film, as it is told to a person, and what doing it needs."""

    timeline: Timeline
    changes: Sequence[Change]
    joins: mixing.Joins
    finder: Finder
    sentence: str
    lines: list[Line]
    troubles: list[str]
    notes: list[str]


def _compare(
    read: Reading, rate: Fraction, shown: Timeline, shots: Mapping[str, reading.Named], near: Sequence[Path]
) -> _Compared:
    """Compare with the film as it is `shown`. Needs no Blender."""
    troubles = [trouble.sentence for trouble in read.troubles]
    timeline = settled(at_rate(read.timeline, rate))
    if read.timeline.rate != rate:
        troubles.append(
            f"The file counts {float(read.timeline.rate):.3f} frames a second, the film {float(rate):.3f}:"
            " places are rounded to the film's frames."
        )
    found = conform.conform(reading.standings(shown, shots), timeline)
    joins = mixing.joins(shown, timeline, found.changes)
    cuts = sum(len(track.transitions) for track in timeline.tracks) - len(joins.wanted)
    if cuts:
        troubles.append(f"{counted(cuts, 'transition')} came in as {'a cut' if cuts == 1 else 'cuts'}.")
    sentence = ", ".join(filter(None, ["" if found.same and joins.sentence else found.sentence, joins.sentence]))
    finder = Finder([each for each in near if each.is_dir()])
    lines = [_line(number, change, joins) for number, change in enumerate(found.changes)]
    notes = _lost(found.changes, finder)
    return _Compared(timeline, found.changes, joins, finder, f"{sentence}.", lines, troubles, notes)


def _lost(changes: Sequence[Change], finder: Finder) -> list[str]:
    """What is worth knowing before: whose media is nowhere."""
    wanted = [c.clip for c in changes if c.new and c.clip and c.clip.shown and c.clip.shown.path]
    lost = [clip for clip in wanted if clip.shown and finder.find(clip.shown.path) is None]
    if not lost:
        return []
    names = ", ".join(clip.name for clip in lost[:5]) + ("…" if len(lost) > 5 else "")
    return [f"The media of {counted(len(lost), 'new clip')} was not found ({names}): empty strips stand for it."]


def _line(number: int, change: Change, joins: mixing.Joins) -> Line:
    kind = "gone" if change.gone else "new" if change.new else "changed" if change.moved or change.trimmed else "same"
    mixed = joins.words(change)
    if mixed and not change.new:
        words = f"{change.words}, {mixed}" if kind == "changed" else mixed
        return replace(_line(number, change, mixing.Joins()), kind="changed", words=words)
    before = f"{change.shot.start}-{change.shot.start + change.shot.frames - 1}" if change.shot else ""
    after = f"{change.clip.start}-{change.clip.end - 1}" if change.clip else ""
    return Line(str(number), change.name, kind, change.words, before, after)


def at_rate(timeline: Timeline, rate: Fraction) -> Timeline:
    """The same edit counted at another rate: the nearest frames."""
    if timeline.rate == rate:
        return timeline
    ratio = rate / timeline.rate

    def clip(one: Clip) -> Clip:
        start, end = round(one.start * ratio), round(one.end * ratio)
        media = tuple(
            replace(m, start=m.start * ratio, frames=m.frames * ratio if m.frames is not None else None)
            for m in one.media
        )
        return replace(one, start=start, frames=max(end - start, 1), source_in=one.source_in * ratio, media=media)

    def turn(one: Transition) -> Transition:
        at = round(one.at * ratio)
        return replace(one, at=at, before=round(one.before * ratio), after=round(one.after * ratio))

    tracks = tuple(
        replace(t, clips=tuple(map(clip, t.clips)), transitions=tuple(map(turn, t.transitions)))
        for t in timeline.tracks
    )
    markers = tuple(replace(m, frame=round(m.frame * ratio)) for m in timeline.markers)
    return replace(timeline, rate=rate, tracks=tracks, markers=markers, start=round(timeline.start * ratio))


@dataclass
class _Applier:
    """Does the chosen changes. Lives from the table to its confirmation."""

    edit: bpy.types.Scene
    timeline: Timeline
    changes: Sequence[Change]
    joins: mixing.Joins
    finder: Finder
    missing: list[str] = field(default_factory=list)
    unmixed: list[str] = field(default_factory=list)

    @property
    def new_film(self) -> bool:
        return all(change.new for change in self.changes)

    def steps(self, keys: Collection[str]) -> Steps:
        wanted = set(keys)
        chosen = [c for n, c in enumerate(self.changes) if str(n) in wanted]
        gone = [c.shot.uuid for c in chosen if c.gone and c.shot]
        places = {c.shot.uuid: self._place(c) for c in chosen if c.shot and c.clip and (c.moved or c.trimmed)}
        was_new = self.new_film and not film(self.edit).shots
        compat.ensure_sequencer_scene(self.edit)
        self.edit.sequence_editor or self.edit.sequence_editor_create()
        mixing.part(self.edit, self.joins, chosen)
        arranging.remove_shots(self.edit, gone)
        yield 0, len(chosen)
        opened = yield from slices.told(arranging.rearranging(self.edit, places), 0, len(chosen))
        yield len(places), len(chosen)
        room = Room(self.edit, self.edit.sequence_editor.strips)
        made = []
        for clip in (c.clip for c in chosen if c.new and c.clip):
            made.append((self._new_strip(clip, room), clip))
            yield len(places) + len(made), len(chosen)
        self.unmixed = mixing.mix(self.edit, self.joins, chosen, {clip.start: name for name, clip in made})
        if was_new:
            self._sounds_and_markers()
        moved = making.sources_of(self.edit, list(places))
        for _ in making.following(self.edit, [*moved, *(name for name, _ in made)]):
            yield len(chosen), len(chosen)
        titles = {name: str(clip.facts.get("shot") or conform.title(clip.name)) for name, clip in made}
        making.name_shots(self.edit, titles)
        self._mark_gone(gone)
        making.grow_range(self.edit)
        return self._told(chosen, opened)

    def _place(self, change: Change) -> arranging.Place:
        assert change.shot is not None
        assert change.clip is not None
        first = self.edit.frame_start
        old = first + change.shot.start
        pace = abs(change.clip.speed) or Fraction(1)
        return arranging.Place(
            old, old + change.shot.frames, first + change.clip.start, first + change.clip.end,
            round(change.slipped / pace),
        )  # fmt: skip

    def _new_strip(self, clip: Clip, room: Room) -> str:
        """A strip for a clip that the film does not have: its media where that is found, else an empty one."""
        first = self.edit.frame_start
        start, end = first + clip.start, first + clip.end + self._tail(clip)
        name, channel, head = conform.title(clip.name), making.SOURCE_CHANNEL, clip.head
        file = self.finder.find(clip.shown.path or clip.shown.name) if clip.shown else None
        strip = None
        if file is not None and clip.kind is ClipKind.IMAGE:
            strip = arranging.add_picture(self.edit, name, file, start, end, channel, room)
        elif file is not None and clip.kind is ClipKind.MOVIE:
            strip = arranging.add_movie(self.edit, name, file, start, end, channel, room, head=head, speed=clip.speed)
        if strip is None:
            strip = arranging.add_slug(self.edit, name, start, end, channel, room)
        return str(strip.name)

    def _tail(self, clip: Clip) -> int:
        """Frames by which a new clip's strip reaches over its end, where it is mixed with the next. A movie gives no
        more than it has: a take out of nothing would stand still."""
        join = self.joins.after(clip.end)
        after = join.turn.after if join is not None else 0
        if clip.kind is ClipKind.MOVIE and clip.shown is not None and clip.shown.frames is not None:
            pace = abs(clip.speed) or Fraction(1)
            after = min(after, max(int((clip.shown.frames - clip.head) / pace) - clip.frames, 0))
        return after

    def _sounds_and_markers(self) -> None:
        first = self.edit.frame_start
        for number, track in enumerate(t for t in self.timeline.tracks if t.kind is TrackKind.AUDIO):
            for clip in track.clips:
                file = self.finder.find(clip.shown.path or clip.shown.name) if clip.shown else None
                if file is None:
                    self.missing.append(clip.name)
                    continue
                span = (first + clip.start, first + clip.end)
                arranging.add_sound(self.edit, clip.name, file, *span, ABOVE + number, head=clip.head)
        for mark in self.timeline.markers:
            self.edit.timeline_markers.new(mark.name or mark.comment or "Marker", frame=first + mark.frame)

    def _mark_gone(self, uuids: Sequence[str]) -> None:
        for shot in film(self.edit).shots:
            if shot.uuid in uuids:
                shot.gone = True

    def _told(self, chosen: Sequence[Change], opened: Sequence[str]) -> str:
        said = [f"{conform.Conform(tuple(chosen)).sentence}."]
        said += making.told_of_opened(opened)
        if self.unmixed:
            said.append(f"Without frames to mix, or in meta strips, so cuts: into {', '.join(self.unmixed)}.")
        if self.missing:
            said.append(f"{counted(sum(Counter(self.missing).values()), 'sound')} not found.")
        return " ".join(said)
