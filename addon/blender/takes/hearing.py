# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets other add-ons hear of takes and batches (`addon/handlers.py`), and tells which of them failed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from ... import handlers
from ..engine.view import current as view

if TYPE_CHECKING:
    from ...core.models import Take


def take_arrived(shot_name: str, take: Take) -> None:
    """Call the handlers for a take that is new to the film. They may do anything: nothing of Blender that was looked
    up before is to be used after."""
    from ...core.files import FilmFolder

    if not handlers.on_take:
        return
    file = FilmFolder(bpy.data.filepath).resolve(take.file)
    facts = take.model_dump(mode="json", exclude={"plan"})
    paths = {"film": bpy.data.filepath, "file": str(file), "sidecar": str(file.with_suffix(".json"))}
    _tell(handlers.call(handlers.on_take, {**facts, **paths, "shot": shot_name}))


def batch_finished(batch: str, takes: int, failed: int, words: str) -> None:
    """Call the handlers when nothing of a batch is at work any more."""
    facts = {"film": bpy.data.filepath, "batch": batch, "takes": takes, "failed": failed, "words": words}
    _tell(handlers.call(handlers.on_batch, facts))


def _tell(failed: Iterable[str]) -> None:
    from ...core.jobs.events import Notice
    from ...core.models import Level

    for name in failed:
        message = f"Another add-on's handler failed: {name}."
        step = "The take is safe; the system console says what went wrong."
        view.put_notice(Notice(view.film or Path(), Level.WARNING, "handler", message, step))
