# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for jobs: send, cancel, retry, look up, send again, copy details, test the gateway."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import AnimaticError, Billed, UserError
from ...second import compat
from .. import registry
from ..engine.view import current as view
from ..operators import AsksFirst, Operator
from ..properties import find_shot
from ..shots.chosen import active_shot
from ..ui import words

if TYPE_CHECKING:
    from ...core.jobs.job import Job

ACTIONS = (
    ("cancel", "Cancel", "Stop it; what was sent may still be charged"),
    ("retry", "Retry", "Go on from where it failed; nothing is paid twice"),
    ("look_up", "Look Up", "Ask the gateway what became of it; sends nothing that is charged"),
    ("send_again", "Send Again", "A new paid request, although the first may have been accepted"),
    (
        "send_open",
        "Send on an Open Line",
        "For a model that takes no queued requests; cannot be taken up again",
    ),
    ("send", "Send", "It came with the film's folder: see in the preflight what it would send and cost"),
    ("leave", "Leave", "Put away what was not sent from here; nothing is sent or paid"),
)
"""What a person may ask of a job: identifier, name, description."""

LEFT = "This job came with the film's folder. Its price is made anew; nothing was filmed, uploaded or paid for it here."


def jobs_are_ours(cls: Any) -> bool:
    """For polls: whether this Blender may run the open film's jobs, and knows them; else who does, as the reason."""
    if view.run_by or view.being_read:
        cls.poll_message_set(view.run_by or "The film's jobs are being read: a few seconds")
        return False
    return True


class ANIMATIC_OT_dismiss_notice(Operator):
    """Take this sentence away: it was read"""

    bl_idname = "animatic.dismiss_notice"
    bl_label = "Dismiss Notice"
    bl_options = {"REGISTER"}

    message: StringProperty(
        options={"HIDDEN", "SKIP_SAVE"},
        description="What it says, not its number: others go by themselves meanwhile; empty: all of them",
    )

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return str(cls.__doc__) if properties.message else "Take all sentences away: they were read"

    def execute(self, context: bpy.types.Context) -> set[str]:
        view.dismiss(self.message)
        return {"FINISHED"}


