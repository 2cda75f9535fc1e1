# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others of the kinds that the eighth table's first run got wrong, and of those that were mended before it."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, pi, radians, sin

from camera_paths import View, nobody, person
from keyed_paths import (
    BODY,
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
    with_it,
)
from word_labels import MOVED, Moves, Sizes, Stagings
from words_eighth import on_twos, part

from addon.core.camera.math import unit
from addon.core.camera.samples import Sample


def shifted(samples: list[Sample], across: float, up: float) -> list[Sample]:
    """The same with a lens shift keyed from nothing to that, in frames."""
    last = samples[-1].seconds
    return [
        replace(s, shift=(across * part(s.seconds / last, 0, 1), up * part(s.seconds / last, 0, 1))) for s in samples
    ]


def turned_about_view(samples: list[Sample], turns: float) -> list[Sample]:
    """Straight up or down, its upper edge turned clockwise as seen from above."""
    last = samples[-1].seconds
    ways = [2 * pi * turns * part(s.seconds / last, 0, 1) for s in samples]
    return [replace(s, pose=replace(s.pose, up=(sin(a), cos(a), 0.0))) for s, a in zip(samples, ways, strict=True)]


def floating(path: Callable[[float], View], angle: float, seconds: float) -> Callable[[float], View]:
    """Noise of a large scale on a camera's rotation: to and fro in a second and a half, `angle` degrees at most."""

    def moved(u: float) -> View:
        place, (x, y, z) = path(u)
        t = u * seconds
        a, b = radians(angle) * sin(4.1 * t + 0.4), radians(angle) * (0.6 * sin(3.3 * t + 1.9) + 0.4 * sin(5.9 * t))
        return place, unit((x * cos(a) - y * sin(a), x * sin(a) + y * cos(a), z + b))

    return moved


def beside_in_time(u: float) -> View:
    """From behind one who goes along X to her right side."""
    a = 1.4 * part(u, 0.2, 0.9)
    return (14 * u - 3 * cos(a), -3 * sin(a), 1.5), unit((3 * cos(a), 3 * sin(a), -0.2))


