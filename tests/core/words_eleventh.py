# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""An eleventh table labelled by hand before it was run: another previs week, its cameras level where artists leave them,
so that the frame's lower edge cuts who stands before them."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin

from camera_paths import EYES, ease, nobody, person
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
from words_eighth import kid, on_twos, part
from words_ninth import linear_head
from words_seventh import boom, looking_ahead, tracked

from addon.core.camera.math import unit
from addon.core.camera.samples import Seen

STREET, HOME = line((0, 0, 0), (0, 13, 0)), line((0, 12, 0), (0, 0, 0))
CURVE = lambda u: (7 * sin(1.2 * u), 7 - 7 * cos(1.2 * u), 0.0)  # noqa: E731
CURVE_TURN = lambda u: pi / 2 + 1.2 * u  # noqa: E731
BEHIND_BOY, BOY = hung(CURVE_TURN, CURVE, -2.6)
BEFORE_HIM, HIM = hung(CURVE_TURN, CURVE, 2.4)
ESCALATOR = lambda u: (0.0, 6 * u, 3.4 * u)  # noqa: E731
COUPLE = of(person("Mia", -0.6), person("Tom", 0.6))
NEAR_FAR = of(person("Mia", -0.7, 0), person("Tom", 1.1, 5))
VAN = box("Van", (2.0, 5.2, 2.3))
LEVEL = (0.0, 9.0, EYES)
SITS = Seen("Tom", (-0.3, -0.4, 0), (0.3, 0.4, 1.3))
LAMP = box("Lamp", (0.18, 0.18, 0.4), (-0.4, -2.2, 1.1))

