# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Capture films what it was told to, out of a copy, and leaves the artist's session alone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest

from addon.blender.capture import key, runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.core.blender_process import BlenderCommand
from addon.core.errors import AnimaticError
from addon.core.files import FilmFolder
from addon.core.models import CaptureSpec, MediaKind, Rate, Reference, Shot

SIZE = (320, 180)
FRAMES = 16
SPAN = (1.0, 16.0)
COMMAND = BlenderCommand(sys.executable, is_module=True)


def _material(name: str, colour: tuple[float, float, float]) -> Any:
    """Coloured in its nodes alone, as artists do it; the viewport colour stays grey."""
    material = bpy.data.materials.new(name)
    if material.node_tree is None:
        material.use_nodes = True
    shader = next(n for n in material.node_tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (*colour, 1)
    return material


def _box(name: str, size: tuple[float, float, float], at: tuple[float, float, float], colour: Any) -> Any:
    x, y, z = (s / 2 for s in size)
    corners = [(sx * x, sy * y, sz * z) for sx in (-1, 1) for sy in (-1, 1) for sz in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(corners, [], faces)
    mesh.materials.append(_material(name, colour))
    thing = bpy.data.objects.new(name, mesh)
    thing.location = at
    return thing


@pytest.fixture
def character(edit: bpy.types.Scene) -> Any:
    """A rigged red box with a green head, in a collection of its own, far from the middle of a blue set."""
    collection = bpy.data.collections.new("Mia")
    edit.collection.children.link(collection)
    armature = bpy.data.armatures.new("Rig")
    rig = bpy.data.objects.new("Rig", armature)
    collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    bone = armature.edit_bones.new("spine")
    bone.head, bone.tail = (0, 0, 0), (0, 0, 2)
    bpy.ops.object.mode_set(mode="OBJECT")
    rig.location = (7, 3, 0)
    for name, size, at, colour in (
        ("body", (0.6, 0.4, 1.4), (0, 0, 0.7), (0.8, 0.02, 0.02)),
        ("head", (0.4, 0.4, 0.4), (0, 0, 1.6), (0.02, 0.6, 0.02)),
    ):
        part = _box(name, size, at, colour)
        collection.objects.link(part)
        part.parent = rig
        part.vertex_groups.new(name="spine").add(range(8), 1.0, "REPLACE")
        part.modifiers.new("Rig", "ARMATURE").object = rig
    edit.collection.objects.link(_box("set", (20, 20, 0.1), (0, 0, -2), (0.02, 0.02, 0.8)))
    bpy.context.view_layer.update()
    return collection


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Reference]:
    """`film(spec)`: saves a copy of the session and films one spec out of it."""
    store = CaptureStore(FilmFolder(tmp_path / "film.blend"))

    def make(spec: CaptureSpec, on_progress: Callable[[str, int, int], None] = lambda *_: None) -> Reference:
        copy = tmp_path / "copy.blend"
        save_copy(copy)
        return asyncio.run(runner.film(COMMAND, copy, [spec], store, on_progress))[0]

    make.store = store  # type: ignore[attr-defined]
    make.path = lambda reference: store.folder.resolve(reference.path)  # type: ignore[attr-defined]
    return make


def _small(spec: CaptureSpec, **changes: Any) -> CaptureSpec:
    frames = {"frame_end": spec.frame_start + FRAMES} if spec.media_kind is MediaKind.VIDEO else {}
    return spec.model_copy(update={"width": SIZE[0], "height": SIZE[1], **frames, **changes})


def _frames(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]


def _shot(camera: str, **changes: Any) -> Shot:
    values: dict[str, Any] = {"uuid": "u", "name": "SH010", "scene": "Scene", "camera": camera, "frame_start": 1}
    return Shot(**{**values, "frame_end": 13, "scene_frame_start": 1, "rate": Rate(fps=24), **changes})


def _camera(edit: bpy.types.Scene, name: str, at: tuple[float, float, float], *, down: bool = True) -> Any:
    camera = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    camera.location = at
    if not down:
        camera.rotation_euler = (np.pi, 0, 0)
    edit.collection.objects.link(camera)
    return camera


def test_a_turntable_shows_the_whole_character_in_its_own_colours(edit: Any, character: Any, film: Any) -> None:
    told: list[tuple[int, int]] = []
    spec = _small(specs.turntable_spec("Mia", character, edit))
    reference = film(spec, lambda _, done, total: told.append((done, total)))

    assert (reference.width, reference.height) == SIZE
    assert reference.kind is MediaKind.VIDEO
    assert reference.fps == pytest.approx(24)
    assert not reference.has_alpha
    assert told[-1] == (FRAMES, FRAMES)
    frames = _frames(film.path(reference))
    assert len(frames) == FRAMES
    heights = []
    for frame in frames:
        different = np.abs(frame - frame[2, 2]).sum(axis=2) > 40
        rows, columns = np.flatnonzero(different.any(axis=1)), np.flatnonzero(different.any(axis=0))
        assert rows[0] > 2, "the subject is cut off"
        assert rows[-1] < SIZE[1] - 3, "the subject is cut off"
        assert columns[0] > 2, "the subject is cut off"
        assert columns[-1] < SIZE[0] - 3, "the subject is cut off"
        heights.append((rows[-1] - rows[0] + 1) / SIZE[1])
        background = frame[~different]
        assert background.std(axis=0).max() < 6, "the background is not plain"
        red, green, blue = frame[different].T
        assert ((red > 90) & (red > 2 * green) & (red > 2 * blue)).mean() > 0.3, "the red body is not red"
        assert ((green > 60) & (green > 1.5 * red) & (green > 1.5 * blue)).mean() > 0.05, "the green head is not green"
        assert not ((blue > 90) & (blue > 2 * red)).any(), "the set is in the picture"
    assert 0.70 <= max(heights) <= 0.88
    assert min(heights) >= 0.65


def test_a_still_looks_through_its_shots_camera_whatever_the_markers_say(edit: Any, character: Any, film: Any) -> None:
    _camera(edit, "Right", (7, 3, 12))
    elsewhere = _camera(edit, "Elsewhere", (0, 0, 12), down=False)
    edit.timeline_markers.new("A", frame=1).camera = elsewhere
    edit.render.engine = "BLENDER_WORKBENCH"
    spec = specs.still_spec(_shot("Right"), "320x180")
    reference = film(spec)

    path = film.path(reference)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == SIZE
        assert stream.pix_fmt == "rgb24", "a first frame must have no alpha"
    assert _frames(path)[0].std() > 3, "the camera that looks at nothing was used"


def test_a_clip_has_its_range_and_no_strips(edit: Any, numbered_scene: Any, film: Any, movie: Any) -> None:
    scene = numbered_scene("Numbers", 1, 40)
    scene.sequence_editor_create().strips.new_movie(
        name="in the way", filepath=str(movie(24)), channel=1, frame_start=1
    )
    shot = _shot("Numbers camera", scene="Numbers", frame_start=5, frame_end=17, scene_frame_start=5)
    reference = film(specs.clip_spec(shot, "321x181"))
    assert (reference.width, reference.height) == (320, 180), "H.264 needs even sides"
    numbers = []
    for frame in _frames(film.path(reference)):
        bars = (frame[90, int((bit + 0.5) * 32)].mean() > 127 for bit in range(10))
        numbers.append(sum(int(bar) << bit for bit, bar in enumerate(bars)))
    assert numbers == list(range(5, 17))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"camera": "Nobody"}, "camera_missing"),
        ({"scene": "Nowhere"}, "scene_missing"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(
    edit: Any, character: Any, film: Any, change: dict[str, Any], code: str
) -> None:
    _camera(edit, "Right", (7, 3, 12))
    spec = specs.still_spec(_shot("Right"), "320x180").model_copy(update=change)
    with pytest.raises(AnimaticError) as caught:
        film(spec)
    assert caught.value.code == code
    assert caught.value.user_fault
    assert caught.value.next_step


def test_a_shot_without_a_camera_is_refused_before_filming(edit: Any) -> None:
    with pytest.raises(AnimaticError, match="SH010 has no camera"):
        specs.still_spec(_shot(""), "320x180")


def test_an_empty_collection_is_refused_before_filming(edit: Any) -> None:
    collection = bpy.data.collections.new("Nobody")
    with pytest.raises(AnimaticError, match="is empty") as caught:
        specs.turntable_spec("Mia", collection, edit)
    assert caught.value.code == "collection_empty"


def test_a_collection_that_renders_nothing_is_refused_by_the_worker(edit: Any, character: Any, film: Any) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit))
    for thing in character.objects:
        thing.hide_render = True
    with pytest.raises(AnimaticError, match="shows nothing") as caught:
        film(spec)
    assert caught.value.code == "collection_empty"


