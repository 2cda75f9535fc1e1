# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A seventh table labelled by hand before it was run: cameras on rigs, on arms, tracks, paths and cars, with trackers,
noise curves, keyed lenses and constant keys."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import atan2, cos, pi, radians, sin

from camera_paths import View, ease, nobody, person
from keyed_paths import (
    BODY,
    FACE,
    PAIR,
    ROOM,
    arc,
    at_keys,
    box,
    car,
    car_across,
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

from addon.core.camera.math import Vec, sub, unit
from addon.core.camera.samples import Sample, Seen


def tracked(place: Callable[[float], Vec], target: Callable[[float], Vec]) -> Callable[[float], View]:
    """A camera with a tracker: wherever it is, it looks at its target."""
    return lambda u: (place(u), unit(sub(target(u), place(u))))


def boom(pivot: Vec, length: float, first: float, last: float, aim: Vec | None = None) -> Callable[[float], View]:
    """On a crane's arm that points along +Y and swings from one angle to another, degrees above level. Without an aim
    its head stays level."""

    def path(u: float) -> View:
        a = radians(first + (last - first) * ease(u))
        place = (pivot[0], pivot[1] + length * cos(a), pivot[2] + length * sin(a))
        return place, unit(sub(aim, place)) if aim else (0.0, 1.0, 0.0)

    return path


def looking_ahead(way: Callable[[float], Vec]) -> Callable[[float], View]:
    """On a path, its view along it."""
    return lambda u: (way(u), unit(sub(way(u + 0.01), way(u))))


def noisy(path: Callable[[float], View], angle: float, seconds: float) -> Callable[[float], View]:
    """Noise curves on a camera's rotation, of `angle` degrees at most."""

    def wave(t: float, phase: float) -> float:
        return radians(angle) * (0.6 * sin(13.1 * t + phase) + 0.4 * sin(21.7 * t + 2.3 * phase))

    def moved(u: float) -> View:
        place, (x, y, z) = path(u)
        a, b = wave(u * seconds, 0.4), wave(u * seconds, 1.9)
        return place, unit((x * cos(a) - y * sin(a), x * sin(a) + y * cos(a), z + b))

    return moved


def flat(samples: list[Sample], height: Callable[[float], float]) -> list[Sample]:
    """The same samples through an orthographic camera; `height`: what it shows from edge to edge, in metres."""
    last = samples[-1].seconds
    return [replace(s, fov=0.0, lens=0.0, ortho_height=height(s.seconds / last)) for s in samples]


def turned_car(u: float) -> tuple[Seen, ...]:
    x, y, _ = s_bend(u)
    return (replace(car((x, y, 0)), turned=heading_of(s_bend, u)),)


def heading_of(way: Callable[[float], Vec], u: float) -> float:
    step = sub(way(u + 0.001), way(u - 0.001))
    return atan2(step[1], step[0]) - pi / 2


def on_bonnet(u: float) -> View:
    """Bolted before the windscreen of a car on its winding road, its back to where that goes."""
    (x, y, _), a = s_bend(u), heading_of(s_bend, u)
    place = (x - 3.2 * sin(a), y + 3.2 * cos(a), 1.4)
    return place, unit(sub((x, y, 1.0), place))


def bend(u: float) -> Vec:
    """A quarter of a circle to the left, 12 m in radius."""
    a = pi / 2 * u
    return (12 * cos(a) - 12, 12 * sin(a), 1.6)


def corner(u: float) -> Vec:
    """Ten metres along +Y, then ten along +X, the corner rounded."""
    s = 20 * u - 10
    if s < -2:
        return (0.0, s + 10, 0.0)
    if s > 2:
        return (s, 10.0, 0.0)
    share = (s + 2) / 4
    return (2 * share * share, 8 + 4 * share - 2 * share * share, 0.0)


def behind_round_corner(u: float) -> View:
    place, ahead = corner(u - 0.14), corner(u)
    place = (place[0], place[1], 1.55)
    return place, unit(sub((ahead[0], ahead[1], 1.3), place))


def merry_go_round(u: float) -> Vec:
    return (4 * sin(1.2 * pi * u), -4 * cos(1.2 * pi * u), 0.0)


def let_go(u: float) -> Vec:
    """Where a camera goes that follows somebody for the first two thirds of the way."""
    return (0.0, -3.0 + 10 * min(u, 0.66), 1.5)


def van_away(u: float) -> tuple[Seen, ...]:
    x = 14 * max(u - 0.3, 0) ** 1.5
    return (box("Van", (4, 2, 2.4), (x, -2, 0)), person("Mia", visible=1.0 if x > 2.4 else 0.0))


CAROUSEL, RIDES = hung(lambda u: 1.2 * pi * u, merry_go_round, 1.5)
WALK = line((0, 0, 0), (0, 10, 0))
STAIRS = line((0, 0, 0), (0, 7, 4.5))
VANS = of(*(box(f"Van {n}", (2, 5, 2.4), at) for n, at in enumerate([(-3, 0, 0), (3, 1, 0), (-3, 8, 0), (3, 9, 0)], 1)))
STATUE = box("Statue", (2, 2, 12), (0, 14, 0))
FOUNTAIN = box("Fountain", (4, 4, 3))
KITE = line((3, 20, 4), (10, 20, 22))
RIDER = lambda at: Seen("Rider", (at[0] - 0.9, at[1] - 0.35, at[2]), (at[0] + 0.9, at[1] + 0.35, at[2] + 1.8))  # noqa: E731
LEAF = line((0, 6, 8), (0.6, 6, 0.2))
DEEP = of(person("Mia", -1.4, 3), person("Tom", 3.5, 8))

MOVES: Moves = [
    # Locked off.
    ("an empty corridor", film(still((0, 0, 1.2), (0, 20, 1.2)), seconds=18, lens=24, cast=nobody), ("static camera",), MOVED),
    ("a flag in the wind", film(still((0, -6, 1.6), (0, 0, 4)), cast=lambda u: (box("Flag", (2 + 0.4 * sin(17 * u), 0.3, 1.2), (0.2 * sin(17 * u), 0, 3.4)),)), ("static camera",), MOVED),
    ("she turns to the window", film(still((0, -2.4, 1.5), (0, 0, 1.45)), cast=lambda u: (replace(person(), turned=1.4 * ease(u)),)), ("static camera",), MOVED),
    ("a lift opens on two", film(still((0, -5, 1.4), (0, 0, 1.1)), cast=lambda u: tuple(replace(p, visible=1.0 if u > 0.4 else 0.0) for p in PAIR(u))), ("static camera",), MOVED),
    ("a train goes by before her", film(still((0, -9, 1.5), (0, 0, 1.2)), cast=lambda u: (person(visible=0.0 if 0.25 < u < 0.75 else 1.0), box("Train", (60, 3, 4), (-120 + 240 * u, -4, 0)))), ("static camera",), MOVED),
    ("a ball is dropped", film(still((0, -2.5, 1), (0, 0, 1)), seconds=2, cast=lambda u: (box("Ball", (0.24, 0.24, 0.24), (0, 0, max(1.8 - 5 * u * u, 0))),)), ("static camera",), MOVED),
    ("on a floor that trembles a little", film(lambda u: ((0.001 * sin(70 * u), -5, 1.5), (0, 1, 0)), rate=24), ("static camera",), MOVED),
    ("straight from above a chess board", film(still((0, 0, 1.2), (0, 0.001, 0)), cast=of(box("Board", (0.5, 0.5, 0.03)))), ("overhead view", "static camera"), MOVED),
    # Pans.
    ("a keeper scans the sea", film(head((0, 0, 18), (0, -100, -2), (1, 100, -2)), seconds=14, cast=nobody), ("pan right",), ("left", "tilt", "whip", "orbit")),
    ("slowly along a bench", film(head((0, 0, 1.1), (0, 8, 0), (1, -8, 0)), seconds=12, lens=50, cast=nobody), ("slow pan left",), ("right", "truck")),
    ("falls short and corrects", film(head((0, 0, 1.6), (0, 25, 0), (0.7, -21, 0), (0.8, -21, 0), (1, -26, 0)), cast=nobody), ("pan left",), ("right", "back", "whip")),
    ("a tracker on a cyclist", film(tracked(line((0, -12, 1.6), (0, -12, 1.6)), line((-10, 0, 1), (10, 0, 1))), seconds=4, cast=going(RIDER, line((-10, 0, 0), (10, 0, 0)))), ("pan right with @Rider",), ("truck", "tracking", "left", "orbit")),
    ("one who skates round the camera", film(tracked(line((0, 0, 1.5), (0, 0, 1.5)), lambda u: (5 * cos(5 * u), 5 * sin(5 * u), 1.2)), seconds=9, cast=lambda u: (person("Mia", 5 * cos(5 * u), 5 * sin(5 * u)),)), ("pan left with @Mia",), ("right", "orbit", "tracking", "turning with")),
    ("from who speaks to who listens", film(head((0, 0, 1.5), (0, -32, 0), (0.25, -32, 0), (0.8, 33, 0), (1, 33, 0)), lens=65, cast=of(person("Mia", -2.5, 4), person("Tom", 2.6, 4))), ("pan right",), ("left", "truck", "whip")),
    ("a searchlight's keeper", film(lambda u: ((0, 0, 6), unit((0.7 * sin(8 * pi * u), 1, 0))), seconds=16, cast=nobody), ("pan back and forth",), ("truck", "handheld", "whip")),
    ("startled, to the left and back", film(head((0, 0, 1.6), (0, 10, 0), (0.4, 10, 0), (0.46, -50, 0), (0.75, -50, 0), (0.81, 10, 0), (1, 10, 0)), seconds=4, cast=nobody), ("whip pan left", "back"), ("handheld", "tilt", "cut")),
    ("a whip from Mia to Tom", film(head((0, 0, 1.5), (0, -35, 0), (0.5, -35, 0), (0.55, 36, 0), (1, 36, 0)), seconds=4, cast=of(person("Mia", -2.8, 4), person("Tom", 2.9, 4))), ("whip pan right",), ("cut", "handheld", "left")),
    ("over a stadium, 16 mm", film(head((0, 0, 12), (0, 35, -10), (1, -40, -10)), seconds=9, lens=16, cast=nobody), ("pan left",), ("right", "tilt")),
    ("canted, across", film(head((0, 0, 1.6), (0, -16, 0), (1, 16, 0)), roll=-14, cast=nobody), ("Dutch angle", "pan right"), ("rolling", "rocking", "left")),
    # Tilts.
    ("up a statue", film(head((0, 0, 1.6), (0, 0, 2), (0.7, 0, 34), (1, 0, 34)), seconds=7, cast=of(STATUE)), ("tilt up",), ("crane", "pan", "push", "down")),
    ("from the sky to a car", film(head((0, 0, 1.5), (0, 0, 50), (1, 0, -2)), seconds=6, cast=of(car((0, 12, 0)))), ("tilt down",), ("crane", "pan", "up")),
    ("a tracker on a kite", film(tracked(line((0, 0, 1.6), (0, 0, 1.6)), KITE), seconds=7, cast=going(lambda at: box("Kite", (1.6, 0.4, 1.2), at), KITE)), ("tilt up", "with @Kite"), ("crane", "rising", "left")),
    ("down with a leaf", film(tracked(line((0, 0, 1.5), (0, 0, 1.5)), LEAF), seconds=6, lens=50, cast=going(lambda at: box("Leaf", (0.3, 0.3, 0.1), at), LEAF)), ("tilt down with @Leaf",), ("crane", "sinking", "up")),
    ("up and aside to a window", film(head((0, 0, 1.6), (0, 8, 0), (1, -18, 20)), cast=nobody), ("pan left", "tilt up"), ("right", "down", "crane")),
    ("a look at the floor", film(head((0, 0, 1.6), (0, 0, 0), (0.4, 0, 0), (0.47, 0, -40), (0.7, 0, -40), (0.77, 0, 0), (1, 0, 0)), seconds=3, cast=nobody), ("whip tilt down", "back"), ("crane", "pan", "cut")),
    # Dollies and trucks.
    ("a slider over a table", film(rig((0, (0, -2.2, 1.5), FACE), (1, (0, -1.6, 1.55), FACE)), seconds=9), ("slow push in",), ("zoom", "static", "crane")),
    ("past three in a row", film(lambda u: ((-3 + 6 * u, -6, 1.4), (0, 1, 0)), seconds=6, cast=of(person("Mia", -2), person("Tom"), person("Jo", 2))), ("truck right",), ("left", "orbit", "pan")),
    ("on a straight path", film(looking_ahead(line((0, 0, 1.4), (0, 7, 1.4))), cast=nobody), ("push in",), ("pan", "truck", "pull")),
    ("on a path round a bend", film(looking_ahead(bend), seconds=8, cast=nobody), ("push in", "pan left"), ("orbit", "truck", "right")),
    ("away from one who stays", film(rig((0, (0, -2, 1.6), FACE), (1, (0, -10, 1.6), FACE)), seconds=10), ("pull out",), ("zoom", "push", "crane")),
    ("in, and aside to the door", film(rig((0, (0, -6, 1.6), (0, 9, 1.6)), (1, (0, -2.5, 1.6), (9, 5, 1.6))), cast=nobody), ("push in", "pan right"), ("left", "orbit", "pull")),
    ("a slider behind a plant", film(rig((0, (-0.4, -2, 1.5), (-0.4, 9, 1.5)), (1, (0.4, -2, 1.5), (0.4, 9, 1.5))), seconds=6), ("truck right",), ("orbit", "pan", "left")),
    ("past a tower that it looks at", film(tracked(line((12, 0, 10), (-12, 0, 10)), line((0, 80, 30), (0, 80, 30))), seconds=8, cast=of(box("Tower", (14, 14, 60), (0, 80, 0)))), ("truck left",), ("orbit", "right")),
    ("a trolley over a bump", film(lambda u: ((2 - 4 * u, -5, 1.4 + 0.03 * max(1 - abs(20 * u - 11), 0)), (0, 1, 0))), ("truck left",), ("crane", "rocking", "right", "handheld")),
    ("through a crowd, with noise curves", film(noisy(rig((0, (0, -9, 1.6), FACE), (1, (0, -4, 1.6), FACE)), 1.0, 5), rate=24), ("handheld camera", "push in"), ("static", "shaky", "pull")),
    ("a rush at a lion", film(rig((0, (0, -12, 1), (0, 0, 0.8)), (1, (0, -2.5, 1), (0, 0, 0.8))), seconds=1, cast=of(box("Lion", (0.8, 2, 1.1)))), ("fast push in",), ("zoom", "pull", "static")),
    ("back, and down to the floor", film(rig((0, (0, 0, 1.6), (0, 6, 1.6)), (1, (0, -4, 1.6), (0, 2, -1.4))), cast=nobody), ("pull out", "tilt down"), ("push", "crane", "up")),
    ("in and to the left", film(rig((0, (2, -7, 1.5), (2, 9, 1.5)), (1, (0, -4, 1.5), (0, 9, 1.5)))), ("push in", "truck left"), ("pull", "right", "orbit")),
    ("waits, then goes", film(rig((0, (0, -7, 1.5), FACE), (0.6, (0, -7, 1.5), FACE), (1, (0, -3.5, 1.5), FACE)), seconds=8), ("push in",), ("static", "pull", "zoom", "fast")),
    ("between parked vans", film(rig((0, (0, -9, 1.4), (0, 30, 1.4)), (1, (0, 7, 1.4), (0, 30, 1.4))), seconds=8, cast=VANS), ("push in",), ("pull", "orbit", "following", "truck")),
    # Cranes.
    ("an arm swings up, she stays in", film(boom((0, -9, 1.8), 4, -20, 40, BODY), seconds=6), ("crane up",), ("tilt", "orbit", "push", "zoom")),
    ("an arm swings up, its head level", film(boom((0, -6, 2), 5, -15, 35), seconds=7, cast=nobody), ("crane up",), ("tilt", "push", "down")),
    ("down to a cake", film(rig((0, (0, -1.5, 2.6), (0, 0, 0.95)), (1, (0, -1.3, 1.1), (0, 0, 0.95))), seconds=6, cast=of(box("Cake", (0.4, 0.4, 0.3), (0, 0, 0.8)))), ("crane down",), ("pull", "orbit", "zoom", "up")),
    ("a drone rises and tips down", film(lambda u: ((0, -6 * ease(u), 4 + 36 * ease(u)), unit((0, 1, -0.1 - 1.5 * ease(u)))), seconds=9, cast=nobody), ("crane up",), ("push", "zoom", "tilt up")),
    ("a pedestal down to one who sits", film(rig((0, (0, -1.5, 1.5), (0, 0, 1.15)), (1, (0, -1.5, 1.12), (0, 0, 1.1))), cast=of(Seen("Tom", (-0.3, -0.4, 0), (0.3, 0.4, 1.3)))), ("crane down",), ("static", "zoom", "up")),
    ("up and aside over a market", film(rig((0, (0, 0, 2), (0, 20, 2)), (1, (-4, 0, 6), (-4, 20, 6))), seconds=7, cast=nobody), ("crane up", "truck left"), ("tilt", "right", "down")),
    ("up, and down again", film(rig((0, (0, -5, 1), (0, 9, 1)), (0.5, (0, -5, 3), (0, 9, 3)), (1, (0, -5, 1), (0, 9, 1))), seconds=8), ("crane up, then back",), ("tilt", "push")),
    # Around.
    ("a drone round a fountain", film(arc(-90, 0, radius=15, height=8, aim=(0, 0, 1.5)), seconds=10, cast=of(FOUNTAIN)), ("orbit right",), ("pan", "truck", "left")),
    ("on a circle, at an even speed", film(lambda u: arc(-60 - 360 * (u - ease(u)), -420 - 360 * (u - ease(u)))(u), seconds=10), ("full orbit left",), ("pan", "truck", "right")),
    ("round two", film(arc(-70, -125, radius=4), seconds=6, cast=PAIR), ("orbit left",), ("pan", "truck", "right")),
    ("round a horse, from above", film(arc(-40, -120, radius=6, height=5.5, aim=(0, 0, 0.9)), seconds=7, cast=of(box("Horse", (2.4, 0.6, 1.8)))), ("orbit left",), ("pan", "truck", "crane", "right")),
    ("half round in a flash", film(arc(-90, 85, radius=4), seconds=1.6), ("fast half orbit right",), ("pan", "truck", "left")),
    ("half round and away", film(arc(-90, -265, radius=(3, 8)), seconds=9), ("half orbit left", "pull out"), ("pan", "push", "right")),
    ("round her, in the hand", film(arc(-60, -130, radius=3), seconds=7, shake=0.35, rate=24), ("handheld camera", "orbit left"), ("shaky", "static", "right")),
    # With somebody.
    ("on a bonnet, at the driver, on a winding road", film(on_bonnet, seconds=8, cast=turned_car), ("ahead of @Car",), ("orbit", "pan", "push")),
    ("behind one, round a corner", film(behind_round_corner, seconds=9, cast=going(mia, corner)), ("following @Mia from behind",), ("orbit", "truck", "push", "tracking")),
    ("from a dune, along with a runner", film(with_it(line((14, 0, 0), (-14, 0, 0)), (0, -18, 2)), lens=85, cast=going(mia, line((14, 0, 0), (-14, 0, 0)))), ("tracking left with @Mia",), ("truck", "right", "pan")),
    ("ahead of a dog", film(with_it(line((0, 9, 0), (0, 0, 0)), (0, -1.8, 0.4), look=(0, 0, 0.3)), cast=going(dog, line((0, 9, 0), (0, 0, 0)))), ("moving back ahead of @Dog",), ("pull", "behind", "orbit")),
    ("up the stairs behind her", film(with_it(STAIRS, (0, -2.6, 1.3)), seconds=7, cast=going(mia, STAIRS)), ("following @Mia from behind",), ("crane", "tilt", "push")),
    ("wing to wing with a gull", film(with_it(line((0, 0, 9), (60, 10, 12)), (1, -3, 0.6), look=(0, 0, 0.1)), cast=going(lambda at: box("Gull", (0.4, 1.6, 0.3), at), line((0, 0, 9), (60, 10, 12)))), ("tracking right with @Gull",), ("left", "truck", "orbit")),
    ("three quarters ahead of her", film(with_it(line((0, 10, 0), (0, 0, 0)), (1.6, -3, 1.5)), cast=going(mia, line((0, 10, 0), (0, 0, 0)))), ("moving back ahead of @Mia",), ("pull", "behind", "orbit")),
    ("behind her, and lets her go", film(lambda u: (let_go(u), (0, 1, -0.03)), seconds=8, cast=going(mia, WALK)), ("following @Mia from behind",), ("pull", "orbit", "tracking")),
    ("on a merry-go-round, before a rider", film(CAROUSEL, seconds=8, cast=RIDES), ("@Mia",), ("orbit", "whip", "pull", "truck")),
    ("from boat to boat", film(with_it(line((0, 0, 0), (50, 0, 0)), (0, -14, 2.5), look=(0, 0, 1.5)), seconds=8, cast=lambda u: (box("Boat", (9, 3, 4), (50 * u, 0, 0.3 * sin(14 * u))),)), ("tracking right with @Boat",), ("crane", "left", "rocking", "truck")),
    ("down with a diver", film(with_it(line((0, 0, 10), (0, 0, 1)), (0, -4, 1)), seconds=7, cast=going(mia, line((0, 0, 10), (0, 0, 1)))), ("sinking with @Mia",), ("crane", "tilt", "rising")),
    # Lenses and focus.
    ("a crash zoom", film(still((0, -9, 1.6), FACE), seconds=3, lens=lambda u: at_keys(u, (0, 24.0), (0.4, 24.0), (0.51, 120.0), (1, 120.0))), ("fast zoom in",), ("push", "dolly", "cut")),
    ("wider and wider", film(still((0, -8, 1.6), BODY), seconds=20, lens=lambda u: 70 - 22 * ease(u)), ("slow zoom out",), ("pull", "dolly")),
    ("the room grows behind her", film(rig((0, (0, -2.5, 1.6), FACE), (1, (0, -6.5, 1.6), FACE)), lens=lambda u: 28 * (2.5 + 4 * ease(u)) / 2.5), ("dolly zoom out",), ("pull", "zoom in", "push")),
    ("focus comes to her", film(still((0, -3, 1.5), (0, 0, 1.4)), focus=lambda u: at_keys(u, (0, 22.0), (0.4, 22.0), (0.6, 3.0), (1, 3.0))), ("focus pull to @Mia", "static camera"), ("push", "zoom", "pan")),
    ("across, focus from her to him", film(head((0, 0, 1.5), (0, -25, 0), (1, 23, 0)), lens=50, cast=DEEP, focus=lambda u: at_keys(u, (0, 3.3), (0.3, 3.3), (0.7, 8.7), (1, 8.7))), ("pan right", "focus pull from @Mia to @Tom"), ("push", "zoom", "left")),
    ("beside a car, wider", film(with_it(line((25, 0, 0), (-25, 0, 0)), (0, -7, 1.4), look=(0, 0, 0.8)), lens=lambda u: 60 - 30 * ease(u), cast=going(car_across, line((25, 0, 0), (-25, 0, 0)))), ("tracking left with @Car", "zoom out"), ("pull", "right", "truck")),
    ("the lens changed by constant keys", film(still((0, -6, 1.6), FACE), lens=lambda u: 35.0 if u < 0.5 else 100.0), ("then a cut",), ("zoom", "push", "whip")),
    ("an orthographic camera comes nearer", flat(film(rig((0, (0, -9, 1.2), BODY), (1, (0, -4, 1.2), BODY))), lambda u: 2.4), ("Orthographic view", "static camera"), ("push", "zoom", "pull")),
    ("an orthographic camera shows less", flat(film(still((0, -9, 1.2), BODY)), lambda u: 6 - 3.6 * ease(u)), ("Orthographic view", "zoom in"), ("push", "static")),
    # Rolls, cuts.
    ("through a tunnel, over and over", film(rig((0, (0, 0, 1.6), (0, 30, 1.6)), (1, (0, 14, 1.6), (0, 44, 1.6))), roll=lambda u: 360 * u, cast=nobody), ("rolling camera", "push in"), ("static", "Dutch", "pull")),
    ("master, his, hers", film(lambda u: ((0, -6, 1.5), (0, 1, 0)) if u < 0.4 else ((-0.9, -1.3, 1.6), unit((1.4, 1.3, 0))) if u < 0.7 else ((0.9, -1.3, 1.6), unit((-1.4, 1.3, 0))), seconds=9, cast=PAIR), ("then a cut",), ("pan", "whip", "orbit", "push", "truck")),
    ("her own eyes, up to the ceiling of a nave", film(lambda u: ((0, 0.03 + 5 * u, 1.64), unit((0, 1, 0.9 * ease(u)))), seconds=7, cast=going(mia, line((0, 0, 0), (0, 5, 0)))), ("push in", "tilt up"), ("@Mia", "close-up", "shot", "crane")),
]  # fmt: skip

SIZES: Sizes = [
    ("a speck on the dunes", stands(person(), at=(0, -180, 12), to=BODY, lens=60), "extreme wide shot"),
    ("at the end of a pier", stands(person(), at=(0, -11, 1.6), to=BODY, lens=28), "wide shot"),
    ("in a lift", stands(person(), at=(0, -3.0, 1.3), to=(0, 0, 0.9), lens=28), "full shot"),
    ("from the knees, at a bar", stands(person(), at=(0, -2.6, 1.3), to=(0, 0, 1.05), lens=35), "medium full shot"),
    ("from the waist, 85 mm", stands(person(), at=(0, -4.2, 1.4), to=(0, 0, 1.35), lens=85), "medium shot"),
    ("from the chest, 28 mm", stands(person(), at=(0, -0.85, 1.5), to=(0, 0, 1.48), lens=28), "medium close-up"),
    ("a portrait, 105 mm", stands(person(), at=(0, -1.8, 1.6), to=FACE, lens=105), "close-up"),
    ("a tear", stands(person(), at=(0, -0.35, 1.6), to=FACE, lens=60), "extreme close-up"),
    ("whole, 9:16", stands(person(), at=(0, -3.1, 1.1), to=(0, 0, 0.9), aspect=9 / 16), "full shot"),
    ("from the waist, square", stands(person(), at=(0, -1.3, 1.4), to=(0, 0, 1.35), aspect=1.0), "medium shot"),
    ("from the chest, 2.39:1", stands(person(), at=(0, -1.35, 1.5), to=(0, 0, 1.48), lens=40, aspect=2.39), "medium close-up"),
    ("a boy, from the waist", stands(Seen("Boy", (-0.2, -0.15, 0), (0.2, 0.15, 1.25)), at=(0, -1.7, 1.0), to=(0, 0, 0.95)), "medium shot"),
    ("a titan behind a hill", stands(Seen("Titan", (-4, -3, 0), (4, 3, 24)), at=(0, -140, 8), to=(0, 0, 12), lens=40), "wide shot"),
    ("one on a stool", stands(Seen("Jo", (-0.3, -0.35, 0), (0.3, 0.35, 1.35)), at=(0, -2.9, 1.0), to=(0, 0, 0.7), lens=40), "full shot"),
    ("one asleep, head and shoulders", stands(Seen("Tom", (-0.9, -0.3, 0.5), (0.9, 0.3, 0.8)), at=(-0.6, -0.7, 1.3), to=(-0.6, 0, 0.7), lens=50), "close-up"),
    ("a wolf, whole", stands(box("Wolf", (1.5, 0.4, 0.85)), at=(0, -2.9, 0.7), to=(0, 0, 0.4), lens=50), "full shot"),
    ("a wolf's eyes", stands(box("Wolf", (1.5, 0.4, 0.85)), at=(0.6, -0.75, 0.75), to=(0.6, 0, 0.7), lens=100), "extreme close-up"),
    ("a parrot on a perch", stands(box("Parrot", (0.25, 0.2, 0.35), (0, 0, 1.5)), at=(0, -0.9, 1.7), to=(0, 0, 1.67)), "full shot"),
    ("geese over a lake", stands(box("Goose", (1.5, 0.8, 0.3), (0, 0, 9)), at=(0, -8, 5), to=(0, 0, 9)), "wide shot"),
    ("a giraffe, whole", stands(box("Giraffe", (2.2, 0.8, 5)), at=(0, -13, 2), to=(0, 0, 2.5), lens=40), "full shot"),
    ("a crocodile from ahead", stands(box("Crocodile", (0.9, 4, 0.6)), at=(0, -5.0, 0.6), to=(0, 0, 0.3), lens=85), "full shot"),
    ("a lorry at an angle", stands(box("Lorry", (8, 8, 3.8)), at=(0, -18, 2), to=(0, 0, 1.9), lens=40), "full shot"),
    ("a lorry's grille", stands(box("Lorry", (2.5, 9, 3.8)), at=(0, -6.4, 1.8), to=(0, 0, 1.8), lens=40), "close-up"),
    ("an airliner over the fields", stands(box("Airliner", (36, 40, 12), (0, 0, 300)), at=(0, -900, 100), to=(0, 0, 306), lens=85), "extreme wide shot"),
    ("a phone on a desk", stands(box("Phone", (0.16, 0.08, 0.01), (0, 0, 0.75)), at=(0, -0.16, 0.98), to=(0, 0, 0.755)), "full shot"),
    ("a sailing boat off the shore", stands(box("Sloop", (10, 3, 13)), at=(0, -75, 4), to=(0, 0, 6), lens=50), "wide shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("two and one", film(ROOM, cast=of(person("Mia", -2.9), person("Tom", -1.7), person("Jo", 2.4))), "@Mia and @Tom are on the left, from left to right; @Jo is on the right"),
    ("comes to stand with her", film(ROOM, cast=lambda u: (person("Mia"), person("Tom", 6 - 4 * ease(min(1.5 * u, 1))))), "@Mia is in the centre; @Tom enters from the right and stays on the right"),
    ("a van drives off, and there she is", film(ROOM, cast=van_away), "@Van is in the centre, then exits to the right; @Mia appears in the centre"),
    ("a lorry down the road", film(ROOM, cast=going(lambda at: box("Lorry", (2.5, 9, 3.8), at), line((0, 90, 0), (0, 8, 0)))), "@Lorry is in the centre and comes closer"),
    ("the camera glides past her", film(rig((0, (-6, -8, 1.5), (-6, 0, 1.2)), (1, (6, -8, 1.5), (6, 0, 1.2)))), "@Mia passes through the frame from right to left"),
    ("the camera looks away and back", film(head((0, -8, 1.5), (0, 0, 0), (0.5, 45, 0), (1, 0, 0))), "@Mia is in the centre"),
    ("at a table that hides her legs", film(ROOM, cast=of(person("Mia", 2.2, visible=0.55))), "@Mia is on the right"),
    ("down through a trapdoor", film(ROOM, cast=going(mia, lambda u: (0, 0, -6 * max(u - 0.4, 0)))), "@Mia is in the centre, then exits below the frame"),
    ("five at a long table", film(ROOM, cast=of(*(person(name, x) for name, x in [("Ada", -3), ("Bo", -1.8), ("Cy", 0), ("Di", 1.8), ("Ed", 3)]))), "@Ada and @Bo are on the left, from left to right; @Cy is in the centre; @Di and @Ed are on the right, from left to right"),
    ("a car drives in with her", film(ROOM, cast=lambda u: (car_across((-8 + 8 * ease(u), 0, 0)), replace(person("Mia", -8 + 8 * ease(u), visible=0.4), high=(-7.75 + 8 * ease(u), 0.2, 1.4)))), "@Car enters from the left and ends in the centre; @Mia enters from the left and ends in the centre"),
    ("behind one who stands", film(ROOM, cast=lambda u: (person("Tom", 0, -2), person("Mia", -3.6 + 7.2 * u, 4, visible=0.0 if abs(u - 0.5) < 0.04 else 1.0))), "@Tom is in the centre; @Mia moves from the left to the right, in the background"),
    ("at the very end", film(ROOM, seconds=8, cast=going(mia, lambda u: (-6 + 4 * at_keys(u, (0, 0.0), (0.75, 0.0), (1, 1.0)), 0, 0))), "@Mia enters from the left and stays on the left"),
    ("the camera goes in on one of three", film(rig((0, (0, -8, 1.5), (0, 0, 1.4)), (1, (0, -2.5, 1.5), (0, 0, 1.4))), cast=of(person("Mia", -2.2), person("Tom"), person("Jo", 2.2))), "@Tom is in the centre; @Mia is on the left, then leaves the frame on the left; @Jo is on the right, then leaves the frame on the right"),
    ("the lens opens on another", film(ROOM, lens=lambda u: 85 - 55 * ease(u), cast=of(person("Mia"), person("Jo", 2.9))), "@Mia is in the centre; @Jo comes into the frame from the right and stays on the right"),
    ("under a strobe", film(ROOM, cast=lambda u: (person("Mia", -2.4, visible=float(int(16 * u) % 2)),)), "@Mia is on the left"),
    ("runs to her mother", film(ROOM, cast=lambda u: (person("Mia", -2.4), Seen("Kid", (2.4 - 4 * ease(u), -0.15, 0), (2.8 - 4 * ease(u), 0.15, 1.1)))), "@Mia is on the left; @Kid moves from the right to the left"),
    ("goes to the window at the back", film(ROOM, cast=going(mia, line((-0.6, -2, 0), (1.9, 9, 0)))), "@Mia is in the centre and moves away"),
    ("one asks the other to come in", film(ROOM, cast=lambda u: (person("Tom", 2.2), person("Mia", -2.2 + 4 * at_keys(u, (0, -1.0), (0.4, 0.0), (1, 0.0))))), "@Tom is on the right; @Mia enters from the left and stays on the left"),
]  # fmt: skip
