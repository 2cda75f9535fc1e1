# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References in a Vercel Blob store: once per content, readable by a signed URL alone, every refusal in words."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
import tracemalloc
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from blob_emulator import TOKEN, BlobStore, Fault

from addon.core.hosting import Hosted, errors, vercel_blob
from addon.core.hosting.vercel_blob import PART, VercelBlobHost, signature
from addon.core.jobs.steps.uploads import Uploads

MIB = 1024 * 1024


@pytest.fixture
def store() -> Iterator[BlobStore]:
    with BlobStore("private") as store:
        yield store


@pytest.fixture
def public_store() -> Iterator[BlobStore]:
    with BlobStore("public") as store:
        yield store


def run(store: BlobStore, work, **options):
    """`work(host)` with a host on `store`, closed afterwards."""

    async def main():
        host = VercelBlobHost(options.pop("token", TOKEN), base_url=options.pop("base_url", store.url), **options)
        try:
            return await work(host)
        finally:
            await host.close()

    return asyncio.run(main())


async def once(uploads: Uploads, host, reference, file) -> Hosted:
    """As a job asks for it."""
    return await uploads.get(reference.sha256, lambda: host.host(reference, file))


def fails(store: BlobStore, kind: type[errors.HostError], work, **options) -> errors.HostError:
    with pytest.raises(errors.HostError) as caught:
        run(store, work, **options)
    assert type(caught.value) is kind
    assert caught.value.user_message.endswith(".")
    assert caught.value.next_step
    assert caught.value.billed == "no"
    assert TOKEN[-12:] not in caught.value.sentence
    return caught.value


# --- the signature ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "AGuVuH3l5pDgagsldxQ8mm_QWsQsj8zkEqJaBrW8O_g"),
        ({"vercel-blob-valid-until": "1796000000000"}, "n29kN76L5bs0xPJY4PKABS2nqsE3KZaWSBpcOB-hJu0"),
        (
            {"vercel-blob-valid-until": "1796000000000", "cache": "0", "vercel-blob-if-match": ""},
            "n29kN76L5bs0xPJY4PKABS2nqsE3KZaWSBpcOB-hJu0",
        ),
    ],
)
def test_the_signature_is_the_official_clients(options, expected) -> None:
    """Expected values: npm @vercel/blob 2.8.0's presignUrl for the same token."""
    assert signature("cst_0123456789abcdef", "get", "animatic/Mia é.mp4", options) == expected


def test_a_signature_for_head_is_another() -> None:
    assert signature("key", "get", "a.mp4", {}) != signature("key", "head", "a.mp4", {})


# --- the way of a reference ------------------------------------------------------------------------------------------


def test_a_private_reference_is_readable_by_its_url_alone_and_keeps_its_extension(store, make_reference) -> None:
    reference, file = make_reference()
    hosted = run(store, lambda host: host.host(reference, file))
    assert hosted.locator == f"animatic/{reference.sha256}.mp4"
    assert urlsplit(hosted.url).path.endswith(f"/{reference.sha256}.mp4")
    assert httpx.get(hosted.url).content == file.read_bytes()
    assert httpx.get(hosted.url).headers["content-type"] == "video/mp4"
    assert httpx.get(hosted.url.split("?")[0]).status_code == 403
    assert httpx.get(hosted.url[:-2] + "xx").status_code == 403
    assert httpx.head(hosted.url).status_code == 403
    assert hosted.uploaded_bytes == reference.size


def test_a_signed_url_expires_when_it_says(store, make_reference) -> None:
    reference, file = make_reference()
    hosted = run(store, lambda host: host.host(reference, file), valid_seconds=3600)
    assert hosted.expires == pytest.approx(time.time() + 7200, abs=60)
    store.clock = lambda: hosted.expires - 1
    assert httpx.get(hosted.url).status_code == 200
    store.clock = lambda: hosted.expires + 1
    assert httpx.get(hosted.url).status_code == 403


