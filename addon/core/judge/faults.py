# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a take whatever was planned: cuts, frozen and black frames; silence and clipped sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .measured import Measured

Array = Any

CUT = 0.40
"""Height of a step's peak, as a share of its neighbours', below which the picture was not found again. Measured: cuts
to another scene 52 of 52, none in 428 uncut takes, whose lowest was 0.52."""
NEIGHBOURS = 5
CUT_SURE = 20.0
"""Standard deviations: where neighbours are not surer than this, nothing can be said of a step."""
FROZEN, FROZEN_SECONDS = 0.15, 0.4
"""Mean difference between frames, of 255, that a coded picture has only where it is held; and how long."""
STILL, STILL_CELLS = 6.0, 48
"""Difference of any cell from the first frame's, of 255, that a coded still picture does not reach (1 at usual bit
rates, 5.6 at 180 kbit/s); cells across."""
BLACK_MEAN, BLACK_SPREAD = 22.0, 4.0
BLACK_SECONDS = 0.1
FADED = 0.25
"""Contrast, as a share of the take's usual one, below which a picture that fades in or out is not followed yet."""
SILENT_DB = -60.0
CLIPPED, CLIPPED_RUN, CLIPPED_SHARE = 0.999, 3, 1e-4
"""Level at which a sample is cut off, how many in a row, and the share of such samples that is heard."""
FIRST_LIKE = 0.5
"""Likeness of a take's first frame to the picture that it was to begin with, below which it is another one."""
GRID = 32
"""Cells across, of which two first frames are compared: a model draws edges anew, not where things are."""

Span = tuple[float, float]
"""Seconds since the first frame: begin and end."""


def cuts(measured: Measured, frames: Array) -> list[int]:
    """Steps within which the picture of `frames`, whose motion is `measured`, jumps to another one.

    Two broken steps that follow each other are a flash or a wrong frame between, and one in which the picture fades in
    or out was not followed: no cuts."""
    found: list[int] = []
    first, last = faded(frames)
    for step, peak in enumerate(measured.peak):
        low, high = max(0, step - NEIGHBOURS), step + NEIGHBOURS + 1
        around = np.delete(measured.peak[low:high], step - low)
        usual = float(np.median(around)) if len(around) else 0.0
        if usual > CUT_SURE and peak < CUT * usual:
            found.append(step)
    alone = (step for step in found if step - 1 not in found and step + 1 not in found)
    return [step for step in alone if first <= step < last]


def faded(frames: Array) -> tuple[int, int]:
    """First and last frame with a picture to follow: a take may come out of black, and end in it, without a cut."""
    small = frames[:, ::2, ::2].astype(np.float32)
    contrast, mean = small.std(axis=(1, 2)), small.mean(axis=(1, 2))
    there = np.flatnonzero(contrast >= FADED * float(np.median(contrast)))
    first = int(there[0]) if mean[0] < BLACK_MEAN else 0
    last = int(there[-1]) if mean[-1] < BLACK_MEAN else len(frames) - 1
    return first, last


def frozen(frames: Array, seconds: Array) -> list[Span]:
    """Spans in which the picture is held; none in a take that is held as a whole: that is a still picture."""
    small = frames[:, ::2, ::2].astype(np.float32)
    same = np.abs(np.diff(small, axis=0)).mean(axis=(1, 2)) < FROZEN
    if same.all():
        return []
    return [(a, b) for a, b in _spans(same, seconds) if b - a >= FROZEN_SECONDS]


def still(frames: Array) -> bool:
    """Whether a take shows one picture from its first frame to its last: not a mouth nor a leaf moves in it."""
    if len(frames) < 3:
        return False
    cells = np.array([_cells(frame, STILL_CELLS) for frame in frames])
    return bool(np.abs(cells - cells[0]).max() < STILL)


def black(frames: Array, seconds: Array) -> list[Span]:
    """Spans without a picture."""
    small = frames[:, ::2, ::2].astype(np.float32)
    dark = (small.mean(axis=(1, 2)) < BLACK_MEAN) & (small.std(axis=(1, 2)) < BLACK_SPREAD)
    ends = np.append(seconds[1:], seconds[-1] + (seconds[-1] - seconds[0]) / max(len(seconds) - 1, 1))
    spans, begin = [], None
    for number, is_dark in enumerate(dark):
        if is_dark and begin is None:
            begin = number
        if begin is not None and (not is_dark or number == len(dark) - 1):
            last = number if is_dark else number - 1
            spans.append((float(seconds[begin]), float(ends[last])))
            begin = None
    return [span for span in spans if span[1] - span[0] >= BLACK_SECONDS]


def first_likeness(frame: Array, sent: Array) -> float:
    """How like a take's first frame is to the picture that was sent, of the same size: -1 to 1. Brightness and contrast
    of the whole do not matter; pictures without any structure are alike."""
    a, b = (_cells(picture) for picture in (frame, sent))
    a, b = a - a.mean(), b - b.mean()
    strength = float(np.linalg.norm(a) * np.linalg.norm(b))
    if min(a.std(), b.std()) < 1.0:
        return 1.0 if max(a.std(), b.std()) < 4.0 else 0.0
    return float((a * b).sum()) / strength


def _cells(picture: Array, across: int = GRID) -> Array:
    """Mean luminance of the cells of a grid, so many across."""
    side = max(1, picture.shape[1] // across)
    rows, columns = picture.shape[0] // side, picture.shape[1] // side
    cut = picture[: rows * side, : columns * side].astype(np.float32)
    return cut.reshape(rows, side, columns, side).mean(axis=(1, 3))


def _spans(steps: Array, seconds: Array) -> list[Span]:
    """Runs of steps as seconds."""
    spans, begin = [], None
    for step, holds in enumerate(np.append(steps, False)):
        if holds and begin is None:
            begin = step
        if not holds and begin is not None:
            spans.append((float(seconds[begin]), float(seconds[step])))
            begin = None
    return spans


@dataclass(frozen=True)
class Sound:
    """What was heard of a take's sound."""

    silent: bool
    clipped: bool


def sound(samples: Array) -> Sound:
    """Listen to samples (n, channels), -1 to 1. Silent: nothing above SILENT_DB; clipped: runs of samples at the limit,
    more than one in 10,000."""
    level: Array = np.abs(samples).max(axis=1) if len(samples) else np.zeros(1)
    peak = 20 * float(np.log10(max(float(level.max()), 1e-6)))
    at_limit = level >= CLIPPED
    run = at_limit.copy()
    for back in range(1, CLIPPED_RUN):
        run[back:] &= at_limit[:-back]
        run[:back] = False
    return Sound(peak < SILENT_DB, float(run.mean()) > CLIPPED_SHARE)
