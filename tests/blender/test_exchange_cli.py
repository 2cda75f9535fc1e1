# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The edit out and in from a terminal: files, tables, JSON, and a film that is saved only when something was done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import add_take, shot_named

from addon.blender.cli import main as cli
from addon.blender.properties import film
from addon.blender.shots import build
from addon.second import compat

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def film_file(edit: bpy.types.Scene, movie: Callable[..., Path], tmp_path: Path) -> Path:
    """Two shots of 48 frames with a take each."""
    for number in range(2):
        strip = compat.new_effect(
            edit.sequence_editor.strips, name=f"s{number}", type="COLOR", channel=1, start=1 + 48 * number, length=48
        )
        strip.select = True
    build.build_shots(edit)
    path = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    for name in ("SH010", "SH020"):
        shot_named(name).route = "text"
        shot_named(name).block("action").text = "A robot waves."
        add_take(edit, shot_named(name), movie(90, 30), seconds=3, fps=30)
    bpy.ops.wm.save_mainfile()
    return path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*argv: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with bpy.context.temp_override(window=None):  # as there: operators that ask for a screen refuse
            code = cli.main(argv)
        return code, *capfd.readouterr()

    return command


@pytest.mark.parametrize("key", ["otio", "edl", "xml", "csv"])
def test_export_writes_the_next_version_or_where_it_is_told(film_file: Path, run: Run, key: str) -> None:
    code, out, _ = run("export", key, "--json")
    assert code == 0
    made = Path(json.loads(out)["file"])
    assert made == film_file.with_suffix(".animatic") / "exports" / f"film_v001.{key}"
    code, out, _ = run("export", key, "--out", str(film_file.parent))
    assert (code, out.strip()) == (0, str(film_file.parent / f"film.{key}"))
    code, _, err = run("export", key, "--out", str(film_file.parent))
    assert (code, "exists already" in err) == (2, True)
    code, _, err = run("export", key, "--out", "a.mp4")
    assert (code, f"does not end in .{key}" in err) == (2, True)


def test_an_import_is_a_table_first_and_changes_nothing(film_file: Path, run: Run, tmp_path: Path) -> None:
    run("export", "otio", "--out", str(tmp_path / "cut.otio"))
    saved = film_file.read_bytes()
    code, out, _ = run("import", str(tmp_path / "cut.otio"))
    assert code == 0
    assert "Nothing would change." in out
    assert film_file.read_bytes() == saved


def test_apply_does_what_the_table_says_and_saves(film_file: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("Shot,Frames\nSH010,60\nSH030,24\n", encoding="utf-8")
    code, out, _ = run("import", str(path), "--json")
    told: dict[str, Any] = json.loads(out)
    assert code == 0
    assert [(line["name"], line["kind"]) for line in told["lines"]] == [("SH010", "changed"), ("SH030", "new")]
    assert told["applied"] == ""
    code, out, _ = run("import", str(path), "--apply")
    assert (code, out.strip()) == (0, "1 shot added, 1 changed.")
    bpy.ops.wm.open_mainfile(filepath=str(film_file))
    shots = [(s.name, s.frame_start, s.frame_end) for s in film(bpy.context.scene).shots]
    assert shots == [("SH010", 1, 61), ("SH020", 61, 109), ("SH030", 109, 133)]


def test_what_could_not_be_read_is_exit_code_1_and_a_line_each(film_file: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cut.edl"
    path.write_text("TITLE: x\nGARBAGE\n001  AX V C 00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00\n")
    code, out, _ = run("import", str(path))
    assert code == 1
    assert "Line 2, column 1: GARBAGE is not understood; it was left out." in out


def test_columns_and_rates_are_said_by_options(film_file: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Kuva;Pituus\nSH010;4\n", encoding="utf-8")
    assert run("import", str(path))[0] == 2
    code, out, _ = run("import", str(path), "--column", "Kuva=name", "--column", "Pituus=length")
    assert (code, "48 frames longer" in out) == (0, True)
    assert run("import", str(path), "--column", "Kuva=colour")[0] == 2
    assert run("import", str(path), "--rate", "fast")[0] == 2


def test_a_file_that_is_not_there_is_refused_in_words(film_file: Path, run: Run) -> None:
    code, _, err = run("import", "nowhere.otio")
    assert code == 2
    assert "does not exist" in err
