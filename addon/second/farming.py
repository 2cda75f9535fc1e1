# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Films a list of captures on any machine, and says how far it is to the farm that started it.

    blender -b --factory-startup --disable-autoexec --python worker.py -- farm captures.json --captures 3-5 --out DIR

Ends with 0 also where captures could not be filmed: their result files say why. Scripts of the film never run.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import bpy

from ..core.errors import AnimaticError
from ..core.farm.claims import Claim
from ..core.farm.lines import Lines
from ..core.farm.manifest import numbers, read
from ..core.farm.working import Work
from ..core.files import door
from . import filming

ENDED = 143
"""Exit code of a program that was told to end."""


def main(arguments: list[str]) -> None:
    """Do what the command line says. Raises AnimaticError where this machine cannot work."""
    options = _parser().parse_args(arguments)
    file = Path(options.list).absolute()
    manifest = read(file)
    blend = Path(options.blend or file.parent / manifest.blend).absolute()
    out = Path(options.out or file.parent / manifest.out).absolute()
    wanted = numbers(options.captures or f"1-{len(manifest.captures)}", len(manifest.captures))
    wanted.sort(key=lambda n: filming.turn(manifest.captures[n - 1]))
    if not blend.is_file():
        raise AnimaticError(f"{blend} does not exist on this machine.", "Check that it sees the shared storage.")
    lines = Lines(_own_output(), len(wanted))
    try:
        Work(manifest, out, _Camera(blend).film, lines, _Ending()).do(wanted)
    except AnimaticError as error:
        lines.gave_up(error.sentence)
        raise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="farm", description="Films a list of captures.")
    parser.add_argument("list", help="captures.json")
    parser.add_argument("--captures", help="numbers in the list, as 1-12 or 3,5,8; default: all")
    parser.add_argument("--blend", help="the film's copy, where it is not beside the list")
    parser.add_argument("--out", help="the folder for the results")
    return parser


def _own_output() -> TextIO:
    """The standard output for our lines alone: Blender's own, one a frame, would be taken for ours."""
    sys.stdout.flush()
    ours = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.close(quiet)
    return ours


class _Camera:
    """The second Blender's own crew, opened when the first capture wants it."""

    def __init__(self, blend: Path) -> None:
        self._blend = blend
        self._crew: filming.Crew | None = None
        self._opened = bool(bpy.data.filepath) and Path(bpy.data.filepath).absolute() == blend
        """Flamenco starts Blender with the copy; a heavy one is not opened twice."""
        self._on_frame: Callable[[int, int], None] = lambda done, total: None

    def film(self, capture: dict[str, Any], on_frame: Callable[[int, int], None]) -> filming.Outcome:
        """As `Crew.film` does."""
        self._on_frame = on_frame
        if self._crew is None:
            self._crew = filming.Crew(str(self._blend), self._heard, trusted=False, opened=self._opened)
            self._opened = False
        try:
            return self._crew.film(0, capture)
        except AnimaticError:
            self._crew = None  # it may have stopped half way through changing the film
            raise
        except Exception as error:
            self._crew = None
            raise AnimaticError(
                f"{capture['name']} could not be filmed: {error}.",
                "Render a frame of the scene in Blender to see whether it can, then try again.",
                code="capture_failed",
            ) from error

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "progress":
            self._on_frame(message["frame"], message["frames"])


class _Ending:
    """Gives a claim back when this machine is told to end in the midst of a render: at once, on a thread, for a signal
    handler of Python's would come only after the frame."""

    def __init__(self) -> None:
        self._held: tuple[Claim, Path] | None = None
        if not hasattr(signal, "set_wakeup_fd") or os.name != "posix":
            return
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        threading.Thread(target=self._listen, args=(reading,), daemon=True).start()

    def holds(self, claim: Claim, work: Path) -> None:
        self._held = (claim, work)

    def holds_nothing(self) -> None:
        self._held = None

    def _listen(self, reading: int) -> None:
        while os.read(reading, 1) != bytes([signal.SIGTERM]):
            pass
        held = self._held
        if held is not None:
            held[0].give_back()
            door.remove_folder(held[1])
        os._exit(ENDED)
