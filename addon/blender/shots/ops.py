# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for shots: build, renumber, remove, and from strip to shot and back."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, StringProperty

from ...second import compat
from .. import registry
from ..engine import slices
from ..operators import OnShots, Operator
from ..properties import film, find_shot, tag
from ..ui import words
from .chosen import activate, active_shot, chosen_shots, go_to, select_strips, shot_of_strip

if TYPE_CHECKING:
    from .describe import Described


class ANIMATIC_OT_build_shots(slices.Sliced, Operator):
    """Make shots of selected strips, else of scene strips, camera markers, boards or markers; update those there are"""

    bl_idname = "animatic.build_shots"
    bl_label = "Build Shots"
    bl_options = {"REGISTER", "UNDO"}
    doing = "Describing cameras"

    everything: BoolProperty(
        name="Build All", description="Read all strips, whatever is selected", options={"SKIP_SAVE"}
    )
    describe: BoolProperty(
        name="Describe Cameras", description="Write the camera's words for shots that are new or changed", default=True
    )

    def work(self, context: bpy.types.Context) -> slices.Work:
        from . import build, describe, recut

        edit = compat.edit_scene(context)
        compat.ensure_sequencer_scene(edit)
        building, count = build.building(edit, everything=self.everything), len(film(edit).shots)
        report: build.BuildReport = yield from slices.to_the_end(slices.told(building, 0, count))
        yield 0, count
        following = slices.told(recut.bringing(edit), 0, count)
        followed = recut.told((yield from slices.to_the_end(following)))
        yield 0, count
        sentence = f"{report.sentence.rstrip('.')}. {followed}" if followed else report.sentence
        fresh = [shot for shot in film(edit).shots if shot.uuid in report.refilmed]
        described = (yield from describe.describing(edit, fresh)) if self.describe else None
        if described is not None and (described.done or described.left):
            sentence = f"{sentence.rstrip('.')}. {described.sentence}"
        return sentence

    def conclude(self, result: str) -> set[str]:
        self.report({"INFO"}, result)
        return {"FINISHED"}


class ANIMATIC_OT_renumber_shots(OnShots, Operator):
    """Name all shots anew in the order of the edit. Files of takes keep their names"""

    bl_idname = "animatic.renumber_shots"
    bl_label = "Renumber Shots…"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(self, confirm_text="Renumber")

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        for name in ("name_prefix", "name_digits", "name_step"):
            column.prop(film(compat.edit_scene(context)), name)

    def execute(self, context: bpy.types.Context) -> set[str]:
        return ANIMATIC_OT_name_shots.go_on(self, context, _renumbering(compat.edit_scene(context)))


def _renumbering(edit: bpy.types.Scene) -> slices.Work:
    from . import build

    changed = yield from slices.told(build.renumbering(edit), 0, len(film(edit).shots))
    return f"{changed} {'name' if changed == 1 else 'names'} changed"


class ANIMATIC_OT_name_shots(slices.GoesOn, Operator):
    """Give many shots and their strips the names that were asked for, in slices"""

    bl_idname = "animatic.name_shots"
    bl_label = "Renumber Shots"
    bl_options = {"UNDO", "INTERNAL"}
    edits_strips = True
    doing = "Renumbering"


class ANIMATIC_OT_remove_shot(OnShots, Operator):
    """Take a shot off the list. Its strips stay in the edit and its videos stay on disk"""

    bl_idname = "animatic.remove_shot"
    bl_label = "Remove Shot"
    bl_options = {"REGISTER", "UNDO"}

    uuid: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Empty: the active shot")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        edit = compat.edit_scene(context)
        shot = find_shot(edit, self.uuid) if self.uuid else active_shot(edit)
        if shot is None or not len(shot.takes):
            return self.execute(context)
        takes = f"{len(shot.takes)} {'take' if len(shot.takes) == 1 else 'takes'}"
        # Not invoke_confirm: its default is to go on.
        return context.window_manager.invoke_props_dialog(
            self, width=360, title=f"Remove {shot.name} with {takes}?", confirm_text="Remove", cancel_default=True
        )

    def draw(self, context: bpy.types.Context) -> None:
        words(self.layout, "The takes stay on disk and in Lost and Found; Bring Back Shot undoes it.", width=60)

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import removed

        edit = compat.edit_scene(context)
        shot = find_shot(edit, self.uuid) if self.uuid else active_shot(edit)
        if shot is None:
            self.report({"WARNING"}, "No shot to remove")
            return {"CANCELLED"}
        name, takes = shot.name, len(shot.takes)
        removed.remove(edit, shot)
        kept = f"; its {takes} {'take is' if takes == 1 else 'takes are'} in Lost and Found" if takes else ""
        self.report({"INFO"}, f"{name} removed{kept}")
        return {"FINISHED"}


