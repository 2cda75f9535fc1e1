# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the preflight's shots are drawn: a line each, what is to be known of them, and all of one on demand. However many
they are, the page's total, caps and buttons stay in view: no more lines than the window has room for."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ..engine import thumbnails
from ..ui import PAGE_LETTERS, words
from . import preflight_fronts

if TYPE_CHECKING:
    from ...core.models import Plan, Problem
    from ...core.plans.preflight import Preflight, Row

GROUP = 12
"""Shots that are shown at once; of more, the others are a group away."""
TABS_MAX = 4
"""Groups that are chosen side by side; more of them from a list."""
LINE, WINDOW_LINES = 20, 54
"""Pixels of a line at 1x, and lines of a window where none is known."""
FOOT = 14
"""Lines that the page needs beside its shots: heading, groups, total, caps, terms, ticks, buttons."""
ICONS = {"error": "ERROR", "warning": "INFO"}
SAID_ONCE = {"retention"}
"""Problems that the page tells once for each model."""
SAID_BELOW = set(preflight_fronts.CODES)
"""Those that it tells once for each member, in a place of their own: they change while the page is shown."""


class Line(NamedTuple):
    """One line below a shot."""

    text: str
    icon: str = "BLANK1"


def groups(page: Preflight) -> list[tuple[int, str]]:
    """The first row and the words of each group of shots: "SH010 to SH120, about $2.40, 1 cannot be sent"."""
    from ...core import money

    found = []
    for first in range(0, len(page.rows), GROUP):
        rows = page.rows[first : first + GROUP]
        price = money.about(money.total(row.usd for row in rows if not row.blocked))
        stuck = sum(row.blocked for row in rows)
        said = f"{rows[0].shot_name} to {rows[-1].shot_name}, {price}"
        found.append((first, f"{said}, {stuck} cannot be sent" if stuck else said))
    return found


def room() -> int:
    """How many lines the shots may take in this window."""
    window = bpy.context.window
    scale = bpy.context.preferences.system.ui_scale  # 0 without a window
    lines = int(window.height / (LINE * scale)) if window is not None and scale else WINDOW_LINES
    return max(lines - FOOT, GROUP)


def told(rows: Sequence[Row], lines: int) -> list[list[Line]]:
    """What is drawn below each row of what is wrong with it, in so many lines altogether: whole sentences where all
    have room, else a line each, what keeps a shot from being sent first; the rest is among its details. What several
    have in common stands below the first of them."""
    from ...core.plans import preflight

    said = [[(p.level, _said(p, shots)) for p, shots in of.items() if _is_told(p)] for of in preflight.said_of(rows)]
    cut = sum(len(wrap(text, PAGE_LETTERS)) for of in said for _, text in of) > lines
    found: list[list[Line]] = [[] for _ in rows]
    for level in ("error", "warning", "note"):
        for place, of in zip(found, said, strict=True):
            for its, text in of:
                if its != level or lines <= 0:
                    continue
                first, *more = [_cut(text)] if cut else wrap(text, PAGE_LETTERS)
                place += [Line(first, ICONS.get(level, "DOT")), *map(Line, more)]
                lines -= 1 + len(more)
    return found


def _is_told(problem: Problem) -> bool:
    return problem.code not in SAID_ONCE | SAID_BELOW


def _said(problem: Problem, shots: Sequence[str] = ()) -> str:
    """A problem in words, for several shots with their names."""
    from ...core.plans import preflight

    of = f"{preflight.several(shots)}: " if len(shots) > 1 else ""
    return f"{of}{problem.message} {problem.next_step}".strip()


