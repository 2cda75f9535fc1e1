# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings what the engine reports into Blender: one persistent timer, a few milliseconds a tick, never a wait.

`tick()` is a module-level function: a bound method cannot be unregistered from Blender's timers. Tests and the command
line, where no timer runs, call it themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ...core.errors import AnimaticError, Billed
from .. import timeline
from ..edit import sources
from ..engine import session
from ..engine.view import LostTake
from ..engine.view import current as view
from ..properties import film, find_shot, tag, to_model
from ..takes import data as takes

if TYPE_CHECKING:
    from ...core.jobs.events import Event, TakeReady
    from ...core.jobs.job import Job
    from ...core.models import Take

log = logging.getLogger(__name__)

BUDGET_SECONDS = 0.008
"""Time that one tick may take from a frame of the interface."""
BUSY_SECONDS = 0.1
IDLE_SECONDS = 0.5

_waiting: dict[str, TakeReady] = {}
"""Takes that came while the timeline must not be touched, by job, oldest first."""

_wanted: set[str] = set()
"""Shots that get a placeholder as soon as the timeline may be touched."""

_behind: set[str] = set()
"""Shots whose placeholder may not say what is so: looked at as soon as the timeline may be touched."""

_showing_takes = 0.0
"""Seconds that making the view took the last time: a tick keeps them free."""

_look_again = False
"""Something changed since Lost and Found was looked through; that happens next at `_look_again_at`."""
_look_again_at = 0.0

_attach_first = False
"""The extension was enabled while a film may be open: register() itself must not look at it."""


def tick() -> float:
    """Apply what happened, for at most BUDGET_SECONDS; answers the seconds until it wants to be called again."""
    global _attach_first
    if _attach_first:
        _attach_first = False
        if view.film is None:
            session.attach_open_film()
    start = perf_counter()
    deadline = start + BUDGET_SECONDS - min(_showing_takes, 0.75 * BUDGET_SECONDS)
    running = session.current()
    if running is None:
        _catch_up(deadline)
        return IDLE_SECONDS
    changed = False
    while perf_counter() < deadline:
        events = running.engine.poll(1)
        if not events:
            break
        _safely(_apply, events[0])
        changed = True
    while _waiting and perf_counter() < deadline and not timeline.can_edit_now():
        _safely(_place, _waiting.pop(next(iter(_waiting))))
        changed = True
    _catch_up(deadline)
    busy = not running.engine.idle
    _show(start, changed=changed, busy=busy)
    return BUSY_SECONDS if changed or _waiting or busy else IDLE_SECONDS


def _show(now: float, *, changed: bool, busy: bool) -> None:
    """Make the view anew when something changed; while jobs are at work their clocks go on twice a second. Lost and
    Found is looked through as often: that reads every take of the film."""
    global _look_again_at, _look_again, _showing_takes
    due = now >= _look_again_at
    _look_again = _look_again or changed
    if due and (_look_again or busy):
        _look_again, _look_again_at = False, now + IDLE_SECONDS
        view.lost = tuple(lost_takes())
    elif not changed:
        return
    before = perf_counter()
    under_way = view.header
    view.refresh()
    if under_way and not view.header:
        _tell_finished()
    redraw()
    _showing_takes = perf_counter() - before


def _tell_finished() -> None:
    """Say once how a batch ended, when nothing of it is at work any more."""
    from ...core import money
    from ...core.jobs.events import Notice
    from ...core.jobs.states import State
    from ...core.models import Level

    batch = max((job.batch for job in view.jobs.values()), default="")
    jobs = [job for job in view.jobs.values() if job.batch == batch]
    came = sum(job.state in (State.READY, State.PLACED) for job in jobs)
    others = [f"{len(jobs) - came} did not"] if came < len(jobs) else []
    takes = f"{came} {'take' if came == 1 else 'takes'} came"
    spent = money.format_usd(sum((job.usd_committed for job in jobs), start=money.ZERO))
    if all(job.gateway == "rehearsal" for job in jobs):
        spent = "free"
    elif any(job.usd is None and job.charge is not Billed.NO for job in jobs):
        spent += " and what is of unknown price"
    message = f"The batch is finished: {', '.join([takes, *others])}; {spent}."
    view.put_notice(Notice(view.film or Path(), Level.NOTE, "batch_finished", message, ""))


