# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finished captures by content: captures/<sha256>.mp4, and an index from what was filmed to what came out. No bpy."""

from __future__ import annotations

import json
import logging
import os
import threading
from pathlib import Path

from pydantic import ValidationError

from ...core.files import FilmFolder, sha256_file, write_atomic
from ...core.media import probe
from ...core.models import MediaKind, Reference

log = logging.getLogger(__name__)


class CaptureStore:
    """The references of one film. Safe to use from the main thread and the engine's."""

    def __init__(self, folder: FilmFolder) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    @property
    def _index_file(self) -> Path:
        return self.folder.captures / "index.json"

    def find(self, key: str) -> Reference | None:
        """The reference filmed for `key`, if its file still lies there as it was."""
        with self._lock:
            reference = self._read().get(key)
        return reference if reference is not None and self._is_whole(reference) else None

    def add(self, key: str, file: Path, name: str) -> Reference:
        """Move a finished file into the store under its content's name. Raises MediaError for what is no media."""
        reference = self.keep(file, name)
        with self._lock:
            index = self._read()
            index[key] = reference
            entries = {k: r.model_dump(mode="json") for k, r in index.items()}
            write_atomic(self._index_file, json.dumps(entries, indent=1, sort_keys=True))
        return reference

    def keep(self, file: Path, name: str, *, copy: bool = False) -> Reference:
        """A reference made from a file that was filmed, or (`copy`) that belongs to the artist."""
        info = probe(file)
        digest = sha256_file(file)
        target = self.folder.capture_path(digest, info.extension)
        target.parent.mkdir(parents=True, exist_ok=True)
        if copy and not target.exists():
            write_atomic(target, file.read_bytes())
        elif not copy:
            os.replace(file, target)
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

    def _is_whole(self, reference: Reference) -> bool:
        try:
            return self.folder.resolve(reference.path).stat().st_size == reference.size
        except OSError:
            return False

    def _read(self) -> dict[str, Reference]:
        """The index; a damaged one is set aside: the worst that follows is filming again."""
        try:
            entries = json.loads(self._index_file.read_bytes())
            return {key: Reference.model_validate(entry) for key, entry in entries.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, ValidationError, AttributeError):
            aside = self._index_file.with_suffix(".json.damaged")
            os.replace(self._index_file, aside)
            log.warning("The captures' index could not be read; it is kept as %s.", aside.name)
            return {}
