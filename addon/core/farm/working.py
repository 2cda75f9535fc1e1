# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine's work on a list: every capture that is not there yet is claimed, filmed, and told of, last.

A capture that cannot be filmed is told of like one that was, and the work goes on: on a farm one failing task may end
all others. What is raised means that this machine cannot work, and another may.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import AnimaticError
from ..files import door
from . import results
from .claims import Claim, claimed
from .lines import Lines
from .manifest import Manifest

VIEWS = 3
"""Small pictures of a character that are made beside its reference."""
VIEWED = ("turntable", "sheet", "lit")
PICTURES = ("still", "sheet", "close_up")
MACHINE_FAULTS = frozenset({"capture_unwritable", "disk_full", "no_permission", "read_only", "disk_fault"})
TRIES = 3
"""Machines that may come to nothing at one capture until it is told as one that cannot be filmed."""
WORK = "work"

Film = Callable[[dict[str, Any], Callable[[int, int], None]], tuple[str, bool, tuple[str, ...], str] | None]
"""Makes the file `capture["out"]` and the pictures `capture["views"]`; told of each frame: (done, in all)."""


class Ends(Protocol):
    """Is told what to put right if this machine is told to end now."""

    def holds(self, claim: Claim, work: Path) -> None: ...

    def holds_nothing(self) -> None: ...


@dataclass
class Work:
    """What one task has to do, and with what."""

    manifest: Manifest
    out: Path
    film: Film
    lines: Lines
    ends: Ends | None = None

    def do(self, numbers: Sequence[int]) -> None:
        """Film these captures of the list, numbered from 1. Raises what keeps this machine from working."""
        door.make_folder(self.out)
        known = {n: results.read(self.out, self.manifest.captures[n - 1]["key"]) for n in numbers}
        for number in numbers:
            self._one(self.manifest.captures[number - 1], known[number])

    def _one(self, capture: dict[str, Any], before: results.Result | None) -> None:
        key, name = capture["key"], str(capture.get("name", ""))

        def said() -> results.Result | None:
            """What is new: a failure of an earlier run does not count, that of another machine at work now does."""
            found = results.read(self.out, key)
            return None if found is not None and not found.well and found == before else found

        began = time.monotonic()
        with claimed(self.out, key, lambda: said() is not None, patience=self.manifest.patience) as claim:
            if claim is None:
                result, words = said() or before, "was filmed before"
            else:
                result = self._filmed(capture, claim, began)
                words = "filmed" if result.well else result.message
        picture = self._picture(result) if result is not None else None
        self.lines.finished(name, words, picture, time.monotonic() - began)

    def _filmed(self, capture: dict[str, Any], claim: Claim, began: float) -> results.Result:
        key, name = capture["key"], str(capture.get("name", ""))
        if claim.number > TRIES:
            error = AnimaticError(
                f"{name} could not be filmed: {TRIES} machines ended at it.",
                "Render a frame of the scene in Blender to see why, or film it here instead.",
                code="capture_ends_blender",
            )
            return results.publish_failure(self.out, key, name, error)
        work = door.make_folder(self.out / WORK / claim.token)
        if self.ends is not None:
            self.ends.holds(claim, work)
        try:
            return self._made(capture, claim, work, began)
        except AnimaticError as error:
            if error.code in MACHINE_FAULTS:
                raise
            return results.publish_failure(self.out, key, name, error)
        finally:
            if self.ends is not None:
                self.ends.holds_nothing()
            door.remove_folder(work)

    def _made(self, capture: dict[str, Any], claim: Claim, work: Path, began: float) -> results.Result:
        key, name, kind = capture["key"], str(capture.get("name", "")), capture.get("kind")
        picture = "capture.jpg" if capture.get("max_bytes") else "capture.png"
        media = work / (picture if kind in PICTURES else "capture.mp4")
        views = [work / f"view{number}.png" for number in range(VIEWS)] if kind in VIEWED else []
        told = {**capture, "out": str(media), "views": [str(view) for view in views]}

        def on_frame(done: int, total: int) -> None:
            claim.tell(done, total)
            self.lines.frame(name, done, total)

        blank, guessed, sides, remark = self.film(told, on_frame) or ("", False, (), "")
        frames = 1 if kind in PICTURES else capture["frame_end"] - capture["frame_start"]
        took = time.monotonic() - began
        return results.publish(self.out, key, name, media, views, frames, took, blank, guessed, sides, remark)

    def _picture(self, result: results.Result) -> Path | None:
        """What a farm's page may show of it."""
        shown = [name for name in (*result.views[:1], result.file) if name.endswith((".png", ".jpg"))]
        return self.out / shown[0] if shown else None
