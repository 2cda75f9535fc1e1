# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telling processes apart where this machine cannot show it: `ps` as macOS answers, kernel32 as Microsoft documents."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from ctypes import wintypes
from pathlib import Path
from typing import Any

import pytest

from addon.core.jobs import process

STILL_ACTIVE, ACCESS_DENIED, INVALID_PARAMETER = 259, 5, 87
QUERY_LIMITED_INFORMATION = 0x1000


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> list[list[str]]:
    """`ps` says this; what it was asked."""
    asked: list[list[str]] = []

    def run(command: list[str], **options: Any) -> Any:
        asked.append(command)
        assert options["env"] == {"LC_ALL": "C", "TZ": "UTC"}, "else the start is told in another way after a journey"
        return subprocess.CompletedProcess(command, 0 if text else 1, text, "")

    monkeypatch.setattr(process.subprocess, "run", run)
    return asked


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("S    Mon Nov 23 03:00:00 2026    \n", "Mon Nov 23 03:00:00 2026"),
        ("Ss+  Mon Nov  2 03:00:00 2026\n", "Mon Nov  2 03:00:00 2026"),
        ("", None),  # no such process
        ("Z    Mon Nov 23 03:00:00 2026\n", None),  # ended, its parent has not looked yet
        ("S\n", "unknown"),
    ],
)
def test_ps_as_macos_answers(monkeypatch: pytest.MonkeyPatch, text: str, birth: str | None) -> None:
    asked = answers(monkeypatch, text)
    assert process._birth_ps(321) == birth
    (command,) = asked
    # POSIX: after an equals sign the rest of the argument is the header. One option a column, or the second is lost.
    assert [part for part in command if "=" in part] == ["state=", "lstart="]


def test_ps_that_does_not_answer_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("ps", 10)

    monkeypatch.setattr(process.subprocess, "run", run)
    assert process._birth_ps(321) == "unknown"


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="this machine has no ps")
def test_the_ps_of_this_machine() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        born = process._birth_ps(child.pid)
        assert born not in (None, "unknown")
        assert process._birth_ps(child.pid) == born
        child.kill()
        while process._birth_ps(child.pid) is not None:  # a corpse from here on, until it is waited for
            pass
    finally:
        child.kill()
        child.communicate()
    assert process._birth_ps(child.pid) is None


class Kernel:
    """kernel32: the handles it has, what it answers about them, and that each one is given back."""

    class Call:
        """A function whose types can be set, as ctypes has them."""

        def __init__(self, do: Any) -> None:
            self.do = do
            self.restype: Any = ctypes.c_int
            self.argtypes: tuple[Any, ...] = ()

        def __call__(self, *arguments: Any) -> Any:
            assert len(arguments) == len(self.argtypes), "without its types a 64-bit handle is cut"
            return self.do(*arguments)

    def __init__(self, alive: dict[int, int], ended: dict[int, int], denied: set[int]) -> None:
        self.alive, self.ended, self.denied = alive, ended, denied
        self.open: list[int] = []
        self.error = 0
        self.OpenProcess = self.Call(self._open)
        self.GetExitCodeProcess = self.Call(self._exit_code)
        self.GetProcessTimes = self.Call(self._times)
        self.CloseHandle = self.Call(self._close)

    def _open(self, access: int, inherit: bool, pid: int) -> int | None:
        assert (access, inherit) == (QUERY_LIMITED_INFORMATION, False)
        assert self.OpenProcess.restype is wintypes.HANDLE
        if pid in self.alive or pid in self.ended:
            self.open.append(pid)
            return pid
        self.error = ACCESS_DENIED if pid in self.denied else INVALID_PARAMETER
        return None

    def _exit_code(self, handle: int, code: Any) -> int:
        code._obj.value = STILL_ACTIVE if handle in self.alive else self.ended[handle]
        return 1

    def _times(self, handle: int, created: Any, ended: Any, kernel: Any, user: Any) -> int:
        moment = {**self.alive, **self.ended}[handle]
        if not moment:
            return 0
        created._obj.dwHighDateTime, created._obj.dwLowDateTime = moment >> 32, moment & 0xFFFF_FFFF
        return 1

    def _close(self, handle: int) -> int:
        self.open.remove(handle)
        return 1


@pytest.mark.parametrize(
    ("pid", "birth"),
    [
        (4, str(0x01DC_5B2F_9A3C_4D10)),  # FILETIME: 100 ns since 1601, high and low half
        (8, None),  # ended, and somebody holds a handle to it
        (12, "unknown"),  # it lives, under another user
        (16, None),
        (24, None),  # it ended with a code above that of those at work
        (20, "unknown"),  # the times are not told
    ],
)
def test_windows_as_documented(monkeypatch: pytest.MonkeyPatch, pid: int, birth: str | None) -> None:
    kernel = Kernel({4: 0x01DC_5B2F_9A3C_4D10, 20: 0}, {8: 1, 24: 300}, {12})
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(
        ctypes, "WinDLL", lambda name, use_last_error: kernel if use_last_error else None, raising=False
    )
    monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)
    assert process.birth(pid) == birth
    assert kernel.open == []


@pytest.mark.skipif(sys.platform == "win32", reason="ids as POSIX has them")
def test_the_processes_of_this_machine() -> None:
    assert process.birth(1) not in (None, "")
    assert process.own_birth() == process.birth(os.getpid()) != "unknown"
    for none in (0, -1, -os.getpid()):
        assert process.birth(none) is None
