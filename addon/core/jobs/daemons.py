# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The threads that asyncio makes for calls that block, as daemons. Imported with the first work that waits."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

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

        if self._waiting.acquire(blocking=False):
            self._calls.put(call)
        else:
            threading.Thread(target=self._work, args=(call,), name="animatic-call", daemon=True).start()
        return answer

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
