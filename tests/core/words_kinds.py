# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others of the kinds that the seventh table's first run got wrong."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin

from camera_paths import between, ease, nobody, person
from keyed_paths import (
    BODY,
    DOG,
    FACE,
    ROOM,
    arc,
    at_keys,
    box,
    car,
    film,
    going,
    head,
    line,
    mia,
    of,
    rig,
    stands,
    still,
)
from word_labels import MOVED, Moves, Sizes, Stagings
from words_seventh import flat, heading_of, looking_ahead, tracked

from addon.core.camera.math import Vec, sub, unit
from addon.core.camera.samples import Seen


def round_and_round(radius: float, turns: float, height: float = 0.0):  # type: ignore[no-untyped-def]
    return lambda u: (radius * cos(2 * pi * turns * u), radius * sin(2 * pi * turns * u), height)


def winding(u: float) -> Vec:
    return (2 * sin(4 * pi * u), -40 * u, 0.0)


def on_rod(ahead: float, aside: float, up: float):  # type: ignore[no-untyped-def]
    """A camera that hangs on who goes the winding way, looking at them."""

    def path(u: float):  # type: ignore[no-untyped-def]
        (x, y, _), a = winding(u), heading_of(winding, u)
        place = (x - ahead * sin(a) + aside * cos(a), y + ahead * cos(a) + aside * sin(a), up)
        return place, unit(sub((x, y, 0.8), place))

    return path


def goes_winding(make):  # type: ignore[no-untyped-def]
    return lambda u: (replace(make(winding(u)), turned=heading_of(winding, u)),)


def down(first: Vec, last: Vec):  # type: ignore[no-untyped-def]
    return lambda u: (between(first, last, ease(u)), (0.0, 0.0, -1.0))


def hairpin(u: float) -> Vec:
    return (-8 + 8 * cos(pi * u), 8 * sin(pi * u), 1.6)


def late_bend(u: float) -> Vec:
    if u < 0.5:
        return (0.0, 20 * u, 1.6)
    a = (u - 0.5) * 2
    return (6 - 6 * cos(a), 10 + 6 * sin(a), 1.6)


def downhill(u: float) -> Vec:
    a = 1.1 * u
    return (14 * cos(a) - 14, 14 * sin(a), 6 - 3 * u)


