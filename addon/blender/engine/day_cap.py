# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What today cost in all films of this person: the cap per day holds over them together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import bpy

from . import beside

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.agreed import Agreed
    from ...core.jobs.job import Job


def note(folder: FilmFolder) -> None:
    """Remember that this film is paying now."""
    from ...core.jobs import paying_films

    paying_films.note(_shelf(), folder)


def elsewhere(folder: FilmFolder) -> Sequence[Job]:
    """The jobs of other films that may have cost money today. For threads, and where nobody waits to draw: to look
    through ten thousand files takes longer than a frame."""
    from ...core.jobs import paying_films

    return paying_films.jobs_elsewhere(_shelf(), folder)


class _Kept(NamedTuple):
    """The jobs of other films as a thread read them last, for which film, and when that ended (monotonic seconds)."""

    root: Path
    jobs: Sequence[Job]
    at: float


_kept: _Kept | None = None
_reading: beside.Work | None = None
READ_AGAIN_SECONDS = 10.0


def read_elsewhere(folder: FilmFolder) -> None:
    """Begin to read beside Blender what `kept_elsewhere` answers."""
    global _reading
    if _reading is None or not _reading.running:
        _reading = beside.begin("elsewhere", lambda _: elsewhere(folder), told=partial(_keep, folder), film=folder.root)


def _keep(folder: FilmFolder, work: beside.Work) -> None:
    global _kept
    if work.error is None and not work.cancelled:
        _kept = _Kept(folder.root, work.result, time.monotonic())


def kept_elsewhere(folder: FilmFolder) -> Sequence[Job]:
    """What `elsewhere` answers, as it was read beside Blender last: nobody waits for it. What other films paid since is
    in `today`, which every request is held against once more before it goes out. Read anew without a window."""
    if bpy.app.background:
        return elsewhere(folder)
    kept = _kept if _kept is not None and _kept.root == folder.root else None
    if kept is None or time.monotonic() > kept.at + READ_AGAIN_SECONDS:
        read_elsewhere(folder)
    return kept.jobs if kept is not None else ()


def today() -> Decimal:
    """What today costs by this person's own record: all films, versions of Blender and programs together. Raises
    StoreFailed where that cannot be read: nothing is sent then."""
    return reader().spent_today()


def store() -> Agreed:
    """What this person agreed to pay on this machine."""
    from ...core.jobs.agreed import Agreed

    return Agreed(_shelf())


def reader() -> Agreed:
    """The same for whoever only reads it: what was read stays known, and the engine's writing keeps nobody waiting. To
    read some thousand lines anew takes longer than a frame."""
    return _reader(_shelf())


@lru_cache(maxsize=1)
def _reader(shelf: Path) -> Agreed:
    from ...core.jobs.agreed import Agreed

    return Agreed(shelf)


def _shelf() -> Path:
    """One for all of a person's Blenders on this machine."""
    from ...core.files.state import state_folder

    return state_folder()
