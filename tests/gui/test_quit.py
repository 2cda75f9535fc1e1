# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quit with a job running, open the film again, and its take comes; quit while each kind of work is beside Blender,
alone and together, and it ends as one does in which nothing is at work: Blenders with a window, one after the other.

Run by `scripts/test.py --gui`: bgui and the installed extension are there; pictures go to /out. The first Blender is
this script with the argument "first", a busy one with "busy" and the kinds of work, one that judges with
"judging"; they quit by Ctrl Q, as an artist does. Of every one it is printed how long it took from the key until it was
gone, and what of that is for what we end.
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

sys.path.insert(0, str(Path(__file__).parent))
from hands import answer, jobs_of

FILM, BUSY = Path("/tmp/quit.blend"), Path("/tmp/busy.blend")
TOLD = Path("/tmp/busy.json")
WAIT_SECONDS = 240
QUIT_SECONDS = 40
"""Less than what a gateway, a name server or a keychain that does not answer is waited for."""
UNDER_WAY = {"submitting", "running", "downloading"}
KINDS = (
    "nothing",
    "test",
    "prices",
    "references",
    "export",
    "sheet",
    "kitsu",
    "farm-test",
    "voice",
    "keychain",
    "filming",
)
TOGETHER = ("test,export", "prices,references", "test,prices,references,export,keychain")
THREADS = {"sheet": "animatic-export", "keychain": "animatic-warmup", "filming": "animatic-engine"}
"""What those threads are called that are not called as the kind of work is."""
WITH_A_PROCESS = {"references", "export", "sheet", "voice", "filming"}


def jobs() -> list[dict[str, Any]]:
    return jobs_of(FILM)


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
    yield from answer("Send", before)
    yield from wait_for(lambda: any(job["state"] in UNDER_WAY for job in jobs()), "nothing was sent")
    bgui.shot("/out/01-sent.png")
    yield from quits("sent")


