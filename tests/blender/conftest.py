# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests inside Blender: a clean session with the extension registered, numbered movies, read frames."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

# Before bpy starts: one software-GL thread (two cores are shared).
os.environ.setdefault("LP_NUM_THREADS", "1")

import av
import bpy
import canvas
import numpy as np
import pytest

import addon

BITS = 10
WIDTH, HEIGHT = 160, 96


@pytest.fixture(autouse=True)
def _paid_nothing_today(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test pays, or agrees to, does not use up the next one's cap."""
    monkeypatch.setenv("ANIMATIC_STATE_DIR", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def edit() -> Iterator[bpy.types.Scene]:
    """The scene of an empty factory file, 24 fps, 160 x 96, Standard view, with the extension registered."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    addon.register()
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 24, 1.0
    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Standard"
    scene.sequence_editor_create()
    yield scene
    canvas.forget_keys()
    addon.unregister()


@pytest.fixture(scope="session")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`movie(frames, rate, sound=True, size=(160, 96), beep=None)`: an H.264 MP4 whose frames show their number as ten
    black or white bars, the lowest bit on the left. `beep` seconds: one click there in silence, else a steady tone."""
    folder = tmp_path_factory.mktemp("movies")
    made: dict[tuple[Any, ...], Path] = {}

    def make(
        frames: int,
        rate: int | Fraction = 24,
        *,
        sound: bool = True,
        size: tuple[int, int] = (WIDTH, HEIGHT),
        beep: float | None = None,
    ) -> Path:
        key = (frames, rate, sound, size, beep)
        if key not in made:
            made[key] = folder / f"{len(made)}.mp4"
            _write(made[key], frames, Fraction(rate), sound, size, beep)
        return made[key]

    return make


def _write(path: Path, frames: int, rate: Fraction, sound: bool, size: tuple[int, int], beep: float | None) -> None:
    width, height = size
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=rate, options={"crf": "8", "preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = container.add_stream("aac", rate=48000, layout="stereo") if sound else None
        for number in range(frames):
            picture = np.zeros((height, width, 3), np.uint8)
            for bit in range(BITS):
                if number >> bit & 1:
                    picture[:, bit * width // BITS : (bit + 1) * width // BITS] = 255
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(video.encode())
        if audio:
            _write_sound(container, audio, float(frames / rate), beep)


def _write_sound(container: Any, audio: Any, seconds: float, beep: float | None) -> None:
    times = np.arange(int(seconds * 48000)) / 48000
    wave = 0.4 * np.sin(times * 2 * np.pi * 440)
    if beep is not None:
        wave *= (times >= beep) & (times < beep + 0.05)
    for first in range(0, len(wave), 1024):
        part = np.tile(wave[first : first + 1024].astype(np.float32), (2, 1))
        frame = av.AudioFrame.from_ndarray(part, "fltp", "stereo")
        frame.sample_rate, frame.pts = 48000, first
        container.mux(audio.encode(frame))
    container.mux(audio.encode())


@pytest.fixture
def shown(tmp_path: Path) -> Callable[..., list[int]]:
    """`shown(edit, start, end)`: the numbers that the rendered frames `start`..`end` (exclusive) show."""

    def render(edit: bpy.types.Scene, start: int, end: int) -> list[int]:
        from addon.second import compat

        target = tmp_path / "shown.mp4"
        compat.movie_output(edit.render, quality="PERC_LOSSLESS", preset="REALTIME")
        edit.render.filepath = str(target)
        before = edit.frame_start, edit.frame_end
        edit.frame_start, edit.frame_end = start, end - 1
        bpy.ops.render.render(animation=True, scene=edit.name)
        edit.frame_start, edit.frame_end = before
        with av.open(str(target)) as container:
            return [number_of(frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]

    return render


@pytest.fixture
def numbered_scene() -> Callable[..., bpy.types.Scene]:
    """`numbered_scene(name, start, end, fps=24)`: a scene whose camera sees its frame's number as ten bars."""

    def make(name: str, start: int, end: int, fps: int = 24) -> bpy.types.Scene:
        scene = bpy.data.scenes.new(name)
        scene.frame_start, scene.frame_end, scene.render.fps = start, end, fps
        scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
        scene.render.engine = "BLENDER_WORKBENCH"
        scene.display.render_aa = "OFF"
        scene.display.shading.light, scene.display.shading.color_type = "FLAT", "OBJECT"
        scene.view_settings.view_transform = "Standard"
        camera = bpy.data.cameras.new(name)
        camera.type, camera.ortho_scale = "ORTHO", BITS
        scene.camera = bpy.data.objects.new(f"{name} camera", camera)
        scene.camera.location = (BITS / 2, 0, 10)
        scene.collection.objects.link(scene.camera)
        for bit in range(BITS):
            scene.collection.objects.link(_bar(bit, end))
        return scene

    return make


def _bar(bit: int, last: int) -> bpy.types.Object:
    """A white bar that lies before the camera on the frames whose number has this bit, behind it on the others."""
    mesh = bpy.data.meshes.new("bar")
    mesh.from_pydata([(0, -5, 0), (1, -5, 0), (1, 5, 0), (0, 5, 0)], [], [(0, 1, 2, 3)])
    bar = bpy.data.objects.new("bar", mesh)
    bar.location.x = bit
    for frame in range(0, last + 2):
        if frame == 0 or (frame >> bit & 1) != (frame - 1 >> bit & 1):
            bar.location.z = 0 if frame >> bit & 1 else 100
            bar.keyframe_insert("location", index=2, frame=frame)
    for curve in _curves(bar):
        for key in curve.keyframe_points:
            key.interpolation = "CONSTANT"
    return bar


def _curves(owner: bpy.types.Object) -> list[Any]:
    layers = owner.animation_data.action.layers
    return [curve for layer in layers for strip in layer.strips for bag in strip.channelbags for curve in bag.fcurves]


def number_of(picture: Any) -> int:
    """The number that the bars of a picture show."""
    height, width, _ = picture.shape
    bars = (picture[height // 2, int((bit + 0.5) * width / BITS)].mean() > 127 for bit in range(BITS))
    return sum(int(bar) << bit for bit, bar in enumerate(bars))
