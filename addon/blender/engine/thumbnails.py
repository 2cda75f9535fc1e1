# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pictures of takes and shots. Asking for one opens no file: Blender reads it in the background when it is
drawn. Which file shows a shot is found beside Blender; what draws only looks it up."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ... import ident
from .. import registry
from ..properties import active_take, film, shot_of, tag
from ..ui import redraw
from . import beside

if TYPE_CHECKING:
    from ...core.files import FilmFolder

LOOK_SECONDS = 2.0
"""Between two looks at which takes and boards the shots have."""
AGAIN_SECONDS = 15.0
"""After so long the disk is looked at again, as long as some shot has nothing to show: it may have been filmed."""
FILE_STRIPS = {"IMAGE", "MOVIE"}

_previews: Any = None
"""Blender's own collection of small pictures; made when the first one is loaded."""
_shown: dict[str, Picture] = {}
"""What shows each shot, by the shot's id, as it was found last."""
_wanted: tuple[Wanted, ...] = ()
_next_look, _next_search = 0.0, 0.0
_work: beside.Work | None = None


class Wanted(NamedTuple):
    """A shot whose picture is looked for, and where it may be: its take relative to the film's folder, then what was
    filmed under its name, then the board or movie that its strip shows."""

    uuid: str
    name: str
    take: str = ""
    take_file: str = ""
    board: str = ""


class Picture(NamedTuple):
    """A file that shows a shot, by the id that its small picture has."""

    key: str
    file: str
    is_movie: bool


def icon(key: str, file: Path, *, is_movie: bool = True) -> int:
    """The icon of a take's video, or of anything else that goes by an id; 0 where there is none."""
    if not key:
        return 0
    if _previews is None or key not in _previews:
        from ...core.files import door

        if door.exists(file) and not door.is_file(file):  # a link, say, in a film's folder: Blender would follow it
            return 0
        _load(key, str(file), is_movie=is_movie)
    return int(_previews[key].icon_id)


def of_shot(uuid: str) -> int:
    """The icon of what shows a shot: its take, else what was filmed of it, else its board. 0 while there is none."""
    picture = _shown.get(uuid)
    if picture is None or _previews is None or picture.key not in _previews:
        return 0
    return int(_previews[picture.key].icon_id)


def put(layout: Any, uuid: str) -> None:
    """Draw what shows a shot, or the room for it: a label with no icon at all would be twice as wide."""
    picture = of_shot(uuid)
    if picture:
        layout.label(text="", icon_value=picture)
    else:
        layout.label(text="", icon="BLANK1")


def refresh(edit: bpy.types.Scene) -> None:
    """Look for what shows the shots, beside Blender, when it is time."""
    global _next_look, _next_search, _wanted, _work
    now = time.monotonic()
    if not bpy.data.filepath or now < _next_look or (_work is not None and _work.running):
        return
    _next_look = now + LOOK_SECONDS
    wanted, blend = tuple(_look(edit)), bpy.data.filepath
    lacking = now >= _next_search and any(not want.take for want in wanted)
    if wanted == _wanted and not lacking:
        return
    _wanted, _next_search = wanted, now + AGAIN_SECONDS
    folder = Path(blend).with_name(Path(blend).stem + ident.FILM_FOLDER_SUFFIX)
    _work = beside.begin("thumbnails", lambda _: find(blend, wanted), told=_keep, film=folder)


def _look(edit: bpy.types.Scene) -> list[Wanted]:
    boards = {}
    for strip in edit.sequence_editor.strips_all if edit.sequence_editor is not None else ():
        if strip.type in FILE_STRIPS and tag(strip).role == "source":
            boards[shot_of(strip)] = _file_of(strip)
    found = []
    for shot in film(edit).shots:
        take = active_take(shot)
        wanted = Wanted(shot.uuid, shot.name, board=boards.get(shot.uuid, ""))
        found.append(wanted if take is None else wanted._replace(take=take.id, take_file=take.file))
    return found


def _file_of(strip: Any) -> str:
    path = strip.filepath if strip.type == "MOVIE" else f"{strip.directory}{strip.elements[0].filename}"
    return bpy.path.abspath(path)


def find(blend: str, wanted: tuple[Wanted, ...]) -> dict[str, Picture]:
    """The file that shows each shot, by its id, as far as there is one. Reads the disk; never sees bpy."""
    from ...core.files import FilmFolder
    from ...core.media.probing import MOVIES
    from ...core.models import MediaKind
    from ..capture.store import CaptureStore

    folder = FilmFolder(blend)
    filmed = CaptureStore(folder).newest()
    found = {}
    for want in wanted:
        if want.take and (take := _take_of(folder, want)) is not None:
            found[want.uuid] = Picture(want.take, str(take), True)
        elif want.name in filmed:
            reference = filmed[want.name]
            is_movie = reference.kind is MediaKind.VIDEO
            found[want.uuid] = Picture(reference.sha256, str(folder.resolve(reference.path)), is_movie)
        elif want.board and Path(want.board).is_file():
            found[want.uuid] = Picture(want.board, want.board, Path(want.board).suffix.lower() in MOVIES)
    return found


def _take_of(folder: FilmFolder, want: Wanted) -> Path | None:
    from ...core.files import FileError, door

    try:
        file = folder.resolve(want.take_file)
    except FileError:  # a place outside the folder
        return None
    return file if door.is_file(file) else None


def _keep(work: beside.Work) -> None:
    """On the main thread: Blender keeps a place for each picture, and reads the file when it is drawn."""
    if work.result is None:
        return
    for picture in work.result.values():
        if _previews is None or picture.key not in _previews:
            _load(picture.key, picture.file, is_movie=picture.is_movie)
    _shown.clear()
    _shown.update(work.result)
    redraw()
    redraw("VIEW_3D")


def _load(key: str, file: str, *, is_movie: bool) -> None:
    global _previews
    import bpy.utils.previews  # a millisecond that enabling does not need

    if _previews is None:
        _previews = bpy.utils.previews.new()
    _previews.load(key, file, "MOVIE" if is_movie else "IMAGE")


def look_soon() -> None:
    """Something was filmed, or a take came: the next look is not put off."""
    global _next_look, _next_search
    _next_look = _next_search = 0.0


def _forget() -> None:
    look_soon()
    _shown.clear()


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    """256 x 256 pixels each: those of another film are let go."""
    _forget()
    if _previews is not None:
        _previews.clear()


def register() -> None:
    registry.then(_take_away)
    registry.handler("load_post", _film_opened)


def _take_away() -> None:
    global _previews
    _forget()
    if _previews is not None:
        bpy.utils.previews.remove(_previews)
        _previews = None
