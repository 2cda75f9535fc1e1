# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a character's face is. Blender's convention is -Y, but imported figures look any way, and the rigs that FBX
files make lie on their backs in their own space: there -Y is the vertical, and its horizontal part is noise.

So the front is found once, as a direction in the world, by what points where faces look: toes, eyes, the way it goes.
From then on it is carried by what carries the character: the root bone of its rig, or the thing that the rest hangs on.
Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import atan2, cos, pi, radians, sin
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from mathutils import Matrix, Vector

from .. import named
from . import shape, weighing

QUARTER = weighing.QUARTER
SNAP = radians(20)
"""Toes, eyes and ways that are this near to a side of the character's own axes mean that side."""
LEVEL = 0.4
"""Share of a direction that must be horizontal for it to say where somebody looks."""
STEP = 0.25
"""Share that is horizontal of what bones point at, from ankles to toes and from the head to the eyes."""
SOLES = 0.15
"""Share of a rig's height within which all bones are feet."""
FACE = 0.4
"""Of the way from the middle of a head to its surface that eyes and noses lie ahead, at least: an eye on top of
somebody looks up."""
AGREE = 0.6
"""What steps add up to, of what they would if all led one way: toes turned out do, a rig's handles do not."""
HEAD_SHARE = 2 / 3
"""Of the direction of a face that the head's bone says, the root's the rest: who stands at the ready has the hips
turned by 45 degrees and looks straight ahead."""
GOES = 1.0
"""Times its size that somebody must go for the way to say where the face is."""
SIDES = {"front": 0.0, "right": QUARTER, "back": pi, "left": -QUARTER}
"""Which side looks out of the picture, by the names of Blender's own views: -Y, +X, +Y, -X."""

_FOOT = re.compile(r"foot|ankle|paw|hoof", re.IGNORECASE)
_FACE_BONE = re.compile(r"eye|nose|jaw|snout|muzzle|beak|mouth", re.IGNORECASE)
_FACE_THING = re.compile(
    r"(?<![a-z])(eyes?|eye ?balls?|pupils?|iris|nose|face|visor|snout|muzzle|beak|mouth|lips|teeth|goggles|glasses"
    r"|augen?|nase|gesicht|schnauze|schnabel|yeux|nez|visage|museau|ojos?|nariz|hocico|occhi|naso)(tex|mat)?(?![a-z])",
    re.IGNORECASE,
)
"""Also as some other languages call them, and run together with what a texture or a material is called."""
_CROWN = re.compile(r"head|neck", re.IGNORECASE)
_HEAD = re.compile(r"(?<![a-z])(head|skull|kopf|cabeza)(?![a-z])", re.IGNORECASE)
_WHEEL = r"(?:(?<![a-z])|(?<=wheel)|(?<=axle)|(?<=tire)|(?<=tyre))"
_FRONT_WHEEL, _BACK_WHEEL = rf"{_WHEEL}(f[lr]|[lr]f)w?(?![a-z])", rf"{_WHEEL}([rb][lr]|l[rb])w?(?![a-z])"
"""FL, FR, RL and RR, as wheels are called; LF and so on, too. One alone says nothing."""
_FRONT_END = re.compile(rf"front(?!al)|{_FRONT_WHEEL}", re.IGNORECASE)
_BACK_END = re.compile(rf"back(?!pack|ground)|rear(?!m)|hind|{_BACK_WHEEL}", re.IGNORECASE)
_FRONT_THING = re.compile(
    rf"(?<![a-z])(front|head ?lights?|wind ?shield|wind ?screen|bonnet|cockpit)(?![a-z])|{_FRONT_WHEEL}", re.IGNORECASE
)
_BACK_THING = re.compile(
    rf"(?<![a-z])(back|rear|hind|tail|(tail|brake|stop) ?lights?|exhausts?)(?![a-z])|{_BACK_WHEEL}", re.IGNORECASE
)
_LEFT, _RIGHT = (re.compile(rf"{word}|(?<![a-z]){word[0]}(?![a-z])", re.IGNORECASE) for word in ("left", "right"))
_ENDS_OF_PAIRS = tuple(re.compile(rf"(?<![a-z]){letter}(?![a-z])", re.IGNORECASE) for letter in "fb")
"""One letter says something where the same name is there with the other."""
_HIND = re.compile(r"pelvis|hip|tail|root", re.IGNORECASE)


