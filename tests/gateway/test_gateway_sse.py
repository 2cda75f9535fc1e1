# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events come out the same however their bytes arrive, in every form that either official client accepts."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import replace

import pytest
from gateway_calls import generate, generate_bytes
from gateway_server import (
    MP4,
    MP4_BASE64,
    QUICK,
    RESULT,
    VIDEO,
    Reply,
    as_events,
    as_json,
    ask,
    event,
    head,
    one_by_one,
)
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import Billed
from addon.core.gateway.failures import BadResponse, GatewayError, MaybeAccepted, NoVideo, ServerFault
from addon.core.gateway.sse import Decoder, Event, EventReader, EventTooLarge

GOOD = event(RESULT)
PRETTY = "".join(f"data: {line}\n" for line in json.dumps(RESULT, indent=1).splitlines()).encode() + b"\n"


def bare(**changes: object) -> bytes:
    return event({key: value for key, value in (RESULT | changes).items() if value != "gone"})


ACCEPTED = {
    "plain": GOOD,
    "comment with text": b": heartbeat\n\n" + GOOD,
    "bare comment": b":\n\n" + GOOD,
    "twenty comments": b": still here\n\n" * 20 + GOOD,
    "ping without data": b"event: ping\n\n" + GOOD,
    "crlf": GOOD.replace(b"\n", b"\r\n"),
    "cr": GOOD.replace(b"\n", b"\r"),
    "other fields": b"event: message\nid: 7\nretry: 100\n" + GOOD,
    "no space after data": GOOD.replace(b"data: ", b"data:"),
    "multi-line data": PRETTY,
    "byte order mark": b"\xef\xbb\xbf" + GOOD,
    "done before the result": b"data: [DONE]\n\n" + GOOD,
    "heartbeat as data": event({"type": "ping"}) + GOOD,
    "progress as data": event({"type": "progress", "percent": 40}) + GOOD,
    "data that is not JSON": b"data: hello\n\n" + GOOD,
    "data that is no object": b"data: 1\n\ndata: null\n\ndata: []\n\n" + GOOD,
    "closing blank line missing": GOOD[:-1],
    "last line end missing": GOOD[:-2],
    "an error after the result": GOOD + event({"type": "error", "message": "late", "statusCode": 500}),
    "plain JSON": json.dumps(RESULT).encode(),
    "plain JSON with byte order mark and line breaks": b"\xef\xbb\xbf\r\n" + json.dumps(RESULT, indent=2).encode(),
    "no type": bare(type="gone"),
    "warnings null": bare(warnings=None),
    "metadata null": bare(providerMetadata=None),
    "metadata entry null": bare(providerMetadata={"gateway": None}),
    "only videos": bare(warnings="gone", providerMetadata="gone"),
    "media type missing": bare(videos=[{"type": "base64", "data": MP4_BASE64}]),
    "unknown warning": bare(warnings=[{"type": "news"}, "text", 7, None]),
    "binary video": bare(videos=[{"type": "binary", "data": MP4_BASE64, "mediaType": "video/mp4"}]),
    "data: prefix in base64": bare(videos=[{**VIDEO, "data": f"data:video/mp4;base64,{MP4_BASE64}"}]),
    "data: URL": bare(videos=[{"type": "url", "url": f"data:video/mp4;base64,{MP4_BASE64}"}]),
    "first video unusable": bare(videos=[None, {"type": "uploaded"}, VIDEO]),
    "unknown field": bare(later="more"),
}


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_what_a_client_accepts_we_accept(body: bytes) -> None:
    result, _ = ask(as_events(body), generate_bytes)
    assert result == MP4


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_one_byte_at_a_time(body: bytes) -> None:
    result, _ = ask(Reply([head(kind="text/event-stream"), *one_by_one(body)]), generate_bytes)
    assert result == MP4


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/html"])
def test_a_wrong_content_type_is_no_matter(kind: str) -> None:
    result, _ = ask(as_events(GOOD, kind=kind), generate_bytes)
    assert result == MP4


def test_compressed_events() -> None:
    result, _ = ask(as_events(gzip.compress(GOOD), content_encoding="gzip"), generate_bytes)
    assert result == MP4


def test_chunked_events() -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (GOOD[:9], GOOD[9:30], GOOD[30:]))
    result, _ = ask(as_events(chunks + b"0\r\n\r\n", transfer_encoding="chunked"), generate_bytes)
    assert result == MP4


def test_the_result_is_enough_though_the_stream_stays_open() -> None:
    result, _ = ask(as_events(GOOD, then="silence"), generate_bytes)
    assert result == MP4


def test_a_paid_result_is_kept_when_only_its_blank_line_never_comes() -> None:
    result, _ = ask(as_events(GOOD[:-1], then="silence"), generate_bytes, timeouts=replace(QUICK, stream=1.0))
    assert result == MP4


