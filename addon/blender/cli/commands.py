# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands about shots, takes, money and export. Each takes a `Call` and answers a `Result`."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import Billed, UserError
from ...second import compat
from ..engine import session
from ..engine.view import current as view
from ..export.data import free_name
from ..jobs import preflight_page
from ..properties import film, settings
from ..shots import build, cuts
from ..shots.chosen import live_shots
from ..takes import data as take_data
from ..values import film_folder
from . import headless, options
from .options import Result
from .terminal import Terminal

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.job import Job
    from ...core.models import Plan
    from ...core.plans.preflight import Preflight


CONNECT_SECONDS = 30.0


@dataclass
class Call:
    """A command's surroundings: the open film, the options, the terminal."""

    terminal: Terminal
    options: argparse.Namespace
    edit: bpy.types.Scene = field(default_factory=headless.edit_of_film)
    folder: FilmFolder = field(default_factory=film_folder)
    stamp: tuple[int, int] = field(default_factory=lambda: headless.stamp())
    takes_before: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.takes_before = _take_ids()
        if view.film != self.folder.root:  # says that this film's jobs go on when a command asks for it, not by saving
            view.clear(self.folder.root)

    @property
    def gateway(self) -> str:
        from ...core.jobs.job import gateway_name

        return gateway_name(settings.is_live())

    def connect(self) -> session.Session:
        """The session of the chosen gateway. Raises UserError where there is no key or no permission to go online, and
        LockHeld where another program runs the film's jobs."""
        self._check_lock()
        if "film" in self.options:
            headless.allow_online()
        running = session.ensure(self.folder)
        # The connection is made on the engine's thread. Its first answer to anything brings up what was wrong with it.
        running.engine.release(self.folder).result(CONNECT_SECONDS)
        return running

    def _check_lock(self) -> None:
        """Before anything is asked or sent; the engine checks again when it takes the lock."""
        import os

        from ...core.jobs.lock import LockHeld, holder

        owner = holder(self.folder.jobs)
        if owner is None or (owner.here and owner.pid == os.getpid()):
            return
        if owner.here or not getattr(self.options, "take_over", False):
            raise LockHeld(owner)

    def agree(self, question: str, *, free: bool) -> None:
        """Return when the person agrees; otherwise raise UserError. Free things need no answer where nobody is."""
        if self.options.yes or (free and not self.terminal.can_ask()):
            return
        if not self.terminal.can_ask():
            raise UserError("Nothing was sent: nobody could be asked.", "Add --yes to send.", code="not_agreed")
        if not self.terminal.agreed(question):
            raise UserError("Nothing was sent.", "", code="not_agreed")

    def keep(self, work: Callable[[], list[Job]]) -> list[Job]:
        """Do something that may place takes, and save the film if it placed any; after an interruption too."""
        try:
            return work()
        finally:
            if _take_ids() - self.takes_before:
                headless.save_film(self.stamp)


def _take_ids() -> frozenset[str]:
    return frozenset(take.id for scene in bpy.data.scenes for shot in film(scene).shots for take in shot.takes)


# Commands


def shots(call: Call) -> Result:
    """List the shots; with --build make them first and save the film; `set` changes some."""
    if call.options.words:
        from . import edits

        if call.options.words[0] != "set":
            raise UserError(f"shots does not know {call.options.words[0]}.", "See `shots --help`.", code="usage")
        return edits.set_shots(call)
    told = ""
    if call.options.build:
        compat.ensure_sequencer_scene(call.edit)
        told = build.build_shots(call.edit).sentence
        headless.save_film(call.stamp)
        call.terminal.say(told)
    rows = [_shot_row(shot) for shot in live_shots(call.edit)]
    columns = ("shot", "frames", "route", "tier", "takes", "file")
    table = [
        (r["name"], f"{r['frame_start']}-{r['frame_end'] - 1}", r["route"], r["tier"], str(r["takes"]), r["take"])
        for r in rows
    ]
    data = {"film": bpy.data.filepath, "scene": call.edit.name, "built": told, "shots": rows}
    return Result(data, text_table(columns, table) if rows else "There are no shots yet: add --build.")


