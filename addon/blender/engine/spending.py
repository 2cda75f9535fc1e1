# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What today cost in all films of this Blender: the cap per day holds over them together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ...ident import PACKAGE

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.job import Job


def note(folder: FilmFolder) -> None:
    """Remember that this film is paying now."""
    from ...core.jobs import payers

    payers.note(_shelf(), folder)


def elsewhere(folder: FilmFolder) -> Sequence[Job]:
    """The jobs of other films that may have cost money today."""
    from ...core.jobs import payers

    return payers.jobs_elsewhere(_shelf(), folder)


def _shelf() -> Path:
    """Blender's folder for an extension's files; a source checkout is none, and has one beside the preferences."""
    if PACKAGE.startswith("bl_ext."):
        return Path(bpy.utils.extension_path_user(PACKAGE, path="paying"))
    return Path(bpy.utils.user_resource("CONFIG"), "animatic_gateway", "paying")
