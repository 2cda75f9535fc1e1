# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for takes: switch in place, pin, star, reject, delete and bring back, check, reveal."""

from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import UserError
from ...second import compat
from .. import registry
from ..engine import slices
from ..operators import AsksFirst, Operator
from ..properties import film
from ..shots.chosen import active_shot, chosen_shots
from ..values import apply, film_folder, take_label, to_model
from . import data, stale
from .chosen import ChangesTakes, OnTakes, chosen_takes, has_takes, told
from .showing import Showing, showing, showing_active, take_file
from .trash import deleting, restore

TAKE_ID = {"options": {"HIDDEN", "SKIP_SAVE"}, "description": "Empty: those of the selected strips, or the active shot"}


class _Shows(ChangesTakes):
    """Shows the takes that are meant."""

    many = "takes shown"

    def change(self, edit: bpy.types.Scene, shot: Any, take: Any) -> Showing:
        return showing(edit, shot, take)


class _Step(_Shows):
    """Shows the take that is some steps on in the list; past the last one comes the first."""

    step = 1
    many = "shots show another take"

    def wanted(self, edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
        shots = [shot for shot in chosen_shots(edit) if shot.takes]
        if not shots:
            raise UserError("The selected shots have no takes yet.", "Generate them first.", code="no_take")
        return [(shot, self._next(shot)) for shot in shots]

    def _next(self, shot: Any) -> Any:
        usable = [take for take in shot.takes if not take.rejected] or list(shot.takes)
        ids = [take.id for take in usable]
        at = ids.index(shot.active_take) if shot.active_take in ids else -self.step
        return usable[(at + self.step) % len(usable)]


class ANIMATIC_OT_next_take(_Step, Operator):
    """Show the next take in place: edges, channel, look and sound level of the strip stay"""

    bl_idname = "animatic.next_take"
    bl_label = "Next Take"


class ANIMATIC_OT_previous_take(_Step, Operator):
    """Show the previous take in place: edges, channel, look and sound level of the strip stay"""

    bl_idname = "animatic.previous_take"
    bl_label = "Previous Take"
    step = -1


class ANIMATIC_OT_show_take(_Shows, Operator):
    """Show this take on the timeline, in place of the present one"""

    bl_idname = "animatic.show_take"
    bl_label = "Show Take"

    take: StringProperty(**TAKE_ID)

    def wanted(self, edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
        return chosen_takes(edit, self.take)


class ANIMATIC_OT_bring_takes(slices.Sliced, Operator):
    """Put takes back on their shots, at their edges, those too that were moved by hand"""

    bl_idname = "animatic.bring_takes"
    bl_label = "Bring Takes to Their Shots"
    bl_options = {"REGISTER", "UNDO"}
    doing = "Bringing takes"
    edits_strips = True

    which: EnumProperty(
        name="Shots",
        items=(("chosen", "Selected", "The shots of the selected strips"), ("all", "All Shots", "Of the whole film")),
        default="chosen",
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_takes(cls, context)

    def work(self, context: bpy.types.Context) -> slices.Work:
        from ..shots import recut

        edit = compat.edit_scene(context)
        uuids = [shot.uuid for shot in (film(edit).shots if self.which == "all" else chosen_shots(edit))]
        followed = yield from slices.to_the_end(slices.told(recut.bringing(edit, uuids), 0, len(uuids)))
        return recut.told(followed) or "All takes are on their shots"

    def conclude(self, result: str) -> set[str]:
        self.report({"INFO"}, result)
        return {"FINISHED"}


class ANIMATIC_OT_pin_take(OnTakes, Operator):
    """Keep the present take on the timeline when newer ones arrive, or let the newest show again"""

    bl_idname = "animatic.pin_take"
    bl_label = "Pin Take"
    edits_strips = False

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        shots = [shot for shot, _ in chosen_takes(edit)]
        pin = not all(shot.pinned for shot in shots)
        for shot in shots:
            shot.pinned = pin
        return "The take is pinned" if pin else "The newest take will show"


class ANIMATIC_OT_star_take(OnTakes, Operator):
    """Mark the take as a favourite, or unmark it. Promote makes finals of starred drafts"""

    bl_idname = "animatic.star_take"
    bl_label = "Star Take"
    edits_strips = False

    take: StringProperty(**TAKE_ID)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        takes = chosen_takes(edit, self.take)
        star = not all(take.starred for _, take in takes)
        sentences = []
        for shot, take in takes:
            data.star(take, starred=star)
            sentences.append(f"{take_label(shot.name, take.number)} {'starred' if star else 'no longer starred'}")
        return told(sentences, "takes starred" if star else "takes no longer starred")


class ANIMATIC_OT_reject_take(ChangesTakes, Operator):
    """Mark the take as not to be used, or take that back; the best other take shows in its place"""

    bl_idname = "animatic.reject_take"
    bl_label = "Reject Take"
    rejects = True
    """Whether the takes are rejected; else that is taken back."""

    take: StringProperty(**TAKE_ID)

    def wanted(self, edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
        takes = chosen_takes(edit, self.take)
        self.rejects = not all(take.rejected for _, take in takes)
        self.many = "takes rejected" if self.rejects else "takes no longer rejected"
        return takes

    def change(self, edit: bpy.types.Scene, shot: Any, take: Any) -> Showing:
        said = f"{take_label(shot.name, take.number)} {'' if self.rejects else 'is no longer '}rejected"
        shown = shot.active_take
        if not self.rejects:
            take.rejected = False
        elif data.reject(shot, take.id) is None or shot.active_take != shown:
            said += yield from showing_active(edit, shot)
        return said


class ANIMATIC_OT_restore_settings(OnTakes, Operator):
    """Put the take's words, cast, route, model, seed and tier back into its shot, to go on from there"""

    bl_idname = "animatic.restore_settings"
    bl_label = "Restore Settings"
    edits_strips = False

    take: StringProperty(**TAKE_ID)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        takes = chosen_takes(edit, self.take)
        return told([_restore(edit, shot, take) for shot, take in takes], "shots have their takes' settings again")


def _restore(edit: bpy.types.Scene, shot: Any, take: Any) -> str:
    """Answers what was put back, and which members of the cast are no longer in the film."""
    from .briefs import BRIEF, whole_take

    label = take_label(shot.name, take.number)
    known = whole_take(take)
    if known is None or known.plan is None or known.plan.shot is None:
        raise UserError(
            f"What {label} was made from is not known.",
            "The .json file beside its video is missing, damaged, or of a newer version of the extension: put it back,"
            " or update.",
            code="brief_lost",
        )
    then, now = known.plan.shot, to_model(shot, edit)
    brief = {name: getattr(then, name) for name in (*BRIEF, "tier")}
    apply(shot, now.model_copy(update={**brief, "seed": known.seed, "model": known.model}), edit)
    missing = {member.uuid: member.name for member in then.cast}
    for slot in shot.cast:
        missing.pop(slot.member, None)
    gone = f"; no longer in the cast: {', '.join(missing.values())}" if missing else ""
    return f"{shot.name} has the settings of {label} again{gone}"


class ANIMATIC_OT_reveal_take(OnTakes, Operator):
    """Open the folder of the take's video"""

    bl_idname = "animatic.reveal_take"
    bl_label = "Reveal in File Browser"
    bl_options = {"REGISTER"}
    edits_strips = False

    take: StringProperty(**TAKE_ID)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        from ...core.files import door

        _, take = chosen_takes(edit, self.take)[0]
        folder = take_file(take).parent
        if not door.is_folder(folder):
            raise UserError(f"The folder {folder} is not there.", "Was the film moved without it?", code="file_missing")
        bpy.ops.wm.path_open(filepath=str(folder))
        return f"{take_file(take).name} lies in {folder}"


class ANIMATIC_OT_copy_take_details(OnTakes, Operator):
    """Copy what is known of the take: words, seed, model, size, cost. Keys and signed addresses are never among it"""

    bl_idname = "animatic.copy_take_details"
    bl_label = "Copy Details"
    bl_options = {"REGISTER"}
    edits_strips = False

    take: StringProperty(**TAKE_ID)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        takes = chosen_takes(edit, self.take)
        context.window_manager.clipboard = "\n".join(details(shot, take) for shot, take in takes)
        return told([f"Details of {take_label(shot.name, take.number)} copied" for shot, take in takes], "takes copied")


def details(shot: Any, take: Any) -> str:
    """What is known of a take, a line each, without secrets."""
    from ...core.files import redact

    facts = (
        ("Take", take_label(shot.name, take.number)),
        ("File", take.file),
        ("Model", take.model),
        ("Tier", take.tier),
        ("Prompt", take.prompt),
        ("Negative", take.negative),
        ("Seed", take.seed),
        ("Size", f"{take.size}, {take.seconds:g} s, {take.fps:g} fps, {'sound' if take.has_audio else 'silent'}"),
        ("Cost", data.cost_words(take)),
        ("Made", take.created),
        ("Generation", take.fact("generation_id")),
        ("Warnings", " ".join(take.fact("warnings", ()))),
        ("Out of date", take.stale),
        ("Note", take.note),
    )
    return "".join(f"{name}: {redact(str(value))}\n" for name, value in facts if value)


class ANIMATIC_OT_delete_take(ChangesTakes, Operator):
    """Move the take's video to the film's trash; the best other take shows in its place. Restore Take brings it back"""

    bl_idname = "animatic.delete_take"
    bl_label = "Delete Take"
    many = "takes are in the trash"

    take: StringProperty(**TAKE_ID)

    def wanted(self, edit: bpy.types.Scene) -> list[tuple[Any, Any]]:
        return chosen_takes(edit, self.take)

    def change(self, edit: bpy.types.Scene, shot: Any, take: Any) -> Showing:
        return deleting(edit, shot, take)


class ANIMATIC_OT_restore_take(OnTakes, Operator):
    """Bring the take that was deleted last back to its shot, with its star and note"""

    bl_idname = "animatic.restore_take"
    bl_label = "Restore Deleted Take"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _has_film(cls)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        from ...core.jobs import trash

        found = trash.restorable(film_folder())
        if not found:
            raise UserError("The trash is empty.", "Nothing to bring back.", code="trash_empty")
        shot = active_shot(edit)
        own = [note for note in found if shot is not None and note.shot_uuid == shot.uuid]
        return restore(edit, (own or found)[-1])


class ANIMATIC_OT_empty_trash(AsksFirst, Operator):
    """Remove the deleted takes' videos from the disk for good. Undo does not bring them back"""

    bl_idname = "animatic.empty_trash"
    bl_label = "Empty Trash…"
    bl_options = {"REGISTER"}  # No UNDO: the files are gone.

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _has_film(cls)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        from ...core.jobs import trash

        found = trash.restorable(film_folder())
        if not found:
            self.report({"INFO"}, "The trash is empty")
            return {"CANCELLED"}
        count = f"{len(found)} deleted {'take' if len(found) == 1 else 'takes'}"
        question = f"{count}, {trash.size(film_folder()) / 1e6:.1f} MB, paid for and not to be brought back."
        return self.ask_first(context, "Empty Trash?", question, "Remove for Good")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ...core.jobs import trash

        count = trash.empty(film_folder())
        self.report({"INFO"}, f"{count} {'take' if count == 1 else 'takes'} removed for good")
        return {"FINISHED"}


def _has_film(cls: Any) -> bool:
    if not bpy.data.filepath:
        cls.poll_message_set("The film is not saved yet: it has no trash")
        return False
    return True


class ANIMATIC_OT_place_lost_take(Operator):
    """Put a take from Lost and Found on a shot"""

    bl_idname = "animatic.place_lost_take"
    bl_label = "Place Lost Take"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: its own, if it is back")

    def execute(self, context: bpy.types.Context) -> set[str]:
        from . import lost

        self.report({"INFO"}, lost.place_lost(self.job, self.shot))
        return {"FINISHED"}


class ANIMATIC_OT_check_takes(slices.Sliced, Operator):
    """Look at what every take was made of and mark those whose camera, cast, words or length changed since"""

    bl_idname = "animatic.check_takes"
    bl_label = "Check Takes"
    bl_options = {"REGISTER", "UNDO"}
    doing = "Checking takes"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not stale.shots_with_takes(compat.edit_scene(context)):
            cls.poll_message_set("There are no takes yet")
            return False
        return True

    def work(self, context: bpy.types.Context) -> slices.Work:
        return stale.checking(compat.edit_scene(context))

    def conclude(self, result: tuple[int, list[str]]) -> set[str]:
        count, old = result
        for line in old[1:]:
            self.report({"INFO"}, line)
        takes = f"{count} {'take' if count == 1 else 'takes'} checked"
        more = f" and {len(old) - 1} more" if len(old) > 1 else ""
        self.report({"INFO"}, f"{takes}: {old[0]}{more}" if old else f"{takes}: all are up to date")
        return {"FINISHED"}


classes = (
    ANIMATIC_OT_next_take,
    ANIMATIC_OT_previous_take,
    ANIMATIC_OT_show_take,
    ANIMATIC_OT_bring_takes,
    ANIMATIC_OT_pin_take,
    ANIMATIC_OT_star_take,
    ANIMATIC_OT_reject_take,
    ANIMATIC_OT_restore_settings,
    ANIMATIC_OT_reveal_take,
    ANIMATIC_OT_copy_take_details,
    ANIMATIC_OT_delete_take,
    ANIMATIC_OT_restore_take,
    ANIMATIC_OT_empty_trash,
    ANIMATIC_OT_place_lost_take,
    ANIMATIC_OT_check_takes,
)


def register() -> None:
    registry.classes(*classes)