def quits(what: str) -> Iterator[float]:
    """Save, press Ctrl Q, and say when Blender began to leave, and when all that hears of it had ended."""
    bpy.ops.wm.save_mainfile()
    told: dict[str, Any] = {
        "threads": sorted(t.name for t in threading.enumerate() if t.name.startswith("animatic-")),
        "children": children(),
        "asked": time.time(),
    }
    bpy.app.handlers.exit_pre.insert(0, lambda *_: told.update(left=time.time()))
    bpy.app.handlers.exit_pre.append(lambda *_: TOLD.write_text(json.dumps({**told, "ended": time.time()})))
    timeline = bgui.region(sequencer(), "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    yield from bgui.move(x, y)
    told["asked"] = time.time()
    yield from bgui.key("Q", x, y, ctrl=True)
    yield from bgui.settle(3.0)
    bgui.shot(f"/out/asked-before-quitting-{what}.png")
    yield from wait_for(lambda: False, "Blender did not quit")


def busy_blender() -> Iterator[float]:
    """Begin the kinds of work that the arguments name, and quit in the middle of them."""
    kinds = sys.argv[-1].split(",")
    bpy.context.preferences.use_preferences_save = False  # the next Blender begins as this one did
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene() or bpy.context.scene
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 72 if "filming" in kinds else 5000
    bpy.ops.wm.save_as_mainfile(filepath=str(BUSY))
    ours = bpy.types.ANIMATIC_OT_build_shots.__module__.partition(".blender.")[0]
    engine = f"{ours}.blender.engine"
    deaf = socket.create_server(("127.0.0.1", 0))
    preferences = bpy.context.preferences.addons[ours.removesuffix(".addon")].preferences
    preferences.gateway_url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v4/ai"
    yield from bgui.sidebar(sequencer(), "Animatic")
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
    yield from bgui.settle(2.0)  # what the first look loads is there
    if {"test", "prices"} & set(kinds):
        os.environ["AI_GATEWAY_API_KEY"] = "vck_0123456789abcdef9f2c"
        bpy.context.preferences.system.use_online_access = True
    for kind in kinds:
        with bgui.ctx(sequencer(), "WINDOW"):
            begin(kind, edit, preferences, f"http://127.0.0.1:{deaf.getsockname()[1]}", engine)
    if "filming" in kinds:
        heavy_member(edit)
        yield from sent(edit.animatic.shots[0], edit.animatic.cast[0].uuid)
    wanted = len(WITH_A_PROCESS & set(kinds))
    yield from wait_for(lambda: len(children()) >= wanted, "no second Blender was begun")
    if "sheet" not in kinds:  # one of a single shot is ready in two seconds
        yield from bgui.settle(3.0 if wanted < 2 else 1.0)
        bgui.shot(f"/out/busy-{sys.argv[-1]}.png")
    yield from quits(sys.argv[-1])


def begin(kind: str, edit: bpy.types.Scene, preferences: Any, deaf: str, engine: str) -> None:
    """Begin a kind of work; `deaf`: the address of a server that never answers."""
    match kind:
        case "test":
            bpy.ops.animatic.test_gateway()
        case "prices":
            preferences.gateway = "LIVE"
            import_module(f"{engine}.prices").begin()
        case "references":
            heavy_member(edit)
            bpy.ops.animatic.make_references()
        case "export":
            bpy.ops.animatic.export_movie("EXEC_DEFAULT")
        case "sheet":
            bpy.ops.animatic.export_sheet()
        case "kitsu":
            os.environ["KITSU_TOKEN"], preferences.kitsu_address = "a.b.c", f"{deaf}/api"
            bpy.ops.animatic.kitsu_look()
        case "farm-test":
            preferences.farm, preferences.farm_address = "FLAMENCO", deaf
            bpy.ops.animatic.test_farm()
        case "voice":
            speak_for_ever(edit)
        case "keychain":  # one that waits for a password: a call that nothing can end
            import_module(f"{engine}.beside").begin("warmup", lambda _: time.sleep(3600))


def judging_blender() -> Iterator[float]:
    """The film with its take: asked to be judged, and quit while a second Blender looks at it."""
    yield from bgui.video_editing()
    bpy.ops.wm.open_mainfile(filepath=str(FILM))
    yield from bgui.settle(2.0)
    yield from bgui.sidebar(sequencer(), "Animatic")
    take = bgui.sequencer_scene().animatic.shots[0].takes[0]
    take.record = json.dumps({**json.loads(take.record), "rehearsal": False})  # of a slate nothing is measured
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.judge_takes()
    yield from wait_for(children, "no second Blender was begun")
    yield from quits("judging")


def speak_for_ever(edit: bpy.types.Scene) -> None:
    """A line that the system's speech, a stand-in of it, does not come to the end of."""
    programs = Path("/tmp/programs")
    programs.mkdir(exist_ok=True)
    program = programs / "espeak-ng"
    program.write_text("#!/bin/sh\nexec sleep 3600\n")
    program.chmod(0o755)
    os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"
    line = bgui.effect(edit.sequence_editor.strips, "TEXT", "Line", 5, 1, 48)
    line.text = "Mia: Hello there"
    bpy.ops.animatic.scratch_voice()


def sent(shot: Any, member: str) -> Iterator[float]:
    """One shot by the preflight's own button, which has to be filmed first."""
    shot.route, shot.block("action").text = "reference", "@Mia waits."
    shot.cast.add().member = member
    yield from bgui.settle(2.0)
    before = bgui.look()
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.preflight("INVOKE_DEFAULT")
    yield from answer("Send", before)
    yield from wait_for(lambda: [job["state"] for job in jobs_of(BUSY)] == ["capturing"], "nothing is filmed")


def heavy_member(edit: bpy.types.Scene) -> None:
    """Somebody whose turntable takes longer than anybody waits."""
    mia = bpy.data.collections.new("Mia")
    edit.collection.children.link(mia)
    body: Any = bpy.data.objects.new("Mia", bpy.data.meshes.new("Mia"))
    body.data.from_pydata(
        [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], [], [(0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)]
    )
    body.modifiers.new("Fine", "SUBSURF").render_levels = 9
    mia.objects.link(body)
    bpy.ops.animatic.add_cast(name="Mia", collection="Mia")


def children() -> list[int]:
    """Processes that this one began."""
    begun = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for path in begun for pid in path.read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def quit_of(*arguments: str) -> Iterator[float]:
    """Start a Blender with this script, and see how it quits by itself."""
    TOLD.unlink(missing_ok=True)
    command = [bpy.app.binary_path, "-p", "0", "0", "1920", "1080", "--gpu-backend", "opengl"]
    command += ["--python-exit-code", "1", "--python-expr", "import sys; sys.path.insert(0, '/bgui')"]
    process = subprocess.Popen([*command, "-P", __file__, "--", *arguments])
    gone: list[float] = []
    threading.Thread(target=lambda: (process.wait(), gone.append(time.time())), daemon=True).start()
    yield from wait_for(lambda: TOLD.exists() or gone, f"{arguments} did not leave")
    asked = time.monotonic()
    yield from wait_for(lambda: gone or time.monotonic() > asked + QUIT_SECONDS, "")
    assert gone, f"{arguments} was not gone after {QUIT_SECONDS} s"
    assert process.returncode == 0, f"{arguments} ended with {process.returncode}"
    told = json.loads(TOLD.read_text())
    asked, left, ended = (told[moment] for moment in ("asked", "left", "ended"))
    parts = f"{left - asked:.2f} until it leaves, {ended - left:.2f} to end the work, {gone[0] - ended:.2f} for Blender"
    print(f"quit with {arguments[-1]}: {gone[0] - asked:.2f} s: {parts}", flush=True)
    print("  at work then:", told["threads"], told["children"], flush=True)
    yield from wait_for(lambda: not any(map(alive, told["children"])), "a second Blender was left")
    for kind in {*arguments[-1].split(",")} - {"nothing", "first"}:
        assert THREADS.get(kind, f"animatic-{kind}") in told["threads"], (kind, told)


def steps() -> Iterator[float]:
    for kinds in ("nothing", *KINDS, *TOGETHER):  # the first one warms what Blender and the system keep
        yield from quit_of("busy", kinds)
    yield from quit_of("first")
    assert [job["state"] in UNDER_WAY for job in jobs()] == [True], jobs()

    yield from bgui.video_editing()
    bpy.ops.wm.open_mainfile(filepath=str(FILM))
    yield from bgui.settle(1.5)
    yield from bgui.sidebar(sequencer(), "Animatic")
    bgui.shot("/out/03-opened-again.png")
    yield from wait_for(lambda: bgui.sequencer_scene().animatic.shots[0].takes, "the take did not come")
    yield from bgui.settle(1.5)
    bgui.shot("/out/04-take.png")
    bpy.ops.wm.save_mainfile()
    strips = [s for s in bgui.sequencer_scene().sequence_editor.strips if s.type == "MOVIE"]
    assert [(s.left_handle, s.right_handle, s.animatic.role) for s in strips] == [(1, 73, "take")]
    assert len(jobs()) == 1, "it was sent twice"
    yield from quit_of("judging")


SCRIPTS = {"first": first_blender, "judging": judging_blender, "busy": busy_blender}
bgui.run(next((script for name, script in SCRIPTS.items() if name in sys.argv), steps), limit=1500)
