# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boards and playblasts: the first frame is the strip's own picture; one in which nothing shows is not sent."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest

from addon.blender.capture import runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.cast.members import add_member
from addon.blender.engine.slices import whole
from addon.blender.jobs import blank, send
from addon.blender.properties import film, find_shot
from addon.blender.shots import build, describe
from addon.blender.values import to_model
from addon.core.blender_process import BlenderCommand
from addon.core.errors import UserError
from addon.core.files import FilmFolder
from addon.core.models import CaptureSpec, Reference
from addon.second import compat

COMMAND = BlenderCommand(sys.executable, is_module=True)
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (255, 255, 255)


def board(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (320, 192)) -> Path:
    """A white sheet with a coloured left half."""
    width, height = size
    picture = np.full((height, width, 3), 255, np.uint8)
    picture[:, : width // 2] = colour
    image = bpy.data.images.new(path.stem, width, height, alpha=False)
    values = np.ones((height, width, 4), np.float32)
    values[..., :3] = picture / 255
    image.pixels.foreach_set(values.ravel())
    image.file_format = "PNG"
    image.save(filepath=str(path))
    bpy.data.images.remove(image)
    return path


def put(edit: Any, path: Path, start: int, length: int = 24, channel: int = 1) -> Any:
    strip = edit.sequence_editor.strips.new_image(
        name=path.stem, filepath=str(path), channel=channel, frame_start=start, fit_method="FIT"
    )
    compat.set_duration(strip, length)
    return strip


def filmed(folder: Path, wanted: list[CaptureSpec]) -> list[Reference]:
    save_copy(folder / "copy.blend")
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    return asyncio.run(runner.film(COMMAND, folder / "copy.blend", wanted, store, lambda *_: None))


def pixels(folder: Path, reference: Reference) -> Any:
    with av.open(str(FilmFolder(folder / "film.blend").resolve(reference.path))) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(np.asarray(pixel, int) - colour).max() < 12)


@pytest.fixture
def stage(edit: Any) -> Any:
    """A 3D camera that looks at nothing, as in Blender's Video Editing template."""
    edit.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(edit.camera)
    edit.render.engine = "BLENDER_WORKBENCH"
    edit.view_settings.view_transform = "AgX"
    return edit


def test_each_board_is_the_first_frame_of_its_own_shot(stage: Any, tmp_path: Path, movie: Any) -> None:
    """Images and a movie, cropped, moved and trimmed as the edit has them, in colours as they are."""
    one = put(stage, board(tmp_path / "one.png", RED), 1)
    two = put(stage, board(tmp_path / "two.png", BLUE), 25)
    two.crop.max_x = 160  # the white half
    two.transform.offset_x = 40
    playblast = stage.sequence_editor.strips.new_movie(name="p", filepath=str(movie(48)), channel=1, frame_start=60)
    compat.set_strip_start(playblast, 63)
    for strip in (one, two, playblast):
        strip.select = True
    build.build_shots(stage)
    whole(describe.describing(stage))
    shots = film(stage).shots
    assert [(s.route, s.camera, s.block("camera").text) for s in shots] == [("first_frame", None, "")] * 3
    wanted = [specs.still_spec(to_model(s, stage), "320x192") for s in shots]
    assert len({spec.key for spec in wanted}) == 3
    first, second, third = (pixels(tmp_path, r) for r in filmed(tmp_path, wanted))
    assert (near(first[96, 40], RED), near(first[96, 280], WHITE)) == (True, True)
    assert (near(second[96, 40], (0, 0, 0)), near(second[96, 120], BLUE)) == (True, True)
    assert near(second[96, 300], (0, 0, 0))
    bars = [third[96, int((bit + 0.5) * 32)].mean() > 127 for bit in range(10)]
    assert sum(int(bar) << bit for bit, bar in enumerate(bars)) == 3


def test_a_retimed_playblast_and_a_speed_effect_show_what_the_edit_shows(
    stage: Any, tmp_path: Path, movie: Any, shown: Any
) -> None:
    stage.view_settings.view_transform = "Standard"
    strip = stage.sequence_editor.strips.new_movie(name="p", filepath=str(movie(96)), channel=1, frame_start=1)
    with compat.strip_operators(stage, [strip]):
        bpy.ops.sequencer.retiming_segment_speed_set(speed=200.0)
    compat.set_strip_start(strip, 11)
    strip.select = True
    build.build_shots(stage)
    spec = specs.still_spec(to_model(film(stage).shots[0], stage), "160x96")
    (found,) = filmed(tmp_path, [spec])
    picture = pixels(tmp_path, found)
    bars = [picture[48, int((bit + 0.5) * 16)].mean() > 127 for bit in range(10)]
    assert sum(int(bar) << bit for bit, bar in enumerate(bars)) == shown(stage, 11, 12)[0] > 15


