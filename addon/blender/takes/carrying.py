# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes that go from one film's folder to another's: where a film was saved from, and bringing videos from there."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ...core.files import FilmFolder
    from ...core.models import Take

log = logging.getLogger(__name__)


NOTE = "came_from.json"


@dataclass(frozen=True)
class Origin:
    """The folder of the film that this one was saved from, and the jobs there whose takes it still waits for."""

    folder: FilmFolder
    jobs: frozenset[str]


def remember(folder: FilmFolder, old: FilmFolder, jobs: Iterable[str]) -> None:
    """Write down where the film came from: relative where that is possible, so that both may move together."""
    from ...core.files import write_atomic

    try:
        place = Path(os.path.relpath(old.root, folder.root)).as_posix()
    except ValueError:  # another drive of Windows
        place = str(old.root)
    note = json.dumps({"folder": place, "jobs": sorted(jobs)}, indent=1)
    write_atomic(folder.root / NOTE, note)
    write_atomic(_mine(note.encode()), "")


def origin(folder: FilmFolder) -> Origin | None:
    """What was written down, if the old folder is still there: by this person on this machine, for what came with a
    folder must not open another film."""
    from ...core.files import FileError, FilmFolder, door

    try:
        content = door.read_bytes(folder.root / NOTE, door.JOB_BYTES)
        note = door.parse_json(content)
        old = FilmFolder(Path(os.path.normpath(folder.root / note["folder"])))
        found = Origin(old, frozenset(note["jobs"]))
    except FileError as error:
        if error.code != "file_missing":
            log.warning("%s", error.user_message)
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        log.warning("%s cannot be read; it is kept as %s", NOTE, door.set_aside(folder.root / NOTE))
        return None
    if not _mine(content).is_file():
        log.warning("%s was not written on this computer: open %s itself for its takes", NOTE, old.root.name)
        return None
    return found if door.is_folder(old.root) and old.root != folder.root else None


def _mine(note: bytes) -> Path:
    """Where this machine remembers that it wrote a note; by its content, for film and folder may move."""
    from ...core.files.state import state_folder

    return state_folder() / "saved_as" / hashlib.sha256(note).hexdigest()


def bring(take: Take, old: FilmFolder, folder: FilmFolder) -> Take:
    """The take with its video in `folder`: the same file under a second name where the disk can (a take is never
    written again), else a copy. A name that another take has there is left to it. Raises FileError."""
    from ...core.files import door, write_atomic
    from ...core.jobs.takes import read_sidecar

    source = old.resolve(take.file)
    target = folder.resolve(take.file)
    known = read_sidecar(target.with_suffix(".json"))
    if door.exists(target) and (known is None or known.id != take.id):
        number = folder.next_take_number(take.shot_name, given=(take.number,))
        name = re.sub(r"_t\d+_", f"_t{number:03d}_", target.name, count=1)
        target = target.with_name(name)
        take = take.model_copy(update={"number": number, "file": folder.relative(target)})
    if door.exists(target):
        return take
    told = read_sidecar(source.with_suffix(".json"))
    whole = take.model_copy(update={"plan": told.plan}) if told is not None else take
    write_atomic(target.with_suffix(".json"), whole.model_dump_json(indent=1))
    link_or_copy(source, target)
    return take


class Called(NamedTuple):
    """A take of a shot by what its files are found by: its id, the file that the shot names, and its number."""

    id: str
    file: str
    number: int


@dataclass
class Brought:
    """What became of many takes. `left`: the ids of those about which nothing lies beside their video; only the shot
    knows what they are."""

    here: dict[str, Path] = field(default_factory=dict)
    """The videos that are in the new folder now, by take."""
    renamed: dict[str, Called] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


def bring_all(
    takes: Iterable[Called], old: FilmFolder, folder: FilmFolder, stopped: Callable[[], bool] = lambda: False
) -> Brought:
    """`bring` of many: what is told beside a video comes along as the same file, too, and the folders of a shot are
    gone to once for all of its takes. A file that leads out of the folder is no take's. Never sees bpy. Raises
    FileError."""
    from ...core.files import FileError, held

    found, by_place = Brought(), defaultdict[PurePosixPath, list[Called]](list)
    for take in takes:
        try:
            old.resolve(take.file)
        except FileError as error:
            log.warning("%s", error.user_message)
            continue
        by_place[PurePosixPath(take.file).parent].append(take)
    for together in by_place.values():
        if stopped():
            break
        with held.kept_open():
            _bring_together(together, old, folder, found)
    return found


def _bring_together(takes: Sequence[Called], old: FilmFolder, folder: FilmFolder, found: Brought) -> None:
    """Takes whose videos lie in one folder."""
    from ...core.files import door
    from ...core.jobs.takes import read_sidecar

    place = old.resolve(takes[0].file).parent
    there, here = (set(door.names(one)) for one in (place, folder.resolve(takes[0].file).parent))
    for take in takes:
        source, target = old.resolve(take.file), folder.resolve(take.file)
        if source.name not in there and not door.is_file(source):  # some disks spell names their own way
            continue
        told = source.with_suffix(".json")
        if target.name in here and door.is_same(source, target):
            found.here[take.id] = target
        elif target.name in here or told.name not in there:
            if (known := read_sidecar(told)) is None:
                found.left.add(take.id)
                continue
            brought = bring(known.model_copy(update={"file": take.file, "number": take.number}), old, folder)
            found.here[take.id] = folder.resolve(brought.file)
            if brought.file != take.file:
                found.renamed[take.id] = Called(take.id, brought.file, brought.number)
        else:
            if told.name not in here:
                link_or_copy(told, target.with_suffix(".json"))
            link_or_copy(source, target)
            found.here[take.id] = target


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under a second name where the disk can, else a whole copy. Raises FileError."""
    from ...core.files import door, explain_os_error

    try:
        door.link_or_copy(source, target)
    except OSError as error:
        raise explain_os_error(error, target) from error
