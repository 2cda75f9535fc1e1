# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shot that is longer than its model makes has ways out, and each does what its line says."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import bpy
import canvas
import pytest

from addon.blender.engine import slices
from addon.blender.jobs import send
from addon.blender.properties import film, tag
from addon.blender.shots import build, lengths, lengths_ops
from addon.blender.values import to_model
from addon.core.errors import UserError
from addon.core.plans.choices import Choice
from addon.second import compat


def camera(name: str = "Cam") -> bpy.types.Object:
    made = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    bpy.context.scene.collection.objects.link(made)
    return made


def long_shot(edit: bpy.types.Scene, frames: int) -> Any:
    """A text shot of a camera marker at frame 1."""
    edit.frame_start, edit.frame_end = 1, frames
    edit.timeline_markers.new("A", frame=1).camera = camera()
    build.build_shots(edit)
    (shot,) = film(edit).shots
    shot.route, shot.block("action").text = "text", "A robot waves."
    return shot


def way(edit: bpy.types.Scene, shot: Any, kind: str) -> Choice:
    return next(choice for choice in lengths.choices_of(edit, shot) if choice.kind == kind)


def spans(edit: bpy.types.Scene) -> list[tuple[int, int]]:
    return [(model.frame_start, model.frame_end) for model in (to_model(shot, edit) for shot in film(edit).shots)]


@pytest.fixture
def saved(edit: bpy.types.Scene, tmp_path: Any) -> bpy.types.Scene:
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    return bpy.context.scene


def blocked(edit: bpy.types.Scene) -> list[str]:
    return [
        problem.code
        for plan in send.make_plans(edit, list(film(edit).shots))
        for problem in plan.problems
        if problem.code == "shot_long"
    ]


def test_a_shot_that_fits_has_nothing_to_choose(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 48)
    (only,) = lengths.choices_of(saved, shot)
    assert only.kind == "as_is"


def test_a_shot_that_fits_is_answered_where_one_looks(saved: bpy.types.Scene) -> None:
    """In a dialog, as the others are: the status bar alone is overlooked. Its OK changes nothing."""
    shot = long_shot(saved, 48)
    before = to_model(shot, saved)
    dialog = canvas.Dialog("animatic.shot_length")
    assert dialog.options is not None
    assert dialog.options["title"] == f"{shot.name} fits its model"
    assert "uses 2 s" in " ".join(dialog.drawn.texts)
    assert lengths_ops.ANIMATIC_OT_shot_length.execute(dialog.operator, bpy.context) == {"CANCELLED"}
    assert to_model(shot, saved) == before