def refresh() -> None:
    """Make the view anew and draw it."""
    view.lost = tuple(lost_takes())
    view.refresh()
    redraw()


def redraw() -> None:
    """Draw the Sequencers again."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "SEQUENCE_EDITOR":
                area.tag_redraw()


def _safely(do: Callable[[Any], None], event: Event) -> None:
    """One event that cannot be applied must not stop the others: an exception would end Blender's timer for good."""
    from ...core.jobs.events import Notice
    from ...core.models import Level

    try:
        do(event)
    except Exception as error:
        log.exception("%s could not be applied", type(event).__name__)
        job_id = event.job.id if hasattr(event, "job") else ""
        view.put_notice(
            Notice(
                event.film,
                Level.ERROR,
                "internal",
                f"Something unexpected happened in Blender ({type(error).__name__}).",
                "Nothing paid is lost: save the film and open it again; the details are in the log.",
                job_id,
            )
        )


def _apply(event: Event) -> None:
    from ...core.jobs.events import JobChanged, Notice, Progress, TakeReady

    if isinstance(event, Notice):
        view.put_notice(event)
        return
    job_id = event.job_id if isinstance(event, Progress) else event.job.id
    if event.film != view.film and job_id not in view.follows.get(event.film, ()):
        return  # another film's: on disk, and told again when that film is opened
    if isinstance(event, JobChanged):
        _job_changed(event.film, event.job)
    elif isinstance(event, Progress):
        view.progress[job_id] = event
    elif isinstance(event, TakeReady):
        _waiting[job_id] = event


def _job_changed(folder: Path, job: Any) -> None:
    before = view.jobs.get(job.id)
    view.jobs[job.id] = job
    reconcile(folder, job)
    if before is None or (before.state, before.paused) != (job.state, job.paused):
        _behind.add(job.shot_uuid)


def want_placeholders(jobs: Iterable[Job]) -> None:
    """Show on the timeline that takes of these jobs are coming: now, as one undo step, or as soon as it may be touched
    (which makes no step: by then the artist is at something else)."""
    jobs = list(jobs)
    if timeline.can_edit_now():
        _wanted.update(job.shot_uuid for job in jobs)
        return
    placed = [name for name in (_place_placeholder(job.shot_uuid) for job in jobs) if name]
    if placed:
        timeline.push_undo(f"Send {jobs[0].shot_name}" if len(jobs) == 1 else f"Send {len(jobs)} Takes")


def _catch_up(deadline: float) -> None:
    """Bring placeholders up to date, unless strips must not be touched now."""
    while (_behind or _wanted) and perf_counter() < deadline and not timeline.can_edit_now():
        if _wanted:
            uuid = _wanted.pop()
            _place_placeholder(uuid)
        else:
            uuid = _behind.pop()
        _update_placeholder(uuid)


def _place_placeholder(shot_uuid: str) -> str:
    edit, shot = find_edit(shot_uuid)
    job = _awaited(shot_uuid)
    if edit is None or shot is None or job is None:
        return ""
    return timeline.place_placeholder(edit, to_model(shot, edit), job.word, undo_step=False)


def _update_placeholder(shot_uuid: str) -> None:
    """Let a shot's placeholder say how far its newest job is; when none is at work, take it away."""
    edit, shot = find_edit(shot_uuid)
    if edit is None or shot is None:
        return
    job = _awaited(shot_uuid)
    if job is None:
        timeline.remove_for_shot(edit, shot_uuid, ("placeholder",))
    else:
        timeline.update_placeholder(edit, shot, job.word)


def _awaited(shot_uuid: str) -> Job | None:
    """The newest job whose take is still to come to a shot; other takes of it may have failed meanwhile."""
    from ...core.jobs.states import State

    coming = (
        job
        for job in view.jobs.values()
        if job.shot_uuid == shot_uuid and (job.working or job.paused or job.state in (State.READY, State.UNCERTAIN))
    )
    return max(coming, key=lambda job: job.id, default=None)


