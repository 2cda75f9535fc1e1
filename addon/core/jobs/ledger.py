# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a film on disk: one JSON file a job, written before the step it announces.

A job that comes to rest is written whole, in place of what was there. While it is at work, and when its take waits to
be placed, each state is added to its file as one more line of JSON, and the last whole one counts: a power cut leaves
the state before or the one after, as it does when the file is replaced, in a quarter of the time. Of a download that
the gateway can be asked about again, a power cut may leave that the model is at work: it is asked once more.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ..errors import AnimaticError
from ..files import FileError, FilmFolder, UnsafeFile, door, explain_os_error, write_atomic
from .job import FORMAT, Job
from .lock import Lock, LockLost
from .states import State

log = logging.getLogger(__name__)

_JOB_FILE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}\.json")
_LEFTOVER = re.compile(r"\.[0-9A-HJKMNP-TV-Z]{26}\.tmp|.*\.[0-9A-HJKMNP-TV-Z]{26}\.part")
"""Half written files (`write_atomic`) and half downloaded videos (`takes.part_path`) of a program that died."""


ADDED_BYTES = 128 * 1024
"""Of a file that is added to: some thirty states; then it is written anew."""


@dataclass(frozen=True)
class Unreadable:
    """A job file that could not be read. `kept_as` is where it lies now; it is never deleted."""

    name: str
    kept_as: str
    reason: str
    newer: bool = False
    """A newer version can read it; here it is left alone."""

    @property
    def message(self) -> str:
        return f"The job file {self.name} cannot be read: {self.reason}."

    @property
    def next_step(self) -> str:
        if self.newer:
            return "Update the extension. Its file stays as it is; the other jobs go on."
        return f"It is kept as {self.kept_as}; the other jobs go on."


@dataclass(frozen=True)
class Contents:
    """All jobs of a film, oldest first, and the files that could not be read."""

    jobs: tuple[Job, ...]
    unreadable: tuple[Unreadable, ...] = ()


