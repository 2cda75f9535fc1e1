# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shot lists, screenplays and boards: placeholders at the listed lengths, words for the shots that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import UserError
from ...core.exchange import boards, chosen, conform
from ...core.files import door, explain_os_error
from ...second import compat
from ...steps import whole
from .. import timeline
from ..cast import by_words, references
from ..edit import sources
from ..edit.source import Source
from ..engine import slices
from ..properties import film, shot_of, tag
from ..timeline import arranging
from ..timeline.channels import Room
from ..values import edit_rate
from . import making
from .proposal import Line, Proposal, Proposing, Steps, counted

if TYPE_CHECKING:
    from ...core.exchange.screenplay import Pace, ProposedShot
    from ...core.exchange.shot_list import Row

WITHOUT_LENGTH = 2.0
"""Seconds of a shot for which a list names no length."""
TEXT_CHANNEL = 6
"""Dialogue goes on this channel, or the next free one above."""
SCREENPLAY = "Screenplay"
"""Name of the text block that keeps the last imported screenplay, for a rewrite to be compared with."""
NOTES = "Shot Notes"
"""Name of the text block that keeps what a list says of a shot and a shot has no field for."""
BLOCKS = ("camera", "action", "place")
TOLD = 6
"""Members of whom the last line says in how many shots they were ticked; the others are counted."""


@dataclass
class Wanted:
    """What a file wants of one shot: the row, its length in frames, and what is said in it (frames from its start)."""

    row: Row
    frames: int | None
    speeches: list[tuple[int, int, str]] = field(default_factory=list)
    picture: Path | None = None


def proposing_list(
    edit: bpy.types.Scene, path: Path, *, seconds: float = WITHOUT_LENGTH, columns: Mapping[str, str] | None = None
) -> Proposing:
    """What a shot list would change. `columns`: fields that a person chose for headers (`headers.mapping`)."""
    from ...core.exchange import shot_list

    rate, shots = edit_rate(edit).fraction, len(film(edit).shots)
    read = yield from slices.aside(lambda: shot_list.read(_data(path), rate, columns), 0, shots)
    wanted = [Wanted(row, row.frames) for row in read.rows]
    proposal = yield from _comparing(edit, path.name, wanted, seconds)
    proposal.troubles += [trouble.sentence for trouble in read.troubles]
    proposal.unknown = read.unknown
    return proposal


def proposing_screenplay(edit: bpy.types.Scene, path: Path, *, pace: Pace | None = None) -> Proposing:
    """What a screenplay would change: shots at its paragraphs, dialogue as text strips, characters as cast."""
    rate, shots = float(edit_rate(edit).fraction), len(film(edit).shots)
    block = bpy.data.texts.get(SCREENPLAY)
    kept = None if block is None else block.as_string()
    play: _Play = yield from slices.aside(lambda: _read_play(path, rate, pace, kept), 0, shots)
    text = play.text
    proposal = yield from _comparing(edit, path.name, play.wanted, WITHOUT_LENGTH)
    proposal.notes += play.notes
    steps = proposal.steps

    def then_keep(keys: Collection[str]) -> Steps:
        sentence = yield from steps(keys)
        block = bpy.data.texts.get(SCREENPLAY) or bpy.data.texts.new(SCREENPLAY)
        block.clear()
        block.write(text.removeprefix("\ufeff"))
        return sentence

    proposal.steps = then_keep
    return proposal


class _Play(NamedTuple):
    """A screenplay's text, the shots that it wants, and what changed since the one that the film keeps."""

    text: str
    wanted: list[Wanted]
    notes: list[str]


def _read_play(path: Path, rate: float, pace: Pace | None, kept: str | None) -> _Play:
    from ...core.exchange import fountain, screenplay
    from ...core.exchange.shot_list import decoded

    text = decoded(_data(path))
    play = fountain.parse(text)
    shots = screenplay.propose(play, pace)
    if not shots:
        raise UserError(
            "There is no scene in this file.", "Write it as Fountain: INT. KITCHEN - NIGHT", code="exchange"
        )
    notes = []
    if kept is not None:
        changes = screenplay.compare(fountain.parse(kept).scenes, play.scenes)
        told = [change.words for change in changes if change.changed]
        notes = [f"{words[:1].upper()}{words[1:]}." for words in told] or ["No scene changed."]
    wanted = [_of_play(shot, name, rate) for shot, name in zip(shots, _play_names(shots), strict=True)]
    return _Play(text, wanted, notes)


