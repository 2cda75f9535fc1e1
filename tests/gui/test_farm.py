# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filming on a farm by mouse, in a Blender with a window: set up, sent, watched in the queue, placed.

The Manager is a stand-in of this file that knows the calls which a film makes, and really films, with this Blender; all
of its API is checked in tests/farm. Run by `scripts/test.py --gui`; pictures go to /out.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import ours, wait_for

SHARED = Path("/tmp/shared")
JOB, TASK = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


class Manager:
    """One job of one task, filmed by one machine."""

    def __init__(self) -> None:
        self.job: dict[str, Any] = {}
        self.log, self.done = "", 0
        self.pictures: list[str] = []
        self.go = threading.Event()
        """The machine stands still after its first frames until this is set: pictures of a window take long."""
        manager = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(*manager.get(self.path))

            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.reply(*manager.post(self.path, said))

            def reply(self, status: int, said: Any) -> None:
                content = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_address[1]}"

    def get(self, path: str) -> tuple[int, Any]:
        task = {"id": TASK, "name": f"film-{self.job.get('settings', {}).get('tasks', '')}", "status": self.state}
        known: dict[str, Any] = {
            "/api/v3/version": {"version": "3.9 (stand-in)", "shortversion": "3.9", "name": "Stand-in", "git": ""},
            "/api/v3/configuration/shared-storage/users/linux": {"location": str(SHARED)},
            "/api/v3/configuration/variables/users/linux": {},
            "/api/v3/jobs/type/animatic-captures": {"label": "Animatic Gateway Captures 1", "etag": "1"},
            "/api/v3/jobs": {"jobs": [self.said()] if self.job else []},
            f"/api/v3/jobs/{JOB}": self.said(),
            f"/api/v3/jobs/{JOB}/tasks": {"tasks": [task]},
        }
        if path.endswith("/last-rendered"):
            shown = {"base": "/job-files/x", "suffixes": ["last-rendered-small.jpg"]}
            return (200, shown) if self.pictures else (204, None)
        if path.startswith("/job-files"):
            return 200, Path(self.pictures[-1]).read_bytes()
        return (200, known[path]) if path in known else (404, {"code": 404, "message": path})

    @property
    def state(self) -> str:
        return self.job.get("status", "queued")

    def said(self) -> dict[str, Any]:
        return {**self.job, "id": JOB, "steps_completed": self.done, "steps_total": 3, "activity": ""}

    def post(self, path: str, said: dict[str, Any]) -> tuple[int, Any]:
        if path == "/api/v3/jobs/check":
            return 204, None
        if path != "/api/v3/jobs":
            return 204, None
        self.job = {**said, "status": "active", "created": "2026-11-27T10:00:00Z"}
        threading.Thread(target=self.film, args=(said["settings"],), daemon=True).start()
        return 200, self.said()

    def film(self, settings: dict[str, str]) -> None:
        """What the job type makes of it."""
        argv = [bpy.app.binary_path, "-b", "-y", "--factory-startup", "--disable-autoexec", "--python-exit-code", "1"]
        argv += [settings["blendfile"], "--python", settings["worker"], "--", "farm", settings["list"]]
        argv += ["--captures", settings["tasks"], "--blend", settings["blendfile"], "--out", settings["out"]]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            self.log += line
            if re.search(r"frame 1 of (?!1\b)", line) and not self.go.is_set():
                time.sleep(3.0)  # its sign of life tells the frames every 2 s
                process.send_signal(signal.SIGSTOP)
                self.go.wait(hands.WAIT_SECONDS)
                process.send_signal(signal.SIGCONT)
            self.done += line.startswith("Time: ")
            if saved := re.match(r"Saved: '(.*)'", line):
                self.pictures.append(saved[1])
        self.job["status"] = "failed" if process.wait() else "completed"


