# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Light that a character sends out is filmed in its own hue, however its strength and its colour are made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest

from addon.second import compat, filming, looks

PINK = (1.0, 0.1, 0.5, 1.0)


def value_of(tree: Any, number: float) -> Any:
    node = tree.nodes.new("ShaderNodeValue")
    node.outputs[0].default_value = number
    return node.outputs[0]


def a_number(tree: Any, light: Any) -> None:
    light.inputs["Strength"].default_value = 18.0


def a_value(tree: Any, light: Any) -> None:
    tree.links.new(value_of(tree, 18.0), light.inputs["Strength"])


def reckoned(tree: Any, light: Any) -> None:
    times = tree.nodes.new("ShaderNodeMath")
    times.operation = "MULTIPLY"
    times.inputs[0].default_value, times.inputs[1].default_value = 6.0, 3.0
    tree.links.new(times.outputs[0], light.inputs["Strength"])


def keyed(tree: Any, light: Any) -> None:
    strength = light.inputs["Strength"]
    for frame in (1, 10):
        strength.default_value = 18.0
        strength.keyframe_insert("default_value", frame=frame)


def driven(tree: Any, light: Any) -> None:
    light.inputs["Strength"].driver_add("default_value").driver.expression = "9 + 9"


def a_strong_colour(tree: Any, light: Any) -> None:
    light.inputs["Color"].default_value = tuple(12 * part for part in PINK)


def a_strong_colour_by_nodes(tree: Any, light: Any) -> None:
    times = tree.nodes.new("ShaderNodeVectorMath")
    times.operation, times.inputs[0].default_value = "SCALE", PINK[:3]
    tree.links.new(value_of(tree, 18.0), times.inputs["Scale"])
    tree.links.new(times.outputs[0], light.inputs["Color"])


def glowing(make: Callable[[Any, Any], None]) -> Any:
    """A material of pink light as `make` has it."""
    material: Any = bpy.data.materials.new("Neon")
    if material.node_tree is None:
        material.use_nodes = True
    tree = material.node_tree
    light = tree.nodes.new("ShaderNodeEmission")
    light.inputs["Color"].default_value = PINK
    tree.links.new(
        light.outputs[0], next(node for node in tree.nodes if node.type == "OUTPUT_MATERIAL").inputs["Surface"]
    )
    make(tree, light)
    return material


def middle_of(material: Any, folder: Path) -> Any:
    """What is seen of a wall of a material that is filmed for a turntable, red, green and blue of 1."""
    scene: Any = bpy.context.scene
    bpy.ops.mesh.primitive_plane_add(size=10)
    bpy.context.object.data.materials.append(material)
    scene.camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
    scene.collection.objects.link(scene.camera)
    scene.camera.location.z = 3
    scene.render.resolution_x = scene.render.resolution_y = 16
    looks.for_turntable(scene, compat.eevee_id(), [material])
    filming.picture(scene, 5, folder / "seen.png")
    return filming._pixels(folder / "seen.png")[8, 8, :3]


@pytest.mark.parametrize(
    "make", [a_number, a_value, reckoned, keyed, driven, a_strong_colour, a_strong_colour_by_nodes]
)
def test_strong_light_is_filmed_in_its_hue(edit: Any, tmp_path: Path, make: Callable[[Any, Any], None]) -> None:
    """White is what all of it was."""
    red, green, blue = middle_of(glowing(make), tmp_path)
    assert red > 0.97
    assert green < 0.45
    assert 0.6 < blue < 0.85


def test_dim_light_stays_dim(edit: Any, tmp_path: Path) -> None:
    material = glowing(lambda tree, light: tree.links.new(value_of(tree, 0.3), light.inputs["Strength"]))
    assert middle_of(material, tmp_path)[0] == pytest.approx(0.58, abs=0.04)


def test_a_group_of_many_materials_is_bounded_once(edit: Any) -> None:
    """MToon is one group of a character's twenty materials."""
    inner: Any = bpy.data.node_groups.new("Light", "ShaderNodeTree")
    inner.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
    light = inner.nodes.new("ShaderNodeEmission")
    a_value(inner, light)
    inner.links.new(light.outputs[0], inner.nodes.new("NodeGroupOutput").inputs[0])
    used = [glowing(lambda tree, light: None) for _ in range(3)]
    for material in used:
        node = material.node_tree.nodes.new("ShaderNodeGroup")
        node.node_tree = inner
    looks.for_turntable(bpy.context.scene, compat.eevee_id(), used)
    assert np.count_nonzero([node.type == "MATH" for node in inner.nodes]) == 1
