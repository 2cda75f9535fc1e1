# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finished take's way to its shot: recorded there, put on the timeline where the shot is now, and told to its job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from ...steps import whole
from .. import registry, timeline
from ..edit import sources
from ..engine import placeholders, session
from ..engine.view import current as view
from ..properties import film, find_edit
from ..shots import copies
from ..values import take_label, to_model
from . import carrying, data, hearing

if TYPE_CHECKING:
    from ...core.jobs.events import TakeReady
    from ...core.jobs.job import Job
    from ...core.models import Take

log = logging.getLogger(__name__)

Steps = Generator[None, None, Any]

waiting: dict[str, TakeReady] = {}
"""Takes that came and are not on their shots yet, by job, oldest first."""


_heard: list[Callable[[TakeReady], object]] = []
"""What wants to know of each take that has come to its shot."""


def when_landed(hear: Callable[[TakeReady], object]) -> None:
    """Call this with each take that came to its shot, until the extension is disabled."""
    registry.listener(_heard, hear)


def meet(jobs: Iterable[Job]) -> None:
    """Compare the open film's jobs with its shots: which takes were placed in a film that was closed, or reverted,
    without saving? Once after opening: later a take that is not on its shot was taken off by the artist, with undo.
    All jobs together: the film's takes are gone through once for them, not once for each."""
    from ...core.jobs.states import State

    new = [job for job in jobs if job.id not in view.met]
    view.met.update(job.id for job in new)
    placed = [job for job in new if job.state is State.PLACED]
    if placed:
        known = recorded()  # also of a take that was put on another shot
        shots = {shot.uuid for scene in bpy.data.scenes for shot in film(scene).shots}
        view.unplaced.update(job.id for job in placed if job.id not in known and job.shot_uuid in shots)


def reconcile(folder: Path, job: Job) -> None:
    """Offer a take again that is missing on its shot (see `meet`), once the engine has its job."""
    running = session.current()
    if running is None or folder != view.film:
        return
    meet([job])
    if job.id in view.unplaced:
        view.unplaced.discard(job.id)
        if not is_deleted(job):
            running.engine.mark_unplaced(job.id)


def recorded() -> set[str]:
    """The ids of all takes that are on a shot of the open file: those of the jobs that made them."""
    return {take.id for scene in bpy.data.scenes for shot in film(scene).shots for take in shot.takes}


def land(event: TakeReady) -> Steps:
    """Record a take on its shot and put it on the timeline where the shot is now; one undo step. In pieces, in none of
    which Blender opens the video twice. Between them the artist may edit; after an undo or another file it must not go
    on: then the take is to land anew."""
    from ...core.files import FilmFolder
    from ...core.jobs.events import Notice
    from ...core.models import Level

    if view.film is None or (event.film != view.film and event.film not in view.follows):
        return  # another film was opened meanwhile
    copies.separate_scenes()
    edit, shot = find_edit(event.take.shot_uuid)
    if edit is None or shot is None or not stands(edit, shot):
        _is_lost(event)
        view.put_notice(
            Notice(
                event.film,
                Level.WARNING,
                "lost_and_found",
                f"{event.take.shot_name} is no longer in the film; its take waits in Lost and Found.",
                f"It is the file {event.take.file}.",
                event.job.id,
                frozenset({event.job.id}),
            )
        )
        return
    try:
        take = event.take
        if event.film != view.film:
            take = carrying.bring(take, FilmFolder(event.film), FilmFolder(view.film))
        yield from putting(edit, shot, take, undo_step=True)
        is_placed(event.film, event.job.id)
        for hear in _heard:
            hear(event)
    except AnimaticError as error:
        _is_lost(event)
        about, its = (error.code, error.user_message, error.next_step), event.job.id
        view.put_notice(Notice(event.film, Level.ERROR, *about, its, frozenset({its})))


def _is_lost(event: TakeReady) -> None:
    """It waits in Lost and Found, and no more on the timeline."""
    view.homeless.add(event.job.id)
    placeholders.behind.add(event.take.shot_uuid)


def put(edit: bpy.types.Scene, shot: Any, take: Take, *, undo_step: bool) -> str:
    """Answers what was done, in a sentence. A take that the shot shows already is left as the artist has it."""
    sentence: str = whole(putting(edit, shot, take, undo_step=undo_step))
    return sentence


def putting(edit: bpy.types.Scene, shot: Any, take: Take, *, undo_step: bool) -> Steps:
    """`put` in pieces, as `land` is."""
    from ...core.files import FilmFolder
    from ..timeline.placing import placing

    name, known = shot.name, data.find(shot, take.id) is not None
    shown = known and timeline.find_strips(edit, shot.uuid, ("take",))
    data.add_take(shot, take)
    if shown or shot.active_take != take.id:
        label = take_label(name, take.number)
        if undo_step:  # Else undoing what the artist does next would take it off the list, too.
            timeline.push_undo(f"Keep {label}")
        sentence = f"{label} is among the shot's takes."
    else:
        file = FilmFolder(bpy.data.filepath).resolve(take.file)
        placed = yield from placing(edit, to_model(shot, edit), take, file=file, undo_step=undo_step)
        sentence = placed.sentence
        log.info("%s", sentence)
        if placed.muted:
            _tell_muted(sentence)
    if not known:
        hearing.take_arrived(name, take)
    return sentence


def _tell_muted(sentence: str) -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    assert view.film is not None  # a take came to it
    view.put_notice(Notice(view.film, Level.WARNING, "channel_muted", sentence, ""))


def is_placed(folder: Path, job_id: str) -> None:
    """Tell the ledger. A job of a film that this one was saved from stays ready: it is placed there, too."""
    running = session.current()
    view.placed_here(job_id)
    if folder == view.film and running is not None:
        running.engine.mark_placed(job_id)


def stands(edit: bpy.types.Scene, shot: Any) -> bool:
    """Whether the shot has a place in the edit: its strip or marker may be deleted, with or without building again."""
    return not shot.gone and sources.locate_shot(edit, shot) is not None


def deleted_among(jobs: Sequence[Any]) -> set[str]:
    """The ids of those whose takes the artist deleted."""
    from ...core.files import FileError, FilmFolder
    from ...core.jobs import trash

    if view.film is None or not jobs:
        return set()
    try:
        files = trash.deleted_among(FilmFolder(view.film), {job.take_file for job in jobs})
    except FileError:  # a trash that nobody can look into holds nothing back
        return set()
    return {job.id for job in jobs if job.take_file in files}


def is_deleted(job: Any) -> bool:
    """Whether the artist deleted the job's take: it is in the trash, or was."""
    from ...core.files import FileError, FilmFolder
    from ...core.jobs import trash

    try:
        return view.film is not None and trash.is_deleted(FilmFolder(view.film), job.take_file)
    except FileError:  # a record that somebody else wrote: its file would lie outside the folder
        return False
