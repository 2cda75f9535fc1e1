# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blender's Storyboarding template, walked whole: draw, Build Shots, cast, dialogue, First Frame, send, take lands."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import frames_of
from test_session import World, drive, send, world  # noqa: F401  # fixtures

from addon.blender.capture import runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.jobs.send import make_plans, send_plans
from addon.blender.properties import film, tag
from addon.blender.values import to_model
from addon.core.blender_process import BlenderCommand
from addon.core.files import FilmFolder
from addon.core.models import CaptureKind, CaptureSpec, Level, Plan
from addon.second import compat

BOARDS = ("Shot.001", "Shot.002")


def draw(board: str, *lines: list[tuple[float, float, float]], layer: str = "Lines") -> Any:
    """What a hand draws on a board."""
    thing = next(o for o in bpy.data.scenes[board].objects if o.type == "GREASEPENCIL")
    drawing = next(one for one in thing.data.layers if one.name == layer).frames[0].drawing
    drawing.add_strokes([len(line) for line in lines])
    for stroke, line in zip(list(drawing.strokes)[-len(lines) :], lines, strict=True):
        for point, place in zip(stroke.points, line, strict=True):
            point.position, point.radius, point.opacity = place, 0.05, 1.0
    return thing


def as_the_template(edit: bpy.types.Scene) -> None:
    """4.5 has no such template: the same scenes, drawings without strokes, and strips, the first of them selected."""
    edit.name = "Edit"
    paper = bpy.data.worlds.new("Paper")
    paper.color = (0.9, 0.9, 0.9)
    black = bpy.data.materials.new("Black")
    bpy.data.materials.create_gpencil_data(black)
    for number, name in enumerate(BOARDS):
        board = bpy.data.scenes.new(name)
        board.frame_start, board.frame_end, board.world = 1, 48, paper
        drawing = bpy.data.grease_pencils_v3.new("Stroke")
        drawing.materials.append(black)
        for layer in ("Fills", "Lines"):
            drawing.layers.new(layer).frames.new(1)
        board.collection.objects.link(bpy.data.objects.new(f"Stroke.{name}", drawing))
        board.camera = bpy.data.objects.new(f"Camera.{name}", bpy.data.cameras.new("Camera"))
        board.camera.location, board.camera.rotation_euler = (0, -5, 0), (np.pi / 2, 0, 0)
        board.collection.objects.link(board.camera)
        strip = edit.sequence_editor.strips.new_scene(name=name, scene=board, channel=1, frame_start=1 + 48 * number)
        strip.select = not number


@pytest.fixture
def template(edit: bpy.types.Scene, world: World, tmp_path: Path) -> bpy.types.Scene:  # noqa: F811
    """The template as Blender opens it, saved; its boards rendered small and without samples."""
    if compat.VERSION >= (5, 2, 0):
        bpy.ops.wm.read_homefile(app_template="Storyboarding")
        edit = bpy.data.scenes["Edit"]
    else:
        as_the_template(edit)
    for scene in bpy.data.scenes:
        scene.render.engine = "BLENDER_WORKBENCH"
        scene.render.resolution_x, scene.render.resolution_y = 640, 360
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "boards.blend"))
    return edit


def filmed_for(plan: Plan) -> CaptureSpec:
    (made,) = [given.capture for given in plan.inputs if given.capture is not None]
    return made


FIGURE = ([(-0.2, 0, -0.6), (0, 0, 0.1), (0.2, 0, -0.6)], [(0, 0, 0.1), (-0.15, 0, 0.3), (0, 0, 0.5), (0.15, 0, 0.3)])
GROUND = [(-1.6, 0, -0.6), (1.6, 0, -0.6)]


