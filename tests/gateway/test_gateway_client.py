# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client's calls: what they take, what they tell about cost, and what they make of a bad line."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import httpcore
import httpx
import pytest
from gateway_calls import generate, start, status
from gateway_server import (
    FILES,
    MP4_BASE64,
    QUICK,
    REQUEST,
    RESULT,
    SECRET,
    VIDEO,
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

from addon.core.errors import AnimaticError, Billed, UserError
from addon.core.gateway import answers, listings
from addon.core.gateway.auth import Credential
from addon.core.gateway.client import Completed, Credits, GatewayClient, Pending, VideoPrice
from addon.core.gateway.failures import (
    AnswerTimedOut,
    AuthenticationFailed,
    BadResponse,
    CertificateRefused,
    ConnectionLost,
    ConnectTimedOut,
    InvalidRequest,
    MaybeAccepted,
    NotConnected,
    NotListedYet,
    NoVideo,
    ReferencesSkipped,
)
from addon.core.gateway.inline import Diverter
from addon.core.gateway.transport import Transport
from addon.core.gateway.wire import WireFile
from addon.core.models import MediaKind, Route
from addon.core.network import request_id

METADATA = {
    "gateway": {
        "cost": "0.25",
        "generationId": "gen_1",
        "asyncJob": {"webhookSigningSecret": "whsec_x", "result": {"expiresAt": "2026-11-23T10:00:00.000Z"}},
    },
    "alibaba": {"taskId": "t1"},
}
DONE = {"status": "completed", "videos": [VIDEO], "warnings": [], "providerMetadata": METADATA}


# --- Cost and identity of a result ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "cost"),
    [
        ("0.25", Decimal("0.25")),
        (0.25, Decimal("0.25")),
        (1, Decimal(1)),
        (0, Decimal(0)),
        ("free", None),
        (None, None),
        (True, None),
        ("NaN", None),
        ("-1", None),
        ([], None),
    ],
)
def test_the_cost_as_text_or_number(written: Any, cost: Decimal | None) -> None:
    answer, _ = ask(as_json(DONE | {"providerMetadata": {"gateway": {"cost": written}}}), status)
    assert isinstance(answer, Completed)
    assert answer.cost == cost


def test_what_a_finished_job_says_of_itself() -> None:
    answer, _ = ask(as_json(DONE), status)
    assert answer.generation_id == "gen_1"
    assert "whsec_x" not in str(answer.metadata)
    assert answer.metadata["alibaba"] == {"taskId": "t1"}


@pytest.mark.parametrize("metadata", [None, [], "x", {"gateway": None}, {"gateway": {"asyncJob": 7}}])
def test_metadata_of_any_shape(metadata: Any) -> None:
    answer, _ = ask(as_json(DONE | {"providerMetadata": metadata}), status)
    assert (answer.cost, answer.generation_id) == (None, "")


@pytest.mark.parametrize("operation", ["text", 7, 0, "", False, {"a": [1, 2.5, None]}, ["x"], {"ä": "é", "big": 2**70}])
def test_an_operation_comes_back_as_it_was(operation: Any) -> None:
    answer, _ = ask(as_json({"operation": operation, "warnings": None}, 202), start)
    asked, server = ask(
        as_json({"status": "pending"}), lambda client: client.status("m/x", answer.operation, idempotency_key="k")
    )
    assert isinstance(asked, Pending)
    assert server.asked[0].json == {"operation": operation}


@pytest.mark.parametrize("videos", [[], None, "gone", [{"type": "uploaded", "mediaType": "video/mp4"}]])
def test_a_completed_job_without_a_video_is_no_success(videos: Any) -> None:
    error, _ = ask(as_json({"status": "completed", "videos": videos}), status)
    assert isinstance(error, NoVideo)
    assert error.billed is Billed.UNKNOWN


# --- References that were skipped -------------------------------------------------------------------------------------

