# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot's clip in its four looks, an untested model, and a shot in parts, in a Blender with a window.

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
from test_panels import COURTYARD, make_courtyard, open_courtyard


def clips() -> int:
    return len(list(Path(COURTYARD).with_suffix(".animatic").glob("captures/*.mp4")))


def on_blockout() -> Iterator[float]:
    shot = film().shots[0]
    shot.route = "blockout"
    for member in film().cast:
        if member.uuid not in {slot.member for slot in shot.cast}:
            shot.cast.add().member = member.uuid
    film().shot_index = 0
    yield from bgui.settle(2.0)
    yield from hands.top()
    bgui.shot("/out/01-route.png", sequencer())
    assert bgui.ocr("untested", box=bgui.box(bgui.region(sequencer(), "UI"))), "no mark under the model's name"


def looks() -> Iterator[float]:
    """All looks of the first shot, filmed by the panel's button, side by side before anything is paid."""
    film().shot_index = 0
    yield from hands.top()
    x, y = yield from hands.button("All Looks", op="animatic.film_clip")
    yield from bgui.click(x, y)
    yield from wait_for(lambda: clips() == 4, "the four looks were not filmed")
    yield from bgui.settle(3.0)
    yield from hands.scroll(hands.NOTCHES)
    bgui.shot("/out/07-looks.png", sequencer())
    for name in ("Colours", "Clay", "Scene", "Depth"):
        assert bgui.ocr(name, box=bgui.box(bgui.region(sequencer(), "UI"))), name


def untested() -> Iterator[float]:
    """The mark with its date, under the model's name and in the preflight."""
    yield from hands.top()
    yield from bgui.settle(1.5)
    x, y = sequencer().x + 500, sequencer().y + sequencer().height // 2
    yield from bgui.move(x, y)
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.preflight("INVOKE_DEFAULT", which="chosen")
    yield from bgui.settle(4.0)
    bgui.shot("/out/02-preflight.png")
    assert bgui.ocr("documents"), "the preflight does not say that nobody has paid for a video yet"
    yield from bgui.key("ESC", x, y)
    yield from bgui.settle(1.0)


def chain() -> Iterator[float]:
    """The last shot becomes too long; Length… offers a chain, and its parts stand in the list."""
    scene = bgui.sequencer_scene()
    scene.frame_end = 144 + 24 * 20
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.build_shots()
    film().shot_index = 2
    shot = film().shots[2]
    shot.route, shot.block("action").text = "first_frame", "@Mia and @Rook shake hands."
    yield from bgui.settle(3.0)
    x, y = sequencer().x + sequencer().width // 3, sequencer().y + sequencer().height // 2
    yield from bgui.move(x, y)
    before = bgui.look()
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.shot_length("INVOKE_DEFAULT", shot=shot.uuid)
    yield from bgui.settle(5.0)
    box = bgui.popup(before)
    bgui.shot("/out/03-length.png")
    yield from bgui.click(*bgui.ocr("before", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
    bgui.shot("/out/04-length-chain.png")
    yield from bgui.click(*bgui.ocr("OK", box=box, must=True)[-1])
    yield from bgui.settle(3.0)
    parts = [one for one in film().shots if not one.gone][2:]
    assert len(parts) == 2, [one.name for one in parts]
    assert parts[1].continues == parts[0].uuid
    film().shot_index = list(film().shots).index(parts[1])
    yield from bgui.settle(2.0)
    yield from hands.top()
    bgui.shot("/out/05-parts.png", sequencer())
    with bgui.ctx(sequencer(), "WINDOW"):
        bpy.ops.animatic.preflight("INVOKE_DEFAULT", which="chosen")
    yield from bgui.settle(4.0)
    bgui.shot("/out/06-part-blocked.png")
    yield from bgui.key("ESC", x, y)


def steps() -> Iterator[float]:
    make_courtyard()
    yield from bgui.video_editing()
    yield from hands.whole_area()
    yield from bgui.sidebar(sequencer(), "Animatic")
    yield from open_courtyard()
    yield from on_blockout()
    yield from untested()
    yield from chain()
    yield from looks()


if __name__ == "__main__":
    bgui.run(steps, limit=1700)
