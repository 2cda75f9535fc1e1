# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film saved under another name: its takes come along, and it still gets what was under way in the old folder.

The jobs stay where they were sent from: the old .blend still exists, their lock and their gateway stay as they are, and
nothing is moved while the engine writes it. A finished take is placed in both films.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import bpy

from ...second import named
from .. import timeline
from ..engine import beside
from ..engine.session import tell
from ..engine.view import current as view
from ..properties import film
from ..properties.shot import take_facts
from ..takes import carrying
from ..values import apply_take, take_to_model

if TYPE_CHECKING:
    from ...core.files import FilmFolder

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0
"""Between two tries to bring takes."""

Steps = Generator[None, None, None]


class _Again(NamedTuple):
    """Takes that could not be brought, and when that is tried again (monotonic seconds)."""

    old: FilmFolder
    folder: FilmFolder
    at: float


_bringing: beside.Work | None = None
_showing: Steps | None = None
"""Strips that are to show brought takes, a piece at each tick."""
_again: _Again | None = None


def bring_takes(old: FilmFolder, folder: FilmFolder) -> None:
    """Give the new folder the video of every take on the film's shots, and let their strips show it from there: the
    old film may be moved or thrown away. Beside Blender; at once where no pump would go on with it, and then it raises
    FileError.

    What is left when the film is closed comes when it is opened again, for `carrying.origin` remembers."""
    global _again, _bringing
    takes = _records()
    if not takes:
        return
    _again = None
    work = _bringing = beside.begin(
        "takes",
        lambda work: carrying.bring_all(map(_called, takes), old, folder, lambda: work.cancelled),
        told=partial(_brought, old, folder),
        film=folder.root,
        heeds=True,
    )
    if not beside.goes_on(work):
        go_on(float("inf"))


_Record = tuple[str, int, str]
"""A take's id and number, and what is known of it, as JSON."""


def _records() -> list[_Record]:
    """Every take that is on a shot, unread: ten thousand take 0.2 s to read."""
    return [
        (take.id, take.number, take.record)
        for scene in bpy.data.scenes
        for shot in film(scene).shots
        for take in shot.takes
    ]


def _called(record: _Record) -> carrying.Called:
    take, number, known = record
    return carrying.Called(take, str(take_facts(known).get("file") or ""), number)


def _brought(old: FilmFolder, folder: FilmFolder, work: beside.Work) -> None:
    """What a thread brought is the film's now."""
    global _again, _bringing, _showing
    _bringing = None
    if work.error is not None:
        if not bpy.app.background:
            _again = _Again(old, folder, time.monotonic() + AGAIN_SECONDS)
            _tell_once(folder, work)
        return
    brought: carrying.Brought = work.result
    if brought.renamed or brought.left:
        _rename(brought, old, folder)
    _showing = _shown(brought)


def _tell_once(folder: FilmFolder, work: beside.Work) -> None:
    from ...core.models import Level

    error = work.error
    assert error is not None  # it is what there is to tell
    log.warning("%s", error.sentence)
    if not any(notice.message == error.user_message for notice in view.notices):
        tell(folder, Level.ERROR, error.code, error.user_message, error.next_step)


def _rename(brought: carrying.Brought, old: FilmFolder, folder: FilmFolder) -> None:
    """Takes whose name another one has in the new folder, and those that only the shot knows."""
    from ...core.files import door

    for scene in bpy.data.scenes:
        for shot in film(scene).shots:
            for take in shot.takes:
                if (called := brought.renamed.get(take.id)) is not None:
                    model = take_to_model(take, shot)
                    apply_take(take, model.model_copy(update={"file": called.file, "number": called.number}))
                elif take.id in brought.left:
                    model = take_to_model(take, shot)
                    if not door.is_file(old.resolve(model.file)):
                        continue
                    if (now := carrying.bring(model, old, folder)).file != model.file:
                        apply_take(take, now)
                    brought.here[take.id] = folder.resolve(now.file)


def _shown(brought: carrying.Brought) -> Steps:
    for name in [scene.name_full for scene in bpy.data.scenes]:
        if (scene := named.scene(name)) is not None:
            yield from timeline.repointing(scene, brought.here)


def go_on(deadline: float) -> bool:
    """Let strips show what was brought, until `deadline` (of `perf_counter`); try again what could not be. Answers
    whether it did anything."""
    global _again, _showing
    if _again is not None and time.monotonic() >= _again.at:
        old, folder, _ = _again
        _again = None
        if folder.root == view.film:
            bring_takes(old, folder)
    if _showing is None or timeline.can_edit_now():
        return False
    steps, _showing = _showing, None
    for _ in steps:
        if time.perf_counter() >= deadline:
            _showing = steps
            break
    return True


def finish() -> None:
    """Wait until all takes are there, before the film is saved under one more name, from here."""
    if _bringing is not None:
        _bringing.wait()
        beside.tell()
    go_on(float("inf"))


def forget() -> None:
    """Another film is open, or none."""
    global _again, _bringing, _showing
    _again = _bringing = _showing = None


def mending(folder: FilmFolder) -> Generator[None, None, int]:
    """Let strips whose video is gone show it from the film's folder, if the take is there: film and folder were renamed
    or moved. In pieces; answers how many strips."""
    count = 0
    for name in [scene.name_full for scene in bpy.data.scenes]:
        if (scene := named.scene(name)) is not None:
            count += yield from timeline.repointing(scene, _There(folder), only_broken=True)
    return count


class _There:
    """The videos that lie in a folder, by take, looked for when one is asked for: a film's ten thousand takes take a
    second, and hardly ever is one missed. A path that leads out of the folder is none."""

    def __init__(self, folder: FilmFolder) -> None:
        self._folder = folder
        self._files: dict[str, str] | None = None

    def get(self, take: str, /) -> Path | None:
        from ...core.files import FileError, door

        if self._files is None:
            self._files = {called.id: called.file for called in map(_called, _records())}
        try:
            file = self._folder.resolve(self._files[take])
        except (FileError, KeyError):
            return None
        return file if door.is_file(file) else None
