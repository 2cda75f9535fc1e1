# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the names of a figure's things, parts and materials say of its front: eyes and noses, front and back, left and
right.

Angles are about Z in radians, 0 along -Y, as `shape.angle` has them. Only stdlib, numpy and bpy types here.
"""

from __future__ import annotations

import re
from math import pi
from typing import Any

import numpy as np
from mathutils import Vector

from . import shape, surface

FACE = 0.4
"""Of the way from the middle of a head to its surface that eyes and noses lie ahead, at least: an eye on top of
somebody looks up."""

_FEATURE, _FACE = (
    re.compile(rf"(?<![a-z])({called})(tex|mat)?(?![a-z])", re.IGNORECASE)
    for called in (
        r"eyes?|eye ?balls?|pupils?|iris|nose|visor|snout|muzzle|beak|mouth|lips|teeth|goggles|glasses"
        r"|augen?|nase|schnauze|schnabel|yeux|nez|museau|ojos?|nariz|hocico|occhi|naso",
        r"face|gesicht|visage",
    )
)
"""Also as some other languages call them, and run together with what a texture or a material is called."""
_HEAD = re.compile(r"(?<![a-z])(head|skull|kopf|cabeza)(?![a-z])", re.IGNORECASE)
_WHEEL = r"(?:(?<![a-z])|(?<=wheel)|(?<=axle)|(?<=tire)|(?<=tyre))"
_FRONT_WHEEL, _BACK_WHEEL = rf"{_WHEEL}(f[lr]|[lr]f)w?(?![a-z])", rf"{_WHEEL}([rb][lr]|l[rb])w?(?![a-z])"
"""FL, FR, RL and RR, as wheels are called; LF and so on, too. Such letters alone say nothing."""
FRONT_END = re.compile(rf"front(?!al)|{_FRONT_WHEEL}", re.IGNORECASE)
BACK_END = re.compile(rf"back(?!pack|ground)|rear(?!m)|hind|{_BACK_WHEEL}", re.IGNORECASE)
_FRONT_WORDS = (
    r"front|(head|fog) ?(lights?|lamps?)|wind ?shield|wind ?screen|bonnet|hood|grill?e|radiator|cockpit|bumper ?f"
    r"|steering ?wheel|handle ?bars?|fork|prow|bow ?sprit|(main ?)?gun|cannon|barrel"
    r"|vorne|vorder[a-z]*|scheinwerfer|motorhaube|k[uü]hler|lenkrad|lenker|windschutzscheibe|voorwiel(en)?"
    r"|avant|phares?|capot|pare ?brise|calandre|guidon|delanter[ao]s?|faros?|parabrisas|manubrio"
    r"|anterior[ei]|fari|cofano|parabrezza|dianteir[ao]s?|far[oó](l|is)|przedni[a-z]*|перед[а-я]*|фар[аы]|капот|前輪?|フロント"
)
_BACK_WORDS = (
    r"back|rear|hind|tail( ?(light|lamp|pipe|gate)s?)?|(brake|stop) ?(lights?|lamps?)|exhausts?|muffler|spoiler"
    r"|bumper ?[rb]|rudder|stern|hinten|hinter[a-z]*|heck|r[uü]cklichter?|auspuff|achterwiel(en)?"
    r"|arri[eè]re|[eé]chappement|traser[ao]s?|posterior[ei]|scarico|traseir[ao]s?|escapamento"
    r"|tyln[a-z]*|задн[а-я]*|выхлоп[а-я]*|багажник|[後后]輪?|リア|マフラー"
)
_FRONT_PART, _BACK_PART = (
    re.compile(rf"(?<![a-zа-я])({called})(?![a-zа-я])", re.IGNORECASE) for called in (_FRONT_WORDS, _BACK_WORDS)
)
"""Also as some other languages call them: cars of artists and stores mostly are of parts that have names."""
_FRONT_THING = re.compile(f"{_FRONT_PART.pattern}|{_FRONT_WHEEL}", re.IGNORECASE)
_BACK_THING = re.compile(f"{_BACK_PART.pattern}|{_BACK_WHEEL}", re.IGNORECASE)
PART = 0.18
"""Of its longer side, that the middle of what alone is called front or back lies off a figure's own, at least."""
_WORN = re.compile(
    r"(?<![a-z])(back ?packs?|ruck ?sacks?|knapsacks?|jet ?packs?|capes?|cloaks?|quivers?|parachutes?|pony ?tails?"
    r"|umhang|k[oö]cher|sac [aà] dos|mochila|zaino|capa|mantello)(?![a-z])",
    re.IGNORECASE,
)
"""What is worn on the back."""
WORN = 0.05
"""As PART, of what is worn on the back: it hugs whoever wears it."""
_LEFT, _RIGHT = (re.compile(rf"{word}|(?<![a-z]){word[0]}(?![a-z])", re.IGNORECASE) for word in ("left", "right"))
_ENDS_OF_PAIRS = tuple(re.compile(rf"(?<![a-z]){letter}(?![a-z])", re.IGNORECASE) for letter in "fb")
"""One letter says something where the same name is there with the other."""


