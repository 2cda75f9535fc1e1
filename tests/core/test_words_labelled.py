# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second table labelled by hand, before it was run: moves, sizes and stagings as they come out of real scenes.

Eight samples a second, as shots are sampled; other lenses, heights and lengths than the first table has."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import cos, pi, sin
from typing import Any

import pytest
from camera_paths import EYES, View, beside, between, circle, ease, eased, heading, nobody, person, stand, travel, turn
from camera_paths import film as film_at

from addon.core.camera.math import Vec, sub, unit
from addon.core.camera.samples import Sample, Seen
from addon.core.camera.words import describe

CHEST = (0.0, 0.0, 1.2)


def film(path: Any, **settings: Any) -> list[Sample]:
    return film_at(path, **{"rate": 8.0, "lens": 50.0, "seconds": 5.0, **settings})


def way(start: Vec, end: Vec) -> Callable[[float], Vec]:
    return lambda u: between(start, end, u)


def going(way: Callable[[float], Vec], **more: Any) -> Callable[[float], Sequence[Seen]]:
    return lambda u: (replace(person("Mia", *way(u)), **more),)


def thing(name: str, x: float, y: float, z: float, width: float, depth: float, height: float) -> Seen:
    return Seen(name, (x - width / 2, y - depth / 2, z), (x + width / 2, y + depth / 2, z + height))


def of(*seen: Seen) -> Callable[[float], Sequence[Seen]]:
    return lambda u: seen


def bend(u: float) -> Vec:
    """A quarter of a circle of 8 m."""
    return (8 - 8 * cos(pi / 2 * u), 8 * sin(pi / 2 * u), 0.0)


def bend_turn(u: float) -> float:
    return pi / 2 * u


def corner(u: float) -> Vec:
    """Along a street, and round the corner within a step."""
    return (0.0, 12 * u - 6, 0.0) if u < 0.5 else (12 * u - 6, 0.0, 0.0)


def hung(way: Callable[[float], Vec], turned: Callable[[float], float], offset: Vec, look: Vec) -> Any:
    """A camera parented to somebody: offset and aim in their own space, where +Y is ahead."""

    def path(u: float) -> View:
        a = -turned(u)
        x, y, z = way(u)

        def world(v: Vec) -> Vec:
            return (x + v[0] * cos(a) - v[1] * sin(a), y + v[0] * sin(a) + v[1] * cos(a), z + v[2])

        at = world(offset)
        return at, unit(sub(world(look), at))

    return path


def turning(way: Callable[[float], Vec], turned: Callable[[float], float]) -> Callable[[float], Sequence[Seen]]:
    return lambda u: (replace(person("Mia", *way(u)), turned=-turned(u)),)


def cut(one: Any, other: Any, at: float = 0.5) -> Any:
    return lambda u: (one if u < at else other)(u)


def keyed(*views: View) -> Any:
    """Keys without a way between them."""
    return lambda u: views[min(int(u * len(views)), len(views) - 1)]


def held(at: Vec, to: Vec) -> View:
    return at, unit(sub(to, at))


SPOT = way((0, 0, 0), (0, 0, 0))
FRONT = (0.0, -5.0, EYES)
EAST = way((-5, 0, 0), (5, 0, 0))
NORTH = way((0, -6, 0), (0, 6, 0))

