# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's promises, with stand-ins at its edges."""

from __future__ import annotations

import json

from job_parts import Studio, make_job, video_bytes

from addon.core.errors import Billed
from addon.core.jobs.ledger import job_path
from addon.core.jobs.states import State


def test_a_shot_comes_home(studio: Studio) -> None:
    (job,) = studio.run(make_job())
    assert job.state is State.READY
    assert [e.state for e in job.history] == [
        "planned",
        "capturing",
        "hosting",
        "submitting",
        "running",
        "downloading",
        "ready",
    ]
    assert job.charge is Billed.YES
    assert job.take_file == "takes/SH010/SH010_t001_wan-v2.6-r2v-flash_720p.mp4"
    assert studio.folder.resolve(job.take_file).read_bytes() == video_bytes()
    sidecar = json.loads(studio.folder.resolve(job.sidecar).read_text())
    assert (sidecar["id"], sidecar["seconds"], sidecar["size"]) == (job.id, 2.0, "1280x720")
    (ready,) = studio.takes()
    assert ready.take.file == job.take_file
    assert studio.gateway.accepted == 1
    assert job_path(studio.folder, job.id).read_text() == job.model_dump_json(indent=1)
    assert sorted(p.name for p in (studio.folder.takes / "SH010").iterdir()) == [
        "SH010_t001_wan-v2.6-r2v-flash_720p.json",
        "SH010_t001_wan-v2.6-r2v-flash_720p.mp4",
    ]
