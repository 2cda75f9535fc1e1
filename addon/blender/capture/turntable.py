# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A character on a turntable: frozen in its pose on an empty stage, a camera that goes once around it. stdlib, bpy.

The stage is a scene of its own. The character is copied as it is evaluated (rig, modifiers, geometry nodes, instances),
so it stands still while the camera moves, and nothing else of the artist's scene is in the picture.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.errors import UserError
from .. import compat
from . import looks

HEIGHT_SHARE = 0.80
"""Of the frame's height that the subject fills, and of its width that it may fill at most."""
LENS = 70.0
"""Millimetres on a 36 mm sensor: long enough not to distort a face."""
BACKGROUND = 0.45
"""Linear grey of the stage."""
SAMPLES_AROUND = 24
POINTS_MAX = 20_000
MESH_LIKE = {"MESH", "CURVE", "SURFACE", "FONT", "META"}


def build(source: bpy.types.Scene, collection: bpy.types.Collection, capture: dict[str, Any]) -> bpy.types.Scene:
    """The stage, ready to render its whole range. Raises UserError for a collection that shows nothing."""
    front = _front(collection)
    stage = bpy.data.scenes.new("Turntable")
    points = _freeze(source, collection, stage)
    if len(points) == 0:
        raise UserError(
            f"The collection {collection.name} shows nothing: it has no meshes that render.",
            "Put the character's meshes into it, or choose another collection.",
            code="collection_empty",
        )
    stage.frame_start = 1
    stage.frame_end = max(1, capture["frame_end"] - capture["frame_start"])
    _dress(stage)
    _orbit(stage, points, front, capture["width"] / capture["height"])
    return stage


def _front(collection: bpy.types.Collection) -> float:
    """Direction that the character faces, radians about Z: -Y of its rig, which is Blender's convention."""
    owner = next((o for o in collection.all_objects if o.type == "ARMATURE"), None)
    owner = owner or next((o for o in collection.all_objects if o.parent is None), None)
    if owner is None:
        return 0.0
    forward = owner.matrix_world.to_3x3() @ Vector((0, -1, 0))
    if Vector((forward.x, forward.y)).length < 1e-6:
        return 0.0
    return float(Vector((forward.x, forward.y)).angle_signed(Vector((0, -1))))


def _freeze(source: bpy.types.Scene, collection: bpy.types.Collection, stage: bpy.types.Scene) -> np.ndarray:
    """Copy what the collection shows at the source's present frame into `stage`; answers its points in metres."""
    inside = bpy.data.scenes.new("Inside")
    inside.collection.children.link(collection)
    inside.frame_set(source.frame_current, subframe=source.frame_subframe)
    for layer in inside.view_layers[0].layer_collection.children:
        _show(layer)
    depsgraph = inside.view_layers[0].depsgraph
    inside.view_layers[0].update()
    depsgraph.update()
    meshes: dict[Any, Any] = {}
    points = []
    for instance in depsgraph.object_instances:
        thing = instance.object
        if not instance.show_self or thing.hide_render or thing.type not in MESH_LIKE:
            continue
        key = (thing.original.name_full, thing.data.name_full if thing.data else "")
        if key not in meshes:
            meshes[key] = bpy.data.meshes.new_from_object(thing, preserve_all_data_layers=True, depsgraph=depsgraph)
        mesh = meshes[key]
        if mesh is None or not mesh.polygons:
            continue
        matrix = instance.matrix_world.copy()
        copy = bpy.data.objects.new(thing.name, mesh)
        copy.matrix_world = matrix
        stage.collection.objects.link(copy)
        points.append(_points(mesh, matrix))
    return np.concatenate(points) if points else np.empty((0, 3))


def _show(layer: Any) -> None:
    """A collection that the artist hid from view is still filmed; what is hidden from renders is not."""
    layer.exclude = False
    layer.hide_viewport = False
    layer.collection.hide_viewport = False
    for child in layer.children:
        _show(child)


