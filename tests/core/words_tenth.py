# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenth table labelled by hand before it was run: an ordinary previs week, shots that are named without a doubt."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, radians, sin

from camera_paths import ease, nobody, person
from keyed_paths import (
    BODY,
    FACE,
    ROOM,
    arc,
    at_keys,
    bird,
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
    stands,
    still,
    two,
    with_it,
)
from word_labels import MOVED, Moves, Sizes, Stagings
from words_eighth import kid, part
from words_ninth import linear_head
from words_seventh import looking_ahead, tracked

from addon.core.camera.math import unit
from addon.core.camera.samples import Seen

CORRIDOR = line((0, 0, 0), (0, 11, 0))
TO_US = line((0, 11, 0), (0, 0, 0))
BEND = lambda u: (9 * sin(1.3 * u), 9 - 9 * cos(1.3 * u), 0.0)  # noqa: E731
BEND_TURN = lambda u: pi / 2 + 1.3 * u  # noqa: E731
BEHIND_GIRL, GIRL = hung(BEND_TURN, BEND, -2.4)
BEFORE_WALKER, WALKER = hung(BEND_TURN, BEND, 2.2)
GONDOLA = line((0, 0, 20), (0, 0, 6))
NEAR_FAR = of(person("Mia", -0.8, 1), person("Tom", 0.9, 6))
TABLE = of(person("Mia", -0.7), person("Tom", 0.7))
SUV = box("Car", (1.9, 4.7, 1.7))
VASE = box("Vase", (0.2, 0.2, 0.35), (0.35, -2.6, 1.05))