def test_saving_the_copy_leaves_the_session_alone(edit: Any, character: Any, tmp_path: Path) -> None:
    saved = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(saved))
    calls: list[str] = []
    handler = lambda *_: calls.append("saved")  # noqa: E731
    bpy.app.handlers.save_post.append(handler)
    edit.frame_set(7)
    before = _snapshot()
    save_copy(tmp_path / "copies" / "copy.blend")
    assert calls == [], "another add-on took the copy for a save"
    assert _snapshot() == before
    assert handler in bpy.app.handlers.save_post
    bpy.app.handlers.save_post.remove(handler)
    assert (tmp_path / "copies" / "copy.blend").is_file()


def _snapshot() -> dict[str, Any]:
    names = ("scenes", "objects", "meshes", "collections", "cameras", "lights", "worlds", "materials", "actions")
    scene = bpy.context.scene
    return {
        **{name: sorted(block.name for block in getattr(bpy.data, name)) for name in names},
        "file": bpy.data.filepath,
        "frame": scene.frame_current,
        "selected": [thing.name for thing in bpy.context.view_layer.objects.selected],
        "active": bpy.context.view_layer.objects.active.name,
        "engine": scene.render.engine,
        "format": scene.render.image_settings.file_format,
    }


def test_planning_leaves_the_session_alone(edit: Any, character: Any) -> None:
    edit.frame_set(7)
    before = _snapshot()
    specs.turntable_spec("Mia", character, edit)
    assert _snapshot() == before


