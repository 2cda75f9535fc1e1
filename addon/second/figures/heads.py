# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where somebody's head is, hair, hat and horns with it: by names, by the rig's shape, by the outline of a body.

Only stdlib, numpy and bpy here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import cos, sin
from typing import Any

import numpy as np
from mathutils import Vector

from .. import named
from . import front

_LAST_OF_SPINE = re.compile(r"(?:^|-)spine\.006$")
"""What Rigify calls the head's bone that a mesh hangs on; games get no other ones."""
ASIDE = 0.04
"""Of a rig's size, that a bone of its middle may be off it."""
LIMB = 0.75
"""Of the length of legs, that more than a second pair of limbs has at least: ears and buns of hair are none."""
LEVELS = 40
"""Slices of a body in which its neck is looked for."""
NECK_FROM, NECK_TO, BUST = 0.075, 0.5, 0.8
"""Of a body's height below its crown, that its neck is; of a bust it is farther down."""
BELOW_NECK = 0.2
"""Of its height below the neck, where its shoulders are."""
SOLE = 4
"""Slices at its foot."""
NARROW = 0.62
"""Of the width of what is below it, that a neck has at most."""


def head_of(collection: Any, depsgraph: Any) -> Any:
    """World points of a character's head: what hangs on its rig's bone, by its name or its place, or the part that is
    called so; None where nothing is."""
    rig, _ = front.rig_of(collection, depsgraph)
    found = _on_bones(rig, collection, depsgraph) if rig is not None else []
    found = found or _head_part(depsgraph)
    return np.array([(place.x, place.y, place.z) for place in found]) if found else None


def _on_bones(rig: Any, collection: Any, depsgraph: Any) -> list[Vector]:
    """What hangs on the first of the bones that may be the head on which anything does."""
    evaluated = rig.evaluated_get(depsgraph)
    called = front.head_bone(evaluated)
    spine = [bone for bone in evaluated.pose.bones if _LAST_OF_SPINE.search(bone.name)]
    placed = [evaluated.pose.bones[bone.name] for bone in by_place(rig.data.bones)]
    asked = [*([called] if called is not None else ()), *spine, *placed]
    return next((found for head in asked if (found := _on_bone(head, rig, evaluated, collection, depsgraph))), [])


def _on_bone(head: Any, rig: Any, evaluated: Any, collection: Any, depsgraph: Any) -> list[Vector]:
    """World places of what goes with a head's bone and those on it: a bone itself may be a stub within the neck."""
    names = {head.name, *(bone.name for bone in head.children_recursive)}
    place = front.shown_at(rig, evaluated, depsgraph)
    # Of the stage, which alone is evaluated for sure: a film's edit may be another scene than its characters'.
    home = evaluated.matrix_world.inverted()
    moved = place @ head.matrix @ head.bone.matrix_local.inverted() @ home
    found: list[Vector] = []
    for thing in {*named.within(collection), *rig.children_recursive}:
        if thing.type != "MESH" or thing.hide_render:
            continue
        if thing.parent == rig and thing.parent_type == "BONE" and thing.parent_bone in names:
            now = place @ home @ thing.evaluated_get(depsgraph).matrix_world
            found += [now @ Vector(corner) for corner in thing.bound_box]
        groups = {group.index for group in thing.vertex_groups if group.name in names}
        if groups:
            there = moved @ thing.evaluated_get(depsgraph).matrix_world
            found += [there @ v.co for v in thing.data.vertices if _hangs_on(v, groups)]
    # A face may hang on bones of its own, and nothing but the hair on this one: the joint is below both.
    return [*found, place @ head.head] if found else []


def _hangs_on(vertex: Any, groups: set[int]) -> bool:
    return bool(sum(member.weight for member in vertex.groups if member.group in groups) > 0.5)


