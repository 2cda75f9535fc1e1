# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A caller that gave an address is told the end of its generation, signed, and never the video."""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from rehearsal_parts import TEXT, generate, start

from addon.rehearsal import webhook
from addon.rehearsal.faults import Fault
from addon.rehearsal.jobs import Job
from addon.rehearsal.server import Rehearsal

Heard = tuple[dict[str, str], bytes]


class Receiver:
    """A web server that notes what it is told and answers with the next of `answers`."""

    def __init__(self) -> None:
        self.heard: queue.Queue[Heard] = queue.Queue()
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.heard.put(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.answers.pop(0) if outer.answers else 204)
                self.send_header("location", "/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?token=t"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.05,))
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


def test_the_end_is_told_and_signed_with_the_secret_of_the_start(gateway: Rehearsal, receiver: Receiver) -> None:
    begun = start(gateway.base_url, TEXT, {"prompt": "dusk", "callbackUrl": receiver.url}).json
    headers, body = receiver.heard.get(timeout=20)
    secret = begun["providerMetadata"]["gateway"]["asyncJob"]["webhookSigningSecret"]
    moment, _, proof = headers["x-ai-gateway-signature"].partition(",v1=")
    moment = moment.removeprefix("t=")
    assert abs(int(moment) - time.time()) < 30
    assert proof == hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    told, job = json.loads(body), begun["operation"]["gatewayJobId"]
    assert told["type"] == "video.generation.completed"
    assert set(told["data"]) == {"jobId", "modelId", "status", "createdAt", "completedAt"}
    assert (told["data"]["jobId"], told["data"]["modelId"], told["data"]["status"]) == (job, TEXT, "completed")
    assert headers["x-ai-gateway-idempotency-key"] == f"{job}-completed"


def test_a_failure_is_told_with_its_words(rehearse: Callable[..., Rehearsal], receiver: Receiver) -> None:
    gateway = rehearse(faults=[Fault("start", "fails", body="no"), Fault("start", "cancelled", nth=2)])
    told = []
    for _ in range(2):
        start(gateway.base_url, TEXT, {"prompt": "dusk", "callbackUrl": receiver.url})
        told.append(json.loads(receiver.heard.get(timeout=20)[1]))
    assert [event["type"] for event in told] == ["video.generation.failed", "video.generation.cancelled"]
    assert told[0]["data"]["error"]["message"].endswith("no")


def test_a_receiver_that_fails_is_told_again_and_redirects_are_not_followed(
    gateway: Rehearsal, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WAIT", 0.01)
    receiver.answers = [500, 302, 200]
    start(gateway.base_url, TEXT, {"prompt": "dusk", "callbackUrl": receiver.url})
    keys = {receiver.heard.get(timeout=20)[0]["x-ai-gateway-idempotency-key"] for _ in range(3)}
    assert len(keys) == 1
    assert receiver.answers == []


def test_an_open_request_calls_nobody_back(gateway: Rehearsal, receiver: Receiver) -> None:
    generate(gateway.base_url, TEXT, {"prompt": "dusk", "callbackUrl": receiver.url})
    start(gateway.base_url, TEXT, {"prompt": "dawn", "callbackUrl": receiver.url})
    told = json.loads(receiver.heard.get(timeout=20)[1])
    assert told["data"]["jobId"] == gateway.jobs.all()[1].id


def test_offline_nobody_out_there_is_told() -> None:
    job = Job(id="job_1", model=TEXT, generation_id="gen_1", task_id="t", secret="s", state="completed")
    assert not webhook.deliver("https://example.com/hook", job, online=False, stopping=threading.Event())
