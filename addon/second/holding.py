# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clip that stands still at its beginning or its end, as a scene strip does that is pulled beyond its scene's range.
Only stdlib and bpy here."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bpy

from . import compat, timing


def movie(scene: Any, path: Path, before: int, after: int, render: Callable[[Any], None]) -> None:
    """Render the scene's frames by `render` into a movie that shows the first of them `before` frames longer and the
    last one `after` frames longer.

    By way of pictures: nothing is appended to a movie, and a scene shows no frame twice in one render."""
    with tempfile.TemporaryDirectory(prefix="animatic-held-") as folder:
        compat.still_output(scene.render)
        compat.output_to(scene.render, Path(folder, "####"))
        render(scene)
        pictures = [Path(scene.render.frame_path(frame=frame)) for frame in timing.frames(scene)]
        if all(picture.is_file() for picture in pictures):  # else the caller says that no file was written
            stage = _stage(scene, [pictures[0]] * before + pictures + [pictures[-1]] * after)
            compat.movie_output(stage.render)
            compat.output_to(stage.render, path)
            render(stage)
            bpy.data.scenes.remove(stage)


def _stage(scene: Any, pictures: Sequence[Path]) -> Any:
    """A scene whose Sequencer shows one picture a frame, in the size and at the rate of `scene`."""
    stage: Any = bpy.data.scenes.new("Held")
    render, like = stage.render, scene.render
    render.resolution_x, render.resolution_y = like.resolution_x, like.resolution_y
    render.fps, render.fps_base = like.fps, like.fps_base
    render.use_sequencer, render.use_compositing = True, False
    stage.view_settings.view_transform = "Standard"  # the pictures have their colours
    strip = stage.sequence_editor_create().strips.new_image(
        name="pictures", filepath=str(pictures[0]), channel=1, frame_start=1
    )
    for picture in pictures[1:]:
        strip.elements.append(picture.name)
    compat.set_duration(strip, len(pictures))
    stage.frame_start, stage.frame_end = 1, len(pictures)
    return stage
