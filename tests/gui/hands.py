# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts in this folder share: a character to film, the installed extension's modules, and what a person does
with the sidebar: read its labels, scroll, point, and wait."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bgui
import bpy

WAIT_SECONDS = 600
NOTCHES = 5
"""Of the wheel at a time: less than the sidebar of the Video Editing workspace is high."""
PAGES = 14


def film() -> Any:
    return bgui.sequencer_scene().animatic


def sequencer() -> bpy.types.Area:
    return bgui.area("SEQUENCE_EDITOR", view="SEQUENCER")


def jobs_of(film: Path) -> list[dict[str, Any]]:
    """The jobs of a film as they were written last: one at work has a line for each state."""
    texts = [file.read_text() for file in film.with_suffix(".animatic").glob("jobs/*.json")]
    return [json.loads(text[max(text.rfind("\n{"), 0) :]) for text in texts]


def ours(name: str) -> ModuleType:
    """A module of the installed extension. A thread may be loading others meanwhile."""
    return next(module for path, module in list(sys.modules.items()) if path.endswith(f".blender.{name}"))


def character(
    scene: bpy.types.Scene,
    name: str,
    at: tuple[float, float, float],
    colour: tuple[float, float, float],
    **shader: float,
) -> None:
    """A monkey in a collection of its own; `shader`: inputs of its material, Metallic=1.0."""
    bpy.ops.mesh.primitive_monkey_add(location=at)
    thing: Any = bpy.context.object
    thing.name = name
    material: Any = bpy.data.materials.new(name)
    principled = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    principled.inputs["Base Color"].default_value = (*colour, 1)
    for socket, value in shader.items():
        principled.inputs[socket].default_value = value
    thing.data.materials.append(material)
    collection = bpy.data.collections.new(name)
    scene.collection.children.link(collection)
    for owner in list(thing.users_collection):
        owner.objects.unlink(thing)
    collection.objects.link(thing)


def whole_area(area: bpy.types.Area | None = None) -> Iterator[float]:
    """An area, the Sequencer if none is named, over all of the window, so that it is seen at once; and back."""
    with bgui.ctx(area or sequencer(), "WINDOW"):
        bpy.ops.screen.screen_full_area()
    yield from bgui.settle(1.0)


def wait_for(done: Callable[[], Any], what: str, seconds: float = WAIT_SECONDS) -> Iterator[float]:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, what
        yield 0.25


def answer(word: str, before: Any, seconds: float = 60.0) -> Iterator[float]:
    """Press a button of the dialog that has opened since `before` was looked at, where it stands still: a busy machine
    takes a while to open it, something else may change on the screen first, and a preflight grows as views come."""
    end, seen = time.monotonic() + seconds, []
    while True:
        yield from bgui.settle(1.0)
        places: list[tuple[int, int]] = []
        with contextlib.suppress(LookupError):
            places = bgui.ocr(word, box=bgui.popup(before))
        if places and places == seen:
            yield from bgui.click(*places[-1])
            return
        seen = places
        assert time.monotonic() < end, f"no dialog with {word} opened"


def scroll(notches: int) -> Iterator[float]:
    """Turn the wheel over the sidebar; negative: up."""
    sidebar = bgui.region(sequencer(), "UI")
    yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, notches)
    yield from bgui.settle(0.4)


def top() -> Iterator[float]:
    yield from scroll(-80)


def is_under(x: int, y: int, operator: str = "", prop: str = "") -> Any:
    """Whether the mouse, moved there, rests on the button of an operator or a property."""
    yield from bgui.move(x, y, turns=5)
    wanted = ("op", operator) if operator else ("prop", prop)
    return any(kind == wanted[0] and wanted[1] in text for kind, text in bgui._under(sequencer(), "UI"))


def seen(text: str, operator: str = "", prop: str = "") -> Any:
    """Where a button with this label is on the screen now; None where it is not."""
    yield from bgui.move(sequencer().x + 400, sequencer().y + 60)  # a tooltip would hide it
    yield from bgui.settle(0.6)
    for x, y in bgui.ocr(text, box=bgui.box(bgui.region(sequencer(), "UI"))):
        if (yield from is_under(x, y, operator, prop)):
            return x, y
    return None


def button(
    text: str = "", *, op: str = "", prop: str = "", xs: tuple[float, ...] = (0.5,), pages: int = PAGES
) -> Iterator[float]:
    """Where a button is, read by its label, else, an icon, felt for in columns of the sidebar; scrolls down to it."""
    for page in range(pages):
        if page:
            yield from scroll(NOTCHES)
        if text:
            found = yield from seen(text, op, prop)
        else:
            try:
                found = yield from bgui.find(sequencer(), "UI", op=op or None, prop=prop or None, xs=xs)
            except LookupError:
                found = None
        if found is not None:
            return found
    bgui.shot("/out/not-found.png")
    raise LookupError(text or op or prop)


def beside(label: str, dx: int, *, op: str, dy: int = 0) -> Iterator[float]:
    """Where an icon's button is that stands so many pixels beside a label that can be read; scrolls down to it."""
    for page in range(PAGES):
        if page:
            yield from scroll(NOTCHES)
        for x, y in bgui.ocr(label, box=bgui.box(bgui.region(sequencer(), "UI"))):
            for nearer in (0, -8, 8):
                if (yield from is_under(x + dx, y + dy + nearer, op)):
                    return x + dx, y + dy + nearer
    raise LookupError((label, op))


def come(done: Callable[[], Any], what: str) -> Iterator[float]:
    """Wait for what comes by itself, a take, and until it is drawn."""
    yield from wait_for(done, what)
    yield from bgui.settle(1.5)


def located(area: bpy.types.Area, operator: str, xs: tuple[float, ...] = (0.2, 0.5, 0.8)) -> Any:
    """Where a button of the sidebar is: as it is scrolled now, else page by page from the top."""
    sidebar = bgui.region(area, "UI")
    for page in range(-1, PAGES):
        if page == 0:
            with bgui.ctx(area, "UI"):
                bpy.ops.view2d.reset()
            yield from bgui.settle(0.5)
        elif page > 0:
            yield from bgui.wheel(sidebar.x + 60, sidebar.y + 60, 6)
        try:
            found = yield from bgui.find(area, "UI", op=operator, xs=xs)
        except LookupError:
            continue
        return found
    raise LookupError(operator)


def press(area: bpy.types.Area, operator: str, xs: tuple[float, ...] = (0.2, 0.5, 0.8)) -> Iterator[float]:
    x, y = yield from located(area, operator, xs)
    yield from bgui.click(x, y)


def confirm(area: bpy.types.Area, operator: str, picture: str) -> Iterator[float]:
    """Press a button that opens the preflight, and send."""
    x, y = yield from located(area, operator)
    yield from bgui.settle(1.0)
    before = bgui.look()  # not earlier: looking for the button moves and redraws things
    yield from bgui.click(x, y)
    yield from bgui.settle(1.5)
    box = bgui.popup(before)
    bgui.shot(picture)
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
