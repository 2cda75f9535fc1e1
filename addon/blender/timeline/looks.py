# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an artist changed on a take's strip and a new take of the shot keeps: framing, modifiers, level, colour tag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ...second import compat
from ..properties import tag

_PICTURE_LOOK = (
    "mute", "lock", "color_tag", "blend_type", "blend_alpha", "alpha_mode", "color_saturation", "color_multiply",
    "multiply_alpha", "use_flip_x", "use_flip_y", "use_float", "use_deinterlace", "strobe",
)  # fmt: skip
_SOUND_LOOK = ("mute", "lock", "color_tag", "volume", "pan", "show_waveform", "pitch_correction")
_TRANSFORM = ("offset_x", "offset_y", "rotation", "origin", "filter")


def tied(picture: Any, sound: Any) -> bool:
    """Whether picture and sound move together. Before 5.2 Blender does not tell: then they do, as we tied them."""
    return not hasattr(picture, "connections") or sound.name in {other.name for other in picture.connections}


def keep_picture(edit: bpy.types.Scene, old: Any, new: Any) -> None:
    """Carry the artist's changes over to a new take: the same framing even when its size in pixels differs."""
    _copy(_PICTURE_LOOK, old, new)
    _copy(_TRANSFORM, old.transform, new.transform)
    fitted = tag(old)
    if fitted.fit_x and fitted.fit_y:
        new.transform.scale_x *= old.transform.scale_x / fitted.fit_x
        new.transform.scale_y *= old.transform.scale_y / fitted.fit_y
    wide, high = _size_ratio(old, new)
    for side, ratio in (("min_x", wide), ("max_x", wide), ("min_y", high), ("max_y", high)):
        _set(new.crop, side, round(getattr(old.crop, side) * ratio))
    if old.modifiers and old.parent_meta() is None:
        compat.copy_modifiers(edit, old, new)


def keep_sound(old: Any, new: Any) -> None:
    """Carry level, pan and the like over to a new take's sound."""
    _copy(_SOUND_LOOK, old, new)


def _size_ratio(old: Any, new: Any) -> tuple[float, float]:
    """How many pixels of a new video stand for one of the old one, across and down: crops are in video pixels."""
    was, now = old.elements[0], new.elements[0]
    return now.orig_width / max(was.orig_width, 1), now.orig_height / max(was.orig_height, 1)


def _copy(names: Sequence[str], old: Any, new: Any) -> None:
    for name in names:
        if hasattr(old, name):
            _set(new, name, getattr(old, name))


def _set(owner: Any, name: str, value: Any) -> None:
    """Only what differs: for each value that is written Blender looks at all strips anew."""
    if getattr(owner, name) != value:
        setattr(owner, name, value)
