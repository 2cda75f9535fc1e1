# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A board artist's walk, in the Storyboarding workspace as Blender ships it: shots are built in a popover of the
Sequencer's header, for the Sequencer is 117 pixels high; the board's words are typed, looked over and sent in the
3D viewport's sidebar.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
from hands import wait_for

FILM = "/tmp/boards.blend"
POPOVERS, NEAREST, STEP = 4, 57, 33
"""Panels that open from the header, and pixels from Generate to the last of their buttons and on to the others."""
WORDS = "A figure waves."


def edit() -> bpy.types.Scene:
    return bgui.sequencer_scene() or bpy.context.scene


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


def open_template() -> Iterator[float]:
    bpy.ops.wm.read_homefile(app_template="Storyboarding")
    yield 2.0
    for screen in bpy.data.screens:  # its EEVEE viewport takes minutes where it is drawn in software
        for space in (area.spaces.active for area in screen.areas if area.type == "VIEW_3D"):
            space.shading.type = "SOLID"
    for data in getattr(bpy.data, "grease_pencils", ()):
        layer = next((one for one in data.layers if one.name == "Lines"), data.layers[0])
        frame = layer.frames[0] if len(layer.frames) else layer.frames.new(1)
        strokes(frame.drawing)
    bpy.ops.wm.save_as_mainfile(filepath=FILM)
    yield from bgui.settle(2.0)


def popover(area: bpy.types.Area, number: int, picture: str) -> Iterator[float]:
    """Open one of the panels from the Sequencer's header; answers its box."""
    at = tuple(0.8 + n / 200 for n in range(40))
    x, y = yield from bgui.find(area, "HEADER", op="animatic.preflight", xs=at)
    x -= NEAREST + STEP * (POPOVERS - 1 - number)
    before = bgui.look()
    yield from bgui.click(x, y)
    yield from bgui.settle(2.0)
    bgui.shot(picture)
    return bgui.popup(before)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    yield from open_template()
    bgui.shot("/out/01-template.png")
    area = bgui.area("SEQUENCE_EDITOR")
    bgui.log("the Sequencer is", area.height, "pixels high")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots(everything=True)
    yield from bgui.settle(2.0)
    assert edit().animatic.shots
    for number, name in enumerate(("shots", "cast", "takes", "queue")):
        box = yield from popover(area, number, f"/out/02-{name}.png")
        assert box[2] > 200, f"the popover of {name} is not there"
        yield from bgui.move(40, 500)
        yield from bgui.key("ESC", 40, 500)
        yield from bgui.settle(1.0)
    viewport = bgui.area("VIEW_3D")
    yield from bgui.sidebar(viewport, "Animatic")
    yield from bgui.settle(2.0)
    bgui.shot("/out/03-viewport.png")
    field = yield from bgui.find(viewport, "UI", prop="action_block.text", xs=(0.5,))
    yield from bgui.click(*field)
    yield from bgui.text(WORDS, *field)
    yield from bgui.key("RET", *field, ctrl=True)
    yield from bgui.settle(2.0)
    bgui.shot("/out/04-typed.png")
    index = edit().animatic.shot_index
    assert edit().animatic.shots[index].block("action").text == WORDS
    found = yield from bgui.find(viewport, "UI", op="animatic.preflight", xs=(0.5,))
    before = bgui.look()
    yield from bgui.click(*found)
    yield from bgui.settle(3.0)
    box = bgui.popup(before)
    bgui.shot("/out/05-preflight.png")
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    folder = Path(FILM).with_suffix(".animatic")
    yield from wait_for(lambda: any(folder.glob("jobs/*.json")), "nothing was sent")
    yield from wait_for(lambda: edit().animatic.shots[index].takes, "no take of the board came back")
    yield from bgui.settle(4.0)
    bgui.shot("/out/06-take.png")


bgui.run(steps, limit=1700)