def _data(path: Path) -> bytes:
    try:
        return chosen.read(path)
    except OSError as error:
        raise explain_os_error(error, path) from error


def proposing_boards(edit: bpy.types.Scene, folder: Path, *, seconds: float = WITHOUT_LENGTH) -> Proposing:
    """A folder of pictures: one strip each, in the order of their numbers; a shot of that name gets its picture."""
    wanted = yield from slices.aside(lambda: _read_boards(folder), 0, len(film(edit).shots))
    return (yield from _comparing(edit, folder.name, wanted, seconds))


def _read_boards(folder: Path) -> list[Wanted]:
    from ...core.exchange.shot_list import Row

    try:
        found = boards.boards(name for name in door.names(folder) if (folder / name).is_file())
    except OSError as error:
        raise explain_os_error(error, folder) from error
    if not found:
        raise UserError(
            f"There is no picture in {folder.name}.", "Choose a folder of PNG or JPEG files.", code="boards"
        )
    return [Wanted(Row(board.name), None, picture=folder / board.file) for board in found]


def _of_play(shot: ProposedShot, name: str, rate: float) -> Wanted:
    from ...core.exchange import screenplay
    from ...core.exchange.shot_list import Row

    length = screenplay.frames(shot.seconds, rate)
    speeches = []
    for speech in shot.speeches:
        start = min(round(speech.start * rate), length - 1)
        end = min(max(round((speech.start + speech.seconds) * rate), start + 1), length)
        speeches.append((start, end, f"{speech.cue.replace(speech.who, spoken_name(speech.who), 1)}: {speech.text}"))
    row = Row(
        name=name,
        line=shot.line,
        scene=shot.scene,
        frames=length,
        action=shot.action,
        place=shot.heading,
        cast=tuple(spoken_name(who) for who in shot.cast),
        notes="\n".join(shot.notes),
    )
    return Wanted(row, length, speeches)


def spoken_name(cue: str) -> str:
    """A cue as a member's name: MIA is Mia, DR. O'HARA is Dr. O'Hara; what is written otherwise stays."""
    if not cue.isupper():
        return cue
    return re.sub(r"[^\W\d_]+('S\b)?", lambda name: name[0].capitalize(), cue)


def _play_names(shots: Sequence[ProposedShot]) -> list[str]:
    """Scene number and count: SC12_010; a scene without a number goes by its place."""
    names: list[str] = []
    scene, place, count = None, 0, 0
    for shot in shots:
        key = (shot.scene, shot.heading)
        if key != scene:
            scene, place, count = key, place + 1, 0
        count += 10
        number = shot.scene or f"{place:03d}"
        names.append(f"SC{number.replace(' ', '')}_{count:03d}")
    return names


def _comparing(edit: bpy.types.Scene, file: str, wanted: Sequence[Wanted], seconds: float) -> Proposing:
    located = yield from slices.told(sources.locating(edit), 0, len(wanted))
    by_name = {conform.plain_name(shot.name): shot.uuid for shot in film(edit).shots if shot.uuid in located}
    shots, spoken = {shot.uuid: shot for shot in film(edit).shots}, _texts(edit)
    lines: list[Line] = []
    matched: dict[str, str] = {}
    met: set[str] = set()
    for number, want in enumerate(wanted):
        yield number, len(wanted)
        key = str(number)
        uuid = by_name.get(conform.plain_name(want.row.name), "")
        if uuid and uuid not in met:
            matched[key] = uuid
            met.add(uuid)
            lines.append(_changed(edit, key, want, shots[uuid], located[uuid], spoken.get(uuid, ())))
        else:
            length = want.frames if want.frames is not None else _frames(edit, seconds)
            missing = "" if want.frames is not None or want.picture is not None else ", no length listed"
            lines.append(Line(key, want.row.name, "new", f"new, {counted(length, 'frame')}{missing}"))
    new = sum(line.kind == "new" for line in lines)
    changed = sum(line.kind == "changed" for line in lines)
    same = len(lines) - new - changed
    parts = [f"{n} {word}" for n, word in ((new, "new"), (changed, "changed"), (same, "as they are")) if n]
    unlisted = len(film(edit).shots) - len(matched) if matched else 0
    them = "it" if unlisted == 1 else "them"
    notes = [f"{counted(unlisted, 'shot')} of the film not in the file; nothing happens to {them}."] if unlisted else []
    applier = _Applier(edit, wanted, matched, seconds)
    return Proposal(file, f"{', '.join(parts)}.", lines, [], applier.steps, notes=notes)


