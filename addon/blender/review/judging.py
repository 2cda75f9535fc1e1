# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes judged beside Blender: what the second Blender is asked, and where its answers go. Main thread.

A take is judged when it arrives, one second Blender at a time; the answer is on the take, and in its sidecar. What the
plan's camera sees is kept in `judging/` of the film's folder when the shot is sent, so that the camera may be moved
while the take is made; a plan that was not kept is filmed for its first take. Advice: nothing waits for it, and nothing
is refused for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from .. import registry, timeline
from ..capture import copies
from ..engine import beside, session, slices
from ..engine.view import current as view
from ..properties import film
from ..ui import redraw
from ..values import apply_take, take_to_model, to_model

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.jobs.events import TakeReady
    from ...core.models import Judging, MadeOf, Shot, Take

log = logging.getLogger(__name__)

CHANGED = "cannot be compared: the camera changed since it was made"
SLATE = "is a rehearsal's slate: it follows no camera"
TIMEOUT_SECONDS = 600.0
GEOMETRIES = "judging"
"""Where in the film's folder the plans' geometries are kept."""
AT_ONCE = 20
"""Takes that one second Blender judges unasked: what they were made of is read in one piece."""
LOOK_SECONDS = 2.0
"""Between two looks at whether a take waits to be judged and may be."""

Pair = tuple[Any, Any]
"""A shot and one of its takes, as the film has them."""

_kept: set[str] = set()
"""Jobs whose plans were looked at."""
_wanted: dict[str, None] = {}
"""Ids of takes to be judged, oldest first."""
_work: beside.Work | None = None


def want(take_id: str) -> None:
    """Judge a take as soon as nothing else is judged."""
    _wanted[take_id] = None


def is_wanted(take_id: str) -> bool:
    """Whether a take waits to be judged."""
    return take_id in _wanted


def _landed(event: TakeReady) -> None:
    """A rehearsal's slate follows no camera: it is judged only by hand."""
    if not event.job.is_rehearsal:
        want(event.take.id)


def tick() -> float:
    """Begin with what waits, if it may begin now; answers the seconds until the next look."""
    if under_way() or timeline.can_edit_now():
        return LOOK_SECONDS
    try:
        if _wanted:
            now = list(_wanted)[:AT_ONCE]
            for take_id in now:
                del _wanted[take_id]
            begin(pairs_of(now))
        else:
            keep_plans()
    except Exception:  # an exception would end Blender's timer for good; takes can be judged by hand
        log.exception("Takes could not be judged")
    return LOOK_SECONDS


def keep_plans() -> beside.Work | None:
    """Keep what the plans of jobs on their way see, as long as the scene shows it. Raises as `begin` does."""
    from ...core.jobs.states import TERMINAL

    waiting = [
        job
        for job in view.jobs.values()
        if job.id not in _kept and not (job.is_rehearsal or job.left or job.state in TERMINAL)
    ]
    _kept.update(job.id for job in waiting)
    if not waiting or view.film is None:
        return None
    folder = _folder()
    plans = [(shot, job.plan) for job in waiting if (shot := job.plan.shot) is not None]
    asked = [_plan_asked(shot, plan.made_of, plan.request.size, folder) for shot, plan in plans]
    wanted = {str(one["geometry"]): {**one, "takes": []} for one in asked if one["plan"] and not _is_kept(one)}
    return _send(list(wanted.values()), folder) if wanted else None


def _is_kept(shot: Mapping[str, Any]) -> bool:
    from ...core.files import door

    return door.is_file(Path(shot["geometry"]))


def under_way() -> bool:
    """Whether takes are being judged, or were and do not have their words yet."""
    return _work is not None and beside.is_open(_work)


def begin(pairs: Sequence[Pair]) -> beside.Work | None:
    """Judge takes beside Blender; None when some are being judged or there are none. Raises FileError where the copy of
    the film cannot be written."""
    work: beside.Work | None = slices.whole(beginning(pairs))
    return work


def beginning(pairs: Sequence[Pair]) -> slices.Work:
    """`begin` in steps, a take each. To be done while nothing else edits the film."""
    if under_way() or not pairs:
        return None
    folder = _folder()
    return _send((yield from _asking(pairs, folder)), folder)