SKIPPED = [
    {
        "type": "unsupported",
        "feature": "inputReferences",
        "details": "Alibaba reference-to-video requires URL references. Non-URL reference was skipped.",
    },
    {
        "type": "unsupported",
        "feature": "inputReferences",
        "details": "Alibaba only supports inputReferences (reference-to-video) on reference-to-video models. "
        "The reference images were ignored.",
    },
    {"type": "unsupported", "feature": "inputReferences"},
    {"type": "unsupported", "feature": "image", "details": "not used"},
    {"type": "other", "message": "Non-URL reference was skipped."},
]


@pytest.mark.parametrize("warning", SKIPPED)
@pytest.mark.parametrize(
    ("call", "reply", "billed"),
    [
        (start, lambda w: as_json({"operation": "op", "warnings": w}), Billed.UNKNOWN),
        (status, lambda w: as_json({"status": "pending", "warnings": w}), Billed.UNKNOWN),
        (status, lambda w: as_json(DONE | {"warnings": w}), Billed.YES),
        (generate, lambda w: as_events(event(RESULT | {"warnings": w})), Billed.YES),
    ],
    ids=["start", "pending", "completed", "open request"],
)
def test_skipped_references_are_a_failure(call: Any, reply: Any, billed: Billed, warning: dict[str, str]) -> None:
    error, _ = ask(reply([{"type": "unsupported", "feature": "fps"}, warning]), call)
    assert isinstance(error, ReferencesSkipped)
    assert error.billed is billed
    assert error.may_have_been_accepted
    assert error.result is not None, "what was paid for is not thrown away"


@pytest.mark.parametrize(
    "warning",
    [
        {
            "type": "unsupported",
            "feature": "aspectRatio",
            "details": "Alibaba video models use explicit size/resolution dimensions. "
            "Use the resolution option or providerOptions.alibaba for size control.",
        },
        {"type": "unsupported", "feature": "fps", "details": "Alibaba video models do not support custom FPS."},
        {"type": "deprecated", "setting": "x", "message": "old"},
    ],
)
def test_other_warnings_are_only_warnings(warning: dict[str, str]) -> None:
    answer, _ = ask(as_json(DONE | {"warnings": [warning]}), status)
    assert isinstance(answer, Completed)
    assert answer.warnings[0].about in ("aspectRatio", "fps", "x")


# --- Lists and lookups ------------------------------------------------------------------------------------------------

WAN = {
    "id": "alibaba/wan-v2.6-r2v-flash",
    "name": "Wan",
    "type": "video",
    "pricing": {
        "video_duration_pricing": [
            {"resolution": "720P", "cost_per_second": "0.05"},
            {"resolution": "1080p", "cost_per_second": 0.075, "audio": True, "mode": "std"},
            {"resolution": "1080p", "cost_per_second": "0.06", "audio": False},
            {"resolution": "480p", "cost_per_second": None},
            "odd",
        ]
    },
}


def test_the_model_list_with_prices() -> None:
    listing, server = ask(as_json({"object": "list", "data": [WAN]}), lambda client: client.models())
    (wan,) = listing
    assert (wan.id, wan.kind) == ("alibaba/wan-v2.6-r2v-flash", "video")
    assert wan.prices[1] == VideoPrice(usd_per_second=Decimal("0.075"), resolution="1080p", audio=True, mode="std")
    assert wan.usd_per_second("720p") == Decimal("0.05")
    assert wan.usd_per_second("1080p") == Decimal("0.075")
    assert wan.usd_per_second("1080p", audio=False) == Decimal("0.06")
    assert wan.usd_per_second("480p") is None, "an unknown price is unknown, never 0"
    assert (server.asked[0].method, server.asked[0].target) == ("GET", "/v1/models")


def test_odd_entries_do_not_spoil_the_model_list() -> None:
    odd = [None, 7, {}, {"id": None}, {"id": "a/b", "pricing": "free"}, {"id": "c/d", "pricing": {"input": "1"}}, WAN]
    listing, _ = ask(as_json({"data": odd}), lambda client: client.models())
    assert [model.id for model in listing] == ["a/b", "c/d", "alibaba/wan-v2.6-r2v-flash"]
    assert listing[0].usd_per_second("720p") is None


