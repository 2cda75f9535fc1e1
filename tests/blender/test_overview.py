# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Project panel says what is not well and how to mend it; the Generate button carries its price."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from addon.blender.project import follow, overview
from addon.blender.properties import film, settings, tag
from addon.blender.shots import build
from addon.core import keys


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keychain_seen", {})


def wrong(edit: bpy.types.Scene) -> list[str]:
    return [line.text for line in overview.look(edit).lines if not line.well]


def three_text_shots(edit: bpy.types.Scene) -> list[Any]:
    edit.frame_start, edit.frame_end = 1, 144
    for frame in (1, 49, 97):
        edit.timeline_markers.new(f"m{frame}", frame=frame)
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "text", "A robot waves."
    return list(film(edit).shots)


def test_a_new_film_is_not_saved_and_shows_videos_in_other_colours(edit: bpy.types.Scene, tmp_path: Path) -> None:
    edit.view_settings.view_transform = "AgX"
    assert wrong(edit) == [
        "Not saved yet: takes are kept in a folder beside the film",
        "The view transform AgX changes the colours of videos",
    ]
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    assert bpy.ops.animatic.use_standard_view() == {"FINISHED"}
    assert wrong(edit) == []
    assert overview.look(edit).well
    assert overview.look(edit).summary == "All is well; rehearsal, free"


def test_a_sequencer_without_a_scene_is_told_and_shown_the_film(edit: bpy.types.Scene, tmp_path: Path) -> None:
    """A film is opened, and a Video Editing workspace added: 5.x shows an empty Sequencer beside a full list."""
    workspace: Any = bpy.context.workspace
    if not hasattr(workspace, "sequencer_scene"):
        pytest.skip("before 5.0 the Sequencer shows the window's scene")
    edit.view_settings.view_transform = "Standard"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.context.window.screen.areas[0].type = "SEQUENCE_EDITOR"
    workspace.sequencer_scene = None
    assert wrong(edit) == [], "a film without shots: Build Shots shows it"
    three_text_shots(edit)
    assert wrong(edit) == [f"This Sequencer shows no scene; shots and takes are in {edit.name}"]
    assert bpy.ops.animatic.show_edit() == {"FINISHED"}
    assert workspace.sequencer_scene == edit
    assert wrong(edit) == []


def test_an_upright_scene_is_planned_and_filmed_upright(edit: bpy.types.Scene, tmp_path: Path) -> None:
    from addon.blender.jobs.send import make_plans

    edit.render.resolution_x, edit.render.resolution_y = 720, 1280
    edit.view_settings.view_transform = "Standard"
    edit.frame_start, edit.frame_end = 1, 48
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    edit.collection.objects.link(camera)
    edit.camera = camera
    build.build_shots(edit)
    (shot,) = film(edit).shots
    shot.route, shot.block("action").text = "first_frame", "A robot waves."
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    assert wrong(edit) == []
    (plan,) = make_plans(edit, list(film(edit).shots))
    width, height = map(int, plan.request.size.split("x"))
    assert width / height == pytest.approx(9 / 16, rel=0.03)
    assert plan.inputs[0].capture is not None
    assert (plan.inputs[0].capture.width, plan.inputs[0].capture.height) == (width, height)

    film(edit).aspect = "16:9"
    assert wrong(edit) == ["Videos are asked for at 16:9, and what is filmed is 9:16"]
    assert any(p.code == "aspect_differs" for p in make_plans(edit, list(film(edit).shots))[0].problems)
    assert bpy.ops.animatic.use_scene_aspect() == {"FINISHED"}
    assert wrong(edit) == []


