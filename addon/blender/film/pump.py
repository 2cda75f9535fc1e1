# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings what the engine reports into Blender: one persistent timer, a few milliseconds a tick, never a wait.

`tick()` is a module-level function: a bound method cannot be unregistered from Blender's timers. Tests and the command
line, where no timer runs, call it themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from pathlib import Path
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.errors import Billed
from .. import registry, timeline
from ..capture import changes
from ..engine import beside, placeholders, session, watching
from ..engine.view import current as view
from ..properties import shot_names
from ..ui import redraw
from . import opening

if TYPE_CHECKING:
    from ...core.jobs.engine import Engine
    from ...core.jobs.events import Event, TakeReady
    from ...core.jobs.job import Job
    from ..takes import lost

log = logging.getLogger(__name__)

BUDGET_SECONDS = 0.008
"""Time that one tick may take from a frame of the interface."""
BUSY_SECONDS = 0.1
IDLE_SECONDS = 0.5
SOON_SECONDS = 0.02
"""Until more of what is at hand: Blender draws and hears the artist meanwhile."""

_showing_takes = 0.0
"""Seconds that making the view took the last time: a tick keeps them free."""
_finding_takes = 0.0
"""The same of a step of looking through Lost and Found, for a tick in which that is due, or goes on."""
_rows_behind = False
"""Something changed since the rows were made, in ticks whose time went to Lost and Found."""

_look_again = False
"""Something changed since Lost and Found was looked through; that happens next at `_look_again_at`."""
_look_again_at = 0.0


class _Landing(NamedTuple):
    """A take on its way to its shot, in pieces; `since`: see `changes.replaced`."""

    event: TakeReady
    pieces: Generator[None, None, object]
    since: int


class _Finding(NamedTuple):
    """A look through Lost and Found that has begun: over ten thousand takes it is done in several ticks. It is about
    the `film` as it was `since`: see `changes.replaced`."""

    steps: lost.Looking
    film: Path | None
    since: int


_finding: _Finding | None = None

_landing: _Landing | None = None
"""The take that is on its shot by a part: its picture is there, and its sound or its undo step is not."""

_failing: dict[str, str] = {}
"""Duties that failed at the last tick, with what was told of each."""


def tick() -> float:
    """Apply what happened, for at most BUDGET_SECONDS; answers the seconds until it wants to be called again.

    It does not raise: Blender would drop the timer, and no take would land until it is started again. Each duty is
    guarded by itself; one that fails is told once and tried again at the next tick."""
    start = perf_counter()
    to_come = _showing_takes + (_finding_takes if start >= _look_again_at or _finding is not None else 0.0)
    deadline = start + BUDGET_SECONDS - min(to_come, 0.75 * BUDGET_SECONDS)
    reading = _guarded("Reading the film's jobs", lambda: opening.read_on(deadline))
    _guarded("Going on with the film's jobs", opening.try_again)
    showing = _guarded("Showing takes of the film's own folder", lambda: opening.show_brought(deadline))
    if _guarded("Looking who runs the film's jobs", lambda: watching.look(opening.take_up)):
        redraw()
    running = session.current()
    changed = landed = False
    if running is not None:
        changed = _guarded("Reading what the engine reports", lambda: _apply_events(running.engine, deadline))
        landed = _guarded("Putting takes on their shots", lambda: _land(deadline))
    _guarded("Bringing placeholders up to date", lambda: placeholders.catch_up(deadline))
    if _guarded("Telling of work beside Blender", beside.tell):
        redraw()
    if _guarded("Letting old notes go", lambda: view.let_notes_go(monotonic())):
        redraw()
    if reading or showing:
        return SOON_SECONDS
    if running is None and not (view.look_again or _look_again or _finding or _rows_behind):
        return IDLE_SECONDS
    busy = running is not None and not running.engine.idle
    _guarded("Showing the queue", lambda: _show(start, changed=changed or landed, busy=busy))
    if (landed and _is_coming()) or _finding is not None:
        return SOON_SECONDS
    return BUSY_SECONDS if changed or landed or _is_coming() or busy else IDLE_SECONDS


