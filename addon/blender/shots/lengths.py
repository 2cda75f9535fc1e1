# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do with a shot that is longer than its model makes: play it slower, another model, or split it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy
from bpy.props import EnumProperty, StringProperty

from ...core.errors import UserError
from ...second import compat, named
from .. import registry, timeline
from ..engine import slices
from ..operators import Operator
from ..properties import film, find_shot, settings, tag
from ..ui import words
from ..values import to_model
from . import describe
from .chosen import OnActiveShot, active_shot, chosen_shots

if TYPE_CHECKING:
    from ...core.models import Shot
    from ...core.plans.choices import Choice
    from ..edit.source import Source

BETWEEN = {"SOUND", "TEXT"}
"""Strips that speak: a gap between them is a place to split a shot."""


def choices_of(edit: bpy.types.Scene, shot: Any) -> "tuple[Choice, ...]":
    """Every legal way to make a shot of its length, the nearest first. Samples the scene; its playhead stays."""
    found: tuple[Choice, ...] = slices.whole(choosing(edit, shot))
    return found


def choosing(edit: bpy.types.Scene, shot: Any) -> slices.Work:
    """`choices_of` in slices."""
    from ...core.plans.choices import choices
    from ..engine import prices
    from . import gather

    model, catalog = to_model(shot, edit), prices.catalog()
    yield 0, 1
    inputs = (yield from gather.gathering(edit, model, catalog)) if bpy.data.filepath else ()
    hints = yield from hinting(edit, model)
    return choices(
        model,
        catalog=catalog,
        settings=settings.plan_settings(edit),
        inputs=inputs,
        hints=hints,
    )


