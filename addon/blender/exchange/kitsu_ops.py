# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for Kitsu: log in, choose where takes go, see what would be published, publish, read its shots."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...second import compat
from .. import registry
from ..engine import beside
from ..operators import Operator, is_saved
from ..properties import film
from ..ui import words
from . import publishing

if TYPE_CHECKING:
    from ...core.exchange.kitsu import Kitsu
    from ...core.exchange.publishing import Place, Publication
    from ...core.files import FilmFolder

WIDTH, LETTERS, ROWS = 520, 78, 40
"""Pixels of the table at 1x, letters of a line in it, lines that it draws."""


class _Asks:
    """Mix-in: asks Kitsu beside Blender about a saved film. Never REGISTER: the Info editor would write down what was
    typed."""

    bl_options: Any = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not is_saved(cls):
            return False
        if publishing.work() is not None:
            cls.poll_message_set("Kitsu is being asked")
            return False
        return True


def _folder() -> "FilmFolder":
    from ...core.files import FilmFolder

    return FilmFolder(bpy.data.filepath)


def _place(edit: bpy.types.Scene) -> "Place":
    from ...core.exchange.publishing import Place

    settings = film(edit)
    return Place(settings.kitsu_project, settings.kitsu_task, settings.kitsu_status)


async def _choices(server: "Kitsu") -> publishing.Known:
    """What may be chosen now."""
    projects, tasks, statuses = await server.projects(), await server.task_types(), await server.statuses()
    names = [tuple(sorted((each.name for each in found), key=str.casefold)) for found in (projects, tasks, statuses)]
    return publishing.Known(projects=names[0], tasks=names[1], statuses=names[2])


def look(edit: bpy.types.Scene) -> beside.Work:
    """Ask what may be chosen and, where project and task are, what publishing would do."""
    from ...core.exchange import publishing as core

    folder, place = _folder(), _place(edit)
    shown = publishing.showing(film(edit).shots)

    async def ask(server: "Kitsu", work: beside.Work) -> publishing.Known:
        found = (await _choices(server))._replace(film=folder.root)
        if place.project not in found.projects or place.task not in found.tasks:
            return found
        ours = publishing.publications(shown, folder)
        return found._replace(plan=await core.plan(server, ours, place, folder.root))

    return publishing.begin(folder.root, ask)


