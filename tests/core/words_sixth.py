# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sixth table labelled by hand before it was run: a film's ordinary days, with fences, glass, doors and pillars."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import pi, sin

from camera_paths import ease, nobody, person
from keyed_paths import (
    BEFORE,
    BODY,
    DOG,
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
    line,
    mia,
    of,
    rig,
    s_bend,
    stands,
    still,
    two,
    with_it,
)
from word_labels import MOVED, Moves, Sizes, Stagings

from addon.core.camera.math import unit
from addon.core.camera.samples import Seen

RUN = line((0, 0, 0), (0, 24, 0))
STOPS = lambda u: (-4 + 8 * min(1.5 * ease(u), 1), 0.0, 0.0)  # noqa: E731
ROCKET = lambda u: box("Rocket", (4, 4, 30), (0, 200, 100 * u * u))  # noqa: E731
MUG = box("Mug", (0.1, 0.1, 0.12), (0.3, -3.4, 1.2))

MOVES: Moves = [
    # Locked off.
    ("a landscape", film(still((0, 0, 3), (0, 40, 2)), cast=nobody), ("static camera",), MOVED),
    ("a lamp swings", film(still((0, -3, 1.5), (0, 0, 1.8)), cast=lambda u: (box("Lamp", (0.3, 0.3, 0.4), (0.4 * sin(9 * u), 0, 1.7)),)), ("static camera",), MOVED),
    ("three argue", film(still((0, -4, 1.5), (0, 0, 1.3)), cast=lambda u: (person("Mia", -0.9 + 0.1 * sin(7 * u)), person("Tom", 0.1), person("Jo", 1.0, 0.2 * sin(5 * u)))), ("static camera",), MOVED),
    ("a horse goes by", film(still((0, -9, 1.5), (0, 0, 1)), cast=lambda u: (box("Horse", (2.4, 0.6, 1.8), (-8 + 16 * u, 0, 0)),)), ("static camera",), MOVED),
    ("a runner comes", film(still((0, -3, 1.3), (0, 20, 1.1)), cast=going(mia, line((0, 20, 0), (0, 1, 0)))), ("static camera",), MOVED),
    ("gets up from a chair", film(still(BEFORE, BODY), cast=lambda u: (replace(person(), high=(0.25, 0.2, 1.3 + 0.45 * ease(u))),)), ("static camera",), MOVED),
    ("keyed twice at nearly one place", film(rig((0, BEFORE, BODY), (1, (0.004, -5.003, 1.498), BODY))), ("static camera",), MOVED),
    ("a long lens over a field", film(still((0, -30, 1.6), (0, 0, 1.2)), lens=200, cast=lambda u: (person("Mia", 0.15 * sin(6 * u)),)), ("static camera",), MOVED),
    ("a figure on a turntable", film(still(BEFORE, BODY), cast=lambda u: (replace(person(), turned=2 * pi * u),)), ("static camera",), MOVED),
    # Pans.
    ("across a skyline", film(head((0, 0, 30), (0, -35, 0), (1, 35, 0)), seconds=10, lens=24, cast=nobody), ("pan right",), ("left", "tilt", "whip")),
    ("a little to the left, 85 mm", film(head((0, -8, 1.6), (0, 3, 0), (1, -3, 0)), seconds=4, lens=85, cast=nobody), ("pan left",), ("right", "static")),
    ("linear keys", film(lambda u: ((0, 0, 1.6), unit((20 - 40 * u, 30, 0))), cast=nobody), ("pan left",), ("right", "truck")),
    ("swings a little too far", film(head((0, 0, 1.6), (0, -15, 0), (0.7, 17, 0), (1, 15, 0)), cast=nobody), ("pan right",), ("back", "left")),
    ("with one who strolls", film(lambda u: ((0, -6, 1.5), unit((-2.5 + 5 * u, 6, -0.4))), cast=going(mia, line((-2.5, 0, 0), (2.5, 0, 0)))), ("pan right with @Mia",), ("truck", "tracking", "left")),
    ("away from her to a door", film(head((0, -4, 1.5), (0, 2, 0), (1, -45, 0))), ("pan left",), ("with @Mia", "right", "truck")),
    ("two stops on the way", film(head((0, 0, 1.6), (0, -40, 0), (0.35, 0, 0), (0.6, 0, 0), (1, 40, 0)), seconds=9, cast=nobody), ("pan right",), ("back", "left", "whip")),
    ("checks both sides of a street", film(head((0, 0, 1.6), (0, 0, 0), (0.3, -25, 0), (0.7, 25, 0), (1, 0, 0)), cast=nobody), ("pan back and forth",), ("whip", "truck")),
    ("a whip of four frames", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 0, 0), (0.533, 90, 0), (1, 90, 0)), cast=nobody), ("whip pan right",), ("cut", "handheld", "left")),
    ("with a car, far off", film(lambda u: ((0, -40, 2), unit((30 - 60 * u, 40, -1))), lens=85, cast=going(car_across, line((30, 0, 0), (-30, 0, 0)))), ("pan left with @Car",), ("truck", "tracking", "right")),
    # Tilts.
    ("from shoes to face", film(head((0, -2.2, 1.2), (0, 0, -26), (1, 0, 9))), ("tilt up",), ("crane", "down", "push")),
    ("down a waterfall", film(head((0, -30, 2), (0, 0, 30), (1, 0, 0)), seconds=10, cast=nobody), ("slow tilt down",), ("up", "crane")),
    ("with a rocket", film(lambda u: ((0, 0, 2), unit((0, 200, 13 + 100 * u * u))), cast=lambda u: (ROCKET(u),)), ("tilt up with @Rocket",), ("crane", "rising")),
    ("a whip down to the floor", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 0, 0), (0.55, 0, -45), (1, 0, -45)), seconds=4, cast=nobody), ("whip tilt down",), ("cut", "crane", "pan")),
    ("yes, yes", film(head((0, -1, 1.6), (0, 0, 0), (0.2, 0, 10), (0.4, 0, -10), (0.6, 0, 10), (0.8, 0, -10), (1, 0, 0)), cast=nobody), ("tilt up and down",), ("crane", "pan")),
    ("down to a hand at the right", film(head((0, -2, 1.6), (0, -5, 0), (1, 15, -18)), cast=nobody), ("pan right", "tilt down"), ("left", "crane")),
    # Dollies and trucks.
    ("slowly to a face", film(rig((0, (0, -6, 1.6), FACE), (1, (0, -4.5, 1.6), FACE)), seconds=8), ("slow push in",), ("zoom", "static", "crane")),
    ("through a doorway", film(rig((0, (0, 0, 1.6), (0, 9, 1.6)), (1, (0, 4, 1.6), (0, 13, 1.6))), cast=nobody), ("push in",), ("pull", "zoom", "truck")),
    ("back from a window", film(rig((0, (0, -1, 1.6), (0, 9, 1.6)), (1, (0, -5, 1.6), (0, 5, 1.6))), seconds=6, cast=nobody), ("pull out",), ("push", "zoom")),
    ("linear keys, in", film(lambda u: ((0, -9 + 5 * u, 1.5), (0, 1, 0))), ("push in",), ("pull", "zoom", "crane")),
    ("in, waits, and in again", film(rig((0, (0, -8, 1.5), FACE), (0.35, (0, -5, 1.5), FACE), (0.65, (0, -5, 1.5), FACE), (1, (0, -2.5, 1.5), FACE)), seconds=9), ("push in",), ("back", "pull")),
    ("out and back", film(rig((0, (0, -3, 1.5), FACE), (0.5, (0, -6, 1.5), FACE), (1, (0, -3, 1.5), FACE)), seconds=8), ("pull out, then back",), ("zoom", "push")),
    ("along parked cars", film(rig((0, (-6, -5, 1.3), (-6, 0, 0.8)), (1, (6, -5, 1.3), (6, 0, 0.8))), seconds=7, cast=of(car((-3, 0, 0)))), ("truck right",), ("left", "orbit", "pan")),
    ("past her, linear", film(lambda u: ((1.5 - 3 * u, -6, 1.5), (0, 1, 0))), ("truck left",), ("right", "pan", "orbit")),
    ("back and to the side", film(rig((0, (0, -3, 1.5), (0, 0, 1.5)), (1, (-2.5, -7, 1.5), (-2.5, 0, 1.5)))), ("pull out", "truck left"), ("push", "right", "orbit")),
    ("down a corridor by a hand-drawn path", film(lambda u: ((0.15 * sin(6 * u), 10 * ease(u), 1.6), (0, 1, 0)), cast=nobody), ("push in",), ("truck", "pan", "handheld")),
    ("up to a grille", film(rig((0, (0, -11, 1), (0, 0, 0.7)), (1, (0, -4.5, 0.8), (0, 0, 0.7))), cast=of(car((0, 0, 0)))), ("push in",), ("zoom", "pull", "crane")),
    ("away from a plane on its stand", film(rig((0, (0, -30, 2), (0, 0, 4)), (1, (0, -60, 3), (0, 0, 4))), seconds=7, cast=of(box("Plane", (30, 28, 8)))), ("pull out",), ("zoom", "push", "crane")),
    ("a dash for the door", film(rig((0, (0, -8, 1.5), (0, 9, 1.5)), (1, (0, 0, 1.5), (0, 9, 1.5))), seconds=1.2, cast=nobody), ("fast push in",), ("zoom", "pull")),
    # Cranes.
    ("up over a wall", film(rig((0, (0, -4, 1), (0, 9, 1)), (1, (0, -4, 4.5), (0, 9, 4.5))), seconds=6, cast=nobody), ("crane up",), ("tilt", "push", "down")),
    ("a jib comes down, she stays in", film(rig((0, (0, -5, 4), BODY), (1, (0, -5, 1.5), BODY)), seconds=6), ("crane down",), ("orbit", "zoom", "up")),
    ("a jib goes up, she stays in", film(rig((0, (0, -5, 1.5), BODY), (1, (0, -5, 5), BODY)), seconds=6), ("crane up",), ("tilt up", "push", "orbit", "zoom")),
    ("over a fence to a car", film(rig((0, (0, -13, 1), (0, 0, 0.8)), (1, (0, -6.5, 3.2), (0, 0, 0.8))), seconds=7, cast=of(car((0, 0, 0)))), ("push in", "crane up"), ("pull", "down")),
    ("a drone comes straight down", film(rig((0, (0, 0, 22), (0, 0.001, 0)), (1, (0, 0, 8), (0, 0.001, 0))), seconds=6), ("push in", "overhead view"), ("pull", "up")),
    ("in a glass lift", film(rig((0, (0, 0, 1), (0, 30, 1)), (1, (0, 0, 9), (0, 30, 9))), seconds=10, cast=nobody), ("crane up",), ("tilt", "push", "down")),
    # Around.
    ("a turntable, linear", film(lambda u: arc(-90 + 360 * (u - ease(u)), 270 + 360 * (u - ease(u)))(u), seconds=6), ("full orbit right",), ("pan", "truck")),
    ("an eighth", film(arc(-90, -135, radius=4), seconds=8), ("orbit left",), ("pan", "truck", "right")),
    ("round the bonnet", film(arc(-150, -30, radius=6, height=1.2, aim=(0, 0, 0.7)), seconds=6, cast=of(car((0, 0, 0)))), ("orbit right",), ("pan", "truck", "left")),
    ("round a dog", film(arc(-60, -130, radius=2, height=0.5, aim=(0, 0, 0.3)), seconds=6, cast=of(box("Dog", DOG))), ("orbit left",), ("pan", "truck", "right")),
    ("on an ellipse", film(arc(-130, -40, radius=(5, 4.3)), seconds=6), ("orbit right",), ("pan", "truck")),
    ("half round and closer", film(arc(-90, -260, radius=(7, 4)), seconds=8), ("half orbit left", "push in"), ("pan", "pull")),
    ("round and back", film(lambda u: arc(-90, -90 + 40 * at_keys(u, (0, 0.0), (0.5, 1.0), (1, 0.0)))(1.0), seconds=8), ("right, then back",), ("pan", "left")),
    ("round and up", film(arc(-120, -20, radius=5, height=(1, 5)), seconds=8), ("orbit right", "crane up"), ("pan", "down")),
    # With somebody.
    ("behind a runner", film(with_it(RUN, (0.3, -3.2, 1.5)), cast=going(mia, RUN)), ("following @Mia from behind",), ("push", "orbit")),
    ("before a couple", film(with_it(line((0, 8, 0), (0, 0, 0)), (0, -3.2, 1.5)), cast=two(line((0, 8, 0), (0, 0, 0)))), ("moving back ahead of @Mia",), ("pull", "behind")),
    ("beside a horse", film(with_it(line((10, 0, 0), (-10, 0, 0)), (0, -6, 1.5)), cast=going(lambda at: box("Horse", (2.4, 0.6, 1.8), at), line((10, 0, 0), (-10, 0, 0)))), ("tracking left with @Horse",), ("right", "truck")),
    ("behind a motorbike, leaning", film(with_it(line((0, 0, 0), (0, 70, 0)), (0, -5, 1.5), look=(0, 0, 0.8)), roll=lambda u: 10 * sin(9 * u), cast=going(lambda at: box("Bike", (0.8, 2.1, 1.5), at), line((0, 0, 0), (0, 70, 0)))), ("following @Bike from behind", "rocking camera"), ("push", "static")),
    ("behind a car on a winding road", film(with_it(s_bend, (0, -8, 2.5), look=(0, 0, 0.7)), cast=going(car, s_bend)), ("following @Car from behind",), ("orbit", "push", "pan")),
    ("before her, down the stairs", film(with_it(line((0, 9, 4), (0, 0, 0)), (0, -3, 1.2)), cast=going(mia, line((0, 9, 4), (0, 0, 0)))), ("moving back ahead of @Mia",), ("pull", "behind", "crane")),
    ("before a boat, from the air", film(with_it(line((0, 60, 0), (0, 0, 0)), (0, -25, 10), look=(0, 0, 2)), cast=going(lambda at: box("Boat", (4, 12, 5), at), line((0, 60, 0), (0, 0, 0)))), ("moving back ahead of @Boat",), ("pull", "behind", "crane")),
    ("on a car's door, at the driver", film(with_it(line((0, 50, 0), (0, 0, 0)), (1.5, 0, 1.4), look=(0, 0, 1.3)), cast=lambda u: (person("Mia", 0, 50 - 50 * u),)), ("tracking left with @Mia",), ("right", "truck")),
    ("up a rock with a climber", film(with_it(line((0, 0, 0), (0, 0, 6)), (0, -6, 1.5)), seconds=9, cast=going(mia, line((0, 0, 0), (0, 0, 6)))), ("rising with @Mia",), ("crane", "tilt")),
    ("in the hand, behind her", film(with_it(line((0, 0, 0), (0, 9, 0)), (0, -2.5, 1.6)), shake=0.35, rate=24, cast=going(mia, line((0, 0, 0), (0, 9, 0)))), ("handheld camera", "following @Mia from behind"), ("shaky", "static")),
    ("beside her until she stops", film(with_it(STOPS, (0, -5, 1.4)), cast=going(mia, STOPS)), ("tracking right with @Mia",), ("left", "truck")),
    # Lenses and focus.
    ("slowly closer by the lens", film(still((0, -6, 1.6), FACE), seconds=10, lens=lambda u: 50 + 25 * ease(u)), ("slow zoom in",), ("push", "dolly")),
    ("snaps wide", film(still((0, -9, 1.6), FACE), seconds=3, lens=lambda u: at_keys(u, (0, 100.0), (0.5, 100.0), (0.62, 28.0), (1, 28.0))), ("fast zoom out",), ("pull", "dolly")),
    ("a look closer, and back", film(still((0, -6, 1.6), FACE), seconds=6, lens=lambda u: at_keys(u, (0, 35.0), (0.5, 70.0), (1, 35.0))), ("zoom in, then back",), ("push", "out")),
    ("he understands", film(rig((0, (0, -6, 1.6), FACE), (1, (0, -2.5, 1.6), FACE)), seconds=3, lens=lambda u: 60 * (6 - 3.5 * ease(u)) / 6), ("dolly zoom in",), ("push", "zoom out")),
    ("from a mug to her", film(still((0.1, -4.6, 1.45), (0.05, 0, 1.4)), cast=of(person(), MUG), focus=lambda u: at_keys(u, (0, 1.2), (0.4, 1.2), (0.6, 4.6), (1, 4.6))), ("focus pull from @Mug to @Mia", "static camera"), ("push", "zoom", "pan")),
    ("up a facade and wider", film(head((0, 0, 1.6), (0, 0, 0), (1, 0, 28)), seconds=6, lens=lambda u: 50 - 22 * ease(u), cast=nobody), ("tilt up", "zoom out"), ("pull", "crane", "down")),
    ("aside and closer by the lens", film(rig((0, (-2, -6, 1.5), (-2, 9, 1.5)), (1, (2, -6, 1.5), (2, 9, 1.5))), lens=lambda u: 35 + 20 * ease(u), cast=nobody), ("truck right", "zoom in"), ("push", "left")),
    # Hands, rolls, cuts, eyes.
    ("in the hand, at a table", film(still((0, -3, 1.4), (0, 0, 1.3)), shake=0.3, rate=24, seconds=6, cast=PAIR), ("handheld camera",), ("shaky", "static", "pan", "push")),
    ("runs through a wood", film(rig((0, (0, 0, 1.6), (0, 9, 1.6)), (1, (0, 20, 1.6), (0, 29, 1.6))), shake=2.5, rate=24, cast=nobody), ("shaky handheld camera", "push in"), ("static", "pull")),
    ("canted and in", film(rig((0, (0, -6, 1.5), FACE), (1, (0, -3.5, 1.5), FACE)), roll=15), ("Dutch angle", "push in"), ("rolling", "rocking")),
    ("over onto its head", film(still((0, -5, 1.5), BODY), roll=lambda u: 180 * ease(u)), ("rolling camera",), ("static", "Dutch")),
    ("in a cabin at sea", film(still((0, -3, 1.5), BODY), roll=lambda u: 7 * sin(2 * pi * 1.5 * u), seconds=8), ("rocking camera",), ("static", "handheld", "Dutch")),
    ("cut to her face", film(lambda u: ((0, -8, 1.6), (0, 1, 0)) if u < 0.5 else ((0, -1.4, 1.6), (0, 1, 0))), ("then a cut to",), ("push", "zoom", "whip")),
    ("her eyes, and she looks aside", film(lambda u: ((0, 0.02, 1.62), head((0, 0, 0), (0, 0, 0), (1, -50, 0))(u)[1])), ("pan left",), ("@Mia", "close-up", "shot", "right")),
]  # fmt: skip

