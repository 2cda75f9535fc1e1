# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""What we send is what the official client sends (recordings of npm ai 7.0.173 with @ai-sdk/gateway 4.0.146)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from gateway_server import RESULT, Asked, Reply, as_events, as_json, event, serving

from addon.core.gateway.auth import Credential
from addon.core.gateway.client import Completed, GatewayClient
from addon.core.gateway.wire import WireFile
from addon.core.models import MediaKind, Route, VideoRequest

RECORDINGS = Path(__file__).parent / "recordings"
SAME = (
    "accept",
    "ai-gateway-auth-method",
    "ai-gateway-protocol-version",
    "ai-model-id",
    "ai-video-model-specification-version",
    "authorization",
    "content-type",
)
C1 = WireFile("https://assets.example.com/character1.png", "image/png", MediaKind.IMAGE)
C2 = WireFile("https://assets.example.com/character2.mp4", "video/mp4", MediaKind.VIDEO)
FIRST = WireFile("https://assets.example.com/first.png", "image/png", MediaKind.IMAGE)

# What the recorded callers asked for and we have no field for. Everything else must be equal.
NEVER_SENT = ("fps", "callbackUrl")
NEVER_SENT_TO_GATEWAY = (
    *("user", "zeroDataRetention", "byok", "disallowPromptTraining", "headquarters", "models", "providerTimeouts"),
    *("quotaEntityId", "serviceTier", "sort", "caching", "has"),
)
NEVER_SENT_TO_ALIBABA = ("promptExtend", "audioUrl", "watermark")
# The recorded callers left out the type of their pictures; we say it, for other families need it.
PICTURE = "image/png"


def recording(name: str) -> dict[str, Any]:
    return json.loads((RECORDINGS / f"{name}.json").read_text())


def asked_like(name: str) -> list[dict[str, Any]]:
    """The recorded requests, without the fields that we have no setting for."""
    requests = recording(name)["requests"]
    for request in requests:
        for field in NEVER_SENT:
            request["body"].pop(field, None)
        options = request["body"].get("providerOptions", {})
        for field in NEVER_SENT_TO_GATEWAY:
            options.get("gateway", {}).pop(field, None)
        for field in NEVER_SENT_TO_ALIBABA:
            options.get("alibaba", {}).pop(field, None)
        files = [*request["body"].get("inputReferences", ()), request["body"].get("image")]
        for file in filter(None, files):
            file.setdefault("mediaType", PICTURE)
    return requests


def request(model: str, prompt: str, **fields: Any) -> VideoRequest:
    plain = {"shot_type": "", "audio_switch": False, "audio": True, "size": "1280x720", "seconds": 5}
    return VideoRequest(model=model, prompt=prompt, **plain | fields)


def sent(call: Callable[[GatewayClient], Awaitable[Any]], credential: Credential, replies: list[Reply]) -> list[Asked]:
    import asyncio

    async def run() -> list[Asked]:
        waiting = iter(replies)
        async with serving(lambda _: next(waiting)) as server:
            client = GatewayClient(f"{server.origin}/v4/ai", credential)
            await call(client)
            await client.close()
            return server.asked

    return asyncio.run(run())


def assert_same(asked: Asked, recorded: dict[str, Any], extra_body: dict[str, Any] | None = None) -> None:
    assert (asked.method, asked.target) == (recorded["method"], recorded["path"])
    assert {name: asked.headers.get(name) for name in SAME} == {name: recorded["headers"].get(name) for name in SAME}
    assert asked.json == recorded["body"] | (extra_body or {})


KEY = Credential("api-key", "vck_test_key")
GATEWAY = {"order": ("alibaba",), "only": ("alibaba",), "tags": ("blender", "shot:010")}
SIZED = {"resolution": "1280x720", "duration": 5}

