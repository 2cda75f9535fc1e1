# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fourth table labelled by hand before it was run: animals and crews, tall and wide pictures, cameras that hang on
somebody, cuts by keys without a way between, focus, and a fisheye lens."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import pi, sin

from camera_paths import ease, nobody, person
from keyed_paths import (
    BEFORE,
    BIRD,
    BODY,
    FACE,
    HORSE,
    PAIR,
    ROOM,
    arc,
    at_keys,
    bird,
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
    stands,
    still,
    two,
    with_it,
)
from word_labels import MOVED, Moves, Sizes, Stagings

from addon.core.camera.math import unit
from addon.core.camera.samples import Seen

SPIN, SPUN = hung(lambda u: pi * ease(u), line((0, 0, 0), (0, 0, 0)), 1.6)
CORNER = [(0, (0.0, 9.0, 0.0)), (0.5, (0.0, 0.0, 0.0)), (1, (9.0, 0.0, 0.0))]
SELFIE, SELF = hung(
    lambda u: at_keys(u, (0, 0.0), (0.4, 0.0), (0.6, pi / 2), (1, pi / 2)), lambda u: at_keys(u, *CORNER), 1.4
)
RUN = line((0, 0, 0), (0, 14, 0))
DEEP = of(person("Mia", -0.5, -2), person("Tom", 0.6, 3))