class ANIMATIC_OT_job_action(AsksFirst, Operator):
    """Do this with the job"""

    bl_idname = "animatic.job_action"
    bl_label = "Decide about Job"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk.

    job: StringProperty(options={"HIDDEN"})
    action: EnumProperty(items=ACTIONS, options={"HIDDEN"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return jobs_are_ours(cls)

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        what = next(description for name, _, description in ACTIONS if name == properties.action)
        if view.run_by:  # said by `poll`
            return what
        return view.job_run_by(properties.job).rstrip(".") or what

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        job = view.jobs.get(self.job)
        named = view.title(job) if job is not None else "It"  # gone meanwhile: execute says so
        if self.action == "send_again":
            question = f"{_cost_anew([self.job]) or FREE_ANEW} The first request may have been charged."
            return self.ask_first(context, f"Send {named} Again?", question, "Send Again")
        if self.action == "send_open":
            from ...core.jobs.job import OPEN_LINE_RISK

            question = f"{_cost_anew([self.job]) or FREE_ANEW} {OPEN_LINE_RISK}"
            return self.ask_first(context, f"Send {named} on an Open Line?", question, "Send")
        if self.action == "send":
            return bpy.ops.animatic.preflight("INVOKE_DEFAULT", jobs=self.job, heading=LEFT)
        if self.action == "retry" and (cost := _cost_anew([self.job])):
            return self.ask_first(context, f"Retry {named}?", cost, "Retry")
        if self.action == "cancel" and job is not None and (loss := _paid_in_vain(job)):
            return self.ask_first(context, f"Stop {named}?", loss, "Stop It")
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        if self.action == "send":
            self.report({"WARNING"}, "Nothing was sent: it is sent from the preflight")
            return {"CANCELLED"}
        return _ask(self.action, [self.job])


class ANIMATIC_OT_retry_failed(AsksFirst, Operator):
    """Go on with every shot whose last job failed or is paused, and touch no other. Nothing is paid twice"""

    bl_idname = "animatic.retry_failed"
    bl_label = "Retry Failed"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk.

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not any("retry" in row.actions for row in view.rows):
            cls.poll_message_set("No job has failed")
            return False
        return jobs_are_ours(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from . import asking

        jobs = [job.id for job in asking.retryable()]
        many = f"{len(jobs)} {'job' if len(jobs) == 1 else 'jobs'}"
        return self.ask_first(context, f"Retry {many}?", _cost_anew(jobs) or FREE_ANEW, "Retry")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import asking

        return _ask("retry", [job.id for job in asking.retryable()])


class ANIMATIC_OT_take_over_jobs(AsksFirst, Operator):
    """Run the film's jobs here although another machine's lock says that it runs them. Only when that machine is off:
    two programs with the same jobs may pay twice"""

    bl_idname = "animatic.take_over_jobs"
    bl_label = "Take Over Jobs"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk.

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if view.film is None:
            cls.poll_message_set("Open the film first")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from . import asking

        owner = asking.other_owner()
        if owner is None:
            self.report({"INFO"}, "Nobody else runs this film's jobs")
            return {"CANCELLED"}
        question = f"They are run by {owner}. Go on only if that machine is off: else shots may be paid twice."
        return self.ask_first(context, "Take Over Jobs?", question, "Take Over")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import asking

        asking.take_over()
        return {"FINISHED"}


FREE_ANEW = "Costs nothing anew."


def _cost_anew(job_ids: list[str]) -> str:
    """What going on with these jobs costs, in a sentence; a cap that forbids it says so. Empty where it is free."""
    from ...core import money
    from . import asking

    jobs = [view.jobs[job_id] for job_id in job_ids if job_id in view.jobs]
    try:
        total = money.total(asking.price(jobs))
    except AnimaticError as error:
        return error.sentence
    if total == 0 or all(job.is_rehearsal for job in jobs):
        return ""
    return f"Costs {money.about(total)} anew."


def _paid_in_vain(job: "Job") -> str:
    """What stopping a job may leave paid without a take, in a sentence; empty where nothing was sent or it is free.
    Rows move when one above them fails: the cross of another one is soon pressed."""
    from ...core import money

    if job.is_rehearsal or job.charge is Billed.NO:
        return ""
    return f"It was sent: {money.about(job.usd)} may be charged all the same, and its take comes only with Look Up."


def _ask(action: str, job_ids: list[str]) -> set[str]:
    from ...core.jobs.states import Action
    from . import asking

    asking.ask(Action(action), job_ids)
    return {"FINISHED"}


class ANIMATIC_OT_test_gateway(Operator):
    """Ask the gateway whether the key works and how much credit is left. Costs nothing"""

    bl_idname = "animatic.test_gateway"
    bl_label = "Test Gateway"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import testing

        self.report({"INFO"}, testing.begin())
        return {"FINISHED"}


class ANIMATIC_OT_agree_blank(Operator):
    """Let the shot be sent although nothing shows in what was filmed for it. It is asked for in writing, once"""

    bl_idname = "animatic.agree_blank"
    bl_label = "Send It Blank…"
    bl_options = {"REGISTER", "UNDO"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active one")
    typed: StringProperty(name="Type Its Name", options={"SKIP_SAVE"})
    told: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if active_shot(compat.edit_scene(context)) is None or not bpy.data.filepath:
            cls.poll_message_set("Choose a shot of a saved film")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from . import blank

        edit = compat.edit_scene(context)
        try:
            shot = self._shot(edit)
            found = blank.blank_references(edit, shot)
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        if not found:
            self.report({"INFO"}, f"Nothing that was filmed for {shot.name} is blank")
            return {"CANCELLED"}
        what = "; ".join(f"{reference.name} is {reference.blank}" for reference in found)
        self.told = f"{what}. A take of it is charged like any other. Type {shot.name} to send it so."
        return context.window_manager.invoke_props_dialog(
            self, width=420, title="Send It Blank?", confirm_text="Send It Blank", cancel_default=True
        )

    def draw(self, context: bpy.types.Context) -> None:
        words(self.layout, self.told, icon="ERROR", width=64)
        self.layout.prop(self, "typed")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import blank

        edit = compat.edit_scene(context)
        try:
            self.report({"INFO"}, blank.agree(edit, self._shot(edit), self.typed))
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        return {"FINISHED"}

    def _shot(self, edit: bpy.types.Scene) -> Any:
        shot = find_shot(edit, self.shot) if self.shot else active_shot(edit)
        if shot is None:
            raise UserError("This shot is no longer in the film.", "Build the shots again.", code="no_shot")
        return shot


class ANIMATIC_OT_copy_job_details(Operator):
    """Copy what happened to this job, to send along with a question. Holds no prompt, link or key"""

    bl_idname = "animatic.copy_job_details"
    bl_label = "Copy Job Details"

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import details

        job = view.jobs.get(self.job)
        if job is None:
            self.report({"WARNING"}, "This job is not in the open film")
            return {"CANCELLED"}
        context.window_manager.clipboard = details.text_of(job)
        self.report({"INFO"}, "Copied")
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_dismiss_notice,
    ANIMATIC_OT_job_action,
    ANIMATIC_OT_retry_failed,
    ANIMATIC_OT_take_over_jobs,
    ANIMATIC_OT_test_gateway,
    ANIMATIC_OT_agree_blank,
    ANIMATIC_OT_copy_job_details,
)


def register() -> None:
    registry.classes(*classes)
