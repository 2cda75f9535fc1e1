# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: one background thread, one asyncio loop, every job a task. It takes frozen values and returns events."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..catalog import Catalog
from ..catalog import load as load_catalog
from ..errors import AnimaticError, Billed, UserError
from ..files import FilmFolder, redact, traced
from ..models import Level
from ..money import Caps
from ..network.daemons import Daemons
from . import actions, one_by_one
from .agreed import AT_GATEWAY, Agreed, NotAgreed, StoreFailed, Withheld
from .edges import Connect, Film
from .events import Event, EventQueue, JobChanged, Notice, TakeReady
from .job import Job, seconds_since
from .ledger import Ledger
from .lock import LockLost
from .settings import Settings
from .states import Action, State
from .steps import costs
from .steps.captures import CaptureDesk
from .steps.run import AttachedFilm, DiskThreads, Run, Shared, WriteFailed, pauses
from .steps.way import advance
from .takes import kept_take

log = logging.getLogger(__name__)
T = TypeVar("T")

CANCEL_PATIENCE = 0.8
"""Seconds that a cancelled step has for tidying up; the promise to the artist is one second."""

CLOSE_PATIENCE = 3.0
"""Seconds for open connections and second Blenders to end when the engine stops."""

COST_AGE_MAX = 7 * 24 * 3600.0
"""Older takes whose cost never came keep their estimate."""


@dataclass
class _Work:
    run: Run
    task: asyncio.Task[None]


