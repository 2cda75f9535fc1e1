# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where copies of the open film lie, each as large as the film: in folders of their own among the temporary ones.

Whoever made one drops it when it is needed no more. Those that are left go with Blender, those of programs that were
killed when the next copy is made.
"""

from __future__ import annotations

import os
from pathlib import Path

from .. import registry

PREFIX = "animatic-copies-"
"""Then the owner's process id."""
OWNER = "owner"
"""A file that tells when the owner was born: ids of processes are used again."""

_ours: set[Path] = set()


def new() -> Path:
    """Save a copy of the open file, for `drop()` later. Raises FileError when it cannot be written."""
    import tempfile

    from ...core.files import explain_os_error
    from ...core.jobs.process import own_birth
    from .copy import save_copy

    sweep()
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        (folder / OWNER).write_text(own_birth(), encoding="utf-8")
    except OSError as error:
        raise explain_os_error(error, Path(tempfile.gettempdir())) from error
    _ours.add(folder)
    copy = folder / "film.blend"
    try:
        save_copy(copy)
    except BaseException:
        drop(copy)
        raise
    return copy


def drop(copy: Path) -> None:
    """Remove a copy and what lies beside it; one that is gone is no error. Called on any thread."""
    import shutil

    _ours.discard(copy.parent)
    shutil.rmtree(copy.parent, ignore_errors=True)


def sweep() -> None:
    """Remove the copies of programs that were killed."""
    import shutil
    import tempfile

    from ...core.jobs.process import birth

    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = left.name.removeprefix(PREFIX).partition("-")[0]
        if not pid.isdigit():
            continue
        born = birth(int(pid))
        if born is None or (born != "unknown" and _owner(left) not in ("", "unknown", born)):
            shutil.rmtree(left, ignore_errors=True)


def _owner(folder: Path) -> str:
    try:
        return (folder / OWNER).read_text(encoding="utf-8")
    except OSError:
        return ""


def drop_all() -> None:
    """Blender ends."""
    for folder in list(_ours):
        drop(folder / "film.blend")


def register() -> None:
    registry.at_exit(drop_all)
