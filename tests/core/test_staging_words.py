# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everybody is: entries, exits, thirds and depth, against staging labelled by hand."""

from __future__ import annotations

import pytest
from camera_paths import EYES, between, film, heading, nobody, person, stand, travel, turn

from addon.core.camera.samples import Sample, Seen
from addon.core.camera.words import describe

FAR = stand((0.0, -6.0, EYES))
"""The frame is 6.2 m wide and 3.5 m high where y is 0."""


def going(start: tuple[float, float, float], end: tuple[float, float, float], name: str = "Mia"):  # type: ignore[no-untyped-def]
    return lambda u: (person(name, *between(start, end, u)),)


def stretched(x: float):  # type: ignore[no-untyped-def]
    """Who is modelled with both arms stretched, 1.7 m wide, as rigs without an action stand."""
    return lambda u: (Seen("Mia", (x - 0.85, -0.2, 0.0), (x + 0.85, 0.2, 1.75)),)


NEAR = stand((0.0, -0.9, EYES))
"""With a lens of 50 mm the frame is 65 cm wide where y is 0."""


LABELLED = [
    ("arms out of the frame, on the left", film(NEAR, lens=50, cast=stretched(-0.3)), "@Mia is on the left"),
    ("arms out of the frame, in the centre", film(NEAR, lens=50, cast=stretched(0.05)), "@Mia is in the centre"),
    ("arms out of the frame, on the right", film(NEAR, lens=50, cast=stretched(0.25)), "@Mia is on the right"),
    ("centre", film(FAR), "@Mia is in the centre"),
    ("left", film(FAR, cast=going((-2, 0, 0), (-2, 0, 0))), "@Mia is on the left"),
    ("right", film(FAR, cast=going((2, 0, 0), (2, 0, 0))), "@Mia is on the right"),
    ("enters", film(FAR, cast=going((-5, 0, 0), (0, 0, 0))), "@Mia enters from the left and ends in the centre"),
    (
        "enters from the other side",
        film(FAR, cast=going((5, 0, 0), (1.6, 0, 0))),
        "@Mia enters from the right and stays on the right",
    ),
    ("leaves", film(FAR, cast=going((0, 0, 0), (5, 0, 0))), "@Mia is in the centre, then exits to the right"),
    ("crosses", film(FAR, cast=going((-5, 0, 0), (5, 0, 0))), "@Mia crosses from left to right"),
    ("moves within the frame", film(FAR, cast=going((2, 0, 0), (-2, 0, 0))), "@Mia moves from the right to the left"),
    ("falls in", film(FAR, cast=going((0, 0, 6), (0, 0, 0))), "@Mia enters from above and ends in the centre"),
    ("comes closer", film(FAR, cast=going((0, 6, 0), (0, -2, 0))), "@Mia is in the centre and comes closer"),
    ("moves away", film(FAR, cast=going((0, -2, 0), (0, 8, 0))), "@Mia is in the centre and moves away"),
    ("is pushed in on", film(travel((0, -6, EYES), (0, -2, EYES))), "@Mia is in the centre"),
    ("is panned off", film(turn(0, 60, at=(0, -6, EYES))), "@Mia is in the centre, then leaves the frame on the left"),
    (
        "is panned to",
        film(turn(-60, 0, at=(0, -6, EYES))),
        "@Mia comes into the frame from the right and ends in the centre",
    ),
    ("a face", film(stand((0.0, -0.8, EYES)), lens=85), "@Mia is in the centre"),
    ("nobody", film(FAR, cast=nobody), ""),
    ("behind the camera", film(stand(direction=(0, -1, 0))), ""),
    ("out of the frame all the time", film(FAR, cast=going((9, 0, 0), (9, 3, 0))), ""),
    ("hidden all the time", film(FAR, cast=lambda u: (person(visible=0.05),)), ""),
    (
        "comes out from behind a wall",
        film(FAR, cast=lambda u: (person(visible=0.0 if u < 0.5 else 1.0),)),
        "@Mia appears in the centre",
    ),
    (
        "goes behind a wall",
        film(FAR, cast=lambda u: (person("Mia", -2, visible=1.0 if u < 0.5 else 0.0),)),
        "@Mia is on the left, then disappears",
    ),
    (
        "two, one far",
        film(FAR, cast=lambda u: (person("Old Man", 4, 8), person("Mia", -0.5))),
        '@Mia is in the centre; @"Old Man" is on the right, in the background',
    ),
    (
        "two, one near",
        film(FAR, cast=lambda u: (person("Mia"), person("Jo", 0.9, -3))),
        "@Jo is on the right; @Mia is in the centre, in the background",
    ),
    (
        "two side by side",
        film(FAR, cast=lambda u: (person("Mia", -1.8), person("Jo", 1.8))),
        "@Mia is on the left; @Jo is on the right",
    ),
    (
        "one waits, one comes",
        film(FAR, cast=lambda u: (person("Mia"), person("Jo", 6 - 4 * u, 1))),
        "@Mia is in the centre; @Jo enters from the right and stays on the right",
    ),
    (
        "two in the centre",
        film(FAR, cast=lambda u: (person("Mia", -0.4), person("Jo", 0.5))),
        "@Mia and @Jo are in the centre, from left to right",
    ),
    (
        "two in the centre, the subject on the right",
        film(FAR, cast=lambda u: (person("Jo", 0.5), person("Mia", -0.4))),
        "@Jo and @Mia are in the centre, from right to left",
    ),
    (
        "one before the other",
        film(FAR, cast=lambda u: (person("Mia"), person("Jo", 0.1, 1))),
        "@Mia and @Jo are in the centre",
    ),
    (
        "two change places within the centre",
        film(FAR, cast=lambda u: (person("Mia", -0.5 + u), person("Jo", 0.5 - u))),
        "@Mia and @Jo are in the centre",
    ),
    (
        "three on the left and one who comes there",
        film(
            FAR,
            cast=lambda u: (
                person("Mia", -2.4),
                person("Jo", -2.0),
                person("Tom", -1.5),
                person("Bo", -8 + 6 * u),
            ),
        ),
        "@Mia, @Jo and @Tom are on the left, from left to right; @Bo enters from the left and stays on the left",
    ),
    (
        "appears on one side, ends on the other",
        film(FAR, cast=lambda u: (person("Mia", -2 + 4 * u, visible=0.0 if u < 0.1 else 1.0),)),
        "@Mia appears on the left and ends on the right",
    ),
    (
        "through and back",
        film(FAR, cast=lambda u: (person("Mia", -6 + 16 * u * (1 - u)),)),
        "@Mia enters from the left, then exits to the left",
    ),
    ("a glance aside", film(lambda u: ((0, -6, EYES), heading(3 * u))), "@Mia is in the centre"),
]


