# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts labelled by hand: what a script supervisor would say of each, and where nothing must be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from camera_paths import Cast, Path, alone, circle, film, heading, nobody, person, stand, travel, turn

from addon.core.camera.samples import Seen
from addon.core.judge.continuity import Remark, ShotSeen, remarking
from addon.steps import whole

# The stage: Mia left and Jo right of the middle, 1.6 m apart; the front is -Y.
MIA, JO = (-0.8, 0.0), (0.8, 0.0)


def two(u: float) -> Sequence[Seen]:
    return person("Mia", *MIA), person("Jo", *JO)


def swapped(u: float) -> Sequence[Seen]:
    return person("Mia", *JO), person("Jo", *MIA)


def mia(u: float) -> Sequence[Seen]:
    return (person("Mia"),)


def without_jo(u: float) -> Sequence[Seen]:
    return (person("Mia", *MIA),)


def jo_hidden(u: float) -> Sequence[Seen]:
    return person("Mia", *MIA), person("Jo", *JO, visible=0.0)


def jo_gone_home(u: float) -> Sequence[Seen]:
    return person("Mia", *MIA), person("Jo", 40.0, 30.0)


def jo_leaves(u: float) -> Sequence[Seen]:
    return person("Mia", *MIA), person("Jo", 0.8 + 3 * u, 0.0)


def walks(start: float, end: float, y: float = 0.0) -> Cast:
    """Mia goes along the stage."""
    return lambda u: (person("Mia", start + (end - start) * u, y),)


def far_apart(u: float) -> Sequence[Seen]:
    return person("Mia", -0.8, 0), person("Jo", 0.8, 40)


def at(x: float, y: float, to: tuple[float, float, float] = (0, 0, 1.3), z: float = 1.5) -> Path:
    return stand((x, y, z), to=to)


FRONT, LEFT, RIGHT, BACK = at(0, -5), at(-3.5, -3.5), at(3.5, -3.5), at(0.5, 5)
OVER_MIA, OVER_JO = at(-2.6, -1.3, (0.8, 0, 1.5)), at(2.6, -1.3, (-0.8, 0, 1.5))
"""Over one's shoulder at the other, from the front's side of the line."""
SINGLE_MIA, SINGLE_JO = at(0.9, -1.6, (-0.8, 0, 1.5)), at(-0.9, -1.6, (0.8, 0, 1.5))
"""One alone, from the front's side."""

OVERTAKES = travel((-3, -5, 1.5), (3, -5, 1.5), direction=(0, 1, 0))
NEARER = travel((0, -6, 1.5), (0.5, -2.2, 1.5), to=(-0.8, 0, 1.5))

Half = tuple[Path, Cast, float]
"""A shot: camera, cast, lens."""