def test_a_public_reference_has_a_plain_url(public_store, make_reference) -> None:
    reference, file = make_reference(name="mia.png")
    hosted = run(public_store, lambda host: host.host(reference, file), access="public")
    assert hosted.url == public_store.blob_url(f"animatic/{reference.sha256}.png")
    assert (hosted.expires, httpx.get(hosted.url).content) == (None, file.read_bytes())


def test_the_same_content_is_uploaded_once_however_many_shots_use_it(store, make_reference) -> None:
    reference, file = make_reference()

    async def many(host):
        uploads = Uploads(0)
        return await asyncio.gather(*(once(uploads, host, reference, file) for _ in range(10)))

    hosted = run(store, many)
    assert sorted(h.uploaded_bytes for h in hosted) == [0] * 9 + [reference.size]
    assert len({h.url for h in hosted}) == 1
    assert store.count("PUT", "/api/blob/") == 1


def test_after_a_restart_nothing_is_uploaded_again(store, make_reference) -> None:
    reference, file = make_reference()
    first = run(store, lambda host: host.host(reference, file))
    again = run(store, lambda host: host.host(reference, file))
    assert (again.uploaded_bytes, again.locator) == (0, first.locator)
    assert httpx.get(again.url).status_code == 200
    assert store.count("PUT", "/api/blob/") == 1


def test_a_url_that_would_expire_too_soon_is_signed_anew_without_an_upload(store, make_reference, monkeypatch) -> None:
    reference, file = make_reference()
    now = time.time()

    async def twice(host):
        uploads = Uploads(host.valid_seconds)
        first = await once(uploads, host, reference, file)
        monkeypatch.setattr(time, "time", lambda: now + 3500)
        same = await once(uploads, host, reference, file)
        monkeypatch.setattr(time, "time", lambda: now + 3700)
        return first, same, await once(uploads, host, reference, file)

    first, same, fresh = run(store, twice, valid_seconds=3600)
    assert first.url == same.url != fresh.url
    assert (same.uploaded_bytes, fresh.uploaded_bytes) == (0, 0)
    assert fresh.expires >= now + 3700 + 3600
    assert store.count("PUT", "/api/blob/") == 1


def test_a_url_that_did_not_do_is_signed_anew_on_the_next_attempt(store, make_reference, monkeypatch) -> None:
    reference, file = make_reference()
    now = time.time()

    async def twice(host):
        uploads = Uploads(host.valid_seconds)
        first = await once(uploads, host, reference, file)
        monkeypatch.setattr(time, "time", lambda: now + 10)
        uploads.forget([reference.sha256])
        return first, await once(uploads, host, reference, file)

    first, fresh = run(store, twice)
    assert first.url != fresh.url
    assert httpx.get(fresh.url).content == file.read_bytes()
    assert store.count("PUT", "/api/blob/") == 1


def test_a_store_that_was_emptied_meanwhile_gets_the_reference_again(store, make_reference) -> None:
    reference, file = make_reference()

    async def around_emptying(host):
        await host.host(reference, file)
        store.blobs.clear()
        return await host.host(reference, file)

    hosted = run(store, around_emptying)
    assert hosted.uploaded_bytes == reference.size
    assert httpx.get(hosted.url).status_code == 200


def test_progress_keeps_telling_while_an_upload_is_repeated(store, make_reference, waits) -> None:
    """A watcher for standstill must not take a second attempt for silence."""
    reference, file = make_reference(bytes(3 * MIB))
    store.faults.append(Fault(lambda s: s.method == "PUT", 500))
    told: list[int] = []
    run(store, lambda host: host.host(reference, file, lambda sent, _total: told.append(sent)))
    assert told == sorted(told)
    assert told.count(3 * MIB) > 10


def test_an_object_of_another_size_is_replaced(store, make_reference) -> None:
    """An upload that broke off long ago must not be taken for the file."""
    reference, file = make_reference()
    store.blobs[f"animatic/{reference.sha256}.mp4"] = (b"half", "video/mp4")
    hosted = run(store, lambda host: host.host(reference, file))
    assert hosted.uploaded_bytes == reference.size
    assert httpx.get(hosted.url).content == file.read_bytes()


