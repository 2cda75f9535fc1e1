# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe Cameras: samples each shot's camera and cast in the scene and writes the Camera and Cast blocks from them.

Main thread. The playhead is moved to sample, and put back; a block that the artist wrote keeps their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ...second import compat, named
from ..engine import slices
from ..properties import film, find_shot
from ..values import film_values, to_model

if TYPE_CHECKING:
    from ...core.camera.samples import Sample
    from ...core.judge.continuity import ShotSeen
    from ...core.models import Shot

SAMPLES_PER_SECOND = 8
"""Handheld shake shows from eight a second on."""
FAR_APART = 0.3
"""Seconds from which on two moments are no neighbours: the frames between do not tell whether the camera jumps."""
LOOKS_PER_SECOND = 2
LOOKS_MAX = 25
"""Of one shot, at what stands before the cast: rays cost more than boxes."""


class Described(NamedTuple):
    """What was described. `differ`: shots whose own words the scene no longer agrees with; `left`: no time for them."""

    done: int = 0
    differ: int = 0
    left: int = 0

    @property
    def sentence(self) -> str:
        """ "3 shots described, 1 keeps your own words", as one line for the status bar."""
        parts = [f"{self.done} {'shot' if self.done == 1 else 'shots'} described"]
        if self.differ:
            parts.append(f"{self.differ} {'keeps' if self.differ == 1 else 'keep'} your own words: see More Words")
        if self.left:
            parts.append(f"{self.left} left for Describe Cameras")
        return ", ".join(parts)


def describing(
    edit: bpy.types.Scene, shots: Sequence[Any] | None = None, *, seconds: float = float("inf")
) -> slices.Work:
    """Refresh the generated Camera and Cast blocks of shots with a camera (None: of all), in slices; what is to be said
    of the cuts, too. Answers `Described`. A shot that is begun after `seconds` is left, and so are those that it has
    not come to when it is stopped."""
    yield from slices.loading(0)
    from ..edit import sources
    from . import cuts, presence

    chosen = [shot for shot in (film(edit).shots if shots is None else shots) if not shot.gone]
    shared, models = film_values(edit), []
    located = yield from slices.told(sources.locating(edit), 0, len(chosen))
    for shot in chosen:
        models.append(to_model(shot, edit, located=located, shared=shared))
        yield 0, len(chosen)
    for model in models:
        if model.picture_strip:  # no camera films it: what was said of one is not so any more
            _forget_camera(edit, model)
    live = [m for m in models if named.scene(m.scene) is not None and sources.camera_of(m) is not None]
    done: list[str] = []
    seen: list[ShotSeen] = []
    deadline, stopped = monotonic() + seconds, False
    try:
        for name in dict.fromkeys(model.scene for model in live):
            if monotonic() > deadline:  # before Blender evaluates a scene that nobody looks at
                break
            yield len(done), len(live)
            with presence.as_rendered(named.scene(name)):
                yield len(done), len(live)
                for model in live:
                    if model.scene == name and monotonic() <= deadline:
                        for _ in _describing(edit, model, seen):
                            yield len(done), len(live)
                        done.append(model.uuid)
    except slices.StopWork:
        stopped = True
    told = slices.told(cuts.telling(edit, seen), len(done), len(live))
    yield from () if stopped else slices.to_the_end(told)
    slices.whole(told)
    known = set(done)
    described = [shot for shot in film(edit).shots if shot.uuid in known]
    differ = sum(shot.camera_block.changed or shot.cast_block.changed for shot in described)
    return Described(len(done), differ, len(live) - len(done))


def _forget_camera(edit: bpy.types.Scene, model: Shot) -> None:
    shot = find_shot(edit, model.uuid)
    for name in ("camera", "cast"):
        if shot is not None and shot.block(name).generated:
            shot.block(name).refresh("")


def _describing(edit: bpy.types.Scene, model: Shot, seen: list[ShotSeen]) -> Iterator[None]:
    from ...core.camera import words as camera_words
    from ..edit import sources
    from . import cuts

    scene, camera = named.scene(model.scene), sources.camera_of(model)
    assert scene is not None  # it was looked for
    samples = []
    for one in sampling(scene, camera, model):
        if one is not None:
            samples.append(one)
        yield
    seen.append(cuts.seen_of(model, samples))
    shares = []
    for share in _unhidden(scene, camera, model, len(samples)):
        if share is not None:
            shares.append(share)
        yield
    samples = _with_shares(samples, shares)
    words = camera_words.describe(samples, begins_elsewhere=_begins_elsewhere(edit, model))
    shot = find_shot(edit, model.uuid)
    if shot is not None:
        near = {member.uuid for member in model.cast if camera_words.comes_near(samples, member.name)}
        staged = {member.uuid: member.name for member in model.cast if member.source_kind == "collection"}
        for ref in shot.cast:
            ref.near = ref.member in near
            ref.unseen = ref.member in staged and not camera_words.is_ever_seen(samples, staged[ref.member])
        shot.block("camera").refresh(words.camera)
        shot.block("cast").refresh(words.staging)


def _begins_elsewhere(edit: bpy.types.Scene, model: Shot) -> bool:
    """Whether a shot begins with the last frame of another camera's, which shows another picture than its own does."""
    from ...core.models import Route
    from ..edit import sources

    earlier = find_shot(edit, model.continues) if model.continues else None
    if earlier is None or model.route not in (Route.FIRST_FRAME, Route.FIRST_LAST):
        return False
    return sources.camera_of(to_model(earlier, edit)) != sources.camera_of(model)


