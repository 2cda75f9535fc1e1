# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit as a file for another editor, a producer, a table program: never over another file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import UserError
from ...core.exchange import formats
from ..edit import sources
from ..edit.source import Source
from ..engine import slices
from ..properties import film
from ..shots.chosen import no_shots
from ..takes import data as takes
from ..values import edit_rate, take_label
from . import reading

if TYPE_CHECKING:
    from ...core.exchange.shot_list import Row
    from ...core.exchange.timeline import Timeline
    from ...core.files import FilmFolder


@dataclass(frozen=True)
class Choices:
    """What the artist chose. `compatible` and `absolute` are OTIO's, `drop` the EDL's."""

    compatible: bool = False
    absolute: bool = False
    drop: bool = False


@dataclass(frozen=True)
class Written:
    """The file, and in words what it does not carry."""

    file: Path
    note: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.file.name} is in {self.file.parent.name}. {self.note}".strip()


def export(
    edit: bpy.types.Scene, folder: FilmFolder, key: str, *, out: Path | None = None, choices: Choices | None = None
) -> Written:
    """Write the edit in the format `key`: to `out`, or under the film's name in its folder, as the next version.

    Raises UserError for an empty edit or a rate that the format lacks, before anything is written, and FileError for a
    name that is taken or a disk that refuses."""
    written: Written = slices.whole(exporting(edit, folder, key, out=out, choices=choices))
    return written


def exporting(
    edit: bpy.types.Scene, folder: FilmFolder, key: str, *, out: Path | None = None, choices: Choices | None = None
) -> slices.Work:
    """`export` in steps: a strip or a shot each; what the format makes of them, which with ten thousand takes is
    seconds, beside Blender."""
    choices = choices or Choices()
    shots = len(film(edit).shots)
    found: Timeline = yield from slices.told(reading.reading(edit, folder), 0, shots)
    if key == "csv":
        data, note = (yield from _table(edit, found)), ""
    else:
        effects = reading.effects_left(edit)
        yield 0, shots
        where = out.parent if out is not None else folder.exports
        data = yield from slices.aside(lambda: _made(found, key, where, choices), shots, shots)
        note = _note(found, key, choices, effects)
    return _written(folder, key, out, found.name, data, note)


def _note(found: Timeline, key: str, choices: Choices, effects: int) -> str:
    """What the file does not carry; `effects`: strips of which none does."""
    note = formats.sentence(found, formats.named(key), compatible=choices.compatible)
    if effects:
        note = f"{note} {effects} {'effect strip stays' if effects == 1 else 'effect strips stay'} in Blender.".strip()
    return note


def _written(folder: FilmFolder, key: str, out: Path | None, name: str, data: bytes, note: str) -> Written:
    from ...core.files.versions import write_new, write_version

    if out is None:
        return Written(write_version(folder.exports, name, formats.named(key).suffix, data), note)
    write_new(out, data)
    return Written(out, note)


def _made(found: Timeline, key: str, where: Path, choices: Choices) -> bytes:
    if not reading.has_pictures(found):
        raise UserError("There is no picture in the edit.", "Add strips, or build shots from it.", code="empty_edit")
    if key == "otio":
        from ...core.exchange import otio

        folder = "" if choices.absolute else str(where)
        return otio.write(found, otio.Options(folder=folder, compatible=choices.compatible)).encode()
    if key == "edl":
        from ...core.exchange import edl

        return edl.write(found, drop=choices.drop).encode()
    from ...core.exchange import fcpxml

    return fcpxml.write(found)


def _table(edit: bpy.types.Scene, found: Timeline) -> slices.Work:
    """The shot list's bytes, read a shot at a step."""
    from ...core.exchange import shot_list

    rows: list[Row] = []
    shots = len(film(edit).shots)
    located = yield from slices.told(sources.locating(edit), 0, shots)
    for row in shot_rows(edit, located):
        rows.append(row)
        yield len(rows), shots
    if not rows:
        raise no_shots()
    rate = edit_rate(edit).fraction
    return (yield from slices.aside(lambda: shot_list.write(rows, rate, start=found.start), shots, shots))


def shot_rows(edit: bpy.types.Scene, located: Mapping[str, Source]) -> Iterator[Row]:
    """The live shots as rows of a list, where they stand now (see `sources.locate`)."""
    members = {member.uuid: member.name for member in film(edit).cast}
    live = [shot for shot in film(edit).shots if not shot.gone]
    places = {shot.uuid: located.get(shot.uuid) or sources.recorded(shot) for shot in live}
    for shot in sorted(live, key=lambda shot: places[shot.uuid].start):
        yield _row(edit, shot, places[shot.uuid], members)


def _row(edit: bpy.types.Scene, shot: Any, place: Source, members: dict[str, str]) -> Row:
    from ...core.exchange.shot_list import Row
    from ...core.money import format_usd

    take = takes.active(shot)
    return Row(
        name=shot.name,
        scene=place.scene,
        start=place.start - edit.frame_start,
        frames=place.end - place.start,
        camera=shot.block("camera").text,
        action=shot.block("action").text,
        place=shot.block("place").text,
        dialogue="\n".join(f"{who}: {line}" for who, line in place.said),
        cast=tuple(dict.fromkeys(members[ref.member] for ref in shot.cast if ref.member in members)),
        take=take_label(shot.name, take.number) if take else "",
        cost=format_usd(Decimal(take.usd)).lstrip("$") if take and take.usd else "",
        state=_state(shot, take),
    )


def _state(shot: Any, take: Any) -> str:
    if take is None:
        return "no take"
    words = [take.tier or "take", *(["pinned"] if shot.pinned else []), *(["starred"] if take.starred else [])]
    judged = take.fact("judged", None)
    words += [f"plan: {judged['word']}"] if judged else []
    return ", ".join([*words, *(["out of date"] if take.stale else [])])
