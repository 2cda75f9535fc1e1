# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shots are meant: the active one, those of the selected strips, those that Generate looks over."""

from typing import Any

import bpy

from ..engine.view import current as view
from ..properties import film, find_shot, tag


def active_shot(edit: bpy.types.Scene) -> Any | None:
    """The shot that the panels show."""
    settings = film(edit)
    return settings.shots[settings.shot_index] if 0 <= settings.shot_index < len(settings.shots) else None


def activate(edit: bpy.types.Scene, uuid: str) -> bool:
    """Make a shot the active one. False when the film has no such shot."""
    settings = film(edit)
    for number, shot in enumerate(settings.shots):
        if shot.uuid == uuid:
            settings.shot_index = number
            return True
    return False


def chosen_shots(edit: bpy.types.Scene) -> list[Any]:
    """The shots meant by the selected strips, in edit order; without any, the active shot."""
    selected = set()
    if edit.sequence_editor is not None:
        selected = {tag(strip).shot for strip in edit.sequence_editor.strips_all if strip.select}
    shots = [shot for shot in film(edit).shots if shot.uuid in selected and not shot.gone]
    if not shots:
        active = active_shot(edit)
        shots = [active] if active is not None and not active.gone else []
    return sorted(shots, key=lambda shot: shot.frame_start)


def shots_to_generate(edit: bpy.types.Scene, which: str) -> list[Any]:
    """The shots that one of WHICH_SHOTS means, in edit order. Takes that were rejected do not count."""
    if which == "chosen":
        return chosen_shots(edit)
    shots = [shot for shot in film(edit).shots if not shot.gone]
    if which == "open":
        on_its_way = {job.shot_uuid for job in view.jobs.values() if job.working or job.paused}
        shots = [s for s in shots if s.uuid not in on_its_way and all(take.rejected for take in s.takes)]
    return sorted(shots, key=lambda shot: shot.frame_start)


def shot_of_strip(edit: bpy.types.Scene, strip: Any) -> Any | None:
    """The shot that a strip belongs to, whether it is its source, its take or its sound."""
    return find_shot(edit, tag(strip).shot)


def strips_of_shot(edit: bpy.types.Scene, uuid: str) -> list[Any]:
    """All strips of a shot: its source first, then takes, sound and placeholder."""
    if not uuid or edit.sequence_editor is None:
        return []
    strips = [s for s in edit.sequence_editor.strips_all if tag(s).shot == uuid and tag(s).role != "none"]
    return sorted(strips, key=lambda s: tag(s).role != "source")


def select_strips(edit: bpy.types.Scene, uuid: str) -> bool:
    """Select a shot's strips and no others, its source the active one. False, changing nothing, where it has none."""
    strips = strips_of_shot(edit, uuid)
    if not strips:
        return False
    for strip in edit.sequence_editor.strips_all:
        strip.select = False
    for strip in strips:
        strip.select = True
    edit.sequence_editor.active_strip = strips[0]
    return True
