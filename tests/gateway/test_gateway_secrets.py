# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever goes wrong, no key and no signature comes out: not in words, details, reprs, tracebacks or logs."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from gateway_calls import fetched, generate, start, status
from gateway_server import (
    FILES,
    QUICK,
    REQUEST,
    RESULT,
    SECRET,
    Asked,
    Reply,
    as_events,
    as_json,
    ask,
    event,
    head,
    serving,
)
from hypothesis import given
from hypothesis import strategies as st

from addon.core.gateway.auth import Credential
from addon.core.gateway.client import Completed, Failed, GatewayClient, VideoResult
from addon.core.gateway.failures import During, GatewayError, ReferencesSkipped
from addon.core.gateway.transport import Transport
from addon.core.gateway.verdicts import DETAIL_CHARACTERS, from_response, shown
from addon.core.models import Route

PLAIN_KEY = "no-known-form-4711-0815"
"""A key that looks like none: only knowing it can hide it."""
SIGNATURE = "SIGNATURE1"
PLANTED = (SECRET, PLAIN_KEY, SIGNATURE, "whsec_planted", "hunter2")

URLS = (
    f"https://store.example/c1.mp4?vercel-blob-signature={SIGNATURE}&vercel-blob-valid-until=9",
    f"https://b.example/c1.mp4?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE&X-Amz-Signature={SIGNATURE}",
    f"https://user:hunter2@b.example/c1.mp4?sig={SIGNATURE}",
    f"/c1.mp4?sig={SIGNATURE}",
    f"https%3A%2F%2Fb.example%2Fc1.mp4%3Fsig%3D{SIGNATURE}",
    f"HTTPS://B.EXAMPLE/C1.MP4?{SIGNATURE}",
    f"https:\\/\\/b.example\\/c1.mp4?a=1\\u0026sig={SIGNATURE}",
)
TEXT = f"Bearer {SECRET} and {PLAIN_KEY} could not fetch {' or '.join(URLS)} webhookSigningSecret=whsec_planted"


def everything(value: Any) -> str:
    """All that could be shown of a result or an error."""
    parts = [str(value), repr(value)]
    if isinstance(value, BaseException):
        parts += traceback.format_exception(value)
        parts += [repr(vars(value)), getattr(value, "sentence", "")]
        parts += [everything(cause) for cause in (value.__cause__,) if cause]
    if isinstance(value, Failed):
        parts.append(everything(value.error))
    return "\n".join(parts)


def assert_clean(value: Any, caplog: pytest.LogCaptureFixture) -> None:
    text = everything(value) + caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for planted in PLANTED:
        assert planted not in text


BODIES: dict[str, Any] = {
    "gateway": {"error": {"message": TEXT, "type": "invalid_request_error", "param": {"url": URLS[0]}, "code": TEXT}},
    "flat": {"error": TEXT, "type": "no_providers_available", "statusCode": 400},
    "provider": {"code": "InvalidURL", "message": TEXT},
    "text": TEXT.encode(),
    "html": f"<html><a href='{URLS[1]}'>{TEXT}</a></html>".encode(),
    "escaped": json.dumps({"error": {"message": TEXT}}).replace("/", "\\/").encode(),
}

CALLS: dict[str, Callable[[GatewayClient], Awaitable[Any]]] = {
    "start": start,
    "generate": generate,
    "status": status,
    "models": lambda client: client.models(),
    "credits": lambda client: client.credits(),
    "generation": lambda client: client.generation("gen_1"),
    "download": lambda client: fetched(client, VideoResult(kind="url", url=client._base + f"?sig={SIGNATURE}")),
}


@pytest.fixture(autouse=True)
def every_word_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "addon", "asyncio"):
        caplog.set_level(logging.DEBUG, name)


@pytest.mark.parametrize("code", [200, 302, 400, 401, 403, 404, 500])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_answer_makes_the_client_talk(call: Any, body: Any, code: int, caplog: pytest.LogCaptureFixture) -> None:
    told, _ = ask(as_json(body, code, location=f"/elsewhere?sig={SIGNATURE}", set_cookie=SECRET), call, key=PLAIN_KEY)
    if isinstance(told, bytes):
        told = "the body is what was asked for"
    assert_clean(told, caplog)


@pytest.mark.parametrize("text", [TEXT, "DataInspectionFailed " + TEXT, "InvalidFile.Size " + TEXT])
def test_no_failed_job_makes_the_client_talk(text: str, caplog: pytest.LogCaptureFixture) -> None:
    for error in (text, {"code": "InvalidURL", "message": text}):
        told, _ = ask(as_json({"status": "error", "error": error}), status, key=PLAIN_KEY)
        assert isinstance(told, Failed)
        assert_clean(told, caplog)


