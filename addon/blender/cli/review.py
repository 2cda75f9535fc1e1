# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of review: takes judged, the cuts looked at. Free and offline; both save the film."""

from __future__ import annotations

from typing import Any

import bpy

from ..review import continuity as looking
from ..review import judging, pages
from ..shots import cuts
from ..shots.chosen import live_shots
from . import headless
from .commands import Call, export, text_table
from .options import Result


def judge(call: Call) -> Result:
    """Judge the takes of shots against the plans that they were made by."""
    shots = headless.named_shots(call.edit, call.options.shots)
    pairs = [
        (shot, take) for shot in shots for take in shot.takes if not call.options.active or take.id == shot.active_take
    ]
    if pairs:
        judging.judge_now(pairs)
        headless.save_film(call.stamp)
    rows = [_take_row(shot, take) for shot, take in pairs]
    table = [
        (row["shot"], f"t{row['number']:03d}", row["word"], "; ".join([row["sentence"], *row["faults"]]))
        for row in rows
    ]
    text = text_table(("shot", "take", "camera", "what was seen"), table) if rows else "There are no takes yet."
    return Result({"film": bpy.data.filepath, "takes": rows}, text)


def _take_row(shot: Any, take: Any) -> dict[str, Any]:
    found = judging.of(take)
    facts = found.model_dump(mode="json") if found is not None else {}
    empty = {"word": "unsure", "sentence": "not judged", "score": 0.0, "faults": []}
    about = {"shot": shot.name, "id": take.id, "number": take.number, "active": take.id == shot.active_take}
    return {**about, **empty, **facts}


def continuity(call: Call) -> Result:
    """Look at the cuts of the edit; shots that are named: only the cuts before them."""
    shots = headless.named_shots(call.edit, call.options.shots)
    looking.check(call.edit)
    headless.save_film(call.stamp)
    names = {shot.uuid: shot.name for shot in live_shots(call.edit)}
    rows = [
        {"before": names.get(remark.before, ""), "after": shot.name, "code": remark.code, "sentence": remark.sentence}
        for shot in shots
        for remark in cuts.said(shot)
    ]
    table = [(row["before"], row["after"], row["sentence"]) for row in rows]
    text = text_table(("from", "to", "what is to be said"), table) if rows else "There is nothing to say of the cuts."
    return Result({"film": bpy.data.filepath, "remarks": rows}, text)


def export_html(call: Call) -> Result:
    """The contact sheet and the report as a page."""
    return export(call, headless.export_page, call.folder.sheets, "_sheet", ".html")


def report(call: Call) -> Result:
    """Where the film stands."""
    from ...core.exchange.html_sheet import report_lines

    headless.named_shots(call.edit)
    found = pages.report(call.edit, call.folder)
    data = {
        **{name: list(getattr(found, name)) for name in ("missing", "stale", "failed", "weak")},
        "spent_usd": str(found.spent),
        "unknown_costs": found.unknown,
        "spent_by": {kind: {name: str(usd) for name, usd in rows.items()} for kind, rows in found.by.items()},
        "used_seconds": round(found.used_seconds, 3),
        "usd_per_used_second": None if found.per_second is None else str(round(found.per_second, 4)),
        "forecast_usd": None if found.forecast is None else str(found.forecast),
    }
    lines = report_lines(found)
    width = max(len(name) for name, _ in lines)
    text = "\n".join(f"{name.ljust(width)}  {value}" for name, value in lines)
    return Result({"film": bpy.data.filepath, "report": data}, text)