def angle(direction: Any) -> float:
    """Direction about Z in radians; 0 looks along -Y, and the angle grows as a camera goes around to the right."""
    return atan2(direction.x, -direction.y) if direction.xy.length > 1e-6 else 0.0


@dataclass(frozen=True)
class Wish:
    """What the artist says about a front. `side`: "auto", a name of SIDES, or "object": the side on which the thing
    `towards` is."""

    side: str = "auto"
    towards: Any = None


class Look(NamedTuple):
    """A figure as `weighing.weigh` looks at it, and its largest side in metres."""

    own: float = 0.0
    evenness: float = 0.0
    detail: Any = (0.0, 0.0)
    size: float = 0.0


class Front:
    """Tells where a character looked at each moment that was noted; what says it is looked for at the first."""

    def __init__(self, collection: Any, wish: Wish) -> None:
        self._collection = collection
        self._wish = wish
        self._turned: list[Matrix] = []
        self._heads: list[Matrix | None] = []
        self._owners: list[Any] = []
        self._said: float | None = None
        self._told: dict[str, float] = {}
        self._look = Look()

    def note(self, depsgraph: Any, points: Any) -> None:
        """Look at this moment; `points` are what is seen of the character, in metres."""
        first = not self._turned
        if first:
            self._owners = _owners(self._collection)
        rig, turned = _carrier(self._collection, self._owners, depsgraph)
        if first:
            self._said = self._by_wish(depsgraph, points, turned)
        if first and self._said is None:
            self._look = _look_of(points, turned, _triangles(depsgraph))
            custom = _by_custom(_placed(self._owners, depsgraph))
            self._told = _signs(depsgraph, points, rig, turned, self._collection, custom)
        self._turned.append(turned)
        self._heads.append(_head_turned(rig, depsgraph) if rig is not None and self._wish.side == "auto" else None)

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
            angles.append(angles[-1] if keeps and angles else angle(now))
            looks = now if head is None else head @ face
            if min(now.xy.length, looks.xy.length) > LEVEL:
                aside.append((angle(looks) - angles[-1] + pi) % (2 * pi) - pi)
        # By the usual of all moments: a camera does not go along with every look around.
        share = HEAD_SHARE * median(aside) if aside else 0.0
        return [found + share for found in angles], sure

    def _weighed(self, centres: Any) -> tuple[float, float]:
        """The front by all that speaks for it, and how sure it is. Of the signs that mean its side the weightiest says
        where exactly: toes and eyes are never quite even, and somebody may be turned within what carries them."""
        way = _way_front(centres, self._look.size)
        told = self._told if way is None else {**self._told, "way": way}
        own = self._look.own
        verdict = weighing.weigh(own, told, self._look.evenness, self._look.detail)
        number = weighing.nearest(own, verdict.side)
        meant = [sign for sign, found in told.items() if weighing.nearest(own, found) == number]
        found = told[max(meant, key=weighing.WEIGHTS.__getitem__)] if meant else verdict.side
        return (verdict.side if abs(_between(found, verdict.side)) < SNAP else found), verdict.sure

    def _by_wish(self, depsgraph: Any, points: Any, turned: Any) -> float | None:
        """The side that the artist says; None where it is to be found."""
        wish = self._wish
        if wish.side in SIDES:
            own = _own_heading(turned)
            return own + round((SIDES[wish.side] - own) / QUARTER) * QUARTER
        if wish.side == "object" and wish.towards is not None:
            at = wish.towards.evaluated_get(depsgraph).matrix_world.translation
            return angle(at - Vector((points.min(axis=0) + points.max(axis=0)) / 2))
        return None


def is_head(name: str) -> bool:
    """Whether a bone or a part is called a head; a headlight is none."""
    return bool(_HEAD.search(_words(name)))


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


def _head_turned(rig: Any, depsgraph: Any) -> Matrix | None:
    """How a rig's head is turned in the world from its rest; None without a bone of that name."""
    evaluated = rig.evaluated_get(depsgraph)
    head = head_bone(evaluated)
    if head is None:
        return None
    turned = shown_at(rig, evaluated, depsgraph).to_3x3() @ _turn_of(head)
    return Matrix(turned.to_quaternion().to_matrix())


def head_bone(rig: Any) -> Any:
    """Of head, head top and head end the one that carries the others; None where none is called so."""
    heads = [bone for bone in rig.pose.bones if is_head(bone.name)]
    return min(heads, key=lambda bone: len(bone.parent_recursive)) if heads else None


