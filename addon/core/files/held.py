# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a place in a film's folder, looked at and then held, so that nobody can lead it elsewhere meanwhile.

A folder may be changed by another program between the look at a file and its opening (a synchronised folder, a share,
somebody who means harm). Where the system can (POSIX), each folder on the way is opened from the one above it, never by
way of a link, and what is done is done from the last one's descriptor. Windows cannot, but it lets nobody rename a file
that is open, nor a folder above it. So there what was opened is looked at once more, and where something is made,
renamed or removed, an empty file is kept open beside it, and the way looked at meanwhile.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ...ident import FILM_FOLDER_SUFFIX
from .disk import FileError, explain_os_error
from .names import ulid

_REPARSE_POINT, _SURROGATE = 0x400, 0x2000_0000
"""FILE_ATTRIBUTE_REPARSE_POINT, and the bit of its tag that says that it stands for another name: a junction of Windows
is no symlink to `lstat`, and leads elsewhere all the same. Files kept in a cloud, or once for many, are no such."""

BY_DESCRIPTOR = {os.open, os.mkdir, os.unlink, os.rename, os.link, os.stat} <= os.supports_dir_fd
_GUARD = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_GUARD |= sum(getattr(os, name, 0) for name in ("O_NOINHERIT", "O_CLOEXEC", "O_BINARY"))
"""Not O_TEMPORARY: such a file may be renamed by others while it is open."""
_FOLDER = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC"))


class UnsafeFile(FileError):
    """Something in a film's folder that no film has there: a link, a pipe, a device, a file beyond all measure."""

    code = "file_unsafe"


class Held(NamedTuple):
    """A name, and the folder that it is meant in: `os.open(held.name, flags, dir_fd=held.folder)`."""

    name: str
    folder: int | None
    """Its descriptor; None where `name` is a whole path."""


class _Kept(threading.local):
    folders: dict[str, int] | None = None
    lasting: HeldFolder | None = None


_kept = _Kept()


class kept_open:
    """What this thread holds within the block stays held until its end: several things that are done in one folder are
    done in the very same one, and the way to it is gone once."""

    def __enter__(self) -> None:
        self._mine = _kept.folders is None
        if self._mine:
            _kept.folders = {}

    def __exit__(self, *_: object) -> None:
        if self._mine:
            folders, _kept.folders = _kept.folders, None
            for folder in (folders or {}).values():
                os.close(folder)


class HeldFolder:
    """A folder that is held until `close`, for all threads: whatever one does in it within `with` is done in this very
    folder, and the way to it is not gone again. Where no folder can be held, each way is looked at as ever."""

    def __init__(self, path: Path | str) -> None:
        """Raises as `hold_folder`."""
        self.text = lexical(path)
        self.folder: int | None = None
        self._all: list[int] = []
        self.renew()

    def renew(self) -> None:
        """Hold what has the name now. What was held may be in use by another thread, and stays open."""
        end = _end_of_root(self.text)
        if not end or not BY_DESCRIPTOR:
            return
        fresh = _down(self.text, end, make=False)
        if self.folder is not None and os.path.samestat(os.fstat(fresh), os.fstat(self.folder)):
            os.close(fresh)
            return
        self._all.append(fresh)
        self.folder = fresh

    def close(self) -> None:
        """When nobody is in it any more."""
        self.folder = None
        while self._all:
            os.close(self._all.pop())

    def __enter__(self) -> None:
        _kept.lasting = self

    def __exit__(self, *_: object) -> None:
        _kept.lasting = None


class _Walk:
    """The descriptor of a folder, held until the end of the block or of `kept_open`. A class, as is `_Named`: a take's
    way to its place holds two dozen of them, and a generator for each costs twice as much (measured)."""

    def __init__(self, text: str, end: int, *, make: bool = False) -> None:
        self._text, self._end, self._make = text, end, make
        self._mine: int | None = None

    def __enter__(self) -> int:
        lasting = _kept.lasting
        if lasting is not None and lasting.folder is not None and lasting.text == self._text:
            return lasting.folder
        kept = _kept.folders
        if kept is None:
            self._mine = _down(self._text, self._end, make=self._make)
            return self._mine
        if self._text not in kept:
            kept[self._text] = _down(self._text, self._end, make=self._make)
        return kept[self._text]

    def __exit__(self, *_: object) -> None:
        if self._mine is not None:
            os.close(self._mine)


class _Named:
    """A name in such a folder."""

    def __init__(self, name: str, folder: _Walk) -> None:
        self._name, self._folder = name, folder

    def __enter__(self) -> Held:
        return Held(self._name, self._folder.__enter__())

    def __exit__(self, *error: object) -> None:
        self._folder.__exit__(*error)


def hold(path: Path | str, *, change: bool = False) -> AbstractContextManager[Held]:
    """The last name of a path, and its folder held until the end of the block; in a film's folder without a link on the
    way. The name itself was not looked at. `change`: something is made, renamed or removed there. Its beginning raises
    OSError (FileNotFoundError for a missing folder), or UnsafeFile."""
    text = lexical(path)
    above, _, name = text.rpartition(os.sep)
    end = _end_of_root(above)
    if not end:  # the film's folder itself, and what lies in none, is where the person put it
        return nullcontext(Held(text, None))
    if not BY_DESCRIPTOR:
        return _by_path(text, above, change=change)
    return _Named(name, _Walk(above, end))


