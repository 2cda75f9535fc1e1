# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms that a reference of the cast may have: still sheets, strips from in to out, turntables that speak."""

from __future__ import annotations

import asyncio
import sys
import wave
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest
from capture_scenes import BACK, FRONT, GREEN, LEFT, RED, RIGHT, box, collection, figure, frames_of, look

from addon.blender.capture import members, runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.cast import references
from addon.blender.cast.members import add_member, cast_in
from addon.blender.jobs import send
from addon.blender.properties import film
from addon.blender.shots import build
from addon.blender.values import cast_to_model
from addon.core.blender_process import BlenderCommand
from addon.core.errors import UserError
from addon.core.files import FilmFolder
from addon.core.models import CaptureKind, CaptureSpec, MediaKind, Reference
from addon.second import compat
from addon.second.figures import heads

COMMAND = BlenderCommand(sys.executable, is_module=True)


def filmed(folder: Path, spec: CaptureSpec, **changes: Any) -> tuple[Reference, CaptureStore]:
    save_copy(folder / "copy.blend")
    store = CaptureStore(FilmFolder(folder / "film.blend"))
    small = spec.model_copy(update=changes)
    return asyncio.run(runner.film(COMMAND, folder / "copy.blend", [small], store, lambda *_: None))[0], store


def spec_of(member: Any) -> CaptureSpec:
    spec = members.spec_of(cast_to_model(member), bpy.context.scene)
    assert spec is not None
    return spec


@pytest.fixture
def mia(edit: bpy.types.Scene) -> Any:
    return add_member(edit, "Mia", collection=collection("Mia", figure("Mia")))


def test_a_close_up_is_of_head_and_shoulders(edit: Any, tmp_path: Path) -> None:
    """Of the part that is called so; the colours below it are not in the picture."""
    head = box("Mia Head", (0.3, 0.3, 0.3), (0, 0, 1.6), RED)
    body = box("Mia Body", (0.5, 0.3, 1.4), (0, 0, 0.7), GREEN)
    mia = add_member(edit, "Mia", collection=collection("Mia", head, body))
    model = cast_to_model(mia)
    assert members.has_head(model)
    spec = members.close_up_of(model, bpy.context.scene)
    assert (spec.kind, spec.media_kind, spec.name) == (CaptureKind.CLOSE_UP, MediaKind.IMAGE, "Mia (close-up)")
    reference, store = filmed(tmp_path, spec, width=128, height=128)
    assert (reference.width, reference.height) == (128, 128)
    seen = look(next(iter(frames_of(store.folder.resolve(reference.path)))))
    assert seen.shows(RED, 0.1)
    assert seen.shows(GREEN, 0.1)


@pytest.mark.parametrize("playhead", [1, 40])
def test_the_panel_tells_from_which_frame_a_keyed_visibility_is_filmed(
    edit: Any, tmp_path: Path, playhead: int
) -> None:
    """Wherever the playhead stands."""
    thing = figure("Mia")
    mia = add_member(edit, "Mia", collection=collection("Mia", thing))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))

    def told() -> str:
        references.look(edit)
        return references.states[mia.uuid].text

    assert "first seen" not in told()
    for frame, hidden in ((1, True), (20, False)):
        thing.hide_render = hidden
        thing.keyframe_insert("hide_render", frame=frame)
    edit.frame_set(playhead)
    assert "from frame 20, where it is first seen" in told()
    mia.use_first_frame, mia.first_frame = True, 30
    assert "first seen" not in told()


@pytest.mark.parametrize("how", ["driver", "strip"])
def test_a_visibility_that_only_playing_tells_does_not_depend_on_the_playhead(edit: Any, how: str) -> None:
    thing = figure("Mia")
    mia = add_member(edit, "Mia", collection=collection("Mia", thing))
    if how == "driver":
        thing.driver_add("hide_render").driver.expression = "frame < 20"
    else:
        for frame, hidden in ((1, True), (20, False)):
            thing.hide_render = hidden
            thing.keyframe_insert("hide_render", frame=frame)
        action = thing.animation_data.action
        thing.animation_data.action = None
        thing.animation_data.nla_tracks.new().strips.new("Seen", 1, action)
    begins = set()
    for frame in (1, 40):
        edit.frame_set(frame)
        bpy.context.view_layer.update()
        begins.add(spec_of(mia).frame_start)
    assert begins == {edit.frame_start}


