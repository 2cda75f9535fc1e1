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
from functools import partial
from typing import TYPE_CHECKING

from . import beside
from .view import current as view

if TYPE_CHECKING:
    from pathlib import Path

    from ...core.files import FilmFolder
    from ...core.jobs.lock import Owner

LOOK_SECONDS = 2.0
"""Between two looks at the lock."""
OVERLAP_SECONDS = 3.0
"""Files are read again that are as much older than the last look: disks of other machines have clocks of their own."""

_next_look = 0.0
_reading: dict[Path, beside.Work] = {}
"""The films whose jobs are being read."""
_behind: dict[Path, float] = {}
"""Since when they are to be read once more, in Unix seconds."""
_read_at = 0.0
"""When the jobs were read last, in Unix seconds."""


def other_owner(folder: FilmFolder) -> Owner | None:
    """The living program that runs a film's jobs, if it is not this one. Raises FileError for a lock that cannot be
    read."""
    from ...core.jobs.lock import holder

    owner = holder(folder.jobs)
    return owner if owner is not None and not (owner.here and owner.pid == os.getpid()) else None


def begin(folder: FilmFolder) -> None:
    """A film was opened, or one that the open film was saved from is followed: find out who runs its jobs. Raises
    FileError."""
    global _next_look, _read_at
    _note(folder, other_owner(folder))
    _behind.pop(folder.root, None)
    _next_look, _read_at = time.monotonic() + LOOK_SECONDS, time.time()


def owner_of(folder: FilmFolder) -> Owner | None:
    """Who else runs a film's jobs, as it was seen last."""
    return view.owner if folder.root == view.film else view.follows_owners.get(folder.root)


def _note(folder: FilmFolder, owner: Owner | None) -> None:
    if folder.root == view.film:
        view.owner = owner
    elif owner is not None:
        view.follows_owners[folder.root] = owner
    else:
        view.follows_owners.pop(folder.root, None)


def look(take_up: Callable[[FilmFolder, Owner], None]) -> bool:
    """When it is time: see who runs the jobs of the open film and of those that it was saved from, read what they
    wrote; `take_up` them when nobody does any more. Answers whether panels have something new to show. Raises
    FileError."""
    from ...core.files import FilmFolder

    global _next_look, _read_at
    if view.film is None or time.monotonic() < _next_look:
        return False
    _next_look = time.monotonic() + LOOK_SECONDS
    since, _read_at = _read_at - OVERLAP_SECONDS, time.time()
    changed = [_look_at(FilmFolder(root), since, take_up) for root in (view.film, *view.follows)]
    return any(changed)


def _look_at(folder: FilmFolder, since: float, take_up: Callable[[FilmFolder, Owner], None]) -> bool:
    before, owner = owner_of(folder), other_owner(folder)
    _note(folder, owner)
    if owner is not None:
        _read(folder, since if before is not None else 0.0)
    elif before is not None:
        take_up(folder, before)
    return owner is not None or before is not None


def _read(folder: FilmFolder, since: float) -> None:
    """Bring the queue up to what the other program wrote; of a film that this one was saved from, what is to come.
    Beside Blender: to look through ten thousand files takes longer than a frame, to read them seconds."""
    from ...core.jobs.ledger import read_jobs

    root = folder.root
    since = min(since, _behind.pop(root, since))
    if root in _reading and beside.is_open(_reading[root]):
        _behind[root] = since  # what it reads now is older than what would be shown before it
        return
    work = _reading[root] = beside.begin(
        "watching", lambda _: read_jobs(folder, since=since).jobs, told=partial(_show, folder), film=root
    )
    beside.goes_on(work)


def _show(folder: FilmFolder, work: beside.Work) -> None:
    if work.error is not None:
        beside.put_trouble(work)
        return
    for job in work.result:
        if folder.root != view.film and job.id not in view.follows.get(folder.root, ()):
            continue
        view.jobs[job.id] = job
        view.progress.pop(job.id, None)
    view.refresh()