def test_cancel_ends_the_second_blender_and_keeps_nothing(edit: Any, character: Any, film: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.blend"
    save_copy(copy)
    spec = _small(specs.turntable_spec("Mia", character, edit), frame_end=2000)

    async def run() -> None:
        first_frame = asyncio.Event()
        task = asyncio.create_task(runner.film(COMMAND, copy, [spec], film.store, lambda *_: first_frame.set()))
        await first_frame.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert film.store.find(spec.key) is None
    assert [p.name for p in film.store.folder.captures.iterdir()] == []
    assert not _children_with(str(copy)), "the second Blender lives on"


def _children_with(text: str) -> list[str]:
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    found = []
    for pid in (name for name in os.listdir("/proc") if name.isdigit()):
        try:
            words = Path("/proc", pid, "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "worker.py" in words and text in words:
            found.append(pid)
    return found


def test_what_was_filmed_is_found_again_and_a_lost_file_is_not(edit: Any, character: Any, film: Any) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit))
    reference = film(spec)
    again = CaptureStore(film.store.folder)
    assert again.find(spec.key) == reference
    film.path(reference).unlink()
    assert again.find(spec.key) is None


def test_a_damaged_index_is_set_aside(edit: Any, character: Any, film: Any) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit))
    film(spec)
    index = film.store.folder.captures / "index.json"
    index.write_text('{"broken')
    assert film.store.find(spec.key) is None
    assert index.with_suffix(".json.damaged").is_file()


def _change_mesh(character: Any) -> None:
    character.objects["body"].data.vertices[0].co.x += 0.2


def _change_material(character: Any) -> None:
    tree = character.objects["head"].data.materials[0].node_tree
    shader = next(n for n in tree.nodes if n.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (0, 0, 1, 1)


def _change_modifier(character: Any) -> None:
    character.objects["body"].modifiers.new("Bevel", "BEVEL").width = 0.05


def _change_pose(character: Any) -> None:
    bone = character.objects["Rig"].pose.bones["spine"]
    bone.rotation_mode = "XYZ"
    bone.rotation_euler = (0.3, 0, 0)
    bpy.context.view_layer.update()


def _change_action(character: Any) -> None:
    rig = character.objects["Rig"]
    rig.location.x += 1
    rig.keyframe_insert("location", frame=1)


@pytest.mark.parametrize("change", [_change_mesh, _change_material, _change_modifier, _change_pose, _change_action])
def test_the_key_follows_what_the_character_looks_like(edit: Any, character: Any, change: Any) -> None:
    before = key.of_collection(character, SPAN, ())
    change(character)
    assert key.of_collection(character, SPAN, ()) != before


def test_the_key_ignores_the_playhead_and_the_session(edit: Any, character: Any, tmp_path: Path) -> None:
    rig = character.objects["Rig"]
    rig.keyframe_insert("location", frame=1)
    rig.location.x += 2
    rig.keyframe_insert("location", frame=20)
    edit.frame_set(1)
    before = key.of_collection(character, SPAN, ("settings",)), key.of_scene(edit, SPAN, ())
    edit.frame_set(15)
    assert (key.of_collection(character, SPAN, ("settings",)), key.of_scene(edit, SPAN, ())) == before
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "film.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "film.blend"))
    again = bpy.data.collections["Mia"]
    assert (key.of_collection(again, SPAN, ("settings",)), key.of_scene(bpy.data.scenes["Scene"], SPAN, ())) == before
    assert key.of_collection(again, SPAN, ("other settings",)) != before[0]


def test_instances_are_filmed_too(edit: Any, character: Any, film: Any) -> None:
    """A character that is a collection instance, as linked characters are."""
    holder = bpy.data.collections.new("Holder")
    edit.collection.children.link(holder)
    instance = bpy.data.objects.new("Mia instance", None)
    instance.instance_type, instance.instance_collection = "COLLECTION", character
    holder.objects.link(instance)
    bpy.context.view_layer.update()
    reference = film(_small(specs.turntable_spec("Mia", holder, edit)))
    first = _frames(film.path(reference))[0]
    different = np.abs(first - first[2, 2]).sum(axis=2) > 40
    assert 0.6 < np.flatnonzero(different.any(axis=1)).size / SIZE[1] < 0.9
