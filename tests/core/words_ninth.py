# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ninth table labelled by hand before it was run: a previs film's cameras in quaternions, on linear and step keys, on
paths and rigs with lag, with speed ramps, drivers and overshoot, seen in rooms, streets, cars and lifts."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import atan2, cos, pi, radians, sin
from typing import Any

from camera_paths import View, between, ease, nobody, person
from keyed_paths import (
    BODY,
    DOG,
    FACE,
    PAIR,
    ROOM,
    arc,
    at_keys,
    bird,
    box,
    car,
    car_across,
    film,
    going,
    head,
    hung,
    line,
    mia,
    of,
    rig,
    stands,
    still,
    two,
    with_it,
)
from word_labels import MOVED, Moves, Sizes, Stagings
from words_eighth import kid, part
from words_seventh import looking_ahead, tracked

from addon.core.camera.math import Vec, cross, sub, unit
from addon.core.camera.samples import Sample, Seen

Quaternion = tuple[float, float, float, float]


def evenly(u: float, *keys: tuple[float, Any]) -> Any:
    """A value between linear keys."""
    for (a, first), (b, last) in pairwise(keys):
        if u <= b:
            share = max((u - a) / (b - a), 0.0)
            return between(first, last, share) if isinstance(first, tuple) else first + (last - first) * share
    return keys[-1][1]


def linear_head(place: Vec, *keys: tuple[float, float, float]) -> Callable[[float], View]:
    """As `head`, on linear keys."""

    def path(u: float) -> View:
        a, b = (radians(evenly(u, *((key[0], key[n]) for key in keys))) for n in (1, 2))
        return place, (sin(a) * cos(b), cos(a) * cos(b), sin(b))

    return path


def times(a: Quaternion, b: Quaternion) -> Quaternion:
    (w, x, y, z), (s, i, j, k) = a, b
    return (
        w * s - x * i - y * j - z * k,
        w * i + x * s + y * k - z * j,
        w * j - x * k + y * s + z * i,
        w * k + x * j - y * i + z * s,
    )


def aimed(across: float, upward: float) -> Quaternion:
    """A camera's rotation: degrees clockwise from +Y, degrees up, its horizon level."""
    a, b = radians(-across) / 2, radians(90 + upward) / 2
    return times((cos(a), 0, 0, sin(a)), (cos(b), sin(b), 0, 0))


def rotated(q: Quaternion, v: Vec) -> Vec:
    _, x, y, z = times(times(q, (0.0, *v)), (q[0], -q[1], -q[2], -q[3]))
    return (x, y, z)


def in_quaternions(place: Vec, first: tuple[float, float], last: tuple[float, float], **settings: Any) -> list[Sample]:
    """A camera keyed twice in quaternions, whose four curves are eased each by itself, as Blender plays them."""
    a, b = aimed(*first), aimed(*last)

    def turned(u: float) -> Quaternion:
        q = [p + (r - p) * ease(u) for p, r in zip(a, b, strict=True)]
        length = sum(c * c for c in q) ** 0.5
        return (q[0] / length, q[1] / length, q[2] / length, q[3] / length)

    def roll(u: float) -> float:
        forward, up = rotated(turned(u), (0, 0, -1)), rotated(turned(u), (0, 1, 0))
        right = unit(cross(forward, (0, 0, 1)))
        level = cross(right, forward)
        lean = [sum(c * d for c, d in zip(up, axis, strict=True)) for axis in (right, level)]
        return 180 / pi * atan2(*lean)

    return film(lambda u: (place, rotated(turned(u), (0, 0, -1))), roll=roll, **settings)


def on_threes(path: Callable[[float], View], seconds: float) -> Callable[[float], View]:
    """Constant interpolation, a key on every third frame of 24."""
    return lambda u: path(int(8 * u * seconds + 1e-6) / (8 * seconds))


def late(way: Callable[[float], Vec], by: float) -> Callable[[float], Vec]:
    """Where somebody was a moment ago, as a camera on delayed keys or a soft rig."""
    return lambda u: way(max(u - by, 0.0))


def behind_late(u: float) -> View:
    x, y, _ = late(turns, 0.08)(u)
    ahead = turns(u)
    place = (x, y - 3, 1.6)
    return place, unit(sub((ahead[0], ahead[1], 1.3), place))


def turns(u: float) -> Vec:
    return (1.2 * sin(7 * u), 14 * u, 0.0)


def inside_track(u: float) -> View:
    """On the inner side of a round track, beside who rides on it."""
    a = 1.8 * u
    place = (6 * cos(a), 6 * sin(a), 1.4)
    return place, unit(sub((9 * cos(a), 9 * sin(a), 1.0), place))


