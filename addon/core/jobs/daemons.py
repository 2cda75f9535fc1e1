# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The threads that asyncio makes for calls that block, as daemons. Imported with the first work that waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Daemons(ThreadPoolExecutor):
    """Gives each call a daemon thread: Python waits for those of its own pools at exit, a minute for a name that no
    server answers."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        answer: Future[Any] = Future()

        def call() -> None:
            if not answer.set_running_or_notify_cancel():
                return
            try:
                answer.set_result(fn(*args, **kwargs))
            except BaseException as error:
                answer.set_exception(error)

        threading.Thread(target=call, name="animatic-call", daemon=True).start()
        return answer
