# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A slate's sound: the 2-pop's beep on the first frame, and a quiet chord made from the seed. Standard library only."""

from __future__ import annotations

import math
import random
import sys
import wave
from array import array
from pathlib import Path

RATE = 48000
BEEP_HERTZ = 1000
BEEP = 0.25
"""Of full scale: -12 dBFS."""
BED = 0.016
"""Of full scale, each of three tones: -36 dBFS."""
FADE = 48
"""Samples (1 ms) at both ends of the beep, so that it does not click."""

_ROOTS = (110, 123, 131, 147, 165, 175, 196)
_CHORDS = ((1, 1.5, 2), (1, 1.25, 1.5), (1, 1.2, 1.5), (1, 1.5, 2.25))


def write(file: Path, seconds: int, fps: int, seed: int) -> None:
    """A 16-bit stereo WAV at 48 kHz of exactly so many seconds."""
    left, right = _bed(seed)
    beep = _beep(RATE // fps)
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        first = _interleaved([a + b for a, b in zip(left, beep + [0] * RATE, strict=False)],
                             [a + b for a, b in zip(right, beep + [0] * RATE, strict=False)])  # fmt: skip
        sound.writeframes(first)
        later = _interleaved(left, right)
        for _ in range(seconds - 1):
            sound.writeframes(later)


def _beep(samples: int) -> list[int]:
    tone = []
    for n in range(samples):
        level = BEEP * min(1.0, (n + 1) / FADE, (samples - n) / FADE)
        tone.append(round(32767 * level * math.sin(2 * math.pi * BEEP_HERTZ * n / RATE)))
    return tone


def _bed(seed: int) -> tuple[list[int], list[int]]:
    """One second of a chord that joins its own beginning: every tone is a whole number of hertz, and swells once."""
    choice = random.Random(seed)
    root, chord = choice.choice(_ROOTS), choice.choice(_CHORDS)
    tones = [(round(root * ratio), choice.uniform(0.3, 0.7), choice.random()) for ratio in chord]
    left, right = [0.0] * RATE, [0.0] * RATE
    for hertz, pan, phase in tones:
        for n in range(RATE):
            turn = n / RATE
            swell = 0.75 + 0.25 * math.cos(2 * math.pi * (turn + phase))
            value = 32767 * BED * swell * math.sin(2 * math.pi * hertz * turn)
            left[n] += value * (1 - pan)
            right[n] += value * pan
    return [round(v) for v in left], [round(v) for v in right]


def _interleaved(left: list[int], right: list[int]) -> bytes:
    samples = array("h", bytes(4 * len(left)))
    samples[0::2], samples[1::2] = array("h", left), array("h", right)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
