# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the open file for the second Blender: with unsaved edits, leaving the artist's file as it is.

Beside the copy lies a note (`x.blend.json`) of what a .blend cannot carry: whether its scripts are trusted, where the
pictures are that were painted and never saved, and where simulations were baked to. `second/opening.py` reads it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...second.opening import note_of
from . import put_aside, simulations

if TYPE_CHECKING:
    from ...core.files import FileError

log = logging.getLogger(__name__)


def save_copy(target: Path, *, whole: bool = False) -> None:
    """Write the session to `target`, relative paths following. The file's name, unsaved mark and undo steps stay.

    Uncompressed: 0.1 to 0.3 s for three million vertices against 2 s. Painted pictures that were never saved are laid
    beside it, and the simulations that lie in a folder named for the film: `whole` for a copy that other machines open.
    Raises FileError when it cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as aside:
            for keep_out in put_aside:
                aside.enter_context(keep_out())
            aside.enter_context(_handlers_off())
            bpy.ops.wm.save_as_mainfile(filepath=str(target), copy=True, compress=False, check_existing=False)
        simulations.lay_beside(target, whole=whole)
        note = {
            "scripts": not bpy.app.autoexec_fail,
            "pictures": _save_pictures(target),
            "folders": simulations.folders(),
        }
        note_of(target).write_text(json.dumps(note), encoding="utf-8")
    except (RuntimeError, OSError) as error:
        raise _unwritten(target) from error
    if not target.is_file():  # 5.x answers FINISHED for a path that it could not write
        raise _unwritten(target)


def _save_pictures(target: Path) -> dict[str, str]:
    """Save copies of painted pictures beside `target`; the session's own stay unsaved. Name -> file name."""
    saved: dict[str, str] = {}
    images: Any = bpy.data.images
    for image in images:
        if image.is_dirty and image.library is None and image.source in {"FILE", "GENERATED"} and image.has_data:
            file = f"{target.stem}.{len(saved)}{'.exr' if image.is_float else '.png'}"
            try:
                image.save(filepath=str(target.with_name(file)), save_copy=True)
            except RuntimeError as error:
                log.warning("The painted picture %s will be filmed as it was saved last: %s", image.name, error)
                continue
            saved[image.name] = file
    return saved


def _unwritten(target: Path) -> FileError:
    from ...core.files import FileError

    return FileError(
        "The copy of the film for filming could not be written.",
        f"Make room on the disk that holds {target.parent}, then try again.",
        code="copy_unwritten",
    )


@contextmanager
def _handlers_off() -> Iterator[None]:
    """A copy is not a save: other add-ons' save handlers (and ours) must not take it for one."""
    kept = [(handlers, list(handlers)) for handlers in (bpy.app.handlers.save_pre, bpy.app.handlers.save_post)]
    for handlers, _ in kept:
        handlers.clear()
    try:
        yield
    finally:
        for handlers, functions in kept:
            handlers.extend(functions)
