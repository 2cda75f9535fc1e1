# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for jobs: send, cancel, retry, look up, send again, copy details, test the gateway."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import AnimaticError
from .. import settings
from ..engine import prices, session
from ..engine.view import current as view
from ..properties import film, tag, to_model
from ..shots import sources
from ..shots.ops import active_shot
from ..ui import words

if TYPE_CHECKING:
    from ...core.models import Plan


def chosen_shots(edit: bpy.types.Scene) -> list[Any]:
    """The shots meant by the selected strips, in edit order; without any, the active shot."""
    selected = set()
    if edit.sequence_editor is not None:
        selected = {tag(strip).shot for strip in edit.sequence_editor.strips_all if strip.select}
    shots = [shot for shot in film(edit).shots if shot.uuid in selected and not shot.gone]
    if not shots:
        active = active_shot(edit)
        shots = [active] if active is not None and not active.gone else []
    return sorted(shots, key=lambda shot: shot.frame_start)


def shots_to_generate(edit: bpy.types.Scene, which: str) -> list[Any]:
    """The shots that one of WHICH_SHOTS means, in edit order. Takes that were rejected do not count."""
    if which == "chosen":
        return chosen_shots(edit)
    shots = [shot for shot in film(edit).shots if not shot.gone]
    if which == "open":
        on_its_way = {job.shot_uuid for job in view.jobs.values() if job.working or job.paused}
        shots = [s for s in shots if s.uuid not in on_its_way and all(take.rejected for take in s.takes)]
    return sorted(shots, key=lambda shot: shot.frame_start)


def make_plans(edit: bpy.types.Scene, shots: list[Any]) -> "list[Plan]":
    """Plans for shots, with everything they need from the scene. Raises UserError where nothing can be planned."""
    from . import gather

    located = sources.locate(edit)
    return gather.plans(edit, [to_model(shot, edit, located=located) for shot in shots], prices.catalog())


def send_plans(edit: bpy.types.Scene, plans: "list[Plan]", shown: Iterable[str]) -> list[Any]:
    """Turn shown plans into jobs and send them. Raises AnimaticError, nothing being sent, for a plan that changed,
    is blocked, or breaks a cap."""
    from ...core.jobs import sending
    from ..film import pump
    from . import gather, spending

    folder = gather.film_folder()
    running = session.ensure(folder)
    view.film = folder.root
    jobs = sending.create_jobs(
        plans,
        shown,
        settings.caps(),
        session.known_jobs(folder),
        folder,
        elsewhere=spending.elsewhere(folder),
        spent=spending.today(),
        gateway=running.gateway,
    )
    running.send(folder, jobs)
    for job in jobs:
        view.jobs[job.id] = job
    view.refresh()
    pump.want_placeholders(jobs)
    return list(jobs)


LEFT = "This job came with the film's folder. Its price is made anew; nothing was filmed, uploaded or paid for it here."


class _AsksFirst:
    """An operator that costs, or may: asked in a dialog whose default is Cancel. Not invoke_confirm, whose default is
    to go on: Enter never buys."""

    question: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def ask_first(self, context: bpy.types.Context, title: str, question: str, confirm: str) -> Any:
        self.question = question
        return context.window_manager.invoke_props_dialog(
            self,  # type: ignore[arg-type]  # A mix-in: the class that has it is an Operator.
            width=420,
            title=title,
            confirm_text=confirm,
            cancel_default=True,
        )

    def draw(self, context: bpy.types.Context) -> None:
        words(self.layout, self.question, icon="WARNING", width=64)


class ANIMATIC_OT_job_action(_AsksFirst, bpy.types.Operator):
    """Do this with the job"""

    bl_idname = "animatic.job_action"
    bl_label = "Job"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk.

    job: StringProperty(options={"HIDDEN"})
    action: EnumProperty(
        items=(
            ("cancel", "Cancel", "Stop it; what was sent may still be charged"),
            ("retry", "Retry", "Go on from where it failed; nothing is paid twice"),
            ("look_up", "Look Up", "Ask the gateway what became of it; sends nothing that is charged"),
            ("send_again", "Send Again", "A new paid request, although the first may have been accepted"),
            ("send", "Send", "It came with the film's folder: see in the preflight what it would send and cost"),
            ("leave", "Leave", "Put away what was not sent from here; nothing is sent or paid"),
        ),
        options={"HIDDEN"},
    )

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return str(cls.bl_rna.properties["action"].enum_items[properties.action].description)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        if self.action == "send_again":
            question = f"{_cost_anew([self.job])} The first request may have been charged."
            return self.ask_first(context, "Send Again?", question, "Send Again")
        if self.action == "send":
            return bpy.ops.animatic.preflight("INVOKE_DEFAULT", jobs=self.job, heading=LEFT)
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        if self.action == "send":
            self.report({"WARNING"}, "Nothing was sent: it is sent from the preflight")
            return {"CANCELLED"}
        return _ask(self, self.action, [self.job])


class ANIMATIC_OT_retry_failed(_AsksFirst, bpy.types.Operator):
    """Go on with every shot whose last job failed or is paused, and touch no other. Nothing is paid twice"""

    bl_idname = "animatic.retry_failed"
    bl_label = "Retry Failed"
    bl_options = {"REGISTER"}  # No UNDO: jobs are on disk.

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not any("retry" in row.actions for row in view.rows):
            cls.poll_message_set("No job has failed")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from . import asking

        jobs = [job.id for job in asking.retryable()]
        many = f"{len(jobs)} {'job' if len(jobs) == 1 else 'jobs'}"
        return self.ask_first(context, f"Retry {many}?", _cost_anew(jobs), "Retry")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import asking

        return _ask(self, "retry", [job.id for job in asking.retryable()])


class ANIMATIC_OT_take_over_jobs(_AsksFirst, bpy.types.Operator):
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

        try:
            asking.take_over()
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        return {"FINISHED"}


def _cost_anew(job_ids: list[str]) -> str:
    """What going on with these jobs costs, in a sentence; a cap that forbids it says so."""
    from ...core import money
    from . import asking

    try:
        total = money.total(asking.price([view.jobs[job_id] for job_id in job_ids if job_id in view.jobs]))
    except AnimaticError as error:
        return error.sentence
    return "Costs nothing anew." if total == 0 else f"Costs {money.about(total)} anew."


def _ask(operator: bpy.types.Operator, action: str, job_ids: list[str]) -> set[str]:
    from ...core.jobs.states import Action
    from . import asking

    try:
        asking.ask(Action(action), job_ids)
    except AnimaticError as error:
        operator.report({"ERROR"}, error.sentence)
        return {"CANCELLED"}
    return {"FINISHED"}


class ANIMATIC_OT_test_gateway(bpy.types.Operator):
    """Ask the gateway whether the key works and how much credit is left. Costs nothing"""

    bl_idname = "animatic.test_gateway"
    bl_label = "Test"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import testing

        try:
            self.report({"INFO"}, testing.begin())
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_job_action,
    ANIMATIC_OT_retry_failed,
    ANIMATIC_OT_take_over_jobs,
    ANIMATIC_OT_test_gateway,
)


def register() -> None:
    for cls in classes:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
