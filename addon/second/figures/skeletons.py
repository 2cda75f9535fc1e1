# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bones of a rig say of a figure's front: where toes and eyes point, and which side is called left.

Angles are about Z in radians, 0 along -Y, as `shape.angle` has them. Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from mathutils import Vector

from .. import named
from . import called, shape, stand_ins

_FOOT = re.compile(r"foot|ankle|paw|hoof", re.IGNORECASE)
_FACE_BONE = re.compile(r"eye|nose|jaw|snout|muzzle|beak|mouth", re.IGNORECASE)
_CROWN = re.compile(r"head|neck", re.IGNORECASE)
SOLES = 0.15
"""Share of a rig's height within which all bones are feet."""
DOWN = -0.7
"""Vertical share of the way to a foot from the bone above it, at most."""

_HIND = re.compile(r"pelvis|hip|tail|root", re.IGNORECASE)


def body(depsgraph: Any, rig: Any, turned: Any, collection: Any, longest: float) -> float | None:
    """What bones are called, else what of them, or of the parts, is called left and right, else where they lie. One
    answer of three that are right and wrong together: a body that was put on its rig the wrong way round has all
    against it. `collection`: whose meshes tell where feet without toes point; None: no mesh is looked through.
    `longest`: metres that a bone of the figure is at most."""
    limit = 0.0 if rig is None else longest / max(rig.evaluated_get(depsgraph).matrix_world.median_scale, 1e-9)
    asked = (
        lambda: _called_bones(rig, turned, collection, limit) if rig is not None else None,
        lambda: called.sides(_places(rig, turned, depsgraph)),
        lambda: _bones_by_place(rig, turned, limit) if rig is not None else None,
    )
    return next((found for found in (ask() for ask in asked) if found is not None), None)


def _called_bones(rig: Any, turned: Any, collection: Any, limit: float) -> float | None:
    """Where toes, else eyes and jaws, feet, and what is called front of what is called back point; in the world.

    By the places of bones at rest: the axes of imported bones point anywhere."""
    bones = _body(rig)
    toes = [(b, c) for b in bones if _FOOT.search(b.name) for c in b.children if b.use_deform and c.use_deform]
    toes = [(foot, toe) for foot, toe in toes if _is_level(rig, toe.head_local - foot.head_local)]
    heads = [
        (b.parent, b) for b in bones if _FACE_BONE.search(b.name) and b.parent and not _FACE_BONE.search(b.parent.name)
    ]
    steps = [_steps(turned, pairs, limit) for pairs in (toes, heads)]
    told = next((found for found in map(shape.mean_step, steps) if found is not None), None)
    if told is None:
        skinned = _skinned_feet(bones, rig, collection) if collection is not None else []
        told = shape.mean_step([turned @ step for step in skinned if _is_level(rig, step)])
    if told is None:
        ends = (called.FRONT_END, called.BACK_END)
        front, back = ([turned @ bone.head_local for bone in bones if end.search(bone.name)] for end in ends)
        told = called.apart(np.array(front), np.array(back))
    return told


def _is_level(rig: Any, step: Any) -> bool:
    """Whether a step between two bones is level at rest, as the rig lies there: tiptoes point down, and to a side only
    in who lies on it."""
    return bool((rig.matrix_world.to_3x3() @ step).normalized().xy.length > shape.STEP)


def _bones_by_place(rig: Any, turned: Any, limit: float) -> float | None:
    """Where the head of an animal is, and feet that are called nothing."""
    bones = _body(rig)
    marks = [bone for bone in rig.data.bones if is_end(bone) and bone.parent in bones]
    hinds = [b for b in bones if _HIND.search(b.name)][:1]
    spine = [(hinds[0], b) for b in bones if _CROWN.search(b.name)] if hinds else []
    steps = [_steps(turned, pairs, limit) for pairs in (spine, _feet(bones, marks, turned))]
    return next((found for found in map(shape.mean_step, steps) if found is not None), None)


def _body(rig: Any) -> list[Any]:
    return [bone for bone in rig.data.bones if not is_end(bone)]


def _skinned_feet(bones: Any, rig: Any, collection: Any) -> list[Any]:
    """From each ankle to the middle of what hangs on that foot, in the rig's own space: of feet that have no toes."""
    feet = {bone.name: bone for bone in bones if _FOOT.search(bone.name)}
    found: dict[str, list[Vector]] = {}
    for thing in named.within(collection):
        if thing.type != "MESH" or stand_ins.is_never_seen(thing) or rig not in {thing.parent, *_rigs_of(thing)}:
            continue
        groups = {group.index: group.name for group in thing.vertex_groups if group.name in feet}
        if not groups:
            continue
        place = rig.matrix_world.inverted_safe() @ thing.matrix_world
        for vertex in thing.data.vertices:
            for member in vertex.groups:
                if member.weight > 0.5 and member.group in groups:
                    found.setdefault(groups[member.group], []).append(place @ vertex.co)
    steps = []
    for name, points in found.items():
        middle = [(min(axis) + max(axis)) / 2 for axis in zip(*points, strict=True)]
        steps.append((Vector(middle) - feet[name].head_local).normalized())
    return steps


def _rigs_of(thing: Any) -> list[Any]:
    return [modifier.object for modifier in thing.modifiers if modifier.type == "ARMATURE"]


def _places(rig: Any, turned: Any, depsgraph: Any) -> dict[str, Any]:
    """Where a rig's bones are at rest, turned as it is, by their names; without a rig, the parts."""
    if rig is None:
        return called.parts(depsgraph)
    return {bone.name: turned @ bone.head_local for bone in _body(rig)}


def is_end(bone: Any) -> bool:
    """Whether a bone is the mark that an FBX exporter sets behind the last one of a chain: read again it is as long as
    the file's units make it, metres below the ground."""
    return bone.parent is not None and bone.name == f"{bone.parent.name}_end"


def _feet(bones: Any, marks: Any, turned: Any) -> list[tuple[Any, Any]]:
    """The lowest bones, by their places: many files have no names that say anything. Where most are that low, as in a
    fish, they are a spine; what no leg leads down to is a fin, that is swept back, or a spider's leg. Feet of one bone
    reach as far as the mark behind each."""
    heights = {bone.name: (turned @ bone.head_local).z for bone in bones}
    low, size = min(heights.values()), max(heights.values()) - min(heights.values())
    lowest = [bone for bone in bones if heights[bone.name] <= low + SOLES * size]
    if 2 * len(lowest) > len(bones):
        return []
    lowest = [bone for bone in lowest if _ends_leg(bone, lowest, turned)]
    pairs = [(bone, child) for bone in lowest for child in bone.children if child in lowest]
    return pairs or [(mark.parent, mark) for mark in marks if mark.parent in lowest]


def _ends_leg(bone: Any, lowest: list[Any], turned: Any) -> bool:
    """Whether what leads to a foot from above it leads down."""
    while bone.parent in lowest:
        bone = bone.parent
    return bone.parent is not None and (turned @ (bone.head_local - bone.parent.head_local)).normalized().z < DOWN


def _steps(turned: Any, pairs: Any, limit: float) -> list[Any]:
    """From each bone to its child, of length one. What is farther away than the figure is large is no part of it: files
    that were converted leave the last bones of some chains at their origin."""
    steps = [child.head_local - bone.head_local for bone, child in pairs]
    return [turned @ step.normalized() for step in steps if step.length < limit]
