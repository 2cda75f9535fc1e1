# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as other programs hand them over: rigs that lie on their backs in their own space, bones without names."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import bpy
from capture_scenes import RED, box, collection, figure

BONES = {
    "Hips": ("", (0, 0, 0.95)),
    "Spine": ("Hips", (0, 0, 1.1)),
    "Head": ("Spine", (0, 0, 1.55)),
    **{
        f"{side}{bone}": (f"{side}{above}" if above != "Hips" else "Hips", (sign * 0.1, y, z))
        for side, sign in (("Left", 1), ("Right", -1))
        for bone, above, y, z in (
            ("UpLeg", "Hips", 0, 0.9),
            ("Leg", "UpLeg", -0.02, 0.5),
            ("Foot", "Leg", 0, 0.08),
            ("ToeBase", "Foot", -0.13, 0.02),
        )
    },
}
"""Each bone's parent and where it begins; the toes point along -Y."""


LEGS = {
    "Root": ("", (0, 0.5, 0.6)),
    "Chest": ("Root", (0, -0.5, 0.6)),
    "Skull": ("Chest", (0, -0.8, 0.9)),
    "Tail": ("Root", (0, 0.8, 0.7)),
    **{
        f"{part}{side}{end}": (f"{part}{side}Leg" if end == "Foot" else part, (x, y + ahead, z))
        for part, end, y, ahead, z in (
            ("Chest", "Leg", -0.5, 0.0, 0.5),
            ("Chest", "Foot", -0.5, 0.02, 0.05),
            ("Root", "Leg", 0.5, 0.0, 0.5),
            ("Root", "Foot", 0.5, 0.02, 0.05),
        )
        for side, x in (("Left", 0.2), ("Right", -0.2))
    },
    **{
        f"{part}{side}Toe": (f"{part}{side}Foot", (x, y - 0.15, 0.02))
        for part, y in (("Chest", -0.5), ("Root", 0.5))
        for side, x in (("Left", 0.2), ("Right", -0.2))
    },
}
"""Likewise of a creature on four legs with a long body along Y."""


def skeleton(
    name: str, call: Callable[[str], str] = lambda bone: f"mixamorig:{bone}", bones: Mapping[str, Any] = BONES
) -> Any:
    """An armature of a standing figure that looks along -Y; `call` names its bones."""
    armature = bpy.data.armatures.new(name)
    thing = bpy.data.objects.new(name, armature)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    for bone, (parent, head) in bones.items():
        made = armature.edit_bones.new(call(bone))
        made.head, made.tail = head, (head[0], head[1], head[2] + 0.1)
        if parent:
            made.parent = armature.edit_bones[call(parent)]
    bpy.ops.object.mode_set(mode="OBJECT")
    return thing


def person(name: str, call: Callable[[str], str] = lambda bone: f"mixamorig:{bone}") -> list[Any]:
    """A four-sided body on such a skeleton, in the scene."""
    armature = skeleton(f"{name} rig", call)
    body = figure(f"{name} body")
    bpy.context.scene.collection.objects.link(body)
    body.parent = armature
    body.vertex_groups.new(name=call("Hips")).add(range(len(body.data.vertices)), 1.0, "REPLACE")
    body.modifiers.new("Rig", "ARMATURE").object = armature
    return [armature, body]


def creature(name: str) -> list[Any]:
    """A box on four legs whose bones have numbers for names."""

    def call(bone: str) -> str:
        return f"Node_{list(LEGS).index(bone)}"

    armature = skeleton(f"{name} rig", call, LEGS)
    body = box(f"{name} body", (0.5, 1.4, 0.5), (0, 0, 0.6), RED)
    bpy.context.scene.collection.objects.link(body)
    body.parent = armature
    body.vertex_groups.new(name=call("Root")).add(range(8), 1.0, "REPLACE")
    body.modifiers.new("Rig", "ARMATURE").object = armature
    return [armature, body]


def sway(armature: Any, bone: str, frames: int) -> None:
    """Let the hips sway and bob as in walking on the spot."""
    hips = armature.pose.bones[bone]
    hips.rotation_mode = "XYZ"
    for frame in range(1, frames + 1, 6):
        side = 1 if frame // 6 % 2 else -1
        hips.rotation_euler = (0.08, side * 0.12, side * 0.05)
        hips.location = (0, 0.02 * side, 0.01)
        hips.keyframe_insert("rotation_euler", frame=frame)
        hips.keyframe_insert("location", frame=frame)


def handed_over(name: str, made: list[Any], kind: str) -> Any:
    """The collection that comes of writing things as "fbx", "glb" or "obj" and reading them again."""
    path = Path(bpy.app.tempdir) / f"{name}.{kind}"
    bpy.ops.object.select_all(action="DESELECT")
    for thing in made:
        thing.select_set(True)
    write, read = {
        "fbx": (bpy.ops.export_scene.fbx, bpy.ops.import_scene.fbx),
        "glb": (bpy.ops.export_scene.gltf, bpy.ops.import_scene.gltf),
        "obj": (bpy.ops.wm.obj_export, bpy.ops.wm.obj_import),
    }[kind]
    with warnings.catch_warnings():  # of numpy 2.5, about what Blender's own exporter does
        warnings.simplefilter("ignore", DeprecationWarning)
        write(filepath=str(path), **{("export_selected_objects" if kind == "obj" else "use_selection"): True})
    for thing in made:
        bpy.data.objects.remove(thing)
    before = set(bpy.data.objects)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read(filepath=str(path))
    found = [thing for thing in bpy.data.objects if thing not in before]
    for thing in found:
        for owner in list(thing.users_collection):
            owner.objects.unlink(thing)
    return collection(name, *found)
