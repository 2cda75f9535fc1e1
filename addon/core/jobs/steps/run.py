# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the steps share: the engine's means, the film being worked on, and the one job of a run."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ...catalog import Catalog, Model
from ...errors import AnimaticError
from ...files import FileError, FilmFolder
from ...hosting import Hosted
from ...money import Caps
from ...network.daemons import answering
from ..agreed import Agreed, Withheld
from ..edges import Connection
from ..events import Event, EventQueue, JobChanged, Progress
from ..job import ErrorRecord, Job, utc_now
from ..ledger import Ledger
from ..lock import LockLost
from ..settings import Settings
from ..states import State
from .captures import CaptureDesk
from .traffic import Pace, Slots
from .uploads import Uploads

log = logging.getLogger(__name__)
T = TypeVar("T")


class WriteFailed(Exception):
    """The job could not be put on disk; `error` says why. What it announced must not happen."""

    def __init__(self, error: AnimaticError) -> None:
        super().__init__(error.user_message)
        self.error = error


class Shared:
    """What all films share: the connection, the limits, the disk's thread, the way to the main thread."""

    def __init__(
        self,
        connection: Connection,
        catalog: Catalog,
        settings: Settings,
        events: EventQueue,
        disk: DiskThreads,
        agreed: Agreed,
        caps: Callable[[], Caps],
    ) -> None:
        self.gateway = connection.gateway
        self.host = connection.host
        self.secret = connection.secret
        self.ready: Callable[[], None] = getattr(connection.gateway, "ready", _always)
        """Raises the AnimaticError of a machine from which nothing can be sent."""
        self.catalog = catalog
        self.settings = settings
        self.events = events
        self.all_jobs = Slots(settings.jobs_at_once)
        self.captures = Slots(settings.captures)
        self.uploads = Slots(settings.uploads_at_once)
        self.downloads = Slots(settings.downloads_at_once)
        self.status_calls = Slots(settings.status_calls_at_once)
        self.hosted = Uploads(settings.url_life)
        self.disk = disk
        self.agreed = agreed
        self._caps = caps
        self._models: dict[str, tuple[Slots, Pace]] = {}

    def known(self, model_id: str) -> Model | None:
        """What the catalog knows of a model; None of one that left it since."""
        return next((model for model in self.catalog.models if model.id == model_id), None)

    def model(self, model_id: str) -> tuple[Slots, Pace]:
        """The limits of one model; a model that left the catalog since gets the provider's general ones."""
        if model_id not in self._models:
            known = self.known(model_id)
            concurrency = known.concurrency if known else 5
            per_second = known.starts_per_second if known else 5
            self._models[model_id] = (Slots(concurrency), Pace(per_second))
        return self._models[model_id]

    def permission(self, job: Job) -> Callable[[], None]:
        """The one door before every request that may pay, whoever asked for it: agreed to as it is, and within both
        caps. To be called where work may wait for the disk; raises Withheld."""
        return partial(self.agreed.permit, job, self.secret, self._caps())

    async def require_agreed(self, job: Job) -> None:
        """For the steps before: nothing is filmed or uploaded for a job that nobody here sent. Raises Withheld."""
        await self.on_disk(job.id, self.agreed.require, job, self.secret)

    async def reason(self, job: Job) -> str:
        """Why a job waits for this person's word; "" when it may go on."""
        return await self.on_disk(job.id, self.agreed.reason, job, self.secret)

    def tell(self, event: Event) -> None:
        self.events.put(event)

    async def on_disk(self, key: str, work: Callable[..., T], *arguments: object) -> T:
        """Run blocking work beside the loop. What has begun is finished even when its job is cancelled."""
        return await asyncio.shield(self.disk.run(key, work, *arguments))


def _always() -> None:
    """Stand-ins need no network."""


class DiskThreads:
    """Threads that wait for the disk: an fsync takes milliseconds, and several at once take hardly longer than one.
    Work with the same key (a job's id, a shot's name) is done in the order it was asked for.

    Daemons: Python ends those of its own pools before it tells anybody that it ends, and what the engine has to write
    then, an accepted request or a film's lock, would find none."""

    def __init__(self) -> None:
        self._calls: list[_Calls] = [queue.SimpleQueue() for _ in range(DISK_THREADS)]
        self._threads = [
            threading.Thread(target=_serve, args=(calls,), name=f"animatic-disk-{number}", daemon=True)
            for number, calls in enumerate(self._calls)
        ]
        self._closed = False
        for thread in self._threads:
            thread.start()

    def run(self, key: str, work: Callable[..., T], *arguments: object) -> asyncio.Future[T]:
        """On the engine's loop. What is asked for after `close` is cancelled."""
        answer, call = answering(work, *arguments)
        if self._closed:
            answer.cancel()
        else:
            self._calls[self.number(key)].put(call)
        return answer

    @staticmethod
    def number(key: str) -> int:
        """Which of the threads does what has this key."""
        return zlib.crc32(key.encode()) % DISK_THREADS

    def close(self) -> None:
        """Wait for what has begun."""
        self._closed = True
        for calls in self._calls:
            calls.put(None)
        for thread in self._threads:
            thread.join()


