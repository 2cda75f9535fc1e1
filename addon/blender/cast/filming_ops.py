# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs that film now, beside the work: the cast's references, a shot's clips."""

from pathlib import Path

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import AnimaticError
from ...second import compat
from .. import registry
from ..engine import beside
from ..operators import Operator
from ..properties import film
from ..properties.choices import CLIP_LOOKS
from ..shots.chosen import active_shot, has_active
from . import clips, filming, references


class ANIMATIC_OT_make_references(Operator):
    """Film the cast now: a turntable, a still sheet or a strip's part each. Nothing is sent or paid.
    What did not change since it was filmed is not filmed again"""

    bl_idname = "animatic.make_references"
    bl_label = "Make References"
    bl_options = {"REGISTER"}  # No UNDO: it makes files, and changes nothing in the scene.

    which: EnumProperty(
        name="Who",
        items=(
            ("active", "Active", "The member that the panel shows"),
            ("all", "All", "Everybody in the cast"),
        ),
        default="all",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        members = film(compat.edit_scene(context)).cast
        if not any(member.source_kind in {"collection", "strip"} and member.source for member in members):
            cls.poll_message_set("No member of the cast is a collection or a strip: nothing has to be filmed")
            return False
        return filming.can_film(cls, "its references are kept beside it")

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        settings = film(edit)
        members = list(settings.cast)
        if self.which == "active":
            members = members[settings.cast_index : settings.cast_index + 1]
        work, refused = filming.begin(edit, members)
        for error in refused:
            self.report({"WARNING"}, error.sentence)
        if work is None and refused:
            return {"CANCELLED"}
        if work is None:
            references.look(edit)
            self.report({"INFO"}, "All references are filmed and still right")
            return {"FINISHED"}
        names = work.words
        try:
            going = beside.goes_on(work)
        finally:
            if bpy.app.background:
                references.look(edit)
        if going:
            self.report({"INFO"}, f"Filming {names}: you can go on working")
            return {"FINISHED"}
        if told := filming.blank(work):
            self.report({"WARNING"}, f"{told} {filming.LOOK}")
        self.report({"INFO"}, f"{names} filmed")
        return {"FINISHED"}


class ANIMATIC_OT_cancel_references(Operator):
    """Stop filming. What is filmed already is kept"""

    bl_idname = "animatic.cancel_references"
    bl_label = "Stop Filming"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return (filming.under_way() or filming.looking()) is not None

    def execute(self, context: bpy.types.Context) -> set[str]:
        work = filming.under_way() or filming.looking()
        if work is not None:
            work.cancel()
        return {"FINISHED"}


class ANIMATIC_OT_film_clip(Operator):
    """Film the shot's clip now, as it would be sent. Nothing is sent or paid.
    What did not change since it was filmed is not filmed again"""

    bl_idname = "animatic.film_clip"
    bl_label = "Film Clip"
    bl_options = {"REGISTER"}  # No UNDO: it makes files, and changes nothing in the scene.

    look: EnumProperty(
        name="Look",
        items=(("shot", "As Chosen", "The shot's own look"), ("all", "All Looks", "To compare"), *CLIP_LOOKS),
        default="shot",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_active(cls, context) and filming.can_film(cls, "its clips are kept beside it")

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        looks = list(clips.LOOKS) if self.look == "all" else [shot.clip_look if self.look == "shot" else self.look]
        try:
            wanted = clips.specs_of(edit, shot, looks)
            clips.look_up(shot.uuid, wanted)
            running = filming.film_specs(list(wanted.values()))
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        if running is None:
            self.report({"INFO"}, f"The clip of {shot.name} is filmed and still right")
            return {"FINISHED"}
        going = beside.goes_on(running)
        self.report({"INFO"}, f"Filming {shot.name}: you can go on working" if going else f"{shot.name} filmed")
        return {"FINISHED"}


class ANIMATIC_OT_play_clip(Operator):
    """Play the clip in the system's player"""

    bl_idname = "animatic.play_clip"
    bl_label = "Play Clip"
    bl_options = {"REGISTER"}

    file: StringProperty(options={"HIDDEN"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        if self.file not in {clip.file for clip in clips.filmed.values()} or not Path(self.file).is_file():
            self.report({"WARNING"}, "The clip is no longer there: film it again")
            return {"CANCELLED"}
        bpy.ops.wm.path_open(filepath=self.file)
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_make_references,
    ANIMATIC_OT_cancel_references,
    ANIMATIC_OT_film_clip,
    ANIMATIC_OT_play_clip,
)


def register() -> None:
    registry.classes(*classes)