class ANIMATIC_OT_kitsu_log_in(_Asks, Operator):
    """Give Kitsu your name and password. The token that it answers is kept in the system's keychain, the password
    nowhere"""

    bl_idname = "animatic.kitsu_log_in"
    bl_label = "Log In to Kitsu"

    password: StringProperty(name="Password", subtype="PASSWORD", options={"SKIP_SAVE"}, maxlen=0)
    code: StringProperty(
        name="Code", description="Of your authenticator, if the account has one", options={"SKIP_SAVE"}
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(self, width=360, confirm_text="Log In")

    def draw(self, context: bpy.types.Context) -> None:
        from ..properties import settings

        column = self.layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        preferences = settings.get()
        if preferences is not None:
            column.prop(preferences, "kitsu_address")
            column.prop(preferences, "kitsu_account")
        column.prop(self, "password")
        column.prop(self, "code")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ..properties import settings

        account, password, code = settings.preference("kitsu_account"), self.password, self.code
        self.password = self.code = ""

        async def ask(server: "Kitsu", work: beside.Work) -> publishing.Known:
            publishing.keep(await server.log_in(account, password, code))
            return await _choices(server)

        beside.goes_on(publishing.begin(_folder().root, ask, sign_in=False))
        return {"FINISHED"}


class ANIMATIC_OT_kitsu_log_out(Operator):
    """Forget the token of Kitsu on this computer"""

    bl_idname = "animatic.kitsu_log_out"
    bl_label = "Log Out of Kitsu"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core import keys

        keys.forget(keys.Key.KITSU)
        publishing.forget()
        return {"FINISHED"}


class ANIMATIC_OT_kitsu_look(_Asks, Operator):
    """Ask Kitsu again: its projects, and which takes of this film would be new there. Changes nothing"""

    bl_idname = "animatic.kitsu_look"
    bl_label = "Ask Kitsu"

    def execute(self, context: bpy.types.Context) -> set[str]:
        beside.goes_on(look(compat.edit_scene(context)))
        return {"FINISHED"}


_offered: list[tuple[str, str, str]] = []
"""Blender keeps no hold of an enum's texts: they live here as long as they are shown."""


def _items(names: tuple[str, ...]) -> list[tuple[str, str, str]]:
    _offered[:] = [(name, name, "") for name in names]
    return _offered


def _projects(self: Any, context: Any) -> list[tuple[str, str, str]]:
    return _items(publishing.known.projects)


def _tasks(self: Any, context: Any) -> list[tuple[str, str, str]]:
    return _items(publishing.known.tasks)


def _statuses(self: Any, context: Any) -> list[tuple[str, str, str]]:
    return _items(publishing.known.statuses)


class _Chooses(_Asks):
    """Mix-in: one of the names that Kitsu has; then asks what that changes."""

    setting = ""

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        setattr(film(edit), self.setting, self.choice)
        beside.goes_on(look(edit))
        return {"FINISHED"}


class ANIMATIC_OT_kitsu_project(_Chooses, Operator):
    """The project in Kitsu that this film belongs to"""

    bl_idname = "animatic.kitsu_project"
    bl_label = "Kitsu Project"
    bl_options = {"UNDO", "INTERNAL"}
    setting = "kitsu_project"

    choice: EnumProperty(name="Project", items=_projects)


class ANIMATIC_OT_kitsu_task(_Chooses, Operator):
    """The type of the tasks that get the takes as revisions"""

    bl_idname = "animatic.kitsu_task"
    bl_label = "Kitsu Task"
    bl_options = {"UNDO", "INTERNAL"}
    setting = "kitsu_task"

    choice: EnumProperty(name="Task", items=_tasks)


class ANIMATIC_OT_kitsu_status(_Chooses, Operator):
    """The status that a task has once its take is published"""

    bl_idname = "animatic.kitsu_status"
    bl_label = "Kitsu Status"
    bl_options = {"UNDO", "INTERNAL"}
    setting = "kitsu_status"

    choice: EnumProperty(name="Status", items=_statuses)


class ANIMATIC_OT_publish_kitsu(_Asks, Operator):
    """Publish the takes on the timeline that Kitsu has not yet: each as a comment and a revision of its shot's task"""

    bl_idname = "animatic.publish_kitsu"
    bl_label = "Publish to Kitsu…"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not _Asks.poll.__func__(cls, context):
            return False
        plan = publishing.plan_of(_folder().root)
        if plan is None or not plan.wanted:
            cls.poll_message_set("Kitsu has all takes" if plan is not None else "Ask Kitsu first")
            return False
        if not film(compat.edit_scene(context)).kitsu_status:
            cls.poll_message_set("Choose the status that published tasks get")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(self, width=WIDTH, confirm_text="Publish")

    def draw(self, context: bpy.types.Context) -> None:
        plan = publishing.plan_of(_folder().root)
        place = _place(compat.edit_scene(context))
        if plan is None:
            return
        count = "1 take becomes a revision" if len(plan.wanted) == 1 else f"{len(plan.wanted)} takes become revisions"
        words(self.layout, f"{count} in {place.project}, {place.task}: {place.status}.", width=LETTERS)
        column = self.layout.column(align=True)
        for line in plan.lines[:ROWS]:
            split = column.split(factor=0.3)
            split.label(text=line.name, icon="ADD" if line.wanted else "CHECKMARK" if line.shot else "ERROR")
            split.label(text=line.told)
        if len(plan.lines) > ROWS:
            column.label(text=f"and {len(plan.lines) - ROWS} more")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.exchange import publishing as core

        edit = compat.edit_scene(context)
        folder, place = _folder(), _place(edit)
        read = publishing.plan_of(folder.root)
        assert read is not None
        shown = publishing.showing(film(edit).shots)
        meant = {(line.uuid, line.take_id) for line in read.wanted}

        async def ask(server: "Kitsu", work: beside.Work) -> publishing.Known:
            ours = publishing.publications(shown, folder)
            planned = await core.plan(server, ours, place, folder.root)
            lines = tuple(line for line in planned.lines if (line.uuid, line.take_id) in meant)
            only_shown = replace(planned, lines=lines)

            def told(number: int, one: "Publication") -> None:
                work.progress(number, len(only_shown.wanted))

            await core.publish(server, only_shown, place.status, told)
            again = await core.plan(server, ours, place, folder.root)
            return (await _choices(server))._replace(film=folder.root, plan=again)

        beside.goes_on(publishing.begin(folder.root, ask))
        return {"FINISHED"}


class ANIMATIC_OT_kitsu_shots(_Asks, Operator):
    """Read the project's shots, their lengths and descriptions as a shot list, which can then be imported"""

    bl_idname = "animatic.kitsu_shots"
    bl_label = "Read Shots from Kitsu"

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.exchange import kitsu, shot_list
        from ...core.files import door
        from ...core.files.versions import write_version
        from ..values import edit_rate

        edit = compat.edit_scene(context)
        folder, place, rate = _folder(), _place(edit), edit_rate(edit).fraction
        before = publishing.known

        async def ask(server: "Kitsu", work: beside.Work) -> publishing.Known:
            project = kitsu.only(place.project, await server.projects(), "project")
            rows = [
                shot_list.Row(shot.full_name, action=shot.description, frames=shot.frames)
                for shot in await server.shots(project.id)
            ]
            door.make_folder(folder.exports)
            file = write_version(folder.exports, f"{folder.root.stem}_kitsu", ".csv", shot_list.write(rows, rate))
            return before._replace(list_file=file, trouble="")

        beside.goes_on(publishing.begin(folder.root, ask))
        return {"FINISHED"}


class ANIMATIC_OT_kitsu_cancel(Operator):
    """Ask Kitsu no more. What it has got already stays there"""

    bl_idname = "animatic.kitsu_cancel"
    bl_label = "Cancel Kitsu"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        if (work := publishing.work()) is not None:
            work.cancel()
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_kitsu_log_in,
    ANIMATIC_OT_kitsu_log_out,
    ANIMATIC_OT_kitsu_look,
    ANIMATIC_OT_kitsu_project,
    ANIMATIC_OT_kitsu_task,
    ANIMATIC_OT_kitsu_status,
    ANIMATIC_OT_publish_kitsu,
    ANIMATIC_OT_kitsu_shots,
    ANIMATIC_OT_kitsu_cancel,
)


def register() -> None:
    registry.classes(*classes)
    registry.then(publishing.forget)
