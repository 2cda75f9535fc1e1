# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An object's name on a host comes from its content; the file is checked against that content before it goes up."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from ..files import door, explain_os_error, sha256_file
from ..media.probing import EXTENSIONS
from ..models import Reference
from .errors import FileChanged, SettingsWrong

_ENDING = re.compile(r"[a-z0-9]{0,8}")
_PREFIX = re.compile(r"(?:[A-Za-z0-9._~-]+/)*")


def clean_prefix(prefix: str) -> str:
    """`prefix` as "folder/" or "". Plain characters only: a signature covers the name before it is URL-encoded.

    Raises SettingsWrong."""
    prefix = prefix.strip("/")
    prefix = f"{prefix}/" if prefix else ""
    if not _PREFIX.fullmatch(prefix) or ".." in prefix.split("/"):
        raise SettingsWrong(
            f'The folder "{prefix}" cannot be used on a host.', "Use letters, digits, dots, dashes and slashes."
        )
    return prefix


def object_name(prefix: str, reference: Reference) -> str:
    """prefix/<sha256>.<ext>. Providers tell pictures from clips by the ending of the URL's path."""
    extension = (EXTENSIONS.get(reference.media_type) or Path(reference.path).suffix.lower()).lstrip(".")
    if not door.is_sha256(reference.sha256) or not _ENDING.fullmatch(extension):  # read from a film's folder
        raise FileChanged(f"{reference.name or 'A reference'} is not named by its content.", "Plan the shot again.")
    return f"{prefix}{reference.sha256}.{extension}"


async def require_unchanged(reference: Reference, file: Path) -> int:
    """The file's size in bytes, after its content was found to be the reference's. Hashing 100 MB takes 0.1 s.

    Raises FileChanged, or the AnimaticError of a file that cannot be read."""
    try:
        found = await asyncio.to_thread(sha256_file, file)
        size = file.stat().st_size
    except OSError as error:
        raise explain_os_error(error, file) from error
    if found != reference.sha256:
        raise FileChanged(f"{file.name} has changed since the shot was planned.", "Plan the shot again, then send it.")
    return size
