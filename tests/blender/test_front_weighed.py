# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks for a character's front is weighed, and where too little does it is called a guess."""

from __future__ import annotations

from itertools import pairwise
from math import pi
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from capture_scenes import RED, box, collection, figure
from test_capture_front import capture

from addon.second import filming, turntable
from addon.second.figures import shape, weighing


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.frame_start, scene.frame_end, scene.render.fps = 1, 100, 24


def weigh(own: float, told: dict[str, float], **more: Any) -> weighing.Verdict:
    return weighing.weigh(weighing.Look(own, **more), told)


@pytest.mark.parametrize("sign", [sign for sign in weighing.WEIGHTS if sign not in {"custom", "aft"}])
@pytest.mark.parametrize("own", [0.0, 0.6, -2.0])
def test_each_sign_alone_outweighs_the_custom(sign: str, own: float) -> None:
    found = weigh(own, {"custom": own, sign: own + pi})
    assert found.side == pytest.approx(own + pi)
    assert found.sure < 0.95


@pytest.mark.parametrize("own", [0.0, 0.6])
def test_two_that_agree_outweigh_one(own: float) -> None:
    """Feet that were put on backwards, where bones and the custom say the same."""
    told = {"custom": own, "body": own + 0.2, "feet": own + pi}
    assert weigh(own, told).side == pytest.approx(own)
    assert weigh(own, told).sure > weighing.SURE


def test_signs_that_agree_make_sure_and_signs_against_each_other_do_not() -> None:
    alone, together = weigh(0.0, {"face": 0.0}), weigh(0.0, {"face": 0.0, "custom": 0.0})
    against = weigh(0.0, {"face": 0.0, "ends": pi})
    assert against.sure < weighing.SURE < alone.sure < together.sure


def test_custom_and_paint_against_all_else_are_a_guess() -> None:
    """The same with feet that point where they do is none."""
    seen = {"evenness": 0.5, "contrast": (0.25, 0.0, -0.25, 0.0), "detail": (0.0, 0.15), "reach": (0.0, 0.2)}
    found, standing = weigh(0.0, {"custom": 0.0}, **seen), weigh(0.0, {"custom": 0.0, "feet": 0.0}, **seen)
    assert found.side == standing.side == 0.0
    assert found.sure < weighing.SURE < standing.sure


def test_eyes_that_have_a_name_outweigh_paint_and_custom() -> None:
    """A robot whose back is of more colours than its face."""
    painted_behind = np.array([1.0, 0.0, -1.0, 0.0])
    assert weigh(0.0, {"custom": 0.0}, contrast=painted_behind).side == 0.0
    assert weigh(0.0, {"custom": 0.0, "face": pi}, contrast=painted_behind).side == pytest.approx(pi)


@pytest.mark.parametrize("way", [pi / 2, -pi / 2, pi])
def test_who_goes_elsewhere_than_the_body_looks_is_a_guess(way: float) -> None:
    """They strafe or go backwards, or their bones are called otherwise than they lie: by the bones, and told."""
    for custom in (0.0, pi / 4, pi):
        found = weigh(0.0, {"custom": custom, "body": 0.0, "face": 0.0, "way": way})
        assert found.side == pytest.approx(0.0)
        assert found.sure < weighing.SURE < weigh(0.0, {"custom": custom, "body": 0.0, "face": 0.0, "way": 0.1}).sure


def test_equal_sides_say_which_axis_and_not_which_end() -> None:
    """Along it both ends are as likely."""
    found = weigh(0.0, {}, evenness=-0.5)
    assert abs(found.side) % pi == pytest.approx(pi / 2)
    assert 0.3 < found.sure < 0.5


@pytest.mark.parametrize("evenness", [-0.5, -0.3, 0.5])
def test_what_is_held_in_one_hand_does_not_outweigh_a_rig(evenness: float) -> None:
    """A spear, a shield, a dog at one side: the body is uneven then, its bones are not."""
    assert weigh(0.6, {"custom": 0.6, "body": 0.6}, evenness=evenness).side == pytest.approx(0.6)
    assert weigh(0.6, {"custom": 0.6, "body": 0.6 + pi}, evenness=evenness).side == pytest.approx(0.6 + pi)


def test_a_face_has_smaller_triangles_than_the_back_of_a_head() -> None:
    """A wall of one square behind, of many before; below the face nothing counts."""

    def wall(y: float, parts: int) -> Any:
        side = np.linspace(-0.5, 0.5, parts + 1)
        found = []
        for x0, x1 in pairwise(side):
            for z0, z1 in pairwise(side):
                a, b, c, d = ((x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1))
                found += [(a, b, c), (a, c, d)]
        return np.array(found)

    low = np.array([((0.0, 0, -4), (1, 0, -4), (0, 1, -4))])
    head = np.concatenate([wall(-0.5, 6), wall(0.5, 1), low])
    assert shape.detail(shape.faces(head))[1] < -0.3
    assert abs(shape.detail(shape.faces(head))[0]) < 1e-6
    assert not shape.detail(shape.faces(np.empty((0, 3, 3)))).any()


