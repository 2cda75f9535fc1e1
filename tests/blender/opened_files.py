# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a file is opened, by whatever code of this process: the kernel counts, where it is Linux."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

import pytest

IN_OPEN = 0x20
_EVENT = struct.Struct("iIII")


class Openings:
    """Counts openings of one file; skips the test where the system does not tell of them."""

    def __init__(self, file: Path) -> None:
        self._libc = ctypes.CDLL(None)
        if not hasattr(self._libc, "inotify_init1"):
            pytest.skip("this system does not tell when a file is opened")
        self._told = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._libc.inotify_add_watch(self._told, os.fsencode(file), IN_OPEN) >= 0

    def since(self) -> int:
        """Since this was asked last."""
        count = 0
        while told := self._read():
            place = 0
            while place < len(told):
                place += _EVENT.size + _EVENT.unpack_from(told, place)[3]
                count += 1
        return count

    def _read(self) -> bytes:
        try:
            return os.read(self._told, 65536)
        except BlockingIOError:
            return b""
