# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A take is put on the timeline in place of the present one; where none is left, nothing of the shot stays there."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import bpy

from ...core.errors import AnimaticError
from ...steps import whole
from .. import timeline
from ..values import take_to_model, to_model
from . import data


def take_file(take: Any) -> Path:
    """Where a take's video lies. Raises FileError for a record that points outside the film's folder."""
    from ...core.files import FilmFolder

    return FilmFolder(bpy.data.filepath).resolve(take.file)


Showing = Generator[None, None, str]
"""In pieces, to be done to their end while nothing else edits: Blender opens a video for its picture and once more for
its sound."""


def show(edit: bpy.types.Scene, shot: Any, take: Any) -> str:
    """Put a take into the shot's strips; edges stay. Answers what was done, in one sentence."""
    return whole(showing(edit, shot, take))


def showing(edit: bpy.types.Scene, shot: Any, take: Any) -> Showing:
    """`show` in pieces."""
    model, video, file = to_model(shot, edit), take_to_model(take, shot), take_file(take)
    yield
    placed = yield from timeline.switching_take(edit, model, video, file=file, undo_step=False)
    data.activate(shot, take.id)
    data.choose_in_list(shot, take.id)
    return placed.sentence


def show_active(edit: bpy.types.Scene, shot: Any) -> str:
    """`showing_active` in one go."""
    return whole(showing_active(edit, shot))


def showing_active(edit: bpy.types.Scene, shot: Any) -> Showing:
    """Let the shot's strips show its active take; without one, or where it cannot be read, they are removed: what they
    showed is not to be seen. Answers what is wrong with it, in words."""
    take = data.active(shot)
    try:
        if take is not None:
            yield from showing(edit, shot, take)
            return ""
        trouble = ""
    except AnimaticError as error:
        trouble = f". {error.sentence}"
    timeline.remove_for_shot(edit, shot.uuid, ("take", "sound"))
    return trouble