def preflight(call: Call) -> Result:
    """Show what a send would do. Exit code 2 when it would be refused."""
    from ...core.plans import preflight as preflights

    page = preflight_page.make(headless.make_plans(call.edit, call.options.shots))
    refused = not page.allowed or page.blocked
    data = {"film": bpy.data.filepath, "gateway": call.gateway, "preflight": page.model_dump(mode="json")}
    return Result(data, preflights.table(page), options.USER if refused else options.OK)


def generate(call: Call) -> Result:
    """Send, wait, place, save. A shot whose take is on its way is sent again only where it is named."""
    from ...core.plans.planning import ON_ITS_WAY

    if call.options.best_of:
        return _best_of(call)
    if call.options.at_most is not None:
        raise UserError("--at-most needs --best-of.", "Say how many takes: --best-of 4.", code="usage")
    plans = headless.make_plans(call.edit, call.options.shots)
    if not call.options.shots:
        plans = [plan for plan in plans if not any(problem.code == ON_ITS_WAY for problem in plan.problems)]
    return _send(call, plans)


def _best_of(call: Call) -> Result:
    """Up to N takes of each shot, bought one after the other until one follows the plan."""
    most = call.options.at_most
    budget = None if most is None else Decimal(str(round(most, 4)))
    plans = headless.make_variations(call.edit, call.options.shots, call.options.best_of, budget)
    call.terminal.say(
        f"Best of {call.options.best_of}: one after the other, the next only if none follows the plan yet. You agree to"
        " all that are listed; those not sent cost nothing."
    )
    return _send(call, plans, one_after_another=True, budget=budget)


def promote(call: Call) -> Result:
    """The same for the finals of starred drafts."""
    return _send(call, headless.make_finals(call.edit, call.options.shots))


def _send(
    call: Call, plans: Sequence[Plan], *, one_after_another: bool = False, budget: Decimal | None = None
) -> Result:
    from ...core.plans import preflight as preflights

    call.connect()
    page = preflight_page.make(plans)
    call.terminal.say(preflights.table(page))
    _check_page(plans, page)
    from ...core.jobs.job import LIVE, OPEN_LINE_RISK

    open_line = call.options.open_line
    if open_line:
        call.terminal.say(OPEN_LINE_RISK)
    many = f"{page.ready} {'shot' if page.ready == 1 else 'shots'}{' on open lines' if open_line else ''}"
    call.agree(f"Send {many} to the {call.gateway} gateway, {_price(page, call.gateway)}?", free=call.gateway != LIVE)
    jobs = call.keep(
        lambda: headless.send_and_wait(
            plans,
            one_after_another=one_after_another,
            budget=budget,
            open_line=open_line,
            on_steps=call.terminal.progress,
        )
    )
    data = {"film": bpy.data.filepath, "gateway": call.gateway, "preflight": page.model_dump(mode="json")}
    return ended(call, jobs, data)


def takes(call: Call) -> Result:
    """List the takes of shots, newest last, the one on the timeline marked; `star` and `unstar` mark some."""
    if call.options.words[:1] in (["star"], ["unstar"]):
        from . import edits

        shots = edits.star_takes(call)
    else:
        shots = headless.named_shots(call.edit, call.options.words)
    rows = [
        {
            **_take_row(take),
            "shot": shot.name,
            "active": take.id == shot.active_take,
            "rehearsal": bool(take.fact("rehearsal", False)),
            "cost": take_data.cost_words(take) or "unknown",
        }
        for shot in shots
        for take in shot.takes
    ]
    columns = ("shot", "take", "", "model", "size", "length", "cost", "file")
    table = [
        (
            row["shot"],
            f"t{row['number']:03d}",
            ", ".join(mark for mark in ("active", "starred", "rejected") if row[mark]),
            row["model"].rpartition("/")[2],
            row["size"],
            f"{row['seconds']:.2f} s",
            row["cost"],
            row["file"],
        )
        for row in rows
    ]
    return Result(
        {"film": bpy.data.filepath, "takes": rows}, text_table(columns, table) if rows else "There are no takes yet."
    )


