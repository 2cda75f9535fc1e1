# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An eighth table labelled by hand before it was run: a film school's exercises, two moves in turn, moves in a part of
the shot, keys on twos, noise curves, other scene units, stops on the way."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import cos, pi, radians, sin

from camera_paths import View, ease, nobody, person
from keyed_paths import (
    BODY,
    FACE,
    ROOM,
    arc,
    at_keys,
    box,
    car,
    dog,
    film,
    going,
    head,
    hung,
    line,
    mia,
    of,
    rig,
    s_bend,
    stands,
    still,
    with_it,
)
from word_labels import MOVED, Moves, Sizes, Stagings
from words_seventh import boom, flat, heading_of, looking_ahead, noisy, tracked

from addon.core.camera.math import Vec, sub, unit
from addon.core.camera.samples import Seen


def part(u: float, first: float, last: float) -> float:
    """Eased between two moments, held before and after."""
    return ease(min(max((u - first) / (last - first), 0.0), 1.0))


def on_twos(path: Callable[[float], View], seconds: float) -> Callable[[float], View]:
    """Constant interpolation, a key on every second frame of 24."""
    return lambda u: path(int(12 * u * seconds + 1e-6) / (12 * seconds))


def stairwell(u: float) -> View:
    """Round and round up a stairwell, looking to its other side."""
    a = 4 * pi * u
    return (3 * cos(a), 3 * sin(a), 1 + 8 * u), unit((-cos(a), -sin(a), -0.1))


def skateboard(u: float) -> Vec:
    return (1.2 * sin(5 * u), 22 * u, 0.0)


def behind_skateboard(u: float) -> View:
    x, y, _ = skateboard(u)
    place = (0.6 * x, y - 2.8, 0.7)
    return place, unit(sub((x, y, 0.9), place))


def then_beside(u: float) -> View:
    """Waits, and goes along when she has come up to the camera."""
    x = max(-5 + 12 * u, 0.0)
    return (x, -4.5, 1.5), (0.0, 1.0, 0.0)


def tightens(u: float) -> View:
    """Round a stage while the track narrows a little."""
    return arc(-130, -50, radius=(8, 7), height=1.4)(u)


def turning_wheel(u: float) -> Sequence[Seen]:
    return (replace(box("Wheel", (0.4, 6, 6)), turned=6 * u),)


def van(at: Vec) -> Seen:
    return box("Van", (2.0, 5.2, 2.3), at)


def horse_across(at: Vec) -> Seen:
    return box("Horse", (2.4, 0.6, 1.8), at)


def kid(at: Vec) -> Seen:
    x, y, z = at
    return Seen("Kid", (x - 0.2, y - 0.15, z), (x + 0.2, y + 0.15, z + 1.1))


PLATFORM = line((-6, 2, 0), (9, 2, 0))
RAMP = line((0, 0, 0), (0, 16, 4))
SWING, SWINGER = hung(lambda u: 0.0, lambda u: (0.0, 1.4 * sin(5 * pi * u), 0.5 + 0.4 * sin(5 * pi * u) ** 2), 1.3)
CYCLIST = lambda at: Seen("Rider", (at[0] - 0.35, at[1] - 0.9, at[2]), (at[0] + 0.35, at[1] + 0.9, at[2] + 1.8))  # noqa: E731
WINDING = lambda u: (4 * sin(2 * pi * u), 45 * u, 0.0)  # noqa: E731
TWO_DEPTHS = of(person("Mia", -0.7, 0), person("Tom", 0.9, 4))


def bus_seat(u: float) -> View:
    """In a bus that goes round a bend, looking at a passenger two seats ahead; all hang on the bus."""
    (x, y, _), a = WINDING(u), heading_of(WINDING, u)
    place = (x, y, 1.6)
    return place, unit((-sin(a), cos(a), -0.1))


def passenger(u: float) -> Sequence[Seen]:
    (x, y, _), a = WINDING(u), heading_of(WINDING, u)
    x, y = x - 2 * sin(a), y + 2 * cos(a)
    return (replace(Seen("Mia", (x - 0.3, y - 0.3, 0.5), (x + 0.3, y + 0.3, 1.8)), turned=a),)


