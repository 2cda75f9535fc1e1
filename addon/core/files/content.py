# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes, and writing so that a crash leaves the old file or the new one."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from . import door
from .disk import FileError, explain_os_error
from .names import ulid


def sha256_file(path: Path | str) -> str:
    """64 hex digits over the file's bytes; reads in pieces. Raises OSError, and UnsafeFile for what is no file."""
    with door.open_media(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # typeshed: BinaryIO is none


def write_atomic(path: Path | str, data: bytes | str, *, private: bool = False, named_later: bool = False) -> None:
    """Replace `path` by `data` (text as UTF-8) so that a crash leaves the old file or the new one, never half of one.

    The temporary file lies in the same folder; it and, on POSIX, the folder are flushed to the disk before this ends.
    Makes the folder. `private`: only this person may read it. `named_later`: the caller flushes the folder, with what
    it does there next; until then a power cut may leave the old file. Raises the AnimaticError of
    `explain_os_error`."""
    content = data.encode() if isinstance(data, str) else data
    try:
        if _put(path, content, private, named_later):
            return
    except OSError as error:
        raise explain_os_error(error, path) from error
    path = Path(path)
    temporary = path.with_name(f".{ulid()}.tmp")  # short: the real name may already be as long as the disk allows
    try:
        try:
            with _created(temporary, private) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _replace(temporary, path)
        except BaseException:
            with suppress(FileError, OSError):  # the folder itself may be what is wrong
                door.remove(temporary)
            raise
        if not named_later:
            door.flush_folder(path.parent)
    except OSError as error:
        raise explain_os_error(error, path) from error


def _put(path: Path | str, content: bytes, private: bool, named_later: bool) -> bool:
    """Whether all of it was done in the folder that was held for it; made, where it is missing, which it hardly ever
    is."""
    try:
        return door.put(path, content, private=private, named_later=named_later)
    except FileNotFoundError:
        door.make_folder(Path(path).parent)
        return door.put(path, content, private=private, named_later=named_later)


def _created(path: Path, private: bool) -> BinaryIO:
    """A new file; its folder is made where it is missing, which it hardly ever is."""
    try:
        return door.create(path, private=private)
    except FileNotFoundError:
        door.make_folder(path.parent)
        return door.create(path, private=private)


def rename_new(source: Path | str, target: Path | str) -> None:
    """Give a finished file its name, never over another file. Same disk only.

    Raises FileError "file_exists" when the name is taken, or the AnimaticError of `explain_os_error`."""
    folder, name = os.path.split(target)
    try:
        if folder != os.path.dirname(source):  # one that holds the file is there
            door.make_folder(folder)
        try:
            _rename_exclusive(source, target)
        except FileExistsError as error:
            raise FileError(f"{name} exists already.", "Give the take another number.", code="file_exists") from error
        door.flush_folder(folder)
    except OSError as error:
        raise explain_os_error(error, target) from error


def _rename_exclusive(source: Path | str, target: Path | str) -> None:
    """A hard link is the one call that is atomic and refuses a taken name on POSIX and on Windows."""
    try:
        door.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # exFAT and some network disks have no hard links
        if door.exists(target):
            raise FileExistsError(target) from None
        door.move(source, target)
    else:
        door.remove(source)


REPLACE_ATTEMPTS = 5


def _replace(source: Path, target: Path) -> None:
    """On Windows a virus scanner or indexer holds a fresh file for some milliseconds, and replacing it is refused."""
    for attempt in range(1, REPLACE_ATTEMPTS + 1):
        try:
            door.move(source, target)
            return
        except PermissionError:
            if sys.platform != "win32" or attempt == REPLACE_ATTEMPTS:
                raise
            time.sleep(0.02 * attempt)
