# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that asks for Blender's version: one name for what 4.5, 5.0 and 5.2 call differently.

Imports nothing but bpy, so the workers in the second Blender can use it too.
"""

from __future__ import annotations

from typing import Any

import bpy

VERSION: tuple[int, ...] = tuple(bpy.app.version)
NEW_STRIP_TIMES = VERSION >= (5, 1, 0)
"""5.1 renamed the timing properties of strips; the old ones warn and leave in 6.0."""


def sequencer_scene(context: bpy.types.Context) -> bpy.types.Scene | None:
    """The edit: the scene whose strips the Sequencer shows (its own setting from 5.0, None until chosen)."""
    if hasattr(context, "sequencer_scene"):
        return context.sequencer_scene
    return context.scene


def set_sequencer_scene(context: bpy.types.Context, scene: bpy.types.Scene) -> None:
    """Make `scene` the edit that the Sequencer shows, where the workspace has a setting for it."""
    workspace = context.workspace
    if workspace is not None and hasattr(workspace, "sequencer_scene"):
        workspace.sequencer_scene = scene


def eevee_id() -> str:
    return "BLENDER_EEVEE" if VERSION >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"


def movie_output(render: Any, *, audio: bool = False, quality: str = "HIGH", preset: str = "GOOD") -> None:
    """Set a scene's render to MP4, H.264 yuv420p, AAC 48 kHz stereo if `audio`. Every field: the defaults are MPEG-1."""
    if hasattr(render.image_settings, "media_type"):
        render.image_settings.media_type = "VIDEO"
    render.image_settings.file_format = "FFMPEG"
    render.image_settings.color_mode = "RGB"
    ffmpeg = render.ffmpeg
    ffmpeg.format = "MPEG4"
    ffmpeg.codec = "H264"
    ffmpeg.constant_rate_factor = quality
    ffmpeg.ffmpeg_preset = preset
    ffmpeg.gopsize = 12
    ffmpeg.audio_codec = "AAC" if audio else "NONE"
    if audio:
        ffmpeg.audio_bitrate = 192
        ffmpeg.audio_mixrate = 48000
        ffmpeg.audio_channels = "STEREO"
    _save_output(render)


def still_output(render: Any) -> None:
    """Set a scene's render to 8-bit RGB PNG, no alpha."""
    if hasattr(render.image_settings, "media_type"):
        render.image_settings.media_type = "IMAGE"
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode = "RGB"
    render.image_settings.color_depth = "8"
    _save_output(render)


def _save_output(render: Any) -> None:
    if hasattr(render, "save_output"):  # 5.2
        render.save_output = True


def new_effect(
    strips: Any, *, name: str, type: str, channel: int, start: int, length: int, inputs: tuple[Any, ...] = ()
) -> Any:
    """A new effect strip from `start`, `length` frames long (5.0 replaced `frame_end` by `length`)."""
    keywords: dict[str, Any] = {f"input{n}": strip for n, strip in enumerate(inputs, 1)}
    if VERSION >= (5, 0, 0):
        keywords["length"] = length
    else:
        keywords["frame_end"] = start + length
    return strips.new_effect(name=name, type=type, channel=channel, frame_start=start, **keywords)


def strip_start(strip: Any) -> int:
    """First visible frame of a strip."""
    return int(strip.left_handle if NEW_STRIP_TIMES else strip.frame_final_start)


def strip_end(strip: Any) -> int:
    """Frame after the last visible one."""
    return int(strip.right_handle if NEW_STRIP_TIMES else strip.frame_final_end)


def strip_duration(strip: Any) -> int:
    return strip_end(strip) - strip_start(strip)


def set_strip_end(strip: Any, frame: int) -> None:
    if NEW_STRIP_TIMES:
        strip.right_handle = frame
    else:
        strip.frame_final_end = frame


def set_strip_start(strip: Any, frame: int) -> None:
    """Trim a strip's head: its content stays where it is."""
    if NEW_STRIP_TIMES:
        strip.left_handle = frame
    else:
        strip.frame_final_start = frame


def content_start(strip: Any) -> float:
    """Frame at which the strip's content begins, trimmed or not."""
    return float(strip.content_start if NEW_STRIP_TIMES else strip.frame_start)


def set_content_start(strip: Any, frame: float) -> None:
    """Move a strip, content and handles together."""
    if NEW_STRIP_TIMES:
        strip.content_start = frame
    else:
        strip.frame_start = frame


def content_duration(strip: Any) -> int:
    """Frames of media that the strip holds, trimmed or not."""
    return int(strip.content_duration if NEW_STRIP_TIMES else strip.frame_duration)