def on_track(u: float) -> Sequence[Seen]:
    a = 1.8 * u
    x, y = 9 * cos(a), 9 * sin(a)
    return (Seen("Rider", (x - 0.6, y - 0.6, 0), (x + 0.6, y + 0.6, 1.8)),)


def past_and_behind(u: float) -> View:
    """Stands, lets somebody come past from behind, and goes after them."""
    return (0.5, max(10 * u - 5.0, -1.0) - 1.0, 1.5), (0.0, 1.0, -0.03)


def round_walker(u: float) -> View:
    """Half round one who walks, at an even distance."""
    a = radians(-90 - 150 * ease(u))
    place = (6 * u + 3 * cos(a), 3 * sin(a), 1.5)
    return place, unit(sub((6 * u, 0, 1.2), place))


def under_empty(u: float) -> View:
    """A quarter round at an even speed, as a child of what turns on linear keys."""
    a = radians(-135 + 90 * u)
    return (5 * cos(a), 5 * sin(a), 1.6), unit((-5 * cos(a), -5 * sin(a), -0.5))


def round_then_in(u: float) -> View:
    place, ahead = arc(-60, -125, radius=6, height=1.1)(part(u, 0, 0.5))
    x, y, z = (p + 3 * part(u, 0.55, 1) * a for p, a in zip(place, ahead, strict=True))
    return (x, y, z), ahead


def before_gallop(u: float) -> View:
    """Ahead of a horse that gallops along -Y, farther off and higher by and by."""
    place = (0.0, 38 - 48 * u, 2 + 4 * ease(u))
    return place, unit(sub((0, 45 - 45 * u, 1.0), place))


def helicopter_overhead(u: float) -> View:
    return (6 * u, 50 * u, 28.0), unit((0.0, 0.001, -1.0))


def crowd(u: float) -> Sequence[Seen]:
    return tuple(person(f"P{n}", (2.3 * n + (9 if n % 2 else -9) * u) % 16 - 8, 0.8 * n) for n in range(5))


def driving(u: float) -> View:
    """From a car's front seat, from the road ahead to the fields beside it."""
    a = radians(85) * part(u, 0.2, 0.9)
    return (0.0, 60 * u, 1.3), (sin(a), cos(a), 0.0)


def pulls_then_whips(u: float) -> View:
    a = radians(-75) * part(u, 0.7, 0.76)
    return (0.0, 2 - 6 * part(u, 0, 0.6), 1.6), (sin(a), cos(a), 0.0)


def down_and_in(u: float) -> View:
    return (0.0, -6 + 4 * part(u, 0.5, 1), 9 - 6 * part(u, 0, 0.5)), (0.0, 1.0, 0.0)


def middle(path: Callable[[float], View], first: float, last: float) -> Callable[[float], View]:
    """What a shot has of a longer move."""
    return lambda u: path(first + (last - first) * u)


def two_takes(u: float) -> View:
    """Wide, then closer and panning."""
    if u < 0.4:
        return (0.0, -9.0, 1.6), (0.0, 1.0, 0.0)
    a = radians(15 - 45 * part(u, 0.45, 1))
    return (1.0, -2.2, 1.6), (sin(a), cos(a), 0.0)


def accelerating(u: float) -> Vec:
    return (-3 + 16 * u**2.5, 0.0, 0.0)


def pillars(u: float) -> Sequence[Seen]:
    return (*(box(f"Pillar {n}", (0.4, 0.4, 4), (2.2 * n - 4.4, -1.5, 0)) for n in range(5)), person("Mia", 0, 3))


BIKER = lambda at: Seen("Tom", (at[0] - 0.3, at[1] - 0.3, at[2]), (at[0] + 0.3, at[1] + 0.3, at[2] + 1.8))  # noqa: E731
STEADY = line((0, 0, 0), (0, 12, 0))
LIFT = lambda u: (0.0, 0.0, 9 * part(u, 0.1, 0.9))  # noqa: E731
DIVE = line((0, 0, 34), (0, 0, 0))
GALLOP = line((0, 45, 0), (0, 0, 0))
BACKPACK, HIKER = hung(lambda u: 0.35 * sin(6 * u), line((0, 12, 0), (0, 0, 0)), -2.2)
LETTER_AND_MIA = of(box("Letter", (0.21, 0.01, 0.15), (0, -0.3, 1.15)), person())

