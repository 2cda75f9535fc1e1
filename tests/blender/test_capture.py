# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Capture films what it was told to, out of a copy, and leaves the artist's session alone."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest
from capture_scenes import BLUE, GREEN, RED, bind, box, collection, figure, frames_of, look, rig

from addon.blender.capture import runner, specs
from addon.blender.capture.copy import save_copy
from addon.blender.capture.store import CaptureStore
from addon.blender.engine.capturer import Capturer
from addon.core.blender_process import BlenderCommand, WorkerError
from addon.core.errors import AnimaticError
from addon.core.files import FilmFolder
from addon.core.models import CaptureSpec, MediaKind, Rate, Reference, Shot
from addon.second import timing

SIZE = (320, 180)
FRAMES = 16
COMMAND = BlenderCommand(sys.executable, is_module=True)


@pytest.fixture
def character(edit: bpy.types.Scene) -> Any:
    """A rigged figure in a collection of its own, far from the middle of a blue set."""
    armature = rig("Rig")
    body, head = figure("body", RED), box("head", (0.4, 0.4, 0.4), (0, 0, 2.0), GREEN)
    bind(body, armature)
    bind(head, armature)
    made = collection("Mia", armature, body, head)
    armature.location = (7, 3, 0)
    edit.collection.objects.link(box("set", (20, 20, 0.1), (0, 0, -2), BLUE))
    bpy.context.view_layer.objects.active = armature
    bpy.context.view_layer.update()
    return made


class Film:
    """Saves a copy of the session and films specs out of it."""

    def __init__(self, folder: Path) -> None:
        self.copy = folder / "copies" / "copy.blend"
        self.store = CaptureStore(FilmFolder(folder / "film.blend"))
        self.told: list[tuple[str, int, int]] = []

    def all(self, specs: Sequence[CaptureSpec], command: BlenderCommand = COMMAND) -> list[Reference]:
        save_copy(self.copy)
        told = lambda key, done, total: self.told.append((key, done, total))  # noqa: E731
        return asyncio.run(runner.film(command, self.copy, specs, self.store, told))

    def __call__(self, spec: CaptureSpec, command: BlenderCommand = COMMAND) -> Reference:
        return self.all([spec], command)[0]

    def frames(self, reference: Reference) -> list[Any]:
        return frames_of(self.store.folder.resolve(reference.path))


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return Film(tmp_path)


def _small(spec: CaptureSpec, **changes: Any) -> CaptureSpec:
    frames = {"frame_end": spec.frame_start + FRAMES} if spec.media_kind is MediaKind.VIDEO else {}
    return spec.model_copy(update={"width": SIZE[0], "height": SIZE[1], **frames, **changes})


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


def _numbers(frames: list[Any]) -> list[int]:
    """What the ten bars of `numbered_scene` say in frames of 320 x 180."""
    found = []
    for frame in frames:
        bars = (frame[90, int((bit + 0.5) * 32)].mean() > 127 for bit in range(10))
        found.append(sum(int(bar) << bit for bit, bar in enumerate(bars)))
    return found


# What comes out.


def test_a_turntable_shows_the_whole_character_in_its_own_colours(edit: Any, character: Any, film: Film) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit))
    reference = film(spec)

    assert (reference.width, reference.height) == SIZE
    assert reference.kind is MediaKind.VIDEO
    assert reference.media_type == "video/mp4"
    assert reference.fps == pytest.approx(24)
    assert not reference.has_alpha
    assert not reference.has_audio
    assert film.told == [(spec.key, done, FRAMES) for done in range(1, FRAMES + 1)]
    looks = [look(frame) for frame in film.frames(reference)]
    assert len(looks) == FRAMES
    for seen in looks:
        assert not seen.cut
        assert seen.plain
        assert 0.70 <= seen.height <= 0.88
        assert seen.shows(RED, 0.4)
        assert seen.shows(GREEN, 0.05)
        assert not seen.shows(BLUE, 0.02), "the set is in the picture"


