# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that the official client really sent (recordings/), played back: accepted or refused as the facts say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rehearsal_parts import Reply, ask, event, hosted, poll

from addon.rehearsal.server import Rehearsal

RECORDINGS = sorted((Path(__file__).parent / "recordings").glob("*.json"))
HOPS = {"host", "connection", "content-length", "accept-encoding"}
"""Headers that belong to the recorded connection."""


def requests(name: str) -> list[dict[str, Any]]:
    file = next(f for f in RECORDINGS if f.stem == name)
    return list(json.loads(file.read_text(encoding="utf-8"))["requests"])


def play(base: str, request: dict[str, Any], body: Any = None) -> Reply:
    headers = {name: value for name, value in request["headers"].items() if name not in HOPS}
    return ask(
        base, request["method"], request["path"], headers=headers, value=request["body"] if body is None else body
    )


@pytest.fixture
def localized(gateway: Rehearsal, media: Path) -> Any:
    """A body with its recorded files on this machine, and without the wish that no provider of Wan fulfils."""
    urls = {name: hosted(gateway.base_url, f"a.{name}", media / f"hero.{name}") for name in ("png", "mp4")}

    def localize(body: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(body)
        for name in ("character1.png", "character2.png", "first.png"):
            text = text.replace(f"https://assets.example.com/{name}", urls["png"])
        changed: dict[str, Any] = json.loads(text.replace("https://assets.example.com/character2.mp4", urls["mp4"]))
        changed.get("providerOptions", {}).get("gateway", {}).pop("zeroDataRetention", None)
        return changed

    return localize


@pytest.mark.parametrize("file", RECORDINGS, ids=lambda f: f.stem)
def test_no_recorded_request_is_malformed(gateway: Rehearsal, localized: Any, file: Path) -> None:
    for request in requests(file.stem):
        if request["path"].endswith("/status"):
            continue
        body = localized(request["body"])
        body.get("providerOptions", {}).get("alibaba", {}).pop("audioUrl", None)  # not on this machine
        reply = play(gateway.base_url, request, body)
        assert reply.status in (200, 202), reply.body
        if request["headers"]["accept"] == "text/event-stream":
            assert event(reply)["type"] == "result"


@pytest.mark.parametrize("name", ["t2v-minimal", "config-oidc"])
def test_as_recorded_these_run(gateway: Rehearsal, name: str) -> None:
    result = event(play(gateway.base_url, requests(name)[0]))
    assert (result["type"], result["warnings"], len(result["videos"])) == ("result", [], 1)


@pytest.mark.parametrize("name", ["t2v-all-options", "r2v-flash-inputReferences-urls"])
def test_as_recorded_zero_data_retention_has_no_provider(gateway: Rehearsal, name: str) -> None:
    reply = play(gateway.base_url, requests(name)[0])
    assert (reply.status, reply.json["type"]) == (400, "no_providers_available")


def test_as_recorded_a_picture_nobody_serves_cannot_be_fetched(gateway: Rehearsal) -> None:
    answer = event(play(gateway.base_url, requests("i2v-flash-image-url")[0]))
    assert answer["type"] == "error"
    assert "https://assets.example.com/first.png" in answer["message"]
    assert gateway.account.used == 0


def test_all_options_bring_their_warnings(gateway: Rehearsal, localized: Any) -> None:
    request = requests("t2v-all-options")[0]
    body = localized(request["body"])
    del body["providerOptions"]["alibaba"]["audioUrl"]
    result = event(play(gateway.base_url, request, body))
    assert [warning["feature"] for warning in result["warnings"]] == ["aspectRatio", "fps", "n"]
    assert result["providerMetadata"]["alibaba"]["usage"]["outputVideoDuration"] == 15
    assert result["providerMetadata"]["gateway"]["cost"] == "0", "its provider key is its own"


def test_the_recorded_poll_ends_with_the_video(gateway: Rehearsal, localized: Any) -> None:
    recorded = requests("async-start-status-poll")
    first = play(gateway.base_url, recorded[0], localized(recorded[0]["body"]))
    assert (first.status, list(first.json["operation"])) == (202, ["gatewayJobId"])
    answer = poll(gateway.base_url, recorded[1]["headers"]["ai-model-id"], first.json["operation"])
    recorded_result = json.loads(next(f for f in RECORDINGS if f.stem == "async-start-status-poll").read_text())
    assert set(recorded_result["statusResult"]) <= set(answer)
    assert play(gateway.base_url, recorded[1]).status == 404, "the recorded job itself is not known here"


def test_the_recorded_key_is_one_job(gateway: Rehearsal, localized: Any) -> None:
    second = requests("async-start-status-poll")[2]
    answers = [play(gateway.base_url, second, localized(second["body"])).json for _ in range(2)]
    assert answers[0] == answers[1]
    assert gateway.summary()["jobs_by_key"] == {"order-1": 1}
