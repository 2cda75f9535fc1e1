# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's verbs of review: judge takes, look at the cuts, silence a remark."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ...core.errors import UserError
from ...second import compat
from .. import registry
from ..engine import slices
from ..export.ops import Export
from ..operators import OnShots, Operator
from ..properties import find_shot
from ..shots.chosen import chosen_shots
from ..takes.chosen import OnTakes, told
from ..takes.showing import show

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ..export.data import Errand


class ANIMATIC_OT_judge_takes(OnTakes, Operator):
    """Measure how the camera of the chosen shots' takes moves, beside your work, and say how far it follows the plan.
    Free"""

    bl_idname = "animatic.judge_takes"
    bl_label = "Judge Takes"
    bl_options = {"REGISTER"}
    edits_strips = False

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        from . import judging

        pairs = [(shot, take) for shot in chosen_shots(edit) for take in shot.takes]
        if not judging.begin(pairs):
            return "Takes are being judged already" if pairs else "The chosen shots have no takes"
        return f"{len(pairs)} {'take is' if len(pairs) == 1 else 'takes are'} being judged"


class ANIMATIC_OT_show_best_take(OnTakes, Operator):
    """Show the take of each chosen shot that follows its plan best; those not judged, or rejected, are left out"""

    bl_idname = "animatic.show_best_take"
    bl_label = "Show Best Take"

    def run(self, context: bpy.types.Context, edit: bpy.types.Scene) -> str:
        from . import judging

        found = [(shot, take) for shot in chosen_shots(edit) if (take := judging.best(shot)) is not None]
        if not found:
            raise UserError("None of their takes is judged yet.", "Choose Judge Takes first.", code="not_judged")
        return told([show(edit, shot, take) for shot, take in found], "shots: the best take is shown")


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

    def prepare(self, edit: bpy.types.Scene, folder: "FilmFolder") -> "Errand":
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


classes = (
    ANIMATIC_OT_judge_takes,
    ANIMATIC_OT_show_best_take,
    ANIMATIC_OT_check_continuity,
    ANIMATIC_OT_export_page,
    ANIMATIC_OT_silence_remark,
    ANIMATIC_OT_hear_remarks,
)


def register() -> None:
    registry.classes(*classes)