def shown_at(rig: Any, evaluated: Any, depsgraph: Any) -> Any:
    """Where a rig is in the world; of one that is instanced, where its first instance is."""
    shown = (i.matrix_world.copy() for i in depsgraph.object_instances if i.object.original == rig)
    return next(shown, evaluated.matrix_world)


def _turn_of(bone: Any) -> Any:
    """How a bone is turned from its rest, in its rig's space."""
    return bone.matrix.to_3x3() @ bone.bone.matrix_local.to_3x3().inverted()


def root_turn(rig: Any) -> Any:
    """How the bone that carries most others is turned from its rest."""
    root = max((bone for bone in rig.pose.bones if bone.parent is None), key=lambda bone: len(bone.children_recursive))
    return _turn_of(root)


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
    return max((part.dimensions.length for part in parts if part.type == "MESH" and not part.hide_render), default=0.0)


def _own_heading(turned: Any) -> float:
    """A horizontal axis of the character's own, whichever; an axis that is nearly vertical is not asked."""
    axes = [turned.col[number] for number in range(3)]
    return angle(max(axes, key=lambda axis: axis.xy.length))


def _look_of(points: Any, turned: Any, triangles: Any) -> Look:
    """A figure as its shape has it."""
    own = _axis(points, turned)
    along, across = (max(shape.mirrored(points, side), shape.UNEVEN) for side in (own, own + QUARTER))
    return Look(own, along - across, shape.detail(triangles), float(np.ptp(points, axis=0).max()))


def _triangles(depsgraph: Any) -> Any:
    """World corners of the triangles of what is shown, three each."""
    found = [np.empty((0, 3, 3), dtype=np.float32)]
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "MESH" and instance.show_self and not thing.hide_render and thing.data.polygons:
            corners: Any = np.empty(3 * len(thing.data.loop_triangles), dtype=np.int32)
            thing.data.loop_triangles.foreach_get("vertices", corners)
            matrix = np.array(instance.matrix_world)
            points = _points_of(thing.data) @ matrix[:3, :3].T + matrix[:3, 3]
            found.append(points[corners].reshape(-1, 3, 3))
    return np.concatenate(found)


def _points_of(mesh: Any) -> Any:
    points: Any = np.empty(len(mesh.vertices) * 3, dtype=np.float32)
    mesh.vertices.foreach_get("co", points)
    return points.reshape(-1, 3)


def _axis(points: Any, turned: Any) -> float:
    """The axis of its own that is nearest to level; of a figure that its file turned aside, whose two sides are equal
    along one of the file's axes and along none of its own, the file's."""
    own = _own_heading(turned)
    if abs(_between(own, round(own / QUARTER) * QUARTER)) < SNAP:
        return own
    crooked = max(shape.mirrored(points, own), shape.mirrored(points, own + QUARTER)) < shape.CROOKED
    even = max(shape.mirrored(points, 0.0), shape.mirrored(points, QUARTER)) > shape.MIRRORED
    return 0.0 if crooked and even else own


def _between(one: float, other: float) -> float:
    """What lies between two angles, -pi to pi."""
    return (one - other + pi) % (2 * pi) - pi


def _signs(depsgraph: Any, points: Any, rig: Any, turned: Any, collection: Any, custom: float) -> dict[str, float]:
    """Where each of `weighing.WEIGHTS` points that says something of what a figure is."""
    asked = {
        "custom": lambda: custom,
        "body": lambda: _by_body(depsgraph, rig, turned, collection),
        "face": lambda: _face_things(depsgraph, points),
        "ends": lambda: _ends(_named_points(depsgraph, _FRONT_THING), _named_points(depsgraph, _BACK_THING)),
        "pairs": lambda: _pairs(_parts(depsgraph), *_ENDS_OF_PAIRS),
        "feet": lambda: shape.feet(points),
        "aside": lambda: _aside(points, custom),
    }
    told = {sign: ask() for sign, ask in asked.items()}
    return {sign: found for sign, found in told.items() if found is not None}


def _by_custom(placed: Any) -> float:
    """-Y where Z is up; +Z where Y is, as in FBX and glTF files, and -Z where Y is down, as in those that were turned
    on their way there: in the space of what an artist turns to place the figure."""
    axis = placed @ Vector((0, -1, 0))
    return angle(axis) if axis.xy.length > 0.7 else angle(placed @ Vector((0, 0, -axis.z)))


