# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of the extension that a window would call, called in a film: each operator pressed as there (poll, tooltip,
invoke, dialog, steps, execute), each panel, menu and list drawn, each timer and handler told.

Told is what the main thread's processor took for the longest single call of ours, and what Blender took by itself.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import inspect
import json
import pkgutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import bpy

import addon.blender
from addon.blender import operators
from addon.blender.engine import beside, slices

LEFT_OUT = {
    *("kitsu_log_in", "kitsu_log_out", "kitsu_project", "publish_kitsu", "test_gateway", "test_farm"),  # the network
    *("open_export", "open_farm_log", "open_farm_page", "open_preferences"),  # other windows
    *("play_clip", "reveal_take"),
    *("gather_export", "look_over", "send_shown"),  # pressed by others
}
"""Operators that are not pressed by themselves."""

ASKED: dict[str, tuple[dict[str, Any], ...]] = {
    "bring_takes": ({}, {"which": "all"}),
    "burn_in": ({}, {}),
    "compare": ({"how": "over", "against": "take"}, {}),
    "fill_with_clips": ({"which": "chosen"}, {}),
    "note_frame": ({"text": "Look."},),
    "export_movie": ({}, {"burn_in": True, "label": True}),
}
"""With what else than nothing an operator is pressed, each in turn."""

HANDLERS = ("frame_change_post", "depsgraph_update_post", "undo_pre", "undo_post", "save_pre", "save_post")


class Call(NamedTuple):
    """One piece of ours: what was called, and seconds of the main thread's processor."""

    what: str
    seconds: float


class Clock:
    """Takes down the pieces of a press. What Blender does within one is not its own, nor what another press does."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.blenders: list[Call] = []
        self._aside = 0.0

    def now(self) -> float:
        return time.thread_time() - self._aside

    @contextlib.contextmanager
    def ours(self, what: str) -> Iterator[None]:
        before = self.now()
        try:
            yield
        finally:
            self.calls.append(Call(what, self.now() - before))

    @contextlib.contextmanager
    def aside(self, blenders: str = "") -> Iterator[None]:
        """Another press within one; or what Blender does in one call."""
        before, began = self.now(), time.thread_time()
        try:
            yield
        finally:
            self._aside += self.now() - before
            if blenders:
                self.blenders.append(Call(blenders, time.thread_time() - began))


class NoLayout:
    """Takes what is drawn and shows nothing; polls each button as a window does."""

    def __getattr__(self, name: str) -> Any:
        return self._draw

    def __setattr__(self, name: str, value: Any) -> None:
        """A button's property, or the layout's own: nothing is kept."""

    def _draw(self, *_: Any, **__: Any) -> NoLayout:
        return self

    def operator(self, name: str, *_: Any, **__: Any) -> NoLayout:
        if name.startswith("animatic."):
            cls = class_of(name.removeprefix("animatic."))
            if hasattr(cls, "poll"):
                cls.poll(bpy.context)
        return self

    def __iter__(self) -> Any:  # layout.panel() gives a header and a body
        return iter((self, self))


class Drawn:
    """Stands for what Blender draws: the class's functions, its own values, and a layout."""

    def __init__(self, cls: Any, values: Any = None) -> None:
        vars(self).update(_cls=cls, _values=values, layout=NoLayout())

    def __getattr__(self, name: str) -> Any:
        found = getattr(vars(self)["_cls"], name, None)
        if callable(found) and hasattr(found, "__get__"):
            return found.__get__(self)
        return getattr(vars(self)["_values"], name)


class InWindow:
    """A module or context with some of its names others."""

    def __init__(self, plain: Any, **others: Any) -> None:
        vars(self).update(others, _plain=plain)

    def __getattr__(self, name: str) -> Any:
        return getattr(vars(self)["_plain"], name)


def class_of(verb: str) -> Any:
    return getattr(bpy.types, f"ANIMATIC_OT_{verb}")


@contextlib.contextmanager
def as_in_window(clock: Clock) -> Iterator[None]:
    """Let the extension believe in a window: nothing is waited for, and nothing beside Blender is begun. Blender's own
    work within ours is told as such."""
    for found in pkgutil.walk_packages(addon.blender.__path__, "addon.blender."):
        importlib.import_module(found.name)  # what is loaded later would not believe it
    app = InWindow(bpy.app, background=False)
    wm = InWindow(bpy.ops.wm, save_as_mainfile=_timed(clock, "writing the film", bpy.ops.wm.save_as_mainfile))
    ed = SimpleNamespace(undo_push=_Polled(clock, "an undo step", bpy.ops.ed.undo_push))
    windowed = InWindow(bpy, app=app, ops=InWindow(bpy.ops, wm=wm, ed=ed))
    modules = [module for name, module in sys.modules.items() if name.startswith("addon.blender.")]
    modules = [module for module in modules if vars(module).get("bpy") is bpy]
    begin, evaluating = beside.begin, _Evaluating(clock)
    evaluating.heed(True)
    for module in modules:
        vars(module)["bpy"] = windowed
    beside.begin = lambda name, do, **named: (begin if name == "slices" else beside.Work)(name, do, **named)
    try:
        yield
    finally:
        evaluating.heed(False)
        beside.begin = begin
        for module in modules:
            vars(module)["bpy"] = bpy


