# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of a film's jobs the engine has to go on with, and which of them can still be filmed as they were planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import bpy

from ..properties import film

if TYPE_CHECKING:
    from concurrent.futures import Future

    from ...core.files import FilmFolder
    from ...core.jobs.job import Job
    from ..engine.session import Session


def resume(
    running: Session, folder: FilmFolder, jobs: Sequence[Job], *, take_over: bool = False
) -> Future[tuple[Job, ...]]:
    """Let a film's jobs go on from where they were, as far as they are the session's gateway's; those that were not
    filmed yet are filmed from a copy of the open file.

    The answer raises LockHeld while another program runs them, unless `take_over`."""
    running.save_copy_for(folder, filmable(waiting(jobs)))
    return running.engine.resume(running.film(folder), take_over=take_over)


def waiting(jobs: Iterable[Job]) -> list[Job]:
    """Jobs that stopped before they were filmed."""
    from ...core.jobs.states import State

    return [job for job in jobs if job.state in (State.PLANNED, State.CAPTURING) and not job.left]


def filmable(jobs: Iterable[Job]) -> list[Job]:
    """Of jobs that are to be filmed, those whose scene still is as it was planned: the copy that was saved for them
    went with the program that stopped. The others fail, unbilled, and say why."""
    from .send import make_plans

    jobs = [job for job in jobs if any(item.capture for item in job.plan.inputs)]
    wanted = {job.shot_uuid for job in jobs}
    keys: set[str] = set()
    for scene in bpy.data.scenes:
        shots = [shot for shot in film(scene).shots if shot.uuid in wanted and not shot.gone]
        for plan in make_plans(scene, shots) if shots else ():
            keys.update(item.capture.key for item in plan.inputs if item.capture)
    return [job for job in jobs if all(item.capture.key in keys for item in job.plan.inputs if item.capture)]


def needs_engine(job: Job) -> bool:
    """Whether a job is at work, waits to be placed, or waits for a person's decision."""
    from ...core.jobs.states import State

    if job.left:
        return False  # it waits in the queue: nothing is done for it before this person says so
    return job.working or job.paused or job.state in (State.READY, State.UNCERTAIN, State.PLACED)
