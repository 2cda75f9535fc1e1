# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a take to ask for: whole seconds that cover the shot, within the model's limits; the rest is a handle."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Literal

from .models import Frozen, Rate

Handle = Literal["in", "middle", "out"]


class Duration(Frozen):
    """What is asked and what is used. Frames are the edit's."""

    asked: int
    """Whole seconds."""
    used_frames: int
    handle_in_frames: int
    """Edit frames of the take before its first shown one."""
    too_long: bool = False
    """The model's maximum does not cover the shot."""


def solve(
    frames: int, rate: Rate, minimum: int, maximum: int, *, handle: Handle = "in", extra_frames: int = 0
) -> Duration:
    """The shortest legal take that covers `frames` and, where it fits, `extra_frames` of handle on both sides."""
    used = rate.seconds(frames)
    wanted = rate.seconds(frames + 2 * extra_frames)
    asked = max(minimum, ceil(used), min(ceil(wanted), maximum))
    if ceil(used) > maximum:
        return Duration(asked=maximum, used_frames=frames, handle_in_frames=0, too_long=True)
    spare = int(rate.frames(Fraction(asked))) - frames
    head = {"in": min(extra_frames, spare), "middle": spare // 2, "out": max(0, spare - extra_frames)}[handle]
    return Duration(asked=asked, used_frames=frames, handle_in_frames=head)