def _aside(points: Any, custom: float) -> float | None:
    """The higher end of what lies across the side that is the custom. Of what lies along it this says nothing: cars are
    high in the middle, and an aeroplane's high end is its tail."""
    raised = shape.raised_end(points)
    return raised if raised is not None and abs(cos(raised - custom)) < cos(QUARTER / 2) else None


def _by_body(depsgraph: Any, rig: Any, turned: Any, collection: Any) -> float | None:
    """What bones are called, else what of them, or of the parts, is called left and right, else where they lie. One
    answer of three that are right and wrong together: a body that was put on its rig the wrong way round has all
    against it."""
    asked = (
        lambda: _called_bones(rig, turned, collection) if rig is not None else None,
        lambda: _sides(_places(rig, turned, depsgraph)),
        lambda: _bones_by_place(rig, turned) if rig is not None else None,
    )
    return next((found for found in (ask() for ask in asked) if found is not None), None)


def _called_bones(rig: Any, turned: Any, collection: Any) -> float | None:
    """Where toes, else eyes and jaws, feet, and what is called front of what is called back point; in the world.

    By the places of bones at rest: the axes of imported bones point anywhere."""
    bones = _body(rig)
    toes = [(b, c) for b in bones if _FOOT.search(b.name) for c in b.children if b.use_deform and c.use_deform]
    heads = [
        (b.parent, b) for b in bones if _FACE_BONE.search(b.name) and b.parent and not _FACE_BONE.search(b.parent.name)
    ]
    steps = [[_step(turned, *pair) for pair in pairs] for pairs in (toes, heads)]
    told = next((found for found in map(_mean_step, steps) if found is not None), None)
    if told is None:
        told = _mean_step([turned @ step for step in _skinned_feet(bones, rig, collection)])
    if told is None:
        front, back = ([turned @ b.head_local for b in bones if p.search(b.name)] for p in (_FRONT_END, _BACK_END))
        told = _ends(np.array(front), np.array(back))
    return told


def _bones_by_place(rig: Any, turned: Any) -> float | None:
    """Where the head of an animal is, and feet that are called nothing."""
    bones = _body(rig)
    marks = [bone for bone in rig.data.bones if is_end(bone) and bone.parent in bones]
    hinds = [b for b in bones if _HIND.search(b.name)][:1]
    spine = [(hinds[0], b) for b in bones if _CROWN.search(b.name)] if hinds else []
    steps = [[_step(turned, *pair) for pair in pairs] for pairs in (spine, _feet(bones, marks, turned))]
    return next((found for found in map(_mean_step, steps) if found is not None), None)


def _body(rig: Any) -> list[Any]:
    return [bone for bone in rig.data.bones if not is_end(bone)]


def _mean_step(steps: list[Any]) -> float | None:
    """Where unit steps lead together, as far as they are level and agree."""
    total = sum(steps, Vector((0, 0, 0)))
    level = total.xy.length > STEP * len(steps) and total.xy.length > STEP * total.length
    agreed = total.xy.length > AGREE * sum(step.xy.length for step in steps)
    return angle(total) if steps and level and agreed else None


def _skinned_feet(bones: Any, rig: Any, collection: Any) -> list[Any]:
    """From each ankle to the middle of what hangs on that foot, in the rig's own space: of feet that have no toes."""
    feet = {bone.name: bone for bone in bones if _FOOT.search(bone.name)}
    found: dict[str, list[Vector]] = {}
    for thing in named.within(collection):
        if thing.type != "MESH" or thing.hide_render or rig not in {thing.parent, *_rigs_of(thing)}:
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


def _ends(front: Any, back: Any) -> float | None:
    """From the middle of what is called back to that of what is called front."""
    if not len(front) or not len(back):
        return None
    ahead = Vector((*(shape.middle(front) - shape.middle(back)), 0.0))
    across = np.ptp(np.concatenate([front, back])[:, :2], axis=0)
    return angle(ahead) if ahead.length > STEP * max(across) else None


def _places(rig: Any, turned: Any, depsgraph: Any) -> dict[str, Any]:
    """Where a rig's bones are at rest, turned as it is, by their names; without a rig, the parts."""
    if rig is None:
        return _parts(depsgraph)
    return {bone.name: turned @ bone.head_local for bone in _body(rig)}


def _parts(depsgraph: Any) -> dict[str, Any]:
    """The middles of what is shown, in the world, by name."""
    found = {}
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "MESH" and instance.show_self and not thing.hide_render:
            low, high = Vector(thing.bound_box[0]), Vector(thing.bound_box[6])
            found[thing.original.name] = instance.matrix_world @ ((low + high) / 2)
    return found


