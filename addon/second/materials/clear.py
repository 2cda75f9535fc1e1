# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether one sees through a surface where a ray meets it: glass, alpha, and pictures with holes, as they render.

Reads pictures once each. Only stdlib, numpy and bpy here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from mathutils import Vector
from mathutils.geometry import barycentric_transform

from . import counting

CLEAR = 0.5
"""Below this opacity what is behind a surface is seen."""
DEPTH = 10
"""Nodes that are followed back from the surface."""
SIDE_MAX = 1024
"""Pixels of a picture's longer side that are kept: a fence's wires are wider."""

_GLASS = counting.CLEAR - {"HOLDOUT"}
"""A hole shows nothing of what is behind it."""
_LETS_THROUGH = ("Alpha", "Transmission Weight")
_PATTERNS = {f"TEX_{kind}" for kind in ("BRICK", "CHECKER", "GABOR", "GRADIENT", "MAGIC", "NOISE", "VORONOI", "WAVE")}
MIDDLE = 0.5
"""What a pattern is taken for everywhere: where it is cut at a threshold, more or less than half of it is solid."""
_AT_EDGES = {"FRESNEL", "LAYER_WEIGHT"}
"""Nodes that give something where a surface turns away from the camera alone."""


class Clearness:
    """Asks materials, and remembers pictures and those materials that are the same all over. `scene`: the one that is
    rendered; a material may have another surface for each engine."""

    def __init__(self, scene: Any) -> None:
        self._engine = "CYCLES" if scene.render.engine == "CYCLES" else "EEVEE"
        self._even: dict[int, bool] = {}
        self._pictures: dict[int, Any] = {}
        self._asked = False

    def is_clear(self, thing: Any, shown: Any, face: int, place: Any, way: Any) -> bool:
        """Whether one who looks along a way sees through a thing's face at a place, both in its own space; `shown` is
        its evaluated mesh."""
        slots = thing.material_slots
        polygons = getattr(shown, "polygons", ())
        polygon = polygons[face] if 0 <= face < len(polygons) else None
        if not slots:
            return False
        number = polygon.material_index if polygon is not None and len(slots) > 1 else 0
        material = slots[min(number, len(slots) - 1)].material
        if material is None:
            return False
        if self._engine == "EEVEE" and material.use_backface_culling and polygon and polygon.normal.dot(way) > 0:
            return True  # the wall of a room, seen from outside
        if material.as_pointer() in self._even:
            return self._even[material.as_pointer()]
        self._asked = False
        at = _uv(shown, polygon, place) if polygon is not None else None
        clear = self._opacity_of(material, at) < CLEAR
        if not self._asked:
            self._even[material.as_pointer()] = clear
        return clear

    def is_all_clear(self, material: Any) -> bool:
        """Whether one sees through a material all over; one whose picture says where is not."""
        self._asked = False
        return self._opacity_of(material, None) < CLEAR and not self._asked

    def _opacity_of(self, material: Any, at: Any) -> float:
        output, around = counting.output_of(material, self._engine)
        return 1.0 if output is None else self._opacity(output.inputs["Surface"], around, at, DEPTH)

    def _opacity(self, socket: Any, around: counting.Groups, at: Any, depth: int) -> float:
        """How much a shader hides, 0 to 1."""
        end, around = counting.end_of(socket, around)
        if not end.is_output or depth == 0:
            return 1.0
        node = end.node
        if node.type in _GLASS:
            return 0.0
        if node.type == "BSDF_PRINCIPLED":
            alpha, through = (self._value(node.inputs[n], around, at, depth - 1) for n in _LETS_THROUGH)
            return alpha * (1.0 - through)
        if node.type == "EEVEE_SPECULAR":
            return 1.0 - self._value(node.inputs["Transparency"], around, at, depth - 1)
        shaders = [s for s in node.inputs if s.type == "SHADER"]
        if node.type == "MIX_SHADER":
            share = self._value(node.inputs[0], around, at, depth - 1)
            one, other = (self._opacity(s, around, at, depth - 1) for s in shaders)
            return one * (1 - share) + other * share
        if node.type == "ADD_SHADER":
            return min(self._opacity(s, around, at, depth - 1) for s in shaders)
        return 1.0

    def _value(self, socket: Any, around: counting.Groups, at: Any, depth: int) -> float:
        end, around = counting.end_of(socket, around)
        node = end.node
        if not end.is_output or depth == 0 or node.type in {"VALUE", "RGB"}:
            value = getattr(end, "default_value", 1.0)
            return float(value) if isinstance(value, float | int) else float(sum(value[:3]) / 3)
        if node.type == "TEX_IMAGE" and node.image is not None:
            return self._pixel(node.image, at, alpha=end.name == "Alpha")
        if node.type == "MATH":
            return _reckoned(node, [self._value(s, around, at, depth - 1) for s in node.inputs])
        if node.type == "LIGHT_PATH":
            return 1.0 if end.name == "Is Camera Ray" else 0.0
        if node.type in _AT_EDGES:
            return 0.0
        if node.type in _PATTERNS:
            self._asked = True  # clear here and there
            return MIDDLE
        if node.type == "VALTORGB":
            colour = node.color_ramp.evaluate(self._value(node.inputs[0], around, at, depth - 1))
            return float(colour[3] if end.name == "Alpha" else sum(colour[:3]) / 3)
        inner = next((s for s in node.inputs if s.is_linked), None)
        return self._value(inner, around, at, depth - 1) if inner is not None else 1.0

    def _pixel(self, image: Any, at: Any, *, alpha: bool) -> float:
        self._asked = True
        if image.as_pointer() not in self._pictures:
            self._pictures[image.as_pointer()] = _picture(image)
        pixels = self._pictures[image.as_pointer()]
        if pixels is None:
            return 1.0
        if at is None:
            values = pixels.reshape(-1, 4).mean(axis=0)
        else:
            values = pixels[int(at.y % 1 * pixels.shape[0]), int(at.x % 1 * pixels.shape[1])]
        return float(values[3] if alpha else values[:3].mean())


