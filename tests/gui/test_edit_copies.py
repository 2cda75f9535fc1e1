# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Meta strips and copied edits in a window: a take lands in its meta strip and follows it; a copy's takes stay in it.

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


def make_film(scene: bpy.types.Scene) -> Any:
    """Two scene strips in a meta strip, whose handles show frames 13 to 84 of their 96."""
    scene.render.fps, scene.frame_start, scene.frame_end = 24, 1, 96
    strips = scene.sequence_editor_create().strips
    meta = strips.new_meta(name="Sequence", channel=1, frame_start=1)
    for number, name in enumerate(("A", "B")):
        board = bpy.data.scenes.new(name)
        board.frame_start, board.frame_end = 1, 48
        board.camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
        board.collection.objects.link(board.camera)
        strip = strips.new_scene(name=name, scene=board, channel=2 + number, frame_start=1 + 48 * number)
        strip.move_to_meta(meta)
    meta.right_handle = 97
    meta.left_handle, meta.right_handle = 13, 85
    for strip in scene.sequence_editor.strips_all:
        strip.select = False
    return meta


def in_meta(scene: bpy.types.Scene) -> list[tuple[Any, ...]]:
    """The takes of an edit: the meta strip that each lies in, its edges."""
    strips = scene.sequence_editor.strips_all if scene.sequence_editor else ()
    found = [s for s in strips if s.animatic.role == "take" and s.type == "MOVIE"]
    return [(getattr(s.parent_meta(), "name", ""), s.left_handle, s.right_handle) for s in found]


def metas(area: bpy.types.Area) -> Iterator[float]:
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
        bpy.ops.sequencer.view_all()
    assert [(s.name, s.frame_start, s.frame_end) for s in shots()] == [("SH010", 13, 49), ("SH020", 49, 85)]
    for shot in shots():
        shot.route, shot.block("action").text = "text", "Two pyramids greet each other at dusk."
    edit().animatic.shot_index = 0
    yield from bgui.sidebar(area, "Animatic")
    yield from confirm(area, "animatic.preflight", "/out/01-preflight.png")
    yield from come(lambda: len(shots()[0].takes) == 1, "no take came back")
    bgui.shot("/out/02-in-the-meta.png")
    assert in_meta(edit()) == [("Sequence", 13, 49)], in_meta(edit())

    # The meta strip is moved by Blender's own operator: what lies in it goes along, and nothing is moved twice.
    meta = edit().sequence_editor.strips["Sequence"]
    meta.select = True
    edit().sequence_editor.active_strip = meta
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.transform.seq_slide(value=(24, 0))
    yield from bgui.settle(2.5)
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.animatic.build_shots()
    yield from bgui.settle(1.0)
    bgui.shot("/out/03-meta-moved.png")
    assert in_meta(edit()) == [("Sequence", 37, 73)], in_meta(edit())
    assert [(s.name, s.frame_start, s.frame_end) for s in shots()] == [("SH010", 37, 73), ("SH020", 73, 109)]


def copied(area: bpy.types.Area, kind: str, picture: str) -> Iterator[float]:
    """A copy of the edit has shots of its own, with the words and takes of the first. A linked copy has no strips, so
    there is nothing to send in it."""
    first = edit()
    ours, before = {shot.uuid for shot in shots()}, set(bpy.data.scenes)
    lying = in_meta(first)
    bgui.win().scene = first  # the window went on to the last copy
    with bgui.ctx(area, "WINDOW"):
        bpy.ops.scene.new(type=kind)
    yield from bgui.settle(2.0)
    copies = [s for s in set(bpy.data.scenes) - before if s.animatic.shots]
    assert len(copies) == 1, [(s.name, len(s.animatic.shots)) for s in bpy.data.scenes]
    copy = copies[0]
    assert not ours & {shot.uuid for shot in copy.animatic.shots}
    assert [len(shot.takes) for shot in copy.animatic.shots] == [1, 0]
    bgui.win().workspace.sequencer_scene = copy
    if kind == "LINK_COPY":
        yield from bgui.settle(1.5)
        bgui.shot(picture)
        assert not in_meta(copy)
        assert in_meta(first) == lying
        return
    copy.animatic.shot_index = 0
    yield from bgui.settle(1.5)
    yield from confirm(area, "animatic.preflight", picture.replace(".png", "-preflight.png"))
    yield from come(lambda: len(copy.animatic.shots[0].takes) == 2, "no take came to the copy")
    bgui.shot(picture)
    assert in_meta(copy) == [("Sequence", 37, 73)], in_meta(copy)
    assert in_meta(first) == lying, "the original keeps its own"
    assert [len(shot.takes) for shot in first.animatic.shots] == [1, 0]
    bgui.win().workspace.sequencer_scene = first
    yield from bgui.settle(1.0)


def steps() -> Iterator[float]:
    yield from bgui.video_editing()
    make_film(edit())
    bpy.ops.wm.save_as_mainfile(filepath="/tmp/metas.blend")
    area = bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")
    yield from metas(area)
    yield from copied(area, "FULL_COPY", "/out/04-full-copy.png")
    yield from copied(area, "LINK_COPY", "/out/05-linked-copy.png")


bgui.run(steps, limit=1500)
