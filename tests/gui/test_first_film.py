# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first film by mouse and keyboard, in a Blender with a window: build, words, preflight, send, take, undo, redo.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import bgui
import bpy

WAIT_SECONDS = 400
"""A software-drawn slate of 4 s at 720p takes up to a minute here; nothing is measured."""
STALLS: list[float] = []


def make_scene(scene: bpy.types.Scene) -> None:
    """Two coloured figures in collections, two cameras bound to markers, 24 fps, six seconds."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 144
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    scene.render.engine = "BLENDER_WORKBENCH"
    for name, x, colour in (("Mia", -1.5, (0.8, 0.1, 0.1, 1)), ("Rook", 1.5, (0.1, 0.5, 0.5, 1))):
        collection = bpy.data.collections.new(name)
        scene.collection.children.link(collection)
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata(
            [(-0.4, -0.4, 0), (0.4, -0.4, 0), (0.4, 0.4, 0), (-0.4, 0.4, 0), (0, 0, 2)],
            [],
            [(0, 1, 2, 3), (0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)],
        )
        material = bpy.data.materials.new(name)
        material.diffuse_color = colour
        mesh.materials.append(material)
        figure = bpy.data.objects.new(name, mesh)
        figure.location.x = x
        collection.objects.link(figure)
    for name, frame, x in (("Wide", 1, 0.0), ("Close", 73, -1.5)):
        camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
        camera.location, camera.rotation_euler = (x, -9, 1), (1.5708, 0, 0)
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(name, frame=frame).camera = camera


def heartbeat() -> float:
    """Notes how long the main thread was away: panels, pump and placement all run on it."""
    STALLS.append(time.monotonic())
    return 0.02


def wait_for(done, what: str) -> Iterator[float]:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, what
        yield 0.25


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    scene = bgui.sequencer_scene() or bpy.context.scene
    make_scene(scene)
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/first_film.blend")
    scene = bpy.data.scenes[scene.name]
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    yield from bgui.sidebar(area, "Animatic")
    bgui.shot("/out/01-empty.png")

    yield from bgui.press(area, "UI", op="animatic.build_shots")
    film = bgui.sequencer_scene().animatic
    assert [shot.name for shot in film.shots] == ["SH010", "SH020"], [shot.name for shot in film.shots]
    with bgui.ctx(area, "UI"):
        bpy.ops.animatic.add_cast(name="Mia", collection="Mia")
        bpy.ops.animatic.add_cast(name="Rook", collection="Rook")
    film.shot_index = 0
    shot = film.shots[0]
    shot.route = "text"
    shot.block("action").text = "Two pyramids greet each other at dusk."
    yield from bgui.settle(1.0)
    bgui.shot("/out/02-shots.png")
    bgui.shot("/out/02-sequencer.png", area)

    sidebar = bgui.region(area, "UI")
    yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 30)
    yield from bgui.settle(1.0)

    # Enter must never buy: the dialog's default button is Cancel.
    before = bgui.look()
    x, y = yield from bgui.press(area, "UI", op="animatic.preflight")
    yield from bgui.settle(1.0)
    bgui.shot("/out/03-preflight.png")
    yield from bgui.key("RET", x, y)
    yield from bgui.settle(1.0)
    assert not list_jobs(), "Enter in the preflight sent a job"

    before = bgui.look()
    yield from bgui.press(area, "UI", op="animatic.preflight")
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    bgui.shot("/out/04-page.png")
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
    assert len(list_jobs()) == 1, "the confirmed preflight sent nothing"
    bpy.app.timers.register(heartbeat, persistent=True)
    bgui.shot("/out/05-sent.png")
    yield from wait_for(lambda: bgui.sequencer_scene().animatic.shots[0].takes, "no take came back")
    yield from bgui.settle(1.5)
    bpy.app.timers.unregister(heartbeat)
    bgui.shot("/out/06-take.png")
    bgui.shot("/out/06-timeline.png", area)

    edit = bgui.sequencer_scene()
    movie = next(s for s in edit.sequence_editor.strips if s.type == "MOVIE")
    sound = next(s for s in edit.sequence_editor.strips if s.type == "SOUND")
    for strip in (movie, sound):
        assert (strip.left_handle, strip.right_handle) == (1, 73), (strip.name, strip.left_handle, strip.right_handle)
    assert movie.animatic.role == "take"
    assert movie.animatic.number == 1
    gaps = [later - earlier for earlier, later in itertools.pairwise(STALLS)]
    bgui.log("longest main-thread stall", round(max(gaps), 3), "s in", len(gaps), "beats")

    with bgui.ctx(area, "WINDOW"):
        bpy.ops.ed.undo()
    yield from bgui.settle(1.0)
    assert not [s for s in bgui.sequencer_scene().sequence_editor.strips if s.type == "MOVIE"], "undo left the take"
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.ed.redo()
    yield from bgui.settle(1.0)
    assert [s for s in bgui.sequencer_scene().sequence_editor.strips if s.type == "MOVIE"], "redo lost the take"
    bgui.shot("/out/07-redone.png")


def list_jobs() -> list[str]:
    from pathlib import Path

    return [path.name for path in Path("/tmp/first_film.animatic/jobs").glob("*.json")]


bgui.run(steps)