MOVES: Moves = [
    # One after another.
    ("up and then aside", film(head((0, 0, 1.6), (0, 0, -10), (0.5, 0, 20), (1, -40, 20)), seconds=7, cast=nobody), ("tilt up, then pan left",), ("with", "crane")),
    ("out by the lens, then towards her", film(rig((0, (0, -8, 1.6), FACE), (0.5, (0, -8, 1.6), FACE), (1, (0, -3, 1.6), FACE)), seconds=8, lens=lambda u: 85 - 45 * part(u, 0, 0.5)), ("zoom out, then push in",), ("with", "dolly zoom", "pull")),
    ("round and then up", film(lambda u: ((lambda at, to: ((at[0], at[1], at[2] + 3 * part(u, 0.5, 1)), unit((-at[0], -at[1], 1.1 - at[2] - 3 * part(u, 0.5, 1)))))(*arc(-90, -20, radius=5)(min(2 * u, 1)))), seconds=9), ("orbit right, then", "crane up"), ("with", "pan", "left")),
    ("aside, in, and up", film(lambda u: ((0, 4 * part(u, 0.35, 0.65), 1.6), head((0, 0, 0), (0, 40, 0), (0.33, 0, 0), (0.67, 0, 0), (1, 0, 30))(u)[1]), seconds=10, cast=nobody), ("pan left, then push in, then tilt up",), ("with", "right")),
    ("both at once, for all that one begins late", film(head((0, 0, 1.6), (0, 0, 0), (1, 40, 0)), seconds=8, lens=lambda u: 35 + 30 * part(u, 0.2, 0.9), cast=nobody), ("pan right", "zoom in"), ("then",)),
    ("behind her, then closer by the lens", film(with_it(lambda u: (0, 9 * part(u, 0, 0.5), 0), (0, -3, 1.5)), seconds=9, lens=lambda u: 35 + 40 * part(u, 0.55, 1), cast=going(mia, lambda u: (0, 9 * part(u, 0, 0.5), 0))), ("following @Mia from behind, then", "zoom in"), ("push", " and ")),
    # One way, and a part of it back.
    ("in, and out by half", film(rig((0, (0, -9, 1.5), FACE), (0.5, (0, -3, 1.5), FACE), (0.6, (0, -3, 1.5), FACE), (1, (0, -5.9, 1.5), FACE)), seconds=9), ("push in, then", "pull out"), ("zoom",)),
    ("up, and down by half", film(head((0, 0, 1.6), (0, 0, 0), (0.45, 0, 40), (1, 0, 19)), seconds=8, cast=nobody), ("tilt up, then", "tilt down"), ("crane", "back")),
    ("along, and a good half back", film(rig((0, (-2, -4, 1.4), (-2, 9, 1.4)), (0.6, (2, -4, 1.4), (2, 9, 1.4)), (1, (-0.1, -4, 1.4), (-0.1, 9, 1.4))), seconds=8), ("truck right, then", "truck left"), ("pan", "orbit")),
    ("overshoots by a little", film(head((0, 0, 1.6), (0, 0, 0), (0.7, 44, 0), (1, 40, 0)), seconds=6, cast=nobody), ("pan right",), ("left", "back", "then")),
    # To something and back, whatever it is that comes back.
    ("focus to the window and back", film(still((0, -3, 1.5), (0, 0, 1.4)), seconds=8, focus=lambda u: at_keys(u, (0, 3.0), (0.3, 3.0), (0.45, 25.0), (0.6, 25.0), (0.75, 3.0), (1, 3.0))), ("focus pull to the background, then back",), ("zoom",)),
    ("focus breathes", film(still((0, -3, 1.5), (0, 0, 1.4)), focus=lambda u: 3 + 0.2 * sin(7 * u)), ("static camera",), ("focus",)),
    ("canted for a moment", film(still((0, -5, 1.5), BODY), seconds=8, roll=lambda u: at_keys(u, (0, 0.0), (0.4, -30.0), (0.6, -30.0), (1, 0.0))), ("rolling camera",), ("static", "Dutch", "rocking")),
    ("a sloop at sea", film(still((0, -5, 1.5), BODY), seconds=10, roll=lambda u: 10 * sin(9 * u)), ("rocking camera",), ("static", "rolling", "Dutch")),
    ("away along the view and back to the very place", film(rig((0, (0.1, -4.3, 1.5), FACE), (0.5, (0.1, -8.3, 1.5), FACE), (1, (0.1, -4.3, 1.5), FACE)), seconds=8, rate=30), ("pull out, then back",), ("static", "truck", "crane")),
    # Whips with rests.
    ("three looks up a tower, in whips", film(head((0, 0, 1.6), (0, 0, -20), (0.3, 0, -20), (0.33, 0, 10), (0.6, 0, 10), (0.63, 0, 40), (1, 0, 40)), seconds=5, cast=nobody), ("whip tilt up",), ("crane", "cut")),
    ("to the left and farther, in whips", film(head((0, 0, 1.6), (0, 60, 0), (0.2, 60, 0), (0.24, 5, 0), (0.7, 5, 0), (0.74, -60, 0), (1, -60, 0)), seconds=5, cast=nobody), ("whip pan left",), ("right", "cut", "handheld")),
    ("two pans with a rest are no whips", film(head((0, 0, 1.6), (0, -60, 0), (0.3, 0, 0), (0.7, 0, 0), (1, 60, 0)), seconds=8, cast=nobody), ("pan right",), ("whip", "left")),
    # Keys on twos and threes.
    ("a tilt on twos", film(on_twos(head((0, 0, 1.6), (0, 0, 0), (1, 0, 30)), 4), seconds=4, cast=nobody), ("tilt up",), ("handheld", "cut")),
    ("a truck on twos, beside her", film(on_twos(rig((0, (-2, -4, 1.4), (-2, 9, 1.4)), (1, (2, -4, 1.4), (2, 9, 1.4))), 6), seconds=6), ("truck right",), ("handheld", "cut", "orbit")),
    ("a hand's trembling, on twos all the same", film(on_twos(lambda u: ((0, -4, 1.5), unit((0.012 * sin(61 * u) + 0.01 * sin(97 * u), 1, 0.012 * sin(53 * u)))), 6), seconds=6), ("handheld camera",), ("static", "pan")),
    # A view that floats.
    ("an operator's breath", film(floating(still((0, -5, 1.5), BODY), 1.1, 6), seconds=6), ("handheld camera",), ("static", "pan", "tilt", "shaky")),
    ("in slowly, on a shoulder", film(floating(rig((0, (0, -6, 1.5), FACE), (1, (0, -3.5, 1.5), FACE)), 1.0, 8), seconds=8), ("handheld camera", "push in"), ("static", "pan", "shaky")),
    ("a tripod on a pier, hardly", film(floating(still((0, -5, 1.5), BODY), 0.15, 6), seconds=6), ("static camera",), MOVED),
    ("once to the side of an hour and back", film(head((0, 0, 1.6), (0, 0, 0), (0.5, 3, 0), (1, 0, 0)), seconds=20, cast=nobody), ("static camera",), ("handheld",)),
    # A keyed shift of the lens.
    ("a facade, by the lens's shift", shifted(film(still((0, -20, 1.6), (0, 0, 1.6)), seconds=6, cast=nobody), 0, 0.8), ("tilt up",), ("static", "crane", "left", "right")),
    ("a wide board, by the lens's shift", shifted(film(still((0, -4, 1.5), (0, 0, 1.5)), seconds=6, cast=nobody), -0.9, 0), ("pan left",), ("static", "truck", "right")),
    ("a shift that nobody sees", shifted(film(still((0, -4, 1.5), (0, 0, 1.5)), seconds=6), 0.04, 0.03), ("static camera",), ("pan", "tilt")),
    # By somebody who is near.
    ("between two at a door, fast", film(rig((0, (0, -5, 1.5), (0, 30, 1.5)), (1, (0, 9, 1.5), (0, 30, 1.5))), seconds=2.5, cast=of(person("Mia", -0.5), person("Tom", 0.5))), ("push in",), ("cut", "pull")),
    ("past a post", film(rig((0, (-4, -1, 1.5), (-4, 9, 1.5)), (1, (4, -1, 1.5), (4, 9, 1.5))), seconds=3, cast=of(person("Mia", 0, 4), box("Post", (0.1, 0.1, 2), (0.3, -0.7, 0)))), ("truck right",), ("cut", "left", "orbit")),
    ("a cut close to somebody is one", film(lambda u: ((0, -3.5, 1.5), (0, 1, 0)) if u < 0.5 else ((0, -1.1, 1.5), (0, 1, 0))), ("then a cut to",), ("push",)),
    # Straight up and down.
    ("from the floor between her feet up to a hall", film(head((0, -4, 1.6), (0, 0, -90), (1, 0, 0)), seconds=6, cast=nobody), ("tilt up",), ("turn", "pan", "static", "overhead view to")),
    ("from the dome down to the altar", film(head((0, 0, 1.6), (0, 30, 87), (1, 30, 5)), seconds=6, cast=nobody), ("tilt down",), ("turn", "pan", "static")),
    ("a clock's hands, lying below it", turned_about_view(film(still((0, 0, 1), (0, 0, 9)), cast=nobody), 0.3), ("counterclockwise turn",), ("pan", "static", "roll")),
    ("a compass rose, from above", turned_about_view(film(still((0, 0, 5), (0, 0, 0)), cast=nobody), 0.3), ("clockwise turn",), ("counter", "pan", "static", "roll")),
    # A turn with somebody is that on which they keep their place.
    ("up from her shoes, then after her to the left", film(head((0, -5, 1.6), (0, 0, -30), (0.5, 0, -4), (1, -40, -4)), seconds=8, cast=lambda u: (person("Mia", -4.2 * part(u, 0.5, 1)),)), ("tilt up, then pan left with @Mia",), ("crane", "right")),
    ("a lift that the camera finds, and goes up with", film(head((0, -8, 1.6), (0, -40, 0), (0.4, 0, 0), (1, 0, 33)), seconds=8, cast=lambda u: (person("Mia", 0, 0, 5.2 * part(u, 0.4, 1)),)), ("pan right", "tilt up with @Mia"), ("crane", "left")),
    # One who waits for somebody is not carried round them.
    ("lets her pass, then follows", film(lambda u: ((0.3, max(-2 + 11 * (u - 0.5), -2), 1.5), (0, 1, 0)), seconds=9, cast=going(mia, lambda u: (0, -5 + 11 * u, 0))), ("@Mia",), ("orbit", "cut")),
    ("a car drives up to a car that waits for it", film(lambda u: ((3, max(-20 + 60 * u, 4), 1.2), unit((-1, 0.2, 0))), seconds=9, cast=going(car, lambda u: (-2, -20 + 60 * u, 0))), ("@Car",), ("orbit", "cut")),
    ("behind her, and round to her side", film(beside_in_time, seconds=9, cast=going(mia, line((0, 0, 0), (14, 0, 0)))), ("@Mia", "orbit"), ("cut", "pan")),
    # Scenes in other units.
    ("in millimetres, a hand that trembles", film(still((0, 0, 1.5), (0, 9, 1.5)), rate=24, shake=0.35, scale=1000, cast=nobody), ("handheld camera",), ("shaky", "static", "truck")),
    ("in millimetres, up", film(rig((0, (0, 0, 1), (0, 9, 1)), (1, (0, 0, 3), (0, 9, 3))), seconds=6, scale=1000, cast=nobody), ("crane up",), ("fast", "cut")),
    ("in kilometres, over a valley", film(rig((0, (0, 0, 80), (0, 60, 60)), (1, (0, 12, 80), (0, 72, 60))), seconds=6, scale=0.001, cast=nobody), ("push in",), ("static", "cut")),
]  # fmt: skip

