# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shots' own clips for looking at: filmed free beside Blender, found again by their content. Main thread.

They are as long as their shots, and smaller than those that are sent: an animatic of the whole film is to be there
soon.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import AnimaticError
from ..values import film_folder, to_model

if TYPE_CHECKING:
    from ...core.models import CaptureSpec, Reference, Shot, Take
    from ..capture.key import Seen
    from ..capture.store import CaptureStore

PIXELS = 960 * 540
"""Of a frame; a third of what is sent, and on a processor a third of the time."""
LOOKS = (
    ("colours", "Colours", "A flat colour for each of the cast, the set in grey: filmed fast on every machine"),
    ("scene", "As the Scene", "Materials and, where there is a graphics card, light"),
)


def size(aspect: str) -> str:
    """ "960x540": a frame of `PIXELS` in an aspect of "16:9"."""
    wide, high = map(int, aspect.split(":"))
    width = (PIXELS * wide / high) ** 0.5
    return f"{round(width / 8) * 8}x{round(width * high / wide / 8) * 8}"


def spec_of(shot: Shot, look: str, seen: Seen | None = None) -> CaptureSpec:
    """What to film for a shot, in one of LOOKS. Raises UserError for a shot without a camera."""
    from ...core.plans import shape
    from ..capture import specs
    from ..shots import gather

    coloured = look == "colours"
    return specs.clip_spec(
        shot,
        size(shape.shown(shot)),
        look="colours" if coloured else "",
        paints=gather.paints_of(shot) if coloured else None,
        seen=seen,
    )


Specified = tuple["dict[str, CaptureSpec]", list[tuple[Any, AnimaticError]]]


def specifying(edit: bpy.types.Scene, shots: Iterable[Any], look: str) -> Generator[None, None, Specified]:
    """What to film, by shot's id, and the shots that cannot be filmed, with why. Spends nothing. A shot at a step: a
    thousand take 0.2 s."""
    from ..capture.key import Seen
    from ..edit import sources

    seen, located = Seen(), (yield from sources.locating(edit))
    wanted: dict[str, CaptureSpec] = {}
    refused: list[tuple[Any, AnimaticError]] = []
    for shot in shots:
        yield
        try:
            wanted[shot.uuid] = spec_of(to_model(shot, edit, located=located), look, seen)
        except AnimaticError as error:
            refused.append((shot, error))
    return wanted, refused


def found(spec: CaptureSpec) -> Reference | None:
    """The clip, if it was filmed and lies there whole."""
    return store().find(spec.key)


def store() -> CaptureStore:
    """Where the film's clips are, for one look at many of them."""
    from ..capture.store import ONE_LOOK_SECONDS, CaptureStore

    return CaptureStore(film_folder(), again=ONE_LOOK_SECONDS)


def as_take(shot: Shot, spec: CaptureSpec, clip: Reference) -> Take:
    """What is known of a clip in the words of a take: the timeline places both alike. Its id is the content's key."""
    from ...core.models import Take

    return Take(
        id=spec.key,
        shot_uuid=shot.uuid,
        shot_name=shot.name,
        number=0,
        file=clip.path,
        model="",
        tier=shot.tier,
        prompt="",
        size=f"{clip.width}x{clip.height}",
        seconds=clip.seconds,
        fps=clip.fps,
        has_audio=False,
        created="",
        shot_head=shot.head,
        scene_step=shot.scene_step,
    )
