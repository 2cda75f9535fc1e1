# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What today cost in all films of this person: the cap per day holds over them together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.agreed import Agreed
    from ...core.jobs.job import Job


def note(folder: FilmFolder) -> None:
    """Remember that this film is paying now."""
    from ...core.jobs import paying_films

    paying_films.note(_shelf(), folder)


def elsewhere(folder: FilmFolder) -> Sequence[Job]:
    """The jobs of other films that may have cost money today."""
    from ...core.jobs import paying_films

    return paying_films.jobs_elsewhere(_shelf(), folder)


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
