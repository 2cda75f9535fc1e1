# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everybody is: entries, exits, thirds and depth, against staging labelled by hand."""

from __future__ import annotations

import pytest
from camera_paths import EYES, between, film, heading, nobody, person, stand, travel, turn

from addon.core.camera.samples import Sample
from addon.core.camera.words import describe

FAR = stand((0.0, -6.0, EYES))
"""The frame is 6.2 m wide and 3.5 m high where y is 0."""


def going(start: tuple[float, float, float], end: tuple[float, float, float], name: str = "Mia"):  # type: ignore[no-untyped-def]
    return lambda u: (person(name, *between(start, end, u)),)


LABELLED = [
    ("centre", film(FAR), "@Mia in the centre"),
    ("left", film(FAR, cast=going((-2, 0, 0), (-2, 0, 0))), "@Mia on the left"),
    ("right", film(FAR, cast=going((2, 0, 0), (2, 0, 0))), "@Mia on the right"),
    ("enters", film(FAR, cast=going((-5, 0, 0), (0, 0, 0))), "@Mia enters from the left, ends in the centre"),
    (
        "enters from the other side",
        film(FAR, cast=going((5, 0, 0), (1.6, 0, 0))),
        "@Mia enters from the right, stays on the right",
    ),
    ("leaves", film(FAR, cast=going((0, 0, 0), (5, 0, 0))), "@Mia in the centre, exits to the right"),
    ("crosses", film(FAR, cast=going((-5, 0, 0), (5, 0, 0))), "@Mia crosses from left to right"),
    ("moves within the frame", film(FAR, cast=going((2, 0, 0), (-2, 0, 0))), "@Mia moves from the right to the left"),
    ("falls in", film(FAR, cast=going((0, 0, 6), (0, 0, 0))), "@Mia enters from above, ends in the centre"),
    ("comes closer", film(FAR, cast=going((0, 6, 0), (0, -2, 0))), "@Mia in the centre, comes closer"),
    ("moves away", film(FAR, cast=going((0, -2, 0), (0, 8, 0))), "@Mia in the centre, moves away"),
    ("is pushed in on", film(travel((0, -6, EYES), (0, -2, EYES))), "@Mia in the centre"),
    ("is panned off", film(turn(0, 60, at=(0, -6, EYES))), "@Mia in the centre, exits to the left"),
    ("is panned to", film(turn(-60, 0, at=(0, -6, EYES))), "@Mia enters from the right, ends in the centre"),
    ("a face", film(stand((0.0, -0.8, EYES)), lens=85), "@Mia in the centre"),
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
        "@Mia on the left, disappears",
    ),
    (
        "two, one far",
        film(FAR, cast=lambda u: (person("Old Man", 4, 8), person("Mia", -0.5))),
        '@Mia in the centre; @"Old Man" on the right, in the background',
    ),
    (
        "two, one near",
        film(FAR, cast=lambda u: (person("Mia"), person("Jo", 0.9, -3))),
        "@Jo on the right; @Mia in the centre, in the background",
    ),
    (
        "two side by side",
        film(FAR, cast=lambda u: (person("Mia", -1.8), person("Jo", 1.8))),
        "@Mia on the left; @Jo on the right",
    ),
    (
        "one waits, one comes",
        film(FAR, cast=lambda u: (person("Mia"), person("Jo", 6 - 4 * u, 1))),
        "@Mia in the centre; @Jo enters from the right, stays on the right",
    ),
    (
        "two in the centre",
        film(FAR, cast=lambda u: (person("Mia", -0.4), person("Jo", 0.5))),
        "@Mia and @Jo in the centre, from left to right",
    ),
    (
        "two in the centre, the subject on the right",
        film(FAR, cast=lambda u: (person("Jo", 0.5), person("Mia", -0.4))),
        "@Jo and @Mia in the centre, from right to left",
    ),
    (
        "one before the other",
        film(FAR, cast=lambda u: (person("Mia"), person("Jo", 0.1, 1))),
        "@Mia and @Jo in the centre",
    ),
    (
        "two change places within the centre",
        film(FAR, cast=lambda u: (person("Mia", -0.5 + u), person("Jo", 0.5 - u))),
        "@Mia and @Jo in the centre",
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
        "@Mia, @Jo and @Tom on the left, from left to right; @Bo enters from the left, stays on the left",
    ),
    (
        "appears on one side, ends on the other",
        film(FAR, cast=lambda u: (person("Mia", -2 + 4 * u, visible=0.0 if u < 0.1 else 1.0),)),
        "@Mia appears, ends on the right",
    ),
    (
        "through and back",
        film(FAR, cast=lambda u: (person("Mia", -6 + 16 * u * (1 - u)),)),
        "@Mia enters from the left, exits to the left",
    ),
    ("a glance aside", film(lambda u: ((0, -6, EYES), heading(3 * u))), "@Mia in the centre"),
]


@pytest.mark.parametrize(("samples", "label"), [case[1:] for case in LABELLED], ids=[case[0] for case in LABELLED])
def test_staging(samples: list[Sample], label: str) -> None:
    assert describe(samples).staging == label


def test_the_named_subject_is_told_first_and_is_the_measure_of_depth() -> None:
    samples = film(FAR, cast=lambda u: (person("Jo", 0.9, -3), person("Mia")))
    assert describe(samples, "Mia").staging == "@Mia in the centre; @Jo on the right, in the foreground"
