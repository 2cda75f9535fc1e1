# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bundle is filmed by the real runner of Open Job Description, with the code that was copied into it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import BLUE, RED, box

from addon.blender.capture.copy import save_copy
from addon.core.blender_process import BlenderCommand
from addon.core.farm import bundle, results, sets
from addon.core.media import probe
from addon.core.models import CaptureKind, CaptureSpec, Rate

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

pytest.importorskip("openjd.cli", reason="openjd-cli is not installed")

SIZE = (96, 54)
FRAMES = 3
COMMAND = BlenderCommand(sys.executable, is_module=True)


def spec(number: int, kind: CaptureKind = CaptureKind.STILL, **changes: Any) -> CaptureSpec:
    values: dict[str, Any] = {
        "kind": kind,
        "key": f"{number:064x}",
        "name": f"SH{number:03d}0",
        "scene": "Scene",
        "camera": "Camera",
        "frame_start": number,
        "frame_end": number + (FRAMES if kind is CaptureKind.CLIP else 1),
        "rate": Rate(fps=24),
        "width": SIZE[0],
        "height": SIZE[1],
    }
    return CaptureSpec(**{**values, **changes})


@dataclass
class Runner:
    """`openjd run` on a bundle, in a clean environment: no extension, no wheels of ours on its path."""

    folder: Path

    def argv(self, *more: str) -> list[str]:
        return [sys.executable, "-m", "openjd", "run", str(self.folder / bundle.TEMPLATE), "--step", "Film", *more]

    def __call__(self, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.argv(*more), capture_output=True, text=True, timeout=240, cwd=self.folder.parent)

    def result(self, made: CaptureSpec) -> results.Result:
        found = results.read(self.folder / bundle.OUT, made.key)
        assert found is not None
        return found


@pytest.fixture
def scene(edit: bpy.types.Scene) -> Any:
    edit.collection.objects.link(box("thing", (1, 1, 1), (0, 0, 0), RED))
    edit.collection.objects.link(box("ground", (9, 9, 0.1), (0, 0, -2), BLUE))
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    camera.location = (0, 0, 6)
    edit.collection.objects.link(camera)
    edit.render.engine = "BLENDER_WORKBENCH"
    return edit


def written(folder: Path, *specs: CaptureSpec, per_task: int = 2) -> Runner:
    folder.mkdir()
    save_copy(folder / "film.blend")
    made = sets.write(folder, specs, out=bundle.OUT)
    bundle.Bundle("film", COMMAND, per_task=per_task).write(made)
    return Runner(folder)


@pytest.fixture
def bundle_folder(tmp_path: Path) -> Path:
    return tmp_path / "a bundle é"


def test_the_real_runner_films_a_bundle(scene: Any, bundle_folder: Path) -> None:
    still, clip = spec(1), spec(2, CaptureKind.CLIP)
    run = written(bundle_folder, still, clip)
    told = run()
    assert told.returncode == 0, told.stdout + told.stderr
    picture, movie = run.result(still), run.result(clip)
    assert probe(bundle_folder / "out" / picture.file).media_type == "image/png"
    assert movie.frames == FRAMES
    found = probe(bundle_folder / "out" / movie.file)
    assert (found.width, found.height, found.frames) == (*SIZE, FRAMES)
    assert "openjd_progress: 100.0" in told.stdout
    assert "Saved: '" in told.stdout
    # One capture is one step of Flamenco's, whatever Blender says of its frames.
    assert sum(line.startswith("Time: ") for line in lines(told.stdout)) == 2
    assert not os.listdir(bundle_folder / "out" / "claims")
    assert not os.listdir(bundle_folder / "out" / "work")


def lines(text: str) -> list[str]:
    return [line.split("\t", 1)[-1] for line in text.splitlines()]


def test_a_capture_that_fails_ends_nothing_and_says_why(scene: Any, bundle_folder: Path) -> None:
    good, bad, after = spec(1), spec(2, camera="Nobody"), spec(3)
    run = written(bundle_folder, good, bad, after, per_task=1)
    told = run()
    assert told.returncode == 0, told.stdout + told.stderr
    assert [run.result(each).well for each in (good, bad, after)] == [True, False, True]
    why = run.result(bad)
    assert (why.code, why.message) == ("camera_missing", "The camera of SH0020 is missing.")
    assert "openjd_status: SH0020: The camera of SH0020 is missing." in lines(told.stdout)


