# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strips that are taken away while Blender prefetches the frames after the playhead, in a Blender with a window: it
lives on. Its prefetch is on by default, and its thread goes through the strips of the scene.

Run by `scripts/test.py --gui`: bgui and the installed extension are there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
from hands import ours

MOVIE = Path("/tmp/prefetched.mp4")
FRAMES = 60
ROUNDS = 80
"""Without the guard Blender crashed before the fiftieth."""


def render_movie(scene: Any) -> None:
    """Something that takes a while to decode, of `FRAMES` frames."""
    render = scene.render
    render.resolution_x, render.resolution_y, render.resolution_percentage = 640, 360, 100
    render.image_settings.media_type, render.image_settings.file_format = "VIDEO", "FFMPEG"
    render.ffmpeg.format, render.ffmpeg.codec = "MPEG4", "H264"
    render.filepath = str(MOVIE)
    scene.frame_start, scene.frame_end = 1, FRAMES
    bgui.effect(scene.sequence_editor.strips, "COLOR", "Grey", 1, 1, 1 + FRAMES)
    bpy.ops.render.render(animation=True, scene=scene.name)
    scene.sequence_editor.strips.remove(scene.sequence_editor.strips["Grey"])


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    editor: Any = edit.sequence_editor or edit.sequence_editor_create()
    assert editor.use_prefetch, "Blender does not prefetch by default any more"
    render_movie(edit)
    edit.frame_end = 3 * FRAMES
    remove_strip = ours("timeline.strips").remove_strip
    for turn in range(ROUNDS):
        made = [
            editor.strips.new_movie(name=f"Take {n}", filepath=str(MOVIE), channel=3 + n, frame_start=1 + FRAMES * n)
            for n in range(3)
        ]
        edit.frame_set(1 + (turn * 7) % 40)  # elsewhere: frames have to be fetched
        yield 0.03 + (turn % 5) * 0.03
        for strip in made:
            remove_strip(edit, strip)
    assert not editor.strips
    bgui.shot("/out/01-alive.png")


bgui.run(steps, limit=1500)
