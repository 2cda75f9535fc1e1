# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filming on other machines, from the artist's and the pipeline's side: jobs, operators, commands, the film's files."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest
from capture_scenes import BLUE, RED, box

sys.path.append(str(Path(__file__).resolve().parents[1] / "farm"))

pytest.importorskip("jsonschema", reason="jsonschema is not installed")

from flamenco_manager import NODE, Manager

from addon.blender.capture import dependencies
from addon.blender.capture.store import CaptureStore
from addon.blender.cli import main as cli
from addon.blender.engine import farming, session
from addon.blender.engine.view import current as view
from addon.blender.film import pump
from addon.blender.jobs import bundles, send
from addon.blender.properties import film, settings
from addon.blender.shots import build
from addon.core import keys
from addon.core.farm import flamenco, sets
from addon.core.farm.dependencies import judge, summary
from addon.core.files import FilmFolder
from addon.core.jobs.job import Job
from addon.core.jobs.states import State
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

SHIM = Path(__file__).resolve().parents[1] / "farm" / "blender_shim.py"
JOB_TYPE = Path(flamenco.__file__).parent / "jobtype" / flamenco.JOB_TYPE_FILE
PATIENCE = 200.0
needs_node = pytest.mark.skipif(NODE is None, reason="no node to run the job type with")


@pytest.fixture
def film_file(edit: Any, tmp_path: Path, monkeypatch: Any, movie: Any) -> Iterator[Path]:
    """A saved film with two shots that want their first frame filmed; the rehearsal answers at once."""
    monkeypatch.setattr(keys, "_keyring", lambda: None)
    for key in keys.Key:
        monkeypatch.delenv(key.value, raising=False)
    options = Options(canned=(movie(60),), latency=0.0)
    start = lambda folder: Rehearsal(options=options, state_dir=folder.root / "rehearsal").start()  # noqa: E731
    monkeypatch.setattr(session, "_start_rehearsal", start)
    monkeypatch.setattr(flamenco, "PAUSE_SECONDS", 0.1)
    edit.collection.objects.link(box("thing", (1, 1, 1), (0, 0, 0), RED))
    edit.collection.objects.link(box("ground", (9, 9, 0.1), (0, 0, -2), BLUE))
    edit.render.engine = "BLENDER_WORKBENCH"
    edit.frame_start, edit.frame_end = 1, 96
    for number, frame in enumerate((1, 49)):
        camera = bpy.data.objects.new(f"Camera {number}", bpy.data.cameras.new("Camera"))
        camera.location = (number, 0, 6)
        edit.collection.objects.link(camera)
        edit.timeline_markers.new(f"M{number}", frame=frame).camera = camera
    build.build_shots(edit)
    for shot in film(edit).shots:
        shot.route, shot.block("action").text = "first_frame", "A box waits."
    path = tmp_path / "shared" / "film.blend"
    path.parent.mkdir()
    bpy.ops.wm.save_as_mainfile(filepath=str(path))
    yield path
    session.stop()


def program(folder: Path, name: str, script: str) -> str:
    made = folder / name
    made.write_text(script)
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return str(made)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    blender = program(tmp_path, "blender", f'#!/bin/sh\nexec "{sys.executable}" "{SHIM}" "$@"\n')
    variables = {"blender": blender, "blenderArgs": "-b -y"}
    with Manager(JOB_TYPE, variables, location=str(tmp_path / "shared"), workers=1) as running:
        yield running
    assert running.wrong == []


Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*argv: str) -> dict[str, Any]:
        capfd.readouterr()
        code = cli.main([*argv, "--json"])
        out, err = capfd.readouterr()
        assert code == json.loads(out)["exit_code"], err
        return {"code": code, "err": err, **json.loads(out)}

    return command


def names_in_store(film_file: Path) -> list[str]:
    index = FilmFolder(film_file).captures / "index.json"
    return sorted(entry["name"] for entry in json.loads(index.read_text()).values()) if index.is_file() else []


def missing(edit: Any, film_file: Path) -> list[Any]:
    return bundles.unfilmed(edit, list(film(edit).shots), FilmFolder(film_file))