def test_the_panel_shows_the_close_up_beside_the_views_and_says_that_one_is_missing(edit: Any, tmp_path: Path) -> None:
    """Its reference may be right while its close-up is still to be filmed."""
    mia = add_member(edit, "Mia", collection=collection("Mia", box("Mia Head", (0.3, 0.3, 0.3), (0, 0, 1.6), RED)))
    mia.form = "sheet"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    store = CaptureStore(FilmFolder(bpy.data.filepath))

    def made(spec: CaptureSpec) -> Reference:
        image = bpy.data.images.new(spec.kind.value, 8, 8)
        image.filepath_raw, image.file_format = str(tmp_path / f"{spec.kind.value}.png"), "PNG"
        image.save()
        return store.add(spec.key, Path(image.filepath_raw), spec.name)

    def state() -> references.State:
        references.look(edit)
        return references.states[mia.uuid]

    assert state().word == "unfilmed"
    made(references.spec_of(edit, mia))
    assert "close-up" not in state().text, "no shot comes near"
    mia.close_up = "always"
    assert "Its close-up will be filmed" in state().text
    near = made(references.close_up_of(edit, mia))
    assert "close-up" not in state().text
    assert state().close_up == str(store.folder.resolve(near.path))
    mia.close_up = "never"
    assert state().close_up == ""


@pytest.mark.parametrize(("model", "wanted"), [("", False), ("bytedance/seedance-2.5", True)])
def test_a_close_up_is_filmed_by_itself_for_a_model_that_is_sent_one(edit: Any, model: str, *, wanted: bool) -> None:
    """Wan 2.6 would take it for somebody more: it is neither sent nor filmed unasked."""
    mia = add_member(edit, "Mia", collection=collection("Mia", box("Mia Head", (0.3, 0.3, 0.3), (0, 0, 1.6), RED)))
    shot = film(edit).shots.add()
    shot.route, shot.model = "reference", model
    slot = shot.cast.add()
    slot.member, slot.near = mia.uuid, True
    assert (references.close_up_of(edit, mia) is not None) == wanted
    mia.close_up = "always"
    assert references.close_up_of(edit, mia) is not None


def test_a_head_is_what_hangs_on_its_bone(edit: Any) -> None:
    """The bone is a stub in the neck of a figure that is half head; ears hang on bones of their own."""
    armature = bpy.data.armatures.new("Rig")
    rig: Any = bpy.data.objects.new("Rig", armature)
    edit.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    below = None
    for name, low, high in (("spine", 0.0, 1.0), ("mixamorig:Head", 1.0, 1.05), ("ear", 1.05, 1.1)):
        bone = armature.edit_bones.new(name)
        bone.head, bone.tail, bone.parent = (0, 0, low), (0, 0, high), below
        below = bone
    bpy.ops.object.mode_set(mode="OBJECT")
    body = box("Body", (0.5, 0.3, 1.0), (0, 0, 0.5), GREEN)
    top = box("Skull", (0.8, 0.8, 0.8), (0, 0, 1.4), RED)
    ear = box("Ear", (0.1, 0.1, 0.2), (0, 0, 1.9), RED)
    for thing, group in ((body, "spine"), (top, "mixamorig:Head"), (ear, "ear")):
        thing.parent = rig
        thing.modifiers.new("Armature", "ARMATURE").object = rig
        thing.vertex_groups.new(name=group).add(range(8), 1.0, "REPLACE")
    block = collection("Mia", rig, body, top, ear)
    bpy.context.view_layer.update()
    head = heads.head_of(block, bpy.context.evaluated_depsgraph_get())
    assert (head[:, 2].min(), head[:, 2].max()) == (pytest.approx(1.0), pytest.approx(2.0))
    rig.location.x, rig.scale = 3.0, (0.01, 0.01, 0.01)
    bpy.context.view_layer.update()
    head = heads.head_of(block, bpy.context.evaluated_depsgraph_get())
    sides = head.min(axis=0), head.max(axis=0)
    middle = (sides[0][0] + sides[1][0]) / 2
    assert (middle, sides[0][2], sides[1][2]) == (pytest.approx(3.0), pytest.approx(0.01), pytest.approx(0.02))
    assert members.has_head(cast_to_model(add_member(edit, "Mia", collection=block)))


def test_a_car_has_no_head(edit: Any) -> None:
    car = add_member(edit, "Car", collection=collection("Car", box("Car", (2, 4, 1.4), (0, 0, 0.7), RED)))
    bpy.data.objects["Car"].name = "Headlights"
    assert not members.has_head(cast_to_model(car))


