# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where uploaded references lie: files named by their content, an index of pathnames, parts of unfinished uploads."""

from __future__ import annotations

import json
import logging
import re
import secrets
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from ..core.files import FileError, door, sha256_file, write_atomic

log = logging.getLogger(__name__)

INDEX = "index.json"
KEPT_SECONDS = 30 * 86400.0
"""After that an upload is gone when the next server starts: links live a week at most, and uploads are repeated."""


@dataclass(frozen=True)
class Entry:
    """A stored file. `uploaded` is Unix seconds, `size` bytes, `max_age` seconds."""

    store: str
    pathname: str
    sha256: str
    size: int
    media_type: str
    max_age: int
    uploaded: float

    @property
    def etag(self) -> str:
        return f'"{self.sha256[:32]}"'


class NoSuchUpload(Exception):
    """A multipart upload that never began, or is complete."""


@dataclass
class _Upload:
    store: str
    pathname: str
    facts: dict[str, Any]
    parts: dict[int, tuple[str, Path]] = field(default_factory=dict)


class BlobStore:
    """All stores of one server, in one folder. Every method may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, str], Entry] = {}
        self._uploads: dict[str, _Upload] = {}
        door.make_folder(folder)
        for entry in _read(folder / INDEX):
            self._entries[entry.store, entry.pathname] = entry
        for entry in list(self._entries.values()):
            if time.time() - entry.uploaded > KEPT_SECONDS:
                self.remove(entry.store, entry.pathname)

    def incoming(self) -> IO[bytes]:
        """A new file to write an upload into; `keep` or `add_part` takes it over by its name."""
        return tempfile.NamedTemporaryFile(dir=door.make_folder(self._folder), suffix=".part", delete=False)

    def keep(self, store: str, pathname: str, file: str, facts: dict[str, Any]) -> Entry:
        """Make an uploaded file the content of `pathname`."""
        path = Path(file)
        sha256, size = sha256_file(path), path.stat().st_size
        door.move(path, self._folder / sha256)
        entry = Entry(store=store, pathname=pathname, sha256=sha256, size=size, uploaded=time.time(), **facts)
        with self._lock:
            self._entries[store, pathname] = entry
            self._save()
        return entry

    def file(self, entry: Entry) -> Path:
        return self._folder / entry.sha256

    def find(self, store: str, pathname: str) -> Entry | None:
        with self._lock:
            return self._entries.get((store, pathname))

    def entries(self, store: str) -> list[Entry]:
        """By pathname."""
        with self._lock:
            return sorted((e for e in self._entries.values() if e.store == store), key=lambda e: e.pathname)

    def remove(self, store: str, pathname: str) -> None:
        with self._lock:
            entry = self._entries.pop((store, pathname), None)
            if entry is None:
                return
            if all(other.sha256 != entry.sha256 for other in self._entries.values()):
                door.remove(self.file(entry))
            self._save()

    def begin(self, store: str, pathname: str, facts: dict[str, Any]) -> str:
        upload = secrets.token_hex(16)
        with self._lock:
            self._uploads[upload] = _Upload(store, pathname, facts)
        return upload

    def upload_pathname(self, upload: str) -> str:
        return self._upload(upload).pathname

    def add_part(self, upload: str, number: int, file: str) -> str:
        """Take over one part; answers its etag. Raises NoSuchUpload."""
        etag = f'"{sha256_file(file)[:32]}"'
        self._upload(upload).parts[number] = (etag, Path(file))
        return etag

    def parts(self, upload: str) -> dict[int, tuple[str, int]]:
        """Etag and bytes of each part so far. Raises NoSuchUpload."""
        return {n: (etag, path.stat().st_size) for n, (etag, path) in self._upload(upload).parts.items()}

    def complete(self, upload: str, numbers: list[int]) -> Entry:
        """Join the parts in order. Raises NoSuchUpload."""
        with self._lock:
            if upload not in self._uploads:
                raise NoSuchUpload
            begun = self._uploads.pop(upload)
        with self.incoming() as whole:
            for number in numbers:
                with door.open_file(begun.parts[number][1], door.MEDIA_BYTES) as part:
                    while piece := part.read(1024 * 1024):
                        whole.write(piece)
        for _, path in begun.parts.values():
            door.remove(path)
        return self.keep(begun.store, begun.pathname, whole.name, begun.facts)

    def _upload(self, upload: str) -> _Upload:
        with self._lock:
            try:
                return self._uploads[upload]
            except KeyError as error:
                raise NoSuchUpload from error

    def _save(self) -> None:
        write_atomic(self._folder / INDEX, json.dumps([asdict(entry) for entry in self._entries.values()]))


def _read(index: Path) -> list[Entry]:
    """What the index says, entry by entry: it may have come with a film from anybody. A content's name is 64 hex
    digits, never a path. An index that is none is set aside; what is lost is uploaded again."""
    if not door.exists(index):
        return []
    try:
        values = door.read_json(index, door.INDEX_BYTES)
        if not isinstance(values, list):
            raise ValueError("no list")
    except (FileError, ValueError) as error:
        log.warning("%s cannot be read (%s); it is kept as %s", index.name, error, door.set_aside(index))
        return []
    entries = [_entry(value) for value in values]
    if None in entries:
        log.warning("%d of the uploads in %s cannot be used", entries.count(None), index.name)
    return [entry for entry in entries if entry is not None]


_TYPES = {"store": str, "pathname": str, "sha256": str, "size": int, "media_type": str, "max_age": int}


def _entry(value: object) -> Entry | None:
    if not isinstance(value, dict) or value.keys() != {*_TYPES, "uploaded"}:
        return None
    typed = all(type(value[name]) is kind for name, kind in _TYPES.items())
    uploaded = value["uploaded"]
    if not typed or type(uploaded) not in (int, float) or not 0 <= uploaded < 1e12:
        return None
    if not door.is_sha256(value["sha256"]) or not _MEDIA_TYPE.fullmatch(value["media_type"]):
        return None
    return Entry(**value) if 0 <= value["max_age"] < 1e10 else None


_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w.+=-]+)*", re.ASCII)
"""It becomes a header of an answer."""
