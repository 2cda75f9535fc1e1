# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shot lists as tables of text: written for Excel and for a person, read from what other programs and people make."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from . import headers, lengths
from .timecode import RATES, shown_rate, to_timecode
from .timeline import ExchangeError, Trouble

COLUMNS = (
    "Shot", "Scene", "Start", "Frame In", "Frame Out", "Frames", "Seconds", "Camera", "Description", "Location",
    "Dialogue", "Cast", "Take", "Cost (USD)", "Status", "Notes",
)  # fmt: skip
"""What we write. Frame Out is the last frame, as Kitsu and ShotGrid count."""
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
"""A table program would take such a cell for a formula (owasp.org, CSV Injection)."""


@dataclass(frozen=True)
class Row:
    """One shot of a list. `start` is its first frame where the list says so; `frames` is None where it names no length.
    `rest`: columns that have no field of ours, by their header."""

    name: str
    line: int = 0
    sequence: str = ""
    scene: str = ""
    section: str = ""
    start: int | None = None
    frames: int | None = None
    camera: str = ""
    action: str = ""
    place: str = ""
    dialogue: str = ""
    cast: tuple[str, ...] = ()
    take: str = ""
    cost: str = ""
    state: str = ""
    notes: str = ""
    rest: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ShotList:
    """A list as it was read. `columns` are its headers and `fields` what each was taken for."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    fields: Mapping[int, str]
    troubles: tuple[Trouble, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that nobody has told the meaning of; what stands in them is kept as notes."""
        return tuple(name for number, name in enumerate(self.columns) if name and number not in self.fields)


# Out


def write(rows: Iterable[Row], rate: Fraction, *, start: int = 0) -> bytes:
    """A table that Excel opens as it is: UTF-8 with its mark, commas. `start`: timecode of the film's first frame."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([_defused(cell) for cell in _cells(row, rate, start)])
    return out.getvalue().encode("utf-8-sig")


def _cells(row: Row, rate: Fraction, start: int) -> Iterator[str]:
    placed, frames = row.start, row.frames
    yield row.name
    yield row.scene
    yield to_timecode(placed + start, rate) if placed is not None and rate in RATES else ""
    yield "" if placed is None else str(placed)
    yield "" if placed is None or frames is None else str(placed + frames - 1)
    yield "" if frames is None else str(frames)
    yield "" if frames is None else f"{float(frames / rate):.3f}".rstrip("0").rstrip(".")
    yield from (row.camera, row.action, row.place, row.dialogue, ", ".join(row.cast), row.take, row.cost, row.state)
    yield "\n".join([row.notes, *(f"{name}: {text}" for name, text in row.rest.items())]).strip()


def _defused(cell: str) -> str:
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell) else cell


# In


def read(data: bytes, rate: Fraction, remembered: Mapping[str, str] | None = None) -> ShotList:
    """A shot list from a file's bytes, whatever separates its cells. `rate` turns its lengths into frames, unless a
    column of its own says another; `remembered` see `headers.mapping`.

    Raises ExchangeError where there is no column for the shots' names."""
    text = decoded(data)
    table = _table(text, remembered)
    head = _header(table, remembered)
    if head is None:
        raise ExchangeError("There is no table in this file.", "Export the shot list as CSV, with a line of headers.")
    columns = tuple(cell.strip() for cell in table[head][1])
    fields = headers.mapping(columns, remembered)
    if not {"name", "scene"} & set(fields.values()):
        shown = ", ".join(columns[:6])
        raise ExchangeError(
            f"No column of this list ({shown}) is known to name the shots.",
            "Choose which column is which.",
            code="no_name_column",
        )
    return _Reader(rate, columns, fields).read(table[head + 1 :])


def columns_of(data: bytes) -> tuple[str, ...]:
    """The headers of a file, whether or not anybody knows what they mean."""
    table = _table(decoded(data), None)
    head = _header(table, None)
    return tuple(cell.strip() for cell in table[head][1]) if head is not None else ()


