# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Room on the disk, writing the whole of something to it, and what the system's refusals mean in words."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import AnimaticError, UserError


class FileError(UserError):
    """A file or folder that cannot be read or written, for a reason the artist can put right."""

    code = "file"


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of it where the file stands: the system may take a part at a time. Raises OSError."""
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def free_bytes(path: Path | str) -> int:
    """Bytes that may still be written where `path` is or will be. Raises AnimaticError if the disk is gone."""
    place, above = "", os.path.abspath(path)
    try:
        while place != above:
            place, above = above, os.path.dirname(above)
            with suppress(FileNotFoundError, NotADirectoryError):
                return shutil.disk_usage(place).free
        return shutil.disk_usage(path).free
    except OSError as error:
        raise explain_os_error(error, Path(path).absolute()) from error


def require_space(path: Path | str, needed: int) -> None:
    """Raise FileError "disk_full" unless `needed` bytes are free where `path` is or will be."""
    free = free_bytes(path)
    if free < needed:
        raise FileError(
            f"The disk has {_megabytes(free)} free; {_megabytes(needed)} are needed.",
            "Free some space, then try again.",
            code="disk_full",
        )


@dataclass(frozen=True)
class _Cause:
    """`message` may name {file}, {path} and {folder}. Windows codes: learn.microsoft.com, System Error Codes."""

    code: str
    errnos: tuple[int, ...]
    windows: tuple[int, ...]
    message: str
    next_step: str


_CAUSES = (
    _Cause("file_open", (), (32, 33), "{file} is open in another program.", "Close it there, then try again."),
    _Cause(
        "disk_full",
        (errno.ENOSPC, errno.EDQUOT),
        (39, 112),
        "The disk is full: {file} could not be written.",
        "Free some space, then try again.",
    ),
    _Cause("read_only", (errno.EROFS,), (19,), "{folder} is read-only.", "Save the film on a disk you can write to."),
    _Cause(
        "name_too_long",
        (errno.ENAMETOOLONG,),
        (206,),
        "The name of {file} is too long for this disk.",
        "Shorten the shot's name or move the film to a shorter path.",
    ),
    _Cause(
        "no_permission",
        (errno.EACCES, errno.EPERM),
        (5,),
        "{path} may not be read or written.",
        "Check its permissions, or save the film elsewhere.",
    ),
    _Cause("file_missing", (errno.ENOENT,), (2, 3), "{path} does not exist.", "Check the path, or restore the file."),
    _Cause(
        "disk_fault",
        (errno.EIO,),
        (21, 23, 1117),
        "The disk failed while using {file}.",
        "Check the disk and its connection.",
    ),
)


def explain_os_error(error: OSError, path: Path | str | None = None) -> AnimaticError:
    """The same failure in words; `path` is the file it is about. Codes: file_open, disk_full, read_only,
    name_too_long, no_permission, file_missing, disk_fault, else "file"."""
    where = Path(path if path is not None else error.filename or "the file")
    windows = getattr(error, "winerror", None)  # says more than the errno it is mapped to: 32 arrives as EACCES
    for cause in _CAUSES:
        if windows in cause.windows or error.errno in cause.errnos:
            message = cause.message.format(file=_short(where.name), path=where, folder=where.parent)
            return FileError(message, cause.next_step, code=cause.code)
    reason = error.strerror or type(error).__name__
    return FileError(f"{_short(where.name)} could not be used: {reason}.", "Check the file and its folder.")


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:40]}…"


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