SIZES: Sizes = [
    ("a wolf's muzzle", stands(box("Wolf", (1.5, 0.4, 0.85)), at=(0.65, -0.9, 0.75), to=(0.65, 0, 0.7), lens=85), "close-up"),
    ("a cow's face", stands(box("Cow", (2.4, 0.8, 1.5)), at=(1.0, -2.2, 1.4), to=(1.0, 0, 1.3), lens=70), "close-up"),
    ("a ship that crosses a tenth of the picture", stands(box("Ship", (150, 20, 20)), at=(0, -2800, 20), to=(0, 0, 10), lens=70), "extreme wide shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("twice through the frame", film(ROOM, seconds=10, cast=going(mia, lambda u: (at_keys(u, (0, -6.0), (0.35, 6.0), (0.6, 6.0), (1, -6.0)), 0, 0))), "@Mia crosses from left to right, then crosses from right to left"),
    ("out above, and back down", film(ROOM, seconds=8, cast=going(mia, lambda u: (0, 0, at_keys(u, (0, 0.0), (0.35, 6.0), (0.6, 6.0), (1, 0.0))))), "@Mia is in the centre, then exits above the frame, then enters from above and ends in the centre"),
    ("the camera looks away twice", film(head((0, -8, 1.5), (0, 0, 0), (0.25, 45, 0), (0.5, 0, 0), (0.75, -45, 0), (1, 0, 0)), seconds=10), "@Mia is in the centre"),
    ("a step aside and back", film(ROOM, seconds=8, cast=going(mia, lambda u: (-1.1 - 0.5 * sin(pi * u), 0, 0))), "@Mia is in the centre"),
    ("to the middle and back", film(ROOM, seconds=8, cast=going(mia, lambda u: (2.4 - 2.4 * sin(pi * u), 0, 0))), "@Mia moves from the right to the centre and back"),
    ("the camera glides aside and back", film(rig((0, (0, -8, 1.5), (0, 0, 1.2)), (0.5, (3, -8, 1.5), (3, 0, 1.2)), (1, (0, -8, 1.5), (0, 0, 1.2))), seconds=8), "@Mia is in the centre"),
    ("a vase, along a shelf and back", film(rig((0, (-1, -1.2, 1.4), (-1, 9, 1.4)), (0.5, (1, -1.2, 1.4), (1, 9, 1.4)), (1, (-1, -1.2, 1.4), (-1, 9, 1.4))), seconds=10, cast=of(box("Vase", (0.2, 0.2, 0.4), (0, 0, 1.2)))), "@Vase comes into the frame from the right, then leaves the frame on the right"),
    ("behind a screen and out again", film(ROOM, seconds=8, cast=lambda u: (person("Mia", 0.3 + 1.2 * sin(pi * u), visible=0.0 if 0.3 < u < 0.7 else 1.0),)), "@Mia is in the centre"),
    ("three lengths of the pool", film(ROOM, seconds=12, cast=going(lambda at: box("Otter", (0.9, 0.3, 0.25), at), lambda u: (2.5 * cos(3 * pi * u), 0, 0.5))), "@Otter moves from the right to the left"),
]  # fmt: skip
