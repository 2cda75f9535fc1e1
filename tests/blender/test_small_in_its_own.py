# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A character that is small in its own reference: beside what else is in its collection, or by what lies far off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import GREEN, RED, box, collection, figure
from foreign_figures import person
from test_capture_front import checked

from addon.blender.cast import references
from addon.blender.cast.members import add_member
from addon.second.figures import among


@pytest.fixture(autouse=True)
def _empty() -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)


def ground() -> Any:
    return box("Ground", (30, 30, 0.1), (0, 0, 0), GREEN)


def grass() -> Any:
    """Strewn over a field by nodes would be as large as this."""
    return box("Grass", (20, 12, 0.3), (0, 0, 0.15), GREEN)


def room() -> Any:
    return box("Room", (8, 8, 7), (0, 0, 3.5), GREEN)


def sword() -> Any:
    return box("Sword", (0.1, 0.1, 1.2), (0.5, 0, 1.0), RED)


@pytest.mark.parametrize(("beside", "is_small"), [(ground, True), (grass, True), (room, True), (sword, False)])
@pytest.mark.parametrize("parts", [False, True])
def test_a_rig_that_is_small_beside_its_ground_is_told(
    edit: Any, beside: Callable[[], Any], is_small: bool, parts: bool
) -> None:
    armature, body = person("Hero")
    if parts:  # hung on its bones, as robots are
        body.modifiers.clear()
        body.parent, body.parent_type, body.parent_bone = armature, "BONE", "mixamorig:Hips"
    thing = beside()
    member = add_member(edit, "Hero", collection=collection("Hero", armature, body, thing))
    bpy.context.view_layer.update()
    text = told(edit, member)
    assert (f"{armature.name} is small in it, " in text) is is_small
    assert (f"{thing.name} is in its collection, too" in text) is is_small
    assert ("still right" in text) is not is_small
    thing.hide_render = True
    assert "is small in it" not in told(edit, member)


def told(edit: Any, member: Any) -> str:
    spec = references.spec_of(edit, member)
    assert spec is not None
    return references._with_losses(member, spec, references.State("filmed", f"Filmed{references.RIGHT}")).text


def test_without_a_rig_nobody_knows_who_it_is_about(edit: Any) -> None:
    member = add_member(edit, "Mia", collection=collection("Mia", figure("Mia"), ground()))
    bpy.context.view_layer.update()
    assert "is small in it" not in told(edit, member)


def far(*names: str, at: float = 60) -> list[Any]:
    return [box(name, (0.3, 0.3, 0.3), (at + number, 0, 1), RED) for number, name in enumerate(names)]


def test_a_refusal_names_the_part_that_lies_far_off(edit: Any, tmp_path: Path) -> None:
    hat, boots = box("Hat", (0.4, 0.4, 0.2), (0, 0, 1.9), GREEN), box("Boots", (0.4, 0.5, 0.2), (0, 0, 0.1), GREEN)
    refused = checked(collection("Mia", figure("Mia"), hat, boots, *far("Cube.001")), tmp_path / "out.mp4")
    assert refused.startswith("too small to tell who it is, ")
    assert refused.endswith(" of the picture's height; Cube.001 lies 60 m away")


@pytest.mark.parametrize(
    ("strays", "words"),
    [
        (("Eye.L", "Eye.R"), "Eye.L and 1 more lie 61 m away"),
        (("A", "B", "C"), "A and 2 more lie 62 m away"),
        ((), ""),
    ],
)
def test_some_that_lie_off_are_named(edit: Any, strays: tuple[str, ...], words: str) -> None:
    near = [box(f"Part{n}", (0.5, 0.5, 0.5), (0, 0, 0.4 * n), GREEN) for n in range(5)]
    assert among.what_lies_off(_placed(*near, *far(*strays))) == words


def test_two_that_lie_apart_are_both_named(edit: Any) -> None:
    mia = box("Mia", (0.5, 0.4, 1.8), (0, 0, 0.9), GREEN)
    assert among.what_lies_off(_placed(mia, *far("Crate"))) == "Mia and Crate lie 60 m apart"


def test_a_part_that_is_itself_large_is_named_for_its_size(edit: Any) -> None:
    parts = [box("Mia", (0.5, 0.4, 1.8), (0, 0, 0.9), GREEN), box("Wire", (0.01, 0.01, 50), (0, 0, 25), RED)]
    assert among.what_lies_off(_placed(*parts)) == "Wire is 50 m large"


def _placed(*things: Any) -> list[among.Box]:
    collection("Parts", *things)
    bpy.context.view_layer.update()
    return [among.box_of(thing) for thing in things]
