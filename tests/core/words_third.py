# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A third table labelled by hand, before it was run: keyed cameras as animators set them, at eight samples a second.

A label is what an operator would say: words that must stand in the sentence, and words that must not."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import pi, sin

from camera_paths import EYES, ease, nobody, person
from keyed_paths import (
    AWAY,
    BEFORE,
    BIRD,
    BODY,
    DOG,
    EAST_WEST,
    FACE,
    HORSE,
    PAIR,
    ROOM,
    TOWARDS,
    TOWER,
    WEST_EAST,
    arc,
    at_keys,
    box,
    car,
    car_across,
    film,
    going,
    head,
    line,
    mia,
    of,
    rig,
    stands,
    still,
    with_it,
    zigzag,
)
from word_labels import MOVED, Moves, Sizes, Stagings

from addon.core.camera.math import unit
from addon.core.camera.samples import Seen

MOVES: Moves = [
    # Locked off, whatever goes on before it.
    ("two talk", film(still(BEFORE, BODY), cast=PAIR), ("static camera",), MOVED),
    (
        "a car passes",
        film(still((0, -12, 1.4), (0, 0, 0.8)), cast=going(car_across, line((-14, 0, 0), (14, 0, 0)))),
        ("static camera",),
        MOVED,
    ),
    ("one comes up to it", film(still((0, -2, 1.5), (0, 9, 1.2)), cast=going(mia, TOWARDS)), ("static camera",), MOVED),
    (
        "one sits down",
        film(still(BEFORE, BODY), cast=lambda u: (replace(person("Mia"), high=(0.25, 0.2, 1.75 - 0.5 * ease(u))),)),
        ("static camera",),
        MOVED,
    ),
    ("a tripod that settles", film(head(BEFORE, (0, 0, 0), (1, 0.2, -0.1))), ("static camera",), MOVED),
    (
        "a dancer, upright",
        film(
            still(BEFORE, BODY), aspect=9 / 16, cast=lambda u: (replace(person("Mia", 0.2 * sin(9 * u)), turned=6 * u),)
        ),
        ("static camera",),
        MOVED,
    ),
    (
        "long lens, she sways",
        film(still((0, -14, 1.5), FACE), lens=135, cast=lambda u: (person("Mia", 0.1 * sin(12 * u)),)),
        ("static camera",),
        MOVED,
    ),
    (
        "people cross for twelve seconds",
        film(
            still((0, -9, 1.6), BODY),
            seconds=12,
            cast=lambda u: (person("Mia", -9 + 18 * u), person("Tom", 9 - 18 * u, 3)),
        ),
        ("static camera",),
        MOVED,
    ),
    # Pans.
    (
        "pan over a valley",
        film(head((0, 0, 2), (0, -20, 0), (1, 20, 0)), lens=24, cast=nobody),
        ("pan right",),
        ("whip", "tilt", "left"),
    ),
    (
        "slow pan left",
        film(head((0, 0, 2), (0, 5, 0), (1, -5, 0)), seconds=8, lens=50, cast=nobody),
        ("slow pan left",),
        ("right", "tilt"),
    ),
    (
        "a quick look round",
        film(head((0, 0, 2), (0, -45, 0), (1, 45, 0)), seconds=1.5, lens=35, cast=nobody),
        ("fast pan right",),
        ("whip", "left"),
    ),
    (
        "holds, pans, holds",
        film(head((0, 0, 2), (0, -15, 0), (0.35, -15, 0), (0.65, 15, 0), (1, 15, 0)), seconds=6, cast=nobody),
        ("pan right",),
        ("back", "left"),
    ),
    (
        "looks aside and back",
        film(head((0, 0, 2), (0, 0, 0), (0.5, 30, 0), (1, 0, 0)), seconds=6, cast=nobody),
        ("pan right, then back",),
        ("left",),
    ),
    (
        "over three at a table",
        film(
            head((0, -4, 1.5), (0, 25, 0), (1, -25, 0)), cast=of(person("Mia", -1.6), person("Tom"), person("Jo", 1.6))
        ),
        ("pan left",),
        ("right,", "truck", "orbit"),
    ),
    (
        "after a car",
        film(
            lambda u: ((0, -14, 1.5), unit((-9 + 18 * u, 14, -0.7))),
            cast=going(car_across, line((-9, 0, 0), (9, 0, 0))),
        ),
        ("pan right with @Car",),
        ("truck", "tracking"),
    ),
    (
        "up to a window",
        film(head((0, 0, 1.6), (0, -12, -2), (1, 12, 14)), cast=nobody),
        ("pan right", "tilt up"),
        ("left", "down"),
    ),
    (
        "whip to the door",
        film(head((0, 0, 1.6), (0, 40, 0), (0.4, 40, 0), (0.52, -80, 0), (1, -80, 0)), seconds=4, cast=nobody),
        ("whip pan left",),
        ("handheld", "right"),
    ),
    (
        "on a long lens",
        film(head((0, -60, 2), (0, -3, 0), (1, 3, 0)), lens=200, cast=nobody),
        ("pan right",),
        ("static", "left"),
    ),
    # Tilts.
    (
        "up a tower",
        film(head((0, 0, 1.7), (0, 0, 2), (1, 0, 36)), seconds=6, lens=28, cast=of(TOWER)),
        ("tilt up",),
        ("crane", "down", "push"),
    ),
    (
        "from the sky to her",
        film(head((0, -4, 1.5), (0, 0, 40), (1, 0, -3)), seconds=4),
        ("tilt down",),
        ("crane", "up"),
    ),
    (
        "slowly down a letter",
        film(head((0, -1, 1.6), (0, 0, -20), (1, 0, -26)), seconds=7, cast=nobody),
        ("slow tilt down",),
        ("up",),
    ),
    (
        "a nod",
        film(head((0, -1, 1.6), (0, 0, 0), (0.5, 0, 14), (1, 0, 0)), cast=nobody),
        ("tilt up, then back",),
        ("down",),
    ),
    (
        "with one who falls",
        film(
            lambda u: ((0, -9, 4), unit((0, 9, 4 - 6 * u * u))),
            seconds=3,
            cast=lambda u: (person("Mia", 0, 0, 7 - 6 * u * u),),
        ),
        ("tilt down with @Mia",),
        ("crane", "sinking"),
    ),
    (
        "to an explosion above",
        film(head((0, 0, 1.6), (0, 0, 0), (1, 0, 45)), seconds=1.2, cast=nobody),
        ("fast tilt up",),
        ("down",),
    ),
    # Dollies.
    ("push in", film(rig((0, (0, -6, 1.5), FACE), (1, (0, -2.5, 1.6), FACE))), ("push in",), ("zoom", "crane", "fast")),
    (
        "creep",
        film(rig((0, (0, -3, 1.6), FACE), (1, (0, -2.6, 1.6), FACE)), seconds=8),
        ("slow push in",),
        ("zoom", "static"),
    ),
    ("reveal", film(rig((0, (0, -1, 1.6), FACE), (1, (0, -7, 1.6), FACE)), seconds=6), ("pull out",), ("zoom", "in ")),
    (
        "past a row of doors",
        film(rig((0, (-4, 0, 1.6), (-4, 9, 1.6)), (1, (4, 0, 1.6), (4, 9, 1.6))), cast=nobody),
        ("truck right",),
        ("pan", "orbit"),
    ),
    (
        "slides past her",
        film(rig((0, (0.9, -4, 1.5), (0.9, 9, 1.5)), (1, (-0.9, -4, 1.5), (-0.9, 9, 1.5)))),
        ("truck left",),
        ("pan", "orbit"),
    ),
    (
        "a slider, aimed",
        film(rig((0, (-0.5, -4, 1.5), BODY), (1, (0.5, -4, 1.5), BODY))),
        ("truck right",),
        ("orbit", "pan"),
    ),
    (
        "in on the diagonal",
        film(rig((0, (-3, -8, 1.5), (-3, 0, 1.5)), (1, (0, -4.5, 1.5), (0, 4, 1.5)))),
        ("push in", "truck right"),
        ("pan", "orbit"),
    ),
    (
        "in, then it holds",
        film(rig((0, (0, -6, 1.5), FACE), (0.5, (0, -3, 1.5), FACE), (1, (0, -3, 1.5), FACE)), seconds=7),
        ("push in",),
        ("back", "pull"),
    ),
    (
        "in and back",
        film(rig((0, (0, -6, 1.5), FACE), (0.5, (0, -3, 1.5), FACE), (1, (0, -6, 1.5), FACE)), seconds=7),
        ("push in, then back",),
        ("zoom",),
    ),
    (
        "a dash",
        film(rig((0, (0, -12, 1.5), FACE), (1, (0, -2.5, 1.5), FACE)), seconds=1.5),
        ("fast push in",),
        ("zoom",),
    ),
    # Cranes.
    (
        "over a wall",
        film(rig((0, (0, -6, 1), (0, 6, 1)), (1, (0, -6, 5), (0, 6, 5))), seconds=6, cast=nobody),
        ("crane up",),
        ("tilt", "push"),
    ),
    (
        "from the roof to her eyes",
        film(rig((0, (0, -6, 7), BODY), (1, (0, -3, 1.6), FACE)), seconds=7),
        ("crane down",),
        ("zoom", "pull"),
    ),
    (
        "a jib, aimed",
        film(rig((0, (0, -5, 0.6), BODY), (1, (0, -5, 3), BODY)), seconds=6),
        ("crane up",),
        ("orbit", "pan", "zoom"),
    ),
    (
        "pedestal down",
        film(rig((0, (0, -4, 1.7), (0, 4, 1.7)), (1, (0, -4, 1.0), (0, 4, 1.0))), seconds=6),
        ("slow crane down",),
        ("tilt", "push"),
    ),
    (
        "the last picture",
        film(rig((0, (0, -4, 1.6), BODY), (1, (0, -16, 9), BODY)), seconds=8),
        ("pull out", "crane up"),
        ("zoom", "push in"),
    ),
    (
        "up and away from above",
        film(lambda u: ((0, 0.01, 5 + 10 * ease(u)), (0, 0, -1)), seconds=6),
        ("pull out", "overhead view"),
        ("tilt", "crane down"),
    ),
    # Around.
    ("a quarter", film(arc(-90, -180), seconds=6), ("orbit left",), ("truck", "pan", "half")),
    ("a third of a quarter", film(arc(-90, -60), seconds=6), ("slow orbit right",), ("truck", "pan")),
    ("a rush round", film(arc(-90, 30), seconds=2), ("fast orbit right",), ("pan",)),
    ("all round", film(arc(-90, 270), seconds=10), ("full orbit right",), ("pan",)),
    ("half round, rising", film(arc(-90, 90, height=(0.8, 4)), seconds=8), ("half orbit right", "crane up"), ("pan",)),
    ("spirals in", film(arc(-150, -30, radius=(7, 3)), seconds=7), ("orbit right", "push in"), ("pan",)),
    (
        "round a car, low",
        film(arc(-120, -30, radius=7, height=0.5, aim=(0, 0, 0.7)), seconds=6, cast=of(car((0, 0, 0)))),
        ("orbit right",),
        ("pan", "truck"),
    ),
    ("round two", film(arc(-130, -60, radius=4.5), seconds=6, cast=PAIR), ("orbit right",), ("pan", "truck")),
    # With somebody.
    (
        "steadicam behind",
        film(with_it(AWAY, (0.2, -2.6, 1.5), bob=0.01), cast=going(mia, AWAY)),
        ("following @Mia from behind",),
        ("shaky", "push"),
    ),
    (
        "leads her",
        film(with_it(TOWARDS, (0, -2.6, 1.5)), cast=going(mia, TOWARDS)),
        ("moving back ahead of @Mia",),
        ("pull out", "behind"),
    ),
    (
        "rails beside her",
        film(with_it(EAST_WEST, (0, -4, 1.4)), cast=going(mia, EAST_WEST)),
        ("tracking left with @Mia",),
        ("right", "truck"),
    ),
    (
        "drone behind a car",
        film(with_it(line((0, 0, 0), (0, 60, 0)), (0, -12, 6)), cast=going(car, line((0, 0, 0), (0, 60, 0)))),
        ("following @Car from behind",),
        ("push", "orbit"),
    ),
    (
        "both stop",
        film(
            with_it(lambda u: AWAY(min(1.6 * ease(u), 1)), (0, -3, 1.5)),
            cast=going(mia, lambda u: AWAY(min(1.6 * ease(u), 1))),
        ),
        ("following @Mia from behind",),
        ("push",),
    ),
    (
        "behind one who weaves",
        film(with_it(zigzag, (0, -3.5, 1.5)), cast=going(mia, zigzag), seconds=8),
        ("following @Mia from behind",),
        ("orbit", "pan"),
    ),
    (
        "up with a lift",
        film(with_it(line((0, 0, 0), (0, 0, 12)), (0, -4, 1.4)), cast=going(mia, line((0, 0, 0), (0, 0, 12)))),
        ("rising with @Mia",),
        ("crane", "tilt"),
    ),
    (
        "on the bonnet",
        film(with_it(line((0, 0, 0), (0, -50, 0)), (0, -2.2, 1.3)), cast=lambda u: (person("Mia", 0, -50 * u, 0.2),)),
        ("moving back ahead of @Mia",),
        ("pull out",),
    ),
    (
        "beside a horse, long lens",
        film(
            with_it(line((-12, 0, 0), (12, 0, 0)), (0, -18, 1.4)),
            lens=100,
            cast=going(lambda at: box("Horse", (2.4, 0.7, 1.8), at), line((-12, 0, 0), (12, 0, 0))),
        ),
        ("tracking right with @Horse",),
        ("truck", "pan"),
    ),
    (
        "from straight above",
        film(lambda u: ((0, 0.001 + 9 * u, 8), (0, 0, -1)), cast=going(mia, AWAY)),
        ("following @Mia", "overhead view"),
        ("truck", "orbit"),
    ),
    # Zooms.
    (
        "crash zoom",
        film(
            still((0, -7, 1.6), FACE),
            seconds=2,
            lens=lambda u: at_keys(u, (0, 24.0), (0.4, 24.0), (0.7, 85.0), (1, 85.0)),
        ),
        ("fast zoom in",),
        ("push", "dolly"),
    ),
    (
        "slowly wider",
        film(still((0, -9, 1.6), FACE), seconds=8, lens=lambda u: 85 - 35 * ease(u)),
        ("slow zoom out",),
        ("pull", "dolly"),
    ),
    (
        "vertigo",
        film(rig((0, (0, -8, 1.5), FACE), (1, (0, -3, 1.5), FACE)), lens=lambda u: 80 * (8 - 5 * ease(u)) / 8),
        ("dolly zoom in",),
        ("push",),
    ),
    (
        "vertigo, the other way",
        film(rig((0, (0, -3, 1.5), FACE), (1, (0, -8, 1.5), FACE)), lens=lambda u: 30 * (3 + 5 * ease(u)) / 3),
        ("dolly zoom out",),
        ("pull",),
    ),
    (
        "zooms in as it pans with her",
        film(
            lambda u: ((0, -10, 1.5), unit((-4 + 8 * u, 10, -0.4))),
            lens=lambda u: 50 + 40 * u,
            cast=going(mia, WEST_EAST),
        ),
        ("pan right with @Mia and zoom in",),
        ("truck",),
    ),
    (
        "breathes",
        film(still((0, -6, 1.6), FACE), seconds=8, lens=lambda u: 45 + 12 * sin(6 * pi * u)),
        ("zoom in and out",),
        ("push",),
    ),
    # Hands.
    (
        "in the hand",
        film(still((0, -3, 1.6), FACE), shake=0.35, seconds=6),
        ("handheld camera",),
        ("shaky", "static", "pan", "tilt"),
    ),
    (
        "runs after her",
        film(
            with_it(line((0, 0, 0), (0, 25, 0)), (0, -3, 1.6)),
            cast=going(mia, line((0, 0, 0), (0, 25, 0))),
            shake=2.2,
            rate=24,
        ),
        ("shaky handheld camera", "following @Mia from behind"),
        ("static",),
    ),
    (
        "in on her, in the hand",
        film(rig((0, (0, -5, 1.6), FACE), (1, (0, -2.5, 1.6), FACE)), shake=0.35, rate=24),
        ("handheld camera", "push in"),
        ("shaky", "static"),
    ),
    ("a blast", film(still((0, -5, 1.6), BODY), shake=3.0, rate=24), ("shaky handheld camera",), ("static", "roll")),
    (
        "pans in the hand",
        film(head((0, 0, 1.6), (0, -25, 0), (1, 25, 0)), shake=0.35, rate=24, cast=nobody),
        ("handheld camera", "pan right"),
        ("shaky", "static"),
    ),
    # Rolls, cuts, eyes, and what looks straight down.
    ("tips over", film(still(BEFORE, BODY), roll=lambda u: 25 * ease(u)), ("rolling camera",), ("static", "Dutch")),
    (
        "a corkscrew",
        film(rig((0, (0, -14, 1.5), BODY), (1, (0, -5, 1.5), BODY)), roll=lambda u: 180 * u),
        ("rolling camera", "push in"),
        ("static",),
    ),
    (
        "on deck",
        film(head((0, -5, 1.6), (0, -10, 0), (1, 10, 0)), roll=lambda u: 6 * sin(9 * u), seconds=6),
        ("rocking camera", "pan right"),
        ("static",),
    ),
    (
        "through her eyes down a hall",
        film(lambda u: ((0, 10 * u, EYES), (0, 1, 0)), cast=lambda u: (person("Mia", 0, 10 * u),)),
        ("push in",),
        ("@Mia", "shot", "close-up"),
    ),
    (
        "a drone that turns",
        film(lambda u: ((0, 0, 12), (0, 0, -1)), roll=lambda u: 90 * u, cast=nobody),
        ("clockwise turn", "overhead view"),
        ("counter", "rolling"),
    ),
    (
        "cut to the listener",
        film(
            lambda u: ((0.4, -2, EYES), unit((-0.5, 2, 0))) if u < 0.5 else ((-0.4, -2, EYES), unit((0.5, 2, 0))),
            cast=PAIR,
        ),
        ("then a cut to",),
        ("pan", "truck", "whip"),
    ),
    (
        "round a statue by hand",
        film(arc(-110, -70), shake=0.35, rate=24),
        ("handheld camera", "orbit right"),
        ("pan", "truck", "static"),
    ),
    (
        "a board game from above",
        film(rig((0, (-3, -9, 9), (-3, 0, 0)), (1, (3, -9, 9), (3, 0, 0))), cast=nobody),
        ("truck right", "high angle"),
        ("pan", "orbit"),
    ),
]

