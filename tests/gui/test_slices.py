# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work in a Blender with a window: it goes on in slices, Esc stops it, and undo takes it back as one step.

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
from hands import ours, wait_for

SHOTS = 120


def make_film(scene: bpy.types.Scene) -> None:
    """Many shots of a second, a camera each."""
    scene.render.fps = 24
    scene.frame_start, scene.frame_end = 1, 24 * SHOTS
    bpy.ops.mesh.primitive_monkey_add(location=(0, 0, 1))
    for number in range(SHOTS):
        camera: Any = bpy.data.objects.new(f"C{number}", bpy.data.cameras.new(f"C{number}"))
        camera.location, camera.rotation_euler = (0, -6 - number / 20, 1), (1.5708, 0, 0)
        scene.collection.objects.link(camera)
        scene.timeline_markers.new(camera.name, frame=1 + 24 * number).camera = camera


def described(film: Any) -> int:
    return sum(bool(shot.block("camera").text) for shot in film.shots)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    edit = bgui.sequencer_scene()
    bpy.context.window_manager.windows[0].scene = edit
    make_film(edit)
    edit.frame_set(5)
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    held = ours("timeline.held")
    yield from bgui.sidebar(area, "Animatic")

    build = yield from bgui.find(area, "UI", op="animatic.build_shots", xs=(0.2, 0.4))
    yield from bgui.click(*build)
    yield from wait_for(lambda: held.by, "building does not describe in slices")
    film = edit.animatic
    yield from wait_for(lambda: described(film) >= 3, "nothing is described")
    assert len(film.shots) == SHOTS
    assert ours("timeline").can_edit_now() == "Describing cameras is not finished"
    bgui.shot("/out/01-describing.png")
    sidebar = bgui.region(area, "UI")
    yield from bgui.key("Escape", sidebar.x + 60, sidebar.y + 60)
    yield from wait_for(lambda: not held.by, "Esc does not stop it")
    kept = described(film)
    assert 3 <= kept < SHOTS, kept
    assert edit.frame_current == 5
    yield from bgui.settle(1.0)
    bgui.shot("/out/02-stopped.png")

    again = yield from bgui.find(area, "UI", op="animatic.describe_cameras", xs=(0.6, 0.8))
    yield from bgui.click(*again)
    yield from wait_for(lambda: held.by, "describing is not in slices")
    yield from wait_for(lambda: not held.by, "describing does not end")
    assert described(film) == SHOTS
    assert edit.frame_current == 5
    yield from bgui.settle(1.0)
    bgui.shot("/out/03-described.png")

    with bgui.ctx(area, "WINDOW"):
        bpy.ops.ed.undo()
    assert described(bgui.sequencer_scene().animatic) == kept, "one step takes back what was described, no more"
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.ed.undo()
    assert len(bgui.sequencer_scene().animatic.shots) == 0, "building and describing is one step"


bgui.run(steps)
