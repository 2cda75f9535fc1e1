# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""References in an S3 bucket, against a real server that checks every signature (nanio)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from addon.core.hosting import errors, s3, sigv4
from addon.core.hosting.s3 import S3Host
from addon.core.jobs.steps.uploads import Uploads

KEY, SECRET = "AKIDANIMATIC", "s3cr3t/+of/the/bucket"
MIB = 1024 * 1024
SERVER = """
import socket, uvicorn
from nanio.app import build_app
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(build_app(), log_level="error")).run(sockets=[listening])
"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory) -> Iterator[str]:
    """A server with one bucket, "film"."""
    pytest.importorskip("nanio")
    data = tmp_path_factory.mktemp("nanio")
    env = {**os.environ, "NANIO_ACCESS_KEY": KEY, "NANIO_SECRET_KEY": SECRET, "NANIO_DATA_DIR": str(data)}
    with subprocess.Popen([sys.executable, "-c", SERVER], env=env, stdout=subprocess.PIPE, text=True) as server:
        endpoint = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        keys = sigv4.Credentials(KEY, SECRET, "us-east-1")
        url = f"{endpoint}/film"
        headers = sigv4.signed_headers("PUT", url, {}, sigv4.EMPTY_SHA256, keys, datetime.now(UTC))
        assert httpx.put(url, headers=headers).status_code == 200
        yield endpoint
        server.terminate()


@pytest.fixture
def requests(monkeypatch) -> list[tuple[str, int]]:
    """(method, status) of every request a host makes."""
    made: list[tuple[str, int]] = []
    send = httpx.AsyncClient.request

    async def noting(self, method, url, **options):
        answer = await send(self, method, url, **options)
        made.append((method, answer.status_code))
        return answer

    monkeypatch.setattr(httpx.AsyncClient, "request", noting)
    return made


def run(endpoint: str, work, *, bucket="film", key=KEY, secret=SECRET, prefix="animatic/", **options):
    async def main():
        host = S3Host(endpoint, options.pop("region", ""), bucket, key, secret, prefix, **options)
        try:
            return await work(host)
        finally:
            await host.close()

    return asyncio.run(main())


def fails(kind: type[errors.HostError], endpoint: str, work, **options) -> errors.HostError:
    with pytest.raises(errors.HostError) as caught:
        run(endpoint, work, **options)
    assert type(caught.value) is kind
    assert caught.value.next_step
    assert SECRET not in caught.value.sentence
    return caught.value


# --- against the real server -----------------------------------------------------------------------------------------


def test_a_reference_is_readable_by_its_signed_url_alone(endpoint, make_reference) -> None:
    reference, file = make_reference(b"one")
    hosted = run(endpoint, lambda host: host.host(reference, file), valid_seconds=600)
    assert (hosted.locator, hosted.uploaded_bytes) == (f"animatic/{reference.sha256}.mp4", 3)
    assert urlsplit(hosted.url).path == f"/film/animatic/{reference.sha256}.mp4"
    assert hosted.expires == pytest.approx(time.time() + 1200, abs=60)
    got = httpx.get(hosted.url)
    assert (got.content, got.headers["content-type"]) == (b"one", "video/mp4")
    assert httpx.get(hosted.url.split("?")[0]).status_code == 403
    assert httpx.get(hosted.url[:-4] + "0000").status_code == 403
    assert httpx.get(hosted.url.replace("X-Amz-Expires=1200", "X-Amz-Expires=9999")).status_code == 403


def test_an_expired_url_is_refused(endpoint, make_reference) -> None:
    reference, file = make_reference(b"two")
    hosted = run(endpoint, lambda host: host.host(reference, file))
    keys = sigv4.Credentials(KEY, SECRET, "us-east-1")
    old = datetime.now(UTC) - timedelta(hours=1)
    assert httpx.get(sigv4.presigned_url("GET", hosted.url.split("?")[0], 60, keys, old)).status_code == 403


def test_the_same_content_goes_up_once_also_after_a_restart(endpoint, make_reference, requests) -> None:
    reference, file = make_reference(b"three")

    async def many(host):
        uploads = Uploads(0)
        return await asyncio.gather(
            *(uploads.get(reference.sha256, lambda: host.host(reference, file)) for _ in range(5))
        )

    assert sorted(h.uploaded_bytes for h in run(endpoint, many)) == [0, 0, 0, 0, 5]
    assert run(endpoint, lambda host: host.host(reference, file)).uploaded_bytes == 0
    assert [method for method, _ in requests] == ["HEAD", "PUT", "HEAD"]


def test_a_large_reference_streams_with_progress(endpoint, make_reference) -> None:
    content = os.urandom(1024) * (20 * 1024)
    reference, file = make_reference(content)
    told: list[int] = []
    hosted = run(endpoint, lambda host: host.host(reference, file, lambda sent, _total: told.append(sent)))
    assert told == sorted(told)
    assert (told[-1], httpx.get(hosted.url).content == content) == (len(content), True)


def test_delete_removes_and_is_content_with_what_is_gone(endpoint, make_reference) -> None:
    reference, file = make_reference(b"four")

    async def cycle(host):
        hosted = await host.host(reference, file)
        await host.delete(hosted)
        await host.delete(hosted)
        return hosted

    assert httpx.get(run(endpoint, cycle).url).status_code == 404


def test_check_says_that_it_works(endpoint) -> None:
    assert "works" in run(endpoint, lambda host: host.check())


def test_a_prefix_of_odd_but_plain_characters_is_signed_right(endpoint, make_reference) -> None:
    reference, file = make_reference(b"five")
    hosted = run(endpoint, lambda host: host.host(reference, file), prefix="a~b/c-d_e.f/")
    assert httpx.get(hosted.url).content == b"five"


def test_wrong_keys_and_buckets_are_told_apart(endpoint, make_reference) -> None:
    reference, file = make_reference(b"six")
    error = fails(errors.TokenRefused, endpoint, lambda h: h.host(reference, file), secret="wrong")
    assert "secret key is wrong" in error.user_message
    error = fails(errors.TokenRefused, endpoint, lambda h: h.host(reference, file), key="AKIDOTHER")
    assert "access key" in error.user_message
    error = fails(errors.StoreNotFound, endpoint, lambda h: h.host(reference, file), bucket="other-bucket")
    assert "other-bucket does not exist" in error.user_message


def test_a_clock_that_is_off_is_named(endpoint, make_reference, monkeypatch) -> None:
    class Late(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(hours=3)

    reference, file = make_reference(b"seven")
    monkeypatch.setattr(s3, "datetime", Late)
    fails(errors.ClockWrong, endpoint, lambda h: h.host(reference, file))


# --- other services' answers -----------------------------------------------------------------------------------------


def xml(code: str) -> bytes:
    return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>secret stuff</Message></Error>'.encode()


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind"),
    [
        (403, xml("AccessDenied"), {}, errors.TokenRefused),
        (403, b"", {}, errors.TokenRefused),
        (400, xml("ExpiredToken"), {}, errors.TokenRefused),
        (400, xml("InvalidToken"), {}, errors.TokenRefused),
        (404, b"", {}, errors.StoreNotFound),
        (301, xml("PermanentRedirect"), {"x-amz-bucket-region": "eu-west-1"}, errors.StoreNotFound),
        (307, b"", {}, errors.HostDown),
        (400, xml("AuthorizationHeaderMalformed"), {}, errors.StoreNotFound),
        (400, xml("EntityTooLarge"), {}, errors.FileTooLarge),
        (400, xml("XAmzContentSHA256Mismatch"), {}, errors.FileChanged),
        (503, xml("SlowDown"), {}, errors.RateLimited),
        (429, b"", {}, errors.RateLimited),
        (500, xml("InternalError"), {}, errors.HostDown),
        (502, b"<html>", {}, errors.HostDown),
        (400, xml("SomethingNew"), {}, errors.HostError),
        (418, b"", {}, errors.HostError),
    ],
)
def test_every_answer_is_put_into_words(make_reference, waits, status, body, headers, kind) -> None:
    reference, file = make_reference()

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404 if request.method == "HEAD" else status, content=body, headers=headers)

    transport = httpx.MockTransport(answer)
    error = fails(kind, "https://s3.example", lambda h: h.host(reference, file), transport=transport)
    if headers:
        assert "eu-west-1" in error.user_message


def test_a_bucket_that_forbids_looking_still_takes_the_upload(make_reference) -> None:
    """Amazon answers HEAD for a missing object with 403 when the keys may not list."""
    reference, file = make_reference()
    transport = httpx.MockTransport(lambda request: httpx.Response(403 if request.method == "HEAD" else 200))
    hosted = run("https://s3.example", lambda host: host.host(reference, file), transport=transport)
    assert hosted.uploaded_bytes == reference.size


@pytest.mark.parametrize(
    ("endpoint", "region", "bucket", "path_style", "start", "signed_region"),
    [
        ("", "eu-central-1", "film", None, "https://film.s3.eu-central-1.amazonaws.com/animatic/", "eu-central-1"),
        ("", "", "film", None, "https://film.s3.us-east-1.amazonaws.com/animatic/", "us-east-1"),
        ("", "eu-west-1", "my.film", None, "https://s3.eu-west-1.amazonaws.com/my.film/animatic/", "eu-west-1"),
        (
            "https://a.r2.cloudflarestorage.com/film",
            "",
            "film",
            None,
            "https://a.r2.cloudflarestorage.com/film/",
            "auto",
        ),
        ("http://127.0.0.1:9000/", "", "film", None, "http://127.0.0.1:9000/film/animatic/", "us-east-1"),
        ("minio.studio", "", "film", None, "https://minio.studio/film/animatic/", "us-east-1"),
        (
            "https://s3.eu-3.backblazeb2.com",
            "eu-3",
            "film",
            False,
            "https://film.s3.eu-3.backblazeb2.com/animatic/",
            "eu-3",
        ),
        ("http://[::1]:9000", "", "film", None, "http://[::1]:9000/film/animatic/", "us-east-1"),
    ],
)
def test_urls_have_the_shape_each_service_wants(
    make_reference, endpoint, region, bucket, path_style, start, signed_region
) -> None:
    reference, file = make_reference()
    transport = httpx.MockTransport(lambda _request: httpx.Response(200))
    hosted = run(
        endpoint,
        lambda host: host.host(reference, file),
        bucket=bucket,
        region=region,
        path_style=path_style,
        transport=transport,
    )
    assert hosted.url.startswith(start)
    assert f"/{signed_region}/s3/" in parse_qs(urlsplit(hosted.url).query)["X-Amz-Credential"][0]


@pytest.mark.parametrize(
    "endpoint", ["ftp://x", "https://", "https://h/other", "https://h?x=1", "https://h:port", "https://user:pw@"]
)
def test_an_endpoint_that_is_none_is_refused(endpoint) -> None:
    error = fails(errors.SettingsWrong, endpoint, lambda host: host.check())
    assert "pw" not in error.sentence


def test_missing_keys_and_bucket_are_asked_for() -> None:
    fails(errors.TokenMissing, "", lambda host: host.check(), secret="")
    fails(errors.TokenMissing, "", lambda host: host.check(), key="")
    fails(errors.SettingsWrong, "", lambda host: host.check(), bucket="")
    fails(errors.SettingsWrong, "", lambda host: host.check(), bucket="a/b")


def test_secrets_stay_out_of_the_repr() -> None:
    assert "s3cr3t" not in repr(S3Host("", "", "film", KEY, SECRET))
