# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where shots are: reads strips, markers and the range of an edit as plain values. Changes nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...second import compat, named
from ...steps import whole
from ..properties import film, role_of, shot_of, tag
from . import dialogue, markers
from .source import Cameras, Source, brings
from .strips import PICTURES, of_strip, speed_effects

if TYPE_CHECKING:
    from ...core.models import Shot

SHOT_STRIPS = PICTURES | {"SCENE", "COLOR"}
"""Strips that can be a shot. Sound, text, effects and adjustments lie over shots and are none."""
OURS = {"take", "sound", "placeholder", "clip", "compare", "burnin"}


class Reading(NamedTuple):
    """What an edit shows as shots, in edit order. `left`: strips that would be shots had others not been selected."""

    sources: list[Source]
    left: int = 0


Sources = Generator[None, None, list[Source]]
"""A step for each strip or marker: a thousand strips take 60 ms."""


def reading(edit: bpy.types.Scene, *, everything: bool = False) -> Generator[None, None, Reading]:
    """The shots that an edit shows, from the first of these that it has: selected strips, unless `everything` is asked
    for; scene strips with the boards beside them, or camera-bound markers; boards; plain markers; the whole range.

    Muted strips and strips on muted channels are none. Those inside meta strips are read as far as those show them. In
    steps, to be done to their end while nothing else edits."""
    cameras = Cameras()
    shown = yield from _shown_strips(edit, cameras)
    if not everything:
        selected = _inside(strip for strip in _level(edit) if strip.select)  # of a meta strip what is in it, takes too
        wanted = (strip for strip in selected if strip.type in SHOT_STRIPS and _foreign(strip))
        chosen = [source for source in (yield from _sourcing(edit, wanted, cameras)) if not source.muted]
        if chosen:
            names, known = {source.name for source in chosen}, {shot.uuid for shot in film(edit).shots}
            left = sum(source.name not in names and source.uuid not in known for source in shown)
            return Reading(_in_order(chosen), left)
    marked = list(markers.between_markers(edit, cameras, bound=True))
    if shown and (not marked or any(source.origin == "scene_strip" for source in shown)):
        return Reading(_in_order(shown))
    found = marked or list(markers.between_markers(edit, cameras, bound=False))
    if not found:
        uuid = next((shot.uuid for shot in film(edit).shots if shot.origin == "range"), "")
        found = [replace(markers.whole(edit, cameras), uuid=uuid)]
    return Reading(_in_order(found))


def _in_order(found: Iterable[Source]) -> list[Source]:
    return sorted(found, key=lambda source: (source.start, source.end))


def _shown_strips(edit: bpy.types.Scene, cameras: Cameras) -> Sources:
    """Scene strips, and of the boards those that nothing else covers: the topmost picture is what the edit shows."""
    kinds = PICTURES | {"SCENE"}
    strips = [s for s in _inside(_top(edit)) if s.type in kinds and _foreign(s) and _has_picture(s)]
    found = [source for source in (yield from _sourcing(edit, strips, cameras)) if not source.muted]
    scenes = [source for source in found if source.origin == "scene_strip"]
    boards = [source for source in found if source.origin != "scene_strip"]
    return [*scenes, *_uncovered(boards, scenes)]


def _uncovered(boards: Sequence[Source], above: Sequence[Source]) -> Iterator[Source]:
    """The boards of which at least half shows, from the topmost channel down. `above` cover all of them."""
    covered = Coverage((source.start, source.end) for source in above)
    by_channel: dict[int, list[Source]] = {}
    for board in boards:
        by_channel.setdefault(board.owner.channel, []).append(board)
    for channel in sorted(by_channel, reverse=True):
        seen = [b for b in by_channel[channel] if 2 * covered.of(b.start, b.end) < b.end - b.start]
        yield from seen
        covered.add((board.start, board.end) for board in seen)


