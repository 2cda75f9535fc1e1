# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing words: what is told of them, the exact text, generated blocks, text blocks, following a selection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest
from test_takes import draw

from addon.blender.cast.members import add_member, cast_in
from addon.blender.engine import prices
from addon.blender.project import follow
from addon.blender.properties import film
from addon.blender.shots import build, gather, text_blocks, ui, words
from addon.blender.shots.chosen import active_shot
from addon.blender.values import to_model
from addon.second import compat


@pytest.fixture
def shots(edit: bpy.types.Scene) -> Any:
    """Two shots of colour strips; the first is the active one."""
    strips = edit.sequence_editor.strips
    for number in range(2):
        start = 1 + 48 * number
        strip = compat.new_effect(strips, name=f"Strip{number}", type="COLOR", channel=1, start=start, length=48)
        strip.select = True
    build.build_shots(edit)
    follow.forget()
    return film(edit).shots


def test_the_panel_counts_what_would_be_sent(edit: Any, shots: Any) -> None:
    mia = add_member(edit, "Mia")
    shots[0].route = "reference"
    shots[0].action_block.text = "@Mia waves"
    cast_in(shots[0], mia.uuid)
    assert words.refresh(edit, shots[0])
    assert words.told.used == len("character1 waves.")
    assert words.told.count.startswith(f"17 of {words.told.limit} characters")
    assert not words.refresh(edit, shots[0]), "nothing changed"
    shots[0].action_block.text = "@Tom waves"
    assert words.refresh(edit, shots[0])
    assert any("@Tom" in problem for problem in words.told.problems)
    assert any("@Mia" in problem for problem in words.told.problems)


def test_too_many_characters_are_told_before_anything_is_planned(edit: Any, shots: Any) -> None:
    shots[0].action_block.text = "word " * 400
    words.refresh(edit, shots[0])
    assert words.told.too_long
    assert any("cuts the rest silently" in problem for problem in words.told.problems)


def test_the_exact_text_is_that_of_the_plan_byte_for_byte(edit: Any, shots: Any, tmp_path: Path) -> None:
    figure = bpy.data.collections.new("Mia")
    edit.collection.children.link(figure)
    figure.objects.link(bpy.data.objects.new("Mia", bpy.data.meshes.new("Mia")))
    figure.objects[0].data.from_pydata([(0, 0, 0), (1, 0, 0), (0, 0, 2)], [], [(0, 1, 2)])
    bpy.context.view_layer.update()
    shot = shots[0]
    shot.route = "reference"
    cast_in(shot, add_member(edit, "Mia", collection=figure).uuid)
    url = add_member(edit, "Old Man")
    url.source_kind, url.url = "url", "https://example.com/old.png"
    cast_in(shot, url.uuid)
    shot.action_block.text = '@"Old Man" greets  @Mia \n with “café”'
    film(edit).look = "ink wash"
    film(edit).negative = "text, logos"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    shot = film(bpy.context.scene).shots[0]
    plan = gather.plans(bpy.context.scene, [to_model(shot, bpy.context.scene)], prices.catalog())[0]
    draft = words.draft_plan(bpy.context.scene, to_model(shot, bpy.context.scene), prices.catalog())
    assert plan.request.prompt == "character2 greets character1 with “café”. ink wash."
    assert (draft.request.prompt, draft.request.negative) == (plan.request.prompt, plan.request.negative)
    assert draft.request.negative == "text, logos"


def test_exact_text_reads_the_active_shot(edit: Any, shots: Any) -> None:
    shots[0].action_block.text = "A door opens"
    assert bpy.ops.animatic.exact_text() == {"FINISHED"}


def test_an_edited_block_shows_what_the_scene_says_and_takes_it_over(edit: Any, shots: Any) -> None:
    block = shots[0].block("camera")
    block.refresh("35 mm, static")
    block.text = "handheld"
    block.refresh("85 mm, static")
    assert (block.text, block.changed, block.generated) == ("handheld", True, "85 mm, static")
    bpy.ops.animatic.keep_words(block="camera")
    assert (block.text, block.changed) == ("handheld", False)
    block.refresh("100 mm, static")
    bpy.ops.animatic.take_over_words(block="camera")
    assert (block.text, block.edited, block.changed) == ("100 mm, static", False, False)