class Ledger:
    """The only writer of a film's jobs: holds the film's lock from construction until `close`. Its methods may be
    called from several threads at once; a job's own writes must follow each other.

    Raises LockHeld when another living program has it (`take_over` overrides that, for a person who knows better)."""

    def __init__(self, folder: FilmFolder, *, take_over: bool = False) -> None:
        self.folder = folder
        self._lock = Lock(folder.jobs, take_over=take_over)
        self._jobs = str(folder.jobs)
        self._door = threading.Lock()
        self._all_written = threading.Condition(self._door)
        self._writing = 0
        self._closed = False
        self._at_work: set[str] = set()
        """Jobs whose files were written here, and may be added to."""
        try:
            self._place = _identity(folder.jobs)
            _clear_leftovers(folder)
            self._folder = door.HeldFolder(folder.jobs)
        except OSError as error:
            self._lock.release()
            raise explain_os_error(error, folder.jobs) from error

    def read(self) -> Contents:
        """Every job; a damaged file is renamed to *.damaged first, so that nothing mistakes it for a job again."""
        return _read(self.folder, set_aside=True)

    def write_new(self, jobs: Sequence[Job]) -> dict[str, AnimaticError]:
        """Put new jobs on disk, as `write`, with one flush of their folder for all of them: only then they survive a
        power cut. By the ids of those that could not be written: why. Raises FileError where the folder cannot be
        flushed: any of them may be there."""
        refused: dict[str, AnimaticError] = {}
        with door.kept_open():
            for job in jobs:
                try:
                    self.write(job, named_later=True)
                except AnimaticError as error:
                    refused[job.id] = error
            try:
                door.flush_folder(self.folder.jobs)
            except OSError as error:
                raise explain_os_error(error, self.folder.jobs) from error
        return refused

    def write(self, job: Job, *, named_later: bool = False) -> None:
        """Put the job on disk whole: when this returns it survives a power cut (`named_later`: the caller flushes the
        folder). Of what the gateway can be asked about again only the program's own end. Raises LockLost or
        FileError."""
        with self._door:
            if self._closed:
                raise LockLost(self.folder.jobs)
            self._writing += 1
        try:
            present = job if job.format == FORMAT else job.model_copy(update={"format": FORMAT})
            path = f"{self._jobs}{os.sep}{job.id}.json"  # as text: `job_path`, without making paths for each state
            added_to = (job.working or job.state is State.READY) and job.id in self._at_work
            self._require_lock()
            with self._folder:
                if not (added_to and self._add(path, present)):
                    self._write(path, present.model_dump_json(indent=1), named_later)
            (self._at_work.add if job.working else self._at_work.discard)(job.id)
        finally:
            with self._door:
                self._writing -= 1
                if self._closed and not self._writing:
                    self._all_written.notify_all()

    def _require_lock(self) -> None:
        """Raise LockLost before anything is written where this program runs the jobs no more. A folder that was put
        back, lock and all, is ours still, and what is held is another one."""
        if self._lock.untouched:
            return
        if not self._lock.look_again():
            raise LockLost(self.folder.jobs)
        try:
            self._folder.renew()
            self._place = _identity(self.folder.jobs)
        except OSError as error:
            raise LockLost(self.folder.jobs) from error

    def _add(self, path: str, job: Job) -> bool:
        """Whether the job could be added to its file; it is written anew where it is gone, or grew large."""
        try:
            added = door.append(path, f"\n{job.model_dump_json()}\n".encode(), ADDED_BYTES, flush=not _asked_again(job))
        except FileNotFoundError:
            return False
        except OSError as error:
            if self.held:
                raise explain_os_error(error, path) from error
            raise LockLost(self.folder.jobs) from error
        if not self.held:
            raise LockLost(self.folder.jobs)
        return added

    def _write(self, path: str, text: str, named_later: bool) -> None:
        try:
            write_atomic(path, text, named_later=named_later)
        except AnimaticError as error:
            if self.held:
                raise
            raise LockLost(self.folder.jobs) from error
        if not self.held:
            self._undo(path)
            raise LockLost(self.folder.jobs)

    def _undo(self, path: str) -> None:
        """The folder was moved in this very moment, and a new one was made in its place for the file: take both back.
        Where it is still the same folder, the file is right, and stays for whoever runs the film now."""
        try:
            if _identity(self.folder.jobs) != self._place:
                door.remove(path)
                door.remove_empty_folder(self.folder.jobs)
                door.remove_empty_folder(self.folder.root)
        except (FileError, OSError):
            log.warning("%s was left behind", path)

    @property
    def held(self) -> bool:
        """Whether the folder is where it was and still ours."""
        return self._lock.ours

    def close(self) -> None:
        """Let the film go, when what is being written is written."""
        with self._door:
            self._closed = True
            self._all_written.wait_for(lambda: not self._writing)
        self._folder.close()
        self._lock.release()


def _asked_again(job: Job) -> bool:
    """Whether the gateway says anew what this says, should the power be cut: where its finished video lies."""
    return job.state is State.DOWNLOADING and job.operation is not None


def _clear_leftovers(folder: FilmFolder) -> None:
    """Nobody else writes while the lock is ours, and downloads begin anew."""
    for place in (folder.jobs, *_shots(folder)):
        for name in door.names(place):
            if _LEFTOVER.fullmatch(name):
                door.remove(place / name)


def _shots(folder: FilmFolder) -> list[Path]:
    try:
        return door.folders(folder.takes)
    except UnsafeFile as error:  # told when a take is put there; the jobs go on
        log.warning("%s", error.user_message)
        return []


def _identity(folder: Path) -> tuple[int, int]:
    """Tells a folder from another one of the same name."""
    status = os.stat(folder)
    return status.st_dev, status.st_ino


def job_path(folder: FilmFolder, job_id: str) -> Path:
    return folder.jobs / f"{job_id}.json"


def read_jobs(folder: FilmFolder, *, since: float = 0.0) -> Contents:
    """Every job of a film without taking it over: for lists and reports while another program runs the jobs. `since`:
    only those that were written after this moment (Unix seconds)."""
    return _read(folder, set_aside=False, since=since)


def reading(folder: FilmFolder) -> Generator[None, None, Contents]:
    """What `read_jobs` answers, one file at each step: ten thousand that were never read take seconds."""
    found = _Found(folder.jobs, set_aside=False)
    for name, status in door.statuses(folder.jobs, _JOB_FILE):
        yield
        found.take(name, status)
    return found.contents


