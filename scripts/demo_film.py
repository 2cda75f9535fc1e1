# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's film scene: a courtyard at dusk, two rigged characters in collections, three cameras on markers.

Runs inside Blender (or the bpy module). Nothing here comes from the extension: it is what an artist would bring.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, radians, sin

import bmesh
import bpy
from mathutils import Matrix, Vector

FPS = 24
SHOT_STARTS = (1, 85, 145)
FILM_END = 228
"""Last frame of the film: shots of 3.5 s, 2.5 s and 3.5 s."""

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Part:
    """One solid of a character: a box or ball of `size` metres at `at`, moved by `bone`."""

    shape: str
    size: tuple[float, float, float]
    at: tuple[float, float, float]
    colour: str
    bone: str


COLOURS: dict[str, Colour] = {
    "skin_mia": (0.72, 0.43, 0.30),
    "hair_mia": (0.10, 0.05, 0.04),
    "coat": (0.75, 0.09, 0.07),
    "scarf": (0.95, 0.66, 0.10),
    "trousers": (0.09, 0.11, 0.22),
    "boots": (0.12, 0.07, 0.04),
    "steel": (0.10, 0.42, 0.45),
    "steel_dark": (0.05, 0.16, 0.20),
    "brass": (0.80, 0.52, 0.16),
    "lamp": (0.98, 0.93, 0.62),
    "stone": (0.42, 0.38, 0.34),
    "paving": (0.30, 0.29, 0.31),
    "plaster": (0.62, 0.48, 0.36),
    "wood": (0.33, 0.19, 0.10),
    "leaf": (0.13, 0.30, 0.12),
    "door": (0.14, 0.25, 0.36),
    "dusk": (0.34, 0.30, 0.42),
}

# The rig of both characters, in metres: bone -> (head, tail, parent).
BONES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], str]] = {
    "root": ((0, 0, 0), (0, 0.25, 0), ""),
    "hips": ((0, 0, 0.85), (0, 0, 1.02), "root"),
    "chest": ((0, 0, 1.02), (0, 0, 1.42), "hips"),
    "head": ((0, 0, 1.46), (0, 0, 1.75), "chest"),
    "arm.L": ((0.24, 0, 1.38), (0.27, 0, 0.86), "chest"),
    "arm.R": ((-0.24, 0, 1.38), (-0.27, 0, 0.86), "chest"),
    "leg.L": ((0.11, 0, 0.86), (0.11, 0, 0.06), "hips"),
    "leg.R": ((-0.11, 0, 0.86), (-0.11, 0, 0.06), "hips"),
}

MIA = (
    Part("ball", (0.15, 0.16, 0.18), (0, 0, 1.61), "skin_mia", "head"),
    Part("ball", (0.17, 0.18, 0.15), (0, 0.035, 1.70), "hair_mia", "head"),
    Part("ball", (0.09, 0.08, 0.10), (0, 0.20, 1.68), "hair_mia", "head"),
    Part("ball", (0.02, 0.015, 0.025), (0.055, -0.145, 1.63), "hair_mia", "head"),
    Part("ball", (0.02, 0.015, 0.025), (-0.055, -0.145, 1.63), "hair_mia", "head"),
    Part("ball", (0.025, 0.035, 0.03), (0, -0.165, 1.59), "skin_mia", "head"),
    Part("ball", (0.17, 0.15, 0.07), (0, 0, 1.43), "scarf", "chest"),
    Part("box", (0.09, 0.05, 0.34), (0.07, -0.16, 1.24), "scarf", "chest"),
    Part("ball", (0.23, 0.16, 0.34), (0, 0, 1.20), "coat", "chest"),
    Part("cone", (0.30, 0.24, 0.52), (0, 0, 0.80), "coat", "hips"),
    Part("ball", (0.075, 0.08, 0.30), (0.26, 0, 1.13), "coat", "arm.L"),
    Part("ball", (0.075, 0.08, 0.30), (-0.26, 0, 1.13), "coat", "arm.R"),
    Part("ball", (0.055, 0.055, 0.07), (0.275, 0, 0.84), "skin_mia", "arm.L"),
    Part("ball", (0.055, 0.055, 0.07), (-0.275, 0, 0.84), "skin_mia", "arm.R"),
    Part("ball", (0.09, 0.10, 0.40), (0.11, 0, 0.46), "trousers", "leg.L"),
    Part("ball", (0.09, 0.10, 0.40), (-0.11, 0, 0.46), "trousers", "leg.R"),
    Part("box", (0.15, 0.29, 0.15), (0.11, -0.05, 0.075), "boots", "leg.L"),
    Part("box", (0.15, 0.29, 0.15), (-0.11, -0.05, 0.075), "boots", "leg.R"),
)

