# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all our operators share: a refusal is one sentence, and so is what nobody foresaw. No traceback reaches a
person; its text is logged, and can be copied to send along with a question."""

import inspect
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ..core.errors import AnimaticError
from ..second import compat
from . import registry, timeline
from .engine import slices
from .engine.view import current as view
from .properties import film
from .ui import words

log = logging.getLogger(__name__)

UNFORESEEN = "internal"
"""The code of a notice about what nobody foresaw: `details` are about the last one of them."""

details = ""
"""What happened and where, without secrets: for the clipboard. Empty as long as all went as it should."""


class Operator(bpy.types.Operator):
    """The base of every operator of ours. What is raised in one of its functions becomes a report, which says what was
    sent; an AnimaticError is its own sentence, so is what Blender's operators refuse."""

    edits_strips = False
    """Whether it is refused while strips must not be touched: a render reads them, a transform holds them."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if cls.__doc__:  # the tooltip: Blender would show where the source breaks its lines
            cls.bl_description = " ".join(cls.__doc__.split())
        guard(cls)


def guard(cls: Any) -> Any:
    """Let nothing out of a class's functions that Blender calls, those of its mix-ins included. Answers the class."""
    for name, guarded in GUARDS.items():
        function = getattr(cls, name, None)
        if inspect.isfunction(function) and not hasattr(function, "__wrapped__"):
            instead = guarded(function)
            instead.__wrapped__ = function  # all of `functools.wraps` that is needed: enabling has 250 of them
            setattr(cls, name, instead)
    return cls


# Blender counts the arguments of what it calls, so each guard has those of the function that it stands before.


def _guard_execute(execute: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: Any, context: bpy.types.Context) -> Any:
        if getattr(self, "edits_strips", False) and strips_are_held(self):
            return {"CANCELLED"}
        return _reported(self, lambda: execute(self, context))

    return guarded


def _guard_cancel(cancel: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: Any, context: bpy.types.Context) -> Any:
        return _reported(self, lambda: cancel(self, context))

    return guarded


def _guard_event(handle: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: Any, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return _reported(self, lambda: handle(self, context, event))

    return guarded


def _guard_invoke(invoke: Callable[..., Any]) -> Callable[..., Any]:
    """What works in slices begins here, and with it the strips that it edits; a dialog may be opened meanwhile."""

    def guarded(self: Any, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        if isinstance(self, slices.Sliced) and getattr(self, "edits_strips", False) and strips_are_held(self):
            return {"CANCELLED"}
        return _reported(self, lambda: invoke(self, context, event))

    return guarded


def _guard_draw(draw: Callable[..., Any]) -> Callable[..., Any]:
    """A dialog that cannot be drawn says so: an empty one looks as if there were nothing to know."""

    def guarded(self: Any, context: bpy.types.Context) -> None:
        try:
            draw(self, context)
        except Exception as error:
            words(self.layout, f"{unforeseen(self.bl_label, error)} Cancel this dialog.", icon="ERROR", width=64)

    return guarded


GUARDS = {
    "execute": _guard_execute,
    "cancel": _guard_cancel,
    "invoke": _guard_invoke,
    "modal": _guard_event,
    "draw": _guard_draw,
}


def _reported(operator: Any, act: Callable[[], Any]) -> Any:
    before = view.sends
    try:
        return act()
    except AnimaticError as error:
        sentence = error.sentence
    except Exception as error:
        nothing = "" if view.sends > before else " Nothing was sent."
        sentence = _of_blender(error) or unforeseen(operator.bl_label, error) + nothing
    if view.sends > before:  # an ERROR would say to scripts that nothing was done
        operator.report({"WARNING"}, f"{sentence} {_sent(view.sends - before)}")
        return {"FINISHED"}
    operator.report({"ERROR"}, sentence)
    return {"CANCELLED"}


def _sent(count: int) -> str:
    many = "1 job is" if count == 1 else f"{count} jobs are"
    return f"{many} under way all the same: look at the queue before you send again."


def _of_blender(error: Exception) -> str:
    """What one of Blender's operators, or of ours, reported as an error to the one that called it, or why it cannot be
    called now."""
    lines = str(error).strip().splitlines() if isinstance(error, RuntimeError) else []
    if lines and lines[0].startswith("Error: "):
        return " ".join(line.removeprefix("Error: ").strip() for line in lines)
    refused = re.match(r"Operator bpy\.ops\.[\w.]+\.poll\(\) (?!failed)(.+)", lines[0]) if lines else None
    return refused[1] if refused else ""


def unforeseen(what: str, error: Exception) -> str:
    """Keep what nobody foresaw for the log, the clipboard and the queue. Answers a sentence about it."""
    from ..core.files import traced
    from ..core.jobs.events import Notice
    from ..core.models import Level

    global details
    sentence = f"Something unforeseen happened in {what.rstrip('…?')} ({type(error).__name__})."
    found = f"{sentence}\nBlender {bpy.app.version_string}\n{traced(error)}"
    if found != details:  # a dialog draws itself again and again
        details = found
        log.error("%s", found)
        advice = "Copy its details and send them along with your question; nothing paid is lost."
        view.put_notice(Notice(view.film or Path(), Level.ERROR, UNFORESEEN, sentence, advice))
    return f"{sentence} Its details can be copied in the queue."


def strips_are_held(operator: Any) -> bool:
    """Whether strips must not be touched now; then the operator says why."""
    refusal = timeline.can_edit_now()
    if refusal:
        operator.report({"WARNING"}, f"{refusal}: try again afterwards")
    return bool(refusal)


def has_shots(cls: Any, context: bpy.types.Context) -> bool:
    """For the poll of an operator on shots: grey, with its reason, until there are some."""
    if not film(compat.edit_scene(context)).shots:
        cls.poll_message_set("Build the shots first")
        return False
    return True


class OnShots:
    """Mix-in for an operator that needs nothing but shots."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_shots(cls, context)


def is_saved(cls: Any, kept: str = "") -> bool:
    """For the poll of an operator that needs the film's folder: grey until the film is saved; `kept`: what for."""
    if not bpy.data.filepath:
        cls.poll_message_set(f"Save the film first: {kept}" if kept else "Save the film first")
    return bool(bpy.data.filepath)


class OnSavedFilm:
    """Mix-in for an operator that needs nothing but a saved film."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return is_saved(cls)


class AsksFirst:
    """Mix-in for an operator that costs, or may, or takes something away for good: asked in a dialog whose default is
    Cancel. Not invoke_confirm, whose default is to go on: Enter never buys."""

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
        words(self.layout, self.question, icon="ERROR", width=64)


def register() -> None:
    registry.then(_forget)


def _forget() -> None:
    global details
    details = ""
