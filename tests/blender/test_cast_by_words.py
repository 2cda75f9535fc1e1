# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever writes `@Mia` means her: she plays in the shot, her reference goes along, and it is said what that costs."""

from __future__ import annotations

from typing import Any

import bpy
import canvas
import pytest

from addon.blender.cast import by_words, references
from addon.blender.cast.members import add_member, cast_in
from addon.blender.cli import edits
from addon.blender.project import follow
from addon.blender.properties import film
from addon.blender.shots import build, text_blocks, words
from addon.blender.shots import ui as shots_ui
from addon.blender.values import apply, to_model
from addon.core import catalog


@pytest.fixture
def shots(edit: bpy.types.Scene) -> Any:
    """Two shots on First Frame, and a cast of three who were never filmed."""
    camera = bpy.data.objects.new("Cam", bpy.data.cameras.new("Cam"))
    edit.collection.objects.link(camera)
    edit.frame_end = 96
    for frame in (1, 49):
        edit.timeline_markers.new(f"m{frame}", frame=frame).camera = camera
    build.build_shots(edit)
    for name in ("Knight", "Knight Two", "Old Man"):
        collection = bpy.data.collections.new(name)
        edit.collection.children.link(collection)
        member = add_member(edit, name, collection=collection)
        references.states[member.uuid] = references.State("unfilmed")
    film(edit).shot_index = 0
    follow.forget()
    by_words.forget()
    assert [shot.route for shot in film(edit).shots] == ["first_frame"] * 2
    return film(edit).shots


def plays(edit: bpy.types.Scene, shot: Any) -> list[str]:
    names = {member.uuid: member.name for member in film(edit).cast}
    return [names[ref.member] for ref in shot.cast]


def typed(edit: bpy.types.Scene, shot: Any, text: str) -> None:
    """Into the panel's field, which the look beside drawing hears."""
    by_words.refresh(edit, shot)
    shot.action_block.text = text
    by_words.refresh(edit, shot)


def test_who_is_named_plays_and_the_shot_is_about_who_is_in_it(edit: Any, shots: Any) -> None:
    typed(edit, shots[0], "@Knight runs to @Old Man.")
    assert plays(edit, shots[0]) == ["Knight", "Old Man"]
    assert shots[0].route == "reference", "although nothing is filmed yet"
    assert not plays(edit, shots[1])


def test_a_name_that_is_part_of_a_longer_one_is_nobody(edit: Any, shots: Any) -> None:
    typed(edit, shots[0], "@Knight Two waits; write to knight@knight.example.")
    assert plays(edit, shots[0]) == ["Knight Two"]


def test_who_came_with_the_words_leaves_with_them(edit: Any, shots: Any) -> None:
    typed(edit, shots[0], "@Knight runs.")
    typed(edit, shots[0], "Knight runs.")
    assert plays(edit, shots[0]) == []
    assert shots[0].route == "first_frame", "as it began"


def test_who_was_ticked_stays_and_is_not_there_twice(edit: Any, shots: Any) -> None:
    cast_in(shots[0], film(edit).cast[0].uuid)
    typed(edit, shots[0], "@Knight runs.")
    assert plays(edit, shots[0]) == ["Knight"]
    assert shots[0].route == "reference"
    typed(edit, shots[0], "Somebody runs.")
    assert plays(edit, shots[0]) == ["Knight"]


def test_who_was_unticked_is_not_ticked_again_by_the_same_words(edit: Any, shots: Any) -> None:
    knight = film(edit).cast[0]
    typed(edit, shots[0], "@Knight runs.")
    assert bpy.ops.animatic.toggle_cast(member=knight.uuid) == {"FINISHED"}
    assert shots[0].route == "first_frame"
    typed(edit, shots[0], "@Knight runs away.")
    assert plays(edit, shots[0]) == []
    words.refresh(edit, shots[0])
    assert words.told.absent == ((knight.uuid, "Knight"),)
    drawn = canvas.draw(shots_ui.ANIMATIC_PT_shots)
    assert "Let Knight Play Here" in drawn.texts, "one click puts it right"
    (button,) = (properties for name, properties in drawn.buttons if name == "animatic.toggle_cast")
    assert bpy.ops.animatic.toggle_cast(member=button.member) == {"FINISHED"}
    words.refresh(edit, shots[0])
    assert (plays(edit, shots[0]), words.told.absent) == (["Knight"], ())


