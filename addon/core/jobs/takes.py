# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finished job's files: the video under its final name and the sidecar beside it that says what it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from .. import catalog
from ..errors import MediaError
from ..files import FileError, FilmFolder, door, explain_os_error, rename_new, write_atomic
from ..files.patterns import check_pattern
from ..media import MediaInfo, check_take, probe
from ..models import Judging, Take
from .job import Job, utc_now


@dataclass(frozen=True)
class Kept:
    """A take that lies in the film folder."""

    take: Take
    sidecar: str


def part_path(folder: FilmFolder, job: Job) -> str:
    """Where the video is downloaded to. The job's id keeps two jobs apart even where their take numbers met."""
    return f"{_stem(folder, job, job.take_number)}.{job.id}.part"


def keep_take(folder: FilmFolder, job: Job, part: str) -> Kept:
    """Check a downloaded file and give it its name: the sidecar first, then the video, so that a video under a final
    name always has one. A taken name is never used; the next number is.

    Raises MediaError for what is no movie, FileError where the disk refuses."""
    info = _probe(part)
    number = job.take_number
    while True:
        stem = _stem(folder, job, number)
        target, sidecar = f"{stem}{_ending(info)}", f"{stem}.json"
        if _is_free(sidecar, target) or _owner(sidecar) == job.id:
            take = _take(folder, job, target, number, info)
            # Both names are flushed at once: a journal keeps their order.
            write_atomic(sidecar, take.model_dump_json(indent=1), named_later=True)
            try:
                rename_new(part, target)
            except FileError as error:
                if error.code != "file_exists":
                    raise
            else:
                door.remove(unplayable_path(folder, job))  # an earlier, broken download
                return Kept(take, folder.relative(sidecar))
        number = folder.next_take_number(job.shot_name, given=(number,))


def unplayable_path(folder: FilmFolder, job: Job) -> str:
    """Where the bytes of a paid video stay that could not be read as one: the artist's player may know better."""
    return f"{_stem(folder, job, job.take_number)}_as-it-came_{job.id}.mp4"


def keep_bytes(folder: FilmFolder, job: Job, part: str) -> None:
    """Put a download that is no movie under its clear name; the one of an earlier try gives way."""
    try:
        if door.size(part):
            door.move(part, unplayable_path(folder, job))
    except OSError as error:
        raise explain_os_error(error, part) from error


def kept_take(folder: FilmFolder, job: Job) -> Kept | None:
    """The take that this job has brought home already, if it lies there whole; None otherwise."""
    for sidecar in _sidecars(folder, job):
        take = read_sidecar(sidecar)
        if take is None or take.id != job.id:
            continue
        ending = PurePosixPath(take.file).suffix
        try:
            probe(sidecar.with_suffix(ending if ending in _ENDINGS.values() else ".mp4"))
        except (OSError, MediaError):
            continue
        return Kept(take, folder.relative(sidecar))
    return None


def read_sidecar(path: Path | str) -> Take | None:
    """What a sidecar says; None when there is none, or none that can be read."""
    try:
        return Take.model_validate_json(door.read_bytes(path, door.JOB_BYTES))
    except (FileError, ValidationError):
        return None


def note_cost(folder: FilmFolder, job: Job) -> None:
    """Put the actual cost into the sidecar; one that a person removed stays removed."""
    path = folder.resolve(job.sidecar)
    take = read_sidecar(path)
    if take is not None and take.id == job.id:
        take = take.model_copy(update={"usd": job.usd, "usd_is_actual": job.usd_is_actual})
        write_atomic(path, take.model_dump_json(indent=1))


def note_judged(folder: FilmFolder, file: str, judged: Judging) -> None:
    """Put what was found of a take into its sidecar; `file` is the take's video. One that is gone stays gone."""
    path = _sidecar(folder.resolve(file))
    take = read_sidecar(path)
    if take is not None:
        write_atomic(path, take.model_copy(update={"judged": judged}).model_dump_json(indent=1))