def money(call: Call) -> Result:
    """What every request of the film cost, or may have cost."""
    from ...core import money as moneys
    from ...core.jobs.ledger import read_jobs
    from ...core.jobs.spent import report

    wanted = call.options.rehearsal
    jobs = [job for job in read_jobs(call.folder).jobs if job.is_rehearsal == wanted]
    rows = report(jobs)
    total = sum((row.cost_usd or moneys.ZERO for row in rows), moneys.ZERO)
    if call.options.csv and not call.options.json:
        return Result({}, moneys.to_csv(rows))
    columns = ("created", "shot", "take", "model", "asks", "state", "estimate", "cost", "which is")
    table = [
        (
            row.created[:16].replace("T", " "),
            row.shot,
            f"t{row.take:03d}",
            row.model.rpartition("/")[2],
            f"{row.seconds} s",
            row.state,
            moneys.format_usd(row.estimate_usd),
            moneys.format_usd(row.cost_usd),
            row.cost_is,
        )
        for row in rows
    ]
    nothing = "Nothing was rehearsed yet." if wanted else "Nothing was sent to the real gateway yet; see --rehearsal."
    kind = "rehearsed" if wanted else "billed or possibly billed"
    end = f"In all {moneys.format_usd(total)} {kind}; requests of unknown price are not counted."
    data = {"film": bpy.data.filepath, "rehearsal": wanted, "total_usd": str(total)}
    data |= {"rows": [row.model_dump(mode="json") for row in rows]}
    return Result(data, f"{text_table(columns, table)}\n{end}" if rows else nothing)


def export_sheet(call: Call) -> Result:
    """The contact sheet as pictures."""
    make = partial(headless.export_sheet, page=_page_size(call.options.page))
    return export(call, make, call.folder.sheets, "_sheet", ".png")


def export_pdf(call: Call) -> Result:
    """The contact sheet as pages."""
    make = partial(headless.export_sheet, page=_page_size(call.options.page or "A4_LANDSCAPE"))
    return export(call, make, call.folder.sheets, "_sheet", ".pdf")


def _page_size(said: str) -> tuple[float, float] | None:
    """Millimetres of "a4", "a4-landscape" or "297x210"; None where nothing is said. Raises UserError."""
    from ..export import paper

    known = paper.PAGES.get(said.upper().replace("-", "_"))
    if known is not None or not said:
        return known[1] if known is not None else None
    try:
        width, height = (float(side) for side in said.lower().split("x"))
    except ValueError:
        width = height = math.nan
    least, most = paper.SIDES
    if not (least <= width <= most and least <= height <= most):
        names = ", ".join(name.lower().replace("_", "-") for name in paper.PAGES)
        raise UserError(
            f"No page is called {said}.",
            f"Say {names}, or its size in millimetres (50 to 2000), as in 300x200.",
            code="page_size",
        )
    return width, height


def export_movie(call: Call) -> Result:
    """The edit as one movie."""
    headless.named_shots(call.edit)
    make = partial(headless.export_movie, burn_in=call.options.burn_in, label=call.options.ai_label)
    return export(call, make, call.folder.exports, "", ".mp4")


def export(call: Call, make: Callable[..., Path], folder: Path, kind: str, suffix: str) -> Result:
    """Make a file, where --out says, else in `folder` or in the one that --out names, as "film_sheet_v001.png": the
    film's name, `kind`, and the next number that is free."""
    name = f"{call.folder.root.stem}{kind}"
    out = free_name(folder, name, suffix)
    if call.options.out:
        out = Path(call.options.out).expanduser().absolute()
        if out.is_dir() or not out.suffix:
            out = free_name(out, name, suffix)
        elif out.suffix.lower() != suffix:
            raise UserError(
                f"{out.name} does not end in {suffix}.", f"Name a {suffix} file or a folder.", code="suffix"
            )
    call.terminal.say(f"Making {out.name}")
    made = make(call.edit, out)
    return Result({"film": bpy.data.filepath, "file": str(made)}, str(made))


# Pages, rows, tables


