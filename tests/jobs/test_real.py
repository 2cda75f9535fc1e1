# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine with the real client, the real host and a gateway that fails in every way on every call."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from job_parts import FAST, PATIENCE, GatewayProcess, Studio, make_job, video_bytes

from addon.core.errors import Billed
from addon.core.jobs.job import Mode
from addon.core.jobs.settings import Settings
from addon.core.jobs.states import State

LINE = ["drop-before-read", "drop-after-accept", "stall", "stall-after-accept", "truncate", "garbage", "slow"]
LATER = ["status:429", "status:503"]
SERVER = ["status:500", "status:502"]
REFUSED = ["status:400", "status:401", "status:402", "status:403", "status:404", "status:413"]


@pytest.mark.parametrize("results", ["url", "base64", "data"])
@pytest.mark.parametrize("mode", list(Mode))
def test_shots_come_home(real: Studio, gateway_process: GatewayProcess, mode: Mode, results: str) -> None:
    gateway_process.tell("options", results=results)
    jobs = real.run(make_job("SH010", mode=mode), make_job("SH020", captures=(), mode=mode))
    for job in jobs:
        assert job.state is State.READY, job.error
        assert real.folder.resolve(job.take_file).read_bytes() == video_bytes()
        assert (job.charge, bool(job.generation_id)) == (Billed.YES, True)
    real.wait(lambda: all(real.job(job.id).usd_is_actual for job in jobs))


def test_a_video_inside_an_answer_has_time_for_a_slow_line() -> None:
    """100 MB as base64 at 5 Mbit/s. Silence is another matter, and the transport's."""
    seconds = 100e6 * 4 / 3 * 8 / 5e6
    assert Settings().status_timeout > seconds
    assert Settings().open_request_timeout > seconds


def test_what_lies_on_the_host_already_is_not_sent_again(real: Studio, gateway_process: GatewayProcess) -> None:
    real.run(make_job("SH010", captures=("once",)))
    before = gateway_process.summary()["requests"]["blob-put"]
    real.restart()
    real.run(make_job("SH020", captures=("once",)))
    assert gateway_process.summary()["requests"]["blob-put"] == before


# The host repeats its calls by itself and with waits of its own, which its own tests look at: a few kinds suffice here.
FAULTS = [(call, kind) for call in ("start", "status", "download") for kind in (*LINE, *LATER, *SERVER)]
FAULTS += [(call, kind) for call in ("blob-head", "blob-put", "blob-sign") for kind in ("drop-after-accept", "garbage")]


@pytest.mark.parametrize(("endpoint", "kind"), FAULTS)
def test_nothing_on_the_line_costs_twice_or_loses_a_shot(
    real: Studio, gateway_process: GatewayProcess, endpoint: str, kind: str
) -> None:
    gateway_process.tell("faults", endpoint=endpoint, kind=kind, times=2, seconds=0.2, retry_after=0.01)
    (job,) = real.run(make_job(captures=(f"{endpoint}-{kind}",)))
    if endpoint.startswith("blob") and job.state is State.FAILED:
        assert job.charge is Billed.NO  # the host gave up before anything was sent; the next try finds it healthy
        real.engine.retry([job.id]).result(PATIENCE)
        real.settle()
        job = real.job(job.id)
    assert job.state is State.READY, job.error
    assert gateway_process.summary()["jobs_by_key"][job.key] == 1


@pytest.mark.parametrize("kind", ["drop-after-accept", "truncate", "garbage", "status:404", "status:500"])
def test_a_cost_that_cannot_be_looked_up_harms_no_take(
    real: Studio, gateway_process: GatewayProcess, kind: str
) -> None:
    gateway_process.tell("faults", endpoint="generation", kind=kind, times=2)
    (job,) = real.run(make_job(captures=()))
    assert job.state is State.READY
    real.wait(lambda: real.job(job.id).usd_is_actual)


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_start_costs_nothing(real: Studio, gateway_process: GatewayProcess, kind: str) -> None:
    gateway_process.tell("faults", endpoint="start", kind=kind)
    (job,) = real.run(make_job(captures=()))
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    assert job.error is not None
    assert job.error.message
    assert job.error.next_step
    assert job.key not in gateway_process.summary()["jobs_by_key"]


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_question_ends_no_running_job(real: Studio, gateway_process: GatewayProcess, kind: str) -> None:
    gateway_process.tell("faults", endpoint="status", kind=kind, times=3)
    (job,) = real.run(make_job(captures=()))
    assert job.state is State.READY, job.error


