# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which films may have spent money today: the cap of a day is a person's, and Save As would begin it anew."""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from ..errors import AnimaticError
from ..files import FilmFolder, write_atomic
from .job import Job
from .ledger import read_jobs

log = logging.getLogger(__name__)

KEPT_SECONDS = 2 * 86400.0
"""A film that paid nothing for so long is taken off the list."""


def note(shelf: Path, film: FilmFolder) -> None:
    """Remember that a film is paying now. A file for each: several Blenders may do so at once."""
    root = str(film.root.absolute())
    try:
        write_atomic(shelf / f"{hashlib.sha256(root.encode()).hexdigest()[:32]}.txt", root)
        for entry in shelf.glob("*.txt"):
            if time.time() - entry.stat().st_mtime > KEPT_SECONDS:
                entry.unlink(missing_ok=True)
    except (AnimaticError, OSError) as error:  # the send goes on: the film's own jobs count all the same
        log.warning("The list of films that pay could not be kept: %s", error)


def jobs_elsewhere(shelf: Path, film: FilmFolder, now: datetime | None = None) -> tuple[Job, ...]:
    """Jobs of the other films on the list that were written today (local time): all that can have cost money today."""
    day = (now or datetime.now()).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[Job] = []
    for root in _roots(shelf, day - timedelta(days=1)) - {film.root.absolute()}:
        try:
            found += read_jobs(FilmFolder(root), since=day.timestamp()).jobs
        except AnimaticError as error:
            log.warning("%s", error.user_message)
    return tuple(found)


def _roots(shelf: Path, since: datetime) -> set[Path]:
    roots = set()
    for entry in shelf.glob("*.txt"):
        try:
            if entry.stat().st_mtime >= since.timestamp():
                roots.add(Path(entry.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            log.warning("%s could not be read: %s", entry.name, error)
    return roots