SIZES: Sizes = [
    # Somebody, on lenses from 24 to 135 mm: full from 45 % to the whole height, medium from the waist up.
    ("a dot on a ridge", stands(person(), at=(0, -70, 2), to=BODY), "extreme wide shot"),
    ("across a square", stands(person(), at=(0, -9, 1.6), to=BODY, lens=28), "wide shot"),
    ("head to toe", stands(person(), at=(0, -7, 1.2), to=(0, 0, 0.9), lens=60), "full shot"),
    ("from the knees", stands(person(), at=(0, -2.1, 1.3), to=(0, 0, 1.15), lens=28), "medium full shot"),
    ("from the waist", stands(person(), at=(0, -4.6, 1.5), to=(0, 0, 1.3), lens=85), "medium shot"),
    ("from the chest", stands(person(), at=(0, -2.7, 1.5), to=FACE, lens=85), "medium close-up"),
    ("face", stands(person(), at=(0, -2.6, 1.6), to=FACE, lens=135), "close-up"),
    ("an eye", stands(person(), at=(0, -1.1, 1.6), to=FACE, lens=135), "extreme close-up"),
    ("on a telephone", stands(person(), at=(0, -3, 1.3), to=BODY, lens=35, aspect=9 / 16), "full shot"),
    (
        "a child from the waist",
        stands(Seen("Kid", (-0.2, -0.15, 0), (0.2, 0.15, 1.1)), at=(0, -1.6, 0.9), to=(0, 0, 0.8)),
        "medium shot",
    ),
    (
        "a robot of 12 m, whole",
        stands(Seen("Mech", (-3, -2, 0), (3, 2, 12)), at=(0, -30, 4), to=(0, 0, 6)),
        "full shot",
    ),
    (
        "one in an armchair",
        stands(Seen("Mia", (-0.4, -0.5, 0), (0.4, 0.5, 1.25)), at=(0, -3.6, 1.1), to=(0, 0, 0.6)),
        "full shot",
    ),
    (
        "one asleep, side-on",
        stands(Seen("Mia", (-0.9, -0.3, 0.4), (0.9, 0.3, 0.7)), at=(0, -3, 0.8), to=(0, 0, 0.5)),
        "full shot",
    ),
    # Animals: by what of them fills the frame.
    ("a hawk, wings spread", stands(box("Hawk", BIRD, (0, 0, 8)), at=(0, -2.8, 8.1), to=(0, 0, 8.15)), "full shot"),
    ("a hawk, far up", stands(box("Hawk", BIRD, (0, 0, 30)), at=(0, -20, 2), to=(0, 0, 30)), "extreme wide shot"),
    ("a horse's head", stands(box("Horse", HORSE), at=(1.0, -1.1, 1.6), to=(1.0, 0, 1.55)), "close-up"),
    ("a horse in a meadow", stands(box("Horse", HORSE), at=(0, -12, 1.6), to=(0, 0, 0.9)), "wide shot"),
    ("a dog that runs at us", stands(box("Dog", DOG), at=(0, -2.2, 0.4), to=(0, 0, 0.3)), "full shot"),
    (
        "a cat on a sill",
        stands(box("Cat", (0.5, 0.2, 0.3), (0, 0, 1)), at=(0, -1.1, 1.2), to=(0, 0, 1.15)),
        "full shot",
    ),
    # Vehicles and objects.
    ("a car end-on, whole", stands(car((0, 0, 0)), at=(0, -6.2, 0.9), to=(0, 0, 0.7)), "full shot"),
    ("a car's grille", stands(car((0, 0, 0)), at=(0, -3.2, 0.7), to=(0, 0, 0.6)), "close-up"),
    ("a car at three quarters", stands(box("Car", (3.9, 3.9, 1.45)), at=(0, -9, 1.5), to=(0, 0, 0.7)), "full shot"),
    ("a lorry passes the gate", stands(box("Lorry", (12, 2.5, 3.8)), at=(0, -17, 1.7), to=(0, 0, 1.9)), "full shot"),
    (
        "a plane over the town",
        stands(box("Plane", (30, 28, 8), (0, 0, 300)), at=(0, -400, 2), to=(0, 0, 300)),
        "extreme wide shot",
    ),
    (
        "a bottle",
        stands(box("Bottle", (0.08, 0.08, 0.3), (0, 0, 0.8)), at=(0, -0.7, 1.0), to=(0, 0, 0.95)),
        "full shot",
    ),
    ("a church", stands(box("Church", (18, 40, 35)), at=(0, -115, 2), to=(0, 0, 17)), "full shot"),
    # A second set, on lenses from 24 to 100 mm.
    ("across the valley", stands(person(), at=(0, -120, 2), to=BODY, lens=50), "extreme wide shot"),
    ("in a hall", stands(person(), at=(0, -8, 1.6), to=BODY, lens=24), "wide shot"),
    ("at the door", stands(person(), at=(0, -4.5, 1.3), to=(0, 0, 0.9), lens=35), "full shot"),
    ("a gunman from the thighs", stands(person(), at=(0, -3.2, 1.3), to=(0, 0, 1.15), lens=50), "medium full shot"),
    ("behind a bar", stands(person(), at=(0, -2.2, 1.4), to=(0, 0, 1.35), lens=50), "medium shot"),
    ("a newsreader", stands(person(), at=(0, -1.6, 1.5), to=(0, 0, 1.5), lens=50), "medium close-up"),
    ("a face in the dark", stands(person(), at=(0, -1.5, 1.6), to=FACE, lens=85), "close-up"),
    ("both eyes", stands(person(), at=(0, -0.6, 1.6), to=(0, 0, 1.62), lens=100), "extreme close-up"),
    (
        "on a telephone, from the chest",
        stands(person(), at=(0, -1.25, 1.4), to=(0, 0, 1.35), lens=85, aspect=9 / 16),
        "medium close-up",
    ),
    (
        "a child, whole",
        stands(Seen("Kid", (-0.2, -0.15, 0), (0.2, 0.15, 1.1)), at=(0, -2.8, 0.8), to=(0, 0, 0.55)),
        "full shot",
    ),
    (
        "a giant from the waist",
        stands(Seen("Giant", (-5, -3, 0), (5, 3, 30)), at=(0, -32, 22), to=(0, 0, 23)),
        "medium shot",
    ),
    (
        "one who kneels",
        stands(Seen("Tom", (-0.3, -0.4, 0), (0.3, 0.4, 1.1)), at=(0, -3.5, 0.8), to=(0, 0, 0.55), lens=50),
        "full shot",
    ),
    ("a horse in its box", stands(box("Horse", HORSE), at=(0, -4.8, 1.3), to=(0, 0, 0.8)), "full shot"),
    ("an elephant's head", stands(box("Elephant", (6, 2.5, 3.2)), at=(2.4, -3.4, 2.3), to=(2.4, 0, 2.3)), "close-up"),
    ("a dog on the beach", stands(box("Dog", DOG), at=(0, -5, 1.0), to=(0, 0, 0.3)), "wide shot"),
    ("a snake", stands(box("Snake", (2.0, 0.3, 0.08)), at=(0, -2.6, 0.8), to=(0, 0, 0)), "full shot"),
    ("a whale far out", stands(box("Whale", (15, 3, 3)), at=(0, -300, 3), to=(0, 0, 1)), "extreme wide shot"),
    ("a car side-on", stands(box("Car", (4.4, 1.8, 1.45)), at=(0, -7, 1.2), to=(0, 0, 0.7)), "full shot"),
    ("a car on a far road", stands(box("Car", (4.4, 1.8, 1.45)), at=(0, -150, 5), to=(0, 0, 0.7)), "extreme wide shot"),
    ("its headlight", stands(box("Car", (1.8, 4.4, 1.45)), at=(0.7, -2.4, 0.7), to=(0.7, 0, 0.7)), "extreme close-up"),
    ("a lorry in the yard", stands(box("Lorry", (12, 2.5, 3.8)), at=(0, -45, 1.7), to=(0, 0, 1.9)), "wide shot"),
    ("a plane on the apron", stands(box("Plane", (30, 28, 8)), at=(0, -55, 3), to=(0, 0, 4)), "full shot"),
    ("a cup", stands(box("Cup", (0.09, 0.09, 0.1), (0, 0, 0.8)), at=(0, -0.35, 0.95), to=(0, 0, 0.85)), "full shot"),
    (
        "a cup across the room",
        stands(box("Cup", (0.09, 0.09, 0.1), (0, 0, 0.8)), at=(0, -4, 1.4), to=(0, 0, 0.85)),
        "extreme wide shot",
    ),
    ("a tower", stands(box("Tower", (8, 8, 60)), at=(0, -150, 2), to=(0, 0, 30)), "full shot"),
]

