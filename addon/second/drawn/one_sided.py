# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surfaces of one side where Workbench draws: a room whose walls EEVEE culls, to be filmed from outside.

Workbench culls everything that looks away or nothing. Where a material is culled all is, and what has two sides
gets the other one as faces of its own. Only stdlib and bpy here; the file is a copy that is thrown away.
"""

from __future__ import annotations

from typing import Any

import bpy

from .. import named
from ..figures.stand_ins import is_never_seen
from . import shadows

OTHER_SIDE = "Animatic Other Side"


def show(scene: Any, engine: str) -> bool:
    """Let Workbench show a scene's surfaces from the sides from which `engine`, the scene's own, shows them; answers
    whether it hides any. Cycles culls nothing, Workbench what the scene says."""
    shading = scene.display.shading
    if engine == "BLENDER_WORKBENCH":
        return bool(shading.show_backface_culling)
    meshes = [t for t in {*named.within(scene.collection)} if t.type == "MESH" and not is_never_seen(t)]
    culls = engine != "CYCLES" and any(_culled(thing) for thing in meshes)
    shading.show_backface_culling = culls
    if culls:
        _keep_both(meshes)
    return culls


def is_hidden(thing: Any, shown: Any, face: int, way: Any) -> bool:
    """Whether a ray along `way`, in the thing's own space, meets the back of a culled face; `shown` is its evaluated
    mesh."""
    polygons = getattr(shown, "polygons", ())
    if not 0 <= face < len(polygons) or not thing.material_slots:
        return False
    number = min(polygons[face].material_index, len(thing.material_slots) - 1)
    material = thing.material_slots[number].material
    return bool(material is not None and material.use_backface_culling and polygons[face].normal.dot(way) > 0)


def _culled(thing: Any) -> list[Any]:
    """A thing's materials that have one side."""
    used = dict.fromkeys(slot.material for slot in thing.material_slots if slot.material is not None)
    return [material for material in used if material.use_backface_culling]


def _keep_both(meshes: list[Any]) -> None:
    """Give open surfaces that are not culled their other side. What is closed shows its outside alone, and the other
    side would take its shadow away."""
    trees: dict[tuple[str, ...], Any] = {}
    open_ones: dict[str, bool] = {}
    for thing in meshes:
        culled = _culled(thing)
        if culled and len(culled) == len({slot.material for slot in thing.material_slots}):
            continue
        if open_ones.setdefault(thing.data.name_full, shadows.is_open(thing.data)):
            names = tuple(sorted(material.name_full for material in culled))
            if names not in trees:
                trees[names] = _tree(culled)
            thing.modifiers.new(OTHER_SIDE, "NODES").node_group = trees[names]


def _tree(culled: list[Any]) -> Any:
    """Nodes that add all faces once more, turned over, but for those of culled materials."""
    tree: Any = bpy.data.node_groups.new(OTHER_SIDE, "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    given, flip, join, out = (
        tree.nodes.new(kind)
        for kind in ("NodeGroupInput", "GeometryNodeFlipFaces", "GeometryNodeJoinGeometry", "NodeGroupOutput")
    )
    other = given.outputs[0]
    for material in culled:
        chosen, part = (tree.nodes.new(f"GeometryNode{k}") for k in ("MaterialSelection", "SeparateGeometry"))
        part.domain = "FACE"
        chosen.inputs["Material"].default_value = material
        tree.links.new(other, part.inputs["Geometry"])
        tree.links.new(chosen.outputs[0], part.inputs["Selection"])
        other = part.outputs["Inverted"]
    tree.links.new(other, flip.inputs[0])
    tree.links.new(given.outputs[0], join.inputs[0])
    tree.links.new(flip.outputs[0], join.inputs[0])
    tree.links.new(join.outputs[0], out.inputs[0])
    return tree