MOVES: Moves = [
    # Locked off.
    ("an empty harbour", film(still((0, 0, 7), (0, 80, 3)), seconds=8, lens=32, cast=nobody), ("static camera",), MOVED),
    ("two at a bus stop, level", film(still((0, -4.5, EYES), LEVEL), seconds=10, cast=COUPLE), ("static camera", "two-shot"), MOVED),
    ("he gets up from a chair", film(still((0, -4.2, 1.3), (0, 0, 1.0)), seconds=6, cast=lambda u: (replace(SITS, high=(0.3, 0.4, 1.3 + 0.45 * part(u, 0.4, 0.6))),)), ("static camera",), MOVED),
    ("a tram comes by", film(still((0, -9, 1.5), (0, 10, 1.5)), cast=lambda u: (box("Tram", (14, 2.6, 3.4), (30 - 60 * u, 1, 0)),)), ("static camera",), MOVED),
    ("she walks to us until she is close", film(still((0, -3, 1.55), (0, 10, 1.5)), seconds=8, cast=going(mia, line((0.3, 11, 0), (0.1, -1.2, 0)))), ("static camera",), MOVED),
    ("cats on a wall", film(still((0, -3, 1.3), (0, 0, 1.2)), cast=lambda u: (box("Cat", (0.45, 0.2, 0.3), (0.5 * sin(6 * u), 0, 1.1)),)), ("static camera",), MOVED),
    ("a drone takes off", film(still((0, -7, 1.2), (0, 0, 1.6)), seconds=6, cast=going(lambda at: box("Drone", (0.8, 0.8, 0.25), at), lambda u: (0, 0, 3.4 * ease(u)))), ("static camera",), MOVED),
    ("low in the grass", film(still((-0.4, -3.6, 0.2), (0, 0, 1.0)), lens=28, cast=of(person("Jo", 0.1))), ("static camera",), MOVED),
    # Pans.
    ("over a skyline", film(head((0, 0, 30), (0, -30, -3), (1, 26, -3)), seconds=10, lens=28, cast=nobody), ("pan right",), ("left", "tilt", "whip")),
    ("a little to the left, 85 mm", film(head((0, -7, EYES), (0, 3, 0), (1, -2.5, 0)), lens=85, seconds=5), ("pan left",), ("right", "static", "truck")),
    ("across a kitchen, linear", film(linear_head((0, 0, EYES), (0, 30, -4), (1, -25, -4)), seconds=6, cast=nobody), ("pan left",), ("right", "tilt", "truck")),
    ("with him to the door", film(tracked(line((0, -6, EYES), (0, -6, EYES)), line((-2.8, 0, 1.3), (3, 0, 1.3))), cast=going(lambda at: person("Tom", *at), line((-2.8, 0, 0), (3, 0, 0)))), ("pan right with @Tom",), ("truck", "tracking", "left")),
    ("away from him to the clock", film(head((0, -4, EYES), (0, -4, 0), (0.3, -4, 0), (1, -56, 0)), seconds=6), ("pan left",), ("with @Mia", "right", "truck")),
    ("a cyclist along the canal", film(tracked(line((-1, -20, 1.7), (-1, -20, 1.7)), line((10, 0, 1), (-9, 0, 1))), lens=70, seconds=5, cast=going(mia, line((10, 0, 0), (-9, 0, 0)))), ("pan left with @Mia",), ("truck", "tracking", "right", "orbit")),
    ("her, then him, on one tripod", film(head((0, -2.6, EYES), (0, -13, 0), (0.35, -13, 0), (0.65, 13, 0), (1, 13, 0)), seconds=7, lens=60, cast=COUPLE), ("pan right",), ("left", "whip", "truck")),
    ("whips to the window", film(head((0, 0, 1.6), (0, 12, 0), (0.5, 12, 0), (0.57, 85, 0), (1, 85, 0)), seconds=3, cast=nobody), ("whip pan right",), ("left", "cut", "handheld")),
    ("out to the left and home", film(head((0, 0, 2), (0, 6, 0), (0.45, -36, 0), (1, 6, 0)), seconds=8, cast=nobody), ("pan left, then back",), ("right", "whip", "truck")),
    ("with a train", film(tracked(line((0, -30, 2), (0, -30, 2)), line((25, 0, 2), (-22, 0, 2))), seconds=6, cast=going(lambda at: box("Train", (24, 3, 4), at), line((25, 0, 0), (-22, 0, 0)))), ("pan left with @Train",), ("truck", "tracking", "right")),
    # Tilts.
    ("from her face to her shoes", film(head((0, -2.6, 1.2), (0, 0, 12), (1, 0, -21)), seconds=5, lens=45), ("tilt down",), ("crane", "up", "push", "pan")),
    ("up a tower block", film(head((0, -30, 1.7), (0, 0, 2), (1, 0, 44)), seconds=7, lens=28, cast=nobody), ("tilt up",), ("down", "crane")),
    ("from the treetops to the path", film(head((0, -15, 1.7), (0, 0, 38), (0.8, 0, -2), (1, 0, -2)), seconds=8, cast=nobody), ("tilt down",), ("up", "crane", "pan")),
    ("with a balloon", film(tracked(line((0, -30, 1.7), (0, -30, 1.7)), line((0, 0, 2), (0, 0, 22))), seconds=9, cast=going(lambda at: box("Balloon", (4, 4, 6), at), line((0, 0, 0), (0, 0, 20)))), ("tilt up with @Balloon",), ("crane", "rising", "down")),
    ("a glance up at the ceiling", film(head((0, 0, 1.6), (0, 0, -3), (0.5, 0, -3), (0.55, 0, 46), (1, 0, 46)), seconds=4, cast=nobody), ("whip tilt up",), ("crane", "cut", "pan")),
    ("down to the right, to the yard", film(head((0, 0, 9), (0, -8, 4), (1, 24, -20)), seconds=5, cast=nobody), ("pan right", "tilt down"), ("left", "up", "crane")),
    # Dollies and trucks.
    ("in on her, level", film(rig((0, (0, -5, EYES), LEVEL), (1, (0, -2, EYES), LEVEL)), seconds=6), ("push in",), ("zoom", "pull", "crane")),
    ("slowly in on two, level", film(rig((0, (0, -5.2, EYES), LEVEL), (1, (0, -4.1, EYES), LEVEL)), seconds=11, cast=COUPLE), ("slow push in",), ("zoom", "static", "crane")),
    ("out from his eyes", film(rig((0, (0, -0.9, EYES), LEVEL), (1, (0, -5.5, EYES), LEVEL)), seconds=8), ("pull out",), ("push", "zoom", "truck")),
    ("down a hotel corridor, linear", film(lambda u: ((0, -2 + 9 * u, 1.5), (0, 1, 0)), seconds=7, cast=nobody), ("push in",), ("pull", "zoom", "truck")),
    ("along shelves", film(rig((0, (-3, -2, 1.4), (-3, 9, 1.4)), (1, (3.5, -2, 1.4), (3.5, 9, 1.4))), seconds=7, cast=nobody), ("truck right",), ("left", "pan", "orbit")),
    ("along a ship's hull", film(lambda u: ((12 - 24 * u, -18, 3), (0, 1, 0)), seconds=9, cast=of(box("Ship", (40, 8, 9)))), ("truck left",), ("right", "pan", "orbit")),
    ("in to a van at the gate", film(rig((0, (0, -14, 1.5), (0, 0, 1.1)), (1, (0, -7, 1.5), (0, 0, 1.1))), seconds=5, cast=of(VAN)), ("push in",), ("zoom", "pull", "crane")),
    ("a rush at her face", film(rig((0, (0, -8, EYES), FACE), (0.35, (0, -8, EYES), FACE), (0.5, (0, -1.6, EYES), FACE), (1, (0, -1.6, EYES), FACE)), seconds=3), ("fast push in",), ("zoom", "pull", "cut")),
    ("in and to the left", film(rig((0, (2.6, -9, EYES), (2.6, 20, EYES)), (1, (-0.4, -5.5, EYES), (-0.4, 20, EYES))), seconds=6), ("push in", "truck left"), ("pull", "right", "orbit")),
    ("it waits, then comes in", film(rig((0, (0, -9, 1.4), BODY), (0.4, (0, -9, 1.4), BODY), (1, (0, -5, 1.4), BODY)), seconds=8), ("push in",), ("zoom", "pull", "then")),
    ("back from four on a stage", film(rig((0, (0, -4, EYES), LEVEL), (1, (0, -10, EYES), LEVEL)), seconds=6, cast=of(person("Mia", -1.2), person("Tom", -0.4), person("Jo", 0.4), person("Ann", 1.2))), ("pull out", "group shot"), ("push", "zoom", "crane")),
    ("a train's view of its rails", film(lambda u: ((0, 60 * u, 2.5), (0, 1, 0)), seconds=6, cast=nobody), ("push in",), ("pull", "zoom")),
    ("to the right past two at a fence", film(rig((0, (-2.4, -4, EYES), (-2.4, 9, EYES)), (1, (2.4, -4, EYES), (2.4, 9, EYES))), seconds=7, cast=COUPLE), ("truck right",), ("left", "pan", "orbit")),
    ("out of a drawer", film(rig((0, (0, -0.3, 0.9), (0, 3, 0.9)), (1, (0, -3, 0.9), (0, 0, 0.9))), seconds=5, cast=nobody), ("pull out",), ("push", "zoom", "crane")),
    # Cranes.
    ("up a facade", film(rig((0, (0, -9, 1.5), (0, 9, 1.5)), (1, (0, -9, 8), (0, 9, 8))), seconds=7, cast=nobody), ("crane up",), ("down", "tilt", "push")),
    ("an arm comes down", film(boom((0, -14, 2), 7, 40, 0), seconds=6, cast=nobody), ("crane down",), ("up", "tilt", "pull")),
    ("up over him, and he stays in", film(rig((0, (0, -5, 1.2), BODY), (1, (0, -5, 4.6), BODY)), seconds=6, cast=of(person("Tom"))), ("crane up",), ("push", "orbit", "zoom", "tilt up")),
    ("a pedestal down by half a metre", film(rig((0, (0, -3, EYES), LEVEL), (1, (0, -3, 1.1), (0, 9, 1.1))), seconds=5), ("crane down",), ("static", "tilt", "push")),
    ("back and up from the grave", film(rig((0, (0, -5, 1.5), BODY), (1, (0, -15, 8), BODY)), seconds=9), ("pull out", "crane up"), ("push", "down", "zoom")),
    ("down and in on a van", film(rig((0, (0, -17, 7), (0, 0, 1)), (1, (0, -8, 1.6), (0, 0, 1))), seconds=7, cast=of(VAN)), ("crane down", "push in"), ("pull", "up", "zoom")),
    # Around.
    ("a quarter round him", film(arc(-90, -165, radius=4.5), seconds=7, cast=of(person("Tom"))), ("orbit left",), ("pan", "truck", "right")),
    ("round two at a fire", film(arc(-125, -55, radius=4, aim=(0, 0, 1.1)), seconds=8, cast=COUPLE), ("orbit right",), ("pan", "truck", "left")),
    ("a van in a hall, all round", film(arc(-90, -450, radius=9, height=2, aim=(0, 0, 1)), seconds=15, cast=of(VAN)), ("full orbit left",), ("pan", "truck", "right")),
    ("half round a dancer", film(arc(-90, 90, radius=5), seconds=7), ("half orbit right",), ("pan", "truck", "left")),
    ("round, on twos", film(on_twos(arc(-80, -10, radius=4.5), 6), rate=24, seconds=6), ("orbit right",), ("pan", "truck", "left", "handheld")),
    ("round and out", film(arc(-120, -40, radius=(3.2, 6)), seconds=8), ("orbit right", "pull out"), ("pan", "push", "left")),
    ("a drone round a chapel", film(arc(-60, -140, radius=38, height=18, aim=(0, 0, 8)), seconds=12, cast=of(box("Chapel", (8, 14, 16)))), ("orbit left",), ("pan", "truck", "right")),
    # With somebody.
    ("behind him up a street", film(with_it(STREET, (0, -3, EYES)), seconds=8, cast=going(lambda at: person("Tom", *at), STREET)), ("following @Tom from behind",), ("push", "orbit")),
    ("ahead of her, level", film(with_it(HOME, (0, -2.7, EYES), look=(0, 0, EYES)), seconds=8, cast=going(mia, HOME)), ("moving back ahead of @Mia",), ("pull", "behind")),
    ("beside two on a beach", film(with_it(line((-6, 0, 0), (6, 0, 0)), (0, -4, 1.5)), seconds=8, cast=two(line((-6, 0, 0), (6, 0, 0)))), ("tracking right with @Mia",), ("left", "truck", "pan")),
    ("behind a car in a tunnel", film(with_it(line((0, 0, 0), (0, 120, 0)), (0, -10, 2.4), look=(0, 0, 0.8)), seconds=7, cast=going(car, line((0, 0, 0), (0, 120, 0)))), ("following @Car from behind",), ("push", "orbit", "crane")),
    ("before a car at night", film(with_it(line((0, 80, 0), (0, 0, 0)), (0, -7, 1.0), look=(0, 0, 0.7)), seconds=6, cast=going(car, line((0, 80, 0), (0, 0, 0)))), ("moving back ahead of @Car",), ("pull", "behind", "orbit")),
    ("beside a car, to the left", film(with_it(line((40, 0, 0), (-40, 0, 0)), (0, -6, 1.2), look=(0, 0, 0.8)), seconds=6, cast=going(car_across, line((40, 0, 0), (-40, 0, 0)))), ("tracking left with @Car",), ("right", "truck", "pan")),
    ("parented to a boy who walks a curve", film(BEHIND_BOY, seconds=8, cast=BOY), ("following @Mia from behind",), ("orbit", "pan", "push")),
    ("parented before one who walks a curve", film(BEFORE_HIM, seconds=8, cast=HIM), ("moving back ahead of @Mia",), ("orbit", "pan", "pull", "behind")),
    ("beside a child on a wall", film(with_it(line((3.5, 0, 0.6), (-3.5, 0, 0.6)), (0, -3, 0.8), look=(0, 0, 0.7)), seconds=7, cast=going(kid, line((3.5, 0, 0.6), (-3.5, 0, 0.6)))), ("tracking left with @Kid",), ("right", "truck")),
    ("on a shoulder, before two", film(with_it(line((0, 11, 0), (0, 0, 0)), (0, -3.2, EYES), look=(0, 0, 1.4)), shake=0.36, rate=24, seconds=8, cast=two(line((0, 11, 0), (0, 0, 0)))), ("handheld camera", "moving back ahead of @Mia"), ("shaky", "static")),
    ("up an escalator behind her", film(with_it(ESCALATOR, (0, -3.2, 1.9)), seconds=8, cast=going(mia, ESCALATOR)), ("following @Mia from behind",), ("push", "orbit", "tilt")),
    # Lenses and focus.
    ("closer by the lens, level", film(still((0, -6, EYES), LEVEL), seconds=6, lens=lambda u: 35 + 50 * ease(u)), ("zoom in",), ("push", "dolly", "out")),
    ("wider by the lens, slowly", film(still((0, -9, EYES), BODY), seconds=13, lens=lambda u: 75 - 25 * ease(u)), ("slow zoom out",), ("pull", "dolly")),
    ("a crash zoom on his hand", film(still((0, -6, 1.2), (0, 0, 1.0)), seconds=3, lens=lambda u: at_keys(u, (0, 28.0), (0.4, 28.0), (0.5, 95.0), (1, 95.0))), ("fast zoom in",), ("push", "dolly", "cut")),
    ("the corridor grows longer", film(rig((0, (0, -7, EYES), FACE), (1, (0, -3, EYES), FACE)), lens=lambda u: 50 * (7 - 4 * ease(u)) / 7), ("dolly zoom in",), ("pull", "push", "zoom out")),
    ("from the one before to the one behind", film(still((0, -4, EYES), (0, 0, 1.5)), cast=NEAR_FAR, seconds=6, focus=lambda u: at_keys(u, (0, 4.0), (0.4, 4.0), (0.6, 9.0), (1, 9.0))), ("focus pull from @Mia to @Tom", "static camera"), ("push", "zoom", "pan")),
    ("from a lamp to her", film(still((0, -4, 1.45), (0, 0, 1.4)), cast=of(person("Mia", 0.3), LAMP), focus=lambda u: at_keys(u, (0, 1.8), (0.5, 1.8), (0.75, 4.0), (1, 4.0))), ("focus pull from @Lamp to @Mia", "static camera"), ("push", "zoom", "pan")),
    ("across a field and wider by the lens", film(head((0, 0, 6), (0, -16, -1), (1, 14, -1)), seconds=8, lens=lambda u: 80 - 40 * ease(u), cast=nobody), ("pan right", "zoom out"), ("push", "left", "truck")),
    # Hands, rolls, cuts.
    ("a confession in the hand", film(still((-0.2, -2.2, EYES), FACE), shake=0.3, rate=24, seconds=8), ("handheld camera",), ("shaky", "static", "push", "pan")),
    ("the bridge shakes", film(still((0, -6, 1.4), (0, 0, 1.2)), shake=2.6, rate=24, seconds=5, cast=COUPLE), ("shaky handheld camera",), ("static", "pan", "push")),
    ("canted the other way", film(still((0, -4, EYES), LEVEL), roll=14), ("Dutch angle", "static camera"), ("rolling", "rocking", "pan")),
    ("the room turns", film(still((0, -4.5, 1.4), (0, 0, 1.2)), seconds=6, roll=lambda u: -80 * ease(u)), ("rolling camera",), ("static", "Dutch", "rocking", "pan")),
    ("below deck", film(still((0, -3.2, EYES), (0, 0, 1.2)), seconds=9, roll=lambda u: 7 * sin(4 * pi * u)), ("rocking camera",), ("static", "handheld", "Dutch")),
    ("her close-up, cut by keys, level", film(lambda u: ((0, -4.2, EYES), (0, 1, 0)) if u < 0.5 else ((0, -0.9, EYES), (0, 1, 0)), lens=45), ("medium full shot", "static camera", "then a cut to a close-up"), ("push", "zoom", "whip", "orbit")),
    ("his side, her side, cut by keys", film(lambda u: ((-1.5, -2, EYES), unit((2.1, 2, 0))) if u < 0.45 else ((1.5, -2, EYES), unit((-2.1, 2, 0))), seconds=8, cast=COUPLE), ("then a cut to",), ("orbit", "truck", "pan", "whip")),
    ("down a slope on a sledge", film(looking_ahead(lambda u: (2 * sin(3 * u), 40 * u, 12 - 12 * u)), seconds=6, cast=nobody), ("push in",), ("pull", "orbit", "truck", "handheld")),
]  # fmt: skip

