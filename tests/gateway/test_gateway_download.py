# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results are fetched whole or not at all, never from where they must not come, and never through memory."""

from __future__ import annotations

import asyncio
import base64
import io
import ipaddress
import itertools
import json
import random
import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import httpx
import pytest
from gateway_calls import fetched, generate_bytes, status
from gateway_server import (
    MP4,
    MP4_BASE64,
    QUICK,
    RESULT,
    SECRET,
    Answering,
    Asked,
    Reply,
    Server,
    as_events,
    as_json,
    ask,
    event,
    head,
    one_by_one,
    serving,
)
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import Billed
from addon.core.gateway import inline
from addon.core.gateway.addresses import is_public
from addon.core.gateway.client import GatewayClient, VideoResult
from addon.core.gateway.failures import (
    BadResponse,
    ConnectionLost,
    GatewayError,
    NotConnected,
    NoVideo,
    RateLimited,
    ResultExpired,
    ResultRefused,
    ResultTooLarge,
    ServerFault,
)
from addon.core.gateway.inline import Diverter, Inline
from addon.core.gateway.transport import MAX_REDIRECTS, Timeouts, Transport

VIDEO_BYTES = random.Random(7).randbytes(300_000)


def link(url: str) -> VideoResult:
    return VideoResult(kind="url", url=url)


def download(answer: Reply | Answering, path: str = "/a.mp4?sig=1", **options: Any) -> tuple[Any, Server]:
    """Fetch a result that lies on the server itself."""

    async def run() -> tuple[Any, Server]:
        async with serving(answer) as server:
            client = server.client(timeouts=options.pop("timeouts", None))
            try:
                return await fetched(client, link(server.origin + path), **options), server
            except Exception as error:
                return error, server
            finally:
                await client.close()

    return asyncio.run(run())


def film(body: bytes = VIDEO_BYTES, **headers: str) -> Reply:
    return Reply([head(kind="video/mp4", content_length=str(len(body)), **headers) + body])


# --- By URL -----------------------------------------------------------------------------------------------------------


def test_a_video_by_url() -> None:
    result, server = download(film())
    assert result == VIDEO_BYTES
    assert server.asked[0].target == "/a.mp4?sig=1"


def test_no_credential_goes_to_a_result() -> None:
    _, server = download(film())
    assert not [name for name in server.asked[0].headers if name.startswith(("authorization", "ai-", "cookie"))]
    assert SECRET not in str(server.asked[0])
    assert server.asked[0].headers["user-agent"] == "animatic-gateway"


def test_progress_is_counted_against_the_total(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []

    async def run() -> None:
        async with serving(film()) as server:
            with (tmp_path / "a.part").open("wb") as sink:
                client = server.client()
                await client.download(
                    link(server.origin),
                    sink,
                    max_bytes=10**9,
                    on_progress=lambda done, total: told.append((done, total)),
                )
                await client.close()

    asyncio.run(run())
    assert (tmp_path / "a.part").read_bytes() == VIDEO_BYTES
    assert told[-1] == (len(VIDEO_BYTES), len(VIDEO_BYTES))
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_without_a_length_the_total_is_unknown() -> None:
    result, _ = download(Reply([head(kind="video/mp4") + VIDEO_BYTES]))
    assert result == VIDEO_BYTES


@pytest.mark.parametrize("then", ["close", "reset", "silence"])
def test_a_broken_download_may_be_fetched_again(then: str) -> None:
    whole = film().pieces[0]
    error, server = download(Reply([whole[:-1000]], then), timeouts=QUICK if then == "silence" else None)
    assert isinstance(error, ConnectionLost)
    assert (error.retryable, error.billed) == (True, Billed.YES)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (403, ResultExpired),
        (404, ResultExpired),
        (410, ResultExpired),
        (401, ResultExpired),
        (429, RateLimited),
        (500, ServerFault),
        (503, ServerFault),
        (400, BadResponse),
    ],
)
def test_a_refused_download_was_paid_for(code: int, kind: type[GatewayError]) -> None:
    error, _ = download(as_json(b"<Error><Code>AccessDenied</Code></Error>", code))
    assert type(error) is kind
    assert error.billed is Billed.YES
    assert not error.may_have_been_accepted


def test_an_empty_file_is_no_video() -> None:
    error, _ = download(film(b""))
    assert isinstance(error, NoVideo)
    assert error.billed is Billed.YES


def test_a_video_larger_than_allowed_is_not_begun() -> None:
    error, _ = download(film(), max_bytes=1000)
    assert isinstance(error, ResultTooLarge)


@pytest.mark.parametrize("reply", [film(content_encoding="identity"), Reply([head() + VIDEO_BYTES])])
def test_a_video_that_lies_about_its_size_is_cut(reply: Reply) -> None:
    sink = io.BytesIO()

    async def run() -> None:
        async with serving(reply) as server:
            await server.client().download(link(server.origin), sink, max_bytes=100_000)

    with pytest.raises(ResultTooLarge):
        asyncio.run(run())
    assert len(sink.getvalue()) <= 100_000


