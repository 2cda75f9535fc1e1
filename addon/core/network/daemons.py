# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The threads that asyncio makes for calls that block, as daemons, and how a thread answers a loop. Imported with the
first work that waits."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

IDLE_SECONDS = 10.0
"""How long a thread waits for its next call. To make one for each call cost a tenth of a small download (measured)."""


class Daemons(ThreadPoolExecutor):
    """Gives each call a daemon thread, one that waits or a new one: Python waits for those of its own pools at exit, a
    minute for a name that no server answers, and lets a call wait where all of them are busy."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._waiting = threading.Semaphore(0)
        """Threads that wait and are not meant for a call yet."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        answer: Future[Any] = Future()

        def call() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(fn(*args, **kwargs))
            except BaseException as error:
                answer.set_exception(error)

        self.begin(call)
        return answer

    def begin(self, call: Callable[[], None]) -> None:
        """Have this done, which raises nothing."""
        if self._waiting.acquire(blocking=False):
            self._calls.put(call)
        else:
            threading.Thread(target=self._work, args=(call,), name="animatic-call", daemon=True).start()

    def _work(self, call: Callable[[], None] | None) -> None:
        while call is not None:
            call()
            del call  # what it holds is let go of while nothing is done
            self._waiting.release()
            call = self._next()

    def _next(self) -> Callable[[], None] | None:
        try:
            return self._calls.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            # Nobody counts on this thread any more, or somebody just did: then a call is coming.
            return None if self._waiting.acquire(blocking=False) else self._calls.get()


def answering(work: Callable[..., T], *given: object) -> tuple[asyncio.Future[T], Callable[[], None]]:
    """What the running loop is answered by, and what a thread calls to work and answer. By way of a future of threads
    and one of the loop, as asyncio does it, the loop is told twice."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()
    return answer, partial(_work, loop, answer, work, given)


def _work(loop: asyncio.AbstractEventLoop, answer: asyncio.Future[T], work: Callable[..., T], given: Any) -> None:
    settle: Callable[[], None]
    try:
        settle = partial(_settle, answer, work(*given), None)
    except BaseException as error:
        settle = partial(_settle, answer, None, error)
    with suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(settle)


def _settle(answer: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if answer.cancelled():
        return
    if error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(result)
