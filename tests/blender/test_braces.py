# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film may lie in a folder of any name: Blender reads braces in a path that it renders to as a template."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import bpy
import pytest
import take_parts as parts
from test_slate import frames, slate

from addon.blender.capture import members, runner
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.export import data as export_data
from addon.core.blender_process import BlenderCommand, run_worker
from addon.core.files import FilmFolder
from addon.core.models import CastMember
from addon.second import compat

COMMAND = BlenderCommand(sys.executable, is_module=True)
NAMES = ["{shot}", "{blend_name} ##"]


def work(task: str, job: dict[str, Any]) -> None:
    asyncio.run(run_worker(COMMAND, task, job, timeout=240))


@pytest.fixture(params=NAMES)
def folder(edit: bpy.types.Scene, tmp_path: Path, request: pytest.FixtureRequest) -> FilmFolder:
    made = parts.make_film(edit, tmp_path / request.param / "a{b}.blend", shots=1, length=12)
    mesh = bpy.data.meshes.new("body")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (1, 1, 2)], [], [(0, 1, 2)])
    collection = bpy.data.collections.new("Mia")
    bpy.context.scene.collection.children.link(collection)
    collection.objects.link(bpy.data.objects.new("body", mesh))
    return made


def nothing_beside(folder: FilmFolder) -> None:
    """No file came into a folder of another name."""
    film = folder.root.parent
    assert [entry.name for entry in film.parent.iterdir() if entry.is_dir()] == [film.name]


def test_a_clip_and_a_still_are_filmed(folder: FilmFolder) -> None:
    scene = bpy.context.scene
    store, copy = CaptureStore(folder), folder.root / "copy.blend"
    mia = CastMember(uuid="mia", name="Mia", source="Mia")
    turntable = members._of_collection(mia, scene, None, None)
    turntable = turntable.model_copy(update={"width": 64, "height": 64, "frame_end": turntable.frame_start + 4})
    sheet = members._of_collection(mia.model_copy(update={"form": "sheet"}), scene, None, None)
    sheet = sheet.model_copy(update={"width": 192, "height": 64})
    save_copy(copy)
    made = asyncio.run(runner.film(COMMAND, copy, [turntable, sheet], store, lambda *_: None))
    assert all(folder.resolve(reference.path).is_file() for reference in made)
    nothing_beside(folder)


def test_the_sheet_the_movie_and_the_slate_are_made(folder: FilmFolder) -> None:
    edit = bpy.context.scene
    out, movie = folder.sheets / "sheet.png", folder.exports / "edit.mp4"
    for path in (out, movie):
        path.parent.mkdir(parents=True, exist_ok=True)
    work("sheet", export_data.sheet_job(edit, folder, out))
    compat.new_effect(edit.sequence_editor.strips, name="black", type="COLOR", channel=1, start=1, length=12)
    copy = folder.root / "copy.blend"
    save_copy(copy)
    work("edit", export_data.edit_job(edit, copy, movie))
    plate = folder.root / "rehearsal" / "slate.mp4"
    plate.parent.mkdir(parents=True)
    work("slate", {**slate().to_json(), "out": str(plate), "folder": str(plate.parent)})
    assert out.is_file()
    assert len(frames(movie)) == 12
    assert len(frames(plate)) == 60
    nothing_beside(folder)