def test_a_shot_that_fits_is_answered_after_the_look_in_slices(
    saved: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = long_shot(saved, 48)
    opened: list[Any] = []
    animatic = SimpleNamespace(shot_length=lambda *_, **said: opened.append(said))
    looked = lengths_ops._Looked(to_model(shot, saved), lengths.choices_of(saved, shot))
    monkeypatch.setattr(lengths_ops, "bpy", SimpleNamespace(ops=SimpleNamespace(animatic=animatic)))
    assert lengths_ops.ANIMATIC_OT_look_at_length.conclude(SimpleNamespace(), looked) == {"FINISHED"}
    assert opened == [{"shot": shot.uuid}]


def test_the_dialog_begins_on_what_costs_least_and_its_warning_has_its_width(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 24 * 20)
    found = lengths.choices_of(saved, shot)
    assert {choice.kind for choice in found} >= {"retime", "split"}, "slow motion is a choice, too"
    dialog = canvas.Dialog("animatic.shot_length")
    chosen = next(choice for choice in found if lengths_ops._key(choice) == dialog.operator.choice)
    assert chosen.usd == min(choice.usd for choice in found if choice.usd is not None)
    assert "Splitting cuts the shot's strip or sets markers; the parts keep its words and cast." in dialog.drawn.texts


def test_slower_takes_make_the_plan_legal(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 24 * 16)
    assert blocked(saved) == ["shot_long"]
    chosen = way(saved, shot, "retime")
    assert slices.whole(lengths.applying(saved, shot, chosen)) == chosen.line
    assert blocked(saved) == []
    (plan,) = send.make_plans(saved, [shot])
    assert plan.request.seconds == chosen.parts[0].asked
    assert plan.used_frames == 24 * 16


def test_another_model_makes_the_plan_legal(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 24 * 20)
    slices.whole(lengths.applying(saved, shot, way(saved, shot, "model")))
    assert blocked(saved) == []


def test_markers_split_a_marker_s_shot_and_its_words_go_along(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 24 * 25)
    eye = shot.camera
    chosen = way(saved, shot, "split")
    said = slices.whole(lengths.applying(saved, shot, chosen))
    assert spans(saved) == [(1 + part.start, 1 + part.start + part.frames) for part in chosen.parts]
    assert len(chosen.parts) > 1
    assert f"{len(chosen.parts) - 1} new" in said
    assert {each.block("action").text for each in film(saved).shots} == {"A robot waves."}
    assert {each.camera for each in film(saved).shots} == {eye}
    assert blocked(saved) == []


def test_the_range_becomes_parts(saved: bpy.types.Scene) -> None:
    saved.frame_start, saved.frame_end = 1, 24 * 25
    build.build_shots(saved)
    (shot,) = film(saved).shots
    shot.route = "text"
    chosen = way(saved, shot, "split")
    slices.whole(lengths.applying(saved, shot, chosen))
    assert spans(saved) == [(1 + part.start, 1 + part.start + part.frames) for part in chosen.parts]
    assert [each.gone for each in film(saved).shots] == [False] * len(chosen.parts)


def test_a_strip_is_cut_where_it_says(saved: bpy.types.Scene, movie: Callable[..., Any]) -> None:
    strips = (saved.sequence_editor or saved.sequence_editor_create()).strips
    board = strips.new_movie(name="board", filepath=str(movie(24 * 25, 24)), channel=1, frame_start=11)
    beside = strips.new_movie(name="beside", filepath=str(movie(60)), channel=4, frame_start=50)
    for strip in strips:
        strip.select = strip == board
    build.build_shots(saved)
    (shot,) = film(saved).shots
    shot.route = "text"
    chosen = way(saved, shot, "split")
    slices.whole(lengths.applying(saved, shot, chosen))
    assert spans(saved) == [(11 + part.start, 11 + part.start + part.frames) for part in chosen.parts]
    cut = [s for s in saved.sequence_editor.strips if tag(s).role == "source"]
    assert len(cut) == len(chosen.parts)
    assert (compat.strip_start(beside), compat.strip_end(beside)) == (50, 110)
    assert [s.name for s in saved.sequence_editor.strips if s.select] == ["board"]


def test_it_is_split_where_the_scene_changes_its_camera(saved: bpy.types.Scene) -> None:
    other = bpy.data.scenes.new("Set")
    other.frame_start, other.frame_end = 101, 100 + 24 * 25
    for number, frame in enumerate((101, 101 + 24 * 14)):
        eye = bpy.data.objects.new(f"Eye {number}", bpy.data.cameras.new("Eye"))
        other.collection.objects.link(eye)
        other.timeline_markers.new(f"C{number}", frame=frame).camera = eye
    strips = (saved.sequence_editor or saved.sequence_editor_create()).strips
    strips.new_scene(name="set", scene=other, channel=1, frame_start=1)
    build.build_shots(saved)
    (shot,) = film(saved).shots
    shot.route = "text"
    chosen = way(saved, shot, "split")
    assert [part.why for part in chosen.parts] == ["start", "camera cut"]
    slices.whole(lengths.applying(saved, shot, chosen))
    assert spans(saved) == [(1, 1 + 24 * 14), (1 + 24 * 14, 1 + 24 * 25)]
    assert [each.camera.name for each in film(saved).shots] == ["Eye 0", "Eye 1"]


def test_a_rest_of_the_camera_and_a_pause_in_the_dialogue_are_places_to_split(
    saved: bpy.types.Scene, movie: Callable[..., Any]
) -> None:
    shot = long_shot(saved, 24 * 25)
    eye = shot.camera
    for frame, x in ((1, 0), (200, 8), (300, 8), (600, 20)):
        eye.location.x = x
        eye.keyframe_insert("location", frame=frame)
    hints = slices.whole(lengths.hinting(saved, to_model(shot, saved)))
    assert any(200 < 1 + place < 300 for place in hints.still)
    strips = (saved.sequence_editor or saved.sequence_editor_create()).strips
    sound = str(movie(48, 24, beep=0.5))
    for place in (30, 150):
        strips.new_sound(name=f"say {place}", filepath=sound, channel=6, frame_start=place)
    (gap,) = slices.whole(lengths.hinting(saved, to_model(shot, saved))).gaps
    assert 30 + 40 < gap < 150
    saved.frame_set(17)
    lengths.choices_of(saved, shot)
    assert saved.frame_current == 17


def test_the_operator_undoes_in_one_step(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 24 * 25)
    choice = way(saved, shot, "split")
    lengths_ops._offered[:] = [(f"{choice.kind} {choice.model} {choice.route}", choice.line, "")]
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.animatic.shot_length("EXEC_DEFAULT", True, choice=lengths_ops._offered[0][0]) == {"FINISHED"}
    assert len(film(bpy.context.scene).shots) == len(choice.parts)
    bpy.ops.ed.undo()
    assert len(film(bpy.context.scene).shots) == 1


def test_the_shot_is_looked_at_in_slices_and_not_again_for_the_choice(
    saved: bpy.types.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = long_shot(saved, 24 * 25)
    assert len(list(lengths.choosing(saved, to_model(shot, saved)))) > 25, "a second of the shot is many slices"
    dialog = canvas.Dialog("animatic.shot_length")
    looks: list[Any] = []
    monkeypatch.setattr(lengths, "choices_of", lambda *_: looks.append(1) or ())
    assert lengths_ops.ANIMATIC_OT_shot_length.execute(dialog.operator, bpy.context) == {"FINISHED"}
    assert not looks
    assert len(film(saved).shots) > 1 or film(saved).shots[0].speed != 1, "what was chosen is done"


def test_a_shot_that_changed_while_its_choices_were_shown_is_looked_at_anew(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 24 * 25)
    dialog = canvas.Dialog("animatic.shot_length")
    saved.frame_end = 24 * 2
    build.build_shots(saved)
    with pytest.raises(UserError, match="has changed"):
        lengths_ops.ANIMATIC_OT_shot_length.execute.__wrapped__(dialog.operator, bpy.context)
    assert to_model(shot, saved).frames == 48


def test_handles_are_asked_for_and_lie_before_and_after_the_shot(saved: bpy.types.Scene) -> None:
    shot = long_shot(saved, 48)
    (plan,) = send.make_plans(saved, [shot])
    assert (plan.request.seconds, plan.handle_in_frames) == (2, 0)
    film(saved).handle_frames = 12
    (plan,) = send.make_plans(saved, [shot])
    assert (plan.request.seconds, plan.handle_in_frames, plan.used_frames) == (3, 12, 48)
