# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad takes as files: each fault is made into a real MP4, decoded with what Blender bundles, and told; and what only
looks like one is not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import bpy
import numpy as np
import pytest
from street_film import FRAMES, RATE, SIZE, camera, film_take, pan, street

from addon.blender.engine.session import blender_command
from addon.core.blender_process import run_worker


def write(file: Path, pictures: Sequence[Any], *, times: Sequence[int] | None = None, sound: Any = None) -> Path:
    """An MP4 of pictures (height, width, 3); `times`: frames of 1 / 24 s at which each is shown, else one after the
    other; `sound`: samples (n,) of 48 kHz, for both ears."""
    height, width, _ = pictures[0].shape
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        voice = container.add_stream("aac", rate=48000) if sound is not None else None
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
            frame.pts, frame.time_base = (times or range(len(pictures)))[number], Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if voice is not None:
            for begin in range(0, len(sound) - 1023, 1024):
                part = np.repeat(sound[None, begin : begin + 1024], 2, axis=0).astype(np.float32)
                heard = av.AudioFrame.from_ndarray(part, "fltp", layout="stereo")
                heard.rate, heard.pts = 48000, begin
                container.mux(voice.encode(heard))
            container.mux(voice.encode())
    return file


def png(file: Path, picture: Any) -> Path:
    with av.open(str(file), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.height, stream.width = picture.shape[:2]
        stream.pix_fmt = "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")))
        container.mux(stream.encode())
    return file


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is said of each take: all are judged in one go against a pan."""
    folder = tmp_path_factory.mktemp("bad takes")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    street(scene)
    clip = film_take(scene, camera(scene, "Pan", pan), folder / "pan.mp4")
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "film.blend"))
    with av.open(str(clip)) as container:
        good = np.array([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])
    assert len(good) == FRAMES
    takes = _made(folder, good)
    plan = {
        "scene": scene.name, "camera": "Pan", "frame_start": 1, "step": 1.0, "frames": FRAMES, "rate": RATE,
        "size": SIZE, "cast": {}, "holds": (0, 0),
    }  # fmt: skip
    common = {"size": SIZE, "fps": RATE, "head": 0.0, "speed": 1.0, "asked": 2.0, "got": 2.0, "sound": False}
    common = {**common, "begins": "", "one_shot": True}
    shot = {
        "geometry": str(folder / "pan.npz"),
        "plan": plan,
        "takes": [{**common, "id": name, **facts} for name, facts in takes.items()],
    }
    job = {"blend": str(folder / "film.blend"), "shots": [shot]}
    found: dict[str, Any] = asyncio.run(run_worker(blender_command(), "judge", job, timeout=240))["judged"]
    return found


def _made(folder: Path, good: Any) -> dict[str, dict[str, Any]]:
    """The takes by name: their files, and what else was asked and got."""

    def take(name: str, pictures: Any, *, times: Sequence[int] | None = None, sound: Any = None, **facts: Any) -> None:
        found[name] = {"file": str(write(folder / f"{name}.mp4", pictures, times=times, sound=sound)), **facts}

    found: dict[str, dict[str, Any]] = {}
    seconds = np.arange(2 * 48000) / 48000
    frozen, dark, bars, flash = (good.copy() for _ in range(4))
    frozen[18:33] = good[18]
    dark[30:39] = 2
    bars[:, :22] = bars[:, -22:] = 4
    flash[24] = 255
    other = np.roll(good[:, ::-1, ::-1], 40, axis=2)
    take("good", good)
    take("frozen", frozen)
    take("black", dark)
    take("bars", bars)
    take("silent", good, sound=np.zeros_like(seconds), sound_asked=True)
    take("clipped", good, sound=np.clip(4 * np.sin(2 * np.pi * 220 * seconds), -1, 1), sound_asked=True)
    take("heard", good, sound=0.3 * np.sin(2 * np.pi * 220 * seconds), sound_asked=True)
    take("short", good[:24], got=1.0)
    take("cut", np.concatenate([good[:24], other[24:]]))
    take("flash", flash)
    ramp = np.minimum(np.arange(FRAMES) / 12, 1)[:, None, None, None]
    grainy = np.clip(good + np.random.default_rng(1).normal(0, 6, good.shape), 0, 255)
    take("fades in", (grainy * ramp).astype(np.uint8))
    take("fades out", (grainy * ramp[::-1]).astype(np.uint8))
    take("fades in and cuts", (np.concatenate([good[:24], other[24:]]) * ramp).astype(np.uint8))
    take("still", good[:1].repeat(FRAMES, axis=0))
    take("single", good[:1], got=1 / RATE)
    kept = [n for n in range(FRAMES) if n % 7 not in (2, 3)]
    take("uneven", good[kept], times=kept, fps=RATE * len(kept) / FRAMES)
    take("begun", good, begins=str(png(folder / "first.png", good[0])))
    take("begun otherwise", good, begins=str(png(folder / "other.png", other[0])))
    for facts in found.values():
        facts["sound"] = facts.pop("sound_asked", False)
    return found


FAULTS = {
    "good": ("follows", []),
    "frozen": ("", ["frozen from"]),
    "black": ("", ["black from"]),
    "bars": ("follows", ["has black bars above and below"]),
    "silent": ("follows", ["is silent although sound was asked for"]),
    "clipped": ("follows", ["sound is clipped"]),
    "heard": ("follows", []),
    "short": ("", ["is 1.0 s long, 2.0 s were asked for"]),
    "flash": ("follows", []),
    "fades in": ("follows", ["black from 0.0"]),
    "fades out": ("follows", []),
    "still": ("departs", ["nothing moves in it"]),
    "single": ("unsure", ["is 0.0 s long, 2.0 s were asked for"]),
    "uneven": ("follows", []),
    "begun": ("follows", []),
    "begun otherwise": ("follows", ["first frame differs from the picture that was sent"]),
}
"""What must be told of a take: its word ("": whichever), and how its faults begin."""


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_take_is_told_and_a_good_one_is_not(told: dict[str, Any], name: str) -> None:
    word, sentences = FAULTS[name]
    found = told[name]
    assert not word or found["word"] == word, found
    assert len(found["faults"]) == len(sentences), found
    for fault, begin in zip(found["faults"], sentences, strict=True):
        assert fault.startswith(begin)


def test_a_cut_in_the_middle_is_told_with_its_moment(told: dict[str, Any]) -> None:
    assert told["cut"]["word"] == "departs"
    for name in ("cut", "fades in and cuts"):
        assert told[name]["sentence"] == "cuts at 1.0 s although one shot was asked for"


def test_one_frame_is_a_picture_and_a_take_that_stands_does_not_pan(told: dict[str, Any]) -> None:
    assert told["single"]["sentence"] == "is a single picture"
    assert told["still"]["sentence"] == "camera stands still, where the plan pans right"