MOVES: Moves = [
    # Locked off.
    ("five keys that say the same", film(rig(*((n / 4, (1, -5, 1.5), BODY) for n in range(5)))), ("static camera",), MOVED),
    ("a tracker on one who breathes", film(tracked(line((0, -4, 1.5), (0, -4, 1.5)), lambda u: (0, 0, 1.4 + 0.006 * sin(14 * u)))), ("static camera",), MOVED),
    ("a pavement at noon", film(still((0, -11, 3), (0, 0, 1)), seconds=8, cast=crowd), ("static camera",), MOVED),
    ("a plane takes off", film(still((-20, -90, 2), (0, 60, 12)), seconds=7, cast=lambda u: (box("Plane", (36, 34, 11), (-60 + 220 * u * u, 60, 60 * u * u)),)), ("static camera",), MOVED),
    ("rises from the table, out of frame", film(still((0, -2, 1.1), (0, 0, 1.1)), cast=lambda u: (replace(person(), high=(0.25, 0.2, 1.25 + 0.5 * ease(u))),)), ("static camera",), MOVED),
    ("on the bonnet of a parked lorry", film(still((0, -6, 2), (0, 0, 1.8)), cast=of(box("Lorry", (2.5, 8, 3.6)))), ("static camera",), MOVED),
    ("300 mm, a thousandth of a degree", film(still((0, -60, 2), (0, 0, 1.3)), lens=300, noise=0.001, rate=24, cast=PAIR), ("static camera",), MOVED),
    # Pans.
    ("in quaternions, half round a room", in_quaternions((0, 0, 1.6), (-75, 0), (75, 0), cast=nobody, seconds=7), ("pan right",), ("left", "tilt", "roll", "Dutch", "whip")),
    ("on linear keys", film(linear_head((0, 0, 1.6), (0, 30, 0), (1, -30, 0)), cast=nobody), ("pan left",), ("right", "whip", "tilt")),
    ("swings past by a tenth, and settles", film(head((0, 0, 1.6), (0, -20, 0), (0.6, 46, 0), (0.8, 40, 0), (1, 40, 0)), seconds=6, cast=nobody), ("pan right",), ("left", "back", "then")),
    ("a whip that goes on slowly", film(linear_head((0, 0, 1.6), (0, -60, 0), (0.3, -60, 0), (0.36, 0, 0), (1, 18, 0)), seconds=6, cast=nobody), ("whip pan right",), ("left", "cut", "handheld", "truck")),
    ("with a car that parks", film(tracked(line((0, -14, 2), (0, -14, 2)), lambda u: (22 - 22 * part(u, 0, 0.7), 0, 0.8)), seconds=7, cast=going(car_across, lambda u: (22 - 22 * part(u, 0, 0.7), 0, 0))), ("pan left with @Car",), ("truck", "tracking", "right", "orbit")),
    ("by and by along a shelf of books", film(head((0, 0, 1.5), (0, -30, 0), (0.25, -10, 0), (0.4, -10, 0), (0.65, 12, 0), (0.8, 12, 0), (1, 30, 0)), seconds=12, cast=nobody), ("pan right",), ("left", "whip", "back")),
    ("remapped in time, slow and then quick", film(lambda u: head((0, 0, 1.6), (0, -35, 0), (1, 35, 0))(u**2.5), seconds=6, cast=nobody), ("pan right",), ("left", "cut", "truck")),
    ("right, and then far to the left", film(head((0, 0, 1.6), (0, 0, 0), (0.35, 35, 0), (1, -45, 0)), seconds=8, cast=nobody), ("pan right, then", "pan left"), ("back and forth", "truck", "with")),
    ("a tracker of half influence", film(tracked(line((0, -8, 1.5), (0, -8, 1.5)), lambda u: (-2 + 4 * u, 0, 1.2)), seconds=6, cast=going(mia, lambda u: (-4 + 8 * u, 0, 0))), ("pan right",), ("left", "truck", "tracking", "orbit")),
    ("fast to the left, then down to the floor", film(head((0, 0, 1.6), (0, 40, 0), (0.2, -40, 0), (0.35, -40, 0), (1, -40, -30)), seconds=7, cast=nobody), ("pan left, then", "tilt down"), ("whip", "right", "with", "crane")),
    ("a heron, 300 mm", film(tracked(line((0, 0, 2), (0, 0, 2)), line((30, 90, 12), (-30, 90, 15))), seconds=8, lens=300, cast=going(bird, line((30, 90, 12), (-30, 90, 15)))), ("pan left with @Bird",), ("right", "truck", "orbit", "tracking")),
    ("from the front seat to the side window", film(driving, seconds=6, cast=nobody), ("pan right",), ("orbit", "pull", "static")),
    # Tilts.
    ("in quaternions, up and across at once", in_quaternions((0, 0, 1.6), (-35, -5), (35, 25), cast=nobody, seconds=6), ("pan right", "tilt up"), ("left", "down", "roll", "Dutch", "crane")),
    ("from her shoes to her face", film(head((0, -2.2, 1.1), (0, 0, -24), (1, 0, 13)), seconds=6, lens=50), ("tilt up",), ("crane", "pan", "down", "push")),
    ("a parachute comes down", film(tracked(line((0, -30, 1.6), (0, -30, 1.6)), lambda u: (0, 0, DIVE(u)[2] + 1)), seconds=8, cast=going(lambda at: person("Jumper", *at), DIVE)), ("tilt down with @Jumper",), ("crane", "sinking", "up")),
    ("storey by storey", film(head((0, -25, 1.6), (0, 0, 0), (0.25, 0, 12), (0.45, 0, 12), (0.65, 0, 24), (0.8, 0, 24), (1, 0, 36)), seconds=10, cast=nobody), ("tilt up",), ("crane", "down", "back", "whip")),
    ("from the map on the table to the window", film(head((0, 0, 1.6), (0, 0, -86), (1, 0, 0)), seconds=6, cast=nobody), ("tilt up",), ("turn", "pan", "static", "crane")),
    ("the camera nods", film(lambda u: ((0, 0, 1.6), unit((0, 1, 0.25 * sin(4 * pi * u)))), seconds=6, cast=nobody), ("tilt",), ("pan", "crane", "handheld", "static")),
    ("canted, down to the boots", film(head((0, -4, 1.6), (0, 0, 0), (1, 0, -28)), roll=-12, seconds=5), ("Dutch angle", "tilt down"), ("rolling", "crane", "up", "pan")),
    # Dollies and trucks.
    ("in, and holds", film(rig((0, (0, -8, 1.5), FACE), (0.5, (0, -3, 1.5), FACE), (1, (0, -3, 1.5), FACE)), seconds=7), ("push in",), ("pull", "zoom", "then", "truck")),
    ("back from a letter to her who reads it", film(rig((0, (0, -0.75, 1.35), (0, 0, 1.2)), (1, (0, -6, 1.6), (0, 0, 1.1))), seconds=7, cast=LETTER_AND_MIA), ("pull out",), ("push", "zoom", "crane", "truck")),
    ("linear keys, and a dead stop", film(lambda u: ((0, evenly(u, (0, -9.0), (0.6, -4.0), (1, -4.0)), 1.5), (0, 1, 0)), seconds=6), ("push in",), ("pull", "cut", "truck", "zoom")),
    ("in, listens, and farther in", film(rig((0, (0, -9, 1.5), FACE), (0.35, (0, -6, 1.5), FACE), (0.6, (0, -6, 1.5), FACE), (1, (0, -3, 1.5), FACE)), seconds=9), ("push in",), ("pull", "then", "zoom")),
    ("behind pillars, past her", film(rig((0, (3, -5, 1.5), (3, 9, 1.5)), (1, (-3, -5, 1.5), (-3, 9, 1.5))), seconds=7, cast=pillars), ("truck left",), ("right", "pan", "orbit", "push")),
    ("forward, aside and up at once", film(rig((0, (-2, -9, 1), (-2, 30, 1)), (1, (1, -5, 3.5), (1, 30, 3.5))), seconds=6, cast=nobody), ("push in", "truck right", "crane up"), ("pull", "left", "down", "tilt", "orbit")),
    ("out of a train's window", film(lambda u: ((100 * u, 0, 2), (0, 1, 0)), seconds=5, cast=nobody), ("truck right",), ("pan", "left", "static", "push")),
    ("in quickly, and slowly out beyond", film(rig((0, (0, -6, 1.5), FACE), (0.25, (0, -3, 1.5), FACE), (1, (0, -11, 1.5), FACE)), seconds=9), ("push in, then", "pull out"), ("zoom", "back", "truck")),
    ("a creep of twenty centimetres", film(rig((0, (0, -1.3, 1.6), FACE), (1, (0, -1.1, 1.6), FACE)), seconds=10, lens=85), ("slow push in",), ("zoom", "static", "pull")),
    ("in centimetres, away from a door", film(rig((0, (0, 0, 1.6), (0, 9, 1.6)), (1, (0, -6, 1.6), (0, 9, 1.6))), seconds=6, scale=100, cast=nobody), ("pull out",), ("push", "cut", "fast", "zoom")),
    ("ramps up to a rush", film(lambda u: ((0, -10 + 7.5 * u**4, 1.5), (0, 1, 0)), seconds=4), ("push in",), ("cut", "zoom", "pull", "truck")),
    ("step keys on threes, in", film(on_threes(rig((0, (0, -9, 1.5), FACE), (1, (0, -4, 1.5), FACE)), 5), seconds=5, rate=24), ("push in",), ("cut", "handheld", "pull")),
    ("a racing drone between trees", film(looking_ahead(lambda u: (2 * sin(6 * u), 45 * u, 1.5)), seconds=6, cast=nobody), ("push in",), ("truck", "orbit", "pull", "handheld")),
    ("backs out, and whips to the noise", film(pulls_then_whips, seconds=6, cast=nobody), ("pull out, then", "whip pan left"), ("push", "right", "cut", "with")),
    # Cranes.
    ("a pedestal up", film(rig((0, (0, -4, 0.5), (0, 9, 0.5)), (1, (0, -4, 1.9), (0, 9, 1.9))), seconds=5), ("crane up",), ("tilt", "push", "down", "orbit")),
    ("down a facade, then in at a window", film(down_and_in, seconds=9, cast=nobody), ("crane down, then push in",), ("with", "tilt", "up", "pull")),
    ("straight down on a car, and higher", film(lambda u: ((0, 0, 8 + 14 * ease(u)), unit((0, 0.001, -1))), seconds=7, cast=going(car, lambda u: (0, 0, 0))), ("overhead view",), ("tilt", "pan", "zoom", "static", "truck", "push")),
    ("a jib swings up and turns away", film(lambda u: ((0, -7, 1.2 + 4 * ease(u)), (-sin(radians(38) * ease(u)), cos(radians(38) * ease(u)), 0)), seconds=7, cast=nobody), ("crane up", "pan left"), ("down", "right", "orbit", "push")),
    ("past four floors", film(rig((0, (0, -8, 1), (0, 9, 1)), (1, (0, -8, 15), (0, 9, 15))), seconds=7, cast=nobody), ("crane up",), ("tilt", "down", "push")),
    ("up, and sinks by a hand at the end", film(rig((0, (0, -7, 1), (0, 9, 1)), (0.75, (0, -7, 4.2), (0, 9, 4.2)), (1, (0, -7, 4.05), (0, 9, 4.05))), seconds=7, cast=nobody), ("crane up",), ("down", "then", "back", "tilt")),
    # Around.
    ("under an empty that turns evenly", film(under_empty, seconds=6), ("orbit right",), ("pan", "truck", "left", "tracking")),
    ("an oval path with a tracker", film(tracked(lambda u: (6.5 * cos(radians(-60 - 80 * ease(u))), 4.5 * sin(radians(-60 - 80 * ease(u))), 1.6), line((0, 0, 1.2), (0, 0, 1.2))), seconds=7), ("orbit left",), ("pan", "truck", "right")),
    ("round and closer by the lens", film(arc(-120, -50, radius=5), seconds=7, lens=lambda u: 35 + 30 * ease(u)), ("orbit right", "zoom in"), ("pan", "push", "left")),
    ("round, then in", film(round_then_in, seconds=9), ("orbit left, then", "push in"), ("pan", "truck", "right", "pull")),
    ("a helix down onto a tower", film(arc(-90, -450, radius=(9, 4.5), height=(8, 1.4)), seconds=11), ("full orbit left", "crane down", "push in"), ("pan", "right", "up", "pull")),
    ("a product, a little way round", film(arc(-78, -104, radius=0.7, height=0.35, aim=(0, 0, 0.1)), seconds=10, lens=60, cast=of(box("Bottle", (0.08, 0.08, 0.25)))), ("orbit left",), ("pan", "truck", "right", "static")),
    ("round a statue that is not in the cast", film(arc(-95, -10, radius=6), seconds=8, cast=nobody), ("orbit right",), ("pan", "truck", "left")),
    ("half round one who walks", film(round_walker, seconds=8, cast=going(mia, lambda u: (6 * u, 0, 0))), ("orbit left",), ("pan", "cut", "pull")),
    # With somebody.
    ("behind her, a moment late", film(behind_late, seconds=9, cast=going(mia, turns)), ("following @Mia from behind",), ("orbit", "push", "truck", "cut")),
    ("a gimbal behind a courier", film(with_it(STEADY, (0.2, -2.6, 1.7), bob=0.015), seconds=8, shake=0.08, rate=24, cast=going(BIKER, STEADY)), ("following @Tom from behind",), ("shaky", "orbit", "push", "crane")),
    ("inside a round track, beside the rider", film(inside_track, seconds=8, cast=on_track), ("tracking left with @Rider",), ("orbit", "right", "pan")),
    ("walk and talk, on a shoulder", film(with_it(line((0, 12, 0), (0, 0, 0)), (0, -2.8, 1.5)), seconds=9, shake=0.4, rate=24, cast=two(line((0, 12, 0), (0, 0, 0)))), ("handheld camera", "moving back ahead of @Mia"), ("pull", "behind", "static", "shaky")),
    ("a hand above the road, behind a car", film(with_it(line((0, 0, 0), (0, 80, 0)), (0.5, -6, 0.25), look=(0, 0, 0.6)), seconds=6, cast=going(car, line((0, 0, 0), (0, 80, 0)))), ("following @Car from behind",), ("orbit", "push", "truck")),
    ("straight above a car", film(helicopter_overhead, seconds=8, cast=going(car, lambda u: (6 * u, 50 * u, 0))), ("following @Car", "overhead view"), ("orbit", "crane", "static", "push")),
    ("creeps up on her from behind", film(lambda u: ((0.2, -6 + 10.5 * u, 1.5), unit((-0.2 * u, 1, -0.05))), seconds=8, cast=going(mia, lambda u: (0, 7 * u, 0))), ("@Mia from behind",), ("pull", "orbit", "truck", "ahead")),
    ("beside her, from a walk to a run", film(with_it(accelerating, (0, -5, 1.4)), seconds=8, cast=going(mia, accelerating)), ("tracking right with @Mia",), ("left", "truck", "orbit", "cut")),
    ("bolted to a hiker's pack", film(BACKPACK, seconds=8, cast=HIKER), ("following @Mia from behind",), ("orbit", "pan", "push", "truck")),
    ("up in a glass lift, with her in it", film(with_it(LIFT, (0, -3, 1.4)), seconds=8, cast=going(mia, LIFT)), ("rising with @Mia",), ("crane", "tilt", "sinking")),
    ("she comes past, and it goes after her", film(past_and_behind, seconds=9, cast=going(mia, lambda u: (0, -5 + 10 * u + 2 * part(u, 0, 0.3), 0))), ("following @Mia",), ("orbit", "pull", "cut", "ahead")),
    ("back before a horse, and up", film(before_gallop, seconds=7, cast=going(lambda at: box("Horse", (0.6, 2.4, 1.8), at), GALLOP)), ("ahead of @Horse",), ("pull", "behind", "orbit", "down")),
    # Lenses and focus.
    ("in by the dolly and the lens", film(rig((0, (0, -9, 1.6), FACE), (1, (0, -5, 1.6), FACE)), seconds=6, lens=lambda u: 35 + 35 * ease(u)), ("push in", "zoom in"), ("dolly zoom", "pull", "out")),
    ("a driver keeps a car's width", film(rig((0, (0, -7, 1.4), (0, 0, 0.8)), (1, (0, -16, 1.4), (0, 0, 0.8))), seconds=6, cast=of(car((0, 0, 0))), lens=lambda u: 32 * (4.8 + 9 * ease(u)) / 4.8), ("dolly zoom out",), ("push", "pull", "pan")),
    ("in, and the focus goes on to him", film(rig((0, (0, -6, 1.5), (0, 9, 1.5)), (1, (0, -4.5, 1.5), (0, 9, 1.5))), seconds=7, cast=of(person("Mia", -0.7), person("Tom", 0.8, 5)), focus=lambda u: at_keys(u, (0, 6.0), (0.4, 5.5), (0.6, 10.0), (1, 9.5))), ("push in", "focus pull from @Mia to @Tom"), ("zoom", "static", "pan")),
    ("three snaps closer", film(still((0, -10, 1.6), FACE), seconds=4, lens=lambda u: at_keys(u, (0, 24.0), (0.2, 24.0), (0.24, 42.0), (0.5, 42.0), (0.54, 75.0), (0.8, 75.0), (0.84, 130.0), (1, 130.0))), ("fast zoom in",), ("push", "cut", "then", "slow")),
    ("across and wider", film(head((0, 0, 1.6), (0, 25, 0), (1, -25, 0)), seconds=6, lens=lambda u: 70 - 35 * ease(u), cast=nobody), ("pan left", "zoom out"), ("right", "pull", "push")),
    # Hands, rolls, cuts.
    ("an operator walks up to two who whisper", film(rig((0, (0.3, -6, 1.6), (0, 0, 1.4)), (1, (0.1, -2.6, 1.55), (0, 0, 1.45))), seconds=7, shake=0.4, rate=24, cast=PAIR), ("handheld camera", "push in"), ("static", "pull", "shaky", "zoom")),
    ("leans into a cant, and stays", film(still((0, -3, 1.5), (0, 0, 1.4)), seconds=7, roll=lambda u: at_keys(u, (0, 0.0), (0.4, 20.0), (1, 20.0))), ("rolling",), ("static", "rocking", "pan")),
    ("a cut, and then across", film(two_takes, seconds=8, cast=PAIR), ("then a cut to", "pan left"), ("whip", "push", "right", "orbit")),
    ("the middle of a long way round", film(middle(arc(0, -180, radius=5), 0.4, 0.6), seconds=3), ("orbit left",), ("pan", "truck", "right")),
    ("a documentary's reach", film(still((0, -12, 1.6), BODY), seconds=6, shake=0.35, rate=24, lens=lambda u: at_keys(u, (0, 35.0), (0.3, 35.0), (0.6, 110.0), (1, 110.0))), ("handheld camera", "zoom in"), ("static", "push", "pan")),
    ("up to the lightning", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 0, 0), (0.56, 0, 48), (1, 0, 48)), seconds=5, cast=nobody), ("whip tilt up",), ("crane", "cut", "pan", "down")),
]  # fmt: skip