STAGINGS: Stagings = [
    ("to the right of the middle", film(ROOM, cast=of(person("Mia", 2.4))), "@Mia is on the right"),
    ("three in line", film(ROOM, cast=of(person("Tom", 2.4), person("Mia", -2.4), person("Jo"))), "@Tom is on the right; @Mia is on the left; @Jo is in the centre"),
    ("crosses to the left", film(ROOM, cast=going(mia, line((6, 0, 0), (-6, 0, 0)))), "@Mia crosses from right to left"),
    ("a second of twenty", film(ROOM, seconds=20, cast=going(mia, lambda u: (-6 + 12 * min(max((u - 0.5) * 20, 0), 1), 0, 0))), "@Mia crosses from left to right"),
    ("comes to a table", film(ROOM, cast=lambda u: (person("Tom", 1.8), person("Mia", at_keys(u, (0, -6.0), (0.7, -1.8), (1, -1.8))))), "@Tom is on the right; @Mia enters from the left and stays on the left"),
    ("leaves the other", film(ROOM, cast=lambda u: (person("Tom", -1.8), person("Mia", at_keys(u, (0, 0.2), (0.3, 0.2), (1, 6.5))))), "@Tom is on the left; @Mia is in the centre, then exits to the right"),
    ("out of the fog", film(ROOM, cast=lambda u: (person("Mia", visible=at_keys(u, (0, 0.0), (0.4, 0.0), (0.7, 1.0), (1, 1.0))),)), "@Mia appears in the centre"),
    ("behind a pillar", film(ROOM, cast=lambda u: (person("Mia", -2.5 + 2 * u, visible=1.0 if u < 0.6 else 0.0),)), "@Mia is on the left, then disappears"),
    ("up to the lens", film(ROOM, cast=going(mia, line((0, 8, 0), (0, -4, 0)))), "@Mia is in the centre and comes closer"),
    ("down the road", film(ROOM, cast=going(mia, line((0, -4, 0), (0, 12, 0)))), "@Mia is in the centre and moves away"),
    ("from side to side", film(ROOM, cast=going(mia, line((-2.4, 0, 0), (2.4, 0, 0)))), "@Mia moves from the left to the right"),
    ("who stands, and the camera pans", film(head((0, -8, 1.5), (0, -14, 0), (1, 14, 0))), "@Mia is on the right at first and on the left at the end"),
    ("past one who stands", film(rig((0, (-7, -8, 1.5), (-7, 0, 1.2)), (1, (7, -8, 1.5), (7, 0, 1.2)))), "@Mia passes through the frame from right to left"),
    ("a guard behind them", film(ROOM, cast=of(person("Mia", -0.8), person("Tom", 0.8), person("Guard", 0.2, 8))), "@Mia and @Tom are in the centre, from left to right; @Guard is in the centre, in the background"),
    ("jumps in from above", film(ROOM, cast=going(mia, lambda u: (2.4, 0, 7 * (1 - min(2 * u, 1))))), "@Mia enters from above and ends on the right"),
    ("sinks into the ground", film(ROOM, cast=going(mia, lambda u: (0, 0, -5 * u))), "@Mia is in the centre, then exits below the frame"),
    ("a car goes by behind her", film(ROOM, cast=lambda u: (person("Mia"), box("Car", (4.4, 1.8, 1.45), (-16 + 32 * u, 8, 0)))), "@Mia is in the centre; @Car crosses from left to right, in the background"),
    ("nobody is in", film(ROOM, cast=of(person("Mia", 30))), ""),
]  # fmt: skip
