# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job's way: which step its state asks for, from wherever the last program left it."""

from __future__ import annotations

from ...gateway.results import Completed
from ..states import State
from .fetching import fetch
from .polling import poll
from .references import capture, upload
from .request import send
from .run import Run


async def advance(run: Run) -> None:
    """Take the job from its present state as far as it goes: READY, a state that ends it, or a pause.

    Raises AnimaticError for what a step could not settle by itself, WriteFailed when the disk refused, Withheld when
    the job was not agreed to, or a cap is reached: nothing was sent then."""
    answer: Completed | None = None
    if not run.agreed_here:
        await run.shared.require_agreed(run.job)
    while run.job.working:
        state = run.job.state
        if state is State.PLANNED and any(item.capture and not item.reference for item in run.job.plan.inputs):
            await capture(run)
        elif state is State.CAPTURING:
            await capture(run)
        elif state is State.HOSTING or (state is State.PLANNED and any(i.reference for i in run.job.plan.inputs)):
            await upload(run)
            answer = await send(run)
        elif state in (State.PLANNED, State.SUBMITTING):
            answer = await send(run)
        elif state is State.RUNNING:
            if answer := await poll(run):
                await fetch(run, answer)
        else:
            await fetch(run, answer)