@bpy.app.handlers.persistent
def _timeline_replaced(*_: object) -> None:
    """Undo, redo or another file may bring placeholders back whose jobs are over."""
    for scene in bpy.data.scenes if view.jobs else ():
        strips = scene.sequence_editor.strips_all if scene.sequence_editor else ()
        _behind.update(tag(strip).shot for strip in strips if tag(strip).role == "placeholder")


def reconcile(folder: Path, job: Any) -> None:
    """Offer a take again that was placed in a film which was closed, or reverted, without saving. Once after opening:
    later a take that is not on its shot was taken off by the artist, with undo."""
    from ...core.jobs.states import State

    if job.id in view.met:
        return
    view.met.add(job.id)
    running = session.current()
    if running is None or folder != view.film or job.state is not State.PLACED:
        return
    shot = find_edit(job.shot_uuid)[1]
    if shot is None or takes.find(shot, job.id) is not None:
        return
    if job.id not in recorded() and not _is_deleted(job):  # it may have been put on another shot
        running.engine.mark_unplaced(job.id)


def _is_deleted(job: Any) -> bool:
    """Whether the artist deleted the job's take: it is in the trash, or was."""
    from ...core import trash
    from ...core.files import FilmFolder

    return view.film is not None and trash.is_deleted(FilmFolder(view.film), job.take_file)


def recorded() -> set[str]:
    """The ids of all takes that are on a shot of the open file: those of the jobs that made them."""
    return {take.id for scene in bpy.data.scenes for shot in film(scene).shots for take in shot.takes}


def find_edit(shot_uuid: str) -> tuple[bpy.types.Scene | None, Any | None]:
    """The edit that has a shot, and the shot; it may be any scene of the file."""
    for scene in bpy.data.scenes:
        shot = find_shot(scene, shot_uuid)
        if shot is not None:
            return scene, shot
    return None, None


def _stands(edit: bpy.types.Scene, shot: Any) -> bool:
    """Whether the shot has a place in the edit: its strip or marker may be deleted, with or without building again."""
    return not shot.gone and sources.locate_shot(edit, shot) is not None


def lost_takes() -> list[LostTake]:
    """Lost and Found: finished takes of the open film that are on no shot and whose own shot is not in the film, or has
    lost its place in the edit. Nothing else is kept about them: they are there as long as that is so."""
    from ...core.jobs.states import State

    finished = [job for job in view.jobs.values() if job.state in (State.READY, State.PLACED)]
    known = recorded() if finished else set()
    homeless = [job for job in finished if job.id not in known and job.id not in _waiting]
    if not homeless:
        return []
    homes: set[str] = set()
    for scene in bpy.data.scenes:
        standing = sources.locate(scene)
        homes.update(shot.uuid for shot in film(scene).shots if not shot.gone and shot.uuid in standing)
    return [
        LostTake(job.id, f"{job.shot_name} t{job.take_number:03d}", job.take_file)
        for job in sorted(homeless, key=lambda job: job.id)
        if job.shot_uuid not in homes and not _is_deleted(job)
    ]


def _place(event: TakeReady) -> None:
    """Record a take on its shot and put it on the timeline where the shot is now; one undo step."""
    from ...core.files import FilmFolder
    from ...core.jobs.events import Notice
    from ...core.models import Level

    if view.film is None or (event.film != view.film and event.film not in view.follows):
        return  # another film was opened meanwhile
    edit, shot = find_edit(event.take.shot_uuid)
    if edit is None or shot is None or not _stands(edit, shot):
        view.put_notice(
            Notice(
                event.film,
                Level.WARNING,
                "lost_and_found",
                f"{event.take.shot_name} is no longer in the film; its take waits in Lost and Found.",
                f"It is the file {event.take.file}.",
                event.job.id,
            )
        )
        return
    try:
        take = event.take
        if event.film != view.film:
            from . import save_as

            take = save_as.bring(take, FilmFolder(event.film), FilmFolder(view.film))
        _put(edit, shot, take, undo_step=True)
        _is_placed(event.film, event.job.id)
    except AnimaticError as error:
        view.put_notice(Notice(event.film, Level.ERROR, error.code, error.user_message, error.next_step, event.job.id))


