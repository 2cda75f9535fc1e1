# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The workflow without a window: plan, send, drive the pump until all is settled, export. For scripts and the CLI."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.files import FilmFolder, door
from ...second import compat
from ...steps import whole
from ..capture import copies
from ..engine import prices, session
from ..engine.view import current as view
from ..export import data as export
from ..film import pump
from ..jobs import send
from ..properties import film, find_edit, find_shot, settings
from ..review import best_of
from ..shots.chosen import live_shots, no_shots
from ..takes import data as takes
from .terminal import Step

if TYPE_CHECKING:
    from ...core.jobs.job import Job
    from ...core.models import Plan

TICK_SECONDS = 0.05
QUIET_SECONDS = 3.0
"""So long may nothing happen, with the engine at rest, until what is still open counts as waiting for a person."""

LAST_TICKS = 20

BLEND_MAGICS = (b"BLENDER", b"\x28\xb5\x2f\xfd", b"\x1f\x8b")
"""How a .blend begins: plain, zstd (since 3.0), gzip (before)."""

OnSteps = Callable[[Sequence[Step]], None]


def _nothing(steps: Sequence[Step]) -> None:
    """For callers who want no progress."""


# The film's file


def open_film(path: Path) -> None:
    """Open a .blend with its windows, so that saving it keeps them. Raises UserError where that cannot be."""
    from ...core.errors import UserError
    from ...core.files import explain_os_error

    path = path.expanduser().absolute()
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.", "Check the path of the film.", code="film_missing") from None
    except OSError as error:
        raise explain_os_error(error, path) from error
    if not start.startswith(BLEND_MAGICS):
        raise UserError(f"{path.name} is not a .blend file.", "Give the film's .blend.", code="film_not_blend")
    try:
        bpy.ops.wm.open_mainfile(filepath=str(path))
    except RuntimeError as error:
        raise UserError(
            f"Blender {bpy.app.version_string} cannot open {path.name}: it is damaged, or a newer Blender saved it.",
            "Open it in Blender to see why, or use its backup (.blend1).",
            code="film_unreadable",
        ) from error


def edit_of_film() -> bpy.types.Scene:
    """The scene that has the shots; of several, and while there are none, the one the Sequencer shows."""
    shown = compat.edit_scene(bpy.context)
    with_shots = [scene for scene in bpy.data.scenes if film(scene).shots]
    return shown if shown in with_shots or not with_shots else with_shots[0]


def stamp() -> tuple[int, int]:
    """What changes when anybody saves the film's file: modification time (ns) and bytes."""
    found = Path(bpy.data.filepath).stat()
    return found.st_mtime_ns, found.st_size


def save_new_film(path: Path) -> None:
    """Save the session under a name of its own. Raises UserError when it cannot be written there."""
    from ...core.errors import UserError

    try:
        bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False)
    except RuntimeError as error:
        raise UserError(
            f"{path.name} cannot be written to {path.parent}.",
            "Make room on the disk, or choose a folder that you may write to.",
            code="film_not_saved",
        ) from error


def save_film(since: tuple[int, int]) -> None:
    """Save the film where it is, unless its file is no longer as it was at `since`: then raises AnimaticError, and the
    takes stay safe in the film's folder, to be placed when the jobs are resumed."""
    from ...core.errors import AnimaticError

    name = Path(bpy.data.filepath).name
    later = "The takes are safe in its folder: open the film, or run `jobs resume`, to place them."
    if stamp() != since:
        raise AnimaticError(
            f"{name} was saved by another program meanwhile, so it was left alone.", later, code="film_changed"
        )
    try:
        bpy.ops.wm.save_mainfile()
    except RuntimeError as error:
        raise AnimaticError(f"{name} cannot be written; is the disk full?", later, code="film_not_saved") from error


def allow_online() -> None:
    """Let this process use the network, as a script's caller meant who chose the real gateway; saved nowhere."""
    if settings.is_live() and not bpy.app.online_access_override:
        bpy.context.preferences.system.use_online_access = True


# Shots and jobs