class _Known:
    """The jobs that were read last, of a few films: to read a thousand files takes a quarter of a second, and the
    queue, the preflight and the caps ask for them, the cap of a day for those of other films, too. What is added to a
    file, or put in its place, has another stamp."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._jobs: dict[Path, dict[str, tuple[tuple[int, ...], Job]]] = {}

    def of(self, place: Path) -> dict[str, tuple[tuple[int, ...], Job]]:
        """By the names of the files in a folder: what tells their contents apart, and the job; to be added to."""
        with self._door:
            found = self._jobs[place] = self._jobs.pop(place, {})
            while len(self._jobs) > FILMS_KNOWN:
                del self._jobs[next(iter(self._jobs))]
            return found


FILMS_KNOWN = 4
"""Films whose jobs are kept, those that were asked for last: the open one, one that it was saved from, others that
paid today."""


_known = _Known()


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    """Of files in one folder; whatever else is changed of one, its `ctime` is, too."""
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(folder: FilmFolder, *, set_aside: bool, since: float = 0.0) -> Contents:
    found = _Found(folder.jobs, set_aside)
    for name, status in door.all_statuses(folder.jobs, _JOB_FILE):
        if status.st_mtime >= since:
            found.take(name, status)
    return found.contents


class _Found:
    """The jobs of a folder, one after the other."""

    def __init__(self, place: Path, set_aside: bool) -> None:
        self._place, self._set_aside = place, set_aside
        self._known = _known.of(place)
        self._jobs: list[Job] = []
        self._unreadable: list[Unreadable] = []

    def take(self, name: str, status: os.stat_result) -> None:
        known = self._known.get(name)
        stamp = _stamp(status)
        if known is None or known[0] != stamp:
            try:
                known = self._known[name] = stamp, _parse(self._place / name)
            except _Damaged as damage:
                kept_as = door.set_aside(self._place / name) if self._set_aside and damage.certain else name
                self._unreadable.append(Unreadable(name, kept_as, damage.reason, newer=damage.reason == NEWER))
                log.error("Job file %s cannot be read: %s", name, damage.reason)
                return
        self._jobs.append(known[1])

    @property
    def contents(self) -> Contents:
        return Contents(tuple(self._jobs), tuple(self._unreadable))


NEWER = "a newer version of the extension wrote it"
NEWS = {"extra_forbidden", "enum", "literal_error"}
"""What is wrong with fields and words that this version does not know (pydantic's names of errors)."""


class _Damaged(Exception):
    """`certain`: the content is wrong; otherwise it may be readable later, or by a newer version."""

    def __init__(self, reason: str, *, certain: bool) -> None:
        self.reason, self.certain = reason, certain


def _parse(path: Path) -> Job:
    try:
        content = door.read_bytes(path, door.JOB_BYTES)
    except FileError as error:
        raise _Damaged(error.user_message.rstrip("."), certain=isinstance(error, UnsafeFile)) from error
    content = _last(content)
    try:
        job = Job.model_validate_json(content)  # nearly twice as fast as by way of json, where a film has 1,000 jobs
    except ValidationError:
        job = _patiently(content)
    if job.id != path.stem:
        raise _Damaged("its name is another job's", certain=True)
    return job


def _last(content: bytes) -> bytes:
    """The last whole record of a job's file. One that lacks its end, or has holes in it, was being added when the power
    went: what it announces was not done yet, and the one before it counts."""
    content = content.rstrip(b"\0")
    while (start := content.rfind(b"\n{")) > 0:
        record = content[start + 1 :]
        if record.endswith(b"\n") and b"\0" not in record:
            return record
        content = content[:start]
    return content


def _patiently(content: bytes) -> Job:
    """A job that is nested more deeply than pydantic reads (a gateway's token is opaque); else what is the matter."""
    try:
        data = door.parse_json(content)
    except ValueError as error:
        raise _Damaged("its content is damaged", certain=True) from error
    if isinstance(data, dict) and isinstance(data.get("format"), int) and data["format"] > FORMAT:
        raise _Damaged(NEWER, certain=False)
    try:
        return Job.model_validate(data)
    except (ValidationError, RecursionError) as error:
        if isinstance(error, ValidationError) and _is_news(error):
            raise _Damaged(NEWER, certain=False) from error
        raise _Damaged("its content is damaged", certain=True) from error


def _is_news(error: ValidationError) -> bool:
    """Whether nothing is wrong but what this version does not know. It may be about money, so the job is not read
    without it; and the version that wrote it must find it again, so it is not set aside."""
    wrong = error.errors(include_url=False, include_context=False, include_input=False)
    return all(fault["type"] in NEWS and fault["loc"] != ("format",) for fault in wrong)
