# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several walks do in the Sequencer's sidebar: find a button wherever it is scrolled to, wait, open the preflight
and send. A script gets it by putting its own folder on `sys.path`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import bgui
import bpy

WAIT_SECONDS = 400
"""A software-drawn slate takes up to a minute here; nothing is measured."""
PAGES = 8
"""Of six notches each: the whole tab, with all of its panels open."""


def wait_for(done: Callable[[], Any], what: str) -> Iterator[float]:
    end = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < end, what
        yield 0.25
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


def confirm(area: bpy.types.Area, operator: str, picture: str, *, ticked: str = "") -> Iterator[float]:
    """Press a button that opens the preflight, click the word `ticked` of the page, if any, and send."""
    x, y = yield from located(area, operator)
    yield from bgui.settle(1.0)
    before = bgui.look()  # not earlier: looking for the button moves and redraws things
    yield from bgui.click(x, y)
    yield from bgui.settle(1.5)
    box = bgui.popup(before)
    bgui.shot(picture)
    if ticked:
        yield from bgui.click(*bgui.ocr(ticked, box=box, must=True)[0])
        yield from bgui.settle(0.5)
    yield from bgui.click(*bgui.ocr("Send", box=box, must=True)[-1])
    yield from bgui.settle(1.0)
