# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet, drawn by the sequencer inside the second Blender: one row a shot. Only stdlib, numpy and bpy here.

A job is `{"out": "sheet.png" or "sheet.pdf", "title": str, "rows": [Row, ...], "page": [width, height] or None}`, the
page in millimetres; without one the picture is as long as its rows, ten at most. A Row is a dict with `name` (the
shot), `place` (strip, camera, lens), `facts`, `judged` (how its take follows the plan), `late` (what changed since the
take was made), `note` (the artist's, of the take) and `prompt` (text), `frame` (the shot's own first frame, a path),
`references` (picture or clip paths) and `take` (a clip path); what is empty is not there. A row may have a `capture`
instead of its `frame`, and a `plan` for its floor plan, as `pictures` has them: both are made out of the job's `blend`.

Each row is a picture of its own, and pages are laid together of them: the sequencer has 128 channels, a page may have
any number of rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import bpy

from .. import compat, filming
from ..slate import layout as slate_layout
from ..slate import lettering
from . import pdf, pictures

WIDTH = 2400
MARGIN = 48
LEADING = 1.25
"""From one line of words to the next, in sizes of the font."""
HEADER = 150
ROW = 360
ROWS_A_PAGE = 10
"""Of a picture that is as long as its rows."""
LONGEST = 4.0
"""A page may be so many times as wide as high: a row must find its place on it."""

Colour = tuple[float, float, float, float]
# Display values: the sequencer works in sRGB.
BACKGROUND = (0.085, 0.088, 0.095)
PANEL = (0.135, 0.139, 0.150)
BRIGHT = (0.92, 0.92, 0.90, 1)
DIM = (0.55, 0.56, 0.58, 1)
ACCENT = (1.0, 0.62, 0.18, 1)
LATE = (1.0, 0.38, 0.30, 1)
NOTE = (0.62, 0.80, 1.0, 1)

REFERENCE_X, REFERENCE_WIDTH = MARGIN, 600
REFERENCES_MAX = 3
PROMPT_SIZES = (23, 21, 19)
"""Of the font: long words are written smaller before they are cut."""
LABELS_MAX = 12
LABEL_SIZE = 15
LABEL_BACK = 0.08
"""Of a floor plan's width: from where a name begins right of its mark to where it ends left of it."""
GAP = 12
TEXT_X = 690
TEXT_WIDTH = 1240 - 690 - 24
"""Words end before the take's pictures begin: they are measured, and wrapped."""
TAKE_X, TAKE_WIDTH = 1240, WIDTH - MARGIN - 1240


def _why_none(row: dict[str, Any], references: list[Path]) -> str:
    """What stands where a shot has no references beside its own frame."""
    if references:
        return "made from this first frame"
    return "no reference: from words alone" if row["take"] or row.get("lost") else "nothing sent yet"


def leading(size: int) -> int:
    """Pixels from one line to the next."""
    return round(size * LEADING)


