# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's details as text, to send along with a question: what happened when, and nothing secret."""

from typing import TYPE_CHECKING

import bpy
from bpy.props import StringProperty

from .. import registry
from ..engine.view import current as view
from ..operators import Operator

if TYPE_CHECKING:
    from ...core.jobs.job import Job


def text_of(job: "Job") -> str:
    """What support needs to know of a job: no prompt, no link, no key."""
    from ...core import money
    from ...core.files import redact

    request = job.plan.request
    lines = [
        f"{job.shot_name} take {job.take_number}: {job.word}",
        f"job {job.id}, {job.gateway} gateway, generation {job.generation_id or 'unknown'}",
        f"{request.model}, {request.size}, {request.seconds} s, {len(job.plan.inputs)} references",
        f"cost {money.format_usd(job.usd) if job.usd_is_actual else money.about(job.usd)}, charged: {job.charge}",
    ]
    if job.error is not None:
        lines.append(f"{job.error.code}: {job.error.sentence}")
        lines += [f"server's request id: {job.error.request_id}"] if job.error.request_id else []
    lines += [f"{entry.at}  {entry.state}  {entry.note}".rstrip() for entry in job.history]
    lines.append(f"Blender {bpy.app.version_string}")
    return redact("\n".join(lines))


class ANIMATIC_OT_copy_job_details(Operator):
    """Copy what happened to this job, to send along with a question. Holds no prompt, link or key"""

    bl_idname = "animatic.copy_job_details"
    bl_label = "Copy Job Details"

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        job = view.jobs.get(self.job)
        if job is None:
            self.report({"WARNING"}, "This job is not in the open film")
            return {"CANCELLED"}
        context.window_manager.clipboard = text_of(job)
        self.report({"INFO"}, "Copied")
        return {"FINISHED"}


classes = (ANIMATIC_OT_copy_job_details,)


def register() -> None:
    registry.classes(*classes)
