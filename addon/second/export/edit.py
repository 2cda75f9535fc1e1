# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit rendered to one movie inside the second Blender. Only stdlib and bpy here.

A job is `{"blend": path, "scene": name, "out": "animatic.mp4", "frame_start": int, "frame_end": int}` (inclusive), and
may have `burn_in` ([start, end, words], ...), `counter` (the strip that counts frames in the edit already) and `label`
(said over the picture and in the file's metadata).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from ...core.media.labels import label_movie
from .. import compat
from . import burnin


def main(job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Render the sequencer of `scene` with its sound; answers `{"files": [path]}`."""
    bpy.ops.wm.open_mainfile(filepath=job["blend"], load_ui=False)
    scene = bpy.data.scenes[job["scene"]]
    out = Path(job["out"])
    part = out.with_suffix(".part.mp4")
    render = scene.render
    compat.movie_output(render, audio=True, preset="REALTIME")
    render.use_sequencer = True
    render.use_compositing = False
    render.resolution_x += render.resolution_x % 2
    render.resolution_y += render.resolution_y % 2
    compat.output_to(render, part)
    zero = scene.frame_start
    scene.frame_start, scene.frame_end = job["frame_start"], job["frame_end"]
    burnin.burn_in(scene, job.get("burn_in", ()), job.get("label", ""), job.get("counter", ""), zero)
    frames = scene.frame_end - scene.frame_start + 1

    def written(*_: Any) -> None:
        report({"type": "progress", "frame": scene.frame_current - scene.frame_start + 1, "frames": frames})

    bpy.app.handlers.render_write.append(written)
    try:
        bpy.ops.render.render(animation=True, scene=scene.name)
    finally:
        bpy.app.handlers.render_write.remove(written)
    if not part.is_file():  # 5.x says FINISHED although nothing could be written
        raise OSError(f"The movie {out.name} was not written.")
    if job.get("label"):
        label_movie(part, job["label"])
    os.replace(part, out)
    return {"files": [str(out)]}