def test_chunks_are_those_captures_and_nothing_is_filmed_again(scene: Any, bundle_folder: Path) -> None:
    specs = [spec(number) for number in range(1, 6)]
    run = written(bundle_folder, *specs)
    told = run("-p", "Captures=2-4")
    assert told.returncode == 0, told.stdout + told.stderr
    filmed = {number for number, each in enumerate(specs, 1) if results.read(run.folder / "out", each.key)}
    assert filmed == {2, 3, 4}
    before = {path.name: path.stat().st_mtime_ns for path in (run.folder / "out").glob("*.json")}
    told = run("-p", "CapturesPerTask=5")
    assert told.returncode == 0, told.stdout + told.stderr
    assert sum("was filmed before" in line for line in lines(told.stdout)) == 3
    now = {path.name: path.stat().st_mtime_ns for path in (run.folder / "out").glob("*.json")}
    assert {name: now[name] for name in before} == before
    assert all(run.result(each).well for each in specs)


def test_told_to_end_it_leaves_nothing_half_made_and_another_goes_on(scene: Any, bundle_folder: Path) -> None:
    long = spec(1, CaptureKind.CLIP, frame_end=1500)
    run = written(bundle_folder, long)
    out = run.folder / "out"
    process = subprocess.Popen(run.argv(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    told = [line for line in until(process.stdout, "openjd_progress: ")]
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=120)
    assert process.returncode != 0, "".join(told) + rest
    assert results.read(out, long.key) is None
    assert not os.listdir(out / "claims")
    assert not os.listdir(out / "work")
    assert [name for name in os.listdir(out) if name.endswith(".mp4")] == []

    short = json.loads((run.folder / "captures.json").read_text())
    short["captures"][0]["frame_end"] = 4
    (run.folder / "captures.json").write_text(json.dumps(short))
    assert run().returncode == 0
    assert run.result(long).frames == 3


def test_two_machines_share_a_bundle_and_one_is_killed(scene: Any, bundle_folder: Path) -> None:
    """24 captures; `scripts/bench.py farm` does it with 200."""
    from benches import farm

    found = farm.shared(bundle_folder, farm.stills(24), per_task=8, kill_after=6)
    assert found.killed
    assert found.lacking == [], found.text
    assert found.twice == []
    assert set(found.filmed) <= {each.name for each in farm.stills(24)}
    assert len(found.filmed) >= 23, "one may be done by the machine that could not say so any more"
    assert 0 in found.codes, found.text


def until(stream: Any, words: str) -> Iterator[str]:
    for line in stream:
        yield line
        if words in line:
            return


def test_a_machine_that_cannot_work_says_so_and_fails(scene: Any, bundle_folder: Path) -> None:
    run = written(bundle_folder, spec(1))
    (run.folder / "film.blend").unlink()
    told = run()
    assert told.returncode != 0
    assert "openjd_fail: " in told.stdout or "does not exist" in told.stdout
    assert results.read(run.folder / "out", spec(1).key) is None


def test_the_assets_name_all_that_a_machine_needs(scene: Any, bundle_folder: Path, tmp_path: Path) -> None:
    picture = tmp_path / "tex" / "a.png"
    run = written(bundle_folder, spec(1))
    made = sets.read(run.folder)
    bundle.Bundle("film", files=[str(picture)]).write(made)
    said = json.loads((run.folder / bundle.ASSETS).read_text())["assetReferences"]
    named = said["inputs"]["filenames"]
    assert str(picture) in named
    assert {str(run.folder / name) for name in ("film.blend", "film.blend.json", "captures.json")} <= set(named)
    assert str(run.folder / "worker" / "second" / "filming.py") in named
    assert not [name for name in named if name.endswith(".pyc")]
    assert said["outputs"]["directories"] == [str(run.folder / "out")]
    checked = subprocess.run(
        [sys.executable, "-m", "openjd", "check", str(run.folder / bundle.TEMPLATE)], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
