# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of shots: pictures that are found beside Blender, the double click, what shots start on; and notices that
go."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import pytest
import take_parts as parts

from addon.blender.cast import members as cast_members
from addon.blender.cast import references
from addon.blender.engine import thumbnails
from addon.blender.engine.view import NOTE_SECONDS, View
from addon.blender.project import follow
from addon.blender.properties import film
from addon.blender.shots import build
from addon.blender.shots.chosen import activate
from addon.core.files import FilmFolder
from addon.core.jobs.events import Notice
from addon.core.models import Level


@pytest.fixture
def made(edit: bpy.types.Scene, tmp_path: Path) -> FilmFolder:
    yield parts.make_film(edit, tmp_path / "a" / "film.blend")
    references.states.clear()


def found() -> dict[str, thumbnails.Picture]:
    return thumbnails.find(bpy.data.filepath, tuple(thumbnails._look(bpy.context.scene)))


def test_a_shot_is_shown_by_its_take_else_by_what_was_filmed_of_it(made: FilmFolder, movie: parts.Movie) -> None:
    from addon.blender.capture.store import CaptureStore

    first, second = (parts.shot_named(name) for name in ("SH010", "SH020"))
    assert found() == {}
    still = made.root.parent / "still.png"
    image = bpy.data.images.new("still", 8, 8)
    image.filepath_raw, image.file_format = str(still), "PNG"
    image.save()
    CaptureStore(made).add("key", still, "SH010", copy=True)
    assert Path(found()[first.uuid].file).parent == made.captures
    assert not found()[first.uuid].is_movie
    parts.add_take(bpy.context.scene, first, movie(60, 30))
    shot = parts.shot_named("SH010")
    shot.active_take = shot.takes[0].id
    picture = found()[shot.uuid]
    assert (picture.key, picture.is_movie) == (shot.active_take, True)
    assert second.uuid not in found()


def test_a_take_outside_the_films_folder_is_not_looked_at(made: FilmFolder) -> None:
    wanted = thumbnails.Wanted("u", "SH010", "01T", "../../elsewhere.mp4")
    assert thumbnails.find(bpy.data.filepath, (wanted,)) == {}


def test_two_clicks_on_a_shot_move_the_playhead(made: FilmFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = bpy.context.scene
    clock = [100.0]
    monkeypatch.setattr(follow.time, "monotonic", lambda: clock[0])
    follow.forget()
    edit.frame_set(1)
    shots = film(edit).shots
    film(edit).shot_index = 1
    assert not follow._follow_double_click(edit)
    clock[0] += 5
    film(edit).shot_index = 1
    assert not follow._follow_double_click(edit), "slow clicks are two clicks"
    clock[0] += 0.1
    film(edit).shot_index = 1
    assert follow._follow_double_click(edit)
    assert edit.frame_current == shots[1].frame_start
    assert not follow._follow_double_click(edit), "once"
    film(edit).shot_index = 0
    activate(edit, shots[0].uuid)
    assert not follow._follow_double_click(edit), "what the program chooses is no click"


def member_of(edit: bpy.types.Scene, word: str) -> Any:
    member = cast_members.add_member(edit, "Mia")
    references.states[member.uuid] = references.State(word)
    return member


@pytest.mark.parametrize(("word", "route"), [("filmed", "reference"), ("unfilmed", "first_frame")])
def test_a_shot_with_references_starts_on_reference(made: FilmFolder, word: str, route: str) -> None:
    edit = bpy.context.scene
    shot = parts.shot_named("SH010")
    shot.start_on("first_frame")
    member = member_of(edit, word)
    film(edit).shot_index = list(film(edit).shots).index(shot)
    bpy.ops.animatic.toggle_cast(member=member.uuid)
    assert parts.shot_named("SH010").route == route


def test_a_route_that_somebody_chose_stays(made: FilmFolder) -> None:
    edit = bpy.context.scene
    shot = parts.shot_named("SH010")
    shot.route = "text"
    member = member_of(edit, "filmed")
    cast_members.cast_in(shot, member.uuid)
    references.start_on_reference(film(edit).shots)
    assert parts.shot_named("SH010").route == "text"


def test_new_shots_take_the_films_route_and_tier(edit: bpy.types.Scene) -> None:
    film(edit).route, film(edit).tier = "blockout", "final"
    edit.timeline_markers.new("A", frame=1)
    build.build_shots(edit)
    (shot,) = film(edit).shots
    assert (shot.route, shot.tier) == ("blockout", "final")


def test_notes_go_by_themselves_and_the_rest_is_dismissed() -> None:
    view = View()
    view.film = Path("film.animatic")
    note = Notice(Path("film.animatic"), Level.NOTE, "exported", "It is ready.")
    trouble = Notice(Path("film.animatic"), Level.ERROR, "broken", "It broke.")
    view.put_notice(note)
    view.put_notice(trouble)
    told = view._told_at[note]
    assert not view.let_notes_go(told + NOTE_SECONDS - 1)
    assert view.let_notes_go(told + NOTE_SECONDS + 1)
    assert view.notices == [trouble]
    view.put_notice(note)
    view.dismiss(trouble.message)
    assert view.notices == [note]
    view.dismiss()
    assert view.notices == []


def test_a_new_picture_is_drawn_wherever_shots_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(thumbnails, "redraw", lambda kind="SEQUENCE_EDITOR": drawn.append(kind))
    monkeypatch.setattr(thumbnails, "_previews", {})
    thumbnails._keep(SimpleNamespace(result={}))
    assert drawn == ["SEQUENCE_EDITOR", "VIEW_3D"], "the shot's tab in the 3D viewport, too"
