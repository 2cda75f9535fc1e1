# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where shots are: reads strips, markers and the range of an edit as plain values. Changes nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...core.frames import FrameMap, scene_strip_map
from ...second import compat, named
from ..properties import film, shot_of, tag
from . import dialogue
from .dialogue import Said

if TYPE_CHECKING:
    from ...core.models import Shot

PICTURES = {"MOVIE", "IMAGE", "META", "MOVIECLIP"}
"""Strips that show a picture of their own: that is a shot's first frame, and no camera films it."""
SHOT_STRIPS = PICTURES | {"SCENE", "COLOR"}
"""Strips that can be a shot. Sound, text, effects and adjustments lie over shots and are none."""
OURS = {"take", "sound", "placeholder", "clip", "compare", "burnin"}


@dataclass(frozen=True)
class Source:
    """One place in the edit that is a shot: frames of the edit, `end` exclusive.

    `owner` (strip or marker; None for the range), `filmed` (the scene) and `eye` (the camera) are Blender's own: valid
    until the edit changes, never kept.
    """

    uuid: str
    origin: str
    start: int
    end: int
    filmed: Any = field(default=None, compare=False, repr=False)
    eye: Any = field(default=None, compare=False, repr=False)
    scene_frame_start: int = 0
    scene_step: Fraction = Fraction(1)
    unsure: bool = False
    picture: bool = False
    """Its strip shows a picture of its own."""
    head: int = 0
    """Frames of a strip's content before its first visible one: tells a cut strip's halves from a duplicate."""
    before: int = 0
    """Frames of a strip's content before the shot's first one, whatever its meta strip hides."""
    holds: tuple[int, int] = (0, 0)
    """Frames of the edit before and after a scene strip's content, over which its first and last frame stand still."""
    cuts: tuple[int, ...] = ()
    """Frames of the edit within the shot at which its scene's markers bring another camera."""
    meta: str = ""
    """Name of the meta strip that its strip lies in."""
    muted: bool = field(default=False, compare=False)
    name: str = ""
    owner: Any = field(default=None, compare=False, repr=False)
    said: tuple[Said, ...] = ()
    """Who says what in the shot, in the order of speaking."""

    @property
    def scene(self) -> str:
        return self.filmed.name_full if self.filmed else ""

    @property
    def camera(self) -> str:
        """The camera's full name: a linked rig's "Camera [rig.blend]" is not the scene's own "Camera"."""
        return self.eye.name_full if self.eye else ""

    @property
    def picture_strip(self) -> str:
        """Name of the strip whose own picture the shot is."""
        return self.name if self.picture else ""

    @property
    def place(self) -> tuple[str, str]:
        return (self.scene, self.camera)

    def overlap(self, start: int, end: int) -> int:
        """Frames shared with `start`..`end`."""
        return min(self.end, end) - max(self.start, start)


class Cameras:
    """Which camera films a scene at a frame: that of the last camera marker, else the scene's own.

    Read from the markers as Blender does it (4.5.15, 5.2.3): of several on one frame the first of its list, and none
    whose camera is hidden in renders. `scene.camera` follows them a frame late in 4.5. Sorted once: linear.
    """

    def __init__(self) -> None:
        self._bound: dict[str, list[Any]] = {}

    def bound(self, scene: bpy.types.Scene) -> list[Any]:
        """The scene's markers that bring a camera, by frame."""
        if scene.name_full not in self._bound:
            self._bound[scene.name_full] = _first_of_each_frame(m for m in scene.timeline_markers if _brings(m))
        return self._bound[scene.name_full]

    def at(self, scene: bpy.types.Scene, frame: int) -> Any | None:
        marks = self.bound(scene)
        if not marks:
            return scene.camera
        # Before the first marker Blender already uses its camera.
        return marks[max(bisect_right(marks, frame, key=_frame) - 1, 0)].camera

    def changes(self, scene: bpy.types.Scene, first: int, last: int) -> list[int]:
        """Frames after `first`, up to `last`, at which another camera takes over."""
        marks = self.bound(scene)
        inside = marks[bisect_right(marks, first, key=_frame) : bisect_right(marks, last, key=_frame)]
        found, eye = [], self.at(scene, first)
        for mark in inside:
            if mark.camera != eye:
                found.append(int(mark.frame))
            eye = mark.camera
        return found