MOVES: Moves = [
    # Who circles round a tripod.
    ("a dog round a tripod", film(tracked(line((0, 0, 1), (0, 0, 1)), round_and_round(3, -0.4, 0.3)), seconds=5, cast=going(lambda at: box("Dog", DOG, (at[0], at[1], 0)), round_and_round(3, -0.4))), ("pan right with @Dog",), ("tracking", "orbit", "turning")),
    ("a car round a tripod, and it turns", film(tracked(line((0, 0, 1.5), (0, 0, 1.5)), round_and_round(12, 0.5, 0.8)), seconds=7, cast=lambda u: (replace(car(round_and_round(12, 0.5)(u)), turned=pi * u),)), ("pan left with @Car",), ("tracking", "orbit", "turning", "following")),
    ("a walker round a tripod, in the hand", film(tracked(line((0, 0, 1.6), (0, 0, 1.6)), round_and_round(4, 0.3, 1.3)), seconds=8, shake=0.3, rate=24, cast=going(mia, round_and_round(4, 0.3))), ("handheld camera", "pan left with @Mia"), ("tracking", "orbit", "turning")),
    # Whips that come back.
    ("up to a noise and back", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 0, 0), (0.55, 0, 45), (0.8, 0, 45), (0.85, 0, 0), (1, 0, 0)), seconds=4, cast=nobody), ("whip tilt up, then back",), ("crane", "cut")),
    ("there in a flash and slowly back", film(head((0, 0, 1.6), (0, 0, 0), (0.2, 0, 0), (0.23, 55, 0), (0.4, 55, 0), (1, 0, 0)), seconds=6, cast=nobody), ("whip pan right, then back",), ("tilt", "cut")),
    ("down and back, without haste", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 0, -35), (1, 0, 0)), seconds=4, cast=nobody), ("tilt down, then back",), ("whip", "crane")),
    ("aside and back, in an unsteady hand", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 30, 0), (1, 0, 0)), seconds=6, shake=1.2, rate=24, cast=nobody), ("handheld camera", "pan right, then back"), ("whip",)),
    # Round a bend.
    ("round a hairpin", film(looking_ahead(hairpin), seconds=10, cast=nobody), ("push in", "pan left"), ("truck", "orbit", "right")),
    ("straight, then round a corner", film(looking_ahead(late_bend), seconds=6, cast=nobody), ("push in", "pan right"), ("truck", "orbit", "left")),
    ("downhill round a bend", film(looking_ahead(downhill), seconds=8, cast=nobody), ("push in", "pan left"), ("truck", "orbit", "right")),
    # Hanging on who ends as they began.
    ("parented behind a winding car", film(on_rod(-7, 0, 2.5), seconds=8, cast=goes_winding(car)), ("following @Car from behind",), ("orbit", "pan", "push")),
    ("parented before a winding skater", film(on_rod(2, 0, 1.3), seconds=8, cast=goes_winding(mia)), ("moving back ahead of @Mia",), ("orbit", "pan", "pull")),
    ("parented beside a winding boat", film(on_rod(0, 12, 3), seconds=8, cast=goes_winding(lambda at: box("Boat", (3, 8, 4), at))), ("with @Boat",), ("orbit", "pan", "truck")),
    # Lenses changed at once.
    ("wider at once", film(still((0, -6, 1.6), FACE), lens=lambda u: 100.0 if u < 0.6 else 28.0), ("then a cut to a 28 mm lens",), ("zoom", "pull")),
    ("three lenses", film(still((0, -6, 1.6), FACE), seconds=9, lens=lambda u: 28.0 if u < 0.3 else 50.0 if u < 0.6 else 100.0), ("50 mm lens", "100 mm lens", "then a cut"), ("zoom", "push")),
    ("an orthographic scale at once", flat(film(still((0, -9, 1.2), BODY)), lambda u: 6.0 if u < 0.5 else 2.2), ("then a cut",), ("zoom", "push")),
    ("a zoom of three frames", film(still((0, -6, 1.6), FACE), seconds=3, lens=lambda u: at_keys(u, (0, 35.0), (0.5, 35.0), (0.542, 100.0), (1, 100.0))), ("fast zoom in",), ("cut", "push")),
    # Through an orthographic camera.
    ("flat, away", flat(film(rig((0, (0, -4, 1.2), BODY), (1, (0, -12, 1.2), BODY))), lambda u: 2.4), ("static camera",), MOVED),
    ("flat, an empty set, nearer", flat(film(rig((0, (0, -9, 3), (0, 0, 3)), (1, (0, -4, 3), (0, 0, 3))), cast=nobody), lambda u: 8.0), ("static camera",), MOVED),
    ("flat, round her", flat(film(arc(-90, 0), seconds=7), lambda u: 2.4), ("orbit right",), ("push", "pull", "truck")),
    ("flat, aside", flat(film(rig((0, (-2, -6, 1.2), (-2, 9, 1.2)), (1, (2, -6, 1.2), (2, 9, 1.2)))), lambda u: 3.0), ("truck right",), ("push", "pan")),
    ("flat, round and nearer", flat(film(arc(-90, -160, radius=(8, 3)), seconds=7), lambda u: 2.4), ("orbit left",), ("push", "pull")),
    ("flat, nearer and up", flat(film(rig((0, (0, -9, 1), (0, 0, 1)), (1, (0, -4, 3), (0, 5, 3)))), lambda u: 3.0), ("crane up",), ("push", "static")),
    # Straight down.
    ("over roofs", film(down((0, -5, 12), (0, 5, 12)), cast=nobody), ("glide forward", "overhead view"), ("static", "push", "crane", "truck")),
    ("over roofs, and back", film(down((0, 5, 12), (0, -5, 12)), cast=nobody), ("glide back", "overhead view"), ("static", "pull", "crane", "ahead")),
    ("over one who lies there", film(down((0, -3, 9), (0, 3, 9)), cast=of(Seen("Tom", (-0.9, -0.3, 0), (0.9, 0.3, 0.3)))), ("glide forward",), ("static", "crane", "push")),
    ("not quite straight down", film(lambda u: ((0, -8 + 10 * u, 12), unit((0, 0.5, -1.2))), cast=nobody), ("glide forward",), ("push", "static")),
    ("over roofs and lower", film(down((0, -5, 14), (0, 5, 8)), cast=nobody), ("glide forward", "push in"), ("crane", "static", "pull")),
    ("straight down, above one who runs", film(lambda u: ((0, -5 + 10 * u, 9), (0, 0, -1)), cast=going(mia, line((0, -5, 0), (0, 5, 0)))), ("following @Mia",), ("static", "glide")),
]  # fmt: skip

