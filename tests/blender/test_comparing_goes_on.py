# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""While a comparison is shown the film goes on: saved or not, undone, exported, another edit, another take or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import bpy
import pytest
import take_parts as parts
from conftest import number_of
from test_compare import left_over, planned  # noqa: F401

import addon
from addon.blender.cli import headless
from addon.blender.properties import film, tag
from addon.blender.review import compare
from addon.blender.shots import build
from addon.blender.takes import data as takes
from addon.blender.takes import showing, trash
from addon.second import compat


def everywhere() -> list[str]:
    return [name for scene in bpy.data.scenes if scene.sequence_editor is not None for name in left_over(scene)]


@pytest.fixture
def compared(planned: Any) -> Any:  # noqa: F811
    assert bpy.ops.animatic.compare(how="beside", against="take") == {"FINISHED"}
    assert everywhere()
    return planned


def test_a_step_that_is_undone_and_done_again_brings_none_of_it_back(planned: Any) -> None:  # noqa: F811
    edit = planned.id_data
    bpy.ops.ed.undo_push(message="before")
    before = parts.spans(edit)
    bpy.ops.animatic.compare(how="wipe", against="take")
    edit.timeline_markers.new("note", frame=5)
    bpy.ops.ed.undo_push(message="Add Marker")
    edit.timeline_markers.new("other", frame=9)
    bpy.ops.ed.undo_push(message="Add Marker")
    bpy.ops.ed.undo()  # to a step that was taken while it was shown
    edit = bpy.context.scene
    assert "note" in edit.timeline_markers
    assert parts.spans(edit) == before
    bpy.ops.ed.redo()
    assert parts.spans(bpy.context.scene) == before
    assert compare._Now.shown is None
    bpy.ops.wm.save_mainfile()
    assert not everywhere(), "nor does a save"


def test_a_save_that_fails_leaves_it_shown(compared: Any, tmp_path: Path) -> None:
    shown = sorted(everywhere())
    with pytest.raises(RuntimeError):
        bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "no such folder" / "film.blend"))
    assert sorted(everywhere()) == shown
    assert bpy.ops.animatic.compare() == {"FINISHED"}
    assert not everywhere(), "one press ends it"


def test_no_exported_movie_has_it(compared: Any, tmp_path: Path) -> None:
    edit = compared.id_data
    shown = sorted(everywhere())
    out = headless.export_movie(edit, tmp_path / "film.mp4")
    with av.open(str(out)) as container:
        numbers = [number_of(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
    assert numbers == list(range(24)), "the take alone, over the whole picture"
    assert sorted(everywhere()) == shown


def test_another_film_is_opened_without_it_and_nothing_that_waited_comes(
    compared: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare._Now.waiting = compare._Now.shown
    first = bpy.data.filepath
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    compare.tick()
    assert not everywhere()
    bpy.ops.wm.open_mainfile(filepath=first)
    compare.tick()
    assert not everywhere()
    assert (compare._Now.shown, compare._Now.waiting) == (None, None)


def test_disabled_while_it_is_shown_nothing_of_it_stays(compared: Any) -> None:
    edit = compared.id_data
    names = set(everywhere())
    addon.unregister()
    try:
        assert not names & {strip.name for strip in edit.sequence_editor.strips_all}
    finally:
        addon.register()


@pytest.mark.parametrize("side", [0, 1])
def test_a_take_that_is_deleted_is_compared_no_longer(compared: Any, side: int) -> None:
    edit = compared.id_data
    trash.delete(edit, compared, compared.takes[side])
    compare.tick()
    assert not everywhere()
    assert compare._Now.shown is None
    assert len(parts.take_strips(edit, compared)) == 1


def test_it_follows_the_take_that_the_shot_shows_and_where_the_shot_is(
    compared: Any,
    movie: parts.Movie,
) -> None:
    edit = compared.id_data
    parts.add_take(edit, compared, movie(24, 24), size="160x96", seconds=1.0, fps=24.0)
    compare.tick()
    assert {name.rsplit(" ", 1)[-1][:4] for name in everywhere()} >= {"t001", "t003"}
    strip = edit.sequence_editor.strips_all["s"]
    compat.set_content_start(strip, compat.content_start(strip) + 10)
    build.build_shots(edit, everything=True)
    compare.tick()
    spans = {
        (compat.strip_start(s), compat.strip_end(s))
        for s in edit.sequence_editor.strips_all
        if s.name in left_over(edit)
    }
    assert spans == {(film(edit).shots[0].frame_start, film(edit).shots[0].frame_end)}
    assert spans == {(11, 35)}
    again = sorted(everywhere())
    compare.tick()
    assert sorted(everywhere()) == again
    showing.show(edit, film(edit).shots[0], takes.find(film(edit).shots[0], compare._Now.shown.take))
    compare.tick()
    assert not everywhere(), "a take against itself says nothing"


def test_from_another_edit_one_press_ends_it(compared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other edit has no take: the key must not be refused, for nothing else takes it away."""
    other = bpy.data.scenes.new("Other")
    other.sequence_editor_create()
    monkeypatch.setattr(compat, "edit_scene", lambda *_: other)
    assert bpy.ops.animatic.compare() == {"FINISHED"}
    assert not everywhere()


def test_a_copied_edit_has_none_of_it_left_when_it_ends(compared: Any) -> None:
    copy = compared.id_data.copy()
    assert any(tag(s).role == "compare" for s in copy.sequence_editor.strips_all)
    compare.end()
    assert not everywhere()
