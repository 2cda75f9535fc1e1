# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers without measure: bombs, bodies without end, depth, width, numbers. What was paid for is read all the same."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import zlib
from typing import Any

import pytest
from gateway_calls import generate, start, status
from gateway_server import REQUEST, RESULT, SIGNED, VIDEO, Reply, as_events, as_json, head, serving

from addon.core.gateway import jsontext
from addon.core.gateway.client import Completed, Started, VideoResult
from addon.core.gateway.failures import BadResponse, GatewayError, ReferencesSkipped
from addon.core.gateway.sse import Decoder, EventReader, EventTooLarge
from addon.core.gateway.wire import WireFile, body
from addon.core.models import MediaKind, Route

BOMB = gzip.compress(gzip.compress(bytes(64 * 1024 * 1024)))
STARTED = {"operation": {"gatewayJobId": "job_1"}, "warnings": [], "providerMetadata": {}}
COMPLETED = {"status": "completed", "videos": [VIDEO], "warnings": [], "providerMetadata": {}}


def ask(reply: Reply, call: Any) -> Any:
    async def main() -> Any:
        async with serving(reply) as server:
            client = server.client()
            try:
                return await call(client)
            except GatewayError as error:
                return error
            finally:
                await client.close()

    return asyncio.run(main())


@pytest.mark.parametrize("encoding", ["gzip, gzip", "zstd", "br", "compress", "gzip,zstd"])
@pytest.mark.parametrize("call", [start, status, generate])
def test_a_packing_that_nobody_asked_for_is_refused(encoding: str, call: Any) -> None:
    error = ask(as_json(BOMB, content_encoding=encoding), call)
    assert isinstance(error, BadResponse)
    assert error.may_have_been_accepted is (call is not status)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("call", [start, status, generate])
def test_a_bomb_is_put_out_before_it_is_large(encoding: str, call: Any) -> None:
    flat = bytes(40 * 1024 * 1024)
    packed = gzip.compress(flat) if encoding == "gzip" else zlib.compress(flat)
    assert isinstance(ask(as_json(packed, content_encoding=encoding), call), BadResponse)


def test_a_bomb_in_place_of_a_video_is_put_out() -> None:
    async def main() -> tuple[Any, int]:
        sink = io.BytesIO()
        async with serving(as_json(gzip.compress(bytes(60 * 1024 * 1024)), content_encoding="gzip")) as server:
            client = server.client()
            try:
                await client.download(VideoResult(kind="url", url=f"{server.origin}/v"), sink, max_bytes=1 << 40)
            except GatewayError as error:
                return error, len(sink.getvalue())
            finally:
                await client.close()
        raise AssertionError

    error, written = asyncio.run(main())
    assert isinstance(error, BadResponse)
    assert written < 40 * 1024 * 1024


@pytest.mark.parametrize("form", ["gzip", "deflate", "bare deflate"])
def test_one_plain_packing_is_still_read(form: str) -> None:
    text = json.dumps(STARTED | {"pad": [str(n) for n in range(20_000)]}).encode()
    packer = zlib.compressobj(wbits={"gzip": 31, "deflate": 15, "bare deflate": -15}[form])
    packed = packer.compress(text) + packer.flush()
    encoding = form.removeprefix("bare ")
    assert isinstance(ask(as_json(packed, content_encoding=encoding), start), Started)


def test_everything_is_asked_for_as_it_is() -> None:
    async def main() -> set[str]:
        async with serving(as_json(STARTED)) as server:
            client = server.client()
            await start(client)
            with pytest.raises(GatewayError):
                await status(client)
            await client.models()
            await client.close()
            return {asked.headers["accept-encoding"] for asked in server.asked}

    assert asyncio.run(main()) == {"identity"}


@pytest.mark.parametrize("code", [200, 201, 202, 203])
def test_a_good_answer_is_one_by_its_body(code: int) -> None:
    assert isinstance(ask(as_json(STARTED, code), start), Started)
    assert isinstance(ask(as_json(COMPLETED, code), status), Completed)


@pytest.mark.parametrize("depth", [200, 900, 5_000, 100_000])
@pytest.mark.parametrize("form", ["[", '{"a":'])
def test_metadata_of_any_depth_does_not_lose_the_video(depth: int, form: str) -> None:
    close = "]" if form == "[" else "}"
    deep = form * depth + "1" + close * depth
    meta = f'{{"gateway":{{"generationId":"gen_1","cost":"0.25"}},"alibaba":{{"x":{deep}}}}}'
    text = json.dumps(COMPLETED).replace('"providerMetadata": {}', f'"providerMetadata": {meta}')
    answer = ask(as_json(text.encode()), status)
    assert isinstance(answer, Completed), answer
    assert (answer.generation_id, str(answer.cost)) == ("gen_1", "0.25")
    answer.model_dump_json(exclude={"videos"})
    started = json.dumps(STARTED).replace('"providerMetadata": {}', f'"providerMetadata": {meta}')
    assert isinstance(ask(as_json(started.encode()), start), Started)


