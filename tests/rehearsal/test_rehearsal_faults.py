# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures on demand: each kind does what its name says, to the request that was meant, and to no other."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from rehearsal_parts import TEXT, ask, event, gateway_headers, generate, hosted, poll, start, status, upload

from addon.core.errors import UserError
from addon.rehearsal.faults import Fault, Faults
from addon.rehearsal.server import Rehearsal

Rehearse = Callable[..., Rehearsal]
BODY = {"prompt": "dusk", "resolution": "1280x720", "duration": 5}
BROKEN = (ConnectionError, http.client.HTTPException, TimeoutError)


def test_a_status_is_an_error_of_the_real_kind_and_accepts_nothing(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("start", "status:429", retry_after=7)])
    refused = start(gateway.base_url, TEXT, BODY, idempotency_key="k")
    assert (refused.status, refused.error["type"], refused.headers["retry-after"]) == (429, "rate_limit_exceeded", "7")
    assert gateway.summary()["jobs"] == 0
    assert start(gateway.base_url, TEXT, BODY, idempotency_key="k").status == 202
    assert gateway.summary()["starts_by_key"] == {"k": 2}


def test_a_status_may_have_any_body(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("status", "status:503", body="<h1>Down</h1>")])
    reply = status(gateway.base_url, TEXT, {"gatewayJobId": "x"})
    assert (reply.status, reply.body, reply.headers["content-type"]) == (503, b"<h1>Down</h1>", "text/html")


def test_the_blob_store_fails_in_its_own_words(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("blob-put", "status:503"), Fault("blob-put", "status:429", retry_after=1)])
    assert upload(gateway.base_url, "a", b"x").error["code"] == "service_unavailable"


@pytest.mark.parametrize("endpoint", ["start", "generate"])
def test_dropped_before_reading_nothing_was_accepted(rehearse: Rehearse, endpoint: str) -> None:
    gateway = rehearse(faults=[Fault(endpoint, "drop-before-read")])
    with pytest.raises(BROKEN):
        (start if endpoint == "start" else generate)(gateway.base_url, TEXT, BODY)
    assert gateway.summary()["jobs"] == 0


def test_dropped_after_acceptance_the_job_runs_and_its_key_finds_it(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("start", "drop-after-accept")])
    with pytest.raises(BROKEN):
        start(gateway.base_url, TEXT, BODY, idempotency_key="k")
    summary = gateway.summary()
    assert (summary["jobs"], summary["billed"]["usd"]) == (1, "0.50")
    again = start(gateway.base_url, TEXT, BODY, idempotency_key="k")
    assert poll(gateway.base_url, TEXT, again.json["operation"])["status"] == "completed"
    assert (gateway.summary()["jobs"], gateway.summary()["billed"]["usd"]) == (1, "0.50")


@pytest.mark.parametrize(("kind", "jobs"), [("stall", 0), ("stall-after-accept", 1)])
def test_a_stall_is_silence_then_the_end(rehearse: Rehearse, kind: str, jobs: int) -> None:
    gateway = rehearse(faults=[Fault("start", kind, seconds=0.3)])
    with pytest.raises(BROKEN):
        start(gateway.base_url, TEXT, BODY)
    assert gateway.summary()["jobs"] == jobs


@pytest.mark.parametrize("endpoint", ["start", "status", "models", "credits"])
def test_a_truncated_answer_stops_half_way(rehearse: Rehearse, endpoint: str) -> None:
    gateway = rehearse(faults=[Fault(endpoint, "truncate")])
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port)
    paths = {"start": "/v4/ai/video-model/start", "status": "/v4/ai/video-model/status"}
    method = "POST" if endpoint in paths else "GET"
    path = paths.get(endpoint, f"/v1/{endpoint}")
    body = json.dumps(BODY if endpoint == "start" else {"operation": {"gatewayJobId": "x"}})
    connection.request(method, path, body=body if method == "POST" else None, headers=gateway_headers(TEXT))
    answer = connection.getresponse()
    with pytest.raises(http.client.IncompleteRead) as broken:
        answer.read()
    assert broken.value.partial
    connection.close()


