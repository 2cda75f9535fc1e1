# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work beside Blender: all that takes longer than a frame and is no job of the engine's, each on a thread of its own.

It never sees bpy. Every thread is a daemon, and so are those that asyncio makes for it: Blender does not wait for them
when it quits. What is told of its end is told by the pump, on the main thread. Work about a film ends with the film.
"""

from __future__ import annotations

import inspect
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from .. import registry
from .view import current as view

if TYPE_CHECKING:
    import asyncio

log = logging.getLogger(__name__)

STOP_SECONDS = 0.8
"""How long quitting Blender, disabling or opening another film may wait for all of it together."""

_all: list[Work] = []
"""What is at work or ended untold, oldest first."""


class Work:
    """One piece of work: `do` gets it, and does it or answers a coroutine that does.

    `name` is its thread's; `words` say to the artist what it is, `film` is the folder it is about. `heeds`: it looks at
    `cancelled` by itself and ends then. Ended, it has a `result` or an `error`, or was `cancelled`."""

    def __init__(
        self,
        name: str,
        do: Callable[[Work], Any],
        *,
        told: Callable[[Work], object] | None = None,
        cleanup: Callable[[], object] | None = None,
        words: str = "",
        film: Path | None = None,
        heeds: bool = False,
    ) -> None:
        self.words, self.film, self.told = words, film, told
        self._heeds = heeds
        self._cleanup = cleanup
        self.share = 0.0
        """How much of it is done, 0 to 1."""
        self.cancelled = False
        self.result: Any = None
        self.error: AnimaticError | None = None
        self._do = do
        self._door = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._thread = threading.Thread(target=self._run, name=f"animatic-{name}", daemon=True)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def progress(self, done: float, total: float) -> None:
        """Called by the work itself."""
        self.share = done / max(total, 1)

    @property
    def ends(self) -> bool:
        """Whether `cancel` ends it soon: it waits in a loop of its own, heeds it, or cleans up when it ended. Nothing
        ends what blocks in one call, a keychain that waits for a password, say."""
        return self._task is not None or self._heeds or self._cleanup is not None

    def cancel(self) -> None:
        """End it where it is; returns at once."""
        with self._door:
            self.cancelled = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def wait(self, timeout: float | None = None) -> None:
        """Until it ended; `timeout` in seconds."""
        self._thread.join(timeout)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            made = self._do(self)
            self.result = self._awaited(made) if inspect.iscoroutine(made) else made
        except AnimaticError as error:
            self.error = error
        except Exception as error:
            log.exception("%s failed", self._thread.name)
            self.error = AnimaticError(
                f"{self.words or 'This'} failed: {error}.", "Try again; the details are in the log.", code="internal"
            )
        finally:
            if self._cleanup is not None:
                self._cleanup()

    def _awaited(self, made: Coroutine[Any, Any, Any]) -> Any:
        import asyncio  # a third of the time that enabling the extension takes

        from ...core.network.daemons import Daemons

        loop = asyncio.new_event_loop()
        loop.set_default_executor(Daemons())
        task = loop.create_task(made)
        with self._door:
            self._loop, self._task = loop, task
            if self.cancelled:
                task.cancel()
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            self.cancelled = True
            return None
        finally:
            with self._door:
                self._loop = None
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()


def begin(
    name: str,
    do: Callable[[Work], Any],
    *,
    told: Callable[[Work], object] | None = None,
    cleanup: Callable[[], object] | None = None,
    words: str = "",
    film: Path | None = None,
    heeds: bool = False,
) -> Work:
    """Start work. `cleanup` is called on its thread when it ended, however it did; then `told` is called with it, on
    the main thread, unless the extension or the film ends before."""
    work = Work(name, do, told=told, cleanup=cleanup, words=words, film=film, heeds=heeds)
    _all.append(work)
    work.start()
    return work


def at_work() -> list[Work]:
    """What an artist is shown as under way."""
    return [work for work in _all if work.words and work.running]


def is_open(work: Work) -> bool:
    """Whether work is at work, or ended and was not told of yet: until then nobody has what it found."""
    return work in _all


def tell() -> bool:
    """Tell of what ended since the last call. Answers whether panels have something new to show."""
    ended = [work for work in _all if not work.running]
    for work in ended:
        _all.remove(work)
        if work.told is not None:
            work.told(work)
    return any(work.words for work in (*ended, *_all))


def put_trouble(work: Work) -> None:
    """Put into the queue what kept work about a film from its end."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    error = work.error
    if error is not None and work.film is not None:
        view.put_notice(Notice(work.film, Level.ERROR, error.code, error.user_message, error.next_step))


def finish(work: Work) -> None:
    """Wait for work and tell of it, where no pump will (scripts, the command line). Raises what it ended with."""
    work.wait()
    tell()
    if work.error is not None:
        raise work.error


def goes_on(work: Work) -> bool:
    """Whether it goes on beside Blender while the operator ends. Without a window it does not: it is waited for, and
    what it ended with is raised."""
    if not bpy.app.background:
        return True
    finish(work)
    return False


def stop(of_film: bool = False, leaving: bool = False) -> None:
    """End all of it, or what is about a film, and tell of none. `leaving`: Blender ends, and what cannot be ended is
    not waited for: it ends with Blender."""
    ending = [work for work in _all if work.film is not None or not of_film]
    _all[:] = [work for work in _all if work not in ending]
    for work in ending:
        work.cancel()
    end = time.monotonic() + STOP_SECONDS
    for work in ending:
        if work.ends or not leaving:
            work.wait(max(0.0, end - time.monotonic()))


@bpy.app.handlers.persistent
def _film_closes(*_: object) -> None:
    stop(of_film=True)


@bpy.app.handlers.persistent
def _leaving(*_: object) -> None:
    stop(leaving=True)


def register() -> None:
    registry.handler("load_pre", _film_closes)
    registry.leaving(_leaving)
    registry.then(stop)  # disabled: whatever is at work ends with the code that it runs