def test_a_linked_scene_is_filmed_also_where_the_film_has_one_of_its_name(
    edit: Any, film: Film, tmp_path: Path
) -> None:
    _camera(edit, "Camera", (0, 0, 3))
    edit.render.engine, edit.display.shading.color_type = "BLENDER_WORKBENCH", "OBJECT"
    floor = box("floor", (20, 20, 0.1), (0, 0, -2))
    floor.color = (*RED, 1)
    edit.collection.objects.link(floor)
    library = str(tmp_path / "set.blend")
    bpy.ops.wm.save_as_mainfile(filepath=library, copy=True)
    floor.color = (*BLUE, 1)
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.scenes = [edit.name]
    linked = wanted.scenes[0]
    strips = edit.sequence_editor.strips
    strips.new_scene(name="linked", scene=linked, channel=1, frame_start=1)  # without a user it is not saved

    one, other = (specs.still_spec(_shot("Camera", scene=scene.name_full), "320x180") for scene in (edit, linked))
    pictures = [film.frames(reference)[0] for reference in film.all([one, other])]

    assert [int(picture[90, 160].argmax()) for picture in pictures] == [2, 0]


def test_a_turntable_is_short_and_has_the_scenes_rate_where_a_file_may(edit: Any, character: Any) -> None:
    for fps, base, file_fps in (
        (24, 1.0, 24.0),
        (25, 1.0, 25.0),
        (24, 1.001, 23.976),
        (60, 1.0, 24.0),
        (12, 1.0, 24.0),
    ):
        edit.render.fps, edit.render.fps_base = fps, base
        spec = specs.turntable_spec("Mia", character, edit)
        assert float(spec.rate.fraction) == pytest.approx(file_fps, abs=0.001)
        assert spec.seconds == pytest.approx(3, abs=0.02)
        assert spec.scene_step * float(spec.rate.fraction) == pytest.approx(fps / base)


def test_a_still_looks_through_its_shots_camera_whatever_the_markers_say(edit: Any, character: Any, film: Film) -> None:
    _camera(edit, "Right", (7, 3, 12))
    elsewhere = _camera(edit, "Elsewhere", (0, 0, 12), down=False)
    edit.timeline_markers.new("A", frame=1).camera = elsewhere
    edit.render.engine = "BLENDER_WORKBENCH"
    edit.render.film_transparent = True
    edit.render.resolution_percentage = 50
    edit.render.use_border, edit.render.border_max_x = True, 0.5
    reference = film(specs.still_spec(_shot("Right"), "320x180"))

    path = film.store.folder.resolve(reference.path)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == SIZE
        assert stream.pix_fmt == "rgb24", "a first frame must have no alpha"
    assert film.frames(reference)[0].std() > 3, "the camera that looks at nothing was used"


def test_a_still_shows_the_first_frame_of_its_shot(edit: Any, numbered_scene: Any, film: Film) -> None:
    numbered_scene("Numbers", 1, 40).frame_set(33)
    shot = _shot("Numbers camera", scene="Numbers", scene_frame_start=21)
    assert _numbers(film.frames(film(specs.still_spec(shot, "320x180")))) == [21]


def test_a_clip_has_its_range_and_no_strips(edit: Any, numbered_scene: Any, film: Film, movie: Any) -> None:
    scene = numbered_scene("Numbers", 1, 40)
    scene.sequence_editor_create().strips.new_movie(
        name="in the way", filepath=str(movie(24)), channel=1, frame_start=1
    )
    shot = _shot("Numbers camera", scene="Numbers", frame_start=5, frame_end=17, scene_frame_start=5)
    reference = film(specs.clip_spec(shot, "321x181"))
    assert (reference.width, reference.height) == (320, 180), "H.264 needs even sides"
    assert _numbers(film.frames(reference)) == list(range(5, 17))


