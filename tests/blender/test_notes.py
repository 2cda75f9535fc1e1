# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on a take and on a moment of it: in the film, in the sidecar, in the sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy
import pytest
import take_parts as parts

from addon.blender.cli import headless
from addon.blender.properties import film
from addon.blender.values import take_to_model
from addon.core.files import FilmFolder
from addon.core.jobs.takes import read_sidecar


def test_a_note_has_its_moment_and_is_kept_in_the_sidecar(
    edit: bpy.types.Scene, movie: parts.Movie, tmp_path: Path
) -> None:
    parts.make_film(edit, tmp_path / "film.blend", length=48)
    second = film(edit).shots[1]
    parts.add_take(edit, second, movie(60, 30))
    (take,) = second.takes
    take.note = "too dark"
    edit.frame_set(49 + 31)
    assert bpy.ops.animatic.note_frame(text="hand jumps") == {"FINISHED"}
    assert take.note == "too dark | 00:01:07 hand jumps"
    sidecar = read_sidecar(FilmFolder(bpy.data.filepath).resolve(take.file).with_suffix(".json"))
    assert sidecar is not None
    assert sidecar.note == take.note
    assert sidecar.plan is not None, "all else is still there"
    page = headless.export_page(edit, tmp_path / "sheet.html").read_text()
    assert "00:01:07 hand jumps" in page
    edit.frame_set(5)
    with pytest.raises(RuntimeError, match="under the playhead"):
        bpy.ops.animatic.note_frame(text="nothing here")
    edit.frame_set(50)
    assert bpy.ops.animatic.note_frame(text=" ") == {"CANCELLED"}


def test_what_a_newer_version_tells_of_a_take_stays(edit: bpy.types.Scene, movie: parts.Movie, tmp_path: Path) -> None:
    """In the film, where it makes no trouble, and in the sidecar, which this version writes again with the note."""
    parts.make_film(edit, tmp_path / "film.blend")
    shot = film(edit).shots[0]
    parts.add_take(edit, shot, movie(60, 30))
    (take,) = shot.takes
    file = FilmFolder(bpy.data.filepath).resolve(take.file).with_suffix(".json")
    told = json.loads(file.read_text())
    file.write_text(json.dumps({**told, "mood": "blue", "plan": {**told["plan"], "shot": shot_of_a_newer(told)}}))
    take.record = json.dumps({**json.loads(take.record), "mood": "blue"})
    assert take_to_model(take, shot).number == take.number
    take.note = "too dark"
    written = json.loads(file.read_text())
    assert (written["note"], written["mood"], written["plan"]["shot"]["mood"]) == ("too dark", "blue", "blue")


def shot_of_a_newer(told: dict[str, Any]) -> dict[str, Any]:
    """A shot as a sidecar has it, with a field of a version to come."""
    return {
        **(told["plan"]["shot"] or {"uuid": "s", "name": "SH010", "frame_start": 1, "frame_end": 2}),
        "mood": "blue",
    }