CUTS: list[tuple[str, Half, Half, set[str]]] = [
    # The line between two.
    ("front to back", (FRONT, two, 35), (BACK, two, 35), {"line"}),
    ("left front to right front", (LEFT, two, 35), (RIGHT, two, 35), set()),
    ("front to left back", (FRONT, two, 35), (at(-3, 4), two, 35), {"line"}),
    ("wide to two-shot, same side", (at(0, -9), two, 35), (FRONT, two, 50), set()),
    ("both shoulders, same side", (OVER_MIA, two, 35), (OVER_JO, two, 35), set()),
    ("second shoulder from behind the line", (OVER_MIA, two, 28), (at(2.6, 1.6, (-0.8, 0, 1.5)), two, 28), {"line"}),
    ("along the line is neutral", (FRONT, two, 35), (at(6, 0.4), two, 35), set()),
    ("from above is neutral", (FRONT, two, 35), (stand((0, 0.1, 9), to=(0, 0, 0)), two, 35), set()),
    ("the camera goes around in the shot", (circle(-90, 80, 5), two, 35), (BACK, two, 80), set()),
    ("they have changed places", (FRONT, two, 35), (at(4.5, -3.2), swapped, 50), set()),
    ("they are far apart", (FRONT, far_apart, 35), (BACK, far_apart, 35), set()),
    ("only one of them in both", (SINGLE_MIA, two, 65), (at(-0.8, -4.5, (-0.8, 0, 1.2)), two, 35), set()),
    # Eyelines.
    ("singles from one side", (SINGLE_MIA, two, 65), (SINGLE_JO, two, 65), set()),
    ("second single from the other side", (SINGLE_MIA, two, 65), (at(-0.9, 1.6, (0.8, 0, 1.5)), two, 65), {"eyelines"}),
    ("first single from the other side", (at(0.9, 1.6, (-0.8, 0, 1.5)), two, 65), (SINGLE_JO, two, 65), {"eyelines"}),
    ("both from behind", (at(0.9, 1.6, (-0.8, 0, 1.5)), two, 65), (at(-0.9, 1.6, (0.8, 0, 1.5)), two, 65), set()),
    ("single on the line is neutral", (at(0.6, -0.2, (-0.8, 0, 1.5)), two, 50), (SINGLE_JO, two, 65), set()),
    ("single of one twice", (SINGLE_MIA, two, 65), (at(-2.4, -1.8, (-0.8, 0, 1.5)), two, 65), set()),
    ("singles of two far apart", (SINGLE_MIA, far_apart, 65), (at(0, 36, (0.8, 40, 1.5)), far_apart, 65), set()),
    # Screen direction.
    ("walks right, seen from behind", (FRONT, walks(-2, 0), 35), (BACK, walks(0, 2), 35), {"direction"}),
    ("walks right in both", (FRONT, walks(-2, 0), 35), (at(3, -5), walks(0, 2), 35), set()),
    ("turns back between", (FRONT, walks(-2, 0), 35), (at(3.4, -4), walks(0, -2), 35), set()),
    ("stands first", (FRONT, mia, 35), (at(-4, 3), walks(0, 2), 35), set()),
    ("walks to the camera, then right", (at(5, 0), walks(-2, 0), 35), (FRONT, walks(0, 2), 35), set()),
    ("a train seen from both sides", (at(0, -7), walks(-3, 3), 24), (at(0, 7), walks(-3, 3), 24), {"direction"}),
    ("the camera overtakes", (OVERTAKES, walks(-2, 0), 35), (at(3, -5), walks(0, 2), 35), set()),
    ("seen from above", (FRONT, walks(-2, 0), 35), (stand((0, 0.1, 9), to=(0, 0, 0)), walks(0, 2), 35), set()),
    # Jump cuts.
    ("a step aside", (FRONT, mia, 50), (at(0.8, -5), mia, 50), {"jump"}),
    ("twenty degrees", (FRONT, mia, 50), (at(1.7, -4.7), mia, 50), {"jump"}),
    ("forty degrees", (FRONT, mia, 50), (at(3.2, -3.8), mia, 50), set()),
    ("straight in by two sizes", (FRONT, mia, 35), (FRONT, mia, 90), set()),
    ("straight in by a hair", (FRONT, mia, 35), (FRONT, mia, 40), {"jump"}),
    ("a shot divided in two", (FRONT, mia, 35), (FRONT, mia, 35), set()),
    ("same camera, she is elsewhere", (FRONT, mia, 35), (FRONT, lambda u: (person("Mia", 1.0),), 35), {"jump"}),
    ("another subject", (SINGLE_MIA, two, 65), (at(-0.5, -1.8, (0.8, 0, 1.5)), two, 65), set()),
    ("nobody in it", (FRONT, nobody, 35), (at(0.5, -5), nobody, 35), set()),
    # Lens and height.
    ("18 to 85 mm, same size", (at(1.4, -1.8), mia, 18), (at(-6.0, -9.2), mia, 85), {"lens"}),
    ("35 to 50 mm, same size", (FRONT, mia, 35), (at(5, -5), mia, 50), set()),
    ("18 mm wide to 85 mm close", (FRONT, mia, 18), (at(3, -4, (0, 0, 1.6)), mia, 85), set()),
    ("from above, then from below", (at(0, -4, z=4.5), mia, 35), (at(3.6, -3.4, z=0.1), mia, 35), {"height"}),
    ("a little higher", (FRONT, mia, 35), (at(4, -3.4, z=2.4), mia, 35), set()),
    ("high wide, then level close", (at(0, -9, z=8), mia, 35), (at(1, -2, (0, 0, 1.5)), mia, 50), set()),
    # Vanishing.
    ("Jo is not in the next shot", (LEFT, two, 35), (RIGHT, without_jo, 28), {"vanishes"}),
    ("Jo is hidden in the next shot", (LEFT, two, 35), (RIGHT, jo_hidden, 28), {"vanishes"}),
    ("Jo is miles away", (LEFT, two, 35), (RIGHT, jo_gone_home, 28), {"vanishes"}),
    ("Jo walked off", (at(-3.5, -6), jo_leaves, 24), (RIGHT, without_jo, 28), set()),
    ("a single does not show Jo's place", (LEFT, two, 35), (at(-1.5, -2, (-1, 0, 1.5)), without_jo, 85), set()),
    ("the other way", (FRONT, two, 35), (stand((0, 2, 1.5), direction=(0, 1, 0)), without_jo, 35), set()),
    ("Jo comes in", (LEFT, without_jo, 35), (RIGHT, two, 28), set()),
    # Moving cameras.
    ("pan to pan on the same side", (turn(-10, 10), two, 35), (at(3, -3.4), two, 35), set()),
    ("push in, then the other's single", (NEARER, two, 50), (SINGLE_JO, two, 65), set()),
    ("from an empty frame", (stand((0, -5, 1.5), direction=heading(90)), alone, 35), (FRONT, alone, 35), set()),
]  # fmt: skip