SIZES: Sizes = [
    # Cut by the lower edge of a level frame. At 16:9 half the frame is 10.1 mm of the lens high.
    ("level, from the knees, 35 mm", stands(person(), at=(0, -3.9, EYES), to=LEVEL, lens=35), "medium full shot"),
    ("level, from the knees, 24 mm", stands(person(), at=(0, -2.6, EYES), to=LEVEL, lens=24), "medium full shot"),
    ("level, from the hips, 50 mm", stands(person(), at=(0, -3, 1.5), to=(0, 9, 1.5), lens=50), "medium shot"),
    ("level, from the waist, below much sky", stands(person(), at=(0, -3.2, 1.8), to=(0, 9, 1.8), lens=50), "medium shot"),
    ("level, from the chest, 85 mm", stands(person(), at=(0, -2.9, EYES), to=LEVEL, lens=85), "medium close-up"),
    ("level, head and shoulders, 85 mm", stands(person(), at=(0, -1.6, EYES), to=LEVEL, lens=85), "close-up"),
    ("level, a tall picture, from the knees", stands(person(), at=(0, -3, EYES), to=LEVEL, lens=50, aspect=9 / 16), "medium full shot"),
    ("level, two from the waist", stands(person("Mia", -0.35), person("Tom", 0.35), at=(0, -2.5, EYES), to=LEVEL, lens=50), "medium two-shot"),
    ("level, three from the knees", stands(person("Mia", -0.9), person("Tom", 0), person("Jo", 0.9), at=(0, -3.7, EYES), to=LEVEL, lens=35), "medium full three-shot"),
    ("level with a child, from the waist", stands(kid((0, 0, 0)), at=(0, -2, 1.0), to=(0, 9, 1.0), lens=50), "medium shot"),
    ("level with one who sits, from the belly", stands(SITS, at=(0, -2.6, 1.2), to=(0, 9, 1.2), lens=50), "medium shot"),
    ("from low, from the knees", stands(person(), at=(0, -2.6, 0.5), to=(0, 0, 1.3), lens=35), "medium full shot"),
    # Whole, and near.
    ("a hiker on a ridge", stands(person(), at=(0, -110, 6), to=BODY, lens=35), "extreme wide shot"),
    ("on a platform, level", stands(person(), at=(0, -13, EYES), to=LEVEL, lens=40), "wide shot"),
    ("head to toe, level, at her hips", stands(person(), at=(0, -5, 0.95), to=(0, 9, 0.95), lens=45), "full shot"),
    ("one eye", stands(person(), at=(0, -0.5, EYES), to=LEVEL, lens=75), "extreme close-up"),
    ("one on a stretcher", stands(Seen("Jo", (-0.9, -0.3, 0.7), (0.9, 0.3, 1.05)), at=(0, -2.8, 1.6), to=(0, 0, 0.85), lens=42), "full shot"),
    # Animals, vehicles, things.
    ("a cow in a field", stands(box("Cow", (2.3, 0.8, 1.5)), at=(0, -18, 1.6), to=(0, 0, 0.8), lens=45), "wide shot"),
    ("a cow, whole", stands(box("Cow", (2.3, 0.8, 1.5)), at=(0, -4.6, 1.3), to=(0, 0, 0.75), lens=42), "full shot"),
    ("a dog in profile", stands(box("Dog", (0.95, 0.3, 0.65)), at=(0, -2, 0.7), to=(0, 0, 0.33), lens=45), "full shot"),
    ("gulls' leader, wings out", stands(bird((0, 0, 9)), at=(0, -3.4, 8), to=(0, 0, 9.1), lens=45), "full shot"),
    ("a van in profile", stands(box("Van", (5.2, 2, 2.3)), at=(0, -8.2, 1.5), to=(0, 0, 1.1), lens=42), "full shot"),
    ("a van across the car park", stands(box("Van", (5.2, 2, 2.3)), at=(0, -26, 1.7), to=(0, 0, 1.1), lens=42), "wide shot"),
    ("a van's door handle", stands(box("Van", (5.2, 2, 2.3)), at=(0.6, -2.1, 1.1), to=(0.6, 0, 1.1), lens=60), "close-up"),
    ("a kettle", stands(box("Kettle", (0.24, 0.18, 0.26), (0, 0, 0.9)), at=(0, -0.75, 1.15), to=(0, 0, 1.03), lens=45), "full shot"),
    ("a barn, whole", stands(box("Barn", (14, 9, 8)), at=(0, -27, 1.8), to=(0, 0, 4), lens=36), "full shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("alone, a little left of the middle", film(ROOM, cast=of(person("Jo", -0.5))), "@Jo is in the centre"),
    ("one each side, 2.39", film(ROOM, aspect=2.39, cast=of(person("Mia", -2.2), person("Tom", 2.2))), "@Mia is on the left; @Tom is on the right"),
    ("crosses in five seconds", film(ROOM, seconds=5, cast=going(mia, line((-6, 0.2, 0), (6, 0.2, 0)))), "@Mia crosses from left to right"),
    ("crosses in a second of twelve", film(ROOM, seconds=12, cast=going(mia, lambda u: (6 - 12 * min(max((u - 0.3) * 12, 0), 1), 0, 0))), "@Mia crosses from right to left"),
    ("comes in and stays at the left", film(ROOM, seconds=6, cast=going(mia, lambda u: (-6 + 3.6 * part(u, 0.1, 0.8), 0, 0))), "@Mia enters from the left and stays on the left"),
    ("leaves to the left after a while", film(ROOM, seconds=7, cast=going(mia, lambda u: (-2.4 - 4 * part(u, 0.5, 0.95), 0, 0))), "@Mia is on the left, then exits to the left"),
    ("late, at the counter", film(ROOM, seconds=9, cast=lambda u: (person("Mia", -0.5), person("Tom", 0.5), person("Jo", 6.5 - 4.1 * part(u, 0.6, 1)))), "@Mia and @Tom are in the centre, from left to right; @Jo enters from the right and stays on the right"),
    ("behind a car's glass", film(ROOM, cast=of(person("Mia", -2.4, 1, visible=0.8))), "@Mia is on the left"),
    ("behind railings", film(ROOM, cast=lambda u: (person("Mia", -6 + 12 * u, 1, visible=0.6),)), "@Mia crosses from left to right"),
    ("behind a van all the time", film(ROOM, cast=of(person("Jo", 2.3), person("Tom", -1.8, 3, visible=0.0))), "@Jo is on the right"),
    ("steps out from behind a van", film(ROOM, seconds=6, cast=lambda u: (person("Mia", 2.6 - 2.7 * ease(u), 1, visible=1.0 if u > 0.4 else 0.0),)), "@Mia appears on the right and ends in the centre"),
    ("goes behind a van", film(ROOM, seconds=6, cast=lambda u: (person("Mia", -1.9 - 0.6 * u, 1, visible=1.0 if u < 0.6 else 0.0),)), "@Mia is on the left, then disappears"),
    ("changes over to the right", film(ROOM, seconds=6, cast=going(mia, lambda u: (-2.5 + 5 * ease(u), 0, 0))), "@Mia moves from the left to the right"),
    ("walks off down the platform", film(ROOM, seconds=8, cast=going(mia, line((0, -2.5, 0), (0.3, 13, 0)))), "@Mia is in the centre and moves away"),
    ("one near, cut at the knees, one far", film(still((0, -8, EYES), (0, 9, EYES)), cast=of(person("Mia", 1.3, -3.6), person("Tom", -4.4, 9))), "@Mia is on the right; @Tom is on the left, in the background"),
    ("a dog runs past her", film(ROOM, cast=lambda u: (person("Mia", -0.1), dog((-6.5 + 13 * u, 0.8, 0)))), "@Mia is in the centre; @Dog crosses from left to right"),
    ("a car passes before two", film(ROOM, cast=lambda u: (person("Mia", -2.3), person("Tom", 2.3), car_across((-18 + 36 * u, -4.2, 0)))), "@Mia is on the left; @Tom is on the right; @Car crosses from left to right, in the foreground"),
    ("from him to her with the camera", film(head((0, -8, EYES), (0, 10, 0), (1, -30, 0)), seconds=6, cast=of(person("Mia", -4.7), person("Tom", 1.4))), "@Tom is in the centre, then leaves the frame on the right; @Mia comes into the frame from the left and ends in the centre"),
]  # fmt: skip