class _Evaluating:
    """Tells a clock how long Blender evaluates a scene: its handlers are called just before and after."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: list[Any] = []

    def heed(self, now: bool) -> None:
        for name in ("frame_change", "depsgraph_update"):
            before, after = (getattr(bpy.app.handlers, f"{name}_{when}") for when in ("pre", "post"))
            if now:
                before.append(self._begins)
                after.insert(0, self._ends)
            else:
                before.remove(self._begins)
                after.remove(self._ends)

    def _begins(self, *_: object) -> None:
        self._open.append(self._clock.aside("evaluating a scene"))
        self._open[-1].__enter__()

    def _ends(self, *_: object) -> None:
        if self._open:
            self._open.pop().__exit__(None, None, None)


def _timed(clock: Clock, what: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        with clock.aside(what):
            return work(*given, **named)

    return timed


class _Polled:
    """One of Blender's operators, timed."""

    def __init__(self, clock: Clock, what: str, verb: Any) -> None:
        self.poll, self._call = verb.poll, _timed(clock, what, verb)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._call(*given, **named)


def drive(cls: Any, clock: Clock) -> Callable[..., Any]:
    """Let an operator that Blender executes go the way that it goes in a window, piece by piece. Answers how it is
    executed otherwise."""
    invoke, draw, execute = getattr(cls, "invoke", None), getattr(cls, "draw", None), cls.execute

    pressed: list[Any] = []

    def driven(self: Any, context: Any) -> Any:
        if pressed:  # what is invoked goes on by itself, without a dialog
            return execute(self, context)
        pressed.append(self)
        try:
            with clock.aside():
                return operators._reported(self, lambda: _pressed(self, context))
        finally:
            pressed.clear()

    def _pressed(self: Any, context: Any) -> Any:
        if issubclass(cls, slices.Sliced):
            gc.freeze()  # as `Sliced.invoke` does
            with clock.ours("begin"):
                steps = self.work(context)
            found = _stepped(clock, steps)
            with clock.ours("end"):
                return self.conclude(found)
        opened: list[Any] = []

        def open_dialog(*_: Any, **__: Any) -> set[str]:
            opened.append(True)
            return {"RUNNING_MODAL"}

        manager = InWindow(context.window_manager, invoke_props_dialog=open_dialog, fileselect_add=lambda *_: None)
        seen = InWindow(context, window_manager=manager, region_popup=None)
        if invoke is not None:
            with clock.ours("invoke"):
                outcome = invoke(self, seen, SimpleNamespace(type="LEFTMOUSE", value="PRESS"))
            if not opened and outcome != {"PASS_THROUGH"}:
                return {"CANCELLED"} if outcome == {"RUNNING_MODAL"} else outcome
            if draw is not None:
                with clock.ours("dialog"):
                    draw(Drawn(cls, self), seen)
        with clock.ours("execute"):
            return execute(self, context)

    cls.execute = driven
    return execute


def _stepped(clock: Clock, steps: slices.Work) -> Any:
    while True:
        with clock.ours("a step"):
            try:
                next(steps)
            except StopIteration as end:
                return end.value


class Press(NamedTuple):
    """What one press came to: the longest piece of ours, what Blender took of it by itself, how it ended."""

    name: str
    longest: Call
    blenders: float
    within: tuple[Call, ...]
    ended: str


def press(name: str, clock: Clock, **asked: Any) -> Press:
    """Press an operator that may be pressed."""
    clock.calls.clear()
    clock.blenders.clear()
    cls = class_of(name)
    if hasattr(cls, "poll"):
        with clock.ours("poll"):
            may = cls.poll(bpy.context)
        if not may:
            return Press(name, clock.calls[0], 0.0, (), "grey")
    began = time.thread_time()
    try:
        ended = "".join(getattr(bpy.ops.animatic, name)("INVOKE_DEFAULT", **asked))
    except RuntimeError as error:
        ended = str(error).strip().splitlines()[0]
    took = time.thread_time() - began
    longest = max(clock.calls, key=lambda call: call.seconds)
    others = took - sum(call.seconds for call in clock.calls if call.what != "poll")
    return Press(name, longest, others, tuple(clock.blenders), ended)


