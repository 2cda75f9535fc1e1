# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our S3 signatures are botocore's, for awkward names, ports, regions and temporary keys."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addon.core.hosting import sigv4

botocore = pytest.importorskip("botocore")
from botocore import auth, awsrequest, credentials  # noqa: E402

NOW = datetime(2026, 11, 22, 10, 30, 5, tzinfo=UTC)
ENDPOINTS = [
    "https://bucket.s3.eu-central-1.amazonaws.com/",
    "https://acct.r2.cloudflarestorage.com/bucket/",
    "http://127.0.0.1:9000/bucket/",
    "http://minio.studio:80/bucket/",
    "https://minio.studio:443/bucket/",
]
NAMES = ["animatic/ab12.mp4", "a b/ü~é+=&?.mp4", "x//y%2F.png"]


@pytest.fixture(autouse=True)
def _frozen(monkeypatch) -> None:
    monkeypatch.setattr(auth, "get_current_datetime", lambda *_a, **_k: NOW.replace(tzinfo=None))


def theirs(kind, method: str, url: str, token: str, region: str, headers=None, data=b"", **options):
    keys = credentials.Credentials("AKIDEXAMPLE", "secret/+Key", token or None)
    request = awsrequest.AWSRequest(method=method, url=url, headers=headers or {}, data=data)
    kind(keys, "s3", region, **options).add_auth(request)
    return request


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("token", ["", "session/+token=="])
@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "DELETE"])
def test_presigned_urls_are_botocores(endpoint, name, token, method) -> None:
    url = endpoint + quote(name, safe="/-_.~")
    keys = sigv4.Credentials("AKIDEXAMPLE", "secret/+Key", "eu-central-1", token)
    request = theirs(auth.S3SigV4QueryAuth, method, url, token, "eu-central-1", expires=7200)
    ours = sigv4.presigned_url(method, url, 7200, keys, NOW)
    assert sorted(ours.partition("?")[2].split("&")) == sorted(request.url.partition("?")[2].split("&"))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("token", ["", "session/+token=="])
def test_signed_headers_are_botocores(endpoint, name, token) -> None:
    url = endpoint + quote(name, safe="/-_.~")
    keys = sigv4.Credentials("AKIDEXAMPLE", "secret/+Key", "auto", token)
    headers = {"content-type": "video/mp4"}
    sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    request = theirs(
        auth.S3SigV4Auth, "PUT", url, token, "auto", {**headers, "x-amz-content-sha256": sha256}, data=b"hello"
    )
    ours = sigv4.signed_headers("PUT", url, headers, sha256, keys, NOW)
    assert ours["authorization"] == request.headers["Authorization"]
    assert ours["x-amz-date"] == request.headers["X-Amz-Date"]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=30).filter(lambda t: not t.startswith("/") and all(c > " " for c in t)))
def test_any_name_is_signed_as_botocore_signs_it(name) -> None:
    url = f"https://h.example/bucket/{quote(name.encode('utf-8', 'replace'), safe='/-_.~')}"
    keys = sigv4.Credentials("AKIDEXAMPLE", "secret/+Key", "us-east-1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "get_current_datetime", lambda *_a, **_k: NOW.replace(tzinfo=None))
        request = theirs(auth.S3SigV4QueryAuth, "GET", url, "", "us-east-1", expires=60)
    ours = sigv4.presigned_url("GET", url, 60, keys, NOW)
    assert ours.rpartition("=")[2] == request.url.rpartition("X-Amz-Signature=")[2]


def test_seven_days_are_the_longest() -> None:
    keys = sigv4.Credentials("AKIDEXAMPLE", "secret", "us-east-1")
    assert "X-Amz-Expires=604800&" in sigv4.presigned_url("GET", "https://h/b/k", 10**9, keys, NOW)


def test_secrets_stay_out_of_the_repr() -> None:
    assert "secret" not in repr(sigv4.Credentials("AKIDEXAMPLE", "secret", "us-east-1", "secrettoken"))