def make_scene(scene: bpy.types.Scene) -> None:
    """A figure that crosses the room, three cameras bound to markers, nine seconds."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 216
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    scene.render.engine = "BLENDER_WORKBENCH"
    for name, size, place, colour in (
        ("Robot", (0.5, 0.5, 1.2), (0, 0, 1.2), (0.8, 0.2, 0.1, 1)),
        ("Ground", (8, 8, 0.1), (0, 0, -0.1), (0.2, 0.3, 0.4, 1)),
        ("Tower", (0.6, 0.6, 3), (3, 4, 3), (0.6, 0.6, 0.3, 1)),
    ):
        bpy.ops.mesh.primitive_cube_add(location=place)
        thing = bpy.context.object
        thing.name, thing.scale = name, size
        material = bpy.data.materials.new(name)
        material.diffuse_color = colour
        thing.data.materials.append(material)
    robot = bpy.data.objects["Robot"]
    for frame, x in ((1, -3.0), (216, 3.0)):
        robot.location.x = x
        robot.keyframe_insert("location", frame=frame)
    for name, frame, x in (("Wide", 1, 0.0), ("Left", 73, -4.0), ("Right", 145, 4.0)):
        camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
        camera.location, camera.rotation_euler = (x, -12, 2), (1.5, 0, -0.08 * x)
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(name, frame=frame).camera = camera


def preferences(manager: Manager) -> Iterator[float]:
    """The farm is chosen and tested where an artist does."""
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    package = ours("preferences").__package__.rsplit(".", 1)[0]
    prefs = bpy.context.preferences.addons[package].preferences
    prefs.farm, prefs.farm_address = "FLAMENCO", manager.address
    area.ui_type = "PREFERENCES"
    yield from bgui.settle(1.0)
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "Animatic"
    yield from bgui.settle(1.0)
    yield from hands.whole_area(area)
    area = bgui.area("PREFERENCES")
    arrow = yield from bgui.find(area, "WINDOW", op="preferences.addon_expand", xs=(0.009, 0.011, 0.013))
    yield from bgui.click(*arrow)
    yield from bgui.settle(1.0)
    window = bgui.region(area, "WINDOW")
    yield from bgui.wheel(window.x + 400, window.y + 200, 30)
    yield from bgui.settle(1.0)
    view = ours("engine.view").current
    test = yield from bgui.find(area, "WINDOW", op="animatic.test_farm", xs=(0.3, 0.5, 0.7))
    yield from bgui.click(*test)
    yield from wait_for(lambda: any(n.code == "farm_tested" for n in view.notices), "the Manager did not answer")
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-preferences.png")
    yield from hands.whole_area(area)
    bgui.area("PREFERENCES").ui_type = "SEQUENCE_EDITOR"
    yield from bgui.settle(1.0)


def steps() -> Iterator[float]:
    manager = Manager()
    yield from bgui.video_editing()
    scene = bgui.sequencer_scene() or bpy.context.scene
    make_scene(scene)
    SHARED.mkdir(exist_ok=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(SHARED / "film.blend"))
    bpy.context.preferences.system.use_online_access = True
    yield from preferences(manager)

    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    yield from bgui.sidebar(area, "Animatic")
    yield from bgui.press(area, "UI", op="animatic.build_shots")
    film = bgui.sequencer_scene().animatic
    for shot, route in zip(film.shots, ("blockout", "first_frame", "first_frame"), strict=True):
        shot.route, shot.block("action").text = route, "A robot crosses the square."
    film.generate_which = "all"
    bpy.ops.wm.save_mainfile()
    yield from bgui.settle(1.5)
    sidebar = bgui.region(area, "UI")
    yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 30)
    yield from bgui.settle(1.0)
    before = bgui.look()
    yield from bgui.press(area, "UI", op="animatic.preflight")
    yield from bgui.settle(2.0)
    bgui.shot("/out/02-preflight.png")
    yield from bgui.click(*bgui.ocr("Send", box=bgui.popup(before), must=True)[-1])

    view = ours("engine.view").current
    yield from wait_for(lambda: manager.job, "the Manager got no job")
    yield from wait_for(lambda: view.farm, "the queue does not know of the farm")
    yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 200)
    yield from bgui.settle(0.5)
    bgui.shot("/out/03-waits.png", area)
    yield from wait_for(lambda: any(row.picture for row in view.farm), f"no picture came: {manager.log[-2000:]}")
    yield from wait_for(lambda: any(re.search(r"\d of \d", row.so_far) for row in view.rows), "no frames were told")
    yield from bgui.settle(1.0)
    bgui.shot("/out/04-films.png", area)
    bgui.shot("/out/04-whole.png")
    yield from bgui.find(area, "UI", op="animatic.open_farm_log", xs=(0.35,))  # a narrow button
    yield from bgui.find(area, "UI", op="animatic.film_here")

    manager.go.set()
    yield from wait_for(lambda: all(shot.takes for shot in bgui.sequencer_scene().animatic.shots), "takes are missing")
    yield from bgui.settle(2.0)
    bgui.shot("/out/05-placed.png")
    assert manager.state == "completed", manager.log[-3000:]
    assert not list((SHARED / "film.animatic" / "farm").rglob("*.json")), "collected results are swept"


bgui.run(steps, limit=1500)