def _guarded(duty: str, do: Callable[[], bool | None]) -> bool:
    """Do it, and answer what it answers; where it fails, tell of it unless that was told already."""
    try:
        done = bool(do())
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        if _failing.get(duty) != what:
            _failing[duty] = what
            log.exception("%s failed", duty)
            _tell(f"{duty} failed ({type(error).__name__}).", "It is tried again; the details are in the log.")
        return False
    _failing.pop(duty, None)
    return done


def _apply_events(engine: Engine, deadline: float) -> bool:
    applied = False
    while perf_counter() < deadline:
        events = engine.poll(1)
        if not events:
            break
        _safely(_apply, events[0])
        applied = True
    return applied


def _land(deadline: float) -> bool:
    """A piece of a placement a tick: Blender opens the video for the picture and once more for the sound, and each of
    them, or an undo step, takes a tick's time alone."""
    from ..takes import landing

    global _landing
    if perf_counter() >= deadline or timeline.can_edit_now():
        return False
    if _landing is None:
        if not landing.waiting:
            return False
        event = landing.waiting.pop(next(iter(landing.waiting)))
        _landing = _Landing(event, landing.land(event), changes.now())
    current, _landing = _landing, None
    if changes.replaced(current.since):  # what it holds is dead, and it may be off the timeline again
        landing.waiting[current.event.job.id] = current.event
    else:
        _safely(lambda _: _go_on(current), current.event)
    return True


def _go_on(current: _Landing) -> None:
    global _landing
    for _ in current.pieces:
        _landing = current
        return


def _is_coming() -> bool:
    """Whether a take waits, or is on its shot by a part."""
    from ..takes import landing

    return bool(landing.waiting) or _landing is not None


@bpy.app.handlers.persistent
def _saving(*_: object) -> None:
    """No file has a take's picture without its sound because it was saved between the two."""
    while _landing is not None and _land(float("inf")):
        pass


@bpy.app.handlers.persistent
def _undone(*_: object) -> None:
    """Undo and redo take takes and shots off the film, and bring them back."""
    view.look_again = view.names_behind = True


def _show(now: float, *, changed: bool, busy: bool) -> None:
    """Make the view anew when something changed; while jobs are at work their clocks go on twice a second. Lost and
    Found is looked through as often: that reads every take of the film."""
    from ..takes import lost

    global _look_again_at, _look_again, _showing_takes, _finding, _rows_behind
    if _finding is not None and (_finding.film != view.film or changes.replaced(_finding.since)):
        _finding, view.look_again = None, True
    due = now >= _look_again_at
    _look_again = _look_again or changed or view.look_again
    view.look_again = False
    if _finding is None and due and (_look_again or busy):
        _look_again, _look_again_at = False, now + IDLE_SECONDS
        _finding = _Finding(lost.looking(), view.film, changes.now())
    _rows_behind = _rows_behind or changed
    if _finding is not None and not _find(perf_counter() + BUDGET_SECONDS):
        return  # the rows have a tick of their own
    if not _rows_behind:
        return
    _rows_behind, before = False, perf_counter()
    under_way = view.header
    running = session.current()
    view.see_farm(*(running.farm_looks(view.open_films()) if running is not None else ((), "")))
    if view.names_behind:
        view.put_names(shot_names())
    view.refresh()
    if under_way and not view.header:
        _tell_finished()
    redraw()
    _showing_takes = perf_counter() - before


def _find(deadline: float) -> bool:
    """Look on through Lost and Found, a step at least, until `deadline` (of `perf_counter`). Answers whether all of it
    was."""
    global _finding, _finding_takes, _rows_behind
    current, _finding = _finding, None
    assert current is not None  # it goes on
    begun = perf_counter()
    try:
        next(current.steps)
        while perf_counter() < deadline:
            next(current.steps)
    except StopIteration as end:
        view.lost, _rows_behind = end.value, True
    else:
        _finding = current
    _finding_takes = perf_counter() - begun
    return _finding is None


