# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes: every result stays, switching moves nothing, deleting can be taken back, verbs work on the selection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest
import take_parts as parts
from take_parts import Movie, add_take, shot_named, take_strips

from addon.blender import timeline
from addon.blender.properties import film, tag
from addon.blender.takes import data
from addon.core.files import FilmFolder
from addon.core.jobs import trash
from addon.second import compat

op = bpy.ops.animatic


@pytest.fixture
def folder(edit, tmp_path: Path) -> FilmFolder:
    return parts.make_film(edit, tmp_path / "film.blend")


@pytest.fixture
def three(edit, folder, movie: Movie) -> list[str]:
    """Three takes of SH010 of different lengths; the last one shows."""
    shot = shot_named("SH010")
    return [add_take(edit, shot, movie(frames, 30)) for frames in (60, 90, 45)]


def active(name: str = "SH010") -> int:
    return data.active(shot_named(name)).number


def shown(name: str = "SH010") -> list[int]:
    return [tag(strip).number for strip in take_strips(bpy.context.scene, shot_named(name))]


def duplicate(edit: bpy.types.Scene, strip: bpy.types.Strip) -> None:
    """What Shift-D leaves: a second strip that says of itself all that the first one says."""
    copy = edit.sequence_editor.strips.new_movie(
        name=strip.name, filepath=strip.filepath, channel=strip.channel, frame_start=200
    )
    for name in ("role", "shot", "take", "number", "head", "placed"):
        setattr(tag(copy), name, getattr(tag(strip), name))


def undo_step() -> None:
    """What Blender does after an operator of the interface; calls from Python make no step of their own."""
    bpy.ops.ed.undo_push(message="step")


def test_next_and_previous_go_round_and_move_nothing(edit, three) -> None:
    before = parts.spans(edit)
    seen = []
    for step in (op.next_take, op.next_take, op.next_take, op.previous_take):
        assert step() == {"FINISHED"}
        seen.append(active())
        assert shown() == [seen[-1]]
        assert parts.spans(edit) == before
    assert seen == [1, 2, 3, 2]


def test_next_skips_rejected_takes(edit, three) -> None:
    shot_named("SH010").takes[0].rejected = True
    op.next_take()
    assert active() == 2


def test_switching_works_on_all_selected_strips(edit, three, movie: Movie) -> None:
    other = shot_named("SH020")
    add_take(edit, other, movie(60, 30))
    add_take(edit, other, movie(60, 30))
    film(edit).shot_index = 0
    parts.select(edit, shot_named("SH010"), other)
    op.previous_take()
    assert (active("SH010"), active("SH020")) == (2, 1)
    parts.select(edit, other)
    op.previous_take()
    assert (active("SH010"), active("SH020")) == (2, 2)


def test_star_and_reject_work_on_the_selection_both_ways(edit, three, movie: Movie) -> None:
    add_take(edit, shot_named("SH020"), movie(60, 30))
    parts.select(edit, shot_named("SH010"), shot_named("SH020"))
    op.star_take()
    assert [t.starred for name in ("SH010", "SH020") for t in shot_named(name).takes] == [False, False, True, True]
    op.star_take()
    assert not [t for name in ("SH010", "SH020") for t in shot_named(name).takes if t.starred]
    op.reject_take(take=three[2])
    assert (active(), shown()) == (2, [2])
    op.reject_take(take=three[2])
    assert not shot_named("SH010").takes[2].rejected


def test_a_starred_take_is_the_best_of_the_others(edit, three) -> None:
    shot_named("SH010").takes[0].starred = True
    op.reject_take(take=three[2])
    assert (active(), shown()) == (1, [1])


def test_rejecting_the_only_take_leaves_no_strip(edit, folder, movie: Movie) -> None:
    add_take(edit, shot_named("SH010"), movie(60, 30))
    op.reject_take()
    assert shown() == []
    assert len(shot_named("SH010").takes) == 1
    op.reject_take(take=shot_named("SH010").takes[0].id)
    op.show_take(take=shot_named("SH010").takes[0].id)
    assert shown() == [1]


def test_where_the_next_best_cannot_be_read_nothing_false_is_shown(edit, folder, three) -> None:
    folder.resolve(shot_named("SH010").takes[1].file).unlink()
    assert op.delete_take(take=three[2]) == {"FINISHED"}
    assert shown() == []
    assert active() == 2
    assert op.next_take() == {"FINISHED"}
    assert (active(), shown()) == (1, [1])