ROOK = (
    Part("box", (0.36, 0.32, 0.28), (0, 0, 1.62), "steel", "head"),
    Part("ball", (0.055, 0.04, 0.055), (0.085, -0.16, 1.65), "lamp", "head"),
    Part("ball", (0.055, 0.04, 0.055), (-0.085, -0.16, 1.65), "lamp", "head"),
    Part("box", (0.18, 0.03, 0.03), (0, -0.165, 1.54), "steel_dark", "head"),
    Part("box", (0.03, 0.03, 0.16), (0, 0, 1.83), "brass", "head"),
    Part("ball", (0.045, 0.045, 0.045), (0, 0, 1.93), "brass", "head"),
    Part("box", (0.12, 0.12, 0.10), (0, 0, 1.44), "steel_dark", "chest"),
    Part("box", (0.50, 0.34, 0.46), (0, 0, 1.18), "steel", "chest"),
    Part("ball", (0.11, 0.04, 0.11), (0, -0.17, 1.22), "brass", "chest"),
    Part("box", (0.34, 0.26, 0.14), (0, 0, 0.88), "steel_dark", "hips"),
    Part("ball", (0.10, 0.10, 0.10), (0.30, 0, 1.34), "brass", "arm.L"),
    Part("ball", (0.10, 0.10, 0.10), (-0.30, 0, 1.34), "brass", "arm.R"),
    Part("box", (0.11, 0.13, 0.46), (0.31, 0, 1.08), "steel", "arm.L"),
    Part("box", (0.11, 0.13, 0.46), (-0.31, 0, 1.08), "steel", "arm.R"),
    Part("ball", (0.08, 0.08, 0.09), (0.31, 0, 0.81), "steel_dark", "arm.L"),
    Part("ball", (0.08, 0.08, 0.09), (-0.31, 0, 0.81), "steel_dark", "arm.R"),
    Part("box", (0.15, 0.17, 0.66), (0.12, 0, 0.48), "steel", "leg.L"),
    Part("box", (0.15, 0.17, 0.66), (-0.12, 0, 0.48), "steel", "leg.R"),
    Part("box", (0.20, 0.34, 0.14), (0.12, -0.05, 0.07), "steel_dark", "leg.L"),
    Part("box", (0.20, 0.34, 0.14), (-0.12, -0.05, 0.07), "steel_dark", "leg.R"),
)