def test_a_board_of_another_shape_keeps_it(stage: Any, tmp_path: Path) -> None:
    stage.render.resolution_x = stage.render.resolution_y = 240
    put(stage, board(tmp_path / "one.png", RED, (240, 240)), 1).select = True
    build.build_shots(stage)
    spec = specs.still_spec(to_model(film(stage).shots[0], stage), "1280x720")
    assert spec.width == spec.height == 960


def test_another_board_or_another_crop_is_another_picture(stage: Any, tmp_path: Path) -> None:
    strip = put(stage, board(tmp_path / "one.png", RED), 1)
    strip.select = True
    build.build_shots(stage)

    def key() -> str:
        return specs.still_spec(to_model(film(stage).shots[0], stage), "1280x720").key

    keys = [key()]
    strip.crop.min_x = 10
    keys.append(key())
    strip.elements[0].filename = board(tmp_path / "two.png", BLUE).name
    keys.append(key())
    stage.render.resolution_x *= 2
    keys.append(key())
    assert len(set(keys)) == 4
    compat.set_content_start(strip, 500)
    assert key() == keys[-1]


class TestNothingShows:
    def first_frame(self, stage: Any, folder: Path) -> Reference:
        bpy.ops.wm.save_as_mainfile(filepath=str(folder / "film.blend"))
        build.build_shots(stage)
        for shot in film(stage).shots:
            shot.route, shot.block("action").text = "first_frame", "It waits."
        spec = specs.still_spec(to_model(film(stage).shots[0], stage), "320x192")
        return filmed(folder, [spec])[0]

    def test_an_empty_scene_and_a_white_sheet_are_told(self, stage: Any, tmp_path: Path) -> None:
        assert self.first_frame(stage, tmp_path).blank == "one flat colour"
        put(stage, board(tmp_path / "white.png", WHITE), 1).select = True
        assert self.first_frame(stage, tmp_path).blank == "one flat colour"

    def test_a_few_pixels_are_told_and_a_thin_drawing_is_not(self, stage: Any, tmp_path: Path) -> None:
        mesh = bpy.data.meshes.new("speck")
        mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], [], [(0, 1, 2, 3)])
        speck = bpy.data.objects.new("speck", mesh)
        stage.collection.objects.link(speck)
        speck.location, speck.scale = (0, 0, -50), (0.4, 0.4, 0.4)
        assert self.first_frame(stage, tmp_path).blank == "only a few pixels of something"
        speck.scale = (0.5, 25, 1)
        assert self.first_frame(stage, tmp_path).blank == ""

    def test_it_blocks_the_plan_until_its_name_is_typed(self, stage: Any, tmp_path: Path, monkeypatch: Any) -> None:
        from addon.blender.shots import gather

        monkeypatch.setattr(gather, "FIRST_FRAME_SIZE", "320x192")
        monkeypatch.setattr(gather, "still_size", lambda *_: "320x192")
        self.first_frame(stage, tmp_path)
        shot = film(stage).shots[0]
        (plan,) = send.make_plans(stage, [shot])
        assert plan.blocked
        assert [p.code for p in plan.problems if p.level == "error"] == ["nothing_shows"]
        with pytest.raises(UserError, match="type SH010"):
            blank.agree(stage, shot, "yes")
        blank.agree(stage, shot, "SH010")
        (agreed,) = send.make_plans(stage, [shot])
        assert not [p for p in agreed.problems if p.code == "nothing_shows"]
        assert agreed.fingerprint != plan.fingerprint
        # Another picture was not agreed to.
        find_shot(stage, shot.uuid)
        film(stage).blank_agreed = "0" * 64
        assert send.make_plans(stage, [shot])[0].blocked

    def test_a_turntable_in_which_nothing_shows_waits_for_the_same_words(self, stage: Any, tmp_path: Path) -> None:
        """It is filmed, so that it can be looked at; it goes nowhere before the shot's name is typed."""
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
        mesh = bpy.data.meshes.new("ghost")
        mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], [], [(0, 1, 2, 3)])
        ghost, cast = bpy.data.objects.new("ghost", mesh), bpy.data.collections.new("Ghost")
        ghost.scale = (1e-7, 1e-7, 1e-7)
        cast.objects.link(ghost)
        stage.collection.children.link(cast)
        member = add_member(stage, "Ghost", collection=cast)
        build.build_shots(stage)
        shot = film(stage).shots[0]
        shot.route = "reference"
        shot.block("action").text = "@Ghost waits"
        shot.cast.add().member = member.uuid
        assert bpy.ops.animatic.make_references() == {"FINISHED"}
        (plan,) = send.make_plans(stage, [shot])
        (told,) = [problem for problem in plan.problems if problem.code == "nothing_shows"]
        assert "Ghost is blank: nothing of it is seen" in told.message
        blank.agree(stage, shot, shot.name)
        (agreed,) = send.make_plans(stage, [shot])
        assert "nothing_shows" not in {problem.code for problem in agreed.problems}
        # Mended, it is another picture, filmed anew.
        ghost.scale = (1, 1, 1)
        (mended,) = send.make_plans(stage, [shot])
        assert mended.inputs[0].reference is None
