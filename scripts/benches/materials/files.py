# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that nobody here made, each filmed as `first` films what it builds. `files.csv` names them and
says what is right; they are other people's and are not kept here. A folder has work trees of their repositories, each
called OWNER+NAME; what is not there is left out. Runs in the bpy module."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import addon_utils
import bpy

from .first import Figure

TABLE = Path(__file__).with_suffix(".csv")
KEPT = {"LIGHT", "CAMERA", "SPEAKER", "LIGHT_PROBE"}
"""Kinds of things that belong to a file's own studio, not to who is in it."""


def brought(path: Path) -> None:
    """A file as an artist brings it: opened, where it is Blender's own, else imported into an empty scene."""
    suffix = path.suffix.lower()
    if suffix == ".blend":
        with contextlib.suppress(RuntimeError):  # raised for what is only reported, of a file of long ago
            bpy.ops.wm.open_mainfile(filepath=str(path), load_ui=False)
    elif suffix in {".glb", ".gltf", ".vrm"}:
        addon_utils.enable("io_scene_gltf2")
        bpy.ops.import_scene.gltf(filepath=str(path))
    elif suffix == ".fbx":
        addon_utils.enable("io_scene_fbx")
        bpy.ops.import_scene.fbx(filepath=str(path))
    elif suffix == ".obj":
        bpy.ops.wm.obj_import(filepath=str(path))
    else:
        bpy.ops.wm.usd_import(filepath=str(path))


def case_of(name: str, path: Path) -> Callable[[Figure], None]:
    def case(figure: Figure) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        brought(path)
        shown: Any = bpy.context.view_layer.objects  # type: ignore[union-attr]
        figure.things[:] = [thing for thing in shown if thing.type not in KEPT]

    case.__name__ = name
    return case


def cases(folder: Path) -> tuple[Callable[[Figure], None], ...]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        rows = [
            (row["name"], folder / row["repository"].replace("/", "+") / row["path"]) for row in csv.DictReader(file)
        ]
    return tuple(case_of(name, path) for name, path in rows if path.is_file())