def test_a_truncated_stream_has_its_heartbeats_and_half_its_event(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("generate", "truncate")], latency=0.2)
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port)
    headers = gateway_headers(TEXT, accept="text/event-stream")
    connection.request("POST", "/v4/ai/video-model", body=json.dumps(BODY), headers=headers)
    answer = connection.getresponse()
    with pytest.raises(http.client.IncompleteRead) as broken:
        answer.read()
    assert broken.value.partial.startswith(b":\n\n: heartbeat\n\n")
    assert gateway.summary()["jobs"] == 1
    connection.close()


def test_half_a_download_and_then_a_whole_one(rehearse: Rehearse, media: Path) -> None:
    gateway = rehearse(results="url", faults=[Fault("download", "truncate")])
    url = event(generate(gateway.base_url, TEXT, BODY))["videos"][0]["url"]
    with pytest.raises(http.client.IncompleteRead) as broken:
        ask(gateway.base_url, "GET", url)
    whole = (media / "take.mp4").read_bytes()
    assert broken.value.partial == whole[: len(whole) // 2]
    assert ask(gateway.base_url, "GET", url).body == whole


def test_garbage_is_a_web_page_with_status_200(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("start", "garbage"), Fault("status", "garbage", body="{]")])
    reply = start(gateway.base_url, TEXT, BODY)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html")
    assert b"<html" in reply.body
    assert gateway.summary()["jobs"] == 1
    assert status(gateway.base_url, TEXT, {"gatewayJobId": "x"}).body == b"{]"


def test_a_slow_answer_arrives_whole(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("start", "slow", seconds=0.2)])
    assert start(gateway.base_url, TEXT, BODY).json["operation"]


def test_a_job_may_fail_be_cancelled_or_end_empty(rehearse: Rehearse) -> None:
    said = "Input data may contain inappropriate content."
    gateway = rehearse(
        faults=[Fault("start", "fails", body=said), Fault("start", "cancelled", nth=2), Fault("start", "empty", nth=3)]
    )
    base = gateway.base_url
    ends = [poll(base, TEXT, start(base, TEXT, BODY).json["operation"]) for _ in range(4)]
    assert [end["status"] for end in ends] == ["error", "cancelled", "completed", "completed"]
    assert ends[0]["error"].endswith(said)
    assert ends[2]["videos"] == []
    assert len(ends[3]["videos"]) == 1
    assert gateway.summary()["billed"]["count"] == 2


def test_an_open_request_may_end_in_an_error_event(rehearse: Rehearse) -> None:
    gateway = rehearse(faults=[Fault("generate", "fails", body="infringes"), Fault("generate", "cancelled", nth=2)])
    first, second = (event(generate(gateway.base_url, TEXT, BODY)) for _ in range(2))
    assert set(first) == {"type", "message", "errorType", "statusCode", "param"}
    assert first["message"].endswith("infringes")
    assert second["message"] == "Video generation was cancelled."


def test_a_reference_that_the_provider_cannot_read(rehearse: Rehearse, media: Path) -> None:
    gateway = rehearse(faults=[Fault("blob-get", "status:403")])
    url = hosted(gateway.base_url, "hero.png", media / "hero.png")
    body = {"prompt": "x", "inputReferences": [{"type": "url", "url": url}]}
    model = "alibaba/wan-v2.6-r2v-flash"
    ends = [poll(gateway.base_url, model, start(gateway.base_url, model, body).json["operation"]) for _ in range(2)]
    assert [end["status"] for end in ends] == ["error", "completed"]


def test_only_the_planned_requests_are_struck() -> None:
    faults = Faults((Fault("status", "status:500", nth=2, times=2), Fault("status", "status:503", nth=3, times=0)))
    struck = [faults.take("status") for _ in range(6)]
    assert [fault.status if fault else None for fault in struck] == [None, 500, 500, 503, 503, 503]
    assert faults.take("start") is None
    faults.clear()
    assert faults.take("status") is None


