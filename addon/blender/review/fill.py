# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fill with Clips: every shot without a take shows its own clip, free, until a take comes. Main thread.

Clips are filmed beside Blender and come to the timeline as they are finished, when it may be touched.
"""

import logging
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from .. import registry, timeline
from ..capture import changes
from ..cast import filming
from ..engine import slices
from ..properties import film, find_shot, tag
from ..shots.chosen import has_no_take
from ..ui import redraw
from ..values import film_folder, to_model
from . import clips

if TYPE_CHECKING:
    from ...core.models import CaptureSpec

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Between two looks at whether a clip is finished and may be placed."""
SOON_SECONDS = 0.02
"""Between two placements: each takes 5 ms, with what Blender redraws after it a frame."""


class _Now:
    wanted: "dict[str, CaptureSpec]" = {}  # one film's at a time
    """What is being filmed for the timeline, by shot's id."""
    film: Path | None = None
    """The folder of the film that it is for."""
    placing: Generator[str, None, None] | None = None
    """What goes on at the next tick."""
    last = False
    """Whether all was filmed when that began."""
    placed: "dict[str, CaptureSpec]" = {}
    """What ticks put on shots since the last undo step."""
    names: list[str] = []
    since = 0
    """Of `changes.now()`, when the first of them was placed."""


def beginning(edit: bpy.types.Scene, shots: Sequence[Any], look: str) -> slices.Work:
    """Film what is missing, for `placing`, in steps. Answers what is being filmed (None: nothing has to be), and names
    of shots that no camera films. Raises UserError for a film that is not saved, FileError for a full disk."""
    folder = film_folder()
    bare = [shot for shot in shots if not shot.gone and has_no_take(shot)]
    wanted, refused = yield from slices.told(clips.specifying(edit, bare, look), 0, len(bare))
    forget()
    yield 0, len(bare)
    work = filming.film_specs(list(wanted.values()))
    _Now.film = folder.root
    _Now.wanted.update(wanted)
    yield 0, len(bare)
    return work, [shot.name for shot, _ in refused]


def waiting() -> int:
    """How many shots wait for their clips."""
    return len(_Now.wanted)


def placing() -> Generator[str, None, None]:
    """Put the clips that are filmed on their shots, one a step, each telling its shot's name, empty where it was not
    placed; between two of them the artist may edit. Makes no undo step."""
    if not _Now.wanted or film_folder().root != _Now.film:
        _Now.wanted.clear()
        return
    store = clips.store()
    for uuid, spec in list(_Now.wanted.items()):
        if _Now.wanted.get(uuid) is spec and (clip := store.find(spec.key)) is not None:
            del _Now.wanted[uuid]
            yield _place(uuid, spec, clip)


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
    """Place the next clip that is finished, if the timeline may be touched now; all that were finished are one undo
    step, made after the last of them. Answers the seconds until the next look."""
    try:
        if (_Now.wanted or _Now.placed) and not timeline.can_edit_now():
            return _go_on()
    except Exception:  # an exception would end Blender's timer for good
        forget()
        log.exception("Clips could not be placed")
    return LOOK_SECONDS


def _go_on() -> float:
    if _Now.placed and changes.replaced(_Now.since):  # with a step of the artist's that was undone they went, too
        _Now.wanted.update(_Now.placed)
        _Now.placed.clear()
        _Now.names.clear()
        _Now.placing = None
    if _Now.placing is None:
        _Now.last, _Now.placing = filming.under_way() is None, _placing_noted()
    if next(_Now.placing, None) is not None:
        redraw()
        return SOON_SECONDS
    _Now.placing = None
    if names := _Now.names:
        timeline.push_undo(f"Clip of {names[0]}" if len(names) == 1 else f"{len(names)} Clips")
    _Now.placed.clear()
    names.clear()
    if _Now.last:
        _Now.wanted.clear()  # what was not filmed is told in the queue
    return LOOK_SECONDS


def _placing_noted() -> Generator[str, None, None]:
    before = dict(_Now.wanted)
    for name in placing():
        if not _Now.names:
            _Now.since = changes.now()
        _Now.names += [name] if name else []
        _Now.placed.update((uuid, before.pop(uuid)) for uuid in before.keys() - _Now.wanted.keys())
        yield name


def removing(edit: bpy.types.Scene) -> slices.Work:
    """Take the clips of all shots off the timeline, a strip at a step; answers how many. The files stay."""
    forget()
    shots = {shot.uuid for shot in film(edit).shots}
    return slices.told(timeline.removing(edit, shots, ("clip",)), 0, len(shots))


def told_muted(edit: bpy.types.Scene) -> str:
    """Where clips go and nothing of them would be seen."""
    channels = edit.sequence_editor.channels if edit.sequence_editor is not None else None
    channel = channels[film(edit).video_channel] if channels is not None else None
    if channel is None or not channel.mute:
        return ""
    return f"; {channel.name} is muted, so they do not show: Unmute, in the Project panel"


def forget() -> None:
    """No clip is waited for any more."""
    _Now.wanted.clear()
    _Now.placed.clear()
    _Now.names.clear()
    _Now.placing = None


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    forget()


def register() -> None:
    registry.then(forget)
    registry.handler("load_post", _film_opened)
    registry.timer(tick, LOOK_SECONDS)