@pytest.mark.parametrize("body", [{}, [], None, {"data": {}}, {"data": None}, {"models": []}])
def test_a_model_list_of_another_shape_is_empty(body: Any) -> None:
    listing, _ = ask(as_json(body), lambda client: client.models())
    assert listing == ()


def test_the_model_list_needs_no_key() -> None:
    _, server = ask(as_json({"data": []}), lambda client: client.models(), key=None)
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"balance": "95.50", "total_used": "4.50"}, ("95.50", "4.50")),
        ({"balance": 95.5, "total_used": 4.5}, ("95.5", "4.5")),
        ({"balance": "-0.10", "total_used": None}, ("-0.10", "0")),
        ({"balance": 0}, ("0", "0")),
    ],
)
def test_credit(body: Any, expected: tuple[str, str]) -> None:
    answer, server = ask(as_json(body), lambda client: client.credits())
    assert answer == Credits(balance=Decimal(expected[0]), total_used=Decimal(expected[1]))
    assert server.asked[0].target == "/v1/credits"
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert server.asked[0].headers["ai-gateway-auth-method"] == "api-key"


@pytest.mark.parametrize("body", [{}, {"balance": "much"}, [], b"<html>"])
def test_credit_that_cannot_be_read(body: Any) -> None:
    error, _ = ask(as_json(body), lambda client: client.credits())
    assert isinstance(error, BadResponse)
    assert error.billed is Billed.NO


@pytest.mark.parametrize("body", [{"data": {"id": "gen_1", "total_cost": 0.5}}, {"id": "gen_1", "total_cost": "0.5"}])
def test_what_a_generation_cost(body: Any) -> None:
    info, server = ask(as_json(body), lambda client: client.generation("gen_1 &x"))
    assert (info.id, info.total_cost) == ("gen_1", Decimal("0.5"))
    assert server.asked[0].target == "/v1/generation?id=gen_1+%26x"


def test_a_generation_without_cost_or_token_counters() -> None:
    info, _ = ask(as_json({"data": {"model": "alibaba/x", "usage": None}}), lambda client: client.generation("gen_1"))
    assert (info.id, info.total_cost, info.model) == ("gen_1", None, "alibaba/x")


def test_a_generation_is_not_listed_at_once() -> None:
    error, _ = ask(as_json({"error": {"message": "no", "type": "not_found"}}, 404), lambda c: c.generation("gen_1"))
    assert isinstance(error, NotListedYet)
    assert error.retryable


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(
    inner, max_size=4) | st.dictionaries(st.sampled_from(["data", "id", "pricing", "video_duration_pricing",
    "video_token_pricing", "tiers", "no_video_input", "balance",
    "cost_per_second", "status", "videos", "operation", "providerMetadata", "gateway", "warnings", "type", "error"]),
    inner, max_size=6), max_leaves=20))  # fmt: skip
def test_any_json_is_read_or_refused_in_words(value: Any) -> None:
    listings.models(value)
    answers.generation(value, "gen_1")
    for read in (
        answers.credit,
        answers.started,
        lambda v: answers.status(v, Diverter()),
        lambda v: answers.event(v, Diverter()),
    ):
        try:
            read(value)
        except AnimaticError as refusal:
            assert refusal.user_message  # noqa: PT017  a refusal in words is as good as a value


# --- The line ---------------------------------------------------------------------------------------------------------

CALLS: dict[str, Callable[[GatewayClient], Awaitable[Any]]] = {
    "start": start,
    "generate": generate,
    "status": status,
    "models": lambda client: client.models(),
    "credits": lambda client: client.credits(),
    "generation": lambda client: client.generation("gen_1"),
}
PAYING = ("start", "generate")


