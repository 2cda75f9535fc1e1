# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for takes: switch in place, pin, star, reject."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
from bpy.props import IntProperty, StringProperty

from ...core.errors import AnimaticError
from .. import compat, timeline
from ..properties import take_to_model, to_model
from ..shots.ops import active_shot
from . import data


def take_file(take: Any) -> Path:
    """Where a take's video lies. Raises FileError for a record that points outside the film's folder."""
    from ...core.files import FilmFolder

    return FilmFolder(bpy.data.filepath).resolve(take.file)


def show(edit: bpy.types.Scene, shot: Any, take: Any) -> str:
    """Put a take into the shot's strips; edges stay. Answers what was done, in one sentence."""
    placed = timeline.switch_take(
        edit, to_model(shot, edit), take_to_model(take, shot), file=take_file(take), undo_step=False
    )
    data.activate(shot, take.id)
    return placed.sentence


class _OnShot:
    """Shared by operators on the active shot's takes."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        shot = active_shot(compat.edit_scene(context))
        if shot is None or not shot.takes:
            cls.poll_message_set("This shot has no takes yet")
            return False
        return True

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene, shot: Any) -> str:
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        refusal = timeline.can_edit_now()
        if refusal:
            self.report({"WARNING"}, f"{refusal}: try again afterwards")
            return {"CANCELLED"}
        try:
            self.report({"INFO"}, self.run(context, edit, active_shot(edit)))
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        return {"FINISHED"}


class ANIMATIC_OT_step_take(_OnShot, bpy.types.Operator):
    """Show the next or previous take in place: edges, channel and sound level stay"""

    bl_idname = "animatic.step_take"
    bl_label = "Next Take"

    step: IntProperty(default=1, options={"HIDDEN"})

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene, shot: Any) -> str:
        usable = [take for take in shot.takes if not take.rejected] or list(shot.takes)
        ids = [take.id for take in usable]
        at = ids.index(shot.active_take) if shot.active_take in ids else -self.step
        return show(edit, shot, usable[(at + self.step) % len(usable)])


class ANIMATIC_OT_show_take(_OnShot, bpy.types.Operator):
    """Show this take on the timeline, in place of the present one"""

    bl_idname = "animatic.show_take"
    bl_label = "Show Take"

    take: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Empty: the one chosen in the list")

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene, shot: Any) -> str:
        return show(edit, shot, _chosen(shot, self.take))


class ANIMATIC_OT_pin_take(_OnShot, bpy.types.Operator):
    """Keep the present take on the timeline when newer ones arrive, or let the newest show again"""

    bl_idname = "animatic.pin_take"
    bl_label = "Pin Take"

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene, shot: Any) -> str:
        shot.pinned = not shot.pinned
        return "The take is pinned" if shot.pinned else "The newest take will show"


class ANIMATIC_OT_star_take(_OnShot, bpy.types.Operator):
    """Mark this take as a favourite, or unmark it"""

    bl_idname = "animatic.star_take"
    bl_label = "Star Take"

    take: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene, shot: Any) -> str:
        take = _chosen(shot, self.take)
        take.starred = not take.starred
        return f"{data.label(shot.name, take.number)} {'starred' if take.starred else 'no longer starred'}"


class ANIMATIC_OT_reject_take(_OnShot, bpy.types.Operator):
    """Mark this take as not to be used; if it is on the timeline the newest other one takes its place"""

    bl_idname = "animatic.reject_take"
    bl_label = "Reject Take"

    take: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene, shot: Any) -> str:
        take = _chosen(shot, self.take)
        name = data.label(shot.name, take.number)
        if take.rejected:
            take.rejected = False
            return f"{name} is no longer rejected"
        shown_before = shot.active_take
        active = data.reject(shot, take.id)
        if active is None:
            timeline.remove_for_shot(edit, shot.uuid, ("take", "sound"))
        elif active.id != shown_before:
            show(edit, shot, active)
        return f"{name} rejected"


def _chosen(shot: Any, take_id: str) -> Any:
    """The take named, else the one chosen in the list, else the active one."""
    if take_id:
        return data.find(shot, take_id)
    if 0 <= shot.take_index < len(shot.takes):
        return shot.takes[shot.take_index]
    return data.active(shot)


classes = (
    ANIMATIC_OT_step_take,
    ANIMATIC_OT_show_take,
    ANIMATIC_OT_pin_take,
    ANIMATIC_OT_star_take,
    ANIMATIC_OT_reject_take,
)


def register() -> None:
    for cls in classes:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
