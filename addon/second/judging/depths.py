# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planned camera does and looks at: samples of a shot, and rays on a grid over its picture, moment by moment.

Standard library, numpy, bpy. Rays are sent to the evaluated scene as its first view layer shows it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from math import atan2
from typing import Any

import numpy as np
from mathutils import Vector

from ...core.camera.samples import Pose, Sample
from ...core.errors import UserError
from ...core.judge.planned import COLUMNS, ROWS, Geometry
from .. import compositing, named

SAMPLES_PER_SECOND = 8
FAR = 2000.0
"""World units along a ray that meets nothing: the sky."""
UNPACKED_MAX = 64 * 1024 * 1024
"""Bytes of a geometry; a shot of a minute has 4 million."""
Standing = tuple[int, tuple[float, ...]]
"""The pointer of an original object, and where an instance of it stands, see `named.place_of`."""
LEAVES = 0.25
"""Heights of somebody by which they leave their place: then their part of the picture says nothing of the camera."""


def view(camera: Any, scene: Any) -> tuple[float, float, tuple[float, float]]:
    """Vertical angle of view in radians, 0 for an orthographic camera; its height in world units, 0 for others; and the
    shift of its lens in frame widths and heights."""
    corners = camera.view_frame(scene=scene)
    left, right = min(c.x for c in corners), max(c.x for c in corners)
    bottom, top = min(c.y for c in corners), max(c.y for c in corners)
    shift = (left + right) / 2 / (right - left), (bottom + top) / 2 / (top - bottom)
    if camera.type == "ORTHO":
        return 0.0, top - bottom, shift
    return 2 * atan2((top - bottom) / 2, -corners[0].z), 0.0, shift