class Coverage:
    """Frames that some spans cover."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans: list[tuple[int, int]] = []
        self.add(spans)

    def add(self, spans: Iterable[tuple[int, int]]) -> None:
        merged: list[tuple[int, int]] = []
        for start, end in sorted([*self._spans, *spans]):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        self._spans = merged

    def of(self, start: int, end: int) -> int:
        """How many of the frames `start`..`end` (exclusive) are covered."""
        first = max(bisect_right(self._spans, (start, start)) - 1, 0)
        count = 0
        for begins, ends in self._spans[first:]:
            if begins >= end:
                break
            count += max(min(ends, end) - max(begins, start), 0)
        return count


def _inside(strips: Iterable[Any]) -> Iterator[Any]:
    """The strips, and instead of a meta strip that holds scene strips or shots, those: a sequence, an audition."""
    for strip in strips:
        if strip.type == "META" and _holds_shots(strip):
            yield from _inside(strip.strips)
        else:
            yield strip


def _holds_shots(meta: Any) -> bool:
    return any(
        inner.type == "SCENE" or tag(inner).role == "source" or (inner.type == "META" and _holds_shots(inner))
        for inner in meta.strips
    )


def _has_picture(strip: Any) -> bool:
    """False for a meta strip of sounds, or of takes alone, and for a scene strip without a scene."""
    if strip.type == "META":
        return any(inner.type in PICTURES and _foreign(inner) and _has_picture(inner) for inner in strip.strips)
    return strip.type != "SCENE" or strip.scene is not None


def _sourcing(edit: bpy.types.Scene, strips: Iterable[Any], cameras: Cameras | None) -> Sources:
    strips, found = list(strips), []
    speeds = speed_effects(edit) if strips else {}
    for strip in strips:
        yield
        source = of_strip(edit, strip, cameras, speeds)
        if source is not None:
            found.append(source)
    return found


def locate(edit: bpy.types.Scene) -> dict[str, Source]:
    """Where every shot of the edit stands now, by its id; one whose strip or marker is gone is missing, and so is one
    whose strip is muted, unless a take of it is shown.

    One pass over strips, markers and shots."""
    return whole(locating(edit))


def standing(edit: bpy.types.Scene) -> dict[str, Source]:
    """`locate` without what films the shots and what is said in them, for those who look beside the artist's work and
    keep nothing of Blender's between two steps: of a thousand scene strips it takes half the time."""
    return whole(_locating(edit, filmed=False))


def locating(edit: bpy.types.Scene) -> Generator[None, None, dict[str, Source]]:
    """`locate` in steps."""
    found = yield from _locating(edit, filmed=True)
    spoken = dialogue.read(edit)
    return {uuid: _with_dialogue(source, spoken) for uuid, source in found.items()} if spoken.lines else found


def _locating(edit: bpy.types.Scene, *, filmed: bool) -> Generator[None, None, dict[str, Source]]:
    cameras = Cameras()
    ranged = markers.whole(edit, cameras)
    found = {s.uuid: replace(ranged, uuid=s.uuid) for s in film(edit).shots if s.origin == "range" and not s.gone}
    for source in (yield from tagging(edit, cameras, filmed=filmed)):
        known = found.get(source.uuid)
        if known is None or _originality(source) < _originality(known):
            found[source.uuid] = source
    if any(source.muted for source in found.values()):
        shown = {shot_of(strip) for strip in edit.sequence_editor.strips_all if role_of(strip) == "take"}
        found = {uuid: source for uuid, source in found.items() if not source.muted or uuid in shown}
    return found


FEW = 2
"""Shots that are found sooner each by itself than with all of a film's: 10 ms each of a thousand, not 30."""


def locating_these(edit: bpy.types.Scene, shots: Sequence[Any]) -> Generator[None, None, dict[str, Source]]:
    """`locating` for whom these shots are enough."""
    if len(shots) > FEW:
        return (yield from locating(edit))
    found: dict[str, Source] = {}
    for shot in shots:
        yield
        if (place := locate_shot(edit, shot)) is not None:
            found[shot.uuid] = place
    return found


def _with_dialogue(source: Source, spoken: dialogue.Dialogue) -> Source:
    said = spoken.between(source.start, source.end)
    return replace(source, said=said) if said else source


