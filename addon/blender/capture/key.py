# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for what a capture shows, so that nothing is filmed twice: hashes over meshes, materials, motion, settings.

The playhead must not matter, so nothing here is evaluated at the present frame: what is hashed is what an evaluation
starts from (meshes, modifiers, rigs, actions, materials), not what it gives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

SHOWN = {"MESH", "CURVE", "SURFACE", "FONT", "META", "CURVES", "POINTCLOUD", "GREASEPENCIL", "VOLUME", "EMPTY"}
"""Types of objects that may render; an empty may instance a collection."""

VERSION = 1
"""Raised when the way of filming changes, so that older captures are made anew."""

# Properties that change by looking, evaluating or selecting, and not what a picture shows.
_SKIPPED = {
    "rna_type", "name_full", "users", "is_evaluated", "session_uid", "tag", "is_missing", "is_runtime_data",
    "is_library_indirect", "use_fake_user", "use_extra_user", "original", "select", "hide", "show_expanded",
    "is_active", "show_in_editmode", "show_viewport", "preview", "bl_rna", "location_absolute", "execution_time",
    "persistent_uid", "is_override_data", "show_on_cage", "show_options", "show_preview", "show_texture", "width",
    "height", "warning_propagation", "wireframe_color_type",
}  # fmt: skip


class _Hash:
    def __init__(self) -> None:
        self._hash = hashlib.sha256(str(VERSION).encode())
        self._seen: set[int] = set()

    def add(self, *values: Any) -> None:
        self._hash.update(repr(values).encode())

    def array(self, items: Any, name: str, width: int, kind: type) -> None:
        """One property of every item of a collection, as raw numbers."""
        values: Any = np.empty(len(items) * width, dtype=kind)
        items.foreach_get(name, values)
        self._hash.update(values.tobytes())

    def first_time(self, block: Any) -> bool:
        """Whether a data-block was not hashed yet; it is mentioned by name when it was.

        Told apart by address: every material's own node tree has the same name."""
        self.add(block.bl_rna.identifier)
        if block.as_pointer() in self._seen:
            self.add(block.name_full)
            return False
        self._seen.add(block.as_pointer())
        return True

    @property
    def hex(self) -> str:
        return self._hash.hexdigest()


def of_collection(collection: bpy.types.Collection, settings: tuple[Any, ...]) -> str:
    """Key of what a collection shows, 64 hex digits."""
    hashed = _Hash()
    hashed.add(settings)
    _objects(hashed, collection.all_objects)
    return hashed.hex


def of_scene(scene: bpy.types.Scene, start: int, end: int, settings: tuple[Any, ...]) -> str:
    """Key of what a scene shows from frame `start` to `end` (exclusive)."""
    hashed = _Hash()
    hashed.add(settings, start, end, scene.render.engine, scene.view_settings.view_transform, scene.view_settings.look)
    hashed.add(scene.view_settings.exposure, scene.view_settings.gamma)
    if scene.world is not None and hashed.first_time(scene.world):
        hashed.add(_value(scene.world.color))
        _nodes(hashed, scene.world.node_tree)
    _plain(hashed, scene.display.shading)
    _objects(hashed, scene.objects)
    return hashed.hex


def _objects(hashed: _Hash, objects: Iterable[Any]) -> None:
    for thing in sorted(objects, key=lambda o: o.name_full):
        _object(hashed, thing)


def _object(hashed: _Hash, thing: Any) -> None:
    if thing.hide_render or not hashed.first_time(thing):
        return
    if not _moves(thing):
        hashed.add([tuple(row) for row in thing.matrix_basis], [tuple(row) for row in thing.matrix_parent_inverse])
    _motion(hashed, thing)
    hashed.add(thing.instance_type, thing.parent.name_full if thing.parent else "", thing.parent_bone)
    _stack(hashed, thing)
    if thing.data is not None and hashed.first_time(thing.data):
        _data(hashed, thing.data)
    for slot in thing.material_slots:
        if slot.material is not None:
            _material(hashed, slot.material)
    if thing.instance_collection is not None:
        _objects(hashed, thing.instance_collection.all_objects)


def _stack(hashed: _Hash, thing: Any) -> None:
    """What is done to an object's data before it shows: modifiers, constraints, pose."""
    for modifier in thing.modifiers:
        _plain(hashed, modifier)
        group = getattr(modifier, "node_group", None)
        if group is not None:
            hashed.add([(key, str(modifier[key])) for key in sorted(modifier.keys())])
            _nodes(hashed, group)
    for constraint in thing.constraints:
        _plain(hashed, constraint)
    if thing.pose is not None:
        _pose(hashed, thing)


def _moves(thing: Any) -> bool:
    """An animated object's transform is that of the playhead; its action tells more."""
    return thing.animation_data is not None and thing.animation_data.action is not None