def named_shots(edit: bpy.types.Scene, names: Sequence[str] = ()) -> list[bpy.types.PropertyGroup]:
    """The shots of these names or ids, or all. Raises UserError for a film without shots, a name it lacks, and a name
    that several shots have: to send them all would be a guess."""
    from ...core.errors import UserError

    shots = live_shots(edit)
    if not shots:
        raise no_shots()
    _one_of_each(shots, names)
    unknown = sorted(set(names) - {shot.name for shot in shots} - {shot.uuid for shot in shots})
    if unknown:
        known = ", ".join(shot.name for shot in shots)
        raise UserError(f"There is no shot {', '.join(unknown)}.", f"The film's shots are: {known}.", code="no_shot")
    return [shot for shot in shots if not names or shot.name in names or shot.uuid in names]


def _one_of_each(shots: Sequence[Any], names: Sequence[str]) -> None:
    """Raise UserError where a name means more than one shot."""
    from ...core.errors import UserError

    for name in names:
        alike = [shot for shot in shots if shot.name == name]
        if len(alike) > 1:
            ids = "; ".join(f"{shot.uuid} (frames {shot.frame_start} to {shot.frame_end - 1})" for shot in alike)
            raise UserError(
                f"{len(alike)} shots are called {name}.", f"Name the one you mean by its id: {ids}.", code="same_name"
            )


def make_plans(edit: bpy.types.Scene, names: Sequence[str] = ()) -> list[Plan]:
    """Plans of the film's shots in edit order; of those named, or of all. Raises UserError as `named_shots`."""
    prices.read_now()
    return send.make_plans(edit, named_shots(edit, names))


def make_finals(edit: bpy.types.Scene, names: Sequence[str] = ()) -> list[Plan]:
    """Plans of the finals of the starred drafts that have none, in edit order; of the shots named, or of all.

    Raises UserError as `named_shots`, and where no draft is starred or all have their finals."""
    from ..takes import again, briefs
    from ..takes.orders import to_text

    prices.read_now()
    return briefs.make_plans(edit, to_text(again.finals_of(named_shots(edit, names))))


def make_variations(edit: bpy.types.Scene, names: Sequence[str], count: int, budget: Decimal | None) -> list[Plan]:
    """Plans of up to `count` takes of each shot, as many as its budget (US dollars) has room for. Raises UserError as
    `named_shots`, and for a budget that cannot be kept."""
    from ...core.jobs import one_by_one
    from ..takes import again, briefs
    from ..takes.orders import Order, to_text

    prices.read_now()
    orders = [Order(shot.uuid, seed=again.new_seed()) for shot in named_shots(edit, names) for _ in range(count)]
    return one_by_one.within(briefs.make_plans(edit, to_text(orders)), budget)


def send_and_wait(
    plans: Sequence[Plan],
    *,
    one_after_another: bool = False,
    budget: Decimal | None = None,
    open_line: bool = False,
    on_steps: OnSteps = _nothing,
) -> list[Job]:
    """Send plans and place what comes back. Answers the jobs as they ended; raises what refuses the send. `open_line`:
    as open requests, which a person chose."""
    jobs = send.send_plans(
        list(plans),
        [plan.fingerprint for plan in plans],
        one_after_another=one_after_another,
        budget=budget,
        open_line=open_line,
    )
    return settle([job.id for job in jobs], on_steps=on_steps)


def settle(job_ids: Sequence[str], *, on_steps: OnSteps = _nothing) -> list[Job]:
    """Drive the pump until none of these jobs is at work or waits to be placed, or nothing happens any more."""
    said: list[Step] = []
    active = time.monotonic()
    while True:
        best_of.tick()
        busy = pump.tick() < pump.IDLE_SECONDS
        judging = best_of.under_way()  # after the pump, which may just have placed the last of a group
        if busy or judging:
            active = time.monotonic()
        jobs = [view.jobs[job_id] for job_id in job_ids if job_id in view.jobs]
        steps = _steps(jobs)
        if steps != said:
            on_steps(steps)
            said = steps
        settled = len(jobs) == len(job_ids) and _told_all(jobs) and not any(unsettled(job) for job in jobs)
        if settled and not judging:
            break
        if time.monotonic() - active > QUIET_SECONDS:
            break
        time.sleep(TICK_SECONDS)
    for _ in range(LAST_TICKS):  # what was said at the end: notices of this turn
        if pump.tick() == pump.IDLE_SECONDS:
            break
    return jobs