REFUSED = {
    "empty": b"",
    "comments only": b": a\n\n: b\n\n",
    "invalid JSON": b'data: {"type": "result", "videos"\n\n',
    "html": b"<!doctype html><html><body>Sign in to WiFi</body></html>",
    "truncated JSON": json.dumps(RESULT).encode()[:-9],
    "progress only": event({"type": "progress"}),
    "no type and no videos": event({"providerMetadata": {}}),
    "deep nesting": b"data: " + b"[" * 200_000 + b"\n\n",
    "binary garbage": bytes(range(256)) * 20,
    "huge number": b"data: " + b"9" * 5000 + b"\n\n",
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_an_answer_without_a_result_may_have_been_paid(body: bytes) -> None:
    error, server = ask(as_events(body), generate)
    assert isinstance(error, BadResponse), error
    assert (error.may_have_been_accepted, error.billed) == (True, Billed.UNKNOWN)
    assert len(server.asked) == 1


def test_no_content() -> None:
    error, _ = ask(Reply([head(204)]), generate)
    assert isinstance(error, BadResponse)
    assert error.may_have_been_accepted


@pytest.mark.parametrize("videos", [[], None, [{"type": "uploaded", "mediaType": "video/mp4"}], [{}], ["x"], {}])
def test_a_result_without_a_video_is_never_a_success(videos: object) -> None:
    error, _ = ask(as_events(bare(videos=videos)), generate)
    assert isinstance(error, NoVideo)
    assert (error.may_have_been_accepted, error.billed) == (True, Billed.UNKNOWN)


@pytest.mark.parametrize("then", ["close", "reset", "silence"])
@pytest.mark.parametrize("body", [b"", b": heartbeat\n\n", GOOD[:40]], ids=["nothing", "heartbeat", "half a result"])
def test_a_stream_that_breaks_may_have_been_paid_and_is_not_sent_again(body: bytes, then: str) -> None:
    # A length that never comes makes a plain close a broken one.
    timeouts = QUICK if then == "silence" else None
    error, server = ask(as_events(body, then=then, content_length="9999"), generate, timeouts=timeouts)
    assert isinstance(error, MaybeAccepted), error
    assert (error.billed, error.may_have_been_accepted, error.retryable) == (Billed.UNKNOWN, True, False)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"param": None, "statusCode": 500, "errorType": "internal_server_error"},
        {"statusCode": "500"},
        {},
        {"statusCode": None, "errorType": None, "param": None},
        {"statusCode": 10**30},
    ],
)
def test_an_error_event_with_whatever_fields(fields: dict[str, object]) -> None:
    error, _ = ask(as_events(event({"type": "error", "message": "broken", **fields})), generate)
    assert isinstance(error, ServerFault)
    assert (error.may_have_been_accepted, error.billed) == (True, Billed.UNKNOWN)


def test_an_error_object_without_a_type() -> None:
    error, _ = ask(as_json({"error": {"message": "no", "type": "rate_limit_exceeded"}, "statusCode": 429}), generate)
    assert isinstance(error, GatewayError)
    assert error.code == "gateway_rate_limited"
    assert not error.may_have_been_accepted


# --- The decoder by itself --------------------------------------------------------------------------------------------


def decode(pieces: list[bytes]) -> list[Event]:
    decoder = Decoder()
    return [*itertools.chain.from_iterable(decoder.feed(piece) for piece in pieces), *decoder.close()]


LINES = st.sampled_from(
    [
        *(b"", b":", b": note", b"data", b"data:", b"data: a", b"data:  b", b"data:\xc3\xa9", b"event: ping"),
        *(b"id: 1", b"retry: 1", b"unknown: x", b'data: {"a": 1}', b"\xef\xbb\xbfdata: bom", b"event"),
    ]
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])
STREAMS = st.lists(st.tuples(LINES, ENDS), max_size=20).map(lambda parts: b"".join(a + b for a, b in parts))


@given(st.one_of(STREAMS, st.binary(max_size=200)), st.data())
def test_any_split_gives_the_same_events(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    pieces = [stream[a:b] for a, b in itertools.pairwise([0, *cuts, len(stream)])]
    whole = decode([stream])
    assert decode(pieces) == whole
    assert decode([stream[i : i + 1] for i in range(len(stream))]) == whole


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), min_size=1), ENDS)
def test_what_was_written_is_read(lines: list[str], end: bytes) -> None:
    stream = b"".join(b"data: " + line.encode() + end for line in lines) + end
    assert [event.data for event in decode([stream])] == ["\n".join(lines)]


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    reader = EventReader(1000)
    for event_data in [*reader.feed(data), *reader.close()]:
        assert isinstance(event_data, str)


def test_the_event_name_belongs_to_one_event() -> None:
    assert decode([b"event: a\ndata: 1\n\ndata: 2\n\n"]) == [Event("a", "1"), Event("", "2")]


@pytest.mark.parametrize("line", [b"data: xxxx\n", b"x"], ids=["many lines", "one line"])
def test_an_event_without_end_is_refused(line: bytes) -> None:
    decoder = Decoder(max_bytes=1000)
    with pytest.raises(EventTooLarge):
        [decoder.feed(line) for _ in range(2000)]
