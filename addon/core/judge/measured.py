# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The image motion of a take: block phase correlation between its frames.

Frames are compared by their local contrast, so colours, light, gamma, even a negative do not matter. Windows follow
the motion (of the whole picture, then of each block): a window that stays loses what leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np

from .bars import Bars
from .planned import COLUMNS, DIAGONAL, ROWS

Array = Any

WIDTH = 240
"""Pixels across a frame of 16:9 that is measured; 320 was no better and took twice the time."""
FIRST, SECOND = 32, 24
"""Pixels of a block's window, first and second pass."""
FLATTEN = 15
"""Pixels of the box whose mean and contrast are taken away."""
SHARPEN = 0.8
"""Power of the spectrum that is divided away: 1 is phase alone, 0 plain correlation."""
NOISE = 6.0
"""Height of a peak, in standard deviations, that is still noise; and what counts as certain above it."""
CERTAIN = 8.0
TEXTURE, TEXTURE_WINDOW = 6.0, 6
"""Contrast, of 255, at which a block counts half; pixels around its middle where it is looked for."""
STANDING, MOVING = 0.35, 1.5
"""Pixels a step: a block that stays where the picture moves shows text or a mark, not the scene."""


CHANGES, CHANGED, CELL = 4.0, 0.5, 5
"""Deviation of a cell's contrast in time, of 255, and the share of such cells, from which a picture changes all over;
pixels of a cell. Measured where the camera stands without a shake: 0.18 to 0.27; of one that moves: 0.54 to 0.75."""


@dataclass(frozen=True)
class Measured:
    """The motion between n frames."""

    flow: Array
    """Pixels of 320 x 180 a step, y up: (n - 1, ROWS, COLUMNS, 2)."""
    weight: Array
    """0: nothing was found, up to 1: (n - 1, ROWS, COLUMNS)."""
    peak: Array
    """How surely the whole picture was found again, in standard deviations: (n - 1,)."""
    text: Array
    """Blocks that stand still while the picture moves: (ROWS, COLUMNS)."""
    covered: bool = False
    """Whether something stands over a picture that changes all over, as a paper's grain or a dirty pane does: then only
    that was found, and nothing can be said of the camera."""


def frame_size(aspect: float) -> tuple[int, int]:
    """Width and height, even, at which a take of this shape is measured."""
    height = hypot(WIDTH, WIDTH * 9 / 16) / hypot(aspect, 1.0)
    return 2 * round(height * aspect / 2), 2 * round(height / 2)


