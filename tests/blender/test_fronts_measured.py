# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/fronts.py asks the product for the fronts of files, and its table can be read."""

from __future__ import annotations

import csv
import importlib.util
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import bpy
import pytest
from foreign_figures import handed_over, person

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="module")
def fronts() -> Any:
    sys.path.insert(0, str(SCRIPTS))
    spec = importlib.util.spec_from_file_location("fronts", SCRIPTS / "fronts.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["fronts"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(SCRIPTS))
    del sys.modules["fronts"]


@pytest.mark.parametrize("kind", ["fbx", "glb"])
def test_a_file_is_imported_and_its_front_held_against_its_label(fronts: Any, kind: str, tmp_path: Path) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    handed_over("Walker", person("Walker"), kind)
    file = tmp_path / "Some+Body" / f"Walker.{kind}"
    file.parent.mkdir()
    shutil.copy(Path(bpy.app.tempdir) / f"Walker.{kind}", file)
    label = fronts.Labelled("Some/Body", file.name, "front", "person", "fresh")
    found, gone = fronts.measured([label.file(tmp_path), tmp_path / "gone.glb"])
    assert found.is_right(label)
    assert not any(found.is_right(fronts.Labelled("", "", side, "", "")) for side in ("left", "right", "back"))
    assert gone is None


def test_the_table_names_each_file_once_and_at_a_commit(fronts: Any) -> None:
    with fronts.TABLE.open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert len({(row["repository"], row["path"]) for row in rows}) == len(rows) == len(fronts.labels())
    assert {row["front"] for row in rows} == set(fronts.SIDES)
    assert all(re.fullmatch(r"[0-9a-f]{40}", row["commit"]) for row in rows)
    assert all(Path(row["path"]).suffix.lower() in {".fbx", ".obj", ".glb", ".gltf"} for row in rows)