def _brings(marker: Any) -> bool:
    return marker.camera is not None and not marker.camera.hide_render


def _frame(marker: Any) -> int:
    return int(marker.frame)


class Reading(NamedTuple):
    """What an edit shows as shots, in edit order. `left`: strips that would be shots had others not been selected."""

    sources: list[Source]
    left: int = 0


def read(edit: bpy.types.Scene, *, everything: bool = False) -> Reading:
    """The shots that an edit shows, from the first of these that it has: selected strips, unless `everything` is asked
    for; scene strips with the boards beside them, or camera-bound markers; boards; plain markers; the whole range.

    Muted strips and strips on muted channels are none. Those inside meta strips are read as far as those show them."""
    cameras = Cameras()
    shown = _shown_strips(edit, cameras)
    if not everything:
        selected = _inside(strip for strip in _level(edit) if strip.select)  # of a meta strip what is in it, takes too
        wanted = (strip for strip in selected if strip.type in SHOT_STRIPS and _foreign(strip))
        chosen = [source for source in _sources_of(edit, wanted, cameras) if not source.muted]
        if chosen:
            names, known = {source.name for source in chosen}, {shot.uuid for shot in film(edit).shots}
            left = sum(source.name not in names and source.uuid not in known for source in shown)
            return Reading(_in_order(chosen), left)
    markers = list(_intervals(edit, cameras, bound=True))
    if shown and (not markers or any(source.origin == "scene_strip" for source in shown)):
        return Reading(_in_order(shown))
    found = markers or list(_intervals(edit, cameras, bound=False))
    if not found:
        uuid = next((shot.uuid for shot in film(edit).shots if shot.origin == "range"), "")
        found = [replace(_range(edit, cameras), uuid=uuid)]
    return Reading(_in_order(found))


def _in_order(found: Iterable[Source]) -> list[Source]:
    return sorted(found, key=lambda source: (source.start, source.end))


def _shown_strips(edit: bpy.types.Scene, cameras: Cameras) -> list[Source]:
    """Scene strips, and of the boards those that nothing else covers: the topmost picture is what the edit shows."""
    kinds = PICTURES | {"SCENE"}
    strips = [s for s in _inside(_top(edit)) if s.type in kinds and _foreign(s) and _has_picture(s)]
    found = [source for source in _sources_of(edit, strips, cameras) if not source.muted]
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


def _sources_of(edit: bpy.types.Scene, strips: Iterable[Any], cameras: Cameras) -> Iterator[Source]:
    speeds = _speed_effects(edit)
    for strip in strips:
        source = of_strip(edit, strip, cameras, speeds)
        if source is not None:
            yield source


def locate(edit: bpy.types.Scene) -> dict[str, Source]:
    """Where every shot of the edit stands now, by its id; one whose strip or marker is gone is missing, and so is one
    whose strip is muted, unless a take of it is shown.

    One pass over strips, markers and shots."""
    cameras = Cameras()
    whole = _range(edit, cameras)
    found = {s.uuid: replace(whole, uuid=s.uuid) for s in film(edit).shots if s.origin == "range" and not s.gone}
    for source in [*_tagged_strips(edit, cameras), *_tagged_markers(edit, cameras)]:
        known = found.get(source.uuid)
        if known is None or _originality(source) < _originality(known):
            found[source.uuid] = source
    if any(source.muted for source in found.values()):
        shown = {shot_of(strip) for strip in edit.sequence_editor.strips_all if tag(strip).role == "take"}
        found = {uuid: source for uuid, source in found.items() if not source.muted or uuid in shown}
    spoken = dialogue.read(edit)
    return {uuid: _with_dialogue(source, spoken) for uuid, source in found.items()} if spoken.lines else found