MOVES: Moves = [
    # Locked off.
    ("a still life", film(still((0, -2, 1.2), (0, 0, 1)), cast=nobody), ("static camera",), MOVED),
    ("a stand that sags by two centimetres", film(rig((0, BEFORE, BODY), (1, (0.02, -5, 1.48), BODY))), ("static camera",), MOVED),
    ("two pass each other, upright", film(still((0, -7, 1.5), BODY), aspect=9 / 16, cast=lambda u: (person("Mia", -2 + 4 * u), person("Tom", 2 - 4 * u, 1))), ("static camera",), MOVED),
    ("a car drives off", film(still((0, -5, 1.3), (0, 0, 0.8)), cast=going(car, line((0, 0, 0), (0, 60, 0)))), ("static camera",), MOVED),
    ("one jumps", film(still(BEFORE, BODY), cast=lambda u: (person("Mia", 0, 0, 0.5 * abs(sin(9 * u))),)), ("static camera",), MOVED),
    ("a bird overhead", film(still((0, -12, 1.6), (0, 0, 6)), cast=going(bird, line((-9, 0, 7), (9, 0, 8)))), ("static camera",), MOVED),
    # Pans and tilts.
    ("from one to the other, and holds", film(head((0, -4, 1.5), (0, -24, 0), (0.6, 24, 0), (1, 24, 0)), cast=of(person("Mia", -1.8), person("Tom", 1.8))), ("pan right",), ("back", "left", "truck", "orbit")),
    ("half way round a square", film(head((0, 0, 2), (0, 90, 0), (1, -90, 0)), seconds=12, lens=28, cast=nobody), ("pan left",), ("whip", "right", "tilt")),
    ("a whip, and it settles", film(head((0, 0, 1.6), (0, 0, 0), (0.42, 0, 0), (0.55, 65, 0), (1, 65, 0)), seconds=3, cast=nobody), ("whip pan right",), ("handheld", "left")),
    ("with a dog that runs", film(lambda u: ((0, -8, 1.2), unit((6 - 12 * u, 8, -0.9))), cast=going(dog, line((6, 0, 0), (-6, 0, 0)))), ("pan left with @Dog",), ("right", "truck", "tracking")),
    ("down and aside to a key", film(head((0, 0, 1.6), (0, 12, 4), (1, -10, -16)), cast=nobody), ("pan left", "tilt down"), ("right", "up")),
    ("upright, along a wall", film(head((0, 0, 1.6), (0, -9, 0), (1, 9, 0)), aspect=9 / 16, cast=nobody), ("pan right",), ("left", "tilt")),
    ("from her face to her shoes", film(head((0, -2, 1.6), (0, 0, 0), (1, 0, -32))), ("tilt down",), ("crane", "up", "push")),
    ("slowly up a cliff", film(head((0, 0, 1.6), (0, 0, 2), (1, 0, 13)), seconds=9, cast=nobody), ("slow tilt up",), ("down",)),
    ("a start", film(head((0, 0, 1.6), (0, 0, 5), (1, 0, -32)), seconds=1, cast=nobody), ("fast tilt down",), ("up",)),
    ("no, no", film(head((0, -1, 1.6), (0, 0, 0), (0.2, 14, 0), (0.4, -14, 0), (0.6, 14, 0), (0.8, -14, 0), (1, 0, 0)), cast=nobody), ("pan back and forth",), ("whip", "handheld")),
    # Dollies and trucks.
    ("in from under a table", film(rig((0, (0, -5, 0.6), (0, 0, 1.2)), (1, (0, -2, 0.6), (0, 0, 1.2)))), ("push in",), ("zoom", "orbit", "pull")),
    ("out of a tunnel", film(rig((0, (0, -2, 1.6), (0, 20, 1.6)), (1, (0, -14, 1.6), (0, 20, 1.6))), cast=nobody), ("pull out",), ("zoom", "push")),
    ("slowly along shelves", film(rig((0, (1.5, 0, 1.6), (1.5, 9, 1.6)), (1, (-1.5, 0, 1.6), (-1.5, 9, 1.6))), seconds=10, cast=nobody), ("slow truck left",), ("right", "pan")),
    ("a train window", film(rig((0, (-5, 0, 1.6), (-5, 9, 1.6)), (1, (5, 0, 1.6), (5, 9, 1.6))), seconds=1.5, cast=nobody), ("fast truck right",), ("left", "pan")),
    ("in on two", film(rig((0, (0, -7, 1.5), BODY), (1, (0, -4, 1.5), BODY)), cast=PAIR), ("push in",), ("zoom", "orbit")),
    ("from her eyes to the hall", film(rig((0, (0, -1.2, 1.6), FACE), (1, (0, -9, 1.6), FACE))), ("pull out",), ("zoom", "push")),
    ("in and out and in", film(rig((0, (0, -5, 1.5), FACE), (0.25, (0, -3, 1.5), FACE), (0.5, (0, -5, 1.5), FACE), (0.75, (0, -3, 1.5), FACE), (1, (0, -5, 1.5), FACE)), seconds=10), ("push in and out",), ("zoom",)),
    ("a peek round the corner", film(rig((0, (-1, 0, 1.6), (-1, 9, 1.6)), (0.5, (1, 0, 1.6), (1, 9, 1.6)), (1, (-1, 0, 1.6), (-1, 9, 1.6))), cast=nobody), ("truck right, then back",), ("pan",)),
    # Cranes.
    ("down a tree", film(rig((0, (0, 0, 9), (0, 9, 9)), (1, (0, 0, 0.6), (0, 9, 0.6))), seconds=6, cast=nobody), ("crane down",), ("tilt", "push", "up")),
    ("up and away from a car", film(rig((0, (0, -6, 1.2), (0, 0, 0.7)), (1, (0, -14, 10), (0, 0, 0.7))), seconds=7, cast=of(car((0, 0, 0)))), ("pull out", "crane up"), ("push", "down", "zoom")),
    ("from the gallery to a face", film(rig((0, (0, -8, 6), BODY), (1, (0, -2.5, 1.5), FACE)), seconds=7), ("crane down",), ("pull", "zoom", "crane up")),
    ("over a hedge", film(rig((0, (0, -4, 0.8), (0, 9, 0.8)), (1, (0, -4, 3), (0, 9, 3))), seconds=5), ("crane up",), ("tilt", "push")),
    # Around.
    ("round a horse", film(arc(-60, -150, radius=7, aim=(0, 0, 0.9)), seconds=8, cast=of(box("Horse", HORSE))), ("orbit left",), ("right", "pan", "truck")),
    ("more than half way, fast", film(arc(-90, 110), seconds=3), ("half orbit right",), ("left", "pan", "truck")),
    ("round, and closer by the lens", film(arc(-120, -60), seconds=6, lens=lambda u: 35 + 35 * ease(u)), ("orbit right", "zoom in"), ("pan", "push")),
    ("round from the floor", film(arc(-130, -50, radius=3, height=0.3), seconds=6), ("orbit right",), ("pan", "truck", "left")),
    # With somebody, or on them.
    ("behind a dog, as low as it", film(with_it(RUN, (0, -2.5, 0.5), look=(0, 0, 0.3)), cast=going(dog, RUN)), ("following @Dog from behind",), ("push", "orbit")),
    ("ahead of a rider", film(with_it(line((0, 30, 0), (0, 0, 0)), (0, -6, 1.2)), cast=going(lambda at: Seen("Rider", (at[0] - 0.4, at[1] - 1, at[2]), (at[0] + 0.4, at[1] + 1, at[2] + 2.3)), line((0, 30, 0), (0, 0, 0)))), ("moving back ahead of @Rider",), ("pull", "behind")),
    ("beside two who stroll", film(with_it(line((-4, 0, 0), (4, 0, 0)), (0, -4, 1.4)), cast=two(line((-4, 0, 0), (4, 0, 0)))), ("tracking right with @Mia",), ("left", "truck", "orbit")),
    ("wing to wing", film(with_it(line((0, 0, 100), (400, 0, 100)), (0, -80, 10), look=(0, 0, 4)), cast=going(lambda at: box("Plane", (30, 28, 8), at), line((0, 0, 100), (400, 0, 100)))), ("tracking right with @Plane",), ("left", "truck", "orbit")),
    ("down with a lift", film(with_it(line((0, 0, 12), (0, 0, 0)), (0, -4, 1.4)), cast=going(mia, line((0, 0, 12), (0, 0, 0)))), ("sinking with @Mia",), ("crane", "tilt")),
    ("behind her, and closer by the lens", film(with_it(RUN, (0, -4, 1.5)), lens=lambda u: 28 + 32 * ease(u), cast=going(mia, RUN)), ("following @Mia from behind", "zoom in"), ("push", "dolly")),
    ("on a rod on one who turns", film(SPIN, cast=SPUN), ("turning with @Mia",), ("orbit", "pan", "fast")),
    ("on a stick, round a corner", film(SELFIE, cast=SELF, seconds=8), ("@Mia",), ("orbit", "truck", "pull")),
    ("at the wheel", film(lambda u: ((0.3, 0.1 + 40 * u, 1.0), (0, 1, 0)), cast=going(car, line((0, 0, 0), (0, 40, 0)))), ("push in",), ("@Car", "shot", "close-up")),
    # Lenses.
    ("from a face to the crowd", film(still((0, -12, 1.6), FACE), seconds=6, lens=lambda u: 135 - 100 * ease(u)), ("zoom out",), ("pull", "dolly")),
    ("up a mast, closer by the lens", film(head((0, 0, 1.6), (0, 0, 4), (1, 0, 22)), lens=lambda u: 35 + 35 * ease(u), cast=nobody), ("tilt up", "zoom in"), ("push", "down")),
    ("vertigo, upright", film(rig((0, (0, -8, 1.5), FACE), (1, (0, -3, 1.5), FACE)), aspect=9 / 16, lens=lambda u: 80 * (8 - 5 * ease(u)) / 8), ("dolly zoom in",), ("push",)),
    ("from her to him by focus", film(still((0, -5, 1.5), (0, 0, 1.3)), cast=DEEP, focus=lambda u: at_keys(u, (0, 3.0), (0.4, 3.0), (0.6, 8.0), (1, 8.0))), ("focus pull from @Mia to @Tom", "static camera"), ("push", "zoom", "pan")),
    ("focus that stays with a walker", film(still((0, -3, 1.5), BODY), cast=going(mia, RUN), focus=lambda u: 3 + 14 * u), ("static camera",), ("focus pull",)),
    ("a fisheye in a lift", [replace(s, panorama="fisheye lens") for s in film(still((0, -1.5, 1.8), BODY))], ("Fisheye lens", "static camera"), ("shot", "close-up", " mm")),
    # Hands, rolls, cuts.
    ("in the hand, with one who goes by", film(lambda u: ((0, -7, 1.5), unit((-4 + 8 * u, 7, -0.4))), cast=going(mia, line((-4, 0, 0), (4, 0, 0))), shake=0.35, rate=24), ("handheld camera", "pan right with @Mia"), ("shaky", "static")),
    ("in the hand, away from two", film(rig((0, (0, -3, 1.6), BODY), (1, (0, -6, 1.6), BODY)), cast=PAIR, shake=0.35, rate=24), ("handheld camera", "pull out"), ("shaky", "static", "zoom")),
    ("canted", film(still(BEFORE, BODY), roll=12), ("Dutch angle", "static camera"), ("rolling", "rocking")),
    ("tips as it comes", film(rig((0, (0, -8, 1.5), BODY), (1, (0, -4, 1.5), BODY)), roll=lambda u: 22 * ease(u)), ("rolling camera", "push in"), ("static", "Dutch")),
    ("cut to the whole room", film(lambda u: ((0, -1.6, 1.6), (0, 1, 0)) if u < 0.6 else ((0, -9, 2), unit((0, 9, -0.9)))), ("then a cut to a wide shot",), ("pull", "zoom", "crane")),
    ("cut round a corner", film(lambda u: ((0, 0, 1.6), (0, 1, 0)) if u < 0.5 else ((0, 0, 1.6), (1, 0, 0)), cast=nobody), ("then a cut",), ("pan", "whip", "orbit")),
    ("straight down, turning over her", film(lambda u: ((0, 0, 7), (0, 0, -1)), roll=lambda u: -80 * u), ("counterclockwise turn", "overhead view"), ("rolling", "orbit")),
]  # fmt: skip


