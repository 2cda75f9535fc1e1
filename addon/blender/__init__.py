# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Blender layer: which modules register, in which order. Imports nothing itself: the second Blender is here too."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

MODULES = (
    "operators",
    "preferences",
    "properties.scene",
    "capture.changes",
    "shots.renaming",
    "shots.ops",
    "shots.words_ops",
    "shots.lengths_ops",
    "cast.references",
    "cast.propose",
    "cast.fronts",
    "cast.clips",
    "cast.ops",
    "cast.collection_ops",
    "cast.filming_ops",
    "cast.faces_ops",
    "cast.by_words",
    "cast.naming",
    "jobs.ops",
    "jobs.preflight_ops",
    "jobs.farm_ops",
    "jobs.stop_ops",
    "takes.stale",
    "takes.trash",
    "takes.ops",
    "takes.again_ops",
    "project.ops",
    "export.ops",
    "exchange.ops",
    "exchange.import_ops",
    "exchange.kitsu_ops",
    "review.judging",
    "review.fill",
    "review.compare",
    "review.best_of",
    "review.burn_in",
    "review.notes",
    "review.ops",
    "project.ui",
    "engine.thumbnails",
    "shots.ui",
    "cast.ui",
    "jobs.ui",
    "takes.ui",
    "review.ui",
    "export.ui",
    "exchange.ui",
    "project.viewport",
    "project.menus",
    "capture.copies",
    "engine.beside",
    "engine.session",
    "engine.placeholders",
    "film.opening",
    "film.pump",
    "project.follow",
    "cli.command",
)
"""Each has register(). Taken away in reverse: what a module uses stands before it."""


def register() -> None:
    """Register every module, or none: a failure takes away what was added before it."""
    from . import registry

    with uncollected():
        try:
            for name in MODULES:
                import_module(f".{name}", __package__).register()
        except Exception:
            registry.take_all_away()
            raise


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare Python's garbage collector while thousands of things are made that all stay: it would look through them
    again and again, and once maybe through all that Blender's start left."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def unregister() -> None:
    from . import registry

    registry.take_all_away()
