# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A set: captures that are filmed from one copy of the film, as a folder that any machine can work from.

<folder>/film.blend, film.blend.json, film.*.png     the copy and what a .blend cannot carry
         captures.json                               what to film
         worker/                                     the code that films: nothing has to be installed
         handle.json                                 where it was handed over
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import AnimaticError, UserError
from ..files import door, explain_os_error, ulid
from ..files.content import write_atomic
from ..models import CaptureSpec, MediaKind, Reference
from . import manifest, results

WORKER = "worker"
HANDLE = "handle.json"
CODE = ("__init__.py", "ident.py", "worker.py", "core/__init__.py", "core/errors.py", "core/files", "core/media",
        "core/farm", "second")  # fmt: skip
"""What the second Blender needs of the extension."""
PACKAGE = Path(__file__).resolve().parents[2]

Keep = Callable[[CaptureSpec, Path, Sequence[Path], results.Result], Reference]
"""Puts a checked file, and small pictures beside it, into the film's store. Copies: others may want the file too."""


@dataclass(frozen=True)
class CaptureSet:
    """`out` is where the results are to lie: beside the sets of one film, so that all of them share what is filmed."""

    id: str
    folder: Path
    specs: tuple[CaptureSpec, ...]
    out: Path

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(spec.key for spec in self.specs)

    @property
    def blend(self) -> Path:
        return self.folder / manifest.BLEND

    def outcomes(self, keep: Keep) -> dict[str, Reference | Exception]:
        """What the machines said so far: every file looked at before it is kept."""
        found: dict[str, Reference | Exception] = {}
        for spec in self.specs:
            result = results.read(self.out, spec.key)
            if result is not None:
                found[spec.key] = kept(self.out, spec, result, keep)
        return found


def kept(out: Path, spec: CaptureSpec, result: results.Result, keep: Keep) -> Reference | Exception:
    """The reference that a result became, or why it is none. A file that is not what was said is forgotten, so that it
    is filmed again."""
    if not result.well:
        return result.error()
    frames = 1 if spec.media_kind is MediaKind.IMAGE else spec.frame_end - spec.frame_start
    try:
        media = results.checked(out, result, width=spec.width, height=spec.height, frames=frames)
        return keep(spec, media, [out / view for view in result.views], result)
    except AnimaticError as error:
        if error.code == "farm_file":
            with contextlib.suppress(OSError, AnimaticError):
                door.remove(results.result_path(out, spec.key))
        return error


def new_id() -> str:
    """Opaque, so that a farm's replacing of paths leaves it as it is."""
    return f"ag-{ulid()}"


def write(folder: Path, specs: Sequence[CaptureSpec], *, out: str, set_id: str = "") -> CaptureSet:
    """Make a folder that holds the film's copy into a set. `out` is relative to it. Failures of earlier runs are
    forgotten: a person sent it again. Raises FileError."""
    unique = tuple({spec.key: spec for spec in specs}.values())
    said = tuple(spec.model_dump(mode="json") for spec in unique)
    listed = manifest.Manifest(set_id or new_id(), said, out=out)
    door.make_folder(folder)
    copy_worker(folder / WORKER)
    listed.write(folder)
    made = read(folder)
    for key in made.keys:
        results.forget_failure(made.out, key)
    return made


def read(folder: Path) -> CaptureSet:
    """A set from its folder. Raises FileError, and UserError for what is none."""
    listed = manifest.read(folder / manifest.NAME)
    try:
        specs = tuple(CaptureSpec.model_validate(capture) for capture in listed.captures)
    except ValueError as error:
        raise _no_set(folder) from error
    return CaptureSet(listed.set_id, folder, specs, Path(os.path.normpath(folder / listed.out)))


def _no_set(folder: Path) -> AnimaticError:
    return UserError(
        f"{folder.name} holds no captures that this version knows.", "Write the bundle again.", code="farm_list"
    )


def copy_worker(target: Path) -> None:
    """Lay the code that films into a folder. Raises FileError."""
    try:
        for name in worker_files():
            door.copy(PACKAGE / name, target / name)
    except OSError as error:
        raise explain_os_error(error, target) from error


@functools.cache
def worker_files() -> tuple[str, ...]:
    """The files of the code that films, relative to the extension's package."""
    found = [PACKAGE / name for name in CODE]
    files = [file for place in found for file in (place.rglob("*.py") if place.is_dir() else [place])]
    return tuple(sorted(file.relative_to(PACKAGE).as_posix() for file in files))


def note_handle(folder: Path, said: dict[str, Any]) -> None:
    """Remember where a set was handed over. Raises FileError."""
    write_atomic(door.check(folder / HANDLE), json.dumps(said, indent=1))


def handle(folder: Path) -> dict[str, Any]:
    """Where a set was handed over; empty for one that was not, or not for sure."""
    try:
        said = door.read_json(folder / HANDLE, door.NOTE_BYTES)
    except (AnimaticError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def of_film(root: Path) -> list[CaptureSet]:
    """The sets in a film's folder, oldest first; what cannot be read is left out."""
    found = []
    for folder in door.folders(root / "farm" / "sets"):
        with contextlib.suppress(AnimaticError):
            found.append(read(folder))
    return found
