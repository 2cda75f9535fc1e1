# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real process is killed at every point of a job's way; the next one brings every shot home, each paid once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from job_parts import GatewayProcess, make_job, python

from addon.core.errors import Billed
from addon.core.files import FilmFolder
from addon.core.jobs.job import Job, Mode
from addon.core.jobs.ledger import read_jobs
from addon.core.jobs.states import State

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed as POSIX does it")

WRITES = [
    f"{state}.{moment}"
    for state in ("planned", "capturing", "hosting", "submitting", "running", "downloading", "ready")
    for moment in ("before", "half", "temporary", "renamed", "after")
]
CALLS = [
    "camera.before",
    "camera.after",
    "host.before",
    "host.after",
    "start.before",
    "start.sent",
    "start.after",
    "status.before",
    "status.pending",
    "status.completed",
    "download.before",
    "download.half",
    "download.after",
    "sidecar.before",
    "sidecar.after",
    "name.before",
    "name.after",
]
SECRETS = (b"PLANTEDGATEWAYKEY", b"PLANTEDBLOBTOKEN", b"signature=", b"vercel-blob-delegation")


@dataclass
class Driver:
    """The program that runs jobs, and the gateway, each in a process of its own."""

    gateway: GatewayProcess
    process: subprocess.Popen[str]

    def run(self, film: FilmFolder, jobs: list[Job], point: str = "", nth: int = 1, **more: Any) -> dict[str, int]:
        """One program's life with this film: how it ended. `more`: the engine's `settings`, and what a person does
        `then` ("cancel" once it runs, "place" at the end)."""
        case: dict[str, Any] = {**self.gateway.urls, "film": str(film.root), "point": point, "nth": nth, **more}
        case["jobs"] = [job.model_dump(mode="json") for job in jobs]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@pytest.fixture(scope="module")
def programs(gateway_process: GatewayProcess) -> Iterator[Driver]:
    process = python("kill_driver.py", str(gateway_process.video))
    yield Driver(gateway_process, process)
    process.communicate(timeout=60)


@pytest.fixture
def film(tmp_path: Path) -> FilmFolder:
    return FilmFolder(tmp_path / "film.blend")


def assert_home(programs: Driver, film: FilmFolder, jobs: list[Job]) -> None:
    """Every job is ready with its own take, was paid once, and nothing else lies around, least of all a secret."""
    found = {job.id: job for job in read_jobs(film).jobs}
    assert set(found) == {job.id for job in jobs}
    assert [(job.shot_name, job.state, job.error) for job in found.values() if job.state is not State.READY] == []
    summary = programs.gateway.summary()
    for job in jobs:
        assert found[job.id].key == job.key
        assert summary["jobs_by_key"][job.key] == 1
    videos = sorted(film.relative(path) for path in film.takes.rglob("*.mp4"))
    assert videos == sorted(job.take_file for job in found.values())
    assert len(videos) == len(jobs)
    names = [path.name for path in film.root.rglob("*") if path.is_file()]
    assert [name for name in names if name.endswith((".part", ".tmp")) or name == ".lock"] == []
    assert_no_secrets(film)


def assert_no_secrets(film: FilmFolder) -> None:
    """Not in a job, a sidecar, a log, nor anywhere else beside the film."""
    for path in film.root.parent.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [secret for secret in SECRETS if secret.lower() in data.lower()] == [], path


@pytest.mark.parametrize("point", WRITES + CALLS)
def test_killed_at(programs: Driver, film: FilmFolder, point: str) -> None:
    jobs = [make_job()]
    programs.gateway.tell("options", latency=1.0 if point == "status.pending" else 0.0)
    assert programs.run(film, jobs, point) == {"signal": 9}
    assert_no_secrets(film)
    assert programs.run(film, jobs) == {"exit": 0}
    assert_home(programs, film, jobs)