def test_the_words_of_the_command_line() -> None:
    assert Fault.parse("start=status:429") == Fault("start", "status:429")
    assert Fault.parse("status@3x2=drop-before-read") == Fault("status", "drop-before-read", nth=3, times=2)
    assert Fault.parse("blob-put@2x0=truncate") == Fault("blob-put", "truncate", nth=2, times=0)
    assert Fault.parse('{"endpoint": "start", "kind": "fails", "body": "x=y"}') == Fault("start", "fails", body="x=y")


@pytest.mark.parametrize(
    "text",
    ["", "start", "start=", "start=status:200", "start=status:abc", "nowhere=stall", "start@x=stall", "status=fails",
     "{", '{"endpoint": "start"}', '{"endpoint": "start", "kind": "stall", "when": 1}', "[1]"],
)  # fmt: skip
def test_words_it_does_not_know_are_a_sentence(text: str) -> None:
    with pytest.raises(UserError) as error:
        Fault.parse(text)
    assert error.value.next_step


def test_another_process_plans_failures_and_reads_the_log(base: str) -> None:
    planned = {"endpoint": "start", "kind": "status:500"}
    assert ask(base, "POST", "/rehearsal/faults", value=[planned]).json["faults"][0]["kind"] == "status:500"
    assert start(base, TEXT, BODY, idempotency_key="k1").status == 500
    assert start(base, TEXT, BODY, idempotency_key="k1").status == 202
    log = ask(base, "GET", "/rehearsal/log?endpoint=start").json["entries"]
    assert [(entry["status"], entry.get("fault"), entry["idempotency_key"]) for entry in log] == [
        (500, "status:500", "k1"),
        (202, None, "k1"),
    ]
    assert (log[1]["model"], log[1]["body"]["prompt"], log[1]["job"][:4]) == (TEXT, "dusk", "job_")
    assert ask(base, "GET", f"/rehearsal/log?since={log[1]['number']}").json["entries"] == []
    summary = ask(base, "GET", "/rehearsal/summary").json
    assert (summary["starts_by_key"], summary["jobs_by_key"]) == ({"k1": 2}, {"k1": 1})
    assert ask(base, "DELETE", "/rehearsal/faults").json == {"faults": []}


def test_options_change_while_it_runs(base: str) -> None:
    changed = ask(base, "POST", "/rehearsal/options", value={"credit": "0", "retired": [TEXT]})
    assert changed.status == 200
    assert start(base, TEXT, BODY).status == 404
    ask(base, "POST", "/rehearsal/options", value={"retired": []})
    assert start(base, TEXT, BODY).status == 402
    for wrong in ({"colour": 1}, {"credit": "much"}, ["x"]):
        assert ask(base, "POST", "/rehearsal/options", value=wrong).status == 400
    assert ask(base, "POST", "/rehearsal/faults", value={"endpoint": "x", "kind": "y"}).status == 400
    assert ask(base, "GET", "/rehearsal/other").status == 400


def test_a_web_page_cannot_give_orders(base: str) -> None:
    plain = {"content-type": "text/plain"}
    assert ask(base, "POST", "/rehearsal/options", body=b'{"credit": 0}', headers=plain).status == 400
    rebound = ask(base, "GET", "/v1/models", headers={"host": "evil.example"})
    assert rebound.status == 403


def test_a_body_that_ends_early_is_dropped(gateway: Rehearsal) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        line.sendall(b"POST /v4/ai/video-model/start HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer k\r\n")
        line.sendall("".join(f"{k}: {v}\r\n" for k, v in gateway_headers(TEXT).items()).encode())
        line.sendall(b'content-length: 100\r\n\r\n{"prompt":')
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b""
    assert gateway.summary()["jobs"] == 0
