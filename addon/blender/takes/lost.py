# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost and Found: finished takes that are on no shot, because theirs is not in the film or undo took them off it, and
the way to one."""

from collections.abc import Collection, Generator, Sequence
from typing import TYPE_CHECKING

import bpy

from ...steps import whole
from ..engine.view import current as view
from ..properties import film, find_edit
from ..ui import redraw
from ..values import take_label, take_to_model

if TYPE_CHECKING:
    from ...core.jobs.job import Job
    from ..engine.rows import LostTake


Looking = Generator[None, None, "tuple[LostTake, ...]"]


def lost_takes() -> "tuple[LostTake, ...]":
    """Lost and Found: finished takes of the open film that are on no shot and whose own shot is not in the film, or has
    lost its place in the edit; and those that could not be put on it when they came, or were on it until that was
    undone. They are there as long as that is so."""
    return whole(looking())


def looking() -> Looking:
    """`lost_takes` in steps: over ten thousand takes on a thousand shots each is 30 ms at most. Nothing of Blender's is
    held between them."""
    from ...core.jobs.states import State
    from . import landing

    known = landing.recorded()
    yield
    finished = [job for job in view.jobs.values() if job.state in (State.READY, State.PLACED)]
    homeless = [job for job in finished if job.id not in known and job.id not in landing.waiting]
    removed = _of_removed_shots(known | {job.id for job in homeless})
    if not homeless:
        return tuple(removed)
    yield
    homes = _homes()
    yield
    came = view.placed | view.homeless  # another one that is at home lands by itself
    lost = [job for job in homeless if job.shot_uuid not in homes or job.id in came]
    yield
    return (*removed, *(yield from _of_jobs(sorted(lost, key=lambda job: job.id), homes)))


def _of_removed_shots(known: Collection[str]) -> "list[LostTake]":
    """Those that no job of this film tells of: it was saved under another name, or its jobs were cleared away."""
    from ..engine.rows import LostTake

    return [
        LostTake(take.id, take_label(shot.name, take.number), take.file)
        for scene in bpy.data.scenes
        for shot in film(scene).removed
        for take in shot.takes
        if take.id not in known
    ]


def _homes() -> set[str]:
    """The ids of the shots that have a place in their edit."""
    from ..edit import sources

    homes: set[str] = set()
    for scene in bpy.data.scenes:
        standing = sources.standing(scene)
        homes.update(shot.uuid for shot in film(scene).shots if not shot.gone and shot.uuid in standing)
    return homes


def _of_jobs(lost: "Sequence[Job]", homes: Collection[str]) -> Looking:
    from ..engine.rows import LostTake
    from . import landing

    deleted = landing.deleted_among(lost)
    yield
    return tuple(
        LostTake(
            job.id,
            view.title(job),
            job.take_file,
            job.shot_uuid if job.shot_uuid in homes else "",
        )
        for job in lost
        if job.id not in deleted
    )


def refresh() -> None:
    """Make the view anew and draw it."""
    view.lost = lost_takes()
    view.refresh()
    redraw()


def place_lost(job_id: str, shot_uuid: str = "") -> str:
    """Put a finished job's take on a shot: on its own, or on the one that a person chose. Answers a sentence; makes no
    undo step. Raises UserError where there is no such take or shot, MediaError for a video that cannot be read."""
    from ...core.errors import UserError
    from ...core.files import FilmFolder
    from ...core.jobs.takes import kept_take
    from . import carrying, landing

    job = view.jobs.get(job_id)
    if job is None and view.film is not None:
        return _place_removed(job_id, shot_uuid)
    owner = view.folder_of(job_id)
    kept = kept_take(FilmFolder(owner), job) if job is not None and owner is not None else None
    if kept is None or owner is None or view.film is None:
        raise UserError("This take is not in the film's folder.", "Put its file back.", code="take_missing")
    edit, shot = find_edit(shot_uuid or kept.take.shot_uuid)
    if edit is None or shot is None or not landing.stands(edit, shot):
        raise UserError("Its shot is not in the film.", "Choose the shot that it shall go to.", code="no_shot")
    take = kept.take.model_copy(update={"shot_uuid": shot.uuid})
    if owner != view.film:
        take = carrying.bring(take, FilmFolder(owner), FilmFolder(view.film))
    sentence = landing.put(edit, shot, take, undo_step=False)
    landing.is_placed(owner, job_id)
    refresh()
    return sentence


def _place_removed(take_id: str, shot_uuid: str) -> str:
    """A take of a removed shot, which only the shot itself tells of."""
    from ...core.errors import UserError
    from . import landing

    edit, shot = find_edit(shot_uuid)
    found = next(
        ((kept, take) for scene in bpy.data.scenes for kept in film(scene).removed for take in kept.takes
         if take.id == take_id), None
    )  # fmt: skip
    if found is None:
        raise UserError("This take is not in the film's folder.", "Put its file back.", code="take_missing")
    if edit is None or shot is None or not landing.stands(edit, shot):
        raise UserError("Its shot is not in the film.", "Choose the shot that it shall go to.", code="no_shot")
    take = take_to_model(found[1], shot)
    sentence = landing.put(edit, shot, take, undo_step=False)
    refresh()
    return sentence