def test_a_pinned_take_stays_when_newer_ones_arrive(edit, three, movie: Movie) -> None:
    op.show_take(take=three[0])
    op.pin_take()
    add_take(edit, shot_named("SH010"), movie(60, 30))
    assert (active(), shown()) == (1, [1])
    op.pin_take()
    add_take(edit, shot_named("SH010"), movie(60, 30))
    assert (active(), shown()) == (5, [5])


def test_a_pinned_draft_gives_way_to_its_own_final(edit, three, movie: Movie) -> None:
    shot = shot_named("SH010")
    op.pin_take()
    add_take(edit, shot, movie(60, 30), tier="final", made_from=three[0])
    assert active() == 3
    add_take(edit, shot, movie(60, 30), tier="final", made_from=three[2])
    assert (active(), shown(), shot_named("SH010").pinned) == (5, [5], True)


def test_cut_and_duplicated_strips_never_mix_two_shots(edit, three, movie: Movie) -> None:
    other = shot_named("SH020")
    add_take(edit, other, movie(60, 30))
    add_take(edit, other, movie(60, 30))
    strip = take_strips(edit, shot_named("SH010"))[0]
    with compat.strip_operators(edit, [strip]):
        bpy.ops.sequencer.split(frame=20, channel=strip.channel, side="BOTH")
    duplicate(edit, take_strips(edit, other)[0])
    before = parts.spans(edit)
    film(edit).shot_index = 0
    parts.select(edit)
    op.previous_take()
    assert shown("SH010") == [2, 2]
    assert shown("SH020") == [2, 2]
    assert parts.spans(edit).keys() == before.keys()


def test_each_verb_is_one_undo_step(edit, three) -> None:
    undo_step()
    op.next_take()
    undo_step()
    op.star_take(take=three[1])
    undo_step()
    bpy.ops.ed.undo()
    assert (active(), shown()) == (1, [1])
    assert not shot_named("SH010").takes[1].starred
    bpy.ops.ed.undo()
    assert (active(), shown()) == (3, [3])
    bpy.ops.ed.redo()
    assert (active(), shown()) == (1, [1])


def test_nothing_is_touched_while_blender_renders(edit, three, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "can_edit_now", lambda: "Blender is rendering")
    for verb in (op.next_take, op.previous_take, op.reject_take, op.delete_take, op.show_take):
        assert verb() == {"CANCELLED"}
    assert (active(), shown()) == (3, [3])


def test_delete_moves_video_and_sidecar_to_the_trash(edit, folder, three) -> None:
    gone = folder.resolve(shot_named("SH010").takes[2].file)
    op.delete_take(take=three[2])
    assert not gone.exists()
    assert not gone.with_suffix(".json").exists()
    there = folder.trash / "SH010"
    assert (there / gone.name).is_file()
    assert (there / gone.name).with_suffix(".json").is_file()
    assert [take.number for take in shot_named("SH010").takes] == [1, 2]
    assert (active(), shown()) == (2, [2])
    assert folder.next_take_number("SH010") == 4


def test_the_last_deleted_take_of_the_shot_comes_back_as_it_was(edit, folder, three) -> None:
    take = shot_named("SH010").takes[1]
    take.starred, take.note, file = True, "the wave is right", folder.resolve(take.file)
    op.delete_take(take=three[0])
    op.delete_take(take=three[1])
    op.restore_take()
    assert file.is_file()
    back = data.find(shot_named("SH010"), three[1])
    assert (back.number, back.starred, back.note) == (2, True, "the wave is right")
    assert (active(), shown()) == (3, [3])
    op.restore_take()
    assert [take.id for take in shot_named("SH010").takes] == three
    with pytest.raises(RuntimeError, match="The trash is empty"):
        op.restore_take()


def test_files_follow_undo_and_redo_of_a_deletion(edit, folder, three) -> None:
    file = folder.resolve(shot_named("SH010").takes[2].file)
    shot_named("SH010").takes[2].note = "keep"
    undo_step()
    op.delete_take(take=three[2])
    undo_step()
    bpy.ops.ed.undo()
    assert (file.is_file(), active(), shown()) == (True, 3, [3])
    assert not trash.is_deleted(folder, folder.relative(file))
    bpy.ops.ed.redo()
    assert (file.exists(), active(), shown()) == (False, 2, [2])
    op.restore_take()
    assert data.find(shot_named("SH010"), three[2]).note == "keep"


def test_a_film_that_is_reverted_has_its_deleted_takes_again(edit, folder, three) -> None:
    bpy.ops.wm.save_mainfile()
    file = folder.resolve(shot_named("SH010").takes[2].file)
    op.delete_take(take=three[2])
    assert not file.exists()
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert file.is_file()
    assert shown() == [3]


