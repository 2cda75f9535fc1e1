# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said in a shot: from text strips and sound strip names into the prompt."""

from __future__ import annotations

from math import radians
from typing import Any

import bpy
import pytest
from capture_scenes import RED, collection, figure

from addon.blender.cast.members import add_member, cast_in
from addon.blender.edit import dialogue, sources
from addon.blender.engine import prices
from addon.blender.engine.slices import whole
from addon.blender.properties import film
from addon.blender.shots import build, describe, words
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
        ("Mia (V.O.) (CONT'D): Hello", [("Mia (V.O.) (CONT'D)", "Hello")]),
        ("Old Man (O.S.) (out of breath): Go!", [("Old Man (O.S.) (out of breath)", "Go!")]),
        ("He said (and I heard it well): nothing", [("He said (and I heard it well)", "nothing")]),
        ("Mia: at 10:30, they said", [("Mia", "at 10:30, they said")]),
    ],
)
def test_lines_of_a_text(text: str, lines: list[tuple[str, str]]) -> None:
    assert list(dialogue.said(text)) == lines


def test_a_member_of_the_cast_speaks_whatever_its_name_is() -> None:
    cast = frozenset({"robot 2", "the man in the red coat", "mia"})
    assert dialogue.said("Robot 2 (O.S.): Beep", cast) == (("Robot 2 (O.S.)", "Beep"),)
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


def test_a_speaker_whom_the_camera_never_sees_is_off_screen_and_not_in_the_clip(edit: Any) -> None:
    edit.render.resolution_x, edit.render.resolution_y, edit.frame_end = 1280, 720, 24
    camera = bpy.data.objects.new("A", bpy.data.cameras.new("A"))
    camera.location, camera.rotation_euler = (0, -4, 1.5), (radians(90), 0, 0)
    edit.collection.objects.link(camera)
    edit.timeline_markers.new("A", frame=1).camera = camera
    build.build_shots(edit)
    (shot,) = film(edit).shots
    for name, y in (("Mia", 0), ("Tom", -20)):
        made = collection(name, figure(f"{name} body", RED, at=(0, y, 0)))
        cast_in(shot, add_member(edit, name, collection=made).uuid)
    shot.action_block.text = "@Mia freezes"
    _title(edit, "Tom: Behind you", 4, 12)
    assert whole(describe.describing(edit)).done == 1
    shot.route = "reference"
    assert 'character2 says off screen: "Behind you."' in _prompt(edit, shot)
    shot.route = "blockout"
    assert (
        "the red figure is Mia, with the look of [Image 1]. Tom, with the look of [Image 2], is not in [Video 1]."
        in (_prompt(edit, shot))
    )


def test_a_shot_that_goes_on_from_another_camera_says_only_what_its_own_does(edit: Any) -> None:
    edit.render.resolution_x, edit.render.resolution_y, edit.frame_end = 1280, 720, 96
    for name, frame, y in (("A", 1, -2), ("B", 49, -7)):
        camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
        camera.location, camera.rotation_euler = (0, y, 1.5), (radians(90), 0, 0)
        edit.collection.objects.link(camera)
        edit.timeline_markers.new(name, frame=frame).camera = camera
    build.build_shots(edit)
    first, second = film(edit).shots
    mia = add_member(edit, "Mia", collection=collection("Mia", figure("body", RED)))
    for shot in (first, second):
        cast_in(shot, mia.uuid)
        shot.route = "first_frame"
    second.continues = first.uuid
    whole(describe.describing(edit))
    assert (second.block("camera").text, second.block("cast").text) == ("Static camera", "")
    assert "shot" in first.block("camera").text
    second.continues = ""
    whole(describe.describing(edit))
    assert "shot" in second.block("camera").text
    assert "@Mia" in second.block("cast").text


def _prompt(edit: Any, shot: Any) -> str:
    return words.draft_plan(edit, to_model(shot, edit), prices.catalog()).request.prompt