MOVES: Moves = [
    # Locked off.
    ("a valley at dawn", film(still((0, 0, 12), (0, 90, 6)), seconds=9, lens=28, cast=nobody), ("static camera",), MOVED),
    ("two over dinner", film(still((0, -3.4, 1.35), (0, 0, 1.25)), seconds=12, cast=TABLE), ("static camera",), MOVED),
    ("she comes in and sits down", film(still((0, -6.5, 1.4), (0, 0, 1)), seconds=7, cast=lambda u: (replace(person("Mia", -2.6 + 2.6 * part(u, 0, 0.5)), high=(-2.35 + 2.6 * part(u, 0, 0.5), 0.2, 1.75 - 0.45 * part(u, 0.6, 0.9))),)), ("static camera",), MOVED),
    ("a lorry comes by, close", film(still((0, -7, 1.2), (0, 10, 1.2)), cast=lambda u: (box("Lorry", (9, 2.5, 3.8), (-24 + 48 * u, 1, 0)),)), ("static camera",), MOVED),
    ("he walks off down the road", film(still((0, -2.5, 1.5), (0, 10, 1.3)), seconds=9, cast=going(lambda at: person("Tom", *at), line((0, 0, 0), (0.4, 13, 0)))), ("static camera",), MOVED),
    ("a dog plays", film(still((0, -4.2, 0.9), (0, 0, 0.3)), cast=lambda u: (dog((0.7 * sin(8 * u), 0.5 * cos(5 * u), 0)),)), ("static camera",), MOVED),
    ("a landing helicopter", film(still((0, -38, 1.7), (0, 0, 6)), seconds=7, cast=going(lambda at: box("Helicopter", (11, 11, 3.4), at), lambda u: (0, 0, 22 * (1 - ease(u))))), ("static camera",), MOVED),
    ("low, on a kerb", film(still((0.6, -4.4, 0.25), (0, 0, 1.1)), lens=24, cast=of(person("Jo", 0.2))), ("static camera",), MOVED),
    # Pans.
    ("along a coast", film(head((0, 0, 8), (0, 28, -2), (1, -34, -2)), seconds=11, lens=32, cast=nobody), ("pan left",), ("right", "tilt", "whip")),
    ("a little to the right, 100 mm", film(head((0, -9, 1.6), (0, -2.5, 0), (1, 3.2, 0)), lens=100, seconds=5), ("pan right",), ("left", "static", "truck")),
    ("across a workshop, linear", film(linear_head((0, 0, 1.7), (0, -38, -3), (1, 22, -3)), seconds=7, cast=nobody), ("pan right",), ("left", "tilt", "truck")),
    ("with her to the lift", film(tracked(line((0, -7, 1.5), (0, -7, 1.5)), line((3, 0, 1.2), (-3.2, 0, 1.2))), cast=going(mia, line((3, 0, 0), (-3.2, 0, 0)))), ("pan left with @Mia",), ("truck", "tracking", "right")),
    ("from her to the window, she stays behind", film(head((0, -4.5, 1.5), (0, 3, 0), (0.2, 3, 0), (1, 58, 0)), seconds=6), ("pan right",), ("with @Mia", "left", "truck")),
    ("a jogger in the park, 65 mm", film(tracked(line((2, -18, 1.6), (2, -18, 1.6)), line((-7, 0, 1), (9, 0, 1))), lens=65, seconds=6, cast=going(mia, line((-7, 0, 0), (9, 0, 0)))), ("pan right with @Mia",), ("truck", "tracking", "left", "orbit")),
    ("from one to the other at the table", film(head((0, -2.4, 1.35), (0, -17, 0), (0.3, -17, 0), (0.7, 17, 0), (1, 17, 0)), seconds=6, lens=65, cast=TABLE), ("pan right",), ("left", "whip", "truck")),
    ("whips to the door", film(head((0, 0, 1.6), (0, -10, 0), (0.4, -10, 0), (0.46, -88, 0), (1, -88, 0)), seconds=3, cast=nobody), ("whip pan left",), ("right", "cut", "handheld")),
    ("out to the right and home", film(head((0, 0, 2), (0, -5, 0), (0.5, 40, 0), (1, -5, 0)), seconds=9, cast=nobody), ("pan right, then back",), ("left", "whip", "truck")),
    ("with a bus", film(tracked(line((0, -22, 1.8), (0, -22, 1.8)), line((-20, 0, 1.5), (22, 0, 1.5))), seconds=6, cast=going(lambda at: box("Bus", (11.5, 2.5, 3.1), at), line((-20, 0, 0), (22, 0, 0)))), ("pan right with @Bus",), ("truck", "tracking", "left")),
    # Tilts.
    ("from boots to hat", film(head((0, -2.7, 1.0), (0, 0, -19), (1, 0, 15)), seconds=6, lens=45), ("tilt up",), ("crane", "down", "push", "pan")),
    ("up an oak", film(head((0, -12, 1.6), (0, 0, 0), (1, 0, 41)), seconds=8, lens=32, cast=nobody), ("tilt up",), ("down", "crane")),
    ("from the stars to the camp", film(head((0, -20, 1.8), (0, 0, 47), (0.85, 0, -1), (1, 0, -1)), seconds=9, cast=nobody), ("tilt down",), ("up", "crane", "pan")),
    ("with a lift outside", film(tracked(line((0, -26, 1.6), (0, -26, 1.6)), line((0, 0, 1.5), (0, 0, 19))), seconds=8, cast=going(lambda at: box("Lift", (2, 2, 2.6), at), line((0, 0, 0.2), (0, 0, 17.7)))), ("tilt up with @Lift",), ("crane", "rising", "down")),
    ("a quick look at her hands", film(head((0, -1.6, 1.6), (0, 0, -2), (0.45, 0, -2), (0.5, 0, -44), (1, 0, -44)), seconds=4, cast=nobody), ("whip tilt down",), ("crane", "cut", "pan")),
    ("up to the left, to the gallery", film(head((0, 0, 1.6), (0, 10, -3), (1, -24, 19)), seconds=5, cast=nobody), ("pan left", "tilt up"), ("right", "down", "crane")),
    # Dollies and trucks.
    ("to her face as she hears it", film(rig((0, (0, -4.2, 1.6), FACE), (1, (0, -1.9, 1.6), FACE)), seconds=6), ("push in",), ("zoom", "pull", "crane")),
    ("slowly in on a table", film(rig((0, (0, -5, 1.5), (0, 0, 1.2)), (1, (0, -3.9, 1.45), (0, 0, 1.2))), seconds=11, cast=TABLE), ("slow push in",), ("zoom", "static", "crane")),
    ("out of the room", film(rig((0, (0, -2.2, 1.5), FACE), (1, (0, -7.4, 1.5), FACE)), seconds=7), ("pull out",), ("push", "zoom", "truck")),
    ("through an arch, linear", film(lambda u: ((0.4, -3 + 8 * u, 1.7), (0, 1, 0)), seconds=6, cast=nobody), ("push in",), ("pull", "zoom", "truck")),
    ("along a row of lockers", film(rig((0, (3.5, -2.5, 1.4), (3.5, 9, 1.4)), (1, (-3.5, -2.5, 1.4), (-3.5, 9, 1.4))), seconds=8, cast=nobody), ("truck left",), ("right", "pan", "orbit")),
    ("along the side of an aircraft", film(lambda u: ((-10 + 20 * u, -16, 2), (0, 1, 0)), seconds=9, cast=of(box("Plane", (34, 5, 5)))), ("truck right",), ("left", "pan", "orbit")),
    ("in to a car at the kerb", film(rig((0, (0, -12, 1.3), (0, 0, 0.8)), (1, (0, -6, 1.3), (0, 0, 0.8))), seconds=5, cast=of(SUV)), ("push in",), ("zoom", "pull", "crane")),
    ("a rush at him", film(rig((0, (0, -9, 1.6), FACE), (0.3, (0, -9, 1.6), FACE), (0.5, (0, -2, 1.6), FACE), (1, (0, -2, 1.6), FACE)), seconds=3), ("fast push in",), ("zoom", "pull", "cut")),
    ("in and to the right", film(rig((0, (-2.8, -8, 1.6), (-2.8, 20, 1.6)), (1, (0.4, -4.5, 1.6), (0.4, 20, 1.6))), seconds=6), ("push in", "truck right"), ("pull", "left", "orbit")),
    ("forward and then it waits", film(rig((0, (0, -10, 1.4), BODY), (0.6, (0, -5.5, 1.4), BODY), (1, (0, -5.5, 1.4), BODY)), seconds=8), ("push in",), ("zoom", "pull", "then")),
    ("back from three at a gate", film(rig((0, (0, -3, 1.7), (0, 9, 1.5)), (1, (0, -9, 1.7), (0, 9, 1.5))), seconds=6, cast=of(person("Mia", -1), person("Tom", 0), person("Jo", 1))), ("pull out",), ("push", "zoom", "crane")),
    ("through a tunnel on rails", film(lambda u: ((0, 26 * u, 1.8), (0, 1, 0)), seconds=6, cast=nobody), ("push in",), ("pull", "zoom")),
    ("to the left past two at a bar", film(rig((0, (2.6, -3.6, 1.4), (2.6, 9, 1.4)), (1, (-2.6, -3.6, 1.4), (-2.6, 9, 1.4))), seconds=7, cast=TABLE), ("truck left",), ("right", "pan", "orbit")),
    ("out of a keyhole", film(rig((0, (0, -0.4, 1.1), (0, 3, 1.1)), (1, (0, -3.4, 1.1), (0, 0, 1.1))), seconds=5, cast=nobody), ("pull out",), ("push", "zoom", "crane")),
    # Cranes.
    ("up past a balcony", film(rig((0, (0, -7, 1.2), (0, 9, 1.2)), (1, (0, -7, 6.2), (0, 9, 6.2))), seconds=7, cast=nobody), ("crane up",), ("down", "tilt", "push")),
    ("down to the street", film(rig((0, (0, -9, 8), (0, 20, 8)), (1, (0, -9, 1.5), (0, 20, 1.5))), seconds=7, cast=nobody), ("crane down",), ("up", "tilt", "pull")),
    ("up over her, and she stays in", film(rig((0, (0, -4.4, 1.3), BODY), (1, (0, -4.4, 4.3), BODY)), seconds=6), ("crane up",), ("push", "orbit", "zoom", "tilt up")),
    ("a pedestal by half a metre", film(rig((0, (0, -2.6, 1.15), (0, 9, 1.15)), (1, (0, -2.6, 1.65), (0, 9, 1.65))), seconds=5), ("crane up",), ("static", "tilt", "push")),
    ("up and back, the last shot", film(rig((0, (0, -6, 1.6), BODY), (1, (0, -17, 9), BODY)), seconds=10), ("pull out", "crane up"), ("push", "down", "zoom")),
    ("down and in on a car", film(rig((0, (0, -15, 6.5), (0, 0, 0.8)), (1, (0, -6, 1.3), (0, 0, 0.8))), seconds=7, cast=of(SUV)), ("crane down", "push in"), ("pull", "up", "zoom")),
    # Around.
    ("a quarter round her", film(arc(-90, -15, radius=4.2), seconds=7), ("orbit right",), ("pan", "truck", "left")),
    ("round two at a table", film(arc(-50, -125, radius=3.6, aim=(0, 0, 1.2)), seconds=8, cast=TABLE), ("orbit left",), ("pan", "truck", "right")),
    ("a car on a stage, all round", film(arc(-90, 270, radius=7.5, height=1.7, aim=(0, 0, 0.7)), seconds=14, cast=of(SUV)), ("full orbit right",), ("pan", "truck", "left")),
    ("half round a knight", film(arc(0, -180, radius=4.8), seconds=8), ("half orbit left",), ("pan", "truck", "right")),
    ("round, an even speed", film(lambda u: ((4 * cos(radians(-120 + 75 * u)), 4 * sin(radians(-120 + 75 * u)), 1.5), unit((-cos(radians(-120 + 75 * u)), -sin(radians(-120 + 75 * u)), -0.08))), seconds=6), ("orbit right",), ("pan", "truck", "left")),
    ("round and in", film(arc(-40, -130, radius=(6.5, 3.4)), seconds=8), ("orbit left", "push in"), ("pan", "pull", "right")),
    ("a drone round a lighthouse", film(arc(-100, -20, radius=45, height=24, aim=(0, 0, 14)), seconds=12, cast=of(box("Lighthouse", (6, 6, 28)))), ("orbit right",), ("pan", "truck", "left")),
    # With somebody.
    ("behind her down a corridor", film(with_it(CORRIDOR, (0, -2.8, 1.5)), seconds=8, cast=going(mia, CORRIDOR)), ("following @Mia from behind",), ("push", "orbit")),
    ("ahead of her down a corridor", film(with_it(TO_US, (0, -2.5, 1.5)), seconds=8, cast=going(mia, TO_US)), ("moving back ahead of @Mia",), ("pull", "behind")),
    ("beside two on the pavement", film(with_it(line((5.5, 0, 0), (-5.5, 0, 0)), (0, -3.8, 1.4)), seconds=8, cast=two(line((5.5, 0, 0), (-5.5, 0, 0)))), ("tracking left with @Mia",), ("right", "truck", "pan")),
    ("behind a car, along the coast", film(with_it(line((0, 0, 0), (0, 95, 0)), (0, -11, 3), look=(0, 0, 0.8)), seconds=7, cast=going(car, line((0, 0, 0), (0, 95, 0)))), ("following @Car from behind",), ("push", "orbit", "crane")),
    ("before a car", film(with_it(line((0, 70, 0), (0, 0, 0)), (0, -8, 1.1), look=(0, 0, 0.7)), seconds=6, cast=going(car, line((0, 70, 0), (0, 0, 0)))), ("moving back ahead of @Car",), ("pull", "behind", "orbit")),
    ("beside a car, from another", film(with_it(line((0, 0, 0), (65, 0, 0)), (0, -5.5, 1.3), look=(0, 0, 0.8)), seconds=6, cast=going(car_across, line((0, 0, 0), (65, 0, 0)))), ("tracking right with @Car",), ("left", "truck", "pan")),
    ("parented to a girl who walks a bend", film(BEHIND_GIRL, seconds=8, cast=GIRL), ("following @Mia from behind",), ("orbit", "pan", "push")),
    ("parented before one who walks a bend", film(BEFORE_WALKER, seconds=9, cast=WALKER), ("moving back ahead of @Mia",), ("orbit", "pan", "pull", "behind")),
    ("beside a child on the beach", film(with_it(line((-4.5, 0, 0), (4.5, 0, 0)), (0, -3.2, 0.9), look=(0, 0, 0.7)), seconds=7, cast=going(kid, line((-4.5, 0, 0), (4.5, 0, 0)))), ("tracking right with @Kid",), ("left", "truck")),
    ("on a shoulder, behind two", film(with_it(line((0, 0, 0), (0, 10, 0)), (0.2, -3, 1.6)), shake=0.38, rate=24, seconds=8, cast=two(line((0, 0, 0), (0, 10, 0)))), ("handheld camera", "following @Mia from behind"), ("shaky", "static")),
    ("down with a cable car", film(with_it(GONDOLA, (0, -9, 1), look=(0, 0, 1)), seconds=8, cast=going(lambda at: box("Gondola", (2.4, 2, 2.3), at), GONDOLA)), ("sinking with @Gondola",), ("crane", "tilt", "rising")),
    # Lenses and focus.
    ("closer by the lens", film(still((0, -7, 1.5), FACE), seconds=6, lens=lambda u: 32 + 48 * ease(u)), ("zoom in",), ("push", "dolly", "out")),
    ("wider by the lens, slowly", film(still((0, -10, 1.5), BODY), seconds=14, lens=lambda u: 80 - 28 * ease(u)), ("slow zoom out",), ("pull", "dolly")),
    ("a crash zoom on a face", film(still((0, -7, 1.6), FACE), seconds=4, lens=lambda u: at_keys(u, (0, 30.0), (0.5, 30.0), (0.58, 110.0), (1, 110.0))), ("fast zoom in",), ("push", "dolly", "cut")),
    ("the stairs stretch", film(rig((0, (0, -3, 1.6), FACE), (1, (0, -7.5, 1.6), FACE)), lens=lambda u: 30 * (3 + 4.5 * ease(u)) / 3), ("dolly zoom out",), ("pull", "push", "zoom in")),
    ("from the one behind to the one before", film(still((0, -4.5, 1.5), (0, 0, 1.4)), cast=NEAR_FAR, seconds=6, focus=lambda u: at_keys(u, (0, 10.5), (0.4, 10.5), (0.65, 5.5), (1, 5.5))), ("focus pull from @Tom to @Mia", "static camera"), ("push", "zoom", "pan")),
    ("from her to a vase", film(still((0.1, -4.2, 1.4), (0.1, 0, 1.35)), cast=of(person("Mia", -0.2), VASE), focus=lambda u: at_keys(u, (0, 4.2), (0.45, 4.2), (0.7, 1.6), (1, 1.6))), ("focus pull from @Mia to @Vase", "static camera"), ("push", "zoom", "pan")),
    ("across the bay and closer by the lens", film(head((0, 0, 9), (0, 14, -1), (1, -18, -1)), seconds=8, lens=lambda u: 40 + 45 * ease(u), cast=nobody), ("pan left", "zoom in"), ("push", "right", "truck")),
    # Hands, rolls, cuts.
    ("an interview in the hand", film(still((0.3, -2.1, 1.55), (0, 0, 1.5)), shake=0.32, rate=24, seconds=8), ("handheld camera",), ("shaky", "static", "push", "pan")),
    ("under fire", film(still((0, -6, 1.1), (0, 0, 1.2)), shake=2.7, rate=24, seconds=5, cast=TABLE), ("shaky handheld camera",), ("static", "pan", "push")),
    ("canted, she waits", film(still((0, -3.6, 1.3), (0, 0, 1.15)), roll=-17), ("Dutch angle", "static camera"), ("rolling", "rocking", "pan")),
    ("the world tips", film(still((0, -4, 1.5), (0, 0, 1.3)), seconds=6, roll=lambda u: 75 * ease(u)), ("rolling camera",), ("static", "Dutch", "rocking", "pan")),
    ("on a small boat", film(still((0, -3.4, 1.5), BODY), seconds=9, roll=lambda u: 6 * sin(4 * pi * u)), ("rocking camera",), ("static", "handheld", "Dutch")),
    ("his close-up, cut by keys", film(lambda u: ((0, -6.5, 1.5), (0, 1, 0)) if u < 0.45 else ((0, -0.85, 1.6), (0, 1, 0)), lens=45), ("static camera", "then a cut to a close-up"), ("push", "zoom", "whip", "orbit")),
    ("shot and reverse shot, cut by keys", film(lambda u: ((-1.6, -1.8, 1.6), unit((2.3, 1.8, 0))) if u < 0.5 else ((1.6, -1.8, 1.6), unit((-2.3, 1.8, 0))), seconds=8, cast=TABLE), ("then a cut to",), ("orbit", "truck", "pan", "whip")),
    ("on a roller coaster", film(looking_ahead(lambda u: (0.0, 55 * u, 14 + 5 * cos(2 * pi * u))), seconds=6, cast=nobody), ("push in",), ("pull", "orbit", "truck", "handheld")),
]  # fmt: skip