def _sides(places: dict[str, Any]) -> float | None:
    """The way that somebody looks whose left is where things are called left, and the same things right: by where
    they are."""
    across = _pairs(places, _LEFT, _RIGHT)
    return None if across is None else across - QUARTER


def _pairs(places: dict[str, Any], one: re.Pattern[str], other: re.Pattern[str]) -> float | None:
    """The way from others to ones, of things that have the same name but for that."""
    ones, others = (
        {p.sub("", _words(name)): at for name, at in places.items() if p.search(_words(name))} for p in (one, other)
    )
    return _mean_step([(ones[name] - others[name]).normalized() for name in ones.keys() & others.keys()])


def is_end(bone: Any) -> bool:
    """Whether a bone is the mark that an FBX exporter sets behind the last one of a chain: read again it is as long as
    the file's units make it, metres below the ground."""
    return bone.parent is not None and bone.name == f"{bone.parent.name}_end"


def _feet(bones: Any, marks: Any, turned: Any) -> list[tuple[Any, Any]]:
    """The lowest bones, by their places: many files have no names that say anything. Where most are that low, as in a
    fish, they are a spine. Feet of one bone reach as far as the mark behind each."""
    heights = {bone.name: (turned @ bone.head_local).z for bone in bones}
    low, size = min(heights.values()), max(heights.values()) - min(heights.values())
    lowest = [bone for bone in bones if heights[bone.name] <= low + SOLES * size]
    if 2 * len(lowest) > len(bones):
        return []
    pairs = [(bone, child) for bone in lowest for child in bone.children if child in lowest]
    return pairs or [(mark.parent, mark) for mark in marks if mark.parent in lowest]


def _step(turned: Any, bone: Any, child: Any) -> Any:
    return turned @ (child.head_local - bone.head_local).normalized()


def _face_things(depsgraph: Any, points: Any) -> float | None:
    """Where things, materials or vertex groups that are called eyes, nose or face lie of the middle of the head."""
    face = _named_points(depsgraph, _FACE_THING)
    if not len(face):
        return None
    low, high = face[:, 2].min(), face[:, 2].max()
    band = points[(points[:, 2] >= low - 0.02 * np.ptp(points[:, 2])) & (points[:, 2] <= high)]
    head = band
    if not len(band) or np.allclose(np.ptp(band[:, :2], axis=0), np.ptp(face[:, :2], axis=0)):
        head = points  # of a head that is a box no corner lies at the height of its eyes
    ahead = Vector((*(shape.middle(face) - shape.middle(head)), 0.0))
    if not ahead.length:
        return None
    deep = np.ptp(head[:, :2] @ np.array(ahead.xy.normalized())) / 2
    return angle(ahead) if ahead.length > FACE * deep else None


def _named_points(depsgraph: Any, called: re.Pattern[str]) -> Any:
    """World points of all that is called so: things, and the parts of them that have a material of that name."""
    found = [np.empty((0, 3))]
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "MESH" and instance.show_self and not thing.hide_render:
            points = _called(thing, called)
            if len(points):
                matrix = np.array(instance.matrix_world)
                found.append(points @ matrix[:3, :3].T + matrix[:3, 3])
    return np.concatenate(found)


def _called(thing: Any, called: re.Pattern[str]) -> Any:
    """Points of a thing, in its own space, that are called so."""
    mesh = thing.data
    if not mesh.polygons:
        return np.empty((0, 3))
    points = _points_of(mesh)
    if called.search(_words(thing.original.name)):
        return points
    materials = [slot.material.name if slot.material is not None else "" for slot in thing.material_slots]
    slots = [number for number, name in enumerate(materials) if called.search(_words(name))]
    if not slots or len(slots) == len(thing.material_slots):
        return np.empty((0, 3))
    chosen = {v for polygon in mesh.polygons if polygon.material_index in slots for v in polygon.vertices}
    return points[sorted(chosen)] if chosen else np.empty((0, 3))


def _words(name: str) -> str:
    """ "LeftEye_02" as words: an eye, while an eyebrow is none."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def _way_front(centres: Any, size: float) -> float | None:
    """The way that somebody goes, where it leads away."""
    ways = (centres - centres[0])[:, :2]
    gone = np.flatnonzero(np.linalg.norm(ways, axis=1) > GOES * size)
    return angle(Vector((*ways[gone[0]], 0.0))) if len(gone) else None