def _check_page(plans: Sequence[Plan], page: Preflight) -> None:
    """Raise UserError or CapReached where the send would be refused, before the person is asked."""
    from ...core import money as moneys
    from ...core.models import Level

    for plan in plans:
        for problem in plan.problems:
            if problem.level is Level.ERROR:
                raise UserError(
                    f"Nothing was sent: {plan.shot_name}: {problem.message}", problem.next_step, code="plan_blocked"
                )
    moneys.check_caps([plan.quote.usd for plan in plans], page.spent_today, settings.caps())


def _price(page: Preflight, gateway: str) -> str:
    from ...core import money as moneys
    from ...core.jobs.job import LIVE

    return moneys.about(page.usd) if gateway == LIVE else "free"


def ended(call: Call, jobs: Sequence[Job], data: dict[str, Any]) -> Result:
    """How jobs ended: lines, rows, notices and the exit code."""
    notices = [
        {"level": str(n.level), "code": n.code, "message": n.message, "next_step": n.next_step, "job": n.job_id}
        for n in view.notices
    ]
    for notice in notices:
        call.terminal.say(f"{notice['message']} {notice['next_step']}".strip())
    rows = [job_row(job) for job in jobs]
    text = "\n".join(headless.shot_lines(call.edit, jobs))
    return Result({**data, "jobs": rows, "notices": notices}, text, exit_code(jobs))


def exit_code(jobs: Sequence[Job]) -> int:
    """3 where a person has to decide, which a script must not run past; else 1 where something failed, and 2 where
    all that failed is for a person to put right: a wrong key, an empty account, a retired model."""
    from ...core.jobs.states import State

    if any(job.paused or job.working or job.state is State.UNCERTAIN for job in jobs):
        return options.WAITS
    failed = (State.FAILED, State.CANCELLED, State.EXPIRED)
    jobs = [job for job in jobs if not job.was_let_go]
    wrong = [job for job in jobs if job.state in failed or job.references_skipped or headless.unsettled(job)]
    if not wrong:
        return options.OK
    return options.USER if all(_mendable(job) for job in wrong) else options.FAILED


def _mendable(job: Job) -> bool:
    return job.error is not None and job.error.user_fault and job.error.billed is Billed.NO


def job_row(job: Job) -> dict[str, Any]:
    """A job for JSON: nothing sealed, no operation tokens, no keys."""
    return {
        "id": job.id,
        "batch": job.batch,
        "shot": job.shot_name,
        "take": job.take_number,
        "state": str(job.state),
        "paused": job.paused,
        "word": job.word,
        "gateway": job.gateway,
        "model": job.plan.request.model,
        "seconds": job.plan.request.seconds,
        "created": job.created,
        "updated": job.updated,
        "usd": None if job.usd is None else str(job.usd),
        "usd_is_actual": job.usd_is_actual,
        "charged": str(job.charge),
        "actions": sorted(str(action).replace("_", "-") for action in job.actions),
        "error": job.error.model_dump(mode="json", include={"code", "message", "next_step"}) if job.error else None,
        "file": job.take_file,
        "warnings": list(job.warnings),
        "references_skipped": job.references_skipped,
    }


def _shot_row(shot: Any) -> dict[str, Any]:
    """`frame_end` is exclusive."""
    active = take_data.active(shot)
    return {
        "name": shot.name,
        "uuid": shot.uuid,
        "frame_start": shot.frame_start,
        "frame_end": shot.frame_end,
        "route": shot.route,
        "tier": shot.tier,
        "takes": len(shot.takes),
        "take": active.file if active else "",
        "continuity": [remark.sentence for remark in cuts.said(shot)],
    }


def _take_row(take: Any) -> dict[str, Any]:
    names = (
        "id",
        "number",
        "file",
        "model",
        "size",
        "seconds",
        "usd",
        "usd_is_actual",
        "created",
        "rejected",
        "starred",
    )
    return {name: getattr(take, name) for name in names}


def text_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns for a person. Names come from films that others made, so nothing in them may steer a terminal."""
    from ...core.plans import prompt

    cells = [columns, *([prompt.clean(cell) for cell in row] for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in cells)
