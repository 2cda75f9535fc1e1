# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Films specs out of a saved copy with the second Blender, and puts what comes out into the store. No bpy."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.blender_process import BlenderCommand, WorkerError, run_worker
from ...core.errors import AnimaticError
from ...core.files import door, require_space
from ...core.models import CaptureKind, CaptureSpec, MediaKind, Reference
from .store import VIEWS, CaptureStore

SPACE_NEEDED = 64 * 1024 * 1024
"""Bytes that must be free before filming begins; a 10 s 1080p capture has about 20 MB."""
HEAVY = 256 * 1024 * 1024
"""Bytes of a copy (three million vertices) that should not be in memory once more."""
STILL_FRAMES = 20
"""Frames of a movie that take as long as a still, which is rendered with more care."""

DRAWING_SECONDS = 120.0
"""Until a Blender that draws a small picture is given up."""
BY_CYCLES = "this machine has no OpenGL to draw with, so Cycles filmed it, coarser and slower than EEVEE would"

OnProgress = Callable[[str, int, int], None]
OnFilmed = Callable[[str, Reference], None]


async def film(
    command: BlenderCommand,
    blend: Path,
    specs: Sequence[CaptureSpec],
    store: CaptureStore,
    on_progress: OnProgress,
    on_filmed: OnFilmed = lambda key, reference: None,
) -> list[Reference]:
    """One reference a spec, in order. Cancelling ends every second Blender at once and keeps nothing half-finished.

    What is finished is in the store at once, so that a later failure in the same list costs only what failed.
    `on_progress(key, frames done, frames in all)`; `on_filmed(key, reference)` as soon as it is in the store. Raises
    UserError, WorkerError or FileError."""
    door.make_folder(store.folder.captures)
    require_space(store.folder.captures, SPACE_NEEDED)
    cores = os.cpu_count() or 1
    # Two on two cores take 40 s where one takes 60: drawing without a graphics device fills one core only half.
    shares = _shares(specs, 2 if cores > 1 and blend.stat().st_size < HEAVY else 1)
    threads = {} if "LP_NUM_THREADS" in os.environ else {"LP_NUM_THREADS": str(max(1, cores // len(shares)))}
    with tempfile.TemporaryDirectory(prefix=".filming-", dir=store.folder.captures) as folder:
        outs = [Path(folder, f"{number}{spec.suffix}") for number, spec in enumerate(specs)]
        crews = [_Crew(store, on_progress, [(specs[n], outs[n]) for n in share], on_filmed) for share in shares]
        outcomes = await asyncio.gather(*(c.film(command, blend, threads) for c in crews), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    filmed: dict[int, Reference] = {}
    for crew, share in zip(crews, shares, strict=True):
        filmed |= {number: crew.filmed[part] for part, number in enumerate(share)}
    return [filmed[number] for number in range(len(specs))]


@dataclass
class _Crew:
    """One second Blender and its part of the list."""

    store: CaptureStore
    on_progress: OnProgress
    parts: Sequence[tuple[CaptureSpec, Path]]
    on_filmed: OnFilmed = lambda key, reference: None

    def __post_init__(self) -> None:
        self.filmed: dict[int, Reference] = {}
        self._asked: list[int] = []
        self._draws = True

    async def film(self, command: BlenderCommand, blend: Path, env: dict[str, str]) -> None:
        """Where drawing ends Blender on this machine, Cycles films what is left, and each reference says so; one that
        another fault ended is begun once more, for that seldom strikes twice, and filming is free."""
        try:
            await self._film(command, blend, env)
        except WorkerError as error:
            self._draws = not await _cannot_draw(command, error, env)
            if self._draws and not error.died:
                raise
            await self._film(command, blend, env)

    async def _film(self, command: BlenderCommand, blend: Path, env: dict[str, str]) -> None:
        self._asked = [number for number in range(len(self.parts)) if number not in self.filmed]
        captures = [
            {
                **spec.model_dump(mode="json"),
                "out": str(out),
                "views": [str(view) for view in _views(spec, out)],
                "file": str(self.store.folder.resolve(spec.file)) if spec.file else "",
            }
            for spec, out in (self.parts[number] for number in self._asked)
        ]
        job = {"blend": str(blend), "captures": captures, "draws": self._draws}
        await run_worker(command, "capture", job, on_message=self._heard, env=env)
        missing = [spec.name for number, (spec, _) in enumerate(self.parts) if number not in self.filmed]
        if missing:
            raise AnimaticError(
                f"Nothing was filmed for {', '.join(missing)}.", "Try again.", code="capture_unwritten", retryable=True
            )

    def _heard(self, message: dict[str, Any]) -> None:
        number = self._asked[message["capture"]]
        spec, out = self.parts[number]
        if message["type"] == "progress":
            self.on_progress(spec.key, message["frame"], message["frames"])
        elif message["type"] == "filmed":
            self.filmed[number] = self.store.add(
                spec.key,
                out,
                spec.name,
                blank=message.get("blank", ""),
                remark="; ".join(filter(None, (message.get("remark", ""), "" if self._draws else BY_CYCLES))),
                front_guessed=message.get("front_guessed", False),
                sides=tuple(message.get("sides", ())),
            )
            self.store.add_views(self.filmed[number], _views(spec, out))
            self.on_filmed(spec.key, self.filmed[number])


async def _cannot_draw(command: BlenderCommand, error: WorkerError, env: dict[str, str]) -> bool:
    """Whether it was drawing that ended Blender: then it ends one that does nothing else, too."""
    if error.code == "no_egl":
        return True
    if not error.died:
        return False
    try:
        await run_worker(command, "drawing", {}, env=env, timeout=DRAWING_SECONDS)
    except WorkerError as again:
        return again.died or again.code == "no_egl"
    return False


def _views(spec: CaptureSpec, out: Path) -> list[Path]:
    """Where the small pictures of a character go that are made beside its reference."""
    if spec.kind not in (CaptureKind.TURNTABLE, CaptureKind.SHEET, CaptureKind.LIT):
        return []
    return [out.with_name(f"{out.stem}.view{number}.png") for number in range(VIEWS)]


def _shares(specs: Sequence[CaptureSpec], most: int) -> list[list[int]]:
    """Numbers of the specs for each process, about equally long to film."""
    shares: list[list[int]] = [[] for _ in range(max(1, min(most, len(specs))))]
    costs = [_cost(spec) for spec in specs]
    for number in sorted(range(len(specs)), key=lambda n: -costs[n]):
        min(shares, key=lambda share: sum(costs[n] for n in share)).append(number)
    return [sorted(share) for share in shares]


def _cost(spec: CaptureSpec) -> int:
    frames = STILL_FRAMES if spec.media_kind is MediaKind.IMAGE else spec.frame_end - spec.frame_start
    return frames * spec.width * spec.height
