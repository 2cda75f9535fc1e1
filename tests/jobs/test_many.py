# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hundred jobs at the same time, in a process that does not grow with them or with their videos."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from job_parts import GatewayProcess, python, video_bytes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the greatest size is read from /proc")

VIDEO_MB = 1
GROWTH_MAX_MB = 40
"""150 more videos held in memory would be 150 MB, 60 inside their answers 80 MB and more. A job with its task and its
connection takes about 0.1 MB."""


@pytest.mark.parametrize(("results", "few", "many"), [("url", 50, 200), ("base64", 20, 80)])
def test_memory_stays_flat(tmp_path: Path, results: str, few: int, many: int) -> None:
    video = tmp_path / "video.mp4"
    padding = VIDEO_MB * 1024 * 1024
    video.write_bytes(video_bytes() + (8 + padding).to_bytes(4, "big") + b"free" + bytes(padding))
    gateway = GatewayProcess(video, results=results, latency=1.0, credit=1000)
    sizes = {}
    for count in (few, many):
        folder = tmp_path / str(count)
        folder.mkdir()
        process = python("many_jobs.py", str(count), str(folder), json.dumps(gateway.urls))
        answer = json.loads(process.communicate(timeout=200)[0])
        assert answer["states"] == {"ready": count}
        assert len(list(folder.rglob("*.mp4"))) == count
        sizes[count] = answer["bytes"]
        for path in folder.rglob("*.mp4"):
            path.unlink()
    summary = gateway.summary()
    gateway.close()
    assert summary["jobs"] == few + many
    assert set(summary["jobs_by_key"].values()) == {1}
    assert (sizes[many] - sizes[few]) / 1e6 < GROWTH_MAX_MB, sizes