def build() -> bpy.types.Scene:
    """Replace the session by the demo film and return its scene: 1280x720, 24 fps, frames 1 to FILM_END."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.name = "Courtyard"
    scene.render.resolution_x, scene.render.resolution_y = 1280, 720
    scene.render.fps, scene.render.fps_base = FPS, 1.0
    scene.frame_start, scene.frame_end = 1, FILM_END
    scene.view_settings.view_transform = "Standard"
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.display.shading.light = "STUDIO"
    scene.display.shading.color_type = "MATERIAL"
    scene.display.shading.show_shadows = True
    scene.display.shading.shadow_intensity = 0.25
    scene.display.shading.show_cavity = True
    scene.display.render_aa = "FXAA"
    scene.world = bpy.data.worlds.new("Dusk")
    scene.world.color = COLOURS["dusk"]
    _set(_collection("Set"))
    _animate_mia(_character("Mia", MIA, at=(-1.6, -0.2, 0), turned=radians(62)))
    _animate_rook(_character("Rook", ROOK, at=(1.15, 0.5, 0), turned=radians(-58)))
    _cameras(scene)
    scene.frame_set(1)
    return scene


def _collection(name: str) -> bpy.types.Collection:
    collection = bpy.data.collections.new(name)
    bpy.context.scene.collection.children.link(collection)
    return collection


def _material(name: str) -> bpy.types.Material:
    material = bpy.data.materials.get(name)
    if material is None:
        material = bpy.data.materials.new(name)
        material.diffuse_color = (*COLOURS[name], 1)
        if material.node_tree is None:  # 4.5; from 5.0 materials always have nodes
            material.use_nodes = True
        shader = next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
        shader.inputs["Base Color"].default_value = (*COLOURS[name], 1)
        shader.inputs["Roughness"].default_value = 0.7
    return material


def _solid(mesh: bmesh.types.BMesh, part: Part) -> list[bmesh.types.BMVert]:
    """Add a part to `mesh`; a ball's and a cone's sizes are radii, a box's and any height full lengths."""
    place = Matrix.Translation(part.at) @ Matrix.Diagonal((*part.size, 1))
    if part.shape == "ball":
        made = bmesh.ops.create_uvsphere(mesh, u_segments=24, v_segments=14, radius=1, matrix=place)
    elif part.shape == "cone":
        made = bmesh.ops.create_cone(mesh, cap_ends=True, segments=28, radius1=1, radius2=0.62, depth=1, matrix=place)
    else:
        made = bmesh.ops.create_cube(mesh, size=1, matrix=place)
        edges = {e for v in made["verts"] for e in v.link_edges}
        made = {"verts": made["verts"]}
        bevel = bmesh.ops.bevel(
            mesh, geom=list(edges), offset=min(part.size) * 0.1, segments=2, profile=0.5, affect="EDGES"
        )
        made["verts"] = [v for v in {*bevel["verts"], *made["verts"]} if v.is_valid]
    return made["verts"]


def _mesh(name: str, parts: Iterable[Part], collection: bpy.types.Collection) -> bpy.types.Object:
    """One object of many solids, each with its material, its bone's vertex group fully weighted."""
    mesh = bpy.data.meshes.new(name)
    made = bmesh.new()
    deform = made.verts.layers.deform.verify()
    groups: dict[str, int] = {}
    slots: dict[str, int] = {}
    for part in parts:
        group = groups.setdefault(part.bone, len(groups))
        if part.colour not in slots:
            slots[part.colour] = len(slots)
            mesh.materials.append(_material(part.colour))
        verts = _solid(made, part)
        for vert in verts:
            vert[deform][group] = 1.0
        for face in {f for v in verts for f in v.link_faces}:
            face.material_index = slots[part.colour]
            face.smooth = part.shape != "box"
    made.to_mesh(mesh)
    made.free()
    thing = bpy.data.objects.new(name, mesh)
    for bone in groups:
        thing.vertex_groups.new(name=bone or "all")
    collection.objects.link(thing)
    return thing


def _character(name: str, parts: Iterable[Part], *, at: tuple[float, float, float], turned: float) -> bpy.types.Object:
    """A collection with a skinned body and its rig; returns the rig. It faces -Y before `turned` (radians)."""
    collection = _collection(name)
    body = _mesh(f"{name} Body", parts, collection)
    armature = bpy.data.armatures.new(f"{name} Rig")
    rig = bpy.data.objects.new(f"{name} Rig", armature)
    collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for bone_name, (head, tail, parent) in BONES.items():
        bone = armature.edit_bones.new(bone_name)
        bone.head, bone.tail = head, tail
        if parent:
            bone.parent = armature.edit_bones[parent]
    bpy.ops.object.mode_set(mode="OBJECT")
    body.parent = rig
    body.modifiers.new("Rig", "ARMATURE").object = rig
    for bone in rig.pose.bones:
        bone.rotation_mode = "XYZ"
    rig.location, rig.rotation_euler = at, (0, 0, turned)
    return rig