def test_a_large_reference_goes_up_in_parts(store, make_reference) -> None:
    content = bytes(i % 251 for i in range(1024)) * (20 * 1024) + b"tail"
    reference, file = make_reference(content)
    told: list[tuple[int, int]] = []
    hosted = run(store, lambda host: host.host(reference, file, lambda sent, total: told.append((sent, total))))
    parts = [s for s in store.seen if s.headers.get("x-mpu-action") == "upload"]
    assert sorted(s.size for s in parts) == [len(content) - 2 * PART, PART, PART]
    assert httpx.get(hosted.url).content == content
    assert told[-1] == (len(content), len(content))
    assert told == sorted(told)


def test_a_part_that_fails_is_sent_again_alone(store, make_reference, waits) -> None:
    content = bytes(17 * MIB)
    reference, file = make_reference(content)
    store.faults.append(Fault(lambda s: s.headers.get("x-mpu-part-number") == "2", 503))
    hosted = run(store, lambda host: host.host(reference, file))
    numbers = [s.headers["x-mpu-part-number"] for s in store.seen if s.headers.get("x-mpu-action") == "upload"]
    assert sorted(numbers) == ["1", "2", "2", "3"]
    assert httpx.get(hosted.url).content == content


def test_a_lost_answer_to_the_last_step_does_not_lose_the_upload(store, make_reference, waits) -> None:
    reference, file = make_reference(bytes(17 * MIB))
    store.faults.append(Fault(lambda s: s.headers.get("x-mpu-action") == "complete", after=True))
    hosted = run(store, lambda host: host.host(reference, file))
    assert len(httpx.get(hosted.url).content) == 17 * MIB


class Counting(httpx.AsyncBaseTransport):
    """The emulator keeps bodies in this process; this one lets every byte go at once."""

    def __init__(self) -> None:
        self.received = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async for chunk in request.stream:
            self.received += len(chunk)
        if request.url.path.endswith("/signed-token"):
            return httpx.Response(200, json={"delegationToken": "d", "clientSigningToken": "c"})
        if request.method == "GET":
            return httpx.Response(404, json={"error": {"code": "not_found"}})
        return httpx.Response(200, json={"key": "k", "uploadId": "u", "etag": "e", "url": "http://h/a.mp4"})


def test_memory_does_not_grow_with_the_file(store, make_reference) -> None:
    reference, file = make_reference(bytes(64 * MIB))
    transport = Counting()
    tracemalloc.start()
    try:
        run(store, lambda host: host.host(reference, file), transport=transport)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert transport.received > 64 * MIB
    assert peak < 8 * MIB


def test_delete_removes_and_is_content_with_what_is_gone(store, make_reference) -> None:
    reference, file = make_reference()

    async def cycle(host):
        hosted = await host.host(reference, file)
        await host.delete(hosted)
        await host.delete(hosted)
        return await host.host(reference, file)

    again = run(store, cycle)
    assert again.uploaded_bytes == reference.size
    assert store.count("PUT", "/api/blob/") == 2


def test_check_says_that_it_works_and_leaves_nothing(store, public_store) -> None:
    assert "works" in run(store, lambda host: host.check())
    assert "works" in run(public_store, lambda host: host.check(), access="public")
    assert store.blobs == public_store.blobs == {}


# --- what goes wrong -------------------------------------------------------------------------------------------------


