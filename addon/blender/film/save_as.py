# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film saved under another name: its takes come along, and it still gets what was under way in the old folder.

The jobs stay where they were sent from: the old .blend still exists, their lock and their gateway stay as they are, and
nothing is moved while the engine writes it. A finished take is placed in both films.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from .. import timeline
from ..properties import film
from ..takes import carrying
from ..values import apply_take, take_to_model

if TYPE_CHECKING:
    from ...core.files import FilmFolder

log = logging.getLogger(__name__)


def bring_takes(old: FilmFolder, folder: FilmFolder) -> int:
    """Give the new folder the video of every take on the film's shots, and let their strips show it from there: the
    old film may be moved or thrown away. Answers how many; raises FileError."""
    from ...core.files import door

    count = 0
    for scene in bpy.data.scenes:
        brought_here: dict[str, Path] = {}
        for shot in film(scene).shots:
            for take in shot.takes:
                model = take_to_model(take, shot)
                if not door.is_file(old.resolve(model.file)):
                    continue
                brought = carrying.bring(model, old, folder)
                if brought.file != model.file:
                    apply_take(take, brought)
                brought_here[take.id] = folder.resolve(brought.file)
        timeline.repoint(scene, brought_here)
        count += len(brought_here)
    return count


def mend(folder: FilmFolder) -> int:
    """Let strips whose video is gone show it from the film's folder, if the take is there: film and folder were renamed
    or moved. Answers how many strips."""
    count = 0
    for scene in bpy.data.scenes:
        takes = {take.id: take.file for shot in film(scene).shots for take in shot.takes}
        count += timeline.repoint(scene, _there(folder, takes), only_broken=True)
    return count


def _there(folder: FilmFolder, takes: Mapping[str, str]) -> dict[str, Path]:
    """The videos that lie in the folder, by take; a path that leads out of it is none."""
    from ...core.files import FileError, door

    found = {}
    for take, relative in takes.items():
        with contextlib.suppress(FileError):
            if door.is_file(file := folder.resolve(relative)):
                found[take] = file
    return found
