# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dark bars at the edges of a take: letterbox and pillarbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any

DARK, SPREAD, LEAST, UNEVEN = 26.0, 3.5, 0.03, 3
"""Mean and spread of a bar's lines, of 255; share of the side that each bar has at least; pixels by which both may
differ."""
PICTURE = 22.0
"""A take whose mean is below is dark as a whole."""


@dataclass(frozen=True)
class Bars:
    """Shares of the picture that are bars: at the top and the bottom, at the left and the right."""

    rows: tuple[float, float] = (0.0, 0.0)
    columns: tuple[float, float] = (0.0, 0.0)

    def __bool__(self) -> bool:
        return any((*self.rows, *self.columns))

    def between(self, height: int, width: int, margin: int = 0) -> Array:
        """1 where the picture is, 0 where bars are and `margin` pixels beside them: (height, width)."""
        seen = np.zeros((height, width), np.float32)
        top, bottom = (round(share * height) + margin * bool(share) for share in self.rows)
        left, right = (round(share * width) + margin * bool(share) for share in self.columns)
        seen[top : height - bottom, left : width - right] = 1.0
        return seen


def bars(frames: Array) -> Bars:
    """Dark, even bars that stand through the take, alike on both sides. A take that is dark as a whole has none."""
    some = frames[:: max(len(frames) // 6, 1)].astype(np.float32)
    if float(some.mean()) < PICTURE:
        return Bars()
    return Bars(_pair(some), _pair(some.transpose(0, 2, 1)))


def _pair(frames: Array) -> tuple[float, float]:
    means = frames.mean(axis=2)
    held = ((means < DARK) & (frames.std(axis=2) < SPREAD)).all(axis=0) & (np.ptp(means, axis=0) < 2 * SPREAD)
    if held.all():
        return (0.0, 0.0)
    count, top, bottom = len(held), int(np.argmin(held)), int(np.argmin(held[::-1]))
    if min(top, bottom) < LEAST * count or abs(top - bottom) > UNEVEN:
        return (0.0, 0.0)
    return (top / count, bottom / count)
