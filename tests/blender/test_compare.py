# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare: two pictures of a shot in step, and back, leaving the timeline, undo and saved files as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
import take_parts as parts

from addon.blender import timeline
from addon.blender.properties import film, tag
from addon.blender.review import clips, compare
from addon.blender.shots import build
from addon.second import compat


@pytest.fixture
def planned(
    edit: bpy.types.Scene,
    numbered_scene: Callable[..., Any],
    movie: parts.Movie,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """A saved film of one scene strip, scene frames 8 to 31, with two takes of numbered frames from 0 on."""
    monkeypatch.setattr(clips, "PIXELS", 320 * 192)
    scene = numbered_scene("Set", 1, 60)
    strip = edit.sequence_editor.strips.new_scene(name="s", scene=scene, channel=1, frame_start=1)
    compat.set_content_start(strip, -6)
    compat.set_strip_start(strip, 1)
    compat.set_strip_end(strip, 25)
    build.build_shots(edit, everything=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    (shot,) = film(edit).shots
    for _ in range(2):
        parts.add_take(edit, shot, movie(24, 24), size="160x96", seconds=1.0, fps=24.0)
    return shot


def at(edit: bpy.types.Scene, frame: int, tmp_path: Path) -> Any:
    """The edit's picture at a frame, rows from the top, without its labels: 5.2's module ends at texts of a second file
    once it has rendered those of a first."""
    for strip in edit.sequence_editor.strips_all:
        if strip.type == "TEXT":
            strip.mute = True
    file = tmp_path / f"look{frame}.png"
    compat.still_output(edit.render)
    compat.output_to(edit.render, file)
    edit.frame_set(frame)
    bpy.ops.render.render(write_still=True, scene=edit.name)
    image = bpy.data.images.load(str(file))
    width, height = image.size
    pixels = np.array(image.pixels[:]).reshape(height, width, 4)[::-1]
    bpy.data.images.remove(image)
    return pixels


def number(row: Any) -> int:
    """What ten bars across a row say."""
    bars = [row[int((bit + 0.5) * len(row) / 10)].mean() > 0.5 for bit in range(10)]
    return sum(int(bar) << bit for bit, bar in enumerate(bars))


def left_over(edit: bpy.types.Scene) -> list[str]:
    return [s.name for s in edit.sequence_editor.strips_all if tag(s).role == "compare"]


def test_the_clip_and_the_take_are_beside_each_other_at_the_same_moment(planned: Any, tmp_path: Path) -> None:
    edit = planned.id_data
    before = parts.spans(edit)
    assert bpy.ops.animatic.compare(how="beside", against="scene") == {"FINISHED"}
    for frame in (1, 13, 24):
        row = at(edit, frame, tmp_path)[60, :, :3]
        assert (number(row[:80]), number(row[80:])) == (frame + 7, frame - 1), f"plan and take at frame {frame}"
    assert bpy.ops.animatic.compare() == {"FINISHED"}
    assert parts.spans(edit) == before
    assert not left_over(edit)


def test_two_takes_wiped_and_over(planned: Any, tmp_path: Path) -> None:
    edit = planned.id_data
    bpy.ops.animatic.compare(how="wipe", against="take")
    row = at(edit, 9, tmp_path)[60, :, :3]
    assert number(row) == 8, "both halves are the same moment of the shot"
    assert {s.name for s in edit.sequence_editor.strips_all if s.type == "MOVIE" and tag(s).role == "compare"} == {
        "SH010 t001",
        "SH010 t002.001",
    } or len(left_over(edit)) == 5
    bpy.ops.animatic.compare(how="over", against="take")
    assert len(left_over(edit)) == 5, "another way replaces the first"
    compare.end()
    assert not left_over(edit)


def test_no_saved_file_has_it(planned: Any, tmp_path: Path) -> None:
    edit = planned.id_data
    bpy.ops.animatic.compare(how="beside", against="take")
    shown = sorted(left_over(edit))
    copy = tmp_path / "copy.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(copy), copy=True)
    bpy.ops.wm.save_mainfile()
    assert sorted(left_over(edit)) == shown, "it is there again"
    for file in (copy, Path(bpy.data.filepath)):
        bpy.ops.wm.open_mainfile(filepath=str(file))
        for scene in bpy.data.scenes:
            assert not any(tag(s).role == "compare" for s in getattr(scene.sequence_editor, "strips_all", ()))
    assert compare._Now.shown is None


def test_a_film_that_was_saved_with_it_all_the_same_is_opened_without(planned: Any, tmp_path: Path) -> None:
    """Blender's own autosave asks no add-on."""
    edit = planned.id_data
    bpy.ops.animatic.compare(how="beside", against="take")
    bpy.app.handlers.save_pre.remove(compare._before_saving)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "auto.blend"), copy=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "auto.blend"))
    edit = bpy.context.scene
    assert edit.sequence_editor.strips_all
    assert not left_over(edit)


def test_selection_stays_and_nothing_is_a_shot(planned: Any) -> None:
    edit = planned.id_data
    source = edit.sequence_editor.strips_all["s"]
    for strip in edit.sequence_editor.strips_all:
        strip.select = False
    source.select, edit.sequence_editor.active_strip = True, source
    bpy.ops.animatic.compare(how="wipe", against="take")
    assert [s.name for s in edit.sequence_editor.strips_all if s.select] == ["s"]
    build.build_shots(edit, everything=True)
    assert len(film(edit).shots) == 1
    compare.end()
    assert edit.sequence_editor.active_strip == source


def test_one_take_alone_is_told(planned: Any) -> None:
    planned.takes[0].rejected = True
    planned.take_index = 1
    with pytest.raises(RuntimeError, match="one take only"):
        bpy.ops.animatic.compare(how="beside", against="take")
    assert not left_over(planned.id_data)
    assert timeline.remove_comparison(planned.id_data) == 0