DISK_THREADS = 4
_Calls = queue.SimpleQueue[Callable[[], None] | None]


def _serve(calls: _Calls) -> None:
    while (call := calls.get()) is not None:
        call()
        del call  # what it holds is let go of while nothing is done


_Step = Callable[[], None]
_Note = Callable[[Job], None]


@dataclass
class AttachedFilm:
    """A film whose jobs this engine runs: its folder, its ledger, and what is known of each job."""

    folder: FilmFolder
    ledger: Ledger
    captures: CaptureDesk
    jobs: dict[str, Job] = field(default_factory=dict)
    at_rest: set[str] = field(default_factory=set)
    """Jobs from the disk that nobody has set to work here yet."""
    naming: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    """By shot: its takes get their names one after another, so that two of them never want the same number."""
    order: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    """By job: whichever thread writes it has this meanwhile. Made on the loop."""
    writes: set[asyncio.Future[Any]] = field(default_factory=set)
    """What is on its way to the disk; the film is not given up before it has arrived."""

    async def write(self, disk: DiskThreads, job: Job, first: _Step | None = None, then: _Note | None = None) -> None:
        """Put a job on disk. Its place in the order is taken at once, and it is written even when the caller ends.

        `first`: what has to pass before, `then`: what follows, both on the disk's thread: to go there and back takes
        as long as to write a line."""
        await self._arrival(disk.run(job.id, self._write, self.order[job.id], job, first, then))

    async def begin(self, disk: DiskThreads, jobs: Sequence[Job]) -> dict[str, AnimaticError]:
        """Put new jobs on disk: those of one thread in one go, with one flush of their folder. By their ids, why some
        are not there."""
        by_thread: defaultdict[int, list[Job]] = defaultdict(list)
        for job in jobs:
            by_thread[disk.number(job.id)].append(job)
        going = [self._arrival(disk.run(some[0].id, self.ledger.write_new, some)) for some in by_thread.values()]
        refused: dict[str, AnimaticError] = {}
        for found in await asyncio.gather(*going):
            refused.update(found)
        return refused

    async def _arrival(self, writing: asyncio.Future[T]) -> T:
        self.writes.add(writing)
        writing.add_done_callback(self._written)
        return await asyncio.shield(writing)

    def _write(self, order: threading.Lock, job: Job, first: _Step | None, then: _Note | None) -> None:
        with order:
            if first is not None:
                first()
            self.ledger.write(job)
            if then is not None:
                then(job)

    def _written(self, writing: asyncio.Future[Any]) -> None:
        self.writes.discard(writing)
        if not writing.cancelled():
            writing.exception()  # seen, even when nobody waits for it any more

    @property
    def film(self) -> Path:
        return self.folder.root