def _pose(rig: bpy.types.Object, bone: str, frame: int, x: float = 0, y: float = 0, z: float = 0) -> None:
    """Key a bone's rotation in degrees about its own axes."""
    pose = rig.pose.bones[bone]
    pose.rotation_euler = (radians(x), radians(y), radians(z))
    pose.keyframe_insert("rotation_euler", frame=frame)


def _animate_mia(rig: bpy.types.Object) -> None:
    """Mia walks to the middle of the court, stops, and waves."""
    step = 12
    for n, frame in enumerate(range(1, 62, step)):
        swing = 24 if n % 2 else -24
        _pose(rig, "leg.L", frame, x=swing)
        _pose(rig, "leg.R", frame, x=-swing)
        _pose(rig, "arm.R", frame, x=swing * 0.8)
        _pose(rig, "arm.L", frame, x=-swing * 0.8)
    for bone in ("leg.L", "leg.R", "arm.R", "arm.L"):
        _pose(rig, bone, 72)
    start = Vector(rig.location)
    rig.keyframe_insert("location", frame=1)
    rig.location = start + Vector((1.15, -0.25, 0))
    rig.keyframe_insert("location", frame=68)
    _pose(rig, "arm.L", SHOT_STARTS[1] + 4)  # still down in her shot's first frame: she lifts it in the take
    for n, frame in enumerate(range(SHOT_STARTS[1] + 16, FILM_END, 9)):
        _pose(rig, "arm.L", frame, x=-14, z=-138 + (15 if n % 2 else -15))
    for frame, nod in ((72, 0), (96, 8), (120, -6), (150, 6), (190, -4), (FILM_END, 0)):
        _pose(rig, "head", frame, x=nod, y=nod * 1.5)


def _animate_rook(rig: bpy.types.Object) -> None:
    """Rook stands, looks up at Mia, lifts an arm in answer."""
    for frame, turn in ((1, 38), (40, 30), (66, -6), (110, 6), (170, -8), (FILM_END, 0)):
        _pose(rig, "head", frame, y=turn)
    for frame, lift in ((1, 0), (140, 0), (168, -118), (186, -96), (204, -118), (FILM_END, -100)):
        _pose(rig, "arm.R", frame, x=lift)
    for frame, sway in ((1, 0), (60, 3), (120, -3), (180, 3), (FILM_END, 0)):
        _pose(rig, "chest", frame, z=sway)