@pytest.mark.parametrize("number", ["9" * 6000, "-" + "9" * 6000, "1e999999", "NaN", "1" + "0" * 400])
def test_a_number_beyond_measure_does_not_lose_the_video(number: str) -> None:
    text = json.dumps(
        COMPLETED | {"providerMetadata": {"gateway": {"cost": 1, "asyncJob": {"result": {"expiresAt": 0}}}}}
    )
    for place in ('"cost": 1', '"expiresAt": 0'):
        name = place.split(":")[0]
        answer = ask(as_json(text.replace(place, f"{name}: {number}").encode()), status)
        assert isinstance(answer, Completed), answer
        assert answer.cost is None or answer.cost == 1


def test_half_a_pair_goes_back_as_it_came() -> None:
    token = {"t": "\ud83d", "u": "\u00fc"}
    answer = ask(as_json(STARTED | {"operation": token}), start)
    assert json.loads(jsontext.dump(answer.operation)) == token


def test_wide_answers_are_read_in_part() -> None:
    noise = [{"type": "other", "message": f"note {n} of the provider"} for n in range(200_000)]
    answer = ask(as_json(STARTED | {"warnings": noise}), start)
    assert isinstance(answer, Started)
    assert len(answer.warnings) <= 200
    lost = {"type": "unsupported", "feature": "inputReferences", "details": "skipped"}
    assert isinstance(ask(as_json(STARTED | {"warnings": [*noise, lost]}), start), ReferencesSkipped)
    wide = {f"k{n}": f"https://a.example/{n}?sig=1" for n in range(100_000)} | {"gateway": {"generationId": "gen_9"}}
    assert ask(as_json(STARTED | {"providerMetadata": wide}), start).generation_id == "gen_9"


@pytest.mark.parametrize(
    ("warning", "lost"),
    [
        ({"type": "other", "message": "The image watermark option was ignored."}, False),
        ({"type": "other", "message": "The image quality setting was ignored."}, False),
        ({"type": "unsupported", "feature": "watermark", "details": "The image mark was ignored."}, False),
        ({"type": "unsupported", "feature": "fps", "details": "The reference frame rate was ignored."}, False),
        ({"type": "unsupported", "feature": "frameImages", "details": "The last frame image was ignored."}, False),
        ({"type": "other", "message": "Non-URL reference was skipped."}, True),
        ({"type": "other", "message": "The reference images were ignored."}, True),
        ({"type": "other", "message": "inputReferences are not supported by this model and were ignored."}, True),
        (
            {"type": "unsupported", "feature": "media", "details": "Reference 2 could not be read and was skipped."},
            True,
        ),
        ({"type": "other", "message": "The first frame was ignored."}, True),
        ("The reference image was ignored", True),
    ],
)
def test_which_warnings_mean_that_the_cast_is_missing(warning: Any, lost: bool) -> None:
    answer = ask(as_json(STARTED | {"warnings": [warning]}), start)
    assert isinstance(answer, ReferencesSkipped if lost else Started)


def test_blank_bytes_before_the_first_event_are_not_kept() -> None:
    reader = EventReader(1024 * 1024)
    for _ in range(1000):
        reader.feed(b"\n" * 1000)
    assert len(reader._head) <= 3
    assert reader.feed(b"data: {}\n\n") == ["{}"]
    endless = EventReader(1024 * 1024)
    with pytest.raises(EventTooLarge):
        list(map(endless.feed, [b" " * 1000] * 1200))


def test_empty_data_lines_count() -> None:
    decoder = Decoder(10_000)
    with pytest.raises(EventTooLarge):
        list(map(decoder.feed, [b"data:\n" * 1000] * 100))


def test_a_mark_and_blanks_before_the_first_event() -> None:
    body = b"\xef\xbb\xbf" + b" \r\n" * 50 + b"data: " + json.dumps(RESULT).encode() + b"\n\n"
    answer = ask(Reply([head(200, "text/event-stream"), *(body[n : n + 1] for n in range(len(body)))]), generate)
    assert isinstance(answer, Completed)


def test_heartbeats_and_a_result_with_another_success_code() -> None:
    body = b": beat\n\n" * 3 + b"data: " + json.dumps(RESULT).encode() + b"\n\n"
    reply = as_events(body)
    reply.pieces[0] = reply.pieces[0].replace(b"200", b"202", 1)
    assert isinstance(ask(reply, generate), Completed)


def test_an_address_without_an_ending_has_a_media_type() -> None:
    wire = body(REQUEST, Route.REFERENCE, (WireFile(SIGNED.replace(".mp4", ""), "", MediaKind.VIDEO),))
    assert wire["inputReferences"][0]["mediaType"] == "video/mp4"