def shots_at(edit: bpy.types.Scene, frame: int) -> list[tuple[Any, Source]]:
    """The shots that stand at a frame of the edit, each with where. Only those whose strips or markers lie there are
    looked at: all of a thousand would be 30 ms."""
    strips: Any = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    spans = compat.strip_spans(strips) if strips else []
    there = [strip for strip, (_, start, end) in zip(strips, spans, strict=True) if start <= frame < end]
    uuids = {shot_of(strip) for strip in there} | markers.tagged_at(edit, frame)
    shots = [shot for shot in film(edit).shots if shot.uuid in uuids or shot.origin == "range"]
    found = [(shot, place) for shot in shots if (place := locate_shot(edit, shot)) is not None]
    return [(shot, place) for shot, place in found if place.start <= frame < place.end]


def locate_shot(edit: bpy.types.Scene, shot: Any) -> Source | None:
    """Where one shot stands now; None when its strip or marker is gone. Reads only what carries its id."""
    cameras, uuid = Cameras(), shot.uuid  # asked once: Blender makes a text of it each time
    own = [s for s in (edit.sequence_editor.strips_all if edit.sequence_editor else ()) if shot_of(s) == uuid]
    found = whole(_sourcing(edit, (strip for strip in own if tag(strip).role == "source"), cameras))
    for mark in edit.timeline_markers:
        if shot_of(mark) == uuid and markers.begins(edit, mark):
            found += markers.of_markers(edit, [mark], cameras, bound=brings(mark))
    if not found and shot.origin == "range" and not shot.gone:
        found = [replace(markers.whole(edit, cameras), uuid=uuid)]
    if not found:
        return None
    best = min(found, key=_originality)
    if best.muted and not any(tag(strip).role == "take" for strip in own):
        return None
    return _with_dialogue(best, dialogue.read(edit))


def camera_of(shot: Shot) -> Any | None:
    """The camera that films a shot: its scene's own, for linked scenes may each have a "Camera". None where it is
    missing, or is none."""
    scene = named.scene(shot.scene)
    camera = named.thing(shot.camera, scene)
    return camera if camera is not None and camera.type == "CAMERA" else None


def seen_through(shot: Shot) -> dict[str, Any] | None:
    """Where the second Blender samples a shot's scene: its camera, first frame and step, in frames of the scene; None
    for one without a camera."""
    if camera_of(shot) is None:
        return None
    return {
        "scene": shot.scene,
        "camera": shot.camera,
        "frame_start": shot.scene_frame_start,
        "step": float(shot.scene_step),
    }


def _originality(source: Source) -> tuple[bool, int, int]:
    """Smallest for the original among duplicates, which carry the same id until shots are built again: the original
    kept its name, copies got ".001"."""
    return (source.muted, len(source.name), source.start)


def tagging(edit: bpy.types.Scene, cameras: Cameras, *, filmed: bool = True) -> Sources:
    """Every strip and marker that carries a shot's id, duplicates included; of strips without `filmed` only where they
    stand."""
    strips = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    wanted = (strip for strip in strips if role_of(strip) == "source" and shot_of(strip))
    found = yield from _sourcing(edit, wanted, cameras if filmed else None)
    for source in markers.of_tagged(edit, cameras):
        yield
        found.append(source)
    return found


def recorded(shot: Any) -> Source:
    """A shot as it was last read: for one made from the range, or whose strip is gone."""
    return Source(
        uuid=shot.uuid,
        origin=shot.origin,
        start=shot.frame_start,
        end=shot.frame_end,
        filmed=shot.scene,
        eye=shot.camera,
        scene_frame_start=shot.scene_frame_start,
        scene_step=Fraction(shot.scene_step),
        unsure=shot.speed_unsure,
        name=shot.source_name,
    )


def _level(edit: bpy.types.Scene) -> Iterable[Any]:
    """The strips that the Sequencer shows: inside the meta strip that is open, else the top."""
    editor = edit.sequence_editor
    if editor is None:
        return ()
    return editor.meta_stack[-1].strips if editor.meta_stack else editor.strips


def _top(edit: bpy.types.Scene) -> Iterable[Any]:
    return edit.sequence_editor.strips if edit.sequence_editor else ()


def _foreign(strip: Any) -> bool:
    return tag(strip).role not in OURS
