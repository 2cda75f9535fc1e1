# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a character's face is. Blender's convention is -Y, but imported figures look any way, and the rigs that FBX
files make lie on their backs in their own space: there -Y is the vertical, and its horizontal part is noise.

So the front is found once, as a direction in the world, by what points where faces look: toes, eyes, the way it goes.
From then on it is carried by what carries the character: the root bone of its rig, or the thing that the rest hangs on.
Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin
from statistics import median
from typing import Any

import numpy as np
from mathutils import Matrix, Vector

from .. import named
from . import called, ends, painted, shape, skeletons, stand_ins, surface, weighing

QUARTER = weighing.QUARTER
SNAP = radians(20)
"""Toes, eyes and ways that are this near to a side of the character's own axes mean that side."""
LEVEL = 0.4
"""Share of a direction that must be horizontal for it to say where somebody looks."""
HEAD_SHARE = 2 / 3
"""Of the direction of a face that the head's bone says, the root's the rest: who stands at the ready has the hips
turned by 45 degrees and looks straight ahead."""
GOES = 1.0
"""Times its size that somebody must go for the way to say where the face is."""
PAINTED = 0.99
"""Probability from which on colours are not looked at: pictures are large, and they would change little then."""
SPREAD = 4000
"""Points on a figure by which its two ends are compared."""
STEP = radians(15)
"""Between the planes that are tried."""
ASIDE = 0.3
"""By which share more a figure is like its mirror image in another plane than in those of its axes, that was modelled
aside."""
SIDES = {"front": 0.0, "right": QUARTER, "back": pi, "left": -QUARTER}
"""Which side looks out of the picture, by the names of Blender's own views: -Y, +X, +Y, -X."""
STRAIGHT = QUARTER / 4
"""As far as this from a side its picture shows that side, farther away a corner."""
VIEWS = (0.0, pi / 4, pi / 2)
"""Front, three quarter, profile, seen from the character's left: radians around it."""


def side_seen(angle: float, aside: float) -> str:
    """Name of the side that is seen from an angle about Z, of who is turned by `aside`, see Front, in radians; empty
    for a corner."""
    return next((side for side, at in SIDES.items() if abs(_between(angle, at + aside)) <= STRAIGHT), "")


def sides_of(side: str) -> tuple[str, ...]:
    """What each of VIEWS shows of whose front the artist said to be `side`; nothing where it was found, or told by an
    object: then only the filming knows."""
    return tuple(side_seen(SIDES[side] + angle, 0.0) for angle in VIEWS) if side in SIDES else ()


@dataclass(frozen=True)
class Wish:
    """What the artist says about a front. `side`: "auto", a name of SIDES, or "object": the side on which the thing
    `towards` is."""

    side: str = "auto"
    towards: Any = None


