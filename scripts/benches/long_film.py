# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film's folder after years of work: thousands of jobs, their takes and sidecars, without a video's bytes."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from addon.core.files import FilmFolder
from addon.core.jobs.job import Job, new_job, utc_now
from addon.core.jobs.states import State
from addon.core.jobs.takes import _stem, _take
from addon.core.media import MediaInfo
from addon.core.models import Plan, Quote, Route, Tier, VideoRequest

MODEL = "alibaba/wan-v2.6-t2v"
VIDEO = MediaInfo("video", "video/mp4", 1280, 720, 2.0, 30.0, 60, False, False, "h264", "", 1_400_000)


def jobs(count: int, shots: int) -> list[Job]:
    """Placed jobs, oldest first, spread over so many shots."""
    made = []
    for number in range(count):
        request = VideoRequest(
            model=MODEL, prompt=f"A robot waves {number}.", size="1280x720", seconds=2, audio=False, seed=number,
            audio_switch=False,
        )  # fmt: skip
        quote = Quote(seconds_asked=2, seconds_used=2, usd_per_second=Decimal("0.05"), usd=Decimal("0.10"))
        shot = number % shots
        plan = Plan(
            shot_uuid=f"uuid-{shot}", shot_name=f"SH{shot:04}", route=Route.TEXT, tier=Tier.DRAFT, request=request,
            quote=quote, used_frames=48,
        )  # fmt: skip
        job = new_job(plan, batch=f"batch-{number // 200:06}", take_number=1 + number // shots)
        running: dict[str, Any] = {"running_since": utc_now(), "operation": {"gatewayJobId": f"job_{number}"}}
        job = job.moved(State.SUBMITTING, sent=utc_now()).moved(State.RUNNING, **running).moved(State.DOWNLOADING)
        made.append(job.moved(State.READY, take_file=f"takes/{plan.shot_name}/x.mp4").moved(State.PLACED))
    return made


def with_takes(blend: Path, edit: Any, count: int, shots: int) -> FilmFolder:
    """Build the shots of the edit, which has as many camera markers, and give each its part of so many takes."""
    from addon.blender.properties import film
    from addon.blender.shots import build
    from addon.blender.values import apply_take

    build.build_shots(edit)
    made = jobs(count, shots)
    folder = write(blend, made)
    for number, job in enumerate(made):
        shot = film(edit).shots[number % shots]
        take = _take(folder, job, _video(folder, job), job.take_number, VIDEO)
        apply_take(shot.takes.add(), take.model_copy(update={"shot_uuid": shot.uuid, "shot_name": shot.name}))
    return folder


def on_timeline(edit: Any, folder: FilmFolder, movie: Path) -> None:
    """Let every take be this movie, and each shot show its newest one with its sound, from its first frame on."""
    from addon.blender.properties import film, tag
    from addon.second import compat

    for video in folder.takes.rglob("*.mp4"):
        video.unlink()
        os.link(movie, video)
    strips = edit.sequence_editor.strips
    for shot in film(edit).shots:
        take = shot.takes[len(shot.takes) - 1]
        shot.active_take = take.id
        told: dict[str, Any] = {"filepath": str(folder.resolve(take.file)), "frame_start": shot.frame_start}
        picture = strips.new_movie(name=shot.name, channel=film(edit).video_channel, fit_method="FIT", **told)
        sound = strips.new_sound(name=shot.name, channel=film(edit).sound_channel, **told)
        for strip, role in ((picture, "take"), (sound, "sound")):
            compat.set_strip_end(strip, shot.frame_end)
            mark, strip.select = tag(strip), False
            mark.role, mark.shot, mark.take, mark.number = role, shot.uuid, take.id, take.number


def _video(folder: FilmFolder, job: Job) -> Path:
    return Path(f"{_stem(folder, job, job.take_number)}.mp4")


def write(blend: Path, made: list[Job]) -> FilmFolder:
    """The folder beside a film, with a file for each job, an empty video and a sidecar for each take."""
    folder = FilmFolder(blend)
    folder.jobs.mkdir(parents=True)
    for job in made:
        (folder.jobs / f"{job.id}.json").write_text(job.model_dump_json(indent=1), encoding="utf-8")
        target = _video(folder, job)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
        take = _take(folder, job, target, job.take_number, VIDEO)
        target.with_suffix(".json").write_text(take.model_dump_json(indent=1), encoding="utf-8")
    return folder
