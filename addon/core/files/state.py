# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept per machine and person, outside every film's folder: what was agreed to pay, which files were chosen."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from pathlib import Path

from ..errors import AnimaticError
from .content import write_atomic

log = logging.getLogger(__name__)

STATE_VARIABLE = "ANIMATIC_STATE_DIR"
"""An environment variable with another folder for it; tests set it."""


def state_folder() -> Path:
    """Where this person's state lies on this machine, the same for every Blender: never in a film's folder."""
    if chosen := os.environ.get(STATE_VARIABLE):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local", "animatic-gateway")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "animatic-gateway"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state", "animatic-gateway")


def note_chosen(member: str, file: Path) -> None:
    """Remember that this person chose a file for a member of the cast (its id): it may be sent without a warning."""
    place = _chosen(member, file)
    if place.exists():
        return
    try:
        write_atomic(place, "", private=True)
    except AnimaticError as error:
        log.warning("That %s was chosen cannot be remembered: %s", file.name, error.user_message)


def was_chosen(member: str, file: Path) -> bool:
    """Whether this person chose the file for this member, on this machine."""
    return bool(member) and _chosen(member, file).is_file()


def _chosen(member: str, file: Path) -> Path:
    """Named by a hash: where a person's files lie is said nowhere."""
    said = f"{member}|{os.path.abspath(file)}"
    return state_folder() / "chosen" / hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()
