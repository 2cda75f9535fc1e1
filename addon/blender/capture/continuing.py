# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A part that goes on where the part before it ends: the last frame that is shown of that one's chosen take. Main
thread."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import UserError
from ...core.files import door
from ...core.frames import conformed_length, last_before, rate_of
from ...core.models import CaptureKind, CaptureSpec, Shot, fingerprint
from ...second import compat, named
from ..properties import active_take, find_shot, tag
from ..values import edit_rate, film_folder, take_label
from .specs import sides


def before(shot: Shot) -> tuple[Any, Any]:
    """The shot that `shot` continues, and its chosen take. Raises UserError (codes "continued_gone",
    "continued_open")."""
    edit = named.scene(shot.edit)
    earlier = find_shot(edit, shot.continues) if edit is not None else None
    if earlier is None:
        raise UserError(
            f"The shot that {shot.name} continues is no longer in the film.",
            "Turn Continue off, or on again after the shot that it shall continue.",
            code="continued_gone",
        )
    take = active_take(earlier)
    if take is None:
        raise UserError(
            f"{shot.name} begins with the last frame of {earlier.name}, which has no take yet.",
            f"Make a take of {earlier.name} first, or turn Continue off.",
            code="continued_open",
        )
    return earlier, take


def named_take(shot: Shot) -> str:
    """ "SH010 t002": the take whose last frame a shot begins with. Raises as `before` does."""
    earlier, take = before(shot)
    return take_label(earlier.name, take.number)


def frame_spec(shot: Shot, size: str) -> CaptureSpec:
    """The frame that `shot` begins with, out of the video of the take before, at the request's `size`, "1280x720".

    Raises UserError: as `before` does, and "file_missing"."""
    earlier, take = before(shot)
    if not door.is_file(film_folder().resolve(take.file)):
        raise UserError(
            f"The file of {take_label(earlier.name, take.number)} is missing: {shot.name} begins with its last frame.",
            f"Find the file again, or choose another take of {earlier.name}.",
            code="file_missing",
        )
    frame = _last_shown(shot.edit, earlier, take)
    width, height = sides(size)
    return CaptureSpec(
        kind=CaptureKind.FRAME,
        key="frame-" + fingerprint([take.id, take.file, frame, width, height]),
        name=shot.name,
        scene=shot.edit,
        file=take.file,
        frame_start=frame,
        frame_end=frame + 1,
        rate=shot.rate,
        width=width,
        height=height,
    )


def _last_shown(edit_name: str, shot: Any, take: Any) -> int:
    """The last frame of a take's video, from 0, before its shot ends: where its strip is trimmed, what lies beyond the
    cut is not seen."""
    edit: Any = named.scene(edit_name)
    media = max(round(take.seconds * take.fps), 1)
    strip = _strip(edit, shot, take)
    if strip is not None:
        end = round(compat.strip_end(strip) - compat.content_start(strip))
        return last_before(end, compat.content_duration(strip), media)
    rate = edit_rate(edit).fraction / float(f"{shot.speed:.6g}")
    length = conformed_length(media, rate_of(take.fps), rate_of(float(rate)))
    end = int(take.fact("handle_in_frames", 0)) + (int(take.fact("used_frames", 0)) or length)
    return last_before(end, length, media)


def _strip(edit: Any, shot: Any, take: Any) -> Any | None:
    """The strip that shows a take of a shot, where it is in the edit."""
    file = film_folder().resolve(take.file)
    for strip in edit.sequence_editor.strips_all if edit.sequence_editor else ():
        if strip.type == "MOVIE" and tag(strip).shot == shot.uuid and tag(strip).role == "take":
            shown = bpy.path.abspath(strip.filepath)
            if bpy.path.basename(shown) == file.name:
                return strip
    return None
