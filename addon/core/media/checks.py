# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a model takes as a reference, and what a finished take must be, in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MediaError
from .probing import MediaInfo, probe

if TYPE_CHECKING:  # the catalog needs pydantic, which the second Blender may not have
    from ..catalog import ImageRules, Model, VideoRules

_FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/bmp": "BMP",
    "video/mp4": "MP4",
    "video/quicktime": "MOV",
    "video/webm": "WebM",
    "video/x-matroska": "Matroska",
}

SECONDS_TOLERANCE = 0.001
"""A clip of exactly the limit may come out a rounding longer."""

SIDE_TOLERANCE = 16
"""Pixels: first-frame models round sides to multiples of 16 near what was asked."""


def check_reference(info_or_path: MediaInfo | Path | str, model: Model, name: str) -> None:
    """Raise MediaError for the first thing about a reference that `model` would refuse; `name` is the character's
    or shot's.

    Codes: media_kind, media_format, media_seconds, media_sides, media_fps, media_alpha, media_bytes, and those of
    `probe` when a path is given."""
    info = info_or_path if isinstance(info_or_path, MediaInfo) else probe(info_or_path)
    subject = f"{name}'s {_noun(info)}" if name else f"The {_noun(info)}"
    rules = model.image if info.kind == "image" else model.video
    if rules is None:
        raise _refused("kind", f"{subject} cannot be used: {model.name} takes {_takes(model)}.", _instead(model))
    if info.media_type not in rules.formats:
        raise _refused(
            "format",
            f"{subject} is a {_FORMATS[info.media_type]}; {model.name} takes {_listed(rules.formats)}.",
            f"Save it as {_FORMATS[rules.formats[0]]}.",
        )
    if model.video is not None and info.kind == "video":
        _check_clip(info, model.video, model.name, subject)
    elif model.image is not None:
        _check_picture(info, model.image, model.name, subject)
    _check_sides(info, rules, model.name, subject)
    _check_bytes(info, rules, model.name, subject)


def check_take(
    info: MediaInfo, *, size: str = "", seconds: float = 0.0, audio: bool | None = None
) -> list[tuple[str, str]]:
    """Whether a downloaded result is a take: MediaError if it is no movie; else (code, sentence) for each difference
    from what was asked.

    `size` is "1280x720"; `seconds` as asked; `audio` True or False as asked; "", 0 and None leave a check out.
    Differences are paid for and usable, so they never raise. Codes: take_format, take_size, take_seconds, take_silent,
    take_sound."""
    if info.kind != "video":
        raise MediaError(
            "The result is a picture, not a movie.",
            "Look at the file, then send the shot again.",
            code="take_not_video",
        )
    found: list[tuple[str, str]] = []
    if info.media_type != "video/mp4":
        found.append(("take_format", f"The take is a {_FORMATS[info.media_type]} file instead of an MP4."))
    if size:
        width, height = (int(side) for side in size.split("x"))
        if abs(info.width - width) > SIDE_TOLERANCE or abs(info.height - height) > SIDE_TOLERANCE:
            found.append(("take_size", f"The take is {info.width}x{info.height}; {size} was asked for."))
    if seconds and abs(info.seconds - seconds) > 1 / info.fps + SECONDS_TOLERANCE:
        found.append(("take_seconds", f"The take lasts {number(info.seconds)} s; {number(seconds)} s were asked for."))
    if audio is True and not info.has_audio:
        found.append(("take_silent", "The take has no sound, though sound was asked for."))
    if audio is False and info.has_audio:
        found.append(("take_sound", "The take has sound, though none was asked for."))
    return found


def _check_clip(info: MediaInfo, rules: VideoRules, model: str, subject: str) -> None:
    low, high = rules.min_seconds, rules.max_seconds
    if not low - SECONDS_TOLERANCE <= info.seconds <= high + SECONDS_TOLERANCE:
        raise _refused(
            "seconds",
            f"{subject} lasts {number(info.seconds)} s; {model} takes {number(low)} to {number(high)} s.",
            "Make it longer." if info.seconds < low else "Make it shorter.",
        )
    if info.fps < rules.min_fps - SECONDS_TOLERANCE:
        raise _refused(
            "fps",
            f"{subject} runs at {number(info.fps)} frames a second; {model} needs at least {number(rules.min_fps)}.",
            "Export it at the film's own rate.",
        )
    if rules.max_fps and info.fps > rules.max_fps + SECONDS_TOLERANCE:
        raise _refused(
            "fps",
            f"{subject} runs at {number(info.fps)} frames a second; {model} takes up to {number(rules.max_fps)}.",
            "Export it at the film's own rate.",
        )
    if rules.codecs and info.video_codec and info.video_codec not in rules.codecs:
        raise _refused("codec", f"{subject} is packed in a way that {model} does not read.", "Export it as H.264.")
    if info.has_alpha:
        raise _refused("alpha", f"{subject} has an alpha channel; {model} takes none.", "Export it as H.264.")
    _check_pixels(info, rules, model, subject)


def _check_pixels(info: MediaInfo, rules: VideoRules, model: str, subject: str) -> None:
    pixels = info.width * info.height
    if pixels < rules.min_pixels or (rules.max_pixels and pixels > rules.max_pixels):
        small = pixels < rules.min_pixels
        limit = f"at least {rules.min_pixels:,}" if small else f"at most {rules.max_pixels:,}"
        raise _refused(
            "pixels",
            f"{subject} has {info.width}x{info.height} = {pixels:,} pixels a frame; {model} takes {limit}.",
            "Make it larger: 1280x720 fits." if small else "Make it smaller: 1280x720 fits.",
        )


def _check_picture(info: MediaInfo, rules: ImageRules, model: str, subject: str) -> None:
    if info.has_alpha and not rules.alpha:
        raise _refused(
            "alpha",
            f"{subject} has an alpha channel; {model} takes none.",
            "Save it as RGB, on a plain background.",
        )


def _check_sides(info: MediaInfo, rules: ImageRules | VideoRules, model: str, subject: str) -> None:
    small, large = sorted((info.width, info.height))
    if small < rules.min_side or large > rules.max_side:
        raise _refused(
            "sides",
            f"{subject} is {info.width}x{info.height} pixels; {model} takes sides of {rules.min_side} to"
            f" {rules.max_side}.",
            "Make it larger." if small < rules.min_side else "Make it smaller.",
        )


def _check_bytes(info: MediaInfo, rules: ImageRules | VideoRules, model: str, subject: str) -> None:
    if info.size > rules.max_bytes:
        raise _refused(
            "bytes",
            f"{subject} has {_size(info.size)}; {model} takes up to {_size(rules.max_bytes).replace('.0 ', ' ')}.",
            "Save it with stronger compression or a smaller size.",
        )


def _size(count: int) -> str:
    """Bytes in words: "66 kB", "12.3 MB"."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{-(-count // 1000)} kB"


def _refused(what: str, message: str, next_step: str) -> MediaError:
    return MediaError(message, next_step, code=f"media_{what}")


def _noun(info: MediaInfo) -> str:
    return "clip" if info.kind == "video" else "picture"


def _takes(model: Model) -> str:
    if model.image is not None:
        return "pictures only" if model.video is None else "pictures and clips"
    return "clips only" if model.video is not None else "no references"


def _instead(model: Model) -> str:
    if model.image is not None:
        return "Use a still picture, or choose a reference model."
    return "Choose a model that takes references, or remove it."


def _listed(formats: tuple[str, ...]) -> str:
    names = [_FORMATS.get(media_type, media_type) for media_type in formats]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def number(value: float) -> str:
    """31.2, 30, 1.96: up to two digits, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