def test_a_bundle_goes_out_is_filmed_and_comes_in(edit: Any, film_file: Path, tmp_path: Path, run: Run) -> None:
    pytest.importorskip("openjd.cli", reason="openjd-cli is not installed")
    folder = tmp_path / "bundle"
    said = run("capture", "--farm", "bundle", "--out", str(folder), "--blender", sys.executable)
    assert (said["code"], said["captures"]) == (0, 2)
    assert run("farm", "collect", "--out", str(folder))["missing"] == 2
    argv = [sys.executable, "-m", "openjd", "run", str(folder / "template.json"), "--step", "Film"]
    told = subprocess.run(argv, capture_output=True, text=True, timeout=240)
    assert told.returncode == 0, told.stdout + told.stderr
    assert bpy.ops.animatic.collect_from_folder(directory=str(folder / "out")) == {"FINISHED"}
    assert names_in_store(film_file) == ["SH010", "SH020"]
    assert missing(edit, film_file) == []
    again = run("capture", "--farm", "bundle", "--out", str(tmp_path / "more"))
    assert (again["code"], again["error"]["code"]) == (2, "nothing_to_film")


def test_a_bundle_is_written_into_an_empty_folder_alone(film_file: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(RuntimeError, match="not empty"):
        bpy.ops.animatic.write_farm_bundle(directory=str(tmp_path / "full"))
    assert bpy.ops.animatic.write_farm_bundle(directory=str(tmp_path / "new")) == {"FINISHED"}
    assert (tmp_path / "new" / "template.json").is_file()


@needs_node
def test_the_commands_film_on_flamenco(edit: Any, film_file: Path, manager: Manager, run: Run) -> None:
    address = ("--address", manager.address)
    said = run("capture", "--farm", "flamenco", "--no-wait", *address)
    assert said["code"] == 0, said
    manager.rest(PATIENCE)
    (row,) = run("farm", "status", *address)["sets"]
    assert (row["captures"], row["over"], row["job"]) == (2, True, said["job"])
    assert set(row["states"].values()) == {"done"}
    assert run("farm", "cancel", *address)["sets"][0]["cancelled"] is False
    assert sorted(run("farm", "collect")["collected"]) == ["SH010", "SH020"]
    assert missing(edit, film_file) == []


def settle(film_file: Path, until: Callable[[list[Job]], bool]) -> list[Job]:
    end = time.monotonic() + PATIENCE
    while True:
        pump.tick()
        jobs = list(view.jobs.values())
        if jobs and until(jobs):
            return jobs
        assert time.monotonic() < end, [(job.state, job.error, view.notices) for job in jobs]
        time.sleep(0.05)


def sent(edit: Any) -> list[Any]:
    plans = send.make_plans(edit, list(film(edit).shots))
    return send.send_plans(plans, [plan.fingerprint for plan in plans])


def placed(jobs: list[Job]) -> bool:
    assert not [job.error for job in jobs if job.state is State.FAILED]
    return all(job.state is State.PLACED for job in jobs)


@needs_node
def test_jobs_wait_for_a_farm_as_for_this_machine(edit: Any, film_file: Path, manager: Manager) -> None:
    with settings.overriding(farm="FLAMENCO", farm_address=manager.address):
        sent(edit)
        settle(film_file, placed)
        assert len(manager.jobs) == 1
        assert names_in_store(film_file) == ["SH010", "SH020"]
        assert sets.of_film(FilmFolder(film_file).root) == [], "the copy of the film goes when all is here"


@needs_node
def test_film_here_instead_takes_back_what_the_farm_has_not_filmed(
    edit: Any, film_file: Path, manager: Manager, tmp_path: Path
) -> None:
    manager.variables["blender"] = program(tmp_path, "slow", "#!/bin/sh\nexec sleep 600\n")
    with settings.overriding(farm="FLAMENCO", farm_address=manager.address):
        sent(edit)
        settle(film_file, lambda _: bool(manager.running) and bool(view.farm))
        assert bpy.ops.animatic.film_here() == {"FINISHED"}
        settle(film_file, placed)
    (job,) = manager.jobs.values()
    assert job.status == "canceled"
    assert job.reason


@needs_node
def test_the_farm_goes_on_after_blender_was_closed_and_is_found_again(
    edit: Any, film_file: Path, manager: Manager, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    real = manager.variables["blender"]
    wait = f'#!/bin/sh\nwhile [ ! -e "{gate}" ]; do sleep 0.1; done\nexec "{real}" "$@"\n'
    manager.variables["blender"] = program(tmp_path, "gated", wait)
    with settings.overriding(farm="FLAMENCO", farm_address=manager.address):
        sent(edit)
        settle(film_file, lambda _: bool(manager.running))
        session.stop()
        (job,) = manager.jobs.values()
        assert job.status == "active"
        gate.touch()
        manager.rest(PATIENCE)
        view.clear(FilmFolder(film_file).root)
        running = session.ensure(FilmFolder(film_file))
        from addon.blender.jobs import resuming
        from addon.core.jobs.ledger import read_jobs

        resuming.resume(running, FilmFolder(film_file), read_jobs(FilmFolder(film_file)).jobs).result(60)
        settle(film_file, placed)
    assert len(manager.jobs) == 1, "nothing was sent to the farm again"


@needs_node
def test_what_is_missing_at_the_farm_is_said_in_the_queue(edit: Any, film_file: Path, manager: Manager) -> None:
    no = {"code": 404, "message": "job type not found"}
    manager.faults = [("/api/v3/jobs/type/animatic-captures", 404, no, {})] * 9
    with settings.overriding(farm="FLAMENCO", farm_address=manager.address):
        sent(edit)
        jobs = settle(film_file, lambda jobs: all(job.state is State.FAILED for job in jobs))
    assert {job.error.code for job in jobs if job.error} == {"farm_job_type"}
    assert {str(job.charge) for job in jobs} == {"no"}


def test_the_job_type_is_saved_under_its_name(edit: Any, tmp_path: Path) -> None:
    assert bpy.ops.animatic.save_job_type(filepath=str(tmp_path / "other.js")) == {"FINISHED"}
    assert (tmp_path / flamenco.JOB_TYPE_FILE).read_text() == flamenco.job_type()


def test_the_films_files_are_found_and_told(edit: Any, film_file: Path, tmp_path: Path, movie: Any) -> None:
    shared = film_file.parent
    inside = shared / "a.png"
    image = bpy.data.images.new("inside", 4, 4)
    image.filepath_raw, image.file_format = str(inside), "PNG"
    image.save()
    image.source, image.filepath = "FILE", "//a.png"
    gone = bpy.data.images.new("gone", 4, 4)
    gone.source, gone.filepath = "FILE", "//nowhere.png"
    edit.sequence_editor.strips.new_sound("boom", str(movie(60)), 1, 1)
    held = bpy.data.libraries
    with held.load(_library(tmp_path), link=True) as (source, target):
        target.objects = source.objects
    found = dependencies.of_film()
    assert {(each.kind, Path(each.path).name) for each in found} >= {
        ("library", "lib.blend"),
        ("picture", "a.png"),
        ("picture", "nowhere.png"),
    }
    assert any(each.kind == "sound" for each in found)
    codes = {Path(each.dependency.path).name: each.code for each in judge(found, [str(shared)])}
    assert codes["nowhere.png"] == "missing"
    assert codes["lib.blend"] == "outside"
    assert "a.png" not in codes
    assert "nowhere.png" in summary(judge(found, [str(shared)]))
    assert any(each.code == "absolute" for each in judge(found))


def _library(folder: Path) -> str:
    path = folder / "elsewhere" / "lib.blend"
    path.parent.mkdir()
    thing = box("linked", (1, 1, 1), (0, 0, 0), RED)
    bpy.data.libraries.write(str(path), {thing})
    return str(path)


def test_drivers_that_are_scripts_are_told(edit: Any, film_file: Path) -> None:
    thing = bpy.data.objects["thing"]
    curve = thing.driver_add("location", 0)
    curve.driver.type, curve.driver.expression = "SCRIPTED", "frame * 2"
    assert dependencies.python_drivers() == []
    curve.driver.expression = "__import__('math').sin(frame)"
    assert dependencies.python_drivers() == ["thing"]
    assert any("Scripts do not run on a farm" in words for words in farming.told_of_film())


def test_what_a_folder_brings_along_is_never_sent_to_a_farm(edit: Any, film_file: Path) -> None:
    """A set that came with the film's folder has code of whoever made it."""
    folder = FilmFolder(film_file)
    specs = missing(edit, film_file)
    place = folder.root / "farm" / "sets" / "ag-foreign"
    place.mkdir(parents=True)
    (place / "film.blend").write_bytes(b"BLENDER")
    made = sets.write(place, specs, out="../../out", set_id="ag-foreign")
    with settings.overriding(farm="FLAMENCO", farm_address="http://127.0.0.1:1"):
        desk = farming.desk_for(folder, CaptureStore(folder))
    assert desk is not None
    assert desk.has(specs[0].key)
    assert desk.copy_of(specs[0].key) is None
    assert not desk._sets[made.id].ours