def _set(collection: bpy.types.Collection) -> None:
    """The courtyard: paving, two walls with an arch and a door, a lamp, crates, a tree."""

    def solids(name: str, *parts: tuple[str, tuple[float, float, float], tuple[float, float, float], str]) -> None:
        _mesh(name, [Part(shape, size, at, colour, "") for shape, size, at, colour in parts], collection)

    tiles = [
        ("box", (1.46, 1.46, 0.10), (x * 1.5, y * 1.5, -0.05), "paving" if (x + y) % 2 else "stone")
        for x in range(-4, 5)
        for y in range(-4, 4)
    ]
    solids("Paving", ("box", (14, 12.5, 0.1), (0, -0.8, -0.08), "steel_dark"), *tiles)
    solids(
        "Back Wall",
        ("box", (4.6, 0.5, 3.6), (-4.3, 4.2, 1.8), "plaster"),
        ("box", (4.6, 0.5, 3.6), (4.3, 4.2, 1.8), "plaster"),
        ("box", (4.2, 0.5, 1.0), (0, 4.2, 3.1), "plaster"),
        ("box", (13.4, 0.7, 0.2), (0, 4.2, 3.7), "stone"),
        ("box", (0.4, 0.7, 2.7), (-1.95, 4.1, 1.35), "stone"),
        ("box", (0.4, 0.7, 2.7), (1.95, 4.1, 1.35), "stone"),
        ("box", (1.1, 0.2, 2.2), (4.4, 3.95, 1.1), "door"),
        ("box", (1.4, 0.3, 0.16), (4.4, 3.95, 2.3), "stone"),
        ("box", (0.9, 0.2, 0.9), (-4.3, 3.95, 2.0), "door"),
        ("box", (1.1, 0.3, 0.12), (-4.3, 3.92, 1.5), "stone"),
    )
    solids(
        "Side Wall",
        ("box", (0.5, 10.5, 3.2), (-6.4, -0.8, 1.6), "plaster"),
        ("box", (0.7, 10.5, 0.2), (-6.4, -0.8, 3.3), "stone"),
    )
    solids(
        "Lamp",
        ("box", (0.12, 0.12, 2.9), (2.9, 2.0, 1.45), "steel_dark"),
        ("box", (0.34, 0.34, 0.12), (2.9, 2.0, 0.06), "stone"),
        ("ball", (0.2, 0.2, 0.24), (2.9, 2.0, 3.0), "lamp"),
        ("cone", (0.26, 0.26, 0.14), (2.9, 2.0, 3.25), "steel_dark"),
    )
    solids(
        "Crates",
        ("box", (0.8, 0.8, 0.8), (-3.4, 2.6, 0.4), "wood"),
        ("box", (0.7, 0.7, 0.7), (-4.3, 2.2, 0.35), "wood"),
        ("box", (0.6, 0.6, 0.6), (-3.5, 2.6, 1.1), "wood"),
    )
    leaves = [
        ("ball", (0.8, 0.8, 0.6), (-4.6 + 0.6 * cos(a), -2.0 + 0.6 * sin(a), 2.5 + 0.2 * sin(3 * a)), "leaf")
        for a in (n * 2 * pi / 5 for n in range(5))
    ]
    solids(
        "Tree",
        ("box", (0.28, 0.28, 2.2), (-4.6, -2.0, 1.1), "wood"),
        ("ball", (0.8, 0.8, 0.7), (-4.6, -2.0, 3.0), "leaf"),
        ("box", (1.3, 1.3, 0.4), (-4.6, -2.0, 0.2), "stone"),
        *leaves,
    )


def _camera(name: str, lens: float) -> bpy.types.Object:
    data = bpy.data.cameras.new(name)
    data.lens = lens
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _aim(camera: bpy.types.Object, at: tuple[float, float, float], target: tuple[float, float, float]) -> None:
    camera.location = at
    camera.rotation_euler = (Vector(target) - Vector(at)).to_track_quat("-Z", "Y").to_euler()


def _cameras(scene: bpy.types.Scene) -> None:
    """Wide that pushes in, Mia's close-up, a high wide: each bound to a marker at its shot's first frame."""
    wide = _camera("Cam Wide", 32)
    for frame, at in ((1, (0.6, -8.2, 1.9)), (84, (0.45, -5.6, 1.6))):
        _aim(wide, at, (0.1, 0.3, 1.15))
        wide.keyframe_insert("location", frame=frame)
        wide.keyframe_insert("rotation_euler", frame=frame)
    close = _camera("Cam Mia", 46)
    _aim(close, (1.55, -2.35, 1.55), (-0.42, -0.4, 1.42))
    high = _camera("Cam High", 24)
    _aim(high, (4.6, -6.2, 4.6), (-0.2, 0.6, 0.7))
    for name, frame, camera in zip(("Wide", "Mia", "High"), SHOT_STARTS, (wide, close, high), strict=True):
        scene.timeline_markers.new(name, frame=frame).camera = camera
    scene.camera = wide
