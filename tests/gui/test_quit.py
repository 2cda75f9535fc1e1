# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quit with a job running, open the film again, and its take comes: two Blenders with a window, one after the other.

Run by `scripts/test.py --gui`: bgui and the installed extension are there; pictures go to /out. The first Blender is
this script with the argument "first"; it quits by Ctrl Q, as an artist does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

FILM = Path("/tmp/quit.blend")
WAIT_SECONDS = 240
UNDER_WAY = {"submitting", "running", "downloading"}


def jobs() -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in FILM.with_suffix(".animatic").glob("jobs/*.json")]


def wait_for(done: Callable[[], Any], what: str) -> Iterator[float]:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, what
        yield 0.1


def sequencer() -> bpy.types.Area:
    return bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")


def first_blender() -> Iterator[float]:
    """One text shot, sent; as soon as the gateway works at it: saved, and quit."""
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene() or bpy.context.scene
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 72
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))
    yield from bgui.sidebar(sequencer(), "Animatic")
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        shot = bgui.sequencer_scene().animatic.shots[0]
        shot.route, shot.block("action").text = "text", "Two pyramids greet each other at dusk."
        before = bgui.look()
        bpy.ops.animatic.preflight("INVOKE_DEFAULT")
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from wait_for(lambda: any(job["state"] in UNDER_WAY for job in jobs()), "nothing was sent")
    bgui.shot("/out/01-sent.png")
    bpy.ops.wm.save_mainfile()
    timeline = bgui.region(sequencer(), "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    yield from bgui.move(x, y)
    yield from bgui.key("Q", x, y, ctrl=True)
    yield from bgui.settle(3.0)
    bgui.shot("/out/02-asked-before-quitting.png")
    raise AssertionError("Blender did not quit")


def steps() -> Iterator[float]:
    command = [
        bpy.app.binary_path,
        "-p",
        "0",
        "0",
        "1920",
        "1080",
        "--gpu-backend",
        "opengl",
        "--python-exit-code",
        "1",
    ]
    command += ["--python-expr", "import sys; sys.path.insert(0, '/bgui')", "-P", __file__, "--", "first"]
    first = subprocess.Popen(command)
    yield from wait_for(lambda: first.poll() is not None, "the first Blender did not end")
    assert first.returncode == 0, f"the first Blender ended with {first.returncode}"
    assert [job["state"] in UNDER_WAY for job in jobs()] == [True], jobs()

    yield from bgui.video_editing()
    bpy.ops.wm.open_mainfile(filepath=str(FILM))
    yield from bgui.settle(1.5)
    yield from bgui.sidebar(sequencer(), "Animatic")
    bgui.shot("/out/03-opened-again.png")
    yield from wait_for(lambda: bgui.sequencer_scene().animatic.shots[0].takes, "the take did not come")
    yield from bgui.settle(1.5)
    bgui.shot("/out/04-take.png")
    strips = [s for s in bgui.sequencer_scene().sequence_editor.strips if s.type == "MOVIE"]
    assert [(s.left_handle, s.right_handle, s.animatic.role) for s in strips] == [(1, 73, "take")]
    assert len(jobs()) == 1, "it was sent twice"


bgui.run(first_blender if "first" in sys.argv else steps)