class Front:
    """Tells where a character looked at each moment that was noted; what says it is looked for at the first.

    `aside`: by how much its own axes are turned there from the world's that are nearest, in radians; its sides have
    the names of these."""

    def __init__(self, collection: Any, wish: Wish) -> None:
        self.aside = 0.0
        self._collection = collection
        self._wish = wish
        self._turned: list[Matrix] = []
        self._heads: list[Matrix | None] = []
        self._owners: list[Any] = []
        self._said: float | None = None
        self._told: dict[str, float] = {}
        self._look = weighing.Look()
        self._size = 0.0
        self._rigged = False

    def note(self, depsgraph: Any, points: Any) -> None:
        """Look at this moment; `points` are what is seen of the character, in metres."""
        first = not self._turned
        if first:
            self._owners = _owners(self._collection)
        rig, turned = _carrier(self._collection, self._owners, depsgraph)
        if first:
            self.aside = _off_axes(_own_heading(turned))
            self._said = self._by_wish(depsgraph, points)
        head = _head_turned(rig, depsgraph) if rig is not None and self._wish.side == "auto" else None
        if first and self._said is None:
            self._look_at(depsgraph, points, rig, turned, head)
        self._turned.append(turned)
        self._heads.append(head)

    def _look_at(self, depsgraph: Any, points: Any, rig: Any, turned: Any, head: Any) -> None:
        """All that speaks for a side, as the figure is at this moment."""
        self._rigged = rig is not None
        low = shape.is_low(points)
        triangles = surface.triangles(depsgraph)
        faces = shape.faces(triangles)
        own, self._size = _axis(points, turned, rig), float(np.ptp(points, axis=0).max())
        custom = _by_custom(_placed(self._owners, depsgraph))
        aside = _off_axes(own) if rig is None else 0.0
        upright = np.array(Matrix.Rotation(aside, 3, "Z"))  # as if it were modelled along the axes
        spread = surface.spread(triangles, SPREAD)[0]
        spread = spread[np.isfinite(spread).all(axis=1)]
        built = shape.is_built(faces, own)
        told = {
            "custom": custom,
            "body": skeletons.body(depsgraph, rig, turned, self._collection, self._size),
            "face": _of_body(called.face(depsgraph, points, triangles), turned, head),
            "ends": called.ends(depsgraph),
            "pairs": called.pairs(depsgraph),
            "part": _part(depsgraph, points, low=low),
            "feet": _plus(shape.feet(points @ upright, spread @ upright, built=built), aside),
        }
        moves = rig is not None or told["body"] is not None or told["feet"] is not None
        built = built and low and not moves
        raised = _plus(shape.raised_end(points @ upright, spread @ upright, built=built), aside)
        if raised is not None and built:
            told["aft"] = raised + pi
        elif raised is not None and abs(cos(raised - custom)) < cos(QUARTER / 2):
            told["aside"] = raised
        self._told = {sign: found for sign, found in told.items() if found is not None}
        self._look = weighing.Look(
            own,
            _evenness(points, own, faces),
            shape.detail(faces),
            shape.reach(points, faces),
        )
        if built:
            self._look = self._look._replace(
                thickness=shape.thickness(points, own),
                leaning=ends.leaning(faces, points, own),
                width=ends.width(spread, own),
            )
        elif low:
            self._look = self._look._replace(bluntness=ends.bluntness(spread, own))
        if weighing.weigh(self._look, self._told).sure < PAINTED:
            seen = painted.paint(depsgraph, triangles)
            self._look = self._look._replace(contrast=painted.contrast(seen, own))

    def facing(self, centres: Any) -> tuple[list[float], float]:
        """Direction of the face at each noted moment, see `angle`, and how sure that is, 0 to 1; `centres`: where the
        character was then."""
        found, sure = (self._said, 1.0) if self._said is not None else self._weighed(centres)
        back = self._turned[0].inverted_safe()
        face, upright = back @ Vector((sin(found), -cos(found), 0.0)), back @ Vector((0.0, 0.0, 1.0))
        angles: list[float] = []
        aside: list[float] = []
        for turned, head in zip(self._turned, self._heads, strict=True):
            now = turned @ face
            # Who lies down keeps the side that they had, and who turns a somersault, whose face looks back half way.
            keeps = now.xy.length <= LEVEL or (turned @ upright).z < 0
            angles.append(angles[-1] if keeps and angles else shape.angle(now))
            looks = now if head is None else head @ face
            off = _between(shape.angle(looks), angles[-1])
            # A head that is turned more than necks turn was at rest otherwise than its body.
            if min(now.xy.length, looks.xy.length) > LEVEL and abs(off) < QUARTER:
                aside.append(off)
        # By the usual of all moments: a camera does not go along with every look around.
        share = HEAD_SHARE * median(aside) if aside else 0.0
        return [found + share for found in angles], sure

    def _weighed(self, centres: Any) -> tuple[float, float]:
        """The front by all that speaks for it, and how sure it is. Without a rig it is the middle of a side: what has a
        name, and one foot before the other, lies aside. Within a rig somebody may be turned: then of the signs that
        mean that side the bones say where exactly, else the weightiest; toes and eyes are never quite even."""
        way = _way_front(centres, self._size)
        told = self._told if way is None else {**self._told, "way": way}
        own = self._look.own
        verdict = weighing.weigh(self._look, told)
        number = weighing.nearest(own, verdict.side)
        meant = [sign for sign, found in told.items() if weighing.nearest(own, found) == number]
        if not self._rigged or not meant:
            return verdict.side, verdict.sure
        found = told[max(meant, key=lambda sign: (sign == "body", weighing.WEIGHTS[sign]))]
        return (verdict.side if abs(_between(found, verdict.side)) < SNAP else found), verdict.sure

    def _by_wish(self, depsgraph: Any, points: Any) -> float | None:
        """The side that the artist says; None where it is to be found."""
        wish = self._wish
        if wish.side in SIDES:
            return SIDES[wish.side] + self.aside
        if wish.side == "object" and wish.towards is not None:
            at = wish.towards.evaluated_get(depsgraph).matrix_world.translation
            return shape.angle(at - Vector((points.min(axis=0) + points.max(axis=0)) / 2))
        return None


