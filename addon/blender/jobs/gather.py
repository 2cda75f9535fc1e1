# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the scene to plans: a shot's inputs (finished references, or what still has to be filmed) and its Plan.

Main thread only; reads the scene, changes nothing, spends nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy

from ...core import planning
from ...core.catalog import Catalog
from ...core.errors import UserError
from ...core.files import FilmFolder, sha256_file
from ...core.media import probe
from ...core.models import CaptureSpec, CastMember, MediaKind, Plan, PlanInput, Reference, Route, Shot
from .. import settings
from ..capture import specs
from ..capture.store import CaptureStore


def film_folder() -> FilmFolder:
    """The folder beside the saved film. Raises UserError (code "not_saved") for a film that was never saved."""
    path = bpy.data.filepath
    if not path:
        raise UserError(
            "The film is not saved yet.", "Save it first: its takes are kept in a folder beside it.", code="not_saved"
        )
    return FilmFolder.of(Path(path))


def plans(edit: bpy.types.Scene, shots: Sequence[Shot], catalog: Catalog) -> list[Plan]:
    """A plan for each shot, in order. A shot whose inputs cannot be had gets a blocked plan that says why."""
    folder = film_folder()
    store = CaptureStore(folder)
    chosen = settings.plan_settings(edit)
    return [_plan(shot, folder, store, catalog, chosen) for shot in shots]


def _plan(shot: Shot, folder: FilmFolder, store: CaptureStore, catalog: Catalog, chosen: Any) -> Plan:
    inputs: list[PlanInput] = []
    refused: list[UserError] = []
    for make in _wanted(shot):
        try:
            inputs.append(make(folder, store))
        except UserError as error:
            refused.append(error)
    return planning.plan(
        shot,
        catalog=catalog,
        settings=chosen,
        inputs=inputs,
        take_number=folder.next_take_number(shot.name),
        problems=[planning.problem_of(error) for error in refused],
    )
