# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What films for the engine: knows from which saved copy each capture is to be filmed. Runs on the engine's thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

from ...core.blender_process import BlenderCommand
from ...core.errors import UserError
from ...core.farm.desk import FarmDesk
from ...core.farm.machine import ThisMachine, set_of
from ...core.farm.waiting import OnProgress, Watch
from ...core.files import FilmFolder
from ...core.jobs.edges import Capturer as Filming
from ...core.models import CaptureSpec, Reference
from ..capture import copies, runner
from ..capture.store import CaptureStore
from .still_filmed import StillFilmed


class Capturer(Filming):
    """Films specs out of the copy that was saved when they were planned; what is in the store is not filmed again.

    What its `farm` has is waited for, and what this machine films in the same way. The store is the same, whoever
    films."""

    def __init__(self, folder: FilmFolder, command: BlenderCommand) -> None:
        self.folder = folder
        self.store = CaptureStore(folder)
        self.farm: FarmDesk | None = None
        self.still = StillFilmed()
        self._command = command
        self._copies: dict[str, Path] = {}
        self._lock = threading.Lock()

    def use_copy(self, copy: Path, specs: Sequence[CaptureSpec]) -> None:
        """Let these specs be filmed from `copy`. Called on the main thread, before their jobs are sent."""
        self._change({**self._copies, **{spec.key: copy for spec in specs}})

    def let_go(self, keys: Collection[str]) -> None:
        """These will not be filmed any more: drop the copies from which nothing else is to be filmed."""
        if not self._copies.keys().isdisjoint(keys):
            self._change({key: copy for key, copy in self._copies.items() if key not in keys})
        if keys and self.farm is not None:
            self.farm.let_go(keys)

    def _change(self, known: dict[str, Path]) -> None:
        """The main thread alone changes it, the engine's reads it. Copies from which nothing is filmed are dropped."""
        with self._lock:
            gone = set(self._copies.values()) - set(known.values())
            self._copies = known
        for copy in gone:
            copies.drop(copy)

    def close(self) -> None:
        """Drop all copies; a farm keeps what it films from."""
        self._change({})

    def elsewhere(self, spec: CaptureSpec) -> bool:
        return self.farm is not None and self.farm.has(spec.key) and self.store.find(spec.key) is None

    def goes_beside(self, spec: CaptureSpec) -> bool:
        """Not a heavy scene, which would be in memory once more."""
        copy = self._copies.get(spec.key)
        return copy is not None and copy.is_file() and copy.stat().st_size < runner.HEAVY

    def unwanted(self, spec: CaptureSpec) -> None:
        if self.farm is not None:
            self.farm.unwanted(spec.key)

    async def film(
        self, specs: Sequence[CaptureSpec], on_progress: OnProgress, on_filmed: runner.OnFilmed
    ) -> list[Reference]:
        """One reference a spec, in order. Raises UserError for a spec whose copy is gone."""
        known = {spec.key: self.store.find(spec.key) for spec in specs}
        for key, reference in known.items():
            if reference is not None:
                on_filmed(key, reference)
        for spec in specs:
            if self.farm is not None and known[spec.key] is None and self.farm.has(spec.key):
                known[spec.key] = await self.farm.film(spec, on_progress)
        missing = list({spec.key: spec for spec in specs if known[spec.key] is None}.values())
        for copy, group in self._by_copy(missing).items():
            known |= await self._film_here(copy, group, on_progress, on_filmed)
        return [found for spec in specs if (found := known[spec.key]) is not None]

    async def _film_here(
        self, copy: Path, specs: list[CaptureSpec], on_progress: OnProgress, on_filmed: runner.OnFilmed
    ) -> dict[str, Reference]:
        """Waits as for any farm. What waits no longer ends the second Blenders."""

        async def film(wanted: Sequence[CaptureSpec], told: OnProgress) -> object:
            return await runner.film(self._command, copy, wanted, self.store, told, on_filmed)

        watch = Watch(ThisMachine(film, self.store.find), set_of(copy, specs), on_progress, lambda _: None)
        try:
            found = await asyncio.gather(*(watch.reference(spec.key) for spec in specs))
            return {spec.key: reference for spec, reference in zip(specs, found, strict=True)}
        finally:
            await watch.cancel("It is not waited for any more.")

    def _by_copy(self, specs: Sequence[CaptureSpec]) -> dict[Path, list[CaptureSpec]]:
        groups: dict[Path, list[CaptureSpec]] = {}
        with self._lock:
            known = dict(self._copies)
        for spec in specs:
            copy = known.get(spec.key) or (self.farm.copy_of(spec.key) if self.farm is not None else None)
            if copy is None or not copy.is_file():
                raise UserError(
                    f"The scene changed since {spec.name} was planned, so it cannot be filmed as it was.",
                    "Generate the shot again.",
                    code="scene_changed",
                )
            groups.setdefault(copy, []).append(spec)
        return groups
