# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Others of the kinds that the ninth table's first run got wrong."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, radians, sin
from typing import Any

from camera_paths import View, ease, nobody, person
from keyed_paths import FACE, ROOM, arc, at_keys, box, car, film, going, head, line, mia, rig, stands, still
from word_labels import Moves, Sizes, Stagings
from words_eighth import part
from words_ninth import linear_head
from words_seventh import looking_ahead

from addon.core.camera.math import sub, unit
from addon.core.camera.samples import Sample


def over_the_top(
    pitch: Callable[[float], float], across: Callable[[float], float] = lambda u: 0.0, **settings: Any
) -> list[Sample]:
    """A head that tilts past straight up or down: degrees, of which 180 looks back upside down."""
    found = []
    samples = film(still((0, 0, 1.6), (0, 9, 1.6)), cast=nobody, **settings)
    for sample in samples:
        u = sample.seconds / samples[-1].seconds
        a, b = radians(across(u)), radians(pitch(u))
        forward = (sin(a) * cos(b), cos(a) * cos(b), sin(b))
        found.append(
            replace(sample, pose=replace(sample.pose, forward=forward, up=(-sin(a) * sin(b), -cos(a) * sin(b), cos(b))))
        )
    return found


def riding(turned: Callable[[float], float], speed: float = 60.0) -> Callable[[float], View]:
    """Carried along +Y, looking aside by so many degrees."""
    return lambda u: ((0.0, speed * u, 1.4), (sin(radians(turned(u))), cos(radians(turned(u))), 0.0))


def gaining(first: float, last: float) -> Callable[[float], View]:
    """From behind one who goes 8 m along +Y, from so far behind to so near."""

    def path(u: float) -> View:
        place = (0.0, 8 * u - first + (first - last) * u, 1.5)
        return place, unit(sub((0, 8 * u, 1.3), place))

    return path


def round_tree(u: float) -> View:
    a = radians(-150 + 70 * ease(u))
    place = (3 + 8 * cos(a), 2 + 8 * sin(a), 2.0)
    return place, unit(sub((3, 2, 3), place))


def past_lawn(u: float) -> View:
    """Aside while the head turns the same way: no circle round anything."""
    a = radians(25 * ease(u))
    return (4 * ease(u), 0.0, 1.6), (sin(a), cos(a), 0.0)


WALK = line((0, 0, 0), (0, 8, 0))

