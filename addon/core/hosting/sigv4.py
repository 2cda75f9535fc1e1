# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWS Signature Version 4 for S3: signed headers and presigned URLs, with the standard library.

Source: docs.aws.amazon.com, "Signature calculations for the Authorization header" and "Authenticating requests: using
query parameters". Checked against botocore in the tests.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
LONGEST = 604_800
"""Seconds a presigned URL may be valid: seven days."""
_ALGORITHM = "AWS4-HMAC-SHA256"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Credentials:
    access_key: str
    secret_key: str = field(repr=False)
    region: str
    session_token: str = field(default="", repr=False)


def signed_headers(
    method: str, url: str, headers: Mapping[str, str], payload_sha256: str, credentials: Credentials, now: datetime
) -> dict[str, str]:
    """`headers` with those that authenticate the request: host, x-amz-date, x-amz-content-sha256, authorization.

    `url` carries no query; its path is already percent-encoded. Names in `headers` are lower case."""
    stamp = _stamp(now)
    signed = {**headers, "host": host_of(url), "x-amz-date": stamp, "x-amz-content-sha256": payload_sha256}
    if credentials.session_token:
        signed["x-amz-security-token"] = credentials.session_token
    names = ";".join(sorted(signed))
    signature = _signature(method, url, "", signed, payload_sha256, credentials, stamp)
    scope = f"{credentials.access_key}/{_scope(stamp, credentials.region)}"
    signed["authorization"] = f"{_ALGORITHM} Credential={scope}, SignedHeaders={names}, Signature={signature}"
    return signed


def presigned_url(method: str, url: str, seconds: int, credentials: Credentials, now: datetime) -> str:
    """`url` (no query, path percent-encoded) with a signature that allows `method` to anyone for `seconds`."""
    stamp = _stamp(now)
    options = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{credentials.access_key}/{_scope(stamp, credentials.region)}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(min(seconds, LONGEST)),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.session_token:
        options["X-Amz-Security-Token"] = credentials.session_token
    query = "&".join(f"{quote(key, safe='-_.~')}={quote(options[key], safe='-_.~')}" for key in sorted(options))
    signature = _signature(method, url, query, {"host": host_of(url)}, "UNSIGNED-PAYLOAD", credentials, stamp)
    return f"{url}?{query}&X-Amz-Signature={signature}"


def host_of(url: str) -> str:
    """The Host header of a request to `url`: the port only where it is not the scheme's own."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _scope(stamp: str, region: str) -> str:
    return f"{stamp[:8]}/{region}/s3/aws4_request"


def _signature(
    method: str,
    url: str,
    query: str,
    headers: Mapping[str, str],
    payload_sha256: str,
    credentials: Credentials,
    stamp: str,
) -> str:
    names = sorted(headers)
    lines = [method, urlsplit(url).path or "/", query]
    lines += [f"{name}:{' '.join(headers[name].split())}" for name in names]
    lines += ["", ";".join(names), payload_sha256]
    canonical = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    scope = _scope(stamp, credentials.region)
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    return _hmac(key, "\n".join((_ALGORITHM, stamp, scope, canonical))).hex()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
