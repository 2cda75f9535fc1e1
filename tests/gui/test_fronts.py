# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which side of somebody is the front, in a Blender with a window: three views come unasked when somebody joins the
cast, and the preflight says by itself that a front is a guess, with the views and the setting that mends it; neither
moves a button of the page.

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
import hands
from hands import come, ours, sequencer


def block(name: str, size: tuple[float, float, float], at: tuple[float, float, float], into: Any) -> None:
    bpy.ops.mesh.primitive_cube_add(size=1, location=at)
    thing: Any = bpy.context.object
    thing.name, thing.scale = name, size
    for owner in list(thing.users_collection):
        owner.objects.unlink(thing)
    into.objects.link(thing)


def blocky(scene: bpy.types.Scene, name: str, x: float) -> None:
    """Somebody whose body says nothing of a face, and whose arms are called the other way round."""
    made = bpy.data.collections.new(name)
    scene.collection.children.link(made)
    block(f"{name} Body", (0.5, 0.5, 1.0), (x, 0, 1), made)
    for side, along in (("Left", -0.4), ("Right", 0.4)):
        block(f"{name} arm{side}", (0.2, 0.2, 0.5), (x + along, 0, 1), made)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    bpy.context.window_manager.windows[0].scene = edit
    edit.render.fps, edit.frame_start, edit.frame_end = 24, 1, 48
    hands.character(edit, "Mia", (0, 0, 0), (0.8, 0.2, 0.1))
    blocky(edit, "Rook", 3.0)
    blocky(edit, "Pawn", 6.0)
    edit.timeline_markers.new("A", frame=1)
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/fronts.blend")
    area = sequencer()
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
        for name in ("Mia", "Rook"):
            bpy.ops.animatic.add_cast(name=name, collection=name)
    film = edit.animatic
    mia, rook = (member.uuid for member in film.cast)
    yield from bgui.sidebar(area, "Animatic")
    states = ours("cast.references").states
    filming, fronts = ours("cast.filming"), ours("cast.fronts")
    yield from come(lambda: filming.looking() is not None, "no views are filmed")
    yield from bgui.settle(1.0)
    bgui.shot("/out/01-views-unasked.png")
    yield from come(lambda: all(s in states and len(states[s].views) == 3 for s in (mia, rook)), "no views came")
    assert states[rook].front_guessed
    yield from hands.whole_area(area)
    yield from bgui.settle(2.0)
    bgui.shot("/out/02-views.png")
    yield from a_click_says_what_a_view_shows(film.cast[1], states)
    yield from hands.whole_area()

    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.add_cast(name="Pawn", collection="Pawn")
    fronts._waiting.clear()  # as in a film that is older than this
    shot = film.shots[0]
    shot.route, shot.block("action").text = "reference", "@Rook and @Pawn wave at @Mia."
    for member in film.cast:
        shot.cast.add().member = member.uuid
    yield from bgui.settle(1.0)
    x, y = area.x + area.width // 2, area.y + area.height // 2
    yield from bgui.move(x, y)
    before = bgui.look()
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.preflight("INVOKE_DEFAULT", which="all")
    preflight = ours("jobs.preflight_ops")
    yield from come(lambda: preflight._region is not None, "the page did not open")
    bgui.shot("/out/03-not-known-yet.png")
    assert "front_unknown" in codes(preflight), codes(preflight)
    page = bgui.popup(before)
    (send,) = bgui.ocr("Send", box=page)
    yield from come(lambda: "front_unknown" not in codes(preflight), "the page never knew")
    assert codes(preflight).count("front_guessed") == 2, codes(preflight)
    yield from bgui.settle(3.0)
    bgui.shot("/out/04-told-by-itself.png")
    assert bgui.ocr("guess.", box=page), "the page does not say it on the screen"
    (still,) = bgui.ocr("Send", box=page)
    assert max(abs(a - b) for a, b in zip(send, still, strict=True)) <= 2, f"Send was at {send} and is at {still}"
    assert near(bgui.popup(before), page), f"the page was {page} and is {bgui.popup(before)}"
    yield from bgui.click(*max(bgui.ocr("Face", box=page, must=True)))
    yield from bgui.settle(1.0)
    bgui.shot("/out/05-said-on-the-page.png")
    assert sorted(member.front == "auto" for member in film.cast[1:]) == [False, True], "nobody's front was said"
    assert preflight._region is not None, "a click at a view closed the page"
    (still,) = bgui.ocr("Send", box=page)
    assert max(abs(a - b) for a, b in zip(send, still, strict=True)) <= 2, f"Send was at {send} and is at {still}"
    yield from bgui.key("ESC", x, y)
    yield from bgui.settle(1.0)
    assert preflight._region is None


def a_click_says_what_a_view_shows(rook: Any, states: dict[str, Any]) -> Iterator[float]:
    """*Face* below the third view, whose buttons are right of the sidebar's middle."""
    before = states[rook.uuid]
    x, y = yield from hands.located(sequencer(), "animatic.set_front", xs=(0.68,))
    bgui.shot("/out/02a-views-and-buttons.png")
    yield from bgui.click(x, y)
    yield from bgui.settle(0.5)
    assert rook.front == before.sides[2], (rook.front, before.sides)
    bgui.shot("/out/02b-third-is-the-face.png")
    yield from come(lambda: states[rook.uuid].sides[:1] == (rook.front,), "no views of the chosen front came")
    yield from bgui.settle(2.0)
    bgui.shot("/out/02c-views-of-the-chosen-front.png")
    assert not states[rook.uuid].front_guessed
    rook.front = "auto"  # for what the preflight says of guesses
    yield from come(lambda: states[rook.uuid].front_guessed, "the guess is not known any more")


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Two boxes, as they are found on the screen, in cells of eight pixels."""
    return all(abs(a - b) <= 16 for a, b in zip(one, other, strict=True))


def codes(preflight: Any) -> list[str]:
    return [problem.code for row in preflight._page.rows for problem in row.problems]


bgui.run(steps, limit=1500)