def test_what_a_live_send_lacks_is_named(
    edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit.view_settings.view_transform = "Standard"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    with settings.overriding(gateway="LIVE"):
        said = wrong(edit)
        assert len(said) == 3
        assert overview.look(edit).summary == "3 to look at; live gateway"
        assert "No key for the gateway" in said
        assert any("Online Access" in line or "offline" in line for line in said)
        monkeypatch.setenv("AI_GATEWAY_API_KEY", "vck_0123456789abcdef0123")
        monkeypatch.setenv("BLOB_READ_WRITE_TOKEN", "vercel_blob_rw_AAAAAAAAAAAAAAAA_0123456789abcdef0123456789abcd")
        monkeypatch.setattr(settings, "online_refusal", lambda: "")
        assert wrong(edit) == []
        told = " ".join(line.text for line in overview.look(edit).lines)
        assert "0123" in told
        assert "vck_0123456789" not in told


def test_a_full_disk_and_bad_channels_are_told(
    edit: bpy.types.Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit.view_settings.view_transform = "Standard"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    edit = bpy.context.scene
    film(edit).video_channel = film(edit).sound_channel
    monkeypatch.setattr(overview, "DISK_LEAST", 1 << 62)
    assert len(wrong(edit)) == 2
    film(edit).video_channel = film(edit).sound_channel + 1
    (edit.sequence_editor or edit.sequence_editor_create()).channels[film(edit).video_channel].mute = True
    assert any("is muted" in line for line in wrong(edit))


def test_the_button_says_how_many_and_what_they_cost(edit: bpy.types.Scene) -> None:
    first, *_ = three_text_shots(edit)
    assert overview.look(edit).button == "Rehearse 1 draft, free (live about $0.20)"
    with settings.overriding(gateway="LIVE"):
        assert overview.look(edit).button == "Generate 1 draft, about $0.20"
    first.tier = "final"
    assert overview.look(edit).button.startswith("Rehearse 1 final")


def test_a_first_frame_that_is_still_to_be_filmed_is_no_refusal(edit: bpy.types.Scene) -> None:
    first, *_ = three_text_shots(edit)
    first.route = "first_frame"
    known = overview.look(edit)
    assert known.refused == ()
    assert known.button.startswith("Rehearse 1 draft, free")


def test_a_cast_that_is_still_to_be_filmed_is_no_refusal(edit: bpy.types.Scene) -> None:
    first, *_ = three_text_shots(edit)
    edit.collection.children.link(bpy.data.collections.new("Mia"))
    assert bpy.ops.animatic.add_cast(name="Mia", collection="Mia") == {"FINISHED"}
    first.route = "reference"
    assert overview.look(edit).refused == ("SH010 has no cast, and the reference route needs someone to show.",)
    first.cast.add().member = film(edit).cast[0].uuid
    known = overview.look(edit)
    assert known.refused == ()
    assert known.button.startswith("Rehearse 1 draft, free")


def test_the_button_follows_the_selected_strips(edit: bpy.types.Scene) -> None:
    shots = three_text_shots(edit)
    strips = (edit.sequence_editor or edit.sequence_editor_create()).strips
    for number, shot in enumerate(shots):
        strip = strips.new_effect(
            name=shot.name,
            type="COLOR",
            channel=1,
            frame_start=shot.frame_start,
            **({"length": 48} if bpy.app.version >= (5, 0) else {"frame_end": shot.frame_end}),
        )
        tag(strip).shot, tag(strip).role = shot.uuid, "placeholder"
        strip.select = number < 2
    assert overview.look(edit).button.startswith("Rehearse 2 drafts")
    shots[1].block("action").text = ""
    known = overview.look(edit)
    assert known.button.startswith("Rehearse 1 draft,")
    assert len(known.refused) == 1
    assert "SH020" in known.refused[0]


def test_it_is_looked_at_beside_drawing_and_not_too_often(edit: bpy.types.Scene) -> None:
    overview.forget()
    three_text_shots(edit)
    assert overview.refresh(edit)
    assert not overview.refresh(edit)
    overview.forget()
    assert overview.current.button == "Generate…"
    follow.forget()


@pytest.fixture
def one_step(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A call of `refresh` looks at one shot; a new look may begin at once."""
    monkeypatch.setattr(overview, "SLICE_SECONDS", 0.0)
    monkeypatch.setattr(overview, "OFTEN", 0.0)
    monkeypatch.setattr(overview, "SHARE", 1e9)
    overview.forget()
    yield
    overview.forget()


def test_the_price_of_many_shots_is_found_a_few_at_a_time(edit: bpy.types.Scene, one_step: None) -> None:
    three_text_shots(edit)
    film(edit).generate_which = "all"
    assert [overview.refresh(edit) for _ in range(4)] == [False, False, False, True]
    assert overview.current.button.startswith("Rehearse 3 drafts, free")
    assert not overview.under_way()
    overview.refresh(edit)
    assert overview.under_way()
    assert overview.current.button.startswith("Rehearse 3 drafts"), "what is known stays until the new is"
    film(edit).shots.remove(1)
    while overview.under_way():
        overview.refresh(edit)
    assert overview.current.button.startswith("Rehearse 2 drafts"), "a shot went meanwhile"


def test_a_look_at_a_scene_that_goes_is_given_up(edit: bpy.types.Scene, one_step: None) -> None:
    other = bpy.data.scenes.new("Other")
    three_text_shots(other)
    film(other).generate_which = "all"
    overview.refresh(other)
    assert overview.under_way()
    bpy.data.scenes.remove(other)
    again = bpy.data.scenes.new("Other")
    assert not overview.refresh(again)
    assert not overview.under_way()
    overview.refresh(again)
    assert [line.text for line in overview.current.lines]


def test_another_edit_is_looked_at_from_its_beginning(edit: bpy.types.Scene, one_step: None) -> None:
    three_text_shots(edit)
    film(edit).generate_which = "all"
    overview.refresh(edit)
    other = bpy.data.scenes.new("Other")
    assert overview.refresh(other)
    assert overview.current.button == "Generate…"


def test_generate_can_mean_every_shot_without_a_take(edit: bpy.types.Scene) -> None:
    shots = three_text_shots(edit)
    film(edit).generate_which = "all"
    assert overview.look(edit).button.startswith("Rehearse 3 drafts, free")
    shots[0].takes.add().id = "a"
    shots[1].takes.add().rejected = True
    film(edit).generate_which = "open"
    assert overview.look(edit).button.startswith("Rehearse 2 drafts, free")
    film(edit).generate_which = "chosen"
    assert overview.look(edit).button.startswith("Rehearse 1 draft,")