def test_emptying_the_trash_removes_files_but_never_reuses_a_number(edit, folder, three) -> None:
    file = shot_named("SH010").takes[2].file
    op.delete_take(take=three[2])
    assert op.empty_trash("EXEC_DEFAULT") == {"FINISHED"}
    assert trash.restorable(folder) == []
    assert trash.is_deleted(folder, file)
    assert folder.next_take_number("SH010") == 4
    with pytest.raises(RuntimeError, match="The trash is empty"):
        op.restore_take()


def test_restore_settings_puts_words_seed_model_and_route_back(edit, folder, movie: Movie) -> None:
    shot = shot_named("SH010")
    shot.seed = "7"
    first = add_take(edit, shot, movie(60, 30))
    shot.block("action").text, shot.seed, shot.route = "A robot bows.", "", "reference"
    op.restore_settings(take=first)
    shot = shot_named("SH010")
    assert (shot.block("action").text, shot.seed, shot.route) == (parts.WORDS, "7", "text")
    assert shot.model == shot.takes[0].model


def test_settings_of_a_take_whose_sidecar_is_lost_are_not_guessed(edit, folder, three) -> None:
    folder.resolve(shot_named("SH010").takes[0].file).with_suffix(".json").unlink()
    with pytest.raises(RuntimeError, match="What SH010 t001 was made from is not known"):
        op.restore_settings(take=three[0])


def test_details_are_copied_without_secrets(edit, folder, movie: Movie) -> None:
    secret = "vck_PLANTED0123456789abcdef9f2c"
    warning = f"See https://example.com/x?sig={secret}"
    first = add_take(edit, shot_named("SH010"), movie(60, 30), warnings=(warning,))
    from addon.blender.takes.ops import details

    shot = shot_named("SH010")
    text = details(shot, data.find(shot, first))
    assert "Take: SH010 t001" in text
    assert f"Prompt: {parts.WORDS}" in text
    assert "Cost: about $0.25" in text
    assert secret not in text


def test_verbs_say_why_they_cannot_work(edit, folder) -> None:
    for verb in (op.next_take, op.star_take, op.delete_take, op.retake, op.promote):
        with pytest.raises(RuntimeError, match="takes yet"):
            verb()


class Layout:
    """Stands for Blender's layout, which exists only in a window: refuses what this Blender's layout does not know."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def __getattr__(self, name: str) -> Any:
        known = bpy.types.UILayout.bl_rna.functions[name].parameters
        values = {"operator", "menu", "label", "prop", "template_icon", "template_list"}

        def call(*arguments: Any, **options: Any) -> Any:
            assert options.keys() <= {*known.keys(), "text_ctxt", "translate"}, (name, options)
            self.texts.append(str(options.get("text", "")))
            if name == "operator":
                properties = getattr(op, arguments[0].split(".")[1]).get_rna_type().properties
                return type("Properties", (), {"__slots__": tuple(p.identifier for p in properties)})()
            if name == "panel":
                return Layout(self.texts), Layout(self.texts)
            return None if name in values else Layout(self.texts)

        return call


def draw(cls: Any, **given: Any) -> list[str]:
    """The texts that a panel, list or menu draws now."""
    texts: list[str] = []
    if given:
        cls.draw_item(None, bpy.context, Layout(texts), **given)
    else:
        cls.draw(type("Drawn", (), {"layout": Layout(texts)})(), bpy.context)
    return texts


def test_the_panel_tells_what_the_chosen_take_is(edit, three) -> None:
    from addon.blender.takes import ui

    shot = shot_named("SH010")
    shot.takes[2].stale = "camera changed"
    texts = draw(ui.ANIMATIC_PT_takes)
    for wanted in ("Out of date: camera changed", parts.WORDS, f"Seed {shot.takes[2].seed}", "about $0.25", "Promote…"):
        assert wanted in texts
    shot.takes[0].note = "hand too high"
    row = draw(
        ui.ANIMATIC_UL_takes, data=shot, item=shot.takes[0], icon=0, active_data=shot, active_property="", index=0
    )
    assert {"t001", "hand too high"} <= set(row)
    draw(ui.ANIMATIC_MT_take)


def test_a_picture_is_asked_for_once_and_let_go_with_the_film(edit, folder, movie: Movie) -> None:
    from addon.blender.engine import thumbnails

    for _ in range(2):
        thumbnails.icon("01T", movie(60, 30))
    assert list(thumbnails._previews) == ["01T"]
    bpy.ops.wm.open_mainfile(filepath=bpy.data.filepath)
    assert list(thumbnails._previews) == []
