# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fill with Clips: every shot without a take shows its own clip, free, until a take comes. Main thread.

Clips are filmed beside Blender and come to the timeline as they are finished, when it may be touched.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty

from ...core.errors import AnimaticError, UserError
from ...second import compat
from .. import registry, timeline
from ..cast import filming
from ..operators import OnShots, Operator, has_shots
from ..properties import film, find_shot, tag
from ..shots.chosen import chosen_shots, has_no_take
from ..ui import redraw
from ..values import film_folder, to_model
from . import clips

if TYPE_CHECKING:
    from ...core.models import CaptureSpec
    from ..engine import beside

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between two looks at whether a clip is finished and may be placed."""

_wanted: "dict[str, CaptureSpec]" = {}
"""What is being filmed for the timeline, by shot's id."""
_film: Path | None = None
"""The folder of the film that it is for."""


def begin(edit: bpy.types.Scene, shots: Sequence[Any], look: str) -> "tuple[beside.Work | None, list[str]]":
    """Film what is missing, for `place_finished`. Answers what is being filmed (None: nothing has to be), and names of
    shots that no camera films. Raises UserError for a film that is not saved, FileError for a full disk."""
    global _film
    folder = film_folder()
    wanted, refused = clips.specs_of(edit, [shot for shot in shots if not shot.gone and has_no_take(shot)], look)
    work = filming.film_specs(list(wanted.values()))
    _film = folder.root
    _wanted.clear()
    _wanted.update(wanted)
    return work, [shot.name for shot, _ in refused]


def place_finished() -> list[str]:
    """Put clips that are filmed on their shots; answers their shots' names. Makes no undo step."""
    if not _wanted or film_folder().root != _film:
        _wanted.clear()
        return []
    placed = []
    for uuid, spec in list(_wanted.items()):
        clip = clips.found(spec)
        if clip is None:
            continue
        del _wanted[uuid]
        if name := _place(uuid, spec, clip):
            placed.append(name)
    return placed


def _place(uuid: str, spec: "CaptureSpec", clip: Any) -> str:
    for edit in bpy.data.scenes:
        shot = find_shot(edit, uuid)
        if shot is None or not has_no_take(shot) or _shows(edit, uuid, spec.key):
            continue
        model = to_model(shot, edit)
        try:
            file = film_folder().resolve(clip.path)
            timeline.place_clip(edit, model, clips.as_take(model, spec, clip), file=file)
        except AnimaticError as error:
            log.warning("%s", error.sentence)
            return ""
        return str(shot.name)
    return ""


def _shows(edit: bpy.types.Scene, uuid: str, key: str) -> bool:
    """Whether a shot's clip on the timeline is this one already."""
    return any(tag(strip).take == key for strip in timeline.find_strips(edit, uuid, ("clip",)))


def tick() -> float:
    """Place what is finished, as one undo step, if the timeline may be touched now. Answers the seconds until the next
    look."""
    try:
        if _wanted and not timeline.can_edit_now():
            ended = filming.under_way() is None
            if placed := place_finished():
                timeline.push_undo(f"Clip of {placed[0]}" if len(placed) == 1 else f"{len(placed)} Clips")
                redraw()
            if ended:
                _wanted.clear()  # what was not filmed is told in the queue
    except Exception:  # an exception would end Blender's timer for good
        _wanted.clear()
        log.exception("Clips could not be placed")
    return LOOK_SECONDS


def remove(edit: bpy.types.Scene, shots: Sequence[Any]) -> int:
    """Take the clips of shots off the timeline; answers how many strips. The files stay."""
    _wanted.clear()
    return sum(timeline.remove_for_shot(edit, shot.uuid, ("clip",)) for shot in shots)


class ANIMATIC_OT_fill_with_clips(Operator):
    """Film every shot that has no take, and let the timeline show its clip until a take comes. Nothing is sent or
    paid; what did not change is not filmed again"""

    bl_idname = "animatic.fill_with_clips"
    bl_label = "Fill with Clips"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

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

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        shots = list(film(edit).shots) if self.which == "all" else chosen_shots(edit)
        work, without = begin(edit, shots, self.look)
        if not _wanted:
            raise UserError(
                "Every shot that has a camera has a take already." if not without else "No camera films these shots.",
                "Bind cameras to their markers, then try again." if without else "",
                code="nothing_to_fill",
            )
        total, going = len(_wanted), False
        if work is not None:
            from ..engine import beside

            try:
                going = beside.goes_on(work)
            except AnimaticError:
                place_finished()
                raise
        placed = place_finished()
        coming = total - len(placed) if going else 0
        if coming:
            said = f"{coming} {'clip is' if coming == 1 else 'clips are'} being filmed: you can go on working"
        else:
            said = f"{total} {'shot shows its clip' if total == 1 else 'shots show their clips'}"
        muted = _told_muted(edit)
        self.report({"WARNING" if muted else "INFO"}, said + _told_without(without) + muted)
        return {"FINISHED"}


def _told_without(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"; {', '.join(names[:3])}{' and others' if len(names) > 3 else ''}: no camera"


def _told_muted(edit: bpy.types.Scene) -> str:
    """Where clips go and nothing of them would be seen."""
    channels = edit.sequence_editor.channels if edit.sequence_editor is not None else None
    channel = channels[film(edit).video_channel] if channels is not None else None
    if channel is None or not channel.mute:
        return ""
    return f"; {channel.name} is muted, so they do not show: Unmute, in the Project panel"


class ANIMATIC_OT_remove_clips(OnShots, Operator):
    """Take the shots' own clips off the timeline. The files are kept, so that filling again takes no time"""

    bl_idname = "animatic.remove_clips"
    bl_label = "Remove Clips"
    bl_options = {"REGISTER", "UNDO"}
    edits_strips = True

    def execute(self, context: bpy.types.Context) -> set[str]:
        edit = compat.edit_scene(context)
        count = remove(edit, list(film(edit).shots))
        self.report({"INFO"}, f"{count} {'clip' if count == 1 else 'clips'} taken off the timeline")
        return {"FINISHED"} if count else {"CANCELLED"}


classes = (ANIMATIC_OT_fill_with_clips, ANIMATIC_OT_remove_clips)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    _wanted.clear()


def register() -> None:
    registry.classes(*classes)
    registry.then(_wanted.clear)
    registry.handler("load_post", _film_opened)
    registry.timer(tick, LOOK_SECONDS)