@pytest.mark.parametrize(
    ("changes", "numbers", "fps"),
    [
        ({"rate": Rate(fps=12)}, [n for n in range(5, 11) for _ in range(2)], 24),
        ({"rate": Rate(fps=8)}, [n for n in range(5, 11) for _ in range(2)], 16),
        ({"rate": Rate(fps=120)}, [5, 7, 9], 60),
        ({"scene_step": 2.0}, [5, 7, 9, 11, 13, 15], 24),
        ({"scene_step": 0.5}, [5, 5, 6, 6, 7, 7], 24),
        ({"rate": Rate(fps=24, base=1.001)}, [5, 6, 7, 8, 9, 10], 23.976),
    ],
)
def test_a_clip_plays_as_long_as_its_shot_at_a_rate_that_is_taken(
    edit: Any, numbered_scene: Any, film: Film, changes: dict[str, Any], numbers: list[int], fps: float
) -> None:
    numbered_scene("Numbers", 1, 40)
    shot = _shot("Numbers camera", scene="Numbers", frame_end=7, scene_frame_start=5, **changes)
    reference = film(specs.clip_spec(shot, "320x180"))
    assert reference.fps == pytest.approx(fps, abs=0.01)
    assert reference.seconds == pytest.approx(float(shot.seconds), abs=0.001)
    assert _numbers(film.frames(reference)) == numbers


def test_time_remapping_stays_within_what_blender_takes(edit: Any) -> None:
    for step in (0.1, 1 / 3, 23.976 / 24, 2.5, 7.31):
        scene = bpy.data.scenes.new("Remapped")
        capture = {"frame_start": 1001, "frame_end": 1011, "scene_step": step, "rate": {"fps": 24, "base": 1.0}}
        timing.film(scene, capture)
        moments = [timing.scene_frame(scene, frame) for frame in timing.frames(scene)]
        assert np.allclose(moments, [1001 + n * step for n in range(10)], atol=0.01)


def test_a_still_in_a_list_with_turntables_looks_as_it_does_alone(edit: Any, character: Any, film: Film) -> None:
    """Turntables give materials their nodes' colours; the scene's own look is the artist's viewport colours."""
    _camera(edit, "Top", (7, 3, 12))
    edit.render.engine = "BLENDER_WORKBENCH"
    turntable = _small(specs.turntable_spec("Mia", character, edit), frame_end=edit.frame_start + 2)
    still = specs.still_spec(_shot("Top"), "320x180")
    clip = specs.clip_spec(_shot("Top", frame_end=3), "320x180")
    alone, alone_clip = film(still), film(clip)
    again = runner._Crew(film.store, lambda *_: None, [])
    again.parts = [(spec, film.copy.with_name(f"{n}.{e}")) for n, (spec, e) in enumerate(
        ((turntable, "mp4"), (clip, "mp4"), (still, "png")))]  # fmt: skip
    asyncio.run(again.film(COMMAND, film.copy, {}))
    assert again.filmed[2].sha256 == alone.sha256
    assert np.abs(film.frames(again.filmed[1])[0] - film.frames(alone_clip)[0]).mean() < 1


def test_a_rig_driven_by_python_moves_in_the_copy_as_in_the_session(edit: Any, film: Film) -> None:
    """Blender runs such drivers only in files that it trusts; the copy is trusted as the film is."""
    edit.render.engine = "BLENDER_WORKBENCH"
    thing = box("Driven", (2, 2, 2), (0, 0, 0), RED)
    collection("Driven", thing)
    driver = thing.driver_add("location", 0).driver
    driver.expression = "max([frame]) * 10 - 50"  # a list: more than Blender works out without Python
    _camera(edit, "Top", (0, 0, 12))
    edit.frame_set(1)
    picture = film.frames(film(specs.still_spec(_shot("Top", scene_frame_start=5), "320x180")))[0]
    assert np.abs(picture[90, 160] - picture[2, 2]).sum() > 40, "it stands where it was saved"