class ANIMATIC_OT_bring_back_shot(Operator):
    """Put a removed shot on the list again, with its words, its cast and its takes"""

    bl_idname = "animatic.bring_back_shot"
    bl_label = "Bring Back Shot"
    bl_options = {"REGISTER", "UNDO"}

    uuid: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="Empty: the one that was removed last")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not len(film(compat.edit_scene(context)).removed):
            cls.poll_message_set("No shot with takes was removed")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import removed

        edit = compat.edit_scene(context)
        name = removed.bring_back(edit, self.uuid or film(edit).removed[-1].uuid)
        if not name:
            self.report({"WARNING"}, "No such shot was removed")
            return {"CANCELLED"}
        self.report({"INFO"}, f"{name} is back")
        return {"FINISHED"}


class ANIMATIC_OT_shot_from_strip(Operator):
    """Show the shot that the active strip belongs to"""

    bl_idname = "animatic.shot_from_strip"
    bl_label = "Go to Shot"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        edit = compat.edit_scene(context)
        strip = edit.sequence_editor.active_strip if edit.sequence_editor else None
        if strip is None or shot_of_strip(edit, strip) is None:
            cls.poll_message_set("Choose a strip that belongs to a shot")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        activate(edit, tag(edit.sequence_editor.active_strip).shot)
        return {"FINISHED"}


class ANIMATIC_OT_select_shot_strips(OnShots, Operator):
    """Select the strips of the active shot in the edit"""

    bl_idname = "animatic.select_shot_strips"
    bl_label = "Select Strips"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        if shot is None or not select_strips(edit, shot.uuid):
            self.report({"WARNING"}, "This shot has no strips")
            return {"CANCELLED"}
        return {"FINISHED"}


class ANIMATIC_OT_go_to_shot(OnShots, Operator):
    """Move the playhead to the first frame of the active shot and select its strips"""

    bl_idname = "animatic.go_to_shot"
    bl_label = "Go to Shot's Frame"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        if shot is None:
            self.report({"WARNING"}, "Choose a shot in the list")
            return {"CANCELLED"}
        go_to(edit, shot)
        return {"FINISHED"}


GIVEN = ("route", "tier", "model", "seed", "audio", "multi_shot")
"""What *Set for Selected* can give to other shots, and the shot's own words about its look."""


class ANIMATIC_OT_set_for_selected(OnShots, Operator):
    """Give the active shot's choices to the other selected shots, or to all: only what is ticked"""

    bl_idname = "animatic.set_for_selected"
    bl_label = "Set for Selected…"
    bl_options = {"REGISTER", "UNDO"}

    route: BoolProperty(name="Route", default=True)
    tier: BoolProperty(name="Tier", default=True)
    model: BoolProperty(name="Model", default=True)
    seed: BoolProperty(name="Seed")
    audio: BoolProperty(name="Sound")
    multi_shot: BoolProperty(name="Several Cuts")
    look: BoolProperty(name="Look of This Shot")
    every: BoolProperty(name="All Shots", description="Not only the shots of the selected strips")

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        return context.window_manager.invoke_props_dialog(self, confirm_text="Set")

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        giver = active_shot(edit)
        shots = [shot for shot in film(edit).shots if not shot.gone] if self.every else chosen_shots(edit)
        others = [shot for shot in shots if giver is not None and shot.uuid != giver.uuid]
        if giver is None or not others:
            self.report({"WARNING"}, "Select the strips of other shots, too, or tick All Shots")
            return {"CANCELLED"}
        names = [name for name in GIVEN if getattr(self, name)]
        for shot in others:
            for name in names:
                setattr(shot, name, getattr(giver, name))
            if self.look:
                shot.block("look").text = giver.block("look").text
        self.report({"INFO"}, f"{len(others)} {'shot has' if len(others) == 1 else 'shots have'} it as {giver.name}")
        return {"FINISHED"}


class ANIMATIC_OT_describe_cameras(slices.Sliced, OnShots, Operator):
    """Write each shot's camera and staging from the scene: lens, size, angle, moves, who is where.
    Words that you wrote yourself are kept"""

    bl_idname = "animatic.describe_cameras"
    bl_label = "Describe Cameras"
    bl_options = {"REGISTER", "UNDO"}
    doing = "Describing cameras"

    def work(self, context: bpy.types.Context) -> slices.Work:
        from . import describe

        return describe.describing(compat.edit_scene(context))

    def conclude(self, result: "Described") -> set[str]:
        self.report({"INFO"}, result.sentence)
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_build_shots,
    ANIMATIC_OT_renumber_shots,
    ANIMATIC_OT_name_shots,
    ANIMATIC_OT_remove_shot,
    ANIMATIC_OT_bring_back_shot,
    ANIMATIC_OT_shot_from_strip,
    ANIMATIC_OT_select_shot_strips,
    ANIMATIC_OT_go_to_shot,
    ANIMATIC_OT_set_for_selected,
    ANIMATIC_OT_describe_cameras,
)


def register() -> None:
    registry.classes(*classes)
