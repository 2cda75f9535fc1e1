# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot's name is its own in the film, and its strips have it, however it was given: typed in the list, by a script.

Files of takes keep their names; the Takes panel tells which. So no new shot gets the name of a folder that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from .. import registry, timeline
from ..engine.view import current as view
from ..properties import film
from ..properties.shot import renamed

_silent = False


@contextmanager
def silent() -> Iterator[None]:
    """Names are given to many shots at once, by somebody who keeps them apart and the strips in step."""
    global _silent
    before, _silent = _silent, True
    try:
        yield
    finally:
        _silent = before


def _heard(shot: Any) -> None:
    view.names_behind = view.look_again = True  # the queue has it, too
    if _silent:
        return
    from .copies import others_names
    from .naming import unlike

    edit = shot.id_data
    others = {other.name for other in film(edit).shots if other.uuid != shot.uuid} | others_names(shot)
    name = unlike(shot.name.strip(), others) if shot.name.strip() else ""
    if name and name != shot.name:
        with silent():
            shot.name = name
    if name and timeline.can_edit_now() == "":
        timeline.rename(edit, {shot.uuid: name})


def given_away(edit: bpy.types.Scene) -> set[str]:
    """Names that takes on disk belong to, and those of jobs, whether or not their shots are in the film; and those of
    shots in its other edits."""
    names = {job.shot_name for job in view.jobs.values()}
    names |= {shot.name for scene in bpy.data.scenes if scene != edit for shot in film(scene).shots}
    names |= {shot.name for shot in film(edit).removed}
    if bpy.data.filepath:
        from ...core.files import FilmFolder, door

        names |= set(door.names(FilmFolder(bpy.data.filepath).takes))
    return names


def register() -> None:
    registry.listener(renamed, _heard)
