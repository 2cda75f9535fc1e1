# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that take the edit to other programs and bring theirs in."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ...core.errors import UserError
from ..exchange import writing
from ..exchange.proposal import Proposal
from . import headless, options
from .commands import text_table
from .options import Result

if TYPE_CHECKING:
    from .commands import Call


def export_otio(call: Call) -> Result:
    return _export(call, "otio", writing.Choices(call.options.compatible, call.options.absolute))


def export_edl(call: Call) -> Result:
    return _export(call, "edl", writing.Choices(drop=call.options.drop_frame))


def export_xml(call: Call) -> Result:
    return _export(call, "xml", writing.Choices())


def export_csv(call: Call) -> Result:
    return _export(call, "csv", writing.Choices())


def _export(call: Call, key: str, choices: writing.Choices) -> Result:
    out = _target(call.options.out, f".{key}") if call.options.out else None
    written = writing.export(call.edit, call.folder, key, out=out, choices=choices)
    if written.note:
        call.terminal.say(written.note)
    data = {"film": bpy.data.filepath, "file": str(written.file), "note": written.note}
    return Result(data, str(written.file))


def _target(asked: str, suffix: str) -> Path:
    out = Path(asked).expanduser().absolute()
    if out.is_dir() or not out.suffix:
        return out / f"{Path(bpy.data.filepath).stem}{suffix}"
    if out.suffix.lower() != suffix:
        raise UserError(f"{out.name} does not end in {suffix}.", f"Name a {suffix} file or a folder.", code="suffix")
    return out


def import_file(call: Call) -> Result:
    """Show what a file would change; with --apply do it and save the film. Exit code 1 where lines were not read."""
    from ..exchange import importing

    path = Path(call.options.file).expanduser().absolute()
    proposal = importing.propose(
        call.edit,
        path,
        rate=_rate(call.options.rate),
        relink=Path(call.options.media).expanduser().absolute() if call.options.media else None,
        seconds=call.options.seconds,
        columns=_columns(call.options.column),
    )
    text = _text(proposal)
    applied = ""
    if call.options.apply:
        call.terminal.say(text)
        applied = text = proposal.apply(proposal.wanted)
        headless.save_film(call.stamp)
    data = {"film": bpy.data.filepath, **proposal.as_json, "applied": applied}
    return Result(data, text, options.FAILED if proposal.troubles and not call.options.apply else options.OK)


def _text(proposal: Proposal) -> str:
    rows = [
        (line.name, line.words, line.before.replace("\n", " "), line.after.replace("\n", " "))
        for line in proposal.lines
    ]
    table = text_table(("shot", "what would change", "now", "then"), rows)
    unknown = [f"Columns kept as notes: {', '.join(proposal.unknown)}."] if proposal.unknown else []
    return "\n".join([table, *proposal.notes, *unknown, *proposal.troubles, proposal.sentence])


def _rate(asked: str | None) -> str:
    if not asked:
        return "film"
    try:
        rate = Fraction(asked)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise UserError(f"{asked} is no frame rate.", "Give it as 25 or 30000/1001.", code="rate")
    from ...core.frames import rate_of

    return str(rate_of(float(rate)))


def _columns(asked: list[str]) -> dict[str, str]:
    from ...core.exchange import headers

    chosen: dict[str, str] = {}
    for pair in asked:
        name, separator, field = pair.rpartition("=")
        if not separator or field not in headers.ALIASES:
            known = json.dumps(sorted(headers.ALIASES))
            raise UserError(f"{pair} names no column.", f"Give HEADER=FIELD, a field of {known}.", code="column")
        chosen[headers.normal(name)] = field
    return chosen