def _send(shots: list[dict[str, Any]], folder: FilmFolder) -> beside.Work:
    """Ask a second Blender; with a copy of the film where a plan's geometry is not kept."""
    global _work
    from ...core.files import door

    missing = any(shot["plan"] and not _is_kept(shot) for shot in _without_slates(shots))
    if missing:
        door.make_folder(folder.root / GEOMETRIES)
    job: dict[str, Any] = {"blend": str(copies.new()) if missing else "", "shots": shots}
    _work = beside.begin(
        "judging",
        lambda work: _asked(session.blender_command(), job),
        told=_tell,
        cleanup=partial(copies.drop, Path(job["blend"])) if job["blend"] else None,
        film=folder.root,
    )
    return _work


def judge_now(pairs: Sequence[Pair]) -> dict[str, Judging]:
    """Judge takes and wait for it: for the command line. Answers what was found by take; raises WorkerError."""
    work = begin(pairs)
    if work is not None:
        beside.finish(work)
    return {take.id: found for _, take in pairs if (found := of(take)) is not None}


def _tell(work: beside.Work) -> None:
    """Put what was found on the takes; what kept it from being found is logged: judging is advice."""
    if work.error is not None:
        log.warning("Takes could not be judged: %s", work.error.sentence)
    elif work.result and work.film == _folder().root and _apply(work.result):
        redraw()


async def _asked(command: Any, job: dict[str, Any]) -> dict[str, Any]:
    from ...core.blender_process import run_worker

    slates = [take["id"] for shot in job["shots"] for take in shot["takes"] if take["slate"]]
    told: dict[str, Any] = {take_id: {"word": "unsure", "sentence": SLATE, "score": 0.0} for take_id in slates}
    shots = _without_slates(job["shots"])
    if slates and not shots:
        return told
    answer = await run_worker(command, "judge", {**job, "shots": shots}, timeout=TIMEOUT_SECONDS)
    found: dict[str, Any] = answer["judged"]
    for shot in shots:
        for take in shot["takes"]:
            if shot["changed"] and take["id"] in found:
                found[take["id"]]["sentence"] = CHANGED
    return {**found, **told}


