# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A character's voice under its turntable: models take the voice from the sound of the clip. Only stdlib and bpy."""

from __future__ import annotations

import os
from typing import Any

import bpy

from ...core.errors import UserError
from .. import compat, named


def find(name: str, scene: str = "") -> Any | None:
    """The sound strip of this name, as `named.strip` finds it."""
    found = named.strip(name, scene)
    return found[1] if found is not None and found[1].type == "SOUND" else None


def file_of(strip: Any) -> str:
    """Where the sound of a strip lies."""
    return str(bpy.path.abspath(strip.sound.filepath, library=strip.sound.library))


def heard(strip: Any) -> tuple[Any, ...]:
    """What is heard of a strip: its file by name, size and time, its in and out, its volume."""
    file = file_of(strip)
    status = os.stat(file)
    head = compat.strip_start(strip) - int(compat.content_start(strip))
    length = compat.strip_duration(strip)
    return (os.path.basename(file), status.st_size, status.st_mtime_ns, head, length, round(strip.volume, 4))


def speak(stage: Any, capture: dict[str, Any]) -> bool:
    """Let the voice play from the stage's first frame, from the strip's in. Raises UserError when it is not there."""
    strip = find(capture["voice"], capture.get("voice_scene", ""))
    if strip is None or not os.path.isfile(file_of(strip)):
        raise UserError(
            f"The voice of {capture['name']} is missing: {capture['voice']}.",
            "Choose another sound strip in the cast, or none.",
            code="voice_missing",
        )
    head = compat.strip_start(strip) - int(compat.content_start(strip))
    start = stage.frame_start
    stage.sequence_editor_create()
    played = stage.sequence_editor.strips.new_sound(name="Voice", filepath=file_of(strip), channel=1, frame_start=start)
    compat.set_content_start(played, start - head)
    compat.set_strip_start(played, start)
    compat.set_strip_end(played, start + compat.strip_duration(strip))
    played.volume = strip.volume
    stage.render.use_sequencer = True  # a sound alone leaves the 3D picture as it is
    return True
