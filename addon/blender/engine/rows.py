# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the queue says of a job: its row, how far it is, what troubles it, who runs it. Plain Python, no bpy; loaded
with the first job."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...core.farm.port import Seen
    from ...core.jobs.events import Progress
    from ...core.jobs.job import Job
    from ...core.jobs.lock import Owner

WORDS_MAX = 200
"""Letters of a strange job's prompt that the queue shows; the preflight shows all."""
FARM_WORDS = {"filming": "on the farm", "waiting": "waits on the farm", "done": "comes from the farm"}
"""What a row of the queue says of a capture, by its state there."""


class QueueRow(NamedTuple):
    """One line of the queue, ready to draw. `factor` is 0 to 1; `colour` is sRGB as #rrggbb."""

    job_id: str
    shot_uuid: str
    title: str
    word: str
    trouble: str
    """What is or was wrong, in whole sentences; empty if nothing is."""
    factor: float
    working: bool
    actions: frozenset[str]
    colour: str
    cost: str
    so_far: str = ""
    """How far it is, in a few letters that have room in a progress bar."""
    batch: str = ""
    """The send that it belongs to."""


class LostTake(NamedTuple):
    """A take that is on no shot. `file` is relative to the film folder."""

    job_id: str
    title: str
    file: str
    home: str = ""
    """The id of its own shot where that is in the edit: undo took the take off it or brought the shot back, or the
    take could not be put there."""


class FarmRow(NamedTuple):
    """A set on a farm. `picture` is the file of what was filmed last, "" before there is one."""

    words: str
    picture: str = ""


def of_job(job: Job, *, title: str, placed_here: bool) -> QueueRow:
    """A job's row, but for how far it is. `title`: what its take is called; `placed_here`: its take is in
    the open film, whatever its own says."""
    from ...core.jobs.states import TABLE

    told, cost = _left(job) if job.left else (_trouble(job), job.cost_words)
    return QueueRow(
        job_id=job.id,
        shot_uuid=job.shot_uuid,
        title=title,
        word="Placed" if placed_here else job.word,
        trouble=told,
        factor=0.0,
        working=job.working,
        actions=frozenset(str(action) for action in job.actions),
        colour=TABLE[job.state].colour,
        cost=cost,
        batch=job.batch,
    )


WAITS = "waits its turn"
"""What is said of a job whose captures are not begun while those of another one are filmed: few are at a time."""


def how_far(
    job: Job, progress: Progress | None, *, typical: float, farm_captures: Mapping[str, Seen], others_film: bool = False
) -> tuple[float, str]:
    """0 to 1, and in a few letters. `typical`: seconds that a generation takes; `others_film`: another job's captures
    are being filmed on this machine."""
    if job.state == "running" and job.running_since:
        elapsed = max(0.0, time.time() - _seconds(job.running_since))
        # Never full before it is: it nears 95 % as time passes the usual.
        return min(0.95, elapsed / typical), f"{_clock(elapsed)} of about {_clock(typical)}"
    if progress is None or progress.step != job.state or not progress.total:  # or told of a step that is over
        waits = others_film and job.state == "capturing" and progress is None
        return 0.0, _on_farm(job, farm_captures) or (WAITS if waits else "")
    return progress.done / progress.total, f"{progress.done} of {progress.total}" if progress.total < 10_000 else ""


def _on_farm(job: Job, farm_captures: Mapping[str, Seen]) -> str:
    """What a farm says of what it films for a job; empty where none does."""
    if job.state != "capturing" or not farm_captures:
        return ""
    keys = [item.capture.key for item in job.plan.inputs if item.capture is not None]
    states = {str(farm_captures[key].state) for key in keys if key in farm_captures}
    return next((words for state, words in FARM_WORDS.items() if state in states), "")


@lru_cache(maxsize=65_536)  # the same moments of the same jobs at every refresh, five times a second
def _seconds(moment: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(moment).timestamp()


def _left(job: Job) -> tuple[str, str]:
    """What a job that came with the film's folder would send, and its price by our own catalog."""
    from ...core import catalog, money
    from ...core.plans import prompt
    from ...core.plans.planning import priced_anew

    plan = priced_anew(job.plan, catalog.load())
    said = prompt.clean(plan.request.prompt)
    words = said if len(said) <= WORDS_MAX else f"{said[:WORDS_MAX]}…"
    return f"{plan.request.model}: “{words}” {job.left}", money.about(plan.quote.usd)


def _trouble(job: Job) -> str:
    """What is or was wrong; of a job that is at work all the same, since when."""
    if job.error is None:
        return ""
    if not job.working:
        return job.error.sentence
    return f"{job.error.sentence} Still at it; so since {_clock_time(job.error.at)}."


def who(owner: Owner) -> str:
    """Another program that runs jobs, in words."""
    place = "" if owner.here else f" on {owner.host}"
    return f"Blender (process {owner.pid}{place}, since {_clock_time(owner.since)})"


def follow_words(root: Path, owner: Owner) -> str:
    """The sentence about the film in `root`, which the open one was saved from, while another program runs its jobs."""
    return (
        f"{who(owner)} runs the jobs of {root.stem}, which this film was saved from. What is under way there comes"
        " here when it is closed."
    )


def _clock_time(moment: str) -> str:
    """Local time of day, with the date where that is not today's."""
    local = time.localtime(_seconds(moment))
    return time.strftime("%H:%M" if local[:3] == time.localtime()[:3] else "%d %b, %H:%M", local)


def between(start: str, end: str) -> float:
    """Seconds between two moments, in ISO 8601; at least 1."""
    return max(1.0, _seconds(end) - _seconds(start))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
