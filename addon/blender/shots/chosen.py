# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shots are meant: the active one, those of the selected strips, those that Generate looks over."""

from collections.abc import Callable
from typing import Any

import bpy

from ...core.errors import UserError
from ...second import compat
from ..engine.view import current as view
from ..operators import has_shots
from ..properties import film, find_shot, shot_of, tag


def active_shot(edit: bpy.types.Scene) -> Any | None:
    """The shot that the panels show."""
    settings = film(edit)
    return settings.shots[settings.shot_index] if 0 <= settings.shot_index < len(settings.shots) else None


def has_active(cls: Any, context: bpy.types.Context) -> bool:
    """For the poll of an operator on one shot: grey, with its reason, until there is one."""
    if not has_shots(cls, context):
        return False
    if active_shot(compat.edit_scene(context)) is None:
        cls.poll_message_set("Choose a shot first")
        return False
    return True


class OnActiveShot:
    """Mix-in for an operator that needs nothing but a shot."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return has_active(cls, context)


def no_shots() -> UserError:
    """What is raised for a film that has none."""
    return UserError("There are no shots yet.", "Build the shots first.", code="no_shots")


def activate(edit: bpy.types.Scene, uuid: str) -> bool:
    """Make a shot the active one. False when the film has no such shot."""
    settings = film(edit)
    for number, shot in enumerate(settings.shots):
        if shot.uuid == uuid:
            if settings.shot_index != number:  # set once more, it would be a double click
                settings.shot_index = number
            return True
    return False


def live_shots(edit: bpy.types.Scene) -> list[Any]:
    """The shots that are in the edit, in its order."""
    return sorted((shot for shot in film(edit).shots if not shot.gone), key=lambda shot: shot.frame_start)


def chosen_shots(edit: bpy.types.Scene) -> list[Any]:
    """The shots meant by the selected strips, in edit order; without any, the active shot."""
    selected = set()
    if edit.sequence_editor is not None:
        selected = {shot_of(strip) for strip in edit.sequence_editor.strips_all if strip.select}
    shots = [shot for shot in film(edit).shots if shot.uuid in selected and not shot.gone]
    if not shots:
        active = active_shot(edit)
        shots = [active] if active is not None and not active.gone else []
    return sorted(shots, key=lambda shot: shot.frame_start)


def shots_to_generate(edit: bpy.types.Scene, which: str) -> list[Any]:
    """The shots that one of WHICH_SHOTS means, in edit order. Takes that were rejected do not count."""
    if which == "chosen":
        return chosen_shots(edit)
    shots = live_shots(edit)
    if which != "all":
        away, lacks = on_their_way(), _LACKS[which]
        shots = [shot for shot in shots if shot.uuid not in away and lacks(shot)]
    return shots


def on_their_way() -> set[str]:
    """The shots, by id, of which a job is at work or waits."""
    return {job.shot_uuid for job in view.jobs.values() if job.working or job.paused}


def has_no_take(shot: Any) -> bool:
    """Whether a shot has nothing to show; takes that were rejected do not count."""
    return all(take.rejected for take in shot.takes)


def is_out_of_date(shot: Any) -> bool:
    """Whether the take on the timeline shows something that changed since."""
    return any(take.stale for take in shot.takes if take.id == shot.active_take)


_LACKS: dict[str, Callable[[Any], bool]] = {"open": has_no_take, "stale": is_out_of_date}


def length_of(shot: Any) -> str:
    """ "2.5 s, 60 f"."""
    frames = shot.frame_end - shot.frame_start
    render = shot.id_data.render
    return f"{frames * render.fps_base / render.fps:.3g} s, {frames} f"


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


def select_none(edit: bpy.types.Scene) -> bool:
    """Let go of the strips that are selected: they would be meant instead of a chosen shot that has none. Answers
    whether there were any."""
    editor: Any = edit.sequence_editor
    selected = [strip for strip in editor.strips_all if strip.select] if editor is not None else []
    for strip in selected:
        strip.select = False
    if editor is not None:
        editor.active_strip = None
    return bool(selected)


def go_to(edit: bpy.types.Scene, shot: Any) -> None:
    """Move the playhead to a shot's first frame and select its strips."""
    edit.frame_set(shot.frame_start)
    select_strips(edit, shot.uuid)
