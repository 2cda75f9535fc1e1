# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost and Found: finished takes whose shot is not in the film, and the way to another one."""

from __future__ import annotations

import bpy
from bpy.props import StringProperty

from .. import registry, timeline
from ..edit import sources
from ..engine.view import LostTake
from ..engine.view import current as view
from ..operators import Operator
from ..properties import film, find_edit
from ..ui import redraw
from . import carrying, landing


def lost_takes() -> list[LostTake]:
    """Lost and Found: finished takes of the open film that are on no shot and whose own shot is not in the film, or has
    lost its place in the edit. Nothing else is kept about them: they are there as long as that is so."""
    from ...core.jobs.states import State

    finished = [job for job in view.jobs.values() if job.state in (State.READY, State.PLACED)]
    known = landing.recorded() if finished else set()
    homeless = [job for job in finished if job.id not in known and job.id not in landing.waiting]
    if not homeless:
        return []
    homes: set[str] = set()
    for scene in bpy.data.scenes:
        standing = sources.locate(scene)
        homes.update(shot.uuid for shot in film(scene).shots if not shot.gone and shot.uuid in standing)
    return [
        LostTake(job.id, f"{job.shot_name} t{job.take_number:03d}", job.take_file)
        for job in sorted(homeless, key=lambda job: job.id)
        if job.shot_uuid not in homes and not landing.is_deleted(job)
    ]


def refresh() -> None:
    """Make the view anew and draw it."""
    view.lost = tuple(lost_takes())
    view.refresh()
    redraw()


def place_lost(job_id: str, shot_uuid: str = "") -> str:
    """Put a finished job's take on a shot: on its own, or on the one that a person chose. Answers a sentence; makes no
    undo step. Raises UserError where there is no such take or shot, MediaError for a video that cannot be read."""
    from ...core.errors import UserError
    from ...core.files import FilmFolder
    from ...core.jobs.takes import kept_take

    job = view.jobs.get(job_id)
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


class ANIMATIC_OT_place_lost_take(Operator):
    """Put a take from Lost and Found on a shot"""

    bl_idname = "animatic.place_lost_take"
    bl_label = "Place Lost Take"
    bl_options = {"REGISTER", "UNDO"}

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: its own, if it is back")

    def execute(self, context: bpy.types.Context) -> set[str]:
        refusal = timeline.can_edit_now()
        if refusal:
            self.report({"WARNING"}, f"{refusal}: try again afterwards")
            return {"CANCELLED"}
        self.report({"INFO"}, place_lost(self.job, self.shot))
        return {"FINISHED"}


classes = (ANIMATIC_OT_place_lost_take,)


def register() -> None:
    registry.classes(*classes)
