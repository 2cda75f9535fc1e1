# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether anything shows in a picture that was filmed. Only numpy and bpy here.

A picture is blank where every row is of one colour: an empty scene, a lens that looks into the void, and a sky or floor
without anything on it. What stands on such a ground must be more than a few pixels.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np

STEP = 4 / 255
"""What a pixel may differ from its row: the noise that is left in a render."""
LEAST = 0.0005
"""Share of the picture that must differ: of 1280 x 720, 460 pixels, a square of 21."""


def what_is_wrong(picture: Path) -> str:
    """Empty for a picture that shows something; else what it is instead, in words."""
    image: Any = bpy.data.images.load(str(picture))
    try:
        values: Any = np.empty(len(image.pixels), dtype=np.float32)
        image.pixels.foreach_get(values)
        rows = values.reshape(image.size[1], image.size[0], image.channels)[..., :3]
    finally:
        bpy.data.images.remove(image)
    return _of(rows)


def _of(rows: Any) -> str:
    ground = np.median(rows, axis=1, keepdims=True)
    seen = float((np.abs(rows - ground).max(axis=2) > STEP).mean())
    if seen >= LEAST:
        return ""
    if seen > 0:
        return "only a few pixels of something"
    return "one flat colour" if float(np.ptp(ground, axis=0).max()) <= STEP else "only an empty ground"
