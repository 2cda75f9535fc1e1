# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a few bytes at a time from a file that nobody vouches for."""

from __future__ import annotations

from typing import BinaryIO


class Fault(Exception):
    """Why a file cannot be used. `reason` continues a sentence that starts with the file's name."""

    def __init__(self, code: str, reason: str, next_step: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.next_step = next_step


AGAIN = "Download or export the file again."


def truncated(detail: str) -> Fault:
    return Fault("media_truncated", f"is incomplete: {detail}.", AGAIN)


def damaged(detail: str) -> Fault:
    return Fault("media_damaged", f"is damaged: {detail}.", AGAIN)


class Source:
    """Random access to an open file of `size` bytes. Reads are short and explicit: nothing slurps the file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size

    def read(self, at: int, count: int) -> bytes:
        """Exactly `count` bytes from `at`; raises Fault (truncated) where the file ends earlier."""
        data = self.some(at, count)
        if len(data) < count:
            raise truncated("it ends too early")
        return data

    def some(self, at: int, count: int) -> bytes:
        """Up to `count` bytes from `at`."""
        self._file.seek(at)
        return self._file.read(count)
