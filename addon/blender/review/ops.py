# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs of review: fill with clips, compare, burn in, note, judge takes, look at the cuts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import UserError
from ...second import compat
from .. import registry
from ..cast import filming
from ..engine import beside, slices
from ..export.ops import Export
from ..operators import OnShots, Operator, has_shots
from ..properties import film, find_shot
from ..shots.chosen import chosen_shots
from ..takes.chosen import ChangesTakes, OnTakes
from ..takes.showing import Showing, showing
from ..ui import redraw
from ..values import take_label
from . import burn_in, clips, compare, fill, notes

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ..export.data import Gathering


class ANIMATIC_OT_judge_takes(slices.Sliced, OnTakes, Operator):
    """Measure how the camera of the chosen shots' takes moves, beside your work, and say how far it follows the plan.
    Free"""

    bl_idname = "animatic.judge_takes"
    bl_label = "Judge Takes"
    bl_options = {"REGISTER"}
    edits_strips = False
    doing = "Reading what the takes were made of"

    def work(self, context: bpy.types.Context) -> slices.Work:
        from . import judging

        pairs = [(shot, take) for shot in chosen_shots(compat.edit_scene(context)) for take in shot.takes]
        try:
            begun = yield from judging.beginning(pairs)
        except slices.StopWork:
            return "Stopped; nothing is judged"
        if begun is None:
            return "Takes are being judged already" if pairs else "The chosen shots have no takes"
        return f"{len(pairs)} {'take is' if len(pairs) == 1 else 'takes are'} being judged"

    def conclude(self, result: str) -> set[str]:
        self.report({"INFO"}, result)
        return {"FINISHED"}


