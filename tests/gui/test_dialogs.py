# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs that ask before paying, in a Blender with a window: their sentences and prices are read off the screen.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
Nothing is sent: the jobs are records of a film that never was, and every dialog is left with Esc.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
from hands import sequencer, whole_area

FILM = "/tmp/dialogs.blend"
NAME = "bl_ext.user_default.animatic_gateway"


def ours(module: str) -> Any:
    return importlib.import_module(f"{NAME}.{module}")


def make_film() -> Iterator[float]:
    scene = bgui.sequencer_scene()
    scene.render.fps, scene.frame_start, scene.frame_end = 24, 1, 96
    for name, frame in (("A", 1), ("B", 49)):
        scene.timeline_markers.new(name, frame=frame)
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
    for shot in scene.animatic.shots:
        shot.route, shot.block("action").text = "text", "A robot waves."
    bpy.ops.wm.save_as_mainfile(filepath=FILM)
    yield from bgui.settle(1.0)


def show_jobs() -> list[str]:
    """A failed job and an uncertain one of the real gateway, as the queue shows them; their ids."""
    state, jobs, billed = ours("core.jobs.states").State, ours("core.jobs.job"), ours("core.errors").Billed
    view = ours("blender.engine.view").current
    scene = bgui.sequencer_scene()
    plans = ours("blender.jobs.send").make_plans(scene, list(scene.animatic.shots))
    made = []
    for plan, at in zip(plans, (state.FAILED, state.UNCERTAIN), strict=True):
        job = jobs.new_job(plan, batch="b", take_number=1, mode="async", gateway="live")
        made.append(job.model_copy(update={"state": at, "charge": billed.NO if at is state.FAILED else billed.UNKNOWN}))
    view.jobs = {job.id: job for job in made}
    view.refresh()
    return [job.id for job in made]


def still() -> Iterator[float]:
    """Until the screen shows what is so, and panels have slid to their places."""
    before = None
    while before is None or abs(bgui.look() - before).max() > 6:
        before = bgui.look()
        sequencer().tag_redraw()
        yield from bgui.settle(1.5)


def asked(name: str, *words: str, **values: str) -> Iterator[float]:
    """Open a dialog by its operator, read it off the screen round the pointer, leave it with Esc."""
    operator, area = values.pop("operator"), sequencer()
    x, y = area.x + area.width // 3, area.y + area.height // 2
    yield from bgui.move(x, y)
    yield from bgui.settle(0.5)
    with bgui.ctx(area, "WINDOW"):
        getattr(bpy.ops.animatic, operator)("INVOKE_DEFAULT", **values)
    yield from bgui.settle(2.0)
    bgui.shot(f"/out/{name}.png")
    for word in words:
        assert bgui.ocr(word, box=(x - 420, y - 130, 840, 260)), f"{name}: no {word!r} on the screen"
    yield from bgui.key("ESC", x, y)
    yield from bgui.settle(1.0)


def hover(name: str, operator: str) -> Iterator[float]:
    """Rest the mouse on a button of the queue until its tooltip is there; a name alone would be narrow."""
    sidebar = bgui.region(sequencer(), "UI")
    for _ in range(8):
        try:
            x, y = yield from bgui.find(sequencer(), "UI", op=operator, xs=(0.5, 0.7, 0.8, 0.85, 0.9, 0.95))
            break
        except LookupError:
            yield from bgui.wheel(sidebar.x + 60, sidebar.y + sidebar.height // 2, 8)
            yield from bgui.settle(0.5)
    else:
        raise LookupError(operator)
    yield from bgui.move(sequencer().x + 400, y)
    yield from still()
    before = bgui.look()
    for nearer in (2, 1, 0):
        yield from bgui.move(x + nearer, y)
        yield from bgui.settle(0.3)
    yield from bgui.settle(3.0)
    bgui.shot(f"/out/{name}.png")
    assert bgui.popup(before)[2] > 200, f"{name}: no sentence on the screen"


def run_elsewhere() -> None:
    """Another machine's lock on the film's jobs."""
    lock = {"pid": 7, "host": "studio-4", "birth": "1", "since": "2026-11-22T10:00:00Z", "token": "t"}
    folder = Path(FILM).with_suffix(".animatic") / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".lock").write_text(json.dumps(lock))


def steps() -> Iterator[float]:
    os.environ["AI_GATEWAY_API_KEY"] = "vck_" + "0" * 28
    yield from bgui.video_editing()
    yield from whole_area()
    yield from bgui.sidebar(sequencer(), "Animatic")
    yield from make_film()
    failed, uncertain = show_jobs()
    yield from bgui.settle(3.0)
    yield from asked("01-send-again", "Costs", "first", operator="job_action", job=uncertain, action="send_again")
    yield from asked("02-retry", "Costs", operator="job_action", job=failed, action="retry")
    yield from asked("03-retry-failed", "Costs", operator="retry_failed")
    yield from hover("04-tooltip", "animatic.job_action")
    run_elsewhere()
    yield from bgui.settle(4.0)
    bgui.shot("/out/05-another-machine.png", sequencer())
    assert ours("blender.engine.view").current.run_by
    yield from asked("06-take-over", "machine", operator="take_over_jobs")


bgui.run(steps, limit=1500)
