# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open film while another program runs its jobs: who that is, how far the jobs are, and going on when it has ended.

On the main thread, by the pump: the lock is one small file, and of the jobs only those are read that were written
since.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .view import current as view

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.lock import Owner

LOOK_SECONDS = 2.0
"""Between two looks at the lock."""
OVERLAP_SECONDS = 3.0
"""Files are read again that are as much older than the last look: disks of other machines have clocks of their own."""

_next_look = 0.0
_read_at = 0.0
"""When the jobs were read last, in Unix seconds."""


def other_owner(folder: FilmFolder) -> Owner | None:
    """The living program that runs a film's jobs, if it is not this one. Raises FileError for a lock that cannot be
    read."""
    from ...core.jobs.lock import holder

    owner = holder(folder.jobs)
    return owner if owner is not None and not (owner.here and owner.pid == os.getpid()) else None


def begin(folder: FilmFolder) -> None:
    """The film was opened: find out who runs its jobs. Raises FileError."""
    global _next_look, _read_at
    view.owner = other_owner(folder)
    _next_look, _read_at = time.monotonic() + LOOK_SECONDS, time.time()


def look(take_up: Callable[[FilmFolder, Owner], None]) -> bool:
    """When it is time: see who runs the open film's jobs, read what they wrote; `take_up` them when nobody does any
    more. Answers whether panels have something new to show. Raises FileError."""
    from ...core.files import FilmFolder

    global _next_look
    if view.film is None or time.monotonic() < _next_look:
        return False
    _next_look = time.monotonic() + LOOK_SECONDS
    folder = FilmFolder(view.film)
    before, view.owner = view.owner, other_owner(folder)
    if view.owner is not None:
        _read(folder, everything=before is None)
        view.refresh()
    elif before is not None:
        take_up(folder, before)
    return view.owner is not None or before is not None


def _read(folder: FilmFolder, *, everything: bool) -> None:
    """Bring the queue up to what the other program wrote."""
    global _read_at
    from ...core.jobs.ledger import read_jobs

    since = 0.0 if everything else _read_at - OVERLAP_SECONDS
    _read_at = time.time()
    for job in read_jobs(folder, since=since).jobs:
        view.jobs[job.id] = job
        view.progress.pop(job.id, None)
