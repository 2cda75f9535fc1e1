# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filming what several jobs want: each capture once, several to a second Blender, few of those at a time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field

from ...farm.errors import FilmHere
from ...files import door
from ...models import CaptureSpec, MediaKind, Reference
from ..edges import Film
from ..settings import Settings
from .traffic import Slots


@dataclass
class _Wish:
    """A capture somebody waits for."""

    spec: CaptureSpec
    result: asyncio.Future[Reference]
    listeners: list[Callable[[int, int], None]] = field(default_factory=list)
    """One for each job that waits; when the last one leaves, nobody wants it any more."""

    @property
    def wanted(self) -> bool:
        return bool(self.listeners) and not self.result.done()


class CaptureDesk:
    """Collects the captures that jobs want and hands them to the capturer in batches: starting Blender and loading a
    heavy scene costs more than filming a still. Who waits goes on as soon as their capture is there, whatever else is
    filmed in the batch. What is left of a batch that fails is filmed again one by one, so that one bad camera fails
    one shot. Pictures that come while clips alone are filmed, which takes minutes, are filmed beside them."""

    def __init__(self, film: Film, slots: Slots, settings: Settings) -> None:
        self._folder = film.folder
        self._capturer = film.capturer
        self._filmed: dict[str, Reference] = {}
        self._slots = slots
        self._worker_limit = settings.captures
        self._batch_max = settings.captures_per_process
        self._together = settings.captures_together
        self._wishes: dict[str, _Wish] = {}
        self._queue: dict[str, _Wish] = {}
        self._workers: dict[asyncio.Task[None], list[_Wish]] = {}
        self._away: dict[asyncio.Task[None], list[_Wish]] = {}
        """Captures that a farm films: each is waited for by itself, and takes no place on this machine."""
        self._beside: asyncio.Task[None] | None = None
        """Of the workers the one that films pictures beside the clips of the others."""
        self._resting = False

    async def film(self, spec: CaptureSpec, on_progress: Callable[[int, int], None]) -> Reference:
        """The reference for `spec`; raises what the capturer raised for it."""
        known = self._filmed.get(spec.key)
        if known is not None and door.is_file(self._folder.resolve(known.path)):
            return known
        wish = self._wishes.get(spec.key)
        if wish is None:
            wish = _Wish(spec, asyncio.get_running_loop().create_future())
            self._wishes[spec.key] = wish
            self._begin(wish)
        wish.listeners.append(on_progress)
        try:
            return await asyncio.shield(wish.result)
        finally:
            wish.listeners.remove(on_progress)
            if not wish.listeners:
                self._drop(wish)

    def forget(self, keys: Iterable[str]) -> None:
        """Ask the capturer again next time, who knows best whether the file is still right."""
        for key in keys:
            self._filmed.pop(key, None)

    def rest(self) -> None:
        """Who leaves from now on does so because the engine stops: a farm goes on."""
        self._resting = True

    async def close(self) -> None:
        """Stop every second Blender and wait until it is gone; a farm goes on."""
        workers = [*self._workers, *self._away]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    def _begin(self, wish: _Wish) -> None:
        if not self._capturer.elsewhere(wish.spec):
            self._queue[wish.spec.key] = wish
            self._hire()
            return
        waiting = asyncio.create_task(self._film([wish]))
        self._away[waiting] = [wish]
        waiting.add_done_callback(self._away.pop)

    def _hire(self) -> None:
        if not self._queue:
            return
        if len(self._workers) - (self._beside is not None) < self._worker_limit:
            self._employ(self._work())
        elif self._beside is None and self._stuck():
            self._beside = self._employ(self._work_beside())

    def _employ(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        worker = asyncio.create_task(work)
        self._workers[worker] = []
        worker.add_done_callback(self._leave)
        return worker

    def _leave(self, worker: asyncio.Task[None]) -> None:
        del self._workers[worker]
        if worker is self._beside:
            self._beside = None
        self._hire()

    def _stuck(self, but: asyncio.Task[None] | None = None) -> list[_Wish]:
        """Pictures that wait while every worker, `but` one, films clips alone."""
        others = (batch for worker, batch in self._workers.items() if worker is not but)
        at_work = [[wish for wish in batch if not wish.result.done()] for batch in others]
        if not all(at_work) or any(_is_picture(wish) for batch in at_work for wish in batch):
            return []
        return [w for w in self._queue.values() if _is_picture(w) and self._capturer.goes_beside(w.spec)]

    async def _work(self) -> None:
        me = asyncio.current_task()
        assert me is not None
        await asyncio.sleep(self._together)
        async with self._slots:
            while self._queue:
                count = min(self._batch_max, math.ceil(len(self._queue) / self._worker_limit))
                batch = [self._queue.pop(wish.spec.key) for wish in sorted(self._queue.values(), key=_length)[:count]]
                self._workers[me] = batch
                self._hire()
                await self._film(batch)

    async def _work_beside(self) -> None:
        me = asyncio.current_task()
        assert me is not None
        await asyncio.sleep(self._together)
        batch = self._stuck(but=me)[: self._batch_max]
        if not batch:
            return
        self._workers[me] = [self._queue.pop(wish.spec.key) for wish in batch]
        self._slots.force()
        try:
            await self._film(self._workers[me])
        finally:
            self._slots.free()

    async def _film(self, batch: list[_Wish]) -> None:
        wishes = {wish.spec.key: wish for wish in batch}

        def filmed(key: str, reference: Reference) -> None:
            self._settle(wishes[key], reference)

        try:
            references = await self._capturer.film([wish.spec for wish in batch], self._progress, filmed)
            results = list(zip(batch, references, strict=True))
        except Exception as error:
            if len(batch) == 1 and not isinstance(error, FilmHere):
                self._fail(batch[0], error)
                return
            for wish in batch:
                if not wish.wanted:
                    continue
                if isinstance(error, FilmHere):
                    self._begin(wish)
                else:
                    await self._film([wish])
        else:
            for wish, reference in results:
                self._settle(wish, reference)

    def _progress(self, key: str, done: int, total: int) -> None:
        if wish := self._wishes.get(key):
            for listener in tuple(wish.listeners):
                listener(done, total)

    def _settle(self, wish: _Wish, reference: Reference) -> None:
        """Once: what became of the file since then is known to others."""
        if not wish.result.done():
            self._filmed[wish.spec.key] = reference
            wish.result.set_result(reference)
            self._forget(wish)
            self._hire()

    def _fail(self, wish: _Wish, error: Exception) -> None:
        if not wish.result.done():
            wish.result.set_exception(error)
            wish.result.exception()  # seen, even if nobody waits any more
        self._forget(wish)

    def _drop(self, wish: _Wish) -> None:
        """Nobody waits for it: leave it out unless it is there, and stop a Blender that films only such."""
        there = wish.result.done()
        if not there:
            self._forget(wish)
        for worker, batch in [*self._workers.items(), *self._away.items()]:
            if wish in batch and _is_idle(batch):
                worker.cancel()
        if not there and not self._resting:
            self._capturer.unwanted(wish.spec)

    def _forget(self, wish: _Wish) -> None:
        key = wish.spec.key
        if self._wishes.get(key) is wish:
            del self._wishes[key]
        if self._queue.get(key) is wish:
            del self._queue[key]


def _length(wish: _Wish) -> tuple[bool, int]:
    """Of filming it: pictures first, then the fewest frames, so that what takes long keeps few waiting."""
    return not _is_picture(wish), wish.spec.frame_end - wish.spec.frame_start


def _is_picture(wish: _Wish) -> bool:
    return wish.spec.media_kind is MediaKind.IMAGE


def _is_idle(batch: Iterable[_Wish]) -> bool:
    """Whether something is filmed still, and all of it for nobody."""
    return not all(wish.result.done() for wish in batch) and not any(wish.listeners for wish in batch)
