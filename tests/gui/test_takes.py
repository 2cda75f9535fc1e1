# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes by mouse and keyboard, in a Blender with a window: retake, switch by keys, star, promote, undo, redo, menus.

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
from hands import come, confirm, press


def make_film(scene: bpy.types.Scene) -> None:
    """Two shots of two seconds from markers, 24 fps: nothing has to be filmed for words alone."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 96
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    for name, frame in (("A", 1), ("B", 49)):
        scene.timeline_markers.new(name, frame=frame)


def first_shot() -> Any:
    return bgui.sequencer_scene().animatic.shots[0]


def shown() -> list[tuple[Any, ...]]:
    """The take strips of the edit: number, edges, channel."""
    strips = bgui.sequencer_scene().sequence_editor.strips
    return [(s.animatic.number, s.left_handle, s.right_handle, s.channel) for s in strips if s.animatic.role == "take"]


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    make_film(bgui.sequencer_scene() or bpy.context.scene)
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/takes.blend")
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
    for shot in bgui.sequencer_scene().animatic.shots:
        shot.route, shot.block("action").text = "text", "Two pyramids greet each other at dusk."
    bgui.sequencer_scene().animatic.shot_index = 0
    yield from bgui.sidebar(area, "Animatic")
    timeline = bgui.region(area, "WINDOW")
    x, y = timeline.x + timeline.width // 2, timeline.y + timeline.height // 2

    yield from confirm(area, "animatic.preflight", "/out/01-preflight.png")
    bgui.shot("/out/02-placeholder.png", area)
    yield from come(lambda: len(first_shot().takes) == 1, "no draft came back")
    assert shown() == [(1, 1, 49, 3)], shown()

    # Retake: other words, the same seed. The strip stays where it is.
    first_shot().block("action").text = "Two pyramids part at dawn."
    yield from confirm(area, "change='words'", "/out/03-retake.png")
    yield from come(lambda: len(first_shot().takes) == 2, "no retake came back")
    one, two = first_shot().takes
    assert "dusk" in one.prompt
    assert "dawn" in two.prompt
    assert one.seed == two.seed
    assert two.made_from == one.id
    assert shown() == [(2, 1, 49, 3)], shown()
    bgui.shot("/out/04-takes.png", area)

    # Alt and an arrow, with the pointer over the timeline.
    yield from bgui.move(x, y)
    yield from bgui.key("DOWN_ARROW", x, y, alt=True)
    yield from bgui.settle(0.5)
    assert shown() == [(1, 1, 49, 3)], shown()
    yield from bgui.key("UP_ARROW", x, y, alt=True)
    yield from bgui.settle(0.5)
    assert shown() == [(2, 1, 49, 3)], shown()

    yield from press(area, "animatic.star_take", xs=(0.72, 0.74, 0.76, 0.78))
    yield from bgui.settle(0.5)
    assert any(take.starred for take in first_shot().takes)
    starred = next(take.id for take in first_shot().takes if take.starred)
    first_shot().take_index = next(n for n, take in enumerate(first_shot().takes) if take.starred)
    yield from bgui.settle(0.5)

    yield from confirm(area, "animatic.promote", "/out/05-promote.png")
    yield from come(lambda: len(first_shot().takes) == 3, "no final came back")
    final = first_shot().takes[2]
    assert (final.tier, final.size, final.made_from) == ("final", "1920x1080", starred)
    assert shown() == [(3, 1, 49, 3)], shown()
    bgui.shot("/out/06-final.png")

    # One step back, one step forward, by keys.
    yield from bgui.move(x, y)
    yield from bgui.key("Z", x, y, ctrl=True)
    yield from bgui.settle(1.0)
    assert shown() == [(2, 1, 49, 3)], shown()
    yield from bgui.key("Z", x, y, ctrl=True, shift=True)
    yield from bgui.settle(1.0)
    assert shown() == [(3, 1, 49, 3)], shown()

    yield from very_video(area)
    yield from menus(area, timeline)


def very_video(area: bpy.types.Area) -> Iterator[float]:
    """A draft of a model without a listed price, in the rehearsal, and the final of that very draft."""
    film = bgui.sequencer_scene().animatic
    film.shot_index = 1
    shot = film.shots[1]
    shot.model = "bfl/flux-3-video"
    yield from bgui.settle(2.0)
    yield from confirm(area, "animatic.preflight", "/out/09-flux-draft.png")
    yield from come(lambda: len(shot.takes) == 1, "no draft of FLUX came back")
    yield from press(area, "animatic.star_take", xs=(0.72, 0.74, 0.76, 0.78))
    yield from bgui.settle(0.5)
    assert shot.takes[0].starred
    yield from confirm(area, "animatic.promote", "/out/10-flux-promote.png")
    yield from come(lambda: len(shot.takes) == 2, "no final of FLUX came back")
    draft, final = shot.takes
    assert (final.tier, final.size, final.made_from) == ("final", "1920x1080", draft.id)
    bgui.shot("/out/11-flux-final.png", area)


def menus(area: bpy.types.Area, timeline: bpy.types.Region) -> Iterator[float]:
    """The strip's context menu and the Add menu have ours; the pictures are for looking at."""
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.sequencer.view_all()
    yield from bgui.settle(1.0)
    x, y = timeline.view2d.view_to_region(25, 3.5, clip=False)
    x, y = timeline.x + x, timeline.y + y
    yield from bgui.click(x, y)
    before = bgui.look()
    yield from bgui.click(x, y, button="RIGHTMOUSE")
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    yield from bgui.click(*bgui.ocr("Animatic", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
    bgui.shot("/out/07-strip-menu.png")
    for _ in range(2):
        yield from bgui.key("ESC", x, y)
    yield from bgui.move(x, y)
    yield from bgui.settle(1.0)
    before = bgui.look()
    yield from bgui.key("A", x, y, shift=True)
    yield from bgui.settle(1.0)
    box = bgui.popup(before)
    yield from bgui.click(*bgui.ocr("Animatic", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
    bgui.shot("/out/08-add-menu.png")
    for _ in range(2):
        yield from bgui.key("ESC", x, y)


bgui.run(steps, limit=1500)
