# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the colours of a figure say of its front: a face is painted with more contrast than the back of a head.

Colours are read at points that lie evenly on the surface, from pictures, colour attributes and plain materials; nothing
is loaded, changed or left behind but what filming reads, too. Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any, NamedTuple

import numpy as np

from ..materials import colours
from . import surface

POINTS = 12_000
"""Points on a figure whose colours are read."""
CELLS = 40
"""Along the longest side, of the picture of a figure from one side."""
LAYER = 0.05
"""Share of the longest side: what lies so far behind the foremost is seen with it."""
LEVEL = 2.5
"""Cells that neighbours of one surface lie apart in depth at most: the edge of an arm before a coat is no paint."""
TOWARDS = 0.7
"""Cosine of the angle to a side's view within which a surface is painted on that side: the edges between the sides of a
box of four colours are no paint."""
FAINT = 0.02
"""Contrast of a side and its opposite, below which colours are chance."""
LARGEST = 4096 * 4096
"""Pixels of a picture that is read: larger ones would take gigabytes."""
PLAIN = 0.8
"""What has no colour, as Blender shows it, linear: as grey as a new material, so nothing is painted where they meet."""


class Paint(NamedTuple):
    """Points on what is seen, in the world, the directions in which their surfaces look, either way, and their colours
    as displayed, 0 to 1."""

    points: Any
    looks: Any
    colours: Any


def paint(depsgraph: Any, triangles: Any) -> Paint:
    """The colours of what is shown; `triangles`: all of `surface.triangles`, in their order."""
    chosen, weights = surface.places(triangles, POINTS)
    found = np.full((len(chosen), 3), _displayed(PLAIN))
    pictures: dict[str, Any] = {}
    stride, first = surface.stride(depsgraph), 0
    for instance in surface.shown(depsgraph):
        mesh = instance.object.data
        number = len(range(0, len(mesh.loop_triangles), stride))
        here = (chosen >= first) & (chosen < first + number)
        if here.any():
            found[here] = _colours(instance.object, (chosen[here] - first) * stride, weights[here], pictures)
        first += number
    corners = triangles[chosen]
    looks = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    looks /= np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-12)
    return Paint(np.einsum("nc,nca->na", weights, corners), looks, np.clip(found, 0.0, 1.0))


def _colours(thing: Any, triangles: Any, weights: Any, pictures: dict[str, Any]) -> Any:
    """Displayed colours on triangles of a thing, by number, at weights of their corners."""
    mesh = thing.data
    loops, slots = (_of_triangles(mesh, name, width) for name, width in (("loops", 3), ("material_index", 1)))
    loops, slots = loops[triangles], slots[triangles, 0]
    found = np.full((len(triangles), 3), _displayed(PLAIN))
    materials = [slot.material for slot in thing.material_slots] or [None]
    for number, material in enumerate(materials):
        here = np.minimum(slots, len(materials) - 1) == number
        if here.any():
            own = colours.Own() if material is None else colours.of_material(material.original)
            read = _of_own(mesh, own, loops[here], weights[here], pictures)
            if read is not None:
                found[here] = read
    return found


def _of_own(mesh: Any, own: colours.Own, loops: Any, weights: Any, pictures: dict[str, Any]) -> Any:
    """Colours of one material; None where nothing tells. What no material uses is painted on a mesh all the same, over
    the material's own colour as glTF has it: importers leave the colours of files so, and many are white all over."""
    if own.picture is not None:
        return _of_picture(mesh, own.picture.image, loops, weights, pictures)
    used = mesh.color_attributes.get(own.attribute or "")
    attribute = used or mesh.color_attributes.active_color
    colour = None if own.colour is None else np.array(own.colour)
    if attribute is None or not len(attribute.data):
        return None if colour is None else _displayed(colour)
    over = _of_attribute(mesh, attribute, loops, weights)
    return _displayed(over if used or colour is None else over * colour)


