# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of gateways and of what stands before them, on a real line, through start, status and open request: a shot is
paid once whatever is answered and whatever a person does next, and no word of it asks for a second payment."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from job_parts import FAST, PATIENCE, SECRET, FakeHost, Studio, make_job, video_bytes

from addon.core.errors import Billed
from addon.core.gateway.auth import Credential
from addon.core.gateway.client import GatewayClient
from addon.core.jobs.edges import Connection
from addon.core.jobs.job import Mode
from addon.core.jobs.states import Action, State

Raw = bytes
"""A whole answer as it goes over the line; b"" is a line that is cut without one."""

STARTED = {"operation": {"gatewayJobId": "job_1"}, "warnings": []}
VIDEO = {"type": "base64", "mediaType": "video/mp4", "data": base64.b64encode(video_bytes()).decode()}
COMPLETED = {"status": "completed", "videos": [VIDEO], "warnings": [], "providerMetadata": {}}


def answer(status: int, body: Any = b"", kind: str = "application/json", **headers: str) -> Raw:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Said", f"content-type: {kind}", f"content-length: {len(content)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def error(message: str, kind: str = "internal_server_error", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": None, **more}}


def page(text: str) -> bytes:
    return f"<!DOCTYPE html><html><title>{text}</title><body><h1>{text}</h1></body></html>".encode()


class Till:
    """A gateway that keeps accounts: a key is one generation and one bill. `said[path]` is answered first, one a
    request; `takes` is whether a request that is answered so was taken on all the same."""

    def __init__(self) -> None:
        self.said: dict[str, list[Raw]] = {"start": [], "status": [], "video-model": []}
        self.takes = True
        self.bills: list[str] = []
        self.posts: list[tuple[str, str]] = []
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(PATIENCE)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)

    def connect(self) -> Connection:
        gateway = GatewayClient(f"http://127.0.0.1:{self.port}/v4/ai", Credential("api-key", SECRET.decode()))
        return Connection(gateway, FakeHost(), SECRET)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
            await reader.readexactly(int(headers.get("content-length", 0)))
            writer.write(self._answer(first.split(" ")[1].rsplit("/", 1)[-1], headers.get("idempotency-key", "")))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str, key: str) -> Raw:
        self.posts.append((path, key))
        said = self.said[path].pop(0) if self.said[path] else None
        if path != "status" and (said is None or self.takes) and (path == "video-model" or key not in self.bills):
            self.bills.append(key)
        if said is not None:
            return said
        if path == "video-model":
            return answer(200, b"data: " + json.dumps(COMPLETED | {"type": "result"}).encode() + b"\n\n", EVENTS)
        return answer(200, STARTED if path == "start" else COMPLETED)


EVENTS = "text/event-stream"


@pytest.fixture
def till() -> Iterator[Till]:
    till = Till()
    yield till
    till.close()


@pytest.fixture
def shop(till: Till, tmp_path: Path) -> Iterator[Studio]:
    studio = Studio(tmp_path, connect=till.connect, settings=replace(FAST, retry_longest=0.002))
    yield studio
    studio.close()


# -- answers to a start that leave open what became of it --------------------------------------------------------------

MISLEADING = [
    error("Failed to fetch response from provider"),
    error("Unexpected failure in moderation service; please retry"),
    error("upstream closed: invalid stream parameter"),
    error("Video was not generated: the safety system did not answer", "invalid_request_error"),
    error("rate limit exceeded for upstream", "rate_limit_error"),
    error("The model alibaba/wan-v2.6-t2v not found in region", "not_found"),
    error("async generation is not supported by this upstream at the moment", "invalid_request_error"),
    {"error": "Insufficient funds could not be verified", "type": "unavailable"},
    {"message": "quota service unavailable", "code": "quota"},
    {"errors": [{"title": "No provider available"}]},
    {"error": {"message": {"nested": "invalid parameter"}, "type": 7}},
    [],
    "refused",
    None,
    page("504 Gateway Time-out"),
    page("Sign in to the network"),
    b"upstream connect error or disconnect/reset before headers. reset reason: overflow",
    b"\xff\xfe\x00",
    b"",
]
STATUSES = (408, 409, 499, 500, 501, 502, 503, 504, 505, 507, 508, 510, 511, 520, 522, 524, 525, 529, 530, 598, 599)
DOUBTFUL: dict[str, Raw] = {
    f"{code} {number}": answer(code, MISLEADING[number])
    for at, code in enumerate(STATUSES)
    for number in sorted({(at * 5 + k * 7) % len(MISLEADING) for k in range(3)})
}
DOUBTFUL |= {
    f"{code} to {where}": answer(code, page("Moved"), "text/html", location=where)
    for code in (300, 301, 302, 303, 304)
    for where in ("/elsewhere", "https://login.example/sign-in")
}
DOUBTFUL |= {
    "303 without a place": answer(303),
    "503 of a full queue": answer(503, error("The queue is full, request was not queued"), retry_after="0"),
    "503 that names a wait": answer(503, b"", retry_after_ms="5"),
    "200 of a sign-in page": answer(200, page("Sign in"), "text/html"),
    "200 with an error": answer(200, error("no", "invalid_request_error")),
    "200 with nothing": answer(200),
    "200 with an empty operation": answer(200, {"operation": None, "warnings": []}),
    "200 cut off": answer(200, STARTED).replace(b"content-length: ", b"content-length: 9"),
    "202 with words": answer(202, b"accepted", "text/plain"),
    "204": answer(204),
    "205": answer(205),
    "206 of a half": answer(206, b'{"operation": {"gate'),
    "no answer": b"",
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00",
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "headers without end": b"HTTP/1.1 400 Bad Request\r\nx: ",
    "a refusal cut off in its headers": b"HTTP/1.1 402 Payment Required\r\ncontent-le",
    "early hints, then nothing": b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n",
    "100, then nothing": b"HTTP/1.1 100 Continue\r\n\r\n",
}


