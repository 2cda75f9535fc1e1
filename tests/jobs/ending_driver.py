# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program whose Python ends while its engine is at work, and that stops the engine as the extension does: at exit.

    python ending_driver.py FOLDER MOMENT

FOLDER gets the film, MOMENT is one of `MOMENTS`: what is under way when the program's own code is over. Every one goes
on once Python has begun to end. What waits there waits for that, not for a time, but for SECONDS at most.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from job_parts import FakeGateway, Studio, make_job, video_bytes

from addon.core.jobs.job import Job
from addon.core.jobs.ledger import Ledger
from addon.core.jobs.states import State

SECONDS = 5.0


def is_ending() -> bool:
    """Whether Python has begun to end: it calls nobody of `atexit` before."""
    return not threading.main_thread().is_alive()


def until_it_ends() -> None:
    end = time.monotonic() + SECONDS
    while not is_ending() and time.monotonic() < end:
        time.sleep(0.005)


class LateGateway(FakeGateway):
    """Answers one call when Python ends."""

    late = ""

    async def _at(self, call: str) -> None:
        end = time.monotonic() + SECONDS
        while call == self.late and not is_ending() and time.monotonic() < end:
            await asyncio.sleep(0.005)
        await super()._at(call)


def attaching(studio: Studio) -> Callable[[], object]:
    """The film's jobs are being read."""
    studio.run(make_job("SH010"), make_job("SH020"))
    studio.restart()
    reading, read = threading.Event(), Ledger.read

    def slowly(ledger: Ledger) -> Any:
        reading.set()
        until_it_ends()
        return read(ledger)

    Ledger.read = slowly  # type: ignore[method-assign]
    studio.engine.resume(studio.film)
    reading.wait(SECONDS)
    return lambda: len(studio.engine.jobs(studio.folder)) == 2


def sending(studio: Studio) -> Callable[[], object]:
    """A request is on its way, and is accepted."""
    return _until(studio, "start_late", State.SUBMITTING, State.RUNNING)


def generating(studio: Studio) -> Callable[[], object]:
    """The model is at work, and the video comes."""
    return _until(studio, "status", State.RUNNING, State.READY)


def _until(studio: Studio, late: str, before: State, after: State) -> Callable[[], object]:
    gateway: Any = studio.gateway
    gateway.late = late
    job: Job = make_job()
    studio.engine.submit(studio.film, [job]).result(SECONDS)
    studio.wait(lambda: studio.job(job.id).state is before)
    return lambda: after in studio.states_seen(job.id)


MOMENTS = {made.__name__: made for made in (attaching, sending, generating)}


def main() -> None:
    studio = Studio(Path(sys.argv[1]), gateway=LateGateway(video_bytes()))
    done = MOMENTS[sys.argv[2]](studio)

    def stop() -> None:
        end = time.monotonic() + SECONDS
        while not done() and time.monotonic() < end:
            time.sleep(0.005)
        print("stopped" if studio.engine.stop() else "left", flush=True)

    atexit.register(stop)


if __name__ == "__main__":
    main()
