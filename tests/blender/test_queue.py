# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked of the queue beside going on: a job's details, without anything secret."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import bpy
import pytest

from addon.blender import pump, settings
from addon.blender.jobs import details
from addon.blender.jobs import ops as job_ops
from addon.blender.properties import film
from addon.blender.shots import build
from addon.blender.view import View
from addon.core.errors import AnimaticError, Billed
from addon.core.files import FilmFolder
from addon.core.jobs import sending
from addon.core.jobs.job import ErrorRecord, Job
from addon.core.jobs.states import State


@pytest.fixture
def jobs(edit: bpy.types.Scene, tmp_path: Path) -> list[Job]:
    """Two jobs as they are written before anything is sent."""
    edit.frame_start, edit.frame_end = 1, 96
    for frame in (1, 49):
        edit.timeline_markers.new(f"m{frame}", frame=frame)
    build.build_shots(edit)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "The secret of the mountain."
    plans = job_ops.make_plans(edit, list(film(edit).shots))
    folder = FilmFolder(bpy.data.filepath)
    shown = [plan.fingerprint for plan in plans]
    return list(sending.create_jobs(plans, shown, settings.caps(), (), folder, gateway="rehearsal"))


def failed(job: Job, message: str) -> Job:
    error = AnimaticError(message, "Try again.", code="broken", billed=Billed.NO)
    return job.model_copy(
        update={"state": State.FAILED, "error": ErrorRecord.of(error, "2026-11-22T10:00:00Z", "running")}
    )


def test_details_say_what_happened_and_neither_prompt_nor_link(jobs: list[Job]) -> None:
    text = details.text_of(failed(jobs[0], "It broke at https://host.example/a.mp4?sig=SECRETSIGNATURE0123456789."))
    assert "SH010 take 1" in text
    assert "broken: It broke" in text
    assert "wan-v2.6-t2v" in text
    assert "secret of the mountain" not in text
    assert "SECRETSIGNATURE" not in text


def test_a_finished_batch_says_so_once(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(film=Path("film.animatic"))
    monkeypatch.setattr(pump, "view", view)
    view.jobs = {job.id: job.model_copy(update={"batch": "b"}) for job in jobs}
    pump._show(0.0, changed=True, busy=True)
    assert view.header == "0/2, free"
    first, second = view.jobs
    view.jobs[first] = view.jobs[first].model_copy(update={"state": State.PLACED})
    pump._show(1.0, changed=True, busy=True)
    assert not view.notices
    view.jobs[second] = failed(view.jobs[second], "It broke.")
    pump._show(2.0, changed=True, busy=False)
    pump._show(3.0, changed=True, busy=False)
    (notice,) = view.notices
    assert notice.message == "The batch is finished: 1 take came, 1 did not; free."
    view.notices.clear()
    for job_id, job in view.jobs.items():
        view.jobs[job_id] = job.model_copy(update={"gateway": "live", "charge": Billed.YES, "usd": None})
    view.jobs[first] = view.jobs[first].model_copy(update={"usd": Decimal("0.30")})
    pump._tell_finished()
    assert view.notices[0].message.endswith("1 did not; $0.30 and what is of unknown price.")
