# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a character is, how large and facing where, over the frames that are filmed: what a camera must follow.

Only stdlib, numpy and bpy here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import pi
from typing import Any

import numpy as np

from .. import named, timing
from .front import Front, Wish

SAMPLES = 24
"""Moments at which the character is measured; what it does between two of them has a tenth of the frame as room."""
POINTS_MAX = 6000
"""Points that are kept of one moment, extremes always."""
HAIRS_MAX = 300
"""Particles' hairs that are measured; each takes 10 microseconds."""
SOLID = {"MESH", "CURVES", "POINTCLOUD", "GREASEPENCIL", "VOLUME"}
"""A curve, text or metaball is there a second time as the mesh that it becomes."""
SIMULATED = {"CLOTH", "SOFT_BODY", "FLUID", "DYNAMIC_PAINT", "PARTICLE_SYSTEM"}
STEADY_SHARE = 0.3
"""Of its size that a character may stray without the camera following: an idle sways, a walk leaves."""
STEADY_TURN = pi / 6
SMOOTH_SECONDS = 0.4
"""Width of the window over which the path is evened out: half a walking step."""

# Both ends of these lines are always kept: axes, edges and corners of a cube.
_LINES = np.array(
    [line for line in product((-1, 0, 1), repeat=3) if line > (0, 0, 0)],
    dtype=np.float32,
)


@dataclass(frozen=True)
class Path:
    """`centres` and `facing` (radians about Z; 0 looks along -Y) have a value for each frame; `shapes` are points
    relative to the centre, an array a moment, in metres."""

    centres: Any
    facing: Any
    shapes: list[Any]
    materials: set[str]
    first: int
    """The first frame in which anything is seen, and `number`, which of the frames that is."""
    number: int
    sure: float
    """Probability that `facing` is of the face, 0 to 1."""
    aside: float
    """Radians by which its own axes are turned in `first`, see Front."""

    @property
    def size(self) -> float:
        """Longest diagonal of what is seen."""
        low = np.min([points.min(axis=0) for points in self.shapes], axis=0)
        high = np.max([points.max(axis=0) for points in self.shapes], axis=0)
        return float(np.linalg.norm(high - low))


def follow(stage: Any, collection: Any, seconds: float, wish: Wish) -> Path | None:
    """Measure what `stage` shows over its range; None if it shows nothing at any moment. `wish`: where its front is."""
    frames = np.array(timing.frames(stage))
    front = Front(collection, wish)
    moments, shapes = [], []
    materials: set[str] = set()
    for frame in _moments(frames, collection):
        stage.frame_set(int(frame))
        depsgraph = stage.view_layers[0].depsgraph
        points = _points(depsgraph, materials)
        if len(points):
            moments.append(frame)
            shapes.append(points)
            front.note(depsgraph, points)
    if not shapes:
        return None
    centres = np.array([(points.min(axis=0) + points.max(axis=0)) / 2 for points in shapes])
    size = float(np.linalg.norm(np.ptp(shapes[0], axis=0)))
    window = SMOOTH_SECONDS / seconds * (np.ptp(frames) + 1)
    path = np.stack([_steady(moments, centres[:, axis], STEADY_SHARE * size, window) for axis in range(3)], axis=1)
    if (path == path[0]).all():  # all that is seen, in the middle of the frame
        every = np.concatenate(shapes)
        path[:] = (every.min(axis=0) + every.max(axis=0)) / 2
    faces, sure = front.facing(centres)
    facing = _steady(moments, np.unwrap(faces), STEADY_TURN, window)
    return Path(
        centres=np.stack([np.interp(frames, moments, path[:, axis]) for axis in range(3)], axis=1),
        facing=np.interp(frames, moments, facing),
        shapes=[points - centre for points, centre in zip(shapes, path, strict=True)],
        materials=materials,
        first=int(moments[0]),
        number=int(np.flatnonzero(frames == moments[0])[0]),
        sure=sure,
        aside=front.aside,
    )


def _moments(frames: Any, collection: Any) -> Any:
    """Every frame for a simulation, which must be gone through in order; else some, the first and last among them."""
    simulated = any(_simulates(modifier) for thing in named.within(collection) for modifier in thing.modifiers)
    if simulated or len(frames) <= SAMPLES:
        return frames
    return frames[np.linspace(0, len(frames) - 1, SAMPLES).round().astype(int)]


def _simulates(modifier: Any) -> bool:
    if modifier.type == "NODES" and modifier.node_group is not None:
        return any(node.bl_idname == "GeometryNodeSimulationOutput" for node in modifier.node_group.nodes)
    return modifier.type in SIMULATED


def _steady(moments: list[Any], values: Any, limit: float, window: float) -> Any:
    """Values evened out over time; their middle throughout if they stray less than `limit`."""
    if np.ptp(values) <= limit:
        return np.full(len(values), (values.min() + values.max()) / 2)
    times = np.array(moments, dtype=float)
    weights = np.exp(-(((times[:, None] - times[None, :]) / max(window, 1e-6)) ** 2))
    # At the ends a mean lags behind the motion: fit a line in each window instead.
    fits = [np.polyfit(times - t, values, 1, w=np.sqrt(w)) for t, w in zip(times, weights, strict=True)]
    return np.array([fit[-1] for fit in fits])


