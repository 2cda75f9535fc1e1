# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places many takes while other threads keep Python busy; a process of its own, since Blender may crash in it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import bpy

import addon
from addon.blender import timeline
from addon.core.models import Rate, Shot, Take, Tier

TAKES = 60


def main(video: str) -> None:
    """Place TAKES takes of one video and say so."""
    addon.register()
    edit = bpy.context.scene
    edit.sequence_editor_create()
    for _ in range(3):
        threading.Thread(target=_keep_busy, daemon=True).start()
    for number in range(TAKES):
        start = 1 + 48 * number
        shot = Shot(uuid=f"uuid{number}", name=f"SH{number:03}", frame_start=start, frame_end=start + 48, rate=Rate())
        take = Take(
            id=f"01TAKE{number}", shot_uuid=shot.uuid, shot_name=shot.name, number=1, file="take.mp4", model="model",
            tier=Tier.DRAFT, prompt="waves", size="160x96", seconds=2, fps=30, has_audio=True,
            created="2026-11-22T10:00:00Z",
        )  # fmt: skip
        timeline.place(edit, shot, take, file=Path(video))
    print("placed", len({strip.name for strip in edit.sequence_editor.strips if strip.type == "MOVIE"}))


def _keep_busy() -> None:
    while True:
        sum(range(50))
        time.sleep(0)
