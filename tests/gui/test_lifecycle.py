# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs outlive what happens to the session: disabling the extension, another film, revert, a new name.

Run by `scripts/test.py --gui`: bgui and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

FILM = Path("/tmp/life.blend")
WAIT_SECONDS = 240
OTHER = Path("/tmp/other.blend")


def jobs() -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in FILM.with_suffix(".animatic").glob("jobs/*.json")]


def wait_for(done: Callable[[], Any], what: str) -> Iterator[float]:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, what
        yield 0.1


def sequencer() -> bpy.types.Area:
    return bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")


def package() -> str:
    return next(name for name in bpy.context.preferences.addons.keys() if name.endswith("animatic_gateway"))


def first() -> Any:
    return bgui.sequencer_scene().animatic.shots[0]


def send() -> Iterator[float]:
    """The first shot by the preflight's own buttons; answers when its job is on disk."""
    count = len(jobs())
    with bgui.ctx(sequencer(), "WINDOW"):
        before = bgui.look()
        bpy.ops.animatic.preflight("INVOKE_DEFAULT")
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from wait_for(lambda: len(jobs()) > count, "nothing was sent")


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene() or bpy.context.scene
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 48
    bpy.ops.wm.save_as_mainfile(filepath=str(OTHER))
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))
    yield from bgui.sidebar(sequencer(), "Animatic")
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        first().route, first().block("action").text = "text", "Two pyramids greet each other at dusk."
    bpy.ops.wm.save_mainfile()

    # Disabled in the middle, enabled again: the job goes on and comes to its shot.
    yield from send()
    name = package()
    bpy.ops.preferences.addon_disable(module=name)
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-disabled.png")
    assert not hasattr(bpy.types.Scene, "animatic")
    bpy.ops.preferences.addon_enable(module=name)
    yield from bgui.settle(1.0)
    yield from wait_for(lambda: len(first().takes) == 1, "after disabling, no take came")
    bpy.ops.wm.save_mainfile()

    # Another film is opened while a job runs; the take waits for its own.
    yield from send()
    bpy.ops.wm.open_mainfile(filepath=str(OTHER))
    yield from bgui.settle(2.0)
    assert not bgui.sequencer_scene().animatic.shots
    bgui.shot("/out/02-other-film.png")
    bpy.ops.wm.open_mainfile(filepath=str(FILM))
    yield from wait_for(lambda: len(first().takes) == 2, "after another film, no take came")

    # Revert goes back to before the second take was placed: it is placed again, not paid again.
    bpy.ops.wm.revert_mainfile()
    yield from wait_for(lambda: len(first().takes) == 2, "after a revert, the take did not come again")
    bpy.ops.wm.save_mainfile()

    # A new name while a job runs: the new film gets the take.
    yield from send()
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/life-v2.blend")
    yield from wait_for(lambda: len(first().takes) == 3, "after Save As, no take came")
    yield from bgui.settle(1.0)
    bgui.shot("/out/03-new-name.png")
    strips = [s for s in bgui.sequencer_scene().sequence_editor.strips if s.type == "MOVIE"]
    assert [(s.left_handle, s.right_handle, s.animatic.role) for s in strips] == [(1, 49, "take")]
    assert len(jobs()) == 3, "something was sent twice"


bgui.run(steps, limit=800)
