# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film's captures out of Blender and back: as a farm bundle, from a folder of results. Main thread but for `test`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError, UserError
from ..capture import dependencies
from ..capture.copy import save_copy
from ..capture.store import CaptureStore
from ..engine import farming

if TYPE_CHECKING:
    from ...core.blender_process import BlenderCommand
    from ...core.files import FilmFolder
    from ...core.models import CaptureSpec


@dataclass(frozen=True)
class Written:
    """A bundle: where it is, how many captures are in it, and what is to be told of the film's files."""

    folder: Path
    captures: int
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collected:
    """What came in."""

    names: tuple[str, ...]
    failures: tuple[str, ...]
    missing: int

    @property
    def sentence(self) -> str:
        parts = [f"{len(self.names)} captures came in"]
        if self.failures:
            parts.append(f"{len(self.failures)} could not be filmed")
        if self.missing:
            parts.append(f"{self.missing} are not there yet")
        return ", ".join(parts)


def unfilmed(edit: bpy.types.Scene, shots: Sequence[Any], folder: FilmFolder) -> list[CaptureSpec]:
    """What shots need filmed and the film's store does not have. Raises UserError where nothing can be planned."""
    from .send import make_plans

    store = CaptureStore(folder)
    specs = {i.capture.key: i.capture for plan in make_plans(edit, list(shots)) for i in plan.inputs if i.capture}
    return [spec for spec in specs.values() if store.find(spec.key) is None and not spec.here]


def write(
    edit: bpy.types.Scene, shots: Sequence[Any], target: Path, *, command: BlenderCommand | None = None
) -> Written:
    """Write a bundle into an empty or new folder. Raises UserError and FileError; nothing is sent anywhere."""
    from ...core.farm import bundle, sets
    from ...core.farm.dependencies import files
    from ...core.files import FilmFolder, door

    film = FilmFolder(bpy.data.filepath)
    specs = unfilmed(edit, shots, film)
    if not specs:
        raise UserError("Every reference of these shots is filmed already.", "Send them.", code="nothing_to_film")
    target = target.expanduser().absolute()
    if door.names(target):
        raise UserError(f"The folder {target.name} is not empty.", "Choose an empty one.", code="folder_not_empty")
    door.make_folder(target)
    save_copy(target / "film.blend", whole=True)
    made = sets.write(target, specs, out=bundle.OUT)
    needs = dependencies.of_film()
    described = bundle.Bundle(film.root.stem, command or bundle.BLENDER, files=files(needs))
    asyncio.run(bundle.BundleFolder(target, _keeps_nothing, described).submit(made))
    return Written(target, len(made.specs), tuple(farming.told_of_film()))


def collect(folder: Path) -> Collected:
    """Bring a bundle's results into the open film's store. Raises UserError for a folder that is none."""
    from ...core.farm import sets
    from ...core.farm.bundle import BundleFolder
    from ...core.farm.manifest import NAME
    from ...core.farm.port import Handle
    from ...core.files import FilmFolder, door

    folder = folder.expanduser().absolute()
    if not door.is_file(folder / NAME) and door.is_file(folder.parent / NAME):
        folder = folder.parent  # its out folder was chosen
    store = CaptureStore(FilmFolder(bpy.data.filepath))
    made = sets.read(folder)
    farm = BundleFolder(folder, lambda *filmed: farming.keep(store, *filmed))
    outcomes = asyncio.run(farm.collect(Handle(farm.name, made.id), made))
    names = {spec.key: spec.name for spec in made.specs}
    failures = [error for error in outcomes.values() if isinstance(error, Exception)]
    return Collected(
        names=tuple(names[key] for key, found in outcomes.items() if not isinstance(found, Exception)),
        failures=tuple(e.user_message if isinstance(e, AnimaticError) else str(e) for e in failures),
        missing=len(made.specs) - len(outcomes),
    )


async def test(address: str, film: Path | None) -> tuple[str, list[AnimaticError]]:
    """The Manager's version and what is to be told. Raises FarmError and FarmSetUp. Not on the main thread."""
    from ...core.farm.flamenco import Flamenco

    farm = Flamenco(address, _keeps_nothing)
    try:
        return await farm.check(film)
    finally:
        await farm.close()


def _keeps_nothing(*_: object) -> Any:
    raise AssertionError("nothing is collected here")