@pytest.mark.parametrize(
    ("kind", "charge"), [("fails", Billed.NO), ("cancelled", Billed.UNKNOWN), ("empty", Billed.UNKNOWN)]
)
@pytest.mark.parametrize("mode", list(Mode))
def test_a_generation_that_ends_badly_says_so(
    real: Studio, gateway_process: GatewayProcess, kind: str, charge: Billed, mode: Mode
) -> None:
    endpoint = "start" if mode is Mode.ASYNC else "generate"
    words = "Error code: DataInspectionFailed. Output data may contain inappropriate content."
    gateway_process.tell("faults", endpoint=endpoint, kind=kind, body=words)
    (job,) = real.run(make_job(captures=(), mode=mode))
    assert job.state is State.FAILED
    assert job.error is not None
    if kind == "fails":
        assert job.error.code == "gateway_moderated"
        assert job.charge is charge
    assert job.charge is not Billed.YES


@pytest.mark.parametrize("kind", [*LINE, *LATER, *SERVER])
def test_an_open_request_goes_out_again_only_when_it_was_surely_refused(
    real: Studio, gateway_process: GatewayProcess, kind: str
) -> None:
    before = gateway_process.summary()
    gateway_process.tell("faults", endpoint="generate", kind=kind, seconds=0.2, retry_after=0.01)
    (job,) = real.run(make_job(captures=(), mode=Mode.SSE))
    after = gateway_process.summary()
    assert after["jobs"] - before["jobs"] <= 1
    if kind in ("status:429", "slow"):
        assert job.state is State.READY, job.error
    else:  # a 503, too: behind it a provider may be at work
        assert job.state is State.UNCERTAIN, job.error
        assert after["requests"]["generate"] - before["requests"].get("generate", 0) == 1


@pytest.mark.parametrize("kind", ["status:403", "status:404", "status:410"])
def test_a_link_that_ended_early_is_renewed(real: Studio, gateway_process: GatewayProcess, kind: str) -> None:
    gateway_process.tell("faults", endpoint="download", kind=kind, times=2)
    (job,) = real.run(make_job(captures=()))
    assert job.state is State.READY, job.error


def test_a_link_that_is_dead_for_long_is_still_waited_for(real: Studio, gateway_process: GatewayProcess) -> None:
    gateway_process.tell("faults", endpoint="download", kind="status:403", times=2 * FAST.download_tries)
    (job,) = real.run(make_job(captures=()))
    assert job.state is State.READY, job.error


def test_a_video_whose_day_is_over_says_so(tmp_path: Path, gateway_process: GatewayProcess) -> None:
    gateway_process.clear()
    gateway_process.tell("faults", endpoint="download", kind="status:404", times=1000)
    studio = Studio(tmp_path, settings=replace(FAST, link_hour=0.0), connect=gateway_process.connect)
    (job,) = studio.run(make_job(captures=()))
    studio.close()
    assert (job.state, job.charge) == (State.EXPIRED, Billed.YES)


def test_a_gateway_that_is_down_fails_with_nothing_sent(tmp_path: Path, gateway_process: GatewayProcess) -> None:
    import socket

    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        port = closed.getsockname()[1]
        gateway = GatewayProcess.__new__(GatewayProcess)
        gateway.urls = {"gateway": f"http://127.0.0.1:{port}/v4/ai", "blob": gateway_process.urls["blob"]}
        studio = Studio(tmp_path, connect=gateway.connect)
        (job,) = studio.run(make_job())
        studio.close()
    assert (job.state, job.charge) == (State.FAILED, Billed.NO)
    assert job.error is not None
    assert job.error.code == "not_connected"


def test_no_secret_in_any_file_or_log(
    real: Studio, gateway_process: GatewayProcess, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    for endpoint in ("start", "status", "download", "blob-put"):
        gateway_process.tell(
            "faults", endpoint=endpoint, kind="garbage", body="vck_PLANTEDGATEWAYKEY ?signature=abc123"
        )
    gateway_process.tell(
        "faults",
        endpoint="start",
        kind="status:400",
        nth=3,
        body='{"error": {"message": "bad key vck_PLANTEDGATEWAYKEY for https://a.example/x.mp4?signature=abc123"}}',
    )
    real.run(*(make_job(f"SH{n:03}", captures=(f"secret-{n}",)) for n in range(4)))
    real.run(make_job("SH900", captures=(), mode=Mode.SSE))
    texts = [path.read_bytes() for path in real.folder.root.rglob("*") if path.is_file()]
    texts.append(caplog.text.encode())
    texts += [repr(event).encode() for event in real.listen()]
    for secret in (
        b"PLANTEDGATEWAYKEY",
        b"PLANTEDBLOBTOKEN",
        b"abc123",
        b"vercel-blob-signature=",
        b"vercel-blob-delegation=",
    ):
        assert [text[:200] for text in texts if secret in text] == [], secret
