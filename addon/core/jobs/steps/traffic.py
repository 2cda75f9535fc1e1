# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many at once, how fast, and never the same thing twice: for one asyncio loop."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class Slots:
    """At most `limit` at once. The next free slot goes to the group that had the fewest so far, then to the longest
    wait: one shot with ten takes does not hold up ten shots with one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._served: Counter[str] = Counter()
        self._waiting: list[tuple[int, int, str, asyncio.Future[None]]] = []
        """A heap: how much its group had when it came, its number, the group, its turn. With a thousand jobs, looking
        through all of them for each free slot made every one dearer."""
        self._numbers = itertools.count()

    @property
    def full(self) -> bool:
        return self._used >= self._limit

    async def take(self, group: str = "") -> None:
        if not self.full and not self._waiting:
            self.force(group)
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self._served[group], next(self._numbers), group, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.free()  # the slot came in the same moment as the cancel
            raise

    def force(self, group: str = "") -> None:
        """Count someone who is at work already: a job that was running before the film was opened."""
        self._used += 1
        if group:  # those of no group are served as they come, and not counted against each other
            self._served[group] += 1

    def free(self) -> None:
        self._used -= 1
        while self._waiting and not self.full:
            had, number, group, turn = heapq.heappop(self._waiting)
            if turn.done():
                continue  # cancelled
            if had < self._served[group]:  # its group was served since it came
                heapq.heappush(self._waiting, (self._served[group], number, group, turn))
            else:
                self.force(group)
                turn.set_result(None)

    async def __aenter__(self) -> None:
        await self.take()

    async def __aexit__(self, *_: object) -> None:
        self.free()


class Pace:
    """At most `per_second` starts a second, evenly spread; `pause` holds all of them back (a 429 concerns everyone)."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next = 0.0

    async def wait(self) -> None:
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next)
        self._next = mine + self._gap
        await asyncio.sleep(mine - now)

    def pause(self, seconds: float) -> None:
        self._next = max(self._next, asyncio.get_running_loop().time() + min(seconds, HEEDED_MOST))


HEEDED_MOST = 3600.0
"""Seconds that a server's "later" is heeded at most; it is asked again then. Some have said years."""


@dataclass
class _Flight(Generic[T]):
    task: asyncio.Task[T]
    riders: int = 0


class Once(Generic[T]):
    """What several jobs want at the same time is done once; it is given up only when nobody wants it any more."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}

    async def run(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        flight = self._flights.get(key)
        if flight is None:
            flight = _Flight(asyncio.ensure_future(_await(make)))
            self._flights[key] = flight
            flight.task.add_done_callback(lambda _: self._land(key, flight))
        flight.riders += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.riders -= 1
            if not flight.riders and not flight.task.done():
                self._land(key, flight)
                flight.task.cancel()

    def _land(self, key: Hashable, flight: _Flight[T]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if flight.task.done() and not flight.task.cancelled():
            flight.task.exception()  # seen, even if the last rider has just left


async def _await(make: Callable[[], Awaitable[T]]) -> T:
    return await make()


@dataclass
class Backoff:
    """Growing waits in seconds, shifted at random so that 200 jobs do not come back in the same moment."""

    first: float
    longest: float
    factor: float = 2.0
    _next: float = 0.0

    def __post_init__(self) -> None:
        self._next = self.first

    def wait(self, at_least: float | None = None) -> float:
        """The next wait: 0.8 to 1.2 of the plan, and not below what the server asked for, an hour of it at most."""
        planned = self._next * random.uniform(0.8, 1.2)
        self._next = min(self._next * self.factor, self.longest)
        return max(planned, min(at_least or 0.0, HEEDED_MOST))

    def reset(self) -> None:
        self._next = self.first
