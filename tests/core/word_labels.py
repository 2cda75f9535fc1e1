# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tables of words are made of, each row with a name, the samples of a shot and its label."""

from __future__ import annotations

from addon.core.camera.samples import Sample

Moves = list[tuple[str, list[Sample], tuple[str, ...], tuple[str, ...]]]
"""Words that must stand in the camera's sentence, and words that must not."""
Sizes = list[tuple[str, list[Sample], str]]
"""The shot size, a part of the camera's sentence."""
Stagings = list[tuple[str, list[Sample], str]]
"""The whole of the staging."""

MOVED = (
    "pan",
    "tilt",
    "push",
    "pull",
    "truck",
    "crane",
    "orbit",
    "zoom",
    "following",
    "tracking",
    "handheld",
    "roll",
    "turn",
    "cut",
)
"""What a camera that stands must not be said to do."""
