# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of a shot's video: its scene's, as near as the model makes it, and what that cuts and adds."""

from __future__ import annotations

from typing import Any

import pytest

from addon.core import catalog
from addon.core.models import Level, Plan, Route, Shot
from addon.core.plans import planning, shape


def planned(**changes: Any) -> Plan:
    shot = Shot(uuid="u", name="SH010", frame_start=1, frame_end=97, **{"route": Route.FIRST_FRAME, **changes})
    return planning.plan(
        shot, catalog=catalog.load(), settings=planning.PlanSettings(), inputs=(), take_number=1, problems=()
    )


@pytest.mark.parametrize(
    ("picture", "aspect"),
    [
        ("1920:1080", "16:9"), ("720:1280", "9:16"), ("1080:1080", "1:1"), ("1440:1080", "4:3"),
        ("2048:858", "16:9"), ("1920:804", "16:9"), ("1350:1080", "4:3"), ("1080:1350", "3:4"), ("998:1080", "1:1"),
        ("", "16:9"),
    ],
)  # fmt: skip
def test_a_shot_has_the_shape_of_its_scene(picture: str, aspect: str) -> None:
    plan = planned(aspect="scene", picture=picture)
    width, height = map(int, plan.request.size.split("x"))
    assert width / height == pytest.approx(shape.ratio(aspect), rel=0.03)
    assert plan.shot is not None
    assert plan.shot.aspect == aspect, "a retake asks for the same again, whatever the scene is then"


def problem(plan: Plan, code: str) -> Any:
    return next((p for p in plan.problems if p.code == code), None)


@pytest.mark.parametrize(
    ("picture", "asked", "told"),
    [
        ("1920:804", "16:9", "adds 34% to its frame above and below"),
        ("1440:1080", "16:9", "cuts 25% of its frame above and below"),
        ("1080:1080", "16:9", "cuts 44% of its frame above and below"),
        ("1080:1920", "3:4", "adds 33% to its frame at the sides"),
        ("1920:1080", "9:16", "cuts 44% of its frame at the sides and adds 78% to its frame above and below"),
        ("1920:1080", "16:9", "keeps its frame"),
    ],
)
def test_what_is_cut_and_added_is_said(picture: str, asked: str, told: str) -> None:
    assert shape.changes(picture, asked) == told


@pytest.mark.parametrize(
    ("picture", "asked", "fit", "told"),
    [
        ("1440:1080", "16:9", "vertical", "adds 33% to its frame at the sides"),
        ("1920:804", "16:9", "vertical", "cuts 26% of its frame at the sides"),
        ("1440:1080", "16:9", "horizontal", "cuts 25% of its frame above and below"),
        ("720:1280", "16:9", "vertical", "adds 216% to its frame at the sides"),
        ("1080:1350", "1:1", "horizontal", "cuts 20% of its frame above and below"),
        ("1620:1080", "4:3", "auto", "adds 12% to its frame above and below"),
    ],
)
def test_a_camera_that_fits_one_side_keeps_that_one(picture: str, asked: str, fit: Any, told: str) -> None:
    """Measured in Blender 5.2.3, by the corners of the view that the camera answers for both shapes."""
    assert shape.changes(picture, asked, fit) == told
    plan = planned(aspect=asked, picture=picture, sensor_fit=fit)
    assert any(told in p.message for p in plan.problems if p.code.startswith("aspect"))


def test_the_nearest_is_told_as_a_note_and_another_one_as_a_warning() -> None:
    note = problem(planned(aspect="scene", picture="1920:804"), "aspect_nearest")
    assert note.level is Level.NOTE
    assert "no 2.39:1 video: SH010 is made at 16:9, which adds 34%" in note.message
    warning = problem(planned(aspect="16:9", picture="720:1280"), "aspect_differs")
    assert warning.level is Level.WARNING
    assert "The scene of SH010 is 9:16, and the film asks for 16:9" in warning.message
    for same in (planned(aspect="scene", picture="720:1280"), planned(aspect="16:9", picture="1280:720")):
        assert not [p for p in same.problems if p.code.startswith("aspect")]


def test_a_model_that_makes_no_such_resolution_is_not_said_to_lack_the_shape() -> None:
    """Seedance Mini makes 4:3, but nothing at 1080p."""
    plan = planned(
        route=Route.BLOCKOUT,
        model="bytedance/seedance-2.0-mini",
        resolution="1080p",
        aspect="scene",
        picture="1440:1080",
    )
    assert problem(plan, "size")
    assert not [p for p in plan.problems if p.code.startswith("aspect")]


def test_a_route_without_the_scene_says_nothing_of_its_shape() -> None:
    plan = planned(route=Route.TEXT, aspect="scene", picture="1920:804")
    assert not [p for p in plan.problems if p.code.startswith("aspect")]


@pytest.mark.parametrize(
    ("size", "name"),
    [("1280:720", "16:9"), ("720:1280", "9:16"), ("1920:804", "2.39:1"), ("1998:1080", "1.85:1")],
)
def test_shapes_have_their_usual_names(size: str, name: str) -> None:
    assert shape.named(size) == name