MOVES = [
    # Standing still.
    ("locked off", film(stand(FRONT)), "50 mm lens, medium full shot, static camera"),
    ("locked off, upright", film(stand(FRONT), aspect=9 / 16), "50 mm lens, full shot, static camera"),
    ("locked off, nobody", film(stand(), cast=nobody), "50 mm lens, static camera"),
    ("someone crosses", film(stand((0, -7, EYES)), cast=going(EAST)), "50 mm lens, full shot, static camera"),
    # In somebody: who is not seen is not told.
    ("through her eyes", film(hung(SPOT, lambda u: 0.0, (0, 0.05, EYES), (0, 5, EYES))), "50 mm lens, static camera"),
    (
        "through her eyes, walking",
        film(hung(NORTH, lambda u: 0.0, (0, 0.05, EYES), (0, 5, EYES)), cast=going(NORTH)),
        "50 mm lens, fast push in",
    ),
    (
        "in a car",
        film(beside(way((0, -20, 0), (0, 20, 0)), (0.2, 0, 1.1), look=1.1), cast=nobody),
        "50 mm lens, fast truck right",
    ),
    (
        "inside a car that drives, out of its front",
        film(
            lambda u: ((0, -20 + 40 * u, 1.0), (0, 1, 0)),
            cast=lambda u: (thing("Car", 0, -20 + 40 * u, 0, 1.8, 4.4, 1.5),),
        ),
        "50 mm lens, fast push in",
    ),
    (
        "in one, before another",
        film(stand((0, 0, EYES)), cast=lambda u: (person("Mia"), person("Tom", 0, 4))),
        "50 mm lens, medium shot, static camera",
    ),
    # Hung on somebody who turns.
    (
        "hung behind one who walks a bend",
        film(hung(bend, bend_turn, (0, -3, 1.6), (0, 0, 1.2)), cast=turning(bend, bend_turn)),
        "50 mm lens, medium shot, following @Mia from behind",
    ),
    (
        "hung before one who walks a bend",
        film(hung(bend, bend_turn, (0, 3, 1.6), (0, 0, 1.2)), cast=turning(bend, bend_turn)),
        "50 mm lens, medium shot, moving back ahead of @Mia",
    ),
    (
        "hung on one of whom no turning is known",
        film(hung(bend, bend_turn, (0, -3, 1.6), (0, 0, 1.2)), cast=going(bend)),
        "50 mm lens, medium shot, following @Mia from behind",
    ),
    (
        "hung on one who turns on the spot",
        film(hung(SPOT, lambda u: 2 * u, (0, 3, 1.6), (0, 0, 1.2)), cast=turning(SPOT, lambda u: 2 * u)),
        "50 mm lens, medium shot, turning with @Mia",
    ),
    (
        "round one who stands",
        film(circle(-90, 0, radius=5), cast=turning(SPOT, lambda u: 0.0)),
        "50 mm lens, full shot, orbit right",
    ),
    (
        "one turns, the camera stands",
        film(stand(FRONT), cast=turning(SPOT, lambda u: 2 * u)),
        "50 mm lens, medium full shot, static camera",
    ),
    (
        "round the corner behind her",
        film(
            hung(corner, lambda u: 0.0 if u < 0.5 else pi / 2, (0, -3, 1.6), (0, 0, 1.2)),
            cast=turning(corner, lambda u: 0.0 if u < 0.5 else pi / 2),
            rate=24,
        ),
        "50 mm lens, medium shot, following @Mia from behind, then a cut to another angle",
    ),
    # Cuts by keys without a way between.
    (
        "a cut closer",
        film(keyed(held(FRONT, (0, 0, EYES)), held((0, -1.5, EYES), (0, 0, EYES)))),
        "50 mm lens, medium full shot, static camera, then a cut to a medium close-up",
    ),
    (
        "a cut to the other side",
        film(keyed(held(FRONT, (0, 0, EYES)), held((0, 5, EYES), (0, 0, EYES)))),
        "50 mm lens, medium full shot, static camera, then a cut to another angle",
    ),
    (
        "two cuts",
        film(
            keyed(held(FRONT, (0, 0, EYES)), held((0, -1.5, EYES), (0, 0, EYES)), held((4, -3, EYES), (0, 0, EYES))),
            seconds=6,
        ),
        "50 mm lens, medium full shot, static camera, then a cut to a medium close-up, then a cut to a medium full shot",
    ),
    (
        "a cut in the middle of a push",
        film(cut(travel((0, -8, EYES), (0, -4, EYES)), stand((0, -9, EYES)))),
        "50 mm lens, full shot, slow push in, then a cut to another full shot, static camera",
    ),
    # Whips.
    (
        "whip pan of a second",
        film(lambda u: (FRONT, heading(80 * min(max((u - 0.3) * 2.5, 0), 1))), seconds=1, rate=24, cast=nobody),
        "50 mm lens, whip pan right",
    ),
    (
        "whip pan left",
        film(lambda u: (FRONT, heading(-100 * ease(min(max((u - 0.4) * 5, 0), 1)))), seconds=2.5, cast=nobody),
        "50 mm lens, whip pan left",
    ),
    (
        "whip pan between two",
        film(
            lambda u: (FRONT, heading(-35 + 70 * ease(min(max((u - 0.45) * 10, 0), 1)))),
            seconds=4,
            rate=24,
            cast=of(person("Mia", -3.5, 0), person("Tom", 3.5, 0)),
        ),
        "50 mm lens, full shot, whip pan right",
    ),
    # Pans and tilts, with and without a zoom.
    ("pan right", film(turn(-15, 15), seconds=3, cast=nobody), "50 mm lens, pan right"),
    ("slow pan left over her", film(turn(4, -4), seconds=4), "50 mm lens, medium shot, slow pan left"),
    (
        "tilt up her",
        film(turn(0, 0, pitch=(-14, 6), at=(0, -4, EYES)), seconds=3),
        "50 mm lens, medium full shot, tilt up",
    ),
    (
        "pan with zoom",
        film(turn(-15, 15), lens=lambda u: 35 + 50 * u, cast=nobody),
        "35 to 85 mm lens, zoom in with pan right",
    ),
    (
        "pan while it zooms out",
        film(turn(20, -20), lens=lambda u: 85 - 50 * u, cast=nobody),
        "85 to 35 mm lens, zoom out with pan left",
    ),
    (
        "zoom in",
        film(stand((0, -6, EYES)), lens=lambda u: 35 + 35 * u),
        "35 to 70 mm lens, full shot to medium full shot, zoom in",
    ),
    (
        "zoom and back",
        film(stand((0, -6, EYES)), lens=lambda u: 35 + 35 * sin(pi * u)),
        "35 mm lens, medium full shot, zoom in, then back",
    ),
    # Dollies.
    (
        "push in",
        film(travel((0, -6, EYES), (0, -3, EYES)), seconds=4),
        "50 mm lens, full shot to medium shot, push in",
    ),
    ("creep", film(travel(FRONT, (0, -4.4, EYES)), seconds=8), "50 mm lens, medium full shot, slow push in"),
    (
        "pull back from a face",
        film(travel((0, -1.2, EYES), (0, -4, EYES))),
        "50 mm lens, medium close-up to medium shot, pull out",
    ),
    (
        "rush",
        film(travel((0, -8, EYES), (0, -3, EYES)), seconds=1.5),
        "50 mm lens, full shot to medium shot, fast push in",
    ),
    ("slide", film(travel((-0.6, -4.5, EYES), (0.6, -4.5, EYES))), "50 mm lens, medium full shot, slow truck right"),
    (
        "slide back",
        film(eased(travel((1.2, -4.5, EYES), (-1.2, -4.5, EYES)))),
        "50 mm lens, medium full shot, truck left",
    ),
    (
        "through a set",
        film(travel((0, -20, 1.6), (0, -4, 1.6)), cast=nobody),
        "50 mm lens, fast push in",
    ),
    # Cranes with little travel.
    ("little crane up", film(travel((0, -5, 1.4), (0, -5, 1.75))), "50 mm lens, medium full shot, slow crane up"),
    ("little crane down", film(travel((0, -5, 1.9), (0, -5, 1.5))), "50 mm lens, medium full shot, slow crane down"),
    (
        "crane up, aimed",
        film(travel((0, -5, 0.9), (0, -5, 2.6), to=CHEST)),
        "50 mm lens, full shot, hip level to high angle, slow crane up",
    ),
    ("crane over a set", film(travel((0, -5, 1.6), (0, -5, 4.6)), cast=nobody), "50 mm lens, crane up"),
    (
        "crane up while it pushes",
        film(travel((0, -8, 1.0), (0, -5.5, 3.0))),
        "50 mm lens, full shot, slow push in with slow crane up",
    ),
    # Around.
    ("half round", film(circle(-90, 90, radius=5), seconds=8), "50 mm lens, full shot, half orbit right"),
    ("a quarter, slowly", film(circle(-45, -90, radius=5), seconds=7), "50 mm lens, full shot, slow orbit left"),
    ("all round", film(circle(0, 360, radius=5), seconds=12), "50 mm lens, full shot, full orbit right"),
    # With her.
    (
        "behind her",
        film(beside(NORTH, (0, -4, EYES)), cast=going(NORTH)),
        "50 mm lens, medium full shot, following @Mia from behind",
    ),
    (
        "beside her",
        film(beside(EAST, (0, -5, 1.2)), cast=going(EAST)),
        "50 mm lens, full shot, tracking right with @Mia",
    ),
    (
        "handheld beside her",
        film(beside(EAST, (0, -5, 1.2)), cast=going(EAST), shake=0.4),
        "50 mm lens, full shot, handheld camera, tracking right with @Mia",
    ),
    (
        "pan with her",
        film(lambda u: ((0, -7, EYES), unit((EAST(u)[0], 7, 0))), cast=going(EAST)),
        "50 mm lens, full shot, pan right with @Mia",
    ),
    # Focus, along the view.
    (
        "focus pull in a wide frame",
        film(
            stand((0, -3, EYES)),
            cast=of(person("Mia", -0.9, 0), person("Tom", 1.2, 3)),
            focus=lambda u: 3 + 3 * ease(u),
        ),
        "50 mm lens, medium shot, static camera, focus pull from @Mia to @Tom",
    ),
    (
        "focus that follows her past",
        film(stand((0, -7, EYES)), cast=going(EAST), focus=lambda u: 7.0),
        "50 mm lens, full shot, static camera",
    ),
    # Rolls.
    ("rolls over", film(stand((0, -6, EYES)), roll=lambda u: 60 * u), "50 mm lens, full shot, rolling camera"),
    ("a boat", film(stand(FRONT), roll=lambda u: 7 * sin(7 * u)), "50 mm lens, medium full shot, rocking camera"),
    (
        "rolls as it pushes",
        film(travel((0, -6, EYES), (0, -4, EYES)), roll=lambda u: 30 * u),
        "50 mm lens, full shot to medium full shot, rolling camera, slow push in",
    ),
    ("tilted frame", film(stand(FRONT), roll=-12), "50 mm lens, medium full shot, Dutch angle, static camera"),
    # Hands.
    ("a hand", film(stand(FRONT), shake=0.4, rate=24), "50 mm lens, medium full shot, handheld camera"),
    (
        "a hand at eight a second",
        film(stand(FRONT), shake=0.5, seconds=8),
        "50 mm lens, medium full shot, handheld camera",
    ),
    ("an earthquake", film(stand(FRONT), shake=2.5, rate=24), "50 mm lens, medium full shot, shaky handheld camera"),
    # Angles.
    ("from above", film(stand((0, -4, 3.6), to=CHEST)), "50 mm lens, full shot, high angle, static camera"),
    ("from below", film(stand((0, -4, 0.3), to=CHEST)), "50 mm lens, medium full shot, low angle, static camera"),
    (
        "from the ceiling",
        film(stand((0, -0.3, 7), to=(0, 0, 0))),
        "50 mm lens, wide shot, overhead view, static camera",
    ),
]