SIZES: Sizes = [
    ("a child, whole", stands(kid((0, 0, 0)), at=(0, -2.4, 0.8), to=(0, 0, 0.55), lens=40), "full shot"),
    ("a child, from the waist", stands(kid((0, 0, 0)), at=(0, -1.55, 0.85), to=(0, 0, 0.85)), "medium shot"),
    ("one on a bench, whole", stands(Seen("Jo", (-0.35, -0.4, 0), (0.35, 0.4, 1.3)), at=(0, -3.2, 0.8), to=(0, 0, 0.65), lens=45), "full shot"),
    ("a face at a desk", stands(Seen("Jo", (-0.3, -0.35, 0), (0.3, 0.35, 1.3)), at=(0, -0.65, 1.19), to=(0, 0, 1.18)), "close-up"),
    ("one on a stretcher", stands(Seen("Tom", (-0.9, -0.25, 0.8), (0.9, 0.25, 1.1)), at=(0, -2.8, 1.5), to=(0, 0, 0.95), lens=45), "full shot"),
    ("two at a counter", stands(person("Mia", -0.4), person("Tom", 0.4), at=(0, -2.2, 1.4), to=(0, 0, 1.37), lens=42), "medium two-shot"),
    ("five on a stage", stands(*(person(name, x) for name, x in [("Ada", -1.6), ("Bo", -0.8), ("Cy", 0), ("Di", 0.8), ("Ed", 1.6)]), at=(0, -3.6, 1.3), to=(0, 0, 1.0), lens=28), "full group shot"),
    ("a giant's face", stands(Seen("Giant", (-2, -1.3, 0), (2, 1.3, 12)), at=(0, -6.7, 11), to=(0, 0, 11), lens=50), "close-up"),
    ("a dog at the door", stands(box("Dog", DOG), at=(0, -2.1, 0.6), to=(0, 0, 0.3)), "full shot"),
    ("a dog's face", stands(box("Dog", DOG), at=(0, -1.3, 0.52), to=(0, -0.45, 0.5), lens=70), "close-up"),
    ("a horse side-on", stands(box("Horse", (2.4, 0.6, 1.8)), at=(0, -4.8, 1.2), to=(0, 0, 0.9), lens=45), "full shot"),
    ("a snake on a path", stands(box("Snake", (2.5, 0.2, 0.08)), at=(0, -4, 1.5), to=(0, 0, 0)), "full shot"),
    ("a car from the kerb", stands(car_across((0, 0, 0)), at=(0, -6, 1.2), to=(0, 0, 0.7), lens=35), "full shot"),
    ("a car at the far end of a field", stands(car_across((0, 0, 0)), at=(0, -40, 3), to=(0, 0, 0.7), lens=50), "wide shot"),
    ("a ship's wheel", stands(box("Helm", (0.9, 0.2, 0.9), (0, 0, 0.8)), at=(0, -2.1, 1.4), to=(0, 0, 1.25), lens=35), "full shot"),
    ("a ring on a finger", stands(box("Ring", (0.02, 0.02, 0.008), (0, 0, 1)), at=(0, -0.06, 1.03), to=(0, 0, 1.004), lens=80), "full shot"),
    ("a drum's label", stands(box("Drum", (0.6, 0.6, 0.9)), at=(0, -1.2, 0.5), to=(0, 0, 0.5)), "medium shot"),
    ("a skyscraper, whole", stands(box("Tower", (40, 40, 200)), at=(0, -480, 2), to=(0, 0, 100), lens=40), "full shot"),
    ("a farm on a hill", stands(box("House", (9, 8, 7)), at=(0, -60, 4), to=(0, 0, 3), lens=35), "wide shot"),
    ("a phone's portrait", stands(person(), at=(0, -0.85, 1.6), to=FACE, lens=85, aspect=9 / 16), "close-up"),
    ("from the waist, 14 mm", stands(person(), at=(0, -0.75, 1.38), to=(0, 0, 1.36), lens=14), "medium shot"),
    ("from the knees, 200 mm", stands(person(), at=(0, -14.3, 1.2), to=(0, 0, 1.12), lens=200), "medium full shot"),
    ("half out at the edge", stands(person("Mia", -0.8), at=(0, -2, 1.4), to=(0, 0, 1.36), lens=40), "medium shot"),
    ("one on the moon", stands(person(), at=(0, -200, 4), to=BODY, lens=85), "extreme wide shot"),
    ("an interview, 1.85:1", stands(person(), at=(0, -1.5, 1.5), to=(0, 0, 1.46), aspect=1.85), "medium close-up"),
    ("two in a car", stands(person("Mia", -0.3), person("Tom", 0.3), at=(0, -1.75, 1.5), to=(0, 0, 1.44)), "medium two-shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("a waiter goes by", film(ROOM, seconds=7, cast=lambda u: (person("Mia", -2.3), person("Tom", 2.3), person("Waiter", 6 - 12 * u, 1))), "@Mia is on the left; @Tom is on the right; @Waiter crosses from right to left"),
    ("only her reflection is seen", film(ROOM, cast=of(person("Tom", 0.1), person("Mia", 0, -12))), "@Tom is in the centre"),
    ("a voice behind the door", film(ROOM, cast=of(person("Mia", 2.3), person("Tom", -2.3, 2, visible=0.0))), "@Mia is on the right"),
    ("one at the other end of a platform", film(ROOM, cast=of(person("Tom", -2.2), person("Mia", 0.5, 40))), "@Tom is on the left; @Mia is in the centre, in the background"),
    ("in a car that goes by", film(ROOM, cast=lambda u: (car_across((-10 + 20 * u, 0, 0)), person("Mia", -10 + 20 * u, visible=0.35))), "@Car crosses from left to right; @Mia crosses from left to right"),
    ("round a corner at the back", film(ROOM, seconds=6, cast=lambda u: (person("Mia", -2.9 + 2.9 * ease(u), visible=1.0 if u > 0.35 else 0.0),)), "@Mia appears on the left and ends in the centre"),
    ("seven wait for a bus", film(ROOM, cast=of(*(person(name, x) for name, x in [("Ada", -3), ("Bo", -2.3), ("Cy", -1.6), ("Di", 0), ("Ed", 1.6), ("Flo", 2.3), ("Gus", 3)]))), "@Ada, @Bo and @Cy are on the left, from left to right; @Di is in the centre; @Ed, @Flo and @Gus are on the right, from left to right"),
    ("along a bar to the last one", film(rig((0, (-7, -8, 1.5), (-7, 0, 1.2)), (1, (6, -8, 1.5), (6, 0, 1.2))), seconds=8, cast=of(person("Mia", -0.5), person("Tom", 6))), "@Mia passes through the frame from right to left; @Tom comes into the frame from the right and ends in the centre"),
    ("from her to him, to the left", film(head((0, -8, 1.5), (0, 6, 0), (1, -36, 0)), seconds=6, cast=of(person("Mia", 0.8), person("Tom", -5.8))), "@Mia is in the centre, then leaves the frame on the right; @Tom comes into the frame from the left and ends in the centre"),
    ("they change places", film(ROOM, seconds=6, cast=lambda u: (person("Mia", -2.3 + 4.6 * ease(u)), person("Tom", 2.3 - 4.6 * ease(u), 1.5))), "@Mia moves from the left to the right; @Tom moves from the right to the left"),
    ("climbs up into the frame", film(ROOM, cast=going(mia, lambda u: (0.2, 0, -5 + 5 * part(u, 0, 0.8)))), "@Mia enters from below and ends in the centre"),
    ("up to the camera and past it", film(ROOM, seconds=7, cast=lambda u: (person("Mia", -2.2), person("Tom", 0.3 + 1.5 * u, 6 - 17 * u))), "@Mia is on the left; @Tom is in the centre, then exits to the right"),
    ("behind a windscreen and a fence", film(ROOM, cast=of(person("Mia", -2.3, visible=0.5), person("Tom", 2.3, visible=0.9))), "@Tom is on the right; @Mia is on the left"),
    ("back until both others are seen", film(rig((0, (0, -2.6, 1.5), (0, 0, 1.4)), (1, (0, -9, 1.5), (0, 0, 1.2))), seconds=7, cast=of(person("Mia"), person("Tom", -2.4), person("Jo", 2.4))), "@Mia is in the centre; @Tom comes into the frame from the left and stays on the left; @Jo comes into the frame from the right and stays on the right"),
    ("two, and after the cut one", film(lambda u: ((0, -8, 1.5), (0, 1, 0)) if u < 0.5 else ((2.3, -2.6, 1.5), (0, 1, 0)), cast=of(person("Mia", -2.3), person("Tom", 2.3))), "@Mia is on the left; @Tom is on the right; after the cut, @Tom is in the centre"),
    ("two come home", film(ROOM, seconds=6, cast=lambda u: (person("Mia", -6 + 6 * part(u, 0, 0.6)), person("Tom", -7.5 + 5.2 * part(u, 0.1, 0.8)))), "@Mia enters from the left and ends in the centre; @Tom enters from the left and stays on the left"),
    ("she goes, and he after her", film(ROOM, seconds=7, cast=lambda u: (person("Mia", 6 * part(u, 0, 0.5)), person("Tom", -2.3 + 8.3 * part(u, 0.3, 1)))), "@Mia is in the centre, then exits to the right; @Tom is on the left, then exits to the right"),
    ("a bird over the yard", film(ROOM, cast=lambda u: (person("Mia", 0.1), bird((-7 + 14 * u, 0, 2.4)))), "@Mia is in the centre; @Bird crosses from left to right"),
]  # fmt: skip
