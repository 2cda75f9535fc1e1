# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported, as jobs of the second Blender: a contact sheet of the shots, the edit as one movie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import bpy

from ...core.errors import UserError
from ...second import compat
from .. import timeline
from ..edit import sources
from ..engine import slices
from ..properties import film, find_shot
from ..shots.chosen import length_of, live_shots, no_shots
from ..takes import data as takes
from ..takes import told
from ..values import picture_of, to_model
from .paper import Size

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.files import FilmFolder
    from ...core.models import Shot


Progress = Callable[[int, int], None]
Told = TypeVar("Told")


def sheet_job(
    edit: bpy.types.Scene, folder: FilmFolder, out: Path, copy: Path | None = None, page: Size | None = None
) -> dict[str, Any]:
    """The contact sheet of all shots, as a job of the second Blender: a PDF or a PNG as `out` says. First frames that
    were never filmed are filmed out of `copy`, which is the film's, and floor plans drawn; without it they are left
    out. `page`: millimetres; None: as long as its rows. Raises UserError for a film without shots."""
    job: dict[str, Any] = slices.whole(gathering_sheet(edit, folder, out, copy, page))
    return job


def gathering_sheet(
    edit: bpy.types.Scene, folder: FilmFolder, out: Path, copy: Path | None = None, page: Size | None = None
) -> slices.Work:
    """`sheet_job` in steps, a shot each: a thousand take two seconds."""
    found = yield from gathering_rows(edit, folder, lambda shot: _row(shot, folder), filmed=copy is not None)
    rows = [{**told, **seen} for told, seen in found]
    if not rows:
        raise no_shots()
    job = {"out": str(out), "title": Path(bpy.data.filepath).stem, "rows": rows, "page": page}
    return job if copy is None else {**job, "blend": str(copy)}


def gathering_rows(
    edit: bpy.types.Scene, folder: FilmFolder, tell: Callable[[Any], Told], *, filmed: bool = True
) -> Generator[tuple[int, int], None, list[tuple[Told, dict[str, Any]]]]:
    """What is to `tell` of each shot, in the edit's order, and what a sheet shows of its scene: its "frame" if it was
    filmed; with `filmed`, else the "capture" that makes it, and the "plan" of its floor. A step each."""
    from ..capture.store import CaptureStore

    known = {name: str(folder.resolve(found.path)) for name, found in CaptureStore(folder).newest().items()}
    wanted = [shot.uuid for shot in live_shots(edit)]
    yield 0, len(wanted)
    located = yield from slices.told(sources.locating(edit), 0, len(wanted))
    rows = []
    for done, uuid in enumerate(wanted):
        yield done, len(wanted)
        if (shot := find_shot(edit, uuid)) is None:
            continue
        row: dict[str, Any] = {"name": shot.name, "frame": known.get(shot.name, "")}
        if filmed:
            model = to_model(shot, edit, located=located)
            row["plan"] = _floor_plan(model)
            if not row["frame"]:
                row["capture"] = _first_frame(edit, shot, model)
        rows.append((tell(shot), row))
    return rows


def _floor_plan(shot: Shot) -> dict[str, Any] | None:
    """What the second Blender draws of a shot's floor; None for one without a camera."""
    from ...core.plans import blockout

    seen = sources.seen_through(shot)
    if seen is None:
        return None
    given = blockout.colours(shot.cast, shot.set_parts)
    return {
        **seen,
        "frames": max(shot.frames - sum(shot.holds), 1),  # nobody goes anywhere while the scene stands still
        "cast": [
            {"name": member.name, "source": member.source, "colour": blockout.PALETTE[given[member.uuid]]}
            for member in shot.cast
            if member.source_kind == "collection"
        ],
    }


FRAME_WIDTH = 640
"""Pixels of a first frame that is filmed for the sheet alone."""


def _first_frame(edit: bpy.types.Scene, shot: Any, model: Shot) -> dict[str, Any] | None:
    """What the second Blender films for a shot's first frame; None where there is nothing to look through."""
    from ..capture import specs

    width, height = map(int, picture_of(shot.scene or edit).split(":"))
    size = f"{FRAME_WIDTH}x{max(2, round(FRAME_WIDTH * height / width / 2) * 2)}"
    try:
        spec = specs.still_spec(model, size)
    except UserError:
        return None
    return spec.model_dump(mode="json")


def free_name(folder: Path, name: str, ending: str) -> Path:
    """ "film_v001.mp4", or the next number that is free: nothing that was exported is overwritten."""
    from ...core.files import door

    taken = set(door.names(folder)) if door.is_folder(folder) else set()
    number = 1
    while f"{name}_v{number:03d}{ending}" in taken:
        number += 1
    return folder / f"{name}_v{number:03d}{ending}"


def edit_job(
    edit: bpy.types.Scene, copy: Path, out: Path, *, burn_in: bool = False, label: bool = False
) -> dict[str, Any]:
    """The edit as one movie, over `movie_range`, as a job of the second Blender. `copy` is the film's. `burn_in`: with
    shot, take, frame and timecode over the picture; `label`: that it is generated, there and in the file's metadata."""
    job: dict[str, Any] = slices.whole(gathering_edit(edit, copy, out, burn_in=burn_in, label=label))
    return job