def verbs() -> list[str]:
    return [name.removeprefix("ANIMATIC_OT_") for name in dir(bpy.types) if name.startswith("ANIMATIC_OT_")]


def drawn(clock: Clock) -> dict[str, Callable[[], Press]]:
    """Each panel and menu drawn, every part of it open, and the first rows of each list."""

    def draw(cls: Any) -> Press:
        with clock.ours("draw"):
            for part in ("draw_header", "draw_header_preset", "draw"):
                if hasattr(cls, part) and (not hasattr(cls, "poll") or cls.poll(bpy.context)):
                    getattr(cls, part)(Drawn(cls), bpy.context)
        return Press(cls.__name__, clock.calls[-1], 0.0, (), "drawn")

    kinds = [cls for kind in (bpy.types.Panel, bpy.types.Menu) for cls in kind.__subclasses__()]
    return {cls.__name__: partial(draw, cls) for cls in kinds if cls.__name__.startswith("ANIMATIC_")}


def told(clock: Clock) -> dict[str, Callable[[], Press]]:
    """Each timer's tick, and each handler of what Blender tells while a film is open."""
    works: dict[str, Callable[[], Any]] = {}
    for name, module in sorted(sys.modules.items()):
        tick = getattr(module, "tick", None) if name.startswith("addon.blender.") else None
        if tick is not None and tick.__module__ == name and not inspect.signature(tick).parameters:
            works[f"{name.removeprefix('addon.blender.')}.tick"] = tick
    scene, layer = bpy.context.scene, bpy.context.view_layer
    bpy.context.window.screen.areas[0].type = "SEQUENCE_EDITOR"  # what follows an edit looks where one is shown
    for event in HANDLERS:
        for handler in getattr(bpy.app.handlers, event):
            if handler.__module__.startswith("addon."):
                name = f"{event} {handler.__module__.removeprefix('addon.blender.')}"
                works[name] = lambda handler=handler: handler(scene, layer.depsgraph)

    def tell(name: str) -> Press:
        longest = Call("", 0.0)
        for _ in range(5):
            clock.blenders.clear()
            with clock.ours("tick"):
                works[name]()
            longest = max(longest, clock.calls[-1], key=lambda call: call.seconds)
        return Press(name, longest, 0.0, tuple(clock.blenders), "told")

    return {name: partial(tell, name) for name in works}


def pressing(clock: Clock) -> dict[str, Callable[[], Press]]:
    """Each operator pressed, as often as `ASKED` has it."""
    return {
        f"{name} {number}": partial(press, name, clock, **asked)
        for name in sorted(set(verbs()) - LEFT_OUT)
        for number, asked in enumerate(ASKED.get(name, ({},)))
    }


def all_of_it(notes: Path) -> list[Press]:
    """Everything, as in a window: drawn, told and pressed. Each is noted once it is done, and what is noted is not done
    again: a run that was ended goes on where it was."""
    clock = Clock()
    known = {key: _noted(one) for key, one in map(json.loads, notes.read_text().splitlines())} if notes.exists() else {}
    with as_in_window(clock), notes.open("a", encoding="utf-8") as file:
        works = {**drawn(clock), **told(clock), **pressing(clock)}
        plainly = {name: drive(class_of(name), clock) for name in verbs()}
        try:
            for key in [key for key in works if key not in known]:
                known[key] = works[key]()
                file.write(json.dumps([key, known[key]]) + "\n")
                file.flush()
        finally:
            for name, execute in plainly.items():
                class_of(name).execute = execute
    return list(known.values())


def _noted(found: list[Any]) -> Press:
    name, longest, blenders, within, ended = found
    return Press(name, Call(*longest), blenders, tuple(Call(*call) for call in within), ended)


def _evaluated(scene: Any) -> None:
    scene.sequence_editor.strips[0].mute ^= True
    bpy.context.view_layer.update()


BLENDERS: dict[str, Callable[[Any], Any]] = {
    "an undo step": lambda scene: bpy.ops.ed.undo_push(message="x"),
    "evaluating the edit after a strip changed": _evaluated,
    "the next frame": lambda scene: scene.frame_set(scene.frame_current + 24),
    "writing the film": lambda scene: bpy.ops.wm.save_as_mainfile(
        filepath=f"{bpy.data.filepath}.copy.blend", copy=True, compress=False
    ),
}
"""What an operator that changes something, or films, cannot do without, in one call each."""
