# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judging with real Blenders: a small street is planned here, filmed as a take by another camera, and judged."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import pytest
from street_film import FRAMES, RATE, SIZE, camera, film_take, pan, street, truck

from addon.blender.engine.session import blender_command
from addon.core.blender_process import run_worker
from addon.core.judge.measured import frame_size
from addon.second.judging import depths, frames


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A saved film of two cameras, and what each of them filmed."""
    folder = tmp_path_factory.mktemp("judging")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    street(scene)
    cameras = [camera(scene, "Pan", pan), camera(scene, "Truck", truck)]
    takes = {seen_by.name: film_take(scene, seen_by, folder / f"{seen_by.name}.mp4") for seen_by in cameras}
    blend = folder / "film.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend))
    return {"folder": folder, "blend": blend, "scene": scene.name, "takes": takes}


def shot(film: dict[str, Any], plan: str, *takes: str, **more: Any) -> dict[str, Any]:
    planned = {
        "scene": film["scene"], "camera": plan, "frame_start": 1, "step": 1.0, "frames": FRAMES, "rate": RATE,
        "size": SIZE, "cast": {"Mia": "Mia"}, "holds": (0, 0),
    }  # fmt: skip
    take = {
        "size": SIZE, "fps": RATE, "head": 0.0, "speed": 1.0, "asked": 2.0, "got": 2.0, "sound": False, "begins": "",
    }  # fmt: skip
    return {
        "geometry": str(film["folder"] / "judging" / f"{plan}.npz"),
        "plan": planned,
        "takes": [{"id": t, "file": str(film["takes"][t]), "one_shot": True, **take, **more} for t in takes],
    }


def judged(film: dict[str, Any], *shots: dict[str, Any], blend: str = "") -> dict[str, Any]:
    job = {"blend": blend or str(film["blend"]), "shots": list(shots)}
    return asyncio.run(run_worker(blender_command(), "judge", job, timeout=120))["judged"]


def test_the_second_blender_tells_a_pan_from_a_truck(film: dict[str, Any]) -> None:
    by_pan = judged(film, shot(film, "Pan", "Pan", "Truck"))
    assert by_pan["Pan"] == {**by_pan["Pan"], "word": "follows", "faults": []}
    assert by_pan["Truck"]["word"] == "departs"
    assert "trucks right" in by_pan["Truck"]["sentence"]
    by_truck = judged(film, shot(film, "Truck", "Pan", "Truck"))
    assert by_truck["Truck"]["word"] == "follows"
    assert "pans right" in by_truck["Pan"]["sentence"]


def test_a_kept_geometry_needs_no_film(film: dict[str, Any]) -> None:
    judged(film, shot(film, "Pan", "Pan"))
    again = judged(film, shot(film, "Pan", "Pan"), blend=str(film["folder"] / "gone.blend"))
    assert again["Pan"]["word"] == "follows"


def test_a_shot_without_a_camera_is_judged_for_its_faults(film: dict[str, Any]) -> None:
    bare = {**shot(film, "Pan", "Pan", asked=4.0), "plan": None}
    found = judged(film, bare)["Pan"]
    assert found["word"] == "unsure"
    assert found["faults"] == ["is 2.0 s long, 4.0 s were asked for"]


def test_a_file_that_is_no_video_is_said_and_stops_nothing(film: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"no video")
    asked = shot(film, "Pan", "Pan")
    asked["takes"].insert(0, {**asked["takes"][0], "id": "broken", "file": str(tmp_path / "broken.mp4")})
    found = judged(film, asked)
    assert found["broken"]["sentence"] == "could not be read"
    assert found["Pan"]["word"] == "follows"


def test_rays_pass_what_does_not_render_and_know_the_cast(film: dict[str, Any]) -> None:
    bpy.ops.wm.open_mainfile(filepath=str(film["blend"]))
    geometry = depths.film_geometry(shot(film, "Pan")["plan"])
    away = np.linalg.norm(geometry.points - np.array([0, -6, 1.6]), axis=-1)
    assert away.min() > 1.5, "the hidden wall stands 1 m before the camera"
    assert not geometry.walking.any(), "Mia stands"
    assert geometry.subject_distance == pytest.approx(6.0, abs=0.1)
    assert depths.unpacked(depths.packed(geometry)).samples[3] == geometry.samples[3]


def test_a_geometry_that_somebody_else_wrote_is_filmed_anew(film: dict[str, Any]) -> None:
    asked = shot(film, "Truck", "Truck")
    kept = Path(asked["geometry"])
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"PK no geometry")
    assert judged(film, asked)["Truck"]["word"] == "follows"
    assert len(depths.unpacked(kept.read_bytes()).samples) == 17


def test_frames_are_as_dark_and_as_bright_as_they_were(tmp_path: Path) -> None:
    import av

    file = tmp_path / "steps.mp4"
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(12):
            picture = np.full((180, 320, 3), 20 * number, np.uint8)
            picture[:90, :160] = 255  # the upper left
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    size = frame_size(16 / 9)
    found = frames.luminance(file, size, first=2, every=3, count=10)
    assert found.shape == (4, size[1], size[0])
    assert [int(frame[-20, -20]) for frame in found] == pytest.approx([40, 100, 160, 220], abs=4)
    assert all(frame[20, 20] > 250 for frame in found)
