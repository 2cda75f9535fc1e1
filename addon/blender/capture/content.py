# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a picture of some objects depends on into a hash: their data, materials, rigs, and all these refer to.

Each kind of data-block has a method here; how values become a hash is `hashing.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from math import inf
from operator import itemgetter
from typing import Any

import bpy
import numpy as np

from . import simulations
from .hashing import Animated, Hashing, animated, file_facts, plain
from .motion import actions_of, curves_of

GRAVITY = ["0", "0", "-9.81"]
"""A new scene's own."""
WEIGHTS_SAMPLED = 4000
"""Vertices whose weights are read: Blender has no fast way to them (all of 100,000 take 0.9 s), and nobody paints the
weight of one in twenty-five."""
WEIGHTS_AT_ONCE = 500
"""Of these, between two pauses: 4 ms."""
CURVES_AT_ONCE = 150
"""Curves that are read between two pauses: 10 ms."""
BYTES_AT_ONCE = 8 * 1024**2
"""Of a picture that the film carries, between two pauses: 5 ms. Blender hands all of it over in one call, a
millisecond for each of its megabytes."""

_SKIPPED_OF_NODES = {
    "location", "location_absolute", "label", "color", "width", "height", "dimensions", "use_custom_color",
    "color_tag", "bl_width_default", "bl_height_default",
}  # fmt: skip

_OBJECT = (
    "type", "location", "rotation_mode", "rotation_euler", "rotation_quaternion", "rotation_axis_angle", "scale",
    "delta_location", "delta_rotation_euler", "delta_rotation_quaternion", "delta_scale", "parent_type",
    "parent_bone", "instance_type", "use_instance_vertices_rotation", "use_instance_faces_scale", "hide_render",
    "color", "show_instancer_for_render", "is_holdout", "is_shadow_catcher", "visible_camera", "use_camera_lock_parent",
)  # fmt: skip

_ATTRIBUTES = {
    "FLOAT": ("value", 1, np.float32),
    "INT": ("value", 1, np.int32),
    "INT8": ("value", 1, np.int8),
    "BOOLEAN": ("value", 1, np.bool_),
    "FLOAT2": ("vector", 2, np.float32),
    "FLOAT_VECTOR": ("vector", 3, np.float32),
    "FLOAT_COLOR": ("color", 4, np.float32),
    "BYTE_COLOR": ("color", 4, np.float32),
    "QUATERNION": ("value", 4, np.float32),
    "FLOAT4X4": ("value", 16, np.float32),
    "INT32_2D": ("value", 2, np.int32),
    "INT16_2D": ("value", 2, np.int32),
}
_IGNORED_ATTRIBUTES = (".select", ".hide", ".sculpt", ".uv_select", ".vs.", ".es.", ".pn.", ".corner_edge")


class Reader(Hashing):
    """Reads one data-block, as its kind is read."""

    def scene(self, scene: Any) -> None:
        """What a render of the scene shows, its camera apart."""
        self._values(scene.view_settings, "view_settings.", animated(scene))
        self._add(scene.render.engine, scene.display_settings.display_device, scene.render.film_transparent)
        self._values(scene.display.shading, "display.shading.", set())
        self._values(getattr(scene, "eevee", None), "eevee.", set())
        self._refer(scene.world)
        self._forces(scene)
        self._add(sorted(c.name_full for c in scene.collection.children_recursive if c.hide_render))
        for layer in scene.view_layers:
            if layer.layer_collection is not None:  # 5.2: None in a scene that was never looked at
                self._layer(layer.layer_collection)
        self.things(scene.objects)

    def _forces(self, scene: Any) -> None:
        """What moves its simulations; nothing of a scene that is as Blender makes it."""
        if not scene.use_gravity or plain(scene.gravity) != GRAVITY:
            self._add("gravity", scene.use_gravity, plain(scene.gravity))
        if scene.rigidbody_world is not None:
            self._values(scene.rigidbody_world, "rigidbody_world.", animated(scene))

    def collection(self, collection: Any) -> None:
        """What a collection shows, whether or not it renders in its own scene."""
        self._add(sorted(inner.name_full for inner in collection.children_recursive if inner.hide_render))
        self.things(collection.all_objects)

    def things(self, things: Iterable[Any]) -> None:
        for thing in sorted(things, key=lambda o: o.name_full):
            self._refer(thing)

    def block(self, block: Any) -> None:
        """Any data-block, as its kind is read."""
        moved = animated(block)
        self._movement(block)
        kind = next((read for type_, read in _READERS if isinstance(block, type_)), Reader._any)
        kind(self, block, moved)

    def _any(self, block: Any, moved: Animated) -> None:
        self._values(block, "", moved)
        self._custom(block, "", moved)
        self._refer(getattr(block, "node_tree", None))

    def _movement(self, owner: Any) -> None:
        animation = getattr(owner, "animation_data", None)
        if animation is None:
            return
        self._uses.update(action.session_uid for action in actions_of(animation))
        curves = curves_of(animation)
        for first in range(0, len(curves), CURVES_AT_ONCE):
            self._later.append((partial(self._curves, curves[first : first + CURVES_AT_ONCE]), inf))
        for track in animation.nla_tracks:
            self._add(track.mute, track.is_solo)
            for strip in track.strips:
                self._values(strip, "", {(curve.data_path, 0) for curve in strip.fcurves})
        for curve in animation.drivers:
            self._add(curve.data_path, curve.array_index, curve.driver.type, curve.driver.expression)
            for variable in curve.driver.variables:
                self._add(variable.name, variable.type)
                for target in variable.targets:
                    self._refer(target.id)
                    self._add(target.data_path, target.bone_target, target.transform_type, target.transform_space)

    def _curves(self, curves: list[tuple[Any, bool]]) -> None:
        for curve, everywhere in curves:
            self._add(curve.data_path, curve.array_index, curve.mute, curve.extrapolation)
            for modifier in curve.modifiers:
                self._values(modifier, "", set())
            self._keys.add(curve, everywhere=everywhere)

    def _object(self, thing: Any, moved: Animated) -> None:
        if thing.mode == "EDIT":
            thing.update_from_editmode()
        for name in _OBJECT:
            self._named(thing, name, "", moved)
        self._add(plain([value for row in thing.matrix_parent_inverse for value in row]))
        self._custom(thing, "", moved)
        self._refer(thing.parent)
        self._refer(thing.data)
        self._refer(thing.instance_collection)
        for slot in thing.material_slots:
            self._refer(slot.material)
        for modifier in thing.modifiers:
            self._modifier(modifier, f'modifiers["{modifier.name}"].', moved)
        for constraint in thing.constraints:
            self._constraint(constraint, f'constraints["{constraint.name}"].', moved)
        self._simulated(thing, moved)
        if thing.pose is not None:
            self._pose(thing, moved)
        if isinstance(thing.data, bpy.types.Mesh) and thing.vertex_groups:
            self._weights(thing)

    def _simulated(self, thing: Any, moved: Animated) -> None:
        for system in thing.particle_systems:
            self._add(system.name, system.seed)
            self._refer(system.settings)
        for name in ("rigid_body", "rigid_body_constraint"):
            if getattr(thing, name, None) is not None:
                self._values(getattr(thing, name), f"{name}.", moved)
        if thing.field is not None and thing.field.type != "NONE":
            self._values(thing.field, "field.", moved)
        if baked := simulations.stamp(thing):
            self._add("baked", baked)

    def _modifier(self, modifier: Any, path: str, moved: Animated) -> None:
        self._values(modifier, path, moved)
        inputs = getattr(getattr(modifier, "properties", None), "inputs", None)
        if inputs is None:  # before 5.2 a geometry nodes modifier kept its inputs like custom properties
            self._custom(modifier, path.removesuffix("."), moved)
            return
        for prop in inputs.bl_rna.properties:
            value = getattr(inputs, prop.identifier)
            if prop.type == "POINTER" and prop.identifier != "rna_type":
                self._values(value, f"{path}properties.inputs.{prop.identifier}.", moved)

    def _constraint(self, constraint: Any, path: str, moved: Animated) -> None:
        self._values(constraint, path, moved)
        for target in getattr(constraint, "targets", ()):
            self._refer(target.target)
            self._add(target.subtarget, plain(getattr(target, "weight", None)))

    def _pose(self, rig: Any, moved: Animated) -> None:
        bones = rig.pose.bones
        paths = {path for path, _ in moved}
        for name, width in (("location", 3), ("rotation_euler", 3), ("rotation_quaternion", 4), ("scale", 3)):
            values: Any = np.empty(len(bones) * width, dtype=np.float32)
            bones.foreach_get(name, values)
            values = values.reshape(-1, width)
            for row, bone in enumerate(bones):
                if (path := f'pose.bones["{bone.name}"].{name}') in paths:
                    values[row, [index for index in range(width) if (path, index) in moved]] = 0
            self._bytes((values + 0.0).tobytes())
        for bone in bones:
            self._add(bone.name, bone.rotation_mode)
            path = f'pose.bones["{bone.name}"]'
            self._custom(bone, path, moved)
            for constraint in bone.constraints:
                self._constraint(constraint, f'{path}.constraints["{constraint.name}"].', moved)

    def _weights(self, thing: Any) -> None:
        vertices = thing.data.vertices
        self._add([group.name for group in thing.vertex_groups])
        chosen = range(0, len(vertices), len(vertices) // WEIGHTS_SAMPLED + 1)
        for first in range(0, len(chosen), WEIGHTS_AT_ONCE):
            self._later.append((partial(self._weights_of, vertices, chosen[first : first + WEIGHTS_AT_ONCE]), inf))

    def _weights_of(self, vertices: Any, chosen: Iterable[int]) -> None:
        self._add([[(g.group, round(g.weight, 5)) for g in vertices[index].groups] for index in chosen])

    def _mesh(self, mesh: Any, moved: Animated) -> None:
        self._attributes(mesh.attributes)
        self._array_later(mesh.polygons, "loop_start", 1, np.int32)
        self._add(mesh.uv_layers.active.name if mesh.uv_layers.active else "")
        self._add(mesh.color_attributes.active_color_name)
        self._custom(mesh, "", moved)
        for material in mesh.materials:
            self._refer(material)
        self._refer(mesh.shape_keys)

    def _attributes(self, attributes: Any) -> None:
        for name, attribute in sorted(((a.name, a) for a in attributes), key=itemgetter(0)):
            kind, data = attribute.data_type, attribute.data
            if name.startswith(_IGNORED_ATTRIBUTES) or kind not in _ATTRIBUTES:
                continue
            self._add(name, attribute.domain, kind, len(data))
            self._array_later(data, *_ATTRIBUTES[kind])

    def _shape_keys(self, keys: Any, moved: Animated) -> None:
        self._add(keys.use_relative)
        for block in keys.key_blocks:
            # The same points by `data` take 100 to 400 times as long; curves have them there alone.
            self._array_later(block.points or block.data, "co", 3, np.float32)
            self._add(block.name, block.mute, block.vertex_group, block.relative_key.name)
            self._add(self._still(block.value, f'key_blocks["{block.name}"].value', moved))

    def _armature(self, armature: Any, moved: Animated) -> None:
        self._add(
            armature.pose_position, [(bone.name, bone.parent.name if bone.parent else "") for bone in armature.bones]
        )
        self._array(armature.bones, "matrix_local", 16, np.float32)
        self._custom(armature, "", moved)
        for bone in armature.bones:
            self._custom(bone, f'bones["{bone.name}"]', moved)
            self._add(bone.name, bone.parent.name if bone.parent else "", bone.use_deform)
            self._add(bone.inherit_scale, bone.use_inherit_rotation, bone.bbone_segments)

    def _curve(self, curve: Any, moved: Animated) -> None:
        self._any(curve, moved)
        for spline in curve.splines:
            self._values(spline, "", set())
            points = spline.bezier_points if spline.type == "BEZIER" else spline.points
            self._array(points, "co", 3 if spline.type == "BEZIER" else 4, np.float32)
            if spline.type == "BEZIER":
                self._array(points, "handle_left", 3, np.float32)
                self._array(points, "handle_right", 3, np.float32)
            self._array(points, "radius", 1, np.float32)
            self._array(points, "tilt", 1, np.float32)
        for material in curve.materials:
            self._refer(material)
        self._refer(curve.shape_keys)

    def _lattice(self, lattice: Any, moved: Animated) -> None:
        self._any(lattice, moved)
        self._array(lattice.points, "co_deform", 3, np.float32)
        self._refer(lattice.shape_keys)

    def _metaball(self, ball: Any, moved: Animated) -> None:
        self._any(ball, moved)
        for element in ball.elements:
            self._values(element, "", set())
        for material in ball.materials:
            self._refer(material)

    def _points(self, data: Any, moved: Animated) -> None:
        """Hair curves and point clouds."""
        self._attributes(data.attributes)
        if offsets := getattr(data, "curve_offset_data", None):
            self._array(offsets, "value", 1, np.int32)
        for material in data.materials:
            self._refer(material)

    def _grease_pencil(self, data: Any, moved: Animated) -> None:
        for layer in data.layers:
            self._values(layer, f'layers["{layer.name}"].', moved)
            for frame in layer.frames:
                self._add(frame.frame_number)
                if frame.drawing is not None:
                    self._attributes(frame.drawing.attributes)
                    self._array(frame.drawing.curve_offsets, "value", 1, np.int32)
        for material in data.materials:
            self._refer(material)

    def _collection(self, collection: Any, moved: Animated) -> None:
        self._elsewhere = True
        self._add(plain(collection.instance_offset))
        for group in (collection, *sorted(collection.children_recursive, key=lambda c: c.name_full)):
            self._add(group.name_full, group.hide_render)
        for thing in sorted(collection.all_objects, key=lambda o: o.name_full):
            self._refer(thing)

    def _material(self, material: Any, moved: Animated) -> None:
        self._add(
            [self._still(getattr(material, name), name, moved) for name in ("diffuse_color", "metallic", "roughness")]
        )
        self._values(getattr(material, "grease_pencil", None), "grease_pencil.", moved)
        self._refer(material.node_tree)

    def _node_tree(self, tree: Any, moved: Animated) -> None:
        for node in tree.nodes:
            path = f'nodes["{node.name}"].'
            self._add(node.bl_idname)
            self._values(node, path, moved, without=_SKIPPED_OF_NODES)
            for side in ("inputs", "outputs"):
                for index, socket in enumerate(getattr(node, side)):
                    value = getattr(socket, "default_value", None)
                    self._add(self._still(value, f"{path}{side}[{index}].default_value", moved))
        self._add([_ends(link) for link in tree.links if link.is_valid])
        for item in getattr(tree.interface, "items_tree", ()):
            self._add(item.name, self._still(getattr(item, "default_value", None), "", set()))

    def _image(self, image: Any, moved: Animated) -> None:
        self._elsewhere = True
        self._add(image.source, image.alpha_mode, image.colorspace_settings.name, tuple(image.size))
        if image.is_dirty and image.has_data:  # painted on and not saved
            pixels: Any = np.empty(len(image.pixels), dtype=np.float32)
            image.pixels.foreach_get(pixels)
            self._bytes(pixels.tobytes())
        elif image.packed_file is not None:
            self._packed(image.packed_file)
        elif image.source == "GENERATED":
            self._add(image.generated_type, plain(image.generated_color))
        else:
            self._add(*file_facts(image))

    def _packed(self, file: Any) -> None:
        """A picture that the film carries: its bytes come whole, and are hashed in steps."""
        content: list[Any] = []
        self._later.append((lambda: content.append(memoryview(file.data)), inf))
        for first in range(0, file.size, BYTES_AT_ONCE):
            self._later.append((lambda first=first: self._bytes(content[0][first : first + BYTES_AT_ONCE]), inf))

    def _cache_file(self, cache: Any, moved: Animated) -> None:
        """Alembic and USD, and volumes: an export that was made anew shows something else under the same name."""
        self._any(cache, moved)
        self._add(*file_facts(cache))

    def _layer(self, layer: Any) -> None:
        """Only what is out of the ordinary: a scene that was never looked at has no layers to ask yet."""
        if layer.exclude or layer.holdout or layer.indirect_only:
            self._add(layer.name, layer.exclude, layer.holdout, layer.indirect_only)
        for child in layer.children:
            self._layer(child)


_READERS: tuple[tuple[Any, Any], ...] = (
    (bpy.types.Object, Reader._object),
    (bpy.types.Mesh, Reader._mesh),
    (bpy.types.Material, Reader._material),
    (bpy.types.NodeTree, Reader._node_tree),
    (bpy.types.Image, Reader._image),
    ((bpy.types.CacheFile, bpy.types.Volume), Reader._cache_file),
    (bpy.types.Collection, Reader._collection),
    (bpy.types.Armature, Reader._armature),
    (bpy.types.Key, Reader._shape_keys),
    (bpy.types.Curve, Reader._curve),
    (bpy.types.Lattice, Reader._lattice),
    (bpy.types.MetaBall, Reader._metaball),
    ((bpy.types.Curves, bpy.types.PointCloud), Reader._points),
    (getattr(bpy.types, "GreasePencilv3", bpy.types.GreasePencil), Reader._grease_pencil),
)


def _ends(link: Any) -> tuple[str, ...]:
    return (link.from_node.name, link.from_socket.identifier, link.to_node.name, link.to_socket.identifier)
