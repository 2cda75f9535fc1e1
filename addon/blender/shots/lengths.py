# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do with a shot that is longer than its model makes: play it slower, another model, or split it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import UserError
from ...second import compat, named
from .. import timeline
from ..engine import slices
from ..properties import film, settings, tag
from ..values import to_model

if TYPE_CHECKING:
    from ...core.models import Shot
    from ...core.plans.choices import Choice
    from ..edit.source import Source

BETWEEN = {"SOUND", "TEXT"}
"""Strips that speak: a gap between them is a place to split a shot."""


def choices_of(edit: bpy.types.Scene, shot: Any) -> "tuple[Choice, ...]":
    """Every legal way to make a shot of its length, the nearest first. Samples the scene; its playhead stays."""
    found: tuple[Choice, ...] = slices.whole(choosing(edit, to_model(shot, edit)))
    return found


def choosing(edit: bpy.types.Scene, model: "Shot") -> slices.Work:
    """`choices_of` in slices."""
    yield from slices.loading(1)
    from ...core.plans.choices import choices
    from ..engine import prices
    from . import gather

    catalog = prices.catalog()
    yield 0, 1
    inputs = (yield from gather.gathering(edit, model, catalog)) if bpy.data.filepath else ()
    hints = yield from hinting(edit, model)
    return choices(
        model,
        catalog=catalog,
        settings=settings.plan_settings(edit),
        inputs=inputs,
        hints=hints,
    )


def apply_choice(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> str:
    """Do what was chosen. Answers a sentence; makes no undo step. Raises UserError where the shot cannot be split."""
    if choice.kind == "split":
        return split(edit, shot, _places(edit, shot, choice))
    if choice.kind == "chain":
        return _chain(edit, shot, choice)
    shot.speed = choice.speed
    if choice.kind == "model":
        shot.model, shot.route = choice.model, str(choice.route)
    return choice.line


def _places(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> list[int]:
    return [to_model(shot, edit).frame_start + part.start for part in choice.parts[1:]]


def _chain(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> str:
    """Split a shot, and let each part after the first begin with the last frame of the one before."""
    from ..engine import prices

    begins, kept = to_model(shot, edit).frame_start, (shot.route, shot.route_chosen, shot.model, shot.continues)
    said = split(edit, shot, _places(edit, shot, choice))
    spans = {(begins + part.start, begins + part.start + part.frames) for part in choice.parts}
    parts = [part for part in film(edit).shots if not part.gone and (part.frame_start, part.frame_end) in spans]
    usual = prices.catalog().choose(choice.route, to_model(parts[0], edit).tier).id if parts else ""
    for earlier, part in pairwise(parts):
        part.route, part.continues = str(choice.route), earlier.uuid
        part.model = "" if choice.model == usual else choice.model
    if parts:  # Build Shots may have given the shot's id to another part
        parts[0].route, parts[0].route_chosen, parts[0].model, parts[0].continues = kept
    return f"{said} Each part begins with the last frame of the one before: make them one after the other."


def split(edit: bpy.types.Scene, shot: Any, places: Sequence[int]) -> str:
    """Cut a shot at frames of the edit: its strip is cut, or markers are set. The parts have its words and cast; its
    takes stay on one of them. Answers what Build Shots says. Raises UserError for a shot that is nowhere."""
    from ..edit import sources
    from . import build

    source = sources.locate_shot(edit, shot)
    if source is None:
        raise UserError(f"{shot.name} is no longer in the edit.", "Build the shots again.", code="no_shot")
    shot.speed = 1.0
    if source.origin in {"strip", "scene_strip"}:
        timeline.split_source(edit, source.owner, places)
    else:
        _mark(edit, shot, source, places)
    return build.build_shots(edit).sentence


def _mark(edit: bpy.types.Scene, shot: Any, source: "Source", places: Sequence[int]) -> None:
    """Begin a part at each place. All carry the shot's id: Build Shots tells them apart, as it does with duplicates."""
    if source.origin == "range":
        shot.origin = "marker"
        places = [source.start, *places]
    for place in places:
        marker = edit.timeline_markers.new(source.name or shot.name, frame=place)
        tag(marker).shot = shot.uuid
        if source.origin == "camera_marker":
            marker.camera = source.eye


def hinting(edit: bpy.types.Scene, shot: "Shot") -> slices.Work:
    """Where a shot may well be split (`duration.Hints`), in slices."""
    from ...core.plans.duration import Hints

    still = yield from _still(shot)
    return Hints(cuts=shot.cuts, still=tuple(still), gaps=tuple(_gaps(edit, shot)))


def _still(shot: "Shot") -> slices.Work:
    """Frames of the shot in which its camera rests, sampled in slices."""
    from ...core.camera.quiet import quiet_moments
    from ..edit import sources
    from . import describe, presence

    scene, camera = named.scene(shot.scene), sources.camera_of(shot)
    if scene is None or camera is None:
        return []
    samples = []
    with presence.as_rendered(scene):
        for one in describe.sampling(scene, camera, shot):
            if one is not None:
                samples.append(one)
            yield 0, 1
    return [round(shot.rate.frames(1) * _fraction(seconds)) for seconds in quiet_moments(samples)]


def _fraction(seconds: float) -> Any:
    from fractions import Fraction

    return Fraction(seconds).limit_denominator(10_000)


def _gaps(edit: bpy.types.Scene, shot: "Shot") -> list[int]:
    """The middle of each pause between strips of speech over the shot, in edit frames after its first."""
    spoken = sorted(
        (compat.strip_start(strip) - shot.frame_start, compat.strip_end(strip) - shot.frame_start)
        for strip in (edit.sequence_editor.strips if edit.sequence_editor else ())
        if strip.type in BETWEEN and not strip.mute and tag(strip).role == "none"
    )
    gaps, end = [], None
    for begins, ends in spoken:
        if end is not None and begins > end:
            gaps.append((end + begins) // 2)
        end = ends if end is None else max(end, ends)
    return gaps


def shot_before(edit: bpy.types.Scene, shot: Any) -> Any | None:
    """The shot of the edit that ends last before this one begins, or where it begins."""
    earlier = [one for one in film(edit).shots if not one.gone and one.frame_end <= shot.frame_start]
    return max(earlier, key=lambda one: one.frame_end, default=None)