def _of_picture(mesh: Any, image: Any, loops: Any, weights: Any, pictures: dict[str, Any]) -> Any:
    """What is painted there; None of a picture that is lost, and of what has no place in it."""
    layer = next((layer for layer in mesh.uv_layers if layer.active_render), None)
    if image.name not in pictures:
        pictures[image.name] = _read(image)
    pixels = pictures[image.name]
    if pixels is None or layer is None:
        return None
    corners: Any = np.empty(2 * len(mesh.loops), dtype=np.float32)
    layer.uv.foreach_get("vector", corners)
    at = np.nan_to_num(np.einsum("nc,nca->na", weights, corners.reshape(-1, 2)[loops])) % 1.0
    high, wide = pixels.shape[:2]
    columns, rows = (at * (wide, high)).astype(int).T
    found = pixels[np.minimum(rows, high - 1), np.minimum(columns, wide - 1)]
    found = found[:, :3] if found.shape[1] >= 3 else np.repeat(found[:, :1], 3, axis=1)
    return _displayed(found) if image.is_float else found


def _read(image: Any) -> Any:
    """Pixels of a picture, rows from below; None of one that is lost or too large."""
    wide, high = image.size
    if not 0 < wide * high <= LARGEST:
        return None
    pixels: Any = np.empty(wide * high * image.channels, dtype=np.float32)
    image.pixels.foreach_get(pixels)
    return pixels.reshape(high, wide, image.channels)


def _of_attribute(mesh: Any, attribute: Any, loops: Any, weights: Any) -> Any:
    """What is painted on corners or points, linear."""
    values: Any = np.empty(4 * len(attribute.data), dtype=np.float32)
    attribute.data.foreach_get("color", values)
    places = loops
    if attribute.domain == "POINT":
        vertices: Any = np.empty(len(mesh.loops), dtype=np.int32)
        mesh.loops.foreach_get("vertex_index", vertices)
        places = vertices[loops]
    return np.einsum("nc,nca->na", weights, values.reshape(-1, 4)[places])[:, :3]


def _of_triangles(mesh: Any, name: str, width: int) -> Any:
    values: Any = np.empty(width * len(mesh.loop_triangles), dtype=np.int32)
    mesh.loop_triangles.foreach_get(name, values)
    return values.reshape(-1, width)


def _displayed(linear: Any) -> Any:
    """Linear colours as sRGB displays them."""
    clipped = np.clip(linear, 0.0, 1.0)
    return np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)


def contrast(seen: Paint, own: float) -> Any:
    """By how much more contrast each of a figure's four sides is painted than the opposite one, from `own` on by
    quarter turns: -1 to 1, a share of both."""
    real = np.isfinite(seen.points).all(axis=1)
    seen = Paint(*(values[real] for values in seen))
    found = np.array([_contrast_from(seen, own + number * pi / 2) for number in range(4)])
    opposite = np.roll(found, 2)
    return (found - opposite) / np.maximum(found + opposite, FAINT)


def _contrast_from(seen: Paint, side: float) -> float:
    """Mean difference between the colours of neighbouring cells of what looks to a side and is seen from there, as far
    as they are one surface: edges of paint, and none of shape."""
    ahead, right = np.array((sin(side), -cos(side), 0.0)), np.array((cos(side), sin(side), 0.0))
    points, _, paints = (values[np.abs(seen.looks @ ahead) > TOWARDS] for values in seen)
    if not len(points):
        return 0.0
    size = float(np.ptp(points, axis=0).max()) or 1.0
    near = points @ ahead / size * CELLS
    plan: Any = np.column_stack([points[:, 2], (points - points.mean(axis=0)) @ right]) / size * CELLS
    # A cell lies on the middle, that both halves of a face are cut alike.
    rows, columns = np.floor(plan[:, 0] - plan[:, 0].min()).astype(int), np.round(plan[:, 1]).astype(int)
    columns -= columns.min()
    wide = int(columns.max()) + 1
    cells, shape = rows * wide + columns, (int(rows.max()) + 1, wide)
    foremost = np.full(shape[0] * wide, -np.inf)
    np.maximum.at(foremost, cells, near)
    shown = near >= foremost[cells] - LAYER * CELLS
    counts = np.bincount(cells[shown], minlength=len(foremost))
    sums = [np.bincount(cells[shown], paints[shown, band], len(foremost)) for band in range(3)]
    picture = (np.stack(sums, axis=1) / np.maximum(counts, 1)[:, None]).reshape(*shape, 3)
    depth = np.where(counts > 0, foremost, np.nan).reshape(shape)
    steps = []
    for axis in (0, 1):
        one_surface = np.abs(np.diff(depth, axis=axis)) < LEVEL  # which nothing is with an empty cell
        steps.append(np.linalg.norm(np.diff(picture, axis=axis), axis=2)[one_surface])
    every = np.concatenate(steps)
    return float(every.mean()) if len(every) else 0.0
