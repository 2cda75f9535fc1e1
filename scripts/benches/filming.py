# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch of captures against a bare render of the same frames, in as many processes, each with one drawing thread."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

FRAMES = 12
SIZE = (640, 360)


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock, and of processors in all second Blenders."""

    wall: float
    cpu: float


def clips(scene: Any, cameras: Sequence[str], count: int) -> list[Any]:
    """As many clips of a scene, `FRAMES` each, by its cameras in turn, in the look of a blockout."""
    from addon.core.models import CaptureKind, CaptureSpec, Rate

    return [
        CaptureSpec(
            kind=CaptureKind.CLIP, key=hashlib.sha256(f"{n}".encode()).hexdigest(), name=f"SH{n:04}",
            scene=scene.name_full, camera=cameras[n % len(cameras)], frame_start=1 + 5 * n,
            frame_end=1 + 5 * n + FRAMES, rate=Rate(fps=24), width=SIZE[0], height=SIZE[1], look="colours",
            paints={"Mia": "#e60000"},
        )
        for n in range(count)
    ]  # fmt: skip


def ours(copy: Path, specs: list[Any], folder: Path, processes: int) -> Spent:
    """Filmed as a send does it, into an empty store."""
    from addon.blender.capture import runner
    from addon.blender.capture.store import CaptureStore
    from addon.blender.engine.session import blender_command
    from addon.core.files import FilmFolder

    store = CaptureStore(FilmFolder(folder / "film.blend"))
    with _Watch() as watch, mock.patch.object(os, "cpu_count", return_value=processes):
        found = asyncio.run(runner.film(blender_command(), copy, specs, store, lambda *_: None))
    assert len(found) == len(specs)
    return watch.spent


def bare(copy: Path, specs: list[Any], folder: Path, processes: int) -> Spent:
    """The same frames by Workbench and nothing else: each process opens the copy once and renders its clips."""
    folder.mkdir()
    shots = [(s.scene, s.camera, s.frame_start, s.frame_end, str(folder / f"{s.name}.mp4")) for s in specs]
    with _Watch() as watch:
        running = [
            subprocess.Popen([sys.executable, __file__, json.dumps([str(copy), shots[n::processes]])],
                             stdout=subprocess.DEVNULL)
            for n in range(processes)
        ]  # fmt: skip
        assert not any(process.wait() for process in running)
    assert len(list(folder.glob("*.mp4"))) == len(specs)
    return watch.spent


class _Watch:
    def __enter__(self) -> _Watch:
        self._cpu, self._wall = self._children(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.spent = Spent(time.perf_counter() - self._wall, self._children() - self._cpu)

    def _children(self) -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


def _render(blend: str, shots: list[tuple[str, str, int, int, str]]) -> None:
    import bpy

    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from addon.second import compat

    bpy.ops.wm.open_mainfile(filepath=blend)
    for name, camera, first, last, file in shots:
        scene = bpy.data.scenes[name]
        scene.camera = bpy.data.objects[camera]
        scene.render.engine = "BLENDER_WORKBENCH"
        scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = *SIZE, 100
        scene.frame_start, scene.frame_end = first, last - 1
        scene.timeline_markers.clear()
        compat.movie_output(scene.render)
        compat.output_to(scene.render, Path(file))
        bpy.ops.render.render(animation=True, scene=name)


if __name__ == "__main__":
    _render(*json.loads(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)