SIZES: Sizes = [
    ("a hermit on a glacier", stands(person(), at=(0, -200, 3), to=BODY, lens=85), "extreme wide shot"),
    ("at the bus stop", stands(person(), at=(0, -12, 1.6), to=BODY, lens=35), "wide shot"),
    ("in a doorway", stands(person(), at=(0, -3.2, 1.2), to=(0, 0, 0.9), lens=35), "full shot"),
    ("from the thighs", stands(person(), at=(0, -2.4, 1.3), to=(0, 0, 1.15), lens=35), "medium full shot"),
    ("at a counter", stands(person(), at=(0, -1.6, 1.4), to=(0, 0, 1.35), lens=35), "medium shot"),
    ("from the chest, 50 mm", stands(person(), at=(0, -1.4, 1.5), to=(0, 0, 1.5)), "medium close-up"),
    ("a face, 50 mm", stands(person(), at=(0, -1.0, 1.6), to=FACE), "close-up"),
    ("an eyelid", stands(person(), at=(0, -0.5, 1.6), to=FACE, lens=85), "extreme close-up"),
    ("whole, upright", stands(person(), at=(0, -2.2, 1.2), to=(0, 0, 0.9), lens=35, aspect=9 / 16), "full shot"),
    ("whole, 4:3", stands(person(), at=(0, -3.4, 1.2), to=(0, 0, 0.9), aspect=4 / 3), "full shot"),
    ("from the waist, 2.39:1", stands(person(), at=(0, -2.5, 1.4), to=(0, 0, 1.35), lens=40, aspect=2.39), "medium shot"),
    ("a child at a table", stands(Seen("Kid", (-0.2, -0.15, 0), (0.2, 0.15, 1.1)), at=(0, -1.5, 0.9), to=(0, 0, 0.85)), "medium shot"),
    ("an ogre, whole", stands(Seen("Ogre", (-0.9, -0.6, 0), (0.9, 0.6, 3)), at=(0, -6.5, 1.8), to=(0, 0, 1.5), lens=40), "full shot"),
    ("one who crouches", stands(Seen("Tom", (-0.3, -0.35, 0), (0.3, 0.35, 1.0)), at=(0, -2.2, 0.8), to=(0, 0, 0.5), lens=40), "full shot"),
    ("on a sofa", stands(Seen("Mia", (-0.9, -0.3, 0.4), (0.9, 0.3, 0.9)), at=(0, -3.4, 0.9), to=(0, 0, 0.6), lens=40), "full shot"),
    ("a cow", stands(box("Cow", (2.4, 0.8, 1.5)), at=(0, -4, 1.2), to=(0, 0, 0.75), lens=40), "full shot"),
    ("a cat's face", stands(box("Cat", (0.5, 0.2, 0.3)), at=(0.15, -0.35, 0.25), to=(0.15, 0, 0.2)), "close-up"),
    ("an eagle in the sky", stands(box("Eagle", BIRD, (0, 0, 9)), at=(0, -10, 3), to=(0, 0, 9.1)), "wide shot"),
    ("an elephant", stands(box("Elephant", (6, 2.5, 3.2)), at=(0, -9, 1.7), to=(0, 0, 1.6), lens=40), "full shot"),
    ("a fish", stands(box("Fish", (0.3, 0.08, 0.12), (0, 0, 1)), at=(0, -0.45, 1.05), to=(0, 0, 1.05)), "full shot"),
    ("a bicycle", stands(box("Bicycle", (1.8, 0.5, 1.1)), at=(0, -3, 1.0), to=(0, 0, 0.55), lens=40), "full shot"),
    ("a bus on a far ridge", stands(box("Bus", (12, 2.5, 3.2)), at=(0, -200, 5), to=(0, 0, 1.6)), "extreme wide shot"),
    ("a wheel", stands(box("Car", (4.4, 1.8, 1.45)), at=(1.4, -1.9, 0.5), to=(1.4, 0, 0.4)), "close-up"),
    ("a rocket on its pad", stands(box("Rocket", (5, 5, 60)), at=(0, -140, 4), to=(0, 0, 30), lens=40), "full shot"),
    ("a lamp on a desk", stands(box("Lamp", (0.25, 0.25, 0.45), (0, 0, 0.8)), at=(0, -1.3, 1.1), to=(0, 0, 1.0)), "full shot"),
    ("a ship on the horizon", stands(box("Ship", (80, 12, 25)), at=(0, -2500, 8), to=(0, 0, 8), lens=85), "extreme wide shot"),
]  # fmt: skip


