# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit as artists make it, in a window: the Storyboarding template walked from its file to a take; a recut, a
copied edit, a meta, a deleted take and all steps back and forth by keys.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import bgui
import bpy

WAIT_SECONDS = 400


def edit() -> bpy.types.Scene:
    return bgui.sequencer_scene() or bpy.context.scene


def shots() -> list[Any]:
    return list(edit().animatic.shots)


def takes() -> list[tuple[Any, ...]]:
    """The take strips with a picture: name of the shot, number, edges."""
    strips = edit().sequence_editor.strips_all
    found = [s for s in strips if s.animatic.role == "take" and s.type == "MOVIE"]
    return sorted((s.animatic.number, s.left_handle, s.right_handle) for s in found)


def wait_for(done: Callable[[], Any], what: str) -> Iterator[float]:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, what
        yield 0.25
    yield from bgui.settle(1.5)


def located(area: bpy.types.Area, operator: str) -> Any:
    """Where a button of the sidebar is: as it is scrolled now, else a little further down."""
    sidebar = bgui.region(area, "UI")
    for _ in range(6):
        try:
            x, y = yield from bgui.find(area, "UI", op=operator)
        except LookupError:
            yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 6)
            continue
        return x, y
    raise LookupError(operator)


def send(area: bpy.types.Area, picture: str) -> Iterator[float]:
    """Press Generate, tick, send."""
    x, y = yield from located(area, "animatic.preflight")
    yield from bgui.settle(1.0)
    before = bgui.look()
    yield from bgui.click(x, y)
    yield from bgui.settle(1.5)
    box = bgui.popup(before)
    bgui.shot(picture)
    yield from bgui.click(*bgui.ocr("These", box=box, must=True)[0])
    yield from bgui.settle(0.5)
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from bgui.settle(1.0)


def strokes(drawing: Any) -> None:
    """What a hand draws on a board: a ground line and a figure."""
    lines = (
        [(-1.6, 0, -0.6), (1.6, 0, -0.6)],
        [(-0.2, 0, -0.6), (0, 0, 0.1), (0.2, 0, -0.6)],
        [(0, 0, 0.1), (-0.15, 0, 0.3), (0, 0, 0.5), (0.15, 0, 0.3), (0, 0, 0.1)],
    )
    drawing.add_strokes([len(line) for line in lines])
    for stroke, line in zip(list(drawing.strokes)[-len(lines) :], lines, strict=True):
        for point, place in zip(stroke.points, line, strict=True):
            point.position, point.radius, point.opacity = place, 0.03, 1.0


def storyboarding() -> Iterator[float]:
    bpy.ops.wm.read_homefile(app_template="Storyboarding")
    for screen in bpy.data.screens:  # the template's EEVEE viewport takes minutes where it is drawn in software
        for space in (area.spaces.active for area in screen.areas if area.type == "VIEW_3D"):
            space.shading.type = "SOLID"
    yield 2.0
    print("scenes", [s.name for s in bpy.data.scenes], "workspaces", [w.name for w in bpy.data.workspaces])
    scene = edit()
    strips = scene.sequence_editor.strips_all
    print("strips", [(s.type, s.name, s.left_handle, s.right_handle, s.select) for s in strips])
    bgui.shot("/out/01-template.png")
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/boards.blend")
    for data in bpy.data.grease_pencils if hasattr(bpy.data, "grease_pencils") else ():
        layer = next((one for one in data.layers if one.name == "Lines"), data.layers[0])
        print("drawing", data.name, [one.name for one in data.layers], len(layer.frames))
        frame = layer.frames[0] if len(layer.frames) else layer.frames.new(1)
        strokes(frame.drawing)
    yield from bgui.settle(1.5)
    bgui.shot("/out/02-drawn.png")
    area = bgui.area("SEQUENCE_EDITOR")
    yield from bgui.sidebar(area, "Animatic")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots(everything=True)
    yield from bgui.settle(1.0)
    print("shots", [(s.name, s.origin, s.frame_start, s.frame_end, s.route) for s in shots()])
    bgui.shot("/out/03-built.png")
    assert len(shots()) >= 2, shots()
    boards = {s.name for s in strips if s.type == "SCENE"}
    assert boards, "the template has scene strips"
    first = shots()[0]
    first.route, first.block("action").text = "first_frame", "A figure stands on the line and waves."
    edit().animatic.shot_index = 0
    yield from bgui.settle(1.0)
    yield from send(area, "/out/04-preflight.png")
    yield from wait_for(lambda: len(shots()[0].takes) == 1, "no take of the board came back")
    bgui.shot("/out/05-take.png")
    print("takes", takes())
    assert takes() == [(1, first.frame_start, first.frame_end)], takes()


def make_film(scene: bpy.types.Scene) -> None:
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 144
    for name, frame in (("A", 1), ("B", 49), ("C", 97)):
        scene.timeline_markers.new(name, frame=frame)


def edits() -> Iterator[float]:
    yield from bgui.video_editing()
    make_film(edit())
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/edit.blend")
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
    for shot in shots():
        shot.route, shot.block("action").text = "text", "Two pyramids greet each other at dusk."
    edit().animatic.shot_index = 1
    yield from bgui.sidebar(area, "Animatic")
    timeline = bgui.region(area, "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    yield from send(area, "/out/11-preflight.png")
    yield from wait_for(lambda: len(shots()[1].takes) == 1, "no take came back")
    assert takes() == [(1, 49, 97)], takes()

    # A recut: the marker goes 12 frames later, and Build Shots is pressed. One step back brings both back.
    next(m for m in edit().timeline_markers if m.name == "B").frame = 61
    bpy.ops.ed.undo_push(message="Move Marker")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
    yield from bgui.settle(1.0)
    bgui.shot("/out/12-recut.png", area)
    assert takes() == [(1, 61, 97)], takes()

    # The take is deleted; Ctrl Z brings it back; Ctrl Shift Z deletes it again; and once more back.
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.delete_take("EXEC_DEFAULT", take=shots()[1].takes[0].id)
    yield from bgui.settle(1.0)
    assert takes() == [], takes()
    assert not len(shots()[1].takes)
    yield from bgui.move(x, y)
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.5)
    bgui.shot("/out/13-undone.png")
    assert takes() == [(1, 61, 97)], takes()
    yield from bgui.key("Z", x, y, ctrl=True, shift=True)
    yield from bgui.settle(1.5)
    bgui.shot("/out/14-redone.png")
    assert takes() == [], takes()
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.5)
    assert takes() == [(1, 61, 97)], takes()
    strip = next(s for s in edit().sequence_editor.strips_all if s.animatic.role == "take" and s.type == "MOVIE")
    import os

    assert os.path.isfile(bpy.path.abspath(strip.filepath)), strip.filepath

    # A copied edit has shots of its own.
    ours = {shot.uuid for shot in shots()}
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.scene.new(type="FULL_COPY")
    yield from bgui.settle(2.0)
    copies = [s for s in bpy.data.scenes if s.animatic.shots and not ours & {shot.uuid for shot in s.animatic.shots}]
    bgui.shot("/out/15-copied.png")
    assert len(copies) == 1, [(s.name, [shot.uuid for shot in s.animatic.shots]) for s in bpy.data.scenes]


def steps() -> Iterator[float]:
    yield from storyboarding()
    yield from edits()


bgui.run(steps)
