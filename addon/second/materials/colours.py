# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A material's own colour for Workbench, which knows only the viewport colour (most artists never set it), the active
picture and the active colour attribute. Only stdlib, numpy and bpy here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Any

import bpy
import numpy as np

from . import counting

BLACK = 0.02
"""Linear: what is darker is seen by its light alone, where it has any."""
FLATTENED = 4096 * 4096
"""Pixels of a picture that is looked through; larger ones would take gigabytes."""
DEPTH = 12
"""Nodes that are followed from the surface back to its colour."""


@dataclass(frozen=True)
class Own:
    """Where a material's colour comes from; a field is None where that is not it. Colours are linear."""

    colour: tuple[float, float, float] | None = None
    picture: Any = None
    attribute: str | None = None
    mixed: bool = False
    """Nodes make something else of it than is said here: tinted, patterned, two of them in one."""


def display(colour: str) -> tuple[float, ...]:
    """Display values, 0 to 1, of "#rrggbb"."""
    return tuple(int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))


def show(materials: Iterable[Any]) -> str:
    """Give materials the viewport colour that their nodes describe. Answers Workbench's colour type: TEXTURE if one
    has a picture, VERTEX if the colours are painted on the meshes, else MATERIAL."""
    pictures, attributes = False, set()
    for material in materials:
        own = of_material(material)
        if own.picture is not None:
            material.node_tree.nodes.active = own.picture
            pictures = True
            if not (own.picture.outputs["Alpha"].is_linked and counting.lets_through(material)):
                _flatten(own.picture.image)
        elif own.attribute is not None:
            attributes.add(own.attribute)
        elif own.colour is not None:
            material.diffuse_color = (*own.colour, 1.0)
        if not counting.lets_through(material):  # an importer's ghost, clear in the viewport alone
            material.diffuse_color[3] = 1.0
    if pictures or not attributes:
        return "TEXTURE" if pictures else "MATERIAL"
    _activate(attributes)
    return "VERTEX"


def _flatten(image: Any) -> None:
    """Make a picture opaque whose alpha cuts nothing: games keep other maps there, and Workbench would cut holes.

    Other engines show black where it is clear, but for channels that are said to be packed."""
    mixes = image.alpha_mode in {"STRAIGHT", "PREMUL"} and image.source in {"FILE", "GENERATED"}
    if mixes and image.channels == 4 and 0 < image.size[0] * image.size[1] <= FLATTENED:
        pixels = np.empty(image.size[0] * image.size[1] * 4, dtype=np.float32)
        image.pixels.foreach_get(pixels)
        rows = pixels.reshape(-1, 4)
        if rows[:, 3].min() < 1:
            rows[:, :3] *= rows[:, 3:] if image.alpha_mode == "STRAIGHT" else 1
            rows[:, 3] = 1
            image.pixels.foreach_set(pixels)
        return
    image.alpha_mode = "NONE"


def of_material(material: Any) -> Own:
    """The colour of a material's surface; nothing where the nodes do not tell."""
    output, around = counting.output_of(material)
    if around:
        return Own(mixed=True)
    return Own() if output is None else _of_surface(output.inputs["Surface"], DEPTH)


def _of_surface(socket: Any, depth: int) -> Own:
    """Of what is linked to a shader's input."""
    end, _ = counting.end_of(socket, enter=False)
    return _of_shader(end.node, depth) if end.is_output else Own()


def _of_shader(node: Any, depth: int) -> Own:
    if depth == 0 or node.type == "BSDF_TRANSPARENT":
        return Own()
    if node.type == "BSDF_PRINCIPLED":
        return _of_principled(node, depth)
    if node.type == "BSDF_HAIR_PRINCIPLED" and node.parametrization == "MELANIN":
        return Own(colour=of_melanin(node))
    if node.type == "EMISSION":
        return _dimmed(_of_socket(node.inputs["Color"], depth - 1), node.inputs["Strength"])
    for socket in node.inputs:
        if socket.type == "RGBA":
            return _of_socket(socket, depth - 1)
    # A mix of shaders: the first that has a colour and is not mere transparency.
    for socket in node.inputs:
        if socket.type == "SHADER":
            own = _of_surface(socket, depth - 1)
            if own != Own():
                return replace(own, mixed=True)
    return Own()


