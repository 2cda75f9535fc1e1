# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet, drawn by the sequencer inside the second Blender: one row a shot. Only stdlib and bpy here.

A job is `{"out": "sheet.png", "title": str, "rows": [Row, ...]}`; a Row is a dict with `name` (the shot), `place`
(strip, camera, lens), `facts`, `late` (what changed since the take was made) and `prompt` (text), `frame` (the shot's
own first frame, a path), `references` (picture or clip paths) and `take` (a clip path); what is empty is not there. A
row may have a `capture` instead of its `frame`, as the filming has them: then it is filmed out of the job's `blend`.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bpy

from .. import compat, filming
from ..slate import layout as slate_layout

log = logging.getLogger(__name__)

WIDTH = 2400
MARGIN = 48
LEADING = 1.25
"""From one line of words to the next, in sizes of the font."""
HEADER = 150
ROW = 360
ROWS_A_PAGE = 10
"""A row takes up to twelve strips on channels of their own, and the sequencer has 128 channels."""

# Display values: the sequencer works in sRGB.
BACKGROUND = (0.085, 0.088, 0.095)
PANEL = (0.135, 0.139, 0.150)
BRIGHT = (0.92, 0.92, 0.90, 1)
DIM = (0.55, 0.56, 0.58, 1)
ACCENT = (1.0, 0.62, 0.18, 1)
LATE = (1.0, 0.38, 0.30, 1)

REFERENCE_X, REFERENCE_WIDTH = MARGIN, 600
REFERENCES_MAX = 3
PROMPT_SIZES = (23, 21, 19)
"""Of the font: long words are written smaller before they are cut."""
GAP = 12
TEXT_X = 690
TEXT_WIDTH = 1240 - 690 - 24
"""Words end before the take's pictures begin: they are measured, and wrapped."""
TAKE_X, TAKE_WIDTH = 1240, WIDTH - MARGIN - 1240


def leading(size: int) -> int:
    """Pixels from one line to the next."""
    return round(size * LEADING)