def shows(depsgraph: Any) -> bool:
    """Whether anything of the character is seen now."""
    return len(_points(depsgraph, set())) > 0


def _points(depsgraph: Any, materials: set[str]) -> Any:
    """World positions of what is shown, in metres, and the names of its materials."""
    found = []
    local: dict[int, Any] = {}
    dressed: set[int] = set()
    for instance in depsgraph.object_instances:
        thing = instance.object
        if not instance.show_self or thing.hide_render or thing.type not in SOLID:
            continue
        data = shape_of(thing)
        if data not in local:
            local[data] = local_points(thing)
        if thing.as_pointer() not in dressed:  # things of one mesh may have materials of their own
            dressed.add(thing.as_pointer())
            materials.update(slot.material.name_full for slot in thing.material_slots if slot.material)
            materials.update(m.name_full for m in getattr(thing.data, "materials", ()) if m)
        if len(local[data]):
            matrix = np.array(instance.matrix_world)
            found.append(local[data] @ matrix[:3, :3].T + matrix[:3, 3])
    points = np.concatenate(found) if found else np.empty((0, 3))
    return _thin(points[np.isfinite(points).all(axis=1)])


def shape_of(thing: Any) -> int:
    """The same for things whose `local_points` are the same."""
    shared = thing.type == "MESH" and not len(thing.particle_systems)
    return int(thing.data.as_pointer() if shared else thing.as_pointer())


def local_points(thing: Any) -> Any:
    """A thing's points in its own space: a mesh's vertices and its hair, the corners of the box around others."""
    if thing.type != "MESH":
        return np.array(thing.bound_box)
    hair = hair_points(thing)
    return np.concatenate([_thin(surface_points(thing.data)), hair])


Loose = dict[tuple[int, ...], bool]
"""Which meshes have vertices in no face, by the thing that shows them and how many of what there are: a rig makes
another mesh at each frame, of the same faces."""


def box_of(thing: Any, loose: Loose) -> Any:
    """Corners of the box around what renders of an evaluated thing, in its own space.

    `loose` remembers which meshes have vertices in no face: these alone are not as large as Blender's own box."""
    if thing.type != "MESH":
        return thing.bound_box
    mesh = thing.data
    shape = (thing.original.as_pointer(), len(mesh.vertices), len(mesh.loops), len(mesh.polygons))
    if shape not in loose:
        loose[shape] = 0 < int(_in_faces(mesh).sum()) < len(mesh.vertices)
    if not loose[shape]:
        return thing.bound_box
    points = surface_points(mesh)
    sides = zip(points.min(axis=0), points.max(axis=0), strict=True)
    return np.array(list(product(*sides)))


def looking_for_loose(things: Iterable[Any], depsgraph: Any, loose: Loose) -> Iterator[None]:
    """What `box_of` remembers of some things, as they are evaluated now, one at each step: of a million faces it takes
    20 ms, once."""
    for thing in things:
        evaluated = thing.evaluated_get(depsgraph)
        if evaluated.type == "MESH":
            box_of(evaluated, loose)
            yield


def surface_points(mesh: Any) -> Any:
    """The vertices of a mesh's faces: loose ones and loose edges, as guides and rulers have them, do not render."""
    if not mesh.polygons:
        return np.empty((0, 3))
    # As attributes both are copied as they lie in memory: a tenth of the time that vertices and loops take.
    points: Any = np.empty(len(mesh.vertices) * 3, dtype=np.float32)
    mesh.attributes["position"].data.foreach_get("vector", points)
    return points.reshape(-1, 3)[_in_faces(mesh)]


def _in_faces(mesh: Any) -> Any:
    """Whether each vertex is in a face."""
    used = np.zeros(len(mesh.vertices), dtype=bool)
    if mesh.polygons:
        corners: Any = np.empty(len(mesh.loops), dtype=np.int32)
        mesh.attributes[".corner_vert"].data.foreach_get("value", corners)
        used[corners] = True
    return used


def hair_points(thing: Any) -> Any:
    """Points, in its own space, of the hair that particles make, which is no mesh and in no bounding box."""
    back = thing.matrix_world.inverted_safe()
    found = []
    for system in thing.particle_systems:
        if system.settings.type != "HAIR" or system.settings.render_type != "PATH":
            continue
        count = len(system.particles) + len(system.child_particles)
        last = 2**system.settings.display_step
        for number in range(0, count, count // HAIRS_MAX + 1):
            for step in (last // 2, last):
                found.append(back @ system.co_hair(thing, particle_no=number, step=step))
    return np.array(found) if found else np.empty((0, 3))


def _thin(points: Any) -> Any:
    if len(points) <= POINTS_MAX:
        return points
    along = _LINES @ points.T.astype(np.float32)  # a row a line: numpy looks through a row ten times faster
    extremes = np.concatenate([along.argmax(axis=1), along.argmin(axis=1)])
    return np.concatenate([points[:: len(points) // POINTS_MAX + 1], points[extremes]])
