# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe Cameras: samples each shot's camera and cast in the scene and writes the Camera and Cast blocks from them.

Main thread. The playhead is moved to sample, and put back; a block that the artist wrote keeps their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import atan2
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Vector

from ..properties import film, to_model
from . import sources

if TYPE_CHECKING:
    from ...core.camera_samples import Sample, Seen
    from ...core.models import Shot

SAMPLES_PER_SECOND = 8
"""Handheld shake shows from eight a second on."""
SHOWN = {"MESH", "CURVE", "SURFACE", "FONT", "META"}


def describe_shots(edit: bpy.types.Scene) -> int:
    """Refresh the generated Camera and Cast blocks of every shot with a camera. Answers how many were described."""
    located = sources.locate(edit)
    described = 0
    with playheads_kept():
        for shot in film(edit).shots:
            if not shot.gone and _describe(shot, to_model(shot, edit, located=located)):
                described += 1
    return described


@contextmanager
def playheads_kept() -> Iterator[None]:
    """Put every scene's playhead back at the end."""
    kept = {scene.name: scene.frame_current_final for scene in bpy.data.scenes}
    try:
        yield
    finally:
        for name, frame in kept.items():
            scene = bpy.data.scenes[name]
            if scene.frame_current_final != frame:
                scene.frame_set(int(frame), subframe=frame % 1)


def _describe(shot: Any, model: Shot) -> bool:
    from ...core import camera_words

    scene, camera = bpy.data.scenes.get(model.scene), bpy.data.objects.get(model.camera)
    if scene is None or camera is None or camera.type != "CAMERA":
        return False
    samples = sample(scene, camera, model)
    words = camera_words.describe(samples)
    shot.block("camera").refresh(words.camera)
    shot.block("cast").refresh(words.staging)
    return True


def sample(scene: bpy.types.Scene, camera: bpy.types.Object, model: Shot) -> list[Sample]:
    """Even moments of a shot, its first and last frame included. Leaves the scene's playhead where it sampled last."""
    from ...core.camera_samples import Pose, Sample

    count = max(2, round(float(model.seconds) * SAMPLES_PER_SECOND) + 1)
    aspect = _aspect(scene)
    samples = []
    for number in range(count):
        edit_frames = number * (model.frames - 1) / (count - 1)
        frame = model.scene_frame_start + edit_frames * model.scene_step
        scene.frame_set(int(frame // 1), subframe=frame % 1)
        layer = scene.view_layers[0]
        layer.update()
        seen_by = camera.evaluated_get(layer.depsgraph)
        fov, height = _view(seen_by.data, scene)
        samples.append(
            Sample(
                seconds=edit_frames / float(model.rate.fraction),
                pose=Pose.of_matrix([value for row in seen_by.matrix_world for value in row]),
                fov=fov,
                lens=seen_by.data.lens if seen_by.data.type == "PERSP" else 0.0,
                ortho_height=height,
                aspect=aspect,
                focus=_focus(seen_by),
                cast=tuple(_cast(model, layer)),
            )
        )
    return samples


def _aspect(scene: bpy.types.Scene) -> float:
    render = scene.render
    return render.resolution_x * render.pixel_aspect_x / (render.resolution_y * render.pixel_aspect_y)


def _view(camera: Any, scene: bpy.types.Scene) -> tuple[float, float]:
    """Vertical angle of view in radians, 0 for an orthographic camera; and its height in world units, 0 for others."""
    corners = camera.view_frame(scene=scene)
    height = max(c.y for c in corners) - min(c.y for c in corners)
    if camera.type == "ORTHO":
        return 0.0, height
    return 2 * atan2(height / 2, -corners[0].z), 0.0


def _focus(camera: Any) -> float | None:
    """Distance of sharpness; None where everything is sharp."""
    dof = camera.data.dof
    if not dof.use_dof:
        return None
    if dof.focus_object is not None:
        return float((dof.focus_object.matrix_world.translation - camera.matrix_world.translation).length)
    return float(dof.focus_distance)


def _cast(model: Shot, layer: Any) -> list[Seen]:
    """Where the film's collections of this shot's cast are, as evaluated at the present frame."""
    from ...core.camera_samples import Seen

    found = []
    for member in model.cast:
        collection: Any = bpy.data.collections.get(member.source) if member.source_kind == "collection" else None
        corners: list[Vector] = _corners(collection, layer.depsgraph) if collection is not None else []
        if not corners:
            continue
        x, y, z = zip(*corners, strict=True)
        low, high = (min(x), min(y), min(z)), (max(x), max(y), max(z))
        hidden = all(thing.hide_render for thing in collection.all_objects if thing.type in SHOWN)
        found.append(Seen(member.name, low, high, visible=0.0 if hidden else 1.0))
    return found


def _corners(collection: Any, depsgraph: Any) -> list[Vector]:
    corners: list[Vector] = []
    for thing in collection.all_objects:
        if thing.type in SHOWN:
            shown = thing.evaluated_get(depsgraph)
            corners += [shown.matrix_world @ Vector(corner) for corner in shown.bound_box]
    return corners


class ANIMATIC_OT_describe_cameras(bpy.types.Operator):
    """Write each shot's camera and staging from the scene: lens, size, angle, moves, who is where.
    Words that you wrote yourself are kept"""

    bl_idname = "animatic.describe_cameras"
    bl_label = "Describe Cameras"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        from .. import compat

        if not film(compat.edit_scene(context)).shots:
            cls.poll_message_set("Build the shots first")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        from .. import compat

        count = describe_shots(compat.edit_scene(context))
        self.report({"INFO"}, f"{count} {'shot' if count == 1 else 'shots'} described")
        return {"FINISHED"}


classes = (ANIMATIC_OT_describe_cameras,)


def register() -> None:
    for cls in classes:
        bpy.utils.register_class(cls)


def unregister() -> None:
    for cls in reversed(classes):
        bpy.utils.unregister_class(cls)
