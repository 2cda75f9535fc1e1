# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system's own speech makes of a sentence: a WAV file, for timing. Nothing is sent anywhere.

Linux: espeak-ng (or espeak), where it is installed. macOS: say. Windows: SAPI, by way of PowerShell.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import AnimaticError, UserError
from ..files import door

TEXT_MAX = 2000
"""Letters of one sentence that are spoken."""
TIMEOUT_SECONDS = 60.0
LOOK_SECONDS = 0.1
"""Between two looks at whether a sentence is spoken, or nobody waits for it any more."""
SAPI_USUAL, SAPI_STEP = 180, 18
"""Words a minute that SAPI speaks at its rate 0, and how many a step of it is, about."""

_SAPI = (
    "Add-Type -AssemblyName System.Speech; $s = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    " if ($env:ANIMATIC_VOICE) { $s.SelectVoice($env:ANIMATIC_VOICE) }; $s.Rate = [int]$env:ANIMATIC_RATE;"
    " $s.SetOutputToWaveFile($env:ANIMATIC_OUT);"
    " $s.Speak([IO.File]::ReadAllText($env:ANIMATIC_TEXT, [Text.Encoding]::UTF8)); $s.Dispose()"
)


@dataclass(frozen=True)
class Command:
    """How a program is started for one sentence."""

    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Speaker:
    """The system's speech: `name` as people call it, `program` its file."""

    name: str
    program: str

    def command(self, text: Path, out: Path, *, words_a_minute: int, voice: str = "") -> Command:
        """`text` is a file in UTF-8: what is said is nobody's option."""
        if self.name == "SAPI":
            rate = max(-10, min(10, round((words_a_minute - SAPI_USUAL) / SAPI_STEP)))
            said = {"TEXT": str(text), "OUT": str(out), "RATE": str(rate), "VOICE": voice}
            argv = [self.program, "-NoProfile", "-NonInteractive", "-Command", _SAPI]
            return Command(argv, {f"ANIMATIC_{name}": value for name, value in said.items()})
        if self.name == "say":
            chosen = ["-v", voice] if voice else []
            form = ["--file-format=WAVE", "--data-format=LEI16@22050"]
            return Command([self.program, *chosen, "-r", str(words_a_minute), "-o", str(out), *form, "-f", str(text)])
        chosen = ["-v", voice] if voice else []
        return Command([self.program, *chosen, "-s", str(words_a_minute), "-w", str(out), "-f", str(text)])


def find(system: str = sys.platform) -> Speaker | None:
    """This system's speech; None where it has none."""
    wanted = {"darwin": ("say",), "win32": ("powershell", "pwsh")}.get(system, ("espeak-ng", "espeak"))
    for name in wanted:
        if program := shutil.which(name):
            return Speaker("SAPI" if system == "win32" else name, program)
    return None


def need() -> Speaker:
    """As `find`. Raises UserError with what to install."""
    found = find()
    if found is None:
        raise UserError(
            "This system has no speech of its own.",
            "Install espeak-ng (Debian and Ubuntu: apt-get install espeak-ng), or record the lines yourself.",
            code="no_speech",
        )
    return found


def speak(
    speaker: Speaker,
    text: str,
    out: Path,
    *,
    words_a_minute: int,
    voice: str = "",
    given_up: Callable[[], bool] = lambda: False,
) -> float:
    """Put a sentence, spoken, into `out` (WAV, in place of what is there); answers its seconds. `given_up`: whether
    nobody waits for it any more; the program is ended then. Raises AnimaticError where the program fails or was ended,
    OSError or FileError where the file cannot be written."""
    with tempfile.TemporaryDirectory(prefix="animatic-speech-") as folder:
        said, made = Path(folder, "text.txt"), Path(folder, "spoken.wav")
        said.write_text(_plain(text), encoding="utf-8")
        command = speaker.command(said, made, words_a_minute=words_a_minute, voice=voice)
        told = _run(speaker, command, given_up)
        seconds = duration(made)
        if seconds <= 0:
            raise AnimaticError(
                f"{speaker.name} said nothing{': ' + told if told else '.'}",
                "Choose another voice, or record the line yourself.",
                code="speech_failed",
            )
        door.copy(made, out)
    return seconds


def _run(speaker: Speaker, command: Command, given_up: Callable[[], bool]) -> str:
    """What the program complained of, shortened. It does not outlive whoever waits for it."""
    quiet: dict[str, Any] = {}
    if sys.platform == "win32":
        quiet = {"creationflags": subprocess.CREATE_NO_WINDOW}
    try:
        process = subprocess.Popen(
            [*command.argv],
            env={**os.environ, **command.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **quiet,
        )
    except OSError as error:
        raise _silent(speaker, str(error)) from error
    end = time.monotonic() + TIMEOUT_SECONDS
    try:
        while True:
            try:
                _, complained = process.communicate(timeout=LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if given_up():
                    raise _silent(speaker, "nobody waits for it any more") from None
                if time.monotonic() > end:
                    raise _silent(speaker, f"it took longer than {TIMEOUT_SECONDS:.0f} seconds") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    lines = [line for line in complained.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def _silent(speaker: Speaker, why: str) -> AnimaticError:
    return AnimaticError(f"{speaker.name} does not speak: {why}.", "Try again.", code="speech_failed")


def duration(file: Path) -> float:
    """Seconds of a WAV file; 0 for what is none."""
    try:
        with door.open_media(file) as opened, wave.open(opened) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (OSError, EOFError, wave.Error, ZeroDivisionError, AnimaticError):
        return 0.0


def _plain(text: str) -> str:
    """Without what a program would take for a command of its own (say: [[...]]) or cannot say."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line.replace("[[", "[ [").replace("<", " ").replace(">", " ")[:TEXT_MAX]
