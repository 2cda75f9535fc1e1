# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cast by mouse, in a Blender with a window: who is in the shot, references filmed beside the work, a change seen.

Run by `scripts/test.py --gui`: bgui (clicks, screenshots) and the installed extension are there; pictures go to /out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bgui
import bpy
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).parent))
import hands
from hands import come, ours, press


def make_film(scene: bpy.types.Scene) -> None:
    """Two shots of one second through one camera; only Mia is before it."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 48
    hands.character(scene, "Mia", (0, 0, 0), (0.8, 0.2, 0.1))
    hands.character(scene, "Rook", (0, -40, 0), (0.1, 0.4, 0.8))
    camera: Any = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.location = (0, -8, 0)
    camera.rotation_euler = Vector((0, -1, 0)).to_track_quat("Z", "Y").to_euler()
    scene.collection.objects.link(camera)
    scene.camera = camera
    for name, frame in (("A", 1), ("B", 25)):
        scene.timeline_markers.new(name, frame=frame).camera = camera


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    bpy.context.window_manager.windows[0].scene = edit
    make_film(edit)
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/cast.blend")
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
        for name in ("Mia", "Rook"):
            bpy.ops.animatic.add_cast(name=name, collection=name)
    film = edit.animatic
    film.cast_index = film.shot_index = 0
    mia, rook = (member.uuid for member in film.cast)
    yield from bgui.sidebar(area, "Animatic")

    yield from press(area, "animatic.propose_cast", xs=(0.2, 0.4, 0.6))
    yield from bgui.settle(2.0)
    assert [ref.member for ref in film.shots[0].cast] == [mia]
    bgui.shot("/out/01-who-is-here.png")

    states = ours("cast.references").states
    assert states[mia].word == "unfilmed", states
    yield from press(area, "animatic.make_references", xs=(0.3, 0.5))
    yield from bgui.settle(2.0)
    assert ours("cast.filming").under_way() is not None, "nothing is being filmed"
    bgui.shot("/out/02-filming.png")
    yield from come(lambda: {states[mia].word, states[rook].word} == {"filmed"}, "nothing was filmed")
    assert len(states[mia].views) == 3
    yield from bgui.settle(2.0)
    bgui.shot("/out/03-filmed.png")

    bpy.data.objects["Mia"].scale.z = 1.5
    yield from come(lambda: states[mia].word == "changed", "the change was not seen")
    assert states[rook].word == "filmed"
    bgui.shot("/out/04-changed.png")


bgui.run(steps, limit=1500)