def _without_slates(shots: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What there is to look at: the plans that are only to be kept, and takes that show something."""
    real = ({**shot, "takes": [take for take in shot["takes"] if not take["slate"]]} for shot in shots)
    return [kept for shot, kept in zip(shots, real, strict=True) if kept["takes"] or not shot["takes"]]


def _apply(found: dict[str, Any]) -> bool:
    from ...core.jobs.takes import note_judged
    from ...core.models import Judging

    folder = _folder()
    pairs = pairs_of(list(found))
    for shot, take in pairs:
        judged = Judging.model_validate(found[take.id])
        apply_take(take, take_to_model(take, shot).model_copy(update={"judged": judged}))
        try:
            note_judged(folder, take.file, judged)
        except AnimaticError as error:  # the take has it
            log.warning("%s", error.sentence)
    return bool(pairs)


def of(take: Any) -> Judging | None:
    """What was found of a take; None: not judged, or the film says what no judging says."""
    from ...core.models import Judging

    try:
        return Judging.model_validate(take.fact("judged", None))
    except ValueError:  # pydantic's are, too
        return None


def best(shot: Any) -> Any | None:
    """The take that follows its plan best, of those that are judged and not rejected; None where none is judged."""
    known = [(take, found) for take in shot.takes if not take.rejected and (found := of(take)) is not None]
    return max(known, key=lambda pair: (*pair[1].rank, pair[0].number), default=(None, None))[0]


def pairs_of(take_ids: Sequence[str]) -> list[Pair]:
    """Shots with takes of these ids, as far as the film has them."""
    wanted = set(take_ids)
    return [
        (shot, take)
        for scene in bpy.data.scenes
        for shot in film(scene).shots
        for take in shot.takes
        if take.id in wanted
    ]


def _asking(pairs: Sequence[Pair], folder: FilmFolder) -> Generator[tuple[int, int], None, list[dict[str, Any]]]:
    """What the second Blender is asked, by plan; a take at each step."""
    shots: dict[str, dict[str, Any]] = {}
    models: dict[str, Shot] = {}  # a shot is looked up once for all its takes

    def model_of(shot: Any) -> Shot:
        if shot.uuid not in models:
            models[shot.uuid] = to_model(shot, shot.id_data)
        return models[shot.uuid]

    for done, (shot, take) in enumerate(pairs):
        yield done, len(pairs)
        asked = _asked_of(shot, take, folder, model_of)
        known = shots.setdefault(asked["geometry"], {**asked, "takes": []})
        known["takes"] += asked["takes"]
    return list(shots.values())


def _asked_of(shot: Any, take: Any, folder: FilmFolder, model_of: Callable[[Any], Shot]) -> dict[str, Any]:
    """One take and the plan that it was made by: its sidecar's, else the shot's as it is (`model_of` it)."""
    from ...core.jobs.takes import read_sidecar
    from ..capture.specs import sides

    kept = read_sidecar(folder.resolve(take.file).with_suffix(".json"))
    planned = kept.plan.shot if kept is not None and kept.plan is not None and kept.plan.shot else model_of(shot)
    asked = _plan_asked(planned, kept.made_of if kept is not None else None, take.size, folder)
    return {**asked, "takes": [_take(take, planned, kept, sides(take.size), folder)]}


def _plan_asked(planned: Shot, made_of: MadeOf | None, size: str, folder: FilmFolder) -> dict[str, Any]:
    """A plan, and where its geometry lies; no plan where the scene does not show it any more and none is kept."""
    from ...core.models import fingerprint
    from ..capture import key
    from ..capture.specs import sides

    plan = _plan(planned, sides(size))
    camera_now = _camera_now(planned) if plan else ""
    camera = made_of.camera if made_of is not None and made_of.camera else camera_now
    cast = [member.digest for member in made_of.cast] if made_of is not None else []
    name = fingerprint([plan, camera, cast])[: key.DIGITS]
    geometry = folder.root / GEOMETRIES / f"{planned.uuid[:8]}_{name}.npz"
    changed = bool(plan) and camera != camera_now and not geometry.is_file()
    return {
        "geometry": str(geometry) if plan and not changed else f"{geometry}.none",
        "plan": None if changed else plan,
        "changed": changed,
    }


def _plan(shot: Shot, size: tuple[int, int]) -> dict[str, Any] | None:
    """What the second Blender films of a plan; None for a shot without a camera."""
    from ..edit import sources

    seen = sources.seen_through(shot)
    if seen is None:
        return None
    return {
        **seen,
        "frames": shot.frames,
        "holds": list(shot.holds),
        "rate": float(shot.rate.fraction),
        "size": list(size),
        "cast": {member.name: member.source for member in shot.cast if member.source_kind == "collection"},
    }


def _camera_now(shot: Shot) -> str:
    from ..capture import key
    from ..edit import sources

    span = (float(shot.scene_frame_start), shot.scene_frame(max(shot.frames - 1, 0)))
    return key.framed(sources.camera_of(shot), span, key.Seen())


def _take(take: Any, shot: Shot, kept: Take | None, size: tuple[int, int], folder: FilmFolder) -> dict[str, Any]:
    plan = kept.plan if kept is not None else None
    return {
        "id": take.id,
        "slate": bool(take.fact("rehearsal", False)),
        "file": str(folder.resolve(take.file)),
        "size": list(size),
        "fps": take.fps,
        "head": float(shot.rate.seconds(plan.handle_in_frames)) if plan is not None else 0.0,
        "speed": float(shot.play_speed),
        "asked": float(plan.request.seconds) if plan is not None else 0.0,
        "got": take.seconds,
        "sound": take.has_audio and (plan is None or plan.request.audio),
        "one_shot": not shot.multi_shot,
        "begins": _first_picture(kept, folder),
    }


def _first_picture(kept: Take | None, folder: FilmFolder) -> str:
    """The picture that a take was to begin with; "" for one that was sent none, or whose picture is gone."""
    from ...core.files import door
    from ...core.models import Route

    if kept is None or kept.plan is None or kept.plan.route not in (Route.FIRST_FRAME, Route.FIRST_LAST):
        return ""
    file = folder.resolve(kept.references[0].path) if kept.references else None
    return str(file) if file is not None and door.is_file(file) else ""


def _folder() -> FilmFolder:
    from ..values import film_folder

    return film_folder()


@bpy.app.handlers.persistent
def _film_opened(*_: object) -> None:
    _wanted.clear()
    _kept.clear()


def register() -> None:
    registry.then(_film_opened)
    registry.handler("load_post", _film_opened)
    if not bpy.app.background:  # there a command asks for it
        from ..takes import landing

        landing.when_landed(_landed)
        registry.timer(tick, LOOK_SECONDS)
