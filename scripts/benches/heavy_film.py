# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film as heavy as a studio's: an edit of scene strips, two rigged characters that all scenes share, with pictures
that the file carries, sets of their own: 1.2 M faces, 340 MB. Runs inside Blender (or the bpy module)."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

BONES = 60
SHOT_FRAMES = 48
CHARACTER_SIDE, PROP_SIDE = 500, 28
"""Faces along the side of a body and of a prop: 250,000 and 784 faces."""
PICTURE_SIDE = 2432
"""Pixels along the side of each of a character's four pictures: 24 MB packed."""


def build(scenes: int = 22, shots: int = 0, props: int = 40) -> bpy.types.Scene:
    """Replace the session by the film and return its edit, with one scene strip a shot. With the usual numbers 1.19 M
    faces; `shots`: 0 means one for each scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    edit: Any = bpy.context.scene
    edit.name = "Edit"
    edit.render.fps = 24
    edit.sequence_editor_create()
    cast = [character(name) for name in ("Ada", "Bo")]
    places = [_place(number, cast, props) for number in range(scenes)]
    for number in range(shots or scenes):
        _strip(edit, places[number % scenes], number)
    edit.frame_end = (shots or scenes) * SHOT_FRAMES
    return edit


def character(name: str, side: int = 0) -> Any:
    """A collection with a rig of BONES bones that moves, and a body of side x side faces (0: CHARACTER_SIDE) that is
    painted, weighted and has shape keys."""
    side = side or CHARACTER_SIDE
    made = bpy.data.collections.new(name)
    rig = _rig(f"{name} Rig", made)
    body = bpy.data.objects.new(f"{name} Body", _tube(f"{name} Body", side))
    made.objects.link(body)
    body.parent = rig
    _weigh(body)
    body.modifiers.new("Rig", "ARMATURE").object = rig
    for number in range(4):
        body.shape_key_add(name=f"Face {number}")
    for number in range(4):
        painted = _material(f"{name} {number}")
        _paint(painted, number)
        body.data.materials.append(painted)
    return made


def _paint(material: Any, seed: int) -> None:
    """Give a material a picture that the file carries, of which nothing can be packed more tightly."""
    picture: Any = bpy.data.images.new(f"{material.name} Colour", PICTURE_SIDE, PICTURE_SIDE)
    noise = np.random.default_rng(seed).random(PICTURE_SIDE**2 * 4, dtype=np.float32)
    picture.pixels.foreach_set(noise)
    picture.pack()
    tree = material.node_tree
    node = tree.nodes.new("ShaderNodeTexImage")
    node.image = picture
    shader = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])


def _tube(name: str, side: int) -> Any:
    """A standing tube of side x side faces with UVs."""
    mesh = bpy.data.meshes.new(name)
    around, up = np.meshgrid(np.linspace(0, 2 * np.pi, side + 1), np.linspace(0, 1.8, side + 1))
    points = np.stack([0.3 * np.cos(around), 0.2 * np.sin(around), up], axis=-1).reshape(-1, 3).astype(np.float32)
    first = (np.arange(side)[:, None] * (side + 1) + np.arange(side)).ravel()
    corners = np.stack([first, first + 1, first + side + 2, first + side + 1], axis=-1).astype(np.int32)
    mesh.vertices.add(len(points))
    mesh.vertices.foreach_set("co", points.ravel())
    mesh.loops.add(corners.size)
    mesh.loops.foreach_set("vertex_index", corners.ravel())
    mesh.polygons.add(len(corners))
    mesh.polygons.foreach_set("loop_start", np.arange(0, corners.size, 4, dtype=np.int32))
    mesh.update(calc_edges=True)
    layer: Any = mesh.uv_layers.new(name="UV")
    layer.uv.foreach_set("vector", np.random.default_rng(1).random(corners.size * 2, dtype=np.float32))
    return mesh


def _material(name: str) -> Any:
    made: Any = bpy.data.materials.new(name)
    made.use_nodes = True
    tree = made.node_tree
    shader = next(node for node in tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (*np.random.default_rng(len(name)).random(3), 1)
    for kind in ("TexCoord", "Mapping", "TexNoise", "ValToRGB", "Bump"):
        tree.nodes.new(f"ShaderNode{kind}")
    tree.links.new(tree.nodes["Noise Texture"].outputs[0], shader.inputs["Roughness"])
    return made


def _rig(name: str, into: Any) -> Any:
    armature: Any = bpy.data.armatures.new(name)
    rig: Any = bpy.data.objects.new(name, armature)
    into.objects.link(rig)
    scene: Any = bpy.context.scene
    scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    before = None
    for number in range(BONES):
        bone = armature.edit_bones.new(f"bone.{number:02}")
        bone.head, bone.tail = (0, 0, 1.8 * number / BONES), (0, 0, 1.8 * (number + 1) / BONES)
        bone.parent, before = before, bone
    bpy.ops.object.mode_set(mode="OBJECT")
    scene.collection.objects.unlink(rig)
    for bone in rig.pose.bones:
        for frame in range(1, 200, 10):
            bone.rotation_quaternion = (1, 0.01 * np.sin(frame), 0, 0)
            bone.keyframe_insert("rotation_quaternion", frame=frame)
    return rig


def _weigh(body: Any) -> None:
    count = len(body.data.vertices)
    for number in range(BONES):
        group = body.vertex_groups.new(name=f"bone.{number:02}")
        group.add(list(range(count * number // BONES, count * (number + 1) // BONES)), 0.8, "REPLACE")


def _place(number: int, cast: list[Any], props: int) -> Any:
    """A scene with a camera that moves, the cast, and a set of its own."""
    scene: Any = bpy.data.scenes.new(f"Place {number:03}")
    scene.frame_end = SHOT_FRAMES
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    for member in cast:
        scene.collection.children.link(member)
    furniture = bpy.data.collections.new(f"Set {number:03}")
    scene.collection.children.link(furniture)
    paints = [_material(f"Paint {number:03} {index}") for index in range(min(props, 5))]
    for index in range(props):
        prop = bpy.data.objects.new(f"Prop {number:03} {index:03}", _tube(f"Prop {number:03} {index:03}", PROP_SIDE))
        prop.location = (index % 8 - 4, 2 + index // 8, 0)
        prop.data.materials.append(paints[index % len(paints)])
        prop.modifiers.new("Bevel", "BEVEL")
        furniture.objects.link(prop)
    camera: Any = bpy.data.objects.new(f"Camera {number:03}", bpy.data.cameras.new(f"Camera {number:03}"))
    camera.rotation_euler = (np.pi / 2, 0, 0)
    scene.collection.objects.link(camera)
    for frame in (1, SHOT_FRAMES):
        camera.location = (0.01 * frame, -6, 1)
        camera.keyframe_insert("location", frame=frame)
    scene.camera = camera
    return scene


def _strip(edit: Any, place: Any, number: int) -> None:
    edit.sequence_editor.strips.new_scene(f"Shot {number:03}", place, 1, 1 + number * SHOT_FRAMES)
