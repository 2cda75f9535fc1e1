# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet: what it says of a shot, the shot's own frame, and words that stay in their column."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import bpy
import pytest

from addon.blender.capture.copy import save_copy
from addon.blender.export import data
from addon.blender.properties import film
from addon.blender.shots import build
from addon.core.blender_process import BlenderCommand, run_worker
from addon.core.files import FilmFolder
from addon.second.export import sheet


@pytest.fixture
def folder(edit: bpy.types.Scene, tmp_path: Path) -> FilmFolder:
    """A saved film of one shot through a camera of 35 mm."""
    camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    camera.data.lens = 35
    edit.collection.objects.link(camera)
    edit.timeline_markers.new("Wide", frame=1).camera = camera
    edit.frame_end = 48
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return FilmFolder(bpy.data.filepath)


def row_of(folder: FilmFolder, copy: Path | None = None) -> dict[str, Any]:
    (row,) = data.sheet_job(bpy.context.scene, folder, folder.sheets / "sheet.png", copy)["rows"]
    assert isinstance(row, dict)
    return row


def test_a_row_names_strip_camera_and_lens_and_what_is_out_of_date(folder: FilmFolder) -> None:
    assert row_of(folder)["place"] == "Marker Wide, camera Eye, 35 mm"
    assert row_of(folder)["late"] == ""
    shot = film(bpy.context.scene).shots[0]
    take = shot.takes.add()
    take.id = shot.active_take = "01T"
    take.record = '{"file": "takes/a.mp4", "model": "a/b", "usd": "0.45", "rehearsal": true}'
    take.stale = "camera changed"
    assert row_of(folder)["late"] == "Out of date: camera changed"
    assert "free" in row_of(folder)["facts"]
    assert "$" not in row_of(folder)["facts"]


def test_a_frame_that_nobody_filmed_is_filmed_for_the_sheet(folder: FilmFolder) -> None:
    copy = folder.root / "copy.blend"
    copy.parent.mkdir(parents=True, exist_ok=True)
    save_copy(copy)
    job = data.sheet_job(bpy.context.scene, folder, folder.sheets / "sheet.png", copy)
    (row,) = job["rows"]
    assert row["capture"]["camera"] == "Eye"
    row["prompt"], row["late"] = "A long line about the yard. " * 30, "Out of date: camera changed"
    folder.sheets.mkdir(parents=True)
    asyncio.run(run_worker(BlenderCommand(sys.executable, is_module=True), "sheet", job, timeout=240))
    whole = (folder.sheets / "sheet.png").stat().st_size
    asyncio.run(
        run_worker(
            BlenderCommand(sys.executable, is_module=True),
            "sheet",
            {**job, "rows": [{**row, "capture": None}]},
            timeout=240,
        )
    )
    assert whole != (folder.sheets / "sheet.png").stat().st_size, "with its frame it is another picture"


def test_no_line_is_wider_than_its_column() -> None:
    measure = sheet._Measure()
    lines = measure.wrapped("Whoever walks there " * 20 + "W" * 200, 23, sheet.TEXT_WIDTH, 5)
    assert len(lines) == 5
    assert all(measure._width(line, 23) <= sheet.TEXT_WIDTH for line in lines)
    assert sheet.TEXT_X + sheet.TEXT_WIDTH < sheet.TAKE_X


def test_long_words_are_written_smaller_before_they_are_cut_at_a_word() -> None:
    measure = sheet._Measure()
    for repeated, size in ((8, 23), (10, 21)):
        found, lines = measure.fitting("Whoever walks there " * repeated, sheet.PROMPT_SIZES, sheet.TEXT_WIDTH, 140, 12)
        assert (found, lines[-1].endswith("there")) == (size, True)
    found, lines = measure.fitting("Whoever walks there " * 40, sheet.PROMPT_SIZES, sheet.TEXT_WIDTH, 140, 12)
    assert found == min(sheet.PROMPT_SIZES)
    assert lines[-1].split()[-2] in ("Whoever", "walks", "there")


def test_a_page_has_no_more_strips_than_there_are_channels() -> None:
    background_and_title, of_a_row = 3, 1 + sheet.REFERENCES_MAX + 3 + 5
    assert background_and_title + sheet.ROWS_A_PAGE * of_a_row <= 128