def test_a_full_disk_is_told_as_it_is() -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    async def run(video: Callable[[Server], VideoResult]) -> None:
        async with serving(film()) as server:
            await server.client().download(video(server), Full(), max_bytes=10**9)

    with pytest.raises(OSError, match="No space"):
        asyncio.run(run(lambda server: link(server.origin)))
    with pytest.raises(OSError, match="No space"):
        asyncio.run(run(lambda _: VideoResult(kind="inline", inline=Inline(MP4_BASE64.encode()))))


def test_nobody_listens_any_more() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        error, _ = ask(as_json({}), lambda client: fetched(client, link(f"http://127.0.0.1:{port}/a.mp4")))
    assert isinstance(error, NotConnected)
    assert (error.retryable, error.billed) == (True, Billed.YES)


# --- Redirects --------------------------------------------------------------------------------------------------------


def hops(count: int, code: int = 302) -> Answering:
    def answer(asked: Asked) -> Reply:
        number = int(asked.target.strip("/"))
        return film() if number == count else Reply([head(code, location=f"/{number + 1}", content_length="0")])

    return answer


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed(code: int) -> None:
    result, server = download(hops(2, code), "/0")
    assert result == VIDEO_BYTES
    assert [asked.target for asked in server.asked] == ["/0", "/1", "/2"]


def test_redirects_have_an_end() -> None:
    result, _ = download(hops(MAX_REDIRECTS), "/0")
    assert result == VIDEO_BYTES
    error, server = download(hops(10**6), "/0")
    assert isinstance(error, ResultRefused)
    assert len(server.asked) == MAX_REDIRECTS + 1


def test_a_redirect_to_nowhere() -> None:
    error, _ = download(Reply([head(302, content_length="0")]))
    assert isinstance(error, BadResponse)


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://x.example/a", "data:video/mp4;base64,AAAA", "http://", "http://a@b/", "//[::"],
)
def test_a_redirect_to_what_is_no_web_address(location: str) -> None:
    error, _ = download(Reply([head(302, location=location, content_length="0")]))
    assert isinstance(error, ResultRefused)


# --- Places that results must not come from ---------------------------------------------------------------------------