def test_a_file_tells_nothing_about_the_machine(edit: Any, character: Any, film: Film, tmp_path: Path) -> None:
    """Blender writes the film's path, host and date into pictures and movies; these go to a provider."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "secret project.blend"))
    _camera(edit, "Right", (7, 3, 12))
    edit.render.use_stamp_hostname = True
    edit.render.engine = "BLENDER_WORKBENCH"
    still = specs.still_spec(_shot("Right"), "320x180")
    for reference in film.all([still, specs.clip_spec(_shot("Right", frame_end=3), "320x180")]):
        data = film.store.folder.resolve(reference.path).read_bytes()
        for word in (b"secret", str(tmp_path).encode(), b"copy.blend", b"Date", b"RenderTime", b"Right"):
            assert word not in data


# What goes wrong.


@pytest.mark.parametrize(
    ("change", "code"), [({"camera": "Nobody"}, "camera_missing"), ({"scene": "Nowhere"}, "scene_missing")]
)
def test_what_is_missing_is_said_in_a_sentence(
    edit: Any, character: Any, film: Film, change: dict[str, Any], code: str
) -> None:
    _camera(edit, "Right", (7, 3, 12))
    spec = specs.still_spec(_shot("Right"), "320x180").model_copy(update=change)
    with pytest.raises(AnimaticError) as caught:
        film(spec)
    assert caught.value.code == code
    assert caught.value.user_fault
    assert caught.value.next_step


def test_a_collection_that_is_gone_is_said_in_a_sentence(edit: Any, character: Any, film: Film) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit), collection="Nobody")
    with pytest.raises(AnimaticError, match="The collection of Mia is gone") as caught:
        film(spec)
    assert caught.value.user_fault


def test_a_shot_without_a_camera_is_refused_before_filming(edit: Any) -> None:
    with pytest.raises(AnimaticError, match="SH010 has no camera"):
        specs.still_spec(_shot(""), "320x180")


@pytest.mark.parametrize("hidden", [False, True])
def test_a_collection_without_anything_to_see_is_refused_before_filming(edit: Any, hidden: bool) -> None:
    made = collection("Nobody", bpy.data.objects.new("Empty", None))
    if hidden:
        thing = figure("Hidden")
        thing.hide_render = True
        made.objects.link(thing)
    with pytest.raises(AnimaticError, match="is empty") as caught:
        specs.turntable_spec("Mia", made, edit)
    assert caught.value.code == "collection_empty"


def test_a_collection_that_renders_nothing_is_refused_by_the_worker(edit: Any, character: Any, film: Film) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit))
    for thing in character.objects:
        thing.hide_render = True
    with pytest.raises(AnimaticError, match="shows nothing") as caught:
        film(spec)
    assert caught.value.code == "collection_empty"


def test_what_was_filmed_before_a_failure_is_kept(edit: Any, character: Any, film: Film) -> None:
    _camera(edit, "Right", (7, 3, 12))
    edit.render.engine = "BLENDER_WORKBENCH"
    good = [_small(specs.still_spec(_shot("Right", scene_frame_start=frame), "320x180")) for frame in (1, 2)]
    bad = good[0].model_copy(update={"camera": "Nobody", "key": "bad"})
    with pytest.raises(AnimaticError, match="camera"):
        film.all([*good, bad])
    kept = [film.store.find(spec.key) for spec in good]
    assert sum(reference is not None for reference in kept) >= 1
    assert film.store.find("bad") is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("kind", ["turntable", "still"])
def test_a_file_that_did_not_come_out_whole_is_never_taken(
    edit: Any, character: Any, film: Film, tmp_path: Path, kind: str
) -> None:
    """A limit on file sizes ends the writing as a full disk does."""
    limited = tmp_path / "limited"
    limited.write_text(f'#!/bin/bash\nulimit -f 4\nexec {sys.executable} "$@"\n')
    limited.chmod(0o755)
    _camera(edit, "Right", (7, 3, 4))
    edit.render.engine = "BLENDER_WORKBENCH"
    if kind == "turntable":
        spec = _small(specs.turntable_spec("Mia", character, edit), width=640, height=360)
    else:
        spec = specs.still_spec(_shot("Right"), "1280x720")
    with pytest.raises(AnimaticError) as caught:
        film(spec, BlenderCommand(str(limited), is_module=True))
    assert caught.value.user_message
    assert film.store.find(spec.key) is None
    assert [p.name for p in film.store.folder.captures.iterdir()] == []


# What is left alone.


def test_saving_the_copy_leaves_the_session_alone(edit: Any, character: Any, tmp_path: Path) -> None:
    picture = bpy.data.images.new("Painted", 4, 4)
    saved = tmp_path / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(saved))
    picture.pixels[0] = 0.5
    calls: list[str] = []
    handler = lambda *_: calls.append("saved")  # noqa: E731
    bpy.app.handlers.save_pre.append(handler)
    bpy.app.handlers.save_post.append(handler)
    edit.frame_set(7)
    bpy.ops.ed.undo_push(message="before")
    before = _snapshot()
    copy = tmp_path / "copies" / "copy.blend"
    save_copy(copy)
    assert calls == [], "another add-on took the copy for a save"
    assert _snapshot() == before
    assert picture.is_dirty
    assert picture.filepath == ""
    assert handler in bpy.app.handlers.save_post
    bpy.app.handlers.save_pre.remove(handler)
    bpy.app.handlers.save_post.remove(handler)
    note = json.loads(copy.with_name("copy.blend.json").read_text())
    assert note["scripts"] is True
    assert (copy.parent / note["pictures"]["Painted"]).is_file()
    edit.frame_set(9)
    bpy.ops.ed.undo_push(message="after")
    bpy.ops.ed.undo()
    assert bpy.context.scene.frame_current == 7, "saving the copy cost an undo step"


def test_a_copy_that_cannot_be_written_is_said_in_a_sentence(edit: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AnimaticError, match="could not be written") as caught:
        save_copy(tmp_path / "file" / "copy.blend")
    assert "Make room" in caught.value.next_step


def _snapshot() -> dict[str, Any]:
    names = ("scenes", "objects", "meshes", "collections", "cameras", "lights", "worlds", "materials", "actions")
    scene = bpy.context.scene
    return {
        **{name: sorted(block.name for block in getattr(bpy.data, name)) for name in names},
        "file": bpy.data.filepath,
        "dirty": bpy.data.is_dirty,
        "frame": scene.frame_current,
        "range": (scene.frame_start, scene.frame_end),
        "selected": [thing.name for thing in bpy.context.view_layer.objects.selected],
        "active": bpy.context.view_layer.objects.active.name,
        "engine": scene.render.engine,
        "format": scene.render.image_settings.file_format,
        "path": scene.render.filepath,
        "colours": [tuple(material.diffuse_color) for material in bpy.data.materials],
        "hidden": [(thing.hide_viewport, thing.hide_render, thing.display_type) for thing in bpy.data.objects],
    }


def test_planning_leaves_the_session_alone(edit: Any, character: Any) -> None:
    _camera(edit, "Right", (7, 3, 12))
    edit.frame_set(7)
    before = _snapshot()
    specs.turntable_spec("Mia", character, edit)
    specs.still_spec(_shot("Right"), "320x180")
    specs.clip_spec(_shot("Right"), "320x180")
    assert _snapshot() == before


def test_cancel_ends_the_second_blenders_and_keeps_nothing(edit: Any, character: Any, film: Film) -> None:
    save_copy(film.copy)
    spec = _small(specs.turntable_spec("Mia", character, edit), frame_end=2000)
    other = spec.model_copy(update={"key": "other"})

    async def run() -> None:
        first_frame = asyncio.Event()
        filming = runner.film(COMMAND, film.copy, [spec, other], film.store, lambda *_: first_frame.set())
        task = asyncio.create_task(filming)
        await first_frame.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not _children_with("worker.py"), "a second Blender lives on"

    asyncio.run(run())
    assert film.store.find(spec.key) is None
    assert [p.name for p in film.store.folder.captures.iterdir()] == []


@pytest.mark.parametrize("faults", [1, 2])
def test_a_fault_of_the_second_blender_is_met_by_one_more(edit: Any, character: Any, film: Film, faults: int) -> None:
    """What it had filmed is kept; one that falls again is told, and not begun for ever."""
    save_copy(film.copy)
    first = _small(specs.turntable_spec("Mia", character, edit), frame_end=2)
    second = first.model_copy(update={"key": "second", "frame_end": 24})  # long enough to be struck at its first frame
    struck: set[str] = set()

    def strike(key: str, *_: int) -> None:
        for pid in _children_with("worker.py") if key == "second" and len(struck) < faults else ():
            struck.add(pid)
            os.kill(int(pid), signal.SIGSEGV)

    parts = [(spec, film.copy.with_name(f"{spec.key}.mp4")) for spec in (first, second)]
    crew = runner._Crew(film.store, strike, parts)
    if faults == 1:
        asyncio.run(crew.film(COMMAND, film.copy, {}))
    else:
        with pytest.raises(WorkerError, match="signal 11"):
            asyncio.run(crew.film(COMMAND, film.copy, {}))
    assert len(struck) == faults
    assert film.store.find(first.key) is not None
    assert (film.store.find("second") is not None) == (faults == 1)
    assert all(not reference.remark for reference in crew.filmed.values()), "it drew well: Cycles was not needed"


def test_what_is_short_is_told_while_the_rest_is_filmed_and_outlives_its_blender(
    edit: Any, character: Any, film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # one second Blender: its own order
    _camera(edit, "Top", (7, 3, 12))
    long = _small(specs.turntable_spec("Mia", character, edit))
    short = long.model_copy(update={"key": "short", "frame_end": long.frame_start + 2})
    still = _small(specs.still_spec(_shot("Top"), "320x180"))
    wanted = [long, short, still]
    save_copy(film.copy)
    capturer = Capturer(film.store.folder, COMMAND)
    capturer.use_copy(film.copy, wanted)
    seen: list[tuple[str, str]] = []
    struck: set[str] = set()

    def frame(key: str, *_: int) -> None:
        seen.append(("frame", key))
        for pid in _children_with("worker.py") if key == long.key and len(struck) < 2 else ():
            struck.add(pid)
            os.kill(int(pid), signal.SIGSEGV)

    def filmed(key: str, reference: Reference) -> None:
        assert film.store.find(key) == reference, "it is told before it is there"
        seen.append(("filmed", key))

    def told() -> list[str]:
        return [key for what, key in seen if what == "filmed"]

    with pytest.raises(WorkerError, match="signal 11"):
        asyncio.run(capturer.film(wanted, frame, filmed))
    assert told() == [still.key, short.key]
    assert seen.index(("filmed", still.key)) < seen.index(("frame", short.key))
    assert seen.index(("filmed", short.key)) < seen.index(("frame", long.key))

    seen.clear()
    references = asyncio.run(capturer.film(wanted, frame, filmed))
    assert [reference.sha256 for reference in references] == [film.store.find(s.key).sha256 for s in wanted]  # type: ignore[union-attr]
    assert (seen[:2], told()[2:]) == ([("filmed", short.key), ("filmed", still.key)], [long.key])
    assert {key for what, key in seen if what == "frame"} == {long.key}, "what is there was filmed again"


def _children_with(text: str) -> list[str]:
    """Processes that this one started and whose command has `text`; a child is a session of its own."""
    if not sys.platform.startswith("linux"):
        pytest.skip("reads /proc")
    found = []
    for pid in (name for name in os.listdir("/proc") if name.isdigit()):
        try:
            words = Path("/proc", pid, "cmdline").read_bytes().decode(errors="replace")
            parent = int(Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if text in words and parent == os.getpid():
            found.append(pid)
    return found


# What is not filmed again.


def test_what_was_filmed_is_found_again_and_a_lost_file_is_not(edit: Any, character: Any, film: Film) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit), frame_end=3)
    reference = film(spec)
    again = CaptureStore(film.store.folder)
    assert again.find(spec.key) == reference
    film.store.folder.resolve(reference.path).unlink()
    assert again.find(spec.key) is None


def test_a_known_capture_starts_no_blender(edit: Any, character: Any, film: Film) -> None:
    spec = _small(specs.turntable_spec("Mia", character, edit), frame_end=3)
    reference = film(spec)
    capturer = Capturer(film.store.folder, BlenderCommand("/nowhere/blender", is_module=False))
    assert asyncio.run(capturer.film([spec], lambda *_: None, lambda *_: None)) == [reference]
