# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a close-up of a foreign figure looks: heads that nothing calls so, large hair, a hat, ears, a bust, stretched
arms. Stages are built in this process and looked at without rendering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import RED, box, collection
from foreign_figures import skeleton
from test_capture_front import capture

from addon.second import turntable

SIDES = (("L", 1), ("R", -1))
BONES = {
    "hips": ("", (0, 0, 0.9)),
    "chest": ("hips", (0, 0, 1.2)),
    "neck": ("chest", (0, 0, 1.45)),
    "top": ("neck", (0, 0, 1.55)),
    "lock": ("top", (0, 0, 1.7)),
    **{f"ear{side}": ("top", (sign * 0.1, 0, 1.7)) for side, sign in SIDES},
    **{f"bun{side}": (f"ear{side}", (sign * 0.3, 0, 1.85)) for side, sign in SIDES},
    **{f"arm{side}": ("chest", (sign * 0.2, 0, 1.4)) for side, sign in SIDES},
    **{f"hand{side}": (f"arm{side}", (sign * 0.7, 0, 1.4)) for side, sign in SIDES},
    **{f"leg{side}": ("hips", (sign * 0.1, 0, 0.85)) for side, sign in SIDES},
    **{f"foot{side}": (f"leg{side}", (sign * 0.1, 0, 0.05)) for side, sign in SIDES},
}
"""Each bone's parent and where it begins; `top` is the head's."""


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 24, 24


def picture(block: Any) -> tuple[Any, Any]:
    """Middle and half size, across and up, of what a close-up shows where the face is, 0.15 m before the middle."""
    stage = turntable.build(block, capture(block, front="front"))
    stage.close(192, 192)
    camera = stage.camera
    half = camera.data.sensor_width / camera.data.lens / 2 * (abs(camera.location.y) - 0.15)
    return np.array((camera.location.x, camera.location.z)), half


def shows(block: Any, places: Sequence[Sequence[float]]) -> bool:
    middle, half = picture(block)
    return all(bool((np.abs(np.array(place) - middle) < half).all()) for place in places)


def worn(call: Any, *, buns: bool = True) -> Any:
    """A figure on a rig, `call` naming its bones: body and skull, and buns of hair as large as that."""
    armature = skeleton("Rig", call, BONES)
    parts = {
        "chest": box("Torso", (0.5, 0.3, 0.9), (0, 0, 1.0), RED),
        "top": box("Face", (0.3, 0.3, 0.3), (0, 0, 1.65), RED),
        "neck": box("Neck", (0.1, 0.1, 0.1), (0, 0, 1.45), RED),
    }
    if buns:
        parts |= {f"bun{side}": box(f"Bun {side}", (0.3, 0.2, 0.4), (s * 0.3, 0, 1.95), RED) for side, s in SIDES}
    for bone, thing in parts.items():
        thing.vertex_groups.new(name=call(bone)).add(range(len(thing.data.vertices)), 1.0, "REPLACE")
        thing.parent = armature
        thing.modifiers.new("Armature", "ARMATURE").object = armature
    bpy.context.scene.collection.objects.unlink(armature)
    return collection("Girl", armature, *parts.values())


RIGIFY = {"hips": "DEF-spine", "chest": "DEF-spine.003", "neck": "DEF-spine.004", "top": "DEF-spine.006"}
NUMBERED = {bone: f"Bone.{number:03}" for number, bone in enumerate(BONES)}


@pytest.mark.parametrize("names", [RIGIFY, NUMBERED], ids=["Rigify", "numbered"])
def test_a_head_under_large_hair_is_found_without_its_name(names: dict[str, str]) -> None:
    """Chin, crown and both buns are in the picture; the waist is not."""
    block = worn(lambda bone: names.get(bone, f"DEF-{bone}"))
    assert shows(block, [(0, 1.5), (0, 1.8), (-0.44, 2.1), (0.44, 2.1)])
    assert not shows(block, [(0, 0.8)])


def test_a_small_head_fills_the_picture() -> None:
    """The same without hair: what stands beside a head decides how near the camera comes."""
    _, half = picture(worn(lambda bone: NUMBERED[bone], buns=False))
    assert half < 0.35