def decoded(data: bytes) -> str:
    """Text of a file that says nothing of its encoding: by its mark, else UTF-8, else Windows' own."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


_Line = tuple[int, list[str]]


def _table(text: str, remembered: Mapping[str, str] | None) -> list[_Line]:
    """The rows with the lines on which they begin, split where that gives most known headers, then most columns."""
    text = re.sub(r"^sep=.\r?\n", "", text, flags=re.IGNORECASE)  # Excel's own first line
    best: list[_Line] = []
    worth = (-1, -1)
    for separator in (",", ";", "\t", "|"):
        rows = _split(text, separator)
        head = _header(rows, remembered)
        cells = rows[head][1] if head is not None else []
        score = (len(headers.mapping(cells, remembered)), len(cells))
        if score > worth:
            best, worth = rows, score
    return best


def _split(text: str, separator: str) -> list[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[_Line] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ExchangeError(f"Line {line}: this is no table of text ({error}).", "Export it as CSV again.") from error
    return rows


def _header(rows: Sequence[_Line], remembered: Mapping[str, str] | None) -> int | None:
    """The row of headers: among the first twenty the one with most known ones, else the first with two cells."""
    known = [(len(headers.mapping(cells, remembered)), -number) for number, (_, cells) in enumerate(rows[:20])]
    most = max(known, default=(0, 0))
    if most[0] > 0:
        return -most[1]
    return next((n for n, (_, cells) in enumerate(rows[:20]) if sum(bool(c.strip()) for c in cells) > 1), None)


class _Reader:
    def __init__(self, rate: Fraction, columns: tuple[str, ...], fields: Mapping[int, str]) -> None:
        self.rate, self.columns, self.fields = rate, columns, fields
        self.troubles: list[Trouble] = []
        self.section = ""
        self.rate_told = False

    def read(self, table: Sequence[_Line]) -> ShotList:
        rows = [row for line, cells in table if (row := self._row(line, cells)) is not None]
        return ShotList(tuple(self._named_apart(rows)), self.columns, self.fields, tuple(self.troubles))

    def _row(self, line: int, cells: Sequence[str]) -> Row | None:
        cells = [_armed(cell.strip()) for cell in cells]
        filled = [cell for cell in cells if cell]
        if not filled:
            return None
        name_columns = [n for n, what in self.fields.items() if what in {"name", "scene"}]
        named = any(n < len(cells) and cells[n] for n in name_columns[:1])
        if len(filled) == 1 and len(self.columns) > 2 and (len(cells) == 1 or not named):
            self.section = filled[0]
            return None
        if len(cells) > len(self.columns):
            self._tell(f"{len(cells)} cells, but {len(self.columns)} headers; the last are kept as notes.", line, -1)
        told = {what: cells[n] for n, what in self.fields.items() if n < len(cells)}
        if not (told.get("name") or told.get("scene")):
            self._tell("no name of a shot; the row was left out.", line, name_columns[0])
            return None
        return self._made(line, told, self._rest(cells))

    def _rest(self, cells: Sequence[str]) -> dict[str, str]:
        rest = {}
        for number, cell in enumerate(cells):
            if cell and number not in self.fields:
                name = self.columns[number] if number < len(self.columns) and self.columns[number] else ""
                rest[name or f"Column {number + 1}"] = cell
        for what in ("equipment", "sound", "rate", "episode"):
            column = next((n for n, known in self.fields.items() if known == what), None)
            if column is not None and column < len(cells) and cells[column]:
                rest[self.columns[column]] = cells[column]
        return rest

    def _made(self, line: int, told: Mapping[str, str], rest: Mapping[str, str]) -> Row:
        start, frames = self._place(line, told)
        name = told.get("name") or "_".join(part for part in (told.get("scene"), told.get("setup")) if part)
        camera = (told.get(what, "") for what in ("camera", "size", "kind", "angle", "movement", "lens"))
        return Row(
            name=name,
            line=line,
            sequence=told.get("sequence", ""),
            scene=told.get("scene", ""),
            section=self.section,
            start=start,
            frames=frames,
            camera=", ".join(dict.fromkeys(part for part in camera if part)),
            action=told.get("action", ""),
            place=told.get("place", ""),
            dialogue=told.get("dialogue", ""),
            cast=tuple(
                dict.fromkeys(who.strip() for who in re.split(r"[,;/\n&]", told.get("cast", "")) if who.strip())
            ),
            take=told.get("take", ""),
            cost=told.get("cost", ""),
            state=told.get("state", ""),
            notes=told.get("notes", ""),
            rest=rest,
        )

    def _place(self, line: int, told: Mapping[str, str]) -> tuple[int | None, int | None]:
        """First frame and length. Ins and outs count both frames in: 0 to 100 are 101."""
        own = lengths.number(told.get("rate", ""))
        # A camera's speed is no film's rate: 48 for slow motion in a film of 24 frames.
        first, last = (self._whole(line, told, what) for what in ("first", "last"))
        frames = None
        if told.get("frames"):
            frames = self._length(line, told, "frames", bare=True)
        elif told.get("length"):
            frames = self._length(line, told, "length", bare=False)
        elif first is not None and last is not None:
            if last < first:
                self._tell("it ends before it begins; its length is not known.", line, self._column("last"))
            else:
                frames = last - first + 1
                if own and own in RATES and own != self.rate:
                    frames = max(round(frames * self.rate / own), 1)
                    self._tell_rate(own, line)
        return first, frames

    def _tell_rate(self, own: Fraction, line: int) -> None:
        """Once: it holds for the whole list."""
        if not self.rate_told:
            self.rate_told = True
            message = f"made at {shown_rate(own)} frames a second; lengths are turned into the film's."
            self._tell(message, line, self._column("rate"))

    def _whole(self, line: int, told: Mapping[str, str], what: str) -> int | None:
        text = told.get(what, "")
        if not text:
            return None
        value = lengths.whole(text)
        if value is None:
            value = lengths.frames(text, self.rate, bare_frames=True)
        if value is None:
            self._tell(f"{text} is no frame number.", line, self._column(what))
        return value

    def _length(self, line: int, told: Mapping[str, str], what: str, *, bare: bool) -> int | None:
        frames = lengths.frames(told[what], self.rate, bare_frames=bare)
        if frames is None and lengths.number(told[what]) != 0:
            self._tell(f"{told[what]} is no length that could be read.", line, self._column(what))
        return frames

    def _column(self, what: str) -> int:
        return next((n for n, known in self.fields.items() if known == what), -1)

    def _tell(self, message: str, line: int, column: int) -> None:
        """`column` counts from 0; its header stands in the sentence, for people do not count columns."""
        named = f"{self.columns[column]}: {message}" if 0 <= column < len(self.columns) else message
        self.troubles.append(Trouble(named, line, column + 1))

    def _named_apart(self, rows: Sequence[Row]) -> Iterator[Row]:
        """Names that say which shot it is: all with their sequence where two sequences have a shot of one name, then
        with their episode; a number used twice in one gets a count, and is told."""
        names = [row.name for row in rows]
        for part in (lambda row: row.sequence or row.scene, self._episode):
            if len(set(names)) == len(names):
                break
            names = [f"{part(row)}_{name}" if part(row) else name for row, name in zip(rows, names, strict=True)]
        taken: Counter[str] = Counter()
        spoken_for = set(names)
        for row, name in zip(rows, names, strict=True):
            taken[name] += 1
            if taken[name] > 1:
                count = taken[name]
                while f"{name}_{count}" in spoken_for:
                    count += 1
                spoken_for.add(f"{name}_{count}")
                self._tell(f"{name} was there before; this one is {name}_{count}.", row.line, self._column("name"))
                yield replace(row, name=f"{name}_{count}")
            else:
                yield replace(row, name=name)

    def _episode(self, row: Row) -> str:
        column = self._column("episode")
        return row.rest.get(self.columns[column], "") if column >= 0 else ""