def _put(edit: bpy.types.Scene, shot: Any, take: Take, *, undo_step: bool) -> str:
    """Answers what was done, in a sentence. A take that the shot shows already is left as the artist has it."""
    from ...core.files import FilmFolder

    shown = takes.find(shot, take.id) is not None and timeline.find_strips(edit, shot.uuid, ("take",))
    takes.add_take(shot, take)
    if shown or shot.active_take != take.id:
        label = takes.label(shot.name, take.number)
        if undo_step:  # Else undoing what the artist does next would take it off the list, too.
            timeline.push_undo(f"Keep {label}")
        return f"{label} is among the shot's takes."
    file = FilmFolder(bpy.data.filepath).resolve(take.file)
    placed = timeline.place(edit, to_model(shot, edit), take, file=file, undo_step=undo_step)
    log.info("%s", placed.sentence)
    return placed.sentence


def _is_placed(folder: Path, job_id: str) -> None:
    """Tell the ledger. A job of a film that this one was saved from stays ready: it is placed there, too."""
    running = session.current()
    if folder != view.film:
        view.jobs.pop(job_id, None)
    elif running is not None:
        running.engine.mark_placed(job_id)


class ANIMATIC_OT_place_lost_take(bpy.types.Operator):
    """Put a take from Lost and Found on a shot"""

    bl_idname = "animatic.place_lost_take"
    bl_label = "Place Lost Take"
    bl_options = {"REGISTER", "UNDO"}

    job: StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    shot: StringProperty(options={"HIDDEN", "SKIP_SAVE"}, description="The shot's id; empty: its own, if it is back")

    def execute(self, context: bpy.types.Context) -> set[str]:
        refusal = timeline.can_edit_now()
        if refusal:
            self.report({"WARNING"}, f"{refusal}: try again afterwards")
            return {"CANCELLED"}
        try:
            self.report({"INFO"}, place_lost(self.job, self.shot))
        except AnimaticError as error:
            self.report({"ERROR"}, error.sentence)
            return {"CANCELLED"}
        return {"FINISHED"}


def place_lost(job_id: str, shot_uuid: str = "") -> str:
    """Put a finished job's take on a shot: on its own, or on the one that a person chose. Answers a sentence; makes no
    undo step. Raises UserError where there is no such take or shot, MediaError for a video that cannot be read."""
    from ...core.errors import UserError
    from ...core.files import FilmFolder
    from ...core.jobs.takes import kept_take

    job = view.jobs.get(job_id)
    owner = view.folder_of(job_id)
    kept = kept_take(FilmFolder(owner), job) if job is not None and owner is not None else None
    if kept is None or owner is None or view.film is None:
        raise UserError("This take is not in the film's folder.", "Put its file back.", code="take_missing")
    edit, shot = find_edit(shot_uuid or kept.take.shot_uuid)
    if edit is None or shot is None or not _stands(edit, shot):
        raise UserError("Its shot is not in the film.", "Choose the shot that it shall go to.", code="no_shot")
    take = kept.take.model_copy(update={"shot_uuid": shot.uuid})
    if owner != view.film:
        from . import save_as

        take = save_as.bring(take, FilmFolder(owner), FilmFolder(view.film))
    sentence = _put(edit, shot, take, undo_step=False)
    _is_placed(owner, job_id)
    refresh()
    return sentence


classes = (ANIMATIC_OT_place_lost_take,)


HANDLERS = ("undo_post", "redo_post", "load_post")


def register() -> None:
    for kept in (_waiting, _wanted, _behind):
        kept.clear()
    for name in HANDLERS:
        getattr(bpy.app.handlers, name).append(_timeline_replaced)
    for cls in classes:
        bpy.utils.register_class(cls)
    global _attach_first
    _attach_first = not bpy.app.background
    if _attach_first:
        bpy.app.timers.register(tick, first_interval=IDLE_SECONDS, persistent=True)


def unregister() -> None:
    if bpy.app.timers.is_registered(tick):
        bpy.app.timers.unregister(tick)
    for name in HANDLERS:
        if _timeline_replaced in getattr(bpy.app.handlers, name):
            getattr(bpy.app.handlers, name).remove(_timeline_replaced)
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
    for kept in (_waiting, _wanted, _behind):
        kept.clear()
    view.clear(None)