@pytest.mark.parametrize("point", [*CALLS[CALLS.index("status.completed") :], *(p for p in WRITES if "ready" in p)])
def test_killed_while_a_video_inside_the_answer_is_kept(programs: Driver, film: FilmFolder, point: str) -> None:
    """Nothing on the disk says that it came until it is home: the next program asks once more, and pays nothing."""
    jobs = [make_job(captures=())]
    programs.gateway.tell("options", latency=0.0, results="base64")
    try:
        assert programs.run(film, jobs, point) == {"signal": 9}
        (found,) = read_jobs(film).jobs
        assert found.state is (State.READY if point in ("ready.renamed", "ready.after") else State.RUNNING)
        assert programs.run(film, jobs) == {"exit": 0}
        assert_home(programs, film, jobs)
    finally:
        programs.gateway.tell("options", results="url")


@pytest.mark.parametrize("nth", range(1, 20, 3))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_amid_a_batch(programs: Driver, film: FilmFolder, moment: str, nth: int) -> None:
    """Three shots, one with a text route, at whatever mixture of states the n-th write finds them."""
    programs.gateway.tell("options", latency=0.0)
    jobs = [make_job("SH010"), make_job("SH020", captures=("capture-a", "capture-b")), make_job("SH030", captures=())]
    assert programs.run(film, jobs, f"any.{moment}", nth) == {"signal": 9}
    ledger = {job.id for job in read_jobs(film).jobs}
    if nth > len(jobs):
        assert ledger == {job.id for job in jobs}
    assert programs.run(film, jobs) == {"exit": 0}
    assert_home(programs, film, jobs)


def test_killed_again_and_again(programs: Driver, film: FilmFolder) -> None:
    """Every life ends one step later than the one before."""
    programs.gateway.tell("options", latency=0.0)
    jobs = [make_job("SH010"), make_job("SH020", captures=())]
    for point in ("capturing.after", "host.before", "start.sent", "start.after", "status.before", "download.half"):
        assert programs.run(film, jobs, point) == {"signal": 9}, point
    for point in ("sidecar.after", "name.after"):
        assert programs.run(film, jobs, point) == {"signal": 9}, point
    assert programs.run(film, jobs) == {"exit": 0}
    assert_home(programs, film, jobs)


@pytest.mark.parametrize("fault", ["drop-after-accept", "drop-before-read", "garbage", "truncate", "status:500"])
def test_killed_after_a_lost_answer(programs: Driver, film: FilmFolder, fault: str) -> None:
    """The first answer is lost on the line, then the program dies, then the next one asks with the same key."""
    programs.gateway.tell("options", latency=0.0)
    programs.gateway.tell("faults", endpoint="start", kind=fault)
    jobs = [make_job()]
    assert programs.run(film, jobs, "start.before", nth=2) == {"signal": 9}
    assert programs.run(film, jobs) == {"exit": 0}
    assert_home(programs, film, jobs)


def ended(programs: Driver, film: FilmFolder, job: Job) -> tuple[Job, int]:
    """The only job as it is on disk, and how often it was paid."""
    (found,) = read_jobs(film).jobs
    assert found.id == job.id
    assert [path.name for path in film.jobs.iterdir() if path.name != f"{job.id}.json"] == []
    assert_no_secrets(film)
    return found, programs.gateway.summary()["jobs_by_key"].get(job.key, 0)


