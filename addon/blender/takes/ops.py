# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs for takes: switch in place, pin, star, reject, restore settings, reveal, copy details."""

from pathlib import Path
from typing import Any

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import AnimaticError, UserError
from .. import registry, timeline
from ..operators import Operator
from ..properties import film
from ..shots.chosen import chosen_shots
from ..values import apply, take_label, take_to_model, to_model
from . import data
from .chosen import OnTakes, chosen_takes, told

TAKE_ID = {"options": {"HIDDEN", "SKIP_SAVE"}, "description": "Empty: those of the selected strips, or the active shot"}


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
    data.choose_in_list(shot, take.id)
    return placed.sentence


def show_active(edit: bpy.types.Scene, shot: Any) -> str:
    """Let the shot's strips show its active take; without one, or where it cannot be read, they are removed: what they
    showed is not to be seen. Answers what is wrong with it, in words."""
    take = data.active(shot)
    try:
        if take is not None:
            show(edit, shot, take)
            return ""
        trouble = ""
    except AnimaticError as error:
        trouble = f". {error.sentence}"
    timeline.remove_for_shot(edit, shot.uuid, ("take", "sound"))
    return trouble


class _Step(OnTakes):
    """Shows the take that is some steps on in the list; past the last one comes the first."""

    step = 1

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        shots = [shot for shot in chosen_shots(edit) if shot.takes]
        if not shots:
            raise UserError("The selected shots have no takes yet.", "Generate them first.", code="no_take")
        return told([self._step(edit, shot) for shot in shots], "shots show another take")

    def _step(self, edit: bpy.types.Scene, shot: Any) -> str:
        usable = [take for take in shot.takes if not take.rejected] or list(shot.takes)
        ids = [take.id for take in usable]
        at = ids.index(shot.active_take) if shot.active_take in ids else -self.step
        take = usable[(at + self.step) % len(usable)]
        return show(edit, shot, take)


class ANIMATIC_OT_next_take(_Step, Operator):
    """Show the next take in place: edges, channel, look and sound level of the strip stay"""

    bl_idname = "animatic.next_take"
    bl_label = "Next Take"


class ANIMATIC_OT_previous_take(_Step, Operator):
    """Show the previous take in place: edges, channel, look and sound level of the strip stay"""

    bl_idname = "animatic.previous_take"
    bl_label = "Previous Take"
    step = -1


class ANIMATIC_OT_show_take(OnTakes, Operator):
    """Show this take on the timeline, in place of the present one"""

    bl_idname = "animatic.show_take"
    bl_label = "Show Take"

    take: StringProperty(**TAKE_ID)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        return told([show(edit, shot, take) for shot, take in chosen_takes(edit, self.take)], "takes shown")


class ANIMATIC_OT_bring_takes(OnTakes, Operator):
    """Put takes back on their shots, at their edges, those too that were moved by hand"""

    bl_idname = "animatic.bring_takes"
    bl_label = "Bring Takes to Their Shots"

    which: EnumProperty(
        name="Shots",
        items=(("chosen", "Selected", "The shots of the selected strips"), ("all", "All Shots", "Of the whole film")),
        default="chosen",
    )

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        from ..shots import recut

        shots = film(edit).shots if self.which == "all" else chosen_shots(edit)
        return recut.told(recut.bring(edit, [shot.uuid for shot in shots])) or "All takes are on their shots"


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
            take.starred = star
            take.rejected = take.rejected and not star
            sentences.append(f"{take_label(shot.name, take.number)} {'starred' if star else 'no longer starred'}")
        return told(sentences, "takes starred" if star else "takes no longer starred")


class ANIMATIC_OT_reject_take(OnTakes, Operator):
    """Mark the take as not to be used, or take that back; the best other take shows in its place"""

    bl_idname = "animatic.reject_take"
    bl_label = "Reject Take"

    take: StringProperty(**TAKE_ID)

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        takes = chosen_takes(edit, self.take)
        rejected = not all(take.rejected for _, take in takes)
        sentences = []
        for shot, take in takes:
            said = f"{take_label(shot.name, take.number)} {'' if rejected else 'is no longer '}rejected"
            shown = shot.active_take
            if not rejected:
                take.rejected = False
            elif data.reject(shot, take.id) is None or shot.active_take != shown:
                said += show_active(edit, shot)
            sentences.append(said)
        return told(sentences, "takes rejected" if rejected else "takes no longer rejected")


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
            "The .json file beside its video is missing or damaged: put it back.",
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
)


def register() -> None:
    registry.classes(*classes)