def main(job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Draw the sheet's pages; answers `{"files": [path, ...]}`, the first being `job["out"]`; a PDF is one file."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        return _sheet(job, Path(folder), report)


def _sheet(job: dict[str, Any], folder: Path, report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    out = Path(job["out"])
    rows: list[dict[str, Any]] = job["rows"]
    pictures.film(job, folder, report)
    bands = []
    for number, row in enumerate(rows):
        bands.append(folder / f"row_{number:04d}.png")
        _row_band(row).render(bands[-1])
        report({"type": "progress", "frame": len(rows) + number, "frames": 2 * len(rows) + 1})
    height, each = _page(job.get("page"), len(rows))
    files, pages = [], []
    for first in range(0, max(len(rows), 1), each):
        number = first // each + 1
        file = folder / f"page_{number}.jpg" if out.suffix == ".pdf" else _numbered(out, number)
        some = rows[first : first + each]
        high = _lay(file, folder, job["title"], bands[first : first + each], height, (len(some), len(rows)))
        files.append(str(file))
        marks = [(row["name"], (HEADER + n * ROW) / high) for n, row in enumerate(some)]
        pages.append((file, high, marks))
    if out.suffix != ".pdf":
        return {"files": files}
    whole = [pdf.Page(file.read_bytes(), WIDTH, high, marks) for file, high, marks in pages]
    part = out.with_suffix(".part.pdf")
    part.write_bytes(pdf.document(job["title"], whole, (job.get("page") or (WIDTH / 8, 0))[0]))
    part.replace(out)
    return {"files": [str(out)]}


def _numbered(out: Path, number: int) -> Path:
    return out if number == 1 else out.with_name(f"{out.stem}_{number}{out.suffix}")


def _page(size: tuple[float, float] | None, rows: int) -> tuple[int, int]:
    """A page's height in pixels, 0 for as high as its rows, and how many rows it takes."""
    if size is None:
        return 0, min(max(rows, 1), ROWS_A_PAGE)
    height = round(WIDTH * max(size[1] / size[0], 1 / LONGEST) / 2) * 2
    return height, max(1, (height - HEADER - MARGIN) // ROW)


def _lay(file: Path, folder: Path, title: str, bands: list[Path], height: int, counts: tuple[int, int]) -> int:
    """Lay a page's header and rows into one picture; answers its height in pixels."""
    on_page, in_all = counts
    head = folder / "head.png"
    _head_band(
        title, f"{in_all} shot{'' if in_all == 1 else 's'}" if on_page == in_all else f"{on_page} of {in_all} shots"
    ).render(head)
    high = height or HEADER + ROW * len(bands) + MARGIN
    rest = folder / "rest.png"
    left = high - HEADER - ROW * len(bands)
    parts, cells = [head], [(0, high - HEADER, WIDTH, HEADER)]
    for number, band in enumerate(bands):
        parts.append(band)
        cells.append((0, high - HEADER - ROW * (number + 1), WIDTH, ROW))
    if left > 0:
        _Band(left).render(rest)
        parts.append(rest)
        cells.append((0, 0, WIDTH, left))
    filming.joined(parts, cells, file)
    return high


def _head_band(title: str, count: str) -> _Band:
    band = _Band(HEADER)
    band.text(title, MARGIN, 44, 44, BRIGHT)
    band.text(f"{count}   ·   first frame, floor plan and references, words, take", MARGIN, 100, 24, DIM)
    return band


def _row_band(row: dict[str, Any]) -> _Band:
    band = _Band(ROW)
    band.row(row)
    return band


class _Band:
    """A part of a page, as wide as it: a scene of its own with one strip for each picture and text."""

    def __init__(self, height: int) -> None:
        self.height = height + height % 2
        self.scene = bpy.data.scenes.new("Sheet")
        self.scene.render.resolution_x, self.scene.render.resolution_y = WIDTH, self.height
        self.scene.render.resolution_percentage = 100
        self.scene.view_settings.view_transform = "Standard"
        self.strips = self.scene.sequence_editor_create().strips
        self.channel = 0
        self.font, self.measure = _font(), _Measure()
        self.texts: list[tuple[str, int, int, int, str, Colour]] = []
        self._block(0, 0, WIDTH, self.height, BACKGROUND)

    def render(self, file: Path) -> None:
        """Write it as PNG; it is gone after that."""
        # 5.2 loses texts that lie on lower channels than the first picture, so all texts come last.
        for words in self.texts:
            self._draw_text(*words)
        self.scene.render.use_sequencer = True
        filming.picture(self.scene, 1, file)
        bpy.data.scenes.remove(self.scene)
        if not file.is_file():
            raise OSError(f"The sheet was not written to {file.name}.")

    def row(self, row: dict[str, Any], top: int = 0) -> None:
        """A shot: its pictures, its words, its take."""
        self._block(MARGIN // 2, top, WIDTH - MARGIN, ROW - 18, PANEL)
        self._left(row, top)
        self._words(row, top)
        take = Path(row["take"]) if row["take"] else None
        if take is None or not take.is_file():
            said = "the take's video is not there" if row.get("lost") else "no take yet"
            self.text(said, TAKE_X + 40, top + 130, 24, DIM)
            return
        each = (TAKE_WIDTH - 24) // 3
        for n, moment in enumerate((0.15, 0.5, 0.95)):
            self._picture(take, moment, TAKE_X + n * (each + 12), top + 18, each, ROW - 54)

    def _left(self, row: dict[str, Any], top: int) -> None:
        """The shot's own frame and floor plan, and below them its references."""
        own = _there([row["frame"], row["floor"]])
        references = _there(row["references"])
        sent = [file for file in references if file not in own][:REFERENCES_MAX]
        if not sent:
            self.text(_why_none(row, references), REFERENCE_X + 40, top + (250 if own else 130), 24, DIM)
        lines = [files for files in (own, sent) if files]
        high = (ROW - 54 - GAP * (len(lines) - 1)) // max(len(lines), 1) if sent else (ROW - 54) * 2 // 3
        for number, files in enumerate(lines):
            y = top + 18 + number * (high + GAP)
            places = self._in_line(files, y, high)
            if row["floor"] and Path(row["floor"]) in places:
                self._names(row["labels"], places[Path(row["floor"])])

    def _in_line(self, files: list[Path], y: int, high: int) -> dict[Path, tuple[float, float, float, float]]:
        """Pictures side by side; answers where each lies: x, y, width, height."""
        width = (REFERENCE_WIDTH - GAP * (len(files) - 1)) // max(len(files), 2)
        places = {}
        for n, file in enumerate(files):
            places[file] = self._picture(file, 0.0, REFERENCE_X + n * (width + GAP), y, width, high)
        return places

    def _names(self, labels: list[dict[str, Any]], place: tuple[float, float, float, float]) -> None:
        """Where the plan has room for them; left of who stands there where they are wider than it thought."""
        x, y, width, height = place
        for label in labels[:LABELS_MAX]:
            name = " ".join(self.measure.wrapped(label["name"], LABEL_SIZE, int(width), 1))
            long = self.measure.width(name, LABEL_SIZE)
            at = x + label["x"] * width
            if at + long > x + width:
                at = max(x, at - long - LABEL_BACK * width)
            self.text(name, round(at), round(y + label["y"] * height - 8), LABEL_SIZE, BRIGHT)

    def _words(self, row: dict[str, Any], top: int) -> None:
        """Name, where it is from, what it is, what is late, what was noted, its prompt, while there is room."""
        y, bottom = top + 22, top + ROW - 28
        for text, sizes, colour, most in (
            (row["name"], (40,), ACCENT, 1),
            (row.get("place", ""), (21,), BRIGHT, 2),
            (row["facts"], (21,), DIM, 4),
            (row.get("judged", ""), (21,), BRIGHT, 2),
            (row.get("late", ""), (21,), LATE, 2),
            (row.get("note", ""), (21,), NOTE, 3),
            (row["prompt"], PROMPT_SIZES, BRIGHT, 12),
        ):
            size, lines = self.measure.fitting(text, sizes, TEXT_WIDTH, bottom - y, most)
            if lines:
                from_right = lettering.is_from_right(text)
                self.text("\n".join(lines), TEXT_X + TEXT_WIDTH * from_right, y, size, colour, from_right=from_right)
                y += len(lines) * leading(size) + GAP

    def _next_channel(self) -> int:
        self.channel += 1
        return self.channel

    def _block(self, x: int, y: int, width: int, height: int, colour: tuple[float, float, float]) -> None:
        strip = compat.new_effect(
            self.strips, name="block", type="COLOR", channel=self._next_channel(), start=1, length=1
        )
        strip.color = colour
        strip.blend_type = "ALPHA_OVER"
        strip.transform.scale_x, strip.transform.scale_y = width / WIDTH, height / self.height
        self._move(strip, x + width / 2, y + height / 2)

    def _picture(
        self, path: Path, moment: float, x: int, y: int, width: int, height: int
    ) -> tuple[float, float, float, float]:
        """Fit a picture, or a clip's frame at `moment` (0 to 1 of its length), into a box given from the top left.
        Answers where it lies: x, y, width, height."""
        channel = self._next_channel()
        if path.suffix.lower() in {".mp4", ".mov"}:
            strip = self.strips.new_movie(name="clip", filepath=str(path), channel=channel, frame_start=1)
            frame = int(moment * max(compat.content_duration(strip) - 1, 0))
            compat.set_content_start(strip, 1 - frame)
        else:
            strip = self.strips.new_image(name="picture", filepath=str(path), channel=channel, frame_start=1)
        strip.blend_type = "ALPHA_OVER"
        element = strip.elements[0]
        scale = min(width / max(element.orig_width, 1), height / max(element.orig_height, 1))
        strip.transform.scale_x = strip.transform.scale_y = scale
        self._move(strip, x + width / 2, y + height / 2)
        wide, high = scale * element.orig_width, scale * element.orig_height
        return x + (width - wide) / 2, y + (height - high) / 2, wide, high

    def text(self, text: str, x: int, y: int, size: int, colour: Colour, *, from_right: bool = False) -> None:
        """Text whose top left corner, or top right one, is at x, y pixels from the sheet's top left."""
        self.texts.append((text, x, y, size, "RIGHT" if from_right else "LEFT", colour))

    def _draw_text(self, text: str, x: int, y: int, size: int, side: str, colour: Colour) -> None:
        strip = compat.new_effect(
            self.strips, name="text", type="TEXT", channel=self._next_channel(), start=1, length=1
        )
        strip.text = lettering.drawn(text)
        strip.blend_type = "ALPHA_OVER"
        if self.font is not None and slate_layout.is_plain(text):
            strip.font = self.font
        strip.font_size = size
        strip.color = colour
        strip.use_shadow = False
        strip.wrap_width = 0
        strip.anchor_x, strip.anchor_y, strip.alignment_x = side, "TOP", side
        strip.location = (x / WIDTH, 1 - y / self.height)

    def _move(self, strip: Any, centre_x: float, centre_y: float) -> None:
        strip.transform.offset_x = centre_x - WIDTH / 2
        strip.transform.offset_y = self.height / 2 - centre_y


def _there(files: list[str]) -> list[Path]:
    """Those that exist, each once."""
    return list(dict.fromkeys(Path(file) for file in files if file and Path(file).is_file()))


def _font_file() -> Path:
    return Path(bpy.utils.system_resource("DATAFILES", path="fonts"), "Inter.woff2")


def _font() -> Any:
    """Blender's own interface font; the sequencer's default is monospaced. Loaded once for all bands."""
    file = _font_file()
    return bpy.data.fonts.load(str(file), check_existing=True) if file.is_file() else None


class _Measure:
    """How wide words are in the sheet's font."""

    def __init__(self) -> None:
        import blf  # the bpy module brings it along, so not before that

        self._blf = blf
        file = _font_file()
        self._font = blf.load(str(file)) if file.is_file() else 0

    def fitting(self, text: str, sizes: Sequence[int], width: int, height: int, most: int) -> tuple[int, list[str]]:
        """The largest of the sizes in which the text is whole, else the smallest, and its lines."""
        if not text:
            return sizes[0], []
        for size in sizes:
            room = min(most, height // leading(size))
            lines = self.wrapped(text, size, width, room)
            if lines and not lines[-1].endswith("…"):
                break
        return size, lines

    def wrapped(self, text: str, size: int, width: int, most: int) -> list[str]:
        """Lines that are no wider than `width` pixels, `most` of them at most. One letter that is not plain is enough
        for all of the text to be drawn in the other fonts: it is one strip."""
        plain = slate_layout.is_plain(text)
        found: list[str] = []
        for paragraph in text.splitlines():
            left = most - len(found)
            if left > 0:
                measure = partial(self.width, size=size, plain=plain)
                found += slate_layout.wrapped(paragraph, measure, width, left)
        return found

    def width(self, text: str, size: int, *, plain: bool = True) -> float:
        """Pixels that a line takes. Where not all of the text that it is of is `plain`, the wider of both fonts: the
        letter that is not may be in what is cut off."""
        others = slate_layout.width_of_others(text, size)
        if not slate_layout.is_plain(text):
            return others
        self._blf.size(self._font, size)
        own = float(self._blf.dimensions(self._font, text)[0])
        return own if plain else max(own, others)
