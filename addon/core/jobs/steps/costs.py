# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a finished generation really cost: said with the answer, or looked up later; until then it is an estimate."""

from __future__ import annotations

import asyncio
from typing import Any

from ... import catalog
from ...errors import AnimaticError
from ...gateway.results import Completed
from ...models import Plan
from ...money import is_money
from ..takes import note_cost
from . import opaque
from .run import Run, WriteFailed

HANDLE_MAX = 2000
"""Letters of what a draft is called; a longer one is no name, and half of one finishes nothing."""


def reported(answer: Completed, plan: Plan) -> dict[str, Any]:
    """What an answer says about its generation, as changes of a job: the id, the actual cost in US dollars, that the
    references were ignored, and what the provider calls a draft that it can finish."""
    changes: dict[str, Any] = {}
    if generation_id := opaque.plain(answer.generation_id):
        changes["generation_id"] = generation_id
    if answer.cost is not None and is_money(answer.cost):
        changes.update(usd=answer.cost, usd_is_actual=True)
    if answer.references_skipped:
        changes["references_skipped"] = True
    if handle := _draft_handle(answer, plan):
        changes["draft_handle"] = handle
    return changes


def _draft_handle(answer: Completed, plan: Plan) -> str:
    known = next((m for m in catalog.load().models if m.id == plan.request.model), None)
    if known is None or known.draft is None or not plan.request.options.get(known.draft.option):
        return ""
    found: Any = answer.metadata.get(plan.request.namespace)
    for name in known.draft.handle.split("."):
        found = found[0] if isinstance(found, list) and found else found
        found = found.get(name) if isinstance(found, dict) else None
    return opaque.plain(found, HANDLE_MAX) if isinstance(found, str) and len(found) <= HANDLE_MAX else ""


async def look_up(run: Run) -> None:
    """Ask a few times for the cost of a finished generation: the gateway answers 404 for a while after the end."""
    for wait in run.shared.settings.cost_waits:
        await asyncio.sleep(wait)
        if await ask_once(run):
            return


async def ask_once(run: Run) -> bool:
    """Whether the cost is known now. An unknown cost stays an estimate; that is no trouble of the job."""
    try:
        info = await run.shared.gateway.generation(run.job.generation_id)
    except AnimaticError:
        return False
    if info.total_cost is None or not is_money(info.total_cost):
        return False
    try:
        await run.change("The actual cost is known.", usd=info.total_cost, usd_is_actual=True)
        await run.shared.on_disk(run.job_id, run.shared.agreed.note_cost, run.job)
        if run.job.sidecar:
            await run.shared.on_disk(run.job.shot_name, note_cost, run.attached.folder, run.job)
    except (AnimaticError, WriteFailed):
        return False
    return True