def _frames(edit: bpy.types.Scene, seconds: float) -> int:
    return max(round(seconds * float(edit_rate(edit).fraction)), 1)


def _changed(edit: bpy.types.Scene, key: str, want: Wanted, shot: Any, place: Source, spoken: Sequence[Any]) -> Line:
    """What a row would change of a shot that is there: words and length. An empty cell changes nothing."""
    said, before, after = [], [], []
    for name in BLOCKS:
        text, own = getattr(want.row, name), shot.block(name).text
        if text and text != own:
            said.append(f"{name} {'changed' if own else 'written'}")
            before.append(own)
            after.append(text)
    length = place.end - place.start
    if want.frames is not None and want.frames != length:
        more = want.frames - length
        said.append(f"{counted(abs(more), 'frame')} {'longer' if more > 0 else 'shorter'}")
        before.append(f"{length} frames")
        after.append(f"{want.frames} frames")
    fresh = _fresh(edit, want.row, shot)
    if fresh:
        said.append(f"cast {', '.join(fresh)}")
    if want.speeches and [strip.text for strip in spoken] != [text for _, _, text in want.speeches]:
        said.append("dialogue changed")
    if want.picture is not None:
        said.append(f"picture {want.picture.name}")
    return Line(
        key,
        shot.name,
        "changed" if said else "same",
        ", ".join(said) or "as it is",
        "; ".join(before),
        "; ".join(after),
    )


def _fresh(edit: bpy.types.Scene, row: Row, shot: Any) -> list[str]:
    """Who would come to play in a shot: listed, or named by an `@` in words that it does not have yet."""
    from ...core.plans.prompt import name_key

    plays = {ref.member for ref in shot.cast}
    members = [(name_key(member.name), member.uuid) for member in film(edit).cast]
    have = {key for key, uuid in members if uuid in plays} | {
        key for key, count in Counter(key for key, _ in members).items() if count > 1
    }
    listed = [name for name in row.cast if name_key(name) not in have]
    written = "\n".join(text for name in BLOCKS if (text := getattr(row, name)) != shot.block(name).text)
    then = by_words.named_in(edit, shot.words)
    named = [name for uuid, name in by_words.named_in(edit, written).items() if uuid not in plays and uuid not in then]
    return [*listed, *(name for name in named if name not in listed)]


def _texts(edit: bpy.types.Scene) -> dict[str, list[Any]]:
    """The dialogue strips that an import put into each shot, in order. One pass: to look through all strips for each
    shot took three seconds in a film of 1,000."""
    found: dict[str, list[Any]] = {}
    for strip in edit.sequence_editor.strips_all if edit.sequence_editor else ():
        if strip.type == "TEXT" and tag(strip).role == "none":
            found.setdefault(shot_of(strip), []).append(strip)
    return {uuid: sorted(strips, key=compat.strip_start) for uuid, strips in found.items()}


