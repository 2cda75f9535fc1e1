# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet shows of the scene itself, made for it alone: first frames that nobody has filmed yet, and floor plans.
Only stdlib, numpy and bpy here.

A job is `{"blend": path, "rows": [{"name", "frame": path, "capture": ... or None, "plan": ... or None}, ...], "folder":
path}`; see `filming` for a capture, `floor.draw` for a plan."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...core.errors import AnimaticError
from .. import filming
from . import floor

log = logging.getLogger(__name__)
Report = Callable[[dict[str, Any]], None]


def main(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Answers `{"files": [...], "rows": [{"frame": path or "", "plan": path or "", "labels": [...]}, ...]}`."""
    rows = job["rows"]
    film(job, Path(job["folder"]), report)
    told = [{"frame": r["frame"], "plan": r["floor"], "labels": r["labels"]} for r in rows]
    return {"files": [], "rows": told}


def film(job: dict[str, Any], folder: Path, report: Report) -> None:
    """Give each row its "frame", its "floor" and the plan's "labels"; what cannot be filmed is left out of the sheet.
    `folder` gets the files."""
    rows = job["rows"]
    wanted = [row for row in rows if row.get("capture") or row.get("plan")]
    for row in rows:
        row.setdefault("frame", "")
        row["floor"], row["labels"] = "", []
    if not wanted or not job.get("blend"):
        return
    crew = filming.Crew(job["blend"], lambda _: None)
    for number, row in enumerate(wanted):
        if row.get("capture"):
            row["frame"] = _frame(crew, number, row, folder / f"frame_{number:04d}.png")
        report({"type": "progress", "frame": number, "frames": 2 * len(wanted) + 1})
    # After all frames: the plans hide what does not render.
    for number, row in enumerate(wanted):
        if row.get("plan"):
            _plan(row, folder / f"plan_{number:04d}.png")
        report({"type": "progress", "frame": len(wanted) + number, "frames": 2 * len(wanted) + 1})


def _frame(crew: filming.Crew, number: int, row: dict[str, Any], file: Path) -> str:
    try:
        crew.film(number, {**row["capture"], "out": str(file), "views": []})
    except Exception as error:  # the sheet is about what there is
        log.warning("The frame of %s was not filmed: %s", row["name"], error)
    return str(file) if file.is_file() else ""


def _plan(row: dict[str, Any], file: Path) -> None:
    try:
        row["labels"] = floor.draw(row["plan"], file)
        row["floor"] = str(file)
    except (AnimaticError, RuntimeError, OSError) as error:
        log.warning("The floor plan of %s was not drawn: %s", row["name"], error)
