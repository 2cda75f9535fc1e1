# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which captures of a film may still be filmed, and how many jobs want each: kept up, so that nobody goes through ten
thousand jobs when one of them changes. Main thread only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...core.jobs.job import Job


class StillFilmed:
    """Takes each job as it is now: `expect` those that the engine is about to get, `over` those that it tells of."""

    def __init__(self) -> None:
        self._by_job: dict[str, frozenset[str]] = {}
        """What may still be filmed for each job, by its id."""
        self._jobs_for: Counter[str] = Counter()
        self._known: set[str] = set()
        """Jobs that the engine had when all of its jobs were looked at."""

    def expect(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            self._put(job.id, _keys(job) if _may_film(job) else frozenset())

    def forget(self, jobs: Iterable[Job]) -> None:
        """These were not sent after all."""
        for job in jobs:
            self._put(job.id, frozenset())

    def over(self, job: Job, all_jobs: Callable[[], Iterable[Job]]) -> set[str]:
        """The captures of a job that no job wants any more. `all_jobs` of its film are asked for when the engine tells
        of one for the first time: others have come with it."""
        if job.id not in self._known:
            present = tuple(all_jobs())
            self._known.update(other.id for other in (*present, job))
            self.expect(present)
        self.expect([job])
        return {key for key in _keys(job) if not self._jobs_for[key]}

    def _put(self, job_id: str, keys: frozenset[str]) -> None:
        before = self._by_job.get(job_id, frozenset())
        self._by_job[job_id] = keys
        self._jobs_for.update(keys - before)
        self._jobs_for.subtract(before - keys)


def _may_film(job: Job) -> bool:
    """Whether something may still be filmed for a job: by itself, or when a person lets it go on."""
    from ...core.jobs.states import Action, State

    return job.state in (State.PLANNED, State.CAPTURING) or Action.RETRY in job.actions


def _keys(job: Job) -> frozenset[str]:
    return frozenset(item.capture.key for item in job.plan.inputs if item.capture is not None)
