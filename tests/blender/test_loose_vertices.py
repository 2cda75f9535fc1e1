# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vertices in no face do not render: who has some is where the faces are, found one mesh a piece, each of them once."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import box, collection, figure

from addon.blender.cast import propose
from addon.blender.cast.members import add_member
from addon.blender.engine.slices import whole
from addon.blender.properties import film
from addon.blender.shots import build, presence
from addon.second.figures import following, rays

LOOSE = {"a vertex": ([(50, 0, 0)], []), "an edge": ([(50, 0, 0), (50, 0, 9)], [(4, 5)])}
SQUARE = [(-1, 0, -1), (1, 0, -1), (1, 0, 1), (-1, 0, 1)]


def square(name: str, kind: str = "", *, faces: bool = True) -> Any:
    """An object of one face from -1 to 1, with something loose 50 m beside it."""
    points, edges = LOOSE[kind] if kind else ([], [])
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([*SQUARE, *points], edges, [(0, 1, 2, 3)] if faces else [])
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def depsgraph() -> Any:
    bpy.context.view_layer.update()
    return bpy.context.evaluated_depsgraph_get()


def wide(thing: Any, loose: following.Loose) -> list[float]:
    """How far its box reaches along X, in its own space."""
    across = np.array(following.box_of(thing.evaluated_get(depsgraph()), loose))[:, 0]
    return [float(across.min()), float(across.max())]


@pytest.mark.parametrize("kind", LOOSE)
def test_a_box_is_around_the_faces(edit: Any, kind: str) -> None:
    loose: following.Loose = {}
    thing = square("Ruler", kind)
    assert wide(thing, loose) == [-1, 1]
    assert list(loose.values()) == [True]
    assert wide(square("Plain"), loose) == [-1, 1]
    assert sorted(loose.values()) == [False, True]


@pytest.mark.parametrize("kind", LOOSE)
def test_of_a_mesh_without_a_face_the_box_is_blenders(edit: Any, kind: str) -> None:
    """Nodes may strew something on it, and there is nothing else to say where it is."""
    assert wide(square("Points", kind, faces=False), {}) == [-1, 50]


def test_a_mesh_that_moves_is_not_looked_through_again(edit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    thing = square("Ruler", "a vertex")
    plain = square("Plain")
    loose: following.Loose = {}
    assert [wide(thing, loose), wide(plain, loose)] == [[-1, 1], [-1, 1]]
    looked = []
    plainly = following._in_faces
    monkeypatch.setattr(following, "_in_faces", lambda mesh: (looked.append(mesh.name), plainly(mesh))[1])
    for thing_moved in (thing, plain):
        thing_moved.data.vertices[0].co.x = -3
        thing_moved.data.update()
    assert [wide(thing, loose), wide(plain, loose)] == [[-3, 1], [-3, 1]]
    assert looked == ["Ruler"], "for its box alone; the other is as large as Blender says"


def test_one_that_gets_something_loose_later_is_looked_through(edit: Any) -> None:
    thing = square("Plain")
    loose: following.Loose = {}
    assert wide(thing, loose) == [-1, 1]
    assert list(loose.values()) == [False]
    thing.data.vertices.add(1)
    thing.data.vertices[4].co = (50, 0, 0)
    thing.data.update()
    assert wide(thing, loose) == [-1, 1]


def test_each_piece_is_one_mesh(edit: Any) -> None:
    things = [square("Ruler", "a vertex"), square("Plain"), bpy.data.objects.new("Empty", None)]
    edit.collection.objects.link(things[2])
    loose: following.Loose = {}
    known = [len(loose) for _ in following.looking_for_loose(things, depsgraph(), loose)]
    assert known == [1, 2]


def test_no_ray_meets_what_is_loose(edit: Any) -> None:
    shape = rays.shape_of(square("Ruler", "an edge").data)
    assert shape.corners.tolist() == [0, 1, 2, 3]
    assert shape.starts.tolist() == [0, 4]
    bundle = rays.Rays(
        places=np.array([[0.503, 0.501], [1.0, 0.5]]),
        starts=np.array([[0.3, 0.1, 0.0], [50.0, 0.0, 0.0]]),
        ways=np.array([[0.0, 0.0, -1.0]] * 2),
        spread=((0.01, 0.5), (0.01, 0.5)),
        flat=True,
    )
    lain = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, -2], [0, 0, 0, 1.0]])  # its front to the camera, 2 m away
    hits = whole(rays.meeting(shape, lain, bundle))
    assert [[(round(far, 4), face) for far, face in found] for found in hits] == [[(2.0, 0)], []]


@pytest.fixture
def stage(edit: bpy.types.Scene) -> bpy.types.Scene:
    edit.frame_end = 24
    camera: Any = bpy.data.objects.new("A", bpy.data.cameras.new("A"))
    camera.location, camera.rotation_euler = (0, -6, 1), (radians(90), 0, 0)
    edit.collection.objects.link(camera)
    edit.timeline_markers.new("A", frame=1).camera = camera
    return edit


def proposed(edit: Any) -> Any:
    build.build_shots(edit)
    return propose.propose(edit, list(film(edit).shots))[0]


@pytest.mark.parametrize("heavy", [False, True], ids=["asked of Blender", "reckoned"])
def test_who_is_small_is_looked_for_where_the_faces_are(
    stage: Any, heavy: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guide that reaches past the picture would have the looks spread over all of it, and miss her."""
    if heavy:
        monkeypatch.setattr(presence, "HEAVY_FACES", 0)
    mia = figure("Mia", at=(3, 60, 0))
    add_member(stage, "Mia", collection=collection("Mia", mia))
    count = len(mia.data.vertices)
    mia.data.vertices.add(2)
    for number, (x, z) in ((count, (-90, -60)), (count + 1, (90, 60))):
        mia.data.vertices[number].co = (x, 0, z)
    assert len(proposed(stage).members) == 1


@pytest.mark.parametrize("heavy", [False, True], ids=["asked of Blender", "reckoned"])
def test_loose_vertices_hide_nobody(stage: Any, heavy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if heavy:
        monkeypatch.setattr(presence, "HEAVY_FACES", 0)
    add_member(stage, "Mia", collection=collection("Mia", figure("Mia")))
    fence = box("Fence", (0.2, 0.2, 0.2), (9, -3, 0))
    stage.collection.objects.link(fence)
    mesh = fence.data
    count = len(mesh.vertices)
    mesh.vertices.add(200)
    for number in range(200):
        mesh.vertices[count + number].co = (-9.5 + number % 20 / 20, 0, number // 20 / 5)
    found = proposed(stage)
    assert len(found.members) == 1
    assert found.left_out == ()