def test_no_event_makes_the_client_talk(caplog: pytest.LogCaptureFixture) -> None:
    for value in (
        {"type": "error", "message": TEXT, "errorType": TEXT, "statusCode": 400, "param": {"a": TEXT}},
        {"type": "progress", "note": TEXT},
    ):
        told, _ = ask(as_events(event(value)), generate, key=PLAIN_KEY)
        assert isinstance(told, GatewayError)
        assert_clean(told, caplog)


def test_no_warning_makes_the_client_talk(caplog: pytest.LogCaptureFixture) -> None:
    warning = {"type": "unsupported", "feature": "inputReferences", "details": TEXT}
    metadata = {"alibaba": {"videoUrl": URLS[0], "note": [TEXT]}, "gateway": {"webhookSigningSecret": "whsec_planted"}}
    video = {"type": "url", "url": URLS[0]}
    result = RESULT | {"warnings": [warning], "videos": [video], "providerMetadata": metadata}
    told, _ = ask(as_events(event(result)), generate, key=PLAIN_KEY)
    assert isinstance(told, ReferencesSkipped)
    assert isinstance(told.result, Completed)
    assert told.result.videos[0].url == URLS[0], "it is still there to be fetched"
    assert_clean(told, caplog)
    assert_clean(told.result.metadata, caplog)


@pytest.mark.parametrize("then", ["close", "reset", "silence"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_broken_line_makes_the_client_talk(call: Any, then: str, caplog: pytest.LogCaptureFixture) -> None:
    reply = Reply([head(200, content_length="99", location=URLS[0], x_key=SECRET)], then)
    told, _ = ask(reply, call, timeouts=QUICK if then == "silence" else None)
    assert isinstance(told, GatewayError)
    assert_clean(told, caplog)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_httpx_quotes_is_not_repeated(call: Any, caplog: pytest.LogCaptureFixture) -> None:
    """h11 puts the header it refuses into its exception: "Illegal header value b'Bearer ...'"."""

    async def run(raised: Exception) -> Any:
        def fail(_: httpx.Request) -> httpx.Response:
            raise raised

        transport = Transport(http_transport=httpx.MockTransport(fail), allow_private=True)
        client = GatewayClient("http://127.0.0.1:1/v4/ai", Credential("api-key", SECRET), transport)
        with pytest.raises(GatewayError) as caught:
            await call(client)
        return caught.value

    for kind in (httpx.LocalProtocolError, httpx.ConnectError, httpx.ReadError, httpx.DecodingError, httpx.ProxyError):
        assert_clean(asyncio.run(run(kind(TEXT))), caplog)


def test_redirects_leave_no_signature_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.target.startswith("/b"):
            return as_json(b"video")
        return Reply([head(302, location=f"/b.mp4?sig={SIGNATURE}", content_length="0")])

    told, server = ask(answer, CALLS["download"])
    assert told == b"video"
    assert server.asked[1].target == f"/b.mp4?sig={SIGNATURE}"
    assert caplog.records, "the loggers were listening"
    assert_clean("", caplog)


def test_what_is_sent_shows_nothing() -> None:
    credential = Credential("api-key", SECRET)
    client = GatewayClient("https://gateway.example/v4/ai", credential)
    for value in (credential, client, FILES, client._transport):
        for planted in PLANTED:
            assert planted not in repr(value) + str(value)


def test_a_start_that_is_too_large_does_not_quote_itself() -> None:
    request = REQUEST.model_copy(update={"prompt": TEXT * 1000})
    told, _ = ask(as_json({}), lambda client: client.start(request, Route.REFERENCE, FILES, idempotency_key="k"))
    for planted in PLANTED:
        assert planted not in everything(told)


@given(st.text(max_size=600), st.sampled_from(URLS), st.text(max_size=600), st.sampled_from([SECRET, PLAIN_KEY]))
def test_cutting_never_uncovers(before: str, url: str, after: str, key: str) -> None:
    body = f"{before} {url} {key} {after}".encode()
    error = from_response(400, body, {}, During.START, secrets=(key,))
    assert len(error.detail) <= DETAIL_CHARACTERS
    for planted in (key, SIGNATURE):
        assert planted not in everything(error)


def test_what_is_harmless_stays() -> None:
    assert shown("Is the size right? 1280x720 (see https://vercel.com/docs#video)") == (
        "Is the size right? 1280x720 (see https://vercel.com/docs#video)"
    )


@pytest.mark.parametrize("proxied", [False, True])
def test_no_cookie_is_kept_for_the_next_request(proxied: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers could else tell which questions are one person's; no key goes into a cookie, nor out of one."""

    async def run() -> list[Any]:
        async with serving(as_json({"balance": "1", "total_used": "0"}, set_cookie="who=me; path=/")) as server:
            client = server.client()
            if proxied:  # then httpx' own client sends it
                monkeypatch.setattr(client._transport, "_unproxied", lambda _: None)
            for _ in range(3):
                await client.credits()
            await client.close()
            return [asked.headers for asked in server.asked]

    assert ["cookie" in headers for headers in asyncio.run(run())] == [False] * 3
