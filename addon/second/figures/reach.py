# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a character Workbench cannot show: it knows one colour or picture a material, opaque and unlit by itself.

Only stdlib and bpy here; the artist's Blender asks, too, to say it before anything is filmed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import bpy

from .. import colours

OPAQUE = 0.5
"""Below this alpha, or from this much transmission on, a surface is seen through."""
_CLEAR = {"BSDF_GLASS", "BSDF_REFRACTION", "BSDF_TRANSPARENT"}


def lost(things: Iterable[Any], materials: Iterable[Any]) -> list[str]:
    """Names of materials with what Workbench does not show of them: "Visor (see-through)"."""
    found, drawn = [], list(materials)
    hulls = {name for thing in things for name in _hulls(thing)}
    pictures = any(colours.of_material(material).picture is not None for material in drawn)
    for material in drawn:
        why = "an outline" if material.name_full in hulls else _why(material, pictures=pictures)
        if why:
            found.append(f"{material.name} ({why})")
    return found


def missing_pictures(materials: Iterable[Any]) -> list[str]:
    """Names of the files that materials want and that are not there."""
    images = {node.image for m in materials for node in _nodes(m.node_tree) if node.type == "TEX_IMAGE" and node.image}
    return sorted(os.path.basename(image.filepath) or image.name for image in images if _is_missing(image))


def _is_missing(image: Any) -> bool:
    if image.source != "FILE" or image.packed_file is not None or image.is_dirty:
        return False
    return not os.path.isfile(bpy.path.abspath(image.filepath, library=image.library))


def _hulls(thing: Any) -> list[str]:
    """Materials of a hull turned inside out, which only back face culling makes an outline."""
    flipped = [m for m in thing.modifiers if m.type == "SOLIDIFY" and m.use_flip_normals]
    used = [slot.material for slot in thing.material_slots if slot.material is not None]
    return [material.name_full for material in used if material.use_backface_culling] if flipped else []


def _why(material: Any, *, pictures: bool) -> str:
    tree = material.node_tree
    if tree is None:
        return ""
    outputs = [n for n in tree.nodes if n.type == "OUTPUT_MATERIAL" and n.is_active_output]
    if not outputs or not outputs[0].inputs["Surface"].is_linked:
        return ""
    first = outputs[0].inputs["Surface"].links[0].from_node
    nodes = list(_nodes(tree))
    if first.type == "GROUP":
        return "a group of shaders"
    if any(n.type in _CLEAR for n in nodes) or any(_is_clear(n) for n in nodes if n.type == "BSDF_PRINCIPLED"):
        return "see-through"
    if any(_glows(n) for n in nodes):
        return "light of its own"
    if any(n.type == "OBJECT_INFO" for n in nodes):
        return "colours of objects"
    if any(n.type == "GROUP" and any(i.type == "TEX_IMAGE" for i in _nodes(n.node_tree)) for n in tree.nodes):
        return "pictures in a group"
    if pictures and colours.of_material(material).attribute is not None:
        return "painted colours"
    return ""


def _is_clear(node: Any) -> bool:
    alpha, through = node.inputs["Alpha"], node.inputs["Transmission Weight"]
    return bool(alpha.is_linked or alpha.default_value < OPAQUE or through.default_value >= OPAQUE)


def _glows(node: Any) -> bool:
    """A picture of light, or light that is stronger than white; a screen of one colour is shown as that."""
    if node.type not in {"BSDF_PRINCIPLED", "EMISSION"}:
        return False
    colour = node.inputs["Emission Color"] if node.type == "BSDF_PRINCIPLED" else node.inputs["Color"]
    strength = node.inputs["Emission Strength"] if node.type == "BSDF_PRINCIPLED" else node.inputs["Strength"]
    if node.type == "EMISSION":
        return bool(strength.default_value > 1)
    shines = strength.is_linked or strength.default_value > 0
    return bool(shines and (colour.is_linked or strength.default_value * max(colour.default_value[:3]) > 1))


def _nodes(tree: Any, depth: int = 4) -> Iterable[Any]:
    """The nodes of a tree and of the groups in it."""
    for node in tree.nodes if tree is not None and depth else ():
        yield node
        if node.type == "GROUP":
            yield from _nodes(node.node_tree, depth - 1)