def film_geometry(shot: Mapping[str, Any]) -> Geometry:
    """Sample a shot of the open file, which is a copy: what does not render is hidden in it for good.

    `shot` has "scene" and "camera" (names), "frame_start" and "step" (frames of the scene), "frames" and "rate" (of the
    edit, a second), "holds" (of these frames, those at the beginning and the end over which the scene stands still),
    "size" of the take's picture and "cast": name -> collection. Raises UserError for what is gone."""
    scene, camera = found(shot)
    scene.render.resolution_x, scene.render.resolution_y = shot["size"]
    scene.render.pixel_aspect_x = scene.render.pixel_aspect_y = 1.0
    hide_what_does_not_render(scene)
    compositing.join_layers(scene)
    layer = scene.view_layers[0]
    members = [things_of(source) for source in shot["cast"].values()]
    count = max(2, round(shot["frames"] / shot["rate"] * SAMPLES_PER_SECOND) + 1)
    samples, points, whose, places = [], [], [], []
    for number in range(count):
        passed = number * (shot["frames"] - 1) / (count - 1)
        frame = shot["frame_start"] + _moved(shot, passed) * shot["step"]
        scene.frame_set(int(frame // 1), subframe=frame % 1)
        layer.update()
        seen_by = camera.evaluated_get(layer.depsgraph)
        fov, height, shift = view(seen_by.data, scene)
        pose = Pose.of_matrix([value for row in seen_by.matrix_world for value in row])
        aspect = shot["size"][0] / shot["size"][1]
        samples.append(Sample(passed / shot["rate"], pose, fov=fov, ortho_height=height, aspect=aspect, shift=shift))
        owners, standing = _standing(layer.depsgraph, members)
        at, of = hits(scene, layer.depsgraph, seen_by, owners)
        points.append(at)
        whose.append(of)
        places.append(standing)
    walking = np.isin(np.array(whose), [n for n, way in enumerate(zip(*places, strict=True), 1) if _leaves(way)])
    return Geometry(tuple(samples), np.array(points), walking, _distance(samples[0], places[0]))


def _moved(shot: Mapping[str, Any], passed: float) -> float:
    """Edit frames for which the scene has moved, `passed` frames after the shot's first."""
    before, after = shot["holds"]
    return float(min(max(passed, before), max(shot["frames"] - 1 - after, before)) - before)


def hits(scene: Any, depsgraph: Any, camera: Any, owners: Mapping[Standing, int] | None = None) -> tuple[Any, Any]:
    """Where the rays of the evaluated `camera` end at the scene's present frame: world points (ROWS, COLUMNS, 3), top
    row first, at two rays a block each way; and whose they are (ROWS, COLUMNS): what `owners` gives, else 0."""
    matrix = camera.matrix_world.normalized()
    turn, origin = matrix.to_3x3(), matrix.translation
    corners = camera.data.view_frame(scene=scene)
    left, right = min(c.x for c in corners), max(c.x for c in corners)
    bottom, top = min(c.y for c in corners), max(c.y for c in corners)
    flat = camera.data.type == "ORTHO"
    depth = -corners[0].z
    rows, columns = 2 * ROWS, 2 * COLUMNS
    points = np.empty((rows, columns, 3), np.float32)
    cast = np.zeros((rows, columns), np.uint8)
    for row in range(rows):
        y = top - (top - bottom) * (row + 0.5) / rows
        for column in range(columns):
            x = left + (right - left) * (column + 0.5) / columns
            start = matrix @ Vector((x, y, 0.0)) if flat else origin
            way = turn @ (Vector((0.0, 0.0, -1.0)) if flat else Vector((x, y, -depth)).normalized())
            met, place, _, _, thing, stands = scene.ray_cast(depsgraph, start, way)
            points[row, column] = place if met else start + way * FAR
            if met and owners and thing is not None:
                cast[row, column] = owners.get((thing.original.as_pointer(), named.place_of(stands)), 0)
    return points, cast


def found(shot: Mapping[str, Any]) -> tuple[Any, Any]:
    """The scene and the camera that a shot names. Raises UserError for what is gone."""
    scene = named.scene(shot["scene"])
    camera = named.thing(shot["camera"], scene) if scene is not None else None
    if scene is None or camera is None or camera.type != "CAMERA":
        raise UserError("The shot's scene or camera is gone.", "Build the shots again.", code="camera_missing")
    return scene, camera


def hide_what_does_not_render(scene: Any) -> None:
    """In the viewport, too, which rays and instances are asked of; what does render is shown there."""
    for thing in list(named.within(scene.collection)):
        thing.hide_viewport = thing.hide_render or not thing.visible_camera
    for collection in scene.collection.children_recursive:
        collection.hide_viewport = collection.hide_render


def things_of(source: str) -> set[Any]:
    """What a member is made of, by the name of its collection; an instance of one stands for what it shows."""
    collection = named.collection(source)
    return set(collection.all_objects) if collection is not None else set()


def carriers(instance: Any) -> set[Any]:
    """What an instance of the depsgraph is the picture of: the object itself, and the one that instances it."""
    found = {instance.object.original}
    if instance.is_instance and instance.parent is not None:
        found.add(instance.parent.original)
    return found


def _standing(
    depsgraph: Any, members: Sequence[set[Any]]
) -> tuple[dict[Standing, int], list[tuple[Any, float] | None]]:
    """Whose a surface is that a ray meets now, counted from 1; and where each of the members is, see `_place`."""
    owners: dict[Standing, int] = {}
    corners: list[list[Any]] = [[] for _ in members]
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type != "MESH" or not instance.show_self:
            continue
        own = carriers(instance)
        for number, things in enumerate(members):
            if own & things:
                matrix = instance.matrix_world.copy()
                owners[(thing.original.as_pointer(), named.place_of(matrix))] = number + 1
                corners[number] += [matrix @ Vector(corner) for corner in thing.bound_box]
    return owners, [_place(found) for found in corners]


def _place(corners: list[Any]) -> tuple[Any, float] | None:
    """Centre and height of somebody whose boxes have these corners; None for one without a shape."""
    if not corners:
        return None
    box = np.array(corners)
    low, high = box.min(axis=0), box.max(axis=0)
    return (low + high) / 2, max(float(high[2] - low[2]), 1e-6)


def _leaves(way: tuple[tuple[Any, float] | None, ...]) -> bool:
    known = [place for place in way if place is not None]
    if not known:
        return False
    centres = np.array([centre for centre, _ in known])
    return bool(np.ptp(centres, axis=0).max() > LEAVES * known[0][1])


def _distance(first: Sample, places: list[tuple[Any, float] | None]) -> float | None:
    """To the nearest of the cast before the first camera."""
    depths = [first.depth(tuple(place[0])) for place in places if place is not None]
    return min((depth for depth in depths if depth > 0), default=None)


def packed(geometry: Geometry) -> bytes:
    """A geometry as the content of a file (.npz)."""
    s = geometry.samples
    file = io.BytesIO()
    np.savez_compressed(
        file,
        seconds=[one.seconds for one in s],
        position=[one.pose.position for one in s],
        forward=[one.pose.forward for one in s],
        up=[one.pose.up for one in s],
        view=[(one.fov, one.ortho_height, one.aspect, *one.shift) for one in s],
        points=geometry.points,
        walking=geometry.walking,
        distance=geometry.subject_distance or 0.0,
    )
    return file.getvalue()


def unpacked(content: bytes) -> Geometry:
    """What `packed` made. Raises ValueError, KeyError or BadZipFile for what is something else: a film's folder comes
    from anybody."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > UNPACKED_MAX:
            raise ValueError("more than a geometry")
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        count, points, walking = len(kept["seconds"]), kept["points"], kept["walking"]
        if count < 2 or points.shape != (count, 2 * ROWS, 2 * COLUMNS, 3) or walking.shape != points.shape[:3]:
            raise ValueError("another shape than a geometry has")
        rows = zip(*(kept[name].tolist() for name in ("seconds", "position", "forward", "up", "view")), strict=True)
        samples = tuple(
            Sample(t, Pose(tuple(p), tuple(f), tuple(u)), fov=v[0], ortho_height=v[1], aspect=v[2], shift=(v[3], v[4]))
            for t, p, f, u, v in rows
        )
        return Geometry(samples, points, walking, float(kept["distance"]) or None)
