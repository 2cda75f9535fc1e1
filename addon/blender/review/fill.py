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

from ...core.errors import AnimaticError
from .. import registry, timeline
from ..cast import filming
from ..engine import slices
from ..properties import film, find_shot, tag
from ..shots.chosen import has_no_take
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


def waiting() -> int:
    """How many shots wait for their clips."""
    return len(_wanted)


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


def removing(edit: bpy.types.Scene) -> slices.Work:
    """Take the clips of all shots off the timeline, a strip at a step; answers how many. The files stay."""
    _wanted.clear()
    shots = {shot.uuid for shot in film(edit).shots}
    return slices.told(timeline.removing(edit, shots, ("clip",)), 0, len(shots))


def told_muted(edit: bpy.types.Scene) -> str:
    """Where clips go and nothing of them would be seen."""
    channels = edit.sequence_editor.channels if edit.sequence_editor is not None else None
    channel = channels[film(edit).video_channel] if channels is not None else None
    if channel is None or not channel.mute:
        return ""
    return f"; {channel.name} is muted, so they do not show: Unmute, in the Project panel"


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    _wanted.clear()


def register() -> None:
    registry.then(_wanted.clear)
    registry.handler("load_post", _film_opened)
    registry.timer(tick, LOOK_SECONDS)
