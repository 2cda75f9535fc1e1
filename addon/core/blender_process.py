# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second Blender as a child process: started with a job, listened to line by line, ended with its whole group."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import AnimaticError, UserError
from .keys import Key

WORKER = Path(__file__).resolve().parent.parent / "worker.py"
MARK = b"@ag "
GRACE_SECONDS = 1.0
"""Between asking the group to end and ending it."""
KILLED = 9
LINE_LIMIT = 4 * 1024 * 1024
SECRETS = frozenset(key.value for key in Key)
SECRET_PREFIX = "AWS_"
TEMPORARY = ("TMPDIR", "TMP", "TEMP")
"""Where a program may look for its folder of temporary files; Blender leaves its own behind when it is ended."""


FATAL = 0xC0000000
"""Windows' codes of programs that a fault ended begin here."""


class WorkerError(AnimaticError):
    """The second Blender ended without its result."""

    code = "second_blender"
    died = False
    """Whether a fault of its own ended it, as one that cannot draw does."""


@dataclass(frozen=True)
class BlenderCommand:
    """How to start a Blender: its binary, or a Python that has the bpy module (`is_module`)."""

    executable: str
    is_module: bool

    def argv(self, task: str, job_file: Path) -> list[str]:
        if self.is_module:
            return [self.executable, str(WORKER), task, str(job_file)]
        start = [self.executable, "-b", "--factory-startup", "--python-exit-code", "1", "--python", str(WORKER)]
        return [*start, "--", task, str(job_file)]


async def run_worker(
    command: BlenderCommand,
    task: str,
    job: dict[str, Any],
    *,
    on_message: Callable[[dict[str, Any]], None] | None = None,
    timeout: float | None = None,
    env: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run one task and return its result. Cancelling ends the child and its group at once.

    `on_message` gets every progress message; `timeout` is in seconds of wall time; `env` is added to the environment,
    from which keys are removed. Raises UserError for the artist's mistakes, WorkerError for everything else."""
    with tempfile.TemporaryDirectory(prefix="animatic-") as folder:
        job_file = Path(folder, "job.json")
        job_file.write_text(json.dumps(job), encoding="utf-8")
        surroundings = {**_clean_environment(), **dict.fromkeys(TEMPORARY, folder), **(env or {})}
        process = await _start(command.argv(task, job_file), surroundings)
        talk = _Talk(process, on_message)
        try:
            async with asyncio.timeout(timeout):
                await talk.listen()
        except TimeoutError as error:
            raise WorkerError(
                f"The second Blender did not finish its {task} within {timeout:.0f} s.", "Try again.", retryable=True
            ) from error
        finally:
            await _end(process)
        return talk.outcome(task)


class _Talk:
    """What the child says: messages, and the last lines of everything else for a report."""

    def __init__(self, process: asyncio.subprocess.Process, on_message: Callable[[dict[str, Any]], None] | None):
        self.process = process
        self.on_message = on_message
        self.tail: deque[str] = deque(maxlen=40)
        self.done: dict[str, Any] | None = None
        self.error: dict[str, Any] | None = None

    async def listen(self) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                line = await self.process.stdout.readline()
            except ValueError:  # a line beyond LINE_LIMIT: noise, never ours
                continue
            if not line:
                break
            self._hear(line)
        await self.process.wait()

    def _hear(self, line: bytes) -> None:
        if not line.startswith(MARK):
            self.tail.append(line.decode(errors="replace").rstrip())
            return
        try:
            message = json.loads(line[len(MARK) :])
        except ValueError:  # the last line of one that was ended while it spoke
            return
        if message["type"] == "done":
            self.done = message["result"] or {}
        elif message["type"] == "error":
            self.error = message
        elif self.on_message is not None:
            self.on_message(message)

    def outcome(self, task: str) -> dict[str, Any]:
        if self.error is not None:
            kind = UserError if self.error.get("user_fault") else WorkerError
            words = self.error["message"], self.error["next_step"]
            raise kind(*words, code=self.error["code"], retryable=self.error.get("retryable"))
        if self.done is not None:
            return self.done
        raise self._failure(task)

    def _failure(self, task: str) -> WorkerError:
        text = "\n".join(self.tail)
        if "libEGL" in text:
            return WorkerError(
                "Blender cannot draw: this machine has no EGL library.",
                "Install it (Debian and Ubuntu: apt-get install libegl1) and try again.",
                code="no_egl",
            )
        code = self.process.returncode or 0
        if code == -KILLED:
            return WorkerError(
                f"The system ended the second Blender during its {task}, most likely because memory ran out.",
                "Close other programs or hide heavy collections from renders, then try again.",
                code="second_blender_killed",
                retryable=True,
            )
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        last = next((line for line in reversed(self.tail) if line.strip()), "")
        error = WorkerError(
            f"The second Blender {how} during its {task}{': ' + last[:200] if last else '.'}",
            "Try again.",
            retryable=True,
        )
        error.died = code < 0 or code >= FATAL
        return error


def _clean_environment() -> dict[str, str]:
    """The environment without keys: the child never needs one."""
    return {k: v for k, v in os.environ.items() if k not in SECRETS and not k.startswith(SECRET_PREFIX)}


async def _start(argv: list[str], env: dict[str, str]) -> asyncio.subprocess.Process:
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        quiet = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        options = {"creationflags": quiet | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    try:
        return await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=env,
            limit=LINE_LIMIT,
            **options,
        )
    except OSError as error:
        raise WorkerError(
            f"The second Blender could not be started ({error.strerror}).", "Restart Blender and try again."
        ) from error


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the child and everything it started; returns when it is gone."""
    if process.returncode is not None:
        return
    _signal(process, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(process.wait()), GRACE_SECONDS)
    if process.returncode is None:
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        await process.wait()


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.terminate()
        else:
            os.killpg(process.pid, number)
