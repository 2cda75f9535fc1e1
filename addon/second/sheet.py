# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet, drawn by the sequencer inside the second Blender: one row a shot. Only stdlib and bpy here.

A job is `{"out": "sheet.png", "title": str, "rows": [Row, ...]}`; a Row is a dict with `name` (the shot), `facts` and
`prompt` (text), `references` (picture or clip paths) and `take` (a clip path, may be empty).
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from . import compat

WIDTH = 2400
MARGIN = 48
HEADER = 150
ROW = 360
ROWS_A_PAGE = 12
"""A row takes up to ten strips, and the sequencer has 128 channels."""

# Display values: the sequencer works in sRGB.
BACKGROUND = (0.085, 0.088, 0.095)
PANEL = (0.135, 0.139, 0.150)
BRIGHT = (0.92, 0.92, 0.90, 1)
DIM = (0.55, 0.56, 0.58, 1)
ACCENT = (1.0, 0.62, 0.18, 1)

REFERENCE_X, REFERENCE_WIDTH = MARGIN, 600
TEXT_X = 690
TAKE_X, TAKE_WIDTH = 1240, WIDTH - MARGIN - 1240


def main(job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Draw the sheet's pages; answers `{"files": [path, ...]}`, the first being `job["out"]`."""
    out = Path(job["out"])
    rows: list[dict[str, Any]] = job["rows"]
    pages = [rows[n : n + ROWS_A_PAGE] for n in range(0, max(len(rows), 1), ROWS_A_PAGE)]
    files = []
    for number, page in enumerate(pages, 1):
        file = out if number == 1 else out.with_name(f"{out.stem}_{number}{out.suffix}")
        _Page(job["title"], page).render(file)
        files.append(str(file))
        report({"type": "progress", "frame": number, "frames": len(pages)})
    return {"files": files}


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
        self.font = _font()
        self.texts: list[tuple[str, int, int, int, tuple[float, float, float, float]]] = []
        self._block(0, 0, WIDTH, self.height, BACKGROUND)
        self._text(title, MARGIN, 44, 44, BRIGHT)
        count = f"{len(rows)} shot{'' if len(rows) == 1 else 's'}"
        self._text(f"{count}   ·   reference, prompt, take", MARGIN, 100, 24, DIM)
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
        references = [Path(p) for p in row["references"] if Path(p).is_file()][:2]
        width = REFERENCE_WIDTH if len(references) < 2 else (REFERENCE_WIDTH - 12) // 2
        for n, path in enumerate(references):
            self._picture(path, 0.0, REFERENCE_X + n * (width + 12), top + 18, width, ROW - 54)
        if not references:
            self._text("no reference: from words alone", REFERENCE_X + 40, top + 130, 24, DIM)
        self._text(row["name"], TEXT_X, top + 22, 40, ACCENT)
        self._text(row["facts"], TEXT_X, top + 78, 21, DIM)
        self._text(_wrapped(row["prompt"], 48, 7), TEXT_X, top + 146, 23, BRIGHT)
        take = Path(row["take"]) if row["take"] else None
        if take is None or not take.is_file():
            self._text("no take yet", TAKE_X + 40, top + 130, 24, DIM)
            return
        each = (TAKE_WIDTH - 24) // 3
        for n, moment in enumerate((0.15, 0.5, 0.95)):
            self._picture(take, moment, TAKE_X + n * (each + 12), top + 18, each, ROW - 54)

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


def _font() -> Any:
    """Blender's own interface font; the sequencer's default is monospaced."""
    file = Path(bpy.utils.system_resource("DATAFILES", path="fonts"), "Inter.woff2")
    return bpy.data.fonts.load(str(file)) if file.is_file() else None


def _wrapped(text: str, width: int, lines: int) -> str:
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …"))