@dataclass
class _Applier:
    """Does the chosen lines. Lives from the table to its confirmation."""

    edit: bpy.types.Scene
    wanted: Sequence[Wanted]
    matched: Mapping[str, str]
    seconds: float
    joined: int = 0
    ticked: Counter[str] = field(default_factory=Counter)
    """In how many shots a member (by id) came to play."""
    shared: dict[str, None] = field(default_factory=dict)
    """Names that two of the cast have."""

    def _look(self) -> None:
        """See what stands in the edit now; what is added from here on is added to it."""
        self._shots = {shot.uuid: shot for shot in film(self.edit).shots}
        self._spoken = _texts(self.edit)
        self._room = Room(self.edit, self.edit.sequence_editor.strips)

    def steps(self, keys: Collection[str]) -> Steps:
        edit, keys = self.edit, set(keys)
        compat.ensure_sequencer_scene(edit)
        edit.sequence_editor or edit.sequence_editor_create()
        there = {self.matched[key]: self.wanted[int(key)] for key in keys if key in self.matched}
        new = [
            want for number, want in enumerate(self.wanted) if str(number) in keys and str(number) not in self.matched
        ]
        opened = yield from slices.told(self._lengths(there), 0, len(keys))
        yield 0, len(keys)
        self._look()
        for done, (uuid, want) in enumerate(there.items()):
            self._write(self._shots[uuid], want)
            yield done, len(keys)
        for done in self._add(new):
            yield len(there) + done, len(keys)
        _keep_notes([want.row for number, want in enumerate(self.wanted) if str(number) in keys])
        making.grow_range(edit)
        said = [f"{counted(len(new), 'shot')} added, {len(there)} changed."]
        said += self._told_of_cast()
        said += making.told_of_opened(opened)
        return " ".join(said)

    def _lengths(self, there: Mapping[str, Wanted]) -> arranging.Rearranging:
        """Change lengths and let what follows make room: gaps between shots stay as they are."""
        located = sources.locate(self.edit)
        places: dict[str, arranging.Place] = {}
        shift = 0
        live = [shot.uuid for shot in film(self.edit).shots if not shot.gone and shot.uuid in located]
        for uuid in sorted(live, key=lambda uuid: located[uuid].start):
            place = located[uuid]
            want = there.get(uuid)
            length = place.end - place.start
            new = want.frames if want is not None and want.frames is not None else length
            if shift or new != length:
                start = place.start + shift
                places[uuid] = arranging.Place(place.start, place.end, start, start + new)
            shift += new - length
        opened = yield from arranging.rearranging(self.edit, places)
        yield from making.following(self.edit, making.sources_of(self.edit, list(places)))
        return opened

    def _add(self, new: Sequence[Wanted]) -> Iterator[int]:
        """How many are done, at each step: a strip each, then their shots in one, then a shot's words each."""
        edit = self.edit
        at = making.end_of_film(edit)
        made: list[tuple[str, Wanted]] = []
        for number, want in enumerate(new):
            yield number // 2
            end = at + (want.frames if want.frames is not None else _frames(edit, self.seconds))
            name = want.row.name
            if want.picture is not None:
                strip = arranging.add_picture(edit, name, want.picture, at, end, making.SOURCE_CHANNEL, self._room)
            else:
                strip = arranging.add_slug(edit, name, at, end, making.SOURCE_CHANNEL, self._room)
            made.append((strip.name, want))
            at = end
        for _ in making.following(edit, [name for name, _ in made]):
            yield len(new) // 2
        shots = making.name_shots(edit, {name: want.row.name for name, want in made})
        for number, (name, want) in enumerate(made):
            yield (len(new) + number) // 2
            if name in shots:
                self._write(shots[name], want, picture=False)

    def _write(self, shot: Any, want: Wanted, *, picture: bool = True) -> None:
        row = want.row
        self._cast(shot, row)
        if want.speeches:
            self._speak(shot, want.speeches)
        elif row.dialogue and not self._spoken.get(shot.uuid):
            self._speak(shot, _spread(row.dialogue, shot.frame_end - shot.frame_start, row.cast))
        if picture and want.picture is not None:
            self._replace_picture(shot, want.picture)

    def _cast(self, shot: Any, row: Row) -> None:
        """Give a shot its words; who is listed plays in it, and whom the words name by an `@`."""
        before, had = shot.words, {ref.member for ref in shot.cast}
        for name in BLOCKS:
            if text := getattr(row, name):
                shot.block(name).text = text
        given = making.give_cast(self.edit, shot, row.cast)
        by_words.hear(shot, before)
        came = dict.fromkeys(ref.member for ref in shot.cast if ref.member not in had)
        if came:
            references.start_on_reference([shot])
        self.joined += len(given.joined)
        self.shared.update(dict.fromkeys(given.shared))
        self.ticked.update(came.keys())

    def _told_of_cast(self) -> list[str]:
        """Who joined and who was ticked, a sentence each: they are sent along."""
        said = [f"{counted(self.joined, 'character')} joined the cast."] if self.joined else []
        cast = {member.uuid: member.name for member in film(self.edit).cast}
        most = [f"{cast[uuid]} in {count}" for uuid, count in self.ticked.most_common() if uuid in cast]
        if most:
            more = [f"{len(most) - TOLD} others"] if len(most) > TOLD else []
            said.append(f"Ticked by name: {', '.join([*most[:TOLD], *more])}.")
        said += [f"Two of the cast are called {name}: neither is ticked for that name." for name in self.shared]
        return said

    def _speak(self, shot: Any, speeches: Sequence[tuple[int, int, str]]) -> None:
        """Put a shot's lines over it, in place of those that an import put there before."""
        for strip in self._spoken.pop(shot.uuid, ()):
            self._room.leave(strip)
            timeline.remove_strip(self.edit, strip)
        first, last = shot.frame_start, shot.frame_end
        for start, end, text in speeches:
            begin = min(first + start, last - 1)
            strip = arranging.add_text(
                self.edit,
                f"{shot.name} {text.partition(':')[0]}",
                text,
                begin,
                min(max(first + end, begin + 1), last),
                TEXT_CHANNEL,
                self._room,
            )
            tag(strip).shot = shot.uuid
            strip.select = False

    def _replace_picture(self, shot: Any, picture: Path) -> None:
        """A board for a shot that is there: over an empty strip in its place, else above what is shown."""
        name = next(iter(making.sources_of(self.edit, [shot.uuid])), "")
        old = self.edit.sequence_editor.strips_all.get(name)
        channel = old.channel if old is not None else making.SOURCE_CHANNEL
        span = shot.frame_start, shot.frame_end
        if old is not None and old.type == "COLOR" and old.parent_meta() is None:
            self._room.leave(old)
            timeline.remove_strip(self.edit, old)
            strip = arranging.add_picture(self.edit, name, picture, *span, channel, self._room)
            tag(strip).role, tag(strip).shot = "source", shot.uuid
            shot.source_name = strip.name
            shot.route = "first_frame" if shot.route == "text" else shot.route
        else:
            strip = arranging.add_picture(self.edit, shot.name, picture, *span, channel + 1, self._room)
        strip.select = False


