# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot in parts goes on from one to the next: each begins with the last frame of the take before, to the frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest
from take_parts import add_take
from test_lengths import long_shot, saved, way  # noqa: F401

from addon.blender.capture import continuing
from addon.blender.jobs import send
from addon.blender.properties import film
from addon.blender.shots import lengths
from addon.blender.shots.copies import separate_scenes
from addon.blender.takes import data, stale
from addon.blender.values import to_model
from addon.core.models import CaptureKind, Level
from addon.second import compat, filming
from addon.steps import whole


def chained(edit: bpy.types.Scene) -> list[Any]:
    """The parts of a shot of 25 s, in order."""
    shot = long_shot(edit, 24 * 25)
    said = whole(lengths.applying(edit, shot, way(edit, shot, "chain")))
    assert "one after the other" in said
    return list(film(edit).shots)


def plan_of(edit: bpy.types.Scene, shot: Any) -> Any:
    return send.make_plans(edit, [shot])[0]


def codes(plan: Any, level: Level) -> list[str]:
    return [problem.code for problem in plan.problems if problem.level is level]


def test_a_chain_is_planned_with_its_prices_and_each_part_continues_the_one_before(saved: bpy.types.Scene) -> None:  # noqa: F811
    shot = long_shot(saved, 24 * 25)
    choice = way(saved, shot, "chain")
    assert "each from the last frame of the one before (Wan 2.6 First Frame" in choice.line
    assert choice.usd is not None
    whole(lengths.applying(saved, shot, choice))
    parts = list(film(saved).shots)
    assert [part.route for part in parts] == ["text", *["first_frame"] * (len(parts) - 1)]
    assert [part.continues for part in parts] == ["", *[part.uuid for part in parts[:-1]]]
    assert {part.model for part in parts} == {""}, "the catalog's own choice stays its choice, for finals too"
    lasts = [to_model(part, saved).frames for part in parts]
    assert sum(lasts) == 24 * 25


def test_a_part_is_refused_until_the_one_before_has_a_take(saved: bpy.types.Scene, movie: Callable[..., Any]) -> None:  # noqa: F811
    first, second, *_ = chained(saved)
    plan = plan_of(saved, second)
    assert plan.blocked
    assert "continued_open" in codes(plan, Level.ERROR)
    assert any(first.name in p.message for p in plan.problems if p.code == "continued_open")
    add_take(saved, first, movie(375, 30), seconds=12.5, fps=30)
    plan = plan_of(saved, second)
    assert not codes(plan, Level.ERROR)
    assert [p.message for p in plan.problems if p.code == "continues"] == [
        f"{second.name} begins with the last frame of {first.name} t001."
    ]
    (item,) = plan.inputs
    assert item.capture.kind is CaptureKind.FRAME
    assert item.capture.here, "no farm has the film's takes"


def test_another_chosen_take_makes_the_next_part_another_plan_and_its_take_out_of_date(
    saved: bpy.types.Scene,  # noqa: F811
    movie: Callable[..., Any],
) -> None:
    first, second, *_ = chained(saved)
    one = add_take(saved, first, movie(375, 30), seconds=12.5, fps=30)
    shown = plan_of(saved, second)
    add_take(saved, second, movie(375, 30), seconds=12.5, fps=30, made_of=shown.made_of)
    assert stale.check(saved) == (1, [])
    other = add_take(saved, first, movie(374, 30), seconds=374 / 30, fps=30)
    data.activate(first, other)
    assert plan_of(saved, second).inputs[0].capture.key != shown.inputs[0].capture.key, "another plan than was shown"
    _, told = stale.check(saved)
    assert told == [f"{second.name} t001: the take that it continues is another one"]
    data.activate(first, one)
    assert stale.check(saved)[1] == []
    assert plan_of(saved, second).inputs[0].capture.key == shown.inputs[0].capture.key


@pytest.mark.parametrize(("trimmed", "expected"), [(0, 374), (24, 344), (100, 249)])
def test_it_is_the_last_frame_that_is_shown(
    saved: bpy.types.Scene,  # noqa: F811
    movie: Callable[..., Any],
    trimmed: int,
    expected: int,
) -> None:
    """Of 375 frames at 30 in an edit of 24: a strip that is trimmed ends earlier."""
    first, second, *_ = chained(saved)
    add_take(saved, first, movie(375, 30), seconds=12.5, fps=30)
    strip = next(s for s in saved.sequence_editor.strips_all if s.animatic.role == "take")
    length = compat.content_duration(strip)
    compat.set_strip_end(strip, compat.strip_start(strip) + min(length, 300) - trimmed)
    spec = continuing.frame_spec(to_model(second, saved), "1280x720")
    assert abs(spec.frame_start - expected) <= 1
    assert spec.frame_start == -(-((compat.strip_end(strip) - round(compat.content_start(strip))) * 375) // length) - 1


def number_in(file: Path) -> int:
    """The number that a picture of the test movie shows in bars."""
    image: Any = bpy.data.images.load(str(file))
    values = list(image.pixels)
    width, height = image.size
    bpy.data.images.remove(image)
    bits = [values[4 * (width * (height // 2) + width * (2 * bit + 1) // 20)] > 0.5 for bit in range(10)]
    return sum(on << bit for bit, on in enumerate(bits))


@pytest.mark.parametrize("frame", [0, 1, 59, 60, 374])
def test_the_frame_is_decoded_to_the_frame(movie: Callable[..., Any], tmp_path: Path, frame: int) -> None:
    out = tmp_path / "frame.png"
    capture = {
        "kind": "frame", "key": "k", "name": "SH020", "scene": "", "file": str(movie(375, 30)), "frame_start": frame,
        "width": 640, "height": 360, "out": str(out),
    }  # fmt: skip
    crew = object.__new__(filming.Crew)
    crew._report = lambda message: None  # type: ignore[method-assign]
    crew.film(0, capture)
    assert number_in(out) == frame


def test_a_copied_edit_continues_its_own_shots(saved: bpy.types.Scene) -> None:  # noqa: F811
    chained(saved)
    separate_scenes()
    copy = saved.copy()
    separate_scenes()
    own = [shot.uuid for shot in film(copy).shots]
    assert [shot.continues for shot in film(copy).shots] == ["", *own[:-1]]


def test_continue_is_a_switch(saved: bpy.types.Scene) -> None:  # noqa: F811
    first, second, *_ = chained(saved)
    film(saved).shot_index = 1
    bpy.ops.animatic.continue_shot()
    assert second.continues == ""
    bpy.ops.animatic.continue_shot()
    assert second.continues == first.uuid
    film(saved).shot_index = 0
    assert not bpy.ops.animatic.continue_shot.poll(), "a text shot sends no frame"