STAGINGS: Stagings = [
    ("on either side", film(ROOM, cast=of(person("Mia", -2.4), person("Tom", 2.4))), "@Mia is on the left; @Tom is on the right"),
    ("crosses", film(ROOM, cast=going(mia, line((-6, 0, 0), (6, 0, 0)))), "@Mia crosses from left to right"),
    ("in from the right", film(ROOM, cast=going(mia, line((6, 0, 0), (0, 0, 0)))), "@Mia enters from the right and ends in the centre"),
    ("out to the left", film(ROOM, cast=going(mia, line((0, 0, 0), (-6.5, 0, 0)))), "@Mia is in the centre, then exits to the left"),
    ("from right to left", film(ROOM, cast=going(mia, line((2.4, 0, 0), (-2.4, 0, 0)))), "@Mia moves from the right to the left"),
    ("a child before her", film(ROOM, cast=of(person("Mia"), Seen("Kid", (-1.1, -5.15, 0), (-0.7, -4.85, 1.1)))), "@Kid is on the left; @Mia is in the centre, in the background"),
    ("who stands, and the camera trucks", film(rig((0, (-2.5, -8, 1.5), (-2.5, 0, 1.2)), (1, (2.5, -8, 1.5), (2.5, 0, 1.2)))), "@Mia is on the right at first and on the left at the end"),
    ("flies off", film(ROOM, cast=going(mia, line((0, 0, 0), (0, 0, 6)))), "@Mia is in the centre, then exits above the frame"),
    ("climbs in", film(ROOM, cast=going(mia, lambda u: (0, 0, -5 * (1 - min(2 * u, 1))))), "@Mia enters from below and ends in the centre"),
    ("two pairs", film(ROOM, cast=of(person("Mia", -3), person("Tom", -1.7), person("Jo", 1.7), person("Ada", 3))), "@Mia and @Tom are on the left, from left to right; @Jo and @Ada are on the right, from left to right"),
    ("round a corner", film(ROOM, cast=lambda u: (person("Mia", 2.4, visible=1.0 if u > 0.5 else 0.0),)), "@Mia appears on the right"),
    ("down a long hall", film(ROOM, cast=going(mia, line((0, 0, 0), (0, 14, 0)))), "@Mia is in the centre and moves away"),
    ("a bird flies past", film(ROOM, cast=lambda u: (person("Mia"), box("Bird", BIRD, (-9 + 18 * u, 0, 2)))), "@Mia is in the centre; @Bird crosses from left to right"),
    ("all the way through the room", film(ROOM, cast=going(mia, lambda u: (at_keys(u, (0, -6.0), (0.8, 2.4), (1, 2.4)), 0, 0))), "@Mia enters from the left and ends on the right"),
    ("they meet", film(ROOM, cast=lambda u: (person("Mia", -6 + 5.5 * ease(u)), person("Tom", 6 - 5.5 * ease(u)))), "@Mia enters from the left and ends in the centre; @Tom enters from the right and ends in the centre"),
    ("upright, at the edge", film(ROOM, aspect=9 / 16, cast=of(person("Mia", -1.2))), "@Mia is on the left"),
    ("a guard far behind", film(ROOM, cast=of(person("Mia"), person("Guard", -6, 12))), "@Mia is in the centre; @Guard is on the left, in the background"),
    ("a second of twelve", film(ROOM, seconds=12, cast=going(mia, lambda u: (6 - 12 * min(max((u - 0.4) * 12, 0), 1), 0, 0))), "@Mia crosses from right to left"),
]  # fmt: skip
