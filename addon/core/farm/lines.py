# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a worker says on its standard output, for the farms that read it: a line each, at once.

Flamenco reads `Time: ` as one step done and `Saved: '...'` (PNG, JPEG) as a picture to show; Open Job Description reads
`openjd_progress: ` (percent) and `openjd_status: `. Both want the words at the line's beginning. Blender's own output
has such lines too, one a frame, and so goes elsewhere meanwhile.
"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

PICTURES = (".png", ".jpg", ".jpeg")


class Lines:
    """Says how far a task is. `count`: captures in it."""

    def __init__(self, stream: TextIO, count: int) -> None:
        self._stream = stream
        self._count = max(1, count)
        self._done = 0

    def frame(self, name: str, frame: int, frames: int) -> None:
        self._say(f"openjd_progress: {100 * (self._done + frame / max(1, frames)) / self._count:.1f}")
        if frame == 1 or frame == frames:
            self._say(f"openjd_status: {_one_line(name)}: frame {frame} of {frames}")

    def finished(self, name: str, words: str, picture: Path | None, took: float) -> None:
        """A capture is over, well or not."""
        self._done += 1
        if picture is not None and picture.suffix in PICTURES and "'" not in str(picture):
            self._say(f"Saved: '{picture}'")
        minutes, seconds = divmod(took, 60)
        self._say(f"Time: {int(minutes):02d}:{seconds:05.2f}")
        self._say(f"openjd_progress: {100 * self._done / self._count:.1f}")
        self._say(f"openjd_status: {_one_line(name)}: {_one_line(words)}")

    def gave_up(self, words: str) -> None:
        """This machine cannot work."""
        self._say(f"openjd_fail: {_one_line(words)}")

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


def _one_line(text: str) -> str:
    """Names come from films that others made: none may begin a line of its own."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:200])
