# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to film for whom: the specs of a cast member's turntable and of a shot's still or clip. Main thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

import bpy

from ...core.errors import UserError
from ...core.models import CaptureKind, CaptureSpec, ClipLook, Rate, Reference, Shot, fingerprint
from ...core.plans.checks import ASPECT_TOLERANCE
from ...second import compat, named
from ...second.figures import stand_ins
from ..edit import sources
from . import key, segment

TURNTABLE_SECONDS = 3
"""Two for the turn and one before the face. Gateways take 2 to 30 s, most 3; every second is billed, up to 5."""
TURNTABLE_SIZE = (1280, 720)
"""The shape of the film's own frame: a model that cuts references to it cuts nothing off."""
TURNTABLE_FPS = (16, 30)
"""A scene's rate within these is kept, so that its motion is sampled where it was animated; others become 24."""
CLIP_FPS = (16, 60)
"""What gateways take in a reference clip."""
DRESSED = 3
"""Grows when blockouts of the same scene come out otherwise: those of before are filmed once more."""


@dataclass(frozen=True)
class Filmed:
    """How a character is filmed: which side is its front, and what draws it; see `CastMember`."""

    front: str = "auto"
    front_object: str = ""
    film_with: str = "auto"

    @property
    def settings(self) -> tuple[Any, ...]:
        """What a capture's key has of it; nothing where all is as it comes."""
        found: list[Any] = [] if self.film_with == "auto" else ["with", self.film_with]
        if self.front != "auto":
            thing = named.thing(self.front_object) if self.front == "object" else None
            place: list[float] = (
                [round(value, 3) for value in thing.matrix_world.translation] if thing is not None else []
            )
            found += ["front", self.front, *place]
        return tuple(found)


@dataclass(frozen=True)
class Turntable:
    """What a character's turntable is of."""

    seconds: int = TURNTABLE_SECONDS
    start: int | None = None
    """The first frame; None: the one from which the character is first seen."""
    voice: tuple[Any, ...] = ()
    """The name of the sound strip under it, and what is heard of that."""
    voice_scene: str = ""
    filmed: Filmed = Filmed()
    lit: bool = False
    """In the light of its scene, of which the key tells then, too."""


def first_seen(collection: bpy.types.Collection, start: int) -> int:
    """The first frame from `start` on in which anything of a collection renders, where visibility is keyed; `start`
    where nothing is seen later either, or only playing tells: drivers and strips of the NLA, wherever the playhead
    stands."""
    ways = list(_ways(collection))
    curves = {
        thing: [c for c in compat.fcurves(thing) if c.data_path == "hide_render"]
        for thing in {thing for way in ways for thing in way}
    }
    frames = {start, *(round(k.co.x) for found in curves.values() for c in found for k in c.keyframe_points)}
    for frame in sorted(frame for frame in frames if frame >= start):
        hidden = {t for t, keyed in curves.items() if _is_hidden(t, keyed, frame)}
        if any(hidden.isdisjoint(way) for way in ways):
            return int(frame)
    return start


def _is_hidden(thing: Any, keyed: list[Any], frame: int) -> bool:
    return bool(keyed[-1].evaluate(frame)) if keyed else stand_ins.is_never_seen(thing)


