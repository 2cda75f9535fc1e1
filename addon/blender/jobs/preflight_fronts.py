# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the preflight says of fronts: of whom that is not known yet the views are filmed as soon as the page is shown,
beside Blender and free, and the page says what came of it. A guess that it did not say is not sent.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.plans import remarks
from ..cast import filming, fronts, references
from ..engine import slices, thumbnails
from ..properties import film

if TYPE_CHECKING:
    from ...core.models import Plan, Problem, Reference
    from ...core.plans.preflight import Preflight
    from ..capture.store import CaptureStore

CODES = ("front_guessed", "front_unknown")
SHOWN_MOST, SCALE = 3, 3.0
"""Members whose views the page has room for, and their pictures' height in lines."""
VIEWS_SHARE = 0.2
"""Of the page's width, that a member's pictures take."""
WAIT_SECONDS, LOOK_SECONDS = 20.0, 0.005
"""How long a send waits for views that are being filmed, and between two looks at them."""


_come: dict[str, tuple[str, list[str]]] = {}
"""By the member's name: the hash of the views that came while this page is shown, and where they lie."""


def show(edit: bpy.types.Scene, plans: Iterable[Plan]) -> None:
    """Film the views of those whose front the plans do not know; for a page that is opened."""
    _come.clear()  # for other pages, maybe of another film
    unknown = {
        member.uuid
        for plan in plans
        if plan.shot is not None
        for member in plan.shot.cast
        if remarks.front_unknown(member.name) in plan.problems
    }
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
        _come[view.name.removesuffix(called_views(""))] = (view.sha256, [str(path) for path in store.views(view)])


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


def guessed(edit: bpy.types.Scene, page: Preflight) -> list[Any]:
    """The members of the cast of whom the page says that their front is a guess."""
    said = told(page)
    return [member for member in film(edit).cast if remarks.front_guessed(member.name).message in said]


def lines(members: Sequence[Any]) -> int:
    """How many lines of the page `draw` takes."""
    return round(min(len(members), SHOWN_MOST) * SCALE)


def draw(layout: Any, members: Sequence[Any]) -> None:
    """Their three views, and the setting that mends a wrong side."""
    for member in members[:SHOWN_MOST]:
        state = references.states.get(member.uuid, references.State())
        name, views = (state.sha256, state.views) if state.views else _come.get(member.name, ("", ()))
        row = layout.split(factor=VIEWS_SHARE)
        pictures, side = row.row(align=True), row.column()
        for number, view in enumerate(views):
            picture = thumbnails.icon(f"{name}_{number}", Path(view), is_movie=False)
            pictures.template_icon(icon_value=picture, scale=SCALE)
        side.label(text=f"Is the first picture the face of {member.name}? If not:")
        side.prop(member, "front")