def _points(mesh: Any, matrix: Matrix) -> Any:
    local: Any = np.empty(len(mesh.vertices) * 3, dtype=np.float32)
    mesh.vertices.foreach_get("co", local)
    local = local.reshape(-1, 3)
    if len(local) > POINTS_MAX:
        extremes = [f(local[:, axis]) for axis in range(3) for f in (np.argmin, np.argmax)]
        local = np.concatenate([local[:: len(local) // POINTS_MAX], local[extremes]])
    rotation = np.array(matrix.to_3x3())
    return local @ rotation.T + np.array(matrix.translation)


def _dress(stage: Any) -> None:
    """Plain grey, even light, true colours."""
    world = bpy.data.worlds.new("Stage")
    world.color = (BACKGROUND,) * 3
    stage.world = world
    stage.view_settings.view_transform = "Standard"
    stage.view_settings.look = "None"
    stage.view_settings.exposure, stage.view_settings.gamma = 0.0, 1.0
    if looks.has_gpu():
        _light(stage, world)
        stage.render.engine = compat.eevee_id()
        stage.eevee.taa_render_samples = looks.CLIP_SAMPLES
    else:
        looks.to_workbench(stage)
        stage.display.shading.show_shadows = False  # a turntable wants even light
        stage.display.render_aa = "FXAA"


def _light(stage: bpy.types.Scene, world: Any) -> None:
    """Three soft suns and a grey sky for engines that need lights."""
    if world.node_tree is None:
        world.use_nodes = True
    background = next(n for n in world.node_tree.nodes if n.type == "BACKGROUND")
    background.inputs["Color"].default_value = (BACKGROUND, BACKGROUND, BACKGROUND, 1)
    for name, energy, direction in (
        ("Key", 2.2, (1, -1.2, 1.4)),
        ("Fill", 1.0, (-1.4, -1, 0.8)),
        ("Rim", 1.4, (0, 1.5, 1)),
    ):
        light = bpy.data.lights.new(name, "SUN")
        light.energy, light.angle = energy, 0.6
        thing = bpy.data.objects.new(name, light)
        thing.rotation_euler = Vector(direction).to_track_quat("Z", "Y").to_euler()
        stage.collection.objects.link(thing)


def _orbit(stage: bpy.types.Scene, points: np.ndarray, front: float, aspect: float) -> None:
    """A camera once around the subject, from its front, at one height and distance: the subject fills HEIGHT_SHARE."""
    low, high = points.min(axis=0), points.max(axis=0)
    centre = (low + high) / 2
    data = bpy.data.cameras.new("Turntable")
    data.lens, data.sensor_width, data.sensor_fit = LENS, 36.0, "HORIZONTAL" if aspect >= 1 else "VERTICAL"
    if aspect < 1:
        data.sensor_height = 36.0
    half = 18.0 / LENS
    across, upright = (half, half / aspect) if aspect >= 1 else (half * aspect, half)
    distance = _distance(points - centre, across, upright, front)
    size = float(np.linalg.norm(high - low))
    data.clip_start, data.clip_end = max(distance - size, distance * 0.01), distance + 2 * size
    camera = bpy.data.objects.new("Turntable", data)
    stage.collection.objects.link(camera)
    stage.camera = camera
    frames = stage.frame_end
    for frame in range(1, frames + 1):
        angle = front + 2 * pi * (frame - 1) / frames
        offset = Vector((sin(angle), -cos(angle), 0)) * distance
        camera.location = Vector(centre) + offset
        camera.rotation_euler = (pi / 2, 0, angle)
        camera.keyframe_insert("location", frame=frame)
        camera.keyframe_insert("rotation_euler", frame=frame)


def _distance(points: np.ndarray, across: float, upright: float, front: float) -> float:
    """The nearest distance from which no point leaves HEIGHT_SHARE of the frame anywhere around.

    A point at depth q towards the camera and offset p fills p / (distance - q) of the half frame's tangent."""
    needed = 0.0
    for step in range(SAMPLES_AROUND):
        angle = front + 2 * pi * step / SAMPLES_AROUND
        towards = points @ np.array((sin(angle), -cos(angle), 0.0))
        sideways = np.abs(points @ np.array((cos(angle), sin(angle), 0.0)))
        height = np.abs(points[:, 2])
        needed = max(
            needed,
            float((towards + height / (upright * HEIGHT_SHARE)).max()),
            float((towards + sideways / (across * HEIGHT_SHARE)).max()),
        )
    return max(needed, 1e-3)