def _tell_finished() -> None:
    """Say once how a batch ended, when nothing of it is at work any more."""
    from ...core import money
    from ...core.jobs.events import Notice
    from ...core.jobs.states import State
    from ...core.models import Level
    from ..takes import hearing

    batch = max((job.batch for job in view.jobs.values()), default="")
    jobs = [job for job in view.jobs.values() if job.batch == batch]
    takes = [job for job in jobs if job.state in (State.READY, State.PLACED)]
    came = len(takes)
    told = [f"{_named(takes)} {'is there' if came == 1 else 'are there'}"] if takes else []
    told += [f"{_named([job for job in jobs if job not in takes])} did not come"] if came < len(jobs) else []
    spent = money.format_usd(sum((job.usd_committed for job in jobs), start=money.ZERO))
    if all(job.is_rehearsal for job in jobs):
        spent = "free"
    elif any(job.usd is None and job.charge is not Billed.NO for job in jobs):
        spent += " and what is of unknown price"
    message = f"{', '.join(told)}; {spent}."
    view.put_notice(Notice(view.film or Path(), Level.NOTE, "batch_finished", message, ""))
    hearing.batch_finished(batch, came, len(jobs) - came, message)


NAMED = 3
"""Takes that a sentence has room to name."""


def _named(jobs: list[Job]) -> str:
    """ "SH010 t001 and SH020 t001", "12 takes"."""
    names = [view.title(job) for job in sorted(jobs, key=lambda job: job.id)]
    if len(names) > NAMED:
        return f"{len(names)} takes"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _safely(do: Callable[[Any], None], event: Event) -> None:
    """One event that cannot be applied must not stop the others: an exception would end Blender's timer for good."""
    try:
        do(event)
    except Exception as error:
        log.exception("%s could not be applied", type(event).__name__)
        _tell(
            f"Something unexpected happened in Blender ({type(error).__name__}).",
            "Nothing paid is lost: save the film and open it again; the details are in the log.",
            event.film,
            event.job.id if hasattr(event, "job") else "",
        )


def _tell(message: str, next_step: str, film: Path | None = None, job_id: str = "") -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    view.put_notice(Notice(film or view.film or Path(), Level.ERROR, "internal", message, next_step, job_id))


def _apply(event: Event) -> None:
    from ...core.jobs.events import JobChanged, Notice, Progress, TakeReady
    from ..takes import landing

    if isinstance(event, Notice):
        view.put_notice(event)
        return
    job_id = event.job_id if isinstance(event, Progress) else event.job.id
    if isinstance(event, JobChanged):
        _let_go(event.film, event.job)
    if event.film != view.film and job_id not in view.follows.get(event.film, ()):
        return  # another film's: on disk, and told again when that film is opened
    if isinstance(event, JobChanged):
        _job_changed(event.film, event.job)
    elif isinstance(event, Progress):
        view.progress[job_id] = event
    elif isinstance(event, TakeReady):
        landing.waiting[job_id] = event


def _let_go(film: Path, job: Job) -> None:
    """Of a job that is filmed or over, the copies; of a film that was closed, everything once its jobs are over."""
    from ...core.files import FilmFolder

    running = session.current()
    if running is None:
        return
    running.let_go_copies(FilmFolder(film), job)
    if film not in view.open_films():
        running.let_go_films(but=view.open_films())


def _job_changed(folder: Path, job: Any) -> None:
    from ..takes import landing

    before = view.jobs.get(job.id)
    view.jobs[job.id] = job
    view.prepare(job)  # within the time of its event: the rows of all that changed are more than a tick may take
    landing.reconcile(folder, job)
    if before is None or (before.state, before.paused) != (job.state, job.paused):
        placeholders.behind.add(job.shot_uuid)


def register() -> None:
    registry.then(_forget)
    registry.handler("save_pre", _saving)
    registry.handler("undo_post", _undone)
    registry.handler("redo_post", _undone)
    registry.timer(tick, IDLE_SECONDS)


def _forget() -> None:
    from ..takes import landing

    global _landing, _finding
    _landing = _finding = None
    landing.waiting.clear()
    _failing.clear()
    view.clear(None)