@contextmanager
def _by_path(text: str, above: str, *, change: bool) -> Iterator[Held]:
    with hold_folder(above), _guarded(above) if change else nullcontext():
        yield Held(text, None)


@contextmanager
def _guarded(folder: str) -> Iterator[None]:
    """A folder in which a file is open meanwhile: Windows renames and removes neither it nor what it lies in, and only
    an empty folder can be made a junction. Raises as `hold`."""
    guard = os.path.join(folder, f".{ulid()}.tmp")
    descriptor = os.open(guard, _GUARD, 0o600)
    try:
        if not os.path.samestat(os.lstat(check(guard)), os.fstat(descriptor)):
            raise unsafe(folder, "was changed while it was used")
        yield
    finally:
        os.close(descriptor)
        with suppress(OSError):  # led elsewhere by now, there is none of its name
            os.unlink(guard)


def hold_folder(path: Path | str, *, make: bool = False) -> AbstractContextManager[Path | int]:
    """A folder, to be listed or flushed: its descriptor, or its path where it is held by none. Raises as `hold`."""
    text = lexical(path)
    end = _end_of_root(text)
    if end and BY_DESCRIPTOR:
        return _Walk(text, end, make=make)
    if make:
        _make_below(text, end)
    return nullcontext(check(text, folder=True))


def _down(text: str, end: int, *, make: bool) -> int:
    return _descend(text[:end], [name for name in text[end:].split(os.sep) if name], make=make)


def _make_below(text: str, end: int) -> None:
    """Make a folder by its path, and those above it; in a film's folder each from one that is guarded."""
    os.makedirs(check(text[:end] if end else text, folder=True), exist_ok=True)
    while 0 < end < len(text):
        above, end = text[:end], (text.find(os.sep, end + 1) + 1 or len(text) + 1) - 1
        if not os.path.lexists(text[:end]):
            with _guarded(above), suppress(FileExistsError):
                os.mkdir(text[:end])


def _descend(root: str, below: list[str], *, make: bool) -> int:
    """The descriptor of the folder `below` the film's. Nothing on the way is followed if it is a link."""
    place = root
    try:
        folder = _open_folder(root, None, place)
    except FileNotFoundError:
        if not make:
            raise
        Path(root).mkdir(parents=True, exist_ok=True)
        folder = _open_folder(root, None, place)
    for name in below:
        place = f"{place}{os.sep}{name}"
        try:
            deeper = _made_folder(name, folder, place) if make else _open_folder(name, folder, place)
        finally:
            os.close(folder)
        folder = deeper
    return folder


def _made_folder(name: str, above: int, place: str) -> int:
    """A folder, made where it is missing, which it hardly ever is."""
    try:
        return _open_folder(name, above, place)
    except FileNotFoundError:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=above)
        return _open_folder(name, above, place)


def _open_folder(name: str, above: int | None, place: str) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=above)
    except FileNotFoundError:
        raise
    except OSError:
        found = os.stat(name, dir_fd=above, follow_symlinks=False)
        if stat.S_ISDIR(found.st_mode):
            raise
        raise unsafe(place, "is a link" if stat.S_ISLNK(found.st_mode) else "is no folder") from None


def check(path: Path | str, *, folder: bool = False) -> Path:
    """The path, if nothing on the way to it leads out of the film's folder: no link from the folder on, nothing but
    folders before the last name, and there a regular file (`folder`: a folder), or nothing yet. It says what is so now;
    what is opened is held.

    Raises UnsafeFile, or the FileError of `explain_os_error`."""
    text = lexical(path)
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


def film_root(path: Path) -> Path | None:
    """The film's folder that a path lies in, by its name: the outermost one."""
    text = str(path)
    end = _end_of_root(text)
    return Path(text[:end]) if end else None


def in_film(text: str) -> bool:
    """Whether a whole path lies in a film's folder, by its name, or is one."""
    return _end_of_root(text) > 0


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
    if stat.S_ISLNK(found.st_mode) or _stands_for_another(found):
        raise unsafe(path, "is a link")
    if folder and not stat.S_ISDIR(found.st_mode):
        raise unsafe(path, "is no folder")
    if not folder and not stat.S_ISREG(found.st_mode):
        raise unsafe(path, "is no file")


def _stands_for_another(found: os.stat_result) -> bool:
    """Whether Windows says that this name leads to another. Where it tells no tag, every reparse point may."""
    if not getattr(found, "st_file_attributes", 0) & _REPARSE_POINT:
        return False
    return bool((getattr(found, "st_reparse_tag", 0) or _SURROGATE) & _SURROGATE)


def lexical(path: Path | str) -> str:
    """The whole path by its text alone. Raises UnsafeFile for what is no name."""
    text = path if isinstance(path, str) else str(path)
    text = _plain(text) or os.path.abspath(text)
    if "\0" in text:
        raise unsafe(text, "is no name")
    return text


@lru_cache(maxsize=4096)  # a take's way to its place asks two dozen times for the same few
def _plain(text: str) -> str:
    """A whole path without detours, "" for one that is not whole: what that means, the working folder says."""
    return os.path.abspath(text) if os.path.isabs(text) else ""


def unsafe(path: Path | str, what: str) -> UnsafeFile:
    """The refusal of a path in words."""
    path = Path(path)
    root = film_root(path)
    name = path.relative_to(root.parent).as_posix() if root is not None else path.name
    return UnsafeFile(
        f"{name[:120]} {what}; in a film's folder only plain files and folders are used, and no links.",
        "Move it away; if it was yours, put the file itself there.",
    )