def test_the_whole_template(
    template: bpy.types.Scene, movie: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("test_session.PATIENCE", 300.0)  # two boards are filmed, with nothing cut short
    draw("Shot.001", GROUND, *FIGURE)
    draw("Shot.002", GROUND)
    sound = template.sequence_editor.strips.new_sound("Mia: Wait for me!", str(movie(48)), 4, 8)
    sound.select = False

    # The template itself selected the board under the playhead: what it hides is told, and one button away.
    bpy.ops.animatic.build_shots()
    assert [shot.name for shot in film(template).shots] == ["SH010"]
    bpy.ops.animatic.build_shots(everything=True)
    shots = list(film(template).shots)
    assert [(s.origin, s.frame_start, s.frame_end) for s in shots] == [("scene_strip", 1, 49), ("scene_strip", 49, 97)]

    for shot in shots:
        shot.route, shot.block("action").text = "first_frame", "A figure waits at the line."
    plans = make_plans(template, shots)
    assert [p.message for plan in plans for p in plan.problems if p.level is Level.ERROR] == []
    assert "Wait for me!" in plans[0].request.prompt
    assert "Wait for me!" not in plans[1].request.prompt
    stills = [filmed_for(plan) for plan in plans]
    assert {still.kind for still in stills} == {CaptureKind.STILL}
    assert len({still.key for still in stills}) == 2

    jobs = send_plans(plans, [plan.fingerprint for plan in plans])
    assert len(jobs) == 2
    drive(lambda: all(len(shot.takes) == 1 for shot in film(template).shots))
    strips = [s for s in template.sequence_editor.strips_all if tag(s).role == "take"]
    assert sorted((compat.strip_start(s), compat.strip_end(s)) for s in strips) == [(1, 49), (49, 97)]

    folder = FilmFolder(bpy.data.filepath)
    filmed = [CaptureStore(folder).find(still.key) for still in stills]
    one, two = (frames_of(folder.resolve(found.path))[0] for found in filmed if found is not None)
    assert np.ptp(one.mean(axis=2)) > 60, "its lines show"
    assert np.abs(one - two).max() > 60, "and each board is its own"


def test_a_drawn_character_is_cast(template: bpy.types.Scene, tmp_path: Path) -> None:
    thing = draw("Shot.001", *FIGURE)
    drawn = bpy.data.collections.new("Mia")
    bpy.data.scenes["Shot.001"].collection.children.link(drawn)
    drawn.objects.link(thing)
    member = film(template).cast.add()
    member.name, member.source_kind, member.collection = "Mia", "collection", drawn
    bpy.ops.animatic.build_shots(everything=True)
    shot = film(template).shots[0]
    model = to_model(shot, template)
    spec = specs.turntable_spec("Mia", drawn, bpy.data.scenes[model.scene], specs.Turntable(seconds=1))
    spec = spec.model_copy(update={"width": 320, "height": 180, "frame_end": spec.frame_start + 4})
    copy = tmp_path / "copies" / "copy.blend"
    save_copy(copy)
    store = CaptureStore(FilmFolder(tmp_path / "boards.blend"))
    command = BlenderCommand(sys.executable, is_module=True)
    (reference,) = asyncio.run(runner.film(command, copy, [spec], store, lambda *_: None))
    picture = frames_of(store.folder.resolve(reference.path))[0].mean(axis=2)
    dark = picture < picture.max() - 60
    rows = np.flatnonzero(dark.any(axis=1))
    assert np.ptp(rows) > picture.shape[0] / 3, "it fills the picture"
    draw("Shot.001", GROUND)
    assert specs.turntable_spec("Mia", drawn, bpy.data.scenes[model.scene], specs.Turntable(seconds=1)).key != spec.key


def test_a_board_that_nobody_drew_on_is_told(template: bpy.types.Scene) -> None:
    """Its layers are there without a stroke: it is filmed, and shows nothing."""
    bpy.ops.animatic.build_shots(everything=True)
    shot = film(template).shots[0]
    shot.route, shot.block("action").text = "first_frame", "Nothing."
    (plan,) = make_plans(template, [shot])
    before = filmed_for(plan)
    draw("Shot.001", GROUND)
    (after,) = make_plans(template, [shot])
    assert filmed_for(after).key != before.key