def always(status: int, code: str = "", message: str = "", **headers: str):
    import json

    body = json.dumps({"error": {"code": code, "message": message}}).encode() if code else b"<html>oops</html>"
    return Fault(lambda _seen: True, status, body, headers, times=99)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (always(403, "forbidden"), errors.TokenRefused),
        (always(401), errors.TokenRefused),
        (always(403, "client_token_expired"), errors.TokenRefused),
        (always(400, "bad_request", "Token expired"), errors.TokenRefused),
        (always(403, "client_token_not_allowed"), errors.TokenRefused),
        (always(400, "bad_request", '"pathname" does not match the token payload'), errors.TokenRefused),
        (
            always(403, "forbidden", "OIDC is enabled for this project, but not for the preview environment."),
            errors.TokenRefused,
        ),
        (always(404, "store_not_found"), errors.StoreNotFound),
        (always(403, "store_suspended"), errors.StoreSuspended),
        (always(400, "bad_request", "the file length cannot be greater than 5 bytes"), errors.FileTooLarge),
        (always(413, "file_too_large"), errors.FileTooLarge),
        (always(400, "bad_request", '"contentType" video/mp4 is not allowed'), errors.FormatRefused),
        (always(412, "precondition_failed"), errors.HostError),
        (always(400, "bad_request", "Invalid pathname"), errors.HostError),
        (always(429, "rate_limited"), errors.RateLimited),
        (always(503, "service_unavailable"), errors.HostDown),
        (always(500, "internal_server_error"), errors.HostDown),
        (always(502), errors.HostDown),
        (always(200), errors.HostError),
    ],
)
def test_every_answer_is_put_into_words(store, make_reference, waits, fault, kind) -> None:
    reference, file = make_reference()
    store.faults.append(fault)
    fails(store, kind, lambda host: host.host(reference, file))


@pytest.mark.parametrize("used", ["private", "public"])
def test_the_wrong_access_is_named_with_the_way_out(store, public_store, make_reference, used) -> None:
    reference, file = make_reference()
    wrong = public_store if used == "private" else store
    error = fails(wrong, errors.AccessMismatch, lambda host: host.host(reference, file), access=used)
    assert wrong.access in error.next_step


def test_an_object_already_there_does_not_hide_the_wrong_access(make_reference) -> None:
    reference, file = make_reference()

    def answer(_request: httpx.Request) -> httpx.Response:
        url = f"https://s.private.blob.vercel-storage.com/animatic/{reference.sha256}.mp4"
        return httpx.Response(200, json={"url": url, "size": reference.size})

    with BlobStore() as store:
        transport = httpx.MockTransport(answer)
        fails(store, errors.AccessMismatch, lambda h: h.host(reference, file), access="public", transport=transport)


def test_a_wrong_token_is_refused_and_none_is_asked_for(store, make_reference) -> None:
    reference, file = make_reference()
    error = fails(store, errors.TokenRefused, lambda h: h.host(reference, file), token=TOKEN[:-1] + "x")
    assert error.user_fault
    fails(store, errors.TokenMissing, lambda h: h.check(), token="")
    for other_kind in ("vck_0123456789", "vercel_blob_rw_Store_é", "vercel_blob_rw_Store_a\nb"):
        fails(store, errors.TokenRefused, lambda h: h.check(), token=other_kind)
    assert store.count("PUT", "/api/blob/") == 0


def test_passing_faults_are_tried_again_and_end_well(store, make_reference, waits) -> None:
    reference, file = make_reference()
    store.faults += [
        Fault(lambda s: s.method == "GET", 502, b""),
        Fault(lambda s: s.method == "PUT", 500),
        Fault(lambda s: s.method == "PUT", after=True),
        Fault(lambda s: s.path.endswith("/signed-token"), 429, headers={"retry-after": "7"}),
    ]
    hosted = run(store, lambda host: host.host(reference, file))
    assert httpx.get(hosted.url).content == file.read_bytes()
    assert len(waits) == 4
    assert waits[-1] == 7


def test_a_fault_that_stays_ends_after_four_attempts(store, make_reference, waits) -> None:
    reference, file = make_reference()
    store.faults.append(Fault(lambda s: s.method == "PUT", 503, times=99))
    fails(store, errors.HostDown, lambda host: host.host(reference, file))
    assert store.count("PUT", "/api/blob/") == 4
    assert waits == sorted(waits)


def test_a_very_long_wait_is_told_instead_of_waited(store, make_reference, waits) -> None:
    reference, file = make_reference()
    store.faults.append(always(429, "rate_limited", **{"retry-after": "900"}))
    error = fails(store, errors.RateLimited, lambda host: host.host(reference, file))
    assert "900 s" in error.next_step
    assert error.retry_after == 900
    assert (error.retryable, waits) == (True, [])