def test_what_stands_out_ahead_is_thin() -> None:
    """A hull and a barrel: the surface's middle is in the hull, the box's ahead of it."""
    points = np.array([(x, y, z) for x in (-1.0, 1.0) for y in (0.0, 2.0) for z in (0.0, 1.0)] + [(0.0, -3.0, 0.5)])
    hull = np.array([[(-1, 0, 0), (1, 0, 0), (1, 2, 0)], [(-1, 0, 0), (1, 2, 0), (-1, 2, 0)]], dtype=float)
    found = shape.reach(points, shape.faces(hull))
    assert found[1] == pytest.approx(-0.3)
    assert abs(found[0]) < 1e-6
    assert shape.thickness(points, 0.0)[0] == 0.0 < shape.thickness(points, 0.0)[2]
    assert weigh(0.0, {}, reach=found).side == 0.0
    assert weigh(0.0, {}, thickness=shape.thickness(points, 0.0)).side == 0.0


def test_planes_that_look_along_the_axes_were_built() -> None:
    square = np.array([[(0, 0, 0), (1, 0, 0), (1, 1, 0)], [(0, 0, 0), (1, 0, 0), (1, 0, 1)]], dtype=float)
    slope = np.array([[(0, 0, 0), (1, 0, 1), (1, 1, 1)]], dtype=float)
    assert shape.straight(shape.faces(square), 0.0) == 1.0
    assert shape.straight(shape.faces(np.concatenate([square, slope])), 0.0) < 0.7
    assert shape.straight(shape.faces(np.empty((0, 3, 3))), 0.0) == 0.0
    assert shape.is_built(shape.faces(np.concatenate([square, slope])), 0.0)
    assert not shape.is_built(shape.faces(square), 0.0), "a dog of cubes is no car"
    assert not shape.is_built(shape.faces(slope), 0.0)


def filled(low: tuple[float, ...], high: tuple[float, ...], number: int) -> Any:
    return np.random.default_rng(0).uniform(low, high, (number, 3))


@pytest.mark.parametrize("end", [1, -1])
@pytest.mark.parametrize("across", [0.05, 0.3, 0.6], ids=["horn", "tuft", "ears"])
def test_what_stands_on_the_middle_of_a_ball_is_no_high_end(across: float, end: int) -> None:
    """A long snout alone moves the middle of the box; a head that is off the ball's own middle is one."""
    body: Any = np.random.default_rng(1).normal(size=(4000, 3))
    body /= np.linalg.norm(body, axis=1, keepdims=True)
    snout = filled((0.9, -0.2, -0.3), (1.7, 0.2, 0.3), 300)
    top = filled((-0.25, -across, 0.9), (0.05, across, 1.7), 300)
    figure = np.concatenate([body, snout, top]) * (end, 1, 1)
    assert shape.raised_end(figure, figure) is None
    head = np.concatenate([body, snout, top - (0.5, 0, 0)]) * (end, 1, 1)
    assert shape.raised_end(head, head) == pytest.approx(-end * pi / 2)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_triangles_that_are_no_numbers_or_have_no_area_are_not_asked(broken: float) -> None:
    triangles = np.array([[(0, 0, 0), (1, 0, 0), (1, 1, 0)], [(0, 0, broken), (1, 0, 0), (1, 1, 0)], [(2, 2, 2)] * 3])
    assert len(shape.faces(triangles).areas) == 1


def ambiguous() -> Any:
    """A head whose eyes are before and whose parts are called the other way round."""
    parts = [box(f"arm{side}", (0.2, 0.2, 0.5), (x, 0, 1), RED) for side, x in (("Left", -0.4), ("Right", 0.4))]
    return collection("Mia", box("Body", (0.5, 0.5, 1), (0, 0, 1), RED), *parts)


def test_a_front_against_which_much_speaks_is_a_guess() -> None:
    made = ambiguous()
    assert turntable.build(made, capture(made)).guessed


def test_what_the_artist_says_is_no_guess() -> None:
    made = ambiguous()
    assert not turntable.build(made, capture(made, front="front")).guessed


def test_who_is_plainly_seen_is_no_guess() -> None:
    made = collection("Mia", figure("Head", RED), box("Nose", (0.1, 0.2, 0.1), (0, -0.35, 1.5), RED))
    assert not turntable.build(made, capture(made)).guessed


def test_the_worker_tells_of_it_with_the_file(tmp_path: Path) -> None:
    made = ambiguous()
    film = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(film))
    heard: list[dict[str, Any]] = []
    views = [str(tmp_path / f"view{number}.png") for number in range(3)]
    settings = capture(made, kind="sheet", width=96, height=54, out=str(tmp_path / "out.png"), views=views)
    filming.main({"blend": str(film), "captures": [settings]}, heard.append)
    sides = ("back", "", "left")
    told = {"blank": "", "front_guessed": True, "sides": sides, "remark": ""}
    assert heard[-1] == {"type": "filmed", "capture": 0, **told}
