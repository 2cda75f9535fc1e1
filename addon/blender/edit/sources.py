# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where shots are: reads strips, markers and the range of an edit as plain values. Changes nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
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
OURS = {"take", "sound", "placeholder"}


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
    head: int = 0
    """Frames of a strip's content before its first visible one: tells a cut strip's halves from a duplicate."""
    name: str = ""
    owner: Any = field(default=None, compare=False, repr=False)
    said: tuple[Said, ...] = ()
    """Who says what in the shot, in the order of speaking."""

    @property
    def scene(self) -> str:
        return self.filmed.name_full if self.filmed else ""

    @property
    def camera(self) -> str:
        return self.eye.name if self.eye else ""

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

    Read from the markers, since `scene.camera` follows them a frame late in 4.5. Sorted once: linear in their number.
    """

    def __init__(self) -> None:
        self._bound: dict[str, list[Any]] = {}

    def at(self, scene: bpy.types.Scene, frame: int) -> Any | None:
        if scene.name not in self._bound:
            self._bound[scene.name] = sorted((m for m in scene.timeline_markers if m.camera), key=_frame)
        marks = self._bound[scene.name]
        if not marks:
            return scene.camera
        # Before the first marker Blender already uses its camera.
        return marks[max(bisect_right(marks, frame, key=_frame) - 1, 0)].camera


def _frame(marker: Any) -> int:
    return int(marker.frame)


class Reading(NamedTuple):
    """What an edit shows as shots, in edit order. `partial`: only what the artist selected was read."""

    sources: list[Source]
    partial: bool


def read(edit: bpy.types.Scene) -> Reading:
    """The shots that an edit shows, from the first of these that it has: selected strips, scene strips, camera-bound
    markers, plain markers, the whole range."""
    cameras = Cameras()
    selected = [s for s in _level(edit) if s.select and s.type in SHOT_STRIPS and _foreign(s)]
    scenes = [s for s in _top(edit) if s.type == "SCENE" and not s.mute and s.scene and _foreign(s)]
    found = [of_strip(edit, s, cameras) for s in selected or scenes]
    if not found:
        found = list(_intervals(edit, cameras, bound=True)) or list(_intervals(edit, cameras, bound=False))
    if not found:
        uuid = next((shot.uuid for shot in film(edit).shots if shot.origin == "range"), "")
        found = [replace(_range(edit, cameras), uuid=uuid)]
    return Reading(sorted(found, key=lambda s: (s.start, s.end)), bool(selected))


def locate(edit: bpy.types.Scene) -> dict[str, Source]:
    """Where every shot of the edit stands now, by its id; one whose strip or marker is gone is missing.

    One pass over strips, markers and shots."""
    cameras = Cameras()
    whole = _range(edit, cameras)
    found = {s.uuid: replace(whole, uuid=s.uuid) for s in film(edit).shots if s.origin == "range" and not s.gone}
    for source in [*_tagged_strips(edit, cameras), *_tagged_markers(edit, cameras)]:
        known = found.get(source.uuid)
        if known is None or _originality(source) < _originality(known):
            found[source.uuid] = source
    spoken = dialogue.read(edit)
    return {uuid: _with_dialogue(source, spoken) for uuid, source in found.items()} if spoken.lines else found


def _with_dialogue(source: Source, spoken: dialogue.Dialogue) -> Source:
    said = spoken.between(source.start, source.end)
    return replace(source, said=said) if said else source


def locate_shot(edit: bpy.types.Scene, shot: Any) -> Source | None:
    """Where one shot stands now; None when its strip or marker is gone. Reads only what carries its id."""
    cameras = Cameras()
    found = [
        of_strip(edit, strip, cameras)
        for strip in (edit.sequence_editor.strips_all if edit.sequence_editor else ())
        if shot_of(strip) == shot.uuid and tag(strip).role == "source"
    ]
    for mark in edit.timeline_markers:
        if shot_of(mark) == shot.uuid:
            bound = mark.camera is not None
            later = (m.frame for m in edit.timeline_markers if m.frame > mark.frame and (m.camera or not bound))
            source = _of_marker(edit, mark, min(later, default=edit.frame_end + 1), cameras, bound=bound)
            found += [source] if source else []
    if not found and shot.origin == "range" and not shot.gone:
        found = [replace(_range(edit, cameras), uuid=shot.uuid)]
    return _with_dialogue(min(found, key=_originality), dialogue.read(edit)) if found else None


def camera_of(shot: Shot) -> Any | None:
    """The camera that films a shot: its scene's own, for linked scenes may each have a "Camera". None where it is
    missing, or is none."""
    scene = named.scene(shot.scene)
    camera = (scene.objects.get(shot.camera) if scene is not None else None) or bpy.data.objects.get(shot.camera)
    return camera if camera is not None and camera.type == "CAMERA" else None


def _originality(source: Source) -> tuple[int, int]:
    """Smallest for the original among duplicates, which carry the same id until shots are built again: the original
    kept its name, copies got ".001"."""
    return (len(source.name), source.start)


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


def of_strip(edit: bpy.types.Scene, strip: Any, cameras: Cameras) -> Source:
    """The shot that a strip is. One that shows no picture of its own (a slug of colour) is filmed by the edit's own
    camera, if it has one."""
    start, end = compat.strip_start(strip), compat.strip_end(strip)
    source = Source(
        uuid=tag(strip).shot if tag(strip).role == "source" else "",
        origin="strip",
        start=start,
        end=end,
        picture=strip.type in PICTURES,
        head=start - int(compat.content_start(strip)),
        name=strip.name,
        owner=strip,
    )
    if source.picture:
        return source
    if strip.type != "SCENE" or strip.scene is None:
        camera = cameras.at(edit, start)
        return replace(source, filmed=edit if camera else None, eye=camera, scene_frame_start=start)
    scene = strip.scene
    frames = scene_map(strip)
    first = frames.at(start)
    return replace(
        source,
        origin="scene_strip",
        filmed=scene,
        eye=strip.scene_camera or cameras.at(scene, first),
        scene_frame_start=first,
        scene_step=frames.step,
        unsure=not frames.exact,
    )


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
    if edit.sequence_editor is None:
        return
    for strip in edit.sequence_editor.strips_all:
        if shot_of(strip) and tag(strip).role == "source":
            yield of_strip(edit, strip, cameras)


def _tagged_markers(edit: bpy.types.Scene, cameras: Cameras) -> Iterator[Source]:
    bound = [source for source in _intervals(edit, cameras, bound=True) if source.uuid]
    yield from bound
    markers = {source.uuid for source in bound}
    yield from (s for s in _intervals(edit, cameras, bound=False) if s.uuid and s.uuid not in markers)


def _intervals(edit: bpy.types.Scene, cameras: Cameras, *, bound: bool) -> Iterator[Source]:
    """From each marker (`bound`: each with a camera) to the next of its kind or the range's end, within the range."""
    marks = sorted((m for m in edit.timeline_markers if not bound or m.camera), key=_frame)
    for n, mark in enumerate(marks):
        following = marks[n + 1].frame if n + 1 < len(marks) else edit.frame_end + 1
        source = _of_marker(edit, mark, following, cameras, bound=bound)
        if source:
            yield source


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
