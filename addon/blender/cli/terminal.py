# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line's two channels: results on stdout, everything said meanwhile on stderr. No bpy."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from typing import Any, TextIO

from ...core.files.names import STEERING, printable


@dataclass(frozen=True)
class Step:
    """Where a job is: its shot, the state's word, how far its present step is in percent (0: unknown), and what trouble
    it is waiting out."""

    job_id: str
    shot: str
    word: str
    percent: int = 0
    trouble: str = ""

    @property
    def text(self) -> str:
        return f"{self.shot} {self.word.lower()}{f' {self.percent} %' if self.percent else ''}"


class Terminal:
    """`out` gets results, `err` progress, questions and errors."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self.out, self.err = out, err
        self._line_open = False
        self._words: dict[str, str] = {}
        self._troubles: dict[str, str] = {}

    def result(self, text: str) -> None:
        self.end_line()
        text = printable(text)
        self.out.write(text if text.endswith("\n") or not text else f"{text}\n")
        self.out.flush()

    def result_json(self, data: Any) -> None:
        text = json.dumps(data, indent=1, ensure_ascii=False)
        self.result(STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))

    def say(self, text: str) -> None:
        """A line for the person, never part of the result."""
        self.end_line()
        text = printable(text)
        self.err.write(text if text.endswith("\n") else f"{text}\n")
        self.err.flush()

    def progress(self, steps: Sequence[Step]) -> None:
        """One line that is written over on a terminal; elsewhere a line for each job that got on. Every trouble has a
        line of its own."""
        for step in steps:
            if step.trouble and self._troubles.get(step.job_id) != step.trouble:
                self.say(f"{step.shot} {step.word.lower()}: {step.trouble}")
        self._troubles = {step.job_id: step.trouble for step in steps}
        if self.err.isatty():
            columns = shutil.get_terminal_size().columns
            line = printable("  ".join(step.text for step in steps)).replace("\n", " ")
            self.err.write(f"\r\033[K{line if len(line) < columns else line[: columns - 2] + '…'}")
            self._line_open = True
        else:
            for step in steps:
                if self._words.get(step.job_id) != step.word:
                    self.err.write(f"{printable(step.shot)} {step.word.lower()}\n")
        self._words.update({step.job_id: step.word for step in steps})
        self.err.flush()

    def end_line(self) -> None:
        """Leave the line that is written over."""
        if self._line_open:
            self.err.write("\n")
            self._line_open = False

    def can_ask(self) -> bool:
        with suppress(ValueError, AttributeError):  # a closed stdin, or none at all
            return bool(sys.stdin.isatty())
        return False

    def agreed(self, question: str) -> bool:
        """Ask; anything but a typed yes is a no."""
        self.end_line()
        self.err.write(f"{printable(question)} Type yes: ")
        self.err.flush()
        return sys.stdin.readline().strip().lower() == "yes"


@contextmanager
def opened(*, verbose: bool = False) -> Iterator[Terminal]:
    """The terminal, while whatever else writes to stdout is kept away from it.

    Blender prints 'Read blend' from C and 'Info: Saved' through Python, so the file descriptor is turned aside as well
    as sys.stdout: to stderr when `verbose`, else to nowhere."""
    _flush()
    kept = os.dup(1)
    aside = os.dup(2) if verbose else os.open(os.devnull, os.O_WRONLY)
    os.dup2(aside, 1)
    os.close(aside)
    out = os.fdopen(os.dup(kept), "w", encoding="utf-8", errors="replace")
    noise = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    try:
        with redirect_stdout(noise), noise:
            yield Terminal(out, sys.stderr)
    finally:
        with suppress(BrokenPipeError):  # whoever read us has gone
            out.close()
        _flush()
        os.dup2(kept, 1)
        os.close(kept)


def _flush() -> None:
    """Empty Python's buffer and C's: off a terminal Blender's lines wait in the latter, and would come out later."""
    sys.stdout.flush()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
