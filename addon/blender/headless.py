# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow without a window: plan, send, drive the pump until all is settled, export. For scripts and the CLI."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ..core.blender_process import run_worker
from ..core.files import FilmFolder
from . import pump, session
from .export import ops as export_ops
from .jobs import ops as job_ops
from .properties import film, find_shot
from .takes import data as takes
from .view import current as view

if TYPE_CHECKING:
    from ..core.jobs.job import Job
    from ..core.models import Plan

TICK_SECONDS = 0.05


def make_plans(edit: bpy.types.Scene, names: Sequence[str] = ()) -> list[Plan]:
    """Plans of the film's shots in edit order; of those named, or of all. Raises UserError for a name it lacks."""
    from ..core.errors import UserError

    shots = sorted((s for s in film(edit).shots if not s.gone), key=lambda s: s.frame_start)
    unknown = sorted(set(names) - {shot.name for shot in shots})
    if unknown:
        known = ", ".join(shot.name for shot in shots) or "none"
        raise UserError(f"There is no shot {', '.join(unknown)}.", f"The film's shots are: {known}.", code="no_shot")
    return job_ops.make_plans(edit, [shot for shot in shots if not names or shot.name in names])


def send_and_wait(
    edit: bpy.types.Scene, plans: Sequence[Plan], *, on_line: Callable[[str], None] = lambda line: None
) -> list[Job]:
    """Send plans and place what comes back. Answers the jobs as they ended; raises what refuses the send."""
    jobs = job_ops.send_plans(edit, list(plans), [plan.fingerprint for plan in plans])
    return settle([job.id for job in jobs], on_line=on_line)


def settle(job_ids: Sequence[str], *, on_line: Callable[[str], None] = lambda line: None) -> list[Job]:
    """Drive the pump until none of these jobs is at work or waits to be placed. Ctrl-C leaves them as they are."""
    said = ""
    while True:
        pump.tick()
        jobs = [view.jobs[job_id] for job_id in job_ids if job_id in view.jobs]
        line = _line(jobs)
        if line != said:
            on_line(line)
            said = line
        if len(jobs) == len(job_ids) and not any(_unsettled(job) for job in jobs):
            return jobs
        time.sleep(TICK_SECONDS)


def _unsettled(job: Job) -> bool:
    """At work, or its take is about to be placed on a shot that still exists."""
    from ..core.jobs.states import State

    if job.state is State.READY:
        return pump.find_edit(job.shot_uuid)[0] is not None
    return job.working


def _line(jobs: Sequence[Job]) -> str:
    rows = {row.job_id: row for row in view.rows}
    return "  ".join(_short(job, rows.get(job.id)) for job in jobs)


def _short(job: Job, row: Any) -> str:
    percent = f" {10 * int(row.factor * 10)} %" if row is not None and job.working and row.factor else ""
    return f"{job.shot_name} {job.word.lower()}{percent}"


def all_placed(jobs: Sequence[Job]) -> bool:
    from ..core.jobs.states import State

    return all(job.state is State.PLACED for job in jobs)


def shot_lines(edit: bpy.types.Scene, jobs: Sequence[Job]) -> list[str]:
    """One line a job: seconds asked and used, model, estimate, cost, file; or what went wrong."""
    from ..core import money

    lines = []
    for job in jobs:
        shot = find_shot(edit, job.shot_uuid)
        take = takes.find(shot, job.id) if shot is not None else None
        quote = job.plan.quote
        model = job.plan.request.model.rsplit("/", 1)[-1]
        head = f"{job.shot_name}  asks {quote.seconds_asked} s, uses {quote.seconds_used:.2f} s  {model}"
        price = f"estimate {money.format_usd(quote.usd)}"
        if take is not None:
            cost = f"cost {money.format_usd(job.usd)}{'' if job.usd_is_actual else ' (estimated)'}"
            lines.append(f"{head}  {price}  {cost}  {take.file}")
        else:
            reason = job.error.sentence if job.error else ""
            lines.append(f"{head}  {price}  {job.word}: {reason}")
    return lines


def export(edit: bpy.types.Scene, out: Path) -> None:
    """Write sheet.png and animatic.mp4 into `out` with the second Blender. Raises WorkerError."""
    folder = FilmFolder(bpy.data.filepath)
    copy = out / ".edit-copy.blend"
    command = session.blender_command()
    try:
        edit_job = export_ops.edit_job(edit, copy, out / "animatic.mp4")
        asyncio.run(run_worker(command, "edit", edit_job))
        asyncio.run(run_worker(command, "sheet", export_ops.sheet_job(edit, folder, out / "sheet.png")))
    finally:
        copy.unlink(missing_ok=True)