class Run:
    """One job at work. `job` is its latest value; the disk has it too, or has it next."""

    def __init__(self, shared: Shared, attached: AttachedFilm, job_id: str) -> None:
        self.shared = shared
        self.attached = attached
        self.job_id = job_id
        self.urls: dict[str, Hosted] = {}
        """What this job sends, by sha256."""
        self.sent_here = False
        """Whether this run's request was accepted: nothing that it brings can lie in the film's folder yet."""
        self.agreed_here = False
        """Whether it was agreed to a moment ago, as it is: the steps before the request need not ask for it."""
        self.over = False
        """Set when somebody else took the job's fate over: a step that ends late must not change it any more."""
        self._order = attached.order[job_id]
        self._turn = False

    @property
    def job(self) -> Job:
        return self.attached.jobs[self.job_id]

    @property
    def model(self) -> Model | None:
        """What the catalog knows of the job's model; None of one that left it since."""
        return self.shared.known(self.job.plan.request.model)

    async def move(self, state: State, note: str = "", *, then: _Note | None = None, **changes: Any) -> None:
        """Enter a state: known here, then on disk, then told; `then` is done on the disk's thread as soon as it is
        there. Raises WriteFailed; what was learned stays known."""
        await self._put(self.job.moved(state, note, **changes), then=then)

    def enter(self, state: State, **changes: Any) -> None:
        """Enter a state that nobody needs to find again: known here and told, and on disk with the next write."""
        self._check_mine()
        self.attached.jobs[self.job_id] = self.job.moved(state, **changes)
        self.shared.tell(JobChanged(self.attached.film, self.job))

    def jot(self) -> None:
        """Put what was entered on disk, on whatever thread; a job whose fate somebody took over stays as they put it.
        Raises WriteFailed."""
        with self._order:
            if not self.over:
                self._write_here(self.job)

    def land(self, job: Job) -> None:
        """Put the end of this job's way on disk, on whatever thread brought it about; `landed` follows on the loop. A
        job whose fate somebody took over stays as they put it. Raises WriteFailed."""
        with self._order:
            if not self.over:
                self._write_here(job)
                self.shared.agreed.note_cost(job)

    def landed(self, job: Job) -> None:
        """What `land` put on disk is known, and told."""
        self._check_mine()
        self.attached.jobs[self.job_id] = job
        self.shared.tell(JobChanged(self.attached.film, job))

    def _write_here(self, job: Job) -> None:
        try:
            self.attached.ledger.write(job)
        except AnimaticError as error:
            raise WriteFailed(error) from error

    async def change(self, note: str = "", **changes: Any) -> None:
        await self._put(self.job.changed(note, **changes))

    async def announce(self, job: Job, first: _Step | None = None) -> None:
        """Put `job` on disk before a request goes out; if that fails, or `first` does not let it pass, the job stays as
        it was. Raises WriteFailed, and what `first` raises."""
        before = self.job
        try:
            await self._put(job, first)
        except (WriteFailed, Withheld):
            self.attached.jobs[self.job_id] = before
            raise

    async def fail(self, error: AnimaticError, **changes: Any) -> None:
        """The end of this attempt, in words."""
        record = self.record(error)
        changes.setdefault("charge", error.billed)
        await self.move(State.FAILED, record.message, error=record, **changes)

    async def trouble(self, error: AnimaticError, note: str = "", **changes: Any) -> None:
        """Something is wrong that is being waited out. The same trouble keeps the moment it began and is not written
        again."""
        present = self.job.error
        if present is not None and present.code == error.code:
            if changes:
                await self.change(**changes)
            return
        record = self.record(error)
        await self.change(note or record.message, error=record, **changes)

    async def calm(self) -> None:
        """The trouble is over."""
        if self.job.error is not None:
            await self.change("The trouble is over.", error=None)

    def record(self, error: AnimaticError) -> ErrorRecord:
        return ErrorRecord.of(error, utc_now(), self.job.state, rehearsal=self.job.is_rehearsal)

    def progress(self, done: int, total: int) -> None:
        self.shared.tell(Progress(self.attached.film, self.job_id, self.job.state, done, total))

    def waiting(self) -> None:
        """Tell that everything is prepared and other jobs are first."""
        if not self._turn:
            self.shared.tell(Progress(self.attached.film, self.job_id, "waiting", 0, 0))

    async def take_turn(self) -> None:
        """Wait until the model may run one more generation, then until it may start one."""
        if self._turn:
            return
        slots, _ = self.shared.model(self.job.plan.request.model)
        await slots.take(self.job.shot_uuid)
        try:
            await self.shared.all_jobs.take(self.job.shot_uuid)
        except BaseException:
            slots.free()
            raise
        self._turn = True

    def claim_turn(self) -> None:
        """Count a generation that runs already, however many there are."""
        if not self._turn:
            self.shared.model(self.job.plan.request.model)[0].force(self.job.shot_uuid)
            self.shared.all_jobs.force(self.job.shot_uuid)
            self._turn = True

    def end_turn(self) -> None:
        if self._turn:
            self._turn = False
            self.shared.model(self.job.plan.request.model)[0].free()
            self.shared.all_jobs.free()

    async def pause(self, error: AnimaticError) -> None:
        """Stay in this state until a person asks for *retry*. Known here even if the disk takes nothing any more.

        Raises LockLost when the film is no longer ours."""
        try:
            await self._put(self.job.changed(f"Paused: {error.user_message}", paused=True, error=self.record(error)))
        except WriteFailed as failure:
            if isinstance(failure.error, LockLost):
                raise failure.error from failure
            log.error("Job %s is paused, which could not be written: %s", self.job_id, failure.error.user_message)
            self.shared.tell(JobChanged(self.attached.film, self.job))

    def _check_mine(self) -> None:
        if self.over:
            raise asyncio.CancelledError

    async def _put(self, job: Job, first: _Step | None = None, then: _Note | None = None) -> None:
        self._check_mine()
        if self.job.working and not job.working:
            then = then or self.shared.agreed.note_cost
        self.attached.jobs[job.id] = job
        try:
            await self.attached.write(self.shared.disk, job, first, then)
        except AnimaticError as error:
            raise WriteFailed(error) from error
        self.shared.tell(JobChanged(self.attached.film, job))


PAUSING = frozenset({"disk_full", "read_only", "no_permission", "file_open", "disk_fault"})
"""Faults of the disk that a person puts right; nothing is wrong with the job."""


def pauses(error: AnimaticError) -> bool:
    return isinstance(error, FileError) and error.code in PAUSING
