# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door into a film's folder, which may come from anybody: whole regular files of a bounded size, and no links.

Everything that opens, lists, writes, renames or removes what lies below a `*.animatic` folder does it here (a test over
the sources holds that). A link below the folder, or the folder itself as one, is never followed: it could lead to any
file of this person. A pipe or a device is never opened: it would hang Blender, or never end. What is too large is not
read. Paths outside a film's folder pass the same way; there only the last name must not be a link. What is opened,
made, renamed or removed is so in the folder that was looked at, whatever is put in its place meanwhile (`held.py`).
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from . import held
from .disk import FileError, explain_os_error, write_all
from .held import HeldFolder as HeldFolder
from .held import UnsafeFile as UnsafeFile  # the door's own, for all that use it
from .held import check as check
from .held import film_root as film_root
from .held import kept_open as kept_open
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


def is_sha256(name: str) -> bool:
    """Whether a name read from a folder is 64 hex digits, and so no path."""
    return _SHA256.fullmatch(name) is not None


def open_file(path: Path | str, limit: int) -> BinaryIO:
    """A regular file, open for reading from its beginning. Raises UnsafeFile for anything else and for one above
    `limit` bytes, or the FileError of `explain_os_error` ("file_missing" for none)."""
    try:
        return _open(path, limit)
    except OSError as error:
        raise explain_os_error(error, path) from error


_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def _open(path: Path | str, limit: int) -> BinaryIO:
    file = os.fdopen(_descriptor(path, os.O_RDONLY), "rb")
    try:
        _require_what_was_meant(path, file, limit)
    except BaseException:
        file.close()
        raise
    return file


def _descriptor(path: Path | str, flags: int) -> int:
    """What lies there, open, if it is a regular file. It is looked at in the folder that is held for it; where none is,
    all of the way to it."""
    with held.hold(path) as place:
        if place.folder is None:
            check(path)
        elif not stat.S_ISREG((found := os.stat(place.name, dir_fd=place.folder, follow_symlinks=False)).st_mode):
            raise held.unsafe(path, "is a link" if stat.S_ISLNK(found.st_mode) else "is no file")
        try:
            return os.open(place.name, flags | _FLAGS, dir_fd=place.folder)
        except OSError as error:
            if error.errno == errno.ELOOP:  # a link was put there after the look
                raise held.unsafe(path, "is a link") from None
            raise


def _require_what_was_meant(path: Path | str, file: BinaryIO, limit: int) -> None:
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode):
        raise held.unsafe(path, "is no file")
    if found.st_size > limit:
        raise _too_large(Path(path), limit)
    _require_place(path, found)


def _require_place(path: Path | str, found: os.stat_result) -> None:
    """Where a path is opened by its text alone: that it still leads to what was opened."""
    if not held.BY_DESCRIPTOR and not os.path.samestat(os.lstat(check(path)), found):
        raise held.unsafe(path, "was changed while it was opened")


def open_media(path: Path | str) -> BinaryIO:
    """A video or picture, open for reading: in a film's folder as `open_file`; elsewhere it is the artist's own choice,
    and may be a link, but is a regular file all the same. Raises OSError, or UnsafeFile."""
    text = held.lexical(path)
    if held.in_film(text):
        return _open(text, MEDIA_BYTES)
    if not stat.S_ISREG(os.stat(text).st_mode):
        raise held.unsafe(text, "is no file")
    return Path(text).open("rb")


def read_bytes(path: Path | str, limit: int) -> bytes:
    """The whole file. Raises as `open_file`."""
    with open_file(path, limit) as file:
        try:  # a buffer for all that may come is made before it comes
            content = file.read(min(limit, os.fstat(file.fileno()).st_size) + 1)
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


def is_same(path: Path | str, other: Path | str) -> bool:
    """Whether two names are one file; not by way of links."""
    one, two = status(path), status(other)
    return one is not None and two is not None and os.path.samestat(one, two)


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
    try:
        with held.hold_folder(folder) as place:
            return sorted(os.listdir(place))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise explain_os_error(error, folder) from error


