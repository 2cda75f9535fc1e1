# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film is opened, or saved under another name: its jobs are read, gone on with and shown, its takes come along."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

import bpy

from .. import registry, timeline, uncollected
from ..engine import session, watching
from ..engine.session import rests, tell
from ..engine.view import current as view
from ..properties import shot_names

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.job import Job
    from ...core.jobs.ledger import Unreadable
    from ...core.jobs.lock import Owner

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0
"""Between two tries to attach a film."""

_wanted = False
"""The extension was enabled while a film may be open: register() itself must not look at it."""


class _Left(NamedTuple):
    """The film that the open one was saved from, and its jobs as they were then; None where they could not be read."""

    folder: FilmFolder
    jobs: tuple[Job, ...] | None


class _Pending(NamedTuple):
    """A film that could not be attached, and when that is tried again (monotonic seconds)."""

    folder: FilmFolder
    left: _Left | None
    again_at: float


_pending: _Pending | None = None

READ_AT_ONCE = 200
"""Job files that opening a film reads in one piece: 50 ms. More are read in the ticks that follow."""

_ahead: Iterator[None] | None = None
"""A film that is being opened, a step at a time: its jobs are read, then it is attached."""


def attach_open_film(old: FilmFolder | None = None) -> None:
    """Go on with the jobs of the film that was just opened, if it has any that need it; the queue shows all of them.
    `old`: the folder of the film that it was saved from just now.

    Also for the film that is open already: after a revert its shots may lack takes that were placed."""
    from ..shots import copies
    from . import save_as

    global _ahead, _pending, _wanted
    _ahead, _pending, _wanted = None, None, False
    gc.unfreeze()
    copies.separate_scenes()
    folder = _open_folder()
    if old is None:
        save_as.forget()
        left = None
    else:
        save_as.finish()
        left = _Left(old, _jobs_of(old))
    view.clear(folder.root if folder else None)
    view.put_names(shot_names())  # before its rows are made: not each of them twice
    if folder is None:
        return
    _begin(folder, left)


def _begin(folder: FilmFolder, left: _Left | None) -> None:
    """Attach a film: at once, or in the ticks that follow where it has many jobs. Where no timer runs, all is there at
    once."""
    many = left is not None and left.jobs is not None and len(left.jobs) > READ_AT_ONCE
    if not bpy.app.background and (many or _many(folder)):
        _open_by_steps(folder, left)
    else:
        _attach(folder, left)


def _jobs_of(folder: FilmFolder) -> tuple[Job, ...] | None:
    from ...core.errors import AnimaticError

    with suppress(AnimaticError):  # attaching says so, and tries again
        return session.shown_jobs(folder)
    return None


def _many(folder: FilmFolder) -> bool:
    """Whether the film has more jobs than are read at once. Not where they cannot be listed: attaching it says so."""
    from ...core.errors import AnimaticError
    from ...core.files import door

    with suppress(AnimaticError):
        return len(door.names(folder.jobs)) > READ_AT_ONCE
    return False


def _open_by_steps(folder: FilmFolder, left: _Left | None = None) -> None:
    """From here on the ticks open the film. What a film was saved from is written down before: whatever comes between,
    its takes come along."""
    global _ahead
    _ahead, view.being_read = _opening(folder, left), True
    next(_ahead, None)


def _opening(folder: FilmFolder, left: _Left | None) -> Iterator[None]:
    """Read the film's jobs and make their rows, one at each step, then attach it."""
    from ...core.errors import AnimaticError
    from ...core.jobs.ledger import reading

    if left is not None:
        yield from _attaching(folder, left)
        return
    with suppress(AnimaticError):  # attaching it says so
        contents = yield from reading(folder)
        for job in contents.jobs:
            view.prepare(job)
            yield
    yield from _attaching(folder, None)


def read_on(deadline: float) -> bool:
    """Open the film further until `deadline` (of `perf_counter`). Answers whether it did anything."""
    global _ahead
    if _ahead is None:
        return False
    try:
        with _staying():
            for _ in _ahead:
                if time.perf_counter() >= deadline:
                    return True
    except BaseException:
        _ahead, view.being_read = None, False
        raise
    _ahead, view.being_read = None, False
    return True


