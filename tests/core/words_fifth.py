# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fifth table labelled by hand before it was run: whips, pulls of focus, small cranes, pans with a zoom, rolls,
panoramas, cameras that hang on somebody or are within them, cuts by keys, and animals and things that fill a frame."""

# ruff: noqa: E501

from __future__ import annotations

from dataclasses import replace
from math import pi, sin

from camera_paths import ease, nobody, person
from keyed_paths import (
    BEFORE,
    BIRD,
    BODY,
    DOG,
    FACE,
    HORSE,
    PAIR,
    ROOM,
    arc,
    at_keys,
    bird,
    box,
    car,
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
    with_it,
)
from word_labels import Moves, Sizes, Stagings

from addon.core.camera.math import unit
from addon.core.camera.samples import Seen

TURN, TURNED = hung(lambda u: -pi / 2 * ease(u), line((0, 0, 0), (0, 0, 0)), -1.8)
PATROL = [(0, (0.0, 8.0, 0.0)), (0.45, (0.0, 0.0, 0.0)), (0.55, (0.0, 0.0, 0.0)), (1, (0.0, 8.0, 0.0))]
BACK = lambda u: at_keys(u, (0, 0.0), (0.45, 0.0), (0.55, pi), (1, pi))  # noqa: E731
VEST, VESTED = hung(BACK, lambda u: at_keys(u, *PATROL), 1.2)
AWAY = line((0, 0, 0), (0, 12, 0))
ROW = of(person("Mia", -1.5, 1), person("Tom", 1.2, 7))

MOVES: Moves = [
    # Whips.
    ("from him to her in three frames", film(head((0, 0, 1.6), (0, 40, 0), (0.5, 40, 0), (0.56, -40, 0), (1, -40, 0)), seconds=2, cast=nobody), ("whip pan left",), ("handheld", "right")),
    ("there and back, whipped", film(head((0, 0, 1.6), (0, 0, 0), (0.3, 0, 0), (0.36, 70, 0), (0.7, 70, 0), (0.76, 0, 0), (1, 0, 0)), seconds=3, cast=nobody), ("whip pan right",), ("handheld", "tilt")),
    ("a whip up to a window", film(head((0, 0, 1.6), (0, 0, 0), (0.45, 0, 0), (0.55, 0, 50), (1, 0, 50)), seconds=2, cast=nobody), ("whip tilt up",), ("handheld", "pan", "crane")),
    # Focus.
    ("from far to near, off the axis", film(still((0, -4, 1.5), (0, 0, 1.4)), cast=ROW, focus=lambda u: at_keys(u, (0, 11.0), (0.5, 11.0), (0.8, 5.0), (1, 5.0))), ("focus pull from @Tom to @Mia",), ("push", "zoom", "pan")),
    ("focus with a push", film(rig((0, (0, -7, 1.5), (0, 9, 1.5)), (1, (0, -5, 1.5), (0, 9, 1.5))), cast=ROW, focus=lambda u: at_keys(u, (0, 8.0), (0.3, 8.0), (0.7, 13.0), (1, 12.0))), ("push in", "focus pull from @Mia to @Tom"), ("zoom", "static")),
    ("focus that a hand corrects", film(still(BEFORE, BODY), focus=lambda u: 5.0 + 0.06 * sin(20 * u)), ("static camera",), ("focus pull",)),
    # Cranes with little travel.
    ("up by 45 cm", film(rig((0, (0, -3, 1.2), (0, 9, 1.2)), (1, (0, -3, 1.65), (0, 9, 1.65))), seconds=4, cast=of(person(y=2))), ("crane up",), ("tilt", "static")),
    ("down to her knees, seeing her face", film(rig((0, (0, -3, 1.6), FACE), (1, (0, -3, 0.5), FACE)), seconds=4), ("crane down",), ("static", "push")),
    # Pans with a lens.
    ("across and closer by the lens", film(head((0, 0, 1.6), (0, -20, 0), (1, 20, 0)), lens=lambda u: 35 + 45 * ease(u), cast=nobody), ("pan right", "zoom in"), ("push", "left", "truck")),
    ("across and wider", film(head((0, 0, 1.6), (0, 25, 0), (1, -15, 0)), lens=lambda u: 85 - 50 * ease(u), cast=nobody), ("pan left", "zoom out"), ("pull", "right")),
    ("up a tower and wider", film(head((0, 0, 1.6), (0, 0, 2), (1, 0, 24)), lens=lambda u: 70 - 40 * ease(u), cast=nobody), ("tilt up", "zoom out"), ("pull", "crane")),
    # Rolls.
    ("a barrel roll", film(still(BEFORE, BODY), roll=lambda u: 360 * u), ("rolling camera",), ("static", "Dutch", "handheld")),
    ("upright out of a slant", film(still(BEFORE, BODY), roll=lambda u: 25 * (1 - ease(u))), ("rolling camera",), ("static", "pan")),
    ("a ship's deck", film(still(BEFORE, BODY), roll=lambda u: 8 * sin(2 * pi * 2 * u), seconds=8), ("rocking camera",), ("static", "handheld", "Dutch")),
    # Panoramas.
    ("all around her", [replace(s, panorama="360° panorama") for s in film(still((0, -1.5, 1.6), BODY))], ("360° panorama", "static camera"), ("shot", "close-up", " mm", "lens")),
    ("all around, driven", [replace(s, panorama="360° panorama") for s in film(rig((0, (0, -9, 1.6), (0, 9, 1.6)), (1, (0, 0, 1.6), (0, 9, 1.6))), cast=nobody)], ("360° panorama",), ("shot", "close-up", "static")),
    # On somebody.
    ("behind the shoulder of one who turns", film(TURN, cast=TURNED), ("turning with @Mia",), ("orbit", "pan", "fast")),
    ("on a vest, there and back", film(VEST, cast=VESTED, seconds=8), ("@Mia",), ("orbit", "truck", "whip")),
    ("before a cyclist", film(with_it(line((0, 40, 0), (0, 0, 0)), (0.8, -5, 1.4)), cast=going(lambda at: Seen("Rider", (at[0] - 0.35, at[1] - 0.9, at[2]), (at[0] + 0.35, at[1] + 0.9, at[2] + 1.8)), line((0, 40, 0), (0, 0, 0)))), ("moving back ahead of @Rider",), ("pull", "zoom", "behind")),
    ("over a car that drives off", film(with_it(line((0, 0, 0), (0, 60, 0)), (0, -9, 6), look=(0, 0, 0.7)), cast=going(car, line((0, 0, 0), (0, 60, 0)))), ("following @Car from behind",), ("crane", "push", "orbit")),
    # Cuts by keys.
    ("three set-ups", film(lambda u: ((0, -6, 1.5), (0, 1, 0)) if u < 0.34 else ((3, -1.5, 1.6), unit((-3, 1.5, 0))) if u < 0.67 else ((0, -1.1, 1.6), (0, 1, 0))), ("then a cut",), ("orbit", "push", "whip", "truck")),
    ("cut in while it pans", film(lambda u: ((0, -6, 1.6), unit((-1 + 4 * u, 6, -0.2))) if u < 0.5 else ((0, -1.4, 1.6), (0, 1, 0))), ("pan right", "then a cut"), ("whip", "push", "orbit")),
    # Within somebody.
    ("out of her eyes", film(lambda u: ((0, -0.02 + 6 * u, 1.62), (0, 1, 0)), cast=going(mia, line((0, 0, 0), (0, 6, 0)))), ("push in",), ("@Mia", "close-up", "following")),
    ("in the hold of a ship", film(still((0, 2, 3), (0, -4, 3)), cast=of(box("Ship", (12, 60, 20)))), ("static camera",), ("@Ship", "close-up", "shot")),
    # The rest of a day's work.
    ("in on a face, and it holds", film(rig((0, (0, -4, 1.6), FACE), (0.5, (0, -1.4, 1.6), FACE), (1, (0, -1.4, 1.6), FACE))), ("push in",), ("zoom", "orbit", "pull")),
    ("a quarter round two", film(arc(-45, 45, radius=5), seconds=7, cast=PAIR), ("orbit right",), ("pan", "truck", "left")),
    ("below a bird that circles", film(lambda u: ((0, 0, 1.6), unit((4 * sin(2 * pi * u), 6, 6))), cast=lambda u: (bird((4 * sin(2 * pi * u), 6, 7.6)),)), ("@Bird",), ("truck", "orbit", "handheld")),
    ("in the hand, still", film(still(BEFORE, BODY), shake=0.35, rate=24), ("handheld camera",), ("shaky", "pan", "rocking")),
]  # fmt: skip

SIZES: Sizes = [
    ("a gull, wings wide", stands(box("Gull", BIRD, (0, 0, 3)), at=(0, -2.2, 3), to=(0, 0, 3.1), lens=40), "full shot"),
    ("a gull on its own in the sky", stands(box("Gull", BIRD, (0, 0, 20)), at=(0, -22, 2), to=(0, 0, 20)), "extreme wide shot"),
    ("a van side-on", stands(box("Van", (5.4, 2, 2.4)), at=(0, -8, 1.5), to=(0, 0, 1.2), lens=35), "full shot"),
    ("a van's cab", stands(box("Van", (5.4, 2, 2.4)), at=(1.9, -2.6, 1.5), to=(1.9, 0, 1.5), lens=50), "close-up"),
    ("a horse's head", stands(box("Horse", HORSE), at=(HORSE[0] / 2, -1.1, HORSE[2] - 0.3), to=(HORSE[0] / 2 - 0.2, 0, HORSE[2] - 0.3)), "close-up"),
    ("a dog, whole", stands(box("Dog", DOG), at=(0, -1.9, 0.6), to=(0, 0, DOG[2] / 2), lens=40), "full shot"),
    ("a train in a valley", stands(box("Train", (90, 3, 4)), at=(0, -320, 20), to=(0, 0, 2), lens=35), "wide shot"),
    ("a mug", stands(box("Mug", (0.12, 0.09, 0.1), (0, 0, 0.8)), at=(0, -0.35, 0.95), to=(0, 0, 0.85)), "full shot"),
    ("a flag pole", stands(box("Pole", (0.3, 0.3, 9)), at=(0, -16, 1.6), to=(0, 0, 4.5), lens=35), "full shot"),
    ("a toddler", stands(Seen("Kid", (-0.18, -0.15, 0), (0.18, 0.15, 0.8)), at=(0, -1.7, 0.6), to=(0, 0, 0.4), lens=40), "full shot"),
    ("one who lies on a bed", stands(Seen("Tom", (-0.9, -0.3, 0.5), (0.9, 0.3, 0.8)), at=(0, -3.2, 1.6), to=(0, 0, 0.6), lens=40), "full shot"),
    ("from the knees, upright", stands(person(), at=(0, -1.4, 1.3), to=(0, 0, 1.15), lens=35, aspect=9 / 16), "medium full shot"),
    ("her mouth", stands(person(), at=(0, -0.4, 1.55), to=(0, 0, 1.55), lens=85), "extreme close-up"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("one second in twenty", film(ROOM, seconds=20, cast=going(mia, lambda u: (-6 + 12 * min(max((u - 0.6) * 20, 0), 1), 0, 0))), "@Mia crosses from left to right"),
    ("behind a wall and out again", film(ROOM, cast=lambda u: (person("Mia", -2.4, visible=0.0 if 0.3 < u < 0.7 else 1.0),)), "@Mia is on the left"),
    ("waits, then goes", film(ROOM, cast=going(mia, lambda u: (at_keys(u, (0, -2.4), (0.6, -2.4), (1, -6.5)), 0, 0))), "@Mia is on the left, then exits to the left"),
    ("comes near", film(ROOM, cast=going(mia, line((0, 10, 0), (0, -2, 0)))), "@Mia is in the centre and comes closer"),
    ("lands", film(ROOM, cast=going(mia, line((0, 0, 6), (0, 0, 0)))), "@Mia enters from above and ends in the centre"),
    ("one stays, one leaves", film(ROOM, cast=lambda u: (person("Mia", -2.4), person("Tom", 2.4 + 4 * u))), "@Mia is on the left; @Tom is on the right, then exits to the right"),
    ("three in a row", film(ROOM, cast=of(person("Mia", -2.6), person("Tom", 0), person("Jo", 2.6))), "@Mia is on the left; @Tom is in the centre; @Jo is on the right"),
    ("they swap places", film(ROOM, cast=lambda u: (person("Mia", -2.4 + 4.8 * u), person("Tom", 2.4 - 4.8 * u, 1))), "@Mia moves from the left to the right; @Tom moves from the right to the left"),
    ("a dog runs through", film(ROOM, cast=lambda u: (person("Mia", 2.4), box("Dog", DOG, (-7 + 14 * u, 1, 0)))), "@Mia is on the right; @Dog crosses from left to right"),
]  # fmt: skip
