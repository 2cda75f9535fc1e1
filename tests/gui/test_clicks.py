# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many clicks a film takes, at 1920x1080 in the Video Editing workspace as Blender ships it: a first film of four
shots, one shot in a hurry without scrolling, twelve shots on one preflight; a double click in the list.

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
from hands import film, sequencer, wait_for

FILM = "/tmp/clicks.blend"
FIRST_FILM_MOST, HURRY_MOST = 18, 4
ROW = 21
"""Pixels of a row of the list."""
LINES = ("Two pyramids meet", "One of them waves", "They walk away", "The yard is empty")

clicks = 0


def hit(x: int, y: int) -> Iterator[float]:
    """One click of a person's hand."""
    global clicks
    clicks += 1
    yield from bgui.click(x, y)


def make_scene(scene: bpy.types.Scene, shots: int) -> None:
    """Two coloured figures in collections, and a camera bound to a marker for each shot of a second."""
    scene.render.fps = 24
    scene.render.resolution_x, scene.render.resolution_y = 640, 360
    scene.render.engine = "BLENDER_WORKBENCH"
    for name, x in (("Mia", -1.5), ("Rook", 1.5)):
        collection = bpy.data.collections.new(name)
        scene.collection.children.link(collection)
        mesh = bpy.data.meshes.new(name)
        corners = [(-0.4, -0.4, 0), (0.4, -0.4, 0), (0.4, 0.4, 0), (-0.4, 0.4, 0), (0, 0, 2)]
        mesh.from_pydata(corners, [], [(0, 1, 2, 3), (0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)])
        figure = bpy.data.objects.new(name, mesh)
        figure.location.x = x
        collection.objects.link(figure)
    add_shots(scene, shots)


def add_shots(scene: bpy.types.Scene, shots: int) -> None:
    for number in range(len(scene.timeline_markers), shots):
        camera = bpy.data.objects.new(f"Cam {number + 1}", bpy.data.cameras.new("Cam"))
        camera.location, camera.rotation_euler = (number % 3 - 1.0, -9, 1), (1.5708, 0, 0)
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(f"M{number + 1}", frame=1 + number * 48).camera = camera
    scene.frame_start, scene.frame_end = 1, shots * 48


def jobs() -> int:
    return len(list(Path(FILM).with_suffix(".animatic").glob("jobs/*.json")))


def press(text: str, **how: Any) -> Iterator[float]:
    found = yield from hands.button(text, **how)
    yield from hit(*found)
    yield from bgui.settle(1.0)
    return found


def open_page(found: tuple[int, int], picture: str) -> Iterator[float]:
    """Press a button that opens the preflight; answers its box."""
    yield from bgui.move(*found)
    yield from bgui.settle(2.0)
    before = bgui.look()
    yield from hit(*found)
    yield from bgui.settle(3.0)
    bgui.shot(picture)
    return bgui.popup(before)