def measure(frames: Array, bars: Bars | None = None) -> Measured:
    """The motion between neighbouring frames: luminance (n, height, width) at `frame_size`, 0 to 255, top row first.

    What lies under bars counts as no picture."""
    n, height, width = frames.shape
    seen = bars.between(height, width, FLATTEN // 2 + 1) if bars else 1.0
    prepared, textures = zip(*((p * seen, t * seen) for p, t in map(flattened, frames)), strict=True)
    y, x = (np.arange(ROWS) + 0.5) / ROWS * height, (np.arange(COLUMNS) + 0.5) / COLUMNS * width
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    whole = _Whole(height, width)
    flows, weights, peaks = np.zeros((n - 1, len(places), 2)), np.zeros((n - 1, len(places))), np.zeros(n - 1)
    spectra = whole.spectrum(prepared[0])
    for step in range(n - 1):
        after = whole.spectrum(prepared[step + 1])
        shift, peaks[step] = whole.shift(spectra, after)
        spectra = after
        flows[step], sure = _blocks(prepared[step], prepared[step + 1], places, shift)
        weights[step] = sure * _textured(textures[step], places)
    scale = DIAGONAL / hypot(width, height)
    flow = (flows * (scale, -scale)).reshape(n - 1, ROWS, COLUMNS, 2)
    weight = weights.reshape(n - 1, ROWS, COLUMNS)
    text = _standing(flow, weight)
    stands = _median(np.linalg.norm(flow, axis=-1)[weight > 0]) < STANDING
    return Measured(flow, weight * ~text, peaks, text, covered=stands and _changed(frames) > CHANGED)


def flattened(frame: Array) -> tuple[Array, Array]:
    """A frame without its light, minus the mean of its surroundings by their contrast; and that contrast."""
    frame = frame.astype(np.float32)
    rest = frame - _box(frame)
    contrast = np.sqrt(np.maximum(_box(rest * rest), 0.0))
    return rest / (contrast + 3.0), contrast


def _textured(contrast: Array, places: Array) -> Array:
    """How much of the blocks' own picture there is beside a codec's and a grain's: 0 to 1."""
    wide = np.pad(contrast, TEXTURE_WINDOW, mode="edge")
    x, y = np.round(places.T).astype(int) + TEXTURE_WINDOW
    ways = (-TEXTURE_WINDOW, 0, TEXTURE_WINDOW)
    squared = np.mean(np.square([wide[y + b, x + a] for a in ways for b in ways]), axis=0)
    return squared / (squared + TEXTURE**2)


def _box(values: Array) -> Array:
    """Mean of the FLATTEN by FLATTEN surroundings."""
    half = FLATTEN // 2
    for axis in (0, 1):
        wide = np.pad(values, [(half + 1, half) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
        total = np.cumsum(wide, axis=axis, dtype=np.float64)
        high = np.take(total, range(FLATTEN, total.shape[axis]), axis=axis)
        low = np.take(total, range(total.shape[axis] - FLATTEN), axis=axis)
        values = ((high - low) / FLATTEN).astype(np.float32)
    return values


def _correlated(one: Array, other: Array, side: tuple[int, int]) -> Array:
    """The correlation surfaces of spectra (..., h, w)."""
    cross = one.conj() * other
    return np.fft.irfft2(cross / np.maximum(np.abs(cross), 1e-9) ** SHARPEN, s=side)


def _peaks(surfaces: Array) -> tuple[Array, Array]:
    """Of surfaces (n, h, w): the shift (n, 2) in pixels x, y, to a part of a pixel, and the height of the peak in
    standard deviations; of a surface without any, 0."""
    n, h, w = surfaces.shape
    flat = surfaces.reshape(n, -1)
    best = flat.argmax(axis=1)
    rows, columns, index = best // w, best % w, np.arange(n)
    height = flat[index, best]
    deviation = flat.std(axis=1)
    sure = np.where(deviation > 1e-9, height / np.maximum(deviation, 1e-9), 0.0)

    def part(low: Array, high: Array) -> Array:
        bend = low - 2 * height + high
        return np.where(bend < -1e-12, np.clip(0.5 * (low - high) / np.minimum(bend, -1e-12), -0.5, 0.5), 0.0)

    x = columns + part(surfaces[index, rows, (columns - 1) % w], surfaces[index, rows, (columns + 1) % w])
    y = rows + part(surfaces[index, (rows - 1) % h, columns], surfaces[index, (rows + 1) % h, columns])
    shift = np.stack([np.where(x > w / 2, x - w, x), np.where(y > h / 2, y - h, y)], axis=1)
    return shift, sure


class _Whole:
    """Finds the whole picture again, at half its size."""

    def __init__(self, height: int, width: int) -> None:
        self._side = (height // 2, width // 2)
        self._window = np.hanning(self._side[0])[:, None] * np.hanning(self._side[1])[None, :]

    def spectrum(self, frame: Array) -> Array:
        h, w = self._side
        half = frame[: 2 * h, : 2 * w].reshape(h, 2, w, 2).mean(axis=(1, 3))
        return np.fft.rfft2(half * self._window)

    def shift(self, before: Array, after: Array) -> tuple[Array, float]:
        """Pixels x, y of the full size, and how sure."""
        shift, sure = _peaks(_correlated(before, after, self._side)[None])
        return 2 * shift[0], float(sure[0])


def _blocks(before: Array, after: Array, places: Array, whole: Array) -> tuple[Array, Array]:
    """The motion of each block, and its weight."""
    stay = _spectra(before, places, FIRST)
    guess = np.round(np.clip(whole, -60, 60))
    found, sure = _peaks(_correlated(stay, _spectra(after, places + guess, FIRST), (FIRST, FIRST)))
    found = found + guess
    if np.abs(guess).max() >= 1:  # what is near and what is far do not share the picture's shift
        other, other_sure = _peaks(_correlated(stay, _spectra(after, places, FIRST), (FIRST, FIRST)))
        better = other_sure > sure
        found, sure = np.where(better[:, None], other, found), np.where(better, other_sure, sure)
    good = sure > NOISE
    middle = np.median(found[good], axis=0) if good.any() else guess
    guess = np.round(np.where(good[:, None], found, middle))
    shift, sure = _peaks(
        _correlated(_spectra(before, places, SECOND), _spectra(after, places + guess, SECOND), (SECOND, SECOND))
    )
    flow = guess + shift
    weight = np.clip((sure - NOISE) / CERTAIN, 0.0, 1.0)
    weight[np.abs(shift).max(axis=1) > SECOND / 4] = 0.0
    height, width = before.shape
    target = places + flow
    inside = (target > 4).all(axis=1) & (target[:, 0] < width - 4) & (target[:, 1] < height - 4)
    return flow, weight * inside


def _spectra(frame: Array, centres: Array, side: int) -> Array:
    """Spectra of windows around centres (n, 2); what lies beyond the frame is grey."""
    pad = side
    wide = np.pad(frame, pad)
    corner = np.round(centres).astype(int) - side // 2 + pad
    corner = np.clip(corner, 0, (wide.shape[1] - side, wide.shape[0] - side))
    cut = np.lib.stride_tricks.sliding_window_view(wide, (side, side))[corner[:, 1], corner[:, 0]]
    bell = np.hanning(side + 2)[1:-1].astype(np.float32)
    return np.fft.rfft2(cut * (bell[:, None] * bell[None, :]))


def _changed(frames: Array) -> float:
    """The share of the picture whose contrast, light apart, changes in the course of a take."""
    n, height, width = frames.shape
    rows, columns = height // CELL, width // CELL
    cells = np.empty((n, rows, columns), np.float32)
    for number, frame in enumerate(frames.astype(np.float32)):
        rest = (frame - _box(frame))[: rows * CELL, : columns * CELL]
        cells[number] = rest.reshape(rows, CELL, columns, CELL).mean(axis=(1, 3))
    return float((cells.std(axis=0) > CHANGES).mean())


def _standing(flow: Array, weight: Array) -> Array:
    """Blocks that stay in most steps in which the picture moves."""
    size = np.linalg.norm(flow, axis=-1)
    moves = np.array([_median(s[w > 0]) > MOVING for s, w in zip(size, weight, strict=True)])
    if moves.sum() < 3:
        return np.zeros(flow.shape[1:3], bool)
    still = (size[moves] < STANDING) & (weight[moves] > 0)
    return np.asarray(still.mean(axis=0) > 0.6)


def _median(values: Array) -> float:
    return float(np.median(values)) if len(values) else 0.0
