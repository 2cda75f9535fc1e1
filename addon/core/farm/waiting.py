# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for a set, whoever films it: what comes is handed on at once, a farm that is away is waited out and told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..errors import AnimaticError
from ..models import Reference
from .errors import FarmError
from .port import CaptureState, Farm, Handle, Look, Outcome
from .sets import CaptureSet

log = logging.getLogger(__name__)

RETRY_FIRST, RETRY_LONGEST = 1.0, 60.0
"""Seconds between questions to a farm that is away. There is no end to it: a farm is away for a weekend."""

T = TypeVar("T")
OnProgress = Callable[[str, int, int], None]


@dataclass
class Watch:
    """Watches one set for everybody who waits for some of its captures. Lives on one loop.

    `tell` gets the trouble that is waited out when it begins, and None when it is over."""

    farm: Farm
    captures: CaptureSet
    on_progress: OnProgress
    tell: Callable[[AnimaticError | None], None]
    retry_first: float = RETRY_FIRST
    may_submit: bool = True
    """False for a set that an earlier Blender left: its folder may come from anybody, so its code is sent nowhere."""
    handle: Handle | None = None
    last: Look | None = None
    """What was seen last."""
    _waiting: dict[str, asyncio.Future[Reference]] = field(default_factory=dict)
    _task: asyncio.Task[None] | None = None
    _trouble: str = ""

    async def reference(self, key: str) -> Reference:
        """The reference of one capture of the set. Raises why there is none."""
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        try:
            return await asyncio.shield(future)
        finally:
            if future.done():
                self._waiting.pop(key, None)

    async def leave(self) -> None:
        """Stop watching; the farm goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for future in self._waiting.values():
            future.cancel()
        self._waiting.clear()

    async def cancel(self, reason: str) -> None:
        """Stop the farm, too. What cannot be reached now goes on there; its results would be found all the same."""
        await self.leave()
        try:
            if handle := self.handle or await self.farm.find(self.captures.id):
                await self.farm.cancel(handle, reason)
        except AnimaticError as error:
            self.tell(error)

    async def _watch(self) -> None:
        try:
            self.handle = await self._patiently(self._hand_over)
            over = False
            while not over and self._open():
                look = await self._patiently(self._look)
                over = look.over
                if not over and self._open():
                    await self.farm.pause(self.handle)
            if over:
                await self._patiently(self._collect)  # what was written between the last two questions
                self._fail_rest(_unfilmed(look))
        except AnimaticError as error:
            self._fail_rest(error)
        except Exception as error:  # who waits must hear of it, or would wait for ever
            log.exception("Waiting for %s failed", self.captures.id)
            self._fail_rest(FarmError(f"Waiting for the farm failed: {error}.", "Retry the job.", code="internal"))

    def _open(self) -> bool:
        return any(not future.done() for future in self._waiting.values())

    async def _hand_over(self) -> Handle:
        await self._collect()  # another machine may have filmed all of it
        found = await self.farm.find(self.captures.id)
        if found is None and not self.may_submit:
            raise FarmError(
                "The farm does not know these captures any more.",
                "Retry the job: it is filmed from the film as it is now, if that still is the same.",
                code="farm_lost",
            )
        return found or await self.farm.submit(self.captures)

    async def _look(self) -> Look:
        assert self.handle is not None
        look = await self.farm.look(self.handle, self.captures)
        self.last = look
        for key, seen in look.captures.items():
            if seen.total and seen.state is CaptureState.FILMING:
                self.on_progress(key, seen.done, seen.total)
        await self._collect()
        return look

    async def _collect(self) -> None:
        """Only what is waited for still: each file is read whole before it is believed."""
        handle = self.handle or Handle(self.farm.name, self.captures.id)
        open_ones = tuple(s for s in self.captures.specs if s.key in self._waiting and not self._waiting[s.key].done())
        for key, outcome in (await self.farm.collect(handle, replace(self.captures, specs=open_ones))).items():
            self._settle(key, outcome)

    def _settle(self, key: str, outcome: Outcome) -> None:
        future = self._waiting.get(key)
        if future is None or future.done():
            return
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
            future.exception()  # seen, even if nobody waits any more
        else:
            future.set_result(outcome)

    def _fail_rest(self, error: AnimaticError) -> None:
        for key in list(self._waiting):
            self._settle(key, error)

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, however long the farm is away."""
        wait = self.retry_first
        while True:
            try:
                answer = await ask()
            except AnimaticError as error:
                if not isinstance(error, FarmError) or not error.retryable:
                    raise
                if self._trouble != error.code:
                    self._trouble = error.code
                    self.tell(error)
                await asyncio.sleep(max(wait, getattr(error, "retry_after", None) or 0.0))
                wait = min(2 * wait, RETRY_LONGEST)
            else:
                if self._trouble:
                    self._trouble = ""
                    self.tell(None)
                return answer


def _unfilmed(look: Look) -> FarmError:
    """The farm's word that it ended is believed, that it went well only with the file."""
    return FarmError(
        f"The farm ended without filming this capture ({look.words}).",
        "Look at the farm's log, then retry the job, or film it here instead.",
        code="farm_unfilmed",
        retryable=True,
    )
