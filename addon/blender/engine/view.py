# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The view model: what panels show of running jobs. The pump writes it, draw() only reads it. Plain Python, no bpy."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..values import take_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.farm.port import Look, Seen
    from ...core.jobs.events import Notice, Progress
    from ...core.jobs.job import Job
    from ...core.jobs.lock import Owner
    from .rows import FarmRow, LostTake, QueueRow

NOTICES_MAX = 20
NOTE_SECONDS = 60.0
"""How long a note stays that asks for nothing; what went wrong stays until somebody has read it."""
TYPICAL_SECONDS = 150.0
"""A generation's length before this film has one of its own: the provider says 1 to 5 minutes."""


class View:
    """Everything of the open film's jobs. `film` is its folder."""

    def __init__(self) -> None:
        self.film: Path | None = None
        self.owner: Owner | None = None
        """Another living program that runs the open film's jobs: here they are only looked at."""
        self.being_read: bool = False
        """The open film has thousands of jobs, and not all of them are known yet."""
        self.follows: dict[Path, frozenset[str]] = {}
        """Folders of films that this one was saved from, and the jobs there whose takes come to it, too."""
        self.follows_owners: dict[Path, Owner] = {}
        """Of those folders the ones whose jobs another living program runs."""
        self.lost: tuple[LostTake, ...] = ()
        """Lost and Found: paid takes that are on no shot; newest last."""
        self.jobs: dict[str, Job] = {}
        self.names: dict[str, str] = {}
        """What the film's shots are called now, by their uuid: one may be renamed after it was sent."""
        self.names_behind: bool = True
        """A shot may be called something else since they were read."""
        self.sends: int = 0
        """Jobs that were handed to the engine to be paid for since Blender started: whether an operator that failed has
        sent something all the same."""
        self.met: set[str] = set()
        """Jobs that were compared with the film's shots since it was opened."""
        self.unplaced: set[str] = set()
        """Those of them whose takes are to come to their shots once more."""
        self.look_again: bool = False
        """Shots were removed or brought back, or a step undone: Lost and Found may hold something else."""
        self.placed: set[str] = set()
        """Jobs whose takes came to their shots since the film was opened. Those of a film that this one was saved from
        say themselves that they are still to be placed."""
        self.homeless: set[str] = set()
        """Jobs whose takes came and found no shot, or no room there: nothing puts them there by itself any more."""
        self.progress: dict[str, Progress] = {}
        self.notices: list[Notice] = []
        self.testing: bool = False
        """The Test button's question is on its way."""
        self.tested: Notice | None = None
        """What it found out last: for the preferences, where nobody sees the queue."""
        self.tested_rows: tuple[tuple[bool, str], ...] = ()
        """The same one by one: whether it is well, and a sentence."""
        self.rows: list[QueueRow] = []
        self.latest: dict[str, QueueRow] = {}
        """The newest job's row of each shot, by the shot's uuid: what troubles it stands at the shot, too."""
        self.header: str = ""
        self.under_way: bool = False
        """Some job runs, or waits for somebody: there is something to stop."""
        self.last_send: str = ""
        """The newest send that was at work since the film was opened: its rows keep their places, a hand may be on a
        button."""
        self.last_send_size: int = 0
        """Its jobs."""
        self.farm: tuple[FarmRow, ...] = ()
        """What a farm says of the film's captures, a row a set."""
        self.farm_captures: dict[str, Seen] = {}
        """How far each capture is that a farm has, by its key."""
        self.farm_log: str = ""
        """Address of what the machine says or said that is at work or failed."""
        self._told_at: dict[Notice, float] = {}
        """When each notice was put, in seconds of the monotonic clock."""
        self._made: dict[str, _Made] = {}
        """Rows by job, made anew when the job changed: 200 rows take 10 ms, more than a tick may."""
        self._filmed: frozenset[str] = frozenset()
        """Jobs whose captures are being filmed, as of the last refresh."""
        self._typical: float = TYPICAL_SECONDS
        """Found once a refresh: with 200 jobs, looking at all of them for each row took longer than a tick may."""

    def forget_test(self) -> None:
        """The preferences changed: what Test found out was about other ones."""
        self.testing, self.tested, self.tested_rows = False, None, ()

    def clear(self, film: Path | None) -> None:
        self.film = film
        self.owner = None
        self.being_read = False
        self.follows = {}
        self.follows_owners = {}
        self.lost = ()
        self.jobs.clear()
        self.names, self.names_behind = {}, True
        self.met.clear()
        self.unplaced.clear()
        self.placed.clear()
        self.homeless.clear()
        self._made.clear()
        self.progress.clear()
        self.notices.clear()
        self.last_send = ""
        self.refresh()

    def folder_of(self, job_id: str) -> Path | None:
        """The film folder that a job lies in: the open film's, or that of one it was saved from."""
        return next((root for root, ids in self.follows.items() if job_id in ids), self.film)

    def open_films(self) -> set[Path]:
        """The open film's folder, and those of films that it was saved from and still gets takes of."""
        return {root for root in (self.film, *self.follows) if root is not None}

    @property
    def run_by(self) -> str:
        """Who else runs the open film's jobs, and what to do, in a sentence; empty where this Blender may."""
        from .rows import who

        if self.owner is None:
            return ""
        after = "Work there, or close it." if self.owner.here else "Take over only if that machine is off."
        return f"{who(self.owner)} runs this film's jobs. {after}"

    @property
    def followed_run_by(self) -> list[str]:
        """The same of the films that this one was saved from, a sentence each."""
        from .rows import follow_words

        return [follow_words(root, owner) for root, owner in self.follows_owners.items()]

    def job_run_by(self, job_id: str) -> str:
        """The same of the film that a job lies in."""
        root = self.folder_of(job_id)
        if root is None or root == self.film:
            return self.run_by
        from .rows import follow_words

        return follow_words(root, self.follows_owners[root]) if root in self.follows_owners else ""

    def placed_here(self, job_id: str) -> None:
        """A job's take came to its shot. Of one that lies in the film that this one was saved from it is still to come
        there."""
        self.placed.add(job_id)
        self._made.pop(job_id, None)
        self.notices = [notice for notice in self.notices if not notice.awaits or not notice.awaits <= self.placed]

    def title(self, job: Job) -> str:
        """A job's take as the artist knows it: by what its shot is called now."""
        return take_label(self.names.get(job.shot_uuid, job.shot_name), job.take_number)

    def put_names(self, names: dict[str, str]) -> None:
        """What the shots are called now. Rows of those that were renamed are made anew; of no others, there may be ten
        thousand."""
        renamed = {uuid for uuid, name in names.items() if name != self.names.get(uuid)}
        self.names, self.names_behind = names, False
        for job_id in [job_id for job_id, made in self._made.items() if made.job.shot_uuid in renamed]:
            if self._made[job_id].row.title != self.title(self._made[job_id].job):
                del self._made[job_id]

    def put_notice(self, notice: Notice) -> None:
        self.notices = [*(other for other in self.notices if other != notice), notice][-NOTICES_MAX:]
        self._told_at = {kept: self._told_at.get(kept, 0.0) for kept in self.notices} | {notice: time.monotonic()}

    def dismiss(self, message: str = "") -> None:
        """Take a notice away that was read; without its message, all of them."""
        self.notices = [notice for notice in self.notices if message and notice.message != message]

    def let_notes_go(self, now: float) -> bool:
        """Take away notes that ask for nothing and were there long enough; `now` is of the monotonic clock. Answers
        whether there were some."""
        kept = [
            notice
            for notice in self.notices
            if notice.level != "note" or now < self._told_at.get(notice, now) + NOTE_SECONDS
        ]
        gone = len(kept) != len(self.notices)
        self.notices = kept if gone else self.notices
        return gone

    def prepare(self, job: Job) -> None:
        """Make a job's row ahead: those of thousands take longer than a tick may."""
        self._of(job)

    def refresh(self) -> None:
        """Make the rows anew: newest job first. Called by the pump after events, never while drawing. What did not
        change is only put together: after ten thousand jobs, too, one shot is at work, and this is done ten times a
        second."""
        made, jobs = self._made, self.jobs
        in_order = []
        for job_id in sorted(jobs, reverse=True):
            known = made.get(job_id)
            in_order.append(known if known is not None and known.job is jobs[job_id] else self._of(jobs[job_id]))
        self._filmed = frozenset(
            job_id
            for job_id, told in self.progress.items()
            if told.step == "capturing" and job_id in jobs and jobs[job_id].state == "capturing"
        )
        self._typical = _typical([known.taken for known in in_order if known.taken])
        self.rows = [self._moving(known) if known.works else known.row for known in in_order]
        self.under_way = any(known.works or known.job.paused for known in in_order)
        self.latest = {row.shot_uuid: row for row in reversed(self.rows)}
        self.header = self._header()

    def see_farm(self, looks: Sequence[Look], failed_log: str) -> None:
        """What a farm said last of the film's sets."""
        from .rows import FarmRow

        self.farm = tuple(FarmRow(look.words, str(look.picture or "")) for look in looks)
        self.farm_captures = {key: seen for look in looks for key, seen in look.captures.items()}
        at_work = (seen.log for seen in self.farm_captures.values() if seen.state == "filming" and seen.log)
        self.farm_log = next(at_work, failed_log)

    def _header(self) -> str:
        from ...core import money

        batch = max((job.batch for job in self.jobs.values()), default="")
        of_batch = [job for job in self.jobs.values() if job.batch == batch]
        if not any(job.working for job in of_batch):
            return ""
        self.last_send, self.last_send_size = batch, len(of_batch)
        done = sum(not job.working for job in of_batch)
        spent = money.format_usd(sum((job.usd_committed for job in of_batch), start=money.ZERO))
        free = all(job.is_rehearsal for job in of_batch)
        return f"{done}/{len(of_batch)}, {'free' if free else spent}"

    def _of(self, job: Job) -> _Made:
        from ...core.jobs.states import State
        from . import rows

        known = self._made.get(job.id)
        if known is None or known.job is not job:
            row = rows.of_job(job, title=self.title(job), placed_here=job.id in self.placed)
            done = job.running_since and job.state in (State.READY, State.PLACED)
            taken = rows.between(job.running_since, job.updated) if done else 0.0
            known = self._made[job.id] = _Made(job, row, job.working, taken)
        return known

    def _moving(self, made: _Made) -> QueueRow:
        """The row of a job that is at work: its clock goes on."""
        from . import rows

        job = made.job
        progress = self.progress.get(job.id)
        factor, so_far = rows.how_far(
            job,
            progress,
            typical=self._typical,
            farm_captures=self.farm_captures,
            others_film=len(self._filmed) > (job.id in self._filmed),
        )
        return made.row._replace(factor=factor, so_far=so_far)


class _Made(NamedTuple):
    """What a row is made of: the job as it was, whether it is at work, and how long its video took, in seconds; 0 for
    one that has none."""

    job: Job
    row: QueueRow
    works: bool
    taken: float


def _typical(taken: list[float]) -> float:
    """The median of what finished jobs took from send to video, in seconds."""
    taken.sort()
    return taken[len(taken) // 2] if taken else TYPICAL_SECONDS


current = View()
"""The one view of this Blender."""
