# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Project panel offers beside its lines, and what the Add menu adds: a shot from a range, a cast member."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ... import ident
from ...second import compat
from .. import operators, registry, timeline
from ..cast.members import add_member, joined
from ..engine import slices
from ..operators import Operator
from ..properties import film
from ..shots.chosen import activate
from ..ui import words

if TYPE_CHECKING:
    from ..shots.build import BuildReport

SHOWING = {"MOVIE", "IMAGE"}
DIALOG_PIXELS, DIALOG_LETTERS = 460, 66
"""Width of a dialog at 1x, and letters of a line in it."""


class ANIMATIC_OT_shot_from_range(slices.Sliced, Operator):
    """Add an empty strip over the preview range, or the whole frame range without one, and make it a shot"""

    bl_idname = "animatic.shot_from_range"
    bl_label = "Shot from Range"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True
    doing = "Building the shot"

    def work(self, context: bpy.types.Context) -> slices.Work:
        from ..shots import build

        edit = compat.edit_scene(context)
        if edit.use_preview_range:
            start, end = edit.frame_preview_start, edit.frame_preview_end + 1
        else:
            start, end = edit.frame_start, edit.frame_end + 1
        compat.ensure_sequencer_scene(edit)
        timeline.add_slug(edit, start, end)
        return slices.to_the_end(slices.told(build.building(edit), 0, len(film(edit).shots)))

    def conclude(self, result: "BuildReport") -> set[str]:
        self.report({"INFO"}, result.sentence)
        return {"FINISHED"}


class ANIMATIC_OT_read_on(Operator):
    """Read all that is said here; confirming copies it"""

    bl_idname = "animatic.read_on"
    bl_label = "What Is Said Here"
    bl_options = {"INTERNAL"}

    sentences: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="One a line")

    @classmethod
    def description(cls, context: bpy.types.Context, properties: Any) -> str:
        return properties.sentences.rstrip(".") or cls.bl_description

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(
            self, width=DIALOG_PIXELS, title=self.bl_label, confirm_text="Copy"
        )

    def draw(self, context: bpy.types.Context) -> None:
        for sentence in self.sentences.splitlines():
            words(self.layout, sentence, icon="DOT", width=DIALOG_LETTERS)

    def execute(self, context: bpy.types.Context) -> set[str]:
        context.window_manager.clipboard = self.sentences
        return {"FINISHED"}


class ANIMATIC_OT_show_edit(Operator):
    """Let the Sequencer, which shows no scene yet, show the film's shots and takes"""

    bl_idname = "animatic.show_edit"
    bl_label = "Show the Film"
    bl_options = {"REGISTER"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        compat.ensure_sequencer_scene(edit)
        self.report({"INFO"}, f"The Sequencer shows {edit.name}")
        return {"FINISHED"}


class ANIMATIC_OT_cast_from_strip(Operator):
    """Add the character that the active movie or image strip shows to the film's cast"""

    bl_idname = "animatic.cast_from_strip"
    bl_label = "Cast from Strip"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(name="Name", description="How prompts call this character, as in @Mia")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        edit = compat.edit_scene(context)
        strip = edit.sequence_editor.active_strip if edit is not None and edit.sequence_editor else None
        if strip is None or strip.type not in SHOWING:
            cls.poll_message_set("Choose a movie or image strip that shows the character")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        self.name = compat.edit_scene(context).sequence_editor.active_strip.name.rsplit(".", 1)[0]
        return context.window_manager.invoke_props_dialog(self, title="Cast from Strip", confirm_text="Add")

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        strip = edit.sequence_editor.active_strip
        member = add_member(edit, self.name.strip() or strip.name.rsplit(".", 1)[0])
        member.source_kind, member.strip = "strip", strip.name
        self.report({"INFO"}, joined(member))
        return {"FINISHED"}


class ANIMATIC_OT_open_preferences(Operator):
    """Keys, gateway, host and spending caps"""

    bl_idname = "animatic.open_preferences"
    bl_label = "Animatic Preferences"

    def execute(self, context: bpy.types.Context) -> set[str]:
        bpy.ops.preferences.addon_show(module=ident.PACKAGE)
        return {"FINISHED"}


class ANIMATIC_OT_use_standard_view(Operator):
    """Show videos in their own colours: set the edit's view transform to Standard. It also plays faster"""

    bl_idname = "animatic.use_standard_view"
    bl_label = "Use Standard View Transform"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        compat.edit_scene(context).view_settings.view_transform = "Standard"
        return {"FINISHED"}


class ANIMATIC_OT_open_channels(Operator):
    """Unmute and unlock the channels that takes and their sound go to, and those that they are on"""

    bl_idname = "animatic.open_channels"
    bl_label = "Unmute and Unlock Channels"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        timeline.open_channels(compat.edit_scene(context))
        return {"FINISHED"}


class ANIMATIC_OT_use_scene_aspect(Operator):
    """Ask for each shot's video in the shape of its scene, as near as the model makes it"""

    bl_idname = "animatic.use_scene_aspect"
    bl_label = "Aspect as the Scene"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        film(compat.edit_scene(context)).aspect = "scene"
        return {"FINISHED"}


class ANIMATIC_OT_pick_shot(Operator):
    """Show this shot, and choose it in the list"""

    bl_idname = "animatic.pick_shot"
    bl_label = "Choose Shot"
    bl_options = {"REGISTER", "UNDO"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id")

    def execute(self, context: bpy.types.Context) -> set[str]:
        if not activate(compat.edit_scene(context), self.shot):
            self.report({"WARNING"}, "This shot is no longer in the film")
            return {"CANCELLED"}
        return {"FINISHED"}


class ANIMATIC_OT_copy_error_details(Operator):
    """Copy what is known of the last error that nobody foresaw, to send along with a question. Holds no key"""

    bl_idname = "animatic.copy_error_details"
    bl_label = "Copy Error Details"
    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not operators.details:
            cls.poll_message_set("All went as it should")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        context.window_manager.clipboard = operators.details
        self.report({"INFO"}, "Copied")
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_copy_error_details,
    ANIMATIC_OT_pick_shot,
    ANIMATIC_OT_shot_from_range,
    ANIMATIC_OT_read_on,
    ANIMATIC_OT_show_edit,
    ANIMATIC_OT_cast_from_strip,
    ANIMATIC_OT_open_channels,
    ANIMATIC_OT_open_preferences,
    ANIMATIC_OT_use_standard_view,
    ANIMATIC_OT_use_scene_aspect,
)


def register() -> None:
    registry.classes(*classes)