def _told_all(jobs: Sequence[Job]) -> bool:
    """Whether the view has these jobs as the engine has them: one that failed may just have been asked to go on."""
    running = session.current()
    if running is None or view.film is None:
        return True
    now = {job.id: (job.state, job.paused) for job in running.engine.jobs(FilmFolder(view.film))}
    return all(now.get(job.id, (job.state, job.paused)) == (job.state, job.paused) for job in jobs)


def unsettled(job: Job) -> bool:
    """At work, or its take is not yet recorded on a shot that still exists (the film may not have been saved)."""
    from ...core.jobs.states import State

    if job.state not in (State.READY, State.PLACED):
        return job.working
    shot = find_edit(job.shot_uuid)[1]
    return shot is not None and (job.state is State.READY or takes.find(shot, job.id) is None)


def _steps(jobs: Sequence[Job]) -> list[Step]:
    rows = {row.job_id: row for row in view.rows}
    steps = []
    for job in jobs:
        row = rows.get(job.id)
        # Tens only: a line for each percent would flicker.
        percent = 10 * int(row.factor * 10) if row is not None and job.working else 0
        trouble = row.trouble if row is not None and job.working else ""
        steps.append(Step(job.id, job.shot_name, job.word, percent, trouble))
    return steps


def shot_lines(edit: bpy.types.Scene, jobs: Sequence[Job]) -> list[str]:
    """One line a job: seconds asked and used, model, estimate, cost, file; or what went wrong."""
    from ...core import money

    lines = []
    for job in jobs:
        shot = find_shot(edit, job.shot_uuid)
        take = takes.find(shot, job.id) if shot is not None else None
        quote = job.plan.quote
        model = job.plan.request.model.rsplit("/", 1)[-1]
        head = f"{job.shot_name}  asks {quote.seconds_asked} s, uses {quote.seconds_used:.2f} s  {model}"
        price = f"estimate {money.format_usd(quote.usd)}"
        if take is not None:
            cost = f"cost {money.format_usd(job.usd)}{'' if job.usd_is_actual else ' (estimated)'}"
            cost = "rehearsed, free" if job.is_rehearsal else cost
            lines.append(f"{head}  {price}  {cost}  {take.file}")
        else:
            reason = job.error.sentence if job.error else ""
            lines.append(f"{head}  {price}  {job.word}: {reason}")
    return lines


# Export


def export_sheet(edit: bpy.types.Scene, out: Path, page: tuple[float, float] | None = None) -> Path:
    """Write the contact sheet with the second Blender: a PNG, or a PDF with pages of so many millimetres. Raises
    WorkerError, UserError and FileError."""
    folder = FilmFolder(bpy.data.filepath)
    return _exported(out, "sheet", lambda copy: export.sheet_job(edit, folder, out, copy, page))


def export_movie(edit: bpy.types.Scene, out: Path, *, burn_in: bool = False, label: bool = False) -> Path:
    """Render the edit to one movie (MP4) with the second Blender. Raises WorkerError, UserError and FileError."""
    return _exported(out, "edit", lambda copy: export.edit_job(edit, copy, out, burn_in=burn_in, label=label))


def export_page(edit: bpy.types.Scene, out: Path) -> Path:
    """Write the contact sheet and the report as a page, its files beside it. Raises as `export_sheet` does, and
    OSError."""
    from ..review import pages

    folder = FilmFolder(bpy.data.filepath)
    with export.copied() as copy:
        made = whole(pages.drafting(edit, folder, out, copy))
    try:
        asyncio.run(pages.finish(session.blender_command(), made, lambda done, total: None))
    finally:
        copies.drop(copy)
    return out


def _exported(out: Path, task: str, job_of: Callable[[Path], dict[str, Any]]) -> Path:
    door.make_folder(out.parent)
    with export.copied() as copy:
        job = job_of(copy)
    try:
        asyncio.run(export.make(session.blender_command(), task, job))
    finally:
        copies.drop(copy)
    return out