def sampling(scene: bpy.types.Scene, camera: Any, model: Shot, *, near_cuts: bool = False) -> Iterator[Sample | None]:
    """Even moments of a shot, its first and last frame included; `near_cuts`: only those, and half a second from them.
    None in between, where there is more to do for one. Leaves the scene's playhead where it sampled last."""
    from ...core.camera import samples
    from .figures import Figures

    count = max(2, round(float(model.seconds) * SAMPLES_PER_SECOND) + 1)
    figures = Figures(scene, model.cast)
    near = {0, SAMPLES_PER_SECOND // 2, count - 1 - SAMPLES_PER_SECOND // 2, count - 1}
    before: tuple[float, Sample] | None = None
    for number in sorted(near & set(range(count))) if near_cuts else range(count):
        at = number * (model.frames - 1) / (count - 1)
        depsgraph = _shown(scene, model, at)
        yield None
        yield from figures.measuring(depsgraph)
        one = replace(_sample(scene, camera, model, at, depsgraph), cast=figures.at(depsgraph))
        neighbours = before is not None and at - before[0] < FAR_APART * float(model.rate.fraction)
        if before is not None and neighbours and samples.jumps(before[1], one):
            way = [before[1]]
            for frame in range(int(before[0]) + 1, ceil(at)):
                way.append(_sample(scene, camera, model, frame, _shown(scene, model, frame)))
                yield None
            one = replace(one, joined=samples.is_joined([*way, one]))
        before = at, one
        yield one


def _shown(scene: bpy.types.Scene, model: Shot, at: float) -> Any:
    """What a shot shows at a frame of the edit, counted from its first."""
    frame = _scene_frame(model, at / max(model.frames - 1, 1))
    scene.frame_set(int(frame // 1), subframe=frame % 1)
    layer = compat.rendered_layer(scene)
    layer.update()
    return layer.depsgraph


def _sample(scene: bpy.types.Scene, camera: Any, model: Shot, at: float, depsgraph: Any) -> Sample:
    """How a shot is seen at a frame of the edit, counted from its first; not who."""
    from ...core.camera.samples import Pose, Sample
    from ...second.judging import depths

    seen_by = camera.evaluated_get(depsgraph)
    fov, height, shift = depths.view(seen_by.data, scene)
    return Sample(
        seconds=at / float(model.rate.fraction),
        pose=Pose.of_matrix([value for row in seen_by.matrix_world for value in row]),
        fov=fov,
        lens=seen_by.data.lens if seen_by.data.type == "PERSP" else 0.0,
        ortho_height=height,
        aspect=_aspect(scene),
        shift=shift,
        focus=_focus(seen_by),
        panorama=_panorama(seen_by.data),
        metre=1 / (scene.unit_settings.scale_length or 1.0),
    )


def _unhidden(scene: bpy.types.Scene, camera: Any, model: Shot, samples: int) -> Iterator[dict[str, float] | None]:
    """At even moments of a shot, the share of each member's picture that nothing stands before; None in between, where
    there is more to do for one. Leaves the playhead where it looked last."""
    from . import presence

    known = {m.name: named.collection(m.source) for m in model.cast if m.source_kind == "collection"}
    members = [presence.member_of(name, name, found) for name, found in known.items() if found is not None]
    if not members:
        return
    looking = presence.Looking(scene, members)
    last = max(1, min(round(float(model.seconds) * LOOKS_PER_SECOND), LOOKS_MAX - 1, samples - 1))
    for number in range(last + 1):
        yield (yield from looking.unhidden(camera, _scene_frame(model, number / last)))


def _with_shares(samples: list[Sample], shares: list[dict[str, float]]) -> list[Sample]:
    """The samples with what of the cast nothing stands before."""
    if not shares:
        return samples
    found = []
    for number, one in enumerate(samples):
        near = shares[round(number * (len(shares) - 1) / (len(samples) - 1))]
        cast = (replace(seen, visible=seen.visible * near.get(seen.name, 1.0)) for seen in one.cast)
        found.append(replace(one, cast=tuple(cast)))
    return found


def _scene_frame(model: Shot, share: float) -> float:
    """The scene's frame after a share of the shot: 0 is its first, 1 its last."""
    return model.scene_frame(share * (model.frames - 1))


def _aspect(scene: bpy.types.Scene) -> float:
    render = scene.render
    return render.resolution_x * render.pixel_aspect_x / (render.resolution_y * render.pixel_aspect_y)


def _panorama(camera: Any) -> str:
    """What a camera is called that shows more than a plane can; empty for others."""
    if camera.type != "PANO":
        return ""
    kind = str(getattr(camera, "panorama_type", "") or getattr(camera.cycles, "panorama_type", ""))
    return "fisheye lens" if kind.startswith("FISHEYE") else "360 degree panorama"


def _focus(camera: Any) -> float | None:
    """Distance of sharpness; None where everything is sharp."""
    dof = camera.data.dof
    if not dof.use_dof:
        return None
    if dof.focus_object is not None:  # along the view, as Blender focuses: not the straight line to it
        offset = dof.focus_object.matrix_world.translation - camera.matrix_world.translation
        return abs(float(offset.dot(camera.matrix_world.col[2].to_3d().normalized())))
    return float(dof.focus_distance)