def _pose(hashed: _Hash, thing: Any) -> None:
    animated = _moves(thing)
    for bone in thing.pose.bones:
        if not animated:
            hashed.add(bone.name, [tuple(row) for row in bone.matrix_basis])
        for constraint in bone.constraints:
            _plain(hashed, constraint)


def _data(hashed: _Hash, data: Any) -> None:
    _motion(hashed, data)
    if isinstance(data, bpy.types.Mesh):
        hashed.array(data.vertices, "co", 3, np.float32)
        hashed.array(data.loops, "vertex_index", 1, np.int32)
        hashed.array(data.polygons, "material_index", 1, np.int32)
        if data.uv_layers.active is not None:
            hashed.array(data.uv_layers.active.uv, "vector", 2, np.float32)
        for colours in data.color_attributes:
            hashed.array(colours.data, "color", 4, np.float32)
        _shape_keys(hashed, data)
        return
    _plain(hashed, data)
    for bone in getattr(data, "bones", ()):
        hashed.add(bone.name, [tuple(row) for row in bone.matrix_local])
    for spline in getattr(data, "splines", ()):
        _plain(hashed, spline)
        hashed.add([tuple(point.co) for point in spline.points], [tuple(p.co) for p in spline.bezier_points])


def _shape_keys(hashed: _Hash, mesh: Any) -> None:
    if mesh.shape_keys is None:
        return
    _motion(hashed, mesh.shape_keys)
    animated = mesh.shape_keys.animation_data is not None
    for block in mesh.shape_keys.key_blocks:
        hashed.array(block.data, "co", 3, np.float32)
        hashed.add(block.name, None if animated else block.value)


def _motion(hashed: _Hash, owner: Any) -> None:
    """Its action and drivers."""
    animation = getattr(owner, "animation_data", None)
    if animation is None:
        return
    for driver in animation.drivers:
        hashed.add(driver.data_path, driver.array_index, driver.driver.expression, driver.driver.type)
    if animation.action is not None and hashed.first_time(animation.action):
        for curve in _curves(animation.action):
            hashed.add(curve.data_path, curve.array_index)
            hashed.array(curve.keyframe_points, "co", 2, np.float32)
            hashed.array(curve.keyframe_points, "handle_left", 2, np.float32)
            hashed.array(curve.keyframe_points, "handle_right", 2, np.float32)


def _curves(action: Any) -> Iterable[Any]:
    """All curves of an action, layered (4.4 and later) or as before."""
    for layer in action.layers:
        for strip in layer.strips:
            for bag in strip.channelbags:
                yield from bag.fcurves


def _material(hashed: _Hash, material: Any) -> None:
    if hashed.first_time(material):
        hashed.add(tuple(material.diffuse_color))
        _nodes(hashed, material.node_tree)
        _motion(hashed, material)


def _nodes(hashed: _Hash, tree: Any) -> None:
    if tree is None or not hashed.first_time(tree):
        return
    _motion(hashed, tree)
    for node in tree.nodes:
        hashed.add(node.bl_idname)
        _plain(hashed, node, without={"location", "label", "color", "width_hidden", "dimensions"})
        hashed.add([_value(getattr(socket, "default_value", None)) for socket in node.inputs])
        hashed.add([_value(getattr(socket, "default_value", None)) for socket in node.outputs])
        image = getattr(node, "image", None)
        if image is not None:
            hashed.add(bpy.path.abspath(image.filepath), tuple(image.size), image.colorspace_settings.name)
        ramp = getattr(node, "color_ramp", None)
        if ramp is not None:
            hashed.add([(e.position, tuple(e.color)) for e in ramp.elements], ramp.interpolation)
        inner = getattr(node, "node_tree", None)
        if inner is not None:
            _nodes(hashed, inner)
    hashed.add(
        [
            (link.from_node.name, link.from_socket.identifier, link.to_node.name, link.to_socket.identifier)
            for link in tree.links
        ]
    )


def _plain(hashed: _Hash, owner: Any, without: Iterable[str] = ()) -> None:
    """The numbers, choices, texts and named pointers of anything that Blender describes."""
    skipped = _SKIPPED.union(without)
    for prop in owner.bl_rna.properties:
        name = prop.identifier
        if name in skipped or prop.type == "COLLECTION":
            continue
        value = getattr(owner, name, None)
        if prop.type == "POINTER":
            if isinstance(value, bpy.types.ID):
                hashed.add(name, value.name_full)
            continue
        hashed.add(name, _value(value))


def _value(value: Any) -> Any:
    """A value that reads the same in every session: no address of an object in it."""
    if isinstance(value, bpy.types.ID):
        return value.name_full
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, bool | int | str | bytes | type(None)):
        return value
    if isinstance(value, set | frozenset):
        return sorted(value)
    try:
        return [_value(item) for item in value]
    except TypeError:
        return type(value).__name__
