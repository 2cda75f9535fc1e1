# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rays of one camera that Blender is not asked about meet what Blender's own rays meet, in pieces."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
import numpy as np
import pytest

from addon.blender.engine.slices import whole
from addon.blender.shots import presence
from addon.second import named
from addon.second.figures import rays, sheaf

SIDE = 17
"""Rays across and up."""


def _looked(scene: Any, camera: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[Any], presence.Looking]:
    """Every ray of a grid over the picture as it is reckoned where all that stands there is heavy."""
    monkeypatch.setattr(presence, "HEAVY_FACES", 0)
    looking = presence.Looking(scene, [])
    layer = scene.view_layers[0]
    layer.update()
    moment = looking._read()
    view = sheaf.View(camera.evaluated_get(layer.depsgraph), scene)
    bundle = sheaf.Sheaf(view, layer.depsgraph)
    sent = [bundle.ray(((x + 0.5) / SIDE, (y + 0.5) / SIDE)) for y in range(SIDE) for x in range(SIDE)]
    for _ in bundle.looking(list(moment.heavy.values()), looking._standing):
        pass
    return bundle, sent, looking


def _blenders(scene: Any, ray: Any, passed: float) -> Any:
    """Distance, thing, face and place of what Blender's own ray meets after `passed`."""
    start = ray.origin + ray.way * passed
    layer = scene.view_layers[0]
    hit, place, _, face, thing, matrix = scene.ray_cast(layer.depsgraph, start, ray.way)
    return (passed + (place - start).length, thing, face, named.place_of(matrix)) if hit else None


def _differ(scene: Any, camera: Any, monkeypatch: pytest.MonkeyPatch, *, faces: bool = True) -> tuple[int, int]:
    """How many surfaces along the rays are others than Blender's, of how many."""
    bundle, sent, _ = _looked(scene, camera, monkeypatch)
    different = count = 0
    for ray in sent:
        passed = 0.0
        for _ in range(4):
            theirs = _blenders(scene, ray, passed)
            ours = bundle.next_on(ray, passed) if bundle.goes_by_heavy(ray) else None
            if theirs is None and ours is None:
                break
            count += 1
            if theirs is None or ours is None:
                different += 1
                break
            same = ours.owner == theirs[1] and named.place_of(ours.matrix) == theirs[3]
            same &= abs(ours.distance - theirs[0]) < 1e-3 * max(1.0, theirs[0])
            different += not (same and (not faces or ours.face == theirs[2]))
            passed = theirs[0] * 1.0001 + 1e-4
    return different, count


@pytest.fixture
def camera(edit: bpy.types.Scene) -> Any:
    edit.render.resolution_x, edit.render.resolution_y = 1280, 720
    camera: Any = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location, camera.rotation_euler = (0.31, -6.02, 1.13), (radians(88), radians(3), radians(2))
    edit.collection.objects.link(camera)
    return camera


def _added(edit: Any, **placed: Any) -> Any:
    thing: Any = bpy.context.object
    for name, value in placed.items():
        setattr(thing, name, value)
    return thing


def _things(edit: Any) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=48, ring_count=24, location=(0, 0, 1))
    _added(edit, scale=(1.0, 0.4, 1.7), rotation_euler=(0.4, 0.2, 0.9))
    bpy.ops.mesh.primitive_monkey_add(location=(1.4, 1.5, 1.2))
    _added(edit).modifiers.new("Smooth", "SUBSURF").levels = 2
    bpy.ops.mesh.primitive_cylinder_add(vertices=13, location=(-1.6, 0.5, 0.6))  # faces of 13 corners
    _added(edit, rotation_euler=(1.1, 0.3, 0.2))
    bpy.ops.mesh.primitive_plane_add(size=12, location=(0, 2, 0))
    bpy.ops.mesh.primitive_plane_add(size=9, location=(0, 4, 1), rotation=(radians(90), 0, 0))


@pytest.mark.parametrize("kind", ["PERSP", "ORTHO"])
def test_they_meet_what_blenders_own_rays_meet(edit: Any, camera: Any, kind: str, monkeypatch: Any) -> None:
    _things(edit)
    camera.data.type, camera.data.ortho_scale, camera.data.shift_x = kind, 6, 0.05
    different, count = _differ(edit, camera, monkeypatch)
    assert count > SIDE * SIDE, "most rays meet two walls at least"
    assert different == 0, f"{different} of {count}"


def test_faces_that_reach_behind_the_camera(edit: Any, camera: Any, monkeypatch: Any) -> None:
    bpy.ops.mesh.primitive_cube_add(size=1)
    _added(edit, scale=(9, 20, 6), location=(0, 0, 2.5))  # the camera stands in a room
    bpy.ops.mesh.primitive_uv_sphere_add(location=(0.3, -6.1, 1.1), radius=0.5)  # and in a ball
    different, count = _differ(edit, camera, monkeypatch)
    assert count >= 2 * SIDE * SIDE
    assert different == 0