LOCAL = [
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("224.0.0.1", "255.255.255.255", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fec0::1"),
]


@pytest.mark.parametrize("address", LOCAL)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "47.88.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def guarded(url: str, http: Callable[[httpx.Request], httpx.Response] | None = None) -> Any:
    """Fetch as with a gateway out on the internet."""
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return http(request) if http else httpx.Response(200, content=MP4)

    async def run() -> Any:
        transport = Transport(http_transport=httpx.MockTransport(handle))
        client = GatewayClient("https://gateway.invalid/v4/ai", None, transport)
        try:
            return await fetched(client, link(url))
        except GatewayError as error:
            return error

    return asyncio.run(run()), seen


FORBIDDEN = [
    *(f"http://[{address}]/a" if ":" in address else f"http://{address}/a" for address in LOCAL),
    *("http://localhost/a", "http://localhost./a", "http://LOCALHOST:8080/a", "http://x.localhost/a"),
    *("http://2130706433/a", "http://0x7f000001/a", "http://0177.0.0.1/a", "http://127.1/a"),
    *("file:///etc/passwd", "ftp://8.8.8.8/a", "gopher://8.8.8.8/", "javascript:alert(1)", "", "a.mp4", "//8.8.8.8/a"),
    *("http://user:pw@8.8.8.8/a", "http://8.8.8.8\\@127.0.0.1/a", "http://8.8.8.8:port/a", "http://8.8.8.8/a b"),
    *("http://8.8.8.8/a\r\nHost: x", "http://ⓛocalhost/a", "http:///a", "http://[::", "http://%31%32%37.0.0.1/"),
]


@pytest.mark.parametrize("url", FORBIDDEN)
def test_a_result_that_leads_inside_is_refused(url: str) -> None:
    error, seen = guarded(url)
    assert isinstance(error, ResultRefused)
    assert error.billed is Billed.YES
    assert seen == []


@pytest.mark.parametrize("url", FORBIDDEN)
def test_every_hop_is_checked(url: str) -> None:
    error, seen = guarded("http://8.8.8.8/a", lambda _: httpx.Response(302, headers={"location": url.encode()}))
    # Relative to a public host, these lead to it again, until the redirects run out.
    again = url in ("a.mp4", "//8.8.8.8/a", "http:///a")
    assert len(seen) == (MAX_REDIRECTS + 1 if again else 1)
    assert isinstance(error, ResultRefused | BadResponse)


def test_a_secure_link_does_not_step_down() -> None:
    error, seen = guarded("https://8.8.8.8/a", lambda _: httpx.Response(302, headers={"location": "http://8.8.8.8/b"}))
    assert isinstance(error, ResultRefused)
    assert len(seen) == 1


def test_a_server_on_this_machine_is_never_asked() -> None:
    async def run() -> tuple[Any, Server]:
        async with serving(film()) as server:
            client = GatewayClient("https://gateway.invalid/v4/ai", None)
            with pytest.raises(ResultRefused):
                await fetched(client, link(server.origin + "/a.mp4"))
            await client.close()
            return None, server

    _, server = asyncio.run(run())
    assert server.connections == 0


Resolver = Callable[..., list[tuple[Any, ...]]]


def resolver(*answers: list[str]) -> tuple[Resolver, list[str]]:
    """Name resolution that gives the next answer each time it is asked."""
    waiting, names = iter(answers), []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        names.append(host)
        return [
            (socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port))
            for a in next(waiting)
        ]

    return getaddrinfo, names


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["fe80::1%eth0"], ["::ffff:192.168.0.1"]]
)
def test_a_name_that_leads_inside_is_refused(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(addresses)[0])
    error, seen = guarded("https://results.example/a.mp4")
    assert isinstance(error, ResultRefused)
    assert seen == []


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that says something else the second time (DNS rebinding) gains nothing: it is asked once."""
    getaddrinfo, names = resolver(["8.8.8.8"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    result, (request,) = guarded("https://results.example:8443/a.mp4?sig=1")
    assert result == MP4
    assert names == ["results.example"]
    assert str(request.url) == "https://8.8.8.8:8443/a.mp4?sig=1"
    assert request.headers["host"] == "results.example:8443"
    assert request.extensions["sni_hostname"] == "results.example", "the certificate is checked against the name"


def test_a_dead_address_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolver(["2606:4700::1111", "8.8.4.4", "8.8.8.8"])[0])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "8.8.4.4":
            raise httpx.ConnectTimeout("dead")
        return httpx.Response(200, content=MP4)

    result, seen = guarded("https://results.example/a.mp4", answer)
    assert result == MP4
    assert [request.url.host for request in seen] == ["8.8.4.4", "8.8.8.8"]


def test_a_proxy_resolves_names_but_cannot_be_asked_for_numbers_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    result, (request,) = guarded("https://only-the-proxy-knows.invalid/a.mp4")
    assert result == MP4
    assert request.url.host == "only-the-proxy-knows.invalid"
    for url in ("http://10.0.0.1/a", "http://0x0a000001/a", "http://localhost/a", "http://printer.local/a"):
        error, seen = guarded(url)
        assert isinstance(error, ResultRefused)
        assert seen == []


def test_a_gateway_on_this_machine_may_answer_from_it() -> None:
    done = lambda asked: (  # noqa: E731
        film()
        if asked.method == "GET"
        else as_events(event(RESULT | {"videos": [{"type": "url", "url": f"http://{asked.headers['host']}/a.mp4"}]}))
    )
    result, _ = ask(done, generate_bytes)
    assert result == VIDEO_BYTES


# --- Inside the answer ------------------------------------------------------------------------------------------------

LONG = base64.b64encode(VIDEO_BYTES).decode()


def long_answers() -> dict[str, bytes]:
    def written(data: str, **changes: Any) -> bytes:
        video = {"type": "base64", "mediaType": "video/mp4", "data": data} | changes
        return json.dumps({"type": "result", "status": "completed", "videos": [video], "after": "x"}).encode()

    return {
        "bare": written(LONG),
        "data: prefix": written(f"data:video/mp4;base64,{LONG}"),
        "data: URL": written("", type="url", url=f"data:video/mp4;codecs=avc1;base64,{LONG}"),
        "slashes escaped": written(LONG).replace(b"/", b"\\/"),
        "plus escaped": written(LONG).replace(b"+", b"\\u002B").replace(b"=", b"\\u003d"),
        "url-safe alphabet": written(LONG.replace("+", "-").replace("/", "_")),
        "in lines": written("\r\n".join(LONG[i : i + 76] for i in range(0, len(LONG), 76))),
        "without padding": written(LONG.rstrip("=")),
    }


@pytest.mark.parametrize("body", long_answers().values(), ids=long_answers())
def test_a_large_video_inside_the_answer(body: bytes) -> None:
    async def call(client: GatewayClient) -> bytes:
        return await fetched(client, (await status(client)).videos[0])

    assert ask(as_json(body), call)[0] == VIDEO_BYTES
    assert ask(as_events(b": hi\n\ndata: " + body + b"\n\n"), generate_bytes)[0] == VIDEO_BYTES
    assert ask(as_json(body), generate_bytes)[0] == VIDEO_BYTES


def test_a_result_can_be_fetched_twice() -> None:
    async def call(client: GatewayClient) -> list[bytes]:
        video = (await status(client)).videos[0]
        return [await fetched(client, video), await fetched(client, video)]

    assert ask(as_json(long_answers()["bare"]), call)[0] == [VIDEO_BYTES, VIDEO_BYTES]


@pytest.mark.parametrize("data", ["!!!!", "AAA=AAAA", "AAAA=AAAA", "A", LONG + "=" + LONG, "data:video/mp4,%00%01"])
def test_damaged_base64_is_said_so(data: str) -> None:
    async def call(client: GatewayClient) -> bytes:
        return await fetched(client, (await status(client)).videos[0])

    video = {"type": "base64", "data": data, "mediaType": "video/mp4"}
    error, _ = ask(as_json({"status": "completed", "videos": [video]}), call)
    assert isinstance(error, BadResponse)
    assert error.billed is Billed.YES


def test_a_large_video_inside_the_answer_has_its_bound() -> None:
    async def call(client: GatewayClient) -> bytes:
        return await fetched(client, (await status(client)).videos[0], max_bytes=1000)

    error, _ = ask(as_json(long_answers()["bare"]), call)
    assert isinstance(error, ResultTooLarge)


def test_an_answer_without_end_has_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inline, "MAX_BYTES", 200_000)
    error, _ = ask(as_json(long_answers()["bare"]), status)
    assert isinstance(error, ResultTooLarge)


def test_a_video_inside_the_answer_does_not_go_through_memory() -> None:
    size = 48 * 1024 * 1024
    piece = b"A" * (1024 * 1024)

    class Counting(io.RawIOBase):
        count = 0

        def write(self, data: Any) -> int:
            self.count += len(data)
            return len(data)

    async def run() -> tuple[int, int]:
        start = b'{"status":"completed","videos":[{"type":"base64","mediaType":"video/mp4","data":"'
        async with serving(Reply([head(), start, *[piece] * 48, b'"}]}'])) as server:
            client = server.client()
            tracemalloc.start()
            video = (await status(client)).videos[0]
            sink: Any = Counting()
            await client.download(video, sink, max_bytes=size)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            await client.close()
            return sink.count, peak

    count, peak = asyncio.run(run())
    assert count == size // 4 * 3
    # The pieces on the way, the file's buffer and httpx itself on first use; not the video, let alone its copies.
    assert peak < 16 * 1024 * 1024


def test_a_full_disk_for_temporary_files_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small(io.BytesIO):
        def write(self, data: Any) -> int:
            room = 100_000 - len(self.getvalue())
            if room <= 0:
                raise OSError(28, "No space left on device")
            return super().write(bytes(data)[:room])

    monkeypatch.setattr(inline.tempfile, "TemporaryFile", lambda **_: Small())
    result, _ = ask(as_events(b"data: " + long_answers()["bare"] + b"\n\n"), generate_bytes)
    assert result == VIDEO_BYTES


WORDS = st.text(st.sampled_from('abcXYZ019+/=-_\\"{}[]:, \n'), max_size=60)
VALUES = st.recursive(
    WORDS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
)


@given(VALUES, st.data())
def test_whatever_is_diverted_comes_back(value: Any, data: st.DataObject) -> None:
    body = json.dumps(value).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=8)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline, "LONG", 12)
        diverter = Diverter()
        pieces = [diverter.feed(body[a:b]) for a, b in itertools.pairwise([0, *cuts, len(body)])]
        text = b"".join(pieces) + diverter.close()

    def restored(read: Any) -> Any:
        if isinstance(read, str):
            return b"".join(diverter.inline(read).pieces()).decode() if diverter.diverted(read) else read
        if isinstance(read, list):
            return [restored(entry) for entry in read]
        if isinstance(read, dict):
            return {restored(key): restored(entry) for key, entry in read.items()}
        return read

    assert restored(json.loads(text)) == value


def test_one_byte_at_a_time_through_the_diverter() -> None:
    diverter = Diverter()
    body = long_answers()["plus escaped"][:90_000] + b'"}]}'
    text = b"".join(diverter.feed(piece) for piece in one_by_one(body)) + diverter.close()
    (video,) = json.loads(text)["videos"]
    assert b"".join(diverter.inline(video["data"]).pieces()).decode() == json.loads(body)["videos"][0]["data"]


def test_a_temporary_file_is_given_back() -> None:
    kept = Inline(LONG.encode())
    assert kept._file is not None
    file: BinaryIO = kept._file  # type: ignore[assignment]
    kept.close()
    assert file.closed


def test_timeouts_are_apart() -> None:
    seconds = Timeouts()
    assert seconds.connect < seconds.answer < seconds.stream
    assert seconds.stream >= 300, "the official client waits as long between two pieces"
