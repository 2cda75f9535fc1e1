# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The camera's sentence against moves labelled by hand: what an operator calls them. 24 frames a second unless said."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import atan2, cos, pi, radians, sin, tan

import pytest
from camera_paths import (
    EYES,
    View,
    beside,
    between,
    circle,
    ease,
    eased,
    film,
    heading,
    keeping_size,
    nobody,
    person,
    stand,
    travel,
    turn,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addon.core.camera.math import Vec, cross, dot, sub, unit
from addon.core.camera.samples import Pose, Sample, Seen
from addon.core.camera.words import describe, main_subject

FRONT = (0.0, -4.0, EYES)
CHEST = (0.0, 0.0, 1.2)


def walk(start: Vec, end: Vec):  # type: ignore[no-untyped-def]
    return lambda u: between(start, end, u)


def walker(way):  # type: ignore[no-untyped-def]
    return lambda u: (person("Mia", *way(u)),)


def idle(u: float) -> Sequence[Seen]:
    """Somebody who breathes and swings her arms: the box is never the same."""
    dice = random.Random(round(u * 1e6))
    member = person()
    reach = 0.05 * sin(40 * u) + dice.uniform(-0.01, 0.01)
    return (Seen("Mia", (-0.25 - reach, -0.2, 0.0), (0.25 + reach, 0.2, member.high[2] + dice.uniform(-0.01, 0.01))),)


NORTH = walk((0, -4, 0), (0, 4, 0))
SOUTH = walk((0, 4, 0), (0, -4, 0))
EAST = walk((-4, 0, 0), (4, 0, 0))
WEST = walk((4, 0, 0), (-4, 0, 0))
UPWARD = walk((0, 0, 0), (0, 0, 6))
stroll = walk((0, 0, 0), (4, 0, 0))


def bend(u: float) -> Vec:
    """Half a circle."""
    return (6 * cos(pi * u), 6 * sin(pi * u), 0.0)


def behind(way):  # type: ignore[no-untyped-def]
    """Where she was half a second ago, at eye height."""

    def path(u: float) -> View:
        x, y, _ = way(u - 0.13)
        at = (x, y, EYES)
        ahead = way(u)
        return at, unit(sub((ahead[0], ahead[1], 1.2), at))

    return path


def around(centre: Vec, degrees: float) -> View:
    return circle(degrees, degrees, radius=3.2, centre=(centre[0], centre[1], 1.2))(0)


def car(u: float) -> Sequence[Seen]:
    return (Seen("Car", (-2.2, -0.9, 0.0), (2.2, 0.9, 1.4)),)


def _spiral(u: float) -> View:
    """Half way round somebody, from the hips up."""
    x, y, z = 5 * sin(pi * u), -5 * cos(pi * u), 1.0 + 2.5 * u
    return (x, y, z), unit(sub((0.0, 0.0, 1.3), (x, y, z)))


def tower(u: float) -> Sequence[Seen]:
    """40 m high and 8 m wide."""
    return (Seen("Tower", (-4.0, -4.0, 0.0), (4.0, 4.0, 40.0), is_somebody=False),)


def past_a_lamp(u: float) -> Sequence[Seen]:
    """Somebody beyond a street lamp that is as slender and as high as a person."""
    lamp = Seen("Lamp", (-0.25, -0.2, 0.0), (0.25, 0.2, 1.75), is_somebody=False)
    return lamp, person("Mia", -0.1, 2)


TWO = lambda u: (person("Mia", -0.4, 0), person("Old Man", 1.5, 4))  # noqa: E731


def pair(*places: tuple[float, float]):  # type: ignore[no-untyped-def]
    """Mia and whoever else, standing at (x, y)."""
    names = ("Mia", "Tom", "Old Man", "Zoe")
    return lambda u: tuple(person(name, x, y) for name, (x, y) in zip(names, places, strict=False))


LABELLED = [
    # Not moving, and what only looks like moving.
    ("static", film(stand()), "35 mm lens, medium full shot, static camera"),
    ("static, no subject", film(stand(), cast=nobody), "35 mm lens, static camera"),
    ("drift of 2 cm", film(travel(FRONT, (0.02, -4, EYES))), "35 mm lens, medium full shot, static camera"),
    ("drift of half a degree", film(turn(0, 0.5)), "35 mm lens, medium full shot, static camera"),
    ("noise of the track", film(stand(), noise=0.02), "35 mm lens, medium full shot, static camera"),
    ("a breathing subject", film(stand(), cast=idle), "35 mm lens, medium full shot, static camera"),
    ("a subject walks past", film(stand(), cast=walker(EAST)), "35 mm lens, medium full shot, static camera"),
    ("three degrees on a wide lens", film(turn(0, 3), lens=18), "18 mm lens, wide shot, static camera"),
    # Pan and tilt.
    ("pan right", film(turn(-20, 20), cast=nobody), "35 mm lens, pan right"),
    ("pan right over a subject", film(turn(-20, 20)), "35 mm lens, medium full shot, pan right"),
    ("slow pan left", film(turn(7, -8), cast=nobody), "35 mm lens, slow pan left"),
    ("fast pan left", film(turn(45, -45), seconds=2, cast=nobody), "35 mm lens, fast pan left"),
    (
        "whip pan",
        film(lambda u: (FRONT, heading(90 * min(max((u - 0.45) * 10, 0), 1))), cast=nobody),
        "35 mm lens, whip pan right",
    ),
    ("pan past north and south", film(turn(160, 200), cast=nobody), "35 mm lens, pan right"),
    ("three degrees on a long lens", film(turn(-1.5, 1.5), lens=200, cast=nobody), "200 mm lens, slow pan right"),
    ("eased pan", film(eased(turn(-25, 25)), cast=nobody), "35 mm lens, pan right"),
    ("pan looking down", film(turn(-30, 30, pitch=(-30, -30)), cast=nobody), "35 mm lens, high angle, pan right"),
    ("tilt up", film(turn(0, 0, pitch=(-12, 12)), seconds=3, cast=nobody), "35 mm lens, tilt up"),
    ("slow tilt down", film(turn(0, 0, pitch=(5, -6)), cast=nobody), "35 mm lens, slow tilt down"),
    (
        "pan and tilt",
        film(turn(-20, 20, pitch=(-11, 11)), seconds=3, cast=nobody),
        "35 mm lens, pan right with tilt up",
    ),
    ("a big pan with a little tilt", film(turn(-40, 40, pitch=(0, 5)), cast=nobody), "35 mm lens, pan right"),
    (
        "pan and back",
        film(lambda u: (FRONT, heading(30 * sin(u * 3.1416))), cast=nobody),
        "35 mm lens, pan right, then back",
    ),
    (
        "back and forth",
        film(lambda u: (FRONT, heading(20 * sin(u * 12.566))), seconds=8, cast=nobody),
        "35 mm lens, pan back and forth",
    ),
    (
        "pan after a hold",
        film(lambda u: (FRONT, heading(40 * max(u - 0.5, 0) * 2)), seconds=6, cast=nobody),
        "35 mm lens, pan right",
    ),
    # Along the view.
    ("push in", film(travel(FRONT, (0, -2, EYES))), "35 mm lens, medium full shot to medium shot, push in"),
    ("slow push in", film(travel(FRONT, (0, -3.2, EYES))), "35 mm lens, medium full shot, slow push in"),
    ("eased slow push in", film(eased(travel(FRONT, (0, -3.2, EYES)))), "35 mm lens, medium full shot, slow push in"),
    ("pull out", film(travel((0, -2, EYES), FRONT)), "35 mm lens, medium shot to medium full shot, pull out"),
    (
        "fast pull out",
        film(travel((0, -2, EYES), (0, -6, EYES)), seconds=2),
        "35 mm lens, medium shot to full shot, fast pull out",
    ),
    (
        "push in from above",
        film(travel((0, -5, 4), (0, -3.5, 3.16), to=CHEST)),
        "35 mm lens, full shot, high angle, slow push in",
    ),
    (
        "push in and back out",
        film(lambda u: ((0, -4 + 1.5 * sin(u * 3.1416), EYES), (0, 1, 0))),
        "35 mm lens, medium full shot, push in, then back",
    ),
    (
        "push after a hold",
        film(lambda u: ((0, -4 + 2 * max(u - 0.6, 0), EYES), (0, 1, 0)), seconds=5),
        "35 mm lens, medium full shot, slow push in",
    ),
    ("a flight through a set", film(travel((0, -20, 3), (0, 0, 3)), cast=nobody), "35 mm lens, fast push in"),
    # Across and up.
    ("slow truck right", film(travel((-1, -4, EYES), (1, -4, EYES))), "35 mm lens, medium full shot, slow truck right"),
    (
        "truck left",
        film(travel((1.5, -4, EYES), (-1.5, -4, EYES)), seconds=3),
        "35 mm lens, medium full shot, truck left",
    ),
    (
        "truck aimed at her",
        film(travel((-0.6, -4, EYES), (0.6, -4, EYES), to=(0, 0, EYES))),
        "35 mm lens, medium full shot, slow truck right",
    ),
    ("slow crane up", film(travel((0, -4, 1.2), (0, -4, 2.6))), "35 mm lens, full shot, slow crane up"),
    (
        "crane down to her eyes",
        film(travel((0, -4, 4.5), (0, -4, EYES), to=CHEST), seconds=3),
        "35 mm lens, full shot, high angle to eye level, crane down",
    ),
    (
        "rising push",
        film(travel((0, -6, 0.8), (0, -4, 2.6), direction=(0, 1, 0)), seconds=3),
        "35 mm lens, full shot, slow push in with crane up",
    ),
    (
        "truck with a pan",
        film(lambda u: ((-1.5 + 3 * u, -4, EYES), heading(35 * u)), seconds=3),
        "35 mm lens, medium full shot, truck right with pan right",
    ),
    # Around and with.
    ("orbit right", film(circle(-90, 0), seconds=6), "35 mm lens, full shot, orbit right"),
    ("slow orbit left", film(circle(-70, -110), seconds=6), "35 mm lens, full shot, slow orbit left"),
    ("half orbit", film(circle(-90, 90), seconds=8), "35 mm lens, full shot, half orbit right"),
    ("full orbit", film(circle(-90, -450), seconds=12), "35 mm lens, full shot, full orbit left"),
    ("fast orbit", film(circle(-90, 30), seconds=2), "35 mm lens, full shot, fast orbit right"),
    ("eased orbit", film(eased(circle(-90, 0)), seconds=6), "35 mm lens, full shot, orbit right"),
    (
        "spiral in",
        film(lambda u: circle(-90, 0, radius=5 - 3 * u)(u), seconds=6),
        "35 mm lens, full shot to medium shot, orbit right with slow push in",
    ),
    (
        "orbit from above",
        film(circle(-90, 0, radius=3, height=4), seconds=6),
        "35 mm lens, full shot, high angle, orbit right",
    ),
    (
        "following",
        film(beside(NORTH, (0, -4, EYES)), cast=walker(NORTH)),
        "35 mm lens, full shot, following @Mia from behind",
    ),
    (
        "leading",
        film(beside(SOUTH, (0, -4, EYES)), cast=walker(SOUTH)),
        "35 mm lens, full shot, moving back ahead of @Mia",
    ),
    (
        "tracking right",
        film(beside(EAST, (0, -4, EYES)), cast=walker(EAST)),
        "35 mm lens, full shot, tracking right with @Mia",
    ),
    (
        "tracking left",
        film(beside(WEST, (0, -4, EYES)), cast=walker(WEST)),
        "35 mm lens, full shot, tracking left with @Mia",
    ),
    (
        "rising with her",
        film(beside(UPWARD, (0, -4, EYES)), cast=walker(UPWARD)),
        "35 mm lens, full shot, rising with @Mia",
    ),
    (
        "on a car",
        film(beside(walk((0, 40, 0), (0, -40, 0)), (0.5, -2.2, 1.4)), cast=walker(walk((0, 40, 0), (0, -40, 0)))),
        "35 mm lens, medium full shot, moving back ahead of @Mia",
    ),
    (
        "pan with her",
        film(lambda u: (FRONT, heading(-40 + 80 * u)), cast=walker(lambda u: (4 * tan(radians(-40 + 80 * u)), 0, 0))),
        "35 mm lens, full shot, pan right with @Mia",
    ),
    (
        "tilt with her",
        film(lambda u: ((0, -5, EYES), unit((0, 5, 3 * u))), cast=walker(walk((0, 0, 0), (0, 0, 3))), seconds=3),
        "35 mm lens, full shot, eye level to low angle, tilt up with @Mia",
    ),
    (
        "handheld following",
        film(beside(NORTH, (0, -4, EYES)), cast=walker(NORTH), shake=0.4),
        "35 mm lens, full shot, handheld camera, following @Mia from behind",
    ),
    (
        "following round a bend",
        film(behind(bend), cast=walker(bend), seconds=6),
        "35 mm lens, medium full shot, following @Mia from behind",
    ),
    (
        "round her while she walks",
        film(lambda u: around(stroll(u), -90 + 90 * u), cast=walker(stroll), seconds=6),
        "35 mm lens, full shot, orbit right",
    ),
    (
        "at sea",
        film(stand(), roll=lambda u: 6 * sin(9 * u), seconds=6),
        "35 mm lens, medium full shot, rocking camera",
    ),
    # The lens.
    (
        "zoom in",
        film(stand(), lens=lambda u: 35 + 35 * u),
        "35 to 70 mm lens, medium full shot to medium shot, zoom in",
    ),
    ("slow zoom out", film(stand(), lens=lambda u: 50 - 10 * u), "50 to 40 mm lens, medium full shot, slow zoom out"),
    (
        "crash zoom",
        film(stand(), lens=lambda u: 24 + 76 * u, seconds=1),
        "24 to 100 mm lens, full shot to medium close-up, fast zoom in",
    ),
    (
        "dolly zoom in",
        film(travel((0, -6, EYES), (0, -3, EYES)), lens=keeping_size(50, 6, 3)),
        "50 to 25 mm lens, full shot, dolly zoom in",
    ),
    (
        "dolly zoom out",
        film(travel((0, -3, EYES), (0, -6, EYES)), lens=keeping_size(25, 3, 6)),
        "25 to 50 mm lens, full shot, dolly zoom out",
    ),
    (
        "focus pull",
        film(stand((0, -3, EYES)), cast=TWO, focus=lambda u: 3 + 4 * ease(u)),
        '35 mm lens, medium full shot, static camera, focus pull from @Mia to @"Old Man"',
    ),
    (
        "focus to the background",
        film(stand(), focus=lambda u: 4 + 16 * u),
        "35 mm lens, medium full shot, static camera, focus pull to the background",
    ),
    (
        "focus to her",
        film(stand(), focus=lambda u: 20 - 16 * u),
        "35 mm lens, medium full shot, static camera, focus pull to @Mia",
    ),
    (
        "focus that follows",
        film(travel(FRONT, (0, -2, EYES)), focus=lambda u: 4 - 2 * u),
        "35 mm lens, medium full shot to medium shot, push in",
    ),
    # Hands.
    ("handheld", film(stand(), shake=0.3), "35 mm lens, medium full shot, handheld camera"),
    ("handheld, no subject", film(stand(), shake=0.4, cast=nobody), "35 mm lens, handheld camera"),
    ("shaky handheld", film(stand(), shake=2.0), "35 mm lens, medium full shot, shaky handheld camera"),
    (
        "handheld push in",
        film(travel(FRONT, (0, -2.4, EYES)), shake=0.3),
        "35 mm lens, medium full shot to medium shot, handheld camera, slow push in",
    ),
    ("handheld pan", film(turn(-25, 25), shake=0.4, cast=nobody), "35 mm lens, handheld camera, pan right"),
    (
        "handheld orbit",
        film(circle(-90, 0), shake=0.4, seconds=6),
        "35 mm lens, full shot, handheld camera, orbit right",
    ),
    (
        "half way round while it rises",
        film(_spiral),
        "35 mm lens, full shot, hip level to high angle, half orbit right with crane up",
    ),
    (
        "a drone that comes down",
        film(travel((0, -14, 12), (0, -7, 2), to=(0, 0, 1))),
        "35 mm lens, wide shot, high angle to eye level, push in with crane down",
    ),
    # Angle, height and roll.
    ("low angle", film(stand((0, -3, 0.4), to=CHEST)), "35 mm lens, full shot, low angle, static camera"),
    ("high angle", film(stand((0, -3, 3.2), to=CHEST)), "35 mm lens, full shot, high angle, static camera"),
    ("overhead", film(stand((0, -0.4, 6), to=(0, 0, 0))), "35 mm lens, wide shot, overhead view, static camera"),
    (
        "overhead turning",
        film(lambda u: ((0, 0, 6), (0, 0, -1)), roll=lambda u: 60 * u),
        "35 mm lens, wide shot, overhead view, clockwise turn",
    ),
    (
        "from the floor to the sky",
        film(stand((0, -0.5, 0.1), direction=(0, 0.3, 1)), cast=nobody),
        "35 mm lens, extreme low angle, static camera",
    ),
    ("ground level", film(stand((0, -4, 0.15))), "35 mm lens, full shot, ground level, static camera"),
    ("knee level", film(stand((0, -4, 0.5))), "35 mm lens, full shot, knee level, static camera"),
    ("hip level", film(stand((0, -4, 0.95))), "35 mm lens, full shot, hip level, static camera"),
    ("a car from beside it", film(stand((0, -6, 0.8)), cast=car), "35 mm lens, full shot, static camera"),
    ("a car from the road", film(stand((0, -6, 0.1)), cast=car), "35 mm lens, full shot, ground level, static camera"),
    # What only somebody has: knees and hips, a waist and a face, eyes at whose level one is, a shoulder.
    ("a tower", film(stand((0, -75, 25)), cast=tower), "35 mm lens, full shot, static camera"),
    ("a tower's first floor", film(stand((0, -75, 3)), cast=tower), "35 mm lens, full shot, static camera"),
    (
        "a tower from the road",
        film(stand((0, -90, 1)), cast=tower),
        "35 mm lens, full shot, ground level, static camera",
    ),
    ("half of a tower", film(stand((0, -36, 25)), cast=tower), "35 mm lens, medium shot, static camera"),
    ("a tower's gate", film(stand((0, -12, 5)), cast=tower), "35 mm lens, close-up, static camera"),
    (
        "up to a tower's middle",
        film(travel((0, -50, 1), (0, -50, 35), to=(0, 0, 35)), cast=tower),
        "35 mm lens, medium shot, low angle to level view, crane up",
    ),
    (
        "past a lamp",
        film(stand((0.45, -0.9, 1.75), to=(-0.1, 2, 1.5)), lens=50, cast=past_a_lamp),
        "50 mm lens, medium shot past @Lamp, static camera",
    ),
    ("Dutch angle", film(stand(), roll=10), "35 mm lens, medium full shot, Dutch angle, static camera"),
    ("three degrees of roll", film(stand(), roll=3), "35 mm lens, medium full shot, static camera"),
    ("rolling", film(stand(), roll=lambda u: 40 * u), "35 mm lens, full shot, rolling camera"),
    # Sizes, at eye level.
    ("extreme close-up", film(stand((0, -0.7, EYES)), lens=85), "85 mm lens, extreme close-up, static camera"),
    ("close-up", film(stand((0, -1.8, EYES)), lens=85), "85 mm lens, close-up, static camera"),
    ("medium close-up", film(stand((0, -2.6, EYES)), lens=85), "85 mm lens, medium close-up, static camera"),
    ("medium shot", film(stand((0, -1.5, EYES))), "35 mm lens, medium shot, static camera"),
    ("medium full shot", film(stand((0, -3.2, EYES))), "35 mm lens, medium full shot, static camera"),
    ("wide shot", film(stand((0, -9, EYES))), "35 mm lens, wide shot, static camera"),
    ("extreme wide shot", film(stand((0, -40, EYES))), "35 mm lens, extreme wide shot, static camera"),
    # Who shares the frame.
    ("full two-shot", film(stand(), cast=pair((-0.5, 0), (0.5, 0))), "35 mm lens, medium full two-shot, static camera"),
    (
        "medium two-shot",
        film(stand((0, -1.5, EYES)), cast=pair((-0.3, 0), (0.3, 0.2))),
        "35 mm lens, medium two-shot, static camera",
    ),
    (
        "medium close two-shot",
        film(stand((0, -2.6, EYES)), lens=85, cast=pair((-0.25, 0), (0.25, 0))),
        "85 mm lens, medium close two-shot, static camera",
    ),
    (
        "three-shot",
        film(stand(), cast=pair((-0.9, 0), (0, 0.5), (0.9, 0))),
        "35 mm lens, medium full three-shot, static camera",
    ),
    (
        "group shot",
        film(stand((0, -6, EYES)), cast=pair((-1.5, 0), (-0.5, 0), (0.5, 0), (1.5, 0))),
        "35 mm lens, full group shot, static camera",
    ),
    (
        "one far behind is no two-shot",
        film(stand(), cast=pair((-0.5, 0), (0.9, 6))),
        "35 mm lens, medium full shot, static camera",
    ),
    (
        "one out of frame is no two-shot",
        film(stand(), cast=pair((0, 0), (4, 0))),
        "35 mm lens, medium full shot, static camera",
    ),
    (
        "one passes through, no two-shot",
        film(stand(), cast=lambda u: (person(), person("Tom", -8 + 16 * u, 0))),
        "35 mm lens, medium full shot, static camera",
    ),
    (
        "push in on two",
        film(travel(FRONT, (0, -2, EYES)), cast=pair((-0.4, 0), (0.4, 0))),
        "35 mm lens, medium full shot to medium shot, two-shot, push in",
    ),
    (
        "over the shoulder",
        film(stand((0.45, -0.9, 1.75), to=(-0.1, 2, 1.5)), lens=50, cast=pair((0, 0), (-0.1, 2))),
        "50 mm lens, medium shot over the shoulder of @Mia, static camera",
    ),
    (
        "over the other shoulder",
        film(stand((-0.45, -0.9, 1.75), to=(0.1, 2, 1.5)), lens=50, cast=pair((0, 0), (0.1, 2))),
        "50 mm lens, medium shot over the shoulder of @Mia, static camera",
    ),
    (
        "over an old man's shoulder",
        film(
            stand((0.45, -0.9, 1.75), to=(-0.1, 2, 1.5)),
            lens=50,
            cast=lambda u: (person("Old Man"), person("Mia", -0.1, 2)),
        ),
        '50 mm lens, medium shot over the shoulder of @"Old Man", static camera',
    ),
    (
        "between two, nobody's shoulder",
        film(stand((0, -0.9, 1.75), to=(0, 2, 1.5)), lens=50, cast=pair((0, 2))),
        "50 mm lens, medium shot, static camera",
    ),
    # Other ways to film.
    ("upright frame", film(turn(-15, 15), aspect=9 / 16, cast=nobody), "35 mm lens, pan right"),
    (
        "eight samples a second",
        film(travel(FRONT, (0, -2, EYES)), rate=8),
        "35 mm lens, medium full shot to medium shot, push in",
    ),
    (
        "a set a hundred times as large",
        film(travel(FRONT, (0, -2, EYES)), scale=100),
        "35 mm lens, medium full shot to medium shot, push in",
    ),
    ("a dolls' house", film(circle(-90, 0), seconds=6, scale=0.01), "35 mm lens, full shot, orbit right"),
    ("a second", film(travel(FRONT, (0, -3, EYES)), seconds=1), "35 mm lens, medium full shot, push in"),
]


@pytest.mark.parametrize(("samples", "label"), [case[1:] for case in LABELLED], ids=[case[0] for case in LABELLED])
def test_a_move_gets_the_operators_name(samples: list[Sample], label: str) -> None:
    assert describe(samples).camera == label


def test_there_are_enough_labelled_moves() -> None:
    assert len(LABELLED) >= 60


def changed(samples: list[Sample], point: Callable[[Vec], Vec], scale: float = 1.0) -> list[Sample]:
    """The scene after a map of its points that keeps right angles."""
    origin = point((0.0, 0.0, 0.0))

    def direction(v: Vec) -> Vec:
        return unit(sub(point(v), origin))

    def member(seen: Seen) -> Seen:
        ends = list(zip(point(seen.low), point(seen.high), strict=True))
        return replace(seen, low=tuple(map(min, ends)), high=tuple(map(max, ends)))  # type: ignore[arg-type]

    return [
        replace(
            s,
            pose=Pose(point(s.pose.position), direction(s.pose.forward), direction(s.pose.up)),
            focus=None if s.focus is None else s.focus * scale,
            cast=tuple(map(member, s.cast)),
        )
        for s in samples
    ]


def mirrored(words: str) -> str:
    swapped = {"left": "right", "right": "left", "clockwise": "counterclockwise", "counterclockwise": "clockwise"}
    return re.sub(r"\b(left|right|clockwise|counterclockwise)\b", lambda m: swapped[m[0]], words)


CASES = pytest.mark.parametrize("samples", [case[1][::2] for case in LABELLED], ids=[case[0] for case in LABELLED])


@CASES
def test_where_and_how_large_the_set_is_changes_nothing(samples: list[Sample]) -> None:
    moved = changed(samples, lambda p: (3 * -p[1] + 70, 3 * p[0] - 400, 3 * p[2] + 25), 3.0)
    no_subject = not samples[0].cast
    assert describe(moved).staging == describe(samples).staging
    if not no_subject:  # without anybody to measure against, five units are the distance
        assert describe(moved).camera == describe(samples).camera


@CASES
def test_a_mirror_swaps_left_and_right(samples: list[Sample]) -> None:
    mirror = describe(changed(samples, lambda p: (-p[0], p[1], p[2])))
    assert mirror.camera == mirrored(describe(samples).camera)
    assert mirror.staging == mirrored(describe(samples).staging)


@CASES
def test_backwards_in_time_everything_is_undone(samples: list[Sample]) -> None:
    """What went in comes out, and what was static stays static."""
    last = samples[-1].seconds
    reverse = describe([replace(s, seconds=last - s.seconds) for s in reversed(samples)]).camera
    forward = describe(samples).camera
    for one, other in (("push in", "pull out"), ("zoom in", "zoom out"), ("orbit right", "orbit left")):
        if one in forward and "back" not in forward:
            assert other in reverse
    assert ("static" in forward) == ("static" in reverse)


def test_the_subject_is_who_fills_the_frame() -> None:
    near, far = person("Near", 0.5, -1), person("Far", -0.5, 6)
    assert main_subject(film(stand(), cast=lambda u: (far, near))) == "Near"
    assert main_subject(film(stand(), cast=nobody)) == ""
    assert main_subject(film(stand(direction=(0, -1, 0)))) == ""


@pytest.mark.parametrize("turned", [0, 120])
@pytest.mark.parametrize(
    ("away", "is_over"), [(180, True), (100, True), (-80, True), (60, False), (-60, False), (0, False), (None, True)]
)
def test_who_looks_towards_the_camera_shows_no_shoulder(turned: float, away: float | None, is_over: bool) -> None:
    """`away`: degrees between where who is near faces and the way to the camera; all of it is `turned` about Z."""
    samples = film(stand((0.45, -0.9, 1.75), to=(-0.1, 2, 1.5)), lens=50, cast=lambda u: (person(), person("Tom", y=2)))
    towards = atan2(-0.9, 0.45)
    facing = None if away is None else towards + radians(away)
    samples = [replace(s, cast=(replace(s.cast[0], facing=facing), s.cast[1])) for s in samples]
    assert ("over the shoulder of @Mia" in describe(_turned_about(samples, radians(turned))).camera) == is_over


def _turned_about(samples: Sequence[Sample], angle: float) -> list[Sample]:
    """All of a scene turned about Z; boxes stay as large, around where their middle is then."""

    def about(v: Vec) -> Vec:
        return (v[0] * cos(angle) - v[1] * sin(angle), v[0] * sin(angle) + v[1] * cos(angle), v[2])

    def seen(one: Seen) -> Seen:
        (x, y, _), half = about(one.centre), 0.22
        facing = None if one.facing is None else one.facing + angle
        return replace(one, low=(x - half, y - half, one.low[2]), high=(x + half, y + half, one.high[2]), facing=facing)

    return [
        replace(
            s,
            pose=Pose(about(s.pose.position), about(s.pose.forward), about(s.pose.up)),
            cast=tuple(map(seen, s.cast)),
        )
        for s in samples
    ]


def _damped(rest: Vec, upper: Vec, views: Sequence[Vec]) -> list[Pose]:
    """A camera on a tripod that *Damped Track* turns by the shortest way from its rest to each view."""
    found = []
    for view in views:
        axis, along = cross(rest, view), dot(rest, view)
        up = tuple(
            along * u + c + a * dot(axis, upper) / (1 + along)
            for u, c, a in zip(upper, cross(axis, upper), axis, strict=True)
        )
        found.append(Pose((0.0, -4.0, EYES), view, (up[0], up[1], up[2])))
    return found


LEVEL_REST = ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
BLENDERS_REST = ((0.0, 0.0, -1.0), (0.0, 1.0, 0.0))
"""Where a camera looks that nobody turned, and its upper edge."""


@pytest.mark.parametrize("rest", [LEVEL_REST, BLENDERS_REST])
@pytest.mark.parametrize(("start", "end"), [(-50, 50), (10, 80), (60, 20)])
@pytest.mark.parametrize("pitch", [35, 50])
def test_a_pan_in_the_sky_is_no_roll(rest: tuple[Vec, Vec], start: float, end: float, pitch: float) -> None:
    def bird(u: float) -> Sequence[Seen]:
        x, y, z = (20 * part for part in heading(start + (end - start) * u, pitch))
        return (Seen("Bird", (x - 0.6, y - 4.2, z + EYES), (x + 0.6, y - 3.8, z + EYES + 0.3)),)

    samples = film(turn(start, end, pitch=(pitch, pitch)), lens=50, cast=bird)
    poses = _damped(*rest, [s.pose.forward for s in samples])
    samples = [replace(s, pose=pose) for s, pose in zip(samples, poses, strict=True)]
    assert not any(word in describe(samples).camera for word in ("rolling", "rocking", "Dutch"))


@pytest.mark.parametrize(("pitch", "upright"), [(2, False), (35, True)])
def test_a_roll_shows_by_the_horizon_or_who_stands(pitch: float, upright: bool) -> None:
    path, shown = turn(-40, 40, pitch=(pitch, pitch)), heading(0, pitch)
    samples = film(path, lens=18, roll=lambda u: 50 * u - 25, cast=nobody)
    x, y, z = (6 * part for part in shown)
    giant = Seen("Giant", (x - 2, y - 4, z - 3), (x + 2, y - 2, z + 6))
    samples = [replace(s, cast=(giant,) if upright else ()) for s in samples]
    assert "rolling camera" in describe(samples).camera.lower()


@pytest.mark.parametrize(("shift", "shows"), [(0.0, False), (-0.6, True), (0.6, False)])
def test_a_shifted_lens_shows_the_horizon_where_its_picture_lies(shift: float, shows: bool) -> None:
    samples = film(turn(-40, 40, pitch=(35, 35)), lens=24, roll=lambda u: 50 * u - 25, cast=nobody)
    samples = [replace(s, shift=(0.0, shift)) for s in samples]
    assert ("rolling camera" in describe(samples).camera.lower()) is shows


def test_a_roll_in_the_sky_without_a_pan_is_told() -> None:
    samples = film(turn(0, 0, pitch=(50, 50)), lens=50, roll=lambda u: 40 * u, cast=nobody)
    assert "rolling camera" in describe(samples).camera


def test_the_subject_can_be_named() -> None:
    samples = film(stand((0, -3, EYES)), cast=TWO)
    assert "medium full shot" in describe(samples, "Mia").camera
    assert "wide shot" in describe(samples, "Old Man").camera


def test_a_single_moment_has_no_move() -> None:
    assert describe(film(stand())[:1]).camera == "35 mm lens, medium full shot"
    assert describe([]).camera == ""


def test_a_blender_matrix_gives_the_pose() -> None:
    """A camera at (1, 2, 3) turned 90 degrees about X looks along +Y with Z up."""
    pose = Pose.of_matrix((1, 0, 0, 1, 0, 0, -1, 2, 0, 1, 0, 3, 0, 0, 0, 1))
    assert (pose.position, pose.forward, pose.up) == ((1, 2, 3), (0, 1, 0), (0, 0, 1))
    scaled = Pose.of_matrix((2, 0, 0, 1, 0, 0, -2, 2, 0, 2, 0, 3, 0, 0, 0, 1))
    assert scaled == pose


def test_an_orthographic_camera_says_so() -> None:
    samples = [replace(s, fov=0.0, ortho_height=2.0) for s in film(travel((-1.5, -4, EYES), (1.5, -4, EYES)))]
    assert describe(samples).camera == "Orthographic view, medium full shot, truck right"


def test_a_lens_that_is_not_said_leaves_a_sentence() -> None:
    samples = [replace(s, lens=0.0) for s in film(stand())]
    assert describe(samples).camera == "Medium full shot, static camera"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.floats(-50, 50)] * 3, *[st.floats(-1, 1)] * 3, st.floats(0.01, 3.0), st.floats(0.0, 100.0)),
        min_size=1,
        max_size=12,
    ),
    st.floats(0, 0.5),
)
@example([(0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, focus) for focus in (50.0, 5e-324, 50.0)], 0.0)
def test_no_camera_breaks_it(track: list[tuple[float, ...]], gap: float) -> None:
    samples = []
    for i, (x, y, z, a, b, c, fov, focus) in enumerate(track):
        forward = unit((a, b, c)) if a or b or c else (0.0, 0.0, -1.0)
        right = cross(forward, (0.0, 0.0, 1.0) if abs(forward[2]) < 0.99 else (0.0, 1.0, 0.0))
        pose = Pose((x, y, z), forward, unit(cross(unit(right), forward)))
        empty = Seen("Dot", (0, 0, 0), (0, 0, 0))
        samples.append(Sample(i * gap, pose, fov, 35.0, focus=focus, cast=(person(), empty)))
    words = describe(samples)
    assert "nan" not in words.camera.split()
    assert "  " not in f"{words.camera} {words.staging}"


@pytest.mark.parametrize(
    ("high", "said"),
    [((2.2, 0.9, 1.45), "level view to high angle"), ((0.25, 0.2, 1.75), "eye level to high angle")],
)
def test_only_who_stands_is_seen_at_eye_level(high: Vec, said: str) -> None:
    """A car as high as somebody has no eyes to be level with."""
    seen = Seen("It", (-high[0], -high[1], 0.0), high)
    way = travel((0, -9, 1.3), (0, -5, 4.5), to=(0, 0, 0.8))
    assert said in describe(film(way, cast=lambda u: (seen,))).camera
