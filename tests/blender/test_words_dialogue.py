# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in a shot: from text strips and sound strip names into the prompt."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from addon.blender.cast.members import add_member, cast_in
from addon.blender.edit import dialogue, sources
from addon.blender.engine import prices
from addon.blender.properties import film
from addon.blender.shots import build, words
from addon.blender.values import to_model
from addon.second import compat


@pytest.fixture
def shots(edit: bpy.types.Scene) -> Any:
    """Two shots of 48 frames."""
    for number in range(2):
        strip = compat.new_effect(
            edit.sequence_editor.strips, name=f"S{number}", type="COLOR", channel=1, start=1 + 48 * number, length=48
        )
        strip.select = True
    build.build_shots(edit)
    return film(edit).shots


def _title(edit: Any, text: str, start: int, length: int, channel: int = 6) -> Any:
    strips = edit.sequence_editor.strips
    strip = compat.new_effect(strips, name="Title", type="TEXT", channel=channel, start=start, length=length)
    strip.text = text
    return strip


def _lines(edit: Any, shot: Any) -> list[tuple[str, str]]:
    one = [(line.speaker, line.line) for line in to_model(shot, edit).dialogue]
    many = to_model(shot, edit, located=sources.locate(edit)).dialogue
    assert one == [(line.speaker, line.line) for line in many], "one shot and all shots are read alike"
    return one


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Mia: Hello there", [("Mia", "Hello there")]),
        ("@Mia: Hello", [("Mia", "Hello")]),
        ('@"Old Man": Go away!', [("Old Man", "Go away!")]),
        ("Old Man: Go away!\nMia: No: never", [("Old Man", "Go away!"), ("Mia", "No: never")]),
        ("ミア：こんにちは", [("ミア", "こんにちは")]),
        ("SH010", []),
        ("The end", []),
        ("Music: the storm", []),
        ("He said what nobody had expected: nothing", []),
        ("12:30", []),
        ("Mia:", []),
        ("SCENE 3: INT. KITCHEN - DAY", []),
        ("Tokyo, 10:30", []),
        ("Tokyo, 10: 30", []),
        ("Chapter 2: The Door", []),
        ("Chapter Two: The Door", []),
        ("https://example.com/a: b", []),
        ("NOTE: fix the roto", []),
        ("Ratio 16:9", []),
        ("SH010 v3 - TC 01:00:00:00", []),
        ("Mia:Hello", []),
        ("She had been there: alone", []),
        ("«Mia» : bonjour", [("Mia", "bonjour")]),
        ("مريم: مرحبا", [("مريم", "مرحبا")]),
        ("Mia: at 10:30, they said", [("Mia", "at 10:30, they said")]),
    ],
)
def test_lines_of_a_text(text: str, lines: list[tuple[str, str]]) -> None:
    assert list(dialogue.said(text)) == lines


def test_a_member_of_the_cast_speaks_whatever_its_name_is() -> None:
    cast = frozenset({"robot 2", "the man in the red coat", "mia"})
    assert dialogue.said("Robot 2: Beep", cast) == (("Robot 2", "Beep"),)
    assert dialogue.said("The man in the red coat: No", cast) == (("The man in the red coat", "No"),)
    assert dialogue.said("Mia:Hello", cast) == (("Mia", "Hello"),)


def test_what_is_said_is_shown_in_the_panel_and_not_what_is_muted(edit: Any, shots: Any) -> None:
    _title(edit, "Tom: Is it you?", 20, 10)
    _title(edit, "Tom: Never", 22, 10, channel=9)
    edit.sequence_editor.channels[9].mute = True
    words.forget()
    words.refresh(edit, shots[0])
    assert words.told.said == ('Tom says "Is it you?"',)


def test_titles_and_sounds_speak_in_the_prompt(edit: Any, shots: Any, movie: Any) -> None:
    cast_in(shots[0], add_member(edit, "Mia").uuid)
    shots[0].route = "reference"
    shots[0].action_block.text = "@Mia waves"
    _title(edit, "Tom: Is it you?", 20, 10)
    sound = edit.sequence_editor.strips.new_sound(
        name="Mia: Hello there", filepath=str(movie(24)), channel=4, frame_start=2
    )
    assert sound.name == "Mia: Hello there"
    plan = words.draft_plan(edit, to_model(shots[0], edit), prices.catalog())
    assert plan.request.prompt == 'character1 waves. character1 says: "Hello there." Tom says: "Is it you?"'
    assert _lines(edit, shots[1]) == []


def test_a_line_over_a_cut_is_said_once_where_most_of_it_lies(edit: Any, shots: Any) -> None:
    _title(edit, "Mia: Wait", 40, 20)
    assert [_lines(edit, shot) for shot in shots] == [[], [("Mia", "Wait")]]


def test_the_copy_of_a_sound_says_the_same_and_a_muted_one_nothing(edit: Any, shots: Any, movie: Any) -> None:
    for start in (1, 60):
        edit.sequence_editor.strips.new_sound(name="Mia: Hi", filepath=str(movie(24)), channel=4, frame_start=start)
    assert [_lines(edit, shot) for shot in shots] == [[("Mia", "Hi")]] * 2
    edit.sequence_editor.strips["Mia: Hi"].mute = True
    assert [_lines(edit, shot) for shot in shots] == [[], [("Mia", "Hi")]]


def test_the_panel_notices_a_line_that_was_moved_over_the_shot(edit: Any, shots: Any) -> None:
    shots[0].action_block.text = "Rain"
    title = _title(edit, "Mia: Wait", 60, 10)
    words.refresh(edit, shots[0])
    assert words.told.used == len("Rain.")
    compat.set_strip_start(title, 10)
    compat.set_strip_end(title, 20)
    assert words.refresh(edit, shots[0])
    assert words.told.used == len('Rain. Mia says: "Wait."')