def note_words(folder: FilmFolder, file: str, note: str) -> None:
    """Put what a person noted of a take into its sidecar; `file` is the take's video. One that is gone stays gone."""
    path = _sidecar(folder.resolve(file))
    take = read_sidecar(path)
    if take is not None and take.note != note:
        write_atomic(path, take.model_copy(update={"note": note}).model_dump_json(indent=1))


def _take(folder: FilmFolder, job: Job, target: str, number: int, info: MediaInfo) -> Take:
    plan, request = job.plan, job.plan.request
    return Take(
        id=job.id,
        shot_uuid=job.shot_uuid,
        shot_name=job.shot_name,
        number=number,
        file=folder.relative(target),
        model=request.model,
        tier=plan.tier,
        prompt=request.prompt,
        negative=request.negative,
        seed=request.seed,
        size=f"{info.width}x{info.height}",
        seconds=info.seconds,
        fps=info.fps,
        has_audio=info.has_audio,
        created=utc_now(),
        usd=job.usd,
        usd_is_actual=job.usd_is_actual,
        rehearsal=job.is_rehearsal,
        generation_id=job.generation_id,
        references=job.references,
        used_frames=plan.used_frames,
        handle_in_frames=plan.handle_in_frames,
        shot_head=plan.shot.head if plan.shot else 0,
        scene_step=plan.shot.scene_step if plan.shot else 0.0,
        plan_fingerprint=job.plan_fingerprint,
        warnings=tuple(dict.fromkeys((*job.warnings, *_differences(info, job)))),
        references_skipped=job.references_skipped,
        draft_handle=job.draft_handle,
        made_from=plan.made_from,
        made_of=plan.made_of,
        plan=plan,
    )


def _probe(path: str) -> MediaInfo:
    try:
        return probe(path)
    except OSError as error:
        raise explain_os_error(error, path) from error


def _differences(info: MediaInfo, job: Job) -> tuple[str, ...]:
    request = job.plan.request
    found = check_take(info, size=request.size, seconds=float(request.seconds), audio=request.audio)
    return tuple(sentence for _, sentence in found)


_ENDINGS = {"video/webm": ".webm", "video/x-matroska": ".mkv"}


def _ending(info: MediaInfo) -> str:
    return _ENDINGS.get(info.media_type, ".mp4")


def _stem(folder: FilmFolder, job: Job, number: int) -> str:
    """The path of a take without its ending."""
    request = job.plan.request
    pattern, tier = _pattern(job), str(job.plan.tier)
    resolution = _resolution(request.model, request.size)
    return folder.take_stem(job.shot_name, number, request.model, resolution, pattern=pattern, tier=tier)


@lru_cache(maxsize=256)
def _resolution(model: str, size: str) -> str:
    """What a model calls a size; the size itself where it has no name for it."""
    known = next((m for m in catalog.load().models if m.id == model), None)
    return (known.resolution_of(size) if known else None) or size


def _pattern(job: Job) -> str:
    """How its file is named; our own way where the job's gives no name, for a paid take needs one."""
    pattern = job.plan.file_pattern
    try:
        if pattern:
            check_pattern(pattern)
    except FileError:
        return ""
    return pattern


def _sidecar(video: Path) -> Path:
    return video.with_suffix(".json")


def _is_free(sidecar: str, video: str) -> bool:
    """Whether neither name is taken, by whatever it may be."""
    return not door.exists(sidecar) and not door.exists(video)


def _owner(sidecar: str) -> str | None:
    take = read_sidecar(sidecar)
    return take.id if take else None


def _sidecars(folder: FilmFolder, job: Job) -> list[Path]:
    """Sidecars that may be this job's: the expected one first, then the others of its shot."""
    expected = Path(f"{_stem(folder, job, job.take_number)}.json")
    try:
        others = [expected.with_name(name) for name in door.names(expected.parent) if name.endswith(".json")]
    except FileError:
        others = []
    return [expected, *(path for path in others if path != expected)]