def tube(name: str, rings: Sequence[tuple[float, float]], depth: float = 0.15) -> Any:
    """A closed mesh of square rings, (height, half width) each, with points at every 2 cm between: an outline."""
    heights = np.arange(rings[0][0], rings[-1][0], 0.02)
    wide = np.interp(heights, *zip(*rings, strict=True))
    corners = [(x * w, y * depth, z) for z, w in zip(heights, wide, strict=True) for x in (-1, 1) for y in (-1, 1)]
    faces = [(4 * n, 4 * n + 1, 4 * n + 5, 4 * n + 4) for n in range(len(heights) - 1)]
    faces += [(4 * n + 2, 4 * n + 3, 4 * n + 7, 4 * n + 6) for n in range(len(heights) - 1)]
    faces += [(4 * n + y, 4 * n + y + 2, 4 * n + y + 6, 4 * n + y + 4) for n in range(len(heights) - 1) for y in (0, 1)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    return collection(name, bpy.data.objects.new(name, mesh))


LEGS = ((0.0, 0.15), (0.9, 0.17), (1.3, 0.22))


@pytest.mark.parametrize(
    ("rings", "chin", "crown", "side"),
    [
        # Arms stretched: as wide as high.
        ((*LEGS, (1.34, 0.85), (1.42, 0.85), (1.46, 0.06), (1.52, 0.06), (1.56, 0.1), (1.75, 0.08)), 1.54, 1.73, 0.1),
        # A hat as wide as its bearer's shoulders.
        ((*LEGS, (1.4, 0.25), (1.46, 0.06), (1.5, 0.1), (1.66, 0.3), (1.7, 0.3), (1.8, 0.1)), 1.5, 1.77, 0.29),
        # A bust: a tall crown, a neck far down, a foot.
        (((0.0, 0.2), (0.1, 0.2), (0.12, 0.08), (0.2, 0.08), (0.25, 0.14), (0.5, 0.2), (0.58, 0.14)), 0.22, 0.56, 0.15),
        # Half of it head, as toys are.
        (((0.0, 0.1), (0.3, 0.2), (0.45, 0.25), (0.5, 0.08), (0.55, 0.3), (0.9, 0.35), (1.1, 0.1)), 0.52, 1.08, 0.34),
        # Stout, arms stretched, without a neck.
        (((0.0, 0.3), (0.7, 0.35), (0.72, 0.7), (0.9, 0.7), (0.92, 0.2), (1.2, 0.2), (1.25, 0.1)), 0.95, 1.2, 0.19),
        # The tip of a hat is as large as a curl.
        ((*LEGS, (1.4, 0.25), (1.46, 0.06), (1.5, 0.1), (1.6, 0.3), (1.75, 0.05), (1.82, 0.03), (1.88, 0.06)),
         1.5, 1.86, 0.05),
    ],
    ids=["stretched arms", "hat", "bust", "toy", "stout", "curl"],
)  # fmt: skip
def test_an_outline_with_a_neck_tells_where_the_head_is(rings: Any, chin: float, crown: float, side: float) -> None:
    middle, half = picture(tube("Figure", rings))
    assert half < 1.3 * (crown - chin), "near enough for a face"
    for place in ((0, chin), (0, crown), (-side, crown - 0.1), (side, crown - 0.1)):
        assert (np.abs(np.array(place) - middle) < half).all(), place


BODY = ((0.0, 0.2), (0.9, 0.2), (1.3, 0.25), (1.4, 0.25), (1.46, 0.07), (1.52, 0.07), (1.56, 0.1), (1.75, 0.09))


@pytest.mark.parametrize("aside", [0.4, -0.35], ids=["a staff", "an axe"])
def test_what_is_held_beside_a_head_does_not_push_it_out_of_the_picture(aside: float) -> None:
    """It is higher than the head, and with the body one mesh that has no rig."""
    held = [
        box("Shaft", (0.04, 0.04, 2.2), (aside, 0, 1.1), RED),
        box("Top", (0.3, 0.1, 0.3), (aside * 1.3, 0, 1.9), RED),
        box("Arm", (abs(aside), 0.08, 0.08), (aside / 2, 0, 1.2), RED),
    ]
    body = tube("Wizard", BODY)
    for part in held:
        body.objects.link(part)
        if part.name in bpy.context.scene.collection.objects:
            bpy.context.scene.collection.objects.unlink(part)
    middle, half = picture(body)
    assert half < 0.3
    for place in ((-0.1, 1.7), (0.1, 1.7), (0, 1.53), (0, 1.74)):
        assert (np.abs(np.array(place) - middle) < half).all(), place


def test_few_large_faces_are_as_much_of_an_outline_as_many_small_ones() -> None:
    """A low dwarf: hat, face and beard are one cone of a few faces, and nothing is as narrow as a neck."""
    parts = [
        box("Body", (0.7, 0.4, 0.6), (0, 0, 0.3), RED),
        box("Face", (0.36, 0.3, 0.3), (0, 0, 0.75), RED),
        box("Hat", (0.3, 0.3, 0.1), (0, 0, 0.95), RED),
    ]
    middle, half = picture(collection("Dwarf", *parts))
    assert half < 0.4
    for place in ((-0.17, 0.65), (0.17, 0.65), (0, 0.98)):
        assert (np.abs(np.array(place) - middle) < half).all(), place


def test_a_car_is_shown_whole() -> None:
    rings = ((0.0, 0.9), (0.7, 0.95), (0.8, 0.7), (1.4, 0.6))
    middle, half = picture(tube("Car", rings, depth=2.2))
    assert half > 0.9
    assert middle[1] == pytest.approx(0.7, abs=0.05)


@pytest.mark.parametrize("size", [0.6, 2.0])
def test_a_head_alone_is_shown_whole(size: float) -> None:
    """Blender's own monkey: wider at the ears than it is high, and narrow at the chin."""
    bpy.ops.mesh.primitive_monkey_add(size=size, location=(0, 0, 1))
    monkey = bpy.context.object
    bpy.context.scene.collection.objects.unlink(monkey)
    middle, half = picture(collection("Suzanne", monkey))
    assert middle[1] == pytest.approx(1, abs=0.05 * size)
    assert half > 0.65 * size


def animal(lying: bool, *, head_at: tuple[float, float], nose: float = -1.25) -> Any:
    """What goes on all fours and looks along -Y: a trunk of 1.6 m, its head (0.25 m wide) ahead of it. `head_at`: its
    underside and its crown, metres. Lying, it has no belly off the ground."""
    low, top = head_at
    trunk = (0.0, 0.45) if lying else (0.5, 0.9)
    parts = [box("Trunk", (0.5, 1.6, trunk[1] - trunk[0]), (0, 0, sum(trunk) / 2), RED)]
    parts.append(box("Skull", (0.25, 0.45, top - low), (0, nose + 0.225, (low + top) / 2), RED))
    parts.append(box("Neck", (0.2, 0.3, 0.4), (0, -0.75, (low + trunk[1]) / 2), RED))
    if not lying:
        legs = [(x, y) for x in (-0.2, 0.2) for y in (-0.7, 0.7)]
        parts += [box(f"Leg {n}", (0.1, 0.1, 0.5), (x, y, 0.25), RED) for n, (x, y) in enumerate(legs)]
    for part in parts:
        part.name = part.data.name = f"Part {part.name[:1]}{len(part.name)}"  # a head by its place, not by its name
    return collection("Animal", *parts)


@pytest.mark.parametrize(
    ("lying", "head_at"),
    [(False, (1.0, 1.4)), (False, (0.75, 1.05)), (False, (0.3, 0.6)), (True, (0.5, 0.85))],
    ids=["a horse", "a cow", "a lizard", "a crouching dragon"],
)
def test_the_head_of_what_goes_on_all_fours_is_at_its_front(lying: bool, head_at: tuple[float, float]) -> None:
    """Not all of it: the head's underside and crown are in the picture, and it fills a third of it or more."""
    block = animal(lying, head_at=head_at)
    stage = turntable.build(block, capture(block, front="front"))
    stage.close(192, 192)
    camera = stage.camera
    half = camera.data.sensor_width / camera.data.lens / 2 * (abs(camera.location.y) - 1.25)
    low, top = head_at
    assert camera.location.z - half < low
    assert top < camera.location.z + half
    assert top - low > 0.33 * 2 * half


def test_a_boat_and_a_block_have_no_head() -> None:
    """What tapers to its front and lies flat on the ground is shown whole, and so is what is as wide in front."""
    for name, bow in (("Boat", 0.1), ("Truck", 0.5)):
        parts = [box(f"{name} hull", (0.5, 1.6, 0.3), (0, 0, 0.15), RED)]
        parts.append(box(f"{name} bow", (bow, 0.4, 0.25), (0, -1.0, 0.175), RED))
        block = collection(name, *parts)
        stage = turntable.build(block, capture(block, front="front"))
        stage.close(192, 192)
        near = stage.camera.location.copy()
        stage.look(0.0, 192, 192)
        assert (near - stage.camera.location).length < 1e-6
