# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's details as text, to send along with a question: what happened when, and nothing secret."""

from typing import TYPE_CHECKING

import bpy

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