@contextmanager
def _staying() -> Iterator[None]:
    """What is made meanwhile is there until the film is closed: Python's garbage collector does not look through it.
    With ten thousand jobs it did so for 0.3 s, again and again."""
    with uncollected():
        try:
            yield
        finally:
            gc.freeze()


def show_brought(deadline: float) -> bool:
    """Let strips show the takes that came along from another film's folder, until `deadline` (of `perf_counter`).
    Answers whether it did anything."""
    if view.film is None:
        return False
    from . import save_as

    return save_as.go_on(deadline)


def try_again() -> None:
    """Attach the open film where that failed, or was not done since the extension was enabled."""
    global _wanted
    if _ahead is not None:
        return
    if _pending is not None and time.monotonic() >= _pending.again_at:
        _begin(_pending.folder, _pending.left)
    elif _wanted:
        _wanted = False
        if view.film is None:
            attach_open_film()


def _attach(folder: FilmFolder, left: _Left | None) -> None:
    for _ in _attaching(folder, left):
        pass


def _attaching(folder: FilmFolder, left: _Left | None) -> Iterator[None]:
    """Attach a film, in steps. What is wrong with it is a sentence in its queue; opening it does not fail for that.
    What may go away by itself, a full disk say, is tried again."""
    from ...core.errors import AnimaticError
    from ...core.files import FileError, door
    from ...core.models import Level
    from ..engine import day_cap
    from . import save_as

    global _pending
    _pending = _Pending(folder, left, time.monotonic() + AGAIN_SECONDS)
    try:
        if left is not None:
            _leave(left, folder, under_way := _under_way(left))
            yield
            if (awaited := _awaited(left)) != under_way:
                _leave(left, folder, awaited)
            yield
            save_as.bring_takes(left.folder, folder)
            yield
        if door.is_folder(folder.takes):
            yield from save_as.mending(folder)
        yield from _going_on(folder)
        yield from _following(folder, brought=left is not None)
        if not bpy.app.background:
            day_cap.read_elsewhere(folder)
        if (running := session.current()) is not None:
            running.let_go_films(but=view.open_films())
    except AnimaticError as error:
        log.warning("%s", error.sentence)
        if not any(notice.message == error.user_message for notice in view.notices):
            tell(folder, Level.ERROR, error.code, error.user_message, error.next_step)
        if error.retryable or isinstance(error, FileError):
            return
    _pending = None


def take_up(folder: FilmFolder, owner: Owner) -> None:
    """Go on with the jobs of the open film, or of one that it was saved from: the program that ran them has ended, or
    has given them up."""
    from ...core.files import FilmFolder
    from ...core.models import Level

    whose = "this film's jobs" if folder.root == view.film else f"the jobs of {folder.root.stem}"
    message = f"Process {owner.pid} no longer runs {whose}: this Blender goes on with them."
    tell(FilmFolder(view.film or folder.root), Level.NOTE, "taken_up", message)
    if folder.root != view.film:
        _go_on(folder)
        return
    view.jobs.clear()  # read anew: which of them this person sent was of no matter while somebody else ran them
    _begin(folder, None)


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


def _leave(left: _Left, folder: FilmFolder, awaited: Collection[Job]) -> None:
    """Write down where the film came from, and which takes are still to come from there."""
    from ..takes import carrying

    carrying.remember(folder, left.folder, [job.id for job in awaited])


def _under_way(left: _Left) -> list[Job]:
    """What is not on its shot yet: all that is looked for while Blender saves. Of ten thousand jobs the others take as
    long as a frame."""
    from ...core.jobs.states import State
    from ..jobs.resuming import needs_engine

    return [job for job in _left_jobs(left) if job.state is not State.PLACED and needs_engine(job)]


