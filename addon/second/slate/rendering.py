# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slate, rendered by the sequencer inside the second Blender. Only stdlib and bpy here.

A job is a `Slate` as JSON (see `rehearsal/slate.py`) with `out`, the MP4 to write, and `folder`, where helper files may
lie. Words and bands are drawn once, as pictures with alpha; a frame then is only four to eight strips.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from .. import compat
from . import layout as slate_layout
from . import lettering, pixels, sound
from .layout import Box, Layout

Colour = tuple[float, float, float, float]

# Display values: the sequencer works in sRGB.
BAND = (0.035, 0.037, 0.042)
SURROUND = (0.075, 0.078, 0.086)
PAPER = (0.93, 0.92, 0.89)
INK: Colour = (0.07, 0.07, 0.08, 1)
BRIGHT: Colour = (0.96, 0.95, 0.93, 1)
DIM: Colour = (0.62, 0.63, 0.65, 1)
BAND_OPACITY = 0.80
FONTS = {"text": "Inter.woff2", "mono": "DejaVuSansMono.woff2"}
PUSH = 1.10
"""How far a picture grows while it is shown."""


def main(job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Render; answers `{"out", "frames", "seconds"}`, the last being the time it took."""
    begun = time.monotonic()
    slate = _Slate(job)
    slate.render(report)
    if not Path(job["out"]).is_file():  # 5.x does not say when it cannot write
        raise OSError("The slate was not written.")
    return {"out": job["out"], "frames": slate.frames, "seconds": round(time.monotonic() - begun, 3)}


class _Words:
    """Fonts, and how wide words are in them."""

    def __init__(self) -> None:
        import blf  # the bpy module brings it along, so not before that

        self._blf = blf
        folder = Path(bpy.utils.system_resource("DATAFILES", path="fonts"))
        self._fonts = {name: bpy.data.fonts.load(str(folder / file)) for name, file in FONTS.items()}
        self._measured = {name: self._blf.load(str(folder / file)) for name, file in FONTS.items()}

    def font(self, name: str) -> Any:
        return self._fonts[name]

    def width(self, text: str, size: float, font: str = "text", *, plain: bool = True) -> float:
        """In pixels. Where not all of the text that it is of is `plain`, the wider of both fonts: the letter that is
        not may be in what is cut off."""
        others = slate_layout.width_of_others(text, size)
        if not slate_layout.is_plain(text):
            return others
        self._blf.size(self._measured[font], size)
        own = float(self._blf.dimensions(self._measured[font], text)[0])
        return own if plain else max(own, others)

    def wrapped(self, text: str, size: float, width: float, lines: int) -> str:
        plain = slate_layout.is_plain(text)  # one letter that is not is enough for all to be drawn in the other fonts
        return "\n".join(slate_layout.wrapped(text, lambda t: self.width(t, size, plain=plain), width, lines))


class _Board:
    """A scene with strips laid over one another, placed by boxes from the top left corner."""

    def __init__(self, name: str, width: int, height: int, words: _Words) -> None:
        self.scene = bpy.data.scenes.new(name)
        self.width, self.height, self.words = width, height, words
        self.scene.render.resolution_x, self.scene.render.resolution_y = width, height
        self.scene.render.resolution_percentage = 100
        self.scene.view_settings.view_transform = "Standard"
        self.scene.render.use_sequencer = True
        self.scene.render.use_compositing = False
        self.scene.frame_start = self.scene.frame_end = 1
        self.strips = self.scene.sequence_editor_create().strips
        self._channel = 0

    def block(self, box: Box, colour: tuple[float, ...], opacity: float = 1.0) -> Any:
        strip = self._effect("COLOR")
        strip.color = colour[:3]
        strip.blend_alpha = opacity
        strip.transform.scale_x, strip.transform.scale_y = box.width / self.width, box.height / self.height
        self.centre(strip, box)
        return strip

    def text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: Colour,
        *,
        bold: bool = False,
        anchor: str = "LEFT",
        font: str = "text",
        channel: int = 0,
        frame: int = 1,
    ) -> Any:
        """Text with its middle line at `y` and its `anchor` (LEFT, CENTER, RIGHT) at `x`."""
        strip = self._effect("TEXT", channel=channel, frame=frame)
        strip.text = "".join(c for c in lettering.drawn(text) if c.isprintable())
        if slate_layout.is_plain(strip.text):
            strip.font = self.words.font(font)
        strip.font_size = size
        strip.color = colour
        strip.use_bold = bold
        strip.use_shadow = False
        strip.wrap_width = 0
        strip.anchor_x, strip.anchor_y, strip.alignment_x = anchor, "CENTER", anchor
        strip.location = (x / self.width, 1 - y / self.height)
        return strip

    def picture(self, file: Path, length: int) -> Any:
        """A still for `length` frames from the first."""
        strip = self.strips.new_image(name="picture", filepath=str(file), channel=self.channel(), frame_start=1)
        strip.blend_type = "ALPHA_OVER"
        if length > 1:
            compat.set_duration(strip, length)
        strip.transform.filter = "BILINEAR"
        return strip

    def centre(self, strip: Any, box: Box) -> None:
        strip.transform.offset_x = box.x + box.width / 2 - self.width / 2
        strip.transform.offset_y = self.height / 2 - (box.y + box.height / 2)

    def channel(self) -> int:
        self._channel += 1
        return self._channel

    def still(self, file: Path) -> Path:
        """Render the one frame with alpha."""
        render = self.scene.render
        compat.still_output(render)
        render.image_settings.color_mode = "RGBA"
        render.image_settings.compression = 0
        render.film_transparent = True
        compat.output_to(render, file)
        bpy.ops.render.render(write_still=True, scene=self.scene.name)
        return file

    def _effect(self, kind: str, *, channel: int = 0, frame: int = 1) -> Any:
        strip = compat.new_effect(
            self.strips, name="strip", type=kind, channel=channel or self.channel(), start=frame, length=1
        )
        strip.blend_type = "ALPHA_OVER"
        return strip


class _Slate:
    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.folder = Path(job["folder"])
        self.width, self.height, self.fps = job["width"], job["height"], job["fps"]
        self.frames = job["seconds"] * self.fps
        self.layout = Layout.of(self.width, self.height)
        self.colours = pixels.palette(job["seed"])
        self.accent: Colour = (*self.colours.accent, 1)
        self.words = _Words()
        self.windows = self._windows()

    def render(self, report: Callable[[dict[str, Any]], None]) -> None:
        card = self._card().still(self.folder / "card.png")
        pop = self._pop().still(self.folder / "pop.png")
        board = self._board("Slate")
        board.scene.frame_end = self.frames
        board.scene.render.fps, board.scene.render.fps_base = self.fps, 1.0
        if self.job["route"] == "first_frame" and self.job["pictures"]:
            self._push_in(board)
        elif self.windows:
            self._fill_windows(board)
        else:
            self._colour_fields(board)
        board.picture(card, self.frames)
        board.picture(pop, 1)
        self._progress(board)
        self._timecode(board)
        if self.job["audio"]:
            self._sound(board)
        self._film(board, report)

    # --- What is still ------------------------------------------------------------------------------------------------

    def _board(self, name: str) -> _Board:
        return _Board(name, self.width, self.height, self.words)

    def _windows(self) -> list[list[Box]]:
        """Where the references of a reference shot show; [] where the picture fills the frame."""
        pictures = self.job["pictures"]
        if self.job["route"] != "reference" or not pictures:
            return []
        layout = self.layout
        aspects = [min(max(p["width"] / p["height"], 0.4), 2.5) for p in pictures]
        area = Box(
            layout.margin,
            layout.middle.y + 22 * layout.unit,
            self.width - 2 * layout.margin,
            layout.middle.height - 30 * layout.unit,
        )
        return slate_layout.windows(area, aspects, 26 * layout.unit, slate_layout.LABEL * layout.unit)

    def _card(self) -> _Board:
        """Everything but the moving picture, the time and the flash, with holes for what lies below."""
        board, layout = self._board("Card"), self.layout
        unit = layout.unit
        if self.windows:
            board.block(layout.top, BAND)
            board.block(layout.bottom, BAND)
            for box in slate_layout.around(layout.middle, self.windows):
                board.block(box, SURROUND)
        else:
            board.block(layout.top, BAND, BAND_OPACITY)
            board.block(layout.bottom, BAND, BAND_OPACITY)
            self._corners(board)
        self._heading(board)
        self._identity(board)
        boxes = [box for row in self.windows for box in row]
        for window, picture in zip(boxes, self.job["pictures"], strict=False):
            y = window.bottom + slate_layout.LABEL * unit / 2
            board.text(picture["word"], window.x, y, 17 * unit, DIM)
        return board

    def _heading(self, board: _Board) -> None:
        layout, job = self.layout, self.job
        unit, y = layout.unit, layout.top.height / 2
        x = layout.margin
        board.block(Box(x, y - 5 * unit, 10 * unit, 10 * unit), self.accent)
        board.text("REHEARSAL", x + 22 * unit, y, 19 * unit, self.accent, bold=True)
        x += (22 + 26) * unit + 1.08 * self.words.width("REHEARSAL", 19 * unit)
        name = job["model"].rpartition("/")[2]
        board.text(name, x, y, 19 * unit, BRIGHT)
        heard = "sound" if job["audio"] else "silent"
        facts = f"{self.width} × {self.height}   {self.fps} fps   {job['seconds']} s   {heard}"
        if layout.tall:
            facts = f"{job['seconds']} s   {heard}"
        board.text(facts, self.width - layout.margin, y, 19 * unit, DIM, anchor="RIGHT")

    def _identity(self, board: _Board) -> None:
        """Shot, take, seed and prompt, in the lower band."""
        layout, job = self.layout, self.job
        unit, margin, top = layout.unit, layout.margin, layout.bottom.y
        left, edge = margin, margin
        if job["shot"]:
            size = self._fitting_size(job["shot"], 58 * unit, (0.5 if layout.tall else 0.26) * self.width)
            board.text(job["shot"], left, top + 58 * unit, size, BRIGHT, bold=True)
            edge = left + 1.08 * self.words.width(job["shot"], size)
        take = f"TAKE {job['take']}" if job["take"] else ""
        line = "      ".join(part for part in (take, f"seed {job['seed']}") if part)
        y = top + (108 if job["shot"] else 40) * unit
        board.text(line, left, y, 19 * unit, self.accent if take else DIM)
        edge = max(edge, left + 1.02 * self.words.width(line, 19 * unit))
        self._prompt(board, edge)

    def _prompt(self, board: _Board, edge: float) -> None:
        layout = self.layout
        unit, top = layout.unit, layout.bottom.y
        size = 19 * unit
        if layout.tall:
            x, y, lines = layout.margin, top + 148 * unit, 3
            width = self.width - 2 * layout.margin
        else:
            x, y, lines = edge + 44 * unit, top + 36 * unit, 4
            width = self._time_left() - 40 * unit - x
        text = self.words.wrapped(self.job["prompt"], size, width, lines)
        for number, words in enumerate(text.split("\n")):
            board.text(words, x, y + number * 26 * unit, size, BRIGHT)

    def _fitting_size(self, text: str, size: float, width: float) -> float:
        """`size`, or smaller so that bold `text` is no wider than `width`."""
        needed = 1.08 * self.words.width(text, size)
        return size if needed <= width else size * width / needed

    def _corners(self, board: _Board) -> None:
        """Marks at the corners of the picture's area, a safe distance in."""
        unit, thick, long = self.layout.unit, max(round(2 * self.layout.unit), 1), 26 * self.layout.unit
        area = self.layout.middle
        inner = Box(
            self.layout.margin, area.y + 30 * unit, self.width - 2 * self.layout.margin, area.height - 60 * unit
        )
        for x, to_x in ((inner.x, 1), (inner.right, -1)):
            for y, to_y in ((inner.y, 1), (inner.bottom, -1)):
                board.block(_span(x, y, long * to_x, thick * to_y), BRIGHT, 0.55)
                board.block(_span(x, y, thick * to_x, long * to_y), BRIGHT, 0.55)

    def _pop(self) -> _Board:
        """The first frame's flash: paper with a target, on which the shot's name stands."""
        board, layout, unit = self._board("Pop"), self.layout, self.layout.unit
        area = layout.middle
        middle_x, middle_y = area.x + area.width / 2, area.y + area.height / 2
        board.block(area, PAPER)
        thick = max(round(2 * unit), 1)
        board.block(Box(area.x, middle_y - thick / 2, area.width, thick), INK, 0.8)
        board.block(Box(middle_x - thick / 2, area.y, thick, area.height), INK, 0.8)
        side = 0.78 * min(area.height, area.width)
        ring = self.folder / "ring.png"
        pixels.write_ring(ring, 400, (INK[0], INK[1], INK[2]))
        strip = board.picture(ring, 1)
        strip.transform.filter = "BILINEAR"
        strip.transform.scale_x = strip.transform.scale_y = side / 400
        board.centre(strip, Box(middle_x - side / 2, middle_y - side / 2, side, side))
        name = self.job["shot"] or "2-POP"
        size = self._fitting_size(name, 74 * unit, 0.56 * side)
        wide, high = 1.08 * self.words.width(name, size) + 40 * unit, size * 1.2
        board.block(Box(middle_x - wide / 2, middle_y - high / 2, wide, high), PAPER)
        board.text(name, middle_x, middle_y, size, INK, bold=True, anchor="CENTER")
        return board

    # --- What moves ---------------------------------------------------------------------------------------------------

    def _push_in(self, board: _Board) -> None:
        """The picture fills the frame and comes slowly nearer."""
        picture = self.job["pictures"][0]
        strip = board.picture(Path(picture["file"]), self.frames)
        cover = max(self.width / picture["width"], self.height / picture["height"])
        self._move(strip, scale=(cover, cover * PUSH))

    def _fill_windows(self, board: _Board) -> None:
        """Each reference behind its window: clips play, again and again, and all drift and grow a little."""
        boxes = [box for row in self.windows for box in row]
        choice = random.Random(self.job["seed"])
        for picture, box in zip(self.job["pictures"], boxes, strict=True):
            cover = max(box.width / picture["width"], box.height / picture["height"])
            angle = choice.uniform(0, 2 * math.pi)
            slack = 0.5 * (PUSH - 1) * min(box.width, box.height) * 0.8
            drift = (slack * math.cos(angle), slack * math.sin(angle))
            strips = self._clip(board, picture) if picture["kind"] == "video" else [self._still(board, picture)]
            for strip in strips:
                board.centre(strip, box)
                self._move(strip, scale=(cover * 1.02, cover * PUSH), drift=drift)

    def _still(self, board: _Board, picture: dict[str, Any]) -> Any:
        return board.picture(Path(picture["file"]), self.frames)

    def _clip(self, board: _Board, picture: dict[str, Any]) -> list[Any]:
        """As many strips of a clip, one after another, as the slate is long."""
        channel, start, strips = board.channel(), 1, []
        while start <= self.frames:
            strip = board.strips.new_movie(
                name="clip", filepath=picture["file"], channel=channel, frame_start=start, fit_method="ORIGINAL"
            )
            strip.blend_type = "ALPHA_OVER"
            strip.transform.filter = "BILINEAR"
            strips.append(strip)
            start += max(compat.strip_duration(strip), 1)
        if compat.strip_end(strips[-1]) > self.frames + 1:
            compat.set_strip_end(strips[-1], self.frames + 1)
        return strips

    def _colour_fields(self, board: _Board) -> None:
        """Soft fields in the seed's colours; a light wanders over them."""
        seed, choice = self.job["seed"], random.Random(self.job["seed"])
        field = self.folder / "field.png"
        pixels.write_field(field, 160, 90, self.colours, seed)
        strip = board.picture(field, self.frames)
        cover = max(self.width / 160, self.height / 90)
        self._move(strip, scale=(cover * 1.3, cover * 1.05), drift=(0.1 * self.width, 0.05 * self.height))
        glow = self.folder / "glow.png"
        pixels.write_glow(glow, 96, self.colours.accent, 0.5)
        strip = board.picture(glow, self.frames)
        side = choice.uniform(1.0, 1.3) * self.layout.middle.height
        strip.transform.scale_x = strip.transform.scale_y = side / 96
        across = choice.choice((-1, 1)) * choice.uniform(0.24, 0.36) * self.width
        down = choice.uniform(-0.2, 0.2) * self.layout.middle.height
        self._animate(strip, "offset_x", (-across, across))
        self._animate(strip, "offset_y", (down, -down))

    def _move(self, strip: Any, *, scale: tuple[float, float], drift: tuple[float, float] = (0.0, 0.0)) -> None:
        for axis in ("scale_x", "scale_y"):
            self._animate(strip, axis, scale)
        for axis, distance in zip(("offset_x", "offset_y"), drift, strict=True):
            if distance:
                middle = getattr(strip.transform, axis)
                self._animate(strip, axis, (middle - distance / 2, middle + distance / 2))

    def _animate(self, strip: Any, name: str, values: tuple[float, float]) -> None:
        """From the first value at the first frame to the second at the last, evenly."""
        for value, frame in zip(values, (1, self.frames), strict=True):
            setattr(strip.transform, name, value)
            strip.transform.keyframe_insert(name, frame=frame)

    def _progress(self, board: _Board) -> None:
        """A line along the upper edge of the lower band that grows with the time."""
        high = max(round(4 * self.layout.unit), 2)
        plain = self.folder / "accent.png"
        pixels.write_plain(plain, self.colours.accent)
        strip = board.picture(plain, self.frames)
        board.centre(strip, Box(0, self.layout.bottom.y - high / 2, self.width, high))
        first = self.width / self.frames
        strip.transform.scale_y = high / 2
        self._animate(strip, "scale_x", (first / 2, self.width / 2))
        self._animate(strip, "offset_x", (first / 2 - self.width / 2, 0.0))

    def _time_left(self) -> float:
        """Where the time begins, from the left."""
        size = 42 * self.layout.unit
        return float(self.width - self.layout.margin - self.words.width("00:00:00:00", size, "mono"))

    def _timecode(self, board: _Board) -> None:
        """One strip a frame: a strip's text cannot be animated, and only the strip in view is drawn."""
        layout = self.layout
        size, channel = 42 * layout.unit, board.channel()
        x, y = self._time_left(), layout.bottom.y + 58 * layout.unit
        for frame in range(self.frames):
            code = slate_layout.timecode(frame, self.fps)
            board.text(code, x, y, size, BRIGHT, font="mono", channel=channel, frame=frame + 1)

    def _sound(self, board: _Board) -> None:
        file = self.folder / "sound.wav"
        sound.write(file, self.job["seconds"], self.fps, self.job["seed"])
        board.strips.new_sound(name="sound", filepath=str(file), channel=board.channel(), frame_start=1)

    def _film(self, board: _Board, report: Callable[[dict[str, Any]], None]) -> None:
        render = board.scene.render
        compat.movie_output(render, audio=self.job["audio"], quality="MEDIUM", preset="REALTIME")
        compat.output_to(render, self.job["out"])

        def written(scene: Any, *_: Any) -> None:
            report({"type": "progress", "frame": scene.frame_current, "frames": self.frames})

        bpy.app.handlers.render_write.append(written)
        try:
            bpy.ops.render.render(animation=True, scene=board.scene.name)
        finally:
            bpy.app.handlers.render_write.remove(written)


def _span(x: float, y: float, width: float, height: float) -> Box:
    """A box from a corner; negative sides reach left or up."""
    return Box(min(x, x + width), min(y, y + height), abs(width), abs(height))