MOVES: Moves = [
    # Locked off.
    ("rain on a yard", film(still((0, 0, 2.4), (3, 14, 0)), seconds=6, lens=28, cast=nobody), ("static camera",), MOVED),
    ("a door is opened by one who comes in", film(still((2, -6, 1.5), (0, 0, 1.2)), seconds=8, cast=lambda u: (person("Tom", -1.5 + 1.5 * part(u, 0.4, 0.8), visible=1.0 if u > 0.4 else 0.0),)), ("static camera",), MOVED),
    ("one dances on the spot", film(still((0, -5, 1.3), (0, 0, 1)), cast=lambda u: (replace(person("Mia", 0.25 * sin(15 * u), 0.2 * cos(11 * u)), turned=9 * u),)), ("static camera",), MOVED),
    ("a motorway", film(still((0, -30, 7), (0, 20, 0)), lens=50, seconds=7, cast=lambda u: (car((-4, 90 - 130 * u, 0)), van((4, -40 + 150 * u, 0)))), ("static camera",), MOVED),
    ("a big wheel turns", film(still((14, -14, 1.6), (0, 0, 3)), cast=turning_wheel), ("static camera",), MOVED),
    ("a tripod on the tape's last millimetre", film(rig((0, (0, -3, 1.4), FACE), (1, (0.003, -2.998, 1.401), FACE))), ("static camera",), MOVED),
    ("in centimetres, nothing happens", film(still((0, 0, 1.6), (0, 5, 1.4)), scale=100, cast=nobody), ("static camera",), MOVED),
    ("focus follows a walker, and nothing else does", film(still((0, -4, 1.5), (0, 6, 1.2)), cast=going(mia, line((0, 9, 0), (0, 0, 0))), focus=lambda u: 13 - 9 * u), ("static camera",), MOVED),
    # Pans.
    ("along a bridge, and rests", film(head((0, 0, 5), (0, -60, -3), (0.8, 30, -3), (1, 30, -3)), seconds=10, lens=35, cast=nobody), ("pan right",), ("left", "tilt", "whip", "back")),
    ("waits and looks to the left", film(head((0, 0, 1.6), (0, 0, 0), (0.7, 0, 0), (1, -35, 0)), seconds=6, cast=nobody), ("pan left",), ("right", "truck", "whip")),
    ("on twos", film(on_twos(head((0, 0, 1.6), (0, 25, 0), (1, -25, 0)), 5), cast=nobody), ("pan left",), ("handheld", "right", "cut")),
    ("with a tram that comes to its stop", film(tracked(line((0, -16, 2), (0, -16, 2)), lambda u: (-25 + 25 * part(u, 0, 0.8), 0, 1.8)), seconds=8, lens=35, cast=lambda u: (box("Tram", (14, 2.5, 3.5), (-25 + 25 * part(u, 0, 0.8), 0, 0)),)), ("pan right with @Tram",), ("truck", "tracking", "left", "orbit")),
    ("who goes by, and then only the wall", film(head((0, -6, 1.5), (0, 0, 0), (1, 70, 0)), seconds=5, cast=lambda u: (person("Mia", 14 * u),)), ("pan right",), ("left", "orbit", "truck", "tracking")),
    ("from the clock to the door, up on its way", film(head((0, 0, 1.6), (0, 30, 4), (1, -30, 22)), seconds=5, cast=nobody), ("pan left", "tilt up"), ("then", "right", "down", "crane")),
    ("first aside and then up", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 45, 0), (1, 45, 30)), seconds=8, cast=nobody), ("pan right, then tilt up",), ("with", "left", "down", "crane")),
    ("aside, back a little, and stays", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 50, 0), (0.6, 50, 0), (1, 25, 0)), seconds=8, cast=nobody), ("pan right, then", "pan left"), ("back and forth", "truck")),
    ("from speaker to speaker to speaker, in whips", film(head((0, 0, 1.5), (0, -50, 0), (0.3, -50, 0), (0.34, 0, 0), (0.65, 0, 0), (0.69, 50, 0), (1, 50, 0)), seconds=6, lens=35, cast=nobody), ("whip pan right",), ("left", "cut", "handheld")),
    ("a tennis match", film(lambda u: ((0, -20, 5), unit((10 * sin(6 * pi * u), 20, -4))), seconds=9, cast=nobody), ("pan back and forth",), ("truck", "handheld", "orbit")),
    ("with a nervous hand on the handle", film(head((0, 0, 1.6), (0, -25, 0), (1, 25, 0)), seconds=6, rate=24, shake=0.5, cast=nobody), ("handheld camera", "pan right"), ("left", "static")),
    ("135 mm, after a plane", film(tracked(line((0, 0, 2), (0, 0, 2)), line((-300, 800, 120), (300, 800, 160))), seconds=8, lens=135, cast=going(lambda at: box("Plane", (36, 34, 11), at), line((-300, 800, 120), (300, 800, 160)))), ("pan right with @Plane",), ("left", "truck", "orbit", "tracking")),
    ("a surveillance camera sweeps once", film(head((0, 0, 3.2), (0, -35, -25), (1, 35, -25)), seconds=10, lens=24, cast=nobody), ("pan right", "high angle"), ("left", "tilt", "overhead")),
    # Tilts.
    ("down a letter", film(head((0, -0.5, 1.4), (0, 0, -15), (1, 0, -45)), seconds=6, lens=60, cast=nobody), ("tilt down",), ("crane", "pan", "up")),
    ("up a block of flats, and down again", film(head((0, -30, 1.6), (0, 0, 0), (0.5, 0, 40), (1, 0, 0)), seconds=9, cast=nobody), ("tilt up, then back",), ("crane", "pan")),
    ("with a child that climbs a ladder", film(tracked(line((0, -5, 1.2), (0, -5, 1.2)), line((0, 0, 0.6), (0, 0, 4.6))), seconds=8, cast=going(kid, line((0, 0, 0), (0, 0, 4)))), ("tilt up with @Kid",), ("crane", "down", "rising")),
    ("up late", film(head((0, 0, 1.6), (0, 0, -5), (0.75, 0, -5), (1, 0, 20)), seconds=8, cast=nobody), ("tilt up",), ("crane", "down", "whip")),
    ("from a roof to the street, canted", film(head((0, 0, 20), (0, 0, 5), (1, 0, -40)), roll=11, seconds=6, cast=nobody), ("Dutch angle", "tilt down"), ("rolling", "crane", "up")),
    ("down and then after her", film(head((0, -6, 1.6), (0, 0, 40), (0.5, 0, -3), (1, 42, -3)), seconds=8, cast=lambda u: (person("Mia", 5.4 * part(u, 0.5, 1)),)), ("tilt down", "pan right"), ("crane", "truck", "left")),
    # Dollies and trucks.
    ("in in the last second", film(rig((0, (0, -6, 1.5), FACE), (0.8, (0, -6, 1.5), FACE), (1, (0, -2.5, 1.5), FACE)), seconds=5), ("push in",), ("zoom", "pull", "truck", "crane")),
    ("in, then aside to see who it is", film(rig((0, (0, -9, 1.5), (0, 9, 1.5)), (0.5, (0, -5, 1.5), (0, 9, 1.5)), (1, (3, -5, 1.5), (3, 9, 1.5))), seconds=8, cast=nobody), ("push in, then truck right",), ("with", "pull", "left", "pan")),
    ("out of a room backwards, then a look aside", film(lambda u: ((0, 1 - 5 * part(u, 0, 0.5), 1.6), (sin(radians(-50) * part(u, 0.55, 1)), cos(radians(-50) * part(u, 0.55, 1)), 0)), seconds=9, cast=nobody), ("pull out, then", "pan left"), ("push", "right", "with")),
    ("on twos towards her", film(on_twos(rig((0, (0, -8, 1.5), FACE), (1, (0, -3, 1.5), FACE)), 5)), ("push in",), ("handheld", "cut", "pull")),
    ("in centimetres, through a hall", film(rig((0, (0, 0, 1.6), (0, 9, 1.6)), (1, (0, 4, 1.6), (0, 13, 1.6))), seconds=10, scale=100, cast=nobody), ("slow push in",), ("fast", "pull", "cut")),
    ("in metres of a city's plan, along a street", film(rig((0, (-4, 0, 1.6), (-4, 20, 1.6)), (1, (4, 0, 1.6), (4, 20, 1.6))), seconds=6, scale=0.01, cast=nobody), ("truck right",), ("static", "left", "pan")),
    ("a slider at a wedding, half a metre", film(rig((0, (-0.3, -2, 1.4), (-0.3, 9, 1.4)), (1, (0.3, -2, 1.4), (0.3, 9, 1.4))), seconds=8, lens=50), ("truck right",), ("pan", "orbit", "left", "static")),
    ("grazes past two who stand at the door", film(rig((0, (0, -6, 1.6), (0, 20, 1.6)), (1, (0, 8, 1.6), (0, 30, 1.6))), seconds=4, cast=of(person("Mia", -0.7), person("Tom", 0.7, 1), person("Jo", 0.2, 14))), ("push in",), ("cut", "pull", "truck", "orbit")),
    ("a noise curve on a dolly's rotation", film(noisy(rig((0, (0, -7, 1.5), FACE), (1, (0, -3.5, 1.5), FACE)), 0.6, 6), seconds=6, rate=24), ("handheld camera", "push in"), ("static", "pull", "pan")),
    ("in a wheelchair down a ward", film(looking_ahead(lambda u: (0.1 * sin(7 * u), 14 * u, 1.1)), seconds=9, cast=nobody), ("push in",), ("truck", "pull", "orbit", "handheld")),
    ("along a shelf and back again", film(rig((0, (-1, -1.2, 1.4), (-1, 9, 1.4)), (0.5, (1, -1.2, 1.4), (1, 9, 1.4)), (1, (-1, -1.2, 1.4), (-1, 9, 1.4))), seconds=10, cast=of(box("Vase", (0.2, 0.2, 0.4), (0, 0, 1.2)))), ("truck right, then back",), ("pan", "push", "orbit")),
    ("away from a burning house", film(rig((0, (0, -14, 1.7), (0, 0, 3)), (1, (0, -30, 1.7), (0, 0, 3))), seconds=6, rate=24, shake=0.4, cast=of(box("House", (9, 8, 7)))), ("handheld camera", "pull out"), ("push", "zoom", "static", "orbit")),
    # Cranes.
    ("up from behind a hedge", film(rig((0, (0, -12, 0.8), (0, 9, 0.8)), (0.6, (0, -12, 3.4), (0, 9, 3.4)), (1, (0, -12, 3.4), (0, 9, 3.4))), seconds=7, cast=of(car((0, 0, 0)))), ("crane up",), ("tilt", "push", "down", "orbit")),
    ("a jib rises and then looks down", film(lambda u: ((0, -7, 1.4 + 3.6 * part(u, 0, 0.5)), unit((0, 1, -0.65 * part(u, 0.5, 1)))), seconds=9, cast=nobody), ("crane up, then tilt down",), ("with", "push", "pan")),
    ("down onto a picnic", film(boom((0, -9, 1.2), 6, 50, 5, aim=(0, 0, 0.3)), seconds=8, cast=of(box("Rug", (2.5, 2, 0.2)))), ("crane down",), ("pull", "up", "pan", "truck")),
    ("a hand's breadth up, over a cradle's edge", film(rig((0, (0, -1.1, 0.75), (0, 1, 0.75)), (1, (0, -1.1, 0.98), (0, 1, 0.98))), seconds=5, cast=of(Seen("Baby", (-0.35, -0.15, 0.6), (0.35, 0.15, 0.8)))), ("crane up",), ("static", "tilt", "down")),
    ("a drone leaves: up, back, still looking at her", film(rig((0, (0, -5, 2), BODY), (1, (0, -22, 18), BODY)), seconds=9), ("pull out", "crane up"), ("push", "down", "orbit", "pan")),
    ("down a lift shaft", film(rig((0, (0, 0, 12), (0, 3, 12)), (1, (0, 0, 2), (0, 3, 2))), seconds=6, cast=nobody), ("crane down",), ("tilt", "up", "push")),
    # Around.
    ("round a sculpture, with a rest", film(lambda u: arc(-90, 30, radius=4)(0.5 * part(u, 0, 0.4) + 0.5 * part(u, 0.6, 1)) if 0 < u < 1 else arc(-90, 30, radius=4)(u), seconds=10), ("orbit right",), ("pan", "truck", "left", "back")),
    ("round the stage on a worn track", film(tightens, seconds=8), ("orbit right",), ("pan", "truck", "left", "zoom")),
    ("once round a car, low", film(arc(-90, -450, radius=6, height=0.6, aim=(0, 0, 0.7)), seconds=10, cast=of(car((0, 0, 0)))), ("full orbit left",), ("pan", "truck", "right")),
    ("up a stairwell, round and round", film(stairwell, seconds=10, cast=of(box("Column", (0.6, 0.6, 10)))), ("orbit right", "crane up"), ("pan", "left", "down")),
    ("closer, then round", film(lambda u: arc(-90, -160, radius=4)(part(u, 0.5, 1)) if u > 0.5 else ((0, -8 + 4 * part(u, 0, 0.5), 1.61), unit((0, 1, -0.07))), seconds=9), ("push in, then", "orbit left"), ("pan", "truck", "right", "with")),
    ("round a couple who dance", film(arc(-60, 40, radius=4), seconds=7, cast=lambda u: (person("Mia", 0.35 * cos(4 * u), 0.35 * sin(4 * u)), person("Tom", -0.35 * cos(4 * u), -0.35 * sin(4 * u)))), ("orbit right",), ("pan", "truck", "left", "tracking")),
    ("round a dog, from its height, on a gimbal", film(arc(-20, -100, radius=2.2, height=0.4, aim=(0, 0, 0.3)), seconds=5, shake=0.06, rate=24, cast=of(box("Dog", (0.3, 0.9, 0.6)))), ("orbit left",), ("pan", "truck", "right", "shaky")),
    # With somebody.
    ("waits for her and goes along", film(then_beside, seconds=8, cast=going(mia, lambda u: (-5 + 12 * u, 0, 0))), ("right",), ("orbit", "left", "pan", "push")),
    ("behind a skateboard", film(behind_skateboard, seconds=6, cast=going(mia, skateboard)), ("following @Mia from behind",), ("orbit", "push", "truck", "cut")),
    ("down a platform beside a child", film(with_it(PLATFORM, (0, -4, 0.9), look=(0, 0, 0.7)), seconds=7, cast=going(kid, PLATFORM)), ("tracking right with @Kid",), ("left", "truck", "pan")),
    ("behind a van, up a ramp", film(with_it(RAMP, (0, -9, 2.2), look=(0, 0, 1)), seconds=7, cast=going(van, RAMP)), ("following @Van from behind",), ("crane", "push", "tilt")),
    ("ahead of a cyclist, from a boot", film(with_it(line((0, 40, 0), (0, 0, 0)), (0.3, -4, 1.1)), seconds=8, shake=0.15, rate=24, cast=going(CYCLIST, line((0, 40, 0), (0, 0, 0)))), ("moving back ahead of @Rider",), ("pull", "behind", "static", "orbit")),
    ("bolted to a swing, at who swings", film(SWING, seconds=6, cast=SWINGER), ("@Mia",), ("orbit", "whip", "cut", "pull")),
    ("a passenger, in a bus round bends", film(bus_seat, seconds=10, cast=passenger), ("following @Mia",), ("orbit", "pan", "push", "truck")),
    ("along with a horse, closer by the lens", film(with_it(line((-20, 0, 0), (20, 0, 0)), (0, -12, 1.8), look=(0, 0, 1)), seconds=7, lens=lambda u: 40 + 30 * ease(u), cast=going(horse_across, line((-20, 0, 0), (20, 0, 0)))), ("tracking right with @Horse", "zoom in"), ("push", "left", "truck")),
    ("follows her to the edge, then looks up", film(lambda u: ((0, -3 + 8 * part(u, 0, 0.55), 1.5), unit((0, 1, 0.6 * part(u, 0.65, 1)))), seconds=9, cast=going(mia, lambda u: (0, 8 * part(u, 0, 0.55), 0))), ("following @Mia from behind",), ("pull", "orbit", "crane", "down")),
    ("a camera on the dog's collar", film(lambda u: ((0.2 * sin(8 * u), 10 * u, 0.55), unit((0.05 * sin(30 * u), 1, 0.03 * sin(40 * u)))), seconds=5, rate=24, cast=lambda u: (dog((0.2 * sin(8 * u), 10 * u, 0)),)), ("push in",), ("@Dog", "pull", "close-up", "orbit")),
    ("behind a car on hairpins, in centimetres", film(with_it(s_bend, (0, -8, 2.5), look=(0, 0, 0.8)), seconds=8, scale=100, cast=going(car, s_bend)), ("following @Car from behind",), ("orbit", "push", "cut")),
    ("from a helicopter, above a car", film(with_it(line((0, 0, 0), (10, 90, 0)), (0, -18, 30), look=(0, 0, 0.5)), seconds=9, cast=going(car, line((0, 0, 0), (10, 90, 0)))), ("following @Car",), ("orbit", "push", "crane", "static")),
    # Lenses and focus.
    ("closer by the lens, then along the wall", film(head((0, -9, 1.6), (0, 0, 0), (0.5, 0, 0), (1, 25, 0)), seconds=9, lens=lambda u: 35 + 35 * part(u, 0, 0.5), cast=nobody), ("zoom in, then pan right",), ("push", "left", "with")),
    ("in by the lens, out by the dolly", film(rig((0, (0, -3, 1.6), FACE), (1, (0, -7, 1.6), FACE)), seconds=5, lens=lambda u: 30 * (3 + 4 * ease(u)) / 3), ("dolly zoom out",), ("push", "pan", "static")),
    ("from her to him, and to her again", film(still((0, -3.5, 1.5), (0, 0, 1.45)), seconds=9, cast=TWO_DEPTHS, focus=lambda u: at_keys(u, (0, 3.5), (0.25, 3.5), (0.35, 7.5), (0.65, 7.5), (0.75, 3.5), (1, 3.5))), ("focus pull from @Mia to @Tom, then back", "static camera"), ("push", "zoom", "pan")),
    ("the focus goes to infinity", film(still((0, -3, 1.5), (0, 0, 1.4)), focus=lambda u: at_keys(u, (0, 3.0), (0.5, 3.0), (0.8, 60.0), (1, 60.0))), ("focus pull to the background", "static camera"), ("push", "zoom", "@")),
    ("a zoom too far and a little back", film(still((0, -8, 1.6), FACE), seconds=8, lens=lambda u: at_keys(u, (0, 35.0), (0.5, 100.0), (0.6, 100.0), (1, 60.0))), ("zoom in",), ("push", "dolly", "pull")),
    ("wider as she comes", film(still((0, -3, 1.4), (0, 8, 1.2)), seconds=6, lens=lambda u: 85 - 50 * ease(u), cast=going(mia, line((0, 10, 0), (0, 1, 0)))), ("zoom out",), ("pull", "dolly", "following", "push")),
    ("flat: an elevation, shown bit by bit", flat(film(rig((0, (-8, -20, 4), (-8, 0, 4)), (1, (8, -20, 4), (8, 0, 4))), seconds=8, cast=nobody), lambda u: 6.0), ("Orthographic view", "truck right"), ("push", "pan", "static")),
    # Hands, rolls, cuts, eyes.
    ("breathless, behind a car door", film(still((0, -2, 1.2), (0, 0, 1.4)), seconds=5, rate=24, shake=2.8), ("shaky handheld camera",), ("static", "pan", "orbit", "push")),
    ("the ship lists and rights itself", film(still((0, -5, 1.5), BODY), seconds=9, roll=lambda u: at_keys(u, (0, 0.0), (0.4, 25.0), (0.6, 25.0), (1, 0.0))), ("rolling camera",), ("static", "pan", "Dutch")),
    ("upside down to upright, going in", film(rig((0, (0, -7, 1.5), FACE), (1, (0, -3, 1.5), FACE)), seconds=6, roll=lambda u: 180 - 180 * ease(u)), ("rolling camera", "push in"), ("static", "Dutch", "pull")),
    ("a cut in the middle of a pan", film(lambda u: ((0, -8, 1.6), unit((sin(-0.3 + 0.5 * u), cos(-0.3 + 0.5 * u), 0))) if u < 0.5 else ((0.6, -1.6, 1.6), unit((-0.6, 1.6, 0))), seconds=6), ("pan right", "then a cut to"), ("whip", "push", "orbit")),
    ("a panorama on a cart", [replace(s, panorama="360 degree panorama") for s in film(rig((0, (0, -6, 1.5), BODY), (1, (0, -3, 1.5), BODY)))], ("360 degree panorama", "push in"), ("shot", "close-up", "mm lens")),
    ("a sleeper's eyes open on the ceiling", film(lambda u: ((0, 0, 0.9), unit((0, 0.02 + 0.9 * ease(u), 1))), seconds=5, cast=of(Seen("Mia", (-0.9, -0.3, 0.6), (0.9, 0.3, 1.0)))), ("tilt down",), ("close-up", "@Mia", "crane", "static")),
]  # fmt: skip

