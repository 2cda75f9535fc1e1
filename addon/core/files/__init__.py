# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that survive: hashes, whole writes, names that fit every system, the folder beside the film, hidden secrets.

Standard library only, so that the second Blender may use it too, where pydantic may not be importable.
"""

from . import door
from .content import rename_new, sha256_file, write_atomic
from .disk import FileError, explain_os_error, free_bytes, require_space, write_all
from .door import UnsafeFile
from .film_folder import FilmFolder
from .names import printable, safe_name, ulid
from .redaction import RedactingFilter, hide_secrets_in_http_logs, redact, traced
from .signed import carries_secret

__all__ = [
    "FileError",
    "FilmFolder",
    "RedactingFilter",
    "UnsafeFile",
    "carries_secret",
    "door",
    "explain_os_error",
    "free_bytes",
    "hide_secrets_in_http_logs",
    "printable",
    "redact",
    "rename_new",
    "require_space",
    "safe_name",
    "sha256_file",
    "traced",
    "ulid",
    "write_all",
    "write_atomic",
]
