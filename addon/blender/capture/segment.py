# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strip by itself: which one is meant, whether a file shows just that, and a name for what it shows."""

from __future__ import annotations

import hashlib
import os
from typing import Any

import bpy

from ...second import compat, named
from ...second.alone import AS_THEY_ARE
from . import key as content_key
from .hashing import facts_of


def find(name: str, scene: str = "") -> tuple[Any, Any] | None:
    """The scene and the strip of this name, as `named.strip` finds it; strips with pictures only."""
    found = named.strip(name, scene)
    return found if found is not None and found[1].type != "SOUND" else None


def whole_file(strip: Any) -> str:
    """The file that shows just what the strip shows, where there is one; "" where it has to be rendered."""
    plain = strip.type in AS_THEY_ARE and not strip.modifiers and not strip.use_reverse_frames
    if not plain:
        return ""
    if strip.type == "IMAGE":
        one = len(strip.elements) == 1
        return str(bpy.path.abspath(os.path.join(strip.directory, strip.elements[0].filename))) if one else ""
    uncut = compat.strip_duration(strip) == compat.content_duration(strip) and not compat.retiming_keys(strip)
    trimmed = compat.content_trim_start(strip) or compat.content_trim_end(strip)
    return str(bpy.path.abspath(strip.filepath)) if uncut and not trimmed else ""


def span(strip: Any) -> tuple[int, int]:
    """First frame of the edit that shows the strip, and the frame after the last."""
    return compat.strip_start(strip), compat.strip_end(strip)


def key(scene: Any, strip: Any, settings: tuple[Any, ...]) -> str:
    """Name for what a strip shows, 64 hex digits: the same wherever on the timeline it stands."""
    shown = [
        strip.type,
        _media(strip),
        _timing(strip),
        _look(strip),
        [(effect.type, _values(effect)) for effect in compat.effects_of(strip, scene.sequence_editor.strips_all)],
        (scene.render.fps, round(scene.render.fps_base, 6)),
        # Transforms are in pixels of the edit's own frame.
        (scene.render.resolution_x, scene.render.resolution_y),
        settings,
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _timing(strip: Any) -> tuple[Any, ...]:
    start = compat.strip_start(strip)
    return (
        compat.strip_duration(strip),
        start - int(compat.content_start(strip)),
        compat.content_trim_start(strip),
        compat.content_trim_end(strip),
        [at - start for at in compat.retiming_keys(strip)],
    )


def _look(strip: Any) -> list[Any]:
    parts = (strip, getattr(strip, "transform", None), getattr(strip, "crop", None), *strip.modifiers)
    return [_values(part) for part in parts if part is not None]


_LOOK = {
    "use_flip_x", "use_flip_y", "use_reverse_frames", "color_saturation", "color_multiply", "blend_alpha",
    "alpha_mode", "offset_x", "offset_y", "scale_x", "scale_y", "rotation", "min_x", "min_y", "max_x", "max_y",
    "bright", "contrast", "type", "mute", "blend_type", "speed_factor", "speed_control", "speed_frame_number", "color",
}  # fmt: skip


def _values(part: Any) -> list[tuple[str, str]]:
    return [(name, f"{getattr(part, name)}") for name in sorted(_LOOK & set(part.bl_rna.properties.keys()))]


def _media(strip: Any) -> Any:
    """What a strip plays: its file by name, size and time."""
    if strip.type == "MOVIE":
        files = [bpy.path.abspath(strip.filepath)]
    elif strip.type == "IMAGE":
        files = [bpy.path.abspath(os.path.join(strip.directory, e.filename)) for e in strip.elements]
    elif strip.type == "SCENE" and strip.scene is not None and strip.scene_input == "SEQUENCER":
        editor = strip.scene.sequence_editor
        return (strip.scene.name_full, _inner(editor.strips if editor else (), 0))
    elif strip.type == "SCENE" and strip.scene is not None:
        span = (strip.scene.frame_start, strip.scene.frame_end)
        return content_key.of_scene(strip.scene, span, (strip.scene_camera and strip.scene_camera.name,))
    else:
        return (strip.type, strip.name, _inner(getattr(strip, "strips", ()), compat.strip_start(strip)))
    return [facts_of(file) for file in files]


def _inner(strips: Any, start: int) -> list[Any]:
    """What the strips of a meta strip, or of another Sequencer, show, and where they stand in it."""
    return [(_media(s), compat.strip_start(s) - start, s.channel, s.mute, _timing(s), _look(s)) for s in strips]