MOVES: Moves = [
    # A whip, and what goes on slowly.
    ("slowly, and then in a whip", film(linear_head((0, 0, 1.6), (0, 20, 0), (0.7, 8, 0), (0.76, -50, 0), (1, -50, 0)), seconds=6, cast=nobody), ("whip pan left",), ("right", "cut", "handheld")),
    ("up in a whip, and farther up", film(linear_head((0, 0, 1.6), (0, 0, 0), (0.3, 0, 0), (0.36, 0, 40), (1, 0, 52)), seconds=6, cast=nobody), ("whip tilt up",), ("pan", "down", "cut", "crane")),
    ("a quick look is no whip", film(linear_head((0, 0, 1.6), (0, -30, 0), (0.2, -30, 0), (0.6, 25, 0), (1, 30, 0)), seconds=6, cast=nobody), ("pan right",), ("whip", "left", "cut")),
    # Carried along, and a look aside.
    ("from a boat's bow to the quay", film(riding(lambda u: -80 * part(u, 0.3, 0.9), 40), seconds=8, cast=nobody), ("push in", "pan left"), ("orbit", "pull", "static")),
    ("from the tram's rear window to its side", film(riding(lambda u: 180 - 70 * part(u, 0.2, 0.9), 50), seconds=7, cast=nobody), ("pull out", "pan left"), ("orbit", "push", "static")),
    ("out of a train, down to the river", film(lambda u: ((80 * u, 0, 2), unit((0, 1, -0.9 * part(u, 0.2, 0.9)))), seconds=6, cast=nobody), ("truck right", "tilt down"), ("pan", "left", "orbit", "static")),
    # Three at once.
    ("back, aside and down at once", film(rig((0, (0, -4, 4), (0, 30, 4)), (1, (-3, -7.5, 1.2), (-3, 30, 1.2))), seconds=6, cast=nobody), ("pull out", "truck left", "crane down"), ("push", "right", "up", "orbit")),
    ("aside, up, and across to the sea", film(lambda u: ((4 * ease(u), 0, 2 + 3.5 * ease(u)), (sin(radians(45 * ease(u))), cos(radians(45 * ease(u))), 0)), seconds=7, cast=nobody), ("truck right", "crane up", "pan right"), ("left", "down", "orbit")),
    ("in, with a hand's breadth aside and up", film(rig((0, (0, -9, 1.5), (0, 30, 1.5)), (1, (0.3, -4, 1.7), (0.3, 30, 1.7))), seconds=6, cast=nobody), ("push in",), ("truck", "crane", "with", "and")),
    # A short way first, and a long one back.
    ("a little down, and far up", film(head((0, 0, 1.6), (0, 0, 0), (0.3, 0, -15), (1, 0, 32)), seconds=7, cast=nobody), ("tilt down, then", "tilt up"), ("pan", "crane", "back")),
    ("a little left, and far to the right", film(rig((0, (0, -4, 1.4), (0, 9, 1.4)), (0.3, (-1.5, -4, 1.4), (-1.5, 9, 1.4)), (1, (3.5, -4, 1.4), (3.5, 9, 1.4))), seconds=8), ("truck left, then", "truck right"), ("pan", "orbit", "back")),
    ("takes a run-up of a hand", film(rig((0, (0, -6, 1.5), FACE), (0.2, (0, -6.4, 1.5), FACE), (1, (0, -2.6, 1.5), FACE)), seconds=6), ("push in",), ("pull", "then", "zoom")),
    # Round what is not in the cast.
    ("round a tree beside the way", film(round_tree, seconds=8, cast=nobody), ("orbit right",), ("pan", "truck", "left")),
    ("round a fire and up", film(arc(-60, -140, radius=5, height=(1, 4), aim=(0, 0, 0.4)), seconds=8, cast=nobody), ("orbit left", "crane up"), ("pan", "truck", "right", "down")),
    ("nothing is circled where the head turns the other way", film(past_lawn, seconds=6, cast=nobody), ("truck right", "pan right"), ("orbit", "left")),
    ("a bend is no circle about anything", film(looking_ahead(lambda u: (10 * cos(1.2 * u) - 10, 10 * sin(1.2 * u), 1.6)), seconds=7, cast=nobody), ("push in", "pan left"), ("orbit", "right")),
    ("a pan on a head that is off its axis", film(lambda u: ((0.12 * sin(radians(60 * ease(u))), 0.12 * cos(radians(60 * ease(u))), 1.6), (sin(radians(60 * ease(u))), cos(radians(60 * ease(u))), 0)), seconds=6, cast=nobody), ("pan right",), ("orbit", "truck", "left")),
    # Closer to who goes.
    ("runs up to her, twice as fast as she goes", film(gaining(8, 2), seconds=6, cast=going(mia, WALK)), ("push in",), ("pull", "orbit", "truck")),
    ("gains on her", film(gaining(5.5, 2), seconds=6, cast=going(mia, WALK)), ("following @Mia from behind", "push in"), ("pull", "orbit", "truck")),
    ("lets a car draw away ahead of it, faster backwards", film(lambda u: ((0, 36 - 46 * u, 1.4), (0, 1, 0)), seconds=6, cast=going(car, lambda u: (0, 42 - 40 * u, 0))), ("moving back ahead of @Car", "pull out"), ("push", "orbit")),
    ("keeps up, give or take a step", film(gaining(3.2, 2.7), seconds=6, cast=going(mia, WALK)), ("following @Mia from behind",), ("push", "pull", "orbit")),
    # In steps, with rests.
    ("two snaps wider", film(still((0, -10, 1.6), FACE), seconds=4, lens=lambda u: at_keys(u, (0, 120.0), (0.3, 120.0), (0.34, 60.0), (0.7, 60.0), (0.74, 28.0), (1, 28.0))), ("fast zoom out",), ("pull", "cut", "then", "slow")),
    ("in by rushes", film(rig((0, (0, -12, 1.5), FACE), (0.2, (0, -12, 1.5), FACE), (0.26, (0, -8, 1.5), FACE), (0.7, (0, -8, 1.5), FACE), (0.76, (0, -4, 1.5), FACE), (1, (0, -4, 1.5), FACE)), seconds=6), ("fast push in",), ("cut", "zoom", "then", "slow")),
    ("by and by, slowly all the same", film(rig((0, (0, -8, 1.5), FACE), (0.4, (0, -7, 1.5), FACE), (0.6, (0, -7, 1.5), FACE), (1, (0, -6, 1.5), FACE)), seconds=14), ("slow push in",), ("fast", "then", "zoom")),
    # Over the top.
    ("a whip straight up and over", over_the_top(lambda u: at_keys(u, (0, 0.0), (0.4, 0.0), (0.46, 130.0), (1, 130.0)), seconds=5), ("whip tilt up",), ("pan", "down", "then", "rolling")),
    ("slowly from the road over the roofs behind", over_the_top(lambda u: 140 * ease(u), seconds=12), ("tilt up",), ("pan", "down", "then", "rolling", "whip")),
    ("down between its own feet", over_the_top(lambda u: -10 - 130 * ease(u), seconds=8), ("tilt down",), ("pan", "up", "then", "rolling")),
    ("up over the top, aside on its way", over_the_top(lambda u: 120 * ease(u), lambda u: 50 * ease(u), seconds=8), ("tilt up",), ("down", "left", "then", "rolling", "whip")),
    ("a loop", over_the_top(lambda u: 360 * u, seconds=8), ("tilt up",), ("pan", "down", "back", "rolling", "static")),
    ("upside down, and stays", film(still((0, -5, 1.5), FACE), roll=180), ("static camera",), ("tilt", "pan", "rolling", "turn")),
]  # fmt: skip

SIZES: Sizes = [
    ("an oil drum's upper half", stands(box("Drum", (0.6, 0.6, 0.9)), at=(0, -1.2, 0.6), to=(0, 0, 0.6)), "medium shot"),
]  # fmt: skip

STAGINGS: Stagings = [
    ("the guest goes before the host", film(ROOM, seconds=8, cast=lambda u: (person("Tom", 0.6 - 6 * part(u, 0.5, 1)), person("Mia", -0.6 - 6 * part(u, 0, 0.5)))), "@Mia is in the centre, then exits to the left; @Tom is in the centre, then exits to the left"),
    ("one comes, stays for longer, and is larger at the end", film(ROOM, seconds=9, cast=lambda u: (person("Tom", 6 - 5.4 * part(u, 0.3, 0.6), -3), person("Mia", -2.2 - 4 * part(u, 0.2, 0.4)))), "@Mia is on the left, then exits to the left; @Tom enters from the right and ends in the centre"),
    ("whom the camera leaves, and whom it finds", film(head((0, -8, 1.5), (0, -26, 0), (1, 26, 0)), seconds=6, cast=lambda u: (person("Tom", 3.6, -1), person("Mia", -3.9))), "@Mia is in the centre, then leaves the frame on the left; @Tom comes into the frame from the right and ends in the centre"),
]  # fmt: skip
