# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs about farms: test one, save its job type, write a bundle, collect, film here instead."""

from pathlib import Path
from typing import Any

import bpy
from bpy.props import StringProperty

from ...second import compat
from .. import registry
from ..engine import beside, session
from ..engine.view import current as view
from ..operators import OnSavedFilm, Operator
from ..properties import settings
from ..shots.chosen import shots_to_generate

JOB_TYPE_FILE = "animatic_captures.js"


class _Folder:
    """Asks for a folder first."""

    directory: StringProperty(subtype="DIR_PATH", options={"SKIP_SAVE"})
    filter_folder: bpy.props.BoolProperty(default=True, options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        context.window_manager.fileselect_add(self)  # type: ignore[arg-type]  # A mix-in of operators.
        return {"RUNNING_MODAL"}


class ANIMATIC_OT_write_farm_bundle(OnSavedFilm, _Folder, Operator):
    """Write what the shots need filmed into a folder that any farm of Open Job Description takes (openjd run, deadline
    bundle submit)"""

    bl_idname = "animatic.write_farm_bundle"
    bl_label = "Write Farm Bundle…"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ..properties import film
        from . import bundles

        edit = compat.edit_scene(context)
        shots = shots_to_generate(edit, film(edit).generate_which)
        written = bundles.write(edit, shots, Path(self.directory))
        for words in written.told:
            self.report({"WARNING"}, words)
        self.report({"INFO"}, f"{written.captures} captures are in {written.folder.name}; nothing was sent")
        return {"FINISHED"}


class ANIMATIC_OT_collect_from_folder(OnSavedFilm, _Folder, Operator):
    """Bring in what a farm filmed of a bundle; each file is looked at before it is used"""

    bl_idname = "animatic.collect_from_folder"
    bl_label = "Collect from Folder…"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import bundles

        collected = bundles.collect(Path(self.directory))
        for words in collected.failures:
            self.report({"WARNING"}, words)
        self.report({"INFO"}, collected.sentence)
        return {"FINISHED"}


class ANIMATIC_OT_film_here(Operator):
    """Take back from the farm what it has not filmed yet, and film it on this machine"""

    bl_idname = "animatic.film_here"
    bl_label = "Film Here Instead"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        running = session.current()
        if running is None or not any(running.farm_sets(root) for root in view.open_films()):
            cls.poll_message_set("Nothing of this film is on a farm")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder

        running = session.current()
        assert running is not None
        count = sum(running.film_here(FilmFolder(root)) for root in view.open_films())
        self.report({"INFO"}, f"{count} captures are filmed on this machine now")
        return {"FINISHED"}


class ANIMATIC_OT_open_farm_page(Operator):
    """Open the Manager's page of this film's job, with its tasks, pictures and logs"""

    bl_idname = "animatic.open_farm_page"
    bl_label = "Farm's Page"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(ANIMATIC_OT_film_here.poll(context))

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.farm import sets
        from ...core.farm.flamenco import clean_address, page

        running = session.current()
        assert running is not None
        jobs = [sets.handle(each.folder) for root in view.open_films() for each in running.farm_sets(root)]
        known = [str(job["job"]) for job in jobs if job.get("job")]
        address = clean_address(settings.preference("farm_address"))
        bpy.ops.wm.url_open(url=page(address, known[-1]) if known else f"{address}/app/")
        return {"FINISHED"}


class ANIMATIC_OT_open_farm_log(Operator):
    """Open what the farm's machine says that films now, or that failed last"""

    bl_idname = "animatic.open_farm_log"
    bl_label = "Farm's Log"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not view.farm_log:
            cls.poll_message_set("No machine of the farm is at work on this film, and none failed")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        bpy.ops.wm.url_open(url=view.farm_log)
        return {"FINISHED"}


class ANIMATIC_OT_save_job_type(Operator):
    """Save the job type that an administrator puts into the folder scripts beside the Flamenco Manager"""

    bl_idname = "animatic.save_job_type"
    bl_label = "Save the Job Type…"
    bl_options = {"REGISTER"}

    filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE"})
    filter_glob: StringProperty(default="*.js", options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        self.filepath = JOB_TYPE_FILE
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.farm.flamenco import job_type
        from ...core.files import write_atomic

        path = Path(bpy.path.abspath(self.filepath))
        path = path if path.name == JOB_TYPE_FILE else path.parent / JOB_TYPE_FILE  # the name is the type's name
        write_atomic(path, job_type())
        self.report({"INFO"}, f"{path.name} is in {path.parent}; put it into the Manager's scripts and restart that")
        return {"FINISHED"}


class ANIMATIC_OT_test_farm(Operator):
    """Ask the Manager for its version, our job type, and whether it sees this film"""

    bl_idname = "animatic.test_farm"
    bl_label = "Test the Farm"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.files import FilmFolder
        from . import bundles

        address = settings.preference("farm_address")
        film = FilmFolder(bpy.data.filepath).root if bpy.data.filepath else None
        work = beside.begin("farm-test", lambda _: bundles.test(address, film), told=_tell)
        if beside.goes_on(work):
            self.report({"INFO"}, "Asking the Manager; the answer comes into the queue")
        return {"FINISHED"}


def _tell(work: beside.Work) -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    film = view.film or Path()
    if work.error is not None:
        view.put_notice(Notice(film, Level.ERROR, work.error.code, work.error.user_message, work.error.next_step))
        return
    version, told = work.result
    view.put_notice(Notice(film, Level.NOTE, "farm_tested", f"Flamenco {version} answers and knows our job type."))
    for trouble in told:
        view.put_notice(Notice(film, Level.WARNING, trouble.code, trouble.user_message, trouble.next_step))


classes = (
    ANIMATIC_OT_write_farm_bundle,
    ANIMATIC_OT_collect_from_folder,
    ANIMATIC_OT_film_here,
    ANIMATIC_OT_open_farm_page,
    ANIMATIC_OT_open_farm_log,
    ANIMATIC_OT_save_job_type,
    ANIMATIC_OT_test_farm,
)


def register() -> None:
    registry.classes(*classes)
