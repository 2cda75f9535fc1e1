# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's life: it starts, ends without a trace, keeps what it promised over a restart, and tells no secrets."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rehearsal_parts import BLOB_TOKEN, FLASH, KEY, TEXT, ask, event, generate, hosted, poll, start, status, upload

from addon.core.errors import UserError
from addon.core.hosting.vercel_blob import VercelBlobHost
from addon.rehearsal.options import Options
from addon.rehearsal.server import Rehearsal

ROOT = Path(__file__).resolve().parents[2]
Rehearse = Callable[..., Rehearsal]


def names_of_threads() -> set[str]:
    return {thread.name.partition(" ")[0] for thread in threading.enumerate()}


def test_stop_leaves_no_thread_no_port_and_no_file(media: Path) -> None:
    gateway = Rehearsal(options=Options(canned=(media / "take.mp4",), latency=60)).start()
    folder, port = gateway._folder, gateway.port
    operation = start(gateway.base_url, TEXT, {"prompt": "dusk"}).json["operation"]
    assert status(gateway.base_url, TEXT, operation).json["status"] == "pending"
    with socket.create_connection(("127.0.0.1", port)):  # an idle connection
        begun = time.monotonic()
        gateway.stop()
        gateway.stop()
        assert time.monotonic() - begun < 4
    assert "rehearsal" not in names_of_threads()
    assert not folder.exists()
    with pytest.raises(ConnectionError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_stop_ends_open_requests(rehearse: Rehearse) -> None:
    gateway = rehearse(latency=60)
    ended = threading.Event()

    def listen() -> None:
        try:
            generate(gateway.base_url, TEXT, {"prompt": "dusk"})
        except Exception:  # which one depends on the moment
            ended.set()

    thread = threading.Thread(target=listen)
    thread.start()
    while not gateway.jobs.all():
        time.sleep(0.01)
    gateway.stop()
    thread.join(5)
    assert ended.is_set()


def test_a_process_ends_though_nobody_stopped_its_gateway(tmp_path: Path) -> None:
    code = (
        "from addon.rehearsal.server import Rehearsal; from addon.rehearsal.options import Options;"
        "import urllib.request as u; r = Rehearsal(options=Options(latency=60)).start();"
        "print(len(u.build_opener(u.ProxyHandler({})).open(r.base_url + '/v1/models').read()) > 100)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, "True\n")


def test_a_taken_port_and_a_wrong_one_are_one_sentence(gateway: Rehearsal) -> None:
    for port, code in ((gateway.port, "port_taken"), (70000, "port"), (-1, "port")):
        with pytest.raises(UserError) as error:
            Rehearsal(port=port).start()
        assert error.value.code == code
        assert error.value.next_step


def test_two_gateways_know_nothing_of_each_other(rehearse: Rehearse) -> None:
    one, two = rehearse(), rehearse()
    operation = start(one.base_url, TEXT, {"prompt": "dusk"}).json["operation"]
    assert status(two.base_url, TEXT, operation).status == 404


def test_many_jobs_at_once(rehearse: Rehearse) -> None:
    gateway = rehearse(latency=0.2)
    ends: list[str] = []

    def one(number: int) -> None:
        operation = start(gateway.base_url, TEXT, {"prompt": f"shot {number}"}, idempotency_key=f"k{number}").json
        ends.append(poll(gateway.base_url, TEXT, operation["operation"])["status"])

    threads = [threading.Thread(target=one, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == ["completed"] * 40
    assert gateway.summary()["billed"]["count"] == 40


def test_the_same_start_at_the_same_moment_is_one_job(gateway: Rehearsal) -> None:
    gate = threading.Barrier(8)

    def one() -> None:
        gate.wait()
        start(gateway.base_url, TEXT, {"prompt": "dusk"}, idempotency_key="k")

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (gateway.summary()["jobs"], gateway.summary()["starts_by_key"]) == (1, {"k": 8})


def test_jobs_files_and_money_outlive_a_restart(rehearse: Rehearse, tmp_path: Path, media: Path) -> None:
    first = rehearse(state_dir=tmp_path / "state", latency=60)
    url = hosted(first.base_url, "hero.png", media / "hero.png")
    body = {"prompt": "x", "resolution": "1280x720", "inputReferences": [{"type": "url", "url": url}]}
    operation = start(first.base_url, FLASH, body, idempotency_key="k").json["operation"]
    while not first.jobs.all()[0].slate:
        time.sleep(0.01)
    port = first.port
    first.stop()
    moved = tmp_path / "moved"
    (tmp_path / "state").rename(moved)
    second = rehearse(state_dir=moved, latency=0.0)
    assert second.port == port, "addresses that were given out go on working"
    done = poll(second.base_url, FLASH, operation)
    assert done["status"] == "completed"
    again = start(second.base_url, FLASH, body, idempotency_key="k")
    assert again.json["operation"] == operation
    assert second.summary()["billed"]["count"] == 1
    assert ask(second.base_url, "GET", url).status == 200


def test_a_job_whose_references_were_still_missing_fails_after_a_restart(rehearse: Rehearse, tmp_path: Path) -> None:
    first = rehearse(state_dir=tmp_path, latency=60)
    operation = start(first.base_url, TEXT, {"prompt": "x"}).json["operation"]
    while not first.jobs.all()[0].slate:
        time.sleep(0.01)
    first.stop()
    file = next((tmp_path / "jobs").glob("job_*.json"))
    file.write_text(json.dumps({**json.loads(file.read_text()), "slate": {}}))
    (tmp_path / "jobs" / "job_BROKEN.json").write_text("{")
    second = rehearse(state_dir=tmp_path)
    answer = status(second.base_url, TEXT, operation).json
    assert (answer["status"], answer["error"]) == ("error", "Internal error: the generation was interrupted.")
    assert second.account.used == 0


def test_after_a_week_a_job_and_its_files_are_gone(rehearse: Rehearse, tmp_path: Path, media: Path) -> None:
    first = rehearse(state_dir=tmp_path)
    url = hosted(first.base_url, "hero.png", media / "hero.png")
    body = {"prompt": "x", "inputReferences": [{"type": "url", "url": url}]}
    operations = [start(first.base_url, FLASH, {**body, "seed": n}).json["operation"] for n in range(2)]
    for operation in operations:
        poll(first.base_url, FLASH, operation)
    first.stop()
    long_ago = time.time() - 8 * 86400
    for file in [*(tmp_path / "slates").iterdir(), *(tmp_path / "references").iterdir()]:
        os.utime(file, (long_ago, long_ago))
    old, young = (tmp_path / "jobs" / f"{operation['gatewayJobId']}.json" for operation in operations)
    old.write_text(json.dumps({**json.loads(old.read_text()), "finished": long_ago}))
    second = rehearse(state_dir=tmp_path)
    assert status(second.base_url, FLASH, operations[0]).status == 404
    assert status(second.base_url, FLASH, operations[1]).json["status"] == "completed"
    assert list((tmp_path / "references").iterdir()), "the younger job shares the picture"
    second.stop()
    young.unlink()
    rehearse(state_dir=tmp_path).stop()
    assert list((tmp_path / "references").iterdir()) == []
    assert list((tmp_path / "slates").iterdir()) == []


def test_a_remembered_port_that_is_taken_is_no_trouble(rehearse: Rehearse, tmp_path: Path) -> None:
    first = rehearse(state_dir=tmp_path)
    port = first.port
    first.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        assert rehearse(state_dir=tmp_path).port != port


def test_no_secret_is_written_anywhere(media: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    gateway = Rehearsal(
        options=Options(canned=(media / "take.mp4",)), state_dir=tmp_path / "state", log_file=log
    ).start()
    try:
        base, secrets = gateway.base_url, ["vck_PLANTED1", "PLANTED2", "sk-PLANTED3", "PLANTED4"]
        upload(base, "a", b"x", authorization=f"Bearer {BLOB_TOKEN}{secrets[1]}")
        body = {
            "prompt": "x",
            "inputReferences": [
                {"type": "url", "url": f"{base}/blob/S/public/a.png?vercel-blob-signature={secrets[3]}"}
            ],
            "providerOptions": {"gateway": {"byok": {"alibaba": [{"apiKey": secrets[2]}]}}},
        }
        poll(base, FLASH, start(base, FLASH, body, authorization=f"Bearer {secrets[0]}").json["operation"])
        generate(base, FLASH, body, authorization=f"Bearer {secrets[0]}")
    finally:
        gateway.stop()
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b'"prompt": "x"' in written
    assert [secret for secret in secrets if secret.encode() in written] == []


def test_our_own_blob_host_works_against_it(gateway: Rehearsal, media: Path) -> None:
    import asyncio

    host = VercelBlobHost(BLOB_TOKEN, base_url=gateway.blob_url)

    async def check() -> str:
        try:
            return await host.check()
        finally:
            await host.close()

    assert asyncio.run(check())


# --- The script -------------------------------------------------------------------------------------------------------

RUN = "import sys; sys.path.insert(0, 'scripts'); import rehearsal as r; sys.exit(r.serve(r.parse(sys.argv[1:])))"
"""The script without making an environment first: the tests run in one."""


@contextmanager
def script(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def run_script(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", RUN, *words], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_the_script_prints_its_address_and_serves(media: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    words = ["--canned", str(media / "take.mp4"), "--fault", "start=status:429", "--log", str(log), "--credit", "5"]
    with script(*words, "--retired", TEXT) as (process, base):
        assert base.startswith("http://127.0.0.1:")
        headers = {"authorization": f"Bearer {KEY}"}
        assert ask(base, "GET", "/v1/credits", headers=headers).json["balance"] == "5.00"
        model = "alibaba/wan-v2.6-i2v"
        assert start(base, TEXT, {"prompt": "x"}).status == 429
        assert start(base, TEXT, {"prompt": "x"}).status == 404
        assert event(generate(base, model, {"prompt": "x"}))["type"] == "error"
        process.send_signal(signal.SIGTERM if os.name != "nt" else signal.CTRL_C_EVENT)
        assert process.wait(20) == 0
    assert [json.loads(line)["endpoint"] for line in log.read_text().splitlines()] == [
        "credits",
        "start",
        "start",
        "generate",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "http"],
        ["--port", "-5"],
        ["--port", "99999"],
        ["--canned", "/no/such.mp4"],
        ["--credit", "much"],
        ["--fault", "nowhere=stall"],
        ["--fault", "start"],
        ["--log", str(Path(__file__) / "log.jsonl")],
        ["--state", __file__],
    ],
)
def test_the_script_says_what_is_wrong_in_one_sentence(words: list[str]) -> None:
    done = run_script(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_the_script_says_that_its_port_is_taken(gateway: Rehearsal) -> None:
    done = run_script("--port", str(gateway.port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"Port {gateway.port} is already taken by another program. Give another port, or 0 for any free one.\n"
    )


def test_a_slate_without_a_blender_is_an_error_that_says_so() -> None:
    with Rehearsal() as gateway:
        answer: dict[str, Any] = event(generate(gateway.base_url, TEXT, {"prompt": "x"}))
    assert (answer["type"], answer["statusCode"]) == ("error", 500)
    assert "no Blender to render" in answer["message"]


def test_its_log_names_paths_and_no_signatures(gateway: Rehearsal, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        ask(gateway.base_url, "GET", "/blob/store/a.mp4?vercel-blob-signature=PLANTED&x=1")
    lines = [record.getMessage() for record in caplog.records if "a.mp4" in record.getMessage()]
    assert lines
    assert "PLANTED" not in caplog.text