SIZES: Sizes = [
    ("a tram from ahead", stands(box("Tram", (2.6, 28, 3.6)), at=(0, -22, 1.4), to=(0, 0, 1.8), lens=35), "full shot"),
    ("a snake, its head to us", stands(box("Snake", (0.12, 1.6, 0.1)), at=(0, -2.6, 0.5), to=(0, -0.4, 0.05), lens=85), "full shot"),
    ("a launch, its bow to us", stands(box("Launch", (2.4, 8, 2)), at=(0, -9, 1.5), to=(0, 0, 1), lens=40), "full shot"),
    ("a horse from behind, near", stands(box("Horse", (0.6, 2.4, 1.8)), at=(0, -3.6, 1.5), to=(0, 0, 1.2), lens=40), "medium shot"),
    ("a bench from its end", stands(box("Bench", (0.5, 2, 0.5)), at=(0, -3, 1.1), to=(0, 0, 0.3), lens=50), "full shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("a cut to one of them", film(lambda u: ((0, -8, 1.5), (0, 1, 0)) if u < 0.5 else ((-0.6, -1.4, 1.6), (0, 1, 0)), cast=of(person("Mia", -0.6), person("Tom", 0.6))), "@Mia and @Tom are in the centre, from left to right; after the cut, @Mia is in the centre"),
    ("a cut that changes nothing of it", film(lambda u: ((0, -8, 1.5), (0, 1, 0)) if u < 0.5 else ((0, -3, 1.5), (0, 1, 0)), cast=of(person("Mia"))), "@Mia is in the centre"),
    ("a cut to her from an empty room", film(lambda u: ((0, -8, 1.5), (0, -1, 0)) if u < 0.5 else ((0, -3, 1.5), (0, 1, 0)), cast=of(person("Mia"))), "after the cut, @Mia is in the centre"),
    ("lightning", film(ROOM, cast=lambda u: (person("Mia", 2.2, visible=1.0 if int(20 * u) % 5 == 4 else 0.0),)), "@Mia is on the right"),
    ("behind the fan's blades", film(ROOM, cast=lambda u: (person("Mia", visible=0.0 if sin(30 * u + 3.4) < 0 else 1.0),)), "@Mia is in the centre"),
    ("a strobe that ends dark", film(ROOM, cast=lambda u: (person("Mia", -2.4, visible=float(int(11 * u + 1) % 2)),)), "@Mia is on the left"),
    ("out of the dark, then a strobe", film(ROOM, cast=lambda u: (person("Mia", -2.4, visible=0.0 if u < 0.5 else float(int(20 * u) % 2)),)), "@Mia appears on the left"),
    ("comes in under a strobe", film(ROOM, cast=lambda u: (person("Mia", -7 + 7 * ease(u), visible=float(int(20 * u) % 2)),)), "@Mia enters from the left and ends in the centre"),
]  # fmt: skip
