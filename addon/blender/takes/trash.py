# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Delete Take, Restore Take, Empty Trash. Files follow undo: a take that is on its shot again has its video again."""

import logging
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError, UserError
from ...steps import whole
from .. import registry, timeline
from ..properties import film, find_edit, find_shot
from ..values import film_folder, take_label
from . import data
from .showing import Showing, show_active, showing_active

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.trash import Deleted

log = logging.getLogger(__name__)

_moved: "dict[str, Deleted]" = {}
"""Takes of the open film that were deleted or restored since it was opened, by id: undo may bring any of them back."""


def delete(edit: bpy.types.Scene, shot: Any, take: Any) -> str:
    """`deleting` in one go."""
    return whole(deleting(edit, shot, take))


def deleting(edit: bpy.types.Scene, shot: Any, take: Any) -> Showing:
    """Take a take off its shot and move its files to the trash; the best other take shows. Answers a sentence.

    Raises FileError, with nothing changed, where the files cannot be moved."""
    from ...core.jobs import trash
    from ..shots import copies

    label, take_id, shown = take_label(shot.name, take.number), take.id, shot.active_take
    note = _note(shot, take)
    if take_id in copies.elsewhere(edit, {take_id}):  # a copied edit has it, too: the video stays where it is
        data.forget(shot, take_id)
        trouble = (yield from showing_active(edit, shot)) if shown == take_id else ""
        return f"{label} is off this shot; another edit of the film has it, too{trouble}"
    trash.discard(film_folder(), note)
    _moved[take_id] = note
    data.forget(shot, take_id)
    trouble = (yield from showing_active(edit, shot)) if shown == take_id else ""
    return f"{label} is in the trash{trouble}"


def restore(edit: bpy.types.Scene, deleted: "Deleted") -> str:
    """Bring a deleted take back to its shot's list. Raises UserError where its shot or its sidecar is gone."""
    from ...core.jobs import trash
    from ...core.jobs.takes import read_sidecar

    folder = film_folder()
    shot = find_shot(edit, deleted.shot_uuid)
    if shot is None:
        raise UserError(
            "The shot of the last deleted take is no longer in the film.",
            f"Its video is in the folder {folder.trash}.",
            code="no_shot",
        )
    trash.bring_back(folder, deleted.file)
    known = read_sidecar(folder.resolve(deleted.file).with_suffix(".json"))
    if known is None or known.id != deleted.id:
        raise UserError(
            f"What {folder.resolve(deleted.file).name} was made from is not known.",
            "Its video is among the shot's takes on disk; add it to the edit by hand.",
            code="brief_lost",
        )
    shown = shot.active_take
    take = data.add_take(shot, known)
    take.starred, take.rejected, take.note = deleted.starred, deleted.rejected, deleted.note
    shot.active_take = shown or take.id
    _moved[take.id] = deleted
    if not shown:
        show_active(edit, shot)
    return f"{take_label(shot.name, take.number)} is back among the takes"


def _note(shot: Any, take: Any) -> "Deleted":
    from ...core.jobs import trash

    return trash.deleted(take.id, shot.uuid, take.file, starred=take.starred, rejected=take.rejected, note=take.note)


def _on_shots() -> dict[str, tuple[Any, Any]]:
    """The takes that were moved and are on a shot now, with that shot."""
    pairs = ((shot, take) for scene in bpy.data.scenes for shot in film(scene).shots for take in shot.takes)
    return {take.id: (shot, take) for shot, take in pairs if take.id in _moved}


@bpy.app.handlers.persistent
def _before_undo(*_: object) -> None:
    """Put every file that undo or redo may ask for in its place, so that no strip meets a missing one."""
    from ...core.jobs import trash

    if not _moved:
        return
    for take_id, (shot, take) in _on_shots().items():
        _moved[take_id] = _note(shot, take)
    for note in _moved.values():
        _try(trash.bring_back, note.file)


@bpy.app.handlers.persistent
def _after_undo(*_: object) -> None:
    """Move to the trash again what is on no shot now."""
    from ...core.jobs import trash

    if not _moved:
        return
    there = _on_shots()
    for take_id, note in _moved.items():
        if take_id not in there:
            _try(trash.discard, note)
    if bpy.app.background:
        forget_emptied()


def forget_emptied() -> bool:
    """Take those takes off their shots that undo brought back after the trash was emptied: their videos are gone. What
    is there shows instead. Answers whether there were some; called beside undo, not in it, where there is a window."""
    if not _moved or not bpy.data.filepath or timeline.can_edit_now():
        return False
    folder = film_folder()
    gone = [(shot.uuid, take_id) for take_id, (shot, take) in _on_shots().items() if not _is_there(folder, take)]
    for shot_uuid, take_id in gone:
        edit, shot = find_edit(shot_uuid)
        if edit is None or shot is None:
            continue
        shown = shot.active_take == take_id
        data.forget(shot, take_id)
        if shown:
            show_active(edit, shot)
    return bool(gone)


def _is_there(folder: "FilmFolder", take: Any) -> bool:
    try:
        return folder.resolve(take.file).is_file()
    except AnimaticError:
        return False


def _try(move: Any, what: Any) -> None:
    """Undo itself must go on, whatever the disk says."""
    try:
        move(film_folder(), what)
    except AnimaticError as error:
        log.warning("%s", error.sentence)


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    """A film that was closed or reverted without saving still has takes that are in the trash: bring those back."""
    _moved.clear()
    if not bpy.data.filepath:
        return
    from ...core.jobs import trash

    left = {note.id: note for note in trash.restorable(film_folder())}
    for scene in bpy.data.scenes if left else ():
        for shot in film(scene).shots:
            for take in shot.takes:
                if take.id in left:
                    _try(trash.bring_back, left[take.id].file)


HANDLERS = (
    ("undo_pre", _before_undo),
    ("redo_pre", _before_undo),
    ("undo_post", _after_undo),
    ("redo_post", _after_undo),
    ("load_post", _film_opened),
)


def register() -> None:
    registry.then(_moved.clear)
    for name, function in HANDLERS:
        registry.handler(name, function)