class Engine:
    """Runs the jobs of any number of films until it is stopped; never sees Blender.

    Every command may be called from any thread, returns at once, and gives a `Future`; what goes wrong is in the future
    and among the events. `connect` is called on the engine's own loop and makes the gateway client and the host."""

    def __init__(
        self,
        connect: Connect,
        *,
        catalog: Catalog | None = None,
        settings: Settings | None = None,
        gateway: str = "",
        open_ledger: Callable[..., Ledger] = Ledger,
        agreed: Agreed | None = None,
        caps: Caps | None = None,
    ) -> None:
        self._connect = connect
        self._catalog = catalog or load_catalog()
        self._settings = settings or Settings()
        self._gateway = gateway
        self._open_ledger = open_ledger
        self._agreed = agreed or Agreed()
        self._caps = caps or Caps()
        self._events = EventQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._door = threading.Lock()
        self._open = False
        """Whether commands are taken; changed and read behind the door."""
        self._shared: asyncio.Future[Shared]
        self._stopping: asyncio.Event
        self._attaching: asyncio.Lock
        self._attached: dict[Path, AttachedFilm] = {}
        self._work: dict[str, _Work] = {}
        self._later: dict[asyncio.Task[None], AttachedFilm] = {}

    # -- life ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread; returns at once. A connection that cannot be made is told as a notice."""
        if self._thread is not None:
            raise RuntimeError("the engine was started before")
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(Daemons())  # a name that no server answers must not keep Blender from ending
        self._shared = self._loop.create_future()
        self._stopping, self._attaching = asyncio.Event(), asyncio.Lock()
        self._open = True
        self._thread = threading.Thread(target=self._run_loop, name="animatic-engine", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Stop all work where it is, without changing any job; films are given up. True when all is closed in time."""
        if self._thread is None or self._loop is None:
            return True
        with self._door:
            if self._open:
                self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def set_caps(self, caps: Caps) -> None:
        """What a batch and a day may cost from now on: looked at before every request that may pay."""
        self._caps = caps

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def idle(self) -> bool:
        """Nothing is at work: every job is finished, paused, or waits for a person."""
        return not self._work

    # -- commands --------------------------------------------------------------------------------------------------

    def submit(self, film: Film, jobs: Sequence[Job]) -> Future[tuple[Job, ...]]:
        """Write new jobs to the film's ledger, all or none, and begin. Opens the film if it is not open.

        Only for what a person saw in the preflight and sent: it is remembered as agreed to."""
        return self._command(lambda: self._submit(film, jobs), film.folder.root)

    def resume(self, film: Film, *, take_over: bool = False) -> Future[tuple[Job, ...]]:
        """Open a film: go on with every job that is at work, tell about finished takes and uncertain jobs.

        Raises LockHeld when another living program runs the film's jobs, unless `take_over`."""
        return self._command(lambda: self._resume(film, take_over), film.folder.root)

    def release(self, folder: FilmFolder) -> Future[None]:
        """Give a film up: its jobs stop here as they are, and another program may go on with them."""
        return self._command(lambda: self._release(folder), folder.root)

    # A `film` that is given with a person's command is opened first, if it is not: one whose jobs have all failed, say,
    # was not opened with the file. Only the job that is meant moves; what is to be cancelled must not go out meanwhile.

    def cancel(self, job_id: str, film: Film | None = None) -> Future[Job]:
        """Stop a job within a second. The job that comes back says what may still be charged."""
        return self._asked(film, lambda: self._cancel(job_id))

    def retry(self, job_ids: Iterable[str], film: Film | None = None) -> Future[tuple[Job, ...]]:
        """Go on with those that failed or wait, and only those; the result names them."""
        wanted = tuple(job_ids)
        return self._asked(film, lambda: self._retry(wanted))

    def look_up(self, job_id: str, film: Film | None = None) -> Future[Job]:
        """Ask the gateway what became of a job; sends nothing that could be charged."""
        return self._asked(film, lambda: self._act(job_id, Action.LOOK_UP, actions.look_up))

    def send_left(self, jobs: Sequence[Job], film: Film) -> Future[tuple[Job, ...]]:
        """Agree to jobs that came with the film's folder, as the preflight showed them to the person who sends them
        now: with their plans and prices made anew."""
        return self._asked(film, lambda: self._send_left(jobs))

    def leave(self, job_id: str, film: Film | None = None) -> Future[Job]:
        """Put away a job that was not sent from here; nothing is sent or asked."""
        return self._asked(film, lambda: self._act(job_id, Action.LEAVE, actions.leave))

    def send_again(self, job_id: str, film: Film | None = None) -> Future[Job]:
        """Send a job again although its first request may have been paid; a person's decision."""
        return self._asked(film, lambda: self._act(job_id, Action.SEND_AGAIN, actions.send_again))

    def send_open(self, job_id: str, film: Film | None = None) -> Future[Job]:
        """Send a job on one open line, its model taking no queued requests; a person's decision."""
        return self._asked(film, lambda: self._act(job_id, Action.SEND_OPEN, actions.send_open))

    def go_on_with(self, job_id: str) -> Future[Job]:
        """Send a job that was held until those of its shot before it are judged (`one_by_one`); what was agreed to for
        all of them is looked at once more. One that must not go stays as it is."""
        return self._command(lambda: self._go_on_with(job_id))

    def mark_placed(self, job_id: str) -> Future[Job]:
        """The take is on the timeline."""
        return self._command(lambda: self._mark(job_id, State.PLACED))

    def mark_unplaced(self, job_id: str) -> Future[Job]:
        """The take is no longer on the timeline (the film was not saved, or the strip is gone): it is offered again."""
        return self._command(lambda: self._mark(job_id, State.READY))

    # -- looking ---------------------------------------------------------------------------------------------------

    def poll(self, limit: int | None = None) -> list[Event]:
        """What happened since the last call, oldest first; never waits."""
        return self._events.take(limit)

    def jobs(self, folder: FilmFolder) -> tuple[Job, ...]:
        """All jobs of an open film as they are now, oldest first; empty for a film that is not open."""
        attached = self._attached.get(_key(folder))
        return tuple(attached.jobs.values()) if attached else ()

    def hosted(self) -> frozenset[str]:
        """The sha256 of references that need no upload: their links live long enough for a send now."""
        if not self._shared.done() or self._shared.exception() is not None:
            return frozenset()
        return self._shared.result().hosted.known()

    # -- the loop --------------------------------------------------------------------------------------------------

    def _run_loop(self) -> None:
        assert self._loop is not None
        try:
            self._loop.run_until_complete(self._main())
        finally:
            with self._door:
                self._open = False
            self._loop.run_until_complete(_end_all())  # commands that came too late get an answer too
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _main(self) -> None:
        try:
            connection = self._connect()
            if inspect.isawaitable(connection):
                connection = await connection
        except Exception as error:
            self._shared.set_exception(_in_words(error))
            self._shared.exception()  # seen: it is told as a notice
            self._notice(_in_words(error))
            await self._stopping.wait()
            return
        disk = DiskThreads()
        self._shared.set_result(
            Shared(connection, self._catalog, self._settings, self._events, disk, self._agreed, lambda: self._caps)
        )
        await self._stopping.wait()
        async with self._attaching:  # a film that is being opened now is given up, too
            await asyncio.gather(*(self._detach(attached) for attached in list(self._attached.values())))
        await _within(CLOSE_PATIENCE, connection.gateway.close(), connection.host.close())
        disk.close()

    def _command(self, make: Callable[[], Coroutine[Any, Any, T]], film: Path | None = None) -> Future[T]:
        with self._door:
            if self._open and self._loop is not None:
                return asyncio.run_coroutine_threadsafe(self._told(make, film), self._loop)
        failed: Future[T] = Future()
        failed.set_exception(_stopped())
        return failed

    def _asked(self, film: Film | None, act: Callable[[], Coroutine[Any, Any, T]]) -> Future[T]:
        async def opened() -> T:
            if film is not None:
                await self._attach(film)
            return await act()

        return self._command(opened, film.folder.root if film is not None else None)

    async def _told(self, make: Callable[[], Coroutine[Any, Any, T]], film: Path | None) -> T:
        """Run a command; its failure is also told as a notice, for callers who do not look at futures."""
        try:
            await asyncio.shield(self._shared)
            return await make()
        except asyncio.CancelledError:
            raise _stopped() from None
        except Exception as error:
            in_words = _in_words(error)
            self._notice(in_words, film)
            raise in_words from error

    # -- films -----------------------------------------------------------------------------------------------------

    async def _attach(self, film: Film, take_over: bool = False) -> AttachedFilm:
        """The film, attached: opened, with all its jobs told and at rest, if it was not."""
        shared = self._shared.result()
        async with self._attaching:
            if self._stopping.is_set():
                raise _stopped()
            for attached in list(self._attached.values()):
                if not await shared.on_disk("", lambda d=attached: d.ledger.held):
                    await self._detach(attached)  # its folder was moved: perhaps to where this film is now
            key = _key(film.folder)
            if key in self._attached:
                return self._attached[key]
            ledger = await shared.on_disk("", lambda: self._open_ledger(film.folder, take_over=take_over))
            settings = shared.settings
            captures = CaptureDesk(film, shared.captures, settings)
            attached = AttachedFilm(film.folder, ledger, captures)
            try:
                contents = await shared.on_disk("", ledger.read)
            except BaseException:
                ledger.close()
                raise
            self._attached[key] = attached
        for file in contents.unreadable:
            shared.tell(Notice(attached.film, Level.ERROR, "job_unreadable", file.message, file.next_step))
        secrets = {job.gateway: shared.secret for job in contents.jobs if self._is_mine(job)}
        found = await shared.on_disk("", self._agreed.marked, contents.jobs, secrets)
        jobs = [job.model_copy(update={"paused": False}) if job.paused else job for job in found]
        attached.jobs.update((job.id, job) for job in jobs)  # before whoever hears of one looks at all
        attached.at_rest.update(job.id for job in jobs)
        for job in jobs:
            shared.tell(JobChanged(attached.film, job))
            self._ask_cost_later(attached, job)
        return attached

    async def _go_on(self, film: Film, take_over: bool = False) -> AttachedFilm:
        """The film, attached, with every job at work that can be."""
        attached = await self._attach(film, take_over)
        for job_id in sorted(attached.at_rest):
            self._launch(attached, job_id)
        return attached

    async def _submit(self, film: Film, jobs: Sequence[Job]) -> tuple[Job, ...]:
        attached = await self._go_on(film)
        if any(job.id in attached.jobs for job in jobs):
            raise UserError("These jobs were sent before.", "Prepare the shots again.", code="sent_before")
        shared = self._shared.result()
        await shared.on_disk("", self._agreed.agree, jobs, shared.secret)
        attached.jobs.update((job.id, job) for job in jobs)
        try:
            refused = await attached.begin(shared.disk, jobs)
        except AnimaticError:  # which of them are there is not known
            await self._take_back(attached, jobs)
            raise
        if refused:
            for job_id in refused:
                del attached.jobs[job_id]
            await self._take_back(attached, jobs)
            raise next(iter(refused.values()))
        for job in jobs:
            shared.tell(JobChanged(attached.film, job))
            self._launch(attached, job.id, agreed=True)
        return tuple(jobs)

    async def _take_back(self, attached: AttachedFilm, jobs: Sequence[Job]) -> None:
        """Not all of a batch is on disk: what is there is cancelled, and all of it is agreed to no more."""
        shared = self._shared.result()
        for job in jobs:
            if job.id not in attached.jobs:
                continue
            run = Run(shared, attached, job.id)
            try:
                await run.move(State.CANCELLED, "The batch could not be written; nothing was sent.", charge=Billed.NO)
            except WriteFailed as failure:
                log.error("Job %s could not be taken back: %s", run.job_id, failure.error.user_message)
        await shared.on_disk("", self._agreed.withdraw, jobs)

    async def _send_left(self, jobs: Sequence[Job]) -> tuple[Job, ...]:
        """All or none are agreed to, then each goes on from where it was left."""
        shared = self._shared.result()
        owners = {job.id: self._find_mine(job.id) for job in jobs}
        for _, known in owners.values():
            actions.check(known, Action.SEND)
        fresh = [actions.taken_on(job, shared.secret) for job in jobs]
        await shared.on_disk("", self._agreed.agree, fresh, shared.secret)
        for job in fresh:
            attached = owners[job.id][0]
            await self._done(Run(shared, attached, job.id), _announcing(job))
            self._launch(attached, job.id)
        return tuple(owners[job.id][0].jobs[job.id] for job in fresh)

    async def _resume(self, film: Film, take_over: bool) -> tuple[Job, ...]:
        attached = await self._go_on(film, take_over)
        for job in list(attached.jobs.values()):
            if job.state is State.READY:
                try:
                    await self._offer(attached, job)
                except Exception as error:  # the film's other takes are offered all the same
                    self._notice(_in_words(error), attached.film, job.id)
            elif job.state is State.UNCERTAIN and job.error is not None:
                self._notice(
                    AnimaticError(job.error.message, job.error.next_step, code="uncertain"), attached.film, job.id
                )
        waiting = [job for job in attached.jobs.values() if job.working and not self._is_mine(job)]
        if waiting:
            self._notice(_other_gateway(waiting[0], "Some jobs"), attached.film)
        return tuple(attached.jobs.values())

    async def _offer(self, attached: AttachedFilm, job: Job) -> None:
        """Tell about a take that waits to be placed."""
        shared = self._shared.result()
        kept = await shared.on_disk(job.shot_name, kept_take, attached.folder, job)
        if kept is not None:
            shared.tell(TakeReady(attached.film, job, kept.take))
            return
        missing = AnimaticError(
            f"The take {job.take_file} of {job.shot_name} is missing or damaged.",
            "Put the file back, or send the shot again.",
            code="take_missing",
        )
        self._notice(missing, attached.film, job.id)

    async def _release(self, folder: FilmFolder) -> None:
        attached = self._attached.get(_key(folder))
        if attached is not None:
            await self._detach(attached)

    async def _detach(self, attached: AttachedFilm) -> None:
        """Stop a film's work without changing any job, and let go of its lock as soon as nothing more can be written or
        sent: whoever quits Blender waits for that, not for the second Blenders to end."""
        self._attached.pop(_key(attached.folder), None)
        attached.captures.rest()
        mine = [work for work in self._work.values() if work.run.attached is attached]
        for work in mine:
            work.task.cancel()
        for task, owner in self._later.items():
            if owner is attached and task is not asyncio.current_task():
                task.cancel()
        if mine:
            await asyncio.wait([work.task for work in mine], timeout=CANCEL_PATIENCE)
        for work in mine:
            work.run.over = True
        if attached.writes:
            await asyncio.wait(attached.writes, timeout=CLOSE_PATIENCE)
        await self._shared.result().on_disk("", attached.ledger.close)
        await _within(CLOSE_PATIENCE, attached.captures.close())

    # -- jobs ------------------------------------------------------------------------------------------------------

    def _launch(self, attached: AttachedFilm, job_id: str, *, agreed: bool = False) -> None:
        if self._attached.get(_key(attached.folder)) is not attached:
            return  # let go while its jobs were told: they wait, on disk, for whoever opens the film next
        attached.at_rest.discard(job_id)
        job = attached.jobs[job_id]
        if job.working and not job.held and job_id not in self._work and self._is_mine(job):
            run = Run(self._shared.result(), attached, job_id)
            run.agreed_here = agreed
            task = asyncio.create_task(self._run(run), name=job_id)
            self._work[job_id] = _Work(run, task)
            task.add_done_callback(lambda _: self._work.pop(job_id))

    def _is_mine(self, job: Job) -> bool:
        """Whether this engine's gateway is the one that the job is for: another one would not know its operation."""
        return not self._gateway or job.gateway in ("", self._gateway)

    async def _run(self, run: Run) -> None:
        try:
            await advance(run)
        except Exception as error:
            await self._stumbled(run, error)
            await run.shared.on_disk(run.job_id, self._agreed.note_cost, run.job)
        finally:
            run.end_turn()
        self._ask_cost_later(run.attached, run.job)

    async def _stumbled(self, run: Run, error: Exception) -> None:
        """A step gave up. Before anything was sent the job fails; afterwards it waits where it is, for a program's
        fault must not end what is paid for."""
        problem = _in_words(error.error if isinstance(error, WriteFailed | Withheld) else error)
        try:
            if isinstance(error, Withheld):
                await self._withhold(run, problem)
            else:
                await self._settle(run, problem, written=not isinstance(error, WriteFailed))
        except LockLost as lost:
            self._notice(lost, run.attached.film)
            self._later_do(run.attached, self._detach(run.attached))

    async def _withhold(self, run: Run, problem: AnimaticError) -> None:
        """Nothing was sent: the job waits for a person, with the reason."""
        if reason := await run.shared.reason(run.job):
            run.attached.jobs[run.job_id] = run.job.model_copy(update={"left": reason})
            run.shared.tell(JobChanged(run.attached.film, run.job))
        else:
            await run.pause(problem)

    async def _settle(self, run: Run, problem: AnimaticError, *, written: bool) -> None:
        if isinstance(problem, LockLost):
            raise problem
        sent = run.job.state in (State.SUBMITTING, State.RUNNING, State.DOWNLOADING)
        if not written or sent or pauses(problem):
            await run.pause(problem)
            return
        try:
            await run.fail(problem)
        except WriteFailed as failure:
            await run.pause(failure.error)

    async def _cancel(self, job_id: str) -> Job:
        attached, job = self._find(job_id)
        actions.check(job, Action.CANCEL)
        work = self._work.get(job_id)
        if work is not None:
            work.task.cancel()
            await asyncio.wait({work.task}, timeout=CANCEL_PATIENCE)
            work.run.over = True
        if Action.CANCEL in attached.jobs[job_id].actions:
            try:
                await actions.cancel(Run(self._shared.result(), attached, job_id))
            except WriteFailed as failure:  # it has stopped here all the same
                raise failure.error from failure
        await self._shared.result().on_disk(job_id, self._agreed.note_cost, attached.jobs[job_id])
        return attached.jobs[job_id]

    async def _retry(self, job_ids: tuple[str, ...]) -> tuple[Job, ...]:
        found = [self._find_mine(job_id) for job_id in job_ids]
        wanted = [
            (attached, job) for attached, job in found if Action.RETRY in job.actions and job.id not in self._work
        ]
        for _, job in wanted:
            await self._check_known(job)
        for attached, job in wanted:
            await self._done(Run(self._shared.result(), attached, job.id), actions.retry)
        await self._agree_anew(
            [attached.jobs[job.id] for attached, job in wanted if attached.jobs[job.id].key != job.key]
        )
        for attached, job in wanted:
            self._launch(attached, job.id)
            if attached.jobs[job.id].state is State.READY:
                await self._offer(attached, attached.jobs[job.id])
        return tuple(attached.jobs[job.id] for attached, job in wanted)

    async def _act(self, job_id: str, action: Action, do: Callable[[Run], Coroutine[Any, Any, None]]) -> Job:
        attached, job = self._find(job_id) if action is Action.LEAVE else self._find_mine(job_id)
        actions.check(job, action)
        pays = action in (Action.SEND_AGAIN, Action.SEND_OPEN)
        if pays:
            await self._check_known(job)
        await self._done(Run(self._shared.result(), attached, job_id), do)
        after = attached.jobs[job_id]
        if pays and after.key != job.key:
            await self._agree_anew([after])
        elif action is Action.LOOK_UP and after.state in AT_GATEWAY:
            shared = self._shared.result()
            await shared.on_disk("", self._agreed.note_asked, after, shared.secret)
            attached.jobs[job_id] = after.model_copy(update={"left": ""})
        self._launch(attached, job_id)
        return attached.jobs[job_id]

    async def _go_on_with(self, job_id: str) -> Job:
        attached, job = self._find_mine(job_id)
        group = [other for other in attached.jobs.values() if other.best_of is not None and _same_group(job, other)]
        if not job.held or job.left or one_by_one.refusal(job, group):
            return job
        free = job.changed("None of those before it follows the plan.", held=False)
        await self._done(Run(self._shared.result(), attached, job_id), _announcing(free))
        self._launch(attached, job_id)
        return attached.jobs[job_id]

    async def _check_known(self, job: Job) -> None:
        """Raise NotAgreed for a request that this person never agreed to: its price is what the file says. A rehearsal
        costs nothing, and that this person asks for it is enough."""
        shared = self._shared.result()
        if not job.is_rehearsal and not job.fetchable and not await shared.on_disk("", self._agreed.has, job):
            raise NotAgreed(
                f"{job.shot_name} was not sent by you on this computer, so it is not sent again from here.",
                "Look it up where it was sent. Generating the shot is a new paid request, and the first may have been"
                " charged. Nothing was sent.",
            )

    async def _agree_anew(self, jobs: Sequence[Job]) -> None:
        """A person saw what these cost anew, and asked for it."""
        if jobs:
            shared = self._shared.result()
            try:
                await shared.on_disk("", self._agreed.agree, jobs, shared.secret)
            except StoreFailed as error:
                for job in jobs:
                    attached, _ = self._find(job.id)
                    attached.jobs[job.id] = job.model_copy(update={"left": error.sentence})
                    shared.tell(JobChanged(attached.film, attached.jobs[job.id]))
                raise

    async def _mark(self, job_id: str, state: State) -> Job:
        attached, job = self._find(job_id)
        if job.state is not state:
            # What is wrong with the take stays wrong with it, wherever it lies.
            await self._done(Run(self._shared.result(), attached, job_id), lambda run: run.move(state, error=job.error))
            if state is State.READY:
                await self._offer(attached, attached.jobs[job_id])
        return attached.jobs[job_id]

    def _find(self, job_id: str) -> tuple[AttachedFilm, Job]:
        for attached in self._attached.values():
            if job_id in attached.jobs:
                return attached, attached.jobs[job_id]
        raise UserError("This job is not among the open films.", "Open its film first.", code="job_not_open")

    def _find_mine(self, job_id: str) -> tuple[AttachedFilm, Job]:
        """As `_find`, for what needs the gateway. Raises UserError for a job of another one."""
        attached, job = self._find(job_id)
        if not self._is_mine(job):
            raise _other_gateway(job, "The job")
        return attached, job

    async def _done(self, run: Run, do: Callable[[Run], Coroutine[Any, Any, None]]) -> None:
        """What a person asked of a job at rest. What the disk does not take was not done, and may be asked again."""
        before = run.job
        try:
            await do(run)
        except WriteFailed as failure:
            run.attached.jobs[run.job_id] = before
            raise failure.error from failure

    def _ask_cost_later(self, attached: AttachedFilm, job: Job) -> None:
        finished = job.state in (State.READY, State.PLACED)
        open_cost = finished and job.generation_id and not job.usd_is_actual
        if not open_cost or not self._is_mine(job) or seconds_since(job.created) >= COST_AGE_MAX:
            return
        if self._agreed.is_mine(job, self._shared.result().secret):
            self._later_do(attached, costs.look_up(Run(self._shared.result(), attached, job.id)))

    def _later_do(self, attached: AttachedFilm, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._later[task] = attached
        task.add_done_callback(self._later.pop)

    def _notice(self, error: AnimaticError, film: Path | None = None, job_id: str = "") -> None:
        notice = Notice(
            film or Path(), Level.ERROR, error.code, redact(error.user_message), redact(error.next_step), job_id
        )
        self._events.put(notice)


def _same_group(job: Job, other: Job) -> bool:
    return job.best_of is not None and other.best_of is not None and job.best_of.group == other.best_of.group


def _announcing(job: Job) -> Callable[[Run], Coroutine[Any, Any, None]]:
    return lambda run: run.announce(job)


def _other_gateway(job: Job, what: str) -> UserError:
    return UserError(
        f"{what} of this film belong{'s' if what == 'The job' else ''} to the {job.gateway} gateway, which is not the"
        " one in use.",
        f"Choose the {job.gateway} gateway in the preferences and open the film again; nothing is lost meanwhile.",
        code="other_gateway",
    )


def _stopped() -> UserError:
    return UserError("The engine is not running.", "Open the film again.", code="engine_stopped")


async def _end_all() -> None:
    """End what is left on the loop, this task aside."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def _key(folder: FilmFolder) -> Path:
    return folder.root.absolute()


def _in_words(error: Exception) -> AnimaticError:
    if isinstance(error, AnimaticError):
        return error
    log.error("unexpected\n%s", traced(error))
    return AnimaticError(
        f"Something unexpected happened ({type(error).__name__}).",
        "The details are in the log; retry, and report it if it comes back.",
        code="internal",
        billed=Billed.UNKNOWN,
    )


async def _within(seconds: float, *closing: Coroutine[Any, Any, object]) -> None:
    """Close several things at the same time; one that hangs or fails does not keep the others open."""
    tasks = [asyncio.ensure_future(work) for work in closing]
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    for task in tasks:
        if task.done() and not task.cancelled() and (failure := task.exception()) is not None:
            log.error("closing failed\n%s", traced(failure))