def _awaited(left: _Left) -> list[Job]:
    """The same, and what was placed and is on no shot of this film."""
    from ..jobs.resuming import needs_engine
    from ..takes import landing

    with_take = landing.recorded()
    return [job for job in _left_jobs(left) if job.id not in with_take and needs_engine(job)]


def _left_jobs(left: _Left) -> Collection[Job]:
    return session.known_jobs(left.folder) if left.jobs is None else left.jobs


def _following(folder: FilmFolder, *, brought: bool) -> Iterator[None]:
    """Go on with what a film that was saved under another name still waits for in its old folder. `brought`: what was
    there comes along already."""
    from ...core.models import Level
    from ..jobs.resuming import needs_engine
    from ..takes import carrying, landing
    from . import save_as

    came_from = carrying.origin(folder)
    if came_from is None:
        return
    if not brought:
        save_as.bring_takes(came_from.folder, folder)
        yield
    known = (yield from session.reading_known(came_from.folder)) if came_from.jobs - landing.recorded() else ()
    awaited = {job.id for job in known if needs_engine(job)} & came_from.jobs - landing.recorded()
    if not awaited:
        return
    view.follows = {came_from.folder.root: frozenset(awaited)}
    running = session.current()
    if running is not None and running.rehearsal is not None and running.folder.root == folder.root:
        raise rests(came_from.folder)
    yield from _going_on(came_from.folder)
    count = f"{len(awaited)} take{'s' if len(awaited) != 1 else ''}"
    tell(
        folder,
        Level.NOTE,
        "saved_as",
        f"{count} under way in {came_from.folder.root.name} will be placed here and in {came_from.folder.root.stem}.",
        awaits=frozenset(awaited),
    )


def _go_on(folder: FilmFolder) -> None:
    for _ in _going_on(folder):
        pass


def _going_on(folder: FilmFolder) -> Iterator[None]:
    """Start or wake the engine for a film's jobs, and show them, a step for whatever takes some milliseconds where
    there are ten thousand. They are only shown while another program runs them."""
    from ...core.jobs.ledger import reading
    from ...core.models import Level
    from ..jobs import resuming
    from ..jobs.resuming import needs_engine
    from ..takes import landing, lost

    watching.begin(folder)
    elsewhere = watching.owner_of(folder) is not None
    unreadable: list[Unreadable] = []
    jobs = session.as_known((yield from reading(folder)), unreadable.append)
    yield
    needed = not elsewhere and any(needs_engine(job) for job in jobs)
    yield
    for file in () if needed else unreadable:  # else the engine tells it, and sets them aside
        tell(folder, Level.ERROR, "job_unreadable", file.message, file.next_step)
    if needed:
        running = session.ensure(folder)
        yield
        running.film(folder)
        if folder.root == view.film:
            landing.meet(jobs)
        yield
        known = running.engine.jobs(folder)
        resuming.resume(running, folder, jobs)
        jobs = known or jobs
        for job in known:  # a film that the engine has open is not told about again
            yield
            landing.reconcile(folder.root, job)
        yield
    shown = {job.id for job in jobs} if folder.root == view.film else view.follows.get(folder.root, frozenset())
    for job in jobs:
        if job.id in shown:
            view.jobs.setdefault(job.id, job)
    yield
    view.lost = yield from lost.looking()
    yield
    view.refresh()


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    try:
        attach_open_film()
    except Exception:
        log.exception("The film's jobs could not be gone on with")  # the pump tries again, and tells


@bpy.app.handlers.persistent
def _file_of_before(*_: object) -> None:
    try:
        timeline.give_back_last_frames()
    except Exception:
        log.exception("Strips of an older Blender could not be looked at")


@bpy.app.handlers.persistent
def _film_saved(*_: object) -> None:
    saved_film()


def _forget() -> None:
    global _ahead
    _ahead = None


def register() -> None:
    registry.then(_forget)
    global _pending, _wanted
    _pending, _wanted = None, not bpy.app.background
    registry.handler("load_post", _file_of_before)
    registry.handler("load_post", _film_opened)
    registry.handler("save_post", _film_saved)