def panorama(name: str) -> list[Sample]:
    return [replace(sample, panorama=name, lens=0.0) for sample in film(stand(FRONT))]


SIZES = [
    # A standing figure.
    ("far away", film(stand((0, -45, EYES))), "extreme wide shot"),
    ("a third of the frame", film(stand((0, -12, EYES))), "wide shot"),
    ("head to toe", film(stand((0, -5, 1.2))), "full shot"),
    ("to the knees", film(stand((0, -3.6, 1.3))), "medium full shot"),
    ("to the waist", film(stand((0, -2.4, EYES))), "medium shot"),
    ("chest", film(stand((0, -1.4, EYES))), "medium close-up"),
    ("head and shoulders", film(stand((0, -0.9, EYES))), "close-up"),
    ("eyes", film(stand((0, -0.45, EYES))), "extreme close-up"),
    ("both arms stretched", film(stand((0, -5, 1.2)), cast=of(thing("Mia", 0, 0, 0, 1.8, 0.4, 1.75))), "full shot"),
    ("a child", film(stand((0, -3.2, 0.9)), cast=of(thing("Mia", 0, 0, 0, 0.4, 0.3, 1.1))), "full shot"),
    ("a giant", film(stand((0, -70, 15)), cast=of(thing("Mia", 0, 0, 0, 9, 6, 25))), "full shot"),
    ("one who sits", film(stand((0, -4, 1.0)), cast=of(thing("Mia", 0, 0, 0, 0.6, 0.9, 1.3))), "full shot"),
    ("one who lies", film(stand((0, -3, 0.6)), cast=of(thing("Mia", 0, 0, 0, 1.8, 0.6, 0.4))), "full shot"),
    # Animals.
    (
        "a bird whose wings fill the frame",
        film(stand((0, -3, 2.1)), cast=of(thing("Bird", 0, 0, 2, 2.0, 0.5, 0.3))),
        "full shot",
    ),
    (
        "a bird in the sky",
        film(stand((0, -30, 2.1)), cast=of(thing("Bird", 0, 0, 2, 2.0, 0.5, 0.3))),
        "extreme wide shot",
    ),
    ("a fox side-on", film(stand((0, -2.4, 0.4)), cast=of(thing("Fox", 0, 0, 0, 1.2, 0.3, 0.7))), "full shot"),
    ("a fox in a field", film(stand((0, -8, 0.5)), cast=of(thing("Fox", 0, 0, 0, 1.2, 0.3, 0.7))), "wide shot"),
    ("a fox's head", film(stand((0.5, -0.8, 0.6)), cast=of(thing("Fox", 0, 0, 0, 1.2, 0.3, 0.7))), "close-up"),
    ("a horse side-on", film(stand((0, -5, 1.2)), cast=of(thing("Horse", 0, 0, 0, 2.6, 0.7, 1.9))), "full shot"),
    ("a snake", film(stand((0, -3.5, 0.5)), cast=of(thing("Snake", 0, 0, 0, 2.2, 0.4, 0.1))), "full shot"),
    ("a fish, its eye", film(stand((0.2, -0.25, 0.1)), cast=of(thing("Fish", 0, 0, 0, 0.6, 0.1, 0.2))), "close-up"),
    # Vehicles and objects.
    ("a car side-on", film(stand((0, -7, 0.8)), cast=of(thing("Car", 0, 0, 0, 4.4, 1.8, 1.4))), "full shot"),
    ("a car on a road", film(stand((0, -22, 1.5)), cast=of(thing("Car", 0, 0, 0, 4.4, 1.8, 1.4))), "wide shot"),
    ("a car's wheel", film(stand((1.4, -2.2, 0.4)), cast=of(thing("Car", 0, 0, 0, 4.4, 1.8, 1.4))), "close-up"),
    ("a car from before", film(stand((0, -7, 0.9)), cast=of(thing("Car", 0, 0, 0, 1.8, 4.4, 1.4))), "full shot"),
    ("a ship", film(stand((0, -160, 12)), cast=of(thing("Ship", 0, 0, 0, 100, 16, 30))), "full shot"),
    ("a cup", film(stand((0, -0.35, 0.05)), cast=of(thing("Cup", 0, 0, 0, 0.1, 0.1, 0.12))), "full shot"),
    (
        "a sword on a table",
        film(stand((0, -1.4, 0.9), to=(0, 0, 0.8)), cast=of(thing("Sword", 0, 0, 0.8, 1.0, 0.15, 0.05))),
        "full shot",
    ),
    ("a helmet close", film(stand((0, -0.35, 0.15)), cast=of(thing("Helmet", 0, 0, 0, 0.3, 0.4, 0.3))), "close-up"),
]

