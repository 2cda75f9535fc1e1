# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References as real files, and a loop that closes what a test opened."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from addon.core.hosting import web
from addon.core.models import MediaKind, Reference


@pytest.fixture
def make_reference(tmp_path: Path) -> Callable[..., tuple[Reference, Path]]:
    """(reference, file) with the given bytes; the media type follows the name."""

    def make(content: bytes = b"turntable of Mia", name: str = "mia.mp4") -> tuple[Reference, Path]:
        file = tmp_path / name
        file.write_bytes(content)
        media_type = {"mp4": "video/mp4", "mov": "video/quicktime", "png": "image/png"}[name.rpartition(".")[2]]
        kind = MediaKind.IMAGE if media_type.startswith("image") else MediaKind.VIDEO
        sha256 = hashlib.sha256(content).hexdigest()
        return Reference(
            sha256=sha256, kind=kind, media_type=media_type, path=f"captures/{name}", size=len(content)
        ), file

    return make


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds the hosts would have waited between attempts; nothing really waits."""
    seconds: list[float] = []

    async def note(wait: float) -> None:
        seconds.append(wait)
        await asyncio.sleep(0)

    monkeypatch.setattr(web, "pause", note)
    return seconds
