# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""So that two machines never film the same at once: who films a capture holds a claim on it in the out folder.

A claim is a file `<out>/claims/<key>.<n>`, made exclusively. Its owner writes a rising number into it every
BEAT_SECONDS; who finds it standing still for `patience` seconds of an own clock (clocks of machines differ) makes the
next one, n + 1, and of several only one can. On the owner's own machine a dead process is known at once. The frames
that are filmed stand in it, too, for who waits.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from ..errors import AnimaticError
from ..files import door
from .results import MAX_FRAMES, is_key

BEAT_SECONDS = 2.0
LOOK_SECONDS = 0.25
PATIENCE = 120.0
"""Seconds without a sign of life until another machine takes a capture over: a shared disk may show a change late."""
FOLDER = "claims"


class Claim:
    """The right to film one capture, kept alive by a thread until it is given back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = int(path.suffix[1:])
        """1, or more where machines before this one came to nothing."""
        self.token = uuid.uuid4().hex
        self._over = threading.Event()
        self._beat = 0
        self._frames = (0, 0)
        self._thread = threading.Thread(target=self._live, name="claim", daemon=True)

    def take(self) -> bool:
        """Make the file; False when another machine was first. Raises OSError."""
        try:
            with door.create(self.path) as file:
                file.write(self._words())
        except FileExistsError:
            return False
        self._thread.start()
        return True

    def tell(self, done: int, total: int) -> None:
        """How many frames are filmed: written with the next sign of life."""
        self._frames = (done, total)

    def give_back(self) -> None:
        """Remove it, with those before it; nobody waits for them any more."""
        self._over.set()
        for number in range(1, self.number + 1):
            with contextlib.suppress(OSError):
                door.remove(self.path.with_suffix(f".{number}"))

    def _live(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            self._beat += 1
            part = self.path.with_name(f".{self.token}.tmp")
            with contextlib.suppress(OSError, AnimaticError):  # a shared disk that is away for a moment
                with door.create(part) as file:
                    file.write(self._words())
                door.move(part, self.path)
        with contextlib.suppress(OSError):  # a beat was under way when it was given back
            door.remove(self.path)

    def _words(self) -> bytes:
        said = {"token": self.token, "machine": machine(), "pid": os.getpid(), "beat": self._beat}
        return json.dumps({**said, "done": self._frames[0], "total": self._frames[1]}).encode()


def machine() -> str:
    """This machine until its next start; containers on it are machines of their own."""
    parts = [platform.node()]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        with contextlib.suppress(OSError):
            parts.append(os.readlink(path) if path.endswith("pid") else Path(path).read_text().strip())
    return "|".join(parts)


@contextlib.contextmanager
def claimed(out: Path, key: str, is_done: Callable[[], bool], *, patience: float = PATIENCE) -> Iterator[Claim | None]:
    """The claim on a capture, given back at the end; None when it was done meanwhile by another machine, which is
    waited for. Raises OSError or FileError where the out folder cannot be used."""
    if not is_key(key):
        raise ValueError(f"{key!r} is no key")
    door.make_folder(out / FOLDER)
    claim = _wait(out / FOLDER, key, is_done, patience)
    try:
        yield claim
    finally:
        if claim is not None:
            claim.give_back()


def frames(out: Path, keys: Collection[str]) -> dict[str, tuple[int, int]]:
    """Of those captures that some machine films now: how many frames are done, of how many; 0 of 0 before the first.
    The folder may be anybody's."""
    newest: dict[str, int] = {}
    for name in door.names(out / FOLDER):
        key, _, tail = name.partition(".")
        if key in keys and tail.isascii() and tail.isdigit():
            newest[key] = max(newest.get(key, 0), int(tail))
    return {key: _frames_in(out / FOLDER / f"{key}.{number}") for key, number in newest.items()}


def _frames_in(claim: Path) -> tuple[int, int]:
    try:
        said = door.read_json(claim, door.NOTE_BYTES)
        done, total = int(said["done"]), int(said["total"])
    except (AnimaticError, ValueError, TypeError, KeyError, OverflowError):
        return 0, 0
    return (done, total) if 0 <= done <= total <= MAX_FRAMES else (0, 0)


def _wait(folder: Path, key: str, is_done: Callable[[], bool], patience: float) -> Claim | None:
    seen: tuple[int, bytes] = (0, b"")
    since = time.monotonic()
    while not is_done():
        number = _newest(folder, key)
        if number:
            now = (number, _content(folder / f"{key}.{number}"))
            if now != seen:
                seen, since = now, time.monotonic()
        if not number or time.monotonic() - since > patience or _is_dead(seen[1]):
            claim = Claim(folder / f"{key}.{number + 1}")
            if claim.take():
                if not is_done():
                    return claim
                claim.give_back()
            continue
        time.sleep(LOOK_SECONDS)
    return None


def _newest(folder: Path, key: str) -> int:
    tails = (name[len(key) + 1 :] for name in door.names(folder) if name.startswith(f"{key}."))
    return max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)


def _content(path: Path) -> bytes:
    try:
        return door.read_bytes(path, door.NOTE_BYTES)
    except AnimaticError:
        return b""


def _is_dead(content: bytes) -> bool:
    """Whether the owner was a process of this machine that is no more."""
    try:
        owner: dict[str, Any] = json.loads(content)
        if owner["machine"] != machine() or os.name != "posix":
            return False
        os.kill(int(owner["pid"]), 0)
    except ProcessLookupError:
        return True
    except (ValueError, TypeError, KeyError, OSError, OverflowError):
        return False
    return _is_zombie(int(owner["pid"]))


def _is_zombie(pid: int) -> bool:
    """Ended, and its parent has not looked yet."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] in ("Z", "X")