def _reckoned(node: Any, values: list[float]) -> float:
    """What a Math node makes of its inputs; those that cut alpha off are known, others hand on the first."""
    one, other = values[0], values[1]
    found = {
        "GREATER_THAN": float(one > other),
        "LESS_THAN": float(one < other),
        "SUBTRACT": one - other,
        "ADD": one + other,
        "MULTIPLY": one * other,
        "ROUND": float(round(one)),
    }.get(node.operation, one)
    return min(max(found, 0.0), 1.0)


def _picture(image: Any) -> Any:
    """A picture's rows from below, four values a pixel, made smaller; None for one that is missing."""
    if not image.has_data and not image.size[0]:
        return None
    copy = image.copy() if max(image.size) > SIDE_MAX else image
    try:
        if copy is not image:
            share = SIDE_MAX / max(image.size)
            copy.scale(max(int(image.size[0] * share), 1), max(int(image.size[1] * share), 1))
        values: Any = np.empty(len(copy.pixels), dtype=np.float32)
        copy.pixels.foreach_get(values)
        if not len(values) or copy.channels != 4:
            return None
        return values.reshape(copy.size[1], copy.size[0], 4)
    except RuntimeError:  # no file, or none that is a picture
        return None
    finally:
        if copy is not image:
            import bpy

            bpy.data.images.remove(copy)


def _uv(mesh: Any, polygon: Any, place: Any) -> Any:
    """Where in its picture a place of a face lies; None without a map."""
    layer = mesh.uv_layers.active
    if layer is None:
        return None
    corners = list(polygon.loop_indices)
    points = [mesh.vertices[mesh.loops[corner].vertex_index].co for corner in corners]
    places = [layer.uv[corner].vector.to_3d() for corner in corners]
    best = None
    axes = Vector((1, 0, 0)), Vector((0, 1, 0)), Vector((0, 0, 1))
    for number in range(1, len(corners) - 1):
        a, b, c = points[0], points[number], points[number + 1]
        found = barycentric_transform(place, a, b, c, places[0], places[number], places[number + 1])
        shares: Any = barycentric_transform(place, a, b, c, *axes)
        inside = min(shares)
        if best is None or inside > best[0]:
            best = (inside, found)
    return best[1] if best is not None else None
