# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that EEVEE blurs where it draws on the processor.

It takes a smaller copy of a picture by how fast that goes by from pixel to pixel. Mesa's processor driver finds no
such rate where a face has one place of a picture, a palette's, jumps from side to side of a box, or lies by where it is
in space: hair took the colours of its neighbours in the palette, and squares became noise. Only stdlib, numpy and bpy
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import bpy
import numpy as np

from ..materials import counting

MOST = 0.9
"""Of a mesh's faces that lie within a pixel each, where a picture is a palette."""
_OF_SPACE = {"TEX_COORD": {"Object", "Generated"}, "NEW_GEOMETRY": {"Position"}}
"""Nodes, and their outputs, that say where a surface is in space, not on its map."""


def sharpen(materials: Iterable[Any]) -> None:
    """Take the nearest pixel of pictures that would be blurred so."""
    drawn = {material.name_full: material for material in materials}
    spans = dict(_spans(drawn))
    for name, material in drawn.items():
        found = counting.nodes(material)
        in_space = any(map(_says_where, found))
        for node in found:
            if node.type != "TEX_IMAGE" or node.image is None:
                continue
            if _blurs(node, spans.get(name, [])) or (in_space and not _lies_on_a_map(node)):
                node.interpolation = "Closest"


def _says_where(node: Any) -> bool:
    names = _OF_SPACE.get(node.type, ())
    return any(output.is_linked and output.name in names for output in node.outputs)


def _lies_on_a_map(node: Any) -> bool:
    """Whether a picture, moved or not, lies by a mesh's map alone, as it does where nothing is linked."""
    place, _ = counting.end_of(node.inputs["Vector"])
    while place.is_output and place.node.type == "MAPPING":
        place, _ = counting.end_of(place.node.inputs["Vector"])
    return not place.is_output or place.node.type == "UVMAP" or place.name == "UV"


def _blurs(node: Any, spans: list[Any]) -> bool:
    if node.projection == "BOX":
        return True
    pixels = np.array(node.image.size[:], dtype=np.float32)
    return bool(spans) and all((each * pixels < 1).all(axis=1).mean() >= MOST for each in spans)


def _spans(drawn: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Of materials how far each face of each mesh that has them reaches across the map that renders."""
    meshes: dict[str, dict[str, Any]] = {}
    things: Any = bpy.data.objects
    for thing in things:
        for slot in thing.material_slots if thing.type == "MESH" else ():
            if slot.material is not None and slot.material.name_full in drawn:
                meshes.setdefault(slot.material.name_full, {})[thing.data.name_full] = thing.data
    known: dict[str, Any] = {}
    for material, used in meshes.items():
        yield material, [known.setdefault(name, _reach(mesh)) for name, mesh in used.items() if _has_map(mesh)]


def _has_map(mesh: Any) -> bool:
    return bool(len(mesh.polygons)) and any(layer.active_render for layer in mesh.uv_layers)


def _reach(mesh: Any) -> Any:
    layer = next(layer for layer in mesh.uv_layers if layer.active_render)
    places = np.empty(2 * len(layer.uv), dtype=np.float32)
    layer.uv.foreach_get("vector", places)
    starts = np.empty(len(mesh.polygons), dtype=np.int32)
    mesh.polygons.foreach_get("loop_start", starts)
    corners = places.reshape(-1, 2)
    return np.maximum.reduceat(corners, starts) - np.minimum.reduceat(corners, starts)
