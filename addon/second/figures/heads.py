# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where somebody's head is, hair, hat and horns with it: by names, by the rig's shape, by the outline of a body.

Only stdlib, numpy and bpy here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import cos, sin
from typing import Any, NamedTuple

import numpy as np
from mathutils import Vector

from .. import named
from . import called, front, skeletons, stand_ins, surface

_LAST_OF_SPINE = re.compile(r"(?:^|-)spine\.006$")
"""What Rigify calls the head's bone that a mesh hangs on; games get no other ones."""
ASIDE = 0.04
"""Of a rig's size, that a bone of its middle may be off it."""
LIMB = 0.75
"""Of the length of legs, that more than a second pair of limbs has at least: ears and buns of hair are none."""
ROWS = 80
"""In which a body's outline is looked at, from its crown down."""
NECK_FROM, NECK_TO, BUST = 0.11, 0.55, 0.8
"""Of a body's height below its crown, that its neck is; of a bust it is farther down. What is above a higher one is the
tip of a hat."""
BELOW_NECK = 0.2
"""Of its height below the neck, where its shoulders are."""
SOLE = 8
"""Rows at its foot."""
NARROW = 0.62
"""Of the width of what is below it, that a neck has at most."""
LIP = 4
"""Rows above a neck in which nothing counts: a hat gets wider evenly, a head does not."""
HEAD_LEAST = 0.3
"""Of the usual width of a body's middle part, that its head has at least."""
STICK, STICK_TO = 0.06, 0.4
"""Of a body's height: what is no wider at its top is a spear or a plume, and down to where it is looked for."""
UPRIGHT, SPREAD, WINGS = 1.1, 0.85, 2.0
"""Height over the width and depth of whoever has head and shoulders; over the depth alone, where the outline has a
neck; and how many times wider than high arms and wings make somebody at most."""
FLAT = 0.05
"""Height over the width of what nobody is."""
ARMS = 0.25
"""Of a body's height, that stretched arms and what is held beside it take at most."""
BODY_FROM = 0.4
"""Of its height below its crown: from there on down it is asked where its middle is."""
SLICES = 60
"""In which what is long is looked at, from its front end back."""
LIFTED, BELLY = 0.12, 0.15
"""Of its height above its lowest point: what nothing stands under, ahead of its feet; and a belly between its feet."""
LEADS, LEADS_MOST = 0.05, 0.45
"""Of its length, that is ahead of its feet where that is a head; a boat's bow and a plane's nose are rarely alone."""
RAISED = 0.15
"""Of its height, by which the head of what has no belly off the ground is above most of its back."""
SLIM = 0.8
"""Of its width (the spread of its points, in which ears weigh little), that a head has at most; a car has more."""
BEHIND = 1.5
"""Lengths of what is ahead of the feet, in which ears and horns are."""
SPREAD_POINTS = 30_000
"""Over each of a body's meshes: some on every cell of its outline."""


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
    head = front.head_bone(evaluated)
    spine = [bone for bone in evaluated.pose.bones if _LAST_OF_SPINE.search(bone.name)]
    placed = [evaluated.pose.bones[bone.name] for bone in by_place(rig.data.bones)]
    asked = [*([head] if head is not None else ()), *spine, *placed]
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
        if thing.type != "MESH" or stand_ins.is_never_seen(thing):
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
    real = [bone for bone in bones if not skeletons.is_end(bone)]
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
        and any(called.is_head(name) for name in (instance.object.name, instance.object.data.name))
        for corner in instance.object.bound_box
    ]


