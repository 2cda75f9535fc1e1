# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a shot's picture is, in a line for those who look at it: shot, take, tier, lens."""

from __future__ import annotations

from typing import Any

import bpy

from ..edit import sources
from ..properties import film
from . import data

GENERATED = "Generated video"
"""The label of what a model made."""


def spans(edit: bpy.types.Scene) -> list[tuple[int, int, str]]:
    """First frame, frame after the last, and words of every shot that stands in the edit."""
    located = sources.locate(edit)
    found = [(located[shot.uuid], shot) for shot in film(edit).shots if not shot.gone and shot.uuid in located]
    return sorted((place.start, place.end, line(shot)) for place, shot in found)


def line(shot: Any) -> str:
    """ "SH010  t003  draft  35 mm"; a shot without a take says "plan"."""
    take = data.active(shot)
    what = [f"t{take.number:03d}", take.tier] if take is not None else ["plan"]
    camera = shot.camera.data if shot.camera is not None else None
    lens = f"{camera.lens:.0f} mm" if getattr(camera, "type", "") == "PERSP" else ""
    return "  ".join(part for part in (shot.name, *what, lens) if part)
