# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A face that is only painted on tells where the front is: in a picture, in a colour attribute, by plain materials; the
film and its pictures stay as they were."""

from __future__ import annotations

from math import pi
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import RED, box, collection, material
from test_capture_front import capture, off

from addon.second import turntable
from addon.second.figures import painted, surface, weighing

SKIN, DARK, WHITE = (0.8, 0.5, 0.35), (0.02, 0.02, 0.02), (0.9, 0.9, 0.9)
EYES = ((2, 5), (5, 5), (2, 2), (3, 2), (4, 2), (5, 2))
"""Cells of eight by eight that eyes and a mouth take."""
BACKWARDS = 180


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 100, 24


def painting() -> Any:
    """A picture of 16 by 8: a face on its left half, plain skin on the right."""
    image = bpy.data.images.new("Skin", 16, 8)
    pixels = np.ones((8, 16, 4), dtype=np.float32)
    pixels[:, :, :3] = SKIN
    for column, row in EYES:
        pixels[row, column, :3] = DARK
    image.pixels.foreach_set(pixels.ravel())
    image.pack()
    return image


def pictured(image: Any) -> Any:
    made = material("Skin", SKIN)
    node = made.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
    shader = next(n for n in made.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    made.node_tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
    return made


def cube(image: Any) -> Any:
    """A figure of one cube whose +Y side has the left half of the picture, all others its plain half."""
    thing = box("Kid", (0.5, 0.5, 0.7), (0, 0, 0.35), RED)
    thing.data.materials[0] = pictured(image)
    layer = thing.data.uv_layers.new(name="UV")
    for polygon in thing.data.polygons:
        left = 0.0 if polygon.normal.y > 0.5 else 0.5
        for loop in polygon.loop_indices:
            corner = thing.data.vertices[thing.data.loops[loop].vertex_index].co
            layer.uv[loop].vector = (left + (0.48 if corner.x > 0 else 0.02), 0.98 if corner.z > 0 else 0.02)
    return collection("Kid", thing)


def grown() -> Any:
    """Something round, of fine triangles all over."""
    bpy.ops.mesh.primitive_uv_sphere_add(segments=48, ring_count=24, radius=0.5, location=(0, 0, 0.5))
    return bpy.context.object


def is_eye(x: float, y: float, z: float) -> bool:
    return y > 0.25 and 0.1 < abs(x) < 0.2 and 0.1 < z < 0.25


def bird() -> Any:
    """Its eyes are in a colour attribute that no material uses."""
    thing = grown()
    attribute = thing.data.color_attributes.new("Color", "FLOAT_COLOR", "POINT")
    for vertex, painted_there in zip(thing.data.vertices, attribute.data, strict=True):
        painted_there.color = (*(DARK if is_eye(*vertex.co) else WHITE), 1)
    return collection("Bird", thing)


def car() -> Any:
    """Its lamps and the radiator are faces of other materials."""
    thing = box("Hull", (1.8, 4, 1.2), (0, 0, 0.8), RED)
    mesh = thing.data
    corners, faces, slots = [tuple(v.co) for v in mesh.vertices], [tuple(p.vertices) for p in mesh.polygons], [0] * 6
    for x0, x1, slot in ((-0.8, -0.4, 1), (0.4, 0.8, 1), (-0.3, 0.3, 2)):
        faces.append(tuple(range(len(corners), len(corners) + 4)))
        corners += [(x, 2.01, z) for x, z in ((x1, -0.3), (x0, -0.3), (x0, 0.1), (x1, 0.1))]
        slots.append(slot)
    made = bpy.data.meshes.new("Car")
    made.from_pydata(corners, [], faces)
    for number, colour in enumerate((RED, WHITE, DARK)):
        made.materials.append(material(f"Paint {number}", colour))
    made.polygons.foreach_set("material_index", slots)
    thing.data = made
    return collection("Car", thing)


@pytest.mark.parametrize("make", [lambda: cube(painting()), bird, car], ids=["picture", "attribute", "materials"])
def test_a_painted_face_outweighs_the_custom(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert off(make(), BACKWARDS).max() < 1
    monkeypatch.setattr(weighing, "CONTRAST", 0.0)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    assert off(make()).max() < 1, "nothing but paint says so"


def test_white_corners_leave_the_materials_their_colours() -> None:
    """An export wrote a colour for each corner though nobody painted."""
    block = car()
    mesh = block.objects[0].data
    assert off(block, BACKWARDS).max() < 1
    for corner in mesh.color_attributes.new("Col", "BYTE_COLOR", "CORNER").data:
        corner.color = (1.0, 1.0, 1.0, 1.0)
    assert off(block, BACKWARDS).max() < 1


@pytest.mark.parametrize("without", ["Cab", "Bed"])
def test_where_what_has_no_material_meets_a_new_one_nothing_is_painted(without: str) -> None:
    """A lorry in parts, of which one has no material and the others those that nobody set."""
    block = collection(
        "Lorry", box("Cab", (1.8, 1.2, 1.6), (0, -1.9, 1.2), RED), box("Bed", (1.8, 2.6, 0.6), (0, 0, 0.7), RED)
    )
    for number in range(3):
        block.objects.link(box(f"Plank{number}", (0.4, 0.02, 0.2), (0.6 * number - 0.6, 1.3, 0.7), RED))
    for thing in block.objects:
        thing.data.materials.clear()
        if not thing.name.startswith(without):
            thing.data.materials.append(material("New", (0.8, 0.8, 0.8)))
    depsgraph = bpy.context.evaluated_depsgraph_get()
    seen = painted.paint(depsgraph, surface.triangles(depsgraph))
    assert np.ptp(seen.colours, axis=0).max() < 0.01


def round_part(name: str, size: tuple[float, float, float], at: tuple[float, float, float]) -> Any:
    bpy.ops.mesh.primitive_uv_sphere_add(segments=24, ring_count=12, radius=0.5, location=at)
    thing = bpy.context.object
    thing.name, thing.scale = name, size
    bpy.context.collection.objects.unlink(thing)
    return thing


@pytest.mark.parametrize(
    "end",
    [[(0.1, 0.04, 0.5, 0.05, 1.05)], [(0.12, 0.04, 0.3, -0.1, 1.2)], [(0.08, 0.04, 0.3, x, 1.1) for x in (-0.1, 0.1)]],
    ids=["scarf", "kerchief", "bow"],
)
def test_a_red_end_behind_against_the_whole_shape_is_a_guess(end: list[tuple[float, ...]]) -> None:
    """Of somebody who looks backwards: the custom and the red say the other side, the nose and its triangles this."""
    body = [round_part("Ball", (0.5, 0.5, 0.6), (0, 0, 1.6)), round_part("Neck", (0.2, 0.2, 0.3), (0, 0, 1.25))]
    tip, wrap = (
        round_part("Tip", (0.08, 0.14, 0.1), (0, 0.27, 1.58)),
        round_part("Wrap", (0.34, 0.34, 0.12), (0, 0, 1.25)),
    )
    loose = [box(f"Loose{x}", (wide, deep, high), (x, -0.2, z), RED) for wide, deep, high, x, z in end]
    block = collection("Mia", *body, tip, wrap, *loose)
    assert turntable.build(block, capture(block)).guessed


def test_the_film_and_its_pictures_stay_as_they_were() -> None:
    image = painting()
    block = cube(image)
    before, blocks = (
        list(image.pixels),
        {name: len(getattr(bpy.data, name)) for name in ("images", "materials", "meshes")},
    )
    assert off(block, BACKWARDS).max() < 1
    assert list(image.pixels) == before
    assert not image.is_dirty
    assert {name: len(getattr(bpy.data, name)) for name in blocks} == blocks


def test_a_lost_picture_tells_nothing() -> None:
    image = bpy.data.images.new("Lost", 4, 4)
    image.source, image.filepath = "FILE", "//lost.png"
    assert off(cube(image)).max() < 1


def test_pictures_are_not_read_where_a_front_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    block = cube(painting())
    block.objects.link(box("Nose", (0.1, 0.3, 0.1), (0, -0.3, 0.4), RED))
    read: list[Any] = []
    monkeypatch.setattr(painted, "_read", read.append)
    assert off(block).max() < 1
    assert not read


def wall(y: float, colours: Any) -> painted.Paint:
    """A square of 64 by 64 points with a colour a point."""
    x, z = np.meshgrid(np.linspace(0, 1, 64), np.linspace(0, 1, 64))
    looks = np.tile((0.0, 1.0, 0.0), (4096, 1))
    return painted.Paint(np.column_stack([x.ravel(), np.full(4096, y), z.ravel()]), looks, colours.reshape(-1, 3))


def both(one: painted.Paint, other: painted.Paint) -> painted.Paint:
    return painted.Paint(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))


@pytest.mark.parametrize("light", [0.05, 0.5, 0.9])
def test_sides_of_four_colours_are_no_paint(light: float) -> None:
    """The edges of a box, seen along its sides, lie between two of its colours."""
    thing = box("Dice", (1, 1, 1.5), (0, 0, 0.75), RED)
    thing.data.materials.clear()
    for number, grey in enumerate((light, 0.0, 1.0, 0.3)):
        thing.data.materials.append(material(f"Side {number}", (grey, grey, 1 - grey)))
    for polygon in thing.data.polygons:
        across, along, _ = polygon.normal
        polygon.material_index = 0 if along > 0.5 else 1 if across > 0.5 else 2 if across < -0.5 else 3
    assert off(collection("Dice", thing)).max() < 1


@pytest.mark.parametrize("turn", range(4))
def test_contrast_is_of_a_side_and_the_opposite_one(turn: int) -> None:
    spots = np.full((64, 64, 3), 0.9)
    spots[20:30, 10:20] = spots[20:30, 44:54] = 0.0
    seen = both(wall(-0.5, spots), wall(0.5, np.full((64, 64, 3), 0.9)))
    found = np.roll(painted.contrast(seen, turn * pi / 2), turn)
    assert found[0] == -found[2] > 0.5
    assert abs(found[1]) < 0.2


def test_what_is_of_one_colour_or_not_there_has_no_contrast() -> None:
    plain = both(wall(-0.5, np.full((64, 64, 3), 0.5)), wall(0.5, np.full((64, 64, 3), 0.5)))
    assert painted.contrast(plain, 0.3) == pytest.approx(np.zeros(4), abs=1e-6)
    assert not painted.contrast(painted.Paint(*[np.empty((0, 3))] * 3), 0.0).any()


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_points_that_are_no_numbers_are_not_asked(broken: float) -> None:
    seen = both(wall(-0.5, np.full((64, 64, 3), 0.5)), wall(broken, np.zeros((64, 64, 3))))
    assert painted.contrast(seen, 0.0) == pytest.approx(np.zeros(4), abs=1e-6)


def test_what_stands_before_something_else_is_no_paint() -> None:
    """A dark post before a pale wall: its edges are those of a shape."""
    post = wall(-3.0, np.zeros((64, 64, 3)))
    post.points[:, 0] = 0.45 + post.points[:, 0] / 10
    seen = both(wall(0.0, np.full((64, 64, 3), 0.9)), post)
    assert abs(painted.contrast(seen, 0.0)[0]) < 0.5
