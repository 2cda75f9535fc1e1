# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Films specs out of a saved copy with the second Blender, and puts what comes out into the store. No bpy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ...core.blender_process import BlenderCommand, run_worker
from ...core.errors import AnimaticError
from ...core.files import require_space
from ...core.models import CaptureSpec, MediaKind, Reference
from .store import CaptureStore

SPACE_NEEDED = 64 * 1024 * 1024
"""Bytes that must be free before filming begins; a 10 s 1080p capture has about 20 MB."""


async def film(
    command: BlenderCommand,
    blend: Path,
    specs: Sequence[CaptureSpec],
    store: CaptureStore,
    on_progress: Callable[[str, int, int], None],
) -> list[Reference]:
    """One reference a spec, in order. Cancelling ends the second Blender at once and keeps nothing half-finished.

    What is finished is in the store at once, so that a later failure in the same list costs only what failed.
    `on_progress(key, frames done, frames in all)`. Raises UserError, WorkerError or FileError."""
    store.folder.captures.mkdir(parents=True, exist_ok=True)
    require_space(store.folder.captures, SPACE_NEEDED)
    filmed: dict[int, Reference] = {}
    with tempfile.TemporaryDirectory(prefix=".filming-", dir=store.folder.captures) as folder:
        outs = [Path(folder, f"{number}{_extension(spec)}") for number, spec in enumerate(specs)]

        def heard(message: dict[str, Any]) -> None:
            number = message["capture"]
            if message["type"] == "progress":
                on_progress(specs[number].key, message["frame"], message["frames"])
            elif message["type"] == "filmed":
                filmed[number] = store.add(specs[number].key, outs[number], specs[number].name)

        captures = [{**spec.model_dump(mode="json"), "out": str(out)} for spec, out in zip(specs, outs, strict=True)]
        await run_worker(command, "capture", {"blend": str(blend), "captures": captures}, on_message=heard)
    missing = [spec.name for number, spec in enumerate(specs) if number not in filmed]
    if missing:
        raise AnimaticError(
            f"Nothing was filmed for {', '.join(missing)}.", "Try again.", code="capture_unwritten", retryable=True
        )
    return [filmed[number] for number in range(len(specs))]


def _extension(spec: CaptureSpec) -> str:
    return ".png" if spec.media_kind is MediaKind.IMAGE else ".mp4"