def test_instances_curves_and_letters(edit: Any, camera: Any, monkeypatch: Any) -> None:
    crowd = bpy.data.collections.new("Crowd")
    bpy.ops.mesh.primitive_monkey_add(location=(0, 0, 0))
    monkey = bpy.context.object
    edit.collection.objects.unlink(monkey)
    crowd.objects.link(monkey)
    for number in range(5):
        holder: Any = bpy.data.objects.new(f"Crowd {number}", None)
        holder.instance_type, holder.instance_collection = "COLLECTION", crowd
        holder.location, holder.rotation_euler = (number - 2, number % 3, 1), (0, 0, 0.4 * number)
        edit.collection.objects.link(holder)
    bpy.ops.object.text_add(location=(-1, 0.2, 2.2), rotation=(radians(90), 0, 0))
    _added(edit).data.extrude = 0.1
    bpy.ops.mesh.primitive_plane_add(size=12, location=(0, 2, 0))
    different, count = _differ(edit, camera, monkeypatch, faces=False)
    assert count > SIDE
    assert different == 0


def test_quads_that_are_bent_in_are_cut_as_blender_cuts_them(edit: Any, camera: Any, monkeypatch: Any) -> None:
    mesh = bpy.data.meshes.new("Arrow")
    corners = [(0, 0, 0), (2, 0, -0.6), (0.5, 0, 0.4), (-0.4, 0, 2.4), (-2, 0, 1), (-2, 0, 0), (-2.5, 0, 0.5)]
    mesh.from_pydata(corners, [], [(0, 1, 2, 3), (4, 5, 6)])
    thing = bpy.data.objects.new("Arrow", mesh)
    thing.location = (0.4, 0, 0.7)
    edit.collection.objects.link(thing)
    different, count = _differ(edit, camera, monkeypatch)
    assert count > 10
    assert different == 0


def test_what_is_heavy_is_never_asked_of_blender_and_looked_at_in_pieces(
    edit: Any, camera: Any, monkeypatch: Any
) -> None:
    """Blender would sort all faces in one call. What one piece looks at does not grow with their number."""
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=400, y_subdivisions=400, size=3, rotation=(radians(90), 0, 0))
    wall = _added(edit, location=(0, 0, 1))
    collection = bpy.data.collections.new("Wall")
    edit.collection.children.link(collection)
    collection.objects.link(wall)
    member = presence.member_of("wall", "Wall", collection)
    bpy.ops.mesh.primitive_cube_add(size=0.8, location=(0, -2, 1))
    looked: list[int] = []
    reckon = rays._try
    monkeypatch.setattr(rays, "PIECE", 10_000)
    monkeypatch.setattr(rays, "_try", lambda *given: (looked.append(len(given[3])), reckon(*given)))
    asked: list[bool] = []
    goes_by = sheaf.Sheaf.goes_by_heavy
    monkeypatch.setattr(
        sheaf.Sheaf, "goes_by_heavy", lambda self, ray: (asked.append(goes_by(self, ray)), asked[-1])[1]
    )
    steps, pieces = presence.Looking(edit, [member]).unhidden(camera, 1.0), 0
    while True:
        try:
            next(steps)
            pieces += 1
        except StopIteration as end:
            found = end.value
            break
    moment = presence.Looking(edit, [member])._read()
    assert list(moment.heavy) == [(wall.as_pointer(), named.place_of(wall.matrix_world))]
    assert 0.5 < found["Wall"] < 1.0, "a box stands before its middle"
    assert pieces > 2 * 160_000 / 10_000
    assert asked
    assert all(asked), "Blender's own rays would sort the wall's faces"
    assert looked
    assert max(looked) <= rays.PAIRS


def test_a_ray_along_a_side_and_one_into_a_flat_box() -> None:
    starts = np.array([[[0.0, 5.0], [0.0, 0.0], [-1.0, -1.0]]])
    ways = np.array([[[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]]])
    flat = np.array([[[-1, -1, 0], [1, 1, 0]]], float)
    assert sheaf._through(starts, ways, flat).tolist() == [[True, False]]
    edge = np.array([[[0, -1, -1], [1, 1, 1]]], float)
    assert sheaf._through(starts, ways, edge)[0, 0]
    behind = np.array([[[-1, -1, -9], [1, 1, -8]]], float)
    assert not sheaf._through(starts, ways, behind).any()


def test_a_mesh_without_a_face_is_met_by_nothing(edit: Any) -> None:
    empty = rays.shape_of(bpy.data.meshes.new("Empty"))
    bundle = rays.Rays(np.zeros((1, 2)), np.zeros((1, 3)), np.array([[0, 0, -1.0]]), ((1, 0), (1, 0)), False)
    assert whole(rays.meeting(empty, np.identity(4), bundle)) == [[]]
