# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a character Workbench cannot show: it knows one colour or picture a material, opaque and unlit by itself.

Only stdlib, numpy and bpy here; the artist's Blender asks, too, to say it before anything is filmed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

from .. import colours

OPAQUE = 0.5
"""Below this alpha, or from this much transmission on, a surface is seen through."""
METAL = 0.5
"""From this much on, a surface shows what is around it more than its own colour."""
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
    images = {node.image for m in materials for node in nodes(m.node_tree) if node.type == "TEX_IMAGE" and node.image}
    return sorted(os.path.basename(image.filepath) or image.name for image in images if _is_missing(image))


def _is_missing(image: Any) -> bool:
    if image.source != "FILE" or image.packed_file is not None or image.is_dirty:
        return False
    return not os.path.isfile(bpy.path.abspath(image.filepath, library=image.library))


def _hulls(thing: Any) -> list[str]:
    """Materials of a hull turned inside out, which only back face culling makes an outline: a modifier's, or a mesh of
    its own."""
    used = [slot.material for slot in thing.material_slots if slot.material is not None]
    culled = [material.name_full for material in used if material.use_backface_culling]
    flipped = any(m.type == "SOLIDIFY" and m.use_flip_normals for m in thing.modifiers)
    if not culled or not (flipped or (len(culled) == len(used) and _is_inside_out(thing))):
        return []
    return culled


def _is_inside_out(thing: Any) -> bool:
    """Whether a mesh's faces look inwards: its volume is less than nothing."""
    if thing.type != "MESH" or not thing.data.polygons:
        return False
    count = len(thing.data.polygons)
    centres, normals, areas = (np.empty(count * size, dtype=np.float32) for size in (3, 3, 1))
    thing.data.polygons.foreach_get("center", centres)
    thing.data.polygons.foreach_get("normal", normals)
    thing.data.polygons.foreach_get("area", areas)
    places = centres.reshape(-1, 3)
    out = ((places - places.mean(axis=0)) * normals.reshape(-1, 3)).sum(axis=1)
    mirrored = thing.matrix_world.is_negative
    return bool((float((out * areas).sum()) < 0) is not mirrored)


def _why(material: Any, *, pictures: bool) -> str:
    tree = material.node_tree
    if tree is None:
        return ""
    outputs = [n for n in tree.nodes if n.type == "OUTPUT_MATERIAL" and n.is_active_output]
    if not outputs or not outputs[0].inputs["Surface"].is_linked:
        return ""
    first = outputs[0].inputs["Surface"].links[0].from_node
    found = list(nodes(tree))
    shaders = [n for n in found if n.type == "BSDF_PRINCIPLED"]
    own = colours.of_material(material)
    signs = {
        "a group of shaders": first.type == "GROUP",
        "see-through": any(n.type in _CLEAR for n in found) or any(map(_is_clear, shaders)),
        "light of its own": any(map(_glows, found)),
        "shading of its own": any(n.type == "SHADERTORGB" for n in found),
        "metal": any(n.type == "BSDF_METALLIC" for n in found) or any(map(_is_metal, shaders)),
        "colours of objects": any(n.type == "OBJECT_INFO" for n in found),
        "mixed colours": own.mixed,
        "painted colours": pictures and own.attribute is not None,
    }
    return next((why for why, told in signs.items() if told), "")


def _is_metal(node: Any) -> bool:
    """What lives on what it reflects; a picture says for most imported characters where they are metal."""
    metal = node.inputs["Metallic"]
    return bool(metal.is_linked or metal.default_value >= METAL)


def _is_clear(node: Any) -> bool:
    alpha, through = node.inputs["Alpha"], node.inputs["Transmission Weight"]
    return bool(alpha.is_linked or alpha.default_value < OPAQUE or through.default_value >= OPAQUE)


def light_of(node: Any) -> tuple[Any, Any]:
    """The sockets of the colour and the strength of the light that a principled or emission shader sends out."""
    before = "Emission " if node.type == "BSDF_PRINCIPLED" else ""
    return node.inputs[f"{before}Color"], node.inputs[f"{before}Strength"]


def _glows(node: Any) -> bool:
    """A picture of light, or light that is stronger than white; a screen of one colour is shown as that."""
    if node.type not in {"BSDF_PRINCIPLED", "EMISSION"}:
        return False
    colour, strength = light_of(node)
    if node.type == "EMISSION":
        return bool(strength.default_value > 1)
    shines = strength.is_linked or strength.default_value > 0
    return bool(shines and (colour.is_linked or strength.default_value * max(colour.default_value[:3]) > 1))


def nodes(tree: Any, depth: int = 4) -> Iterable[Any]:
    """The nodes of a tree and of the groups in it."""
    for node in tree.nodes if tree is not None and depth else ():
        yield node
        if node.type == "GROUP":
            yield from nodes(node.node_tree, depth - 1)