def _carrier(collection: Any, owners: list[Any], depsgraph: Any) -> tuple[Any, Matrix]:
    """The rig, or None, and how what carries the character is turned in the world; without scale."""
    rig, turned = rig_of(collection, depsgraph)
    return (None, _placed(owners, depsgraph)) if rig is None else (rig, turned.to_quaternion().to_matrix())


def _placed(owners: list[Any], depsgraph: Any) -> Matrix:
    """How an artist turned what carries the rest, whatever its bones do; without scale."""
    turned = Matrix.Identity(3)
    for owner in owners:
        turned = turned @ owner.evaluated_get(depsgraph).matrix_world.to_3x3()
    return turned.to_quaternion().to_matrix()


def rig_of(collection: Any, depsgraph: Any) -> tuple[Any, Matrix]:
    """The armature of most bones on the stage, instanced or not, else the one outside that moves the meshes; and its
    rotation with that of its root bone."""
    best, turned = None, Matrix.Identity(3)
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "ARMATURE" and len(thing.data.bones) > (len(best.data.bones) if best else 0):
            best = thing.original
            turned = instance.matrix_world.to_3x3() @ root_turn(thing)
    if best is not None:
        return best, turned
    outside = {m.object for thing in named.within(collection) for m in thing.modifiers if m.type == "ARMATURE"}
    rigs = [thing for thing in outside if thing is not None and len(thing.data.bones)]
    if not rigs:
        return None, turned
    best = max(rigs, key=lambda thing: len(thing.data.bones))
    evaluated = best.evaluated_get(depsgraph)
    return best, evaluated.matrix_world.to_3x3() @ root_turn(evaluated)


def _of_body(face: float | None, turned: Any, head: Any) -> float | None:
    """Where the body looks of somebody whose eyes look there: their head may be turned upon it. A head that is turned
    more than necks turn was at rest otherwise."""
    if face is None or head is None:
        return face
    body = turned @ head.inverted_safe() @ Vector((sin(face), -cos(face), 0.0))
    told = shape.angle(body)
    return told if body.xy.length > LEVEL and abs(_between(told, face)) < QUARTER else face


def _part(depsgraph: Any, points: Any, *, low: bool) -> float | None:
    """What one end alone has: what is worn on a back, else what is called front or back. Who stands upright, and is not
    `low`, holds a gun, a fork or the tail of a scarf to a side."""
    worn = called.worn(depsgraph, points)
    return called.part(depsgraph, points) if worn is None and low else worn


def _head_turned(rig: Any, depsgraph: Any) -> Matrix | None:
    """How a rig's head is turned in the world from its rest; None without a bone of that name."""
    evaluated = rig.evaluated_get(depsgraph)
    head = head_bone(evaluated)
    if head is None:
        return None
    turned = shown_at(rig, evaluated, depsgraph).to_3x3() @ turn_of(head)
    return Matrix(turned.to_quaternion().to_matrix())


def head_bone(rig: Any) -> Any:
    """Of head, head top and head end the one that carries the others; None where none is called so."""
    heads = [bone for bone in rig.pose.bones if called.is_head(bone.name)]
    return min(heads, key=lambda bone: len(bone.parent_recursive)) if heads else None


def shown_at(rig: Any, evaluated: Any, depsgraph: Any) -> Any:
    """Where a rig is in the world; of one that is instanced, where its first instance is."""
    shown = (i.matrix_world.copy() for i in depsgraph.object_instances if i.object.original == rig)
    return next(shown, evaluated.matrix_world)


def turn_of(bone: Any) -> Any:
    """How a bone is turned from its rest, in its rig's space."""
    return bone.matrix.to_3x3() @ bone.bone.matrix_local.to_3x3().inverted()


