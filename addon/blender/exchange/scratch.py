# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scratch voice: the dialogue's text strips spoken by the system, for timing. Free, offline, in one undo step."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.media import speech
from ...second import compat
from .. import timeline
from ..edit import dialogue
from ..properties import film, find_shot, shot_of, tag
from ..timeline import arranging
from ..values import edit_rate
from . import listing, making
from .proposal import counted

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ..engine.beside import Work

CHANNEL = 7
"""The spoken lines go on this channel, or the next free one above: over their texts."""
FOLDER = "voice"
NAMED = 5


class Line(NamedTuple):
    """A text strip in which somebody speaks: frames of the edit, `end` exclusive. `shot` is "" for one that no import
    put there."""

    strip: str
    shot: str
    who: str
    text: str
    start: int
    end: int


class Spoken(NamedTuple):
    line: Line
    file: Path
    seconds: float


@dataclass
class Pace:
    """How it is spoken. `voice`: a name that the system's speech knows; empty: its usual one."""

    words_a_minute: int = 150
    voice: str = ""


@dataclass
class Voiced:
    """What was put into the edit."""

    lines: int = 0
    longer: list[str] = field(default_factory=list)
    fitted: int = 0
    speaker: str = ""

    @property
    def sentence(self) -> str:
        said = [f"{counted(self.lines, 'line')} spoken by {self.speaker}, a scratch voice for timing."]
        if self.fitted:
            said.append(f"{counted(self.fitted, 'shot')} fitted to what is said.")
        if self.longer:
            more = "…" if len(self.longer) > NAMED else ""
            said.append(f"Longer than the text strip: {', '.join(self.longer[:NAMED])}{more}.")
        return " ".join(said)


def lines(edit: bpy.types.Scene) -> list[Line]:
    """What is said in text strips, in the order of speaking. Muted ones say nothing."""
    cast = frozenset(member.name.casefold() for member in film(edit).cast)
    found = []
    for strip in edit.sequence_editor.strips_all if edit.sequence_editor else ():
        if strip.type != "TEXT" or tag(strip).role != "none" or strip.mute:
            continue
        said = dialogue.said(strip.text, cast)
        if said:
            text = " ".join(what for _, what in said)
            span = compat.strip_start(strip), compat.strip_end(strip)
            found.append(Line(strip.name, shot_of(strip), said[0][0], text, *span))
    return sorted(found, key=lambda line: (line.start, line.strip))


def speak(folder: FilmFolder, wanted: Sequence[Line], pace: Pace, work: Work) -> list[Spoken]:
    """Beside Blender: a file for each line in the film's folder; one that is there already is not spoken again. Raises
    UserError where the system has no speech."""
    from ...core.files import door

    speaker = speech.need()
    place = door.make_folder(folder.root / FOLDER)
    found = []
    for number, line in enumerate(wanted):
        if work.cancelled:
            break
        key = "|".join([speaker.name, pace.voice, str(pace.words_a_minute), line.text])
        file = place / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"
        seconds = speech.duration(file) if door.is_file(file) else 0.0
        if not seconds:
            seconds = speech.speak(
                speaker,
                line.text,
                file,
                words_a_minute=pace.words_a_minute,
                voice=pace.voice,
                given_up=lambda: work.cancelled,
            )
        found.append(Spoken(line, file, seconds))
        work.progress(number + 1, len(wanted))
    return found


def put(edit: bpy.types.Scene, folder: FilmFolder, spoken: Sequence[Spoken], *, fit: bool) -> Voiced:
    """Lay the spoken lines under their texts, in place of those that were there. `fit`: let texts that an import made
    take as long as they are spoken, and their shots grow or shrink by as much. Makes no undo step."""
    there = {strip.name for strip in edit.sequence_editor.strips_all}
    kept = [each for each in spoken if each.line.strip in there]
    speaker = speech.find()
    voiced = Voiced(speaker=speaker.name if speaker else "the system")
    rate = float(edit_rate(edit).fraction)
    _remove(edit, folder)
    if fit:
        kept, voiced.fitted = _fitted(edit, kept, rate)
    with timeline.unselected(edit):
        for each in kept:
            length = max(round(each.seconds * rate), 1)
            line = each.line
            name = f"{line.who} scratch"
            strip = arranging.add_sound(
                edit, name, each.file, line.start, line.start + length, CHANNEL, head=Fraction(0)
            )
            if strip is not None:
                tag(strip).shot = line.shot
                voiced.lines += 1
            if (over := length - (line.end - line.start)) > 1:  # a rounded frame is none
                voiced.longer.append(f"{line.strip} by {counted(over, 'frame')}")
    making.grow_range(edit)
    return voiced


def _remove(edit: bpy.types.Scene, folder: FilmFolder) -> None:
    place = folder.root / FOLDER
    for strip in [strip for strip in edit.sequence_editor.strips_all if strip.type == "SOUND"]:
        file = Path(bpy.path.abspath(strip.sound.filepath)) if strip.sound is not None else Path()
        if file.parent == place and tag(strip).role == "none":
            timeline.remove_strip(edit, strip)


def _fitted(edit: bpy.types.Scene, spoken: Sequence[Spoken], rate: float) -> tuple[list[Spoken], int]:
    """The lines where they are when each shot is as long as what is said in it, and how many shots changed."""
    by_shot: dict[str, list[Spoken]] = defaultdict(list)
    for each in spoken:
        by_shot[each.line.shot].append(each)
    free = by_shot.pop("", [])
    wanted = {}
    for uuid, said in by_shot.items():
        shot = find_shot(edit, uuid)
        if shot is not None:
            want = _wanted(edit, shot, said, rate)
            if want is not None:
                wanted[uuid] = want
    listing.retime(edit, wanted)
    now = {uuid: iter([line for line in lines(edit) if line.shot == uuid]) for uuid in by_shot}
    moved = [
        each._replace(line=line) for uuid, said in by_shot.items() for each, line in zip(said, now[uuid], strict=False)
    ]
    return [*free, *moved], len(wanted)


def _wanted(edit: bpy.types.Scene, shot: Any, said: Sequence[Spoken], rate: float) -> listing.Wanted | None:
    """A shot with its lines as long as they are spoken; None where they are so already."""
    from ...core.exchange.shot_list import Row

    texts = edit.sequence_editor.strips_all
    first, length = shot.frame_start, shot.frame_end - shot.frame_start
    later, speeches = 0, []
    for each in said:
        line, frames = each.line, max(round(each.seconds * rate), 1)
        start = line.start - first + later
        speeches.append((start, start + frames, texts[line.strip].text))
        later += frames - (line.end - line.start)
    if all(
        each.line.end - each.line.start == end - start for each, (start, end, _) in zip(said, speeches, strict=True)
    ):
        return None
    ends = max(end for _, end, _ in speeches)
    return listing.Wanted(Row(shot.name), max(length + later, ends), speeches)
