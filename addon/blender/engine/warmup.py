# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads on a thread what the first look at a film and the first send need: pydantic, the catalog and the system's
keychain take half a second, a locked keychain longer, the engine and httpx a quarter, and Blender would stand still."""

from __future__ import annotations

import contextlib

import bpy

from ...second import compat
from . import beside

_loading: beside.Work | None = None
_loads_sending = False


def ready() -> bool:
    """Whether it is loaded; the first call begins. It loads when needed, on no thread, without a window and where a
    busy thread would endanger what other add-ons do while Blender starts."""
    global _loading
    if bpy.app.background or compat.THREADS_ENDANGER_OVERRIDES:
        return True
    if _loading is None:
        _loading = beside.begin("warmup", lambda _: _load())
    return not _loading.running


def before_sending() -> None:
    """Begin to load what a send needs, while the artist reads the preflight. Nothing waits for it."""
    global _loads_sending
    if not bpy.app.background and not compat.THREADS_ENDANGER_OVERRIDES and not _loads_sending:
        _loads_sending = True
        beside.begin("warmup", lambda _: _load_sending())


def _load() -> None:
    """Never sees bpy: `core` alone."""
    from ...core import catalog, models
    from ...core.camera import words  # noqa: F401
    from ...core.errors import AnimaticError
    from ...core.gateway import auth
    from ...core.judge import planned  # noqa: F401
    from ...core.plans import planning, preflight  # noqa: F401

    models.build()
    catalog.load()
    with contextlib.suppress(AnimaticError):  # what is wrong with a key is told where it is used
        auth.find()


def _load_sending() -> None:
    from ...core import models
    from ...core.errors import AnimaticError
    from ...core.farm import desk, machine  # noqa: F401
    from ...core.gateway import client, transport  # noqa: F401
    from ...core.hosting import config  # noqa: F401
    from ...core.jobs import admission, engine  # noqa: F401
    from ...rehearsal import server  # noqa: F401
    from . import day_cap

    models.build()
    with contextlib.suppress(AnimaticError):  # told where it is needed
        day_cap.today()
    transport.load()
