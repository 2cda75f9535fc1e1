# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name typed into the words, in a Blender with a window: who is named plays in the shot, which leaves First Frame;
a front set on the preflight's page is sent without a second look; all is stopped by one button; and the queue stays
where it was when the first take comes.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import bgui
import bpy
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import come, film, jobs_of, ours, sequencer

FILM = Path("/tmp/named.blend")
WORDS = "@Knight runs to the gate."


def make_film(scene: bpy.types.Scene) -> None:
    """Two shots of two seconds through one camera; Knight is before it."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 96
    scene.render.resolution_x, scene.render.resolution_y = 640, 360
    hands.character(scene, "Knight", (0, 0, 0), (0.5, 0.5, 0.6))
    camera: Any = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.location = (0, -8, 0)
    camera.rotation_euler = Vector((0, 1, 0)).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(camera)
    scene.camera = camera
    for name, frame in (("A", 1), ("B", 49)):
        scene.timeline_markers.new(name, frame=frame).camera = camera


def page_of(button: str) -> Iterator[float]:
    """Open the preflight by a button of the sidebar; answers its box once it stands still."""
    x, y = yield from hands.located(sequencer(), button)
    yield from bgui.settle(1.0)
    before = bgui.look()
    yield from bgui.click(x, y)
    preflight = ours("jobs.preflight_ops")
    yield from come(lambda: preflight._region is not None, "the page did not open")
    return bgui.popup(before)


def named_in_the_words() -> Iterator[float]:
    shot = film().shots[0]
    assert shot.route == "first_frame"
    yield from come(lambda: film().cast[0].uuid in ours("cast.references").states, "nobody looked at the cast")
    field = yield from bgui.find(sequencer(), "UI", prop="action_block.text", xs=(0.5,))
    yield from bgui.click(*field)
    yield from bgui.text(WORDS, *field)
    yield from bgui.key("RET", *field, ctrl=True)
    yield from bgui.settle(2.0)
    bgui.shot("/out/01-named.png", sequencer())
    shot = film().shots[0]
    assert [ref.member for ref in shot.cast] == [film().cast[0].uuid], "who is named does not play"
    assert shot.route == "reference"
    assert bgui.ocr("along", box=bgui.box(bgui.region(sequencer(), "UI"))), "the panel does not say it"


def sent_without_a_second_look() -> Iterator[float]:
    box = yield from page_of("animatic.preflight")
    bgui.shot("/out/02-page.png")
    rows = ours("jobs.preflight_ops")._page.rows
    assert [p.code for row in rows for p in row.problems if p.code == "named"] == ["named"]
    film().cast[0].front = "right"  # as its menu on the page does
    yield from bgui.settle(3.0)
    bgui.shot("/out/03-front-set.png")
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from come(lambda: len(jobs_of(FILM)) == 1, "it was not sent at once")
    yield from bgui.settle(2.0)
    bgui.shot("/out/04-sent.png", sequencer())


def takes_at_least(seconds: float) -> None:
    """What is generated from now on, so that it is under way for as long as a slow machine looks at it."""
    jobs = ours("engine.session").current().rehearsal.jobs
    jobs.options = replace(jobs.options, latency=seconds)


def stop_all() -> Any:
    """Where the button is; it is there only while something is under way, so it is read, not felt for."""
    yield from hands.scroll(80)
    found = yield from hands.seen("Stop All", "animatic.stop_all")
    assert found is not None, "no Stop All in the queue's header"
    return found


def stopped() -> Iterator[float]:
    takes_at_least(900)
    film().shot_index = 1
    film().shots[1].route, film().shots[1].block("action").text = "text", "Rain."
    with bgui.ctx(sequencer(), "WINDOW"):
        plans = ours("jobs.send").make_plans(bgui.sequencer_scene(), list(film().shots)[1:])
        ours("jobs.send").send_plans(plans, {plan.fingerprint for plan in plans})
    film().shot_index = 0
    yield from bgui.settle(2.0)
    x, y = yield from stop_all()
    bgui.shot("/out/05-queue.png", sequencer())
    before = bgui.look()
    yield from bgui.click(x, y)
    yield from bgui.settle(1.5)
    bgui.shot("/out/06-stop-all.png")
    yield from hands.answer("Stop", before)
    yield from come(lambda: {job["state"] for job in jobs_of(FILM)} == {"cancelled"}, "not all was stopped")
    yield from bgui.settle(2.0)
    bgui.shot("/out/07-stopped.png", sequencer())


def queue_header() -> tuple[int, int]:
    return bgui.ocr("Queue", box=bgui.box(bgui.region(sequencer(), "UI")), must=True)[0]


def the_first_take_moves_nothing() -> Iterator[float]:
    takes_at_least(60)
    film().shot_index = 1
    with bgui.ctx(sequencer(), "WINDOW"):
        plans = ours("jobs.send").make_plans(bgui.sequencer_scene(), list(film().shots)[1:])
        ours("jobs.send").send_plans(plans, {plan.fingerprint for plan in plans})
    yield from bgui.settle(2.0)
    yield from stop_all()
    yield from hands.scroll(-3)  # at the end of the sidebar Blender itself moves all when a row goes
    there = queue_header()
    bgui.shot("/out/08-on-its-way.png", sequencer())
    yield from come(lambda: len(film().shots[1].takes) == 1, "no take came")
    yield from bgui.settle(2.0)
    bgui.shot("/out/09-it-came.png", sequencer())
    after = queue_header()
    assert abs(after[1] - there[1]) <= 4, (there, after)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    bpy.context.window_manager.windows[0].scene = edit
    make_film(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))
    yield from hands.whole_area()
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
        bpy.ops.animatic.add_cast(name="Knight", collection="Knight")
    film().shot_index = 0
    yield from bgui.sidebar(sequencer(), "Animatic")
    yield from bgui.settle(2.0)
    yield from named_in_the_words()
    yield from sent_without_a_second_look()
    yield from stopped()
    yield from the_first_take_moves_nothing()


bgui.run(steps, limit=1200)
