# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges takes inside the second Blender. Standard library, numpy, bpy.

A job is `{"blend": path, "shots": [{"geometry": path, "plan": {...}, "takes": [...]}, ...]}`. `plan` is what
`depths.film_geometry` takes, null for a shot without a camera; the copy at `blend` is opened only if a geometry is not
there yet. A take has "id", "file", "size", "fps", "head" (seconds of the film before its first shown frame), "speed",
"asked" and "got" (seconds), "sound" (was asked for), "one_shot" and "begins" (the picture that was sent as its first
frame, or nothing). A shot without takes has its geometry filmed and kept.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ...core.errors import UserError
from ...core.files import FileError, door, write_atomic
from ...core.judge import verdict
from ...core.judge.measured import frame_size
from ...core.judge.planned import Geometry, plan_motion
from .. import opening
from . import depths, frames

FILE_MAX = 16 * 1024 * 1024
"""Bytes of a geometry's file."""
MOST_SECONDS = 30.0
"""Of a take without a plan."""

Report = Callable[[dict[str, Any]], None]


def main(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Judge every take; answers `{"judged": {id: {"word", "sentence", "score", "faults"}}}`."""
    geometries = _geometries(job)
    found: dict[str, Any] = {}
    for number, shot in enumerate(job["shots"]):
        for take in shot["takes"]:
            found[take["id"]] = _one(geometries[number], take)
            report({"type": "judged", "take": take["id"], **found[take["id"]]})
    return {"judged": found}


def _geometries(job: dict[str, Any]) -> list[Geometry | None]:
    """The plans' geometries: kept ones, and what is missing filmed from the copy, which hides what does not render."""
    kept = [_kept(shot) for shot in job["shots"]]
    missing = [n for n, shot in enumerate(job["shots"]) if shot["plan"] and kept[n] is None]
    if missing:
        opening.open_copy(Path(job["blend"]))
    for number in missing:
        shot = job["shots"][number]
        try:
            filmed = kept[number] = depths.film_geometry(shot["plan"])
        except UserError:  # a shot that lost its camera is judged as one without
            continue
        with contextlib.suppress(FileError):  # it is filmed again the next time
            write_atomic(Path(shot["geometry"]), depths.packed(filmed))
    return kept


def _kept(shot: dict[str, Any]) -> Geometry | None:
    try:
        return depths.unpacked(door.read_bytes(shot["geometry"], FILE_MAX)) if shot["plan"] else None
    except (FileError, OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def _one(geometry: Geometry | None, take: dict[str, Any]) -> dict[str, Any]:
    width, height = take["size"]
    size = frame_size(width / height)
    speed, fps = take["speed"], take["fps"]
    every = max(1, round(fps * speed / depths.SAMPLES_PER_SECOND))
    length = geometry.samples[-1].seconds if geometry is not None else MOST_SECONDS
    count = int(length * speed * fps / every + 1e-6) + 1
    try:
        pictures = frames.luminance(
            Path(take["file"]), size, first=round(take["head"] * speed * fps), every=every, count=count
        )
    except OSError:
        return {"word": str(verdict.Word.UNSURE), "sentence": "could not be read", "score": 0.0, "faults": []}
    moments = [number * every / fps / speed for number in range(len(pictures))]
    heard = frames.sound(Path(take["file"])) if take["sound"] else None
    footage = verdict.Footage(pictures, np.array(moments), heard, _begins(take, size))
    plan = plan_motion(geometry.at(moments)) if geometry is not None and len(pictures) > 2 else None
    judged = verdict.judge(
        plan, footage, one_shot=take["one_shot"], seconds_asked=take["asked"], seconds_got=take["got"]
    )
    return {**asdict(judged), "word": str(judged.word)}


def _begins(take: dict[str, Any], size: tuple[int, int]) -> tuple[Any, Any] | None:
    """The take's first frame, and the picture that was sent for it."""
    if not take["begins"]:
        return None
    try:
        first = frames.luminance(Path(take["file"]), size, first=0, every=1, count=1)[0]
        return first, frames.still(Path(take["begins"]), size)
    except OSError:
        return None