def retime(edit: bpy.types.Scene, wanted: Mapping[str, Wanted]) -> None:
    """Give shots (by id) other lengths and put their lines where they are said now; what follows makes room."""
    applier = _Applier(edit, [], {}, WITHOUT_LENGTH)
    whole(applier._lengths(wanted))
    applier._look()
    for uuid, want in wanted.items():
        applier._write(applier._shots[uuid], want)
    making.grow_range(edit)


def _keep_notes(rows: Sequence[Row]) -> None:
    """Write notes and columns without a meaning into a text block, a paragraph a shot; an older one is replaced."""
    kept: dict[str, list[str]] = {}
    for row in rows:
        lines = [f"Section: {row.section}"] if row.section else []
        lines += row.notes.splitlines() + [f"{name}: {text}" for name, text in row.rest.items()]
        if lines:
            kept[row.name] = [" ".join(line.split()) for line in lines if line.strip()]
    if not kept:
        return
    block = bpy.data.texts.get(NOTES) or bpy.data.texts.new(NOTES)
    before: dict[str, list[str]] = {}
    name = ""
    for line in block.as_string().splitlines():
        if line.startswith("    "):
            before.setdefault(name, []).append(line.strip())
        elif line.strip():
            name = line.strip()
    block.clear()
    for name, lines in {**before, **kept}.items():
        block.write("\n".join([name, *(f"    {line}" for line in lines), "", ""]))


def _spread(dialogue: str, length: int, cast: Sequence[str]) -> list[tuple[int, int, str]]:
    """Lines of a list over their shot, each as long as the others; one without a name is the first character's."""
    said = [line.strip() for line in dialogue.splitlines() if line.strip()]
    step = max(length // max(len(said), 1), 1)
    who = f"{cast[0]}: " if cast else ""
    return [
        (n * step, length if n == len(said) - 1 else (n + 1) * step, line if ":" in line else f"{who}{line}")
        for n, line in enumerate(said)
    ]