def _of_principled(node: Any, depth: int) -> Own:
    own = _of_socket(node.inputs["Base Color"], depth - 1)
    glow = node.inputs.get("Emission Color")
    glows = glow is not None and node.inputs["Emission Strength"].default_value > 0
    if glows and own.colour is not None and max(own.colour) < BLACK:  # a lamp or screen: black but for its light
        return _dimmed(_of_socket(glow, depth - 1), node.inputs["Emission Strength"])
    return own


def of_melanin(node: Any) -> tuple[float, float, float]:
    """The colour of hair by its melanin and how red that is: as Cycles reckons it (Chiang and others, 2016); EEVEE and
    Workbench know hair by its colour alone."""
    melanin, redness, rough = (
        float(node.inputs[n].default_value) for n in ("Melanin", "Melanin Redness", "Radial Roughness")
    )
    amount = -log(max(1 - melanin, 1e-4))
    width = sum(c * rough**n for n, c in enumerate((5.969, -0.215, 2.532, -10.73, 5.574, 0.245)))
    red, green, blue = (
        exp(-sqrt(amount * ((1 - redness) * brown + redness * ginger)) * width)
        for brown, ginger in ((0.506, 0.343), (0.841, 0.733), (1.653, 1.924))
    )
    return red, green, blue


def _dimmed(own: Own, strength: Any) -> Own:
    """The colour of a light that is weaker than 1."""
    if own.colour is None or strength.is_linked or strength.default_value >= 1:
        return own
    red, green, blue = (value * strength.default_value for value in own.colour)
    return replace(own, colour=(red, green, blue))


def _of_socket(socket: Any, depth: int) -> Own:
    end, _ = counting.end_of(socket, enter=False)
    if end.is_output:
        return _of_node(end.node, depth) if depth > 0 else Own()
    value: Any = getattr(end, "default_value", None)
    return Own(colour=tuple(value)[:3]) if hasattr(value, "__len__") and len(value) >= 3 else Own()


def _of_node(node: Any, depth: int) -> Own:
    if node.type == "TEX_IMAGE":
        return Own(picture=node) if node.image is not None else Own()
    if node.type in {"VERTEX_COLOR", "ATTRIBUTE"}:
        return Own(attribute=node.layer_name if node.type == "VERTEX_COLOR" else node.attribute_name)
    if node.type == "RGB":
        return Own(colour=tuple(node.outputs[0].default_value)[:3])
    if node.type == "VALTORGB":
        return Own(colour=_mean([tuple(e.color)[:3] for e in node.color_ramp.elements]), mixed=True)
    # A mix, a correction, a group: a picture or attribute in any colour that goes in, else what goes in on average.
    found = [_of_socket(s, depth - 1) for s in node.inputs if s.type == "RGBA" and s.enabled]
    for own in found:
        if own.picture is not None or own.attribute is not None:
            return replace(own, mixed=True)
    colours = [own.colour for own in found if own.colour is not None]
    return Own(colour=_mean(colours) if colours else None, mixed=True)


def _mean(colours: list[Any]) -> tuple[float, float, float]:
    red, green, blue = (sum(part) / len(colours) for part in zip(*colours, strict=True))
    return red, green, blue


def _activate(names: set[str]) -> None:
    """Let Workbench draw these colour attributes; a mesh without one is drawn in its object's colour."""
    things: Any = bpy.data.objects
    for thing in things:
        attributes = getattr(thing.data, "color_attributes", None)
        painted = [a.name for a in attributes if a.name in names] if attributes else []
        if not painted and attributes and "" in names:  # of no name: the one that renders
            painted = [attributes[max(attributes.render_color_index, 0)].name]
        if painted:
            attributes.active_color_name = painted[0]
        elif thing.material_slots and thing.material_slots[0].material is not None:
            thing.color = thing.material_slots[0].material.diffuse_color
