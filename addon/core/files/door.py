# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door into a film's folder, which may come from anybody: whole regular files of a bounded size, and no links.

Everything that opens, lists, writes, renames or removes what lies below a `*.animatic` folder does it here (a test over
the sources holds that). A link below the folder, or the folder itself as one, is never followed: it could lead to any
file of this person. A pipe or a device is never opened: it would hang Blender, or never end. What is too large is not
read. Paths outside a film's folder pass the same way; there only the last name must not be a link.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from pathlib import Path
from typing import Any, BinaryIO

from ...ident import FILM_FOLDER_SUFFIX
from .disk import FileError, explain_os_error
from .names import ulid

JOB_BYTES = 16 * 1024**2
"""Of a job's, take's or rehearsal's record: thousands of times what one is; an answer may be kept within."""
INDEX_BYTES = 64 * 1024**2
"""Of an index over many files."""
NOTE_BYTES = 64 * 1024
"""Of a lock, a port, a secret, a list of films."""
MEDIA_BYTES = 16 * 1024**3
"""Of a video or picture; read in pieces."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REPARSE_POINT = 0x400
"""FILE_ATTRIBUTE_REPARSE_POINT: a junction of Windows is no symlink to `lstat`, and leads elsewhere all the same."""


class UnsafeFile(FileError):
    """Something in a film's folder that no film has there: a link, a pipe, a device, a file beyond all measure."""

    code = "file_unsafe"


def is_sha256(name: str) -> bool:
    """Whether a name read from a folder is 64 hex digits, and so no path."""
    return _SHA256.fullmatch(name) is not None


def check(path: Path | str, *, folder: bool = False) -> Path:
    """The path, if nothing on the way to it leads out of the film's folder: no link from the folder on, nothing but
    folders before the last name, and there a regular file (`folder`: a folder), or nothing yet.

    Raises UnsafeFile, or the FileError of `explain_os_error`."""
    text = _lexical(path)
    end = _end_of_root(text)
    if folder and not end:  # where a person lets something be put may be a link of theirs
        return Path(text)
    try:
        while 0 < end < len(text):
            _require(text[:end], folder=True)
            end = text.find(os.sep, end + 1)
        _require(text, folder=folder)
    except OSError as error:
        raise explain_os_error(error, text) from error
    return Path(text)


def open_file(path: Path | str, limit: int) -> BinaryIO:
    """A regular file, open for reading from its beginning. Raises UnsafeFile for anything else and for one above
    `limit` bytes, or the FileError of `explain_os_error` ("file_missing" for none)."""
    try:
        return _open(check(path), limit)
    except OSError as error:
        raise explain_os_error(error, path) from error


_READING = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")


def _open(path: Path, limit: int) -> BinaryIO:
    descriptor = os.open(path, os.O_RDONLY | sum(getattr(os, name, 0) for name in _READING))
    file = os.fdopen(descriptor, "rb")
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
        file.close()
        raise _too_large(path, limit) if stat.S_ISREG(found.st_mode) else _unsafe(path, "is no file")
    return file


def open_media(path: Path | str) -> BinaryIO:
    """A video or picture, open for reading: in a film's folder as `open_file`; elsewhere it is the artist's own choice,
    and may be a link, but is a regular file all the same. Raises OSError, or UnsafeFile."""
    path = Path(_lexical(path))
    if film_root(path) is not None:
        return _open(check(path), MEDIA_BYTES)
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise _unsafe(path, "is no file")
    return path.open("rb")


def read_bytes(path: Path | str, limit: int) -> bytes:
    """The whole file. Raises as `open_file`."""
    with open_file(path, limit) as file:
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise explain_os_error(error, path) from error
    if len(content) > limit:  # it grew meanwhile
        raise _too_large(Path(path), limit)
    return content


def read_json(path: Path | str, limit: int) -> Any:
    """What a JSON file says. Raises ValueError for what is no JSON or nested without end, else as `open_file`."""
    return parse_json(read_bytes(path, limit))


def parse_json(content: bytes | str) -> Any:
    """As `json.loads`, with ValueError for nesting too deep to be read and for text that cannot be written again."""
    try:
        value = json.loads(content)
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate, written as an escape, fails only here
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def is_file(path: Path | str) -> bool:
    """Whether a regular file lies there that `open_file` would open."""
    return size(path) is not None


def size(path: Path | str) -> int | None:
    """Bytes of the regular file there; None for none, and for what is no file."""
    found = status(path)
    return found.st_size if found is not None else None


