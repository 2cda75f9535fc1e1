# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the process that once had this id still the same one? Ids are used again; id and birth together are not."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path


def birth(pid: int) -> str | None:
    """When process `pid` of this machine was born, in the system's own terms; None if there is none (or only its
    corpse). "unknown" where the system does not say."""
    if pid <= 0:
        return None
    if sys.platform == "win32":
        return _birth_windows(pid)
    if sys.platform == "linux":
        return _birth_linux(pid)
    return _birth_ps(pid)


@functools.cache
def own_birth() -> str:
    return birth(os.getpid()) or "unknown"


def _birth_linux(pid: int) -> str | None:
    """Field 22 of /proc/PID/stat (clock ticks since boot), with the boot's id: ticks repeat after a restart."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    except OSError:
        return "unknown"
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    state, ticks = fields[0], fields[19]
    if state in "ZX":
        return None
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        boot = ""
    return f"{boot}:{ticks}"


def _birth_ps(pid: int) -> str | None:
    """macOS and the BSDs: `ps` gives the start to the second. An option for each column: on the BSDs, as POSIX has it,
    what follows an equals sign is the header up to the argument's end, commas included."""
    try:
        answer = subprocess.run(
            ["/bin/ps", "-o", "state=", "-o", "lstart=", "-p", str(pid)],
            capture_output=True,
            text=True,
            timeout=10,
            env={"LC_ALL": "C", "TZ": "UTC"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    state, _, started = answer.stdout.strip().partition(" ")
    if not state or state.startswith("Z"):
        return None
    return started.strip() or "unknown"


def _birth_windows(pid: int) -> str | None:
    """Creation time in 100 ns since 1601 (GetProcessTimes); a process that has ended may still have a handle."""
    if sys.platform != "win32":
        raise AssertionError("Windows only")
    import ctypes
    from ctypes import wintypes

    query_limited_information, still_active, access_denied = 0x1000, 259, 5
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    kernel.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
    kernel.GetProcessTimes.argtypes = (wintypes.HANDLE, *(ctypes.POINTER(wintypes.FILETIME),) * 4)
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return "unknown" if ctypes.get_last_error() == access_denied else None
    try:
        code = wintypes.DWORD()
        if kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value != still_active:
            return None
        times = [wintypes.FILETIME() for _ in range(4)]
        if not kernel.GetProcessTimes(handle, *map(ctypes.byref, times)):
            return "unknown"
        return str(times[0].dwHighDateTime << 32 | times[0].dwLowDateTime)
    finally:
        kernel.CloseHandle(handle)