def _with_dialogue(source: Source, spoken: dialogue.Dialogue) -> Source:
    said = spoken.between(source.start, source.end)
    return replace(source, said=said) if said else source


def locate_shot(edit: bpy.types.Scene, shot: Any) -> Source | None:
    """Where one shot stands now; None when its strip or marker is gone. Reads only what carries its id."""
    cameras = Cameras()
    own = [s for s in (edit.sequence_editor.strips_all if edit.sequence_editor else ()) if shot_of(s) == shot.uuid]
    found = list(_sources_of(edit, (strip for strip in own if tag(strip).role == "source"), cameras))
    for mark in edit.timeline_markers:
        if shot_of(mark) == shot.uuid and _begins(edit, mark):
            found += _between(edit, [mark], cameras, bound=_brings(mark))
    if not found and shot.origin == "range" and not shot.gone:
        found = [replace(_range(edit, cameras), uuid=shot.uuid)]
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


def tagged(edit: bpy.types.Scene) -> list[Source]:
    """Every strip and marker that carries a shot's id, duplicates included."""
    cameras = Cameras()
    return [*_tagged_strips(edit, cameras), *_tagged_markers(edit, cameras)]


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


def _speed_effects(edit: bpy.types.Scene) -> dict[str, Any]:
    """The speed effects of an edit that play, by the name of the strip that each lies on."""
    strips = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    found = [strip for strip in strips if strip.type == "SPEED" and not strip.mute]
    return {effect.input_1.name: effect for effect in found if effect.input_1 is not None}


def of_strip(
    edit: bpy.types.Scene, strip: Any, cameras: Cameras, speeds: Mapping[str, Any] = MappingProxyType({})
) -> Source | None:
    """The shot that a strip is, played by the speed effect on it, if `speeds` has one; None where the handles of its
    meta strip leave nothing of it. One that shows no picture of its own (a slug of colour) is filmed by the edit's own
    camera, if it has one."""
    bounds = _bounds(edit, strip)
    if bounds.after <= bounds.first:
        return None
    start, end = bounds.first, bounds.after
    nested = strip.type == "SCENE" and strip.scene is not None
    source = Source(
        uuid=tag(strip).shot if tag(strip).role == "source" else "",
        origin="scene_strip" if nested else "strip",
        start=start,
        end=end,
        # A scene strip that shows the other scene's Sequencer, not its camera.
        picture=strip.type in PICTURES or (nested and strip.scene_input == "SEQUENCER"),
        head=compat.strip_start(strip) - int(compat.content_start(strip)),
        before=start - int(compat.content_start(strip)),
        meta=bounds.meta,
        muted=bounds.muted,
        name=strip.name,
        owner=strip,
    )
    if source.picture:
        return source
    if nested:
        return _of_scene_strip(source, strip, cameras, speeds.get(strip.name))
    camera = cameras.at(edit, start)
    cuts = tuple(cameras.changes(edit, start, end - 1)) if camera else ()
    return replace(source, filmed=edit if camera else None, eye=camera, scene_frame_start=start, cuts=cuts)


def _of_scene_strip(source: Source, strip: Any, cameras: Cameras, effect: Any | None) -> Source:
    """A strip pulled beyond its scene's range holds the first or the last frame, as Blender shows it."""
    scene, frames = strip.scene, scene_map(strip)
    begins = int(compat.content_start(strip))
    ends = begins + compat.content_duration(strip)
    if effect is not None:
        start, own = compat.strip_start(strip), frames.step
        frames = _played(frames, strip, effect)
        if frames.step > 0 < own:
            ends = max(start + 1, start + floor((ends - start) * own / frames.step))
    shown = min(max(source.start, begins), ends - 1)
    first = frames.at(shown)
    last = frames.at(max(min(source.end, ends) - 1, shown))
    cuts: list[int] = []
    if strip.scene_camera is None and frames.step > 0:
        changes = cameras.changes(scene, first, last)
        cuts = [shown + ceil((frame - frames.position(shown)) / frames.step) for frame in changes]
    return replace(
        source,
        filmed=scene,
        eye=strip.scene_camera or cameras.at(scene, first),
        scene_frame_start=first,
        scene_step=frames.step,
        unsure=not frames.exact,
        holds=(min(max(begins - source.start, 0), source.end - source.start - 1), max(source.end - ends, 0)),
        cuts=tuple(cuts),
    )


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


