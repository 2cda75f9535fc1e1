# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a strip by itself: from its in to its out, without the rest of the edit."""

from __future__ import annotations

from typing import Any

from ..core.errors import UserError
from . import compat

AS_THEY_ARE = {"MOVIE", "IMAGE"}
"""Their colours are finished: the film's view transform would change them once more."""


def show_alone(scene: Any, capture: dict[str, Any]) -> Any:
    """Mute every strip but this one, its own effects, and those around and inside it: a strip that was laid aside on a
    muted channel shows, too. Raises UserError when it is gone."""
    strips: Any = scene.sequence_editor.strips_all if scene.sequence_editor else ()
    wanted = next((strip for strip in strips if strip.name == capture["strip"]), None)
    if wanted is None:
        raise UserError(
            f"The strip of {capture['name']} is gone.", "Choose another one in the cast.", code="strip_missing"
        )
    kept = {wanted.name, *(effect.name for effect in compat.effects_of(wanted, strips) if not effect.mute)}
    around = wanted.parent_meta()
    while around is not None:
        kept.add(around.name)
        around = around.parent_meta()
    inside = _within(wanted)
    for strip in strips:
        if strip.name not in inside:  # what was muted in there stays so: an audition
            strip.mute = strip.name not in kept
    for channel in scene.sequence_editor.channels:
        channel.mute = False
    for meta in (strip for strip in strips if strip.type == "META" and strip.name not in inside):
        for channel in meta.channels:
            channel.mute = False
    if wanted.type in AS_THEY_ARE or (inside and _kinds(wanted) <= AS_THEY_ARE | {"META", "SOUND", "TEXT"}):
        scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
        scene.view_settings.exposure, scene.view_settings.gamma = 0.0, 1.0
    return scene


def _within(strip: Any) -> set[str]:
    """Names of all strips inside a meta strip."""
    found: set[str] = set()
    for inner in getattr(strip, "strips", ()):
        found |= {inner.name, *_within(inner)}
    return found


def _kinds(strip: Any) -> set[str]:
    return {kind for inner in getattr(strip, "strips", ()) for kind in ({inner.type} | _kinds(inner))}