def test_choosing_a_strip_lists_its_shot_and_choosing_a_shot_selects_its_strips(edit: Any, shots: Any) -> None:
    strips = edit.sequence_editor.strips
    edit.sequence_editor.active_strip = strips["Strip0"]
    film(edit).shot_index = 0
    assert not follow.follow(edit), "the first look only looks"
    edit.sequence_editor.active_strip = strips["Strip1"]
    assert follow.follow(edit)
    assert film(edit).shot_index == 1
    assert not follow.follow(edit), "its own change is no new choice"
    film(edit).shot_index = 0
    assert follow.follow(edit)
    assert edit.sequence_editor.active_strip.name == "Strip0"
    assert [s.name for s in strips if s.select] == ["Strip0"]
    assert not follow.follow(edit)


def test_choosing_a_shot_without_strips_lets_go_of_the_others(edit: Any, shots: Any) -> None:
    from addon.blender.shots.chosen import chosen_shots

    strips = edit.sequence_editor.strips
    marked = film(edit).shots.add()
    marked.uuid, marked.name = "marked", "SH900"
    film(edit).shot_index = 0
    follow.follow(edit)
    strips["Strip1"].select, edit.sequence_editor.active_strip = True, strips["Strip1"]
    follow.follow(edit)
    film(edit).shot_index = len(film(edit).shots) - 1
    assert follow.follow(edit)
    assert [shot.name for shot in chosen_shots(edit)] == ["SH900"], "Generate Selected must not send another shot"
    edit.sequence_editor.active_strip = strips["Strip1"]
    follow.follow(edit)
    assert film(edit).shot_index == 1, "its strip can be chosen again"


def test_choosing_a_strip_of_no_shot_changes_nothing(edit: Any, shots: Any) -> None:
    follow.follow(edit)
    text = compat.new_effect(edit.sequence_editor.strips, name="Title", type="TEXT", channel=5, start=1, length=10)
    edit.sequence_editor.active_strip = text
    film(edit).shot_index = 1
    follow.follow(edit)
    assert film(edit).shot_index == 1


def test_building_and_removing_select_nothing(edit: Any, shots: Any) -> None:
    film(edit).shot_index = 1
    follow.follow(edit)
    for strip in edit.sequence_editor.strips:
        strip.select = False
    bpy.ops.animatic.remove_shot()
    assert not follow.follow(edit)
    assert not any(strip.select for strip in edit.sequence_editor.strips)


def test_a_text_block_and_the_words_follow_each_other(edit: Any, shots: Any) -> None:
    shot = active_shot(edit)
    shot.action_block.text = "A door opens"
    text = text_blocks.text_of(shot, "action")
    assert text.as_string() == "A door opens"
    text.from_string("A door\nopens slowly")
    assert text_blocks.exchange()
    assert active_shot(edit).action_block.text == "A door\nopens slowly"
    assert not text_blocks.exchange()
    shot.action_block.text = "It shuts"
    text_blocks.exchange()
    assert text.as_string() == "It shuts"
    assert text_blocks.text_of(shot, "action") == text, "one text block for one block of words"


def test_a_generated_block_comes_back_when_its_text_block_is_emptied(edit: Any, shots: Any) -> None:
    block = shots[0].block("camera")
    block.refresh("35 mm, static")
    text = text_blocks.text_of(shots[0], "camera")
    text.from_string("handheld")
    text_blocks.exchange()
    assert block.edited
    text.from_string("")
    text_blocks.exchange()
    assert (block.text, block.edited) == ("35 mm, static", False)


def test_the_panel_draws_blocks_chips_counts_and_what_the_scene_says(edit: Any, shots: Any) -> None:
    add_member(edit, "Mia")
    shot = shots[0]
    film(edit).shot_index = 0
    shot.route, shot.action_block.text = "reference", "@Tom waves"
    block = shot.block("camera")
    block.refresh("35 mm")
    block.text = "handheld"
    block.refresh("85 mm")
    words.refresh(edit, shot)
    texts = draw(ui.ANIMATIC_PT_shots)
    for wanted in ("Action", "Mia", "20 of 1500 characters", "Now: 85 mm", "Staging", "Look of the Film"):
        assert wanted in texts, (wanted, texts)
    assert any("@Tom" in text for text in texts)
