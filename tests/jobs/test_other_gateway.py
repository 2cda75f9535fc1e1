# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job belongs to the gateway it was sent to: another one is never asked about it, and never told to repeat it."""

from __future__ import annotations

import pytest
from job_parts import PATIENCE, Studio, make_job, quick_catalog

from addon.core.errors import UserError
from addon.core.jobs.engine import Engine
from addon.core.jobs.events import Notice
from addon.core.jobs.states import State


def test_a_job_of_the_live_gateway_is_left_alone_by_a_rehearsal(studio: Studio) -> None:
    job = make_job().model_copy(update={"gateway": "live"})
    studio.gateway.held = {"status"}
    studio.engine.submit(studio.film, [job]).result(PATIENCE)
    studio.wait(lambda: studio.job(job.id).state is State.RUNNING)
    studio.close()
    asked = dict(studio.gateway.jobs)
    studio.gateway.held = set()

    studio.engine = Engine(studio.connect, catalog=quick_catalog(), settings=studio.settings, gateway="rehearsal")
    studio.engine.start()
    studio.engine.resume(studio.film).result(PATIENCE)
    assert studio.engine.idle
    assert any(isinstance(event, Notice) and event.code == "other_gateway" for event in studio.listen())
    for command in (studio.engine.retry([job.id]), studio.engine.look_up(job.id), studio.engine.send_again(job.id)):
        with pytest.raises(UserError, match="live gateway"):
            command.result(PATIENCE)
    assert studio.job(job.id).state is State.RUNNING
    assert studio.gateway.jobs == asked, "the other gateway was asked about a job that it cannot know"
    studio.close()

    studio.engine = Engine(studio.connect, catalog=quick_catalog(), settings=studio.settings, gateway="live")
    studio.engine.start()
    studio.engine.resume(studio.film).result(PATIENCE)
    studio.settle()
    assert studio.job(job.id).state is State.READY
    assert studio.gateway.accepted == 1
