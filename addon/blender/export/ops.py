# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for leaving with the result: a contact sheet of the shots, the edit as one movie."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import IntProperty

from ...second import compat
from .. import registry
from ..engine import beside, session
from ..engine.view import current as view
from ..operators import Operator
from . import data

if TYPE_CHECKING:
    from ...core.files import FilmFolder


class _Export:
    """Runs a job of the second Blender beside the artist's work and tells when it is done."""

    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not bpy.data.filepath:
            cls.poll_message_set("Save the film first")
            return False
        return True

    def prepare(self, edit: bpy.types.Scene, folder: FilmFolder) -> tuple[str, dict[str, Any]]:
        """The task of the second Blender and its job. Raises UserError and FileError."""
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder, door
        from ..capture import copies

        folder = FilmFolder(bpy.data.filepath)
        task, job = self.prepare(compat.edit_scene(context), folder)
        out = Path(job["out"])
        door.make_folder(out.parent)
        command = session.blender_command()
        work = beside.begin(
            "export",
            lambda work: data.make(command, task, job, work.progress),
            told=_tell,
            cleanup=partial(copies.drop, Path(job["blend"])) if "blend" in job else None,
            words=self.bl_label,
            film=folder.root,
        )
        if not bpy.app.background:
            self.report({"INFO"}, f"{out.name} is being made in {out.parent.name}")
            return {"FINISHED"}
        beside.finish(work)
        if work.error is not None:
            self.report({"ERROR"}, work.error.sentence)
            return {"CANCELLED"}
        self.report({"INFO"}, f"{out.name} is ready")
        return {"FINISHED"}


def _tell(work: beside.Work) -> None:
    """Say in the queue what came of it."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    beside.put_trouble(work)
    if work.result and work.film is not None:
        names = ", ".join(file.name for file in work.result)
        view.put_notice(Notice(work.film, Level.NOTE, "exported", f"{names} is ready."))


class ANIMATIC_OT_export_sheet(_Export, Operator):
    """Make a picture of all shots: what was sent, the words, and the take, a row each"""

    bl_idname = "animatic.export_sheet"
    bl_label = "Contact Sheet"

    def prepare(self, edit: bpy.types.Scene, folder: FilmFolder) -> tuple[str, dict[str, Any]]:
        from ...core.files import ulid

        return "sheet", data.sheet_job(edit, folder, folder.sheets / f"sheet_{ulid()}.png")


class ANIMATIC_OT_export_movie(_Export, Operator):
    """Render the edit, from the first shot to the last, to one movie with its sound"""

    bl_idname = "animatic.export_movie"
    bl_label = "Animatic Movie"

    def prepare(self, edit: bpy.types.Scene, folder: FilmFolder) -> tuple[str, dict[str, Any]]:
        from ...core.files import ulid
        from ..capture import copies

        return "edit", data.edit_job(edit, copies.new(), folder.exports / f"animatic_{ulid()}.mp4")


class ANIMATIC_OT_cancel_export(Operator):
    """Stop making it. Nothing of it is kept"""

    bl_idname = "animatic.cancel_export"
    bl_label = "Cancel Export"
    bl_options = {"REGISTER"}

    number: IntProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Which of those under way, the oldest being 0")

    def execute(self, context: bpy.types.Context) -> set[str]:
        exports = under_way()
        if not 0 <= self.number < len(exports):
            self.report({"INFO"}, "It is finished already")
            return {"CANCELLED"}
        exports[self.number].cancel()
        return {"FINISHED"}


def under_way() -> list[beside.Work]:
    """The exports that are being made, oldest first."""
    return [work for work in beside.at_work() if work.told is _tell]


classes = (ANIMATIC_OT_export_sheet, ANIMATIC_OT_export_movie, ANIMATIC_OT_cancel_export)


def register() -> None:
    registry.classes(*classes)
