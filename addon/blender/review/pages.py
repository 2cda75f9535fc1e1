# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet for a browser and the report: gathered from the film, its jobs and its takes. Main thread."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ..engine import session
from ..export import data as export
from ..shots import cuts
from ..shots.chosen import live_shots, no_shots
from ..takes import data as takes

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.exchange.html_sheet import Report, SheetShot
    from ...core.files import FilmFolder
    from ...core.jobs.job import Job


@dataclass(frozen=True)
class Draft:
    """A page before the second Blender has made its pictures: `job` is for that, a row a shot."""

    out: Path
    title: str
    rows: list[SheetShot]
    folder: FilmFolder
    missing_usd: list[Decimal | None]
    """The planned price of each shot without a take."""
    job: dict[str, Any]


def errand(edit: bpy.types.Scene, folder: FilmFolder) -> export.Gathering:
    """The page under the next free name. Raises UserError for a film without shots, OSError and FileError where the
    disk refuses."""
    out = export.free_name(folder.sheets, f"{folder.root.stem}_sheet", ".html")
    with export.copied() as copy:
        yield 0, len(live_shots(edit))
        made = yield from drafting(edit, folder, out, copy)
    return export.Errand(out, copy, lambda command, progress: finish(command, made, progress))


def drafting(
    edit: bpy.types.Scene, folder: FilmFolder, out: Path, copy: Path
) -> Generator[tuple[int, int], None, Draft]:
    """Gather the page, a shot at each step; its pictures and videos are laid into `<name>_files/` beside it. Raises as
    `errand` does."""
    from ...core.files import door
    from ..jobs import send

    live = live_shots(edit)
    if not live:
        raise no_shots()
    files = _files(out)
    door.make_folder(files)
    newest = _newest(session.shown_jobs(folder))
    yield 0, len(live)
    shots = yield from export.gathering_rows(edit, folder, lambda shot: _shot(shot, folder, newest, out))
    rows = [replace(row, frame=_beside(Path(seen["frame"]), out) if seen["frame"] else "") for row, seen in shots]
    job = {"blend": str(copy), "rows": [seen for _, seen in shots], "folder": str(files)}
    missing = _without_take(edit)
    usd = [plan.quote.usd for plan in (yield from send.planning(edit, missing))] if missing else []
    return Draft(out, Path(bpy.data.filepath).stem, rows, folder, usd, job)


async def finish(command: BlenderCommand, made: Draft, on_progress: export.Progress) -> list[Path]:
    """Let the second Blender make the pictures, and write the page. Never sees bpy. Raises WorkerError, UserError,
    OSError and FileError."""
    from ...core.blender_process import run_worker
    from ...core.exchange.html_sheet import page
    from ...core.files import write_atomic

    told = await run_worker(
        command, "pictures", made.job, on_message=lambda message: on_progress(message["frame"], message["frames"])
    )
    rows = [_with_pictures(row, seen, made.out) for row, seen in zip(made.rows, told["rows"], strict=True)]
    # The report of ten thousand jobs takes longer than Blender's main thread may be kept from drawing.
    write_atomic(made.out, page(made.title, rows, _report(made.folder, made.rows, made.missing_usd)))
    return [made.out]


def _with_pictures(row: SheetShot, seen: dict[str, Any], out: Path) -> SheetShot:
    """A row with what was made for it in the page's folder."""

    def address(file: str) -> str:
        return f"{_files(out).name}/{Path(file).name}" if file else ""

    labels = tuple((one["name"], one["x"], one["y"]) for one in seen["labels"])
    return replace(row, frame=row.frame or address(seen["frame"]), plan=address(seen["plan"]), labels=labels)


def _files(out: Path) -> Path:
    return out.with_name(f"{out.stem}_files")


def report(edit: bpy.types.Scene, folder: FilmFolder) -> Report:
    """Where the film stands. What was rehearsed cost nothing and is not counted. Of all jobs at once: for where nobody
    waits to draw."""
    newest = _newest(session.known_jobs(folder))
    return _report(folder, [_shot(shot, folder, newest) for shot in live_shots(edit)], _missing_usd(edit))


def _missing_usd(edit: bpy.types.Scene) -> list[Decimal | None]:
    from ..jobs.send import make_plans

    missing = _without_take(edit)
    return [plan.quote.usd for plan in make_plans(edit, missing)] if missing else []


def _without_take(edit: bpy.types.Scene) -> list[Any]:
    return [shot for shot in live_shots(edit) if takes.active(shot) is None]


def _report(folder: FilmFolder, rows: Sequence[SheetShot], missing_usd: list[Decimal | None]) -> Report:
    """Never sees bpy."""
    from ...core.exchange.html_sheet import make_report
    from ...core.jobs import spent
    from ...core.jobs.ledger import read_jobs

    jobs = [job for job in read_jobs(folder).jobs if not job.is_rehearsal]
    tiers = {job.id: str(job.plan.tier) for job in jobs}
    return make_report(rows, spent.report(jobs), tiers, missing_usd)


def _shot(shot: Any, folder: FilmFolder, newest: Mapping[str, Job], out: Path | None = None) -> SheetShot:
    """One shot; `newest`: jobs by shot, `out`: the page that its files are laid beside, None: without files."""
    from ...core.exchange.html_sheet import SheetShot
    from ...core.jobs.takes import read_sidecar

    take = takes.active(shot)
    rate = shot.id_data.render.fps / shot.id_data.render.fps_base
    judged, told = takes.judged(take) if take is not None else ("", [])
    told += [f"At the cut before it: {remark.sentence}" for remark in cuts.said(shot)]
    video = folder.resolve(take.file) if take is not None else None
    references: list[Path] = []
    if video is not None and out is not None:
        sidecar = read_sidecar(video.with_suffix(".json"))
        references = [folder.resolve(one.path) for one in sidecar.references] if sidecar else []
    files = [_beside(file, out) for file in references] if out is not None else []
    return SheetShot(
        name=shot.name,
        seconds=(shot.frame_end - shot.frame_start) / rate,
        frames=f"frames {shot.frame_start} to {shot.frame_end - 1}",
        tier=take.tier if take is not None else shot.tier,
        camera=shot.block("camera").text,
        place=export.place(shot),
        words=take.prompt if take is not None else shot.block("action").text,
        references=tuple(file for file in files if file),
        take=f"t{take.number:03d}, {take.model.rsplit('/', 1)[-1]}, {take.size}" if take is not None else "",
        video=_beside(video, out) if video is not None and out is not None else "",
        cost=takes.cost_words(take) if take is not None else "",
        judged=judged,
        told=tuple(told),
        stale=take.stale if take is not None else "",
        note=take.note if take is not None else "",
        failed=_failed(shot, newest.get(shot.uuid)),
    )


def _newest(jobs: Iterable[Job]) -> dict[str, Job]:
    """The newest job of each shot, by the shot's id, whoever runs it."""
    return {job.shot_uuid: job for job in sorted(jobs, key=lambda job: job.id)}


def _failed(shot: Any, job: Job | None) -> str:
    """What a shot's newest job met that is at an end and brought no take; an older take of the shot is no comfort."""
    if job is None or job.error is None or job.working or job.paused or job.left:
        return ""
    return "" if any(take.id == job.id for take in shot.takes) else job.error.sentence


def _beside(file: Path, out: Path) -> str:
    """Lay a file into the page's folder; answers its address from the page, "" for one that is gone."""
    from ...core.files import door

    target = _files(out) / file.name
    if not door.is_file(file):
        return ""
    if not door.is_file(target):
        door.link_or_copy(file, target)
    return f"{target.parent.name}/{target.name}"
