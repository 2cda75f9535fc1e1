# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the preflight says of fronts: of whom that is not known yet the views are filmed as soon as the page is shown,
beside Blender and free, and the page says what came of it. A guess that it did not say is not sent. The page has room
for all of it from the start, for what comes while a hand is on *Send* must not move it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import bpy

from ...core.plans import remarks
from ..cast import faces_ops, filming, fronts, references
from ..engine import slices
from ..properties import film

if TYPE_CHECKING:
    from ...core.models import Plan, Problem, Reference
    from ...core.plans.preflight import Preflight
    from ..capture.store import CaptureStore

CODES = ("front_guessed", "front_unknown")
SHOWN_MOST, SCALE = 3, 3.0
"""Members whose views the page has room for, and the pictures' height in lines."""
BRIEF_MOST = 9
"""Further members, a line each."""
VIEWS_SHARE, SAID_SHARE = 0.2, 0.75
"""Of the page's width, that a member's pictures take, and the sentence of one that has a line."""
WAIT_SECONDS, LOOK_SECONDS = 20.0, 0.005
"""How long a send waits for views that are being filmed, and between two looks at them."""


_come: dict[str, references.State] = {}
"""By the member's name: the views that came while this page is shown."""
PICTURES = ("First picture:", "Second picture:", "Third picture:")
_told_of: list[str] = []
"""Ids of the members of whom this page tells, in the order in which it does, as long as it is shown."""


def show(edit: bpy.types.Scene, plans: Iterable[Plan]) -> None:
    """Film the views of those whose front the plans do not know; for a page that is opened."""
    _come.clear()  # for other pages, maybe of another film
    guesses: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for plan in plans:
        for member in plan.shot.cast if plan.shot is not None else ():
            if remarks.front_guessed(member.name) in plan.problems:
                guesses[member.uuid] = None
            elif remarks.front_unknown(member.name) in plan.problems:
                unknown[member.uuid] = None
    _told_of[:] = [*guesses, *unknown]
    if unknown:
        fronts.show_soon(edit, unknown)


def heard(page: Preflight, views: Sequence[Reference]) -> Preflight:
    """The page with what the views that were filmed meanwhile say."""
    from ..capture.members import called_views

    said: dict[Problem, Problem | None] = {}
    names = {item.name for row in page.rows for item in row.references}
    for view in views:
        name = next((name for name in names if called_views(name) == view.name), "")
        said[remarks.front_unknown(name)] = remarks.front_guessed(name) if view.front_guessed else None
    rows = []
    for row in page.rows:
        problems = [said.get(problem, problem) for problem in row.problems]
        rows.append(row.model_copy(update={"problems": tuple(problem for problem in problems if problem is not None)}))
    return page.model_copy(update={"rows": tuple(rows)})


def remember(views: Sequence[Reference], store: CaptureStore) -> None:
    """What the page shows of those whose views have just come: the cast looks at them a little later."""
    from ..capture.members import called_views

    for view in views:
        views_now = tuple(str(path) for path in store.views(view))
        shown = references.State(sha256=view.sha256, views=views_now, sides=view.sides)
        _come[view.name.removesuffix(called_views(""))] = shown


def told(page: Preflight | None) -> frozenset[str]:
    """What a page says of fronts."""
    rows = page.rows if page is not None else ()
    return frozenset(problem.message for row in rows for problem in row.problems if problem.code in CODES)


def untold(plans: Iterable[Plan], said: frozenset[str]) -> list[str]:
    """The guesses of plans that were not said."""
    guesses = (p.message for plan in plans for p in plan.problems if p.code == "front_guessed")
    return [guess for guess in dict.fromkeys(guesses) if guess not in said]


def waiting(plans: Sequence[Plan]) -> slices.Work:
    """Wait for the views of those whose front the plans do not know, if they are being filmed."""
    asked = any(problem.code == "front_unknown" for plan in plans for problem in plan.problems)
    end = time.monotonic() + WAIT_SECONDS
    while asked and (work := filming.looking()) is not None and time.monotonic() < end:
        work.wait(LOOK_SECONDS)
        yield len(plans), len(plans)


def members(edit: bpy.types.Scene) -> list[Any]:
    """The members of the cast of whom the page tells: what came since it was opened changes neither who nor where."""
    cast = {member.uuid: member for member in film(edit).cast}
    return [cast[uuid] for uuid in _told_of if uuid in cast]


def lines(count: int) -> int:
    """How many lines of the page `draw` takes for so many members."""
    more = max(count - SHOWN_MOST, 0)
    return round(min(count, SHOWN_MOST) * SCALE) + min(more, BRIEF_MOST) + (more > BRIEF_MOST)


def draw(layout: Any, members: Sequence[Any], said: frozenset[str]) -> None:
    """What is known of each one's front, the three views, and the setting that mends a wrong side. `said`: see
    `told`."""
    for member in members[:SHOWN_MOST]:
        state = _shown(member)
        row = layout.split(factor=VIEWS_SHARE)
        _draw_views(row.row(align=True), state)
        side = row.column(align=True)
        side.label(text=_sentence(member.name, said))
        _draw_faces(side.row(), member, state)
        side.prop(member, "front")
    more = members[SHOWN_MOST:]
    for member in more[:BRIEF_MOST]:
        row = layout.split(factor=SAID_SHARE)
        row.label(text=_sentence(member.name, said))
        row.prop(member, "front", text="")
    if len(more) > BRIEF_MOST:
        layout.label(text=f"Of {len(more) - BRIEF_MOST} more the cast tells: look at their views there.")


def _shown(member: Any) -> references.State:
    state = references.states.get(member.uuid, references.State())
    return state if state.views else _come.get(member.name, state)


def _draw_views(layout: Any, state: references.State) -> None:
    """As many pictures whether they are there or not."""
    for number in range(faces_ops.VIEWS):
        layout.template_icon(icon_value=faces_ops.picture(state, number), scale=SCALE)


def _draw_faces(layout: Any, member: Any, state: references.State) -> None:
    """A line of what can be said of the pictures, whether there is any."""
    if not any(state.sides):
        layout.label(text="")
    for number, name in enumerate(PICTURES):
        if side := faces_ops.of(state, number):
            part = layout.row(align=True)
            part.label(text=name)
            faces_ops.draw(part, member, side, is_first=number == 0)


def _sentence(name: str, said: frozenset[str]) -> str:
    """A line of the page, whatever it says."""
    if remarks.front_guessed(name).message in said:
        return f"{remarks.front_guessed(name).message} Is the first picture the face? If not:"
    if remarks.front_unknown(name).message not in said:
        return f"The front of {name} is found: the first picture shows the face. If not:"
    if fronts.are_coming():
        return f"Looking for the front of {name}: three views are being filmed, free."
    return f"The front of {name} was not found: no views could be filmed. Where it is wrong, set it:"