def statuses(folder: Path | str, named: re.Pattern[str]) -> Iterator[tuple[str, os.stat_result]]:
    """What lies in a folder under such names, whatever it is, in their order: listed at once, looked at one by one (ten
    thousand take 50 ms); a link is not followed. Raises as `names`."""
    try:
        with held.hold_folder(folder) as place:
            for name in sorted(filter(named.fullmatch, os.listdir(place))):
                with suppress(FileNotFoundError):
                    at = (name, place) if isinstance(place, int) else (os.path.join(place, name), None)
                    yield name, os.stat(at[0], dir_fd=at[1], follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise explain_os_error(error, folder) from error


def all_statuses(folder: Path | str, named: re.Pattern[str]) -> list[tuple[str, os.stat_result]]:
    """The same all at once, where nobody waits for the steps. Raises as `names`."""
    try:
        with held.hold_folder(folder) as place:
            found = sorted(filter(named.fullmatch, os.listdir(place)))
            if isinstance(place, int):
                return [(name, os.stat(name, dir_fd=place, follow_symlinks=False)) for name in found]
    except OSError:  # one of them went meanwhile, or there is no folder
        pass
    return list(statuses(folder, named))


def folders(folder: Path | str) -> list[Path]:
    """The folders in a folder, links left out. Raises as `names`."""
    return [Path(folder, name) for name in names(folder) if is_folder(Path(folder, name))]


def make_folder(path: Path | str) -> Path:
    """The folder, made with those above it where they are missing. Raises as `names`."""
    text = held.lexical(path)
    try:
        with held.hold_folder(text, make=True):
            return Path(text)
    except OSError as error:
        raise explain_os_error(error, path) from error


def create(path: Path | str, *, private: bool = False) -> BinaryIO:
    """A new file, open for writing; FileExistsError where the name is taken, by a link too. `private`: only this
    person may read it. Raises OSError, or UnsafeFile."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
    with held.hold(path, change=True) as place:
        descriptor = os.open(place.name, flags, 0o600 if private else 0o666, dir_fd=place.folder)
    file = os.fdopen(descriptor, "wb")
    try:
        _require_place(path, os.fstat(descriptor))
    except BaseException:
        file.close()
        raise
    return file


def put(path: Path | str, content: bytes, *, private: bool = False, named_later: bool = False) -> bool:
    """Put a file in place of what has its name, so that a power cut leaves the old one or the new one: written and
    flushed under another name, renamed, its folder flushed (`named_later`: not yet). All of it from one hold of the
    folder. False where no folder is held; nothing was done then.

    Raises OSError (FileNotFoundError for a missing folder), or UnsafeFile."""
    with held.hold(path) as place:
        if place.folder is None or sys.platform == "win32":
            return False
        temporary = f".{ulid()}.tmp"  # short: the real name may already be as long as the disk allows
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
        descriptor = os.open(temporary, flags, 0o600 if private else 0o666, dir_fd=place.folder)
        try:
            try:
                write_all(descriptor, content)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            _into_place(temporary, place.name, place.folder)
        except BaseException:
            with suppress(OSError):  # the folder itself may be what is wrong
                os.unlink(temporary, dir_fd=place.folder)
            raise
        if not named_later:
            _flush(place.folder)
    return True


def _into_place(temporary: str, name: str, folder: int) -> None:
    os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)


def append(path: Path | str, content: bytes, most: int, *, flush: bool = True) -> bool:
    """Add to a file's end, so that it survives a power cut, or (without `flush`) the end of this program: no other file
    is made, renamed or removed for it, which takes a quarter of the time (measured; on ext4 the more, the more files
    were removed there in the last minutes). A crash may leave a part of it: whoever reads tells that. False, and
    nothing was done, where the file would become larger than `most`, and where it has a second name: that may be
    somebody's copy.

    Raises OSError (FileNotFoundError for none), or UnsafeFile; the file is as it was then, if the disk allows."""
    with _open_end(path) as file:
        found = os.fstat(file.fileno())
        if found.st_nlink != 1 or found.st_size + len(content) > most:
            return False
        try:
            _add(file, content, flush)
        except BaseException:
            with suppress(OSError):
                os.ftruncate(file.fileno(), found.st_size)
                os.fsync(file.fileno())
            raise
    return True


def _open_end(path: Path | str) -> io.FileIO:
    file = io.FileIO(_descriptor(path, os.O_WRONLY | os.O_APPEND), "wb")
    try:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise held.unsafe(path, "is no file")
        _require_place(path, found)
    except BaseException:
        file.close()
        raise
    return file


def _add(file: io.FileIO, content: bytes, flush: bool) -> None:
    write_all(file.fileno(), content)
    if flush:
        os.fsync(file.fileno())


def says(path: Path | str, content: bytes) -> bool:
    """Whether the file there says just this. The way to it is not looked at, for nothing is learned from a file that
    says anything else; False where it cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    except OSError:
        return False
    try:
        return os.read(descriptor, len(content) + 1) == content
    except OSError:
        return False
    finally:
        os.close(descriptor)


def remove(path: Path | str) -> None:
    """Remove a file, if it is there; of a link the link itself. Raises OSError, or UnsafeFile."""
    with suppress(FileNotFoundError), held.hold(path, change=True) as place:
        os.unlink(place.name, dir_fd=place.folder)


def remove_folder(path: Path | str) -> None:
    """Remove a folder of ours with all that lies in it, as far as that can be; of links in it the links themselves.
    Raises UnsafeFile."""
    check(path, folder=True)
    with suppress(OSError), held.hold(path, change=True) as place:
        shutil.rmtree(place.name, ignore_errors=True, dir_fd=place.folder)


def remove_empty_folder(path: Path | str) -> None:
    """Remove a folder in which nothing lies. Raises OSError, or UnsafeFile."""
    with held.hold(path, change=True) as place:
        os.rmdir(place.name, dir_fd=place.folder)


def move(source: Path | str, target: Path | str) -> None:
    """Give a file another name, in place of what has it. Raises OSError, or UnsafeFile."""
    with held.hold(source, change=True) as old, held.hold(target, change=True) as new:
        os.replace(old.name, new.name, src_dir_fd=old.folder, dst_dir_fd=new.folder)


def link(source: Path | str, target: Path | str) -> None:
    """The same file under a second name, in the same disk. Raises FileExistsError for a name that is taken, OSError
    where the disk has no such thing, or UnsafeFile."""
    with held.hold(source, change=True) as old, held.hold(target, change=True) as new:
        os.link(old.name, new.name, src_dir_fd=old.folder, dst_dir_fd=new.folder, **_THE_LINK_ITSELF)


_THE_LINK_ITSELF = {"follow_symlinks": False} if os.link in os.supports_follow_symlinks else {}
"""Windows has no other way."""


def flush_folder(path: Path | str) -> None:
    """Make what was renamed in a folder last through a power cut; Windows has no such call and does not need it. Raises
    OSError, or UnsafeFile."""
    if sys.platform == "win32":
        return
    with held.hold_folder(path) as place:
        descriptor = os.open(place, os.O_RDONLY) if isinstance(place, Path) else os.dup(place)
        try:
            _flush(descriptor)
        finally:
            os.close(descriptor)


def _flush(folder: int) -> None:
    try:
        os.fsync(folder)
    except OSError as error:
        # Some network disks refuse fsync on a folder; the file itself is already safe.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise


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
        link(source, target)
    except FileError:
        raise
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
        move(path, target)
    except (FileError, OSError):
        return path.name
    return target.name


def _too_large(path: Path, limit: int) -> UnsafeFile:
    most = f"{limit / 1e6:,.0f} MB at most"
    return UnsafeFile(f"{path.name[:60]} is larger than any such file ({most}).", "Move it away, and look at it.")