FAR = stand((0.0, -8.0, EYES))
"""The frame is 5.8 m wide where y is 0."""

STAGINGS = [
    ("in the middle", film(FAR), "@Mia is in the centre"),
    ("aside", film(FAR, cast=of(person("Mia", -2))), "@Mia is on the left"),
    ("comes in", film(FAR, cast=going(way((-6, 0, 0), (-0.5, 0, 0)))), "@Mia enters from the left and ends in the centre"),
    ("goes out", film(FAR, cast=going(way((0.5, 0, 0), (6, 0, 0)))), "@Mia is in the centre, then exits to the right"),
    ("crosses in a second of eight", film(FAR, seconds=8, cast=going(lambda u: (-6 + 12 * min(max((u - 0.4) * 8, 0), 1), 0, 0))), "@Mia crosses from left to right"),
    ("crosses behind her", film(FAR, cast=lambda u: (person("Mia"), person("Tom", 7 - 14 * u, 6))), "@Mia is in the centre; @Tom crosses from right to left, in the background"),
    ("comes closer", film(FAR, cast=going(way((0, 9, 0), (0, -3, 0)))), "@Mia is in the centre and comes closer"),
    ("walks off", film(FAR, cast=going(way((0, -3, 0), (0, 9, 0)))), "@Mia is in the centre and moves away"),
    ("two", film(FAR, cast=of(person("Mia", -1.6), person("Tom", 1.6))), "@Mia is on the left; @Tom is on the right"),
    ("two change sides", film(FAR, cast=lambda u: (person("Mia", -2 + 4 * u), person("Tom", 2 - 4 * u, 0.6))), "@Mia moves from the left to the right; @Tom moves from the right to the left"),
    ("one in the foreground", film(FAR, cast=of(person("Mia", -0.5), person("Tom", 1, -4.5))), "@Tom is on the right; @Mia is in the centre, in the background"),
    ("three in a row", film(FAR, cast=of(person("Mia", -0.7), person("Tom", 0), person("Jo", 0.7))), "@Mia, @Tom and @Jo are in the centre, from left to right"),
    ("drops from above", film(FAR, cast=going(way((0, 0, 6), (0, 0, 0)))), "@Mia enters from above and ends in the centre"),
    ("out of a door", film(FAR, cast=lambda u: (person("Mia", 1.5, visible=0.0 if u < 0.4 else 1.0),)), "@Mia appears on the right"),
    ("into a house", film(FAR, cast=lambda u: (person("Mia", 0, visible=1.0 if u < 0.6 else 0.0),)), "@Mia is in the centre, then disappears"),
    ("nobody", film(FAR, cast=nobody), ""),
    ("through her eyes", film(stand((0, 0, EYES)), cast=lambda u: (person("Mia"), person("Tom", 0, 4))), "@Tom is in the centre"),
    ("through her eyes, alone", film(stand((0, 0, EYES)), cast=of(person("Mia"))), ""),
    ("before a cut", film(keyed(held((0, -8, EYES), (0, 0, EYES)), held((0, -8, EYES), (0, 0, EYES)), held((0, -8, EYES), (-8, 0, EYES)))), "@Mia is in the centre"),
]  # fmt: skip