# A second set, of another place: Ana and Ben face each other over a long table, across the view of the front (-Y), and
# Cy stands at its far end. Labelled before the rules were ever run on it; no number of a rule was chosen by it.
ANA, BEN, CY = (-1.4, 0.0), (1.4, 0.0), (0.0, 3.0)


def table(u: float) -> Sequence[Seen]:
    return person("Ana", *ANA), person("Ben", *BEN), person("Cy", *CY)


def table_without_ben(u: float) -> Sequence[Seen]:
    return person("Ana", *ANA), person("Cy", *CY)


def cy_comes(u: float) -> Sequence[Seen]:
    return person("Ana", *ANA), person("Ben", *BEN), person("Cy", 0.0, 3.0 - 2.4 * u)


def runs(start: tuple[float, float], end: tuple[float, float]) -> Cast:
    """Dee runs across a yard."""
    return lambda u: (person("Dee", start[0] + (end[0] - start[0]) * u, start[1] + (end[1] - start[1]) * u),)


def dee(u: float) -> Sequence[Seen]:
    return (person("Dee", 10.0, 5.0),)


WIDE, BEHIND = at(0, -7, (0, 1, 1.2)), at(0.3, 8, (0, 1, 1.2))
ANA_ALONE, BEN_ALONE = at(0.6, -1.5, (-1.4, 0, 1.5)), at(-0.6, -1.5, (1.4, 0, 1.5))

KEPT_ASIDE: list[tuple[str, Half, Half, set[str]]] = [
    ("table from the front, then from behind Cy", (WIDE, table, 28), (BEHIND, table, 28), {"line"}),
    ("table wide, then nearer from the front left", (WIDE, table, 28), (at(-3, -4.6, (0, 1, 1.2)), table, 45), set()),
    ("Ana alone, Ben alone, from the front", (ANA_ALONE, table, 75), (BEN_ALONE, table, 75), set()),
    ("Ana alone, Ben from over the far edge",
     (ANA_ALONE, table, 75), (at(-0.6, 1.5, (1.4, 0, 1.5)), table, 75), {"eyelines"}),
    ("runs left to right, then seen from the other side of the yard",
     (at(0, -9), runs((-3, 0), (0, 0)), 35), (at(2, 9, (1.5, 0, 1.2)), runs((0, 0), (3, 0)), 35), {"direction"}),
    ("runs left to right, then away from the camera",
     (at(0, -9), runs((-3, 0), (0, 0)), 35), (at(0.5, -8), runs((0, 0), (0, 3.5)), 50), set()),
    ("runs towards us in both", (at(0, -9), runs((0, 4), (0, 1)), 35), (at(1.2, -4), runs((0, 1), (0, -1)), 28), set()),
    ("ten degrees around her, same size",
     (at(10, 0, (10, 5, 1.3)), dee, 50), (at(10.9, 0.1, (10, 5, 1.3)), dee, 50), {"jump"}),
    ("a quarter around her, same size", (at(10, 0, (10, 5, 1.3)), dee, 50), (at(15, 5, (10, 5, 1.3)), dee, 50), set()),
    ("ten degrees around her, from wide to close",
     (at(10, -3, (10, 5, 1.3)), dee, 28), (at(10.5, 2.6, (10, 5, 1.5)), dee, 50), set()),
    ("her at 20 mm, then at 100 mm in the same size",
     (at(10, 3, (10, 5, 1.3)), dee, 20), (at(18, 11, (10, 5, 1.3)), dee, 100), {"lens"}),
    ("from a roof, then from the ground, same size",
     (at(10, 0.5, (10, 5, 1), z=6), dee, 50), (at(15.5, 2.5, (10, 5, 1.2), z=0.3), dee, 50), {"height"}),
    ("Ben was there, and is not", (WIDE, table, 28), (at(-2.6, -5, (0, 1, 1.2)), table_without_ben, 28), {"vanishes"}),
    ("Cy comes to the table in the shot", (WIDE, cy_comes, 28), (at(2.8, -4.5, (0, 0.3, 1.2)), table, 45), set()),
    ("a plate of the empty yard between", (at(0, -9), nobody, 35), (ANA_ALONE, table, 75), set()),
    ("around the table in one move, then from behind",
     (circle(-90, 88, 7, centre=(0, 1, 1.2)), table, 28), (BEHIND, table, 45), set()),
]  # fmt: skip


