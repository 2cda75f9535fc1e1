# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads what the first look at a film needs on a thread of its own: pydantic, the catalog and the system's keychain
take half a second, a locked keychain longer, and Blender would stand still."""

from __future__ import annotations

import contextlib
import threading

import bpy

_thread: threading.Thread | None = None


def ready() -> bool:
    """Whether it is loaded; the first call begins. Without a window nothing waits for it: then it loads when needed."""
    global _thread
    if bpy.app.background:
        return True
    if _thread is None:
        _thread = threading.Thread(target=_load, name="animatic-warmup")
        _thread.start()
    return not _thread.is_alive()


def _load() -> None:
    """Never sees bpy: `core` alone."""
    from ..core import catalog, planning, preflight  # noqa: F401
    from ..core.errors import AnimaticError
    from ..core.gateway import auth

    catalog.load()
    with contextlib.suppress(AnimaticError):  # what is wrong with a key is told where it is used
        auth.find()
