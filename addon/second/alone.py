# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a strip by itself: from its in to its out, without the rest of the edit."""

from __future__ import annotations

from typing import Any

from ..core.errors import UserError

AS_THEY_ARE = {"MOVIE", "IMAGE"}
"""Their colours are finished: the film's view transform would change them once more."""


def show_alone(scene: Any, capture: dict[str, Any]) -> Any:
    """Mute every strip but this one and those around and inside it. Raises UserError when it is gone."""
    strips: Any = scene.sequence_editor.strips_all if scene.sequence_editor else ()
    wanted = next((strip for strip in strips if strip.name == capture["strip"]), None)
    if wanted is None:
        raise UserError(
            f"The strip of {capture['name']} is gone.", "Choose another one in the cast.", code="strip_missing"
        )
    kept = {wanted.name, *(inner.name for inner in getattr(wanted, "strips", ()))}
    kept |= {strip.name for strip in strips if any(inner.name in kept for inner in getattr(strip, "strips", ()))}
    for strip in strips:
        strip.mute = strip.name not in kept
    if wanted.type in AS_THEY_ARE:
        scene.view_settings.view_transform, scene.view_settings.look = "Standard", "None"
        scene.view_settings.exposure, scene.view_settings.gamma = 0.0, 1.0
    return scene
