# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work of the main thread in slices of about a frame: between them Blender draws, tells how far it is, and hears
Esc. What is done by then stays; all of it is one undo step.

Meanwhile the artist's other input waits, and nothing of ours edits the film (see `timeline/held.py`): such work moves
the playhead and shows what renders, and puts both back at its end.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Generator
from importlib import import_module
from time import perf_counter
from typing import Any, cast

import bpy

from ...core.errors import UserError
from ...steps import whole as whole
from ..timeline import held

SLICE_SECONDS = 0.03
PAUSE_SECONDS = 0.005
"""Between two slices; redrawing what the slice changed comes on top."""


class StopWork(Exception):
    """Thrown into the work when the artist stops it: it answers what it has."""


Work = Generator[tuple[int, int], None, Any]
"""Yields how far it is, shots done and shots in all, every few milliseconds; answers its result."""


def told(steps: Generator[Any, None, Any], done: int, of: int) -> Work:
    """Steps that say nothing of shots, told as so many of so many."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
        yield done, of


LOOKS = (
    "second.figures.front",
    "second.looks",
    "second.figures.following",
    "core.plans.presence",
    "second.figures.sheaf",
    "blender.shots.presence",
    "blender.capture.content",
    "blender.capture.key",
    "blender.capture.segment",
    "blender.capture.specs",
    "blender.capture.members",
    "blender.shots.figures",
    "core.camera.words",
    "second.judging.depths",
    "blender.shots.gather",
)
"""Of this extension, what looks at a scene and plans; those that others need come first."""


def loading(of: int) -> Work:
    """Load what looks at a scene, a module at each step, told as none of so many shots: all at once it takes Python
    0.2 s after Blender's start."""
    root = __package__.rsplit(".", 2)[0]
    for name in LOOKS:
        if f"{root}.{name}" not in sys.modules:
            import_module(f"{root}.{name}")
            yield 0, of


WAIT_SECONDS = 0.005
"""Between two looks whether a thread is done."""


def aside(do: Callable[[], Any], done: int, of: int) -> Work:
    """Let a thread do what never sees Blender, told as so many of so many. Answers what it came to, or raises the
    AnimaticError that it ended with."""
    from . import beside

    work = beside.begin("slices", lambda _: do())
    while work.running:
        work.wait(WAIT_SECONDS)
        yield done, of
    if work.error is not None:
        raise work.error
    return work.result


def to_the_end(work: Work) -> Work:
    """Work that must not be left half done: Esc has the rest done at once."""
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return end.value
        try:
            yield step
        except StopWork:
            return whole(work)


class Sliced:
    """An operator whose work is a generator of (shots done, shots in all): in slices when it is invoked from a window,
    at once when a script executes it. Put it before `Operator`."""

    doing = "Working"
    """What the status bar says meanwhile, before how many of the shots are done."""

    begins_at_once = True
    """False where another operator calls it: what it reports before it goes on by itself would be that one's, and not
    be shown."""

    _timer = cast("Any", None)  # no annotation: Blender evaluates those of all bases of each class that it registers

    def work(self, context: bpy.types.Context) -> Work:
        """Do a step of at most some milliseconds between two yields; StopWork at a yield asks for what there is."""
        raise NotImplementedError

    def conclude(self, result: Any) -> set[str]:
        """Tell the artist of the work's result."""
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        return self.conclude(whole(self.work(context)))

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.window is None or bpy.app.background:
            return self.execute(context)
        gc.freeze()  # else Python's collector looks through all that is there while the work makes thousands of things
        self._work = self.work(context)
        outcome = self._slice(context) if self.begins_at_once else None
        if outcome is None:
            held.by = self.doing
            self._timer = context.window_manager.event_timer_add(PAUSE_SECONDS, window=context.window)
            context.window_manager.modal_handler_add(self)  # type: ignore[arg-type]  # an Operator
            outcome = {"RUNNING_MODAL"}
        return outcome

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type == "ESC" and event.value == "PRESS":
            return self._leave(context, self._stop())
        if event.type != "TIMER":
            return {"RUNNING_MODAL"}
        outcome = {"CANCELLED"}
        try:
            outcome = self._slice(context) or {"RUNNING_MODAL"}
        finally:
            if outcome != {"RUNNING_MODAL"}:
                self._leave(context, outcome)
        return outcome

    def cancel(self, context: bpy.types.Context) -> None:
        """The window closes, or another file is opened."""
        self._leave(context, self._stop())

    def _slice(self, context: bpy.types.Context) -> set[str] | None:
        """Work for a while; None while there is more to do."""
        end = perf_counter() + SLICE_SECONDS
        try:
            while True:
                done, steps = next(self._work)
                if perf_counter() >= end:
                    context.workspace.status_text_set(f"{self.doing}: {done} of {steps} shots. Esc stops.")
                    return None
        except StopIteration as over:
            return self.conclude(over.value)

    def _stop(self) -> set[str]:
        try:
            self._work.throw(StopWork())
        except StopIteration as over:
            return self.conclude(over.value)
        except StopWork:
            pass
        return {"CANCELLED"}

    def _leave(self, context: bpy.types.Context, outcome: set[str]) -> set[str]:
        held.by = ""
        if self._timer is not None:
            context.window_manager.event_timer_remove(self._timer)
            self._timer = None
        if context.workspace is not None:
            context.workspace.status_text_set(None)
        return outcome


class GoesOn(Sliced):
    """An operator that does, in slices and to its end, what another's dialog was confirmed with: one that has had a
    dialog cannot go on by itself. The undo step is its own, so its label is that one's. The result is a sentence."""

    begins_at_once = False
    _steps = cast("Work | None", None)
    """What was confirmed, on its way here."""

    @classmethod
    def go_on(cls, operator: Any, context: bpy.types.Context, steps: Work) -> set[str]:
        """Let `operator`, whose dialog was confirmed, do the steps: all at once for a script, and where they take no
        longer than a slice; else they go on here. Answers how `operator` ends."""
        end = float("inf") if context.window is None or bpy.app.background else perf_counter() + SLICE_SECONDS
        try:
            while perf_counter() < end:
                next(steps)
        except StopIteration as over:
            operator.report({"INFO"}, over.value)
            return {"FINISHED"}
        cls._steps = steps
        try:
            getattr(bpy.ops.animatic, cls.bl_idname.removeprefix("animatic."))("INVOKE_DEFAULT")
        finally:
            cls._steps = None  # also where it was refused: another film may be open when it is called next
        return {"CANCELLED"}  # what goes on makes the undo step

    def work(self, context: bpy.types.Context) -> Work:
        if (steps := self._steps) is None:
            raise UserError("Nothing was confirmed.", "Open the dialog first.")
        return to_the_end(steps)

    def conclude(self, result: str) -> set[str]:
        self.report({"INFO"}, result)
        return {"FINISHED"}
