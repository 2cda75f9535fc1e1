# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""One program at a time runs the jobs of a film: a lock file that names its owner, respected while the owner lives."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

from pydantic import Field, ValidationError

from ..errors import AnimaticError
from ..files import FileError, UnsafeFile, door, explain_os_error, printable, rename_new, ulid
from ..models import Frozen
from .job import utc_now
from .process import birth, own_birth

log = logging.getLogger(__name__)

LOCK_NAME = ".lock"
CLAIMS_MAX = 200
"""Times that the lock is tried for while others take it and let it go: more is no race but something in its place."""


class Owner(Frozen):
    """Who holds the lock. `token` tells two holders within one process apart."""

    pid: int = Field(gt=0, lt=2**32)
    host: str
    birth: str
    since: str
    token: str

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, where it can be seen to live. A laptop gets another name in another network:
        what this process holds is here all the same."""
        return self.host == socket.gethostname() or self.token in _held

    @property
    def alive(self) -> bool:
        """Whether the owner still runs. Another machine's processes cannot be seen: they count as alive."""
        if not self.here:
            return True
        if self.pid == os.getpid() and self.birth in (own_birth(), "unknown"):
            return self.token in _held
        now = birth(self.pid)
        return now is not None and ("unknown" in (now, self.birth) or now == self.birth)

    def __str__(self) -> str:
        host, since = printable(self.host)[:80], printable(self.since)[:16].replace("T", " ")
        return f"process {self.pid} on {host}, since {since} UTC"


class LockHeld(AnimaticError):
    """Another living program runs this film's jobs; `owner` says which."""

    code = "film_locked"
    user_fault = True
    retryable = True

    def __init__(self, owner: Owner) -> None:
        if not owner.here:
            next_step = "Close the film there; if that machine is off, use Take Over Jobs (`jobs resume --take-over`)."
        elif owner.pid == os.getpid():
            next_step = "Close the film's other copy in this program first."
        else:
            next_step = "Close the film there, then open it again here."
        super().__init__(f"Another program is running this film's jobs: {owner}.", next_step)
        self.owner = owner


class LockLost(AnimaticError):
    """The film's folder was moved, or another program took the jobs over: nothing more may be written here."""

    code = "film_lock_lost"
    user_fault = True

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The jobs in {folder.parent.name} are no longer run by this program: the folder was moved or taken over.",
            "Open the film again from where it is now.",
        )


_held: set[str] = set()
"""Tokens of the locks that this process holds now; one left over from a folder that was moved is not among them."""


class Lock:
    """Held from construction until `release`. Raises LockHeld, or FileError when the folder cannot be written."""

    def __init__(self, folder: Path, *, take_over: bool = False) -> None:
        self.path = folder / LOCK_NAME
        self.owner = Owner(pid=os.getpid(), host=socket.gethostname(), birth=own_birth(), since=utc_now(), token=ulid())
        self._content = self.owner.model_dump_json().encode()
        self._place = str(self.path)  # it is looked at before and after each write
        try:
            door.make_folder(folder)
        except OSError as error:
            raise explain_os_error(error, folder) from error
        for _ in range(CLAIMS_MAX):
            if self._claim():
                break
            self._clear(take_over)
        else:
            raise FileError(f"{self.path} cannot be taken.", "Remove it, if no other program runs this film's jobs.")
        _held.add(self.owner.token)
        self._seen = self._looks()

    @property
    def untouched(self) -> bool:
        """Whether the very file lies there that said so last: a look, where `ours` opens and reads. A disk of the
        network may remember a look for a minute, so what depends on it asks `ours` as well, afterwards."""
        return self._seen is not None and self._looks() == self._seen

    def _looks(self) -> tuple[int, ...] | None:
        try:
            found = os.lstat(self._place)
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def look_again(self) -> bool:
        """Whether it is ours, though it is another file."""
        seen = self._looks()
        self._seen = seen if self.ours else None
        return self._seen is not None

    @property
    def ours(self) -> bool:
        return door.says(self._place, self._content) or _content(self.path) == self._content

    def release(self) -> None:
        """Give the film up. A lock that is no longer ours stays as it is; so does one that cannot be removed (its disk
        is gone, or on Windows somebody reads it just now), and whoever comes next finds its owner away."""
        _held.discard(self.owner.token)
        try:
            if self.ours:
                door.remove(self.path)
        except (AnimaticError, OSError):
            log.warning("%s was left behind", self.path, exc_info=True)

    def _claim(self) -> bool:
        """Written whole under another name, then linked: nobody ever sees half a lock, and only one link succeeds."""
        temporary = self.path.with_name(f".{ulid()}.tmp")
        try:
            with door.create(temporary) as file:
                file.write(self._content)
                file.flush()
                os.fsync(file.fileno())
            rename_new(temporary, self.path)
        except FileError as error:
            if error.code == "file_exists" or door.exists(self.path):
                return False
            raise
        except OSError as error:
            raise explain_os_error(error, self.path) from error
        finally:
            door.remove(temporary)
        return True

    def _clear(self, take_over: bool) -> None:
        """Remove a dead owner's lock. The lock is first renamed, which only one of several takers can do, and put back
        if it turns out to be another one's by then."""
        try:
            stale = _content(self.path)
        except UnsafeFile as error:  # no lock of ours; left alone it would keep the film from being opened for ever
            log.warning("%s It is kept as %s.", error.user_message, door.set_aside(self.path))
            return
        if stale is None:
            return
        owner = _owner(stale)
        if owner is not None and owner.alive and not take_over:
            raise LockHeld(owner)
        aside = self.path.with_name(f".{ulid()}.tmp")
        try:
            door.move(self.path, aside)
        except FileNotFoundError:
            return
        except OSError as error:
            raise explain_os_error(error, self.path) from error
        if _content(aside) != stale:
            rename_new(aside, self.path)
        else:
            door.remove(aside)


def holder(folder: Path) -> Owner | None:
    """The living owner of the jobs in `folder`, if there is one."""
    try:
        content = _content(folder / LOCK_NAME)
    except UnsafeFile:
        return None
    owner = _owner(content) if content else None
    return owner if owner is not None and owner.alive else None


def _content(path: Path) -> bytes | None:
    try:
        return door.read_bytes(path, door.NOTE_BYTES)
    except FileError as error:
        if error.code == "file_missing":
            return None
        raise


def _owner(content: bytes) -> Owner | None:
    """None for a lock that no version of this program wrote whole."""
    try:
        # A newer version may say more; whoever took its lock for none would run its jobs besides.
        return Owner.model_validate(door.parse_json(content), extra="ignore")
    except (ValueError, ValidationError):
        return None
