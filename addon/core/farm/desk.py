# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sets of one film that a farm films: which capture is in which, who waits for them, and the way back."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..errors import AnimaticError
from ..files import door
from ..models import CaptureSpec, Reference
from . import results, sets
from .claims import FOLDER as CLAIMS
from .errors import FilmHere
from .port import CaptureState, Farm, Look
from .waiting import OnProgress, Watch
from .working import WORK

UNWANTED = "No shot of the film waits for these captures any more."
HERE = "The artist films these captures on their own machine."


class OpenFarm(Farm, Protocol):
    async def close(self) -> None: ...


@dataclass
class _Open:
    """A set that is not all here."""

    captures: sets.CaptureSet
    ours: bool = True
    """Made by this program, not found in a folder."""
    done: set[str] = field(default_factory=set)
    unwanted: set[str] = field(default_factory=set)
    watch: Watch | None = None
    farm: OpenFarm | None = None
    loop: asyncio.AbstractEventLoop | None = None
    waiting: int = 0

    @property
    def wanted(self) -> frozenset[str]:
        return self.captures.keys - self.done - self.unwanted


class FarmDesk:
    """Thread-safe: sets come and go on the main thread, waiting is on the engine's.

    `connect` answers a farm for the loop that runs, or raises FarmSetUp; `tell` gets trouble, and None at its end."""

    def __init__(
        self, root: Path, connect: Callable[[], OpenFarm], tell: Callable[[AnimaticError | None], None]
    ) -> None:
        self._root = root
        self._connect = connect
        self._tell = tell
        self._lock = threading.RLock()
        self._sets: dict[str, _Open] = {}
        self._here: set[str] = set()
        """What this machine films instead."""
        self.failed_log = ""
        """Address of what the machine said that failed last."""

    def load(self) -> None:
        """Take up the sets that an earlier Blender left in the film's folder."""
        for captures in sets.of_film(self._root):
            self._sets.setdefault(captures.id, _Open(captures, ours=False))

    def use(self, captures: sets.CaptureSet) -> None:
        """Let a farm film this set, which this program made."""
        with self._lock:
            self._sets[captures.id] = _Open(captures)

    def has(self, key: str) -> bool:
        """Whether a farm films this capture."""
        return self._find(key) is not None

    def copy_of(self, key: str) -> Path | None:
        """The film's copy that a set has for a capture, also one that this machine films now."""
        with self._lock:
            found = [each.captures.blend for each in self._sets.values() if each.ours and key in each.captures.keys]
        return next((blend for blend in found if door.is_file(blend)), None)

    def looks(self) -> list[Look]:
        """What was seen last of each set that is waited for."""
        with self._lock:
            return [each.watch.last for each in self._sets.values() if each.watch and each.watch.last]

    def open_sets(self) -> list[sets.CaptureSet]:
        with self._lock:
            return [each.captures for each in self._sets.values()]

    async def film(self, spec: CaptureSpec, on_progress: OnProgress) -> Reference:
        """Wait for a capture. Raises why there is none, FilmHere where a person wants it filmed here."""
        found = self._find(spec.key)
        if found is None:
            raise FilmHere("This capture is filmed here.")
        watch = self._watch(found, on_progress)
        found.waiting += 1
        try:
            reference = await watch.reference(spec.key)
        except asyncio.CancelledError:
            if spec.key in self._sets_here(found):
                raise FilmHere("The artist films it here instead.") from None
            raise
        except AnimaticError:
            found.unwanted.add(spec.key)  # it failed: what is asked for next is another set's, or this machine's
            self._note_log(watch, spec.key)
            self._tidy(found)
            raise
        finally:
            found.waiting -= 1
            if not found.waiting:
                await self._leave(found)
        found.done.add(spec.key)
        self._tidy(found)
        return reference

    def unwanted(self, key: str) -> None:
        """Nobody waits for it any more. A set of which nothing is wanted is cancelled. On the engine's loop."""
        found = self._find(key)
        if found is None:
            return
        found.unwanted.add(key)
        if not found.wanted:
            task = asyncio.get_running_loop().create_task(self._cancel(found, UNWANTED))
            _running.add(task)
            task.add_done_callback(_running.discard)

    def film_here(self) -> int:
        """Let this machine film all that is open; answers how many captures. Called on the main thread."""
        with self._lock:
            opened = list(self._sets.values())
            count = sum(len(each.wanted) for each in opened)
            for each in opened:
                self._here |= each.wanted
                each.unwanted |= each.wanted
        for each in opened:
            if each.watch is not None and each.loop is not None and each.loop.is_running():
                asyncio.run_coroutine_threadsafe(self._cancel(each, HERE), each.loop)
        return count

    def let_go(self, keys: Collection[str]) -> None:
        """These are not filmed any more: remove the folders of sets of which nothing is open."""
        with self._lock:
            for found in list(self._sets.values()):
                if found.captures.keys & set(keys):
                    found.unwanted |= found.captures.keys & set(keys)
                    self._here -= set(keys)
                    self._tidy(found)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _find(self, key: str) -> _Open | None:
        with self._lock:
            return next((each for each in self._sets.values() if key in each.wanted), None)

    def _sets_here(self, found: _Open) -> set[str]:
        with self._lock:
            return self._here & found.captures.keys

    def _watch(self, found: _Open, on_progress: OnProgress) -> Watch:
        loop = asyncio.get_running_loop()
        if found.watch is None or found.loop is not loop:
            found.farm = self._connect()
            found.loop = loop
            found.watch = Watch(found.farm, found.captures, on_progress, self._tell, may_submit=found.ours)
        return found.watch

    def _note_log(self, watch: Watch, key: str) -> None:
        seen = watch.last.captures.get(key) if watch.last is not None else None
        if seen is not None and seen.state is not CaptureState.WAITING:
            self.failed_log = seen.log or self.failed_log

    async def _leave(self, found: _Open) -> None:
        watch, farm = found.watch, found.farm
        found.watch = found.farm = None
        if watch is not None:
            await watch.leave()
        if farm is not None:
            await farm.close()

    async def _cancel(self, found: _Open, reason: str) -> None:
        try:
            farm = self._connect()
        except AnimaticError as error:
            self._tell(error)
            return
        watch = Watch(farm, found.captures, lambda *_: None, self._tell)
        try:
            if found.watch is not None:
                await found.watch.leave()  # who waits is sent home
            await watch.cancel(reason)
        finally:
            await farm.close()
        self._tidy(found)

    def _tidy(self, found: _Open) -> None:
        """Forget a set of which all is here or unwanted; its folder goes, unless this machine still films from it."""
        with self._lock:
            if found.wanted or self._sets_here(found) - found.done:
                return
            self._sets.pop(found.captures.id, None)
        with contextlib.suppress(AnimaticError, OSError):
            door.remove_folder(found.captures.folder)
            self._sweep(found)

    def _sweep(self, found: _Open) -> None:
        """The results are in the film's store. What a machine that died has left goes with the last set."""
        with self._lock:
            elsewhere = frozenset().union(*(each.wanted for each in self._sets.values()))
        out = found.captures.out
        results.sweep(out, found.captures.keys - elsewhere, found.done)
        if not sets.of_film(self._root):
            door.remove_folder(out / WORK)
            door.remove_empty_folder(out / CLAIMS)
            door.remove_empty_folder(out)


_running: set[asyncio.Task[None]] = set()
"""Kept from being collected while they run."""
