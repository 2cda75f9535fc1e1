# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for leaving with the result: a contact sheet of the shots, the edit as one movie."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError, UserError
from ...second import compat
from ..engine import session
from ..engine.view import current as view
from ..properties import film
from ..takes import data

if TYPE_CHECKING:
    from ...core.files import FilmFolder


def sheet_job(edit: bpy.types.Scene, folder: FilmFolder, out: Path) -> dict[str, Any]:
    """The contact sheet of all shots, as a job of the second Blender. Raises UserError for a film without shots."""
    shots = sorted((s for s in film(edit).shots if not s.gone), key=lambda s: s.frame_start)
    if not shots:
        raise UserError("There are no shots yet.", "Build the shots first.", code="no_shots")
    title = Path(bpy.data.filepath).stem
    return {"out": str(out), "title": title, "rows": [_row(shot, folder) for shot in shots]}


def edit_job(edit: bpy.types.Scene, copy: Path, out: Path) -> dict[str, Any]:
    """The edit from its first to its last shot as one movie, as a job of the second Blender."""
    from ..capture.copy import save_copy

    shots = [s for s in film(edit).shots if not s.gone]
    start = min((s.frame_start for s in shots), default=edit.frame_start)
    end = max((s.frame_end for s in shots), default=edit.frame_end + 1)
    save_copy(copy)
    return {"blend": str(copy), "scene": edit.name, "out": str(out), "frame_start": start, "frame_end": end - 1}


def _row(shot: Any, folder: FilmFolder) -> dict[str, Any]:
    from ...core.files import door

    take = data.active(shot)
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


class _Export:
    """Runs a job of the second Blender beside the artist's work and tells when it is done."""

    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not bpy.data.filepath:
            cls.poll_message_set("Save the film first")
            return False
        return True

    def prepare(self, edit: bpy.types.Scene, folder: FilmFolder) -> tuple[str, dict[str, Any], Path]:
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder, door

        folder = FilmFolder(bpy.data.filepath)
        try:
            task, job, out = self.prepare(compat.edit_scene(context), folder)
            door.make_folder(out.parent)
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        command = session.blender_command()
        threading.Thread(target=_run, args=(command, task, job, folder.root), name="animatic-export").start()
        self.report({"INFO"}, f"{out.name} is being made in {out.parent.name}")
        return {"FINISHED"}


def _run(command: Any, task: str, job: dict[str, Any], film_root: Path) -> None:
    """On a thread of its own; never sees bpy."""
    import asyncio

    from ...core.blender_process import run_worker
    from ...core.jobs.events import Notice
    from ...core.models import Level

    try:
        result = asyncio.run(run_worker(command, task, job))
        names = ", ".join(Path(file).name for file in result["files"])
        notice = Notice(film_root, Level.NOTE, "exported", f"{names} is ready.")
    except AnimaticError as error:
        notice = Notice(film_root, Level.ERROR, error.code, error.user_message, error.next_step)
    finally:
        if "blend" in job:
            Path(job["blend"]).unlink(missing_ok=True)
    view.put_notice(notice)


class ANIMATIC_OT_export_sheet(_Export, bpy.types.Operator):
    """Make a picture of all shots: what was sent, the words, and the take, a row each"""

    bl_idname = "animatic.export_sheet"
    bl_label = "Contact Sheet"

    def prepare(self, edit: bpy.types.Scene, folder: FilmFolder) -> tuple[str, dict[str, Any], Path]:
        from ...core.files import ulid

        out = folder.sheets / f"sheet_{ulid()}.png"
        return "sheet", sheet_job(edit, folder, out), out


class ANIMATIC_OT_export_movie(_Export, bpy.types.Operator):
    """Render the edit, from the first shot to the last, to one movie with its sound"""

    bl_idname = "animatic.export_movie"
    bl_label = "Animatic Movie"

    def prepare(self, edit: bpy.types.Scene, folder: FilmFolder) -> tuple[str, dict[str, Any], Path]:
        from ...core.files import door, ulid

        name = ulid()
        out = folder.exports / f"animatic_{name}.mp4"
        door.make_folder(folder.exports)
        return "edit", edit_job(edit, folder.exports / f".{name}.blend", out), out


classes = (ANIMATIC_OT_export_sheet, ANIMATIC_OT_export_movie)


def register() -> None:
    for cls in classes:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