def test_a_shot_whose_last_one_left_the_film_begins_anew(edit: Any, shots: Any) -> None:
    typed(edit, shots[0], "@Knight runs.")
    film(edit).cast_index = 0
    assert bpy.ops.animatic.remove_cast() == {"FINISHED"}
    assert shots[0].route == "first_frame", "there is nothing to send on Reference"


def test_a_route_that_somebody_chose_stays(edit: Any, shots: Any) -> None:
    shots[0].route = "first_frame"
    typed(edit, shots[0], "@Knight runs.")
    assert (plays(edit, shots[0]), shots[0].route) == (["Knight"], "first_frame")
    film(edit).cast[0].description = "A tall man in iron"
    assert words.draft_plan(edit, to_model(shots[0], edit), catalog.load()).request.prompt == "A tall man in iron runs."


def test_somebody_whom_nothing_shows_steers_nothing(edit: Any, shots: Any) -> None:
    references.states[film(edit).cast[0].uuid] = references.State("missing")
    typed(edit, shots[0], "@Knight runs.")
    assert (plays(edit, shots[0]), shots[0].route) == (["Knight"], "first_frame")


def test_another_shot_that_is_chosen_is_not_heard_as_typed(edit: Any, shots: Any) -> None:
    """Its words were there before: its cast is what the artist made of it."""
    shots[1].action_block.text = "@Knight runs."
    by_words.refresh(edit, shots[0])
    by_words.refresh(edit, shots[1])
    assert not plays(edit, shots[1])


@pytest.mark.parametrize("way", ["write all", "text editor", "button", "command line"])
def test_every_way_of_writing_names(edit: Any, shots: Any, way: str) -> None:
    """Also for shots that are not the active one."""
    if way == "write all":
        rows = [{"name": "", "uuid": shots[1].uuid, "words": "@Knight"}]
        assert bpy.ops.animatic.write_words(rows=rows) == {"FINISHED"}
    elif way == "text editor":
        text_blocks.text_of(shots[1], "action").from_string("@Knight")
        assert text_blocks.exchange()
    elif way == "button":
        film(edit).shot_index = 1
        assert bpy.ops.animatic.mention_cast(member=film(edit).cast[0].uuid) == {"FINISHED"}
    else:
        edits._set(edit, shots[1], "action", "@Knight")
    assert plays(edit, shots[1]) == ["Knight"]
    assert shots[1].cast[0].named


def test_what_it_costs_and_how_to_leave_somebody_out_is_told(edit: Any, shots: Any) -> None:
    cast_in(shots[0], film(edit).cast[2].uuid)
    typed(edit, shots[0], "@Knight runs to @Old Man.")
    words.refresh(edit, shots[0])
    (note,) = words.told.notes
    assert note == (
        "Knight goes along as a reference, for the words name it: 3 s of clip, about $0.10 more. Write its name without"
        " the @ to leave it out."
    )
    assert note.split(".")[0] in canvas.draw(shots_ui.ANIMATIC_PT_shots).text


def test_that_somebody_was_named_goes_with_the_shot(edit: Any, shots: Any) -> None:
    typed(edit, shots[0], "@Knight runs.")
    model = to_model(shots[0], edit)
    assert model.named == (film(edit).cast[0].uuid,)
    shots[0].cast.clear()
    apply(shots[0], model, edit)
    assert [(ref.member, ref.named) for ref in shots[0].cast] == [(film(edit).cast[0].uuid, True)]
