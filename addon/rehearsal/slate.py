# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of a rehearsal: a slate with the request's own pictures moving in it, rendered by a second Blender."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..core.blender_process import BlenderCommand, run_worker
from ..core.errors import AnimaticError
from ..core.files import door
from ..core.media import probe
from ..core.models import fingerprint

log = logging.getLogger(__name__)

DESIGN = 1
"""Counts the slate's looks: a new look is a new picture, also for a request that was made before."""

RENDER_SECONDS = 900.0
SEED_MAX = 2147483647


class Stopped(Exception):
    """The server is being stopped."""


@dataclass(frozen=True)
class Picture:
    """A reference in the slate: a file, "image" or "video", its content's hash, its sides in pixels, and the word that
    the prompt has for it."""

    file: str
    kind: str
    sha256: str
    width: int
    height: int
    word: str = ""


SIDE_MAX, SECONDS_MAX, FPS_MAX = 4096, 60, 120
"""Beyond what any model of the catalog makes."""


@dataclass(frozen=True)
class Slate:
    """Everything that a slate shows. Sides in pixels, whole seconds; `shot` and `take` may be empty."""

    width: int
    height: int
    seconds: int
    fps: int
    audio: bool
    route: str
    prompt: str
    model: str
    seed: int
    seed_given: bool
    shot: str = ""
    take: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def is_sane(self) -> bool:
        """Whether it can be one that a request made: what a file says would else take all of the memory."""
        numbers = (self.width, self.height, self.seconds, self.fps, self.seed)
        texts = (self.route, self.prompt, self.model, self.shot, self.take)
        if not all(type(n) is int for n in numbers) or not all(isinstance(text, str) for text in texts):
            return False
        sides = all(16 <= side <= SIDE_MAX for side in (self.width, self.height))
        return sides and 1 <= self.seconds <= SECONDS_MAX and 1 <= self.fps <= FPS_MAX and len(self.pictures) <= 16

    @property
    def fingerprint(self) -> str:
        """64 hex digits: the same for the same picture. Where the files lie plays no part."""
        value = self.to_json()
        value["pictures"] = [(picture.sha256, picture.word) for picture in self.pictures]
        return fingerprint({"design": DESIGN, **value})

    def with_seed(self) -> Slate:
        """With a seed made from the request where it has none."""
        if self.seed_given:
            return self
        return replace(self, seed=int(replace(self, seed=0).fingerprint[:8], 16) & SEED_MAX)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Slate:
        pictures = tuple(Picture(**picture) for picture in value["pictures"])
        return cls(**{**value, "pictures": pictures})


class Studio:
    """Makes slates, one at a time, and keeps each for the next request that is the same.

    `canned` videos are handed out in turn instead. Without them and without a `command`, a slate is an error."""

    def __init__(self, folder: Path, command: BlenderCommand | None, canned: tuple[Path, ...] = ()) -> None:
        self.folder = folder
        self._command = command
        self._canned = canned
        self._turn = 0
        self._turns = threading.Lock()
        self._stage = threading.Lock()
        self._cancel: Callable[[], object] | None = None
        self._stopped = False

    def make(self, slate: Slate) -> Path:
        """The video, in the studio's folder. Raises Stopped; AnimaticError when Blender cannot render it."""
        if self._canned:
            return self._next_canned()
        file = self.folder / f"{slate.fingerprint}.mp4"
        with self._stage:
            if not door.is_file(file):
                self._render(slate, file)
        return file

    def stop(self) -> None:
        """End a running render at once; no further one begins."""
        with self._turns:
            self._stopped = True
            if self._cancel is not None:
                self._cancel()

    def _next_canned(self) -> Path:
        with self._turns:
            source = self._canned[self._turn % len(self._canned)]
            self._turn += 1
        file = self.folder / f"canned-{source.stem}{source.suffix}"
        with self._stage:
            if not door.is_file(file):
                door.copy(source, file)
        return file

    def _render(self, slate: Slate, file: Path) -> None:
        if self._command is None:
            raise AnimaticError(
                "This rehearsal has no Blender to render its slates with.",
                "Start it with a Python that has bpy, or give it canned videos.",
                code="no_blender",
            )
        with tempfile.TemporaryDirectory(prefix="slate-", dir=self.folder) as folder:
            part = Path(folder, "slate.mp4")
            job = {**slate.to_json(), "out": str(part), "folder": folder}
            result = self._run(job)
            log.info("slate of %s frames in %.1f s", result.get("frames"), result.get("seconds", 0.0))
            probe(part)
            door.move(part, file)

    def _run(self, job: dict[str, Any]) -> dict[str, Any]:
        """Run the second Blender to its end from this thread; `stop` cancels it from another."""
        assert self._command is not None
        loop = asyncio.new_event_loop()
        try:
            task = loop.create_task(run_worker(self._command, "slate", job, timeout=RENDER_SECONDS))
            with self._turns:
                if self._stopped:
                    task.cancel()
                self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
            return loop.run_until_complete(task)
        except asyncio.CancelledError as error:
            raise Stopped from error
        finally:
            with self._turns:
                self._cancel = None
            loop.close()