class ANIMATIC_OT_show_best_take(ChangesTakes, Operator):
    """Show the take of each chosen shot that follows its plan best; those not judged, or rejected, are left out"""

    bl_idname = "animatic.show_best_take"
    bl_label = "Show Best Take"
    many = "shots: the best take is shown"

    def wanted(self, edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
        from . import judging

        found = [(shot, take) for shot in chosen_shots(edit) if (take := judging.best(shot)) is not None]
        if not found:
            raise UserError("None of their takes is judged yet.", "Choose Judge Takes first.", code="not_judged")
        return found

    def change(self, edit: bpy.types.Scene, shot: Any, take: Any) -> Showing:
        return showing(edit, shot, take)


class ANIMATIC_OT_check_continuity(slices.Sliced, OnShots, Operator):
    """Look at every cut between shots of one scene: the line, screen direction, eyelines, jumps, who vanishes. Free"""

    bl_idname = "animatic.check_continuity"
    bl_label = "Check Continuity"
    bl_options = {"REGISTER", "UNDO"}
    doing = "Looking at the cuts"

    def work(self, context: bpy.types.Context) -> slices.Work:
        from . import continuity

        return continuity.checking(compat.edit_scene(context))

    def conclude(self, result: Any) -> set[str]:
        from . import continuity

        self.report({"INFO"}, continuity.sentence(result))
        return {"FINISHED"}


class ANIMATIC_OT_export_page(Export, Operator):
    """Write a page of all shots for any browser: takes that move, words, what was seen of them, notes, what it cost"""

    bl_idname = "animatic.export_page"
    bl_label = "Contact Sheet for the Web"

    def gathering(self, edit: bpy.types.Scene, folder: "FilmFolder") -> "Gathering":
        from . import pages

        return pages.errand(edit, folder)


class ANIMATIC_OT_silence_remark(Operator):
    """Do not say this of this cut again: it is meant"""

    bl_idname = "animatic.silence_remark"
    bl_label = "Silence Remark"
    bl_options = {"REGISTER", "UNDO"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    key: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ..shots import cuts

        shot = find_shot(compat.edit_scene(context), self.shot)
        if shot is None:
            return {"CANCELLED"}
        cuts.silence(shot, self.key)
        return {"FINISHED"}


class ANIMATIC_OT_hear_remarks(Operator):
    """Say again what was silenced of this shot's cut"""

    bl_idname = "animatic.hear_remarks"
    bl_label = "Show Silenced Remarks"
    bl_options = {"REGISTER", "UNDO"}

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        shot = find_shot(compat.edit_scene(context), self.shot)
        if shot is None or not shot.silenced:
            return {"CANCELLED"}
        shot.silenced = ""
        return {"FINISHED"}


class ANIMATIC_OT_burn_in(slices.Sliced, OnShots, Operator):
    """Show or hide shot, take, lens, tier, frame and timecode over the picture"""

    bl_idname = "animatic.burn_in"
    bl_label = "Burn-In"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True
    doing = "Burn-in"

    def work(self, context: bpy.types.Context) -> slices.Work:
        edit = compat.edit_scene(context)
        return slices.to_the_end(slices.told(burn_in.switching(edit), 0, len(film(edit).shots)))

    def conclude(self, result: bool) -> set[str]:
        on = "The burn-in is on; movies that you export have it, too"
        self.report({"INFO"}, on if result else "The burn-in is off")
        return {"FINISHED"}


FILMING_FIRST = "Its clip is being filmed: it is shown when it is there"


class ANIMATIC_OT_compare(slices.Sliced, Operator):
    """Look at the shot's own clip against its take, in the preview, in step with the playhead; once more: back.
    The clip is filmed for it where it is missing, free. The timeline stays as it is"""

    bl_idname = "animatic.compare"
    bl_label = "Compare"
    bl_options = {"REGISTER"}  # No UNDO: nothing of the film changes.
    edits_strips = True
    doing = "Comparing"

    how: EnumProperty(name="How", items=(("last", "As Last Time", ""), *compare.WAYS), default="last")
    against: EnumProperty(
        name="Against",
        items=(
            ("last", "As Last Time", ""),
            ("colours", "Its Clip", "The shot's own clip in flat colours"),
            ("scene", "Its Clip as the Scene", "The shot's own clip with materials and light"),
            ("take", "Another Take", "The take that is chosen in the list, else the newest other one"),
        ),
        default="last",
    )
    take: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The other take; empty: see Against")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        edit = compat.edit_scene(context)
        if compare.is_shown():  # in whichever edit: this is what ends it
            return True
        if not bpy.data.filepath or not any(shot.active_take for shot in film(edit).shots):
            cls.poll_message_set("There are no takes yet: generate one first")
            return False
        return True

    def work(self, context: bpy.types.Context) -> slices.Work:
        """Answers a sentence."""
        asked = self.how != "last" or self.against != "last" or self.take
        if compare.end() and not asked:
            return "Back to the timeline"
        edit = compat.edit_scene(context)
        shot = next((shot for shot in chosen_shots(edit) if shot.active_take), None)
        if shot is None:
            raise UserError("The chosen shot has no take yet.", "Choose one that has, or generate it.", code="no_take")
        steps = compare.beginning(compare.wish_for(shot, self.how, self.against, self.take))
        shown = yield from slices.to_the_end(slices.told(steps, 0, 1))
        return "Compared until you choose Compare again" if shown else FILMING_FIRST

    def conclude(self, result: str) -> set[str]:
        self.report({"INFO"}, result)
        redraw()
        return {"FINISHED"}


class ANIMATIC_OT_fill_with_clips(slices.Sliced, Operator):
    """Film every shot that has no take, and let the timeline show its clip until a take comes. Nothing is sent or
    paid; what did not change is not filmed again"""

    bl_idname = "animatic.fill_with_clips"
    bl_label = "Fill with Clips"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True
    doing = "Filling with clips"

    look: EnumProperty(name="Look", items=clips.LOOKS, default="colours")
    which: EnumProperty(
        name="Shots",
        items=(
            ("all", "All Shots", "Every shot of the film that has no take"),
            ("chosen", "Selected", "Those of the selected strips; with none selected, the one chosen in the list"),
        ),
        default="all",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not has_shots(cls, context):
            return False
        return filming.can_film(cls, "its clips are kept beside it")

    def work(self, context: bpy.types.Context) -> slices.Work:
        """Answers a sentence; None where it was stopped."""
        edit = compat.edit_scene(context)
        shots = list(film(edit).shots) if self.which == "all" else chosen_shots(edit)
        try:
            return (yield from _filling(edit, shots, self.look))
        except slices.StopWork:
            fill.forget()
            return None

    def conclude(self, result: str | None) -> set[str]:
        if result is None:
            self.report({"INFO"}, "Stopped: the clips that are not on their shots yet are kept for the next time")
            return {"FINISHED"}
        muted = fill.told_muted(compat.edit_scene(bpy.context))
        self.report({"WARNING" if muted else "INFO"}, result + muted)
        return {"FINISHED"}


def _filling(edit: bpy.types.Scene, shots: Sequence[Any], look: str) -> slices.Work:
    work, without = yield from fill.beginning(edit, shots, look)
    total, going, placed = fill.waiting(), False, 0
    if not total:
        raise UserError(
            "Every shot that has a camera has a take already." if not without else "No camera films these shots.",
            "Bind cameras to their markers, then try again." if without else "",
            code="nothing_to_fill",
        )
    try:
        going = work is not None and beside.goes_on(work)
    finally:  # what was filmed before it failed is shown
        for name in fill.placing():
            placed += bool(name)
            yield placed, total
    coming = total - placed if going else 0
    if coming:
        said = f"{coming} {'clip is' if coming == 1 else 'clips are'} being filmed: you can go on working"
    else:
        said = f"{total} {'shot shows its clip' if total == 1 else 'shots show their clips'}"
    return said + _told_without(without)


def _told_without(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"; {', '.join(names[:3])}{' and others' if len(names) > 3 else ''}: no camera"


class ANIMATIC_OT_remove_clips(slices.Sliced, OnShots, Operator):
    """Take the shots' own clips off the timeline. The files are kept, so that filling again takes no time"""

    bl_idname = "animatic.remove_clips"
    bl_label = "Remove Clips"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True
    doing = "Removing clips"

    def work(self, context: bpy.types.Context) -> slices.Work:
        return slices.to_the_end(fill.removing(compat.edit_scene(context)))

    def conclude(self, result: int) -> set[str]:
        self.report({"INFO"}, f"{result} {'clip' if result == 1 else 'clips'} taken off the timeline")
        return {"FINISHED"} if result else {"CANCELLED"}


class ANIMATIC_OT_note_frame(Operator):
    """Note something of the moment under the playhead, with its timecode in the shot. The contact sheet has it, too"""

    bl_idname = "animatic.note_frame"
    bl_label = "Note at Playhead"
    bl_options = {"REGISTER", "UNDO"}

    text: StringProperty(name="Note", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not any(shot.takes for shot in film(compat.edit_scene(context)).shots):
            cls.poll_message_set("There are no takes yet: generate one first")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        notes.at_playhead(compat.edit_scene(context))  # refuses before anything is typed
        return context.window_manager.invoke_props_dialog(self, width=420, confirm_text="Note")

    def draw(self, context: bpy.types.Context) -> None:
        line = self.layout.row()
        line.activate_init = True  # one can type at once
        line.prop(self, "text")

    def execute(self, context: bpy.types.Context) -> set[str]:
        shot, take, when = notes.at_playhead(compat.edit_scene(context))
        words = self.text.strip()
        if not words:
            self.report({"INFO"}, "Nothing was noted")
            return {"CANCELLED"}
        take.note = notes.SEPARATOR.join(part for part in (take.note, f"{when} {words}") if part)
        self.report({"INFO"}, f"Noted of {take_label(shot.name, take.number)} at {when}")
        redraw()
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_fill_with_clips,
    ANIMATIC_OT_remove_clips,
    ANIMATIC_OT_compare,
    ANIMATIC_OT_burn_in,
    ANIMATIC_OT_note_frame,
    ANIMATIC_OT_judge_takes,
    ANIMATIC_OT_show_best_take,
    ANIMATIC_OT_check_continuity,
    ANIMATIC_OT_export_page,
    ANIMATIC_OT_silence_remark,
    ANIMATIC_OT_hear_remarks,
)


def register() -> None:
    registry.classes(*classes)