def is_head(name: str) -> bool:
    """Whether a bone or a part is called a head; a headlight is none."""
    return bool(_HEAD.search(words(name)))


def face(depsgraph: Any, points: Any, triangles: Any) -> float | None:
    """Where things or materials that are called eyes or nose lie of the middle of the head; of a figure without, what
    is called face, which often is the skin all round a head."""
    marks = _named_points(depsgraph, _FEATURE)
    if not len(marks):
        marks = _named_points(depsgraph, _FACE)
    if not len(marks):
        return None
    low, high = marks[:, 2].min(), marks[:, 2].max()
    head = shape.band(triangles, low - 0.02 * np.ptp(points[:, 2]), high)
    if not len(head) or np.allclose(np.ptp(head, axis=0), np.ptp(marks[:, :2], axis=0)):
        head = points[:, :2]  # whose eyes hang in the air
    ahead = Vector((*(shape.middle(marks) - shape.middle(head)), 0.0))
    if not ahead.length:
        return None
    deep = np.ptp(head @ np.array(ahead.xy.normalized())) / 2
    return shape.angle(ahead) if ahead.length > FACE * deep else None


def ends(depsgraph: Any) -> float | None:
    """From what is called back to what is called front."""
    return apart(_named_points(depsgraph, _FRONT_THING), _named_points(depsgraph, _BACK_THING))


def part(depsgraph: Any, points: Any) -> float | None:
    """The way that what is called front lies off the middle of a figure, where nothing is called back; the opposite
    way of what is called back where nothing is called front."""
    front, back = (_named_points(depsgraph, end) for end in (_FRONT_PART, _BACK_PART))
    if bool(len(front)) == bool(len(back)):
        return None
    middle = shape.middle(points)
    return _off(shape.middle(front) - middle if len(front) else middle - shape.middle(back), points, PART)


def worn(depsgraph: Any, points: Any) -> float | None:
    """The way from what is worn on the back to the middle of whoever wears it."""
    back = _named_points(depsgraph, _WORN)
    return _off(shape.middle(points) - shape.middle(back), points, WORN) if len(back) else None


def _off(step: Any, points: Any, share: float) -> float | None:
    """Angle of a step that is longer than a share of a figure's longer side."""
    longest = float(np.ptp(points[:, :2], axis=0).max())
    return shape.angle(step) if np.linalg.norm(step) > share * longest else None


def pairs(depsgraph: Any) -> float | None:
    """From things that are called B to the same ones that are called F."""
    return _opposites(parts(depsgraph), *_ENDS_OF_PAIRS)


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
    points = surface.points_of(mesh)
    if any(called.search(words(name)) for name in _names(thing.original)):
        return points
    materials = [slot.material.name if slot.material is not None else "" for slot in thing.material_slots]
    slots = [number for number, name in enumerate(materials) if called.search(words(name))]
    if not slots or len(slots) == len(thing.material_slots):
        return np.empty((0, 3))
    chosen = {v for polygon in mesh.polygons if polygon.material_index in slots for v in polygon.vertices}
    return points[sorted(chosen)] if chosen else np.empty((0, 3))


def _names(thing: Any) -> list[str]:
    """What a thing is called: files of glTF call the node so, and the mesh on it by a number."""
    holder = thing.parent
    return [thing.name, *([holder.name] if holder is not None and holder.type == "EMPTY" else [])]


def words(name: str) -> str:
    """ "LeftEye_02" as words: an eye, while an eyebrow is none."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def parts(depsgraph: Any) -> dict[str, Any]:
    """The middles of what is shown, in the world, by name."""
    found = {}
    for instance in depsgraph.object_instances:
        thing = instance.object
        if thing.type == "MESH" and instance.show_self and not thing.hide_render:
            low, high = Vector(thing.bound_box[0]), Vector(thing.bound_box[6])
            found[thing.original.name] = instance.matrix_world @ ((low + high) / 2)
    return found


def sides(places: dict[str, Any]) -> float | None:
    """The way that somebody looks whose left is where things are called left, and the same things right: by where
    they are."""
    across = _opposites(places, _LEFT, _RIGHT)
    return None if across is None else across - pi / 2


def _opposites(places: dict[str, Any], one: re.Pattern[str], other: re.Pattern[str]) -> float | None:
    """The way from others to ones, of things that have the same name but for that."""
    ones, others = (
        {p.sub("", words(name)): at for name, at in places.items() if p.search(words(name))} for p in (one, other)
    )
    return shape.mean_step([(ones[name] - others[name]).normalized() for name in ones.keys() & others.keys()])


def apart(front: Any, back: Any) -> float | None:
    """From the middle of what is called back to that of what is called front."""
    if not len(front) or not len(back):
        return None
    ahead = Vector((*(shape.middle(front) - shape.middle(back)), 0.0))
    across = np.ptp(np.concatenate([front, back])[:, :2], axis=0)
    return shape.angle(ahead) if ahead.length > shape.STEP * max(across) else None
