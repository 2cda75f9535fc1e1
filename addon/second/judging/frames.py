# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decodes a video with what Blender bundles: small grey frames through the sequencer, samples of its sound.

Standard library, numpy, bpy. A frame of 240 x 136 costs 8 ms of one core, the whole way (4.5.15, 5.2.3)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .. import compat

TGA_HEADER = 18


def luminance(file: Path, size: tuple[int, int], *, first: int, every: int, count: int) -> Any:
    """Every n-th frame of a video from `first` on, at most `count`: (n, height, width), 0 to 255, top row first.

    Raises OSError for a file that shows nothing."""
    scene: Any = bpy.data.scenes.new("Frames")
    try:
        strip = scene.sequence_editor_create().strips.new_movie("Take", str(file), channel=1, frame_start=1)
        length = compat.content_duration(strip)
        if not _has_size(strip) or length < 1:
            raise OSError(f"{file.name} cannot be decoded")
        _fit(strip, size)
        scene.frame_start = 1 + first
        scene.frame_end = min(first + (count - 1) * every + 1, length)
        scene.frame_step = every
        return _rendered(scene, size, file)
    finally:
        bpy.data.scenes.remove(scene)


def still(file: Path, size: tuple[int, int]) -> Any:
    """A picture the same way: (height, width). Raises OSError for a file that shows nothing."""
    scene: Any = bpy.data.scenes.new("Still")
    try:
        strip = scene.sequence_editor_create().strips.new_image("Still", str(file), channel=1, frame_start=1)
        if not _has_size(strip):
            raise OSError(f"{file.name} cannot be decoded")
        _fit(strip, size)
        scene.frame_start = scene.frame_end = 1
        return _rendered(scene, size, file)[0]
    finally:
        bpy.data.scenes.remove(scene)


def _has_size(strip: Any) -> bool:
    return bool(strip.elements and strip.elements[0].orig_width)


def _rendered(scene: Any, size: tuple[int, int], file: Path) -> Any:
    """The grey frames of a scene's sequencer."""
    _grey(scene, size)
    with tempfile.TemporaryDirectory(prefix="frames-") as folder:
        scene.render.filepath = str(Path(folder, "f_"))
        with bpy.context.temp_override(scene=scene):
            bpy.ops.render.render(animation=True)
        pictures = [_read(path, size) for path in sorted(Path(folder).glob("f_*"))]
    if not pictures:
        raise OSError(f"{file.name} cannot be decoded")
    return np.array(pictures)


def _fit(strip: Any, size: tuple[int, int]) -> None:
    """Fill the small picture: a take of another shape than it is stretched, as its plan's is."""
    element = strip.elements[0]
    strip.transform.scale_x, strip.transform.scale_y = size[0] / element.orig_width, size[1] / element.orig_height
    strip.transform.filter = "BOX"


def _grey(scene: Any, size: tuple[int, int]) -> None:
    render = scene.render
    render.resolution_x, render.resolution_y = size
    render.resolution_percentage = 100
    render.use_sequencer, render.dither_intensity = True, 0.0
    scene.view_settings.view_transform = "Standard"
    compat.still_output(render)
    render.image_settings.file_format, render.image_settings.color_mode = "TARGA_RAW", "BW"


def _read(path: Path, size: tuple[int, int]) -> Any:
    """A grey TGA, whose rows begin at the bottom unless it says otherwise."""
    data = path.read_bytes()
    begin = TGA_HEADER + data[0]
    rows = np.frombuffer(data, np.uint8, size[0] * size[1], begin).reshape(size[1], size[0])
    return rows if data[17] & 0x20 else rows[::-1]


def sound(file: Path) -> Any | None:
    """The samples of a video's sound, (n, channels), -1 to 1; None where it has none that can be read."""
    import aud

    open_file: Any = aud.Sound
    try:
        return np.asarray(open_file(str(file)).data())
    except (aud.error, RuntimeError):
        return None