@pytest.mark.parametrize(("samples", "label"), [case[1:] for case in LABELLED], ids=[case[0] for case in LABELLED])
def test_staging(samples: list[Sample], label: str) -> None:
    assert describe(samples).staging == label


def test_the_named_subject_is_told_first_and_is_the_measure_of_depth() -> None:
    samples = film(FAR, cast=lambda u: (person("Jo", 0.9, -3), person("Mia")))
    assert describe(samples, "Mia").staging == "@Mia is in the centre; @Jo is on the right, in the foreground"


def test_nobody_walks_whom_the_camera_passes() -> None:
    """ "Moves from the right to the left" would make a model let her walk, where it is the camera that pans."""
    across = "@Mia is on the right at first and on the left at the end"
    assert describe(film(turn(-18, 18, at=(0, -6, EYES)))).staging == across
    assert describe(film(travel((-2, -6, EYES), (2, -6, EYES)))).staging == across
    assert "moves from the left to the right" in describe(film(FAR, cast=going((-2, 0, 0), (2, 0, 0)))).staging


def test_two_whom_a_pan_shows_one_after_the_other_are_equally_near() -> None:
    turned = film(
        lambda u: ((0, -5, EYES), heading(-35 + 70 * u)),
        cast=lambda u: (person("Mia", -3.5), person("Jo", 3.5)),
        lens=50,
    )
    assert "ground" not in describe(turned).staging


def test_who_falls_in_is_not_seen_from_the_ground() -> None:
    assert "level" not in describe(film(FAR, cast=going((0, 0, 6), (0, 0, 0)))).camera


def test_a_thing_wider_than_the_frame_is_where_it_is_seen() -> None:
    fox = Seen("Fox", (-0.6, -0.15, 0.0), (0.6, 0.15, 0.7))
    assert describe(film(stand((0.5, -0.8, 0.6)), lens=50, cast=lambda u: (fox,))).staging == "@Fox is in the centre"


@pytest.mark.parametrize("size", [(1.2, 0.3, 0.7), (100, 16, 30), (4.4, 1.8, 1.4), (12, 12, 12)])
def test_only_who_stands_has_hips(size: tuple[float, float, float]) -> None:
    width, depth, height = size
    thing = Seen("It", (-width / 2, -depth / 2, 0.0), (width / 2, depth / 2, height))
    at = (0.0, -3.0 * max(size), 0.5 * height)
    assert "hip" not in describe(film(stand(at), lens=50, cast=lambda u: (thing,))).camera


def test_a_cut_says_what_is_new() -> None:
    def keyed(u: float):  # type: ignore[no-untyped-def]
        return ((0.0, -6.0, EYES), heading(0.0)) if u < 0.6 else ((0.0, -6.0, EYES), heading(120.0))

    assert describe(film(keyed)).camera == "35 mm lens, full shot, static camera, then a cut away from @Mia"
