# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A member that gets another name keeps its mentions in all of the film's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from addon.blender.cast import by_words
from addon.blender.cast.members import add_member
from addon.blender.properties import film


@pytest.fixture
def shots(edit: Any) -> list[Any]:
    add_member(edit, "Mia")
    add_member(edit, "Old Man")
    for name in ("SH010", "SH020", "SH030"):
        shot = film(edit).shots.add()
        shot.uuid = shot.name = name
    return list(film(edit).shots)


def rename(edit: Any, number: int, name: str) -> None:
    film(edit).cast[number].name = name


@pytest.mark.parametrize(
    ("written", "number", "name", "reads"),
    [
        ("@Mia waves", 0, "Maria", "@Maria waves"),
        ("@mia, @MIA and @Miah", 0, "Maria", "@Maria, @Maria and @Miah"),
        ("@Mia#2's coat", 0, "Maria", "@Maria#2's coat"),
        ("The @Mia we know", 0, "Anna Lee", 'The @"Anna Lee" we know'),
        ("@Old Man sits by @Mia", 1, "Tom", "@Tom sits by @Mia"),
        ('@"Old Man" sits; Old Man is told', 1, "Tom", "@Tom sits; Old Man is told"),
        ("mia@mia.example waves", 0, "Maria", "mia@mia.example waves"),
    ],
)
def test_mentions_get_the_new_name(
    edit: Any, shots: list[Any], written: str, number: int, name: str, reads: str
) -> None:
    shots[1].action_block.text = written
    rename(edit, number, name)
    assert shots[1].action_block.text == reads


def test_all_of_the_words_are_written(edit: Any, shots: list[Any]) -> None:
    shots[0].cast_block.refresh("@Mia is on the left")
    shots[1].camera_block.refresh("Following @Mia")
    shots[1].camera_block.text = "Behind @Mia"
    shots[2].negative_block.text = "@Mia from behind"
    film(edit).look = "Woodcut, but @Mia in colour"
    rename(edit, 0, "Maria")
    assert shots[0].cast_block.text == "@Maria is on the left"
    assert (shots[1].camera_block.text, shots[1].camera_block.generated) == ("Behind @Maria", "Following @Maria")
    assert (shots[2].negative_block.text, film(edit).look) == ("@Maria from behind", "Woodcut, but @Maria in colour")
    shots[1].camera_block.refresh("Following @Maria")
    assert not shots[1].camera_block.changed, "the scene says the same"


def test_the_words_wait_while_the_name_is_somebody_elses_or_none(edit: Any, shots: list[Any]) -> None:
    shots[0].action_block.text = "@Mia waves to @Old Man"
    rename(edit, 0, "old man")
    rename(edit, 0, "  ")
    assert shots[0].action_block.text == "@Mia waves to @Old Man"
    rename(edit, 0, "Maria")
    assert shots[0].action_block.text == "@Maria waves to @Old Man"


def test_who_was_unticked_is_not_ticked_by_a_new_name(edit: Any, shots: list[Any]) -> None:
    shots[0].write("action", "@Mia waves")
    assert [ref.member for ref in shots[0].cast] == [film(edit).cast[0].uuid]
    by_words.refresh(edit, shots[0])
    shots[0].cast.clear()
    by_words.refresh(edit, shots[0])
    rename(edit, 0, "Maria")
    assert not by_words.refresh(edit, shots[0])
    assert not shots[0].cast


def test_one_undo_step_takes_name_and_words_back(edit: Any, shots: list[Any], tmp_path: Path) -> None:
    """And a film of before, whose members do not know what the words call them, is asked when it is opened."""
    shots[0].action_block.text = "@Mia waves"
    film(edit).cast[0].called = ""
    path = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    bpy.ops.wm.open_mainfile(filepath=str(path))
    edit = next(scene for scene in bpy.data.scenes if film(scene).cast)
    bpy.ops.ed.undo_push(message="Before")
    rename(edit, 0, "Maria")
    bpy.ops.ed.undo_push(message="Name")
    assert film(edit).shots[0].action_block.text == "@Maria waves"
    bpy.ops.ed.undo()
    edit = next(scene for scene in bpy.data.scenes if film(scene).cast)
    assert (film(edit).cast[0].name, film(edit).shots[0].action_block.text) == ("Mia", "@Mia waves")
    assert film(edit).cast[0].called == "Mia"