def apply_choice(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> str:
    """Do what was chosen. Answers a sentence; makes no undo step. Raises UserError where the shot cannot be split."""
    if choice.kind == "split":
        return split(edit, shot, _places(edit, shot, choice))
    if choice.kind == "chain":
        return _chain(edit, shot, choice)
    shot.speed = choice.speed
    if choice.kind == "model":
        shot.model, shot.route = choice.model, str(choice.route)
    return choice.line


def _places(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> list[int]:
    return [to_model(shot, edit).frame_start + part.start for part in choice.parts[1:]]


def _chain(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> str:
    """Split a shot, and let each part after the first begin with the last frame of the one before."""
    from ..engine import prices

    begins, kept = to_model(shot, edit).frame_start, (shot.route, shot.route_chosen, shot.model, shot.continues)
    said = split(edit, shot, _places(edit, shot, choice))
    spans = {(begins + part.start, begins + part.start + part.frames) for part in choice.parts}
    parts = [part for part in film(edit).shots if not part.gone and (part.frame_start, part.frame_end) in spans]
    usual = prices.catalog().choose(choice.route, to_model(parts[0], edit).tier).id if parts else ""
    for earlier, part in pairwise(parts):
        part.route, part.continues = str(choice.route), earlier.uuid
        part.model = "" if choice.model == usual else choice.model
    if parts:  # Build Shots may have given the shot's id to another part
        parts[0].route, parts[0].route_chosen, parts[0].model, parts[0].continues = kept
    return f"{said} Each part begins with the last frame of the one before: make them one after the other."


def split(edit: bpy.types.Scene, shot: Any, places: Sequence[int]) -> str:
    """Cut a shot at frames of the edit: its strip is cut, or markers are set. The parts have its words and cast; its
    takes stay on one of them. Answers what Build Shots says. Raises UserError for a shot that is nowhere."""
    from ..edit import sources
    from . import build

    source = sources.locate_shot(edit, shot)
    if source is None:
        raise UserError(f"{shot.name} is no longer in the edit.", "Build the shots again.", code="no_shot")
    shot.speed = 1.0
    if source.origin in {"strip", "scene_strip"}:
        timeline.split_source(edit, source.owner, places)
    else:
        _mark(edit, shot, source, places)
    return build.build_shots(edit).sentence


def _mark(edit: bpy.types.Scene, shot: Any, source: "Source", places: Sequence[int]) -> None:
    """Begin a part at each place. All carry the shot's id: Build Shots tells them apart, as it does with duplicates."""
    if source.origin == "range":
        shot.origin = "marker"
        places = [source.start, *places]
    for place in places:
        marker = edit.timeline_markers.new(source.name or shot.name, frame=place)
        tag(marker).shot = shot.uuid
        if source.origin == "camera_marker":
            marker.camera = source.eye


def hinting(edit: bpy.types.Scene, shot: "Shot") -> slices.Work:
    """Where a shot may well be split (`duration.Hints`), in slices."""
    from ...core.plans.duration import Hints

    still = yield from _still(shot)
    return Hints(cuts=shot.cuts, still=tuple(still), gaps=tuple(_gaps(edit, shot)))


def _still(shot: "Shot") -> slices.Work:
    """Frames of the shot in which its camera rests, sampled in slices."""
    from ...core.camera.quiet import quiet_moments
    from ..edit import sources
    from . import presence

    scene, camera = named.scene(shot.scene), sources.camera_of(shot)
    if scene is None or camera is None:
        return []
    samples = []
    with presence.as_rendered(scene):
        for one in describe.sampling(scene, camera, shot):
            samples.append(one)
            yield 0, 1
    return [round(shot.rate.frames(1) * _fraction(seconds)) for seconds in quiet_moments(samples)]


def _fraction(seconds: float) -> Any:
    from fractions import Fraction

    return Fraction(seconds).limit_denominator(10_000)


def _gaps(edit: bpy.types.Scene, shot: "Shot") -> list[int]:
    """The middle of each pause between strips of speech over the shot, in edit frames after its first."""
    spoken = sorted(
        (compat.strip_start(strip) - shot.frame_start, compat.strip_end(strip) - shot.frame_start)
        for strip in (edit.sequence_editor.strips if edit.sequence_editor else ())
        if strip.type in BETWEEN and not strip.mute and tag(strip).role == "none"
    )
    gaps, end = [], None
    for begins, ends in spoken:
        if end is not None and begins > end:
            gaps.append((end + begins) // 2)
        end = ends if end is None else max(end, ends)
    return gaps


FRAMED = ("first_frame", "first_last")
"""Routes whose first frame may come from the take before."""


def shot_before(edit: bpy.types.Scene, shot: Any) -> Any | None:
    """The shot of the edit that ends last before this one begins, or where it begins."""
    earlier = [one for one in film(edit).shots if not one.gone and one.frame_end <= shot.frame_start]
    return max(earlier, key=lambda one: one.frame_end, default=None)


DIALOG_WIDTH = 840
"""Pixels: a chain of two parts is told in 140 letters."""
DIALOG_LETTERS = 126
"""Letters of a line in it."""

_offered: list[tuple[str, str, str]] = []
"""Texts of the open dialog: Blender keeps no copy of what a callback returns."""


def _key(choice: "Choice") -> str:
    return f"{choice.kind} {choice.model} {choice.route}"


def _items(operator: Any, context: Any) -> list[tuple[str, str, str]]:
    return _offered or [("", "", "")]


class _Looked(NamedTuple):
    """A shot, and what was found for it: it is not sampled once more if it is still the same."""

    shot: "Shot"
    choices: "tuple[Choice, ...]"


_looked: _Looked | None = None
"""On its way to the dialog, and while that is open."""


class ANIMATIC_OT_look_at_length(slices.Sliced, Operator):
    """Look at the shot for places to split it, then open its choices"""

    bl_idname = "animatic.look_at_length"
    bl_label = "Look at Length"
    bl_options = {"REGISTER", "INTERNAL"}
    doing = "Looking for places to split"
    begins_at_once = False

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active one")

    def work(self, context: bpy.types.Context) -> slices.Work:
        edit = compat.edit_scene(context)
        shot = shot_meant(edit, self.shot)
        model = to_model(shot, edit)
        try:
            return _Looked(model, (yield from choosing(edit, shot)))
        except slices.StopWork:
            return None

    def conclude(self, result: _Looked | None) -> set[str]:
        global _looked
        if result is None:
            return {"CANCELLED"}
        if result.choices[0].kind == "as_is":
            self.report({"INFO"}, result.choices[0].line)
            return {"FINISHED"}
        _looked = result
        bpy.ops.animatic.shot_length("INVOKE_DEFAULT", shot=result.shot.uuid)
        return {"FINISHED"}


def shot_meant(edit: bpy.types.Scene, uuid: str) -> Any:
    """The shot with this id; without one the active shot. Raises UserError."""
    shot = find_shot(edit, uuid) if uuid else active_shot(edit)
    if shot is None:
        raise UserError("This shot is no longer in the film.", "Build the shots again.", code="no_shot")
    return shot


class ANIMATIC_OT_shot_length(OnActiveShot, Operator):
    """Ways to make a shot that is longer than its model can: play it slower, use another model, or split it"""

    bl_idname = "animatic.shot_length"
    bl_label = "Length…"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: the active one")
    choice: EnumProperty(name="How", items=_items, options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        """Looking at the shot comes first, in slices, and comes back here with what can be done."""
        from ...core.plans.choices import cheapest

        global _looked
        edit = compat.edit_scene(context)
        shot = shot_meant(edit, self.shot)
        model = to_model(shot, edit)
        if _looked is None or _looked.shot != model:
            if context.window is not None and not bpy.app.background:
                return bpy.ops.animatic.look_at_length("INVOKE_DEFAULT", shot=shot.uuid)
            _looked = _Looked(model, choices_of(edit, shot))
        found = _looked.choices
        _offered[:] = [(_key(choice), choice.line, "") for choice in found]
        if found[0].kind == "as_is":
            _looked = None
            self.report({"INFO"}, found[0].line)
            return {"CANCELLED"}
        self.choice = _key(cheapest(found))
        return context.window_manager.invoke_props_dialog(self, width=DIALOG_WIDTH, title="Longer than its model makes")

    def cancel(self, context: bpy.types.Context) -> None:
        global _looked
        _looked = None

    def draw(self, context: bpy.types.Context) -> None:
        self.layout.column().prop(self, "choice", expand=True)
        told = "Splitting cuts the shot's strip or sets markers; the parts keep its words and cast."
        words(self.layout, told, width=DIALOG_LETTERS)

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        global _looked
        shot = shot_meant(edit, self.shot)
        seen, _looked = _looked, None
        found = seen.choices if seen and seen.shot == to_model(shot, edit) else choices_of(edit, shot)
        named = {_key(choice): choice for choice in found}
        if self.choice not in named:
            raise UserError(f"{shot.name} has changed.", "Look at its choices again.", code="shot_changed")
        self.report({"INFO"}, apply_choice(edit, shot, named[self.choice]))
        return {"FINISHED"}


class ANIMATIC_OT_continue_shot(Operator):
    """Let the shot begin with the last frame that is shown of the chosen take of the shot before it, or with its own
    first frame again"""

    bl_idname = "animatic.continue_shot"
    bl_label = "Continue from the Shot Before"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        shot = active_shot(compat.edit_scene(context))
        if shot is None or shot.route not in FRAMED:
            cls.poll_message_set("Choose a shot on the route First Frame, or First and Last Frame")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        shot = active_shot(edit)
        if shot.continues:
            shot.continues = ""
            self.report({"INFO"}, f"{shot.name} begins with its own first frame")
            return {"FINISHED"}
        earlier = shot_before(edit, shot)
        if earlier is None:
            raise UserError(f"Nothing in the edit comes before {shot.name}.", "Choose a later shot.", code="no_shot")
        shot.continues = earlier.uuid
        self.report({"INFO"}, f"{shot.name} begins with the last frame of {earlier.name}")
        return {"FINISHED"}


class ANIMATIC_OT_split_at_cameras(OnActiveShot, Operator):
    """Cut the shots whose scene changes its camera there: each camera films a shot of its own"""

    bl_idname = "animatic.split_at_cameras"
    bl_label = "Split at Cameras"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    def execute(self, context: bpy.types.Context) -> set[str]:
        from ..edit import sources

        edit = compat.edit_scene(context)
        wanted = [shot.uuid for shot in chosen_shots(edit)]
        said = ""
        for uuid in wanted:
            shot = find_shot(edit, uuid)
            source = sources.locate_shot(edit, shot)
            if source is not None and source.cuts:
                said = split(edit, shot, source.cuts)
        self.report({"INFO"}, said or "No shot here changes its camera")
        return {"FINISHED"} if said else {"CANCELLED"}


classes = (
    ANIMATIC_OT_look_at_length,
    ANIMATIC_OT_shot_length,
    ANIMATIC_OT_continue_shot,
    ANIMATIC_OT_split_at_cameras,
)


def register() -> None:
    registry.classes(*classes)