def test_no_network_is_told_after_some_attempts(store, make_reference, waits) -> None:
    reference, file = make_reference()
    with socket.socket() as taken:  # bound but not listening: refuses connections
        taken.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{taken.getsockname()[1]}/api/blob"
        error = fails(store, errors.HostUnreachable, lambda h: h.host(reference, file), base_url=base_url)
    assert (error.retryable, len(waits)) == (True, 3)
    fails(store, errors.SettingsWrong, lambda h: h.host(reference, file), base_url="ftp://x")


def test_a_proxy_in_the_environment_does_not_catch_a_store_on_this_computer(store, make_reference, monkeypatch) -> None:
    reference, file = make_reference()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert run(store, lambda host: host.host(reference, file)).uploaded_bytes == reference.size


def test_a_connection_that_is_not_trusted_is_told_at_once(store, make_reference, waits) -> None:
    reference, file = make_reference()

    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("certificate") from ssl.SSLCertVerificationError("self-signed")

    transport = httpx.MockTransport(refuse)
    error = fails(store, errors.HostUnreachable, lambda h: h.host(reference, file), transport=transport)
    assert "not trusted" in error.user_message
    assert (error.retryable, waits) == (False, [])


def test_a_file_that_changed_since_it_was_planned_is_not_uploaded(store, make_reference) -> None:
    reference, file = make_reference()
    file.write_bytes(b"turntable of Ben")
    fails(store, errors.FileChanged, lambda host: host.host(reference, file))
    assert store.blobs == {}


def test_a_missing_file_is_an_error_in_words(store, make_reference) -> None:
    from addon.core.errors import AnimaticError

    reference, file = make_reference()
    file.unlink()
    with pytest.raises(AnimaticError) as caught:
        run(store, lambda host: host.host(reference, file))
    assert caught.value.code == "file_missing"


def test_a_disk_that_fails_during_the_upload_is_told(store, make_reference, monkeypatch) -> None:
    from pathlib import Path

    from addon.core.errors import AnimaticError

    reference, file = make_reference()
    opened = Path.open

    def broken(path: Path, *arguments):
        if path == file:
            raise OSError(5, "Input/output error")
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", broken)
    with pytest.raises(AnimaticError) as caught:
        run(store, lambda host: host.host(reference, file))
    assert caught.value.code == "disk_fault"
    assert store.blobs == {}


def test_a_file_that_shrinks_during_the_upload_leaves_nothing(store, make_reference) -> None:
    reference, file = make_reference(bytes(4 * MIB))

    def shrink(sent: int, _total: int) -> None:
        if sent:
            file.write_bytes(b"")

    fails(store, errors.FileChanged, lambda host: host.host(reference, file, shrink))
    assert store.blobs == {}


@pytest.mark.parametrize("prefix", ["a b/", "../x", "ä/", "a//b", "a?b"])
def test_a_prefix_that_urls_would_change_is_refused(store, prefix) -> None:
    fails(store, errors.SettingsWrong, lambda host: host.check(), prefix=prefix)


def test_a_stopped_upload_stops_at_once_and_leaves_nothing(store, make_reference) -> None:
    reference, file = make_reference(bytes(40 * MIB))

    async def stop_early(host):
        started = asyncio.Event()
        upload = asyncio.create_task(host.host(reference, file, lambda sent, _total: sent and started.set()))
        await started.wait()
        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload

    run(store, stop_early)
    assert store.blobs == {}


def test_nothing_secret_is_logged_even_by_httpx(store, make_reference, caplog) -> None:
    caplog.set_level("DEBUG")
    reference, file = make_reference()
    run(store, lambda host: host.host(reference, file))
    run(store, lambda host: host.check())
    assert "/signed-token" in caplog.text
    assert "s3cr3t" not in caplog.text
    assert "vercel-blob-signature" not in caplog.text


def test_secrets_stay_out_of_every_repr(store, make_reference) -> None:
    reference, file = make_reference()

    async def shown(host):
        hosted = await host.host(reference, file)
        return f"{host!r} {hosted!r} {vars(hosted)['locator']}", parse_qs(urlsplit(hosted.url).query)

    text, query = run(store, shown)
    assert "s3cr3t" not in text
    assert query["vercel-blob-signature"][0] not in text
    assert vercel_blob.API_URL == "https://vercel.com/api/blob"