def gathering_edit(edit: bpy.types.Scene, copy: Path, out: Path, *, burn_in: bool, label: bool) -> slices.Work:
    """`edit_job` in steps: the words of a thousand shots take 60 ms."""
    shown = timeline.burn_in_counter(edit)
    words: list[tuple[int, int, str]] = []
    if burn_in and not shown:
        words = yield from slices.told(told.telling(edit), 0, len(film(edit).shots))
    start, end = movie_range(edit)
    return {
        "blend": str(copy),
        "scene": edit.name,
        "out": str(out),
        "frame_start": start,
        "frame_end": end - 1,
        "burn_in": words,
        "counter": shown,
        "label": told.GENERATED if label else "",
    }


def movie_range(edit: bpy.types.Scene) -> tuple[int, int]:
    """First frame of the movie and the one after its last: the preview range, else from the first to the last strip
    that is not muted, else the frame range."""
    if edit.use_preview_range:
        return edit.frame_preview_start, edit.frame_preview_end + 1
    editor = edit.sequence_editor
    strips = editor.strips if editor is not None else ()
    shown = [s for s in strips if not s.mute and not editor.channels[s.channel].mute]
    return (
        min((compat.strip_start(strip) for strip in shown), default=edit.frame_start),
        max((compat.strip_end(strip) for strip in shown), default=edit.frame_end + 1),
    )


def _row(shot: Any, folder: FilmFolder) -> dict[str, Any]:
    from ...core.files import door

    take = takes.active(shot)
    video = folder.resolve(take.file) if take is not None else None
    references: list[str] = []
    if video is not None:
        from ...core.jobs.takes import read_sidecar

        sidecar = read_sidecar(video.with_suffix(".json"))
        files = [folder.resolve(r.path) for r in sidecar.references] if sidecar else []
        references = [str(file) for file in files if door.is_file(file)]
    return {
        "name": shot.name,
        "place": place(shot),
        "facts": _facts(shot, take),
        "judged": ". ".join(takes.judged(take)[1]) if take is not None else "",
        "late": f"Out of date: {take.stale}" if take is not None and take.stale else "",
        "note": take.note if take is not None else "",
        "prompt": take.prompt if take else shot.block("action").text,
        "references": references,
        "take": str(video) if video is not None and door.is_file(video) else "",
        "lost": video is not None and not door.is_file(video),
    }


def place(shot: Any) -> str:
    """ "Strip board_03, camera Cam Mia, 35 mm": what a shot is made from."""
    found = [f"{ORIGINS_SAID[shot.origin]} {shot.source_name}"] if shot.source_name and shot.origin != "range" else []
    if shot.camera is not None:
        lens = shot.camera.data
        found.append(f"camera {shot.camera.name}")
        found.append(f"{lens.lens:.3g} mm" if lens.type == "PERSP" else lens.type.title())
    said = ", ".join(found)
    return f"{said[:1].upper()}{said[1:]}"


ORIGINS_SAID = {"strip": "strip", "scene_strip": "scene strip", "camera_marker": "marker", "marker": "marker"}


def _facts(shot: Any, take: Any) -> str:
    length = f"{length_of(shot)}, from frame {shot.frame_start}"
    route = shot.route.replace("_", " ")
    if take is None:
        return f"{route}\n{length}"
    billed = takes.cost_words(take) or "cost unknown"
    return f"{route}, {take.model.rsplit('/', 1)[-1]}, {take.size}\n{length}, take {take.number}, {billed}"


class Errand(NamedTuple):
    """A file that is to be made, the copy of the film that it is made of, and how: `make` never sees bpy."""

    out: Path
    copy: Path
    make: Callable[[BlenderCommand, Progress], Awaitable[list[Path]]]
    span: str = ""
    """ ", frames 1 to 48", where only these are in it."""


Gathering = Generator[tuple[int, int], None, Errand]
"""Told as so many of so many shots."""


def sheet_errand(edit: bpy.types.Scene, folder: FilmFolder, suffix: str, page: Size | None = None) -> Gathering:
    """The contact sheet under the next free name. Raises UserError and FileError."""
    out = free_name(folder.sheets, f"{folder.root.stem}_sheet", suffix)
    with copied() as copy:
        yield 0, len(film(edit).shots)
        job = yield from gathering_sheet(edit, folder, out, copy, page)
    return Errand(out, copy, lambda command, progress: make(command, "sheet", job, progress))


def movie_errand(edit: bpy.types.Scene, folder: FilmFolder, *, burn_in: bool, label: bool) -> Gathering:
    """The movie under the next free name. Raises UserError and FileError."""
    out = free_name(folder.exports, folder.root.stem, ".mp4")
    with copied() as copy:
        yield 0, len(film(edit).shots)
        job = yield from gathering_edit(edit, copy, out, burn_in=burn_in, label=label)
    span = f", frames {job['frame_start']} to {job['frame_end']}"
    return Errand(out, copy, lambda command, progress: make(command, "edit", job, progress), span)


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the film, for which is told what is to be done with it; it does not stay where that cannot be told."""
    from ..capture import copies

    copy = copies.new()
    try:
        yield copy
    except BaseException:
        copies.drop(copy)
        raise


async def make(
    command: BlenderCommand,
    task: str,
    job: dict[str, Any],
    on_progress: Progress = lambda done, total: None,
) -> list[Path]:
    """Let a second Blender do the job; answers its files. One that ends before leaves nothing half finished. Never sees
    bpy. Raises WorkerError and UserError."""
    from ...core.blender_process import run_worker
    from ...core.files import door

    out = Path(job["out"])
    try:
        result = await run_worker(
            command, task, job, on_message=lambda message: on_progress(message["frame"], message["frames"])
        )
    finally:
        door.remove(out.with_suffix(f".part{out.suffix}"))
    return [Path(file) for file in result["files"]]
