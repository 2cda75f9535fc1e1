# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rehearsal gateway with one canned video, and real references hosted on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_parts import clip, picture

from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal


@pytest.fixture(autouse=True)
def no_proxy_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `take.mp4` (an answer), `hero.mp4` and `hero.png` (references)."""
    folder = tmp_path_factory.mktemp("media")
    clip(folder / "take.mp4", width=320, height=180, seconds=1, fps=30)
    clip(folder / "hero.mp4", seconds=3)
    picture(folder / "hero.png")
    return folder


@pytest.fixture
def rehearse(media: Path) -> Iterator[Callable[..., Rehearsal]]:
    """Start a gateway with these options; all are stopped at the end."""
    started: list[Rehearsal] = []

    def begin(*, faults: Any = (), state_dir: Path | None = None, **options: Any) -> Rehearsal:
        settings = Options(**{"canned": (media / "take.mp4",), "heartbeat": 0.05, **options})
        rehearsal = Rehearsal(options=settings, faults=faults, state_dir=state_dir)
        started.append(rehearsal)
        return rehearsal.start()

    yield begin
    for rehearsal in started:
        rehearsal.stop()


@pytest.fixture
def gateway(rehearse: Callable[..., Rehearsal]) -> Rehearsal:
    return rehearse()


@pytest.fixture
def base(gateway: Rehearsal) -> str:
    return gateway.base_url
