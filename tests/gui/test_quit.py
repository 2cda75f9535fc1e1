# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quit with a job running, open the film again, and its take comes; quit while much is at work beside Blender, and it
ends: Blenders with a window, one after the other.

Run by `scripts/test.py --gui`: bgui and the installed extension are there; pictures go to /out. The first Blender is
this script with the argument "first", the busy one with "busy"; they quit by Ctrl Q, as an artist does.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import bgui
import bpy

FILM = Path("/tmp/quit.blend")
BUSY = Path("/tmp/busy.json")
WAIT_SECONDS = 240
QUIT_SECONDS = 40
"""Less than what a gateway, a name server or a keychain that does not answer is waited for."""
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
    yield from bgui.settle(1.0)  # the sidebar with the shot in it is drawn: only the page is new then
    before = bgui.look()
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.preflight("INVOKE_DEFAULT")
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from wait_for(lambda: any(job["state"] in UNDER_WAY for job in jobs()), "nothing was sent")
    bgui.shot("/out/01-sent.png")
    bpy.ops.wm.save_mainfile()
    yield from quits("/out/02-asked-before-quitting.png")


def quits(picture: str) -> Iterator[float]:
    timeline = bgui.region(sequencer(), "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    yield from bgui.move(x, y)
    yield from bgui.key("Q", x, y, ctrl=True)
    yield from bgui.settle(3.0)
    bgui.shot(picture)
    yield from wait_for(lambda: False, "Blender did not quit")


def busy_blender() -> Iterator[float]:
    """*Test* of a gateway that never answers, a movie of 5,000 frames, a keychain that waits for a password: quit."""
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene() or bpy.context.scene
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 5000
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM.with_stem("busy")))
    ours = bpy.types.ANIMATIC_OT_build_shots.__module__.partition(".blender.")[0]
    beside = import_module(f"{ours}.blender.engine.beside")
    deaf = socket.create_server(("127.0.0.1", 0))
    os.environ["AI_GATEWAY_API_KEY"] = "vck_0123456789abcdef9f2c"
    bpy.context.preferences.system.use_online_access = True
    preferences = bpy.context.preferences.addons[ours.removesuffix(".addon")].preferences
    preferences.gateway_url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v4/ai"
    beside.begin("warmup", lambda _: time.sleep(3600))
    yield from bgui.sidebar(sequencer(), "Animatic")
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        bpy.ops.animatic.test_gateway()
        bpy.ops.animatic.export_movie("EXEC_DEFAULT")
    yield from wait_for(children, "no second Blender was begun")
    yield from bgui.settle(2.0)
    bgui.shot("/out/05-busy.png")
    bpy.ops.wm.save_mainfile()
    at_work = sorted(t.name for t in threading.enumerate() if t.name.startswith("animatic-"))
    BUSY.write_text(json.dumps({"threads": at_work, "children": children()}))
    yield from quits("/out/06-asked-before-quitting-busy.png")


def children() -> list[int]:
    """Processes that this one began."""
    begun = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for path in begun for pid in path.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def another(which: str) -> subprocess.Popen[bytes]:
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
    command += ["--python-expr", "import sys; sys.path.insert(0, '/bgui')", "-P", __file__, "--", which]
    return subprocess.Popen(command)


def steps() -> Iterator[float]:
    busy = another("busy")
    yield from wait_for(lambda: BUSY.exists() or busy.poll() is not None, "the busy Blender did not begin")
    asked = time.monotonic()
    yield from wait_for(lambda: busy.poll() is not None or time.monotonic() > asked + QUIT_SECONDS, "")
    assert busy.returncode == 0, f"the busy Blender ended with {busy.returncode}"
    told = json.loads(BUSY.read_text())
    print("at work when it quit:", told, f"gone after {time.monotonic() - asked:.1f} s", flush=True)
    assert {"animatic-warmup", "animatic-test", "animatic-export"} <= set(told["threads"]), told
    yield from wait_for(lambda: not any(map(alive, told["children"])), "a second Blender was left")

    first = another("first")
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


bgui.run(first_blender if "first" in sys.argv else busy_blender if "busy" in sys.argv else steps)