def by_place(bones: Iterable[Any]) -> list[Any]:
    """The bones that may be a head that is called nothing: in the middle, above the last pair of limbs, the first on
    which several others are, then those below it. None of a rig that has not two pairs of limbs along its middle."""
    real = [bone for bone in bones if not front.is_end(bone)]
    if not real:
        return []
    places = np.array([tuple(bone.head_local) for bone in real])
    middle, size = float(places[:, 0].mean()), float(np.ptp(places, axis=0).max())
    centred = {bone for bone in real if abs(bone.head_local.x - middle) <= ASIDE * size}
    reaches = {bone: reach for bone in centred if (reach := _limbs(bone, centred, middle))}
    below = sorted(reaches, key=lambda bone: len(bone.parent_recursive))
    # The second pair is arms, wings or forelegs; what is on it is a third one, or ears and buns of hair.
    pairs = [b for n, b in enumerate(below) if n < 2 or reaches[b] >= LIMB * reaches[below[0]]]
    chest = pairs[-1] if len(pairs) > 1 and pairs[0] in pairs[-1].parent_recursive else None
    if chest is None:
        return []
    chain: list[Any] = []
    bone = _next(chest, centred)
    while bone is not None:
        chain.append(bone)
        if len(bone.children) > 1:
            break
        bone = _next(bone, centred)
    return chain[::-1]


def _next(bone: Any, centred: set[Any]) -> Any:
    """The bone of the middle that carries most of what is on one."""
    return max((b for b in bone.children if b in centred), key=lambda b: len(b.children_recursive), default=None)


def _limbs(bone: Any, centred: set[Any], middle: float) -> float:
    """How far the shorter of the two limbs on a bone reaches, one on either side; 0 without them."""
    sides: dict[bool, float] = {}
    for child in bone.children:
        if child not in centred:
            side = child.head_local.x > middle
            ends = (child, *child.children_recursive)
            reach = max((end.tail_local - bone.head_local).length for end in ends)
            sides[side] = max(sides.get(side, 0.0), reach)
    return min(sides.values()) if len(sides) == 2 else 0.0


def _head_part(depsgraph: Any) -> list[Vector]:
    """World corners of what is called head."""
    return [
        instance.matrix_world @ Vector(corner)
        for instance in depsgraph.object_instances
        if instance.object.type == "MESH"
        and not instance.object.hide_render
        and any(front.is_head(name) for name in (instance.object.name, instance.object.data.name))
        for corner in instance.object.bound_box
    ]


def above_neck(points: Any, crown: float, facing: float) -> Any:
    """Those of a body's points that are above its neck, where its outline has one, seen from the front (`facing`,
    radians about Z); None where it has not. `crown`: the height of the head's top."""
    high = float(np.ptp(points[:, 2]))
    across = points @ np.array((cos(facing), sin(facing), 0.0))
    level = ((crown - points[:, 2]) / high * LEVELS).astype(int)
    widths = np.array([np.ptp(across[level == step]) if (level == step).any() else np.nan for step in range(LEVELS)])
    until = round(NECK_TO * LEVELS)
    neck = _narrowest(widths, round(NECK_FROM * LEVELS), until) or _narrowest(widths, until, round(BUST * LEVELS))
    if not neck or (neck >= until and not np.nanmax(widths[-SOLE:]) * NARROW > widths[neck]):
        return None  # what is narrow that far down, of what does not end wider, is a waist
    return points[(level <= neck) & (points[:, 2] <= crown)]


def _narrowest(widths: Any, first: int, until: int) -> int:
    """Which slice is the neck: no wider than something above it, and narrowest beside what is below; 0 for none."""
    best, neck = NARROW, 0
    for step in range(first, until):
        below = widths[step + 1 : step + 1 + round(BELOW_NECK * LEVELS)]
        if np.isnan(widths[step]) or np.isnan(widths[:step]).all() or np.isnan(below).all():
            continue
        share = float(widths[step] / max(np.nanmax(below), 1e-9))
        if share <= best and widths[step] <= np.nanmax(widths[:step]):
            best, neck = share, step
    return neck
