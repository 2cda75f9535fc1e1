# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a shot's picture is, in a line for those who look at it: shot, take, tier, lens."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import bpy

from ...second import named
from ..edit import sources
from ..properties import find_shot
from . import data

GENERATED = "Generated video"
"""The label of what a model made."""


def telling(edit: bpy.types.Scene) -> Generator[None, None, list[tuple[int, int, str]]]:
    """First frame, frame after the last, and words of every shot that stands in the edit. In steps, a shot each,
    between which the artist may edit: each shot is found again, for undo moves it."""
    uid, found = edit.session_uid, []
    places = {uuid: (source.start, source.end) for uuid, source in sources.standing(edit).items()}
    for uuid, (start, end) in places.items():
        yield
        now = named.scene_of(uid)
        shot = find_shot(now, uuid) if now is not None else None
        if shot is not None and not shot.gone:
            found.append((start, end, line(shot)))
    return sorted(found)


def line(shot: Any) -> str:
    """ "SH010  t003  draft  35 mm"; a shot without a take says "plan"."""
    take = data.active(shot)
    what = [f"t{take.number:03d}", take.tier] if take is not None else ["plan"]
    camera = shot.camera.data if shot.camera is not None else None
    lens = f"{camera.lens:.0f} mm" if getattr(camera, "type", "") == "PERSP" else ""
    return "  ".join(part for part in (shot.name, *what, lens) if part)