@pytest.mark.parametrize("said", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_doubtful_answer_to_a_start_keeps_its_key(shop: Studio, till: Till, said: Raw) -> None:
    till.said["start"] = [said]
    (job,) = shop.run(make_job(captures=()))
    assert job.state is State.READY, job.error
    assert till.bills == [job.key]
    assert [key for path, key in till.posts if path == "start"] == [job.key, job.key]


@pytest.mark.parametrize("said", list(DOUBTFUL.values())[::5], ids=list(DOUBTFUL)[::5])
def test_doubt_without_end_is_uncertain_and_sent_again_with_its_key(shop: Studio, till: Till, said: Raw) -> None:
    till.said["start"] = [said] * (1 + shop.settings.repeats)
    (job,) = shop.run(make_job(captures=()))
    assert job.state is State.UNCERTAIN, job.error
    assert (job.charge, till.bills) == (Billed.UNKNOWN, [job.key])
    assert Action.RETRY not in job.actions
    assert job.error is not None
    assert "not charged" not in job.error.sentence
    shop.engine.send_again(job.id).result(PATIENCE)
    shop.settle()
    assert (shop.job(job.id).state, till.bills) == (State.READY, [job.key])


# -- answers that refuse for sure --------------------------------------------------------------------------------------

REFUSED: dict[str, Raw] = {
    f"{code} {kind or 'bare'}": answer(code, error("Said by the gateway", kind) if kind else page(str(code)))
    for code, kind in [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "insufficient_funds"),
        (403, "forbidden"),
        (403, "customer_verification_required"),
        (404, "model_not_found"),
        (405, ""),
        (406, ""),
        (407, ""),
        (410, ""),
        (411, ""),
        (413, ""),
        (414, ""),
        (415, ""),
        (418, ""),
        (421, ""),
        (422, "invalid_request_error"),
        (424, "failed_dependency"),
        (426, ""),
        (431, ""),
        (451, ""),
    ]
} | {
    "307": answer(307, location="https://elsewhere.example/start"),
    "308": answer(308, location="/v5/ai/video-model/start"),
    "500 with the provider's code": answer(500, error("DataInspectionFailed: Input data may be inappropriate.")),
    "502 with the provider's code": answer(502, error("InvalidParameter: size is odd")),
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_free_and_a_retry_pays_once(shop: Studio, till: Till, said: Raw) -> None:
    till.takes = False
    till.said["start"] = [said]
    (job,) = shop.run(make_job(captures=()))
    assert (job.state, job.charge) == (State.FAILED, Billed.NO), job.error
    assert till.bills == []
    assert job.error is not None
    assert job.error.sentence
    shop.engine.retry([job.id]).result(PATIENCE)
    shop.settle()
    assert (shop.job(job.id).state, len(till.bills)) == (State.READY, 1)


@pytest.mark.parametrize("waits", [{}, {"retry_after": "0"}, {"retry_after_ms": "3"}, {"retry_after": "soon"}])
def test_too_many_at_once_waits_and_pays_once(shop: Studio, till: Till, waits: dict[str, str]) -> None:
    till.takes = False
    till.said["start"] = [answer(429, error("slow down", "rate_limit_exceeded"), **waits)] * 3
    (job,) = shop.run(make_job(captures=()))
    assert (job.state, till.bills) == (State.READY, [job.key])
    assert len({key for path, key in till.posts if path == "start"}) == 1


# -- questions about what runs -----------------------------------------------------------------------------------------

PAYS_AGAIN = ("Shorten", "Choose another", "Change the", "send it again", "Reword", "then retry", "Make the reference")

QUESTIONS: dict[str, Raw] = {
    f"{code} {number}": answer(code, body)
    for at, code in enumerate(
        (300, 302, 303, 307, 400, 401, 402, 403, 405, 407, 408, 409, 413, 418, 422, 424, 426, 429, 451, 499, 500, 502)
    )
    for number, body in enumerate(
        (
            error("InvalidParameter: the prompt is too long", "invalid_request_error"),
            error("DataInspectionFailed: inappropriate", "invalid_request_error"),
            error("The model no longer available", "model_not_found"),
            error("no credit", "insufficient_funds"),
            page("Sign in"),
        )
    )
    if (at + number) % 2
}
QUESTIONS |= {
    "404 of a portal": answer(404, page("Not found")),
    "503 busy": answer(503, b"busy", retry_after="0"),
    "200 of a sign-in page": answer(200, page("Sign in"), "text/html"),
    "200 with nothing": answer(200),
    "200 with a word that nobody knows": answer(200, {"status": "thinking"}),
    "200 of null": answer(200, None),
    "204": answer(204),
    "no answer": b"",
    "cut off": answer(200, COMPLETED)[:400],
    "garbage": b"\x00\x01\x02",
}


@pytest.mark.parametrize("said", QUESTIONS.values(), ids=QUESTIONS)
def test_no_answer_to_a_question_ends_or_repeats_what_runs(shop: Studio, till: Till, said: Raw) -> None:
    job = make_job(captures=())
    till.said["status"] = [said] * 100_000
    shop.engine.submit(shop.film, [job]).result(PATIENCE)
    shop.wait(lambda: sum(path == "status" for path, _ in till.posts) > 4)
    asked = shop.job(job.id)
    assert asked.state is State.RUNNING
    assert Action.RETRY not in asked.actions
    if asked.error is not None:  # a word that nobody knows is no trouble
        assert not any(words in asked.error.sentence for words in PAYS_AGAIN), asked.error.sentence
        assert "goes on" in asked.error.sentence
    till.said["status"] = []
    shop.settle()
    assert (shop.job(job.id).state, till.bills) == (State.READY, [job.key])


# -- one open line: never posted again by the program ------------------------------------------------------------------


def events(*values: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(value).encode() + b"\n\n" for value in values)


def failed(code: Any, kind: str, message: str = "no") -> dict[str, Any]:
    return {"type": "error", "message": message, "errorType": kind, "statusCode": code, "param": None}


HEARTBEAT = b": heartbeat\n\n"
OPEN: dict[str, Raw] = {
    "429 after heartbeats": answer(200, HEARTBEAT * 2 + events(failed(429, "rate_limit_exceeded")), EVENTS),
    "429 as a text, after heartbeats": answer(200, HEARTBEAT + events(failed("429", "rate_limit_exceeded")), EVENTS),
    "429 after a word": answer(200, events({"type": "queued"}, failed(429, "rate_limit_exceeded")), EVENTS),
    "503 inside": answer(200, events(failed(503, "internal_server_error")), EVENTS),
    "500 inside": answer(200, HEARTBEAT + events(failed(500, "internal_server_error", "moderation is away")), EVENTS),
    "an error without a status": answer(200, HEARTBEAT + events({"type": "error", "message": "no"}), EVENTS),
    "heartbeats, then nothing": answer(200, HEARTBEAT * 3, EVENTS),
    "nothing": answer(200, b"", EVENTS),
    "a page": answer(200, page("Sign in"), "text/html"),
    "a result cut off": answer(200, events(COMPLETED)[:200], EVENTS),
    "no answer": b"",
    "202": answer(202, b""),
    "303": answer(303, location="/elsewhere"),
    **{f"{code} {n}": answer(code, b) for code in (408, 409, 500, 502, 503, 504) for n, b in enumerate(MISLEADING[:3])},
    **{f"503 {n}": answer(503, body) for n, body in enumerate(MISLEADING[3:], 3)},
}


@pytest.mark.parametrize("said", OPEN.values(), ids=OPEN)
def test_an_open_line_in_doubt_is_never_opened_again(shop: Studio, till: Till, said: Raw) -> None:
    till.said["video-model"] = [said]
    (job,) = shop.run(make_job(mode=Mode.SSE, captures=()))
    assert (job.state, job.charge) == (State.UNCERTAIN, Billed.UNKNOWN), job.error
    assert till.posts == [("video-model", "")]
    shop.restart()
    shop.engine.resume(shop.film).result(PATIENCE)
    shop.settle()
    assert (shop.job(job.id).state, len(till.posts)) == (State.UNCERTAIN, 1)


@pytest.mark.parametrize("inside", [False, True])
def test_a_429_that_is_all_an_open_line_says_was_no_start(shop: Studio, till: Till, inside: bool) -> None:
    said = answer(429, error("no", "rate_limit_exceeded"))
    till.takes = False
    till.said["video-model"] = [answer(200, events(failed(429, "rate_limit_exceeded")), EVENTS) if inside else said]
    (job,) = shop.run(make_job(mode=Mode.SSE, captures=()))
    assert (job.state, len(till.bills), len(till.posts)) == (State.READY, 1, 2)