def _ways(collection: Any, holders: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """What a collection may show: each thing after the instances, outermost first, through which it is seen."""
    for thing in collection.all_objects:
        if thing.type in key.SHOWN:
            yield (*holders, thing)
        if thing.instance_collection is not None and thing not in holders:
            yield from _ways(thing.instance_collection, (*holders, thing))


def turntable_spec(
    name: str,
    collection: bpy.types.Collection,
    scene: bpy.types.Scene,
    table: Turntable | None = None,
    *,
    seen: key.Seen | None = None,
) -> CaptureSpec:
    """A character's turntable in `scene`.

    Raises UserError (code "collection_empty") for a collection without anything that renders."""
    require_shown(name, collection)
    table = table or Turntable()
    width, height = TURNTABLE_SIZE
    if scene.render.resolution_x < scene.render.resolution_y:
        width, height = height, width
    scene_rate = _rate(scene)
    low, high = TURNTABLE_FPS
    rate = scene_rate if low <= scene_rate.fraction <= high else Rate(fps=24)
    start = first_seen(collection, scene.frame_start) if table.start is None else table.start
    filmed = table.filmed
    frames = round(table.seconds * rate.fraction)
    step = float(scene_rate.fraction / rate.fraction)
    settings = ("turntable", rate.fps, rate.base, start, frames, step, width, height, *table.voice, *filmed.settings)
    settings += without(collection, scene)
    span = (start, start + frames * step)
    if table.lit:
        settings = ("lit", key.of_scene(scene, span, (), seen), *settings)
    return CaptureSpec(
        kind=CaptureKind.LIT if table.lit else CaptureKind.TURNTABLE,
        key=key.of_collection(collection, span, settings, seen),
        name=name,
        scene=scene.name_full,
        collection=collection.name_full,
        voice=table.voice[0] if table.voice else "",
        voice_scene=table.voice_scene,
        front=filmed.front,
        front_object=filmed.front_object,
        film_with=filmed.film_with,
        frame_start=start,
        frame_end=start + frames,
        scene_step=step,
        rate=rate,
        width=width,
        height=height,
    )


def without(collection: Any, scene: Any) -> tuple[str, ...]:
    """What of a collection is not filmed though it renders, for a capture's key; nothing where all of it is."""
    groups = [group.name_full for group in stand_ins.left_out(collection, scene)]
    holes = [thing.name_full for thing in named.within(collection) if thing.is_holdout]
    return ("without", *sorted(groups), *sorted(holes)) if groups or holes else ()


def require_shown(name: str, collection: bpy.types.Collection) -> None:
    """Raise UserError for a collection without anything that renders: code "collection_empty", or "library_lost" where
    the file is missing that it comes from."""
    if collection.is_missing and collection.library is not None:
        file = bpy.path.basename(collection.library.filepath)
        raise UserError(
            f"{file} is missing: {name} is the collection {collection.name} of that file.",
            "File > External Data > Find Missing Files, or relocate the library, then look again.",
            code="library_lost",
        )
    if not any(key.renders(thing) for thing in collection.all_objects):
        raise UserError(
            f"The collection {collection.name} of {name} is empty: it has no meshes to film.",
            "Put the character's meshes into it, or choose another collection.",
            code="collection_empty",
        )


def within(width: int, height: int) -> tuple[int, int]:
    """A picture's shape in no more pixels than a turntable has."""
    most = TURNTABLE_SIZE[0] * TURNTABLE_SIZE[1]
    share = min(1.0, (most / (width * height)) ** 0.5)
    return int(width * share) // 2 * 2, int(height * share) // 2 * 2


def pressed(spec: CaptureSpec, max_bytes: int) -> CaptureSpec:
    """The same picture as a JPEG of at most so many bytes, its sides no longer than they need be; 0: as it is."""
    if not max_bytes:
        return spec
    width, height = within(spec.width, spec.height)
    settled = {"width": width, "height": height, "max_bytes": max_bytes}
    return spec.model_copy(update={**settled, "key": fingerprint([spec.key, *settled.values()])})


def smaller(picture: Reference, scene: str, max_bytes: int) -> CaptureSpec:
    """A picture of the artist's as a JPEG of at most so many bytes."""
    width, height = within(picture.width, picture.height)
    return CaptureSpec(
        kind=CaptureKind.FRAME,
        key="smaller-" + fingerprint([picture.sha256, width, height, max_bytes]),
        name=picture.name,
        scene=scene,
        file=picture.path,
        frame_start=0,
        frame_end=1,
        width=width,
        height=height,
        max_bytes=max_bytes,
    )


def still_spec(shot: Shot, size: str, *, last: bool = False, seen: key.Seen | None = None) -> CaptureSpec:
    """The first (or last) frame of a shot: its strip's own picture, else through its camera. `size` is the request's,
    "1280x720".

    `seen` remembers what was read of a scene, for the next shot in it; use one only while nothing changes.
    Raises UserError (codes "camera_missing", "strip_missing") for a shot without either."""
    if shot.picture_strip:
        return _board_spec(shot, size, last=last)
    scene = _scene(shot)
    width, height = sides(size)
    frame = shot.scene_frame_start
    if last:
        frame = round(shot.scene_frame(shot.frames - 1))
    composited = compat.compositor(scene) is not None
    settings = ("still", shot.camera, frame, width, height, *(_composited(scene) if composited else ()))
    return CaptureSpec(
        kind=CaptureKind.STILL,
        key=key.of_scene(scene, (frame, frame), settings, seen),
        name=shot.name,
        scene=scene.name_full,
        camera=shot.camera,
        frame_start=frame,
        frame_end=frame + 1,
        rate=shot.rate,
        width=width,
        height=height,
        composited=composited,
    )


def in_look(still: CaptureSpec, look: ClipLook, paints: dict[str, str]) -> CaptureSpec:
    """A shot's still in a look of its clip. `paints`: collection -> colour. Raises UserError (code "look_of_picture")
    for one that shows the strip's own picture."""
    if still.strip:
        raise UserError(
            f"{still.name} shows a picture of its own, which has no looks: they are of a scene.",
            "Leave out --look, or give the shot a camera.",
            code="look_of_picture",
        )
    painted = paints if look is ClipLook.COLOURS else dict.fromkeys(paints, "")
    dressed = {"look": look.value, "paints": paints, "composited": False}
    named_by = fingerprint([still.key, look.value, sorted(painted.items())])
    return still.model_copy(update={**dressed, "key": named_by})


def _composited(scene: Any) -> tuple[Any, ...]:
    """What a picture that is put together in the compositor has besides its scene, for its key."""
    layers = [(layer.name, layer.use) for layer in scene.view_layers]
    return ("composited", key.of_nodes(compat.compositor(scene)), scene.render.resolution_x, layers)


def blockout_spec(
    shot: Shot, seconds: int, handle_in: int, paints: dict[str, str], *, seen: key.Seen | None = None
) -> CaptureSpec:
    """The clip that leads a shot's camera and staging: exactly `seconds` long, beginning `handle_in` edit frames before
    the shot, as a take of it is played. `paints`: collection -> colour. Raises as `still_spec` does."""
    from ...core.plans import blockout, shape

    width, height = blockout.clip_size(shape.shown(shot))
    rate = Rate(fps=blockout.clip_rate(shot.rate))
    each = float(blockout.edit_frames(shot.rate) / shot.play_speed)
    step, frames = each * shot.scene_step, seconds * rate.fps
    holds = _holds(shot, -handle_in, frames, each)
    start = shot.scene_frame_start - (0 if holds[0] else round(handle_in * shot.scene_step))
    painted = paints if shot.clip_look is ClipLook.COLOURS else dict.fromkeys(paints, "")
    look = shot.clip_look.value
    settings = (
        "blockout",
        DRESSED,
        look,
        *sorted(painted.items()),
        shot.camera,
        start,
        frames,
        step,
        width,
        height,
        rate.fps,
    )
    return _clip(shot, _Times(start, frames, step, rate, holds), (width, height), look, paints, settings, seen)


def _holds(shot: Shot, first: float, frames: int, each: float) -> tuple[int, int]:
    """Of a clip of so many frames, how many at its beginning and its end show the shot's scene standing still.

    The clip begins `first` frames of the edit after the shot; `each` of them pass with every frame of it."""
    before, after = shot.holds
    begins = min(max(round((before - first) / each), 0), frames - 1) if before else 0
    if not after:
        return begins, 0
    last = floor((max(shot.frames - 1 - after, before) - first) / each)
    return begins, frames - 1 - min(max(last, begins), frames - 1)


def _board_spec(shot: Shot, size: str, *, last: bool) -> CaptureSpec:
    """What the shot's strip shows at the shot's first or last frame, cropped, moved and retimed as the edit has it."""
    edit = named.scene(shot.edit)
    strip: Any = edit.sequence_editor.strips_all.get(shot.picture_strip) if edit and edit.sequence_editor else None
    if edit is None or strip is None:
        raise UserError(f"The strip of {shot.name} is gone.", "Build the shots again.", code="strip_missing")
    width, height = _like(edit.render, *sides(size))
    frame = shot.frame_end - 1 if last else shot.frame_start
    settings = ("board", frame - segment.span(strip)[0], width, height)
    return CaptureSpec(
        kind=CaptureKind.STILL,
        key=segment.key(edit, strip, settings),
        name=shot.name,
        scene=edit.name_full,
        strip=strip.name,
        frame_start=frame,
        frame_end=frame + 1,
        rate=shot.rate,
        width=width,
        height=height,
    )


def _like(render: Any, width: int, height: int) -> tuple[int, int]:
    """The size that is asked for, or, where the edit's frame has another shape, that shape in as many pixels: a board
    is neither stretched nor given bars."""
    aspect = render.resolution_x * render.pixel_aspect_x / (render.resolution_y * render.pixel_aspect_y)
    if abs(aspect * height / width - 1) <= ASPECT_TOLERANCE:
        return width, height
    high = (width * height / aspect) ** 0.5
    return round(high * aspect / 2) * 2, round(high / 2) * 2


def clip_spec(
    shot: Shot, size: str, *, look: str = "", paints: dict[str, str] | None = None, seen: key.Seen | None = None
) -> CaptureSpec:
    """The shot's whole range through its camera, as long as the shot. `look`: a ClipLook, "" as the scene; `paints`:
    collection -> colour, for the look of colours. Raises as `still_spec` does."""
    width, height = sides(size)
    rate, times = _file_rate(shot.rate)
    frames, step = max(1, round(shot.frames * times)), shot.scene_step / times
    start, holds = shot.scene_frame_start, _holds(shot, 0, frames, 1 / times)
    painted = paints or {}
    dressed = (look, *sorted(painted.items())) if look else ()
    settings = ("clip", shot.camera, start, frames, step, width, height, rate.fps, rate.base, *dressed)
    return _clip(shot, _Times(start, frames, step, rate, holds), (width, height), look, painted, settings, seen)


class _Times(NamedTuple):
    """When a clip is filmed: `frames` of the file at `rate`, from scene frame `start`, `step` scene frames apart; over
    `holds` of these, at the beginning and the end, the scene stands still."""

    start: int
    frames: int
    step: float
    rate: Rate
    holds: tuple[int, int]


def _clip(
    shot: Shot,
    times: _Times,
    size: tuple[int, int],
    look: str,
    paints: dict[str, str],
    settings: tuple[Any, ...],
    seen: key.Seen | None,
) -> CaptureSpec:
    """A shot's camera over `times`; `settings`: what is in its key besides the scene."""
    scene = _scene(shot)
    start, frames, step, rate, holds = times
    span = (start, start + (frames - sum(holds)) * step)
    return CaptureSpec(
        kind=CaptureKind.CLIP,
        key=key.of_scene(scene, span, (*settings, *holds) if any(holds) else settings, seen),
        name=shot.name,
        scene=scene.name_full,
        camera=shot.camera,
        frame_start=start,
        frame_end=start + frames,
        scene_step=step,
        rate=rate,
        width=size[0],
        height=size[1],
        look=look,
        paints=paints,
        holds=holds,
    )


def home(collection: bpy.types.Collection, preferred: bpy.types.Scene | None) -> bpy.types.Scene:
    """The scene in which a collection is filmed: `preferred` where it holds it, else one that does."""
    holding = [scene for scene in bpy.data.scenes if collection in scene.collection.children_recursive]
    if preferred is not None and (preferred in holding or not holding):
        return preferred
    scene = holding[0] if holding else bpy.context.scene
    assert scene is not None  # a file has one
    return scene


def file_of(name: str, kind: str, source: str, edit: str = "", *, chosen: str = "another file in the cast") -> Path:
    """The file behind a cast member that is an image, a movie or a strip. `chosen`: what else to choose where it is
    missing.

    Raises UserError (codes "file_missing", "strip_missing")."""
    file = _file_of_strip(name, source, edit) if kind == "strip" else Path(bpy.path.abspath(source))
    if not file.is_file():
        raise UserError(f"The file of {name} is missing: {file.name}.", f"Choose {chosen}.", code="file_missing")
    return file


def _file_of_strip(name: str, source: str, edit: str) -> Path:
    found = named.strip(source, edit)
    strip: Any = found[1] if found is not None else None
    if strip is not None and strip.type == "MOVIE":
        return Path(bpy.path.abspath(strip.filepath))
    if strip is not None and strip.type == "IMAGE":
        return Path(bpy.path.abspath(strip.directory), strip.elements[0].filename)
    raise UserError(
        f"The strip of {name} is gone or shows no file.", "Choose a movie or image strip.", code="strip_missing"
    )


def _file_rate(rate: Rate) -> tuple[Rate, float]:
    """A rate that a file may have, and how many of its frames one frame of `rate` becomes."""
    low, high = CLIP_FPS
    times = 1.0
    while rate.fraction < low:
        rate, times = Rate(fps=rate.fps * 2, base=rate.base), times * 2
    while rate.fraction > high:
        rate, times = Rate(fps=rate.fps, base=rate.base * 2), times / 2
    return rate, times


def _rate(scene: Any) -> Rate:
    return Rate(fps=scene.render.fps, base=scene.render.fps_base)


def sides(size: str) -> tuple[int, int]:
    """Width and height of "1280x720"."""
    width, height = (int(side) for side in size.split("x"))
    return width, height


def _scene(shot: Shot) -> bpy.types.Scene:
    if sources.camera_of(shot) is None:
        if shot.camera and named.thing(shot.camera) is not None:
            raise UserError(
                f"{shot.name} is filmed by {shot.camera}, which is no camera.",
                "Bind its marker, or its scene, to a camera.",
                code="camera_none",
            )
        raise UserError(
            f"{shot.name} has no camera.",
            "Bind a camera to its marker or choose one for the shot, then try again.",
            code="camera_missing",
        )
    scene: bpy.types.Scene | None = named.scene(shot.scene)
    if scene is None:
        raise UserError(f"The scene of {shot.name} is gone.", "Build the shots again.", code="scene_missing")
    return scene