def root_turn(rig: Any) -> Any:
    """How the bone that carries most others is turned from its rest."""
    return turn_of(root_bone(rig.pose.bones))


def root_bone(bones: Any) -> Any:
    """That of a rig's bones, posed or not, which carries most others."""
    return max((bone for bone in bones if bone.parent is None), key=lambda bone: len(bone.children_recursive))


def _owners(collection: Any) -> list[Any]:
    """What carries the rest of a collection, and of the one that it instances: of the things that have no parent the
    one on which the largest mesh is. A buckle and a wheel are turned in ways of their own."""
    things = list(collection.all_objects)
    tops = [thing for thing in things if thing.parent is None or thing.parent not in things]
    if not tops:
        return []
    owner = max(tops, key=_largest)
    return [owner, *(_owners(owner.instance_collection) if owner.instance_collection else [])]


def _largest(top: Any) -> float:
    """Diagonal of the largest mesh that hangs on a thing or is instanced there, in metres."""
    instanced = top.instance_collection.all_objects if top.instance_collection else ()
    parts = (top, *top.children_recursive, *instanced)
    meshes = (part for part in parts if part.type == "MESH" and not stand_ins.is_never_seen(part))
    return max((mesh.dimensions.length for mesh in meshes), default=0.0)


def _own_heading(turned: Any) -> float:
    """A horizontal axis of the character's own, whichever; an axis that is nearly vertical is not asked."""
    axes = [turned.col[number] for number in range(3)]
    return shape.angle(max(axes, key=lambda axis: axis.xy.length))


def _evenness(points: Any, own: float, faces: shape.Faces) -> float:
    """How much more a figure is like its mirror image along `own` than across, -1 to 1."""
    through = (np.median(points[:, :2], axis=0), shape.centre(faces)) if len(faces.areas) else ()
    along, across = (max(shape.mirrored(points, side, *through), shape.UNEVEN) for side in (own, own + QUARTER))
    return along - across


def _axis(points: Any, turned: Any, rig: Any) -> float:
    """The axis of its own that is nearest to level; of a figure that its file turned aside, whose two sides are equal
    along one of the file's axes and along none of its own, the file's; of a mesh that was modelled aside, its plane's.
    """
    own = _own_heading(turned)
    if rig is None:
        trunk = points[:, :2].mean(axis=0)  # which turns with it, as the middle of its box does not
        even = [shape.mirrored(points, own + number * STEP, trunk) for number in range(round(pi / STEP))]
        best = int(np.argmax(even))
        if even[best] > ASIDE + max(even[0], even[round(QUARTER / STEP)]):
            return own + best * STEP
    if abs(_off_axes(own)) < SNAP:
        return own
    crooked = max(shape.mirrored(points, own), shape.mirrored(points, own + QUARTER)) < shape.CROOKED
    straight = max(shape.mirrored(points, 0.0), shape.mirrored(points, QUARTER)) > shape.MIRRORED
    return 0.0 if crooked and straight else own


def _plus(found: float | None, turn: float) -> float | None:
    return None if found is None else found + turn


def _off_axes(own: float) -> float:
    """By how much an axis is turned from the world's that is nearest."""
    return _between(own, round(own / QUARTER) * QUARTER)


def _between(one: float, other: float) -> float:
    """What lies between two angles, -pi to pi."""
    return (one - other + pi) % (2 * pi) - pi


def _by_custom(placed: Any) -> float:
    """-Y where Z is up; +Z where Y is, as in FBX and glTF files, and -Z where Y is down, as in those that were turned
    on their way there: in the space of what an artist turns to place the figure."""
    axis = placed @ Vector((0, -1, 0))
    return shape.angle(axis) if axis.xy.length > 0.7 else shape.angle(placed @ Vector((0, 0, -axis.z)))


def _way_front(centres: Any, size: float) -> float | None:
    """The way that somebody goes, where it leads away."""
    ways = (centres - centres[0])[:, :2]
    gone = np.flatnonzero(np.linalg.norm(ways, axis=1) > GOES * size)
    return shape.angle(Vector((*ways[gone[0]], 0.0))) if len(gone) else None
