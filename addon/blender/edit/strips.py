# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strip as a shot: what its meta strips leave of it, and which frames of its scene a scene strip plays."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import Any, NamedTuple

import bpy

from ...core.frames import FrameMap, scene_strip_map
from ...second import compat
from ..properties import tag
from .source import Cameras, Source

PICTURES = {"MOVIE", "IMAGE", "META", "MOVIECLIP"}
"""Strips that show a picture of their own: that is a shot's first frame, and no camera films it."""


_ONE, _BACKWARDS = Fraction(1), Fraction(-1)


class _Bounds(NamedTuple):
    """What the meta strips around a strip leave of it, in frames of the edit."""

    first: int
    after: int
    muted: bool
    meta: str


def _bounds(edit: bpy.types.Scene, strip: Any) -> _Bounds:
    first, after, muted = compat.strip_start(strip), compat.strip_end(strip), strip.mute
    meta = strip.parent_meta()
    name, inner, around = (meta.name if meta else ""), strip, meta
    while around is not None:
        muted |= around.mute or around.channels[inner.channel].mute
        first, after = max(first, compat.strip_start(around)), min(after, compat.strip_end(around))
        inner, around = around, around.parent_meta()
    return _Bounds(first, after, muted or edit.sequence_editor.channels[inner.channel].mute, name)


def speed_effects(edit: bpy.types.Scene) -> dict[str, Any]:
    """The speed effects of an edit that play, by the name of the strip that each lies on."""
    strips = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    found = [strip for strip in strips if strip.type == "SPEED" and not strip.mute]
    return {effect.input_1.name: effect for effect in found if effect.input_1 is not None}


def of_strip(
    edit: bpy.types.Scene, strip: Any, cameras: Cameras | None, speeds: Mapping[str, Any] = MappingProxyType({})
) -> Source | None:
    """The shot that a strip is, played by the speed effect on it, if `speeds` has one; None where the handles of its
    meta strip leave nothing of it. One that shows no picture of its own (a slug of colour) is filmed by the edit's own
    camera, if it has one. Without `cameras` only where it stands and how fast it plays, which takes half the time."""
    bounds = _bounds(edit, strip)
    if bounds.after <= bounds.first:
        return None
    start, end = bounds.first, bounds.after
    nested = strip.type == "SCENE" and strip.scene is not None
    # A scene strip that shows the other scene's Sequencer, not its camera.
    picture = strip.type in PICTURES or (nested and strip.scene_input == "SEQUENCER")
    seen: dict[str, Any] = {}
    if nested and not picture:
        effect = speeds.get(strip.name)
        seen = _of_scene_strip(bounds, strip, cameras, effect) if cameras else {"scene_step": _step(strip, effect)}
    elif not picture and cameras is not None and (camera := cameras.at(edit, start)):
        cuts = tuple(cameras.changes(edit, start, end - 1))
        seen = {"filmed": edit, "eye": camera, "scene_frame_start": start, "cuts": cuts}
    elif not picture:
        seen = {"scene_frame_start": start}
    own, content = tag(strip), int(compat.content_start(strip))
    return Source(
        uuid=own.shot if own.role == "source" else "",
        origin="scene_strip" if nested else "strip",
        start=start,
        end=end,
        picture=picture,
        head=compat.strip_start(strip) - content,
        before=start - content,
        meta=bounds.meta,
        muted=bounds.muted,
        name=strip.name,
        owner=strip,
        **seen,
    )


def _of_scene_strip(bounds: _Bounds, strip: Any, cameras: Cameras, effect: Any | None) -> dict[str, Any]:
    """Which frames of which scene a strip shows, as fields of its Source. One pulled beyond its scene's range holds the
    first or the last frame, as Blender shows it."""
    scene, frames = strip.scene, scene_map(strip)
    begins = int(compat.content_start(strip))
    ends = begins + compat.content_duration(strip)
    if effect is not None:
        start, own = compat.strip_start(strip), frames.step
        frames = _played(frames, strip, effect)
        if frames.step > 0 < own:
            ends = max(start + 1, start + floor((ends - start) * own / frames.step))
    shown = min(max(bounds.first, begins), ends - 1)
    first = frames.at(shown)
    last = frames.at(max(min(bounds.after, ends) - 1, shown))
    cuts: list[int] = []
    if strip.scene_camera is None and frames.step > 0:
        changes = cameras.changes(scene, first, last)
        cuts = [shown + ceil((frame - frames.position(shown)) / frames.step) for frame in changes]
    held = min(max(begins - bounds.first, 0), bounds.after - bounds.first - 1)
    return {
        "filmed": scene,
        "eye": strip.scene_camera or cameras.at(scene, first),
        "scene_frame_start": first,
        "scene_step": frames.step,
        "unsure": not frames.exact,
        "holds": (held, max(bounds.after - ends, 0)),
        "cuts": tuple(cuts),
    }


def _step(strip: Any, effect: Any | None) -> Fraction:
    """Frames of its scene that pass with each frame of a strip: one, where it is not retimed."""
    if effect is None and (strip.use_reverse_frames or len(getattr(strip, "retiming_keys", ())) < 2):
        return _BACKWARDS if strip.use_reverse_frames else _ONE
    frames = scene_map(strip)
    return frames.step if effect is None else _played(frames, strip, effect).step


def _played(frames: FrameMap, strip: Any, effect: Any) -> FrameMap:
    """The map of a strip that a speed effect plays: by a factor, or its whole content within its edges. It counts from
    the strip's first visible frame. A speed that is keyed, or told in frames, is not followed."""
    start, factor = compat.strip_start(strip), Fraction(1)
    path = f'["{bpy.utils.escape_identifier(effect.name)}"].speed_'
    known = not any(path in curve.data_path for curve in compat.fcurves(effect.id_data))
    if effect.speed_control == "MULTIPLY":
        factor = Fraction(effect.speed_factor).limit_denominator(1000)
    elif effect.speed_control == "STRETCH":
        factor = Fraction(compat.content_duration(strip), max(compat.strip_duration(strip), 1))
    else:
        known = False
    return FrameMap(start, frames.position(start), frames.step * factor, frames.exact and known)


def scene_map(strip: Any) -> FrameMap:
    """Which frame of its scene a scene strip shows at which edit frame."""
    scene = strip.scene
    keys = compat.retiming_keys(strip)
    trim = compat.content_trim_start(strip)
    own = scene.frame_end - scene.frame_start + 1 - trim - compat.content_trim_end(strip)
    return scene_strip_map(
        scene_start=scene.frame_start,
        # A retimed strip tells only its retimed length; then the scene's own range is the content.
        scene_frames=own if keys else compat.content_duration(strip),
        content_start=int(compat.content_start(strip)),
        trim_start=trim,
        keys=keys,
        last_key_is_last_frame=bool(keys) and compat.last_key_is_last_frame(strip),
        start=compat.strip_start(strip),
        end=compat.strip_end(strip),
        reverse=strip.use_reverse_frames,
    )
