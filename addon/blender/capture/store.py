# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finished captures by content: captures/<sha256>.mp4, and an index from what was filmed to what came out. No bpy."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from math import inf
from pathlib import Path
from time import monotonic

from pydantic import ValidationError

from ...core.files import FileError, FilmFolder, door, explain_os_error, sha256_file, write_atomic
from ...core.media import probe
from ...core.models import MediaKind, Reference

log = logging.getLogger(__name__)

VIEWS = 3
"""Small pictures of a filmed character: front, three quarter, profile."""

ONE_LOOK_SECONDS = 1.0
"""`again` of a store that is asked for many captures in one go: to look whether the index is another one for each of a
thousand takes 25 ms, and longer on a disk elsewhere."""

_lock = threading.RLock()
"""One for all stores: filming the cast, the engine and a plan write the same index from three threads."""


class CaptureStore:
    """The references of one film. Safe to use from the main thread and the engine's."""

    def __init__(self, folder: FilmFolder, again: float = 0.0) -> None:
        """`again`: seconds for which the index holds as it was found; 0: it is looked at each time."""
        self.folder = folder
        self._again = again
        self._looked = -inf
        self._index_file = folder.captures / "index.json"
        self._known: tuple[object, dict[str, Reference]] = (None, {})

    def find(self, key: str) -> Reference | None:
        """The reference filmed for `key`, if its file still lies there as it was."""
        with _lock:
            reference = self._read().get(key)
        return reference if reference is not None and self._is_whole(reference) else None

    def latest(self, name: str, kind: MediaKind) -> Reference | None:
        """The clip or picture that was filmed last under a name, whatever it showed then."""
        with _lock:
            known = self._read().items()
        filmed = [r for key, r in known if r.name == name and r.kind is kind and not key.startswith("file-")]
        whole = [reference for reference in filmed if self._is_whole(reference)]
        return max(whole, key=self._filmed_at, default=None)

    def newest(self) -> dict[str, Reference]:
        """What was filmed last under each name, as in `latest`: a picture, else a clip."""
        with _lock:
            known = self._read().items()
        found: dict[str, tuple[bool, int, Reference]] = {}
        for key, reference in known:
            if key.startswith("file-") or not self._is_whole(reference):
                continue
            found_now = reference.kind is MediaKind.IMAGE, self._filmed_at(reference), reference
            if reference.name not in found or found_now[:2] > found[reference.name][:2]:
                found[reference.name] = found_now
        return {name: reference for name, (_, _, reference) in found.items()}

    def add(
        self, key: str, file: Path, name: str, *, copy: bool = False, **known: str | bool | tuple[str, ...]
    ) -> Reference:
        """Move (or `copy`) a finished file into the store under its content's name. `known` of how it was filmed:
        `blank`, `remark`, `front_guessed`, `sides` of Reference. Raises MediaError for what is no media."""
        reference = self._keep(file, name, copy=copy).model_copy(update=known)
        self._enter(key, reference)
        return reference

    def add_views(self, reference: Reference, pictures: Sequence[Path], *, copy: bool = False) -> None:
        """Keep the small pictures of a character's sides beside its reference: only the panel shows them."""
        put = door.copy if copy else door.move
        for picture, target in zip(pictures, self._view_paths(reference), strict=False):
            if door.is_file(picture):
                with contextlib.suppress(OSError, FileError):  # the reference itself is whole
                    door.make_folder(target.parent)
                    put(picture, target)

    def views(self, reference: Reference) -> list[Path]:
        """Small pictures of front, three quarter and profile; none for what was not filmed from a collection."""
        return [path for path in self._view_paths(reference) if door.is_file(path)]

    def _view_paths(self, reference: Reference) -> list[Path]:
        return [self.folder.captures / "views" / f"{reference.sha256}_{number}.png" for number in range(VIEWS)]

    def keep(self, file: Path, name: str, *, copy: bool = False) -> Reference:
        """A reference made from a file that was filmed, or (`copy`) that belongs to the artist.

        An artist's file is read again only when its size or time changed."""
        if not copy:
            return self._keep(file, name, copy=False)
        key = _key_of_file(file)
        known = self.find(key)
        if known is not None:
            return known.model_copy(update={"name": name})
        reference = self._keep(file, name, copy=True)
        self._enter(key, reference)
        return reference

    def _keep(self, file: Path, name: str, *, copy: bool) -> Reference:
        info = probe(file)
        digest = sha256_file(file)
        target = self.folder.capture_path(digest, info.extension)
        try:
            door.make_folder(target.parent)
            if not copy:
                door.move(file, target)
            elif door.size(target) != info.size:
                door.copy(file, target)
        except OSError as error:
            raise explain_os_error(error, target) from error
        return Reference(
            sha256=digest,
            kind=MediaKind(info.kind),
            media_type=info.media_type,
            path=self.folder.relative(target),
            name=name,
            width=info.width,
            height=info.height,
            seconds=info.seconds if info.kind == "video" else 0.0,
            fps=info.fps if info.kind == "video" else 0.0,
            size=info.size,
            has_alpha=info.has_alpha,
            has_audio=info.has_audio,
        )

    def _enter(self, key: str, reference: Reference) -> None:
        with _lock:
            index = {**self._read(), key: reference}
            entries = {k: r.model_dump(mode="json") for k, r in index.items()}
            write_atomic(self._index_file, json.dumps(entries, indent=1, sort_keys=True))
            self._looked = -inf

    def _is_whole(self, reference: Reference) -> bool:
        try:
            return door.size(self.folder.resolve(reference.path)) == reference.size
        except FileError:  # a place outside the folder
            return False

    def _filmed_at(self, reference: Reference) -> int:
        found = door.status(self.folder.resolve(reference.path))
        return found.st_mtime_ns if found is not None else 0

    def _read(self) -> dict[str, Reference]:
        """The index. Parsed again only when the file is another one."""
        if monotonic() - self._looked < self._again:
            return self._known[1]
        self._looked = monotonic()
        status = door.status(self._index_file)
        if status is None:
            self._known = (None, {})
            return {}
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        if self._known[0] != version:
            self._known = (version, self._parse())
        return self._known[1]

    def _parse(self) -> dict[str, Reference]:
        """What the index says; a damaged one is set aside with its whole entries kept. What is lost is filmed again."""
        try:
            entries = door.read_json(self._index_file, door.INDEX_BYTES)
            found = {key: _reference(entry) for key, entry in entries.items()}
        except (FileError, ValueError, AttributeError):
            found = {"": None}
        if None in found.values():
            aside = door.set_aside(self._index_file)
            log.warning("The captures' index could not be read whole; it is kept as %s.", aside)
        return {key: reference for key, reference in found.items() if reference is not None}


def _reference(entry: object) -> Reference | None:
    try:
        reference = Reference.model_validate(entry)
    except ValidationError:
        return None
    return reference if door.is_sha256(reference.sha256) else None


def _key_of_file(file: Path) -> str:
    """Names a file of the artist's by place, size and time, as a hash: the index travels with the film."""
    try:
        status = file.stat()
    except OSError as error:
        raise explain_os_error(error, file) from error
    text = f"{file.absolute()}|{status.st_size}|{status.st_mtime_ns}"
    return "file-" + hashlib.sha256(text.encode()).hexdigest()