def test_in_the_scenes_light_a_character_is_alone_and_lit_as_there(edit: Any, tmp_path: Path) -> None:
    """The set is not seen; another lamp is another reference."""
    mia = add_member(edit, "Mia", collection=collection("Mia", figure("Mia", (1, 1, 1))))
    mia.form = "scene"
    edit.collection.objects.link(box("Wall", (6, 0.2, 6), (0, 1.5, 0), (0, 1, 1)))
    lamp: Any = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.data.color, lamp.data.energy = (1, 0, 0), 5.0
    lamp.rotation_euler = (np.pi / 2, 0, 0)
    edit.collection.objects.link(lamp)
    edit.view_settings.view_transform = "Standard"
    spec = members.spec_of(cast_to_model(mia), edit, begins=5)
    assert (spec.kind, spec.frame_start) == (CaptureKind.LIT, 5)
    reference, store = filmed(tmp_path, spec, width=192, height=108, frame_end=7)
    (first, *_) = frames_of(store.folder.resolve(reference.path))
    rows, columns, _ = first.shape
    red, green, blue = first[rows // 2, columns // 2]
    assert red > 3 * max(green, blue, 1), "the figure's front is red in that light"
    assert np.ptp(first[2, 2]) < 12, "neither wall nor sky is seen"
    lamp.data.color = (0, 0, 1)
    assert members.spec_of(cast_to_model(mia), edit, begins=5).key != spec.key


def test_a_lamp_and_a_set_that_are_instanced_light_it_too(edit: Any, tmp_path: Path) -> None:
    """Studios link their lighting and their set as one instance; the character's own instance is not taken along."""
    mia = add_member(edit, "Mia", collection=collection("Mia", figure("Mia", (1, 1, 1))))
    mia.form = "scene"
    lamp: Any = bpy.data.objects.new("Lamp", bpy.data.lights.new("Lamp", "SUN"))
    lamp.data.color, lamp.data.energy = (1, 0, 0), 5.0
    lamp.rotation_euler = (np.pi / 2, 0, 0)
    inner = bpy.data.collections.new("Lights")
    inner.objects.link(lamp)
    outer = bpy.data.collections.new("Stage set")
    outer.objects.link(box("Wall", (6, 0.2, 6), (0, 1.5, 0), (0, 1, 1)))
    for name, shown, into in (("lights", inner, outer), ("set", outer, edit.collection)):
        holder = bpy.data.objects.new(name, None)
        holder.instance_type, holder.instance_collection = "COLLECTION", shown
        into.objects.link(holder)
    edit.view_settings.view_transform = "Standard"
    bpy.context.view_layer.update()
    spec = members.spec_of(cast_to_model(mia), edit, begins=5)
    reference, store = filmed(tmp_path, spec, width=192, height=108, frame_end=7)
    (first, *_) = frames_of(store.folder.resolve(reference.path))
    red, green, blue = first[first.shape[0] // 2, first.shape[1] // 2]
    assert red > 3 * max(green, blue, 1), "lit by the lamp in the instance"
    assert np.ptp(first[2, 2]) < 12, "its wall is not seen"


@pytest.mark.parametrize("playhead", [1, 40])
def test_it_is_lit_by_what_renders_at_that_moment_wherever_the_playhead_stands(
    edit: Any, tmp_path: Path, playhead: int
) -> None:
    """A red lamp is turned on at frame 20 by its visibility, a blue one has a collection that does not render."""
    mia = add_member(edit, "Mia", collection=collection("Mia", figure("Mia", (1, 1, 1))))
    mia.form = "scene"
    red, blue = (bpy.data.objects.new(name, bpy.data.lights.new(name, "SUN")) for name in ("Red", "Blue"))
    off = bpy.data.collections.new("Old light")
    off.hide_render = True
    edit.collection.children.link(off)
    for lamp, colour, into in ((red, (1, 0, 0), edit.collection), (blue, (0, 0, 1), off)):
        lamp.data.color, lamp.data.energy = colour, 5.0
        lamp.rotation_euler = (np.pi / 2, 0, 0)
        into.objects.link(lamp)
    for frame, hidden in ((1, True), (20, False)):
        red.hide_render = hidden
        red.keyframe_insert("hide_render", frame=frame)
    edit.view_settings.view_transform = "Standard"
    edit.world = bpy.data.worlds.new("Night")
    edit.world.color = (0, 0, 0)
    if edit.world.node_tree is not None:
        next(n for n in edit.world.node_tree.nodes if n.type == "BACKGROUND").inputs["Color"].default_value = (
            0,
            0,
            0,
            1,
        )
    edit.frame_set(playhead)
    spec = members.spec_of(cast_to_model(mia), edit, begins=18)
    reference, store = filmed(tmp_path, spec, width=192, height=108, frame_end=22)
    frames = frames_of(store.folder.resolve(reference.path))
    before, after = (shown[shown.shape[0] // 2, shown.shape[1] // 2] for shown in (frames[0], frames[-1]))
    assert max(before) < 20, "dark until then"
    assert after[0] > 100
    assert max(after[1:]) < 20, "and then red alone"


def test_a_sheet_shows_front_three_quarter_and_profile_in_one_picture(edit: Any, mia: Any, tmp_path: Path) -> None:
    mia.form = "sheet"
    spec = spec_of(mia)
    assert (spec.kind, spec.media_kind) == (CaptureKind.SHEET, MediaKind.IMAGE)
    reference, store = filmed(tmp_path, spec, width=480, height=270)
    assert (reference.width, reference.height, reference.kind) == (480, 270, MediaKind.IMAGE)
    assert not reference.has_alpha
    with av.open(str(store.folder.resolve(reference.path))) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    front, quarter, profile = (look(picture[:, 160 * n : 160 * (n + 1)]) for n in range(3))
    assert front.shows(FRONT, 0.9)
    assert quarter.shows(FRONT, 0.3)
    assert quarter.shows(LEFT, 0.2)
    assert profile.shows(LEFT, 0.9)
    for seen in (front, quarter, profile):
        assert 0.7 <= seen.height <= 0.88
        assert seen.plain
        assert not seen.cut


def test_small_views_lie_beside_a_turntable(edit: Any, mia: Any, tmp_path: Path) -> None:
    spec = spec_of(mia)
    reference, store = filmed(tmp_path, spec, width=192, height=108, frame_end=spec.frame_start + 6)
    views = [look(frames_of(view)[0]) for view in store.views(reference)]
    assert len(views) == 3
    assert views[0].shows(FRONT, 0.9)
    assert views[2].shows(LEFT, 0.9)
    assert not any(seen.shows(BACK, 0.1) or seen.shows(RIGHT, 0.1) for seen in views)


def test_length_and_first_frame_are_the_members_own(edit: Any, mia: Any) -> None:
    edit.frame_start = 10
    assert (spec_of(mia).frame_start, spec_of(mia).seconds) == (10, 3)
    key = spec_of(mia).key
    mia.seconds, mia.use_first_frame, mia.first_frame = 5, True, 101
    assert (spec_of(mia).frame_start, spec_of(mia).seconds) == (101, 5)
    assert spec_of(mia).key != key


def sound(path: Path, seconds: float, *, loud_from: float = 0.0) -> Path:
    """Silence, then a tone."""
    times = np.arange(int(seconds * 48000)) / 48000
    tone = (12000 * np.sin(times * 2800) * (times >= loud_from)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes(tone.tobytes())
    return path


def loudness(path: Path) -> list[float]:
    """Of each half second."""
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    whole = np.abs(np.concatenate(parts))
    return [float(whole[n : n + 24000].max()) for n in range(0, len(whole) - 23000, 24000)]


def test_a_turntable_speaks_from_the_strips_in(edit: Any, mia: Any, tmp_path: Path) -> None:
    strip = edit.sequence_editor.strips.new_sound(
        name="Line", filepath=str(sound(tmp_path / "line.wav", 4, loud_from=1.0)), channel=1, frame_start=200
    )
    compat.set_strip_start(strip, 224)  # one second in: the tone
    mia.voice = "Line"
    spec = spec_of(mia)
    assert spec.voice == "Line"
    reference, store = filmed(tmp_path, spec, width=192, height=108, frame_end=spec.frame_start + 24)
    assert reference.has_audio
    assert min(loudness(store.folder.resolve(reference.path))) > 0.1
    seen = [look(frame) for frame in frames_of(store.folder.resolve(reference.path))]
    assert len(seen) == 24
    assert seen[0].shows(FRONT, 0.6), "the strip is in the picture"


def test_another_voice_is_another_reference_and_a_lost_one_is_said(edit: Any, mia: Any, tmp_path: Path) -> None:
    mute = spec_of(mia).key
    file = sound(tmp_path / "line.wav", 4)
    edit.sequence_editor.strips.new_sound(name="Line", filepath=str(file), channel=1, frame_start=1)
    mia.voice = "Line"
    speaking = spec_of(mia).key
    assert mute != speaking
    sound(file, 5)
    assert spec_of(mia).key != speaking
    mia.voice = "Nobody"
    with pytest.raises(UserError, match="voice of Mia is missing"):
        spec_of(mia)


@pytest.mark.parametrize(
    ("model", "form", "said"),
    [
        ("alibaba/wan-v2.6-r2v-flash", "turntable", ""),
        ("alibaba/wan-v2.6-r2v-flash", "sheet", "a still sheet has no sound"),
        ("alibaba/wan-v3.0-video", "turntable", "Wan 3.0 takes no voice"),
    ],
)
def test_the_preflight_says_where_a_voice_does_not_go(
    edit: Any, mia: Any, tmp_path: Path, model: str, form: str, said: str
) -> None:
    edit.frame_end = 72
    edit.sequence_editor.strips.new_sound(
        name="Line", filepath=str(sound(tmp_path / "line.wav", 4)), channel=1, frame_start=1
    )
    edit.timeline_markers.new("A", frame=1)
    mia.voice, mia.form = "Line", form
    build.build_shots(edit)
    (shot,) = film(edit).shots
    shot.route, shot.model, shot.block("action").text = "reference", model, "@Mia waves."
    cast_in(shot, mia.uuid)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    (plan,) = send.make_plans(edit, [shot])
    notes = [problem.message for problem in plan.problems if problem.code == "voice_not_sent"]
    assert notes == ([f"The voice of Mia is not sent: {said}."] if said else [])


def numbers(reference: Reference, store: CaptureStore) -> list[int]:
    pictures = frames_of(store.folder.resolve(reference.path))
    height, width, _ = pictures[0].shape
    return [
        sum(int(picture[height // 2, int((bit + 0.5) * width / 10)].mean() > 127) << bit for bit in range(10))
        for picture in pictures
    ]


@pytest.fixture
def board(edit: Any, movie: Any) -> Any:
    """A movie strip of 60 numbered frames at frame 101, and a white one above it."""
    strip = edit.sequence_editor.strips.new_movie(name="Board", filepath=str(movie(60)), channel=1, frame_start=101)
    compat.new_effect(edit.sequence_editor.strips, name="Cover", type="COLOR", channel=2, start=90, length=200)
    edit.view_settings.view_transform = "AgX"
    return strip


def test_a_strip_is_filmed_from_its_in_to_its_out_and_alone(edit: Any, board: Any, tmp_path: Path) -> None:
    compat.set_strip_start(board, 111)
    compat.set_strip_end(board, 135)
    member = add_member(edit, "Mia")
    member.source_kind, member.strip = "strip", "Board"
    spec = spec_of(member)
    assert (spec.kind, spec.seconds) == (CaptureKind.SEGMENT, 1.0)
    reference, store = filmed(tmp_path, spec)
    assert numbers(reference, store) == list(range(10, 34))


def test_a_whole_strip_is_the_file_itself(edit: Any, board: Any) -> None:
    member = add_member(edit, "Mia")
    member.source_kind, member.strip = "strip", "Board"
    assert members.spec_of(cast_to_model(member), edit) is None


def test_a_strips_key_follows_what_it_shows_and_not_where_it_stands(edit: Any, board: Any) -> None:
    member = add_member(edit, "Mia")
    member.source_kind, member.strip = "strip", "Board"
    compat.set_strip_end(board, 135)
    first = spec_of(member).key
    compat.set_content_start(board, 151)
    assert spec_of(member).key == first
    compat.set_strip_start(board, 155)
    cut = spec_of(member).key
    assert cut != first
    board.use_flip_x = True
    assert spec_of(member).key != cut


def test_a_strip_that_is_gone_is_said(edit: Any) -> None:
    member = add_member(edit, "Mia")
    member.source_kind, member.strip = "strip", "Nobody"
    with pytest.raises(UserError, match="strip of Mia is gone"):
        spec_of(member)


def test_a_large_edits_segment_has_no_more_pixels_than_a_turntable() -> None:
    assert specs.within(3840, 2160) == (1280, 720)
    assert specs.within(1080, 1920) == (720, 1280)
    assert specs.within(640, 360) == (640, 360)


def test_a_machine_without_opengl_films_by_cycles_and_says_so(
    edit: Any, mia: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workbench and EEVEE end Blender there (4.5.15: abort, 5.2.3: a fault)."""
    monkeypatch.setenv("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent")
    monkeypatch.delenv("DISPLAY", raising=False)
    mia.form = "sheet"
    reference, store = filmed(tmp_path, spec_of(mia), width=240, height=136)
    assert reference.remark == runner.BY_CYCLES
    with av.open(str(store.folder.resolve(reference.path))) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert look(picture[:, :80]).shows(FRONT, 0.5)