def _tagged_strips(edit: bpy.types.Scene, cameras: Cameras) -> Iterator[Source]:
    strips = edit.sequence_editor.strips_all if edit.sequence_editor else ()
    return _sources_of(edit, (s for s in strips if shot_of(s) and tag(s).role == "source"), cameras)


def _tagged_markers(edit: bpy.types.Scene, cameras: Cameras) -> Iterator[Source]:
    """A marker that lost its camera goes on as a shot, to the next one that begins a shot. One that was moved onto the
    frame of another begins none."""
    marks = cameras.bound(edit)
    taken = {mark.frame for mark in marks}
    others = _first_of_each_frame(m for m in edit.timeline_markers if shot_of(m) and m.frame not in taken)
    yield from _between(edit, [mark for mark in marks if shot_of(mark)], cameras, bound=True)
    yield from _between(edit, others, cameras, bound=False)


def _begins(edit: bpy.types.Scene, mark: Any) -> bool:
    """Whether a shot begins at a marker: not where another on its frame comes first."""
    there = [m for m in edit.timeline_markers if m.frame == mark.frame]
    first = next((m for m in there if _brings(m)), None) or next(m for m in there if shot_of(m))
    return bool(first == mark)


def _intervals(edit: bpy.types.Scene, cameras: Cameras, *, bound: bool) -> Iterator[Source]:
    """From each marker (`bound`: each that brings a camera) to the next that begins a shot or the range's end, within
    the range. Of several on one frame the first of Blender's list, as for its cameras."""
    marks = cameras.bound(edit) if bound else _first_of_each_frame(edit.timeline_markers)
    return _between(edit, marks, cameras, bound=bound)


def _between(edit: bpy.types.Scene, marks: Iterable[Any], cameras: Cameras, *, bound: bool) -> Iterator[Source]:
    ends = _ends(edit, cameras)
    for mark in marks:
        after = bisect_right(ends, mark.frame)
        following = ends[after] if after < len(ends) else edit.frame_end + 1
        source = _of_marker(edit, mark, following, cameras, bound=bound)
        if source:
            yield source


def _ends(edit: bpy.types.Scene, cameras: Cameras) -> list[int]:
    """Frames at which the shots of markers end: where some bring cameras, those and the ones that are shots already,
    for one may have lost its camera; else all."""
    only = bool(cameras.bound(edit))
    return sorted({int(m.frame) for m in edit.timeline_markers if not only or _brings(m) or shot_of(m)})


def _first_of_each_frame(markers: Iterable[Any]) -> list[Any]:
    first: dict[int, Any] = {}
    for mark in markers:
        first.setdefault(mark.frame, mark)
    return [first[frame] for frame in sorted(first)]


def _of_marker(edit: bpy.types.Scene, mark: Any, following: int, cameras: Cameras, *, bound: bool) -> Source | None:
    """The shot from a marker to the `following` frame; None when nothing of it lies within the range."""
    start, end = max(mark.frame, edit.frame_start), min(following, edit.frame_end + 1)
    if end <= start:
        return None
    camera = mark.camera if bound else cameras.at(edit, start)
    return Source(
        uuid=tag(mark).shot,
        origin="camera_marker" if bound else "marker",
        start=start,
        end=end,
        filmed=edit if camera else None,
        eye=camera,
        scene_frame_start=start,
        name=mark.name,
        owner=mark,
    )


def _range(edit: bpy.types.Scene, cameras: Cameras) -> Source:
    camera = cameras.at(edit, edit.frame_start)
    return Source(
        uuid="",
        origin="range",
        start=edit.frame_start,
        end=edit.frame_end + 1,
        filmed=edit if camera else None,
        eye=camera,
        scene_frame_start=edit.frame_start,
    )
