# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film is opened, or saved under another name: its jobs are read, gone on with and shown, its takes come along."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

import bpy

from .. import registry
from ..engine import session
from ..engine.session import rests, tell
from ..engine.view import current as view
from ..jobs import resuming
from ..jobs.resuming import needs_engine
from ..takes import carrying, landing
from . import save_as

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.job import Job

log = logging.getLogger(__name__)


def attach_open_film(old: FilmFolder | None = None) -> None:
    """Go on with the jobs of the film that was just opened, if it has any that need it; the queue shows all of them.
    `old`: the folder of the film that it was saved from just now.

    Also for the film that is open already: after a revert its shots may lack takes that were placed."""
    folder = _open_folder()
    view.clear(folder.root if folder else None)
    if folder is None:
        return

    with _told(folder):
        if old is not None:
            _leave(old, folder)
        if folder.takes.is_dir():
            save_as.mend(folder)
        _go_on(folder)
        _follow(folder)


def saved_film() -> None:
    """Nothing for the film that is open; under a new name it is another film from here on, and what the old one has
    under way comes to it, too."""
    from ...core.files import FilmFolder

    folder = _open_folder()
    if folder is None or view.film == folder.root:
        return
    attach_open_film(FilmFolder(view.film) if view.film is not None and view.film.is_dir() else None)


def _open_folder() -> FilmFolder | None:
    from ...core.files import FilmFolder

    return FilmFolder(bpy.data.filepath) if bpy.data.filepath else None


def _leave(old: FilmFolder, folder: FilmFolder) -> None:
    """Take the film's videos along, and write down which takes are still to come."""

    with_take = landing.recorded()
    carrying.remember(folder, old, [job.id for job in _read(old) if needs_engine(job) and job.id not in with_take])
    save_as.bring_takes(old, folder)


def _follow(folder: FilmFolder) -> None:
    """Go on with what a film that was saved under another name still waits for in its old folder."""
    from ...core.models import Level

    came_from = carrying.origin(folder)
    if came_from is None:
        return
    save_as.bring_takes(came_from.folder, folder)
    awaited = {job.id for job in _read(came_from.folder) if needs_engine(job)} & came_from.jobs - landing.recorded()
    if not awaited:
        return
    view.follows = {came_from.folder.root: frozenset(awaited)}
    running = session.current()
    if running is not None and running.rehearsal is not None and running.folder.root == folder.root:
        raise rests(came_from.folder)
    _go_on(came_from.folder)
    count = f"{len(awaited)} take{'s' if len(awaited) != 1 else ''}"
    tell(
        folder,
        Level.NOTE,
        "saved_as",
        f"{count} under way in {came_from.folder.root.name} will be placed here and in {came_from.folder.root.stem}.",
    )


def _read(folder: FilmFolder) -> tuple[Job, ...]:
    from ...core.jobs.ledger import read_jobs

    return read_jobs(folder).jobs


def _go_on(folder: FilmFolder) -> None:
    """Start or wake the engine for a film's jobs, and show them."""
    jobs = _read(folder)
    if any(needs_engine(job) for job in jobs):
        running = session.ensure(folder)
        known = running.engine.jobs(folder)
        resuming.resume(running, folder, jobs)
        jobs = known or jobs
        for job in known:  # a film that the engine has open is not told about again
            landing.reconcile(folder.root, job)
    for job in jobs:
        if folder.root == view.film or job.id in view.follows.get(folder.root, ()):
            view.jobs.setdefault(job.id, job)
    view.refresh()


@contextlib.contextmanager
def _told(folder: FilmFolder) -> Iterator[None]:
    """What goes wrong while a film is opened is a sentence in its queue; opening it must not fail for that."""
    from ...core.errors import AnimaticError
    from ...core.models import Level

    try:
        yield
    except AnimaticError as error:
        log.warning("%s", error.sentence)
        tell(folder, Level.ERROR, error.code, error.user_message, error.next_step)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    attach_open_film()


@bpy.app.handlers.persistent
def _film_saved(*_: object) -> None:
    saved_film()


def register() -> None:
    registry.handler("load_post", _film_opened)
    registry.handler("save_post", _film_saved)