@pytest.mark.parametrize(("samples", "label"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES])
def test_a_move_gets_the_operators_name(samples: list[Sample], label: str) -> None:
    assert describe(samples).camera == label


@pytest.mark.parametrize(("samples", "label"), [case[1:] for case in SIZES], ids=[case[0] for case in SIZES])
def test_a_size_fits_who_is_filmed(samples: list[Sample], label: str) -> None:
    sizes = [part for part in describe(samples).camera.split(", ") if part.endswith(("shot", "close-up"))]
    assert label in sizes


@pytest.mark.parametrize(("samples", "label"), [case[1:] for case in STAGINGS], ids=[case[0] for case in STAGINGS])
def test_everybody_is_where_they_are(samples: list[Sample], label: str) -> None:
    assert describe(samples).staging == label


def test_there_are_enough_of_each() -> None:
    from test_camera_words import LABELLED

    assert len(LABELLED) + len(MOVES) >= 77
    assert len(SIZES) >= 26
    assert len(STAGINGS) >= 18


@pytest.mark.parametrize("name", ["fisheye lens", "360 degree panorama"])
def test_a_panorama_claims_no_size(name: str) -> None:
    told = describe(panorama(name))
    assert told.camera == f"{name[:1].upper()}{name[1:]}, static camera"
    assert told.staging == ""


@pytest.mark.parametrize("samples", [case[1] for case in MOVES], ids=[case[0] for case in MOVES])
def test_no_words_contradict_each_other(samples: list[Sample]) -> None:
    for part in describe(samples).camera.split(", then a cut to "):
        moving = [
            word
            for word in ("pan", "push", "pull out", "truck", "crane", "orbit", "zoom", "following")
            if f"{word} " in part
        ]
        assert not ("static camera" in part and moving)
        assert not ("rolling" in part and "static" in part)
        assert "whip" not in part or "handheld" not in part
