# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which end of a figure is its front where nothing has a name: windscreens, wings and large wheels, heads
and tails; and what is no head, no foot and no toe. Each figure looks along +Y, against the custom of files, unless it
says otherwise."""

from __future__ import annotations

from math import cos, degrees, pi, radians, sin
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import box, material
from foreign_figures import LEGS, skeleton
from mathutils import Matrix, Vector
from test_capture_front import off
from test_front_kinds import ball, turned, whole, worn

from addon.second.figures import ends, shape, skeletons, surface

GREY = (0.4, 0.4, 0.4)
BACKWARDS = 180


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 100, 24


def prism(name: str, outline: list[tuple[float, float]], wide: float) -> Any:
    """What has the same outline (y, z) across all its width."""
    corners = [(side * wide / 2, y, z) for side in (-1, 1) for y, z in outline]
    count = len(outline)
    sides = [(n, (n + 1) % count, count + (n + 1) % count, count + n) for n in range(count)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], [tuple(range(count))[::-1], tuple(range(count, 2 * count)), *sides])
    mesh.materials.append(material(name, GREY))
    return bpy.data.objects.new(name, mesh)


OUTLINES = {
    "car": [(-2, 0.4), (2, 0.4), (2, 0.8), (1, 1.0), (0.2, 1.5), (-0.9, 1.5), (-1.2, 1.0), (-2, 1.0)],
    "van": [(-2, 0.3), (2, 0.3), (2, 0.9), (1.4, 1.1), (0.9, 1.9), (-2, 1.9)],
    "bus": [(-3, 0.3), (3, 0.3), (3, 1.0), (2.6, 2.2), (-3, 2.2)],
    "pickup": [(-2, 0.4), (2, 0.4), (2, 0.9), (0.9, 1.0), (0.4, 1.6), (-0.4, 1.6), (-0.4, 1.0), (-2, 1.0)],
}


def wheels(y: float, back: float = 0.3, front: float = 0.3, apart: float = 0.8) -> list[Any]:
    """Round ones: what is boxes all over was not built as cars are."""
    made = []
    for end, size in ((-y, back), (y, front)):
        rim = [(end + size * cos(n * pi / 6), size + size * sin(n * pi / 6)) for n in range(12)]
        for x in (-apart, apart):
            made.append(prism("Wheel", rim, 0.25))
            made[-1].matrix_basis = Matrix.Translation((x, 0, 0))
    return made


@pytest.mark.parametrize("kind", OUTLINES)
@pytest.mark.parametrize("turn", [pi / 2, -pi / 2])
def test_a_windscreen_leans_back_from_the_front(kind: str, turn: float) -> None:
    """Modelled along X: the custom says neither end."""
    block = whole("Thing", prism("Hull", OUTLINES[kind], 1.7), *wheels(1.2))
    turned(block, turn)
    assert off(block, BACKWARDS + degrees(turn)).max() < 1


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("own", [0.0, 0.6])
def test_what_leans_is_told_whichever_way_its_corners_go_around(own: float, *, flipped: bool) -> None:
    """A ramp that looks up and along -Y, on a box whose sides and lid say nothing."""
    ramp = np.array([[(0, 0, 0.5), (1, 0, 0.5), (1, 1, 1.5)], [(0, 0, 0.5), (1, 1, 1.5), (0, 1, 1.5)]], dtype=float)
    wall = np.array([[(0, 1, 0), (1, 1, 0), (1, 1, 1.5)], [(0, 0, 1.5), (1, 0, 1.5), (1, 1, 1.5)]], dtype=float)
    skirt = np.array([[(0, 0, 0), (1, 0, 0), (1, -0.1, 0.1)]], dtype=float)  # below the sill
    turn = np.array(Matrix.Rotation(own, 3, "Z"))
    triangles = np.concatenate([ramp[:, ::-1] if flipped else ramp, wall, skirt]) @ turn.T
    corners = triangles.reshape(-1, 3)
    found = ends.leaning(shape.faces(triangles), corners, own)
    assert 0.2 < found[0] == pytest.approx(-found[2])
    assert found[0] < 0.6
    assert np.abs(found[[1, 3]]).max() < 0.01
    across = ends.leaning(shape.faces(triangles), np.concatenate([corners, corners + turn[:, 0] * 3]), own)
    assert np.abs(across).max() < 1e-6, "what leans across a figure's length is no windscreen"
    assert not ends.leaning(shape.faces(np.empty((0, 3, 3))), np.zeros((1, 3)), 0.0).any()


def _tractor() -> list[Any]:
    body = [box("Bonnet", (0.5, 1.6, 0.6), (0, 0.8, 1.0), GREY), box("Cab", (0.8, 1.0, 0.8), (0, -0.6, 1.1), GREY)]
    return [*body, *wheels(1.0, back=0.8, front=0.4, apart=0.6)]


def _racer() -> list[Any]:
    body = [box("Nose", (0.4, 3, 0.3), (0, 0.6, 0.4), GREY), box("Rear", (1.4, 1.2, 0.5), (0, -1.2, 0.4), GREY)]
    return [*body, box("Wing", (1.8, 0.3, 0.05), (0, -1.7, 0.9), GREY), *wheels(1.3, back=0.45, front=0.35)]


def _shuttle() -> list[Any]:
    outline = [(-2, 0.3), (2, 0.3), (2.4, 0.5), (1.4, 1.0), (-2, 1.0)]
    wing = box("Wing", (3, 1, 0.06), (0, -1.3, 0.4), GREY)
    return [prism("Hull", outline, 0.8), wing, box("Tail", (0.06, 0.5, 0.8), (0, -1.7, 1.3), GREY)]


@pytest.mark.parametrize("parts", [_tractor, _racer, _shuttle])
def test_what_is_wide_lies_aft(parts: Any) -> None:
    triangles = _triangles(whole("Thing", *parts()))
    found = ends.width(surface.spread(triangles, 4000)[0], 0.0)
    assert found[2] == -found[0] < -0.02, "the front is +Y"
    assert abs(found[1]) < 0.01


@pytest.mark.parametrize("parts", [_tractor, _racer, _shuttle])
@pytest.mark.parametrize("turn", [pi / 2, -pi / 2])
def test_a_vehicle_looks_away_from_what_is_wide(parts: Any, turn: float) -> None:
    block = whole("Thing", *parts())
    turned(block, turn)
    assert off(block, BACKWARDS + degrees(turn)).max() < 1


def _triangles(block: Any) -> Any:
    bpy.context.view_layer.update()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    return surface.triangles(depsgraph)


def fish(tail: tuple[float, float, float]) -> list[Any]:
    """A thick head ahead of a body that gets thinner; its tail is a blade."""
    body = [ball(f"Part{n}", (0.75 - 0.13 * n, 0.9, 0.8 - 0.1 * n), (0, 1.1 - 0.55 * n, 0.5)) for n in range(5)]
    return [*body, box("Tail", tail, (0, -1.4, 0.5), GREY)]


@pytest.mark.parametrize("tail", [(0.06, 0.5, 0.9), (0.9, 0.5, 0.06), (0.05, 0.8, 0.3)], ids=["fish", "whale", "eel"])
def test_a_head_is_thicker_than_a_tail(tail: tuple[float, float, float]) -> None:
    found = ends.bluntness(surface.spread(_triangles(whole("Fish", *fish(tail))), 4000)[0], 0.0)
    assert found[2] == -found[0]
    assert found[2] > 0.2 or tail[0] > 0.5, "a fluke is wide"
    assert not ends.bluntness(np.empty((0, 3)), 0.0).any()


@pytest.mark.parametrize("tail", [(0.06, 0.5, 0.9), (0.05, 0.8, 0.3)], ids=["fish", "eel"])
@pytest.mark.parametrize("turn", [0.0, pi / 2])
def test_a_fish_that_lies_across_looks_where_it_is_thick(tail: tuple[float, float, float], turn: float) -> None:
    """Modelled along X: the custom says neither end."""
    block = whole("Fish", *fish(tail))
    turned(block, pi / 2 if turn else -pi / 2)
    assert off(block, 90 if not turn else -90).max() < 1


def _mouse() -> list[Any]:
    tail = [ball(f"T{n}", (0.06, 0.1, 0.16), (0, -0.95 - 0.06 * n, 0.5 + 0.12 * n)) for n in range(6)]
    return [ball("Trunk", (0.6, 2, 0.6), (0, 0, 0.4)), ball("Head", (0.5, 0.6, 0.55), (0, 1.0, 0.6)), *tail]


def _barge() -> list[Any]:
    hull = prism("Hull", [(-2, 0.3), (2, 0.3), (2.2, 0.8), (-2, 0.8)], 1.2)
    return [
        hull,
        box("House", (0.8, 1, 0.5), (0, -1.2, 1.05), GREY),
        box("Mast", (0.06, 0.06, 1.2), (0, 1.7, 1.4), GREY),
    ]


def _engine() -> list[Any]:
    boiler = box("Boiler", (0.7, 2.2, 0.6), (0, 0.5, 0.7), GREY)
    return [boiler, box("Cab", (0.9, 0.8, 1), (0, -1, 0.9), GREY), box("Stack", (0.12, 0.12, 0.9), (0, 1.4, 1.4), GREY)]


@pytest.mark.parametrize("parts", [_mouse, _barge, _engine])
def test_a_tail_a_mast_or_a_chimney_alone_is_no_raised_end(parts: Any) -> None:
    triangles = _triangles(whole("Thing", *parts()))
    spread = surface.spread(triangles, 4000)[0]
    assert shape.raised_end(triangles.reshape(-1, 3), spread) is None


def swimmer(fins: dict[str, tuple[str, tuple[float, float, float]]]) -> list[Any]:
    spine = {f"Node{n}": (f"Node{n - 1}" if n else "", (0, 0.3 - 0.25 * n, 0.5)) for n in range(4)}
    armature = skeleton("Fish rig", lambda bone: bone, {**spine, **fins})
    return [armature, ball("Fish", (0.4, 1.6, 0.6), (0, 0, 0.5))]


FINS = {
    "fish": ((0.2, 0.2, 0.3), (0.3, -0.2, 0.2), (0.3, -0.5, 0.2)),
    "whale": ((0.3, 0.1, 0.4), (0.6, -0.1, 0.2), (0.9, -0.5, 0.15)),
    "spider": ((0.2, 0.1, 0.45), (0.8, -0.2, 0.3), (1.4, -0.5, 0.28)),
}


@pytest.mark.parametrize("kind", FINS)
def test_fins_and_level_legs_are_no_feet(kind: str) -> None:
    """They are the lowest bones and point aft, which is -Y here."""
    fins = {
        f"{part}{side}": (f"{above}{side}" if above else "Node1", (sign * x, y, z))
        for side, sign in (("a", 1), ("b", -1))
        for (part, above), (x, y, z) in zip((("P", ""), ("Q", "P"), ("R", "Q")), FINS[kind], strict=True)
    }
    armature, body = swimmer(fins)
    block = worn("Fish", armature, body)
    bpy.context.view_layer.update()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    assert skeletons.body(depsgraph, armature, Matrix.Identity(3), block, 3.0) is None


@pytest.mark.parametrize("roll", [70, -60, 100])
def test_toes_of_who_lies_on_a_side_do_not_say_where_it_looks(roll: float) -> None:
    """A cat stands on tiptoe: its toes point down at rest, and to a side once it lies down."""
    bones = {part: at for part, at in LEGS.items() if not part.endswith("Toe")}
    bones |= {
        f"{part}{side}Toe": (f"{part}{side}Foot", (x, y - 0.01, -0.04))
        for part, y in (("Chest", -0.48), ("Root", 0.52))
        for side, x in (("Left", 0.2), ("Right", -0.2))
    }
    armature = skeleton("Cat rig", lambda bone: bone, bones)
    paws = [box(f"Paw{x}{y}", (0.1, 0.08, 0.1), (x, y, -0.02), GREY) for x in (0.2, -0.2) for y in (-0.48, 0.52)]
    for paw, name in zip(paws, ("ChestLeft", "RootLeft", "ChestRight", "RootRight"), strict=True):
        paw.vertex_groups.new(name=f"{name}Foot").add(range(8), 1.0, "REPLACE")
    block = worn("Cat", armature, ball("Cat", (0.5, 1.6, 0.5), (0, 0, 0.6)), *paws)
    lies = Matrix.Rotation(radians(roll), 3, "Y")
    told = skeletons.body(bpy.context.evaluated_depsgraph_get(), armature, lies, block, 3.0)
    assert told is None or Vector((0, -1)).angle(Vector((np.sin(told), -np.cos(told)))) < radians(45)


def hoofed(neck: float) -> list[Any]:
    """A thin neck ahead of a body whose rump is heavier, on four legs; the head is at +Y."""
    trunk = [ball("Trunk", (0.5, 1.6, 0.5), (0, 0, 0.95)), ball("Rump", (0.55, 0.5, 0.55), (0, -0.6, 1.0))]
    necks = [ball(f"Neck{n}", (neck, neck, 0.3), (0, 0.6 + 0.08 * n, 1.15 + 0.12 * n)) for n in range(4)]
    return [*trunk, *necks, ball("Head", (0.2, 0.45, 0.22), (0, 0.95, 1.65))]


@pytest.mark.parametrize("neck", [0.2, 0.3])
def test_a_head_on_a_thin_neck_is_a_raised_end(neck: float) -> None:
    triangles = _triangles(whole("Horse", *hoofed(neck)))
    spread = surface.spread(triangles, 4000)[0]
    assert abs(shape.raised_end(triangles.reshape(-1, 3), spread)) == pytest.approx(pi)


def test_a_bar_that_is_no_heavier_is_no_raised_end_of_what_was_built() -> None:
    """A motorcycle's handlebar, a bicycle's: it must have more surface up there than the saddle."""
    parts = [box("Frame", (0.3, 2, 0.3), (0, 0, 0.6), GREY), box("Saddle", (0.3, 0.5, 0.12), (0, -0.75, 1.0), GREY)]
    triangles = _triangles(whole("Bike", *parts, box("Bar", (0.4, 0.25, 0.25), (0, 0.75, 1.15), GREY)))
    spread = surface.spread(triangles, 4000)[0]
    points = triangles.reshape(-1, 3)
    assert shape.raised_end(points, spread) is not None
    assert shape.raised_end(points, spread, built=True) is None


@pytest.mark.parametrize("turn", [0.0, pi / 2])
def test_legs_of_boxes_are_legs(turn: float) -> None:
    """They have corners at their ends alone: an animal of few boxes, of which nothing else says where its head is."""
    legs = [box(f"Leg{x}{y}", (0.14, 0.14, 0.8), (x, y, 0.4), GREY) for x in (0.2, -0.2) for y in (-0.6, 0.6)]
    parts = [box("Trunk", (0.6, 1.6, 0.4), (0, 0, 1.0), GREY), box("Head", (0.5, 0.4, 0.5), (0, 0.8, 1.4), GREY)]
    block = whole("Cat", *parts, *legs)
    turned(block, turn)
    triangles = _triangles(block)
    told = shape.feet(triangles.reshape(-1, 3), surface.spread(triangles, 4000)[0])
    assert told is not None
    assert abs((told - pi - turn + pi) % (2 * pi) - pi) < 0.01


@pytest.mark.parametrize("round_ones", [False, True], ids=["table", "trolley"])
def test_wheels_have_no_soles(*, round_ones: bool) -> None:
    """Of what was built, so that a van's high end is not taken for a head over its legs."""
    made = wheels(0.7) if round_ones else [box("Leg", (0.2, 0.3, 0.6), (x, y, 0.3), GREY) for x, y in CORNERS]
    triangles = _triangles(whole("Thing", box("Top", (2, 2, 0.2), (0, 0, 0.7), GREY), *made))
    points = np.concatenate([triangles.reshape(-1, 3), surface.spread(triangles, 4000)[0]])
    feet = [points[(points[:, 2] < 0.06) & (points[:, 0] * x > 0) & (points[:, 1] * y > 0), :2] for x, y in CORNERS]
    assert (shape._soles(points, feet) < shape.SOLE) is round_ones


CORNERS = [(x, y) for x in (0.8, -0.8) for y in (0.7, -0.7)]


def test_what_has_no_soles_has_no_head_over_its_legs(monkeypatch: pytest.MonkeyPatch) -> None:
    legs = [box(f"Leg{x}{y}", (0.14, 0.14, 0.8), (x, y, 0.4), GREY) for x in (0.2, -0.2) for y in (-0.6, 0.6)]
    parts = [box("Trunk", (0.6, 1.6, 0.4), (0, 0, 1.0), GREY), box("Head", (0.5, 0.4, 0.5), (0, 0.8, 1.4), GREY)]
    triangles = _triangles(whole("Cat", *parts, *legs))
    points, spread = triangles.reshape(-1, 3), surface.spread(triangles, 4000)[0]
    assert shape._head_over_legs(points, spread, built=True) == pytest.approx(pi)
    monkeypatch.setattr(shape, "SOLE", 1.1)
    assert shape._head_over_legs(points, spread, built=True) is None
    assert shape._head_over_legs(points, spread, built=False) == pytest.approx(pi), "what grew has round paws"
