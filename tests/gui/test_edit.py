# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit as artists make it, in a window: a recut, a deleted take and all steps back and forth by keys, a take moved
by hand and brought back.

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
from hands import come, confirm


def edit() -> bpy.types.Scene:
    return bgui.sequencer_scene() or bpy.context.scene


def shots() -> list[Any]:
    return list(edit().animatic.shots)


def takes() -> list[tuple[Any, ...]]:
    """The take strips with a picture: number of the take, edges."""
    strips = edit().sequence_editor.strips_all
    found = [s for s in strips if s.animatic.role == "take" and s.type == "MOVIE"]
    return sorted((s.animatic.number, s.left_handle, s.right_handle) for s in found)


def make_film(scene: bpy.types.Scene) -> None:
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 144
    for name, frame in (("A", 1), ("B", 49), ("C", 97)):
        scene.timeline_markers.new(name, frame=frame)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    make_film(edit())
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/edit.blend")
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots("EXEC_DEFAULT", True)  # with an undo step, as a button makes it
    for shot in shots():
        shot.route, shot.block("action").text = "text", "Two pyramids greet each other at dusk."
    edit().animatic.shot_index = 1
    yield from bgui.sidebar(area, "Animatic")
    timeline = bgui.region(area, "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2
    yield from confirm(area, "animatic.preflight", "/out/01-preflight.png")
    yield from come(lambda: len(shots()[1].takes) == 1, "no take came back")
    assert takes() == [(1, 49, 97)], takes()

    # A recut: the marker goes 12 frames later, and Build Shots is pressed. One step back brings both back.
    next(m for m in edit().timeline_markers if m.name == "B").frame = 61
    bpy.ops.ed.undo_push(message="Move Marker")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots("EXEC_DEFAULT", True)
    yield from bgui.settle(1.0)
    bgui.shot("/out/02-recut.png", area)
    assert takes() == [(1, 61, 97)], takes()

    # The take is deleted; Ctrl Z brings it back; Ctrl Shift Z deletes it again; and once more back.
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.delete_take("EXEC_DEFAULT", True, take=shots()[1].takes[0].id)
    yield from bgui.settle(1.0)
    assert takes() == [], takes()
    assert not len(shots()[1].takes)
    yield from bgui.move(x, y)
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.5)
    bgui.shot("/out/03-undone.png")
    assert takes() == [(1, 61, 97)], takes()
    yield from bgui.key("Z", x, y, ctrl=True, shift=True)
    yield from bgui.settle(1.5)
    bgui.shot("/out/04-redone.png")
    assert takes() == [], takes()
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.5)
    assert takes() == [(1, 61, 97)], takes()
    strip = next(s for s in edit().sequence_editor.strips_all if s.animatic.role == "take" and s.type == "MOVIE")
    assert Path(bpy.path.abspath(strip.filepath)).is_file(), strip.filepath

    # Moved by hand it stays where it is put and is listed; the verb brings it to its shot, in one step.
    strip.content_start += 20
    bpy.ops.ed.undo_push(message="Move")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots("EXEC_DEFAULT", True)
    yield from bgui.settle(1.0)
    bgui.shot("/out/05-by-hand.png")
    assert takes() == [(1, 81, 117)], takes()
    edit().animatic.shot_index = 1
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.bring_takes("EXEC_DEFAULT", True)
    yield from bgui.settle(1.0)
    bgui.shot("/out/06-brought.png")
    assert takes() == [(1, 61, 97)], takes()
    yield from bgui.move(x, y)
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.5)
    assert takes() == [(1, 81, 117)], takes()


bgui.run(steps)
