# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""*Stop All*: everything that runs or waits is ended, after one question that says what is paid all the same."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import Billed
from .. import registry
from ..engine.view import current as view
from ..operators import AsksFirst, Operator
from .ops import jobs_are_ours

if TYPE_CHECKING:
    from ...core.jobs.job import Job


class ANIMATIC_OT_stop_all(AsksFirst, Operator):
    """Stop all jobs that run or wait. What was sent already may be charged all the same: it says how much, and asks"""

    bl_idname = "animatic.stop_all"
    bl_label = "Stop All"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk.

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not view.under_way:
            cls.poll_message_set("No job is at work")
            return False
        return jobs_are_ours(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        jobs = stoppable()
        return self.ask_first(context, f"Stop {_many(len(jobs))}?", what_is_lost(jobs), "Stop All")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.jobs.states import Action
        from . import asking

        jobs = stoppable()
        asking.ask(Action.CANCEL, [job.id for job in jobs])
        self.report({"INFO"}, f"{_many(len(jobs))} stopped. {what_is_lost(jobs)}")
        return {"FINISHED"}


def stoppable() -> "list[Job]":
    """The open film's jobs that run or wait, and that this Blender runs; those that were not sent yet first."""
    from ...core.jobs.states import Action

    found = [job for job in view.jobs.values() if (job.working or job.paused) and Action.CANCEL in job.actions]
    mine = (job for job in found if not view.job_run_by(job.id))
    return sorted(mine, key=lambda job: (job.charge is not Billed.NO, job.id))


def what_is_lost(jobs: "Sequence[Job]") -> str:
    """What stopping them leaves paid, or maybe paid, without a take, in sentences."""
    from ...core import money

    if all(job.is_rehearsal for job in jobs):
        return "Rehearsal: nothing is charged."
    paid = [job for job in jobs if job.charge is Billed.YES]
    sent = [job for job in jobs if job.charge is Billed.UNKNOWN]
    rest = len(jobs) - len(paid) - len(sent)
    told = []
    if paid:
        price = money.about(money.total(job.usd for job in paid))
        told.append(f"{_are(len(paid))} paid already, {price}, and not fetched yet: only Look Up brings its video.")
    if sent:
        price = money.about(money.total(job.usd for job in sent))
        told.append(f"{_were(len(sent))} sent: {price} may be charged all the same, and takes come only with Look Up.")
    if rest:
        told.append(f"{_were(rest)} not sent: nothing is charged.")
    return " ".join(told)


def _many(count: int) -> str:
    return f"{count} {'Job' if count == 1 else 'Jobs'}"


def _are(count: int) -> str:
    return f"{count} {'is' if count == 1 else 'are'}"


def _were(count: int) -> str:
    return f"{count} {'was' if count == 1 else 'were'}"


def register() -> None:
    registry.classes(ANIMATIC_OT_stop_all)