def shot(half: Half, number: int, *, place: str = "stage") -> ShotSeen:
    path, cast, lens = half
    samples = film(path, seconds=1.0, rate=8, cast=cast, lens=lens)
    return ShotSeen(f"uuid{number}", f"SH{number:03}0", place, 24 * number, 24 * number + 24, samples)


def said(*shots: ShotSeen) -> list[Remark]:
    return whole(remarking(shots))


def test_enough_cuts_are_labelled():
    assert len(CUTS) >= 40
    assert sum(not codes for *_, codes in CUTS) >= 20


@pytest.mark.parametrize(("one", "other", "codes"), [row[1:] for row in CUTS], ids=[row[0] for row in CUTS])
def test_what_is_said_of_a_cut(one: Half, other: Half, codes: set[str]):
    found = said(shot(one, 1), shot(other, 2))
    assert {remark.code for remark in found} == codes, [remark.sentence for remark in found]


@pytest.mark.parametrize(("one", "other", "codes"), [r[1:] for r in KEPT_ASIDE], ids=[r[0] for r in KEPT_ASIDE])
def test_what_is_said_of_a_cut_that_no_rule_was_made_for(one: Half, other: Half, codes: set[str]):
    found = said(shot(one, 1), shot(other, 2))
    assert {remark.code for remark in found} == codes, [remark.sentence for remark in found]


@pytest.mark.parametrize("between", ["another place", "a gap", "no place"])
def test_nothing_is_said_of_shots_that_are_not_neighbours_in_one_place(between: str):
    one, other = shot((FRONT, two, 35), 1), shot((BACK, two, 35), 2)
    if between == "a gap":
        other = replace(other, begin=other.begin + 1)
    else:
        place = "" if between == "no place" else "street"
        one, other = replace(one, place=place if not place else "stage"), replace(other, place=place)
    assert said(one, other) == []


def test_three_of_one_size_in_a_row_are_told_once():
    around = [at(0, -5), at(4.4, -2.4), at(3.6, 3.4), at(-3.6, 3.4)]
    found = said(*(shot((path, mia, 50), number) for number, path in enumerate(around)))
    assert [(remark.code, remark.before, remark.after) for remark in found] == [("row", "uuid1", "uuid2")]
    assert found[0].sentence.startswith("third ")


def test_sizes_that_change_are_no_row():
    shots = [shot((at(0, -5), mia, 50), 0), shot((at(4.4, -2.4), mia, 90), 1), shot((at(3.6, 3.4), mia, 50), 2)]
    assert said(*shots) == []


def test_a_remark_knows_its_cut():
    (found,) = said(shot((FRONT, two, 35), 1), shot((BACK, two, 35), 2))
    assert found.key == "line:uuid1:uuid2"
    assert "Mia and Jo" in found.sentence or "Jo and Mia" in found.sentence


def test_the_order_given_does_not_matter():
    shots = [shot((FRONT, two, 35), 1), shot((BACK, two, 35), 2), shot((LEFT, two, 35), 3)]
    assert said(*shots) == said(*reversed(shots))
    assert [(r.before, r.after) for r in said(*shots) if r.code == "line"] == [
        (a.uuid, b.uuid) for a, b in pairwise(shots)
    ]
