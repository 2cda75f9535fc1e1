# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Light that a surface sends out, in its own colour: stronger than white, all hues burn out to white. Only stdlib and
bpy here; the file is a copy that is thrown away.
"""

from __future__ import annotations

from typing import Any

from .. import compat
from ..materials import reach

BOUND = "Animatic Bound"
"""What a node is called that bounds a light. A group of nodes that many materials share is bounded once."""


def keep_hue(material: Any) -> None:
    """Let no light of a material be stronger than white."""
    for node in list(reach.nodes(material.node_tree)):
        if node.type in {"EMISSION", "BSDF_PRINCIPLED"}:
            _bound(*reach.light_of(node))


def _bound(colour: Any, strength: Any) -> None:
    """Let a light's strength, a number or what nodes or curves make of it, be no more than white."""
    curves = _curves_of(strength)
    steady = not strength.is_linked and not curves
    if steady and strength.default_value == 0:
        return
    if not colour.is_linked and steady:
        strength.default_value = min(strength.default_value, _over_largest(colour))
        return
    given = strength.links[0].from_socket if strength.is_linked else strength.default_value
    if strength.is_linked and given.node.name.startswith(BOUND):
        return
    most = _over_brightest(colour) if colour.is_linked else _over_largest(colour)
    lesser = _math(strength.id_data, "MINIMUM", given, most)
    strength.id_data.links.new(lesser, strength)
    for curve in curves:
        curve.data_path = lesser.node.inputs[0].path_from_id("default_value")


def _curves_of(strength: Any) -> list[Any]:
    """The curves and drivers that move a strength."""
    tree = strength.id_data
    if strength.is_linked or tree.animation_data is None:
        return []
    path = strength.path_from_id("default_value")
    return [c for c in (*compat.fcurves(tree), *tree.animation_data.drivers) if c.data_path == path]


def _over_largest(colour: Any) -> float:
    return float(1 / max(*colour.default_value[:3], 1e-6))


def _over_brightest(colour: Any) -> Any:
    """A socket of 1 over the largest part of a colour that nodes make, 1 at most: what is dark in a picture stays."""
    tree = colour.id_data
    parts = tree.nodes.new("ShaderNodeSeparateColor")
    parts.name = BOUND
    tree.links.new(colour.links[0].from_socket, parts.inputs[0])
    red, green, blue = parts.outputs
    most = _math(tree, "MAXIMUM", _math(tree, "MAXIMUM", red, green), _math(tree, "MAXIMUM", blue, 1.0))
    return _math(tree, "DIVIDE", 1.0, most)


def _math(tree: Any, operation: str, *values: Any) -> Any:
    """The output of a node that reckons with numbers and sockets."""
    node = tree.nodes.new("ShaderNodeMath")
    node.name, node.operation = BOUND, operation
    for socket, value in zip(node.inputs, values, strict=False):
        if isinstance(value, float):
            socket.default_value = value
        else:
            tree.links.new(value, socket)
    return node.outputs[0]