class Outline(NamedTuple):
    """A body seen from its front: its middle part, from the crown down, without what is held beside it.

    `points` are the world's, and `rows` says in which of ROWS from the top each is; `widths` of the rows are metres."""

    points: Any
    rows: Any
    widths: Any
    crown: int
    """The topmost row that is wider than a spear or a plume."""
    deep: float
    high: float
    ahead: Any
    across: Any
    """The points' places along where it looks and across it, metres."""

    @property
    def stands(self) -> bool:
        """Whether it may be somebody upright; a car and an animal on four legs are long."""
        return self.high >= SPREAD * self.deep and float(self.widths.max()) <= WINGS * self.high

    @property
    def is_upright(self) -> bool:
        """Whether it has head and shoulders though nothing says where: arms and what is held, which are a quarter of it
        at most, do not count. A head alone is wide over more of its height."""
        broad = float(np.quantile(self.widths[self.crown :], 1 - ARMS))
        return self.high >= UPRIGHT * max(broad, self.deep)

    @property
    def head(self) -> Any:
        """The points above the neck; None where the outline has none."""
        body = ROWS - self.crown  # what is held up above the head is none of it
        until = round(NECK_TO * body)
        neck = self._neck(round(NECK_FROM * body), until) or self._neck(until, round(BUST * body))
        if not neck or (neck - self.crown >= until and not self.widths[-SOLE:].max() * NARROW > self.widths[neck]):
            return None  # what is narrow that far down, of what does not end wider, is a waist
        return self.upper(neck - self.crown + 1)

    @property
    def leading(self) -> Any:
        """The points of the head of what is long and goes on all fours: ahead of its feet, nothing under it, slimmer
        than the body. None where that is no head: a car, a boat, what lies flat."""
        ground = float(self.points[:, 2].min())
        behind = float(self.ahead.max()) - self.ahead
        numbers = np.minimum((behind / max(float(behind.max()), 1e-9) * SLICES).astype(int), SLICES - 1)
        lows, tops = np.full(SLICES, np.inf), np.full(SLICES, -np.inf)
        np.minimum.at(lows, numbers, (self.points[:, 2] - ground) / self.high)
        np.maximum.at(tops, numbers, (self.points[:, 2] - ground) / self.high)
        feet = int(np.argmax(lows < LIFTED))
        if not LEADS * SLICES <= feet <= LEADS_MOST * SLICES:
            return None
        reach = round(BEHIND * feet)
        has_belly = bool((lows[feet:][: round(SLICES * 0.7)] > BELLY).any() and (lows[feet:] < BELLY).any())
        raised = float(tops[:reach].max() - np.median(tops[reach:])) > RAISED
        chin = ground + float(np.median(lows[:feet][np.isfinite(lows[:feet])])) * self.high
        head = (numbers < reach) & (self.points[:, 2] >= chin)
        slim = float(self.across[numbers < feet].std()) <= SLIM * float(self.across.std())
        return self.points[head] if slim and (has_belly or raised) else None

    def upper(self, rows: int) -> Any:
        """The points of so many rows from the crown down."""
        return self.points[(self.rows >= self.crown) & (self.rows < self.crown + rows)]

    def _neck(self, first: int, until: int) -> int:
        """The lowest row of the first place that is narrow beside what is below, no wider than something well above
        it, and so many rows below the crown; 0 for none."""
        neck = 0
        for row in range(self.crown + LIP + 1, min(self.crown + until, ROWS)):
            above, below = self.widths[self.crown : row - LIP], self.widths[row + 1 :][: round(BELOW_NECK * ROWS)]
            shoulders = np.median(np.sort(below)[-round(BELOW_NECK * ROWS / 2) :]) if len(below) else 0.0
            if self.widths[row] <= min(NARROW * shoulders, above.max()):
                neck = row
            elif neck - self.crown >= first and above.max() >= HEAD_LEAST * np.median(self.widths[self.crown :]):
                break
        return neck if neck - self.crown >= first else 0


def outline_of(depsgraph: Any, points: Any, facing: float) -> Outline | None:
    """A body's outline on its stage, where it faces `facing` (radians about Z); `points` are of all that is seen. None
    of what is flat: a floor, a line."""
    # A hat of few faces has its corners far apart.
    surfaces = (surface.spread(triangles, SPREAD_POINTS)[0] for triangles in surface.each(depsgraph))
    every = np.concatenate([points, *surfaces])
    across = every @ np.array((cos(facing), sin(facing), 0.0))
    low, high = every.min(axis=0), np.ptp(every, axis=0)[2]
    if not high > FLAT * np.ptp(across):
        return None
    cell = float(high) / ROWS
    rows = np.minimum(((low[2] + high - every[:, 2]) / cell).astype(int), ROWS - 1)
    columns = ((across - across.min()) / cell).astype(int)
    seen = np.zeros((ROWS, columns.max() + 1), dtype=bool)
    seen[rows, columns] = True
    left, right = _middle_part(seen)
    cells = np.pad(np.maximum(right - left + 1, 1), 1, mode="edge")
    widths = np.median(np.lib.stride_tricks.sliding_window_view(cells, 3), axis=1) * cell
    thick = np.flatnonzero(widths[: round(STICK_TO * ROWS)] > STICK * high)
    mine = (columns >= left[rows]) & (columns <= right[rows])
    ahead = every @ np.array((sin(facing), -cos(facing), 0.0))
    crown, deep = int(thick[0]) if len(thick) else 0, float(np.ptp(ahead))
    return Outline(every[mine], rows[mine], widths, crown, deep, high, ahead[mine], across[mine])


def _middle_part(seen: Any) -> tuple[Any, Any]:
    """First and last column, in each row, of the part that goes on from the middle of the body up and down; the last
    before the first where there is none. A staff, a wing or an axe beside the head is apart from it there."""
    left, right = np.ones(len(seen), dtype=int), np.zeros(len(seen), dtype=int)
    middle = int(np.median(np.nonzero(seen[round(BODY_FROM * ROWS) :])[1]))
    filled: Any = np.flatnonzero(seen.any(axis=1))
    begin = int(filled[np.abs(filled - ROWS // 2).argmin()])
    for rows in (range(begin, -1, -1), range(begin, ROWS)):
        before = (0, seen.shape[1])
        for row in rows:  # a head may float over its shoulders
            parts = [part for part in _parts(seen[row]) if part[0] <= before[1] and part[1] >= before[0]]
            if parts:
                before = min(parts, key=lambda part: (max(part[0] - middle, middle - part[1], 0), part[0]))
                left[row], right[row] = before
    return left, right


def _parts(row: Any) -> list[tuple[int, int]]:
    """First and last cell of each part of a row, a gap of one cell being none."""
    cells = np.flatnonzero(row)
    if not len(cells):
        return []
    cuts = np.flatnonzero(np.diff(cells) > 2)
    ends = zip([cells[0], *cells[cuts + 1]], [*cells[cuts], cells[-1]], strict=True)
    return [(int(first), int(last)) for first, last in ends]
