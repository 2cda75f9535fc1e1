# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do with a shot that is longer than its model makes: play it slower, another model, or split it."""

from collections.abc import Iterable, Sequence
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


def applying(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> slices.Work:
    """Do what was chosen, in steps and to the end. Answers a sentence; makes no undo step. Raises UserError where the
    shot cannot be split."""
    if choice.kind in {"split", "chain"}:
        return (yield from _parting(edit, shot, choice))
    shot.speed = choice.speed
    if choice.kind == "model":
        shot.model, shot.route = choice.model, str(choice.route)
    return choice.line


def _parting(edit: bpy.types.Scene, shot: Any, choice: "Choice") -> slices.Work:
    begins, kept = to_model(shot, edit).frame_start, (shot.route, shot.route_chosen, shot.model, shot.continues)
    yield 0, 1  # of a thousand shots it takes 10 ms
    said = yield from splitting(edit, [(shot, [begins + part.start for part in choice.parts[1:]])])
    if choice.kind == "split":
        return said
    _chain(edit, choice, {(begins + part.start, begins + part.start + part.frames) for part in choice.parts}, kept)
    return f"{said} Each part begins with the last frame of the one before: make them one after the other."


def _chain(edit: bpy.types.Scene, choice: "Choice", spans: set[tuple[int, int]], kept: tuple[Any, ...]) -> None:
    """Let each part after the first, told by the frames that they span, begin with the last frame of the one before.
    `kept`: how the shot was asked for, and what it continues."""
    from ..engine import prices

    parts = [part for part in film(edit).shots if not part.gone and (part.frame_start, part.frame_end) in spans]
    usual = prices.catalog().choose(choice.route, to_model(parts[0], edit).tier).id if parts else ""
    for earlier, part in pairwise(parts):
        part.route, part.continues = str(choice.route), earlier.uuid
        part.model = "" if choice.model == usual else choice.model
    if parts:  # Build Shots may have given the shot's id to another part
        parts[0].route, parts[0].route_chosen, parts[0].model, parts[0].continues = kept


def splitting(edit: bpy.types.Scene, cuts: Iterable[tuple[Any, Sequence[int]]]) -> slices.Work:
    """Cut shots at frames of the edit: their strips are cut, or markers are set, and then the shots built once. The
    parts have the words and the cast of their shot; its takes stay on one of them. Answers what Build Shots says, empty
    where nothing was to be cut. Raises UserError for a shot that is nowhere."""
    from . import build

    count, cut = len(film(edit).shots), False
    for shot, places in cuts:
        if places:
            _cut(edit, shot, places)
            cut = True
        yield 0, count
    if not cut:
        return ""
    report = yield from slices.told(build.building(edit), 0, count)
    return report.sentence


def _cut(edit: bpy.types.Scene, shot: Any, places: Sequence[int]) -> None:
    from ..edit import sources

    source = sources.locate_shot(edit, shot)
    if source is None:
        raise UserError(f"{shot.name} is no longer in the edit.", "Build the shots again.", code="no_shot")
    shot.speed = 1.0
    if source.origin in {"strip", "scene_strip"}:
        timeline.split_source(edit, source.owner, places)
    else:
        _mark(edit, shot, source, places)


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