def details(row: Row, plan: Plan, page: Preflight, lines: int) -> list[Line]:
    """Everything of one shot: how it is made, its references, what is wrong, and every word that is sent."""
    sound = "with sound" if row.audio else "silent"
    route = str(row.route).replace("_", " ")
    told_of = [f"{row.model}, {row.size}, {sound}; {route}: {row.keeps}", *map(reference, row.references)]
    if row.counted:
        told_of.append(row.counted)
    elif row.input_seconds:
        told_of.append(f"paid: {row.seconds_asked:g} s of video and {row.input_seconds:g} s of reference clips")
    for problem in row.problems:
        if _is_told(problem):
            told_of.append(_said(problem))
    sent = [
        f"{item.what} {item.name}, to {item.to}: {item.text}" for item in page.leaves if row.shot_name in item.shots
    ]
    if not sent:
        sent = [f"Words: {plan.request.prompt}"]
        sent += [f"Negative: {plan.request.negative}"] if plan.request.negative else []
    found = [Line(part) for text in (*told_of, *sent) for part in wrap(text, PAGE_LETTERS) or [""]]
    if len(found) > lines:
        found = [*found[: lines - 1], Line("and more: Exact Text, below the shot's action, shows it whole")]
    return found


def draw(layout: Any, dialog: Any, page: Preflight, plans: Sequence[Plan], group: int, below_them: int = 0) -> None:
    """The shots of one group. The dialog's `rows`, its `arrows`, and `plans` are in the order of the page's rows.
    `below_them`: lines that something else takes."""
    shown = range(group, min(group + GROUP, len(page.rows)))
    lines = max(room() - below_them, GROUP) - len(shown)
    opened = next((number for number in shown if dialog.arrows[number].details), None)
    more = details(page.rows[opened], plans[opened], page, lines) if opened is not None else []
    below = told([page.rows[number] for number in shown], lines - len(more))
    column = layout.column(align=True)
    for number, lines_told in zip(shown, below, strict=True):
        _draw_row(column, dialog.rows[number], dialog.arrows[number], page.rows[number])
        _draw_lines(column, more if number == opened else lines_told)


def _draw_row(layout: Any, row: Any, arrow: Any, found: Row) -> None:
    from ...core import money

    line = layout.row(align=True)
    tick = line.row()
    tick.enabled = not found.blocked
    tick.prop(row, "chosen", text="")
    thumbnails.put(line, found.shot_uuid)
    facts = line.split(factor=0.38)
    facts.label(text=found.summary)
    facts = facts.split(factor=0.74)
    facts.label(text=f"{found.model_name}, {found.size}")
    price = facts.row()
    price.alignment = "RIGHT"
    price.label(text="cannot be sent" if found.blocked else money.about(found.usd))
    line.label(text="", icon=_mark(found))
    line.prop(arrow, "details", text="", icon="DOWNARROW_HLT" if arrow.details else "RIGHTARROW", emboss=False)


def _mark(found: Row) -> str:
    levels = {str(problem.level) for problem in found.problems if problem.code not in SAID_ONCE}
    return next((icon for level, icon in ICONS.items() if level in levels), "BLANK1")


def _draw_lines(layout: Any, lines: Sequence[Line]) -> None:
    if lines:
        column = layout.column(align=True)
        column.scale_y = 0.85
        for line in lines:
            column.label(text=line.text, icon=line.icon)


def draw_leaving(layout: Any, page: Preflight) -> None:
    """What leaves the machine: each file once; of what each request says, as much as there is room for."""
    box = layout.box().column(align=True)
    box.scale_y = 0.85
    said = [f"{item.what} {item.name}, to {item.to}: {item.text}" for item in page.leaves]
    lines = [part for text in said for part in wrap(text, PAGE_LETTERS)]
    most = max(room() - min(len(page.rows), GROUP), GROUP)
    for text in lines[:most]:
        box.label(text=text)
    if len(lines) > most:
        words(box, f"and {len(lines) - most} lines more: the arrow of each shot shows its own.", width=PAGE_LETTERS)


def reference(item: Any) -> str:
    """ "character1 is Mia: clip of 3 s, 1280x720, to film"."""
    facts = [f"clip of {item.seconds:g} s" if item.seconds else str(item.kind)]
    facts += [f"{item.width}x{item.height}"] if item.width else []
    facts += [f"{item.size / 1e6:.1f} MB"] if item.size else []
    who = f"{item.word} is {item.name}" if item.word else item.name
    return f"{who}: {', '.join([*facts, item.state])}"


def _cut(text: str) -> str:
    return text if len(text) <= PAGE_LETTERS else f"{text[: PAGE_LETTERS - 1]}…"