MOMENTS = ("before", "half", "temporary", "renamed", "after")
WRITTEN = ("renamed", "after")


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_it_is_placed(programs: Driver, film: FilmFolder, moment: str) -> None:
    programs.gateway.tell("options", latency=0.0)
    job = make_job(captures=())
    assert programs.run(film, [job], f"placed.{moment}", then="place") == {"signal": 9}
    assert read_jobs(film).jobs[0].state is (State.PLACED if moment in WRITTEN else State.READY)
    assert programs.run(film, [job], then="place") == {"exit": 0}
    found, paid = ended(programs, film, job)
    assert (found.state, paid) == (State.PLACED, 1)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_it_is_cancelled(programs: Driver, film: FilmFolder, moment: str) -> None:
    """What the person did is written, or the job goes on as if it had not been done; never is it sent anew."""
    programs.gateway.tell("options", latency=3600.0)
    job = make_job(captures=())
    assert programs.run(film, [job], f"cancelled.{moment}", then="cancel") == {"signal": 9}
    programs.gateway.tell("options", latency=0.0)
    assert programs.run(film, [job], then="cancel") == {"exit": 0}
    found, paid = ended(programs, film, job)
    assert (found.state, found.charge, paid) == (State.CANCELLED, Billed.UNKNOWN, 1)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_it_fails(programs: Driver, film: FilmFolder, moment: str) -> None:
    """Refused for good. Where that was not written, the request that nobody knows of goes out once more."""
    programs.gateway.tell("options", latency=0.0)
    programs.gateway.tell("faults", endpoint="start", kind="status:400")
    job = make_job(captures=())
    assert programs.run(film, [job], f"failed.{moment}") == {"signal": 9}
    assert programs.run(film, [job]) == {"exit": 0}
    found, paid = ended(programs, film, job)
    expected = (State.FAILED, Billed.NO, 0) if moment in WRITTEN else (State.READY, Billed.YES, 1)
    assert (found.state, found.charge, paid) == expected


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_it_becomes_uncertain(programs: Driver, film: FilmFolder, moment: str) -> None:
    """No life sends what may have been paid once its key is too old."""
    programs.gateway.tell("options", latency=0.0)
    programs.gateway.tell("faults", endpoint="start", kind="drop-after-accept")
    old = {"key_window": 0.0}
    job = make_job(captures=())
    sent = programs.gateway.summary()["requests"].get("start", 0)
    assert programs.run(film, [job], f"uncertain.{moment}", settings=old) == {"signal": 9}
    assert programs.run(film, [job], settings=old) == {"exit": 0}
    found, paid = ended(programs, film, job)
    assert (found.state, found.charge, paid) == (State.UNCERTAIN, Billed.UNKNOWN, 1)
    assert programs.gateway.summary()["requests"]["start"] - sent == 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_while_it_expires(programs: Driver, film: FilmFolder, moment: str) -> None:
    programs.gateway.tell("options", latency=0.0)
    programs.gateway.tell("faults", endpoint="status", kind="status:404", times=0)
    job = make_job(captures=())
    assert programs.run(film, [job], f"expired.{moment}") == {"signal": 9}
    assert programs.run(film, [job]) == {"exit": 0}
    found, paid = ended(programs, film, job)
    assert (found.state, found.charge, paid) == (State.EXPIRED, Billed.UNKNOWN, 1)
    programs.gateway.clear()


@pytest.mark.parametrize("point", ["submitting.before", "generate.before", "generate.after", "downloading.after"])
def test_an_open_request_is_never_repeated_by_itself(programs: Driver, film: FilmFolder, point: str) -> None:
    programs.gateway.tell("options", latency=0.0)
    jobs = [make_job(mode=Mode.SSE)]
    before = programs.gateway.summary()["requests"].get("generate", 0)
    assert programs.run(film, jobs, point) == {"signal": 9}
    assert programs.run(film, jobs) == {"exit": 0}
    (job,) = read_jobs(film).jobs
    sent = programs.gateway.summary()["requests"].get("generate", 0) - before
    expected = {
        "submitting.before": (State.READY, 1),  # nothing had been announced: it is sent now
        "generate.before": (State.UNCERTAIN, 0),  # announced: nobody can know
        "generate.after": (State.UNCERTAIN, 1),
        "downloading.after": (State.READY, 1),  # its link was kept, sealed
    }
    assert (job.state, sent) == expected[point]
    assert_no_secrets(film)