def status(path: Path | str) -> os.stat_result | None:
    """Of the regular file there; None for none, and for what is no file."""
    try:
        found = os.lstat(check(path))
    except (FileError, OSError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def exists(path: Path | str) -> bool:
    """Whether the name is taken, by whatever it may be."""
    return os.path.lexists(path)


def is_folder(path: Path | str) -> bool:
    """Whether a folder lies there, and not by way of a link."""
    try:
        return stat.S_ISDIR(os.lstat(check(path, folder=True)).st_mode)
    except (FileError, OSError):
        return False


def names(folder: Path | str) -> list[str]:
    """The names in a folder, sorted; none where there is no folder. Raises UnsafeFile for a link, or the FileError of
    `explain_os_error`."""
    folder = check(folder, folder=True)
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise explain_os_error(error, folder) from error


def folders(folder: Path | str) -> list[Path]:
    """The folders in a folder, links left out. Raises as `names`."""
    return [Path(folder, name) for name in names(folder) if is_folder(Path(folder, name))]


def make_folder(path: Path | str) -> Path:
    """The folder, made with those above it where they are missing. Raises as `names`."""
    path = check(path, folder=True)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain_os_error(error, path) from error
    return path


def create(path: Path | str, *, private: bool = False) -> BinaryIO:
    """A new file, open for writing; FileExistsError where the name is taken, by a link too. `private`: only this
    person may read it. Raises OSError, or UnsafeFile."""
    path = _checked_parent(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600 if private else 0o666), "wb")


def remove(path: Path | str) -> None:
    """Remove a file, if it is there; of a link the link itself. Raises OSError, or UnsafeFile."""
    _checked_parent(path).unlink(missing_ok=True)


def remove_folder(path: Path | str) -> None:
    """Remove a folder of ours with all that lies in it, as far as that can be; of links in it the links themselves.
    Raises UnsafeFile."""
    shutil.rmtree(check(path, folder=True), ignore_errors=True)


def move(source: Path | str, target: Path | str) -> None:
    """Give a file another name, in place of what has it. Raises OSError, or UnsafeFile."""
    os.replace(_checked_parent(source), _checked_parent(target))


def copy(source: Path | str, target: Path | str) -> None:
    """A whole copy under a name that appears when it is whole, in place of what has it. `source` as `open_media`.
    Raises OSError, or UnsafeFile."""
    target = Path(target)
    part = target.with_name(f".{ulid()}.tmp")
    make_folder(target.parent)
    try:
        with open_media(source) as read, create(part) as write:
            shutil.copyfileobj(read, write, 1024 * 1024)
        move(part, target)
    finally:
        remove(part)


def link_or_copy(source: Path | str, target: Path | str) -> None:
    """The same file under a second name where the disk can, else a whole copy. Raises OSError, or UnsafeFile."""
    source, target = check(source), check(target)
    make_folder(target.parent)
    try:
        os.link(source, target)
    except OSError:
        copy(source, target)


def set_aside(path: Path | str) -> str:
    """Give what cannot be read another name beside it, so that nothing mistakes it again; never over a file. Answers
    its name now: the same one where it could not be renamed."""
    path = Path(path)
    target, count = path.with_name(f"{path.name}.damaged"), 1
    while exists(target):
        count += 1
        target = path.with_name(f"{path.name}.{count}.damaged")
    try:
        os.rename(_checked_parent(path), target)
    except (FileError, OSError):
        return path.name
    return target.name


def _checked_parent(path: Path | str) -> Path:
    """The path, if its folder is safe. The last name is not followed by what removes or renames it."""
    path = Path(_lexical(path))
    if film_root(path) not in (None, path):
        check(path.parent, folder=True)
    return path


def film_root(path: Path) -> Path | None:
    """The film's folder that a path lies in, by its name: the outermost one."""
    text = str(path)
    end = _end_of_root(text)
    return Path(text[:end]) if end else None


def _end_of_root(text: str) -> int:
    """Where the name of the film's folder ends in a path, 0 for a path in none. By text: a plan of 1,000 shots asks
    thousands of times."""
    end = 0
    while (found := text.find(FILM_FOLDER_SUFFIX, end)) >= 0:
        end = found + len(FILM_FOLDER_SUFFIX)
        if end == len(text) or text[end] == os.sep:
            return end
    return 0


def _require(path: str, *, folder: bool) -> None:
    """Raise unless there is a folder (or a regular file) at this place, or nothing."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
        raise _unsafe(path, "is a link")
    if folder and not stat.S_ISDIR(found.st_mode):
        raise _unsafe(path, "is no folder")
    if not folder and not stat.S_ISREG(found.st_mode):
        raise _unsafe(path, "is no file")


def _lexical(path: Path | str) -> str:
    text = os.path.abspath(path)
    if "\0" in text:
        raise _unsafe(text, "is no name")
    return text


def _unsafe(path: Path | str, what: str) -> UnsafeFile:
    path = Path(path)
    root = film_root(path)
    name = path.relative_to(root.parent).as_posix() if root is not None else path.name
    return UnsafeFile(
        f"{name[:120]} {what}; in a film's folder only plain files and folders are used, and no links.",
        "Move it away; if it was yours, put the file itself there.",
    )


def _too_large(path: Path, limit: int) -> UnsafeFile:
    most = f"{limit / 1e6:,.0f} MB at most"
    return UnsafeFile(f"{path.name[:60]} is larger than any such file ({most}).", "Move it away, and look at it.")