OPEN = [
    pytest.param(
        "r2v-flash-inputReferences-urls",
        request(
            "alibaba/wan-v2.6-r2v-flash",
            "character1 waves to character2",
            aspect="16:9",
            seed=42,
            audio=False,
            audio_switch=True,
            **GATEWAY,
        ),
        Route.REFERENCE,
        (C1, C2),
        {},
        id="references",
    ),
    pytest.param(
        "i2v-flash-image-url",
        request("alibaba/wan-v2.6-i2v-flash", "the cat waves"),
        Route.FIRST_FRAME,
        (FIRST,),
        {},
        id="first frame",
    ),
    # We always say size and seconds: leaving the size out is billed as 1080p.
    pytest.param(
        "t2v-minimal", request("alibaba/wan-v2.6-t2v", "a chicken at sunset"), Route.TEXT, (), SIZED, id="text"
    ),
    # One video a request: the provider makes one, whatever n says.
    pytest.param(
        "t2v-all-options",
        request(
            "alibaba/wan-v2.6-t2v",
            "a chicken at sunset",
            aspect="16:9",
            seconds=15,
            seed=1,
            audio=False,
            audio_switch=True,
            negative="text",
            shot_type="multi",
            **GATEWAY,
        ),
        Route.TEXT,
        (),
        {"n": 1},
        id="text with options",
    ),
]


@pytest.mark.parametrize(("name", "video_request", "route", "files", "ours"), OPEN)
def test_an_open_request_is_the_recorded_one(
    name: str, video_request: VideoRequest, route: Route, files: tuple[WireFile, ...], ours: dict[str, Any]
) -> None:
    (recorded,) = asked_like(name)
    # This recording's caller replaced the key by hand.
    credential = Credential("api-key", recorded["headers"]["authorization"].removeprefix("Bearer "))
    (asked,) = sent(lambda client: client.generate(video_request, route, files), credential, [as_events(event(RESULT))])
    assert_same(asked, recorded, ours)


def test_an_oidc_token_travels_as_the_recorded_one() -> None:
    (recorded,) = asked_like("config-oidc")
    token = recording("config-oidc")["settings"]["env"]["VERCEL_OIDC_TOKEN"]
    video_request = request("alibaba/wan-v2.6-t2v", "x")
    (asked,) = sent(
        lambda client: client.generate(video_request, Route.TEXT, ()),
        Credential("oidc", token),
        [as_events(event(RESULT))],
    )
    assert_same(asked, recorded, SIZED)


def test_start_and_status_are_the_recorded_ones() -> None:
    # The third and fourth recorded requests are the pair that was made with the caller's own idempotency key.
    recorded_start, recorded_status = asked_like("async-start-status-poll")[2:]
    answers = recording("async-start-status-poll")
    video_request = request("alibaba/wan-v2.6-r2v-flash", "character1 waves")
    seen: list[Any] = []

    async def call(client: GatewayClient) -> None:
        begun = await client.start(video_request, Route.REFERENCE, (C1,), idempotency_key="order-1")
        seen.append(begun)
        seen.append(await client.status(video_request.model, begun.operation, idempotency_key="order-1"))

    replies = [as_json(answers["startResult"], 202), as_json(answers["statusResult"])]
    started, polled = sent(call, KEY, replies)
    assert_same(started, recorded_start, SIZED)
    assert_same(polled, recorded_status)
    for asked in (started, polled):
        assert asked.headers["idempotency-key"] == "order-1"
    assert isinstance(seen[1], Completed)
    assert "whsec_x" not in f"{seen[0].metadata}"
    assert seen[1].gateway["asyncJob"]["result"] == {"delivery": "inline"}


def test_start_carries_the_providers_options_as_recorded() -> None:
    recorded = asked_like("async-start-status-poll")[0]
    video_request = request("alibaba/wan-v2.6-r2v-flash", "character1 waves", **GATEWAY)
    (asked,) = sent(
        lambda client: client.start(video_request, Route.REFERENCE, (C1,), idempotency_key="order-1"),
        KEY,
        [as_json({"operation": "op"})],
    )
    assert_same(asked, recorded)
