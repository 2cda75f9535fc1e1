# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on takes: of a whole take, or of the moment under the playhead. Kept with the take and in its sidecar."""

import logging
from typing import Any

import bpy

from ...core.errors import AnimaticError, UserError
from .. import registry
from ..properties.shot import heard_notes
from ..takes import data
from ..values import film_folder

log = logging.getLogger(__name__)

SEPARATOR = " | "
"""Between the notes of a take: its field has one line."""


def keep(take: Any) -> None:
    """Write a take's note into its sidecar. What the disk refuses is logged: the film has the note."""
    from ...core.jobs.takes import note_words

    if not bpy.data.filepath or not take.file:
        return
    try:
        note_words(film_folder(), take.file, take.note)
    except AnimaticError as error:
        log.warning("%s", error.sentence)


def at_playhead(edit: bpy.types.Scene) -> tuple[Any, Any, str]:
    """The shot under the playhead, the take that it shows, and the timecode within the shot. Raises UserError where
    there is none."""
    from ..edit import sources

    frame = edit.frame_current
    for shot, place in sources.shots_at(edit, frame):
        take = data.active(shot)
        if take is not None:
            return shot, take, timecode(edit, frame - place.start)
    raise UserError("No take is under the playhead.", "Move it onto a shot that has one.", code="no_take")


def timecode(edit: bpy.types.Scene, frames: int) -> str:
    """ "00:02:07": minutes, seconds and frames."""
    fps = max(round(edit.render.fps / edit.render.fps_base), 1)
    seconds, rest = divmod(frames, fps)
    return f"{seconds // 60:02d}:{seconds % 60:02d}:{rest:02d}"


def register() -> None:
    registry.listener(heard_notes, keep)
