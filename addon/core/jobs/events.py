# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine tells the main thread: frozen values on a queue that does not grow with waiting."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from pathlib import Path

from ..models import Level, Take
from .job import Job


@dataclass(frozen=True)
class JobChanged:
    """The job as it is now. `film` is the film folder."""

    film: Path
    job: Job


@dataclass(frozen=True)
class Progress:
    """How far the present step is: frames while capturing, bytes while hosting and downloading. `total` 0: unknown."""

    film: Path
    job_id: str
    step: str
    done: int
    total: int


@dataclass(frozen=True)
class TakeReady:
    """A checked video lies in the film folder and waits to be placed on its shot."""

    film: Path
    job: Job
    take: Take


@dataclass(frozen=True)
class Notice:
    """A sentence for the artist. `job_id` is empty when it concerns the whole film."""

    film: Path
    level: Level
    code: str
    message: str
    next_step: str = ""
    job_id: str = ""
    awaits: frozenset[str] = frozenset()
    """Jobs whose takes it tells of as not on their shots yet: when all of them are, it is true no more and goes."""


Event = JobChanged | Progress | TakeReady | Notice


class EventQueue:
    """Thread-safe. Of a job's progress and state only the latest waits: a main thread that does not look for an hour
    finds one entry a job, not thousands. Order is that of the latest entry; notices and takes are never dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[object, Event] = {}
        self._count = 0

    def put(self, event: Event) -> None:
        with self._lock:
            key = self._key(event)
            self._waiting.pop(key, None)
            self._waiting[key] = event

    def take(self, limit: int | None = None) -> list[Event]:
        """The oldest `limit` events; all when None."""
        with self._lock:
            if limit is None:
                taken, self._waiting = self._waiting, {}
                return list(taken.values())
            keys = list(itertools.islice(self._waiting, limit))
            return [self._waiting.pop(key) for key in keys]

    def _key(self, event: Event) -> object:
        if isinstance(event, JobChanged):
            return ("job", event.film, event.job.id)
        if isinstance(event, Progress):
            return ("progress", event.film, event.job_id)
        if isinstance(event, TakeReady):
            return ("take", event.film, event.take.id)
        self._count += 1
        return self._count
