# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes and goes by itself moves no button, by pixels of the window: views and a reference are filmed, a job is
sent and its take comes, a shot cannot be sent any more, and every label stands where it stood.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import bgui
import bpy

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import film, sequencer, wait_for

FILM = Path("/tmp/still.blend")
NAMES = ("Mia", "Rook")
STILL = ("Make References", "Who Is in", "New Seed", "Variations")
"""Labels above and below what changes: of the Cast panel and of Takes, which the queue follows."""


def make_scene(scene: bpy.types.Scene) -> None:
    """Two figures, a camera for each of two shots, 24 fps, four seconds."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 96
    for name, x, colour in zip(NAMES, (-1.5, 1.5), ((0.8, 0.1, 0.1), (0.1, 0.5, 0.5)), strict=True):
        hands.character(scene, name, (x, 0, 1), colour)
    for name, frame, x in (("Wide", 1, 0.0), ("Close", 49, -1.5)):
        camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
        camera.location, camera.rotation_euler = (x, -9, 1), (1.5708, 0, 0)
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(name, frame=frame).camera = camera


def tops() -> dict[str, int]:
    """Where these labels stand in the sidebar as it is scrolled now, in pixels from the window's foot."""
    box = bgui.box(bgui.region(sequencer(), "UI"))
    found = {text: bgui.ocr(text, box=box) for text in STILL}
    return {text: places[0][1] for text, places in found.items() if places}


def still(before: dict[str, int], what: str) -> Iterator[float]:
    """Every label is within two pixels of where it was."""
    yield from bgui.move(sequencer().x + 400, sequencer().y + 60)  # no tooltip over them
    yield from bgui.settle(1.5)
    bgui.shot(f"/out/{what}.png", sequencer())
    now = tops()
    moved = {text: (y, now[text]) for text, y in before.items() if text in now and abs(now[text] - y) > 2}
    assert not moved, (what, moved)
    assert len(now.keys() & before.keys()) >= 2, (what, before, now)


def cast_in_view() -> Iterator[float]:
    yield from hands.top()
    yield from hands.button("Make References", op="animatic.make_references")
    yield from hands.scroll(2)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    scene = bgui.sequencer_scene() or bpy.context.scene
    make_scene(scene)
    bpy.ops.wm.save_as_mainfile(filepath=str(FILM))
    yield from hands.whole_area()
    yield from bgui.sidebar(sequencer(), "Animatic")
    with bgui.ctx(sequencer(), "UI"):
        bpy.ops.animatic.build_shots()
    for shot in film().shots:
        shot.block("action").text = "They look at each other."
    film().shot_index = 0
    with bgui.ctx(sequencer(), "UI"):
        bpy.ops.animatic.add_cast(name="Mia", collection="Mia")

    # The views of the cast come unasked.
    references = hands.ours("cast.references")
    yield from bgui.settle(0.5)
    yield from cast_in_view()
    yield from bgui.settle(1.0)
    before = tops()
    assert before, "no label was read"
    uuid = film().cast[0].uuid
    yield from wait_for(lambda: uuid in references.states and references.states[uuid].views, "no views came")
    yield from still(before, "01-views")

    # A reference is filmed, and is there.
    with bgui.ctx(sequencer(), "UI"):
        bpy.ops.animatic.make_references(which="all")
    yield from still(before, "02-filming")
    yield from wait_for(lambda: references.states[uuid].word == "filmed", "no reference came")
    yield from still(before, "03-filmed")

    # A job goes on, and fails; the queue's rows are where they were.
    view = hands.ours("engine.view").current
    yield from hands.top()
    x, y = yield from hands.button("Rehearse 1", op="animatic.preflight")
    looked = bgui.look()
    yield from bgui.click(x, y)
    yield from hands.answer("Send", looked)
    yield from wait_for(lambda: view.rows, "nothing was sent")
    yield from cast_in_view()
    yield from bgui.settle(1.0)
    before = tops()
    yield from wait_for(lambda: film().shots[0].takes, "no take came")
    yield from still(before, "04-take")

    # What cannot be sent is told: all words go, so that the other shot has nothing to say.
    film().generate_which = "all"
    yield from bgui.settle(2.0)
    before = tops()
    film().shots[1].route = "reference"
    yield from still(before, "05-refused")


if __name__ == "__main__":
    bgui.run(steps, limit=900)