def send(box: tuple[int, int, int, int]) -> Iterator[float]:
    before = jobs()
    yield from hit(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from wait_for(lambda: jobs() > before, "nothing was sent")


def first_film() -> Iterator[float]:
    yield from press("Build Shots", op="animatic.build_shots")
    assert len(film().shots) == 4
    found = yield from hands.button("Write All", op="animatic.write_words")
    box = yield from open_page(found, "/out/01-write.png")
    x, y = found  # the first field is being typed into already
    for number, line in enumerate(LINES):
        yield from bgui.text(line, x, y)
        if number + 1 < len(LINES):
            bgui.xdo("key", "Tab")
        yield from bgui.settle(0.5)
    bgui.shot("/out/02-written.png")
    bgui.xdo("key", "Return")  # ends the field
    yield from bgui.settle(1.0)
    yield from hit(*bgui.ocr("Keep", box=box, must=True)[-1])
    yield from bgui.settle(2.0)
    assert [shot.block("action").text for shot in film().shots] == list(LINES)
    found = yield from hands.button(op="animatic.add_cast_from_collections", xs=(0.865,))
    box = yield from open_page(found, "/out/03-collections.png")
    yield from hit(*bgui.ocr("Add Cast", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
    assert {member.name for member in film().cast} == {"Mia", "Rook"}
    yield from press("All Shots", op="animatic.propose_cast(which='all'")
    yield from wait_for(lambda: all(len(shot.cast) for shot in film().shots), "nobody was seen")
    yield from press("Make References", op="animatic.make_references(which='all'")
    captures = Path(FILM).with_suffix(".animatic")
    yield from wait_for(lambda: len(list(captures.glob("captures/*.mp4"))) >= 1, "the cast was not filmed")
    yield from wait_for(lambda: all(shot.route == "reference" for shot in film().shots), "not steered by its cast")
    bgui.shot("/out/03-cast.png")
    yield from press("No Take", prop="generate_which")
    yield from bgui.settle(2.0)
    assert film().generate_which == "open"
    found = yield from hands.button("Rehearse 4", op="animatic.preflight(which='open'")
    box = yield from open_page(found, "/out/04-four.png")
    yield from send(box)
    assert jobs() == len(LINES)


def in_a_hurry() -> Iterator[float]:
    """The shot is chosen, typed, looked over and sent; nothing is scrolled."""
    yield from hands.top()
    x, y = yield from hands.button(prop="shot_index", xs=(0.3,), pages=1)
    yield from hit(x, y - 2 * ROW)
    yield from bgui.settle(1.0)
    assert film().shot_index > 3, "this shot was sent already"
    field = yield from hands.button(prop="action_block.text", pages=1)
    yield from hit(*field)
    yield from bgui.settle(0.5)
    yield from bgui.text(" at dusk", *field)
    count = jobs()
    yield from bgui.key("RET", *field, ctrl=True)
    yield from bgui.settle(1.0)
    found = yield from hands.button("Generate", op="animatic.preflight(which='chosen'", pages=1)
    box = yield from open_page(found, "/out/05-hurry.png")
    yield from send(box)
    assert jobs() == count + 1


def twelve() -> Iterator[float]:
    add_shots(bgui.sequencer_scene(), 12)
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
    for shot in film().shots:
        shot.route, shot.block("action").text = "text", shot.block("action").text or "It rains in the yard"
    film().generate_which = "all"
    yield from bgui.settle(3.0)
    with bgui.ctx(sequencer(), "UI"):
        before = bgui.look()
        bpy.ops.animatic.preflight("INVOKE_DEFAULT", which="all")
    yield from bgui.settle(3.0)
    bgui.shot("/out/06-twelve.png")
    x, y, width, height = bgui.popup(before)
    window = bpy.context.window_manager.windows[0]
    assert y >= 0, "the page's buttons are out of the window"
    assert y + height <= window.height, "the page's head is out of the window"
    for word in ("Send", "Cancel", "of 12"):
        assert bgui.ocr(word, box=(x, y, width, height)), word
    yield from bgui.key("ESC", x + width // 2, y + height // 2)
    yield from bgui.settle(1.0)


def double_click() -> Iterator[float]:
    bpy.context.preferences.inputs.mouse_double_click_time = 1000
    yield from hands.top()
    film().shot_index = 0
    bgui.sequencer_scene().frame_set(1)
    yield from bgui.settle(2.0)
    x, y = yield from hands.button(prop="shot_index", xs=(0.3,), pages=1)
    yield from bgui.move(x, y)
    bgui.xdo("click", "--repeat", 2, "--delay", 120, 1)
    yield from bgui.settle(2.0)
    shot = film().shots[film().shot_index]
    bgui.shot("/out/07-double-click.png")
    assert shot.name != "SH010"
    assert bgui.sequencer_scene().frame_current == shot.frame_start


def steps() -> Iterator[float]:
    global clicks
    yield from bgui.video_editing()
    scene = bgui.sequencer_scene() or bpy.context.scene
    bpy.context.window_manager.windows[0].scene = scene
    make_scene(scene, 4)
    bpy.ops.wm.save_as_mainfile(filepath=FILM)
    yield from bgui.sidebar(sequencer(), "Animatic")
    clicks = 1  # the tab of the sidebar, which N shows
    yield from first_film()
    bgui.log("a first film of four shots:", clicks, "clicks")
    assert clicks <= FIRST_FILM_MOST
    yield from twelve()
    yield from double_click()
    clicks = 0
    yield from in_a_hurry()
    bgui.log("one shot in a hurry:", clicks, "clicks")
    assert clicks <= HURRY_MOST


bgui.run(steps, limit=2400)
