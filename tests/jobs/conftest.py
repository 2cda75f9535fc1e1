# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from job_parts import GatewayProcess, Studio, video_bytes


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A film and an engine with stand-ins around it."""
    studio = Studio(tmp_path)
    yield studio
    studio.close()


@pytest.fixture(scope="session")
def _gateway_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GatewayProcess]:
    video = tmp_path_factory.mktemp("canned") / "video.mp4"
    video.write_bytes(video_bytes())
    gateway = GatewayProcess(video, results="url")
    yield gateway
    gateway.close()


@pytest.fixture(scope="module")
def gateway_process(_gateway_process: GatewayProcess) -> GatewayProcess:
    """The rehearsal gateway in a process of its own; healthy at the start of each module."""
    _gateway_process.clear()
    return _gateway_process


@pytest.fixture
def real(gateway_process: GatewayProcess, tmp_path: Path) -> Iterator[Studio]:
    """A film and an engine that talks to the rehearsal gateway with the real client and the real host."""
    gateway_process.clear()
    studio = Studio(tmp_path, connect=gateway_process.connect)
    yield studio
    studio.close()
