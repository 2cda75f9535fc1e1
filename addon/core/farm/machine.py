# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""This machine as a farm of one: films a set in second Blenders beside the artist, as long as Blender runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import AnimaticError
from ..models import CaptureSpec, Reference
from .port import CaptureState, Handle, Look, Outcome, Seen
from .sets import CaptureSet, new_id

OnProgress = Callable[[str, int, int], None]
Film = Callable[[Sequence[CaptureSpec], OnProgress], Awaitable[object]]
"""Films specs and puts each into the film's store as soon as it is whole. Ended at once when it is cancelled."""
Find = Callable[[str], Reference | None]
"""What the film's store has for a key."""


def set_of(copy: Path, specs: Sequence[CaptureSpec]) -> CaptureSet:
    """Captures that are filmed here from a copy; nothing of the set is on the disk, for nothing of it is handed on."""
    return CaptureSet(new_id(), copy.parent, tuple(specs), copy.parent)


@dataclass
class _Filming:
    task: asyncio.Task[object]
    seen: dict[str, Seen] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, key: str, done: int, total: int) -> None:
        self.seen[key] = Seen(CaptureState.FILMING, done, total)
        self.news.set()


class ThisMachine:
    """Films what it is handed, in the loop that handed it over; nothing of it outlives that."""

    name = "here"

    def __init__(self, film: Film, find: Find) -> None:
        self._film = film
        self._find = find
        self._sets: dict[str, _Filming] = {}

    async def submit(self, captures: CaptureSet) -> Handle:
        if captures.id not in self._sets:
            self._begin(captures)
        return Handle(self.name, captures.id)

    def _begin(self, captures: CaptureSet) -> None:
        def hear(key: str, done: int, total: int) -> None:
            filming.hear(key, done, total)

        task = asyncio.ensure_future(self._film(captures.specs, hear))
        filming = self._sets[captures.id] = _Filming(task)
        task.add_done_callback(lambda _: filming.news.set())

    async def look(self, handle: Handle, captures: CaptureSet) -> Look:
        filming = self._sets[handle.set_id]
        return Look(filming.task.done(), "this machine films", captures=dict(filming.seen))

    async def pause(self, handle: Handle) -> None:
        filming = self._sets[handle.set_id]
        await filming.news.wait()
        filming.news.clear()

    async def cancel(self, handle: Handle, reason: str) -> None:
        """Ends the second Blenders at once; returns when they are gone."""
        filming = self._sets.pop(handle.set_id, None)
        if filming is not None:
            filming.task.cancel()
            await asyncio.gather(filming.task, return_exceptions=True)

    async def find(self, set_id: str) -> Handle | None:
        return Handle(self.name, set_id) if set_id in self._sets else None

    async def collect(self, handle: Handle, captures: CaptureSet) -> dict[str, Outcome]:
        """What was finished before a failure is there; that failure is what became of all others."""
        found: dict[str, Outcome] = {s.key: made for s in captures.specs if (made := self._find(s.key)) is not None}
        filming = self._sets.get(handle.set_id)
        if filming is None or not filming.task.done() or filming.task.cancelled():
            return found
        error = filming.task.exception()
        if error is None:
            return found
        failed = error if isinstance(error, Exception) else AnimaticError(str(error), "Try again.")
        return {**{spec.key: failed for spec in captures.specs}, **found}