SIZES: Sizes = [
    ("a hiker on a pass", stands(person(), at=(0, -150, 6), to=BODY), "extreme wide shot"),
    ("on a pier", stands(person(), at=(0, -14, 1.7), to=BODY, lens=35), "wide shot"),
    ("waits at a door", stands(person(), at=(0, -4.2, 1.2), to=(0, 0, 0.9), lens=40), "full shot"),
    ("a gunslinger", stands(person(), at=(0, -2.9, 1.2), to=(0, 0, 1.1), lens=40), "medium full shot"),
    ("at a desk", stands(person(), at=(0, -1.8, 1.4), to=(0, 0, 1.3), lens=35), "medium shot"),
    ("an interview", stands(person(), at=(0, -1.4, 1.55), to=(0, 0, 1.5)), "medium close-up"),
    ("she listens", stands(person(), at=(0, -1.5, 1.6), to=FACE, lens=85), "close-up"),
    ("his eyes", stands(person(), at=(0, -0.9, 1.6), to=FACE, lens=100), "extreme close-up"),
    ("square, whole", stands(person(), at=(0, -3.2, 1.1), to=(0, 0, 0.9), aspect=1.0), "full shot"),
    ("upright, from the chest", stands(person(), at=(0, -1.4, 1.6), to=(0, 0, 1.5), lens=85, aspect=9 / 16), "medium close-up"),
    ("2.39:1, from the knees", stands(person(), at=(0, -3.9, 1.2), to=(0, 0, 1.1), lens=40, aspect=2.39), "medium full shot"),
    ("a girl at a fence", stands(Seen("Kid", (-0.2, -0.15, 0), (0.2, 0.15, 1.1), visible=0.6), at=(0, -3.5, 0.9), to=(0, 0, 0.55)), "full shot"),
    ("a giant from the chest", stands(Seen("Giant", (-1, -0.7, 0), (1, 0.7, 6)), at=(0, -4.9, 5.5), to=(0, 0, 5.4)), "medium close-up"),
    ("one who sits on the floor", stands(Seen("Tom", (-0.3, -0.45, 0), (0.3, 0.45, 0.9)), at=(0, -3.2, 0.9), to=(0, 0, 0.45)), "full shot"),
    ("in bed, from above", stands(Seen("Tom", (-0.9, -0.3, 0.5), (0.9, 0.3, 0.8)), at=(0, -0.6, 3.7), to=(0, 0, 0.65), lens=40), "full shot"),
    ("a fox's head", stands(box("Fox", (1.1, 0.3, 0.5)), at=(0.5, -0.8, 0.45), to=(0.5, 0, 0.4)), "close-up"),
    ("a fox, whole", stands(box("Fox", (1.1, 0.3, 0.5)), at=(0, -2.2, 0.6), to=(0, 0, 0.25)), "full shot"),
    ("a swan, wings wide", stands(box("Swan", (2.4, 1.2, 0.5), (0, 0, 0.2)), at=(0, -3.6, 1), to=(0, 0, 0.4)), "full shot"),
    ("a crow on a far roof", stands(box("Crow", (0.9, 0.4, 0.3), (0, 0, 12)), at=(0, -40, 2), to=(0, 0, 12)), "extreme wide shot"),
    ("a bear on its hind legs", stands(box("Bear", (1.2, 1.0, 2.2)), at=(0, -6.8, 1.4), to=(0, 0, 1.1)), "full shot"),
    ("a horse from ahead", stands(box("Horse", (0.6, 2.4, 1.8)), at=(0, -6, 1.4), to=(0, 0, 0.9)), "full shot"),
    ("a car at an angle", stands(box("Car", (4.38, 4.38, 1.45)), at=(0, -11, 1.6), to=(0, 0, 0.7)), "full shot"),
    ("a motorbike's tank", stands(box("Bike", (2.1, 0.8, 1.1)), at=(0.2, -1.1, 1.0), to=(0.2, 0, 0.85)), "close-up"),
    ("a tram down the street", stands(box("Tram", (28, 2.6, 3.6)), at=(0, -70, 3), to=(0, 0, 1.8), lens=35), "wide shot"),
    ("a helicopter overhead", stands(box("Helicopter", (12, 12, 3.5), (0, 0, 60)), at=(0, -30, 1.7), to=(0, 0, 61)), "wide shot"),
    ("a book on a table", stands(box("Book", (0.2, 0.14, 0.03), (0, 0, 0.8)), at=(0, -0.25, 1.15), to=(0, 0, 0.81)), "full shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("three at a bar", film(ROOM, cast=of(person("Mia", -2.2), person("Tom", 0.1), person("Jo", 2.3))), "@Mia is on the left; @Tom is in the centre; @Jo is on the right"),
    ("goes by behind a fence", film(ROOM, cast=lambda u: (person("Mia", -6 + 12 * u, visible=0.55),)), "@Mia crosses from left to right"),
    ("behind glass", film(ROOM, cast=of(person("Tom"), person("Mia", -2.4, 2))), "@Tom is in the centre; @Mia is on the left"),
    ("a moment of thirty seconds", film(ROOM, seconds=30, cast=going(mia, lambda u: (6 - 12 * min(max((u - 0.3) * 30 / 1.2, 0), 1), 0, 0))), "@Mia crosses from right to left"),
    ("two pass each other", film(ROOM, cast=lambda u: (person("Mia", -6 + 12 * u), person("Tom", 6 - 12 * u, 1.5))), "@Mia crosses from left to right; @Tom crosses from right to left"),
    ("looks in, and goes again", film(ROOM, cast=going(mia, lambda u: (at_keys(u, (0, -6.0), (0.5, -2.4), (1, -6.0)), 0, 0))), "@Mia enters from the left, then exits to the left"),
    ("through a door", film(ROOM, cast=lambda u: (person("Mia", 1.6 + 0.8 * u, visible=1.0 if u < 0.5 else 0.0),)), "@Mia is on the right, then disappears"),
    ("from behind a curtain", film(ROOM, cast=lambda u: (person("Mia", 2.6 - 2.6 * ease(u), visible=1.0 if u > 0.3 else 0.0),)), "@Mia appears on the right and ends in the centre"),
    ("from the back of the hall", film(ROOM, cast=going(mia, line((0, 14, 0), (0, -3, 0)))), "@Mia is in the centre and comes closer"),
    ("a child far behind", film(ROOM, cast=of(person("Mia", -0.5, -1), Seen("Kid", (0.8, 6.8, 0), (1.2, 7.2, 1.1)))), "@Mia is in the centre; @Kid is in the centre, in the background"),
    ("a walk with a dog", film(ROOM, cast=lambda u: (person("Mia", -2.4 + 4.8 * u), dog((-3.2 + 4.8 * u, 0, 0)))), "@Mia moves from the left to the right; @Dog moves from the left to the right"),
    ("a car goes by before them", film(ROOM, cast=lambda u: (person("Mia", -0.8), person("Tom", 0.8), car_across((-20 + 40 * u, -4, 0)))), "@Mia and @Tom are in the centre, from left to right; @Car crosses from left to right, in the foreground"),
    ("a balloon", film(ROOM, cast=lambda u: (box("Balloon", (0.6, 0.6, 0.8), (0, 0, 1 + 7 * u)),)), "@Balloon is in the centre, then exits above the frame"),
    ("the camera looks away from her", film(head((0, -8, 1.5), (0, 0, 0), (1, -40, 0))), "@Mia is in the centre, then leaves the frame on the right"),
    ("the camera looks from her to him", film(head((0, -8, 1.5), (0, -8, 0), (1, 35, 0)), cast=of(person("Mia", -1.1), person("Tom", 5.6))), "@Mia is in the centre, then leaves the frame on the left; @Tom comes into the frame from the right and ends in the centre"),
    ("past pillars", film(ROOM, cast=lambda u: (person("Mia", -6 + 12 * u, visible=0.0 if int(10 * u) % 3 == 1 else 1.0),)), "@Mia crosses from left to right"),
    ("behind bars", film(ROOM, cast=of(person("Mia", 2.3, visible=0.5))), "@Mia is on the right"),
    ("one before a wall, one behind it", film(ROOM, cast=of(person("Mia"), person("Tom", 2.2, 3, visible=0.0))), "@Mia is in the centre"),
]  # fmt: skip
