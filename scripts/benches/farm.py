# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bundle filmed by two machines at once, each a real `openjd run`; one loses its power in the midst."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bpy

from addon.blender.capture.copy import save_copy
from addon.core.blender_process import BlenderCommand
from addon.core.farm import bundle, claims, results, sets
from addon.core.models import CaptureKind, CaptureSpec, Rate

FILMED = re.compile(r"openjd_status: (\S+): filmed$")
PATIENCE = 1800.0
"""Seconds until a run is given up."""


@dataclass
class Shared:
    """What became of a list. `filmed`: how often the machines said so of each name."""

    filmed: Counter[str] = field(default_factory=Counter)
    killed: bool = False
    codes: list[int] = field(default_factory=list)
    seconds: float = 0.0
    lacking: list[str] = field(default_factory=list)
    text: str = ""

    @property
    def twice(self) -> list[str]:
        return [name for name, count in self.filmed.items() if count > 1]


def stills(count: int, size: tuple[int, int] = (96, 54)) -> list[CaptureSpec]:
    """Pictures of the scene "Scene" by the camera "Camera", one each frame."""
    return [
        CaptureSpec(
            kind=CaptureKind.STILL, key=f"{n:064x}", name=f"SH{n:04d}", scene="Scene", camera="Camera", frame_start=n,
            frame_end=n + 1, rate=Rate(fps=24), width=size[0], height=size[1],
        )
        for n in range(1, count + 1)
    ]  # fmt: skip


def scene() -> Any:
    """An empty session with a cube that a camera looks at."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    made: Any = bpy.context.scene
    made.name = "Scene"
    bpy.ops.mesh.primitive_cube_add()
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0, 0, 8)
    made.collection.objects.link(camera)
    made.render.engine = "BLENDER_WORKBENCH"
    return made


def shared(folder: Path, specs: Sequence[CaptureSpec], *, per_task: int, kill_after: int) -> Shared:
    """Film the open file's captures with two runners on one folder, and end one machine's Blender by force after so
    many of them. The other takes over."""
    folder.mkdir()
    save_copy(folder / bundle.BLEND)
    made = sets.write(folder, specs, out=bundle.OUT)
    bundle.Bundle("film", BlenderCommand(sys.executable, is_module=True), per_task=per_task).write(made)
    argv = [sys.executable, "-m", "openjd", "run", str(folder / bundle.TEMPLATE), "--step", "Film"]
    found, began = Shared(), time.monotonic()
    runners = [subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
    threads = [threading.Thread(target=_listen, args=(runner, found)) for runner in runners]
    for thread in threads:
        thread.start()
    try:
        while any(runner.poll() is None for runner in runners) and time.monotonic() < began + PATIENCE:
            if not found.killed and sum(found.filmed.values()) >= kill_after:
                found.killed = _kill_one(folder / bundle.OUT)
            time.sleep(0.02)
    finally:
        for runner in runners:
            runner.terminate()
        for thread in threads:
            thread.join()
    found.codes = sorted(runner.wait() for runner in runners)
    found.seconds = time.monotonic() - began
    read = {spec.name: results.read(made.out, spec.key) for spec in made.specs}
    found.lacking = [name for name, result in read.items() if result is None or not result.well]
    return found


def _listen(runner: subprocess.Popen[str], found: Shared) -> None:
    assert runner.stdout is not None
    for line in runner.stdout:
        found.text += line
        if said := FILMED.search(line.rstrip()):
            found.filmed[said[1]] += 1


def _kill_one(out: Path) -> bool:
    """End a machine that films something now, as a power cut does."""
    for claim in (out / claims.FOLDER).glob("*.*"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            os.kill(json.loads(claim.read_bytes())["pid"], signal.SIGKILL)
            return True
    return False
