# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Films captures out of a saved copy, inside the second Blender. Only stdlib, numpy and bpy here.

A job is `{"blend": path, "captures": [{...CaptureSpec, "out": path}, ...]}`. Everything may be changed in here: the
copy is thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from ...core.errors import AnimaticError, UserError
from .. import compat
from . import looks, turntable

Report = Callable[[dict[str, Any]], None]


def main(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Film every capture; answers `{"files": [path, ...]}` in order. Raises UserError for what the artist can mend."""
    bpy.ops.wm.open_mainfile(filepath=job["blend"], load_ui=False, use_scripts=False)
    files = []
    for number, capture in enumerate(job["captures"]):
        FILMERS[capture["kind"]](capture, _Progress(report, number, capture))
        files.append(capture["out"])
    return {"files": files}


class _Progress:
    """Counts frames of one capture while Blender renders them."""

    def __init__(self, report: Report, number: int, capture: dict[str, Any]) -> None:
        self._report = report
        self._number = number
        self._frames = max(1, capture["frame_end"] - capture["frame_start"])
        self._done = 0

    def __enter__(self) -> None:
        bpy.app.handlers.render_write.append(self._written)

    def __exit__(self, *_: object) -> None:
        bpy.app.handlers.render_write.remove(self._written)

    def _written(self, *_: object) -> None:
        self._done += 1
        self._report(
            {
                "type": "progress",
                "capture": self._number,
                "frame": min(self._done, self._frames),
                "frames": self._frames,
            }
        )


def _film_turntable(capture: dict[str, Any], progress: _Progress) -> None:
    collection = bpy.data.collections.get(capture["collection"])
    if collection is None:
        raise UserError(
            f"The collection of {capture['name']} is gone.",
            "Choose its collection in the cast.",
            code="collection_missing",
        )
    source = _scene(capture)
    source.frame_set(capture["frame_start"])
    stage = turntable.build(source, collection, capture)
    _render_movie(stage, capture, progress)


def _film_still(capture: dict[str, Any], progress: _Progress) -> None:
    scene = _shot_scene(capture)
    looks.for_still(scene)
    scene.frame_set(capture["frame_start"])
    compat.still_output(scene.render)
    part = _part(capture)
    scene.render.filepath = str(part)
    with progress:
        bpy.ops.render.render(write_still=True, scene=scene.name)
    _finish(part, capture)


def _film_clip(capture: dict[str, Any], progress: _Progress) -> None:
    scene = _shot_scene(capture)
    looks.for_clip(scene)
    scene.frame_start, scene.frame_end = capture["frame_start"], capture["frame_end"] - 1
    _render_movie(scene, capture, progress)


FILMERS = {"turntable": _film_turntable, "still": _film_still, "clip": _film_clip}


def _scene(capture: dict[str, Any]) -> bpy.types.Scene:
    scene = bpy.data.scenes.get(capture["scene"])
    if scene is None:
        raise UserError(f"The scene {capture['scene']} is gone.", "Build the shots again.", code="scene_missing")
    return scene


def _shot_scene(capture: dict[str, Any]) -> bpy.types.Scene:
    """The shot's scene, seen by its camera at the size that is sent, without sequencer and compositor."""
    scene = _scene(capture)
    camera = bpy.data.objects.get(capture["camera"])
    if camera is None or camera.type != "CAMERA":
        raise UserError(
            f"The camera of {capture['name']} is missing.",
            "Give the shot a camera, then try again.",
            code="camera_missing",
        )
    scene.timeline_markers.clear()  # a marker's camera takes over at its frame, and when markers change
    scene.camera = camera
    _frame(scene, capture)
    return scene


def _frame(scene: bpy.types.Scene, capture: dict[str, Any]) -> None:
    """Size and rate as the capture says; only the 3D scene is rendered."""
    render = scene.render
    # A strip anywhere on the timeline would be rendered instead of the scene.
    render.use_sequencer = False
    render.use_compositing = False
    render.use_border = False
    render.film_transparent = False
    render.resolution_x, render.resolution_y = _even(capture["width"]), _even(capture["height"])
    render.resolution_percentage = 100
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0
    render.fps, render.fps_base = capture["rate"]["fps"], capture["rate"]["base"]
    render.use_stamp = False
    render.use_multiview = False
    scene.frame_step = 1


def _render_movie(scene: bpy.types.Scene, capture: dict[str, Any], progress: _Progress) -> None:
    _frame(scene, capture)
    compat.movie_output(scene.render)
    part = _part(capture)
    scene.render.filepath = str(part)
    with progress:
        bpy.ops.render.render(animation=True, scene=scene.name)
    _finish(part, capture)


def _part(capture: dict[str, Any]) -> Path:
    out = Path(capture["out"])
    return out.with_name(f"{out.stem}.part{out.suffix}")


def _finish(part: Path, capture: dict[str, Any]) -> None:
    # 5.x answers FINISHED for a path that it could not write.
    if not part.is_file() or part.stat().st_size < 256:
        raise AnimaticError(
            f"The capture of {capture['name']} was not written.",
            "Make room on the disk or check the folder's permissions, then try again.",
            code="capture_unwritten",
            retryable=True,
        )
    os.replace(part, capture["out"])


def _even(side: int) -> int:
    """H.264 needs even sides."""
    return side - side % 2