def main(job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Draw the sheet's pages; answers `{"files": [path, ...]}`, the first being `job["out"]`."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        return _sheet(job, Path(folder), report)


def _sheet(job: dict[str, Any], folder: Path, report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    out = Path(job["out"])
    rows: list[dict[str, Any]] = job["rows"]
    _film_frames(job, folder, report)
    pages = [rows[n : n + ROWS_A_PAGE] for n in range(0, max(len(rows), 1), ROWS_A_PAGE)]
    files = []
    for number, page in enumerate(pages, 1):
        file = out if number == 1 else out.with_name(f"{out.stem}_{number}{out.suffix}")
        _Page(job["title"], page).render(file)
        files.append(str(file))
        report({"type": "progress", "frame": number, "frames": len(pages)})
    return {"files": files}


def _film_frames(job: dict[str, Any], folder: Path, report: Callable[[dict[str, Any]], None]) -> None:
    """Film the first frames that nobody has filmed yet; one that cannot be filmed is left out of the sheet."""
    rows = [row for row in job["rows"] if row.get("capture")]
    if not rows or not job.get("blend"):
        return
    crew = filming.Crew(job["blend"], lambda _: None)
    for number, row in enumerate(rows):
        frame = folder / f"{number}.png"
        try:
            crew.film(number, {**row["capture"], "out": str(frame), "views": []})
        except Exception as error:  # the sheet is about what there is
            log.warning("The frame of %s was not filmed: %s", row["name"], error)
        row["frame"] = str(frame) if frame.is_file() else ""
        report({"type": "progress", "frame": number, "frames": len(rows) + 1})


class _Page:
    """One picture: a scene of its own with one strip for each picture and text."""

    def __init__(self, title: str, rows: list[dict[str, Any]]) -> None:
        self.height = HEADER + ROW * len(rows) + MARGIN
        self.height += self.height % 2
        self.scene = bpy.data.scenes.new("Sheet")
        self.scene.render.resolution_x, self.scene.render.resolution_y = WIDTH, self.height
        self.scene.render.resolution_percentage = 100
        self.scene.view_settings.view_transform = "Standard"
        self.strips = self.scene.sequence_editor_create().strips
        self.channel = 0
        self.font, self.measure = _font(), _Measure()
        self.texts: list[tuple[str, int, int, int, tuple[float, float, float, float]]] = []
        self._block(0, 0, WIDTH, self.height, BACKGROUND)
        self._text(title, MARGIN, 44, 44, BRIGHT)
        count = f"{len(rows)} shot{'' if len(rows) == 1 else 's'}"
        self._text(f"{count}   ·   first frame and references, words, take", MARGIN, 100, 24, DIM)
        for n, row in enumerate(rows):
            self._row(row, HEADER + n * ROW)
        # 5.2 loses texts that lie on lower channels than the first picture, so all texts come last.
        for words in self.texts:
            self._draw_text(*words)

    def render(self, file: Path) -> None:
        render = self.scene.render
        compat.still_output(render)
        render.use_sequencer = True
        compat.output_to(render, file)
        self.scene.frame_start = self.scene.frame_end = 1
        bpy.ops.render.render(write_still=True, scene=self.scene.name)
        if not file.is_file():
            raise OSError(f"The sheet was not written to {file.name}.")

    def _row(self, row: dict[str, Any], top: int) -> None:
        self._block(MARGIN // 2, top, WIDTH - MARGIN, ROW - 18, PANEL)
        pictures = [Path(p) for p in (row.get("frame", ""), *row["references"]) if p and Path(p).is_file()]
        self._pictures(list(dict.fromkeys(pictures))[:REFERENCES_MAX], top)
        self._words(row, top)
        take = Path(row["take"]) if row["take"] else None
        if take is None or not take.is_file():
            self._text("no take yet", TAKE_X + 40, top + 130, 24, DIM)
            return
        each = (TAKE_WIDTH - 24) // 3
        for n, moment in enumerate((0.15, 0.5, 0.95)):
            self._picture(take, moment, TAKE_X + n * (each + 12), top + 18, each, ROW - 54)

    def _pictures(self, pictures: list[Path], top: int) -> None:
        """The shot's own frame and its references, side by side."""
        if not pictures:
            self._text("no reference: from words alone", REFERENCE_X + 40, top + 130, 24, DIM)
            return
        width = (REFERENCE_WIDTH - GAP * (len(pictures) - 1)) // len(pictures)
        for n, path in enumerate(pictures):
            self._picture(path, 0.0, REFERENCE_X + n * (width + GAP), top + 18, width, ROW - 54)

    def _words(self, row: dict[str, Any], top: int) -> None:
        """Name, where it is from, what it is, what is late, its prompt, one below the other, while there is room."""
        y, bottom = top + 22, top + ROW - 28
        for text, sizes, colour, most in (
            (row["name"], (40,), ACCENT, 1),
            (row.get("place", ""), (21,), BRIGHT, 2),
            (row["facts"], (21,), DIM, 4),
            (row.get("late", ""), (21,), LATE, 2),
            (row["prompt"], PROMPT_SIZES, BRIGHT, 12),
        ):
            size, lines = self.measure.fitting(text, sizes, TEXT_WIDTH, bottom - y, most)
            if lines:
                self._text("\n".join(lines), TEXT_X, y, size, colour)
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

    def _picture(self, path: Path, moment: float, x: int, y: int, width: int, height: int) -> None:
        """Fit a picture, or a clip's frame at `moment` (0 to 1 of its length), into a box given from the top left."""
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

    def _text(self, text: str, x: int, y: int, size: int, colour: tuple[float, float, float, float]) -> None:
        """Text whose top left corner is at x, y pixels from the sheet's top left."""
        self.texts.append((text, x, y, size, colour))

    def _draw_text(self, text: str, x: int, y: int, size: int, colour: tuple[float, float, float, float]) -> None:
        strip = compat.new_effect(
            self.strips, name="text", type="TEXT", channel=self._next_channel(), start=1, length=1
        )
        strip.text = text
        strip.blend_type = "ALPHA_OVER"
        if self.font is not None:
            strip.font = self.font
        strip.font_size = size
        strip.color = colour
        strip.use_shadow = False
        strip.wrap_width = 0
        strip.anchor_x, strip.anchor_y, strip.alignment_x = "LEFT", "TOP", "LEFT"
        strip.location = (x / WIDTH, 1 - y / self.height)

    def _move(self, strip: Any, centre_x: float, centre_y: float) -> None:
        strip.transform.offset_x = centre_x - WIDTH / 2
        strip.transform.offset_y = self.height / 2 - centre_y


def _font_file() -> Path:
    return Path(bpy.utils.system_resource("DATAFILES", path="fonts"), "Inter.woff2")


def _font() -> Any:
    """Blender's own interface font; the sequencer's default is monospaced."""
    file = _font_file()
    return bpy.data.fonts.load(str(file)) if file.is_file() else None


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
        """Lines that are no wider than `width` pixels, `most` of them at most."""
        found: list[str] = []
        for paragraph in text.splitlines():
            left = most - len(found)
            if left > 0:
                found += slate_layout.wrapped(paragraph, lambda part: self._width(part, size), width, left)
        return found

    def _width(self, text: str, size: int) -> float:
        self._blf.size(self._font, size)
        return float(self._blf.dimensions(self._font, text)[0])
