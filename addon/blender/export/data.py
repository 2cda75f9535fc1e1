# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported, as jobs of the second Blender: a contact sheet of the shots, the edit as one movie."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import UserError
from ...second import compat
from ..properties import film
from ..takes import data as takes

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.files import FilmFolder


def sheet_job(edit: bpy.types.Scene, folder: FilmFolder, out: Path) -> dict[str, Any]:
    """The contact sheet of all shots, as a job of the second Blender. Raises UserError for a film without shots."""
    shots = sorted((s for s in film(edit).shots if not s.gone), key=lambda s: s.frame_start)
    if not shots:
        raise UserError("There are no shots yet.", "Build the shots first.", code="no_shots")
    title = Path(bpy.data.filepath).stem
    return {"out": str(out), "title": title, "rows": [_row(shot, folder) for shot in shots]}


def free_name(folder: Path, name: str, ending: str) -> Path:
    """ "film_v001.mp4", or the next number that is free: nothing that was exported is overwritten."""
    from ...core.files import door

    taken = set(door.names(folder)) if door.is_folder(folder) else set()
    number = 1
    while f"{name}_v{number:03d}{ending}" in taken:
        number += 1
    return folder / f"{name}_v{number:03d}{ending}"


def edit_job(edit: bpy.types.Scene, copy: Path, out: Path) -> dict[str, Any]:
    """The edit as one movie, over `movie_range`, as a job of the second Blender. `copy` is the film's."""
    start, end = movie_range(edit)
    return {"blend": str(copy), "scene": edit.name, "out": str(out), "frame_start": start, "frame_end": end - 1}


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
        "facts": _facts(shot, take),
        "prompt": take.prompt if take else shot.block("action").text,
        "references": references,
        "take": str(video) if video is not None and door.is_file(video) else "",
    }


def _facts(shot: Any, take: Any) -> str:
    from ...core.money import format_usd

    length = f"frames {shot.frame_start} to {shot.frame_end - 1}"
    route = shot.route.replace("_", " ")
    if take is None:
        return f"{route}\n{length}"
    cost = format_usd(Decimal(take.usd)) if take.usd else "cost unknown"
    billed = cost if take.usd_is_actual else f"about {cost}"
    return f"{route}, {take.model.rsplit('/', 1)[-1]}, {take.size}\n{length}, take {take.number}, {billed}"


async def make(
    command: BlenderCommand,
    task: str,
    job: dict[str, Any],
    on_progress: Callable[[int, int], None] = lambda done, total: None,
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
