# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The film's trash: deleted takes, under the names that they had, with a note of what the artist thought of them.

The note stays when the trash is emptied: a take that was deleted must not be offered again as one that got lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from ..files import FileError, FilmFolder, door, explain_os_error, rename_new, write_atomic
from ..models import Told
from .job import utc_now

NOTE_SUFFIX = ".deleted.json"


class Deleted(Told):
    """One deleted take. `file` is its video's place among the takes, relative to the film's folder."""

    id: str
    shot_uuid: str
    file: str
    deleted: str
    """ISO 8601, UTC."""
    starred: bool = False
    rejected: bool = False
    note: str = ""


def deleted(take_id: str, shot_uuid: str, file: str, **marks: bool | str) -> Deleted:
    """A take that is deleted now."""
    return Deleted.model_validate({"id": take_id, "shot_uuid": shot_uuid, "file": file, "deleted": utc_now(), **marks})


def discard(folder: FilmFolder, take: Deleted) -> None:
    """Move a take's video and sidecar to the trash; a file that is missing already is none to move.

    The note is written first: whatever stops this, the take is known to be deleted. Raises FileError."""
    write_atomic(_note_path(folder, take.file), take.model_dump_json(indent=1))
    for path in _files(folder, take.file):
        _move(path, _in_trash(folder, path))


def bring_back(folder: FilmFolder, file: str) -> None:
    """Move a take's files to where they were. Raises FileError; "file_exists" where another file has the name now."""
    for path in _files(folder, file):
        _move(_in_trash(folder, path), path)
    try:
        door.remove(_note_path(folder, file))
    except OSError as error:
        raise explain_os_error(error, _note_path(folder, file)) from error


def is_deleted(folder: FilmFolder, file: str) -> bool:
    """Whether the artist deleted the take whose video has this place."""
    try:
        return bool(file) and door.exists(_note_path(folder, file))
    except FileError:  # a place that no take has
        return False


def deleted_among(folder: FilmFolder, files: Iterable[str]) -> set[str]:
    """Which of these places takes had that the artist deleted: one look at the trash, however many they are."""
    names = {name for shot in door.folders(folder.trash) for name in door.names(shot)}
    found = (file for file in files if f"{_stem(file)}{NOTE_SUFFIX}" in names)
    return {file for file in found if is_deleted(folder, file)}


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]


def restorable(folder: FilmFolder) -> list[Deleted]:
    """The deleted takes whose videos are still in the trash; the last deleted is the last."""
    names = ((shot, name) for shot in door.folders(folder.trash) for name in door.names(shot))
    notes = [_read(folder, shot / name) for shot, name in names if name.endswith(NOTE_SUFFIX)]
    return sorted((note for note in notes if note is not None), key=lambda note: note.deleted)


def size(folder: FilmFolder) -> int:
    """Bytes of the videos in the trash."""
    return sum(door.size(_in_trash(folder, folder.resolve(note.file))) or 0 for note in restorable(folder))


def empty(folder: FilmFolder) -> int:
    """Remove the deleted takes' files for good; answers how many takes. Raises FileError."""
    takes = restorable(folder)
    for take in takes:
        for path in _files(folder, take.file):
            try:
                door.remove(_in_trash(folder, path))
            except OSError as error:
                raise explain_os_error(error, path) from error
    return len(takes)


def _files(folder: FilmFolder, file: str) -> tuple[Path, Path]:
    """Sidecar and video. The sidecar goes first, both ways: a video under a take's name always has one."""
    video = folder.resolve(file)
    return video.with_suffix(".json"), video


def _in_trash(folder: FilmFolder, path: Path) -> Path:
    if not path.is_relative_to(folder.takes):
        raise FileError(f"{path.name} is no take's file.", "Leave it where it is.", code="file_outside")
    return folder.trash / path.relative_to(folder.takes)


def _note_path(folder: FilmFolder, file: str) -> Path:
    return _in_trash(folder, folder.resolve(file)).with_suffix(NOTE_SUFFIX)


def _move(source: Path, target: Path) -> None:
    if door.is_file(source):
        rename_new(source, target)


def _read(folder: FilmFolder, path: Path) -> Deleted | None:
    """What a note says of a take whose video is there; None for what is no such note."""
    try:
        note = Deleted.model_validate_json(door.read_bytes(path, door.NOTE_BYTES))
        return note if door.is_file(_in_trash(folder, folder.resolve(note.file))) else None
    except (FileError, ValidationError):
        return None