def refusing(url: str, call: Callable[[GatewayClient], Awaitable[Any]], transport: Transport | None = None) -> Any:
    async def run() -> Any:
        client = GatewayClient(url, Credential("api-key", SECRET), transport)
        try:
            return await call(client)
        except Exception as error:
            return error
        finally:
            await client.close()

    return asyncio.run(run())


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_nobody_listens(call: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = refusing(f"http://127.0.0.1:{taken.getsockname()[1]}/v4/ai", call)
    assert type(error) is NotConnected
    assert error.retryable
    assert not error.may_have_been_accepted


@pytest.mark.parametrize("call", [start, generate])
def test_no_such_host(call: Any) -> None:
    error = refusing("https://gateway.invalid/v4/ai", call)
    assert isinstance(error, NotConnected)
    assert error.billed is Billed.NO


@pytest.mark.parametrize("call", [start, generate])
def test_no_secure_line_is_no_line(call: Any) -> None:
    async def run() -> Any:
        async def handle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 400 plain\r\n\r\n")
            writer.close()

        async with await asyncio.start_server(handle, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            client = GatewayClient(f"https://127.0.0.1:{port}/v4/ai", Credential("api-key", SECRET))
            with pytest.raises(NotConnected):
                await call(client)

    asyncio.run(run())


UNSENT = [
    (httpx.ConnectError("refused"), NotConnected),
    (httpx.ConnectTimeout("slow"), ConnectTimedOut),
    (httpx.PoolTimeout("full"), ConnectTimedOut),
    (httpx.ProxyError("407"), NotConnected),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate"), CertificateRefused),
]
SENT = [
    (httpx.WriteError("broken pipe"), MaybeAccepted),
    (httpx.WriteTimeout("slow"), AnswerTimedOut),
    (httpx.ReadError("reset"), MaybeAccepted),
    (httpx.ReadTimeout("slow"), AnswerTimedOut),
    (httpx.RemoteProtocolError("no answer"), MaybeAccepted),
    (httpx.LocalProtocolError("confused"), MaybeAccepted),
    (httpx.CloseError("closed"), MaybeAccepted),
]


@pytest.mark.parametrize(("raised", "kind"), UNSENT + SENT, ids=lambda value: getattr(value, "__name__", repr(value)))
@pytest.mark.parametrize("name", CALLS)
def test_sent_or_not_sent(name: str, raised: httpx.HTTPError, kind: type) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise raised

    transport = Transport(http_transport=httpx.MockTransport(fail))
    error = refusing("https://gateway.invalid/v4/ai", CALLS[name], transport)
    sent = (raised, kind) in SENT
    assert type(error) is (kind if name in PAYING or not sent else ConnectionLost)
    assert error.may_have_been_accepted is (sent and name in PAYING)
    if name in PAYING:
        assert error.billed is (Billed.UNKNOWN if sent else Billed.NO)
        assert error.retryable is (not sent and kind is not CertificateRefused)
    if name == "status":
        assert error.billed is Billed.UNKNOWN


def _exceptions(module: Any) -> list[type[Exception]]:
    found = (kind for _, kind in sorted(vars(module).items()) if isinstance(kind, type))
    return [kind for kind in found if issubclass(kind, Exception)]


def _raised(kind: type[Exception]) -> Exception:
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", "https://gateway.invalid/")
        return httpx.HTTPStatusError("418", request=request, response=httpx.Response(418))
    try:
        return kind("as it comes")
    except TypeError:
        return kind()


class _Breaking:
    """Stands in for httpcore's pool of connections, below httpx's own translation of its exceptions."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def handle_async_request(self, _: Any) -> Any:
        raise self._error

    async def __aexit__(self, *_: object) -> None: ...

    async def aclose(self) -> None: ...


ALL_EXCEPTIONS = [*_exceptions(httpx), *_exceptions(httpcore)]
ON_THE_LINE = (NotConnected, MaybeAccepted, ConnectionLost)


@pytest.mark.parametrize("kind", ALL_EXCEPTIONS, ids=lambda kind: f"{kind.__module__.split('.')[0]}.{kind.__name__}")
@pytest.mark.parametrize("name", CALLS)
def test_every_exception_of_httpx_and_httpcore_becomes_ours(name: str, kind: type[Exception]) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise _raised(kind)

    below: httpx.AsyncBaseTransport = httpx.MockTransport(fail)
    if issubclass(kind, tuple(_exceptions(httpcore))):
        below = httpx.AsyncHTTPTransport()
        below._pool = _Breaking(_raised(kind))  # type: ignore[assignment]
    error = refusing("https://gateway.invalid/v4/ai", CALLS[name], Transport(http_transport=below))
    assert isinstance(error, ON_THE_LINE)
    assert ("Timeout" in kind.__name__) == isinstance(error, (ConnectTimedOut, AnswerTimedOut)) or name not in PAYING
    assert error.may_have_been_accepted is (name in PAYING and not isinstance(error, NotConnected))
    assert kind.__name__ in error.detail


def test_an_untrusted_certificate_says_what_to_do_in_every_call() -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired")

    for call in CALLS.values():
        error = refusing("https://gateway.invalid/v4/ai", call, Transport(http_transport=httpx.MockTransport(fail)))
        assert "clock" in error.next_step
        assert not error.retryable


HALF = [head(200, content_length="900") + b'{"operation"']


@pytest.mark.parametrize("then", ["close", "reset", "silence"])
@pytest.mark.parametrize("pieces", [[], [b"HTTP/1.1 200"], HALF], ids=["no answer", "half a head", "half a body"])
@pytest.mark.parametrize("name", CALLS)
def test_a_line_that_breaks_after_the_request(name: str, pieces: list[bytes], then: str) -> None:
    error, server = ask(Reply(pieces, then), CALLS[name], timeouts=QUICK if then == "silence" else None)
    if name in PAYING:
        assert isinstance(error, MaybeAccepted)
        assert isinstance(error, AnswerTimedOut) is (then == "silence")
        assert error.billed is Billed.UNKNOWN
    else:
        assert isinstance(error, ConnectionLost)
        assert error.retryable
    assert len(server.asked) == 1


def test_each_paid_request_has_a_line_of_its_own() -> None:
    """On a kept line that the server has just closed, nobody could tell whether the request was read."""

    def answer(asked: Any) -> Reply:
        kind = {"operation": "op"} if asked.target.endswith("start") else {"status": "pending"}
        body = json.dumps(kind).encode()
        return Reply([b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)], then="next")

    async def calls(client: GatewayClient, *made: Any) -> None:
        for call in made:
            await call(client)

    _, server = ask(answer, lambda client: calls(client, start, start, start))
    assert server.connections == 3
    _, server = ask(answer, lambda client: calls(client, status, status, status))
    assert server.connections == 1, "asking often is cheap"


def test_cancelling_closes_the_line_at_once() -> None:
    async def run() -> None:
        closed, open_ = asyncio.Event(), asyncio.Event()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head(kind="text/event-stream") + b": heartbeat\n\n")
            open_.set()
            while await reader.read(4096):
                pass
            closed.set()
            writer.close()

        listening = await asyncio.start_server(handle, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        client = GatewayClient(f"http://127.0.0.1:{port}/v4/ai", Credential("api-key", SECRET))
        task = asyncio.create_task(generate(client))
        await open_.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(closed.wait(), 10)
        await client.close()
        listening.close()

    asyncio.run(run())


def test_an_endless_answer_is_cut() -> None:
    async def run() -> Any:
        async with serving(Reply([head() + b'{"balance": "' + b"x " * 9_000_000])) as server:
            return await server.client().credits()

    with pytest.raises(BadResponse):
        asyncio.run(run())


def test_the_proxy_of_the_machine_is_never_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    answer, _ = ask(as_json({"status": "pending"}), status)
    assert isinstance(answer, Pending)


# --- Before anything is sent ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in CALLS if name != "models"])
def test_without_a_key_nothing_is_sent(name: str) -> None:
    error, server = ask(as_json({}), CALLS[name], key=None)
    assert isinstance(error, AuthenticationFailed)
    assert error.user_fault
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x/v4/ai",
        "gateway",
        "https://",
        "http://gateway.example/v4/ai",
        "https://[::",
        "https://me:secret@gateway.example",
        "https://gateway.example?x=1",
    ],
)
def test_an_address_that_is_none_or_would_carry_the_key_in_the_open(url: str) -> None:
    with pytest.raises(UserError) as caught:
        GatewayClient(url, Credential("api-key", SECRET))
    assert caught.value.code == "gateway_url"


@pytest.mark.parametrize(
    ("base", "target", "version"),
    [("/v4/ai/", "/v4/ai/video-model/status", "4"), ("/v3/ai", "/v3/ai/video-model/status", "3")],
)
def test_both_versions_of_the_wire(base: str, target: str, version: str) -> None:
    async def run() -> Any:
        async with serving(as_json({"status": "pending"})) as server:
            client = GatewayClient(f"{server.origin}{base}", Credential("api-key", SECRET))
            await status(client)
            await client.close()
            return server.asked[0]

    asked = asyncio.run(run())
    assert (asked.target, asked.headers["ai-video-model-specification-version"]) == (target, version)


IMAGE = WireFile("https://h.example/a.png", "image/png", MediaKind.IMAGE)
CLIP = WireFile("https://h.example/a.mp4", "video/mp4", MediaKind.VIDEO)
UNFIT = [
    (Route.REFERENCE, ()),
    (Route.TEXT, (IMAGE,)),
    (Route.FIRST_FRAME, ()),
    (Route.FIRST_FRAME, (IMAGE, IMAGE)),
    (Route.FIRST_FRAME, (CLIP,)),
    (Route.REFERENCE, (WireFile("data:image/png;base64,AAAA", "image/png", MediaKind.IMAGE),)),
    (Route.REFERENCE, (WireFile("/tmp/a.png", "image/png", MediaKind.IMAGE),)),
    (Route.REFERENCE, (WireFile("oss://bucket/a.png", "image/png", MediaKind.IMAGE),)),
    (Route.REFERENCE, (WireFile("https://[", "image/png", MediaKind.IMAGE),)),
]


@pytest.mark.parametrize(("route", "files"), UNFIT)
def test_what_would_be_billed_without_its_references_is_not_sent(route: Route, files: tuple[WireFile, ...]) -> None:
    error, server = ask(as_json({}), lambda c: c.start(REQUEST, route, files, idempotency_key="k"))
    assert isinstance(error, InvalidRequest)
    assert (error.billed, error.may_have_been_accepted) == (Billed.NO, False)
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "kind", "fits"),
    [
        ("https://h.example/a.mp4?sig=1", MediaKind.VIDEO, True),
        ("https://h.example/a.MOV", MediaKind.VIDEO, True),
        ("https://h.example/clip?name=a", MediaKind.VIDEO, False),
        ("https://h.example/a.webm", MediaKind.VIDEO, False),
        ("https://h.example/a.png", MediaKind.IMAGE, True),
        ("https://h.example/a.mp4", MediaKind.IMAGE, False),
    ],
)
def test_families_that_tell_a_clip_by_its_ending(url: str, kind: MediaKind, fits: bool) -> None:
    request = REQUEST.model_copy(update={"media_naming": "media", "model": "alibaba/wan-v2.7-r2v", "shot_type": ""})
    file = WireFile(url, "video/mp4", kind)
    answer, server = ask(
        as_json({"operation": 1}), lambda c: c.start(request, Route.REFERENCE, (file,), idempotency_key="k")
    )
    assert isinstance(answer, InvalidRequest) is not fits
    if fits:
        assert server.asked[0].json["inputReferences"][0]["url"] == url


def test_a_start_above_the_gateways_limit_is_not_sent() -> None:
    request = REQUEST.model_copy(update={"prompt": "ä" * 150_000})
    error, server = ask(as_json({}), lambda c: c.start(request, Route.REFERENCE, FILES, idempotency_key="k"))
    assert error.code == "gateway_request_too_large"
    assert server.asked == []


def test_seed_nought_and_silence_are_said() -> None:
    request = REQUEST.model_copy(update={"seed": 0, "audio": False})
    _, server = ask(as_json({"operation": 1}), lambda c: c.start(request, Route.REFERENCE, FILES, idempotency_key="k"))
    assert (server.asked[0].json["seed"], server.asked[0].json["generateAudio"]) == (0, False)
    assert server.asked[0].json["providerOptions"] == {"alibaba": {"shotType": "single"}}


@pytest.mark.parametrize(
    ("model", "key"), [("a b", "k"), ("", "k"), ("a/b\r\nx: y", "k"), ("a/b", ""), ("a/b", "k\n"), ("ä", "k")]
)
def test_nothing_that_breaks_a_header_is_sent(model: str, key: str) -> None:
    error, server = ask(as_json({}), lambda client: client.status(model, 1, idempotency_key=key))
    assert isinstance(error, InvalidRequest)
    assert server.asked == []


@pytest.mark.parametrize(
    "pasted",
    [
        SECRET,
        f"  {SECRET}\n",
        f'"{SECRET}"',
        f"{SECRET[:9]}\r\n  {SECRET[9:]}",
        f"AI_GATEWAY_API_KEY={SECRET}",
        f"Bearer {SECRET}",
        f"\ufeff{SECRET}\u200b",
    ],
)
def test_a_pasted_key_is_cleaned(pasted: str) -> None:
    assert Credential("api-key", pasted).secret == SECRET


@pytest.mark.parametrize("pasted", ["", "  \n", '""', "schlüssel", "key\x00", "Bearer "])
def test_what_is_no_key(pasted: str) -> None:
    with pytest.raises(AuthenticationFailed):
        Credential("api-key", pasted)


def test_a_key_is_described_by_length_and_end() -> None:
    credential = Credential("api-key", SECRET)
    assert credential.describe() == f"api-key, {len(SECRET)} characters, ends in cdef"
    assert SECRET not in repr(credential)
    assert "cdef" not in Credential("oidc", "short_cdef").describe()


def test_loading_the_client_does_not_load_httpx() -> None:
    code = "import sys; import addon.core.gateway.client; print('httpx' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_a_video_shows_neither_link_nor_data() -> None:
    done = DONE | {"videos": [{"type": "url", "url": "https://x.example/a.mp4?Signature=abc"}, VIDEO]}
    answer, _ = ask(as_json(done), status)
    assert "abc" not in repr(answer)
    assert MP4_BASE64 not in repr(answer)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply([head(400, x_vercel_id="fra1::abc-1"), b'{"error": {"message": "no"}}']),
        Reply([head(200, x_vercel_id="fra1::abc-1"), b"<html>"]),
        Reply([head(200, x_vercel_id="fra1::abc-1", content_length="900"), b'{"operation"'], "reset"),
    ],
    ids=["refused", "unreadable", "cut short"],
)
def test_every_error_keeps_the_name_that_the_server_gave_the_request(name: str, reply: Reply) -> None:
    error, _ = ask(reply, CALLS[name])
    assert error.request_id == "fra1::abc-1"


def test_a_failed_generation_keeps_it_too() -> None:
    failed = json.dumps({"status": "error", "error": "no"}).encode()
    told, _ = ask(Reply([head(200, x_request_id="req_1") + failed]), status)
    assert told.error.request_id == "req_1"


def test_a_name_is_nothing_but_a_name() -> None:
    assert request_id.of({"x-vercel-id": "a\u202e\x1b[31m b" + "c" * 999}) == "a31mb" + "c" * 123
    assert request_id.of({}) == ""