SIZES: Sizes = [
    ("two riders on a ridge, one counted", stands(box("Rider", (2.4, 0.7, 2.5)), at=(0, -120, 10), to=(0, 0, 1), lens=50), "extreme wide shot"),
    ("across a square", stands(person(), at=(0, -16, 1.7), to=BODY, lens=35), "wide shot"),
    ("head to shoes, 135 mm", stands(person(), at=(0, -14.5, 1.2), to=(0, 0, 0.9), lens=135), "full shot"),
    ("to the knees, 100 mm", stands(person(), at=(0, -7.4, 1.3), to=(0, 0, 1.1), lens=100), "medium full shot"),
    ("at the bar, 24 mm", stands(person(), at=(0, -1.15, 1.4), to=(0, 0, 1.3), lens=24), "medium shot"),
    ("news reader", stands(person(), at=(0, -1.5, 1.5), to=(0, 0, 1.45), lens=50), "medium close-up"),
    ("the verdict", stands(person(), at=(0, -1.2, 1.6), to=FACE, lens=75), "close-up"),
    ("an eyelid", stands(person(), at=(0, -0.45, 1.61), to=FACE, lens=90), "extreme close-up"),
    ("whole, 4:3", stands(person(), at=(0, -3.2, 1.2), to=(0, 0, 0.9), lens=40, aspect=4 / 3), "full shot"),
    ("from the waist, 9:16", stands(person(), at=(0, -1.6, 1.4), to=(0, 0, 1.3), lens=60, aspect=9 / 16), "medium shot"),
    ("a doll on a bed", stands(Seen("Doll", (-0.1, -0.07, 0.5), (0.1, 0.07, 0.9)), at=(0, -0.75, 0.8), to=(0, 0, 0.7), lens=50), "medium full shot"),
    ("a giant, from his knees up", stands(Seen("Giant", (-2, -1.3, 0), (2, 1.3, 12)), at=(0, -21, 7), to=(0, 0, 7.5), lens=40), "medium full shot"),
    ("one who kneels", stands(Seen("Tom", (-0.3, -0.3, 0), (0.3, 0.3, 1.15)), at=(0, -2.7, 0.9), to=(0, 0, 0.6), lens=45), "full shot"),
    ("one in a hammock", stands(Seen("Jo", (-0.95, -0.35, 0.5), (0.95, 0.35, 0.95)), at=(0, -2.6, 1.2), to=(0, 0, 0.7), lens=40), "full shot"),
    ("a cat, whole", stands(box("Cat", (0.5, 0.18, 0.3)), at=(0, -1.1, 0.35), to=(0, 0, 0.15), lens=50), "full shot"),
    ("a cat's face", stands(box("Cat", (0.5, 0.18, 0.3)), at=(0.2, -0.42, 0.28), to=(0.2, 0, 0.24), lens=85), "close-up"),
    ("an eagle on its eyrie", stands(box("Eagle", (0.5, 0.9, 0.85), (0, 0, 30)), at=(0, -2.4, 30.4), to=(0, 0, 30.4), lens=60), "full shot"),
    ("a whale beside a boat", stands(box("Whale", (16, 4, 3), (0, 0, -2)), at=(0, -60, 8), to=(0, 0, 0), lens=40), "wide shot"),
    ("an elephant's flank", stands(box("Elephant", (5.5, 2, 3.2)), at=(0, -4.2, 1.7), to=(0, 0, 1.7), lens=50), "close-up"),
    ("a bicycle against a wall", stands(box("Bicycle", (1.8, 0.5, 1.05)), at=(0, -3.1, 0.9), to=(0, 0, 0.5), lens=50), "full shot"),
    ("a bus comes, its front whole", stands(box("Bus", (2.5, 12, 3.1)), at=(0, -13, 1.6), to=(0, 0, 1.5), lens=50), "full shot"),
    ("a headlamp", stands(box("Car", (1.8, 4.4, 1.45)), at=(0.6, -2.9, 0.7), to=(0.6, -2.2, 0.65), lens=50), "extreme close-up"),
    ("a tanker on the horizon", stands(box("Tanker", (250, 40, 40)), at=(0, -4500, 20), to=(0, 0, 20), lens=85), "wide shot"),
    ("a teapot", stands(box("Teapot", (0.26, 0.16, 0.17), (0, 0, 0.75)), at=(0, -0.55, 0.95), to=(0, 0, 0.83), lens=50), "full shot"),
    ("a lighthouse, whole", stands(box("Lighthouse", (7, 7, 30)), at=(0, -75, 2), to=(0, 0, 15), lens=45), "full shot"),
    ("three by a fire", stands(person("Mia", -0.9), person("Tom"), person("Jo", 0.9), at=(0, -3.4, 1.4), to=(0, 0, 1.0), lens=35), "full three-shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("storms out, and comes back for the keys", film(ROOM, seconds=10, cast=going(mia, lambda u: (at_keys(u, (0, 0.0), (0.3, 6.0), (0.6, 6.0), (0.85, 2.3), (1, 2.3)), 0, 0))), "@Mia is in the centre, then exits to the right, then enters from the right and stays on the right"),
    ("up and down before the window", film(ROOM, seconds=10, cast=going(mia, lambda u: (-2.4 * cos(6 * pi * u), 0, 0))), "@Mia moves back and forth between the left and the right"),
    ("fetches something from the shelf", film(ROOM, seconds=8, cast=going(mia, lambda u: (-2.4 + 4.8 * at_keys(u, (0, 0.0), (0.4, 1.0), (0.6, 1.0), (1, 0.0)), 0, 0))), "@Mia moves from the left to the right and back"),
    ("a bike in a second of fifteen", film(ROOM, seconds=15, cast=lambda u: (person("Tom"), Seen("Rider", (-8.9 + 16 * part(u, 0.6, 0.67), -3.3, 0), (-7.1 + 16 * part(u, 0.6, 0.67), -2.7, 1.8)))), "@Tom is in the centre; @Rider crosses from left to right"),
    ("one waits, one comes late", film(ROOM, seconds=8, cast=lambda u: (person("Tom", -2.3), person("Mia", 6 - 3.7 * part(u, 0.7, 1)))), "@Tom is on the left; @Mia enters from the right and stays on the right"),
    ("both leave, to each side", film(ROOM, cast=lambda u: (person("Mia", -0.5 - 5.5 * ease(u)), person("Tom", 0.5 + 5.5 * ease(u)))), "@Mia is in the centre, then exits to the left; @Tom is in the centre, then exits to the right"),
    ("behind a shop window", film(ROOM, cast=of(person("Mia", 0.2, 1, visible=0.95), person("Tom", -2.4, -1))), "@Tom is on the left; @Mia is in the centre"),
    ("through a fence, coming", film(ROOM, cast=lambda u: (replace(mia((0.1, 16 - 13 * u, 0)), visible=0.6),)), "@Mia is in the centre and comes closer"),
    ("out of the fog", film(ROOM, cast=lambda u: (person("Mia", 0, 3, visible=1.0 if u > 0.5 else 0.0),)), "@Mia appears in the centre"),
    ("behind a pillar in the middle", film(ROOM, seconds=8, cast=lambda u: (person("Mia", -2.4 + 4.8 * u, visible=0.0 if abs(u - 0.5) < 0.1 else 1.0),)), "@Mia moves from the left to the right"),
    ("the camera finds them by and by", film(head((0, -8, 1.5), (0, -55, 0), (1, 0, 0)), seconds=7, cast=of(person("Mia", -0.6), person("Tom", 0.6))), "@Mia comes into the frame from the right and ends in the centre; @Tom comes into the frame from the right and ends in the centre"),
    ("a dog runs through", film(ROOM, seconds=6, cast=lambda u: (person("Mia", 2.3), dog((7 - 14 * part(u, 0.3, 0.6), -1, 0)))), "@Mia is on the right; @Dog crosses from right to left"),
    ("a lift goes up with him", film(ROOM, cast=lambda u: (person("Mia", -2.3), person("Tom", 2.3, 0, 7 * part(u, 0.3, 1)))), "@Mia is on the left; @Tom is on the right, then exits above the frame"),
    ("hides behind a sofa", film(ROOM, cast=lambda u: (person("Mia", -0.2, visible=1.0 if u < 0.6 else 0.05),)), "@Mia is in the centre, then disappears"),
    ("five round a table, seen from its end", film(ROOM, cast=of(person("Ada", -2.2, -1), person("Bo", -1.9, 2), person("Cy", 0, 4), person("Di", 1.9, 2), person("Ed", 2.2, -1))), "@Ada and @Bo are on the left, from left to right; @Cy is in the centre, in the background; @Di and @Ed are on the right, from left to right"),
    ("after a cut he is gone", film(lambda u: ((0, -8, 1.5), (0, 1, 0)) if u < 0.5 else ((-2.2, -3, 1.5), (0, 1, 0)), cast=of(person("Mia", -2.2), person("Tom", 2.2))), "@Mia is on the left; @Tom is on the right; after the cut, @Mia is in the centre"),
    ("walks behind the camera, past her", film(ROOM, seconds=6, cast=lambda u: (person("Mia", 2.2, 1), person("Tom", -0.3 - 1.4 * u, 5 - 15 * u))), "@Tom is in the centre, then exits to the left; @Mia is on the right"),
    ("goes out by one door and in by the other", film(ROOM, seconds=10, cast=going(mia, lambda u: (at_keys(u, (0, 0.0), (0.35, -6.0)) if u < 0.45 else at_keys(u, (0.6, 6.0), (0.9, 0.0)), 0, 0))), "@Mia is in the centre, then exits to the left, then enters from the right and ends in the centre"),
]  # fmt: skip