SIZES: Sizes = [
    ("a rider on a dune", stands(person(), at=(0, -120, 8), to=BODY, lens=40), "extreme wide shot"),
    ("in an empty square", stands(person(), at=(0, -15, 2), to=BODY, lens=40), "wide shot"),
    ("head to toe, 65 mm", stands(person(), at=(0, -6.9, 1.2), to=(0, 0, 0.9), lens=65), "full shot"),
    ("from the knees, 65 mm", stands(person(), at=(0, -4.5, 1.2), to=(0, 0, 1.1), lens=65), "medium full shot"),
    ("from the waist, 65 mm", stands(person(), at=(0, -3.1, 1.4), to=(0, 0, 1.33), lens=65), "medium shot"),
    ("from the chest, 65 mm", stands(person(), at=(0, -1.85, 1.5), to=(0, 0, 1.5), lens=65), "medium close-up"),
    ("a face, 65 mm", stands(person(), at=(0, -1.15, 1.6), to=FACE, lens=65), "close-up"),
    ("eyes, 65 mm", stands(person(), at=(0, -0.55, 1.61), to=FACE, lens=65), "extreme close-up"),
    ("two from the waist", stands(person("Mia", -0.35), person("Tom", 0.35), at=(0, -2.35, 1.4), to=(0, 0, 1.35), lens=48), "medium two-shot"),
    ("two, head to toe", stands(person("Mia", -0.45), person("Tom", 0.45), at=(0, -4.2, 1.2), to=(0, 0, 0.9), lens=40), "full two-shot"),
    ("a boy, head to toe", stands(kid((0, 0, 0)), at=(0, -2.9, 0.7), to=(0, 0, 0.55), lens=45), "full shot"),
    ("a boy's face", stands(kid((0, 0, 0)), at=(0, -0.55, 1.0), to=(0, 0, 1.0), lens=50), "close-up"),
    ("one in an armchair", stands(Seen("Tom", (-0.35, -0.45, 0), (0.35, 0.45, 1.25)), at=(0, -3.3, 0.9), to=(0, 0, 0.62), lens=45), "full shot"),
    ("one asleep on the grass", stands(Seen("Jo", (-0.88, -0.3, 0), (0.88, 0.3, 0.35)), at=(0, -2.7, 1.2), to=(0, 0, 0.15), lens=42), "full shot"),
    ("a tall picture, from the waist", stands(person(), at=(0, -1.75, 1.4), to=(0, 0, 1.33), lens=65, aspect=9 / 16), "medium shot"),
    ("a horse in a meadow", stands(box("Horse", (2.4, 0.6, 1.7)), at=(0, -16, 1.6), to=(0, 0, 0.9), lens=45), "wide shot"),
    ("a horse, whole", stands(box("Horse", (2.4, 0.6, 1.7)), at=(0, -4.7, 1.3), to=(0, 0, 0.85), lens=42), "full shot"),
    ("a cat on a sill", stands(box("Cat", (0.48, 0.18, 0.32), (0, 0, 1)), at=(0, -1.05, 1.2), to=(0, 0, 1.16), lens=48), "full shot"),
    ("an owl on a branch", stands(box("Owl", (0.28, 0.25, 0.45), (0, 0, 5)), at=(0, -2.1, 4.6), to=(0, 0, 5.22), lens=75), "full shot"),
    ("a gull over the harbour", stands(bird((0, 0, 11)), at=(0, -9, 5), to=(0, 0, 11.1), lens=45), "wide shot"),
    ("a car in profile", stands(car_across((0, 0, 0)), at=(0, -6.9, 1.3), to=(0, 0, 0.72), lens=45), "full shot"),
    ("a car down the road", stands(car((0, 0, 0)), at=(0, -16, 1.6), to=(0, 0, 0.7), lens=45), "wide shot"),
    ("a motorbike's headlamp", stands(box("Bike", (2.1, 0.8, 1.15)), at=(0.85, -1.2, 0.95), to=(0.85, 0, 0.9), lens=50), "close-up"),
    ("a tea cup", stands(box("Cup", (0.11, 0.09, 0.08), (0, 0, 0.75)), at=(0, -0.25, 0.86), to=(0, 0, 0.79), lens=48), "full shot"),
    ("a suitcase in a hall", stands(box("Suitcase", (0.5, 0.25, 0.7)), at=(0, -1.9, 0.9), to=(0, 0, 0.35), lens=45), "full shot"),
    ("a house, whole", stands(box("House", (10, 8, 7.5)), at=(0, -22, 1.8), to=(0, 0, 3.7), lens=38), "full shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("alone in the middle", film(ROOM, cast=of(person("Jo", 0.3))), "@Jo is in the centre"),
    ("one each side, 4:3", film(ROOM, aspect=4 / 3, cast=of(person("Mia", -2.5), person("Tom", 2.5))), "@Mia is on the left; @Tom is on the right"),
    ("crosses in four seconds", film(ROOM, seconds=4, cast=going(mia, line((6.5, 0.5, 0), (-6.5, 0.5, 0)))), "@Mia crosses from right to left"),
    ("crosses in a second of eighteen", film(ROOM, seconds=18, cast=going(mia, lambda u: (-6 + 12 * min(max((u - 0.7) * 18, 0), 1), 0, 0))), "@Mia crosses from left to right"),
    ("comes in and stays at the right", film(ROOM, seconds=6, cast=going(mia, lambda u: (6 - 3.6 * part(u, 0.1, 0.7), 0, 0))), "@Mia enters from the right and stays on the right"),
    ("leaves after a while", film(ROOM, seconds=7, cast=going(mia, lambda u: (2.4 + 4 * part(u, 0.6, 1), 0, 0))), "@Mia is on the right, then exits to the right"),
    ("late, at the table", film(ROOM, seconds=9, cast=lambda u: (person("Mia", -0.5), person("Tom", 0.5), person("Jo", -6.5 + 4.1 * part(u, 0.7, 1)))), "@Mia and @Tom are in the centre, from left to right; @Jo enters from the left and stays on the left"),
    ("behind a shop's glass", film(ROOM, cast=of(person("Mia", 2.4, 1, visible=0.9))), "@Mia is on the right"),
    ("behind a garden fence", film(ROOM, cast=lambda u: (person("Mia", 6 - 12 * u, 1, visible=0.5),)), "@Mia crosses from right to left"),
    ("behind a wall all the time", film(ROOM, cast=of(person("Jo", -2.3), person("Tom", 1.8, 3, visible=0.0))), "@Jo is on the left"),
    ("steps out from behind a wall", film(ROOM, seconds=6, cast=lambda u: (person("Mia", -2.6 + 2.7 * ease(u), 1, visible=1.0 if u > 0.4 else 0.0),)), "@Mia appears on the left and ends in the centre"),
    ("goes behind a wall", film(ROOM, seconds=6, cast=lambda u: (person("Mia", 1.9 + 0.6 * u, 1, visible=1.0 if u < 0.6 else 0.0),)), "@Mia is on the right, then disappears"),
    ("walks over to the other side", film(ROOM, seconds=6, cast=going(mia, lambda u: (2.5 - 5 * ease(u), 0, 0))), "@Mia moves from the right to the left"),
    ("comes up the garden path", film(ROOM, seconds=8, cast=going(mia, line((0.2, 12, 0), (0, -2.5, 0)))), "@Mia is in the centre and comes closer"),
    ("one near, one far", film(ROOM, cast=of(person("Mia", -1.3, -3.2), person("Tom", 4.2, 9))), "@Mia is on the left; @Tom is on the right, in the background"),
    ("a dog runs past him", film(ROOM, cast=lambda u: (person("Tom", 0.1), dog((6.5 - 13 * u, 0.8, 0)))), "@Tom is in the centre; @Dog crosses from right to left"),
    ("a car passes between them and us", film(ROOM, cast=lambda u: (person("Mia", -2.3), person("Tom", 2.3), car_across((18 - 36 * u, -4.2, 0)))), "@Mia is on the left; @Tom is on the right; @Car crosses from right to left, in the foreground"),
    ("from her to him with the camera", film(head((0, -8, 1.5), (0, -10, 0), (1, 30, 0)), seconds=6, cast=of(person("Mia", -1.4), person("Tom", 4.7))), "@Mia is in the centre, then leaves the frame on the left; @Tom comes into the frame from the right and ends in the centre"),
]  # fmt: skip
