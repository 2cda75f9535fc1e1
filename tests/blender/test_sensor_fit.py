# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a video of another shape than its scene's cuts and adds, said in words, is what Blender's camera does: measured
in stills as they are filmed for a model, against renders of the scene itself."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest
from capture_scenes import RED, box
from test_capture import Film

from addon.blender import values
from addon.blender.capture import specs
from addon.blender.properties import film as settings_of
from addon.blender.shots import build
from addon.core.models import Route, Shot
from addon.core.plans import shape

SHAPES = {"landscape": (640, 360), "portrait": (360, 640), "square": (480, 480)}
SIDE = 2.0
"""Metres of the board."""
FITS = ("AUTO", "HORIZONTAL", "VERTICAL")


@pytest.fixture
def cameras(edit: bpy.types.Scene) -> list[Any]:
    """One of each fit, with a shot of its own, before a square board, 8 m away; their sensors are wider than high."""
    edit.render.engine = "BLENDER_WORKBENCH"
    edit.display.shading.light, edit.display.shading.color_type = "FLAT", "SINGLE"
    edit.collection.objects.link(box("board", (SIDE, 0.01, SIDE), (0, 8, 0), RED))
    made = []
    for fit in FITS:
        data = bpy.data.cameras.new(fit)
        data.sensor_fit, data.sensor_width, data.sensor_height, data.lens = fit, 36.0, 24.0, 35.0
        camera = bpy.data.objects.new(fit, data)
        camera.rotation_euler = (np.pi / 2, 0, 0)
        edit.collection.objects.link(camera)
        edit.timeline_markers.new(fit, frame=1 + 24 * len(made)).camera = camera
        made.append(camera)
    build.build_shots(edit)
    return made


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return Film(tmp_path)


def seen(path: Path) -> tuple[float, float]:
    """Metres that a picture shows across and upright where the board is."""
    with av.open(str(path)) as container:
        pixels = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    apart = np.abs(pixels - pixels[2, 2]).sum(axis=2)
    board = apart > apart.max() / 2  # its edges are soft
    across, upright = (int(board.any(axis=axis).sum()) for axis in (0, 1))
    assert 0 < across < pixels.shape[1], "the whole board is in the picture"
    assert 0 < upright < pixels.shape[0], "the whole board is in the picture"
    return SIDE * pixels.shape[1] / across, SIDE * pixels.shape[0] / upright


def told(words: str, where: str) -> float:
    """Of "cuts 25% of its frame above and below": 0.75; of what is added: more than 1."""
    found = re.search(rf"(cuts|adds) (\d+)% (?:of|to) its frame {where}", words)
    return 1.0 if found is None else 1 + int(found[2]) / 100 * (1 if found[1] == "adds" else -1)


def test_what_each_fit_cuts_and_adds_is_what_is_filmed(
    edit: bpy.types.Scene, cameras: list[Any], film: Film, tmp_path: Path
) -> None:
    asked = list(product(FITS, SHAPES))
    stills = [
        specs.still_spec(Shot(uuid=f"{fit}{name}", name=fit, scene=edit.name, camera=fit, frame_start=1, frame_end=25,
                              route=Route.FIRST_FRAME), "{}x{}".format(*SHAPES[name]))
        for fit, name in asked
    ]  # fmt: skip
    references = film.all(stills)
    filmed = {key: seen(film.store.folder.resolve(r.path)) for key, r in zip(asked, references, strict=True)}
    for camera, (name, (width, height)) in product(cameras, SHAPES.items()):
        edit.frame_set(next(m.frame for m in edit.timeline_markers if m.camera == camera))  # as it renders there
        edit.render.resolution_x, edit.render.resolution_y, edit.render.resolution_percentage = width, height, 100
        edit.render.filepath = str(tmp_path / f"{camera.name} {name}.png")
        bpy.ops.render.render(write_still=True)
        own = seen(Path(edit.render.filepath))
        shot = next(s for s in (values.to_model(s, edit) for s in settings_of(edit).shots) if s.camera == camera.name)
        assert shot.sensor_fit == camera.data.sensor_fit.lower()
        for other, size in SHAPES.items():
            words = shape.changes(shot.picture, "{}:{}".format(*size), shot.sensor_fit)
            video = filmed[camera.name, other]
            case = f"{camera.name}, a {name} scene as a {other} video: {words}"
            assert told(words, "at the sides") == pytest.approx(video[0] / own[0], rel=0.05), case
            assert told(words, "above and below") == pytest.approx(video[1] / own[1], rel=0.05), case
